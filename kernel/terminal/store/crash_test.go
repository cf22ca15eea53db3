//go:build !wasip1 && !js

package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/store"
	"github.com/emvgo/emv/testvectors/sweep"
)

// A run is a busy one in a child process: what it does with its terminal.
type run struct {
	configuration, card string
	journals            bool
	do                  func(r *running) error
}

// runs are the busy runs. Between them they have every message and every state of a transaction.
var runs = map[string]run{
	"till": {"default", "full", false, func(r *running) error {
		return errors.Join(
			r.sell("A", 1234), r.sell("B", 100), // by the host; offline
			r.with(func() { r.line.lost = true }, func() error { return r.sell("C", 1235) }), // the host has booked it, and the card approves offline
			r.undo(r.last),
			r.sell("D", 1236), r.undo(r.last),
			r.with(func() { r.line.down = true }, func() error { return errors.Join(r.sell("E", 101), r.undo(r.last), r.sell("F", 1237)) }),
			r.sell("D", 1236), // again, with the token that was free again
			r.store.Keep("chip", []byte{1}),
		)
	}},
	"declined": {"default-bit", "full", false, func(r *running) error {
		return errors.Join(
			r.with(func() { r.line.lost = true }, func() error { return r.sell("A", 1234) }), // declined, and reversed
			r.sell("A", 1234),
			r.with(func() { r.line.down = true }, func() error { return r.undo(r.last) }),
			r.sell("B", 1235),
			r.with(func() { r.line.lost, r.line.refuses = true, true }, func() error { return r.sell("C", 1236) }), // declined, and not taken back
			r.sell("D", 1237),
		)
	}},
	"machine": {"atm", "cash", false, func(r *running) error {
		return errors.Join(r.withdraw(10000, nil), r.withdraw(5000, errors.New("jam")), r.withdraw(2000, nil))
	}},
	"tap": {"tap", "visa-online", false, func(r *running) error { // the host wants a PIN for each
		return errors.Join(
			r.sell("A", 1234), r.undo(r.last), r.sell("A", 1235),
			r.with(func() { r.line.lostPIN = true }, func() error { return r.sell("B", 1236) }), // the host has booked it
			r.with(func() { r.line.lost = true }, func() error { return r.sell("C", 1237) }),
			r.sell("C", 1237),
		)
	}},
	"refused": {"default", "full", false, func(r *running) error { // the host takes nothing back
		refused := func(do func() error) error { return r.with(func() { r.line.refuses = true }, do) }
		return errors.Join(
			r.sell("A", 1234), refused(func() error { return r.refused(r.last) }), r.sell("A2", 1235),
			r.sell("B", 1236), r.with(func() { r.line.down = true }, func() error { return r.undo(r.last) }),
			refused(func() error { return r.sell("C", 1237) }), // and is told of it then
			r.sell("D", 1238), r.undo(r.last),
		)
	}},
	"doubt": {"default", "full", false, func(r *running) error { // the host has booked what the card approves offline, or never had it, and takes nothing back
		doubted := func(token string, amount uint64) error {
			return r.with(func() { r.line.lost, r.line.refuses = true, true }, func() error { return r.sell(token, amount) })
		}
		gone := func(token string, amount uint64) error {
			return r.with(func() { r.line.gone = true }, func() error { return doubted(token, amount) })
		}
		resolve := func(booked bool) error { return r.Resolve(context.Background(), r.last, booked) }
		return errors.Join(
			doubted("A", 1234), resolve(true), r.sell("A2", 1235),
			doubted("B", 1236), r.refused(r.last), doubted("C", 1237), r.sell("D", 100),
			gone("E", 1238), resolve(false), gone("F", 1239), r.refused(r.last), resolve(false), r.sell("F", 1240),
		)
	}},
	"unpaid": {"default", "full", false, (*running).unpaid},
	"follow": {"default", "full", false, (*running).followUps},
	"part":   {"default", "full", false, (*running).parts},
	"quick":  {"default", "full", false, (*running).quickChips},
	"visit":  {"atm", "cash", false, (*running).visit},
	"attempts": {"default", "full", false, func(r *running) error {
		return errors.Join(r.sell("A", 1234), r.with(func() { r.line.dead = true }, func() error {
			_, err := r.Accept(context.Background(), terminal.Order{Token: "B", Purpose: kernel.Purchase, Amount: 1235})
			return err
		}))
	}},
	"scripts": {"default", "pin", false, func(r *running) error { // each approval comes with one
		r.line.scripts = true
		return errors.Join(
			r.sell("A", 1234), r.with(func() { r.line.down = true }, func() error { return r.sell("B", 100) }),
			r.sell("C", 1235), r.undo(r.last), r.with(func() { r.line.mute = true }, func() error { return r.sell("D", 1236) }), r.sell("E", 1237),
		)
	}},
	"journal": {"default", "full", true, func(r *running) error { return r.sell("A", 1234) }},
}

