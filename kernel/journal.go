package kernel

import (
	"encoding/binary"
	"iter"

	"github.com/emvgo/emv/kernel/internal/entry"
	"github.com/emvgo/emv/tlv"
)

// A journal is a head and entries, in chunks that never move: what the program keeps of an event is a view into one.
type journal struct {
	chunks  [][]byte
	size    int
	crc     uint32
	actions checksum
	sunk    int // bytes handed to the sink
	wiped   bool
}

// chunkSize lets two chunks hold a usual purchase, and an allocation has no waste.
const (
	chunkSize   = 896
	usualChunks = 4
)

func (j *journal) len() int { return j.size }

// room gives the chunk that has room for n more bytes.
func (j *journal) room(n int) *[]byte {
	if k := len(j.chunks); k > 0 && cap(j.chunks[k-1])-len(j.chunks[k-1]) >= n {
		return &j.chunks[k-1]
	}
	if j.chunks == nil {
		j.chunks = make([][]byte, 0, usualChunks)
	}
	j.chunks = append(j.chunks, make([]byte, 0, max(n, chunkSize)))
	return &j.chunks[len(j.chunks)-1]
}

// close ends an entry that begins at from: its checksum, the journal's length.
func (j *journal) close(chunk *[]byte, from int) {
	b := *chunk
	j.crc = entry.Update(j.crc, b[from:])
	b = binary.LittleEndian.AppendUint32(b, j.crc)
	j.size += len(b) - from
	*chunk = b
}

func (j *journal) head(program string, digest [32]byte, session [16]byte, tx *Transaction) {
	var scratch [maxTransaction]byte
	h := entry.Head{Program: program, Digest: digest, Session: session, Transaction: tx.append(scratch[:0])}
	chunk := j.room(64 + len(program) + len(h.Transaction))
	*chunk = h.Append(*chunk)
	j.close(chunk, 0)
}

// entry appends an entry and returns the view of its data, nil where there is none.
func (j *journal) entry(e *entry.Entry) (view, whole []byte) {
	chunk := j.room(entry.Max + len(e.Data))
	from := len(*chunk)
	b, view := e.Append(*chunk)
	*chunk = binary.LittleEndian.AppendUint32(b, j.actions.crc)
	j.close(chunk, from)
	return view, (*chunk)[from:]
}

// entryOf is what the journal has of an event.
func entryOf(ev *Event) entry.Entry {
	e := entry.Entry{Kind: byte(ev.Kind), Took: ev.Took, SW: ev.SW, Amount: ev.Amount, Other: ev.AmountOther, Data: ev.Data}
	e.Code, e.N = ev.small()
	return e
}

// eventOf is the inverse of entryOf.
func eventOf(e *entry.Entry) Event {
	ev := Event{Kind: EventKind(e.Kind), Took: e.Took, SW: e.SW, AmountOther: e.Other, Data: e.Data}
	ev.Amount = e.Amount
	ev.setSmall(e.Code, e.N)
	return ev
}

// small are the two small numbers that an entry has of an event: what its kind alone carries.
func (e *Event) small() (code uint16, n int32) {
	flag := func(set bool) (code uint16) {
		if set {
			code = 1
		}
		return code
	}
	switch e.Kind {
	case CardFault:
		return uint16(e.Fault), int32(e.Interface)
	case PINDone:
		return uint16(e.PIN), 0
	case Chosen:
		return 0, e.Index
	case CardFound:
		return 0, int32(e.Interface)
	case CVMPerformed:
		return uint16(e.CVM), 0
	case UnableToGoOnline:
		return flag(e.MayHaveArrived), 0
	case LookedUp:
		return flag(e.Listed), 0
	case Reviewed:
		return flag(e.MerchantChose), 0
	case Advised:
		return flag(e.NotMade), 0
	case AmountEntered:
		return e.Currency, int32(e.Exponent)
	case CardReviewed:
		return e.Currency, int32(e.Exponent) | int32(e.Demand)<<8
	}
	return 0, 0
}

// setSmall is the inverse of small.
func (e *Event) setSmall(code uint16, n int32) {
	switch e.Kind {
	case CardFault:
		e.Fault, e.Interface = Fault(code), Interface(n)
	case PINDone:
		e.PIN = PINResult(code)
	case Chosen:
		e.Index = n
	case CardFound:
		e.Interface = Interface(n)
	case CVMPerformed:
		e.CVM = tlv.CVMResult(code)
	case UnableToGoOnline:
		e.MayHaveArrived = code != 0
	case LookedUp:
		e.Listed = code != 0
	case Reviewed:
		e.MerchantChose = code != 0
	case Advised:
		e.NotMade = code != 0
	case AmountEntered:
		e.Currency, e.Exponent = code, byte(n)
	case CardReviewed:
		e.Currency, e.Exponent, e.Demand = code, byte(n), Demand(n>>8)
	}
}

// put journals an entry. In a replay it has to be the one that the journal has.
func (c *core) put(e entry.Entry) (view []byte) {
	if c.jr.wiped {
		return nil
	}
	view, whole := c.jr.entry(&e)
	if c.replay != nil {
		c.replay.match(whole)
	}
	return view
}

// bytes is a copy of the whole journal.
func (j *journal) bytes() []byte {
	if j.wiped {
		return nil
	}
	b := make([]byte, 0, j.size)
	for _, c := range j.chunks {
		b = append(b, c...)
	}
	return b
}

// pending gives what the sink has not had, and counts it as had.
func (j *journal) pending() iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		skip := j.sunk
		for _, c := range j.chunks {
			if skip >= len(c) {
				skip -= len(c)
				continue
			}
			if !yield(c[skip:len(c):len(c)]) {
				return
			}
			j.sunk += len(c) - skip
			skip = 0
		}
	}
}

func (j *journal) wipe() {
	for _, c := range j.chunks {
		clear(c[:cap(c)])
	}
	*j = journal{wiped: true}
}
