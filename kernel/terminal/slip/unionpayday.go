package slip

import (
	"fmt"
	"io"
	"strings"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// A House is who the terminal is, at the head of slips that are not about a sale.
type House struct {
	Merchant, MerchantID, Terminal string
	Batch                          uint32
	Time                           string // 2026/07/01 12:34:56
}

// A Side is what a batch has of one kind of cards.
type Side struct {
	Balanced bool // as the host says
	Debits   Sum
	Credits  Sum
}

// A Sum is a number of transactions and what they come to, "12.34 CNY".
type Sum struct {
	Count  int
	Amount string
}

// PrintSettlement writes the slip of a settlement: domestic and foreign cards, each with whether the host has the same.
func PrintSettlement(w io.Writer, h *House, domestic, foreign *Side, p Paper) error {
	lines := append(heading("结算总计单"), h.lines()...)
	for _, s := range []struct {
		name string
		side *Side
	}{{"内卡", domestic}, {"外卡", foreign}} {
		balance := "对账不平"
		if s.side.Balanced {
			balance = "对账平"
		}
		lines = append(lines, terminal.SlipLine{Kind: terminal.Heading, Text: s.name + balance})
		for _, sum := range []struct {
			name string
			Sum
		}{{"借记", s.side.Debits}, {"贷记", s.side.Credits}} {
			lines = append(lines, entry(sum.name+"笔数", fmt.Sprint(sum.Count)), entry(sum.name+"金额", yuan(sum.Amount)))
		}
	}
	return p.print(w, lines)
}

// A Detail is one transaction of a batch.
type Detail struct {
	Voucher uint32
	Kind    Kind
	PAN     string // masked
	Amount  string // "12.34 CNY"
	Code    string // of the authorisation
}

// PrintDetails writes the list of a batch's transactions, and of those that failed.
func PrintDetails(w io.Writer, h *House, done, failed []Detail, p Paper) error {
	lines := append(heading("交易明细/TXN LIST"), h.lines()...)
	list := func(details []Detail) {
		for _, d := range details {
			lines = append(lines, entry("凭证号", six(d.Voucher)), entry("类型", kinds[d.Kind%numKinds]), entry("卡号", tlv.MaskPAN(d.PAN)), entry("金额", yuan(d.Amount)))
			if d.Code != "" {
				lines = append(lines, entry("授权码", d.Code))
			}
		}
	}
	list(done)
	if len(failed) > 0 {
		lines = append(lines, heading("失败的交易明细")...)
		list(failed)
	}
	return p.print(w, lines)
}

// PrintReversalFailed writes the slip for the acquirer of a reversal that no host has confirmed. It is no voucher.
func PrintReversalFailed(w io.Writer, h *House, d Detail, p Paper) error {
	lines := append(heading("冲正不成功，请人工处理"), h.lines()...)
	return p.print(w, append(lines, entry("凭证号", six(d.Voucher)), entry("类型", kinds[d.Kind%numKinds]), entry("卡号", tlv.MaskPAN(d.PAN)), entry("金额", yuan(d.Amount))))
}

// A Withdrawal is what the voucher of a cash machine says beside the receipt. What is empty is not printed.
type Withdrawal struct {
	Type      string // 取款 and the like; empty: as the receipt has it
	Trace     string // 交易参考号
	Reference string // field 37
	To        string // of a transfer
	Acquirer  string // its number
}

// withdrawals are the words for what a cash machine does.
var withdrawals = map[string]string{
	"CASH": "取款", "INQUIRY": "余额查询", "DEPOSIT": "存款", "TRANSFER": "转账", "PIN-CHANGE": "修改密码", "UNBLOCK": "密码解锁", "MINI-STATEMENT": "明细查询", "LOAD": "圈存",
	"CASH-LOAD": "现金充值",
}

// PrintWithdrawal writes the voucher of a cash machine in China, with what the newer standard adds of the chip.
func PrintWithdrawal(w io.Writer, r *terminal.Receipt, x *Withdrawal, p Paper) error {
	lines := heading(r.Merchant)
	kind, ac := decidedBy(r)
	what := x.Type
	if what == "" {
		what = withdrawals[r.Purpose]
	}
	for _, l := range []terminal.SlipLine{
		entry("卡号", tlv.MaskPAN(r.PAN)), entry("交易金额", yuan(r.Amount)), entry("交易类型", what), entry("交易参考号", x.Trace), entry("检索参考号", x.Reference),
		entry("交易日期", strings.ReplaceAll(r.Date, "-", "/")), entry("交易时间", r.Time), entry("ATM编号", r.Terminal), entry("应答码", r.ARC),
		entry("转入账号", tlv.MaskPAN(x.To)), entry("受理行号", x.Acquirer), entry("余额", yuan(r.Balance)), entry("AID", r.AID), entry("ATC", r.Chip.ATC), entry(kind, ac),
	} {
		if l.Text != "" {
			lines = append(lines, l)
		}
	}
	for _, s := range []struct {
		so    bool
		words string
	}{
		{r.Again, "重打印凭证"}, {r.Practice, "练习交易，未扣款"}, {r.Outcome != kernel.Approved.String() || r.Reversed, "交易失败，" + nothing(r)}, {r.Unpaid, "主机未入账，" + nothing(r)},
	} {
		if s.so {
			lines = append(lines, terminal.SlipLine{Kind: terminal.Statement, Text: s.words})
		}
	}
	return p.print(w, lines)
}

// nothing says what has not become of an amount: it is not charged, or not credited.
func nothing(r *terminal.Receipt) string {
	if r.Credits() {
		return "款项未到账"
	}
	return "未扣款"
}

func (h *House) lines() []terminal.SlipLine {
	return []terminal.SlipLine{
		entry("商户名", first(h.Merchant, 40)), entry("商户编号", h.MerchantID), entry("终端号", h.Terminal), entry("批次号", six(h.Batch)), entry("日期/时间", h.Time),
	}
}

func heading(text string) []terminal.SlipLine {
	return []terminal.SlipLine{{Kind: terminal.Heading, Text: tlv.Visible(text)}}
}

func entry(name, text string) terminal.SlipLine {
	return terminal.SlipLine{Kind: terminal.Item, Name: name, Text: tlv.Visible(text)}
}
