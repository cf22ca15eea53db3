package states

import (
	"slices"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Objects is a list of data objects, each tag once, as kernels and terminals exchange them.
//
// C-2 2.12 4.3, C-8 1.2 4.3
type Objects []kernel.DataObject

// Add adds an object to the end, or updates the one of its tag: AddToList.
func (l *Objects) Add(tag tlv.Tag, value []byte) { // C-2 4.3 AddToList
	for i := range *l {
		if (*l)[i].Tag == tag {
			(*l)[i].Value = value
			return
		}
	}
	*l = append(*l, kernel.DataObject{Tag: tag, Value: value})
}

// AddAll adds the objects of an encoded list: AddListToList. It ends at the first malformed one.
func (l *Objects) AddAll(list []byte) { // C-2 4.3 AddListToList
	c := tlv.NewCursor(list)
	var o tlv.Object
	for c.Read(&o) {
		l.Add(o.Tag, o.Value)
	}
}

// Take removes the first object: GetAndRemoveFromList. It is false if there is none.
func (l *Objects) Take() (o kernel.DataObject, ok bool) { // C-2 4.3 GetAndRemoveFromList
	if len(*l) == 0 {
		return o, false
	}
	o = (*l)[0]
	*l = slices.Delete(*l, 0, 1)
	return o, true
}

// Append appends the objects, encoded.
func (l Objects) Append(dst []byte) []byte {
	for _, o := range l {
		dst = tlv.Append(dst, o.Tag, o.Value)
	}
	return dst
}

// Reset empties the list, and lets go of its values.
func (l *Objects) Reset() { // C-2 4.3 Initialize
	clear((*l)[:cap(*l)])
	*l = (*l)[:0]
}

// AddTag adds a tag to the end of a list that has not got it: AddToList.
//
// C-2 2.12 4.3, C-8 1.2 4.3
func AddTag(list []tlv.Tag, tag tlv.Tag) []tlv.Tag { // C-2 4.3 AddToList
	if slices.Contains(list, tag) {
		return list
	}
	return append(list, tag)
}

// AddTags adds the tags of a list without lengths: AddListToList. It ends at the first malformed one.
//
// C-2 2.12 4.3, C-8 1.2 4.3
func AddTags(list []tlv.Tag, tags []byte) []tlv.Tag { // C-2 4.3 AddListToList
	for tag := range tlv.TagList(tags).All() {
		list = AddTag(list, tag)
	}
	return list
}

// TakeTag removes the first tag that is one of those asked for: 0 if there is none.
//
// C-2 2.12 4.3, C-8 1.2 4.3
func TakeTag(list []tlv.Tag, is func(tlv.Tag) bool) ([]tlv.Tag, tlv.Tag) { // C-2 4.3 GetNextGetDataTagFromList
	i := slices.IndexFunc(list, is)
	if i < 0 {
		return list, 0
	}
	tag := list[i]
	return slices.Delete(list, i, i+1), tag
}
