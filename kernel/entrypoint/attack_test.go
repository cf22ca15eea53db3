package entrypoint_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Published attacks that touch Entry Point, by the book and in strict. A forged kernel identifier is TestForgedKernelIdentifier, another card at the second tap
// TestSecondPresentment, a number that could be foreseen TestStoreAtRestart.

// profiles are oneVisa in both.
func profiles() map[string]*kernel.Config {
	strict := *oneVisa
	strict.Profile = kernel.Strict
	return map[string]*kernel.Config{"book": oneVisa, "strict": &strict}
}

// Attack 12: malformed objects, seeds of known breaks, in the place of each answer and inside it. No kernel runs for them, and the transaction ends in good order.
//
// B 3.3.1, 3.3.2.2, 3.3.3.5
func TestAttackMalformed(t *testing.T) {
	seeds := []string{"5A20", "4F40", "5730", "5F2060", "5A81FF", "5A88FFFFFFFFFFFFFFFF", "6F80", "6F84FFFFFFFF", "BF0C82FFFF", "1F8080808001", "61", "FF"}
	for name, cfg := range profiles() {
		for _, seed := range seeds {
			whole9000 := append(unhex(seed), 0x90, 0x00)
			inside := func(answer []byte) []byte { // behind the good objects of the template, whose length fits
				o, _ := tlv.Find(answer[:len(answer)-2], tlv.TagFCI)
				return append(tlv.Append(nil, tlv.TagFCI, append(bytes.Clone(o.Value), unhex(seed)...)), 0x90, 0x00)
			}
			for _, change := range []func(*field){
				func(f *field) { f.ppse = whole9000 },
				func(f *field) { f.ppse = inside(f.ppse) },
				func(f *field) { f.apps[visaAID] = whole9000 },
				func(f *field) { f.apps[visaAID] = inside(f.apps[visaAID]) },
			} {
				f := visaField()
				change(f)
				r := run(t, whole(say(approved)), cfg, purchase(500), f)
				if r.Status != kernel.EndApplication || r.Error.L2 == kernel.InternalError || slices.Contains(f.log, "kernel") || !slices.Contains(f.log, "1C ready") {
					t.Errorf("%s, %s: %v, %q", name, seed, r, f.log)
				}
			}
		}
	}
}

// Attack 13: a card that never ends: one that answers nothing and stays, one whose kernel tries again or takes the next application for ever, and a long
// directory of applications that are none. The budget ends them, or the end of the list.
//
// B 3.3.2.2, 3.5.1.3, 3.5.1.4
func TestAttackEndless(t *testing.T) {
	for name, cfg := range profiles() {
		mute := visaField()
		mute.fault = func(int) bool { return true }
		again := visaField()
		for what, f := range map[string]*field{"mute": mute, "again": again} {
			r := run(t, whole(say(kernel.Outcome{Status: kernel.TryAgain, Start: kernel.StartB})), cfg, purchase(500), f)
			if r.Status != kernel.EndApplication || r.Error.L2 != kernel.BudgetExceeded || f.exchanges != 1024 {
				t.Errorf("%s, %s: %v after %d exchanges", name, what, r, f.exchanges)
			}
		}
		for entries, exchanges := range map[int]int{20: 1 + 2*20, 200: 1} { // more than SELECT has asked for counts as nothing
			long := visaField()
			list := bytes.Repeat([]byte{0x61, 0x09, 0x4F, 0x07, 0xA0, 0, 0, 0, 3, 0x10, 0x10}, entries)
			long.ppse = append(tlv.Append(nil, tlv.TagFCI, append(tlv.Append(nil, 0x84, []byte("2PAY.SYS.DDF01")),
				tlv.Append(nil, tlv.TagFCIProprietary, tlv.Append(nil, tlv.TagIssuerDiscretionary, list))...)), 0x90, 0x00)
			r := run(t, whole(say(selectNext)), cfg, purchase(500), long)
			if r.Status != kernel.EndApplication || r.Error.L2 != kernel.EmptyCandidateList || long.exchanges != exchanges {
				t.Errorf("%s, a directory of %d: %v after %d exchanges", name, entries, r, long.exchanges)
			}
		}
	}
}

// Attack 18: a host's answer that is ill-formed, oversized or empty brings no card back, and approves nothing: what the host may have booked is reversed. One with
// scripts of the issuer's brings the card back once.
//
// A 8.1.1.22, B4 12.2.3, 12.2.4
func TestAttackHost(t *testing.T) {
	for name, cfg := range profiles() {
		for answer, want := range map[string]struct {
			polls int
			by    kernel.Authoriser
			undo  bool
		}{
			"":                     {1, 0, true},
			"8A":                   {1, 0, true},
			"8A0230":               {1, 0, true},
			"8A023030" + "91FF":    {1, 0, true},
			"8A023030" + "7182FF0": {2, kernel.AuthorisedOnline, false}, // the script is lost, which the kernel reports, and what stands before it holds
			"8A023030" + "9100":    {1, kernel.AuthorisedOnline, false},
			script:                 {2, kernel.AuthorisedOnline, false},
		} {
			f := visaField()
			f.host = []kernel.Event{hostSays(answer + strings.Repeat("0", len(answer)%2))}
			r := run(t, whole(say(online(kernel.StartB, kernel.OnlineDataEMV), ended)), cfg, purchase(500), f)
			polls := len(slices.DeleteFunc(slices.Clone(f.log), func(l string) bool { return !strings.HasPrefix(l, "poll") }))
			if polls != want.polls || r.Authorised != want.by || r.Reversal != want.undo || len(f.records) != 1 {
				t.Errorf("%s, %q: %d polls, %v, reversal %v", name, answer, polls, r, r.Reversal)
			}
		}
	}
}
