package shell

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// The words of totals.
var (
	wordAgree   = Words{"BALANCED WITH THE HOST", "对账平"}
	wordApart   = Words{"NOT BALANCED: THE HOST HAS", "对账不平，主机数据："}
	wordDebits  = Words{"DEBITS", "借记"}
	wordCredits = Words{"CREDITS", "贷记"}
	wordBefore  = Words{"TAKEN BACK OF BATCHES BEFORE", "往期撤销"}
	wordNet     = Words{"NET", "净额"}

	wordTerminal = Words{"TERMINAL", "终端号"}
)

// purposes are what a till or a machine calls the purposes of transactions.
var purposes = map[string]Words{
	"purchase": {"PURCHASE", "消费"}, "cashback": {"CASHBACK", "消费并取现"}, "cash": {"CASH", "取款"}, "refund": {"REFUND", "退货"},
	"pre-authorisation": {"PRE-AUTHORISATION", "预授权"}, "deposit": {"DEPOSIT", "存款"}, "transfer": {"TRANSFER", "转账"}, "inquiry": {"INQUIRY", "余额查询"},
	"mini-statement": {"MINI-STATEMENT", "明细查询"}, "account-verification": {"ACCOUNT-VERIFICATION", "账户验证"}, "card-read": {"CARD-READ", "读卡"},
	"load": {"LOAD", "圈存"}, "cash-load": {"CASH-LOAD", "现金充值"}, "pin-change": {"PIN-CHANGE", "修改密码"}, "unblock": {"UNBLOCK", "密码解锁"},
}

// PurposeName is what whoever stands there calls a purpose.
func (t *Talk) PurposeName(purpose string) string {
	if w, ok := purposes[purpose]; ok {
		return w.In(t.Language)
	}
	return strings.ToUpper(purpose)
}

// Show shows what stands since the last settlement, by purpose and in all.
func (b *Batches) Show(t *Talk, c *kernel.Config) error {
	periods, err := b.Periods(c.Terminal.TransactionCurrency)
	for i := range periods {
		p := &periods[i]
		for _, purpose := range slices.Sorted(maps.Keys(p.Purposes)) {
			sum := p.Purposes[purpose]
			name := t.PurposeName(purpose)
			wide := (len(name) - utf8.RuneCountInString(name)) / 2 // a Chinese character has two columns
			t.Panel(fmt.Sprintf("%-*s %4d %14s", 18-wide, name, sum.Count, total(c, sum.Amount, p.Currency)))
		}
		showTotals(t, c, &p.Totals)
	}
	return err
}

// ShowSettled shows settlements, and whether both sides have the same.
func ShowSettled(t *Talk, c *kernel.Config, list []Settled) {
	for i := range list {
		showTotals(t, c, &list[i].Terminal)
		if list[i].Balanced {
			t.Say(wordAgree)
			continue
		}
		t.Say(wordApart)
		showTotals(t, c, &list[i].Host)
	}
}

func showTotals(t *Talk, c *kernel.Config, x *iso8583.Totals) {
	line := func(name Words, s iso8583.Sum) string {
		return fmt.Sprintf("%s %d, %s", name.In(t.Language), s.Count, total(c, s.Amount, x.Currency))
	}
	var lines []string
	if x.Terminal != "" {
		lines = append(lines, wordTerminal.In(t.Language)+" "+x.Terminal)
	}
	lines = append(lines, line(wordDebits, x.Debits), line(wordCredits, x.Credits))
	for _, s := range []iso8583.Sum{x.DebitsBefore, x.CreditsBefore} {
		if s.Count > 0 {
			lines = append(lines, line(wordBefore, s))
		}
	}
	net, sign := x.Net(), ""
	if net < 0 {
		net, sign = -net, "-"
	}
	t.Panel(append(lines, wordNet.In(t.Language)+" "+sign+total(c, uint64(net), x.Currency))...)
}

// total is an amount in a currency of which nothing but the code is known.
func total(c *kernel.Config, amount uint64, currency uint16) string {
	return Money(kernel.Money{Amount: amount, Currency: currency, Exponent: c.ExponentOf(currency, c.Terminal.CurrencyExponent)})
}
