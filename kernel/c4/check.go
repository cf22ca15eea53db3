package c4

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Check finds what the book forbids in the parameters of a combination together. Parameters that are not as the list has them are somebody else's to name.
//
// C-4 2.2.2, 2.2.4, 4.3.3, 4.3.4, annex C
func (Kernel) Check(c *kernel.Combination, t *kernel.Terminal) (faults []kernel.ParameterFault) {
	reader, list := c.Parameter(tlv.ContactlessReaderCapabilities.Tag()), c.Parameter(tlv.EnhancedContactlessReaderCapabilities.Tag())
	if len(reader) != 1 || len(list) != 4 {
		return nil
	}
	e, capabilities := enhanced(list), tlv.TerminalCapabilitiesValue(t.Capabilities)
	if v := c.Parameter(tlv.TerminalCapabilities.Tag()); len(v) == len(capabilities) {
		capabilities = tlv.TerminalCapabilitiesValue(v)
	}
	var architecture byte
	if v := c.Parameter(ParamMPOS); len(v) == 1 {
		architecture = v[0]
	}
	kind := tlv.TerminalTypeValue(t.Type)
	authenticates := capabilities.Has(tlv.CapCDA)
	for _, rule := range [...]struct {
		broken        bool
		tag           tlv.Tag
		words, advice string
	}{
		{reader[0] != modes, tlv.ContactlessReaderCapabilities.Tag(), "it is not EMV mode alone", "write C0: the kernel says whether a CVM is required"},
		{e[0]&0x03 != 0 || e[1]&0x0F != 0 || e[2] != 0 || e[3]&0x18 != 0, tlv.EnhancedContactlessReaderCapabilities.Tag(), "a reserved bit is set, or one of byte 3, which the kernel sets", "clear byte 1 bits 2 and 1, byte 2 bits 4 to 1, byte 3, and byte 4 bits 5 and 4"},
		{e[0]&0x58 != 0x18, tlv.EnhancedContactlessReaderCapabilities.Tag(), "byte 1 says magnetic stripe mode, or not EMV partial online mode and mobile", "clear byte 1 bit 7, set bits 5 and 4"}, // C-4 4.3.4 table 4-4
		{e.has(contactMode) && e[0]&0x04 == 0, tlv.EnhancedContactlessReaderCapabilities.Tag(), "a reader with contacts tries them after a decline", "set byte 1 bit 3"},                            // C-4 4.3.4 note 1
		{!authenticates && !kind.OnlineOnly(), tlv.TerminalCapabilities.Tag(), "an offline-capable reader authenticates cards", "set byte 3 bit 4"},
		{!authenticates && kind.OnlineOnly() && architecture == 0 && e.has(delayedTerminal), tlv.TerminalCapabilities.Tag(), "a reader for delayed authorisations authenticates cards", "set byte 3 bit 4"},
		{architecture > mposCSP, ParamMPOS, "there is no such architecture", "write 01 for mPOS-C, 02 for mPOS-CSP, or leave it out"},
		{architecture != 0 && kind != mposType, ParamMPOS, "an mPOS without accessory is a merchant's, attended and online only", "give the terminal the type 21, or leave DF09 out"},
	} {
		if rule.broken {
			faults = append(faults, kernel.ParameterFault{Tag: rule.tag, Words: rule.words, Advice: rule.advice})
		}
	}
	return faults
}
