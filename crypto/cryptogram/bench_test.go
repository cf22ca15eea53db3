package cryptogram_test

import (
	"testing"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/tlv"
)

func BenchmarkICCMasterKey(b *testing.B) {
	for _, o := range []cryptogram.Option{cryptogram.OptionA, cryptogram.OptionB, cryptogram.OptionC} {
		a := cryptogram.TDES
		if o == cryptogram.OptionC {
			a = cryptogram.AES
		}
		imk := key(b, a, counting(16)...)
		b.Run(o.String(), func(b *testing.B) {
			for b.Loop() {
				if _, err := cryptogram.DeriveICCMasterKey(o, imk, "12345678901234567", 1); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkSessionKey(b *testing.B) {
	mk, aes := key(b, cryptogram.TDES, counting(16)...), key(b, cryptogram.AES, counting(16)...)
	rows := []struct {
		name string
		f    func() (cryptogram.Key, error)
	}{
		{"common TDES", func() (cryptogram.Key, error) { return cryptogram.CommonSessionKey(mk, []byte{0, 1}) }},
		{"common AES", func() (cryptogram.Key, error) { return cryptogram.CommonSessionKey(aes, []byte{0, 1}) }},
		{"Mastercard", func() (cryptogram.Key, error) { return cryptogram.MastercardSessionKey(mk, [2]byte{0, 1}, [4]byte{1}) }},
		{"Visa", func() (cryptogram.Key, error) { return cryptogram.VisaSessionKey(mk, [2]byte{0, 1}) }},
		{"tree", func() (cryptogram.Key, error) {
			return cryptogram.EMV2000SessionKey(mk, [2]byte{0, 1}, 16, 2, [16]byte{})
		}},
	}
	for _, row := range rows {
		b.Run(row.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := row.f(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkApplicationCryptogram(b *testing.B) {
	lengths := map[tlv.Tag][]byte{
		0x9F02: make([]byte, 6), 0x9F03: make([]byte, 6), 0x9F1A: make([]byte, 2), 0x95: make([]byte, 5), 0x5F2A: make([]byte, 2),
		0x9A: make([]byte, 3), 0x9C: make([]byte, 1), 0x9F37: make([]byte, 4), 0x82: make([]byte, 2), 0x9F36: make([]byte, 2),
		0x9F10: {6, 1, 10, 3, 0, 0, 0},
	}
	for _, c := range []cryptogram.CVN{cryptogram.VisaCVN10, cryptogram.VisaCVN18, cryptogram.CCD6} {
		s, _ := c.Scheme()
		mk := key(b, s.Algorithm, counting(16)...)
		b.Run(c.String(), func(b *testing.B) {
			for b.Loop() {
				if _, err := c.ApplicationCryptogram(mk, func(t tlv.Tag) []byte { return lengths[t] }); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkARPC(b *testing.B) {
	for _, a := range []cryptogram.Algorithm{cryptogram.TDES, cryptogram.AES} {
		k := key(b, a, counting(16)...)
		b.Run("method 1 "+a.String(), func(b *testing.B) {
			for b.Loop() {
				if _, err := cryptogram.ARPC1(k, [8]byte{}, [2]byte{}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("method 2 "+a.String(), func(b *testing.B) {
			for b.Loop() {
				if _, err := cryptogram.ARPC2(k, [8]byte{}, [4]byte{}, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkScript(b *testing.B) {
	for _, c := range []cryptogram.CVN{cryptogram.VisaCVN18, cryptogram.CCD5, cryptogram.CCD6} {
		issuer, _ := scripts(b, c)
		pin := counting(8)
		b.Run("seal "+c.String(), func(b *testing.B) {
			for b.Loop() {
				if _, err := issuer.Seal(nil, [4]byte{0x80, 0x24, 0, 2}, pin, true); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	issuer, card := scripts(b, cryptogram.VisaCVN18)
	command, err := issuer.Seal(nil, [4]byte{0x80, 0x24, 0, 2}, counting(8), true)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("open Visa CVN 18", func(b *testing.B) {
		for b.Loop() {
			if _, err := card.Open(command, true); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkHost(b *testing.B) {
	k := key(b, cryptogram.TDES, counting(16)...)
	rows := []struct {
		name string
		f    func() (string, error)
	}{
		{"CVV", func() (string, error) { return cryptogram.CVV(k, "4761340000000050", "2512", "201") }},
		{"dCVV", func() (string, error) { return cryptogram.DCVV(k, "4761340000000050", "2512", "201", [2]byte{0, 1}) }},
		{"CVC3", func() (string, error) { return cryptogram.CVC3(k, [2]byte{1, 2}, [4]byte{3}, [2]byte{0, 1}) }},
		{"PVV", func() (string, error) { return cryptogram.PVV(k, "4761340000000050", 1, "1234") }},
	}
	for _, row := range rows {
		b.Run(row.name, func(b *testing.B) {
			for b.Loop() {
				if _, err := row.f(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
