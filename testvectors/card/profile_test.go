package card_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// changed makes a card from an embedded profile with pairs of old and new text replaced.
func changed(t *testing.T, name string, pairs ...string) (*card.Card, error) {
	t.Helper()
	data, err := card.Source(name)
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("%s has no %s", name, pairs[i])
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return card.Load([]byte(text))
}

func must(t *testing.T, c *card.Card, err error) *card.Card {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestNames(t *testing.T) {
	names := strings.Join(card.Names(), " ")
	for _, want := range []string{"full", "none", "dda", "noauth"} {
		if !strings.Contains(names, want) {
			t.Errorf("no card %s in %s", want, names)
		}
	}
	for _, name := range card.Names() {
		if p := named(t, name).Profile(); p.Name != name || p.About == "" {
			t.Errorf("%s calls itself %q, about %q", name, p.Name, p.About)
		}
	}
	for _, name := range []string{"nothing", "keys", ""} {
		if _, err := card.Named(name); err == nil || !strings.Contains(err.Error(), "noauth") {
			t.Errorf("%q: the error does not name what there is: %v", name, err)
		}
	}
}

// Each row spoils a profile in one place.
func TestProfileFaults(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{`"name": "full"`, `"nmae": "full"`, "name: missing"},
		{`"name": "full"`, `"name": "full", "nmae": 1`, "nmae: unknown key"},
		{`"pse": 1`, `"pse": 11`, "pse: 11 is out of range (write a whole number from 0 to 10)"},
		{`"atr": "3B `, `"atr": "3`, "atr: "},
		{`"aid": "A0000000041010"`, `"aid": "A000"`, "applications[0].aid: 2 bytes (write 5 to 16 bytes)"},
		{`"aip": "3D00"`, `"aip": "3D"`, "applications[0].aip: 1 bytes"},
		{`"5A": "5413330089020011"`, `"5A": "54133300890200119999999999"`, "applications[0].records[1].data.5A: 13 bytes; Application Primary Account Number (PAN) has 1 to 10"},
		{`"5A": "5413330089020011", `, ``, "applications[0].records: tag 5A is missing"},
		{`"5F24": "491231"`, `"5F24": "4912"`, "applications[0].records[1].data.5F24: 2 bytes; Application Expiration Date has 3"},
		{`"5F24": "491231"`, `"5F": "491231"`, `applications[0].records[1].data.5F: "5F" is no tag`},
		{`"8D": "8A02 9505 9F3704"`, `"8D": "8A02 9505 9F37"`, "tag 8D is no data object list"},
		{`{ "sfi": 4, "record": 3,`, `{ "sfi": 4, "record": 2,`, "applications[0].records[8]: SFI 4 has two records 2"},
		{`{ "sfi": 4, "record": 3,`, `{ "sfi": 0, "record": 3,`, "SFI or record 0"},
		{`"9F47": "@"`, `"9F2D": "@"`, "applications[0].records[9].data.9F2D: nothing in signatures makes tag 9F2D"},
		{`"key": "icc-e3"`, `"key": "icc-e5"`, `applications[0].signatures.icc.key: no key "icc-e5"`},
		{`"expiry": "1249", "serial": "000001"`, `"expiry": "12A9", "serial": "000001"`, "applications[0].signatures.issuer.expiry: "},
		{`"scheme": "mastercard16"`, `"scheme": "mastercard"`, `applications[0].cryptogram.scheme: "mastercard" is not known here (write one of visa10`},
		{`"ac": "0123456789ABCDEFFEDCBA9876543210"`, `"ac": "0123"`, "applications[0].cryptogram.issuerMasterKeys.ac: 2 bytes"},
		{`"ac": "0123456789ABCDEFFEDCBA9876543210"`, `"ac": "0123456789ABCDEFFEDCBA987654321000"`, "issuerMasterKeys.ac: cryptogram: no usable key"},
		{`"offlineLimit": 5000`, `"offlineLimit": 1, "first": "maybe"`, `applications[0].risk.first: "maybe" is not known here`},
		{`"getData": ["9F36"`, `"getData": ["9F3G"`, `applications[0].getData[0]: "9F3G" is no tag`},
		{`"pse": 1,`, `"pse": 1, "faults": [{"cut": 1}],`, "faults[0]: nothing says when"},
		{`"pse": 1,`, `"pse": 1, "faults": [{"response": 1}],`, "faults[0]: nothing says what happens"},
		{`"pse": 1,`, `"pse": 1, "faults": [{"command": "GET AC", "cut": 1}],`, `faults[0].command: "GET AC" is not known here`},
		{`"pse": 1,`, `"pse": 1, "faults": [{"response": 1, "command": "SELECT", "cut": 1}],`, "both response and command say when"},
		{`"aip": "3D00"`, `"aip": "3D00", "pin": {"digits": "12A4", "tryLimit": 3}`, "applications[0].pin.digits: a PIN has digits only"},
		{`"57": "5413330089020011D49122010123456789"`, `"57": "5413330089020011D49122010123456789", "9F4C": "00", "BF10": "` + strings.Repeat("00", 230) + `"`, "SFI 1 record 1 has "},
	} {
		_, err := changed(t, "full", c.old, c.new)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s -> %s:\n got %v\nwant %s", c.old, c.new, err, c.want)
			continue
		}
		var faults jsonfile.Faults
		if !errors.As(err, &faults) {
			t.Errorf("%s: error %T", c.want, err)
		}
	}
}

