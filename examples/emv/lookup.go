package main

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// dataCommands are the commands that explain data.
func dataCommands() []command {
	return []command{
		{"decode", "HEX", "explain any TLV, DOL, APDU, ATR, bit field, track, CVM list, AFL or issuer data", decodeHelp, 0, maxPieces, decodeCommand},
		{"explain", "TAG", "tell what a tag is: name, format, length, source, bits", explainHelp, 1, maxPieces, bare(runExplain)},
		{"sw", "HEX", "tell what a status word means", "", 1, maxPieces, bare(runSW)},
		{"atr", "HEX", "explain an answer to reset", "", 1, maxPieces, bare(runATR)},
	}
}

// join makes one argument of several: blanks without quotation marks.
func (c *call) join() { c.args = []string{strings.Join(c.args, " ")} }

const explainHelp = `
TAG is a tag in hexadecimal, or words of its name: emv explain 9F33, emv explain "verification results". Books that say
otherwise of it, in format, length or bits, stand by themselves, and so do older texts, of which no book is named. Elements that
have no tag are found by their names.`

// meaning is what one row of the dictionary says of a tag.
type meaning struct {
	Name      string   `json:"name"`
	Format    string   `json:"format,omitempty"`
	Min       int      `json:"min"`
	Max       int      `json:"max"`
	Source    string   `json:"source,omitempty"`
	Books     []string `json:"books,omitempty"`
	Templates []string `json:"templates,omitempty"`
	Sensitive bool     `json:"sensitive"`
	Bits      []string `json:"bits,omitempty"`
}

type explained struct {
	Tag         string    `json:"tag,omitempty"`
	Constructed bool      `json:"constructed"`
	Meanings    []meaning `json:"meanings"`
}

func runExplain(c *call) error {
	c.join()
	digits, end := hexDigits(c.args[0])
	if end < len(c.args[0]) {
		digits = c.args[0]
	}
	t, err := tlv.ParseTag(digits)
	if err != nil {
		b, fault := hex.DecodeString(digits)
		if tags, rest := readTags(b); fault == nil && len(tags) > 1 && len(rest) == 0 {
			return c.usage("TAG %q: %d tags; give one of them, or all to emv decode -as tag-list", c.args[0], len(tags))
		}
		if fault == nil && len(b) > 0 && b[0]&0x1F == 0x1F {
			return c.usage("TAG %q: no whole tag: its last byte says that another follows, or there are more than %d", c.args[0], tlv.MaxTagSize)
		}
		return c.search(c.args[0])
	}
	e := explained{Tag: t.String(), Constructed: t.Constructed(), Meanings: meanings(t)}
	if *c.json {
		if err := c.printJSON(e); err != nil {
			return err
		}
	} else {
		c.printExplained(&e)
	}
	if len(e.Meanings) == 0 {
		return fmt.Errorf("%w: emv explain: no dictionary has the tag %s", errNo, t)
	}
	return nil
}

// meanings is every row with the tag, once for each set of books that say the same of it.
func meanings(t tlv.Tag) []meaning {
	list := []meaning{}
	for i := 1; i < tlv.NumRows; i++ {
		if row := tlv.Row(i); row.Tag() == t {
			list = append(list, meaningsOf(row)...)
		}
	}
	for _, e := range olderElements()[t] {
		m := meaning{Name: e.name + " (" + e.whose + ")", Format: e.format.String(), Min: e.min, Max: e.max}
		m.Sensitive = transcript.Hidden(t, make([]byte, e.max))
		list = append(list, m)
	}
	return list
}

func meaningsOf(row tlv.Row) (list []meaning) {
	for b := range tlv.NumBooks {
		if row.Element().Books>>b&1 == 0 {
			continue
		}
		m := meaningOf(row, b)
		same := func(o meaning) bool {
			return o.Format == m.Format && o.Min == m.Min && o.Max == m.Max && slices.Equal(o.Bits, m.Bits)
		}
		if i := slices.IndexFunc(list, same); i >= 0 {
			list[i].Books = append(list[i].Books, m.Books...)
			continue
		}
		list = append(list, m)
	}
	return list
}

func meaningOf(row tlv.Row, b tlv.Book) meaning {
	e := row.In(b)
	m := meaning{Name: e.Name, Format: e.Format.String(), Min: int(e.Min), Max: int(e.Max), Sensitive: e.Sensitive, Bits: rowBits(row, b)}
	m.Sensitive = m.Sensitive || transcript.Hidden(row.Tag(), make([]byte, min(m.Max, 255)))
	var from []string
	for i, name := range []string{"card", "terminal", "issuer", "kernel"} {
		if e.Source.Has(tlv.Source(1 << i)) {
			from = append(from, name)
		}
	}
	m.Source = strings.Join(from, ", ")
	m.Books = []string{bookName(b)}
	for _, t := range e.Templates {
		m.Templates = append(m.Templates, t.String())
	}
	return m
}

func bookNames(books uint16) (names []string) {
	for b := range tlv.NumBooks {
		if books>>b&1 != 0 {
			names = append(names, bookName(b))
		}
	}
	return names
}

func bookName(b tlv.Book) string {
	switch b {
	case tlv.Contact:
		return "contact"
	case tlv.EntryPoint:
		return "entry point"
	case tlv.PBOC:
		return "PBOC"
	default:
		return fmt.Sprintf("C-%d", b-tlv.C1+1)
	}
}

