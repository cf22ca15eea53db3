package shell

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
)

// Settings is what the command line asks for.
type Settings struct {
	Amount  uint64 // minor units of the configuration's currency
	Card    *card.Card
	Config  *kernel.Config
	PINs    []string
	Trace   bool
	Offline bool
	Decline bool
	JSON    bool
	Given   map[string]bool // the flags that the command line has
}

// Transaction makes the transaction for a purpose.
func (s *Settings) Transaction(p kernel.Purpose, amount, other uint64) (kernel.Transaction, error) {
	tx, err := terminal.NewTransaction(s.Config, p, amount, other)
	if err != nil {
		return tx, fmt.Errorf("-type %s: %w", p, err)
	}
	return tx, nil
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
	More       func(*flag.FlagSet) // registers further flags, or nil
}

// ErrHelp is the error of Parse when help was asked for, and given.
var ErrHelp = errors.New("help was asked for")

// Parse reads the command line. Its error names the flag and says what to do.
func (c *Command) Parse(args []string, stderr io.Writer) (*Settings, error) {
	s := &Settings{Given: map[string]bool{}}
	f := flag.NewFlagSet(c.Name, flag.ContinueOnError)
	f.SetOutput(io.Discard)
	amount := f.String("amount", c.Amount, c.AmountText)
	cardName := f.String("card", c.Card, "card: a name ("+setup.CardNames()+") or a profile's file")
	configName := f.String("config", c.Config, "terminal configuration: a name ("+setup.ConfigNames()+") or a file")
	profile := f.String("profile", "strict", "rules in force: book (each clause as printed) or strict (see RATIONALE.md)")
	pins := f.String("pin", "", "PINs to type, one per try, with commas between; \"bypass\" and \"cancel\" press those keys")
	f.BoolVar(&s.Trace, "trace", false, "show every command and response decoded, and every decision with its clause")
	f.BoolVar(&s.Offline, "offline", false, "the host cannot be reached")
	f.BoolVar(&s.Decline, "decline", false, "the host declines")
	f.BoolVar(&s.JSON, "json", false, "print one JSON object and nothing else")
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
	var err error
	if s.Config, err = setup.Config(*configName); err != nil {
		return nil, err
	}
	if err := requireProfile(s.Config, *profile); err != nil {
		return nil, err
	}
	if s.Amount, err = setup.Amount("-amount", *amount, s.Config.Terminal.CurrencyExponent); err != nil {
		return nil, err
	}
	if s.Card, err = setup.Card(*cardName); err != nil {
		return nil, err
	}
	s.PINs, err = setup.PINs(*pins, s.Card)
	return s, err
}

// requireProfile sets the profile, which may not be empty here.
func requireProfile(cfg *kernel.Config, name string) error {
	if name == "" {
		return errors.New("-profile: give book or strict")
	}
	return setup.Profile(cfg, name)
}