// Faults that a profile names happen.
func TestProfileWithFaults(t *testing.T) {
	c, err := changed(t, "full", `"pse": 1,`, `"pse": 1, "faults": [
		{ "response": 2, "replace": "7000 9000" }, { "command": "READ RECORD", "occurrence": 3, "sw": "6A82" },
		{ "command": "GENERATE AC", "mute": "timeout" } ],`)
	x := newTerminal(t, must(t, c, err))
	x.want(0x9000, apdu.AppendSelect(nil, []byte("1PAY.SYS.DDF01"), false))
	if b := x.want(0x9000, apdu.AppendReadRecord(nil, 1, 1)); !bytes.Equal(b, []byte{0x70, 0x00}) {
		t.Errorf("% X", b)
	}
	x.open("A0000000041010")
	x.want(0x9000, apdu.AppendReadRecord(nil, 1, 1))
	x.want(0x6A82, apdu.AppendReadRecord(nil, 2, 1))
	x.want(0x9000, apdu.AppendReadRecord(nil, 2, 1))
	if _, _, err := x.card.Transmit(t.Context(), apdu.AppendGenerateAC(nil, 0x80, nil)); !apdu.IsFault(err, apdu.Timeout) {
		t.Error(err)
	}
}

// Every scheme's cryptograms, ARPC and scripts pass between a card and the issuer.
//
// EMV 4.4 B2 8, 9
func TestSchemes(t *testing.T) {
	for _, scheme := range []string{
		"visa10", "visa18", "visa22", "mastercard16", "mastercard17", "mastercard20", "mastercard21", "ccd5", "ccd6",
	} {
		c, err := changed(t, "plaintext-pin", `"scheme": "ccd5"`, `"scheme": "`+scheme+`"`)
		x := newTerminal(t, must(t, c, err))
		x.start("A0000000041010")
		if sw := x.script(issuer.Honest, issuer.PINChange("90210"), issuer.PINUnblock()); len(sw) != 2 || sw[0] != 0x9000 || sw[1] != 0x9000 {
			t.Errorf("%s: %v", scheme, sw)
		}
		tc := x.generateAC(0x40, 0x8D)
		if tc[0x9F27][0] != 0x40 {
			t.Errorf("%s: CID %X", scheme, tc[0x9F27])
		}
		if reason := issuer.Test().Check(x.de55(tc), ""); reason != "" {
			t.Errorf("%s: %s", scheme, reason)
		}
		x.card.Reset()
		x.start("A0000000041010")
		x.want(0x9000, apdu.AppendVerify(nil, 0x80, unhex(t, "2590210FFFFFFFFF")))
	}
}

