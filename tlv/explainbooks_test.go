package tlv_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

// bookFields is bit fields that mean something else in one book, and more that the tables of the books have: their RFU
// bits, and the bits that are codes or numbers of several bits.
var bookFields = []struct {
	book tlv.Book
	row  tlv.Row
	rfu  string
	code string
}{
	{tlv.Contact, tlv.CardStatusUpdate, "7000FF00", "0F0300FF"},                                         // EMV 4.4 B3 C10
	{tlv.Contact, tlv.CardVerificationResults, "00000000FF", "F0F000F000"},                              // EMV 4.4 B3 C9.3
	{tlv.Contact, tlv.CommonCoreIdentifier, "00", "FF"},                                                 // EMV 4.4 B3 C9.1
	{tlv.EntryPoint, tlv.KernelIdentifierTerminal, "0000003FFFFFFFFF", "FFFFFF0000000000"},              // Book B 2.12 3.4.1.4
	{tlv.EntryPoint, tlv.ApplicationPriorityIndicator, "F0", "0F"},                                      // Book B 2.12 3.3.2
	{tlv.EntryPoint, tlv.TTQ, "401F3FFF", "00000000"},                                                   // Book A 2.12 5.7
	{tlv.EntryPoint, tlv.CopyOfTTQ, "401F3FFF", "00000000"},                                             // Book A 2.12 5.7
	{tlv.C2, tlv.ACType, "3F", "C0"},                                                                    // C-2 2.12 A.1.5
	{tlv.C2, tlv.AdditionalTerminalCapabilities, "007F0F0C00", "0000000000"},                            // C-2 2.12 A.1.6
	{tlv.C2, tlv.CVMResults, "800000", "3FFFFF"},                                                        // C-2 2.12 A.1.34
	{tlv.C2, tlv.UserInterfaceRequestData, "00000000000000000000000000", "FFFFFFFFFFFFFFFFFFFFFFFFFF"},  // C-2 2.12 A.1.164
	{tlv.C8, tlv.ErrorIndicationKernel8, "000000000000", "FFFFFFFFFFFF"},                                // C-8 1.2 A.1.55
	{tlv.C8, tlv.UserInterfaceRequestData1, "00000000000000000000000000", "FFFFFFFFFFFFFFFFFFFFFFFFFF"}, // C-8 1.2 A.1.143
	{tlv.C2, tlv.ApplicationCapabilitiesInformation, "00FA00", "FF00FF"},                                // C-2 2.12 A.1.9
	{tlv.C2, tlv.ApplicationUsageControl, "003F", "0000"},                                               // C-2 2.12 A.1.23
	{tlv.C2, tlv.DSACType, "3F", "C0"},                                                                  // C-2 2.12 A.1.42
	{tlv.C2, tlv.ErrorIndication, "000000000000", "FFFFFFFFFFFF"},                                       // C-2 2.12 A.1.61
	{tlv.C2, tlv.IssuerActionCodeDefault, "4B0F3B77F0", "0000000003"},                                   // C-2 2.12 A.1.72
	{tlv.C2, tlv.NextCmd, "3F", "C0"},                                                                   // C-2 2.12 A.1.95
	{tlv.C2, tlv.ODAStatus, "7F", "00"},                                                                 // C-2 2.12 A.1.96
	{tlv.C2, tlv.OutcomeParameterSet, "0F0F0F0F070F0000", "F0F0F0F000F0FFFF"},                           // C-2 2.12 A.1.97
	{tlv.C2, tlv.TerminalActionCodeDenialKernel2, "4B0F3B77F0", "0000000003"},                           // C-2 2.12 A.1.135
	{tlv.C2, tlv.TerminalCapabilities, "1F07D7", "000000"},                                              // C-2 2.12 A.1.137
	{tlv.C3, tlv.ApplicationPriorityIndicator, "70", "0F"},                                              // C-3 2.12 A.2
	{tlv.C3, tlv.ApplicationUsageControl, "013F", "0000"},                                               // C-3 2.12 A.2
	{tlv.C3, tlv.TVR, "0000000000", "FFFFFFFFFF"},                                                       // C-3 2.12 A.2
	{tlv.C4, tlv.AIP, "801F", "0000"},                                                                   // C-4 2.12 5.3
	{tlv.C4, tlv.ApplicationUsageControl, "003F", "0000"},                                               // C-4 2.12 7.3
	{tlv.C4, tlv.ContactlessReaderCapabilities, "37", "C8"},                                             // C-4 2.12 4.3.3
	{tlv.C4, tlv.MobileCVMResults, "000000", "FFFFFF"},                                                  // C-4 2.12 8.2.4
	{tlv.C4, tlv.TerminalType, "00", "F7"},                                                              // C-4 2.12 4.3.3
	{tlv.C4, tlv.TVR, "090703070F", "0000000000"},                                                       // C-4 2.12 10.2.1
	{tlv.C4, tlv.IssuerActionCodeOnline, "090703070F", "0000000000"},                                    // C-4 2.12 10.2.1
	{tlv.C5, tlv.CardholderVerificationStatus, "80", "7F"},                                              // C-5 2.12 A.2
	{tlv.C5, tlv.CVMResults, "000000", "FFFFFF"},                                                        // C-5 2.12 A.4
	{tlv.C5, tlv.DeviceInformation, "00E0FFFF", "FF1F0000"},                                             // C-5 2.12 A.5
	{tlv.C5, tlv.IssuerUpdateParameter, "FC", "03"},                                                     // C-5 2.12 A.6
	{tlv.C5, tlv.TerminalInterchangeProfileStatic, "087FFF", "000000"},                                  // C-5 2.12 A.9
	{tlv.C5, tlv.TerminalActionCodeOnline, "030703070B", "0000000000"},                                  // C-5 2.12 D
	{tlv.C6, tlv.CardFeatureVersionNumber, "00", "FF"},                                                  // C-6 2.12 D.5
	{tlv.C6, tlv.CID, "00", "FF"},                                                                       // C-6 2.12 D.7
	{tlv.C6, tlv.DataStorageWriteResults, "60", "1F"},                                                   // C-6 2.12 D.16
	{tlv.C6, tlv.ProgramIdentifier, "00", "FF"},                                                         // C-6 2.12 D.29
	{tlv.C6, tlv.TVR, "0107030700", "0000000000"},                                                       // C-6 2.12 D.38
	{tlv.C6, tlv.TSI, "03FF", "0000"},                                                                   // C-6 2.12 D.40
	{tlv.C7, tlv.AIP, "827F", "0000"},                                                                   // C-7 2.12 A
	{tlv.C7, tlv.TVR, "0000000000", "FFFFFFFFFF"},                                                       // C-7 2.12 C
	{tlv.C8, tlv.ApplicationUsageControl, "003F", "0000"},                                               // C-8 1.2 A.1.22
	{tlv.C8, tlv.CardholderVerificationDecision, "00", "FF"},                                            // C-8 1.2 A.1.25
	{tlv.C8, tlv.CardQualifier, "000000007FFFFF", "FFFFFFFF000000"},                                     // C-8 1.2 A.1.29
	{tlv.C8, tlv.EDAStatus, "00", "00"},                                                                 // C-8 1.2 A.1.53
	{tlv.C8, tlv.KernelDecision, "3F", "C0"},                                                            // C-8 1.2 A.1.78
	{tlv.C8, tlv.KernelQualifier, "007F00000000FFFF", "FF00FFFFFFFF0000"},                               // C-8 1.2 A.1.80
	{tlv.C8, tlv.MessageIdentifier, "00", "FF"},                                                         // C-8 1.2 A.1.92
	{tlv.C8, tlv.NextCmdKernel8, "00", "FF"},                                                            // C-8 1.2 A.1.97
	{tlv.C8, tlv.OutcomeParameterSetKernel8, "0F0F0F0F070F0000", "F0F0F0F000F0FFFF"},                    // C-8 1.2 A.1.98
	{tlv.C8, tlv.ReferenceControlParameterKernel8, "3F", "C0"},                                          // C-8 1.2 A.1.108
	{tlv.C8, tlv.RestartIndicator, "0000FFFFFF", "FFFF000000"},                                          // C-8 1.2 A.1.113
	{tlv.C8, tlv.TerminalActionCodeDenialKernel8, "7B0F7B7F30", "0000000003"},                           // C-8 1.2 A.1.121
	{tlv.C8, tlv.CardTVR, "7B0F7B7F30", "0000000003"},                                                   // C-8 1.2 A.1.30
	{tlv.C8, tlv.KernelReservedTVRMask, "7B0F7B7F30", "0000000003"},                                     // C-8 1.2 A.1.81
}

