package c8

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

// tx is one transaction of Process K, from an activation to its outcome. Its fields are the book's global working variables: data objects without a tag.
// C-8 4.2
type tx struct {
	*kernel.Port
	act  *kernel.Activation
	cfg  *kernel.Config
	data states.Database // the TLV database

	exchange bool // data exchange and data storage are implemented
	c        processC
	schedule schedule

	out        kernel.Outcome         // Outcome Parameter Set
	ui1, ui2   kernel.UI              // User Interface Request Data 1 and 2
	language   []byte                 // in both: what the card prefers
	err        kernel.ErrorIndication // Error Indication
	msgOnError kernel.MessageID       // Msg On Error, of the Error Indication

	exchangeState
	readState
	relay
	decision

	gac [8]byte   // the tag of READ DATA
	buf [300]byte // a C-APDU
}

// exchangeState is what is under way between kernel and terminal.
type exchangeState struct {
	dataNeeded                []tlv.Tag
	dataToSend                states.Objects
	tagsToReadYet             []tlv.Tag
	readDataTagsToValidateYet []tlv.Tag
	dataEnvelopesToWriteYet   states.Objects
}

// readState is what is under way between kernel and card. Slices are views of the card's data, or of the store's.
type readState struct {
	pdolValues             []byte // PDOL Values
	cdol1RelatedData       []byte // CDOL1 Related Data
	activeAFL              states.ActiveAFL
	activeTag              tlv.Tag
	nextCmd                nextCmd
	cryptoReadDataCounter  byte
	cryptoReadRecordCount  byte   // Crypto Read Record Counter
	extendedSDARelatedData []byte // Extended SDA Tag List Related Data
	generateACResponse     []byte // GENERATE AC Response Message Data Field
	messageToValidate      []byte // Message To Validate
}

// relay is the relay resistance protocol. Its times are in the last response, in units of 100 us.
type relay struct {
	rrpCounter       byte
	terminalEntropy  [4]byte
	lastERRDResponse [10]byte // Last ERRD Response
}

// decision is what is made of it.
type decision struct {
	kernelDecision kernelDecision     // Kernel Decision
	reference      byte               // Reference Control Parameter
	eda            edaStatus          // EDA Status
	kind           tlv.CryptogramType // of the card's cryptogram
	oda            kernel.ODAResult
	relayFound     byte // by the kernel, byte 5 of the Terminal Verification Results, before the card has its way with them
	untrustedCVM   bool // strict: the cardholder was verified by nobody's word, and there is no other way
}

// kernelDecision is Kernel Decision.
// C-8 A.1 Kernel Decision
type kernelDecision byte

const (
	decline kernelDecision = 0x00
	accept  kernelDecision = 0x40
	online  kernelDecision = 0x80
)

// edaStatus is EDA Status.
// C-8 A.1 EDA Status
type edaStatus byte

const (
	issuerCertificateRequested edaStatus = 0x80 >> iota
	iccCertificateRequested
	edaMACRequested
	blindingFactorRequested
	issuerCertificateProcessed
	iccCertificateProcessed
	edaMACProcessed
	blindingFactorProcessed
)

const allProcessed = issuerCertificateProcessed | iccCertificateProcessed | edaMACProcessed | blindingFactorProcessed

// nextCmd is Next Cmd.
type nextCmd uint8

const (
	noCommand nextCmd = iota
	readRecord
	readData
)

// wipe lets go of what was copied of the card's data, and of the keys.
func (t *tx) wipe() {
	t.c.wipe()
	clear(t.buf[:])
	t.dataToSend.Reset()
	t.dataEnvelopesToWriteYet.Reset()
}
