package config

import (
	"bytes"
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// applicationFields are what belongs to one AID on the contact interface.
//
// B4 10.2
var applicationFields = append([]field[kernel.Application]{
	{"aid", required, "Application Identifier", hexOf(5, 16), func(v jsonfile.Value, a *kernel.Application) { a.AID = v.Hex(5, 16) }}, // B1 12.2.1
	boolean("partialMatch", "Application Selection Indicator: a longer name on the card matches too", func(a *kernel.Application) *bool { return &a.PartialMatch }),
	octets("versionNumber", required, "9F09 Application Version Number", func(a *kernel.Application) []byte { return a.VersionNumber[:] }),
	{
		"capabilities", optional, "9F33 Terminal Capabilities for this application; absent: those of the terminal", hexOf(3, 3),
		func(v jsonfile.Value, a *kernel.Application) { a.Capabilities = v.Hex(3, 3) },
	},
	octets("tacDenial", required, "Terminal Action Code - Denial, coded like the TVR", func(a *kernel.Application) []byte { return a.TACDenial[:] }),
	octets("tacOnline", required, "Terminal Action Code - Online, coded like the TVR", func(a *kernel.Application) []byte { return a.TACOnline[:] }),
	octets("tacDefault", required, "Terminal Action Code - Default, coded like the TVR", func(a *kernel.Application) []byte { return a.TACDefault[:] }),
	number("floorLimit", required, "9F1B Terminal Floor Limit, in minor units of currency", 0xFFFFFFFF, func(a *kernel.Application) *uint64 { return &a.FloorLimit }),
	number("cvmLimit", optional, "from this amount on, in minor units, the profile strict wants a PIN or a method as good; 0 or absent: from none", maxAmount, func(a *kernel.Application) *uint64 { return &a.CVMLimit }),
	{"randomSelection", optional, "random transaction selection; absent: none", objectOf(randomFields), readRandom},
	{"defaultDDOL", optional, "Default DDOL; asks for the unpredictable number, 9F3704", hexOf(0, 252), readDDOL},
	{"defaultTDOL", optional, "Default TDOL", hexOf(0, 252), func(v jsonfile.Value, a *kernel.Application) { a.DefaultTDOL = dol(v) }},
	{"riskParameters", optional, "9F1D Terminal Risk Management Data", hexOf(1, 8), func(v jsonfile.Value, a *kernel.Application) { a.RiskParameters = v.Hex(1, 8) }},
	isoCode("currency", optional, "5F2A Transaction Currency Code of the limits; absent: the terminal's", func(a *kernel.Application) *uint16 { return &a.Currency }),
	number("electronicCashLimit", optional, "9F7B of UnionPay: electronic cash is taken up to this amount, in minor units of the terminal's currency; 0 or absent: it is not", maxAmount, func(a *kernel.Application) *uint64 { return &a.ElectronicCash }),
	{"referenceCurrency", optional, "the currency in which the cards of this application count amounts; absent: none", objectOf(referenceFields), readReference},
}, identityFields(func(a *kernel.Application) *kernel.Identity { return &a.Identity })...)

// identityFields are who the terminal is to the acquirer of an AID.
//
// B4 10.2 data
func identityFields[T any](at func(*T) *kernel.Identity) []field[T] {
	return []field[T]{
		{"terminalId", optional, "9F1C Terminal Identification; absent: the terminal's", patternOf("^[0-9A-Za-z]{8}$"), func(v jsonfile.Value, c *T) { at(c).TerminalID = alphanumeric(v, 8) }},
		{"merchantId", optional, "9F16 Merchant Identifier; absent: the terminal's", patternOf("^[ -~]{15}$"), func(v jsonfile.Value, c *T) { at(c).MerchantID = special(v, 15, 15) }},
		digits("merchantCategoryCode", optional, "9F15 Merchant Category Code; absent: the terminal's", func(c *T) *uint16 { return &at(c).MerchantCategoryCode }),
		{
			"merchantNameLocation", optional, "9F4E Merchant Name and Location; absent: the terminal's", patternOf("^[ -~]{1,127}$"),
			func(v jsonfile.Value, c *T) { at(c).MerchantNameLocation = special(v, 1, 127) },
		},
		{"acquirerId", optional, "9F01 Acquirer Identifier; absent: the terminal's", digitsOf(12), func(v jsonfile.Value, c *T) { at(c).AcquirerID = v.Digits(12) }},
		{
			"requests", optional, "what its acquirer wants in messages besides; a message that is absent: the terminal's", objectOf(requestFields),
			func(v jsonfile.Value, c *T) { readObject(v, requestFields, &at(c).Requests) },
		},
	}
}

// readApplication reads what belongs to one AID.
// B4 10.2 data
func readApplication(v jsonfile.Value, t *kernel.Terminal) (a kernel.Application) {
	at := readObject(v, applicationFields, &a)
	if a.Capabilities != nil { // B4 10.2
		checkCapabilities(at["capabilities"], a.Capabilities, t)
	}
	return a
}

// randomFields are the parameters of random transaction selection.
//
// B3 10.6.2
var randomFields = []field[kernel.Application]{
	number("threshold", required, "Threshold Value for Biased Random Selection, in minor units; 0, or less than the floor limit", 0xFFFFFFFF, func(a *kernel.Application) *uint64 { return &a.RandomThreshold }),
	small("target", required, "Target Percentage to be Used for Random Selection", 99, func(a *kernel.Application) *byte { return &a.RandomTarget }),
	small("maxTarget", required, "Maximum Target Percentage to be Used for Biased Random Selection; at least target", 99, func(a *kernel.Application) *byte { return &a.RandomMaxTarget }),
}

// readRandom reads the parameters of random transaction selection.
//
// B3 10.6.2, 10.6.2 parameters
func readRandom(v jsonfile.Value, a *kernel.Application) {
	at := readObject(v, randomFields, a)
	if a.RandomMaxTarget < a.RandomTarget {
		at["maxTarget"].Fault("raise maxTarget or lower target", "%d is below target, which is %d", a.RandomMaxTarget, a.RandomTarget)
	}
	if a.RandomThreshold > 0 && a.RandomThreshold >= a.FloorLimit {
		at["threshold"].Fault("write 0, or less than the floor limit", "%d is not below the floor limit of %d", a.RandomThreshold, a.FloorLimit)
	}
}

// readDDOL reads a default DDOL.
//
// B2 6.5.1
func readDDOL(v jsonfile.Value, a *kernel.Application) {
	a.DefaultDDOL = dol(v)
	if list, err := tlv.ParseDOL(a.DefaultDDOL); err == nil && !list.ContainsWhole(0x9F37, 4) {
		v.Fault("add 9F3704", "a DDOL asks for the unpredictable number, in 4 bytes")
	}
}

func dol(v jsonfile.Value) []byte {
	b := v.Hex(0, 252)
	if _, err := tlv.ParseDOL(b); err != nil {
		v.Fault("write tag and length of each element, for instance 9F3704", "no data object list: %v", err)
	}
	return b
}

// referenceFields are the currency in which an application's cards count.
//
// B4 10.2 table 7
var referenceFields = []field[kernel.ReferenceCurrency]{
	isoCode("code", required, "9F3C Transaction Reference Currency Code", func(r *kernel.ReferenceCurrency) *uint16 { return &r.Code }),
	small("exponent", required, "9F3D Transaction Reference Currency Exponent", 9, func(r *kernel.ReferenceCurrency) *byte { return &r.Exponent }),
	{"rate", required, "minor units of it for a million minor units of the terminal's currency", numberOf(1, maxAmount), readRate},
}

func readReference(v jsonfile.Value, a *kernel.Application) {
	readObject(v, referenceFields, &a.Reference)
}

func readRate(v jsonfile.Value, r *kernel.ReferenceCurrency) {
	if r.Rate = v.Uint(maxAmount); r.Rate == 0 {
		v.Fault("write how many of its minor units a million of the terminal's are", "every amount would be 0")
	}
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

// checkDDOLs refuses an application without a default DDOL where the terminal has DDA or CDA for it, or for transactions of some purpose.
//
// B4 10.2
func checkDDOLs(at jsonfile.Value, cfg *kernel.Config) {
	values := slices.Collect(at.List())
	for i, a := range cfg.Applications {
		has := tlv.TerminalCapabilitiesValue(cfg.Terminal.Capabilities)
		copy(has[:], a.Capabilities)
		for i := range cfg.Treatments { // B4 10.1.2
			if c := cfg.Treatments[i].Capabilities; c != nil && authenticates(tlv.TerminalCapabilitiesValue(c)) {
				copy(has[:], c)
			}
		}
		if authenticates(has) && len(a.DefaultDDOL) == 0 {
			values[i].Fault("add defaultDDOL, for instance 9F3704", "a terminal with DDA or CDA has a default DDOL")
		}
	}
}
