package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/tlv"
)

// An iadForm is a layout of issuer application data, and the payment systems whose cards have it, the one that names its versions first: without any it is anybody's.
type iadForm struct {
	whose []string
	title string                             // where it is not their names
	items func(b []byte, of iadOwner) []item // none where b is laid out otherwise
}

// iadForms are the layouts that are known: the application says which can be meant, and without one all that fit are.
var iadForms = []iadForm{
	{nil, "the common core definitions", formOf(cryptogram.CCD5)},
	{[]string{"Visa"}, "Visa, format 2", formOf(cryptogram.VisaCVN22)},
	{[]string{"Visa", "American Express"}, "", formOf(cryptogram.VisaCVN10)},
	{[]string{"Interac"}, "", formOf(cryptogram.InteracCVN133)},
	{[]string{"Mastercard"}, "", formOf(cryptogram.MastercardCVN16)},
	{[]string{"Mastercard"}, "Mastercard, without counters", func(b []byte, _ iadOwner) []item { return shortMastercardData(b) }},
	{[]string{"Discover"}, "", discoverData},
	{[]string{"UnionPay", "JCB"}, "", func(b []byte, _ iadOwner) []item { return lengthIssuerData(b) }},
}

func (f *iadForm) name() string { return or(f.title, strings.Join(f.whose, " and ")) }

// An iadOwner is what is known of whose data it is.
type iadOwner struct {
	system string // the payment system, empty where no application is known
	closed bool   // its layouts are all known: what is laid out otherwise is none of them
	first  bool   // of the layout that is tried: the system is the one that names its versions, or none is known
}

// iadOwner is whose issuer application data it is.
func (d *decoder) iadOwner() iadOwner {
	if name := systems[d.scheme()]; name != "" {
		return iadOwner{system: name, closed: true}
	}
	if d.rid == "" {
		return iadOwner{}
	}
	return iadOwner{system: or(schemes[d.rid], d.rid)}
}

// systems are the payment systems with a book of their own.
var systems = map[tlv.Book]string{tlv.C2: "Mastercard", tlv.C3: "Visa", tlv.C4: "American Express", tlv.C5: "JCB", tlv.C6: "Discover", tlv.C7: "UnionPay"}

// An iadReading is what issuer application data say in one layout.
type iadReading struct {
	form  *iadForm
	items []item
	own   bool // the layout is one of the payment system's, or anybody's
}

// issuerReadings are what issuer application data say, in each layout that they can be in.
func issuerReadings(b []byte, of iadOwner) (readings []iadReading) {
	for i := range iadForms {
		f := &iadForms[i]
		own := f.whose == nil || of.system == "" || slices.Contains(f.whose, of.system)
		if of.closed && !own {
			continue
		}
		of.first = f.whose == nil || of.system == "" || of.system == f.whose[0]
		if list := f.items(b, of); len(list) > 0 {
			readings = append(readings, iadReading{f, list, own})
		}
	}
	return readings
}

// issuerData takes issuer application data of a known format apart: that of the application's payment system, or else all that fit, each with the name of those
// whose it is.
func issuerData(b []byte, of iadOwner) (list []item) {
	readings := issuerReadings(b, of)
	if len(readings) == 1 && readings[0].own {
		return readings[0].items
	}
	for _, r := range readings {
		list = append(list, item{Name: "in the layout of " + r.form.name(), Items: r.items})
	}
	if n := unfilled(b); n > 0 && len(list) == 0 {
		if list = issuerData(b[:n], of); len(list) > 0 {
			list = append(list, leftOver(b[n:])...)
		}
	}
	return list
}

// leftOver is what stands behind all that a layout has, none for nothing.
func leftOver(b []byte) []item {
	switch {
	case len(b) == 0:
		return nil
	case len(bytes.Trim(b, "\x00")) == 0:
		return []item{{Name: "filler", Words: []string{count(len(b), "byte") + " of 00"}}}
	default:
		return []item{{Name: "left over", Value: upper(b), Words: []string{count(len(b), "byte") + " that no part of this layout has"}}}
	}
}

// formOf is the layout of a cryptogram version's family.
func formOf(c cryptogram.CVN) func([]byte, iadOwner) []item {
	return func(b []byte, of iadOwner) (list []item) {
		iad, ok := c.ParseIAD(b)
		if !ok {
			return nil
		}
		list = []item{versionItem(iad.Version, iad.CVN.String(), iad.CVN != 0 && of.first), {Name: "derivation key index", Value: fmt.Sprintf("%02X", iad.DKI)}}
		if len(iad.CVR) > 0 {
			list = append(list, item{Name: "card verification results", Value: upper(iad.CVR), Words: cvrWords(cvrTable(&iad), iad.CVR)})
		}
		for _, f := range []struct {
			name  string
			value []byte
		}{
			{"data authentication code or ICC dynamic number", iad.DACOrIDN}, {"counters", iad.Counters}, {"last online ATC", iad.LastOnlineATC}, {"issuer discretionary data", iad.Discretionary},
		} {
			if len(f.value) > 0 {
				list = append(list, item{Name: f.name, Value: upper(f.value)})
			}
		}
		return append(list, leftOver(iad.Rest)...)
	}
}

// discoverData is the format of Discover's cards: key index, version, and the card verification results: those of Kernel 6, whose book tells their bits, and six
// bytes with contacts. What is longer has data of the issuer behind them, and nothing says where they end.
//
// C-6 2.12 D.8, D.9
func discoverData(b []byte, of iadOwner) []item {
	if !isDiscoverData(b) && !(of.system == "Discover" && len(b) >= 8) {
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
	return []item{versionItem(b[1], name, of.first), {Name: "derivation key index", Value: upper(b[:1])}, results}
}

// isDiscoverData reports whether data looks like Discover's where nothing names the application: by the versions that such cards have.
//
// C-6 2.6 D.3, C-6 2.12 D.8
func isDiscoverData(b []byte) bool {
	switch len(b) {
	case 8:
		return b[1] == 5 && b[0] != 0
	case 10:
		return b[1] == 0x0F && b[8]&0x04 == 0 || b[1] == 0x15 || b[1] == 0x16
	default:
		return false
	}
}
