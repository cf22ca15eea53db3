package c4_test

import (
	"testing"

	"github.com/emvgo/emv/kernel/c4"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors"
)

// Published conversations with American Express cards and phones come to the outcome that was derived from the book, by the commands as captured.
// C-4 4.3.3.1, 4.3.7.3, 8.2.3.2.1, 9.2.1.1, 10.2.1.3.2, 11.2.2.3, 11.2.6.2.1
func TestConversations(t *testing.T) {
	replayed := map[string]bool{"binaryfoo_amex_cda": true, "binaryfoo_amex_msd_mobile": true}
	names, err := testvectors.Conversations()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			x, ours := bench.NewCaptured(t, c4.Kernel{}, "amex_tap", "unionpay-online", name)
			if ours != replayed[name] {
				t.Fatalf("run: %v", ours)
			}
			if ours {
				x.AsDerived()
				delete(replayed, name)
			}
		})
	}
	if len(replayed) != 0 {
		t.Errorf("not run: %v", replayed)
	}
}
