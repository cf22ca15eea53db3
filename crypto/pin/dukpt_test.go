package pin_test

import (
	"bytes"
	"fmt"
	"math/bits"
	"testing"

	"github.com/emvgo/emv/crypto/pin"
)

// The transaction numbers that the standard's table walks through, among them the long jumps at its end.
// ANSI X9.24-1:2009 A.4.
func TestKSNNext(t *testing.T) {
	ksn := pin.KSN{0xFF, 0xFF, 0x98, 0x76, 0x54, 0x32, 0x10, 0xEF, 0xF8, 0x00}
	for _, tail := range []string{"EFF801", "EFF802", "EFF804", "EFF808", "EFF810", "EFF820", "EFF840", "EFF880", "EFF900", "EFFA00", "EFFC00", "F00000"} {
		want := "FFFF9876543210" + tail
		next, err := ksn.Next()
		if err != nil || next.String() != want {
			t.Fatalf("%v %v, want %s", next, err, want)
		}
		ksn = next
	}
	last := pin.KSN{7: 0xFF, 8: 0xF8, 9: 0x00}
	if next, err := last.Next(); err != pin.FaultCounter {
		t.Error(next, err)
	}
}

// All 2^21 counters: Next visits every one with 1 to 10 bits set, in order, and no other. The number is printed in
// the standard: 1,048,575.
func TestKSNNextExhaustive(t *testing.T) {
	ksn := pin.KSN{0xFF, 7: 0xE0}
	visited := 0
	for want := uint32(1); want < 1<<21; want++ {
		if bits.OnesCount32(want) > 10 {
			continue
		}
		next, err := ksn.Next()
		if err != nil || next.Counter() != want || next[7]&0xE0 != 0xE0 || next[0] != 0xFF {
			t.Fatalf("%v %v, want counter %06X", next, err, want)
		}
		ksn = next
		visited++
	}
	if _, err := ksn.Next(); err != pin.FaultCounter || visited != 1048575 {
		t.Error(visited, err)
	}
}

// AES counters at their jumps and at their end.
func TestAESKSNNext(t *testing.T) {
	for _, c := range []struct{ at, want uint32 }{
		{0, 1},
		{0x0000FFFF, 0x00010000},
		{0x0001FFFE, 0x00020000},
		{0x0001FFFD, 0x0001FFFE},
		{0xFFFE8000, 0xFFFF0000},
		{0xFFFF0000, 0},
	} {
		var ksn pin.AESKSN
		copy(ksn[8:], []byte{byte(c.at >> 24), byte(c.at >> 16), byte(c.at >> 8), byte(c.at)})
		next, err := ksn.Next()
		if c.want == 0 && err != pin.FaultCounter || c.want != 0 && (err != nil || next.Counter() != c.want) {
			t.Errorf("after %08X: %v %v, want %08X", c.at, next, err, c.want)
		}
	}
	if s := (pin.AESKSN{0x12, 11: 0xEF}).String(); s != "1200000000000000000000EF" {
		t.Error(s)
	}
}

// Every usage has a key of its own, for TDES by the printed variants, for AES by the derivation data. AES keys are
// never longer than the key that they come from.
func TestUsages(t *testing.T) {
	tk := mustKey(t, pin.TDES, bytes.Repeat([]byte{0x42}, 16))
	seen := map[string]bool{}
	for u := pin.TDESPIN; u <= pin.TDESDataResponse; u++ {
		k, err := pin.WorkingKeyTDES(tk, u)
		if err != nil {
			t.Fatal(err)
		}
		seen[fmt.Sprintf("%X", k.AppendBytes(nil))] = true
	}
	if len(seen) != 5 {
		t.Error(len(seen))
	}
	if _, err := pin.WorkingKeyTDES(tk, pin.TDESDataResponse+1); err != pin.FaultFormat {
		t.Error(err)
	}
	for _, from := range []int{16, 24, 32} {
		key := mustKey(t, pin.AES, make([]byte, from))
		for _, size := range []int{15, 16, 24, 32, 33} {
			k, err := pin.WorkingKeyAES(key, pin.AESKSN{11: 1}, pin.AESMACBoth, size)
			ok := size <= from && size%8 == 0
			if ok && (err != nil || k.Len() != size) || !ok && err != pin.FaultKey {
				t.Errorf("%d from %d: %v", size, from, err)
			}
		}
		if k, err := pin.InitialKeyAES(key, [8]byte{}); err != nil || k.Len() != from {
			t.Error(err)
		}
	}
}

// Keys of the wrong kind.
func TestDUKPTKeyFaults(t *testing.T) {
	tdes, long, aes := mustKey(t, pin.TDES, make([]byte, 16)), mustKey(t, pin.TDES, make([]byte, 24)), mustKey(t, pin.AES, make([]byte, 16))
	one, aesOne := pin.KSN{9: 1}, pin.AESKSN{11: 1}
	for _, k := range []pin.Key{{}, aes, long} {
		_, err1 := pin.InitialKeyTDES(k, one)
		_, err2 := pin.TransactionKeyTDES(k, one)
		_, err3 := pin.WorkingKeyTDES(k, pin.TDESPIN)
		if err1 != pin.FaultKey || err2 != pin.FaultKey || err3 != pin.FaultKey {
			t.Error(err1, err2, err3)
		}
	}
	for _, k := range []pin.Key{{}, tdes} {
		_, err1 := pin.InitialKeyAES(k, [8]byte{})
		_, err2 := pin.TransactionKeyAES(k, aesOne)
		_, err3 := pin.WorkingKeyAES(k, aesOne, pin.AESPIN, 16)
		_, err4 := pin.UpdateKeyAES(k, [8]byte{}, 16)
		if err1 != pin.FaultKey || err2 != pin.FaultKey || err3 != pin.FaultKey || err4 != pin.FaultKey {
			t.Error(err1, err2, err3, err4)
		}
	}
}
