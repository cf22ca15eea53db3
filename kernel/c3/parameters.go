package c3

import (
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// The parameters of a combination. The book names what can be configured and gives it no tags: these are ours. Each switch has one byte, 01
// for on and 00 for off; one that is absent is off.
const (
	ParamExceptionFile  tlv.Tag = 0xDF01 // switch: Terminal Exception File Check: C-3 2.12 5.5.1.2
	ParamCashCheck      tlv.Tag = 0xDF02 // switch: Application Usage Control for manual cash: C-3 2.12 5.5.1.3
	ParamCashbackCheck  tlv.Tag = 0xDF03 // switch: Application Usage Control for cashback: C-3 2.12 5.5.1.4
	ParamDataStorage    tlv.Tag = 0xDF04 // switch: Integrated Data Storage: C-3 2.12 3.3.3.1
	ParamFDDAForOnline  tlv.Tag = 0xDF05 // switch: fDDA for Online; it sets TTQ byte 1 bit 1: C-3 2.12 3.3.4.1, 3.3.4.3
	ParamSpendingAmount tlv.Tag = 0xDF06 // switch: the reader shows the Available Offline Spending Amount, or prints it: C-3 2.12 4.3.1.1
	// ParamAccountRanges are the first digits of the accounts that the AID may have, half a byte each, every run of digits ended by F: 4F for 4, 5F51F for 5
	// and 51. The profile strict declines any other account; without it none is.
	ParamAccountRanges tlv.Tag = 0xDF07
)

var parameters = slices.Concat(
	kernel.Parameters(tlv.C3, true, tlv.TTQ),
	[]kernel.Parameter{
		{Tag: ParamExceptionFile, Name: "Terminal Exception File Check", Format: tlv.N, Min: 1, Max: 1},
		{Tag: ParamCashCheck, Name: "Application Usage Control check for manual cash", Format: tlv.N, Min: 1, Max: 1},
		{Tag: ParamCashbackCheck, Name: "Application Usage Control check for cashback", Format: tlv.N, Min: 1, Max: 1},
		{Tag: ParamDataStorage, Name: "Integrated Data Storage", Format: tlv.N, Min: 1, Max: 1},
		{Tag: ParamFDDAForOnline, Name: "fDDA for Online", Format: tlv.N, Min: 1, Max: 1},
		{Tag: ParamSpendingAmount, Name: "Available Offline Spending Amount shown or printed", Format: tlv.N, Min: 1, Max: 1},
		{Tag: ParamAccountRanges, Name: "Account ranges of the AID", Format: tlv.B, Min: 1, Max: 250},
	},
)

// Parameters are the data objects that the kernel is configured with: the Terminal Transaction Qualifiers, 9F66, 4 bytes, which are mandatory and stand
// in the combination itself, and the switches. What table A-3 of the book names beside them comes with the terminal's data, the
// transaction and the combination.
//
// C-3 2.12 A.4
func (Kernel) Parameters() []kernel.Parameter { return slices.Clone(parameters) }

// switches are the parameters of the combination that was selected.
type switches struct {
	exceptionFile  bool
	cashCheck      bool
	cashbackCheck  bool
	dataStorage    bool
	fddaForOnline  bool
	spendingAmount bool
}

// readParameters reads the switches.
// C-3 3.3.3.1, 3.3.4.1
func (t *tx) readParameters() {
	on := func(tag tlv.Tag) bool {
		v := t.act.Combination.Parameter(tag)
		return len(v) == 1 && v[0] != 0
	}
	t.is = switches{
		exceptionFile: on(ParamExceptionFile),
		cashCheck:     on(ParamCashCheck), cashbackCheck: on(ParamCashbackCheck),
		dataStorage:    on(ParamDataStorage),
		fddaForOnline:  on(ParamFDDAForOnline),
		spendingAmount: on(ParamSpendingAmount),
	}
}
