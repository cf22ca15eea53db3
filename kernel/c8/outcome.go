package c8

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

// dataRecord are the objects of the data record, in order.
// C-8 table A.11
var dataRecord = [...]tlv.Row{
	tlv.AmountAuthorised, tlv.AmountOther, tlv.ApplicationCryptogram, tlv.ApplicationExpirationDate, tlv.AIPKernel8, tlv.ApplicationLabel, tlv.PAN,
	tlv.PANSequenceNumber, tlv.ApplicationPreferredName, tlv.ATC, tlv.ApplicationUsageControl, tlv.ApplicationVersionNumberTerminal,
	tlv.AuthenticatedApplicationData, tlv.CardCapabilitiesInformation, tlv.CID, tlv.CVMResults, tlv.DFName, tlv.IFDSerialNumber,
	tlv.IssuerApplicationData, tlv.IssuerApplicationDataMAC, tlv.IssuerCodeTableIndex, tlv.PaymentAccountReference, tlv.TerminalCapabilitiesKernel8,
	tlv.TerminalCountryCode, tlv.TerminalType, tlv.TVRKernel8, tlv.TokenRequestorID, tlv.Track2EquivalentData, tlv.TransactionCurrencyCode,
	tlv.TransactionDate, tlv.TransactionType, tlv.UnpredictableNumber,
}

// createDataRecord gives the outcome its data record.
// C-8 4.3
func (t *tx) createDataRecord() {
	b := make([]byte, 0, 384)
	for _, row := range dataRecord {
		if v := t.data.Get(row); v != nil {
			b = tlv.Append(b, t.mapped(row.In(tlv.C8).Tag), v)
		}
	}
	t.out.DataRecord = b
}

// createDiscretionaryData gives the outcome its discretionary data: the error indication as it is now, and what the configuration lists.
// C-8 4.3
func (t *tx) createDiscretionaryData() {
	t.publish()
	list := make(states.Objects, 0, 8)
	list.Add(tlv.ErrorIndicationKernel8.In(tlv.C8).Tag, t.data.Get(tlv.ErrorIndicationKernel8))
	for tag := range tlv.TagList(t.data.Get(tlv.DiscretionaryDataTagList)).All() {
		if v := t.data.Get(t.row(0, tag)); v != nil {
			list.Add(t.mapped(tag), v)
		}
	}
	t.out.DiscretionaryData = list.Append(make([]byte, 0, 96))
}

// mapped is the tag that the Tag Mapping List has in the place of a tag: the tag itself where it has none.
// C-8 4.3, A.1 Tag Mapping List
func (t *tx) mapped(tag tlv.Tag) tlv.Tag {
	var from tlv.Tag
	for to := range tlv.TagList(t.data.Get(tlv.TagMappingList)).All() {
		switch from {
		case 0:
			from = to
		case tag:
			return to
		default:
			from = 0
		}
	}
	return tag
}

// wrong sets Error Indication: what the card or the terminal did wrong, and where the book says so.
// C-8 A.1 Error Indication
func (t *tx) wrong(l2 kernel.L2Error, clause, reason string) {
	t.err.L2, t.err.Clause, t.err.Reason = l2, clause, reason
	if t.Tracing() {
		t.Note(clause, "%s", reason)
	}
}

// wrongStatus is wrong for a status word other than 9000.
// C-8 A.1 Error Indication
func (t *tx) wrongStatus(sw uint16, clause, reason string) {
	t.err.SW = sw
	t.wrong(kernel.StatusBytes, clause, reason)
}

// noAnswer sets Error Indication for an L1RSP signal.
// C-8 A.1 Error Indication
func (t *tx) noAnswer(ev *kernel.Event, clause string) {
	t.err.L1, t.err.Clause, t.err.Reason = ev.Fault, clause, "no response from the card"
}

// uiOnOutcome has User Interface Request Data 1 as it is now shown with the outcome.
// C-8 A.1 Outcome Parameter Set
func (t *tx) uiOnOutcome() {
	ui := t.ui1
	t.out.UIOutcome = &ui
}

// uiOnRestart has a user interface request as it is now shown when Entry Point starts again.
// C-8 A.1 Outcome Parameter Set
func (t *tx) uiOnRestart(ui kernel.UI) { t.out.UIRestart = &ui }

// end completes the outcome: the OUT signal.
// C-8 2.2.4
func (t *tx) end() state {
	t.publish()
	t.out.Error, t.out.ODA, t.out.Kernel, t.out.Reports = t.err, t.oda, "C-8", reports[:]
	if t.out.ODA.Result == "" {
		t.out.ODA.Result = "not performed"
	}
	return exit
}

// stopped completes an outcome that came from outside the kernel: cancelled, closed, out of budget.
func (t *tx) stopped(from *kernel.Outcome) *kernel.Outcome {
	t.out = *from
	t.end()
	t.out.Error = from.Error
	return &t.out
}

// reports are the data elements that a transaction tells of itself.
var reports = [...]tlv.Row{
	tlv.TVRKernel8, tlv.CVMResults, tlv.CID, tlv.ApplicationCryptogram, tlv.ATC, tlv.IssuerApplicationData, tlv.UnpredictableNumber,
	tlv.PAN, tlv.PANSequenceNumber, tlv.ApplicationExpirationDate, tlv.Track2EquivalentData, tlv.TerminalCapabilitiesKernel8,
	tlv.KernelQualifier, tlv.CardQualifier, tlv.CardTVR, tlv.CardholderVerificationDecision, tlv.CardCapabilitiesInformation,
	tlv.IssuerApplicationDataMAC, tlv.AuthenticatedApplicationData, tlv.PaymentAccountReference, tlv.RelayResistanceTimeExcess,
	tlv.MeasuredRelayResistanceProcessingTimeKernel8, tlv.RRPCounterKernel8, tlv.MinTimeForProcessingRelayResistanceAPDUKernel8,
	tlv.MaxTimeForProcessingRelayResistanceAPDUKernel8, tlv.DeviceEstimatedTransmissionTimeResponseAPDUKernel8,
	tlv.ReadDataStatus, tlv.WriteDataStatus, tlv.RestartIndicator, tlv.ApplicationUsageControl,
}

// publish brings the objects that other parties can read up to date with the outcome.
// C-8 A.1
func (t *tx) publish() {
	t.data.Set(tlv.OutcomeParameterSetKernel8, states.AppendOutcomeParameterSet(t.buf[:0], &t.out)...)
	t.data.Set(tlv.UserInterfaceRequestData1, states.AppendUserInterfaceRequest(t.buf[:0], &t.ui1, t.language)...)
	t.data.Set(tlv.UserInterfaceRequestData2, states.AppendUserInterfaceRequest(t.buf[:0], &t.ui2, t.language)...)
	t.data.Set(tlv.ErrorIndicationKernel8, states.AppendErrorIndication(t.buf[:0], &t.err, t.msgOnError)...)
}
