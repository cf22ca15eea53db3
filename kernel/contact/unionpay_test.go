package contact_test

import (
	"encoding/hex"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// newUnionPay has a card of UnionPay and the configuration unionpay.
func newUnionPay(t testing.TB, cardName string) *world {
	t.Helper()
	return &world{bench.New(t, contact.Program(), cardName, "unionpay")}
}

// The published PBOC test card: online with PIN or signature it is approved; offline, which DDA alone protects, in the profile book and never in strict. An
// answer of the host that is not its issuer's is refused by the card.
// B3 10.3 DDA, 10.7, 10.9, B4 6.3.2 methods
func TestPBOCCard(t *testing.T) {
	for _, c := range []struct {
		name     string
		profile  kernel.Profile
		amount   uint64
		cvm      byte // of the terminal
		down     bool
		wrong    bool // the host's cryptogram
		want     bench.Facts
		host     int
		commands string
	}{
		{"online PIN", kernel.Book, 1234, 0x78, false, false, bench.Ended(kernel.Approved, "00", "0008040000", "F800", "420300"), 1, "A4 B2 B2 A4 A8 B2 B2 B2 B2 B2 B2 B2 B2 88 CA CA AE 82 AE"},
		{"online PIN, strict", kernel.Strict, 1234, 0x78, false, false, bench.Ended(kernel.Approved, "00", "0008040000", "F800", "420300"), 1, ""},
		{"signature, offline", kernel.Book, 1234, 0x38, false, false, bench.Ended(kernel.Approved, "Y1", "0008000000", "E800", "5E0300"), 0, ""},
		{"signature, strict", kernel.Strict, 1234, 0x38, false, false, bench.Ended(kernel.Approved, "00", "0008000000", "F800", "5E0300"), 1, ""},
		{"signature, strict, no host", kernel.Strict, 1234, 0x38, true, false, bench.Ended(kernel.Declined, "Z3", "0008000000", "E800", "5E0300"), 0, ""},
		{"floor limit", kernel.Book, 10000, 0x38, false, false, bench.Ended(kernel.Approved, "00", "0008008000", "F800", "5E0300"), 1, ""},
		{"wrong answer", kernel.Book, 1234, 0x78, false, true, bench.Ended(kernel.Declined, "00", "0008040040", "F800", "420300"), 1, ""},
	} {
		w := newUnionPay(t, "pboc")
		w.Config.Profile, w.Transaction.Amount, w.HostDown = c.profile, c.amount, c.down
		w.Config.Terminal.Capabilities[1] = c.cvm
		if c.wrong {
			w.Answer = func([]byte) ([]byte, error) { return hex.DecodeString("8A023030" + "910A00000000000000003030") }
		}
		out := w.Run()
		if got := out.Facts(); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
		if o := out.ODA(); o.Method != "DDA" || o.Result != "ok" || w.HostCalls != c.host || c.commands != "" && w.Instructions() != c.commands {
			t.Errorf("%s: %+v, host asked %d times, %s", c.name, o, w.HostCalls, w.Instructions())
		}
	}
}

// As it is published, the issuer country code has one byte: no terminal takes that.
// B3 7.5
func TestPBOCCardAsPublished(t *testing.T) {
	w := newUnionPay(t, "pboc")
	w.Card = bench.Profile(t, "pboc", func(app map[string]any) {
		app["records"].([]any)[4].(map[string]any)["raw"] = "703C5F3401015F2801569F0702FFC05F200F46554C4C2046554E4354494F4E414C5F300202019F420201569F631011223344556677880000000000000000"
	})
	if out := w.Run(); out.Status != kernel.EndApplication || w.P1(1) != -1 {
		t.Errorf("%+v", out.Facts())
	}
}
