// Package c8 is contactless Kernel 8, the EMVCo kernel: EMV Contactless Book C-8 1.2.
//
// The book is a state machine with a second process beside it, and so is this package. Process K is a state: a wait for some signals, and functions that
// take one of them and name the next state. The state's number is in its name, the step's label at the end of the statement that fulfils it. The table in
// states.go has each state with the signals that it takes, those of Process C in small letters; this is it, with the ways from state to state. Each way may
// also end, with OUT. States 23, 24 and 30 and what is in brackets are there with data exchange alone.
//
//	1   idle                                                 --ACT-------------------------------> 2
//	2   waiting for process C initialisation                 --init------------------------------> 20
//	20  waiting for GPO response                             --RA L1RSP (DET)--------------------> 20 21 22 23 24 26
//	21  waiting for exchange relay resistance data response  --RA L1RSP--------------------------> 21 22 23 24 26
//	22  waiting for read record response                     --RA L1RSP (DET) record message-----> 22 23 24 25 26
//	23  waiting for read data response                       --RA L1RSP (DET) record message-----> 22 23 24 25 26
//	24  waiting for first write flag                         --(DET) TIMEOUT record message------> 23 24 25 26
//	25  waiting for decrypted data                           --record message--------------------> 25 26
//	26  waiting for generate AC response                     --RA L1RSP record-------------------> 26 27 28
//	27  waiting for decrypted records                        --record----------------------------> 27 28
//	28  waiting for IAD MAC results                          --record iad------------------------> 29
//	29  waiting for EDA results                              --eda-------------------------------> 29 30
//	30  waiting for write data response                      --RA L1RSP message write------------> 30
//
// Process C, the cryptography, is a queue of jobs in processc.go, which are done in line when nothing else waits, so that
// they cost no time while the card works.
//
// The book's signals are those of the narrow waist: ACT is [Kernel.Run]; CMD is [kernel.Port.Send] and RA its Response, L1RSP its CardFault; DEK is
// [kernel.Port.SendData] and DET its DataReceived; MSG is [kernel.Port.Show]; OUT is the [kernel.Outcome]. Those between the two processes are in
// signals.go. A signal that a state does not take stays on its queue.
//
// Data exchange with data storage is the book's one implementation option. Here it is configuration: [ParamDataExchange].
//
//	c8.go          the kernel and its start: KS
//	states.go      the states and their signals
//	signals.go     what Process K and Process C say to each other
//	s1.go ... s30.go, and s2021.go, s2021222324.go, s202122232425.go, s2627.go, s2930.go for what some of them have in common
//	rpc.go taa.go  the procedures: request process certificates, terminal action analysis
//	processc.go    Process C
//	endings.go     what several states end with
//	outcome.go     OUT: outcome parameters, user interface requests, error indication, data record, discretionary data
//	command.go     the commands
//	database.go    the TLV database: what the card, the terminal and data object lists do with it
//	parameters.go  what the kernel is configured with
//	strict.go      what the profile strict does otherwise
//	tx.go          a transaction and its parts
package c8

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

// ID is the kernel's identifier: Book B 2.12 table 3-6.
const ID kernel.KernelID = "\x08"

// Kernel is Kernel 8, for Entry Point to call.
type Kernel struct {
	// Proprietary are data objects that the book lacks and this reader has: tag, lengths, format, access conditions, and whether they are masked. A
	// combination may configure each with a value: C-8 4.1.1, table 2.7. At most 64.
	Proprietary []tlv.Element

	schedule schedule
}

// ID is the kernel's identifier.
func (Kernel) ID() kernel.KernelID { return ID }

// Run runs the kernel from its activation to its outcome.
// C-8 6.3.1
func (k Kernel) Run(p *kernel.Port, act *kernel.Activation) *kernel.Outcome {
	t := &tx{Port: p, act: act, cfg: p.Config(), data: states.Database{Store: p.Store()}, schedule: k.schedule}
	t.c.port = p
	defer t.wipe()
	t.configure(k.Proprietary) // KS.1
	t.initialise()             // KS.2
	if !t.mandatoryPresent() { // KS.3 KS.4
		t.wrong(kernel.TerminalDataError, "C-8 1.2 6.3.1", "mandatory configuration data are missing")
		t.msgOnError = kernel.MsgNone // KS.5
		t.out.Status, t.out.Start = kernel.SelectNext, kernel.StartC
		t.createDiscretionaryData()
		t.end() // KS.6
		return &t.out
	}
	t.ui1.Hold = t.messageHold()
	t.maskRiskManagementData() // KS.7
	return t.states()
}

// initialise sets the parameters of the outcome to their start.
// C-8 6.3.1
func (t *tx) initialise() { t.msgOnError = kernel.MsgTryAnotherCard }

// maskRiskManagementData clears the bits of the Terminal Risk Management Data that the kernel sets itself.
// C-8 6.3.1
func (t *tx) maskRiskManagementData() {
	trmd := [8]byte(t.data.Get(tlv.TerminalRiskManagementDataKernel8))
	trmd[0] &= 0x93
	trmd[1] &= 0x7F
	t.data.Set(tlv.TerminalRiskManagementDataKernel8, trmd[:]...)
}
