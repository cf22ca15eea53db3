// Package c2 is contactless Kernel 2 (Mastercard): EMV Contactless Book C-2 2.12.
//
// The book is a state machine, and so is this package: a state is a wait for some signals and one function that takes one of them and names the
// next state. The state's number is in its name: s4WaitingForReadRecord is state 4. The table in states.go has each state, the signals that it takes, and
// its function; this is it, with the ways from state to state. Each way may also end, with OUT. What is in brackets is there with data exchange alone.
//
//	1    idle                                                 --ACT---------------> (2) 3
//	(2)  waiting for PDOL data                                --DET TIMEOUT-------> (2) 3
//	3    waiting for GPO response                             --RA L1RSP (DET)----> 3 R1 4 (5)
//	R1   waiting for exchange relay resistance data response  --RA L1RSP----------> R1 4 (5)
//	4    waiting for read record response                     --RA L1RSP (DET)----> 4 (5) (6) 9 (12)
//	(5)  waiting for get data response                        --RA L1RSP DET------> 4 (5) (6) 9 (12)
//	(6)  waiting for first write flag                         --DET TIMEOUT-------> (5) (6) 9 (12)
//	9    waiting for generate AC response                     --RA L1RSP (DET)----> 9 (15)
//	(12) waiting for put data response before generate AC     --RA L1RSP DET------> 9 (12)
//	(15) waiting for put data response after generate AC      --RA L1RSP DET------> (15)
//
// A step's label stands at the end of the statement that fulfils it: to find S456.25, search this folder for it. The files, by the label's first letters:
//
//	KS                  c2.go, parameters.go
//	S1 ... S6, SR1      s1.go ... s6.go, sr1.go; S2.8 in s1.go, S3.90 in endings.go, the next GET DATA or READ RECORD in next.go
//	S3R1, S456          s3r1.go, s456.go, next.go
//	S9, S910            s9.go, s910.go; S910.1 to S910.4 and S910.7, the signature, in cda.go; S910.39 in track2.go, S910.73 in phone.go
//	S12, S15            s12.go, s15.go
//	PRE CVM TAA GAC     pre.go, cvm.go, taa.go, gac.go: processing restrictions, CVM selection, terminal action analysis, prepare GENERATE AC
//
// The book's signals are those of the narrow waist: ACT is [Kernel.Run]; CA is [kernel.Port.Send] and RA its Response, L1RSP its CardFault; DEK is
// [kernel.Port.SendData] and DET its DataReceived; MSG is [kernel.Port.Show]; OUT is the [kernel.Outcome]. A signal that a state does not take stays
// on the session's queue.
//
// Data exchange with data storage is the book's one implementation option. Here it is configuration: [ParamDataExchange]. Without it the kernel does
// not know the option's objects and takes no DET.
//
// The other files:
//
//	states.go      the states and their signals
//	endings.go     what several states end with
//	owhf2.go       chapter 8: the one-way functions of integrated data storage
//	outcome.go     4.5, OUT: outcome parameters, user interface requests, error indication, data record, discretionary data
//	command.go     chapter 5: the commands
//	database.go    4.1 to 4.3, the TLV database: what the card, the terminal and data object lists do with it; its services are in package states
//	parameters.go  4.4, what the kernel is configured with
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
