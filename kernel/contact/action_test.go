package contact_test

import (
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// The rules of strict, each with the outcome of both profiles.
func TestStrict(t *testing.T) {
	const cdol1 = "9F02069F03069F1A0295055F2A029A039C019F37049F35019F3403" // of the card full
	captured := func(w *world) {
		b := biometrics(t, "0900", group("BF4B", rightIndex), "", "", &capturer{})
		w.Card = bench.With(t, "full", "8E", noXY+"0900", "9F31", group("BF4B", rightIndex), "9F0D", "0000000000", "9F0F", "0000000000")
		w.Config.Terminal, w.Equip, w.HostDown = b.Config.Terminal, b.Equip, true
		w.Config.Applications[0].TACOnline = [5]byte{}
	}
	for _, c := range []struct {
		name, card string
		change     func(*world)
		book       bench.Facts
		strict     bench.Facts
	}{
		// Offline approval only with CDA and the AIP under the static signature; else the host.
		{"none of the data signed", "none", nil, approvedOffline, bench.Ended(kernel.Approved, "00", "0000000000", "F800", "1F0602")},
		{"DDA only", "dda", nil, approvedOffline, bench.Ended(kernel.Approved, "00", "0000000000", "F800", "1F0602")},
		{"none, host down", "none", func(w *world) { w.HostDown = true }, approvedOffline, bench.Ended(kernel.Declined, "Z3", "0000000000", "E800", "1F0602")},
		{"DDA only, host down", "dda", func(w *world) { w.HostDown = true }, approvedOffline, bench.Ended(kernel.Declined, "Z3", "0000000000", "E800", "1F0602")},
		{
			"DDA only, offline-only terminal", "dda", func(w *world) { w.Config.Terminal.Type = 0x23 }, approvedOffline,
			bench.Ended(kernel.Declined, "Z1", "0000000000", "E800", "1F0602"),
		},
		{"CDA, and nobody has signed the AIP", "full", func(w *world) { w.Card = bench.With(t, "full", "9F4A", "-") }, approvedOffline, bench.Ended(kernel.Approved, "00", "0000000000", "F800", "1F0602")},
		// A signature over what the card was told, where a list that nobody has signed says what that is: another may have been read.
		{"the amount in no signed list", "full", func(w *world) { w.Card = unsigned(t, "full", "8C", "8C", cdol1) }, approvedOffline, bench.Ended(kernel.Approved, "00", "0000000000", "F800", "1F0602")},
		{"the amount taken out of it", "full", func(w *world) {
			w.Card, w.Middle = unsigned(t, "full", "8C", "8C", cdol1), bench.Rewrite(t, "8C", "DF02"+cdol1[4:])
		}, approvedOffline, bench.Ended(kernel.Declined, "05", "0000000000", "E800", "1F0602")}, // the host finds the cryptogram to be over another amount
		{"the amount and the other one exchanged", "full", func(w *world) {
			w.Card, w.Middle = unsigned(t, "full", "8C", "8C", cdol1), bench.Rewrite(t, "8C", "9F03069F0206"+cdol1[12:])
		}, approvedOffline, bench.Ended(kernel.Declined, "05", "0000000000", "E800", "1F0602")}, // the host finds the cryptogram to be over another amount
		// What is denied stays denied.
		{
			"none, denied", "none", func(w *world) { w.Config.Applications = bench.Config(t, "denial").Applications },
			bench.Ended(kernel.Declined, "Z1", "0000008000", "6800", "1F0602"),
			bench.Ended(kernel.Declined, "Z1", "0000008000", "6800", "1F0602"),
		},
		// A currency that the limits are not for: no offline approval. In the book the action codes decide, and here they hold
		// nothing against it; the card itself asks for the host.
		{"another currency", "full", func(w *world) {
			w.Transaction.Currency, w.Transaction.Exponent = 0x840, 2
			w.Card = bench.With(t, "full", "9F0F", "0000000000", "9F0D", "0000000000")
			w.Config.Applications[0].TACOnline = [5]byte{}
			w.HostDown = true
		}, bench.Ended(kernel.Approved, "Y3", "0000048000", "E800", "020300"), bench.Ended(kernel.Declined, "Z3", "0000048000", "E800", "020300")},
		// All that decides is signed: no difference.
		{"full", "full", nil, approvedOffline, approvedOffline},
		{
			"full, host down after ARQC", "full", func(w *world) { w.HostDown, w.Transaction.Amount = true, 1234 },
			bench.Ended(kernel.Approved, "Y3", "0000048000", "E800", "020300"),
			bench.Ended(kernel.Declined, "Z3", "0000048000", "E800", "020300"), // the PIN is for the host
		},
		{
			"a template for the host, host down", "full", captured, bench.Ended(kernel.Approved, "Y1", "0000040000", "E800", "090000"),
			bench.Ended(kernel.Declined, "Z3", "0000040000", "E800", "090000"),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, p := range []kernel.Profile{kernel.Book, kernel.Strict} {
				w := newWorld(t, c.card)
				w.Config.Profile = p
				w.Transaction.Amount = 100
				if c.change != nil {
					c.change(w)
				}
				want := c.book
				if p == kernel.Strict {
					want = c.strict
				}
				w.Expect(w.Run(), want)
			}
		})
	}
}

