package contact_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// The published attacks on the contact interface that have no test elsewhere: TestWedge is attack 9, TestMalformed attack 12, the
// endless cards attack 13, TestOracleObjects attack 14, TestOracleScripts attack 18.

const noXY = "0000000000000000"

// weak reports whether an outcome is an approval with a cardholder verified by a signature alone or not at all.
func weak(out *bench.Result) bool {
	r := tlv.CVMResultsValue(out.CVMResults())
	m := r.Code().Method()
	return out.Status == kernel.Approved && r.Result() != tlv.CVMFailed && (m == tlv.CVMNoCVM || m == tlv.CVMSignature)
}

// damage is a middle that breaks what the authentication of a card rests on, and puts a CVM list of its own in.
type damage struct {
	name string
	in   byte // instruction
	do   func(t *testing.T, r []byte) []byte
	tag  tlv.Tag // of a record
}

func damages() (list []damage) {
	for _, tag := range []tlv.Tag{0x8F, 0x90, 0x92, 0x9F32, 0x9F46, 0x9F47, 0x9F48, 0x9F4A, 0x5A, 0x9F0D} {
		list = append(list, damage{name: "altered " + tag.String(), tag: tag})
	}
	flip := func(_ *testing.T, r []byte) []byte { r[len(r)/2] ^= 0x10; return r }
	return append(
		list,
		damage{name: "AIP without authentication", in: apdu.GetProcessingOptions, do: func(_ *testing.T, r []byte) []byte { return clearAIP(r, 0x65) }},
		damage{name: "AIP without CDA", in: apdu.GetProcessingOptions, do: func(_ *testing.T, r []byte) []byte { return clearAIP(r, 0x01) }},
		damage{name: "altered 9F4B", in: apdu.GenerateAC, do: flip},
		damage{name: "altered signature of INTERNAL AUTHENTICATE", in: apdu.InternalAuthenticate, do: flip},
		damage{name: "altered 8E alone"},
	)
}

// middle is d, with this CVM list.
func (d damage) middle(t *testing.T, cvmList string) func(int, []byte, []byte) []byte {
	list := bench.Rewrite(t, "8E", cvmList)
	return func(n int, command, r []byte) []byte {
		if command[1] == d.in {
			return d.do(t, r)
		}
		if r = list(n, command, r); d.tag != 0 && command[1] == apdu.ReadRecord {
			if record, ok := tlv.Find(r, tlv.TagRecord); ok {
				if o, ok := tlv.Find(record.Value, d.tag); ok && len(o.Value) != 0 {
					o.Value[len(o.Value)-1] ^= 0x01
				}
			}
		}
		return r
	}
}

// Attack 4: authentication is made to fail on purpose, and the CVM list leads to no CVM or to a signature. In the book the host, which is
// told, approves; in strict nothing is approved with a weaker method than the limit asks for, and a failure is declined.
// B3 10.3, 10.5, 10.7
func TestAttack4(t *testing.T) {
	for _, card := range []string{"full", "dda", "xda", "noauth"} {
		bookFell := 0
		for _, d := range damages() {
			for _, method := range []string{"1F00", "1E00"} {
				name := fmt.Sprintf("%s, %s, %s", card, d.name, method)
				run := func(p kernel.Profile, limit uint64) *bench.Result {
					w := newWorld(t, card)
					if card == "xda" {
						w.Config = bench.Config(t, "xda")
					}
					w.Config.Profile = p
					for i := range w.Config.Applications {
						w.Config.Applications[i].CVMLimit = limit
					}
					w.Middle = d.middle(t, noXY+method)
					return w.Run()
				}
				if weak(run(kernel.Book, 1000)) {
					bookFell++
				}
				out := run(kernel.Strict, 1000)
				if weak(out) {
					t.Errorf("%s: strict approves with CVM results %X, authentication %+v", name, out.CVMResults(), out.ODA())
				}
				if out.Status == kernel.Approved && out.ODA().Result == "failed" {
					t.Errorf("%s: strict approves after a failure: %+v", name, out.ODA())
				}
			}
		}
		if bookFell == 0 {
			t.Errorf("%s: the attack never succeeds in the book: the test shows nothing", card)
		}
	}
}

