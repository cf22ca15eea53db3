package main

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/emvgo/emv/tlv"
)

// Templates with the control parameters of a file: the answer to SELECT of one that is no application. EMV has 84 and A5 alone in the second.
//
// ISO/IEC 7816-4 5.3.3 table 11 (2005)
const (
	tagFCP tlv.Tag = 0x62
	tagFCI tlv.Tag = 0x6F
)

// A fileParameter is an object of these templates: least and most bytes, and what a value of that length says, nil for nothing.
type fileParameter struct {
	name        string
	least, most int
	words       func(b []byte) []string
}

// fileParameters are those of ISO/IEC 7816-4 5.3.3 table 12 (2005).
var fileParameters = map[tlv.Tag]fileParameter{
	0x80: {"Number of Data Bytes in the File, without Structural Information", 1, 4, bytesInFile},
	0x81: {"Number of Data Bytes in the File, with Structural Information", 2, 4, bytesInFile},
	0x82: {"File Descriptor", 1, 6, fileDescriptor},
	0x83: {"File Identifier", 2, 2, fileIdentifier},
	0x84: {"DF Name", 1, 16, nameOfFile},
	0x85: {"Proprietary Information", 0, 255, nil},
	0x86: {"Security Attribute in Proprietary Format", 0, 255, nil},
	0x87: {"Identifier of a File with an Extension of the FCI", 2, 2, nil},
	0x88: {"Short EF Identifier", 0, 1, shortIdentifier},
	0x8A: {"Life Cycle Status", 1, 1, statusWords},
	0x8B: {"Security Attribute Referencing the Expanded Format", 0, 255, nil},
	0x8C: {"Security Attribute in Compact Format", 0, 255, nil},
	0x8D: {"Identifier of a File with Security Environments", 2, 2, nil},
	0x8E: {"Channel Security Attribute", 1, 1, nil},
	0xA0: {"Security Attribute Template for Data Objects", 0, 255, nil},
	0xA1: {"Security Attribute Template in Proprietary Format", 0, 255, nil},
	0xA2: {"Short EF Identifiers with File References", 0, 255, nil},
	0xA5: {"Proprietary Information (BER-TLV)", 0, 255, nil},
	0xAB: {"Security Attribute Template in Expanded Format", 0, 255, nil},
	0xAC: {"Cryptographic Mechanism Identifier Template", 0, 255, nil},
}

// fileParameterOf is the file control parameter that a tag is in a template.
func fileParameterOf(template, tag tlv.Tag) (p fileParameter, ok bool) {
	if template == tagFCP || template == tagFCI && tag != 0x84 && tag != 0xA5 {
		p, ok = fileParameters[tag]
	}
	return p, ok
}

func (p *fileParameter) fits(value []byte) bool { return len(value) >= p.least && len(value) <= p.most }

// item is the parameter with this value.
func (p *fileParameter) item(tag tlv.Tag, value []byte) item {
	it := item{Tag: tag.String(), Name: p.name + " (ISO/IEC 7816-4)", Length: new(len(value)), Value: upper(value)}
	switch {
	case !p.fits(value):
		it.fault = fmt.Sprintf("%s where %s belong", count(len(value), "byte"), span(p.least, p.most))
		it.Words = malformed(it.fault)
	case p.words != nil:
		it.Words = p.words(value)
	}
	return it
}

func bytesInFile(b []byte) []string { return []string{strconv.Itoa(number(b))} }

func nameOfFile(b []byte) []string {
	if name := or(aidName(b), printable(b)); name != "" {
		return []string{name}
	}
	return nil
}

func fileIdentifier(b []byte) []string {
	if slices.Equal(b, []byte{0x3F, 0x00}) {
		return []string{"master file"}
	}
	return nil
}

// shortIdentifier is the number in bits 8 to 4, or none.
//
// ISO/IEC 7816-4 5.3.3 table 12 (2005)
func shortIdentifier(b []byte) []string {
	switch {
	case len(b) == 0:
		return []string{"no short identifier"}
	case b[0]&7 != 0:
		return []string{"RFU"}
	default:
		return []string{fmt.Sprintf("SFI %d", b[0]>>3)}
	}
}

// Structures of a file, by the low three bits of its descriptor.
var (
	fileStructures = [8]string{
		"no structure told", "transparent", "linear, records of one size", "linear, records of one size, TLV",
		"linear, records of any size", "linear, records of any size, TLV",
		"cyclic, records of one size", "cyclic, records of one size, TLV",
	}
	fileCategories = map[byte]string{0x38: "DF", 0x39: "EF of BER-TLV structure", 0x3A: "EF of SIMPLE-TLV structure"}
)

// fileDescriptor is the descriptor byte, the data coding byte, the size of records at most (1 or 2 bytes) and how many there are (1 or 2 bytes).
//
// ISO/IEC 7816-4 5.3.3 table 14 (2005)
func fileDescriptor(b []byte) (words []string) {
	switch kind := b[0] & 0x38; {
	case b[0]&0x80 != 0:
		words = append(words, "descriptor: RFU")
	case fileCategories[b[0]&0x3F] != "":
		words = append(words, fileCategories[b[0]&0x3F])
	case kind == 0x00:
		words = append(words, "working EF, "+fileStructures[b[0]&7])
	case kind == 0x08:
		words = append(words, "internal EF, "+fileStructures[b[0]&7])
	case kind == 0x38:
		words = append(words, "descriptor: RFU")
	default:
		words = append(words, "EF of a proprietary category, "+fileStructures[b[0]&7])
	}
	if b[0]&0xC0 == 0x40 {
		words = append(words, "shareable")
	}
	if len(b) > 1 {
		words = append(words, dataCoding(b[1])...)
	}
	if len(b) > 2 {
		words = append(words, fmt.Sprintf("records of %s at most", count(number(b[2:min(4, len(b))]), "byte")))
	}
	if len(b) > 4 {
		words = append(words, count(number(b[4:]), "record"))
	}
	return words
}

// number is big endian.
func number(b []byte) (n int) {
	for _, x := range b {
		n = n<<8 | int(x)
	}
	return n
}

// dataCoding is the data coding byte, of a file or of all of a card's.
//
// ISO/IEC 7816-4 8.1.1.2.7 table 87 (2005)
func dataCoding(b byte) (words []string) {
	if b&0x80 != 0 {
		words = append(words, "files of TLV structure")
	}
	words = append(words, "write functions: "+[4]string{"one-time write", "proprietary", "OR", "AND"}[b>>5&3])
	if b&0x10 != 0 {
		words = append(words, "FF begins a tag")
	}
	return append(words, "data unit of "+count(1<<(b&0x0F), "quartet"))
}
