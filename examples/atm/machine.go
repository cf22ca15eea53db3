package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// A machine is the cash machine and the cardholder in front of it.
type machine struct {
	shell.Screen
	settings  *settings
	hand      *shell.Hand // nil: a real reader
	slot      *slot       // nil: cards are only tapped
	watch     shell.Stopwatch
	card      string // where it is in the end
	dispensed uint64

	t      *terminal.Terminal
	host   *shell.Host
	ledger shell.Ledger
	done   []func() error
}

// notes are the kinds of notes that the dispenser has, in units of the currency, largest first.
var notes = [...]uint64{50, 20, 10}

// count says how many notes of each kind make an amount.
func count(amount uint64, exponent byte) (n [len(notes)]uint64, err error) {
	unit := uint64(1)
	for range exponent {
		unit *= 10
	}
	left := amount
	for i, note := range notes {
		n[i] = left / (note * unit)
		left %= note * unit
	}
	if left != 0 || amount == 0 {
		return n, errors.New("there are notes of 50, 20 and 10; give a multiple of 10")
	}
	return n, nil
}

// complete does what follows the transaction: with the card gone, the notes are counted out and presented. An approval that fails is taken back.
func (m *machine) complete(ctx context.Context, sale *terminal.Sale) error {
	if m.settings.purpose.Administers() {
		m.Line("CARD", verdict(m.settings.purpose, sale.Approved()).In(m.Language))
		return nil
	}
	if m.settings.purpose == kernel.Deposit {
		return m.keepNotes(ctx, sale)
	}
	if b := sale.Receipt.Balance; b != "" {
		m.Panel(append([]string{phraseBalance.In(m.Language) + " " + b}, sale.Receipt.Statement...)...)
	}
	if sale.Result.CardLeft && sale.Result.Approved() && !sale.Approved() { // also where the host does not take it back
		m.Line("DISPENSER", "no notes without the card taken")
	}
	if sale.Owed.Cash == 0 {
		return nil
	}
	text, err := m.stack(sale.Owed.Cash)
	m.Line("DISPENSER", text)
	switch {
	case err != nil:
		return sale.Undo(ctx, terminal.DeviceFailed)
	case m.settings.leave == "cash":
		m.Line("CASH", "presented, not taken: back into the machine")
		return sale.Undo(ctx, terminal.GoodsNotTaken)
	}
	m.dispensed = sale.Owed.Cash
	m.Line("CASH", "presented, taken")
	return sale.Paid()
}

// takeIn counts the notes of a deposit before anybody is asked. They lie apart until it is approved.
func (m *machine) takeIn() {
	if m.settings.purpose != kernel.Deposit {
		return
	}
	text, err := m.counted(m.settings.Amount)
	if err != nil { // parse has counted them already
		text = err.Error()
	}
	m.Line("NOTES IN", text+"counted")
}

// keepNotes puts the notes of a deposit that was approved into the safe, and gives others back. A deposit whose notes cannot be kept is taken back.
func (m *machine) keepNotes(ctx context.Context, sale *terminal.Sale) error {
	switch {
	case !sale.Approved():
		m.Line("NOTES IN", "given back")
		return nil
	case m.settings.jam:
		m.Line("NOTES IN", "the notes jam on their way into the safe: given back")
		return sale.Undo(ctx, terminal.DeviceFailed)
	}
	m.Line("NOTES IN", "in the safe")
	return nil
}

// operate lists the cash whose dispensing a stop has cut short, for the operator who looks into the machine and says what became of it.
func (m *machine) operate(ctx context.Context, t *terminal.Terminal) error {
	owed, err := t.Owed()
	for _, e := range owed {
		text := fmt.Sprintf("transaction %d, %s %s: stopped while its cash was given out", e.Number, e.Amount, e.Currency)
		switch m.settings.owed {
		case "":
			text += "; look, and give -owed paid or -owed undone"
		case "paid":
			err = errors.Join(err, t.Paid(e.Number))
			text += "; paid"
		default:
			err = errors.Join(err, t.Undo(ctx, e.Number, terminal.DeviceFailed))
			text += "; taken back"
		}
		m.Line("OPERATOR", text)
	}
	return err
}

