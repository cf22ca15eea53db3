package c5

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Check finds what the book forbids in the parameters of a combination together. Parameters that are not as the list has them are somebody else's to name.
//
// C-5 2.4.2, A.3, A.9, 3.1.1.1
func (Kernel) Check(c *kernel.Combination, t *kernel.Terminal) (faults []kernel.ParameterFault) {
	options, static := c.Parameter(ParamCombinationOptions), c.Parameter(ParamInterchangeProfile)
	if len(options) != 2 || len(static) != 3 {
		return nil
	}
	at := configurationOf(c)
	has := func(tag tlv.Tag) bool { return len(c.Parameter(tag)) != 0 }
	option := func(bit byte) bool { return at.options&bit != 0 }
	online := tlv.TerminalTypeValue(t.Type).OnlineOnly()
	random := has(ParamRandomThreshold) && has(ParamRandomTarget) && has(ParamRandomMaximumTarget) && c.FloorLimit.Present
	for _, rule := range [...]struct {
		broken        bool
		tag           tlv.Tag
		words, advice string
	}{
		{options[0]&0x84 != 0 || options[1] != 0, ParamCombinationOptions, "a reserved bit is set", "clear byte 1 bits 8 and 3, and byte 2"},
		{!option(0x02), ParamCombinationOptions, "EMV Mode is always supported", "set byte 1 bit 2"},
		{static[0]&0x08 != 0 || static[1]&0x7F != 0 || static[2] != 0, ParamInterchangeProfile, "a reserved bit is set", "clear byte 1 bit 4, byte 2 bits 7 to 1, and byte 3"},
		{at.profile.has(cvmRequired), ParamInterchangeProfile, "whether a CVM is required the kernel says", "clear byte 1 bit 8, and set cvmLimit"},
		{!option(optionODA) && !online, ParamCombinationOptions, "an offline-capable reader authenticates cards", "set byte 1 bit 6"},
		{!option(optionODA) && at.profile.has(transitReader), ParamCombinationOptions, "a transit reader authenticates cards", "set byte 1 bit 6"},
		{!option(optionODA) && at.profile.has(cdcvmCapable), ParamCombinationOptions, "a reader that accepts a CVM on the device authenticates cards", "set byte 1 bit 6"},
		{option(optionRandomSelection) && !random, ParamRandomThreshold, "random selection lacks one of DF06, DF08, DF09 and floorLimit", "add it, or clear byte 1 bit 4 of DF01"},
		{at.random.MaxTarget < at.random.Target, ParamRandomMaximumTarget, "the maximum is below the target", "write a percentage that is not below DF08"},
		{at.profile.has(issuerUpdate) && !has(ParamRemovalTimeout), ParamRemovalTimeout, "issuer update needs a removal timeout", "add DF05, or clear byte 2 bit 8 of DF02"},
	} {
		if rule.broken {
			faults = append(faults, kernel.ParameterFault{Tag: rule.tag, Words: rule.words, Advice: rule.advice})
		}
	}
	return faults
}
