package contact_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// Faults that others' cards and books found once, each with its input.

const aacAnswer = "7714 9F270100 9F36020011 9F26080102030405060708 9000"

// The CID that was signed says what the card has made, whatever the one in the clear says: a TC gets no second command, an ARQC gets one, for an AAC; and no host is
// asked, because the signature fails.
// B4 6.3.2.1 CID
func TestSignedCIDDecides(t *testing.T) {
	for _, c := range []struct {
		amount uint64
		shown  byte
		second int
		cid    byte
		status kernel.Status
	}{
		{100, 0x80, -1, 0x40, kernel.Declined},
		{100, 0x48, -1, 0x40, kernel.Declined},
		{1234, 0x40, 0x00, 0x00, kernel.Declined},
		{1234, 0x90, 0x00, 0x00, kernel.Declined},
	} {
		w := newWorld(t, "full")
		w.Transaction.Amount = c.amount
		w.Middle = bench.Alter(apdu.GenerateAC, 1, func(r []byte) []byte { return withCID(r, c.shown) })
		out := w.Run()
		if out.Status != c.status || w.P1(2) != c.second || out.CID() != c.cid || w.HostCalls != 0 || !out.HasTVR(tlv.TVRCDAFailed) {
			t.Errorf("%d, CID %02X: %v, second GENERATE AC %02X, CID %02X, host asked %d times", c.amount, c.shown, out.Status, w.P1(2), out.CID(), w.HostCalls)
		}
	}
}

// The code of a decline never says that the transaction was approved: of Y1 and Y3 Z1 and Z3 are left.
// B4 A6 in the end, 12.2.1
func TestCodeOfADecline(t *testing.T) {
	spoil := func(r []byte) []byte {
		if o, ok := tlv.Find(r, 0x77, 0x9F4B); ok {
			o.Value[9] ^= 1
		}
		return r
	}
	aac := func([]byte) []byte { return bench.Hex(t, aacAnswer) }
	keep := func(r []byte) []byte { return r }
	for _, c := range []struct {
		amount uint64
		change func([]byte) []byte
		status kernel.Status
		arc    string
	}{
		{100, keep, kernel.Approved, "Y1"},
		{100, aac, kernel.Declined, "Z1"},
		{100, spoil, kernel.Declined, "Z1"},
		{1234, keep, kernel.Approved, "Y3"},
		{1234, aac, kernel.Declined, "Z3"},
		{1234, spoil, kernel.Declined, "Z3"},
	} {
		w := newWorld(t, "full")
		w.Card, w.HostDown, w.Transaction.Amount = bench.With(t, "full", "9F0D", "0000000000"), true, c.amount
		for i := range w.Config.Applications {
			w.Config.Applications[i].TACDefault = [5]byte{}
		}
		last := 1
		if c.amount != 100 {
			last = 2
		}
		w.Middle = bench.Alter(apdu.GenerateAC, last, c.change)
		if out := w.Run(); out.Status != c.status || out.ARC() != c.arc {
			t.Errorf("%d: %v, ARC %s, want %v, %s", c.amount, out.Status, out.ARC(), c.status, c.arc)
		}
	}
}

// Nor does the code of a transaction that ends before its time: not in the result, not in the data of its reversal, not in its advice. The host's own code stays.
// B4 A6 in the end, 12.1.8, 12.2.1
func TestCodeOfAnEnd(t *testing.T) {
	const request = "7714 9F270188 9F36020011 9F26080102030405060708 9000" // an ARQC that asks for an advice
	for _, c := range []struct {
		name   string
		amount uint64
		host   string // its code; "": it does not answer
		first  string // in place of the card's answer
		second string
		arc    string
	}{
		{"refused, and TC was asked for", 100, "", "6985", "", "Z1"},
		{"malformed, and TC was asked for", 100, "", "9000", "", "Z1"},
		{"another than the TC that was asked for", 100, "", "7714 9F2701C8 9F36020011 9F26080102030405060708 9000", "", "Z1"},
		{"refused in the end", 1234, "", request, "6985", "Z3"},
		{"malformed in the end", 1234, "", request, "9000", "Z3"},
		{"refused after a decline", 1234, "05", request, "6985", "05"},
		{"refused after an answer of the host's own", 1234, "Y3", request, "6985", "Y3"},
	} {
		w := newWorld(t, "dda")
		p := &person{}
		w.Card, w.Transaction.Amount = bench.With(t, "dda", "9F0D", "0000000000"), c.amount
		w.Equip, w.Config.Terminal.Advices = p.equip, true
		if w.HostDown = c.host == ""; !w.HostDown {
			w.Answer = func([]byte) ([]byte, error) { return append([]byte{0x8A, 2}, c.host...), nil }
		}
		for i := range w.Config.Applications {
			w.Config.Applications[i].TACDefault = [5]byte{}
		}
		w.Middle = bench.Swap(t, apdu.GenerateAC, 1, c.first)
		if c.second != "" {
			first, second := w.Middle, bench.Swap(t, apdu.GenerateAC, 2, c.second)
			w.Middle = func(n int, command, r []byte) []byte { return second(n, command, first(n, command, r)) }
		}
		out := w.Run()
		told := p.advices
		if len(out.DataRecord) != 0 { // without a cryptogram there is none
			told = append(told, out.DataRecord)
		}
		if out.Status != kernel.EndApplication || out.ARC() != c.arc || out.Advice() && len(p.advices) != 1 {
			t.Errorf("%s: %v, code %q, %d advices", c.name, out.Status, out.ARC(), len(p.advices))
		}
		for _, data := range told {
			if o, _ := tlv.Find(data, tlv.AuthorisationResponseCode.Tag()); string(o.Value) != c.arc {
				t.Errorf("%s: code %q in %X", c.name, o.Value, data)
			}
		}
	}
}

