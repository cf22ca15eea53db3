package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// An answer is what a configuration says to one question of the forms.
type answer struct {
	Item   string `json:"item"`
	Answer string `json:"answer"`
	Clause string `json:"clause,omitempty"`
}

// A question is asked of a configuration: its words, the clause that it comes from, and where the answer stands.
type question struct {
	item, clause string
	of           func(*kernel.Config) string
}

// questions are those of a laboratory's forms that a configuration answers; the bits of 9F33 and 9F40 come before them.
var questions = []question{
	{"terminal type", "EMV 4.4 B4 A1", func(c *kernel.Config) string { return fmt.Sprintf("%02X", c.Terminal.Type) }},
	{"attended", "EMV 4.4 B4 A1", yes(func(c *kernel.Config) bool { return tlv.TerminalTypeValue(c.Terminal.Type).Attended() })},
	{"automated teller machine", "EMV 4.4 B4 A1", yes(isATM)},
	{"payment system environment (PSE)", "EMV 4.4 B1 12.3.2", yes(func(c *kernel.Config) bool { return !c.Terminal.NoPSE })},
	{"list of AIDs", "EMV 4.4 B1 12.3.3", yes(func(*kernel.Config) bool { return true })},
	{"AIDs", "EMV 4.4 B1 12.3.1", aids(func(*kernel.Application) bool { return true })},
	{"AIDs with partial selection", "EMV 4.4 B1 12.3.1", aids(func(a *kernel.Application) bool { return a.PartialMatch })},
	{"cardholder selection and confirmation", "EMV 4.4 B1 12.4", yes(func(c *kernel.Config) bool { return c.Terminal.CardholderConfirms })},
	{"terminal's own order, restriction, merchant's choice", "EMV 4.4 B1 12.3", yes(func(c *kernel.Config) bool { return c.Terminal.ReviewsCandidates })},
	{"languages", "EMV 4.4 B4 11.1", func(c *kernel.Config) string { return strings.Join(c.Terminal.Languages, " ") }},
	{"cardholder selects the language", "EMV 4.4 B4 11.1", yes(func(c *kernel.Config) bool { return c.Terminal.SelectsLanguage })},
	{"amount known when a PDOL asks for it", "EMV 4.4 B4 6.3.1", yes(func(c *kernel.Config) bool { return !c.Terminal.LateAmount })},
	{"cardholder confirms the amount", "EMV 4.4 B4 6.5.1", yes(func(c *kernel.Config) bool { return c.Terminal.ConfirmsAmount })},
	{"account types", "EMV 4.4 B3 annex G", accountTypes},
	{"CDA mode", "EMV 4.4 B2 D4", func(c *kernel.Config) string { return strconv.Itoa(int(max(c.Terminal.CDAMode, 1))) }},
	{"AIDs with default DDOL", "EMV 4.4 B4 10.2", aids(func(a *kernel.Application) bool { return len(a.DefaultDDOL) != 0 })},
	{"AIDs with default TDOL", "EMV 4.4 B4 10.2", aids(func(a *kernel.Application) bool { return len(a.DefaultTDOL) != 0 })},
	{"AIDs with terminal capabilities of their own", "EMV 4.4 B4 10.2", aids(func(a *kernel.Application) bool { return len(a.Capabilities) != 0 })},
	{"PIN try counter is asked for (GET DATA)", "EMV 4.4 B4 6.3.4.1", yes(func(c *kernel.Config) bool { return !c.Terminal.NoTryCounter })},
	{"PIN bypass", "EMV 4.4 B4 6.3.4.3", yes(bypasses)},
	{"subsequent PIN bypass", "EMV 4.4 B4 6.3.4.3", yes(func(c *kernel.Config) bool { return bypasses(c) && !c.Terminal.AsksAfterBypass })},
	{"biometric terminal capabilities", "EMV 4.4 B4 A7", func(c *kernel.Config) string { return upper(c.Terminal.BiometricCapabilities[:]) }},
	{"methods of the terminal's own", "EMV 4.4 B4 6.3.4", func(c *kernel.Config) string { return upper(c.Terminal.ProprietaryCVMs) }},
	{"AIDs with floor limit", "EMV 4.4 B3 10.6.1", aids(func(a *kernel.Application) bool { return a.FloorLimit != 0 })},
	{"AIDs with random transaction selection", "EMV 4.4 B3 10.6.2", aids(func(a *kernel.Application) bool { return a.RandomMaxTarget != 0 })},
	{"exception file or transaction log", "EMV 4.4 B4 6.3.5", yes(func(c *kernel.Config) bool { return c.Terminal.LooksUp })},
	{"transaction forced online", "EMV 4.4 B4 6.5.3", yes(func(c *kernel.Config) bool { return tlv.TerminalTypeValue(c.Terminal.Type).Attended() })},
	{"AIDs with terminal action codes", "EMV 4.4 B3 10.7", aids(func(a *kernel.Application) bool {
		return a.TACDenial != zero || a.TACOnline != zero || a.TACDefault != zero
	})},
	{"voice referrals initiated by the issuer", "EMV 4.4 B4 6.5.2", yes(func(c *kernel.Config) bool { return c.Terminal.Referrals })},
	{"transaction forced acceptance", "EMV 4.4 B4 6.5.4", yes(func(c *kernel.Config) bool { return c.Terminal.ForcesAcceptance })},
	{"advices", "EMV 4.4 B4 6.3.7", yes(func(c *kernel.Config) bool { return c.Terminal.Advices })},
	{"bytes of issuer scripts", "EMV 4.4 B4 6.3.9", func(*kernel.Config) string { return strconv.Itoa(step.MaxScriptBytes) }},
	{"transactions", "EMV 4.4 B4 10.1.2", purposes},
	{"fallback to the magnetic stripe", "EMV 4.4 B4 6.6.2", yes(func(c *kernel.Config) bool { return c.Fallback.MagneticStripe })},
	{"profile", "", func(c *kernel.Config) string { return c.Profile.String() }},
}

