package dpas_test

import (
	"bytes"
	"crypto/des" //nolint:gosec // the scheme's cipher
	"encoding/hex"
	"testing"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/testvectors/internal/dpas"
	"github.com/emvgo/emv/tlv"
)

func elements() map[tlv.Tag][]byte {
	data := map[tlv.Tag][]byte{}
	for t, s := range map[tlv.Tag]string{
		0x9F02: "000000001234", 0x9F03: "000000000000", 0x9F1A: "0276", 0x5F2A: "0978", 0x9A: "261123", 0x9C: "00", 0x9F37: "01020304",
		0x82: "0100", 0x9F36: "0011", 0x9F10: "010F20B080100000B800",
	} {
		data[t], _ = hex.DecodeString(s)
	}
	return data
}

// The cryptogram is algorithm 3 of ISO/IEC 9797-1 under the common session key, computed here from the cipher alone.
//
// EMV 4.4 B2 8.1.2, A1.3.1
func TestCryptogram(t *testing.T) {
	data := elements()
	raw, _ := hex.DecodeString("0123456789ABCDEFFEDCBA9876543210")
	master, err := cryptogram.NewKey(cryptogram.TDES, raw)
	if err != nil {
		t.Fatal(err)
	}
	got, err := dpas.Cryptogram(master, func(t tlv.Tag) []byte { return data[t] })
	if err != nil {
		t.Fatal(err)
	}
	triple, err := des.NewTripleDESCipher(append(raw, raw[:8]...)) //nolint:gosec // as above
	if err != nil {
		t.Fatal(err)
	}
	session := make([]byte, 16)
	triple.Encrypt(session, []byte{0, 0x11, 0xF0, 0, 0, 0, 0, 0})
	triple.Encrypt(session[8:], []byte{0, 0x11, 0x0F, 0, 0, 0, 0, 0})
	left, err := des.NewCipher(session[:8]) //nolint:gosec // as above
	if err != nil {
		t.Fatal(err)
	}
	right, err := des.NewCipher(session[8:]) //nolint:gosec // as above
	if err != nil {
		t.Fatal(err)
	}
	var all []byte
	for _, tag := range []tlv.Tag{0x9F02, 0x9F03, 0x9F1A, 0x5F2A, 0x9A, 0x9C, 0x9F37, 0x82, 0x9F36, 0x9F10} {
		all = append(all, data[tag]...)
	}
	for all = append(all, 0x80); len(all)%8 != 0; {
		all = append(all, 0)
	}
	sum := make([]byte, 8)
	for ; len(all) > 0; all = all[8:] {
		for i := range sum {
			sum[i] ^= all[i]
		}
		left.Encrypt(sum, sum)
	}
	right.Decrypt(sum, sum)
	left.Encrypt(sum, sum)
	if !bytes.Equal(got[:], sum) {
		t.Errorf("%X, want %X", got, sum)
	}
}

// Every element counts, and without one there is no cryptogram.
func TestCovers(t *testing.T) {
	raw, _ := hex.DecodeString("0123456789ABCDEFFEDCBA9876543210")
	master, err := cryptogram.NewKey(cryptogram.TDES, raw)
	if err != nil {
		t.Fatal(err)
	}
	data := elements()
	get := func(t tlv.Tag) []byte { return data[t] }
	want, err := dpas.Cryptogram(master, get)
	if err != nil {
		t.Fatal(err)
	}
	for tag, v := range data {
		v[len(v)-1] ^= 1
		if got, err := dpas.Cryptogram(master, get); err != nil || got == want {
			t.Errorf("%s does not count: %v", tag, err)
		}
		v[len(v)-1] ^= 1
		data[tag] = nil
		if _, err := dpas.Cryptogram(master, get); err == nil || err != dpas.Error(tag) || err.Error() == "" {
			t.Errorf("without %s: %v", tag, err)
		}
		data[tag] = v
	}
}

// The layout is that of a published transaction.
//
// C-6 2.12 D.8, D.9
func TestIssuerData(t *testing.T) {
	iad := dpas.IssuerData(nil, 0x01, [8]byte{0x20, 0xB0, 0x80, 0x10, 0, 0, 0xB8, 0})
	if hex.EncodeToString(iad) != "010f20b080100000b800" {
		t.Errorf("%X", iad)
	}
	if cvr, ok := dpas.Results(iad); !ok || cvr[0] != 0x20 {
		t.Errorf("%X", cvr)
	}
	for _, other := range []string{"", "0110A00000000000000000", "0110A000000000000000", "0601110300000000"} {
		b, _ := hex.DecodeString(other)
		if _, ok := dpas.Results(b); ok {
			t.Errorf("%s is taken for version 15", other)
		}
	}
}
