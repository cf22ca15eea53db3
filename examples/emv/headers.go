package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A headerRule is the form of a header line that changes what is replayed or verified: what is written otherwise would change it without a sign.
type headerRule struct {
	key   string
	many  bool                      // it may stand several times
	wrong func(value string) string // what is wrong with a value, empty for nothing
}

// headerRules are the header lines that have a form. The others are for readers.
var headerRules = []headerRule{
	{"date", false, func(v string) string {
		if _, ok := dayOf(packed(v)); !ok {
			return sixDigits(v) + " is no day YYMMDD of the calendar; correct it, or give -date"
		}
		return ""
	}},
	{"time", false, func(v string) string {
		if b := headerBytes(v); len(b) != 3 || tlv.Malformed(tlv.Contact, tlv.TransactionTime, b) != "" {
			return sixDigits(v) + " is no time HHMMSS of a day, which has 6 digits"
		}
		return ""
	}},
	{"transaction", false, func(v string) string {
		b := headerBytes(v)
		if b == nil {
			return notHex
		}
		seen := map[tlv.Tag]bool{}
		cursor := tlv.NewCursor(b)
		for o := range cursor.All() {
			_, err := tlv.DecodeN(o.Value)
			least, most, known := transcript.TransactionSize(o.Tag)
			switch n := len(o.Value); {
			case !known:
				return fmt.Sprintf("tag %s is none of a transaction: 9F02, 9F03, 5F2A, 9C and 9F41 are", o.Tag)
			case seen[o.Tag]:
				return fmt.Sprintf("tag %s stands there twice", o.Tag)
			case n < least || n > most:
				return fmt.Sprintf("tag %s has %s, not %d", o.Tag, span(least, most), n)
			case err != nil:
				return fmt.Sprintf("tag %s: %v", o.Tag, err)
			}
			seen[o.Tag] = true
		}
		return faultText(tlv.Check(b))
	}},
	{"un", false, func(v string) string {
		for w := range strings.FieldsSeq(v) {
			if len(w) != 8 || len(unhex(w)) != 4 {
				return unsaid(w) + " is no unpredictable number, which has 8 digits"
			}
		}
		return ""
	}},
	{"host", false, func(v string) string {
		for answer := range strings.SplitSeq(v, nextAnswer) {
			if headerBytes(answer) == nil {
				return notHex
			}
		}
		return ""
	}},
	{"ttq", false, func(v string) string {
		if b := headerBytes(v); b != nil && len(b) != 4 {
			return "the terminal transaction qualifiers, 8 digits, belong there"
		}
		return hexHeader(v)
	}},
	{"pin", false, func(v string) string {
		for w := range strings.FieldsSeq(v) {
			_, err := strconv.ParseUint(w, 16, 16)
			if _, ok := pinWords[w]; !ok && (err != nil || len(w) != 4) {
				return unsaid(w) + " is neither a status word of four digits nor entered, bypassed, failed or cancelled"
			}
		}
		return ""
	}},
	{seedHeader, false, func(v string) string {
		if v != seedTaken && len(unhex(v)) != 8 {
			return "write 16 hexadecimal digits"
		}
		return ""
	}},
	{"interface", false, oneOf("contact", contactless)},
	{"protocol", false, oneOf("T=0", "T=1", "T=CL")},
	{"force-online", false, oneOf("yes", "no")},
	{"kernel", false, func(v string) string {
		known := append([]string{"contact", entryPoint}, kernelNames()...)
		if !slices.Contains(known, v) {
			return unsaid(v) + " is none that is here; write " + either(known)
		}
		return ""
	}},
	{"atr", false, func(v string) string {
		b := headerBytes(v)
		if b == nil {
			return notHex
		}
		if _, err := apdu.ParseATR(b); err != nil {
			return "no answer to reset: " + strings.TrimPrefix(err.Error(), "apdu: ")
		}
		return ""
	}},
	{"config", false, nil},
	{"kind", false, nil},
	{"profile", false, nil},
	{caKeyHeader, false, func(v string) string {
		var one transcript.Conversation
		one.Set(caKeyHeader, v)
		_, err := reissuedKeys(&one)
		if err != nil {
			_, why, _ := strings.Cut(err.Error(), ": ")
			return why
		}
		return ""
	}},
	{"run", true, nil},
	{"expect", true, nil},
}

// unsaid is what an error says in the place of what a file has: a line that is wrong may be anything, a name or a number too.
func unsaid(text string) string { return "a word of " + count(len([]rune(text)), "character") }

// sixDigits is a value that has the form of a date or a time, which an error may say.
func sixDigits(v string) string {
	if s := packed(v); len(s) == 6 && strings.Trim(s, "0123456789") == "" {
		return s
	}
	return unsaid(v)
}

// notHex is what is wrong with a value that is to be bytes.
const notHex = "hexadecimal digits belong there, two for a byte, and nothing between them but blanks"

func hexHeader(v string) string {
	if headerBytes(v) == nil {
		return notHex
	}
	return ""
}

