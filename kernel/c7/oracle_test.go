package c7_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c7/internal/oracle"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// The kernel gives the outcome of the oracle for every input: each CTQ, TTQ, disposition, 9F69, signature and AFL, and what else decides. Where the
// book gives no single answer the oracle says so, and reading says what the kernel does.
// C-7 3.2, 4.1.4, 4.2.4, 4.3.2, 4.4.2, 4.5
func TestOracle(t *testing.T) {
	const workers = 2
	for w := range workers {
		t.Run(fmt.Sprint(w), func(t *testing.T) {
			t.Parallel()
			n, base, disputes := 0, offline(t), map[string]int{}
			oracle.Each(int(max(sweep.Deep(), sweep.Sampled)), func(in oracle.In) {
				if n++; n%workers != w || !sweep.Sample(n/workers, 3) || t.Failed() {
					return
				}
				got, want := outOf(arrange(base, in).run()), oracle.Decide(in)
				disputed := want.Disputed
				if want.Disputed, want.Clause = false, got.Clause; got == want {
					return
				}
				if why := reading(in, got); disputed && why != "" {
					disputes[why]++
					return
				}
				t.Errorf("%+v\n got %+v\nwant %+v", in, got, want)
			})
			if n < 10_000 {
				t.Errorf("%d inputs", n)
			}
			t.Logf("%d inputs; not as the oracle reads the book: %v", n, disputes)
		})
	}
}

// reading names the kernel's reading of an input that the book leaves open, where the outcome is the one that this reading gives.
func reading(in oracle.In, got oracle.Out) string {
	open := !in.HasCID && in.IADLen < 5 || in.HasCID && in.CID>>6 == 3 || !in.HasCID && in.IADLen >= 5 && in.IAD5>>4&3 == 3
	switch {
	case open && in.Missing != 0 && got.Outcome == oracle.EndApplication:
		return "a cryptogram that is none of the three has the mandatory data of an AAC: 4.1.4.4"
	}
	return ""
}

// track2 is what the cards here have in tag 57.
var track2 = []byte{0x62, 0x28, 0x00, 0x01, 0x00, 0x00, 0x1D, 0x49, 0x12, 0x20, 0x10, 0, 0, 0, 0, 0, 0, 0, 0x0F}

// arrange makes the card and the reader of an input. What goes wrong with a record does so in the one with the date.
func arrange(base *reader, in oracle.In) *reader {
	c := *base
	r := &c
	r.records = slices.Clone(r.records)
	options := func(of tlv.Tag, is bool, value ...byte) {
		if !is {
			value = nil
		}
		r.options = changed(r.options, of, value)
	}
	file := func(n int, of tlv.Tag, is bool, value ...byte) {
		if !is {
			value = nil
		}
		r.records[n-1].objects = changed(r.records[n-1].objects, of, value)
	}
	has := func(m oracle.Missing) bool { return in.Missing&m == 0 }
	r.ttq = fmt.Sprintf("%X", in.TTQ)
	if in.TTQ[0]&1 != 0 {
		r.also = []object{{0xDF61, []byte{0x40}}}
	}
	if r.cfg.Terminal.Capabilities[0] &^= 0x40; in.Stripe {
		r.cfg.Terminal.Capabilities[0] |= 0x40
	}
	if r.cfg.Terminal.Type = 0x22; in.ATM {
		r.cfg.Terminal.Type, r.cfg.Terminal.AdditionalCapabilities[0] = 0x14, 0x80
	}
	r.cfg.Terminal.LooksUp, r.listed = in.OnException, in.OnException
	switch {
	case in.NoPDOL:
		r.pdol = ""
	case in.PDOLNoTTQ:
		r.pdol = "9F0206 9F3704"
	}
	if r.sw = in.SW; in.Malformed {
		r.body = []byte{0x80, 0x02, 0x20, 0x00}
	}
	options(0x82, has(oracle.MissingAIP), in.AIP1, 0)
	options(0x57, has(oracle.MissingTrack2), track2...)
	file(1, 0x57, in.AFL == oracle.GoodAFL && !has(oracle.MissingTrack2), track2...)
	options(0x9F36, has(oracle.MissingATC), 0x02, 0x40)
	options(0x9F26, has(oracle.MissingAC), 1, 2, 3, 4, 5, 6, 7, 8)
	options(0x94, in.AFL != oracle.NoAFL, 0x10, 0x01, 0x04, 0x01)
	if in.AFL == oracle.BadAFL {
		options(0x94, true, 0x10, 0x00, 0x04, 0x01)
	}
	options(0x9F27, in.HasCID, in.CID)
	data := []byte{7, 1, 1, 3, in.IAD5, 0, 0, 1}
	options(0x9F10, in.IADLen > 0, data[:in.IADLen]...)
	options(0x9F6C, in.HasCTQ, in.CTQ[:]...)
	options(0x9F5D, in.Balance, 0, 0, 0, 3, 0x87, 0x87)
	own := padded([]byte{in.Version, 1, 2, 3, 4, in.AuthCTQ[0], in.AuthCTQ[1]}, in.AuthLen, 0)
	behind := in.AFL == oracle.GoodAFL && !in.Expired // what lies behind a date that is over is never read
	file(4, 0x9F69, in.AuthLen > 0 && behind, own...)
	options(0x9F69, in.AuthLen > 0 && !behind, own...)
	if in.Expired {
		file(1, 0x5F24, true, 0x26, 0x06, 0x30)
	}
	r.format = [...]byte{oracle.NoSignature: 0, oracle.BadSignature: 5, oracle.Format05: 5, oracle.Format95: 0x95}[in.Proof]
	r.forged = in.Proof == oracle.BadSignature
	r.fault = func(n int) kernel.Fault {
		if n == 1 && in.LinkError || n == 2 && in.Read == oracle.ReadLinkError {
			return kernel.FaultTimeout
		}
		return 0
	}
	r.answer = func(n int, _, response []byte) []byte {
		switch {
		case n != 2 || in.Read == oracle.ReadWell:
			return response
		case in.Read == oracle.ReadStatus:
			return []byte{0x6A, 0x83}
		case in.Read == oracle.ReadMalformed:
			return []byte{0x70, 0x02, 0x8F, 0x02, 0x90, 0x00}
		}
		return append(tlv.Append(nil, tlv.TagRecord, []byte{0x5A, 0x01, 0x62, 0x5A, 0x01, 0x62}), 0x90, 0x00)
	}
	return r
}

