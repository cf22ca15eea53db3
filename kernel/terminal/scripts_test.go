package terminal_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// A teller is a bank that is told what became of its scripts.
type teller struct {
	*bank
	requests *[]uint64
}

func (t teller) Scripts(_ context.Context, request uint64, data []byte) error {
	if t.down {
		return errors.New("down")
	}
	results, _ := tlv.Find(data, 0x9F5B)
	*t.requests = append(*t.requests, request)
	t.took = append(t.took, fmt.Sprintf("scripts %X, card %v", results.Value, strings.Contains(string(data), "\x57\x11")))
	return nil
}

// Reverse notes the results that a reversal has.
func (t teller) Reverse(ctx context.Context, r terminal.Reversal) error {
	err := t.bank.Reverse(ctx, r)
	if results, has := tlv.Find(r.Data, 0x9F5B); has && err == nil {
		t.took[len(t.took)-1] += fmt.Sprintf(", scripts %X", results.Value)
	}
	return err
}

// A reverser is a teller whose reversals say what became of scripts.
type reverser struct{ teller }

func (reverser) ReversesScripts() {}

// What became of a host's scripts is told of what it has approved and of what it has declined, once: a reversal has it itself, and an acquirer that takes no such
// message gets none. It waits for the line, before what comes behind it.
// B4 6.3.9, 12.1.7
func TestScriptResults(t *testing.T) {
	ctx := context.Background()
	late := []issuer.Script{{Late: true, Commands: []issuer.Command{issuer.PINUnblock()}}}
	for _, c := range []struct {
		name   string
		o      issuer.Options
		lost   bool
		plain  bool
		down   bool
		undone bool
		took   []string
	}{
		{"approved", issuer.Options{Scripts: late}, false, false, false, false, []string{"scripts 1100000000, card true"}},
		{"declined", issuer.Options{Scripts: late, Decline: true}, false, false, false, false, []string{"scripts 1100000000, card true"}},
		{"no scripts", issuer.Options{}, false, false, false, false, nil},
		{"no answer", issuer.Options{Scripts: late}, true, false, false, false, []string{"response lost 1234"}},
		{"an acquirer without such a message", issuer.Options{Scripts: late}, false, true, false, false, nil},
		{"line down", issuer.Options{Scripts: late}, false, false, true, false, []string{"scripts 1100000000, card true"}},
		{"line down, and taken back", issuer.Options{Scripts: late}, false, false, true, true, []string{"scripts 1100000000, card true", "not taken 1234"}},
	} {
		x, asked, told := newTill(t, "default", "full"), []uint64(nil), []uint64(nil)
		x.bank.down = c.down
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			asked = append(asked, r.ID)
			response, err := issuer.Test().Authorise(r.DE55, c.o)
			if err == nil && c.lost {
				err = errors.New("lost")
			}
			return response.Data, err
		})
		if x.devices.Acquirer.Messages = (teller{x.bank, &told}); c.plain {
			x.devices.Acquirer.Messages = x.bank
		}
		x.start(t)
		s, err := x.Sell(ctx, 1234)
		if err != nil || s.Approved() == c.o.Decline {
			t.Errorf("%s: %v, %v", c.name, s, err)
			continue
		}
		if c.undone {
			if err := s.Undo(ctx, terminal.GoodsNotTaken); err != nil {
				t.Error(c.name, err)
			}
		}
		if m, ok, _ := x.ledger.First(); ok != c.down || ok && !strings.Contains(fmt.Sprint(m), fmt.Sprintf("results of scripts of request %d", asked[0])) {
			t.Errorf("%s: %v waits", c.name, m)
		}
		x.bank.down = false
		if _, err := x.Forward(ctx); err != nil {
			t.Error(c.name, err)
		}
		if !slices.Equal(x.bank.took, c.took) || len(told) > 0 && !slices.Equal(told, asked) {
			t.Errorf("%s: the bank took %q, of %v; want %q, of %v", c.name, x.bank.took, told, c.took, asked)
		}
		if captured := s.Message(kernel.BatchData) != nil; captured == (c.undone || c.o.Decline) {
			t.Errorf("%s: captured %v", c.name, captured)
		}
	}
}

