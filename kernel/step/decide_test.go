package step_test

import (
	"testing"

	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

func TestRestrictions(t *testing.T) {
	good := step.Restrictions{
		CardVersion: []byte{0, 2}, TerminalVersion: [2]byte{0, 2}, UsageControl: []byte{0xFF, 0xC0},
		IssuerCountry: []byte{0x02, 0x80}, TerminalCountry: [2]byte{0x02, 0x80}, Terminal: 0x22,
		Additional:    tlv.AdditionalTerminalCapabilitiesValue{0xF0, 0, 0, 0, 0},
		EffectiveDate: []byte{0x20, 0x01, 0x01}, ExpirationDate: []byte{0x30, 0x12, 0x31}, Today: [3]byte{0x26, 0x07, 0x01},
	}
	auc := func(a, b byte) func(*step.Restrictions) {
		return func(r *step.Restrictions) { r.UsageControl = []byte{a, b} }
	}
	abroad := func(r *step.Restrictions) { r.IssuerCountry = []byte{0x08, 0x40} }
	cash := func(r *step.Restrictions) { r.Purpose.Type = 0x01 }
	cashback := func(r *step.Restrictions) { r.Purpose = step.Purpose{Type: 0x09, AmountOther: 500} }
	atm := func(r *step.Restrictions) { r.Terminal = 0x14; r.Purpose.Type = 0x01 }
	const refused = "0010000000"
	for _, c := range []struct {
		name   string
		tvr    string
		change []func(*step.Restrictions)
	}{
		{"good", "0000000000", nil},
		// B3 10.4.1
		// B3 10.4.1 different
		{"version differs", "0080000000", []func(*step.Restrictions){func(r *step.Restrictions) { r.CardVersion = []byte{0, 3} }}},
		// B3 10.4.1 absent
		{"no version in the card", "0000000000", []func(*step.Restrictions){func(r *step.Restrictions) { r.CardVersion = nil }}},
		// B3 10.4.2
		// B3 10.4.2 absent
		{"no usage control", "0000000000", []func(*step.Restrictions){func(r *step.Restrictions) { r.UsageControl = nil }}},
		// B3 10.4.2 not ATM
		{"not valid at terminals other than ATMs", refused, []func(*step.Restrictions){auc(0xFE, 0xC0)}},
		{"not valid at ATMs is nothing to a shop", "0000000000", []func(*step.Restrictions){auc(0xFD, 0xC0)}},
		// B3 10.4.2 ATM
		{"not valid at ATMs, at one", refused, []func(*step.Restrictions){auc(0xFD, 0xC0), atm}},
		{"valid at ATMs only, at one", "0000000000", []func(*step.Restrictions){auc(0xFE, 0xC0), atm}},
		// B4 A1: type 14 without cash is no ATM
		// B4 A1 ATM
		{"type 14 without cash", refused, []func(*step.Restrictions){auc(0xFE, 0xC0), atm, func(r *step.Restrictions) { r.Additional[0] = 0x70 }}},
		// B3 10.4.2 domestic cash
		{"no domestic cash", refused, []func(*step.Restrictions){auc(0x7F, 0xC0), cash}},
		{"domestic cash alone", "0000000000", []func(*step.Restrictions){auc(0x81, 0), cash}},
		// B3 10.4.2 international cash
		{"no international cash", refused, []func(*step.Restrictions){auc(0xBF, 0xC0), cash, abroad}},
		{"international cash alone", "0000000000", []func(*step.Restrictions){auc(0x41, 0), cash, abroad}},
		{"domestic goods alone", "0000000000", []func(*step.Restrictions){auc(0x21, 0)}},
		{"domestic services alone", "0000000000", []func(*step.Restrictions){auc(0x09, 0)}},
		// B3 10.4.2 domestic purchase
		{"neither domestic goods nor services", refused, []func(*step.Restrictions){auc(0xD7, 0xC0)}},
		{"international goods alone", "0000000000", []func(*step.Restrictions){auc(0x11, 0), abroad}},
		{"international services alone", "0000000000", []func(*step.Restrictions){auc(0x05, 0), abroad}},
		// B3 10.4.2 international purchase
		{"neither international goods nor services", refused, []func(*step.Restrictions){auc(0xEB, 0xC0), abroad}},
		{"domestic cashback", "0000000000", []func(*step.Restrictions){auc(0x21, 0x80), cashback}},
		// B3 10.4.2 domestic cashback
		{"no domestic cashback", refused, []func(*step.Restrictions){auc(0xFF, 0x40), cashback}},
		{"international cashback", "0000000000", []func(*step.Restrictions){auc(0x11, 0x40), cashback, abroad}},
		// B3 10.4.2 international cashback
		{"no international cashback", refused, []func(*step.Restrictions){auc(0xFF, 0x80), cashback, abroad}},
		// B3 10.4.2 country
		{"country unknown: only the place counts", "0000000000", []func(*step.Restrictions){auc(0x01, 0), func(r *step.Restrictions) { r.IssuerCountry = nil }}},
		// B3 10.4.3
		{"effective today", "0000000000", []func(*step.Restrictions){func(r *step.Restrictions) { r.EffectiveDate = []byte{0x26, 0x07, 0x01} }}},
		{"effective tomorrow", "0020000000", []func(*step.Restrictions){func(r *step.Restrictions) { r.EffectiveDate = []byte{0x26, 0x07, 0x02} }}},
		// B3 10.4.3 effective
		{"no effective date", "0000000000", []func(*step.Restrictions){func(r *step.Restrictions) { r.EffectiveDate = nil }}},
		// B3 10.4.3 expiration
		{"expires today", "0000000000", []func(*step.Restrictions){func(r *step.Restrictions) { r.ExpirationDate = []byte{0x26, 0x07, 0x01} }}},
		// B3 10.4.3 expiration
		{"expired yesterday", "0040000000", []func(*step.Restrictions){func(r *step.Restrictions) { r.ExpirationDate = []byte{0x26, 0x06, 0x30} }}},
		// B4 6.7.3
		// B4 6.7.2
		{"effective 1999", "0000000000", []func(*step.Restrictions){func(r *step.Restrictions) { r.EffectiveDate = []byte{0x99, 0x12, 0x31} }}},
		// B4 6.7.3 year
		{"expires 2049", "0000000000", []func(*step.Restrictions){func(r *step.Restrictions) { r.ExpirationDate = []byte{0x49, 0x12, 0x31} }}},
		// B4 6.7.3 year
		{"expired 1950", "0040000000", []func(*step.Restrictions){func(r *step.Restrictions) { r.ExpirationDate = []byte{0x50, 0x01, 0x01} }}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := good
			for _, f := range c.change {
				f(&r)
			}
			if got := r.Check().String(); got != c.tvr {
				t.Errorf("TVR %s, want %s", got, c.tvr)
			}
		})
	}
}

