package contact_test

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
)

// An exchange is a command as the kernel sent it and the response as the kernel got it.
type exchange struct{ command, response []byte }

// A duel is a kernel and a live card that meet again and again, with somebody in the middle. It is the lean form of
// world: no trace, no devices, memory used again, the host's answers kept.
type duel struct {
	cfg      *kernel.Config
	tx       kernel.Transaction
	card     *card.Card
	hostDown bool
	options  issuer.Options
	limit    int           // actions in one run
	took     time.Duration // by the card, for each exchange

	reply func(command []byte) []byte         // in the place of the card; nil: the card
	host  func(de55 []byte) []byte            // in the place of the issuer
	pin   func(kernel.PINRequest) (sw uint16) // VERIFY

	conv           []exchange // of the last run
	de55           []byte     // as the host got it in the last run, nil if it was not asked
	answer         []byte     // the host's
	pins, verified int        // PINs asked for; VERIFYs
	actions        int
	arena          []byte
	answers        map[string][]byte
	oracle         *reader

	recording bool     // keep what follows
	dumps     []string // the actions, each in one line
	journal   []byte
}

// number is the unpredictable number of every run.
var number = [4]byte{0x3A, 0x91, 0x5C, 0x07}

var loaded sync.Map // *kernel.Config by name

// newDuel has the named card and configuration, at 12.34.
func newDuel(t testing.TB, c *card.Card, config string, profile kernel.Profile) *duel {
	t.Helper()
	known, ok := loaded.Load(config)
	if !ok {
		known, _ = loaded.LoadOrStore(config, bench.Config(t, config))
	}
	cfg := *known.(*kernel.Config)
	cfg.Profile, cfg.Applications = profile, slices.Clone(cfg.Applications)
	d := &duel{card: c, cfg: &cfg, answers: map[string][]byte{}, limit: 400}
	d.tx = bench.Purchase(1234)
	return d
}

// keep copies bytes into the arena.
func (d *duel) keep(b []byte) []byte {
	n := len(d.arena)
	d.arena = append(d.arena, b...)
	return d.arena[n:len(d.arena):len(d.arena)]
}

// run runs the transaction with a fresh card; middle, if there is one, changes what the card answers to exchange n, from 0.
// Nothing that card and host do may make Next fail, the kernel panic, or the run go on without end.
func (d *duel) run(t testing.TB, middle func(n int, response []byte) []byte) *bench.Result {
	t.Helper()
	d.card.Renew()
	d.conv, d.arena, d.de55, d.answer, d.pins, d.verified = d.conv[:0], d.arena[:0], nil, nil, 0, 0
	d.dumps = d.dumps[:0]
	s, err := kernel.NewSession(contact.Program(), d.cfg, d.tx, kerneltest.Random(1), kerneltest.Numbers(number))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	ev := kernel.Event{}
	for d.actions = 1; d.actions <= d.limit; d.actions++ {
		a, err := s.Next(ev)
		if err != nil {
			t.Fatalf("Next: %v", err)
		}
		if d.recording {
			d.dumps = append(d.dumps, kerneltest.Dump(a))
		}
		if a.Kind == kernel.Done {
			d.journal = d.journal[:0]
			if d.recording {
				d.journal = s.Journal()
			}
			if err := s.Err(); err != nil {
				t.Fatalf("%v\n%s", err, err.(*kernel.BugError).Stack)
			}
			return bench.Of(a)
		}
		ev = d.do(t, a, middle)
	}
	t.Fatalf("no outcome after %d actions", d.limit)
	return nil
}

func (d *duel) do(t testing.TB, a kernel.Action, middle func(int, []byte) []byte) kernel.Event {
	switch a.Kind {
	case kernel.Transmit:
		response, err := d.ask(a.Command)
		if err != nil {
			t.Fatal(err)
		}
		if middle != nil {
			response = middle(len(d.conv), response)
		}
		d.conv = append(d.conv, exchange{d.keep(a.Command), d.keep(response)})
		return kernel.Event{Kind: kernel.Response, Data: response, Took: d.took}
	case kernel.EnterPIN:
		d.pins++
		return bench.PIN(kernel.PINEntered, 0)
	case kernel.VerifyPIN:
		d.verified++
		if d.pin != nil {
			return bench.PIN(kernel.PINEntered, d.pin(a.PIN))
		}
		return bench.PIN(kernel.PINDeviceFailed, 0)
	case kernel.SelectApplication, kernel.ConfirmApplication:
		return bench.Chosen(0)
	case kernel.GoOnline:
		d.de55 = d.keep(a.Data)
		if d.hostDown {
			return bench.NoHost()
		}
		d.answer = d.authorise(t, a.Data)
		return bench.HostResponse(d.answer)
	}
	return kernel.Event{}
}

func (d *duel) ask(command []byte) ([]byte, error) {
	if d.reply != nil {
		if r := d.reply(command); r != nil {
			return r, nil
		}
	}
	r, _, err := d.card.Transmit(context.Background(), command)
	return r, err
}

// authorise is the host: equal requests get the answer that was given before.
func (d *duel) authorise(t testing.TB, de55 []byte) []byte {
	if d.host != nil {
		return d.host(de55)
	}
	if known, ok := d.answers[string(de55)]; ok {
		return known
	}
	r, err := issuer.Test().Authorise(de55, d.options)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.answers) > 4096 {
		clear(d.answers)
	}
	d.answers[string(de55)] = r.Data
	return r.Data
}

// rank puts outcomes in order: approved offline, approved online, all else.
func outcomeRank(out *bench.Result) int {
	switch {
	case out.Status == kernel.Approved && !out.Online():
		return 2
	case out.Status == kernel.Approved:
		return 1
	}
	return 0
}

var rankNames = [...]string{"not approved", "approved online", "approved offline"}

// baseline runs without anybody in the middle and keeps the conversation.
func (d *duel) baseline(t testing.TB) (*bench.Result, []exchange) {
	t.Helper()
	out := d.run(t, nil)
	conv := make([]exchange, len(d.conv))
	for i, x := range d.conv {
		conv[i] = exchange{bytes.Clone(x.command), bytes.Clone(x.response)}
	}
	return out, conv
}

// within checks the bound: exchanges reported are exchanges done, and no more than the budget.
func (d *duel) within(t testing.TB, out *bench.Result) {
	t.Helper()
	budget := d.cfg.Budget.Exchanges
	if budget == 0 {
		budget = 1024
	}
	if out.Exchanges() != len(d.conv)+d.verified || len(d.conv) > budget {
		t.Errorf("%d exchanges done, %d reported, %d allowed", len(d.conv), out.Exchanges(), budget)
	}
}

// command names, as the books have them.
var commandNames = map[byte]string{
	apdu.Select: "SELECT", apdu.ReadRecord: "READ RECORD", apdu.GetProcessingOptions: "GET PROCESSING OPTIONS",
	apdu.GetData: "GET DATA", apdu.InternalAuthenticate: "INTERNAL AUTHENTICATE", apdu.GenerateAC: "GENERATE AC",
	apdu.ExternalAuthenticate: "EXTERNAL AUTHENTICATE", apdu.GetChallenge: "GET CHALLENGE", apdu.Verify: "VERIFY",
}
