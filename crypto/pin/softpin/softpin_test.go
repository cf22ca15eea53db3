package softpin_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/crypto/pin/softpin"
)

// recorder answers every command with sw and keeps a copy of it.
type recorder struct {
	sent [][]byte
	last []byte // the command as it was given, to see whether it is wiped
	sw   []byte
	err  error
}

func (r *recorder) Transmit(_ context.Context, c []byte) ([]byte, time.Duration, error) {
	r.sent, r.last = append(r.sent, bytes.Clone(c)), c
	return r.sw, 0, r.err
}

// answer says 9000 to everything.
type answer struct{}

func (*answer) Transmit(context.Context, []byte) ([]byte, time.Duration, error) {
	return []byte{0x90, 0x00}, 0, nil
}

func newDevice(t testing.TB, pins ...string) *softpin.Device {
	t.Helper()
	d, err := softpin.New(pins...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.Close)
	return d
}

// EMV 4.4 B3 6.5.12.2: the bytes by hand from tables 23 to 25.
func TestPlaintextVerify(t *testing.T) {
	for _, c := range []struct{ pin, want string }{
		{"1234", "0020008008241234FFFFFFFFFF"},
		{"123456789012", "00200080082C123456789012FF"},
	} {
		card := &recorder{sw: []byte{0x63, 0xC2}}
		a, err := newDevice(t, c.pin).VerifyPIN(t.Context(), card, softpin.Request{Method: softpin.Plaintext})
		if err != nil || a != (softpin.Answer{SW: 0x63C2}) {
			t.Fatal(a, err)
		}
		if got := fmt.Sprintf("%X", card.sent[0]); got != c.want || len(card.sent) != 1 {
			t.Errorf("%v, want %v", got, c.want)
		}
		if len(bytes.Trim(card.last, "\x00")) != 0 {
			t.Error("the command was not wiped")
		}
	}
}

// One PIN per try, then the special keys, then nothing more.
//
// EMV 4.4 B3 10.5.1
func TestEntries(t *testing.T) {
	d := newDevice(t, "1111", "22222", softpin.Bypass, softpin.Cancel)
	card := &recorder{sw: []byte{0x90, 0x00}}
	for i, want := range []softpin.Answer{
		{SW: 0x9000},
		{SW: 0x9000},
		{Result: softpin.Bypassed},
		{Result: softpin.Cancelled},
		{Result: softpin.Cancelled},
	} {
		if a, err := d.VerifyPIN(t.Context(), card, softpin.Request{Method: softpin.Plaintext}); err != nil || a != want {
			t.Errorf("%d: %v, %v", i, a, err)
		}
	}
	if len(card.sent) != 2 || card.sent[1][5] != 0x25 {
		t.Errorf("%X", card.sent)
	}
}

// A PIN kept by EnterPIN is the one that is verified, once.
func TestEnterThenVerify(t *testing.T) {
	d := newDevice(t, "1111", "222222")
	card := &recorder{sw: []byte{0x90, 0x00}}
	if a, err := d.EnterPIN(t.Context(), softpin.Request{}); err != nil || a != (softpin.Answer{}) || !d.Holds() {
		t.Fatal(a, err)
	}
	for _, control := range []byte{0x24, 0x26} {
		if _, err := d.VerifyPIN(t.Context(), card, softpin.Request{Method: softpin.Plaintext}); err != nil {
			t.Fatal(err)
		}
		if got := card.sent[len(card.sent)-1][5]; got != control {
			t.Errorf("%02X", got)
		}
		if d.Holds() {
			t.Error("the PIN is still held")
		}
	}
}

// What a card may cause is an answer or the card's own error; a wrong key is an answer too.
func TestFailures(t *testing.T) {
	removed := apdu.Fault(apdu.Removed, nil)
	_, err := newDevice(t, "1234").VerifyPIN(t.Context(), &recorder{err: removed}, softpin.Request{Method: softpin.Plaintext})
	if err != removed {
		t.Error(err)
	}
	a, err := newDevice(t, "1234").VerifyPIN(t.Context(), &recorder{sw: []byte{1}}, softpin.Request{Method: softpin.Plaintext})
	if err != nil || a != (softpin.Answer{}) {
		t.Error(a, err)
	}
	even, _ := hex.DecodeString("C000000000000000000000000000000000000000000000000000000000000000")
	card := &recorder{}
	a, err = newDevice(t, "1234").VerifyPIN(t.Context(), card, softpin.Request{
		Method: softpin.EncipheredRSA, RSA: pin.RSAKey{Modulus: even, Exponent: []byte{3}}, Challenge: make([]byte, 8),
	})
	if err != nil || a != (softpin.Answer{Result: softpin.Failed, Fault: pin.FaultModulus}) || card.sent != nil {
		t.Error(a, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if a, err := newDevice(t, "1234").EnterPIN(ctx, softpin.Request{}); !errors.Is(err, context.Canceled) || a.Result != softpin.Cancelled {
		t.Error(a, err)
	}
	if _, err := softpin.New("1234", "778", "abcd"); !errors.Is(err, pin.FaultDigit) || !errors.Is(err, pin.FaultPINLength) || bytes.Contains([]byte(err.Error()), []byte("77")) {
		t.Error(err)
	}
}

// What is typed later stands behind what was typed before; with one PIN that is none nothing of it is typed.
func TestType(t *testing.T) {
	d := newDevice(t, "1111")
	if err := d.Type("2222", softpin.Cancel); err != nil {
		t.Fatal(err)
	}
	if err := d.Type("3333", "x"); err == nil {
		t.Error("typed")
	}
	for i, want := range []softpin.Result{softpin.Entered, softpin.Entered, softpin.Cancelled, softpin.Cancelled} {
		if a, err := d.EnterPIN(context.Background(), softpin.Request{}); err != nil || a.Result != want {
			t.Errorf("entry %d: %v, %v", i, a, err)
		}
	}
}
