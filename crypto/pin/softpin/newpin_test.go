package softpin_test

import (
	"context"
	"errors"
	"testing"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/crypto/pin/softpin"
)

// A new PIN is what was typed twice; it stays beside the one for the host, and leaves the device enciphered alone.
// EMV 4.4 B3 6.5.10
func TestNewPIN(t *testing.T) {
	for _, c := range []struct {
		typed []string
		want  softpin.Result
		pin   string
	}{
		{[]string{"5678", "5678"}, softpin.Entered, "5678"},
		{[]string{"123456789012", "123456789012"}, softpin.Entered, "123456789012"},
		{[]string{"5678", "5679", "4321", "4321"}, softpin.Entered, "4321"},
		{[]string{"5678", "56789", "5678", "5679", "5678", "5678"}, softpin.Entered, "5678"},
		{[]string{"1111", "2222", "1111", "2222", "1111", "2222", "1111", "1111"}, softpin.Failed, ""},
		{[]string{"5678"}, softpin.Cancelled, ""},
		{nil, softpin.Cancelled, ""},
		{[]string{softpin.Cancel}, softpin.Cancelled, ""},
		{[]string{"5678", softpin.Cancel}, softpin.Cancelled, ""},
		{[]string{softpin.Bypass, "5678"}, softpin.Bypassed, ""},
		{[]string{"5678", softpin.Bypass, "5678"}, softpin.Bypassed, ""},
	} {
		zone := key(t, pin.TDES, "0123456789ABCDEFFEDCBA9876543210")
		account := pan(t, "4012345678909")
		d := newDevice(t, append([]string{"1234"}, c.typed...)...)
		d.SetOnlineKeys(softpin.ZoneKey(pin.Format0, zone))
		enter(t, d)
		a, err := d.EnterNewPIN(t.Context())
		if err != nil || a.Result != c.want || d.HoldsNew() != (c.pin != "") || !d.Holds() {
			t.Errorf("%q: %v, %v, holds %v", c.typed, a, err, d.HoldsNew())
			continue
		}
		digits := func(block func(pin.PAN) (softpin.OnlineBlock, error)) string {
			t.Helper()
			b, err := block(account)
			if errors.Is(err, softpin.ErrNoPIN) {
				return ""
			}
			if err != nil {
				t.Fatal(err)
			}
			p, err := pin.DecipherBlock(pin.Format0, zone, b.Bytes(), account)
			if err != nil {
				t.Fatal(err)
			}
			return string(p.AppendDigits(nil))
		}
		if old, fresh := digits(d.HostBlock), digits(d.NewPINBlock); old != "1234" || fresh != c.pin {
			t.Errorf("%q: for the host %q, for the card %q", c.typed, old, fresh)
		}
		if fresh := digits(d.NewPINBlock); fresh != "" {
			t.Errorf("%q: still held: %q", c.typed, fresh)
		}
	}
}

// Nothing is kept over the end of a transaction, and nothing without keys.
func TestNewPINForgotten(t *testing.T) {
	d := newDevice(t, "5678", "5678", "5678", "5678")
	if a, err := d.EnterNewPIN(t.Context()); err != nil || a.Result != softpin.Entered {
		t.Fatal(a, err)
	}
	d.EndTransaction()
	if d.HoldsNew() {
		t.Error("held over the end")
	}
	if a, err := d.EnterNewPIN(t.Context()); err != nil || a.Result != softpin.Entered {
		t.Fatal(a, err)
	}
	if _, err := d.NewPINBlock(pan(t, "4012345678909")); !errors.Is(err, softpin.ErrNoKeys) || d.HoldsNew() {
		t.Error(err, d.HoldsNew())
	}
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if a, err := d.EnterNewPIN(ctx); !errors.Is(err, context.Canceled) || a.Result != softpin.Cancelled {
		t.Error(a, err)
	}
}
