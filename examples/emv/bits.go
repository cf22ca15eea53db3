package main

import (
	"math/bits"
	"slices"

	"github.com/emvgo/emv/tlv"
)

// A field is a bit field of a contactless kernel that decode knows by name too.
type field struct {
	kind string
	row  tlv.Row
}

var fields = []field{
	{"ttq", tlv.TTQ}, // C-3 2.12 A.2
	{"ctq", tlv.CTQ},
	{"amex-cl-reader-caps", tlv.ContactlessReaderCapabilities}, // C-4 2.12 4.3
	{"amex-enh-cl-reader-caps", tlv.EnhancedContactlessReaderCapabilities},
	{"terminal-risk-management-data", tlv.TerminalRiskManagementDataKernel2}, // C-2 2.12 A.1.143
	{"visa-ffi", tlv.FormFactorIndicator},                                    // C-3 2.12 A.2
}

func (f *field) size() int { return int(f.row.Element().Max) }

// firstBook is the first book of a row.
func firstBook(books uint16) tlv.Book { return tlv.Book(bits.TrailingZeros16(books)) }

// rowsOf is all that a tag means by itself outside the contact books.
func rowsOf(t tlv.Tag) (rows []tlv.Row) {
	for b := tlv.C1; b < tlv.NumBooks; b++ {
		if row, ok := tlv.Lookup(b, 0, t); ok && !slices.Contains(rows, row) {
			rows = append(rows, row)
		}
	}
	return rows
}
