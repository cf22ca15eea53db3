package c3_test

import (
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors"
)

// Published conversations with Visa cards are replayed through the kernel as their header lines tap-... say: testvectors/conversations/header.md.

// replayed are the conversations that this kernel runs.
var replayed = map[string]bool{
	"mhn_visa_offline": true, "transit_visa_auspost_exp1708_3033": true, "transit_connection_lost_before_gpo_response": true, "devnied_visacardppse": true,
	"devnied_visacardppsenocplc": true, "devnied_visacardppse2": true, "devnied_visacardnulltransaction": true,
	"transit_visa_velocity_exp1810_5720": true, "transit_visa_exp2402_5406": true,
}

// captured is a conversation with a Visa card.
func captured(t *testing.T, name string) (*bench.Captured, bool) {
	t.Helper()
	return bench.NewCaptured(t, c3.Kernel{}, "visa", "visa-online", name)
}

// Every conversation comes to the outcome that was derived from the book, by the commands as captured.
//
// C-3 2.12 2.3, 4.1.1.2, 4.1.1.4, 5.2.1.2, 5.2.2.1, 5.2.2.2, 5.3.2.1, 5.4.3.1, 5.9.1.1, C.1
func TestConversations(t *testing.T) {
	names, err := testvectors.Conversations()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			x, ours := captured(t, name)
			if ours != replayed[name] {
				t.Fatalf("run: %v", ours)
			}
			if ours {
				x.AsDerived()
			}
		})
	}
}

// What else follows from the card's bytes: of mhn_visa_offline after its last day, without the key, and at a reader that requires a CVM; of an online request
// whose signature is masked where the reader verifies it: that fails, and the outcome stays.
//
// C-3 2.12 5.5.1.1, 5.6.1.2, 5.6.2.1, 5.7.1.3
func TestConversationVariants(t *testing.T) {
	for name, v := range map[string]struct {
		of     string
		change func(*bench.Tap)
		want   string
	}{
		"the day after": {
			"mhn_visa_offline", func(x *bench.Tap) { x.Transaction.Date = [3]byte{0x20, 0x01, 0x01} },
			"declined, CVM none, not performed, messages 17 07, data record",
		},
		"no key": {"mhn_visa_offline", func(x *bench.Tap) { x.Config.Keys = nil }, "declined, CVM none, fDDA failed, messages 17 07, data record"},
		"fDDA for Online": {
			"transit_visa_exp2402_5406", func(x *bench.Tap) {
				x.Combination.Parameters = append(x.Combination.Parameters, kernel.DataObject{Tag: c3.ParamFDDAForOnline, Value: []byte{1}})
			}, "online request, CVM none, fDDA failed, messages 17 1B, data record",
		},
	} {
		x, _ := captured(t, v.of)
		v.change(x.Tap)
		if x.Replay(); x.Words() != v.want {
			t.Errorf("%s: %s (%s)", name, x.Words(), x.Outcome().ODA.Reason)
		}
	}
	x, _ := captured(t, "mhn_visa_offline")
	x.Combination.CVMLimit = kernel.Limit{Amount: 200, Present: true}
	answers := x.Middle
	x.Middle = func(n int, command, r []byte) []byte {
		if command[1] == apdu.GetProcessingOptions {
			command[8] &^= 0x40 // the one bit that differs
		}
		return answers(n, command, r)
	}
	if x.Replay(); x.Words() != "declined, CVM none, fDDA ok, messages 17 07, data record" {
		t.Errorf("CVM required: %s", x.Words())
	}
}
