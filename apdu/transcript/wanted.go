package transcript

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strings"
)

// wanted is what a conversation's secrets are looked for with, in time that grows with the text and not with their number too: a file may be anybody's.
type wanted struct {
	bytes  *strings.Replacer // in commands and responses
	digits *strings.Replacer // PANs in the hexadecimal of these
	text   *strings.Replacer // secrets and PANs in the header, and in what is shown
	names  *strings.Replacer // in small letters
	copies copies            // parts of secrets
	pans   map[string]bool   // digits
}

// prepare is called when all secrets are found. A track begins with a PAN, so the longest go first.
func (r *redactor) prepare() {
	slices.SortStableFunc(r.secrets, func(a, b [2][]byte) int { return len(b[0]) - len(a[0]) })
	slices.SortStableFunc(r.pans, func(a, b string) int { return len(b) - len(a) })
	slices.SortStableFunc(r.names, func(a, b string) int { return len(b) - len(a) })
	var raw, digits, text, names []string
	r.found.copies = newCopies()
	if r.copied.own != nil {
		r.found.copies.own = r.copied.own
	}
	for _, s := range r.whole {
		r.found.copies.learn(bytes.TrimRight(s[0], " \x00"), s[1])
	}
	r.hashes(func(hash []byte) { r.found.copies.learn(hash, make([]byte, len(hash))) })
	for _, s := range r.secrets {
		masked := string(appendHex(nil, s[1]))
		raw = append(raw, string(s[0]), string(s[1]))
		if r.fill == '*' {
			masked = starred(s[0], s[1])
		}
		text = append(text, string(appendHex(nil, s[0])), masked, hex.EncodeToString(s[0]), masked)
	}
	r.found.pans = map[string]bool{}
	for _, pan := range r.pans {
		if r.found.pans[pan] {
			continue
		}
		masked := r.account(pan)
		r.found.pans[pan] = true
		digits = append(digits, pan, masked, hex.EncodeToString([]byte(pan)), hex.EncodeToString([]byte(masked)), inBytes(pan), inBytes(masked),
			swapped(pan), swapped(masked))
	}
	r.prepareDigits()
	for _, name := range r.names {
		folded, _ := fold(name)
		names = append(names, folded, strings.Repeat("X", len(folded)))
	}
	r.found.bytes, r.found.digits = strings.NewReplacer(raw...), strings.NewReplacer(digits...)
	r.found.text, r.found.names = strings.NewReplacer(append(text, digits...)...), strings.NewReplacer(names...)
}
