package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/emvgo/emv/tlv"
)

// tableParts are the tableParts of ISO/IEC 8859 by number. Where part 11 has a character, Windows 874 has the same.
var tableParts = [...]*charmap.Charmap{
	1: charmap.ISO8859_1, 2: charmap.ISO8859_2, 3: charmap.ISO8859_3, 4: charmap.ISO8859_4, 5: charmap.ISO8859_5, 6: charmap.ISO8859_6,
	7: charmap.ISO8859_7, 8: charmap.ISO8859_8, 9: charmap.ISO8859_9, 10: charmap.ISO8859_10, 11: charmap.Windows874,
	13: charmap.ISO8859_13, 14: charmap.ISO8859_14, 15: charmap.ISO8859_15, 16: charmap.ISO8859_16,
}

// charsets are the code tables by which a name is read, and that of Chinese merchants, receipts and operators.
//
// EMV 4.4 B4 annex B
func charsets() (list []kind) {
	for part, table := range tableParts {
		if table == nil {
			continue
		}
		var likely func(*decoder, []byte) int
		if part == 1 {
			likely = likelyText
		}
		list = append(list, kind{
			name: "iso8859-" + strconv.Itoa(part), likely: likely, title: "Text in ISO 8859-" + strconv.Itoa(part),
			items: func(_ *decoder, b []byte) ([]item, string) { return textItems(table, b) },
		})
	}
	return append(list, kind{name: "gb18030", also: "gbk", title: "Text in GB18030 (Chinese)", likely: likelyChinese, items: chineseItems})
}

func textItems(table *charmap.Charmap, b []byte) ([]item, string) {
	var s strings.Builder
	text, filled := unfilledText(b)
	for i, x := range text {
		r := table.DecodeByte(x)
		if x < ' ' || x >= 0x7F && x < 0xA0 || r == '\uFFFD' {
			return []item{{Value: upper(b)}}, fmt.Sprintf("offset %d: %02X is no character of this code table", i, x)
		}
		s.WriteRune(r)
	}
	return []item{{Value: upper(b), Words: append([]string{strconv.Quote(s.String())}, filled...)}}, ""
}

func chineseItems(_ *decoder, b []byte) ([]item, string) {
	characters, filled := unfilledText(b)
	text, err := simplifiedchinese.GB18030.NewDecoder().String(string(characters))
	if err != nil || strings.ContainsRune(text, '\uFFFD') || text != tlv.Visible(text) {
		return []item{{Value: upper(b)}}, "not every byte is part of a character of GB18030"
	}
	return []item{{Value: upper(b), Words: append([]string{strconv.Quote(text)}, filled...)}}, ""
}

// inOneTable is a text for which no code table is named, in quotes: in GB18030 where it is that, else in ISO 8859-1, what cannot be printed escaped. It is never
// read in two.
func (d *decoder) inOneTable(b []byte) string {
	if d.isChinese(b) {
		if text, ok := chinese(b); ok {
			return strconv.Quote(text)
		}
	}
	return strconv.Quote(latin1(b))
}

// isChinese reports whether a text of an element is Chinese: that of an application of UnionPay by its frequent characters, or by any if they take more than half of it,
// and that of somebody else's by its frequent characters where its bytes are no letters of Cyrillic or capitals of Greek all, which are pairs of Chinese too.
func (d *decoder) isChinese(b []byte) bool {
	likely := likelyChinese(d, b)
	switch {
	case likely == 0 && d.ofUnionPay():
		han := 0
		text, ok := chinese(b)
		for _, r := range text {
			if unicode.Is(unicode.Han, r) {
				han++
			}
		}
		return ok && han > 1 && 4*han > len(b)
	case d.fixed && !d.ofUnionPay(): // a book was named, and the texts of its cards are not Chinese
		return false
	case d.rid != "" && !d.ofUnionPay():
		return likely >= 40 && slices.ContainsFunc(b, func(x byte) bool { return x > 0xA0 && x < 0xB0 || x > 0xEF })
	default:
		return likely > 0
	}
}

// ofUnionPay reports whether the data are of a book whose texts are Chinese, or of an application of UnionPay.
func (d *decoder) ofUnionPay() bool { return d.chinese() || unionPays[d.rid] }