// Strict, from the CVM limit on: which lists lead to a weaker method.
// B3 10.5
func TestStrictWeakCVM(t *testing.T) {
	for _, c := range []struct {
		name, card   string
		amount       uint64
		currency     uint16
		limit        uint64
		list         string
		unsigned     string // what stands in a record that is not signed: 8E, 9F42; -9F42: the card has none
		book, strict string // CVM results
	}{
		{"list not authenticated: no CVM", "noauth", 1234, 0, 1234, "1F00", "", "1F0002", "3F0001"},
		{"list not authenticated: signature", "noauth", 1234, 0, 1234, "1E00", "", "1E0000", "3F0001"},
		{"list not authenticated: if supported", "noauth", 1234, 0, 1234, "1E03 0203", "", "1E0300", "020300"},
		{"list not authenticated: a PIN", "noauth", 1234, 0, 1234, "0200", "", "020000", "020000"},
		{"below the limit", "noauth", 1234, 0, 1235, "1F00", "", "1F0002", "1F0002"},
		{"no limit", "noauth", 1234, 0, 0, "1F00", "", "1F0002", "1F0002"},
		{"another currency: every amount", "noauth", 1, 0x840, 999_999, "1F00", "", "1F0002", "3F0001"},
		{"list authenticated", "full", 1234, 0, 1, "1F00", "", "1F0002", "1F0002"},
		{"list authenticated, DDA", "dda", 1234, 0, 1, "1E00", "", "1E0000", "1E0000"},
		{"list not signed", "full", 1234, 0, 1234, "1F00", "8E", "1F0002", "3F0001"},
		{"list not signed: a PIN", "full", 1234, 0, 1234, "0200", "8E", "020000", "020000"},
		{"list not signed, below the limit", "full", 1234, 0, 1235, "1F00", "8E", "1F0002", "1F0002"},
		{"list not signed, DDA", "dda", 1234, 0, 1, "1E00", "8E", "1E0000", "3F0001"},
		{"list not signed, XDA", "xda", 1234, 0, 1, "1F00", "8E", "1F0002", "3F0001"},
		{"list authenticated, XDA", "xda", 1234, 0, 1, "1F00", "", "1F0002", "1F0002"},
		{"its currency not signed", "full", 1234, 0, 1, "1F00", "9F42", "1F0002", "3F0001"},
		{"its currency not signed, a rule of X", "full", 1234, 0, 1, "1F07", "9F42", "1F0702", "3F0001"},
		{"its currency signed, a rule of X", "full", 1234, 0, 1, "0206 1F00", "", "1F0002", "1F0002"},
		{"its currency taken away, under X", "full", 1234, 0, 1, "0206 1F00", "-9F42", "1F0002", "3F0001"},
		{"its currency taken away, over X", "full", 1234, 0, 1, "0207 1F00", "-9F42", "1F0002", "3F0001"},
		{"its currency taken away, under Y", "full", 1234, 0, 1, "1F00 0208", "-9F42", "1F0002", "3F0001"},
		{"its currency taken away, over Y", "full", 1234, 0, 1, "1E00 0209", "-9F42", "1E0000", "3F0001"},
		{"its currency taken away: a PIN", "full", 1234, 0, 1, "0207 0200", "-9F42", "020000", "020000"},
		{"its currency taken away, below the limit", "full", 1234, 0, 1235, "0207 1F00", "-9F42", "1F0002", "1F0002"},
		{"no currency, and no amount in a rule", "full", 1234, 0, 1, "0205 020A 1F00", "-9F42", "1F0002", "1F0002"},
		{"SDA counts as not supported", "sda", 1234, 0, 1, "1E00", "", "1E0000", "3F0001"},
	} {
		for p, want := range map[kernel.Profile]string{kernel.Book: c.book, kernel.Strict: c.strict} {
			w := newWorld(t, c.card)
			own, apart := "0978", c.unsigned
			if apart == "-9F42" {
				own, apart = "-", ""
			}
			w.Card = unsigned(t, c.card, apart, "8E", noXY+c.list, "9F42", own)
			if c.card == "xda" {
				w.Config = bench.Config(t, "xda")
			}
			w.Config.Profile, w.Transaction.Amount, w.Transaction.Currency, w.Transaction.Exponent = p, c.amount, c.currency, 2
			for i := range w.Config.Applications {
				w.Config.Applications[i].CVMLimit = c.limit
			}
			out := w.Run()
			if got := hexOf(out.CVMResults()); got != want {
				t.Errorf("%s, %v: CVM results %s, want %s", c.name, p, got, want)
			}
			d := newDuel(t, w.Card, map[bool]string{true: "xda", false: "default"}[c.card == "xda"], p)
			d.Config, d.Transaction = w.Config, w.Transaction
			if diff := d.agree(d.run(t, nil)); diff != "" {
				t.Errorf("%s, %v: %s", c.name, p, diff)
			}
		}
	}
	// A list under keys that stand, from a card whose own signature does not.
	for p, want := range map[kernel.Profile]string{kernel.Book: "1E0300", kernel.Strict: "020300"} {
		w := newWorld(t, "dda")
		w.Card = bench.With(t, "dda", "8E", noXY+"1E03 0203")
		w.Config.Profile = p
		for i := range w.Config.Applications {
			w.Config.Applications[i].CVMLimit = 1
		}
		w.Middle = bench.Alter(apdu.InternalAuthenticate, 1, func(r []byte) []byte { r[len(r)-3] ^= 1; return r })
		if out := w.Run(); hexOf(out.CVMResults()) != want || out.ODA().Result != "failed" {
			t.Errorf("%v: CVM results %X, want %s: %+v", p, out.CVMResults(), want, out.ODA())
		}
	}
}

