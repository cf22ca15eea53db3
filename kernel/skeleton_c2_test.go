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
// as a proof that the waist carries a kernel that is published as numbered states. Objects are few and their
// rules short; the signals are the book's.

const (
	amount      = tlv.Tag(0x9F02)
	tagsToRead  = tlv.Tag(0xDF8112)
	proceedFlag = tlv.Tag(0xDF8110)
	counter     = tlv.Tag(0x9F36) // read with GET DATA
)

// c2 is one transaction.
type c2 struct {
	*kernel.Port
	db      map[tlv.Tag][]byte // absent, empty, present
	readYet []tlv.Tag          // Tags To Read Yet
	needed  []tlv.Tag          // Data Needed
	send    []byte             // Data To Send
	afl     []byte             // Active AFL: one record number a byte here
	active  tlv.Tag            // Active Tag
	cmd     nextCmd
	rrp     bool
	tries   int
	tvr     byte
	end     kernel.Outcome
}

type nextCmd uint8

const (
	nextNone nextCmd = iota
	nextReadRecord
	nextGetData
)

// c2Program runs the skeleton over a data base at activation. Empty objects are asked of the terminal.
func c2Program(name string, db map[tlv.Tag][]byte, rrp bool) kernel.Program {
	return kernel.Single(name, func(p *kernel.Port) *kernel.Outcome {
		t := &c2{Port: p, db: map[tlv.Tag][]byte{}, rrp: rrp}
		for tag, v := range db {
			t.db[tag] = v
		}
		return t.states()
	})
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
// C-2 2.12 6.1
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

func (t *c2) empty(tag tlv.Tag) bool { v, ok := t.db[tag]; return ok && len(v) == 0 }

// out sets the outcome and leaves.
func (t *c2) out(s kernel.Status, e kernel.ErrorIndication) c2state {
	t.end = kernel.Outcome{Status: s, Error: e, DiscretionaryData: []byte{t.tvr}}
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
		if o.Tag != tagsToRead {
			t.db[o.Tag] = o.Value
			continue
		}
		for tag := range tlv.DOL(append(slices.Clone(o.Value), 0)).All() {
			t.readYet = append(t.readYet, tag)
		}
	}
}

func (t *c2) addKnown() {
	t.readYet = slices.DeleteFunc(t.readYet, func(tag tlv.Tag) bool {
		v, ok := t.db[tag]
		if ok && len(v) > 0 {
			t.send = tlv.Append(t.send, tag, v)
		}
		return ok && len(v) > 0
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

func (t *c2) gpo() { t.Send(append([]byte{0x80, 0xA8, 0, 0}, t.db[amount]...)) }

func (t *c2) errd() {
	un := t.UnpredictableNumber()
	t.SendTimed(append([]byte{0x80, 0xEA, 0, 0, 4}, un[:]...))
}

// s1 is State 1, Idle.
//
// C-2 2.12 6.3
func (t *c2) s1() c2state {
	if t.empty(tagsToRead) {
		t.needed = append(t.needed, tagsToRead)
	}
	if t.empty(amount) {
		t.needed = append(t.needed, amount)
		t.dek()
		t.StartTimer(time.Second)
		return s2WaitingForPDOLData
	}
	t.gpo()
	t.addKnown()
	return s3WaitingForGPOResponse
}

// s2 is State 2, Waiting for PDOL Data.
//
// C-2 2.12 6.4
func (t *c2) s2(ev *kernel.Event) c2state {
	if ev.Kind == kernel.Timeout { // S2.1
		return t.out(kernel.EndApplication, kernel.ErrorIndication{L3: kernel.L3TimeOut})
	}
	t.updateWithDETData(ev) // S2.6
	if t.empty(amount) {    // S2.7
		return s2WaitingForPDOLData
	}
	t.StopTimer() // S2.9
	t.gpo()       // S2.10
	return s3WaitingForGPOResponse
}

// s3 is State 3, Waiting for GPO Response.
//
// C-2 2.12 6.5
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
	t.afl = ev.Body() // S3.31
	if t.rrp {        // S3.60
		t.errd()
		return sR1WaitingForRRData
	}
	t.tvr |= 1 // S3.65
	return t.s3R1()
}

// sR1 is State R1, Waiting for Exchange Relay Resistance Data Response.
//
// C-2 2.12 6.6
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
		t.tvr |= 2
	}
	return t.s3R1()
}

