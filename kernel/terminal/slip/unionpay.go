package slip

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// BankCopy is the third copy of UnionPay's slips.
const BankCopy terminal.Copy = "BANK COPY"

// A Kind is what a slip of UnionPay is about.
type Kind uint8

// The kinds. Zero takes it from the receipt.
const (
	OfReceipt Kind = iota
	Sale
	Void
	Refund
	PreAuthorisation
	Cancel
	Completion
	CompletionVoid
	CashSale // electronic cash
	CashLoad // of electronic cash
	Cash
	Inquiry // of a balance
	numKinds
)

// kinds are the words, Chinese and English. Those of the last five are not among the published ones.
var kinds = [numKinds]string{
	"", "消费/SALE", "消费撤销/VOID", "退货/REFUND", "预授权/AUTH", "预授权撤销/CANCEL", "预授权完成/AUTH COMPLETE",
	"预授权完成撤销/COMPLETE VOID", "电子现金消费/EC SALE", "圈存/EC LOAD", "取现/CASH", "余额查询/BALANCE",
}

// UnionPay is what a slip of UnionPay's terminals says beside the receipt: what the till and the host know. What is empty is not printed.
type UnionPay struct {
	Kind      Kind
	Acquirer  string // 8 digits or a name: field 44 of the answer
	Issuer    string
	Batch     uint32
	Voucher   uint32 // field 11: what the host knows the transaction by; 0: the receipt's sequence number
	Reference string // field 37
	Minus     bool   // a void and a refund have a minus sign
	Reprint   bool
	Remarks   Remarks
	Relief    Relief
	QR        bool // paid by a QR code
}

// Remarks name what the transaction follows.
type Remarks struct {
	Voucher   uint32 // of what is voided
	Reference string // of what is refunded
	Date      string // of it, MM/DD
	Code      string // the authorisation's
}

// Relief is why the cardholder neither signs nor enters a PIN.
type Relief struct {
	Signature string // the amount below which nobody signs, in whole units; empty: it does not hold here
	PIN       string // the amount below which nobody enters a PIN
	Device    bool   // the cardholder was verified on a device of his own, which counts for both
}

// words are what the slip says of it.
func (r *Relief) words() string {
	switch {
	case r.Device:
		return "移动设备已验证用户，免密免签"
	case r.Signature != "" && r.PIN != "":
		return "交易金额未超" + lower(r.Signature, r.PIN) + "元，免密免签"
	case r.Signature != "":
		return "交易金额未超" + r.Signature + "元，免签名"
	case r.PIN != "":
		return "交易金额未超" + r.PIN + "元，无需输密"
	}
	return ""
}

// lower is the smaller of two whole numbers.
func lower(a, b string) string {
	if len(a) < len(b) || len(a) == len(b) && a < b {
		return a
	}
	return b
}

func (r *Relief) unsigned() bool { return r.Device || r.Signature != "" }

// An item is one line of the slip: its names, and what it says; nothing where it is empty.
type item struct {
	zh, en string
	text   func(*voucher) string
}

// voucher is one slip.
type voucher struct {
	*terminal.Receipt
	*UnionPay
	copy terminal.Copy
}

