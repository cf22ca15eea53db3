package oda

// A Reason says which check of offline data authentication failed; OK, the zero Reason, says that none did. It is a
// value of the transaction, not a Go error: what a card sends never makes one.
type Reason uint16

// The reasons, in the order of the books' steps within each certificate or signature.
const (
	OK Reason = iota

	// The key that should verify.

	KeyMissing   // no key: the terminal has none with this RID and index
	KeyAlgorithm // a key of the other family, or of another use
	KeyModulus   // RSA: modulus empty, too short or long for its use, even, or its leftmost bit not 1
	KeyExponent  // RSA: exponent neither 3 nor 65537
	KeyPoint     // ECC: the coordinates are not a point of the curve

	// The static data to be authenticated.

	StaticRecord  // a record is not one TLV object with tag 70
	StaticSFI     // a record of no file: SFI 0, or above 30
	StaticTagList // the Static Data Authentication Tag List holds anything but the tag 82
	StaticAIP     // the tag list asks for an AIP that is missing or not 2 bytes

	// The RSA issuer public key certificate.

	IssuerLength        // certificate not as long as the key's modulus
	IssuerNotBelow      // certificate, as a number, not below the modulus
	IssuerTrailer       // trailer not BC
	IssuerHeader        // header not 6A
	IssuerFormat        // certificate format not 02
	IssuerHashAlgorithm // hash algorithm not 01
	IssuerHash          // hash differs
	IssuerIdentifier    // issuer identifier not the PAN's leftmost 3 to 8 digits
	IssuerExpired       // expired, or no date
	IssuerRevoked       // on the revocation list
	IssuerAlgorithm     // algorithm of the issuer key not 01
	IssuerKeyLength     // key longer than the certificate's key, or too short to sign
	IssuerRemainder     // remainder not as long as the key length asks
	IssuerExponent      // exponent neither 3 nor 65537, or not of the length said
	IssuerModulus       // recovered modulus even, or its leftmost bit not 1

	// The RSA ICC public key certificate.

	ICCLength        // certificate not as long as the issuer key's modulus
	ICCNotBelow      // certificate, as a number, not below the modulus
	ICCTrailer       // trailer not BC
	ICCHeader        // header not 6A
	ICCFormat        // certificate format not 04
	ICCHashAlgorithm // hash algorithm not 01
	ICCHash          // hash differs: certificate, remainder, exponent or static data
	ICCPAN           // PAN in the certificate not the PAN read
	ICCExpired       // expired, or no date
	ICCAlgorithm     // algorithm of the ICC key not 01
	ICCKeyLength     // key longer than the certificate's key, or too short to sign
	ICCRemainder     // remainder not as long as the key length asks
	ICCExponent      // exponent neither 3 nor 65537, or not of the length said
	ICCModulus       // recovered modulus even, or its leftmost bit not 1

	// The RSA ICC PIN encipherment public key certificate.

	PINLength        // certificate not as long as the issuer key's modulus
	PINNotBelow      // certificate, as a number, not below the modulus
	PINTrailer       // trailer not BC
	PINHeader        // header not 6A
	PINFormat        // certificate format not 04
	PINHashAlgorithm // hash algorithm not 01
	PINHash          // hash differs: certificate, remainder or exponent
	PINPAN           // PAN in the certificate not the PAN read
	PINExpired       // expired, or no date
	PINAlgorithm     // algorithm of the key not 01
	PINKeyLength     // key longer than the certificate's key, or too short to encipher
	PINRemainder     // remainder not as long as the key length asks
	PINExponent      // exponent neither 3 nor 65537, or not of the length said
	PINModulus       // recovered modulus even, or its leftmost bit not 1

	// The Signed Static Application Data.

	SDALength        // not as long as the issuer key's modulus
	SDANotBelow      // as a number, not below the modulus
	SDATrailer       // trailer not BC
	SDAHeader        // header not 6A
	SDAFormat        // signed data format not 03
	SDAHashAlgorithm // hash algorithm not 01
	SDAHash          // hash differs

	// The Signed Dynamic Application Data of DDA.

	DDALength        // not as long as the ICC key's modulus
	DDANotBelow      // as a number, not below the modulus
	DDATrailer       // trailer not BC
	DDAHeader        // header not 6A
	DDAFormat        // signed data format not 05
	DDAHashAlgorithm // hash algorithm not 01
	DDAHash          // hash differs
	DDADynamicLength // ICC Dynamic Data longer than its room
	DDADynamicNumber // ICC Dynamic Number missing or not 2 to 8 bytes

	// The Signed Dynamic Application Data of fDDA.

	FDDAData          // Card Authentication Related Data missing
	FDDAVersion       // fDDA version other than 01
	FDDALength        // not as long as the ICC key's modulus
	FDDANotBelow      // as a number, not below the modulus
	FDDATrailer       // trailer not BC
	FDDAHeader        // header not 6A
	FDDAFormat        // signed data format not the one asked for: 05 offline, 95 online
	FDDAHashAlgorithm // hash algorithm not 01
	FDDAHash          // hash differs
	FDDADynamicLength // ICC Dynamic Data longer than its room
	FDDADynamicNumber // ICC Dynamic Number missing or not 2 to 8 bytes

	// The Signed Dynamic Application Data of CDA.

	CDALength          // not as long as the ICC key's modulus
	CDANotBelow        // as a number, not below the modulus
	CDATrailer         // trailer not BC
	CDAHeader          // header not 6A
	CDAFormat          // signed data format not 05
	CDAHashAlgorithm   // hash algorithm not 01
	CDAHash            // hash differs
	CDADynamicLength   // ICC Dynamic Data longer than its room, or too short for the cryptogram and hash
	CDADynamicNumber   // ICC Dynamic Number missing or not 2 to 8 bytes
	CDACID             // CID signed not the CID in the response
	CDATransactionHash // Transaction Data Hash Code differs
	CDARelayLength     // Kernel 2: ICC Dynamic Data too short for the relay resistance data
	CDARelayData       // Kernel 2: relay resistance data are not those that were exchanged

	// The response to GENERATE AC, for CDA and XDA.

	ResponseData // not well-formed, or Signed Dynamic Application Data is not in it once

	// The ECC issuer public key certificate.

	ECCIssuerShort      // shorter than 21 bytes
	ECCIssuerFormat     // certificate format not 12
	ECCIssuerEncoding   // certificate encoding not 00
	ECCIssuerIdentifier // issuer identifier not the PAN's leftmost 3 to 10 digits
	ECCIssuerExpired    // expired, or no date
	ECCIssuerCA         // signed under another RID or key index
	ECCIssuerRevoked    // on the revocation list
	ECCIssuerSuite      // algorithm suite not 10 or 11
	ECCIssuerLength     // length not the one that both suites give
	ECCIssuerSignature  // signature not genuine
	ECCIssuerPoint      // no point has this x-coordinate

	// The ECC ICC public key certificate, for XDA, for offline data encipherment or for Kernel 8.

	ECCICCShort         // shorter than 17 bytes
	ECCICCFormat        // certificate format not 14
	ECCICCEncoding      // certificate encoding not 00
	ECCICCExpired       // expired, or no date and time
	ECCICCSuite         // algorithm suite not one for this use
	ECCICCHashEncoding  // ICCD hash encoding not the one for this use
	ECCICCHashAlgorithm // ICCD hash algorithm not 02 or 03 (Kernel 8: 02)
	ECCICCLength        // length not the one that suites and hash give
	ECCICCHash          // ICCD hash differs
	ECCICCSignature     // signature not genuine
	ECCICCPoint         // no point has this x-coordinate

	// The Signed Dynamic Application Data of XDA.

	XDALength    // not a format byte and a signature of the key's suite
	XDAFormat    // signed data format not 15
	XDASignature // signature not genuine

	// The SM2 issuer certificate.

	SM2IssuerLength     // not 142 bytes
	SM2IssuerFormat     // certificate format not 12
	SM2IssuerSuite      // algorithm not 04, parameters not 00, curve not 11, or key length not 40
	SM2IssuerSignature  // signature not genuine
	SM2IssuerIdentifier // issuer identifier not the PAN's leftmost 3 to 8 digits
	SM2IssuerExpired    // expired, or no date
	SM2IssuerRevoked    // on the revocation list

	// The SM2 ICC certificate.

	SM2ICCLength    // not 148 bytes
	SM2ICCFormat    // certificate format not 14
	SM2ICCSuite     // algorithm not 04, parameters not 00, curve not 11, or key length not 40
	SM2ICCSignature // signature not genuine: certificate or static data
	SM2ICCPAN       // PAN in the certificate not the PAN read
	SM2ICCExpired   // expired, or no date

	// The SM2 signatures.

	SM2SDALength        // not 67 bytes
	SM2SDAFormat        // signed data format not 13
	SM2SDASignature     // signature not genuine
	SM2DynamicLength    // not as long as it says, or too short for the cryptogram and hash
	SM2DynamicFormat    // signed data format not 15
	SM2DynamicNumber    // ICC Dynamic Number missing or not 2 to 8 bytes
	SM2DynamicSignature // signature not genuine

	// What the card has not given: IssuerInput.Missing and its like.

	NoKeyIndex          // 8F
	NoIssuerCertificate // 90
	NoIssuerExponent    // 9F32
	NoIssuerRemainder   // 92, of a key that is longer than its certificate has room for
	NoICCCertificate    // 9F46
	NoICCExponent       // 9F47
	NoICCRemainder      // 9F48, of a key that is longer than its certificate has room for
	NoPAN               // 5A
	NoStaticSignature   // 93
	NoDynamicSignature  // 9F4B

	numReasons
)

// String is the reason in words: "issuer certificate: trailer is not BC".
func (r Reason) String() string {
	if r < numReasons {
		return reasons[r].text
	}
	return "unknown reason"
}

// Clause is the clause of the step whose check failed: "EMV 4.4 B2 6.3 step 2". It is empty for OK.
func (r Reason) Clause() string {
	if r < numReasons {
		return reasons[r].clause
	}
	return ""
}
