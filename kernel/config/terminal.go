package config

import (
	"bytes"
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// readTerminal reads terminal data, of a contact terminal or of one without.
//
// EMV 4.4 B4 annex A1
func readTerminal(v jsonfile.Value, contact bool) (t kernel.Terminal) {
	o := v.Object()
	t.CountryCode = code(o.Need("country"))
	// EMV 4.4 B4 5.1
	kind := o.Need("type")
	t.Type = first(kind.Hex(1, 1))
	if kind.Present() && !validType(t.Type) {
		kind.Fault("write 11 to 16, 21 to 26, 34, 35 or 36", "%02X is no terminal type", t.Type)
	}
	capabilities := o.Need("capabilities")
	copy(t.Capabilities[:], capabilities.Hex(3, 3))
	additional := o.Need("additionalCapabilities")
	copy(t.AdditionalCapabilities[:], additional.Hex(5, 5))
	reserved(additional, t.AdditionalCapabilities[:], 0x00, 0x7F, 0x0F, 0x0C, 0x00)
	checkCapabilities(capabilities, t.Capabilities[:], &t)
	if contact && capabilities.Present() {
		checkContact(capabilities, &t)
	}
	// EMV 4.4 B4 annex A3
	// EMV 4.4 B4 annex A3 (unattended)
	if unattended := t.Type&15 >= 4; unattended && t.AdditionalCapabilities[3]&0xA0 != 0 {
		additional.Fault("clear bits 8 and 6 of byte 4, or set the type to an attended one",
			"printer and display for an attendant at an unattended terminal")
	}
	t.IFDSerialNumber = alphanumeric(o.Get("ifdSerialNumber"), 8)
	t.TerminalID = alphanumeric(o.Need("terminalId"), 8)
	t.MerchantID = special(o.Need("merchantId"), 15, 15)
	t.MerchantCategoryCode = code(o.Need("merchantCategoryCode"))
	t.MerchantNameLocation = special(o.Get("merchantNameLocation"), 0, 127)
	if a := o.Get("acquirerId"); a.Present() {
		t.AcquirerID = a.Digits(12)
	}
	t.TransactionCurrency = code(o.Need("currency"))
	t.CurrencyExponent = byte(o.Need("currencyExponent").Uint(9))
	if l := o.Get("languages"); l.Present() {
		for item := range l.List() {
			s := item.Text(2, 2)
			if len(s) == 2 && (!lower(s[0]) || !lower(s[1])) {
				item.Fault("write two small letters of ISO 639, for instance en", "%q is no language code", s)
			}
			t.Languages = append(t.Languages, s)
		}
	}
	if m := o.Get("cdaMode"); m.Present() { // EMV 4.4 B2 annex D4
		if t.CDAMode = byte(m.Uint(4)); t.CDAMode == 0 {
			m.Fault("write 1, 2, 3 or 4", "there is no CDA mode 0")
		}
	}
	t.LooksUp = o.Get("looksUp").Bool()
	t.SelectsLanguage = o.Get("selectsLanguage").Bool()
	if l := o.Get("accounts"); l.Present() { // EMV 4.4 B3 annex G
		for item := range l.List() {
			a := first(item.Hex(1, 1))
			if a > 0x30 || a&15 != 0 {
				item.Fault("write 00, 10, 20 or 30", "%02X is no account type", a)
			}
			t.Accounts = append(t.Accounts, kernel.AccountType(a))
		}
	}
	t.CardholderConfirms = o.Get("cardholderConfirms").Bool()
	if b := o.Get("biometricCapabilities"); b.Present() {
		copy(t.BiometricCapabilities[:], b.Hex(3, 3))
		reserved(b, t.BiometricCapabilities[:], 0x07, 0x07, 0xFF)
	}
	if l := o.Get("biometricTemplates"); l.Present() {
		for item := range l.List() {
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
	if l := o.Get("proprietaryCVMs"); l.Present() { // EMV 4.4 B3 annex C3
		for item := range l.List() {
			c := first(item.Hex(1, 1))
			if c < 0x20 || c > 0x3E {
				item.Fault("write 20 to 3E", "%02X is no CVM code for proprietary methods", c)
			}
			t.ProprietaryCVMs = append(t.ProprietaryCVMs, c)
		}
	}
	attended := t.Type&15 >= 1 && t.Type&15 <= 3
	forAttendant := func(key string) bool {
		v := o.Get(key)
		on := v.Bool()
		if on && !attended {
			v.Fault("leave it out, or set the type to attended", "it needs an attendant")
		}
		return on
	}
	t.Referrals = forAttendant("referrals")               // EMV 4.4 B4 6.5.2
	t.ForcesAcceptance = forAttendant("forcesAcceptance") // EMV 4.4 B4 6.5.4
	t.Advices = o.Get("advices").Bool()
	t.ConfirmsAmount = o.Get("confirmsAmount").Bool() // EMV 4.4 B4 6.5.1
	t.ReviewsCandidates = o.Get("reviewsCandidates").Bool()
	o.Close()
	return t
}

// checkCapabilities holds terminal capabilities, the terminal's or those for one application, against the kind of terminal.
//
// EMV 4.4 B4 annex A2
func checkCapabilities(v jsonfile.Value, c []byte, t *kernel.Terminal) {
	reserved(v, c, 0x1F, 0x00, 0x13)
	// EMV 4.4 B4 annex A2 (signature)
	if attended := t.Type&15 >= 1 && t.Type&15 <= 3; c[1]&0x20 != 0 && (!attended || t.AdditionalCapabilities[3]&0x80 == 0) {
		v.Fault("clear bit 6 of byte 2, or set the type to attended and bit 8 of byte 4 of additionalCapabilities",
			"signature needs an attended terminal that captures one")
	}
}

// reserved notes bits that are reserved for future use and set.
//
// EMV 4.4 B4 annex A2, A3
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
// EMV 4.4 B4 annex B
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

// code reads three or four decimal digits of a country, currency or category code.
func code(v jsonfile.Value) uint16 {
	b := v.Digits(4)
	if len(b) != 2 {
		return 0
	}
	return uint16(b[0])<<8 | uint16(b[1])
}

// validType says whether b is a terminal type.
//
// EMV 4.4 B4 annex A1 table 24
// EMV 4.4 B4 annex A1 (types)
func validType(b byte) bool {
	switch b >> 4 {
	case 1, 2:
		return b&15 >= 1 && b&15 <= 6
	case 3:
		return b&15 >= 4 && b&15 <= 6
	}
	return false
}

// readApplication reads what belongs to one AID.
// EMV 4.4 B4 10.2 (data)
func readApplication(v jsonfile.Value, t *kernel.Terminal) (a kernel.Application) {
	o := v.Object()
	// EMV 4.4 B1 12.2.1
	a.AID = o.Need("aid").Hex(5, 16)
	a.PartialMatch = o.Get("partialMatch").Bool()
	copy(a.VersionNumber[:], o.Need("versionNumber").Hex(2, 2))
	if c := o.Get("capabilities"); c.Present() { // EMV 4.4 B4 10.2
		if a.Capabilities = c.Hex(3, 3); a.Capabilities != nil {
			checkCapabilities(c, a.Capabilities, t)
		}
	}
	copy(a.TACDenial[:], o.Need("tacDenial").Hex(5, 5))
	copy(a.TACOnline[:], o.Need("tacOnline").Hex(5, 5))
	copy(a.TACDefault[:], o.Need("tacDefault").Hex(5, 5))
	a.FloorLimit = o.Need("floorLimit").Uint(0xFFFFFFFF)
	a.CVMLimit = o.Get("cvmLimit").Uint(999_999_999_999)
	if r := o.Get("randomSelection"); r.Present() {
		readRandom(r, &a)
	}
	if d := o.Get("defaultDDOL"); d.Present() {
		a.DefaultDDOL = dol(d)
		// EMV 4.4 B2 6.5.1
		if list, err := tlv.ParseDOL(a.DefaultDDOL); err == nil && !list.ContainsWhole(0x9F37, 4) {
			d.Fault("add 9F3704", "a DDOL asks for the unpredictable number, in 4 bytes")
		}
	}
	if d := o.Get("defaultTDOL"); d.Present() {
		a.DefaultTDOL = dol(d)
	}
	if r := o.Get("riskParameters"); r.Present() {
		a.RiskParameters = r.Hex(1, 8)
	}
	a.Identity = readIdentity(o)
	if c := o.Get("currency"); c.Present() {
		a.Currency = code(c)
	}
	if r := o.Get("referenceCurrency"); r.Present() {
		a.Reference = readReference(r)
	}
	o.Close()
	return a
}

// readIdentity reads what an application's acquirer knows the terminal by, where that is not what others do.
//
// EMV 4.4 B4 10.2 table 7
func readIdentity(o *jsonfile.Object) (id kernel.Identity) {
	if v := o.Get("terminalId"); v.Present() {
		id.TerminalID = alphanumeric(v, 8)
	}
	if v := o.Get("merchantId"); v.Present() {
		id.MerchantID = special(v, 15, 15)
	}
	if v := o.Get("merchantCategoryCode"); v.Present() {
		id.MerchantCategoryCode = code(v)
	}
	if v := o.Get("merchantNameLocation"); v.Present() {
		id.MerchantNameLocation = special(v, 1, 127)
	}
	if v := o.Get("acquirerId"); v.Present() {
		id.AcquirerID = v.Digits(12)
	}
	return id
}

// readReference reads the currency in which an application's cards count.
//
// EMV 4.4 B4 10.2 table 7
func readReference(v jsonfile.Value) (r kernel.ReferenceCurrency) {
	o := v.Object()
	defer o.Close()
	r.Code = code(o.Need("code"))
	r.Exponent = byte(o.Need("exponent").Uint(9))
	rate := o.Need("rate")
	if r.Rate = rate.Uint(maxAmount); rate.Present() && r.Rate == 0 {
		rate.Fault("write how many of its minor units a million of the terminal's are", "every amount would be 0")
	}
	return r
}

// readRandom reads the parameters of random transaction selection.
//
// EMV 4.4 B3 10.6.2
// EMV 4.4 B3 10.6.2 (parameters)
func readRandom(v jsonfile.Value, a *kernel.Application) {
	o := v.Object()
	threshold := o.Need("threshold")
	a.RandomThreshold = threshold.Uint(0xFFFFFFFF)
	a.RandomTarget = byte(o.Need("target").Uint(99))
	most := o.Need("maxTarget")
	a.RandomMaxTarget = byte(most.Uint(99))
	if a.RandomMaxTarget < a.RandomTarget {
		most.Fault("raise maxTarget or lower target", "%d is below target, which is %d", a.RandomMaxTarget, a.RandomTarget)
	}
	if a.FloorLimit > 0 && a.RandomThreshold > a.FloorLimit {
		threshold.Fault("lower it to the floor limit or below", "%d is above the floor limit of %d", a.RandomThreshold, a.FloorLimit)
	}
	o.Close()
}

func dol(v jsonfile.Value) []byte {
	b := v.Hex(0, 252)
	if _, err := tlv.ParseDOL(b); err != nil {
		v.Fault("write tag and length of each element, for instance 9F3704", "no data object list: %v", err)
	}
	return b
}

// checkApplications holds the applications against one another and against the terminal.
func checkApplications(at jsonfile.Value, cfg *kernel.Config) {
	if at.Present() && len(cfg.Applications) == 0 {
		at.Fault("add the applications that the terminal accepts", "empty")
	}
	values := slices.Collect(at.List())
	for i, a := range cfg.Applications {
		for j := range i {
			if b := cfg.Applications[j]; a.AID != nil && bytes.Equal(a.AID, b.AID) {
				values[i].Fault("keep one of them", "AID %X is in applications[%d] too", a.AID, j)
			}
		}
	}
}

// checkContact refuses a contact terminal that the book forbids.
//
// EMV 4.4 B4 6.4, annex A2
func checkContact(capabilities jsonfile.Value, t *kernel.Terminal) {
	has := tlv.TerminalCapabilitiesValue(t.Capabilities)
	if !has.Has(tlv.CapICWithContacts) {
		capabilities.Fault("set bit 6 of byte 1, or leave applications out", "the terminal has no reader for chips with contacts")
	}
	if validType(t.Type) && reach(t.Type) != onlineOnly && !authenticates(has) {
		capabilities.Fault("set bit 7 or 4 of byte 3, or the type to an online-only one", "a terminal that approves offline has DDA or CDA")
	}
}

// checkDDOLs refuses an application without a default DDOL where the terminal has DDA or CDA for it.
//
// EMV 4.4 B4 10.2
func checkDDOLs(at jsonfile.Value, cfg *kernel.Config) {
	values := slices.Collect(at.List())
	for i, a := range cfg.Applications {
		has := tlv.TerminalCapabilitiesValue(cfg.Terminal.Capabilities)
		copy(has[:], a.Capabilities)
		if authenticates(has) && len(a.DefaultDDOL) == 0 {
			values[i].Fault("add defaultDDOL, for instance 9F3704", "a terminal with DDA or CDA has a default DDOL")
		}
	}
}

// authenticates reports whether a terminal has DDA or CDA.
func authenticates(c tlv.TerminalCapabilitiesValue) bool {
	return c.Has(tlv.CapDDA) || c.Has(tlv.CapCDA)
}

// checkBiometrics holds biometric capabilities against their bits of terminal capabilities, the terminal's or those for an application.
//
// EMV 4.4 B4 annex A7 (bits)
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
