package card_test

import (
	"bytes"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

func hexed(b []byte) string { return hex.EncodeToString(b) }

// Each row spoils a profile of Kernel 6 in one place.
func TestKernel6ProfileFaults(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"discover-online", `"kernel6": { "cpr": "0083" }`, `"cid": true`, "applications[0].tap.kernel6: missing"},
		{"discover-online", `"cpr": "0083"`, `"cpr": "83"`, "applications[0].tap.kernel6.cpr: 1 bytes"},
		{"discover-record", `"sdad": "record"`, `"sdad": "nowhere"`, `"nowhere" is not known here`},
		{"discover-online", `"scheme": "discover15"`, `"scheme": "visa17"`, "the card's issuer application data are of that alone"},
		{"discover-no-requirements", `"without": ["9F71"]`, `"without": ["9F7"]`, `"9F7" is no tag`},
		{"discover-storage", `"DF3B": "01A8`, `"DF3B": "02A8`, "no descriptor says where the data store is"},
		{"discover-storage", `"DF3B": "01A8`, `"DF3B": "0150`, "no descriptor says where the data store is"},
		{"discover-storage", `{ "type": "operator", "id": "0F000001",`, `{ "type": "operator",`, "only a transient container can be free"},
		{"discover-storage", `"code": "11223344`, `"code": "1122`, "14 bytes"},
		{"discover-loyalty", `"program": "00"`, `"program": "6A6B"`, "2 bytes"},
		{"discover-torn", `"presentation": 1`, `"presentation": "yes"`, "faults[0].presentation"},
	} {
		if _, err := changed(t, c.name, c.old, c.new); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s -> %s:\n got %v\nwant %s", c.old, c.new, err, c.want)
		}
	}
}

// Readers' qualifiers for Kernel 6 beside those of tap_test.go: as they are, with issuer update and consumer device CVM.
const ttqBoth = "37C0C000" // online cryptogram and verification required, authenticates online requests

