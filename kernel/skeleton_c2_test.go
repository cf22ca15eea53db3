package kernel_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/tlv"
)

// Kernel 2's states 1 to 6 as a skeleton: data exchange while a card response is pending, time-outs, cancellation. It stays
// as a proof that the waist carries a kernel that is published as numbered states. Objects are few; the store, its rows and
// rights and the signals are the book's.

// c2 is one transaction.
type c2 struct {
	*kernel.Port
	*kernel.Store           // the TLV database
	readYet       []tlv.Tag // Tags To Read Yet
	needed        []tlv.Tag // Data Needed
	send          []byte    // Data To Send
	afl           [][2]byte // Active AFL: P1 and P2 of READ RECORD
	active        tlv.Row   // Active Tag
	cmd           nextCmd
	tries         int
	end           kernel.Outcome
}

type nextCmd uint8

const (
	nextNone nextCmd = iota
	nextReadRecord
	nextGetData
)

func (*c2) ID() kernel.KernelID { return "\x02" }

func (*c2) Parameters() []kernel.Parameter {
	must, may := []tlv.Row{tlv.KernelConfiguration, tlv.TimeOutValue}, []tlv.Row{tlv.TagsToRead, tlv.ProceedToFirstWriteFlag}
	return append(kernel.Parameters(tlv.C2, true, must...), kernel.Parameters(tlv.C2, false, may...)...)
}

func (*c2) Run(p *kernel.Port, act *kernel.Activation) *kernel.Outcome {
	t := &c2{Port: p, Store: p.Store()}
	t.Open(tlv.C2)
	configure(t.Store, act)
	parse(t.Store, act.FCI)
	amount := tlv.AppendN(nil, p.Transaction().Amount, 6)
	if p.Transaction().AmountLater {
		amount = nil // present and empty: asked of the terminal
	}
	t.Update(tlv.AmountAuthorised, tlv.ACT, amount)
	return t.states()
}

type c2state uint8

const (
	exit c2state = iota
	s2WaitingForPDOLData
	s3WaitingForGPOResponse
	sR1WaitingForRRData
	s4WaitingForReadRecord
	s5WaitingForGetData
	s6WaitingForFirstWriteFlag
	s9WaitingForGenerateAC
)

var (
	ra      = kernel.Set(kernel.Response, kernel.CardFault)
	det     = kernel.Set(kernel.DataReceived)
	timeout = kernel.Set(kernel.Timeout)
)

// c2states: the signals that a state takes, and what handles one of them. The others stay on the queue.
//
// C-2 6.1
var c2states = [...]struct {
	takes kernel.EventSet
	do    func(*c2, *kernel.Event) c2state
}{
	s2WaitingForPDOLData:       {det | timeout, (*c2).s2},
	s3WaitingForGPOResponse:    {ra | det, (*c2).s3},
	sR1WaitingForRRData:        {ra, (*c2).sR1},
	s4WaitingForReadRecord:     {ra | det, (*c2).s4},
	s5WaitingForGetData:        {ra | det, (*c2).s5},
	s6WaitingForFirstWriteFlag: {det | timeout, (*c2).s6},
	s9WaitingForGenerateAC:     {ra | det, (*c2).s9},
}

func (t *c2) states() *kernel.Outcome {
	for s := t.s1(); s != exit; {
		ev, out := t.Await(c2states[s].takes)
		if out != nil {
			return out // STOP
		}
		s = c2states[s].do(t, &ev)
	}
	return &t.end
}

func (t *c2) empty(row tlv.Row) bool { return t.Present(row) && !t.NotEmpty(row) }

// out sets the outcome and leaves.
func (t *c2) out(s kernel.Status, e kernel.ErrorIndication) c2state {
	t.end = kernel.Outcome{Status: s, Error: e, DiscretionaryData: t.TVR()[:]}
	switch {
	case s == kernel.TryAgain || e.L1 != 0:
		t.end.Start = kernel.StartB
	case s == kernel.SelectNext:
		t.end.Start = kernel.StartC
	}
	return exit
}

func (t *c2) fault(ev *kernel.Event) c2state {
	return t.out(kernel.EndApplication, kernel.ErrorIndication{L1: ev.Fault})
}