// What is taken back has the results in its reversal where nobody was told of them, and none where somebody was: by a message of their own, an upload or a tip that says them, or the advice that the card has asked for. A
// message of their own that waits still falls away, where reversals say them whatever they are for. An increment's request has had no scripts, and neither it nor its reversal has their results.
// B4 6.3.9 once, 12.1.8
func TestScriptResultsOfWhatIsTakenBack(t *testing.T) {
	const told, results = "scripts 1100000000, card true", ", scripts 1100000000"
	for _, c := range []struct {
		name                    string
		purpose                 kernel.Purpose
		to                      func(teller) terminal.Messages
		batches, declined, down bool
		tip                     uint64
		took                    []string
	}{
		{"told", kernel.Purchase, tells, false, false, false, 0, []string{told, "voided 1234"}},
		{"told, reversals say them", kernel.Purchase, reverses, false, false, false, 0, []string{told, "voided 1234"}},
		{"not told", kernel.Purchase, tells, false, false, true, 0, []string{told, "voided 1234"}},
		{"not told, reversals say them", kernel.Purchase, reverses, false, false, true, 0, []string{"voided 1234" + results}},
		{"in a batch that is not sent", kernel.Purchase, tells, true, false, false, 0, []string{"voided 1234" + results}},
		{"by no message", kernel.Purchase, func(t teller) terminal.Messages { return plainly{t.bank, t} }, false, false, false, 0, []string{"voided 1234" + results}},
		{"uploaded without them", kernel.Purchase, func(t teller) terminal.Messages { return uploadingTeller{t} }, false, true, false, 0, []string{told, "upload 1100000000", "voided 1234"}},
		{"uploaded with them", kernel.Purchase, saysAll, false, true, false, 0, []string{"upload 1100000000", "voided 1234"}},
		{"accepted by force, and no reversal", kernel.Purchase, reverses, false, true, true, 0, []string{told}},
		{"accepted by force, uploaded without them, reversals say them", kernel.Purchase, func(t teller) terminal.Messages { return reversingUploads{uploadingTeller{t}} }, false, true, true, 0, []string{"upload 1100000000", "voided 1234" + results}},
		{"a tip says them", kernel.Purchase, saysAll, true, false, false, 100, []string{"upload 1100000000", "voided 1234"}},
		{"a tip that waits says them", kernel.Purchase, saysAll, true, false, true, 100, []string{"upload 1100000000", "voided 1234"}},
		{"a tip does not say them", kernel.Purchase, func(t teller) terminal.Messages { return uploadingTeller{t} }, true, false, false, 100, []string{"upload 1100000000", "voided 1234" + results}},
		{"a tip that is refused", kernel.Purchase, func(t teller) terminal.Messages { return refusesTips{fullUploads{uploadingTeller{t}}} }, true, false, false, 100, []string{"voided 1234" + results}},
		{"not told, and a tip that does not say them, reversals say them", kernel.Purchase, func(t teller) terminal.Messages { return allReverses{fullUploads{uploadingTeller{t}}} }, false, false, true, 100, []string{"upload", "voided 1234" + results}},
		{"told, and a tip", kernel.Purchase, saysAll, false, false, false, 100, []string{told, "upload", "voided 1234"}},
		{"a tip of what was uploaded with them", kernel.Purchase, saysAll, false, true, false, 100, []string{"upload 1100000000", "upload", "voided 1234"}},
		{"an increment", kernel.PreAuthorisation, tells, false, false, false, 0, []string{told, "response lost 766", "voided 1234"}},
		{"an increment, reversals say them", kernel.PreAuthorisation, reverses, false, false, false, 0, []string{told, "response lost 766", "voided 1234"}},
		{"an increment, not told", kernel.PreAuthorisation, reverses, false, false, true, 0, []string{"response lost 766", "voided 1234" + results}},
	} {
		x, requests := newTill(t, "default", "full"), []uint64(nil)
		x.cfg.Terminal.ForcesAcceptance, x.devices.Merchant.Attendant = c.declined, forces{}
		x.bank.down = c.down
		x.devices.Acquirer.Batches, x.devices.Acquirer.Messages = c.batches, c.to(teller{x.bank, &requests})
		asked := 0
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			if asked++; asked > 1 {
				if _, has := tlv.Find(r.DE55, 0x9F5B); has {
					t.Errorf("%s: the increment has results of scripts", c.name)
				}
				return nil, errors.New("lost")
			}
			response, err := issuer.Test().Authorise(r.DE55, issuer.Options{Decline: c.declined, Scripts: []issuer.Script{{Late: true, Commands: []issuer.Command{issuer.PINUnblock()}}}})
			return response.Data, err
		})
		x.start(t)
		s := x.make(t, c.purpose, 1234)
		if s.Message(kernel.FinancialConfirmation) == nil {
			t.Errorf("%s: what the host has answered is not confirmed by the application", c.name)
		}
		if c.purpose == kernel.PreAuthorisation {
			if held, err := s.Increment(t.Context(), 2000); held || err != nil {
				t.Error(c.name, held, err)
			}
		}
		if c.tip != 0 {
			if err := s.Tip(t.Context(), c.tip); (err != nil) != (c.name == "a tip that is refused") {
				t.Error(c.name, err)
			}
		}
		if err := s.Undo(t.Context(), terminal.Voided); err != nil {
			t.Error(c.name, err)
		}
		x.bank.down = false
		if _, err := x.Forward(t.Context()); err != nil {
			t.Error(c.name, err)
		}
		if !slices.Equal(x.bank.took, c.took) || x.ledger.Len() != 0 {
			t.Errorf("%s: the bank took %q, want %q; %d wait", c.name, x.bank.took, c.took, x.ledger.Len())
		}
	}
}

