package main

import (
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
)

// settings is what the command line asks for.
type settings struct {
	amount  uint64
	card    *card.Card
	config  *kernel.Config
	pins    []string
	trace   bool
	offline bool
	decline bool
	json    bool
}

var errHelp = errors.New("help was asked for")

// parse reads the command line. Its error names the flag and says what to do.
func parse(args []string, stderr io.Writer) (*settings, error) {
	s := &settings{}
	f := flag.NewFlagSet("pos", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	amount := f.String("amount", "12.34", "amount of the purchase, in the currency of the configuration")
	cardName := f.String("card", "full", "card: a name ("+strings.Join(card.Names(), ", ")+") or a profile's file")
	configName := f.String("config", "default", "terminal configuration: a name ("+strings.Join(configs.Names(), ", ")+") or a file")
	profile := f.String("profile", "strict", "rules in force: book (each clause as printed) or strict (see RATIONALE.md)")
	pins := f.String("pin", "", "PINs to type, one per try, with commas between; \"bypass\" and \"cancel\" press those keys")
	f.BoolVar(&s.trace, "trace", false, "show every command and response decoded, and every decision with its clause")
	f.BoolVar(&s.offline, "offline", false, "the host cannot be reached")
	f.BoolVar(&s.decline, "decline", false, "the host declines")
	f.BoolVar(&s.json, "json", false, "print one JSON object and nothing else")
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			f.SetOutput(stderr)
			fmt.Fprintln(stderr, "Usage: pos [flags]")
			f.PrintDefaults()
			return nil, errHelp
		}
		return nil, fmt.Errorf("%w; -help lists the flags", err)
	}
	if f.NArg() > 0 {
		return nil, fmt.Errorf("%q is no flag; -help lists them", f.Arg(0))
	}
	var err error
	if s.config, err = loadConfig(*configName); err != nil {
		return nil, err
	}
	if err := setProfile(s.config, *profile); err != nil {
		return nil, err
	}
	if s.amount, err = parseAmount(*amount, s.config.Terminal.CurrencyExponent); err != nil {
		return nil, err
	}
	if s.card, err = loadCard(*cardName); err != nil {
		return nil, err
	}
	s.pins, err = parsePINs(*pins, s.card)
	return s, err
}

// loadConfig takes a name of testvectors/config or else a file.
func loadConfig(name string) (*kernel.Config, error) {
	data, err := configs.Named(name)
	if !slices.Contains(configs.Names(), name) {
		data, err = os.ReadFile(name)
	}
	if err != nil {
		return nil, fmt.Errorf("-config %s: %w; give a file, or one of the names %s", name, err, strings.Join(configs.Names(), ", "))
	}
	cfg, err := config.Load(data)
	if err != nil {
		return nil, fmt.Errorf("-config %s: correct the file:\n%w", name, err)
	}
	return cfg, nil
}

// setProfile puts the profile of the command line in the place of the file's. The digest is then another one: a journal
// is bound to it.
func setProfile(cfg *kernel.Config, name string) error {
	was := cfg.Profile
	switch name {
	case kernel.Book.String():
		cfg.Profile = kernel.Book
	case kernel.Strict.String():
		cfg.Profile = kernel.Strict
	default:
		return fmt.Errorf("-profile %s: there is no such profile; give book or strict", name)
	}
	if cfg.Profile != was {
		cfg.Digest = sha256.Sum256(append(cfg.Digest[:], name...))
	}
	return nil
}

// loadCard takes a name of testvectors/card or else a profile's file.
func loadCard(name string) (*card.Card, error) {
	if slices.Contains(card.Names(), name) {
		return card.Named(name)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("-card %s: %w; give a profile's file, or one of the names %s", name, err, strings.Join(card.Names(), ", "))
	}
	c, err := card.Load(data)
	if err != nil {
		return nil, fmt.Errorf("-card %s: correct the file:\n%w", name, err)
	}
	return c, nil
}

// parseAmount reads an amount with as many decimals as the currency has.
func parseAmount(text string, exponent byte) (uint64, error) {
	whole, fraction, point := strings.Cut(text, ".")
	digits := whole + fraction
	n, err := strconv.ParseUint(digits, 10, 64)
	switch {
	case err != nil, whole == "", point && len(fraction) != int(exponent), len(digits) > 12 && n > 999_999_999_999,
		strings.ContainsAny(digits, "+-_"):
		return 0, fmt.Errorf("-amount %s: give digits with %d decimals, such as 12%.*f, and no more than 12 digits", text, exponent, exponent, 0.34)
	}
	if !point {
		for range exponent {
			n *= 10
		}
	}
	if n > 999_999_999_999 {
		return 0, fmt.Errorf("-amount %s: an amount has no more than 12 digits, decimals included", text)
	}
	return n, nil
}

// parsePINs checks the PINs to type. Without any the cardholder knows the PIN of the card.
func parsePINs(text string, c *card.Card) ([]string, error) {
	if text == "" {
		for _, a := range c.Profile().Applications() {
			if a.PIN != "" {
				return []string{a.PIN}, nil
			}
		}
		return []string{"1234"}, nil
	}
	pins := strings.Split(text, ",")
	d, err := softpin.New(pins...)
	if err != nil {
		return nil, fmt.Errorf("-pin: %w; give PINs of 4 to 12 digits, with commas between", err)
	}
	d.Close()
	return pins, nil
}
