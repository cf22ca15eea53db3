package main

import (
	"slices"
	"strings"

	"github.com/emvgo/emv/tlv"
)

// silent is how many bits of a value mean nothing in the words of a book.
func silent(book tlv.Book, row tlv.Row, value []byte) (n int) {
	for _, w := range tlv.ExplainIn(book, row, value) {
		n += strings.Count(w, "RFU") + strings.Count(w, "reserved") + strings.Count(w, "not used") + strings.Count(w, "always 0")
	}
	return n
}

// profileBook is the one book in which every bit of an application interchange profile means something, contact where there is none or several, and how many mean
// nothing in the book where the fewest do.
//
// EMV 4.4 B3 annex C1, C-2 2.12 A.1.16
func profileBook(value []byte) (book tlv.Book, fewest int) {
	if fewest = silent(tlv.Contact, tlv.AIP, value); fewest == 0 {
		return tlv.Contact, 0
	}
	whole := 0
	for b := tlv.C1; b < tlv.NumBooks; b++ {
		row, ok := tlv.Lookup(b, 0, tlv.AIP.Tag())
		if !ok {
			continue
		}
		n := silent(b, row, value)
		if fewest = min(fewest, n); n == 0 {
			book, whole = b, whole+1
		}
	}
	if whole != 1 {
		book = tlv.Contact
	}
	return book, fewest
}

// likelyAIP: two bytes of which most bits mean something to the kernel of one book.
//
// EMV 4.4 B3 annex C1
func likelyAIP(d *decoder, b []byte) int {
	score := likelyValue(0x82, 40)(d, b)
	if len(b) != 2 || d.fixed {
		return score
	}
	if _, fewest := profileBook(b); fewest < 2 {
		return max(score, codePoints-2-15*fewest) // behind a code that stands in a list
	}
	return score
}

// contradicted reports whether contact says more of what has a tag of contact than a book does. Of a card's features contact knows other ones.
//
// EMV 4.4 B3 annex C1, A2
func contradicted(book tlv.Book, objects []byte) bool {
	return slices.ContainsFunc([]tlv.Tag{0x82, 0x9F33}, func(tag tlv.Tag) bool {
		o, ok := tlv.Find(objects, tag)
		contact, _ := tlv.Lookup(tlv.Contact, 0, tag)
		row, has := tlv.Lookup(book, 0, tag)
		return ok && has && contact.Element().Fits(len(o.Value)) && silent(book, row, o.Value) > silent(tlv.Contact, contact, o.Value)
	})
}