// reversingUploads takes approvals, and its reversals alone say what became of scripts.
type reversingUploads struct{ uploadingTeller }

func (reversingUploads) ReversesScripts() {}

// allReverses takes approvals too, and both they and its reversals say what became of scripts.
type allReverses struct{ fullUploads }

func (allReverses) ReversesScripts() {}

func tells(t teller) terminal.Messages    { return t }
func reverses(t teller) terminal.Messages { return reverser{t} }

// plainly is an acquirer that is told of no scripts.
type plainly struct {
	*bank
	as teller
}

func (p plainly) Reverse(ctx context.Context, r terminal.Reversal) error { return p.as.Reverse(ctx, r) }

// Results that wait for an acquirer that is told of none any more are an advice for it, and hold up no reversal.
// B4 6.3.9 transmitted, 12.1.8
func TestScriptResultsToAnother(t *testing.T) {
	var q terminal.MemoryQueue
	to := &acquirer{left: 2}
	if err := q.Add(terminal.Message{Scripts: 1, Advice: []byte{1}}); err != nil {
		t.Fatal(err)
	}
	n, err := terminal.Send(t.Context(), &q, to, terminal.Message{Reversal: &terminal.Reversal{Original: 7, Data: []byte{2}}})
	if want := []string{"advice 01", "reversal 7, repeat false, 02"}; n != 2 || err != nil || q.Len() != 0 || !slices.Equal(to.got, want) {
		t.Error(n, err, q.Len(), to.got)
	}
	told := teller{&bank{}, new([]uint64)}
	_, err = terminal.Send(t.Context(), &q, told, terminal.Message{Scripts: 1, Advice: []byte{1}})
	if err != nil || !slices.Equal(*told.requests, []uint64{1}) {
		t.Error(err, *told.requests)
	}
}

// uploadingTeller is a teller that takes approvals too, and fullUploads one whose uploads say what became of scripts.
type uploadingTeller struct{ teller }

func (u uploadingTeller) Upload(ctx context.Context, a terminal.Approval) error {
	if u.down {
		return errors.New("down")
	}
	results, _ := tlv.Find(a.Data, 0x9F5B)
	u.took = append(u.took, strings.TrimSpace(fmt.Sprintf("upload %X", results.Value)))
	return nil
}

func (u uploadingTeller) Advise(context.Context, []byte) error {
	if u.down {
		return errors.New("down")
	}
	u.took = append(u.took, "advice")
	return nil
}

