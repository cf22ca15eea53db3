package main

import (
	"fmt"
	"slices"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/tlv"
)

// An iadForm is a layout of issuer application data, and whose cards have it: without books it is anybody's.
type iadForm struct {
	whose string
	books []tlv.Book
	items func(b []byte, named bool) []item // named: the application is of one of these books; none where b is laid out otherwise
}

// iadForms are the layouts that are known: the application says which can be meant, and without one all that fit are.
var iadForms = []iadForm{
	{"the common core definitions", nil, formOf(cryptogram.CCD5)},
	{"Visa, format 2", []tlv.Book{tlv.C3}, formOf(cryptogram.VisaCVN22)},
	{"Visa and American Express", []tlv.Book{tlv.C3, tlv.C4}, formOf(cryptogram.VisaCVN10)},
	{"Interac", []tlv.Book{}, formOf(cryptogram.InteracCVN133)},
	{"Mastercard", []tlv.Book{tlv.C2}, formOf(cryptogram.MastercardCVN16)},
	{"Mastercard, without counters", []tlv.Book{tlv.C2}, func(b []byte, _ bool) []item { return shortMastercardData(b) }},
	{"Discover", []tlv.Book{tlv.C6}, discoverData},
	{"UnionPay and JCB", []tlv.Book{tlv.C5, tlv.C7}, func(b []byte, _ bool) []item { return lengthIssuerData(b) }},
}

// issuerReadings are what issuer application data says, in each layout that it can be in, with the names of these.
func issuerReadings(b []byte, scheme tlv.Book) (readings [][]item, whose []string) {
	for _, f := range iadForms {
		named := slices.Contains(f.books, scheme)
		if scheme != tlv.Contact && f.books != nil && !named {
			continue
		}
		if list := f.items(b, named); len(list) > 0 {
			readings, whose = append(readings, list), append(whose, f.whose)
		}
	}
	return readings, whose
}

// issuerData takes issuer application data of a known format apart: that of the application's payment system, or without one all that fit, each with its name.
func issuerData(b []byte, scheme tlv.Book) (list []item) {
	readings, whose := issuerReadings(b, scheme)
	switch {
	case len(readings) == 1:
		return readings[0]
	case len(readings) > 1:
		for i, r := range readings {
			list = append(list, item{Name: "as " + whose[i] + " has it", Items: r})
		}
		return list
	}
	if n := unfilled(b); n > 0 {
		if list = issuerData(b[:n], scheme); len(list) > 0 {
			list = append(list, item{Name: "filler", Words: []string{count(len(b)-n, "byte") + " of 00"}})
		}
	}
	return list
}

// formOf is the layout of a cryptogram version's family.
func formOf(c cryptogram.CVN) func([]byte, bool) []item {
	return func(b []byte, _ bool) (list []item) {
		iad, ok := c.ParseIAD(b)
		if !ok {
			return nil
		}
		list = []item{versionItem(iad.Version, iad.CVN.String(), iad.CVN != 0), {Name: "derivation key index", Value: fmt.Sprintf("%02X", iad.DKI)}}
		if len(iad.CVR) > 0 {
			list = append(list, item{Name: "card verification results", Value: upper(iad.CVR), Words: cvrWords(cvrTable(&iad), iad.CVR)})
		}
		for _, f := range []struct {
			name  string
			value []byte
		}{{"data authentication code or ICC dynamic number", iad.DACOrIDN}, {"counters", iad.Counters}, {"issuer discretionary data", iad.Discretionary}} {
			if len(f.value) > 0 {
				list = append(list, item{Name: f.name, Value: upper(f.value)})
			}
		}
		return list
	}
}

// discoverData is the format of Discover's cards: key index, version, and the card verification results: those of Kernel 6, whose book tells their bits, and six
// bytes with contacts. What is longer has data of the issuer behind them, and nothing says where they end.
//
// C-6 2.12 D.8, D.9
func discoverData(b []byte, named bool) []item {
	if !isDiscoverData(b) && !(named && len(b) >= 8) {
		return nil
	}
	results, name := item{Name: "card verification results", Value: upper(b[2:])}, "Discover D-PAS"
	switch len(b) {
	case 8:
		name += " with contacts"
	case 10:
		name += ", Kernel 6"
		results.Words = tlv.ExplainIn(tlv.C6, tlv.ContactlessCVR, b[2:])
	default:
		results.Name += " and data of the issuer"
	}
	return []item{versionItem(b[1], name, true), {Name: "derivation key index", Value: upper(b[:1])}, results}
}

// isDiscoverData reports whether data looks like Discover's where nothing names the application: by the versions that such cards have.
func isDiscoverData(b []byte) bool {
	switch len(b) {
	case 8:
		return b[1] == 5 && b[0] != 0
	case 10:
		return b[1] == 0x0F && b[8]&0x04 == 0 || b[1] == 0x15
	default:
		return false
	}
}