// Each bit alone says what it means in the book, or that it is RFU, and nothing else.
func TestExplainEveryBitOfBooks(t *testing.T) {
	for _, f := range bookFields {
		rfu, code := unhex(t, f.rfu), unhex(t, f.code)
		size := int(f.row.In(f.book).Max)
		if len(rfu) != size || len(code) != size {
			t.Fatalf("%v: %d bytes", f.row, size)
		}
		zero := tlv.ExplainIn(f.book, f.row, make([]byte, size))
		for i := range size {
			for bit := 8; bit >= 1; bit-- {
				mask := byte(1) << (bit - 1)
				value := make([]byte, size)
				value[i] = mask
				said := slices.DeleteFunc(tlv.ExplainIn(f.book, f.row, value), func(l string) bool { return slices.Contains(zero, l) })
				where := fmt.Sprintf("byte %d bit %d: ", i+1, bit)
				switch {
				case code[i]&mask != 0:
					if lines := tlv.ExplainIn(f.book, f.row, value); !slices.ContainsFunc(lines, func(l string) bool { return covers(l, i+1, bit) }) {
						t.Errorf("%v %X: %q", f.row, value, lines)
					}
				case len(said) != 1 || !strings.HasPrefix(said[0], where) || (said[0] == where+"RFU") != (rfu[i]&mask != 0):
					t.Errorf("%v %X: %q", f.row, value, said)
				}
			}
		}
	}
}