type fullUploads struct{ uploadingTeller }

func (fullUploads) UploadsScripts() {}

func saysAll(t teller) terminal.Messages { return fullUploads{uploadingTeller{t}} }

// refusesTips is one that takes no tip.
type refusesTips struct{ fullUploads }

func (refusesTips) Upload(context.Context, terminal.Approval) error { return terminal.ErrRefused }

// What is taken afterwards of a card of UnionPay has no results either, under that scheme's own tag.
// B4 6.3.9 once
func TestScriptResultsOnceOfUnionPay(t *testing.T) {
	for _, tells := range []bool{true, false} {
		x, told := newTill(t, "default", "pboc"), []uint64(nil)
		x.cfg = configurationOf(t, "unionpay")
		x.cfg.Combinations = nil
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			response, err := issuer.Test().Authorise(r.DE55, issuer.Options{Scripts: []issuer.Script{{Late: true, Commands: []issuer.Command{issuer.PINUnblock()}}}})
			return response.Data, err
		})
		x.devices.Acquirer.Messages = follower{x.bank}
		if tells {
			x.devices.Acquirer.Messages = uploadingTeller{teller{x.bank, &told}}
		}
		x.start(t)
		s := x.make(t, kernel.Purchase, 1234)
		e, err := x.ledger.Get(s.Number)
		if _, has := tlv.Find(e.Capture, 0xDF31); err != nil || len(e.Capture) == 0 || has == tells || (len(told) == 1) != tells {
			t.Errorf("%v: DF31 %v, told of %d, %v", tells, has, len(told), err)
		}
	}
}

// The results go out in one message: in the data of a batch where there are some, in an upload that says them, in the advice that the card has asked for; else in
// a message of their own.
// B4 6.3.9 transmitted, once, 12.1.5, 12.1.7
func TestScriptResultsOnce(t *testing.T) {
	type way struct{ batches, advices, forces, declined, full, tips bool }
	const told = "scripts 1100000000"
	for _, c := range []struct {
		name string
		way
		took  []string
		batch bool // the results are in the batch data
	}{
		{"approved, nothing follows", way{}, []string{told}, false},
		{"approved, captured in a batch", way{batches: true}, nil, true},
		{"declined, in no batch", way{batches: true, declined: true}, []string{told}, false},
		{"declined, with advices", way{advices: true, declined: true}, []string{told}, false},
		{"declined, with advices, in no batch", way{advices: true, declined: true, batches: true}, []string{told}, false},
		{"accepted by force, the upload does not say them", way{forces: true, declined: true}, []string{told, "upload 1100000000"}, false},
		{"accepted by force, the upload says them", way{forces: true, declined: true, full: true}, []string{"upload 1100000000"}, false},
		{"approved, and a tip follows", way{tips: true}, []string{told, "upload"}, false},
		{"the same, the upload would say them", way{tips: true, full: true}, []string{told, "upload"}, false},
		{"a tip of what is captured in a batch", way{tips: true, batches: true}, []string{"upload 1100000000"}, false},
		{"a tip of what was uploaded with them", way{tips: true, forces: true, declined: true, full: true}, []string{"upload", "upload 1100000000"}, false},
		{"a tip of what has an advice", way{tips: true, forces: true, declined: true, advices: true}, []string{told, "upload", "upload 1100000000"}, false},
	} {
		x, told := newTill(t, "default", "full"), []uint64(nil)
		x.cfg.Terminal.Advices, x.cfg.Terminal.ForcesAcceptance = c.advices, c.forces
		if c.forces {
			x.devices.Merchant.Attendant = forces{}
		}
		x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			response, err := issuer.Test().Authorise(r.DE55, issuer.Options{Decline: c.declined, Scripts: []issuer.Script{{Late: true, Commands: []issuer.Command{issuer.PINUnblock()}}}})
			return response.Data, err
		})
		to := uploadingTeller{teller{x.bank, &told}}
		if x.devices.Acquirer.Messages, x.devices.Acquirer.Batches = to, c.batches; c.full {
			x.devices.Acquirer.Messages = fullUploads{to}
		}
		x.start(t)
		s, err := x.Sell(t.Context(), 1234)
		if err != nil || s.Approved() == (c.declined && !c.forces) {
			t.Errorf("%s: %v, %v", c.name, s, err)
			continue
		}
		if c.tips {
			if err := s.Tip(t.Context(), 100); err != nil {
				t.Error(c.name, err)
			}
		}
		for i, took := range x.bank.took {
			x.bank.took[i], _, _ = strings.Cut(took, ",")
		}
		slices.Sort(x.bank.took)
		if !slices.Equal(x.bank.took, c.took) || x.ledger.Len() != 0 {
			t.Errorf("%s: the bank took %q, want %q; %d wait", c.name, x.bank.took, c.took, x.ledger.Len())
		}
		if _, has := tlv.Find(s.Message(kernel.BatchData), 0x9F5B); has != c.batch && c.batches {
			t.Errorf("%s: in the batch %v", c.name, has)
		}
	}
}

