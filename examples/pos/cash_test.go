package main

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel/terminal"
)

// UnionPay's electronic cash, by chip and by tap, with the balance before and after on the cardholder's copy and no other; what is loaded into the card; and what is no purchase with it.
// B3 10.7, C-7 2.12 4.5.1
func TestElectronicCash(t *testing.T) {
	const before, after, words = "CASH BEFORE  100.00 CNY", "CASH AFTER   92.00 CNY", "ELECTRONIC CASH: NO SIGNATURE"
	for _, c := range []struct {
		args      string
		want, not []string
	}{
		{"-amount 8.00 -profile book", []string{"electronic cash pays", before, after, words, "UPLOAD 8.00 CNY", "RESPONSE     Y1"}, []string{"ONLINE PIN"}},
		{"-amount 8.00 -tap", []string{before, after, words, "APPROVED, BALANCE 92.00 CNY", "UPLOAD 8.00 CNY"}, nil},
		{"-amount 8.00", []string{"ONLINE PIN ENTERED"}, []string{"CASH BEFORE", words}},
		{"-amount 12.00 -tap", []string{"ARQC"}, []string{"CASH BEFORE", words}},
		{"-amount 12.00 -profile book", []string{"ARQC", "ONLINE PIN ENTERED"}, []string{"CASH BEFORE", words}},
		{"-amount 50.00 -type load", []string{"TYPE         LOAD", "APPROVED", "SCRIPTS results told to the issuer"}, []string{"REVERSED"}},
		{"-amount 50.00 -type cash-load", []string{"TYPE         CASH-LOAD", "APPROVED"}, []string{"REVERSED"}},
		{"-amount 50.01 -type load", []string{"TYPE         LOAD", "DECLINED", "REVERSED: NOTHING IS CHARGED"}, []string{"SCRIPTS"}},
	} {
		var out, errw bytes.Buffer
		args := strings.Fields("-config unionpay -card pboc-cash -lang en " + c.args)
		if status := run(args, nil, &out, &errw, time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)); status != 0 {
			t.Fatalf("%s: %d %s", c.args, status, &errw)
		}
		for _, w := range c.want {
			if !strings.Contains(out.String(), w) {
				t.Errorf("%s: no %q in\n%s", c.args, w, &out)
			}
		}
		merchant, _, _ := strings.Cut(out.String(), "CARDHOLDER COPY")
		for _, w := range append(c.not, "622800000100") {
			if strings.Contains(out.String(), w) {
				t.Errorf("%s: %q in\n%s", c.args, w, &out)
			}
		}
		if strings.Contains(merchant, "CASH AFTER") {
			t.Errorf("%s: the balance on the merchant's copy", c.args)
		}
	}
}

