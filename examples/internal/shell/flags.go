package shell

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/kernel/terminal/slip"
	"github.com/emvgo/emv/testvectors/card"
)

// Settings is what the command line asks for.
type Settings struct {
	Amount  uint64 // minor units of the configuration's currency
	Card    *card.Card
	Chip    *card.Card // with Tap: the chip of the same card; nil: none
	Config  *kernel.Config
	PINs    []string
	Trace   bool
	Offline bool
	Decline bool
	Host    string // address of another process; empty: the host is part of the program
	Dialect string // of the host: plain or unionpay
	JSON    bool
	Given   map[string]bool // the flags that the command line has

	Tap    bool                     // by the contactless interface
	Lights terminal.IndicatorOption // of the contactless reader
	Phone  bool                     // the cardholder does what the phone asks
	Reader string                   // PC/SC reader in the place of Card
	Dead   int                      // so often the chip gives no answer
	Stripe string                   // service code of the card's stripe; empty: it has none
	Paper  int                      // columns of the receipt; zero: for a screen
	QR     string                   // on the receipt
	Log    string                   // file that entries of the ledger are added to
	Batch  string                   // file that a settlement writes
	Store  string                   // file of the ledger
	Token  string                   // of the sale
	Menu   bool                     // somebody types
	Keys   string                   // what he types, in the place of standard input

	Patience time.Duration // for each line; 0: for ever

	memory  terminal.Memory // the file of Store, once it is open
	logged  uint64          // the last transaction of the ledger that Log has, or that was there before
	union   *upos.Client    // the client of a host that speaks UnionPay's dialect
	machine bool            // see Command
}

// Transaction makes the transaction for a purpose.
func (s *Settings) Transaction(p kernel.Purpose, amount, other uint64) (kernel.Transaction, error) {
	tx, err := terminal.NewTransaction(s.Config, p, amount, other)
	if err != nil {
		return tx, fmt.Errorf("-type %s: %w", p, err)
	}
	return tx, nil
}

// Offers reports whether the configuration has transactions for a purpose.
func (s *Settings) Offers(p kernel.Purpose) bool {
	_, err := terminal.NewTransaction(s.Config, p, 0, 0)
	return err == nil
}

// Purpose finds a purpose by its name among those that a program offers.
func Purpose(name string, offered ...kernel.Purpose) (kernel.Purpose, error) {
	var names []string
	for _, p := range offered {
		if p.String() == name {
			return p, nil
		}
		names = append(names, p.String())
	}
	return 0, fmt.Errorf("-type %s: give one of %s", name, strings.Join(names, ", "))
}

// A Command is what differs from one example to the other.
type Command struct {
	Name       string
	Amount     string              // default of -amount
	AmountText string              // its help
	Card       string              // default of -card
	Config     string              // default of -config
	TapCard    string              // default of -card with -tap
	TapConfig  string              // default of -config with -tap
	Machine    bool                // it is a cash machine: UnionPay's have vouchers of their own
	More       func(*flag.FlagSet) // registers further flags, or nil
}

// ErrHelp is the error of Parse when help was asked for, and given.
var ErrHelp = errors.New("help was asked for")