// running is a run that is under way.
type running struct {
	*terminal.Terminal
	line  *line
	store *mortal
	last  uint64
}

// order makes one transaction. One that has failed leaves nothing to be asked.
func (r *running) order(o terminal.Order) (*terminal.Sale, error) {
	sale, err := r.Do(context.Background(), o)
	if sale != nil {
		r.last = sale.Number
	}
	return sale, err
}

// note tells the parent what the till has seen, on a line of its own.
func (r *running) note(format string, args ...any) { _, _ = r.line.say(fmt.Sprintf(format, args...)) }

func (r *running) sell(token string, amount uint64) error {
	sale, err := r.order(terminal.Order{Token: token, Purpose: kernel.Purchase, Amount: amount})
	if err == nil && sale.Approved() {
		r.note("sold %d", sale.Number)
	}
	return err
}

func (r *running) undo(number uint64) error {
	r.note("undo %d", number)
	return r.Undo(context.Background(), number, terminal.GoodsNotTaken)
}

// refused has a transaction taken back by a host that does not.
func (r *running) refused(number uint64) error {
	var state *terminal.StateError
	if err := r.undo(number); !errors.As(err, &state) {
		return fmt.Errorf("refused: %w", err)
	}
	return nil
}

// withdraw has cash given out, or not.
func (r *running) withdraw(amount uint64, jam error) error {
	sale, err := r.order(terminal.Order{Purpose: kernel.Cash, Amount: amount})
	if err != nil || sale.Owed.Cash == 0 {
		return err
	}
	r.note("dispensing %d", sale.Number)
	if jam != nil {
		return r.undo(sale.Number)
	}
	err = sale.Paid()
	r.note("paid %d", sale.Number)
	return err
}

// with does something while the line is in some state.
func (r *running) with(fault func(), do func() error) error {
	before := *r.line
	fault()
	err := do()
	*r.line = before
	return err
}

// TestKill kills a busy terminal before and after every write of its store, some again and again while they recover, and then has another one go on with the
// file: the books of till and bank agree, and cash that was being given out is the operator's.
//
// B4 12.2.3, 12.1.8
func TestKill(t *testing.T) {
	for _, c := range []struct {
		name  string
		every int // of the sample
	}{{"till", 73}, {"declined", 59}, {"machine", 37}, {"tap", 61}, {"refused", 73}, {"doubt", 83}, {"unpaid", 131}, {"journal", 127}, {"follow", 167}, {"part", 83}, {"quick", 83}, {"scripts", 47}, {"visit", 127}, {"attempts", 5}} {
		t.Run(c.name, func(t *testing.T) {
			b := newBank()
			points := live(t, place(t), c.name, 0, b)
			if len(b.faults) != 0 || points < 8 || len(b.live()) == 0 {
				t.Fatal(points, b.faults, b.live())
			}
			killed := 0
			for at := 1; at <= points; at++ {
				if !sweep.Sample(at, c.every) {
					continue
				}
				path, b := place(t), newBank()
				if live(t, path, c.name, at, b) != 0 {
					t.Fatalf("point %d: it lives", at)
				}
				killed++
				for again := 1; at%4 == 1 && live(t, path, "again "+c.name, again, b) == 0; again++ { // at each of its points while it recovers
				}
				recovers(t, fmt.Sprintf("point %d", at), path, c.name, b)
			}
			t.Logf("%d of %d points", killed, points)
		})
	}
}

