package main

// The same for Discover, by Kernel 6: TTQ 3700C000, the full one; above 10.00 an online cryptogram is required, from 25.00 on a CVM, from 100.00 on no application
// is left; the reader takes no CVM (9F33) where a card falls back to that; tearing recovery, data storage and extended logging are on, and no operator
// says anything.
//
// What each card is: testvectors/card/profiles.md. The outcomes are derived from that and from the figures of the book, by the step of the row.
var discoverCases = []tapCase{
	{"discover-online", "-amount 12.34", "online request", "C-6", "ARQC", "N/A", "03", "not performed", true, 1, "C-6 F19.4"},
	{"discover-online", "-amount 12.34 -decline", "online request", "C-6", "ARQC", "N/A", "07", "not performed", false, 1, "A table 6-3"},
	{"discover-online", "-amount 24.99", "online request", "C-6", "ARQC", "N/A", "03", "not performed", true, 1, "C-6 F15.2"},
	{"discover-online", "-amount 25.00", "online request", "C-6", "ARQC", "No CVM", "03", "not performed", true, 1, "C-6 F15.11"},
	{"discover-online", "-amount 100.00", "end application", "entrypoint", "", "N/A", "1C", "", false, 1, "B 3.1.1.5, 3.3.2.7"},
	{"discover-online", "-amount 5.00 -type refund -refund online", "online request", "C-6", "ARQC", "N/A", "03", "not performed", true, 1, "C-6 F19.4"},
	{"discover-online-afl", "-amount 12.34", "online request", "C-6", "ARQC", "N/A", "03", "not performed", true, 1, "C-6 F10.6"},
	{"discover-offline", "-amount 5.00", "approved", "C-6", "TC", "N/A", "03", "CDA ok", false, 1, "C-6 F19.7"},
	{"discover-offline", "-amount 10.00", "approved", "C-6", "TC", "N/A", "03", "CDA ok", false, 1, "B 3.1.1.6"},
	{"discover-offline", "-amount 10.01", "online request", "C-6", "ARQC", "N/A", "03", "not performed", true, 1, "B 3.1.1.6"},
	{"discover-signed", "-amount 12.34", "online request", "C-6", "ARQC", "N/A", "03", "CDA ok", true, 1, "C-6 F10.1b"},
	{"discover-record", "-amount 5.00", "approved", "C-6", "TC", "N/A", "03", "CDA ok", false, 1, "C-6 3.6.1"},
	{"discover-no-signature", "-amount 5.00", "end application", "C-6", "TC", "N/A", "1C", "not performed", false, 1, "C-6 B.13"},
	{"discover-declined", "-amount 5.00", "declined", "C-6", "AAC", "N/A", "07", "not performed", false, 1, "C-6 F18.2"},
	{"discover-loyalty", "-amount 12.34", "approved", "C-6", "AAC", "N/A", "03", "CDA ok", false, 1, "C-6 F18.2 loyalty"},
	{"discover-loyalty-failed", "-amount 5.00", "declined", "C-6", "AAC", "N/A", "07", "CDA failed", false, 1, "C-6 F18.2"},
	{"discover-loyalty-third", "-amount 5.00", "online request", "C-6", "ARQC", "N/A", "03", "not performed", true, 1, "C-6 D.29"},

	// Cardholder verification.
	{"discover-pin", "-amount 30.00", "online request", "C-6", "ARQC", "Online PIN", "03", "not performed", true, 1, "C-6 F15.9"},
	{"discover-pin", "-amount 30.00 -pin cancel", "end application", "C-6", "ARQC", "N/A", "0F", "not performed", false, 1, "A 5.5.8"},
	{"discover-pin-fallback", "-amount 5.00", "online request", "C-6", "TC", "Online PIN", "03", "CDA ok", true, 1, "C-6 F15.9 TC"},
	{"discover-signature", "-amount 30.00", "online request", "C-6", "ARQC", "Obtain Signature", "1A", "not performed", true, 1, "C-6 F15.8"},
	{"phone-discover", "-amount 12.34", "online request", "C-6", "ARQC", "N/A", "03", "not performed", true, 1, "C-6 F15.2"},
	{"phone-discover", "-amount 30.00", "online request", "C-6", "ARQC", "Confirmation Code Verified", "03", "not performed", true, 1, "C-6 F16.2"},
	{"phone-discover-signed", "-amount 5.00", "approved", "C-6", "TC", "N/A", "03", "CDA ok", false, 1, "C-6 F19.7"},
	{"phone-discover-signed", "-amount 30.00", "online request", "C-6", "ARQC", "Confirmation Code Verified", "03", "CDA ok", true, 1, "C-6 F16.2"},
	{"phone-discover-twice", "-amount 12.34", "online request", "C-6", "ARQC", "N/A", "03", "not performed", true, 1, "C-6 F9.1"},
	{"phone-discover-twice", "-amount 30.00", "online request", "C-6", "ARQC", "Confirmation Code Verified", "03", "not performed", true, 2, "C-6 F9.3b"},
	{"phone-discover-asked", "-amount 30.00", "online request", "C-6", "ARQC", "Confirmation Code Verified", "03", "not performed", true, 2, "C-6 F9.3b"},
	{"phone-discover-failed", "-amount 30.00", "online request", "C-6", "ARQC", "Obtain Signature", "1A", "not performed", true, 1, "C-6 F16.4"},
	{"phone-discover-missing", "-amount 30.00", "end application", "C-6", "ARQC", "N/A", "1C", "not performed", false, 1, "C-6 F16.6"},

	// Restrictions and what the requirements say.
	{"discover-cash", "-amount 50.00 -type cash", "declined", "C-6", "ARQC", "N/A", "07", "not performed", false, 1, "C-6 F17.2b"},
	{"discover-cash", "-amount 12.34", "online request", "C-6", "ARQC", "N/A", "03", "not performed", true, 1, "C-6 F17.2b"},
	{"discover-balance", "-amount 5.00", "approved", "C-6", "TC", "N/A", "03", "CDA ok", false, 1, "C-6 B.2"},
	{"discover-update", "-amount 12.34", "online request", "C-6", "ARQC", "N/A", "03", "not performed", true, 1, "C-6 F20.4"},
	{"discover-expired", "-amount 5.00", "declined", "C-6", "TC", "N/A", "07", "CDA ok", false, 1, "C-6 F18.8"},
	{"discover-expired-online", "-amount 5.00", "online request", "C-6", "TC", "N/A", "03", "CDA ok", true, 1, "C-6 F18.9"},
	{"discover-expired-track", "-amount 12.34", "declined", "C-6", "ARQC", "N/A", "07", "not performed", false, 1, "C-6 F17.4"},
	{"discover-early", "-amount 5.00", "online request", "C-6", "TC", "N/A", "03", "CDA ok", true, 1, "C-6 F18.10"},
	{"discover-version", "-amount 5.00", "approved", "C-6", "TC", "N/A", "03", "CDA ok", false, 1, "C-6 F17.11"},
	{"discover-no-usage", "-amount 5.00", "declined", "C-6", "TC", "N/A", "07", "CDA ok", false, 1, "C-6 F19.7"},
	{"discover-no-cda-online", "-amount 5.00", "online request", "C-6", "TC", "N/A", "07", "CDA failed", false, 1, "C-6 F18.5"}, // the host gets no cryptogram: C-6 3.6.1,
	{"discover-no-cda-switch", "-amount 5.00", "try another interface", "C-6", "TC", "N/A", "18", "CDA failed", false, 1, "C-6 F18.4"},
	{"discover-no-cda", "-amount 5.00", "declined", "C-6", "TC", "N/A", "07", "CDA failed", false, 1, "C-6 F19.6"},
	{"discover-wrong-cid", "-amount 12.34", "online request", "C-6", "ARQC", "N/A", "07", "CDA failed", false, 1, "C-6 F18.1a"}, // the same,
	{"discover-unknown-ca", "-amount 5.00", "declined", "C-6", "TC", "N/A", "07", "CDA failed", false, 1, "C-6 F18.6"},
	{"discover-unknown-ca-online", "-amount 12.34", "declined", "C-6", "ARQC", "N/A", "07", "CDA failed", false, 1, "C-6 F18.6"},

	// What lacks, and what is too much.
	{"discover-6984", "-amount 5.00", "try another interface", "C-6", "", "N/A", "18", "not performed", false, 1, "C-6 F9.3"},
	{"discover-no-type", "-amount 5.00", "try another interface", "C-6", "", "N/A", "18", "not performed", false, 1, "C-6 F2.7"},
	{"discover-no-requirements", "-amount 5.00", "try another interface", "C-6", "ARQC", "N/A", "18", "not performed", false, 1, "C-6 F9.9"},
	{"discover-no-track", "-amount 5.00", "end application", "C-6", "ARQC", "N/A", "1C", "not performed", false, 1, "C-6 F10.7"},
	{"discover-two-cryptograms", "-amount 5.00", "end application", "C-6", "TC", "N/A", "1C", "not performed", false, 1, "C-6 F11.3"},
	{"discover-reserved", "-amount 5.00", "approved", "C-6", "RFU", "N/A", "03", "not performed", false, 1, "C-6 F19.3"},
	{"discover-reserved", "-amount 12.34", "online request", "C-6", "RFU", "N/A", "03", "not performed", true, 1, "C-6 F19.2"},

	// Tearing recovery, extended logging, data storage.
	{"discover-torn", "-amount 5.00", "approved", "C-6", "TC", "N/A", "03", "CDA ok", false, 2, "C-6 F6.8"},
	{"discover-torn-online", "-amount 12.34", "online request", "C-6", "ARQC", "N/A", "03", "not performed", true, 2, "C-6 F6.8"},
	{"discover-torn-anew", "-amount 5.00", "approved", "C-6", "TC", "N/A", "03", "CDA ok", false, 2, "C-6 4.5"},
	{"discover-torn-unable", "-amount 5.00", "end application", "C-6", "TC", "N/A", "1C", "not performed", false, 1, "C-6 F13.4"},
	{"discover-log", "-amount 12.34", "online request", "C-6", "ARQC", "N/A", "03", "CDA ok", true, 1, "C-6 3.6.2"},
	{"discover-log-other", "-amount 12.34", "online request", "C-6", "ARQC", "N/A", "03", "CDA failed", true, 1, "C-6 3.6.2"},
	{"discover-log-no-id", "-amount 12.34", "online request", "C-6", "ARQC", "N/A", "03", "CDA failed", true, 1, "C-6 3.6.2"},
	{"discover-storage", "-amount 5.00", "approved", "C-6", "TC", "N/A", "03", "CDA ok", false, 1, "C-6 F14.13"},
	{"discover-storage-online", "-amount 12.34", "online request", "C-6", "ARQC", "N/A", "03", "CDA ok", true, 1, "C-6 F20.4"},
	{"discover-storage-declined", "-amount 5.00", "declined", "C-6", "AAC", "N/A", "07", "not performed", false, 1, "C-6 F18.2"},
	{"discover-storage-empty", "-amount 5.00", "approved", "C-6", "TC", "N/A", "03", "CDA ok", false, 1, "C-6 F7.4"},
	{"discover-storage-refused", "-amount 5.00", "approved", "C-6", "TC", "N/A", "03", "CDA ok", false, 1, "C-6 F14.13"},
	{"discover-storage-length", "-amount 5.00", "approved", "C-6", "TC", "N/A", "03", "CDA ok", false, 1, "C-6 F7.2a"},
	{"discover-storage-hash", "-amount 5.00", "declined", "C-6", "TC", "N/A", "07", "CDA failed", false, 1, "C-6 F14.14"},
	{"discover-storage-no-hash", "-amount 5.00", "declined", "C-6", "TC", "N/A", "07", "CDA failed", false, 1, "C-6 F14.14"},
	{"discover-storage-torn", "-amount 5.00", "approved", "C-6", "TC", "N/A", "03", "CDA ok", false, 2, "C-6 F6.8"},
	{"discover-features", "-amount 5.00", "approved", "C-6", "TC", "N/A", "03", "CDA ok", false, 1, "C-6 F14.16"},

	// The profile strict approves nothing without a signature that was verified, and believes no card's word for its holder without one.
	{"discover-no-signature", "-amount 5.00 -profile strict", "declined", "C-6", "TC", "N/A", "07", "not performed", false, 1, "strict"},
	{"discover-reserved", "-amount 5.00 -profile strict", "declined", "C-6", "RFU", "N/A", "07", "not performed", false, 1, "strict"},
	{"phone-discover", "-amount 30.00 -profile strict", "online request", "C-6", "ARQC", "Online PIN", "03", "not performed", true, 1, "strict"},
	{"phone-discover-signed", "-amount 30.00 -profile strict", "online request", "C-6", "ARQC", "Confirmation Code Verified", "03", "CDA ok", true, 1, "strict"},
}
