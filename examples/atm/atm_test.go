package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
)

var noon = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

// printed is the object that -json prints: every field of it and no other.
type printed struct {
	Outcome    string `json:"outcome"`
	Kernel     string `json:"kernel"`
	AID        string `json:"aid"`
	Label      string `json:"label"`
	Online     bool   `json:"online"`
	Cryptogram string `json:"cryptogram"`
	CID        string `json:"cid"`
	TVR        string `json:"tvr"`
	TSI        string `json:"tsi"`
	CVMResults string `json:"cvmResults"`
	ARC        string `json:"arc"`
	ODA        struct {
		Method string `json:"method"`
		Result string `json:"result"`
	} `json:"oda"`
	Exchanges      int    `json:"exchanges"`
	DE55           string `json:"de55"`
	Reason         string `json:"reason"`
	Authorised     string `json:"authorised"`
	ApprovalCode   string `json:"approvalCode"`
	KernelVersion  string `json:"kernelVersion"`
	KernelChecksum string `json:"kernelChecksum"`

	Relay         *terminal.RecordRelay `json:"relay"`
	Profile       string                `json:"profile"`
	Configuration struct {
		Name    string `json:"name"`
		Version uint64 `json:"version"`
		Signed  bool   `json:"signed"`
		Digest  string `json:"digest"`
	} `json:"configuration"`
	Amount    string `json:"amount"`
	Currency  string `json:"currency"`
	Account   string `json:"account"`
	Reversal  string `json:"reversal"`
	Number    uint64 `json:"number"`
	Sequence  uint32 `json:"sequence"`
	Approved  bool   `json:"approved"`
	Time      string `json:"time"`
	Purpose   string `json:"purpose"`
	Interface string `json:"interface"`
	CVM       string `json:"cvm"`
	Cash      string `json:"cash"`
	Customer  string `json:"customer"`
	Operator  string `json:"operator"`
	TapMicros int64  `json:"tapMicros"`
	Card      string `json:"card"`
	Dispensed string `json:"dispensed"`
}

// atm runs the program with -json and reads what it prints.
func atm(t *testing.T, args ...string) (r printed) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if status := run(append(args, "-json"), nil, &stdout, &stderr, noon); status != 0 {
		t.Fatalf("%v: exit status %d: %s", args, status, &stderr)
	}
	d := json.NewDecoder(&stdout)
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		t.Fatalf("%v: %v", args, err)
	}
	if d.More() || stderr.Len() != 0 {
		t.Errorf("%v: more than one object, or on standard error: %s", args, &stderr)
	}
	return r
}

// show runs the program and gives what it shows.
func show(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if status := run(args, nil, &stdout, &stderr, noon); status != 0 {
		t.Fatalf("%v: exit status %d: %s", args, status, &stderr)
	}
	return stdout.String()
}

// showsInOrder is show, of which these texts stand in it one behind the other.
func showsInOrder(t *testing.T, args, order []string) string {
	t.Helper()
	text := show(t, args...)
	rest := text
	for _, s := range order {
		i := strings.Index(rest, s)
		if i < 0 {
			t.Errorf("%v: %q is missing, or out of order, in\n%s", args, s, text)
			break
		}
		rest = rest[i+len(s):]
	}
	return text
}

type want struct{ outcome, cryptogram, tvr, tsi, cvm, arc, reversal, card, dispensed string }

func (r *printed) facts() want {
	return want{r.Outcome, r.Cryptogram, r.TVR, r.TSI, r.CVMResults, r.ARC, r.Reversal, r.Card, r.Dispensed}
}

