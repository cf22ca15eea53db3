package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/tlv"
)

// configCommands are the commands for terminals.
func configCommands() []command {
	return []command{
		{"config", "check | explain | schema", "check a terminal configuration, tell which kernel a card leads to, or print its JSON schema", configHelp, 1, 2, configCommand},
		{"ics", "", "tell what the kernel supports (implementation conformance statement)", icsHelp, 0, 0, icsCommand},
	}
}

const configHelp = `
  emv config check FILE     every fault with its path, line and remedy; FILE may be an embedded name
  emv config explain FILE   which kernel a contactless card's directory leads to, and why: each entry against each combination, the order of the
                            candidates, the one that is selected; FILE is tap where it is left out; a card with -card or -reader, or its
                            answer to SELECT (PPSE) with -ppse
  emv config schema         the JSON schema of a configuration, for editors

  emv config explain -card ppse-forms
  emv config explain -type cash -amount 50.00 -card visa-cash tap-atm`

func runConfig(c *call, f *configFlags) error {
	switch what := c.args[0]; {
	case what == "schema":
		schema := config.Schema()
		if *c.json {
			return c.printJSON(map[string]any{"schema": string(schema)})
		}
		c.printf("%s\n", strings.TrimSpace(string(schema)))
		return nil
	case what == "explain" && len(c.args) < 2:
		return c.explainTap(f, "tap")
	case what == "explain":
		return c.explainTap(f, c.args[1])
	case what != "check":
		return c.usage("%q: give check, explain or schema", what)
	case len(c.args) < 2:
		return c.usage("FILE is missing: emv config check FILE")
	}
	return c.checkConfig(c.args[1])
}

type configAnswer struct {
	OK       bool     `json:"ok"`
	Name     string   `json:"name,omitempty"`
	Version  uint64   `json:"version,omitempty"`
	Profile  string   `json:"profile,omitempty"`
	Digest   string   `json:"digest,omitempty"`
	Bundle   bool     `json:"bundle"` // it travels with a signature, which was not checked
	AIDs     []string `json:"aids"`
	Keys     int      `json:"keys"`
	Warnings []string `json:"warnings"`
	Faults   []string `json:"faults"`
}

func (c *call) checkConfig(name string) error {
	data, err := setup.ConfigBytes(name)
	if err != nil {
		return fmt.Errorf("emv config: %s", strings.TrimPrefix(err.Error(), "-config "))
	}
	a := configAnswer{AIDs: []string{}, Warnings: []string{}, Faults: []string{}}
	if bytes.HasPrefix(data, []byte("EMVCFG1\n")) {
		b, err := config.ParseBundle(data)
		if err != nil {
			return fmt.Errorf("%w: emv config: %s: %w", errNo, name, err)
		}
		a.Bundle, data = true, b.Data
	}
	cfg, err := config.Load(data, setup.Kernels())
	if err == nil {
		a.fill(cfg)
	}
	a.OK, a.Faults = err == nil, faultLines(err)
	if *c.json {
		if err := c.printJSON(a); err != nil {
			return err
		}
	} else if err == nil {
		c.printf("%s: configuration %q, version %d, profile %s, %s, %s\n", name, a.Name, a.Version, a.Profile,
			count(len(a.AIDs), "application"), count(a.Keys, "key"))
		if a.Bundle {
			c.printf("  a bundle; its signature was not checked: that takes the trusted keys\n")
		}
		for _, w := range a.Warnings {
			c.printf("  warning: %s\n", w)
		}
	}
	if err != nil {
		return fmt.Errorf("%w: emv config: %s:\n%w", errNo, name, err)
	}
	return nil
}

func (a *configAnswer) fill(cfg *kernel.Config) {
	a.Name, a.Version, a.Profile, a.Digest, a.Keys = cfg.Name, cfg.Version, cfg.Profile.String(), upper(cfg.Digest[:]), cfg.Keys.Len()
	for _, app := range cfg.Applications {
		a.AIDs = append(a.AIDs, upper(app.AID))
		if !hasKeys(cfg.Keys, app.AID) {
			a.Warnings = append(a.Warnings, fmt.Sprintf("no key for %s: cards of it cannot be authenticated offline", upper(app.AID)))
		}
	}
	for _, w := range unsupported(cfg) {
		a.Warnings = append(a.Warnings, "the terminal claims what the kernel does not have: "+w)
	}
}

func hasKeys(set *capk.Set, aid []byte) bool {
	for k := range set.All() {
		if bytes.HasPrefix(aid, k.RID[:]) {
			return true
		}
	}
	return false
}

const icsHelp = `
A statement of what is running and of what is implemented, for the forms of a laboratory: name, version and checksum, interfaces, data authentication, cardholder
verification, options of the books with their clauses. With -config it also says what that terminal claims, and what of
it the kernel does not have.`

