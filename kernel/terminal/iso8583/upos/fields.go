package upos

import (
	"slices"

	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// The fields that mean something else here than in [iso8583.Plain], or that it has not.
const (
	FieldSettled   = 15 // settlement date
	FieldCondition = 25 // point of service condition code
	FieldPINSize   = 26 // the most digits that a PIN may have
	FieldAcquirer  = 32
	FieldTrack3    = 36
	FieldAcceptor  = 43 // name of the shop
	FieldParties   = 44 // issuer and acquirer, eleven characters each
	FieldOwn46     = 46 // an acquirer's own
	FieldTotals    = 48 // totals, items of a batch, the other card of a load
	FieldSecurity  = 53 // what of a message is enciphered, and how: see [Security]
	FieldText56    = 56 // an acquirer's own text
	FieldClass     = 60 // what the message is for: see [Class]
	FieldOriginal  = 61 // what it refers to: see [Original]
	FieldData      = 62 // keys, parameters, terminal: by the message
	FieldOperator  = 63 // who is signed on; issuer and text in answers
)

// A Form is what acquirers do differently on the line and public texts leave open. The zero Form is what most published messages have.
type Form struct {
	PadF       bool // the odd digit of a track is filled with F; false: with 0. Both are taken
	LongPIN    bool // field 52 has 16 bytes, for blocks under SM4; false: 8
	LongTracks bool // fields 35 and 36 have room for tracks that are enciphered as a whole; false: 37 and 104 digits
}

// table is the book of fields. Lengths are in digits of kinds N, R and X and in bytes otherwise. Text that is not ASCII is bytes, and prints as its length.
var table = []iso8583.Field{
	{Number: iso8583.FieldPAN, Kind: iso8583.N, Length: 19, Prefix: 2, Secret: true, Name: "primary account number"},
	{Number: iso8583.FieldProcessing, Kind: iso8583.N, Length: 6, Name: "processing code"},
	{Number: iso8583.FieldAmount, Kind: iso8583.N, Length: 12, Name: "amount"},
	{Number: iso8583.FieldSTAN, Kind: iso8583.N, Length: 6, Name: "trace number"},
	{Number: iso8583.FieldTime, Kind: iso8583.N, Length: 6, Name: "local time, hhmmss"},
	{Number: iso8583.FieldDate, Kind: iso8583.N, Length: 4, Name: "local date, MMDD"},
	{Number: iso8583.FieldExpiry, Kind: iso8583.N, Length: 4, Secret: true, Name: "expiration date, YYMM"},
	{Number: FieldSettled, Kind: iso8583.N, Length: 4, Name: "settlement date, MMDD"},
	{Number: iso8583.FieldEntryMode, Kind: iso8583.N, Length: 3, Name: "entry mode"},
	{Number: iso8583.FieldPSN, Kind: iso8583.R, Length: 3, Name: "card sequence number"},
	{Number: FieldCondition, Kind: iso8583.N, Length: 2, Name: "condition code"},
	{Number: FieldPINSize, Kind: iso8583.N, Length: 2, Name: "most digits of a PIN"},
	{Number: FieldAcquirer, Kind: iso8583.N, Length: 11, Prefix: 2, Name: "acquirer"},
	{Number: iso8583.FieldTrack2, Kind: iso8583.X, Length: maxTrack, Prefix: 2, Secret: true, Name: "track 2"},
	{Number: FieldTrack3, Kind: iso8583.X, Length: 104, Prefix: 3, Secret: true, Name: "track 3"},
	{Number: iso8583.FieldRRN, Kind: iso8583.AN, Length: 12, Name: "reference number, the host's"},
	{Number: iso8583.FieldApproval, Kind: iso8583.AN, Length: 6, Name: "approval code"},
	{Number: iso8583.FieldResponse, Kind: iso8583.AN, Length: 2, Name: "response code, or reason of a reversal"},
	{Number: iso8583.FieldTerminal, Kind: iso8583.ANS, Length: 8, Name: "terminal"},
	{Number: iso8583.FieldMerchant, Kind: iso8583.ANS, Length: 15, Name: "merchant"},
	{Number: FieldAcceptor, Kind: iso8583.B, Length: 40, Secret: true, Name: "name of the shop, GBK"},
	{Number: FieldParties, Kind: iso8583.ANS, Length: 25, Prefix: 2, Name: "issuer and acquirer"},
	{Number: FieldOwn46, Kind: iso8583.B, Length: 512, Prefix: 3, Secret: true, Name: "the acquirer's own"},
	{Number: FieldTotals, Kind: iso8583.N, Length: 322, Prefix: 3, Secret: true, Name: "totals, or items of a batch"},
	{Number: iso8583.FieldCurrency, Kind: iso8583.AN, Length: 3, Name: "currency"},
	{Number: iso8583.FieldPIN, Kind: iso8583.B, Length: 8, Secret: true, Name: "PIN block"},
	{Number: FieldSecurity, Kind: iso8583.N, Length: 16, Name: "security control"},
	{Number: iso8583.FieldAmounts, Kind: iso8583.AN, Length: 20, Prefix: 3, Secret: true, Name: "balance"},
	{Number: iso8583.FieldICC, Kind: iso8583.B, Length: 255, Prefix: 3, Secret: true, Name: "data of the chip"},
	{Number: FieldText56, Kind: iso8583.B, Length: 512, Prefix: 3, Secret: true, Name: "the acquirer's own text"},
	{Number: 58, Kind: iso8583.B, Length: 100, Prefix: 3, Secret: true, Name: "electronic cash"},
	{Number: 59, Kind: iso8583.B, Length: 600, Prefix: 3, Secret: true, Name: "additional data"},
	{Number: FieldClass, Kind: iso8583.N, Length: 17, Prefix: 3, Name: "class: see Class"},
	{Number: FieldOriginal, Kind: iso8583.N, Length: 29, Prefix: 3, Name: "original: see Original"},
	{Number: FieldData, Kind: iso8583.B, Length: 512, Prefix: 3, Secret: true, Name: "keys, parameters, terminal"},
	{Number: FieldOperator, Kind: iso8583.B, Length: 163, Prefix: 3, Secret: true, Name: "operator, or issuer and text"},
	{Number: iso8583.FieldMAC, Kind: iso8583.B, Length: 8, Secret: true, Name: "MAC"},
}

// The most digits of track 2, and of one that is enciphered as a whole.
const (
	maxTrack  = 37
	longTrack = 48
)

// tracks is the most that field 35 has room for.
func (f Form) tracks() int {
	if f.LongTracks {
		return longTrack
	}
	return maxTrack
}

// Fields is the book of fields in this form.
func (f Form) Fields() []iso8583.Field {
	rows := slices.Clone(table)
	for i := range rows {
		r := &rows[i]
		switch {
		case f.LongPIN && r.Number == iso8583.FieldPIN:
			r.Length = 16
		case f.LongTracks && r.Number == iso8583.FieldTrack2:
			r.Length = longTrack
		case f.LongTracks && r.Number == FieldTrack3:
			r.Length = 112
		}
	}
	return rows
}

// Dialect makes the dialect of this form.
func (f Form) Dialect() *iso8583.Dialect {
	pad := byte(0)
	if f.PadF {
		pad = 0xF
	}
	return iso8583.NewBinaryDialect("unionpay", pad, f.Fields())
}
