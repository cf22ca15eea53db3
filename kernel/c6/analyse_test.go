package c6_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// forged is a card whose signature does not verify.
func forged(r *reader) *reader { r.forged = true; return r }

// What becomes of a transaction by cryptogram, verification results and the card's processing requirements.
func TestAnalysis(t *testing.T) {
	const alone, stripe = 0x20, 0x60
	type change func(*reader)
	at := func(ttq string) change {
		return func(r *reader) { r.ttq = ttq; r.cfg.Terminal.Capabilities[0] = alone }
	}
	past := func(r *reader) { r.file(1, "5F24", "210101") }
	early := func(r *reader) { r.file(1, "5F25", "490101") }
	unusual := func(r *reader) { r.file(1, "9F07", "0080") }
	unchecked := func(r *reader) { r.file(1, "9F07", "-") }
	later := func(r *reader) { r.deferred() }
	const offlineOnly, nothing = "2E004000", "26004000"
	ok, bad := "ok", "failed"
	on := func(oda string) want { return goesOnline.authenticated(oda) }
	no := func(clause, oda string) want { return declines(clause).authenticated(oda) }
	striped := func(r *reader) { r.ttq, r.cfg.Terminal.Capabilities[0] = nothing, stripe }
	for _, c := range []struct {
		name    string
		r       *reader
		cpr     string
		changes []change
		w       want
	}{
		{"AAC", online(t).set("9F27", "00"), "0000", nil, no("F18.2", "not performed")},                                                            // C-6 F18.1, F18.2
		{"AAC, expired", online(t).set("9F27", "00"), "0008", []change{past}, no("F18.2", "not performed")},                                        // C-6 F18.1
		{"loyalty", loyalty(t), "2000", nil, approves},                                                                                             // C-6 F18.2
		{"loyalty, restricted", loyalty(t), "2000", []change{unusual, past}, approves},                                                             // C-6 F18.2
		{"loyalty, CDA failed", forged(loyalty(t)), "20FF", nil, no("F18.2", bad)},                                                                 // C-6 F18.2
		{"loyalty without signature", func() *reader { r := loyalty(t); r.signs = "none"; return r }(), "2000", nil, no("F18.2", "not performed")}, // C-6 F18.2

		{"TC", offline(t), "0000", nil, approves},                                                                                                                 // C-6 F18.1a, F18.3, F18.6, F18.7, F18.10, F19.1, F19.3, F19.6, F19.7
		{"TC, CDA failed, switch", forged(offline(t)), "0060", nil, another("F18.4").authenticated(bad)},                                                          // C-6 F18.3, F18.4, F18.14
		{"and nowhere to", forged(offline(t)), "0060", []change{at(nothing)}, no("F18.4", bad)},                                                                   // C-6 F18.4, F18.14
		{"a stripe will do", forged(offline(t)), "0060", []change{striped}, another("F18.4").authenticated(bad)},                                                  // C-6 F18.14
		{"TC, CDA failed, online", forged(offline(t)), "0040", nil, on(bad)},                                                                                      // C-6 F18.5, F18.11, F18.12
		{"and restricted", forged(offline(t)), "0040", []change{unusual}, on(bad)},                                                                                // C-6 F18.5: before F18.6
		{"offline only", forged(offline(t)), "0040", []change{at(offlineOnly)}, no("F18.13", bad)},                                                                // C-6 F18.12, F18.13
		{"offline only, switch", forged(offline(t)), "00C0", []change{at(offlineOnly)}, no("F18.14", bad)},                                                        // C-6 F18.13, F18.14
		{"offline only, and there is a chip", forged(offline(t)), "00C0", []change{func(r *reader) { r.ttq = "3E004000" }}, another("F18.14").authenticated(bad)}, // C-6 F18.14
		{"deferred", forged(offline(t)), "0040", []change{at(nothing), later, at("23004000")}, no("F18.14", bad)},                                                 // C-6 F18.11, F18.14
		{"TC, CDA failed, nothing", forged(offline(t)), "0000", nil, no("F19.6", bad)},                                                                            // C-6 F18.4, F18.5, F19.6
		{"ARQC, CDA failed", forged(signed(t)), "0060", nil, on(bad)},                                                                                             // C-6 F18.1a

		{"service not allowed", offline(t), "0008", []change{unusual}, no("F18.6", ok)},                                 // C-6 F18.6
		{"ARQC, service not allowed", signed(t), "0000", []change{unusual}, no("F18.6", ok)},                            // C-6 F18.6
		{"data missing", offline(t).gone(2, "90"), "0000", nil, no("F18.6", bad)},                                       // C-6 F18.6
		{"data missing, online if CDA fails", offline(t).gone(2, "90"), "0040", nil, on(bad)},                           // C-6 F18.5
		{"ARQC, data missing", signed(t).gone(2, "90"), "0040", nil, no("F18.6", bad)},                                  // C-6 F18.6
		{"expired, decline", offline(t), "000C", []change{past}, no("F18.8", ok)},                                       // C-6 F18.7, F18.8
		{"expired, online", offline(t), "0008", []change{past}, on(ok)},                                                 // C-6 F18.9, F18.11, F18.12
		{"expired, online, offline only", offline(t), "0008", []change{past, at(offlineOnly)}, no("F18.13", ok)},        // C-6 F18.9, F18.13
		{"expired, and nothing said", offline(t), "0000", []change{past}, approves},                                     // C-6 F18.9, F18.10
		{"not expired", offline(t), "000C", nil, approves},                                                              // C-6 F18.7
		{"not yet effective", offline(t), "0000", []change{early}, on(ok)},                                              // C-6 F18.10
		{"not yet effective, deferred", signed(t), "0080", []change{early, later}, another("F18.14").authenticated(ok)}, // C-6 F18.10, F18.11

		{"TC where a host is to decide", offlineWith(t, "36804000"), "0000", nil, no("F19.2", ok)},                          // C-6 F19.1, F19.2
		{"ARQC where a host is to decide", online(t), "0000", []change{func(r *reader) { r.ttq = "36804000" }}, goesOnline}, // C-6 F19.2, F19.4
		{"ARQC", online(t), "0000", nil, goesOnline},                                                                        // C-6 F19.3, F19.4
		{"ARQC, offline only", online(t), "0000", []change{at(offlineOnly)}, goesOnline},                                    // C-6 F19.4
		{"ARQC, deferred", signed(t), "0000", []change{later}, approves},                                                    // C-6 F19.4, F19.5, F19.6, F19.7
		{"deferred without authentication", online(t), "0000", []change{later}, no("F19.5", "not performed")},               // C-6 F19.5
		{"deferred, CDA failed", forged(signed(t)), "0000", []change{later}, no("F19.6", bad)},                              // C-6 F19.6
		{"deferred, usage unchecked", signed(t), "0000", []change{later, unchecked}, no("F19.7", ok)},                       // C-6 F19.7
		{"TC, deferred", offline(t), "0000", []change{later}, no("F19.2", ok)},                                              // C-6 F19.2
		{"usage unchecked", offline(t), "0000", []change{unchecked}, no("F19.7", ok)},                                       // C-6 F19.7
		{"ARQC, usage unchecked", signed(t), "0000", []change{unchecked}, on(ok)},                                           // C-6 F19.4
	} {
		t.Run(c.name, func(t *testing.T) {
			r := c.r
			r.t = t
			for _, change := range c.changes {
				change(r)
			}
			r.set("9F71", c.cpr).expect(c.w)
		})
	}
}

