package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// The names of the directories: EMV 4.4 B1 12.2.2, Book B 2.12 3.3.2.
const (
	pse  = "1PAY.SYS.DDF01"
	ppse = "2PAY.SYS.DDF01"
)

// kernelOf are the books of the kernels that go with a RID: Book B 2.12 3.3.2.
var kernelOf = map[string]tlv.Book{
	"A000000004": tlv.C2, "A000000003": tlv.C3, "A000000025": tlv.C4, "A000000065": tlv.C5,
	"A000000152": tlv.C6, "A000000324": tlv.C6, "A000000333": tlv.C7,
}

// A guess gathers which book's data this is.
type guess struct {
	fits  [tlv.NumBooks]int // elements that a book has, in that length, and contact has not
	rid   tlv.Book          // the kernel of the application, 0 for none
	paths bool              // the directory of contactless applications

	named, unionPay bool // an application is, and UnionPay's

	private  [tlv.NumBooks]int // of fits, those under tags that issuers and schemes give as they like
	reserved [tlv.NumBooks]int // of fits, those under tags that each payment system gives as it likes
	misread  [tlv.NumBooks]int // of fits, those in which the book reads a fault and an older text none
	other    bool              // an application is named, and none of those that have a kernel
}

// guessBook sets the book whose words the data objects are most likely in, unless one was named: that which has the most
// of those that contact does not have. The application decides where several have as many.
func (d *decoder) guessBook(b []byte) {
	if d.fixed {
		return
	}
	var g guess
	g.objects(0, tlv.NewCursor(b))
	if o, ok := stated(b); ok && o.tag.Constructed() && o.size > len(o.value) { // a template that is cut: what is in it all the same
		g.objects(o.tag, tlv.NewCursor(o.value))
	}
	if g.named {
		d.stranger = !g.unionPay
	}
	if named := schemeOf(d.rid); named != tlv.Contact || bookless(d.rid) { // others' elements are not the application's
		g.rid = named
		for _, b := range []tlv.Book{tlv.C2, tlv.C3, tlv.C4, tlv.C5, tlv.C6, tlv.C7, tlv.PBOC} {
			if b != named && (b != tlv.PBOC || named != tlv.C7) {
				g.fits[b] -= g.reserved[b]
			}
		}
	}
	if d.stranger { // whose private tags are not UnionPay's
		g.fits[tlv.PBOC] -= g.private[tlv.PBOC]
		g.fits[tlv.C7] -= g.private[tlv.C7]
	}
	if d.guess = g.book(); g.fits[d.guess] == 1 && !d.reader && contradicted(d.guess, b) || g.misread[d.guess] > 0 && g.misread[d.guess] == g.fits[d.guess] || withContacts(b) {
		d.guess = tlv.Contact
	}
	if d.guess == tlv.Contact && d.reader {
		d.guess = g.rid
	}
}

func (g *guess) book() tlv.Book {
	if g.paths {
		return tlv.EntryPoint
	}
	best, ties := tlv.Contact, 0
	for b := tlv.C1; b < tlv.NumBooks; b++ {
		switch {
		case g.fits[b] > g.fits[best]:
			best, ties = b, 0
		case g.fits[b] == g.fits[best]:
			ties++
		}
	}
	switch {
	case best == tlv.Contact, g.other && g.rid == 0 && g.private[best] == g.fits[best]:
		return tlv.Contact
	case ties == 0:
		return best
	case g.rid != 0 && g.fits[g.rid] == g.fits[best]:
		return g.rid
	case g.rid == tlv.C7 && g.fits[tlv.PBOC] == g.fits[best]:
		return tlv.PBOC
	default:
		return tlv.Contact
	}
}

func (g *guess) objects(template tlv.Tag, c tlv.Cursor) {
	for o := range c.All() {
		switch {
		case o.Tag == 0x84 && string(o.Value) == ppse:
			g.paths = true
		case (o.Tag == 0x84 || o.Tag == 0x4F || o.Tag == 0x9F06) && len(o.Value) >= 5:
			g.rid = kernelOf[upper(o.Value[:5])]
			g.other = g.other || g.rid == 0
			g.named = g.named || o.Value[0] == 0xA0
			g.unionPay = g.unionPay || unionPays[upper(o.Value[:5])]
		case o.Tag == 0x9F38 || o.Tag == 0x8C || o.Tag == 0x8D:
			for t, n := range tlv.DOL(o.Value).All() {
				g.note(0, t, n, nil)
			}
		}
		g.note(template, o.Tag, len(o.Value), o.Value)
		if o.Tag.Constructed() {
			g.objects(o.Tag, o.Children())
		}
	}
}