// live runs a child, and is its bank. It gives how many points there were; 0 if it was killed.
func live(t *testing.T, path, name string, kill int, b *bank) (points int) {
	t.Helper()
	child := exec.Command(os.Args[0])
	child.Env = append([]string{"STORE_CHILD=busy"}, append(os.Environ(), "STORE_FILE="+path, "STORE_RUN="+name, fmt.Sprint("STORE_KILL=", kill))...)
	child.Stderr = os.Stderr
	in, err := child.StdinPipe()
	must(t, err)
	out, err := child.StdoutPipe()
	must(t, err, child.Start())
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if n, found := strings.CutPrefix(lines.Text(), "points "); found {
			points, _ = strconv.Atoi(n)
			break
		}
		answer := b.tell(lines.Text())
		if _, err := fmt.Fprintln(in, answer); err != nil {
			break
		}
	}
	err = child.Wait()
	var exit *exec.ExitError
	if points > 0 && err != nil || points == 0 && (kill == 0 || !errors.As(err, &exit) || exit.Exited()) {
		t.Fatalf("%s, killed at %d: %v", name, kill, err)
	}
	return points
}

// recovers switches the terminal on again, in this process, and holds its books against the bank's.
func recovers(t *testing.T, what, path, name string, b *bank) {
	t.Helper()
	if file, err := os.ReadFile(path); inClear(file) || err != nil {
		t.Errorf("%s: an account in clear, or %v", what, err)
	}
	s, err := store.Open(path, store.Options{Key: key})
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	defer s.Close()
	cfg, d, err := equip(runs[name].configuration, runs[name].card, &line{say: func(text string) (string, error) { return b.tell(text), nil }})
	must(t, err)
	d.Journals = s
	before, err := s.Open()
	must(t, err)
	a, err := terminal.New(cfg, d, s, tapKernels()...)
	must(t, err)
	_, err = a.Forward(t.Context())
	must(t, err)
	agree(t, what, s, b)
	doubts, err := a.Doubts()
	must(t, err)
	for _, e := range doubts { // the bank says what it has
		must(t, a.Resolve(t.Context(), e.Number, b.live()[fmt.Sprint("R", e.Request)] != 0))
	}
	if doubts, err = a.Doubts(); err != nil || len(doubts) != 0 {
		t.Errorf("%s: doubts %v, %v", what, doubts, err)
	}
	agree(t, what, s, b)

	owed, err := a.Owed()
	must(t, err)
	for _, e := range owed { // neither reversed nor settled
		if r := b.booked[fmt.Sprint("R", e.Request)]; r == nil || r.reversed || e.State != terminal.CashOwed || b.paid[fmt.Sprint(e.Number)] {
			t.Errorf("%s: cash of %d: %+v", what, e.Number, r)
		}
		must(t, a.Paid(e.Number))
	}
	for _, e := range before {
		if e.State == terminal.CashOwed && len(owed) == 0 {
			t.Errorf("%s: cash of %d is not listed", what, e.Number)
		}
	}
	for n := range b.dispensing {
		number, _ := strconv.ParseUint(n, 10, 64)
		e, err := s.Get(number)
		must(t, err)
		if !b.paid[n] && !b.undone[n] && e.State != terminal.Settled {
			t.Errorf("%s: cash that was being given out: %v", what, e)
		}
	}
	rests(t, what, a, s, b)
	if name == "scripts" {
		scripted(t, what, s, b)
	}
	if left, err := s.Unfinished(); err != nil || len(left) != 0 {
		t.Errorf("%s: journals %v, %v", what, left, err)
	}
	if name == "attempts" {
		attempted(t, what, cfg, s)
	}
	if sale, err := a.Sell(t.Context(), 500); err != nil && cfg.Treatment(kernel.Purchase) != nil || sale != nil && !sale.Approved() {
		t.Errorf("%s: it does not go on: %v, %v", what, sale, err)
	}
}

