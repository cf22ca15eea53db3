package step_test

import (
	"encoding/hex"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// everything is a terminal that supports every method but biometrics.
var everything = tlv.TerminalCapabilitiesValue{0xE0, 0xF8, 0xC8}

func input(t testing.TB, list string) step.CVMInput {
	t.Helper()
	l, err := tlv.ParseCVMList(unhex(t, list))
	if err != nil {
		t.Fatal(err)
	}
	return step.CVMInput{
		List: l, Terminal: 0x22, Capabilities: everything, Amount: 1000, Currency: [2]byte{0x09, 0x78},
		ApplicationCurrency: []byte{0x09, 0x78},
	}
}

// walk performs the list with the results given for each method and tells which methods were performed.
func walk(in step.CVMInput, results map[tlv.CVMCode]tlv.CVMResult) (m step.CVM, performed []tlv.CVMCode) {
	m = step.NewCVM(in)
	for rule, ok := m.Next(); ok; rule, ok = m.Next() {
		performed = append(performed, rule.Code.Method())
		r, known := results[rule.Code.Method()]
		if !known {
			r = tlv.CVMFailed
		}
		m.Done(r)
	}
	return m, performed
}

// X is 5.00, Y is 20.00: 1F4 and 7D0.
const xy = "000001F4 000007D0 "

func TestCVMList(t *testing.T) {
	ok := map[tlv.CVMCode]tlv.CVMResult{
		tlv.CVMNoCVM: tlv.CVMSuccessful, tlv.CVMSignature: tlv.CVMUnknown,
		tlv.CVMOnlinePIN: tlv.CVMUnknown, tlv.CVMPlaintextPIN: tlv.CVMSuccessful, tlv.CVMEncipheredPIN: tlv.CVMSuccessful,
		tlv.CVMPlaintextPINSignature: tlv.CVMUnknown, tlv.CVMEncipheredPINSignature: tlv.CVMUnknown,
	}
	none := map[tlv.CVMCode]tlv.CVMResult{}
	for _, c := range []struct {
		name, list string
		change     func(*step.CVMInput)
		results    map[tlv.CVMCode]tlv.CVMResult
		cvm        string // CVM results
		tvr        string
		success    bool
	}{
		// B4 6.3.4.5: a list without rules is no list
		// B4 6.3.4.5 none
		{"no rules", xy, nil, ok, "3F0000", "0000000000", false},
		// B3 10.5: the first rule that succeeds ends it
		// B3 10.5 order, successful
		{"no CVM", xy + "1F00 0200", nil, ok, "1F0002", "0000000000", true},
		{"signature", xy + "5E00", nil, ok, "5E0000", "0000000000", true},
		{"online PIN", xy + "0203", nil, ok, "020300", "0000000000", true},
		{"plaintext PIN", xy + "4100", nil, ok, "410002", "0000000000", true},
		{"enciphered PIN", xy + "0400", nil, ok, "040002", "0000000000", true},
		// B3 10.5.4, B4 6.3.4.5
		{"plaintext PIN and signature", xy + "0300", nil, ok, "030000", "0000000000", true},
		{"enciphered PIN and signature", xy + "4500", nil, ok, "450000", "0000000000", true},
		// B3 10.5: step 2, b7 set goes on and b7 clear fails
		// B3 10.5 bit 7 set
		{"go on after failure", xy + "4200 1F00", nil, map[tlv.CVMCode]tlv.CVMResult{tlv.CVMNoCVM: tlv.CVMSuccessful}, "1F0002", "0000000000", true},
		// B3 10.5 bit 7 clear
		// B4 6.3.4.5 failed
		{"stop after failure", xy + "0200 1F00", nil, none, "020001", "0000800000", false},
		{"last rule failed and says go on", xy + "4200", nil, none, "420001", "0000800000", false},
		// B4 6.3.4.5: the last method performed stands, whatever follows unsupported or unrecognised
		// B4 6.3.4.5 last
		{"failed, then unsupported", xy + "4200 5E00", func(in *step.CVMInput) { in.Capabilities.Clear(tlv.CapSignature) }, none, "420001", "0000800000", false},
		{"failed, then unrecognised", xy + "4200 3000", nil, none, "420001", "0000C00000", false},
		// B4 6.3.4.5 table 2 row 11
		{"failed, then a condition that does not hold", xy + "4200 1F01", nil, none, "420001", "0000800000", false},
		// B3 10.5: fail CVM processing stops whatever b7 says
		{"fail", xy + "0000 1F00", nil, ok, "000001", "0000800000", false},
		// B3 10.5 fail
		{"fail that says go on", xy + "4000 1F00", nil, ok, "400001", "0000800000", false},
		// B3 10.5: unrecognised method
		// B3 10.5 unrecognised
		{"unrecognised, go on", xy + "5D00 1F00", nil, ok, "1F0002", "0000400000", true},
		{"unrecognised, stop", xy + "1D00 1F00", nil, ok, "3F0001", "0000C00000", false},
		{"unrecognised, reserved for payment systems", xy + "2000", nil, ok, "3F0001", "0000C00000", false},
		{"the value not available for use", xy + "3F00", nil, ok, "3F0001", "0000C00000", false},
		// B3 10.5: unsupported method, with and without the bit for the PIN pad
		// B3 10.5 online PIN unsupported
		{"online PIN unsupported", xy + "4200 1F00", func(in *step.CVMInput) { in.Capabilities.Clear(tlv.CapEncipheredPINOnline) }, ok, "1F0002", "0000100000", true},
		{"online PIN unsupported, stop", xy + "0200 1F00", func(in *step.CVMInput) { in.Capabilities.Clear(tlv.CapEncipheredPINOnline) }, ok, "3F0001", "0000900000", false},
		// B3 10.5 offline PIN unsupported
		{"plaintext PIN unsupported, enciphered supported", xy + "4100 1F00", func(in *step.CVMInput) { in.Capabilities.Clear(tlv.CapPlaintextPIN) }, ok, "1F0002", "0000000000", true},
		{"enciphered PIN unsupported, plaintext supported", xy + "4400 1F00", func(in *step.CVMInput) { in.Capabilities.Clear(tlv.CapEncipheredPINOfflineRSA) }, ok, "1F0002", "0000000000", true},
		// B4 A2: RSA or ECC, for one code
		{"enciphered PIN with ECC alone", xy + "4400 1F00", func(in *step.CVMInput) { in.Capabilities = tlv.TerminalCapabilitiesValue{0xE0, 0x69, 0xC8} }, ok, "440002", "0000000000", true},
		{"enciphered PIN with ECC alone and signature", xy + "4500 1F00", func(in *step.CVMInput) { in.Capabilities = tlv.TerminalCapabilitiesValue{0xE0, 0x69, 0xC8} }, ok, "450000", "0000000000", true},
		{"enciphered PIN with ECC, no signature", xy + "4500 1F00", func(in *step.CVMInput) { in.Capabilities = tlv.TerminalCapabilitiesValue{0xE0, 0x49, 0xC8} }, ok, "1F0002", "0000000000", true},
		{"plaintext PIN unsupported, ECC supported", xy + "4100 1F00", func(in *step.CVMInput) { in.Capabilities = tlv.TerminalCapabilitiesValue{0xE0, 0x69, 0xC8} }, ok, "1F0002", "0000000000", true},
		// B3 10.5 offline PIN unsupported
		{"no offline PIN supported", xy + "4100 1F00", func(in *step.CVMInput) { in.Capabilities = tlv.TerminalCapabilitiesValue{0xE0, 0x68, 0xC8} }, ok, "1F0002", "0000100000", true},
		{"no offline PIN supported, with signature", xy + "4500 1F00", func(in *step.CVMInput) { in.Capabilities = tlv.TerminalCapabilitiesValue{0xE0, 0x68, 0xC8} }, ok, "1F0002", "0000100000", true},
		// B3 10.5.3
		{"signature unsupported", xy + "1E00", func(in *step.CVMInput) { in.Capabilities.Clear(tlv.CapSignature) }, ok, "3F0001", "0000800000", false},
		{"no CVM unsupported", xy + "1F00", func(in *step.CVMInput) { in.Capabilities.Clear(tlv.CapNoCVM) }, ok, "3F0001", "0000800000", false},
		// only what is as good as a PIN counts as supported
		{"signature, weak", xy + "1E00", func(in *step.CVMInput) { in.OnlyStrong = true }, ok, "3F0001", "0000800000", false},
		{"no CVM, weak", xy + "1F00", func(in *step.CVMInput) { in.OnlyStrong = true }, ok, "3F0001", "0000800000", false},
		// B4 6.3.4: a combination needs both halves
		// B4 6.3.4 combination
		{"combination with half", xy + "4300 1F00", func(in *step.CVMInput) { in.Capabilities.Clear(tlv.CapSignature) }, ok, "1F0002", "0000000000", true},
		// B3 10.5: biometric types without a common one
		// B3 10.5 biometric unsupported
		{"facial, offline", xy + "4600 1F00", nil, ok, "1F0002", "0000000200", true},
		{"facial, offline, as if it were the terminal's own", xy + "4600 1F00", func(in *step.CVMInput) { in.Proprietary = []byte{0x06} }, ok, "1F0002", "0000000200", true},
		{"voice, online", xy + "4F00 1F00", nil, ok, "1F0002", "0000000200", true},
		// B3 C3: if terminal supports the CVM
		// B3 C3 03
		{"condition supported", xy + "0203 1F00", nil, ok, "020300", "0000000000", true},
		// B3 10.5.5 if supported
		{"condition supported, it does not", xy + "0203 1F00", func(in *step.CVMInput) { in.Capabilities.Clear(tlv.CapEncipheredPINOnline) }, ok, "1F0002", "0000000000", true},
		{"condition supported, unrecognised", xy + "1D03 1F00", nil, ok, "1F0002", "0000000000", true},
		// B4 6.3.4 fail
		{"condition supported, fail", xy + "0003 1F00", nil, ok, "000301", "0000800000", false},
		// B3 C3: conditions that are not understood
		// B3 10.5 condition code, no more rules
		{"condition RFU", xy + "1F0A", nil, ok, "3F0001", "0000800000", false},
		{"condition of a payment system", xy + "1F80 1E00", nil, ok, "1E0000", "0000000000", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := input(t, c.list)
			if c.change != nil {
				c.change(&in)
			}
			m, _ := walk(in, c.results)
			if got := m.Results.String(); got != c.cvm {
				t.Errorf("CVM results %s, want %s", got, c.cvm)
			}
			if got := m.TVR.String(); got != c.tvr {
				t.Errorf("TVR %s, want %s", got, c.tvr)
			}
			if m.Success != c.success {
				t.Errorf("success %v, want %v", m.Success, c.success)
			}
		})
	}
}