// Attack 10 on a card that signs its records but for the list: it is rewritten to no CVM, the keys stay good, and the card approves offline above the CVM limit. In strict the
// list then leads to nothing, which the action codes send to the host, and without one it is declined.
// B3 10.5
func TestUnsignedListRewritten(t *testing.T) {
	for p, want := range map[kernel.Profile]kernel.Status{kernel.Book: kernel.Approved, kernel.Strict: kernel.Declined} {
		w := newWorld(t, "full")
		w.Card = unsigned(t, "full", "8E", "8E", noXY+"0200")
		w.Config.Profile = p
		for i := range w.Config.Applications {
			w.Config.Applications[i].CVMLimit, w.Config.Applications[i].FloorLimit = 1000, 5000
		}
		w.HostDown = true
		w.Middle = bench.Rewrite(t, "8E", noXY+"1F00")
		out := w.Run()
		if out.Status != want || weak(out) != (p == kernel.Book) || out.ODA().Result == "failed" {
			t.Errorf("%v: %v, CVM results %X, %+v", p, out.Status, out.CVMResults(), out.ODA())
		}
	}
}

// Strict, from the CVM limit on: what an authentication that failed leads to.
// B3 10.7, B4 6.3.2.2.4
func TestStrictFailureNeedsCVM(t *testing.T) {
	for _, c := range []struct {
		name, list   string
		limit        uint64
		middle       func(*world)
		book, strict kernel.Status
		arc          string // in strict
	}{
		{"no CVM left", "1F00", 1000, brokenCDA, kernel.Approved, kernel.Declined, "Z1"},
		{"online PIN", "0200", 1000, brokenCDA, kernel.Approved, kernel.Approved, "00"},
		{"PIN bypassed", "0200", 1000, func(w *world) { brokenCDA(w); w.PINs = []string{"bypass"} }, kernel.Declined, kernel.Declined, "Z1"},
		{"below the limit", "1F00", 1235, brokenCDA, kernel.Approved, kernel.Approved, "00"},
		{"no limit", "1F00", 0, brokenCDA, kernel.Approved, kernel.Approved, "00"},
		{"nothing failed", "1F00", 1000, func(*world) {}, kernel.Approved, kernel.Approved, "00"},
	} {
		for p, want := range map[kernel.Profile]kernel.Status{kernel.Book: c.book, kernel.Strict: c.strict} {
			w := newWorld(t, "full")
			w.Card = bench.With(t, "full", "8E", noXY+c.list)
			w.Config.Profile = p
			w.Config.Applications[0].CVMLimit = c.limit
			c.middle(w)
			out := w.Run()
			if out.Status != want || p == kernel.Strict && out.ARC() != c.arc {
				t.Errorf("%s, %v: %v, ARC %s: %s", c.name, p, out.Status, out.ARC(), out.Error.Reason)
			}
			if p == kernel.Strict && c.strict == kernel.Declined && (w.HostCalls != 0 || out.Error.Reason == "") {
				t.Errorf("%s: host asked %d times, reason %q", c.name, w.HostCalls, out.Error.Reason)
			}
		}
	}
	// XDA fails over the cryptogram, after the cardholder was verified: in the book the host decides, in strict it is not asked
	for p, want := range map[kernel.Profile]kernel.Status{kernel.Book: kernel.Approved, kernel.Strict: kernel.Declined} {
		w := newWorld(t, "xda")
		w.Config = bench.Config(t, "xda")
		w.Config.Profile = p
		w.Card = bench.With(t, "xda", "8E", noXY+"1F00")
		for i := range w.Config.Applications {
			w.Config.Applications[i].CVMLimit = 1000
		}
		w.Middle = bench.Alter(apdu.GenerateAC, 1, func(r []byte) []byte {
			o, ok := tlv.Find(r, 0x77, 0x9F4B)
			if !ok {
				t.Fatal("no signature")
			}
			o.Value[3] ^= 1
			return r
		})
		out := w.Run()
		if out.Status != want || (w.HostCalls != 0) != (p == kernel.Book) || out.ODA().Result != "failed" {
			t.Errorf("XDA, %v: %v, host asked %d times, %+v", p, out.Status, w.HostCalls, out.ODA())
		}
	}
	// in the book a failure that no action code asks about changes nothing, unless it is XDA's: the card approves
	w := worldOf(t, "full", 100)
	w.Card = bench.With(t, "full", "9F0D", "0000000000", "9F0E", "0000000000", "9F0F", "0000000000")
	brokenCDA(w)
	w.Config.Profile, w.Config.Applications[0].TACOnline, w.Config.Applications[0].TACDenial = kernel.Book, [5]byte{}, [5]byte{}
	if out := w.Run(); out.Status != kernel.Approved || out.ARC() != "Y1" || w.HostCalls != 0 || out.ODA().Result != "failed" {
		t.Errorf("no action code: %v, ARC %s, host asked %d times, %+v", out.Status, out.ARC(), w.HostCalls, out.ODA())
	}
	w.Config.Applications[0].TACOnline, w.Config.Applications[0].TACDefault = [5]byte{3: 0x08}, [5]byte{} // B4 12.2.1 default
	w.Transaction.ForceOnline, w.HostDown = true, true
	if out := w.Run(); out.Status != kernel.Approved || out.ARC() != "Y3" || out.ODA().Result != "failed" {
		t.Errorf("no action code, no host: %v, ARC %s, %+v", out.Status, out.ARC(), out.ODA())
	}
}

