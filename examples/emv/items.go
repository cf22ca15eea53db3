package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/tlv"
)

// An item is one thing in a decoded value: a data object, a field, a line of words. It prints as text and as JSON.
type item struct {
	Tag    string   `json:"tag,omitempty"`
	Name   string   `json:"name,omitempty"`
	Offset *int     `json:"offset,omitempty"` // of the object in the input
	Length *int     `json:"length,omitempty"` // of the value, in bytes
	Value  string   `json:"value,omitempty"`  // masked where it is sensitive
	Words  []string `json:"words,omitempty"`
	Items  []item   `json:"items,omitempty"`

	fault string // where and why the value is malformed, empty where it is not
	was   string // the value, where it is masked already
}

// A decoder turns bytes into items.
type decoder struct {
	book     tlv.Book
	fixed    bool     // the book was named
	guess    tlv.Book // the book that the data seems to be of, where none was named
	stranger bool     // the application is one of others than UnionPay
	contacts bool     // the directory of contact applications was read: it is contact's
	reader   bool     // that of contactless applications was: it is a kernel's, which the application decides
	rid      string   // of the application that is named beside the data or was selected, empty for none
	template tlv.Tag
	show     bool // sensitive values too
	table    tlv.CodeTable
	cut      int // templates that are cut off, around what is decoded
	cover    transcript.Cover
	keys     []*capk.Set // beside the published ones: certificates of conversations are recovered with them

	directory tlv.CodeTable            // of the card's directory
	tables    map[string]tlv.CodeTable // of applications by their names, where their own FCIs are known beforehand
}

// element is one data element with its value.
func (d *decoder) element(template, tag tlv.Tag, value []byte) item {
	if p, ok := fileParameterOf(template, tag); ok {
		return p.item(tag, value)
	}
	if e, ok := d.olderOf(tag, value); ok {
		it := d.older(&e, value)
		if d.fixed && e.book != d.book {
			it.Name = d.notInBook(it.Name)
		}
		return it
	}
	if name := cardData[template][tag]; name != "" {
		return d.unknown(item{Tag: tag.String(), Name: name + " (GlobalPlatform)", Length: new(len(value))}, tag, value)
	}
	row, book, ok := d.lookup(template, tag)
	n := len(value)
	it := item{Tag: tag.String(), Name: row.In(book).Name, Length: &n}
	words := book
	if row == tlv.MerchantNameAndLocation && book == tlv.C6 { // C-6 2.12 D.27: coded as in EMV Book 3, and its line on the format has fewer characters
		words = tlv.Contact
	}
	fault := tlv.Malformed(words, row, value)
	var elsewhere []string
	if others := d.formerly(tag, value); fault != "" && book != tlv.Contact && len(others) > 0 { // it is what an older text has under the tag
		if d.fixed && book == d.book && !slices.ContainsFunc(others, func(e olderElement) bool { return e.book == book }) {
			for _, e := range others {
				elsewhere = append(elsewhere, "elsewhere "+e.name+" ("+e.whose+")")
			}
		} else {
			ok, fault, it.Name = false, "", ""
		}
	}
	private := tag>>8 == 0xDF && !d.fixed
	if ok && fault != "" && book != tlv.Contact && (book != d.book && book != d.guess || private) { // a tag that another book happens to have
		if fault = ""; !row.Element().Sensitive || !row.In(book).Fits(n) {
			ok, it.Name = false, ""
		}
	}
	if !ok {
		it.Name = localName(template, tag)
		return d.unknown(it, tag, value)
	}
	if private && book != tlv.Contact && bookName(book) != d.words() { // of another book than the one whose words count
		it.Name += " (" + bookName(book) + ")"
	}
	if d.foreign(book) {
		it.Name += " (" + bookName(book) + "; not in the dictionary of " + bookName(d.book) + ")"
	}
	it.Value = tlv.Mask(row, value)
	it.fault = fault
	if elsewhere != nil && tag.Sensitive() && !d.show { // it is what is to be masked there
		it.Value, it.Words = tlv.MaskTag(tag, value), append(malformed(fault), elsewhere...)
		return it
	}
	if !tag.Sensitive() && hides(tag, value) && !d.show {
		return d.hidden(it, tag, value)
	}
	if row == tlv.CardBITGroupTemplate { // a template although its tag says that it is none: EMV 4.4 B3 annex C8
		inner := *d
		inner.template = tag
		list, err := inner.objects(value)
		if it.Items = list; err != nil {
			it.Items = append(it.Items, item{Name: "malformed", Words: []string{faultText(err)}})
		}
	}
	name, named := d.preferredName(value)
	switch {
	case row == tlv.ApplicationPreferredName && named:
		it.Words = name
	case row == tlv.ThirdPartyData:
		d.thirdParty(&it, value)
	case row == tlv.IssuerScriptCommand:
		d.scriptCommand(&it, value)
	case row == tlv.IssuerApplicationData && len(issuerData(value, d.iadOwner())) > 0:
		it.Items = issuerData(value, d.iadOwner())
	case row == tlv.IssuerAuthenticationData:
		d.issuerAuthentication(&it, value)
	case row == tlv.ASRPD:
		it.Words = tlv.ExplainIn(book, row, value)
		d.registered(&it, value)
	case row == tlv.Track2EquivalentData || row == tlv.Track2Data:
		d.track2(&it, value)
	case !row.Element().Sensitive:
		if book == tlv.Contact && (row.Kind() == tlv.DOLs || d.first() == tlv.PBOC) { // a list of tags asks in the words of the application
			words = d.first()
		}
		it.Words = append(tlv.ExplainIn(words, row, value), d.further(row, value)...)
		if i := slices.Index(it.Words, strconv.Quote(latin1(value))); i >= 0 {
			it.Words[i] = d.inOneTable(value)
		}
		if row.Kind() == tlv.DOLs {
			it.Words = d.listWords(it.Words, value)
		}
		it.Words = slices.DeleteFunc(it.Words, func(w string) bool { return w == it.Value })
		if i := slices.IndexFunc(it.Words, func(w string) bool { return strings.HasPrefix(w, "illegal: ") }); it.fault == "" && i >= 0 {
			it.fault = it.Words[i]
		}
	case d.show:
		it.Value = upper(value)
		it.Words = append(d.reveal(row, value), malformed(it.fault)...)
	default:
		if it.Words = tlv.ExplainIn(book, row, value); len(it.Words) < 2 || it.fault != "" && len(it.Words) < 3 { // what has parts masks them itself
			it.Words = append([]string{"masked"}, malformed(it.fault)...)
		}
	}
	it.Words = append(besideFormer(besideContact(it.Words, book, tag, value), row, book, value), elsewhere...)
	return it
}

