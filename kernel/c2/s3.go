package c2

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

const clauseS3 = "C-2 2.12 6.5"

// The bits of the Terminal Verification Results that the book has for relay resistance: byte 5.
// C-2 A.1 Terminal Verification Results
const (
	tvrRelayThresholdExceeded tlv.TVRBit = 0x0408
	tvrRelayLimitsExceeded    tlv.TVRBit = 0x0404
	tvrRelayPerformed         tlv.TVRBit = 0x0402 // bits 2 and 1: RRP PERFORMED
	tvrRelayNotPerformed      tlv.TVRBit = 0x0401 // bits 2 and 1: RRP NOT PERFORMED
)

// s3WaitingForGPOResponse takes in the application interchange profile and the application file locator.
// C-2 6.5
func (t *tx) s3WaitingForGPOResponse(ev *kernel.Event) state {
	switch ev.Kind {
	case kernel.DataReceived: // S3.2
		t.updateWithDETData(ev.Data) // S3.3
		return s3
	case kernel.CardFault: // S3.4
		t.out.Status, t.out.Start = kernel.TryAgain, kernel.StartB
		t.noAnswer(ev, clauseS3)
		t.onlyErrorIndication()
		return t.end() // S3.5
	}
	if sw := ev.StatusWord(); sw != 0x9000 { // S3.1 S3.8
		t.wrongStatus(sw, clauseS3, "the card refuses GET PROCESSING OPTIONS") // S3.9.1
		return t.selectNext()                                                  // S3.9.2
	}
	if !t.storeProcessingOptions(ev.Body()) { // S3.11
		t.wrong(kernel.ParsingError, clauseS3, "malformed response to GET PROCESSING OPTIONS") // S3.12
		return t.invalidResponse()
	}
	if !t.data.NotEmpty(tlv.AFL) || !t.data.NotEmpty(tlv.AIPKernel2) { // S3.13
		t.wrong(kernel.CardDataMissing, clauseS3, "no AFL or no AIP") // S3.14
		return t.invalidResponse()
	}
	if !t.data.Is(tlv.AIPKernel2, 2, 8) { // S3.16
		t.wrong(kernel.MagStripeNotSupported, clauseS3, "the card does not support EMV mode") // S3.18
		return t.invalidResponse()
	}
	return t.s3EMVMode()
}

// storeProcessingOptions takes in the answer in format 2 or format 1.
// C-2 6.5, 5.5.3 format 1, format 2
func (t *tx) storeProcessingOptions(b []byte) bool {
	if len(b) == 0 || b[0] != 0x77 && b[0] != 0x80 {
		return false
	}
	if b[0] == 0x77 {
		return t.parseAndStoreCardResponse(b)
	}
	o, ok := step.One(b)
	v := o.Value
	if !ok || len(v) < 6 || (len(v)-2)%4 != 0 || t.data.NotEmpty(tlv.AIPKernel2) || t.data.NotEmpty(tlv.AFL) {
		return false
	}
	t.data.Update(tlv.AIPKernel2, tlv.RA, v[:2])
	t.data.Update(tlv.AFL, tlv.RA, v[2:]) // S3.10
	return true
}

// s3EMVMode chooses the transaction limit, and whether the card is near is measured: S3.31 to S3.65.
// C-2 6.5, 3.9 relay resistance
func (t *tx) s3EMVMode() state {
	afl := t.data.Get(tlv.AFL)
	if !step.ValidAFL(afl) {
		return t.formatError(clauseS3, "malformed AFL") // C-2 4.6.2 AFL
	}
	t.activeAFL = states.NewActiveAFL(afl)                                           // S3.31
	if t.data.Is(tlv.AIPKernel2, 1, 2) && t.data.Is(tlv.KernelConfiguration, 1, 6) { // S3.33
		t.limit = t.data.Number(tlv.ReaderContactlessTransactionLimitCDCVM) // S3.35
	} else {
		t.limit = t.data.Number(tlv.ReaderContactlessTransactionLimitNoCDCVM) // S3.34
	}
	if t.data.Is(tlv.KernelConfiguration, 1, 5) && t.data.Is(tlv.AIPKernel2, 2, 1) { // S3.60
		t.exchangeRelayResistanceData() // S3.61 S3.62 S3.63 S3.64: the reader measures the time
		return sR1
	}
	t.data.TVR().Set(tvrRelayNotPerformed) // S3.65
	return t.s3R1()
}

// exchangeRelayResistanceData sends the card a new unpredictable number as entropy.
// C-2 6.5, 6.6
func (t *tx) exchangeRelayResistanceData() {
	un := t.UnpredictableNumber()
	t.data.Set(tlv.UnpredictableNumber, un[:]...)
	t.data.Set(tlv.TerminalRelayResistanceEntropy, un[:]...)
	t.sendExchangeRelayResistanceData(un[:])
}
