package contact_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// newUnionPay has a card of UnionPay and the configuration unionpay.
func newUnionPay(t testing.TB, cardName string) *world {
	t.Helper()
	return &world{bench.New(t, contact.Program(), cardName, "unionpay")}
}

// The published PBOC test card: online with PIN or signature it is approved; offline, which DDA alone protects, in the profile book and never in strict. An
// answer of the host that is not its issuer's is refused by the card.
// B3 10.3 DDA, 10.7, 10.9, B4 6.3.2 methods
func TestPBOCCard(t *testing.T) {
	for _, c := range []struct {
		name     string
		profile  kernel.Profile
		amount   uint64
		cvm      byte // of the terminal
		down     bool
		wrong    bool // the host's cryptogram
		want     bench.Facts
		host     int
		commands string
	}{
		{"online PIN", kernel.Book, 1234, 0x78, false, false, bench.Ended(kernel.Approved, "00", "0008040000", "F800", "420300"), 1, "A4 B2 B2 A4 A8 B2 B2 B2 B2 B2 B2 B2 B2 88 CA CA AE 82 AE"},
		{"online PIN, strict", kernel.Strict, 1234, 0x78, false, false, bench.Ended(kernel.Approved, "00", "0008040000", "F800", "420300"), 1, ""},
		{"signature, offline", kernel.Book, 1234, 0x38, false, false, bench.Ended(kernel.Approved, "Y1", "0008000000", "E800", "5E0300"), 0, ""},
		{"signature, strict", kernel.Strict, 1234, 0x38, false, false, bench.Ended(kernel.Approved, "00", "0008000000", "F800", "5E0300"), 1, ""},
		{"signature, strict, no host", kernel.Strict, 1234, 0x38, true, false, bench.Ended(kernel.Declined, "Z3", "0008000000", "E800", "5E0300"), 0, ""},
		{"floor limit", kernel.Book, 10000, 0x38, false, false, bench.Ended(kernel.Approved, "00", "0008008000", "F800", "5E0300"), 1, ""},
		{"wrong answer", kernel.Book, 1234, 0x78, false, true, bench.Ended(kernel.Declined, "00", "0008040040", "F800", "420300"), 1, ""},
	} {
		w := newUnionPay(t, "pboc")
		w.Config.Profile, w.Transaction.Amount, w.HostDown = c.profile, c.amount, c.down
		w.Config.Terminal.Capabilities[1] = c.cvm
		if c.wrong {
			w.Answer = func([]byte) ([]byte, error) { return hex.DecodeString("8A023030" + "910A00000000000000003030") }
		}
		out := w.Run()
		if got := out.Facts(); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
		if o := out.ODA(); o.Method != "DDA" || o.Result != "ok" || w.HostCalls != c.host || c.commands != "" && w.Instructions() != c.commands {
			t.Errorf("%s: %+v, host asked %d times, %s", c.name, o, w.HostCalls, w.Instructions())
		}
	}
}

// The offline PIN of the published card, 1234 with three tries, at a card whose list leads to it: its own leads there at no terminal that takes signatures. strict takes no
// PIN in clear.
// B3 10.5.1, 6.5.12
func TestPBOCCardPIN(t *testing.T) {
	for _, c := range []struct {
		name    string
		profile kernel.Profile
		pins    []string
		want    bench.Facts
		verify  int
	}{
		{"right", kernel.Book, []string{"1234"}, bench.Ended(kernel.Approved, "Y1", "0008000000", "E800", "010002"), 1},
		{"right at the third try", kernel.Book, []string{"1111", "2222", "1234"}, bench.Ended(kernel.Approved, "Y1", "0008000000", "E800", "010002"), 3},
		{"wrong", kernel.Book, []string{"1111", "2222", "3333"}, bench.Ended(kernel.Declined, "Z1", "0008A00000", "E800", "010001"), 3},
		{"strict", kernel.Strict, []string{"1234"}, bench.Ended(kernel.Declined, "Z1", "0008800000", "E800", "3F0001"), 0},
	} {
		w := newUnionPay(t, "pboc")
		w.Config.Profile, w.PINs = c.profile, c.pins
		w.Config.Terminal.Capabilities[1] = 0xF8
		w.Card = bench.Profile(t, "pboc", func(app map[string]any) {
			records := app["records"].([]any)
			records[len(records)-1].(map[string]any)["raw"] = "702C8E120000000000000000010000000000000000009F0D05F0200400009F0E0500D08800009F0F05F020049800"
		})
		out := w.Run()
		if got := out.Facts(); got != c.want || w.Sent(0x20) != c.verify || out.ODA().Result != "ok" {
			t.Errorf("%s: %+v, want %+v, %d times, %+v", c.name, got, c.want, w.Sent(0x20), out.ODA())
		}
	}
}

