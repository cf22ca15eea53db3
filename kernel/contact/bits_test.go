package contact_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// worldOf is a card at an amount, in the configuration that belongs to it.
func worldOf(t *testing.T, card string, amount uint64) *world {
	w := newWorld(t, card)
	w.Transaction.Amount = amount
	if card == "xda" {
		w.Config = bench.Config(t, "xda")
		w.Config.Profile = kernel.Book
	}
	return w
}

// Each TVR bit of the contact kernel: a world that sets it, and the same world without the one thing that does.
// B3 C5
func TestEachTVRBit(t *testing.T) {
	card := func(changes ...string) func(*world) {
		return func(w *world) { w.Card = bench.With(t, "noauth", changes...) }
	}
	pins := func(p ...string) func(*world) { return func(w *world) { w.PINs = p } }
	altered := func(tag tlv.Tag) func(*world) {
		return func(w *world) { w.Middle = damage{tag: tag}.middleOnly() }
	}
	lists := func(list string) func(*world) { return card("8E", noXY+list) }
	counters := func(atc, last string) func(*world) {
		return func(w *world) {
			w.Middle = func(_ int, command, r []byte) []byte {
				if command[1] == apdu.GetData && command[3] == 0x36 {
					return bench.Hex(t, "9F3602"+atc+"9000")
				}
				if command[1] == apdu.GetData && command[3] == 0x13 {
					return bench.Hex(t, "9F1302"+last+"9000")
				}
				return r
			}
		}
	}
	script := func(late bool) func(*world) {
		return func(w *world) {
			w.Issuer.Scripts = []issuer.Script{{Late: late, Commands: []issuer.Command{issuer.PINUnblock()}}}
			w.Middle = bench.Swap(t, apdu.PINChangeUnblock, 1, "6A80")
		}
	}
	fingers := func(bit string, sw uint16) func(*world) {
		return func(w *world) {
			dev := &capturer{sws: []uint16{sw}}
			*w = *biometrics(t, "0800", group("BF4A", bit), "BF4C04DF510105 9000", "BF4D04DF510102 9000", dev)
			w.Transaction.Amount = 100
		}
	}
	seen := map[tlv.TVRBit]bool{}
	for _, c := range []struct {
		bit    tlv.TVRBit
		card   string
		amount uint64
		sets   func(*world)
	}{
		// B3 10.3
		{tlv.TVRODANotPerformed, "full", 100, func(w *world) { w.Card = newWorld(t, "noauth").Card }},
		{tlv.TVRSDAFailed, "sda", 100, func(w *world) { w.Config.Terminal.Capabilities[2] = 0xC8; altered(0x93)(w) }},
		{tlv.TVRDDAFailed, "dda", 100, altered(0x9F46)},
		{tlv.TVRCDAFailed, "full", 100, altered(0x9F46)},
		{tlv.TVRSDASelected, "sda", 100, func(w *world) { w.Config.Terminal.Capabilities[2] = 0xC8 }},
		{tlv.TVRXDASelected, "xda", 100, nil}, // nothing: the world that leaves it is another terminal's
		{tlv.TVRXDAFailed, "xda", 100, func(w *world) {
			w.Middle = bench.Alter(apdu.GenerateAC, 1, func(r []byte) []byte {
				if o, ok := tlv.Find(r, 0x77, 0x9F4B); ok {
					o.Value[3] ^= 1
				}
				return r
			})
		}},
		{tlv.TVRCAECCKeyMissing, "xda", 100, func(w *world) { w.Middle = bench.Rewrite(t, "8F", "55") }},
		{tlv.TVRECCKeyRecoveryFailed, "xda", 100, altered(0x9F46)},
		// B3 7.5
		{tlv.TVRICCDataMissing, "noauth", 100, card("8E", "-")},
		// B4 6.3.5
		{tlv.TVROnExceptionFile, "noauth", 100, func(w *world) { w.Config.Terminal.LooksUp, w.CardFile = true, &ledger{listed: true} }},
		// B3 10.4, B4 6.3.3 versions
		{tlv.TVRDifferentVersions, "noauth", 100, card("9F08", "0003")},
		{tlv.TVRExpiredApplication, "noauth", 100, card("5F24", "260630")},
		{tlv.TVRNotYetEffective, "noauth", 100, card("5F25", "260702")},
		{tlv.TVRServiceNotAllowed, "noauth", 100, card("9F07", "0000")},
		// B3 10.6.3
		{tlv.TVRNewCard, "noauth", 100, counters("0001", "0000")},
		{tlv.TVRLowerOfflineLimitExceeded, "noauth", 100, counters("000B", "0005")},
		{tlv.TVRUpperOfflineLimitExceeded, "noauth", 100, counters("0010", "0005")},
		// B3 10.5
		{tlv.TVRCVMNotSuccessful, "noauth", 100, lists("0000")},
		{tlv.TVRUnrecognisedCVM, "noauth", 100, lists("6000 1F00")},
		{tlv.TVRPINTryLimitExceeded, "pin", 100, pins("1111", "2222", "3333")},
		{tlv.TVRPINPadNotWorking, "pin", 100, func(w *world) { w.NoPINPad = true }},
		{tlv.TVRPINNotEntered, "pin", 100, pins("bypass")},
		{tlv.TVROnlineCVMCaptured, "noauth", 100, lists("0200")},
		{tlv.TVRBiometricTypeNotSupported, "noauth", 100, lists("4600 1F00")},
		// B3 10.5.6
		{tlv.TVRBiometricSuccessful, "pin", 100, fingers(rightIndex, 0x9000)},
		{tlv.TVRBiometricFormatNotSupported, "pin", 100, fingers(otherFormat, 0x9000)},
		{tlv.TVRBiometricTryLimitExceeded, "pin", 100, fingers(rightIndex, 0x6983)},
		{tlv.TVRBiometricDeviceNotWorking, "pin", 100, func(w *world) { fingers(rightIndex, 0x9000)(w); w.Equip = nil }},
		{tlv.TVRBiometricBypassed, "pin", 100, func(w *world) {
			fingers(rightIndex, 0x9000)(w)
			w.Equip = (&capturer{entries: []kernel.PINResult{kernel.PINBypassed}}).equip
		}},
		// B3 10.6.1, 10.6.2, B4 6.5.3
		{tlv.TVRFloorLimitExceeded, "noauth", 999, func(w *world) { w.Transaction.Amount = 1000 }},
		{tlv.TVRSelectedRandomly, "noauth", 100, func(w *world) {
			w.Config.Applications[0].RandomTarget, w.Config.Applications[0].RandomMaxTarget, w.Config.Applications[0].RandomThreshold = 99, 99, 500
		}},
		{tlv.TVRMerchantForcedOnline, "noauth", 100, func(w *world) { w.Transaction.ForceOnline = true }},
		// B3 9.2.2
		{tlv.TVRDefaultTDOLUsed, "noauth", 100, func(w *world) {
			w.Card = bench.With(t, "noauth", "8C", "9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704 9814")
			w.Config.Applications[0].DefaultTDOL = bench.Hex(t, "9F0206")
		}},
		// B3 10.9, 10.10
		{tlv.TVRIssuerAuthenticationFailed, "full", 1234, func(w *world) { w.Middle = bench.Swap(t, apdu.ExternalAuthenticate, 1, "6300") }},
		{tlv.TVRScriptFailedBefore, "full", 1234, script(false)},
		{tlv.TVRScriptFailedAfter, "full", 1234, script(true)},
	} {
		name := fmt.Sprintf("byte %d, mask %02X", c.bit>>8+1, byte(c.bit))
		if seen[c.bit] {
			t.Errorf("%s: twice", name)
		}
		seen[c.bit] = true
		plain, set := worldOf(t, c.card, c.amount), worldOf(t, c.card, c.amount)
		if c.sets == nil {
			plain.Config.Terminal.Capabilities[2] &^= 0x04 // B3 10.3: a terminal without XDA
			for i := range plain.Config.Applications {
				plain.Config.Applications[i].Capabilities = nil
			}
		} else {
			c.sets(set)
		}
		if out := plain.Run(); out.HasTVR(c.bit) {
			t.Errorf("%s: set without reason, TVR %X", name, out.TVR())
		}
		if out := set.Run(); !out.HasTVR(c.bit) {
			t.Errorf("%s: not set, TVR %X: %v, %s", name, out.TVR(), out.Status, out.Error.Reason)
		}
	}
	// every bit but the reserved ones has its world
	reserved := map[tlv.TVRBit]bool{0x0104: true, 0x0408: true, 0x0401: true}
	for i := range tlv.TVRBit(5) {
		for mask := tlv.TVRBit(1); mask <= 0x80; mask <<= 1 {
			if bit := i<<8 | mask; seen[bit] == reserved[bit] {
				t.Errorf("byte %d, mask %02X: has a world: %v", i+1, mask, seen[bit])
			}
		}
	}
}

