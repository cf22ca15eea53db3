package c3_test

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

const visa = "A0000000031010"

// plainPDOL asks for what the kernel signs for and all else that its book's readers know.
const plainPDOL = "9F66049F02069F03069F1A0295055F2A029A039C019F3704"

// A wire is a kernel without a card: what a card would answer is written by the test, object by object.
type wire struct {
	t           testing.TB
	cfg         *kernel.Config
	combination *kernel.Combination
	tx          kernel.Transaction
	act         kernel.Activation
	fci         []byte

	gpo     []byte   // objects of the answer to GET PROCESSING OPTIONS
	answer  []byte   // instead of it, with its status word
	records [][]byte // of SFI 2 by number, R-APDUs
	listed  bool     // the card stands in the exception file
	exits   func(n int, command []byte) kernel.Event
	also    func(kernel.Action) kernel.Event // answers other actions
	before  func(*kernel.Port)               // is done before the kernel runs
	number  kernel.Option                    // where the unpredictable number comes from, nil: it is testUN

	commands [][]byte
	shown    []kernel.UI
	lookups  []string
	cancel   kernel.ActionKind // is answered with Cancelled
	kinds    []kernel.ActionKind
	out      *kernel.Outcome
}

// fciOf is an answer to SELECT with this PDOL and these objects of BF0C, in hexadecimal digits, between two that are empty (B3 5.2).
func fciOf(pdol, discretionary string) []byte {
	a5 := tlv.Append(nil, 0x50, []byte("VISA"))
	a5 = tlv.Append(a5, 0x5F2D, []byte("deen"))
	if pdol != "" {
		a5 = tlv.Append(a5, 0x9F38, unhexed(pdol))
	}
	if discretionary != "" {
		a5 = tlv.Append(tlv.Append(tlv.Append(a5, 0xBF0C, nil), 0xBF0C, unhexed(discretionary)), 0xBF0C, nil)
	}
	return tlv.Append(nil, 0x6F, tlv.Append(tlv.Append(nil, 0x84, unhexed(visa)), 0xA5, a5))
}

var shopOnce struct {
	sync.Once
	cfg *kernel.Config
}

// shop is the configuration "default", which is loaded once and not to be changed.
func shop(t testing.TB) *kernel.Config {
	shopOnce.Do(func() { shopOnce.cfg = bench.Config(t, "default") })
	return shopOnce.cfg
}

// newWire is a purchase of 12.34 on 23 November 2026 at a reader with this TTQ as Entry Point gives it, for a card whose
// answer is complete, asks for an ARQC and has no records.
func newWire(t testing.TB, ttq string) *wire {
	t.Helper()
	cfg := *shop(t)
	w := &wire{t: t, cfg: &cfg, tx: kernel.Transaction{Money: kernel.Money{Amount: 1234}, Date: [3]byte{0x26, 0x11, 0x23}}}
	w.cfg.Profile = kernel.Book
	w.cfg.Combinations = []kernel.Combination{{AID: unhexed(visa), Kernel: c3.ID, Currency: 0x0978}}
	w.combination = &w.cfg.Combinations[0]
	w.fci = fciOf(plainPDOL, "")
	w.act = kernel.Activation{Start: kernel.StartA, Combination: w.combination, SW: 0x9000, TTQ: unhex(t, ttq)}
	w.give("9F10", "06011103A00000", "57", testTrack2, "82", "2000", "9F36", "0007", "9F26", "1122334455667788", "9F27", "80")
	return w
}

// give sets objects of the answer: tag and value in hexadecimal digits, again and again; "-" takes one out.
func (w *wire) give(objects ...string) *wire {
	w.t.Helper()
	for i := 0; i < len(objects); i += 2 {
		tag, err := tlv.ParseTag(objects[i])
		if err != nil {
			w.t.Fatal(err)
		}
		var rest []byte
		c := tlv.NewCursor(w.gpo)
		for o := range c.All() {
			if o.Tag != tag {
				rest = append(rest, o.Raw...)
			}
		}
		if w.gpo = rest; objects[i+1] != "-" {
			w.gpo = tlv.Append(w.gpo, tag, unhex(w.t, objects[i+1]))
		}
	}
	return w
}

