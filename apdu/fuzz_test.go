package apdu_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/testvectors"
)

// A command that parses is of the case that its length says, and appends to the same bytes.
func FuzzParseCommand(f *testing.F) {
	for _, s := range []string{"", "00A40400", "00B2010C00", "0082000004DEADBEEF", "00A4040007A000000003101000", "00B2010C000000", "00A4040000000107", "00A40400000001AA0000"} {
		f.Add(unhex(f, s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := apdu.ParseCommand(b)
		if err != nil {
			if !errors.Is(err, apdu.ErrShortCommand) && !errors.Is(err, apdu.ErrCommandLength) {
				t.Fatal(err)
			}
			return
		}
		if got := c.Append(nil); !bytes.Equal(got, b) {
			t.Fatalf("%X appended as %X", b, got)
		}
		n := 4 + len(c.Data)
		lc, le := 1, 1
		if c.Extended {
			lc, le = 3, 2
		}
		switch c.Case() {
		case 2:
			n += max(le, lc*(le-1)) // extended: 00 Le1 Le2
		case 3:
			n += lc
		case 4:
			n += lc + le
		}
		if n != len(b) {
			t.Fatalf("%X: case %d, %d bytes of data", b, c.Case(), len(c.Data))
		}
	})
}

// The characters of an ATR that parses make up its bytes again, TCK included; one that does not parse is rejected by
// one character; either way no accessor panics.
func FuzzParseATR(f *testing.F) {
	vectors, err := testvectors.ATRs()
	if err != nil {
		f.Fatal(err)
	}
	for _, v := range vectors {
		f.Add(unhex(f, v.ATR))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := apdu.ParseATR(b)
		_, _, _ = a.Explain(), a.CheckEMV(apdu.Warm), a.Contactless()
		var wrong *apdu.ATRError
		if err != nil {
			if !errors.As(err, &wrong) || wrong.Character == "" {
				t.Fatal(err)
			}
			return
		}
		again := []byte{b[0], b[1]}
		for i := 1; ; i++ {
			n := len(again)
			for _, get := range []func(int) (byte, bool){a.TA, a.TB, a.TC, a.TD} {
				if v, ok := get(i); ok {
					again = append(again, v)
				}
			}
			if n == len(again) {
				break
			}
		}
		again = append(again, a.Historical()...)
		tck, ok := a.TCK()
		if ok {
			again = append(again, tck)
		}
		if !bytes.Equal(again, b) {
			t.Fatalf("%X put together as %X", b, again)
		}
		onlyT0 := true
		for _, p := range a.Protocols() {
			onlyT0 = onlyT0 && p == 0
		}
		if ok == onlyT0 {
			t.Fatalf("TCK %v with protocols %v", ok, a.Protocols())
		}
		// EMV 4.3 B1 8.3.3.2: a warm reset is judged no harder than a cold one
		cold, warm := a.CheckEMV(apdu.Cold), a.CheckEMV(apdu.Warm)
		if cold == nil && warm != nil || a.Basic() && cold != nil {
			t.Fatalf("cold %v, warm %v, basic %v", cold, warm, a.Basic())
		}
	})
}

// What an ATS says is in the ranges of the standard.
func FuzzParseATS(f *testing.F) {
	f.Add(unhex(f, "0A78807002804F0C0102"))
	f.Add(unhex(f, "01"))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := apdu.ParseATS(b)
		if err != nil {
			return
		}
		if a.FSC < 16 || a.FSC > 256 || a.FWI > 14 || a.SFGI > 14 || len(a.Historical) > len(b) || int(b[0]) != len(b) {
			t.Fatalf("%X: %+v", b, a)
		}
		if a.FWT() < 302*time.Microsecond || a.FWT() > 5*time.Second {
			t.Fatal(a.FWT())
		}
	})
}

// Whatever a card answers, the T=0 layer stops within its bounds, gives a status that is neither 61xx nor, without data, 6Cxx, and
// no byte that the card did not send.
func FuzzT0(f *testing.F) {
	f.Add(unhex(f, sel+"00"), unhex(f, "02 6107 09 DDDDDDDDDDDDDD9000"))
	f.Add(unhex(f, read+"00"), unhex(f, "02 6C07 09 DDDDDDDDDDDDDD9000"))
	f.Add(unhex(f, sel+"00"), unhex(f, "02 6283 02 6C03 05 DDDDDD9000"))
	f.Add(unhex(f, read+"00"), unhex(f, "02 6C05"))
	f.Fuzz(func(t *testing.T, command, answers []byte) {
		next, exchanges := answers, 0
		var sent []byte
		card := apdu.CardFunc(func(_ context.Context, c []byte) ([]byte, time.Duration, error) {
			exchanges++
			if len(c) < 5 || len(c) > 260 || len(c) > 5 && len(c) != 5+int(c[4]) {
				t.Fatalf("no T=0 command: %X", c)
			}
			if len(next) == 0 {
				next = answers
			}
			if len(next) == 0 {
				return nil, 0, nil
			}
			n := min(int(next[0]), len(next)-1)
			r := next[1 : 1+n]
			next = next[1+n:]
			sent = append(sent, apdu.Response(r).Data()...)
			return r, time.Microsecond, nil
		})
		got, took, err := apdu.NewT0(card).Transmit(context.Background(), command)
		if exchanges > 1+apdu.MaxT0Steps || took > time.Duration(exchanges)*time.Microsecond {
			t.Fatalf("%d exchanges in %v", exchanges, took)
		}
		if err != nil {
			var fault *apdu.FaultError
			if !errors.As(err, &fault) && exchanges > 0 {
				t.Fatal(err)
			}
			return
		}
		r := apdu.Response(got)
		c, _ := apdu.ParseCommand(command)
		if sw := r.SW().Class(); sw == apdu.Invalid || sw == apdu.BytesAvailable || sw == apdu.WrongLe && len(c.Data) == 0 {
			t.Fatalf("status %v came through", r.SW())
		}
		if !bytes.Equal(r.Data(), sent) {
			t.Fatalf("card sent %X, got %X", sent, r.Data())
		}
	})
}