// items are the lines between title and amount, in their order.
var items = [...]item{
	{"商户名称", "MERCHANT NAME", func(v *voucher) string { return first(v.Merchant, 40) }},
	{"商户编号", "MERCHANT NO.", func(v *voucher) string { return strings.TrimSpace(v.MerchantID) }},
	{"终端编号", "TERMINAL NO.", func(v *voucher) string { return v.Terminal }},
	{"操作员号", "OPERATOR NO.", func(v *voucher) string { return v.Operator }},
	{"收单行", "ACQUIRER", func(v *voucher) string { return v.Acquirer }},
	{"发卡行", "ISSUER", func(v *voucher) string { return v.Issuer }},
	{"卡号", "CARD NO.", (*voucher).card},
	{"有效期", "EXP DATE", func(v *voucher) string { return v.Expiry }},
	{"交易类型", "TRANS TYPE", func(v *voucher) string { return kinds[v.kind()] }},
	{"批次号", "BATCH NO.", func(v *voucher) string { return six(v.Batch) }},
	{"凭证号", "VOUCHER NO.", func(v *voucher) string { return six(cmp.Or(v.Voucher, v.Sequence)) }},
	{"授权码", "AUTH NO.", func(v *voucher) string { return v.ApprovalCode }},
	{"参考号", "REFER NO.", func(v *voucher) string { return v.Reference }},
	{"日期/时间", "DATE/TIME", func(v *voucher) string { return strings.ReplaceAll(v.Date, "-", "/") + " " + v.Time }},
	{"金额", "AMOUNT", (*voucher).amount},
	{"其中现金", "CASH", func(v *voucher) string { return yuan(v.Cash) }},
	{"小费", "TIP", func(v *voucher) string { return yuan(v.Tip) }},
	{"折扣", "DISCOUNT", func(v *voucher) string { return yuan(v.Discount) }},
	{"未付金额", "STILL OWED", func(v *voucher) string { return yuan(v.Owing) }},
	{"当地金额", "LOCAL AMOUNT", func(v *voucher) string { return yuan(v.Local) }},
	{"换算金额", "CONVERTED", func(v *voucher) string { return yuan(v.Converted) }},
	{"汇率", "RATE", func(v *voucher) string { return v.Rate }},
	{"获得积分", "POINTS EARNED", func(v *voucher) string { return v.Earned }},
	{"使用积分", "POINTS USED", func(v *voucher) string { return v.Burned }},
	{"备注", "REFERENCE", func(v *voucher) string { return v.Remarks.words() }},
	{"电子现金授权码", "EC AUTH CODE", func(v *voucher) string { return v.ElectronicCash.Code }},
	{"交易前余额", "EC BEFORE", func(v *voucher) string { return v.theirs(yuan(v.ElectronicCash.Before)) }},
	{"交易后余额", "EC AFTER", func(v *voucher) string { return v.theirs(yuan(v.ElectronicCash.After)) }},
	{"", "ARQC", func(v *voucher) string { return v.cryptogram("ARQC") }},
	{"", "TC", func(v *voucher) string { return v.cryptogram("TC") }},
	{"", "TVR", func(v *voucher) string { return v.chip(v.TVR) }},
	{"", "TSI", func(v *voucher) string { return v.chip(v.TSI) }},
	{"", "AID", func(v *voucher) string { return v.AID }},
	{"", "ATC", func(v *voucher) string { return v.Chip.ATC }},
	{"", "APP LABEL", func(v *voucher) string { return cmp.Or(v.Chip.Label, v.Application) }},
	{"", "APP NAME", func(v *voucher) string { return v.Chip.PreferredName }},
	{"", "UNPR NUM", func(v *voucher) string { return v.Chip.Number }},
	{"", "AIP", func(v *voucher) string { return v.Chip.AIP }},
	{"", "CVMR", func(v *voucher) string { return v.CVMResults }},
	{"", "IAD", func(v *voucher) string { return v.Chip.IAD }},
	{"", "Term Capa", func(v *voucher) string { return v.chip(v.Chip.Capabilities) }},
	{"", "CSN", func(v *voucher) string { return v.PSN }},
}

// kind is the slip's, as the receipt has it where the till has not said.
func (v *voucher) kind() Kind {
	if v.Kind != OfReceipt && v.Kind < numKinds {
		return v.Kind
	}
	base, ok := map[string]Kind{
		"": Sale, "CASHBACK": Sale, "REFUND": Refund, "PRE-AUTHORISATION": PreAuthorisation, "COMPLETION": Completion, "LOAD": CashLoad, "CASH-LOAD": CashLoad,
		"CASH": Cash, "INQUIRY": Inquiry,
	}[v.Purpose]
	switch {
	case !ok:
		return OfReceipt
	case base == Sale && v.ElectronicCash.Code != "":
		base = CashSale
	}
	if gone := voids[base]; gone != OfReceipt && v.Reversed && v.stood() {
		return gone
	}
	return base
}

// voids are the kinds of slips by which others are taken back; the rest say it in words.
var voids = [numKinds]Kind{Sale: Void, CashSale: Void, PreAuthorisation: Cancel, Completion: CompletionVoid}

// stood reports whether the transaction was approved, or accepted by force, whatever has become of it then.
func (v *voucher) stood() bool { return v.Receipt.Outcome == kernel.Approved.String() || v.Forced }

// isVoid reports whether the slip is of a kind that takes back.
func (v *voucher) isVoid() bool { return slices.Contains(voids[:], v.kind()) && v.kind() != OfReceipt }

// card is the masked number and how it was read. It is never whole, whatever the transaction: a pre-authorisation is completed from the ledger.
func (v *voucher) card() string { return strings.TrimSpace(v.PAN + " " + v.Chip.Entry) }

func (v *voucher) amount() string {
	a := yuan(v.Amount)
	if k := v.kind(); v.Minus && (k == Void || k == Refund || k == CompletionVoid || k == Cancel) {
		return strings.Replace(a, " ", " -", 1)
	}
	return a
}

// cryptogram is the one of this name, where the transaction was decided by it.
func (v *voucher) cryptogram(name string) string {
	kind, ac := decidedBy(v.Receipt)
	if kind != name {
		return ""
	}
	return ac
}

