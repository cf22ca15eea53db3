package c2

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// requestsCDA is the bit CDA signature requested of the Reference Control Parameter.
// C-2 A.1 Reference Control Parameter
const requestsCDA = 0x10

// Bits of IDS Status and DS Summary Status.
// C-2 A.1 IDS Status, DS Summary Status
const (
	idsRead         = 0x80
	idsWrite        = 0x40
	successfulRead  = 0x80
	successfulWrite = 0x40
)

// reads and writes report whether the transaction reads, and writes, the card's integrated data storage.
// C-2 A.1 IDS Status
func (t *tx) reads() bool  { return t.data.At(tlv.IDSStatus, 1)&idsRead != 0 }
func (t *tx) writes() bool { return t.data.At(tlv.IDSStatus, 1)&idsWrite != 0 }

// prepareGenerateAC makes the GENERATE AC command. It is false where the transaction ends instead, and the outcome is made then.
// C-2 7.2
func (t *tx) prepareGenerateAC() bool {
	switch {
	case !t.reads(): // GAC.1
		return t.requestWithoutIDS()
	case t.data.TVR().Has(tlv.TVRCDAFailed): // GAC.2
		return t.requestAfterCDAFailed()
	case !t.data.NotEmpty(tlv.DSODSInfo): // GAC.3
		return t.requestWithCDA()
	case !t.data.NotEmpty(tlv.DSDOL): // GAC.4
		return t.requestWithCDA()
	}
	return t.requestWithIDS()
}

// requestWithIDS decides whether the terminal's data can be written with the cryptogram that is to be asked for: GAC.5 to GAC.13.
// C-2 7.2
func (t *tx) requestWithIDS() bool {
	if !t.data.NotEmpty(tlv.DSACType) || !t.data.NotEmpty(tlv.DSODSInfoForReader) { // GAC.5
		t.wrong(kernel.IDSDataError, "C-2 2.12 7.2", "the terminal's data for integrated data storage are incomplete") // GAC.6
		return t.idsEnds()
	}
	kind := tlv.CryptogramType(t.data.At(tlv.DSACType, 1) & 0xC0)
	switch {
	case kind == tlv.AAC || kind == t.acType || kind == tlv.ARQC && t.acType == tlv.TC: // GAC.7
		t.acType = kind // GAC.8
	case t.usableForACType(): // GAC.9
	case t.data.Is(tlv.DSODSInfoForReader, 1, 3): // GAC.10
		t.wrong(kernel.IDSNoMatchingAC, "C-2 2.12 7.2", "the terminal's data cannot be written with the cryptogram that is to be asked for") // GAC.11
		return t.idsEnds()
	default:
		return t.requestWithCDA()
	}
	return t.requestWithWrite()
}

// usableForACType reports whether the terminal's data may be written with an AAC or an ARQC that it did not ask for. The book has no such question for a
// TC, although there is a bit: GAC.7 holds for it.
// C-2 GAC.9
func (t *tx) usableForACType() bool {
	switch t.acType {
	case tlv.AAC:
		return t.data.Is(tlv.DSODSInfoForReader, 1, 6)
	case tlv.ARQC:
		return t.data.Is(tlv.DSODSInfoForReader, 1, 7)
	}
	return false
}

// idsEnds ends the transaction before its GENERATE AC.
// C-2 7.2
func (t *tx) idsEnds() bool {
	t.otherCard()      // GAC.12
	t.endApplication() // GAC.13
	return false
}

// requestWithoutIDS decides whether to ask for a signature: GAC.20 to GAC.25.
// C-2 7.2
func (t *tx) requestWithoutIDS() bool {
	switch {
	case !t.cda: // GAC.20
	case t.data.TVR().Has(tlv.TVRCDAFailed): // GAC.21
		return t.requestAfterCDAFailed()
	case t.acType != tlv.AAC || t.data.Is(tlv.ApplicationCapabilitiesInformation, 2, 1): // GAC.24 GAC.25
		return t.requestWithCDA()
	}
	return t.requestWithoutCDA()
}

