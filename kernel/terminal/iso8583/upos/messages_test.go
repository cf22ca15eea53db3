package upos_test

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/testvectors"
)

func unhex(tb testing.TB, s string) []byte {
	tb.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// published is one message of the file.
type published struct {
	Name, Hex, MTI, TPDU, Header string
	Length                       bool `json:"has_length_prefix"`
	Envelope                     bool `json:"has_tpdu_and_header"`
	Consistent                   bool
	Fields                       map[string]string
}

func messages(tb testing.TB) []published {
	tb.Helper()
	var file struct{ Messages []published }
	if err := json.Unmarshal(testvectors.UnionPay("messages"), &file); err != nil || len(file.Messages) != 18 {
		tb.Fatal(err, len(file.Messages))
	}
	return file.Messages
}

// asHex are the fields that the file has in hexadecimal digits.
var asHex = map[int]bool{46: true, 52: true, 55: true, 56: true, 62: true, 63: true, 64: true}

// body is the message of a published one, without length and envelope.
func (p *published) body(tb testing.TB) (b []byte) {
	b = unhex(tb, p.Hex)
	if p.Length {
		b = b[2:]
	}
	if p.Envelope {
		_, m, err := upos.Split(b)
		if err != nil {
			tb.Fatal(err)
		}
		return m
	}
	return b
}

// Every published message is taken apart to its last field, and put together again to the byte. The one whose length is wrong is so by its length alone; the one
// whose track is filled with F is the other form's, and differs in ours by that digit.
func TestMessages(t *testing.T) {
	wrong, filled := 0, 0
	for _, p := range messages(t) {
		body := p.body(t)
		m, err := upos.Form{}.Dialect().Parse(body)
		if err != nil {
			t.Errorf("%s: %v", p.Name, err)
			continue
		}
		if m.Type != p.MTI || len(m.Numbers()) != len(p.Fields) {
			t.Errorf("%s: %s, fields %v", p.Name, m.Type, m.Numbers())
		}
		for number, want := range p.Fields {
			n, _ := strconv.Atoi(number)
			got := m.Get(n)
			if rest, ok := strings.CutPrefix(want, "hex:"); ok || asHex[n] {
				got, want = fmt.Sprintf("%X", got), strings.TrimPrefix(rest, "hex:")
			}
			if got != want {
				t.Errorf("%s: field %d is %s, want %s", p.Name, n, got, want)
			}
		}
		again, err := upos.Form{}.Dialect().Pack(m)
		if err != nil {
			t.Fatalf("%s: %v", p.Name, err)
		}
		if string(again) != string(body) {
			at := strings.Index(fmt.Sprintf("%X", body), "D27062207001000100F")
			if filled++; at < 0 || fmt.Sprintf("%X", again) != strings.Replace(fmt.Sprintf("%X", body), "D27062207001000100F", "D270622070010001000", 1) {
				t.Errorf("%s: packed as %X", p.Name, again)
			}
			again, err = upos.Form{PadF: true}.Dialect().Pack(m)
		}
		if p.Envelope {
			e, _, splits := upos.Split(append(unhex(t, p.TPDU+p.Header), 0))
			if splits != nil || e.String() != p.TPDU+" "+p.Header {
				t.Errorf("%s: %v, %v", p.Name, e, splits)
			}
			again = e.Append(nil, again)
		}
		if p.Length {
			if int(binary.BigEndian.Uint16(unhex(t, p.Hex))) != len(again) {
				wrong++
				again = append(unhex(t, p.Hex[:4]), again...)
			} else {
				again = iso8583.AppendFrame(nil, again)
			}
		}
		if err != nil || fmt.Sprintf("%X", again) != p.Hex {
			t.Errorf("%s: %v, put together as %X", p.Name, err, again)
		}
	}
	if wrong != 1 || filled != 1 {
		t.Errorf("%d with a wrong length, %d filled with F", wrong, filled)
	}
}

// The parts of fields 22, 53, 60, 61, 62 and 63 of the published messages.
func TestPublishedParts(t *testing.T) {
	for _, p := range messages(t) {
		f := p.Fields
		class, err := upos.ParseClass(f["60"])
		if err != nil || class.String() != f["60"] || len(class.Batch) != 6 || len(class.Network) != 3 {
			t.Errorf("%s: %+v, %v", p.Name, class, err)
		}
		if f["22"] != "" {
			if e, err := upos.ParseEntry(f["22"]); err != nil || e.String() != f["22"] {
				t.Errorf("%s: %+v, %v", p.Name, e, err)
			}
		}
		if f["53"] != "" && f["53"][0] == '2' {
			if s, err := upos.ParseSecurity(f["53"]); err != nil || s.String() != f["53"] || s.PIN != 2 {
				t.Errorf("%s: %+v, %v", p.Name, s, err)
			}
		}
		if p.Name == "fw_0800_signon" {
			serial, err := upos.ParseSerial(string(unhex(t, f["62"])))
			if err != nil || len(serial) != 16 || upos.FormatSerial(serial) != string(unhex(t, f["62"])) {
				t.Errorf("%s: %q, %v", p.Name, serial, err)
			}
		}
	}
	for field, want := range map[string]upos.Class{
		"22000015000501":    {Code: "22", Batch: "000015", Network: "000", Capability: "5", Condition: "0", Partial: "1"},
		"2200075700060":     {Code: "22", Batch: "000757", Network: "000", Capability: "6", Condition: "0"},
		"00000001003":       {Code: "00", Batch: "000001", Network: "003"},
		"22000015000501000": {Code: "22", Batch: "000015", Network: "000", Capability: "5", Condition: "0", Partial: "1", Account: "000"},
	} {
		if c, err := upos.ParseClass(field); err != nil || c != want || want.String() != field {
			t.Errorf("%s: %+v, %v", field, c, err)
		}
	}
}

// Parts that are none.
func TestParts(t *testing.T) {
	refused := func(name, field string, err error) {
		t.Helper()
		if err == nil {
			t.Errorf("%s %q is taken", name, field)
		}
	}
	for _, field := range []string{"", "2", "22000015", "220000150", "2200001500050100", "220000150005010001", "22x00015000"} {
		_, err := upos.ParseClass(field)
		refused("60", field, err)
	}
	for _, field := range []string{"", "000001", "00000100000", "0000010000020", "0000010000020601000000000000x"} {
		_, err := upos.ParseOriginal(field)
		refused("61", field, err)
	}
	for _, field := range []string{"", "02", "0211", "x21"} {
		_, err := upos.ParseEntry(field)
		refused("22", field, err)
	}
	for _, field := range []string{"", "26", "2600000000000001", "x600000000000000", "26000000000000000"} {
		_, err := upos.ParseSecurity(field)
		refused("53", field, err)
	}
	for _, field := range []string{"", strings.Repeat("0", 61), strings.Repeat("0", 61) + "x"} {
		_, err := upos.ParseTotals(field)
		refused("48", field, err)
	}
	for _, field := range []string{"", "0", "01", "09" + strings.Repeat("0", 360), "01" + strings.Repeat("0", 39), "01" + strings.Repeat("0", 39) + "x"} {
		_, err := upos.ParseItems(field)
		refused("48", field, err)
	}
	for _, field := range []string{"", "Sequence No", "Sequence No02A", "Sequence No02ABC", "sequence No01A"} {
		_, err := upos.ParseSerial(field)
		refused("62", field, err)
	}
	original := upos.Original{Batch: "000001", Trace: "000002", Date: "0601", Kind: "00", Organisation: "00000000000"}
	if got, err := upos.ParseOriginal("00000100000206010000000000000"); err != nil || got != original || len(original.String()) != 29 {
		t.Error(got, err)
	}
	items := []upos.Item{{"00", "000007", "6299990000000017", 1234}, {"01", "000008", "6299990000000000012", 1}}
	field := upos.FormatItems(items)
	if field != "02"+"00"+"000007"+"00006299990000000017"+"000000001234"+"01"+"000008"+"06299990000000000012"+"000000000001" {
		t.Error(field)
	}
	if got, err := upos.ParseItems(field); err != nil || len(got) != 2 || got[0] != items[0] || got[1] != items[1] || strings.Contains(fmt.Sprintf("%v %+v %#v", got, got, got), "629999") {
		t.Error(got, err)
	}
	totals := upos.Totals{Domestic: upos.Sums{Debits: iso8583.Sum{Count: 3, Amount: 4567}, Credits: iso8583.Sum{Count: 1, Amount: 89}, Flag: upos.Balanced}}
	field = "000000004567003000000000089001" + "1" + strings.Repeat("0", 31)
	if got, err := upos.ParseTotals(field); err != nil || got != totals || totals.String() != field {
		t.Error(got, err, totals)
	}
}

// Messages that are refused: the field that is said.
func TestRefused(t *testing.T) {
	good := messages(t)[12].body(t) // with odd fields and both kinds of length
	d := upos.Form{}.Dialect()
	if _, err := d.Parse(good); err != nil {
		t.Fatal(err)
	}
	at := func(part string) int { return strings.Index(fmt.Sprintf("%X", good), part) / 2 }
	for _, c := range []struct {
		name  string
		bytes func() []byte
	}{
		{"no bytes", func() []byte { return nil }},
		{"the type alone", func() []byte { return good[:2] }},
		{"half a bitmap", func() []byte { return good[:6] }},
		{"a letter in the type", func() []byte { b := append([]byte{}, good...); b[0] = 0xA2; return b }},
		{"a second bitmap", func() []byte { b := append([]byte{}, good...); b[2] |= 0x80; return b }},
		{"a field that is not in the table", func() []byte { b := append([]byte{}, good...); b[2] |= 0x08; return b }},
		{"a length that is no digits", func() []byte { b := append([]byte{}, good...); b[10] = 0x1A; return b }},
		{"a length above the most", func() []byte { b := append([]byte{}, good...); b[10] = 0x20; return b }},
		{"a letter in a number", func() []byte { b := append([]byte{}, good...); b[11] = 0x6A; return b }},
		{"another fill of field 22", func() []byte { b := append([]byte{}, good...); b[at("29030710")+3] |= 0x01; return b }},
		{"a byte behind", func() []byte { return append(append([]byte{}, good...), 0) }},
		{"a byte less", func() []byte { return good[:len(good)-1] }},
	} {
		if m, err := d.Parse(c.bytes()); err == nil {
			t.Errorf("%s: %v", c.name, m)
		}
	}
	for _, b := range [][]byte{nil, make([]byte, 11), make([]byte, 20), unhex(t, "6000030000603100310100")} {
		if _, _, err := upos.Split(b); err != upos.ErrEnvelope {
			t.Errorf("%X: %v", b, err)
		}
	}
}

// The answer's envelope goes back where the request's came from, and says what the host wants.
func TestEnvelope(t *testing.T) {
	e, _, err := upos.Split(unhex(t, "600501000061310031110802007024"))
	if err != nil {
		t.Fatal(err)
	}
	if got := e.Answer(upos.WantsSignOn).String(); got != "6000000501 613103311108" {
		t.Error(got)
	}
	if got := upos.DefaultEnvelope().String(); got != "6000030000 603100310100" {
		t.Error(got)
	}
}

// Nothing of a card is printed, whatever the form and the verb.
func TestMessagesPrintMasked(t *testing.T) {
	for _, p := range messages(t) {
		m, err := upos.Form{}.Dialect().Parse(p.body(t))
		if err != nil {
			t.Fatal(err)
		}
		m.SetBytes(upos.FieldTotals, []byte(upos.FormatItems([]upos.Item{{"00", "000007", "6299990000000017", 1234}})))
		j, err := json.Marshal(m)
		if text := fmt.Sprintf("%v %+v %#v %s %s", m, m, m, m, j); err != nil || strings.Contains(text, "629999") || strings.Contains(text, "9F26") {
			t.Errorf("%s: %s", p.Name, text)
		}
	}
}

// Hostile bytes come to a message or to an error. What is taken is packed to the same bytes again.
func FuzzParse(f *testing.F) {
	for _, p := range messages(f) {
		f.Add(p.body(f))
	}
	d, o := upos.Form{}.Dialect(), upos.Form{PadF: true}.Dialect()
	f.Fuzz(func(t *testing.T, b []byte) {
		if e, body, err := upos.Split(b); err == nil && string(e.Append(nil, body)) != string(b) {
			t.Errorf("%X: split as %v", b, e)
		}
		m, err := d.Parse(b)
		if err != nil {
			return
		}
		x, err1 := d.Pack(m)
		y, err2 := o.Pack(m)
		if err1 != nil || err2 != nil || string(x) != string(b) && string(y) != string(b) {
			t.Errorf("%X: packed as %X", b, x)
		}
		for _, n := range m.Numbers() {
			v := m.Get(n)
			_, _ = upos.ParseClass(v)
			_, _ = upos.ParseOriginal(v)
			_, _ = upos.ParseEntry(v)
			_, _ = upos.ParseSecurity(v)
			_, _ = upos.ParseTotals(v)
			_, _ = upos.ParseItems(v)
			_, _ = upos.ParseSerial(v)
		}
	})
}
