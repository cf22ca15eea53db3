// Package setup reads the flags that the examples have in common: cards, configurations, rules, amounts, PINs. Every error
// names the flag and says what to do.
package setup

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/testvectors/issuer"
)

// CardNames, TapNames and ConfigNames are for the help text of the flags -card and -config.
func CardNames() string { return strings.Join(card.Names(), ", ") }

// TapNames are the names of the contactless cards and phones.
func TapNames() string { return strings.Join(card.TapNames(), ", ") }

// ConfigNames are the names of the embedded configurations.
func ConfigNames() string { return strings.Join(configs.Names(), ", ") }

// Card takes a name of testvectors/card, contact or contactless, or else a profile's file.
func Card(name string) (*card.Card, error) {
	if slices.Contains(card.Names(), name) || slices.Contains(card.TapNames(), name) {
		return card.Named(name)
	}
	data, err := File(name)
	if err != nil {
		return nil, fmt.Errorf("-card %s: %w; give a profile's file, or one of the names %s; contactless: %s", name, err, CardNames(), TapNames())
	}
	c, err := card.Load(data)
	if err != nil {
		return nil, fmt.Errorf("-card %s: correct the file:\n%w", name, err)
	}
	return c, nil
}

// ConfigBytes is the text of a configuration: a name of testvectors/config or else a file.
func ConfigBytes(name string) ([]byte, error) {
	data, err := configs.Named(name)
	if !slices.Contains(configs.Names(), name) {
		data, err = File(name)
	}
	if err != nil {
		return nil, fmt.Errorf("-config %s: %w; give a file, or one of the names %s", name, err, ConfigNames())
	}
	return data, nil
}

// Config takes a name of testvectors/config or else a file.
func Config(name string) (*kernel.Config, error) {
	data, err := ConfigBytes(name)
	if err != nil {
		return nil, err
	}
	cfg, err := config.Load(data, Kernels())
	if err != nil {
		return nil, fmt.Errorf("-config %s: correct the file:\n%w", name, err)
	}
	return cfg, nil
}

// Profile puts the profile of the command line in the place of the file's; an empty name leaves it. The digest is then
// another one: a journal is bound to it.
func Profile(cfg *kernel.Config, name string) error {
	was := cfg.Profile
	switch name {
	case "":
	case kernel.Book.String():
		cfg.Profile = kernel.Book
	case kernel.Strict.String():
		cfg.Profile = kernel.Strict
	default:
		return fmt.Errorf("-profile %s: there is no such profile; give book or strict", name)
	}
	if cfg.Profile != was {
		Changed(cfg, name)
	}
	return nil
}

// Changed gives a configuration that the command line has changed another digest.
func Changed(cfg *kernel.Config, change string) {
	cfg.Digest = sha256.Sum256(append(cfg.Digest[:], change...))
}

// A Kind is a kind of terminal: type and capabilities that go in the place of the configuration's.
type Kind struct {
	Name         string
	About        string
	Type         byte     // 9F35
	Capabilities *[3]byte // 9F33
	Additional   *[5]byte // 9F40
}

// unattended is 9F40 of a machine that sells goods and services: printer and display are the cardholder's.
// EMV 4.4 B4 annex A3
var unattended = [5]byte{0x60, 0, 0xF0, 0x50, 0x01}

// Kinds are the kinds of terminal that a name gives.
var Kinds = []Kind{
	{"shop", "attended, offline with online capability", 0x22, nil, nil},
	{"online", "attended, online only", 0x21, nil, nil},
	{"offline", "attended, offline only", 0x23, nil, nil},
	{"vending", "unattended, offline with online capability, no CVM or PIN", 0x25, &[3]byte{0x60, 0xD8, 0xC8}, &unattended},
	{"parking", "unattended, offline only, no CVM", 0x26, &[3]byte{0x60, 0x08, 0xC8}, &unattended},
	{"kiosk", "unattended, online only", 0x24, &[3]byte{0x60, 0xD8, 0xC8}, &unattended},
	{"atm", "cash machine of a financial institution, online only, online PIN", 0x14, &[3]byte{0x60, 0x40, 0x20}, &[5]byte{0x80, 0, 0xF0, 0x50, 0x01}},
	{"branch", "counter of a financial institution, attended, online only", 0x11, &[3]byte{0xE0, 0xF8, 0xC8}, &[5]byte{0xF0, 0, 0xF0, 0xA0, 0x01}},
}

// KindNames is for the help text of the flag -kind.
func KindNames() string {
	var names []string
	for _, k := range Kinds {
		names = append(names, k.Name)
	}
	return strings.Join(names, ", ")
}

