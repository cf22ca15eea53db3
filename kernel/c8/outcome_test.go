package c8_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// What the reader asks for, by its action codes and the purchase's limits: TC, ARQC or AAC.
var asksFor = map[string][]string{
	"TC": nil, "ARQC": {"9F820C", "FFFFFFFFFF", "9F820B", "0000000000"}, "AAC": {"9F820B", "FFFFFFFFFF"},
}

const none = "00 00 00 0000 FF" // the error indication of a transaction that has come to its end

// What the card gives has to be of a kind that was asked for, or less.
// C-8 6.3.17, 6.3.19, 6.4.2
// 29.20, 29.22, 2930.10, 2930.11, 2930.12, 2930.13, 2930.14, 2930.15, 2930.17, 2930.18, 2930.19, 2930.20, 2930.21, 2930.22, 2930.23, 2930.24
// 2930.45, 2930.46, 2930.47, TAA.1, TAA.6, TAA.7, TAA.8, TAA.9
func TestCryptogram(t *testing.T) {
	const approved, online, declined, wrong = "03/1/13", "1B/1/0", "07/1/13", ""
	for _, c := range []struct{ asked, gives, ui string }{
		{"TC", "40", approved},
		{"TC", "80", online},
		{"TC", "00", declined},
		{"TC", "C0", wrong},
		{"ARQC", "40", wrong},
		{"ARQC", "80", online},
		{"ARQC", "00", declined},
		{"ARQC", "C0", wrong},
		{"AAC", "40", wrong},
		{"AAC", "80", wrong},
		{"AAC", "00", declined},
		{"AAC", "C0", wrong},
		{"TC", "47", approved},
		{"TC", "BF", online},
		{"AAC", "3F", declined}, // other bits are not the kernel's
	} {
		s := newScene(t).set(asksFor[c.asked]...).with(func(chip *chip) { chip.gives = c.gives }).run()
		if want := map[string]string{"TC": "AC 40 00", "ARQC": "AC 80 00", "AAC": "AC 00 00"}[c.asked]; s.Lines[len(s.Lines)-1] != want {
			t.Errorf("%v: %v", c, s.Lines)
		}
		switch status := map[string]kernel.Status{approved: kernel.Approved, online: kernel.OnlineRequest, declined: kernel.Declined}[c.ui]; c.ui {
		case wrong:
			s.ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-")
			if s.Out.DataRecord != nil || s.Out.Read {
				t.Errorf("%v: a data record", c)
			}
		default:
			s.ends(status, kernel.StartNone, none, c.ui, "-")
			if s.Out.DataRecord == nil || !s.Out.Read {
				t.Errorf("%v: no data record", c)
			}
		}
	}
}

// The kernel decides again behind the card: a TC goes online where the decision is now that, and is declined where it is that.
// C-8 6.3.17, 6.3.19
// 29.43, 2930.12, 2930.18
func TestDecidedAgain(t *testing.T) {
	pin := func(c *chip) { c.choice = "02" }
	for _, c := range []struct {
		gives, tac string
		value      string
		status     kernel.Status
	}{
		{"40", "9F820C", "0000040000", kernel.OnlineRequest}, // online CVM captured
		{"80", "9F820C", "0000040000", kernel.OnlineRequest},
		{"40", "9F820B", "0000040000", kernel.Declined},
		{"80", "9F820B", "0000040000", kernel.Declined},
		{"00", "9F820C", "0000040000", kernel.Declined},
	} {
		s := newScene(t).set("9F820C", "0000000000", "9F820B", "0000000000").set(c.tac, c.value).with(pin).with(func(chip *chip) { chip.gives = c.gives })
		s.Tx.Amount = 2000
		s.run()
		if s.Out.Status != c.status || s.Lines[len(s.Lines)-1] != "AC 40 00" {
			t.Errorf("%v: %v, %v", c, s.Out.Status, s.Lines)
		}
	}
}