// The good path of the cards, one tap each: cryptogram, where it is, the signature and where that is, requirements.
//
// C-6 2.12 4.3.2 tables 4-4, 4-19, 4-21
func TestKernel6Tap(t *testing.T) {
	const ten, much = "000000001000", "000000005001"
	const none = oda.Reason(0xFF)
	for _, c := range []struct {
		card, ttq, amount string
		cid               byte
		afl               bool
		signature         oda.Reason // none: there is no signature
		cpr               string
		cvr               string // bytes 1 to 3 of the card verification results
	}{
		{"discover-online", ttqPlain, ten, 0x80, false, none, "0083", "200000"},
		{"discover-online", ttqBoth, ten, 0x80, false, none, "0083", "208080"},
		{"discover-online-afl", ttqODA, ten, 0x80, true, none, "0083", "208000"},
		{"discover-offline", ttqPlain, ten, 0x40, true, oda.OK, "0083", "100000"},
		{"discover-offline", ttqPlain, much, 0x80, false, none, "0083", "200000"},
		{"discover-offline", ttqOnline, ten, 0x80, false, none, "0083", "208000"},
		{"discover-offline", ttqOffline, much, 0x00, false, none, "0083", "000000"},
		{"discover-signed", ttqODA, ten, 0x80, true, oda.OK, "0083", "208000"},
		{"discover-signed", ttqOnline, ten, 0x80, true, none, "0083", "208000"},
		{"discover-record", ttqPlain, ten, 0x40, true, oda.OK, "0083", "100000"},
		{"discover-no-signature", ttqPlain, ten, 0x40, true, none, "0083", "100000"},
		{"discover-declined", ttqPlain, ten, 0x00, false, none, "0003", "000000"},
		{"discover-loyalty", ttqPlain, ten, 0x00, true, oda.OK, "2083", "080000"},
		{"discover-loyalty-failed", ttqPlain, ten, 0x00, true, oda.CDATransactionHash, "2083", "080000"},
		{"discover-pin", ttqBoth, ten, 0x80, false, none, "8080", "a08080"},
		{"discover-pin", ttqPlain, ten, 0x80, false, none, "0080", "200000"},
		{"discover-signature", ttqBoth, ten, 0x80, false, none, "4080", "608080"},
		{"discover-pin-fallback", ttqPlain, ten, 0x40, true, oda.OK, "8083", "900000"},
		{"discover-no-cda", ttqPlain, ten, 0x40, true, oda.CDATransactionHash, "0083", "100000"},
		{"discover-wrong-cid", ttqODA, ten, 0x80, true, oda.CDACID, "0083", "208000"},
		{"discover-reserved", ttqPlain, ten, 0xC0, true, none, "0083", "300000"},
		{"phone-discover", ttqBoth, ten, 0x80, false, none, "1080", "2082c0"},
		{"phone-discover-failed", ttqBoth, ten, 0x80, false, none, "1082", "2083c0"},
		{"phone-discover-missing", ttqBoth, ten, 0x80, false, none, "1080", "208080"},
	} {
		t.Run(c.card+" "+c.ttq+" "+c.amount, func(t *testing.T) {
			x := newTap(t, c.card, c.ttq, c.amount)
			x.choose()
			answer := x.present(0xA8, 0, nil)
			if cid := x.read[0x9F27]; len(cid) != 1 || cid[0] != c.cid {
				t.Errorf("CID %X", cid)
			}
			if hexed(x.read[0x9F71]) != c.cpr || hexed(x.read[0x9F10][2:5]) != c.cvr {
				t.Errorf("requirements %X, results %X", x.read[0x9F71], x.read[0x9F10])
			}
			inAnswer := func(tag tlv.Tag) bool { _, ok := tlv.Find(answer, 0x77, tag); return ok }
			if inAnswer(0x94) != c.afl || inAnswer(0x57) == c.afl || x.read[0x57] == nil {
				t.Errorf("AFL %X", x.read[0x94])
			}
			if (x.read[0x9F4B] != nil) != (c.signature != none) || c.signature != none && inAnswer(0x9F4B) == (c.card == "discover-record") {
				t.Fatalf("signature %X", x.read[0x9F4B])
			}
			if c.signature != none {
				if inAnswer(0x9F26) {
					t.Error("a cryptogram beside the signature")
				}
				stored, reason := x.signed(answer)
				if reason != c.signature || len(stored) != 0 {
					t.Errorf("signature: %v, behind the hash % X", reason, stored)
				}
				if reason != oda.OK {
					return
				}
			}
			if c.card == "discover-no-signature" {
				return // nobody learns the cryptogram
			}
			x.checked()
			if x.data[0x9C][0] ^= 0x20; issuer.Test().Check(x.tapData(), "") == "" {
				t.Error("the cryptogram passes for another type of transaction")
			}
		})
	}
}

// What a card lacks or has too much, for the reader's checks.
//
// C-6 2.12 3.1, 3.3
func TestKernel6Wrong(t *testing.T) {
	for _, c := range []struct {
		card   string
		tag    tlv.Tag
		absent bool
	}{
		{"discover-no-requirements", 0x9F71, true},
		{"discover-no-track", 0x57, true},
		{"discover-two-cryptograms", 0x9F26, false},
		{"discover-two-cryptograms", 0x9F4B, false},
		{"discover-no-usage", 0x9F07, true},
		{"discover-balance", 0xD1, false},
		{"discover-offline", 0xD1, true},
	} {
		x := newTap(t, c.card, ttqPlain, "000000001000")
		x.choose()
		x.present(0xA8, 0, nil)
		if (x.read[c.tag] == nil) != c.absent {
			t.Errorf("%s: %s is %X", c.card, c.tag, x.read[c.tag])
		}
	}
	x := newTap(t, "discover-balance", ttqPlain, "000000001000")
	x.choose()
	if b := x.find(x.want(0x9000, apdu.AppendGetData(nil, 0xD1)), 0xD1); hexed(b) != "000000005000" {
		t.Errorf("offline balance %X", b)
	}
	x.present(0xA8, 0, nil)
	if hexed(x.read[0xD1]) != "000000004000" {
		t.Errorf("offline balance %X", x.read[0xD1])
	}
	y := newTap(t, "discover-6984", ttqPlain, "000000001000")
	y.choose()
	y.want(0x6984, initiate(0xA8, 0, y.pdol, nil))
}

