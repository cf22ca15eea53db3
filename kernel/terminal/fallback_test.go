package terminal_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// Which ways of entry are open after which chip attempts, at which terminals. Service codes beginning with 2 or 6 say that there is a
// chip (B4 6.6); the entry modes are ISO 8583:1987's 05, 90, 01, and 80 or what the payment system says (B4 6.6.2).
// B4 6.6, 6.6.2
func TestFallback(t *testing.T) {
	ended := func(e kernel.ErrorIndication) *kernel.Result {
		return &kernel.Result{Outcome: kernel.Outcome{Status: kernel.EndApplication, Error: e}, Exchanges: 3}
	}
	var (
		mute     *kernel.Result // no answer to reset
		dead     = &kernel.Result{Outcome: kernel.Outcome{Status: kernel.EndApplication, Error: kernel.ErrorIndication{L1: kernel.FaultTimeout}}, Exchanges: 1}
		dying    = ended(kernel.ErrorIndication{L1: kernel.FaultTransmission})
		refusing = ended(kernel.ErrorIndication{L2: kernel.StatusBytes, SW: 0x6A82})
		terse    = &kernel.Result{Outcome: kernel.Outcome{Status: kernel.EndApplication, Error: kernel.ErrorIndication{L2: kernel.StatusBytes, SW: 0x6F00}}, Exchanges: 1}
		lacking  = ended(kernel.ErrorIndication{L2: kernel.CardDataMissing})
		endless  = ended(kernel.ErrorIndication{L2: kernel.BudgetExceeded})
		foreign  = ended(kernel.ErrorIndication{L2: kernel.EmptyCandidateList})
		blocked  = ended(kernel.ErrorIndication{L2: kernel.CardBlocked, SW: 0x6A81})
		bug      = ended(kernel.ErrorIndication{L2: kernel.InternalError})
		cancel   = ended(kernel.ErrorIndication{L3: kernel.L3Stop})
		early    = &kernel.Result{Outcome: kernel.Outcome{Status: kernel.EndApplication, Error: kernel.ErrorIndication{L3: kernel.L3Stop}}}
		pulled   = &kernel.Result{Outcome: kernel.Outcome{Status: kernel.EndApplication, Error: kernel.ErrorIndication{L1: kernel.FaultTimeout}, Read: true}, Exchanges: 9}
		declined = &kernel.Result{Outcome: kernel.Outcome{Status: kernel.Declined}}
		approved = &kernel.Result{Outcome: kernel.Outcome{Status: kernel.Approved}}
		refund   = &kernel.Result{Outcome: kernel.Outcome{Status: kernel.OnlineRequest}}
		unusable = ended(kernel.ErrorIndication{L2: kernel.TerminalDataError})
		sent     = &kernel.Result{Outcome: kernel.Outcome{Status: kernel.EndApplication}, Exchanges: 9, Online: true}
		decided  = &kernel.Result{
			Outcome: kernel.Outcome{Status: kernel.EndApplication}, Exchanges: 9,
			Report: kerneltest.Report(kerneltest.Element{Row: tlv.CID, Value: []byte{0x80}}),
		}
		coded = &kernel.Result{
			Outcome: kernel.Outcome{Status: kernel.EndApplication, Error: kernel.ErrorIndication{L1: kernel.FaultTimeout}}, Exchanges: 7,
			Report: kerneltest.Report(kerneltest.Element{Row: tlv.ServiceCode, Value: []byte{0x02, 0x01}}),
		}
	)
	policy := kernel.Fallback{MagneticStripe: true, KeyEntry: true, Attempts: 2, FallbackMode: 0x80, StripeMode: 0x90, KeyMode: 0x01}
	own := policy
	own.FallbackMode, own.NoApplication, own.Attempts = 0x39, true, 1
	only := policy
	only.KeyEntry = false
	const none, attended, unattended = 0xE0, 0x22, 0x25
	yes := func(mode byte, fallback bool, reason string) terminal.CardEntry {
		return terminal.CardEntry{Allowed: true, Mode: mode, Fallback: fallback, Reason: reason}
	}
	no := func(m kernel.MessageID, reason string) terminal.CardEntry {
		return terminal.CardEntry{Message: m, Reason: reason}
	}
	const (
		stripe  = "magnetic stripe"
		swiped  = "chip not read: fallback to magnetic stripe"
		typed   = "chip not read: fallback to key entry"
		again   = "the chip is to be tried again"
		nothing = "an unattended terminal falls back to nothing"
		off     = "the configuration has no such fallback"
		share   = "card and terminal share no application"
		denies  = "the stripe denies the chip that answered"
		other   = "the stripe has another service code than the chip"
	)
	type list = []*kernel.Result
	for _, c := range []struct {
		name     string
		kind     byte // of terminal
		reads    byte // 9F33 byte 1
		policy   kernel.Fallback
		chip     list
		code     string // of the stripe
		stripe   terminal.CardEntry
		keyEntry terminal.CardEntry
	}{
		// B4 6.6 separate, combined
		{"not tried, chip", attended, none, policy, nil, "201", no(kernel.MsgUseChipReader, "the service code says that there is a chip"), no(kernel.MsgInsertCard, "the chip was not tried")},
		{"not tried, chip, national", attended, none, policy, nil, "601", no(kernel.MsgUseChipReader, "the service code says that there is a chip"), no(kernel.MsgInsertCard, "the chip was not tried")},
		{"not tried, no chip", attended, none, policy, nil, "101", yes(0x90, false, stripe), no(kernel.MsgInsertCard, "the chip was not tried")},
		{"not tried, no chip, unattended", unattended, none, kernel.Fallback{}, nil, "101", yes(0x90, false, stripe), no(kernel.MsgInsertCard, "the chip was not tried")},
		{"not tried, chip, unattended", unattended, none, kernel.Fallback{}, nil, "201", no(kernel.MsgUseChipReader, "the service code says that there is a chip"), no(kernel.MsgInsertCard, "the chip was not tried")},
		{"no service code", attended, none, policy, list{mute, mute}, "", no(kernel.MsgCardError, "the stripe has no service code"), yes(0x01, true, typed)},
		{"half a service code", attended, none, policy, list{mute, mute}, "2A1", no(kernel.MsgCardError, "the stripe has no service code"), yes(0x01, true, typed)},
		{"no reader, no keys", attended, 0x20, policy, list{mute, mute}, "201", no(kernel.MsgNotAccepted, "the terminal has no reader for magnetic stripes"), no(kernel.MsgNotAccepted, "the terminal has no keys for a PAN")},

		{"once, of two", attended, none, policy, list{mute}, "201", no(kernel.MsgTryAgain, again), no(kernel.MsgTryAgain, again)},
		{"twice mute", attended, none, policy, list{mute, mute}, "201", yes(0x80, true, swiped), yes(0x01, true, typed)},
		{"dead after its answer to reset", attended, none, policy, list{dead, dead}, "621", yes(0x80, true, swiped), yes(0x01, true, typed)},
		{"faults", attended, none, policy, list{dying, refusing}, "201", yes(0x80, true, swiped), yes(0x01, true, typed)},
		{"wrong data, without end", attended, none, policy, list{lacking, endless}, "201", yes(0x80, true, swiped), yes(0x01, true, typed)},
		{"the payment system's own mode", attended, none, own, list{dying}, "201", yes(0x39, true, swiped), yes(0x01, true, typed)},
		{"no key entry", attended, none, only, list{dying, dying}, "201", yes(0x80, true, swiped), no(kernel.MsgCardError, off)},
		{"no policy", attended, none, kernel.Fallback{}, list{mute, mute, mute}, "201", no(kernel.MsgCardError, off), no(kernel.MsgCardError, off)},
		{"unattended, whatever the policy", unattended, none, own, list{mute, mute}, "201", no(kernel.MsgCardError, nothing), no(kernel.MsgCardError, nothing)},
		{"cash machine", 0x14, none, own, list{dying}, "201", no(kernel.MsgCardError, nothing), no(kernel.MsgCardError, nothing)},

		{"a stripe without chip that was put into the chip reader", attended, none, policy, list{mute}, "101", yes(0x90, false, stripe), no(kernel.MsgTryAgain, again)},
		{"an altered service code", attended, none, own, list{dying}, "101", no(kernel.MsgNotAccepted, denies), yes(0x01, true, typed)},
		{"an altered service code, one answer", attended, none, own, list{terse}, "101", no(kernel.MsgNotAccepted, denies), yes(0x01, true, typed)},
		{"an altered service code, answered once", attended, none, own, list{dying, dead}, "101", no(kernel.MsgNotAccepted, denies), yes(0x01, true, typed)},
		{"a stripe without chip, after a chip that was never heard", attended, none, own, list{dead, mute}, "101", yes(0x90, false, stripe), yes(0x01, true, typed)},
		{"another service code", attended, none, own, list{coded}, "221", no(kernel.MsgNotAccepted, other), yes(0x01, true, typed)},
		{"another service code, without chip", attended, none, own, list{coded}, "101", no(kernel.MsgNotAccepted, other), yes(0x01, true, typed)},
		{"the same service code", attended, none, own, list{coded}, "201", yes(0x39, true, swiped), yes(0x01, true, typed)},
		{"no application", attended, none, policy, list{foreign, foreign}, "201", no(kernel.MsgNotAccepted, share), no(kernel.MsgNotAccepted, share)},
		{"no application, allowed", attended, none, own, list{foreign}, "201", yes(0x39, true, swiped), yes(0x01, true, typed)},
		{"a chip for something else", attended, none, policy, list{foreign}, "101", yes(0x90, false, stripe), no(kernel.MsgNotAccepted, share)},

		{"declined", attended, none, own, list{declined}, "201", no(kernel.MsgNotAccepted, "the chip has decided"), no(kernel.MsgNotAccepted, "the chip has decided")},
		{"approved", attended, none, own, list{approved}, "201", no(kernel.MsgNotAccepted, "the chip has decided"), no(kernel.MsgNotAccepted, "the chip has decided")},
		{"refunded", attended, none, own, list{refund}, "201", no(kernel.MsgNotAccepted, "the chip has decided"), no(kernel.MsgNotAccepted, "the chip has decided")},
		{"ended after its request", attended, none, own, list{sent}, "201", no(kernel.MsgNotAccepted, "the chip has decided"), no(kernel.MsgNotAccepted, "the chip has decided")},
		{"ended after its cryptogram", attended, none, own, list{decided}, "201", no(kernel.MsgNotAccepted, "the chip has decided"), no(kernel.MsgNotAccepted, "the chip has decided")},
		{"blocked", attended, none, own, list{blocked}, "201", no(kernel.MsgNotAccepted, "the card is blocked"), no(kernel.MsgNotAccepted, "the card is blocked")},
		{"cancelled", attended, none, own, list{cancel}, "201", no(kernel.MsgNotAccepted, "the transaction was cancelled"), no(kernel.MsgNotAccepted, "the transaction was cancelled")},
		{"cancelled before the first command", attended, none, own, list{early}, "201", no(kernel.MsgNotAccepted, "the transaction was cancelled"), no(kernel.MsgNotAccepted, "the transaction was cancelled")},
		{"pulled out at the PIN", attended, none, own, list{pulled}, "201", no(kernel.MsgNotAccepted, "the chip was read"), no(kernel.MsgNotAccepted, "the chip was read")},
		{"the kernel's fault", attended, none, own, list{bug}, "201", no(kernel.MsgNotAccepted, "the terminal failed, not the chip"), no(kernel.MsgNotAccepted, "the terminal failed, not the chip")},
		{"the configuration's fault", attended, none, own, list{unusable}, "201", no(kernel.MsgNotAccepted, "the terminal failed, not the chip"), no(kernel.MsgNotAccepted, "the terminal failed, not the chip")},
		{"declined, then mute", attended, none, policy, list{declined, mute, mute}, "201", no(kernel.MsgNotAccepted, "the chip has decided"), no(kernel.MsgNotAccepted, "the chip has decided")},
		{"mute, then declined", attended, none, policy, list{mute, mute, declined}, "201", no(kernel.MsgNotAccepted, "the chip has decided"), no(kernel.MsgNotAccepted, "the chip has decided")},
	} {
		v := terminal.NewPresentment(&kernel.Config{Terminal: kernel.Terminal{Type: c.kind, Capabilities: [3]byte{c.reads}}, Fallback: c.policy})
		for _, out := range c.chip {
			if out == nil {
				v.NoAnswer()
			} else {
				v.Chip(out)
			}
		}
		if got := v.Stripe(c.code); got != c.stripe {
			t.Errorf("%s: stripe:\n got %+v\nwant %+v", c.name, got, c.stripe)
		}
		if got := v.Key(); got != c.keyEntry {
			t.Errorf("%s: key entry:\n got %+v\nwant %+v", c.name, got, c.keyEntry)
		}
	}
}