// Each TSI bit: a world that sets it and one that leaves it; the reserved bits stay 0.
// B3 C6
func TestEachTSIBit(t *testing.T) {
	ends := func(ins byte) func(*world) { return func(w *world) { w.Middle = bench.Swap(t, ins, 1, "6F00") } }
	for _, c := range []struct {
		bit    tlv.TSIBit
		leaves func(*world) // the card full at 12.34, with a script, sets all of them
	}{
		{tlv.TSIODAPerformed, func(w *world) { w.Config.Terminal.Capabilities[2] = 0 }},
		{tlv.TSICardholderVerificationPerformed, func(w *world) {
			w.Middle = bench.Alter(apdu.GetProcessingOptions, 1, func(r []byte) []byte { return clearAIP(r, 0x10) })
		}},
		// B3 10.8 TSI
		{tlv.TSICardRiskManagementPerformed, ends(apdu.GenerateAC)},
		// B3 10.9 EXTERNAL AUTHENTICATE, TSI
		// B4 12.2.2
		{tlv.TSIIssuerAuthenticationPerformed, func(w *world) { replies(w, "00", nil) }},
		{tlv.TSITerminalRiskManagementPerformed, ends(apdu.GetProcessingOptions)},
		// B3 10.10 TSI
		{tlv.TSIScriptProcessingPerformed, func(w *world) { w.Issuer.Scripts = nil }},
	} {
		for _, leaves := range []bool{false, true} {
			w := newWorld(t, "full")
			w.Issuer.Scripts = []issuer.Script{{Late: true, Commands: []issuer.Command{issuer.PINUnblock()}}}
			if leaves {
				c.leaves(w)
			}
			tsi := w.Run().TSI()
			if tlv.TSIValue(tsi).Has(c.bit) == leaves || tsi[0]&0x03 != 0 || tsi[1] != 0 {
				t.Errorf("mask %02X, to be left %v: TSI %X", byte(c.bit), leaves, tsi)
			}
		}
	}
}

