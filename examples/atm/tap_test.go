package main

import (
	"bytes"
	"strings"
	"testing"
	"testing/synctest"
)

// A machine is online only and asks for the PIN itself: the kernels leave cardholder verification to cash machines. The card's word for its holder changes nothing,
// and a card that wants no cash by this interface is heard. The amount is known before the card. TTQ of Visa 2400C000, of UnionPay 24004080: no contact chip
// as far as a tap is told of one, no signature.
//
// C-3 2.12 5.7.1, 5.5.1.3, C-7 2.12 4.4.1
func TestTap(t *testing.T) {
	for _, c := range []struct {
		args      string
		outcome   string
		kernel    string
		arc       string
		dispensed string
		says      []string
	}{
		{"-card visa-pin", "online request", "C-3", "00", "100.00", []string{"ENTER AMOUNT", "●○○○  PRESENT CARD", "●●●●  CARD READ OK", "ENTER PIN", "> ****", "APPROVED", "Online PIN, kernel C-3", "2 x 50 counted out"}},
		{"-card phone-visa", "online request", "C-3", "00", "100.00", []string{"ENTER PIN", "APPROVED"}},
		{"-card unionpay-pin", "online request", "C-7", "00", "100.00", []string{"●●●●  AUTHORISING", "ENTER PIN", "APPROVED", "Online PIN, kernel C-7"}},
		{"-card mastercard-online", "online request", "C-2", "00", "100.00", []string{"ENTER PIN", "APPROVED", "Online PIN, kernel C-2", "2 x 50 counted out"}},
		{"-card phone-mastercard", "online request", "C-2", "00", "100.00", []string{"APPROVED", "Confirmation Code Verified, kernel C-2"}},
		{"-card mastercard-relay-near", "end application", "C-2", "", "0.00", []string{"INSERT, SWIPE OR TRY ANOTHER CARD"}},
		{"-card unionpay-online", "online request", "C-7", "00", "100.00", []string{"ENTER PIN"}},
		{"-card discover-pin", "online request", "C-6", "00", "100.00", []string{"ENTER PIN", "APPROVED", "Online PIN, kernel C-6"}},
		{"-card phone-discover-signed", "online request", "C-6", "00", "100.00", []string{"APPROVED", "Confirmation Code Verified, kernel C-6"}},
		{"-card discover-online", "try another interface", "C-6", "", "0.00", []string{"INSERT OR SWIPE CARD"}},
		{"-card amex-online", "approved", "C-4", "00", "100.00", []string{"ENTER PIN", "APPROVED", "Online PIN, kernel C-4", "2 x 50 counted out"}},
		{"-card jcb-online", "online request", "C-5", "00", "100.00", []string{"ENTER PIN", "APPROVED", "Online PIN, kernel C-5", "2 x 50 counted out"}},
		{"-card jcb-twice-pin", "approved", "C-5", "00", "100.00", []string{"ENTER PIN", "PRESENT CARD AGAIN", "APPROVED", "2 x 50 counted out"}},
		{"-card visa-pin -decline", "online request", "C-3", "05", "0.00", []string{"DECLINED"}},
		{"-card visa-pin -jam", "online request", "C-3", "00", "0.00", []string{"the notes jam", "REVERSAL"}},
		{"-card visa-pin -pin cancel", "end application", "C-3", "", "0.00", []string{"ENTER PIN", "> (cancel)"}},
		{"-card visa-declined", "declined", "C-3", "Z1", "0.00", []string{"DECLINED"}},
		{"-card visa-6984", "try another interface", "C-3", "", "0.00", []string{"INSERT OR SWIPE CARD"}},
		{"-card ppse-elsewhere", "end application", "entrypoint", "", "0.00", []string{"INSERT, SWIPE OR TRY ANOTHER CARD"}},
	} {
		synctest.Test(t, func(t *testing.T) {
			args := append([]string{"-tap"}, strings.Fields(c.args)...)
			r := atm(t, args...)
			if r.Outcome != c.outcome || r.Kernel != c.kernel || r.ARC != c.arc || r.Dispensed != c.dispensed || r.Card != "tapped" {
				t.Errorf("%s: %s, kernel %s, ARC %q, dispensed %s, card %s, %s", c.args, r.Outcome, r.Kernel, r.ARC, r.Dispensed, r.Card, r.Reason)
			}
			text := show(t, args...)
			rest := text
			for _, s := range c.says {
				i := strings.Index(rest, s)
				if i < 0 {
					t.Errorf("%s: %q is missing, or out of order, in\n%s", c.args, s, text)
					break
				}
				rest = rest[i+len(s):]
			}
		})
	}
}

func TestTapFlags(t *testing.T) {
	for _, c := range []struct{ args, says string }{
		{"-tap -type pin-change", "-tap: leave out -type"},
		{"-tap -leave card", "-leave card"},
		{"-tap -config atm", "it has no combinations"},
		{"-tap -card cash", "it is a contact card"},
		{"-card visa-pin", "it is contactless; give -tap"},
	} {
		var stdout, stderr bytes.Buffer
		if status := run(strings.Fields(c.args), nil, &stdout, &stderr, noon); status != 2 || !strings.Contains(stderr.String(), c.says) {
			t.Errorf("%s: %d %s", c.args, status, &stderr)
		}
	}
}
