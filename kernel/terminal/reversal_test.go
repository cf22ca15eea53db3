package terminal_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The outcome asks for a reversal where the card or the terminal declines what the host approved, and where an answer is lost;
// the application where it cannot honour an approval that the host knows of.
// EMV 4.4 B4 6.3.8, EMV 4.4 B4 12.2.3
func TestWhetherToReverse(t *testing.T) {
	const jam = terminal.DeviceFailed
	for _, c := range []struct {
		name   string
		out    kernel.Outcome
		undone terminal.ReversalReason
		want   terminal.ReversalReason
	}{
		{"approved and done", kernel.Outcome{Status: kernel.Approved, Online: true}, 0, 0},
		{"approved, jam", kernel.Outcome{Status: kernel.Approved, Online: true}, jam, jam},
		{"approved, left", kernel.Outcome{Status: kernel.Approved, Online: true}, terminal.GoodsNotTaken, terminal.GoodsNotTaken},
		{"approved offline, jam", kernel.Outcome{Status: kernel.Approved, AuthorisationCode: "Y3"}, jam, 0},
		{"declined by the host, jam", kernel.Outcome{Status: kernel.Declined, Online: true}, jam, 0},
		{"declined by the card", kernel.Outcome{Status: kernel.Declined, Online: true, Reversal: true}, 0, terminal.CardDeclined},
		{"answer lost, declined", kernel.Outcome{Status: kernel.Declined, Reversal: true, AuthorisationCode: "Z3"}, 0, terminal.ResponseLost},
		{"answer lost, approved, jam", kernel.Outcome{Status: kernel.Approved, Reversal: true, AuthorisationCode: "Y3"}, jam, terminal.ResponseLost},
		{"card pulled", kernel.Outcome{Status: kernel.EndApplication, Online: true, Reversal: true}, 0, terminal.NotCompleted},
	} {
		r, ok := new(terminal.Devices).Reversal(&kernel.Config{}, kernel.Transaction{}, &c.out, c.undone)
		if r.Reason != c.want || ok != (c.want != 0) {
			t.Errorf("%s: %v, %v; want %v", c.name, r.Reason, ok, c.want)
		}
	}
	if s := terminal.ReversalReason(99).String(); s != "?" || jam.String() != "device failed" {
		t.Error(s)
	}
}

// The data elements of tables 22 and 23, for a terminal that needs each and for one that does not; the cryptogram, the
// unpredictable number and other elements of a request are not in it.
// EMV 4.4 B4 12.1.8
// EMV 4.4 B4 6.3.9 (transmitted)
func TestReversalData(t *testing.T) {
	const (
		card  = "82023D00 9F36020011 9F1E08454D56474F303134 9F1003010203 9F3303604068 9F350114 95050000048000 5F340101 8A023030"
		place = "9F390105 9F1A020276 9F1C084341534830303031 9F0206000000010000 5F2A020978 9A03260701"
		shop  = "9F15026011 9F160F454D56474F204558414D504C452032"
		hour  = "9F2103120000"
		kind  = "9C0101"
		pan   = "5A085413330089020029 5F2403491231"
		track = "57115413330089020029D49122010123456789"
		other = "9F260801020304050607089F3704010203049B02F8009F2701409F0306000000000000"
		owner = "9F0106000000000001"
		parts = "9F5B0520AABBCCDD"
	)
	for _, c := range []struct {
		name    string
		kind    byte
		account string
		owner   bool
		scripts string
		want    string
	}{
		{"cash machine", 0x14, pan + track, true, "20AABBCCDD", card + place + kind + track + owner + parts},
		{"shop", 0x22, track, true, "", card + shop + place + hour + kind + track + owner},
		{"no track 2", 0x21, pan, false, "", card + shop + place + kind + pan},
		{"at home", 0x36, pan, true, "", card + place + hour + kind + pan},
	} {
		cfg := &kernel.Config{Terminal: kernel.Terminal{Type: c.kind}}
		if c.owner {
			cfg.Terminal.AcquirerID = unhex(t, "000000000001")
		}
		out := &kernel.Outcome{Status: kernel.Approved, Online: true, DataRecord: unhex(t, other+kind+hour+shop+place+c.account+card)}
		out.Report.Scripts = unhex(t, c.scripts)
		r, _ := new(terminal.Devices).Reversal(cfg, kernel.Transaction{}, out, terminal.DeviceFailed)
		got, want := r.Data, unhex(t, c.want)
		if sorted(got) != sorted(want) {
			t.Errorf("%s:\ngot  %s\nwant %s", c.name, sorted(got), sorted(want))
		}
	}
}

