package iso8583_test

import (
	"context"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/tlv"
)

// What an answer says for the cardholder is taken if it is as its rows are, and prints as its size.
func TestFacts(t *testing.T) {
	const booked, available = "2001978D000000000500", "1002392C000000012345"
	euro, yen := func(n uint64) kernel.Money { return kernel.Money{Amount: n, Currency: 0x978, Exponent: 2} }, kernel.Money{Amount: 12345, Currency: 0x392}
	for _, c := range []struct {
		amounts, lines string
		balances       []terminal.Balance
		statement      []terminal.StatementLine
	}{
		{},
		{amounts: booked, balances: []terminal.Balance{{Account: tlv.ChequeDebitAccount, Money: euro(500), Overdrawn: true}}},
		{amounts: booked + available, balances: []terminal.Balance{
			{Account: tlv.ChequeDebitAccount, Money: euro(500), Overdrawn: true}, {Account: tlv.SavingsAccount, Money: yen, Available: true},
		}},
		{amounts: "2040978D000000000500" + available, balances: []terminal.Balance{{Account: tlv.SavingsAccount, Money: yen, Available: true}}}, // cash is no balance
		{amounts: booked[:19]},
		{amounts: strings.Replace(booked, "D", "X", 1)},
		{amounts: strings.Replace(booked, "978", "97A", 1)},
		{amounts: strings.Replace(booked, "20", "2A", 1)},
		{amounts: strings.Replace(booked, "500", "5 0", 1)},
		{lines: "0701978C000000001234" + "0630978D000000000001", statement: []terminal.StatementLine{
			{Date: "07-01", Money: euro(1234), Credit: true}, {Date: "06-30", Money: euro(1)},
		}},
		{lines: "07019"},
		{lines: "0A01978C000000001234"},
		{lines: "070A978C000000001234"},
		{lines: "0701978X000000001234"},
		{lines: "070197AC000000001234"},
		{lines: strings.Repeat("0701978C000000001234", 12), statement: make([]terminal.StatementLine, 12)},
	} {
		s := &server{t: t, answer: nil}
		s.answer = func(conn net.Conn, _, usual *iso8583.Message) bool {
			usual.Set(iso8583.FieldAmounts, c.amounts)
			usual.Set(iso8583.FieldStatement, c.lines)
			return s.send(conn, usual)
		}
		r := purchase()
		r.Facts = &terminal.Facts{}
		if _, err := newClient(t, s, iso8583.Options{}).Authorise(context.Background(), r); err != nil {
			t.Errorf("%q, %q: %v", c.amounts, c.lines, err)
			continue
		}
		if len(c.statement) == 12 {
			for i := range c.statement {
				c.statement[i] = terminal.StatementLine{Date: "07-01", Money: euro(1234), Credit: true}
			}
		}
		if got, want := fmt.Sprint(r.Facts.Balances, r.Facts.Lines), fmt.Sprint(c.balances, c.statement); got != want {
			t.Errorf("%q, %q:\ngot  %s\nwant %s", c.amounts, c.lines, got, want)
		}
		if text := fmt.Sprintf("%v %+v", r.Facts, *r.Facts); strings.Contains(text, "12") && len(c.statement) != 12 {
			t.Error(text)
		}
	}
}

// An answer that approves a part has that as its amount, and no other answer has another amount than its request. What is as much as was asked for is all of it; more says nothing.
func TestPart(t *testing.T) { synctest.Test(t, testPart) }

func testPart(t *testing.T) {
	for _, c := range []struct {
		code, amount string
		part         uint64
		lost         bool
	}{
		{"10", "000000000500", 500, false},
		{"10", "000000001234", 1234, false},
		{"10", "000000009999", 0, false},
		{"10", "000000000000", 0, false},
		{"00", "000000001234", 0, false},
		{"00", "000000000500", 0, true},
		{"51", "000000000500", 0, true},
	} {
		s := &server{}
		s.answer = func(conn net.Conn, m, usual *iso8583.Message) bool {
			if m.Get(iso8583.FieldParts) != "1" {
				t.Error("the host is not told that a part is taken")
			}
			usual.Set(iso8583.FieldResponse, c.code)
			usual.Set(iso8583.FieldAmount, c.amount)
			return s.send(conn, usual)
		}
		r := purchase()
		r.Transaction.AmountOther, r.Transaction.Partial, r.Facts = 0, true, &terminal.Facts{}
		client := newClient(t, s, iso8583.Options{})
		_, err := client.Authorise(context.Background(), r)
		client.Close()
		if (err != nil) != c.lost || r.Facts.Part != c.part {
			t.Errorf("%+v: %v, %d", c, err, r.Facts.Part)
		}
	}
}

// What a host says and what a terminal takes of it is the same.
func TestFactsAgree(t *testing.T) {
	if got := iso8583.AppendBalance("", "20", "978", -5); got != "2002978D000000000005" {
		t.Error(got)
	}
	if got := iso8583.AppendLine(iso8583.AppendLine("", "0701", "978", 12), "0630", "978", -34); got != "0701978C0000000000120630978D000000000034" {
		t.Error(got)
	}
}
