package transcript

import (
	"regexp"
	"slices"
	"strings"
)

// What people write of a card in headers and comments, in their own words: numbers of accounts and persons in groups, a PIN or a key behind its name.

// Sizes of what is looked for in a text without its separators: all of a shorter secret, or any of so many characters of a longer one.
const (
	shortestWord = 8
	longestWord  = 12
)

// lettersAndDigits is a text without what stands between its words, in capitals, and where each of its characters stands.
func lettersAndDigits(s string) (plain string, at []int) {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if letter(s[i]) || decimal(s[i]) {
			b, at = append(b, s[i]), append(at, i)
		}
	}
	return strings.ToUpper(string(b)), at
}

// learnWords has what a secret says in characters looked for in texts.
func (r *redactor) learnWords(value []byte) {
	if !legible(value) {
		return
	}
	s, _ := lettersAndDigits(string(value))
	for i := 0; i+shortestWord <= len(s) && (i == 0 || i+longestWord <= len(s)); i++ {
		if w := window([]byte(s[i : i+shortestWord])); w.worth() {
			r.words[s[i:min(i+longestWord, len(s))]] = true
		}
	}
}

// hideWords writes over what secrets say in characters, however it is grouped.
func (r *redactor) hideWords(s string) string {
	if len(r.words) == 0 {
		return s
	}
	plain, at := lettersAndDigits(s)
	b := []byte(s)
	for i := range plain {
		for n := shortestWord; n <= longestWord && i+n <= len(plain); n++ {
			for k := i; r.words[plain[i:i+n]] && k < i+n; k++ {
				hideText(b[at[k] : at[k]+1])
			}
		}
	}
	return string(b)
}

// told is a PIN, a key, a PIN block or the identifier of a card, behind the word that says so.
var told = regexp.MustCompile(`(?i)` +
	`\b(PIN|PINs|pin-?code|NIP|geheimzahl)\b[^0-9A-Za-z]{1,3}((code|typed|entered)[^0-9A-Za-z]{1,2})?((is|was|of)[^0-9A-Za-z]{1,2})?[0-9]{4,12}\b([, ]{1,2}[0-9]{4,12}\b)*|` +
	`\b([a-z]*key|imk|mk|bdk|kek|tmk|zmk|sk)([-_]?(ac|mac|enc|smi|smc|idn))?\b[^0-9A-Za-z]{1,3}((is|was)[^0-9A-Za-z])?([0-9a-f]{2}[ :]?){7,31}[0-9a-f]{2}\b|` +
	`\b(uid|nfcid|csn)\b[^0-9A-Za-z]{1,3}([0-9a-f]{2}[ :]?){3,9}[0-9a-f]{2}\b`)

// tellers are what the words have that say so.
var tellers = []string{"pin", "nip", "geheimzahl", "key", "mk", "dk", "kek", "sk", "uid", "nfcid", "csn"}

// hideTold writes over the digits of what a text names.
func hideTold(s string, with byte) string {
	folded := foldText(s)
	if !slices.ContainsFunc(tellers, func(word string) bool { return strings.Contains(folded, word) }) {
		return s
	}
	return told.ReplaceAllStringFunc(s, func(found string) string {
		b := []byte(found)
		from := 0
		if at := firstDigits.FindStringIndex(found); at != nil {
			from = at[0]
		}
		for i := from; i < len(b); i++ {
			if decimal(b[i]) || letter(b[i]) {
				b[i] = with
			}
		}
		return string(b)
	})
}

// firstDigits is where what is named begins: four digits or more, of a PIN or of bytes.
var firstDigits = regexp.MustCompile(`\b([0-9A-Fa-f]{4,}|[0-9A-Fa-f]{2}[ :][0-9A-Fa-f]{2})[0-9A-Fa-f :,]*$`)