// B3 7.5
func TestValidDate(t *testing.T) {
	for date, want := range map[[3]byte]bool{
		{0x26, 0x01, 0x01}: true, {0x26, 0x12, 0x31}: true, {0x26, 0x06, 0x31}: true, // the last day of a month is often written 31
		{0x26, 0x02, 0x30}: true, {0x26, 0x02, 0x31}: true,
		{0x26, 0x00, 0x01}: false, {0x26, 0x13, 0x01}: false, {0x26, 0x01, 0x00}: false, {0x26, 0x01, 0x32}: false,
		{0x26, 0x0A, 0x01}: false, {0xA0, 0x01, 0x01}: false, {0x26, 0x01, 0x1A}: false,
	} {
		if step.ValidDate(date[:]) != want {
			t.Errorf("%X: want %v", date, want)
		}
	}
	if step.ValidDate([]byte{0x26, 0x01}) || step.ValidDate(nil) {
		t.Error("a date of another length is none")
	}
}

// B3 10.6.1
func TestFloorLimit(t *testing.T) {
	for _, c := range []struct {
		amount, before, limit uint64
		want                  bool
	}{
		{999, 0, 1000, false},
		{1000, 0, 1000, true},
		{1001, 0, 1000, true},
		{500, 499, 1000, false},
		{500, 500, 1000, true},
		{0, 0, 0, true},
		{1 << 63, 1 << 63, 1000, true},
	} {
		if got := step.ExceedsFloorLimit(c.amount, c.before, c.limit); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}

// B3 10.6.2
func TestRandomSelection(t *testing.T) {
	r := step.RandomSelection{FloorLimit: 10000, Threshold: 5000, Target: 20, MaxTarget: 80}
	for _, c := range []struct {
		amount uint64
		draw   byte
		want   bool
	}{
		{0, 20, true},
		// B3 10.6.2 below threshold
		{4999, 20, true},
		{4999, 21, false},
		{5000, 20, true}, // at the threshold the interpolation is 0
		{5000, 21, false},
		// B3 10.6.2 biased
		{7500, 50, true}, // halfway: 20 + 60/2
		{7500, 51, false},
		{7501, 51, false}, // 50.012 percent
		{9999, 79, true},  // 79.988
		{9999, 80, false},
		{10000, 1, false}, // at the floor limit: none
	} {
		if got := r.Selected(c.amount, c.draw); got != c.want {
			t.Errorf("amount %d, draw %d: %v", c.amount, c.draw, got)
		}
	}
	never := step.RandomSelection{FloorLimit: 100}
	for draw := byte(1); draw <= 99; draw++ {
		if never.Selected(50, draw) {
			t.Errorf("target 0, draw %d: selected", draw)
		}
	}
	for _, c := range []struct {
		b    [4]byte
		want byte
	}{{[4]byte{}, 1}, {[4]byte{0, 0, 0, 98}, 99}, {[4]byte{0, 0, 0, 99}, 1}, {[4]byte{0, 0, 1, 0}, 59}} { // 256 = 2*99+58
		if got := step.Draw(c.b[:]); got != c.want {
			t.Errorf("%X: %d, want %d", c.b, got, c.want)
		}
	}
}

// B3 10.6.3
func TestVelocity(t *testing.T) {
	for _, c := range []struct {
		name      string
		atc, last []byte
		tvr       string // limits 2 and 4
	}{
		{"difference below lower", []byte{0, 6}, []byte{0, 5}, "0000000000"},
		{"equal to lower", []byte{0, 7}, []byte{0, 5}, "0000000000"},
		{"above lower", []byte{0, 8}, []byte{0, 5}, "0000004000"},
		{"equal to upper", []byte{0, 9}, []byte{0, 5}, "0000004000"},
		{"above upper", []byte{0, 10}, []byte{0, 5}, "0000006000"},
		{"above both over a byte", []byte{1, 0}, []byte{0, 1}, "0000006000"},
		{"new card", []byte{0, 1}, []byte{0, 0}, "0008000000"},
		{"a register of 0100 is not zero", []byte{1, 1}, []byte{1, 0}, "0000000000"},
		{"new card above both", []byte{0, 5}, []byte{0, 0}, "0008006000"},
		{"counters equal", []byte{0, 5}, []byte{0, 5}, "0000006000"},
		{"counter behind", []byte{0, 4}, []byte{0, 5}, "0000006000"},
		{"both zero: a new card", []byte{0, 0}, []byte{0, 0}, "0008006000"},
		// B3 7.5: data missing too
		// B3 7.5 ATC
		{"no ATC", nil, []byte{0, 5}, "2000006000"},
		{"no ATC, new card", nil, []byte{0, 0}, "2008006000"},
		// B3 7.5 last online ATC
		{"no register", []byte{0, 5}, nil, "2000006000"},
		{"neither", nil, nil, "2000006000"},
	} {
		if got := step.Velocity(2, 4, c.atc, c.last).String(); got != c.tvr {
			t.Errorf("%s: TVR %s, want %s", c.name, got, c.tvr)
		}
	}
}

// B3 10.7
func TestActionAnalysis(t *testing.T) {
	bit := tlv.TVRValue{0, 0, 0, 0x80, 0} // floor limit
	other := tlv.TVRValue{0x80}
	with := func(denial, online, dflt bool) (c step.ActionCodes) {
		if denial {
			c.Denial = bit
		}
		if online {
			c.Online = bit
		}
		if dflt {
			c.Default = bit
		}
		return c
	}
	none := step.ActionCodes{}
	for _, c := range []struct {
		name     string
		tac, iac step.ActionCodes
		// for terminals online-only, offline with online capability, offline-only
		want [3]tlv.CryptogramType
		dflt [3]tlv.CryptogramType // unable to go online
	}{
		// B3 10.7 online-only, TC
		{"no code", none, none, [3]tlv.CryptogramType{tlv.ARQC, tlv.TC, tlv.TC}, [3]tlv.CryptogramType{tlv.AAC, tlv.TC, tlv.TC}},
		// B3 10.7 denial
		{"TAC denial", with(true, true, true), none, [3]tlv.CryptogramType{tlv.AAC, tlv.AAC, tlv.AAC}, [3]tlv.CryptogramType{tlv.AAC, tlv.AAC, tlv.AAC}},
		// B3 10.7 denial
		{"IAC denial", none, with(true, false, false), [3]tlv.CryptogramType{tlv.AAC, tlv.AAC, tlv.AAC}, [3]tlv.CryptogramType{tlv.AAC, tlv.TC, tlv.TC}},
		// B3 10.7 online
		{"TAC online", with(false, true, false), none, [3]tlv.CryptogramType{tlv.ARQC, tlv.ARQC, tlv.TC}, [3]tlv.CryptogramType{tlv.AAC, tlv.TC, tlv.TC}},
		// B3 10.7 online
		{"IAC online", none, with(false, true, false), [3]tlv.CryptogramType{tlv.ARQC, tlv.ARQC, tlv.TC}, [3]tlv.CryptogramType{tlv.AAC, tlv.TC, tlv.TC}},
		// B3 10.7 default, offline-only
		{"TAC default", with(false, false, true), none, [3]tlv.CryptogramType{tlv.ARQC, tlv.TC, tlv.AAC}, [3]tlv.CryptogramType{tlv.AAC, tlv.AAC, tlv.AAC}},
		// B3 10.7 default
		{"IAC default", none, with(false, false, true), [3]tlv.CryptogramType{tlv.ARQC, tlv.TC, tlv.AAC}, [3]tlv.CryptogramType{tlv.AAC, tlv.AAC, tlv.AAC}},
		{
			"another bit",
			step.ActionCodes{Denial: other, Online: other, Default: other},
			none,
			[3]tlv.CryptogramType{tlv.ARQC, tlv.TC, tlv.TC},
			[3]tlv.CryptogramType{tlv.AAC, tlv.TC, tlv.TC},
		},
	} {
		for k, kinds := range [3][]tlv.TerminalTypeValue{{0x11, 0x21, 0x14, 0x24, 0x34}, {0x12, 0x22, 0x15, 0x25, 0x35}, {0x13, 0x23, 0x16, 0x26, 0x36}} {
			for _, terminal := range kinds {
				if got := step.Analyse(bit, &c.tac, &c.iac, terminal); got != c.want[k] {
					t.Errorf("%s, terminal %02X: %s, want %s", c.name, byte(terminal), got, c.want[k])
				}
				if got := step.AnalyseDefault(bit, &c.tac, &c.iac, terminal); got != c.dflt[k] {
					t.Errorf("%s, terminal %02X, unable to go online: %s, want %s", c.name, byte(terminal), got, c.dflt[k])
				}
			}
		}
	}
	// The codes that a card has not: denial none, online and default all.
	// B3 10.7 absent denial, absent online
	c := step.IssuerActionCodes(nil, nil, nil)
	if c.Denial != (tlv.TVRValue{}) || c.Online != (tlv.TVRValue{0xFF, 0xFF, 0xFF, 0xFF, 0xFF}) || c.Default != c.Online {
		t.Errorf("absent action codes: %+v", c)
	}
	c = step.IssuerActionCodes([]byte{1, 2, 3, 4, 5}, []byte{6, 7, 8, 9, 10}, []byte{11, 12, 13, 14, 15})
	if c.Denial[0] != 1 || c.Online[0] != 6 || c.Default[0] != 11 {
		t.Errorf("action codes: %+v", c)
	}
}

// B3 9.3
func TestAllowed(t *testing.T) {
	rank := map[tlv.CryptogramType]int{tlv.AAC: 0, tlv.ARQC: 1, tlv.TC: 2}
	for asked := range rank {
		for _, got := range []tlv.CryptogramType{tlv.AAC, tlv.ARQC, tlv.TC, 0xC0} {
			r, known := rank[got]
			if want := known && r <= rank[asked]; step.Allowed(asked, got) != want {
				t.Errorf("asked for %s, got %s: want %v", asked, got, want)
			}
		}
	}
}
