package c2

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

// dataRecord are the objects of the data record, in order.
// C-2 table 4.6
var dataRecord = [...]tlv.Row{
	tlv.AmountAuthorised, tlv.AmountOther, tlv.ApplicationCryptogram, tlv.ApplicationExpirationDate, tlv.AIPKernel2, tlv.ApplicationLabel, tlv.PAN,
	tlv.PANSequenceNumber, tlv.ApplicationPreferredName, tlv.ATC, tlv.ApplicationUsageControl, tlv.ApplicationVersionNumberTerminal, tlv.CID,
	tlv.CVMResults, tlv.DFName, tlv.IFDSerialNumber, tlv.IssuerApplicationData, tlv.IssuerCodeTableIndex, tlv.PaymentAccountReference,
	tlv.TerminalCapabilities, tlv.TerminalCountryCode, tlv.TerminalType, tlv.TVRKernel2, tlv.TokenRequestorID, tlv.Track2EquivalentData,
	tlv.TransactionCategoryCode, tlv.TransactionCurrencyCode, tlv.TransactionDate, tlv.TransactionType, tlv.UnpredictableNumber,
}

// discretionary are the objects of the discretionary data, in order.
// C-2 table 4.7
var discretionary = [...]tlv.Row{
	tlv.ApplicationCapabilitiesInformation, tlv.ApplicationCurrencyCode, tlv.DSSummary3, tlv.DSSummaryStatus, tlv.ErrorIndication,
	tlv.PostGenACPutDataStatus, tlv.PreGenACPutDataStatus, tlv.ThirdPartyData,
}

// createDataRecord gives the outcome its data record.
// C-2 4.5.3
func (t *tx) createDataRecord() { t.out.DataRecord = t.list(dataRecord[:], 384) }

// createDiscretionaryData gives the outcome its discretionary data, the error indication as it is now among them.
// C-2 4.5.4
func (t *tx) createDiscretionaryData() {
	t.publish()
	t.out.DiscretionaryData = t.list(discretionary[:], 96)
}

// onlyErrorIndication gives the outcome discretionary data that are the error indication alone.
// C-2 S1.8
func (t *tx) onlyErrorIndication() {
	t.publish()
	t.out.DiscretionaryData = t.list([]tlv.Row{tlv.ErrorIndication}, 16)
}

// list encodes what is present of rows, empty or not.
func (t *tx) list(rows []tlv.Row, room int) []byte {
	b := make([]byte, 0, room)
	for _, row := range rows {
		if v := t.data.Get(row); v != nil {
			b = tlv.Append(b, row.In(tlv.C2).Tag, v)
		}
	}
	return b
}

// wrong sets Error Indication: what the card did wrong, and where the book says so.
// C-2 A.1 Error Indication
func (t *tx) wrong(l2 kernel.L2Error, clause, reason string) {
	t.err.L2, t.err.Clause, t.err.Reason = l2, clause, reason
	if t.Tracing() {
		t.Note(clause, "%s", reason)
	}
}

// wrongStatus is wrong for a status word other than 9000.
// C-2 A.1 Error Indication
func (t *tx) wrongStatus(sw uint16, clause, reason string) {
	t.err.SW = sw
	t.wrong(kernel.StatusBytes, clause, reason)
}

// noAnswer sets Error Indication for an L1RSP signal.
// C-2 A.1 Error Indication
func (t *tx) noAnswer(ev *kernel.Event, clause string) {
	t.err.L1, t.err.Clause, t.err.Reason = ev.Fault, clause, "no response from the card"
}

// show sends the user interface request as it is now: the MSG signal.
// C-2 4.5.2
func (t *tx) show(m kernel.MessageID, s kernel.UIStatus) {
	t.ui.Message, t.ui.Status = m, s
	t.Show(t.ui)
}

// uiOnOutcome has the user interface request as it is now shown with the outcome.
// C-2 A.1 Outcome Parameter Set
func (t *tx) uiOnOutcome() {
	ui := t.ui
	t.out.UIOutcome = &ui
}

// uiOnRestart has the user interface request as it is now shown when Entry Point starts again.
// C-2 A.1 Outcome Parameter Set
func (t *tx) uiOnRestart() {
	ui := t.ui
	t.out.UIRestart = &ui
}

// end completes the outcome: the OUT signal.
// C-2 4.5.1
func (t *tx) end() state {
	t.publish()
	t.out.Error, t.out.ODA, t.out.Kernel, t.out.Reports = t.err, t.oda, "C-2", reports[:]
	switch {
	case t.out.ODA.Result != "":
	case t.data.TVR().Has(tlv.TVRCDAFailed): // before there was a signature: S4.35, S456.25, S456.28
		t.out.ODA = kernel.ODAResult{Method: "CDA", Result: "failed", Reason: "the card lacks data for CDA, or the reader its key, or too much is signed"}
	default:
		t.out.ODA.Result = "not performed"
	}
	return exit
}

// stopped completes an outcome that came from outside the kernel: cancelled, closed, out of budget.
func (t *tx) stopped(from *kernel.Outcome) {
	out := *from
	t.out = out
	t.end()
	t.out.Error = from.Error
}

// reports are the data elements that a transaction tells of itself.
var reports = [...]tlv.Row{
	tlv.TVRKernel2, tlv.CVMResults, tlv.CID, tlv.ApplicationCryptogram, tlv.ATC, tlv.IssuerApplicationData, tlv.UnpredictableNumber,
	tlv.PAN, tlv.PANSequenceNumber, tlv.ApplicationExpirationDate, tlv.Track2EquivalentData, tlv.TerminalCapabilities, tlv.ReferenceControlParameter,
	tlv.ApplicationCapabilitiesInformation, tlv.POSCardholderInteractionInformation, tlv.ThirdPartyData, tlv.PaymentAccountReference,
	tlv.RRPCounter, tlv.MeasuredRelayResistanceProcessingTime, tlv.MinTimeForProcessingRelayResistanceAPDU, tlv.MaxTimeForProcessingRelayResistanceAPDU,
	tlv.DeviceEstimatedTransmissionTimeResponseAPDU, tlv.IDSStatus, tlv.DSSummaryStatus,
	tlv.PreGenACPutDataStatus, tlv.PostGenACPutDataStatus, tlv.ApplicationUsageControl, tlv.IssuerCountryCode,
	tlv.ApplicationEffectiveDate, tlv.CVMList, tlv.IssuerActionCodeDefault, tlv.IssuerActionCodeDenial, tlv.IssuerActionCodeOnline, // B4 12.1.5
}

// publish brings the objects that other parties can read up to date with the outcome: Outcome Parameter Set, User Interface Request Data, Error Indication.
// C-2 A.1
func (t *tx) publish() {
	t.data.Set(tlv.OutcomeParameterSet, states.AppendOutcomeParameterSet(t.buf[:0], &t.out)...)
	t.data.Set(tlv.UserInterfaceRequestData, states.AppendUserInterfaceRequest(t.buf[:0], &t.ui, t.data.Get(tlv.LanguagePreference))...)
	t.data.Set(tlv.ErrorIndication, states.AppendErrorIndication(t.buf[:0], &t.err, t.msgOnError)...)
}
