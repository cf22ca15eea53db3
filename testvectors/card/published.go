package card

import (
	"bytes"
	"slices"

	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// What a profile has of a card that others have published: a directory and records byte by byte, and answers to GET PROCESSING OPTIONS that depend on the terminal.

// A choice is what GET PROCESSING OPTIONS gives in place of the AFL, where the PDOL's data have this value.
type choice struct {
	tag        tlv.Tag
	cash       bool // and electronic cash pays
	value, gpo []byte
	afl        []byte
}

// readDirectory reads a PSE that is given byte by byte.
//
// EMV 4.4 B1 11.3.4, 12.2.3
func (p *Profile) readDirectory(v jsonfile.Value) {
	if !v.Present() {
		return
	}
	o := v.Object()
	p.pse, p.pseSFI = o.Need("fci").Hex(2, 255), byte(o.Need("sfi").Uint(10))
	for r := range o.Need("records").List() {
		p.pseDir = append(p.pseDir, r.Hex(2, 255))
	}
	o.Close()
}

// readChoices reads the answers that the PDOL's data choose among.
func (a *application) readChoices(v jsonfile.Value) {
	if !v.Present() {
		return
	}
	for item := range v.List() {
		o := item.Object()
		t := o.Need("tag")
		a.choices = append(a.choices, choice{tag: readTag(t, t.Text(2, 6)), value: o.Need("value").Hex(1, 32), cash: o.Get("cash").Bool(), afl: o.Need("afl").Hex(4, 252)})
		o.Close()
	}
}

// options is an answer to GET PROCESSING OPTIONS.
//
// EMV 4.4 B3 6.5.8.4
func (a *application) options(afl []byte) []byte {
	if a.format1[insGPO] {
		return tlv.Append(nil, tlv.TagFormat1, slices.Concat(a.aip, afl))
	}
	return tlv.Append(nil, tlv.TagFormat2, tlv.Append(tlv.Append(nil, 0x82, a.aip), 0x94, afl))
}

// processingOptions is the answer to what the terminal sent for the PDOL.
func (c *contact) processingOptions() []byte {
	a := c.application
	for _, choice := range a.choices {
		if v, ok := a.pdol.find(c.tx.pdol, choice.tag); ok && bytes.Equal(v, choice.value) && (!choice.cash || c.covers()) {
			c.tx.cash = choice.cash
			return choice.gpo
		}
	}
	return a.gpo
}

// takeRaw takes the data elements of a record that is given byte by byte, for the card's own use; the first of a name counts.
func (a *application) takeRaw(record []byte) {
	o, ok := tlv.Find(record, tlv.TagRecord)
	if !ok {
		return
	}
	for e := range o.Children().All() {
		a.inRecords[e.Tag] = true
		if a.data[e.Tag] == nil {
			a.data[e.Tag] = e.Value
		}
	}
}
