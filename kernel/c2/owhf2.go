package c2

import (
	"crypto/aes"
	"crypto/des"
	"crypto/subtle"

	"github.com/emvgo/emv/tlv"
)

// blockLength is the length of what the one-way functions take and give.
// C-2 8.2, 8.3
const blockLength = 8

// owhf2 is the one-way function of data storage version 1: three DES operations with two keys that the card's identifier and the operator's make.
// C-2 8.2
func (t *tx) owhf2(input [blockLength]byte) (digest [blockLength]byte) {
	id, operator := t.data.Get(tlv.DSID), t.operator()
	var left, right [blockLength]byte
	for i := range 6 { // of an identifier shorter than six bytes, which no card may have, the rest is 00
		if i < len(id) {
			left[i] = partialKey(id[i])
			right[5-i] = partialKey(id[len(id)-1-i])
		}
	}
	copy(left[6:], operator[4:6])  // C-2 8.2 KL
	copy(right[6:], operator[6:8]) // C-2 8.2 KR
	kl, _ := des.NewCipher(left[:])
	kr, _ := des.NewCipher(right[:])
	subtle.XORBytes(digest[:], operator[:], input[:])
	kl.Encrypt(digest[:], digest[:])
	kr.Decrypt(digest[:], digest[:])
	kl.Encrypt(digest[:], digest[:])
	subtle.XORBytes(digest[:], digest[:], input[:]) // C-2 8.2 R
	return digest
}

// partialKey makes two digits of DS ID a byte of a key, whose lowest bit is the parity.
// C-2 8.2 DSPK
func partialKey(digits byte) byte { return (digits>>4*10 + digits&0x0F) * 2 }

// owhf2AES is the one-way function of data storage version 2.
// C-2 8.3
func (t *tx) owhf2AES(input [blockLength]byte) [blockLength]byte {
	id, operator := t.data.Get(tlv.DSID), t.operator()
	var message, key, out [aes.BlockSize]byte
	copy(message[:], input[:])
	copy(message[blockLength:], operator[:]) // C-2 8.3 M
	const y = 11                             // the length of DS ID, padded
	copy(key[y-min(len(id), y):y], id)       // C-2 8.3 Y
	copy(key[y:], operator[4:])
	key[len(key)-1] = 0x3F // C-2 8.3 K
	block, _ := aes.NewCipher(key[:])
	block.Encrypt(out[:], message[:])
	subtle.XORBytes(out[:], out[:], message[:]) // C-2 8.3 T
	return [blockLength]byte(out[:])
}

// operator is OID: the operator that the terminal has requested, or zeroes where its data go from a permanent slot to a volatile one.
// C-2 8.2, 8.3
func (t *tx) operator() (id [blockLength]byte) {
	if t.data.Is(tlv.DSSlotManagementControl, 1, 8) && t.data.Is(tlv.DSODSInfo, 1, 7) { // C-2 8.2 OID, 8.3 OID
		return id
	}
	copy(id[:], t.data.Get(tlv.DSRequestedOperatorID))
	return id
}
