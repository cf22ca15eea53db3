package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/examples/internal/menutest"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel/terminal/staff"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/sweep"
)

func TestMain(m *testing.M) { os.Exit(typing.Main(m)) }

// typing is the program before whose keys somebody stands.
var typing menutest.Program = func(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return run(args, stdin, stdout, stderr, noon)
}

// on is what an operator types first, yes the cardholder's consent to the amount, vouch a supervisor's number and password.
const (
	on    = "10 1 01 0000 "
	yes   = "1 "
	pays  = yes + "1234 "
	vouch = "00 123456 "
)

// menuCases are every row of every menu, and what is refused.
var menuCases = []menutest.Case{
	{Name: "goods", Keys: on + "1 1 3 9 4 0 " + pays, Shows: []string{"OPERATOR 01", "1 COFFEE 2.50 EUR", "COFFEE 2.50", "CAKE 3.20", "there is no such thing", "WINE 12.90", "18.60 EUR OK?", "ENTER PIN", "> ****", "APPROVED", "MERCHANT COPY", "18.60 EUR", "CARDHOLDER COPY", "TRANSACTION 1"}},
	{Name: "goods, cancelled", Keys: on + "1 1 c 9 2", Shows: []string{"COFFEE", "> (X)", "DEBITS 0"}, Never: []string{"APPROVED"}},
	{Name: "purchase", Keys: on + "2 12.50 " + pays, Shows: []string{"AMOUNT", "> 12.50", "APPROVED"}},
	{Name: "purchase with a tip", Keys: on + "2 12.50 2 2.00 " + pays, Shows: []string{"12.50 EUR OK?", "2 TIP", "14.50 EUR OK?", "AMOUNT       14.50 EUR"}},
	{Name: "the cardholder cancels", Keys: on + "2 12.50 c 9 2", Shows: []string{"12.50 EUR OK?", "> (X)", "END APPLICATION", "DEBITS 0"}, Never: []string{"ENTER PIN"}},
	{Name: "an amount that is none", Keys: on + "2 1.2.3 -5 0 12.50 " + pays, Shows: []string{"give digits with 2 decimals", "give digits", "give more than zero", "> 12.50", "APPROVED"}},
	{Name: "cash besides", Keys: on + "3 10.00 5.00 " + pays, Shows: []string{"15.00 EUR OK?", "CASH         5.00 EUR", "GIVE OUT 5.00 EUR"}},
	{Name: "PIN bypassed", Args: []string{"-card", "pin"}, Keys: on + "2 12.50 1 b", Shows: []string{"> (-)", "DECLINED"}},
	{Name: "PIN cancelled", Keys: on + "2 12.50 1 c", Shows: []string{"ENTER PIN", "> (X)", "END APPLICATION"}},
	{Name: "PIN of three digits", Keys: on + "2 12.50 1 123 1234", Shows: []string{"A PIN HAS 4 TO 12 DIGITS", "APPROVED"}},
	{Name: "wrong PIN", Args: []string{"-card", "pin"}, Keys: on + "2 12.50 1 4321 1234", Shows: []string{"> ****", "> ****", "APPROVED"}},
	{Name: "refund", Keys: on + "4 7.77 " + vouch, Shows: []string{"SUPERVISOR", "DONE", "REFUND 7.77 EUR, accepted by the acquirer", "TYPE         REFUND"}},
	{Name: "refund, nobody vouches", Keys: on + "4 7.77 00 111111", Shows: []string{"wrong operator or password"}, Never: []string{"REFUND 7.77"}},
	{Name: "refund, an operator vouches", Keys: on + "4 7.77 01 0000", Shows: []string{"this needs a supervisor"}, Never: []string{"REFUND 7.77"}},
	{Name: "void", Keys: on + "2 12.50 " + pays + "5 0 " + vouch, Shows: []string{"TRANSACTION 1", "1 PURCHASE 12.50 EUR", "SUPERVISOR", "REVERSAL voided: 12.50 EUR taken back", "TAKEN BACK", "REVERSED: NOTHING IS CHARGED"}},
	{Name: "void of nothing", Keys: on + "5 7", Shows: []string{"no such transaction"}, Never: []string{"SUPERVISOR"}},
	{Name: "void twice", Keys: on + "2 12.50 " + pays + "5 1 " + vouch + "5 1 " + vouch, Shows: []string{"TAKEN BACK", "nothing is left to be taken back"}},
	{Name: "tip afterwards", Keys: on + "2 10.00 " + pays + "6 0 1.50", Shows: []string{"TAKEN", "AMOUNT       11.50 EUR", "TIP          1.50 EUR"}},
	{Name: "too large a tip afterwards", Keys: on + "2 10.00 " + pays + "6 1 9.50", Shows: []string{"above what the configuration lets be taken"}},
	{Name: "pre-authorisation and completion", Keys: on + "7 1 80.00 " + pays + "7 2 1 120.00 7 3 1 113.50 9 2", Shows: []string{"PRE-AUTHORISATION", "APPROVED", "THAT MUCH IS HELD", "120.00 EUR", "TAKEN", "COMPLETION", "113.50 EUR", "HELD         120.00 EUR", "DEBITS 1, 113.50 EUR"}},
	{Name: "pre-authorisation let go", Keys: on + "7 1 80.00 " + pays + "7 4 0 " + vouch, Shows: []string{"80.00 EUR taken back", "TAKEN BACK"}},
	{Name: "more than may be held", Keys: on + "7 1 80.00 " + pays + "7 2 0 999999.00", Shows: []string{"does not let so much be held"}},
	{Name: "less than is held", Keys: on + "7 1 80.00 " + pays + "7 2 0 8.00", Shows: []string{"less than what is held"}},
	{Name: "the host holds no more", Keys: on + "7 1 80.00 " + pays + "9 5 7 2 0 90.00", Shows: []string{"THE LINE IS CUT", "NO MORE IS HELD"}},
	{Name: "back", Keys: on + "7 0 8 0 9 0 10 0", Shows: []string{"0 BACK", "0 BACK", "0 BACK", "0 BACK"}},
	{Name: "balance", Keys: on + "8 1", Shows: []string{"INQUIRY", "BALANCE      5000.00 EUR"}},
	{Name: "account verification", Keys: on + "8 2", Shows: []string{"ACCOUNT-VERIFICATION", "APPROVED"}},
	{Name: "card read", Keys: on + "8 3", Shows: []string{"CARD READ"}},
	{Name: "another card", Keys: on + "8 4 nosuch c 8 4 full-e 2 100.00 " + pays, Shows: []string{"cash, dda", "WHICH CARD", "there is no such card", "cash, dda", "WHICH CARD", "> (X)", "WHICH CARD", "> full-e65537", "APPROVED"}},
	{Name: "another card, by a part of its name", Keys: on + "8 4 pin plaintext-pin 8 4 cas 2 100.00 1 1234", Shows: []string{"pin, plaintext-pin", "> pin", "> cash", "Test Debit"}},
	{Name: "the last receipt", Keys: on + "9 1 2 12.50 " + pays + "9 1", Shows: []string{"there is no receipt", "AMOUNT       12.50 EUR", "AMOUNT       12.50 EUR", "TRANSACTION 1", "MERCHANT COPY", "AMOUNT       12.50 EUR", "CARDHOLDER COPY"}},
	{Name: "totals", Keys: on + "2 12.50 " + pays + "2 20.00 " + pays + "4 7.77 " + vouch + "9 2", Shows: []string{"PURCHASE              2      32.50 EUR", "REFUND                1       7.77 EUR", "DEBITS 2, 32.50 EUR", "CREDITS 1, 7.77 EUR", "NET 24.73 EUR"}},
	{Name: "settlement", Keys: on + "2 12.50 " + pays + "9 3 9 2 5 1 " + vouch + "9 3", Shows: []string{"DEBITS 1, 12.50 EUR", "BALANCED WITH THE HOST", "DEBITS 0", "TAKEN BACK", "DEBITS 0", "TAKEN BACK OF BATCHES BEFORE 1, 12.50 EUR", "NET -12.50 EUR", "BALANCED WITH THE HOST"}, Never: []string{"NOT BALANCED"}},
	{Name: "held over a settlement", Keys: on + "7 1 80.00 " + pays + "9 3 7 3 1 70.00 9 3 9 2", Shows: []string{"DEBITS 0", "BALANCED WITH", "TAKEN", "DEBITS 1, 70.00 EUR", "BALANCED WITH", "DEBITS 0"}, Never: []string{"NOT BALANCED"}},
	{Name: "tip over a settlement", Keys: on + "2 10.00 " + pays + "9 3 6 1 1.00 9 3 9 2", Shows: []string{"DEBITS 1, 10.00", "BALANCED WITH", "TAKEN", "DEBITS 0, 1.00 EUR", "BALANCED WITH", "DEBITS 0, 0.00"}, Never: []string{"NOT BALANCED"}},
	{Name: "void two settlements later", Keys: on + "2 12.50 " + pays + "9 3 9 3 5 1 6 1 9 3 4 12.50 " + vouch + "9 3", Shows: []string{"DEBITS 1, 12.50 EUR", "BALANCED WITH", "BALANCED WITH", "settled: give a refund", "settled: give a refund", "DEBITS 0", "BALANCED WITH", "REFUND 12.50 EUR", "CREDITS 1, 12.50 EUR", "BALANCED WITH"}, Never: []string{"NOT BALANCED", "TAKEN BACK"}},
	{Name: "settlement without a line", Keys: on + "9 5 9 3 9 5 9 3", Shows: []string{"THE LINE IS CUT", "request not sent", "THE LINE IS MENDED", "BALANCED WITH"}},
	{Name: "uploads and reversals wait", Keys: on + "9 4 9 5 2 1.00 1 9 4 2 1.00 1 5 1 " + vouch + "9 5 9 4 9 3", Shows: []string{"NOTHING WAITS", "APPROVED", "request not sent", "TAKEN BACK", "THE LINE IS MENDED", "UPLOAD 1.00 EUR", "SENT: ", "DEBITS 1, 1.00 EUR", "BALANCED WITH"}},
	{Name: "settlement while something waits", Keys: on + "9 5 2 1.00 1 9 3", Shows: []string{"not yet: messages wait for the acquirer"}},
	{Name: "void of what was declined, settled batches later", Args: []string{"-decline"}, Keys: on + "2 12.50 " + pays + "9 3 9 3 5 1 " + vouch, Shows: []string{"DECLINED", "BALANCED WITH", "BALANCED WITH", "> 1 PURCHASE", "nothing is left to be taken back"}, Never: []string{"give a refund"}},
	{Name: "void of a batch before the last", Keys: on + "4 3.00 " + vouch + "9 3 2 12.50 " + pays + "5 1 " + vouch + "9 3 5 2 " + vouch + "9 3 9 3 5 2 " + vouch + "2 1.00 1 9 3 9 3 5 3 6 3", Shows: []string{"BALANCED WITH", "TRANSACTION 2", "TAKEN BACK", "TAKEN BACK OF BATCHES BEFORE 1, 3.00 EUR", "BALANCED WITH", "TAKEN BACK", "BATCHES BEFORE 1, 12.50 EUR", "BALANCED WITH", "> 2 PURCHASE", "nothing is left to be taken back", "TRANSACTION 3", "> 3 PURCHASE", "settled: give a refund", "> 3 PURCHASE", "settled: give a refund"}, Never: []string{"NOT BALANCED"}},
	{Name: "practice", Keys: "10 1 09 0000 2 12.50 " + pays + "9 2", Shows: []string{"OPERATOR 09", "APPROVED", "PRACTICE: NOTHING IS PAID", "DEBITS 0"}, Never: []string{"TRANSACTION 1"}},
	{Name: "nobody is signed on", Keys: "2 12.50", Shows: []string{"NOBODY IS SIGNED ON", "nobody is signed on: sign an operator on"}},
	{Name: "signed off", Keys: on + "10 2 2 12.50", Shows: []string{"OPERATOR 01", "NOBODY IS SIGNED ON", "sign an operator on"}},
	{Name: "locked", Keys: on + "10 3 2 12.50 10 2 10 4 01 0000 2 12.50 " + pays, Shows: []string{"LOCKED", "the terminal is locked", "unlock it first", "DONE", "OPERATOR 01", "APPROVED"}},
	{Name: "out of use", Keys: on + "10 5 " + vouch + "a_leak 2 12.50 10 6 11111111", Shows: []string{"REASON", "> a leak", "OUT OF USE: a leak", "the terminal is out of use: a leak", "wrong code"}},
	{Name: "out of use, an operator", Keys: on + "10 5 01 0000", Shows: []string{"this needs a supervisor"}, Never: []string{"REASON"}},
	{Name: "a new operator", Keys: on + "10 7 " + vouch + "02 2222 10 1 02 2222 10 8 " + vouch + "02", Shows: []string{"NUMBER OF THE NEW OPERATOR", "DONE", "OPERATOR 02", "NUMBER OF WHO LEAVES", "DONE", "NOBODY IS SIGNED ON"}},
	{Name: "a new password", Keys: on + "10 9 01 0000 01 7531 10 1 01 0000 10 1 01 7531", Shows: []string{"NEW PASSWORD", "DONE", "wrong operator", "DONE"}},
	{Name: "Chinese", Keys: on + "11 2 12.50 " + pays + "9 2 11", Shows: []string{"收银台", "2 消费", "金额", "日终", "借记 1", "TILL"}},
	{Name: "a terminal that speaks Chinese", Args: []string{"-lang", "zh"}, Keys: on + "2 12.50 " + pays, Shows: []string{"未签到", "操作员 01", "12.50", "交易成功", "商户存根"}},
	{Name: "UnionPay", Args: []string{"-config", "unionpay"}, Keys: on + "2 12.50 " + pays + "2 20.00 " + pays + "5 1 " + vouch + "9 3", Shows: []string{"操作员 01", "请输入密码", "交易成功", "交易成功", "已撤销", "借记 1, 20.00 CNY", "对账平"}, Never: []string{"对账不平"}},
	{Name: "rows that the configuration has nothing for", Args: []string{"-config", "unionpay"}, Keys: on + "3 8 3 0", Shows: []string{"2 消费", "4 退货", "> ?", "1 余额查询", "2 账户验证", "4 换卡", "> ?"}, Never: []string{"消费并取现", "仅读卡"}},
	{Name: "Chinese totals", Keys: on + "11 2 12.50 " + pays + "7 1 80.00 " + pays + "7 3 0 70.00 9 2", Shows: []string{"> 2 预授权 80.00 EUR", "预授权                1      70.00 EUR", "消费                  1      12.50 EUR", "借记 2, 82.50 EUR"}},
	{Name: "UnionPay, settled", Args: []string{"-config", "unionpay"}, Keys: on + "2 12.50 " + pays + "9 3 5 1 6 1 9 3", Shows: []string{"对账平", "已结算，请做退货", "已结算，请做退货", "借记 0", "对账平"}, Never: []string{"已撤销", "已完成", "不平"}},
	{Name: "five wrong keys", Keys: "x x x x x x", Shows: []string{"> ?", "> ?", "> ?", "> ?", "> ?"}},
	{Name: "every exchange shown", Args: []string{"-trace"}, Keys: on + "2 12.50 1 864297531864", Shows: []string{"5A Application", "> GENERATE AC", "DECLINED"}},
	{Name: "off", Keys: "0 2 12.50", Shows: []string{"> 0"}, Never: []string{"| AMOUNT"}},
	{Name: "a discount by the account's prefix, and points", Keys: on + "2 60.00 " + pays, Shows: []string{"-10 %: -6.00 EUR", "54.00 EUR OK?", "AMOUNT       54.00 EUR", "DISCOUNT     6.00 EUR", "54 STARS", "STARS 54"}},
	{Name: "a discount by the product", Args: []string{"-card", "cash"}, Keys: on + "2 60.00 " + pays, Shows: []string{"-5 %: -3.00 EUR", "57.00 EUR OK?", "114 STARS"}},
	{Name: "points used, and given back", Keys: on + "2 200.00 " + pays + "2 10.00 1 " + pays + "5 0 " + vouch + "2 10.00 2 " + yes + "1234", Shows: []string{"180 STARS", "STARS 180", "USE STARS 180: -1.80 EUR?", "8.20 EUR OK?", "DISCOUNT     1.80 EUR", "8 STARS", "180 STARS", "STARS 8", "TAKEN BACK", "USE STARS 180", "10.00 EUR OK?"}},
	{Name: "a large amount", Keys: on + "2 600.00 " + pays, Shows: []string{"a large amount", "540.00 EUR", "APPROVED"}},
	{Name: "many sales with one card", Keys: on + "2 12.50 " + pays + "2 12.50 " + pays + "2 12.50 " + pays + "2 12.50 " + pays, Shows: []string{"TRANSACTION 3", "many sales with one card", "TRANSACTION 4"}},
	{Name: "the chip first", Keys: on + "9 6 2 12.50 " + pays + "9 6", Shows: []string{"THE CHIP COMES FIRST", "REMOVE CARD", "AUTHORISING", "APPROVED", "THE HOST COMES FIRST"}},
	{Name: "a part, and the rest is not paid", Keys: on + "9 7 2 2000.00 " + pays + "2 2000.00 2 " + pays + "2 1900.00 2 " + pays + "1 " + pays + "2 9 2 9 3", Shows: []string{"A PART MAY BE PAID", "1710.00 EUR OK?", "AMOUNT       1400.00 EUR", "STILL OWED   310.00 EUR", "ANOTHER CARD FOR 310.00 EUR", "310.00 EUR OK?", "DECLINED", "ANOTHER CARD FOR 310.00 EUR", "REVERSAL voided: 1400.00 EUR taken back", "REVERSED: NOTHING IS CHARGED", "DEBITS 2, 3600.00 EUR", "BALANCED WITH"}, Never: []string{"NOT BALANCED"}},
	{Name: "no doubts", Keys: on + "9 9", Shows: []string{"NOTHING IS IN DOUBT"}},
	{Name: "part payment off", Keys: on + "9 7 9 7 2 2000.00 " + pays + "2 2000.00 2 " + pays + "2 1900.00 2 " + pays + "9 8", Shows: []string{"A PART MAY BE PAID", "ALL OR NOTHING IS PAID", "DECLINED", "NOTHING IS OWED"}, Never: []string{"STILL OWED"}},
	{Name: "tap", Args: []string{"-tap"}, Keys: on + "2 12.50 1234 8 4 amex-pin 2 12.50 1234 9 2", Shows: []string{"presented", "beep", "APPROVED", "TRANSACTION 1", "amex-6984, ", ", ...", "WHICH CARD", "> amex-pin", "presented", "DEBITS 2, 25.00 EUR"}},
	{Name: "a tap that asks for the chip", Args: []string{"-tap", "-card", "visa-6984", "-chip", "full"}, Keys: on + "2 12.50 1234 2 12.50 1234 9 2", Shows: []string{"PRESENT CARD", "INSERT OR SWIPE CARD", "INSERT CARD", "ENTER PIN", "TRANSACTION 2", "PRESENT CARD", "TRANSACTION 4", "DEBITS 2, 25.00 EUR"}},
	{Name: "an estimate", Keys: on + "12 15.00 1 1234 18.01 17.30 9 2 9 3", Shows: []string{"ESTIMATE", "ESTIMATE 15.00 EUR OK?", "ENTER PIN", "REMOVE CARD", "AMOUNT", "give at most 18.00 EUR", "> 17.30", "AUTHORISING", "APPROVED", "AMOUNT       17.30 EUR", "TRANSACTION 1", "DEBITS 1, 17.30 EUR", "BALANCED WITH"}, Never: []string{"2 TIP", "STARS"}},
	{Name: "an estimate whose amount is not entered", Keys: on + "12 15.00 1 1234 c 9 2 9 3", Shows: []string{"REMOVE CARD", "> (X)", "END APPLICATION", "DEBITS 0", "BALANCED WITH"}, Never: []string{"AUTHORISING", "APPROVED"}},
	{Name: "an estimate, cancelled", Keys: on + "12 c 12 15.00 c 9 2", Shows: []string{"> (X)", "> (X)", "END APPLICATION", "DEBITS 0"}, Never: []string{"ENTER PIN"}},
	{Name: "an estimate takes no tap", Args: []string{"-tap", "-chip", "full"}, Keys: on + "12 5.00 5.50 9 2", Shows: []string{"INSERT OR SWIPE CARD", "REMOVE CARD", "AMOUNT", "> 5.50", "APPROVED", "DEBITS 1, 5.50 EUR"}, Never: []string{"PRESENT CARD", "presented"}},
	{Name: "an estimate in Chinese", Keys: on + "11 12 15.00 1 1234 17.30", Shows: []string{"12 先读卡后定金额", "预估金额", "> 15.00", "REMOVE CARD", "金额", "> 17.30", "APPROVED"}},
}

