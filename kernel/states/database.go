package states

import (
	"bytes"
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A Database is a store in the words of the kernels that are published as numbered states: their TLV database, with the services that the books give it.
//
// C-2 2.12 4.1.3, C-8 1.2 4.1.3
type Database struct{ *kernel.Store }

// Empty reports whether an element is present with length zero.
//
// C-2 2.12 4.1.3 (IsEmpty), C-8 1.2 4.1.3
func (d Database) Empty(row tlv.Row) bool { return d.Present(row) && !d.NotEmpty(row) }

// Set stores what the kernel itself gives.
//
// C-2 2.12 4.1.2 (K), C-8 1.2 4.1.2
func (d Database) Set(row tlv.Row, v ...byte) { d.Update(row, tlv.K, v) }

// At is byte i of a value, from 1 as the books count: 0 where there is none.
func (d Database) At(row tlv.Row, i int) byte {
	if v := d.Get(row); i <= len(v) {
		return v[i-1]
	}
	return 0
}

// Is reports whether bit b, 8 to 1, of byte i is set.
func (d Database) Is(row tlv.Row, i, b int) bool { return d.At(row, i)>>(b-1)&1 != 0 }

// SetBits sets bits of a value of one byte, which is 00 where there is none.
func (d Database) SetBits(row tlv.Row, bits byte) { d.Set(row, d.At(row, 1)|bits) }

// Number is the number in a value of format n: 0 where there is none.
func (d Database) Number(row tlv.Row) uint64 {
	v, _ := tlv.DecodeN(d.Get(row))
	return v
}

// Unsigned is the number in a value of format b: 0 where there is none.
func (d Database) Unsigned(row tlv.Row) uint64 {
	v, _ := tlv.DecodeB(d.Get(row))
	return v
}

// Identify stores who the terminal is: its country, its type for transactions of this purpose, its capabilities, and what the application that the FCI names
// has it be to the acquirer. What is not configured stays absent.
//
// B4 10.1.2, 10.2, C-2 2.12 A.1, C-8 1.2 A.3
func (d Database) Identify(c *kernel.Config, act *kernel.Activation, purpose kernel.Purpose) {
	var b [2]byte
	name := act.Combination.AID
	if o, _ := tlv.Find(act.FCI, tlv.TagFCI, tlv.DFName.Tag()); bytes.HasPrefix(o.Value, name) {
		name = o.Value
	}
	id := c.IdentityOf(name)
	d.Set(tlv.TerminalCountryCode, tlv.AppendB(b[:0], uint64(c.Terminal.CountryCode), 2)...)
	d.Set(tlv.TerminalType, c.Treatment(purpose).TerminalType(c.Terminal.Type))
	d.Set(tlv.AdditionalTerminalCapabilities, c.Terminal.AdditionalCapabilities[:]...)
	d.Set(tlv.MerchantCategoryCode, tlv.AppendB(b[:0], uint64(id.MerchantCategoryCode), 2)...)
	if len(id.AcquirerID) != 0 {
		d.Set(tlv.AcquirerIdentifier, id.AcquirerID...)
	}
	for _, o := range [...]struct {
		row tlv.Row
		v   string
	}{
		{tlv.IFDSerialNumber, c.Terminal.IFDSerialNumber},
		{tlv.TerminalIdentification, id.TerminalID},
		{tlv.MerchantIdentifier, id.MerchantID},
		{tlv.MerchantNameAndLocation, id.MerchantNameLocation},
	} {
		if o.v != "" {
			d.Set(o.row, []byte(o.v)...)
		}
	}
}

// AdoptAmounts has a transaction be for the amounts in the data base, which the terminal may have sent by data exchange. The reason says why it is not for them:
// they are not amounts, 12 digits in 6 bytes, or the configuration does not let the transaction have them. The other amount may be missing.
//
// C-2 2.12 4.6.2, C-8 1.2 4.7.2, B4 6.5.1
func (d Database) AdoptAmounts(c *kernel.Config, tr *kernel.Transaction) (reason string) {
	if !amount(d.Get(tlv.AmountAuthorised)) || d.NotEmpty(tlv.AmountOther) && !amount(d.Get(tlv.AmountOther)) {
		return "malformed amount"
	}
	next := *tr
	next.Amount, next.AmountOther, next.AmountLater = d.Number(tlv.AmountAuthorised), d.Number(tlv.AmountOther), false
	if reason = c.Refuses(&next); reason == "" {
		*tr = next
	}
	return reason
}

func amount(v []byte) bool { return len(v) == 6 && tlv.N.Accepts(v) }

// Current is a value as it is now: what the kernel or the terminal has given may change where it lies, and is copied.
func (d Database) Current(row tlv.Row) []byte {
	if d.Source(row) == tlv.FromCard {
		return d.Get(row)
	}
	return slices.Clone(d.Get(row))
}
