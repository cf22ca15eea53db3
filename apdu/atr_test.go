package apdu_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/testvectors"
)

// characters is the interface characters of a parsed ATR by name.
func characters(a *apdu.ATR) map[string]string {
	m := map[string]string{}
	for i := 1; i <= 32; i++ {
		for name, get := range map[string]func(int) (byte, bool){"TA": a.TA, "TB": a.TB, "TC": a.TC, "TD": a.TD} {
			if v, ok := get(i); ok {
				m[fmt.Sprintf("%s%d", name, i)] = fmt.Sprintf("%02X", v)
			}
		}
	}
	return m
}

// EMV 4.3 B1 8.3.2, EMV 4.3 B1 8.3.3, EMV 4.3 B1 8.3.3.4, EMV 4.3 B1 8.3.3.8, EMV 4.3 B1 8.3.4
func TestATRVectors(t *testing.T) {
	vectors, err := testvectors.ATRs()
	if err != nil {
		t.Fatal(err)
	}
	if len(vectors) < 540 {
		t.Fatalf("%d vectors", len(vectors))
	}
	for _, v := range vectors {
		// EMV 4.3 B1 8.2, 8.3
		a, err := apdu.ParseATR(unhex(t, v.ATR))
		var wrong *apdu.ATRError
		switch {
		case v.Wrong == "" && err != nil:
			t.Errorf("%s: %v", v.ATR, err)
		case v.Wrong != "" && (!errors.As(err, &wrong) || wrong.Character != v.Wrong):
			t.Errorf("%s: %v, want a wrong %s", v.ATR, err, v.Wrong)
		}
		if got := characters(&a); fmt.Sprint(got) != fmt.Sprint(v.Interface) {
			t.Errorf("%s: interface %v, want %v", v.ATR, got, v.Interface)
		}
		if got := a.Protocols(); string(got) != string(v.Protocols) || a.Protocol() != v.Protocols[0] {
			t.Errorf("%s: protocols %v, want %v", v.ATR, got, v.Protocols)
		}
		if got := fmt.Sprintf("%X", a.Historical()); got != v.Historical {
			t.Errorf("%s: historical %s, want %s", v.ATR, got, v.Historical)
		}
		if tck, ok := a.TCK(); ok != (v.TCK != "") || ok && fmt.Sprintf("%02X", tck) != v.TCK {
			t.Errorf("%s: TCK %02X %v, want %q", v.ATR, tck, ok, v.TCK)
		}
		if err := a.CheckEMV(apdu.Cold); v.EMV != "" && (err == nil) != (v.EMV == "accept") {
			t.Errorf("%s: EMV check %v, want %s", v.ATR, err, v.EMV)
		}
		if len(a.Explain()) == 0 {
			t.Errorf("%s: no words", v.ATR)
		}
	}
}

func TestParseATRErrors(t *testing.T) {
	for _, c := range []struct {
		in, character string
		rejectICC     bool
	}{
		// EMV 4.3 B1 8.3.1
		{"3C600000", "TS", true},
		{"", "T0", true},
		{"3B", "T0", true},
		// EMV 4.3 B1 8.3.2
		{"3B60", "TB1", false},
		{"3B6000", "TC1", false},
		{"3BE000FF", "TD1", false},
		{"3BE000FF8131", "TA3", false},
		{"3BE000FF81317C", "TB3", false},
		{"3B620000AA", "historical bytes", false},
		// EMV 4.3 B1 8.3.4
		{"3BE000FF81317C41", "TCK", true},
		{"3BE000FF81317C4193", "TCK", true},
		// EMV 4.3 B1 8.2
		{"3B60000000", "historical bytes", true},
		{"3BE000FF81317C419200", "historical bytes", true},
		{"3B" + strings.Repeat("80", 33), "historical bytes", true},
		{"3B" + strings.Repeat("80", 32), "TD32", false},
	} {
		_, err := apdu.ParseATR(unhex(t, c.in))
		var wrong *apdu.ATRError
		if !errors.As(err, &wrong) || wrong.Character != c.character || wrong.RejectICC != c.rejectICC {
			t.Errorf("%s: %v", c.in, err)
		}
	}
}

