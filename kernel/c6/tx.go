package c6

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
	data  *kernel.Store
	rules rules
	is    switches
	step  string // that is being taken
	reads bool   // the card is read and no more: the acquirer decides without it

	fci      step.FCI
	language string // of the cardholder's messages
	enabled  features
	sent     sent
	storage  storage
	card     card
	auth     authentication
	decision decision

	cmd [300]byte // room for a C-APDU
}

// switches are the parameters of the combination that was selected.
type switches struct {
	deferred, dataStorage, extendedLogging, tearingRecovery bool
}

// features are what terminal and card both support.
type features struct {
	dataStorage, extendedLogging, tearingRecovery bool
}

// sent is what the card is told.
type sent struct {
	ttq      step.TTQ
	un       [4]byte
	amount   uint64
	other    uint64
	values   []byte // for the PDOL
	base     []byte // the same before the terminal's own logic has modified any
	update   []byte // Data Storage Update Template BF10, with tag and length; nil: none
	commit   byte   // commit control of it
	appended []byte // what follows the PDOL data: BF10 or DF3C
	resumes  bool   // Resume Transaction
	log      tearingLog
}

// storage is what Read Data Storage has found.
type storage struct {
	sfi       byte
	directory []byte
	hash      [20]byte // DSD_Hash
	records   []byte   // container records, each an object DataContainer
	results   byte     // Data Storage Write Results
	written   bool     // there are such results
}

// card is what the card has said, beside what is in the store.
type card struct {
	sw      uint16     // of GET PROCESSING OPTIONS or what stands for it
	body    []byte     // its data
	options tlv.Object // template 77 in it
	cid     tlv.CIDValue
	cpr     requirements
	cda     bool      // what the figures call the checks for CDA are made
	seen    step.Tags // what it has given
	signed  step.Tags // that of it that stands in signed records
	read    bool      // its data, to the end
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

// decision is what the kernel makes of it all.
type decision struct {
	cvm          kernel.CVM
	consumer     bool // the consumer device is to be believed, or not
	usageSkipped bool // Usage Control Checks Skipped
}

// begin takes in what Entry Point and the terminal bring. Nothing is enabled yet, and nothing is resumed.
// C-6 F1.1, F6.1
func begin(p *kernel.Port, act *kernel.Activation) *tx {
	t := &tx{Port: p, cfg: p.Config(), act: act, data: p.Store(), rules: rulesOf(p.Config().Profile)}
	t.reads = t.cfg.DataOnly(p.Transaction().Purpose)
	t.data.Open(tlv.C6)
	on := func(tag tlv.Tag) bool {
		v := act.Combination.Parameter(tag)
		return len(v) == 1 && v[0] != 0
	}
	t.is = switches{
		deferred: on(ParamDeferredAuthorization), dataStorage: on(ParamDataStorage), // C-6 D.19, D.15
		extendedLogging: on(ParamExtendedLogging), tearingRecovery: on(ParamTearingRecovery), // C-6 D.22, D.35
	}
	t.terminalData()
	return t
}

// again reports whether this is the second presentment of a card. An issuer's answer without a script begins no new transaction either.
// C-6 F4.10, F4.11
func (t *tx) again() bool { return t.act.Host != nil || t.act.Updates != nil }

// wipe clears what is copied here of the card's data.
func (t *tx) wipe() {
	t.auth.static.Wipe()
	for _, b := range [...][]byte{t.cmd[:], t.sent.values, t.sent.base, t.sent.update, t.sent.appended, t.storage.records} {
		clear(b)
	}
}

// requirements are the Card Processing Requirements, 9F71, 2 bytes.
// C-6 D.6
type requirements [2]byte

// A cprBit is a bit of them: the number of its byte, from 0, and its mask.
type cprBit uint16

const (
	cprOnlinePIN           cprBit = 0x0080
	cprSignature           cprBit = 0x0040
	cprLoyalty             cprBit = 0x0020 // PID limit reached: loyalty transaction approved
	cprConsumerDevice      cprBit = 0x0010
	cprSwitchIfOffline     cprBit = 0x0180 // another interface if unable to process online
	cprOnlineIfCDAFails    cprBit = 0x0140
	cprSwitchIfCDAFails    cprBit = 0x0120 // decline, or another interface
	cprIssuerUpdate        cprBit = 0x0110
	cprOnlineIfExpired     cprBit = 0x0108
	cprDeclineIfExpired    cprBit = 0x0104
	cprSignatureAsFallback cprBit = 0x0102
	cprNoCVMAsFallback     cprBit = 0x0101
)

func (r requirements) has(bit cprBit) bool { return r[bit>>8]&byte(bit) != 0 }

// switching is the interface that can take the contactless one's place: a contact chip before a stripe.
// C-6 B.7
func (t *tx) switching() (kernel.Interface, bool) {
	switch {
	case t.sent.ttq.Has(step.TTQContactChip):
		return kernel.Contact, true
	case tlv.TerminalCapabilitiesValue(t.Capabilities(t.act.Combination)).Has(tlv.CapMagneticStripe):
		return kernel.MagneticStripe, true
	}
	return kernel.Contact, false
}
