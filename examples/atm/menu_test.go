package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/examples/internal/menutest"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/staff"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/testvectors/sweep"
)

func TestMain(m *testing.M) { os.Exit(typing.Main(m)) }

// typing is the program before whose keys somebody stands.
var typing menutest.Program = func(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	return run(args, stdin, stdout, stderr, noon)
}

// in is a card put into the slot; asked are language, account and PIN; out is the card taken, paid the cash too, and then no receipt; vouch an operator at his menu.
const (
	in    = "1 "
	asked = "1 1 1234 "
	out   = "1 "
	paid  = out + "1 2 "
	vouch = "9 00 123456 "
)

// menuCases are every row of every menu, and what is refused.
var menuCases = []menutest.Case{
	{Name: "fast cash 20", Keys: in + "1 1 " + asked + out + "1 1", Shows: []string{"WELCOME", "> 1", "WHAT WOULD YOU LIKE?", "HOW MUCH?", "1 x 20", "SELECT YOUR LANGUAGE", "SELECT YOUR ACCOUNT", "ENTER PIN", "> ****", "APPROVED", "REMOVE CARD", "CARD       taken", "1 x 20 counted out", "TAKE YOUR CASH", "CASH       taken", "RECEIPT?", "CARDHOLDER COPY", "20.00 EUR", "WELCOME"}},
	{Name: "fast cash 50, no receipt", Keys: in + "1 2 " + asked + paid, Shows: []string{"1 x 50", "CASH       taken"}, Never: []string{"CARDHOLDER COPY"}},
	{Name: "fast cash 100", Keys: in + "1 3 " + asked + paid, Shows: []string{"2 x 50 counted out"}},
	{Name: "fast cash 200", Keys: in + "1 4 " + asked + paid, Shows: []string{"4 x 50 counted out"}},
	{Name: "another amount", Keys: in + "1 5 1 1 75.00 x 80.00 1234 " + paid, Shows: []string{"ENTER AMOUNT", "there are no notes for this amount", "give digits", "1 x 50 1 x 20 1 x 10", "> 80.00", "1 x 50 1 x 20 1 x 10 counted out"}},
	{Name: "notes of choice", Keys: in + "1 6 0 4 2 " + asked + paid, Shows: []string{"HOW MANY NOTES OF 50", "> 0 x 50", "> 4 x 20", "> 2 x 10", "4 x 20 2 x 10 = 100.00 EUR", "4 x 20 2 x 10 counted out"}},
	{Name: "more notes than there are", Keys: in + "1 6 41 0 0", Shows: []string{"there are no notes for this amount"}},
	{Name: "more notes than anybody has", Keys: in + "1 6 999999999", Shows: []string{"there are no notes for this amount"}},
	{Name: "no notes", Keys: in + "1 6 0 0 0 0 1", Shows: []string{"> 0 x 10", "WHAT WOULD YOU LIKE?", "CARD       taken"}},
	{Name: "more than there is", Keys: in + "1 5 1 1 9000.00 c 1", Shows: []string{"there are no notes"}},
	{Name: "card left", Keys: in + "1 1 " + asked + "2 2", Shows: []string{"APPROVED", "not taken: captured", "REVERSAL   not taken: 20.00 EUR taken back"}, Never: []string{"counted out"}},
	{Name: "cash left", Keys: in + "1 1 " + asked + out + "2 1", Shows: []string{"counted out", "CASH       not taken: retracted", "REVERSAL   not taken: 20.00 EUR", "REVERSED: NOTHING IS CHARGED"}},
	{Name: "time is over before the cash", Keys: in + "1 1 " + asked + out + ". 1", Shows: []string{"retracted", "REVERSAL   not taken"}},
	{Name: "jam", Keys: in + "1 1 " + asked + out + "3 2 " + vouch + "3", Shows: []string{"the notes jam", "REVERSAL   device failed", "RETRACTED: 1 x 20 = 20.00 EUR", "DEBITS 0"}},
	{Name: "declined", Args: []string{"-decline"}, Keys: in + "1 1 " + asked + out + "2", Shows: []string{"DECLINED", "CARD       taken"}, Never: []string{"counted out"}},
	{Name: "wrong PIN", Keys: in + "1 1 1 1 4321 1 2", Shows: []string{"> ****", "DECLINED"}, Never: []string{"counted out"}},
	{Name: "cancelled at the PIN", Keys: in + "1 1 1 1 c 1", Shows: []string{"ENTER PIN", "> (X)", "END APPLICATION"}},
	{Name: "cancelled at the language", Keys: in + "1 1 c 1", Shows: []string{"SELECT YOUR LANGUAGE", "> (X)", "END APPLICATION"}},
	{Name: "cancelled at the account", Keys: in + "1 1 1 c 1", Shows: []string{"SELECT YOUR ACCOUNT", "> (X)", "END APPLICATION"}},
	{Name: "cash: back", Keys: in + "1 0 0 1", Shows: []string{"HOW MUCH?", "WHAT WOULD YOU LIKE?", "> 0", "REMOVE CARD", "CARD       taken"}},
	{Name: "balance", Keys: in + "2 " + asked + "1 2 1", Shows: []string{"BALANCE 5000.00 EUR", "RECEIPT?", "INQUIRY", "BALANCE      5000.00 EUR", "ANYTHING ELSE?", "> 2", "REMOVE CARD", "CARD       taken"}},
	{Name: "several for one card", Keys: in + "2 " + asked + "2 1 1 3 1 1234 " + paid + in + "3 " + asked + "2 2 1", Shows: []string{"BALANCE 5000.00 EUR", "ANYTHING ELSE?", "> 1", "2 x 50 counted out", "BALANCE 4900.00 EUR", "-100.00 EUR"}},
	{Name: "the language is asked for once", Keys: in + "2 2 1 1234 2 1 2 1 1234 2 2 1", Shows: []string{"SELECT YOUR LANGUAGE", "> 2", "KONTO WÄHLEN", "PIN EINGEBEN", "BELEG?", "NOCH ETWAS?", "BITTE WÄHLEN", "KONTO WÄHLEN", "WELCOME"}},
	{Name: "mini statement", Keys: in + "3 " + asked + "2 2 1", Shows: []string{"BALANCE 5000.00 EUR"}},
	{Name: "deposit", Keys: in + "4 1 1 1 " + asked + "1 1 2 1 " + vouch + "3", Shows: []string{"1 x 50 1 x 20 1 x 10 = 80.00 EUR", "APPROVED", "THE NOTES GO", "DEPOSIT", "80.00 EUR", "DEPOSITED: 1 x 50 1 x 20 1 x 10 = 80.00 EUR", "CREDITS 1, 80.00 EUR"}},
	{Name: "deposit that jams", Keys: in + "4 1 0 0 " + asked + "2 2 2 1", Shows: []string{"APPROVED", "GIVEN BACK", "REVERSAL   device failed: 50.00 EUR"}},
	{Name: "deposit that is declined", Args: []string{"-decline"}, Keys: in + "4 1 0 0 " + asked + "2 2 1", Shows: []string{"DECLINED", "GIVEN BACK"}},
	{Name: "deposit of nothing", Keys: in + "4 c 0 1", Shows: []string{"> (X)", "GIVEN BACK"}},
	{Name: "transfer", Keys: in + "5 1 1 1 33.33 1234 1 2 1", Shows: []string{"TO WHICH ACCOUNT?", "1 SAVINGS", "ENTER AMOUNT", "> 33.33", "TRANSFER", "TO ACCOUNT   SAVINGS"}},
	{Name: "transfer, cancelled", Keys: in + "5 c 0 1", Shows: []string{"> (X)"}, Never: []string{"ENTER PIN"}},
	{Name: "new PIN", Args: []string{"-card", "pin"}, Keys: in + "6 1 1234 5678 5678 2 1 6 1 5678 1234 1234 2 2 1", Shows: []string{"ENTER PIN", "ENTER NEW PIN", "> ****", "ENTER NEW PIN AGAIN", "PIN CHANGED", "PIN CHANGED"}},
	{Name: "new PIN, not the same", Args: []string{"-card", "pin"}, Keys: in + "6 1 1234 5678 8765 12 12 4321 4321 2 2 1", Shows: []string{"THEY ARE NOT THE SAME", "A PIN HAS 4 TO 12 DIGITS", "PIN CHANGED"}},
	{Name: "new PIN, cancelled", Args: []string{"-card", "pin"}, Keys: in + "6 1 1234 c 2 2 1", Shows: []string{"ENTER NEW PIN", "> (X)", "PIN NOT CHANGED"}},
	{Name: "PIN unblocked", Args: []string{"-card", "pin"}, Keys: in + "7 1 1234 2 2 1", Shows: []string{"PIN UNBLOCKED"}},
	{Name: "another language", Keys: in + "8 3 2 1 1234 2 2 1", Shows: []string{"3 Français", "VOTRE CHOIX", "CHOISISSEZ LE COMPTE", "SOLDE 5000.00 EUR"}},
	{Name: "Chinese", Args: []string{"-lang", "zh"}, Keys: in + "1 1 1 1234 " + out + "1 1", Shows: []string{"欢迎光临", "请选择业务", "请选择金额", "请选择账户", "请输入密码", "请取卡", "请取钞", "打印凭条", "持卡人存根"}},
	{Name: "rows that the configuration has nothing for", Args: []string{"-config", "unionpay"}, Keys: in + "3 0 1", Shows: []string{"1 取款", "2 余额查询", "8 语言", "> ?", "> 0"}, Never: []string{"明细查询", "存款", "转账", "修改密码"}},
	{Name: "another card", Keys: "2 two 1 2 1 1 1 1234 2 2 1", Shows: []string{"WHICH CARD", "> two", "SELECT APPLICATION", "REMOVE CARD"}},
	{Name: "no tap without a reader", Keys: "3 " + in + "0 1", Shows: []string{"> ?", "WHAT WOULD YOU LIKE?"}, Never: []string{"CASH BY A TAP"}},
	{Name: "a tap", Args: []string{"-tap"}, Keys: "3 3 1234 1 1 " + vouch + "3 4", Shows: []string{"3 CASH BY A TAP", "HOW MUCH?", "2 x 50", "PRESENT CARD", "CARD       presented", "CARD READ OK", "ENTER PIN", "> ****", "APPROVED", "2 x 50 counted out", "CASH       taken", "RECEIPT?", "CARDHOLDER COPY", "100.00 EUR", "WELCOME", "DEBITS 1, 100.00 EUR", "BALANCED WITH THE HOST"}, Never: []string{"REMOVE CARD\n"}},
	{Name: "a tap: another amount, its notes, a jam", Args: []string{"-tap"}, Keys: "3 5 25.00 30.00 1234 3 2 3 6 0 2 0 1234 1 2 " + vouch + "3", Shows: []string{"there are no notes for this amount", "1 x 20 1 x 10", "the notes jam", "REVERSAL   device failed: 30.00 EUR", "2 x 20 = 40.00 EUR", "2 x 20 counted out", "RETRACTED: 1 x 20 1 x 10 = 30.00 EUR", "DEBITS 1, 40.00 EUR"}},
	{Name: "a tap, and no PIN", Args: []string{"-tap"}, Keys: "3 1 c 3 0 3 1 1234 2 2 " + vouch + "3", Shows: []string{"ENTER PIN", "> (X)", "END APPLICATION", "> 0", "ENTER PIN", "CASH       not taken: retracted", "REVERSAL   not taken", "DEBITS 0"}},
	{Name: "a tap that asks for the chip", Args: []string{"-tap", "-card", "visa-6984"}, Keys: "3 2 1 1 1234 1 1 2", Shows: []string{"PRESENT CARD", "INSERT OR SWIPE CARD", "INSERT CARD", "SELECT YOUR LANGUAGE", "ENTER PIN", "REMOVE CARD", "CARD       taken", "1 x 50 counted out", "CASH       taken"}},
	{Name: "a slot beside the reader for taps", Args: []string{"-tap"}, Keys: in + "2 " + asked + "2 2 1 2 phone-visa 3 1 1234 1 2", Shows: []string{"BALANCE 5000.00 EUR", "CARD       taken", "> phone-visa", "presented", "1 x 20 counted out"}},
	{Name: "several for one card, beside the reader for taps", Args: []string{"-tap"}, Keys: in + "2 " + asked + "2 1 2 1 1234 2 1 1 1 1 1234 " + paid, Shows: []string{"BALANCE 5000.00 EUR", "power on again", "BALANCE 5000.00 EUR", "power on again", "CARD       taken", "1 x 20 counted out"}},
	{Name: "a tap in Chinese", Args: []string{"-tap", "-lang", "zh"}, Keys: "3 1 1234 1 1", Shows: []string{"挥卡取款", "请选择金额", "请挥卡", "请输入密码", "交易成功", "请取钞", "打印凭条", "持卡人存根"}},
	{Name: "a phone that is never told yes", Args: []string{"-tap", "-card", "phone-visa-asked", "-phone=false"}, Keys: "3 3 " + vouch + "3", Shows: []string{"PHONE", "not done", "presented again", "the cardholder presses cancel", "END APPLICATION", "WELCOME", "DEBITS 0"}, Never: []string{"ENTER PIN"}},
	{Name: "a tap while out of service", Args: []string{"-tap"}, Keys: vouch + "6 00 123456 no_paper 0 3 ", Shows: []string{"DONE", "out of service: no paper"}, Never: []string{"HOW MUCH?"}},
	{Name: "two applications", Args: []string{"-card", "two"}, Keys: in + "2 2 1 1 1234 2 2 1", Shows: []string{"SELECT APPLICATION", "> 2"}},
	{Name: "walks away", Keys: in + ". .", Shows: []string{"WHAT WOULD YOU LIKE?", "REMOVE CARD", "not taken: captured"}},
	{Name: "no cash is owed", Keys: vouch + "1 0", Shows: []string{"CASH THAT MAY BE OUT", "NONE"}},
	{Name: "cash loaded", Keys: vouch + "2 0 3 0 3 0 " + in + "1 2 1 5 1 1 60.00 1234 " + paid + vouch + "3", Shows: []string{"NOTES: 3 x 20 = 60.00 EUR", "there are no notes for this amount", "3 x 20", "> 60.00", "3 x 20 counted out", "NOTES: - = 0.00 EUR"}},
	{Name: "settlement", Keys: in + "1 3 " + asked + paid + in + "4 1 0 0 " + asked + "1 2 2 1 " + vouch + "4 3", Shows: []string{"DEBITS 1, 100.00 EUR", "CREDITS 1, 50.00 EUR", "NET 50.00 EUR", "BALANCED WITH THE HOST", "DEBITS 0"}},
	{Name: "reversals wait", Keys: in + "1 1 " + asked + out + "2 2 " + vouch + "8 5 4 8 5", Shows: []string{"REVERSAL   not taken", "THE LINE IS CUT", "NOTHING WAITS", "request not sent", "THE LINE IS MENDED", "NOTHING WAITS"}},
	{Name: "out of service", Keys: vouch + "6 00 123456 no_paper 0 " + in + vouch + "7 11111111 0", Shows: []string{"REASON", "> no paper", "DONE", "out of service: no paper", "NO. 000001", "wrong code"}, Never: []string{"WHAT WOULD YOU LIKE?"}},
	{Name: "no doubts", Keys: vouch + "9 0", Shows: []string{"NOTHING IS IN DOUBT"}},
	{Name: "no operator", Keys: "9 00 111111 9 01 0000 9 c", Shows: []string{"wrong operator or password", "this needs a supervisor"}, Never: []string{"LOAD CASH"}},
	{Name: "every exchange shown", Args: []string{"-trace"}, Keys: in + "1 1 1 1 864297531864 1 2", Shows: []string{"5A Application", "> GENERATE AC", "DECLINED"}},
	{Name: "off", Keys: "0 1", Shows: []string{"> 0"}, Never: []string{"WHAT WOULD YOU LIKE?"}},
}

