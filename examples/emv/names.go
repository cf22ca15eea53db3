package main

import (
	"strconv"

	"github.com/emvgo/emv/tlv"
)

// tableIn is the code table that stands among some data objects (9F11), 0 for none.
func tableIn(objects []byte) tlv.CodeTable {
	if o, ok := tlv.Find(objects, 0x9F11); ok && len(o.Value) == 1 {
		return tlv.CodeTable(o.Value[0])
	}
	return 0
}

// applicationName is the name of an application among the data objects of its FCI or its directory entry.
//
// EMV 4.4 B1 12.2.4
func applicationName(objects []byte) string {
	preferred, _ := tlv.Find(objects, 0x9F12)
	label, _ := tlv.Find(objects, 0x50)
	return tableIn(objects).Name(preferred.Value, label.Value)
}

// learnTable notices the code table in which the preferred names of a directory, or of the one application of an FCI, are
// written: entries of a directory do not repeat it.
func (d *decoder) learnTable(template tlv.Tag, objects []byte) {
	switch t := tableIn(objects); {
	case template == tlv.TagFCI:
		d.table = 0
	case t != 0:
		d.table = t
	}
}

// preferredName is the words for a preferred name, none where its code table is not known.
func (d *decoder) preferredName(value []byte) (words []string, ok bool) {
	if !d.table.Valid() {
		return nil, false
	}
	return []string{strconv.Quote(d.table.Text(value))}, true
}
