package c3_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/c3/internal/oracle"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// The oracle's words for the kernel's.
var (
	statusWords = map[kernel.Status]oracle.Outcome{
		kernel.Approved: oracle.Approved, kernel.Declined: oracle.Declined, kernel.OnlineRequest: oracle.OnlineRequest, kernel.TryAgain: oracle.TryAgain,
		kernel.TryAnotherInterface: oracle.TryAnotherInterface, kernel.SelectNext: oracle.SelectNext, kernel.EndApplication: oracle.EndApplication,
	}
	cvmWords = map[kernel.CVM]string{
		kernel.CVMNotApplicable: oracle.NA, kernel.CVMNotRequired: oracle.NoCVM, kernel.CVMOnlinePIN: oracle.OnlinePIN,
		kernel.CVMConfirmed: oracle.Confirmed, kernel.CVMSignature: oracle.Obtain,
	}
	startWords  = map[kernel.Start]string{kernel.StartNone: oracle.NA, kernel.StartB: "B", kernel.StartC: "C"}
	onlineWords = map[kernel.OnlineData]string{kernel.OnlineDataNone: oracle.NA, kernel.OnlineDataEMV: "EMV Data"}
	otherWords  = map[kernel.Interface]string{kernel.InterfaceNone: oracle.NA, kernel.Contact: "Contact Chip"}
	uiWords     = map[kernel.UIStatus]string{kernel.StatusNone: "", kernel.StatusProcessingError: "Processing Error", kernel.StatusReadyToRead: "Ready to Read"}
	odaWords    = map[string]string{"": "not performed", "not performed": "not performed", "failed": "failed", "ok": "verified"}
)

// uiOf is a user interface request in the oracle's words. A message and a status that the book leaves open are as they are in like.
func uiOf(ui *kernel.UI, like oracle.UI) oracle.UI {
	if ui == nil {
		return oracle.UI{}
	}
	u := oracle.UI{
		Present: true, Message: byte(ui.Message), Status: uiWords[ui.Status], Hold: int(ui.Hold / (100 * time.Millisecond)), Balance: ui.Balance,
	}
	if like.Present && like.Status == "" {
		u.Status = ""
	}
	return u
}

// outOf is what the kernel did, in the oracle's words. Clause, and what the book leaves open, are the oracle's own.
func (w *wire) outOf(want oracle.Out) oracle.Out {
	o := w.out
	got := oracle.Out{
		Outcome: statusWords[o.Status], Start: startWords[o.Start], Online: onlineWords[o.OnlineResponseData], CVM: cvmWords[o.CVM],
		UI: uiOf(o.UIOutcome, want.UI), Restart: uiOf(o.UIRestart, want.Restart), DataRecord: o.DataRecord != nil, Discretionary: o.DiscretionaryData != nil,
		Alternate: otherWords[o.AlternateInterface], FieldOff: int(o.FieldOff / (100 * time.Millisecond)), CardRead: w.sees(kernel.MsgCardReadOK),
		ODA: odaWords[o.ODA.Result], RefundDone: want.RefundDone, Clause: want.Clause, Disputed: want.Disputed,
	}
	if o.FieldOff == 0 { // not applicable; OffNow is zero
		got.FieldOff = -1
	}
	return got
}

// relatedOf are the Card Authentication Related Data of an input.
func relatedOf(in oracle.In) []byte {
	if in.AuthLen == 0 {
		return nil
	}
	b := append([]byte{in.Version, 0xA1, 0xA2, 0xA3, 0xA4, in.AuthCTQ[0], in.AuthCTQ[1]}, make([]byte, 16)...)
	return b[:in.AuthLen]
}

// become makes the wire the card and the reader of an input.
func (w *wire) become(in oracle.In) {
	w.gpo, w.answer, w.records, w.exits, w.combination.Parameters = nil, nil, nil, nil, nil
	w.act.TTQ = in.TTQ[:]
	w.tx.Type, w.tx.AmountOther, w.listed = in.Type, 0, in.OnException
	if in.Cashback {
		w.tx.AmountOther = 100
	}
	w.cfg.Terminal.Type = 0x22
	if w.cfg.Terminal.AdditionalCapabilities[0] = 0; in.ATM {
		w.cfg.Terminal.Type, w.cfg.Terminal.AdditionalCapabilities[0] = 0x14, 0x80
	}
	for tag, on := range map[tlv.Tag]bool{
		c3.ParamExceptionFile: true, c3.ParamCashCheck: in.CheckCash, c3.ParamCashbackCheck: in.CheckBack, c3.ParamFDDAForOnline: in.OnlineODA,
		c3.ParamSpendingAmount: in.ShowAOSA, c3.ParamDataStorage: in.DataStorage,
	} {
		if on {
			w.combination.Parameters = append(w.combination.Parameters, kernel.DataObject{Tag: tag, Value: []byte{1}})
		}
	}
	if w.act.Host = nil; in.IssuerData {
		w.act.Host = unhexed("910A11223344556677883030")
	}
	if in.SW != 0x9000 {
		w.answer = []byte{byte(in.SW >> 8), byte(in.SW)}
	}
	if in.LinkError {
		w.exits = func(int, []byte) kernel.Event {
			return kernel.Event{Kind: kernel.CardFault, Fault: kernel.FaultTransmission}
		}
	}
	w.cardOf(in)
}