// Notes that were counted for a deposit that cannot begin are given back.
func TestMenuDepositRefused(t *testing.T) {
	config, err := configs.Named("atm")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "config.json")
	if err := os.WriteFile(file, bytes.Replace(config, []byte(`"deposit": { "type": "21"`), []byte(`"deposit": { "limit": 10000, "type": "21"`), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	typing.Run(t, menutest.Case{
		Args: []string{"-config", file}, Keys: in + "4 3 0 0 0 1",
		Shows: []string{"3 x 50 = 150.00 EUR", "GIVEN BACK", "above the limit", "WHAT WOULD YOU LIKE?", "CARD       taken"}, Never: []string{"ENTER PIN", "APPROVED"},
	})
}

// Each row of each menu, of which every one has a case.
// EMV 4.4 B4 11.1, EMV 4.4 B4 6.3.8, EMV 4.4 B4 12.1.8
func TestMenus(t *testing.T) {
	missing := menutest.Rows(t, idleMenu, customerMenu, cashMenu, operatorMenu)
	for _, c := range menuCases {
		t.Run(c.Name, func(t *testing.T) { synctest.Test(t, func(t *testing.T) { typing.Run(t, c) }) })
	}
	for _, row := range missing() {
		t.Errorf("%s: no case does it", row)
	}
}

// Whoever has a Chinese menu reads in Chinese what is wrong.
func TestMenuComplaints(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { typing.Complaints(t, menuCases, "", "-lang", "zh") })
}

