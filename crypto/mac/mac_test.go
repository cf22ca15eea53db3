package mac_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/emmansun/gmsm/cbcmac"
	"github.com/emmansun/gmsm/padding"
	"github.com/emmansun/gmsm/sm4"

	"github.com/emvgo/emv/crypto/mac"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/sweep"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// block makes a cipher; TDES keys of two parts repeat the first.
func block(t testing.TB, algorithm string, key []byte) cipher.Block {
	t.Helper()
	var b cipher.Block
	var err error
	switch {
	case algorithm == "SM4":
		b, err = sm4.NewCipher(key)
	case algorithm == "TDES" && len(key) == 16:
		b, err = des.NewTripleDESCipher(append(bytes.Clone(key), key[:8]...))
	case algorithm == "TDES":
		b, err = des.NewTripleDESCipher(key)
	case algorithm == "DES":
		b, err = des.NewCipher(key)
	default:
		b, err = aes.NewCipher(key)
	}
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// published returns the MAC vectors among the published ones.
func published(t testing.TB) []testvectors.CryptogramVector {
	files, err := testvectors.Cryptograms()
	if err != nil {
		t.Fatal(err)
	}
	var out []testvectors.CryptogramVector
	for _, f := range files {
		for _, v := range f.Vectors {
			if v.Kind == "mac" {
				out = append(out, v)
			}
		}
	}
	return out
}

// build makes the MAC that a vector names.
func build(t testing.TB, in map[string]string) (*mac.MAC, []byte) {
	t.Helper()
	key, size := unhex(t, in["key"]), 8
	if in["size"] != "" {
		var err error
		if size, err = strconv.Atoi(in["size"]); err != nil {
			t.Fatal(err)
		}
	}
	pad, _ := strconv.Atoi(in["padding"])
	var m *mac.MAC
	var err error
	switch in["method"] {
	case "1":
		m, err = mac.NewAlgorithm1(block(t, "DES", key), mac.Padding(pad), size)
	case "3":
		m, err = mac.NewAlgorithm3(key, mac.Padding(pad), size)
	default:
		m, err = mac.NewCMAC(block(t, in["algorithm"], key), size)
	}
	if err != nil {
		t.Fatal(err)
	}
	return m, unhex(t, in["data"])
}

// TestPublished computes and verifies every published MAC, in one part and in
// two; each vector carries its own clause.
func TestPublished(t *testing.T) {
	count := map[string]int{}
	for _, v := range published(t) {
		m, data := build(t, v.Inputs)
		want := unhex(t, v.Expected)
		for cut := range len(data) + 1 {
			if got, err := m.Append(nil, data[:cut], data[cut:]); err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s %v cut at %d: %X (%v), want %X (%s)", v.Source, v.Cases, cut, got, err, want, v.Clause)
			}
		}
		if !m.Verify(want, data) || m.Size() != len(want) {
			t.Errorf("%s %v: not verified", v.Source, v.Cases)
		}
		count[v.Source] += v.Count
	}
	for source, n := range map[string]int{"nist": 20, "iso": 7, "pyemv": 2, "psec": 6, "self-test": 1} {
		if count[source] != n {
			t.Errorf("%d vectors of %s, want %d", count[source], source, n)
		}
	}
}

// TestTwins changes every bit of key, message and MAC, and the message's
// length; only DES parity bits stay without effect.
func TestTwins(t *testing.T) {
	n := 0
	for _, v := range published(t) {
		tag := unhex(t, v.Expected)
		des := v.Inputs["algorithm"] == "TDES" || v.Inputs["method"] != "CMAC"
		for _, name := range []string{"key", "data", "tag"} {
			b := unhex(t, v.Inputs[name])
			if name == "tag" {
				b = tag
			}
			for bit := range len(b) * 8 {
				if n++; !sweep.Sample(n, 100) {
					continue
				}
				wrong := bytes.Clone(b)
				wrong[bit/8] ^= 1 << (bit % 8)
				in, given := maps.Clone(v.Inputs), tag
				if name == "tag" {
					given = wrong
				} else {
					in[name] = hex.EncodeToString(wrong)
				}
				m, data := build(t, in)
				if m.Verify(given, data) != (name == "key" && des && bit%8 == 0) {
					t.Errorf("%s %v: %s bit %d", v.Source, v.Cases, name, bit) // EMV 4.4 B2 A1.2
				}
			}
		}
		m, data := build(t, v.Inputs)
		for _, wrong := range [][]byte{nil, tag[:len(tag)-1], append(bytes.Clone(tag), 0)} {
			if m.Verify(wrong, data) {
				t.Errorf("%s %v: MAC of %d bytes taken", v.Source, v.Cases, len(wrong)) // EMV 4.4 B2 A1.2
			}
		}
		if m.Verify(tag, data, []byte{0x80}) {
			t.Errorf("%s %v: longer message", v.Source, v.Cases) // EMV 4.4 B2 A1.2
		}
	}
}

