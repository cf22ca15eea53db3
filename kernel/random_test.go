package kernel

import (
	"crypto/sha256"
	"errors"
	"io"
	"math"
	"testing"
	"testing/iotest"

	"github.com/emvgo/emv/kernel/internal/hidden"
	"github.com/emvgo/emv/tlv"
)

// numbers draws n unpredictable numbers in one session.
func numbers(t *testing.T, n int, opts ...Option) (list [][4]byte, journal []byte) {
	t.Helper()
	cfg := &Config{
		Terminal: Terminal{IFDSerialNumber: "12345678", TerminalID: "TERM0001"},
		Budget:   Budget{JournalBytes: 8 << 20},
	}
	s, err := NewSession(Single("numbers", func(p *Port) *Outcome {
		for range n {
			list = append(list, p.UnpredictableNumber())
		}
		return &Outcome{Status: Approved}
	}), cfg, Transaction{}, opts...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if a, err := s.Next(Event{}); err != nil || a.Result.Status != Approved {
		t.Fatal(a, err)
	}
	return list, s.Journal()
}

// The number is LS4B(SHA(P || RAND)); P begins as SHA(Q || IFDSN || TID || ...) and is refreshed with TVP and RAND.
//
// B2 11.3
func TestUnpredictableNumber(t *testing.T) {
	fixed := func(o *hidden.Options) {
		hidden.SetRandom(o, func(_ uint64, b []byte) {
			for i := range b {
				b[i] = 0x11
			}
		})
	}
	vendor := WithEntropy(func(b []byte) error {
		copy(b, "VENDOR!!")
		return nil
	})
	rand := string(make11(32))
	for _, c := range []struct {
		name string
		opts []Option
		rand string
	}{
		{"system", []Option{fixed}, rand},
		{"vendor mixed in", []Option{fixed, vendor}, rand + "VENDOR!!"},
		{"vendor out of order", []Option{fixed, WithEntropy(func([]byte) error { return errors.New("no noise") })}, rand},
	} {
		got, _ := numbers(t, 2, c.opts...)
		p0 := sha256.Sum256([]byte(c.rand + "12345678" + "TERM0001"))
		un0 := sha256.Sum256([]byte(string(p0[:]) + c.rand))
		p1 := sha256.Sum256([]byte(string(p0[:]) + "\x00\x00\x00\x00\x00\x00\x00\x01" + c.rand))
		un1 := sha256.Sum256([]byte(string(p1[:]) + c.rand))
		if got[0] != [4]byte(un0[28:]) || got[1] != [4]byte(un1[28:]) {
			t.Errorf("%s: %X, want %X %X", c.name, got, un0[28:], un1[28:])
		}
	}
}

func make11(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = 0x11
	}
	return b
}

// An activation has Entry Point's number where there is one. Its own is another each time, and is stored as the terminal's.
//
// A 8.1.1.8
func TestActivationNumber(t *testing.T) {
	cfg := &Config{Terminal: Terminal{IFDSerialNumber: "12345678", TerminalID: "TERM0001"}, Budget: Budget{JournalBytes: 1 << 20}}
	row := tlv.UnpredictableNumber
	var own, given, short [4]byte
	s, err := NewSession(Single("activations", func(p *Port) *Outcome {
		data := p.Store()
		data.Open(tlv.C4)
		for range 2 { // an activation, and one after it
			before := own
			if own = p.ActivationNumber(); own == before || [4]byte(data.Get(row)) != own || data.Source(row) != tlv.FromTerminal {
				t.Errorf("%X after %X, stored as %X by %v", own, before, data.Get(row), data.Source(row))
			}
		}
		data.Update(row, tlv.K, []byte{1, 2, 3, 4})
		given = p.ActivationNumber()
		data.Update(row, tlv.K, []byte{1, 2, 3})
		short = p.ActivationNumber()
		return &Outcome{Status: Approved}
	}), cfg, Transaction{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if a, err := s.Next(Event{}); err != nil || a.Result.Status != Approved {
		t.Fatal(a, err)
	}
	if given != [4]byte{1, 2, 3, 4} || short == given || short == own || short[3] == 0 && [3]byte(short[:3]) == [3]byte{1, 2, 3} {
		t.Errorf("Entry Point's: %X, of three bytes: %X", given, short)
	}
}

// Every bit is set half of the time, numbers do not come again more often than chance has it, and a vendor's generator
// that always says the same takes nothing away.
//
// B2 11.3
func TestUnpredictableNumbersLookRandom(t *testing.T) {
	const n = 20_000
	stuck := WithEntropy(func(b []byte) error { clear(b); return nil })
	list, _ := numbers(t, n, stuck)
	var ones [32]int
	seen := map[[4]byte]int{}
	for _, un := range list {
		seen[un]++
		for i := range ones {
			ones[i] += int(un[i/8] >> (i % 8) & 1)
		}
	}
	sigma := math.Sqrt(n) / 2
	for i, k := range ones {
		if math.Abs(float64(k)-n/2) > 7*sigma {
			t.Errorf("bit %d is set %d times in %d", i, k, n)
		}
	}
	if n-len(seen) > 10 { // 0.05 are expected
		t.Errorf("%d came again", n-len(seen))
	}
}

// No number is made of less than the system's generator gives, whatever the vendor's says: a generator that fails, at
// once or at any draw after, ends the application, and not one number more comes out.
//
// B2 11.3
func TestNoNumberWithoutGenerator(t *testing.T) {
	good := system
	defer func() { system = good }()
	for draws := range 5 { // a first number takes 3, each further one 2
		system = io.MultiReader(io.LimitReader(good, int64(32*draws)+31), iotest.ErrReader(errors.New("out of order")))
		var list [][4]byte
		s, err := NewSession(Single("numbers", func(p *Port) *Outcome {
			for {
				list = append(list, p.UnpredictableNumber())
			}
		}), &Config{}, Transaction{}, WithEntropy(func([]byte) error { return nil }))
		if err != nil {
			t.Fatal(err)
		}
		a, err := s.Next(Event{})
		if err != nil || a.Result.Status != EndApplication || a.Result.Error.L2 != InternalError {
			t.Errorf("after %d draws: %v, %v", draws, a.Result, err)
		}
		var bug *BugError
		if !errors.As(s.Err(), &bug) || len(list) != max(0, draws-1)/2 {
			t.Errorf("after %d draws: %d numbers, %v", draws, len(list), s.Err())
		}
		s.Close()
	}
}

// What was drawn is in the journal, and a replay draws it again whatever the generator says then.
func TestNumbersReplay(t *testing.T) {
	first, journal := numbers(t, 3)
	var again [][4]byte
	err := Replay(Single("numbers", func(p *Port) *Outcome {
		for range 3 {
			again = append(again, p.UnpredictableNumber())
		}
		return &Outcome{Status: Approved}
	}), &Config{}, journal, nil)
	if err != nil || len(again) != 3 || [3][4]byte(again) != [3][4]byte(first) {
		t.Fatal(first, again, err)
	}
}
