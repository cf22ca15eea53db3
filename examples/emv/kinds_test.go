package main

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// kindSamples is every kind of input that openemv's emv-decode knows, by the names that it has there, with a value and
// words that belong to its answer.
var kindSamples = []struct {
	names []string
	input string
	kind  string // ours
	words string
}{
	{[]string{"atr"}, "3BDA18FF81B1FE751F030031F573C78A40009000B0", "atr", "direct convention"},
	{[]string{"sw1sw2"}, "6985", "sw", "6985"},
	{[]string{"ber"}, "300E020141040201020603551D0E0500", "ber", "2.5.29.14"},
	{[]string{"tlv"}, "5F2A02097882023900", "tlv", "Euro"},
	{[]string{"dol"}, "9F02069F03069F1A0295055F2A029A039C019F3704", "dol", "29 bytes"},
	{[]string{"tag-list"}, "829F365F24", "tag-list", "Application Interchange Profile"},
	{[]string{"mcc", "9F15"}, "5411", "mcc", "Grocery"},
	{[]string{"mcc", "9F15"}, "6011", "mcc", "Automated Cash Disbursements"},
	{[]string{"mcc", "9F15"}, "0742", "mcc", "Veterinary"},
	{[]string{"term-type", "9F35"}, "22", "term-type", "attended, offline with online capability"},
	{[]string{"term-caps", "9F33"}, "E0F8C8", "term-caps", "enciphered PIN for online verification"},
	{[]string{"addl-term-caps", "9F40"}, "7A00F0A001", "addl-term-caps", "numeric keys"},
	{[]string{"cvm-list", "8E"}, "000000000000000042031E031F03", "cvm-list", "signature, if the terminal supports the CVM"},
	{[]string{"cvm-results", "9F34"}, "1E0300", "cvm-results", "result unknown"},
	{[]string{"tvr", "95"}, "8000008000", "tvr", "transaction exceeds the floor limit"},
	{[]string{"tsi", "9B"}, "E800", "tsi", "cardholder verification was performed"},
	{[]string{"issuer-app-data", "9F10"}, "06010A03A0A000", "iad", "Visa CVN 10"},
	{[]string{"ttq", "9F66"}, "36004000", "ttq", "EMV contact chip supported"},
	{[]string{"ctq", "9F6C"}, "A080", "ctq", "online PIN required"},
	{[]string{"amex-cl-reader-caps", "9F6D"}, "C8", "amex-cl-reader-caps", "contactless EMV"},
	{[]string{"mastercard-third-party-data"}, "0276C00001", "third-party-data", "Germany"},
	{[]string{"visa-ffi"}, "20700000", "visa-ffi", "hologram"},
	{[]string{"amex-enh-cl-reader-caps"}, "D8E00003", "amex-enh-cl-reader-caps", "C-4 version 2.7 or later"},
	{[]string{"terminal-risk-management-data", "9F1D"}, "6C00800000000000", "terminal-risk-management-data", "consumer device CVM"},
	{[]string{"country", "iso3166-1"}, "FRA", "country", "France"},
	{[]string{"currency", "iso4217"}, "978", "currency", "Euro"},
	{[]string{"language", "iso639"}, "de", "language", "German"},
	{[]string{"iso8859-1"}, "43616EE96C6C65", "iso8859-1", "Canélle"},
	{[]string{"iso8859-2"}, "506F7A6E61F1", "iso8859-2", "Poznań"},
	{[]string{"iso8859-3"}, "A1616D72756E", "iso8859-3", "Ħamrun"},
	{[]string{"iso8859-4"}, "52F96761", "iso8859-4", "Rųga"},
	{[]string{"iso8859-5"}, "BCDEE1DAD2D0", "iso8859-5", "Москва"},
	{[]string{"iso8859-6"}, "E5D5D1E5", "iso8859-6", "م"},
	{[]string{"iso8859-7"}, "C1E8DEEDE1", "iso8859-7", "Αθήνα"},
	{[]string{"iso8859-8"}, "F9ECE5ED", "iso8859-8", "שלום"},
	{[]string{"iso8859-9"}, "DD7A6D6972", "iso8859-9", "İzmir"},
	{[]string{"iso8859-10"}, "FE736166", "iso8859-10", "þsaf"},
	{[]string{"iso8859-11"}, "E4B7C2E4", "iso8859-11", "ไทย"},
	{[]string{"iso8859-13"}, "526967E2", "iso8859-13", "Rigā"},
	{[]string{"iso8859-14"}, "4361657264D0", "iso8859-14", "Ŵ"},
	{[]string{"iso8859-15"}, "7072697820A4", "iso8859-15", "prix €"},
	{[]string{"iso8859-16"}, "AAE1F1ED", "iso8859-16", "Șáńí"},
}

// Each kind is recognised, as the likeliest or among what the input could also be, and by each of its names.
func TestKindsOfOpenEMV(t *testing.T) {
	if len(kindSamples) < 34 {
		t.Errorf("%d kinds", len(kindSamples))
	}
	for _, s := range kindSamples {
		status, out, errw := emv("", "decode", "-json", s.input)
		var r decoded
		if err := json.Unmarshal([]byte(out), &r); err != nil || status != 0 {
			t.Errorf("%s %s: %d %s", s.names[0], s.input, status, errw)
			continue
		}
		text := strings.HasPrefix(s.kind, "iso8859-") && (r.Kind == "iso8859-1" || slices.Contains(r.Also, "iso8859-1")) // which code table nobody can tell
		if r.Kind != s.kind && !slices.Contains(r.Also, s.kind) && !text {
			t.Errorf("%s %s: %s, or %q", s.names[0], s.input, r.Kind, r.Also)
		}
		for _, name := range s.names {
			status, out, errw := emv("", "decode", "-as", name, s.input)
			if status != 0 || !strings.Contains(out, s.words) {
				t.Errorf("-as %s %s: %d %s%s", name, s.input, status, out, errw)
			}
		}
	}
}

// Broken objects that begin as sensitive ones are called that, and nothing of them is shown as something else: the seeds of
// attacks by malformed data objects.
func TestBrokenSecrets(t *testing.T) {
	for input, fault := range map[string]string{
		"5A88FFFFFFFFFFFFFFFF": "offset 0: length field of more than 3 bytes",
		"5A20":                 "offset 0: value longer than what is left",
		"5A81FF":               "offset 0: value longer than what is left",
		"5730":                 "offset 0: value longer than what is left",
		"5F2060":               "offset 0: value longer than what is left",
	} {
		status, out, errw := emv("", "decode", "-json", input)
		var r decoded
		if err := json.Unmarshal([]byte(out), &r); err != nil || status != 1 || r.Kind != "tlv" || r.Fault != fault {
			t.Errorf("%s: status %d, %s, %q, %s", input, status, r.Kind, r.Fault, errw)
		}
	}
}
