package c4_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// Which action codes a terminal goes by, and what it asks for. The TVR is 2000000000: the card has no CVM List. Codes not named meet nothing.
func TestActionAnalysis(t *testing.T) {
	const bit = "2000000000"
	for _, c := range []struct {
		kind     byte
		enhanced string
		away     bool
		codes    string // that meet the TVR: d denial, o online, f default
		want     int
	}{
		{0x23, "D8E00003", false, "", 0x50},   // C-4 10.2.1.1.1
		{0x23, "D8E00003", false, "d", 0x00},  // C-4 10.2.1.1.1
		{0x26, "D8E00003", false, "of", 0x50}, // C-4 10.2.1.1.1: neither online nor default
		{0x21, "D8E00003", false, "", 0x90},   // C-4 10.2.1.2.1, 10.2.1.2.2
		{0x24, "D8E00003", false, "of", 0x90}, // C-4 10.2.1.2.1
		{0x21, "D8E00003", false, "d", 0x00},  // C-4 10.2.1.2.1
		{0x21, "D8E00003", true, "", 0x00},    // C-4 10.2.1.2.2
		{0x22, "D8E00003", false, "d", 0x00},  // C-4 10.2.1.3.1
		{0x22, "D8E00003", false, "o", 0x90},  // C-4 10.2.1.3.2
		{0x25, "D8E00003", false, "", 0x50},   // C-4 10.2.1.3.2
		{0x25, "D8E00003", false, "f", 0x50},  // C-4 10.2.1.3.3: looked at only where an ARQC would be asked for
		{0x22, "D8E00003", true, "f", 0x50},   // C-4 10.2.1.3.3
		{0x22, "D8E00003", true, "of", 0x00},  // C-4 10.2.1.3.3
		{0x22, "D8E00003", true, "o", 0x50},   // C-4 10.2.1.3.3
		{0x22, "D8E00003", true, "d", 0x00},   // C-4 10.2.1.3.1
		{0x22, "D8E00043", false, "d", 0x00},  // C-4 10.2.1.4.1
		{0x22, "D8E00043", false, "o", 0x90},  // C-4 10.2.1.4.2
		{0x23, "D8E00043", false, "f", 0x50},  // C-4 10.2.1.4.2: no default
		{0x21, "D8E00043", true, "of", 0x90},  // C-4 10.2.1.4.2
		{0x21, "D8E00043", true, "", 0x50},    // C-4 10.2.1.4.2
	} {
		for side, tags := range map[string][3]string{"terminal": {"DF0A", "DF0B", "DF0C"}, "issuer": {"9F0E", "9F0F", "9F0D"}} {
			r := plastic(t).file("8E", "-").set("9F6E", c.enhanced)
			r.cfg.Terminal.Type, r.tx.HostAway = c.kind, c.away
			for i, code := range []rune("dof") {
				value := "0000000000"
				for _, met := range c.codes {
					if met == code {
						value = bit
					}
				}
				r.set(map[rune]string{'d': "DF0A", 'o': "DF0B", 'f': "DF0C"}[code], "0000000000")
				if side == "terminal" {
					r.set(tags[i], value)
				} else {
					r.file(tags[i], value)
				}
			}
			if r.run(); r.reference() != c.want {
				t.Errorf("%02X %s away %v, %s of the %s: %02X, not %02X", c.kind, c.enhanced, c.away, c.codes, side, r.reference(), c.want)
			}
		}
	}
	r := plastic(t).file("8E", "-").file("9F0F", "-").set("DF0B", "0000000000") // B3 10.7 absent online: all ones
	if r.run(); r.reference() != 0x90 {
		t.Errorf("%02X", r.reference())
	}
}

// A zero amount and a status check want the host, unless the transaction is to be declined.
func TestZeroAmountAndStatusCheck(t *testing.T) {
	for _, c := range []struct {
		zero, check bool
		kind        byte
		denial      string
		want        int
	}{
		{true, false, 0x22, "0000000000", 0x90},  // C-4 10.2.2.1
		{true, false, 0x23, "0000000000", 0x90},  // C-4 10.2.2.1
		{true, false, 0x22, "2000000000", 0x00},  // C-4 10.2.2.2
		{false, false, 0x22, "0000000000", 0x50}, // C-4 10.2.2.2, 10.2.2.4
		{false, true, 0x22, "0000000000", 0x90},  // C-4 10.2.2.3
		{false, true, 0x21, "2000000000", 0x00},  // C-4 10.2.2.4
		{true, true, 0x22, "0000000000", 0x90},   // C-4 10.2.2.1, 10.2.2.3
	} {
		r := plastic(t).file("8E", "-").set("DF0A", c.denial).set("DF0B", "0000000000")
		r.cfg.Terminal.Type = c.kind
		r.indicators.ZeroAmount, r.indicators.StatusCheck = c.zero, c.check
		if r.run(); r.reference() != c.want {
			t.Errorf("%+v: %02X", c, r.reference())
		}
	}
}

