package c7_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Trap 5: without a CID it is made of byte 5 of the issuer application data, and the acquirer gets it. Without those the transaction ends, CID or not. The type
// that nobody has defined, and an issuer application data without byte 5, decline.
// C-7 4.1.4.4
func TestDisposition(t *testing.T) {
	for _, c := range []struct {
		base     func(testing.TB) *reader
		cid, iad string
		want     want
		made     byte
	}{
		{offline, "-", "0701010310000001", approves, 0x40},
		{offline, "-", "07010103DF000001", approves, 0x40},
		{online, "-", "0701010320000001", goesOnline, 0x80},
		{online, "-", "07010103A0000001", goesOnline, 0x80},
		{online, "-", "0701010300000001", declines("4.1.4.5"), 0},
		{online, "-", "0701010330000001", declines("4.1.4.5"), 0},
		{online, "-", "07010103", declines("4.1.4.5"), 0},
		{online, "", "0701010320000001", goesOnline, 0x80},
		{online, "80", "07010103", goesOnline, 0x80},
		{online, "80", "0701010310000001", goesOnline, 0x80},
		{online, "BF", "0701010310000001", goesOnline, 0xBF},
		{offline, "40", "0701010320000001", approves, 0x40},
		{online, "00", "0701010320000001", declines("4.1.4.5"), 0},
		{online, "C0", "0701010320000001", declines("4.1.4.5"), 0},
		{offline, "40", "-", ends("4.1.4.4"), 0},
		{offline, "-", "-", ends("4.1.4.4"), 0},
		{offline, "40", "", ends("4.1.4.4"), 0},
	} {
		out := c.base(t).set("9F27", c.cid).set("9F10", c.iad).expect(c.want)
		if out.DataRecord == nil {
			continue
		}
		if o, _ := tlv.Find(out.DataRecord, 0x9F27); len(o.Value) != 1 || o.Value[0] != c.made {
			t.Errorf("CID %s, IAD %s: the record has %X, want %02X", c.cid, c.iad, o.Value, c.made)
		}
	}
}

// Trap 6: what each disposition needs. Track 2 is mandatory where there is no AFL, and the CID never is, since one is made.
// C-7 4.1.4.5, 4.1.4.6, 3.2.5
func TestMandatoryData(t *testing.T) {
	aac := func(t testing.TB) *reader { return online(t).set("9F27", "00") }
	signing := func(t testing.TB) *reader { return special(t) }
	for _, c := range []struct {
		base func(testing.TB) *reader
		tag  string
		want want
	}{
		{online, "82", ends("4.1.4.5")},
		{online, "9F36", ends("4.1.4.5")},
		{online, "57", ends("4.1.4.5")},
		{online, "9F26", ends("4.1.4.5")},
		{online, "9F27", goesOnline},
		{online, "5F34", goesOnline},
		{aac, "82", ends("4.1.4.5")},
		{aac, "9F36", ends("4.1.4.5")},
		{aac, "57", ends("4.1.4.5")},
		{aac, "9F26", ends("4.1.4.5")},
		{aac, "9F5D", declines("4.1.4.5")},
		{signing, "82", ends("4.1.4.5")},
		{signing, "9F36", ends("4.1.4.5")},
		{signing, "9F26", ends("4.1.4.5")},
		{signing, "57", goesOnline.authenticated("ok")}, // it is in a record
		{signing, "94", ends("4.1.4.5")},                // now it needs track 2
		{offline, "82", ends("4.1.4.6")},
		{offline, "94", ends("4.1.4.6")},
		{offline, "9F36", ends("4.1.4.6")},
		{offline, "9F26", ends("4.1.4.6")},
		{offline, "57", approves},
		{offline, "9F6C", approves},
	} {
		r := c.base(t).set(c.tag, "-")
		out := r.expect(c.want)
		if got := out.Status == kernel.EndApplication; got && out.Error.L2 != kernel.CardDataMissing {
			t.Errorf("%s: %+v", c.tag, out.Error)
		}
	}
	if out := aac(t).run(); !out.Read() || out.DataRecord != nil {
		t.Error("an AAC: no record, and no other way of entry")
	}
}

// Trap 7: every fault of the AFL ends the transaction, of a TC as of an ARQC.
// C-7 4.1.4.7
func TestAFL(t *testing.T) {
	for _, base := range []func(testing.TB) *reader{offline, special} {
		for _, afl := range []string{
			"", "100104", "1001040110",
			"00010401", "07010401", "F8010401", // SFI 0 and 31
			"10000401",              // first record 0
			"10040301",              // last before first
			"10010405",              // more for authentication than there are
			"10010401" + "10030200", // the second entry
		} {
			r := base(t).set("94", afl)
			r.expect(ends("4.1.4.7"))
			if len(r.commands) != 1 {
				t.Errorf("%s: %d commands", afl, len(r.commands))
			}
		}
	}
	offline(t).set("94", "1001010110020400").expect(approves)
}
