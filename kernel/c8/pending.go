package c8

import "github.com/emvgo/emv/kernel"

// One line goes with each state that is written.

func (t *tx) s1Idle() state                                    { return t.end() }
func (t *tx) s2WaitingForProcessCInitialisation(*answer) state { return t.end() }
func (t *tx) s20WaitingForGPOResponse(*kernel.Event) state     { return t.end() }
func (t *tx) s21WaitingForRelayResponse(*kernel.Event) state   { return t.end() }
func (t *tx) s22WaitingForReadRecord(*kernel.Event) state      { return t.end() }
func (t *tx) s22RecordDecrypted(*answer) state                 { return t.end() }
func (t *tx) s23WaitingForReadData(*kernel.Event) state        { return t.end() }
func (t *tx) s23Answered(*answer) state                        { return t.end() }
func (t *tx) s24WaitingForFirstWriteFlag(*kernel.Event) state  { return t.end() }
func (t *tx) s24Answered(*answer) state                        { return t.end() }
func (t *tx) s25WaitingForDecryptedData(*answer) state         { return t.end() }
func (t *tx) s26WaitingForGenerateAC(*kernel.Event) state      { return t.end() }
func (t *tx) s26RecordDecrypted(*answer) state                 { return t.end() }
func (t *tx) s27WaitingForDecryptedRecords(*answer) state      { return t.end() }
func (t *tx) s28WaitingForIADMAC(*answer) state                { return t.end() }
func (t *tx) s29WaitingForEDA(*answer) state                   { return t.end() }
func (t *tx) s30WaitingForWriteData(*kernel.Event) state       { return t.end() }
func (t *tx) s30Answered(*answer) state                        { return t.end() }
func (t *tx) requestProcessCertificates() bool                 { return false } // 6.4.1 RPC; false: see the step that calls it
func (t *tx) terminalActionAnalysis()                          {}               // 6.4.2 TAA
