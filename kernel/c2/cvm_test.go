package c2_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// byteOf is a byte of the TVR, from 1.
func byteOf(data map[tlv.Row]string, n int) string {
	tvr := data[tlv.TVRKernel2]
	if len(tvr) != 10 {
		return "no TVR"
	}
	return tvr[2*n-2 : 2*n]
}

// methods are the capabilities of CVM below and above the limit: "60" has online PIN and signature, "08" none.
func (s *scene) methods(capability string) *scene {
	return s.set("DF8118", capability, "DF8119", capability)
}

func unattended(c *kernel.Config) { c.Terminal.Type = 0x25 }

// CVM selection by device: a purchase of 12.34 round the CVM required limit.
// C-2 7.1, CVM.1, CVM.2, CVM.3, CVM.4, CVM.5, CVM.6, S456.36, 3.9 CDCVM
func TestDeviceCVM(t *testing.T) {
	for _, c := range []struct {
		label, aip, configuration, limit string
		cvm                              kernel.CVM
		results                          string
	}{
		{"CVM.3", "0280", "20", "000000005000", kernel.CVMNotRequired, "3F0002"},
		{"CVM.2 equal", "0280", "20", "000000001234", kernel.CVMNotRequired, "3F0002"},
		{"CVM.4", "0280", "20", "000000001233", kernel.CVMConfirmed, "010002"},
		{"CVM.4 before any list", "1280", "20", "000000001233", kernel.CVMConfirmed, "010002"},
		{"CVM.1 the reader not", "0280", "00", "000000001233", kernel.CVMNotRequired, "3F0000"},
		{"CVM.1 the card not", "0080", "20", "000000001233", kernel.CVMNotRequired, "3F0000"},
		{"CVM.6", "0080", "00", "000000005000", kernel.CVMNotRequired, "3F0000"},
	} {
		s := newScene(t).options("8202", c.aip).set("DF811B", c.configuration, "DF8126", c.limit)
		s.asks(nil)
		if s.Out.CVM != c.cvm || s.Data[tlv.CVMResults] != c.results || byteOf(s.Data, 3) != "00" {
			t.Errorf("%s: %d %v", c.label, s.Out.CVM, s.Data)
		}
	}
}

