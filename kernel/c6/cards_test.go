package c6_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c6"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// A counter is a terminal with a virtual card of Kernel 6: it keeps what the kernel retains, its operator answers data exchange, and the field can go at any
// exchange.
type counter struct {
	t           testing.TB
	card        *card.Card
	cfg         kernel.Config
	combination kernel.Combination
	tx          kernel.Transaction
	kept        []byte
	memory      []byte
	operator    func(sent []byte) []byte // nil: says nothing
	sent        [][]byte                 // to the operator
	cut         int                      // the exchange, from 1 over all taps, at which the field goes; 0: none
	answered    bool                     // the card has got the command by then
	exchanges   int
	gone        bool
	commands    []string // instructions
	due         []byte
	out         kernel.Outcome
	result      *bench.Result
}

// at puts a card before a reader with everything, configured with tag and value pairs.
func at(t testing.TB, name, ttq string, parameters ...string) *counter {
	t.Helper()
	c, err := card.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	x := &counter{t: t, card: c, cfg: *inputBase(), tx: bench.Purchase(1000)}
	if x.cfg.Keys, err = capk.NewSet(card.CAKeys([5]byte{0xA0, 0, 0, 0x01, 0x52})); err != nil {
		t.Fatal(err)
	}
	x.combination = kernel.Combination{
		AID: bench.Hex(t, "A0000001523010"), Kernel: "\x06", Currency: x.cfg.Terminal.TransactionCurrency, TTQ: bench.Hex(t, ttq),
		FloorLimit: kernel.Limit{Amount: 5000, Present: true},
		Parameters: []kernel.DataObject{{Tag: 0x9F09, Value: []byte{0, 2}}},
	}
	for i := 0; i < len(parameters); i += 2 {
		tag, err := tlv.ParseTag(parameters[i])
		if err != nil {
			t.Fatal(err)
		}
		x.combination.Parameters = append(x.combination.Parameters, kernel.DataObject{Tag: tag, Value: bench.Hex(t, parameters[i+1])})
	}
	return x
}

// tap presents the card once.
func (x *counter) tap(start kernel.Start, host, updates []byte) *kernel.Outcome {
	x.t.Helper()
	x.card.Reset()
	x.gone, x.commands, x.due = false, nil, nil
	fci, err := x.exchange(apdu.AppendSelect(nil, x.combination.AID, false))
	if err != 0 {
		x.out = kernel.Outcome{Status: kernel.EndApplication, Start: start}
		return &x.out
	}
	act := &kernel.Activation{
		Start: start, Combination: &x.combination, FCI: fci[:len(fci)-2], SW: 0x9000, TTQ: x.combination.TTQ, Host: host, Updates: updates, Memory: x.memory,
	}
	act.Indicators.CVMLimitExceeded = x.combination.TTQ[1]&0x40 != 0
	program := kernel.Single("c6", func(p *kernel.Port) *kernel.Outcome {
		p.Store().Begin(kernel.ForApplication)
		out := c6.Kernel{}.Run(p, act)
		x.memory = slices.Clone(act.Memory)
		return out
	})
	s, e := kernel.NewSession(program, &x.cfg, x.tx, kerneltest.Random(1))
	if e != nil {
		x.t.Fatal(e)
	}
	if x.result, e = bench.RunOpen(context.Background(), s, x); e != nil {
		x.t.Fatal(e)
	}
	x.out = x.result.Outcome
	x.out.DataRecord, x.out.DiscretionaryData = slices.Clone(x.out.DataRecord), slices.Clone(x.out.DiscretionaryData)
	_ = s.Close()
	return &x.out
}

// exchange is one command: the field may go before or behind it.
func (x *counter) exchange(command []byte) ([]byte, kernel.Fault) {
	x.exchanges++
	if x.gone || x.exchanges == x.cut && !x.answered {
		x.gone = true
		return nil, kernel.FaultTimeout
	}
	r, _, err := x.card.Transmit(context.Background(), command)
	if err != nil || x.exchanges == x.cut {
		x.gone = true
		return nil, kernel.FaultTimeout
	}
	return bytes.Clone(r), 0
}

