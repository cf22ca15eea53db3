package c2

import (
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// ParamDataExchange is the switch for data exchange and data storage, 1 byte: 01 on, 00 or absent off. The book makes it an implementation option and
// gives it no tag: this one is ours.
//
// C-2 2.12 3.1
const ParamDataExchange tlv.Tag = 0xDF01

// ParamAccountRanges are the first digits of the accounts that the AID may have, half a byte each, every run of digits ended by F: 5F for 5, 22F5F for 22
// and 5. The profile strict declines any other account; without it none is. The tag is ours.
const ParamAccountRanges tlv.Tag = 0xDF07

// Each combination names these: the book uses them whenever a card exchanges relay resistance data and has no default for them.
// C-2 4.4.1 mandatory
var mandatory = [...]tlv.Row{
	tlv.MinimumRelayResistanceGracePeriod, tlv.MaximumRelayResistanceGracePeriod,
	tlv.RelayResistanceAccuracyThreshold, tlv.RelayResistanceTransmissionTimeMismatchThreshold,
}

// optional are the rest, in the order of the book's names. Those that table 4.2 has get its default where they are absent.
// C-2 4.4.1 defaults
var optional = [...]tlv.Row{
	tlv.ApplicationVersionNumberTerminal, tlv.CardDataInputCapability, tlv.CVMCapabilityCVMRequired, tlv.CVMCapabilityNoCVMRequired, tlv.HoldTimeValue,
	tlv.KernelConfiguration, tlv.KernelID, tlv.MerchantCustomData, tlv.MessageHoldTime, tlv.PhoneMessageTable, tlv.ReaderContactlessFloorLimit,
	tlv.ReaderContactlessTransactionLimitNoCDCVM, tlv.ReaderContactlessTransactionLimitCDCVM, tlv.ReaderCVMRequiredLimit, tlv.SecurityCapability,
	tlv.TerminalActionCodeDefaultKernel2, tlv.TerminalActionCodeDenialKernel2, tlv.TerminalActionCodeOnlineKernel2,
	tlv.TerminalExpectedTransmissionTimeCommandAPDU, tlv.TerminalExpectedTransmissionTimeResponseAPDU, tlv.TerminalRiskManagementDataKernel2,
	tlv.TransactionCategoryCode,
	// Data exchange and data storage.
	tlv.DSACType, tlv.DSInputCard, tlv.DSInputTerm, tlv.DSODSInfo, tlv.DSODSInfoForReader, tlv.DSODSTerm, tlv.DSRequestedOperatorID, tlv.DSVNTerm,
	tlv.ProceedToFirstWriteFlag, tlv.TagsToRead, tlv.TagsToWriteAfterGenAC, tlv.TagsToWriteBeforeGenAC, tlv.TimeOutValue,
}

// Parameters are the data objects that the kernel is configured with. Those of the transaction and of the terminal's identity come from there.
//
// C-2 2.12 4.4.1
func (k Kernel) Parameters() []kernel.Parameter {
	list := []kernel.Parameter{{Tag: ParamDataExchange, Name: "Data exchange and data storage", Format: tlv.N, Min: 1, Max: 1}}
	list = append(list, kernel.Parameter{Tag: ParamAccountRanges, Name: "Account ranges of the AID", Format: tlv.B, Min: 1, Max: 250})
	list = append(list, kernel.Parameters(tlv.C2, true, mandatory[:]...)...)
	list = append(list, kernel.Parameters(tlv.C2, false, optional[:]...)...)
	for i := range list {
		list[i].Min = fill(list[i].Min, list[i].Tag)
	}
	for _, e := range k.Proprietary {
		list = append(list, kernel.Parameter{Tag: e.Tag, Name: e.Name, Format: e.Format, Min: 0, Max: e.Max})
	}
	return slices.Clip(list)
}

// fill is the least length of a parameter: what the terminal may give by data exchange may be configured empty.
// C-2 4.1.2, 4.1.4
func fill(least uint16, tag tlv.Tag) uint16 {
	row, _ := tlv.Lookup(tlv.C2, 0, tag)
	if row.In(tlv.C2).Update.Has(tlv.DET) {
		return 0
	}
	return least
}

// configure makes the data base of the configuration: the combination's parameters, the terminal's identity, and the book's defaults for what is missing.
// C-2 6.2
func (t *tx) configure(proprietary []tlv.Element) { // KS.1
	t.data.Open(tlv.C2)
	v := t.act.Combination.Parameter(ParamDataExchange)
	t.exchange = len(v) == 1 && v[0] != 0
	t.declare(proprietary)
	for i := range t.act.Combination.Parameters {
		p := &t.act.Combination.Parameters[i]
		if row := t.row(0, p.Tag); row != 0 {
			t.data.Update(row, tlv.K, p.Value) // C-2 4.4.1 configuration
		}
	}
	t.data.Identify(t.cfg, t.act, t.Transaction().Purpose)
	for _, row := range optional {
		if known := t.row(0, row.Tag()); known != 0 && !t.data.Present(row) {
			t.storeDefault(row)
		}
	}
}

// storeDefault stores the book's value for configuration data that is missing, if it has one.
// C-2 4.4.1 defaults, phone messages
func (t *tx) storeDefault(row tlv.Row) {
	if v, ok := row.Default(tlv.C2); ok {
		t.data.Update(row, tlv.K, v)
	}
}

// declare adds the reader's own objects. What is configured with a value the terminal may change, what is configured empty the card may fill.
// C-2 4.1.1 proprietary, 4.1.2 proprietary
func (t *tx) declare(proprietary []tlv.Element) {
	if len(proprietary) == 0 {
		return
	}
	own := slices.Clone(proprietary)
	for i := range own {
		own[i].Update = tlv.K | tlv.RA
		if len(t.act.Combination.Parameter(own[i].Tag)) != 0 {
			own[i].Update = tlv.K | tlv.ACT | tlv.DET
		}
	}
	if err := t.data.Declare(own); err != nil {
		panic(err) // of the application that made the kernel
	}
}
