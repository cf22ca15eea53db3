package tlv

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

func hexString(b []byte) string {
	const digits = "0123456789ABCDEF"
	var short [32]byte
	s := short[:0]
	for _, x := range b {
		s = append(s, digits[x>>4], digits[x&0xF])
	}
	return string(s)
}

// A bitTable is what the bits of a value mean.
type bitTable struct {
	size, most int // bytes that a value has
	fields     []bitField
}

// A bitField is what one value of some bits of a byte means: one line of a table.
type bitField struct {
	index uint8 // of the byte, from 0
	to    uint8 // where several bytes are one number or text, the byte behind them; else 0
	mask  byte
	value byte   // under the mask
	other bool   // any value that no earlier line of the same bits has
	words string // "" for nothing to say
}

// Explain puts a value into words, a line for each thing that it says. Every bit of a bit field that is 1 has
// its line, those that mean nothing included. Numbers, dates, texts, lists of data objects, CVM lists and
// file locators are written out. What is sensitive is masked. There is nothing to say of other binary values.
//
//	byte 1 bit 8: offline data authentication was not performed
//	byte 1 bits 8-7: ARQC
func Explain(r Row, value []byte) []string { return ExplainIn(NumBooks, r, value) }

// ExplainIn is [Explain] in the words of one book, whose bits and tags may mean something else.
func ExplainIn(book Book, r Row, value []byte) []string {
	if len(value) == 0 {
		return []string{"empty"}
	}
	var lines []string
	fault := Malformed(book, r, value)
	t := bitTableOf(book, r)
	switch explain := listExplainer(r); {
	case explain != nil:
		lines, _ = explain(book, value)
	case r.Element().Sensitive:
		lines = []string{Mask(r, value)}
	case t != nil && len(value) >= t.size && len(value) <= t.most:
		lines = t.explain(value)
	case t == nil:
		lines = explainScalar(r, r.In(book).Format, value)
	}
	if fault != "" {
		lines = append(lines, "malformed: "+fault)
	}
	return lines
}

func (t *bitTable) explain(value []byte) (lines []string) {
	for i := 0; i < len(value); i++ {
		if f := t.span(i); f != nil {
			end := min(int(f.to), len(value))
			lines = append(lines, spanName(i, end)+f.words+" "+hexString(value[i:end]))
			i = end - 1
			continue
		}
		lines = t.explainByte(lines, i, value[i])
	}
	return lines
}

// span is the line for several bytes that begin at index, nil if there is none.
func (t *bitTable) span(index int) *bitField {
	for i := range t.fields {
		if f := &t.fields[i]; f.to > 0 && int(f.index) == index {
			return f
		}
	}
	return nil
}

func spanName(from, end int) string {
	if end-from == 1 {
		return fmt.Sprintf("byte %d: ", end)
	}
	return fmt.Sprintf("bytes %d-%d: ", from+1, end)
}

// explainByte goes from the leftmost bit to the right; what the table does not mention is RFU.
func (t *bitTable) explainByte(lines []string, index int, b byte) []string {
	var mentioned, matched byte // bits that a line is for, that a line was found for
	for _, f := range t.fields {
		if int(f.index) != index {
			continue
		}
		mentioned |= f.mask
		if b&f.mask != f.value && !f.other || matched&f.mask == f.mask {
			continue
		}
		matched |= f.mask
		switch {
		case f.other && strings.HasSuffix(f.words, ":") && f.mask != 0xFF: // a number
			lines = append(lines, fmt.Sprintf("%s%s %d", bitName(index, f.mask), f.words, b&f.mask>>bits.TrailingZeros8(f.mask)))
		case f.other && strings.HasSuffix(f.words, ":"):
			lines = append(lines, bitName(index, f.mask)+f.words+" "+hexString([]byte{b}))
		case f.words != "":
			lines = append(lines, bitName(index, f.mask)+f.words)
		}
	}
	for mask := byte(0x80); mask != 0; mask >>= 1 {
		if b&mask&^mentioned != 0 {
			lines = append(lines, bitName(index, mask)+"RFU")
		}
	}
	return lines
}

