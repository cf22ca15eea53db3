package host

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// An Account is one to open, as a file has it. Amounts are in minor units of whatever currency: an account has one balance for each, and savings beside it, of
// nothing at first.
type Account struct {
	PAN     string `json:"pan"`
	PIN     string `json:"pin"`
	Balance int64  `json:"balance"`
	Limit   uint64 `json:"limit"`   // of one transaction; 0: none
	Daily   uint64 `json:"daily"`   // of a day; 0: none
	Blocked bool   `json:"blocked"` // lost or stolen: declined with 41
}

// Format prints the masked PAN alone, under every verb.
func (a Account) Format(f fmt.State, _ rune) {
	p, err := pin.ParsePAN(a.PAN)
	if err != nil {
		_, _ = io.WriteString(f, "account")
		return
	}
	_, _ = fmt.Fprintf(f, "account of %s", p)
}

// anybody is the account of a card that no file names.
var anybody = Account{PIN: "1234", Balance: 5_000_00, Limit: 2_000_00, Daily: 10_000_00}

// pinTries are the wrong PINs after which no PIN is taken any more.
const pinTries = 3

// The most that is kept: accounts opened by a card's first use, and bookings of one terminal in a batch and the one before.
const (
	maxAccounts = 100_000
	maxBookings = 1_000_000
	maxHistory  = 32 // movements of an account
)

type account struct {
	pin      pin.PIN
	tries    int
	opening  int64
	balances map[place]int64
	limit    uint64
	daily    uint64
	blocked  bool
	day      string
	spent    uint64
	history  []*booking // the last that moved money
}

// savings is the account type whose money is kept apart.
const savings = "10"

// purse is the account type of electronic cash, here: what a card was loaded with.
const purse = "90"

// A place is where an account keeps money: a currency, of the savings or not, or in the card's purse.
type place struct {
	currency string
	savings  bool
	purse    bool
}

// placeOf is the place of an account type.
func placeOf(currency, account string) place {
	return place{currency, account == savings, account == purse}
}

func (a *account) balance(p place) int64 {
	if b, ok := a.balances[p]; ok || p.savings || p.purse {
		return b
	}
	return a.opening
}

func (a *account) move(p *place, by int64) {
	if p != nil {
		a.balances[*p] = a.balance(*p) + by
	}
}

// The states of a booking.
type state uint8

const (
	declined state = iota
	booked         // the balance is changed
	reversed
	unknown // a reversal came, and the request did not
	noted   // an advice that moves no money
	raised  // more is held by another booking
	voiding // it has taken another booking back
	taking  // it has taken another amount of another booking
)

// A booking is what became of one request or advice, by its reference number.
type booking struct {
	state    state
	class    string // digits 2 and 3 of the message type
	print    [32]byte
	account  *account
	pan      string
	currency string
	amount   uint64
	from, to *place   // of the account; nil: outside
	payee    *account // that to is of; nil: the same
	raises   *booking // that holds more by it
	followed bool     // another amount was taken of it
	captured bool     // it is in the totals of its batch
	batch    uint64
	day      string
	token    string  // of the sale
	card     string  // PAN, sequence number, ATC and unpredictable number
	before   pin.PIN // the PIN that was changed
	results  []byte  // of the scripts of its answer, as the terminal has told; of an advice: those that it tells
	answer   answer

	of       *booking // that it takes back, or takes another amount of
	held     uint64   // what that one had before
	counted  bool     // that one was in the totals before
	approval string   // of an authorisation: UnionPay's messages name it by that
}

// An answer is what is said again when the same message comes again.
type answer struct {
	code, approval, amounts, lines string
	part                           string // the amount, where it is less than what was asked for
	icc                            []byte
}

func (a *answer) put(m *iso8583.Message) {
	m.Set(iso8583.FieldResponse, a.code)
	m.Set(iso8583.FieldApproval, a.approval)
	m.Set(iso8583.FieldAmount, a.part)
	m.Set(iso8583.FieldAmounts, a.amounts)
	m.Set(iso8583.FieldStatement, a.lines)
	m.SetBytes(iso8583.FieldICC, a.icc)
}

// move moves the money of a booking, or with -1 moves it back.
func (b *booking) move(times int64) {
	b.account.move(b.from, -times*int64(b.amount))
	payee := b.payee
	if payee == nil {
		payee = b.account
	}
	payee.move(b.to, times*int64(b.amount))
}

