package iso8583

import (
	"errors"
	"strings"

	moov "github.com/moov-io/iso8583"
	"github.com/moov-io/iso8583/encoding"
	"github.com/moov-io/iso8583/field"
	"github.com/moov-io/iso8583/prefix"
)

// A Kind is what the characters of a field may be.
type Kind uint8

// The kinds, in the standard's letters.
const (
	N   Kind = iota // digits
	AN              // letters, digits and spaces
	ANS             // printable characters
	Z               // track 2: digits and the separator, written =
	B               // bytes
	R               // digits that stand at the right where two of them are a byte
	X               // digits and the letters A to F: tracks whose separator is D, or that are enciphered
)

// fits reports whether a value has the characters of the kind alone.
func (k Kind) fits(v []byte) bool {
	for _, c := range v {
		digit := '0' <= c && c <= '9'
		if k == X && 'A' <= c && c <= 'F' {
			continue
		}
		letter := 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z'
		switch {
		case k == B, digit, k == Z && c == '=', (k == AN || k == ANS) && (letter || c == ' '), k == ANS && ' ' < c && c < 0x7F:
		default:
			return false
		}
	}
	return true
}

// A Field is one row of a dialect's table.
type Field struct {
	Number int
	Kind   Kind
	Length int  // characters or bytes: all of them, or with Prefix the most
	Prefix int  // digits of the length in front; 0: the length is fixed
	Secret bool // it prints as its length alone
	Name   string
}

// fits reports whether a value is as the row has it.
func (f *Field) fits(v []byte) bool {
	return f.Kind.fits(v) && len(v) <= f.Length && (f.Prefix > 0 || len(v) == f.Length)
}

// A Dialect is how messages look on one line.
type Dialect struct {
	Name   string
	Fields []Field // by number

	spec   *moov.MessageSpec
	rows   [129]*Field
	others []*Dialect // what is taken and not sent: other padding
}

// NewDialect makes a dialect of its table: text in ASCII, a binary bitmap, lengths in digits.
func NewDialect(name string, table []Field) *Dialect {
	d := &Dialect{Name: name, Fields: table, spec: &moov.MessageSpec{Name: name, Fields: map[int]field.Field{
		0: field.NewString(&field.Spec{Length: 4, Enc: encoding.ASCII, Pref: prefix.ASCII.Fixed}),
		1: field.NewBitmap(&field.Spec{Enc: encoding.Binary, Pref: prefix.Binary.Fixed}),
	}}}
	lengths := [...]prefix.Prefixer{prefix.ASCII.Fixed, prefix.ASCII.L, prefix.ASCII.LL, prefix.ASCII.LLL}
	for i := range table {
		f := &table[i]
		d.rows[f.Number] = f
		s := &field.Spec{Length: f.Length, Description: f.Name, Enc: encoding.ASCII, Pref: lengths[f.Prefix]}
		if f.Kind == B {
			s.Enc = encoding.Binary
			d.spec.Fields[f.Number] = field.NewBinary(s)
		} else {
			d.spec.Fields[f.Number] = field.NewString(s)
		}
	}
	return d
}

// NewBinaryDialect makes a dialect of messages whose type, digits and lengths are BCD, two digits in a byte, with a bitmap of 64 bits. An odd number of digits is
// filled with a zero: on the right, or on the left in a field of kind R. Where pad is F the digits of kind X are filled with F instead; Parse takes both.
func NewBinaryDialect(name string, pad byte, table []Field) *Dialect {
	d := newBinary(name, pad, table)
	d.others = []*Dialect{newBinary(name, 0xF-pad, table)}
	return d
}

func newBinary(name string, pad byte, table []Field) *Dialect {
	d := &Dialect{Name: name, Fields: table, spec: &moov.MessageSpec{Name: name, Fields: map[int]field.Field{
		0: field.NewString(&field.Spec{Length: 4, Enc: nibbles{kind: N}, Pref: prefix.BCD.Fixed}),
		1: field.NewBitmap(&field.Spec{Enc: encoding.Binary, Pref: prefix.Binary.Fixed, DisableAutoExpand: true}),
	}}}
	lengths := [...]prefix.Prefixer{prefix.BCD.Fixed, prefix.BCD.L, prefix.BCD.LL, prefix.BCD.LLL}
	for i := range table {
		f := &table[i]
		d.rows[f.Number] = f
		s := &field.Spec{Length: f.Length, Description: f.Name, Enc: encoding.Binary, Pref: lengths[f.Prefix]}
		switch f.Kind {
		case N, R:
			s.Enc = nibbles{kind: f.Kind}
		case X:
			s.Enc = nibbles{f.Kind, pad}
		}
		if f.Kind == B {
			d.spec.Fields[f.Number] = field.NewBinary(s)
		} else {
			d.spec.Fields[f.Number] = field.NewString(s)
		}
	}
	return d
}

// nibbles are digits, two in a byte.
type nibbles struct {
	kind Kind
	pad  byte
}

var errNibble = errors.New("iso8583: no digits")

const hexDigits = "0123456789ABCDEF"

// Encode packs digits.
func (n nibbles) Encode(digits []byte) ([]byte, error) {
	b := make([]byte, (len(digits)+1)/2)
	shift := n.shift(len(digits))
	if len(digits)%2 == 1 && shift == 0 {
		b[len(b)-1] = n.pad
	}
	for i, c := range digits {
		v := strings.IndexByte(hexDigits, c)
		if v < 0 || v > 9 && n.kind != X {
			return nil, errNibble
		}
		b[(i+shift)/2] |= byte(v) << (4 * (1 - (i+shift)%2))
	}
	return b, nil
}

// shift is the place of the first digit: 1 behind a zero.
func (n nibbles) shift(length int) int {
	if n.kind == R {
		return length % 2
	}
	return 0
}

