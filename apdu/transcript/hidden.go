package transcript

import (
	"slices"

	"github.com/emvgo/emv/tlv"
)

// Tags that are hidden though the dictionary does not call them sensitive. From the certificates 9F46 and 9F2D anybody
// recovers the PAN, or tries all until one fits; likewise from the signature 93 over the records. 9F24 stands for the
// account, 9F25 is the end of the PAN, DF3E the number of the card (Discover), 9F7C what an issuer keeps on the card about its customer.
var alsoHidden = []tlv.Tag{
	tagICCCertificate, tagICCPINCertificate, tagSignedStaticData, tagAccountReference, tagLastFourDigits, tagCardID, tagCustomerData,
	tagKeyDiversification,
	tagIndividualName,
	0x58, 0x5F21, 0x5F22, 0x5F23, // tracks of the application and of the card
	0xDF812A, 0xDF812B, // copies of the discretionary data of tracks 1 and 2: C-2 before 2.12
	0x5F2B, 0x5F2C, 0x5F2E, 0x5F35, 0x5F40, 0x5F42, 0x5F43, // of the holder: date of birth, nationality, biometric data, sex, portrait, address, image of the signature
	0x5E, 0x5F48, // log-on data, private key
}

// tagIndividualName is the name of the holder, or of another person, in a card that is not made for payment alone.
//
// ISO/IEC 7816-6
const tagIndividualName tlv.Tag = 0x5B

// Hidden reports whether a data element with this value identifies a card or its holder, or is a secret: [Conversation.Redact]
// replaces it wherever it stands, and a decoder shows it masked. It is so where the dictionary of any book calls the tag
// sensitive, and for certificates and signatures from which the PAN can be found, the account reference, numbers of card,
// chip and identity card, a membership number, and an issuer's data about its customer. What names the terminal, its merchant or its acquirer (9F01,
// 9F15, 9F16, 9F1C, 9F1E, 9F4E) identifies neither: it stays, but in the records of a transaction log, which tell where the holder has been.
func Hidden(t tlv.Tag, value []byte) bool {
	switch {
	case len(value) == 0:
		return false
	case t == tagCardImageNumber, t == tagIdentityNumber:
		return len(value) > 2 // else a CVC3 of C-2 before 2.12, or too short for a number of cards
	case t.Sensitive(), slices.Contains(alsoHidden, t):
		return true
	case t == tagJIS2:
		return !logFormat(value)
	case t == tagMembershipNumber:
		return alphanumeric(value) // else script results, or a data object list
	case t == tagCPLC:
		return len(value) == sizeCPLC
	case t == tagCardFeatures:
		return len(value) > beginCardID
	default:
		return false
	}
}

// logFormat reports whether a value lists data elements that a book has, as the format of a log does. A stripe does not: its digits are the tags of none.
func logFormat(value []byte) bool {
	for t := range tlv.DOL(value).All() {
		if t.Name() == "" {
			return false
		}
	}
	_, err := tlv.ParseDOL(value)
	return err == nil
}

// Objects of card managers that tell one card from others: the number of its image, and what the keys of its chip are derived from.
//
// GlobalPlatform Card Specification 2.3.1 H.2, H.3
const (
	tagCardImageNumber    tlv.Tag = 0x45
	tagKeyDiversification tlv.Tag = 0xCF
)

func alphanumeric(b []byte) bool {
	for _, x := range b {
		if digit := x >= '0' && x <= '9'; !digit && (x|0x20 < 'a' || x|0x20 > 'z') {
			return false
		}
	}
	return len(b) >= shortestWantedSecret
}

// sizeCPLC is the size of the card production life cycle data.
const sizeCPLC = 42

// serialCPLC are the fields of it that tell one chip, or one card, from others: numbers, batches, dates, machines.
//
// GlobalPlatform Card Specification 2.3.1 appendix H
var serialCPLC = [][2]int{{10, 18}, {20, 22}, {24, 26}, {28, 34}, {36, 42}}

// serialOfChip is the serial number of the chip in it.
var serialOfChip = [2]int{12, 16}
