package pin_test

import (
	"bytes"
	"math/big"
	"testing"

	"github.com/emvgo/emv/crypto/pin"
)

// modulus is odd, of n bytes, its factors unknown: enough to encipher.
func modulus(n int) []byte {
	m := bytes.Repeat([]byte{0xC3}, n)
	m[0] = 0xE1
	return m
}

func BenchmarkEncipherRSA(b *testing.B) {
	for _, c := range []struct {
		name     string
		bytes    int
		exponent []byte
	}{{"1152/3", 144, []byte{3}}, {"1152/65537", 144, []byte{1, 0, 1}}, {"1976/3", 247, []byte{3}}, {"1976/65537", 247, []byte{1, 0, 1}}} {
		b.Run(c.name, func(b *testing.B) {
			p := mustPIN(b, "1234")
			key := pin.RSAKey{Modulus: modulus(c.bytes), Exponent: c.exponent}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := pin.EncipherRSA(key, p, challenge); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(c.name+"/math-big-alone", func(b *testing.B) {
			m, e := new(big.Int).SetBytes(modulus(c.bytes)), new(big.Int).SetBytes(c.exponent)
			x := new(big.Int).SetBytes(bytes.Repeat([]byte{0x7F}, c.bytes))
			b.ReportAllocs()
			for b.Loop() {
				new(big.Int).Exp(x, e, m)
			}
		})
	}
}

func BenchmarkEncipherECC(b *testing.B) {
	for name, suite := range map[string]pin.Suite{"P-256": pin.SuiteP256, "P-521": pin.SuiteP521} {
		b.Run(name, func(b *testing.B) {
			ode, _ := odePair(b, suite)
			p := mustPIN(b, "1234")
			b.ReportAllocs()
			for b.Loop() {
				ode.Wipe()
				if _, err := ode.EncipherPIN(p, challenge); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkEncipherBiometricRSA(b *testing.B) {
	template, err := pin.NewBiometric([]byte{8}, []byte{1}, 0, make([]byte, 1000))
	if err != nil {
		b.Fatal(err)
	}
	key := pin.RSAKey{Modulus: modulus(144), Exponent: []byte{3}}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := pin.EncipherBiometricRSA(key, template, challenge); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBlocks(b *testing.B) {
	p, account := mustPIN(b, "1234"), mustPAN(b, "5555555551234567")
	tdes, aes := mustKey(b, pin.TDES, make([]byte, 16)), mustKey(b, pin.AES, make([]byte, 16))
	for _, c := range []struct {
		name string
		f    pin.Format
		k    pin.Key
	}{{"format 0", pin.Format0, tdes}, {"format 3", pin.Format3, tdes}, {"format 4", pin.Format4, aes}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := pin.EncipherBlock(c.f, c.k, p, account); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("offline", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := pin.Offline(p); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkDUKPT(b *testing.B) {
	tdes, aes := mustKey(b, pin.TDES, make([]byte, 16)), mustKey(b, pin.AES, make([]byte, 16))
	b.Run("TDES, 10 steps", func(b *testing.B) {
		ksn := pin.KSN{7: 0x1F, 8: 0xF0, 9: 0x01}
		b.ReportAllocs()
		for b.Loop() {
			k, err := pin.TransactionKeyTDES(tdes, ksn)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := pin.WorkingKeyTDES(k, pin.TDESPIN); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("AES-128, 16 steps", func(b *testing.B) {
		ksn := pin.AESKSN{8: 0xFF, 9: 0xFF}
		b.ReportAllocs()
		for b.Loop() {
			k, err := pin.TransactionKeyAES(aes, ksn)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := pin.WorkingKeyAES(k, ksn, pin.AESPIN, 16); err != nil {
				b.Fatal(err)
			}
		}
	})
}
