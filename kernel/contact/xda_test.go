package contact_test

import (
	"bytes"
	"fmt"
	"math/bits"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
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

// tvrSent are the TVRs as they stood in the first GENERATE AC, in DE 55 and in the second GENERATE AC; "" where there
// was none. The data of the card's CDOL1 has the TVR at offset 14, that of CDOL2 at offset 2.
func (w *world) tvrSent() (first, online, second string) {
	w.T.Helper()
	n := 0
	for _, c := range w.Commands {
		if c[1] != apdu.GenerateAC {
			continue
		}
		if n++; n == 1 {
			first = fmt.Sprintf("%X", c[5+14:5+19])
		} else {
			second = fmt.Sprintf("%X", c[5+2:5+7])
		}
	}
	if o, ok := tlv.Find(w.DE55, 0x95); ok {
		online = fmt.Sprintf("%X", o.Value)
	}
	return first, online, second
}

// flow is what a transaction with XDA came to: P1 of the two GENERATE ACs, -1 for none, and calls of the host.
type flow struct{ first, second, host int }

func (w *world) flow() flow { return flow{w.P1(1), w.P1(2), w.HostCalls} }

// threeBits counts the bits of which one shows when XDA has failed, and none else.
func threeBits(out *bench.Result) int {
	return bits.OnesCount8(out.TVR()[3]&0x01) + bits.OnesCount8(out.TVR()[4]&0x06)
}

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

// B3 10.3, 7.5, B4 6.3.2.2.1: the CA key is missing, which the TVR says before the first
// GENERATE AC. XDA is asked for all the same. The PIN cannot be enciphered either.
// B3 10.3 CA ECC key missing, CA key, B2 12.2
func TestCAECCKeyMissing(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*world)
		first  string // byte 1 of the TVR
	}{
		{"no CA keys", func(w *world) { w.Config.Keys = nil }, "01"},
		{"index missing", func(w *world) { w.Middle = bench.Rewrite(t, "8F", "-") }, "21"},
		// B3 5.2 length 00
		{"index empty", func(w *world) { w.Middle = bench.Rewrite(t, "8F", "") }, "21"},
		{"index of no key", func(w *world) { w.Middle = bench.Rewrite(t, "8F", "FE") }, "01"},
		{"index of an RSA key", func(w *world) { w.Middle = bench.Rewrite(t, "8F", "C1") }, "01"},
		{"certificates missing too", func(w *world) { w.Middle = bench.Rewrite(t, "8F", "FE", "90", "-", "9F46", "-") }, "21"},
		{"static data changed too", func(w *world) { w.Middle = bench.Rewrite(t, "8F", "FE", "9F05", "0002") }, "01"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newXDAWorld(t, "xda")
			c.change(w)
			tvr := c.first + "00048004"
			out := w.Run()
			w.Expect(out, bench.Ended(kernel.Approved, "00", tvr, "F800", "420300"))
			if o := out.ODA(); o.Method != "XDA" || o.Result != "failed" || o.Reason != oda.KeyMissing.String() {
				t.Errorf("%+v", o)
			}
			first, online, second := w.tvrSent()
			if first != tvr || online != tvr || second != tvr || w.flow() != (flow{0x88, 0x48, 1}) {
				t.Errorf("TVR %s, %s, %s; %+v", first, online, second, w.flow())
			}
		})
	}
	// The action codes online let it pass, the card gives a TC, and the host has to decide all the same.
	w := newXDAWorld(t, "xda")
	w.Card = bench.With(t, "xda", "9F0F", "FC78FCF900")
	w.Config.Applications[0].TACOnline, w.Config.Keys, w.Transaction.Amount = [5]byte{}, nil, 100
	w.Expect(w.Run(), bench.Ended(kernel.Approved, "00", "0100000044", "F800", "1F0602"))
	if w.flow() != (flow{0x48, -1, 1}) {
		t.Errorf("%+v", w.flow())
	}
	// B3 10.7: an action code denial has the card asked for an AAC, with XDA
	w = newXDAWorld(t, "xda")
	w.Config.Applications[0].TACDenial[4], w.Config.Keys, w.Transaction.Amount = 0x04, nil, 100
	w.Expect(w.Run(), bench.Ended(kernel.Declined, "Z1", "0100000004", "E800", "1F0602"))
	if w.flow() != (flow{0x08, -1, 0}) {
		t.Errorf("%+v", w.flow())
	}
}

