package c2

import (
	"slices"

	"github.com/emvgo/emv/tlv"
)

// objects is a list of data objects, without their templates.
// C-2 4.3
type objects []object

type object struct {
	tag   tlv.Tag
	value []byte
}

// add adds an object to the end, or updates the one of its tag.
// C-2 4.3 AddToList
func (l *objects) add(tag tlv.Tag, value []byte) {
	for i := range *l {
		if (*l)[i].tag == tag {
			(*l)[i].value = value
			return
		}
	}
	*l = append(*l, object{tag, value})
}

// addAll adds the objects of a list that the terminal has given. It ends at the first malformed one.
// C-2 4.3 AddListToList
func (l *objects) addAll(list []byte) {
	c := tlv.NewCursor(list)
	var o tlv.Object
	for c.Read(&o) {
		l.add(o.Tag, o.Value)
	}
}

// take removes the first object: false if there is none.
// C-2 4.3 GetAndRemoveFromList
func (l *objects) take() (o object, ok bool) {
	if len(*l) == 0 {
		return object{}, false
	}
	o = (*l)[0]
	*l = (*l)[1:]
	return o, true
}

// append appends the objects, encoded.
func (l objects) append(dst []byte) []byte {
	for _, o := range l {
		dst = tlv.Append(dst, o.tag, o.value)
	}
	return dst
}

func (l *objects) wipe() {
	clear((*l)[:cap(*l)])
	*l = nil
}

// addTag adds a tag to the end of a list that has not got it.
// C-2 4.3 AddToList
func addTag(list []tlv.Tag, tag tlv.Tag) []tlv.Tag {
	if slices.Contains(list, tag) {
		return list
	}
	return append(list, tag)
}

// addTags adds the tags of a list without lengths. It ends at the first malformed one.
// C-2 4.3 AddListToList
func addTags(list []tlv.Tag, tags []byte) []tlv.Tag {
	for tag := range tlv.TagList(tags).All() {
		list = addTag(list, tag)
	}
	return list
}

// takeGetDataTag removes the first tag that GET DATA gives: 0 if there is none.
// C-2 4.3 GetNextGetDataTagFromList, table 5.13
func takeGetDataTag(list []tlv.Tag) ([]tlv.Tag, tlv.Tag) {
	i := slices.IndexFunc(list, givenByGetData)
	if i < 0 {
		return list, 0
	}
	tag := list[i]
	return slices.Delete(list, i, i+1), tag
}

// givenByGetData reports whether the card gives an element by GET DATA: the ten data envelopes.
// C-2 table 5.13
func givenByGetData(tag tlv.Tag) bool {
	return tag >= tlv.ProtectedDataEnvelope1.Tag() && tag <= tlv.UnprotectedDataEnvelope5.Tag()
}