// attempted reports whether the attempts with a dead chip are known after a stop: all that had come to their end when the next one began. After the third the card
// is gone.
//
// EMV 4.4 B4 6.6.2
func attempted(t *testing.T, what string, cfg *kernel.Config, s *store.Store) {
	t.Helper()
	next, _, err := s.Next()
	must(t, err)
	v, err := terminal.ResumePresentment(cfg, s)
	must(t, err)
	known := cfg.Fallback.Attempts
	for ; !v.Stripe("201").Allowed && known > 0; known-- {
		v.NoAnswer()
	}
	if begun := int(next) - 2; known > max(begun, 0) || known < begun-1 && begun < cfg.Fallback.Attempts { // the first was a sale
		t.Errorf("%s: %d attempts are known, and %d were begun", what, known, begun)
	}
}

// scripted reports whether the bank knows what became of each script whose transaction has come to its end, by one message however often that came.
//
// B4 6.3.9 transmitted, once
func scripted(t *testing.T, what string, s *store.Store, b *bank) {
	t.Helper()
	for e, err := range s.Entries(0) {
		must(t, err)
		told := b.told[fmt.Sprint("R", e.Request)]
		if over := e.ARC == "00"; over && len(told) != 1 || !over && len(told) != 0 {
			t.Errorf("%s: %v: the bank was told %d things of scripts", what, e, len(told))
		}
	}
}

// rests holds what is listed as owed by customers against the ledger and what the till has seen.
func rests(t *testing.T, what string, a *terminal.Terminal, s *store.Store, b *bank) {
	t.Helper()
	list, err := a.Rests()
	must(t, err)
	listed := map[uint64]uint64{}
	for _, e := range list {
		if listed[e.Number] = e.Rest; b.restPaid[fmt.Sprint(e.Number)] {
			t.Errorf("%s: the rest of %d is paid, and listed", what, e.Number)
		}
	}
	for e, err := range s.Entries(0) {
		must(t, err)
		_, covered := s.Find(terminal.RestToken(e.Number))
		owes := e.Approved && e.State == terminal.Settled && e.Owing != "" && !b.paying[fmt.Sprint(e.Number)] && covered != nil
		if owes && listed[e.Number] != 734 || listed[e.Number] != 0 && (e.Owing != "7.34" || e.State != terminal.Settled) {
			t.Errorf("%s: %v owes %q, %d is listed", what, e, e.Owing, listed[e.Number])
		}
	}
}