// stack counts the notes out behind the shutter.
func (m *machine) stack(amount uint64) (text string, err error) {
	if m.settings.jam {
		return "the notes jam: none is given out", errors.New("jam")
	}
	if text, err = m.counted(amount); err != nil {
		return err.Error(), err
	}
	return text + "counted out", nil
}

// counted says how many notes of each kind make an amount.
func (m *machine) counted(amount uint64) (text string, err error) {
	n, err := count(amount, m.settings.Config.Terminal.CurrencyExponent)
	if err != nil {
		return "", err
	}
	for i, note := range notes {
		if n[i] > 0 {
			text += fmt.Sprintf("%d x %d ", n[i], note)
		}
	}
	return text, nil
}

func (m *machine) money(amount uint64) string {
	t := &m.settings.Config.Terminal
	return terminal.FormatAmount(amount, t.CurrencyExponent) + " " + terminal.CurrencyName(t.TransactionCurrency)
}

// SelectLanguage is the cardholder's choice.
func (m *machine) SelectLanguage(_ context.Context, languages []string) (int, error) {
	i := languageIndex(languages, m.settings.language)
	var lines []string
	for _, l := range languages {
		lines = append(lines, phraseLanguage.In(l))
	}
	m.Language = languages[i]
	m.menu(strings.Join(slices.Compact(lines), " / "), languageNames(languages), i)
	return i, nil
}

// SelectAccount takes the first that is offered.
func (m *machine) SelectAccount(_ context.Context, accounts []tlv.AccountTypeValue, ui kernel.UI) (int, error) {
	var names []string
	for _, a := range accounts {
		names = append(names, accountPhrases[a].In(ui.Language))
	}
	m.Language = ui.Language
	m.menu(phraseAccount.In(ui.Language), names, 0)
	return 0, nil
}

// RequestAmount enters the amount of the command line.
func (m *machine) RequestAmount(_ context.Context, ui kernel.UI) (amount, other uint64, ok bool, err error) {
	m.Language = ui.Language
	m.Panel(shell.Message(ui.Message, ui.Language), "> "+m.money(m.settings.Amount))
	return m.settings.Amount, 0, true, nil
}

func (m *machine) menu(title string, items []string, choice int) {
	lines := []string{title}
	for i, item := range items {
		lines = append(lines, fmt.Sprintf("%d %s", i+1, item))
	}
	m.Panel(append(lines, fmt.Sprintf("> %d", choice+1))...)
}

// A slot is the card reader: it notices a card that is pulled out, and gives the card back before any cash, so that it is not forgotten.
type slot struct {
	terminal.Reader
	m       *machine
	empty   bool
	removed func(context.Context) error // somebody who may take the card; nil: the command line says what he does
}

// Transmit sends a command to the card.
func (s *slot) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	response, took, err := s.Reader.Transmit(ctx, command)
	var f *apdu.FaultError
	s.empty = s.empty || errors.As(err, &f) && f.Kind == apdu.Removed
	return response, took, err
}

// Removed waits until the cardholder has taken the card; one that is left is captured.
func (s *slot) Removed(ctx context.Context) error {
	m := s.m
	switch {
	case s.removed != nil:
		return s.removed(ctx)
	case s.empty:
		m.card = "pulled out"
		m.Line("CARD", "pulled out by the cardholder")
	case m.settings.leave == "card":
		m.card = "captured"
		m.Line("CARD", "given back, not taken: captured")
		return errors.New("the card was left")
	default:
		m.card = "returned"
		m.Line("CARD", shell.Message(kernel.MsgRemoveCard, m.Language)+": taken")
	}
	return nil
}

// A pinPad shows what the cardholder does at the PIN device, which is never more than stars.
type pinPad struct {
	terminal.PINPad
	fresh *softpin.Device // takes new PINs; a part of the same device
	m     *machine
}

// EnterPIN takes a PIN.
func (p pinPad) EnterPIN(ctx context.Context, r terminal.PINEntry) (kernel.PINResult, error) {
	if r.Method == kernel.NewPIN {
		return p.enterNew(ctx)
	}
	result, err := p.PINPad.EnterPIN(ctx, r)
	typed := map[kernel.PINResult]string{kernel.PINEntered: "****", kernel.PINCancelled: "(cancel)"}[result]
	p.m.Panel(shell.Message(kernel.MsgEnterPIN, p.m.Language), "> "+typed)
	return result, err
}