var zero [5]byte

// yes answers yes or no.
func yes(is func(*kernel.Config) bool) func(*kernel.Config) string {
	return func(c *kernel.Config) string {
		if is(c) {
			return "yes"
		}
		return "no"
	}
}

func isATM(c *kernel.Config) bool {
	return tlv.TerminalTypeValue(c.Terminal.Type).ATM(tlv.AdditionalTerminalCapabilitiesValue(c.Terminal.AdditionalCapabilities))
}

func bypasses(c *kernel.Config) bool {
	return tlv.TerminalTypeValue(c.Terminal.Type).Attended() && !c.Terminal.NoPINBypass
}

// aids answers with the AIDs of the applications that are asked for.
func aids(which func(*kernel.Application) bool) func(*kernel.Config) string {
	return func(c *kernel.Config) string {
		var list []string
		for i := range c.Applications {
			if which(&c.Applications[i]) {
				list = append(list, upper(c.Applications[i].AID))
			}
		}
		return strings.Join(list, " ")
	}
}

func accountTypes(c *kernel.Config) string {
	var list []string
	for _, a := range c.Terminal.Accounts {
		list = append(list, fmt.Sprintf("%02X", byte(a)))
	}
	return strings.Join(list, " ")
}

func purposes(c *kernel.Config) string {
	var list []string
	for i := range c.Treatments {
		list = append(list, strings.ReplaceAll(c.Treatments[i].Purpose.String(), " ", "-"))
	}
	return strings.Join(list, " ")
}

// answers are a configuration's to every question: the bits of its capabilities, one a line, and what else it says. No answer is "-".
func answers(cfg *kernel.Config) (list []answer) {
	for _, x := range []struct {
		row    tlv.Row
		value  []byte
		clause string
	}{
		{tlv.TerminalCapabilities, cfg.Terminal.Capabilities[:], "EMV 4.4 B4 A2"},
		{tlv.AdditionalTerminalCapabilities, cfg.Terminal.AdditionalCapabilities[:], "EMV 4.4 B4 A3"},
	} {
		list = append(list, bitAnswers(x.row, x.value, x.clause)...)
	}
	for _, q := range questions {
		said := q.of(cfg)
		if said == "" {
			said = "-"
		}
		list = append(list, answer{q.item, said, q.clause})
	}
	return list
}

// bitAnswers have one line for each bit of a bit field that means something.
func bitAnswers(row tlv.Row, value []byte, clause string) (list []answer) {
	for i := range 8 * len(value) {
		alone := make([]byte, len(value))
		alone[i/8] = 0x80 >> (i % 8)
		for _, line := range tlv.Explain(row, alone) {
			if strings.HasSuffix(line, "RFU") {
				continue
			}
			said := "no"
			if value[i/8]&alone[i/8] != 0 {
				said = "yes"
			}
			list = append(list, answer{row.Tag().String() + " " + line, said, clause})
		}
	}
	return list
}

// declared reads a declared statement: an object of items and answers, as -json prints them under "answers", or as many of them as are to be held against the
// configuration. It gives what differs, one line each.
func declared(file string, of []answer) (differences []string, err error) {
	data, err := setup.File(file)
	if err != nil {
		return nil, err
	}
	doc := jsonfile.Parse(data)
	root := doc.Root().Object()
	for item, v := range root.Members() {
		i := slices.IndexFunc(of, func(a answer) bool { return a.Item == item })
		if i < 0 {
			v.Fault("take the items of emv ics -config NAME -json", "no such item")
			continue
		}
		if said := v.Text(1, 4096); said != of[i].Answer {
			differences = append(differences, fmt.Sprintf("%s: declared %s, the configuration says %s", item, said, of[i].Answer))
		}
	}
	if err := doc.Err(); err != nil {
		return nil, fmt.Errorf("%s:\n%w", file, err)
	}
	return differences, nil
}
