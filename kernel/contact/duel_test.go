package contact_test

import (
	"context"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/contact/internal/oracle"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
)

// A duel is a kernel and a live card that meet again and again, with somebody in the middle, and the oracle as referee. It is the
// lean form of world: no trace, no devices, memory used again, the host's answers kept.
type duel struct {
	oracle.Case // of the last run
	card        *card.Card
	limit       int           // actions in one run
	took        time.Duration // by the card, for each exchange
	seed        uint64

	reply    func(command []byte) []byte // in the place of the card; nil: the card
	host     func(de55 []byte) []byte    // in the place of the issuer
	hostDown bool
	options  issuer.Options
	fault    kernel.Fault // of the card that is gone:
	goneAt   int          // from this exchange on, counted from 1; 0: never
	goneAsk  int          // when this question is a VERIFY

	pinWay   string                              // right, wrong, bypass, none
	verify   func(kernel.PINRequest) (sw uint16) // in the place of the card's VERIFY
	capture  func(a kernel.Action) (kernel.PINResult, uint16)
	ode      pin.ODE
	listed   bool   // in the exception file
	before   uint64 // spent before, as the log says
	refused  bool   // the attendant and the issuer say no
	forces   bool   // the attendant accepts
	noAdvice bool   // no advice can be made

	sent    []byte // the command in hand
	actions int
	arena   []byte
	answers map[string][]byte

	recording bool     // keep what follows
	dumps     []string // the actions, each in one line
	journal   []byte
}

// number is the unpredictable number of every run.
var number = [4]byte{0x3A, 0x91, 0x5C, 0x07}

var loaded sync.Map // *kernel.Config by name

// newDuel has this card and the named configuration, at 12.34.
func newDuel(t testing.TB, c *card.Card, config string, profile kernel.Profile) *duel {
	t.Helper()
	known, ok := loaded.Load(config)
	if !ok {
		known, _ = loaded.LoadOrStore(config, bench.Config(t, config))
	}
	cfg := *known.(*kernel.Config)
	cfg.Profile, cfg.Applications = profile, slices.Clone(cfg.Applications)
	return &duel{
		Case: oracle.Case{Config: &cfg, Transaction: bench.Purchase(1234), Number: number},
		card: c, answers: map[string][]byte{}, limit: 600, seed: 1, pinWay: "right",
	}
}

