package contact_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
)

// newXDAWorld has the card named and the configuration xda in the profile book, a purchase of 12.34 and two right PINs.
func newXDAWorld(t testing.TB, cardName string) *world {
	t.Helper()
	w := newWorld(t, cardName)
	w.Config = bench.Config(t, "xda")
	w.Config.Profile = kernel.Book
	w.PINs = []string{"1234", "1234"}
	return w
}

// flow is what a transaction with XDA came to: P1 of the two GENERATE ACs, -1 for none, and calls of the host.
type flow struct{ first, second, host int }

func (w *world) flow() flow { return flow{w.P1(1), w.P1(2), w.HostCalls} }

// What the card xda comes to when all is well: at 12.34 above the floor limit with a PIN enciphered with ECC, online; at
// 1.00 with no CVM, offline. Byte 1 bit 1 of the TVR says that XDA was selected.
var (
	xdaOnline  = bench.Ended(kernel.Approved, "00", "0100008000", "F800", "440302")
	xdaOffline = bench.Ended(kernel.Approved, "Y1", "0100000000", "E800", "1F0602")
)

// B3 10.3, B2 12.5.1: strict approves offline too
// B3 10.7 XDA, 10.11 XDA
func TestXDA(t *testing.T) {
	for _, name := range []string{"xda", "xda-p521"} {
		for _, profile := range []kernel.Profile{kernel.Book, kernel.Strict} {
			w := newXDAWorld(t, name)
			w.Config.Profile = profile
			out := w.Run()
			w.Expect(out, xdaOnline)
			if got := w.flow(); got != (flow{0x88, 0x48, 1}) {
				t.Errorf("%s: %+v", name, got)
			}
			if o := out.ODA(); o.Method != "XDA" || o.Result != "ok" || o.Reason != "" {
				t.Errorf("%+v", o)
			}
			w = newXDAWorld(t, name)
			w.Config.Profile, w.Transaction.Amount = profile, 100
			w.Expect(w.Run(), xdaOffline)
			if got := w.flow(); got != (flow{0x48, -1, 0}) {
				t.Errorf("%s: %+v", name, got)
			}
		}
	}
	// strict: the limits are for the terminal's currency
	w := newXDAWorld(t, "xda")
	w.Config.Profile, w.Transaction.Amount, w.Transaction.Currency, w.Transaction.Exponent = kernel.Strict, 100, 0x0978, 2
	w.Expect(w.Run(), xdaOffline)
	w = newXDAWorld(t, "xda")
	w.Config.Profile, w.Transaction.Amount, w.Transaction.Currency, w.Transaction.Exponent = kernel.Strict, 100, 0x0840, 2
	if w.Run(); w.P1(1) != 0x88 {
		t.Errorf("another currency: GENERATE AC %02X", w.P1(1))
	}
}

// B2 12.1: the curves of a chain may differ
func TestXDACurves(t *testing.T) {
	for _, c := range []struct{ ca, index, issuer, icc, hash string }{
		{"ca-p256", "C3", "issuer-p521", "icc-p256", "sha256"},
		{"ca-p521", "C4", "issuer-p256", "icc-p521", "sha512"},
		{"ca-p256", "C3", "issuer-p256", "icc-p521", "sha512"},
		{"ca-p521", "C4", "issuer-p256", "icc-p256", "sha512"},
	} {
		w := newXDAWorld(t, "xda")
		w.Card = signatures(t, "xda", func(s map[string]any) {
			s["ca"] = map[string]any{"key": c.ca, "index": c.index}
			section(s, "issuer")["key"] = c.issuer
			section(s, "icc")["key"], section(s, "icc")["hash"] = c.icc, c.hash
		})
		w.Expect(w.Run(), xdaOnline)
	}
}

// signatures is a named card whose section signatures change has been at.
func signatures(t testing.TB, name string, change func(map[string]any)) *card.Card {
	t.Helper()
	return bench.Profile(t, name, func(app map[string]any) { change(section(app, "signatures")) })
}

func section(m map[string]any, key string) map[string]any { return m[key].(map[string]any) }

// A transaction without a date is in no certificate's time, with ECC as with RSA.
// B2 12.3, 12.4, B4 6.7.3
func TestXDAWithoutDate(t *testing.T) {
	for _, name := range []string{"xda", "full"} {
		w := newXDAWorld(t, name)
		w.Transaction.Date = [3]byte{}
		if out := w.Run(); out.ODA().Result != "failed" {
			t.Errorf("%s: %+v", name, out.ODA())
		}
	}
}
