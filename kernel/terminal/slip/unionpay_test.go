package slip_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/slip"
)

// chinaReceipt is a sale by chip in China, with everything that a slip can say.
func chinaReceipt() *terminal.Receipt {
	return &terminal.Receipt{
		Merchant: "北京测试商户", MerchantID: "102110054110001", Terminal: "TERM0001", Operator: "01", Date: "2026-07-01", Time: "12:34:56", Sequence: 42,
		Amount: "123.45 CNY", Outcome: "approved", Application: "UnionPay 借记卡", AID: "A000000333010101", PAN: "622800******1117", PSN: "01", Expiry: "2030/12",
		Verified: "SIGNATURE", Signature: true, TVR: "0008000000", TSI: "F800", CVMResults: "5E0300", Cryptogram: "ARQC 0123456789ABCDEF", ARC: "00", ApprovalCode: "123456",
		Language: "zh", House: "zh",
		Chip: terminal.ChipData{
			Entry: "I", PreferredName: "银联借记", AIP: "7C00", ATC: "0041", Number: "1E78EEBC", IAD: "07010103A00000010A010000010000914053780", Capabilities: "E07848",
		},
	}
}

func chinaSlip() *slip.UnionPay {
	return &slip.UnionPay{Acquirer: "01020000", Issuer: "工商银行", Batch: 1, Reference: "123456789012"}
}

// flat is a text without its spaces and ends of lines.
func flat(s string) string { return strings.NewReplacer(" ", "", "\n", "").Replace(s) }

