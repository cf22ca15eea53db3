package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/tlv"
)

const decodeHelp = `
HEX may hold blanks, colons, commas, dashes and 0x, or be a track in characters. - reads standard input: hexadecimal, a track, a
recorded conversation, or bytes as they are. Without -as the kind is recognised; where several fit, the likeliest is shown and the
others are named. -as takes a kind (emv decode -list tells them) or any tag: -as 9F33, -as 82.
Of a conversation the certificates and signatures are recovered too, with published keys and those of -capk.
-book names the book whose words count: contact, c1 to c8, entrypoint or pboc. Without it they are the contact books', or those of
the contactless book that alone has the elements which contact has not; the answer then says which.
PANs, tracks and names are masked; -show-pan shows them.`

// decoded is the answer of decode.
type decoded struct {
	Kind  string   `json:"kind"`
	Name  string   `json:"name"`
	Bytes int      `json:"bytes"`
	Book  string   `json:"book,omitempty"` // whose words they are, where not contact's
	Items []item   `json:"items"`
	Fault string   `json:"fault,omitempty"` // where and why the input ends to be of its kind
	Close []string `json:"close,omitempty"` // other kinds that it is nearly as likely
	Also  []string `json:"also,omitempty"`  // all other kinds that it could be

	Object string `json:"object,omitempty"` // the data object that it could be, cut or empty, where it is read as something else

	score int // how likely it is what it was taken for, where that was guessed
}

// maxPieces is how many pieces the input may have on the command line.
const maxPieces = 4096

func decodeCommand(c *call) func() error {
	as := c.flags.String("as", "", "decode as `KIND`, or as the value of a tag")
	book := c.flags.String("book", "", "`BOOK` whose dictionary gives tags their meaning: contact, c1 to c8, entrypoint, pboc; the likeliest if none is given")
	template := c.flags.String("in", "", "`TAG` of the template around the objects")
	show := c.flags.Bool("show-pan", false, "show PANs, tracks and names unmasked")
	keys := c.flags.String("capk", "", "`FILE` of certification authority keys, to recover the certificates of a conversation beside the published ones")
	list := c.flags.Bool("list", false, "list the kinds and end")
	return func() error { return c.runDecode(*as, *book, *template, *keys, *show, *list) }
}

func (c *call) runDecode(as, book, template, keys string, show, list bool) error {
	if len(c.args) > 1 {
		c.join()
	}
	if list {
		if err := c.refuses("decode -list", "as", "book", "in", "show-pan", "capk"); err != nil {
			return err
		}
		if len(c.args) > 0 {
			return c.usage("-list tells the kinds and decodes nothing: leave out the bytes, or -list")
		}
		return c.listKinds()
	}
	if len(c.args) == 0 {
		return c.usage("HEX is missing: give the bytes in hexadecimal, or - for standard input")
	}
	d := decoder{show: show}
	if err := d.set(c, book, template); err != nil {
		return err
	}
	if keys != "" {
		set, err := c.keySet("-capk", keys)
		if err != nil {
			return err
		}
		d.keys = []*capk.Set{set}
	}
	result, err := c.decode(&d, as)
	switch {
	case err != nil:
		return err
	case keys != "" && result.Kind != "conversation":
		return c.usage("-capk: the input is no conversation, and of nothing else certificates are recovered; leave it out")
	}
	result.findFault()
	if result.Items = d.covered(result.Items); !show {
		result.Fault = d.cover.Text(result.Fault)
	}
	if *c.json {
		err = c.printJSON(result)
	} else {
		c.printDecoded(&result)
	}
	if err == nil && result.Fault != "" {
		return fmt.Errorf("%w: emv decode: %s", errNo, result.Fault)
	}
	return err
}

// findFault makes the first fault of an element that of the whole, where the whole has none.
func (r *decoded) findFault() {
	list := faultsIn(r.Items)
	switch {
	case r.Fault != "" || len(list) == 0:
	case len(list) == 1:
		r.Fault = list[0]
	default:
		r.Fault = fmt.Sprintf("%s, and %d more", list[0], len(list)-1)
	}
}

// set reads the flags that say which dictionary counts.
func (d *decoder) set(c *call, book, template string) error {
	if book != "" {
		b, ok := bookNamed(book)
		if !ok {
			return c.usage("-book %s: there is no such book; give contact, c1 to c8, entrypoint or pboc", book)
		}
		d.book, d.fixed = b, true
	}
	if template != "" {
		t, err := tlv.ParseTag(template)
		if err != nil || !t.Constructed() {
			return c.usage("-in %s: no tag of a template; give one such as 70, A5 or BF0C", template)
		}
		d.template = t
	}
	return nil
}

func bookNamed(name string) (tlv.Book, bool) {
	for i, n := range []string{"contact", "c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8", "entrypoint", "pboc"} {
		if strings.EqualFold(strings.ReplaceAll(name, "-", ""), n) {
			return tlv.Book(i), true
		}
	}
	return 0, false
}