// B3 10.3, 7.5, B4 6.3.2.2.2, B2 12.3, 12.4: a key is not recovered, which the
// TVR does not say in the first GENERATE AC.
// B3 10.3 recovery failed
func TestECCKeyRecoveryFails(t *testing.T) {
	rsa := bench.With(t, "full")
	var issuerRSA, iccRSA string
	probe := newWorld(t, "full")
	probe.Card = rsa
	probe.Middle = func(_ int, command, r []byte) []byte {
		for tag, to := range map[tlv.Tag]*string{0x90: &issuerRSA, 0x9F46: &iccRSA} {
			if o, ok := tlv.Find(r, tlv.TagRecord, tag); ok && command[1] == apdu.ReadRecord {
				*to = fmt.Sprintf("%X", o.Value)
			}
		}
		return r
	}
	probe.Run()
	const byODE, byOnlinePIN = "440302", "420300" // the PIN's certificate stands or falls on its own
	for _, c := range []struct {
		name   string
		change func(*world)
		first  string // byte 1 of the TVR
		cvm    string
	}{
		{"issuer certificate missing", func(w *world) { w.Middle = bench.Rewrite(t, "90", "-") }, "21", byOnlinePIN},
		{"issuer certificate of RSA", func(w *world) { w.Middle = bench.Rewrite(t, "90", issuerRSA) }, "01", byOnlinePIN},
		{"index of another ECC key", func(w *world) { w.Middle = bench.Rewrite(t, "8F", "C4") }, "01", byOnlinePIN},
		{"ICC certificate missing", func(w *world) { w.Middle = bench.Rewrite(t, "9F46", "-") }, "21", byODE},
		{"ICC certificate of RSA", func(w *world) { w.Middle = bench.Rewrite(t, "9F46", iccRSA) }, "01", byODE},
		{"ICC certificate of rubbish", func(w *world) { w.Middle = bench.Rewrite(t, "9F46", "14") }, "01", byODE},
		{"static data changed", func(w *world) { w.Middle = bench.Rewrite(t, "9F05", "0002") }, "01", byOnlinePIN},
		{"static data added", func(w *world) { w.Middle = bench.Rewrite(t, "DF01", "00") }, "01", byOnlinePIN},
		// B3 10.3: the PDOL is certified
		// B3 10.3 card data
		{"PDOL changed", func(w *world) {
			w.Middle = bench.Alter(apdu.Select, 2, func(r []byte) []byte {
				return bytes.Replace(r, bench.Hex(t, "9F35019F4005"), bench.Hex(t, "9F40059F3501"), 1)
			})
		}, "01", byOnlinePIN},
		// B3 10.3: a record that is not template 70
		{"signed record of another template", func(w *world) {
			w.Card = bench.Profile(t, "xda", func(app map[string]any) {
				app["records"] = append(app["records"].([]any), map[string]any{"sfi": 11, "record": 1, "signed": true, "raw": "7100"})
			})
		}, "01", byOnlinePIN},
		// B2 12.3 step 5: the last day is 30 June, today is 1 July
		{"issuer certificate expired", func(w *world) {
			w.Card = signatures(t, "xda", func(s map[string]any) { section(s, "issuer")["expiry"] = "20260630" })
		}, "01", byOnlinePIN},
		// B2 12.4 step 4: it expires at noon, and it is noon
		{"ICC certificate expired", func(w *world) {
			w.Card = signatures(t, "xda", func(s map[string]any) { section(s, "icc")["expiry"] = "202607011200" })
		}, "01", byODE},
		// B2 12.1.1
		{"issuer certificate revoked", func(w *world) {
			var keys []capk.Key
			for k := range w.Config.Keys.All() {
				keys = append(keys, *k)
			}
			set, err := capk.NewSet(keys, capk.Revocation{RID: [5]byte{0xA0, 0, 0, 0, 4}, Index: 0xC3, Serial: [3]byte{0, 0, 1}})
			if err != nil {
				t.Fatal(err)
			}
			w.Config.Keys = set
		}, "01", byOnlinePIN},
		// B2 12.4 step 5: a certificate to encipher is none to sign
		{"certificate for PINs in the place of that for XDA", func(w *world) {
			w.Middle = swapTags(t, "9F46", "9F2D")
		}, "01", byOnlinePIN},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newXDAWorld(t, "xda")
			c.change(w)
			out := w.Run()
			before := c.first + "00008000"
			if c.cvm == byOnlinePIN {
				before = c.first + "00048000"
			}
			after := before[:8] + "02"
			w.Expect(out, bench.Ended(kernel.Approved, "00", after, "F800", c.cvm))
			first, online, second := w.tvrSent()
			if first != before || online != after || second != after || w.flow() != (flow{0x88, 0x48, 1}) {
				t.Errorf("TVR %s, %s, %s; %+v", first, online, second, w.flow())
			}
			if o := out.ODA(); o.Method != "XDA" || o.Result != "failed" || o.Reason == "" {
				t.Errorf("%+v", o)
			}
		})
	}
	// B2 12.3, 12.4: dates and times are in UTC; it is noon of 1 July 2026 where the offset is 0
	for _, c := range []struct {
		offset      int16
		issuer, icc string
		good        bool
	}{
		{0, "20260701", "202607011201", true},
		{120, "20260701", "202607011001", true},
		{120, "20260701", "202607011000", false},
		{-330, "20260701", "202607011731", true},
		{-330, "20260701", "202607011730", false},
		{13 * 60, "20260630", "202606302301", true},
		{13 * 60, "20260629", "202606302301", false},
		{-13 * 60, "20260702", "202607020101", true},
		{-13 * 60, "20260701", "202607020101", false},
	} {
		w := newXDAWorld(t, "xda")
		w.Transaction.UTCOffset = c.offset
		w.Card = signatures(t, "xda", func(s map[string]any) {
			section(s, "issuer")["expiry"], section(s, "icc")["expiry"] = c.issuer, c.icc
		})
		if out := w.Run(); (out.ODA().Result == "ok") != c.good {
			t.Errorf("%+v: %+v", c, out.ODA())
		}
	}
	// one more day, one more minute
	w := newXDAWorld(t, "xda")
	w.Card = signatures(t, "xda", func(s map[string]any) {
		section(s, "issuer")["expiry"], section(s, "icc")["expiry"] = "20260701", "202607011201"
	})
	w.Expect(w.Run(), xdaOnline)
}

// swapTags is a middle that exchanges two tags of two bytes in records of the application.
func swapTags(t *testing.T, a, b string) func(int, []byte, []byte) []byte {
	x, y := bench.Hex(t, a), bench.Hex(t, b)
	return func(_ int, command, r []byte) []byte {
		if command[1] != apdu.ReadRecord {
			return r
		}
		if bytes.Contains(r[:6], x) {
			return bytes.Replace(r, x, y, 1)
		}
		if bytes.Contains(r[:6], y) {
			return bytes.Replace(r, y, x, 1)
		}
		return r
	}
}