// As it is published, the issuer country code has one byte: no terminal takes that.
// B3 7.5
func TestPBOCCardAsPublished(t *testing.T) {
	w := newUnionPay(t, "pboc")
	w.Card = bench.Profile(t, "pboc", func(app map[string]any) {
		app["records"].([]any)[4].(map[string]any)["raw"] = "703C5F3401015F2801569F0702FFC05F200F46554C4C2046554E4354494F4E414C5F300202019F420201569F631011223344556677880000000000000000"
	})
	if out := w.Run(); out.Status != kernel.EndApplication || w.P1(1) != -1 {
		t.Errorf("%+v", out.Facts())
	}
}

// A card that does SM2 and RSA uses what DF69 says, for each method; a signature fails for its reason, sets the bits that it sets with RSA, and what an SM2 chain does not have is
// not missing.
// B3 7.5, 10.3, B2 5.4, 6.3, 6.4, 6.5.2, 6.6.2
func TestSM2(t *testing.T) {
	const sda, dda, cda = 0x80, 0x40, 0x08
	for _, c := range []struct {
		name   string
		first  bool
		method byte    // terminal capabilities byte 3
		tag    tlv.Tag // altered in its last byte; 0: none
		gone   bool    // or taken away
		ca     bool    // the terminal has the key
		words  string
		reason string
		tvr    byte // byte 1
	}{
		{"CDA", true, cda, 0, false, true, "CDA", "", 0x00},
		{"CDA by RSA", false, cda, 0, false, true, "CDA", "", 0x00},
		{"DDA", true, dda, 0, false, true, "DDA", "", 0x00},
		{"DDA by RSA", false, dda, 0, false, true, "DDA", "", 0x00},
		{"SDA", true, sda, 0, false, true, "SDA", "", 0x02},
		{"SDA by RSA", false, sda, 0, false, true, "SDA", "", 0x02},
		{"no key", true, cda, 0, false, false, "CDA", oda.KeyMissing.String(), 0x24},
		{"issuer certificate", true, cda, 0x90, false, true, "CDA", oda.SM2IssuerSignature.String(), 0x04},
		{"ICC certificate", true, dda, 0x9F46, false, true, "DDA", oda.SM2ICCSignature.String(), 0x08},
		{"static data", true, dda, 0x9F0E, false, true, "DDA", oda.SM2ICCSignature.String(), 0x08},
		{"signed static data", true, sda, 0x93, false, true, "SDA", oda.SM2SDASignature.String(), 0x42},
		{"DDA signature", true, dda, 0x9F4B, false, true, "DDA", oda.SM2DynamicSignature.String(), 0x08},
		{"CDA signature", true, cda, 0x9F4B, false, true, "CDA", oda.SM2DynamicSignature.String(), 0x04},
		{"response under CDA", true, cda, 0x9F10, false, true, "CDA", oda.CDATransactionHash.String(), 0x04},
		{"ICC certificate missing", true, cda, 0x9F46, true, true, "CDA", oda.NoICCCertificate.String(), 0x24},
		{"signed static data missing", true, sda, 0x93, true, true, "SDA", oda.NoStaticSignature.String(), 0x62},
	} {
		w := newUnionPay(t, "pboc-sm")
		w.Config.Terminal.SMFirst, w.Config.Terminal.Capabilities[2] = c.first, c.method
		if !c.ca {
			w.Config.Keys = bench.Config(t, "tap").Keys
		}
		w.Middle = func(_ int, _, response []byte) []byte {
			for _, template := range []tlv.Tag{0x70, 0x77} {
				o, ok := tlv.Find(response[:len(response)-2], template, c.tag)
				switch {
				case c.tag == 0 || !ok:
				case c.gone: // under a name that nobody knows
					at := bytes.Index(response, o.Raw)
					copy(response[at:], map[bool][]byte{true: {0xDF, 0x01}, false: {0xC1}}[c.tag > 0xFF])
				default:
					o.Value[len(o.Value)-1] ^= 1
				}
			}
			return response
		}
		d := bookDuel(t, "pboc-sm", "unionpay")
		d.Config.Terminal, d.Config.Keys = w.Config.Terminal, w.Config.Keys
		if differs := d.agree(d.run(t, func(n int, response []byte) []byte { return w.Middle(n, nil, response) })); differs != "" {
			t.Errorf("%s: the oracle: %s", c.name, differs)
		}
		out := w.Run()
		if o := out.ODA(); o.Method != c.words || o.Reason != c.reason || (o.Result == "ok") != (c.reason == "") || out.TVR()[0] != c.tvr {
			t.Errorf("%s: %+v, TVR %X", c.name, o, out.TVR())
		}
		for _, command := range w.Commands {
			said := byte(0)
			if c.first {
				said = 1
			}
			if command[1] == 0xA8 && !bytes.HasSuffix(command, []byte{said, 0x00}) {
				t.Errorf("%s: % X", c.name, command)
			}
		}
	}
}
