package kernel

// A Program is straight-line code behind the waist: a kernel, Entry Point, a whole terminal. Its name goes
// into the journal's head: a journal is replayed by the program that wrote it and by no other.
type Program struct {
	Name string
	Run  func(*Port) *Outcome
}

// A Kernel is one contactless kernel, ours or an application's.
type Kernel interface {
	// ID is the kernel identifier: Book B table 3-6.
	ID() uint8
	// Run runs the kernel from its activation to its outcome.
	Run(*Port, *Activation) *Outcome
}

// An Activation is what Entry Point gives to a kernel: Book B 3.4.
type Activation struct {
	Start Start
	FCI   []byte // of the final SELECT
	Host  []byte // issuer response at a restart with issuer data, TLV
}
