package main

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// Whatever a command shows of a card goes through a transcript.Cover: nothing in it says a card number, a track, a name or a PIN that redact would take
// out. What a value is shown as, and what is said of it, is covered together.

// covered has stars over what identifies a card or its holder in items, in place, unless the decoder was told to show it.
func (d *decoder) covered(list []item) []item {
	if !d.show {
		d.coverIn(list, d.template, nil)
	}
	return list
}

// coveredValue is a value that is shown in hexadecimal, and as it is shown now.
type coveredValue struct{ was, now string }

// coverIn covers items inside a template, which are parts of a value where there is one: of a value of which nothing is hidden they need no look.
func (d *decoder) coverIn(list []item, template tlv.Tag, whole *coveredValue) {
	for i := range list {
		it := &list[i]
		tag, err := tlv.ParseTag(it.Tag)
		tagged := err == nil
		value := unhex(it.Value)
		inHex := it.Value != "" && upper(value) == it.Value
		kept := whole != nil && whole.was == whole.now && !tagged
		v := coveredValue{it.Value, it.Value}
		switch {
		case inHex && tagged:
			v.now = d.cover.Value(template, tag, value)
		case inHex && !kept:
			v.now = whole.part(it.Value, d.coveredBytes(value))
		case !inHex && !kept:
			v.now = d.cover.Text(it.Value)
		}
		it.Value = v.now
		parts := &v
		if it.was != "" { // it was masked before
			v.was, inHex = it.was, true
		}
		if it.Value == "" && !tagged { // a heading inside a value
			parts = whole
		} else if !inHex {
			parts = nil
		}
		if inHex && (tagged || whole != nil) && v.was != v.now && len(it.Words) > 2 { // entry by entry they tell the bytes
			it.Words = []string{"masked"}
		}
		if !kept && !(inHex && v.was == v.now && tagged) {
			it.Words = d.coverWords(parts.pieces(it.Words), &v)
		}
		it.Name = whole.piece(d.coverLine(it.Name))
		inner := template
		if tagged && tag.Constructed() {
			inner = tag
		}
		d.coverIn(it.Items, inner, parts)
	}
}

// coverWords covers what is said of a value. Where something of it is hidden, nothing stays that has as many digits as tell it, nor the characters that
// its bytes are.
func (d *decoder) coverWords(words []string, v *coveredValue) (covered []string) {
	for _, w := range words {
		c := d.coverLine(w)
		switch {
		case v.was == v.now:
		case c == w && len(noDigits().ReplaceAllString(w, "")) >= shortestNumber:
			c = "masked"
		default:
			c = v.characters(c, func(string) string { return `"***"` })
		}
		covered = append(covered, c)
	}
	return covered
}

// bytesIn are bytes in hexadecimal in a line.
var bytesIn = pattern(`\b([0-9A-F]{2})+\b`)

// coverLine covers a line, in which the bytes that are hidden may stand in characters too.
func (d *decoder) coverLine(line string) string {
	hidden := d.cover.Text(line)
	if hidden == line || len(hidden) != len(line) {
		return hidden
	}
	c := hidden
	for _, at := range bytesIn().FindAllStringIndex(line, -1) {
		v := coveredValue{line[at[0]:at[1]], hidden[at[0]:at[1]]}
		c = v.characters(c, func(q string) string { return q })
	}
	return c
}

// characters has stars over the characters in quotes that are the bytes which are hidden of a value, and what other says for texts of another length.
func (v *coveredValue) characters(line string, other func(quotes string) string) string {
	if v.was == v.now {
		return line
	}
	return quoted().ReplaceAllStringFunc(line, func(q string) string {
		text, err := strconv.Unquote(q)
		list := []rune(text)
		if err != nil || 2*len(list) != len(v.was) || len(v.now) != len(v.was) {
			return other(q)
		}
		for i := range list {
			if strings.Contains(v.now[2*i:2*i+2], "*") {
				list[i] = '*'
			}
		}
		return strconv.Quote(string(list))
	})
}

// noDigits is what stands between digits.
var noDigits = pattern(`[^0-9]+`)

// shortestNumber is the fewest digits of a card number.
const shortestNumber = 13

// coveredBytes is bytes in hexadecimal that may be data objects, or a command of a reader with a key.
func (d *decoder) coveredBytes(b []byte) string {
	if len(b) > 5 && b[0] == 0xFF && transcript.CarriesPIN(b) {
		return upper(b[:5]) + strings.Repeat("*", 2*len(b[5:]))
	}
	if len(b) > 2 && tlv.Check(b) == nil {
		return d.cover.Objects(b)
	}
	return d.cover.Bytes(b)
}

// part has the stars over a part of a value that the whole has there.
func (v *coveredValue) part(was, now string) string {
	if v == nil {
		return now
	}
	at := strings.Index(v.was, was)
	if at < 0 || len(v.now) != len(v.was) {
		return now
	}
	out := []byte(now)
	for i := range out {
		if v.now[at+i] == '*' {
			out[i] = '*'
		}
	}
	return string(out)
}

// piecesOf are what may be pieces of a value that is masked.
var piecesOf = pattern(`\b[0-9A-F]{4,}\b`)

// piece is a text without the pieces of a value that are hidden in it.
func (v *coveredValue) piece(text string) string {
	if v == nil || v.was == v.now || len(v.was) != len(v.now) {
		return text
	}
	return piecesOf().ReplaceAllStringFunc(text, func(s string) string {
		for at := 0; ; at++ {
			n := strings.Index(v.was[at:], s)
			if n < 0 {
				return s
			}
			if at += n; strings.Contains(v.now[at:at+len(s)], "*") {
				return v.now[at : at+len(s)]
			}
		}
	})
}

