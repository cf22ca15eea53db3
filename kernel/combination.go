package kernel

import (
	"bytes"

	"github.com/emvgo/emv/tlv"
)

// A Combination is what the reader knows of one AID with one kernel, for some transaction types and one currency: the Entry Point configuration
// data of Book A table 5-2, each absent or present, and the kernel's own.
//
// A 5.6.5
type Combination struct {
	AID      []byte   // 5 to 16 bytes
	Kernel   KernelID // 1 byte, or 3 to 8 where bit 8 of the first is set
	Types    []byte   // transaction types (9C), two BCD digits each; none: all
	Currency uint16   // of the limits, and of the transactions that it is for: 5F2A, BCD

	StatusCheck              Flag       // status check support
	ZeroAmountAllowed        Flag       //
	ZeroAmountOfflineAllowed Flag       //
	ExtendedSelection        Flag       // extended selection support
	TransactionLimit         Limit      // from this amount on the combination is not allowed
	FloorLimit               Limit      // above this amount an online cryptogram is required
	TerminalFloorLimit       Limit      // 9F1B, in the place of FloorLimit where that is absent
	CVMLimit                 Limit      // from this amount on a CVM is required
	TTQ                      []byte     // 9F66, 4 bytes; nil: absent
	Fixed                    Indicators // of a reader that begins at start B, without pre-processing: Book B 3.2.1.1

	// What an issuer may want by the response code (8A) of an answer that declines, as the payment system has it: Book A table 6-4. Kernel 4 has such codes of its
	// own besides.
	PINCodes     []string // a PIN for the same tap
	ContactCodes []string // the card at the contact interface

	Identity Identity // of an AID that no application matches, whose identity goes before; combinations of one AID share it

	Parameters []DataObject // what the kernel is configured with, by its own list
}

// A Flag is absent, 0 or 1. A reader without a flag need not be one with the flag 0: Book B 3.1.1.4.
type Flag uint8

// The values of a flag.
const (
	FlagAbsent Flag = iota
	FlagClear
	FlagSet
)

// A Limit is an amount in minor units of the combination's currency, or absent.
type Limit struct {
	Amount  uint64
	Present bool
}

// A DataObject is a tag with its value.
type DataObject struct {
	Tag   tlv.Tag
	Value []byte
}

// Parameter is the value of a parameter: nil if it is absent, empty if it is present with length zero.
func (c *Combination) Parameter(tag tlv.Tag) []byte {
	for i := range c.Parameters {
		if p := &c.Parameters[i]; p.Tag == tag {
			return p.Value[:len(p.Value):len(p.Value)]
		}
	}
	return nil
}

// Serves reports whether the combination is for transactions of a type (9C) in a currency (5F2A, BCD).
func (c *Combination) Serves(transactionType byte, currency uint16) bool {
	return c.Currency == currency && (len(c.Types) == 0 || bytes.IndexByte(c.Types, transactionType) >= 0)
}

// UnderFloorLimit reports whether there is a floor limit in the currency of an amount, and the amount is not above it.
//
// B 3.1.1.6, 3.1.1.7
func (c *Combination) UnderFloorLimit(m Money) bool {
	limit := c.FloorLimit
	if !limit.Present {
		limit = c.TerminalFloorLimit
	}
	return limit.Present && c.Currency == m.Currency && m.Amount <= limit.Amount
}

// A Parameter is a data object that a kernel is configured with, one in each combination. A kernel gives a list of them, and config.Load holds
// configurations against it.
type Parameter struct {
	Tag       tlv.Tag
	Name      string // in the words of the kernel's book
	Format    tlv.Format
	Min, Max  uint16     // bytes
	Lengths   []tlv.Span // the only lengths, where not all from Min to Max are
	Mandatory bool       // the kernel cannot run without it
	// Signature is the bit by which it says that the reader takes signatures, 0 if it has none: the number of its byte, from 0, and its mask.
	Signature uint16
}

// signatures are those bits of the dictionary's rows. The Terminal Transaction Qualifiers stand in the combination itself.
//
// B4 A2 table 26, C-2 A.1 CVM Capability, C-4 4.3.4 table 4-4, C-8 A.1 CVM Capability
var signatures = map[tlv.Row]uint16{
	tlv.TerminalCapabilities:            uint16(tlv.CapSignature),
	tlv.CVMCapabilityCVMRequired:        0x0020,
	tlv.CVMCapabilityNoCVMRequired:      0x0020,
	tlv.CVMCapabilityCVMRequiredKernel8: 0x0020, tlv.CVMCapabilityNoCVMRequiredKernel8: 0x0020,
	tlv.EnhancedContactlessReaderCapabilities: 0x0120,
}

// Signs reports whether a value says that the reader takes signatures.
//
// B4 A2 signature
func (p *Parameter) Signs(value []byte) bool {
	at := int(p.Signature >> 8)
	return at < len(value) && value[at]&byte(p.Signature) != 0
}

// A ParameterFault is what is wrong with a kernel's parameters together, where each of them alone is as the list has it.
type ParameterFault struct {
	Tag    tlv.Tag // of the parameter that is wrong, or missing
	Words  string  // what is wrong
	Advice string  // what to do
}

// Allows reports whether a value may have n bytes.
func (p *Parameter) Allows(n int) bool {
	e := tlv.Element{Min: p.Min, Max: p.Max, Lengths: p.Lengths}
	return e.Allows(n)
}

// Parameters makes parameters of rows of the dictionary, as a book has them.
func Parameters(book tlv.Book, mandatory bool, rows ...tlv.Row) []Parameter {
	list := make([]Parameter, len(rows))
	for i, row := range rows {
		e := row.In(book)
		list[i] = Parameter{e.Tag, e.Name, e.Format, e.Min, e.Max, e.Lengths, mandatory, signatures[row]}
	}
	return list
}
