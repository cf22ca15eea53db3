package transcript

import (
	"regexp"
	"strings"
)

// What a text names is covered behind the word for it, in headers and comments alike: PINs, keys, identifiers of cards, numbers of accounts, names.

// What stands in such a text between words, between bytes in hexadecimal, and bytes themselves.
const (
	gap          = `[^0-9A-Za-z]{1,4}`
	betweenBytes = `[^0-9A-Za-z]{0,3}(?:\(byte\) ?)?(?:0?x)?`
	bytesOfKey   = `[0-9a-f]{2}(?:` + betweenBytes + `[0-9a-f]{2}){7,31}\b`
	bytesOfCard  = `[0-9a-f]{2}(?:` + betweenBytes + `[0-9a-f]{2}){3,9}[0-9a-f]?\b`
	digitsOfPIN  = `[0-9]{4,12}\b`
	beginBytes   = `(?:\(byte\) ?)?(?:(?:0|\\)x)?`
)

// The words for them.
const (
	pinWord = `(?:\b(?:PINs?|pin-?code|passcode|secret code|PUK|NIP|geheimzahl)\b|密码)`
	keyWord = `(?:\b(?:[a-z]*keys?|[a-z]*schlüssel|[imu]k|[bmuc]dk|[im]mk|cmk|lmk|[ztk]mk|kek|[ztp]ek|[ztpi]pk|ipek|[td]ak|tdk|dek|[pc]vk|sk|kmc|kcm|[ks][-_ ]?(?:enc|mac|dek)|component|` +
		`(?:imk|mk|sk|udk|mdk)(?:ac|mac|enc|smi|smc|idn|a|b))(?:[-_ ]?(?:ac|mac|enc|dek|smi|smc|idn|[ab]))?\b|密钥)`
	cardWord = `\b(?:uid|nfc-?id[123]?|pupi|nuid|ic?csn|icsn|csn|anticollision|(?:card|chip|icc?)[-_ ]?(?:serial(?:[-_ ](?:number|no|nr))?|id|identifier|uid))\b`
)

// A teller is how a text names something, the value being its only group, and what of the value is covered.
type teller struct {
	has   []string // one of these is in the text, in small letters
	named *regexp.Regexp
	value *regexp.Regexp
}

func newTeller(named, value string, has ...string) teller {
	return teller{has, regexp.MustCompile(`(?i)` + named), regexp.MustCompile(`(?i)` + value)}
}

var tellers = []teller{
	newTeller(pinWord+`(?:`+gap+`(?:code|typed|entered|is|was|of|change[d]?|nr|no|number|try|first|old|new|from|digits|[0-9]{1,2}))*?`+gap+
		`(`+digitsOfPIN+`(?:(?:`+gap+`(?:and|or|und|then|wrong|right|to|new))*?`+gap+digitsOfPIN+`)*)`,
		digitsOfPIN, "pin", "code", "puk", "nip", "geheimzahl", "密码"),
	newTeller(`\b(`+digitsOfPIN+`)`+gap+`(?:as|is|was|for)`+gap+`(?:(?:the|his|her|a|new)`+gap+`)*PIN\b`, digitsOfPIN, "pin"),
	newTeller(keyWord+`(?:`+gap+`(?:is|was|no|nr|components?|parts?|half|share|[0-9]{1,2}))*?`+gap+
		beginBytes+`(`+bytesOfKey+`(?:(?:`+gap+`(?:and|xor|und|components?|parts?|[0-9]))*?`+gap+beginBytes+bytesOfKey+`)*)`,
		bytesOfKey, "key", "k", "schlüssel", "enc", "mac", "component", "密钥"),
	newTeller(cardWord+`(?:`+gap+`(?:is|was|[0-9]{1,2} bytes))*?`+gap+beginBytes+`(`+bytesOfCard+`)`,
		bytesOfCard, "id", "pupi", "csn", "serial", "anticollision"),
	newTeller(`\bIBAN\b`+gap+`([a-z]{2}[0-9]{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?\b)`, `.+`, "iban"),
	newTeller(`\bcard[- ]?holder(?:[- ]?name)? ?[:=] ?([^0-9,;:#]{2,40})`, `.+`, "holder"),
}

// hideTold writes over what a text names.
func hideTold(s string, with byte) string {
	folded := foldText(s)
	for i := range tellers {
		if t := &tellers[i]; containsAny(folded, t.has) {
			s = t.hide(s, with)
		}
	}
	return s
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func (t *teller) hide(s string, with byte) string {
	b := []byte(s)
	for _, at := range t.named.FindAllStringSubmatchIndex(s, -1) {
		for _, v := range t.value.FindAllStringIndex(s[at[2]:at[3]], -1) {
			for i := at[2] + v[0]; i < at[2]+v[1]; i++ {
				if n := hexMark(s[i:]); n > 0 {
					i += n - 1
				} else if decimal(b[i]) || letter(b[i]) {
					b[i] = with
				} else if b[i] >= 0x80 {
					b[i] = 'X'
				}
			}
		}
	}
	return string(b)
}

// keyHeader is the name of a header line that has a key alone.
var keyHeader = regexp.MustCompile(`(?i)^(?:[a-z0-9-]*-)?(?:k|` + keyWord + `)$`)
