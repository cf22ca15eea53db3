// Package step holds the steps that several kernels share: the CVM list, processing restrictions, terminal risk
// management, terminal action analysis, application selection, issuer scripts and the data of the online message.
// Every function is pure: what it needs comes in as arguments, what it decides goes out as values, and whoever calls it
// does the talking to card, cardholder and host. Clauses are those of EMV 4.4: B3 10.5 is Book 3.
package step

// The transaction types that the books' rules tell apart: tag 9C, the first two digits of ISO 8583's processing code.
const (
	TypePurchase byte = 0x00 // goods or services
	TypeCash     byte = 0x01
	TypeCashback byte = 0x09 // purchase with cashback
	TypeRefund   byte = 0x20
)

// A Purpose is what a transaction is for, as the rules of usage control and of CVM conditions see it.
type Purpose struct {
	Type        byte   // 9C
	AmountOther uint64 // 9F03, minor units
}

// Cash reports whether the transaction gives out cash and nothing else.
func (p Purpose) Cash() bool { return p.Type == TypeCash || p.Type == 0x17 }

// Purchase reports whether goods or services are bought, with or without cashback.
func (p Purpose) Purchase() bool { return p.Type == TypePurchase || p.Type == TypeCashback }

// Cashback reports whether a purchase has a cashback amount.
// B3 10.4.2
func (p Purpose) Cashback() bool {
	return p.Type == TypeCashback || p.Type == TypePurchase && p.AmountOther != 0
}