// Do answers an action.
func (x *counter) Do(_ context.Context, a kernel.Action) (kernel.Event, error) {
	switch {
	case a.Kind == kernel.Transmit:
		x.commands = append(x.commands, fmt.Sprintf("%02X", a.Command[1]))
		r, fault := x.exchange(a.Command)
		if fault != 0 {
			return bench.Fault(fault), nil
		}
		return bench.Response(r), nil
	case a.Kind == kernel.Retain:
		x.kept = slices.Clone(a.Data)
	case a.Kind == kernel.Lookup && len(a.Needed) == 1:
		return kernel.Event{Kind: kernel.LookedUp, Data: slices.Clone(x.kept)}, nil
	case a.Kind == kernel.SendData:
		x.sent = append(x.sent, slices.Clone(a.Data))
		if x.due = nil; x.operator != nil {
			x.due = x.operator(a.Data)
		}
	case a.Await&kernel.Set(kernel.DataReceived) != 0 && x.due != nil:
		data := x.due
		x.due = nil
		return kernel.Event{Kind: kernel.DataReceived, Data: data}, nil
	case a.Await&kernel.Set(kernel.Timeout) != 0:
		return kernel.Event{Kind: kernel.Timeout}, nil
	}
	return kernel.Event{}, nil
}

// record is an element of the last data record.
func (x *counter) record(tag tlv.Tag) []byte {
	o, _ := tlv.Find(x.out.DataRecord, tag)
	return o.Value
}

// did are the instructions of the last tap.
func (x *counter) did() string { return strings.Join(x.commands, " ") }

// The field goes at any exchange, before or behind the command: the card is presented again as often as the kernel asks. There is one approval at most, and
// a card that takes the transaction up has counted it once, under one ATC and one cryptogram. Where the card begins anew it counts more, and still there is one
// approval. A card with data storage that has given its last record has a new directory, which the signature that it repeats does not know: that is declined.
//
// C-6 2.7, 3.5, F6.8, F13.5
func TestCardsCut(t *testing.T) {
	for _, c := range []struct {
		name, ttq       string
		status          kernel.Status
		resumes, stores bool
	}{
		{"discover-torn", "37004000", kernel.Approved, true, false},
		{"discover-torn-online", "37804000", kernel.OnlineRequest, true, false},
		{"discover-torn-anew", "37004000", kernel.Approved, false, false},
		{"discover-storage-torn", "37004000", kernel.Approved, true, true},
		{"discover-features", "37004000", kernel.Approved, true, true},
		{"discover-offline", "37004000", kernel.Approved, false, false},
	} {
		declined := 0
		for _, answered := range []bool{false, true} {
			for cut := 1; ; cut++ {
				x := at(t, c.name, c.ttq, "DF0A", "01", "DF04", "01", "DF09", "01")
				x.cut, x.answered = cut, answered
				ended, taps, acs := 0, 0, map[string]bool{}
				for ; taps < 5; taps++ {
					out := x.tap(kernel.StartB, nil, nil)
					if ac := x.record(0x9F26); len(ac) != 0 {
						acs[string(ac)] = true
					}
					if out.Status == kernel.Approved || out.Status == kernel.OnlineRequest {
						ended++
					}
					if out.Status != kernel.TryAgain && !(out.Status == kernel.EndApplication && out.Start == kernel.StartB) {
						break
					}
				}
				n, _ := x.card.Counters(x.combination.AID)
				counted := int(n.ATC) - 16
				ok := ended == 1 && x.out.Status == c.status && len(acs) == 1 && (counted == 1 || !c.resumes && counted <= taps+1)
				if c.stores && answered && x.out.Status == kernel.Declined { // the last record was lost
					ok = ended == 0 && counted == 1 && x.result.ODA().Result == "failed"
					declined++
				}
				if c.name == "discover-offline" && x.out.Status == kernel.EndApplication { // without tearing recovery it ends
					ok = ended == 0 && counted <= 1
				}
				if c.resumes && c.status == kernel.Approved && (n.OfflineCount != 1 || n.OfflineAmount != 1000) || !ok || taps > 3 {
					t.Errorf("%s, cut at %d (%v): %d approvals in %d taps, %d cryptograms, %v, %+v", c.name, cut, answered, ended, taps+1, len(acs), x.out.Status, n)
				}
				if len(x.kept) != 0 && x.out.Status != kernel.EndApplication {
					t.Errorf("%s, cut at %d: a log is left", c.name, cut)
				}
				if x.exchanges < cut {
					break
				}
			}
		}
		if c.stores != (declined == 1) {
			t.Errorf("%s: declined %d times", c.name, declined)
		}
	}
}