// note counts an element of n bytes for the books that have it.
func (g *guess) note(template, tag tlv.Tag, n int, value []byte) {
	_, parameter := fileParameterOf(template, tag)
	if _, contact := tlv.Lookup(tlv.Contact, template, tag); contact || parameter || cardData[template][tag] != "" || isStripe(tag, value) {
		return
	}
	older := olderElements()[tag]
	for b := tlv.C1; b < tlv.NumBooks; b++ {
		if row, ok := tlv.Lookup(b, template, tag); ok && row.In(b).Fits(n) {
			g.fits[b]++
			if len(value) > 0 && tlv.Malformed(b, row, value) != "" && slices.ContainsFunc(older, func(e olderElement) bool { return e.fits(value) }) {
				g.misread[b]++
			}
			if tag>>8 == 0xDF {
				g.private[b]++
			}
			if ofSystems(tag) {
				g.reserved[b]++
			}
		}
	}
	for _, e := range older { // of a former edition
		if _, now := tlv.Lookup(e.book, template, tag); e.book != tlv.Contact && !now && n >= e.min && n <= e.max {
			g.fits[e.book]++
			if ofSystems(tag) {
				g.reserved[e.book]++
			}
		}
	}
}

// first is the book that is looked into first.
func (d *decoder) first() tlv.Book {
	if d.guess != tlv.Contact {
		return d.guess
	}
	return d.book
}

// lookup is the row of a tag and the book that has it so: the book that was named or guessed, then contact, then of C-7 and PBOC the other, then the one
// other that knows the tag.
func (d *decoder) lookup(template, tag tlv.Tag) (tlv.Row, tlv.Book, bool) {
	first := d.first()
	books := []tlv.Book{first, tlv.Contact}
	if other, ok := map[tlv.Book]tlv.Book{tlv.C7: tlv.PBOC, tlv.PBOC: tlv.C7}[first]; ok { // of the same cards
		books = append(books, other)
	}
	for _, b := range books {
		if row, ok := tlv.Lookup(b, template, tag); ok && !d.notHere(tag, b) {
			return row, b, true
		}
	}
	if len(d.rowsOf(tag)) > 1 { // which of them nobody can tell
		return 0, 0, false
	}
	for b := tlv.C1; b < tlv.NumBooks; b++ {
		if row, ok := tlv.Lookup(b, template, tag); ok && !d.notHere(tag, b) {
			return row, b, true
		}
	}
	return 0, 0, false
}

// unionPays are the providers whose applications have UnionPay's private tags: UnionPay, and China T-Union.
var unionPays = map[string]bool{"A000000333": true, "A000000632": true}

// notHere reports whether what a book has under a tag is not meant: a private tag of UnionPay's books in the data of an application of somebody else, or one that
// each payment system gives as it likes in that of an application of another one, which has a book of its own.
//
// ISO/IEC 7816-4 8.2.1.3 (DF00 to DF7F), EMV 4.4 B3 annex B2
func (d *decoder) notHere(tag tlv.Tag, book tlv.Book) bool {
	if d.stranger && tag>>8 == 0xDF && (book == tlv.C7 || book == tlv.PBOC) {
		return true
	}
	own := schemeOf(d.rid)
	switch {
	case len(d.ofRID(tag)) > 0:
		return true
	case d.fixed, own == tlv.Contact, !ofSystems(tag):
		return false
	case book == tlv.PBOC:
		return own != tlv.C7
	default:
		return book >= tlv.C2 && book <= tlv.C7 && book != own
	}
}

// rowsOf is [rowsOf] without those that are not the application's.
func (d *decoder) rowsOf(tag tlv.Tag) []tlv.Row {
	return slices.DeleteFunc(rowsOf(tag), func(r tlv.Row) bool {
		for b := tlv.C1; b < tlv.NumBooks; b++ {
			if r.Element().Books>>b&1 != 0 && !d.notHere(tag, b) {
				return false
			}
		}
		return true
	})
}

// olderOnes are the elements of older texts with a tag, without those that are not the application's.
func (d *decoder) olderOnes(tag tlv.Tag) []olderElement {
	if own := d.ofRID(tag); len(own) > 0 {
		return own
	}
	return slices.DeleteFunc(slices.Clone(olderElements()[tag]), func(e olderElement) bool {
		books := e.books()
		return whoseRID[e.whose] != "" || len(books) > 0 && !slices.ContainsFunc(books, func(b tlv.Book) bool { return !d.notHere(tag, b) })
	})
}

