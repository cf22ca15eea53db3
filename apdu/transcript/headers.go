package transcript

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// A redacted conversation has no words of people: nobody can tell what they say. Of its header the lines stay that programs read, with values of closed forms.

// A headerForm is the form of a header line that programs read.
type headerForm struct {
	key    string
	many   bool                        // it may stand several times
	form   pattern                     // of the whole value, in which bytes may have blanks between them
	sound  func(b []byte) bool         // whether the bytes are what the line has, nil for any
	secret func(r *redactor, b []byte) // hides the secrets in the bytes, nil where there are no bytes
}

// Parts of the forms.
const (
	clauseForm = `(?:EMV 4\.[34] B[1-4](?: annex)?|Book [AB](?: 2\.1\d)?|C-[2-8](?: [12]\.\d{1,2})?) (?:[A-Z]\d{1,3}|[A-Z]|\d{0,2})(?:\.[A-Z]?\d{1,2}){0,4}[ab]?(?: (?:step|table) \d{1,2})?`
	// kernel.Status, Authoriser, Fault, ODAResult, the CVM of terminal.Parameters, and what stands before the values of a contact transaction
	outcomeForm = `approved|declined|online request|try again|try another interface|select next|request online PIN|end application|` +
		`authorised (?:nobody|offline|online)|contact|entrypoint|no kernel|C-[2-8]|CVM (?:N/A|No CVM|Online PIN|Confirmation Code Verified|Obtain Signature)|` +
		`(?:(?:SDA|DDA|CDA|XDA|fDDA|local authentication) )?(?:ok|failed|not performed)|reversal|timeout|transmission|protocol|` +
		`ARC (?:[0-9A-Z]{2})?|TVR (?:[0-9A-F]{10})?|TSI (?:[0-9A-F]{4})?|CVM results (?:[0-9A-F]{6})?|SW [0-9A-F]{4}|` + clauseForm + `|`
	runForm   = `\d{1,4}(?:-\d{1,4}|~)?|!(?:timeout|transmission|protocol|removed)|[0-9A-Fa-f]{8,}=(?:#\d{1,4}|[0-9A-Fa-f]{4,})`
	keyForm   = `[0-9A-Fa-f]{10} [0-9A-Fa-f]{2} [0-9A-Fa-f]{2}(?: (?:[0-9A-Fa-f]{2}){1,3})? (?:[0-9A-Fa-f]{2}){48,}`
	pinForm   = `9000|6[2-9A-F](?:00|C[0-9A-F]|8[0-9A-F])|bypassed|failed|cancelled`
	bytesForm = `(?:[0-9A-Fa-f]{2} ?)+`
)

// headerForms are all of them. The header line reissued and the like stand for what a program did to the exchanges, and are its to write again.
var headerForms = []headerForm{
	{"source", false, only(`emv (?:txn|read)`), nil, nil},
	{"card", false, only(`virtual card [a-z0-9-]{1,40}`), nil, nil},
	{"interface", false, only(`contact|contactless`), nil, nil},
	{"protocol", false, only(`T=0|T=1|T=CL`), nil, nil},
	{"kernel", false, only(`contact|entrypoint|C-[2-8]|`), nil, nil},
	{"clause", false, only(clauseForm), nil, nil},
	{"config", false, only(`[a-z][a-z0-9_-]{0,39}|configuration of its sender's own`), nil, nil},
	{"profile", false, only(`book|strict`), nil, nil},
	{"kind", false, only(`shop|online|offline|vending|parking|kiosk|atm|branch|[123][1-6]`), nil, nil},
	{"force-online", false, only(`yes|no`), nil, nil},
	{"date", false, only(`(?:19|20)?\d\d[- ]?(?:0[1-9]|1[0-2])[- ]?(?:0[1-9]|[12]\d|3[01])`), ofDay, nil},
	{"time", false, only(`(?:[01]\d|2[0-3]) ?[0-5]\d ?[0-5]\d`), nil, nil},
	{"ttq", false, only(bytesForm), func(b []byte) bool { return len(b) == 4 }, nil},
	{"pin", false, only(`(?:entered|` + pinForm + `)(?: (?:entered|` + pinForm + `))*`), nil, nil},
	{"seed", false, only(`taken out, since the keys of the secure channel follow from it`), nil, nil},
	{"expect", true, only(`(?:` + outcomeForm + `)(?:, (?:` + outcomeForm + `))*`), nil, nil},
	{"redacted", false, only(redactedValue), nil, nil},
	{"transaction", false, only(bytesForm), ofTransaction, func(r *redactor, b []byte) { r.tree(b, false) }},
	{"host", false, only(bytesForm + `(?:, ` + bytesForm + `)*`), ofHost, func(r *redactor, b []byte) {
		r.tree(b, false) // first: what is sensitive goes from other places too
		clearEchoes(tlv.NewCursor(b))
	}},
	{"atr", false, only(bytesForm), ofReset, (*redactor).opaque},
	{"un", false, only(`[0-9A-Fa-f]{8}(?: [0-9A-Fa-f]{8})*`), nil, func(*redactor, []byte) {}},
	{"ca-key", false, only(keyForm + `(?:, ` + keyForm + `)*`), nil, func(*redactor, []byte) {}},
	{"run", true, only(`(?:` + runForm + `)(?: (?:` + runForm + `))*`), nil, nil},
}

