package kernel_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel/journal"
)

// The redacted form has the structure and no byte of the card, the host, a draw or the amount.
func TestRedact(t *testing.T) {
	tr := errandScenario.Run(t)
	text, err := journal.Redact(tr.Journal)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"program: test/1", "Response 9000, 7 bytes, 12ms", "PINDone 0, 9000", "HostResponse 4 bytes", "random, 4 bytes", "end\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	for _, secret := range []string{"A000000004", "3030", "1234", "8A02"} {
		if strings.Contains(text, secret) {
			t.Errorf("%q in\n%s", secret, text)
		}
	}
	if part, err := journal.Redact(tr.Journal[:len(tr.Journal)-1]); err == nil || !strings.HasPrefix(text, part) {
		t.Error(part, err)
	}
}
