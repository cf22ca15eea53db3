package c7_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// What the signature is over is the reader's own, whole, whatever the PDOL cuts off: a card that was told less signs less, and is not approved offline. A card
// that asks for no qualifiers, or for fewer bytes of them, is told no more than it asks for.
// C-7 4.3.2.4
func TestSignedValuesWhole(t *testing.T) {
	const pdol = "9F6604 9F0206 9F0306 9F1A02 9505 5F2A02 9A03 9C01 9F3704"
	for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
		for tag, whole := range map[string]int{"9F37": 4, "9F02": 6, "5F2A": 2} {
			for n := range whole + 1 {
				x := bench.NewTap(t, c7.Kernel{}, "unionpay-offline", aid, "36004000")
				x.Card = bench.Profile(t, "unionpay-offline", func(app map[string]any) {
					app["fci"].(map[string]any)["9F38"] = strings.Replace(pdol, fmt.Sprintf("%s%02X", tag, whole), fmt.Sprintf("%s%02X", tag, n), 1)
				})
				x.Config.Profile, x.Config.Keys = rules, cardKeys(t)
				x.Combination.FloorLimit = kernel.Limit{Amount: 5000, Present: true}
				x.Transaction.Amount = 1234
				if r := x.Run(); n < whole && x.Outcome().Status == kernel.Approved || n == whole && (x.Outcome().Status != kernel.Approved || x.Outcome().ODA.Result != "ok") {
					t.Errorf("%s with %d bytes: %v, ODA %s", tag, n, r.Status, x.Outcome().ODA.Result)
				}
			}
		}
	}
}
