package step_test

import (
	"encoding/hex"
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel/step"
)

type terminalAID struct {
	aid     string
	partial bool
}

func newAIDs(t testing.TB, list []terminalAID) step.AIDs {
	return step.NewAIDs(len(list), func(i int) ([]byte, bool) { return unhexAID(t, list[i].aid), list[i].partial })
}

func unhexAID(t testing.TB, s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The longest AID that matches is found, whatever the order. EMV 4.4 B1 12.3.1
func TestAIDs(t *testing.T) {
	list := []terminalAID{
		{"A000000003", true},
		{"A0000000031010", true},
		{"A00000000310100102", false},
		{"A00000000310", false},
		{"A0000000041010", false},
		{"A0000000041010", true},
		{"A0000000651010", true},
		{"A0000000651010", false},
		{"A00000000300112233445566778899AABB", true}, // 17 bytes
	}
	for _, order := range []bool{false, true} {
		if order {
			for i, j := 0, len(list)-1; i < j; i, j = i+1, j-1 {
				list[i], list[j] = list[j], list[i]
			}
		}
		a := newAIDs(t, list)
		for name, want := range map[string]terminalAID{
			"A0000000031010":                   {"A0000000031010", true},
			"A000000003101001":                 {"A0000000031010", true},
			"A00000000310100102":               {"A00000000310100102", false},
			"A0000000031010010203":             {"A0000000031010", true}, // the longer one takes its exact name alone
			"A00000000310":                     {"A00000000310", false},
			"A0000000032010":                   {"A000000003", true},
			"A000000004101001":                 {"A0000000041010", true},
			"A0000000651010":                   {"A0000000651010", !order},
			"A00000000300112233445566778899AA": {"A000000003", true},
			"A0000000041011":                   {},
			"A00000":                           {},
			"":                                 {},
		} {
			i, ok := a.Find(unhexAID(t, name))
			switch {
			case ok != (want.aid != ""):
				t.Errorf("%s: found %v", name, ok)
			case ok && list[i] != want && list[i].aid != "A0000000651010":
				t.Errorf("%s: %v, want %v", name, list[i], want)
			case ok && want.aid == "A0000000651010" && (i > 0 && list[i-1].aid == want.aid):
				t.Errorf("%s: the second of two equal ones", name)
			}
		}
	}
	twice := newAIDs(t, []terminalAID{{"A0000000041010", false}, {"A0000000031010", true}, {"A0000000031010", true}, {"A0000000031010", false}})
	for _, name := range []string{"A0000000031010", "A000000003101001"} {
		if i, ok := twice.Find(unhexAID(t, name)); !ok || i != 1 {
			t.Errorf("%s: the one at %d of equal ones, %v", name, i, ok)
		}
	}
	if _, ok := new(step.AIDs).Find([]byte{0xA0}); ok {
		t.Error("an empty list")
	}
}

// What is found is what a search by Matches finds.
func FuzzAIDs(f *testing.F) {
	f.Add([]byte("\x05\x01\x02\x02\x03\x01\x01"), []byte{1, 1, 2})
	f.Fuzz(func(t *testing.T, b, name []byte) {
		var aids [][]byte
		for len(b) > 1 && len(aids) < 40 {
			n := min(1+int(b[0]>>1)%16, len(b)-1)
			aids = append(aids, append([]byte{b[0] & 1}, b[1:1+n]...))
			b = b[1+n:]
		}
		a := step.NewAIDs(len(aids), func(i int) ([]byte, bool) { return aids[i][1:], aids[i][0] == 1 })
		best := -1
		for i, x := range aids {
			if step.Matches(x[1:], x[0] == 1, name) && (best < 0 || len(x) > len(aids[best])) {
				best = i
			}
		}
		if i, ok := a.Find(name); ok != (best >= 0) || ok && i != best {
			t.Errorf("%d, %v, want %d", i, ok, best)
		}
	})
}

// BenchmarkAIDs looks 3,800 names up among 1,000 AIDs.
func BenchmarkAIDs(b *testing.B) {
	aid := func(i int) []byte { return unhexAID(b, fmt.Sprintf("A00000%04X1010", i)) }
	var names [][]byte
	for i := range 3800 {
		names = append(names, aid(5000+i))
	}
	for b.Loop() {
		a := step.NewAIDs(1000, func(i int) ([]byte, bool) { return aid(i), true })
		for _, name := range names {
			a.Find(name)
		}
	}
}
