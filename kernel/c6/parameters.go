package c6

import (
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// The parameters of a combination that the book names and gives no tag: these are ours. Each switch has one byte, 01 for on and 00 for off; one that is
// absent is off.
const (
	ParamDataStorage           tlv.Tag = 0xDF04 // switch: Data Storage Supported: C-6 2.12 D.15
	ParamDeferredAuthorization tlv.Tag = 0xDF08 // switch: Deferred Authorization Supported: C-6 2.12 D.19
	ParamExtendedLogging       tlv.Tag = 0xDF09 // switch: Extended Logging Supported: C-6 2.12 D.22
	ParamTearingRecovery       tlv.Tag = 0xDF0A // switch: Tearing Recovery Supported: C-6 2.12 D.35
	ParamContainerReadList     tlv.Tag = 0xDF0B // Data Container Read List: container IDs of 4 bytes one after the other: C-6 2.12 D.10
	// ParamAccountRanges are the first digits of the accounts that the AID may have, half a byte each, every run of digits ended by F: 36F6011F for 36 and
	// 6011. The profile strict declines any other account; without it none is.
	ParamAccountRanges tlv.Tag = 0xDF07
)

// The value added taxes of table 4-15, for which the book has tags and no lengths.
const (
	valueAddedTax1 tlv.Tag = 0xDF71
	valueAddedTax2 tlv.Tag = 0xDF72
)

var parameters = slices.Concat(
	kernel.Parameters(tlv.C6, true, tlv.TTQKernel6, tlv.ApplicationVersionNumberTerminal),
	kernel.Parameters(tlv.C6, false, tlv.TerminalCapabilities, tlv.ProgramIdentifier),
	[]kernel.Parameter{
		{Tag: ParamDataStorage, Name: "Data Storage Supported", Format: tlv.N, Min: 1, Max: 1},
		{Tag: ParamDeferredAuthorization, Name: "Deferred Authorization Supported", Format: tlv.N, Min: 1, Max: 1},
		{Tag: ParamExtendedLogging, Name: "Extended Logging Supported", Format: tlv.N, Min: 1, Max: 1},
		{Tag: ParamTearingRecovery, Name: "Tearing Recovery Supported", Format: tlv.N, Min: 1, Max: 1},
		{Tag: ParamContainerReadList, Name: "Data Container Read List", Format: tlv.B, Min: 4, Max: 96, Lengths: []tlv.Span{{Min: 4, Max: 96, Step: 4}}},
		{Tag: valueAddedTax1, Name: "Value Added Tax 1", Format: tlv.B, Min: 1, Max: 250},
		{Tag: valueAddedTax2, Name: "Value Added Tax 2", Format: tlv.B, Min: 1, Max: 250},
		{Tag: ParamAccountRanges, Name: "Account ranges of the AID", Format: tlv.B, Min: 1, Max: 250},
	},
)

// Parameters are the Terminal Transaction Qualifiers, 9F66, 4 bytes, format b, which are mandatory and stand in the combination itself; the Application
// Version Number of the terminal, 9F09, 2 bytes, format b, which is mandatory; the Terminal Capabilities, 9F33, 3 bytes, format b, in the place of the
// terminal's own, the Program Identifier, DF70, 1 byte, the value added taxes DF71 and DF72, and the parameters of this package, which are optional.
//
// C-6 annex C
func (Kernel) Parameters() []kernel.Parameter { return slices.Clone(parameters) }

// Check finds what the book forbids a combination: qualifiers and a terminal type that deferred authorisation cannot have, a loyalty program of another range, a
// container without identifier.
//
// C-6 2.4, D.29, 2.5.5
func (Kernel) Check(c *kernel.Combination, terminal *kernel.Terminal) (list []kernel.ParameterFault) {
	say := func(tag tlv.Tag, words, advice string) {
		list = append(list, kernel.ParameterFault{Tag: tag, Words: words, Advice: advice})
	}
	if v := c.Parameter(ParamDeferredAuthorization); len(v) == 1 && v[0] != 0 && len(c.TTQ) == len(step.TTQ{}) {
		if tlv.TerminalTypeValue(terminal.Type).OfflineOnly() { // C-6 2.4
			say(ParamDeferredAuthorization, "deferred authorisation wants a terminal that could go online", "give the terminal another type")
		}
		for _, need := range deferring {
			if step.TTQ(c.TTQ).Has(need.bit) != need.set {
				say(ParamDeferredAuthorization, need.words, need.advice)
			}
		}
	}
	if v := c.Parameter(tlv.ProgramIdentifier.Tag()); len(v) == 1 && (v[0]>>4 < 5 || v[0]>>4 > 7 || v[0]&0xF < 0xA) { // C-6 D.29
		say(tlv.ProgramIdentifier.Tag(), "no loyalty program has this identifier", "write one of 5A to 5F, 6A to 6F and 7A to 7F")
	}
	for ids := c.Parameter(ParamContainerReadList); len(ids) >= containerIDLength; ids = ids[containerIDLength:] {
		if [containerIDLength]byte(ids) == [containerIDLength]byte{} { // C-6 2.5.5
			say(ParamContainerReadList, "00000000 is no container", "take it out")
		}
	}
	return list
}

// deferring is what deferred authorisation wants of the qualifiers.
var deferring = [...]struct {
	bit           step.TTQBit
	set           bool
	words, advice string
}{
	{step.TTQOfflineOnly, false, "deferred authorisation wants a reader that could go online", "clear byte 1 bit 4 of ttq"}, // C-6 2.4
	{step.TTQOnlinePIN, false, "deferred authorisation has no online PIN", "clear byte 1 bit 3 of ttq"},                     // C-6 2.4
	{step.TTQODAForOnline, true, "deferred authorisation wants online requests authenticated", "set byte 1 bit 1 of ttq"},   // C-6 2.4
	{step.TTQIssuerUpdate, false, "deferred authorisation has no issuer update", "clear byte 3 bit 8 of ttq"},               // C-6 2.4
}
