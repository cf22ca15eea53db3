//go:build !wasip1 && !js

package store_test

import (
	"bufio"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/crypto/pin/softpin/pinpad"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/c4"
	"github.com/emvgo/emv/kernel/c5"
	"github.com/emvgo/emv/kernel/c6"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/c8"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/testvectors/issuer"
)

// A bank keeps its books in the parent process, whatever becomes of the terminal's.
type bank struct {
	booked  map[string]*booking // by request or upload
	effects map[string]int      // reversals that changed something
	faults  []string

	// What the till has seen: goods handed out, cash in the dispenser and out of it, transactions that were to be taken back.
	sold, dispensing, paid, undone map[string]bool
	paying, restPaid               map[string]bool // what was left of a partial approval

	told map[string]map[string]bool // of scripts: what it was told, by request
}

type booking struct {
	amount   uint64
	token    string
	reversed bool
	sent     bool   // its reversal, at least once
	follows  string // the booking of which it holds more
	taken    bool   // amount is what was taken in the end
}

func newBank() *bank {
	b := &bank{booked: map[string]*booking{}, effects: map[string]int{}}
	b.sold, b.dispensing, b.paid, b.undone = map[string]bool{}, map[string]bool{}, map[string]bool{}, map[string]bool{}
	b.paying, b.restPaid, b.told = map[string]bool{}, map[string]bool{}, map[string]map[string]bool{}
	return b
}

// tell takes one line of the terminal's line, and answers.
func (b *bank) tell(line string) string {
	var what, id, token string
	var amount uint64
	if n, _ := fmt.Sscanf(line, "%s %s %d %q", &what, &id, &amount, &token); n < 2 {
		b.faults = append(b.faults, "a line that is none: "+line)
		return "?"
	}
	switch what {
	case "authorise", "upload":
		if old := b.booked[id]; old != nil && what == "authorise" {
			b.faults = append(b.faults, "asked twice: "+line)
		} else if old == nil {
			b.booked[id] = &booking{amount: amount, token: token}
		}
	case "raise": // the token is the booking that it follows
		b.booked[id] = &booking{amount: amount, follows: token}
	case "take":
		if old := b.booked[id]; old == nil || old.reversed || old.taken && old.amount != amount {
			b.faults = append(b.faults, "nothing to take of: "+line)
		} else {
			old.amount, old.taken = amount, true
		}
	case "reverse", "repeat":
		old := b.booked[id]
		switch {
		case old == nil: // the request did not arrive
			old = &booking{reversed: true}
			b.booked[id] = old
		case !old.reversed:
			old.reversed = true
			b.effects[id]++
		}
		if old.sent && what == "reverse" {
			b.faults = append(b.faults, "a repeat that does not say so: "+line)
		}
		old.sent = true
	case "scripts": // the token is what it says
		if b.booked[id] == nil {
			b.faults = append(b.faults, "scripts of nothing: "+line)
		}
		if b.told[id] == nil {
			b.told[id] = map[string]bool{}
		}
		b.told[id][token] = true
	case "sold":
		b.sold[id] = true
	case "dispensing":
		b.dispensing[id] = true
	case "paid":
		b.paid[id] = true
	case "undo":
		b.undone[id] = true
	case "paying":
		b.paying[id] = true
	case "restpaid":
		b.restPaid[id] = true
	}
	return "ok"
}

// live is what the bank has booked and not reversed, by request or upload.
func (b *bank) live() map[string]uint64 {
	live := map[string]uint64{}
	tokens := map[string]bool{}
	for id, one := range b.booked {
		if one.reversed {
			continue
		}
		if base := b.booked[one.follows]; base != nil {
			if !base.reversed && !base.taken {
				live[one.follows] += one.amount
			}
			continue
		}
		if live[id] += one.amount; tokens[one.token] {
			b.faults = append(b.faults, "booked twice with one token: "+one.token)
		}
		tokens[one.token] = one.token != ""
	}
	return live
}

// A line goes to the bank: in the same process, or over pipes.
type line struct {
	say  func(string) (string, error)
	lost bool // answers
	gone bool // requests: they never arrive, and nobody knows
	down bool
	part uint64 // of the amount is approved; 0: all
	dead bool   // it is the chip that does not answer
	mute bool   // no message but a request is answered

	scripts bool // come with each approval

	refuses           bool // to take anything back
	refusesUploads    bool // to book anything that is uploaded, or another amount
	wantsPIN, lostPIN bool // a request without a PIN is declined for it; the answer to one with a PIN is lost
}

func (l *line) tell(format string, args ...any) error {
	if l.down {
		return errors.New("down")
	}
	answer, err := l.say(fmt.Sprintf(format, args...))
	if err == nil && (answer != "ok" || l.lost) {
		err = errors.New("the answer was lost")
	}
	return err
}

// pipes are a line through standard input and output.
func pipes(in io.Reader, out io.Writer) *line {
	answers := bufio.NewReader(in)
	return &line{say: func(text string) (string, error) {
		if _, err := fmt.Fprintln(out, text); err != nil {
			return "", err
		}
		answer, err := answers.ReadString('\n')
		return strings.TrimSpace(answer), err
	}}
}