// The machine: type 14, online only, cash, online PIN. The floor limit is 0: TVR byte 4 bit 8 always. An ARQC always, for the
// terminal is online only (EMV 4.4 B3 10.7); without a host an AAC, Z3 (EMV 4.4 B4 12.2.1).
//
// The card cash: CVM list 0201 0203 1E03 1F03. A withdrawal at an unattended terminal meets condition 01: online PIN, result
// unknown, TVR byte 3 bit 3. TSI: F8 with EXTERNAL AUTHENTICATE, E8 without.
//
// full: condition 06 is not met at 100.00, so 0203. pin: enciphered PIN is not supported here, so 0203; issuer
// authentication with the second GENERATE AC. noauth: AIP 1800, TVR byte 1 bit 8.
func TestOutcomes(t *testing.T) {
	for _, c := range []struct {
		name string
		args []string
		want want
	}{
		// EMV 4.4 B3 10.9, EMV 4.4 B4 6.3.8
		{"cash", nil, want{"approved", "TC", "0000048000", "F800", "020100", "00", "", "returned", "100.00"}},
		{"cash, book", []string{"-profile", "book"}, want{"approved", "TC", "0000048000", "F800", "020100", "00", "", "returned", "100.00"}},
		{"another amount", []string{"-amount", "80.00"}, want{"approved", "TC", "0000048000", "F800", "020100", "00", "", "returned", "80.00"}},
		{"card full", []string{"-card", "full"}, want{"approved", "TC", "0000048000", "F800", "020300", "00", "", "returned", "100.00"}},
		{"card pin", []string{"-card", "pin"}, want{"approved", "TC", "0000048000", "E800", "020300", "00", "", "returned", "100.00"}},
		{"card noauth", []string{"-card", "noauth"}, want{"approved", "TC", "8000048000", "6800", "020300", "00", "", "returned", "100.00"}},
		// EMV 4.4 B4 6.3.8
		{"host declines", []string{"-decline"}, want{"declined", "AAC", "0000048000", "F800", "020100", "05", "", "returned", "0.00"}},
		// EMV 4.4 B4 12.2.1: nothing has left the machine, so that nothing is reversed
		{"host down", []string{"-offline"}, want{"declined", "AAC", "0000048000", "E800", "020100", "Z3", "", "returned", "0.00"}},
		// EMV 4.4 B4 12.2.3: whatever the card says
		{"answer lost", []string{"-lost"}, want{"declined", "AAC", "0000048000", "E800", "020100", "Z3", "response lost", "returned", "0.00"}},
		// EMV 4.4 B3 10.5.2
		{"cancel at the PIN", []string{"-pin", "cancel"}, want{"end application", "", "0000000000", "0000", "3F0000", "", "", "returned", "0.00"}},
		// EMV 4.4 B4 12.1.8
		{"jam", []string{"-jam"}, want{"approved", "TC", "0000048000", "F800", "020100", "00", "device failed", "returned", "0.00"}},
		{"jam after a decline", []string{"-jam", "-decline"}, want{"declined", "AAC", "0000048000", "F800", "020100", "05", "", "returned", "0.00"}},
		{"card left", []string{"-leave", "card"}, want{"approved", "TC", "0000048000", "F800", "020100", "00", "not taken", "captured", "0.00"}},
		{"cash left", []string{"-leave", "cash"}, want{"approved", "TC", "0000048000", "F800", "020100", "00", "not taken", "returned", "0.00"}},
		{"card left after a decline", []string{"-leave", "card", "-decline"}, want{"declined", "AAC", "0000048000", "F800", "020100", "05", "", "captured", "0.00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := atm(t, c.args...); got.facts() != c.want {
				t.Errorf("got  %+v\nwant %+v", got.facts(), c.want)
			}
		})
	}
}

// A card that is pulled out before it has decided: no cash, and a reversal where the host has approved already.
// EMV 4.4 B3 8.1, EMV 4.4 B4 12.1.8
func TestCardPulled(t *testing.T) {
	source, err := card.Source("cash")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ fault, reversal string }{
		{`"command": "READ RECORD", "occurrence": 3`, ""},
		{`"command": "GENERATE AC", "occurrence": 1`, ""},
		{`"command": "EXTERNAL AUTHENTICATE", "occurrence": 1`, "not completed"},
		{`"command": "GENERATE AC", "occurrence": 2`, "not completed"},
	} {
		file := filepath.Join(t.TempDir(), "card.json")
		text := bytes.Replace(source, []byte(`"pse": 1,`), []byte(`"pse": 1, "faults": [ { `+c.fault+`, "mute": "pulled" } ],`), 1)
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		r := atm(t, "-card", file)
		if r.Outcome != "end application" || r.Reversal != c.reversal || r.Card != "pulled out" || r.Dispensed != "0.00" {
			t.Errorf("%s: %+v", c.fault, r.facts())
		}
		if text := show(t, "-card", file); strings.Contains(text, "CASH  ") || strings.Contains(text, "RECEIPT") ||
			strings.Contains(text, "REVERSAL") != (c.reversal != "") {
			t.Errorf("%s:\n%s", c.fault, text)
		}
	}
}

