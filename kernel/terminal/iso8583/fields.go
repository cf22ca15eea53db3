package iso8583

import (
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
)

// fits reports whether a value has the characters of the kind alone.
func (k Kind) fits(v []byte) bool {
	for _, c := range v {
		digit := '0' <= c && c <= '9'
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

	spec *moov.MessageSpec
	rows [129]*Field
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

// The fields that the messages of this package use.
const (
	FieldPAN            = 2
	FieldProcessing     = 3
	FieldAmount         = 4
	FieldSent           = 7
	FieldSTAN           = 11
	FieldTime           = 12
	FieldDate           = 13
	FieldExpiry         = 14
	FieldEntryMode      = 22
	FieldPSN            = 23
	FieldTrack2         = 35
	FieldRRN            = 37
	FieldApproval       = 38
	FieldResponse       = 39
	FieldTerminal       = 41
	FieldMerchant       = 42
	FieldToken          = 48
	FieldCurrency       = 49
	FieldPIN            = 52
	FieldPINFormat      = 53
	FieldAmounts        = 54
	FieldICC            = 55
	FieldReason         = 60
	FieldNewPIN         = 62
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

// Plain is ISO 8583:1987 in ASCII, with fields 48, 60 and 62, which it leaves to the parties, used as the table says.
var Plain = NewDialect("plain", []Field{
	{FieldPAN, N, 19, 2, true, "primary account number"},
	{FieldProcessing, N, 6, 0, false, "processing code"},
	{FieldAmount, N, 12, 0, false, "amount"},
	{FieldSent, N, 10, 0, false, "transmission date and time, MMDDhhmmss"},
	{FieldSTAN, N, 6, 0, false, "systems trace audit number"},
	{FieldTime, N, 6, 0, false, "local time, hhmmss"},
	{FieldDate, N, 4, 0, false, "local date, MMDD"},
	{FieldExpiry, N, 4, 0, true, "expiration date, YYMM"},
	{FieldEntryMode, N, 3, 0, false, "POS entry mode"},
	{FieldPSN, N, 3, 0, false, "PAN sequence number"},
	{FieldTrack2, Z, 37, 2, true, "track 2"},
	{FieldRRN, AN, 12, 0, false, "retrieval reference number"},
	{FieldApproval, AN, 6, 0, false, "approval code"},
	{FieldResponse, AN, 2, 0, false, "response code"},
	{FieldTerminal, ANS, 8, 0, false, "terminal"},
	{FieldMerchant, ANS, 15, 0, false, "merchant"},
	{FieldToken, ANS, 64, 3, false, "sale token"},
	{FieldCurrency, N, 3, 0, false, "currency"},
	{FieldPIN, B, 8, 0, true, "PIN block"},
	{FieldPINFormat, N, 16, 0, false, "format of the PIN blocks, two digits and zeros"},
	{FieldAmounts, ANS, 120, 3, false, "additional amounts"},
	{FieldICC, B, 999, 3, true, "data of the chip"},
	{FieldReason, ANS, 30, 3, false, "reason of a reversal"},
	{FieldNewPIN, B, 8, 3, true, "block of the new PIN"},
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