// updateWithDETData takes Tags To Read into the list, and everything else into the data base.
func (t *c2) updateWithDETData(ev *kernel.Event) {
	for o := range tlv.NewCursor(ev.Data).All() {
		row := t.Row(0, o.Tag)
		if t.Update(row, tlv.DET, o.Value) == kernel.Stored && row == tlv.TagsToRead {
			t.addListToRead(o.Value)
		}
	}
}

// addListToRead adds a list of tags without lengths to Tags To Read Yet.
func (t *c2) addListToRead(list []byte) {
	for len(list) > 0 {
		n := 1
		if list[0]&0x1F == 0x1F {
			for n++; n < len(list) && list[n-1]&0x80 != 0; n++ {
			}
		}
		tag, _ := tlv.ParseTag(fmt.Sprintf("%X", list[:min(n, len(list))]))
		t.readYet, list = append(t.readYet, tag), list[min(n, len(list)):]
	}
}

func (t *c2) addKnown() {
	t.readYet = slices.DeleteFunc(t.readYet, func(tag tlv.Tag) bool {
		row := t.Row(0, tag)
		if t.NotEmpty(row) {
			t.send = tlv.Append(t.send, tag, t.Get(row))
		}
		return t.NotEmpty(row)
	})
}

func (t *c2) dek() {
	t.SendData(t.send, t.needed)
	t.send, t.needed = nil, nil
}

func (t *c2) dekIfDue() {
	if len(t.needed) > 0 || len(t.send) > 0 && len(t.readYet) == 0 {
		t.dek()
	}
}

func (t *c2) gpo() {
	values := tlv.DOL(t.Get(tlv.PDOL)).Append(nil, t.DOLValue)
	t.Send(append([]byte{0x80, 0xA8, 0, 0, byte(len(values) + 2), 0x83, byte(len(values))}, append(values, 0)...))
}

func (t *c2) startTimer() {
	ms, _ := tlv.DecodeB(t.Get(tlv.TimeOutValue))
	t.StartTimer(time.Duration(ms) * time.Millisecond)
}

func (t *c2) errd() {
	un := t.UnpredictableNumber()
	t.Update(tlv.TerminalRelayResistanceEntropy, tlv.K, un[:])
	t.SendTimed(append([]byte{0x80, 0xEA, 0, 0, 4}, un[:]...))
}

// s1 is State 1, Idle.
//
// C-2 6.3
func (t *c2) s1() c2state {
	if t.empty(tlv.TagsToRead) {
		t.needed = append(t.needed, tlv.TagsToRead.Tag())
	}
	if t.empty(tlv.AmountAuthorised) {
		t.needed = append(t.needed, tlv.AmountAuthorised.Tag())
		t.dek()
		t.startTimer()
		return s2WaitingForPDOLData
	}
	t.gpo()
	t.addKnown()
	return s3WaitingForGPOResponse
}

// s2 is State 2, Waiting for PDOL Data.
//
// C-2 6.4
func (t *c2) s2(ev *kernel.Event) c2state {
	if ev.Kind == kernel.Timeout { // S2.1
		return t.out(kernel.EndApplication, kernel.ErrorIndication{L3: kernel.L3TimeOut})
	}
	t.updateWithDETData(ev)            // S2.6
	if t.empty(tlv.AmountAuthorised) { // S2.7
		return s2WaitingForPDOLData
	}
	t.StopTimer() // S2.9
	t.gpo()       // S2.10
	return s3WaitingForGPOResponse
}

