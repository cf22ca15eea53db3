package transcript

import (
	"bytes"
	"strings"
)

// Bytes that stand in a text in hexadecimal.

// A hexRun is where the half bytes stand.
type hexRun []int

// signsBefore and signsBehind are what programs write beside a byte, in letters of either case: of each row one at the most, in their order.
var (
	signsBefore = [][]string{{"(byte) ", "(byte)"}, {"0x", `\x`, "%"}}
	signsBehind = [][]string{{"h"}}
)

// hexRuns are those of so many half bytes at least: behind each other, or with up to two marks between whole bytes, and the signs of programs.
func hexRuns(s string, fewest int) (runs []hexRun) {
	if len(s) < fewest {
		return nil
	}
	for i := 0; i < len(s); i++ {
		var run hexRun
		for at := i; at >= 0; at = nextByte(s, at+2) {
			if !halfByte(s[at]) {
				break
			}
			run = append(run, at)
			if at+1 == len(s) || !halfByte(s[at+1]) {
				break
			}
			run = append(run, at+1)
		}
		if len(run) >= fewest {
			runs = append(runs, run)
		}
		if len(run) > 0 {
			i = run[len(run)-1]
		}
	}
	return runs
}

// nextByte is where the next byte begins behind marks, -1 for nowhere.
func nextByte(s string, i int) int {
	if i < len(s) && halfByte(s[i]) && (s[i] != '0' || behindSigns(s, i, signsBefore) == i) {
		return i
	}
	i = behindSigns(s, i, signsBehind)
	for range 2 {
		if i < len(s) && strings.IndexByte(" :.,;-_|/\t\n", s[i]) >= 0 {
			i++
		}
	}
	if i = behindSigns(s, i, signsBefore); i+1 < len(s) && halfByte(s[i]) && halfByte(s[i+1]) {
		return i
	}
	return -1
}

// behindSigns is where a text goes on behind the signs that stand at i.
func behindSigns(s string, i int, rows [][]string) int {
	for _, row := range rows {
		for _, sign := range row {
			if end := i + len(sign); end <= len(s) && strings.EqualFold(s[i:end], sign) {
				i = end
				break
			}
		}
	}
	return i
}

// digits are the half bytes of the run.
func (run hexRun) digits(text []byte) string {
	b := make([]byte, len(run))
	for k, at := range run {
		b[k] = text[at]
	}
	return strings.ToUpper(string(b))
}

// bytes are the whole bytes from half byte shift on.
func (run hexRun) bytes(text []byte, shift int) []byte {
	b := make([]byte, (len(run)-shift)/2)
	setDigits(b, run.digits(text)[shift:])
	return b
}

// write writes digits over the half bytes from one on.
func (run hexRun) write(b []byte, from int, digits string) {
	for k := range len(digits) {
		b[run[from+k]] = digits[k]
	}
}

// marked reports whether the same marks stand between every two bytes, whatever blanks and ends of lines beside them.
func (run hexRun) marked(s string) bool {
	mark := ""
	for k := 2; k+1 < len(run); k += 2 {
		between := s[run[k-1]+1 : run[k]]
		sign := strings.Join(strings.Fields(between), "")
		if between == "" || k > 2 && sign != mark {
			return false
		}
		mark = sign
	}
	return len(run) > 3
}

// uncounted are the pieces of the run beside bytes that count.
func (run hexRun) uncounted(digits string) (pieces []hexRun) {
	var numbers []string
	for k := 0; k+1 < len(digits); k += 2 {
		numbers = append(numbers, digits[k:k+2])
	}
	from := 0
	for k, counts := range counting(numbers) {
		if counts {
			pieces, from = append(pieces, run[from:2*k]), 2*k+2
		}
	}
	return append(pieces, run[from:])
}

// spelled hides what was found to be secret in bytes that stand in a text in hexadecimal, as in bytes themselves.
func (r *redactor) spelled(b []byte) {
	for _, run := range hexRuns(string(b), 2*shortestCopy) {
		for shift := range 2 {
			was := run.bytes(b, shift)
			if uniform(was) {
				continue
			}
			after := bytes.Clone(was)
			r.everywhere(after, was, false, nil)
			for k := range after {
				if after[k] != was[k] && r.fill == '*' {
					run.write(b, shift+2*k, "**")
				} else if after[k] != was[k] {
					run.write(b, shift+2*k, string(appendHex(nil, after[k:k+1])))
				}
			}
		}
	}
}
