package pin_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/pin"
)

func mustPAN(t testing.TB, digits string) pin.PAN {
	t.Helper()
	p, err := pin.ParsePAN(digits)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mustKey(t testing.TB, a pin.Algorithm, b []byte) pin.Key {
	t.Helper()
	k, err := pin.NewKey(a, b)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Every byte value in every place of a PIN of every length.
//
// EMV 4.4 B3 6.5.12.2
func TestNewPIN(t *testing.T) {
	for n := range 15 {
		digits := []byte("12345678901234")[:n]
		p, err := pin.New(digits)
		if ok := n >= 4 && n <= 12; ok != (err == nil) || ok && p.Len() != n || !ok && err != pin.FaultPINLength {
			t.Errorf("%d digits: %v", n, err)
		}
		if err != nil {
			continue
		}
		for i := range digits {
			for b := range 256 {
				bad := bytes.Clone(digits)
				bad[i] = byte(b)
				p, err := pin.New(bad)
				if ok := b >= '0' && b <= '9'; ok != (err == nil) || !ok && err != pin.FaultDigit || ok && !bytes.Equal(p.AppendDigits(nil), bad) {
					t.Fatalf("%02X in place %d of %d: %v", b, i, n, err)
				}
			}
		}
	}
}

func TestEqualAndWipe(t *testing.T) {
	p, same, other := mustPIN(t, "1234"), mustPIN(t, "1234"), mustPIN(t, "12345")
	if !p.Equal(same) || p.Equal(other) || p.Equal(pin.PIN{}) {
		t.Error("Equal")
	}
	inside := p
	p.Wipe()
	if inside.Len() != 0 || p.Equal(same) || len(p.AppendDigits(nil)) != 0 {
		t.Error("not wiped")
	}
	pin.PIN{}.Wipe()
	k := mustKey(t, pin.AES, make([]byte, 32))
	if !k.Equal(mustKey(t, pin.AES, make([]byte, 32))) || k.Equal(mustKey(t, pin.AES, make([]byte, 16))) || mustKey(t, pin.TDES, make([]byte, 16)).Equal(mustKey(t, pin.AES, make([]byte, 16))) || k.Algorithm() != pin.AES {
		t.Error("Key.Equal")
	}
	k.Wipe()
	if _, err := k.Block(); err != pin.FaultKey || k.Len() != 0 {
		t.Error(err)
	}
	a := mustPAN(t, "4761739001010119")
	if a.Len() != 16 {
		t.Error(a.Len())
	}
	a.Wipe()
	if _, err := pin.EncipherBlock(pin.Format0, mustKey(t, pin.TDES, make([]byte, 16)), mustPIN(t, "1234"), a); err != pin.FaultPAN {
		t.Error(err)
	}
}

// Format cn: digits, then nibbles F to the end.
//
// EMV 4.4 B3 4.3
func TestDecodePAN(t *testing.T) {
	for _, c := range []struct{ cn, want string }{
		{"4761739001010119", "476173******0119"},
		{"4012345678909F", "401234***8909"},
		{"4012345678909FFFFFFF", "401234***8909"},
		{"123456789012345678FF", "123456********5678"},
		{"1234567890123456789F", "123456*********6789"},
		{"1FFF", "PAN of 1 digits"},
		{"12345678901234567890", ""}, // 20 digits
		{"4012345678909F12", ""},
		{"401234567890F9", ""},
		{"401234567890A1", ""},
		{"", ""},
		{"FFFF", ""},
		{"1234567890123456789FFF", ""}, // 11 bytes
	} {
		var b []byte
		if _, err := fmt.Sscanf(c.cn+" ", "%x", &b); err != nil && c.cn != "" {
			t.Fatal(err)
		}
		p, err := pin.DecodePAN(b)
		if c.want == "" {
			if err != pin.FaultPAN {
				t.Errorf("%s: %v", c.cn, err)
			}
		} else if err != nil || p.String() != c.want {
			t.Errorf("%s: %v %v", c.cn, p, err)
		}
	}
	for _, bad := range []string{"", "12345678901234567890", "12A4", "12/4", "12:4"} {
		if _, err := pin.ParsePAN(bad); err != pin.FaultPAN {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// Attack 21: PINs, keys, templates and account numbers show under no verb, in JSON or in slog, also from inside
// another struct, where package fmt calls no method.
func TestNothingPrints(t *testing.T) {
	secret := bytes.Repeat([]byte{0xA7}, 32)
	p := mustPIN(t, "918273645")
	k := mustKey(t, pin.AES, secret)
	account := mustPAN(t, "4761739182736450119")
	template, err := pin.NewBiometric(secret, secret, 1, secret)
	if err != nil {
		t.Fatal(err)
	}
	rsa, err := pin.NewRSAPrivateKey(testRSA.pub.Modulus, append([]byte{1}, secret...))
	if err != nil {
		t.Fatal(err)
	}
	card, err := pin.NewODECard(pin.SuiteP256, secret)
	if err != nil {
		t.Fatal(err)
	}
	ode, err := pin.NewODE(pin.SuiteP256, card.Public())
	if err != nil {
		t.Fatal(err)
	}
	ode = ode.With(secret)
	if _, err := ode.EncipherPIN(p, make([]byte, 8)); err != nil {
		t.Fatal(err)
	}
	type holder struct {
		P, p pin.PIN
		K, k pin.Key
		A, a pin.PAN
		B, b pin.Biometric
		R, r pin.RSAPrivateKey
		C, c pin.ODECard
		O, o pin.ODE
		any  any
	}
	h := holder{p, p, k, k, account, account, template, template, rsa, rsa, card, card, ode, ode, p}
	var out bytes.Buffer
	for _, v := range []any{p, k, account, template, rsa, card, ode, &p, &k, &account, &template, &rsa, &card, &ode, h, &h, []pin.PIN{p}, []any{h}, map[string]any{"k": k, "p": p}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%b", "%o", "%c", "%U", "%p", "%t", "%e", "%w", "%T"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		if err := json.NewEncoder(&out).Encode(v); err != nil {
			t.Fatal(err)
		}
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "v", v)
	}
	text := strings.ToLower(out.String())
	for _, trace := range []string{
		"918273645", "57 49 56 50", "39313832", "39 31", "9182736", // digits as text, bytes, hexadecimal
		"a7a7", "a7, 0xa7", "167 167", "p6en", "247 247", "10100111 10100111", // 32 bytes of A7
	} {
		if i := strings.Index(text, trace); i >= 0 {
			t.Errorf("%q shows: %.60s", trace, text[max(0, i-30):])
		}
	}
	for _, v := range []interface {
		fmt.Stringer
		fmt.GoStringer
	}{p, k, template, rsa, card, ode, pin.PIN{}, pin.Key{}} {
		if v.String() != "[masked]" || v.GoString() != "[masked]" {
			t.Errorf("%T says %s, %s", v, v.String(), v.GoString())
		}
	}
	if account.GoString() != account.String() || (pin.PAN{}).String() != "PAN of 0 digits" {
		t.Error("PAN in Go syntax, or none")
	}
	if !strings.Contains(text, "[masked]") || !strings.Contains(text, "476173*********0119") {
		t.Error("nothing was printed")
	}
}

// Every fault has a name of its own, and no error text holds a digit of what was refused.
func TestFaults(t *testing.T) {
	seen := map[string]bool{}
	for f := range pin.Fault(pin.NumFaults + 1) {
		seen[f.Error()] = true
	}
	if len(seen) != pin.NumFaults {
		t.Error(len(seen))
	}
}