// ofRID are the elements that the application's payment system has under a tag, where it has no book.
func (d *decoder) ofRID(tag tlv.Tag) (list []olderElement) {
	for _, e := range olderElements()[tag] {
		if !d.fixed && d.rid != "" && whoseRID[e.whose] == d.rid {
			list = append(list, e)
		}
	}
	return list
}

// foreign reports whether a kernel's book is another than the one that was named, which has not what was looked up.
func (d *decoder) foreign(book tlv.Book) bool {
	return d.fixed && book != tlv.Contact && book != d.book
}

// nameOf is the name of a tag in the book that it is looked up in, or that cards of the named book have for it; empty for none.
func (d *decoder) nameOf(template, tag tlv.Tag) string {
	if own := d.ofBook(tag); len(own) > 0 {
		return joinNames(nil, own)
	}
	row, book, _ := d.lookup(template, tag)
	return row.In(book).Name
}

// words is the book as a reader of the answer is told it, empty for contact.
func (d *decoder) words() string {
	b := d.guess
	if d.fixed {
		b = d.book
	}
	if b == tlv.Contact {
		return ""
	}
	return bookName(b)
}

// recordUpdate are the parts of the template BF60, whose tags DFx0 to DFx4 have any x: C-3 2.12 F.2.
var recordUpdate = [5]string{"IDS Record Attributes", "IDS Record Offset", "New IDS Record Data", "IDS Operator Data Length", "IDS Operator Proprietary Data"}

// localName is the name of a tag that a template gives a pattern for.
func localName(template, tag tlv.Tag) string {
	if template == 0xBF60 && tag>>8 == 0xDF && tag&0xF < 5 {
		return recordUpdate[tag&0xF] + " " + strings.ToUpper(string("0123456789abcdef"[tag>>4&0xF]))
	}
	if p, ok := fileParameterOf(template, tag); ok {
		return p.name + " (ISO/IEC 7816-4)"
	}
	if tag == tagFCP {
		return "File Control Parameters (FCP) Template (ISO/IEC 7816-4)"
	}
	return cardData[template][tag]
}

// cardData are the objects of a card manager's Card Data (66), answers to GET STATUS (E3) and answer to SELECT, which mean something else elsewhere.
//
// GlobalPlatform Card Specification 2.3.1 appendix H
var cardData = map[tlv.Tag]map[tlv.Tag]string{
	0x66: {0x73: "Card Recognition Data"},
	0xE3: {0x9F70: "Life Cycle State"},
	0xA5: {0x73: "Security Domain Management Data", 0x9F65: "Maximum Length of the Data of a Command", 0x9F6E: "Application Production Life Cycle Data"},
	0x73: {
		0x60: "Card Management Type and Version", 0x63: "Card Identification Scheme", 0x64: "Secure Channel Protocol", 0x65: "Card Configuration Details",
		0x66: "Card Chip Details", 0x67: "Trust Point of the Issuer Security Domain", 0x68: "Certificate of the Issuer Security Domain",
	},
}

// selectDiffers says in what the name of a SELECT differs from the recorded one. A conversation that begins with the directory of
// contactless applications needs another kernel, which its application decides: that is said.
func selectDiffers(conv *transcript.Conversation, want, got apdu.Command) string {
	name := func(c apdu.Command) string {
		if s := printable(c.Data); s != "" {
			return strings.Trim(s, `"`)
		}
		return upper(c.Data)
	}
	differs := fmt.Sprintf("recorded %s, the kernel has %s", name(want), name(got))
	if string(want.Data) != ppse || conv.Get("interface") == contactless {
		return differs
	}
	return differs + ": this is a contactless conversation, for Entry Point and " + or(kernelsOf(conv), "a contactless kernel") + ", and what is run is the contact kernel; the header line interface says contactless where it is one"
}

// kernelsOf are the kernels that go with the applications which are selected in a conversation.
func kernelsOf(conv *transcript.Conversation) string {
	var list []string
	for _, x := range conv.Exchanges() {
		c, err := apdu.ParseCommand(x.Command)
		if err != nil || c.INS != apdu.Select || len(c.Data) < 5 {
			continue
		}
		if book, ok := kernelOf[upper(c.Data[:5])]; ok && !slices.Contains(list, "kernel "+bookName(book)) {
			list = append(list, "kernel "+bookName(book))
		}
	}
	return strings.Join(list, " or ")
}
