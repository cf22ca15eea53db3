package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emvgo/emv/tlv"
)

// A field is a bit field of a contactless kernel that only its kernel's book or payment system gives a meaning: the
// dictionary's own rows come first wherever it has one.
type field struct {
	kind string
	tag  tlv.Tag
	name string
	size int
	bits []bits
}

// bits is what a value of some bits of a byte means.
type bits struct {
	index uint8 // of the byte, from 0
	mask  byte
	value byte
	words string
}

func bit(index, number uint8, words string) bits {
	mask := byte(1) << (number - 1)
	return bits{index, mask, mask, words}
}

// fields are the bit fields beside the dictionary.
var fields = []field{
	{ // C-3 2.12 A.2
		"ttq", 0x9F66, "Terminal Transaction Qualifiers (TTQ)", 4, []bits{
			bit(0, 8, "magnetic stripe mode supported"), bit(0, 6, "EMV mode supported"), bit(0, 5, "EMV contact chip supported"),
			bit(0, 4, "offline-only reader"), bit(0, 3, "online PIN supported"), bit(0, 2, "signature supported"),
			bit(0, 1, "offline data authentication for online authorisations supported"),
			bit(1, 8, "online cryptogram required"), bit(1, 7, "CVM required"), bit(1, 6, "offline PIN supported (contact chip)"),
			bit(2, 8, "issuer update processing supported"), bit(2, 7, "consumer device CVM supported"),
		},
	},
	{ // C-3 2.12 A.2
		"ctq", 0x9F6C, "Card Transaction Qualifiers (CTQ)", 2, []bits{
			bit(0, 8, "online PIN required"), bit(0, 7, "signature required"),
			bit(0, 6, "go online if offline data authentication fails and the reader is online capable"),
			bit(0, 5, "switch interface if offline data authentication fails and the reader supports contact chip"),
			bit(0, 4, "go online if the application has expired"), bit(0, 3, "switch interface for cash transactions"),
			bit(0, 2, "switch interface for cashback transactions"),
			bit(1, 8, "consumer device CVM performed"), bit(1, 7, "the card supports issuer update processing at the point of sale"),
		},
	},
	{ // C-4 2.12 4.3
		"amex-cl-reader-caps", 0x9F6D, "Contactless Reader Capabilities (kernel 4)", 1, []bits{
			{0, 0xC8, 0xC0, "contactless EMV, CVM not required"},
			{0, 0xC8, 0xC8, "contactless EMV, CVM required"},
			{0, 0xC8, 0x00, "deprecated"},
			{0, 0xC8, 0x40, "deprecated"},
			{0, 0xC8, 0x48, "deprecated"},
			{0, 0xC8, 0x80, "deprecated"},
			{0, 0xC8, 0x08, "not available for use"},
			{0, 0xC8, 0x88, "not available for use"},
		},
	},
	{ // C-4 2.12 4.3.4
		"amex-enh-cl-reader-caps", 0x9F6E, "Enhanced Contactless Reader Capabilities (kernel 4)", 4, []bits{
			bit(0, 8, "contact mode supported"), bit(0, 7, "contactless magnetic stripe mode supported"),
			bit(0, 6, "contactless EMV full online mode supported (no longer used)"), bit(0, 5, "contactless EMV partial online mode supported"),
			bit(0, 4, "contactless mobile supported"), bit(0, 3, "try another interface after a decline"),
			bit(1, 8, "mobile CVM supported"), bit(1, 7, "online PIN supported"), bit(1, 6, "signature"), bit(1, 5, "plaintext offline PIN"),
			bit(2, 8, "reader is unable to go online"), bit(2, 7, "CVM required"),
			bit(3, 8, "terminal exempt from no-CVM checks"), bit(3, 7, "delayed authorisation terminal"), bit(3, 6, "transit terminal"),
			{3, 7, 1, "C-4 version 2.2 or 2.3"},
			{3, 7, 2, "C-4 version 2.4 to 2.6"},
			{3, 7, 3, "C-4 version 2.7 or later"},
		},
	},
	{ // C-2 2.12 A.1.143
		"terminal-risk-management-data", 0x9F1D, "Terminal Risk Management Data (kernel 2)", 8, []bits{
			bit(0, 8, "restart supported"), bit(0, 7, "enciphered PIN verified online (contactless)"), bit(0, 6, "signature (contactless)"),
			bit(0, 5, "enciphered PIN verified by the card (contactless)"), bit(0, 4, "no CVM required (contactless)"),
			bit(0, 3, "consumer device CVM (contactless)"), bit(0, 2, "plaintext PIN verified by the card (contactless)"),
			bit(0, 1, "present and hold supported"),
			bit(1, 8, "CVM limit exceeded"), bit(1, 7, "enciphered PIN verified online (contact)"), bit(1, 6, "signature (contact)"),
			bit(1, 5, "enciphered PIN verified by the card (contact)"), bit(1, 4, "no CVM required (contact)"),
			bit(1, 3, "consumer device CVM (contact)"), bit(1, 2, "plaintext PIN verified by the card (contact)"),
			bit(2, 8, "magnetic stripe mode contactless transactions not supported"),
			bit(2, 7, "EMV mode contactless transactions not supported"), bit(2, 6, "consumer device CVM without CDA supported"),
			bit(3, 8, "consumer device CVM bypass requested"), bit(3, 7, "exempt from strong customer authentication"),
			bit(3, 6, "deferred authorisation"), bit(3, 5, "transit gate"),
		},
	},
	{ // C-3 2.12 A.2
		"visa-ffi", 0x9F6E, "Form Factor Indicator (FFI, kernel 3)", 4, []bits{
			{0, 0xE0, 0x00, "version 0"},
			{0, 0xE0, 0x20, "version 1"},
			{0, 0x1F, 0x00, "standard card"},
			{0, 0x1F, 0x01, "mini card"},
			{0, 0x1F, 0x02, "form factor other than a card"},
			{0, 0x1F, 0x03, "consumer mobile phone"},
			{0, 0x1F, 0x04, "wrist-worn device"},
			bit(1, 8, "passcode capable"), bit(1, 7, "signature panel"), bit(1, 6, "hologram"), bit(1, 5, "CVV2 printed"),
			bit(1, 4, "two-way messaging"), bit(1, 3, "cloud-based credentials"), bit(1, 2, "biometric cardholder verification capable"),
			{3, 0x0F, 0x00, "proximity contactless interface by ISO 14443 (including NFC)"},
		},
	},
}

