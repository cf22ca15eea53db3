package secchan_test

import (
	"bytes"
	"testing"
)

// Each message that a WRITE DATA response answers has a counter of its own, on both sides: the same data twice have two MACs, and
// what was sent behind them is still understood.
//
// C-8 1.2 5.7.3, 7.2.9, 7.2.10
func TestWritesAreCounted(t *testing.T) {
	k, card := open(t)
	data := []byte{0xDF, 0x01, 0x01, 0x55}
	var macs [][]byte
	for range 3 {
		c, err := k.Encipher(data)
		if err != nil {
			t.Fatal(err)
		}
		plain, mac, err := card.Write(c)
		if err != nil || !bytes.Equal(plain, data) {
			t.Fatalf("%X, %v", plain, err)
		}
		if err := k.ValidateWrite(plain, mac); err != nil {
			t.Fatal(err)
		}
		for _, before := range macs {
			if bytes.Equal(before, mac) || k.ValidateWrite(plain, before) == nil {
				t.Errorf("the MAC %X serves again", before)
			}
		}
		macs = append(macs, bytes.Clone(mac))
	}
	r, err := card.ReadResponse(data)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := k.ValidateRead(r); err != nil || !bytes.Equal(got, data) {
		t.Errorf("%X, %v", got, err)
	}
}
