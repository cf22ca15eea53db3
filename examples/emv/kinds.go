package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// A kind is one thing that bytes can be.
type kind struct {
	name  string
	title string
	tag   tlv.Tag  // whose value it is, 0 for what is no element
	own   bool     // the tag means something else too: only the name says this one
	also  string   // another name that it goes by
	book  tlv.Book // the one that has it so, contact for those of no kernel

	// likely says how much b looks like it, 0 not at all, 100 nothing else does. nil: only by name.
	likely func(d *decoder, b []byte) int
	items  func(d *decoder, b []byte) ([]item, string)
	text   func(d *decoder, s string) ([]item, error) // in place of items: a code, no bytes
}

func (k *kind) apply(d *decoder, b []byte) decoded {
	r := decoded{Kind: k.name, Name: k.title, Bytes: len(b)}
	r.Items, r.Fault = k.items(d, b)
	if r.Items == nil {
		r.Items = []item{}
	}
	if r.Book = d.words(); k.book != tlv.Contact {
		r.Book = bookName(k.book)
	}
	return r
}

// kinds is all that decode knows by name, the structures first.
func kinds() []kind {
	list := make([]kind, 0, 64)
	list = append(list, []kind{
		{name: "atr", title: "Answer to reset", likely: likelyATR, items: atrItems},
		{name: "ats", title: "Answer to select (ISO 14443 type A)", likely: likelyATS, items: atsItems},
		{name: "sw", also: "sw1sw2", title: "Status word", likely: likelySW, items: swItems},
		{name: "capdu", title: "Command APDU", likely: likelyCommand, items: commandItems},
		{name: "exchange", title: "Command APDU with its response", likely: likelyExchange, items: exchangeOf},
		{name: "rapdu", title: "Response APDU", likely: likelyResponse, items: responseItems},
		{name: "tlv", title: "Data objects (BER-TLV)", likely: likelyTLV, items: tlvItems},
		{name: "field55", also: "de55", title: "Field 55 (ISO 8583): data objects with their length before them", likely: likelyFramed, items: framedItems},
		{name: "ber", title: "BER objects (ISO 8825-1)", likely: likelyBER, items: berItems},
		{name: "dol", title: "Data object list", likely: likelyDOL, items: dolItems},
		{name: "tag-list", title: "Tag list", likely: likelyTagList, items: tagListItems},
		{name: "track1", title: "Track 1", likely: likelyTrack1, items: track1Items},
		{name: "track2", title: "Track 2", tag: 0x57, likely: likelyTrack2, items: track2Items},
		{name: "track3", title: "Track 3", likely: likelyTrack3, items: track3Items},
		{name: "tracks", also: "swipe", title: "Tracks of a stripe as a reader sends them", likely: likelyTracks, items: tracksItems},
		{name: "pan", title: "Primary account number", tag: 0x5A, likely: likelyPAN, items: panItems},
		{name: "pin-block", title: "PIN block that is not enciphered (ISO 9564)", likely: likelyPINBlock, items: pinBlockItems},
		{name: "iad", also: "issuer-app-data", title: "Issuer Application Data", tag: 0x9F10, likely: likelyIAD, items: iadItems},
		{name: "third-party-data", also: "mastercard-third-party-data", title: "Third Party Data (kernel 2)", tag: 0x9F6E, own: true, book: tlv.C2, likely: likelyThirdParty, items: thirdPartyItems},
		{name: "country", also: "iso3166-1", title: "Country code (ISO 3166)", text: codeText(countryCode)},
		{name: "currency", also: "iso4217", title: "Currency code (ISO 4217)", text: codeText(currencyCode)},
		{name: "language", also: "iso639", title: "Language code (ISO 639)", text: codeText(languageCode)},
		{name: "mcc", title: "Merchant category code (ISO 18245)", tag: 0x9F15, text: codeText(merchantCode)},
	}...)
	for _, e := range elementKinds {
		likely := likelyValue(e.tag, e.score)
		switch e.name {
		case "afl":
			likely = likelyAFL
		case "cvm-list":
			likely = likelyCVMList
		case "aip":
			likely = likelyAIP
		case "languages":
			likely = likelyLanguages
		case "aid":
			likely = likelyAID
		case "arc":
			likely = likelyARC
		case "iac":
			likely = likelyActionCode
		case "date":
			likely = likelyDate
		case "log-entry":
			likely = likelyLogEntry
		}
		list = append(list, kind{name: e.name, title: e.tag.Name(), tag: e.tag, likely: likely, items: valueItems(e.tag)})
	}
	for i := range fields {
		f := &fields[i]
		k := kind{name: f.kind, title: f.row.String(), tag: f.row.Tag(), likely: likelyField(f), items: valueItems(f.row.Tag())}
		if f.row != tlv.TTQ && f.row != tlv.CTQ { // which several books have
			k.own, k.book, k.items = true, firstBook(f.row.Element().Books), fieldItems(f)
		}
		list = append(list, k)
	}
	return append(list, charsets()...)
}

