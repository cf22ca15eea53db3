// Package staff is who may use a terminal: operators and their roles, sign-on and sign-off, and the lock, all of which survive a restart.
//
//	desk, err := staff.Open(keeper, staff.Rules{UnlockKey: key, Terminal: "TERM0001"})
//	devices.Gate = desk                      // terminal.New(cfg, devices, ledger): it refuses what the desk does
//	err = desk.SignOn("01", "0000")
//	err = desk.Confirm("00", "123456")       // a supervisor, for the next refund or void
//	err = desk.Lock()                        // the same operator, or another, unlocks: desk.Unlock("01", "0000")
//	err = desk.Close("stolen")               // the administrative lock: desk.Reopen needs an administrator or the help desk's code
//
// Every refusal is a [*Refusal], which says why and what to do. A wrong password counts before it is compared, so that no restart gives another try. Locking
// signs nobody off and touches no key and no transaction.
//
// Passwords are digits, as pads have them: what is kept is no more than a salted hash (PBKDF2), which four digits do not withstand for long. Keep the
// state where the ledger is kept.
package staff

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"
)

// A Role is what somebody may do.
type Role uint8

// The roles.
const (
	Administrator Role = iota + 1 // sets up supervisors and opens the administrative lock; makes no transaction
	Supervisor                    // adds and removes operators, confirms refunds and voids; makes no transaction
	Operator                      // makes transactions
	Practice                      // makes transactions that reach no host and no ledger
)

var roleNames = [...]string{"?", "administrator", "supervisor", "operator", "practice operator"}

func (r Role) String() string {
	if int(r) >= len(roleNames) {
		return roleNames[0]
	}
	return roleNames[r]
}

// digits are how long the passwords of a role are.
var digits = [...]int{0, 8, 6, 4, 4}

// Rules are the house's. The zero Rules lock nothing by themselves and know no help desk.
type Rules struct {
	Terminal  string           // its identifier, part of the help desk's code
	UnlockKey []byte           // shared with the help desk, at least 16 bytes; nil: no code opens the administrative lock
	LockAfter time.Duration    // without a transaction or a key; zero: never
	Clock     func() time.Time // nil: time.Now
	Crew      []Starter        // who is there at first beside the administrator
	SignsOff  bool             // whoever is signed on is signed off when the batch is settled
}

// A Keeper keeps the state over a restart: each Save is one atomic step, done when it returns. Load gives nil before the first.
type Keeper interface {
	Load() ([]byte, error)
	Save(state []byte) error
}

// state is what is kept.
type state struct {
	Schema int       `json:"schema"`
	People []*person `json:"people"` // by ID
	On     string    `json:"on"`     // who is signed on
	Locked bool      `json:"locked"`
	Closed string    `json:"closed"` // why the administrative lock is on; empty: it is off
	Closes uint64    `json:"closes"` // how often it was: a code is for one
	Used   time.Time `json:"used"`   // for the last time
}

const schema = 1

type person struct {
	ID    string `json:"id"`
	Role  Role   `json:"role"`
	Salt  []byte `json:"salt"`
	Hash  []byte `json:"hash"`
	Wrong int    `json:"wrong"` // passwords, one after the other
}

// A Desk is where the staff signs on. Its methods may be called at any time, by several goroutines.
type Desk struct {
	rules  Rules
	keeper Keeper

	mu        sync.Mutex
	state     state
	confirmed bool // by a supervisor, for the next order that needs it
	codes     int  // wrong ones of the help desk since the start
}

// Open takes up the state that was kept, and makes a first administrator where there is none: "99" with the password 12345678, to be changed.
func Open(k Keeper, r Rules) (*Desk, error) {
	if r.Clock == nil {
		r.Clock = time.Now
	}
	if n := len(r.UnlockKey); n > 0 && n < 16 {
		return nil, fmt.Errorf("staff: the unlock key has %d bytes: give at least 16", n)
	}
	d := &Desk{rules: r, keeper: k}
	b, err := k.Load()
	if err != nil {
		return nil, fmt.Errorf("staff: %w", err)
	}
	if b == nil {
		return d, d.begin()
	}
	if err := json.Unmarshal(b, &d.state); err != nil {
		return nil, fmt.Errorf("staff: the state that was kept cannot be read: %w: restore it, or remove it and set up the staff again", err)
	}
	if d.state.Schema != schema {
		return nil, fmt.Errorf("staff: the state that was kept is of version %d, and this program knows %d: update it", d.state.Schema, schema)
	}
	return d, nil
}

// begin sets up the staff of a new terminal.
func (d *Desk) begin() error {
	d.state = state{Schema: schema, People: []*person{newPerson(firstAdministrator, Administrator, firstPassword)}, Used: d.rules.Clock()}
	for _, s := range d.rules.Crew {
		if s.Role < Administrator || s.Role > Practice || d.state.find(s.ID) != nil {
			return fmt.Errorf("staff: the crew has %q as %s: give each a number of his own and a role", s.ID, s.Role)
		}
		if err := acceptable(s.Role, s.Password); err != nil {
			return fmt.Errorf("staff: the crew's %s: %w", s.ID, err)
		}
		d.state.People = append(d.state.People, newPerson(s.ID, s.Role, s.Password))
	}
	slices.SortFunc(d.state.People, func(a, b *person) int { return strings.Compare(a.ID, b.ID) })
	return d.save()
}

const (
	firstAdministrator = "99"
	firstPassword      = "12345678"
)

// Format prints how many people there are, under every verb.
func (d *Desk) Format(f fmt.State, _ rune) {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, _ = fmt.Fprintf(f, "staff of %d", len(d.state.People))
}

func (d *Desk) save() error {
	b, err := json.Marshal(&d.state)
	if err != nil {
		return err
	}
	if err := d.keeper.Save(b); err != nil {
		return fmt.Errorf("staff: %w", err)
	}
	return nil
}

// change makes a change and keeps it; what cannot be kept is not changed.
func (d *Desk) change(do func(*state)) error {
	before := d.state
	before.People = slices.Clone(d.state.People)
	do(&d.state)
	if err := d.save(); err != nil {
		d.state = before
		return err
	}
	return nil
}

func (s *state) find(id string) *person {
	i := slices.IndexFunc(s.People, func(p *person) bool { return p.ID == id })
	if i < 0 {
		return nil
	}
	return s.People[i]
}

// A Refusal says why something is not done, and what to do.
type Refusal struct{ Reason, Remedy string }

func (r *Refusal) Error() string { return r.Reason + ": " + r.Remedy }

// Refused reports whether an error is a refusal, and no fault of the keeper's.
func Refused(err error) bool {
	var r *Refusal
	return errors.As(err, &r)
}

// Memory is a Keeper that does not outlive the process: for tests, and for a first look.
type Memory struct {
	mu    sync.Mutex
	state []byte
}

// Load gives what was saved last.
func (m *Memory) Load() ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.state), nil
}

// Save keeps the state. It never fails.
func (m *Memory) Save(state []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.state = slices.Clone(state)
	return nil
}
