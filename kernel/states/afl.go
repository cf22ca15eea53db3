package states

// An ActiveAFL is the records that are still to be read, in the order of an AFL that [step.ValidAFL] has passed. Its bytes are the card's.
//
// C-2 2.12 A.1.3, C-8 1.2 A.1
type ActiveAFL struct {
	entries []byte // of 4 bytes each
	read    byte   // records of the first entry that are removed
}

// NewActiveAFL is all records of an AFL.
func NewActiveAFL(afl []byte) ActiveAFL { return ActiveAFL{entries: afl} }

// Empty reports whether there is no record left.
func (a *ActiveAFL) Empty() bool { return len(a.entries) < 4 }

// First is the first record: its file, its number, and whether it is for offline data authentication.
func (a *ActiveAFL) First() (sfi, record byte, signed bool) {
	e := a.entries
	return e[0] >> 3, e[1] + a.read, a.read < e[3]
}

// Remove takes the first record away.
func (a *ActiveAFL) Remove() {
	e := a.entries
	if a.read++; e[1]+a.read > e[2] || e[1]+a.read == 0 {
		a.entries, a.read = e[4:], 0
	}
}
