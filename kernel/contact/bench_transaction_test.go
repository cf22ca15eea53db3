package contact_test

import (
	"bytes"
	"context"
	"crypto/sha1"
	"math/big"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/contact/internal/oracle"
	"github.com/emvgo/emv/kernel/journal"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// A playback answers from memory what a live card and a live host once answered.
type playback struct {
	cfg       *kernel.Config
	tx        kernel.Transaction
	responses [][]byte
	host      []byte
	journal   int
	opts      []kernel.Option
}

// recorded plays one whole CDA transaction of 12.34, online, against a live card and keeps it.
func recorded(tb testing.TB, name string) (*playback, *duel) {
	tb.Helper()
	d := newDuel(tb, bench.With(tb, name), "default", kernel.Strict)
	out, conv := d.baseline(tb)
	if out.Status != kernel.Approved || !out.Online() || out.ODA().Method != "CDA" || len(conv) != 20 {
		tb.Fatalf("%v, online %v, %+v, %d exchanges", out.Status, out.Online(), out.ODA(), len(conv))
	}
	r := &playback{cfg: d.Config, tx: d.Transaction, host: bytes.Clone(d.Host)}
	for _, x := range conv {
		r.responses = append(r.responses, x.Response)
	}
	r.opts = []kernel.Option{
		kerneltest.Numbers(number),
		journal.WithSink(func(b []byte) error { r.journal += len(b); return nil }),
	}
	return r, d
}

// run is one transaction, step by step; it returns the status.
func (r *playback) run(tb testing.TB) kernel.Status {
	s, err := kernel.NewSession(contact.Program(), r.cfg, r.tx, r.opts...)
	if err != nil {
		tb.Fatal(err)
	}
	d, ev := player{playback: r}, kernel.Event{}
	for {
		a, err := s.Next(ev)
		if err != nil {
			tb.Fatal(err)
		}
		if a.Kind == kernel.Done {
			_ = s.Close()
			return bench.Of(a).Status
		}
		ev, _ = d.Do(context.Background(), a)
	}
}

// Do answers an action of Run's.
func (r *player) Do(_ context.Context, a kernel.Action) (ev kernel.Event, err error) {
	switch a.Kind {
	case kernel.Transmit:
		ev = kernel.Event{Kind: kernel.Response, Data: r.responses[r.n]}
		r.n++
	case kernel.EnterPIN:
		ev = kernel.Event{Kind: kernel.PINDone, PIN: kernel.PINEntered}
	case kernel.SelectApplication, kernel.ConfirmApplication:
		ev = kernel.Event{Kind: kernel.Chosen}
	case kernel.GoOnline:
		ev = kernel.Event{Kind: kernel.HostResponse, Data: r.host}
	}
	return ev, nil
}

// A player plays a playback from its beginning.
type player struct {
	*playback
	n int
}

// drive is run by [kernel.Run].
func (r *playback) drive(tb testing.TB) kernel.Status {
	s, err := kernel.NewSession(contact.Program(), r.cfg, r.tx, r.opts...)
	if err != nil {
		tb.Fatal(err)
	}
	result, err := kernel.Run(context.Background(), s, &player{playback: r})
	if err != nil {
		tb.Fatal(err)
	}
	return result.Status
}

// One whole contact CDA transaction, online: CA and issuer keys of 1984 bits, ICC key of 1152, 20 exchanges, journal on, trace
// off, card and host from memory.
func BenchmarkTransaction(b *testing.B) {
	for _, c := range benchCards {
		r, _ := recorded(b, c.card)
		for _, way := range [...]struct {
			name string
			play func(testing.TB) kernel.Status
		}{{"Run", r.drive}, {"Next", r.run}} {
			b.Run(c.exponent+"/"+way.name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if s := way.play(b); s != kernel.Approved {
						b.Fatal(s)
					}
				}
			})
		}
	}
}

// The same transaction's RSA and hash operations alone: two certificates and two signatures recovered with math/big, and the
// hashes that they call for with crypto/sha1. What BenchmarkTransaction takes beyond that is the kernel's.
func BenchmarkTransactionCryptography(b *testing.B) {
	for _, c := range benchCards {
		b.Run(c.exponent, func(b *testing.B) {
			_, d := recorded(b, c.card)
			operations := d.cryptography()
			b.ReportAllocs()
			for b.Loop() {
				for i := range operations {
					operations[i].do()
				}
			}
		})
	}
}

var benchCards = [...]struct{ exponent, card string }{{"e=3", "full"}, {"e=65537", "full-e65537"}}

// An operation is one signature recovered, and what is hashed for it.
type operation oracle.Work

func (o *operation) do() {
	var s, e, n big.Int
	s.Exp(s.SetBytes(o.Signature), e.SetBytes(o.Exponent), n.SetBytes(o.Modulus))
	block := s.FillBytes(make([]byte, len(o.Modulus)))
	for i, rest := range o.Hashed {
		h := sha1.New()
		if i == 0 {
			h.Write(block[1 : len(block)-21])
		}
		h.Write(rest)
		var sum [sha1.Size]byte
		h.Sum(sum[:0])
	}
}

// cryptography lists the operations of the last run.
func (d *duel) cryptography() (list []operation) {
	for _, w := range d.Work() {
		list = append(list, operation(w))
	}
	return list
}
