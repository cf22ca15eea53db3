package c2_test

import (
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/tlv"
)

// What a combination is configured with: what table 4.2 has no default for is mandatory, what the terminal may give later may be empty.
// C-2 4.4.1 mandatory, 4.1.4
func TestParameters(t *testing.T) {
	k := c2.Kernel{Proprietary: []tlv.Element{{Tag: 0xDF7C, Name: "Our own", Format: tlv.B, Min: 2, Max: 8}}}
	list := k.Parameters()
	find := func(tag tlv.Tag) kernel.Parameter {
		at := slices.IndexFunc(list, func(p kernel.Parameter) bool { return p.Tag == tag })
		if at < 0 {
			t.Errorf("no %s", tag)
			return kernel.Parameter{}
		}
		return list[at]
	}
	for _, c := range []struct {
		tag       tlv.Tag
		min, max  uint16
		mandatory bool
	}{
		{c2.ParamDataExchange, 1, 1, false},
		{c2.ParamAccountRanges, 1, 250, false},
		{0xDF8132, 2, 2, true},
		{0xDF8133, 2, 2, true},
		{0xDF8136, 2, 2, true},
		{0xDF8137, 1, 1, true},
		{0xDF8124, 6, 6, false},
		{0xDF8127, 2, 2, false},
		{0xDF811B, 1, 1, false},
		{0xDF8110, 0, 1, false},
		{0x9F5C, 0, 8, false},
		{0xDF60, 0, 8, false},
		{0x9F7C, 0, 20, false}, // of the terminal's to give
		{0xDF7C, 0, 8, false},
	} {
		if p := find(c.tag); p.Min != c.min || p.Max != c.max || p.Mandatory != c.mandatory || p.Name == "" {
			t.Errorf("%+v", p)
		}
	}
	for i, p := range list {
		if slices.ContainsFunc(list[:i], func(q kernel.Parameter) bool { return q.Tag == p.Tag }) {
			t.Errorf("%s twice", p.Tag)
		}
	}
	if k.ID() != "\x02" {
		t.Error(k.ID())
	}
}

// The terminal's identity is there for the card.
// C-2 6.2
func TestIdentity(t *testing.T) {
	s := newScene(t)
	s.FCI = fciWith("9F0106 9F1502 9F1E08 9F1C08 9F160F 9F4E03", "")
	sc := s.Scenario()
	c := &sc.Config.Terminal
	c.AcquirerID, c.MerchantCategoryCode, c.TerminalID, c.MerchantID, c.MerchantNameLocation = digits("000000012345"), 0x5411, "TERMINAL", "MERCHANT0000001", "XYZ"
	sc.Run(t)
	want := "GPO 832A" + "000000012345" + "5411" + "3132333435363738" + "5445524D494E414C" + "4D45524348414E5430303030303031" + "58595A"
	if s.Lines[0] != want { // KS.1
		t.Errorf("%s\nwant %s", s.Lines[0], want)
	}
}

// A reader that declares an object of the book's as its own is a mistake of its maker's: the session says so.
// C-2 4.1.2
func TestProprietaryOfTheBook(t *testing.T) {
	s := newScene(t)
	s.Kernel = c2.Kernel{Proprietary: []tlv.Element{{Tag: 0x9F02, Name: "Amount", Format: tlv.N, Min: 6, Max: 6}}}
	session, err := kernel.NewSession(s.Program(), s.Config(), s.Tx)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	if a, err := session.Next(kernel.Event{}); err != nil || a.Kind != kernel.Done || session.Err() == nil || a.Result.Status != kernel.EndApplication {
		t.Error(a.Kind, err, session.Err())
	}
}

// At the end the session has the outcome in the book's bytes.
// C-2 4.5.1, A.1 Outcome Parameter Set, Error Indication, User Interface Request Data
func TestOutcomeObjects(t *testing.T) {
	s := newScene(t).give("GPO", in(0x77, "8202 0000 9404 08010100"))
	s.Lazy = true
	session, a, world := s.At("GPO 8300")
	for a.Kind != kernel.Done {
		var err error
		if a, err = session.Next(world(a)); err != nil {
			t.Fatal(err)
		}
	}
	defer session.Close()
	for tag, want := range map[tlv.Tag]string{0xDF8129: "40F0F0F090F0FF00", 0xDF8115: "00070000001C", 0xDF8116: "1C00000013" + zeroes(8)} {
		if v, err := session.Value(tag); err != nil || hexOf(v) != want {
			t.Errorf("%s: %X, want %s: %v", tag, v, want, err)
		}
	}
}