// Cash that was being given out when the power went is the operator's: it is neither settled nor taken back until he has looked. Notes, desk and batch are as they were.
// EMV 4.4 B4 12.1.8
func TestMenuOverStop(t *testing.T) {
	file := filepath.Join(t.TempDir(), "machine")
	code := staff.UnlockCode(shell.UnlockKey, "CASH0001", "000001")
	for i, c := range []menutest.Case{
		{Keys: in + "1 2 " + asked + out + "4 1 1", Shows: []string{"1 x 50 counted out", "THE POWER GOES", "> 4"}, Never: []string{"RECEIPT?", "REVERS"}},
		{Keys: vouch + "3 4 1 3 0 " + in + "1 3 " + asked + out + "4", Shows: []string{"NOTES: 39 x 50", "DEBITS 1, 50.00 EUR", "not yet: look for the cash of 1 transactions", "CASH THAT MAY BE OUT", "1 2026-07-01T12:00:00+00:00 50.00 EUR", "> 3", "> 4"}},
		{Keys: vouch + "1 2 1 4 6 " + "00 123456 stolen", Shows: []string{"50.00 EUR", "> 2", "100.00 EUR", "> 1", "REVERSAL   device failed: 50.00 EUR", "DEBITS 1, 100.00 EUR", "BALANCED WITH THE HOST"}},
		{Keys: menutest.Script(in + vouch + "7 " + code + " 1 0 " + in + "0 1"), Shows: []string{"out of service: stolen", "DONE", "NONE", "WHAT WOULD YOU LIKE?"}},
	} {
		c.Args = []string{"-store", file}
		t.Run(string(rune('1'+i)), func(t *testing.T) { typing.Run(t, c) })
	}
}