// brokenCDA takes the card's certificate away.
func brokenCDA(w *world) { w.Middle = damage{tag: 0x9F46}.middleOnly() }

func (d damage) middleOnly() func(int, []byte, []byte) []byte {
	return func(_ int, command, r []byte) []byte {
		if command[1] == apdu.ReadRecord {
			if o, ok := tlv.Find(r, tlv.TagRecord, d.tag); ok {
				o.Value[len(o.Value)-1] ^= 0x01
			}
		}
		return r
	}
}

// Attack 7: the number that a cryptogram is over is new in each transaction, is the one that the host gets, and a cryptogram of another
// transaction is worth nothing.
// B4 6.5.6, B2 11.3
func TestAttack7(t *testing.T) {
	seen := map[string]bool{}
	const runs = 64
	for range runs {
		w := newWorld(t, "noauth")
		s, err := kernel.NewSession(w.Program, w.Config, w.Transaction) // with the machine's own random bytes
		if err != nil {
			t.Fatal(err)
		}
		if _, err = bench.Run(t.Context(), s, w.Devices()); err != nil {
			t.Fatal(err)
		}
		un, ok := tlv.Find(w.DE55, 0x9F37)
		if !ok || len(un.Value) != 4 || seen[string(un.Value)] {
			t.Fatalf("unpredictable number %X again", un.Value)
		}
		seen[string(un.Value)] = true
		for _, c := range w.Commands {
			if c[1] == apdu.GenerateAC && !bytes.Contains(c, un.Value) {
				t.Fatalf("GENERATE AC % X without %X", c, un.Value)
			}
		}
	}
	// a chain of transactions with one seed each gives other numbers, so that it is the draw that decides and nothing else
	first, second := newWorld(t, "noauth"), newWorld(t, "noauth")
	first.Run(kerneltest.Random(7))
	second.Run(kerneltest.Random(7))
	if !bytes.Equal(first.DE55, second.DE55) {
		t.Error("the same draws give another request")
	}
	// the cryptogram that a card gave before, put in the place of the one asked for: the host sees it
	var old []byte
	w := newWorld(t, "noauth")
	w.Middle = bench.Alter(apdu.GenerateAC, 1, func(r []byte) []byte { old = bytes.Clone(r); return r })
	if out := w.Run(); out.Status != kernel.Approved {
		t.Fatal(out.Status)
	}
	w = newWorld(t, "noauth")
	w.Middle = bench.Alter(apdu.GenerateAC, 1, func([]byte) []byte { return old })
	if out := w.Run(kerneltest.Random(2)); out.Status != kernel.Declined || w.HostCalls != 1 {
		t.Errorf("%v, host asked %d times", out.Status, w.HostCalls)
	}
	// and with CDA the terminal
	w = newWorld(t, "full")
	w.Middle = bench.Alter(apdu.GenerateAC, 1, func(r []byte) []byte { old = bytes.Clone(r); return r })
	w.Run()
	w = newWorld(t, "full")
	w.Middle = bench.Alter(apdu.GenerateAC, 1, func([]byte) []byte { return old })
	if out := w.Run(kerneltest.Random(2)); out.Status != kernel.Declined || out.ARC() != "Z1" || w.HostCalls != 0 {
		t.Errorf("%v, ARC %s, host asked %d times", out.Status, out.ARC(), w.HostCalls)
	}
}

