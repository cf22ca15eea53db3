package kernel

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"time"
)

// Resume goes on with a session where its journal ends, with the same program and configuration: the program runs over
// the journal, and the action is returned that it has in hand. Its errors are *JournalError, *SetupError, *ClaimError
// and *SinkError. The sink gets only what follows the journal.
//
// What may have been done is not done again. A command, or a VERIFY by the PIN device, whose answer the journal
// does not have is answered with CardFault; a timer or a search for a card that was running has run out. Other actions
// in hand come again: a message, an entry, and GoOnline with the number that it had, by which the host knows it.
//
// Only one owner may resume: see [WithClaim].
func Resume(p Program, cfg *Config, journal []byte, opts ...Option) (*Session, Action, error) {
	c, owners, err := rerun(p, cfg, journal, opts, nil)
	if err != nil {
		return nil, Action{}, err
	}
	s := c.handle()
	if err := c.claim(owners + 1); err != nil {
		_ = s.Close()
		return nil, Action{}, err
	}
	a := c.act
	if a.Kind != Done {
		a = c.adopt()
		if a.Kind == 0 {
			a, _ = c.step(Event{})
		}
	}
	c.trace.flush()
	if err := c.flush(); err != nil {
		_ = s.Close()
		return nil, Action{}, err
	}
	return s, a, nil
}

// Replay runs a program over a journal and shows every action as it was, with the event that led to it. It does
// nothing in the world and goes no further than the journal. Its errors are *JournalError, *SetupError and visit's.
func Replay(p Program, cfg *Config, journal []byte, visit func(Event, Action) error, opts ...Option) error {
	c, _, err := rerun(p, cfg, journal, opts, visit)
	if err != nil {
		return err
	}
	c.end()
	return nil
}

// A replay is the journal that a core runs over.
type replay struct {
	in    []byte
	off   int // what the core has written again
	fresh bool
	bad   *JournalError
}

// match checks that the core writes what it wrote before.
func (r *replay) match(entry []byte) {
	switch {
	case r.bad != nil:
	case r.off == len(r.in):
		r.fresh = true // the program got no further before
	case !bytes.HasPrefix(r.in[r.off:], entry):
		r.bad = &JournalError{JournalDiverged, r.off}
	default:
		r.off += len(entry)
	}
}

// draw overwrites fresh random bytes by those of the journal, if it has any more.
func (r *replay) draw(b []byte) {
	if r.bad != nil || r.off == len(r.in) {
		return
	}
	e, _, err := readEntry(r.in, r.off)
	if err != nil || e.kind != entryDraw || len(e.ev.Data) != len(b) {
		r.bad = &JournalError{JournalDiverged, r.off}
		return
	}
	copy(b, e.ev.Data)
}

// rerun makes a core that has run over the whole journal, and counts the journal's owners.
func rerun(p Program, cfg *Config, in []byte, opts []Option, visit func(Event, Action) error) (_ *core, owners uint64, err error) {
	h, body, err := readHead(in)
	if err != nil {
		return nil, 0, err
	}
	if h.program != p.Name {
		return nil, 0, &JournalError{JournalProgram, 0}
	}
	if cfg != nil && h.digest != cfg.Digest {
		return nil, 0, &JournalError{JournalConfiguration, 0}
	}
	owners = 1
	crc := crc32.Checksum(in[:body-4], castagnoli)
	for off := body; off < len(in); {
		e, n, err := readEntry(in, off)
		if err != nil {
			return nil, 0, err
		}
		crc = crc32.Update(crc, castagnoli, in[off:off+n-4])
		if crc != binary.LittleEndian.Uint32(in[off+n-4:]) {
			return nil, 0, &JournalError{JournalDamaged, off}
		}
		if e.kind == entryResume {
			owners++
		}
		off += n
	}
	c, err := newCore(p, cfg, h.tx, opts)
	if err != nil {
		return nil, 0, err
	}
	c.id = h.session
	c.jr.head(p.Name, cfg.Digest, c.id, &h.tx)
	c.replay = &replay{in: in, off: body}
	c.trace.replaying(true)
	for c.replay.off < len(in) {
		if err := c.again(visit); err != nil {
			c.end()
			return nil, 0, err
		}
	}
	c.jr.sunk = len(in)
	c.replay = nil
	c.trace.replaying(false)
	return c, owners, nil
}