// On paper, in Chinese, a sale of UnionPay has UnionPay's slip, with what the chip said: its number from the whole of the transaction, how it was read, and for no other card.
func TestUnionPaySlip(t *testing.T) {
	whole := regexp.MustCompile(`(?s)银联POS签购单.*?商户存根`)
	for _, c := range []struct {
		args, entry string
		want        []string
	}{
		{"-card pboc-cash -amount 8.00 -profile book", "622800******1117 I", []string{"电子现金消费/EC SALE", "RMB 8.00", "EC AUTH CODE", "ECC001", "电子现金交易,无需签名", "EMVGO EXAMPLE 1"}},
		{"-card pboc-cash -amount 8.00 -tap", "622800******1117 C", []string{"电子现金消费/EC SALE", "RMB 8.00"}},
		{"-card pboc-cash -amount 12.00 -tap", "622800******1117 C", []string{"消费/SALE", "RMB 12.00", "AUTH NO.", "000001000001", "REFER NO.", "BATCH NO.", "收单行 ACQUIRER", "发卡行 ISSUER"}},
		{"-card pboc-cash -amount 40.00 -type load", "622800******1117 I", []string{"圈存/EC LOAD", "RMB 40.00"}},
		{"-card pboc -amount 20.00 -type cash", "622800******1117 I", []string{"取现/CASH", "RMB 20.00"}},
		{"-card pboc -type inquiry", "622800******1117 I", []string{"余额查询/BALANCE"}},
		{"-card pboc -amount 123.45", "622800******1117 I", []string{"消费/SALE", "RMB 123.45", "TVR", "TSI", "CVMR"}},
	} {
		for paper, columns := range map[string]int{"58": 32, "80": 48} {
			var out, errw bytes.Buffer
			args := strings.Fields("-config unionpay -lang zh -paper " + paper + " " + c.args)
			if status := run(args, nil, &out, &errw, noon); status != 0 {
				t.Fatalf("%s: %d %s", c.args, status, &errw)
			}
			slip := whole.FindString(out.String())
			for _, w := range append(c.want, c.entry, "2030/12", "凭证号 VOUCHER NO.", "2026/07/01 12:00:00", "ATC", "UNPR NUM", "AIP", "IAD", "Term Capa", "CSN") {
				if !strings.Contains(slip, w) {
					t.Errorf("%s, %s mm: no %s in\n%s", c.args, paper, w, slip)
				}
			}
			for _, line := range strings.Split(slip, "\n") {
				if terminal.Columns(line) > columns {
					t.Errorf("%s: %q takes %d columns", c.args, line, terminal.Columns(line))
				}
			}
		}
	}
	for _, args := range []string{"-card full -lang zh -paper 58", "-config unionpay -card pboc -lang en -paper 58", "-config unionpay -card pboc -lang zh"} {
		var out, errw bytes.Buffer
		if status := run(strings.Fields(args), nil, &out, &errw, noon); status != 0 || strings.Contains(out.String(), "签购单") {
			t.Errorf("%s: %d %s\n%s", args, status, &errw, &out)
		}
	}
}

// The voucher number of UnionPay's slip is the trace number by which the host knows the sale: the client's own, behind that of its sign-on, for a second request with a PIN and for what is uploaded.
func TestUnionPayVoucherNumber(t *testing.T) {
	number := regexp.MustCompile(`凭证号 VOUCHER NO. +(\d+)\n`)
	for args, want := range map[string]string{
		"-card unionpay-online -amount 112.34 -tap": "000001", "-card unionpay-online -amount 112.70 -tap": "500002", "-card unionpay-offline -amount 50.00 -tap": "500002",
		"-card unionpay-online -amount 112.34 -tap -decline": "000001",
	} {
		var out, errw bytes.Buffer
		_ = run(strings.Fields("-config unionpay -lang zh -paper 80 "+args), nil, &out, &errw, noon) // a decline is another status
		if got := number.FindStringSubmatch(out.String()); len(got) != 2 || got[1] != want {
			t.Errorf("%s: voucher %q, want %s: %s", args, got, want, &errw)
		}
	}
}

// Where a signature is refused and the ledger cannot take the sale back, no cash is given out and no points are credited: the operator is told.
func TestSignatureNotTakenBack(t *testing.T) {
	s, err := parse([]string{"-menu"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	c := &counter{sales: map[string]int{}}
	if c.till, err = open(s, &out, func() {}, func() time.Time { return noon }, nil); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.close() }()
	c.Talk = &shell.Talk{Screen: c.screen, Keys: s.Keyboard(strings.NewReader("2\n")), Language: "en"}
	sale, err := c.t.Sell(t.Context(), 1_00)
	if err != nil || !sale.Approved() {
		t.Fatal(sale, err)
	}
	if err := c.t.Undo(t.Context(), sale.Number, terminal.Voided); err != nil { // so that it cannot be undone again
		t.Fatal(err)
	}
	sale.Owed = terminal.Owed{Signature: true, Cash: 5_00}
	var state *terminal.StateError
	if err := c.finish(t.Context(), sale); !errors.As(err, &state) || strings.Contains(out.String(), wordGiveCash[0]) || len(c.sales) != 0 {
		t.Errorf("%v, %v\n%s", err, c.sales, &out)
	}
}
