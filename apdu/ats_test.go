package apdu_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
)

// ISO/IEC 14443-4 5.2, split by hand.
func TestParseATS(t *testing.T) {
	for _, c := range []struct {
		in   string
		want apdu.ATS
	}{
		{"01", apdu.ATS{FSC: 32, FWI: 4, CID: true}},
		{"0200", apdu.ATS{FSC: 16, FWI: 4, CID: true}},
		{"0208", apdu.ATS{FSC: 256, FWI: 4, CID: true}},
		{"020F", apdu.ATS{FSC: 256, FWI: 4, CID: true}},
		{"0310F7", apdu.ATS{FSC: 16, SameRate: true, FromCard: 7, ToCard: 7, FWI: 4, CID: true}},
		{"032081", apdu.ATS{FSC: 16, FWI: 8, SFGI: 1, CID: true}},
		{"0320FF", apdu.ATS{FSC: 16, FWI: 4, SFGI: 0, CID: true}},
		{"034001", apdu.ATS{FSC: 16, FWI: 4, NAD: true}},
		{"0A78807002804F0C0102", apdu.ATS{FSC: 256, SameRate: true, FWI: 7, CID: true, Historical: []byte{0x80, 0x4F, 0x0C, 1, 2}}},
	} {
		got, err := apdu.ParseATS(unhex(t, c.in))
		if err != nil {
			t.Errorf("%s: %v", c.in, err)
		}
		if c.want.Historical == nil {
			c.want.Historical = got.Historical[:0]
		}
		if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", c.want) {
			t.Errorf("%s: got %+v, want %+v", c.in, got, c.want)
		}
		if len(got.Explain()) < 5 {
			t.Errorf("%s: %q", c.in, got.Explain())
		}
	}
	for in, want := range map[string]error{
		"": apdu.ErrATSLength, "00": apdu.ErrATSLength, "02": apdu.ErrATSLength, "0100": apdu.ErrATSLength,
		"0210": apdu.ErrATSMissing, "0220": apdu.ErrATSMissing, "0240": apdu.ErrATSMissing, "033000": apdu.ErrATSMissing,
	} {
		if a, err := apdu.ParseATS(unhex(t, in)); !errors.Is(err, want) {
			t.Errorf("%s: %+v, %v", in, a, err)
		}
	}
}

// FWT = 256 x 16 / fc x 2^FWI: 302.1 us to 4.949 s.
func TestATSTimes(t *testing.T) {
	for _, c := range []struct {
		in        string
		fwt, sfgt time.Duration
	}{
		{"032000", 302 * time.Microsecond, 0},
		{"032041", 4833 * time.Microsecond, 604 * time.Microsecond},
		{"0320EE", 4949031 * time.Microsecond, 4949031 * time.Microsecond},
	} {
		a, err := apdu.ParseATS(unhex(t, c.in))
		if err != nil || a.FWT().Truncate(time.Microsecond) != c.fwt || a.SFGT().Truncate(time.Microsecond) != c.sfgt {
			t.Errorf("%s: %v, %v, %v", c.in, a.FWT(), a.SFGT(), err)
		}
	}
}

func TestExplainATR(t *testing.T) {
	a, err := apdu.ParseATR(unhex(t, "3BF41300FFD0000A3F0300DEADBEEFDC"))
	if err != nil {
		t.Fatal(err)
	}
	// EMV 4.3 B1 8.3
	want := `TS = 3B: direct convention
T0 = F4: 4 historical bytes
TA1 = 13: F = 372, D = 4: 93 clock cycles a bit
TB1 = 00: programming voltage not connected
TC1 = FF: least guard time
TD1 = D0: T=0
TA2 = 00: specific mode, T=0
TC2 = 0A: work waiting time integer 10
TD2 = 3F: global interface characters follow
TA3 = 03: clock stop 0, voltage classes A (5 V), B (3 V)
TB3 = 00: use of the contact SPU
historical bytes = DEADBEEF "...."
TCK = DC: check character`
	if got := strings.Join(a.Explain(), "\n"); got != want {
		t.Errorf("got\n%s", got)
	}
}
