package states

import (
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
