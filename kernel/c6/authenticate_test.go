package c6_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// gone takes an object that the harness makes out of the records: see certified.
func (r *reader) gone(n int, name string) *reader {
	r.records[n-1].objects = append(r.records[n-1].objects, object{tag(r.t, name), []byte{0xEE}})
	return r
}

// What the signature is verified by, and what fails it. TVR and TSI tell.
func TestAuthentication(t *testing.T) {
	const (
		fine    = "0000000000 A800"
		failed  = "0400000000 A800"
		lacking = "2400000000 A800"
		none    = "8000000000 2800"
	)
	for _, c := range []struct {
		name    string
		r       func() *reader
		oda     string
		results string
	}{
		{"TC", func() *reader { return offline(t) }, "ok", fine},                                                    // C-6 F14.1, F14.5, F14.8, F14.10, 3.6.1
		{"ARQC", func() *reader { return signed(t) }, "ok", fine},                                                   // C-6 3.6.1
		{"AAC", func() *reader { return loyalty(t) }, "ok", fine},                                                   // C-6 3.6.1
		{"the signature in a record", func() *reader { r := offline(t); r.signs = "record"; return r }, "ok", fine}, // C-6 3.6.1 hash
		{"no signature", func() *reader { r := offline(t); r.signs = "none"; return r }, "not performed", none},     // C-6 F14.1
		{"in a record of an answer with a cryptogram", func() *reader {
			r := online(t)
			r.signs = "record"
			return r.set("94", "10010400").set("57", "-").set("5F34", "-").set("5F25", "-").set("9F08", "-")
		}, "not performed", none}, // C-6 F14.1
		{"no index", func() *reader { return offline(t).gone(2, "8F") }, "failed", lacking},                                              // C-6 F14.2, F14.3
		{"no issuer certificate", func() *reader { return offline(t).gone(2, "90") }, "failed", lacking},                                 // C-6 F14.2, F14.3
		{"no issuer exponent", func() *reader { return offline(t).gone(2, "9F32") }, "failed", lacking},                                  // C-6 F14.2, F14.3
		{"no card certificate", func() *reader { return offline(t).gone(3, "9F46") }, "failed", lacking},                                 // C-6 F14.2, F14.3
		{"no card exponent", func() *reader { return offline(t).gone(3, "9F47") }, "failed", lacking},                                    // C-6 F14.2, F14.3
		{"an unknown key", func() *reader { r := offline(t); r.combination.AID = r.hex("A0000000031010"); return r }, "failed", lacking}, // C-6 F14.4, F14.3
		{"no issuer remainder", func() *reader { return offline(t).gone(2, "92") }, "failed", failed},                                    // C-6 F14.6, F14.7
		{"another static data list", func() *reader { return offline(t).file(2, "9F4A", "83") }, "failed", failed},                       // C-6 F14.9, F14.7
		{"a forged signature", func() *reader { r := offline(t); r.forged = true; return r }, "failed", failed},                          // C-6 F14.11, F14.7
		{"of another advice", func() *reader { r := offline(t); r.signedCID = 0x48; return r }, "failed", failed},                        // C-6 F14.11
		{"of another cryptogram", func() *reader { r := offline(t); r.signedCID = 0x80; return r }, "failed", failed},                    // C-6 F14.11
	} {
		out := c.r().run()
		if got := fmt.Sprintf("%X %X", out.TVR(), out.TSI()); out.ODA().Result != c.oda || tlv.TVRValue(out.TVR()) != [5]byte(joinHex(t, c.results)[:5]) || out.TSI()[0]&0x80 != joinHex(t, c.results)[5]&0x80 {
			t.Errorf("%s: ODA %s (%s), %s", c.name, out.ODA().Result, out.ODA().Reason, got)
		}
	}
}

func joinHex(t testing.TB, s string) []byte { return online(t).hex(s) }

// The whole byte of the CID is signed, not the type of cryptogram alone.
// C-6 3.6.1
func TestSignedCID(t *testing.T) { offline(t).set("9F27", "48").expect(approves) }

// Why authentication failed is the first reason.
// C-6 F14.2, F14.4, F14.6, F14.9
func TestReasons(t *testing.T) {
	for want, r := range map[string]*reader{
		"no 8F":   offline(t).gone(2, "8F"),
		"no 9F47": offline(t).gone(3, "9F47"),
		"the certification authority's key is not known":            func() *reader { r := offline(t); r.cfg.Keys = nil; return r }(),
		"the data storage directory is not the one that was signed": func() *reader { r := stored(t, ""); r.wrongDirectory = true; return r }(),
		"the card is not the one of its feature descriptor":         stored(t, "").file(1, "DF3E", "-"),
	} {
		if out := r.run(); out.ODA().Reason != want || out.ODA().Method != "CDA" {
			t.Errorf("%+v, want %s", out.ODA(), want)
		}
	}
	if out := offline(t).gone(2, "92").run(); !strings.Contains(out.ODA().Reason, "issuer") {
		t.Errorf("%+v", out.ODA())
	}
	if out := forged(offline(t)).run(); !strings.Contains(out.ODA().Reason, "CDA") {
		t.Errorf("%+v", out.ODA())
	}
}