// A machine that is killed while its cash lies in the shutter lists it for the operator, and settles when he has looked.
// EMV 4.4 B4 12.1.8
func TestMenuKilled(t *testing.T) {
	file := filepath.Join(t.TempDir(), "machine")
	menutest.Kill(t, in+"1 3 "+asked+out, wordPower.In("en"), "-store", file)
	typing.Run(t, menutest.Case{
		Args: []string{"-store", file}, Keys: vouch + "3 4 1 2 4",
		Shows: []string{"NOTES: 38 x 50", "DEBITS 1, 100.00 EUR", "not yet: look for the cash of 1 transactions", "100.00 EUR", "REVERSAL   device failed: 100.00 EUR", "DEBITS 0", "BALANCED WITH THE HOST"},
	})
}

// A session against a host in another process.
func TestMenuHost(t *testing.T) {
	typing.Run(t, menutest.Case{
		Args:  []string{"-host", menutest.Issuer(t)},
		Keys:  in + "1 3 " + asked + paid + in + "2 " + asked + "2 2 1 " + vouch + "4",
		Shows: []string{"2 x 50 counted out", "BALANCE 4900.00 EUR", "DEBITS 1, 100.00 EUR", "BALANCED WITH THE HOST"},
	})
}

// Whoever types garbage at any prompt, or walks away there, leaves a machine that ends, and shows nothing that it must not.
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
		"-json", "-amount 10.00", "-pin 1234", "-type inquiry", "-fast", "-lost", "-leave card", "-type pin-change -new-pin 5678", "-language de", "-token 1", "-store x -owed paid",
	} {
		var said strings.Builder
		if status := run(append([]string{"-menu"}, strings.Fields(flags)...), nil, &said, &said, noon); status != 2 || !strings.Contains(said.String(), "-menu") {
			t.Errorf("%s: %d %s", flags, status, &said)
		}
	}
}

