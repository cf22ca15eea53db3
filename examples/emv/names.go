package main

import (
	"strconv"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// tableIn is the code table that stands among some data objects (9F11), or in the template at the end of a path from there; 0 for none.
func tableIn(objects []byte, path ...tlv.Tag) tlv.CodeTable {
	if o, ok := tlv.FindValue(objects, append(path, 0x9F11)...); ok && len(o.Value) == 1 {
		return tlv.CodeTable(o.Value[0])
	}
	return 0
}

// firstTable is the first of some code tables that is one, 0 for none.
func firstTable(tables ...tlv.CodeTable) tlv.CodeTable {
	for _, t := range tables {
		if t.Valid() {
			return t
		}
	}
	return 0
}

// applicationName is the name of an application among the data objects of its directory entry, or else of its FCI. The code table is that of
// the place where the preferred name is, or else of the other.
//
// EMV 4.3 B1 12.2.2, EMV 4.4 B1 12.2.4
func applicationName(directory tlv.CodeTable, entry, fci []byte) string {
	preferred, _ := tlv.FindValue(entry, 0x9F12)
	table := firstTable(tableIn(entry), directory, tableIn(fci))
	if len(preferred.Value) == 0 {
		preferred, _ = tlv.FindValue(fci, 0x9F12)
		table = firstTable(tableIn(fci), directory)
	}
	label, _ := tlv.FindValue(entry, 0x50)
	if len(label.Value) == 0 {
		label, _ = tlv.FindValue(fci, 0x50)
	}
	return table.Name(preferred.Value, label.Value)
}

// learnTable notices the code table in which the preferred names of an FCI, a directory entry or a record are written. That of the directory counts
// for all applications that have none, and that of an application's FCI for its entry in a directory that has none; never for another application.
//
// EMV 4.3 B1 12.2.2
func (d *decoder) learnTable(template tlv.Tag, objects []byte) {
	t := tableIn(objects)
	switch {
	case template == tlv.TagFCI:
		if name, _ := tlv.FindValue(objects, 0x84); string(name.Value) == pse || string(name.Value) == ppse {
			d.directory = tableIn(objects, tlv.TagFCIProprietary)
		}
		d.table = d.directory
	case template == tlv.TagDirectoryEntry:
		name, _ := tlv.FindValue(objects, 0x4F)
		d.table = firstTable(t, d.directory, d.tables[string(name.Value)])
	case t.Valid():
		d.table = t
	}
}

// learnTables notices the code tables of the applications' own FCIs, which come after the entries of their directory. An application that several
// cards have with different tables has none.
func (d *decoder) learnTables(list []transcript.Exchange) {
	d.tables = map[string]tlv.CodeTable{}
	for _, x := range list {
		fci := apdu.Response(x.Response).Data()
		name, ok := tlv.FindValue(fci, tlv.TagFCI, 0x84)
		if !ok {
			continue
		}
		t := tableIn(fci, tlv.TagFCI, tlv.TagFCIProprietary)
		if was, known := d.tables[string(name.Value)]; known && was != t {
			t = 0
		}
		d.tables[string(name.Value)] = t
	}
}

// preferredName is the words for a preferred name, none where its code table is not known.
func (d *decoder) preferredName(value []byte) (words []string, ok bool) {
	if !d.table.Valid() {
		return nil, false
	}
	return []string{strconv.Quote(d.table.Text(value))}, true
}