// CVM selection by list: every step both ways. Amounts X and Y of the list are 10.00 and 20.00, the transaction is one of 12.34 in currency 0978.
// C-2 7.1, CVM.7, CVM.8, CVM.9, CVM.10, CVM.11, CVM.12, CVM.13, CVM.14, CVM.15, CVM.16, CVM.17, CVM.18, CVM.19, CVM.20, CVM.21, CVM.22, CVM.23, CVM.24
// CVM.25, S456.36
func TestCVMSelection(t *testing.T) {
	const none, pin, signature = kernel.CVMNotRequired, kernel.CVMOnlinePIN, kernel.CVMSignature
	const euro, dollar = "9F4202 0978", "9F4202 0840"
	for _, c := range []struct {
		label, rules, objects, capability string
		kind                              byte
		change                            func(*kernel.Config)
		cvm                               kernel.CVM
		results, tvr1, tvr3               string
	}{
		{"CVM.8 no list", "", "", "68", 0, nil, none, "3F0000", "A0", "00"},
		{"CVM.18 online PIN", "0200", "", "68", 0, nil, pin, "020000", "80", "04"},
		{"CVM.18 online PIN, bit 7", "4200 1F00", "", "68", 0, nil, pin, "420000", "80", "04"},
		{"CVM.18 signature", "1E00", "", "68", 0, nil, signature, "1E0000", "80", "00"},
		{"CVM.18 no CVM", "1F00", "", "68", 0, nil, none, "1F0002", "80", "00"},
		{"CVM.17 no online PIN", "4200 1F00", "", "28", 0, nil, none, "1F0002", "80", "00"}, // no bit says so
		{"CVM.17 no signature", "5E00 1F00", "", "48", 0, nil, none, "1F0002", "80", "00"},
		{"CVM.17 not none", "5F00 1E00", "", "60", 0, nil, signature, "1E0000", "80", "00"},
		{"CVM.17 no PIN by the card", "4100 4300 4400 4500 1F00", "", "F8", 0, nil, none, "1F0002", "80", "00"},
		{"CVM.25 unsupported, no next", "0200 1F00", "", "28", 0, nil, none, "3F0001", "80", "80"},
		{"CVM.25 unsupported, last", "4200", "", "28", 0, nil, none, "3F0001", "80", "80"},
		{"CVM.24 fail", "0000 1F00", "", "68", 0, nil, none, "000001", "80", "80"},
		{"CVM.24 fail, last", "4000", "", "68", 0, nil, none, "400001", "80", "80"},
		{"CVM.20 fail, next", "4000 1F00", "", "68", 0, nil, none, "1F0002", "80", "00"},
		{"CVM.24 fail if supported", "0003", "", "68", 0, nil, none, "000301", "80", "80"},
		{"CVM.16 next", "6000 1F00", "", "68", 0, nil, none, "1F0002", "80", "40"},
		{"CVM.16 no next", "2000 1F00", "", "68", 0, nil, none, "3F0001", "80", "C0"},
		{"CVM.16 last", "6000", "", "68", 0, nil, none, "3F0001", "80", "C0"},
		{"CVM.10 condition", "1F0A 1E00", "", "68", 0, nil, signature, "1E0000", "80", "00"},
		{"CVM.14 condition, last", "1E0A 1F80", "", "68", 0, nil, none, "3F0001", "80", "80"},
		{"CVM.14 unrecognised under a condition that does not hold", "2001", "", "68", 0, nil, none, "3F0001", "80", "80"},
		{"CVM.12 supported", "1E03", "", "68", 0, nil, signature, "1E0300", "80", "00"},
		{"CVM.12 not supported", "1E03 1F00", "", "48", 0, nil, none, "1F0002", "80", "00"}, // although bit 7 is not set
		{"CVM.12 unattended cash", "1E01 1F00", "", "68", 0x01, unattended, signature, "1E0100", "80", "00"},
		{"CVM.12 unattended cash, attended", "1E01 1F00", "", "68", 0x01, nil, none, "1F0002", "80", "00"},
		{"CVM.12 unattended cash, purchase", "1E01 1F00", "", "68", 0x00, unattended, none, "1F0002", "80", "00"},
		{"CVM.12 manual cash", "1E04 1F00", "", "68", 0x17, nil, signature, "1E0400", "80", "00"},
		{"CVM.12 manual cash, unattended", "1E04 1F00", "", "68", 0x17, unattended, none, "1F0002", "80", "00"},
		{"CVM.12 manual cash, purchase", "1E04 1F00", "", "68", 0x00, nil, none, "1F0002", "80", "00"},
		{"CVM.12 not cash nor cashback", "1E02 1F00", "", "68", 0x00, nil, signature, "1E0200", "80", "00"},
		{"CVM.12 not cash nor cashback, cash", "1E02 1F00", "", "68", 0x01, nil, none, "1F0002", "80", "00"},
		{"CVM.12 not cash nor cashback, cashback", "1E02 1F00", "", "68", 0x09, nil, none, "1F0002", "80", "00"},
		{"CVM.12 cashback", "1E05 1F00", "", "68", 0x09, nil, signature, "1E0500", "80", "00"},
		{"CVM.12 cashback, purchase", "1E05 1F00", "", "68", 0x00, nil, none, "1F0002", "80", "00"},
		{"CVM.11 under X, no currency", "1E08 1F00", "", "68", 0, nil, none, "1F0002", "80", "00"},
		{"CVM.12 under X, other currency", "1E08 1F00", dollar, "68", 0, nil, none, "1F0002", "80", "00"},
		{"CVM.12 under X", "1E06 1F00", euro, "68", 0, nil, none, "1F0002", "80", "00"},
		{"CVM.12 over X", "1E07 1F00", euro, "68", 0, nil, signature, "1E0700", "80", "00"},
		{"CVM.12 under Y", "1E08 1F00", euro, "68", 0, nil, signature, "1E0800", "80", "00"},
		{"CVM.12 over Y", "1E09 1F00", euro, "68", 0, nil, none, "1F0002", "80", "00"},
	} {
		s := newScene(t).options("8202 1080").methods(c.capability).record(c.objects)
		if c.rules != "" {
			s.record(c.objects + cvmList(1000, 2000, c.rules))
		}
		s.Tx.Type = c.kind
		s.asks(c.change)
		if s.Out.CVM != c.cvm || s.Data[tlv.CVMResults] != c.results || byteOf(s.Data, 1) != c.tvr1 || byteOf(s.Data, 3) != c.tvr3 {
			t.Errorf("%s: %d %v", c.label, s.Out.CVM, s.Data)
		}
		if s.Out.Receipt != (c.cvm == signature) { // CVM.18
			t.Errorf("%s: receipt %v", c.label, s.Out.Receipt)
		}
	}
}

// Amounts at X and at Y are neither under nor over them.
// C-2 7.1, CVM.12
func TestCVMAmounts(t *testing.T) {
	for _, condition := range []string{"06", "07", "08", "09"} {
		s := newScene(t).options("8202 1080").methods("68").record("9F4202 0978" + cvmList(1234, 1234, "1E"+condition+"1F00"))
		s.asks(nil)
		if s.Data[tlv.CVMResults] != "1F0002" {
			t.Errorf("condition %s: %s", condition, s.Data[tlv.CVMResults])
		}
	}
}

// A CVM List that ends in half a rule ends the transaction.
// C-2 4.6.2 CVM list, B3 10.5
func TestHalfARule(t *testing.T) {
	s := newScene(t).options("8202 1080").record(cvmList(0, 0, "1F00 1E"))
	if command := s.asks(nil); command != "" {
		t.Errorf("GENERATE AC %s", command)
	}
	s.ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-")
	if got := s.Discretionary(); got != "DF8115" {
		t.Errorf("discretionary data %s", got)
	}
}

// cvmList is a CVM List with tag and length.
func cvmList(x, y uint64, rules string) string {
	v := tlv.AppendB(tlv.AppendB(nil, x, 4), y, 4)
	return hexed(tlv.Append(nil, 0x8E, append(v, digits(rules)...)))
}

func hexed(b []byte) string {
	var s strings.Builder
	for _, c := range b {
		const hexadecimal = "0123456789ABCDEF"
		s.WriteByte(hexadecimal[c>>4])
		s.WriteByte(hexadecimal[c&15])
	}
	return s.String()
}