// s3R1 is what States 3 and R1 have in common.
//
// C-2 2.12 6.7
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
	switch i := slices.Index(t.readYet, counter); {
	case i >= 0 && t.db[counter] == nil:
		t.active, t.cmd = counter, nextGetData
		t.readYet = slices.Delete(t.readYet, i, i+1)
		t.Send([]byte{0x80, 0xCA, 0x9F, 0x36, 0})
	case len(t.afl) > 0:
		t.cmd = nextReadRecord
		t.Send([]byte{0x00, 0xB2, t.afl[0], 0x0C, 0})
	default:
		t.cmd = nextNone
	}
}

// s4 is State 4, Waiting for Read Record Response.
//
// C-2 2.12 6.8
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
	t.afl = t.afl[1:] // S4.14
	t.sendNext()      // the next command goes out before the record is read
	for o := range tlv.NewCursor(ev.Body()).All() {
		t.db[o.Tag] = o.Value
	}
	return t.s456()
}

// s5 is State 5, Waiting for Get Data Response.
//
// C-2 2.12 6.9
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
	t.db[current] = nil
	if ev.StatusWord() == 0x9000 {
		t.db[current] = ev.Body()
	}
	t.send = tlv.Append(t.send, current, t.db[current])
	return t.s456()
}

// s6 is State 6, Waiting for First Write Flag.
//
// C-2 2.12 6.10
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
// C-2 2.12 6.11
func (t *c2) s456() c2state {
	switch t.cmd { // S456.1
	case nextGetData:
		return s5WaitingForGetData
	case nextReadRecord:
		t.addKnown() // S456.2
		t.dekIfDue()
		return s4WaitingForReadRecord
	}
	if v, ok := t.db[proceedFlag]; ok && (len(v) == 0 || v[0] == 0) {
		if len(v) == 0 {
			t.needed = append(t.needed, proceedFlag)
		}
		t.addKnown() // S456.7
		t.dekIfDue()
		t.StartTimer(time.Second) // S456.10
		return s6WaitingForFirstWriteFlag
	}
	if len(t.send) > 0 {
		t.dek()
	}
	t.Send([]byte{0x80, 0xAE, 0x80, 0, t.tvr}) // S456.46
	return s9WaitingForGenerateAC
}

// s9 is State 9, Waiting for Generate AC Response: its end, not its middle.
//
// C-2 2.12 6.12
func (t *c2) s9(ev *kernel.Event) c2state {
	switch {
	case ev.Kind == kernel.DataReceived:
		return s9WaitingForGenerateAC
	case ev.Kind == kernel.CardFault:
		return t.fault(ev)
	case len(ev.Body()) == 0:
		return t.out(kernel.EndApplication, kernel.ErrorIndication{L2: kernel.CardDataMissing})
	case ev.Body()[0] == 0x80:
		return t.out(kernel.OnlineRequest, kernel.ErrorIndication{})
	}
	return t.out(kernel.Declined, kernel.ErrorIndication{})
}

// c2world answers in one of several orders: a blocking reader answers at once; another one only when the kernel waits, and
// then the terminal's DETs may come before the card.
type c2world struct {
	blocking, detFirst bool
	dets               [][]byte
	pending            *kernel.Event
	asked              bool // DEK seen
	records            int
}