// rowBits is what each bit of a bit field means: what a value says that has this bit alone, and nothing else has.
func rowBits(row tlv.Row, book tlv.Book) (words []string) {
	e := row.In(book)
	if e.Format != tlv.B || e.Min != e.Max && row != tlv.TerminalRiskManagementData || e.Min == 0 || e.Min > 8 || e.Sensitive {
		return nil
	}
	n := int(e.Min)
	base := map[string]bool{}
	for _, w := range tlv.ExplainIn(book, row, make([]byte, n)) {
		base[w] = true
	}
	for i := range n {
		for b := 8; b >= 1; b-- {
			value := make([]byte, n)
			value[i] = 1 << (b - 1)
			for _, w := range tlv.ExplainIn(book, row, value) {
				if strings.HasPrefix(w, "byte") && !base[w] && !strings.HasSuffix(w, "RFU") {
					words = append(words, w)
				}
			}
		}
	}
	return words
}

func (c *call) printExplained(e *explained) {
	for i, m := range e.Meanings {
		if i > 0 {
			c.printf("\n")
		}
		c.printf("%s\n", strings.TrimSpace(c.bold(e.Tag)+" "+m.Name))
		c.printf("  format %s, %s", m.Format, span(m.Min, m.Max))
		if e.Constructed {
			c.printf(", a template")
		}
		c.printf("\n")
		if m.Source != "" {
			c.printf("  from %s\n", m.Source)
		}
		if len(m.Books) > 0 {
			c.printf("  in the dictionaries of %s\n", strings.Join(m.Books, ", "))
		}
		if len(m.Templates) > 0 {
			c.printf("  inside %s\n", strings.Join(m.Templates, ", "))
		}
		if m.Sensitive {
			c.printf("  sensitive: masked in every log\n")
		}
		for _, b := range m.Bits {
			c.printf("  %s\n", b)
		}
	}
}

// search lists the rows whose names have all words.
func (c *call) search(text string) error {
	type hit struct {
		Tag  string `json:"tag,omitempty"`
		Name string `json:"name"`
	}
	found, untagged := []hit{}, []meaning{}
	for i := 1; i < tlv.NumRows; i++ {
		row := tlv.Row(i)
		h := hit{"", row.String()}
		if row.Tag() != 0 {
			h.Tag = row.Tag().String()
		}
		if !hasWords(h.Name, text) || slices.Contains(found, h) {
			continue
		}
		found = append(found, h)
		if h.Tag == "" {
			untagged = append(untagged, meaningsOf(row)...)
		}
	}
	books := len(found)
	for tag, list := range olderElements() {
		for _, e := range list {
			if name := e.name + " (" + e.whose + ")"; hasWords(name, text) {
				found = append(found, hit{tag.String(), name})
			}
		}
	}
	slices.SortFunc(found[books:], func(a, b hit) int { return strings.Compare(a.Tag+a.Name, b.Tag+b.Name) })
	switch {
	case len(found) == 0:
		return c.usage("TAG %q: neither a tag in hexadecimal nor in any name", text)
	case len(found) == 1 && found[0].Tag == "": // there is no tag to ask for
		e := explained{Meanings: untagged}
		if *c.json {
			return c.printJSON(e)
		}
		c.printExplained(&e)
		return nil
	}
	if *c.json {
		return c.printJSON(map[string]any{"found": found})
	}
	for _, h := range found {
		c.printf("%s %s\n", c.bold(fmt.Sprintf("%-6s", h.Tag)), h.Name)
	}
	return nil
}

func hasWords(name, words string) bool {
	for _, w := range strings.Fields(strings.ToLower(words)) {
		if !strings.Contains(strings.ToLower(name), w) {
			return false
		}
	}
	return strings.TrimSpace(words) != ""
}

type statusAnswer struct {
	SW     string `json:"sw"`
	Class  string `json:"class"`
	Text   string `json:"text"`
	Counts *int   `json:"counter,omitempty"`
}

func runSW(c *call) error {
	c.join()
	b, err := c.hex("HEX", c.args[0])
	if err != nil {
		return err
	}
	if len(b) != 2 {
		return c.usage("HEX: a status word has 2 bytes, not %d; give one such as 6985", len(b))
	}
	sw := apdu.Response(b).SW()
	a := statusAnswer{SW: sw.String(), Class: sw.Class().String(), Text: sw.Explain()}
	if n, ok := sw.Counter(); ok {
		a.Counts = &n
	}
	if *c.json {
		err = c.printJSON(a)
	} else {
		c.printf("%s %s %s\n", c.bold(a.SW), a.Text, c.dim("("+a.Class+")"))
	}
	if err == nil && sw.Class() == apdu.Invalid {
		return fmt.Errorf("%w: emv sw: %s is no status word: those are 61 to 6F and 90 to 9F", errNo, a.SW)
	}
	return err
}

func runATR(c *call) error {
	c.join()
	b, err := c.hex("HEX", c.args[0])
	if err != nil {
		return err
	}
	var d decoder
	list, fault := atrItems(&d, b)
	if faults := faultsIn(list); fault == "" && len(faults) > 0 {
		fault = faults[0]
	}
	list = d.covered(list)
	text := d.cover.Bytes(b)
	if *c.json {
		a := struct {
			ATR   string `json:"atr"`
			Items []item `json:"items"`
			Fault string `json:"fault,omitempty"`
		}{text, list, fault}
		if err := c.printJSON(a); err != nil {
			return err
		}
	} else {
		c.printf("%s\n", c.bold(text))
		c.printItems(list, 1)
	}
	if fault != "" {
		return fmt.Errorf("%w: emv atr: %s", errNo, fault)
	}
	return nil
}
