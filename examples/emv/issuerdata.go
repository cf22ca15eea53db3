package main

import (
	"slices"
	"strings"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/tlv"
)

// A dataFlag is a flag for a data element.
type dataFlag struct {
	name  string
	tag   tlv.Tag
	n     int // bytes
	usage string
}

// dataFlags are the data elements that a cryptogram usually covers, a flag each: EMV 4.4 B2 8.1.1. Those that are not given
// are zeroes.
var dataFlags = []dataFlag{
	{"amount", 0x9F02, 6, "amount, authorised (9F02), in the smallest unit, `DIGITS`"},
	{"other", 0x9F03, 6, "amount, other (9F03), in the smallest unit, `DIGITS`"},
	{"country", 0x9F1A, 2, "terminal country (9F1A), `DIGITS`"},
	{"tvr", 0x95, 5, "terminal verification results (95), 5 bytes `HEX`"},
	{"currency", 0x5F2A, 2, "transaction currency (5F2A), `DIGITS`"},
	{"date", 0x9A, 3, "transaction date (9A), `YYMMDD`"},
	{"type", 0x9C, 1, "transaction type (9C), two `DIGITS`"},
	{"aip", 0x82, 2, "application interchange profile (82), 2 bytes `HEX`"},
	{"iad", 0x9F10, 0, "issuer application data (9F10), `HEX`; the version's with zeroes if it is not given"},
}

// emptyIAD is issuer application data of a version with zeroes for all that the version does not fix: EMV 4.4 B3 C9.2 and
// the shapes of the payment systems.
var emptyIAD = map[cryptogram.CVN]string{
	cryptogram.VisaCVN10: "06000A03000000", cryptogram.VisaCVN17: "06001103000000", cryptogram.VisaCVN18: "06001203000000",
	cryptogram.VisaCVN22:       "1F2200" + zeroes(29),
	cryptogram.MastercardCVN16: "0010" + zeroes(16), cryptogram.MastercardCVN17: "0011" + zeroes(16),
	cryptogram.MastercardCVN20: "0014" + zeroes(16), cryptogram.MastercardCVN21: "0015" + zeroes(16),
	cryptogram.InteracCVN133: "150085" + zeroes(19),
	cryptogram.CCD5:          "0FA500" + zeroes(13) + "0F" + zeroes(15), cryptogram.CCD6: "0FA600" + zeroes(13) + "0F" + zeroes(15),
}

func zeroes(n int) string { return strings.Repeat("00", n) }

// A usedElement is one data element that went into a cryptogram.
type usedElement struct {
	Tag   string `json:"tag"`
	Name  string `json:"name"`
	Value string `json:"value"`
	Given bool   `json:"given"` // else it is zeroes, or the version's empty issuer application data
}

// transactionData are the data elements of one transaction, from flags.
type transactionData struct {
	texts []string // in the order of dataFlags
	given map[tlv.Tag][]byte
}

func (t *transactionData) define(c *call) {
	t.texts = make([]string, len(dataFlags))
	for i, f := range dataFlags {
		c.flags.StringVar(&t.texts[i], f.name, "", f.usage)
	}
}

// read turns the flags into values: digits right justified, everything else as it is.
func (t *transactionData) read(c *call) error {
	t.given = map[tlv.Tag][]byte{}
	for i, f := range dataFlags {
		s := t.texts[i]
		if s == "" {
			continue
		}
		row, _ := tlv.Lookup(tlv.Contact, 0, f.tag)
		if row.Element().Format == tlv.N && strings.Trim(s, "0123456789") == "" && f.name != "date" {
			if len(s) > 2*f.n {
				return c.usage("-%s %s: %d digits at most", f.name, s, 2*f.n)
			}
			s = strings.Repeat("0", 2*f.n-len(s)) + s
		}
		b, err := c.hex("-"+f.name, s)
		if err != nil {
			return err
		}
		switch {
		case f.n != 0 && len(b) != f.n:
			return c.usage("-%s: %s belong there, not %d", f.name, count(f.n, "byte"), len(b))
		case !row.Element().Format.Accepts(b):
			return c.usage("-%s %s: give decimal digits", f.name, t.texts[i])
		}
		t.given[f.tag] = b
	}
	return nil
}

// input is what the version takes of the transaction, with zeroes for what was not given, and the elements of it in their
// order.
func (t *transactionData) input(c *call, s *keyed) (data []byte, used []usedElement, err error) {
	get := func(tag tlv.Tag) []byte {
		v, given := t.given[tag]
		switch {
		case tag == 0x9F36:
			v, given = s.atc[:], s.hasATC
		case tag == 0x9F37:
			v, given = s.un[:], s.hasUN
		case given:
		case tag == 0x9F10:
			v = unhex(emptyIAD[s.cvn])
		default:
			i := slices.IndexFunc(dataFlags, func(f dataFlag) bool { return f.tag == tag })
			v = make([]byte, dataFlags[i].n)
		}
		used = append(used, usedElement{tag.String(), tag.Name(), upper(v), given})
		return v
	}
	if data, err = s.cvn.Data(nil, get); err != nil {
		return nil, nil, needed(c, "-iad", err)
	}
	return data, used, nil
}

func (c *call) printUsed(list []usedElement) {
	for _, e := range list {
		note := ""
		if !e.Given {
			note = "  " + c.dim("not given")
		}
		c.printf("%-26s %s %s%s\n", "  "+e.Tag, e.Value, c.dim(e.Name), note)
	}
}