// malformed are the words on a fault, none for none.
func malformed(fault string) []string {
	if fault == "" {
		return nil
	}
	return []string{"malformed: " + fault}
}

// faultsIn are the faults of items and of what is inside them, each with its tag and offset.
func faultsIn(list []item) (faults []string) {
	for _, it := range list {
		if it.fault != "" {
			where := or(or(it.Tag, it.Name), "data")
			if it.Offset != nil {
				where = fmt.Sprintf("offset %d, %s", *it.Offset, where)
			}
			if it.Name == "malformed" {
				where = "historical bytes"
			}
			faults = append(faults, where+": "+it.fault)
		}
		inner := faultsIn(it.Items)
		for i := range inner {
			if strings.HasPrefix(it.Name, "exchange ") {
				inner[i] = it.Name + ", " + inner[i]
			}
		}
		faults = append(faults, inner...)
	}
	return faults
}

// hides reports whether an element is masked whole: of the features of a card of Discover its number is covered alone.
func hides(tag tlv.Tag, value []byte) bool {
	return tag != tlv.CardFeatureDescriptor.Tag() && transcript.Hidden(tag, value)
}

// hidden is an element of which the dictionary tells no secret, and which identifies a card or its holder all the same.
func (d *decoder) hidden(it item, tag tlv.Tag, value []byte) item {
	it.Value, it.Words = "["+count(len(value), "byte")+"]", []string{"masked"}
	if tag == 0x9F46 || tag == 0x9F2D || tag == 0x93 {
		it.Words = []string{"masked: the PAN can be found from it"}
	}
	return it
}

// notInBook is a name, and in brackets whose it is, with the word that the named book has it not.
func (d *decoder) notInBook(name string) string {
	return strings.TrimSuffix(name, ")") + "; not in the dictionary of " + bookName(d.book) + ")"
}

