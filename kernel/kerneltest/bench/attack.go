package bench

import (
	"fmt"
	"strings"
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

// SignedValuesWhole holds a card that approves offline against PDOLs that name 9F37, 9F02 and 5F2A with lengths from 0 to the whole: what its signature is over
// is the reader's own, so that only a card that was told all of it is approved.
func SignedValuesWhole(t *testing.T, cardName, pdol string, fresh func() *Tap) {
	t.Helper()
	for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
		for tag, whole := range map[string]int{"9F37": 4, "9F02": 6, "5F2A": 2} {
			for n := range whole + 1 {
				x := fresh()
				x.Card = Profile(t, cardName, func(app map[string]any) {
					app["fci"].(map[string]any)["9F38"] = strings.Replace(pdol, fmt.Sprintf("%s%02X", tag, whole), fmt.Sprintf("%s%02X", tag, n), 1)
				})
				x.Config.Profile, x.Transaction.Amount = rules, 1234
				x.Run()
				if o := x.Outcome(); n < whole && o.Status == kernel.Approved || n == whole && (o.Status != kernel.Approved || o.ODA.Result != "ok") {
					t.Errorf("%s with %d bytes: %v, ODA %s", tag, n, o.Status, o.ODA.Result)
				}
			}
		}
	}
}
