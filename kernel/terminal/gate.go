package terminal

import (
	"context"
	"errors"

	"github.com/emvgo/emv/kernel"
)

// A Gate says whether somebody may have an order carried out now. Its error is the answer of [Terminal.Do], and nothing has begun: package staff has one,
// whose refusals say why and what to do.
type Gate interface {
	Admit(t Task) (Admission, error)
}

// A Task is what a gate is asked about.
type Task struct {
	Purpose   kernel.Purpose
	Amount    uint64 // minor units
	GivesBack bool   // a refund or a void: money goes back
}

// An Admission is the gate's consent.
type Admission struct {
	Operator string // in the ledger's entry
	Practice bool   // the order reaches no host but Acquirer.Practice, and no ledger; what would change a transaction of the ledger is refused with [ErrPractice]
}

// admit asks the gate, if there is one.
func (t *Terminal) admit(task Task) (Admission, error) {
	if t.devices.Gate == nil {
		return Admission{}, nil
	}
	return t.devices.Gate.Admit(task)
}

// ErrPractice says that somebody practises, and that the transaction is a real one: it stays as it is.
var ErrPractice = errors.New("terminal: somebody practises, and the transaction is a real one")

// admitChange asks the gate about what changes a transaction of the ledger.
func (t *Terminal) admitChange(task Task) error {
	a, err := t.admit(task)
	if err == nil && a.Practice {
		return ErrPractice
	}
	return err
}

// practice is the terminal of somebody who practises: the same readers and screens, a host of its own or none, and a ledger that forgets.
func (t *Terminal) practice() *Terminal {
	p := &Terminal{cfg: t.cfg, devices: t.devices, ledger: NewMemoryLedger(), kernels: t.kernels}
	p.devices.Acquirer = Acquirer{Host: t.devices.Acquirer.Practice}
	p.devices.Gate, p.devices.Journals = nil, nil
	return p
}

// exercise makes a practice transaction.
func (t *Terminal) exercise(ctx context.Context, o Order) (*Sale, error) {
	s, err := t.practice().Do(ctx, o)
	if s != nil {
		s.Receipt.Practice = true
	}
	return s, err
}
