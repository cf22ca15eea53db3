package step

// TTQ are the Terminal Transaction Qualifiers, tag 9F66, 4 bytes, format b: what a contactless reader can do and wants. Kernels 3 and 7 read
// the same bits.
//
// C-3 2.12 A.2, C-7 2.12 table 3-1
type TTQ [4]byte

// A TTQBit is a bit of the TTQ: the number of its byte, from 0, and its mask.
type TTQBit uint16

// The bits of the TTQ.
const (
	TTQMagneticStripe           TTQBit = 0x0080 // byte 1 bit 8: magnetic stripe mode supported
	TTQEMVMode                  TTQBit = 0x0020 // byte 1 bit 6: EMV mode supported
	TTQContactChip              TTQBit = 0x0010 // byte 1 bit 5: EMV contact chip supported
	TTQOfflineOnly              TTQBit = 0x0008 // byte 1 bit 4: offline-only reader
	TTQOnlinePIN                TTQBit = 0x0004 // byte 1 bit 3: online PIN supported
	TTQSignature                TTQBit = 0x0002 // byte 1 bit 2: signature supported
	TTQODAForOnline             TTQBit = 0x0001 // byte 1 bit 1: offline data authentication for online authorisations supported
	TTQOnlineCryptogramRequired TTQBit = 0x0180 // byte 2 bit 8: online cryptogram required
	TTQCVMRequired              TTQBit = 0x0140 // byte 2 bit 7: CVM required
	TTQIssuerUpdate             TTQBit = 0x0280 // byte 3 bit 8: issuer update processing supported
	TTQConsumerDeviceCVM        TTQBit = 0x0240 // byte 3 bit 7: consumer device CVM supported
)

// Has reports whether a bit is set.
func (q TTQ) Has(bit TTQBit) bool { return q[bit>>8]&byte(bit) != 0 }

// CTQ are the Card Transaction Qualifiers, tag 9F6C, 2 bytes, format b: what a contactless card did and wants. The zero CTQ is that of a card
// that has none.
//
// C-3 2.12 A.2, C-7 2.12 A
type CTQ [2]byte

// A CTQBit is a bit of the CTQ: the number of its byte, from 0, and its mask.
type CTQBit uint16

// The bits of the CTQ.
const (
	CTQOnlinePINRequired       CTQBit = 0x0080 // byte 1 bit 8: online PIN required
	CTQSignatureRequired       CTQBit = 0x0040 // byte 1 bit 7: signature required
	CTQOnlineIfODAFails        CTQBit = 0x0020 // byte 1 bit 6: go online if offline data authentication fails and the reader is online capable
	CTQSwitchIfODAFails        CTQBit = 0x0010 // byte 1 bit 5: switch interface if it fails and the reader supports contact chip
	CTQOnlineIfExpired         CTQBit = 0x0008 // byte 1 bit 4: go online if the application has expired
	CTQSwitchForCash           CTQBit = 0x0004 // byte 1 bit 3: switch interface for cash transactions
	CTQSwitchForCashback       CTQBit = 0x0002 // byte 1 bit 2: switch interface for cashback transactions
	CTQConsumerDeviceCVM       CTQBit = 0x0180 // byte 2 bit 8: consumer device CVM performed
	CTQIssuerUpdate            CTQBit = 0x0140 // byte 2 bit 7: the card supports issuer update processing at the point of sale
	relatedCTQ, relatedThrough        = 5, 7   // where 9F69 has the CTQ
)

// Has reports whether a bit is set.
func (q CTQ) Has(bit CTQBit) bool { return q[bit>>8]&byte(bit) != 0 }

// Matches reports whether bytes 6 and 7 of the Card Authentication Related Data, tag 9F69, are these CTQ. Data of less than 7 bytes match none.
//
// C-3 2.12 5.7.1.2, C-7 2.12 4.4.2.2
func (q CTQ) Matches(related []byte) bool {
	return len(related) >= relatedThrough && CTQ(related[relatedCTQ:relatedThrough]) == q
}
