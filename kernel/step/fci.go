package step

import (
	"bytes"
	"fmt"

	"github.com/emvgo/emv/tlv"
)

// PSEName is the DF name of the payment system environment.
// B1 12.2.2
const PSEName = "1PAY.SYS.DDF01"

// One parses a response that must be exactly one data object: nothing before it but null bytes, nothing after it.
// B3 7.5, 6.3.4
func One(b []byte) (tlv.Object, bool) {
	c := tlv.NewCursor(b)
	o, ok := c.Next()
	if !ok {
		return tlv.Object{}, false
	}
	if _, more := c.Next(); more || c.Err() != nil {
		return tlv.Object{}, false
	}
	return o, true
}

// An FCI is what a SELECT response says, views into it: B1 11.3.4.
type FCI struct {
	DFName        []byte     // 84, 5 to 16 bytes
	Proprietary   tlv.Object // A5
	SFI           byte       // 88: of the directory, 0 if absent
	Label         []byte     // 50
	PreferredName []byte     // 9F12
	CodeTable     byte       // 9F11, BCD, 0 if absent
	Priority      byte       // 87
	Languages     []byte     // 5F2D
	PDOL          tlv.DOL    // 9F38, nil if absent
	PDOLObject    []byte     // the same with tag and length as received, which XDA certifies: B3 10.3
	Discretionary tlv.Object // BF0C, empty if absent
	Registered    []byte     // 9F0A of BF0C, every well-formed one after the other, nil if absent: B1 12.5
}

// ParseFCI reads the data of a SELECT response. It fails when the template does not parse, when DF name or the proprietary
// template is missing, when one of the objects that matter stands there twice, or when the PDOL is malformed. What is
// there for the cardholder's convenience only never makes it fail. An empty object beside a real one is not there.
// B1 11.3.4, 12.2.4, 11.3.4 padding
func ParseFCI(b []byte) (f FCI, ok bool) {
	top, _ := One(b)
	if top.Tag != tlv.TagFCI {
		return FCI{}, false
	}
	c := top.Children()
	var o tlv.Object
	for c.Read(&o) {
		switch {
		case len(o.Value) == 0 && o.Tag != tlv.TagFCIProprietary: // B3 5.2 length 00
		case o.Tag == 0x84:
			if f.DFName != nil || len(o.Value) < 5 || len(o.Value) > 16 {
				return FCI{}, false
			}
			f.DFName = o.Value
		case o.Tag == tlv.TagFCIProprietary:
			if len(o.Value) == 0 && f.Proprietary.Tag != 0 { // B3 5.2 length 00
				continue
			}
			if len(f.Proprietary.Value) != 0 {
				return FCI{}, false
			}
			f.Proprietary = o
		}
	}
	if c.Err() != nil || f.DFName == nil || f.Proprietary.Tag == 0 { // B1 11.3.4 mandatory
		return FCI{}, false
	}
	return f, f.proprietary()
}

// NameUnder is the DF name of the application where it is one of the AID by which it was selected, else that AID.
// B1 12.3.1
func (f *FCI) NameUnder(aid []byte) []byte {
	if !bytes.HasPrefix(f.DFName, aid) {
		return aid
	}
	return f.DFName
}

// B1 11.3.4 unknown
func (f *FCI) proprietary() bool {
	seenPriority, seenSFI := false, false
	c := f.Proprietary.Children()
	var o tlv.Object
	for c.Read(&o) {
		if len(o.Value) == 0 { // B3 5.2 length 00
			continue
		}
		switch o.Tag {
		case 0x88:
			if seenSFI || len(o.Value) != 1 {
				return false
			}
			f.SFI, seenSFI = o.Value[0], true
		case 0x87:
			if seenPriority || len(o.Value) != 1 {
				return false
			}
			f.Priority, seenPriority = o.Value[0], true
		case 0x9F38:
			dol, err := tlv.ParseDOL(o.Value)
			if f.PDOLObject != nil || err != nil {
				return false
			}
			f.PDOL, f.PDOLObject = dol, o.Raw
		case tlv.TagIssuerDiscretionary:
			if f.Discretionary.Tag == 0 {
				f.Discretionary = o
			}
			f.Registered = appendRegistered(f.Registered, o)
		default:
			f.convenience(o)
		}
	}
	return c.Err() == nil
}

