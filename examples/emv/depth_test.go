package main

import (
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/sweep"
)

// What the decoder reads inside values. The inputs are of other decoders' published tests where a name is given, and the
// bits are those that they find; the words are ours.
func TestDecoderDepth(t *testing.T) {
	for _, c := range []struct {
		name, args, input string
		says              []string
	}{
		{
			"binaryfoo contact-mastercard: M/Chip", "-as iad", "0110A00009248400000000000000000029FF",
			[]string{
				"byte 1 bits 8-7: second GENERATE AC: not requested", "byte 1 bits 6-5: first GENERATE AC: ARQC", "byte 3 bits 8-5: low half byte of the script counter: 0",
				"byte 3 bits 4-1: low half byte of the PIN try counter: 9", "byte 4 bit 6: ", "byte 4 bit 3: international", "byte 5 bit 8: lower limit of consecutive", "byte 5 bit 3: issuer authentication failed",
				"data authentication code or ICC dynamic number: 0000", "counters: 00000000000029FF",
			},
		},
		{
			"binaryfoo decodeMasterCardValue: M/Chip with PIN", "-as iad", "0110A78005022000693800000001999300FF",
			[]string{"byte 1 bit 3: offline PIN verification performed", "byte 1 bit 2: offline enciphered PIN", "byte 1 bit 1: offline PIN verification successful", "byte 2 bit 8: DDA returned", "data authentication code or ICC dynamic number: 6938", "counters: 00000001999300FF"},
		},
		{
			"binaryfoo testDecodeVisaIAD", "-as iad -show-pan", "06010A03A4B8000F112233445566778899AABBCCDDEEFF",
			[]string{
				"Visa CVN 10", "byte 2 bits 8-7: second GENERATE AC: not requested", "byte 2 bits 6-5: first GENERATE AC: ARQC", "byte 2 bit 3: offline PIN verification performed",
				"byte 3 bit 8: last online transaction not completed", "byte 3 bit 6: velocity", "byte 3 bit 5: new card", "byte 3 bit 4: issuer authentication failed",
				"byte 4 bits 8-5: issuer script commands processed in the last transaction: 0", "issuer discretionary data: 112233445566778899AABBCCDDEEFF",
			},
		},
		{"binaryfoo issuerScriptCount", "-as iad", "06010A030000F0", []string{"byte 4 bits 8-5: issuer script commands processed in the last transaction: 15"}},
		{
			"binaryfoo contact-upi: UnionPay", "-as iad", "07000103A0A80201",
			[]string{"byte 2 bits 6-5: first GENERATE AC: ARQC", "byte 3 bit 8: last online", "byte 3 bit 6: velocity", "byte 3 bit 4: ", "byte 4 bit 2: dynamic data authentication performed", "algorithm: 01 (Triple DES)"},
		},
		{
			"UnionPay with a balance", "-as iad", "07000103A04002010A010000001000D1F61152",
			[]string{"derivation key index: 00", "electronic cash balance: 0000001000", "MAC of the issuer discretionary data: D1F61152"},
		},
		{
			"common core definitions, annex C9.3", "-as iad", "0FA501" + "AC3DA1B900" + "0000000000000000" + "0F" + strings.Repeat("00", 15),
			[]string{
				"byte 1 bits 8-7: second GENERATE AC: not requested", "byte 1 bits 6-5: first GENERATE AC: ARQC", "byte 1 bit 4: CDA performed", "byte 1 bit 3: offline DDA performed",
				"byte 2 bits 8-5: PIN tries left, low half byte of the counter: 3", "byte 2 bit 4: offline PIN verification performed", "byte 2 bit 3: offline PIN verification performed, and", "byte 2 bit 1: last online transaction not completed",
				"byte 3 bit 8: lower limit of offline transactions exceeded", "byte 3 bit 6: lower limit of the offline amount exceeded", "byte 3 bit 1: issuer's own bit 4",
				"byte 4 bits 8-5: issuer script commands with secure messaging that were processed: 11", "byte 4 bit 4: issuer script processing failed", "byte 4 bit 1: unable to go online",
			},
		},
		{
			"86 too short for a command", "", "71048602DA9F",
			[]string{"86 Issuer Script Command: DA9F", "86: no command: command shorter than its four header bytes"},
		},
		{
			"86 that is no command", "", "7106860404DA9F",
			[]string{"86 Issuer Script Command, malformed"},
		},
		{
			"binaryfoo decodePutData: a command inside 86", "", "7110860E04DA9F58090098636D71A294BB85",
			[]string{"PUT DATA: 04 DA 9F 58\n", "secure messaging\n", "9F58 Lower Consecutive Offline Limit (Visa and UnionPay cards): 00", "MAC: 98636D71A294BB85"},
		},
		{"91 with a response code", "", "910A11223344556677883030", []string{"ARPC (method 1): 1122334455667788", `response code: 3030 ("00" approved)`}},
		{"91 with a card status update", "", "9108112233440380000 0", []string{"ARPC (method 2): 11223344", "byte 1 bits 4-1: PIN try counter: 3", "byte 2 bit 8: issuer approves the online transaction"}},
		{"91 that is an ARPC alone", "", "91081122334455667788", []string{"ARPC (method 1): 1122334455667788"}},
		{"91 with proprietary data", "", "910A1122334483800000ABCD", []string{"response code: ABCD"}},
		{"91 with proprietary data", "", "910C112233448380000001020304", []string{"card status update: 83800000", "proprietary authentication data: 01020304"}},
		{"9F0A of a European debit card", "", "9F0A0400010101", []string{"ID 0001, product type by the European regulation of interchange fees: 01 (debit)"}},
		{"9F0A of a European prepaid card", "", "9F0A080001050400000000", []string{"(prepaid)"}},
		{"9F6E of Mastercard", "-book c2", "9F6E07028000003030 00", []string{"country code: 0280", "device type: 3030 (card)", "proprietary data: 00"}},
		{"81 in decimal", "", "81040000303A", []string{"12346"}},
		{"X.690 8.20.5: relative object identifier", "-as ber", "0D04C27B0302", []string{"RELATIVE-OID: C27B0302 (8571.3.2)"}},
		{"X.690 8.5: binary REAL", "-as ber", "090380FB05", []string{"REAL: 80FB05 (0.15625)"}},
		{"X.690 8.5: decimal REAL, zero, infinity", "-as ber", "090403312E35", []string{"REAL: 03312E35 (1.5)"}},
		{"X.690 8.5: plus infinity", "-as ber", "090140", []string{"plus infinity"}},
		{"a zero REAL", "-as ber", "3004090002 00", []string{"REAL: 0"}},
		{"an AFL of SFI 31", "", "9404F8010100", []string{"illegal: there is no SFI 31"}},
		{"an AFL whose last record is before its first", "", "940408030101", []string{"illegal: the last record, 1, is before the first, 3"}},
		{"an AFL that begins at record 0", "", "940408000100", []string{"illegal: there is no record 0"}},
		{"an AFL with more signed records than there are", "", "940408010103", []string{"illegal: 3 in offline data authentication are more than there are"}},
		{
			"an ATR with compact TLV", "-as atr", "3BDA18FF81B1FE751F030031F573C78A40009000B0",
			[]string{"31 card service data: F5", "73 card capabilities: C78A40", "status word 9000", "bit rate: 161290 bit/s at 5 MHz", "character waiting time (T=1): 43 etu", "block waiting time (T=1): 9142 ms"},
		},
		{"an ATR for T=0", "-as atr", "3B6500002063CB6800", []string{"category 20: proprietary", "bit rate: 13440 bit/s at 5 MHz", "work waiting time (T=0): 9600 etu, 714 ms"}},
	} {
		input := strings.ReplaceAll(c.input, " ", "")
		_, out, errw := emv("", append(append([]string{"decode"}, strings.Fields(c.args)...), input)...)
		for _, s := range c.says {
			if !strings.Contains(out+errw, s) {
				t.Errorf("%s: %s: no %q in\n%s%s", c.name, input, s, out, errw)
			}
		}
	}
}

