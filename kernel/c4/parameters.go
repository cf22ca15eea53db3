package c4

import (
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// The parameters of a combination that the book gives no tag: these are ours.
const (
	ParamTACDenial  tlv.Tag = 0xDF0A // Terminal Action Code - Denial, 5 bytes, format b
	ParamTACOnline  tlv.Tag = 0xDF0B // Terminal Action Code - Online, 5 bytes, format b
	ParamTACDefault tlv.Tag = 0xDF0C // Terminal Action Code - Default, 5 bytes, format b
	// ParamAccountRanges are the first digits of the accounts that the AID may have, half a byte each, every run of digits ended by F: 34F37F for 34 and 37.
	// The profile strict declines any other account; without it none is.
	ParamAccountRanges tlv.Tag = 0xDF07
	// ParamDiscretionaryData is the Discretionary Data Object List, tags and lengths: what of it there is goes into the outcome's discretionary data.
	ParamDiscretionaryData tlv.Tag = 0xDF08
	// ParamMPOS is the architecture of a contactless-only mPOS: 01 mPOS-C, 02 mPOS-CSP; 00 or absent any other terminal.
	ParamMPOS tlv.Tag = 0xDF09
)

var parameters = slices.Concat(
	kernel.Parameters(tlv.C4, true, tlv.ContactlessReaderCapabilities, tlv.EnhancedContactlessReaderCapabilities, tlv.ApplicationVersionNumberTerminal),
	[]kernel.Parameter{
		{Tag: ParamTACDenial, Name: "Terminal Action Code - Denial", Format: tlv.B, Min: 5, Max: 5, Mandatory: true},
		{Tag: ParamTACOnline, Name: "Terminal Action Code - Online", Format: tlv.B, Min: 5, Max: 5, Mandatory: true},
		{Tag: ParamTACDefault, Name: "Terminal Action Code - Default", Format: tlv.B, Min: 5, Max: 5, Mandatory: true},
	},
	kernel.Parameters(tlv.C4, false, tlv.TerminalCapabilities),
	[]kernel.Parameter{
		{Tag: ParamAccountRanges, Name: "Account ranges of the AID", Format: tlv.B, Min: 1, Max: 250},
		{Tag: ParamDiscretionaryData, Name: "Discretionary Data Object List", Format: tlv.B, Min: 0, Max: 252},
		{Tag: ParamMPOS, Name: "mPOS architecture", Format: tlv.N, Min: 1, Max: 1},
	},
)

// Parameters are the data objects that the kernel is configured with. Mandatory are the Contactless Reader Capabilities, 9F6D, 1 byte, the Enhanced Contactless
// Reader Capabilities, 9F6E, 4 bytes, the Application Version Number, 9F09, 2 bytes, and the three action codes, 5 bytes each. The Terminal Capabilities, 9F33,
// 3 bytes, stand in the place of the terminal's: bit 4 of their byte 3 enables offline data authentication.
//
// C-4 annex B
func (Kernel) Parameters() []kernel.Parameter { return slices.Clone(parameters) }
