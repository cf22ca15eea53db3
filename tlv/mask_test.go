package tlv_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

func TestMask(t *testing.T) {
	for _, test := range []struct {
		row         tlv.Row
		value, want string
	}{
		{tlv.PAN, "5413330089600044", "541333******0044"},
		{tlv.PAN, "541333008960004FFFFF", "541333*****0004"},
		{tlv.PAN, "5413330089600FFF", "541333***9600"},
		{tlv.PAN, "541333008960", "********8960"},
		{tlv.PAN, "12345678", "********"},
		{tlv.PAN, "541333A089600044", "[8 bytes]"},
		{tlv.PAN, "", "[0 bytes]"},
		{tlv.Track2EquivalentData, "5413330089600044D27122010000", "541333******0044D*"},
		{tlv.Track2EquivalentData, "5413330089600044271220100000", "[14 bytes]"},
		{tlv.Track2EquivalentData, "54133300896000445413330089600044D2", "[17 bytes]"},
		{tlv.Track2EquivalentData, "5413A30089600044D27122010000", "[14 bytes]"},
		{tlv.Track2Data, "5413330089600044D27122010000", "541333******0044D*"},
		{tlv.Track1Data, "42353431", "[4 bytes]"},
		{tlv.CardholderName, "41", "[1 byte]"},
		{tlv.TransactionPINData, "2412349FFFFFFFFF", "[8 bytes]"},
		{tlv.TVR, "8000008000", "8000008000"},
	} {
		value := unhex(t, test.value)
		if got := tlv.Mask(test.row, value); got != test.want {
			t.Errorf("%v %s: have %s, want %s", test.row, test.value, got, test.want)
		}
		if test.row.Element().Sensitive != test.row.Tag().Sensitive() {
			t.Errorf("%v", test.row)
		}
		if got := tlv.MaskTag(test.row.Tag(), value); got != test.want {
			t.Errorf("%v %s: have %s, want %s", test.row.Tag(), test.value, got, test.want)
		}
	}
	// a tag that is sensitive in one template is masked where the template is not known
	if got := tlv.MaskTag(0xDF51, []byte{1, 2, 3}); got != "[3 bytes]" {
		t.Errorf("have %s", got)
	}
	if got := tlv.MaskTag(0x9F7F, []byte{1, 2, 3}); got != "010203" {
		t.Errorf("have %s", got)
	}
}

func TestMaskedNeverShows(t *testing.T) {
	const digits = "5413330089600044"
	raw := unhex(t, digits)
	m := tlv.NewMasked(tlv.PAN, raw)
	clear(raw)
	type record struct {
		Name   string
		PAN    tlv.Masked
		hidden tlv.Masked
		list   []tlv.Masked
	}
	r := record{"x", m, m, []tlv.Masked{m}}
	var logged bytes.Buffer
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("a", "pan", m, "record", r)
	slog.New(slog.NewTextHandler(&logged, nil)).Info("a", "pan", m, "record", r)
	js, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	shown := logged.String() + string(js)
	for _, verb := range strings.Fields("%v %+v %#v %s %q %x %X %d %b %o %c %U %e %t %T %p %20s %-5v") {
		shown += fmt.Sprintf(" "+verb, m) + fmt.Sprintf(" "+verb, r) + fmt.Sprintf(" "+verb, &r) + fmt.Sprintf(" "+verb, []tlv.Masked{m})
	}
	for _, secret := range []string{digits, "333008960", strings.ToLower(fmt.Sprintf("%x", digits)), "84 19 51 0 137", "VBMzAIlg"} {
		if strings.Contains(shown, secret) {
			t.Errorf("%q shows in\n%s", secret, shown)
		}
	}
	if m.String() != "541333******0044" || fmt.Sprintf("%#v", m) != `"541333******0044"` || !strings.Contains(string(js), `"PAN":"541333******0044"`) {
		t.Errorf("%s %#v %s", m, m, js)
	}
	if fmt.Sprintf("%X", m.Reveal()) != digits {
		t.Error("Reveal")
	}
	kept := m.Reveal()
	m.Wipe()
	if r.PAN.Reveal() != nil || !bytes.Equal(kept, make([]byte, 8)) {
		t.Error("Wipe left something")
	}
	var zero tlv.Masked
	zero.Wipe()
	if zero.String() != "" || zero.Reveal() != nil || len(r.list) != 1 || r.hidden.Reveal() != nil {
		t.Error("the zero Masked")
	}
}

// 49927398716 is the worked example that descriptions of the formula have.
//
// ISO/IEC 7812-1 annex B
func TestLuhn(t *testing.T) {
	for digits, want := range map[string]bool{
		"49927398716": true, "0": true, "00": true, "18": true, "4761739001010119": true, "374245455400126": true,
		"49927398717": false, "94927398716": false, "4761739001010110": false, "1": false, "": false, "4992739871A": false, "4992739871 6": false, "/8": false, "１８": false,
	} {
		if got := tlv.Luhn(digits); got != want {
			t.Errorf("%q: %v", digits, got)
		}
	}
}