// requestAfterCDAFailed asks for no signature, and for an AAC where the cardholder is verified on the card's device: nothing would prove that.
// C-2 7.2
func (t *tx) requestAfterCDAFailed() bool {
	if t.onDeviceCVM() { // GAC.22
		t.acType = tlv.AAC // GAC.23
	}
	return t.requestWithoutCDA()
}

// requestWithoutCDA asks for a cryptogram alone.
// C-2 7.2
func (t *tx) requestWithoutCDA() bool {
	return t.request(byte(t.acType)) // GAC.26
}

// requestWithCDA asks for a cryptogram in a signature.
// C-2 7.2
func (t *tx) requestWithCDA() bool {
	return t.request(byte(t.acType) | requestsCDA) // GAC.27
}

// request makes the command for a reference control parameter.
// C-2 7.2
func (t *tx) request(reference byte) bool {
	if t.Tracing() {
		t.Note("C-2 2.12 7.2", "asks for %v, with a signature %v", t.acType, reference&requestsCDA != 0)
	}
	t.data.Set(tlv.ReferenceControlParameter, reference)
	values, ok := t.cdolValues()
	if !ok {
		return false
	}
	t.buildGenerateAC(reference, values) // GAC.29
	return true
}

// cdolValues are the CDOL1 Related Data: false where the card's list is not of its format, and the outcome is made then.
// C-2 GAC.29, 4.6.2
func (t *tx) cdolValues() ([]byte, bool) {
	values, ok := t.dolValues(t.buf[:0], tlv.CDOL1, apdu.MaxShortData)
	if !ok {
		t.formatError("C-2 2.12 4.6.2", "CDOL1 is malformed, or asks for more than a command can carry") // C-2 4.6.2 CDOL1
		return nil, false
	}
	t.data.Set(tlv.CDOL1RelatedData, values...)
	return values, true
}

// requestWithWrite asks for a cryptogram in a signature, and has the card write the terminal's data: GAC.40 to GAC.48.
// C-2 7.2
func (t *tx) requestWithWrite() bool {
	dsdol, err := tlv.ParseDOL(t.data.Get(tlv.DSDOL))
	input := t.data.Get(tlv.DSInputTerm)
	if dsdol.Contains(tlv.DSDigestH.Tag()) && len(input) == blockLength { // GAC.40 GAC.41
		if t.storageVersion() == 1 { // GAC.42
			digest := t.owhf2([blockLength]byte(input))
			t.data.Set(tlv.DSDigestH, digest[:]...) // GAC.43
		} else {
			digest := t.owhf2AES([blockLength]byte(input))
			t.data.Set(tlv.DSDigestH, digest[:]...) // GAC.44
		}
	}
	reference := byte(t.acType) | requestsCDA
	t.data.Set(tlv.ReferenceControlParameter, reference) // GAC.45
	values, ok := t.cdolValues()
	if !ok {
		return false
	}
	values = t.dsdolValues(values, dsdol) // C-2 5.3.2 DSDOL
	if err != nil || len(values) > apdu.MaxShortData {
		t.formatError("C-2 2.12 4.6.2", "DSDOL is malformed, or asks for more than a command can carry") // C-2 4.6.2 DSDOL
		return false
	}
	t.buildGenerateAC(reference, values)    // GAC.47
	t.data.SetBits(tlv.IDSStatus, idsWrite) // GAC.48
	return true
}

// dsdolValues appends the DSDOL related data. The last entry is cut where the list wants it shorter, but not padded where it wants it longer.
// C-2 4.1.4 DSDOL
func (t *tx) dsdolValues(dst []byte, dsdol tlv.DOL) []byte {
	left := 0
	for range dsdol.All() {
		left++
	}
	for tag, n := range dsdol.All() {
		left--
		v, format, ok := t.dolValue(tag, n)
		switch {
		case tag.Constructed():
			v = nil // C-2 4.1.4 constructed
		case left == 0 && ok:
			n = min(n, len(v)) // C-2 4.1.4 last entry
		}
		dst = tlv.AppendSized(dst, v, format, n)
	}
	return dst
}

// storageVersion is the Data Storage Version Number of the card: 0 where it does not name one.
// C-2 A.1 Application Capabilities Information
func (t *tx) storageVersion() byte {
	return t.data.At(tlv.ApplicationCapabilitiesInformation, 1) & 0x0F
}
