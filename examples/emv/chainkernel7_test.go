package main

import (
	"strings"
	"testing"
)

// What is wrong with the fast DDA of a UnionPay card is told with the clauses of Kernel 7, of a Visa card with those of Kernel 3.
//
// C-3 2.12 C.1, C-7 2.12 4.3.2.2, 4.3.2.3
func TestFastSignatureClauses(t *testing.T) {
	for _, c := range []struct{ card, from, to, clause string }{
		{"unionpay-offline", "9F6908", "DF6908", "[C-7 2.12 4.3.2.3]"},
		{"unionpay-offline", "82022000", "82020000", "[C-7 2.12 4.3.2.2]"},
		{"unionpay-version", "", "", "[C-7 2.12 4.3.2.4]"},
		{"visa-offline", "9F69", "DF69", "[C-3 2.12 C.1]"},
		{"visa-offline", "82022000", "82020000", "[C-3 2.12 C.1]"},
	} {
		text := string(recordedTalk(t, "-interface contactless -card "+c.card))
		other := strings.ReplaceAll(text, c.from, c.to)
		if c.from == "" {
			other = text
		}
		status, out := sayODA(t, []byte(other))
		if status != 1 || c.from != "" && other == text || !strings.Contains(out, c.clause) {
			t.Errorf("%s, %s: no %s: %d %s", c.card, c.to, c.clause, status, out)
		}
	}
}