func (l *line) Authorise(_ context.Context, r terminal.Request) ([]byte, error) {
	if l.down {
		return nil, terminal.ErrNotSent
	}
	switch {
	case l.gone:
		return nil, errors.New("the answer was lost")
	case l.wantsPIN && !r.OnlinePIN: // it is declined, and nothing is booked
		return []byte("\x8A\x0270"), l.tell("decline R%d %d %q", r.ID, r.Transaction.Amount, r.Token)
	case r.Follows != 0 && !r.OnlinePIN:
		return []byte("\x8A\x0200"), l.tell("raise R%d %d %q", r.ID, r.Transaction.Amount, fmt.Sprint("R", r.Follows))
	}
	amount, code := r.Transaction.Amount, ""
	if l.part != 0 {
		amount, code, r.Facts.Part = l.part, "10", l.part
	}
	if err := l.tell("authorise R%d %d %q", r.ID, amount, r.Token); err != nil {
		return nil, err
	}
	if l.lostPIN && r.OnlinePIN {
		return nil, errors.New("the answer was lost")
	}
	o := issuer.Options{ARC: code}
	if l.scripts {
		o.Scripts = []issuer.Script{{Late: true, Commands: []issuer.Command{issuer.PINUnblock()}}}
	}
	response, err := issuer.Test().Authorise(r.DE55, o)
	return response.Data, err
}

func (l *line) Scripts(_ context.Context, request uint64, data []byte) error {
	err := l.tell("scripts R%d 0 %q", request, fmt.Sprintf("%X", sha256.Sum256(data)))
	if l.mute {
		err = errors.Join(err, errors.New("the answer was lost"))
	}
	return err
}

func (l *line) Reverse(_ context.Context, r terminal.Reversal) error {
	what, id := "reverse", fmt.Sprint("R", r.Original)
	if r.Original == 0 {
		id = fmt.Sprint("U", r.Number)
	}
	if r.Repeat {
		what = "repeat"
	}
	if l.refuses {
		return errors.Join(l.tell("refuse %s %d %q", id, r.Transaction.Amount, r.Token), terminal.ErrRefused)
	}
	return l.tell("%s %s %d %q", what, id, r.Transaction.Amount, r.Token)
}

func (l *line) Upload(_ context.Context, a terminal.Approval) error {
	what, id := "upload", fmt.Sprint("U", a.Number)
	if a.Held != 0 {
		what = "take"
	}
	if a.Follows != 0 {
		id = fmt.Sprint("R", a.Follows)
	}
	if l.refusesUploads {
		return errors.Join(l.tell("refuse %s %d %q", id, a.Transaction.Amount, a.Token), terminal.ErrRefused)
	}
	return l.tell("%s %s %d %q", what, id, a.Transaction.Amount, a.Token)
}

func (l *line) Advise(context.Context, []byte) error { return nil }

// tapKernels are those for contactless cards.
func tapKernels() []kernel.Kernel {
	return []kernel.Kernel{c2.Kernel{}, c3.Kernel{}, c4.Kernel{}, c5.Kernel{}, c6.Kernel{}, c7.Kernel{}, c8.Kernel{}}
}

// equip is a terminal's configuration and devices.
func equip(configuration, cardName string, l *line) (*kernel.Config, terminal.Devices, error) {
	file, err := configs.Named(configuration)
	if err != nil {
		return nil, terminal.Devices{}, err
	}
	var configurable []config.Configurable
	for _, k := range tapKernels() {
		configurable = append(configurable, k)
	}
	cfg, err := config.Load(file, config.Kernels(configurable...))
	if err != nil {
		return nil, terminal.Devices{}, err
	}
	cfg.Profile = kernel.Book // a card approves offline, with an online PIN too, where the host was asked in vain
	c, err := card.Named(cardName)
	if err != nil {
		return nil, terminal.Devices{}, err
	}
	pins, err := softpin.New(slices.Repeat([]string{"1234"}, 16)...)
	taps := len(cfg.Combinations) > 0
	readers := terminal.Readers{Contact: slot{terminal.Inserted(c), c, l}}
	if l.wantsPIN = taps; taps {
		readers = terminal.Readers{Contactless: readers.Contact}
	}
	return cfg, terminal.Devices{
		Readers:    readers,
		Acquirer:   terminal.Acquirer{Host: l, Messages: l},
		Cardholder: terminal.Cardholder{PIN: pinpad.New(pins), Chooser: first{}},
		Clock:      func() time.Time { return time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC) },
	}, err
}

// slot powers the card on for each cardholder.
type slot struct {
	terminal.Reader
	card *card.Card
	line *line
}

func (s slot) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	if s.line.dead {
		return nil, 0, apdu.Fault(apdu.Timeout, nil)
	}
	return s.Reader.Transmit(ctx, command)
}

func (s slot) Activate(context.Context) ([]byte, error) {
	s.card.Reset()
	return nil, nil
}

// first takes the first application.
type first struct{}

func (first) SelectApplication(context.Context, []kernel.Candidate) (int, error) { return 0, nil }

func (first) ConfirmApplication(context.Context, kernel.Candidate) (bool, error) { return true, nil }
