package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/emvgo/emv/tlv"
)

// charsets are the code tables by which a name is read, and that of Chinese merchants, receipts and operators.
//
// EMV 4.4 B4 annex B
func charsets() (list []kind) {
	for part := 1; part <= 16; part++ {
		if part == 12 { // which there is not
			continue
		}
		var likely func(*decoder, []byte) int
		if part == 1 {
			likely = likelyText
		}
		list = append(list, kind{
			name: "iso8859-" + strconv.Itoa(part), likely: likely, title: "Text in ISO 8859-" + strconv.Itoa(part),
			items: func(_ *decoder, b []byte) ([]item, string) { return textItems(part, b) },
		})
	}
	return append(list, kind{name: "gb18030", also: "gbk", title: "Text in GB18030 (Chinese)", likely: likelyChinese, items: chineseItems})
}

func textItems(part int, b []byte) ([]item, string) {
	characters, filled := unfilledText(b)
	text := tlv.PartText(part, characters)
	for i, r := range []rune(text) { // one for each byte
		if r == ' ' && characters[i] != ' ' {
			return []item{{Value: upper(b)}}, fmt.Sprintf("offset %d: %02X is no character of this code table", i, characters[i])
		}
	}
	return []item{{Value: upper(b), Words: append([]string{strconv.Quote(text)}, filled...)}}, ""
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