// PUT DATA changes what GET DATA gives, and only what the profile holds.
func TestPutData(t *testing.T) {
	c, err := changed(t, "full", `"getData": `, `"data": { "9F4D": "0B0A" }, "getData": `)
	x := newTerminal(t, must(t, c, err))
	x.start("A0000000041010")
	if v := x.find(x.want(0x9000, apdu.AppendGetData(nil, 0x9F4D)), 0x9F4D); !bytes.Equal(v, []byte{0x0B, 0x0A}) {
		t.Errorf("% X", v)
	}
	if sw := x.script(issuer.Honest, issuer.PutData(0x9F4D, []byte{0x0C, 0x05}), issuer.PutData(0x9F50, []byte{1})); sw[0] != 0x9000 || sw[1] != 0x6A88 {
		t.Error(sw)
	}
	x.card.Reset()
	x.open("A0000000041010")
	if v := x.find(x.want(0x9000, apdu.AppendGetData(nil, 0x9F4D)), 0x9F4D); !bytes.Equal(v, []byte{0x0C, 0x05}) {
		t.Errorf("% X", v)
	}
}

// UPDATE RECORD changes a record that is there.
func TestUpdateRecord(t *testing.T) {
	x := newTerminal(t, named(t, "full"))
	x.start("A0000000041010")
	record := unhex(t, "70059F0502ABCD")
	if sw := x.script(issuer.Honest, issuer.UpdateRecord(3, 2, record), issuer.UpdateRecord(3, 9, record)); sw[0] != 0x9000 || sw[1] != 0x6A83 {
		t.Error(sw)
	}
	x.card.Reset()
	x.open("A0000000041010")
	if b := x.want(0x9000, apdu.AppendReadRecord(nil, 3, 2)); !bytes.Equal(b, record) {
		t.Errorf("% X", b)
	}
	x.card.Renew()
	x.open("A0000000041010")
	if b := x.want(0x9000, apdu.AppendReadRecord(nil, 3, 2)); bytes.Equal(b, record) {
		t.Error("a renewed card has the changed record")
	}
}

// Of a signed record above SFI 10 the whole record is covered, template 70 and length too.
//
// EMV 4.4 B3 10.3
func TestSignedAboveSFI10(t *testing.T) {
	for _, record := range []string{`"data": { "9F05": "0001" }`, `"raw": "70059F05020001"`} {
		c, err := changed(t, "full", `{ "sfi": 3, "record": 2, "signed": true, "data": { "9F05": "0001" } }`, `{ "sfi": 11, "record": 2, "signed": true, `+record+` }`)
		x := newTerminal(t, must(t, c, err))
		x.start("A0000000041010")
		if !bytes.Contains(x.sign, unhex(t, "70059F05020001")) {
			t.Errorf("static data % X", x.sign)
		}
		x.chain(authority(ridMastercard, 0xC1))
	}
}

// A profile loads or has faults, each with its place; a card that loads answers the selection of each of its applications
// that has no faults planted, with template 6F under 9000 or with a status word alone, and after a renewal just so again.
func FuzzProfile(f *testing.F) {
	for _, name := range []string{"full", "noauth", "two", "visa-offline", "visa-storage", "unionpay-log", "ppse-poi", "discover-features"} {
		data, err := card.Source(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := card.Load(data)
		if err != nil {
			var faults jsonfile.Faults
			if !errors.As(err, &faults) || len(faults) == 0 || c != nil {
				t.Fatalf("error %T, %d faults, card %v", err, len(faults), c != nil)
			}
			for _, line := range strings.Split(err.Error(), "\n") {
				if !strings.HasPrefix(line, "line ") {
					t.Fatalf("a fault without its place: %q", line)
				}
			}
			return
		}
		if len(c.Profile().Applications()) == 0 {
			t.Fatal("a card without applications")
		}
		if bytes.Contains(data, []byte("faults")) {
			return
		}
		first := selectAll(t, c)
		c.Renew()
		if again := selectAll(t, c); !bytes.Equal(first, again) {
			t.Fatalf("% X, then % X", first, again)
		}
	})
}

