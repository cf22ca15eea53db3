package c2

import (
	"bytes"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

const clauseS456 = "C-2 2.12 6.11"

// s456 is what states 4, 5 and 6 have in common: while the card is at work the terminal is told what is known so far, and when it has been read the
// terminal is asked whether there is more: S456.1 to S456.11.
// C-2 6.11
func (t *tx) s456() state {
	switch t.nextCmd { // S456.1
	case readRecord:
		if t.exchange {
			t.sendKnown()                                            // S456.2
			if len(t.dataToSend) != 0 && len(t.tagsToReadYet) == 0 { // S456.3
				t.dek() // S456.4
			}
		}
		return s4
	case getData:
		return s5
	}
	if t.exchange && !t.proceedToFirstWrite() {
		return s6
	}
	return t.s456Check()
}

// proceedToFirstWrite reports whether the kernel goes on from reading the card to writing. Otherwise it has told the terminal what is known, asked for
// what is not, and started the timer.
// C-2 6.11
func (t *tx) proceedToFirstWrite() bool {
	flag := t.data.Get(tlv.ProceedToFirstWriteFlag)
	switch {
	case t.data.Empty(tlv.ProceedToFirstWriteFlag): // S456.5
		t.dataNeeded = states.AddTag(t.dataNeeded, tlv.ProceedToFirstWriteFlag.Tag()) // S456.6
	case len(flag) != 1 || flag[0] != 0: // S456.11
		return true
	}
	t.sendKnown()                                                                      // S456.7
	if len(t.dataNeeded) != 0 || len(t.dataToSend) != 0 && len(t.tagsToReadYet) == 0 { // S456.8
		t.dek() // S456.9
	}
	t.startTimer() // S456.10
	return false
}

// mandatoryObjects are those without which there is no transaction.
// C-2 table 6.2
var mandatoryObjects = [...]tlv.Row{tlv.ApplicationExpirationDate, tlv.PAN, tlv.CDOL1}

// s456Check checks the amount, what the card has to give, and whose storage it is: S456.12 to S456.20.
// C-2 6.11
func (t *tx) s456Check() state {
	if !t.data.NotEmpty(tlv.AmountAuthorised) { // S456.12
		t.out.Status = kernel.EndApplication
		t.err.L3, t.err.Clause, t.err.Reason = kernel.AmountNotPresent, clauseS456, "no amount"
		t.createDiscretionaryData()
		return t.end() // S456.13
	}
	if reason := t.data.AdoptAmounts(t.cfg, t.Transaction()); reason != "" {
		t.wrong(kernel.TerminalDataError, "C-2 2.12 4.6.2", reason)
		return t.invalidResponse() // C-2 4.6.2 amount
	}
	if t.data.Number(tlv.AmountAuthorised) > t.limit { // S456.14
		t.out.FieldOff = 0 // not applicable
		t.out.Status, t.out.Start = kernel.SelectNext, kernel.StartC
		t.wrong(kernel.MaxLimitExceeded, clauseS456, "the amount is above the transaction limit")
		t.createDiscretionaryData()
		return t.end() // S456.15
	}
	if !t.have(mandatoryObjects[:]) { // S456.16
		t.wrong(kernel.CardDataMissing, clauseS456, "no expiration date, PAN or CDOL1")
		t.otherCard()             // S456.17.1
		return t.endApplication() // S456.17.2
	}
	if !t.accountAllowed() {
		t.otherCard()
		return t.endApplication()
	}
	if t.reads() && !bytes.Equal(t.data.Get(tlv.DSID), t.dataStorageID()) { // S456.18 S456.19
		t.wrong(kernel.CardDataError, clauseS456, "the DS ID is not that of the PAN")
		t.otherCard()             // S456.20.1
		return t.endApplication() // S456.20.2
	}
	if t.exchange {
		t.sendRest()
	}
	return t.s456Authenticate()
}

// dataStorageID is what the DS ID has to be: the PAN without its padding and the PAN sequence number, in at least 8 whole bytes.
// C-2 6.11
func (t *tx) dataStorageID() []byte {
	var digits [32]byte // one a byte, from the right
	pan, sequence := t.data.Get(tlv.PAN), t.data.At(tlv.PANSequenceNumber, 1)
	digits[0], digits[1] = sequence&15, sequence>>4
	n := 2 * len(pan)
	for n > 0 && pan[(n-1)/2]>>(4*(n&1))&15 == 15 {
		n--
	}
	k := 2
	for i := n; i > 0; i-- {
		digits[k] = pan[(i-1)/2] >> (4 * (i & 1)) & 15
		k++
	}
	id := make([]byte, max(8, (k+1)/2))
	for i := range id {
		at := 2 * (len(id) - 1 - i)
		id[i] = digits[at+1]<<4 | digits[at]
	}
	return id
}

// sendRest tells the terminal all that it has asked for: what is absent is sent empty, what the kernel does not know is left out. Tags To Read Yet is not
// looked at again.
// C-2 6.11
func (t *tx) sendRest() {
	for _, tag := range t.tagsToReadYet {
		if row := t.row(0, tag); t.data.Present(row) || known(row) {
			t.dataToSend.Add(tag, t.data.Current(row)) // S456.21
		}
	}
	if len(t.dataToSend) != 0 { // S456.22
		t.sendData(nil) // S456.23
	}
}

// mandatoryForCDA are the card's objects without which there is no CDA.
// C-2 table 6.3
var mandatoryForCDA = [...]tlv.Row{
	tlv.CAPublicKeyIndex, tlv.IssuerPublicKeyCertificate, tlv.IssuerPublicKeyExponent, tlv.ICCPublicKeyCertificate, tlv.ICCPublicKeyExponent,
	tlv.StaticDataAuthenticationTagList,
}

// s456Authenticate checks what CDA takes, and completes the static data to be authenticated: S456.24 to S456.28.
// C-2 6.11
func (t *tx) s456Authenticate() state {
	if !t.cda { // S456.24
		return t.s456Decide()
	}
	if !t.have(mandatoryForCDA[:]) {
		t.data.TVR().Set(tlv.TVRICCDataMissing)
		t.cdaFailed()
	}
	if _, ok := t.cfg.Keys.Lookup([5]byte(t.act.Combination.AID), t.data.At(tlv.CAPublicKeyIndex, 1)); !ok || !t.data.NotEmpty(tlv.CAPublicKeyIndex) {
		t.cdaFailed() // S456.25
	}
	if list := t.data.Get(tlv.StaticDataAuthenticationTagList); len(list) != 1 || list[0] != byte(tlv.AIPKernel2.Tag()) { // S456.26
		t.wrong(kernel.CardDataError, clauseS456, "the static data authentication tag list is not the AIP alone")
		t.otherCard()             // S456.27.1
		return t.endApplication() // S456.27.2
	}
	if !t.addStatic(t.data.Get(tlv.AIPKernel2)) { // S456.28
		t.cdaFailed()
	}
	return t.s456Decide()
}

// s456Decide makes the terminal's decisions and sends the first command of the writing phase: S456.30 to S456.51.
// C-2 6.11
func (t *tx) s456Decide() state {
	paid, capability := t.data.Number(tlv.AmountAuthorised), tlv.CVMCapabilityNoCVMRequired // S456.33
	if paid > t.data.Number(tlv.ReaderCVMRequiredLimit) {                                   // S456.30
		t.out.Receipt = true                      // S456.31
		capability = tlv.CVMCapabilityCVMRequired // S456.32
	}
	t.data.Set(tlv.TerminalCapabilities, t.data.At(tlv.TerminalCapabilities, 1), t.data.At(capability, 1), t.data.At(tlv.TerminalCapabilities, 3))
	t.offerCVMs(capability == tlv.CVMCapabilityCVMRequired)
	t.processingRestrictions() // S456.35
	if !t.cvmSelection() {     // S456.36
		return exit
	}
	mayApprove := t.strongerCVM()
	if paid > t.data.Number(tlv.ReaderContactlessFloorLimit) { // S456.37
		t.data.TVR().Set(tlv.TVRFloorLimitExceeded) // S456.38
	}
	t.publish()                // the card may ask for it
	t.terminalActionAnalysis() // S456.39
	t.restrain(mayApprove)
	if o, ok := t.tagsToWriteYetBeforeGAC.Take(); ok { // S456.42
		t.sendPutData(o) // S456.50 S456.51
		return s12
	}
	if !t.prepareGenerateAC() { // S456.45
		return exit
	}
	t.sendGenerateAC() // S456.46
	return s9
}
