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
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A reversal prints masked: SECURITY row 21.
func TestReversalMasked(t *testing.T) {
	r := terminal.Reversal{Original: 7, Reason: terminal.DeviceFailed, Data: unhex(t, "5A085413330089020029")}
	j, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, kerneltest.Timeless())).Info("x", "v", r)
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

// B4 11.1, 6.5.1
func TestDialogue(t *testing.T) {
	broken := errors.New("broken")
	asks := []kernel.Action{
		{Kind: kernel.SelectLanguage, Languages: []string{"en", "de"}},
		{Kind: kernel.SelectAccount, Accounts: []tlv.AccountTypeValue{0x10, 0x20}, UI: kernel.UI{Language: "de"}},
		{Kind: kernel.RequestAmount, UI: kernel.UI{Language: "de", Currency: 0x978}},
	}
	for _, c := range []struct {
		name     string
		dialogue terminal.Dialogue
		want     [3]kernel.Event
		err      error
	}{
		{"none", nil, [3]kernel.Event{{Kind: kernel.Chosen}, {Kind: kernel.Chosen}, {Kind: kernel.Cancelled}}, nil},
		{"answers", talk{1, true, nil}, [3]kernel.Event{{Kind: kernel.Chosen, Index: 1}, {Kind: kernel.Chosen, Index: 1}, {Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 500}, AmountOther: 20}}, nil},
		{"cancels", talk{-1, false, nil}, [3]kernel.Event{{Kind: kernel.Cancelled}, {Kind: kernel.Cancelled}, {Kind: kernel.Cancelled}}, nil},
		{"broken", talk{0, true, broken}, [3]kernel.Event{{Kind: kernel.Chosen}, {Kind: kernel.Chosen}, {Kind: kernel.AmountEntered, Money: kernel.Money{Amount: 500}, AmountOther: 20}}, broken},
	} {
		d := &terminal.Devices{Cardholder: terminal.Cardholder{Dialogue: c.dialogue}}
		for i, a := range asks {
			ev, err := d.Do(context.Background(), a)
			if !errors.Is(err, c.err) || ev.Kind != c.want[i].Kind || ev.Index != c.want[i].Index || ev.Amount != c.want[i].Amount || ev.AmountOther != c.want[i].AmountOther {
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

func (d talk) SelectAccount(_ context.Context, a []tlv.AccountTypeValue, ui kernel.UI) (int, error) {
	if len(a) != 2 || ui.Language != "de" {
		return -1, nil
	}
	return d.choice, d.err
}

func (d talk) RequestAmount(_ context.Context, ui kernel.UI) (amount, other uint64, ok bool, err error) {
	return 500, 20, d.ok && ui.Currency == 0x978, d.err
}

// An entry is the record, flat, and what the session's rules and configuration were. Card data is not in its text.
func TestEntry(t *testing.T) {
	cfg, tx, r := outcome()
	cfg.Name, cfg.Version, cfg.Signed, cfg.Digest, cfg.Profile = "x", 3, true, [32]byte{0xAB}, kernel.Strict
	r.Account, r.AmountOther, r.Interface = tlv.CreditAccount, 20, kernel.Contactless
	tx.Purpose, tx.UTCOffset = kernel.Refund, -210
	e := terminal.NewEntry(cfg, 7, tx, r)
	b, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	const tail = `"profile":"strict","configuration":{"name":"x","version":3,"signed":true,"digest":"AB00000000000000000000000000000000000000000000000000000000000000"},`
	if got := string(b); !strings.HasPrefix(got, `{"outcome":"approved","kernel":"contact",`) ||
		!strings.HasSuffix(got, tail+`"amount":"12.34","currency":"EUR","account":"30","reversal":"","number":7,"sequence":42,"approved":true,`+
			`"time":"2026-07-01T12:34:56-03:30","purpose":"refund","interface":"contactless","cvm":"SIGNATURE","cash":"0.20","customer":"","operator":"","tapMicros":0}`) {
		t.Error(got)
	}
	if e.State != terminal.Settled || len(e.Data) == 0 || strings.Contains(string(b)+fmt.Sprintf("%v %+v", e, e), "5413") {
		t.Errorf("%s, %d bytes", e.State, len(e.Data))
	}
	r.Money = kernel.Money{Amount: 10050, Currency: 0x392}
	if e := terminal.NewEntry(cfg, 8, tx, r); e.Amount != "10050" || e.Currency != "JPY" || e.Transaction.Money != r.Money {
		t.Errorf("%+v", e)
	}
}

// The receipt of a transaction with an account and cash, and of one that was taken back.
// B4 11.4
func TestReceiptOfDialogue(t *testing.T) {
	cfg, tx, r := outcome()
	r.Amount, r.AmountOther, r.Account = 10000, 2000, tlv.SavingsAccount
	tx.Purpose = kernel.Cashback
	receipt := terminal.NewReceipt(cfg, tx, r)
	receipt.Reversed = true
	var b strings.Builder
	if err := receipt.Print(&b, terminal.CardholderCopy); err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"TYPE         CASHBACK\n  AMOUNT       100.00 EUR\n  CASH         20.00 EUR\n", "SAVINGS", "REVERSED"} {
		if !strings.Contains(b.String(), s) {
			t.Errorf("%q is missing in\n%s", s, &b)
		}
	}
}

// What was accepted by force stands, and its receipt does not say that it was declined. What is declined has no approval code, though the host has approved it.
// B4 6.5.4, 11.4
func TestReceiptOfForced(t *testing.T) {
	for _, forced := range []bool{true, false} {
		cfg, tx, r := outcome()
		r.Status, r.Authorised, r.Forced = kernel.Declined, kernel.AuthorisedByNobody, forced
		text := printed(t, terminal.NewReceipt(cfg, tx, r), terminal.CardholderCopy)
		for words, there := range map[string]bool{"DECLINED": !forced, "FORCED ACCEPTANCE": forced, "APPROVAL     A1B2C3": forced} {
			if strings.Contains(text, words) != there {
				t.Errorf("forced %v, %s:\n%s", forced, words, text)
			}
		}
	}
}

// Electronic cash needs no signature, and its receipt says so, unless the application has demanded one: then there is a line for it.
// B4 11.4
func TestReceiptOfElectronicCash(t *testing.T) {
	for demand, needless := range map[kernel.Demand]bool{0: true, kernel.DemandSignature: false} {
		cfg, tx, r := outcome()
		r.Authorised, r.Online, r.CVM, r.Demand = kernel.AuthorisedOffline, false, kernel.CVMNotApplicable, demand
		r.Report = kerneltest.Report(kerneltest.Element{Row: tlv.ElectronicCashAuthorisationCode, Value: []byte("ECC001")})
		text := printed(t, terminal.NewReceipt(cfg, tx, r), terminal.MerchantCopy)
		for words, there := range map[string]bool{"ELECTRONIC CASH: NO SIGNATURE": needless, "  SIGNATURE  ____": !needless} {
			if strings.Contains(text, words) != there {
				t.Errorf("demand %d, %q:\n%s", demand, words, text)
			}
		}
	}
}

// Receipt and messages name the terminal and the merchant as the application's acquirer knows them: of the longest AID that matches.
// B4 10.2
func TestIdentityOfApplication(t *testing.T) {
	cfg, tx, r := outcome()
	cfg.Terminal.MerchantID = "PLAIN"
	cfg.Applications = []kernel.Application{
		{AID: unhex(t, "A000000004")},
		{AID: unhex(t, "A0000000041010"), Identity: kernel.Identity{TerminalID: "OTHER001", MerchantID: "SPECIAL", MerchantNameLocation: "SHOP IN SHOP"}},
	}
	if receipt := terminal.NewReceipt(cfg, tx, r); receipt.Terminal != "OTHER001" || receipt.Merchant != "SHOP IN SHOP" {
		t.Errorf("%+v", receipt)
	}
	cfg.Terminal.Type = 0x22
	data := terminal.MessageData(kernel.ReversalMessage, cfg, tx, r)
	if o, _ := tlv.Find(data, 0x9F1C); string(o.Value) != "OTHER001" {
		t.Errorf("%X", data)
	}
	if o, _ := tlv.Find(data, 0x9F16); string(o.Value) != "SPECIAL" {
		t.Errorf("%X", data)
	}
	r.AID = unhex(t, "A0000000043060")
	if receipt := terminal.NewReceipt(cfg, tx, r); receipt.Terminal != "TERM0001" || receipt.Merchant != "SHOP" {
		t.Errorf("%+v", receipt)
	}
}