// What the card asks for with its Restart Indicator.
// C-8 6.3.19
// 2930.1, 2930.2, 2930.3, 2930.4, 2930.5, 2930.6, 2930.7, 2930.8, 2930.9, 2930.21, 2930.22, 2930.25, 2930.26, 2930.27, 2930.28, 2930.29, 2930.30
// 2930.31, 2930.32, 2930.33, 2930.34, 2930.35, 2930.36, 2930.37, 2930.38, 2930.39, 2930.40, 2930.41
func TestRestartIndicator(t *testing.T) {
	const end, declined, other = kernel.EndApplication, kernel.Declined, kernel.TryAnotherInterface
	for _, c := range []struct {
		gives, indicator string
		kind             byte
		status           kernel.Status
		start            kernel.Start
		ui, restart      string
		face             kernel.Interface
	}{
		{"00", "2F20", 0x00, end, kernel.StartB, "20/1/13", "20/3/0", 0},
		{"40", "2F20", 0x00, end, kernel.StartB, "20/1/13", "20/3/0", 0}, // before the TC
		{"80", "2F20", 0x20, end, kernel.StartB, "20/1/13", "20/3/0", 0}, // and whatever the transaction is
		{"00", "2F00", 0x00, end, kernel.StartB, "21/1/13", "21/3/0", 0}, // no message: TRY AGAIN
		{"00", "2F1A", 0x00, end, kernel.StartB, "21/1/13", "21/3/0", 0}, // one that the reader does not show
		{"00", "2118", 0x00, end, kernel.StartB, "18/1/13", "18/3/0", 0},
		{"00", "3100", 0x00, other, 0, "18/1/13", "-", kernel.Contact},
		{"00", "3120", 0x00, other, 0, "20/1/13", "-", kernel.Contact},
		{"00", "321A", 0x01, other, 0, "18/1/13", "-", kernel.MagneticStripe},
		{"00", "3F00", 0x09, other, 0, "18/1/13", "-", kernel.InterfaceNone},
		{"00", "3F21 000000", 0x17, other, 0, "21/1/13", "-", kernel.InterfaceNone},
		{"00", "3000", 0x00, other, 0, "18/1/13", "-", 0}, // an interface that is reserved is none, and another is asked for all the same
		{"00", "3320", 0x00, other, 0, "20/1/13", "-", 0},
		{"00", "1F00", 0x00, declined, 0, "07/1/13", "-", 0}, // no restart
		{"00", "1F20", 0x00, declined, 0, "20/1/13", "-", 0},
		{"00", "1F1A", 0x00, declined, 0, "07/1/13", "-", 0},
		{"00", "4100", 0x00, declined, 0, "07/1/13", "-", 0}, // reserved
		{"00", "3100", 0x20, end, 0, "1E/1/0", "-", 0},       // neither cash nor purchase
		{"00", "", 0x20, end, 0, "1E/1/0", "-", 0},
		{"00", "", 0x21, end, 0, "1E/1/0", "-", 0},
		{"40", "3100", 0x00, kernel.Approved, 0, "03/1/13", "-", 0},
		{"80", "3100", 0x00, kernel.OnlineRequest, 0, "1B/1/0", "-", 0},
		{"40", "", 0x20, kernel.Approved, 0, "03/1/13", "-", 0},
	} {
		s := newScene(t).with(func(chip *chip) { chip.gives = c.gives })
		if c.indicator != "" {
			v := solid(c.indicator)
			s.chip.more = "9F8108" + hexOf([]byte{byte(len(v) / 2)}) + v
		}
		s.Tx.Type = c.kind
		s.run().ends(c.status, c.start, none, c.ui, c.restart)
		if s.Out.AlternateInterface != c.face || s.Out.DataRecord == nil {
			t.Errorf("%v: %v", c, s.Out)
		}
	}
	for indicator, want := range map[string]struct { // no message is none that the reader could show, whatever its list has
		status      kernel.Status
		start       kernel.Start
		ui, restart string
	}{
		"2F00": {end, kernel.StartB, "21/1/13", "21/3/0"}, // C-8 2930.4
		"3200": {other, 0, "18/1/13", "-"},                // C-8 2930.31
		"1F00": {declined, 0, "07/1/13", "-"},             // C-8 2930.37
	} {
		s := newScene(t).set("9F821D", "0021").with(func(chip *chip) { chip.gives, chip.more = "00", "9F810802"+indicator })
		s.run().ends(want.status, want.start, none, want.ui, want.restart)
	}
}

// A signature is asked for with the approval.
// C-8 6.3.19, 6.3.17
// 2930.15, 2930.16, 2930.17, 29.29, 29.30
func TestApprovedSign(t *testing.T) {
	s := newScene(t).set("9F8208", "20").with(func(c *chip) { c.choice = "01" }).run()
	s.ends(kernel.Approved, kernel.StartNone, none, "1A/1/13", "-").element(tlv.CVMResults, "1E0000")
}