// An advice that the ledger cannot keep tells nobody: the results go out when the transaction is settled.
// B4 6.3.9 once, 12.2.5
func TestScriptResultsOfLostAdvice(t *testing.T) {
	x, told := newTill(t, "default", "full"), []uint64(nil)
	x.cfg.Terminal.Advices = true
	x.devices.Acquirer.Messages = teller{x.bank, &told}
	x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
		response, err := issuer.Test().Authorise(r.DE55, issuer.Options{Decline: true, Scripts: []issuer.Script{{Late: true, Commands: []issuer.Command{issuer.PINUnblock()}}}})
		return response.Data, err
	})
	var err error
	if x.Terminal, err = terminal.New(x.cfg, x.devices, &addless{MemoryLedger: x.ledger}); err != nil {
		t.Fatal(err)
	}
	if s, err := x.Sell(t.Context(), 1234); err != nil || s.Approved() {
		t.Fatal(s, err)
	}
	x.took(t, "scripts 1100000000, card true")
}

// An advice that the card has asked for has no results where the host has booked: the reversal has them then.
// B4 6.3.9 once, 12.1.7, 12.1.8
func TestScriptResultsBesideAnAdvice(t *testing.T) {
	x := newTill(t, "default", "noauth")
	x.cfg.Terminal.Advices, x.devices.Readers.Contact = true, advising{x.devices.Readers.Contact}
	x.devices.Acquirer.Messages = uploadingTeller{teller{x.bank, new([]uint64)}}
	x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
		r.Facts.Part = 500 // not taken
		response, err := issuer.Test().Authorise(r.DE55, issuer.Options{ARC: "10", Scripts: []issuer.Script{{Late: true, Commands: []issuer.Command{issuer.PINUnblock()}}}})
		return response.Data, err
	})
	x.start(t)
	if s, err := x.Sell(t.Context(), 1234); err != nil || s.Approved() || !s.Result.Advice {
		t.Fatal(s, err)
	}
	x.took(t, "advice", "card declined 1234, scripts 1100000000")
}

// addless is a ledger that takes messages with their entries alone.
type addless struct{ *terminal.MemoryLedger }

func (*addless) Add(terminal.Message) error { return errors.New("full") }

// A tap's scripts are told of too: Kernel 3 has its own row for the results.
// B4 6.3.9 transmitted, C-3 A.2
func TestScriptResultsOfTap(t *testing.T) {
	b, told := &bank{}, []uint64(nil)
	d := tapDevices(terminal.Inserted(tapCard(t, "visa-update")))
	d.Acquirer.Messages = teller{b, &told}
	d.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
		response, err := issuer.Test().Authorise(r.DE55, issuer.Options{Scripts: []issuer.Script{{Commands: []issuer.Command{issuer.PINUnblock()}}}})
		return response.Data, err
	})
	x, err := terminal.New(tapConfig(t), d, terminal.NewMemoryLedger(), tapKernels()...)
	if err != nil {
		t.Fatal(err)
	}
	s, err := x.Sell(t.Context(), 1234)
	if err != nil || !s.Approved() || len(told) != 1 || told[0] != s.Result.Request {
		t.Errorf("%v, %v, told %v, %q", s, err, told, b.took)
	}
}