// Parse reads the command line. Its error names the flag and says what to do.
func (c *Command) Parse(args []string, stderr io.Writer) (*Settings, error) {
	s := &Settings{Given: map[string]bool{}, machine: c.Machine}
	f := flag.NewFlagSet(c.Name, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	amount := f.String("amount", c.Amount, c.AmountText)
	cardName := f.String("card", c.Card, "card: a name ("+setup.CardNames()+") or a profile's file; with -tap a name of "+setup.TapNames()+", "+c.TapCard+" if none is given")
	configName := f.String("config", c.Config, "terminal configuration: a name ("+setup.ConfigNames()+") or a file; with -tap "+c.TapConfig+" if none is given")
	profile := f.String("profile", "strict", "rules in force: book (each clause as printed) or strict (see RATIONALE.md)")
	pins := f.String("pin", "", "PINs to type, one per try, with commas between; \"bypass\" and \"cancel\" press those keys")
	f.BoolVar(&s.Trace, "trace", false, "show every command and response decoded, and every decision with its clause")
	f.BoolVar(&s.Offline, "offline", false, "the host cannot be reached")
	f.BoolVar(&s.Decline, "decline", false, "the host declines")
	f.StringVar(&s.Host, "host", "", "address of a host that speaks ISO 8583, such as that of examples/issuer; without it the host is part of the program")
	f.StringVar(&s.Dialect, "dialect", "", "what the host speaks: plain or unionpay; without it unionpay where the configuration has UnionPay's applications alone, else plain")
	f.BoolVar(&s.JSON, "json", false, "print one JSON object and nothing else")
	f.BoolVar(&s.Tap, "tap", false, "a contactless card or phone is held to the reader")
	lights := f.Int("lights", 1, "with -tap: lights of the reader, option 1 or 2 of Book A 9.3")
	f.BoolVar(&s.Phone, "phone", true, "with -tap: the cardholder does what the phone asks")
	chip := f.String("chip", "", "with -tap: the chip of the same card, a name or a file as for -card, to be inserted where a tap asks for it")
	f.StringVar(&s.Reader, "reader", "", "PC/SC reader in the place of a virtual card: its name, a part of it, or its number")
	paper := f.String("paper", "screen", "receipts for a screen, or on paper of 58 or 80 mm")
	lang := f.String("lang", "", "the only language that the terminal speaks, in the place of the configuration's: "+strings.Join(terminal.Languages(), ", "))
	f.StringVar(&s.QR, "qr", "", "with -paper: a QR code on the receipt")
	f.StringVar(&s.Log, "log", "", "add the ledger's entry to this file, one JSON object a line, for examples/report")
	f.StringVar(&s.Batch, "batch", "", "with -menu: at a settlement, put the ledger's entries of what is settled into this file, for examples/report -format settlement")
	f.StringVar(&s.Store, "store", "", "keep the ledger in this file, over a stop; its key is in the file beside it, with .key at its end")
	f.BoolVar(&s.Menu, "menu", false, "show the whole menu, and do what is typed: number and Enter; c cancels, a full stop lets the time run out")
	f.StringVar(&s.Keys, "keys", "", "with -menu: what is typed, with commas between, in the place of standard input")
	f.DurationVar(&s.Patience, "patience", 0, "with -menu: how long somebody may take for each line that he types, such as 30s; 0: as long as he likes")
	f.StringVar(&s.Token, "token", "", "with -store: what the till calls this sale; the same is never booked twice")
	if c.More != nil {
		c.More(f)
	}
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			f.SetOutput(stderr)
			fmt.Fprintf(stderr, "Usage: %s [flags]\n", c.Name)
			f.PrintDefaults()
			return nil, ErrHelp
		}
		return nil, fmt.Errorf("%w; -help lists the flags", err)
	}
	f.Visit(func(one *flag.Flag) { s.Given[one.Name] = true })
	if f.NArg() > 0 {
		return nil, fmt.Errorf("%q is no flag; -help lists them", f.Arg(0))
	}
	if s.Host != "" && s.Decline {
		return nil, errors.New("-decline: leave out -host with it; a host of its own decides by itself")
	}
	if _, _, err := net.SplitHostPort(s.Host); s.Host != "" && err != nil {
		return nil, fmt.Errorf("-host %s: give an address and a port, such as 127.0.0.1:8583", s.Host)
	}
	if err := s.checkTap(*lights); err != nil {
		return nil, err
	}
	if err := s.checkMenu(); err != nil {
		return nil, err
	}
	if s.Token != "" && s.Store == "" {
		return nil, errors.New("-token: give -store with it; without one nothing is known of the sales before")
	}
	columns, known := map[string]int{"screen": 0, "58": slip.Columns58, "80": slip.Columns80}[*paper]
	switch s.Paper = columns; {
	case !known:
		return nil, fmt.Errorf("-paper %s: give screen, 58 or 80", *paper)
	case s.QR != "" && s.Paper == 0:
		return nil, errors.New("-qr: give -paper 58 or 80 with it")
	}
	if s.Tap && !s.Given["card"] {
		*cardName = c.TapCard
	}
	if s.Tap && !s.Given["config"] {
		*configName = c.TapConfig
	}
	var err error
	if s.Config, err = setup.Config(*configName); err != nil {
		return nil, err
	}
	if err := requireProfile(s.Config, *profile); err != nil {
		return nil, err
	}
	if err := s.speak(*lang); err != nil {
		return nil, err
	}
	if s.Dialect, err = setup.Dialect(s.Dialect, s.Config); err != nil {
		return nil, err
	}
	if !s.Menu { // it is typed
		if s.Amount, err = setup.Amount("-amount", *amount, s.Config.Terminal.CurrencyExponent); err != nil {
			return nil, err
		}
	}
	if s.Tap && len(s.Config.Combinations) == 0 {
		return nil, fmt.Errorf("-config %s: it has no combinations, which contactless cards need; give %s", *configName, c.TapConfig)
	}
	if s.Reader == "" {
		if !s.Given["card"] && s.Given["config"] {
			*cardName = setup.CardFor(*cardName, s.Config, s.Tap)
		}
		if s.Card, err = setup.Card(*cardName); err != nil {
			return nil, err
		}
		if p := s.Card.Profile(); s.Tap && !p.Contactless() || !s.Tap && !p.Contact() {
			return nil, fmt.Errorf("-card %s: %s", *cardName, map[bool]string{true: "it is a contact card; leave -tap out", false: "it is contactless; give -tap"}[s.Tap])
		}
	}
	if c.Machine && s.Menu && s.Tap && *chip == "" { // its slot is there all the same
		*chip = c.Card
	}
	if *chip != "" {
		if s.Chip, err = setup.Card(*chip); err != nil {
			return nil, fmt.Errorf("-chip: %w", err)
		}
		if !s.Chip.Profile().Contact() {
			return nil, fmt.Errorf("-chip %s: it is contactless", *chip)
		}
	}
	if s.Menu { // they are typed
		return s, nil
	}
	s.PINs, err = setup.PINs(*pins, s.Card)
	return s, err
}

