package entrypoint_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/entrypoint"
	"github.com/emvgo/emv/kernel/entrypoint/internal/oracle"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// Everything in these tests is our own but the AIDs, which are the payment systems'.
const (
	visaAID  = "A0000000031010"
	unionAID = "A000000333010101"
	otherAID = "A0000000990101"
	ttq      = "36004000" // EMV, contact chip, online PIN, signature; consumer device CVM
	gpo      = "80A80000028300"
)

func unhex(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(err)
	}
	return b
}

// A scripted kernel says its outcomes in order, the last one for ever, each after one exchange with the card.
type scripted struct {
	id   kernel.KernelID
	say  []kernel.Outcome
	mute bool // it says nothing to the card
	at   int
	seen *[]kernel.Activation
	do   func(*kernel.Port, *kernel.Activation)
}

func (s *scripted) ID() kernel.KernelID            { return s.id }
func (s *scripted) Parameters() []kernel.Parameter { return nil }

func (s *scripted) Run(p *kernel.Port, act *kernel.Activation) *kernel.Outcome {
	if s.seen != nil {
		*s.seen = append(*s.seen, *act)
		last := &(*s.seen)[len(*s.seen)-1]
		last.TTQ, last.FCI, last.Host = bytes.Clone(act.TTQ), bytes.Clone(act.FCI), bytes.Clone(act.Host)
	}
	if s.do != nil {
		s.do(p, act)
	}
	if !s.mute {
		if _, out := p.Transmit(unhex(gpo)); out != nil {
			return out
		}
	}
	if len(s.say) == 0 {
		return nil
	}
	out := s.say[min(s.at, len(s.say)-1)]
	s.at++
	out.DataRecord = bytes.Clone(out.DataRecord) // it is wiped with the session
	return &out
}

// A field is the world round a reader: the card in it, what happens to it, and what was done.
type field struct {
	ppse    []byte              // R-APDU to SELECT (PPSE)
	spi     []byte              // R-APDU to SEND POI INFORMATION
	apps    map[string][]byte   // R-APDU to SELECT, by name in hexadecimal digits
	gpo     []byte              // R-APDU to the test kernels' command
	card    apdu.Card           // in the place of all of them
	fault   func(n int) bool    // exchange n, from 1, gets no answer
	arrive  []kernel.Event      // answers to Activate and to what waits for a card, in order; the last for ever; none: a card
	polled  []kernel.Event      // answers to Poll, in order
	host    []kernel.Event      // answers to GoOnline, in order; none: approved
	onHost  func() kernel.Event // in the place of host
	late    []kernel.Event      // answers to what waits beside a host
	pin     kernel.PINResult
	stays   bool // the card is not taken away
	cancels bool // who is asked for the amount or the PIN presses cancel
	records [][]byte

	any   bool   // every application answers SELECT
	every []byte // and so

	exchanges int
	polls     int
	selected  []byte // last
	log       []string
}

var statusNames = []string{"", " not ready", " idle", " ready", " processing", " read", " error"}

func pop(list *[]kernel.Event, or kernel.Event) kernel.Event {
	if len(*list) == 0 {
		return or
	}
	ev := (*list)[0]
	*list = (*list)[1:]
	return ev
}

func (f *field) note(format string, args ...any) { f.log = append(f.log, fmt.Sprintf(format, args...)) }