func only(form string) pattern { return newPattern(`^(?:` + form + `)$`) }

// transactionSizes are the elements of the header line transaction, with their lengths.
var transactionSizes = map[tlv.Tag][2]int{0x9F02: {6, 6}, 0x9F03: {6, 6}, 0x5F2A: {2, 2}, 0x9C: {1, 1}, 0x9F41: {2, 4}}

// TransactionSize is how many bytes an element of the header line transaction has, at least and at most, and whether it is one of those that stand there.
func TransactionSize(tag tlv.Tag) (least, most int, known bool) {
	sizes, known := transactionSizes[tag]
	return sizes[0], sizes[1], known
}

func ofTransaction(b []byte) bool {
	return tlv.Check(b) == nil && every(tlv.NewCursor(b), func(o *tlv.Object) bool {
		least, most, _ := TransactionSize(o.Tag)
		_, err := tlv.DecodeN(o.Value)
		return len(o.Value) >= max(least, 1) && len(o.Value) <= most && err == nil
	})
}

// ofHost reports whether bytes are what a host answers: elements that issuers send, and perhaps others beside them, which hosts send
// back and kernels do not take.
func ofHost(b []byte) bool {
	issuers := 0
	c := tlv.NewCursor(b)
	for o := range c.All() {
		if sentBy(o.Tag, tlv.FromIssuer) {
			issuers++
		}
	}
	return issuers > 0 && tlv.Check(b) == nil
}

// clearEchoes zeroes what no issuer sends: it may be anybody's words.
func clearEchoes(c tlv.Cursor) {
	for o := range c.All() {
		switch {
		case o.Tag.Constructed():
			clearEchoes(o.Children())
		case !sentBy(o.Tag, tlv.FromIssuer):
			clear(o.Value)
		}
	}
}

func ofDay(b []byte) bool {
	_, err := time.Parse("060102", hex.EncodeToString(b[len(b)-3:]))
	return err == nil
}

func ofReset(b []byte) bool {
	_, err := apdu.ParseATR(b)
	return err == nil
}

// every reports whether data objects are all of a kind, those in templates too.
func every(c tlv.Cursor, kind func(*tlv.Object) bool) bool {
	for o := range c.All() {
		if !kind(&o) || o.Tag.Constructed() && !every(o.Children(), kind) {
			return false
		}
	}
	return true
}

// Judged is a copy of the conversation without what no program can judge: all comments, and the header lines that none reads or whose value has another
// form. It also tells how many of them there were.
func (c *Conversation) Judged() (kept *Conversation, comments, headers int) {
	kept = c.Clone()
	seen := map[string]bool{}
	kept.lines = slices.DeleteFunc(kept.lines, func(l line) bool {
		switch l.kind {
		case commentLine:
			comments++
			return true
		case headerLine:
			first := !seen[l.key]
			seen[l.key] = true
			if !c.judges(&l, first) {
				headers++
				return true
			}
		}
		return false
	})
	for i := range kept.lines {
		if l := &kept.lines[i]; l.comment != "" {
			comments++
			l.text, l.comment = "", ""
		}
	}
	return kept, comments, headers
}

// judges reports whether programs read a header line, with its value, where it is the first with its key or not. Those that stand several times are counted,
// and stay or go together.
func (c *Conversation) judges(l *line, first bool) bool {
	f := formOf(l.key)
	fit := func(key string) bool {
		return !slices.ContainsFunc(c.Values(key), func(v string) bool { return !formOf(key).fits(v, len(c.exchanges)) })
	}
	switch {
	case f == nil:
		return false
	case !f.many:
		return first && f.fits(l.value, len(c.exchanges))
	case l.key == "expect" && len(c.Values("expect")) > 1 && !fit("run"): // each belongs to a run
		return false
	default:
		return fit(l.key)
	}
}

