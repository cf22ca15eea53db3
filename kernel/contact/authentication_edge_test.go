package contact_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/trace"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// An issuer certificate on the revocation list fails, under its own RID and no other.
// B2 5.1.2, 6.3
func TestRevokedIssuer(t *testing.T) {
	keys := card.CAKeys([5]byte{0xA0, 0, 0, 0, 0x04})
	for _, c := range []struct {
		rid    [5]byte
		result string
	}{
		{[5]byte{0xA0, 0, 0, 0, 0x04}, "failed"},
		{[5]byte{0xA0, 0, 0, 0, 0x03}, "ok"},
	} {
		w := newWorld(t, "full")
		set, err := capk.NewSet(keys, capk.Revocation{RID: c.rid, Index: 0xC1, Serial: [3]byte{0, 0, 1}})
		if err != nil {
			t.Fatal(err)
		}
		w.Config.Keys = set
		if o := w.Run().ODA(); o.Result != c.result || c.result == "failed" && o.Reason != oda.IssuerRevoked.String() {
			t.Errorf("RID %X: %+v", c.rid, o)
		}
	}
	// B2 12.1.1
	w := newXDAWorld(t, "xda")
	set, err := capk.NewSet(card.ECCCAKeys([5]byte{0xA0, 0, 0, 0, 4}), capk.Revocation{RID: [5]byte{0xA0, 0, 0, 0, 4}, Index: 0xC3, Serial: [3]byte{0, 0, 1}})
	if err != nil {
		t.Fatal(err)
	}
	w.Config.Keys = set
	if o := w.Run().ODA(); o.Method != "XDA" || o.Result != "failed" || o.Reason == "" {
		t.Errorf("XDA: %+v", o)
	}
}

// What the report says of static data authentication.
// B2 5.4, B3 10.3
func TestSDAResult(t *testing.T) {
	for _, c := range []struct {
		change []string
		want   kernel.ODAResult
	}{
		{nil, kernel.ODAResult{Method: "SDA", Result: "ok"}},
		{[]string{"5F28", "0250"}, kernel.ODAResult{Method: "SDA", Result: "failed", Reason: oda.SDAHash.String()}},
	} {
		w := newWorld(t, "sda")
		w.Config.Terminal.Capabilities[2] = 0xC8
		w.Middle = bench.Rewrite(t, c.change...)
		if got := w.Run().ODA(); got != c.want {
			t.Errorf("%v: %+v", c.change, got)
		}
	}
}

// A card with SDA and an enciphered PIN: the signature key serves for the PIN, with the same static data, AIP and all.
// B2 7.1, B3 10.3
func TestSignatureKeyAfterSDA(t *testing.T) {
	pinOf := func(list string, rest ...string) *card.Card {
		return bench.Profile(t, "pin", func(app map[string]any) {
			app["aip"] = "5800"
			for _, tag := range []string{"9F2D", "9F2E", "9F2F"} {
				bench.SetElement(app, tag, "-")
			}
			delete(section(app, "signatures"), "pin")
			bench.SetElement(app, "8E", list)
			for i := 0; i < len(rest); i += 2 {
				bench.SetElement(app, rest[i], rest[i+1])
			}
		})
	}
	w := newWorld(t, "pin")
	w.Card = pinOf(noXY + "0400")
	w.Config.Terminal.Capabilities[2] = 0x88
	p := &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: []uint16{0x9000}}
	w.PINPad = p
	out := w.Run()
	if got := out.Facts(); got.CVMResults != "040002" || len(p.verified) != 1 || len(p.verified[0].Modulus) != 144 || out.ODA().Method != "SDA" {
		t.Errorf("%+v, %+v, %d VERIFYs", got, out.ODA(), len(p.verified))
	}
	// B3 7.5: what is missing for the PIN alone, once offline data authentication is over, is not ICC data missing
	w = newWorld(t, "pin")
	w.Card = bench.Profile(t, "pin", func(app map[string]any) { app["aip"] = "3900"; bench.SetElement(app, "8E", noXY+"0400") })
	w.Middle = bench.Rewrite(t, "9F4A", "94", "92", "-")
	p = &pad{entries: []kernel.PINResult{kernel.PINEntered}, sws: []uint16{0x9000}}
	w.PINPad = p
	if got := w.Run().Facts(); got.TVR[:2] != "04" || len(p.verified) != 0 {
		t.Errorf("%+v, %d VERIFYs", got, len(p.verified))
	}
}

