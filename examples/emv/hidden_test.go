package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// sampleValue is a value of n bytes that the format accepts and that is no run of one byte.
func sampleValue(format tlv.Format, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		switch format {
		case tlv.A, tlv.AN, tlv.ANS:
			b[i] = 'A' + byte(i%23)
		case tlv.N, tlv.CN:
			b[i] = byte(i%9+1)<<4 | byte((i*3)%9+1)
		default:
			b[i] = byte(17*i+0x21) | 0x0A // no decimal digits that could be a card number
		}
	}
	return b
}

// What identifies a card or its holder is masked by decode and taken out by redact: one rule, over every row of the
// dictionary and every element of older texts.
func TestDecodeAndRedactHideTheSame(t *testing.T) {
	check := func(tag tlv.Tag, template tlv.Tag, book tlv.Book, value []byte, sensitive bool) {
		t.Helper()
		object := tlv.Append(nil, tag, value)
		record := tlv.Append(nil, tlv.TagRecord, object)
		conv := &transcript.Conversation{}
		conv.Add(transcript.Exchange{Command: unhex("00B2010C00"), Response: append(bytes.Clone(record), 0x90, 0x00)})
		after := conv.Redact().Exchanges()[0].Response
		taken := !bytes.Equal(after[:len(record)], record)

		d := decoder{book: book, fixed: true, template: template}
		items, _ := d.objects(object)
		items = d.covered(items)
		shown := false
		for _, s := range words(items) {
			shown = shown || strings.Contains(s, upper(value)) || strings.Contains(s, string(value))
		}
		switch {
		case sensitive && !taken:
			t.Errorf("%s in %s: sensitive, and redact leaves it", tag, bookName(book))
		case taken && shown && !localMeaning(tag):
			t.Errorf("%s in %s of %d bytes: redact takes it, and decode shows it", tag, bookName(book), len(value))
		case transcript.Hidden(tag, value) != taken && !tag.Constructed():
			t.Errorf("%s in %s: hidden %v, taken %v", tag, bookName(book), transcript.Hidden(tag, value), taken)
		}
	}
	rows := 0
	for i := 1; i < tlv.NumRows; i++ {
		row := tlv.Row(i)
		e := row.Element()
		if row.Tag() == 0 || row.Tag().Constructed() {
			continue
		}
		rows++
		template := tlv.Tag(0)
		if e.Local {
			template = e.Templates[0]
		}
		for _, n := range []int{int(e.Min), int(min(e.Max, 40)), 8, 20} {
			if n >= 4 && e.Fits(n) {
				check(row.Tag(), template, firstBook(e.Books), sampleValue(e.Format, n), e.Sensitive)
			}
		}
	}
	if rows < 300 {
		t.Errorf("%d rows", rows)
	}
	for tag, list := range olderElements() {
		for _, e := range list {
			if n := min(e.max, 42); n >= 4 && !tag.Constructed() {
				check(tag, 0, tlv.Contact, sampleValue(e.format, n), false)
			}
		}
	}
}

// localMeaning reports whether a tag is sensitive in some templates only.
func localMeaning(tag tlv.Tag) bool {
	for i := 1; i < tlv.NumRows; i++ {
		if row := tlv.Row(i); row.Tag() == tag && row.Element().Sensitive && row.Element().Local {
			return true
		}
	}
	return false
}

// words is all that items say.
func words(list []item) (all []string) {
	for _, it := range list {
		all = slices.Concat(all, []string{it.Value}, it.Words, words(it.Items))
	}
	return all
}

// The account reference and what names the chip are masked, and shown to who asks for them.
func TestNumbersOfCardAndHolderAreMasked(t *testing.T) {
	const par = "9F241D5630303130303133303132333435363738393031323334353637383930"
	const cplc = "9F7F2A111122223333444455556666777777778888999910101212131314141515161616161717181819191919"
	for _, c := range []struct{ input, hidden, shown string }{
		{par, "5630303130303133", ""},
		{cplc, "77777777", "1111"},
		{"9F46080102030405060708", "0102030405060708", "the PAN can be found from it"},
	} {
		_, out, _ := emv("", "decode", c.input)
		if strings.Contains(out, c.hidden) || !strings.Contains(out, c.shown) {
			t.Errorf("%s: %s", c.input, out)
		}
		if _, out, _ := emv("", "decode", "-show-pan", c.input); !strings.Contains(out, c.hidden) {
			t.Errorf("-show-pan %s: %s", c.input, out)
		}
	}
}
