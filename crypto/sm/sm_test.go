package sm_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/sm"
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

func published(t testing.TB, kind string) []testvectors.CryptogramVector {
	t.Helper()
	files, err := testvectors.Cryptograms()
	if err != nil {
		t.Fatal(err)
	}
	var out []testvectors.CryptogramVector
	for _, f := range files {
		for _, v := range f.Vectors {
			if v.Kind == kind {
				out = append(out, v)
			}
		}
	}
	if len(out) == 0 {
		t.Fatalf("no vectors of kind %q", kind)
	}
	return out
}

func TestSM3(t *testing.T) {
	for _, v := range published(t, "sm3") {
		msg, want := unhex(t, v.Inputs["data"]), unhex(t, v.Expected)
		if got := sm.Hash(msg); !bytes.Equal(got[:], want) {
			t.Errorf("%v: %X", v.Cases, got) // C-8 1.0 C
		}
		h := sm.NewHash()
		for _, b := range msg {
			h.Write([]byte{b})
		}
		if got := h.Sum(nil); !bytes.Equal(got, want) || len(got) != sm.HashSize {
			t.Errorf("%v byte by byte: %X", v.Cases, got) // C-8 1.0 C
		}
		for bit := range len(msg) * 8 {
			msg[bit/8] ^= 1 << (bit % 8)
			if got := sm.Hash(msg); bytes.Equal(got[:], want) {
				t.Errorf("%v: bit %d does not show", v.Cases, bit) // C-8 1.0 C
			}
			msg[bit/8] ^= 1 << (bit % 8)
		}
	}
}

func TestSM4(t *testing.T) {
	for _, v := range published(t, "sm4") {
		key, data, want := unhex(t, v.Inputs["key"]), unhex(t, v.Inputs["data"]), unhex(t, v.Expected)
		rounds := 1
		if v.Inputs["rounds"] == "1000000" {
			if !sweep.Full() {
				continue
			}
			rounds = 1_000_000
		}
		block, err := sm.NewCipher(key)
		if err != nil {
			t.Fatal(err)
		}
		out := bytes.Clone(data)
		for range rounds {
			block.Encrypt(out, out)
		}
		if !bytes.Equal(out, want) {
			t.Errorf("%v: %X", v.Cases, out) // C-8 1.0 C
		}
		if rounds > 1 {
			continue
		}
		if block.Decrypt(out, want); !bytes.Equal(out, data) {
			t.Errorf("%v back: %X", v.Cases, out) // C-8 1.0 C
		}
		for bit := range 256 {
			k, d := bytes.Clone(key), bytes.Clone(data)
			append2(k, d)[bit/8][0] ^= 1 << (bit % 8)
			other, err := sm.NewCipher(k)
			if err != nil {
				t.Fatal(err)
			}
			if other.Encrypt(out, d); bytes.Equal(out, want) {
				t.Errorf("%v: bit %d does not show", v.Cases, bit) // C-8 1.0 C
			}
		}
	}
	for n := range 40 {
		if _, err := sm.NewCipher(make([]byte, n)); (err == nil) != (n == 16) {
			t.Errorf("key of %d bytes: %v", n, err)
		}
		if _, err := sm.NewCMAC(make([]byte, 16), n); (err == nil) != (n >= 4 && n <= 16) {
			t.Errorf("CMAC of %d bytes: %v", n, err)
		}
	}
	if _, err := sm.NewCMAC(nil, 8); !errors.Is(err, sm.ErrKey) {
		t.Error(err)
	}
}

// append2 lists the bytes of both slices, each as a slice of one.
func append2(a, b []byte) [][]byte {
	var out [][]byte
	for _, s := range [][]byte{a, b} {
		for i := range s {
			out = append(out, s[i:i+1])
		}
	}
	return out
}