// withTCK appends the check character.
func withTCK(b []byte) []byte {
	var x byte
	for _, c := range b[1:] {
		x ^= c
	}
	return append(b, x)
}

// Each character at, and on both sides of, the limits that a terminal accepts.
func TestCheckEMV(t *testing.T) {
	for _, c := range []struct {
		atr   string // without TCK
		cold  string // the character for which it is rejected
		warm  string
		basic bool
	}{
		// EMV 4.3 B1 8.2: the basic answers
		{"3B600000", "", "", true},
		{"3F6000FF", "", "", true},
		{"3BE000008131FE45", "", "", true},
		{"3FE000FF81311000", "", "", true},
		// EMV 4.3 B1 8.3.3.1: TA1
		{"3B70110000", "", "", false},
		{"3B70180000", "", "", false}, // negotiable mode: any value
		{"3BF0110000 1000", "", "", false},
		{"3BF0130000 1000", "", "", false},
		{"3BF0140000 1000", "TA1", "TA1", false},
		{"3BF0100000 1000", "TA1", "TA1", false},
		{"3BE00000 1000", "", "", false}, // TA2 without TA1
		// EMV 4.3 B1 8.3.3.2: TB1
		{"3B602500", "TB1", "", false},
		{"3B40FF", "TB1", "", false},
		{"3B00", "TB1", "", false},
		// EMV 4.3 B1 8.3.3.3: TC1
		{"3B2000", "", "", false},
		{"3B6000FE", "", "", true},
		// EMV 4.3 B1 8.3.3.4: TD1
		{"3BE0000000", "", "", false},
		{"3BE0000002", "TD1", "TD1", false},
		{"3BE000000F", "TD1", "TD1", false},
		// EMV 4.3 B1 8.3.3.5: TA2
		{"3BE000001001", "TA2", "TA2", false},       // another protocol
		{"3BE000009100311045", "TA2", "TA2", false}, // T=0, where T=1 is the first
		{"3BE000001010", "TA2", "TA2", false},       // implicit
		{"3BE000001080", "", "", false},             // cannot change mode
		{"3BE000001060", "", "", false},             // reserved bits
		{"3BF014000010 60", "TA1", "TA1", false},
		// EMV 4.3 B1 8.3.3.6: TB2
		{"3BE000002000", "TB2", "TB2", false},
		// EMV 4.3 B1 8.3.3.7: TC2
		{"3BE00000400A", "", "", false},
		{"3BE000004000", "TC2", "TC2", false},
		{"3BE00000400B", "TC2", "TC2", false},
		// EMV 4.3 B1 8.3.3.8: TD2
		{"3BE00000800E", "", "", false},
		{"3BE00000800F", "", "", false}, // as 14: see checkTD2
		{"3BE000008000", "TD2", "TD2", false},
		{"3BE000008102", "TD2", "TD2", false},
		{"3BE00000810E", "TD2", "TD2", false},
		{"3BE00000803120 45", "", "", false}, // T=0 first, T=1 too
		// EMV 4.3 B1 8.3.3.9: TA3
		{"3BE00000813110 45", "", "", true},
		{"3BE0000081310F 45", "TA3", "TA3", false},
		{"3BE00000813100 45", "TA3", "TA3", false},
		{"3BE000008131FF 45", "TA3", "TA3", false},
		{"3BE000008121 45", "", "", false}, // absent: 32
		// EMV 4.3 B1 8.3.3.10: TB3
		{"3BE000008111 20", "TB3", "TB3", false},
		{"3BE0000001", "TB3", "TB3", false},
		{"3BE00000813120 55", "TB3", "TB3", false},
		{"3BE00000813120 46", "TB3", "TB3", false},
		{"3BE00000813120 00", "TB3", "TB3", false}, // 1 <= 0 + 1
		{"3BE00000813120 01", "", "", true},        // 2 > 1
		{"3BE000FF813120 00", "", "", true},        // 1 > -1 + 1
		{"3BE0001E813120 05", "", "", true},        // 32 > 31
		{"3BE0001F813120 05", "TB3", "TB3", false}, // 32 <= 32
		// EMV 4.3 B1 8.3.3.11: TC3
		{"3BE00000817120 45 00", "", "", false},
		{"3BE00000817120 45 01", "TC3", "TC3", false},
		{"3BE00000804F 01", "", "", false}, // of T=15
	} {
		b := unhex(t, c.atr)
		a, err := apdu.ParseATR(b)
		if wrong := new(apdu.ATRError); errors.As(err, &wrong) && wrong.Character == "TCK" {
			a, err = apdu.ParseATR(withTCK(b))
		}
		if err != nil {
			t.Errorf("%s: %v", c.atr, err)
			continue
		}
		for reset, want := range map[apdu.Reset]string{apdu.Cold: c.cold, apdu.Warm: c.warm} {
			got := ""
			wrong := new(apdu.ATRError)
			if errors.As(a.CheckEMV(reset), &wrong) {
				got = wrong.Character
			}
			if got != want || wrong.RejectICC {
				t.Errorf("%s, reset %d: rejected for %q, want %q", c.atr, reset, got, want)
			}
		}
		if a.Basic() != c.basic {
			t.Errorf("%s: basic %v", c.atr, a.Basic())
		}
	}
}