// Attack 10: a CVM list rewritten on the wire, to each method. In strict no plaintext PIN leaves the terminal, and from the CVM limit on
// none of them leads to less than a PIN.
// B3 10.5, B4 6.3.4
func TestAttack10(t *testing.T) {
	for method := range 0x40 {
		for _, card := range []string{"full", "noauth", "pin"} {
			for _, p := range []kernel.Profile{kernel.Book, kernel.Strict} {
				w := newWorld(t, card)
				w.Config.Profile = p
				w.Config.Terminal.Capabilities[1] = 0xF8
				for i := range w.Config.Applications {
					w.Config.Applications[i].CVMLimit = 1000
				}
				pin := &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: []uint16{0x9000}}
				w.PINPad = pin
				w.Middle = bench.Rewrite(t, "8E", noXY+hex1(method)+"00")
				out := w.Run()
				plaintext := false
				for _, r := range pin.verified {
					plaintext = plaintext || r.Method == kernel.PlaintextOfflinePIN
				}
				asks := method == int(tlv.CVMPlaintextPIN) || method == int(tlv.CVMPlaintextPINSignature)
				if plaintext != (asks && p == kernel.Book) {
					t.Errorf("%s, method %02X, %v: plaintext PIN sent: %v", card, method, p, plaintext)
				}
				if p == kernel.Strict && weak(out) {
					t.Errorf("%s, method %02X: approved with CVM results %X", card, method, out.CVMResults())
				}
			}
		}
	}
}

