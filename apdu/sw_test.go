package apdu_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/emvgo/emv/apdu"
)

func TestClass(t *testing.T) {
	for _, c := range []struct {
		from, to apdu.SW
		want     apdu.Class
	}{
		// EMV 4.4 B3 6.3.5, EMV 4.3 B1 9.2.2.3.2
		{0x0000, 0x60FF, apdu.Invalid},
		{0x6100, 0x61FF, apdu.BytesAvailable},
		{0x6200, 0x63FF, apdu.Warning},
		{0x6400, 0x66FF, apdu.ExecutionError},
		{0x6700, 0x6BFF, apdu.CheckingError},
		{0x6C00, 0x6CFF, apdu.WrongLe},
		{0x6D00, 0x6FFF, apdu.CheckingError},
		{0x7000, 0x8FFF, apdu.Invalid},
		{0x9000, 0x9000, apdu.Normal},
		{0x9001, 0x9FFF, apdu.Application},
		{0xA000, 0xFFFF, apdu.Invalid},
	} {
		for sw := int(c.from); sw <= int(c.to); sw++ {
			if got := apdu.SW(sw).Class(); got != c.want {
				t.Fatalf("%04X: got %v, want %v", sw, got, c.want)
			}
			if apdu.SW(sw).Explain() == "" {
				t.Fatalf("%04X: no words", sw)
			}
		}
	}
}

func TestCounter(t *testing.T) {
	for sw := 0; sw < 0x10000; sw++ {
		n, ok := apdu.SW(sw).Counter()
		// EMV 4.4 B3 6.3.5
		if want := sw >= 0x63C0 && sw <= 0x63CF; ok != want || ok && n != sw-0x63C0 {
			t.Fatalf("%04X: %d, %v", sw, n, ok)
		}
	}
}

func TestExplain(t *testing.T) {
	for _, c := range []struct {
		sw   apdu.SW
		want string
	}{
		{0x9000, "success"},
		{0x63C2, "warning: counter is 2 (after VERIFY: tries left)"},
		{0x6985, "conditions of use not satisfied"},
		{0x6286, "warning: no input data available from a sensor on the card"},
		{0x6287, "warning: at least one referenced record is deactivated"},
		{0x62F0, "warning: memory unchanged"},
		{0x69F0, "command not allowed"},
		{0x6126, "38 more bytes available"},
		{0x6100, "256 more bytes available"},
		{0x6C1C, "wrong Le, 28 bytes available"},
		{0x9101, "application related"},
		{0x1234, "not a status word"},
	} {
		if got := c.sw.Explain(); got != c.want {
			t.Errorf("%v: got %q, want %q", c.sw, got, c.want)
		}
	}
}

// EMV 4.4 B3 6.2
func TestResponse(t *testing.T) {
	for _, c := range []struct {
		in   string
		sw   apdu.SW
		data int
	}{
		// EMV 4.4 B1 11.1.2
		{"", 0, 0}, {"90", 0, 0}, {"9000", 0x9000, 0}, {"70026283", 0x6283, 2},
	} {
		r := apdu.Response(unhex(t, c.in))
		if r.SW() != c.sw || len(r.Data()) != c.data {
			t.Errorf("%s: %v %X", c.in, r.SW(), r.Data())
		}
	}
}

func TestFault(t *testing.T) {
	cause := errors.New("reader says 80100069")
	err := fmt.Errorf("reading: %w", apdu.Fault(apdu.Removed, cause))
	if !apdu.IsFault(err, apdu.Removed) || apdu.IsFault(err, apdu.Timeout) || apdu.IsFault(cause, apdu.Removed) {
		t.Error("kinds")
	}
	if !errors.Is(err, cause) {
		t.Error("cause lost")
	}
	if got, want := err.Error(), "reading: apdu: card removed: reader says 80100069"; got != want {
		t.Errorf("got %q", got)
	}
}