// CDA is the only method: what an AIP says of SDA and DDA counts for nothing. It is asked for with a TC and with an ARQC, never with an AAC, and where it is not
// performed the TVR says so.
func TestCDA(t *testing.T) {
	denied := func(r *reader) { r.set("DF0A", "0000800000").with(above, noContacts, list("1F00")) }
	online := func(r *reader) { r.indicators.FloorLimitExceeded = true }
	off := func(r *reader) { r.set("9F33", "E068C0") }
	without := func(tag int) func(*reader) { return func(r *reader) { drop(r, tag) } }
	silent := func(r *reader) { r.set("DF0B", "0000000000") } // no bit of the TVR asks for the host
	strict := func(r *reader) { r.cfg.Profile = kernel.Strict }
	for _, c := range []struct {
		name string
		edit []func(*reader)
		want int
		tvr  string
	}{
		{"TC", nil, 0x50, "0000000000"},                                                                 // C-4 6.1.2, 6.2.2.1, 10.2.4
		{"ARQC", []func(*reader){online}, 0x90, "0000008000"},                                           // C-4 6.2.6.2
		{"AAC", []func(*reader){denied}, 0x00, "8000800000"},                                            // C-4 6.2.1.1, 6.2.1.3
		{"off", []func(*reader){off}, 0x80, "8000000000"},                                               // C-4 6.1.3, 6.2.1.2, 6.2.1.3
		{"card without", []func(*reader){func(r *reader) { r.give("82", "7880") }}, 0x80, "8000000000"}, // C-4 6.2.1.3, 6.2.2.1: SDA and DDA
		{"card's certificate missing", []func(*reader){without(0x9F46)}, 0x80, "2400000000"},            // C-4 6.2.6.3, B3 7.5 ICC certificate
		{"card's certificate missing, nothing asks for the host", []func(*reader){without(0x9F46), silent}, 0x40, "2400000000"},
		{"card's certificate missing, nothing asks for the host, strict", []func(*reader){without(0x9F46), silent, strict}, 0x80, "2400000000"},
		{"card's exponent missing", []func(*reader){without(0x9F47)}, 0x80, "2400000000"},    // C-4 6.2.6.3, B3 7.5 ICC exponent
		{"issuer's certificate missing", []func(*reader){without(0x90)}, 0x80, "2400000000"}, // C-4 6.2.6.3, B3 7.5 issuer certificate
		{"issuer's exponent missing", []func(*reader){without(0x9F32)}, 0x80, "2400000000"},  // C-4 6.2.6.3, B3 7.5 issuer exponent
		{"index missing", []func(*reader){without(0x8F)}, 0x80, "2400000000"},                // C-4 6.2.6.3, B3 7.5 CA index
	} {
		t.Run(c.name, func(t *testing.T) {
			r := plastic(t).with(c.edit...)
			if r.run(); r.reference() != c.want || r.told("95") != c.tvr {
				t.Errorf("%02X, TVR %s; want %02X, %s", r.reference(), r.told("95"), c.want, c.tvr)
			}
		})
	}
}

// drop takes an object out of the record with the certificates.
func drop(r *reader, tags ...int) {
	r.records = append([]record(nil), r.records...)
	for _, o := range r.certificates() {
		gone := false
		for _, tag := range tags {
			gone = gone || int(o.tag) == tag
		}
		if !gone {
			r.records[2].objects = append(r.records[2].objects, o)
		}
	}
}