// speak has the terminal speak one language.
func (s *Settings) speak(language string) error {
	if language == "" {
		return nil
	}
	if !slices.Contains(terminal.Languages(), language) {
		return fmt.Errorf("-lang %s: give one of %s", language, strings.Join(terminal.Languages(), ", "))
	}
	s.Config.Terminal.Languages = []string{language}
	setup.Changed(s.Config, "lang "+language)
	return nil
}

// checkTap holds the flags of a contactless reader against the others.
func (s *Settings) checkTap(lights int) error {
	for _, f := range []string{"lights", "phone", "chip"} {
		if s.Given[f] && !s.Tap {
			return fmt.Errorf("-%s: give -tap with it", f)
		}
	}
	if lights != 1 && lights != 2 {
		return fmt.Errorf("-lights %d: give 1 or 2", lights)
	}
	if s.Lights = terminal.IndicatorOption1; lights == 2 {
		s.Lights = terminal.IndicatorOption2
	}
	if s.Reader != "" && (s.Given["card"] || s.Given["chip"]) {
		return errors.New("-reader: leave out -card and -chip with it")
	}
	return nil
}

// checkMenu holds the flags of the menu against the others: what they say is typed.
func (s *Settings) checkMenu() error {
	for _, f := range []string{"keys", "patience", "batch"} {
		if s.Given[f] && !s.Menu {
			return fmt.Errorf("-%s: give -menu with it", f)
		}
	}
	for _, f := range []string{"json", "amount", "pin", "type", "token", "reader"} {
		if s.Given[f] && s.Menu {
			return fmt.Errorf("-%s: leave it out with -menu", f)
		}
	}
	if s.Patience < 0 {
		return fmt.Errorf("-patience %v: give a time above zero", s.Patience)
	}
	return nil
}

