package oda

import (
	"crypto/sha1"
	"slices"

	"golang.org/x/crypto/cryptobyte"

	"github.com/emvgo/emv/tlv"
)

var (
	sdaLayout  = layout{base: SDALength, format: 0x03, min: 26}
	ddaLayout  = layout{base: DDALength, format: 0x05, min: 25}
	fddaLayout = layout{base: FDDALength, format: 0x05, min: 25}
	cdaLayout  = layout{base: CDALength, format: 0x05, min: 25}
)

// VerifySDA verifies the Signed Static Application Data (tag 93, format '03') over the static data and recovers the
// Data Authentication Code (tag 9F45).
//
// EMV 4.4 B2 5.4
func VerifySDA(issuer *Key, ssad, static []byte) (code [2]byte, reason Reason) {
	if issuer.sm2() {
		return verifySDASM2(issuer, ssad, static)
	}
	if reason := issuer.rsa(); reason != OK {
		return code, reason
	}
	// EMV 4.4 B2 5.4 (steps 1 to 4)
	b, reason := sdaLayout.open(issuer.Modulus, issuer.Exponent, ssad, 0)
	if reason != OK {
		return code, reason
	}
	var algorithm uint8
	m := cryptobyte.String(b.message())
	if !m.Skip(1) || !m.ReadUint8(&algorithm) || !m.CopyBytes(code[:]) {
		return [2]byte{}, KeyModulus
	}
	// EMV 4.4 B2 5.4 (steps 5 to 7)
	if reason := sdaLayout.checkHash(b, algorithm, static); reason != OK {
		return [2]byte{}, reason
	}
	return code, OK
}

// DDA is what a verified DDA or fDDA signature carries.
type DDA struct {
	ICCDynamicNumber []byte // 9F4C, 2 to 8 bytes; for fDDA the application transaction counter
	Data             []byte // the whole of the ICC Dynamic Data, from the length of the number on
}

// VerifyDDA verifies the Signed Dynamic Application Data (tag 9F4B, format '05') that the card returned to INTERNAL
// AUTHENTICATE. terminalDynamic is the data field of that command: the values of the DDOL's elements.
//
// EMV 4.4 B2 6.5.2
func VerifyDDA(icc *Key, sdad, terminalDynamic []byte) (DDA, Reason) {
	return verifyDDA(ddaLayout, icc, sdad, terminalDynamic)
}

func verifyDDA(l layout, icc *Key, sdad []byte, terminalDynamic ...[]byte) (DDA, Reason) {
	if icc.sm2() {
		return verifyDDASM2(icc, sdad, terminalDynamic...)
	}
	if reason := icc.rsa(); reason != OK {
		return DDA{}, reason
	}
	// EMV 4.4 B2 6.5.2 (steps 1 to 4)
	b, reason := l.open(icc.Modulus, icc.Exponent, sdad, 0)
	if reason != OK {
		return DDA{}, reason
	}
	// EMV 4.4 B2 6.5.2 (steps 5 to 7)
	algorithm, data, number, bad := dynamicData(b)
	if reason := l.checkHash(b, algorithm, terminalDynamic...); reason != OK {
		return DDA{}, reason
	}
	if bad != 0 {
		return DDA{}, l.base + bad
	}
	return DDA{ICCDynamicNumber: number, Data: data}, OK
}

// dynamicData finds hash algorithm, ICC Dynamic Data and, in front of the latter, the ICC Dynamic Number. bad, if not
// 0, is the distance from the layout's base of the reason for data beyond its room, or for a number that is missing or
// not 2 to 8 bytes.
//
// EMV 4.4 B2 6.5.1, 6.6.1
func dynamicData(b block) (algorithm uint8, data, number []byte, bad Reason) {
	var d, n cryptobyte.String
	m := cryptobyte.String(b.message())
	if !m.Skip(1) || !m.ReadUint8(&algorithm) || !m.ReadUint8LengthPrefixed(&d) {
		return algorithm, nil, nil, DDADynamicLength - DDALength
	}
	data = d
	if !d.ReadUint8LengthPrefixed(&n) || len(n) < 2 || len(n) > 8 {
		return algorithm, nil, nil, DDADynamicNumber - DDALength
	}
	return algorithm, slices.Clip(data), slices.Clip(n), 0
}

// FDDAInput is what [VerifyFDDA] needs beside the ICC key.
type FDDAInput struct {
	SDAD     []byte  // 9F4B
	UN       [4]byte // 9F37, as the card got it
	Amount   [6]byte // 9F02, likewise
	Currency [2]byte // 5F2A, likewise
	Related  []byte  // 9F69 Card Authentication Related Data, whole as read; nil if absent
	Online   bool    // authentication of an online request: signed data format 95 instead of 05
}