// Decode unpacks so many digits. The padding is not looked at: Parse packs again.
func (n nibbles) Decode(data []byte, length int) (digits []byte, read int, err error) {
	read = (length + 1) / 2
	if length < 0 || read > len(data) {
		return nil, 0, errNibble
	}
	digits = make([]byte, length)
	shift := n.shift(length)
	for i := range digits {
		digits[i] = hexDigits[data[(i+shift)/2]>>(4*(1-(i+shift)%2))&15]
	}
	return digits, read, nil
}

// The fields that the messages of this package use.
const (
	FieldPAN            = 2
	FieldProcessing     = 3
	FieldAmount         = 4
	FieldBilled         = 6
	FieldSent           = 7
	FieldSTAN           = 11
	FieldTime           = 12
	FieldDate           = 13
	FieldExpiry         = 14
	FieldEntryMode      = 22
	FieldPSN            = 23
	FieldAcquirer       = 32
	FieldTrack2         = 35
	FieldRRN            = 37
	FieldApproval       = 38
	FieldResponse       = 39
	FieldTerminal       = 41
	FieldMerchant       = 42
	FieldToken          = 48
	FieldCurrency       = 49
	FieldBilledCurrency = 51
	FieldPIN            = 52
	FieldPINFormat      = 53
	FieldAmounts        = 54
	FieldICC            = 55
	FieldParts          = 59
	FieldReason         = 60
	FieldFollows        = 61
	FieldNewPIN         = 62
	FieldStatement      = 63
	FieldMAC            = 64
	FieldBalanced       = 66
	FieldManagement     = 70
	FieldCredits        = 74
	FieldCreditReversed = 75
	FieldDebits         = 76
	FieldDebitReversed  = 77
	FieldCreditAmount   = 86
	FieldCreditBack     = 87
	FieldDebitAmount    = 88
	FieldDebitBack      = 89
	FieldOriginal       = 90
	FieldNet            = 97
	FieldMAC2           = 128
)

// Plain is ISO 8583:1987 in ASCII, with fields 48, 59 and 60 to 63, which it leaves to the parties, used as the table says.
var Plain = NewDialect("plain", []Field{
	{FieldPAN, N, 19, 2, true, "primary account number"},
	{FieldProcessing, N, 6, 0, false, "processing code"},
	{FieldAmount, N, 12, 0, false, "amount"},
	{FieldBilled, N, 12, 0, false, "what the cardholder has agreed to pay in his currency"},
	{FieldSent, N, 10, 0, false, "transmission date and time, MMDDhhmmss"},
	{FieldSTAN, N, 6, 0, false, "systems trace audit number"},
	{FieldTime, N, 6, 0, false, "local time, hhmmss"},
	{FieldDate, N, 4, 0, false, "local date, MMDD"},
	{FieldExpiry, N, 4, 0, true, "expiration date, YYMM"},
	{FieldEntryMode, N, 3, 0, false, "POS entry mode"},
	{FieldPSN, N, 3, 0, false, "PAN sequence number"},
	{FieldAcquirer, N, 11, 2, false, "acquirer"},
	{FieldTrack2, Z, 37, 2, true, "track 2"},
	{FieldRRN, AN, 12, 0, false, "retrieval reference number"},
	{FieldApproval, AN, 6, 0, false, "approval code"},
	{FieldResponse, AN, 2, 0, false, "response code"},
	{FieldTerminal, ANS, 8, 0, false, "terminal"},
	{FieldMerchant, ANS, 15, 0, false, "merchant"},
	{FieldToken, ANS, 64, 3, false, "sale token"},
	{FieldCurrency, N, 3, 0, false, "currency"},
	{FieldBilledCurrency, N, 3, 0, false, "which that is"},
	{FieldPIN, B, 8, 0, true, "PIN block"},
	{FieldPINFormat, N, 16, 0, false, "format of the PIN blocks, two digits and zeros"},
	{FieldAmounts, ANS, 120, 3, false, "additional amounts"},
	{FieldICC, B, 999, 3, true, "data of the chip"},
	{FieldParts, N, 1, 3, false, "1: the host may approve a part, which is the amount of its answer"},
	{FieldReason, ANS, 30, 3, false, "reason of a reversal, or of an advice that is financial against the card or the host"},
	{FieldFollows, AN, 12, 0, false, "reference number of what the amount is for, of the request that is made once more with a PIN, or of that whose scripts an advice tells of"},
	{FieldNewPIN, B, 8, 3, true, "block of the new PIN"},
	{FieldStatement, AN, 240, 3, true, "lines of a statement"},
	{FieldMAC, B, 8, 0, true, "MAC"},
	{FieldBalanced, N, 1, 0, false, "settlement: 1 in balance, 2 out of balance"},
	{FieldManagement, N, 3, 0, false, "network management: 001 sign-on, 002 sign-off, 301 echo"},
	{FieldCredits, N, 10, 0, false, "credits"},
	{FieldCreditReversed, N, 10, 0, false, "credits reversed"},
	{FieldDebits, N, 10, 0, false, "debits"},
	{FieldDebitReversed, N, 10, 0, false, "debits reversed"},
	{FieldCreditAmount, N, 16, 0, false, "amount of the credits"},
	{FieldCreditBack, N, 16, 0, false, "amount of the credits reversed"},
	{FieldDebitAmount, N, 16, 0, false, "amount of the debits"},
	{FieldDebitBack, N, 16, 0, false, "amount of the debits reversed"},
	{FieldOriginal, N, 42, 0, false, "original data elements"},
	{FieldNet, AN, 17, 0, false, "net settlement: C or D and an amount"},
	{FieldMAC2, B, 8, 0, true, "MAC of a message with fields above 64"},
})
