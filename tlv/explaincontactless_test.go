package tlv_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// contactlessFields is the bit fields of the contactless books, with their RFU bits and with the bits that are codes of
// several bits.
var contactlessFields = []struct {
	row  tlv.Row
	rfu  string
	code string
}{
	{tlv.AIPKernel2, "E07E", "0000"},                                                // C-2 2.12 A.1.16
	{tlv.CardDataInputCapability, "1F", "00"},                                       // C-2 2.12 A.1.27
	{tlv.CVMCapabilityCVMRequired, "07", "00"},                                      // C-2 2.12 A.1.31
	{tlv.CVMCapabilityNoCVMRequired, "07", "00"},                                    // C-2 2.12 A.1.32
	{tlv.DSODSInfo, "17", "00"},                                                     // C-2 2.12 A.1.49
	{tlv.DSODSInfoForReader, "19", "00"},                                            // C-2 2.12 A.1.50
	{tlv.DSSlotAvailability, "3F", "00"},                                            // C-2 2.12 A.1.53
	{tlv.DSSlotManagementControl, "0E", "00"},                                       // C-2 2.12 A.1.54
	{tlv.DSSummaryStatus, "3F", "00"},                                               // C-2 2.12 A.1.58
	{tlv.IDSStatus, "3F", "00"},                                                     // C-2 2.12 A.1.70
	{tlv.KernelConfiguration, "C3", "00"},                                           // C-2 2.12 A.1.81
	{tlv.POSCardholderInteractionInformation, "00E0FE", "FF0000"},                   // C-2 2.12 A.1.103
	{tlv.PostGenACPutDataStatus, "7F", "00"},                                        // C-2 2.12 A.1.104
	{tlv.PreGenACPutDataStatus, "7F", "00"},                                         // C-2 2.12 A.1.105
	{tlv.ReferenceControlParameter, "2F", "C0"},                                     // C-2 2.12 A.1.118
	{tlv.SecurityCapability, "D7", "00"},                                            // C-2 2.12 A.1.124
	{tlv.TerminalRiskManagementDataKernel2, "00011F0FFFFFFFFF", "0000000000000000"}, // C-2 2.12 A.1.143
	{tlv.TVRKernel2, "4B0F3B77F0", "0000000003"},                                    // C-2 2.12 A.1.145
	{tlv.TTQ, "401F3FFF", "00000000"},                                               // C-3 2.12 A.2
	{tlv.CTQ, "013F", "0000"},                                                       // C-3 2.12 A.2
	{tlv.AIPKernel3, "C01F", "0000"},                                                // C-3 2.12 A.2
	{tlv.EnhancedContactlessReaderCapabilities, "030F3F18", "00000007"},             // C-4 2.12 4.3.4
	{tlv.CardInterfaceAndPaymentCapabilities, "031F", "0000"},                       // C-4 2.12 5.3
	{tlv.AIPKernel5, "827F", "0000"},                                                // C-5 2.12 A.1
	{tlv.CombinationOptions, "80FF", "0000"},                                        // C-5 2.12 A.3
	{tlv.TerminalCompatibilityIndicator, "FC", "00"},                                // C-5 2.12 A.8
	{tlv.TerminalInterchangeProfile, "087FFF", "000000"},                            // C-5 2.12 A.9
	{tlv.TVRKernel5, "030703070B", "0000000000"},                                    // C-5 2.12 A.10
	{tlv.CardProcessingRequirements, "0F00", "0000"},                                // C-6 2.12 D.6
	{tlv.ContactlessCVR, "0000000000000400", "3700000000FF00FF"},                    // C-6 2.12 D.9
	{tlv.TTQKernel6, "40131FFF", "00000000"},                                        // C-6 2.12 D.37
	{tlv.TTQKernel7, "803FBF7F", "00000000"},                                        // C-7 2.12 3.2.2
	{tlv.CTQKernel7, "077F", "0000"},                                                // C-7 2.12 A
	{tlv.AIPKernel8, "FEF0", "0006"},                                                // C-8 1.2 A.1.14
	{tlv.CardCapabilitiesInformation, "8F03", "0000"},                               // C-8 1.2 A.1.26
	{tlv.CardDataInputCapabilityKernel8, "1F", "00"},                                // C-8 1.2 A.1.27
	{tlv.CVMCapabilityCVMRequiredKernel8, "93", "00"},                               // C-8 1.2 A.1.37
	{tlv.CVMCapabilityNoCVMRequiredKernel8, "93", "00"},                             // C-8 1.2 A.1.38
	{tlv.KernelConfigurationKernel8, "C7FF", "0000"},                                // C-8 1.2 A.1.77
	{tlv.ReadDataStatus, "7F", "00"},                                                // C-8 1.2 A.1.106
	{tlv.SecurityCapabilityKernel8, "CF", "00"},                                     // C-8 1.2 A.1.115
	{tlv.TerminalCapabilitiesKernel8, "1F93CF", "000000"},                           // C-8 1.2 A.1.123
	{tlv.TerminalRiskManagementDataKernel8, "9301FF0FFFFFFF00", "00000000000000FF"}, // C-8 1.2 A.1.129
	{tlv.TVRKernel8, "7B0F7B7F30", "0000000003"},                                    // C-8 1.2 A.1.131
	{tlv.WriteDataStatus, "7F", "00"},                                               // C-8 1.2 A.1.145
}