// do does one action.
func (f *field) do(a kernel.Action) kernel.Event {
	found := kernel.Event{Kind: kernel.CardFound, Interface: kernel.Contactless}
	switch a.Kind {
	case kernel.Show:
		line := fmt.Sprintf("%02X%s", uint8(a.UI.Message), statusNames[a.UI.Status])
		if a.UI.Hold != 0 {
			line += fmt.Sprintf(" hold %v", a.UI.Hold)
		}
		if a.UI.Language != "" && a.UI.Language != "en" {
			line += " " + a.UI.Language
		}
		f.note("%s", line)
	case kernel.Activate:
		f.note("poll %v", a.Readers)
		if len(a.Command)+len(a.Data) > 0 { // B 3.2.1.6
			f.note("a command in ATTRIB")
		}
		return pop(&f.arrive, found)
	case kernel.Wait:
		if a.Await.Has(kernel.CardFound) {
			return pop(&f.arrive, found)
		}
		if a.Await.Has(kernel.HostResponse) {
			return pop(&f.late, hostSays("8A023030"))
		}
	case kernel.Poll:
		f.polls++
		return pop(&f.polled, kernel.Event{})
	case kernel.Transmit:
		return f.transmit(a.Command)
	case kernel.FieldOff:
		f.note("off %d %v", a.Reader, a.Within)
		if c, ok := f.card.(*card.Card); ok {
			c.Reset() // it has no power
		}
	case kernel.GoOnline:
		f.note("online")
		f.records = append(f.records, bytes.Clone(a.Data))
		if f.onHost != nil {
			return f.onHost()
		}
		return pop(&f.host, hostSays("8A023030"))
	case kernel.EnterPIN:
		line := "PIN"
		if l := a.UI.Language; l != "" && l != "en" {
			line += " " + l
		}
		f.note("%s", line)
		if f.cancels {
			return kernel.Event{Kind: kernel.Cancelled}
		}
		return kernel.Event{Kind: kernel.PINDone, PIN: f.pin}
	case kernel.RemovalProcedure:
		f.note("remove %02X", uint8(a.UI.Message))
		if f.stays {
			return kernel.Event{Kind: kernel.RemovalTimedOut}
		}
		if c, ok := f.card.(*card.Card); ok {
			c.Reset()
		}
		return kernel.Event{Kind: kernel.CardRemoved}
	case kernel.StartTimer:
		f.note("timer %v", a.Within)
	case kernel.StopTimer:
		f.note("stop timer")
	case kernel.RequestAmount:
		f.note("amount %02X", uint8(a.UI.Message))
		if f.cancels {
			return kernel.Event{Kind: kernel.Cancelled}
		}
		return kernel.Event{Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 700}}
	}
	return kernel.Event{}
}

func hostSays(data string) kernel.Event {
	return kernel.Event{Kind: kernel.HostResponse, Data: unhex(data)}
}

func (f *field) transmit(cmd []byte) kernel.Event {
	f.exchanges++
	data := cmd[min(5, len(cmd)):]
	var r []byte
	gone := false
	switch {
	case f.card != nil:
		var err error
		r, _, err = f.card.Transmit(context.Background(), cmd)
		gone = err != nil
	case cmd[1] == 0xA4 && bytes.HasPrefix(data, []byte("2PAY.SYS.DDF01")):
		r = f.ppse
	case cmd[1] == 0xA4:
		f.selected = bytes.Clone(data[:cmd[4]])
		if r = f.apps[fmt.Sprintf("%X", f.selected)]; f.any {
			r = fci(fmt.Sprintf("%X", f.selected))
		}
		if f.every != nil {
			r = f.every
		}
		if r == nil {
			r = unhex("6A82")
		}
	case cmd[1] == 0x1A:
		r = f.spi
	default:
		if r = f.gpo; r == nil {
			r = unhex("9000")
		}
	}
	switch {
	case cmd[1] == 0xA4 && bytes.HasPrefix(data, []byte("2PAY.SYS.DDF01")):
		f.note("PPSE")
	case cmd[1] == 0xA4:
		f.note("select %X", data[:cmd[4]])
	case cmd[1] == 0x1A:
		f.note("SPI %X", cmd)
	default:
		f.note("kernel")
	}
	if gone || f.fault != nil && f.fault(f.exchanges) {
		f.log[len(f.log)-1] += ": nothing"
		return kernel.Event{Kind: kernel.CardFault, Fault: kernel.FaultTimeout}
	}
	return kernel.Event{Kind: kernel.Response, Data: r}
}

// entry is a Directory Entry as the oracle has it: name, priority, kernel identifier, extended selection in hexadecimal digits; "-": absent.
func entry(name, priority, id, extended string) oracle.Entry {
	v := func(s string) []byte {
		if s == "-" {
			return nil
		}
		return append([]byte{}, unhex(s)...)
	}
	return oracle.Entry{ADF: v(name), Priority: v(priority), Kernel: v(id), Extended: v(extended)}
}

// ppse is the answer to SELECT (PPSE): entries, and more in the issuer discretionary data.
func ppse(more string, entries ...oracle.Entry) []byte {
	var b []byte
	for _, e := range entries {
		var v []byte
		for _, o := range []struct {
			tag   tlv.Tag
			value []byte
		}{{0x4F, e.ADF}, {0x50, []byte("LABEL")}, {0x87, e.Priority}, {0x9F2A, e.Kernel}, {0x9F29, e.Extended}} {
			if o.value != nil {
				v = tlv.Append(v, o.tag, o.value)
			}
		}
		b = tlv.Append(b, tlv.TagDirectoryEntry, v)
	}
	b = append(b, unhex(more)...)
	b = tlv.Append(nil, tlv.TagFCIProprietary, tlv.Append(nil, tlv.TagIssuerDiscretionary, b))
	return append(tlv.Append(nil, tlv.TagFCI, append(tlv.Append(nil, 0x84, []byte("2PAY.SYS.DDF01")), b...)), 0x90, 0x00)
}