// What the card sends and signs is what it was sent: a signature over anything else, or by any other key, is none.
func TestSignature(t *testing.T) {
	broken := map[string]func(*reader){
		"forged": func(r *reader) { r.forged = true },
		"none":   func(r *reader) { r.plain = true },
		"unknown key": func(r *reader) {
			drop(r, 0x8F)
			r.records[2].objects = append(r.records[2].objects, object{0x8F, []byte{0xC2}})
		},
		"AIP of another": func(r *reader) {
			r.certificates()
			r.records[2].objects = plastic(r.t).certificates()
			r.give("82", "1D80")
		},
		"record of another": func(r *reader) { r.records[2].objects = plastic(r.t).certificates(); r.file("5F25", "200102") },
		"tag list":          func(r *reader) { r.records[2].objects = plastic(r.t).certificates(); r.file("9F4A", "5A") },
		"certificate gone":  func(r *reader) { drop(r, 0x90) },
	}
	for name, edit := range broken {
		for _, c := range []struct {
			edit func(*reader)
			want want
		}{
			{func(*reader) {}, want{kernel.TryAnotherInterface, kernel.MsgPleaseInsert, 0, "failed", "11.2.4.4"}},                                                       // C-4 11.2.4.4
			{noContacts, want{kernel.Declined, kernel.MsgDeclined, 0, "failed", "11.2.4.4"}},                                                                            // C-4 11.2.4.4
			{func(r *reader) { r.indicators.FloorLimitExceeded = true; noContacts(r) }, want{kernel.Declined, kernel.MsgDeclined, 0, "failed", "11.2.4.4"}},             // C-4 11.2.6.1
			{func(r *reader) { r.says("9F70", "DC00"); r.cfg.Terminal.Type = 0x21 }, want{kernel.Declined, kernel.MsgDeclined, 0, "failed", "11.2.4.4"}},                // C-4 11.2.6.1
			{func(r *reader) { r.set("9F6E", "58E00043"); r.indicators.FloorLimitExceeded = true }, want{kernel.Declined, kernel.MsgDeclined, 0, "failed", "11.2.4.4"}}, // C-4 11.2.6.3.1
		} {
			t.Run(name, func(t *testing.T) {
				r := plastic(t).with(c.edit, edit)
				if out := r.run(); of(r.outcome()) != c.want || out.TVR()[0]&0x04 == 0 { // C-4 6.2.6.1, 6.2.6.3
					t.Errorf("%+v, TVR %X: %s", of(r.outcome()), out.TVR(), r.outcome().ODA.Reason)
				}
			})
		}
	}
	r := plastic(t)
	r.indicators.FloorLimitExceeded = true
	out := r.expect(goesOnline)
	if got := fmt.Sprintf("%X", out.AC()); got != "1122334455667780" { // C-4 11.2.2.3: out of the signature
		t.Error(got)
	}
	if out = plastic(t).expect(approves); fmt.Sprintf("%X", out.AC()) != "1122334455667740" { // C-4 11.2.2.2
		t.Errorf("%X", out.AC())
	}
}

// The terminal holds more than six keys for an AID, and takes the one that the card names.
// C-4 6.2.4.1
func TestKeys(t *testing.T) {
	var list []capk.Key
	for i := range 8 {
		k := capk.Key{
			RID: [5]byte{0xA0, 0, 0, 0, 0x25}, Index: byte(0xBE + i), Algorithm: capk.RSA, Test: true, Source: "test", Modulus: bench.Small().Modulus(), Exponent: []byte{3},
		}
		if i != 3 {
			k.Modulus = bench.Keys()["icc-e3"].Modulus()
		}
		k.Checksum = k.Sum()
		list = append(list, k)
	}
	set, err := capk.NewSet(list)
	if err != nil {
		t.Fatal(err)
	}
	r := plastic(t)
	r.cfg.Keys = set
	r.expect(approves)
}

// Why a signature does not verify is said, from the first record that cannot be signed to the signature itself.
// C-4 6.2.6.1
func TestSignatureReasons(t *testing.T) {
	for name, c := range map[string]struct {
		edit func(*reader)
		want oda.Reason
	}{
		"no signature":   {func(r *reader) { r.plain = true }, oda.ResponseData},
		"record":         {func(r *reader) { r.give("94", "0801010108020300A0010101") }, oda.StaticRecord},
		"tag list":       {func(r *reader) { r.file("9F4A", "95") }, oda.StaticTagList},
		"CA key":         {func(r *reader) { r.cfg.Keys = nil }, oda.KeyMissing},
		"the hash of it": {func(r *reader) { r.forged = true }, oda.CDATransactionHash},
	} {
		r := plastic(t)
		r.records = append([]record(nil), r.records...)
		r.records[2].objects = r.certificates()
		r.answer = func(_ int, command, response []byte) []byte {
			if command[1] == 0xB2 && command[3]>>3 == 20 {
				return []byte{0xC1, 0x00, 0x90, 0x00} // a record, of a file of the card's own, that is no template 70
			}
			return response
		}
		r.with(noContacts, c.edit).expect(want{kernel.Declined, kernel.MsgDeclined, 0, "failed", "11.2.4.4"})
		if got := r.outcome().ODA.Reason; got != c.want.String() {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
}