// s3 is State 3, Waiting for GPO Response.
//
// C-2 6.5
func (t *c2) s3(ev *kernel.Event) c2state {
	switch {
	case ev.Kind == kernel.DataReceived: // S3.2
		t.updateWithDETData(ev)
		return s3WaitingForGPOResponse
	case ev.Kind == kernel.CardFault: // S3.4
		return t.out(kernel.TryAgain, kernel.ErrorIndication{L1: ev.Fault})
	case ev.StatusWord() != 0x9000:
		return t.out(kernel.SelectNext, kernel.ErrorIndication{L2: kernel.StatusBytes, SW: ev.StatusWord()})
	}
	if !parse(t.Store, ev.Body()) { // S3.10
		return t.out(kernel.SelectNext, kernel.ErrorIndication{L2: kernel.ParsingError})
	}
	for afl := t.Get(tlv.AFL); len(afl) > 0; afl = afl[4:] { // S3.31
		for record := int(afl[1]); record <= int(afl[2]); record++ {
			t.afl = append(t.afl, [2]byte{byte(record), afl[0] | 4})
		}
	}
	if t.Get(tlv.KernelConfiguration)[0]&0x10 != 0 { // S3.60
		t.errd()
		return sR1WaitingForRRData
	}
	t.TVR()[4] |= 1 // S3.65
	return t.s3R1()
}

// sR1 is State R1, Waiting for Exchange Relay Resistance Data Response.
//
// C-2 6.6
func (t *c2) sR1(ev *kernel.Event) c2state {
	if ev.Kind == kernel.CardFault {
		return t.fault(ev)
	}
	if ev.Took > 10*time.Millisecond && t.tries < 2 { // a new entropy for each try
		t.tries++
		t.errd()
		return sR1WaitingForRRData
	}
	if ev.Took > 10*time.Millisecond {
		t.TVR()[4] |= 4
	}
	return t.s3R1()
}

// s3R1 is what States 3 and R1 have in common.
//
// C-2 6.7
func (t *c2) s3R1() c2state {
	if len(t.afl) == 0 { // S3R1.6
		return t.out(kernel.EndApplication, kernel.ErrorIndication{L2: kernel.CardDataError})
	}
	t.sendNext() // S3R1.1 to S3R1.9
	t.addKnown() // S3R1.14
	t.dekIfDue() // S3R1.16: the card is at work already
	if t.cmd == nextGetData {
		return s5WaitingForGetData
	}
	return s4WaitingForReadRecord
}

// sendNext sends GET DATA for the next tag that needs it, or READ RECORD for the next record.
func (t *c2) sendNext() {
	switch i := slices.Index(t.readYet, tlv.ATC.Tag()); { // the only one that GET DATA gives here
	case i >= 0:
		t.active, t.cmd = tlv.ATC, nextGetData
		t.readYet = slices.Delete(t.readYet, i, i+1)
		t.Send([]byte{0x80, 0xCA, 0x9F, 0x36, 0})
	case len(t.afl) > 0:
		t.cmd = nextReadRecord
		t.Send([]byte{0x00, 0xB2, t.afl[0][0], t.afl[0][1], 0})
	default:
		t.cmd = nextNone
	}
}

// s4 is State 4, Waiting for Read Record Response.
//
// C-2 6.8
func (t *c2) s4(ev *kernel.Event) c2state {
	switch {
	case ev.Kind == kernel.DataReceived: // S4.2
		t.updateWithDETData(ev)
		return s4WaitingForReadRecord
	case ev.Kind == kernel.CardFault: // S4.4
		return t.fault(ev)
	case ev.StatusWord() != 0x9000: // S4.9
		return t.out(kernel.EndApplication, kernel.ErrorIndication{L2: kernel.StatusBytes, SW: ev.StatusWord()})
	}
	t.afl = t.afl[1:]               // S4.14
	t.sendNext()                    // the next command goes out before the record is read
	if !parse(t.Store, ev.Body()) { // S4.24
		return t.out(kernel.EndApplication, kernel.ErrorIndication{L2: kernel.ParsingError})
	}
	return t.s456()
}

// s5 is State 5, Waiting for Get Data Response.
//
// C-2 6.9
func (t *c2) s5(ev *kernel.Event) c2state {
	switch ev.Kind {
	case kernel.DataReceived: // S5.2
		t.updateWithDETData(ev)
		return s5WaitingForGetData
	case kernel.CardFault: // S5.4
		return t.fault(ev)
	}
	current := t.active
	t.sendNext()
	if ev.StatusWord() == 0x9000 {
		parse(t.Store, ev.Body()) // S5.20
	}
	t.send = tlv.Append(t.send, current.Tag(), t.Get(current)) // S5.23, S5.24
	return t.s456()
}