// Attack 11: every amount at and beside the limits in every currency, known at the start or later. No approval offline in a currency
// that the limits are not for, in the book by the floor limit and the action codes, in strict whatever they say.
// B3 10.6.1, 10.7
func TestAttack11(t *testing.T) {
	amounts := []uint64{0, 1, 99, 999, 1000, 1001, 4_294_967_295, 4_294_967_296, 999_999_999_999}
	currencies := []uint16{0, 0x978, 0x840, 0x392, 0x036, 0x999, 0x001}
	for _, amount := range amounts {
		for _, currency := range currencies {
			for _, mode := range []struct {
				p                   kernel.Profile
				lax, offline, later bool // action codes that say nothing; no host; the amount is asked for
			}{
				{p: kernel.Book},
				{p: kernel.Strict},
				{p: kernel.Strict, lax: true},
				{p: kernel.Strict, lax: true, offline: true},
				{p: kernel.Book, later: true},
				{p: kernel.Strict, lax: true, later: true},
			} {
				w := newWorld(t, "full")
				w.Config.Profile = mode.p
				w.Transaction.Amount, w.Transaction.Currency, w.Transaction.Exponent = amount, currency, w.Config.ExponentOf(currency, 2)
				if mode.lax {
					w.Card = bench.With(t, "full", "9F0D", "0000000000", "9F0E", "0000000000", "9F0F", "0000000000")
					a := &w.Config.Applications[0]
					a.TACDenial, a.TACOnline, a.TACDefault, a.FloorLimit = [5]byte{}, [5]byte{}, [5]byte{}, 999_999_999_999
				}
				w.HostDown = mode.offline
				if mode.later {
					w.Transaction.Amount, w.Transaction.AmountLater = 0, true
					w.Equip = func(d *terminal.Devices) { d.Cardholder.Dialogue = &customer{w: w, amount: amount} }
				}
				out := w.Run()
				foreign := currency != 0 && currency != 0x978
				if foreign && out.Status == kernel.Approved && !out.Online() {
					t.Errorf("amount %d, currency %03X, %+v: approved offline, TVR %X", amount, currency, mode, out.TVR())
				}
				if foreign && w.P1(1)&0xC0 == 0x40 {
					t.Errorf("amount %d, currency %03X, %+v: asked for a TC", amount, currency, mode)
				}
				if !mode.lax && out.HasTVR(tlv.TVRFloorLimitExceeded) != (foreign || amount >= 1000) {
					t.Errorf("amount %d, currency %03X: TVR %X", amount, currency, out.TVR())
				}
			}
		}
	}
}

// Attack 19: a copy of a card's static data that says yes to every PIN and gives a TC for everything, with a host out of reach. The book,
// with SDA in the terminal, takes it; strict, and a terminal without SDA, does not.
// B3 10.3, B4 6.3.2
func TestAttack19(t *testing.T) {
	clone := func(p kernel.Profile, sda bool) *bench.Result {
		w := newWorld(t, "sda")
		w.Config.Profile, w.HostDown, w.Transaction.Amount = p, true, 100
		w.Config.Terminal.Capabilities[2] = 0x48
		if sda {
			w.Config.Terminal.Capabilities[2] = 0xC8
		}
		w.PINPad = &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: []uint16{0x9000}}
		w.Middle = func(_ int, command, r []byte) []byte {
			if command[1] == apdu.GenerateAC { // whatever it computes is worth nothing
				r = bench.Hex(t, "8012 40 0011 0102030405060708 06010A03A40000 9000")
				r[2] = command[2] & 0xC0
			}
			return r
		}
		return w.Run()
	}
	if out := clone(kernel.Book, true); out.Status != kernel.Approved || out.ARC() != "Y1" || out.ODA().Method != "SDA" {
		t.Errorf("book: %v, %s, %+v", out.Status, out.ARC(), out.ODA())
	}
	for _, sda := range []bool{false, true} {
		if out := clone(kernel.Strict, sda); out.Status == kernel.Approved || out.ODA().Method != "" {
			t.Errorf("strict, SDA %v: %v, %s, %+v", sda, out.Status, out.ARC(), out.ODA())
		}
	}
	if out := clone(kernel.Book, false); out.Status == kernel.Approved {
		t.Errorf("book without SDA: %v, %s", out.Status, out.ARC())
	}
}
