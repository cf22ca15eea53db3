package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// What the books make of each card that is for Entry Point, of cards of one application, and of directories written here. The configuration tap has Mastercard
// with kernel 02, Visa with kernel 03 and UnionPay with kernel 07, each for goods and cashback, for cash, and for refunds.
func TestConfigExplain(t *testing.T) {
	const visaEntry = "61 09 4F07A0000000031010"
	for _, c := range []struct {
		clause string
		args   string
		kernel string
		names  string // of the candidates, in order
		says   []string
	}{
		{"B table 3-6", "-card visa-online", "03", "A0000000031010", []string{
			"9F2A is absent, and kernel 03 is the AID's by default [Book B 2.12 3.3.2.5 E]", "its ADF name does not begin with the AID [Book B 2.12 3.3.2.5 B]",
		}},
		{"B table 3-6 UnionPay", "-card unionpay-online", "07", "A000000333010101", nil},
		{"B 3.3.2.7", "-card ppse-elsewhere", "", "", []string{"no kernel: end application", "[INSERT, SWIPE OR TRY ANOTHER CARD]", "[Book B 2.12 3.3.2.7]"}},
		{"B 3.3.3.2", "-card ppse-ties", "03", "A0000000031010 A0000000032010 A0000000033010 A0000000038010", []string{"priority (87) 0F", "priority 15, entry 3"}},
		{"B 3.3.2.5 C", "-card ppse-domestic", "03", "A0000000032010", []string{"it asks for kernel AA0978: 9F2A AA0978 [Book B 2.12 3.3.2.5 D]"}},
		{"B 3.3.2.5 C forms", "-card ppse-forms", "03", "A000000003101000 A000000003101001 A000000003101002 A000000003101003", []string{
			"kernel identifier (9F2A) empty", "it asks for kernel 43: 9F2A 43", "9F2A 80 is short of 3 bytes: the entry is passed over [Book B 2.12 3.3.2.5 C]",
			"it asks for kernel AA0978: 9F2A AA09780000000000", "it asks for kernel EA1234: 9F2A EA1234",
		}},
		{"B 3.3.3.3", "-card ppse-extended", "03", "A000000003101001 A000000003101002", []string{"extended selection (9F29) 02"}},
		{"B 3.3.1.1", "-card visa-6985", "03", "A0000000031010 A0000000032010", nil},
		{"B 3.3.2.3b", "-card ppse-poi", "03", "A0000000031010 A0000000032010", nil},
		{"B 3.1.1.13", "-card visa-online -amount 500.00", "", "", []string{"the amount is 500.00, and the transaction limit 100.00 [Book B 2.12 3.1.1.5]", "try another interface", "[Book B 2.12 3.1.1.13]"}},
		{"B 3.1.1.8", "-card visa-online -amount 25.00", "03", "A0000000031010", []string{"cardholder verification: from 25.00 on"}},
		{"B 3.1.1.11", "-card visa-online -amount 0", "03", "A0000000031010", []string{"allowed; online: amount zero"}},
		{"A 5.6.4", "-card visa-online -type inquiry", "", "", []string{"not for transaction type 31, but for 00, 09"}},
		{"B 3.1.1.4", "-card visa-online -type cash -amount 0 tap-atm", "", "", []string{"the amount is zero, and zero amount allowed is 0"}},
		{"B 3.3.2.5 B", "-ppse 6F 1C 84 0E325041592E5359532E4444463031 A5 0A BF0C 07 61 05 4F03A00000", "", "", []string{"its ADF name (4F) has 3 bytes"}},
		{"B 3.3.2.5 B shorter", "-ppse " + directory("61 06 4F04A0000000"), "", "", []string{"its ADF name (4F) has 4 bytes"}},
		{"B 3.3.2.5", "-ppse " + directory(visaEntry), "03", "A0000000031010", nil},
		{"B 3.3.2.5 with status word", "-ppse " + directory(visaEntry) + "9000", "03", "A0000000031010", nil},
		{"B 3.3.2.5 C short kernel ID 0", "-ppse " + directory("61 0F 4F07A0000000031010 9F2A 03 800978"), "", "", []string{"9F2A 800978 has the short kernel ID 0"}},
		{"B 3.3.2.5 C other", "-ppse " + directory("61 0D 4F07A0000000031010 9F2A 01 07"), "", "", []string{"it asks for kernel 07: 9F2A 07"}},
		{"B 3.3.2.4", "-ppse " + directory(""), "", "", []string{"none"}},
		{"B 3.3.2.4 malformed", "-ppse 6F05840E3250", "", "", []string{"none"}},
	} {
		args := append([]string{"config", "explain"}, strings.Fields(c.args)...)
		if _, hex, ok := strings.Cut(c.args, "-ppse "); ok {
			args = []string{"config", "explain", "-ppse", hex}
		}
		status, out, errw := emv("", args...)
		if (status == 0) != (c.kernel != "") || errw != "" {
			t.Errorf("%s: exit status %d: %s", c.clause, status, errw)
		}
		for _, s := range c.says {
			if !strings.Contains(out, s) {
				t.Errorf("%s: no %q in\n%s", c.clause, s, out)
			}
		}
		var x tapExplained
		if _, out, _ = emv("", append(args, "-json")...); json.Unmarshal([]byte(out), &x) != nil {
			t.Fatalf("%s: %s", c.clause, out)
		}
		var names []string
		for _, k := range x.Candidates {
			names = append(names, k.Name)
		}
		if x.Kernel != c.kernel || strings.Join(names, " ") != c.names || x.Kernel != "" && x.AID != names[0] {
			t.Errorf("%s: kernel %q with %s of %q; want %q of %s", c.clause, x.Kernel, x.AID, names, c.kernel, c.names)
		}
	}
}

