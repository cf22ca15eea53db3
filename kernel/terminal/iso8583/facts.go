package iso8583

import (
	"fmt"
	"strconv"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// The sizes of one balance in field 54 and of one line in field 63, and the most of each that are taken.
const (
	balanceSize = 20 // account type, amount type, currency, C or D, amount
	lineSize    = 20 // month and day, currency, C or D, amount
	maxBalances = 6
	maxLines    = 12
)

// The amount types of field 54.
const (
	amountBooked    = "01"
	amountAvailable = "02"
)

// facts are what an answer says for the cardholder: a field that is not as its rows are says nothing.
func (c *Client) facts(m *Message) (f terminal.Facts) {
	for _, row := range rows(m.Get(FieldAmounts), balanceSize, maxBalances) {
		kind, account := row[2:4], digit2(row[:2])
		money, minus, ok := c.money(row[4:])
		if ok && account >= 0 && (kind == amountBooked || kind == amountAvailable) {
			f.Balances = append(f.Balances, terminal.Balance{Account: tlv.AccountTypeValue(account), Money: money, Overdrawn: minus, Available: kind == amountAvailable})
		}
	}
	for _, row := range rows(m.Get(FieldStatement), lineSize, maxLines) {
		money, minus, ok := c.money(row[4:])
		if ok && digit2(row[:2]) >= 0 && digit2(row[2:4]) >= 0 {
			f.Lines = append(f.Lines, terminal.StatementLine{Date: row[:2] + "-" + row[2:4], Money: money, Credit: !minus})
		}
	}
	return f
}

// partOf is the part of an amount that an answer approves, which may be the whole; 0: all of it, or it does not say.
func partOf(m *Message, asked uint64) uint64 {
	part, err := strconv.ParseUint(m.Get(FieldAmount), 10, 60)
	if m.Get(FieldResponse) != codePart || err != nil || part > asked {
		return 0
	}
	return part
}

// rows are the rows of a field, none if the last one is cut.
func rows(field string, size, most int) (list []string) {
	if len(field)%size != 0 {
		return nil
	}
	for ; field != "" && len(list) < most; field = field[size:] {
		list = append(list, field[:size])
	}
	return list
}

// digit2 is two digits as BCD, -1 if they are none.
func digit2(s string) int {
	if !N.fits([]byte(s)) {
		return -1
	}
	return int(s[0]-'0')<<4 | int(s[1]-'0')
}

// money is a currency, a sign and an amount. The exponent is the currency's, or the terminal's where it is not known.
func (c *Client) money(s string) (m kernel.Money, minus, ok bool) {
	if !N.fits([]byte(s[:3])) || !N.fits([]byte(s[4:])) || s[3] != 'C' && s[3] != 'D' {
		return m, false, false
	}
	currency, _ := strconv.ParseUint(s[:3], 16, 16)
	amount, _ := strconv.ParseUint(s[4:], 10, 60)
	m = kernel.Money{Amount: amount, Currency: uint16(currency), Exponent: c.o.Config.ExponentOf(uint16(currency), c.o.Config.Terminal.CurrencyExponent)}
	return m, s[3] == 'D', true
}

// AppendBalance adds a balance to field 54: of an account type, two digits, that may be spent, in minor units of a currency of three digits.
func AppendBalance(field, account, currency string, balance int64) string {
	return field + account + amountAvailable + signed(currency, balance)
}

// AppendLine adds a movement to field 63: month and day in four digits, and what it was, negative what went out.
func AppendLine(field, day, currency string, amount int64) string {
	return field + day + signed(currency, amount)
}

func signed(currency string, amount int64) string {
	sign := "C"
	if amount < 0 {
		sign, amount = "D", -amount
	}
	return fmt.Sprintf("%s%s%012d", currency, sign, amount)
}