// A refund by card data alone is read and let go: what its cryptogram says is nothing to the reader, and no other card is asked for.
// C-6 3.10
func TestDataOnly(t *testing.T) {
	for _, r := range []*reader{offline(t), online(t), online(t).set("9F27", "00"), signed(t), online(t).set("9F27", "C0"), forged(offline(t)), loyalty(t)} {
		r.cfg.Treatments = []kernel.Treatment{{Purpose: kernel.Refund, Type: 0x20, DataOnly: true}}
		r.tx.Purpose, r.tx.Type = kernel.Refund, 0x20
		r.ttq = "37C0C000"
		r.set("9F71", "8010")
		if r.find(0x9F26) == nil {
			r.set("9F71", "A010")
		}
		out := r.run()
		if out.Status != kernel.OnlineRequest || out.CVM != kernel.CVMNotApplicable || out.Start != kernel.StartNone || out.ODA().Result != "not performed" || out.HasTSI(tlv.TSITerminalRiskManagementPerformed) {
			t.Errorf("%X: %v, CVM %d, start %d, %s", r.find(0x9F27), out.Status, out.CVM, out.Start, out.Error.Reason)
		}
		book := *r
		book.cfg.Profile = kernel.Strict // nor is anybody verified for it
		if out := book.run(); out.Status != kernel.OnlineRequest || out.CVM != kernel.CVMNotApplicable {
			t.Errorf("%X, strict: %v, CVM %d, %s", r.find(0x9F27), out.Status, out.CVM, out.Error.Reason)
		}
		r.ttq = "3FC0C000" // there is nobody to decide about a refund; about a card that is only read nobody has to
		r.expect(declines("F18.13"))
		r.cfg.Treatments = []kernel.Treatment{{Purpose: kernel.CardRead, Type: 0x30}}
		r.tx.Purpose, r.tx.Amount = kernel.CardRead, 0
		r.expect(goesOnline)
	}
}
