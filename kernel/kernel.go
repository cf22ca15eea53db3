package kernel

import "fmt"

// A Program is straight-line code behind the waist: a kernel, or the whole acceptance of a card. Its name goes into the journal's
// head: a journal is replayed by the program that wrote it and by no other.
type Program struct {
	Name string
	Run  func(*Port) *Result
}

// Single is the program of one kernel alone, with nothing round it: its outcome is settled as it is.
func Single(name string, run func(*Port) *Outcome) Program {
	return Program{Name: name, Run: func(p *Port) *Result { return p.Settle(run(p)) }}
}

// A KernelID is a kernel identifier of 1 to 8 bytes: Book B table 3-6. Format b; short ones are 1 byte, those of domestic kernels 3 and more.
type KernelID string

// String is the identifier in hexadecimal digits.
func (k KernelID) String() string { return fmt.Sprintf("%X", string(k)) }

// A Kernel is one contactless kernel, ours or an application's.
type Kernel interface {
	ID() KernelID
	// Parameters are the data objects that the kernel is configured with: config.Load holds each combination against them.
	Parameters() []Parameter
	// Run runs the kernel from its activation to its outcome: Book B 3.4.
	Run(*Port, *Activation) *Outcome
}

// An Activation is what Entry Point gives to a kernel: Book B 3.4.
type Activation struct {
	Start       Start        // where Entry Point began: A to D
	Combination *Combination // that was selected, with the kernel's parameters: read it only
	FCI         []byte       // answer to the final SELECT, TLV without status word; at start D that of the selection before
	SW          uint16       // status word of the final SELECT
	Indicators  Indicators   // of pre-processing
	TTQ         []byte       // 9F66 as copied for this activation, 4 bytes; nil: the combination has none: Book B 3.1.1.2, 3.2.1.1
	Host        []byte       // issuer response at a restart, TLV of 8A, 91, 71, 72 as it came; nil: none
	Updates     []byte       // what the terminal gives for a restart, TLV of what the outcome before has asked for; nil: nothing
	TimedOut    bool         // at a restart: the removal timeout has run out while the host was asked: Book A 8.1.1.21
	Terminal    [8]byte      // 96 kernel identifier - terminal: Book B 3.4.1.4
	Memory      []byte       // what the kernel keeps across restarts: it writes it, and Entry Point gives it back to the same combination
}

// Indicators are what pre-processing found of one combination: Book B 3.1.1.
//
// A table 5-3
type Indicators struct {
	StatusCheck        bool // status check requested: the amount is one unit of the currency: Book B 3.1.1.3
	NotAllowed         bool // contactless application not allowed: the combination is no candidate: Book B 3.1.1.4, 3.1.1.5, 3.1.1.11
	ZeroAmount         bool // the amount is zero, and that is not for offline: Book B 3.1.1.4
	CVMLimitExceeded   bool // reader CVM required limit exceeded, from the limit on: Book B 3.1.1.8
	FloorLimitExceeded bool // reader contactless floor limit exceeded, above the limit: Book B 3.1.1.6
}