// Commands that the card does not serve so: other parameters, other data, a feature that its descriptor does not name.
//
// C-6 2.12 4.3 to 4.5, 4.8
func TestKernel6Refuses(t *testing.T) {
	update := blanks(t, "BF100A DF3F07 0F000003 00 02 C1")
	long := tlv.Append(nil, 0xDF3C, make([]byte, 33))
	for _, c := range []struct {
		card    string
		ins, p1 byte
		more    []byte
		sw      apdu.SW
	}{
		{"discover-storage", dataGPO, 0x80, update, 0x6A86},
		{"discover-storage", dataGPO, 0x10, update, 0x6A86},
		{"discover-storage", dataGPO, 0x0F, nil, 0x6700},
		{"discover-storage", dataGPO, 0x0F, long, 0x6A80},
		{"discover-storage", 0xA8, 0x00, update, 0x6A80},
		{"discover-storage", resumeGPO, 0x00, nil, 0x6D00},
		{"discover-offline", dataGPO, 0x0F, update, 0x6D00},
		{"discover-offline", 0xA8, 0x00, unhex(t, "DF3C0100"), 0x6A80},
		{"discover-log", 0xA8, 0x00, long, 0x6A80},
		{"discover-log", 0xA8, 0x00, blanks(t, "DF3C0100 DF3C0100"), 0x6700},
		{"discover-torn", resumeGPO, 0x40, nil, 0x6A86},
		{"discover-torn", resumeGPO, 0x80, nil, 0x6700},
	} {
		x := newTap(t, c.card, ttqPlain, "000000001000")
		x.choose()
		x.want(c.sw, initiate(c.ins, c.p1, x.pdol, c.more))
	}
	x := newTap(t, "discover-offline", ttqPlain, "000000001000")
	x.choose()
	x.want(0x6700, initiate(0xA8, 0, x.pdol[1:], nil))
	x.want(0x6A88, apdu.AppendGetData(nil, 0xDF3D))
	x.want(0x6D00, blanks(t, "80DADF3F07 0F000003 00 02 C1"))
	x.want(0x6D00, []byte{0x80, 0xAE, 0x80, 0, 0})
	x.want(0x6985, unhex(t, "841E0000080102030405060708"))
	x.present(0xA8, 0, nil)
	x.want(0x6985, initiate(0xA8, 0, x.pdol, nil))
}

// Every third purchase is free; a refund does not count, nor another reader's program.
//
// C-6 2.12 D.29
func TestKernel6Loyalty(t *testing.T) {
	x := newTap(t, "discover-loyalty-third", ttqPlain, "000000001000")
	for i, c := range []struct {
		program, kind, cid byte
	}{{0x6A, 0, 0x80}, {0x6B, 0, 0x80}, {0x6A, 0x20, 0x80}, {0x6A, 0, 0x80}, {0x6A, 0, 0x00}, {0x6A, 0, 0x80}} {
		x.data[0xDF70], x.data[0x9C] = []byte{c.program}, []byte{c.kind}
		x.choose()
		answer := x.present(0xA8, 0, nil)
		if x.read[0x9F27][0] != c.cid || x.read[0x9F10][9] != c.program {
			t.Errorf("tap %d: CID %X, issuer application data %X", i+1, x.read[0x9F27], x.read[0x9F10])
		}
		if c.cid == 0 {
			if _, reason := x.signed(answer); reason != oda.OK {
				t.Error(reason)
			}
		}
		x.checked()
	}
}