// Each row of each menu, of which every one has a case.
// EMV 4.4 B4 6.5.1, EMV 4.4 B4 12.1.8, EMV 4.4 B4 11.1
func TestMenus(t *testing.T) {
	missing := menutest.Rows(t, mainMenu, holdMenu, cardMenu, dayMenu, staffMenu)
	for _, c := range menuCases {
		t.Run(c.Name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { typing.Run(t, c) }) })
	}
	for _, row := range missing() {
		t.Errorf("%s: no case does it", row)
	}
}

// Whoever has a Chinese menu reads in Chinese what is wrong.
func TestMenuComplaints(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { typing.Complaints(t, menuCases, "11") })
}

// With -store the desk, the batch and the books of the host are as they were when the till is switched on again.
func TestMenuOverStop(t *testing.T) {
	file := filepath.Join(t.TempDir(), "till")
	code := staff.UnlockCode(shell.UnlockKey, "TERM0001", "000001")
	for _, c := range []menutest.Case{
		{Keys: on + "2 12.50 " + pays + "7 1 80.00 " + pays, Shows: []string{"TRANSACTION 1", "TRANSACTION 2"}},
		{Keys: "9 1 2 1.00 1 7 3 2 75.00 9 1 10 3", Shows: []string{"OPERATOR 01", "MERCHANT COPY", "PRINTED AGAIN", "AMOUNT       80.00 EUR", "CARDHOLDER COPY", "TRANSACTION 3", "TAKEN", "APPROVED", "LOCKED"}},
		{Keys: "2 1.00 10 4 01 0000 9 3 10 5 " + vouch + "stolen", Shows: []string{"LOCKED", "the terminal is locked", "DEBITS 3, 88.50 EUR", "BALANCED WITH", "OUT OF USE: stolen"}},
		{Keys: menutest.Script("2 1.00 10 6 " + code + " 5 1 " + vouch + "9 3"), Shows: []string{"OUT OF USE: stolen", "NO. 000001", "OPERATOR 01", "TAKEN BACK", "BATCHES BEFORE 1, 12.50", "BALANCED WITH"}, Never: []string{"NOT BALANCED"}},
	} {
		c.Args = []string{"-store", file}
		typing.Run(t, c)
	}
}