// decidedBy is the cryptogram by which a transaction was decided: that of the request which the host has answered, the ARQC, and else the card's last.
func decidedBy(r *terminal.Receipt) (kind, ac string) {
	kind, ac, _ = strings.Cut(cmp.Or(r.Chip.Asked, r.Cryptogram), " ")
	return kind, ac
}

// read reports whether the card was to be read alone, and was: nothing was to be approved.
func (v *voucher) read() bool { return v.Receipt.Outcome == terminal.OutcomeCardRead }

// chip is a value of a chip, and of a stripe nothing.
func (v *voucher) chip(value string) string {
	if v.AID == "" {
		return ""
	}
	return value
}

// theirs is what the cardholder's copy says alone.
func (v *voucher) theirs(text string) string {
	if v.copy != terminal.CardholderCopy {
		return ""
	}
	return text
}

// words are the remarks in one line.
func (r *Remarks) words() string {
	var list []string
	for _, w := range []struct{ name, text string }{
		{"原凭证号", six(r.Voucher)}, {"原参考号", r.Reference}, {"原交易日期", r.Date}, {"原授权码", r.Code},
	} {
		if w.text != "" {
			list = append(list, w.name+":"+w.text)
		}
	}
	return strings.Join(list, " ")
}

// six are six digits, empty for 0.
func six(n uint32) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("%06d", n)
}

// yuan is an amount with its currency before it: RMB for the Chinese one.
func yuan(money string) string {
	amount, currency, ok := strings.Cut(money, " ")
	switch {
	case !ok:
		return money
	case currency == "CNY":
		currency = "RMB"
	}
	return currency + " " + amount
}

// first are the characters that have room in so many columns.
func first(s string, columns int) string { return wrap(s, columns)[0] }

// lines are the slip, in its order.
func (v *voucher) lines() (list []terminal.SlipLine) {
	add := func(k terminal.LineKind, name, text string) {
		if text != "" {
			list = append(list, terminal.SlipLine{Kind: k, Name: name, Text: tlv.Visible(text)})
		}
	}
	add(terminal.Heading, "", "银联POS签购单")
	add(terminal.Heading, "", "POS SALES SLIP")
	for i := range items {
		add(terminal.Item, strings.TrimSpace(items[i].zh+" "+items[i].en), items[i].text(v))
	}
	for _, s := range []struct {
		so    bool
		words string
	}{
		{v.Reprint || v.Again, "重打印凭证/DUPLICATED"},
		{v.Practice, "练习交易，未扣款"},
		{!v.stood() && !v.read(), "交易失败/DECLINED"},
		{v.read(), "读卡成功/CARD READ"},
		{v.Forced, "商户强制受理/FORCED ACCEPTANCE"},
		{v.Reversed && !v.isVoid(), "交易已撤销/REVERSED"},
		{v.Unpaid, "主机未入账，" + nothing(v.Receipt) + "/NOT BOOKED"},
		{v.Doubt && v.copy == terminal.MerchantCopy, "可能已入账，请联系收单机构/MAY BE BOOKED: ASK THE ACQUIRER"},
		{v.ElectronicCash.Code != "" && !v.Receipt.Signature, "电子现金交易,无需签名"},
		{v.QR, "扫码交易,免签名"},
		{v.Relief.words() != "", v.Relief.words()},
	} {
		if s.so {
			add(terminal.Statement, "", s.words)
		}
	}
	if v.copy == terminal.MerchantCopy {
		if v.Receipt.Signature && !v.Relief.unsigned() && !v.QR {
			add(terminal.Signature, "", "持卡人签名 CARDHOLDER SIGNATURE")
		}
		add(terminal.Heading, "", "本人确认以上交易，同意将其记入本卡账户")
		add(terminal.Heading, "", "I ACKNOWLEDGE SATISFACTORY RECEIPT OF RELATIVE GOODS/SERVICES")
	}
	add(terminal.Heading, "", copies[v.copy])
	return list
}

var copies = map[terminal.Copy]string{
	terminal.MerchantCopy: "商户存根 MERCHANT COPY", terminal.CardholderCopy: "持卡人存根 CARDHOLDER COPY", BankCopy: "银行存根 BANK COPY",
}

// PrintUnionPay writes one copy of a slip as UnionPay's terminals have it, in Chinese with English beside. The amount is in the size of the rest: a printer with larger types finds
// it by its name. The error is the printer's, or says that the paper is too narrow.
func PrintUnionPay(w io.Writer, r *terminal.Receipt, u *UnionPay, c terminal.Copy, p Paper) error {
	return p.print(w, (&voucher{r, u, c}).lines())
}