func TestATRParameters(t *testing.T) {
	parse := func(s string) *apdu.ATR {
		a, err := apdu.ParseATR(unhex(t, s))
		if err != nil {
			t.Fatal(err)
		}
		return &a
	}
	// EMV 4.3 B1 8.3.3: the defaults
	a := parse("3B00")
	if f, d := a.FD(); f != 372 || d != 1 {
		t.Error(f, d)
	}
	// ISO 7816-3 tables 7 and 8, 0 for RFU; EMV has 11, 12 and 13
	for i, f := range []int{372, 372, 558, 744, 1116, 1488, 1860, 0, 0, 512, 768, 1024, 1536, 2048, 0, 0} {
		for j, d := range []int{0, 1, 2, 4, 8, 16, 32, 64, 12, 20, 0, 0, 0, 0, 0, 0} {
			a := parse(fmt.Sprintf("3B10%X%X", i, j))
			if gotF, gotD := a.FD(); gotF != f || gotD != d {
				t.Errorf("TA1 %X%X: %d and %d, want %d and %d", i, j, gotF, gotD, f, d)
			}
		}
	}
	a = parse("3B00")
	if a.ExtraGuardTime() != 0 || a.WaitingInteger() != 10 || a.IFSC() != 32 || a.Specific() || a.Protocol() != 0 {
		t.Error("defaults")
	}
	// EMV 4.3 B1 8.3.3.1, 8.3.3.3, 8.3.3.5, 8.3.3.9, 8.3.3.10
	a = parse("3BF41300FF9101717C4100DEADBEEFE6")
	if f, d := a.FD(); f != 372 || d != 4 {
		t.Error(f, d)
	}
	if bwi, cwi := a.WaitingTimes(); bwi != 4 || cwi != 1 {
		t.Error(bwi, cwi)
	}
	if a.ExtraGuardTime() != -1 || a.IFSC() != 0x7C || !a.Specific() || a.Protocol() != 1 {
		t.Error("parameters")
	}
	// EMV 4.3 B1 8.3.3.7
	if a = parse("3BF41300FFD0000A3F0300DEADBEEFDC"); a.WaitingInteger() != 10 || a.IFSC() != 32 {
		t.Error(a.WaitingInteger(), a.IFSC())
	}
}

// PC/SC part 3, 3.1.3.2.3
func TestATRContactless(t *testing.T) {
	for s, want := range map[string]bool{
		"3B80800101":                           true,
		"3B8C80018073C021C057597562694B6579F9": false, // a wrong TCK
		"3B600000":                             false,
		"3BE000FF81317C4192":                   false,
	} {
		a, err := apdu.ParseATR(unhex(t, s))
		if got := err == nil && a.Contactless(); got != want {
			t.Errorf("%s: %v, %v", s, got, err)
		}
	}
}
