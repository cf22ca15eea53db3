package c5

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// generateAC sends what CDOL1 asks for, zeroes for what this book does not know, and judges the status word.
// C-5 3.8.1.1, 3.8.1.2, 3.8.1.3, 3.9.1.1, 3.9.1.2, 3.9.1.3, 3.9.1.4
func (t *tx) generateAC() *kernel.Outcome {
	before := len(t.values)
	t.values = tlv.DOL(t.data.Get(tlv.CDOL1)).Append(t.values, t.data.DOLValue) // C-5 3.8.1.1, 3.8.1.2, 3.9.1.1, 3.9.1.2
	ev, out := t.Transmit(apdu.AppendGenerateAC(t.cmd[:0], t.reference(), t.values[before:]))
	switch {
	case out != nil:
		return t.stopped(out)
	case ev.Kind != kernel.Response:
		return t.noResponse(noAnswer, &ev) // C-5 3.11.2.3 GENERATE AC
	}
	sw := ev.StatusWord()
	switch {
	case sw != 0x9000 && t.mode == legacyMode: // C-5 3.9.1.5 status
		return t.fail(legacyACRefused, sw)
	case sw == 0x6986: // C-5 3.8.1.5 6986
		return t.fail(confirmOnDevice, sw)
	case sw == 0x6984 && t.profile.has(contactChip): // C-5 3.8.1.6 interface
		return t.fail(preferContactUseChip, sw)
	case sw == 0x6984: // C-5 3.8.1.6 end
		return t.fail(preferContact, sw)
	case sw != 0x9000: // C-5 3.8.1.7 status
		return t.fail(acRefused, sw)
	case t.mode == legacyMode:
		return t.format1(ev.Body())
	}
	return t.format2(ev.Body())
}

// reference is the reference control parameter: a legacy card is asked for an ARQC without a signature.
// C-5 3.8.1.3, 3.8.1.4, 3.9.1.3
func (t *tx) reference() byte {
	if t.mode == legacyMode {
		return byte(tlv.ARQC) // C-5 3.9.1.3 ARQC
	}
	t.signed = t.authenticates() && !t.tvr.Has(tlv.TVRCAECCKeyMissing) // C-5 3.8.1.4 option, AIP, key
	if t.signed {
		return byte(t.asked) | apdu.RequestCDA // C-5 3.8.1.4 request
	}
	return byte(t.asked) // C-5 3.8.1.3 type
}

// lengthFormat1 is that of a legacy card's answer: CID, ATC, cryptogram and 8 bytes of issuer application data.
// C-5 3.9.1.6 table 4-2
const lengthFormat1 = 1 + 2 + 8 + 8

// format1 takes in the answer of a legacy card.
// C-5 3.9.1.6
func (t *tx) format1(body []byte) *kernel.Outcome {
	o, ok := step.One(body)
	if !ok || o.Tag != tlv.TagFormat1 || len(o.Value) != lengthFormat1 { // C-5 3.9.1.6 format
		return t.fail(malformedLegacyAC)
	}
	v := o.Value
	t.data.Put(tlv.CID, tlv.FromCard, v[:1])
	t.data.Put(tlv.ATC, tlv.FromCard, v[1:3])
	t.data.Put(tlv.ApplicationCryptogram, tlv.FromCard, v[3:11])
	t.data.Put(tlv.IssuerApplicationData, tlv.FromCard, v[11:])
	t.kind = tlv.CIDValue(v[0]).Type()
	return nil
}

// format2 takes in the answer of a card in EMV Mode.
// C-5 3.8.1.8
func (t *tx) format2(body []byte) *kernel.Outcome {
	template, ok := step.ParseFormat2(body)
	if !ok { // C-5 3.8.1.8 format
		return t.fail(malformedAC)
	}
	if out := t.keep(&template, &t.seen, malformedAC); out != nil {
		return out
	}
	t.response = template
	if row, ok := t.absent(tlv.CID, tlv.ATC); ok { // C-5 3.8.1.8 every cryptogram
		return t.failOn(missingWithAC, row.String())
	}
	t.kind = tlv.CIDValue(t.data.Get(tlv.CID)[0]).Type()
	return nil
}

// responseAnalysis looks whether the cryptogram has with it what the book's tables want, and whether it is one that was asked for.
// C-5 3.8.1.8, 3.8.1.9, 3.8.1.10, 3.8.1.11, 3.8.1.12, 3.9.1.7
func (t *tx) responseAnalysis() *kernel.Outcome {
	if t.mode == legacyMode {
		if t.kind != tlv.ARQC { // C-5 3.9.1.7 type
			return t.fail(notARQC)
		}
		return nil
	}
	if row, ok := t.absent(t.mandatoryWithAC()...); ok { // C-5 3.8.1.8 mandatory
		return t.failOn(missingWithAC, row.String())
	}
	signature := t.data.NotEmpty(tlv.SignedDynamicApplicationData)
	switch {
	case t.kind == tlv.AAC: // C-5 3.8.1.9 AAC
		return t.fail(aac)
	case t.kind != tlv.TC && t.kind != tlv.ARQC: // C-5 3.8.1.8 type
		return t.fail(malformedAC)
	case t.kind == tlv.TC && !signature: // C-5 3.8.1.10 signature
		return t.fail(tcUnsigned)
	case t.kind == tlv.TC && t.asked == tlv.ARQC: // C-5 3.8.1.11 type
		return t.fail(tcForARQC)
	case t.signed && !signature: // C-5 3.8.1.12 signature: where one was asked for
		return t.fail(unsigned)
	}
	return nil
}

// mandatoryWithAC is what comes with a cryptogram beside CID and ATC; the signature has requirements of its own. The cryptogram may stand in the signature
// alone, but for an AAC and where no signature was asked for.
// C-5 3.8.1.8 table 4-3, table 4-4, table 4-5
func (t *tx) mandatoryWithAC() []tlv.Row {
	switch {
	case t.kind == tlv.AAC: // C-5 3.8.1.8 table 4-5
		return aacRows[:]
	case t.kind == tlv.ARQC && !t.signed: // C-5 3.8.1.8 table 4-4
		return unsignedRows[:]
	}
	return unsignedRows[1:] // C-5 3.8.1.8 table 4-3
}

var (
	aacRows      = [...]tlv.Row{tlv.ApplicationCryptogram}
	unsignedRows = [...]tlv.Row{tlv.ApplicationCryptogram, tlv.CardholderVerificationStatus, tlv.IssuerApplicationData}
)

// cardRemoval tells the cardholder to take the card, as soon as it is not needed any more and a signature remains to be verified.
// C-5 3.8.1.13
func (t *tx) cardRemoval() *kernel.Outcome {
	way := t.way()
	if t.data.NotEmpty(tlv.SignedDynamicApplicationData) && (way == noWay || way == secondTap) { // C-5 3.8.1.13 signature, parameter
		t.Show(kernel.UI{Message: kernel.MsgCardReadOK, Status: kernel.StatusCardReadSuccessfully})
	}
	return nil
}
