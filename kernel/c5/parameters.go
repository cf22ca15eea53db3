package c5

import (
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// The parameters of a combination that the book gives no tag: these tags are ours. Contactless Floor Limit and CVM Required Limit stand in the combination
// itself. The two transaction limits do not, since this kernel compares the amount with them when it knows the CVM: a limit of the combination would end the
// transaction before.
const (
	ParamCombinationOptions  tlv.Tag = 0xDF01 // Combination Options, 2 bytes, format b: C-5 2.12 A.3
	ParamInterchangeProfile  tlv.Tag = 0xDF02 // Terminal Interchange Profile (static), 3 bytes, format b: C-5 2.12 A.9
	ParamTransactionLimit    tlv.Tag = 0xDF03 // Contactless Transaction Limit, 6 bytes, format n, minor units
	ParamCDCVMLimit          tlv.Tag = 0xDF04 // CDCVM Contactless Transaction Limit, 6 bytes, format n, minor units
	ParamRemovalTimeout      tlv.Tag = 0xDF05 // Removal Timeout, 2 bytes, format n, units of 100 ms
	ParamRandomThreshold     tlv.Tag = 0xDF06 // Threshold Value for Biased Random Selection, 6 bytes, format n, minor units
	ParamRandomTarget        tlv.Tag = 0xDF08 // Target Percentage to be Used for Biased Random Selection, 1 byte, format n
	ParamRandomMaximumTarget tlv.Tag = 0xDF09 // Maximum Target Percentage to be Used for Biased Random Selection, 1 byte, format n
	ParamTACDenial           tlv.Tag = 0xDF0A // Terminal Action Code - Denial, 5 bytes, format b
	ParamTACOnline           tlv.Tag = 0xDF0B // Terminal Action Code - Online, 5 bytes, format b
	ParamTACDefault          tlv.Tag = 0xDF0C // Terminal Action Code - Default, 5 bytes, format b

	// ParamAccountRanges are the first digits of the accounts that the AID may have, half a byte each, every run of digits ended by F: 35F for 35, 353F354F
	// for 353 and 354. The profile strict declines any other account; without it none is.
	ParamAccountRanges tlv.Tag = 0xDF07
)

var parameters = slices.Concat(
	[]kernel.Parameter{
		{Tag: ParamCombinationOptions, Name: "Combination Options", Format: tlv.B, Min: 2, Max: 2, Mandatory: true},
		{Tag: ParamInterchangeProfile, Name: "Terminal Interchange Profile (static)", Format: tlv.B, Min: 3, Max: 3, Mandatory: true, Signature: uint16(signatureCapable)},
		{Tag: ParamTransactionLimit, Name: "Contactless Transaction Limit", Format: tlv.N, Min: 6, Max: 6},
		{Tag: ParamCDCVMLimit, Name: "CDCVM Contactless Transaction Limit", Format: tlv.N, Min: 6, Max: 6},
		{Tag: ParamRemovalTimeout, Name: "Removal Timeout", Format: tlv.N, Min: 2, Max: 2},
		{Tag: ParamRandomThreshold, Name: "Threshold Value for Biased Random Selection", Format: tlv.N, Min: 6, Max: 6},
		{Tag: ParamRandomTarget, Name: "Target Percentage to be Used for Biased Random Selection", Format: tlv.N, Min: 1, Max: 1},
		{Tag: ParamRandomMaximumTarget, Name: "Maximum Target Percentage to be Used for Biased Random Selection", Format: tlv.N, Min: 1, Max: 1},
		{Tag: ParamTACDenial, Name: "Terminal Action Code - Denial", Format: tlv.B, Min: 5, Max: 5},
		{Tag: ParamTACOnline, Name: "Terminal Action Code - Online", Format: tlv.B, Min: 5, Max: 5},
		{Tag: ParamTACDefault, Name: "Terminal Action Code - Default", Format: tlv.B, Min: 5, Max: 5},
		{Tag: ParamAccountRanges, Name: "Account ranges of the AID", Format: tlv.B, Min: 1, Max: 250},
	},
	kernel.Parameters(tlv.C5, false, tlv.TransitAgentID, tlv.TransitRelatedData),
)

// Parameters are the static configuration parameters of the book that are not the terminal's or the combination's own: the options and the profile are
// mandatory; the limits, the removal timeout, random selection, the action codes and what transit readers send, Transit Agent ID, DF72, 16 bytes, and Transit
// Related Data, DF73, 50 bytes, both of format b, are optional.
//
// C-5 3.1.1.1
func (Kernel) Parameters() []kernel.Parameter { return slices.Clone(parameters) }

// Bits of the Combination Options, byte 1.
// C-5 A.3
const (
	optionStatusCheck     = 0x40
	optionODA             = 0x20
	optionExceptionFile   = 0x10
	optionRandomSelection = 0x08
	optionLegacyMode      = 0x01
)

// A profile is the Terminal Interchange Profile, 9F53, 3 bytes: static, or dynamic as the card gets it.
// C-5 A.9
type profile [3]byte

// A profileBit is a bit of the profile: the number of its byte, from 0, and its mask.
type profileBit uint16

const (
	cvmRequired      profileBit = 0x0080
	signatureCapable profileBit = 0x0040
	onlinePINCapable profileBit = 0x0020
	cdcvmCapable     profileBit = 0x0010
	transitReader    profileBit = 0x0004
	contactChip      profileBit = 0x0002
	issuerUpdate     profileBit = 0x0180
)

func (p profile) has(bit profileBit) bool { return p[bit>>8]&byte(bit) != 0 }

// configuration is what the combination says.
type configuration struct {
	options     byte    // byte 1: byte 2 is reserved
	profile     profile // static
	transaction kernel.Limit
	cdcvm       kernel.Limit
	removal     uint64 // units of 100 ms
	random      step.RandomSelection
	tac         step.ActionCodes
}

// defaultCodes are the terminal's action codes where the combination has none.
// C-5 annex D
var defaultCodes = step.ActionCodes{
	Denial:  tlv.TVRValue{0x04, 0x10, 0x00, 0x00, 0x00},
	Online:  tlv.TVRValue{0x90, 0x60, 0x00, 0x90, 0x04},
	Default: tlv.TVRValue{0x90, 0x40, 0x00, 0x80, 0x04},
}

// configurationOf reads the parameters of a combination. One that config.Load would refuse counts as absent.
// C-5 3.1.1.1
func configurationOf(c *kernel.Combination) (at configuration) {
	fixed := func(tag tlv.Tag, into []byte) {
		if v := c.Parameter(tag); len(v) == len(into) {
			copy(into, v)
		}
	}
	amount := func(tag tlv.Tag, size int) kernel.Limit {
		v := c.Parameter(tag)
		n, err := tlv.DecodeN(v)
		return kernel.Limit{Amount: n, Present: err == nil && len(v) == size}
	}
	var options [2]byte
	fixed(ParamCombinationOptions, options[:])
	at.options = options[0]
	fixed(ParamInterchangeProfile, at.profile[:])
	at.transaction, at.cdcvm = amount(ParamTransactionLimit, 6), amount(ParamCDCVMLimit, 6)
	at.removal = amount(ParamRemovalTimeout, 2).Amount
	at.random = step.RandomSelection{
		FloorLimit: c.FloorLimit.Amount, Threshold: amount(ParamRandomThreshold, 6).Amount,
		Target: byte(amount(ParamRandomTarget, 1).Amount), MaxTarget: byte(amount(ParamRandomMaximumTarget, 1).Amount),
	}
	at.tac = defaultCodes                     // C-5 3.7.1.5 none configured
	fixed(ParamTACDenial, at.tac.Denial[:])   // C-5 3.7.1.5 denial
	fixed(ParamTACOnline, at.tac.Online[:])   // C-5 3.7.1.5 online
	fixed(ParamTACDefault, at.tac.Default[:]) // C-5 3.7.1.5 default
	return at
}