// agree holds the books of a terminal against those of the bank: each approval that stands is booked once, and nothing else is.
func agree(t *testing.T, what string, s *store.Store, b *bank) {
	t.Helper()
	stands, live := map[string]uint64{}, b.live()
	count, sum := 0, uint64(0)
	for e, err := range s.Entries(0) {
		must(t, err)
		if e.State == terminal.Asked {
			t.Errorf("%s: %v is not taken back", what, e)
		}
		stays := e.Approved && e.State != terminal.Undone && !e.Unpaid
		switch {
		case !e.Approved && e.Refusal != "": // it was declined, and the bank does not take it back
			stands[fmt.Sprint("R", e.Request)] = e.Transaction.Amount
		case !stays, e.Doubt && live[fmt.Sprint("R", e.Request)] == 0:
		case e.Uploaded:
			stands[fmt.Sprint("U", e.Number)] = e.Transaction.Amount
		default:
			stands[fmt.Sprint("R", e.Request)] = e.Transaction.Amount
		}
		if held := e.Transaction.Purpose.Reserves() && !e.Taken; stays && !held {
			count, sum = count+1, sum+e.Transaction.Amount
		} else if n := fmt.Sprint(e.Number); !stays && !e.Unpaid && b.sold[n] && !b.undone[n] || !stays && b.paid[n] {
			t.Errorf("%s: given out, and %v", what, e)
		}
	}
	if !reflect.DeepEqual(stands, live) {
		t.Errorf("%s: the terminal has %v, the bank %v", what, stands, live)
	}
	for id, n := range b.effects {
		if n != 1 {
			t.Errorf("%s: %s is reversed %d times", what, id, n)
		}
	}
	if len(b.faults) != 0 {
		t.Errorf("%s: %q", what, b.faults)
	}
	totals, err := s.Totals()
	must(t, err)
	for _, one := range totals {
		count, sum = count-one.Count+one.Reversed, sum-one.Amount+one.ReversedAmount
	}
	if count != 0 || sum != 0 {
		t.Errorf("%s: totals %+v are off by %d, %d", what, totals, count, sum)
	}
	if waiting, err := s.Waiting(); err != nil || waiting != 0 {
		t.Errorf("%s: %d messages wait, %v", what, waiting, err)
	}
}

// busyRun is the child: it counts the points before and after each write, and dies at one of them.
func busyRun(path string) error {
	kill, err := strconv.Atoi(os.Getenv("STORE_KILL"))
	if err != nil {
		return err
	}
	s, err := store.Open(path, store.Options{Key: key})
	if err != nil {
		return err
	}
	name, again := strings.CutPrefix(os.Getenv("STORE_RUN"), "again ")
	r := runs[name]
	l := pipes(os.Stdin, os.Stdout)
	cfg, d, err := equip(r.configuration, r.card, l)
	if err != nil {
		return err
	}
	m := &mortal{Store: s, left: kill}
	if r.journals {
		d.Journals = m
	}
	t, err := terminal.New(cfg, d, m, tapKernels()...)
	if err != nil {
		return err
	}
	if again {
		_, err = t.Forward(context.Background())
	} else {
		err = r.do(&running{Terminal: t, line: l, store: m})
	}
	if err != nil {
		return err
	}
	m.point() // the end
	fmt.Println("points", m.points)
	return s.Close()
}

// mortal is a store whose process dies before or after one of its writes.
type mortal struct {
	*store.Store
	points, left int
}

func (m *mortal) point() {
	m.points++
	if m.points == m.left {
		if p, err := os.FindProcess(os.Getpid()); err == nil {
			_ = p.Kill()
			select {}
		}
	}
}

func (m *mortal) write(f func() error) error {
	m.point()
	defer m.point()
	return f()
}

func (m *mortal) Next() (number uint64, sequence uint32, err error) {
	err = m.write(func() (err error) {
		number, sequence, err = m.Store.Next()
		return err
	})
	return number, sequence, err
}

func (m *mortal) Put(e terminal.Entry, due ...terminal.Message) error {
	return m.write(func() error { return m.Store.Put(e, due...) })
}

func (m *mortal) Add(a terminal.Message) error {
	return m.write(func() error { return m.Store.Add(a) })
}
func (m *mortal) Tried(n uint64) error { return m.write(func() error { return m.Store.Tried(n) }) }
func (m *mortal) Untried(n uint64) error {
	return m.write(func() error { return m.Store.Untried(n) })
}
func (m *mortal) Done(n uint64) error { return m.write(func() error { return m.Store.Done(n) }) }
func (m *mortal) Complete(n uint64) error {
	return m.write(func() error { return m.Store.Complete(n) })
}

func (m *mortal) Keep(name string, value []byte) error {
	return m.write(func() error { return m.Store.Keep(name, value) })
}

func (m *mortal) Append(n uint64, piece []byte) error {
	return m.write(func() error { return m.Store.Append(n, piece) })
}