// pattern gives n bytes that no period of the ciphers shares.
func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*i + 7*i + 3)
	}
	return b
}

// TestAgainstGMSM compares with an implementation of other authors, over all
// lengths up to 80 bytes and all sizes.
func TestAgainstGMSM(t *testing.T) {
	n := 0
	for length := range 81 {
		msg := pattern(length)
		for _, a := range []struct {
			name string
			key  int
		}{{"AES", 16}, {"AES", 24}, {"AES", 32}, {"SM4", 16}, {"TDES", 24}, {"DES", 8}} {
			b := block(t, a.name, pattern(a.key))
			for size := 4; size <= b.BlockSize(); size++ {
				if n++; !sweep.Sample(n, 100) {
					continue
				}
				check := func(name string, m *mac.MAC, err error, other cbcmac.BlockCipherMAC) {
					t.Helper()
					if err != nil {
						t.Fatal(err)
					}
					got, err := m.Append(nil, msg)
					if want := other.MAC(msg); err != nil || !bytes.Equal(got, want) {
						t.Errorf("%s %s, %d bytes to %d: %X, gmsm %X (%v)", a.name, name, length, size, got, want, err)
					}
				}
				if b.BlockSize() == 16 { // gmsm's subkeys for blocks of 8 take the constant of 16: NIST's vectors are the proof there
					m, err := mac.NewCMAC(b, size)
					check("CMAC", m, err, cbcmac.NewCMAC(b, size)) // EMV 4.4 B2 A1.2.2
				}
				m, err := mac.NewAlgorithm1(b, mac.Padding2, size)
				check("algorithm 1, padding 2", m, err, cbcmac.NewCBCMAC(b, size)) // EMV 4.4 B2 A1.2.1
				if length > 0 {
					m, err = mac.NewAlgorithm1(b, mac.Padding1, size)
					check("algorithm 1, padding 1", m, err, cbcmac.NewCBCMACWithPadding(b, size, padding.NewZeroPadding)) // EMV 4.4 B2 A1.2.1
				}
				if a.name == "DES" {
					key := pattern(16)
					m, err = mac.NewAlgorithm3(key, mac.Padding2, size)
					check("algorithm 3, padding 2", m, err, cbcmac.NewANSIRetailMAC(des.NewCipher, key[:8], key[8:], size)) // EMV 4.4 B2 A1.2.1
					if length > 0 {
						m, err = mac.NewAlgorithm3(key, mac.Padding1, size)
						check("algorithm 3, padding 1", m, err, cbcmac.NewANSIRetailMACWithPadding(des.NewCipher, key[:8], key[8:], size, padding.NewZeroPadding)) // EMV 4.4 B2 A1.2.1
					}
				}
			}
		}
	}
}

// TestEmptyPadding1: an empty message is one block of zeros.
func TestEmptyPadding1(t *testing.T) {
	b := block(t, "DES", pattern(8))
	want := make([]byte, 8)
	b.Encrypt(want, want)
	m, err := mac.NewAlgorithm1(b, mac.Padding1, 8)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := m.Append(nil); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%X, want %X (%v)", got, want, err)
	}
}

