package staff

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/binary"
	"fmt"

	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// Lock locks the terminal: whoever is signed on stays so, and nobody makes a transaction until somebody unlocks it.
func (d *Desk) Lock() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.change(func(s *state) { s.Locked = true })
}

// locked reports whether the terminal is locked, by hand or because nobody has used it for a time.
func (d *Desk) locked() bool {
	after := d.rules.LockAfter
	return d.state.Locked || after > 0 && d.rules.Clock().Sub(d.state.Used).Abs() >= after // a clock that is set back keeps nothing open
}

// Locked reports whether the terminal is locked.
func (d *Desk) Locked() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.locked()
}

// Unlock unlocks the terminal: any operator may. Who is signed on stays so.
func (d *Desk) Unlock(id, password string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.closed(); err != nil {
		return err
	}
	if _, err := d.check(id, password, Operator, Practice, Supervisor); err != nil {
		return err
	}
	return d.change(func(s *state) { s.Locked, s.Used = false, d.rules.Clock() })
}

// Touch says that the terminal is in use: a key was pressed.
func (d *Desk) Touch() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.locked() {
		return nil
	}
	return d.change(func(s *state) { s.Used = d.rules.Clock() })
}

// Close is the administrative lock, put on by the house, the acquirer or a guard against theft, with its reason. Keys, batch and sign-on stay as they are.
func (d *Desk) Close(reason string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if reason = tlv.Visible(reason); reason == "" {
		reason = "no reason was given"
	}
	return d.change(func(s *state) {
		if s.Closed == "" {
			s.Closes++
		}
		s.Closed = reason
	})
}

// Closed is why the administrative lock is on, empty where it is off.
func (d *Desk) Closed() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state.Closed
}

func (d *Desk) closed() error {
	if d.state.Closed == "" {
		return nil
	}
	return &Refusal{"the terminal is out of use: " + d.state.Closed, "an administrator opens it, or a code of the help desk"}
}

// Reopen takes the administrative lock off, by an administrator.
func (d *Desk) Reopen(id, password string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, err := d.check(id, password, Administrator); err != nil {
		return err
	}
	return d.change(func(s *state) { s.Closed = "" })
}

// Challenge is what the help desk is told: it stays the same until the lock is off.
func (d *Desk) Challenge() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return fmt.Sprintf("%06d", d.state.Closes%1_000_000)
}

// UnlockCode is the help desk's answer to a challenge: eight digits, for this terminal and this lock alone.
func UnlockCode(key []byte, terminal, challenge string) string {
	h := hmac.New(sha256.New, key)
	_, _ = fmt.Fprintf(h, "%s\x00%s", terminal, challenge)
	return fmt.Sprintf("%08d", binary.BigEndian.Uint64(h.Sum(nil))%100_000_000)
}

// mostCodes is how many wrong codes there may be before the terminal is started again.
const mostCodes = 10

// ReopenByCode takes the administrative lock off by the help desk's code, and ends the administrators' being blocked.
func (d *Desk) ReopenByCode(code string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.rules.UnlockKey == nil:
		return &Refusal{"this terminal knows no help desk", "an administrator opens it"}
	case d.codes >= mostCodes:
		return &Refusal{fmt.Sprintf("%d wrong codes", mostCodes), "start the terminal again"}
	}
	d.codes++
	want := UnlockCode(d.rules.UnlockKey, d.rules.Terminal, fmt.Sprintf("%06d", d.state.Closes%1_000_000))
	if subtle.ConstantTimeCompare([]byte(code), []byte(want)) != 1 {
		return &Refusal{"wrong code", "give the help desk the challenge and enter its eight digits"}
	}
	d.codes = 0
	return d.change(func(s *state) {
		s.Closed = ""
		s.Closes++ // a code opens once
		for i, p := range s.People {
			if p.Role == Administrator {
				q := *p
				q.Wrong = 0
				s.People[i] = &q
			}
		}
	})
}

// Admit is the terminal's question before each order: it is refused while the terminal is locked, while nobody is signed on, and where a supervisor has to
// confirm.
func (d *Desk) Admit(task terminal.Task) (a terminal.Admission, err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.closed(); err != nil {
		return a, err
	}
	if d.locked() {
		return a, &Refusal{"the terminal is locked", "an operator unlocks it"}
	}
	p := d.state.find(d.state.On)
	if p == nil {
		return a, &Refusal{"nobody is signed on", "sign an operator on"}
	}
	if task.GivesBack {
		if !d.confirmed {
			return a, &Refusal{"money is given back", "a supervisor confirms it"}
		}
		d.confirmed = false
	}
	return terminal.Admission{Operator: p.ID, Practice: p.Role == Practice}, d.change(func(s *state) { s.Used = d.rules.Clock() })
}
