package staff_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/crypto/pin/softpin/pinpad"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/staff"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/testvectors/issuer"
)

var unlockKey = []byte("the help desk's own key")

// a shop is a desk with a clock that stands until it is put on, and one of each role: 99, 00, 01 and 09.
type shop struct {
	*staff.Desk
	keeper *staff.Memory
	now    time.Time
	rules  staff.Rules
}

func open(t *testing.T) *shop {
	t.Helper()
	s := &shop{keeper: &staff.Memory{}, now: time.Date(2026, 7, 1, 9, 0, 0, 0, time.UTC)}
	s.rules = staff.Rules{Terminal: "TERM0001", UnlockKey: unlockKey, LockAfter: 10 * time.Minute, Clock: func() time.Time { return s.now }}
	s.restart(t)
	for _, err := range []error{
		s.Add("99", "12345678", "00", staff.Supervisor, "123456"), s.Add("00", "123456", "01", staff.Operator, "0000"),
		s.Add("00", "123456", "09", staff.Practice, "0000"), s.SignOn("01", "0000"),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// restart begins again with what was kept.
func (s *shop) restart(t *testing.T) {
	t.Helper()
	d, err := staff.Open(s.keeper, s.rules)
	if err != nil {
		t.Fatal(err)
	}
	s.Desk = d
}

var (
	sale   = terminal.Task{Purpose: kernel.Purchase}
	refund = terminal.Task{Purpose: kernel.Refund, GivesBack: true}
)

func (s *shop) admit(task terminal.Task) error {
	_, err := s.Admit(task)
	return err
}

// What is refused says why and what to do; what is allowed is done; and all of it is so after a restart too.
func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		before func(*shop)
		do     func(*shop) error
		want   string // empty: it is done
	}{
		"a sale":                        {nil, func(s *shop) error { return s.admit(sale) }, ""},
		"nobody is signed on":           {func(s *shop) { _ = s.SignOff() }, func(s *shop) error { return s.admit(sale) }, "nobody is signed on: sign an operator on"},
		"a wrong password":              {nil, func(s *shop) error { return s.SignOn("01", "0001") }, "wrong operator or password: enter both again"},
		"nobody of that number":         {nil, func(s *shop) error { return s.SignOn("77", "0000") }, "wrong operator or password: enter both again"},
		"a supervisor signs on":         {nil, func(s *shop) error { return s.SignOn("00", "123456") }, "00 is a supervisor: this needs an operator or a practice operator"},
		"an administrator confirms":     {nil, func(s *shop) error { return s.Confirm("99", "12345678") }, "99 is an administrator: this needs a supervisor"},
		"a refund":                      {nil, func(s *shop) error { return s.admit(refund) }, "money is given back: a supervisor confirms it"},
		"a refund, confirmed by nobody": {func(s *shop) { _ = s.Confirm("00", "000000") }, func(s *shop) error { return s.admit(refund) }, "money is given back: a supervisor confirms it"},
		"locked by hand":                {func(s *shop) { _ = s.Lock() }, func(s *shop) error { return s.admit(sale) }, "the terminal is locked: an operator unlocks it"},
		"unlocked by the supervisor":    {func(s *shop) { _ = s.Lock(); _ = s.Unlock("00", "123456") }, func(s *shop) error { return s.admit(sale) }, ""},
		"locked: another signs on":      {func(s *shop) { _ = s.Lock() }, func(s *shop) error { return s.SignOn("09", "0000") }, "the terminal is locked: unlock it first"},
		"locked: the same signs on":     {func(s *shop) { _ = s.Lock() }, func(s *shop) error { return s.SignOn("01", "0000") }, ""},
		"locked: nobody signs off":      {func(s *shop) { _ = s.Lock() }, func(s *shop) error { return s.SignOff() }, "the terminal is locked: unlock it first"},
		"ten minutes without a key":     {func(s *shop) { s.now = s.now.Add(10 * time.Minute) }, func(s *shop) error { return s.admit(sale) }, "the terminal is locked: an operator unlocks it"},
		"a clock set back by an hour":   {func(s *shop) { s.now = s.now.Add(-time.Hour) }, func(s *shop) error { return s.admit(sale) }, "the terminal is locked: an operator unlocks it"},
		"a clock set back by a minute":  {func(s *shop) { s.now = s.now.Add(-time.Minute) }, func(s *shop) error { return s.admit(sale) }, ""},
		"nine minutes":                  {func(s *shop) { s.now = s.now.Add(9 * time.Minute) }, func(s *shop) error { return s.admit(sale) }, ""},
		"a key, nine and nine minutes": {
			func(s *shop) { s.now = s.now.Add(9 * time.Minute); _ = s.Touch(); s.now = s.now.Add(9 * time.Minute) },
			func(s *shop) error { return s.admit(sale) }, "",
		},
		"a key too late":                  {func(s *shop) { s.now = s.now.Add(10 * time.Minute); _ = s.Touch() }, func(s *shop) error { return s.admit(sale) }, "the terminal is locked: an operator unlocks it"},
		"closed":                          {func(s *shop) { _ = s.Close("stolen\x1b[2J") }, func(s *shop) error { return s.admit(sale) }, "the terminal is out of use: stolen [2J: an administrator opens it, or a code of the help desk"},
		"closed: no operator unlocks":     {func(s *shop) { _ = s.Close("") }, func(s *shop) error { return s.Unlock("01", "0000") }, "the terminal is out of use: no reason was given: an administrator opens it"},
		"closed: nobody signs on":         {func(s *shop) { _ = s.Close("x") }, func(s *shop) error { return s.SignOn("01", "0000") }, "the terminal is out of use: x: an administrator"},
		"closed: a supervisor":            {func(s *shop) { _ = s.Close("x") }, func(s *shop) error { return s.Reopen("00", "123456") }, "00 is a supervisor: this needs an administrator"},
		"closed, opened":                  {func(s *shop) { _ = s.Close("x"); _ = s.Reopen("99", "12345678") }, func(s *shop) error { return s.admit(sale) }, ""},
		"an operator adds":                {nil, func(s *shop) error { return s.Add("01", "0000", "02", staff.Operator, "0000") }, "01 is an operator: this needs a supervisor"},
		"a supervisor adds one":           {nil, func(s *shop) error { return s.Add("00", "123456", "10", staff.Supervisor, "123456") }, "00 is a supervisor: this needs an administrator"},
		"a number that is there":          {nil, func(s *shop) error { return s.Add("00", "123456", "01", staff.Operator, "0000") }, "01 is there already: remove it, or give another number"},
		"a number of letters":             {nil, func(s *shop) error { return s.Add("00", "123456", "AB", staff.Operator, "0000") }, "an operator's number has two digits: give another"},
		"a short password":                {nil, func(s *shop) error { return s.Add("00", "123456", "02", staff.Operator, "000") }, "the password of an operator has 4 digits: give another"},
		"a password of letters":           {nil, func(s *shop) error { return s.SetPassword("01", "0000", "01", "abcd") }, "the password of an operator has 4 digits: give another"},
		"a supervisor who says who he is": {nil, func(s *shop) error { return s.Check("00", "123456", staff.Supervisor) }, ""},
		"an operator who says so":         {nil, func(s *shop) error { return s.Check("01", "0000", staff.Supervisor) }, "01 is an operator: this needs a supervisor"},
		"no such role":                    {nil, func(s *shop) error { return s.Add("00", "123456", "02", staff.Role(7), "0000") }, "there is no such role"},
		"the last administrator":          {nil, func(s *shop) error { return s.Remove("99", "12345678", "99") }, "99 is the last administrator: add another first"},
		"somebody who is not there":       {nil, func(s *shop) error { return s.Remove("00", "123456", "55") }, "55 is not there: see the list"},
		"who is removed is signed off":    {func(s *shop) { _ = s.Remove("00", "123456", "01") }, func(s *shop) error { return s.admit(sale) }, "nobody is signed on: sign an operator on"},
		"a new password, by himself":      {func(s *shop) { _ = s.SetPassword("01", "0000", "01", "4711") }, func(s *shop) error { return s.SignOn("01", "4711") }, ""},
		"the old password":                {func(s *shop) { _ = s.SetPassword("01", "0000", "01", "4711") }, func(s *shop) error { return s.SignOn("01", "0000") }, "wrong operator or password"},
		"a password by another":           {nil, func(s *shop) error { return s.SetPassword("09", "0000", "01", "4711") }, "09 is a practice operator: this needs a supervisor"},
	} {
		s := open(t)
		if c.before != nil {
			c.before(s)
		}
		s.restart(t)
		err := c.do(s)
		if c.want == "" && err != nil || c.want != "" && (err == nil || !staff.Refused(err) || !strings.HasPrefix(err.Error(), c.want)) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// A supervisor's word is for one order.
func TestConfirmOnce(t *testing.T) {
	s := open(t)
	if err := s.Confirm("00", "123456"); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(s.admit(sale), s.admit(refund)); err != nil {
		t.Error(err)
	}
	if s.admit(refund) == nil {
		t.Error("a second refund")
	}
	_ = s.Confirm("00", "123456")
	if err := s.SignOn("01", "0000"); err != nil || s.admit(refund) == nil {
		t.Error("confirmed for whoever signs on next")
	}
}

// Three wrong passwords block somebody, a restart between them or not, and the right one then does not help; somebody above ends it.
func TestBlocked(t *testing.T) {
	s := open(t)
	for range 3 {
		_ = s.SignOn("01", "9999")
		s.restart(t)
	}
	if err := s.SignOn("01", "0000"); err == nil || err.Error() != "01 is blocked after 3 wrong passwords: a supervisor gives a new password" {
		t.Error(err)
	}
	if list := s.People(); len(list) != 4 || !list[1].Blocked || list[0].Blocked || list[1].ID != "01" {
		t.Errorf("%+v", list)
	}
	if err := errors.Join(s.SetPassword("00", "123456", "01", "1111"), s.SignOn("01", "1111")); err != nil {
		t.Error(err)
	}
	_, _ = s.SignOn("01", "2222"), s.SignOn("01", "2222")
	if err := s.SignOn("01", "1111"); err != nil {
		t.Error("two wrong and a right one:", err)
	}
}

// The help desk's code opens its own terminal and its own lock, once, and ends an administrator's being blocked. Ten wrong codes are enough.
func TestHelpDesk(t *testing.T) {
	s := open(t)
	_ = s.Close("tampered with")
	for range 3 {
		_ = s.Reopen("99", "00000000")
	}
	if err := s.Reopen("99", "12345678"); err == nil || !strings.Contains(err.Error(), "ask the help desk for a code") {
		t.Error(err)
	}
	code := staff.UnlockCode(unlockKey, "TERM0001", s.Challenge())
	s.restart(t)
	for name, wrong := range map[string]string{
		"another terminal": staff.UnlockCode(unlockKey, "TERM0002", s.Challenge()), "another key": staff.UnlockCode([]byte("another key of a desk"), "TERM0001", s.Challenge()), "none": "",
	} {
		if err := s.ReopenByCode(wrong); err == nil || !strings.HasPrefix(err.Error(), "wrong code") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := errors.Join(s.ReopenByCode(code), s.admit(sale), s.Reopen("99", "12345678")); err != nil || s.Closed() != "" {
		t.Error(err)
	}
	_ = s.Close("again")
	for range 10 {
		if s.ReopenByCode(code) == nil {
			t.Fatal("a code opened twice")
		}
	}
	if err := s.ReopenByCode(staff.UnlockCode(unlockKey, "TERM0001", s.Challenge())); err == nil || err.Error() != "10 wrong codes: start the terminal again" {
		t.Error(err)
	}
	s.rules.UnlockKey = nil
	s.restart(t)
	if err := s.ReopenByCode(code); err == nil || !strings.HasPrefix(err.Error(), "this terminal knows no help desk") {
		t.Error(err)
	}
}

// broken keeps nothing from some moment on.
type broken struct {
	staff.Memory
	on bool
}

func (b *broken) Save(state []byte) error {
	if b.on {
		return errors.New("the disk is full")
	}
	return b.Memory.Save(state)
}

// What cannot be kept is not done: no try, no lock, no sign-on.
func TestBrokenKeeper(t *testing.T) {
	k := &broken{}
	d, err := staff.Open(k, staff.Rules{})
	if err != nil {
		t.Fatal(err)
	}
	k.on = true
	for _, err := range []error{d.Lock(), d.Close("x"), d.Reopen("99", "12345678"), d.Add("99", "12345678", "00", staff.Supervisor, "123456")} {
		if err == nil || staff.Refused(err) || !strings.Contains(err.Error(), "the disk is full") {
			t.Error(err)
		}
	}
	if d.Locked() || d.Closed() != "" || len(d.People()) != 1 {
		t.Error("something was done")
	}
}

// A state that cannot be read, or is of a later version, is refused with what to do; so is a short key.
func TestBadState(t *testing.T) {
	for state, want := range map[string]string{"{": "restore it", `{"schema":2}`: "update it"} {
		k := &staff.Memory{}
		_ = k.Save([]byte(state))
		if _, err := staff.Open(k, staff.Rules{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", state, err)
		}
	}
	if _, err := staff.Open(&staff.Memory{}, staff.Rules{UnlockKey: []byte("short")}); err == nil || !strings.Contains(err.Error(), "at least 16") {
		t.Error(err)
	}
}

// No password, hash or code stands in what is printed, and no password in what is kept.
func TestStaffPrintsNothing(t *testing.T) {
	s := open(t)
	kept, _ := s.keeper.Load()
	if text := fmt.Sprintf("%v %+v %#v", s.Desk, s.Desk, s.Desk); strings.Contains(text, "123456") || strings.Contains(text, "salt") || text != "staff of 4 staff of 4 staff of 4" {
		t.Error(text)
	}
	for _, password := range []string{"12345678", `"123456"`, `"0000"`} {
		if strings.Contains(string(kept), password) {
			t.Error(password, "is kept")
		}
	}
}

// bank is the host of the virtual cards, and counts what reaches it.
type bank struct{ requests, reversals int }

func (b *bank) Authorise(_ context.Context, r terminal.Request) ([]byte, error) {
	b.requests++
	response, err := issuer.Test().Authorise(r.DE55, issuer.Options{})
	return response.Data, err
}

func (b *bank) Reverse(context.Context, terminal.Reversal) error { b.reversals++; return nil }
func (b *bank) Advise(context.Context, []byte) error             { return nil }

// chooser takes the first application.
type chooser struct{ terminal.Chooser }

func (chooser) Confirm(context.Context, kernel.Candidate) (bool, error) { return true, nil }

// A terminal asks the desk before each order: what it refuses has not begun; an entry has the operator; what is practised reaches no host and no ledger, and
// its slip says so; a void is asked about, Undo is not.
func TestGate(t *testing.T) {
	s := open(t)
	file, err := configs.Named("default")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(file)
	if err != nil {
		t.Fatal(err)
	}
	cfg.Terminal.CardholderConfirms = false
	p, err := card.Named("full")
	if err != nil {
		t.Fatal(err)
	}
	b, practice := &bank{}, &bank{}
	pins, err := softpin.New("1234", "1234", "1234")
	if err != nil {
		t.Fatal(err)
	}
	defer pins.Close()
	x, err := terminal.New(cfg, terminal.Devices{
		Readers: terminal.Readers{Contact: terminal.Inserted(p)}, Acquirer: terminal.Acquirer{Host: b, Messages: b, Practice: practice},
		Cardholder: terminal.Cardholder{Chooser: chooser{}, PIN: pinpad.New(pins)}, Gate: s,
	}, terminal.NewMemoryLedger())
	if err != nil {
		t.Fatal(err)
	}
	first, err := x.Sell(t.Context(), 1234)
	if err != nil || !first.Approved() || b.requests != 1 {
		t.Fatal(first, err, b.requests)
	}
	if e, err := x.Entry(first.Number); err != nil || e.Operator != "01" {
		t.Errorf("%q %v", e.Operator, err)
	}
	if err := x.Void(t.Context(), first.Number); !staff.Refused(err) || b.reversals != 0 {
		t.Error(err, b.reversals)
	}
	if none, err := x.Refund(t.Context(), 100); none != nil || !staff.Refused(err) || b.requests != 1 {
		t.Error(none, err)
	}
	_ = s.Confirm("00", "123456")
	if err := x.Void(t.Context(), first.Number); err != nil || b.reversals != 1 {
		t.Error(err, b.reversals)
	}
	if e, _ := x.Entry(first.Number); e.Reversal != "voided" {
		t.Error(e.Reversal)
	}
	second, err := x.Sell(t.Context(), 1234)
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Undo(t.Context(), terminal.GoodsNotTaken); err != nil || b.reversals != 2 {
		t.Error("Undo, which the gate has no word in:", err)
	}
	if err := s.SignOn("09", "0000"); err != nil {
		t.Fatal(err)
	}
	exercise, err := x.Sell(t.Context(), 1234)
	if err != nil || !exercise.Approved() || b.requests != 2 || practice.requests != 1 {
		t.Fatal(exercise, err, b.requests, practice.requests)
	}
	var slip strings.Builder
	if err := exercise.Print(&slip, terminal.MerchantCopy); err != nil || !strings.Contains(slip.String(), "PRACTICE: NOTHING IS PAID") {
		t.Error(err, &slip)
	}
	if e, err := x.Entry(3); !errors.Is(err, terminal.ErrNoEntry) {
		t.Errorf("%v %v", e, err)
	}
	_ = s.Lock()
	if none, err := x.Sell(t.Context(), 1234); none != nil || err == nil || err.Error() != "the terminal is locked: an operator unlocks it" {
		t.Error(none, err)
	}
}