// unknown is an element that the dictionary of this book does not have: perhaps a bit field of a kernel.
func (d *decoder) unknown(it item, tag tlv.Tag, value []byte) item {
	if hides(tag, value) && !tag.Sensitive() && tag != 0x9F7F && !d.show {
		it = d.hidden(it, tag, value)
		it.Name = or(it.Name, or(d.namesOf(tag), "not in the dictionary"))
		return it
	}
	it.Value = tlv.MaskTag(tag, value)
	switch {
	case d.show || !tag.Sensitive() && !hides(tag, value):
		it.Value, it.was = mask(d, value), upper(value)
	case !tag.Sensitive(): // of the chip's data parts are shown
		it.Value = "[" + count(len(value), "byte") + "]"
	}
	if it.Name != "" {
		return it
	}
	it.Items = d.meanings(tag, value)
	if len(it.Items) == 1 {
		one := it.Items[0]
		it.Name, it.Words, it.Items, it.fault = one.Name, one.Words, one.Items, one.fault
		if _, has := tlv.Lookup(d.book, 0, tag); d.fixed && !has {
			it.Name = d.notInBook(it.Name)
		}
	} else if len(it.Items) > 1 {
		if it.Name = "one of these; -book says which"; d.fixed {
			it.Name = "not in the dictionary of " + bookName(d.book) + "; elsewhere one of these"
		}
	}
	if it.Name == "" && len(value) == 0 {
		it.Name = d.namesOf(tag)
	}
	if it.Name == "" {
		it.Name, it.fault = d.misfit(tag, value)
		it.Words = malformed(it.fault)
	}
	if words := oid(value); it.Name == "" && tag == 0x06 && words != nil {
		it.Name, it.Words = universal[tag], words
	}
	if it.Name == "" && tag == tagEnciphered && !(d.fixed && d.book != tlv.C8) { // C-8 1.2 table 5.18
		it.Name, it.Words = "record in the secure channel (C-8)", []string{"enciphered"}
	}
	if it.Name == "" {
		it.Name = "not in the dictionary"
		if names := joinNames(rowsOf(tag), olderElements()[tag]); names != "" && tag>>8 == 0x9F && d.scheme() != tlv.Contact {
			it.Name += " of " + schemes[d.rid] + "; elsewhere " + names
		}
		if text := printable(value); text != "" && it.Value == upper(value) {
			it.Words = []string{text}
		}
	}
	return it
}

// meanings is what older texts and books read in an element. Where an older text reads it without a fault, what must call
// something in it reserved does not count.
func (d *decoder) meanings(tag tlv.Tag, value []byte) (list []item) {
	for _, e := range d.olderOnes(tag) {
		if e.fits(value) {
			it := d.older(&e, value)
			list = append(list, item{Name: it.Name, Words: it.Words, Items: it.Items, fault: it.fault})
		}
	}
	older := len(list)
	for _, row := range d.rowsOf(tag) {
		e := row.Element()
		if !e.Fits(len(value)) || !e.Format.Accepts(value) || e.Sensitive || slices.ContainsFunc(list[:older], func(it item) bool { return strings.HasPrefix(it.Name, row.String()+" (") }) {
			continue
		}
		it := item{Name: row.String() + " (" + strings.Join(bookNames(e.Books), ", ") + ")", Words: tlv.ExplainIn(firstBook(e.Books), row, value)}
		if row == tlv.ThirdPartyData {
			third, ok := thirdPartyData(value)
			if !ok {
				continue
			}
			it.Words, it.Items = nil, third
		}
		list = append(list, it)
	}
	if older > 0 {
		list = append(list[:older:older], slices.DeleteFunc(list[older:], reserved)...)
	}
	return list
}

// reserved reports whether the words of an item call something reserved or malformed.
func reserved(it item) bool {
	return slices.ContainsFunc(it.Words, func(w string) bool { return strings.Contains(w, "RFU") || strings.Contains(w, "malformed") })
}

