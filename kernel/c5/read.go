package c5

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// readApplicationData reads the records that the AFL names, entries and records in order.
// C-5 3.4.1.1
func (t *tx) readApplicationData() *kernel.Outcome {
	for at := range step.Records(t.afl) { // C-5 3.4.1.1 AFL
		if out := t.readRecord(at); out != nil {
			return out
		}
	}
	t.card.read = true
	return nil
}

// readRecord reads one record.
// C-5 3.4.1.1, 3.11.1.1, 3.11.1.2, 3.11.2.3
func (t *tx) readRecord(at step.RecordAt) *kernel.Outcome {
	ev, out := t.Transmit(apdu.AppendReadRecord(t.cmd[:0], at.SFI, at.Number))
	if out != nil {
		return t.stopped(out)
	}
	if ev.Kind != kernel.Response {
		return t.noResponse(noAnswer, &ev) // C-5 3.11.2.3 record
	}
	if sw := ev.StatusWord(); sw != 0x9000 {
		return t.fail(recordRefused, sw) // C-5 3.11.1.1 record
	}
	template, ok := step.ParseRecord(at.SFI, ev.Body())
	if !ok {
		return t.fail(malformedRecord) // C-5 3.11.1.2 record
	}
	if at.Signed {
		t.auth.static.Add(at.SFI, ev.Body())
	}
	return t.keep(&template, &t.seen, malformedRecord)
}

// mandatoryDataElements goes to the next application where the card lacks what every card has to have, and notes in the TVR what CDA lacks.
// C-5 3.4.1.2
func (t *tx) mandatoryDataElements() *kernel.Outcome {
	if row, ok := t.absent(tlv.CDOL1, tlv.Track2EquivalentData, tlv.ApplicationExpirationDate, tlv.PAN); ok { // C-5 3.4.1.2 mandatory
		return t.failOn(missing, row.String())
	}
	if dol, err := tlv.ParseDOL(t.data.Get(tlv.CDOL1)); err != nil || dol.Len() > apdu.MaxShortData { // C-5 3.11.1.2 CDOL1
		return t.fail(malformedCDOL1)
	}
	if t.mode == emvMode && t.authenticates() { // C-5 3.4.1.3 EMV, 3.4.1.4 EMV
		t.authenticationData()
	}
	return t.accountAllowed()
}

// authenticationData notes in the TVR what CDA lacks of the card's, and that the terminal lacks the key that the card names. Whether the remainder of the
// card's key is required is known when the issuer's key has been recovered, and the signature then does not verify.
// C-5 3.4.1.3, 3.4.1.4
func (t *tx) authenticationData() {
	_, lacks := t.absent(tlv.CAPublicKeyIndex, tlv.IssuerPublicKeyCertificate, tlv.IssuerPublicKeyExponent, tlv.ICCPublicKeyCertificate, tlv.ICCPublicKeyExponent)
	if lacks || t.needsRemainder() && !t.data.NotEmpty(tlv.IssuerPublicKeyRemainder) {
		t.tvr.Set(tlv.TVRICCDataMissing) // C-5 3.4.1.3 ICC data missing
		t.tvr.Set(tlv.TVRCDAFailed)      // C-5 3.4.1.3 CDA failed
	}
	if index := t.data.Get(tlv.CAPublicKeyIndex); len(index) == 1 {
		if _, ok := t.cfg.Keys.Lookup([5]byte(t.act.Combination.AID), index[0]); !ok {
			t.tvr.Set(tlv.TVRODANotPerformed) // C-5 3.4.1.4 not performed
			t.tvr.Set(tlv.TVRCAECCKeyMissing) // C-5 3.4.1.4 key missing: byte 5 bit 3
		}
	}
}

// needsRemainder reports whether the issuer's key, which is as long as the certificate of the card's, has no room in its own certificate.
// C-5 3.4.1.3 remainder
func (t *tx) needsRemainder() bool {
	const overhead = 36 // of the certificate's recovered data
	return len(t.data.Get(tlv.ICCPublicKeyCertificate)) > len(t.data.Get(tlv.IssuerPublicKeyCertificate))-overhead
}
