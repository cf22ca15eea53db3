package c8

import (
	"bytes"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// s202122232425 decides and sends GENERATE AC, once all envelopes are deciphered: S202122232425-A to -C.
// C-8 6.3.12
func (t *tx) s202122232425() state {
	if t.cryptoReadDataCounter != 0 { // 202122232425.2
		return s25
	}
	t.terminalCapabilities()
	tvr := t.data.TVR()
	if t.data.Number(tlv.AmountAuthorised) > t.data.Number(tlv.ReaderContactlessFloorLimitKernel8) { // 202122232425.14
		tvr.Set(tlv.TVRFloorLimitExceeded) // 202122232425.15
	}
	if !bytes.HasPrefix(t.data.Get(tlv.DFName), t.data.Get(tlv.ApplicationIdentifierTerminal)) { // 202122232425.16
		tvr[4] |= tvrAIDMismatch // 202122232425.17
	}
	if t.localAuthenticates() { // 202122232425.18
		t.requestProcessCertificates() // 202122232425.19
	} else {
		tvr.Set(tlv.TVRODANotPerformed) // 202122232425.20: local authentication was not performed
	}
	t.terminalActionAnalysis() // 202122232425.21
	values, ok := t.dolValues(tlv.CDOL1, apdu.MaxShortData)
	if !ok {
		return t.cardFails(kernel.CardDataError, "C-8 1.2 6.3.12", "CDOL1 is malformed, or asks for more than a command can carry") // C-8 4.7.2 CDOL1
	}
	t.cdol1RelatedData = values
	t.reference = byte(t.kernelDecision)                               // 202122232425.22
	t.sendGenerateAC(len(t.dataEnvelopesToWriteYet) != 0, t.reference) // 202122232425.23
	return s26
}

// terminalCapabilities chooses the CVMs that the terminal has for this amount, and tells the card of them.
// C-8 6.3.12
func (t *tx) terminalCapabilities() {
	c := [3]byte(t.data.Get(tlv.TerminalCapabilitiesKernel8))
	trmd := [8]byte(t.data.Get(tlv.TerminalRiskManagementDataKernel8))
	if !t.dataOnly() && t.data.Number(tlv.AmountAuthorised) >= t.data.Number(tlv.ReaderCVMRequiredLimitKernel8) { // 202122232425.7
		t.out.Receipt = true                                     // 202122232425.8
		c[1] = t.data.At(tlv.CVMCapabilityCVMRequiredKernel8, 1) // 202122232425.9
		trmd[1] |= 0x80                                          // 202122232425.10
	} else {
		c[1] = t.data.At(tlv.CVMCapabilityNoCVMRequiredKernel8, 1) // 202122232425.11
	}
	t.data.Set(tlv.TerminalCapabilitiesKernel8, c[:]...)
	trmd[0] = trmd[0]&^offeredCVMs | c[1]&offeredCVMs
	t.data.Set(tlv.TerminalRiskManagementDataKernel8, trmd[:]...) // 202122232425.12
}

// offeredCVMs are the bits of the Terminal Risk Management Data, byte 1, that say which CVMs the card may choose: those of Terminal Capabilities, byte 2.
// C-8 A.1 Terminal Risk Management Data
const offeredCVMs = 0x6C
