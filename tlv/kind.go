package tlv

// A Kind is how the value of a data element is built.
type Kind uint8

// The kinds.
const (
	Plain   Kind = iota // a value of its own format
	Objects             // data objects one after another: a template, or a list without a tag
	DOLs                // tags and lengths: a [DOL]
	Tags                // tags one after another
)

var kindNames = [...]string{"plain", "data objects", "data object list", "tags"}

func (k Kind) String() string {
	if int(k) >= len(kindNames) {
		return "?"
	}
	return kindNames[k]
}

// Kind is how the value of r is built. A constructed tag makes a template; the lists are those that the books name.
//
// EMV 4.4 B3 5.4, C-2 2.12 4.1.4, C-8 1.2 4.1.4
func (r Row) Kind() Kind {
	switch r {
	case PDOL, CDOL1, CDOL2, DDOL, TDOL, LogFormat, DefaultDDOL, DefaultTDOL, DSDOL, DefaultCDOL1, SDOL, DiscretionaryDataObjectList:
		return DOLs
	case StaticDataAuthenticationTagList, ExtendedSDATagList, DiscretionaryDataTagList, TagsToRead, TagsToReadKernel8,
		DataNeeded, DataNeededKernel8, TagsToReadYet, ReadDataTagsToValidateYet, ActiveTag:
		return Tags
	case TagsToWriteYetBeforeGenAC, TagsToWriteYetAfterGenAC, DataEnvelopesToWriteYet:
		return Objects
	}
	if r.Tag().Constructed() {
		return Objects
	}
	return Plain
}
