package kernel

// A Transaction is what the application wants: given to a session at its start and part of its journal.
type Transaction struct {
	Type        byte    // 9C: first two digits of ISO 8583 processing code, 0x00 goods, 0x01 cash, 0x09 cashback
	Amount      uint64  // 9F02, minor units, at most 12 digits
	AmountOther uint64  // 9F03
	Currency    uint16  // 5F2A as BCD digits, 0x0978; zero: the terminal's
	Exponent    byte    // 5F36
	Date        [3]byte // 9A, YYMMDD BCD
	Time        [3]byte // 9F21, hhmmss BCD
	Sequence    uint32  // 9F41, from 1 to 99999999
	ForceOnline bool    // the merchant wants the host: EMV 4.4 B3 10.6
}
