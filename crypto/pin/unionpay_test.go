package pin_test

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/testvectors"
)

// PIN blocks of UnionPay terminals: the clear blocks are published, the enciphered ones ours; under a key of one DES key, of two, and under SM4.
func TestUnionPay(t *testing.T) {
	var file struct {
		PIN []struct {
			PIN, PAN, Block string
			Under22         string `json:"enciphered_22"`
			Under807A       string `json:"enciphered_807A"`
		}
		SM4 struct {
			PIN, PAN, Block, PIK, Enciphered string
		} `json:"pin_sm4"`
	}
	if err := json.Unmarshal(testvectors.UnionPay("pin_track"), &file); err != nil || len(file.PIN) != 4 {
		t.Fatal(err, len(file.PIN))
	}
	check := func(f pin.Format, key pin.Key, digits, number, clear, want string) {
		t.Helper()
		p, pan := mustPIN(t, digits), mustPAN(t, number)
		b, err := pin.EncipherBlock(f, key, p, pan)
		if err != nil || fmt.Sprintf("%X", b) != want {
			t.Errorf("%s: %X, %v", digits, b, err)
		}
		if back, err := pin.DecipherBlock(f, key, b, pan); err != nil || !back.Equal(p) {
			t.Errorf("%s: %v", digits, err)
		}
		c, err := key.Block()
		if err != nil {
			t.Fatal(err)
		}
		if c.Decrypt(b, b); fmt.Sprintf("%X", b) != clear {
			t.Errorf("%s: %X in clear", digits, b)
		}
	}
	key := func(a pin.Algorithm, s string) pin.Key {
		b, err := hex.DecodeString(s)
		if err != nil {
			t.Fatal(err)
		}
		return mustKey(t, a, b)
	}
	for _, v := range file.PIN {
		check(pin.Format0, key(pin.TDES, "22222222222222222222222222222222"), v.PIN, v.PAN, v.Block, v.Under22)
		check(pin.Format0, key(pin.TDES, "807A23AD32B36D457AE91FDF927570EA"), v.PIN, v.PAN, v.Block, v.Under807A)
	}
	s := file.SM4
	check(pin.Format0SM4, key(pin.SM4, s.PIK), s.PIN, s.PAN, s.Block, s.Enciphered)
}

// Blocks of 16 bytes that are none.
func TestSM4BlockFaults(t *testing.T) {
	key, pan := mustKey(t, pin.SM4, make([]byte, 16)), mustPAN(t, "6299990000000000012")
	c, err := key.Block()
	if err != nil {
		t.Fatal(err)
	}
	for clear, want := range map[string]pin.Fault{
		"16123654FFFFFFFFFFFFFFFFFFFFFFFE": pin.FaultControl,
		"03123654FFFFFFFFFFFFFFFFFFFFFFFE": pin.FaultPINLength,
		"0D123654FFFFFFFFFFFFFFFFFFFFFFFE": pin.FaultPINLength,
		"0612365AFFFFFFFFFFFFFFFFFFFFFFFE": pin.FaultDigit,
		"06123654FFFFFFFFFFFFFFFFFFFFFFFF": pin.FaultFiller,
		"06123654FFEFFFFFFFFFFFFFFFFFFFFE": pin.FaultFiller,
	} {
		b, err := hex.DecodeString(clear)
		if err != nil {
			t.Fatal(err)
		}
		c.Encrypt(b, b)
		if _, err := pin.DecipherBlock(pin.Format0SM4, key, b, pan); err != want {
			t.Errorf("%s: %v, want %v", clear, err, want)
		}
	}
	if _, err := pin.DecipherBlock(pin.Format0SM4, key, make([]byte, 16), pin.PAN{}); err != pin.FaultPAN {
		t.Error(err)
	}
}