// named is the kind of that name.
func named(name string) *kind {
	for _, k := range kinds() {
		if k.name == name {
			return &k
		}
	}
	return nil
}

// elementKinds are the elements that are recognised without their tag, with how readily: the list that a length and
// legal codes fit first.
var elementKinds = []struct {
	name  string
	tag   tlv.Tag
	score int
}{
	{"tvr", 0x95, 45},
	{"tsi", 0x9B, 45},
	{"aip", 0x82, 40},
	{"auc", 0x9F07, 25},
	{"cvm-results", 0x9F34, 60},
	{"term-caps", 0x9F33, 45},
	{"addl-term-caps", 0x9F40, 40},
	{"term-type", 0x9F35, 40},
	{"cid", 0x9F27, 30},
	{"cvm-list", 0x8E, 70},
	{"afl", 0x94, 75},
	{"date", 0x9A, 35},
	{"amount", 0x9F02, 35},
	{"iac", 0x9F0D, 20},
	{"bio-caps", 0x9F30, 15},
	{"arc", 0x8A, 50},
	{"aid", 0x4F, 96},
	{"log-entry", 0x9F4D, 0},
	{"languages", 0x5F2D, 0},
}

// valueItems decodes b as the value of a tag.
func valueItems(tag tlv.Tag) func(*decoder, []byte) ([]item, string) {
	return func(d *decoder, b []byte) ([]item, string) {
		r := d.asTag(tag, b)
		return r.Items, r.Fault
	}
}

func fieldItems(f *field) func(*decoder, []byte) ([]item, string) {
	return func(_ *decoder, b []byte) ([]item, string) {
		n := len(b)
		it := item{Tag: f.row.Tag().String(), Name: f.row.String(), Length: &n, Value: upper(b), Words: tlv.Explain(f.row, b)}
		if n != f.size() {
			return []item{it}, fmt.Sprintf("%s has %s, not %d", f.row, count(f.size(), "byte"), n)
		}
		return []item{it}, ""
	}
}

func tlvItems(d *decoder, b []byte) ([]item, string) {
	d.learnName(b)
	d.guessBook(b)
	list, err := d.objects(b)
	if err == nil {
		format1(d, answeredInFormat1(b), b, list)
	}
	return list, faultText(err)
}

func dolItems(d *decoder, b []byte) (list []item, fault string) {
	d.guessBook(tlv.Append(nil, 0x9F38, b))
	sum := 0
	for _, n := range tlv.DOL(b).All() {
		sum += n
	}
	_, err := tlv.ParseDOL(b)
	return append(d.dolEntries(b), item{Name: "in all", Words: []string{count(sum, "byte")}}), faultText(err)
}

// dolEntries are the entries of a data object list, by name.
func (d *decoder) dolEntries(b []byte) (list []item) {
	for t, n := range tlv.DOL(b).All() {
		row, book, ok := d.lookup(0, t)
		name := row.In(book).Name
		if other, wrong := d.otherName(t, n); wrong {
			name = other
		}
		if e, older := d.olderOf(t, make([]byte, n)); older {
			name, ok = e.name, true
		}
		for _, r := range d.rowsOf(t) { // a list asks for what the terminal has
			if e := r.Element(); !ok && name == "" && e.Fits(n) && e.Source&(tlv.FromTerminal|tlv.FromKernel) != 0 {
				name = r.String()
			}
		}
		if name == "" {
			name = strings.Join(d.olderNames(t, n), " or ")
		}
		list = append(list, item{Tag: t.String(), Name: name, Words: []string{count(n, "byte")}})
	}
	return list
}

func readTags(b []byte) (tags []tlv.Tag, rest []byte) {
	for len(b) > 0 {
		n := 1
		if b[0]&0x1F == 0x1F {
			for n < len(b) && b[n]&0x80 != 0 {
				n++
			}
			n++
		}
		if n > len(b) || n > tlv.MaxTagSize {
			return tags, b
		}
		var t tlv.Tag
		for _, x := range b[:n] {
			t = t<<8 | tlv.Tag(x)
		}
		tags, b = append(tags, t), b[n:]
	}
	return tags, nil
}

