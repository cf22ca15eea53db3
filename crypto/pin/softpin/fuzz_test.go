package softpin_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/crypto/pin/softpin"
)

// Whatever key, challenge and response a card gives: one VERIFY at most, of the length that the method fixes, wiped
// afterwards; the answer is the response's status word; the PIN is gone; no Go error.
//
// EMV 4.4 B3 6.5.12, 10.5.1
func FuzzVerifyPIN(f *testing.F) {
	f.Add(byte(1), []byte{}, []byte{}, []byte{}, []byte{0x90, 0x00})
	f.Add(byte(2), bytes.Repeat([]byte{0xC1}, 64), []byte{3}, make([]byte, 8), []byte{0x63, 0xC2})
	f.Add(byte(3), bytes.Repeat([]byte{0x05}, 32), []byte{0}, make([]byte, 8), []byte{0x69})
	f.Fuzz(func(t *testing.T, method byte, key, extra, challenge, response []byte) {
		d := newDevice(t, "1234")
		card := &recorder{sw: response}
		r := softpin.Request{
			Method: softpin.Method(method), RSA: pin.RSAKey{Modulus: key, Exponent: extra}, Public: key, Challenge: challenge,
		}
		if len(extra) > 0 {
			r.Suite = pin.Suite(extra[0])
		}
		a, err := d.VerifyPIN(t.Context(), card, r)
		if err != nil || d.Holds() {
			t.Fatalf("%v, holds %v", err, d.Holds())
		}
		if a.Result == softpin.Failed {
			if a.Fault == 0 || a.SW != 0 || card.sent != nil {
				t.Fatalf("%v, %d commands", a, len(card.sent))
			}
			return
		}
		want := map[softpin.Method]int{softpin.Plaintext: 8, softpin.EncipheredRSA: len(key), softpin.EncipheredECC: len(key) + 25}[r.Method]
		if len(card.sent) != 1 || len(card.sent[0]) != 5+want || int(card.sent[0][4]) != want {
			t.Fatalf("%X", card.sent)
		}
		if len(bytes.Trim(card.last, "\x00")) != 0 {
			t.Fatal("the command was not wiped")
		}
		if n := len(response); n >= 2 && (byte(a.SW>>8) != response[n-2] || byte(a.SW) != response[n-1]) || n < 2 && a.SW != 0 {
			t.Fatalf("%X: %v", response, a)
		}
	})
}

func BenchmarkVerifyPlaintext(b *testing.B) {
	card := &answer{}
	b.ReportAllocs()
	for b.Loop() {
		d, err := softpin.New("1234")
		if err != nil {
			b.Fatal(err)
		}
		if _, err := d.VerifyPIN(b.Context(), card, softpin.Request{Method: softpin.Plaintext}); err != nil {
			b.Fatal(err)
		}
	}
}