// The default of -amount, which is typed here, keeps no currency from the menu.
// EMV 4.4 B4 6.5.1
func TestMenuCurrencies(t *testing.T) {
	config, err := os.ReadFile("../../testvectors/config/atm.json")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ currency, words string }{
		{`"currency": "0392", "currencyExponent": 0`, "DEBITS 0, 0 JPY"},
		{`"currency": "0392", "currencyExponent": 2`, "DEBITS 0, 0.00 JPY"},
		{`"currency": "0414", "currencyExponent": 3`, "DEBITS 0, 0.000 KWD"},
	} {
		file := filepath.Join(t.TempDir(), "config.json")
		if err := os.WriteFile(file, bytes.Replace(config, []byte(`"currency": "0978", "currencyExponent": 2`), []byte(c.currency), 1), 0o600); err != nil {
			t.Fatal(err)
		}
		typing.Run(t, menutest.Case{Args: []string{"-config", file}, Keys: vouch + "3", Shows: []string{c.words}})
	}
}

// The notes for an amount: as few as there can be, and others where a kind is short.
func TestPlan(t *testing.T) {
	for _, c := range []struct {
		has    [3]uint64
		amount uint64
		want   string
	}{
		{[3]uint64{5, 5, 5}, 80_00, "1 x 50 1 x 20 1 x 10"},
		{[3]uint64{1, 3, 0}, 60_00, "3 x 20"},
		{[3]uint64{2, 0, 4}, 140_00, "2 x 50 4 x 10"},
		{[3]uint64{0, 4, 0}, 80_00, "4 x 20"},
		{[3]uint64{0, 0, 7}, 80_00, ""},
		{[3]uint64{9, 9, 9}, 75_00, ""},
		{[3]uint64{9, 9, 9}, 10_01, ""},
		{[3]uint64{9, 9, 9}, 0, ""},
		{[3]uint64{2_500, 2_500, 2_500}, 999_999_999_999, ""},
		{[3]uint64{2_500, 2_500, 2_500}, 999_999_999_900, ""},
	} {
		x := &cassettes{Notes: c.has, unit: 100}
		n, err := x.plan(c.amount)
		if c.want == "" && !errors.Is(err, errNotes) || c.want != "" && (err != nil || list(n) != c.want || x.worth(n) != c.amount) {
			t.Errorf("%v of %v: %s, %v", c.amount, c.has, list(n), err)
		}
	}
}

// A ledger that cannot keep the notes pays nothing out.
func TestCassettesBroken(t *testing.T) {
	full := &full{MemoryLedger: terminal.NewMemoryLedger()}
	c, err := openCassettes(full, 2)
	if err != nil || c.Notes != firstLoad {
		t.Fatal(c, err)
	}
	if c.move(firstLoad, &c.Notes, nil) == nil {
		t.Error("moved")
	}
}

type full struct{ *terminal.MemoryLedger }

func (*full) Keep(string, []byte) error { return errors.New("the disk is full") }