// The identity in the feature descriptor is that of a signed record, whether data storage or extended logging goes by it: anybody can say the same elsewhere.
// C-6 F14.12, F14.15, F14.17, D.4 signed
func TestIdentity(t *testing.T) {
	for _, feature := range []string{"DF04", "DF09"} {
		base := func() *reader {
			r := offline(t).featured(feature)
			r.det = func([]byte, []tlv.Tag) []byte { return nil }
			return r
		}
		for name, c := range map[string]struct {
			r    *reader
			good bool
		}{
			"in a signed record":   {base(), true},
			"in one that is not":   {base().file(1, "DF3E", "-").file(4, "DF3E", cardID), false},
			"with the answer":      {base().file(1, "DF3E", "-").set("DF3E", cardID), false},
			"another":              {base().file(1, "DF3E", "0102030405060708090A0C"), false},
			"longer":               {base().file(1, "DF3E", cardID+"0C"), false},
			"another descriptor's": {base().file(1, "DF3E", cardID+"0C").file(4, "DF3B", descriptor+"0C"), false},
		} {
			w := declines("F19.6").authenticated("failed")
			if c.good {
				w = approves
			}
			c.r.expect(w)
			if out := c.r.run(); (out.ODA().Result == "ok") != c.good {
				t.Errorf("%s, %s: %+v", feature, name, out.ODA())
			}
		}
	}
}

// Every bit of what the card was told, and of what it answered, is under the signature.
// C-6 3.6.1 hash
func TestHash(t *testing.T) {
	for _, name := range []string{"82", "94", "9F36", "9F10", "9F27", "9F71"} {
		r := offline(t)
		r.answer = func(n int, _, response []byte) []byte {
			if n == 1 {
				o, _ := tlv.Find(response[:len(response)-2], 0x77, tag(t, name))
				o.Value[len(o.Value)-1] ^= 0x01
			}
			return response
		}
		if out := r.run(); out.Status == kernel.Approved || name != "94" && name != "9F27" && out.ODA().Result != "failed" {
			t.Errorf("%s: %v, ODA %s", name, out.Status, out.ODA().Result)
		}
	}
	r := offline(t)
	r.on = func(a kernel.Action) (kernel.Event, bool) { // the card is told another amount
		if a.Kind == kernel.Transmit && a.Command[1] == 0xA8 {
			a.Command[15] ^= 1
		}
		return kernel.Event{}, false
	}
	if out := r.run(); out.ODA().Result != "failed" {
		t.Errorf("ODA %s", out.ODA().Result)
	}
}

// The cryptogram that the acquirer gets is the one in the signature, and none where that does not verify.
// C-6 3.6.1 cryptogram
func TestSignedCryptogram(t *testing.T) {
	for _, r := range []*reader{offline(t), signed(t), loyalty(t)} {
		out := r.run()
		if o, _ := tlv.Find(out.DataRecord, 0x9F26); fmt.Sprintf("%X", o.Value) != cryptogram || fmt.Sprintf("%X", out.AC()) != cryptogram {
			t.Errorf("%X", o.Value)
		}
	}
	r := signed(t)
	r.forged = true
	if out := r.run(); out.AC() != nil {
		t.Errorf("%X", out.AC())
	}
}

// With data storage the directory is under the signature, and with it or with extended logging the card's identity is the one in its records.
func TestFeatureAuthentication(t *testing.T) {
	other := cardID[:len(cardID)-2] + "0C"
	for _, c := range []struct {
		name       string
		parameters []string
		change     func(*reader)
		oda        string
	}{
		{"data storage", []string{"DF04"}, func(*reader) {}, "ok"},                                         // C-6 F14.12, F14.13, F14.15, F14.16, 3.6.2
		{"another directory", []string{"DF04"}, func(r *reader) { r.wrongDirectory = true }, "failed"},     // C-6 F14.13, F14.14
		{"more behind its hash", []string{"DF04"}, func(r *reader) { r.behindHash = []byte{0} }, "failed"}, // C-6 F14.13, F14.14
		{"no directory", []string{"DF04"}, func(r *reader) {
			r.on = func(a kernel.Action) (kernel.Event, bool) {
				if a.Kind == kernel.Transmit && a.Command[1] == 0xA8 {
					r.directory = nil
				}
				return kernel.Event{}, false
			}
		}, "failed"}, // C-6 F14.14
		{"another directory, without data storage", nil, func(r *reader) { r.wrongDirectory = true }, "ok"},                     // C-6 F14.12
		{"a directory that was refused", []string{"DF04"}, func(r *reader) { r.directory = nil; r.file(1, "DF3E", "-") }, "ok"}, // C-6 F14.12, F14.15
		{"no identity", []string{"DF04"}, func(r *reader) { r.file(1, "DF3E", "-") }, "failed"},                                 // C-6 F14.16, F14.17, 3.6.2
		{"another one", []string{"DF04"}, func(r *reader) { r.file(1, "DF3E", other) }, "failed"},                               // C-6 F14.16, F14.17, 3.6.2
		{"a longer one", []string{"DF04"}, func(r *reader) { r.file(1, "DF3E", cardID+"00") }, "failed"},                        // C-6 3.6.2
		{"extended logging", []string{"DF09"}, func(*reader) {}, "ok"},                                                          // C-6 F14.15, F14.16
		{"no identity", []string{"DF09"}, func(r *reader) { r.file(1, "DF3E", "-") }, "failed"},                                 // C-6 F14.15, F14.17
		{"another one", []string{"DF09"}, func(r *reader) { r.file(1, "DF3E", other) }, "failed"},                               // C-6 F14.17
		{"neither", []string{"DF0A"}, func(r *reader) { r.file(1, "DF3E", "-") }, "ok"},                                         // C-6 F14.15
	} {
		r := offline(t).featured(c.parameters...)
		c.change(r)
		out := r.run()
		if out.ODA().Result != c.oda || out.HasTVR(tlv.TVRCDAFailed) != (c.oda == "failed") || out.HasTVR(tlv.TVRICCDataMissing) {
			t.Errorf("%v, %s: %s (%s), TVR %X", c.parameters, c.name, out.ODA().Result, out.ODA().Reason, out.TVR())
		}
		if c.oda == "failed" && out.AC() == nil {
			t.Errorf("%s: the cryptogram of a signature that verifies is lost", c.name)
		}
	}
}
