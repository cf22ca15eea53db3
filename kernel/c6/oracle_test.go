package c6_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c6/internal/oracle"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
)

// The kernel gives the outcome of the oracle for every input: card processing requirements, cryptogram, qualifiers, usage control, what comes of the
// signature, dates, tearing, and what else decides. Where the book gives no single answer the oracle says so, and reading says what the kernel does.
//
// C-6 3.1, 3.3, 3.4, 3.5, 3.6, 3.7, 3.8, 3.9
func TestOracle(t *testing.T) {
	const shards = 2
	for shard := range shards {
		t.Run(fmt.Sprint(shard), func(t *testing.T) {
			t.Parallel()
			n, disputes := 0, map[string]int{}
			oracle.Each(int(max(sweep.Deep(), sweep.Sampled)), func(in oracle.In) {
				if n++; n%shards != shard || t.Failed() || !sweep.Input(n) {
					return
				}
				c := newInput(t, in)
				begun := logOf(t, in)
				c.kept = begun
				r := c.run()
				want := oracle.Decide(in)
				got := c.outOf(r, begun)
				why := want.Disputed
				if got.Clause, want.Disputed = want.Clause, ""; got == want {
					return
				}
				if why != "" && got == reading(in) {
					disputes[why]++
					return
				}
				t.Errorf("%+v\n got %+v\nwant %+v\n%s: %s, %s; %s", in, got, want, why, r.Error.Clause, r.Error.Reason, r.ODA().Reason)
			})
			t.Logf("%d inputs; not as the figures are drawn: %v", n, disputes)
		})
	}
}

// reading is the outcome by the kernel's reading of what the book leaves open: a tearing log of another transaction is as one of another card, and without a
// cryptogram nothing is approved.
func reading(in oracle.In) oracle.Out {
	if in.Log == oracle.Past {
		in.Log = oracle.Other
	}
	out := oracle.Decide(in)
	if out.Outcome == oracle.Approved && in.AC == oracle.Absent && in.SDAD == oracle.Nowhere {
		return oracle.Out{
			Outcome: oracle.EndApplication, Start: oracle.NA, CVM: oracle.NA, Alternate: oracle.NA, FieldOff: -1, UI: oracle.UI{Present: true, Message: 0x1C, Status: "Processing Error"},
			Resumed: out.Resumed, Retrieved: out.Retrieved, Asked: out.Asked, Logged: out.Logged, Clause: out.Clause,
		}
	}
	out.Disputed = ""
	return out
}

// The profile strict gives no input more than the book does, and nothing is approved without the host in it but a transaction whose signature was verified
// and whose cryptogram is one that approves.
//
// C-6 3.9
func TestOracleStrict(t *testing.T) {
	n, approved, less := 0, 0, 0
	oracle.Each(int(max(sweep.Deep(), sweep.Sampled)), func(in oracle.In) {
		if n++; !sweep.Sample(n, 5) || in.Log != oracle.Empty || t.Failed() {
			return
		}
		book, strict := newInput(t, in).run(), newInput(t, in)
		strict.cfg.Profile = kernel.Strict
		r := strict.run()
		if bench.Rank(&r.Outcome) > bench.Rank(&book.Outcome) {
			t.Errorf("%+v\nstrict: %v %v, book: %v %v", in, r.Status, r.CVM, book.Status, book.CVM)
		}
		if bench.Rank(&r.Outcome) < bench.Rank(&book.Outcome) {
			less++
		}
		if r.Status != kernel.Approved {
			return
		}
		approved++
		kind, loyal := in.CID>>6, in.CPR[0]&0x20 != 0
		if in.Proof != oracle.Good || in.SDAD == oracle.Nowhere || r.ODA().Result != "ok" || kind == 3 || kind == 0 && !loyal || kind == 2 && !in.Deferred {
			t.Errorf("%+v\nis approved: %v", in, r.ODA())
		}
	})
	if approved == 0 || less == 0 {
		t.Errorf("of %d inputs %d are approved, %d are worse than the book has them", n, approved, less)
	}
}

// The oracle's words for the kernel's.
var (
	oracleStatus = map[kernel.Status]oracle.Outcome{
		kernel.Approved: oracle.Approved, kernel.Declined: oracle.Declined, kernel.OnlineRequest: oracle.OnlineRequest, kernel.TryAgain: oracle.TryAgain,
		kernel.TryAnotherInterface: oracle.TryAnotherInterface, kernel.SelectNext: "Select Next", kernel.EndApplication: oracle.EndApplication,
	}
	oracleCVM = map[kernel.CVM]string{
		kernel.CVMNotApplicable: oracle.NA, kernel.CVMNotRequired: oracle.NoCVM, kernel.CVMOnlinePIN: oracle.OnlinePIN,
		kernel.CVMConfirmed: oracle.Confirmed, kernel.CVMSignature: oracle.Obtain,
	}
	oracleStart  = map[kernel.Start]string{kernel.StartNone: oracle.NA, kernel.StartB: "B", kernel.StartC: "C"}
	oracleOthers = map[kernel.Interface]string{kernel.InterfaceNone: oracle.NA, kernel.Contact: oracle.Chip, kernel.MagneticStripe: oracle.Stripe}
	oracleUI     = map[kernel.UIStatus]string{
		kernel.StatusCardReadSuccessfully: "Card Read Successfully", kernel.StatusProcessingError: "Processing Error", kernel.StatusReadyToRead: "Ready to Read",
	}
)

func oracleRequest(ui *kernel.UI) oracle.UI {
	if ui == nil {
		return oracle.UI{}
	}
	return oracle.UI{Present: true, Message: byte(ui.Message), Status: oracleUI[ui.Status], Hold: int(ui.Hold / (100 * time.Millisecond)), Balance: ui.Balance}
}

// outOf is what the kernel did, in the oracle's words.
func (c *inputCard) outOf(r *bench.Result, begun []byte) oracle.Out {
	o := &r.Outcome
	out := oracle.Out{
		Outcome: oracleStatus[o.Status], Start: oracleStart[o.Start], CVM: oracleCVM[o.CVM], UI: oracleRequest(o.UIOutcome), Restart: oracleRequest(o.UIRestart),
		Record: len(o.DataRecord) != 0, Alternate: oracleOthers[o.AlternateInterface], FieldOff: int(o.FieldOff / (100 * time.Millisecond)), Resumed: c.resumed,
		Retrieved: c.retrieved, Asked: c.asked,
	}
	if o.FieldOff == 0 {
		out.FieldOff = -1
	}
	if out.Record {
		out.Data = len(o.DiscretionaryData) != 0
		out.TVR, out.TSI = [5]byte(r.TVR()), r.TSI()[0]
	}
	switch {
	case len(c.kept) == 0:
	case bytes.Equal(c.kept, begun):
		out.Logged = c.in.Log
	default:
		out.Logged = oracle.Same
	}
	return out
}