// set configures the kernel.
func (w *wire) set(tag tlv.Tag, value ...byte) *wire {
	w.combination.Parameters = append(slices.Clone(w.combination.Parameters), kernel.DataObject{Tag: tag, Value: value})
	return w
}

// signed makes the card prove itself: the chain and the date in records, 9F69, and a signature of this format.
func (w *wire) signed(format byte, related string) *wire {
	w.t.Helper()
	w.give("94", "10010101"+"10020200"+"10030300"+"10040400"+"10050500", "9F4B", "-")
	w.gpo = tlv.Append(w.gpo, 0x9F4B, sdad(format, unhex(w.t, related)))
	ok := func(objects []byte) []byte { return append(tlv.Append(nil, 0x70, objects), 0x90, 0x00) }
	w.records = [][]byte{append(slices.Clone(signedRecord), 0x90, 0x00)}
	c := tlv.NewCursor(chain())
	for o := range c.All() {
		switch o.Tag {
		case 0x90, 0x9F46:
			w.records = append(w.records, ok(o.Raw))
		}
	}
	rest := []byte{}
	for _, tag := range []tlv.Tag{0x8F, 0x92, 0x9F32, 0x9F47} {
		o, _ := tlv.Find(chain(), tag)
		rest = append(rest, o.Raw...)
	}
	w.records = append(w.records, ok(rest), ok(append(unhexed("5F2403491231"), tlv.Append(nil, 0x9F69, unhex(w.t, related))...)))
	return w
}

// Do answers the kernel's actions.
func (w *wire) Do(_ context.Context, a kernel.Action) (kernel.Event, error) {
	w.kinds = append(w.kinds, a.Kind)
	if w.cancel == a.Kind {
		return kernel.Event{Kind: kernel.Cancelled}, nil
	}
	switch a.Kind {
	case kernel.Show:
		w.shown = append(w.shown, a.UI)
	case kernel.Lookup:
		w.lookups = append(w.lookups, fmt.Sprintf("%X", a.Data))
		return kernel.Event{Kind: kernel.LookedUp, Listed: w.listed}, nil
	case kernel.Transmit:
		w.commands = append(w.commands, slices.Clone(a.Command))
		if w.exits != nil {
			if ev := w.exits(len(w.commands), a.Command); ev.Kind != 0 {
				return ev, nil
			}
		}
		return kernel.Event{Kind: kernel.Response, Data: w.respond(a.Command)}, nil
	}
	if w.also != nil {
		return w.also(a), nil
	}
	return kernel.Event{}, nil
}

func (w *wire) respond(command []byte) []byte {
	switch command[1] {
	case apdu.GetProcessingOptions, 0xE0:
		if w.answer != nil {
			return w.answer
		}
		return append(tlv.Append(nil, 0x77, w.gpo), 0x90, 0x00)
	case apdu.ReadRecord:
		if n := int(command[2]); command[3]>>3 == 2 && n <= len(w.records) {
			return w.records[n-1]
		}
		return []byte{0x6A, 0x83}
	}
	return []byte{0x90, 0x00}
}

// program is the kernel alone, activated as the test says.
func (w *wire) program() kernel.Program {
	return kernel.Single("c3/wire", func(p *kernel.Port) *kernel.Outcome {
		if w.before != nil {
			w.before(p)
		}
		act := w.act
		act.Combination, act.FCI = &p.Config().Combinations[0], w.fci
		return c3.Kernel{}.Run(p, &act)
	})
}

// run runs the kernel to its outcome.
func (w *wire) run() *bench.Result {
	w.t.Helper()
	w.commands, w.shown, w.lookups, w.kinds = nil, nil, nil, nil
	number := w.number
	if number == nil {
		number = kerneltest.Numbers(testUN)
	}
	s, err := kernel.NewSession(w.program(), w.cfg, w.tx, number)
	if err != nil {
		w.t.Fatal(err)
	}
	r, err := bench.Run(context.Background(), s, w)
	if err != nil {
		w.t.Fatal(err)
	}
	w.out = &r.Outcome
	return r
}

// sees reports whether a message was shown.
func (w *wire) sees(m kernel.MessageID) bool {
	return slices.ContainsFunc(w.shown, func(ui kernel.UI) bool { return ui.Message == m })
}

// result is what the last run came to, again.
func (w *wire) result() *bench.Result { return w.run() }