// Terminal makes the terminal of the configuration another kind of terminal: a name, or a terminal type's two digits. An
// empty name leaves it.
func Terminal(cfg *kernel.Config, name string) error {
	if name == "" {
		return nil
	}
	i := slices.IndexFunc(Kinds, func(k Kind) bool { return k.Name == name })
	switch {
	case i >= 0:
		k := Kinds[i]
		cfg.Terminal.Type = k.Type
		if k.Capabilities != nil {
			cfg.Terminal.Capabilities = *k.Capabilities
		}
		if k.Additional != nil {
			cfg.Terminal.AdditionalCapabilities = *k.Additional
		}
	case len(name) == 2 && strings.Contains("123", name[:1]) && strings.Contains("123456", name[1:]) && name[0] != '3' || name == "34" || name == "35" || name == "36":
		n, _ := strconv.ParseUint(name, 16, 8)
		cfg.Terminal.Type = byte(n)
	default:
		return fmt.Errorf("-kind %s: there is no such terminal; give %s, or a terminal type such as 22", name, KindNames())
	}
	withoutSignatures(cfg)
	Changed(cfg, name)
	return nil
}

// Amount reads an amount with as many decimals as the currency has.
func Amount(flag, text string, exponent byte) (uint64, error) {
	whole, fraction, point := strings.Cut(text, ".")
	digits := whole + fraction
	n, err := strconv.ParseUint(digits, 10, 64)
	switch {
	case err != nil, whole == "", point && len(fraction) != int(exponent), len(digits) > 12 && n > 999_999_999_999,
		strings.ContainsAny(digits, "+-_"):
		return 0, fmt.Errorf("%s %s: give digits with %d decimals, such as 12%.*f, and no more than 12 digits", flag, text, exponent, exponent, 0.34)
	}
	if !point {
		for range exponent {
			n *= 10
		}
	}
	if n > 999_999_999_999 {
		return 0, fmt.Errorf("%s %s: an amount has no more than 12 digits, decimals included", flag, text)
	}
	return n, nil
}

// PINs checks the PINs to type, with commas between. Without any the cardholder knows the PIN of a virtual card, and
// types it as often as it is asked for, three times at most; c may be nil.
func PINs(text string, c *card.Card) ([]string, error) {
	if text == "" {
		if c != nil {
			for _, a := range c.Profile().Applications() {
				if a.PIN != "" {
					return []string{a.PIN, a.PIN, a.PIN}, nil
				}
			}
		}
		return []string{"1234", "1234", "1234"}, nil
	}
	pins := strings.Split(text, ",")
	d, err := softpin.New(pins...)
	if err != nil {
		return nil, fmt.Errorf("-pin: %w; give PINs of 4 to 12 digits, with commas between", err)
	}
	d.Close()
	return pins, nil
}

// Date puts a moment into a transaction.
func Date(tx *kernel.Transaction, now time.Time) {
	bcd := func(n int) byte { return byte(n/10%10<<4 | n%10) }
	tx.Date = [3]byte{bcd(now.Year() % 100), bcd(int(now.Month())), bcd(now.Day())}
	tx.Time = [3]byte{bcd(now.Hour()), bcd(now.Minute()), bcd(now.Second())}
	_, offset := now.Zone()
	tx.UTCOffset = int16(offset / 60)
}

// A Host is the issuer simulator at the other end of a line that may be down.
type Host struct {
	Unreachable, Decline bool
	Codes                []string // response codes of its first answers, in the place of its own
	Responses            [][]byte // what it answered, in order
}

// Authorise asks the issuer of the virtual cards.
func (h *Host) Authorise(_ context.Context, r terminal.Request) ([]byte, error) {
	if h.Unreachable {
		return nil, fmt.Errorf("line down: %w", terminal.ErrNotSent)
	}
	options := issuer.Options{Decline: h.Decline}
	if n := len(h.Responses); n < len(h.Codes) {
		options.ARC = h.Codes[n]
	}
	response, err := issuer.Test().Authorise(r.DE55, options)
	if err == nil {
		h.Responses = append(h.Responses, slices.Clone(response.Data))
	}
	return response.Data, err
}

// TakesConversions says that it does: it looks at no currency.
func (h *Host) TakesConversions() bool { return true }

// Codes reads response codes with commas between.
func Codes(flag, text string) (codes []string, err error) {
	if text == "" {
		return nil, nil
	}
	for code := range strings.SplitSeq(text, ",") {
		if len(code) != 2 || strings.Trim(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
			return nil, fmt.Errorf("%s %s: give codes of two digits or capitals, with commas between", flag, text)
		}
		codes = append(codes, code)
	}
	return codes, nil
}

// FirstChoice is a cardholder who takes what is offered first.
type FirstChoice struct{}

// SelectApplication chooses the first.
func (FirstChoice) SelectApplication(context.Context, []kernel.Candidate) (int, error) { return 0, nil }

// ConfirmApplication says yes.
func (FirstChoice) ConfirmApplication(context.Context, kernel.Candidate) (bool, error) {
	return true, nil
}
