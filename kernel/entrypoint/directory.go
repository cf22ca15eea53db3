package entrypoint

import (
	"bytes"

	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// A directory is what the FCI of the PPSE says, views into it.
//
// B table 3-2
type directory struct {
	entries    []entry
	categories []byte  // 9F3E, 2 bytes each
	sdol       tlv.DOL // 9F3F, nil if absent
}

// An entry is a Directory Entry, 61.
type entry struct {
	name     []byte // 4F, 5 to 16 bytes; nil: missing or ill-formed
	label    []byte // 50
	kernel   []byte // 9F2A
	extended []byte // 9F29
	priority byte   // 87, bits 4 to 1
}

// parseDirectory reads the FCI. One that does not parse, or is longer than was asked for, has no entry. What Entry Point does not know, or would not
// take from a card, and the order of the objects make no difference.
//
// B 3.3.1, 3.3.2.4, 3.6.1.1, 3.6.1.2, 3.6.3.1
func parseDirectory(fci []byte) (d directory) {
	top, ok := step.One(fci)
	if !ok || top.Tag != tlv.TagFCI || len(fci) > maxFCI {
		return d
	}
	discretionary := within(within(top, tlv.TagFCIProprietary), tlv.TagIssuerDiscretionary)
	c := discretionary.Children()
	var o tlv.Object
	for c.Read(&o) {
		switch o.Tag {
		case tlv.TagDirectoryEntry:
			d.entries = append(d.entries, parseEntry(o))
		case tlv.TerminalCategoriesSupportedList.Tag():
			if n := len(o.Value); n > 0 && n%2 == 0 { // B 3.3.1a, B3 5.2 length 00
				d.categories = o.Value
			}
		case tlv.SDOL.Tag():
			if dol, err := tlv.ParseDOL(o.Value); err == nil && len(dol) > 0 && dol.Len() <= maxSDOL { // B 3.3.1a
				d.sdol = dol
			}
		}
	}
	if c.Err() != nil {
		return directory{}
	}
	return d
}

// within is the first template of this tag inside another one that is not empty, empty where there is none or the other does not parse.
//
// B3 5.2 length 00
func within(o tlv.Object, tag tlv.Tag) (found tlv.Object) {
	c := o.Children()
	var child tlv.Object
	for c.Read(&child) {
		if child.Tag == tag && len(found.Value) == 0 {
			found = child
		}
	}
	if c.Err() != nil {
		return tlv.Object{}
	}
	return found
}

// parseEntry reads a Directory Entry. Of an object that is there twice the first counts, and an empty one is not there.
//
// B 3.3.1.2, table 3-2, B3 5.2 length 00
func parseEntry(o tlv.Object) (e entry) {
	c := o.Children()
	var prioritised bool
	for c.Read(&o) {
		switch {
		case len(o.Value) == 0:
		case o.Tag == tlv.ADFName.Tag() && e.name == nil:
			e.name = o.Value
		case o.Tag == tlv.ApplicationLabel.Tag() && e.label == nil:
			e.label = o.Value
		case o.Tag == tlv.ApplicationPriorityIndicator.Tag() && !prioritised && len(o.Value) == 1: // B 3.3.1.1, A 8.1.1.9
			e.priority, prioritised = o.Value[0]&0x0F, true
		case o.Tag == tlv.KernelIdentifier.Tag() && e.kernel == nil:
			e.kernel = o.Value
		case o.Tag == tlv.ExtendedSelection.Tag() && e.extended == nil:
			e.extended = o.Value
		}
	}
	if n := len(e.name); n < 5 || n > 16 || c.Err() != nil { // B 3.3.2.5 A
		e.name = nil
	}
	return e
}

// names reports whether the Terminal Categories Supported List has a category.
//
// B 3.3.2.3
func (d *directory) names(category []byte) bool {
	for list := d.categories; category != nil && len(list) >= 2; list = list[2:] {
		if bytes.Equal(list[:2], category) {
			return true
		}
	}
	return false
}