// selectAll selects every application and gives the answers.
func selectAll(t *testing.T, c *card.Card) (all []byte) {
	t.Helper()
	for _, a := range c.Profile().Applications() {
		r, _, err := c.Transmit(t.Context(), apdu.AppendSelect(nil, a.AID, false))
		if err != nil || len(r) < 2 {
			t.Fatalf("SELECT %X: % X, %v", a.AID, r, err)
		}
		response := apdu.Response(r)
		if o, ok := tlv.Find(response.Data(), tlv.TagFCI); ok != (response.SW() == 0x9000) || len(response.Data()) != len(o.Raw) {
			t.Fatalf("SELECT %X: % X", a.AID, r)
		}
		all = append(all, r...)
	}
	return all
}

// Applications under one RID are found one after the other.
//
// EMV 4.4 B1 12.3.3
func TestNextOccurrence(t *testing.T) {
	c, err := changed(t, "two", `"aid": "A0000000031010"`, `"aid": "A0000000043060"`)
	x := newTerminal(t, must(t, c, err))
	rid := unhex(t, "A000000004")
	for i, want := range []string{"A0000000041010", "A0000000043060"} {
		if got := x.find(x.want(0x9000, apdu.AppendSelect(nil, rid, i > 0)), 0x6F, 0x84); !bytes.Equal(got, unhex(t, want)) {
			t.Errorf("occurrence %d is % X", i+1, got)
		}
	}
	x.want(0x6A82, apdu.AppendSelect(nil, rid, true))
}

// What risk can be told besides limits.
func TestRisk(t *testing.T) {
	for _, c := range []struct {
		risk  string
		asked byte
		cid   byte
	}{
		{`"first": "asked", `, 0x40, 0x40},
		{`"first": "asked", `, 0x80, 0x80},
		{`"first": "online", `, 0x40, 0x80},
		{`"first": "online", `, 0x00, 0x00},
		{`"first": "decline", `, 0x40, 0x00},
		{`"first": "decline", `, 0x80, 0x00},
	} {
		k, err := changed(t, "full", `"offlineLimit": 5000, "offlineCount": 5`, c.risk+`"offlineLimit": 0`)
		x := newTerminal(t, must(t, k, err))
		x.start("A0000000041010")
		if got := x.generateAC(c.asked, 0x8C)[0x9F27][0]; got != c.cid {
			t.Errorf("%s asked %02X: CID %02X, want %02X", c.risk, c.asked, got, c.cid)
		}
	}
	k, err := changed(t, "full", `"offlineLimit": 5000`, `"offlineLimit": 5000, "unableToGoOnline": "decline"`)
	x := newTerminal(t, must(t, k, err))
	x.start("A0000000041010")
	x.generateAC(0x80, 0x8C)
	x.data[0x8A] = []byte("Y3")
	if got := x.generateAC(0x40, 0x8D)[0x9F27][0]; got != 0 {
		t.Errorf("unable to go online: CID %02X", got)
	}
}

// A record that the profile gives raw, an AFL of its own, and format 1 throughout.
//
// EMV 4.4 B3 6.5.8.4, 6.5.9.4
func TestRawAndFormats(t *testing.T) {
	c, err := changed(t, "dda",
		`{ "sfi": 3, "record": 2, "signed": true, "data": { "9F05": "0001" } }`, `{ "sfi": 3, "record": 2, "signed": true, "raw": "70059F05020001" }`,
		`"getData": `, `"format1": ["GET PROCESSING OPTIONS", "INTERNAL AUTHENTICATE", "GENERATE AC"], "getData": `)
	x := newTerminal(t, must(t, c, err))
	x.start("A0000000031010")
	x.chain(authority(ridVisa, 0xC2))
	if !bytes.Equal(x.read[0x9F05], []byte{0, 1}) {
		t.Errorf("9F05 is % X", x.read[0x9F05])
	}
	sdad := x.want(0x9000, apdu.AppendInternalAuthenticate(nil, x.dol(x.read[0x9F49])))
	if o, ok := tlv.Find(sdad, 0x80); !ok || len(o.Value) != 144 {
		t.Errorf("% X", sdad)
	}
	k, err := changed(t, "full", `"aip": "3D00"`, `"afl": "08010100", "aip": "3D00"`)
	y := newTerminal(t, must(t, k, err))
	y.start("A0000000041010")
	if len(y.read[0x94]) != 4 || y.read[0x5A] != nil {
		t.Errorf("AFL %X", y.read[0x94])
	}
}
