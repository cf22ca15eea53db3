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

// withContacts reports whether objects are of a transaction with contacts: the chip was read so, or the card has verified a PIN, which no tap lets it do.
//
// EMV 4.4 B3 annex C3, B4 annex A3
func withContacts(objects []byte) bool {
	if o, ok := tlv.Find(objects, tlv.POSEntryMode.Tag()); ok && upper(o.Value) == "05" {
		return true
	}
	o, ok := tlv.Find(objects, 0x9F34)
	return ok && len(o.Value) == 3 && slices.Contains([]byte{0x01, 0x03, 0x04, 0x05}, o.Value[0]&0x3F)
}

// besideContact are the words on a value in a kernel's book, with what the contact books say where that one says RFU: the value may be from a transaction with
// contacts.
//
// EMV 4.4 B3 annex C
func besideContact(words []string, book tlv.Book, tag tlv.Tag, value []byte) []string {
	row, ok := tlv.Lookup(tlv.Contact, 0, tag)
	if !ok || book == tlv.Contact || !row.Element().Fits(len(value)) {
		return words
	}
	contact := map[string]string{}
	for _, w := range tlv.ExplainIn(tlv.Contact, row, value) {
		if place, means, ok := strings.Cut(w, ": "); ok && !strings.Contains(means, "RFU") {
			contact[place] = means
		}
	}
	for i, w := range words {
		if place, means, _ := strings.Cut(w, ": "); means == "RFU" && contact[place] != "" {
			words[i] = place + ": RFU in " + bookName(book) + "; with contacts: " + contact[place]
		}
	}
	return words
}