// The screens in their order, and the card before the cash.
func TestScreens(t *testing.T) {
	for _, c := range []struct {
		args  []string
		order []string
		never []string
	}{
		{nil, []string{
			"final selection", "SELECT YOUR LANGUAGE", "1 English", "2 Deutsch", "3 Français", "> 1",
			"initiate application processing", "SELECT YOUR ACCOUNT", "1 CHEQUE/DEBIT", "> 1", "ENTER AMOUNT", "> 100.00 EUR", "read application data",
			"cardholder verification", "ENTER PIN", "> ****", "online processing", "AUTHORISING", "completion", "APPROVED",
			"REMOVE CARD: taken", "2 x 50 counted out", "CASH       presented, taken",
			"EXAMPLE BANK, BERLIN", "CARDHOLDER COPY", "************0029", "CHEQUE/DEBIT", "100.00 EUR", "APPROVED", "ONLINE PIN ENTERED",
		}, []string{"REVERS", "MERCHANT COPY", "5413330089020029"}},
		{[]string{"-jam"}, []string{
			"APPROVED", "REMOVE CARD: taken", "the notes jam", "REVERSAL   device failed: 100.00 EUR taken back", "CARDHOLDER COPY", "REVERSED: NOTHING IS CHARGED",
		}, []string{"CASH  ", "counted out"}},
		{[]string{"-leave", "card"}, []string{
			"not taken: captured", "no notes", "REVERSAL   not taken",
		}, []string{"CASH  ", "counted out"}},
		{[]string{"-leave", "cash"}, []string{
			"REMOVE CARD: taken", "2 x 50 counted out", "CASH       presented, not taken", "REVERSAL   not taken",
		}, nil},
		{[]string{"-decline"}, []string{"DECLINED", "REMOVE CARD: taken", "CARDHOLDER COPY", "DECLINED"}, []string{"DISPENSER", "CASH  ", "REVERS"}},
		{[]string{"-language", "de", "-amount", "80.00"}, []string{
			"SPRACHE WÄHLEN", "> 2", "KONTO WÄHLEN", "1 GIROKONTO", "BETRAG EINGEBEN", "> 80.00 EUR", "PIN EINGEBEN", "AUTORISIERUNG",
			"KARTE ENTNEHMEN", "1 x 50 1 x 20 1 x 10 counted out",
		}, nil},
		{[]string{"-card", "full"}, []string{"SELECT YOUR ACCOUNT", "read application data", "ENTER AMOUNT", "ENTER PIN"}, []string{"SELECT YOUR LANGUAGE"}},
		{[]string{"-fast"}, []string{"SELECT YOUR LANGUAGE", "ENTER PIN", "APPROVED", "1 x 50 counted out", "CASH       presented, taken", "CHEQUE/DEBIT", "50.00 EUR"}, []string{"SELECT YOUR ACCOUNT", "ENTER AMOUNT"}},
		{[]string{"-type", "deposit", "-amount", "80.00"}, []string{
			"NOTES IN   1 x 50 1 x 20 1 x 10 counted", "ENTER PIN", "APPROVED", "NOTES IN   in the safe", "DEPOSIT", "80.00 EUR", "APPROVED",
		}, []string{"DISPENSER", "REVERS", "given back"}},
		{[]string{"-type", "deposit", "-amount", "80.00", "-jam"}, []string{"APPROVED", "the notes jam on their way into the safe: given back", "REVERSAL   device failed", "REVERSED: NOTHING"}, []string{"in the safe\n"}},
		{[]string{"-type", "deposit", "-amount", "80.00", "-offline"}, []string{"counted", "DECLINED", "NOTES IN   given back"}, []string{"in the safe"}},
		{[]string{"-type", "transfer", "-amount", "33.33"}, []string{"ENTER AMOUNT", "> 33.33 EUR", "TRANSFER", "33.33 EUR", "TO ACCOUNT   SAVINGS"}, []string{"DISPENSER", "NOTES"}},
		{[]string{"-type", "inquiry", "-language", "de"}, []string{"GENEHMIGT", "KONTOSTAND 5000.00 EUR", "KONTOABFRAGE", "KONTOSTAND   5000.00 EUR"}, []string{"DISPENSER", "NOTES"}},
		{[]string{"-type", "mini-statement"}, []string{"BALANCE 5000.00 EUR", "MINI-STATEMENT", "BALANCE      5000.00 EUR"}, []string{"ENTER AMOUNT"}},
		{[]string{"-pin", "864297531864"}, []string{"****"}, []string{"864297531864"}}, // twelve digits: chance does not make them
		{[]string{"-pin", "864297531864", "-trace"}, []string{"EMV 4.4 B4 11.1", "5F57", "5A Application", "> GENERATE AC"}, []string{"864297531864", "5413330089020029"}},
	} {
		text := showsInOrder(t, c.args, c.order)
		for _, s := range c.never {
			if strings.Contains(text, s) {
				t.Errorf("%v: %q is in\n%s", c.args, s, text)
			}
		}
	}
}