// The results of scripts that a reversal takes to the issuer need no advice; where nothing is reversed they need one.
// B4 6.3.9, 12.1.8
func TestResultsInAReversal(t *testing.T) {
	for _, decline := range []bool{false, true} {
		w := newWorld(t, "full")
		p := &person{}
		w.Equip, w.Config.Terminal.Advices = p.equip, true
		w.Issuer = issuer.Options{Decline: decline, Scripts: []issuer.Script{{Commands: []issuer.Command{issuer.ApplicationBlock()}}}}
		w.Middle = bench.Swap(t, apdu.GenerateAC, 2, aacAnswer)
		out := w.Run()
		if out.Status != kernel.Declined || out.Reversal() == decline || (len(p.advices) == 1) != decline || hexOf(out.Scripts()) != "2000000000" {
			t.Errorf("host declines %v: %v, reversal %v, %d advices, scripts %X", decline, out.Status, out.Reversal(), len(p.advices), out.Scripts())
		}
	}
}

// Forcing a transaction online and bypassing the PIN are for those who attend a terminal: elsewhere the one is not heard, and a PIN device that says the other is out of order.
// B4 6.3.4.3 attended, 6.5.3
func TestAttendedOnly(t *testing.T) {
	for _, kind := range []byte{0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x34, 0x35, 0x36} {
		attended := kind&0x0F <= 3
		w := newWorld(t, "full")
		w.Config.Terminal.Type, w.Transaction.ForceOnline = kind, true
		w.PINPad = &pad{entries: []kernel.PINResult{kernel.PINBypassed, kernel.PINBypassed}}
		out := w.Run()
		if out.HasTVR(tlv.TVRMerchantForcedOnline) != attended || out.HasTVR(tlv.TVRPINNotEntered) != attended || out.HasTVR(tlv.TVRPINPadNotWorking) == attended {
			t.Errorf("type %02X: TVR %X", kind, out.TVR())
		}
	}
}

// A script that has no room is lost alone: those after it have theirs. The room is that of the scripts of both tags together.
// B4 12.2.4 length, next, 6.3.9 128 bytes
func TestOverlongScriptAlone(t *testing.T) {
	script := func(tag tlv.Tag, size int) []byte { // of size bytes in all
		body := bytes.Repeat(bench.Hex(t, "8604801E0000"), size/6)
		for n := len(tlv.Append(nil, tag, body)); n > size; n = len(tlv.Append(nil, tag, body)) {
			body = body[6:]
		}
		for len(tlv.Append(nil, tag, body)) < size {
			body = append(body, 0)
		}
		return tlv.Append(nil, tag, body)
	}
	const done, lost, room = "2000000000", "0000000000", step.MaxScriptBytes
	for _, c := range []struct {
		name    string
		scripts [][]byte
		want    string
	}{
		{"all of the room", [][]byte{script(0x71, room)}, done},
		{"one byte more", [][]byte{script(0x71, room+1)}, lost},
		{"a long one before a short one", [][]byte{script(0x71, room+1), script(0x71, 8)}, lost + done},
		{"of the other tag", [][]byte{script(0x72, room+1), script(0x71, 8)}, done + lost},
		{"both tags, all of the room", [][]byte{script(0x71, room-200), script(0x72, 200)}, done + done},
		{"both tags, one byte more", [][]byte{script(0x71, room-200), script(0x72, 201)}, done + lost},
		{"and a short one behind", [][]byte{script(0x71, room-200), script(0x72, 201), script(0x72, 200)}, done + lost + done},
	} {
		w := newWorld(t, "noauth")
		w.Answer = func([]byte) ([]byte, error) {
			return append(bench.Hex(t, "8A023030"), bytes.Join(c.scripts, nil)...), nil
		}
		w.Middle = bench.Swap(t, 0x1E, 0, "9000")
		out := w.Run()
		if got := hexOf(out.Scripts()); got != c.want || out.HasTVR(tlv.TVRScriptFailedBefore) && !bytes.Contains([]byte(c.want), []byte(lost)) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