// directory is a PPSE with this issuer discretionary data, in hexadecimal digits.
func directory(entries string) string {
	fci := tlv.Append(nil, 0x84, []byte(ppse))
	fci = tlv.Append(fci, tlv.TagFCIProprietary, tlv.Append(nil, tlv.TagIssuerDiscretionary, unhex(strings.ReplaceAll(entries, " ", ""))))
	return upper(tlv.Append(nil, tlv.TagFCI, fci))
}

// A Visa application whose PDOL does not ask for the TTQ is out, and one that refuses to be selected.
//
// Book B 2.12 3.3.3.5, 3.3.3.6
func TestConfigExplainRemoved(t *testing.T) {
	const second = "A0000000032010"
	for _, c := range []struct{ answer, says string }{
		{"6A82", "out: SELECT answers 6A82"},
		{"6F1284 07A0000000031010 A507 9F3804 9F0206 5F 9000", "malformed"},
		{"6F10 8407A0000000031010 A505 50034F6E65 9000", "its PDOL does not ask for the TTQ (9F66)"},
		{"6F11 8407A0000000031010 A506 9F3803 9F0206 9000", "its PDOL does not ask for the TTQ (9F66)"},
	} {
		entries := "61 0A 4F07A0000000031010 870101"
		entries = strings.Replace(entries, "61 0A", "61 0C", 1) + "61 0C 4F07" + second + " 870102"
		card := &refusing{directoryCard{unhex(directory(entries))}, map[string][]byte{"A0000000031010": unhex(strings.ReplaceAll(c.answer, " ", ""))}}
		x, err := explain(tapConfig(t), kernel.Transaction{Money: kernel.Money{Amount: 1234}}, card)
		if err != nil {
			t.Fatal(err)
		}
		if len(x.Candidates) != 2 || !strings.Contains(x.Candidates[0].Fate, c.says) || x.Candidates[1].Fate != "selected" || x.AID != second {
			t.Errorf("%s: %+v", c.answer, x.Candidates)
		}
	}
}

// A refusing card answers some SELECTs otherwise than the rest.
type refusing struct {
	directoryCard
	answers map[string][]byte // by name, in hexadecimal digits; "": to every other
}

func (r *refusing) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	if c, err := apdu.ParseCommand(command); err == nil && string(c.Data) != ppse {
		for _, name := range []string{upper(c.Data), ""} {
			if a, ok := r.answers[name]; ok {
				return a, 0, nil
			}
		}
	}
	return r.directoryCard.Transmit(ctx, command)
}

