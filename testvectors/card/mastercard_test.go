package card_test

import (
	"bytes"
	"encoding/hex"
	"slices"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

const mastercardTap = "A0000000041010"

// cda verifies the signature of an answer to GENERATE AC by crypto/oda and gives what follows the hash.
//
// C-2 2.12 S910.4, tables 6.6 and 6.7
func (x *terminal) cda(response []byte) []byte {
	x.t.Helper()
	got, reason := x.verifyCDA(ridMastercard, response)
	if reason != oda.OK {
		x.t.Fatal(reason)
	}
	return got.Data[1+len(got.ICCDynamicNumber)+1+8+20:]
}

// verifyCDA verifies the signature of an answer to GENERATE AC by crypto/oda and keeps the cryptogram in it.
func (x *terminal) verifyCDA(rid string, response []byte) (oda.CDA, oda.Reason) {
	x.t.Helper()
	icc := x.iccKey(rid)
	data, reason := oda.AppendResponse(slices.Concat(x.pdol, x.dol(x.read[0x8C])), x.find(response, 0x77))
	if reason != oda.OK {
		x.t.Fatal(reason)
	}
	got, reason := oda.VerifyCDA(&icc, oda.CDAInput{
		SDAD: x.find(response, 0x77, 0x9F4B), UN: [4]byte(x.data[0x9F37]), CID: x.find(response, 0x77, 0x9F27)[0], TransactionData: data,
	})
	x.read[0x9F26] = bytes.Clone(got.AC[:])
	return got, reason
}

// The good path: type, signature, interaction.
//
// C-2 2.12 5.3
func TestMastercardTap(t *testing.T) {
	for _, c := range []struct {
		card        string
		p1, cid     byte
		cda         bool
		interaction string
	}{
		{"mastercard-online", 0x50, 0x80, true, ""},
		{"mastercard-online", 0x10, 0x00, false, ""},
		{"mastercard-offline", 0x50, 0x40, true, ""},
		{"mastercard-offline", 0x40, 0x40, false, ""},
		{"mastercard-no-cda", 0x50, 0x80, false, ""},
		{"mastercard-declined", 0x50, 0x00, true, ""},
		{"mastercard-high-file", 0x90, 0x80, true, ""},
		{"mastercard-stripe", 0x90, 0x80, true, ""},
		{"phone-mastercard", 0x90, 0x80, true, "001000"},
		{"phone-mastercard-context", 0x90, 0x00, false, "001800"},
		{"phone-mastercard-change", 0x90, 0x00, false, "001400"},
		{"phone-mastercard-ack", 0x90, 0x00, false, "001200"},
		{"phone-mastercard-wallet", 0x90, 0x00, false, "001001"},
		{"phone-mastercard-declined", 0x50, 0x00, false, "001000"},
		{"phone-mastercard-unknown-ca", 0x10, 0x00, false, "001000"},
		{"mastercard-no-cda-order", 0x50, 0x80, false, ""},
		{"mastercard-unknown-ca", 0x80, 0x80, false, ""},
		{"mastercard-field-off", 0x90, 0x80, true, ""},
		{"mastercard-large", 0x90, 0x80, true, ""},
		{"mastercard-declined-card", 0x50, 0x00, false, ""},
		{"mastercard-declined-device", 0x50, 0x00, false, ""},
		{"mastercard-declined-unique", 0x50, 0x00, false, ""},
	} {
		x := newTerminal(t, named(t, c.card))
		x.start(mastercardTap)
		response := x.want(0x9000, apdu.AppendGenerateAC(nil, c.p1, x.dol(x.read[0x8C])))
		x.keep(response)
		if got := x.read[0x9F27][0]; got != c.cid {
			t.Errorf("%s: CID %02X", c.card, got)
		}
		if signed := x.read[0x9F4B] != nil; signed != c.cda {
			t.Fatalf("%s: signature %v", c.card, signed)
		} else if signed {
			if rest := x.cda(response); len(rest) != 0 {
				t.Errorf("%s: behind the hash % X", c.card, rest)
			}
		}
		if got := hex.EncodeToString(x.read[0xDF4B]); got != c.interaction {
			t.Errorf("%s: DF4B %s", c.card, got)
		}
		if reason := issuer.Test().Check(x.tapData(), ""); reason != "" {
			t.Errorf("%s: %s", c.card, reason)
		}
		x.want(0x6985, apdu.AppendGenerateAC(nil, c.p1, x.dol(x.read[0x8C])))
	}
}

// Relay resistance: at most three tries, each with another number and its delay; the signature has the last one.
//
// C-2 2.12 5.2, table 6.7
func TestRelayResistance(t *testing.T) {
	for _, c := range []struct {
		card    string
		times   string
		delays  [3]time.Duration
		altered bool
	}{
		{"mastercard-relay", "006400C80018", [3]time.Duration{16e6, 0, 0}, false},
		{"mastercard-relay-second", "006400C80018", [3]time.Duration{200e6, 16e6, 0}, false},
		{"mastercard-relay-far", "006400C80018", [3]time.Duration{200e6, 200e6, 200e6}, false},
		{"mastercard-relay-near", "006400C80018", [3]time.Duration{1e6, 1e6, 1e6}, false},
		{"mastercard-relay-estimate", "006400C8FFFF", [3]time.Duration{16e6, 0, 0}, false},
		{"mastercard-relay-zero", "006400C80000", [3]time.Duration{16e6, 0, 0}, false},
		{"mastercard-relay-altered", "006400C80018", [3]time.Duration{16e6, 0, 0}, true},
	} {
		x := newTerminal(t, named(t, c.card))
		exchange := func(n byte) []byte { return []byte{0x80, 0xEA, 0, 0, 4, 1, 2, 3, n, 0} }
		x.want(0x9000, apdu.AppendSelect(nil, unhex(t, mastercardTap), false))
		x.want(0x6985, exchange(0))
		x.card.Reset()
		x.start(mastercardTap)
		x.want(0x6700, []byte{0x80, 0xEA, 0, 0, 3, 1, 2, 3, 0})
		x.want(0x6A86, []byte{0x80, 0xEA, 1, 0, 4, 1, 2, 3, 4, 0})
		var last []byte
		for i := range 3 {
			r, took, err := x.card.Transmit(t.Context(), exchange(byte(i)))
			if err != nil || len(r) != 14 || r[0] != 0x80 || r[1] != 10 || took != c.delays[i] {
				t.Fatalf("%s: try %d: % X after %v, %v", c.card, i+1, r, took, err)
			}
			if hex.EncodeToString(r[6:12]) != hex.EncodeToString(unhex(t, c.times)) || last != nil && bytes.Equal(last[4:8], r[2:6]) {
				t.Errorf("%s: try %d: % X", c.card, i+1, r)
			}
			last = slices.Concat([]byte{1, 2, 3, byte(i)}, r[2:12])
		}
		x.want(0x6985, exchange(3))
		response := x.want(0x9000, apdu.AppendGenerateAC(nil, 0x90, x.dol(x.read[0x8C])))
		if rest := x.cda(response); len(rest) != 14 || bytes.Equal(rest, last) == c.altered {
			t.Errorf("%s: signed % X, answered % X", c.card, rest, last)
		}
		x.want(0x6985, exchange(4))
	}
	x := newTerminal(t, named(t, "mastercard-online"))
	x.start(mastercardTap)
	x.want(0x6D00, []byte{0x80, 0xEA, 0, 0, 4, 1, 2, 3, 4, 0})
	x.want(0x6D00, apdu.AppendVerify(nil, 0x80, make([]byte, 8)))
}

// A phone that asks its holder declines the first tap and says why; where the terminal needs no verification it does not ask.
//
// C-2 2.12 5.3, A.1.103, CVM.4
func TestMastercardSecondTap(t *testing.T) {
	const device, none = "010002", "3F0000"
	x := newTerminal(t, named(t, "phone-mastercard-twice"))
	for i, want := range []struct {
		cvm         string
		cid         byte
		interaction string
		screen      bool
	}{
		{none, 0x80, "000000", false}, {device, 0x00, "000100", true}, {device, 0x80, "001000", false}, {device, 0x00, "000100", true},
	} {
		x.card.Reset()
		x.data[0x9F34] = unhex(t, want.cvm)
		x.read, x.sign = map[tlv.Tag][]byte{}, nil
		x.start(mastercardTap)
		ac := x.generateAC(0x90, 0x8C)
		if ac[0x9F27][0] != want.cid || hex.EncodeToString(ac[0xDF4B]) != want.interaction || (x.card.Screen() != "") != want.screen {
			t.Errorf("tap %d: CID %X, DF4B %X, screen %q", i+1, ac[0x9F27], ac[0xDF4B], x.card.Screen())
		}
	}
}

// A phone that is asked stays so until its holder confirms.
//
// C-2 2.12 A.1.103
func TestMastercardAsked(t *testing.T) {
	x := newTerminal(t, named(t, "phone-mastercard-asked"))
	x.data[0x9F34] = unhex(t, "010002")
	for i, want := range []string{"000100", "000100", "001000", "000100"} {
		if i == 2 {
			x.card.Confirm()
		}
		x.card.Reset()
		x.read, x.sign = map[tlv.Tag][]byte{}, nil
		x.start(mastercardTap)
		if got := hex.EncodeToString(x.generateAC(0x90, 0x8C)[0xDF4B]); got != want {
			t.Errorf("tap %d: DF4B %s, want %s", i+1, got, want)
		}
	}
}

// What the FCI and the records of some cards say: capabilities, device type, more static data than a reader keeps, a CA key that
// no terminal has, and a record behind all that a reader without CDA needs.
//
// C-2 2.12 A.1.9, A.1.147, S4.35, S4.37, S456.25
func TestMastercardData(t *testing.T) {
	for _, c := range []struct {
		card string
		tag  tlv.Tag
		want string
	}{
		{"mastercard-field-off", 0x9F5D, "000400"},
		{"mastercard-declined", 0x9F5D, "000100"},
		{"mastercard-storage2", 0x9F5D, "020100"},
		{"mastercard-storage", 0x9F5E, "541333008902001101"},
		{"mastercard-declined-card", 0x9F6E, "02760000303000"},
		{"mastercard-declined-device", 0x9F6E, "02760000303200"},
		{"mastercard-declined-unique", 0x9F6E, "0276800000"},
		{"phone-mastercard-declined", 0x9F6E, "02760000303100"},
		{"mastercard-unknown-ca", 0x8F, "ee"},
		{"phone-mastercard-unknown-ca", 0x8F, "ee"},
	} {
		x := newTerminal(t, named(t, c.card))
		fci := x.want(0x9000, apdu.AppendSelect(nil, unhex(t, mastercardTap), false))
		x.card.Reset()
		x.start(mastercardTap)
		got := x.read[c.tag]
		if o, ok := tlv.Find(fci, 0x6F, 0xA5, 0xBF0C, c.tag); ok {
			got = o.Value
		}
		if hex.EncodeToString(got) != c.want {
			t.Errorf("%s: %s %x, want %s", c.card, c.tag, got, c.want)
		}
	}
	x := newTerminal(t, named(t, "mastercard-large"))
	if x.start(mastercardTap); len(x.sign)-2 <= 2048 {
		t.Errorf("%d bytes are signed", len(x.sign)-2)
	}
	x = newTerminal(t, named(t, "mastercard-high-file-raw"))
	x.open(mastercardTap)
	if got := x.want(0x9000, apdu.AppendReadRecord(nil, 11, 1)); got[0] == 0x70 {
		t.Errorf("SFI 11: % X", got)
	}
	x = newTerminal(t, named(t, "mastercard-no-cda-order"))
	x.open(mastercardTap)
	if got := hex.EncodeToString(x.read[0x94]); got != "10010101"+"18010200" {
		t.Errorf("AFL %s", got)
	}
}