// sorted are the objects of data with one-byte lengths, one a line, in order.
func sorted(b []byte) string {
	var list []string
	for len(b) > 0 {
		n := 1
		if b[0]&0x1F == 0x1F {
			n = 2
		}
		k := n + 1 + int(b[n])
		list = append(list, fmt.Sprintf("%X", b[:k]))
		b = b[k:]
	}
	for i := range list {
		for j := range i {
			if list[i] < list[j] {
				list[i], list[j] = list[j], list[i]
			}
		}
	}
	return strings.Join(list, "\n")
}

// The reversal names the request, and the transaction as it was in the end.
// EMV 4.4 B4 12.1.8
func TestReversalNamesRequest(t *testing.T) {
	d := &terminal.Devices{Host: &host{err: errors.New("lost")}}
	if _, err := d.Do(context.Background(), kernel.Action{Kind: kernel.GoOnline, ID: 77}); err != nil {
		t.Fatal(err)
	}
	out := &kernel.Outcome{Status: kernel.Declined, Reversal: true, Request: 76, Report: kernel.Report{Amount: 10000, AmountOther: 5, Account: kernel.SavingsAccount}}
	r, ok := d.Reversal(&kernel.Config{}, kernel.Transaction{Type: 1, AmountLater: true}, out, 0)
	want := kernel.Transaction{Type: 1, Amount: 10000, AmountOther: 5, Account: kernel.SavingsAccount}
	if !ok || r.Original != 76 || r.Transaction != want {
		t.Errorf("%v %+v", r, r.Transaction)
	}
}

// A reversal prints masked: SECURITY row 21.
func TestReversalMasked(t *testing.T) {
	r := terminal.Reversal{Original: 7, Reason: terminal.DeviceFailed, Data: unhex(t, "5A085413330089020029")}
	j, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", r)
	texts := []string{string(j), log.String()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%X", "%d"} {
		texts = append(texts, fmt.Sprintf(verb, r), fmt.Sprintf(verb, []any{r}))
	}
	for _, text := range texts {
		if strings.Contains(text, "5413") || strings.Contains(text, "84 19 51") || !strings.Contains(text, "device failed") {
			t.Error(text)
		}
	}
}

// EMV 4.4 B4 11.1, EMV 4.4 B4 6.5.1
func TestDialogue(t *testing.T) {
	broken := errors.New("broken")
	asks := []kernel.Action{
		{Kind: kernel.SelectLanguage, Languages: []string{"en", "de"}},
		{Kind: kernel.SelectAccount, Accounts: []kernel.AccountType{0x10, 0x20}, UI: kernel.UI{Language: "de"}},
		{Kind: kernel.RequestAmount, UI: kernel.UI{Language: "de", Currency: 0x978}},
	}
	for _, c := range []struct {
		name     string
		dialogue terminal.Dialogue
		want     [3]kernel.Event
		err      error
	}{
		{"none", nil, [3]kernel.Event{{Kind: kernel.Chosen}, {Kind: kernel.Chosen}, {Kind: kernel.Cancelled}}, nil},
		{"answers", talk{1, true, nil}, [3]kernel.Event{{Kind: kernel.Chosen, N: 1}, {Kind: kernel.Chosen, N: 1}, {Kind: kernel.Amount, Amount: 500, AmountOther: 20}}, nil},
		{"cancels", talk{-1, false, nil}, [3]kernel.Event{{Kind: kernel.Cancelled}, {Kind: kernel.Cancelled}, {Kind: kernel.Cancelled}}, nil},
		{"broken", talk{0, true, broken}, [3]kernel.Event{{Kind: kernel.Chosen}, {Kind: kernel.Chosen}, {Kind: kernel.Amount, Amount: 500, AmountOther: 20}}, broken},
	} {
		d := &terminal.Devices{Dialogue: c.dialogue}
		for i, a := range asks {
			ev, err := d.Do(context.Background(), a)
			if !errors.Is(err, c.err) || ev.Kind != c.want[i].Kind || ev.N != c.want[i].N || ev.Amount != c.want[i].Amount || ev.AmountOther != c.want[i].AmountOther {
				t.Errorf("%s, %v: %v %v, want %v", c.name, a.Kind, ev, err, c.want[i])
			}
		}
	}
}

