package c2

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

// tx is one transaction, from an activation to its outcome. Its fields are the book's global working variables: data objects without a tag.
// C-2 4.2
type tx struct {
	*kernel.Port
	act  *kernel.Activation
	cfg  *kernel.Config
	data states.Database // the TLV database

	exchange bool // data exchange and data storage are implemented
	rules    rules

	out        kernel.Outcome         // Outcome Parameter Set
	ui         kernel.UI              // User Interface Request Data
	err        kernel.ErrorIndication // Error Indication
	msgOnError kernel.MessageID       // Msg On Error, of the Error Indication

	exchangeState
	readState
	decision

	generateAC []byte    // the GENERATE AC command that GAC has prepared
	gac        [262]byte // its bytes
	buf        [300]byte // any other C-APDU
}

// exchangeState is what is under way between kernel and terminal.
type exchangeState struct {
	dataNeeded              []tlv.Tag
	dataToSend              states.Objects
	tagsToReadYet           []tlv.Tag
	tagsToWriteYetBeforeGAC states.Objects
	tagsToWriteYetAfterGAC  states.Objects
}

// readState is what is under way between kernel and card.
type readState struct {
	pdol       tlv.DOL // nil where the card has sent none
	pdolValues []byte  // PDOL Values: a view into PDOL Related Data
	activeAFL  states.ActiveAFL
	activeTag  tlv.Tag
	nextCmd    nextCmd
	static     []byte // Static Data To Be Authenticated
}

// decision is what is made of it.
type decision struct {
	cda    bool               // ODA Status: CDA is to be performed
	acType tlv.CryptogramType // AC Type
	limit  uint64             // Reader Contactless Transaction Limit
	oda    kernel.ODAResult
}

// nextCmd is Next Cmd.
type nextCmd uint8

const (
	noCommand nextCmd = iota
	readRecord
	getData
)

// wipe lets go of what was copied of the card's data.
// C-2 3.2 cleared
func (t *tx) wipe() {
	clear(t.static[:cap(t.static)])
	clear(t.buf[:])
	clear(t.gac[:])
	t.dataToSend.Reset()
	t.tagsToWriteYetBeforeGAC.Reset()
	t.tagsToWriteYetAfterGAC.Reset()
}