// TestPaddingNone takes whole blocks only, and agrees with padding method 1 there.
func TestPaddingNone(t *testing.T) {
	key := pattern(16)
	none, err1 := mac.NewAlgorithm3(key, mac.PaddingNone, 8)
	zeros, err2 := mac.NewAlgorithm3(key, mac.Padding1, 8)
	if err1 != nil || err2 != nil {
		t.Fatal(err1, err2)
	}
	for n := range 33 {
		got, err := none.Append(nil, pattern(n))
		if whole := n > 0 && n%8 == 0; !whole {
			if !errors.Is(err, mac.ErrUnpadded) || none.Verify(make([]byte, 8), pattern(n)) {
				t.Errorf("%d bytes: %X, %v", n, got, err) // EMV 4.4 B2 9.2.3
			}
			continue
		}
		if err != nil || !zeros.Verify(got, pattern(n)) {
			t.Errorf("%d bytes: %X, %v", n, got, err) // EMV 4.4 B2 9.2.3
		}
	}
}

// TestFull: the whole block begins with the MAC cut to any size.
func TestFull(t *testing.T) {
	b := block(t, "AES", pattern(16))
	for size := 4; size <= 16; size++ {
		m, err := mac.NewCMAC(b, size)
		if err != nil {
			t.Fatal(err)
		}
		full, err1 := m.Full(pattern(20))
		cut, err2 := m.Append([]byte("x"), pattern(20))
		if err1 != nil || err2 != nil || len(full) != 16 || !bytes.Equal(cut, append([]byte("x"), full[:size]...)) {
			t.Errorf("%d: %X, %X", size, full, cut) // EMV 4.4 B2 9.2.3.1
		}
	}
}

// TestRefused makes MACs out of range.
func TestRefused(t *testing.T) {
	aes, des := block(t, "AES", pattern(16)), block(t, "DES", pattern(8))
	odd := sized{aes, 24}
	try := func(_ *mac.MAC, err error) error { return err }
	rows := []struct {
		name      string
		got, want error
	}{
		{"MAC of 3", try(mac.NewCMAC(aes, 3)), mac.ErrSize},                                          // EMV 4.4 B2 A1.2
		{"MAC of 17", try(mac.NewCMAC(aes, 17)), mac.ErrSize},                                        // EMV 4.4 B2 A1.2.2
		{"MAC of 9 with DES", try(mac.NewAlgorithm1(des, mac.Padding2, 9)), mac.ErrSize},             // EMV 4.4 B2 A1.2.1
		{"MAC of 9, algorithm 3", try(mac.NewAlgorithm3(pattern(16), mac.Padding2, 9)), mac.ErrSize}, // EMV 4.4 B2 A1.2.1
		{"key of 8", try(mac.NewAlgorithm3(pattern(8), mac.Padding2, 8)), mac.ErrKeySize},            // EMV 4.4 B2 A1.2.1
		{"key of 24", try(mac.NewAlgorithm3(pattern(24), mac.Padding2, 8)), mac.ErrKeySize},          // EMV 4.4 B2 A1.2.1
		{"padding 0", try(mac.NewAlgorithm1(des, 0, 8)), mac.ErrPadding},                             // EMV 4.4 B2 A1.2.1
		{"padding 4", try(mac.NewAlgorithm1(des, 4, 8)), mac.ErrPadding},                             // EMV 4.4 B2 A1.2.1
		{"blocks of 24", try(mac.NewAlgorithm1(odd, mac.Padding2, 8)), mac.ErrBlockSize},             // EMV 4.4 B2 A1.2
		{"blocks of 24, CMAC", try(mac.NewCMAC(odd, 8)), mac.ErrBlockSize},                           // EMV 4.4 B2 A1.2
	}
	for _, row := range rows {
		if !errors.Is(row.got, row.want) {
			t.Errorf("%s: %v, want %v", row.name, row.got, row.want)
		}
	}
}

// sized lies about a cipher's block size.
type sized struct {
	cipher.Block
	n int
}

func (s sized) BlockSize() int { return s.n }