// Why there is no key for a PIN.
// B2 7.1
func TestWhyNoPINKey(t *testing.T) {
	for _, c := range []struct {
		name   string
		change []string
		keys   bool
		want   oda.Reason
	}{
		{"no CA key, a PIN certificate", nil, true, oda.KeyMissing},
		{"PIN certificate of rubbish", []string{"9F2D", "0011"}, false, oda.PINLength},
		{"PIN certificate without its exponent: by the card's key", []string{"9F2E", "-", "9F4A", "94"}, false, oda.StaticTagList},
		{"tag list, no PIN certificate", []string{"9F2D", "-", "9F4A", "94"}, false, oda.StaticTagList},
	} {
		w := cvms(t, noXY+"0400")
		w.Middle = bench.Rewrite(t, c.change...)
		if c.keys {
			w.Config.Keys = nil
		}
		w.Run()
		if !w.noted("no key for PIN encipherment: " + c.want.String()) {
			t.Errorf("%s: not noted: %s", c.name, c.want)
		}
	}
}

// noted reports whether the trace has a note with these words.
func (w *world) noted(words string) bool {
	for _, e := range w.Trace {
		if e.Kind == trace.Note && strings.Contains(e.Text, words) {
			return true
		}
	}
	return false
}

// The first reason why XDA fails is the one that is kept.
// B2 12.3, 12.4, B3 10.3
func TestWhyXDAFails(t *testing.T) {
	for _, c := range []struct {
		name   string
		middle func(int, []byte, []byte) []byte
		want   oda.Reason
	}{
		{"issuer certificate of rubbish", bench.Rewrite(t, "90", "1400"), oda.ECCIssuerShort},
		{"a signed record that is none", func(_ int, command, r []byte) []byte {
			if command[1] == apdu.GetProcessingOptions { // record 1 of a file of the card's own, signed
				o, _ := tlv.Find(r, 0x77)
				body := o.Value
				aip, _ := tlv.Find(body, 0x82)
				afl, _ := tlv.Find(body, 0x94)
				list := append([]byte{0xA8, 1, 1, 1}, afl.Value...)
				return append(tlv.Append(nil, 0x77, append(tlv.Append(nil, 0x82, aip.Value), tlv.Append(nil, 0x94, list)...)), 0x90, 0)
			}
			if command[1] == apdu.ReadRecord && command[3] == 0xAC {
				return bench.Hex(t, "0102039000")
			}
			return r
		}, oda.StaticRecord},
	} {
		w := newXDAWorld(t, "xda")
		w.Middle = c.middle
		if o := w.Run().ODA(); o.Method != "XDA" || o.Result != "failed" || o.Reason != c.want.String() {
			t.Errorf("%s: %+v", c.name, o)
		}
	}
}

// The AIP under the certificates of XDA is an object with tag and length, also where the card gives it in format 1 without them.
// B3 10.3, 6.5.8.4
func TestXDAFormat1(t *testing.T) {
	w := newXDAWorld(t, "xda")
	w.Middle = bench.Alter(apdu.GetProcessingOptions, 1, func(r []byte) []byte {
		aip, ok := tlv.Find(r, 0x77, 0x82)
		afl, found := tlv.Find(r, 0x77, 0x94)
		if !ok || !found {
			t.Fatalf("%X", r)
		}
		return append(tlv.Append(nil, 0x80, append(append([]byte(nil), aip.Value...), afl.Value...)), 0x90, 0)
	})
	if o := w.Run().ODA(); o.Method != "XDA" || o.Result != "ok" {
		t.Errorf("%+v", o)
	}
}
