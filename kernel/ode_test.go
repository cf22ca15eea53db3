package kernel_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// What the PIN device is told of ECC is the session's own, and a replay that says something else is noticed.
func TestODERequest(t *testing.T) {
	public := bytes.Repeat([]byte{7}, 32)
	change := 0
	program := kernel.Single("ode", func(p *kernel.Port) *kernel.Outcome {
		r := kernel.PINRequest{Method: kernel.EncipheredOfflinePINECC, Suite: 1, Public: public, NewKeys: true}
		switch change {
		case 1:
			r.Suite = 0
		case 2:
			r.Public = bytes.Repeat([]byte{8}, 32)
		case 3:
			r.NewKeys = false
		}
		if _, out := p.VerifyPIN(r); out != nil {
			return out
		}
		_, out := p.Transmit([]byte{0, 0x84, 0, 0, 0})
		return out
	})
	s, err := kernel.NewSession(program, &kernel.Config{}, kernel.Transaction{})
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Next(kernel.Event{})
	if err != nil {
		t.Fatal(err)
	}
	if a.PIN.Suite != 1 || !a.PIN.NewKeys || !bytes.Equal(a.PIN.Public, public) || &a.PIN.Public[0] == &public[0] {
		t.Errorf("%+v", a.PIN)
	}
	if _, err = s.Next(kernel.Event{Kind: kernel.PINDone, SW: 0x9000}); err != nil {
		t.Fatal(err)
	}
	journal := bytes.Clone(s.Journal())
	for change = range 4 {
		_, _, err := kernel.Resume(program, &kernel.Config{}, journal)
		if (err != nil) != (change != 0) {
			t.Errorf("change %d: %v", change, err)
		}
	}
}