func tagListItems(d *decoder, b []byte) (list []item, fault string) {
	tags, rest := readTags(b)
	for _, t := range tags {
		list = append(list, item{Tag: t.String(), Name: or(d.nameOf(0, t), d.namesOf(t))})
	}
	if len(rest) > 0 {
		fault = fmt.Sprintf("offset %d: a tag ends too early or is too long", len(b)-len(rest))
	}
	return list, fault
}

func swItems(_ *decoder, b []byte) ([]item, string) {
	if len(b) != 2 {
		return []item{{Value: upper(b)}}, fmt.Sprintf("a status word has 2 bytes, not %d", len(b))
	}
	return []item{statusItem(apdu.Response(b).SW())}, ""
}

func statusItem(sw apdu.SW) item {
	it := item{Name: "status word", Value: sw.String(), Words: []string{sw.Explain()}}
	if words := nativeWords[byte(sw)]; sw>>8 == 0x91 && words != "" {
		it.Words = []string{"of MIFARE DESFire: " + words}
	}
	it.Items = []item{{Name: "class", Words: []string{sw.Class().String()}}}
	if n, ok := sw.Counter(); ok {
		it.Items = append(it.Items, item{Name: "tries left", Value: fmt.Sprint(n)})
	}
	return it
}

// nativeWords are the second bytes of a status word 91 of MIFARE DESFire, whose own status codes they are.
var nativeWords = map[byte]string{
	0x00: "operation done", 0x0C: "no changes", 0x0E: "out of memory", 0x1C: "illegal command", 0x1E: "integrity error", 0x40: "no such key", 0x7E: "length error",
	0x9D: "permission denied", 0x9E: "parameter error", 0xA0: "application not found", 0xA1: "application integrity error", 0xAE: "authentication error",
	0xAF: "another frame follows", 0xBE: "beyond the boundary", 0xC1: "card integrity error", 0xCA: "command aborted", 0xCD: "card disabled", 0xCE: "too many applications",
	0xDE: "duplicate", 0xEE: "memory error", 0xF0: "file not found", 0xF1: "file integrity error",
}

func atrItems(_ *decoder, b []byte) (list []item, fault string) {
	a, err := apdu.ParseATR(b)
	for _, line := range a.Explain() {
		name, words, ok := strings.Cut(line, ": ")
		it := item{Name: name, Words: []string{words}}
		if !ok {
			it = item{Name: name}
		}
		if strings.HasPrefix(name, "historical bytes") {
			it.Words, it.Items = nil, historicalItems(a.Historical())
			if a.Contactless() {
				it.Items = contactlessItems(a.Historical())
			}
		}
		list = append(list, it)
	}
	if err != nil { // rates and times may hang on what is missing
		return list, strings.TrimPrefix(err.Error(), "apdu: ")
	}
	list = append(list, atrTimes(&a)...)
	if a.Contactless() {
		return list, ""
	}
	for _, r := range []struct {
		name  string
		reset apdu.Reset
	}{{"EMV, cold reset", apdu.Cold}, {"EMV, warm reset", apdu.Warm}} {
		words := "accepted"
		if err := a.CheckEMV(r.reset); err != nil {
			words = "not accepted: " + strings.TrimPrefix(err.Error(), "apdu: ")
		}
		list = append(list, item{Name: r.name, Words: []string{words}})
	}
	return list, ""
}

func atsItems(_ *decoder, b []byte) (list []item, fault string) {
	a, err := apdu.ParseATS(b)
	switch {
	case errors.Is(err, apdu.ErrATSLength) && len(b) > 0:
		return nil, fmt.Sprintf("offset 0: TL says %s, and %d are there", count(int(b[0]), "byte"), len(b))
	case err != nil:
		return nil, strings.TrimPrefix(err.Error(), "apdu: ")
	}
	for _, line := range a.Explain() {
		it := item{Words: []string{line}}
		if strings.HasPrefix(line, "historical bytes: ") {
			it = item{Name: "historical bytes", Value: upper(a.Historical), Items: historicalItems(a.Historical)}
			if s := printable(a.Historical); s != "" {
				it.Words = []string{s}
			}
		}
		list = append(list, it)
	}
	return list, ""
}
