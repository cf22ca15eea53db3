package step_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// Nothing at all is not a data object, nor are two.
// B3 7.5
func TestOne(t *testing.T) {
	for _, c := range []struct {
		b  string
		ok bool
	}{{"", false}, {"00", false}, {"9C0100", true}, {"00009C0100", true}, {"9C0100 9C0100", false}, {"9C0100 9C", false}} {
		if o, ok := step.One(unhex(t, c.b)); ok != c.ok || ok != (o.Tag == 0x9C) {
			t.Errorf("%s: %v, %v", c.b, o.Tag, ok)
		}
	}
}

// B3 6.5.8.4
func TestParseProcessingOptions(t *testing.T) {
	for _, c := range []struct {
		name, b string
		ok      bool
	}{
		{"format 1", "8006 3C00 08010100", true},
		{"two AFLs", "7710 82023C00 940408010100 940410010100", false},
		{"format 2", "770A 82023C00 940408010100", true},
		{"nothing", "", false},
		{"another template", "700A 82023C00 940408010100", false},
		{"something behind it", "8006 3C00 08010100 9C0100", false},
		{"no AFL", "8002 3C00", false},
		{"63 entries", "8081FE 3C00" + strings.Repeat("08010100", 63), true},
		{"64 entries", "80820102 3C00" + strings.Repeat("08010100", 64), false},
		{"no AIP", "7706 940408010100", false},
		{"two AIPs", "770E 82023C00 82023C00 940408010100", false},
		{"an AIP of three bytes beside one of two", "770F 82023C00 82033C0000 940408010100", false},
		{"an object that nobody knows", "770D 82023C00 9C0100 940408010100", true},
	} {
		if _, ok := step.ParseProcessingOptions(unhex(t, c.b)); ok != c.ok {
			t.Errorf("%s: %v", c.name, ok)
		}
	}
}

// B3 6.5.9.4
func TestParseInternalAuthenticate(t *testing.T) {
	for _, c := range []struct{ name, b, want string }{
		// B3 6.5.9.4 format 1
		{"format 1", "8003 A1A2A3", "A1A2A3"},
		// B3 6.5.9.4 format 2
		{"format 2", "7706 9F4B03A1A2A3", "A1A2A3"},
		{"format 2, with other objects", "770E 9F360200019F4B03A1A2A3DF0100", "A1A2A3"},
		// B3 6.5.9.4 missing
		{"format 1, empty", "8000", ""},
		{"nothing", "", ""},
		{"another template", "7006 9F4B03A1A2A3", ""},
		{"two signatures", "770C 9F4B03A1A2A39F4B03A1A2A3", ""},
		{"an empty one", "7703 9F4B00", ""},
		{"none", "7705 9F36020001", ""},
	} {
		if got, ok := step.ParseInternalAuthenticate(unhex(t, c.b)); ok != (c.want != "") || string(got) != string(unhex(t, c.want)) && ok {
			t.Errorf("%s: %X, %v", c.name, got, ok)
		}
	}
}

// Only 7F60 is a biometric information template, whatever another one holds.
// B3 C7
func TestParseBIT(t *testing.T) {
	const header = "17 A115 80020101 900153 810108 820100 87020101 88020004"
	for tag, want := range map[string]bool{"7F60": true, "7F61": false, "77": false} {
		o, ok := step.One(unhex(t, tag+header))
		if !ok {
			t.Fatal(tag)
		}
		if _, ok := step.ParseBIT(o); ok != want {
			t.Errorf("%s: %v", tag, ok)
		}
	}
	if _, ok := step.ParseBIT(tlv.Object{Tag: 0x7F60}); ok {
		t.Error("a template without a header")
	}
	parse := func(fields string) (step.BIT, bool) {
		header := tlv.Append(nil, 0xA1, unhex(t, fields))
		o, _ := step.One(tlv.Append(nil, 0x7F60, header))
		return step.ParseBIT(o)
	}
	fits := func(b step.BIT, terminal ...step.BIT) bool {
		solution, format := b.Fits(terminal)
		return solution && format
	}
	const all = "900153 810108 820129 87020101 88020004 "
	own, _ := parse(all)
	elsewhere, _ := parse("900154 810108 820129 87020909 88020004")
	for fields, want := range map[string]bool{
		all:                               true,
		"810108 820129 87020101 88020004": false, // no solution
		"900153 820129 87020101 88020004": false, // no type
		"900153 810400000008 820129 87020101 88020004":       false,
		"900153 810108 87020101 88020004":                    false, // no subtype
		"900153 810108 830129 87020101 88020004":             false,
		"900153 810108 82022929 87020101 88020004":           false,
		"900153 810108 820129 88020004":                      false, // no format owner
		"900153 810108 820129 87020101":                      false, // no format type
		all + "A108 87020101 88020004 A200":                  true,
		all + "A108 87020101 88020004 A204 87020909":         true,
		all + "A109 8703010101 88020004 A204 87020909":       false,
		all + "A109 87020101 8803000404 A204 87020909":       false,
		all + "830105 8703010101 8803000404 89020505 A30107": true, // what is not looked at
		all + "90": false,
		"900153 810108 820129 87020101 88020004 A104 87020909 A2048702FFFF": false,
	} {
		b, ok := parse(fields)
		if ok != want || ok && (b.Subtype != 0x29 || !fits(b, own, elsewhere)) {
			t.Errorf("%s: %+v, %v", fields, b, ok)
		}
	}
	if solution, format := own.Fits([]step.BIT{elsewhere}); solution || format {
		t.Errorf("another solution, and another owner of the format: %v, %v", solution, format)
	}
	if _, present := step.BITs(unhex(t, "BF4A1B 7F60"+header+"7F"), false); present {
		t.Error("a group that does not parse")
	}
}

