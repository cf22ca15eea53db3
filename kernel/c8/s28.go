package c8

import (
	"slices"

	"github.com/emvgo/emv/crypto/secchan"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

const clauseS28 = "C-8 1.2 6.3.16"

// s28WaitingForIADMAC copies the Issuer Application Data MAC to where the issuer looks for it, and has Process C validate the card's MAC.
// C-8 6.3.16
func (t *tx) s28WaitingForIADMAC(a *answer) state {
	switch a.signal {
	case iadMACFail: // 28.2
		return t.s28Fails(kernel.IADMACFailed, "no Issuer Application Data MAC can be made") // 28.5
	case decryptionFailed: // 28.18
		return t.s28Fails(kernel.DecryptionFailed, "no keys were agreed on") // 28.19
	}
	t.data.Set(tlv.IssuerApplicationDataMAC, a.data...) // 28.1
	if !t.copyIADMAC(a.data) {
		return t.s28Fails(kernel.CardDataError, "the Issuer Application Data have no room for the MAC") // 28.10
	}
	if t.localAuthenticates() { // 28.7
		switch t.requestProcessCertificates() { // 28.8 28.9
		case rpcCardDataMissing:
			return t.s28Fails(kernel.CardDataError, "what local authentication needs is missing")
		case rpcCAKeyMissing:
			t.localAuthenticationFailed() // 28.9a
		}
	}
	message := slices.Concat(t.data.Get(tlv.ApplicationCryptogram), a.data)
	t.tell(request{kind: processEDAMAC, data: t.data.Get(tlv.EnhancedDataAuthenticationMAC), message: message}) // 28.14
	t.eda |= edaMACRequested                                                                                    // 28.15
	return s29
}

// copyIADMAC copies the MAC into the Issuer Application Data where the card wants that: false where it does not fit there.
// C-8 6.3.16
func (t *tx) copyIADMAC(mac []byte) bool {
	row := tlv.DefaultIADMACOffset
	switch t.data.At(tlv.AIPKernel8, 2) & 0x06 { // 28.3
	case 0x02:
	case 0x04:
		row = tlv.IADMACOffset
	default:
		return true
	}
	iad := slices.Clone(t.data.Get(tlv.IssuerApplicationData))
	offset := int(t.data.At(row, 1))
	if !t.data.NotEmpty(row) || offset+secchan.MACSize > len(iad) { // 28.4
		return false
	}
	copy(iad[offset:], mac)
	t.data.Set(tlv.IssuerApplicationData, iad...) // 28.6
	return true
}

// s28Fails ends the transaction: S28-C.
// C-8 6.3.16
func (t *tx) s28Fails(l2 kernel.L2Error, reason string) state {
	t.wrong(l2, clauseS28, reason)
	t.otherCard()
	t.ui1.Hold = t.messageHold()  // 28.16
	return t.endApplicationLate() // 28.17
}

// localAuthenticationFailed sets Local authentication failed in the Terminal Verification Results: byte 1 bit 3.
// C-8 6.3.16, 6.3.17
func (t *tx) localAuthenticationFailed() {
	t.data.TVR().Set(tlv.TVRCDAFailed)
	t.oda = kernel.ODAResult{Method: localAuthentication, Result: "failed", Reason: "certificates or blinding factor"}
}