// credits reports whether money comes into the account, spends whether it goes out of it: a transfer does neither.
func (b *booking) credits() bool { return b.from == nil && b.to != nil }
func (b *booking) spends() bool  { return b.from != nil && b.to == nil }

// A till is what the books have of one terminal.
type till struct {
	bookings map[string]*booking        // by reference number
	batch    map[string]uint64          // by currency
	totals   map[string]*iso8583.Totals // by currency
	settled  map[string]settled         // the last answer, by currency
	sales    map[string]*booking        // that stand, or stood last, by token
	union    *unionTill                 // nil: it speaks plain
}

type settled struct {
	rrn      string
	balanced bool
	totals   iso8583.Totals
}

// Books are the accounts and what was booked. They outlive the host that works on them. They print as their size.
type Books struct {
	Anybody Account // the account of a card that was not named; set it before the first is used

	mu       sync.Mutex
	accounts map[string]*account
	tills    map[string]*till
	cards    map[string]*booking
	approved uint64
	disputed uint64
}

// NewBooks opens accounts. A card that they do not name has the account Anybody from its first use on: PIN 1234, 5,000.00, of which 2,000.00 in one transaction.
func NewBooks(list ...Account) (*Books, error) {
	b := &Books{Anybody: anybody, accounts: map[string]*account{}, tills: map[string]*till{}, cards: map[string]*booking{}}
	for i := range list {
		if _, err := pin.ParsePAN(list[i].PAN); err != nil {
			return nil, fmt.Errorf("accounts[%d]: the PAN: %w", i, err)
		}
		a, err := open(&list[i])
		if err != nil {
			return nil, fmt.Errorf("accounts[%d]: %w", i, err)
		}
		b.accounts[list[i].PAN] = a
	}
	return b, nil
}