// covers reports whether a line is about a bit: of its byte, of bits around it, or of bytes around it.
func covers(line string, index, bit int) bool {
	var from, to, high, low int
	switch where, _, _ := strings.Cut(line, ": "); {
	case scan(where, "bytes %d-%d", &from, &to):
		return from <= index && index <= to
	case scan(where, "byte %d bits %d-%d", &from, &high, &low):
		return from == index && low <= bit && bit <= high
	case scan(where, "byte %d bit %d", &from, &high):
		return from == index && high == bit
	default:
		return scan(where, "byte %d", &from) && from == index
	}
}

func scan(s, format string, args ...any) bool {
	n, err := fmt.Sscanf(s, format, args...)
	return err == nil && n == len(args)
}

func TestExplainIn(t *testing.T) {
	for _, test := range []struct {
		book  tlv.Book
		row   tlv.Row
		value string
		want  []string
	}{
		// EMV 4.4 B3 C10
		{tlv.Contact, tlv.CardStatusUpdate, "83910055", []string{
			"byte 1 bit 8: proprietary authentication data included", "byte 1 bits 4-1: PIN try counter: 3",
			"byte 2 bit 8: issuer approves the online transaction", "byte 2 bit 5: update the PIN try counter",
			"byte 2 bits 2-1: set the offline counters to the upper offline limits", "byte 4: issuer discretionary: 55",
		}},
		// EMV 4.4 B3 C9.3
		{tlv.Contact, tlv.CardVerificationResults, "A830802100", []string{
			"byte 1 bits 8-7: second GENERATE AC: not requested", "byte 1 bits 6-5: first GENERATE AC: ARQC", "byte 1 bit 4: CDA performed",
			"byte 2 bits 8-5: PIN try counter, low nibble: 3", "byte 3 bit 8: lower offline transaction count limit exceeded",
			"byte 4 bits 8-5: script commands with secure messaging processed: 2", "byte 4 bit 1: unable to go online",
		}},
		// EMV 4.4 B3 C9.1
		{tlv.Contact, tlv.CommonCoreIdentifier, "A6", []string{"byte 1 bits 8-5: IAD format code A: CCD version 4.1", "byte 1 bits 4-1: cryptogram version 6: AES"}},
		// EMV 4.4 B3 annex C7
		{tlv.Contact, tlv.BiometricType, "020000", []string{"palm"}},
		{tlv.Contact, tlv.BiometricType, "10", []string{"iris"}},
		{tlv.Contact, tlv.BiometricType, "03", []string{"RFU"}},
		{tlv.Contact, tlv.BiometricType, "02000001", []string{"RFU", "malformed: offset 3: 1 byte more than there can be"}},
		// EMV 4.4 B1 12.5
		{tlv.Contact, tlv.ASRPD, "000102AABB 800000", []string{"ID 0001: AABB", "ID 8000: "}},
		{tlv.Contact, tlv.ASRPD, "000103AABB", []string{"malformed: offset 0: identifier, length and value do not fit in 5 bytes"}},
		// Book B 2.12 3.4.1.4
		{tlv.EntryPoint, tlv.KernelIdentifierTerminal, "020000C000000000", []string{
			"byte 1 bits 8-7: international kernel", "byte 1 bits 6-1: short kernel ID 2", "bytes 2-3: extended kernel ID: 0000",
			"byte 4 bit 8: kernel 8 is supported by the reader", "byte 4 bit 7: kernel 8 is supported for the transaction",
		}},
		// Book B 2.12 A.1
		{tlv.EntryPoint, tlv.POIInformation, "0001020001 000203ABCDEF 800001FF", []string{
			"terminal category: transit gate", "transit operator ID: ABCDEF", "ID 8000: FF",
		}},
		{tlv.EntryPoint, tlv.POIInformation, "000102", []string{"malformed: offset 0: identifier, length and value do not fit in 3 bytes"}},
		{tlv.EntryPoint, tlv.TerminalCategoriesSupportedList, "00010002", []string{"terminal category: transit gate", "terminal category: loyalty"}},
		{tlv.EntryPoint, tlv.ApplicationPriorityIndicator, "83", []string{"byte 1 bits 4-1: priority 3", "byte 1 bit 8: RFU"}},
		// C-2 2.12 A.1.72: CDA failed and a relay resistance limit
		{tlv.C2, tlv.IssuerActionCodeOnline, "0480000008", []string{
			"byte 1 bit 3: CDA failed", "byte 2 bit 8: ICC and terminal have different application versions", "byte 5 bit 4: relay resistance threshold exceeded",
		}},
		// C-2 2.12 A.1.95, A.1.96
		{tlv.C2, tlv.NextCmd, "40", []string{"byte 1 bits 8-7: GET DATA"}},
		{tlv.C2, tlv.ODAStatus, "81", []string{"byte 1 bit 8: CDA is to be performed", "byte 1 bit 1: RFU"}},
		{tlv.C2, tlv.ACType, "80", []string{"byte 1 bits 8-7: ARQC"}},
		// C-2 2.12 A.1.137: SDA has no bit
		{tlv.C2, tlv.TerminalCapabilities, "604088", []string{
			"byte 1 bit 7: magnetic stripe", "byte 1 bit 6: IC with contacts", "byte 2 bit 7: enciphered PIN for online verification",
			"byte 3 bit 4: CDA", "byte 3 bit 8: RFU",
		}},
		// C-2 2.12 A.1.147
		{tlv.C2, tlv.ThirdPartyData, "0276 0001 3031 AABB", []string{"country code: 0276", "unique identifier: 0001", `device type: "01"`, "proprietary data: AABB"}},
		{tlv.C2, tlv.ThirdPartyData, "0276 8001 AABB", []string{"country code: 0276", "unique identifier: 8001", "proprietary data: AABB"}},
		{tlv.C2, tlv.ThirdPartyData, "0276 8001" + zeroes(28), []string{"country code: 0276", "unique identifier: 8001", "proprietary data: " + zeroes(28)}},
		{tlv.C2, tlv.ThirdPartyData, "0276 8001" + zeroes(29), []string{"country code: 0276", "unique identifier: 8001", "proprietary data: " + zeroes(29), "malformed: offset 4: 29 bytes of proprietary data where 28 belong at most"}},
		{tlv.C2, tlv.ThirdPartyData, "0276 0001 3030" + zeroes(27), []string{
			"country code: 0276", "unique identifier: 0001", `device type: "00"`, "proprietary data: " + zeroes(27), "malformed: offset 6: 27 bytes of proprietary data where 26 belong at most",
		}},
		{tlv.C2, tlv.ThirdPartyData, "0276000130", []string{"country code: 0276", "unique identifier: 0001", "malformed: offset 4: 1 byte of device type where 2 belong"}},
		// C-2 2.12 A.1.102
		{tlv.C2, tlv.PhoneMessageTable, "000800000800 20FF 000000000000 2105", []string{
			"if POS Cardholder Interaction Information is 000800 under the mask 000800: message: see the phone, status: none",
			"otherwise: message: try again, status: processing error",
		}},
		{tlv.C2, tlv.PhoneMessageTable, "0008", []string{"malformed: offset 0: 2 bytes of an entry of 8"}},
		// C-2 2.12 A.1.38, A.1.92, A.1.120, A.1.148
		{tlv.C2, tlv.MaxTimeForProcessingRelayResistanceAPDU, "012D", []string{"30.1 ms"}},
		{tlv.C2, tlv.MessageHoldTime, "000013", []string{"1.3 s"}},
		{tlv.C2, tlv.MessageHoldTime, "00001A", []string{"malformed: offset 2: not of format n"}},
		{tlv.C2, tlv.RelayResistanceTransmissionTimeMismatchThreshold, "32", []string{"50 %"}},
		{tlv.C2, tlv.TimeOutValue, "01F4", []string{"500 ms"}},
		{tlv.C2, tlv.RRPCounter, "02", []string{"2"}},
		// C-2 2.12 A.1.28: the names are the book's
		{tlv.C2, tlv.CDOL1, "9F7C14 9F5301", []string{"9F7C Merchant Custom Data, 20 bytes", "9F53 Transaction Category Code, 1 byte"}},
		{tlv.C5, tlv.CDOL1, "9F7C20 9F5303", []string{"9F7C Partner Discretionary Data, 32 bytes", "9F53 Terminal Interchange Profile (dynamic), 3 bytes"}},
		// C-3 2.12 A.2
		{tlv.C3, tlv.TVR, "8000000001", []string{"byte 1: not used by this kernel", "byte 5: not used by this kernel"}},
		{tlv.C3, tlv.ApplicationUsageControl, "9200", []string{"byte 1 bit 8: valid for domestic cash", "byte 1 bit 5: not used by kernel 3", "byte 1 bit 2: valid at ATMs"}},
		{tlv.C3, tlv.ApplicationPriorityIndicator, "82", []string{"byte 1 bit 8: not used by kernel 3", "byte 1 bits 4-1: priority 2"}},
		// C-3 2.12 F.3: the PAN is masked
		{tlv.C3, tlv.IDSDirectory, "11 5413330089600044FFFF 01 2712 02 A8" + "01 AABBCCDD 0102030405 82 0007", []string{
			"format 1, long term record available", "PAN: 541333******0044", "PAN sequence number: 01", "application expiration date: 2712",
			"2 records in all", "SFI of the records: 21", "record 1: operator AABBCCDD, operator's data 0102030405, locked, long term, counter 7",
		}},
		{tlv.C3, tlv.IDSDirectory, "24 5413330089600044FFFF 00 4912 01 08", []string{
			"format RFU, bits 04 RFU", "PAN: 541333******0044", "PAN sequence number: 00", "application expiration date: 4912", "1 record in all", "SFI of the records: 1",
		}},
		{tlv.C3, tlv.IDSDirectory, "10 54133300896000440F00 00 4912 01 08", []string{"not laid out as in the example of C-3 annex F"}},
		{tlv.C3, tlv.IDSDirectory, "10 5413330089600044FFFF 00 4912 01 08 01", []string{"not laid out as in the example of C-3 annex F"}},
		{tlv.C3, tlv.IDSDirectory, "010001140100000001000001", []string{"not laid out as in the example of C-3 annex F"}},
		// C-4 2.12 5.3
		{tlv.C4, tlv.AIP, "19A0", []string{
			"byte 1 bit 5: cardholder verification is supported", "byte 1 bit 4: terminal risk management is to be performed", "byte 1 bit 1: CDA supported",
			"byte 2 bit 8: EMV and magnetic stripe modes supported", "byte 2 bit 6: host card emulation (HCE) supported",
		}},
		// C-4 2.12 10.2.1
		{tlv.C4, tlv.TVR, "0000248001", []string{
			"byte 3 bit 6: mobile CVM try limit exceeded", "byte 3 bit 3: online PIN entered", "byte 4 bit 8: transaction exceeds the floor limit", "byte 5 bit 1: RFU",
		}},
		// C-4 2.12 4.3.3: the book's own example
		{tlv.C4, tlv.TerminalType, "EA", []string{
			"byte 1 bits 8-7: modified: contactless EMV", "byte 1 bits 6-5: operated by a merchant", "byte 1 bit 4: modified: CVM required",
			"byte 1 bits 3-1: attended, offline with online capability",
		}},
		// C-4 2.12 8.2.4
		{tlv.C4, tlv.MobileCVMResults, "010303", []string{"byte 1: mobile CVM performed", "byte 2: CVM required by the terminal", "byte 3: blocked"}},
		// C-4 2.12 A.1
		{tlv.C4, tlv.IssuerAuthenticationData, "11223344556677883030", []string{"bytes 1-8: ARPC: 1122334455667788", "bytes 9-10: authorisation response code: 3030"}},
		// C-5 2.12 A.4
		{tlv.C5, tlv.CVMResults, "010002", []string{"byte 1: plaintext PIN verified by the ICC, or confirmation code entered on the mobile device", "byte 2: always", "byte 3: successful"}},
		// C-5 2.12 A.7
		{tlv.C5, tlv.PartnerDiscretionaryData, "15ABCD" + "0102", []string{"type: Japanese issuer", "category code: 5", "company code: ABCD", "issuer discretionary: 0102"}},
		{tlv.C5, tlv.PartnerDiscretionaryData, "000000", []string{"type: not used", "category code: 0", "company or country code: 0000"}},
		{tlv.C5, tlv.PartnerDiscretionaryData, "300000", []string{"type: RFU", "category code: 0", "company or country code: 0000"}},
		{tlv.C5, tlv.PartnerDiscretionaryData, "2003", []string{"malformed: offset 0: 2 bytes of type and codes where 3 belong"}},
		{tlv.C5, tlv.PartnerDiscretionaryData, "200392", []string{"type: not a Japanese issuer", "category code: 0", "issuer country code: 0392"}},
		// C-5 2.12 A.9
		{tlv.C5, tlv.TerminalInterchangeProfileStatic, "448000", []string{"byte 1 bit 7: signature supported", "byte 1 bit 3: reader is a transit reader", "byte 2 bit 8: issuer update supported"}},
		// C-6 2.12 D.11
		{tlv.C6, tlv.DataStorageDirectory, "0102030405060708" + "AABBCCDD 03 02 0005 010F" + "00000001 00 04 0000 0000", []string{
			"unpredictable number: 0102030405060708", "container AABBCCDD: record 3, transient container, write counter 5, integrity code 010F",
			"container 00000001: record 0 (RFU), unallocated, bits 04 RFU, write counter 0, integrity code 0000",
		}},
		{tlv.C6, tlv.DataStorageDirectory, "01020304050607", []string{"malformed: offset 0: 7 bytes of unpredictable number where 8 belong"}},
		{tlv.C6, tlv.DataStorageDirectory, "010203040506070809", []string{"unpredictable number: 0102030405060708", "malformed: offset 8: 1 byte of an entry of 10"}},
		// C-6 2.12 D.18
		{tlv.C6, tlv.DataStore, "AABBCCDD 00 02 CAFE", []string{"container AABBCCDD: record 0, transient container", "operator data: CAFE"}},
		{tlv.C6, tlv.DataStore, "AABBCCDD 00 03" + strings.Repeat("11", 16) + strings.Repeat("22", 16), []string{
			"container AABBCCDD: record 0, operator container", "update code hash: " + strings.Repeat("11", 16), "update code mask: " + strings.Repeat("22", 16), "operator data: ",
		}},
		{tlv.C6, tlv.DataStore, "AABBCCDD 00", []string{"malformed: offset 0: 5 bytes of container, record and type where 6 belong"}},
		{tlv.C6, tlv.DataStore, "AABBCCDD 00 03" + zeroes(31), []string{"container AABBCCDD: record 0, operator container", "malformed: offset 6: 31 bytes of update code hash and mask where 32 belong"}},
		{tlv.C6, tlv.DataStore, "AABBCCDD 01 02", []string{"container AABBCCDD: record 1, transient container", "operator data: ", "malformed: offset 4: record 1 where 0 belongs"}},
		{tlv.C6, tlv.DataStore, "AABBCCDD 00 01", []string{"container AABBCCDD: record 0, issuer container", "operator data: ", "malformed: offset 5: neither a transient nor an operator container"}},
		// C-6 2.12 D.16, D.29, D.38
		{tlv.C6, tlv.DataStorageWriteResults, "83", []string{"byte 1 bit 8: all data stores were processed successfully", "byte 1 bits 5-1: data stores processed successfully: 3"}},
		{tlv.C6, tlv.ProgramIdentifier, "6B", []string{"byte 1 bits 8-5: counts transactions of the minimum amount or more", "byte 1 bits 4-1: loyalty program B"}},
		{tlv.C6, tlv.TVR, "4200000040", []string{
			"byte 1 bit 7: SDA failed (not used by kernel 6)", "byte 1 bit 2: SDA selected (not used by kernel 6)", "byte 5 bit 7: issuer authentication failed",
		}},
		{tlv.C6, tlv.TSI, "C100", []string{"byte 1 bit 8: offline data authentication was performed", "byte 1 bit 7: cardholder verification was performed", "byte 1 bit 1: RFU"}},
		{tlv.C6, tlv.CID, "88", []string{"byte 1 bits 8-7: ARQC", "byte 1 bits 6-5: payment system specific cryptogram", "byte 1 bit 4: advice required", "byte 1 bits 3-1: no information given"}},
		// C-7 2.12 A
		{tlv.C7, tlv.AIP, "2400", []string{"byte 1 bit 6: DDA supported", "byte 1 bit 3: issuer verification is supported"}},
		// C-8 1.2 A.1.28
		{tlv.C8, tlv.CardKeyData, strings.Repeat("AA", 32) + strings.Repeat("BB", 32), []string{"point of P-256", "x: " + strings.Repeat("AA", 32), "y: " + strings.Repeat("BB", 32)}},
		// C-8 1.2 A.1.53, A.1.78, A.1.92, A.1.93, A.1.97, A.1.118
		{tlv.C8, tlv.EDAStatus, "88", []string{"byte 1 bit 8: processing of the issuer certificate requested", "byte 1 bit 4: issuer certificate processed"}},
		{tlv.C8, tlv.KernelDecision, "80", []string{"byte 1 bits 8-7: online"}},
		{tlv.C8, tlv.MessageIdentifier, "20", []string{"byte 1: see the phone"}},
		{tlv.C8, tlv.MessageIdentifiersOnRestart, "2120", []string{"try again", "see the phone"}},
		{tlv.C8, tlv.NextCmdKernel8, "01", []string{"byte 1: READ DATA"}},
		{tlv.C8, tlv.TagMappingList, "5A 57 9F1F", []string{
			"5A Application PAN as 57 Track 2 Equivalent Data", "9F1F Track 1 Discretionary Data", "malformed: offset 2: a tag without the one that it is mapped to",
		}},
		{tlv.C8, tlv.TagMappingList, "5A57", []string{"5A Application PAN as 57 Track 2 Equivalent Data"}},
		{tlv.C8, tlv.TagMappingList, "5A579F", []string{"5A Application PAN as 57 Track 2 Equivalent Data", "malformed: offset 2: tag cut off"}},
		{tlv.C8, tlv.KernelKeyData, strings.Repeat("AA", 63), []string{"malformed: offset 0: 63 bytes where a point has 64 or 132"}},
	} {
		if have := tlv.ExplainIn(test.book, test.row, unhex(t, test.value)); !slices.Equal(have, test.want) {
			t.Errorf("%v %s:\n have %q\n want %q", test.row, test.value, have, test.want)
		}
	}
}

// zeroes is n bytes of zeroes in hexadecimal.
func zeroes(n int) string { return strings.Repeat("00", n) }
