package c8

import "github.com/emvgo/emv/kernel"

// One line goes with each state that is written.

func (t *tx) s26WaitingForGenerateAC(*kernel.Event) state { return t.end() }
func (t *tx) s26RecordDecrypted(*answer) state            { return t.end() }
func (t *tx) s27WaitingForDecryptedRecords(*answer) state { return t.end() }
func (t *tx) s28WaitingForIADMAC(*answer) state           { return t.end() }
func (t *tx) s29WaitingForEDA(*answer) state              { return t.end() }
func (t *tx) s30WaitingForWriteData(*kernel.Event) state  { return t.end() }
func (t *tx) s30Answered(*answer) state                   { return t.end() }
func (t *tx) requestProcessCertificates() bool            { return false } // 6.4.1 RPC; false: see the step that calls it
func (t *tx) terminalActionAnalysis()                     {}               // 6.4.2 TAA
