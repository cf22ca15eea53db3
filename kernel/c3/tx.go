package c3

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

// tx is one transaction, from an activation to its outcome.
type tx struct {
	*kernel.Port
	act   *kernel.Activation
	cfg   *kernel.Config
	data  *kernel.Store
	rules rules
	is    switches

	step     string // that is being taken
	fci      step.FCI
	language string // of the cardholder's messages

	sent     sent
	card     card
	decision decision

	buf [300]byte // a C-APDU
}

// sent is what the reader has told the card.
type sent struct {
	ttq    step.TTQ // 9F66
	kind   byte     // 9C
	un     [4]byte  // 9F37
	amount [6]byte  // 9F02
	values []byte   // for the PDOL
	update []byte   // IDS Record Update Template BF60, with tag and length; nil: none
}

// card is what the card has told the reader, beside what is in the store.
type card struct {
	afl    []byte
	seen   step.Tags // primitive data objects
	twice  tlv.Tag   // the first that came more than once, 0: none did
	static step.StaticData
	ctq    step.CTQ // zero where it sent none
	hasCTQ bool
	kind   tlv.CryptogramType // of its cryptogram
	known  bool               // it is TC, ARQC or AAC
}

// decision is what is made of it.
type decision struct {
	onlineRequired  bool // Online Required by Reader Indicator
	declineRequired bool // Decline Required by Reader Indicator
	why             string
	clause          string
	done            bool // the card's part of a refund is done: there is nothing to verify and nothing to decline
	cvm             kernel.CVM
	oda             kernel.ODAResult
	verified        bool // a dynamic signature
}

// requireOnline sets the Online Required by Reader Indicator.
// C-3 A.2
func (t *tx) requireOnline(why, clause string) {
	t.decision.onlineRequired = true
	if t.Tracing() {
		t.Note(clause, "online required: %s", why)
	}
}

// requireDecline sets the Decline Required by Reader Indicator. The first reason is the transaction's.
// C-3 A.2
func (t *tx) requireDecline(why, clause string) {
	d := &t.decision
	if !d.declineRequired {
		d.why, d.clause = why, clause
	}
	d.declineRequired = true
	if t.Tracing() {
		t.Note(clause, "decline required: %s", why)
	}
}

// onlinePIN asks for the PIN, which the issuer verifies.
// C-3 5.7.1.1 online PIN, 5.7.1.2 online PIN
func (t *tx) onlinePIN() {
	t.decision.cvm = kernel.CVMOnlinePIN
	t.requireOnline("the PIN is verified online", "C-3 2.12 5.7.1.2")
}

// wipe lets go of what was copied of the card's data.
func (t *tx) wipe() {
	t.card.static.Wipe()
	clear(t.buf[:])
	clear(t.sent.values)
	clear(t.sent.update)
}