type talk struct {
	choice int
	ok     bool
	err    error
}

func (d talk) SelectLanguage(_ context.Context, l []string) (int, error) {
	if len(l) != 2 {
		return -1, nil
	}
	return d.choice, d.err
}

func (d talk) SelectAccount(_ context.Context, a []kernel.AccountType, ui kernel.UI) (int, error) {
	if len(a) != 2 || ui.Language != "de" {
		return -1, nil
	}
	return d.choice, d.err
}

func (d talk) RequestAmount(_ context.Context, ui kernel.UI) (amount, other uint64, ok bool, err error) {
	return 500, 20, d.ok && ui.Currency == 0x978, d.err
}

// An entry is the record, flat, and what the session's rules and configuration were.
func TestEntry(t *testing.T) {
	cfg := &kernel.Config{Name: "x", Version: 3, Signed: true, Digest: [32]byte{0xAB}, Profile: kernel.Strict, Terminal: kernel.Terminal{TransactionCurrency: 0x978, CurrencyExponent: 2}}
	out := &kernel.Outcome{Status: kernel.Approved, Report: kernel.Report{Kernel: "contact", Amount: 10050, Account: kernel.CreditAccount}}
	text := func(tx kernel.Transaction, r terminal.ReversalReason) string {
		b, err := json.Marshal(terminal.NewEntry(cfg, &tx, out, r))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	const tail = `"profile":"strict","configuration":{"name":"x","version":3,"signed":true,"digest":"AB00000000000000000000000000000000000000000000000000000000000000"},`
	if got := text(kernel.Transaction{}, 0); !strings.HasPrefix(got, `{"outcome":"approved","kernel":"contact",`) ||
		!strings.HasSuffix(got, tail+`"amount":"100.50","currency":"EUR","account":"30","reversal":""}`) {
		t.Error(got)
	}
	if got := text(kernel.Transaction{Currency: 0x392}, terminal.ResponseLost); !strings.HasSuffix(got, `"amount":"10050","currency":"JPY","account":"30","reversal":"response lost"}`) {
		t.Error(got)
	}
}

// The receipt of a transaction whose amount was asked for, and of one that was taken back.
// EMV 4.4 B4 11.4
func TestReceiptOfDialogue(t *testing.T) {
	cfg := &kernel.Config{Terminal: kernel.Terminal{TransactionCurrency: 0x978, CurrencyExponent: 2}}
	out := &kernel.Outcome{Status: kernel.Approved, Report: kernel.Report{Amount: 10000, Account: kernel.SavingsAccount}}
	r := terminal.NewReceipt(cfg, &kernel.Transaction{AmountLater: true}, out)
	r.Reversed = true
	var b strings.Builder
	if err := r.Print(&b, terminal.CardholderCopy); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"100.00 EUR", "SAVINGS", "REVERSED"} {
		if !strings.Contains(b.String(), s) {
			t.Errorf("%q is missing in\n%s", s, &b)
		}
	}
}
