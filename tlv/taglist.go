package tlv

import "iter"

// A TagList is tags without lengths, one after another, as received: 9F4A, DF8112.
//
// EMV 4.4 B3 10.3, C-2 2.12 4.3
type TagList []byte

// All is the tags in their order, repeated ones repeated. It ends before the first malformed one.
func (l TagList) All() iter.Seq[Tag] {
	return func(yield func(Tag) bool) {
		for len(l) > 0 {
			tag, n, fault := readTag(l)
			if fault != 0 || !yield(tag) {
				return
			}
			l = l[n:]
		}
	}
}