// B4 6.3.6, 12.2.1: the authorisation response code as the card is told it, last in CDOL1 and first in CDOL2
// B3 9.2.1 CDOL2
// B4 A6 own
func TestResponseCodeForTheCard(t *testing.T) {
	for _, c := range []struct {
		name          string
		change        func(*world)
		first, second string
	}{
		// B4 6.3.6 Z1
		{"denied", func(w *world) { w.Config.Applications = bench.Config(t, "denial").Applications }, "Z1", ""},
		// B4 6.3.6 Y1
		{"offline", func(w *world) { w.Config.Applications[0].TACOnline = [5]byte{} }, "Y1", ""},
		// B4 6.3.6 online
		{"online", func(*world) {}, "\x00\x00", "00"},
		// B3 9.3.2 AAC
		// B4 6.3.8 decision, A6 issuer
		{"declined", func(w *world) { w.Issuer.Decline = true }, "\x00\x00", "05"},
		{"unable", func(w *world) { w.HostDown = true }, "\x00\x00", "Z3"},
	} {
		w := newWorld(t, "noauth")
		w.Card = bench.With(t, "noauth", "8C", "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704 8A02", "8D", "8A02 910A 9505 9F3704", "9F0F", "0000000000")
		if c.name != "offline" {
			w.Card = bench.With(t, "noauth", "8C", "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704 8A02", "8D", "8A02 910A 9505 9F3704")
		}
		c.change(w)
		w.Run()
		var got []string
		for _, cmd := range w.Commands {
			if cmd[1] == apdu.GenerateAC {
				at := 5 + 29
				if len(got) == 1 {
					at = 5
				}
				got = append(got, string(cmd[at:at+2]))
			}
		}
		if len(got) == 1 {
			got = append(got, "")
		}
		if len(got) != 2 || got[0] != c.first || got[1] != c.second {
			t.Errorf("%s: %q", c.name, got)
		}
	}
}

// B2 6.6.2, 6.5.2, 5.4: what a signature carries, the card may ask back for
func TestRecoveredData(t *testing.T) {
	for _, c := range []struct {
		card, cdol, tag string
		nth             int
	}{
		{"full", "8D", "9F4C08", 2},
		{"dda", "8C", "9F4C08", 1},
		{"sda", "8C", "9F4502", 1},
	} {
		w := newWorld(t, c.card)
		w.Config.Terminal.Capabilities[2] = 0xC8
		list := "8A02 9505 9F3704"
		if c.cdol == "8C" {
			list = "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704"
		}
		w.Card = bench.With(t, c.card, c.cdol, list+c.tag)
		w.Run()
		n := 0
		for _, cmd := range w.Commands {
			if cmd[1] != apdu.GenerateAC {
				continue
			}
			if n++; n == c.nth {
				if value := cmd[len(cmd)-3 : len(cmd)-1]; c.tag == "9F4502" && hexOf(value) != "DAC1" {
					t.Errorf("%s: data authentication code %X", c.card, value)
				}
				if value := cmd[len(cmd)-9 : len(cmd)-1]; string(value) == string(make([]byte, 8)) {
					t.Errorf("%s: no dynamic number", c.card)
				}
			}
		}
		if n < c.nth {
			t.Errorf("%s: commands %s", c.card, w.Instructions())
		}
	}
}
