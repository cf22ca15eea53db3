package card

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// A slot is what a card stores for one operator.
//
// C-2 2.12 3.5.3
type slot struct {
	operator [8]byte
	control  byte // 9F6F DS Slot Management Control
	data     []byte
	summary  []byte
	digest   [8]byte // the next one who writes must know what leads to it, if the slot is permanent
}

// Bits of DS Slot Management Control, DS Slot Availability and DS ODS Info: C-2 2.12 A.1.49, A.1.53, A.1.54.
const (
	slotPermanent = 0x80
	slotVolatile  = 0x40
	slotTypes     = 0xE0 // with low volatility
	slotLocked    = 0x10
	infoDecline   = 0x08 // decline in case of a data storage error
)

// storageRoom is how long the data of a slot can be.
//
// C-2 2.12 A.1.48
const storageRoom = 160

// storage is what a profile says of integrated data storage.
type storage struct {
	id      []byte // DS ID
	version byte   // Data Storage Version Number: 1 or 2
	altered bool   // the signature has another first summary
	refuses bool   // nothing is written
	start   slots
}

// slots are kept for good.
type slots struct {
	free byte // types of slots that can be allocated: DS Slot Availability
	list []slot
}

func (s *slots) clone() slots { return slots{s.free, slices.Clone(s.list)} }

// found is the slot of a transaction's operator.
type found struct {
	active   bool // there is one, or one can be allocated
	at       int  // in slots.list, its length if it can be allocated
	operator [8]byte
	summary  []byte  // as it is now
	number   [4]byte // DS Unpredictable Number
}

// summarySize is the length of a summary.
//
// C-2 2.12 A.1.55
func (s *storage) summarySize() int { return 8 * int(s.version) }

// find looks for an operator's slot.
func (s *slots) find(operator, number [8]byte) found {
	at := slices.IndexFunc(s.list, func(x slot) bool { return x.operator == operator })
	f := found{active: true, at: at, operator: operator, number: [4]byte(number[:4])}
	switch {
	case at >= 0:
		f.summary = s.list[at].summary
	case s.free != 0:
		f.at = len(s.list)
	default:
		f.active = false
	}
	return f
}

// append appends what the answer to GET PROCESSING OPTIONS says of the slot.
//
// C-2 2.12 3.5.3, table 5.17, A.1.55
func (f *found) append(dst []byte, of *storage, s *slots) []byte {
	if !f.active {
		return dst
	}
	if s.free != 0 {
		dst = tlv.Append(dst, 0x9F5F, []byte{s.free})
	}
	if f.at == len(s.list) {
		f.summary = make([]byte, of.summarySize())
	} else {
		dst = tlv.Append(dst, 0x9F6F, []byte{s.list[f.at].control})
		dst = tlv.Append(dst, 0x9F54, s.list[f.at].data)
	}
	dst = tlv.Append(dst, 0x9F7D, f.summary)
	return tlv.Append(dst, 0x9F7F, f.number[:])
}

// write is what a terminal sends for the slot by the DSDOL.
type write struct {
	input, digest [8]byte // DS Input (Card), DS Digest H
	info          byte    // DS ODS Info
	data          []byte  // DS ODS Term
}

// readWrite takes the data apart. The last element may be shorter than the DSDOL says.
//
// C-2 2.12 4.1.4
func readWrite(list *dol, data []byte) (w write, ok bool) {
	last := list.entries[len(list.entries)-1]
	if len(data) < last.from || len(data) > list.size {
		return w, false
	}
	for _, e := range list.entries {
		v := data[e.from:min(e.to, len(data))]
		switch e.tag {
		case 0xDF60:
			copy(w.input[:], v)
		case 0xDF61:
			copy(w.digest[:], v)
		case 0xDF62:
			if len(v) == 1 {
				w.info, ok = v[0], true
			}
		case 0xDF63:
			w.data = v
		}
	}
	return w, ok
}

// write stores the data if the slot takes them: it is not locked, there is one of that kind, and who writes to a permanent
// slot knows what leads to its digest.
//
// C-2 2.12 3.5.3
func (s *slots) write(of *storage, f *found, w *write, un [4]byte) bool {
	fresh := f.at == len(s.list)
	if of.refuses || len(w.data) > storageRoom || w.info&(slotPermanent|slotVolatile) == 0 {
		return false
	}
	if fresh && w.info&s.free&(slotPermanent|slotVolatile) == 0 {
		return false
	}
	if !fresh {
		x := &s.list[f.at]
		if x.control&slotLocked != 0 || x.control&slotPermanent != 0 && of.digest(x.operator, w.input) != x.digest {
			return false
		}
	}
	f.summary = Summary(of.id, f.summary, f.number, un, w.info, w.digest, w.data)
	next := slot{f.operator, w.info & slotTypes, slices.Clone(w.data), f.summary, w.digest}
	if fresh {
		s.list = append(s.list, next)
		s.free &^= w.info & (slotPermanent | slotVolatile)
	} else {
		s.list[f.at] = next
	}
	return true
}

// Summary is the summary that a card of this package stores with data written to a slot; its length is that of the summary
// before it, 8 or 16 bytes. number is the DS Unpredictable Number, un the terminal's Unpredictable Number, info DS ODS Info,
// data DS ODS Term. C-2 names the purpose of a summary and leaves the function out, so this one is our own: the first bytes of
// SHA-256 over all of it in this order.
//
// C-2 2.12 3.5.3
func Summary(dsID, before []byte, number, un [4]byte, info byte, digest [8]byte, data []byte) []byte {
	h := sha256.Sum256(slices.Concat(dsID, before, number[:], un[:], []byte{info}, digest[:], data))
	return slices.Clone(h[:len(before)])
}

// readStorage reads the slots of a card.
func (a *application) readStorage(v jsonfile.Value) *storage {
	o := v.Object()
	d := a.tap
	s := &storage{id: dataStorageID(a.data[0x5A], a.data[0x5F34]), version: d.capabilities[0] & 0x0F}
	if s.version != 1 && s.version != 2 {
		v.Fault("add 9F5D to discretionary: its first byte is 01 or 02", "data storage needs a version")
		s.version = 1
	}
	if f := o.Get("free"); f.Present() {
		if b := f.Hex(1, 1); b != nil {
			s.start.free = b[0]
		}
	}
	s.altered, s.refuses = o.Get("altered").Bool(), o.Get("refuses").Bool()
	for item := range o.Get("slots").List() {
		i := item.Object()
		var x slot
		copy(x.operator[:], i.Need("operator").Hex(8, 8))
		if b := i.Need("control").Hex(1, 1); b != nil {
			x.control = b[0]
		}
		x.data, x.summary = i.Need("data").Hex(0, storageRoom), i.Need("summary").Hex(s.summarySize(), s.summarySize())
		if input := i.Get("input").Hex(0, 8); len(input) == 8 {
			x.digest = s.digest(x.operator, [8]byte(input))
		}
		i.Close()
		s.start.list = append(s.start.list, x)
	}
	o.Close()
	return s
}

// dataStorageID is the DS ID: the digits of PAN and PAN sequence number, with zeroes before them to whole bytes, 8 at least.
//
// C-2 2.12 A.1.45
func dataStorageID(pan, psn []byte) []byte {
	digits := strings.TrimRight(hex.EncodeToString(pan), "f") + hex.EncodeToString(psn)
	if len(digits)%2 == 1 {
		digits = "0" + digits
	}
	id, err := hex.DecodeString(digits)
	if err != nil {
		panic(err)
	}
	return append(make([]byte, max(8-len(id), 0)), id...)
}