// again does the next call of the journal.
func (c *core) again(visit func(Event, Action) error) error {
	r := c.replay
	off := r.off
	e, _, err := readEntry(r.in, off)
	if err != nil {
		return err
	}
	var a Action
	switch {
	case c.act.Kind == Done:
		return &JournalError{JournalDiverged, off}
	case e.kind == entryResume:
		a = c.adopt()
	case e.kind == entryBudget:
		a = c.exceed(EventKind(e.ev.Code))
	case e.kind >= byte(numEventKinds):
		return &JournalError{JournalDiverged, off}
	default:
		ev, err := c.admit(e.ev)
		if err != nil || ev.Kind != e.ev.Kind {
			return &JournalError{JournalDiverged, off}
		}
		a = c.deliver(ev)
	}
	if r.bad != nil {
		return r.bad
	}
	c.trace.flush()
	if visit != nil && a.Kind != 0 {
		return visit(e.ev, a)
	}
	return nil
}

// adopt is the first thing that a new owner does: what was under way when the old one stopped has failed.
func (c *core) adopt() Action {
	c.put(entryResume, nil)
	if !c.begun {
		return Action{}
	}
	if c.owed&card != 0 {
		c.enqueue(Event{Kind: CardFault, Code: uint16(FaultTimeout)})
	}
	running := c.owed & (1<<StartTimer | 1<<Activate)
	if running&^(1<<c.act.Kind) != 0 {
		c.enqueue(Event{Kind: Timeout})
	}
	if c.act.Await != 0 && c.has(c.act.Await) || c.act.Await == 0 && 1<<c.act.Kind&card != 0 {
		return c.run()
	}
	return c.act
}

// end closes a core that has no handle.
func (c *core) end() {
	c.port.dead = c.port.dead || !c.eng.started
	c.unwind()
	c.wipe()
}

type head struct {
	program string
	digest  [32]byte
	session [16]byte
	tx      Transaction
}

// readHead reads the head of a journal; n is its length.
func readHead(in []byte) (h head, n int, err error) {
	bad := func(f JournalFault) (head, int, error) { return head{}, 0, &JournalError{f, 0} }
	const fixed = len(journalMagic) + 2
	switch {
	case len(in) < fixed && bytes.HasPrefix([]byte(journalMagic), in[:min(len(in), len(journalMagic))]):
		return bad(JournalTruncated)
	case len(in) < fixed || string(in[:len(journalMagic)]) != journalMagic || in[len(journalMagic)] != journalVersion:
		return bad(JournalVersion)
	}
	b := in[fixed:]
	k := int(in[fixed-1])
	if len(b) < k+49 {
		return bad(JournalTruncated)
	}
	h.program, b = string(b[:k]), b[k:]
	b = b[copy(h.digest[:], b):]
	b = b[copy(h.session[:], b):]
	k, b = int(b[0]), b[1:]
	if len(b) < k+4 {
		return bad(JournalTruncated)
	}
	n = len(in) - len(b) + k + 4
	if binary.LittleEndian.Uint32(in[n-4:]) != crc32.Checksum(in[:n-4], castagnoli) || !h.tx.read(b[:k]) {
		return bad(JournalDamaged)
	}
	return h, n, nil
}

type entry struct {
	kind byte
	ev   Event
}

// readEntry reads the entry at off, which takes n bytes.
func readEntry(in []byte, off int) (e entry, n int, err error) {
	b := in[off:]
	fault := JournalTruncated
	ok := len(b) >= 10
	number := func() (v uint64) {
		if !ok {
			return 0
		}
		v, k := binary.Uvarint(b)
		if k <= 0 {
			ok = false
			return 0
		}
		b = b[k:]
		return v
	}
	if ok {
		e.kind = b[0]
		fields := b[1]
		b = b[2:]
		if e.kind < byte(numEventKinds) {
			e.ev.Kind = EventKind(e.kind)
		}
		if fields&hasTook != 0 {
			e.ev.Took = time.Duration(min(number(), uint64(maxTook/time.Microsecond))) * time.Microsecond
		}
		if fields&hasCode != 0 {
			e.ev.Code = uint16(number())
		}
		if fields&hasSW != 0 {
			e.ev.SW = uint16(number())
		}
		if fields&hasN != 0 {
			v := uint32(number())
			e.ev.N = int32(v>>1) ^ -int32(v&1)
		}
		if fields&hasAmount != 0 {
			e.ev.Amount = number()
		}
		if fields&hasOther != 0 {
			e.ev.AmountOther = number()
		}
		if fields&hasData != 0 {
			k := number()
			if ok = ok && k <= uint64(len(b)); ok {
				e.ev.Data, b = b[:k:k], b[k:]
			}
		}
		if fields >= fieldsEnd {
			ok, fault = false, JournalDamaged
		}
	}
	if ok = ok && len(b) >= 8; !ok {
		return e, 0, &JournalError{fault, off}
	}
	n = len(in) - off - len(b) + 8
	return e, n, nil
}
