package bench

import (
	"testing"

	"github.com/emvgo/emv/kernel"
)

// An Ending is how an attacked tap ends: status and CVM of the kernel's outcome.
type Ending struct {
	Status kernel.Status
	CVM    kernel.CVM
}

// EndingOf is the ending with this status and this CVM.
func EndingOf(s kernel.Status, cvm kernel.CVM) Ending { return Ending{s, cvm} }

// Sides runs an attack by both profiles.
func Sides(t *testing.T, name string, fresh func() *Tap, book, strict Ending) {
	t.Helper()
	for rules, want := range map[kernel.Profile]Ending{kernel.Book: book, kernel.Strict: strict} {
		x := fresh()
		x.Config.Profile = rules
		x.Run()
		if o := x.Outcome(); (Ending{o.Status, o.CVM}) != want {
			t.Errorf("%s, %v: %v, CVM %d; want %v, %d (%s, ODA %s)", name, rules, o.Status, o.CVM, want.Status, want.CVM, o.Error.Reason, o.ODA.Result)
		}
	}
}
