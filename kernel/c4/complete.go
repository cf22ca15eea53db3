package c4

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// recordData are the data elements of the data record, in the order of the book's table, and behind them what it leaves to the network. What there is of them
// goes out; track 2 only for an authorisation, now or later.
// C-4 annex A
var recordData = [...]tlv.Row{
	tlv.AmountAuthorised, tlv.AmountOther, tlv.ApplicationCryptogram, tlv.AIP, tlv.PANSequenceNumber, tlv.ATC, tlv.CID, tlv.IssuerApplicationData,
	tlv.TerminalCountryCode, tlv.TVR, tlv.Track2EquivalentData, tlv.TransactionCurrencyCode, tlv.TransactionDate, tlv.TransactionType, tlv.UnpredictableNumber,
	tlv.PAN, tlv.ApplicationExpirationDate, tlv.ApplicationEffectiveDate, tlv.TerminalType, tlv.TerminalCapabilities, tlv.CVMResults, tlv.ApplicationVersionNumberTerminal,
	tlv.EnhancedContactlessReaderCapabilities, tlv.MobileCVMResults, tlv.FormFactor, tlv.PaymentAccountReference, tlv.TokenRequestorID, tlv.Last4DigitsOfPAN, tlv.ASRPD,
	tlv.ApplicationIdentifierTerminal, tlv.DFName, tlv.IFDSerialNumber, tlv.TransactionSequenceCounter, tlv.POSEntryMode,
}

// complete makes the outcome of a transaction that the acquirer hears of.
// C-4 13.2, 13.3, annex A
func (t *tx) complete(e ending) *kernel.Outcome {
	out := t.end(e)
	out.DataRecord, out.DiscretionaryData = t.dataRecord(e), t.discretionaryData() // C-4 13.2 data record
	if e == declined {
		return out
	}
	if out.CVM = t.cvm; out.Status == kernel.Approved && t.cvm == kernel.CVMSignature {
		out.UIOutcome.Message = kernel.MsgApprovedSign // C-4 13.2 sign
	}
	return out
}

// dataRecord is the data record.
// C-4 annex A record
func (t *tx) dataRecord(e ending) []byte {
	record := make([]byte, 0, 384)
	for _, row := range recordData {
		if row == tlv.Track2EquivalentData && (e == approved || e == declined) { // C-4 annex A clearing
			continue
		}
		if v := t.data.Get(row); len(v) != 0 {
			record = tlv.Append(record, row.Tag(), v)
		}
	}
	return record
}

// discretionaryData are what of the Discretionary Data Object List there is, each in the length that the list gives it.
// C-4 annex A discretionary
func (t *tx) discretionaryData() (data []byte) {
	list, _ := tlv.ParseDOL(t.act.Combination.Parameter(ParamDiscretionaryData)) // a malformed one is none
	for tag, n := range list.All() {
		if v, format, _ := t.dolValue(tag, n); len(v) != 0 { // C-4 3 available
			data = tlv.Append(data, tag, tlv.AppendSized(nil, v, format, n))
		}
	}
	return data
}

// fail ends the transaction before its time, with the card's status word where that is the failure.
func (t *tx) fail(f failure, sw ...uint16) *kernel.Outcome {
	return t.failAs(f, failures[f].ending, sw...)
}

// failOver is fail where another interface may go on: the contacts, where card and reader have them.
// C-4 11.2.1, 12.2.2
func (t *tx) failOver(f failure, sw ...uint16) *kernel.Outcome {
	if t.takesContact() {
		return t.failAs(f, tryContact, sw...)
	}
	return t.failAs(f, failures[f].ending, sw...)
}

// decline is fail after a cryptogram.
// C-4 13.3
func (t *tx) decline(f failure) *kernel.Outcome { return t.failAs(f, declined) }

// failAs ends the transaction with this ending. A decline has what is known for the acquirer.
func (t *tx) failAs(f failure, e ending, sw ...uint16) *kernel.Outcome {
	row := &failures[f]
	var out *kernel.Outcome
	if e == declined {
		out = t.complete(e) // C-4 13.3 data record
	} else {
		out = t.end(e)
	}
	out.Error = kernel.ErrorIndication{L2: row.l2, Step: t.step, Clause: row.clause, Reason: row.words}
	if len(sw) != 0 {
		out.Error.SW = sw[0]
	}
	t.Note(row.clause, "%s", row.words)
	return out
}

// failOn is fail with what the failure is about.
func (t *tx) failOn(f failure, what string) *kernel.Outcome {
	out := t.fail(f)
	out.Error.Reason += ": " + what
	return out
}

// removed is for a card that leaves the field before it may.
// C-4 2.2.1.1
func (t *tx) removed(ev *kernel.Event) *kernel.Outcome {
	out := t.fail(noAnswer)
	out.Error.L1 = ev.Fault
	return out
}

// stopped completes an outcome that came from outside the kernel: cancelled, closed, out of budget.
func (t *tx) stopped(from *kernel.Outcome) *kernel.Outcome {
	out := *from
	out.Error.Step = t.step
	t.report(&out)
	return &out
}

// presentAgain sends the cardholder to the phone, and remembers that.
// C-4 8.2.4.1, 11.2.3
func (t *tx) presentAgain(f failure, sw ...uint16) *kernel.Outcome {
	t.memory.restarted = true // C-4 8.2.4.1 Restart indicator
	return t.fail(f, sw...)
}