// ParseAccounts reads accounts from JSON: {"accounts": [{"pan": "...", "pin": "1234", "balance": 500000}]}.
func ParseAccounts(data []byte) ([]Account, error) {
	var file struct {
		Accounts []Account `json:"accounts"`
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&file); err != nil {
		return nil, fmt.Errorf("accounts: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("accounts: there is something behind the object")
	}
	return file.Accounts, nil
}

func open(a *Account) (*account, error) {
	p, err := pin.New([]byte(a.PIN))
	if err != nil {
		return nil, fmt.Errorf("the PIN: %w", err)
	}
	return &account{
		pin: p, tries: pinTries, opening: a.Balance, balances: map[place]int64{}, limit: a.Limit, daily: a.Daily, blocked: a.Blocked,
	}, nil
}

// account finds an account, nil if there is none and no more is opened.
func (b *Books) account(pan string) *account {
	if a := b.accounts[pan]; a != nil {
		return a
	}
	if pan == "" || len(b.accounts) >= maxAccounts {
		return nil
	}
	a, err := open(&b.Anybody)
	if err != nil {
		return nil
	}
	b.accounts[pan] = a
	return a
}

func (b *Books) till(terminal string) *till {
	t := b.tills[terminal]
	if t == nil {
		t = &till{bookings: map[string]*booking{}, batch: map[string]uint64{}, totals: map[string]*iso8583.Totals{}, settled: map[string]settled{}, sales: map[string]*booking{}}
		b.tills[terminal] = t
	}
	return t
}

func (t *till) of(currency string) *iso8583.Totals {
	x := t.totals[currency]
	if x == nil {
		x = &iso8583.Totals{}
		t.totals[currency] = x
	}
	return x
}

// keep notes a booking, and moves its money.
func (b *Books) keep(t *till, rrn string, k *booking) {
	k.batch = t.batch[k.currency]
	t.bookings[rrn] = k
	if k.card != "" && k.state == booked {
		b.cards[k.card] = k
	}
	if k.state != booked {
		return
	}
	if k.token != "" {
		t.sales[k.token] = k
	}
	k.move(1)
	if k.amount != 0 {
		k.account.history = append(k.account.history[max(0, len(k.account.history)-maxHistory+1):], k)
	}
	if k.spends() {
		if k.account.day != k.day {
			k.account.day, k.account.spent = k.day, 0
		}
		k.account.spent += k.amount
	}
	if k.captured {
		t.count(k)
	}
}

// count puts a booking into the totals of the batch.
func (t *till) count(k *booking) {
	k.batch = t.batch[k.currency]
	switch {
	case k.amount == 0:
	case k.credits():
		t.of(k.currency).Credits.Add(k.amount)
	case k.spends():
		t.of(k.currency).Debits.Add(k.amount)
	}
}

// takeBack undoes a booking.
func (t *till) takeBack(k *booking) {
	if k.state == raised {
		k.state = reversed
		k.raises.raise(-int64(k.amount))
		return
	}
	if k.state == voiding {
		k.state = reversed
		t.giveBack(k.of)
		return
	}
	if k.state == taking {
		k.state = reversed
		t.untake(k)
		return
	}
	if k.state != booked {
		return
	}
	k.state = reversed
	k.move(-1)
	if k.spends() && k.account.day == k.day {
		k.account.spent -= min(k.amount, k.account.spent)
	}
	if k.before.Len() > 0 {
		k.account.pin = k.before
	}
	if !k.captured || k.amount == 0 || k.credits() == k.spends() {
		return
	}
	x := t.of(k.currency)
	sum, before := &x.Debits, &x.DebitsBefore
	if k.credits() {
		sum, before = &x.Credits, &x.CreditsBefore
	}
	if k.batch != t.batch[k.currency] {
		before.Add(k.amount)
		return
	}
	sum.Count--
	sum.Amount -= k.amount
}

// giveBack has a booking stand again that was taken back.
func (t *till) giveBack(k *booking) {
	if k.of != nil { // it took another amount
		k.state = taking
		t.retake(k)
		return
	}
	k.state = booked
	k.move(1)
	if k.spends() && k.account.day == k.day {
		k.account.spent += k.amount
	}
	if k.captured {
		t.count(k)
	}
}

// untake has a booking stand for what it stood for before another amount was taken of it.
func (t *till) untake(k *booking) {
	b := k.of
	if b.state != booked {
		return
	}
	t.takeBack(b)
	b.amount, b.captured, b.followed = k.held, k.counted, false
	t.giveBack(b)
}

// retake takes the other amount again.
func (t *till) retake(k *booking) {
	t.takeBack(k.of)
	k.of.amount, k.of.captured, k.of.followed = k.amount, true, true
	t.giveBack(k.of)
}

// raise has a booking hold more, or less again, as long as it holds anything.
func (b *booking) raise(by int64) {
	if b.state != booked || b.captured {
		return
	}
	b.move(-1)
	b.amount = uint64(int64(b.amount) + by)
	b.move(1)
	if b.account.day == b.day {
		b.account.spent = uint64(max(0, int64(b.account.spent)+by))
	}
}

// sold reports whether a sale of a token stands.
func (t *till) sold(token string) bool {
	k := t.sales[token]
	return k != nil && k.state == booked
}

// forget drops the bookings of a currency's batches before the last one, but for what is only held.
func (b *Books) forget(t *till, currency string) {
	for rrn, k := range t.bookings {
		if held := k.state == booked && !k.captured && k.spends() && k.amount > 0; !held && k.currency == currency && k.batch+1 < t.batch[currency] {
			delete(t.bookings, rrn)
			if t.sales[k.token] == k {
				delete(t.sales, k.token)
			}
			if b.cards[k.card] == k {
				delete(b.cards, k.card)
			}
		}
	}
}

// Balance is what an account has in a currency, three digits.
func (b *Books) Balance(pan, currency string) (balance int64, ok bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.accounts[pan]
	if a == nil {
		return 0, false
	}
	return a.balance(placeOf(currency, "")), true
}

// Tries are the wrong PINs that an account still takes.
func (b *Books) Tries(pan string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	if a := b.accounts[pan]; a != nil {
		return a.tries
	}
	return pinTries
}

// Totals are those of a terminal's batch that is not settled, in a currency, three digits.
func (b *Books) Totals(terminal, currency string) iso8583.Totals {
	b.mu.Lock()
	defer b.mu.Unlock()
	if t := b.tills[terminal]; t != nil && t.totals[currency] != nil {
		return *t.totals[currency]
	}
	return iso8583.Totals{}
}

// Counts says how many bookings stand, were taken back, and are of a reversal whose request never came; and how many advices were refused.
func (b *Books) Counts() (standing, back, missing int, refused uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, t := range b.tills {
		for _, k := range t.bookings {
			switch k.state {
			case booked:
				standing++
			case reversed:
				back++
			case unknown:
				missing++
			}
		}
	}
	return standing, back, missing, b.disputed
}

// Format prints the size of the books, under every verb.
func (b *Books) Format(f fmt.State, _ rune) {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, _ = fmt.Fprintf(f, "books of %d accounts and %d terminals", len(b.accounts), len(b.tills))
}