// packed is a value without its blanks.
func packed(v string) string { return strings.ReplaceAll(v, " ", "") }

// headerBytes are the bytes of a value in hexadecimal, which may have blanks; nil for none.
func headerBytes(v string) []byte {
	s := packed(v)
	if b := unhex(s); len(b) > 0 && len(b)*2 == len(s) {
		return b
	}
	return nil
}

// oneOf is the rule of a header line that is one of several words.
func oneOf(words ...string) func(string) string {
	return func(v string) string {
		if !slices.Contains(words, v) {
			return fmt.Sprintf("%s is not known; write %s", unsaid(v), either(words))
		}
		return ""
	}
}

// checkHeaders holds the header lines of a conversation against their rules, all or those of some keys: each with a value of its form, and as often as it counts.
func checkHeaders(conv *transcript.Conversation, keys ...string) error {
	seen := map[string]int{}
	for _, h := range conv.Headers() {
		i := slices.IndexFunc(headerRules, func(r headerRule) bool { return r.key == h.Key })
		if i < 0 || len(keys) > 0 && !slices.Contains(keys, h.Key) {
			continue
		}
		r, why := headerRules[i], ""
		switch first := seen[h.Key]; {
		case first > 0 && !r.many:
			why = fmt.Sprintf("it stands on line %d too, and one counts", first)
		case h.Value == "" && h.Key == "kernel": // none ran
		case h.Value == "":
			why = "nothing stands behind it; write a value, or take the line out"
		case r.wrong != nil:
			why = r.wrong(h.Value)
		}
		if why != "" {
			return fmt.Errorf("line %d: header line %s: %s", h.Line, h.Key, why)
		}
		seen[h.Key] = h.Line
	}
	return nil
}

// headerLineOf is the line on which a header line stands first.
func headerLineOf(conv *transcript.Conversation, key string) int {
	for _, h := range conv.Headers() {
		if h.Key == key {
			return h.Line
		}
	}
	return 0
}

// replayHeaders checks the header lines for a replay, which the interface and the kernel must go together for.
func replayHeaders(conv *transcript.Conversation) error {
	if err := checkHeaders(conv); err != nil {
		return err
	}
	for _, h := range conv.Headers() {
		if meant := misspelt(h.Key); meant != "" {
			return fmt.Errorf("line %d: no header line is called that; write %s", h.Line, meant)
		}
	}
	if expect, runs := len(conv.Values("expect")), max(len(conv.Values("run")), 1); expect > runs {
		return fmt.Errorf("header line expect: %s, and %s; each run has one", count(expect, "line"), count(runs, "run"))
	}
	return headerKernel(conv)
}

// misspelt is the header line that counts of which a key is one letter away, or two that are exchanged, empty for none: one that is for readers, or is right.
func misspelt(key string) string {
	for _, r := range headerRules {
		if r.key == key {
			return ""
		}
	}
	for _, r := range headerRules {
		if len(r.key) >= 4 && oneAway(strings.ToLower(key), r.key) {
			return r.key
		}
	}
	return ""
}

// oneAway reports whether two words are the same but for the case, one letter more, less or other, or two that are exchanged.
func oneAway(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	a, b = a[i:], b[i:]
	switch {
	case a == b, len(b) > len(a) && a == b[1:]:
		return true
	case len(a) != len(b):
		return false
	default:
		return a[1:] == b[1:] || len(a) > 1 && a[0] == b[1] && a[1] == b[0] && a[2:] == b[2:]
	}
}

// kernelDiffers says that another kernel ran than the header names, empty for none.
func kernelDiffers(conv *transcript.Conversation, out *kernel.Result) string {
	if !slices.ContainsFunc(conv.Headers(), func(h transcript.Header) bool { return h.Key == "kernel" }) || out == nil {
		return ""
	}
	was, is := or(conv.Get("kernel"), entryPoint), or(tlv.Visible(out.Kernel), entryPoint)
	if was == is {
		return ""
	}
	return fmt.Sprintf("header line kernel: recorded %s, now %s", was, is)
}

// entryPoint is what the header line kernel says where no kernel was chosen.
const entryPoint = "entrypoint"

// kernelNames are the contactless kernels as the header line kernel names them.
func kernelNames() (names []string) {
	for b := tlv.C2; b <= tlv.C8; b++ {
		names = append(names, bookName(b))
	}
	return names
}

// headerKernel checks that the kernel which ran goes with the interface: without the interface another would run.
func headerKernel(conv *transcript.Conversation) error {
	switch name := conv.Get("kernel"); {
	case name == "" || name == "contact":
	case conv.Get("interface") == "":
		return fmt.Errorf("header line interface is missing: this is a contactless conversation, for Entry Point and %s; write interface: contactless", or(kernelsOf(conv), "kernel "+name))
	case conv.Get("interface") != contactless:
		return fmt.Errorf("header line kernel: %s runs contactless conversations, and the header line interface says %s", name, conv.Get("interface"))
	}
	return nil
}