// Each condition code against each kind of transaction: EMV 4.4 B3 annex C3 table 44.
// B3 10.5 condition
func TestCVMConditions(t *testing.T) {
	purchase, cash := step.Purpose{Type: 0x00}, step.Purpose{Type: 0x01}
	cashback, cashbackAmount := step.Purpose{Type: 0x09}, step.Purpose{Type: 0x00, AmountOther: 1}
	for _, c := range []struct {
		name     string
		terminal tlv.TerminalTypeValue
		purpose  step.Purpose
		amount   uint64
		card     []byte // application currency
		holds    string // the condition codes 00 to 0A that hold, as digits
	}{
		// B3 C3
		// B3 C3 02
		{"purchase, attended, between X and Y", 0x22, purchase, 1000, []byte{0x09, 0x78}, "02378"},
		{"purchase, unattended", 0x25, purchase, 1000, []byte{0x09, 0x78}, "02378"},
		// B3 C3 04
		{"cash, attended: manual cash", 0x12, cash, 1000, []byte{0x09, 0x78}, "03478"},
		// B3 C3 01
		{"cash, unattended", 0x14, cash, 1000, []byte{0x09, 0x78}, "01378"},
		// B3 C3 05
		{"purchase with cashback", 0x22, cashback, 1000, []byte{0x09, 0x78}, "03578"},
		{"cash with an amount other, unattended", 0x14, step.Purpose{Type: 0x01, AmountOther: 1}, 1000, []byte{0x09, 0x78}, "01378"},
		{"purchase with an amount other", 0x22, cashbackAmount, 1000, []byte{0x09, 0x78}, "03578"},
		// B3 10.5 amounts
		// B3 C3 06
		{"under X", 0x22, purchase, 499, []byte{0x09, 0x78}, "02368"},
		{"of nothing", 0x22, purchase, 0, []byte{0x09, 0x78}, "02368"},
		// B3 C3 07
		{"equal to X: neither under nor over", 0x22, purchase, 500, []byte{0x09, 0x78}, "0238"},
		// B3 C3 07, C3 08
		{"over X by one", 0x22, purchase, 501, []byte{0x09, 0x78}, "02378"},
		// B3 C3 08
		{"equal to Y", 0x22, purchase, 2000, []byte{0x09, 0x78}, "0237"},
		// B3 C3 09
		{"over Y", 0x22, purchase, 2001, []byte{0x09, 0x78}, "02379"},
		// B3 C3 currency
		{"other application currency", 0x22, purchase, 1000, []byte{0x08, 0x40}, "023"},
		// B3 10.5 condition data
		{"no application currency", 0x22, purchase, 1000, nil, "023"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for code := byte(0); code <= 0x0A; code++ {
				in := input(t, xy+"1F"+hex.EncodeToString([]byte{code}))
				in.Terminal, in.Purpose, in.Amount, in.ApplicationCurrency = c.terminal, c.purpose, c.amount, c.card
				_, performed := walk(in, nil)
				want := code <= 9 && strings.ContainsRune(c.holds, rune('0'+code))
				if (len(performed) == 1) != want {
					t.Errorf("condition %02X: holds %v, want %v", code, len(performed) == 1, want)
				}
			}
		})
	}
}

