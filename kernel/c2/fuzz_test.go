package c2_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
)

// fuzzed are the visits that a fuzzer spoils: cards that approve, go online and decline, relay resistance, storage that is read and written, phones.
func fuzzed() []visit {
	return []visit{
		{card: "mastercard-offline"},
		{card: "mastercard-online", set: above},
		{card: "mastercard-no-cda"},
		{card: "mastercard-declined"},
		{card: "mastercard-relay"},
		{card: "mastercard-relay-second"},
		{card: "mastercard-storage", set: storage},
		{card: "mastercard-storage2", set: storage},
		{card: "mastercard-storage-relay", set: storage},
		{card: "mastercard-envelopes", set: []string{"DF01", "01", "FF8102", "9F7502AABB", "FF8103", "9F7602CCDD"}},
		{card: "phone-mastercard", set: above},
		{card: "phone-mastercard-ack"},
		{card: "mastercard-high-file"},
		{card: "mastercard-unknown-ca"},
	}
}

// FuzzKernel is the kernel against a hostile card and a hostile operator: the input says which virtual card, which of its answers are changed and how, and what data
// exchange brings. Every run ends within its budget, without panic and without error, and replays to the byte from its journal. It is one of the book's outcomes;
// strict approves nothing without a signature that was verified, and nothing that the book does not.
// C-2 6.1
func FuzzKernel(f *testing.F) {
	f.Add(byte(0), []byte{}, []byte{})
	f.Add(byte(0), []byte{2, 0, 20, 3}, []byte{})
	f.Add(byte(1), []byte{2, 7, 0x82, 0x40, 3, 0, 9, 1}, []byte{})
	f.Add(byte(2), []byte{2, 2, 5, 0, 4, 4, 60, 0}, []byte{})
	f.Add(byte(4), []byte{3, 3, 4, 0x5A}, []byte{})
	f.Add(byte(6), []byte{3, 5, 0x69, 0x86}, digits("DF811001 01"))
	f.Add(byte(7), []byte{2, 6, 0x90, 0x00, 0x77, 0x81, 0xFF}, digits("9F0206 000000000100"))
	f.Add(byte(9), append([]byte{3, 6, 0x90, 0x00}, 0x77, 0x0A, 0x5A, 0x88, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF), digits("FF8102 04 9F7501AA"))
	f.Add(byte(10), []byte{2, 1, 30, 0x80, 2, 1, 31, 0x80}, digits("DF8112 02 9F70"))
	f.Add(byte(12), []byte{2, 5, 0x90, 0x00, 3, 5, 0x90, 0x00}, digits("5A88FFFFFFFFFFFFFFFF"))
	list := fuzzed()
	taps := map[int]*memory{}
	f.Fuzz(func(t *testing.T, which byte, program, det []byte) {
		k := int(which) % len(list)
		x := taps[k]
		if x == nil {
			x = &memory{Tap: list[k].tap(t), answers: map[string]kernel.Event{}}
			taps[k] = x
		}
		x.T = t
		var outs [2]*bench.Result
		for i, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			x.Config.Profile, x.Config.Budget = rules, kernel.Budget{Exchanges: 300, JournalBytes: 64 << 10}
			outs[i] = x.spoilt(t, program, det)
		}
		for i, out := range outs {
			ok := map[kernel.Status]bool{
				kernel.Approved: true, kernel.Declined: true, kernel.OnlineRequest: true, kernel.EndApplication: true, kernel.SelectNext: true,
				kernel.TryAgain: true, kernel.TryAnotherInterface: true,
			}[out.Status]
			switch {
			case !ok || out.Error.L2 == kernel.InternalError:
				t.Errorf("%v %+v", out.Status, out.Error)
			case out.Status == kernel.Approved && (out.DataRecord == nil || i == 1 && out.ODA().Result != "ok"):
				t.Errorf("approved: %+v, record %v", out.ODA(), out.DataRecord != nil)
			}
		}
		if book, strict := outs[0].Status, outs[1].Status; strict == kernel.Approved && book != kernel.Approved {
			t.Errorf("strict %v, book %v", strict, book)
		}
	})
}

// A memory is a virtual card whose answers are kept: signing takes longer than everything else.
type memory struct {
	*bench.Tap
	answers map[string]kernel.Event // by all commands up to this one
	sent    [][]byte
}

// answer is what the card says to a command after those before.
func (m *memory) answer(command []byte) kernel.Event {
	m.sent = append(m.sent, slices.Clone(command))
	key := string(bytes.Join(m.sent, []byte{0xFF}))
	ev, ok := m.answers[key]
	if !ok {
		m.Card.Renew()
		m.Card.Reset()
		for _, c := range m.sent {
			r, took, err := m.Transmit(context.Background(), c)
			if err != nil {
				return bench.Fault(kernel.FaultProtocol)
			}
			ev = kernel.Event{Kind: kernel.Response, Data: slices.Clone(r), Took: took}
		}
		if len(m.answers) > 1000 {
			clear(m.answers)
		}
		m.answers[key] = ev
	}
	ev.Data = slices.Clone(ev.Data)
	return ev
}

// spoilt runs a tap with a man in the middle who follows a fuzzer's program, and with an operator who sends det, once, after the first thing that the kernel tells
// or asks; and runs its journal again. The answer to SELECT, which is Entry Point's, comes as it is.
func (m *memory) spoilt(t *testing.T, program, det []byte) *bench.Result {
	m.sent, m.Commands = nil, nil
	return bench.RunReplayed(t, m.Program, m.Config, m.Session(kerneltest.Random(1)), kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (ev kernel.Event, err error) {
		switch {
		case a.Kind == kernel.Activate:
			return kernel.Event{Kind: kernel.CardFound, Interface: kernel.Contactless}, nil
		case a.Kind == kernel.Transmit:
			if ev = m.answer(a.Command); ev.Kind == kernel.Response && len(m.sent) > 1 {
				ev.Data = bench.Spoil(program, len(m.sent), ev.Data)
			}
		case a.Kind == kernel.SendData && len(det) > 0:
			ev = kernel.Event{Kind: kernel.DataReceived, Data: slices.Clone(det)}
			det = nil
		case a.Kind == kernel.Wait && a.Await.Has(kernel.Timeout):
			ev.Kind = kernel.Timeout
		}
		return ev, nil
	}))
}

// Every card that is named in the list is one.
func TestFuzzedCards(t *testing.T) {
	for _, v := range fuzzed() {
		if !slices.Contains(card.TapNames(), v.card) {
			t.Error(v.card)
		}
	}
}