// Objects beside 9F0A are not taken for it, even if they look like one entry of it.
// B1 12.5
func TestRegisteredOnly(t *testing.T) {
	const name = "8407A0000000041010"
	f, ok := step.ParseFCI(unhex(t, "6F1D"+name+"A512 BF0C0F 9F4D03000200 9F0A03000100 DF0100"))
	if !ok || string(f.Registered) != string(unhex(t, "000100")) {
		t.Errorf("%X, %v", f.Registered, ok)
	}
}

// A random number below the target percentage selects, however much of the way to the floor limit the amount has gone; one above
// it never does, if the maximum is below the target.
// B3 10.6.2
func TestBiasedSelectionEnds(t *testing.T) {
	r := step.RandomSelection{FloorLimit: 10000, Threshold: 5000, Target: 20, MaxTarget: 80}
	for _, amount := range []uint64{5000, 7500, 9999} {
		if !r.Selected(amount, 1) || !r.Selected(amount, 19) {
			t.Errorf("amount %d: not selected below the target", amount)
		}
	}
	r.MaxTarget = 10
	if r.Selected(9999, 21) || !r.Selected(9999, 20) {
		t.Error("a maximum below the target")
	}
	// Half of the way to the limit with products beyond 64 bits: 99 / 2.
	r = step.RandomSelection{FloorLimit: 1 << 63, MaxTarget: 99}
	if !r.Selected(1<<62, 40) || !r.Selected(1<<62, 49) || r.Selected(1<<62, 50) || r.Selected(1<<62, 99) {
		t.Error("amounts of 63 bits")
	}
}

// Whoever looks at the first script only gets no more.
// B3 10.10
func TestScriptsStop(t *testing.T) {
	n := 0
	for range step.Scripts(unhex(t, "720100 720100 720100"), tlv.TagScript2) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d scripts", n)
	}
}

// A cryptogram or a signature without a value is not there: each serves without the other, and one of them has to be there.
// B3 5.2, 6.5.5.4
func TestEmptyInGenerateAC(t *testing.T) {
	const ac, sdad = "9F26080102030405060708", "9F4B03A1A2A3"
	for _, c := range []struct {
		body       string
		ok         bool
		nAC, nSDAD int // -1: not there
	}{
		{ac + sdad, true, 8, 3},
		{ac + "9F4B00", true, 8, -1},
		{"9F2600" + sdad, true, -1, 3},
		{"9F2600" + "9F4B00", false, -1, -1},
		{ac, true, 8, -1},
	} {
		b := unhex(t, "9F270180 9F36020001"+c.body)
		r, ok := step.ParseAC(tlv.Append(nil, 0x77, b))
		size := func(v []byte) int {
			if v == nil {
				return -1
			}
			return len(v)
		}
		if ok != c.ok || size(r.AC) != c.nAC || size(r.SDAD) != c.nSDAD {
			t.Errorf("%s: %v, %X, %X", c.body, ok, r.AC, r.SDAD)
		}
	}
}

// What is wrong with a chain is said in the order in which it is looked at: a signature that is not there, and a tag list that asks for more than the AIP, before any key.
// B2 6.4, 6.6.2, B3 6.5.5.4 signature, 10.3
func TestChainReasons(t *testing.T) {
	chain := step.Chain{Card: func(tag tlv.Tag) []byte {
		if tag == 0x9F4A {
			return []byte{0x83}
		}
		return nil
	}}
	unsigned, ok := step.ParseAC(unhex(t, "800B 80 0001 0102030405060708"))
	if !ok {
		t.Fatal("GENERATE AC")
	}
	signed, ok := step.ParseAC(unhex(t, "770F 9F270180 9F36020001 9F4B03A1A2A3"))
	if !ok {
		t.Fatal("GENERATE AC")
	}
	combined := step.Combined{Chain: chain}
	if _, r := combined.Verify(&unsigned); r != oda.ResponseData {
		t.Errorf("no signature: %v", r)
	}
	if _, r := combined.Verify(&signed); r != oda.StaticTagList {
		t.Errorf("tag list: %v", r)
	}
	var static step.StaticData
	if _, r := static.ICCKey(chain); r != oda.StaticTagList {
		t.Errorf("tag list: %v", r)
	}
	static.Add(1, unhex(t, "7100"))
	if _, r := static.ICCKey(chain); r != oda.StaticRecord {
		t.Errorf("record: %v", r)
	}
}
