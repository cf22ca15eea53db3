package c8

import (
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// ParamDataExchange is the switch for data exchange and data storage, 1 byte: 01 on, 00 or absent off. The book makes it an implementation option and
// gives it no tag: this one is ours.
//
// C-8 1.2 3.1
const ParamDataExchange tlv.Tag = 0xDF01

// ParamAccountRanges are the first digits of the accounts that the AID may have, half a byte each, every run of digits ended by F: 5F for 5, 22F5F for 22
// and 5. The profile strict ends the application with any other account; without it none is. The tag is ours.
const ParamAccountRanges tlv.Tag = 0xDF07

// mandatory are the configuration data objects that each combination has: those of table A.38 that are not the terminal's, the transaction's or the
// combination's own.
// C-8 table A.38
var mandatory = [...]tlv.Row{
	tlv.ApplicationVersionNumberTerminal, tlv.CardDataInputCapabilityKernel8, tlv.CVMCapabilityCVMRequiredKernel8, tlv.CVMCapabilityNoCVMRequiredKernel8,
	tlv.DefaultIADMACOffset, tlv.DiscretionaryDataTagList, tlv.HoldTimeValueKernel8, tlv.KernelConfigurationKernel8, tlv.KernelReservedTVRMask,
	tlv.MaximumRelayResistanceGracePeriodKernel8, tlv.MessageHoldTimeKernel8, tlv.MessageIdentifiersOnRestart,
	tlv.MinimumRelayResistanceGracePeriodKernel8, tlv.ReaderContactlessFloorLimitKernel8, tlv.ReaderCVMRequiredLimitKernel8,
	tlv.RelayResistanceAccuracyThresholdKernel8, tlv.RelayResistanceTransmissionTimeMismatchThresholdKernel8, tlv.SecurityCapabilityKernel8,
	tlv.TerminalActionCodeDenialKernel8, tlv.TerminalActionCodeOnlineKernel8,
	tlv.TerminalExpectedTransmissionTimeCommandAPDUKernel8, tlv.TerminalExpectedTransmissionTimeResponseAPDUKernel8,
	tlv.TerminalRiskManagementDataKernel8, tlv.TimeoutValue,
}

// own are the mandatory ones that come from elsewhere.
// C-8 table A.38
var own = [...]tlv.Row{
	tlv.AdditionalTerminalCapabilities, tlv.ApplicationIdentifierTerminal, tlv.TerminalCountryCode, tlv.TerminalType, tlv.TransactionType,
}

// optional are the optional ones.
// C-8 table A.38
var optional = [...]tlv.Row{
	tlv.DefaultCDOL1, tlv.TagMappingList,
	// Data exchange and data storage.
	tlv.DataEnvelopesToWrite, tlv.ProceedToFirstWriteFlagKernel8, tlv.TagsToReadKernel8,
}

// Parameters are the data objects that the kernel is configured with. Those of the transaction and of the terminal's identity come from there.
//
// C-8 1.2 A.3
func (k Kernel) Parameters() []kernel.Parameter {
	list := []kernel.Parameter{{Tag: ParamDataExchange, Name: "Data exchange and data storage", Format: tlv.N, Min: 1, Max: 1}}
	list = append(list, kernel.Parameter{Tag: ParamAccountRanges, Name: "Account ranges of the AID", Format: tlv.B, Min: 1, Max: 250})
	list = append(list, kernel.Parameters(tlv.C8, true, mandatory[:]...)...)
	list = append(list, kernel.Parameters(tlv.C8, false, optional[:]...)...)
	for _, e := range k.Proprietary {
		list = append(list, kernel.Parameter{Tag: e.Tag, Name: e.Name, Format: e.Format, Min: e.Min, Max: e.Max, Lengths: e.Lengths})
	}
	return slices.Clip(list)
}

// configure makes the data base of the configuration: the combination's parameters and the terminal's identity.
// C-8 6.3.1
func (t *tx) configure(proprietary []tlv.Element) {
	t.data.Open(tlv.C8)
	if len(proprietary) != 0 {
		if err := t.data.Declare(proprietary); err != nil {
			panic(err) // of the application that made the kernel
		}
	}
	v := t.act.Combination.Parameter(ParamDataExchange)
	t.exchange = len(v) == 1 && v[0] != 0
	for i := range t.act.Combination.Parameters {
		p := &t.act.Combination.Parameters[i]
		if row := t.row(0, p.Tag); row != 0 {
			t.data.Update(row, tlv.K, p.Value)
		}
	}
	t.data.Identify(t.cfg, t.act, t.Transaction().Purpose)
	t.data.Set(tlv.ApplicationIdentifierTerminal, t.act.Combination.AID...)
	t.data.Set(tlv.TransactionType, t.Transaction().Type)
}

// mandatoryPresent reports whether each mandatory configuration data object is there, with a length of its element.
// C-8 6.3.1
func (t *tx) mandatoryPresent() bool {
	for _, list := range [...][]tlv.Row{mandatory[:], own[:]} {
		for _, row := range list {
			if v := t.data.Get(row); len(v) == 0 || !row.In(tlv.C8).Allows(len(v)) {
				return false
			}
		}
	}
	return true
}
