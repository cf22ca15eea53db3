package entrypoint_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// Only a host may approve what the merchant or the configuration sends there, and the cash of a machine, whose PIN nobody else can verify: at start A
// and at start B the kernel has an online cryptogram required.
//
// B 3.1.1.9, 3.2.1.1, C-3 5.7.1, C-7 4.4.1
func TestHostDecides(t *testing.T) {
	for _, r := range []struct {
		name   string
		change func(*kernel.Config, *kernel.Transaction)
		online bool
	}{
		{"nothing", func(*kernel.Config, *kernel.Transaction) {}, false},
		{"the merchant", func(_ *kernel.Config, tx *kernel.Transaction) { tx.ForceOnline = true }, true},
		{"nobody, at an unattended terminal", func(c *kernel.Config, tx *kernel.Transaction) { c.Terminal.Type, tx.ForceOnline = 0x25, true }, false},
		{"the configuration", func(c *kernel.Config, tx *kernel.Transaction) {
			tx.Purpose = kernel.Purchase
			c.Treatments = []kernel.Treatment{{Purpose: kernel.Purchase, Authorisation: kernel.OnlyOnline}}
		}, true},
		{"card data alone", func(c *kernel.Config, tx *kernel.Transaction) {
			tx.Purpose = kernel.Refund
			c.Treatments = []kernel.Treatment{{Purpose: kernel.Refund, Type: tx.Type, DataOnly: true}}
		}, true},
		{"a cash machine", func(c *kernel.Config, _ *kernel.Transaction) {
			c.Terminal.Type, c.Terminal.AdditionalCapabilities[0] = 0x14, 0x80
		}, true},
		{"a cash machine that is offline with online capability", func(c *kernel.Config, _ *kernel.Transaction) {
			c.Terminal.Type, c.Terminal.AdditionalCapabilities[0] = 0x15, 0x80
		}, true},
		{"a cash machine that is offline only", func(c *kernel.Config, _ *kernel.Transaction) {
			c.Terminal.Type, c.Terminal.AdditionalCapabilities[0] = 0x16, 0x80
		}, true},
		{"a bank's machine without cash", func(c *kernel.Config, _ *kernel.Transaction) {
			c.Terminal.Type, c.Terminal.AdditionalCapabilities[0] = 0x14, 0x40
		}, false},
	} {
		for _, auto := range []bool{false, true} {
			var seen []kernel.Activation
			cfg, tx := *oneVisa, purchase(500)
			cfg.Terminal.Autorun = auto
			r.change(&cfg, &tx)
			run(t, whole(watched(&seen, approved)), &cfg, tx, visaField())
			if len(seen) != 1 || seen[0].Indicators.FloorLimitExceeded != r.online || seen[0].TTQ[1]&0x80 != 0 != r.online || bytes.Equal(seen[0].TTQ, unhex(ttq)) == r.online {
				t.Errorf("%s, autorun %v: %+v", r.name, auto, seen)
			}
		}
	}
}

// A reader that does not know the amount does not begin by itself: it asks for it, and no card pays nothing.
//
// A 8.1.1.3, 8.1.1.6
func TestAutorunWithoutAmount(t *testing.T) {
	cfg, tx := *oneVisa, purchase(0)
	cfg.Terminal.Autorun, tx.AmountLater = true, true
	f := visaField()
	r := run(t, whole(say(approved)), &cfg, tx, f)
	if r.Amount != 700 || !slices.Contains(f.log, "amount 08") {
		t.Errorf("%v, %q", r, f.log)
	}
}

// A kernel that wants an online PIN for what the host has approved gets no second request: the first could not be taken back then.
//
// A 8.1.1.24, B4 12.2.3
func TestApprovedIsNotAskedAgain(t *testing.T) {
	pin := kernel.Outcome{Status: kernel.RequestOnlinePIN, Start: kernel.StartD, OnlineResponseData: kernel.OnlineDataAny, CVM: kernel.CVMOnlinePIN}
	f := visaField()
	r := run(t, whole(say(online(kernel.StartD, kernel.OnlineDataAny), pin, declined)), oneVisa, purchase(500), f)
	if len(f.records) != 1 || r.Authorised != kernel.AuthorisedOnline || r.Reversal {
		t.Errorf("%d requests, %v", len(f.records), r)
	}
}
