package main

import (
	"bytes"
	"strings"
	"testing"
)

// The configuration default falls back to the stripe after three chip attempts, and to nothing else; the cash machine's not at all.
// EMV 4.4 B4 6.6, EMV 4.4 B4 6.6.2
func TestFallback(t *testing.T) {
	for _, c := range []struct {
		args []string
		says string
		sold bool
	}{
		{[]string{"-dead", "3"}, "service code 201: chip not read: fallback to magnetic stripe; POS entry mode (9F39) 80, fallback true", false},
		{[]string{"-dead", "3", "-stripe", "601"}, "POS entry mode (9F39) 80, fallback true", false},
		{[]string{"-dead", "3", "-stripe", "101"}, "service code 101: magnetic stripe; POS entry mode (9F39) 90, fallback false", false},
		{[]string{"-dead", "2"}, "the chip is to be tried again [TRY AGAIN]", true},
		{[]string{"-dead", "9", "-config", "atm", "-type", "cash"}, "an unattended terminal falls back to nothing [CARD ERROR]", false},
		{[]string{"-dead", "9", "-config", "denial"}, "the configuration has no such fallback [CARD ERROR]", false},
	} {
		var stdout, stderr bytes.Buffer
		if status := run(c.args, nil, &stdout, &stderr, noon); status != 0 {
			t.Fatal(c.args, status, &stderr)
		}
		if text := stdout.String(); !strings.Contains(text, c.says) || strings.Contains(text, "MERCHANT COPY") != c.sold {
			t.Errorf("%v: %q is missing, or sold, in\n%s", c.args, c.says, text)
		}
	}
	for _, args := range [][]string{{"-dead", "10"}, {"-dead", "-1"}, {"-dead", "1", "-json"}, {"-stripe", "201"}} {
		var stdout, stderr bytes.Buffer
		if status := run(args, nil, &stdout, &stderr, noon); status != 2 || !strings.Contains(stderr.String(), args[0]) {
			t.Errorf("%v: %d, %s", args, status, &stderr)
		}
	}
}
