package transcript

import (
	"encoding/hex"
	"strings"

	"github.com/emvgo/emv/apdu"
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
	pinWord = `(?:\b(?:PINs?|pin-?code|passcode|secret code|code secret|PUK|NIP|geheimzahl)\b|密码)`
	keyWord = `(?:\b(?:[a-z]*keys?|[a-z]*schlüssel|[imu]k|[bmuc]dk|[im]mk|cmk|lmk|[ztk]mk|kek|[ztp]ek|[ztpi]pk|ipek|[td]ak|tdk|dek|[pc]vk|sk|kmc|kcm|[ks][-_ ]?(?:enc|mac|dek)|component|` +
		`(?:imk|mk|sk|udk|mdk)(?:ac|mac|enc|smi|smc|idn|a|b))(?:[-_ ]?(?:ac|mac|enc|dek|smi|smc|idn|[ab]))?\b|密钥)`
	cardWord = `\b(?:uid|nfc-?id[123]?|pupi|nuid|ic?csn|icsn|csn|anticollision|(?:card|chip|icc?)[-_ ]?(?:serial(?:[-_ ](?:number|no|nr))?|sn|id|identifier|uid)|chip number)\b`
)

// A teller is how a text names something, the value being its only group, and what of the value is covered.
type teller struct {
	has   []string // one of these is in the text, in small letters
	named pattern
	value pattern // nil: all of it, a name
}

func newTeller(named, value string, has ...string) teller {
	return teller{has, newPattern(`(?i)` + named), newPattern(`(?i)` + value)}
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
		bytesOfCard, "id", "pupi", "sn", "serial", "anticollision", "chip"),
	newTeller(`\bIBAN\b`+gap+`([a-z]{2}[0-9]{2}(?: ?[a-z0-9]{4}){2,7}(?: ?[a-z0-9]{1,3})?\b)`, `.+`, "iban"),
	{[]string{"holder"}, newPattern(`(?i)\bcard[- ]?holder(?:[- ]?name)? ?[:=] ?([^0-9,;:#]{2,40})`), nil},
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
	for _, at := range t.named().FindAllStringSubmatchIndex(s, -1) {
		over, values := with, [][]int{{0, at[3] - at[2]}}
		if t.value != nil {
			values = t.value().FindAllStringIndex(s[at[2]:at[3]], -1)
		} else if with == '0' {
			over = 'X'
		}
		for _, v := range values {
			for i := at[2] + v[0]; i < at[2]+v[1]; i++ {
				if n := hexMark(s[i:]); n > 0 {
					i += n - 1
				} else if decimal(b[i]) || letter(b[i]) || b[i] >= 0x80 {
					b[i] = over
				}
			}
		}
	}
	return string(b)
}

// keyHeader is the name of a header line that has a key alone.
var keyHeader = newPattern(`(?i)^(?:[a-z0-9-]*-)?(?:k|` + keyWord + `)$`)

// hideQuoted writes over the data of commands that carry a PIN or a key, where a text quotes them whole.
func hideQuoted(s string, with byte) string {
	return inHexRuns(s, func(digits []byte) {
		b, err := hex.DecodeString(string(digits[:len(digits)&^1]))
		if err != nil || len(b) <= headOfCommand || !CarriesPIN(b) || b[0]&0x7F > 0x1F {
			return
		}
		if c, err := apdu.ParseCommand(b); err == nil && len(c.Data) == int(b[headOfCommand-1]) {
			for i := range c.Data {
				digits[2*(headOfCommand+i)], digits[2*(headOfCommand+i)+1] = with, with
			}
		}
	})
}

// headOfCommand is how many bytes stand before the data of a command: class, instruction, parameters and length.
const headOfCommand = 5
