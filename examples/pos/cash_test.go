package main

import (
	"bytes"
	"strings"
	"testing"
	"time"
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
		{"-amount 50.00 -type load", []string{"TYPE         LOAD", "APPROVED"}, []string{"REVERSED"}},
		{"-amount 50.00 -type cash-load", []string{"TYPE         CASH-LOAD", "APPROVED"}, []string{"REVERSED"}},
		{"-amount 50.01 -type load", []string{"TYPE         LOAD", "DECLINED", "REVERSED: NOTHING IS CHARGED"}, nil},
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
