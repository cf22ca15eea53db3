package c7_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
)

// Trap 14, without CTQ: only where the reader requires a CVM, signature before online PIN, and a reader of consumer devices alone declines. An online PIN makes an
// online request of a TC.
// C-7 4.4.2.1, 4.4.1
func TestCTQNotReturned(t *testing.T) {
	for _, c := range []struct {
		base func(testing.TB) *reader
		ttq  string
		want want
	}{
		{offline, "36004000", approves},
		{offline, "36404000", approves.owing(kernel.CVMSignature)},
		{offline, "32404000", approves.owing(kernel.CVMSignature)},
		{offline, "34404000", goesOnline.owing(kernel.CVMOnlinePIN).authenticated("ok")},
		{offline, "3C404000", declines("3.2.5").authenticated("ok")}, // offline-only
		{offline, "30404000", declines("4.4.2").authenticated("ok")},
		{offline, "30400000", declines("4.4.2").authenticated("ok")},
		{online, "36404000", goesOnline.owing(kernel.CVMSignature)},
		{online, "34404000", goesOnline.owing(kernel.CVMOnlinePIN)},
		{online, "30404000", declines("4.4.2")},
		{online, "30004000", goesOnline},
	} {
		r := c.base(t)
		r.ttq = c.ttq
		r.expect(c.want)
	}
}

// Trap 14, with CTQ: online PIN, device, signature, in this order; the card's wish for a PIN counts at a reader that requires none; without any a reader that
// requires one declines.
// C-7 4.4.2.2
func TestCTQReturned(t *testing.T) {
	for _, c := range []struct {
		base          func(testing.TB) *reader
		ctq, ttq, own string // 9F69
		want          want
	}{
		{offline, "8000", "36004000", "0101020304800000", goesOnline.owing(kernel.CVMOnlinePIN).authenticated("ok")},
		{offline, "C080", "36004000", "0101020304C08000", goesOnline.owing(kernel.CVMOnlinePIN).authenticated("ok")},
		{offline, "C080", "32004000", "0101020304C08000", approves.owing(kernel.CVMConfirmed)},
		{offline, "C000", "32004000", "0101020304C00000", approves.owing(kernel.CVMSignature)},
		{offline, "C000", "30004000", "0101020304C00000", approves},
		{offline, "8000", "3E004000", "0101020304800000", declines("3.2.5").authenticated("ok")},
		{offline, "0080", "36404000", "0101020304008000", approves.owing(kernel.CVMConfirmed)},
		{offline, "0080", "36004000", "0101020304008000", approves.owing(kernel.CVMConfirmed)},
		{offline, "0080", "36404000", "0101020304008100", declines("4.4.2.2").authenticated("ok")},
		{offline, "0080", "36404000", "0101020304018000", declines("4.4.2.2").authenticated("ok")},
		{offline, "4000", "36404000", "0101020304400000", approves.owing(kernel.CVMSignature)},
		{offline, "4000", "34404000", "0101020304400000", declines("4.4.2").authenticated("ok")},
		{offline, "0000", "36404000", "0101020304000000", declines("4.4.2").authenticated("ok")},
		{offline, "0000", "36004000", "0101020304000000", approves},
		{online, "8000", "36004000", "-", goesOnline.owing(kernel.CVMOnlinePIN)},
		{online, "0080", "36404000", "-", goesOnline.owing(kernel.CVMConfirmed)},
		{online, "0080", "36404000", "0101020304008000", goesOnline.owing(kernel.CVMConfirmed)},
		{online, "0080", "36404000", "0101020304000000", declines("4.4.2.2")},
		{online, "0080", "36404000", "01010203040080", goesOnline.owing(kernel.CVMConfirmed)}, // 7 bytes
		{online, "0080", "36404000", "010102030400", declines("4.4.2.2")},                     // 6
		{online, "0080", "36404000", "", goesOnline.owing(kernel.CVMConfirmed)},
		{online, "4000", "36404000", "-", goesOnline.owing(kernel.CVMSignature)},
		{online, "4000", "30404000", "-", declines("4.4.2")},
		{online, "0000", "36404000", "-", declines("4.4.2")},
		{online, "0080", "3E404000", "-", declines("3.2.5")},
	} {
		r := c.base(t).set("9F6C", c.ctq)
		if r.ttq = c.ttq; len(r.records) > 3 && r.find(0x94) != nil {
			r.file(4, "9F69", c.own)
		} else {
			r.set("9F69", c.own)
		}
		r.expect(c.want)
	}
}

// The qualifiers count wherever the card gives them, from there on.
// C-7 4.4.2.2, 4.2.4.5
func TestCTQInRecord(t *testing.T) {
	offline(t).file(4, "9F6C", "8000").expect(goesOnline.owing(kernel.CVMOnlinePIN).authenticated("ok"))
	offline(t).file(4, "9F6C", "2000").with(func(r *reader) { r.forged = true }).expect(goesOnline.authenticated("failed"))
	offline(t).file(1, "9F6C", "0800").file(1, "5F24", "260630").expect(goesOnline.by("4.2.4.5"))
	offline(t).file(1, "5F24", "260630").file(4, "9F6C", "0800").expect(declines("4.2.4.5"))
}

// A device's claim on a TC that goes online without 9F69 is not proven.
// C-7 4.4.2.2, 4.3.2.5
func TestClaimWithoutProof(t *testing.T) {
	offline(t).file(4, "9F69", "-").set("9F6C", "2080").expect(declines("4.4.2.2").authenticated("failed"))
	special(t).file(4, "9F69", "-").set("9F6C", "2080").expect(goesOnline.authenticated("failed").owing(kernel.CVMConfirmed))
}

// A cash machine has its own rules: the kernel asks for no CVM, whatever card and reader say.
// C-7 4.4.1
func TestATM(t *testing.T) {
	for _, ctq := range []string{"-", "8000", "4000", "0080", "0000"} {
		r := online(t).set("9F6C", ctq).set("9F69", "0101020304FFFF00")
		r.ttq, r.cfg.Terminal.Type, r.cfg.Terminal.AdditionalCapabilities[0] = "36404000", 0x14, 0x80
		r.expect(goesOnline)
		r.cfg.Terminal.AdditionalCapabilities[0] = 0x40 // sells goods
		if out := r.run(); of(out) == goesOnline {
			t.Errorf("CTQ %s: no CVM at a terminal that is no cash machine", ctq)
		}
	}
}