// cardOf makes the card's answer and its records.
func (w *wire) cardOf(in oracle.In) {
	put := func(have bool, tag tlv.Tag, v ...byte) {
		if have {
			w.gpo = tlv.Append(w.gpo, tag, v)
		}
	}
	has := func(m oracle.Missing) bool { return in.Missing&m == 0 }
	put(has(oracle.MissingAIP), 0x82, in.AIP1, 0)
	put(has(oracle.MissingATC), 0x9F36, 0, 7)
	put(has(oracle.MissingAC), 0x9F26, 1, 2, 3, 4, 5, 6, 7, 8)
	iad := append([]byte{6, 1, 0x11, 3, in.IAD5}, make([]byte, 27)...)
	put(has(oracle.MissingIAD), 0x9F10, iad[:in.IADLen]...)
	put(has(oracle.MissingTrack2), 0x57, unhexed(testTrack2)...)
	put(in.HasCID, 0x9F27, in.CID)
	put(in.HasCTQ, 0x9F6C, in.CTQ[:]...)
	put(in.AOSA, 0x9F5D, 0, 0, 0, 0, 0x38, 0x66)
	put(in.HasAUC, 0x9F07, in.AUC[:]...)
	put(in.Country != oracle.NoCountry, 0x5F28, []byte{0x02, 0x08, 0}[in.Country], []byte{0x76, 0x40, 0}[in.Country])
	put(in.Duplicate, 0x5F34, 1)
	put(in.Duplicate, 0x5F34, 1)
	put(in.PANDiffer, 0x5A, 0x47, 0x61, 0x73, 0, 0, 0, 0, 0x29)
	related := relatedOf(in)
	put(related != nil, 0x9F69, related...)
	put(in.Expiry != oracle.NoExpiry, 0x5F24, []byte{0x49, 0x21, 0}[in.Expiry], 0x12, 0x31)
	if in.Malformed {
		w.answer = append(tlv.Append(nil, 0x80, w.gpo), 0x90, 0x00)
		return
	}
	if in.Proof == oracle.NoSignature {
		return
	}
	put(true, 0x94, unhexed("10010101"+"10020400")...)
	format := map[oracle.Signature]byte{oracle.BadSignature: 0x05, oracle.Format05: 0x05, oracle.Format95: 0x95}[in.Proof]
	s := append([]byte{}, sdad(format, related)...)
	if in.Proof == oracle.BadSignature {
		s[len(s)/2] ^= 1
	}
	if in.PANDiffer { // once only
		w.records = [][]byte{unhexed("70009000")}
	} else {
		w.records = [][]byte{append(append([]byte{}, signedRecord...), 0x90, 0x00)}
	}
	w.records = append(w.records, chainRecords()...)
	put(true, 0x9F4B, s...)
}

// chainRecords are the chain in three records.
func chainRecords() (records [][]byte) {
	for _, tags := range [][]tlv.Tag{{0x8F, 0x90}, {0x92, 0x9F32, 0x9F47}, {0x9F46}} {
		var b []byte
		for _, tag := range tags {
			o, _ := tlv.Find(chain(), tag)
			b = append(b, o.Raw...)
		}
		records = append(records, append(tlv.Append(nil, 0x70, b), 0x90, 0x00))
	}
	return records
}

// against runs one input and compares every parameter of the outcome.
func (w *wire) against(in oracle.In) {
	w.t.Helper()
	want := oracle.Decide(in)
	if want.Disputed {
		return
	}
	w.become(in)
	w.run()
	if got := w.outOf(want); got != want {
		w.t.Fatalf("%+v\n got %+v\nwant %+v\n%s [%s], %s", in, got, want, w.out.Error.Reason, w.out.Error.Clause, w.out.ODA.Reason)
	}
}

// The kernel and the oracle agree about every input of the decision, and about a walk through everything else that decides.
//
// C-3 2.12 5.4.3.1, 5.4.3.2, 5.5.1.1, 5.5.1.2, 5.5.1.3, 5.5.1.4, 5.6.1.2, 5.6.2.1, 5.7.1.1, 5.7.1.2, 5.7.1.3, 5.8.1.1, 5.8.1.2, 5.9.1.1, 5.9.1.2
func TestOracle(t *testing.T) {
	const shards = 4
	for shard := range shards {
		t.Run(fmt.Sprint(shard), func(t *testing.T) {
			t.Parallel()
			w, n := newWire(t, "36004000"), 0
			oracle.Each(int(max(sweep.Deep(), sweep.Sampled)), func(in oracle.In) {
				if n++; n%shards == shard && sweep.Input(n) {
					w.against(in)
				}
			})
			if n < 20000 {
				t.Errorf("%d inputs", n)
			}
		})
	}
}

// What ends a transaction before the card's data are judged, and the order in which it counts.
//
// C-3 2.12 4.1.1.2, 4.1.1.4, 4.2.1.1, 4.4.1.1, 5.2.1.2, 5.2.2.2, 5.4.2.1, 5.4.2.2, 6.2.1.3, A.2
func TestOracleLeaves(t *testing.T) {
	w := newWire(t, "36004000")
	good := oracle.In{
		TTQ: [4]byte{0x36, 0, 0x40, 0}, SW: 0x9000, HasCID: true, CID: 0x40, IADLen: 7, AIP1: 0x20, AuthLen: 7, Version: 1, Proof: oracle.Format05,
	}
	for _, bits := range [...]func(in *oracle.In, i int){
		func(in *oracle.In, i int) {
			in.SW = []uint16{0x9000, 0x6984, 0x6985, 0x6986, 0x6700, 0x6283, 0x9001, 0x6A81}[i%8]
		},
		func(in *oracle.In, i int) { in.Missing = oracle.Missing(i % 32) },
		func(in *oracle.In, i int) {
			in.LinkError, in.IssuerData, in.Malformed = i&1 != 0, i&2 != 0, i&4 != 0
		},
		func(in *oracle.In, i int) {
			in.Duplicate, in.PANDiffer, in.Missing = i&1 != 0, i&2 != 0, oracle.Missing(i>>2&1)
		},
	} {
		for i := range 32 {
			in := good
			bits(&in, i)
			w.against(in)
		}
	}
}