func (w *c2world) do(a kernel.Action) kernel.Event {
	switch a.Kind {
	case kernel.Transmit:
		ev := w.card(a.Command)
		if w.blocking {
			return ev
		}
		w.pending = &ev
	case kernel.SendData:
		w.asked = true
	case kernel.Wait:
		if len(w.dets) > 0 && (w.asked || w.detFirst) && (w.pending == nil || w.detFirst) {
			d := w.dets[0]
			w.dets = w.dets[1:]
			return kernel.Event{Kind: kernel.DataReceived, Data: d}
		}
		if w.pending != nil {
			ev := *w.pending
			w.pending = nil
			return ev
		}
		if a.Await.Has(kernel.Timeout) {
			return kernel.Event{Kind: kernel.Timeout}
		}
	}
	return kernel.Event{}
}

func (w *c2world) card(cmd []byte) kernel.Event {
	ev := kernel.Event{Kind: kernel.Response, Took: 4 * time.Millisecond}
	switch cmd[1] {
	case 0xA8:
		ev.Data = []byte{1, 2, 3}
	case 0xEA:
		w.records++
		ev.Took = time.Duration(24-8*w.records) * time.Millisecond // too slow, too slow, in time
	case 0xB2:
		ev.Data = []byte{0x5F, 0x24, 3, 0x30, 0x12, cmd[2]}
	case 0xCA:
		ev.Data = []byte{0x00, 0x42}
	case 0xAE:
		ev.Data = []byte{0x80}
	}
	ev.Data = append(ev.Data, 0x90, 0x00)
	return ev
}

var (
	amountDET  = []byte{0x9F, 0x02, 6, 0, 0, 0, 0, 0x12, 0x34}
	tagsDET    = []byte{0xDF, 0x81, 0x12, 3, 0x9F, 0x36, 0}
	proceedDET = []byte{0xDF, 0x81, 0x10, 1, 1}
)

func TestKernel2Skeleton(t *testing.T) {
	cases := []struct {
		name  string
		db    map[tlv.Tag][]byte
		rrp   bool
		world c2world
		want  kernel.Status
		l3    kernel.L3Error
	}{
		{"plain", map[tlv.Tag][]byte{amount: amountDET[3:]}, false, c2world{}, kernel.OnlineRequest, 0},
		{"blocking", map[tlv.Tag][]byte{amount: amountDET[3:]}, true, c2world{blocking: true}, kernel.OnlineRequest, 0},
		{"data exchange", map[tlv.Tag][]byte{amount: {}, tagsToRead: {}, proceedFlag: {}}, true, c2world{dets: [][]byte{amountDET, tagsDET, proceedDET}}, kernel.OnlineRequest, 0},
		{"card pending", map[tlv.Tag][]byte{amount: {}, tagsToRead: {}, proceedFlag: {}}, true, c2world{detFirst: true, dets: [][]byte{amountDET, tagsDET, proceedDET}}, kernel.OnlineRequest, 0},
		{"no amount", map[tlv.Tag][]byte{amount: {}}, false, c2world{}, kernel.EndApplication, kernel.L3TimeOut},                                                                         // C-2 2.12 S2.1
		{"no write flag", map[tlv.Tag][]byte{amount: amountDET[3:], proceedFlag: {}}, false, c2world{dets: [][]byte{{0xDF, 0x81, 0x10, 1, 0}}}, kernel.EndApplication, kernel.L3TimeOut}, // C-2 2.12 S6.1
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			sc := kerneltest.Scenario{
				Program: c2Program("skeleton-c2", c.db, c.rrp),
				World:   func() kerneltest.World { w := c.world; return w.do },
			}
			tr := sc.Run(t)
			if tr.Result.Status != c.want || tr.Result.Error.L3 != c.l3 {
				t.Fatalf("%v %+v\n%v", tr.Result.Status, tr.Result.Error, tr.Kinds)
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
// C-2 2.12 6.7, 6.11
func TestKernel2Overlap(t *testing.T) {
	sc := kerneltest.Scenario{
		Program: c2Program("skeleton-c2", map[tlv.Tag][]byte{amount: amountDET[3:], tagsToRead: {}}, false),
		World: func() kerneltest.World {
			w := c2world{detFirst: true, dets: [][]byte{tagsDET}}
			return w.do
		},
	}
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
