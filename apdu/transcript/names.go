package transcript

import (
	"bytes"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// shortestNameWord is how many letters a word of a name has that is looked for alone.
const shortestNameWord = 4

// namesOf are the ways in which people write the name of a card: as it stands there, LAST/FIRST, and both parts in either order, with what stands between
// them in names, addresses and files. What is too short
// to be looked for is none.
//
// ISO/IEC 7813
func namesOf(value string) (names []string) {
	whole := strings.TrimSpace(value)
	last, first, two := strings.Cut(whole, "/")
	first, _, _ = strings.Cut(first, ".") // a title
	last, first = strings.TrimSpace(last), strings.TrimSpace(first)
	if names = []string{whole}; two && last != "" && first != "" {
		for _, between := range []string{"/", " ", "-", "_", ".", ""} {
			names = append(names, last+between+first, first+between+last)
		}
		names = append(names, last+", "+first, last+","+first)
	} else if two {
		names = append(names, last+first)
	}
	return slices.DeleteFunc(names, func(s string) bool { // or was hidden already
		return len(s) < shortestWantedSecret || strings.Trim(s, "X/ -_.,") == ""
	})
}

// hideNames writes X over the names wherever they stand in a text, whatever the case of their letters, and over their words that stand alone.
func (r *redactor) hideNames(s string, with byte) string {
	if len(r.names) == 0 {
		return s
	}
	folded, at := fold(s)
	hidden := []byte(r.found.names.Replace(folded))
	for w := range wordsIn(string(hidden)) {
		if len(r.nameWords) > 0 && r.nameWords[folded[w.from:w.to]] {
			copy(hidden[w.from:w.to], bytes.Repeat([]byte{with}, w.to-w.from))
		}
	}
	b := []byte(s)
	for k := range hidden {
		if hidden[k] == folded[k] {
			continue
		}
		for of, i := at.of(k), 0; i < of.size(); i++ {
			b[of.from+i] = hidden[k]
		}
	}
	return string(b)
}

// noNames are words on cards that are nobody's name.
var noNames = map[string]bool{
	"card": true, "test": true, "visa": true, "mastercard": true, "maestro": true, "debit": true, "credit": true, "gift": true, "prepaid": true,
	"cardholder": true, "holder": true, "customer": true, "valued": true, "member": true, "supplied": true, "expired": true, "name": true, "bank": true, "amex": true,
	"american": true, "express": true, "discover": true, "unionpay": true, "electron": true, "platinum": true, "gold": true, "classic": true,
}

// learnName has a name looked for as it stands in the value of an element, in the characters of each encoding, and its words.
//
// EMV 4.4 B4 annex B
func (r *redactor) learnName(value []byte) {
	forms := []string{string(value)}
	for _, e := range nameEncodings() {
		if !legible(value) && len(value)%e.size == 0 && (e.size > 1) == wide(value) {
			forms = append(forms, e.text(value))
		}
	}
	for _, form := range forms {
		names := namesOf(form)
		if len(names) == 0 || r.knownNames[names[0]] {
			continue
		}
		r.knownNames[names[0]] = true
		r.names = append(r.names, names...)
		r.accented = r.accented || !ascii(form)
		if form, _ = fold(form); !utf8.ValidString(form) {
			continue
		}
		form += " " + strings.ReplaceAll(form, "'", "")
		for at := range wordsIn(form) {
			w := form[at.from:at.to]
			if utf8.RuneCountInString(w) >= shortestNameWord && !noNames[w] && strings.Trim(w, "x") != "" {
				r.nameWords[w] = true
			}
		}
	}
}

// learnTrack has the name and the discretionary data of a track 1 looked for.
//
// ISO/IEC 7813
func (r *redactor) learnTrack(track string) {
	forms := []string{track}
	if wide([]byte(track)) {
		for _, e := range nameEncodings() {
			if e.size > 1 {
				forms = append(forms, e.text([]byte(track)))
			}
		}
	}
	for _, form := range forms {
		if parts := strings.Split(form, "^"); len(parts) > 1 {
			r.learnName([]byte(parts[1]))
			rest := strings.Join(parts[2:], "^")
			r.learnSecretDigits(strings.Trim(rest[min(trackRest, len(rest)):], "?"))
		}
	}
}

// hideNamed writes over names and their words in bytes, which were others before: in each value alone, since what stands beside it may be a letter by
// chance, and in the whole.
func (r *redactor) hideNamed(b, was []byte, borders [][]int) {
	if len(r.names) == 0 {
		return
	}
	for _, at := range borders {
		from := 0
		for _, to := range at {
			if from < to {
				r.hideNamedIn(b[from:to], was[from:to])
				from = to
			}
		}
		if from > 0 {
			r.hideNamedIn(b[from:], was[from:])
		}
	}
	r.hideNamedIn(b, was)
}

// hideNamedIn writes over names and their words in each encoding that bytes may have a name in.
func (r *redactor) hideNamedIn(b, was []byte) {
	if len(was) < shortestWantedSecret {
		return
	}
	high, two := r.accented && !ascii(string(was)), r.accented || wide(was)
	for _, e := range nameEncodings() {
		if e.size == 1 && !high && !e.bridged(was) || e.size > 1 && !two {
			continue
		}
		for from := range e.size {
			text := e.text(was[from:])
			e.write(b[from:], was[from:], text, r.hideNames(text, '*'))
		}
	}
	for i, x := range []byte(r.hideNames(string(was), '*')) {
		if x != was[i] && b[i] == was[i] {
			b[i] = x
		}
	}
}

// borders are where values begin and end, in order: of data objects, and where b is a command those of its data, of the objects in it and of what was built
// from a list. Each may be what bytes only look like, and would cut a value of the others: they stay apart.
func borders(b []byte, objects bool, list tlv.DOL) (sets [][]int) {
	sets = append(sets, valuesIn(nil, tlv.NewCursor(b), 0))
	c, err := apdu.ParseCommand(b)
	if objects || err != nil || len(c.Data) == 0 {
		return sets
	}
	head := headOfCommand
	if b[head-1] == 0 { // extended
		head += 2
	}
	sets = append(sets, []int{head, head + len(c.Data)}, valuesIn([]int{head}, tlv.NewCursor(c.Data), head))
	data := listedIn(b)
	from := head + len(c.Data) - len(data) // a template ends where the data does
	listed := []int{from}
	for _, n := range list.All() {
		from += min(n, len(data))
		data = data[min(n, len(data)):]
		listed = append(listed, from)
	}
	return append(sets, listed)
}

// valuesIn are the borders of the values of data objects; those of the outermost begin at so many bytes.
func valuesIn(at []int, c tlv.Cursor, base int) []int {
	for o := range c.All() {
		end := base + o.Offset + len(o.Raw)
		at = append(at, end-len(o.Value))
		if o.Tag.Constructed() {
			at = valuesIn(at, o.Children(), base)
		}
		at = append(at, end)
	}
	return at
}