// A statement is one line of the conformance statement.
type statement struct {
	Group     string `json:"group"`
	Item      string `json:"item"`
	Supported bool   `json:"supported"`
	Clause    string `json:"clause,omitempty"`
	Value     string `json:"value,omitempty"`
}

// statements are what the kernels support: the table that this program keeps beside them.
var statements = []statement{
	{"interface", "contact", true, "EMV 4.4 B1 12", ""},
	{"interface", "contactless, Entry Point", true, "Book B 2.12 3", ""},
	{"interface", "contactless, kernel C-3 (Visa)", true, "C-3 2.12", ""},
	{"interface", "contactless, kernel C-7 (UnionPay)", true, "C-7 2.12", ""},
	{"interface", "contactless, kernels C-2, C-4, C-5, C-6 and C-8", false, "", ""},
	{"interface", "contactless, kernels of the application's own", true, "Book B 2.12 3.3.2.5", ""},
	{"selection", "proximity payment system environment (PPSE)", true, "Book B 2.12 3.3.2", ""},
	{"selection", "SEND POI INFORMATION", true, "Book B 2.12 3.3.1a", ""},
	{"selection", "extended selection", true, "Book B 2.12 3.3.3.3", ""},
	{"selection", "payment system environment (PSE)", true, "EMV 4.4 B1 12.3.2", ""},
	{"selection", "list of AIDs", true, "EMV 4.4 B1 12.3.3", ""},
	{"selection", "partial selection and next occurrence", true, "EMV 4.4 B1 12.3.1", ""},
	{"selection", "cardholder selection and confirmation", true, "EMV 4.4 B1 12.4", ""},
	{"selection", "preferred name in the code tables of ISO 8859", true, "EMV 4.4 B4 11.3", ""},
	{"selection", "terminal's own order, restriction, merchant's choice", true, "EMV 4.4 B1 12.3", ""},
	{"selection", "application selection registered proprietary data (ASRPD)", true, "EMV 4.4 B1 12.5", ""},
	{"selection", "multi-language", true, "EMV 4.4 B4 11.1", ""},
	{"data authentication", "SDA", true, "EMV 4.4 B2 5", ""},
	{"data authentication", "DDA", true, "EMV 4.4 B2 6.5", ""},
	{"data authentication", "CDA at both GENERATE AC", true, "EMV 4.4 B2 6.6", ""},
	{"data authentication", "fDDA, formats 05 and 95", true, "C-3 2.12 C, C-7 2.12 4.3.2", ""},
	{"data authentication", "XDA (ECC)", true, "EMV 4.4 B2 12", ""},
	{"data authentication", "RSA keys up to 1984 bit, exponents 3 and 65537", true, "EMV 4.4 B2 B2.1", ""},
	{"data authentication", "certificate revocation list", true, "EMV 4.4 B2 5.1.2", ""},
	{"data authentication", "default DDOL", true, "EMV 4.4 B3 10.3", ""},
	{"cardholder verification", "plaintext PIN, offline", true, "EMV 4.4 B3 10.5.1", ""},
	{"cardholder verification", "enciphered PIN, offline, RSA", true, "EMV 4.4 B3 10.5.1", ""},
	{"cardholder verification", "enciphered PIN, offline, ECC", true, "EMV 4.4 B2 13", ""},
	{"cardholder verification", "enciphered PIN, online", true, "EMV 4.4 B3 10.5.2", ""},
	{"cardholder verification", "signature", true, "EMV 4.4 B3 10.5.3", ""},
	{"cardholder verification", "combination of PIN and signature", true, "EMV 4.4 B3 10.5.4", ""},
	{"cardholder verification", "no CVM required", true, "EMV 4.4 B3 10.5", ""},
	{"cardholder verification", "biometrics, offline", true, "EMV 4.4 B3 10.5.6", ""},
	{"cardholder verification", "biometrics, online", true, "EMV 4.4 B3 10.5.7", ""},
	{"cardholder verification", "methods of the terminal's own", true, "EMV 4.4 B4 6.3.4", ""},
	{"cardholder verification", "PIN bypass", true, "EMV 4.4 B4 6.3.4.3", ""},
	{"risk management", "floor limit", true, "EMV 4.4 B3 10.6.1", ""},
	{"risk management", "random transaction selection", true, "EMV 4.4 B3 10.6.2", ""},
	{"risk management", "velocity checking", true, "EMV 4.4 B3 10.6.3", ""},
	{"risk management", "transaction forced online", true, "EMV 4.4 B3 10.6", ""},
	{"online", "voice referrals initiated by the issuer", true, "EMV 4.4 B4 6.5.2", ""},
	{"online", "advices", true, "EMV 4.4 B4 6.3.7", ""},
	{"online", "issuer authentication: EXTERNAL AUTHENTICATE", true, "EMV 4.4 B3 10.9", ""},
	{"online", "issuer authentication: in the second GENERATE AC", true, "EMV 4.4 B3 10.9", ""},
	{"online", "issuer scripts, templates 71 and 72", true, "EMV 4.4 B3 10.10", ""},
	{"completion", "transaction forced acceptance", true, "EMV 4.4 B4 6.5.4", ""},
	{"transactions", "purchase, cash, cashback, inquiry", true, "EMV 4.4 B4 annex A3", ""},
	{"transactions", "refund: card data alone, by the host, by the card", true, "Book A 5.7.2", ""},
	{"transactions", "amount zero: account verification", true, "EMV 4.4 B4 6.3.8", ""},
	{"transactions", "PIN change, PIN unblock", true, "EMV 4.4 B3 6.5.10", ""},
	{"transactions", "terminal type and capabilities by transaction", true, "EMV 4.4 B4 10.1.2", ""},
	{"transactions", "amount confirmed; the card begins again if it changes", true, "EMV 4.4 B4 10.1", ""},
	{"terminal", "standard messages, five languages", true, "EMV 4.4 B4 11.2", ""},
	{"terminal", "fallback from a chip, as the configuration allows", true, "EMV 4.4 B4 6.6.2", ""},
	{"terminal", "output of the kernel's data elements", true, "EMV 4.4 B4 8.4.5", ""},
}

