package kernel

import (
	"bytes"
	"encoding/binary"

	"github.com/emvgo/emv/kernel/internal/entry"
)

// Resume goes on with a session where its journal ends, with the same program and configuration: the program runs over
// the journal, and the action is returned that it has in hand. Its errors are *JournalError, *SetupError, *ClaimError
// and *SinkError. The sink gets only what follows the journal.
//
// What may have been done is not done again. A command, or a VERIFY by the PIN device, whose answer the journal
// does not have is answered with CardFault; a timer or a search for a card that was running has run out. Other actions
// in hand come again: a message, an entry, and GoOnline with the number that it had, by which the host knows it.
//
// Only one owner may resume: see WithClaim of package journal.
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
	in  []byte
	off int // what the core has written again
	bad *JournalError
}

// match checks that the core writes what it wrote before.
func (r *replay) match(entry []byte) {
	switch {
	case r.bad != nil, r.off == len(r.in): // or the program got no further before
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
	e, _, fault := entry.Read(r.in, r.off)
	if fault != entry.OK || e.Kind != entry.Draw || len(e.Data) != len(b) {
		r.bad = &JournalError{JournalDiverged, r.off}
		return
	}
	copy(b, e.Data)
}

// rerun makes a core that has run over the whole journal, and counts the journal's owners.
func rerun(p Program, cfg *Config, in []byte, opts []Option, visit func(Event, Action) error) (_ *core, owners uint64, err error) {
	h, body, fault := entry.ReadHead(in)
	var tx Transaction
	if fault == entry.OK && !tx.read(h.Transaction) {
		fault = entry.Damaged
	}
	if fault != entry.OK {
		return nil, 0, &JournalError{JournalFault(fault), 0}
	}
	if h.Program != p.Name {
		return nil, 0, &JournalError{JournalProgram, 0}
	}
	if cfg != nil && h.Digest != cfg.Digest {
		return nil, 0, &JournalError{JournalConfiguration, 0}
	}
	owners = 1
	crc := entry.Update(0, in[:body-4])
	for off := body; off < len(in); {
		e, n, fault := entry.Read(in, off)
		if fault != entry.OK {
			return nil, 0, &JournalError{JournalFault(fault), off}
		}
		crc = entry.Update(crc, in[off:off+n-4])
		if crc != binary.LittleEndian.Uint32(in[off+n-4:]) {
			return nil, 0, &JournalError{JournalDamaged, off}
		}
		if e.Kind == entry.Resume {
			owners++
		}
		off += n
	}
	c, err := newCore(p, cfg, tx, opts)
	if err != nil {
		return nil, 0, err
	}
	c.id = h.Session
	c.jr.head(p.Name, cfg.Digest, c.id, &c.tx)
	if !bytes.Equal(c.jr.chunks[0], in[:body]) { // a transaction that no session began with: resolving it changes it
		c.end()
		return nil, 0, &JournalError{JournalDamaged, 0}
	}
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
	e, _, _ := entry.Read(r.in, off) // rerun has read it
	ev := eventOf(&e)
	var a Action
	switch {
	case c.act.Kind == Done:
		return &JournalError{JournalDiverged, off}
	case e.Kind == entry.Resume:
		a = c.adopt()
	case e.Kind == entry.Budget:
		c.exceed(EventKind(e.SW))
		a = c.run()
	case e.Kind >= byte(numEventKinds):
		return &JournalError{JournalDiverged, off}
	default:
		admitted, err := c.admit(ev)
		if err != nil || admitted.Kind != ev.Kind {
			return &JournalError{JournalDiverged, off}
		}
		if a = c.wait(); c.deliver(admitted) {
			a = c.run()
		}
	}
	if r.bad != nil {
		return r.bad
	}
	c.trace.flush()
	if visit != nil && a.Kind != 0 {
		return visit(ev, a)
	}
	return nil
}

// adopt is the first thing that a new owner does: what was under way when the old one stopped has failed.
func (c *core) adopt() Action {
	c.put(entry.Entry{Kind: entry.Resume})
	if !c.begun {
		return Action{}
	}
	if c.owed&busy != 0 {
		c.enqueue(Event{Kind: CardFault, Fault: FaultTimeout})
	}
	running := c.owed & (1<<StartTimer | 1<<Activate)
	if running&^(1<<c.act.Kind) != 0 {
		c.enqueue(Event{Kind: Timeout})
	}
	if c.act.Await != 0 && c.has(c.act.Await) || c.act.Await == 0 && 1<<c.act.Kind&busy != 0 {
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