// TestCMAC builds SM4-CMAC by its formula from bare SM4: no vector is published.
func TestCMAC(t *testing.T) {
	key := unhex(t, "0123456789ABCDEFFEDCBA9876543210")
	block, err := sm.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	l := new(big.Int)
	zero := make([]byte, 16)
	block.Encrypt(zero, zero)
	l.SetBytes(zero)
	poly, _ := new(big.Int).SetString("100000000000000000000000000000087", 16)
	k1 := l.Lsh(l, 1)
	if k1.BitLen() > 128 {
		k1.Xor(k1, poly)
	}
	k2 := new(big.Int).Lsh(k1, 1)
	if k2.BitLen() > 128 {
		k2.Xor(k2, poly)
	}
	xor := func(a []byte, k *big.Int) []byte {
		out := new(big.Int).Xor(new(big.Int).SetBytes(a), k)
		return out.FillBytes(make([]byte, 16))
	}
	whole, part := []byte("sixteen bytes ok"), []byte("five5")
	m, err := sm.NewCMAC(key, 16)
	if err != nil {
		t.Fatal(err)
	}
	want := xor(whole, k1)
	block.Encrypt(want, want)
	if !m.Verify(want, whole) {
		t.Error("whole block") // C-8 1.0 C
	}
	want = xor(append(append(bytes.Clone(part), 0x80), make([]byte, 10)...), k2)
	block.Encrypt(want, want)
	if !m.Verify(want, part) {
		t.Error("padded block") // C-8 1.0 C
	}
}

// TestSM2 verifies the standard's example and refuses all its twins.
func TestSM2(t *testing.T) {
	for _, v := range published(t, "sm2") {
		xy, id, msg, sig := unhex(t, v.Inputs["public key"]), unhex(t, v.Inputs["id"]), unhex(t, v.Inputs["data"]), unhex(t, v.Expected)
		pub, err := sm.NewPublicKey(xy)
		if err != nil {
			t.Fatal(err)
		}
		if !pub.Verify(id, msg, sig) || !pub.Verify(nil, msg, sig) || !bytes.Equal(pub.Bytes(), xy) {
			t.Errorf("%v: refused", v.Cases) // C-8 1.0 C
		}
		if d := v.Inputs["private key"]; d != "" {
			priv, err := sm.NewPrivateKey(unhex(t, d))
			if err != nil || !bytes.Equal(priv.Public().Bytes(), xy) {
				t.Errorf("%v: private key: %v", v.Cases, err) // C-8 1.0 C
			}
			if got := affineSign(unhex(t, d), unhex(t, v.Inputs["nonce"]), digest(xy, id, msg)); !bytes.Equal(got, sig) {
				t.Errorf("%v: affine formula gives %X", v.Cases, got)
			}
		}
		n := 0
		for name, input := range map[string][]byte{"message": msg, "identity": id, "signature": sig, "key": xy} {
			for bit := range len(input) * 8 {
				if n++; !sweep.Sample(n, 100) {
					continue
				}
				input[bit/8] ^= 1 << (bit % 8)
				other, err := sm.NewPublicKey(xy)
				if (err == nil) == (name == "key") {
					t.Errorf("%v: key with %s bit %d: %v", v.Cases, name, bit, err) // C-8 1.0 C
				}
				if err == nil && other.Verify(id, msg, sig) {
					t.Errorf("%v: %s bit %d does not show", v.Cases, name, bit) // C-8 1.0 C
				}
				input[bit/8] ^= 1 << (bit % 8)
			}
		}
	}
}

