package contact_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// B3 9.3, 10.8: every cryptogram type against every request, without a signature (card noauth). The
// request for an AAC comes from the configuration denial, that for a TC from codes that are clear.
func TestFirstCryptogram(t *testing.T) {
	const rest = "0011 0102030405060708"
	for _, c := range []struct {
		ask  string
		cid  string
		ends bool
		want kernel.Status
	}{
		{"AAC", "00", false, kernel.Declined},
		// B3 9.3 first
		{"AAC", "80", true, 0},
		{"AAC", "40", true, 0},
		{"AAC", "C0", true, 0},
		{"ARQC", "00", false, kernel.Declined},
		// B4 6.3.7 online
		{"ARQC", "80", false, kernel.Declined}, // the issuer finds the cryptogram wrong
		{"ARQC", "40", true, 0},
		{"ARQC", "C0", true, 0},
		{"TC", "00", false, kernel.Declined},
		{"TC", "80", false, kernel.EndApplication}, // goes on, to a card that gave a TC and takes no second GENERATE AC
		// B3 6.5.5.4 format 1, 9.3.1 offline
		{"TC", "40", false, kernel.Approved},
		{"TC", "C0", true, 0},
		// B3 6.5.5.4: the other bits of the CID do not make another type
		{"TC", "70", false, kernel.Approved},
		{"ARQC", "2F", false, kernel.Declined},
	} {
		w := newWorld(t, "noauth")
		switch c.ask {
		case "AAC":
			w.Config.Applications = bench.Config(t, "denial").Applications
		case "TC":
			w.Card = bench.With(t, "noauth", "9F0D", "0000000000", "9F0F", "0000000000")
			w.Config.Applications[0].TACOnline = [5]byte{}
		}
		w.Middle = bench.Swap(t, apdu.GenerateAC, 1, "800B"+c.cid+rest+"9000")
		out := w.Run()
		if c.ends {
			w.Ends(out, kernel.CardDataError, "EMV 4.4 B3 9.3")
			if w.Sent(apdu.GenerateAC) != 1 || w.HostCalls != 0 {
				t.Errorf("%s, CID %s: commands %s", c.ask, c.cid, w.Instructions())
			}
			continue
		}
		if out.Status != c.want {
			t.Errorf("%s, CID %s: %v: %s", c.ask, c.cid, out.Status, out.Error.Reason)
		}
		if tlv.CIDValue(bench.Hex(t, c.cid)[0]).Type() != tlv.ARQC && w.Sent(apdu.GenerateAC) != 1 {
			t.Errorf("%s, CID %s: commands %s", c.ask, c.cid, w.Instructions())
		}
	}
	// B3 10.8.1, B4 6.3.7: an AAC because the service is not allowed ends the transaction
	w := newWorld(t, "noauth")
	w.Middle = bench.Swap(t, apdu.GenerateAC, 1, "800B01"+rest+"9000")
	out := w.Run()
	w.Ends(out, kernel.CardBlocked, "EMV 4.4 B3 10.8.1")
	// B4 6.3.7 service not allowed
	if out.UIOutcome == nil || out.UIOutcome.Message != kernel.MsgNotAccepted {
		t.Errorf("%+v", out.UIOutcome)
	}
	// B3 10.8.2: an advice is asked for
	w = newWorld(t, "noauth")
	w.Middle = bench.Swap(t, apdu.GenerateAC, 1, "800B0A"+rest+"9000")
	if out := w.Run(); !out.Advice() || out.Status != kernel.Declined || out.ARC() != "Z1" {
		t.Errorf("%v, advice %v, ARC %s", out.Status, out.Advice(), out.ARC())
	}
}

// B3 6.5.5.4, 8.1: responses to GENERATE AC, the first and the second, of a card without CDA
// B3 6.5.5.4 format 2, missing
func TestGenerateACResponses(t *testing.T) {
	for _, c := range []struct {
		name, response string
		l2             kernel.L2Error // 0: it is read
	}{
		{"format 1", "800B 00 0011 0102030405060708 9000", 0},
		{"format 1 with issuer application data", "802B 00 0011 0102030405060708" + strings.Repeat("00", 32) + "9000", 0},
		{"format 2", "7714 9F270100 9F36020011 9F26080102030405060708 9000", 0},
		{"format 2 with more", "771B 9F1000 DF010155 9F270100 9F36020011 9F26080102030405060708 9000", 0},
		{"not allowed", "6985", kernel.StatusBytes},
		{"warning", "800B 00 0011 0102030405060708 6283", kernel.StatusBytes},
		{"63C0", "63C0", kernel.StatusBytes},
		{"6700", "6700", kernel.StatusBytes},
		{"no data", "9000", kernel.ParsingError},
		{"format 1 too short", "800A 00 0011 01020304050607 9000", kernel.ParsingError},
		{"format 1 too long", "802C 00 0011 0102030405060708" + strings.Repeat("00", 33) + "9000", kernel.ParsingError},
		{"format 2 without CID", "7710 9F36020011 9F26080102030405060708 9000", kernel.ParsingError},
		{"format 2 without ATC", "770F 9F270100 9F26080102030405060708 9000", kernel.ParsingError},
		{"format 2 without cryptogram", "7709 9F270100 9F36020011 9000", kernel.ParsingError},
		{"a signature that nobody asked for, and no cryptogram", "770D 9F270100 9F36020011 9F4B0100 9000", kernel.ParsingError},
		{"two CIDs", "7718 9F270100 9F270100 9F36020011 9F26080102030405060708 9000", kernel.ParsingError},
		{"ATC of one byte", "7713 9F270100 9F360111 9F26080102030405060708 9000", kernel.ParsingError},
		{"cryptogram of 7 bytes", "7713 9F270100 9F36020011 9F260701020304050607 9000", kernel.ParsingError},
		{"issuer application data of 33 bytes", "7738 9F270100 9F36020011 9F26080102030405060708 9F1021" + strings.Repeat("00", 33) + "9000", kernel.ParsingError},
		{"does not parse", "7715 9F270100 9F36020011 9F26080102030405060708 9000", kernel.ParsingError},
		{"something behind it", "800B 00 0011 0102030405060708 00FF 9000", kernel.ParsingError},
		{"another template", "7014 9F270100 9F36020011 9F26080102030405060708 9000", kernel.ParsingError},
	} {
		for nth := 1; nth <= 2; nth++ {
			w := newWorld(t, "noauth")
			w.Middle = bench.Swap(t, apdu.GenerateAC, nth, c.response)
			out := w.Run()
			switch {
			case c.l2 == 0 && out.Status != kernel.Declined:
				t.Errorf("%s, %d: %v: %s", c.name, nth, out.Status, out.Error.Reason)
			case c.l2 != 0 && (out.Status != kernel.EndApplication || out.Error.L2 != c.l2):
				t.Errorf("%s, %d: %v: %s", c.name, nth, out.Status, out.Error.Reason)
			}
			// B4 6.3.8: the host has approved before the second
			if out.Reversal() != (nth == 2) {
				t.Errorf("%s, %d: reversal %v", c.name, nth, out.Reversal())
			}
		}
	}
}

// The rules of strict, each with the outcome of both profiles.
func TestStrict(t *testing.T) {
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
			bench.Ended(kernel.Approved, "Y3", "0000048000", "E800", "020300"),
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
