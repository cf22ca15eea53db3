package c8

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

const clauseS2627 = "C-8 1.2 6.3.15"

// s2627 has Process C make the Issuer Application Data MAC, once all records are deciphered: S2627-A and S2627-B.
// C-8 6.3.15
func (t *tx) s2627() state {
	if !t.data.NotEmpty(tlv.PAN) { // 2627.1
		return t.s2627Fails(kernel.CardDataMissing, clauseS2627, "no PAN") // 2627.2
	}
	if !t.accountAllowed() {
		return t.s2627Ends()
	}
	if t.exchange {
		t.sendKnown()               // 2627.3
		if len(t.dataToSend) != 0 { // 2627.4
			t.dek() // 2627.5 2627.6
		}
	}
	t.extendedSDARelatedData = nil               // 2627.9
	if t.data.NotEmpty(tlv.ExtendedSDATagList) { // 2627.7
		t.createExtendedSDARelatedData() // 2627.8
	}
	message := append(append(make([]byte, 0, 512), t.pdolValues...), t.cdol1RelatedData...)
	if t.relayPerformed() { // 2627.10
		message = append(append(message, t.terminalEntropy[:]...), t.lastERRDResponse[:]...) // 2627.11
	}
	message = appendSigned(message, t.generateACResponse)
	t.tell(request{kind: processIADMAC, data: message, aip: t.data.Get(tlv.AIPKernel8), extended: t.extendedSDARelatedData}) // 2627.12
	return s28
}

// appendSigned appends the objects of the response to GENERATE AC as they came and in their order, without template and padding, cryptogram and MAC.
// C-8 6.3.15
func appendSigned(dst, response []byte) []byte {
	outer := tlv.NewCursor(response)
	template, _ := outer.Next()
	c := template.Children()
	var o tlv.Object
	for c.Read(&o) {
		if o.Tag != tlv.ApplicationCryptogram.Tag() && o.Tag != tlv.EnhancedDataAuthenticationMAC.Tag() {
			dst = append(dst, o.Raw...)
		}
	}
	return dst
}

// relayPerformed reports whether the relay resistance protocol was performed.
// C-8 A.1 Terminal Verification Results
func (t *tx) relayPerformed() bool {
	return relayDone(t.data.TVR()[4])
}

// relayDone reports whether byte 5 of Terminal Verification Results says so.
// C-8 A.1 Terminal Verification Results
func relayDone(byte5 byte) bool {
	return byte5&(tvrRelayPerformed|tvrRelayNotPerformed) == tvrRelayPerformed
}

// s2627Fails ends the transaction for what the card did wrong at GENERATE AC: S2627-C.
// C-8 6.3.15
func (t *tx) s2627Fails(l2 kernel.L2Error, clause, reason string) state {
	t.wrong(l2, clause, reason)
	return t.s2627Ends()
}

func (t *tx) s2627Ends() state {
	t.otherCard()
	t.ui1.Hold = t.messageHold()  // 2627.13
	return t.endApplicationLate() // 2627.14
}
