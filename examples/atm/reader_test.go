//go:build linux && cgo && pcsc

package main

import (
	"testing"

	"github.com/emvgo/emv/examples/internal/slots"
)

// Withdrawals at a pcscd with two virtual slots: by contact in the first, by a tap in the second.
func TestReader(t *testing.T) {
	daemon, readers := slots.Start(t)
	slots.Insert(t, daemon, 0, "cash")
	if r := atm(t, "-reader", "1"); r.Outcome != "approved" || r.Kernel != "contact" || r.Dispensed != "100.00" || r.Card != "returned" {
		t.Errorf("%+v", r)
	}
	slots.Insert(t, daemon, 1, "visa-pin")
	if r := atm(t, "-tap", "-reader", readers[1]); r.Outcome != "online request" || r.Kernel != "C-3" || r.Dispensed != "100.00" || r.Card != "tapped" {
		t.Errorf("%+v", r)
	}
}
