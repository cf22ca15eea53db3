package mac_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"encoding/hex"
	"testing"

	"github.com/emvgo/emv/crypto/mac"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

const nistMessage = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51" +
	"30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710"

// TestCMACPublished runs the examples that NIST prints with SP 800-38B.
func TestCMACPublished(t *testing.T) {
	rows := []struct {
		name, key string
		n         int // bytes of the message
		want      string
	}{
		{"AES-128", "2b7e151628aed2a6abf7158809cf4f3c", 0, "bb1d6929e95937287fa37d129b756746"},                                  // EMV 4.4 B2 A1.2.2
		{"AES-128", "2b7e151628aed2a6abf7158809cf4f3c", 16, "070a16b46b4d4144f79bdd9dd04a287c"},                                 // EMV 4.4 B2 A1.2.2
		{"AES-128", "2b7e151628aed2a6abf7158809cf4f3c", 40, "dfa66747de9ae63030ca32611497c827"},                                 // EMV 4.4 B2 A1.2.2
		{"AES-128", "2b7e151628aed2a6abf7158809cf4f3c", 64, "51f0bebf7e3b9d92fc49741779363cfe"},                                 // EMV 4.4 B2 A1.2.2
		{"AES-192", "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", 0, "d17ddf46adaacde531cac483de7a9367"},                  // EMV 4.4 B2 A1.2.2
		{"AES-192", "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", 16, "9e99a7bf31e710900662f65e617c5184"},                 // EMV 4.4 B2 A1.2.2
		{"AES-192", "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", 40, "8a1de5be2eb31aad089a82e6ee908b0e"},                 // EMV 4.4 B2 A1.2.2
		{"AES-192", "8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", 64, "a1d5df0eed790f794d77589659f39a11"},                 // EMV 4.4 B2 A1.2.2
		{"AES-256", "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", 0, "028962f61b7bf89efc6b551f4667d983"},  // EMV 4.4 B2 A1.2.2
		{"AES-256", "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", 16, "28a7023f452e8f82bd4bf28d8c37c35c"}, // EMV 4.4 B2 A1.2.2
		{"AES-256", "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", 40, "aaf3d8f1de5640c232f5b169b9c911e6"}, // EMV 4.4 B2 A1.2.2
		{"AES-256", "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", 64, "e1992190549f6ed5696a2c056c315410"}, // EMV 4.4 B2 A1.2.2
		{"TDES-3", "8aa83bf8cbda10620bc1bf19fbb6cd58bc313d4a371ca8b5", 0, "b7a688e122ffaf95"},                                   // EMV 4.4 B2 A1.2.2
		{"TDES-3", "8aa83bf8cbda10620bc1bf19fbb6cd58bc313d4a371ca8b5", 8, "8e8f293136283797"},                                   // EMV 4.4 B2 A1.2.2
		{"TDES-3", "8aa83bf8cbda10620bc1bf19fbb6cd58bc313d4a371ca8b5", 20, "743ddbe0ce2dc2ed"},                                  // EMV 4.4 B2 A1.2.2
		{"TDES-3", "8aa83bf8cbda10620bc1bf19fbb6cd58bc313d4a371ca8b5", 32, "33e6b1092400eae5"},                                  // EMV 4.4 B2 A1.2.2
		{"TDES-2", "4cf15134a2850dd58a3d10ba80570d384cf15134a2850dd5", 0, "bd2ebf9a3ba00361"},                                   // EMV 4.4 B2 A1.2.2
		{"TDES-2", "4cf15134a2850dd58a3d10ba80570d384cf15134a2850dd5", 8, "4ff2ab813c53ce83"},                                   // EMV 4.4 B2 A1.2.2
		{"TDES-2", "4cf15134a2850dd58a3d10ba80570d384cf15134a2850dd5", 20, "62dd1b471902bd4e"},                                  // EMV 4.4 B2 A1.2.2
		{"TDES-2", "4cf15134a2850dd58a3d10ba80570d384cf15134a2850dd5", 32, "31b1e431dabc4eb8"},                                  // EMV 4.4 B2 A1.2.2
	}
	for _, row := range rows {
		var block cipher.Block
		var err error
		if row.name[:3] == "AES" {
			block, err = aes.NewCipher(unhex(t, row.key))
		} else {
			block, err = des.NewTripleDESCipher(unhex(t, row.key))
		}
		if err != nil {
			t.Fatal(err)
		}
		want := unhex(t, row.want)
		m, err := mac.NewCMAC(block, len(want))
		if err != nil {
			t.Fatal(err)
		}
		msg := unhex(t, nistMessage)[:row.n]
		if got, err := m.Append(nil, msg); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s %d bytes: %X (%v), want %X", row.name, row.n, got, err, want)
		}
	}
}

// TestAlgorithmsStandard runs the texts of ISO/IEC 9797-1's annex.
func TestAlgorithmsStandard(t *testing.T) {
	key := unhex(t, "0123456789ABCDEFFEDCBA9876543210")
	left, err := des.NewCipher(key[:8])
	if err != nil {
		t.Fatal(err)
	}
	const all, it = "Now is the time for all ", "Now is the time for it"
	rows := []struct {
		algorithm int
		pad       mac.Padding
		msg, want string
	}{
		{1, mac.Padding1, all, "70A30640CC76DD8B"}, // EMV 4.4 B2 A1.2.1
		{1, mac.Padding2, all, "10E1F0F108341B6D"}, // EMV 4.4 B2 A1.2.1
		{1, mac.Padding1, it, "E45B3AD2B7CC0856"},  // EMV 4.4 B2 A1.2.1
		{1, mac.Padding2, it, "A924C72136149211"},  // EMV 4.4 B2 A1.2.1
		{3, mac.Padding1, all, "A1C72E74EA3FA9B6"}, // EMV 4.4 B2 A1.2.1
		{3, mac.Padding2, all, "E9086230CA3BE796"}, // EMV 4.4 B2 A1.2.1
		{3, mac.Padding1, it, "2E2B1428CC78254F"},  // EMV 4.4 B2 A1.2.1
		{3, mac.Padding2, it, "5A692CE64F404145"},  // EMV 4.4 B2 A1.2.1
	}
	for _, row := range rows {
		var m *mac.MAC
		if row.algorithm == 1 {
			m, err = mac.NewAlgorithm1(left, row.pad, 8)
		} else {
			m, err = mac.NewAlgorithm3(key, row.pad, 8)
		}
		if err != nil {
			t.Fatal(err)
		}
		want := unhex(t, row.want)
		if got, err := m.Append(nil, []byte(row.msg)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("algorithm %d %v %q: %X (%v), want %X", row.algorithm, row.pad, row.msg, got, err, want)
		}
	}
}