// further is what the dictionary leaves to lists of codes, and issuer application data.
func (d *decoder) further(row tlv.Row, value []byte) []string {
	if len(value) == 0 {
		return nil
	}
	switch row {
	case tlv.TerminalCountryCode, tlv.IssuerCountryCode:
		return codeWords(countries, decimal(value))
	case tlv.TransactionCurrencyCode, tlv.ApplicationCurrencyCode, tlv.ApplicationCurrencyCodePBOC, tlv.TransactionReferenceCurrencyCode:
		return codeWords(tlv.Currencies, decimal(value))
	case tlv.ApplicationReferenceCurrency:
		var words []string
		for ; len(value) >= 2; value = value[2:] {
			words = append(words, codeWords(tlv.Currencies, decimal(value[:2]))...)
		}
		return words
	case tlv.ADFName, tlv.DFName, tlv.DDFName, tlv.ApplicationIdentifierTerminal:
		if name := aidName(value); name != "" {
			return []string{name}
		}
		if name := printable(value); name != "" {
			return []string{name}
		}
	case tlv.AuthorisationResponseCode:
		if words := olderCodes[string(value)]; words != "" {
			return []string{words}
		}
	case tlv.CID:
		if value[0]>>6 == 3 {
			return []string{"AAR, a referral, in older editions of EMV"}
		}
	case tlv.LogEntry, tlv.LoadLogEntry:
		return logFaults(value)
	case tlv.BIC:
		if name := printable(value); name != "" {
			return []string{name}
		}
	case tlv.MerchantCategoryCode:
		return codeWords(merchants, upper(value))
	case tlv.IssuerCountryCodeAlpha2, tlv.IssuerCountryCodeAlpha3:
		return codeWords(countries, string(value))
	case tlv.LanguagePreference:
		var words []string
		for ; len(value) >= 2; value = value[2:] {
			words = append(words, codeWords(languages, string(value[:2]))...)
		}
		return words
	case tlv.TerminalRiskManagementData:
		if row := tlv.TerminalRiskManagementDataKernel2; row.Element().Fits(len(value)) {
			return tlv.Explain(row, value)
		}
	}
	return nil
}

// olderCodes are response codes that a terminal of an older edition has put into its data.
//
// EMV 4.4 B4 annex A6
var olderCodes = map[string]string{
	"Y2": "approved after a referral that the card asked for, in older editions of EMV",
	"Z2": "declined after a referral that the card asked for, in older editions of EMV",
}

// decimal is the last three digits of a code in format n 4, all four where the first is no zero.
func decimal(b []byte) string {
	s := upper(b)
	if len(s) == 4 && s[0] == '0' {
		return s[1:]
	}
	return s
}

// reveal says what a sensitive value says, for those who asked.
func (d *decoder) reveal(row tlv.Row, value []byte) []string {
	switch row.Element().Format {
	case tlv.CN:
		if s, err := tlv.DecodeCN(value); err == nil {
			return []string{s}
		}
	case tlv.ANS, tlv.AN, tlv.A:
		return []string{d.inOneTable(value)}
	}
	return nil
}

// dolData is the values that were built from a data object list.
func (d *decoder) dolData(dol tlv.DOL, data []byte) (list []item) {
	at := 0
	for t, n := range dol.All() {
		if left := len(data) - at; n > left {
			words := fmt.Sprintf("%d of %s", left, count(n, "byte"))
			return append(list, item{Tag: t.String(), Name: d.nameOf(0, t), Words: []string{words}, fault: fmt.Sprintf("offset %d: %s", at, words)})
		}
		list = append(list, d.element(0, t, data[at:at+n]))
		at += n
	}
	if more := len(data) - at; more > 0 {
		words := count(more, "byte") + " more than the list asks for"
		list = append(list, item{Words: []string{words}, fault: fmt.Sprintf("offset %d: %s", at, words)})
	}
	return list
}

// printable is b as a text in quotes, empty if it is none.
func printable(b []byte) string {
	for _, x := range b {
		if x < ' ' || x > '~' {
			return ""
		}
	}
	if len(b) < 3 {
		return ""
	}
	return fmt.Sprintf("%q", b)
}

// printItems writes items out for people: a line each, what is inside them indented.
func (c *call) printItems(list []item, depth int) {
	pad := strings.Repeat("  ", depth)
	for _, it := range list {
		head := strings.TrimSpace(c.bold(it.Tag) + " " + it.Name)
		switch value := it.Value; {
		case value != "" && head != "":
			c.printf("%s%s: %s", pad, head, value)
		default:
			c.printf("%s%s", pad, head+value)
		}
		switch {
		case head == "" && it.Value == "" && len(it.Words) > 0:
			c.printf("%s\n", strings.Join(it.Words, "\n"+pad))
		case len(it.Words) == 1 && it.Value != "":
			c.printf(" %s\n", c.dim("("+it.Words[0]+")"))
		case len(it.Words) == 1:
			c.printf(": %s\n", it.Words[0])
		default:
			c.printf("\n")
			for _, w := range it.Words {
				c.printf("%s  %s\n", pad, w)
			}
		}
		c.printItems(it.Items, depth+1)
	}
}
