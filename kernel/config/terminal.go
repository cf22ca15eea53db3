package config

import (
	"fmt"
	"math/bits"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// terminalFields are terminal data.
//
// B4 A1
var terminalFields = []field[kernel.Terminal]{
	isoCode("country", required, "9F1A Terminal Country Code, ISO 3166 numeric, with a leading 0", func(t *kernel.Terminal) *uint16 { return &t.CountryCode }),
	isoCode("currency", required, "5F2A Transaction Currency Code, ISO 4217 numeric, with a leading 0", func(t *kernel.Terminal) *uint16 { return &t.TransactionCurrency }),
	small("currencyExponent", required, "5F36 Transaction Currency Exponent", 9, func(t *kernel.Terminal) *byte { return &t.CurrencyExponent }),
	{"type", required, "9F35 Terminal Type", patternOf("^ *([12] *[1-6]|3 *[456]) *$"), readType}, // B4 5.1
	octets("capabilities", required, "9F33 Terminal Capabilities; reserved bits clear", func(t *kernel.Terminal) []byte { return t.Capabilities[:] }),
	octets("additionalCapabilities", required, "9F40 Additional Terminal Capabilities; reserved bits clear", func(t *kernel.Terminal) []byte { return t.AdditionalCapabilities[:] }),
	{"ifdSerialNumber", optional, "9F1E Interface Device Serial Number", patternOf("^[0-9A-Za-z]{8}$"), func(v jsonfile.Value, t *kernel.Terminal) { t.IFDSerialNumber = alphanumeric(v, 8) }},
	{"terminalId", required, "9F1C Terminal Identification", patternOf("^[0-9A-Za-z]{8}$"), func(v jsonfile.Value, t *kernel.Terminal) { t.TerminalID = alphanumeric(v, 8) }},
	{"merchantId", required, "9F16 Merchant Identifier", patternOf("^[ -~]{15}$"), func(v jsonfile.Value, t *kernel.Terminal) { t.MerchantID = special(v, 15, 15) }},
	digits("merchantCategoryCode", required, "9F15 Merchant Category Code", func(t *kernel.Terminal) *uint16 { return &t.MerchantCategoryCode }),
	{"merchantNameLocation", optional, "9F4E Merchant Name and Location", patternOf("^[ -~]{0,127}$"), func(v jsonfile.Value, t *kernel.Terminal) { t.MerchantNameLocation = special(v, 0, 127) }},
	{"acquirerId", optional, "9F01 Acquirer Identifier, 6 to 11 digits with leading zeros", digitsOf(12), func(v jsonfile.Value, t *kernel.Terminal) { t.AcquirerID = v.Digits(12) }},
	{"requests", optional, "what the acquirer wants in messages besides", objectOf(requestFields), func(v jsonfile.Value, t *kernel.Terminal) { readObject(v, requestFields, &t.Requests) }},
	{"languages", optional, "languages that the terminal speaks, ISO 639, the first is the default", listOf(patternOf("^[a-z]{2}$")), readLanguages},
	{"cdaMode", optional, "which GENERATE ACs beside an offline TC ask for a CDA signature; 1 without it", numberOf(1, 4), readCDAMode},
	boolean("looksUp", "the terminal has an exception file or a transaction log, and is asked to look each card up", func(t *kernel.Terminal) *bool { return &t.LooksUp }),
	boolean("selectsLanguage", "the cardholder can choose among the languages here where the card prefers none of them", func(t *kernel.Terminal) *bool { return &t.SelectsLanguage }),
	{"accounts", optional, "account types (tag 5F57) to choose from: 00 default, 10 savings, 20 cheque or debit, 30 credit", listOf(patternOf("^[0123]0$")), readAccounts},
	boolean("cardholderConfirms", "the cardholder can choose or confirm an application here", func(t *kernel.Terminal) *bool { return &t.CardholderConfirms }),
	{"biometricCapabilities", optional, "9F30 Biometric Terminal Capabilities; reserved bits are 0", hexOf(3, 3), readBiometricCapabilities},
	{"biometricTemplates", optional, "biometric information templates of the terminal, each 7F60 with A1 in it", listOf(hexOf(1, 255)), readBITs},
	{
		"proprietaryCVMs", optional, "codes of cardholder verification methods that EMV does not define and the terminal performs",
		listOf(patternOf("^ *(2 *[0-9A-Fa-f]|3 *[0-9A-Ea-e]) *$")), readProprietaryCVMs,
	},
	boolean("referrals", "the attendant calls the issuer where it asks for a voice referral; without it a referral counts as declined", func(t *kernel.Terminal) *bool { return &t.Referrals }),
	boolean("forcesAcceptance", "the attendant may accept a transaction that was declined", func(t *kernel.Terminal) *bool { return &t.ForcesAcceptance }),
	boolean("advices", "the terminal and its acquirer have advices", func(t *kernel.Terminal) *bool { return &t.Advices }),
	boolean("confirmsAmount", "the cardholder confirms the amount when the card is known, and it may still change then", func(t *kernel.Terminal) *bool { return &t.ConfirmsAmount }),
	boolean("lateAmount", "unattended: the amount cannot be had before the card's data are read; where the PDOL has one, the card gets zeroes, and a transaction whose amount comes later is not for taps", func(t *kernel.Terminal) *bool { return &t.LateAmount }),
	unless("pse", "applications are found by the payment system environment too; false: by the list of AIDs alone", func(t *kernel.Terminal) *bool { return &t.NoPSE }),
	unless("pinTryCounter", "the card is asked for its PIN try counter before an offline PIN", func(t *kernel.Terminal) *bool { return &t.NoTryCounter }),
	unless("pinBypass", "PIN entry may be bypassed at an attended terminal", func(t *kernel.Terminal) *bool { return &t.NoPINBypass }),
	unless("subsequentPINBypass", "a PIN that was bypassed once is bypassed for every method of the transaction; false: it is asked for again", func(t *kernel.Terminal) *bool { return &t.AsksAfterBypass }),
	boolean("reviewsCandidates", "the terminal reorders or restricts the applications, or the merchant chooses, before the cardholder does", func(t *kernel.Terminal) *bool { return &t.ReviewsCandidates }),
	boolean("sendsPOI", "contactless: a card that asks for the terminal's data is sent SEND POI INFORMATION", func(t *kernel.Terminal) *bool { return &t.SendsPOI }),
	{"poiInformation", optional, "8B POI Information: ID of 2 bytes, length, value again and again; 0001 is the Terminal Category", hexOf(3, 64), readPOI},
	boolean("smFirst", "UnionPay: a card that does SM2 and RSA is told (DF69) to use SM2; without it, it uses RSA", func(t *kernel.Terminal) *bool { return &t.SMFirst }),
	boolean("autorun", "contactless: amount and type are always the same, and a card begins the transaction", func(t *kernel.Terminal) *bool { return &t.Autorun }),
}

// readPOI reads POI Information.
//
// B 2.12 A.1
func readPOI(v jsonfile.Value, t *kernel.Terminal) {
	t.POIInformation = v.Hex(3, 64)
	rest := t.POIInformation
	for len(rest) >= 3 && len(rest) >= 3+int(rest[2]) {
		if rest[0] == 0 && rest[1] == 1 && rest[2] != 2 {
			v.Fault("write 0001 02 and the category", "the Terminal Category has 2 bytes")
		}
		rest = rest[3+int(rest[2]):]
	}
	if len(rest) > 0 {
		v.Fault("write each as ID, length, value", "%X is no POI Information", rest)
	}
}

// readTerminal reads terminal data, of a contact terminal or of one without.
//
// B4 A1
func readTerminal(v jsonfile.Value, contact bool) (t kernel.Terminal) {
	at := readObject(v, terminalFields, &t)
	reserved(at["additionalCapabilities"], t.AdditionalCapabilities[:], 0x00, 0x7F, 0x0F, 0x0C, 0x00)
	checkCapabilities(at["capabilities"], t.Capabilities[:], &t)
	if contact && at["capabilities"].Present() {
		checkContact(at["capabilities"], &t)
	}
	if unattended := t.Type&15 >= 4; unattended && t.AdditionalCapabilities[3]&0xA0 != 0 { // B4 A3 unattended
		at["additionalCapabilities"].Fault("clear bits 8 and 6 of byte 4, or set the type to an attended one",
			"printer and display for an attendant at an unattended terminal")
	}
	if t.Type&15 >= 1 && t.Type&15 <= 3 {
		if t.LateAmount { // B4 6.3.1 amount
			at["lateAmount"].Fault("leave it out, or set the type to unattended", "an attended terminal asks for the amount when the card does")
		}
		return t
	}
	if t.Referrals { // B4 6.5.2
		at["referrals"].Fault("leave it out, or set the type to attended", "it needs an attendant")
	}
	if t.ForcesAcceptance { // B4 6.5.4
		at["forcesAcceptance"].Fault("leave it out, or set the type to attended", "it needs an attendant")
	}
	return t
}

func readType(v jsonfile.Value, t *kernel.Terminal) {
	if t.Type = first(v.Hex(1, 1)); !validType(t.Type) {
		v.Fault("write 11 to 16, 21 to 26, 34, 35 or 36", "%02X is no terminal type", t.Type)
	}
}

func readLanguages(v jsonfile.Value, t *kernel.Terminal) {
	for item := range v.List() {
		s := item.Text(2, 2)
		if len(s) == 2 && (!lower(s[0]) || !lower(s[1])) {
			item.Fault("write two small letters of ISO 639, for instance en", "%q is no language code", s)
		}
		t.Languages = append(t.Languages, s)
	}
}

// readCDAMode reads which GENERATE ACs ask for a signature.
//
// B2 D4
func readCDAMode(v jsonfile.Value, t *kernel.Terminal) {
	if t.CDAMode = byte(v.Uint(4)); t.CDAMode == 0 {
		v.Fault("write 1, 2, 3 or 4", "there is no CDA mode 0")
	}
}

// readAccounts reads account types.
//
// B3 annex G
func readAccounts(v jsonfile.Value, t *kernel.Terminal) {
	for item := range v.List() {
		a := first(item.Hex(1, 1))
		if a > 0x30 || a&15 != 0 {
			item.Fault("write 00, 10, 20 or 30", "%02X is no account type", a)
		}
		t.Accounts = append(t.Accounts, tlv.AccountTypeValue(a))
	}
}

func readBiometricCapabilities(v jsonfile.Value, t *kernel.Terminal) {
	copy(t.BiometricCapabilities[:], v.Hex(3, 3))
	reserved(v, t.BiometricCapabilities[:], 0x07, 0x07, 0xFF)
}

func readBITs(v jsonfile.Value, t *kernel.Terminal) {
	for item := range v.List() {
		raw := item.Hex(1, 255)
		template, ok := step.One(raw)
		if ok {
			_, ok = step.ParseBIT(template)
		}
		if !ok && raw != nil {
			item.Fault("write 7F60 with A1 and in it 90, 81, 82, 87 and 88", "no biometric information template")
		}
		t.BITs = append(t.BITs, raw)
	}
}

// readProprietaryCVMs reads CVM codes for methods of the terminal's own.
//
// B3 C3
func readProprietaryCVMs(v jsonfile.Value, t *kernel.Terminal) {
	for item := range v.List() {
		c := first(item.Hex(1, 1))
		if c < 0x20 || c > 0x3E {
			item.Fault("write 20 to 3E", "%02X is no CVM code for proprietary methods", c)
		}
		t.ProprietaryCVMs = append(t.ProprietaryCVMs, c)
	}
}

// checkCapabilities holds terminal capabilities, the terminal's or those for one application, against the kind of terminal.
//
// B4 A2
func checkCapabilities(v jsonfile.Value, c []byte, t *kernel.Terminal) {
	reserved(v, c, 0x1F, 0x00, 0x13)
	if c[1]&0x20 != 0 && !t.TakesSignatures() { // B4 A2 signature
		noSignature(v, uint16(tlv.CapSignature))
	}
}

// noSignature notes the bit by which a terminal says that it takes signatures, which it may not: the number of its byte, from 0, and its mask.
//
// B4 A2 signature
func noSignature(v jsonfile.Value, bit uint16) {
	v.Fault(fmt.Sprintf("clear bit %d of byte %d, or set the terminal's type to attended and bit 8 of byte 4 of its additionalCapabilities", bits.Len8(byte(bit)), bit>>8+1),
		"signature needs an attended terminal that captures one")
}

// reserved notes bits that are reserved for future use and set.
//
// B4 A2, A3
func reserved(v jsonfile.Value, b []byte, masks ...byte) {
	for i, m := range masks {
		if b[i]&m != 0 {
			v.Fault("clear them", "reserved bits %02X of byte %d are set", b[i]&m, i+1)
		}
	}
}

func lower(c byte) bool { return c >= 'a' && c <= 'z' }

// alphanumeric reads exactly n letters and digits.
func alphanumeric(v jsonfile.Value, n int) string {
	return characters(v, n, n, "letters and digits", func(c byte) bool {
		return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || lower(c)
	})
}

// special reads letters, digits and special characters of the common character set.
//
// B4 annex B
func special(v jsonfile.Value, least, most int) string {
	return characters(v, least, most, "the characters from blank to ~", func(c byte) bool { return c >= 0x20 && c <= 0x7E })
}

func characters(v jsonfile.Value, least, most int, what string, ok func(byte) bool) string {
	s := v.Text(least, most)
	for i := range len(s) {
		if !ok(s[i]) {
			v.Fault("use "+what, "%q has other characters", s)
			return ""
		}
	}
	return s
}

// code reads four decimal digits.
func code(v jsonfile.Value) uint16 {
	b := v.Digits(4)
	if len(b) != 2 {
		return 0
	}
	return uint16(b[0])<<8 | uint16(b[1])
}

// validType says whether b is a terminal type.
//
// B4 A1 table 24, types
func validType(b byte) bool {
	switch b >> 4 {
	case 1, 2:
		return b&15 >= 1 && b&15 <= 6
	case 3:
		return b&15 >= 4 && b&15 <= 6
	}
	return false
}

// checkContact refuses a contact terminal that the book forbids. One without SDA, or with CDA and no DDA, is taken all the same: see RATIONALE.md.
//
// B4 6.4 SDA and DDA, A2
func checkContact(capabilities jsonfile.Value, t *kernel.Terminal) {
	has := tlv.TerminalCapabilitiesValue(t.Capabilities)
	if !has.Has(tlv.CapICWithContacts) {
		capabilities.Fault("set bit 6 of byte 1, or leave applications out", "the terminal has no reader for chips with contacts")
	}
	if validType(t.Type) && reach(t.Type) != onlineOnly && !authenticates(has) {
		capabilities.Fault("set bit 7 or 4 of byte 3, or the type to an online-only one", "a terminal that approves offline has DDA or CDA")
	}
}

// authenticates reports whether a terminal has DDA or CDA.
func authenticates(c tlv.TerminalCapabilitiesValue) bool {
	return c.Has(tlv.CapDDA) || c.Has(tlv.CapCDA)
}

// checkBiometrics holds biometric capabilities against their bits of terminal capabilities, the terminal's or those for an application.
//
// B4 A7 bits
func checkBiometrics(at jsonfile.Value, cfg *kernel.Config) {
	has := tlv.TerminalCapabilitiesValue(cfg.Terminal.Capabilities)
	for _, a := range cfg.Applications {
		for i, b := range a.Capabilities {
			has[i] |= b
		}
	}
	if b := cfg.Terminal.BiometricCapabilities; b[0] != 0 && !has.Has(tlv.CapBiometricOffline) || b[1] != 0 && !has.Has(tlv.CapBiometricOnline) {
		at.Fault("set bit 2 (offline) or 3 (online) of byte 2 of capabilities, or clear them", "biometric capabilities that terminal capabilities do not tell of")
	}
}