// KnownHeader reports whether a header line is one that programs read, with a value of the form that it has there: what a program may show of a header.
func KnownHeader(key, value string) bool {
	f := formOf(key)
	return f != nil && f.fits(value, mostExchanges)
}

// formOf is the form of a header line, nil for one that no program reads.
func formOf(key string) *headerForm {
	i := slices.IndexFunc(headerForms, func(f headerForm) bool { return f.key == key })
	if i < 0 {
		return nil
	}
	return &headerForms[i]
}

// fits reports whether a value has the form, in a conversation of so many exchanges.
func (f *headerForm) fits(value string, exchanges int) bool {
	return f.form().MatchString(value) && (f.sound == nil || f.sound(packed(value))) && (f.key != "run" || !beyond(value, exchanges)) &&
		strings.Count(value, "SW ") < 2 // an outcome has one
}

// mostExchanges is as many as a header line run can name.
const mostExchanges = 9999

// beyond reports whether a header line run names exchanges that are not there.
func beyond(value string, exchanges int) bool {
	for w := range strings.FieldsSeq(value) {
		if strings.Contains(w, "=") {
			_, w, _ = strings.Cut(w, "=#")
		}
		for n := range strings.SplitSeq(strings.Trim(w, "~"), "-") {
			if i, err := strconv.Atoi(n); err == nil && (i < 1 || i > exchanges) {
				return true
			}
		}
	}
	return false
}

// packed are the bytes of a value in hexadecimal, whatever stands between them.
func packed(value string) (b []byte) {
	inHex(value, func(all []byte) { b = all })
	return b
}

// cardHeaders are header lines that people write the identifier of a card into. No program reads them.
var cardHeaders = []string{"uid", "nfcid", "nfc-id", "card-uid", "csn", "pupi"}

// bytesOnly is a value that is bytes in hexadecimal.
var bytesOnly = newPattern(`^[0-9A-Fa-f][0-9A-Fa-f .:-]*$`)

// namedIn has the identifiers looked for that stand in the header of a conversation.
func (r *redactor) namedIn(c *Conversation) {
	for _, h := range c.Headers() {
		if slices.Contains(cardHeaders, h.Key) && bytesOnly().MatchString(h.Value) {
			inHex(h.Value, r.identified)
		}
	}
}

// header hides the secrets in the bytes of a header line.
func (r *redactor) header(key, value string) string {
	switch f := formOf(key); {
	case key == "run":
		return inRun(value, func(b []byte) { r.command(b, nil) }, func(b []byte) { r.tree(apdu.Response(b).Data(), false) })
	case f.secret != nil:
		return inHex(value, func(b []byte) { f.secret(r, b) })
	}
	return value
}

// headerAgain hides what was found elsewhere in the bytes of a header line.
func (r *redactor) headerAgain(key, value string) string {
	again := func(b []byte) { r.everywhere(b, bytes.Clone(b), false, nil) }
	switch f := formOf(key); {
	case key == "run":
		return inRun(value, again, again)
	case key == "card": // where it says something known it goes
		return r.known(value)
	case f.secret != nil:
		return inHex(value, again)
	}
	return value
}

// inRun has the commands and responses changed that stand in a header line run.
func inRun(value string, command, response func([]byte)) string {
	words := strings.Split(value, " ")
	for i, w := range words {
		if c, answer, supplied := strings.Cut(w, "="); supplied {
			words[i] = inHex(c, command) + "="
			if !strings.HasPrefix(answer, "#") {
				answer = inHex(answer, response)
			}
			words[i] += answer
		}
	}
	return strings.Join(words, " ")
}

// inHex has bytes in hexadecimal changed, between which anything else stands.
func inHex(s string, change func([]byte)) string {
	var digits []byte
	var at []int
	for i := range len(s) {
		if c := s[i] | 0x20; decimal(s[i]) || c >= 'a' && c <= 'f' {
			digits, at = append(digits, s[i]), append(at, i)
		}
	}
	b, err := hex.DecodeString(string(digits))
	if err != nil {
		return s
	}
	old := bytes.Clone(b)
	change(b)
	out := []byte(s)
	for i := range b {
		if b[i] != old[i] {
			h := appendHex(nil, b[i:i+1])
			out[at[2*i]], out[at[2*i+1]] = h[0], h[1]
		}
	}
	return string(out)
}
