package main

import (
	"slices"
	"strings"
	"sync"

	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// A copy that is redacted again keeps why its card was not issued again, unless the header line says something else, which somebody wrote there.

// reasonWords are the words that such a reason has beside those of the checks and of the names of data elements.
const reasonWords = `certification authority key answers of the card application file locator signature exchange fast its records are enciphered and secure channel were
	taken out which names certificates is not in conversation certificate that was made with nobody else has no this RID index known give keys well formed SM2 issued
	again on date transaction it does verify when signed there to write a too short sign at answer missing covers record SFI byte bytes SELECT whose count GENERATE AC
	GET PROCESSING OPTIONS INTERNAL AUTHENTICATE initiation recorded did answer whole good until expiry none neither template empty may have had verified`

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
	for i := 1; i < tlv.NumRows; i++ {
		add(tlv.Row(i).Tag().Name() + " " + tlv.Row(i).Tag().String())
	}
	return words
})

// between reports whether a character stands between words.
func between(r rune) bool { return strings.ContainsRune(" ,;:()'\n\t", r) }

// saidNumber is a number, a day or the index of a key in a reason.
var saidNumber = pattern(`^(?:[0-9A-F]{1,2}|[0-9]{1,3}|20[0-9]{2}-[0-9]{2}-[0-9]{2}|-(?:keys|date))$`)

// ownReason reports whether a header line not-reissued says of applications what this tool says, and nothing else.
func ownReason(text string, aids []string) bool {
	for _, w := range strings.FieldsFunc(text, between) {
		own := saidWords()[strings.ToLower(w)] || saidNumber().MatchString(w)
		if !own && !slices.ContainsFunc(aids, func(aid string) bool { return aid == w || len(w) == 10 && strings.HasPrefix(aid, w) }) {
			return false
		}
	}
	return true
}
