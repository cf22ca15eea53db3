package mac_test

import (
	"crypto/cipher"
	"crypto/des"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/mac"
	"github.com/emvgo/emv/crypto/sm"
	"github.com/emvgo/emv/testvectors"
)

// desBlock is DES, or Triple DES under two keys.
func desBlock(t *testing.T, key []byte) cipher.Block {
	t.Helper()
	b, err := des.NewCipher(key[:8])
	if len(key) == 16 {
		b, err = des.NewTripleDESCipher(append(append([]byte{}, key...), key[:8]...))
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// upos are the methods of the vectors: those of the names ecb are published, the rest are ours where the file says own.
var upos = map[string]func(t *testing.T, key []byte) (*mac.MAC, error){
	"ecb_3des_0830":                   folded,
	"ecb_des_0200_mag":                folded,
	"ecb_des_0200_contactless_no_pin": folded,
	"own_cbc_x99_3des": func(t *testing.T, key []byte) (*mac.MAC, error) {
		return mac.NewAlgorithm1(desBlock(t, key), mac.Padding1, 8)
	},
	"own_x919": func(_ *testing.T, key []byte) (*mac.MAC, error) { return mac.NewAlgorithm3(key, mac.Padding1, 8) },
	"own_cbc_x99_left": func(t *testing.T, key []byte) (*mac.MAC, error) {
		return mac.NewAlgorithm1(desBlock(t, key[:8]), mac.Padding1, 8)
	},
	"sm4_ecb": func(t *testing.T, key []byte) (*mac.MAC, error) {
		b, err := sm.NewCipher(key)
		if err != nil {
			t.Fatal(err)
		}
		return mac.NewFolded(b, 8)
	},
	"sm4_cbc": func(t *testing.T, key []byte) (*mac.MAC, error) {
		b, err := sm.NewCipher(key)
		if err != nil {
			t.Fatal(err)
		}
		return mac.NewAlgorithm1(b, mac.Padding1, 16)
	},
}

func folded(t *testing.T, key []byte) (*mac.MAC, error) { return mac.NewFolded(desBlock(t, key), 8) }

// MACs of UnionPay terminals, over whole messages, and each with a byte changed.
func TestUnionPay(t *testing.T) {
	var file struct {
		Vectors []struct {
			Name, Key, MAB, Result, Field64 string
			ASCII                           string `json:"mac_ascii"`
			Step5                           string `json:"step5_encrypt"`
			Text                            string `json:"field64_as_ascii"`
		}
	}
	if err := json.Unmarshal(testvectors.UnionPay("mac"), &file); err != nil || len(file.Vectors) != len(upos) {
		t.Fatal(err, len(file.Vectors))
	}
	for _, v := range file.Vectors {
		m, err := upos[v.Name](t, unhex(t, v.Key))
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		mab, want := unhex(t, v.MAB), unhex(t, v.Result+v.Field64)
		if got, err := m.Append(nil, mab[:5], mab[5:]); err != nil || string(got) != string(want) || !m.Verify(want, mab) {
			t.Errorf("%s: %X, %v", v.Name, got, err)
		}
		if v.Step5 != "" {
			if full, _ := m.Full(mab); fmt.Sprintf("%X", full) != v.Step5 {
				t.Errorf("%s: %X", v.Name, full)
			}
		}
		if v.Text != "" {
			x, err := m.Hex(8)
			if err != nil || !x.Verify(unhex(t, v.Text), mab) || !m.Verify(want, mab) {
				t.Errorf("%s: in characters: %v", v.Name, err)
			}
		}
		if mab[len(mab)/2] ^= 1; m.Verify(want, mab) {
			t.Errorf("%s: verifies with a bit changed", v.Name)
		}
	}
}

// Lengths that a MAC in characters has not.
func TestHexSizes(t *testing.T) {
	b := desBlock(t, make([]byte, 8))
	for n, ok := range map[int]bool{0: false, 3: false, 4: true, 8: true, 16: true, 17: false} {
		if _, err := mac.NewFolded(b, n); (err == nil) != ok {
			t.Errorf("%d: %v", n, err)
		}
	}
	m, err := mac.NewFolded(b, 16)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := m.Append(nil); err != nil || len(got) != 16 || strings.ToUpper(string(got)) != string(got) || m.String() != "MAC of 16 bytes" {
		t.Errorf("%s, %v, %s", got, err, m)
	}
}
