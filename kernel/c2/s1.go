package c2

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

const clauseS1 = "C-2 2.12 6.3"

// s1Idle takes in the activation. The card gets GET PROCESSING OPTIONS at once, unless its PDOL asks for something that the terminal has yet to send.
// C-2 6.3
func (t *tx) s1Idle() state { // S1.1
	t.storeTransaction()
	if !t.storeFCI() { // S1.7
		return t.selectNext() // S1.8
	}
	t.publish() // the card and the terminal may ask for it
	t.initialiseTransaction()
	if t.exchange {
		t.initialiseExchange()
	}
	dol, err := tlv.ParseDOL(t.data.Get(tlv.PDOL))
	if err != nil || dol.Len() > step.MaxPDOL {
		return t.formatError(clauseS1, "PDOL is malformed, or asks for more than a command can carry") // C-2 4.6.2 PDOL
	}
	t.pdol = dol
	missing := t.exchange && t.missingPDOLData() // S1.11
	if !missing {
		t.prepareGetProcessingOptions()
		t.sendGetProcessingOptions(t.pdolValues) // S1.14
	}
	if t.exchange {
		t.sendKnown() // S1.15
		t.initialiseIDS()
	}
	if !missing { // S1.21
		return s3
	}
	t.dek()        // S1.22
	t.startTimer() // S1.23
	return s2
}

// storeTransaction stores the transaction data that the terminal gives with the activation. An amount that is not known yet is present and empty.
// C-2 6.3, 4.1.2 ACT
func (t *tx) storeTransaction() {
	tr := t.Transaction()
	var b [6]byte
	give := func(row tlv.Row, v []byte) { t.data.Update(row, tlv.ACT, v) }
	if tr.AmountLater {
		give(tlv.AmountAuthorised, b[:0])
		give(tlv.AmountOther, b[:0])
	} else {
		give(tlv.AmountAuthorised, tlv.AppendN(b[:0], tr.Amount, 6))
		give(tlv.AmountOther, tlv.AppendN(b[:0], tr.AmountOther, 6))
	}
	give(tlv.TransactionType, append(b[:0], tr.Type))
	give(tlv.TransactionDate, tr.Date[:])
	give(tlv.TransactionTime, tr.Time[:])
	give(tlv.TransactionCurrencyCode, tlv.AppendB(b[:0], uint64(tr.Currency), 2)) // its digits are BCD
	give(tlv.TransactionCurrencyExponent, append(b[:0], tr.Exponent))
	if tr.Account != 0 {
		give(tlv.AccountType, append(b[:0], byte(tr.Account)))
	}
}

// storeFCI stores the answer to the final SELECT: false where it does not parse, or names no application.
// C-2 6.3
func (t *tx) storeFCI() bool {
	if len(t.act.FCI) != 0 && !t.parseAndStoreCardResponse(t.act.FCI) { // C-2 4.1.2 FCI
		t.wrong(kernel.ParsingError, clauseS1, "malformed FCI")
		return false
	}
	if t.data.NotEmpty(tlv.LanguagePreference) {
		t.ui.Language = step.Language(t.data.Get(tlv.LanguagePreference), t.cfg.Terminal.Languages)
	}
	if !t.data.NotEmpty(tlv.DFName) {
		t.wrong(kernel.CardDataMissing, clauseS1, "no DF name")
		return false
	}
	if t.data.Is(tlv.ApplicationCapabilitiesInformation, 2, 3) {
		t.out.FieldOff = states.FieldOff(t.data.At(tlv.HoldTimeValue, 1))
	}
	return true
}

// initialiseTransaction gives the objects of the transaction their start. AC Type, TC at first, is made by terminal action analysis whatever comes.
// C-2 6.3
func (t *tx) initialiseTransaction() {
	*t.data.CVMResults() = tlv.CVMResultsValue{}
	*t.data.TVR() = tlv.TVRValue{}
	t.data.Set(tlv.RRPCounter, 0)
	t.data.Set(tlv.TerminalCapabilities, t.data.At(tlv.CardDataInputCapability, 1), 0, t.data.At(tlv.SecurityCapability, 1))
	un := t.UnpredictableNumber()
	t.data.Set(tlv.UnpredictableNumber, un[:]...) // S1.9
}

// initialiseExchange gives the lists of data exchange their start. A list that is there and empty is one that the terminal is asked for.
// C-2 6.3
func (t *tx) initialiseExchange() {
	t.data.Set(tlv.PostGenACPutDataStatus, 0)
	t.data.Set(tlv.PreGenACPutDataStatus, 0)
	t.tagsToReadYet = states.AddTags(t.tagsToReadYet, t.data.Get(tlv.TagsToRead))
	t.tagsToWriteYetBeforeGAC.AddAll(t.data.Current(tlv.TagsToWriteBeforeGenAC)) // a copy: the terminal may store another list
	t.tagsToWriteYetAfterGAC.AddAll(t.data.Current(tlv.TagsToWriteAfterGenAC))
	for _, row := range [...]tlv.Row{tlv.TagsToRead, tlv.TagsToWriteBeforeGenAC, tlv.TagsToWriteAfterGenAC} {
		if t.data.Empty(row) {
			t.dataNeeded = states.AddTag(t.dataNeeded, row.In(tlv.C2).Tag) // S1.10
		}
	}
}

// missingPDOLData adds to Data Needed what the PDOL asks for and the terminal has yet to send, and reports whether there is anything: Missing PDOL Data Flag.
// C-2 6.3, 4.1.4 needed
func (t *tx) missingPDOLData() (missing bool) {
	for tag, n := range t.pdol.All() {
		if n > 0 && t.awaited(t.row(0, tag)) {
			t.dataNeeded = states.AddTag(t.dataNeeded, tag)
			missing = true // S1.12
		}
	}
	return missing
}

// prepareGetProcessingOptions makes the PDOL Related Data, 8300 where there is no PDOL.
// C-2 6.3, 6.4, 4.1.4 PDOL
func (t *tx) prepareGetProcessingOptions() {
	values := t.pdol.Append(t.buf[:0], t.dolValue)                                            // S1.13.1 S1.13.2 S1.13.4 S2.8.1 S2.8.2 S2.8.4
	t.data.Set(tlv.PDOLRelatedData, tlv.Append(t.gac[:0], tlv.TagCommandTemplate, values)...) // S1.13.3 S1.13.5 S2.8.3 S2.8.5
	related := t.data.Get(tlv.PDOLRelatedData)
	t.pdolValues = related[len(related)-len(values):] // S1.13.6 S2.8.6
}

// initialiseIDS gives the objects of integrated data storage their start, and tells the terminal what the card has of it.
// C-2 6.3, 3.9 IDS
func (t *tx) initialiseIDS() {
	t.data.Set(tlv.IDSStatus, 0)
	t.data.Set(tlv.DSSummaryStatus, 0)
	t.data.Set(tlv.DSDigestH, make([]byte, 8)...)                                     // S1.16.1
	if !t.data.NotEmpty(tlv.DSVNTerm) || !t.data.Present(tlv.DSRequestedOperatorID) { // S1.17
		return
	}
	t.sendRow(tlv.DSID)
	t.sendRow(tlv.ApplicationCapabilitiesInformation)                             // S1.18
	if v := t.storageVersion(); (v == 1 || v == 2) && t.data.NotEmpty(tlv.DSID) { // S1.19
		t.data.SetBits(tlv.IDSStatus, idsRead) // S1.20
	}
}
