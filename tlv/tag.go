// Package tlv reads and writes BER-TLV as EMV uses it: EMV 4.4 B3 annex B.
package tlv

// A Tag is a tag with all its bytes as one number: 0x5A, 0x9F02, 0xDF8129.
type Tag uint32