// claims are the bits of terminal capabilities that need a byte of biometric terminal capabilities, which names the types.
var claims = []struct {
	bit   tlv.CapabilityBit
	at    int
	words string
}{
	{tlv.CapBiometricOnline, 1, "online biometric"}, {tlv.CapBiometricOffline, 0, "offline biometric"},
}

func unsupported(cfg *kernel.Config) (list []string) {
	for _, x := range claims {
		if tlv.TerminalCapabilitiesValue(cfg.Terminal.Capabilities).Has(x.bit) && cfg.Terminal.BiometricCapabilities[x.at] == 0 {
			list = append(list, x.words+" (9F33) of no type (9F30)")
		}
	}
	return list
}

// measured are the statements that come from the code itself.
func measured() (list []statement) {
	rows := map[tlv.Book]int{}
	for i := 1; i < tlv.NumRows; i++ {
		for b := range tlv.NumBooks {
			if tlv.Row(i).Element().Books>>b&1 != 0 {
				rows[b]++
			}
		}
	}
	for b := range tlv.NumBooks {
		if rows[b] > 0 {
			list = append(list, statement{"data dictionary", bookName(b), true, "", count(rows[b], "element")})
		}
	}
	return append(list,
		statement{"limits", "templates within each other", true, "", fmt.Sprint(tlv.MaxDepth)},
		statement{"limits", "modulus of a CA key, bytes", true, "EMV 4.4 B2 B2.1", fmt.Sprint(capk.MaxModulus)},
		statement{"limits", "exchanges of a session, at most", true, "", fmt.Sprint(config.MaxExchanges)},
	)
}

func icsCommand(c *call) func() error {
	name := c.flags.String("config", "", "terminal configuration: a `NAME` or a file")
	return func() error { return c.ics(*name) }
}

func (c *call) ics(name string) error {
	list := append(append([]statement{}, statements...), measured()...)
	var claimed []item
	missing := []string{}
	var cfg *kernel.Config
	if name != "" {
		var err error
		if cfg, err = setup.Config(name); err != nil {
			return c.usage("%v", err)
		}
		d := decoder{}
		t := &cfg.Terminal
		claimed = append(claimed, d.element(0, 0x9F35, []byte{t.Type}), d.element(0, 0x9F33, t.Capabilities[:]), d.element(0, 0x9F40, t.AdditionalCapabilities[:]))
		missing = append(missing, unsupported(cfg)...)
	}
	id, err := running(cfg)
	if err != nil {
		return fmt.Errorf("emv ics: %w", err)
	}
	if *c.json {
		if err := c.printJSON(map[string]any{"identity": id, "statements": list, "claimed": append([]item{}, claimed...), "missing": missing}); err != nil {
			return err
		}
	} else {
		c.printIdentity(&id)
		c.printStatements(list, claimed, missing)
	}
	if len(missing) > 0 {
		return fmt.Errorf("%w: emv ics: %w: %s", errNo, errClaims, strings.Join(missing, ", "))
	}
	return nil
}

var errClaims = errors.New("the terminal claims what the kernel does not have")

func (c *call) printStatements(list []statement, claimed []item, missing []string) {
	group := ""
	for _, s := range list {
		if s.Group != group {
			group = s.Group
			c.printf("%s\n", c.bold(group))
		}
		yes := "yes"
		if !s.Supported {
			yes = "no "
		}
		c.printf("  %s  %-52s %-12s %s\n", yes, s.Item, s.Value, c.dim(s.Clause))
	}
	if len(claimed) > 0 {
		c.printf("%s\n", c.bold("the terminal of the configuration"))
		c.printItems(claimed, 1)
	}
	for _, m := range missing {
		c.printf("  %s\n", c.red("not supported: "+m))
	}
}