// What the card was told, and what the record says of the session.
func TestRecord(t *testing.T) {
	r := atm(t)
	if r.Account != "20" || r.Amount != "100.00" || r.Currency != "EUR" || !r.Online || r.Kernel != "contact" || r.Label != "Test Debit" || r.ODA.Method != "CDA" {
		t.Errorf("%+v", r)
	}
	if c := r.Configuration; r.Profile != "strict" || c.Name != "atm" || c.Version != 1 || c.Signed || len(c.Digest) != 64 {
		t.Errorf("%+v", c)
	}
	for _, s := range []string{"9F0206000000010000", "9C0101", "9F350114", "9F3303604068"} {
		if !strings.Contains(r.DE55, s) {
			t.Errorf("%s is missing in %s", s, r.DE55)
		}
	}
	book := atm(t, "-profile", "book")
	if book.Profile != "book" || book.Configuration.Digest == r.Configuration.Digest {
		t.Errorf("%+v", book)
	}
}

// The order of the fields is part of the format: those of pos, then the machine's.
func TestFieldOrder(t *testing.T) {
	var got []string
	text := show(t, "-json")
	for _, m := range regexp.MustCompile(`"([a-zA-Z0-9]+)":`).FindAllStringSubmatch(text, -1) {
		got = append(got, m[1])
	}
	const want = "outcome kernel aid label online cryptogram cid tvr tsi cvmResults arc oda method result exchanges de55 reason authorised approvalCode kernelVersion kernelChecksum " +
		"profile configuration name version signed digest amount currency account reversal number sequence approved time purpose interface cvm cash customer operator tapMicros card dispensed"
	if strings.Join(got, " ") != want || strings.Count(text, "\n") != 1 {
		t.Errorf("fields %v", got)
	}
}

// Exit status 2, and a message that names the flag and says what to do.
func TestBadFlags(t *testing.T) {
	for _, c := range []struct {
		args []string
		says []string
	}{
		{[]string{"-amount", "12.3"}, []string{"-amount 12.3", "2 decimals"}},
		{[]string{"-amount", "95.00"}, []string{"-amount 95.00", "multiple of 10"}},
		{[]string{"-amount", "0"}, []string{"-amount 0.00", "multiple of 10"}},
		{[]string{"-amount", "100.01"}, []string{"-amount 100.01", "multiple of 10"}},
		{[]string{"-card", "nosuch"}, []string{"-card nosuch", "cash"}},
		{[]string{"-config", "nosuch"}, []string{"-config nosuch", "atm"}},
		{[]string{"-profile", "lax"}, []string{"-profile lax", "book or strict"}},
		{[]string{"-profile", ""}, []string{"-profile", "book or strict"}},
		{[]string{"-pin", "12"}, []string{"-pin", "4 to 12 digits"}},
		{[]string{"-pin", "1234,bypass"}, []string{"-pin", "bypass"}},
		{[]string{"-fast", "-amount", "100.00"}, []string{"-fast", "leave out"}},
		{[]string{"-fast", "-config", "default"}, []string{"-fast", "no fast cash"}},
		{[]string{"-fast", "-type", "inquiry"}, []string{"-fast", "leave out"}},
		{[]string{"-leave", "coat"}, []string{"-leave coat", "card or cash"}},
		{[]string{"-language", "xx"}, []string{"-language xx", "en"}},
		{[]string{"-nosuch"}, []string{"-nosuch", "-help"}},
		{[]string{"100.00"}, []string{"100.00", "-help"}},
	} {
		var stdout, stderr bytes.Buffer
		if status := run(c.args, nil, &stdout, &stderr, noon); status != 2 {
			t.Errorf("%v: exit status %d", c.args, status)
		}
		for _, s := range c.says {
			if !strings.Contains(stderr.String(), s) {
				t.Errorf("%v: %q does not say %q", c.args, &stderr, s)
			}
		}
		if stdout.Len() != 0 {
			t.Errorf("%v: standard output: %s", c.args, &stdout)
		}
	}
	var stdout, stderr bytes.Buffer
	if status := run([]string{"-help"}, nil, &stdout, &stderr, noon); status != 0 || !strings.Contains(stderr.String(), "-jam") {
		t.Errorf("exit status %d: %s", status, &stderr)
	}
}
