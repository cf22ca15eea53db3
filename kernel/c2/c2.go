// Package c2 is contactless Kernel 2 (Mastercard): EMV Contactless Book C-2 2.12.
//
// The book is a state machine, and so is this package: a state is a wait for some signals and one function that takes one of them and names the
// next state. The state's number is in its name, the step's label at the end of the statement that fulfils it. The table in states.go is the
// table of contents: it has each state, the signals that it takes, and its function.
//
// The book's signals are those of the narrow waist: ACT is [Kernel.Run]; CA is [kernel.Port.Send] and RA its Response, L1RSP its CardFault; DEK is
// [kernel.Port.SendData] and DET its DataReceived; MSG is [kernel.Port.Show]; OUT is the [kernel.Outcome]. A signal that a state does not take stays
// on the session's queue.
//
// Data exchange with data storage is the book's one implementation option. Here it is configuration: [ParamDataExchange]. Without it the kernel does
// not know the option's objects and takes no DET.
//
//	c2.go          the kernel and its start: KS
//	states.go      the states and their signals
//	s1.go ... s6.go, sr1.go      states 1 to 6 and R1; s3r1.go and s456.go what some of them have in common, next.go the
//	                             next command while the card is read
//	pre.go cvm.go taa.go gac.go  the procedures: processing restrictions, CVM selection, terminal action analysis, prepare GENERATE AC
//	s9.go s910.go s12.go s15.go  states 9, 12 and 15; cda.go the signature, track2.go what stands for it in Track 2
//	endings.go     what several states end with
//	phone.go       what a phone says of its cardholder
//	owhf2.go       the one-way functions of integrated data storage
//	outcome.go     OUT: outcome parameters, user interface requests, error indication, data record, discretionary data
//	command.go     the commands
//	database.go    the TLV database: what the card, the terminal and data object lists do with it; its services are in package states
//	parameters.go  what the kernel is configured with
//	strict.go      what the profile strict asks beyond the book; purpose.go what the order wants: a refund by card data, a host
//	tx.go          a transaction and its parts
package c2

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

// ID is the kernel's identifier: Book B 2.12 table 3-6.
const ID kernel.KernelID = "\x02"

// Kernel is Kernel 2, for Entry Point to call.
type Kernel struct {
	// Proprietary are data objects that the book lacks and this reader has: tag, lengths, format, and whether they are masked. A combination that
	// configures one with a value lets the terminal change it; one that configures it empty lets the card fill it: C-2 4.1.2. At most 64.
	Proprietary []tlv.Element
}

// ID is the kernel's identifier.
func (Kernel) ID() kernel.KernelID { return ID }

// Run runs the kernel from its activation to its outcome.
// C-2 6.2
func (k Kernel) Run(p *kernel.Port, act *kernel.Activation) *kernel.Outcome {
	t := &tx{Port: p, act: act, cfg: p.Config(), data: states.Database{Store: p.Store()}, rules: rulesOf(p.Config().Profile)}
	defer t.wipe()
	t.configure(k.Proprietary) // KS.1
	t.initialise()             // KS.2
	return t.states()
}

// initialise sets the parameters of the outcome to their start.
// C-2 6.2
func (t *tx) initialise() {
	hold, _ := tlv.DecodeN(t.data.Get(tlv.MessageHoldTime))
	t.ui = kernel.UI{Hold: states.Tenths(hold)}
	t.riskManagementData(0, 0)
}