// TestNoKeyPrints looks for the key and its subkeys in what fmt makes of a MAC,
// alone and inside other values.
func TestNoKeyPrints(t *testing.T) {
	m, err := mac.NewCMAC(block(t, "AES", unhex(t, "2B7E151628AED2A6ABF7158809CF4F3C")), 8)
	if err != nil {
		t.Fatal(err)
	}
	type holder struct {
		shown  *mac.MAC
		hidden mac.MAC
	}
	for _, v := range []any{m, *m, []*mac.MAC{m}, []mac.MAC{*m}, holder{m, *m}, &holder{m, *m}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%x", "%X", "%d", "%s", "%q", "%e", "%t", "%c", "%Z"} {
			text := strings.ToLower(fmt.Sprintf(verb, v))
			for _, secret := range []string{"fbeed6183571", "251 238 214 24", "0xfb, 0xee", "2b7e151628"} {
				if strings.Contains(text, secret) {
					t.Errorf("%s shows %q", verb, secret)
				}
			}
		}
	}
}

// FuzzSplit: a message in any parts has the MAC of the whole, gmsm agrees, and
// a changed message does not verify.
func FuzzSplit(f *testing.F) {
	f.Add([]byte("0123456789abcdef"), []byte("Now is the time for all "), uint8(5), uint8(9))
	f.Add(make([]byte, 16), []byte{}, uint8(0), uint8(0))
	f.Fuzz(func(t *testing.T, key, msg []byte, a, b uint8) {
		if len(key) != 16 {
			return
		}
		i, j := min(int(a), len(msg)), min(int(b), len(msg))
		cuts := []int{i, j}
		slices.Sort(cuts)
		retail, err := mac.NewAlgorithm3(key, mac.Padding2, 8)
		if err != nil {
			t.Fatal(err)
		}
		aesBlock := block(t, "AES", key)
		cmac, err := mac.NewCMAC(aesBlock, 16)
		if err != nil {
			t.Fatal(err)
		}
		for _, pair := range []struct {
			m     *mac.MAC
			other cbcmac.BlockCipherMAC
		}{{retail, cbcmac.NewANSIRetailMAC(des.NewCipher, key[:8], key[8:], 8)}, {cmac, cbcmac.NewCMAC(aesBlock, 16)}} {
			want := pair.other.MAC(bytes.Clone(msg))
			got, err := pair.m.Append(nil, msg[:cuts[0]], msg[cuts[0]:cuts[1]], msg[cuts[1]:])
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("%X in parts %v: %X, gmsm %X (%v)", msg, cuts, got, want, err)
			}
			if len(msg) > 0 {
				wrong := bytes.Clone(msg)
				wrong[i%len(msg)] ^= 1 << (b % 8)
				if pair.m.Verify(want, wrong) {
					t.Fatalf("%X verifies for %X too", want, wrong)
				}
			}
		}
	})
}

func BenchmarkMAC(b *testing.B) {
	key := pattern(16)
	msg := pattern(64)
	retail, err1 := mac.NewAlgorithm3(key, mac.Padding2, 8)
	one, err2 := mac.NewAlgorithm1(block(b, "TDES", key), mac.Padding2, 8)
	cmacAES, err3 := mac.NewCMAC(block(b, "AES", key), 8)
	cmacSM4, err4 := mac.NewCMAC(block(b, "SM4", key), 8)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		b.Fatal(err)
	}
	for _, row := range []struct {
		name string
		m    *mac.MAC
	}{{"algorithm 3 DES", retail}, {"algorithm 1 TDES", one}, {"CMAC AES-128", cmacAES}, {"CMAC SM4", cmacSM4}} {
		b.Run(row.name, func(b *testing.B) {
			b.SetBytes(int64(len(msg)))
			dst := make([]byte, 0, 16)
			for b.Loop() {
				if _, err := row.m.Append(dst, msg); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("key of algorithm 3", func(b *testing.B) {
		for b.Loop() {
			if _, err := mac.NewAlgorithm3(key, mac.Padding2, 8); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("key of CMAC AES-128", func(b *testing.B) {
		for b.Loop() {
			blk, err := aes.NewCipher(key)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := mac.NewCMAC(blk, 8); err != nil {
				b.Fatal(err)
			}
		}
	})
}
