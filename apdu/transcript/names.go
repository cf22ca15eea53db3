package transcript

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
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

// hideNames writes X over the names wherever they stand in a text, in capitals or not.
func (r *redactor) hideNames(s string) string {
	if len(r.names) == 0 {
		return s
	}
	folded := foldText(s)
	hidden := r.found.names.Replace(folded)
	b := []byte(s)
	for i := range b {
		if hidden[i] != folded[i] {
			b[i] = 'X'
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

// learnName has a name looked for as it stands in the value of an element, in the characters of each code table, and its words.
//
// EMV 4.4 B4 annex B
func (r *redactor) learnName(value []byte) {
	forms := []string{string(value)}
	if !legible(value) {
		for _, table := range nameTables {
			forms = append(forms, table.Text(value))
		}
	}
	for _, form := range forms {
		names := namesOf(form)
		if len(names) == 0 || r.knownNames[names[0]] {
			continue
		}
		r.knownNames[names[0]] = true
		r.names = append(r.names, names...)
		r.accented = r.accented || strings.IndexFunc(form, func(x rune) bool { return x >= utf8.RuneSelf }) >= 0
		if form = foldText(form); !utf8.ValidString(form) {
			continue
		}
		for _, w := range strings.FieldsFunc(form+" "+strings.ReplaceAll(form, "'", ""), func(x rune) bool { return !unicode.IsLetter(x) }) {
			if utf8.RuneCountInString(w) >= shortestNameWord && !noNames[w] && strings.Trim(w, "x") != "" {
				r.nameWords[w] = true
			}
		}
	}
}

// nameTables are the code tables in which a card may write a name.
//
// EMV 4.4 B4 annex B
var nameTables = []tlv.CodeTable{1, 2, 3, 4, 5, 6, 7, 8, 9, 0x10}

// hideNamed writes over names and their words in bytes: in each value alone, since what stands beside it may be a letter by chance, and in the whole.
func (r *redactor) hideNamed(b, was []byte, list tlv.DOL) {
	if len(r.names) == 0 {
		return
	}
	from := 0
	for _, to := range borders(was, list) {
		if from < to {
			r.hideNamedIn(b[from:to])
			from = to
		}
	}
	r.hideNamedIn(b[from:])
	r.hideNamedIn(b)
}

// hideNamedIn writes over names and their words in each code table, where a name has more than ASCII, and in UTF-8.
func (r *redactor) hideNamedIn(b []byte) {
	for _, table := range nameTables {
		if !r.accented || bytes.IndexFunc(b, func(x rune) bool { return x >= utf8.RuneSelf }) < 0 {
			break
		}
		text := table.Text(b)
		hidden := r.hideNameWords(r.hideNames(text), '*')
		i := 0 // of the byte whose character begins at k
		for k := range text {
			if hidden[k] != text[k] {
				b[i] = hidden[k]
			}
			i++
		}
	}
	copy(b, r.hideNameWords(r.hideNames(string(b)), '*'))
}

// borders are where values begin and end: of data objects, in a command too, and of what was built from a list.
func borders(b []byte, list tlv.DOL) (at []int) {
	at = valuesIn(nil, tlv.NewCursor(b), 0)
	c, err := apdu.ParseCommand(b)
	if err != nil || len(c.Data) == 0 {
		return at
	}
	head := headOfCommand
	if b[head-1] == 0 { // extended
		head += 2
	}
	at = append(valuesIn(append(at, head), tlv.NewCursor(c.Data), head), head+len(c.Data))
	data := listedIn(b)
	from := head + len(c.Data) - len(data) // a template ends where the data does
	for _, n := range list.All() {
		from += min(n, len(data))
		data = data[min(n, len(data)):]
		at = append(at, from)
	}
	slices.Sort(at)
	return at
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

// hideNameWords writes over the words of names that stand alone.
func (r *redactor) hideNameWords(s string, with byte) string {
	if len(r.nameWords) == 0 {
		return s
	}
	folded := foldText(s)
	b := []byte(s)
	for i := 0; i < len(folded); {
		n := strings.IndexFunc(folded[i:], func(x rune) bool { return !unicode.IsLetter(x) })
		if n < 0 {
			n = len(folded) - i
		}
		if r.nameWords[folded[i:i+n]] {
			for k := i; k < i+n; k++ {
				b[k] = with
			}
		}
		_, size := utf8.DecodeRuneInString(folded[i+n:])
		i += n + max(size, 1)
	}
	return string(b)
}

// foldText is a text with small letters for capitals, as long to the byte, whatever bytes it has.
func foldText(s string) string {
	b := []byte(s)
	for i := 0; i < len(s); {
		x, n := utf8.DecodeRuneInString(s[i:])
		if small := unicode.ToLower(x); small != x && x != utf8.RuneError && utf8.RuneLen(small) == n {
			utf8.EncodeRune(b[i:], small)
		}
		i += n
	}
	return string(b)
}