// s6 is State 6, Waiting for First Write Flag.
//
// C-2 6.10
func (t *c2) s6(ev *kernel.Event) c2state {
	if ev.Kind == kernel.Timeout { // S6.1
		return t.out(kernel.EndApplication, kernel.ErrorIndication{L3: kernel.L3TimeOut})
	}
	t.updateWithDETData(ev)
	t.StopTimer()
	t.sendNext()
	return t.s456()
}

// s456 is what States 4, 5 and 6 have in common.
//
// C-2 6.11
func (t *c2) s456() c2state {
	switch t.cmd { // S456.1
	case nextGetData:
		return s5WaitingForGetData
	case nextReadRecord:
		t.addKnown() // S456.2
		if len(t.send) > 0 && len(t.readYet) == 0 {
			t.dek() // S456.4: what is needed does not make one here
		}
		return s4WaitingForReadRecord
	}
	if v := t.Get(tlv.ProceedToFirstWriteFlag); v != nil && (len(v) == 0 || v[0] == 0) {
		if len(v) == 0 {
			t.needed = append(t.needed, tlv.ProceedToFirstWriteFlag.Tag())
		}
		t.addKnown() // S456.7
		t.dekIfDue()
		t.startTimer() // S456.10
		return s6WaitingForFirstWriteFlag
	}
	if len(t.send) > 0 {
		t.dek()
	}
	t.Send(append([]byte{0x80, 0xAE, 0x80, 0, 5}, t.TVR()[:]...)) // S456.46
	return s9WaitingForGenerateAC
}

// s9 is State 9, Waiting for Generate AC Response: its end, not its middle.
//
// C-2 6.12
func (t *c2) s9(ev *kernel.Event) c2state {
	switch {
	case ev.Kind == kernel.DataReceived:
		return s9WaitingForGenerateAC
	case ev.Kind == kernel.CardFault:
		return t.fault(ev)
	case !parse(t.Store, ev.Body()) || !t.NotEmpty(tlv.CID):
		return t.out(kernel.EndApplication, kernel.ErrorIndication{L2: kernel.CardDataMissing})
	case t.Get(tlv.CID)[0]&0xC0 == 0x80:
		return t.out(kernel.OnlineRequest, kernel.ErrorIndication{})
	}
	return t.out(kernel.Declined, kernel.ErrorIndication{})
}

// responses is a card that answers by instruction; the first answers to EXCHANGE RELAY RESISTANCE DATA are too slow.
func responses() func([]byte) kernel.Event {
	slow := 24 * time.Millisecond
	return func(cmd []byte) kernel.Event {
		ev := kernel.Event{Kind: kernel.Response, Took: 4 * time.Millisecond}
		switch cmd[1] {
		case 0xA8:
			ev.Data = tlv.Append(nil, 0x77, []byte{0x82, 2, 0, 1, 0x94, 4, 0x08, 1, 3, 0})
		case 0xEA:
			slow -= 8 * time.Millisecond
			ev.Took = slow
		case 0xB2:
			ev.Data = tlv.Append(nil, 0x70, [][]byte{{0x5F, 0x24, 3, 0x30, 0x12, 0x31}, {0x5A, 2, 0x54, 0x13}, {0x8F, 1, 0xF1}}[cmd[2]-1])
		case 0xCA:
			ev.Data = []byte{0x9F, 0x36, 2, 0x00, 0x42}
		case 0xAE:
			ev.Data = tlv.Append(nil, 0x77, []byte{0x9F, 0x27, 1, 0x80})
		}
		ev.Data = append(ev.Data, 0x90, 0x00)
		return ev
	}
}

var (
	amountDET  = []byte{0x9F, 0x02, 6, 0, 0, 0, 0, 0x12, 0x34}
	tagsDET    = []byte{0xDF, 0x81, 0x12, 2, 0x9F, 0x36}
	proceedDET = []byte{0xDF, 0x81, 0x10, 1, 1}
)