// decode reads the argument and decodes it as asked.
func (c *call) decode(d *decoder, as string) (decoded, error) {
	k, tag, err := c.kindNamed(as)
	if err != nil {
		return decoded{}, err
	}
	if k != nil && k.text != nil {
		raw, err := c.textArgument()
		if err != nil {
			return decoded{}, err
		}
		it, err := k.text(d, raw)
		if err != nil {
			return decoded{}, c.usage("-as %s: %v", as, err)
		}
		return decoded{Kind: k.name, Name: k.title, Bytes: len(raw), Items: it}, nil
	}
	raw, b, err := c.input()
	switch fault, mended := brokenTalk(raw); {
	case as != "" || fault == "":
	case mended == "":
		return decoded{}, c.usage("the input: %s", fault)
	default:
		d.learnSecrets(mended, nil)
		r, err := d.conversation(mended)
		r.Bytes, r.Fault = len(raw), fault
		return r, err
	}
	if written, b := asWritten(raw); written != nil && (as == "" || tag == written.tag || k != nil && k.tag == written.tag) {
		d.learnSecrets("", b)
		return written.apply(d, b), nil
	}
	if err != nil {
		if found := d.codes(c.args[0]); as == "" && len(found) > 0 {
			found[0].Also = kindNames(found[1:])
			return found[0], nil
		}
		return decoded{}, err
	}
	d.learnSecrets(raw, b)
	switch {
	case as == "" && conversation(raw):
		return d.conversation(raw)
	case as == "" && trackOf(raw) != "":
		return named(trackOf(raw)).apply(d, b), nil
	case tag != 0:
		return d.asTag(tag, b), nil
	case k != nil:
		return k.apply(d, b), nil
	}
	r, found := d.recognise(b), d.codes(raw)
	if len(found) > 0 && (r.Kind == "unknown" || r.score < codePoints) {
		of := r
		r, found = found[0], found[1:]
		if r.Object = of.Object; r.Object == "" && of.Kind == "tlv" {
			r.Object = d.cutWords(b)
		}
		if of.Kind != "unknown" {
			r.Also = append([]string{of.Kind}, of.Also...)
			if of.score+near >= codePoints {
				r.Close = append([]string{of.Kind}, of.Close...)
			}
		}
	}
	r.Also = append(r.Also, kindNames(found)...)
	return r, nil
}

// trackOf is the kind of track that a text is, empty for none: by its sentinel, or by what separates its fields.
//
// ISO/IEC 7813, ISO/IEC 4909
func trackOf(s string) string {
	s = strings.TrimSpace(s)
	number := func(s string) bool {
		return len(s) >= 12 && len(s) <= 19 && strings.Trim(s, "0123456789") == ""
	}
	pan, _, two := strings.Cut(s, "=")
	name, _, one := strings.Cut(s, "^")
	switch {
	case isSwipe([]byte(s)):
		return "tracks"
	case isTrack3([]byte(s)):
		return "track3"
	case strings.HasPrefix(s, ";"), two && number(pan):
		return "track2"
	case strings.HasPrefix(s, "%"), one && s[0]|0x20 == 'b' && number(name[1:]):
		return "track1"
	default:
		return ""
	}
}

// codePoints is how likely a code is that stands in a list, in points.
const codePoints = 40

// codes is what a short text of letters or digits is a code of.
func (d *decoder) codes(s string) (found []decoded) {
	if s = strings.TrimSpace(s); len(s) < 2 || len(s) > 4 {
		return nil
	}
	names := []string{"currency", "country", "language", "mcc"}
	if isLanguage(unhex(s)) {
		names = []string{"language", "currency", "country", "mcc"}
	}
	for _, name := range names {
		k := named(name)
		if b := unhex(s); name == "language" && len(b) == 1 && s == upper(b) { // a byte: codes of languages are small letters
			continue
		}
		if list, err := k.text(d, s); err == nil && !slices.Contains(list[0].Words, notListed) {
			found = append(found, decoded{Kind: k.name, Name: k.title, Bytes: len(s), Items: list})
		}
	}
	return found
}

func kindNames(list []decoded) (names []string) {
	for _, r := range list {
		names = append(names, r.Kind)
	}
	return names
}

// input is the argument in hexadecimal, or a text or bytes as they are.
func (c *call) input() (raw string, b []byte, err error) {
	s := c.args[0]
	if s == "-" {
		if b, err = c.readInput(); err != nil {
			return "", nil, err
		}
		if isJournal(b) || redactedJournal(b) {
			_, err = c.talk(b)
			return "", nil, err
		}
		readable := strings.ToValidUTF8(string(b), "?")
		switch {
		case text(b):
		case !conversation(readable) && asTalk(readable) == "":
			return "", b, nil
		case !utf8.Valid(b):
			return "", nil, c.usage("standard input: line %d: not UTF-8; save the file as UTF-8", foreignLine(b))
		}
		s = string(b)
	}
	trimmed := strings.TrimSpace(s)
	if trimmed == "" {
		return "", nil, c.usage("the input is empty; give the bytes in hexadecimal")
	}
	if talk := asTalk(s); talk != "" {
		s, trimmed = talk, talk
	}
	if trackOf(s) != "" || conversation(s) {
		return s, []byte(trimmed), nil
	}
	if b, err = c.hex("the input", s); err != nil {
		if info, fault := os.Stat(s); fault == nil && !info.IsDir() {
			err = c.usage("%s is a file; give what is in it: emv decode - < %[1]s", s)
		}
	}
	return s, b, err
}

