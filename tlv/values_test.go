package tlv_test

import (
	"testing"

	"github.com/emvgo/emv/tlv"
)

func TestBits(t *testing.T) {
	// EMV 4.4 B3 annex C5
	var tvr tlv.TVRValue
	tvr.Set(tlv.TVRODANotPerformed, tlv.TVRCVMNotSuccessful, tlv.TVRFloorLimitExceeded, tlv.TVRScriptFailedAfter)
	if tvr != (tlv.TVRValue{0x80, 0, 0x80, 0x80, 0x10}) || tvr.String() != "8000808010" {
		t.Errorf("TVR %v", tvr)
	}
	tvr.Clear(tlv.TVRODANotPerformed)
	if tvr.Has(tlv.TVRODANotPerformed) || !tvr.Has(tlv.TVRFloorLimitExceeded) || tvr.Has(tlv.TVRNewCard) {
		t.Errorf("TVR %v", tvr)
	}
	// EMV 4.4 B3 10.7
	if !tvr.Matches(tlv.TVRValue{0, 0, 0, 0x80, 0}) || tvr.Matches(tlv.TVRValue{0xFF, 0xFF, 0x7F, 0x7F, 0xEF}) {
		t.Errorf("TVR %v matches wrongly", tvr)
	}
	// EMV 4.4 B3 annex C6
	var tsi tlv.TSIValue
	tsi.Set(tlv.TSICardRiskManagementPerformed, tlv.TSIScriptProcessingPerformed)
	if tsi != (tlv.TSIValue{0x24, 0}) || !tsi.Has(tlv.TSIScriptProcessingPerformed) || tsi.Has(tlv.TSIODAPerformed) || tsi.String() != "2400" {
		t.Errorf("TSI %v", tsi)
	}
	// EMV 4.4 B3 annex C1
	if aip := (tlv.AIPValue{0x11, 0x00}); !aip.Has(tlv.AIPCDASupported) || !aip.Has(tlv.AIPCardholderVerificationSupported) || aip.Has(tlv.AIPXDASupported) || aip.String() != "1100" {
		t.Errorf("AIP %v", aip)
	}
	// EMV 4.4 B3 annex C2
	if auc := (tlv.AUCValue{0x02, 0x40}); !auc.Has(tlv.AUCATM) || !auc.Has(tlv.AUCInternationalCashback) || auc.Has(tlv.AUCDomesticCashback) || auc.String() != "0240" {
		t.Errorf("AUC %v", auc)
	}
	// EMV 4.4 B4 annex A2
	var capabilities tlv.TerminalCapabilitiesValue
	capabilities.Set(tlv.CapICWithContacts, tlv.CapNoCVM, tlv.CapCDA, tlv.CapSDA)
	capabilities.Clear(tlv.CapSDA)
	if capabilities != (tlv.TerminalCapabilitiesValue{0x20, 0x08, 0x08}) || !capabilities.Has(tlv.CapCDA) || capabilities.Has(tlv.CapXDA) || capabilities.String() != "200808" {
		t.Errorf("capabilities %v", capabilities)
	}
	// EMV 4.4 B4 annex A3
	var additional tlv.AdditionalTerminalCapabilitiesValue
	additional.Set(tlv.AddCapCash, tlv.AddCapPrintAttendant, tlv.AddCapCodeTable1)
	if additional != (tlv.AdditionalTerminalCapabilitiesValue{0x80, 0, 0, 0x80, 0x01}) || additional.Has(tlv.AddCapGoods) || additional.String() != "8000008001" {
		t.Errorf("additional capabilities %v", additional)
	}
}

// EMV 4.4 B3 6.5.5.4 (CID)
func TestCID(t *testing.T) {
	for _, test := range []struct {
		cid    tlv.CIDValue
		kind   string
		advice bool
		reason tlv.CIDReason
	}{
		// EMV 4.4 B3 6.5.5.4
		{0x00, "AAC", false, tlv.ReasonNone},
		{0x09, "AAC", true, tlv.ReasonServiceNotAllowed},
		{0x42, "TC", false, tlv.ReasonPINTryLimitExceeded},
		{0x8B, "ARQC", true, tlv.ReasonIssuerAuthenticationFailed},
		{0xF4, "RFU", false, 4},
	} {
		if test.cid.Type().String() != test.kind || test.cid.Advice() != test.advice || test.cid.Reason() != test.reason {
			t.Errorf("%02X: %v, %v, %v", byte(test.cid), test.cid.Type(), test.cid.Advice(), test.cid.Reason())
		}
	}
	if tlv.CIDValue(0x80).Type() != tlv.ARQC || tlv.CIDValue(0x4F).Type() != tlv.TC || tlv.CIDValue(0x3F).Type() != tlv.AAC {
		t.Error("types")
	}
}