// So are they where the host speaks UnionPay's dialect: its batch goes on, and what it has is taken back or settled after the stop.
func TestUnionPayOverStop(t *testing.T) {
	file := filepath.Join(t.TempDir(), "till")
	for _, c := range []menutest.Case{
		{Keys: on + "2 12.50 " + pays + "2 20.00 " + pays, Shows: []string{"交易成功", "交易成功", "交易号 2"}},
		{Keys: "2 7.00 " + pays + "5 2 " + vouch, Shows: []string{"交易成功", "交易号 3", "已撤销"}},
		{Keys: "9 3 9 3", Shows: []string{"借记 2, 19.50 CNY", "对账平", "借记 0", "对账平"}, Never: []string{"对账不平"}},
	} {
		c.Args = []string{"-store", file, "-config", "unionpay"}
		typing.Run(t, c)
	}
}

// A till that is killed in the middle of a sale has what was sold before, and nothing else.
// EMV 4.4 B4 12.2.3
func TestMenuKilled(t *testing.T) {
	file := filepath.Join(t.TempDir(), "till")
	menutest.Kill(t, on+"2 12.50 "+pays+"2 20.00 "+yes, "20.00 EUR OK?", "-store", file)
	typing.Run(t, menutest.Case{
		Args: []string{"-store", file}, Keys: "9 2 9 3 2 1.00 1",
		Shows: []string{"OPERATOR 01", "DEBITS 1, 12.50 EUR", "BALANCED WITH THE HOST", "APPROVED"},
	})
}

