package entrypoint

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/emvgo/emv/kernel"
)

// A candidate is an entry of the Candidate List.
//
// B 3.3.2.5 E
type candidate struct {
	*combination
	name     []byte // ADF name
	extended []byte // Extended Selection, where the combination supports it
	label    []byte
	priority byte // 1 the highest, 15 the lowest
	place    int  // of the Directory Entry in the PPSE
}

// candidateList is step 2: it makes the Candidate List anew, of the combinations that are allowed and the Directory Entries that ask for them. Of several for one
// entry the one with the longest AID goes first, with its limits: the book takes any.
//
// B 3.3.2.4, 3.3.2.5
func (e *Point) candidateList() turn {
	e.list = e.list[:0]             // B 3.2.1.1
	for i := range e.combinations { // B 3.3.2.5
		c := &e.combinations[i]
		if c.indicators.NotAllowed {
			continue
		}
		for n := range e.directory.entries {
			if entry := &e.directory.entries[n]; c.meets(entry) {
				e.list = append(e.list, c.candidate(entry, n))
			}
		}
	}
	slices.SortStableFunc(e.list, func(a, b candidate) int { // B 3.3.3.2
		return cmp.Or(cmp.Compare(a.priority, b.priority), cmp.Compare(a.place, b.place), cmp.Compare(len(b.AID), len(a.AID)))
	})
	if e.port.Tracing() {
		for i := range e.list {
			c := &e.list[i]
			e.port.Note("Book B 2.12 3.3.2.5", "candidate %X%X, AID %X, kernel %s, priority %d, entry %d", c.name, c.extended, c.AID, c.Kernel, c.priority, c.place+1)
		}
	}
	return turn{}
}

// meets reports whether a Directory Entry asks for a combination.
//
// B 3.3.2.5
func (c *combination) meets(e *entry) bool {
	if !bytes.HasPrefix(e.name, c.AID) { // B 3.3.2.5 A, 3.3.2.5 B
		return false
	}
	requested, ok := requestedKernel(c.AID, e.kernel) // B 3.3.2.5 C
	if !ok {
		return false
	}
	if requested != "" && requested != short(c.Kernel) { // B 3.3.2.5 D
		return false
	}
	return len(e.name)+len(c.extension(e)) <= 16 // B table A-1
}

// extension is the Extended Selection of an entry where the combination has support for it.
//
// B 3.3.3.3
func (c *combination) extension(e *entry) []byte {
	if c.ExtendedSelection != kernel.FlagSet {
		return nil
	}
	return e.extended
}

// candidate is what an entry adds to the list.
//
// B 3.3.2.5 E
func (c *combination) candidate(e *entry, place int) candidate {
	priority := e.priority
	if priority == 0 { // B 3.3.1.1, 3.3.3.2
		priority = 15
	}
	return candidate{c, e.name, c.extension(e), e.label, priority, place}
}

// short is what of a kernel identifier a card can ask for: 1 byte, or 3.
//
// B table 3-5
func short(id kernel.KernelID) kernel.KernelID {
	return id[:min(len(id), 3)]
}

// requestedKernel is the Requested Kernel ID that an entry's Kernel Identifier stands for; "" is zero, which every kernel of the AID meets. False: the
// entry is passed over.
//
// B 3.3.2.5 C
func requestedKernel(aid, id []byte) (kernel.KernelID, bool) {
	switch {
	case len(id) == 0, id[0] == 0x00:
		return defaultKernel(aid), true
	case id[0] < 0x80: // 00b and 01b
		return kernel.KernelID(id[:1]), true
	case len(id) < 3, id[0]&0x3F == 0: // 10b and 11b
		return "", false
	}
	return kernel.KernelID(id[:3]), true
}

// defaultKernels are the kernels of the payment systems' AIDs, by registered application provider identifier.
//
// B table 3-6
var defaultKernels = [...]struct {
	rid    [5]byte
	kernel kernel.KernelID
}{
	{[5]byte{0xA0, 0x00, 0x00, 0x00, 0x04}, "\x02"}, // Mastercard
	{visa, "\x03"}, // Visa
	{[5]byte{0xA0, 0x00, 0x00, 0x00, 0x25}, "\x04"}, // American Express
	{[5]byte{0xA0, 0x00, 0x00, 0x00, 0x65}, "\x05"}, // JCB
	{[5]byte{0xA0, 0x00, 0x00, 0x01, 0x52}, "\x06"}, // Discover
	{[5]byte{0xA0, 0x00, 0x00, 0x03, 0x24}, "\x06"}, // Discover
	{[5]byte{0xA0, 0x00, 0x00, 0x03, 0x33}, "\x07"}, // UnionPay
}

var visa = [5]byte{0xA0, 0x00, 0x00, 0x00, 0x03}

func defaultKernel(aid []byte) kernel.KernelID {
	for i := range defaultKernels {
		if d := &defaultKernels[i]; bytes.HasPrefix(aid, d.rid[:]) {
			return d.kernel
		}
	}
	return ""
}

// retainList is step 3: with candidates it goes on to final selection.
//
// B 3.3.2.6, 3.3.2.7
func (e *Point) retainList() turn {
	if len(e.list) == 0 { // B 3.3.2.7
		return turn{out: failed(noCandidate)}
	}
	return turn{} // B 3.3.2.6
}
