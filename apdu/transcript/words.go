package transcript

import "strings"

// What people write of a card in headers and comments, in their own words: numbers of accounts and persons in groups.

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