// A phone that asks for its holder: nothing begins before that.
//
// C-6 2.12 3.3
func TestKernel6SecondTap(t *testing.T) {
	for _, c := range []struct {
		card string
		sw   apdu.SW
		asks bool
	}{{"phone-discover-twice", 0x6986, false}, {"phone-discover-asked", 0x6987, true}} {
		x := newTap(t, c.card, ttqBoth, "000000001000")
		for range 2 {
			x.choose()
			x.want(c.sw, initiate(0xA8, 0, x.pdol, nil))
			if x.card.Screen() == "" {
				t.Errorf("%s shows nothing", c.card)
			}
			if c.asks {
				x.choose()
				x.want(c.sw, initiate(0xA8, 0, x.pdol, nil))
				x.card.Confirm()
			}
			x.choose()
			x.present(0xA8, 0, nil)
			if x.read[0x9F71][0] != 0x10 {
				t.Errorf("%s: requirements %X", c.card, x.read[0x9F71])
			}
			x.checked()
		}
		if n, _ := x.card.Counters(unhex(t, discoverTap)); n.ATC != 18 {
			t.Errorf("%s: ATC %d", c.card, n.ATC)
		}
	}
}

// Scripts at a second presentment: only after an online cryptogram, only with a right MAC, of class 84 alone.
//
// C-6 2.12 3.12, 4.8 to 4.11
func TestKernel6Scripts(t *testing.T) {
	put := issuer.Command{Header: [4]byte{0x80, 0xDA, 0x9F, 0x36}, Data: []byte{0, 0}}
	record := issuer.Command{Header: [4]byte{0x80, 0xDC, 1, 1<<3 | 4}, Data: unhex(t, "70049F080100")}
	for _, c := range []struct {
		name     string
		card     string
		commands []issuer.Command
		spoil    bool
		want     []apdu.SW
	}{
		{"block", "discover-update", []issuer.Command{issuer.ApplicationBlock()}, false, []apdu.SW{0x9000}},
		{"record", "discover-update", []issuer.Command{record, issuer.ApplicationBlock(), issuer.ApplicationUnblock()}, false, []apdu.SW{0x9000, 0x9000, 0x9000}},
		{"no such object", "discover-update", []issuer.Command{put}, false, []apdu.SW{0x6A88}},
		{"wrong MAC", "discover-update", []issuer.Command{issuer.ApplicationBlock()}, true, []apdu.SW{0x6982}},
		{"class 04", "discover-update", []issuer.Command{issuer.UpdateRecord(1, 1, unhex(t, "70049F080100"))}, false, []apdu.SW{0x6E00}},
		{"no update", "discover-online", []issuer.Command{issuer.ApplicationBlock()}, false, []apdu.SW{0x6985}},
	} {
		x := newTap(t, c.card, ttqPlain, "000000001000")
		x.choose()
		x.present(0xA8, 0, nil)
		response, err := issuer.Test().Authorise(x.tapData(), issuer.Options{Scripts: []issuer.Script{{Late: true, Commands: c.commands}}})
		if err != nil || !response.Approved {
			t.Fatal(c.name, err, response.Reason)
		}
		x.choose()
		i := 0
		for o := range tlv.NewCursor(x.find(response.Data, tlv.TagScript2)).All() {
			command := bytes.Clone(o.Value)
			if c.spoil {
				command[len(command)-1] ^= 1
			}
			x.want(c.want[i], command)
			i++
		}
		if i != len(c.want) {
			t.Errorf("%s: %d commands", c.name, i)
		}
		r := x.send(apdu.AppendSelect(nil, unhex(t, discoverTap), false))
		if blocked := r.SW() == 0x6283; blocked != (c.name == "block") {
			t.Errorf("%s: selection %04X", c.name, uint16(r.SW()))
		}
		if c.name == "record" {
			x.choose()
			x.present(0xA8, 0, nil)
			if hexed(x.read[0x9F08]) != "0002" { // that of the other record, read later
				t.Errorf("9F08 %X", x.read[0x9F08])
			}
		}
	}
}
