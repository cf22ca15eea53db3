package transcript

import (
	"strings"
)

// PIN blocks in clear in the hexadecimal of a text.

const (
	// blockDigits is how many half bytes a PIN block has.
	blockDigits = 16
	// fieldDigits is how many the PIN field of format 4 has.
	fieldDigits = 2 * blockDigits
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

// clearBlock reports whether half bytes are a PIN block in clear for a card.
//
// EMV 4.4 B3 6.5.12.3, ISO 9564-1 format 2
func clearBlock(s string) bool { return block(s, '2', "F") }

// unopened reports whether half bytes are perhaps a block of format 0 with a PAN that nobody knows: no digit of it is in the first two of the PIN, and F
// with a digit is 6 or more.
func unopened(s string) bool {
	n := strings.IndexByte(hexDigits, s[1])
	return s[0] == '0' && n >= 4 && n <= 12 && strings.Trim(s[2:4], "0123456789") == "" && strings.Trim(s[2+n:], "6789ABCDEF") == ""
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

// blockAt is how many half bytes of s, from its start, are a PIN block in clear, 0 for none.
func blockAt(s string, pans []string) int {
	switch {
	case len(s) >= fieldDigits && block(s, '4', "A"):
		return fieldDigits
	case clearBlock(s):
		return blockDigits
	case s[0] != '0' && s[0] != '3':
		return 0
	}
	for _, pan := range pans {
		if open := opened(s[:blockDigits], pan); block(open, '0', "F") || block(open, '3', "ABCDEF") {
			return blockDigits
		}
	}
	return 0
}

// longestChance is how many digits a PIN of format 3 has at most that is looked for where anything may stand: behind longer ones little is left to tell a block.
const longestChance = 6

// ofCard reports whether half bytes are a block of format 0 or 3 with a PAN of the card.
func (r *redactor) ofCard(s string) bool {
	if s[0] != '0' && s[0] != '3' || s[1] < '4' || s[1] > 'C' || !decimal(s[2]) || !decimal(s[3]) { // where no digit of the PAN is
		return false
	}
	for _, pan := range r.pans[:min(len(r.pans), mostAccounts)] {
		open := opened(s, pan)
		if r.own[pan] && (block(open, '0', "F") || open[1]-'0' <= longestChance && block(open, '3', "ABCDEF")) {
			return true
		}
	}
	return false
}

// hideOfCard zeroes the PIN blocks with a PAN of the card in bytes.
func (r *redactor) hideOfCard(b []byte) {
	if len(r.own) == 0 {
		return
	}
	s := string(appendHex(nil, b))
	for i := 0; i+blockDigits <= len(s); i += 2 {
		if r.ofCard(s[i : i+blockDigits]) {
			clear(b[i/2 : (i+blockDigits)/2])
		}
	}
}

// eightBytes are bytes in hexadecimal alone, as many as a PIN block has.
var eightBytes = newPattern(`(?i)(?:\b|x)(?:[0-9a-f]{16}|` + dumpOf(`{7}`) + `[0-9a-f]{4}( [0-9a-f]{4}){3})\b`)

// hideBlocks writes over the PIN blocks in a text. Those of format 1, and of format 0 with whatever PAN, can be told alone only.
func (r *redactor) hideBlocks(s string, with byte) string {
	over := func(b []byte) {
		for i := range b {
			b[i] = with
		}
	}
	if !mayHold(s, blockDigits) {
		return s
	}
	s = eightBytes().ReplaceAllStringFunc(s, func(alone string) string {
		return inHexRuns(alone, func(digits []byte) {
			if b := string(digits); len(b) == blockDigits && (block(b, '1', hexDigits) || unopened(b)) {
				over(digits)
			}
		})
	})
	pans := r.pans[:min(len(r.pans), mostAccounts)]
	return inHexRuns(s, func(digits []byte) {
		b := string(digits)
		for i := 0; i+blockDigits <= len(b); i++ {
			if n := blockAt(b[i:], pans); n > 0 {
				over(digits[i : i+n])
				i += n - 1
			}
		}
	})
}