func tapConfig(t *testing.T) *kernel.Config {
	t.Helper()
	cfg, err := setup.Config("tap")
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// What is said of directories and combinations is what Entry Point does: of a card that refuses every SELECT it tries each candidate, in the order that is
// told. The directories are generated, some with objects twice, cut off or broken further in.
//
// Book B 2.12 3.3.2.5, 3.3.3.2, 3.3.3.3
func TestConfigExplainAgrees(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 7))
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	candidates, tap := 0, tapConfig(t)
	for range 2000 {
		cfg := *tap
		cfg.Combinations = nil
		for range 1 + random.IntN(4) {
			id := kernel.KernelID(unhex(pick("02", "03", "03", "03", "07", "AA0978", "C20978")))
			cfg.Combinations = append(cfg.Combinations, kernel.Combination{
				AID: unhex(pick("A000000003", "A000000003", "A0000000031010", "A000000333", "A000000099", "A0000000041010")), Kernel: id, Currency: cfg.Terminal.TransactionCurrency,
				ExtendedSelection: kernel.Flag(random.IntN(3)), TransactionLimit: kernel.Limit{Amount: 1000, Present: random.IntN(5) == 0},
				ZeroAmountAllowed: kernel.Flag(random.IntN(3)), ZeroAmountOfflineAllowed: kernel.Flag(random.IntN(3)), TTQ: unhex(pick("36004000", "3E004000", "")),
			})
		}
		var entries []byte
		for range random.IntN(8) {
			e := tlv.Append(nil, 0x4F, unhex(pick("A0000000031010", "A0000000032010", "A000000003", "A00000000310", "A000000333010101", "A00000009901", "A0000000", "A0000000041010")))
			for _, o := range []struct {
				tag    tlv.Tag
				values []string
			}{
				{0x87, []string{"-", "01", "02", "0F", "00", "81", "0102", ""}},
				{0x9F2A, []string{"-", "-", "", "00", "03", "03", "07", "43", "AA", "AA0978", "C20978", "800978", "AA09780000000000"}},
				{0x9F29, []string{"-", "-", "01", "0102030405060708090A0B", ""}},
			} {
				if v := pick(o.values...); v != "-" {
					e = tlv.Append(e, o.tag, unhex(v))
				}
				if random.IntN(8) == 0 { // once more
					e = tlv.Append(e, o.tag, unhex(strings.Trim(pick(o.values...), "-")))
				}
			}
			switch random.IntN(20) {
			case 0:
				e = append(e, 0x9F) // cut off
			case 1:
				e = tlv.Append(e, 0x4F, unhex("A0000000031010"))
			case 2:
				e = tlv.Append(e, 0x73, []byte{0x5F}) // broken further in
			case 3:
				e = append([]byte{0, 0}, e...)
			}
			entries = tlv.Append(entries, tlv.TagDirectoryEntry, e)
		}
		switch random.IntN(20) {
		case 0:
			entries = append(entries, 0x61)
		case 1:
			entries = append(tlv.Append(nil, 0x9F3E, []byte{1}), entries...)
		}
		fci := unhex(directory(upper(entries)))
		if random.IntN(20) == 0 {
			fci = append(fci, 0)
		}
		card := &refusing{directoryCard{fci}, map[string][]byte{"": {0x6A, 0x82}}}
		run := newSelectionRun(&cfg, kernel.Transaction{Money: kernel.Money{Amount: uint64(random.IntN(4)/3) * 1234}}, card)
		x, err := explain(&cfg, run.tx, card)
		if err != nil {
			t.Fatal(err)
		}
		if err := run.drive(); err != nil {
			t.Fatal(err)
		}
		var tried, told []string
		for _, e := range run.conv.Exchanges() {
			if c, err := apdu.ParseCommand(e.Command); err == nil && string(c.Data) != ppse {
				tried = append(tried, upper(c.Data))
			}
		}
		for _, k := range x.Candidates {
			told = append(told, k.Name)
		}
		if !slices.Equal(tried, told) {
			t.Fatalf("directory %X, combinations %s:\nEntry Point tries %q,\nwhat is told is  %q", fci, combinationList(&cfg), tried, told)
		}
		candidates += len(told)
	}
	if candidates < 500 {
		t.Errorf("%d candidates in all", candidates)
	}
}

func combinationList(cfg *kernel.Config) (s string) {
	for _, c := range cfg.Combinations {
		s += fmt.Sprintf("%X %s ext %d; ", c.AID, c.Kernel, c.ExtendedSelection)
	}
	return s
}

func TestConfigExplainFlags(t *testing.T) {
	for _, c := range []struct{ args, says string }{
		{"", "-card, -reader or -ppse is missing"},
		{"-card visa-online default", "default has no combinations"},
		{"-card nosuch", "-card nosuch"},
		{"-card visa-online nosuch", "-config nosuch"},
		{"-card visa-online -ppse 00", "leave out -card"},
		{"-ppse xx", "no hex digit"},
		{"-card visa-online -type 9", "-type 9"},
		{"-card visa-online -amount x", "-amount x"},
	} {
		status, out, errw := emv("", append([]string{"config", "explain"}, strings.Fields(c.args)...)...)
		if status != 2 || out != "" || !strings.Contains(errw, c.says) {
			t.Errorf("%s: %d %s%s", c.args, status, out, errw)
		}
	}
}

// A label of the card's directory steers no screen.
func TestConfigExplainHostileLabel(t *testing.T) {
	for _, more := range [][]string{nil, {"-json"}} {
		status, out, errw := emv("", append([]string{"config", "explain", "-ppse", directory("61 12 4F07A0000000031010 5007 1B5B33316D4107")}, more...)...)
		if status != 0 || strings.ContainsAny(out+errw, "\x1b\x07") || !strings.Contains(out, "A0000000031010") {
			t.Errorf("%d %q %s", status, out, errw)
		}
	}
}

// A tag is explained in each form in which people write bytes.
func TestFormsOfATag(t *testing.T) {
	for _, tag := range []string{"9f02", "9F 02", "9F:02", "9f-02", "0x9F02", "0x9F 0x02"} {
		if status, out, errw := emv("", "explain", tag); status != 0 || !strings.Contains(out, "Amount, Authorised (Numeric)") {
			t.Errorf("%s: %d %s%s", tag, status, out, errw)
		}
	}
}