// foreignLine is the number of the first line that is not UTF-8.
func foreignLine(b []byte) int {
	number := 1
	for line := range bytes.Lines(b) {
		if !utf8.Valid(line) {
			break
		}
		number++
	}
	return number
}

func (c *call) textArgument() (string, error) {
	if c.args[0] != "-" {
		return c.args[0], nil
	}
	b, err := c.readInput()
	return strings.TrimSpace(string(b)), err
}

// asTag decodes the value of one data element.
func (d *decoder) asTag(tag tlv.Tag, b []byte) decoded {
	d.guessBook(tlv.Append(nil, tag, b))
	if tag == 0x82 && len(b) == 2 && !d.fixed && d.guess == tlv.Contact {
		d.guess, _ = profileBook(b)
	}
	row, book, _ := d.lookup(d.template, tag)
	r := decoded{Kind: tag.String(), Name: row.In(book).Name, Bytes: len(b), Book: d.words()}
	if tag.Constructed() {
		inner := *d
		inner.template = tag
		items, err := inner.objects(b)
		r.Items = items
		r.Fault = faultText(err)
		return r
	}
	r.Items = []item{d.element(d.template, tag, b)}
	e := row.In(book)
	if r.Name == "" || d.foreign(book) || !e.Fits(len(b)) && r.Items[0].fault == "" { // what has this length is named otherwise
		r.Name = r.Items[0].Name
	}
	if row != 0 && !e.Fits(len(b)) && r.Items[0].fault != "" {
		r.Fault = fmt.Sprintf("%s has %s, not %d", r.Name, span(int(e.Min), int(e.Max)), len(b))
	}
	return r
}

// span is a range of lengths in words.
func span(least, most int) string {
	switch {
	case least == most:
		return count(least, "byte")
	case most == 65535 && least == 0:
		return "any number of bytes"
	case most == 65535:
		return fmt.Sprintf("%d bytes or more", least)
	default:
		return fmt.Sprintf("%d to %d bytes", least, most)
	}
}

func count(n int, unit string) string {
	if n == 1 {
		return "1 " + unit
	}
	return fmt.Sprintf("%d %ss", n, unit)
}

// faultText is where and why bytes are not TLV.
func faultText(err error) string {
	if err == nil {
		return ""
	}
	more := ""
	if list, ok := err.(interface{ Unwrap() []error }); ok && len(list.Unwrap()) > 1 {
		more = fmt.Sprintf(", and %d more", len(list.Unwrap())-1)
	}
	var s *tlv.SyntaxError
	if errors.As(err, &s) {
		return strings.TrimPrefix(s.Error(), "tlv: ") + more
	}
	return err.Error()
}

func (c *call) printDecoded(r *decoded) {
	c.printf("%s", c.bold(r.Name))
	about := r.Kind + ", " + count(r.Bytes, "byte")
	if r.Book != "" {
		about += ", in the words of " + r.Book
	}
	c.printf(" %s\n", c.dim("("+about+")"))
	c.printItems(r.Items, 1)
	if r.Fault != "" {
		c.printf("  %s\n", c.red(r.Fault))
	}
	if len(r.Close) > 0 {
		c.printf("%s\n", c.dim("nearly as likely: "+strings.Join(r.Close, ", ")))
	}
	if len(r.Also) > 0 {
		c.printf("%s\n", c.dim("could also be: "+strings.Join(r.Also, ", ")+"; name one with -as"))
	}
	if r.Object != "" {
		c.printf("%s\n", c.dim("could also be the data object "+r.Object))
	}
}

func (c *call) listKinds() error {
	type row struct {
		Kind  string `json:"kind"`
		Tag   string `json:"tag,omitempty"`
		Title string `json:"title"`
	}
	var rows []row
	for _, k := range kinds() {
		r := row{Kind: k.name, Title: k.title}
		if k.tag != 0 {
			r.Tag = k.tag.String()
		}
		rows = append(rows, r)
	}
	if *c.json {
		return c.printJSON(map[string]any{"kinds": rows})
	}
	for _, r := range rows {
		c.printf("  %-30s %-6s %s\n", r.Kind, r.Tag, r.Title)
	}
	c.printf("\nand any tag of the dictionary: -as 9F33\n")
	return nil
}

// kindNamed is the kind, or else the tag, that -as names; neither for an empty name.
func (c *call) kindNamed(name string) (*kind, tlv.Tag, error) {
	if name == "" {
		return nil, 0, nil
	}
	for _, k := range kinds() {
		if strings.EqualFold(k.name, name) || k.also != "" && strings.EqualFold(k.also, name) || k.tag != 0 && !k.own && strings.EqualFold(k.tag.String(), name) {
			return &k, 0, nil
		}
	}
	if t, err := tlv.ParseTag(name); err == nil {
		return nil, t, nil
	}
	return nil, 0, c.usage("-as %s: neither a kind nor a tag; emv decode -list tells the kinds", name)
}
