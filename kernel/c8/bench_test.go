package c8_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/emvgo/emv/crypto/secchan"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// The kernel's side of a tap with local authentication: the card from memory, journal on, trace off.
func BenchmarkTap(b *testing.B) {
	again := recordedTap(b, func(s *scene) {})
	b.ReportAllocs()
	for b.Loop() {
		again()
	}
}

// The same without local authentication: the keys of the session are all the cryptography by elliptic curves.
func BenchmarkTapWithoutLocalAuthentication(b *testing.B) {
	again := recordedTap(b, func(s *scene) { s.chip.aip = "000A" })
	b.ReportAllocs()
	for b.Loop() {
		again()
	}
}

// What of a tap with local authentication is done while a command is with the card, and what between the card's answers and the next commands, or the outcome: by
// Process C when nothing else waits, and by one that works only where Process K can do nothing without its answer.
func BenchmarkHidden(b *testing.B) {
	for _, schedule := range []string{"promptly", "lazy"} {
		b.Run(schedule, func(b *testing.B) {
			var least, hidden, shown time.Duration
			var last time.Time
			flying := false
			again := watchedTap(b, func(s *scene) { s.Lazy = true; s.schedule(schedule) }, func(kind kernel.ActionKind) {
				now := time.Now()
				if flying {
					hidden += now.Sub(last)
				} else {
					shown += now.Sub(last)
				}
				last, flying = now, kind == kernel.Transmit || flying && kind != kernel.Wait
			})
			var best [2]time.Duration
			for b.Loop() {
				hidden, shown, last, flying = 0, 0, time.Now(), false
				again()
				if all := hidden + shown; least == 0 || all < least {
					least, best = all, [2]time.Duration{hidden, shown}
				}
			}
			b.ReportMetric(float64(best[0].Nanoseconds())/1000, "us-hidden")
			b.ReportMetric(float64(best[1].Nanoseconds())/1000, "us-shown")
		})
	}
}

// recordedTap runs a tap and gives a function that runs it again from what happened. Its keys are those of the journal's seed.
func recordedTap(t testing.TB, change func(*scene)) func() {
	return watchedTap(t, change, func(kernel.ActionKind) {})
}

// watchedTap is recordedTap with someone who sees the kind of each action.
func watchedTap(t testing.TB, change func(*scene), watch func(kernel.ActionKind)) func() {
	s := trusting(t)
	change(s)
	p := &puppet{scene: s}
	var events []kernel.Event
	program, config, number := s.Program(), s.Config(), kerneltest.Random(1)
	session, err := kernel.NewSession(program, config, s.Tx, number)
	if err != nil {
		t.Fatal(err)
	}
	world := p.World()
	if _, err = kernel.Run(context.Background(), session, kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) {
		ev := world(a)
		ev.Data = bytes.Clone(ev.Data)
		events = append(events, ev)
		return ev, nil
	})); err != nil {
		t.Fatal(err)
	}
	return func() {
		next := 0
		session, err := kernel.NewSession(program, config, s.Tx, number)
		if err == nil {
			_, err = kernel.Run(context.Background(), session, kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) {
				watch(a.Kind)
				next++
				return events[next-1], nil
			}))
		}
		if err != nil || next != len(events) {
			t.Fatal(err, next)
		}
	}
}

// The keys of a session, which is what a tap without local authentication has of elliptic curves: the kernel's pair, and the agreement with the card's.
func BenchmarkSessionKeys(b *testing.B) {
	bare := sessionKeys(b)
	b.ReportAllocs()
	for b.Loop() {
		bare()
	}
}

func sessionKeys(t testing.TB) func() {
	private := bytes.Repeat([]byte{0x17}, 32)
	random := func(n int) []byte { return bytes.Clone(private[:n]) }
	public := secchan.GenerateKernel(random).PublicKey()
	_, card, err := secchan.OpenCardBlinded(bench.Points()["icc-p256"].D, public[:], blinding)
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		k := secchan.GenerateKernel(random)
		k.PublicKey()
		if err := k.Open(card); err != nil {
			t.Fatal(err)
		}
	}
}

// The cryptography of a tap without local authentication: a session's keys, three records and two MACs. What the tap takes beyond it is the kernel's.
func BenchmarkTapCryptography(b *testing.B) {
	bare := cryptography(b)
	b.ReportAllocs()
	for b.Loop() {
		bare()
	}
}

func cryptography(t testing.TB) func() {
	private := bytes.Repeat([]byte{0x17}, 32)
	random := func(n int) []byte { return bytes.Clone(private[:n]) }
	public := secchan.GenerateKernel(random).PublicKey()
	channel, card, err := secchan.OpenCardBlinded(bench.Points()["icc-p256"].D, public[:], blinding)
	if err != nil {
		t.Fatal(err)
	}
	var records [3][]byte
	for i := range records {
		if records[i], err = channel.EncipherRecord(bytes.Repeat([]byte{0x5A}, 100)); err != nil {
			t.Fatal(err)
		}
	}
	message, ac := bytes.Repeat([]byte{0x95}, 150), bench.Digits("1122334455667788")
	return func() {
		k := secchan.GenerateKernel(random)
		k.PublicKey()
		if err := k.Open(card); err != nil {
			t.Fatal(err)
		}
		for i := range records {
			if _, err := k.DecipherRecord(records[i]); err != nil {
				t.Fatal(err)
			}
		}
		mac, err := k.IADMAC(message, secchan.StaticDataHash(message, nil, message[:2]))
		if err != nil {
			t.Fatal(err)
		}
		if k.VerifyEDAMAC(ac, ac, mac[:]) == nil {
			t.Fatal("a wrong MAC is right")
		}
	}
}

// The kernel's own memory: the allocations of a tap without local authentication beyond those of its cryptography, session and result included, are 96 at most.
func TestAllocations(t *testing.T) {
	bare := testing.AllocsPerRun(20, cryptography(t))
	n := testing.AllocsPerRun(20, recordedTap(t, func(s *scene) { s.chip.aip = "000A" })) - bare
	if t.Logf("%v allocations, and %v of the cryptography", n, bare); n > 96 {
		t.Errorf("%v allocations", n)
	}
}
