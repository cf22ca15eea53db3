package oracle

import (
	"bytes"
	"slices"
)

// Entry is a Directory Entry (61) of the PPSE, or of the answer to SEND POI
// INFORMATION. A nil value is an absent object, an empty one has length 0.
type Entry struct {
	ADF      []byte // tag 4F
	Priority []byte // tag 87
	Kernel   []byte // tag 9F2A
	Extended []byte // tag 9F29
}

// Combination is a reader Combination {AID – Kernel ID} for the transaction.
type Combination struct {
	AID      []byte
	Kernel   []byte // 1 byte, or 3 bytes for a domestic kernel
	Refused  bool   // Contactless Application Not Allowed
	Extended Flag   // Extended Selection Support
}

// Candidate is an entry of the Candidate List.
type Candidate struct {
	Reader int // the index of the Combination
	Order  int // the index of the Directory Entry
	Rank   int // 1 the first to select; equal ranks are free to the reader
	Name   []byte
}

// defaults is Book B Table 3-6, the registered provider identifiers of the
// schemes that it names.
var defaults = []struct {
	rid    string
	kernel byte
}{
	{"\xA0\x00\x00\x00\x25", 4}, // American Express
	{"\xA0\x00\x00\x03\x24", 6}, // Discover
	{"\xA0\x00\x00\x01\x52", 6}, // Discover, Diners Club
	{"\xA0\x00\x00\x00\x65", 5}, // JCB
	{"\xA0\x00\x00\x00\x04", 2}, // Mastercard
	{"\xA0\x00\x00\x03\x33", 7}, // UnionPay
	{"\xA0\x00\x00\x00\x03", 3}, // Visa
}

// requested gives the Requested Kernel ID; nil is the value zero, which every
// kernel of the AID meets. ok is false when the entry is skipped. B 3.3.2.5 C
func requested(aid, id []byte) (kernel []byte, ok bool) {
	switch {
	case len(id) == 0 || id[0] == 0x00:
		for _, d := range defaults {
			if bytes.HasPrefix(aid, []byte(d.rid)) {
				return []byte{d.kernel}, true
			}
		}
		return nil, true
	case id[0] < 0x80:
		return id[:1], true
	case len(id) < 3 || id[0]&0x3F == 0:
		return nil, false
	}
	return id[:3], true
}

// matches tells whether an entry leads to a Combination. B 3.3.2.5 A to D
func matches(e Entry, c Combination) bool {
	if len(e.ADF) < 5 || len(e.ADF) > 16 || !bytes.HasPrefix(e.ADF, c.AID) || c.Refused {
		return false
	}
	kernel, ok := requested(c.AID, e.Kernel)
	return ok && (kernel == nil || bytes.Equal(kernel, c.Kernel))
}

// priority gives the Application Priority Indicator, 15 the lowest.
// B 3.3.1.1, 3.3.3.2
func priority(e Entry) int {
	if len(e.Priority) == 0 || e.Priority[0]&0x0F == 0 {
		return 15
	}
	return int(e.Priority[0] & 0x0F)
}

// Candidates gives the Candidate List in the order in which it is selected:
// by priority, then by the place in the PPSE. B 3.3.2.5, 3.3.3.2
func Candidates(entries []Entry, reader []Combination) []Candidate {
	var list []Candidate
	for r, c := range reader {
		for n, e := range entries {
			if matches(e, c) {
				list = append(list, Candidate{Reader: r, Order: n, Name: name(e, c)})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Candidate) int {
		if p := priority(entries[a.Order]) - priority(entries[b.Order]); p != 0 {
			return p
		}
		return a.Order - b.Order
	})
	for i := range list {
		list[i].Rank = 1
		if i > 0 {
			list[i].Rank = list[i-1].Rank
			if list[i].Order != list[i-1].Order {
				list[i].Rank++
			}
		}
	}
	return list
}

// name is the data field of SELECT (AID). B 3.3.3.3
func name(e Entry, c Combination) []byte {
	if e.Extended != nil && c.Extended == One {
		return slices.Concat(e.ADF, e.Extended)
	}
	return e.ADF
}

// Directory is the PPSE with its status words. SPI is the status word of SEND
// POI INFORMATION and Again its list, read when Asked.
type Directory struct {
	SW      uint16
	Entries []Entry
	Asked   bool // the reader has SPI and tag 9F3E names its category, or tag 9F3F came
	SPI     uint16
	Again   []Entry
}

// Entries gives the Directory Entries that count, none when a status word is
// not 9000: the Candidate List stays empty then, and Entry Point gives End
// Application (message 1C, Ready to Read). B 3.3.2.3, 3.3.2.3b, 3.3.2.4, 3.3.2.7
func Entries(d Directory) []Entry {
	switch {
	case d.SW != 0x9000 || d.Asked && d.SPI != 0x9000:
		return nil
	case d.Asked:
		return d.Again
	}
	return d.Entries
}

// Removed tells whether an answer to SELECT (AID) removes the candidate.
// hasTTQ tells that tag 9F66 is in the PDOL. B 3.3.3.5, 3.3.3.6
func Removed(c Combination, sw uint16, malformed, hasTTQ bool) bool {
	visa := bytes.HasPrefix(c.AID, []byte("\xA0\x00\x00\x00\x03")) && bytes.Equal(c.Kernel, []byte{3})
	return sw != 0x9000 || malformed || visa && !hasTTQ
}

// Terminal gives Kernel Identifier–Terminal (96). eight tells that the reader
// has Kernel 8, pair that it has it for the AID and the transaction type.
// B 3.4.1.4
func Terminal(kernel []byte, eight, pair bool) [8]byte {
	var v [8]byte
	copy(v[:3], kernel)
	if eight {
		v[3] |= 0x80
	}
	if pair {
		v[3] |= 0x40
	}
	return v
}

// kernels are the kernel identifiers that EachEntry gives a Directory Entry.
var kernels = [][]byte{
	nil,
	{},
	{0x00},
	{0x02},
	{0x03},
	{0x07},
	{0x43},
	{0x03, 0x08, 0x26},
	{0x82},
	{0x82, 0x08},
	{0x82, 0x08, 0x26},
	{0xC2, 0x08, 0x26},
	{0x80, 0x08, 0x26},
	{0xC0, 0x08, 0x26},
	{0x82, 0x08, 0x26, 0, 0, 0, 0, 0},
}

var names = [][]byte{
	nil, []byte("\xA0\x00\x00\x00\x03\x10\x10"), []byte("\xA0\x00\x00\x00\x03"), []byte("\xA0\x00\x00\x03\x33\x01\x01\x01"),
	[]byte("\xA0\x00\x00\x00\x99\x01"), []byte("\xA0\x00\x00\x00"),
}

var priorities = [][]byte{nil, {0x00}, {0x01}, {0x0F}, {0x12}}

// EachPair walks lists of two Directory Entries over every name, kernel
// identifier and priority when full, else every 101st list.
func EachPair(full bool, f func([]Entry)) {
	one := len(names) * len(kernels) * len(priorities)
	stride := 101
	if full {
		stride = 1
	}
	at := func(i int) Entry {
		return Entry{ADF: names[i%len(names)], Kernel: kernels[i/len(names)%len(kernels)], Priority: priorities[i/len(names)/len(kernels)]}
	}
	for i := 0; i < one*one; i += stride {
		f([]Entry{at(i % one), at(i / one)})
	}
}
