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
// A step's label stands at the end of the statement that fulfils it. This is the function of each, by the book's charts: the file, its functions, and behind
// each the numbers of its steps. 12-20.2 are all that the chart has from S456.12 to S456.20.2.
//
//	KS   6.2   c2.go: Run 1 2; parameters.go: configure 1
//	S1   6.3   s1.go: s1Idle 1-8 11 14 15 21-23; initialiseTransaction 9; initialiseExchange 10; missingPDOLData 12;
//	           prepareGetProcessingOptions 13.1-13.6; initialiseIDS 16.1-20
//	S2   6.4   s2.go: s2WaitingForPDOLData 1-7 9 10; s1.go: prepareGetProcessingOptions 8.1-8.6
//	S3   6.5   s3.go: s3WaitingForGPOResponse 1-9.2 11-18; storeProcessingOptions 10; s3EMVMode 31-65; endings.go: invalidResponse 90.1 90.2
//	SR1  6.6   sr1.go: sR1WaitingForRelayResponse 3-13 15-17; storeRelayResponse 14; sR1Measured 18-32
//	S3R1 6.7   next.go: sendNextGetData 1-4; sendNextReadRecord 5 7-9; none 6; s3r1.go: readIDS 10-13; s3R1 14 17-21; dekWhileReading 15 16
//	S4   6.8   s4.go: s4WaitingForReadRecord 1-14 20 25-27.2 34 36 38; next.go: sendNextGetData 15-18; sendNextReadRecord 19 21-23;
//	           s4.go: storeRecord 24; needForLists 28-33; authenticateRecord 35; readEnough 37
//	S5   6.9   s5.go: s5WaitingForGetData 1-9 15 23 24; next.go: sendNextGetData 10-13; sendNextReadRecord 14 16-18; s5.go: dataEnvelope 19-22
//	S6   6.10  s6.go: s6WaitingForFirstWriteFlag 1-7 12; next.go: sendNextGetData 8-11
//	S456 6.11  s456.go: s456 1-4; proceedToFirstWrite 5-11; s456Check 12-20.2; sendRest 21-23; s456Authenticate 24-28; s456Decide 30-51
//	S9   6.12  s9.go: s9WaitingForGenerateAC 1-4; s9NoAnswer 6-10; s9Response 16-28
//	S910 6.12  cda.go: authenticate 1 7; takeKernel2 2-4.1; s910.go: s910CDA 5 6 7.1; s910Storage 8-19; s910NoCDA 30 31 37-39; owesSignature 32-36;
//	           s910InvalidResponse1 50-53; s910InvalidResponse2 61 62; s910ValidResponse 70-73 76-81; outcomeOfCID 74 75
//	S12  6.13  s12.go: s12WaitingForPutDataBefore 1-6; none 7; s12Response 8-16
//	S15  6.14  s15.go: s15Response 1 2 5-9; s15WaitingForPutDataAfter 4; s15Out 9.1-13
//	CVM  7.1   cvm.go: cvmSelection 1 5-8; cvmOfDevice 2-4; cvmOfList 9-17 19-21; apply 18; noCVMLeft 22-25
//	GAC  7.2   gac.go: prepareGenerateAC 1-4; requestWithIDS 5-11; idsEnds 12 13; requestWithoutIDS 20 21 24 25; requestAfterCDAFailed 22 23;
//	           requestWithoutCDA 26; requestWithCDA 27; request 29; requestWithWrite 40-48
//	PRE  7.3   pre.go: checkVersion 1-3; checkDates 4-8; checkUsage 9-29
//	TAA  7.4   taa.go: analyse 1-12; analyseOffline 13-18
//
// The numbered states are in the files of their name. PRE, CVM, TAA and GAC are the book's procedures: processing restrictions, CVM selection, terminal action
// analysis, prepare GENERATE AC. What S910.39 puts into track 2 is in track2.go, the phone's message of S910.73 in phone.go.
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