// bitName names some bits of a byte, counted from 1 as the books do.
func bitName(index int, mask byte) string {
	low, high := 1, 8
	for mask>>(low-1)&1 == 0 {
		low++
	}
	for mask>>(high-1) == 0 {
		high--
	}
	switch {
	case high == low:
		return fmt.Sprintf("byte %d bit %d: ", index+1, low)
	case mask == 0xFF:
		return fmt.Sprintf("byte %d: ", index+1)
	default:
		return fmt.Sprintf("byte %d bits %d-%d: ", index+1, high, low)
	}
}

// String is the method in words.
func (c CVMCode) String() string {
	if c.Method() == CVMNotPerformed {
		return "no CVM performed"
	}
	return bitsCVMResults.words(0, 0x3F, byte(c.Method()))
}

// String is the condition in words.
func (c CVMCondition) String() string { return bitsCVMResults.words(1, 0xFF, byte(c)) }

// String is the result in words.
func (r CVMResult) String() string { return bitsCVMResults.words(2, 0xFF, byte(r)) }

func (t *bitTable) words(index uint8, mask, value byte) string {
	for _, f := range t.fields {
		if f.index == index && f.mask == mask && (f.value == value || f.other) {
			return f.words
		}
	}
	return ""
}

// explainScalar writes out numbers, dates and texts.
func explainScalar(r Row, format Format, value []byte) []string {
	switch {
	case r == ApplicationExpirationDate || r == ApplicationEffectiveDate || r == TransactionDate:
		d, err := DecodeDate(value)
		return unless(err, d.String())
	case r == TransactionTime && len(value) == 3 && N.Accepts(value) && unreal(r, value) == "":
		return []string{fmt.Sprintf("%02X:%02X:%02X", value[0], value[1], value[2])}
	case r == AuthorisationResponseCode:
		return []string{strings.TrimSpace(quote(value) + " " + responseCodes[string(value)])}
	case (r == LogEntry || r == LoadLogEntry) && len(value) == 2: // EMV 4.4 B3 annex D4
		return []string{fmt.Sprintf("SFI %d, %s", value[0], plural(int(value[1]), "record"))}
	case unitOf(r) != "":
		return explainNumber(r, format, value)
	case format == N:
		d, err := digits(value, false)
		return unless(err, string(d))
	case format == CN:
		d, err := DecodeCN(value)
		return unless(err, d)
	case format == A || format == AN || format == ANS:
		return []string{quote(value)}
	default:
		return nil
	}
}

// unless is what a value says, nothing where it is malformed.
func unless(err error, s string) []string {
	if err != nil {
		return nil
	}
	return []string{s}
}

// quote is a text of ISO 8859 part 1 in quotes, what cannot be printed escaped.
func quote(b []byte) string {
	runes := make([]rune, len(b))
	for i, x := range b {
		runes[i] = rune(x)
	}
	return strconv.Quote(string(runes))
}

// responseCodes is EMV 4.4 B4 annex A6 and the common codes of ISO 8583.
var responseCodes = map[string]string{
	"00": "approved",
	"01": "refer to the card issuer",
	"02": "refer to the card issuer, special condition",
	"04": "capture the card",
	"05": "declined",
	"08": "approved with identification",
	"10": "approved for a part of the amount",
	"14": "declined, no such card number",
	"51": "declined, insufficient funds",
	"54": "declined, expired card",
	"55": "declined, incorrect PIN",
	"57": "declined, not permitted to the cardholder",
	"61": "declined, amount limit exceeded",
	"62": "declined, restricted card",
	"65": "declined, frequency limit exceeded",
	"75": "declined, PIN tries exceeded",
	"91": "issuer not available",
	"96": "declined, system malfunction",
	"Y1": "offline approved",
	"Y3": "unable to go online, offline approved",
	"Z1": "offline declined",
	"Z3": "unable to go online, offline declined",
}