func (v *coveredValue) pieces(words []string) []string {
	for i := range words {
		words[i] = v.piece(words[i])
	}
	return words
}

// learnSecrets has what a text or bytes say of a card or its holder looked for: the sensitive elements of a conversation, or of data objects.
func (d *decoder) learnSecrets(raw string, b []byte) {
	if conv, err := transcript.Parse([]byte(raw)); err == nil && conversation(raw) {
		d.cover.LearnAll(conv)
	} else {
		d.cover.Learn(b)
		d.learnCut(b)
	}
}

// learnCut has the digits looked for that stand behind the tag of a number or a track 2 with a length that it may have, whole or as far as they are there,
// whatever the bytes around them are read as. Of one that is cut all are hidden: which are the last four nobody knows.
//
// EMV 4.4 B3 annex A1 (5A, 57)
func (d *decoder) learnCut(b []byte) {
	for i := 0; i+2 < len(b); i++ {
		tag, size := tlv.Tag(b[i]), int(b[i+1])
		second := i > 0 && b[i-1]&0x1F == 0x1F && b[i-1] != 0xFF // FF is filler
		if tag != 0x5A && tag != 0x57 || second || !d.mayHave(tag, size) {
			continue
		}
		value := b[i+2 : min(len(b), i+2+size)]
		number, _, _ := strings.Cut(strings.TrimRight(upper(value), "F"), "D")
		if len(number) <= 8 || strings.Trim(number, "0123456789") != "" { // eight are the issuer's (ISO/IEC 7812-1)
			continue
		}
		if len(value) < size {
			tag = 0x9F20 // digits, none of which is shown
		}
		d.cover.Learn(tlv.Append(nil, tag, value))
	}
}

// maskedCommand is a command in hexadecimal, with what is sensitive in its data masked.
func maskedCommand(cover *transcript.Cover, b []byte, list tlv.DOL) string {
	if _, err := apdu.ParseCommand(b); err != nil || transcript.CarriesPIN(b) {
		return upper(b[:min(len(b), 4)]) + "..."
	}
	return cover.Command(b, list)
}

// covered has stars over what a chain says that may be a card number.
func (c *chain) covered(cover *transcript.Cover) {
	c.AID = cover.Name(unhex(c.AID))
	for i := range c.Links {
		l := &c.Links[i]
		l.Name, l.Result = cover.Text(l.Name), cover.Text(l.Result)
	}
}

// quoted is a string in JSON.
var quoted = pattern(`"(?:[^"\\]|\\.)*"`)

// coveredJSON is v with every text in it covered, and every string of data objects by what their tags mean.
func coveredJSON(cover *transcript.Cover, v any) (json.RawMessage, error) {
	var plain bytes.Buffer
	e := json.NewEncoder(&plain)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return quoted().ReplaceAllFunc(plain.Bytes(), func(s []byte) []byte {
		var text string
		if json.Unmarshal(s, &text) != nil {
			return s
		}
		hidden := coveredText(cover, text)
		if hidden == text {
			return s
		}
		out, err := json.Marshal(hidden)
		if err != nil {
			return s
		}
		return out
	}), nil
}

// coveredText is a text, the name of an application or data objects as they may be shown.
func coveredText(cover *transcript.Cover, text string) string {
	b := unhex(text)
	switch {
	case len(b) == 0 || 2*len(b) != len(text):
		return cover.Text(text)
	case len(b) > 16 && tlv.Check(b) == nil:
		return cover.Objects(b)
	case len(b) >= 5 && len(b) <= 16 && strings.ContainsRune("AD", rune(text[0])):
		return cover.Name(b)
	default:
		return cover.Bytes(b)
	}
}

// printRecord prints v as one object with every text in it covered.
func (c *call) printRecord(cover *transcript.Cover, v any) error {
	covered, err := coveredJSON(cover, v)
	if err != nil {
		return err
	}
	return c.printJSON(covered)
}

// listen has the viewer know what the file says of the card before it shows anything of it.
func (v *viewer) listen(c *call) error {
	b, err := c.file(c.args[0])
	if err != nil {
		return err
	}
	if c.args[0] == "-" {
		c.in = bytes.NewReader(b) // it is read again
	}
	if conv, err := transcript.Parse(b); err == nil {
		v.d.cover.LearnAll(conv)
		v.said.learnTables(conv.Exchanges())
	}
	return nil
}

// covered has stars over what a directory says that may be a card number.
func (x *tapExplained) covered() {
	var cover transcript.Cover
	name := func(s string) string { return cover.Name(unhex(s)) }
	x.AID = name(x.AID)
	for i := range x.Entries {
		e := &x.Entries[i]
		e.ADF, e.Label, e.Extended = name(e.ADF), cover.Text(e.Label), cover.Bytes(unhex(e.Extended))
		if e.Kernel != nil {
			*e.Kernel = cover.Bytes(unhex(*e.Kernel))
		}
		for k := range e.Judged {
			e.Judged[k].Reason = cover.Text(e.Judged[k].Reason)
		}
	}
	for i := range x.Candidates {
		k := &x.Candidates[i]
		k.Name, k.AID, k.Fate = name(k.Name), name(k.AID), cover.Text(k.Fate)
	}
}
