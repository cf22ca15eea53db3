package main

import "testing"

// The same for American Express, by Kernel 4: above 10.00 the floor limit is exceeded (TVR byte 4 bit 8) and both action codes online have it, from 25.00 on a
// CVM is required, from 100.00 on there is no contactless transaction. Capabilities 9CE00003: contacts, another interface after a decline, Mobile CVM, online
// PIN, signature. The CVM list of cards: online PIN, signature, none; of phones Mobile CVM before them.
//
// What each card is: testvectors/card/profiles.md. The outcomes are derived from that and from the book, by the clause of the row.
var amexCases = []tapCase{
	{"amex-online", "-amount 5.00", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-4 11.2.6.2.1"},
	{"amex-online", "-amount 12.34", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-4 8.2.6.2.2"},
	{"amex-online", "-amount 12.34 -decline", "declined", "C-4", "ARQC", "N/A", "07", "CDA ok", false, 1, "C-4 12.2.2.2 declined"},
	{"amex-online", "-amount 24.99", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-4 8.2.1.3"},
	{"amex-online", "-amount 25.00", "approved", "C-4", "ARQC", "Online PIN", "03", "CDA ok", true, 1, "C-4 8.2.3.2.1"},
	{"amex-online", "-amount 30.00 -pin cancel", "end application", "C-4", "ARQC", "N/A", "0F", "CDA ok", false, 1, "A 5.5.8"},
	{"amex-online", "-amount 100.00", "end application", "entrypoint", "", "N/A", "1C", "", false, 1, "B 3.1.1.5"},
	{"amex-online", "-amount 50.00 -type cash", "approved", "C-4", "ARQC", "Online PIN", "03", "CDA ok", true, 1, "C-4 8.2.1.1"},
	{"amex-offline", "-amount 5.00", "approved", "C-4", "TC", "No CVM", "03", "CDA ok", false, 1, "C-4 11.2.4.3"},
	{"amex-offline", "-amount 10.00", "approved", "C-4", "TC", "No CVM", "03", "CDA ok", false, 1, "C-4 10.2.1.3.2"},
	{"amex-offline", "-amount 10.01", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-4 9.2.1.1"},
	{"amex-dual", "-amount 5.00", "approved", "C-4", "TC", "No CVM", "03", "CDA ok", false, 1, "C-4 11.2.4.3"},
	{"amex-dual", "-amount 30.00", "approved", "C-4", "ARQC", "Online PIN", "03", "CDA ok", true, 1, "C-4 8.2.3.2.1"},
	{"amex-membership", "-amount 12.34", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-4 14.3.1"},

	// The host's answer: 08, 10 and 11 approve too, 12 and 13 want something else.
	{"amex-online", "-amount 12.34 -arc 08", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-4 12.2.2.1"},
	{"amex-online", "-amount 12.34 -arc 11", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-4 12.2.2.1"},
	{"amex-online", "-amount 12.34 -arc 01", "declined", "C-4", "ARQC", "N/A", "07", "CDA ok", false, 1, "C-4 12.2.2.2 declined"},
	{"amex-online", "-amount 12.34 -arc 12", "try another interface", "C-4", "ARQC", "N/A", "1D", "CDA ok", false, 1, "C-4 12.2.2.1 interface"},
	{"amex-no-contact", "-amount 12.34 -arc 12", "declined", "C-4", "ARQC", "N/A", "07", "CDA ok", false, 1, "C-4 12.2.2.1 declined"},
	{"amex-online", "-amount 12.34 -arc 13", "approved", "C-4", "ARQC", "Online PIN", "03", "CDA ok", true, 1, "C-4 12.2.2.2"},
	{"amex-online", "-amount 12.34 -arc 13,05", "declined", "C-4", "ARQC", "N/A", "07", "CDA ok", false, 1, "C-4 12.2.2.2"},
	{"amex-no-contact", "-amount 12.34 -arc 13", "approved", "C-4", "ARQC", "Online PIN", "03", "CDA ok", true, 1, "C-4 12.2.2.2"},
	{"amex-signature", "-amount 12.34 -arc 13", "try another interface", "C-4", "ARQC", "N/A", "1D", "CDA ok", false, 1, "C-4 12.2.2.2 interface"},
	{"amex-online", "-amount 12.34 -offline", "try another interface", "C-4", "ARQC", "N/A", "1D", "CDA ok", false, 1, "C-4 11.2.6.2.2"},
	{"amex-no-contact", "-amount 12.34 -offline", "declined", "C-4", "ARQC", "N/A", "07", "CDA ok", false, 1, "C-4 11.2.6.2.2"},

	// Other forms of data.
	{"amex-no-cda", "-amount 5.00", "approved", "C-4", "ARQC", "No CVM", "03", "not performed", true, 1, "C-4 6.2.1.3"},
	{"amex-format1", "-amount 5.00", "approved", "C-4", "ARQC", "No CVM", "03", "not performed", true, 1, "C-4 4.3.6.1"},
	{"amex-pdol-none", "-amount 5.00", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-4 4.3.2.1"},
	{"amex-pdol-enhanced", "-amount 5.00", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-4 4.3.5.1"},
	{"amex-stripe", "-amount 5.00", "try another interface", "C-4", "", "N/A", "1D", "not performed", false, 1, "C-4 4.3.7.2"},
	{"phone-amex-stripe", "-amount 5.00", "end application", "C-4", "", "N/A", "1C", "not performed", false, 1, "C-4 4.3.7.3"},
	{"amex-missing", "-amount 5.00", "end application", "C-4", "", "N/A", "1C", "not performed", false, 1, "C-4 5.3.3"},
	{"amex-expired", "-amount 5.00", "try another interface", "C-4", "AAC", "N/A", "1D", "not performed", false, 1, "C-4 7.2.2.3.2"},

	// What the card says of itself, and what is wrong with it.
	{"amex-declined", "-amount 5.00", "try another interface", "C-4", "AAC", "N/A", "1D", "not performed", false, 1, "C-4 11.2.5.1"},
	{"amex-declined-only", "-amount 5.00", "declined", "C-4", "AAC", "N/A", "07", "not performed", false, 1, "C-4 11.2.5.1"},
	{"amex-cda-failed", "-amount 5.00", "try another interface", "C-4", "ARQC", "N/A", "1D", "CDA failed", false, 1, "C-4 11.2.6.1"},
	{"amex-cda-failed-only", "-amount 5.00", "declined", "C-4", "ARQC", "N/A", "07", "CDA failed", false, 1, "C-4 11.2.6.1"},
	{"amex-unsigned", "-amount 5.00", "try another interface", "C-4", "ARQC", "N/A", "1D", "CDA failed", false, 1, "C-4 11.2.6.1"},
	{"amex-higher", "-amount 5.00", "approved", "C-4", "TC", "No CVM", "03", "CDA ok", false, 1, "C-4 11.2.2.2"},
	{"amex-higher", "-amount 12.34", "declined", "C-4", "TC", "N/A", "07", "not performed", false, 1, "C-4 11.2.2.4"},
	{"amex-reserved", "-amount 5.00", "try another interface", "C-4", "", "N/A", "1D", "not performed", false, 1, "C-4 11.2.1.5"},
	{"amex-unknown-ca", "-amount 5.00", "try another interface", "C-4", "ARQC", "N/A", "1D", "CDA failed", false, 1, "C-4 6.2.6.3"},
	{"amex-6984", "-amount 5.00", "end application", "C-4", "", "N/A", "1C", "not performed", false, 2, "C-4 11.2.3.2"},
	{"amex-pulled", "-amount 5.00", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 2, "C-4 2.2.1.1"},

	// Cardholder verification.
	{"amex-no-cvm", "-amount 5.00", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-4 8.2.6.2.4"},
	{"amex-no-cvm", "-amount 30.00", "try another interface", "C-4", "", "N/A", "1D", "not performed", false, 1, "C-4 8.2.5.2"},
	{"amex-no-cvm-only", "-amount 30.00", "declined", "C-4", "AAC", "N/A", "07", "not performed", false, 1, "C-4 8.2.5.3"},
	{"amex-no-list", "-amount 5.00", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-4 8.2.6.2.1"},
	{"amex-no-list", "-amount 30.00", "approved", "C-4", "ARQC", "N/A", "03", "CDA ok", true, 1, "C-4 8.2.2.1.1"},
	{"amex-pin", "-amount 5.00", "approved", "C-4", "ARQC", "Online PIN", "03", "CDA ok", true, 1, "C-4 8.2.6.2.3"},
	{"amex-signature", "-amount 5.00", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-4 8.2.6.2.2"},
	{"amex-signature", "-amount 30.00", "approved", "C-4", "ARQC", "Obtain Signature", "1A", "CDA ok", true, 1, "C-4 8.2.3.1"},

	// Phones: a Mobile CVM that did not succeed leads to one restart, and then to the next method.
	{"phone-amex", "-amount 12.34", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-4 8.2.6.1.6"},
	{"phone-amex", "-amount 30.00", "approved", "C-4", "ARQC", "Confirmation Code Verified", "03", "CDA ok", true, 1, "C-4 8.2.4.1.5"},
	{"phone-amex-hce", "-amount 30.00", "approved", "C-4", "ARQC", "Confirmation Code Verified", "03", "CDA ok", true, 1, "C-4 8.2.4.1.5"},
	{"phone-amex-offline", "-amount 5.00", "approved", "C-4", "TC", "No CVM", "03", "CDA ok", false, 1, "C-4 11.2.4.3"},
	{"phone-amex-offline", "-amount 30.00", "approved", "C-4", "ARQC", "Confirmation Code Verified", "03", "CDA ok", true, 1, "C-4 8.2.4.1.5"},
	{"phone-amex-twice", "-amount 12.34", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-4 8.2.6.1.9"},
	{"phone-amex-twice", "-amount 30.00", "approved", "C-4", "ARQC", "Confirmation Code Verified", "03", "CDA ok", true, 2, "C-4 8.2.4.1.4"},
	{"phone-amex-asked", "-amount 30.00", "approved", "C-4", "ARQC", "Confirmation Code Verified", "03", "CDA ok", true, 2, "C-4 8.2.4.1.4"},
	{"phone-amex-asked", "-amount 30.00 -phone=false", "approved", "C-4", "ARQC", "Online PIN", "03", "CDA ok", true, 2, "C-4 8.2.4.1.3"},
	{"phone-amex-failed", "-amount 12.34", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 2, "C-4 8.2.6.1.1"},
	{"phone-amex-failed", "-amount 30.00", "approved", "C-4", "ARQC", "Confirmation Code Verified", "03", "CDA ok", true, 2, "C-4 8.2.4.1.7"},
	{"phone-amex-failed-asked", "-amount 12.34 -phone=false", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 2, "C-4 8.2.6.1.3"},
	{"phone-amex-failed-asked", "-amount 30.00 -phone=false", "approved", "C-4", "ARQC", "Online PIN", "03", "CDA ok", true, 2, "C-4 8.2.4.1.8"},
	{"phone-amex-blocked", "-amount 12.34", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-4 8.2.6.1.6"},
	{"phone-amex-blocked", "-amount 30.00", "approved", "C-4", "ARQC", "Online PIN", "03", "CDA ok", true, 1, "C-4 8.2.4.1.2"},
	{"phone-amex-unknown", "-amount 30.00", "approved", "C-4", "ARQC", "Online PIN", "03", "CDA ok", true, 2, "C-4 8.2.4.1.8"},
	{"phone-amex-reserved", "-amount 30.00", "approved", "C-4", "ARQC", "Online PIN", "03", "CDA ok", true, 2, "C-4 8.2.4.1.9"},
	{"phone-amex-not-performed", "-amount 12.34", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-4 8.2.6.1.9"},
	{"phone-amex-not-performed", "-amount 30.00", "approved", "C-4", "ARQC", "Online PIN", "03", "CDA ok", true, 2, "C-4 8.2.4.1.3"},
	{"phone-amex-silent", "-amount 30.00", "approved", "C-4", "ARQC", "Online PIN", "03", "CDA ok", true, 1, "C-4 8.2.4.1.1"},
	{"phone-amex-only", "-amount 30.00", "declined", "C-4", "ARQC", "N/A", "07", "CDA ok", false, 1, "C-4 8.2.5.5"},
	{"phone-amex-6984", "-amount 5.00", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 2, "C-4 11.2.3.1"},
	{"phone-amex-6984", "-amount 30.00", "approved", "C-4", "ARQC", "Confirmation Code Verified", "03", "CDA ok", true, 2, "C-4 11.2.3.1"},
	{"phone-amex-6984-asked", "-amount 5.00 -phone=false", "end application", "C-4", "", "N/A", "1C", "not performed", false, 2, "C-4 11.2.3.2"},
	{"phone-amex-declined", "-amount 5.00", "declined", "C-4", "AAC", "N/A", "07", "not performed", false, 1, "C-4 11.2.5.1"},

	// Delayed authorisation, at a gate without contacts: an ARQC under a good signature is taken, where the card allows it.
	{"amex-online", "-amount 5.00 -config tap-transit", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", false, 1, "C-4 11.2.6.3.1"},
	{"amex-offline", "-amount 5.00 -config tap-transit", "approved", "C-4", "TC", "No CVM", "03", "CDA ok", false, 1, "C-4 10.2.1.4.2"},
	{"amex-delayed-silent", "-amount 5.00 -config tap-transit", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", false, 1, "C-4 7.2.3.1.1"},
	{"amex-delayed-home", "-amount 5.00 -config tap-transit", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", false, 1, "C-4 7.2.3.1.1"},
	{"amex-delayed-none", "-amount 5.00 -config tap-transit", "declined", "C-4", "AAC", "N/A", "07", "not performed", false, 1, "C-4 7.2.3.1.1"},
	{"amex-delayed-abroad", "-amount 5.00 -config tap-transit", "declined", "C-4", "AAC", "N/A", "07", "not performed", false, 1, "C-4 7.2.3.1.1"},
	{"amex-delayed-none", "-amount 5.00", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-4 7.2.3.1"},
	{"amex-cda-failed", "-amount 5.00 -config tap-transit", "declined", "C-4", "ARQC", "N/A", "07", "CDA failed", false, 1, "C-4 11.2.6.1"},
	{"amex-declined", "-amount 5.00 -config tap-transit", "declined", "C-4", "AAC", "N/A", "07", "not performed", false, 1, "C-4 2.2.4.2"},

	// The profile strict approves what the book approves, under a good signature.
	{"amex-offline", "-amount 5.00 -profile strict", "approved", "C-4", "TC", "No CVM", "03", "CDA ok", false, 1, "C-4 11.2.4.3"},
	{"amex-no-cda", "-amount 5.00 -profile strict", "approved", "C-4", "ARQC", "No CVM", "03", "not performed", true, 1, "C-4 6.2.1.3"},
	{"amex-online", "-amount 5.00 -config tap-transit -profile strict", "approved", "C-4", "ARQC", "No CVM", "03", "CDA ok", false, 1, "C-4 11.2.6.3.1"},
	{"amex-unknown-ca", "-amount 5.00 -config tap-transit -profile strict", "declined", "C-4", "ARQC", "N/A", "07", "CDA failed", false, 1, "C-4 11.2.6.1"},
}

// The card that wants another interface has it: by its contacts it is as any other, no CVM up to 10.00 and else online PIN.
//
// EMV 4.4 B3 10.7, EMV 4.4 B3 10.9, C-4 2.12 11.2.5.1
func TestDualInterface(t *testing.T) {
	for amount, want := range map[string]want{
		"5.00":  {"approved", "TC", "40", "0000000000", "E800", "1F0602", "Y1", "CDA ok"},
		"12.34": {"approved", "TC", "40", "0000048000", "F800", "020300", "00", "CDA ok"},
	} {
		if r := pos(t, "-card", "amex-dual", "-config", "tap", "-amount", amount); r.facts() != want || r.AID != "A000000025010403" {
			t.Errorf("%s: %+v", amount, r.facts())
		}
	}
}
