package main

// The same for JCB, by Kernel 5: from 10.00 on the floor limit is exceeded (TVR byte 4 bit 8) and both action codes online have it, from 25.00 on a CVM is
// required, from 100.00 on, and for CDCVM from 400.00 on, there is no contactless transaction. Terminal Interchange Profile 728000: signature, online PIN,
// CDCVM, contacts, issuer update; legacy mode is on.
//
// What each card is: testvectors/card/profiles.md. The outcomes are derived from that and from the book, by the clause of the row.
var jcbCases = []tapCase{
	{"jcb-online", "-amount 5.00", "online request", "C-5", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-5 3.8.4.2"},
	{"jcb-online", "-amount 12.34 -decline", "online request", "C-5", "ARQC", "No CVM", "07", "CDA ok", false, 1, "A table 6-3"},
	{"jcb-online", "-amount 25.00", "online request", "C-5", "ARQC", "Online PIN", "03", "CDA ok", true, 1, "C-5 3.5.2.1"},
	{"jcb-online", "-amount 30.00 -pin cancel", "end application", "C-5", "ARQC", "N/A", "0F", "CDA ok", false, 1, "A 5.5.8"},
	{"jcb-online", "-amount 99.99", "online request", "C-5", "ARQC", "Online PIN", "03", "CDA ok", true, 1, "C-5 3.8.3.6"},
	{"jcb-online", "-amount 100.00", "end application", "entrypoint", "", "N/A", "1C", "", false, 1, "C-5 3.8.3.6 limit"},
	{"jcb-online", "-amount 50.00 -type cash", "online request", "C-5", "ARQC", "Online PIN", "03", "CDA ok", true, 1, "C-5 3.5.2.1 cash"},
	{"jcb-offline", "-amount 5.00", "approved", "C-5", "TC", "No CVM", "03", "CDA ok", false, 1, "C-5 3.8.4.1"},
	{"jcb-offline", "-amount 9.99", "approved", "C-5", "TC", "No CVM", "03", "CDA ok", false, 1, "C-5 3.5.3.2"},
	{"jcb-offline", "-amount 10.00", "online request", "C-5", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-5 3.5.3.2 floor"},
	{"jcb-balance", "-amount 5.00", "approved", "C-5", "TC", "No CVM", "03", "CDA ok", false, 1, "C-5 3.12.1.2"},

	// Legacy mode: online, and the CVM codes of the list alone.
	{"jcb-legacy", "-amount 5.00", "online request", "C-5", "ARQC", "No CVM", "03", "not performed", true, 1, "C-5 3.9.2.1"},
	{"jcb-legacy", "-amount 30.00", "online request", "C-5", "ARQC", "Online PIN", "03", "not performed", true, 1, "C-5 3.9.2.3"},
	{"jcb-legacy", "-amount 100.00", "end application", "entrypoint", "", "N/A", "1C", "", false, 1, "C-5 3.5.1.1"},
	{"jcb-legacy-signature", "-amount 30.00", "online request", "C-5", "ARQC", "Obtain Signature", "1A", "not performed", true, 1, "C-5 3.9.2.3 signature"},
	{"jcb-legacy-none", "-amount 30.00", "declined", "C-5", "ARQC", "N/A", "07", "not performed", false, 1, "C-5 3.9.2.4"},
	{"jcb-legacy-none", "-amount 5.00", "online request", "C-5", "ARQC", "No CVM", "03", "not performed", true, 1, "C-5 3.9.2.1"},
	{"jcb-legacy-no-list", "-amount 30.00", "declined", "C-5", "ARQC", "N/A", "07", "not performed", false, 1, "C-5 3.9.2.2"},

	// Cardholder Verification Status.
	{"jcb-signature", "-amount 5.00", "approved", "C-5", "TC", "No CVM", "03", "CDA ok", false, 1, "C-5 3.8.3.1"},
	{"jcb-signature", "-amount 30.00", "online request", "C-5", "ARQC", "Obtain Signature", "1A", "CDA ok", true, 1, "C-5 3.8.3.1 signature"},
	{"jcb-cvm-none", "-amount 5.00", "approved", "C-5", "TC", "No CVM", "03", "CDA ok", false, 1, "C-5 3.8.3.1"},
	{"jcb-cvm-none", "-amount 30.00", "declined", "C-5", "ARQC", "N/A", "07", "CDA ok", false, 1, "C-5 3.8.3.3"},
	{"jcb-cvm-reserved", "-amount 5.00", "declined", "C-5", "ARQC", "N/A", "07", "CDA ok", false, 1, "C-5 3.8.3.2"},
	{"jcb-cvm-pin", "-amount 5.00", "online request", "C-5", "ARQC", "Online PIN", "03", "CDA ok", true, 1, "C-5 3.8.3.1 PIN"},

	// The issuer's answer while the card stays, or at a second tap. Where the card does not take it, the host's word stands.
	{"jcb-hold", "-amount 12.34", "approved", "C-5", "TC", "No CVM", "03", "CDA ok", true, 1, "C-5 3.8.4.3"},
	{"jcb-hold", "-amount 12.34 -decline", "declined", "C-5", "AAC", "N/A", "07", "CDA ok", false, 1, "C-5 3.10.4.1"},
	{"jcb-twice", "-amount 12.34", "approved", "C-5", "TC", "No CVM", "03", "CDA ok", true, 2, "C-5 3.8.4.4"},
	{"jcb-twice", "-amount 12.34 -arc 10", "approved", "C-5", "TC", "No CVM", "03", "CDA ok", true, 2, "C-5 3.10.3.4"},
	{"jcb-twice", "-amount 12.34 -decline", "declined", "C-5", "AAC", "N/A", "07", "CDA ok", false, 2, "C-5 3.10.3.4"},
	{"jcb-twice-pin", "-amount 30.00", "approved", "C-5", "TC", "N/A", "03", "CDA ok", true, 2, "C-5 3.10.4.3"},
	{"jcb-update-none", "-amount 12.34", "online request", "C-5", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-5 3.8.4.2"},
	{"jcb-no-cdol2", "-amount 12.34", "online request", "C-5", "ARQC", "No CVM", "03", "CDA ok", true, 2, "C-5 3.10.3.1"},
	{"jcb-twice-pulled", "-amount 12.34", "online request", "C-5", "ARQC", "No CVM", "03", "CDA ok", true, 2, "C-5 3.11.2.1"},
	{"jcb-pulled", "-amount 5.00", "online request", "C-5", "ARQC", "No CVM", "03", "CDA ok", true, 2, "C-5 3.11.2.3"},

	// What is wrong with a card.
	{"jcb-no-cda", "-amount 5.00", "online request", "C-5", "ARQC", "No CVM", "03", "not performed", true, 1, "C-5 3.3.1.9"},
	{"jcb-unknown-ca", "-amount 5.00", "online request", "C-5", "ARQC", "No CVM", "03", "not performed", true, 1, "C-5 3.4.1.4"},
	{"jcb-unsigned", "-amount 5.00", "declined", "C-5", "ARQC", "N/A", "07", "not performed", false, 1, "C-5 3.8.1.12"},
	{"jcb-unsigned-offline", "-amount 5.00", "declined", "C-5", "TC", "N/A", "07", "not performed", false, 1, "C-5 3.8.1.10"},
	{"jcb-cda-failed", "-amount 5.00", "try another interface", "C-5", "ARQC", "N/A", "1D", "CDA failed", false, 1, "C-5 3.8.2.1"},
	{"jcb-higher", "-amount 5.00", "approved", "C-5", "TC", "No CVM", "03", "CDA ok", false, 1, "C-5 3.8.4.1"},
	{"jcb-higher", "-amount 12.34", "declined", "C-5", "TC", "N/A", "07", "not performed", false, 1, "C-5 3.8.1.11"},
	{"jcb-reserved", "-amount 5.00", "declined", "C-5", "RFU", "N/A", "07", "not performed", false, 1, "C-5 3.8.1.8"},
	{"jcb-declined", "-amount 5.00", "declined", "C-5", "AAC", "N/A", "07", "not performed", false, 1, "C-5 3.8.1.9"},
	{"jcb-6984", "-amount 5.00", "try another interface", "C-5", "", "N/A", "1D", "not performed", false, 1, "C-5 3.8.1.6"},
	{"jcb-6f00", "-amount 5.00", "end application", "C-5", "", "N/A", "06", "not performed", false, 1, "C-5 3.3.1.3"},
	{"jcb-6985", "-amount 5.00", "end application", "entrypoint", "", "N/A", "1C", "", false, 1, "C-5 3.3.1.4"},
	{"jcb-pdol-none", "-amount 5.00", "end application", "entrypoint", "", "N/A", "1C", "", false, 1, "C-5 3.2.1.3"},
	{"jcb-stripe", "-amount 5.00", "end application", "entrypoint", "", "N/A", "1C", "", false, 1, "C-5 3.3.1.6"},
	{"jcb-missing", "-amount 5.00", "end application", "entrypoint", "", "N/A", "1C", "", false, 1, "C-5 3.4.1.2"},
	{"jcb-expired", "-amount 5.00", "online request", "C-5", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-5 3.6.2.2"},
	{"jcb-abroad", "-amount 5.00", "declined", "C-5", "", "N/A", "07", "not performed", false, 1, "C-5 3.7.1.7"},

	// Phones.
	{"phone-jcb", "-amount 12.34", "online request", "C-5", "ARQC", "Confirmation Code Verified", "03", "CDA ok", true, 1, "C-5 3.8.3.1 CDCVM"},
	{"phone-jcb", "-amount 100.00", "online request", "C-5", "ARQC", "Confirmation Code Verified", "03", "CDA ok", true, 1, "C-5 3.8.3.5"},
	{"phone-jcb", "-amount 400.00", "end application", "entrypoint", "", "N/A", "1C", "", false, 1, "C-5 3.8.3.5 limit"},
	{"phone-jcb-offline", "-amount 5.00", "approved", "C-5", "TC", "Confirmation Code Verified", "03", "CDA ok", false, 1, "C-5 3.8.4.1"},
	{"phone-jcb-twice", "-amount 12.34", "online request", "C-5", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-5 3.8.3.1"},
	{"phone-jcb-twice", "-amount 30.00", "online request", "C-5", "ARQC", "Confirmation Code Verified", "03", "CDA ok", true, 2, "C-5 3.8.1.5"},
	{"phone-jcb-asked", "-amount 30.00", "online request", "C-5", "ARQC", "Confirmation Code Verified", "03", "CDA ok", true, 2, "C-5 3.8.1.5"},
	{"phone-jcb-asked", "-amount 30.00 -phone=false", "end application", "", "", "N/A", "", "", false, 4, "A 5.5.3"},
	{"phone-jcb-always", "-amount 5.00", "online request", "C-5", "ARQC", "Confirmation Code Verified", "03", "CDA ok", true, 2, "C-5 3.8.1.5"},
	{"phone-jcb-none", "-amount 30.00", "online request", "C-5", "ARQC", "Confirmation Code Verified", "07", "CDA ok", false, 1, "C-5 3.8.3.1 CDCVM"}, // the issuer sees that there was none

	// A transit reader without contacts: no CVM, whatever the card says; no legacy card.
	{"jcb-transit", "-amount 5.00", "approved", "C-5", "TC", "No CVM", "03", "CDA ok", false, 1, "C-5 3.8.4.1"},
	{"jcb-transit", "-amount 5.00 -config tap-transit", "approved", "C-5", "TC", "No CVM", "03", "CDA ok", false, 1, "C-5 3.8.4.5"},
	{"jcb-cvm-pin", "-amount 5.00 -config tap-transit", "online request", "C-5", "ARQC", "No CVM", "03", "CDA ok", true, 1, "C-5 3.8.4.5"},
	{"jcb-legacy", "-amount 5.00 -config tap-transit", "declined", "C-5", "", "N/A", "07", "not performed", false, 1, "C-5 3.7.1.2"},
	{"jcb-cda-failed", "-amount 5.00 -config tap-transit", "declined", "C-5", "ARQC", "N/A", "07", "CDA failed", false, 1, "C-5 3.8.2.1"},
	{"jcb-6984", "-amount 5.00 -config tap-transit", "end application", "C-5", "", "N/A", "", "not performed", false, 1, "C-5 3.8.1.6"},

	// The profile strict: a list of CVMs that nothing signs does not get away with less than online PIN, and nothing is approved without a good signature.
	{"jcb-legacy-signature", "-amount 30.00 -profile strict", "online request", "C-5", "ARQC", "Online PIN", "03", "not performed", true, 1, "strict"},
	{"jcb-offline", "-amount 5.00 -profile strict", "approved", "C-5", "TC", "No CVM", "03", "CDA ok", false, 1, "C-5 3.8.4.1"},
	{"jcb-unsigned-offline", "-amount 5.00 -profile strict", "declined", "C-5", "TC", "N/A", "07", "not performed", false, 1, "C-5 3.8.1.10"},
	{"phone-jcb-offline", "-amount 5.00 -profile strict", "approved", "C-5", "TC", "Confirmation Code Verified", "03", "CDA ok", false, 1, "C-5 3.8.4.1"},
}