func TestTerminalType(t *testing.T) {
	cash := tlv.AdditionalTerminalCapabilitiesValue{0x80}
	for _, test := range []struct {
		kind                                   tlv.TerminalTypeValue
		attended, onlineOnly, offlineOnly, atm bool
	}{
		// EMV 4.4 B4 annex A1
		{0x11, true, true, false, false},
		{0x12, true, false, false, false},
		{0x13, true, false, true, false},
		{0x14, false, true, false, true},
		{0x15, false, false, false, true},
		{0x16, false, false, true, true},
		{0x21, true, true, false, false},
		{0x22, true, false, false, false},
		{0x23, true, false, true, false},
		{0x24, false, true, false, false},
		{0x25, false, false, false, false},
		{0x26, false, false, true, false},
		{0x34, false, true, false, false},
		{0x35, false, false, false, false},
		{0x36, false, false, true, false},
	} {
		k := test.kind
		if k.Attended() != test.attended || k.OnlineOnly() != test.onlineOnly || k.OfflineOnly() != test.offlineOnly || k.ATM(cash) != test.atm {
			t.Errorf("%02X: %v %v %v %v", byte(k), k.Attended(), k.OnlineOnly(), k.OfflineOnly(), k.ATM(cash))
		}
		if k.ATM(tlv.AdditionalTerminalCapabilitiesValue{0x7F}) {
			t.Errorf("%02X: an ATM without cash", byte(k))
		}
	}
}

func TestCVM(t *testing.T) {
	// EMV 4.4 B3 annex C3
	known := 0
	for c := range 256 {
		code := tlv.CVMCode(c)
		if code.Known() {
			known++
		}
		if code.Method() != code&0x3F || code.Next() != (c&0x40 != 0) || code.String() == "" {
			t.Errorf("%02X: %02X, %v, %q", c, byte(code.Method()), code.Next(), code)
		}
	}
	if known != 4*18 { // 16 with PIN or biometric, signature, no CVM; each with any bits 8 and 7
		t.Errorf("%d known codes", known)
	}
	for _, test := range []struct {
		have interface{ String() string }
		want string
	}{
		{tlv.CVMEncipheredPIN, "enciphered PIN verified by the ICC"},
		{tlv.CVMFail | 0x40, "fail CVM processing"},
		{tlv.CVMCode(0x10), "RFU"},
		{tlv.CVMCode(0x2A), "reserved for the payment system"},
		{tlv.CVMCode(0x3E), "reserved for the issuer"},
		{tlv.CVMNotPerformed, "no CVM performed"},
		{tlv.CVMIfCashback, "if purchase with cashback"},
		{tlv.CVMCondition(0x7F), "RFU"},
		{tlv.CVMCondition(0x80), "reserved for the payment system"},
		{tlv.CVMSuccessful, "successful"},
		{tlv.CVMResult(9), "RFU"},
	} {
		if got := test.have.String(); got != test.want {
			t.Errorf("have %q, want %q", got, test.want)
		}
	}
	// EMV 4.4 B4 annex A4
	r := tlv.NewCVMResults(tlv.CVMSignature|0x40, tlv.CVMIfSupported, tlv.CVMUnknown)
	if r != (tlv.CVMResultsValue{0x5E, 0x03, 0x00}) || r.String() != "5E0300" ||
		r.Code().Method() != tlv.CVMSignature || r.Condition() != tlv.CVMIfSupported || r.Result() != tlv.CVMUnknown {
		t.Errorf("CVM results %v", r)
	}
	// EMV 4.4 B3 10.5
	l, err := tlv.ParseCVMList(unhex(t, "FFFFFFFF 00000001 4103"))
	if err != nil || l.X != 0xFFFFFFFF || l.Y != 1 || l.Len() != 1 || l.Rule(0) != (tlv.CVRule{Code: 0x41, Condition: tlv.CVMIfSupported}) {
		t.Errorf("CVM list %+v, %v", l, err)
	}
	for condition := range 256 { // EMV 4.4 B3 annex C3
		if l, err = tlv.ParseCVMList([]byte{8: 0x06, 9: 0x03, 10: 0x1F, 11: byte(condition)}); err != nil || l.AsksAmount() != (condition >= 6 && condition <= 9) {
			t.Errorf("condition %02X: %v, %v", condition, l.AsksAmount(), err)
		}
	}
}
