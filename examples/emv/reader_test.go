//go:build linux && cgo && pcsc

package main

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/vpcd/pcscd"
	"github.com/emvgo/emv/examples/internal/slots"
)

// The tool against a pcscd of its own with two virtual slots: a contact card, and one that is read as contactless.
func TestReader(t *testing.T) {
	daemon, _ := slots.Start(t)
	slots.Insert(t, daemon, 0, "full")
	second := slots.Insert(t, daemon, 1, "two")
	_ = second.Remove()
	third := slots.Insert(t, daemon, 1, "visa-update")
	for _, line := range [][2]string{
		{"txn -interface contactless -reader 2 -amount 12.34", "exchanges      5"}, // with the second tap
		{"txn -interface contactless -reader 2 -amount 12.34 -json", `"kernel":"C-3"`},
		{"config explain -reader 2", "kernel 03 (C-3), with A0000000031010"},
		{"read -reader 2", "2PAY.SYS.DDF01, 1 application"},
	} {
		if status, out, errw := emv("", strings.Fields(line[0])...); status != 0 || errw != "" || !strings.Contains(out, line[1]) {
			t.Errorf("%s: %d\n%s%s", line[0], status, out, errw)
		}
	}
	_ = third.Remove()
	second = slots.Insert(t, daemon, 1, "two")
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
