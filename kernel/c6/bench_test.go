package c6_test

import (
	"context"
	"math/big"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c6"
	"github.com/emvgo/emv/kernel/journal"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/tlv"
)

// benchTaps are a tap that goes online without records, and one that approves offline with records and a signature: keys of 1984, 1984 and 1152 bits.
var benchTaps = [...]struct {
	name string
	card func(testing.TB) *reader
}{{"online", online}, {"offline", offline}}

// recorded is a tap once made, to be made again from what the card answered.
type recorded struct {
	cfg     kernel.Config
	tx      kernel.Transaction
	act     kernel.Activation
	answers map[string][]byte
}

func record1st(t testing.TB, base func(testing.TB) *reader) *recorded {
	t.Helper()
	r := base(t)
	p := &recorded{cfg: r.cfg, tx: r.tx, answers: map[string][]byte{}}
	p.act = kernel.Activation{Start: kernel.StartA, Combination: &r.combination, FCI: r.selected(), SW: 0x9000, TTQ: r.hex(r.ttq)}
	r.bare = true
	r.answer = func(_ int, command, response []byte) []byte {
		p.answers[key(command)] = append([]byte(nil), response...)
		return response
	}
	if out := r.run(); out.Status != kernel.Approved && out.Status != kernel.OnlineRequest {
		t.Fatal(out)
	}
	return p
}

// key tells the commands of a tap apart.
func key(command []byte) string {
	if command[1] == apdu.ReadRecord {
		return string(command[:4])
	}
	return string(command[:2])
}

func (p *recorded) run(t testing.TB, opts ...kernel.Option) {
	program := kernel.Single("c6", func(port *kernel.Port) *kernel.Outcome {
		port.Store().Begin(kernel.ForApplication)
		act := p.act
		return c6.Kernel{}.Run(port, &act)
	})
	s, err := kernel.NewSession(program, &p.cfg, p.tx, append(opts, kerneltest.Random(7))...)
	if err != nil {
		t.Fatal(err)
	}
	_, err = kernel.Run(context.Background(), s, kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) {
		if a.Kind != kernel.Transmit {
			return kernel.Event{}, nil
		}
		return kernel.Event{Kind: kernel.Response, Data: p.answers[key(a.Command)]}, nil
	}))
	if err != nil {
		t.Fatal(err)
	}
}

// One activation of the kernel, journal on, trace off, the card from memory.
func BenchmarkTap(b *testing.B) {
	for _, c := range benchTaps {
		b.Run(c.name, func(b *testing.B) {
			p := record1st(b, c.card)
			b.ReportAllocs()
			for b.Loop() {
				p.run(b)
			}
		})
	}
}

// The signatures of the offline tap alone, recovered with math/big: two certificates and one dynamic signature. What BenchmarkTap takes beyond them is the
// kernel's.
func BenchmarkTapCryptography(b *testing.B) {
	operations := record1st(b, offline).cryptography()
	b.ReportAllocs()
	for b.Loop() {
		for i := range operations {
			operations[i].do()
		}
	}
}

// The kernel's own memory: the allocations of a tap beyond those of its cryptography, session and result included, are 64 at most.
// C-6 3.1
func TestAllocations(t *testing.T) {
	for _, c := range benchTaps {
		p := record1st(t, c.card)
		operations := p.cryptography()
		sink := journal.WithSink(func([]byte) error { return nil })
		all := testing.AllocsPerRun(50, func() { p.run(t, sink) })
		bare := testing.AllocsPerRun(50, func() {
			for i := range operations {
				operations[i].do()
			}
		})
		if t.Logf("%s: %v allocations, %v of them the cryptography's", c.name, all, bare); all-bare > 64 {
			t.Errorf("%s: %v allocations, of which %v are the cryptography's", c.name, all, bare)
		}
	}
}

// An operation is one signature to be recovered.
type operation struct{ modulus, exponent, signed []byte }

func (o *operation) do() {
	var s, e, n big.Int
	s.Exp(s.SetBytes(o.signed), e.SetBytes(o.exponent), n.SetBytes(o.modulus))
	s.FillBytes(make([]byte, len(o.modulus)))
}

// cryptography is what has to be recovered in a tap: nothing without records. The lengths of the keys alone matter.
func (p *recorded) cryptography() (list []operation) {
	for _, response := range p.answers {
		outer := tlv.NewCursor(response[:len(response)-2])
		template, _ := outer.Next()
		c := template.Children()
		for o := range c.All() {
			if o.Tag == 0x90 || o.Tag == 0x9F46 || o.Tag == 0x9F4B {
				n := append([]byte(nil), o.Value...)
				n[0] |= 0x80
				n[len(n)-1] |= 1
				list = append(list, operation{n, []byte{3}, o.Value})
			}
		}
	}
	return list
}