// Each bit alone says what it means, or that it is RFU, and nothing else.
func TestExplainEveryContactlessBit(t *testing.T) {
	for _, f := range contactlessFields {
		rfu, code := unhex(t, f.rfu), unhex(t, f.code)
		size := int(f.row.Element().Max)
		if len(rfu) != size || len(code) != size {
			t.Fatalf("%v: %d bytes", f.row, size)
		}
		zero := tlv.Explain(f.row, make([]byte, size))
		for i := range size {
			for bit := 8; bit >= 1; bit-- {
				mask := byte(1) << (bit - 1)
				if code[i]&mask != 0 {
					continue
				}
				value := make([]byte, size)
				value[i] = mask
				said := slices.DeleteFunc(tlv.Explain(f.row, value), func(l string) bool { return slices.Contains(zero, l) })
				where := fmt.Sprintf("byte %d bit %d: ", i+1, bit)
				if len(said) != 1 || !strings.HasPrefix(said[0], where) || (said[0] == where+"RFU") != (rfu[i]&mask != 0) {
					t.Errorf("%v %X: %q", f.row, value, said)
				}
			}
		}
	}
}

func TestExplainContactless(t *testing.T) {
	for _, test := range []struct {
		row   tlv.Row
		value string
		want  []string
	}{
		// C-2 2.12 A.1.97
		{tlv.OutcomeParameterSet, "30F0F020B0F0FF00", []string{
			"byte 1 bits 8-5: status: online request", "byte 2 bits 8-5: start: none", "byte 3 bits 8-5: online response data: none",
			"byte 4 bits 8-5: CVM: online PIN", "byte 5 bit 8: user interface request on outcome present", "byte 5 bit 6: data record present",
			"byte 5 bit 5: discretionary data present", "byte 6 bits 8-5: alternate interface: none", "byte 7: field off request: none",
			"byte 8: removal time-out, in units of 100 ms: 00",
		}},
		{tlv.OutcomeParameterSet, "3030F0F0F0F00DFF", []string{
			"byte 1 bits 8-5: status: online request", "byte 2 bits 8-5: start: D", "byte 3 bits 8-5: online response data: none", "byte 4 bits 8-5: CVM: none",
			"byte 5 bit 8: user interface request on outcome present", "byte 5 bit 7: user interface request on restart present",
			"byte 5 bit 6: data record present", "byte 5 bit 5: discretionary data present", "byte 6 bits 8-5: alternate interface: none",
			"byte 7: field off request: hold time, in units of 100 ms: 0D", "byte 8: removal time-out, in units of 100 ms: FF",
		}},
		// C-6 2.12 D.4
		{tlv.CardFeatureDescriptor, "005010", []string{"byte 2 bits 8-4: short file identifier of data storage: 10", "byte 3: data containers: 10"}},
		// C-2 2.12 A.1.61
		{tlv.ErrorIndication, "00030069851C", []string{
			"byte 1: L1: OK", "byte 2: L2: status bytes", "byte 3: L3: OK", "bytes 4-5: status word: 6985",
			"byte 6: message: error, use another card",
		}},
		// C-2 2.12 A.1.164
		{tlv.UserInterfaceRequestData, "1704000013656E000000000000", []string{
			"byte 1: message: card read OK", "byte 2: status: card read successfully", "bytes 3-5: hold time, in units of 100 ms: 000013",
			"bytes 6-13: language preference: 656E000000000000",
		}},
		// C-2 2.12 A.1.145
		{tlv.TVRKernel2, "000000000E", []string{
			"byte 5 bit 4: relay resistance threshold exceeded", "byte 5 bit 3: relay resistance time limits exceeded",
			"byte 5 bits 2-1: relay resistance protocol performed",
		}},
		// C-2 2.12 A.1.9
		{tlv.ApplicationCapabilitiesInformation, "020101", []string{
			"byte 1 bits 8-5: version 0", "byte 1 bits 4-1: data storage version 2", "byte 2 bit 1: CDA supported over TC, ARQC and AAC",
			"byte 3: standalone data storage: all ten elements of 32 bytes",
		}},
		// C-2 2.12 A.1.44
		{tlv.DSDOL, "9F5E08", []string{"9F5E DS ID, 8 bytes"}},
		// C-3 2.12 A.2
		{tlv.CardAuthenticationRelatedData, "01A1A2A3A48000", []string{
			"byte 1: fDDA version: 01", "bytes 2-5: card's unpredictable number: A1A2A3A4", "bytes 6-7: card transaction qualifiers: 8000",
		}},
		{tlv.CardAuthenticationRelatedData, "01", []string{"malformed: 1 byte where 5 to 16 belong"}},
		// C-4 2.12 4.3
		{tlv.ContactlessReaderCapabilities, "C8", []string{"byte 1 bits 8-7: contactless EMV, C-4 version 2.2 or later", "byte 1 bit 4: CVM required"}},
		// C-5 2.12 A.5
		{tlv.DeviceInformation, "23060000", []string{"byte 1 bits 8-6: device factor version 1", "byte 1 bits 5-1: watch", "byte 2 bits 5-1: secure element: in the cloud (HCE)"}},
		// Book B 2.12 3.3.2
		{tlv.KernelIdentifier, "02", []string{"byte 1 bits 8-7: international kernel", "byte 1 bits 6-1: short kernel ID 2"}},
		// C-8 1.2 A.1.113
		{tlv.RestartIndicator, "1F00", []string{"byte 1 bits 8-5: no restart", "byte 1 bits 4-1: alternate interface: none", "byte 2: message: the kernel's default"}},
	} {
		if have := tlv.Explain(test.row, unhex(t, test.value)); !slices.Equal(have, test.want) {
			t.Errorf("%v %s:\n have %q\n want %q", test.row, test.value, have, test.want)
		}
	}
}