// c2scenario is Kernel 2 with parameters over those that it must have.
func c2scenario(rrp, later bool, w exchanged, empty ...tlv.Row) kerneltest.Scenario {
	configuration := byte(0)
	if rrp {
		configuration = 0x10
	}
	c := kernel.Combination{AID: []byte{0xA0, 0, 0, 0, 4}, Kernel: "\x02", Parameters: []kernel.DataObject{
		{Tag: tlv.KernelConfiguration.Tag(), Value: []byte{configuration}}, {Tag: tlv.TimeOutValue.Tag(), Value: []byte{0x01, 0xF4}},
	}}
	for _, row := range empty {
		c.Parameters = append(c.Parameters, kernel.DataObject{Tag: row.Tag(), Value: []byte{}})
	}
	return kerneltest.Scenario{
		Program:     activated("skeleton-c2", &c2{}, []byte{0x6F, 8, 0xA5, 6, 0x9F, 0x38, 3, 0x9F, 0x02, 6}),
		Config:      &kernel.Config{Combinations: []kernel.Combination{c}},
		Transaction: kernel.Transaction{AmountLater: later},
		World:       func() kerneltest.World { w := w; w.card = responses(); return w.do },
	}
}

func TestKernel2Skeleton(t *testing.T) {
	all := [][]byte{amountDET, tagsDET, proceedDET}
	cases := []struct {
		name string
		sc   kerneltest.Scenario
		want kernel.Status
		l3   kernel.L3Error
	}{
		{"plain", c2scenario(false, false, exchanged{}), kernel.OnlineRequest, 0},
		{"blocking", c2scenario(true, false, exchanged{blocking: true}), kernel.OnlineRequest, 0},
		{"data exchange", c2scenario(true, true, exchanged{dets: all}, tlv.TagsToRead, tlv.ProceedToFirstWriteFlag), kernel.OnlineRequest, 0},
		{"card pending", c2scenario(true, true, exchanged{detFirst: true, dets: all}, tlv.TagsToRead, tlv.ProceedToFirstWriteFlag), kernel.OnlineRequest, 0},
		{"no amount", c2scenario(false, true, exchanged{}), kernel.EndApplication, kernel.L3TimeOut},                                                                           // C-2 S2.1
		{"no write flag", c2scenario(false, false, exchanged{dets: [][]byte{{0xDF, 0x81, 0x10, 1, 0}}}, tlv.ProceedToFirstWriteFlag), kernel.EndApplication, kernel.L3TimeOut}, // C-2 S6.1
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			sc := c.sc
			tr := sc.Run(t)
			if tr.Result.Status != c.want || tr.Result.Error.L3 != c.l3 {
				t.Fatalf("%v %+v\n%v", tr.Result.Status, tr.Result.Error, tr.Actions)
			}
			exits := sc.EveryWayOut(t)
			for i, out := range exits["cancel"] { // STOP, wherever it comes
				if out.Status != kernel.EndApplication || out.Error.L3 != kernel.L3Stop {
					t.Errorf("cancel at action %d, %v: %v %+v", i+1, tr.Kinds[i], out.Status, out.Error)
				}
			}
			for i, out := range exits["card fault"] {
				if out != nil && (out.Error.L1 == 0 || out.Start != kernel.StartB) {
					t.Errorf("card fault at action %d: %v %+v", i+1, out.Status, out.Error)
				}
			}
			sc.EveryResume(t)
		})
	}
}

// The next command goes out before the response is read, and DEK while the card is at work: GPO, GET DATA (S3R1.3),
// DEK with Data Needed (S3R1.16), READ RECORD, DEK with the counter that GET DATA gave (S456.2), READ RECORD twice,
// GENERATE AC.
//
// C-2 6.7, 6.11
func TestKernel2Overlap(t *testing.T) {
	sc := c2scenario(false, false, exchanged{detFirst: true, dets: [][]byte{tagsDET}}, tlv.TagsToRead)
	tr := sc.Run(t)
	var kinds []kernel.ActionKind
	for _, k := range tr.Kinds {
		if k != kernel.Wait {
			kinds = append(kinds, k)
		}
	}
	want := "[Transmit Transmit SendData Transmit SendData Transmit Transmit Transmit Done]"
	if got := fmt.Sprintf("%v", kinds); got != want {
		t.Fatalf("%s, want %s\n%v", got, want, tr.Actions)
	}
}
