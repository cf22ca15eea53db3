//go:build linux && cgo && pcsc

package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/emvgo/emv/examples/internal/slots"
)

// Purchases by a tap in the second slot of a pcscd, which is read as contactless, with a second tap where the issuer has something for the card.
func TestReader(t *testing.T) {
	daemon, _ := slots.Start(t)
	for _, c := range []struct {
		card, args, outcome, kernel string
		exchanges                   int
	}{
		{"visa-online", "", "online request", "C-3", 3},
		{"visa-offline", "-amount 5.00", "approved", "C-3", 8},
		{"visa-update", "", "online request", "C-3", 5},
		{"unionpay-offline", "-amount 5.00", "approved", "C-7", 8},
	} {
		inserted := slots.Insert(t, daemon, 1, c.card)
		r := tap(t, append([]string{"-reader", "2", "-profile", "book"}, strings.Fields(c.args)...)...)
		if r.Outcome != c.outcome || r.Kernel != c.kernel || r.Exchanges != c.exchanges || r.Authorised == "nobody" || r.CardMicros == 0 {
			t.Errorf("%s: %+v", c.card, r)
		}
		_ = inserted.Remove()
	}
	var stdout, stderr bytes.Buffer
	if status := run([]string{"-tap", "-reader", "nowhere"}, nil, &stdout, &stderr, noon); status != 1 || !strings.Contains(stderr.String(), "-reader") {
		t.Errorf("%d %s", status, &stderr)
	}
}
