package main

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

// With -trace the exchanges of a tap are told in the words of the kernel that runs, as decode tells those of its recording: the reader's qualifiers, whose bits differ
// among the kernels, among them. So are a replay's. What is enciphered is random: by chance it has digits that only a whole conversation is known to hide.
//
// C-3 2.12 A.2, C-6 2.12 D.50, C-7 2.12 table 3-1
func TestTraceHasTheKernelsWords(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct{ card, says string }{
			{"phone-unionpay", "byte 4 bit 8: fDDA 1.0 supported"},
			{"unionpay-offline", "byte 4 bit 8: fDDA 1.0 supported"},
			{"pboc-cash", "byte 4 bit 8: fDDA 1.0 supported"},
			{"discover-offline", "9F66 Terminal Transaction Qualifier"},
			{"discover-features", "9F66 Terminal Transaction Qualifier"},
			{"visa-offline", "9F66 Terminal Transaction Qualifiers"},
			{"mastercard-offline", "CDA"},
			{"amex-offline", "modified: contactless EMV"},
			{"jcb-offline", "9F53 Terminal Interchange Profile"},
			{"k8", "Kernel Qualifier"},
		} {
			talk := filepath.Join(t.TempDir(), "t.txt")
			_, live, errw := emv("", "txn", "-interface", "contactless", "-card", c.card, "-amount", "5.00", "-date", "2026-07-01", "-trace", "-record", talk)
			_, again, _ := emv("", "replay", "-trace", talk)
			_, want, _ := emv(read(t, talk), "decode", "-")
			if !strings.Contains(want, "response") || !strings.Contains(live, c.says) || strings.Contains(live, "one of these") {
				t.Errorf("%s: no %q: %s%s", c.card, c.says, live, errw)
			}
			for name, out := range map[string]string{"txn": live, "replay": again} {
				lines := strings.Split(out, "\n")
				for i := range lines {
					lines[i] = strings.TrimSpace(lines[i])
				}
				exchanges, _, _ := strings.Cut(want, "certificates of")
				for line := range strings.Lines(exchanges) {
					if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "exchange ") && !strings.HasPrefix(line, "Conversation ") && !strings.HasSuffix(line, "(enciphered)") && !slices.Contains(lines, line) {
						t.Errorf("%s: %s -trace lacks %q", c.card, name, line)
					}
				}
			}
		}
	})
}