// fieldOf is the bit field of a kind, or of a tag that has but one.
func fieldOf(name string) (*field, bool) {
	i := slices.IndexFunc(fields, func(f field) bool { return f.kind == name })
	if i >= 0 {
		return &fields[i], true
	}
	return nil, false
}

func fieldByTag(t tlv.Tag) (found []*field) {
	for i := range fields {
		if fields[i].tag == t {
			found = append(found, &fields[i])
		}
	}
	return found
}

// explain is a line for each thing that the bits say, RFU bits included.
func (f *field) explain(value []byte) (lines []string) {
	if len(value) != f.size {
		return []string{fmt.Sprintf("%d bytes where %d belong", len(value), f.size)}
	}
	for i, b := range value {
		var said byte
		for _, x := range f.bits {
			if int(x.index) != i {
				continue
			}
			if b&x.mask == x.value {
				lines = append(lines, bitName(i, x.mask)+x.words)
				said |= x.mask
			}
			if x.mask&(x.mask-1) == 0 {
				said |= x.mask
			}
		}
		for mask := byte(0x80); mask != 0; mask >>= 1 {
			if b&mask&^said != 0 {
				lines = append(lines, bitName(i, mask)+"RFU")
			}
		}
	}
	return lines
}

// bitName names some bits of a byte, counted from 1 as the books do.
func bitName(index int, mask byte) string {
	var numbers []string
	for n := 8; n > 0; n-- {
		if mask>>(n-1)&1 != 0 {
			numbers = append(numbers, fmt.Sprint(n))
		}
	}
	if len(numbers) == 1 {
		return fmt.Sprintf("byte %d bit %s: ", index+1, numbers[0])
	}
	return fmt.Sprintf("byte %d bits %s: ", index+1, strings.Join(numbers, ", "))
}