// render prints, holds each line against the paper, and keeps the text in the directory that SLIPS names, to look at it.
func render(t *testing.T, name string, columns int, to func(io.Writer, slip.Paper) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := to(&b, slip.Paper{Columns: columns}); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, line := range strings.Split(b.String(), "\n") {
		if terminal.Columns(line) > columns {
			t.Errorf("%s, %d columns: %q takes %d", name, columns, line, terminal.Columns(line))
		}
	}
	g := slip.GB18030(io.Discard)
	if _, err := io.WriteString(g, b.String()); err != nil {
		t.Errorf("%s: a character that the printer has not: %v", name, err)
	}
	if dir := os.Getenv("SLIPS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+map[int]string{slip.Columns58: "-58.txt", slip.Columns80: "-80.txt"}[columns]), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// The voucher number is what the host knows the transaction by, where the till says it.
func TestVoucherNumber(t *testing.T) {
	for _, c := range []struct {
		sequence, voucher uint32
		want              string
	}{{42, 0, "000042"}, {42, 500_003, "500003"}, {500_041, 42, "000042"}} {
		r, u := chinaReceipt(), chinaSlip()
		r.Sequence, u.Voucher = c.sequence, c.voucher
		text := flat(render(t, "voucher", slip.Columns80, func(w io.Writer, p slip.Paper) error {
			return slip.PrintUnionPay(w, r, u, terminal.MerchantCopy, p)
		}))
		if !strings.Contains(text, "VOUCHERNO."+c.want+"授权码") {
			t.Errorf("%+v: %s", c, text)
		}
	}
}

// The published items of a slip, on the copies that have them, for each transaction: names in Chinese and English, and what they say.
func TestUnionPayItems(t *testing.T) {
	const merchant, cardholder, bank, all = 1, 2, 4, 7
	kinds := []struct {
		name   string
		kind   slip.Kind
		words  string
		change func(*terminal.Receipt, *slip.UnionPay)
		amount string
		remark string
	}{
		{"sale", slip.Sale, "消费/SALE", nil, "RMB123.45", ""},
		{"void", slip.Void, "消费撤销/VOID", func(_ *terminal.Receipt, u *slip.UnionPay) { u.Remarks.Voucher, u.Minus = 41, true }, "RMB-123.45", "原凭证号:000041"},
		{"refund", slip.Refund, "退货/REFUND", func(_ *terminal.Receipt, u *slip.UnionPay) {
			u.Remarks, u.Minus = slip.Remarks{Reference: "987654321098", Date: "06/30"}, true
		}, "RMB-123.45", "原参考号:987654321098原交易日期:06/30"},
		{"refund without sign", slip.Refund, "退货/REFUND", nil, "RMB123.45", ""},
		{"pre-authorisation", slip.PreAuthorisation, "预授权/AUTH", nil, "RMB123.45", ""},
		{"cancel", slip.Cancel, "预授权撤销/CANCEL", func(_ *terminal.Receipt, u *slip.UnionPay) { u.Remarks.Code = "654321" }, "RMB123.45", "原授权码:654321"},
		{"completion", slip.Completion, "预授权完成/AUTHCOMPLETE", func(_ *terminal.Receipt, u *slip.UnionPay) { u.Remarks.Code = "654321" }, "RMB123.45", "原授权码:654321"},
		{"offline", slip.Sale, "消费/SALE", func(r *terminal.Receipt, _ *slip.UnionPay) { r.Cryptogram = "TC 0123456789ABCDEF" }, "RMB123.45", ""},
	}
	items := []struct {
		zh, en, text string
		copies       int
	}{
		{"银联POS签购单", "POSSALESSLIP", "", all},
		{"商户名称", "MERCHANTNAME", "北京测试商户", all},
		{"商户编号", "MERCHANTNO.", "102110054110001", all},
		{"终端编号", "TERMINALNO.", "TERM0001", all},
		{"操作员号", "OPERATORNO.", "01", all},
		{"收单行", "ACQUIRER", "01020000", all},
		{"发卡行", "ISSUER", "工商银行", all},
		{"卡号", "CARDNO.", "622800******1117I", all},
		{"有效期", "EXPDATE", "2030/12", all},
		{"交易类型", "TRANSTYPE", "@words", all},
		{"批次号", "BATCHNO.", "000001", all},
		{"凭证号", "VOUCHERNO.", "000042", all},
		{"授权码", "AUTHNO.", "123456", all},
		{"参考号", "REFERNO.", "123456789012", all},
		{"日期/时间", "DATE/TIME", "2026/07/0112:34:56", all},
		{"金额", "AMOUNT", "@amount", all},
		{"备注", "REFERENCE", "@remark", all},
		{"", "@cryptogram", "0123456789ABCDEF", all},
		{"", "TVR", "0008000000", all},
		{"", "TSI", "F800", all},
		{"", "AID", "A000000333010101", all},
		{"", "ATC", "0041", all},
		{"", "APPLABEL", "UnionPay借记卡", all},
		{"", "APPNAME", "银联借记", all},
		{"", "UNPRNUM", "1E78EEBC", all},
		{"", "AIP", "7C00", all},
		{"", "CVMR", "5E0300", all},
		{"", "IAD", "07010103A00000010A010000010000914053780", all},
		{"", "TermCapa", "E07848", all},
		{"", "CSN", "01", all},
		{"持卡人签名", "CARDHOLDERSIGNATURE", "", merchant},
		{"本人确认以上交易，同意将其记入本卡账户", "IACKNOWLEDGESATISFACTORYRECEIPTOFRELATIVEGOODS/SERVICES", "", merchant},
		{"商户存根", "MERCHANTCOPY", "", merchant},
		{"持卡人存根", "CARDHOLDERCOPY", "", cardholder},
		{"银行存根", "BANKCOPY", "", bank},
	}
	for _, k := range kinds {
		for bit, c := range map[int]terminal.Copy{merchant: terminal.MerchantCopy, cardholder: terminal.CardholderCopy, bank: slip.BankCopy} {
			r, u := chinaReceipt(), chinaSlip()
			if u.Kind = k.kind; k.change != nil {
				k.change(r, u)
			}
			for _, columns := range []int{slip.Columns58, slip.Columns80} {
				got := flat(render(t, "slip-"+flat(k.name)+"-"+string(c[:4]), columns, func(w io.Writer, p slip.Paper) error { return slip.PrintUnionPay(w, r, u, c, p) }))
				for _, i := range items {
					text := map[string]string{"@words": k.words, "@amount": k.amount, "@remark": k.remark}[i.text]
					if !strings.HasPrefix(i.text, "@") {
						text = i.text
					}
					name := i.zh + i.en
					if i.en == "@cryptogram" {
						name, _, _ = strings.Cut(r.Cryptogram, " ")
					}
					want := i.copies&bit != 0 && (i.text != "@remark" || text != "")
					if strings.Contains(got, name+text) != want {
						t.Errorf("%s, %s, %d columns: %s %s: want it %v:\n%s", k.name, c, columns, name, text, want, got)
					}
				}
			}
		}
	}
}

// What a receipt says beside the published items is on UnionPay's slip too.
func TestUnionPayMore(t *testing.T) {
	r := chinaReceipt()
	r.Tip, r.Discount, r.Owing, r.Local, r.Converted, r.Rate, r.Earned, r.Burned = "1.00 CNY", "2.00 CNY", "3.00 CNY", "4.00 CNY", "5.00 USD", "0.14", "6 BONUS", "7 BONUS"
	got := flat(render(t, "slip-more", slip.Columns58, func(w io.Writer, p slip.Paper) error {
		return slip.PrintUnionPay(w, r, chinaSlip(), terminal.CardholderCopy, p)
	}))
	for _, want := range []string{
		"小费TIPRMB1.00", "折扣DISCOUNTRMB2.00", "未付金额STILLOWEDRMB3.00", "当地金额LOCALAMOUNTRMB4.00", "换算金额CONVERTEDUSD5.00", "汇率RATE0.14", "获得积分POINTSEARNED6BONUS",
		"使用积分POINTSUSED7BONUS",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
}

// The kind that a receipt has, where the till says none.
func TestUnionPayKind(t *testing.T) {
	for want, change := range map[string]func(*terminal.Receipt){
		"消费/SALE":            func(*terminal.Receipt) {},
		"消费撤销/VOID":          func(r *terminal.Receipt) { r.Reversed = true },
		"退货/REFUND":          func(r *terminal.Receipt) { r.Purpose = "REFUND" },
		"预授权/AUTH":           func(r *terminal.Receipt) { r.Purpose = "PRE-AUTHORISATION" },
		"预授权撤销/CANCEL":       func(r *terminal.Receipt) { r.Purpose, r.Reversed = "PRE-AUTHORISATION", true },
		"预授权完成/AUTHCOMPLETE": func(r *terminal.Receipt) { r.Purpose = "COMPLETION" },
		"预授权完成撤销/COMPLETEV":  func(r *terminal.Receipt) { r.Purpose, r.Reversed = "COMPLETION", true },
		"电子现金消费/ECSALE":      func(r *terminal.Receipt) { r.ElectronicCash.Code = "ECC001" },
		"圈存/ECLOAD":          func(r *terminal.Receipt) { r.Purpose = "LOAD" },
	} {
		r := chinaReceipt()
		change(r)
		got := flat(render(t, "kind", slip.Columns80, func(w io.Writer, p slip.Paper) error {
			return slip.PrintUnionPay(w, r, chinaSlip(), terminal.MerchantCopy, p)
		}))
		if !strings.Contains(got, "TRANSTYPE"+want) {
			t.Errorf("no %s in %s", want, got)
		}
	}
	r := chinaReceipt()
	r.Purpose = "ACCOUNT-VERIFICATION"
	if got := render(t, "kind", slip.Columns80, func(w io.Writer, p slip.Paper) error {
		return slip.PrintUnionPay(w, r, chinaSlip(), terminal.MerchantCopy, p)
	}); strings.Contains(got, "交易类型") {
		t.Errorf("%s", got)
	}
}

// What became of a transaction is on its slip, whatever kind it is: a void is a kind of its own, and where there is none, and where nothing stood, the slip says it. What was accepted by force was not
// declined. A purchase with cash is a purchase that says how much of it is cash.
// EMV 4.4 B4 6.5.1, EMV 4.4 B4 6.5.4, EMV 4.4 B4 11.4
func TestUnionPayEnds(t *testing.T) {
	const void, reversed, forced, declined, read = "消费撤销/VOID", "交易已撤销/REVERSED", "商户强制受理/FORCEDACCEPTANCE", "交易失败/DECLINED", "读卡成功/CARDREAD"
	for _, c := range []struct {
		purpose, outcome string
		reversed, forced bool
		want             []string
	}{
		{"", "approved", false, false, []string{"消费/SALE"}},
		{"", "approved", true, false, []string{void}},
		{"", "declined", false, false, []string{"消费/SALE", declined}},
		{"", "declined", true, false, []string{"消费/SALE", declined, reversed}},
		{"", "declined", false, true, []string{"消费/SALE", forced}},
		{"", "declined", true, true, []string{void, forced}},
		{"CASH", "approved", true, false, []string{"取现/CASH", reversed}},
		{"REFUND", "approved", true, false, []string{"退货/REFUND", reversed}},
		{"LOAD", "approved", true, false, []string{"圈存/ECLOAD", reversed}},
		{"PRE-AUTHORISATION", "approved", true, false, []string{"预授权撤销/CANCEL"}},
		{"PRE-AUTHORISATION", "declined", true, false, []string{"预授权/AUTH", declined, reversed}},
		{"CASHBACK", "approved", false, false, []string{"消费/SALE", "其中现金CASHRMB20.00"}},
		{"CASHBACK", "approved", true, false, []string{void, "其中现金CASHRMB20.00"}},
		{"CARD-READ", terminal.OutcomeCardRead, false, false, []string{"", read}},
		{"CARD-READ", "end application", false, false, []string{"", declined}},
	} {
		r := chinaReceipt()
		if r.Purpose, r.Outcome, r.Reversed, r.Forced = c.purpose, c.outcome, c.reversed, c.forced; c.purpose == "CASHBACK" {
			r.Cash = "20.00 CNY"
		}
		got := flat(render(t, "end", slip.Columns80, func(w io.Writer, p slip.Paper) error {
			return slip.PrintUnionPay(w, r, chinaSlip(), terminal.CardholderCopy, p)
		}))
		for _, words := range []string{"TRANSTYPE" + c.want[0], void, reversed, forced, declined, read, "其中现金CASHRMB20.00"} {
			if want := words != "TRANSTYPE" && slices.Contains(c.want, strings.TrimPrefix(words, "TRANSTYPE")); strings.Contains(got, words) != want {
				t.Errorf("%+v: %s there: %v in %s", c, words, !want, got)
			}
		}
	}
}

// The cryptogram is the ARQC where the host has decided, whatever the card has said then, and else the TC.
func TestUnionPayCryptogram(t *testing.T) {
	for _, c := range []struct{ last, asked, want string }{
		{"TC FEDCBA9876543210", "ARQC 0123456789ABCDEF", "ARQC0123456789ABCDEF"},
		{"AAC FEDCBA9876543210", "ARQC 0123456789ABCDEF", "ARQC0123456789ABCDEF"},
		{"ARQC 0123456789ABCDEF", "ARQC 0123456789ABCDEF", "ARQC0123456789ABCDEF"},
		{"ARQC 0123456789ABCDEF", "", "ARQC0123456789ABCDEF"},
		{"TC FEDCBA9876543210", "", "TCFEDCBA9876543210"},
	} {
		r := chinaReceipt()
		r.Cryptogram, r.Chip.Asked = c.last, c.asked
		for name, to := range map[string]func(io.Writer, slip.Paper) error{
			"slip": func(w io.Writer, p slip.Paper) error {
				return slip.PrintUnionPay(w, r, chinaSlip(), terminal.MerchantCopy, p)
			},
			"voucher": func(w io.Writer, p slip.Paper) error { return slip.PrintWithdrawal(w, r, &slip.Withdrawal{}, p) },
		} {
			got := flat(render(t, "cryptogram-"+name, slip.Columns58, to))
			if !strings.Contains(got, c.want) || c.asked != "" && c.last != c.asked && strings.Contains(got, "FEDCBA9876543210") {
				t.Errorf("%s, %+v: %s", name, c, got)
			}
		}
	}
}

// The published matrix of why nobody signs or enters a PIN, and what else the slip says; who does not sign has no line for it.
func TestUnionPayNotes(t *testing.T) {
	const device = "移动设备已验证用户，免密免签"
	for _, c := range []struct {
		name      string
		change    func(*terminal.Receipt, *slip.UnionPay)
		want      string
		signature bool
	}{
		{"none", func(*terminal.Receipt, *slip.UnionPay) {}, "", true},
		{"device", func(_ *terminal.Receipt, u *slip.UnionPay) { u.Relief.Device = true }, device, false},
		{"no PIN", func(_ *terminal.Receipt, u *slip.UnionPay) { u.Relief.PIN = "300" }, "交易金额未超300元，无需输密", true},
		{"no PIN, device", func(_ *terminal.Receipt, u *slip.UnionPay) { u.Relief = slip.Relief{PIN: "300", Device: true} }, device, false},
		{"no signature", func(_ *terminal.Receipt, u *slip.UnionPay) { u.Relief.Signature = "1000" }, "交易金额未超1000元，免签名", false},
		{"no signature, device", func(_ *terminal.Receipt, u *slip.UnionPay) { u.Relief = slip.Relief{Signature: "300", Device: true} }, device, false},
		{"neither", func(_ *terminal.Receipt, u *slip.UnionPay) { u.Relief = slip.Relief{Signature: "1000", PIN: "300"} }, "交易金额未超300元，免密免签", false},
		{"neither, device", func(_ *terminal.Receipt, u *slip.UnionPay) {
			u.Relief = slip.Relief{Signature: "1000", PIN: "300", Device: true}
		}, device, false},
		{"electronic cash", func(r *terminal.Receipt, _ *slip.UnionPay) {
			r.Signature = false
			r.ElectronicCash = terminal.CashData{Code: "ECC001", Before: "100.00 CNY", After: "92.00 CNY"}
		}, "电子现金交易,无需签名", false},
		{"electronic cash, a signature demanded", func(r *terminal.Receipt, _ *slip.UnionPay) { r.ElectronicCash.Code = "ECC001" }, "", true},
		{"QR", func(_ *terminal.Receipt, u *slip.UnionPay) { u.QR = true }, "扫码交易,免签名", false},
		{"reprint", func(_ *terminal.Receipt, u *slip.UnionPay) { u.Reprint = true }, "重打印凭证", true},
		{"practice", func(r *terminal.Receipt, _ *slip.UnionPay) { r.Practice = true }, "练习交易，未扣款", true},
		{"declined", func(r *terminal.Receipt, _ *slip.UnionPay) { r.Outcome, r.Signature = "declined", false }, "交易失败", false},
		{"not booked", func(r *terminal.Receipt, _ *slip.UnionPay) { r.Unpaid = true }, "主机未入账，未扣款/NOTBOOKED", true},
		{"refund not booked", func(r *terminal.Receipt, _ *slip.UnionPay) { r.Unpaid, r.Purpose, r.Signature = true, "REFUND", false }, "主机未入账，款项未到账/NOTBOOKED", false},
		{"in doubt", func(r *terminal.Receipt, _ *slip.UnionPay) { r.Doubt = true }, "可能已入账，请联系收单机构", true},
		{"reprint of the receipt", func(r *terminal.Receipt, _ *slip.UnionPay) { r.Again = true }, "重打印凭证", true},
	} {
		r, u := chinaReceipt(), chinaSlip()
		c.change(r, u)
		for _, columns := range []int{slip.Columns58, slip.Columns80} {
			got := flat(render(t, "note-"+flat(c.name), columns, func(w io.Writer, p slip.Paper) error {
				return slip.PrintUnionPay(w, r, u, terminal.MerchantCopy, p)
			}))
			for _, words := range []string{"免密", "免签名", "无需", "重打印", "练习", "交易失败", "未入账", "入账不明"} {
				if strings.Contains(got, words) != strings.Contains(c.want, words) {
					t.Errorf("%s: %s in %s", c.name, words, got)
				}
			}
			if !strings.Contains(got, c.want) || strings.Contains(got, "持卡人签名") != c.signature {
				t.Errorf("%s: want %q, a line for the signature %v: %s", c.name, c.want, c.signature, got)
			}
		}
		theirs := flat(render(t, "note-theirs-"+flat(c.name), slip.Columns58, func(w io.Writer, p slip.Paper) error {
			return slip.PrintUnionPay(w, r, u, terminal.CardholderCopy, p)
		}))
		if strings.Contains(theirs, "入账不明") {
			t.Errorf("%s: the cardholder's: %s", c.name, theirs)
		}
		if has := strings.Contains(theirs, "交易后余额ECAFTERRMB92.00"); has != (c.name == "electronic cash") {
			t.Errorf("%s: %s", c.name, theirs)
		}
	}
}

// The other published slips, with their items in their order; no card number stands whole, whatever is given.
func TestUnionPayOthers(t *testing.T) {
	house := &slip.House{Merchant: "北京测试商户", MerchantID: "102110054110001", Terminal: "TERM0001", Batch: 1, Time: "2026/07/01 12:34:56"}
	detail := slip.Detail{Voucher: 42, Kind: slip.Sale, PAN: "6228000100001117", Amount: "123.45 CNY", Code: "123456"}
	gone := detail
	gone.Voucher, gone.Code = 43, ""
	for _, c := range []struct {
		name  string
		print func(io.Writer, slip.Paper) error
		want  []string
	}{
		{"settlement", func(w io.Writer, p slip.Paper) error {
			return slip.PrintSettlement(w, house, &slip.Side{Balanced: true, Debits: slip.Sum{Count: 3, Amount: "300.00 CNY"}, Credits: slip.Sum{Count: 1, Amount: "20.00 CNY"}}, &slip.Side{Debits: slip.Sum{Amount: "0.00 CNY"}, Credits: slip.Sum{Amount: "0.00 CNY"}}, p)
		}, []string{
			"结算总计单", "商户名北京测试商户", "商户编号102110054110001", "终端号TERM0001", "批次号000001", "日期/时间2026/07/0112:34:56",
			"内卡对账平", "借记笔数3", "借记金额RMB300.00", "贷记笔数1", "贷记金额RMB20.00", "外卡对账不平", "借记笔数0", "借记金额RMB0.00", "贷记笔数0", "贷记金额RMB0.00",
		}},
		{"details", func(w io.Writer, p slip.Paper) error {
			return slip.PrintDetails(w, house, []slip.Detail{detail}, []slip.Detail{gone}, p)
		}, []string{"交易明细/TXNLIST", "凭证号000042", "类型消费/SALE", "卡号622800******1117", "金额RMB123.45", "授权码123456", "失败的交易明细", "凭证号000043"}},
		{
			"reversal", func(w io.Writer, p slip.Paper) error { return slip.PrintReversalFailed(w, house, detail, p) },
			[]string{"冲正不成功，请人工处理", "终端号TERM0001", "凭证号000042", "卡号622800******1117", "金额RMB123.45"},
		},
		{
			"withdrawal", func(w io.Writer, p slip.Paper) error {
				r := chinaReceipt()
				r.Amount = "1000.00 CNY"
				return slip.PrintWithdrawal(w, r, &slip.Withdrawal{Type: "取款", Trace: "000042", Reference: "123456789012", To: "6228000100001117", Acquirer: "01020000"}, p)
			},
			[]string{
				"卡号622800******1117", "交易金额RMB1000.00", "交易类型取款", "交易参考号000042", "检索参考号123456789012", "交易日期2026/07/01", "交易时间12:34:56",
				"ATM编号TERM0001", "应答码00", "转入账号622800******1117", "受理行号01020000", "AIDA000000333010101", "ATC0041", "ARQC0123456789ABCDEF",
			},
		},
		{
			"withdrawal-declined", func(w io.Writer, p slip.Paper) error {
				r := chinaReceipt()
				r.Purpose, r.Outcome, r.ARC = "CASH", "DECLINED", "51"
				return slip.PrintWithdrawal(w, r, &slip.Withdrawal{}, p)
			},
			[]string{"交易类型取款", "应答码51", "交易失败，未扣款"},
		},
		{
			"withdrawal-reversed", func(w io.Writer, p slip.Paper) error {
				r := chinaReceipt()
				r.Reversed = true
				return slip.PrintWithdrawal(w, r, &slip.Withdrawal{}, p)
			},
			[]string{"应答码00", "交易失败，未扣款"},
		},
		{
			"withdrawal-practice-again", func(w io.Writer, p slip.Paper) error {
				r := chinaReceipt()
				r.Practice, r.Again = true, true
				return slip.PrintWithdrawal(w, r, &slip.Withdrawal{}, p)
			},
			[]string{"应答码00", "重打印凭证", "练习交易，未扣款"},
		},
		{
			"transfer-short", func(w io.Writer, p slip.Paper) error {
				return slip.PrintWithdrawal(w, chinaReceipt(), &slip.Withdrawal{To: "6228000111"}, p)
			},
			[]string{"应答码00", "转入账号******0111"},
		},
		{
			"deposit-unpaid", func(w io.Writer, p slip.Paper) error {
				r := chinaReceipt()
				r.Purpose, r.Unpaid = "DEPOSIT", true
				return slip.PrintWithdrawal(w, r, &slip.Withdrawal{}, p)
			},
			[]string{"交易类型存款", "主机未入账，款项未到账"},
		},
		{
			"deposit-declined", func(w io.Writer, p slip.Paper) error {
				r := chinaReceipt()
				r.Purpose, r.Outcome, r.ARC = "DEPOSIT", "DECLINED", "51"
				return slip.PrintWithdrawal(w, r, &slip.Withdrawal{}, p)
			},
			[]string{"应答码51", "交易失败，款项未到账"},
		},
		{
			"withdrawal-unpaid", func(w io.Writer, p slip.Paper) error {
				r := chinaReceipt()
				r.Unpaid = true
				return slip.PrintWithdrawal(w, r, &slip.Withdrawal{}, p)
			},
			[]string{"应答码00", "主机未入账，未扣款"},
		},
		{
			"balance", func(w io.Writer, p slip.Paper) error {
				r := chinaReceipt()
				r.Purpose, r.Balance = "INQUIRY", "500.00 CNY"
				return slip.PrintWithdrawal(w, r, &slip.Withdrawal{}, p)
			},
			[]string{"交易类型余额查询", "余额RMB500.00"},
		},
	} {
		for _, columns := range []int{slip.Columns58, slip.Columns80} {
			rest := flat(render(t, "other-"+c.name, columns, c.print))
			if strings.Contains(rest, "6228000100001117") {
				t.Errorf("%s: a whole card number", c.name)
			}
			for _, want := range c.want {
				at := strings.Index(rest, want)
				if at < 0 {
					t.Fatalf("%s, %d columns: no %s in its place: %s", c.name, columns, want, rest)
				}
				rest = rest[at+len(want):]
			}
		}
	}
	if err := slip.PrintUnionPay(io.Discard, chinaReceipt(), chinaSlip(), terminal.MerchantCopy, slip.Paper{Columns: 23}); err == nil {
		t.Error("a paper of 23 columns")
	}
}

// A card number is masked as everywhere, whatever a till gives: of a short one no six digits before the last four.
// B4 11.4
func TestShortNumbers(t *testing.T) {
	house := &slip.House{}
	for _, c := range []struct{ pan, want string }{
		{"6228000100001117", "622800******1117"},
		{"622800******1117", "622800******1117"},
		{"6228000101117", "622800***1117"},
		{"622800011117", "********1117"},
		{"12345678901", "*******8901"},
		{"123456789", "*****6789"},
		{"12345678", "********"},
		{"1234", "****"},
	} {
		d, r := slip.Detail{PAN: c.pan}, chinaReceipt()
		r.PAN = c.pan
		for name, print := range map[string]func(io.Writer, slip.Paper) error{
			"details": func(w io.Writer, p slip.Paper) error {
				return slip.PrintDetails(w, house, []slip.Detail{d}, []slip.Detail{d}, p)
			},
			"reversal": func(w io.Writer, p slip.Paper) error { return slip.PrintReversalFailed(w, house, d, p) },
			"withdrawal": func(w io.Writer, p slip.Paper) error {
				return slip.PrintWithdrawal(w, r, &slip.Withdrawal{To: c.pan}, p)
			},
		} {
			var b bytes.Buffer
			if err := print(&b, slip.Paper{Columns: slip.Columns58}); err != nil {
				t.Fatal(err)
			}
			text := strings.ReplaceAll(b.String(), " ", "")
			want := map[string]int{"details": 2, "reversal": 1, "withdrawal": 2}[name]
			if strings.Count(text, "号"+c.want+"\n") != want {
				t.Errorf("%s of %s, want %s %d times:\n%s", name, c.pan, c.want, want, text)
			}
		}
	}
}
