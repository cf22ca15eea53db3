package c2

import "github.com/emvgo/emv/kernel"

// One line goes with each state that is written.

func (t *tx) processingRestrictions()                        {}               // 7.3 PRE
func (t *tx) cvmSelection()                                  {}               // 7.1 CVM
func (t *tx) terminalActionAnalysis()                        {}               // 7.4 TAA
func (t *tx) prepareGenerateAC() bool                        { return false } // 7.2 GAC: leaves the command in t.generateAC; false: the outcome is made (GAC.13)
func (t *tx) s9WaitingForGenerateAC(*kernel.Event) state     { return t.end() }
func (t *tx) s12WaitingForPutDataBefore(*kernel.Event) state { return t.end() }
func (t *tx) s15WaitingForPutDataAfter(*kernel.Event) state  { return t.end() }
