//go:build linux && cgo && pcsc

package main

import (
	"context"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/vpcd"
	"github.com/emvgo/emv/apdu/vpcd/pcscd"
	"github.com/emvgo/emv/testvectors/card"
)

// The tool against a pcscd of its own with two virtual slots: a contact card, and one that is read as contactless.
func TestReader(t *testing.T) {
	daemon, err := pcscd.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = daemon.Stop() })
	t.Setenv("PCSCLITE_CSOCK_NAME", daemon.Socket)
	for i, c := range []struct {
		name string
		atr  []byte
	}{{"full", vpcd.ATRContactT0}, {"two", vpcd.ATRContactless}} {
		k, err := card.Named(c.name)
		if err != nil {
			t.Fatal(err)
		}
		inserted, err := vpcd.Insert(context.Background(), daemon.Slots[i], c.atr, k)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = inserted.Remove() })
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"txn", "-reader", pcscd.Readers[0], "-amount", "12.34"}, "APPROVED"},
		{[]string{"txn", "-reader", "1", "-json"}, `"outcome":"approved"`},
		{[]string{"readers"}, pcscd.Readers[1]},
		{[]string{"readers", "-json"}, `"contactless":true`},
		{[]string{"read", "-reader", pcscd.Readers[0]}, "A0000000041010 Test Credit"},
		{[]string{"read", "-reader", "2"}, "A0000000031010 Test Debit"},
	} {
		if status, out, errw := emv("", test.args...); status != 0 || !strings.Contains(out, test.want) {
			t.Errorf("%v: %d\n%s%s", test.args, status, out, errw)
		}
	}
	if status, _, errw := emv("", "txn", "-reader", "no such reader"); status != 2 || !strings.Contains(errw, "-reader no such reader") {
		t.Errorf("wrong reader: %d %s", status, errw)
	}
}