// A part that the host has approved before a stop is told after it, and the rest is paid by a card or in cash; one that is not is taken back.
// EMV 4.4 B4 12.2.3
func TestMenuKilledAtRest(t *testing.T) {
	const part = on + "9 7 2 2000.00 " + pays + "2 2000.00 2 " + pays + "2 1900.00 2 " + pays
	for _, c := range []menutest.Case{
		{Keys: "9 8 2 2 9 8 2 1 9 8 9 3", Shows: []string{"TRANSACTION 3: STILL OWED 310.00 EUR", "ANOTHER CARD FOR 310.00 EUR", "IN CASH?", "TRANSACTION 3: STILL OWED", "IN CASH?", "NOTHING IS OWED", "DEBITS 3, 5000.00 EUR", "BALANCED WITH"}},
		{Keys: "9 8 1 " + pays + "2 2 5 3 " + vouch + "9 8 9 3", Shows: []string{"TRANSACTION 3: STILL OWED 310.00 EUR", "310.00 EUR OK?", "DECLINED", "ANOTHER CARD FOR 310.00 EUR", "IN CASH?", "TAKEN BACK", "NOTHING IS OWED", "DEBITS 2, 3600.00 EUR", "BALANCED WITH"}},
	} {
		file := filepath.Join(t.TempDir(), "till")
		menutest.Kill(t, part, "ANOTHER CARD FOR 310.00 EUR", "-store", file)
		c.Args, c.Never = []string{"-store", file}, []string{"NOT BALANCED"}
		typing.Run(t, c)
	}
}

