package kernel

import (
	"encoding/binary"
	"time"

	"github.com/emvgo/emv/tlv"
)

// Money is an amount in a currency.
type Money struct {
	Amount   uint64 // minor units, at most 12 digits: 9F02
	Currency uint16 // 5F2A, ISO 4217 numeric as BCD digits, 0x0978; in a Transaction zero is the terminal's, which then brings its Exponent
	Exponent byte   // 5F36, of Currency: minor units are 10 to the minus Exponent
}

// A Transaction is what the application wants: given to a session at its start and part of its journal.
type Transaction struct {
	Money                            // resolved by NewSession; after that only AmountEntered changes it
	AmountOther uint64               // 9F03, the cash in Amount, minor units; a Cashback has some
	Purpose     Purpose              // what for; the configuration's Treatment of it then gives Type
	Type        byte                 // 9C, follows from Purpose unless Unnamed: first two digits of ISO 8583 processing code, 0x00 goods, 0x01 cash, 0x09 cashback
	Date        [3]byte              // 9A, YYMMDD BCD
	Time        [3]byte              // 9F21, hhmmss BCD
	UTCOffset   int16                // minutes by which Date and Time are ahead of UTC: ECC certificates expire in UTC, B2 12.3
	Sequence    uint32               // 9F41, from 1 to 99999999; 0: none, and the card gets none
	ForceOnline bool                 // the merchant wants the host, at an attended terminal: B3 10.6, B4 6.5.3
	HostAway    bool                 // the terminal knows beforehand that it can reach no host: C-4 4.3.1
	AmountLater bool                 // the amounts are not known yet, and zero: the kernel asks for them by RequestAmount
	Reviewed    bool                 // the application is shown what the card is, once that is known: ReviewCard
	Partial     bool                 // of a purchase without cash: the host may approve a part of the amount
	QuickChip   bool                 // a card with contacts that wants the host is finished first, and may be taken: the host decides without it
	Estimated   bool                 // so is one that is told of an estimate, and the amount is entered before the host is asked, who alone can approve; no tap is taken
	CardStays   bool                 // the card is not given back: another transaction with it follows
	CardStayed  bool                 // the card was not given back
	Interface   Interface            // the only one by which a card is taken; InterfaceNone: any that the terminal has
	ChipFailed  bool                 // the chip of this card was tried and could not be read: a magnetic stripe that names a chip may stand in for it
	ChipSpoke   bool                 // that chip has answered, and is one for this terminal: a stripe that names no chip is altered
	ChipCode    uint16               // and has told this service code, three BCD digits; 0: none: a stripe with another is altered
	Account     tlv.AccountTypeValue // 5F57; where the terminal offers accounts the cardholder chooses
	AccountTo   tlv.AccountTypeValue // where the money of a transfer goes; no card is told
}

// maxSequence is the largest transaction sequence counter, of format n 8.
const maxSequence = 99_999_999

// maxAmount is the largest amount of format n 12.
const maxAmount = 999_999_999_999

// The encoding of a Transaction: a version, then the fields that are not zero, each as its number and its value, two unsigned varints, in ascending
// order.
const (
	transactionVersion = 1
	maxTransaction     = 1 + numFields*(1+binary.MaxVarintLen64) // bytes
	numFields          = 16
)

// fields are the values of a Transaction by their numbers, which never change.
func (t *Transaction) fields() [numFields]uint64 {
	var flags uint64
	if t.ForceOnline {
		flags |= 1
	}
	if t.AmountLater {
		flags |= 2
	}
	if t.ChipFailed {
		flags |= 4
	}
	if t.HostAway {
		flags |= 8
	}
	for i, set := range [...]bool{t.Reviewed, t.Partial, t.QuickChip, t.Estimated, t.CardStays, t.CardStayed, t.ChipSpoke} {
		if set {
			flags |= 16 << i
		}
	}
	return [numFields]uint64{
		1: t.Amount, 2: uint64(t.Currency), 3: uint64(t.Exponent), 4: t.AmountOther, 5: uint64(t.Purpose), 6: uint64(t.Type),
		7: packed(t.Date), 8: packed(t.Time), 9: uint64(uint16(t.UTCOffset)), 10: uint64(t.Sequence), 11: flags, 12: uint64(t.Account),
		13: uint64(t.Interface), 14: uint64(t.AccountTo), 15: uint64(t.ChipCode),
	}
}

