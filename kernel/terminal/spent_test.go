package terminal_test

import (
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
)

// A card that never finishes, whether it asks to be tapped again for ever or has no end of records, ends with the budget, wherever that is: result, receipt and record say which application was
// tapped and why it ended, and, once the card has told it, which account.
// A 8.1.1.10
func TestSpentBudget(t *testing.T) { synctest.Test(t, testSpentBudget) }

func testSpentBudget(t *testing.T) {
	const spent = "budget of exchanges used up"
	for _, c := range []struct{ card, aid, label, pan string }{
		{"mastercard-online", "A0000000041010", "Test MC Tap", "541333******0011"},
		{"visa-online", "A0000000031010", "Test Tap", ""},
		{"amex-online", "A000000025010403", "AMEX TAP", "374245*****0017"},
		{"jcb-online", "A0000000651010", "JCB TAP", "354082******0010"},
		{"unionpay-online", "A000000333010101", "Test UPI", ""},
		{"k8-online", "A0000000041010", "Test K8 Tap", "541333******0011"},
	} {
		for again, budgets := range map[bool]int{true: 9, false: 9} {
			told := ""
			for n := 1; n <= budgets; n++ {
				plastic, d := tapCard(t, c.card), tapDevices(nil)
				for i := 1; again && i <= budgets; i++ {
					plastic.Inject(card.Fault{INS: 0xA8, Occurrence: i, SW: 0x6986})
				}
				d.Readers.Contactless = terminal.Inserted(plastic)
				cfg := tapConfig(t)
				cfg.Budget.Exchanges = n
				x, err := terminal.New(cfg, d, terminal.NewMemoryLedger(), tapKernels()...)
				if err != nil {
					t.Fatal(err)
				}
				s, err := x.Sell(t.Context(), 1234)
				if err != nil {
					t.Fatal(err)
				}
				if s.Record.Reason != spent {
					break // it has ended before
				}
				r, e := &s.Record, &s.Receipt
				if s.Approved() || r.AID != c.aid || r.Label != c.label || e.AID != c.aid || e.Application != c.label || s.Result.Error.Reason != spent || r.Exchanges != n {
					t.Errorf("%s, again %v, %d exchanges: %+v, %q", c.card, again, n, r, e.Application)
				}
				if told != "" && e.PAN != told && !again {
					t.Errorf("%s, %d exchanges: the account %q was known", c.card, n, told)
				}
				told = e.PAN
			}
			if !again && told != c.pan {
				t.Errorf("%s: the account is %q", c.card, told)
			}
		}
	}
}