// A CVM counts if the terminal had offered it, and otherwise cardholder verification was not successful.
// C-8 6.3.17
// 29.25, 29.26, 29.27, 29.28, 29.29, 29.30, 29.31, 29.32, 29.33, 29.34, 29.40, 29.41, 29.42
func TestCardholderVerification(t *testing.T) {
	const failed = "3F0001"
	for _, c := range []struct {
		choice, offered, results string
		cvm                      kernel.CVM
		tvr                      string // byte 3
	}{
		{"FF", "6C", failed, kernel.CVMNotApplicable, "80"},
		{"00", "08", "1F0002", kernel.CVMNotRequired, "00"},
		{"00", "64", failed, kernel.CVMNotApplicable, "80"},
		{"01", "20", "1E0000", kernel.CVMSignature, "00"},
		{"01", "4C", failed, kernel.CVMNotApplicable, "80"},
		{"03", "04", "010002", kernel.CVMConfirmed, "00"},
		{"03", "68", failed, kernel.CVMNotApplicable, "80"},
		{"02", "40", "020000", kernel.CVMOnlinePIN, "04"},
		{"02", "2C", failed, kernel.CVMNotApplicable, "80"},
		{"0F", "00", "3F0000", kernel.CVMNotApplicable, "00"},
		{"04", "6C", failed, kernel.CVMNotApplicable, "80"},
	} {
		s := newScene(t).set("9F8208", c.offered, "9F820B", "0000000000", "9F820C", "0000000000").with(func(chip *chip) { chip.choice = c.choice }).run()
		s.element(tlv.CVMResults, c.results).element(tlv.TVRKernel8, "0000"+c.tvr+"0081")
		if s.Out.CVM != c.cvm {
			t.Errorf("%v: %v", c, s.Out.CVM)
		}
	}
}

// The Card TVR goes through the mask, before the bits of the CVM.
// C-8 6.3.17
// 29.21, 29.23
func TestCardTVR(t *testing.T) {
	for _, c := range []struct{ card, mask, tvr string }{
		{"", "0000000000", "0000800081"},
		{"FFFFFFFFFF", "84000080CF", "7BFFFF7FB1"},
		{"0000000000", "84000080CF", "0000800081"},
		{"0000000000", "0000000000", "0000800000"},
		{"FFFFFFFFFF", "FFFFFFFFFF", "0000800081"},
	} {
		s := newScene(t).set("9F821A", c.mask, "9F820B", "0000000000").with(func(chip *chip) {
			chip.choice = "FF"
			if c.card != "" {
				chip.more = "9F810405" + c.card
			}
		}).run()
		s.element(tlv.TVRKernel8, c.tvr)
	}
}

// The data record and the discretionary data are lists of what is there, by other tags where the configuration has others.
// C-8 4.3, 6.3.19
// 2930.1
func TestDataRecord(t *testing.T) {
	s := newScene(t).set("9F8221", "9F02 DF7A 9F8204 DF7B 9F").with(func(c *chip) { c.more = "9F810602ABCD" }).run()
	tags := func(b []byte) string {
		var list []string
		c := tlv.NewCursor(b)
		for o := range c.All() {
			list = append(list, o.Tag.String())
		}
		return strings.Join(list, " ")
	}
	const want = "DF7A 9F03 9F26 5F24 82 5A 5F34 9F36 9F09 9F8106 9F27 9F34 84 9F1E 9F10 9F8109 9F33 9F1A 9F35 95 5F2A 9A 9C 9F37"
	if got := tags(s.Out.DataRecord); got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
	// A tag that another is mapped to, and that is in the record too, stays what it is.
	two := newScene(t).set("9F8221", "9F02 9F03 9F26 DF7A").run()
	if got := tags(two.Out.DataRecord); !strings.HasPrefix(got, "9F03 9F03 DF7A 5F24 82 5A ") {
		t.Error(got)
	}
	whole := newScene(t).with(func(c *chip) {
		c.more = "9F810602ABCD"
		c.records[0].objects += "5003 564953 9F1203 564953 9F1101 01 9F0702 FF80 9F810D02 0000 9F1906 000011112222 9F241D" + strings.Repeat("41", 29) + "5711 5413330089020011D49122010123456789"
	}).run()
	const all = "9F02 9F03 9F26 5F24 82 50 5A 5F34 9F12 9F36 9F07 9F09 9F8106 9F810D 9F27 9F34 84 9F1E 9F10 9F8109 9F11 9F24 9F33 9F1A 9F35 95 9F19 57 5F2A 9A 9C 9F37" // C-8 table A.11
	if got := tags(whole.Out.DataRecord); got != all {
		t.Errorf("%s\nwant %s: %+v", got, all, whole.Out.Error)
	}
	if got := tags(s.Out.DiscretionaryData); got != "9F8204 DF7B" {
		t.Error(got)
	}
	if got := tags(newScene(t).exchange("9F821F", "9F821C 9F821B 9F7C 9F8109 84 9F821B", "9F8221", "84 DF7A 9F821C DF7B").run().Out.DiscretionaryData); got != "9F8204 DF7B 9F821B 9F8109 DF7A" {
		t.Error(got)
	}
}
