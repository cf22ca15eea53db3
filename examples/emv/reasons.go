package main

import (
	"slices"
	"strings"
	"sync"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// A copy that is redacted again keeps why its card was not issued again, unless the header line says something else, which somebody wrote there.

// reasonWords are the words that such a reason has beside those of the checks and of the names of data elements.
const reasonWords = `certification authority key answers of the card application file locator signature exchange fast its records are enciphered and secure channel were
	taken out which names certificates is not in conversation certificate that was made with nobody else has no this RID index known give keys well formed SM2 issued
	again on date transaction it does verify when signed there to write a too short sign at answer missing covers record SFI byte bytes SELECT whose count GENERATE AC
	GET PROCESSING OPTIONS INTERNAL AUTHENTICATE initiation recorded did answer whole good until expiry none neither template empty may have had verified
	checked for today as file card's DF name begin with AID selected copy does replay as original answered given offset in value longer than what left or identity its signed
	feature descriptor another data storage directory one were read before both cannot be was logged without
	status word says where stands`

// saidWords is all of them in small letters.
var saidWords = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	add := func(text string) {
		for _, w := range strings.FieldsFunc(strings.ToLower(text), between) {
			words[w] = true
		}
	}
	add(reasonWords)
	for r := oda.OK; r.String() != oda.Reason(1<<16-1).String(); r++ {
		add(r.String())
	}
	for f := tlv.TruncatedTag; f <= tlv.TooManyObjects; f++ {
		add(f.String())
	}
	for k := apdu.Timeout; k <= apdu.Removed; k++ {
		add(k.String())
	}
	for sw := apdu.SW(0x6200); sw < 0x7000; sw++ {
		add(sw.Explain())
	}
	for i := 1; i < tlv.NumRows; i++ {
		add(tlv.Row(i).Tag().Name() + " " + tlv.Row(i).Tag().String())
	}
	return words
})

// between reports whether a character stands between words.
func between(r rune) bool { return strings.ContainsRune(" ,;:()'\n\t", r) }

// saidNumbers are numbers, days, tags of digits alone and indices of keys where a reason has them, behind or before their words.
var saidNumbers = pattern(`\((?:82|84|90|93|94|9F2D|9F46|9F4B)\)|\b(?:82|90|92|93|94) \(|\b(?:byte|record|SFI|exchange) [0-9]{1,3}\b|\b[0-9]{1,3} bytes?\b|` +
	`\banswered [0-9A-F]{4},|\boffset [0-9]{1,4}(?: in [0-9A-F]{2,8}(?:/[0-9A-F]{2,8}){0,8})?:|` +
	`\b(?:on|until|for|today,) 20[0-9]{2}-[0-9]{2}-[0-9]{2}\b|(?:give| with) -(?:keys|date)\b`)

// saidKey is a key with its index.
var saidKey = pattern(`\bkey ([0-9A-F]{10}) [0-9A-F]{2}\b`)

// ownReason reports whether a header line not-reissued says of applications what this tool says, and nothing else. Tags do not stand behind each other there,
// nor are they of decimal digits alone: a number would be in groups.
func ownReason(text string, aids []string) bool {
	text = saidNumbers().ReplaceAllString(saidKey().ReplaceAllString(text, "key $1"), " ")
	tagged := false
	for _, w := range strings.FieldsFunc(text, between) {
		if slices.ContainsFunc(aids, func(aid string) bool { return aid == w || len(w) == 10 && strings.HasPrefix(aid, w) }) {
			tagged = false
			continue
		}
		tag := strings.ContainsAny(w, "0123456789")
		if !saidWords()[strings.ToLower(w)] || tag && (tagged || strings.Trim(w, "0123456789") == "") {
			return false
		}
		tagged = tag
	}
	return true
}