// setFields is the inverse of fields.
func (t *Transaction) setFields(f *[numFields]uint64) {
	*t = Transaction{
		Money: Money{f[1], uint16(f[2]), byte(f[3])}, AmountOther: f[4], Purpose: Purpose(f[5]), Type: byte(f[6]),
		Date: unpacked(f[7]), Time: unpacked(f[8]), UTCOffset: int16(uint16(f[9])), Sequence: uint32(f[10]),
		ForceOnline: f[11]&1 != 0, AmountLater: f[11]&2 != 0, ChipFailed: f[11]&4 != 0, HostAway: f[11]&8 != 0, Account: tlv.AccountTypeValue(f[12]),
		Interface: Interface(f[13]), AccountTo: tlv.AccountTypeValue(f[14]),
		Reviewed: f[11]&16 != 0, Partial: f[11]&32 != 0, QuickChip: f[11]&64 != 0, Estimated: f[11]&128 != 0, CardStays: f[11]&256 != 0, CardStayed: f[11]&512 != 0, ChipSpoke: f[11]&1024 != 0,
		ChipCode: uint16(f[15]),
	}
}

func packed(b [3]byte) uint64 { return uint64(b[0])<<16 | uint64(b[1])<<8 | uint64(b[2]) }

func unpacked(v uint64) [3]byte { return [3]byte{byte(v >> 16), byte(v >> 8), byte(v)} }

// append encodes the transaction.
func (t *Transaction) append(b []byte) []byte {
	b = append(b, transactionVersion)
	for number, v := range t.fields() {
		if v != 0 {
			b = append(b, byte(number))
			b = binary.AppendUvarint(b, v)
		}
	}
	return b
}

// read decodes what append made, and nothing else.
func (t *Transaction) read(b []byte) bool {
	if len(b) == 0 || b[0] != transactionVersion {
		return false
	}
	var f [numFields]uint64
	last := 0
	for rest := b[1:]; len(rest) > 0; {
		number := int(rest[0])
		v, n := binary.Uvarint(rest[1:])
		if n <= 0 || number <= last || number >= numFields {
			return false
		}
		f[number], last, rest = v, number, rest[1+n:]
	}
	t.setFields(&f)
	var scratch [maxTransaction]byte
	return string(t.append(scratch[:0])) == string(b)
}

// bcdCurrency reports whether c is three BCD digits.
func bcdCurrency(c uint16) bool { return c <= 0x999 && c>>4&15 <= 9 && c&15 <= 9 }

// accountType reports whether a is one of the account types: all other values are reserved.
//
// B3 annex G
func accountType(a tlv.AccountTypeValue) bool {
	switch a {
	case tlv.DefaultAccount, tlv.SavingsAccount, tlv.ChequeDebitAccount, tlv.CreditAccount:
		return true
	}
	return false
}

