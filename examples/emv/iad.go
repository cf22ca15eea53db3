package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/tlv"
)

// What the bits of the card verification results mean: a table for each format.
//
//go:embed codes/cvr.txt
var cvrList string

// A cvrLine is what one value of some bits of one byte means.
type cvrLine struct {
	at, high, low int // byte, and its bits, counted from 1
	value         int // of the bits, or one of the three below
	words         string
}

// Values of a line that are no values of its bits: any but zero, a number that is told, and what no line before has.
const (
	anyButZero = -1
	toldNumber = -2
	anyOther   = -3
)

var cvrTables = sync.OnceValue(func() map[string][]cvrLine {
	all := map[string][]cvrLine{}
	table := ""
	for line := range strings.Lines(cvrList) {
		where, words, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if name, begins := strings.CutPrefix(where, "= "); begins {
			table = name
		}
		if !ok || strings.HasPrefix(where, "=") {
			continue
		}
		l := cvrLine{value: anyButZero, words: words}
		at, bits, _ := strings.Cut(where, ".")
		bits, number := strings.CutSuffix(bits, "#")
		bits, value, valued := strings.Cut(bits, "=")
		high, low, several := strings.Cut(bits, "-")
		if !several {
			low = high
		}
		l.at, _ = strconv.Atoi(at)
		l.high, _ = strconv.Atoi(high)
		l.low, _ = strconv.Atoi(low)
		switch {
		case number:
			l.value = toldNumber
		case value == "*":
			l.value = anyOther
		case valued:
			n, _ := strconv.ParseInt(value, 16, 0)
			l.value = int(n)
		}
		all[table] = append(all[table], l)
	}
	return all
})

// cvrWords puts card verification results into words, a line for each thing that they say; what the table does not have is
// RFU.
func cvrWords(table string, cvr []byte) (words []string) {
	var named [8]byte
	for _, l := range cvrTables()[table] {
		if l.at > len(cvr) || l.at > len(named) {
			continue
		}
		mask := byte(1<<l.high - 1<<(l.low-1))
		named[l.at-1] |= mask
		v := int(cvr[l.at-1]&mask) >> (l.low - 1)
		where := fmt.Sprintf("byte %d bit %d: ", l.at, l.high)
		if l.high != l.low {
			where = fmt.Sprintf("byte %d bits %d-%d: ", l.at, l.high, l.low)
		}
		switch {
		case l.value == toldNumber:
			words = append(words, fmt.Sprintf("%s%s: %d", where, l.words, v))
		case l.value == v, l.value == anyButZero && v != 0, l.value == anyOther && !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, where) }):
			words = append(words, where+l.words)
		}
	}
	if len(cvrTables()[table]) == 0 {
		return nil
	}
	for i, b := range cvr[:min(len(cvr), len(named))] {
		for bit := 8; bit >= 1; bit-- {
			if rest := b &^ named[i]; rest>>(bit-1)&1 != 0 && !(table == "visa" && i == 0) {
				words = append(words, fmt.Sprintf("byte %d bit %d: RFU", i+1, bit))
			}
		}
	}
	return words
}

// cvrTable is the table for issuer application data of a format, empty where the bits are not known.
func cvrTable(iad *cryptogram.IAD) string {
	switch {
	case iad.Version>>4 == 0xA && len(iad.Counters) == 8 && len(iad.CVR) == 5:
		return "ccd"
	case len(iad.CVR) == 4 && iad.CVR[0] == 3:
		return "visa"
	case len(iad.CVR) == 6:
		return "mchip"
	default:
		return ""
	}
}

func iadItems(d *decoder, b []byte) ([]item, string) {
	list := issuerData(b, d.iadOwner())
	if len(list) == 0 {
		return []item{{Value: upper(b)}}, "not of a format that is known"
	}
	whole := coveredValue{upper(b), d.cover.Value(0, 0x9F10, b)}
	if o, ok := stated(b); ok && o.tag.Constructed() && !d.show && whole.was != whole.now { // it may be a template, and its parts pieces of a number
		d.coverIn(list, 0, &whole)
	}
	return list, ""
}

