package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
)

// A chip that gives no answer is inserted as often as the configuration has it, and then the stripe is swiped, where the terminal falls back to it: all in one order. A chip
// that answers meanwhile is used. A tap that asks for another interface has the chip inserted, with the same amount.
// EMV 4.4 B4 6.6, EMV 4.4 B4 6.6.2, Book A 2.12 6.2
func TestAccept(t *testing.T) {
	const dead, swiped = "CARD       inserted: the chip gives no answer", "CARD       swiped"
	for _, c := range []struct {
		args  string
		dead  int
		says  []string // in this order
		never string
	}{
		{"-dead 3", 3, []string{"INSERT OR SWIPE CARD", "USE MAG STRIPE", swiped, "APPROVED", "MERCHANT COPY", "RECEIPT      000004", "CARD         541333******0011", "ENTRY        STRIPE, CHIP NOT READ", "SIGNATURE", "CARDHOLDER COPY"}, "end application"},
		{"-dead 3 -stripe 601 -decline", 3, []string{swiped, "DECLINED", "RESPONSE     05"}, "APPROVED"},
		{"-dead 3 -arc 51", 3, []string{swiped, "DECLINED", "RESPONSE     51"}, "APPROVED"},
		{"-dead 3 -stripe 101", 3, []string{swiped, "APPROVED", "ENTRY        MAGNETIC STRIPE"}, "CHIP NOT READ"},
		{"-dead 3 -stripe 203", 3, []string{swiped, "NOT ACCEPTED", "the stripe is for cash machines only"}, "APPROVED"},
		{"-dead 3 -lang zh", 3, []string{"刷卡", swiped, "交易成功", "商户存根", "读卡方式     磁条，芯片未读"}, ""},
		{"-dead 3 -config unionpay", 3, []string{"请挥卡", "请插卡", "请刷卡", swiped, "交易成功", "商户存根"}, ""},
		{"-dead 3 -config unionpay -dialect plain", 3, []string{swiped, "交易成功"}, ""},
		{"-dead 2", 2, []string{"INSERT CARD", "build the candidate list", "APPROVED", "RECEIPT      000003"}, swiped},
		{"-dead 9 -config atm -type cash", 1, []string{dead, "END APPLICATION"}, swiped},
		{"-dead 9 -config denial", 1, []string{dead, "END APPLICATION"}, swiped},
		{"-tap -card visa-6984 -chip full", 0, []string{"PRESENT CARD", "presented", "INSERT OR SWIPE CARD", "INSERT CARD", "build the candidate list", "APPROVED", "RECEIPT      000002", "12.34 EUR"}, swiped},
		{"-tap -card visa-6984", 0, []string{"INSERT OR SWIPE CARD", "TRY ANOTHER INTERFACE", "RECEIPT      000001"}, "APPROVED"},
		{"-tap -card visa-online -chip full", 0, []string{"presented", "APPROVED", "kernel C-3"}, "INSERT"},
		{"-tap -card visa-online -chip full -amount 500.00", 0, []string{"INSERT OR SWIPE CARD", "build the candidate list", "APPROVED", "RECEIPT      000001"}, "presented"},
	} {
		synctest.Test(t, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			if status := run(strings.Fields(c.args), nil, &stdout, &stderr, noon); status != 0 {
				t.Fatal(c.args, status, &stderr)
			}
			text, rest := stdout.String(), stdout.String()
			for _, s := range c.says {
				i := strings.Index(rest, s)
				if i < 0 {
					t.Fatalf("%s: %q is missing, or out of order, in\n%s", c.args, s, text)
				}
				rest = rest[i+len(s):]
			}
			if c.never != "" && strings.Contains(text, c.never) || strings.Count(text, dead) != c.dead {
				t.Errorf("%s: %q is in it, or the chip was not dead %d times:\n%s", c.args, c.never, c.dead, text)
			}
		})
	}
	if r := pos(t, "-dead", "3"); r.Kernel != "stripe" || r.ARC != "00" || !r.Online {
		t.Errorf("%+v", r)
	}
	for args, says := range map[string]string{
		"-dead 10": "-dead", "-dead -1": "-dead", "-stripe 201": "give -dead", "-dead 1 -stripe 20": "three digits", "-dead 1 -stripe 2x1": "three digits", "-chip full": "-chip: give -tap",
		"-tap -chip visa-online": "-chip visa-online: it is contactless", "-tap -chip nosuch": "-chip", "-tap -reader 0 -chip full": "leave out -card and -chip",
	} {
		var stdout, stderr bytes.Buffer
		if status := run(strings.Fields(args), nil, &stdout, &stderr, noon); status != 2 || !strings.Contains(stderr.String(), says) {
			t.Errorf("%s: %d, %s", args, status, &stderr)
		}
	}
}

// Where no host has decided it is said why, and what came out is no request.
func TestNoAnswer(t *testing.T) {
	for args, says := range map[string]string{
		"-offline":                         "HOST not asked: line down",
		"-tap -offline":                    "HOST not asked: line down",
		"-dialect unionpay -cashback 5.00": "HOST not asked: upos: UnionPay has no message for cashback",
	} {
		synctest.Test(t, func(t *testing.T) {
			var stdout, stderr bytes.Buffer
			status := run(strings.Fields(args), nil, &stdout, &stderr, noon)
			if text := stdout.String(); status != 0 || !strings.Contains(text, says) || !strings.Contains(text, "\nDECLINED\n") || strings.Contains(text, "ONLINE REQUEST") {
				t.Errorf("%s: %d, %s%s", args, status, &stderr, text)
			}
		})
	}
}