// VerifyFDDA verifies the Signed Dynamic Application Data of fast DDA version 01, which the card returned to GET
// PROCESSING OPTIONS. Version 00 is recognised and refused with [FDDAVersion]. The length of the Card Authentication
// Related Data is for the kernel to check (Kernel 7: 8 to 16 bytes).
//
// C-3 2.12 C.1, 5.6.1.2, 5.6.2.1, C-7 2.12 4.3.2.4
func VerifyFDDA(icc *Key, in FDDAInput) (DDA, Reason) {
	switch {
	case len(in.Related) == 0:
		return DDA{}, FDDAData
	case in.Related[0] != 0x01:
		return DDA{}, FDDAVersion
	}
	l := fddaLayout
	if in.Online {
		l.format = 0x95 // C-3 2.12 5.6.2.1
	}
	return verifyDDA(l, icc, in.SDAD, in.UN[:], in.Amount[:], in.Currency[:], in.Related)
}

// CDAInput is what [VerifyCDA] needs beside the ICC key.
type CDAInput struct {
	SDAD []byte  // 9F4B
	UN   [4]byte // 9F37
	CID  byte    // 9F27 in the response
	// TransactionData is what the Transaction Data Hash Code covers: the values sent for PDOL and CDOL1, for the
	// second GENERATE AC also CDOL2, then the objects of the response but 9F4B: see AppendResponse.
	TransactionData []byte
}

// CDA is what a CDA signature carries.
type CDA struct {
	Recovered        bool    // steps 1 to 5 went well: the CID came out of the signature, whether or not it verifies
	ICCDynamicNumber []byte  // 9F4C, 2 to 8 bytes
	CID              byte    // 9F27 that was signed, which tells the type of the cryptogram even where verification fails after step 5: B4 6.3.2.1
	AC               [8]byte // 9F26: TC or ARQC
	Data             []byte  // the whole of the ICC Dynamic Data; what follows the hash code belongs to the kernel
}

// VerifyCDA verifies the Signed Dynamic Application Data (tag 9F4B, format '05') that the card returned to GENERATE AC
// with a TC or ARQC. Of a signature that was recovered and does not verify, the CDA says what was in it: see [CDA].Recovered.
//
// EMV 4.4 B2 6.6.2, B4 6.3.2.1
func VerifyCDA(icc *Key, in CDAInput) (CDA, Reason) {
	if icc.sm2() {
		return verifyCDASM2(icc, in)
	}
	if reason := icc.rsa(); reason != OK {
		return CDA{}, reason
	}
	// EMV 4.4 B2 6.6.2 (steps 1 to 4)
	b, reason := cdaLayout.open(icc.Modulus, icc.Exponent, in.SDAD, 0)
	if reason != OK {
		return CDA{}, reason
	}
	// EMV 4.4 B2 6.6.2 (step 5)
	algorithm, data, number, bad := dynamicData(b)
	if bad != 0 {
		return CDA{}, CDALength + bad
	}
	out := CDA{ICCDynamicNumber: number, Data: data}
	var hash [sha1.Size]byte
	d := cryptobyte.String(data[1+len(number):])
	if !d.ReadUint8(&out.CID) || !d.CopyBytes(out.AC[:]) || !d.CopyBytes(hash[:]) {
		return CDA{}, CDADynamicLength
	}
	out.Recovered = true
	refused := CDA{Recovered: true, CID: out.CID} // what the card has made, and nothing that may be relied on
	// EMV 4.4 B2 6.6.2 (step 6)
	// EMV 4.4 B4 6.3.2.1 (CID)
	if out.CID != in.CID {
		return refused, CDACID
	}
	// EMV 4.4 B2 6.6.2 (steps 7 to 9)
	if reason := cdaLayout.checkHash(b, algorithm, in.UN[:]); reason != OK {
		return refused, reason
	}
	// EMV 4.4 B2 6.6.2 (steps 10 to 12)
	if sha1.Sum(in.TransactionData) != hash {
		return refused, CDATransactionHash
	}
	return out, OK
}

// AppendResponse appends the objects of a GENERATE AC response, the value of template 77, as they came but without the
// Signed Dynamic Application Data (tag 9F4B), which must be there once, those of length 00 not counted. '00' bytes between objects are no objects and
// are left out. It is the last part of the data that CDA and XDA cover.
//
// EMV 4.4 B2 6.6.2, 12.5.2
func AppendResponse(dst, response []byte) ([]byte, Reason) {
	found := 0
	c := tlv.NewCursor(response)
	var o tlv.Object
	for c.Read(&o) {
		switch {
		case o.Tag != 0x9F4B:
			dst = append(dst, o.Raw...)
		case len(o.Value) != 0: // EMV 4.4 B3 5.2: one of length 00 is not there
			found++
		}
	}
	if found != 1 || c.Err() != nil {
		return nil, ResponseData
	}
	return dst, OK
}