// The walk ends and agrees with itself for every rule pair: one result, and not successful exactly with the TVR bit.
func FuzzCVM(f *testing.F) {
	f.Add([]byte("\x00\x00\x01\xF4\x00\x00\x07\xD0\x42\x03\x5E\x03\x1F\x00"), byte(0x22), byte(0xF8), byte(0), uint64(1000), byte(1))
	f.Fuzz(func(t *testing.T, list []byte, terminal, caps, typ byte, amount uint64, outcome byte) {
		l, err := tlv.ParseCVMList(list)
		if err != nil {
			return
		}
		in := step.CVMInput{
			List: l, Terminal: tlv.TerminalTypeValue(terminal), Capabilities: tlv.TerminalCapabilitiesValue{0xE0, caps, 0xC8},
			Purpose: step.Purpose{Type: typ}, Amount: amount, Currency: [2]byte{0x09, 0x78}, ApplicationCurrency: []byte{0x09, 0x78},
		}
		m := step.NewCVM(in)
		n := 0
		for rule, ok := m.Next(); ok; rule, ok = m.Next() {
			if n++; n > l.Len() {
				t.Fatal("more rules than the list has")
			}
			if !rule.Code.Known() {
				t.Fatalf("unknown method %02X is to be performed", rule.Code)
			}
			m.Done(tlv.CVMResult(outcome % 3))
		}
		if l.Len() != 0 && m.Success == m.TVR.Has(tlv.TVRCVMNotSuccessful) {
			t.Fatalf("success %v, TVR %s", m.Success, m.TVR)
		}
		if l.Len() != 0 && (m.Results.Result() == tlv.CVMFailed) == m.Success {
			t.Fatalf("success %v, results %s", m.Success, m.Results)
		}
	})
}