// Template 80 is split by the command that it answers, on T=0 by that before GET RESPONSE.
func TestFormat1ByItsCommand(t *testing.T) {
	const talk = `-- conversation --
> 00A4040007A0000000031010
< 611A
> 00C000001A
< 6F188407A0000000031010A50D500B56495341204352454449549000
> 80A80000028300
< 6108
> 00C0000008
< 80065C00080101009000
> 80AE40001F0000000000000000000000000000000000000000000000000000000000000000
< 80124000015C221DC28EB72FCF060201036400009000
`
	_, out, errw := emv(talk, "decode", "-")
	for _, s := range []string{"82 Application Interchange Profile: 5C00", "SFI 1, record 1", "9F27 Cryptogram Information Data: 40", "9F36 Application Transaction Counter (ATC): 0001", "9F26 Application Cryptogram: 5C221DC28EB72FCF"} {
		if !strings.Contains(out, s) {
			t.Errorf("no %q in %s%s", s, out, errw)
		}
	}
}

// Certificates and signatures of a conversation are recovered where a key is known: binaryfoo's published readings.
func TestDecodeRecoversCertificates(t *testing.T) {
	for name, says := range map[string][]string{
		"binaryfoo_jcb_sda": {"issuer identifier: 35699900", "expires (MMYY): 1249", "serial number: 0006B0", "5A (Application Primary Account Number) is not in the conversation"},
		"mhn_msc_offline":   {"CDA signature", "ICC dynamic number: ", "transaction data hash code: "},
		"mhn_visa_offline":  {"fast DDA signature (9F4B): verified", "ICC dynamic number: 0015", "PAN: 476173******0010"},
	} {
		b, err := testvectors.Conversation(name)
		if err != nil {
			t.Fatal(err)
		}
		status, out, errw := emv(string(b), "decode", "-")
		for _, s := range says {
			if status != 0 || !strings.Contains(out, s) {
				t.Errorf("%s: %d, no %q: %s", name, status, s, errw)
			}
		}
	}
	conv, set := forgedCard{aip: "2000", cid: "80", iad: "06011203A00000", format: 0x95}.talk(t)
	key, _ := set.Lookup([5]byte(unhex("A000000003")), 0x92)
	file := t.TempDir() + "/keys.json"
	text := fmt.Sprintf(`{"test": true, "keys": [{"rid": "A000000003", "index": "92", "algorithm": "01", "modulus": "%X", "exponent": "%X", "checksum": "%X"}]}`, key.Modulus, key.Exponent, key.Checksum)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	status, out, errw := emv(conv.String(), "decode", "-capk", file, "-")
	if status != 0 || !strings.Contains(out, "fast DDA signature (9F4B): verified") || !strings.Contains(out, "format: 95") {
		t.Errorf("-capk: %d %s%s", status, out, errw)
	}
}

// JSON has an empty list where there is nothing, never null.
func TestJSONHasNoNull(t *testing.T) {
	inputs := []string{"5A00", "00", "9F4200", "80A6000002AABB", "FFFF", "7000", "6F00", ";1=2"}
	for _, s := range kindSamples {
		inputs = append(inputs, s.input)
	}
	for i, o := range cutObjects(t) {
		if sweep.Sample(i+1, 5) {
			inputs = append(inputs, hex.EncodeToString([]byte(o.raw)))
		}
	}
	for _, s := range inputs {
		if _, out, _ := emv("", "decode", "-json", s); strings.Contains(out, "null") {
			t.Errorf("%s: %s", s, out)
		}
	}
}
