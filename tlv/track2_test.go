package tlv_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

// EMV 4.4 B3 annex A2; the tracks are made up.
func TestTrack2(t *testing.T) {
	for _, test := range []struct {
		track, pan, expiry, service, discretionary string
		valid                                      bool
	}{
		{"5413330089600044D25122011234567890", "5413330089600044", "2512", "0201", "1234567890", true},
		{"541333008960004D2512201123456789", "541333008960004", "2512", "0201", "123456789", true},
		{"5413330089600044002D25122010123F", "5413330089600044002", "2512", "0201", "0123", true},
		{"5413330089600044D2512201", "5413330089600044", "2512", "0201", "", true}, // no discretionary data
		{"5413330089600044D2512F", "5413330089600044", "2512", "", "", true},       // no service code
		{"5413330089600044DF", "5413330089600044", "", "", "", true},
		{"5413330089600044", "5413330089600044", "", "", "", false},                         // no separator
		{"54133300896000440012D2512201", "54133300896000440012", "2512", "0201", "", false}, // 20 digits
		{"541A330089600044D2512201", "541A330089600044", "2512", "0201", "", false},
		{"54133300896000FFD2512201", "54133300896000FF", "", "", "", false}, // filler before the separator
		{"D25122011234", "", "2512", "0201", "1234", false},
		{"", "", "", "", "", false},
	} {
		track := test.track
		if len(track)%2 == 1 {
			track += "F"
		}
		v := tlv.Track2(unhex(t, track))
		if v.Valid() != test.valid || v.PAN() != test.pan || v.Discretionary() != test.discretionary {
			t.Errorf("%s: %v, %q, %q", track, v.Valid(), v.PAN(), v.Discretionary())
		}
		expiry, ok := v.Expiry()
		if have := fmt.Sprintf("%X", expiry); ok != (test.expiry != "") || ok && have != test.expiry {
			t.Errorf("%s: expiry %s, %v", track, have, ok)
		}
		service, ok := v.ServiceCode()
		if have := fmt.Sprintf("%X", service); ok != (test.service != "") || ok && have != test.service {
			t.Errorf("%s: service code %s, %v", track, have, ok)
		}
	}
}

func TestTrack2PrintsMasked(t *testing.T) {
	v := tlv.Track2(unhex(t, "5413330089600044D25122011234567890"))
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{fmt.Sprintf("%v %x %X %s %q %+v %#v %d", v, v, v, v, v, v, v, v), string(text)} {
		if !strings.Contains(s, "541333******0044D*") || strings.Contains(s, "00896") || strings.Contains(s, "2512") {
			t.Error(s)
		}
	}
}

// EMV 4.4 B4 6.7.3
func TestCentury(t *testing.T) {
	for yy, want := range map[byte]byte{0x00: 0x20, 0x49: 0x20, 0x50: 0x19, 0x99: 0x19} {
		if have := tlv.Century(yy); have != want {
			t.Errorf("%02X: %X", yy, have)
		}
	}
}

func TestMaskCN(t *testing.T) {
	for pan, want := range map[string]string{
		"5413330089600044":     "541333******0044",
		"54133300896000440FFF": "541333*******0440",
		"541333008960":         "********8960",
		"12345678":             "********",
		"":                     "",
	} {
		if have := tlv.MaskCN(unhex(t, pan)); have != want {
			t.Errorf("%s: %s", pan, have)
		}
	}
}

func TestTrack2Names(t *testing.T) {
	unhex := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	for _, c := range []struct {
		track, pan string
		same       bool
	}{
		{"5413330089020011D4912201", "5413330089020011", true},
		{"541333008902001D4912201F", "541333008902001F", true},
		{"541333008902001D4912201F", "541333008902001FFFFF", true},
		{"5413330089020011D4912201", "5413330089020012", false},
		{"5413330089020011D4912201", "54133300890200", false},
		{"54133300890200D491220100", "5413330089020011", false},
		{"", "", true},
		{"D4", "", true},
		{"", "54", false},
	} {
		if got := tlv.Track2(unhex(c.track)).Names(unhex(c.pan)); got != c.same {
			t.Errorf("%s, %s: %v", c.track, c.pan, got)
		}
	}
}
