package c4

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
	cfg      *kernel.Config
	act      *kernel.Activation
	data     *kernel.Store
	tvr      *tlv.TVRValue
	rules    rules
	step     string // that is being taken
	language string // of the cardholder's messages
	reads    bool   // the card is read and no more: the acquirer decides without it

	reader reader
	sent   sent
	card   card
	auth   authentication
	decision
	memory memory

	cmd [300]byte // room for a C-APDU
}

// reader is what the terminal is for this activation.
type reader struct {
	kind         tlv.TerminalTypeValue
	capabilities tlv.TerminalCapabilitiesValue // 9F33
	modified     byte                          // 9F6D
	enhanced     enhanced                      // 9F6E
	mpos         byte                          // its architecture, 0: none of those that the book tells apart
}

// sent is what the card is told.
type sent struct {
	un     [4]byte
	values []byte // for PDOL and CDOL1, one behind the other
	buf    [160]byte
}

// card is what the card has said that later steps look at.
type card struct {
	fci    step.FCI
	seen   step.Tags // what it has given
	aip    tlv.AIPValue
	afl    []byte
	ac     step.ACResponse
	sw     uint16 // of GENERATE AC
	answer []byte // to it
	read   bool   // its data, to the end
}

// authentication is how offline data authentication stands.
type authentication struct {
	required bool // card and reader have CDA
	asked    bool // the signature, of the card
	verified bool
	records  step.StaticData
	reason   string // why it failed
}

// decision is what the kernel makes of it all.
type decision struct {
	asked tlv.CryptogramType
	cvm   kernel.CVM // still owed, or done on the device
}

// wipe clears what is copied here of the card's data.
func (t *tx) wipe() {
	t.auth.records.Wipe()
	clear(t.cmd[:])
	clear(t.sent.values)
	clear(t.sent.buf[:])
}

// memory is what the kernel keeps across restarts.
type memory struct {
	restarted bool       // the phone was to be presented again: the Restart indicator
	pinAsked  bool       // the host has asked for the PIN
	verified  bool       // the card has signed the cryptogram that the host has
	cvm       kernel.CVM // as the request to the host had it
	un        [4]byte    // in that cryptogram
}

const (
	memoryRestarted = 1 << iota
	memoryPINAsked
	memoryVerified
)

// recall reads what store wrote. Anything else is nothing.
func recall(b []byte) (m memory) {
	if len(b) == 6 {
		m.restarted, m.pinAsked, m.verified = b[0]&memoryRestarted != 0, b[0]&memoryPINAsked != 0, b[0]&memoryVerified != 0
		m.cvm, m.un = kernel.CVM(b[1]), [4]byte(b[2:])
	}
	return m
}

// store keeps it for the next activation.
func (m *memory) store(act *kernel.Activation) {
	b := []byte{0, byte(m.cvm), m.un[0], m.un[1], m.un[2], m.un[3]}
	for i, set := range [...]bool{m.restarted, m.pinAsked, m.verified} {
		if set {
			b[0] |= 1 << i
		}
	}
	act.Memory = b
}

// hostDecides reports whether only a host may approve, because the merchant or the configuration wants that, or the terminal is a cash machine.
// C-4 10.2.1
func (t *tx) hostDecides() bool {
	return t.ForcedOnline() || t.cfg.OnlyByHost(t.Transaction().Purpose) || t.reader.kind.ATM(t.cfg.Terminal.AdditionalCapabilities)
}
