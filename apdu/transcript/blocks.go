package transcript

import (
	"fmt"
	"slices"
	"strings"
)

// PIN blocks in clear.

const (
	// blockDigits is how many half bytes a PIN block has.
	blockDigits = 16
	// accountDigits is how many digits of the PAN, but for the check digit, are in a block.
	accountDigits = 12
	// mostAccounts is with how many PANs of the conversation a block is opened: a file may be anybody's.
	mostAccounts = 16
)

const hexDigits = "0123456789ABCDEF"

// block reports whether half bytes begin as a PIN block of ISO 9564-1 does: the format, the length, so many digits, and what fill has behind them.
func block(s string, format byte, fill string) bool {
	n := strings.IndexByte("0123456789ABC", s[1])
	return s[0] == format && n >= 4 && strings.Trim(s[2:2+n], "0123456789") == "" && strings.Trim(s[2+n:blockDigits], fill) == ""
}

// clearBlock reports whether half bytes are a PIN block in clear for a card, or the first half of one of format 4 before it is enciphered.
//
// EMV 4.4 B3 6.5.12.3, ISO 9564-1 formats 2 and 4
func clearBlock(s string) bool { return block(s, '2', "F") || block(s, '4', "A") }

// mayBeBlock reports whether data are as long as one PIN block or two, and begin as one of format 1 of ISO 9564-1, which has anything behind the PIN.
func mayBeBlock(b []byte) bool {
	return (2*len(b) == blockDigits || len(b) == blockDigits) && block(string(appendHex(nil, b)), '1', hexDigits)
}

// blocksInText are such blocks in a text, with or without marks between their digits.
var blocksInText = newPattern(func() string {
	const mark = `[ :.,-]?` // as mayHold has them
	var forms []string
	for n := 4; n <= 12; n++ {
		for _, f := range []string{"2F", "4A"} { // format and fill
			forms = append(forms, fmt.Sprintf(`%c%s%X(?:%[2]s[0-9]){%[3]d}(?:%[2]s%[5]c){%[4]d}`, f[0], mark, n, blockDigits-2-n, f[1]))
		}
	}
	return `(?i)` + strings.Join(forms, "|")
}())

// hideBlocks writes over the PIN blocks for a card in a text.
func hideBlocks(s string, with byte) string {
	if !mayHold(s, blockDigits) {
		return s
	}
	return blocksInText().ReplaceAllStringFunc(s, func(block string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(hexDigits+"abcdef", r) {
				return rune(with)
			}
			return r
		}, block)
	})
}

// opened is a block of format 0 or 3 with the digits of a PAN taken out of it.
func opened(s, pan string) string {
	account := "0000" + strings.Repeat("0", max(0, accountDigits+1-len(pan))) + pan[max(0, len(pan)-accountDigits-1):len(pan)-1]
	b := []byte(s)
	for i := range b {
		b[i] = hexDigits[strings.IndexByte(hexDigits, s[i])^int(account[i]-'0')]
	}
	return string(b)
}

// A PIN of format 3 has so many digits at most where anything may stand, since behind longer ones little is left to tell a block, and at the border of a value.
const (
	longestChance = 6
	longestPIN    = 12
)

// ofCard reports whether half bytes are a block of format 0, or of format 3 with so many digits at most, with a PAN of the card.
func (r *redactor) ofCard(s string, most int) bool {
	if s[0] != '0' && s[0] != '3' || s[1] < '4' || s[1] > 'C' || !decimal(s[2]) || !decimal(s[3]) { // where no digit of the PAN is
		return false
	}
	for _, pan := range r.pans[:min(len(r.pans), mostAccounts)] {
		open := opened(s, pan)
		if r.own[pan] && (block(open, '0', "F") || strings.IndexByte(hexDigits, open[1]) <= most && block(open, '3', "ABCDEF")) {
			return true
		}
	}
	return false
}

// hideOfCard zeroes the PIN blocks with a PAN of the card in bytes. borders are those of values.
func (r *redactor) hideOfCard(b []byte, borders [][]int) {
	if len(r.own) == 0 {
		return
	}
	s := string(appendHex(nil, b))
	for i := 0; i+blockDigits <= len(s); i += 2 {
		if s[i] != '0' && s[i] != '3' {
			continue
		}
		most := longestChance
		if i == 0 || i+blockDigits == len(s) || bordering(borders, i/2) || bordering(borders, (i+blockDigits)/2) {
			most = longestPIN
		}
		if r.ofCard(s[i:i+blockDigits], most) {
			clear(b[i/2 : (i+blockDigits)/2])
		}
	}
}

func bordering(borders [][]int, i int) bool {
	return slices.ContainsFunc(borders, func(at []int) bool {
		_, ok := slices.BinarySearch(at, i)
		return ok
	})
}
