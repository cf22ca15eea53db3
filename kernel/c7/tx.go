package c7

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
	step  string // that is being taken
	reads bool   // the card is read and no more: the acquirer decides without it

	sent
	card
	auth authentication
	decision

	cmd [264]byte // room for a C-APDU
}

// sent is what the card is told.
type sent struct {
	fci  step.FCI
	ttq  step.TTQ
	un   [4]byte
	pdol [128]byte // room for the values as long as they are no more than usual
}

// card is what the card has said that later steps look at.
type card struct {
	seen step.Tags // what it has given
	cid  tlv.CIDValue
	ctq  step.CTQ
	afl  []byte // nil: no records are read
	read bool   // its data, to the end
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
	expired bool       // the application
	online  bool       // the host is asked, whatever the cryptogram
	cvm     kernel.CVM // still owed, or done on the device
}

func begin(p *kernel.Port, act *kernel.Activation) *tx {
	t := &tx{Port: p, cfg: p.Config(), act: act, data: p.Store(), rules: rulesOf(p.Config().Profile)}
	t.reads = t.cfg.DataOnly(p.Transaction().Purpose)
	t.data.Open(tlv.C7)
	return t
}

// wipe clears what is copied here of the card's data.
func (t *tx) wipe() {
	t.auth.static.Wipe()
	clear(t.cmd[:])
	clear(t.pdol[:])
}

// offers reports whether the card offers an offline approval. One that is only read has nothing to offer.
// C-7 4.1.4.4
func (t *tx) offers() bool { return t.cid.Type() == tlv.TC && !t.reads }

// requests reports whether the card requests an online authorisation. One that is only read does, whatever its cryptogram: the book says nothing of refunds.
// C-7 4.1.4.4
func (t *tx) requests() bool {
	kind := t.cid.Type()
	return kind == tlv.ARQC || t.reads && kind <= tlv.ARQC
}

// onlinePIN has the PIN verified by the host, which makes even an offline approval an online request.
// C-7 4.4.2.1, 4.4.2.2
func (t *tx) onlinePIN() {
	t.cvm, t.online = kernel.CVMOnlinePIN, true // C-7 4.4.2.2 online request
}