// outOf puts an outcome into the oracle's words.
func outOf(r *bench.Result) oracle.Out {
	o := &r.Outcome
	out := oracle.Out{
		Outcome: [...]oracle.Outcome{
			kernel.Approved: oracle.Approved, kernel.Declined: oracle.Declined, kernel.OnlineRequest: oracle.OnlineRequest, kernel.TryAgain: oracle.TryAgain,
			kernel.TryAnotherInterface: oracle.TryAnotherInterface, kernel.SelectNext: oracle.SelectNext, kernel.EndApplication: oracle.EndApplication,
		}[o.Status],
		Start: [...]string{kernel.StartNone: oracle.NA, kernel.StartA: "A", kernel.StartB: "B", kernel.StartC: "C", kernel.StartD: "D"}[o.Start],
		CVM: [...]string{
			kernel.CVMNotApplicable: oracle.NA, kernel.CVMOnlinePIN: oracle.OnlinePIN, kernel.CVMConfirmed: oracle.Confirmed, kernel.CVMSignature: oracle.Obtain,
		}[o.CVM],
		UI: uiOf(o.UIOutcome), Restart: uiOf(o.UIRestart), DataRecord: len(o.DataRecord) != 0,
		Alternate: [...]string{kernel.InterfaceNone: oracle.NA, kernel.Contact: oracle.Chip, kernel.Contactless: "?", kernel.MagneticStripe: oracle.Stripe}[o.AlternateInterface],
		Receipt:   oracle.NA, FieldOff: -1, Clause: o.Error.Clause,
		ODA: map[string]string{"not performed": "not performed", "failed": "failed", "ok": "verified"}[o.ODA.Result],
	}
	switch {
	case o.Receipt:
		out.Receipt = oracle.Yes
	case o.Status == kernel.TryAgain || o.Status == kernel.Declined: // "No" and N/A are one value here
		out.Receipt = oracle.No
	}
	if o.FieldOff != 0 {
		out.FieldOff = int(o.FieldOff / (100 * time.Millisecond))
	}
	return out
}

func uiOf(ui *kernel.UI) oracle.UI {
	if ui == nil {
		return oracle.UI{}
	}
	return oracle.UI{
		Present: true, Message: byte(ui.Message), Hold: int(ui.Hold / (100 * time.Millisecond)), Language: ui.Language, Balance: ui.Balance,
		Status: map[kernel.UIStatus]string{
			kernel.StatusCardReadSuccessfully: "Card Read Successfully", kernel.StatusProcessingError: "Processing Error", kernel.StatusReadyToRead: "Ready to Read",
		}[ui.Status],
	}
}