// convenience takes an object, not empty, that is there for the cardholder and ignores what is malformed.
// B1 12.2.4, 12.2.4 format
func (f *FCI) convenience(o tlv.Object) {
	switch n := len(o.Value); {
	case o.Tag == 0x50 && n <= 16:
		f.Label = o.Value
	case o.Tag == 0x9F12 && n <= 16:
		f.PreferredName = o.Value
	case o.Tag == 0x9F11 && n == 1:
		f.CodeTable = o.Value[0]
	case o.Tag == 0x5F2D && n <= 8 && n%2 == 0:
		f.Languages = o.Value
	}
}

// A DirectoryEntry is one application of a payment system directory: B1 12.2.3.
type DirectoryEntry struct {
	ADFName       []byte // 4F, 5 to 16 bytes
	Label         []byte // 50
	PreferredName []byte // 9F12
	Priority      byte   // 87
	Registered    []byte // 9F0A of 73, every well-formed one after the other, nil if absent: B1 12.5
}

// ParseDirectoryRecord calls add for each application of a record of the payment system directory. Entries for
// directories (9D) and objects that the terminal does not know are passed over. It fails when the record or
// an entry does not parse, or when an application has no valid name.
// B1 12.2.3, 12.3.2, 11.2.4
func ParseDirectoryRecord(b []byte, add func(DirectoryEntry)) bool {
	record, _ := One(b)
	if record.Tag != tlv.TagRecord {
		return false
	}
	c := record.Children()
	var o tlv.Object
	for c.Read(&o) {
		if o.Tag != tlv.TagDirectoryEntry || len(o.Value) == 0 { // B1 12.2.3 entries, unknown, 12.3.2 no entries, B3 5.2 length 00
			continue
		}
		e, directory, ok := parseEntry(o)
		if !ok {
			return false
		}
		if !directory {
			add(e)
		}
	}
	return c.Err() == nil
}

func parseEntry(entry tlv.Object) (e DirectoryEntry, directory, ok bool) {
	prioritised := false
	c := entry.Children()
	var o tlv.Object
	for c.Read(&o) {
		switch n := len(o.Value); {
		case n == 0: // B3 5.2 length 00
		case o.Tag == 0x4F:
			if e.ADFName != nil || n < 5 || n > 16 {
				return e, false, false
			}
			e.ADFName = o.Value
		case o.Tag == 0x9D: // B1 12.2.3 directories
			directory = true
		case o.Tag == 0x87:
			if prioritised || n != 1 {
				return e, false, false
			}
			e.Priority, prioritised = o.Value[0], true
		case o.Tag == tlv.TagDirectory:
			e.Registered = appendRegistered(e.Registered, o)
		case o.Tag == 0x50 && n <= 16:
			e.Label = o.Value
		case o.Tag == 0x9F12 && n <= 16:
			e.PreferredName = o.Value
		}
	}
	directory = directory && e.ADFName == nil
	return e, directory, c.Err() == nil && (directory || e.ADFName != nil)
}

// Matches reports whether a DF name of the card matches an AID of the terminal: the same, or beginning with it where
// the terminal's application selection indicator allows more than one.
// B1 12.3.1
func Matches(aid []byte, partial bool, name []byte) bool {
	return bytes.Equal(aid, name) || partial && bytes.HasPrefix(name, aid) // B1 12.3.1 exact, partial
}

// DisplayName is the name to show for an application, in UTF-8: the preferred name if the terminal supports its code
// table, else the label, else the name in hexadecimal digits. additional is tag 9F40.
// B1 12.4, 12.2.4, B4 11.3 names
func DisplayName(preferred []byte, index byte, label, name []byte, additional tlv.AdditionalTerminalCapabilitiesValue) string {
	if table, ok := codeTable(index, additional); ok && len(preferred) > 0 { // B1 12.4 names
		return table.Text(preferred)
	}
	if len(label) > 0 { // B1 12.2.4 label
		return tlv.CodeTable(0).Text(label) // B1 12.2.4 characters, B4 annex B
	}
	return fmt.Sprintf("%X", name)
}