// Keyboard is what is typed with -menu: what the flag says, or in.
func (s *Settings) Keyboard(in io.Reader) *Keyboard {
	if s.Given["keys"] {
		in = strings.NewReader(strings.ReplaceAll(s.Keys, ",", "\n") + "\n")
	}
	k := NewKeyboard(in)
	k.Within = s.Patience
	return k
}

// Readers are what the settings ask for: those for a virtual card, or a PC/SC reader. done lets go of it; hand is the cardholder with the virtual card, nil without
// one; cancel is his cancel key.
func (s *Settings) Readers(screen *Screen, w *Stopwatch, cancel func()) (r terminal.Readers, hand *Hand, done func() error, err error) {
	if s.Reader == "" {
		hand = newHand(s, screen, cancel)
		return hand.readers(w), hand, func() error { return nil }, nil
	}
	found, err := setup.OpenPCSC(s.Reader)
	if err != nil {
		return r, nil, nil, err
	}
	if s.Tap {
		r.Contactless = w.Reader(found)
	} else {
		r.Contact = found
	}
	return r, nil, found.Close, nil
}

// Print writes a copy of the receipt as -paper wants it.
func (s *Settings) Print(w io.Writer, sale *terminal.Sale, c terminal.Copy) error {
	if s.Paper == 0 {
		return sale.Print(w, c)
	}
	p := slip.Paper{Columns: s.Paper, QR: s.QR}
	if r := &sale.Receipt; r.House == "zh" && strings.HasPrefix(r.AID, "A000000333") {
		u, err := s.unionSlip(sale)
		switch {
		case err != nil:
			return err
		case s.machine:
			return slip.PrintWithdrawal(w, r, &slip.Withdrawal{Trace: fmt.Sprintf("%06d", cmp.Or(u.Voucher, r.Sequence)), Reference: u.Reference, Acquirer: u.Acquirer}, p)
		}
		return slip.PrintUnionPay(w, r, &u, c, p)
	}
	return slip.Print(w, &sale.Receipt, c, p)
}

// PrintReceipt writes a copy of a receipt that the ledger has, as -paper wants it.
func (s *Settings) PrintReceipt(w io.Writer, r *terminal.Receipt, c terminal.Copy) error {
	if s.Paper == 0 {
		return r.Print(w, c)
	}
	return slip.Print(w, r, c, slip.Paper{Columns: s.Paper, QR: s.QR})
}

// unionSlip is what the host has said of a sale, where it speaks UnionPay's dialect and has booked it; what it has not booked has the trace number alone.
func (s *Settings) unionSlip(sale *terminal.Sale) (u slip.UnionPay, err error) {
	if s.union == nil {
		return u, nil
	}
	b, ok, err := s.union.Uploaded(sale.Number)
	if err == nil && !ok && sale.Result.Online {
		b, ok, err = s.union.Booking(sale.Result.Request)
	}
	if err != nil {
		return u, err
	}
	if !ok {
		b.Trace = upos.TraceOf(sale.Receipt.Sequence)
	}
	number := func(digits string) uint32 { n, _ := strconv.ParseUint(digits, 10, 32); return uint32(n) } // six of them, or none
	return slip.UnionPay{Acquirer: b.Acquirer, Issuer: b.Issuer, Batch: number(b.Batch), Voucher: number(b.Trace), Reference: b.Reference}, nil
}

// Numbers are the terminal identifications that messages have, the terminal's own first, where there are several: UnionPay's dialect has one.
func (s *Settings) Numbers() (list []string) {
	for _, id := range s.Config.Identities() {
		if !slices.Contains(list, id.TerminalID) {
			list = append(list, id.TerminalID)
		}
	}
	if len(list) == 1 || s.Dialect == setup.UnionPay {
		return nil
	}
	return list
}

// Interface is the only one by which a card is taken with -tap and no chip, any without.
func (s *Settings) Interface() kernel.Interface {
	if s.Tap && s.Chip == nil {
		return kernel.Contactless
	}
	return kernel.InterfaceNone
}

// requireProfile sets the profile, which may not be empty here.
func requireProfile(cfg *kernel.Config, name string) error {
	if name == "" {
		return errors.New("-profile: give book or strict")
	}
	return setup.Profile(cfg, name)
}
