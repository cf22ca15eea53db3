package c3_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c3"
)

// Whatever a card, a host and an operator of stored data say: one outcome, no bug, no approval without a signature that verifies and without a TC, and in strict
// none whose qualifiers are not signed. The first byte chooses the reader, the second how the card's bytes are cut.
func FuzzTap(f *testing.F) {
	base, w := offline(f, allOf, "0000"), newWire(f, allOf)
	for _, seed := range []string{
		"7700", "5A20", "4F40", "5730", "5F2060", "5A81FF", "5A88FFFFFFFFFFFFFFFF", "9F6C02C080", "6984", "6985", "6986", "94041001FF00", "9F1005060111030057134761",
	} {
		for b := range byte(4) {
			f.Add(append([]byte{b << 6, b}, unhexed(seed)...))
		}
	}
	f.Add(append([]byte{0, 1}, w.gpo...))
	f.Add(append([]byte{0x80, 1}, base.gpo...))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) < 2 {
			return
		}
		w := base.again(t)
		choice, cut, data := data[0], data[1], data[2:]
		if choice&0x80 != 0 {
			w.cfg.Profile = kernel.Strict
		}
		if choice&0x40 != 0 {
			w.act.TTQ = unhexed("3740C000")
			w.set(c3.ParamFDDAForOnline, 1).set(c3.ParamExceptionFile, 1).set(c3.ParamSpendingAmount, 1)
		}
		if choice&0x20 != 0 {
			w.combination.FloorLimit = kernel.Limit{Amount: 5000, Present: true}
		}
		switch cut % 6 {
		case 0: // the answer, with its status word
			w.answer = data
		case 1: // its objects
			w.gpo = data
		case 2: // behind the good ones
			w.gpo = append(w.gpo, data...)
		case 3: // a record
			w.records[int(choice&0x0F)%len(w.records)] = data
		case 4: // the issuer
			w.act.Host = data
		case 5: // the FCI, and what an operator says
			w.set(c3.ParamDataStorage, 1)
			w.fci = fciOf(plainPDOL, "D20101")
			given := false
			w.also = func(a kernel.Action) (ev kernel.Event) {
				switch {
				case a.Kind == kernel.SendData && !given:
					given = true
					ev = kernel.Event{Kind: kernel.DataReceived, Data: data}
				case a.Await.Has(kernel.Timeout):
					ev = kernel.Event{Kind: kernel.Timeout}
				}
				return ev
			}
		}
		w.run()
		o := w.out
		switch {
		case o.Error.L2 == kernel.InternalError:
			t.Fatalf("a bug: %s", o.Error.Reason)
		case o.Status == 0 || o.Status == kernel.RequestOnlinePIN:
			t.Fatalf("%v", o.Status)
		case o.Status == kernel.Approved && (o.ODA.Result != "ok" || bytes.Contains(o.DataRecord, unhexed("9F270100"))):
			t.Fatalf("approved: %+v, %X", o.ODA, o.DataRecord)
		case o.DataRecord != nil != (o.Status == kernel.Approved || o.Status == kernel.Declined || o.Status == kernel.OnlineRequest):
			t.Fatalf("%v, data record %v", o.Status, o.DataRecord != nil)
		}
	})
}

// again is a copy of a wire, for another test.
func (w *wire) again(t *testing.T) *wire {
	n, cfg := *w, *w.cfg
	cfg.Combinations = slices.Clone(cfg.Combinations)
	n.t, n.cfg, n.combination = t, &cfg, &cfg.Combinations[0]
	n.gpo, n.records = slices.Clip(w.gpo), slices.Clone(w.records)
	return &n
}
