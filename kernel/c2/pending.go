package c2

import "github.com/emvgo/emv/kernel"

// One line goes with each state that is written.

func (t *tx) s1Idle() state                                  { return t.end() }
func (t *tx) s2WaitingForPDOLData(*kernel.Event) state       { return t.end() }
func (t *tx) s3WaitingForGPOResponse(*kernel.Event) state    { return t.end() }
func (t *tx) sR1WaitingForRelayResponse(*kernel.Event) state { return t.end() }
func (t *tx) s4WaitingForReadRecord(*kernel.Event) state     { return t.end() }
func (t *tx) s5WaitingForGetData(*kernel.Event) state        { return t.end() }
func (t *tx) s6WaitingForFirstWriteFlag(*kernel.Event) state { return t.end() }
