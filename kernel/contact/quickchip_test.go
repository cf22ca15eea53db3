package contact_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// quick is a purchase of 12.34 whose card is finished before the host is asked: full wants the host then.
func quick(t *testing.T, card string) *world {
	w := worldOf(t, card, 1234)
	w.Transaction.QuickChip = true
	return w
}

// The card hears that the host cannot be reached and ends by an AAC, without a signature that nobody would check. The acquirer gets the data of the ARQC, with neither
// the response code of the terminal nor the second cryptogram.
// B3 9.3.2, B4 12.2.1
func TestQuickChip(t *testing.T) {
	for name, change := range map[string]func(*world){
		"quick": func(*world) {},
		"an estimate": func(w *world) {
			w.Transaction.QuickChip, w.Transaction.Estimated = false, true
		},
	} {
		w := quick(t, "full")
		w.Card = bench.With(t, "full", "8D", "8A02 9505 9F3704 9F0206")
		change(w)
		first := ""
		w.Middle = bench.Alter(apdu.GenerateAC, 2, func(r []byte) []byte { first = hexOf(r); return r })
		out := w.Run()
		w.Expect(out, bench.Ended(kernel.OnlineRequest, "", "0000048000", "E800", "020300"))
		number, _ := tlv.Find(out.DataRecord, tlv.UnpredictableNumber.Tag())
		if w.HostCalls != 0 || w.P1(1) != 0x90 || w.P1(2) != 0x00 || w.values(apdu.GenerateAC, 2) != "5A33"+"0000048000"+hexOf(number.Value)+"000000001234" {
			t.Errorf("%s: host asked %d times, GENERATE AC %02X and %02X: %s", name, w.HostCalls, w.P1(1), w.P1(2), w.values(apdu.GenerateAC, 2))
		}
		ac, _ := tlv.Find(out.DataRecord, tlv.ApplicationCryptogram.Tag())
		cid, _ := tlv.Find(out.DataRecord, tlv.CID.Tag())
		if _, told := tlv.Find(out.DataRecord, tlv.AuthorisationResponseCode.Tag()); told || hexOf(cid.Value) != "80" || len(ac.Value) != 8 || strings.Contains(first, hexOf(ac.Value)) {
			t.Errorf("%s: %X", name, out.DataRecord)
		}
	}
	// what the card decides by itself it decides as ever
	w := quick(t, "full")
	w.Transaction.Amount = 100
	w.Expect(w.Run(), approvedOffline)
}

// A card that does not end as it was told has ended nothing.
// B3 9.3.2
func TestQuickChipFails(t *testing.T) {
	for _, c := range []struct {
		name, response string
		l2             kernel.L2Error
		clause         string
	}{
		{"refused", "6985", kernel.StatusBytes, "EMV 4.4 B3 8.1"},                                                 // B3 8.1
		{"no template", "04019000", kernel.ParsingError, "EMV 4.4 B3 6.5.5.4"},                                    // B3 6.5.5.4
		{"a TC", "800B 40 0002 1122334455667788 9000", kernel.CardDataError, "EMV 4.4 B3 9.3"},                    // B3 9.3
		{"an ARQC", "800B 80 0002 1122334455667788 9000", kernel.CardDataError, "EMV 4.4 B3 9.3"},                 // B3 9.3
		{"an undefined cryptogram", "800B C0 0002 1122334455667788 9000", kernel.CardDataError, "EMV 4.4 B3 9.3"}, // B3 9.3
	} {
		w := quick(t, "full")
		w.Middle = bench.Swap(t, apdu.GenerateAC, 2, c.response)
		out := w.Run()
		if w.Ends(out, c.l2, c.clause); w.HostCalls != 0 || (out.Error.SW == 0x6985) != (c.response == "6985") {
			t.Errorf("%s: host asked %d times: %+v", c.name, w.HostCalls, out.Error)
		}
	}
	w := quick(t, "full")
	w.Fault = func(_ int, command []byte) apdu.FaultKind {
		return map[bool]apdu.FaultKind{command[1] == apdu.GenerateAC && w.P1(2) >= 0: apdu.Timeout}[true]
	}
	if out := w.Run(); out.Status != kernel.EndApplication || out.Error.L1 != kernel.FaultTimeout || out.Error.Clause != "EMV 4.4 B3 8.1" {
		t.Errorf("%v: %+v", out.Status, out.Error)
	}
}
