package card

import (
	"encoding/hex"
	"testing"
)

// The one-way functions against values of our own, made with OpenSSL's DES and AES step by step; the book has none.
//
// C-2 2.12 8.2, 8.3
func TestStorageDigest(t *testing.T) {
	const id, operator = "541333008902001101", "4F50455241544F52"
	for _, c := range []struct{ operator, input, des, aes string }{
		{operator, "1122334455667788", "757317169AC722E9", "D2BD296421543D03"},
		{operator, "0000000000000000", "AE3165DFFD76A816", "18B396A12ED1EAE9"},
		{operator, "8877665544332211", "063207931677B355", "8EAFDA4609FA6DA8"},
		{"0000000000000000", "1122334455667788", "13283D7920F32539", "7CCCDF2F1A885FC5"},
	} {
		for version, want := range map[byte]string{1: c.des, 2: c.aes} {
			s := &storage{id: bytesOf(t, id), version: version}
			if got := s.digest([8]byte(bytesOf(t, c.operator)), [8]byte(bytesOf(t, c.input))); got != [8]byte(bytesOf(t, want)) {
				t.Errorf("version %d, operator %s, input %s: %X, want %s", version, c.operator, c.input, got, want)
			}
		}
	}
}

// PAN and sequence number in whole bytes, 8 at least.
//
// C-2 2.12 A.1.45
func TestDataStorageID(t *testing.T) {
	for _, c := range []struct{ pan, psn, want string }{
		{"5413330089020011", "01", "541333008902001101"},
		{"541333008902001F", "01", "0541333008902001" + "01"},
		{"5413330089020011123F", "02", "05413330089020011123" + "02"},
		{"541333008902", "", "0000541333008902"},
	} {
		if got := hex.EncodeToString(dataStorageID(bytesOf(t, c.pan), bytesOf(t, c.psn))); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.pan, c.psn, got, c.want)
		}
	}
}

func bytesOf(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
