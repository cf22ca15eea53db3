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
	var second *vpcd.Inserted
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
		second = inserted
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
		if status, out, errw := emv("", test.args...); status != 0 || errw != "" || !strings.Contains(out, test.want) {
			t.Errorf("%v: %d\n%s%s", test.args, status, out, errw)
		}
	}
	if status, _, errw := emv("", "txn", "-reader", "no such reader"); status != 2 || !strings.Contains(errw, "-reader no such reader") {
		t.Errorf("wrong reader: %d %s", status, errw)
	}
	if _, _, errw := emv("", "txn", "-reader", "2"); !strings.Contains(errw, "the card in the reader "+pcscd.Readers[1]+" is contactless") {
		t.Errorf("contactless: %s", errw)
	}
	if status, out, errw := emv("", "insert", "-card", "sda", "-slot", daemon.Slots[0]); status != 2 || out != "" || !strings.Contains(errw, "another one is in the slot") {
		t.Errorf("insert over another card: %d %s%s", status, out, errw)
	}
	if status, out, errw := emv("", "txn", "-reader", "1"); status != 0 || !strings.Contains(out, "APPROVED") {
		t.Errorf("the first card after it: %d %s%s", status, out, errw)
	}
	_ = second.Remove()
	if status, _, errw := emv("", "read", "-reader", "2", "-wait", "10ms"); status != 2 || !strings.Contains(errw, "waiting for a card in "+pcscd.Readers[1]+", for 10ms (-wait)") {
		t.Errorf("no card: %d %s", status, errw)
	}
	_ = daemon.Stop()
	for _, line := range [][]string{{"readers"}, {"txn", "-reader", "1"}, {"read", "-reader", "1"}} {
		if status, _, errw := emv("", line...); status != 2 || !strings.Contains(errw, "start it: on Linux systemctl start pcscd.socket") {
			t.Errorf("%v without a service: %d %s", line, status, errw)
		}
	}
}