// Any value of any row is put into words that hold what [explained] says.
func TestExplainAnything(t *testing.T) {
	for r := tlv.Row(1); int(r) < tlv.NumRows; r++ {
		for n := range 70 {
			if n > 9 && !sweep.Sample(n, 10) {
				continue
			}
			for _, b := range []byte{0, 0x55, 0xFF} {
				for book := range tlv.NumBooks + 1 { // one more: no book
					explained(t, book, r, bytes.Repeat([]byte{b}, n))
				}
			}
		}
	}
}

// explained explains a value, which stays as it was. There is a line for each thing and none without words, a value of a format that is
// digits or text always says something, and what is sensitive does not stand there whole.
func explained(t *testing.T, book tlv.Book, r tlv.Row, value []byte) {
	t.Helper()
	was := string(value)
	lines := tlv.ExplainIn(book, r, value)
	fault := ""
	for _, line := range lines {
		if strings.TrimSpace(line) == "" || !utf8.ValidString(line) || strings.ContainsFunc(line, unicode.IsControl) {
			fault = "a line is no words"
		}
	}
	all := strings.Join(lines, "\n")
	e := r.In(book)
	switch {
	case string(value) != was:
		fault = "the value was changed"
	case len(value) == 0 && (len(lines) != 1 || all != "empty"):
		fault = "an empty value"
	case len(lines) == 0 && (e.Format == tlv.N || e.Format == tlv.CN || e.Format == tlv.A || e.Format == tlv.AN || e.Format == tlv.ANS):
		fault = "nothing to say of " + e.Format.String()
	case r.Element().Sensitive && len(value) >= 7 && strings.Contains(all, fmt.Sprintf("%X", value[:7])): // a PAN shows 6 digits and 4
		fault = "sensitive, and shown"
	case !slices.Equal(lines, tlv.ExplainIn(book, r, value)):
		fault = "other words the second time"
	}
	if fault != "" {
		t.Fatalf("%v (%v) in %d, %X: %s: %q", r, r.Tag(), book, value, fault, lines)
	}
}