// Each bit of the CVM results: worlds that set it and worlds that leave it; what no method, condition or result can have stays 0.
// B4 A4, 6.3.4.5
func TestEachCVMResultsBit(t *testing.T) {
	var ones, zeros [3]byte
	for _, c := range []struct {
		list, want string
		change     func(*world)
	}{
		{"1F00", "1F0002", nil},
		{"1E00", "1E0000", nil},
		{"5E03", "5E0300", nil},
		{"0000", "000001", nil},
		{"0100", "010002", nil},
		{"0200", "020000", nil},
		{"4400", "440002", nil},
		{"2000", "200002", func(w *world) {
			w.Config.Terminal.ProprietaryCVMs = []byte{0x20}
			w.Equip = (&person{result: tlv.CVMSuccessful}).equip
		}},
		{"1F02", "1F0202", nil},
		{"0204", "020400", func(w *world) { w.Transaction.Type = 0x01 }},
		{"1F05", "1F0502", func(w *world) { w.Transaction.Type, w.Transaction.AmountOther = 0x09, 100 }},
		{"1F05", "1F0502", func(w *world) { w.Transaction.Type, w.Transaction.AmountOther = 0x00, 100 }}, // a purchase with cash
		{"1F02", "3F0001", func(w *world) { w.Transaction.Type, w.Transaction.AmountOther = 0x00, 100 }},
		{"1E09", "1E0900", nil},
		{"1F01", "3F0001", nil},
	} {
		w := cvms(t, noXY+c.list)
		if c.change != nil {
			c.change(w)
		}
		got := w.Run().CVMResults()
		if hexOf(got[:]) != c.want {
			t.Errorf("%s: CVM results %X, want %s", c.list, got, c.want)
		}
		for i := range got {
			ones[i] |= got[i]
			zeros[i] |= ^got[i]
		}
	}
	if ones != [3]byte{0x7F, 0x0F, 0x03} || zeros != [3]byte{0xFF, 0xFF, 0xFF} {
		t.Errorf("set %X, left %X", ones, zeros)
	}
}