// fci is the answer to SELECT (AID), with a PDOL that asks for the TTQ.
func fci(name string) []byte { return fciWith(name, "9F38039F6604") }

func fciWith(name, proprietary string) []byte {
	b := append(tlv.Append(nil, 0x84, unhex(name)), tlv.Append(nil, tlv.TagFCIProprietary, unhex(proprietary))...)
	return append(tlv.Append(nil, tlv.TagFCI, b), 0x90, 0x00)
}

// all answers every SELECT of these names.
func all(names ...string) map[string][]byte {
	m := map[string][]byte{}
	for _, n := range names {
		m[n] = fci(n)
	}
	return m
}

// visaField has a Visa card.
func visaField() *field {
	return &field{ppse: ppse("", entry(visaAID, "01", "-", "-")), apps: all(visaAID)}
}

// combination is {AID, kernel} for euros, with a TTQ.
func combination(aid, id string, change ...func(*kernel.Combination)) kernel.Combination {
	c := kernel.Combination{AID: unhex(aid), Kernel: kernel.KernelID(unhex(id)), Currency: 0x0978, TTQ: unhex(ttq)}
	for _, f := range change {
		f(&c)
	}
	return c
}

func reader(list ...kernel.Combination) *kernel.Config {
	return &kernel.Config{
		Combinations: list,
		Terminal:     kernel.Terminal{CountryCode: 0x0276, TransactionCurrency: 0x0978, CurrencyExponent: 2, Type: 0x22, Languages: []string{"en", "fr"}},
	}
}

var oneVisa = reader(combination("A000000003", "03"))

func purchase(amount uint64) kernel.Transaction {
	return kernel.Transaction{Money: kernel.Money{Amount: amount}, Date: [3]byte{0x26, 0x07, 0x01}}
}

// say makes kernels 3 that say these outcomes.
func say(list ...kernel.Outcome) func() []kernel.Kernel {
	return func() []kernel.Kernel { return []kernel.Kernel{&scripted{id: "\x03", say: list}} }
}

// from is Entry Point alone, begun at a start; other interfaces are polled too.
func from(start kernel.Start, kernels func() []kernel.Kernel, others ...kernel.Interface) kernel.Program {
	return kernel.Single("entrypoint", func(p *kernel.Port) *kernel.Outcome {
		e := entrypoint.New(p, kernels()...)
		e.Others = others
		return e.Run(start, nil)
	})
}

// run runs a program in a field, and gives its result; what was done stands in the field's log.
func run(t testing.TB, program kernel.Program, cfg *kernel.Config, tx kernel.Transaction, f *field) *kernel.Result {
	t.Helper()
	s, err := kernel.NewSession(program, cfg, tx, kerneltest.Random(1))
	if err != nil {
		t.Fatal(err)
	}
	r, err := kernel.Run(t.Context(), s, kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) { return f.do(a), nil }))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// did compares what was done with what the book has done, one action a line.
func (f *field) did(t testing.TB, name string, want ...string) {
	t.Helper()
	if !slices.Equal(f.log, want) {
		t.Errorf("%s:\n%s\nwant\n%s", name, strings.Join(f.log, "\n"), strings.Join(want, "\n"))
	}
}

// scenario is a program in fields made anew.
func scenario(program kernel.Program, cfg *kernel.Config, tx kernel.Transaction, fresh func() *field) *kerneltest.Scenario {
	return &kerneltest.Scenario{Program: program, Config: cfg, Transaction: tx, World: func() kerneltest.World { return fresh().do }}
}

// quick is do for a Visa card, without a log.
func (f *field) quick(a kernel.Action) kernel.Event {
	switch a.Kind {
	case kernel.Activate:
		return kernel.Event{Kind: kernel.CardFound, Interface: kernel.Contactless}
	case kernel.Transmit:
		switch {
		case a.Command[1] != 0xA4:
			return kernel.Event{Kind: kernel.Response, Data: sw9000}
		case a.Command[5] == '2':
			return kernel.Event{Kind: kernel.Response, Data: f.ppse}
		}
		return kernel.Event{Kind: kernel.Response, Data: f.apps[visaAID]}
	}
	return kernel.Event{}
}

var sw9000 = []byte{0x90, 0x00}
