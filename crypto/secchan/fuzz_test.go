package secchan_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/crypto/secchan"
)

// Whatever a card sends as key data, there are no keys without an agreement, and keys do not come with a valid
// blinding factor unless the card owns the certified key: here the fuzzer does not.
//
// C-8 1.2 7.2.3, 7.2.8
func FuzzOpen(f *testing.F) {
	k, err := secchan.NewKernel(bytes.Repeat([]byte{3}, 32))
	if err != nil {
		f.Fatal(err)
	}
	public := k.PublicKey()
	f.Add(public[:], []byte("message"))
	f.Add(make([]byte, 64), []byte{})
	f.Add([]byte{1}, bytes.Repeat([]byte{9}, 300))
	certified := public[:32] // as good a point as any; its private key is not in the fuzzer's reach
	f.Fuzz(func(t *testing.T, keyData, message []byte) {
		k, err := secchan.NewKernel(bytes.Repeat([]byte{5}, 32))
		if err != nil {
			t.Fatal(err)
		}
		err = k.Open(keyData)
		if k.Opened() != (err == nil) {
			t.Fatalf("opened %v with %v", k.Opened(), err)
		}
		if err != nil {
			return
		}
		if err := k.ValidateBlindingFactor(certified); err != secchan.FaultBlindingFactor {
			t.Fatalf("a stranger's blinding factor: %v", err)
		}
		if _, err := k.ValidateRead(message); err != secchan.FaultMAC {
			t.Fatalf("a stranger's MAC: %v", err)
		}
		plain, err := k.DecipherRecord(message)
		if err != nil || len(plain) != len(message) {
			t.Fatalf("%d bytes for %d: %v", len(plain), len(message), err)
		}
	})
}
