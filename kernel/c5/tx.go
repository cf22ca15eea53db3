package c5

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// A row is one step.
type row struct {
	name, clause string
	run          func(*tx) *kernel.Outcome
}

// tx is one activation.
type tx struct {
	*kernel.Port
	cfg   *kernel.Config
	act   *kernel.Activation
	at    configuration
	data  *kernel.Store
	tvr   *tlv.TVRValue
	rules rules
	step  string // that is being taken

	sent
	card
	auth   authentication
	cvm    kernel.CVM // still owed, or done on the device
	update update

	cmd [264]byte // room for a C-APDU
}

// A mode is the Transaction Mode.
// C-5 annex B
type mode byte

const (
	undefinedMode mode = iota
	emvMode
	legacyMode
)

// sent is what the card is told.
type sent struct {
	un      [4]byte            // 9F37
	profile profile            // dynamic, 9F53: what it is told with CDOL1
	values  []byte             // for PDOL and CDOL1, one after the other
	asked   tlv.CryptogramType // by GENERATE AC
	signed  bool               // a CDA signature was asked for
	room    [192]byte          // for values, as long as they are no more than usual
}

// card is what the card has said that later steps look at.
type card struct {
	fci      step.FCI
	parsed   bool // the answer to SELECT could be
	mode     mode
	aip      tlv.AIPValue
	afl      []byte
	seen     step.Tags // what it has given
	read     bool      // its data, to the end
	response tlv.Object
	kind     tlv.CryptogramType
}

// authentication is how offline data authentication stands.
type authentication struct {
	static step.StaticData
	result result
	words  string // why it failed
}

// A result is what came of offline data authentication.
type result uint8

const (
	notPerformed result = iota
	verified
	failed
)

// update is the issuer's answer, where the kernel is activated for it.
type update struct {
	active bool
	issuer step.IssuerResponse
	cdol2  tlv.DOL
	answer []byte // to the second GENERATE AC
}

// wipe clears what is copied here of the card's data.
func (t *tx) wipe() {
	t.auth.static.Wipe()
	clear(t.cmd[:])
	clear(t.values)
	clear(t.room[:])
}

// terminal is the Terminal Type of the transaction's purpose.
// B4 10.1.2
func (t *tx) terminal() tlv.TerminalTypeValue {
	return tlv.TerminalTypeValue(t.cfg.Treatment(t.Transaction().Purpose).TerminalType(t.cfg.Terminal.Type))
}

// option reports whether an acquirer option is on. The kernel has them all as implementation options, but for an exception file, which is the terminal's.
// C-5 2.4.2
func (t *tx) option(bit byte) bool { return t.at.options&bit != 0 }

// checksExceptionFile reports whether there is an exception file and the acquirer wants it looked into.
// C-5 3.5.5.1, 3.7.1.3
func (t *tx) checksExceptionFile() bool {
	return t.cfg.Terminal.LooksUp && t.option(optionExceptionFile)
}

// updates reports whether Issuer Update is supported.
// C-5 2.4.1, 2.4.2
func (t *tx) updates() bool { return t.at.profile.has(issuerUpdate) }

// authenticates reports whether offline data authentication is supported, and the AIP says that the card does CDA.
// C-5 3.4.1.3, 3.4.1.4, 3.8.1.4
func (t *tx) authenticates() bool { return t.option(optionODA) && t.aip.Has(tlv.AIPCDASupported) }

// purchases reports whether the transaction gives out goods or cash.
// C-5 3.5.2.1
func (t *tx) purchases() bool {
	p := step.Purpose{Type: t.Transaction().BookType()}
	return p.Purchase() || p.Type == step.TypeCash // C-5 3.5.2.1 type
}

// refunds reports whether the transaction gives money back.
// C-5 3.7.1.1
func (t *tx) refunds() bool {
	tr := t.Transaction()
	return tr.Purpose == kernel.Refund || tr.Type == step.TypeRefund // C-5 3.7.1.1 type
}

// dataOnly reports whether the card is read and no more: nothing is asked of it but its data, and nothing is decided.
// C-5 3.7.1.1
func (t *tx) dataOnly() bool { return t.cfg.DataOnly(t.Transaction().Purpose) }

// reaches reports whether there is a limit and the amount is not below it.
func (t *tx) reaches(limit kernel.Limit) bool {
	return limit.Present && t.Transaction().Amount >= limit.Amount
}
