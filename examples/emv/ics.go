package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

const icsHelp = `
A statement of what is running and of what is implemented, for the forms of a laboratory: name, version and checksum, interfaces, data authentication, cardholder
verification, options of the books with their clauses. With -config it also gives that terminal's answers to the questions of the
forms, and says what of its claims the kernel does not have. -declared holds them against a statement that was made: a JSON object of
items and answers, all that -json prints under "answers" or some of it; each that differs is told, with exit status 1.

  emv ics -config NAME -declared FILE`

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
	{"interface", "contactless, kernel C-2 (Mastercard)", true, "C-2 2.12", ""},
	{"interface", "contactless, kernel C-3 (Visa)", true, "C-3 2.12", ""},
	{"interface", "contactless, kernel C-4 (American Express)", true, "C-4 2.12", ""},
	{"interface", "contactless, kernel C-5 (JCB)", true, "C-5 2.12", ""},
	{"interface", "contactless, kernel C-6 (Discover)", true, "C-6 2.12", ""},
	{"interface", "contactless, kernel C-7 (UnionPay)", true, "C-7 2.12", ""},
	{"interface", "contactless, kernel C-8 (EMVCo)", true, "C-8 1.2", ""},
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
	{"data authentication", "CDA with relay resistance", true, "C-2 2.12 5.2", ""},
	{"data authentication", "local authentication with a secure channel, ECC and RSA certificates", true, "C-8 1.2 7", ""},
	{"data authentication", "relay resistance in a secure channel", true, "C-8 1.2 5.2", ""},
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
	{"cardholder verification", "consumer device CVM", true, "C-2 2.12 3.6, C-3 2.12 5.7.1, C-8 1.2 A.1.25", ""},
	{"data storage", "data exchange with the terminal (DEK, DET)", true, "C-2 2.12 3.4, C-8 1.2 3.1", ""},
	{"data storage", "standalone data storage", true, "C-2 2.12 3.5.2", ""},
	{"data storage", "integrated data storage, versions 1 and 2", true, "C-2 2.12 3.5.3", ""},
	{"data storage", "data envelopes, READ DATA and WRITE DATA", true, "C-8 1.2 5.5, 5.7", ""},
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
	{"terminal", "standard messages", true, "EMV 4.4 B4 11.2", strings.Join(terminal.Languages(), " ")},
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
	statement := c.flags.String("declared", "", "statement, a `FILE`, that the configuration is held against")
	return func() error { return c.ics(*name, *statement) }
}

// A conformance is all that emv ics says.
type conformance struct {
	Identity    identity          `json:"identity"`
	Statements  []statement       `json:"statements"`
	Answers     map[string]string `json:"answers"`     // of the configuration
	Missing     []string          `json:"missing"`     // what it claims and the kernel does not have
	Differences []string          `json:"differences"` // from what was declared
}

func (c *call) ics(name, declaration string) error {
	s := conformance{Statements: append(append([]statement{}, statements...), measured()...), Answers: map[string]string{}, Missing: []string{}, Differences: []string{}}
	var cfg *kernel.Config
	var said []answer
	switch {
	case name != "":
		var err error
		if cfg, err = setup.Config(name); err != nil {
			return c.usage("%v", err)
		}
		said, s.Missing = answers(cfg), append(s.Missing, unsupported(cfg)...)
	case declaration != "":
		return c.usage("-declared holds a configuration against a statement: -config is missing")
	}
	if declaration != "" {
		differences, err := declared(declaration, said)
		if err != nil {
			return fmt.Errorf("emv ics: %w", err)
		}
		s.Differences = append(s.Differences, differences...)
	}
	for _, a := range said {
		s.Answers[a.Item] = a.Answer
	}
	var err error
	if s.Identity, err = running(cfg); err != nil {
		return fmt.Errorf("emv ics: %w", err)
	}
	if *c.json {
		if err := c.printJSON(s); err != nil {
			return err
		}
	} else {
		c.printConformance(&s, said)
	}
	switch {
	case len(s.Missing) > 0:
		return fmt.Errorf("%w: emv ics: %w: %s", errNo, errClaims, strings.Join(s.Missing, ", "))
	case len(s.Differences) > 0:
		return fmt.Errorf("%w: emv ics: %w", errNo, errDeclared)
	}
	return nil
}

var (
	errClaims   = errors.New("the terminal claims what the kernel does not have")
	errDeclared = errors.New("the configuration is not what was declared")
)

func (c *call) printConformance(of *conformance, said []answer) {
	c.printIdentity(&of.Identity)
	group := ""
	for _, s := range of.Statements {
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
	if len(said) > 0 {
		c.printf("%s\n", c.bold("the terminal of the configuration"))
	}
	for _, a := range said {
		c.printf("  %-58s %-6s %s\n", a.Item, a.Answer, c.dim(a.Clause))
	}
	for _, m := range of.Missing {
		c.printf("  %s\n", c.red("not supported: "+m))
	}
	for _, d := range of.Differences {
		c.printf("  %s\n", c.red(d))
	}
}