// likelyIAD: a layout that is known, with a version that is, or with its own length.
func likelyIAD(d *decoder, b []byte) int {
	c := tlv.NewCursor(b)
	if o, ok := c.Next(); ok && o.Offset == 0 && len(o.Raw) == len(b) && d.holdsKnown(o) { // a template to its end
		return 35
	}
	iad, ok := cryptogram.ParseIAD(b)
	switch {
	case isDiscoverData(b) && len(b) == 10:
		return 66
	case isDiscoverData(b):
		return 40
	case !ok && len(lengthIssuerData(b)) > 0:
		return 72
	case len(shortMastercardData(b)) > 0:
		return 35
	case !ok && unfilled(b) > 0:
		if iad, _ = cryptogram.ParseIAD(b[:unfilled(b)]); iad.CVN != 0 {
			return 66
		}
		return 32
	case !ok && len(b) == 7 && b[0] == 6 && b[3] == 3: // Visa's, with a version that is not known
		return 66
	case !ok:
		return 0
	case iad.CVN != 0 && !bytes.Equal(iad.CVR, make([]byte, len(iad.CVR))):
		return 72
	case len(b) == 32 && b[0] == 0x1F, len(b) == 7 && b[0] == 6: // its own length
		return 66
	default:
		return 40
	}
}

// unfilled is how many bytes of issuer application data stand before the zeroes that fill it up to the 32 that it may have, 0 where it is not so.
//
// EMV 4.4 B3 annex A1
func unfilled(b []byte) int {
	if len(b) != 32 {
		return 0
	}
	for n := max(len(bytes.TrimRight(b, "\x00")), 7); n < len(b); n++ {
		if iad, ok := cryptogram.ParseIAD(b[:n]); ok && !bytes.Equal(iad.CVR, make([]byte, len(iad.CVR))) {
			return n
		}
	}
	return 0
}

func versionItem(version byte, name string, known bool) item {
	it := item{Name: "cryptogram version", Value: fmt.Sprintf("%02X", version)}
	if known {
		it.Words = []string{name}
	}
	return it
}

// lengthIssuerData is the format of UnionPay and JCB: a length of 7, key index, version, the card verification results
// behind their length; in UnionPay's also the algorithm, and data of the issuer behind theirs. Its results have the bits
// of Visa's, whose rules it is made by.
func lengthIssuerData(b []byte) []item {
	if len(b) < 8 || b[0] != 7 || b[3] != 3 && b[3] != 4 {
		return nil
	}
	cvr := b[3 : 4+int(b[3])]
	list := []item{versionItem(b[2], "", false), {Name: "derivation key index", Value: upper(b[1:2])}}
	results := item{Name: "card verification results", Value: upper(cvr)}
	rest := b[len(cvr)+3:]
	if b[3] == 4 {
		return append(list, results, item{Name: "issuer discretionary data", Value: upper(rest)})
	}
	results.Words = cvrWords("visa", cvr)
	algorithm := item{Name: "algorithm", Value: upper(rest[:1]), Words: []string{or(map[byte]string{1: "Triple DES", 4: "SM4"}[rest[0]], "not known")}}
	list = append(list, results, algorithm)
	if rest = rest[1:]; len(rest) == 0 {
		return list
	}
	n, have := int(rest[0]), rest[1:]
	data := have[:min(n, len(have))]
	switch {
	case n == 10 && len(data) == n && data[0] == 1: // UnionPay: identifier, balance, MAC
		list = append(list,
			item{Name: "identifier of the issuer discretionary data", Value: upper(data[:1])},
			item{Name: "electronic cash balance", Value: upper(data[1:6])},
			item{Name: "MAC of the issuer discretionary data", Value: upper(data[6:])})
	case n > len(have):
		list = append(list, item{Name: "issuer discretionary data", Value: upper(data), Words: []string{fmt.Sprintf("%s by their length, of which %d are there", count(n, "byte"), len(data))}})
	case n > 0:
		list = append(list, item{Name: "issuer discretionary data", Value: upper(data)})
	}
	return append(list, leftOver(have[len(data):])...)
}

// shortMastercardData is the format of Mastercard's cards without the counters behind the data authentication code.
func shortMastercardData(b []byte) []item {
	if len(b) != 10 || b[1] < 0x10 || b[1] > 0x15 {
		return nil
	}
	return []item{
		versionItem(b[1], "", false),
		{Name: "derivation key index", Value: upper(b[:1])},
		{Name: "card verification results", Value: upper(b[2:8]), Words: cvrWords("mchip", b[2:8])},
		{Name: "data authentication code or ICC dynamic number", Value: upper(b[8:])},
	}
}