// TestSM2Range: r and s of 0, of the order and above, and wrong lengths.
func TestSM2Range(t *testing.T) {
	v := published(t, "sm2")[0]
	pub, err := sm.NewPublicKey(unhex(t, v.Inputs["public key"]))
	if err != nil {
		t.Fatal(err)
	}
	msg, sig := unhex(t, v.Inputs["data"]), unhex(t, v.Expected)
	order := curve().n.FillBytes(make([]byte, 32))
	top := bytes.Repeat([]byte{0xFF}, 32)
	for _, wrong := range [][]byte{make([]byte, 32), order, top} {
		for _, s := range [][]byte{append(bytes.Clone(wrong), sig[32:]...), append(bytes.Clone(sig[:32]), wrong...), append(bytes.Clone(wrong), wrong...)} {
			if pub.Verify(nil, msg, s) {
				t.Errorf("%X taken", s)
			}
		}
	}
	// s + n and r + n do not fit 32 bytes here unless small; lengths do matter.
	for _, s := range [][]byte{nil, sig[:63], append(bytes.Clone(sig), 0), append([]byte{0}, sig...)} {
		if pub.Verify(nil, msg, s) {
			t.Errorf("%d bytes taken", len(s))
		}
	}
	if pub.Verify(make([]byte, 8192), msg, sig) {
		t.Error("identity of 8192 bytes taken")
	}
	for _, d := range [][]byte{nil, make([]byte, 31), make([]byte, 32), make([]byte, 33), order, top} {
		if _, err := sm.NewPrivateKey(d); !errors.Is(err, sm.ErrKey) {
			t.Errorf("private key %X: %v", d, err)
		}
	}
	minus := new(big.Int).Sub(curve().n, big.NewInt(1)).FillBytes(make([]byte, 32)) // 1 + d has no inverse
	if _, err := sm.NewPrivateKey(minus); !errors.Is(err, sm.ErrKey) {
		t.Errorf("private key n-1: %v", err)
	}
	for _, xy := range [][]byte{nil, make([]byte, 63), make([]byte, 64), make([]byte, 65), append(curve().p.Bytes(), make([]byte, 32)...)} {
		if _, err := sm.NewPublicKey(xy); !errors.Is(err, sm.ErrKey) {
			t.Errorf("public key %X: %v", xy, err)
		}
	}
}

// TestSignRoundTrip signs, and checks with the affine formula over math/big.
func TestSignRoundTrip(t *testing.T) {
	priv, err := sm.NewPrivateKey(unhex(t, "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"))
	if err != nil {
		t.Fatal(err)
	}
	pub := priv.Public()
	for i := range 10 {
		id, msg := bytes.Repeat([]byte{'i'}, i), bytes.Repeat([]byte{'m'}, i*9)
		sig, err := priv.Sign(rand.Reader, id, msg)
		if err != nil || len(sig) != sm.SignatureSize || !pub.Verify(id, msg, sig) {
			t.Fatalf("%d: %X, %v", i, sig, err) // C-8 1.0 C
		}
		named := id
		if len(id) == 0 {
			named = []byte(sm.DefaultID)
		}
		if !affineVerify(pub.Bytes(), digest(pub.Bytes(), named, msg), sig) {
			t.Errorf("%d: the affine formula refuses", i) // C-8 1.0 C
		}
		sig[63] ^= 1
		if pub.Verify(id, msg, sig) || affineVerify(pub.Bytes(), digest(pub.Bytes(), named, msg), sig) {
			t.Errorf("%d: twin taken", i) // C-8 1.0 C
		}
	}
	if _, err := priv.Sign(rand.Reader, make([]byte, 8192), nil); !errors.Is(err, sm.ErrSize) {
		t.Error(err)
	}
}

func TestPrivateKeyNeverPrints(t *testing.T) {
	priv, err := sm.NewPrivateKey(unhex(t, "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8"))
	if err != nil {
		t.Fatal(err)
	}
	type holder struct {
		shown  *sm.PrivateKey
		hidden sm.PrivateKey
	}
	var text strings.Builder
	for _, v := range []any{priv, *priv, []sm.PrivateKey{*priv}, holder{priv, *priv}, &holder{priv, *priv}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%x", "%X", "%d", "%s", "%q", "%e", "%t", "%Z"} {
			fmt.Fprintf(&text, verb, v)
		}
		b, err := json.Marshal(v)
		if err != nil {
			t.Error(err)
		}
		text.Write(b)
		slog.New(slog.NewJSONHandler(&text, nil)).Info("x", "key", v)
	}
	d, _ := new(big.Int).SetString("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8", 16)
	low := strings.ToLower(text.String())
	for _, leak := range []string{d.String(), "3945208f", "57 69 32 143", "4df7c5b8", fmt.Sprint(d.Bits()[0])} {
		if strings.Contains(low, leak) {
			t.Errorf("shows %q", leak)
		}
	}
}