// check refuses what no data element can hold.
func (t *Transaction) check() error {
	digits := func(b ...byte) bool {
		for _, c := range b {
			if c>>4 > 9 || c&15 > 9 {
				return false
			}
		}
		return true
	}
	switch {
	case t.Amount > maxAmount:
		return &SetupError{"Transaction.Amount", "has more than 12 digits"}
	case t.AmountOther > maxAmount:
		return &SetupError{"Transaction.AmountOther", "has more than 12 digits"}
	case t.Sequence > maxSequence:
		return &SetupError{"Transaction.Sequence", "has more than 8 digits"}
	case !bcdCurrency(t.Currency):
		return &SetupError{"Transaction.Currency", "is not three BCD digits"}
	case t.Exponent > 9:
		return &SetupError{"Transaction.Exponent", "is not one digit"}
	case !accountType(t.Account): // B3 annex G
		return &SetupError{"Transaction.Account", "is no account type"}
	case !accountType(t.AccountTo): // B3 annex G
		return &SetupError{"Transaction.AccountTo", "is no account type"}
	case !digits(t.Type):
		return &SetupError{"Transaction.Type", "is not two BCD digits"}
	case t.AmountOther > t.Amount:
		return &SetupError{"Transaction.AmountOther", "is more than the amount that it is part of"} // B4 6.5.1
	case !digits(t.Date[:]...) || t.Date != [3]byte{} && !inCalendar(t.Date):
		return &SetupError{"Transaction.Date", "is not YYMMDD in BCD, of the calendar"}
	case !digits(t.Time[:]...) || t.Time[0] > 0x23 || t.Time[1] > 0x59 || t.Time[2] > 0x59:
		return &SetupError{"Transaction.Time", "is not hhmmss in BCD, of a day"}
	case t.Interface > MagneticStripe:
		return &SetupError{"Transaction.Interface", "is unknown"}
	case t.UTCOffset < -24*60 || t.UTCOffset > 24*60:
		return &SetupError{"Transaction.UTCOffset", "is more than a day"}
	}
	return t.Purpose.check(t)
}

// resolve gives the transaction the terminal's currency where it names none, and the type of its purpose.
func (t *Transaction) resolve(c *Config) {
	if t.Currency == 0 {
		t.Currency, t.Exponent = c.Terminal.TransactionCurrency, c.Terminal.CurrencyExponent
	}
	c.giveType(t)
}

// ExponentOf is how many decimals amounts in a currency have: in the terminal's as configured, in another as ISO 4217 has it, and where that has none such, unknown.
// B4 6.5.1
func (c *Config) ExponentOf(currency uint16, unknown byte) byte {
	if currency == c.Terminal.TransactionCurrency {
		return c.Terminal.CurrencyExponent
	}
	if known, ok := tlv.CurrencyOf(currency); ok {
		return known.Exponent
	}
	return unknown
}

// entered takes in what the cardholder has entered or agreed on.
func (t *Transaction) entered(ev *Event) {
	t.Amount, t.AmountOther, t.AmountLater = ev.Amount, ev.AmountOther, false
	if ev.Currency != 0 {
		t.Currency, t.Exponent = ev.Currency, ev.Exponent
	}
}

// inCalendar reports whether there is such a day. A date that is not set, all zeroes, is not asked about.
func inCalendar(d [3]byte) bool {
	n := func(bcd byte) int { return int(bcd>>4)*10 + int(bcd&15) }
	day := time.Date(2000+n(d[0]), time.Month(n(d[1])), n(d[2]), 0, 0, 0, 0, time.UTC)
	return n(d[1]) >= 1 && n(d[1]) <= 12 && day.Day() == n(d[2])
}

// UTC is Date and Time as ECC certificates have them: YYYYMMDDHHMM in UTC, BCD; zeroes, at which no certificate holds, where there is no Date.
//
// B2 12.3, 12.4, B4 6.7.3
func (t *Transaction) UTC() [6]byte {
	if t.Date == [3]byte{} {
		return [6]byte{}
	}
	n := func(b byte) int { return int(b>>4)*10 + int(b&0x0F) }
	u := time.Date(100*n(tlv.Century(t.Date[0]))+n(t.Date[0]), time.Month(n(t.Date[1])), n(t.Date[2]), n(t.Time[0]), n(t.Time[1])-int(t.UTCOffset), 0, 0, time.UTC)
	d := func(v int) byte { return byte(v/10%10<<4 | v%10) }
	return [6]byte{d(u.Year() / 100), d(u.Year()), d(int(u.Month())), d(u.Day()), d(u.Hour()), d(u.Minute())}
}
