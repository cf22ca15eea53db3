package kernel

import (
	"bytes"
	"encoding/binary"
)

// A Transaction is what the application wants: given to a session at its start and part of its journal.
type Transaction struct {
	Purpose     Purpose     // what for; the configuration's Treatment of it then gives Type
	Type        byte        // 9C: first two digits of ISO 8583 processing code, 0x00 goods, 0x01 cash, 0x09 cashback
	Amount      uint64      // 9F02, minor units, at most 12 digits
	AmountOther uint64      // 9F03
	Currency    uint16      // 5F2A as BCD digits, 0x0978; zero: the terminal's
	Exponent    byte        // 5F36
	Date        [3]byte     // 9A, YYMMDD BCD
	Time        [3]byte     // 9F21, hhmmss BCD
	UTCOffset   int16       // minutes by which Date and Time are ahead of UTC: ECC certificates expire in UTC, EMV 4.4 B2 12.3
	Sequence    uint32      // 9F41, from 1 to 99999999: NextSequence; 0: none, and the card gets none
	ForceOnline bool        // the merchant wants the host: EMV 4.4 B3 10.6
	AmountLater bool        // the amounts are not known yet: the kernel asks for them by RequestAmount
	Account     AccountType // 5F57; where the terminal offers accounts the cardholder chooses
}

// maxSequence is the largest transaction sequence counter, of format n 8.
const maxSequence = 99_999_999

// NextSequence is the transaction sequence counter that follows last, 0 before the first: from 1 to 99999999, and again from 1.
// EMV 4.4 B4 6.5.5
func NextSequence(last uint32) uint32 {
	if last >= maxSequence {
		return 1
	}
	return last + 1
}

// maxAmount is the largest amount of format n 12.
const maxAmount = 999_999_999_999

// maxTransaction is the largest encoding of a Transaction.
const maxTransaction = 128

// append encodes every field, in order, in its full width.
func (t *Transaction) append(b []byte) []byte {
	b, err := binary.Append(b, binary.BigEndian, t)
	if err != nil {
		panic(err) // a field without a fixed size
	}
	return b
}

// read decodes what append made, and nothing else.
func (t *Transaction) read(b []byte) bool {
	var scratch [maxTransaction]byte
	_, err := binary.Decode(b, binary.BigEndian, t)
	return err == nil && bytes.Equal(t.append(scratch[:0]), b)
}

// bcdCurrency reports whether c is three BCD digits.
func bcdCurrency(c uint16) bool { return c <= 0x999 && c>>4&15 <= 9 && c&15 <= 9 }

// check refuses what no data element can hold.
func (t *Transaction) check() error {
	digits := func(b []byte) bool {
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
	case !digits([]byte{byte(t.Account)}):
		return &SetupError{"Transaction.Account", "is not two BCD digits"}
	case !digits([]byte{t.Type}):
		return &SetupError{"Transaction.Type", "is not two BCD digits"}
	case !digits(t.Date[:]):
		return &SetupError{"Transaction.Date", "is not YYMMDD in BCD"}
	case !digits(t.Time[:]):
		return &SetupError{"Transaction.Time", "is not hhmmss in BCD"}
	case t.UTCOffset < -24*60 || t.UTCOffset > 24*60:
		return &SetupError{"Transaction.UTCOffset", "is more than a day"}
	}
	return t.Purpose.check(t)
}
