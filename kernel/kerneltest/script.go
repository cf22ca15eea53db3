package kerneltest

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/emvgo/emv/kernel"
)

// A Step is one action that a [Script] expects and the event that answers it.
type Step struct {
	Want    kernel.ActionKind
	Command []byte // Transmit: nil for any
	Give    kernel.Event
}

// A Script is a [kernel.Handler] that expects actions in order. Posts that it does not name (messages, timers, field
// off, data sent) pass unseen; any other difference is an error.
type Script struct {
	Steps []Step
	at    int
}

// NewScript is a script.
func NewScript(steps ...Step) *Script { return &Script{Steps: steps} }

// Exchange is the step of a command and its response, both in hex, spaces allowed.
func Exchange(command, response string) Step {
	return Step{Want: kernel.Transmit, Command: unhex(command), Give: kernel.Event{Kind: kernel.Response, Data: unhex(response)}}
}

// Host is the step of a host that answers with TLV in hex.
func Host(response string) Step {
	return Step{Want: kernel.GoOnline, Give: kernel.Event{Kind: kernel.HostResponse, Data: unhex(response)}}
}

// Fault is the step of a command that the card does not answer.
func Fault(f kernel.Fault) Step {
	return Step{Want: kernel.Transmit, Give: kernel.Event{Kind: kernel.CardFault, Fault: f}}
}

func unhex(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic("kerneltest: " + err.Error())
	}
	return b
}

// Do answers an action.
func (s *Script) Do(_ context.Context, a kernel.Action) (kernel.Event, error) {
	post := a.Await == 0 && a.Kind != kernel.Transmit
	if s.at == len(s.Steps) {
		if post {
			return kernel.Event{}, nil
		}
		return kernel.Event{}, fmt.Errorf("kerneltest: step %d: %s after the script's end", s.at, Dump(a))
	}
	step := &s.Steps[s.at]
	switch {
	case step.Want != a.Kind && post:
		return kernel.Event{}, nil
	case step.Want != a.Kind:
		return kernel.Event{}, fmt.Errorf("kerneltest: step %d: %s, want %v", s.at, Dump(a), step.Want)
	case step.Command != nil && !bytes.Equal(step.Command, a.Command):
		return kernel.Event{}, fmt.Errorf("kerneltest: step %d: %X, want %X", s.at, a.Command, step.Command)
	}
	s.at++
	return step.Give, nil
}

// Rest is the number of steps that have not come.
func (s *Script) Rest() int { return len(s.Steps) - s.at }