// bookDuel has the named card in the profile book.
func bookDuel(t testing.TB, name, config string) *duel {
	t.Helper()
	return newDuel(t, bench.With(t, name), config, kernel.Book)
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
	d.Conversation, d.Asks, d.arena, d.Host, d.DE55, d.dumps = d.Conversation[:0], d.Asks[:0], d.arena[:0], nil, nil, d.dumps[:0]
	s, err := kernel.NewSession(contact.Program(), d.Config, d.Transaction, kerneltest.Random(d.seed), kerneltest.Numbers(number))
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

// with runs with this response in the place of the card's to exchange n, from 0.
func (d *duel) with(t testing.TB, n int, response []byte) *bench.Result {
	t.Helper()
	return d.run(t, func(at int, r []byte) []byte {
		if at == n {
			return response
		}
		return r
	})
}

// baseline runs without anybody in the middle and keeps the conversation.
func (d *duel) baseline(t testing.TB) (*bench.Result, []oracle.Exchange) {
	t.Helper()
	out := d.run(t, nil)
	conv := make([]oracle.Exchange, len(d.Conversation))
	for i, x := range d.Conversation {
		conv[i] = oracle.Exchange{Command: slices.Clone(x.Command), Response: slices.Clone(x.Response)}
	}
	return out, conv
}

func (d *duel) do(t testing.TB, a kernel.Action, middle func(int, []byte) []byte) kernel.Event {
	switch a.Kind {
	case kernel.Transmit:
		if d.goneAt > 0 && len(d.Conversation) >= d.goneAt-1 {
			d.Conversation = append(d.Conversation, oracle.Exchange{Command: d.keep(a.Command)})
			return bench.Fault(d.fault)
		}
		r := d.transmit(t, a.Command)
		if d.sent = a.Command; middle != nil {
			r = middle(len(d.Conversation), r)
		}
		d.Conversation = append(d.Conversation, oracle.Exchange{Command: d.keep(a.Command), Response: d.keep(r)})
		return kernel.Event{Kind: kernel.Response, Data: r, Took: d.took}
	case kernel.EnterPIN, kernel.VerifyPIN, kernel.CaptureBiometric, kernel.VerifyBiometric:
		q := oracle.Ask{Question: d.question(a)}
		switch {
		case d.goneAsk > 0 && len(d.Asks) == d.goneAsk-1 && a.Kind == kernel.VerifyPIN:
			q.Gone = true
			d.Asks = append(d.Asks, q)
			return bench.Fault(d.fault)
		case q.BIT != "":
			q.Code, q.SW = d.capture(a)
		default:
			d.enterPIN(t, a, &q)
		}
		d.Asks = append(d.Asks, q)
		return bench.PIN(q.Code, q.SW)
	case kernel.GoOnline:
		d.DE55 = d.keep(a.Data)
		if d.hostDown {
			return bench.NoHost()
		}
		d.Host = append([]byte{}, d.authorise(t, a.Data)...) // nil: none
		return bench.HostResponse(d.Host)
	case kernel.Lookup, kernel.Referral, kernel.ForceAcceptance, kernel.Advise:
		return d.person(a)
	}
	if a.Await.Has(kernel.Chosen) { // the first of whatever is offered
		return bench.Chosen(0)
	}
	return kernel.Event{}
}

func (d *duel) transmit(t testing.TB, command []byte) []byte {
	if d.reply != nil {
		if r := d.reply(command); r != nil {
			return r
		}
	}
	r, _, err := d.card.Transmit(context.Background(), command)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// question is what an action asks, in the oracle's words.
func (d *duel) question(a kernel.Action) oracle.Question {
	q := oracle.Question{Kind: a.Kind, At: len(d.Conversation), Data: hexOf(a.Data)}
	switch a.Kind {
	case kernel.EnterPIN, kernel.VerifyPIN, kernel.CaptureBiometric, kernel.VerifyBiometric:
		q.Method, q.Tries = a.PIN.Method, a.PIN.Tries
		q.Subtype, q.BIT = a.Biometric.Subtype, string(a.Biometric.BIT)
	}
	if a.Kind == kernel.EnterPIN || a.Kind == kernel.CaptureBiometric {
		if q.Method == kernel.EncipheredOfflinePINECC { // the cardholder does not see the cipher
			q.Method = kernel.EncipheredOfflinePINRSA
		}
		return q
	}
	q.Challenge, q.NewKeys = string(a.PIN.Challenge), a.PIN.NewKeys
	switch q.Method {
	case kernel.EncipheredOfflinePINRSA:
		q.Key = fmt.Sprintf("%X %X", a.PIN.Modulus, a.PIN.Exponent)
	case kernel.EncipheredOfflinePINECC:
		q.Key = fmt.Sprintf("%02X %X", a.PIN.Suite, a.PIN.Public)
	}
	return q
}

// person is the terminal's memory, the attendant, and whoever takes advices.
func (d *duel) person(a kernel.Action) kernel.Event {
	q := oracle.Ask{Question: d.question(a)}
	yesOrNo := func(no bool) kernel.Event {
		if q.No = no; no {
			return bench.Chosen(-1)
		}
		return bench.Chosen(0)
	}
	ev := kernel.Event{}
	switch a.Kind {
	case kernel.Lookup:
		q.No, q.Sum = d.listed, d.before
		ev = kernel.Event{Kind: kernel.LookedUp, Listed: d.listed}
		ev.Amount = d.before
	case kernel.Referral:
		ev = yesOrNo(d.refused)
	case kernel.ForceAcceptance:
		ev = yesOrNo(!d.forces)
		q.Data = ""
	case kernel.Advise:
		q.Data, q.Advice, q.No = "", d.keep(a.Data), d.noAdvice
		ev = kernel.Event{Kind: kernel.Advised, NotMade: d.noAdvice}
	}
	d.Asks = append(d.Asks, q)
	return ev
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

// enterPIN is the PIN device, with a cardholder who types 1234 or 4321.
// B3 6.5.12, B2 7.2
func (d *duel) enterPIN(t testing.TB, a kernel.Action, q *oracle.Ask) {
	switch {
	case d.pinWay == "bypass":
		q.Code = kernel.PINBypassed
		return
	case d.pinWay == "none":
		q.Code = kernel.PINDeviceFailed
		return
	case q.Kind == kernel.EnterPIN:
		return
	case d.verify != nil:
		q.SW = d.verify(a.PIN)
		return
	}
	digits := "1234"
	if d.pinWay == "wrong" {
		digits = "4321"
	}
	block := bench.Hex(t, "24"+digits+"FFFFFFFFFF")
	command := []byte{0x00, 0x20, 0x00, 0x80}
	switch a.PIN.Method {
	case kernel.EncipheredOfflinePINECC:
		block, command[3] = d.encipherECC(t, a.PIN, digits), 0x8A
	case kernel.EncipheredOfflinePINRSA:
		n := len(a.PIN.Modulus)
		data := append(append([]byte{0x7F}, block...), a.PIN.Challenge...)
		data = append(data, make([]byte, n-len(data))...)
		m := new(big.Int).Exp(new(big.Int).SetBytes(data), new(big.Int).SetBytes(a.PIN.Exponent), new(big.Int).SetBytes(a.PIN.Modulus))
		block, command[3] = m.FillBytes(make([]byte, n)), 0x88
	}
	r, _, err := d.card.Transmit(context.Background(), append(append(command, byte(len(block))), block...))
	if err != nil {
		t.Fatal(err)
	}
	q.SW = uint16(r[len(r)-2])<<8 | uint16(r[len(r)-1])
}

// encipherECC is the PIN device's part of an enciphered PIN with ECC.
func (d *duel) encipherECC(t testing.TB, r kernel.PINRequest, digits string) []byte {
	t.Helper()
	p, err := pin.New([]byte(digits))
	if err != nil {
		t.Fatal(err)
	}
	if r.NewKeys {
		if d.ode, err = pin.NewODE(pin.Suite(r.Suite), r.Public); err != nil {
			t.Fatal(err)
		}
	}
	data, err := d.ode.EncipherPIN(p, r.Challenge)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// agree compares an outcome with the oracle's verdict: "" if they are the same, and the exchanges reported are those done.
func (d *duel) agree(out *bench.Result) string {
	want := d.Judge()
	got := oracle.Verdict{
		Status: out.Status, ARC: out.ARC(), TVR: [5]byte(out.TVR()), TSI: [2]byte(out.TSI()), CVM: [3]byte(out.CVMResults()), Scripts: hexOf(out.Scripts()),
		Reversal: out.Reversal(), Advice: out.Advice(), Forced: out.Forced(), Why: want.Why,
		ODA: strings.TrimSpace(out.ODA().Method + " " + out.ODA().Result),
	}
	if (out.ODA().Result == "failed") != (out.ODA().Reason != "") || (out.Status == kernel.EndApplication) && out.Error.Step == "" {
		return fmt.Sprintf("no reason: %+v, step %q", out.ODA(), out.Error.Step)
	}
	if out.Status == kernel.Approved {
		got.AC = hexOf(out.AC())
	}
	if out.Status == kernel.EndApplication {
		got.CVM, want.CVM, got.ARC, want.ARC = [3]byte{}, [3]byte{}, "", ""
	}
	if n := len(d.Conversation) + d.verifies(); out.Exchanges() != n {
		return fmt.Sprintf("%d exchanges, %d reported", n, out.Exchanges())
	}
	if got == want {
		return ""
	}
	return fmt.Sprintf("%s [%s]\nkernel %+v\noracle %+v", out.Error.Reason, out.Error.Clause, got, want)
}

// verifies counts the VERIFYs that the PIN device sent.
func (d *duel) verifies() (n int) {
	for _, q := range d.Asks {
		if (q.Kind == kernel.VerifyPIN || q.Kind == kernel.VerifyBiometric) && q.Code == kernel.PINEntered {
			n++
		}
	}
	return n
}

// replays checks that the journal of the last run gives its actions again, to the byte.
func (d *duel) replays(t testing.TB) {
	t.Helper()
	n := 0
	err := kernel.Replay(contact.Program(), d.Config, d.journal, func(_ kernel.Event, a kernel.Action) error {
		if again := kerneltest.Dump(a); n >= len(d.dumps) || again != d.dumps[n] {
			return fmt.Errorf("action %d again: %s", n, again)
		}
		n++
		return nil
	})
	if err != nil || n != len(d.dumps) {
		t.Errorf("replay: %d of %d actions: %v", n, len(d.dumps), err)
	}
}

// outcomeRank puts outcomes in order: approved offline, approved online, all else.
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