// altered is the card full with something else in its records.
func altered(t *testing.T, old, fresh string) string {
	t.Helper()
	source, err := card.Source("full")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "card.json")
	if err := os.WriteFile(file, bytes.ReplaceAll(source, []byte(old), []byte(fresh)), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// A card of the hot list is not taken; one whose account is in dollars may pay in them, and the batch of each currency settles.
func TestMenuCards(t *testing.T) {
	hot, dollars := altered(t, "5413330089020011", "5413330112345674"), altered(t, `"9F42": "0978"`, `"9F42": "0840"`)
	for _, c := range []menutest.Case{
		{Args: []string{"-card", hot}, Keys: on + "2 12.50 9 2", Shows: []string{"the card is on the hot list", "DEBITS 0"}, Never: []string{"ENTER PIN"}},
		{Args: []string{"-card", dollars}, Keys: on + "2 10.00 2 " + pays + "2 10.00 1 " + pays + "9 3", Shows: []string{"1 10.00 EUR", "2 10.83 USD (1 EUR = 1.0832 USD, 3.0 %)", "AMOUNT       10.83 USD", "LOCAL AMOUNT 10.00 EUR", "AMOUNT       10.00 EUR", "DEBITS 1, 10.83 USD", "BALANCED WITH", "DEBITS 1, 10.00 EUR", "BALANCED WITH"}, Never: []string{"NOT BALANCED"}},
	} {
		typing.Run(t, c)
	}
}

// A session against a host in another process.
func TestMenuHost(t *testing.T) {
	typing.Run(t, menutest.Case{
		Args:  []string{"-host", menutest.Issuer(t)},
		Keys:  on + "2 12.50 " + pays + "3 10.00 5.00 " + pays + "5 1 " + vouch + "4 2.00 " + vouch + "8 1 9 3",
		Shows: []string{"APPROVED", "APPROVED", "taken back", "REFUND", "BALANCE      4987.00 EUR", "DEBITS 1, 15.00 EUR", "CREDITS 1, 2.00 EUR", "BALANCED WITH THE HOST"},
	})
}

// Whoever types garbage at any prompt, or walks away there, leaves a till that ends, and shows nothing that it must not.
func TestMenuHostile(t *testing.T) {
	n := 0
	for _, c := range menuCases {
		synctest.Test(t, func(t *testing.T) {
			typing.Hostile(t, c.Keys, func(int) bool { n++; return sweep.Large(n, 97, 3) }, c.Args...)
		})
	}
}

// Flags that say what is typed do not go with the menu.
func TestMenuFlags(t *testing.T) {
	for _, flags := range []string{
		"-menu -json", "-menu -amount 1.00", "-menu -pin 1234", "-menu -type refund", "-menu -cashback 1.00", "-menu -tip 1.00", "-menu -dead 1", "-keys 1", "-patience 1s",
		"-menu -patience -1s", "-menu -token 1", "-menu -tip-after 1.00", "-menu -type pre-authorisation -increment 1.00",
	} {
		status, text := says(strings.Fields(flags)...)
		if status != 2 || !strings.Contains(text, "-menu") && !strings.Contains(text, "-patience") {
			t.Errorf("%s: %d %s", flags, status, text)
		}
	}
	if status, text := says("-menu", "-keys", "10,1,01,0000,0"); status != 0 || !strings.Contains(text, "OPERATOR 01") {
		t.Error(status, text)
	}
}

// A currency has the decimals that the configuration says, and the default of -amount, which is typed here, keeps none of them from the menu.
// EMV 4.4 B4 6.5.1
func TestMenuCurrencies(t *testing.T) {
	config, err := os.ReadFile("../../testvectors/config/default.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ currency, amount, words string }{
		{`"currency": "0392", "currencyExponent": 0`, "1230", "1230 JPY"},
		{`"currency": "0392", "currencyExponent": 2`, "12.30", "12.30 JPY"},
		{`"currency": "0360", "currencyExponent": 0`, "1230", "1230 IDR"},
		{`"currency": "0414", "currencyExponent": 3`, "1.230", "1.230 KWD"},
	} {
		file := filepath.Join(t.TempDir(), "config.json")
		if err := os.WriteFile(file, bytes.Replace(config, []byte(`"currency": "0978", "currencyExponent": 2`), []byte(c.currency), 1), 0o600); err != nil {
			t.Fatal(err)
		}
		typing.Run(t, menutest.Case{
			Args: []string{"-config", file}, Keys: menutest.Script(on + "2 " + c.amount + " " + pays + "9 2 9 3"),
			Shows: []string{"AMOUNT       " + c.words, "DEBITS 1, " + c.words, "NET " + c.words, "DEBITS 1, " + c.words, "BALANCED WITH"}, Never: []string{"NOT BALANCED"},
		})
	}
}
