package cryptogram_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/crypto/mac"
	"github.com/emvgo/emv/tlv"
)

func key(t testing.TB, a cryptogram.Algorithm, b ...byte) cryptogram.Key {
	t.Helper()
	k, err := cryptogram.NewKey(a, b)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func counting(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = 0xA0 + byte(i)
	}
	return b
}

// TestKeyNeverPrints looks for key bytes in everything that fmt, JSON and slog
// make of a key, alone, behind a pointer and inside other values.
func TestKeyNeverPrints(t *testing.T) {
	type holder struct {
		Shown  cryptogram.Key
		hidden cryptogram.Key
		list   []cryptogram.Key
	}
	k := key(t, cryptogram.TDES, counting(16)...)
	values := []any{k, &k, []cryptogram.Key{k}, map[string]cryptogram.Key{"k": k}, holder{k, k, []cryptogram.Key{k}}, &holder{k, k, nil}, struct{ cryptogram.Key }{k}}
	var text strings.Builder
	for _, v := range values {
		for verb := byte('A'); verb <= 'z'; verb++ {
			for _, flags := range []string{"", "+", "#", "-40", "0.99", "# ", "+#"} {
				fmt.Fprintf(&text, "%"+flags+string(verb)+"\n", v)
			}
		}
		b, err := json.Marshal(v)
		if err != nil {
			t.Error(err)
		}
		text.Write(b)
		slog.New(slog.NewTextHandler(&text, nil)).Info("x", "key", v)
		slog.New(slog.NewJSONHandler(&text, nil)).Info("x", "key", v)
		fmt.Fprintln(&text, v)
	}
	low := strings.ToLower(text.String())
	for _, leak := range []string{"a0a1a2a3", "a0 a1 a2", "a0, 0xa1", "160 161 162", "160,161", "oKGio", "\xa0\xa1", "10100000 10100001", "240 241 242", `\xa5`, `\u00a5`} {
		if strings.Contains(low, strings.ToLower(leak)) {
			t.Errorf("a key's bytes show: %q", leak)
		}
	}
	if !strings.Contains(low, "tdes key of 16 bytes") {
		t.Error("no masked form printed")
	}
}

// TestKeyWipe: every copy goes, and no operation takes what is left.
func TestKeyWipe(t *testing.T) {
	k := key(t, cryptogram.TDES, counting(16)...)
	shared := k
	k.Wipe()
	for _, k := range []cryptogram.Key{k, shared, {}} {
		if k.Len() != 0 || k.String() != "no key" || k.Equal(k) {
			t.Errorf("left over: %v", k)
		}
		_, e1 := cryptogram.DeriveICCMasterKey(cryptogram.OptionA, k, "1234", 0)
		_, e2 := cryptogram.CommonSessionKey(k, []byte{0, 1})
		_, e3 := cryptogram.MACWith(k, mac.Padding2, nil)
		_, e4 := cryptogram.ARPC1(k, [8]byte{}, [2]byte{})
		_, e5 := cryptogram.ARPC2(k, [8]byte{}, [4]byte{}, nil)
		_, e6 := cryptogram.EncryptScript(k, cryptogram.LengthECB, []byte{1})
		_, e7 := cryptogram.DecryptScript(k, cryptogram.LengthECB, make([]byte, 8))
		_, e8 := cryptogram.VisaSessionKey(k, [2]byte{})
		_, e9 := cryptogram.EMV2000SessionKey(k, [2]byte{}, 16, 2, [16]byte{})
		_, e10 := cryptogram.PINBlockVisa(k, "1234", "")
		_, e11 := cryptogram.CVV(k, "4111111111111111", "2512", "201")
		_, e12 := cryptogram.CVC3(k, [2]byte{}, [4]byte{}, [2]byte{})
		_, e13 := cryptogram.PVV(k, "4111111111111111", 1, "1234")
		_, e14 := k.CheckValue(3)
		_, e15 := cryptogram.VisaCVN10.SessionKey(k, [2]byte{}, [4]byte{})
		_, e16 := cryptogram.CCD6.IssuerAuthenticationData(k, [2]byte{}, [4]byte{}, [8]byte{}, cryptogram.Answer{})
		for i, err := range []error{e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11, e12, e13, e14, e15, e16} {
			if !errors.Is(err, cryptogram.ErrKey) && !errors.Is(err, cryptogram.ErrAlgorithm) {
				t.Errorf("operation %d took a wiped key: %v", i+1, err)
			}
		}
	}
}

// TestKeyEqual: parity bits of TDES keys do not count, bits of AES keys do.
func TestKeyEqual(t *testing.T) {
	for _, a := range []cryptogram.Algorithm{cryptogram.TDES, cryptogram.AES} {
		k := key(t, a, counting(16)...)
		for bit := range 128 {
			b := counting(16)
			b[bit/8] ^= 1 << (bit % 8)
			parity := a == cryptogram.TDES && bit%8 == 0
			if k.Equal(key(t, a, b...)) != parity {
				t.Errorf("%v bit %d: Equal is %v", a, bit, !parity)
			}
		}
	}
	if key(t, cryptogram.TDES, counting(16)...).Equal(key(t, cryptogram.AES, counting(16)...)) {
		t.Error("keys of different algorithms are equal")
	}
}

// TestCheckValueAES: the CMAC of a block of zeros under 000102..0F, which NIST
// does not print; the block itself is from FIPS 197's key with RFC 4493's steps.
func TestCheckValueAES(t *testing.T) {
	// RFC 4493's key: K1 is FBEED618357133667C85E08F7236A8DE; the value is
	// AES of K1, since the message is one block of zeros.
	k := key(t, cryptogram.AES, 0x2B, 0x7E, 0x15, 0x16, 0x28, 0xAE, 0xD2, 0xA6, 0xAB, 0xF7, 0x15, 0x88, 0x09, 0xCF, 0x4F, 0x3C)
	got, err := k.CheckValue(5)
	if err != nil {
		t.Fatal(err)
	}
	want := aesBlock(t, k.Reveal(), unhex(t, "FBEED618357133667C85E08F7236A8DE"))[:5]
	if !bytes.Equal(got, want) {
		t.Errorf("%X, want %X", got, want)
	}
}

// TestVersionRefused: each step of a version says what was wrong: no version, a key of another algorithm, a wiped key, a length.
func TestVersionRefused(t *testing.T) {
	tdes, aes, wiped := key(t, cryptogram.TDES, counting(16)...), key(t, cryptogram.AES, counting(16)...), key(t, cryptogram.TDES, counting(16)...)
	wiped.Wipe()
	values := map[tlv.Tag]int{0x9F02: 6, 0x9F03: 6, 0x9F1A: 2, 0x95: 5, 0x5F2A: 2, 0x9A: 3, 0x9C: 1, 0x9F37: 4, 0x82: 2, 0x9F36: 2}
	get := func(iad string) func(tlv.Tag) []byte {
		return func(tag tlv.Tag) []byte {
			if tag == 0x9F10 {
				return unhex(t, iad)
			}
			return make([]byte, values[tag])
		}
	}
	const visa = "06010A03A4B800"
	session := func(c cryptogram.CVN, k cryptogram.Key) error {
		_, err := c.SessionKey(k, [2]byte{}, [4]byte{})
		return err
	}
	script := func(c cryptogram.CVN, k cryptogram.Key) error {
		_, err := c.ScriptKey(k, [2]byte{}, [8]byte{})
		return err
	}
	answer := func(c cryptogram.CVN, k cryptogram.Key, n int) error {
		_, err := c.IssuerAuthenticationData(k, [2]byte{}, [4]byte{}, [8]byte{}, cryptogram.Answer{Proprietary: make([]byte, n)})
		return err
	}
	verify := func(c cryptogram.CVN, k cryptogram.Key) error {
		_, err := c.VerifyIssuerAuthenticationData(k, [2]byte{}, [4]byte{}, [8]byte{}, make([]byte, 10))
		return err
	}
	ac := func(c cryptogram.CVN, k cryptogram.Key, iad string) error {
		_, err := c.ApplicationCryptogram(k, get(iad))
		return err
	}
	for _, row := range []struct {
		name      string
		got, want error
	}{
		{"session key, no version", session(0, tdes), cryptogram.ErrCVN},                                 // EMV 4.4 B2 A1.3
		{"session key, algorithm", session(cryptogram.CCD6, tdes), cryptogram.ErrAlgorithm},              // EMV 4.4 B2 A1.3
		{"script key, no version", script(0, tdes), cryptogram.ErrCVN},                                   // EMV 4.4 B2 9.2.2
		{"script key, algorithm", script(cryptogram.CCD6, tdes), cryptogram.ErrAlgorithm},                // EMV 4.4 B2 9.3.2
		{"answer, no version", answer(0, tdes, 0), cryptogram.ErrCVN},                                    // EMV 4.4 B2 8.2
		{"answer by method 1, algorithm", answer(1, aes, 0), cryptogram.ErrAlgorithm},                    // EMV 4.4 B2 8.2.1
		{"answer by method 2, algorithm", answer(cryptogram.CCD6, tdes, 0), cryptogram.ErrAlgorithm},     // EMV 4.4 B2 8.2.2
		{"9 bytes that the ARPC does not cover", answer(cryptogram.CCD5, tdes, 9), cryptogram.ErrLength}, // EMV 4.4 B2 8.2.2
		{"verify, no version", verify(0, tdes), cryptogram.ErrCVN},                                       // EMV 4.4 B2 8.2
		{"verify by method 1, algorithm", verify(1, aes), cryptogram.ErrAlgorithm},                       // EMV 4.4 B2 8.2.1
		{"verify by method 2, algorithm", verify(cryptogram.CCD6, tdes), cryptogram.ErrAlgorithm},        // EMV 4.4 B2 8.2.2
		{"data, no version", ac(0, tdes, visa), cryptogram.ErrCVN},                                       // EMV 4.4 B2 8.1.1
		{"cryptogram, algorithm", ac(cryptogram.VisaCVN10, aes, visa), cryptogram.ErrAlgorithm},          // EMV 4.4 B2 8.1.2
		{"cryptogram, wiped key", ac(cryptogram.VisaCVN10, wiped, visa), cryptogram.ErrKey},              // EMV 4.4 B2 8.1.2
	} {
		if !errors.Is(row.got, row.want) {
			t.Errorf("%s: %v, want %v", row.name, row.got, row.want)
		}
	}
	for _, n := range []int{0, 33} {
		var fault *cryptogram.DataError
		err := ac(cryptogram.VisaCVN18, tdes, strings.Repeat("06", n))
		if !errors.As(err, &fault) || fault.Tag != 0x9F10 || fault.Got != n {
			t.Errorf("issuer application data of %d bytes: %v", n, err) // EMV 4.4 B2 8.1.1
		}
	}
}

// TestRefused calls everything with inputs out of range.
func TestRefused(t *testing.T) {
	tdes, aes := key(t, cryptogram.TDES, counting(16)...), key(t, cryptogram.AES, counting(16)...)
	for n := range 40 {
		_, err := cryptogram.NewKey(cryptogram.TDES, make([]byte, n))
		if (err == nil) != (n == 16) {
			t.Errorf("TDES key of %d bytes: %v", n, err)
		}
		_, err = cryptogram.NewKey(cryptogram.AES, make([]byte, n))
		if (err == nil) != (n == 16 || n == 24 || n == 32) {
			t.Errorf("AES key of %d bytes: %v", n, err)
		}
	}
	master := func(o cryptogram.Option, k cryptogram.Key, pan string, psn byte) error {
		_, err := cryptogram.DeriveICCMasterKey(o, k, pan, psn)
		return err
	}
	common := func(k cryptogram.Key, n int) error {
		_, err := cryptogram.CommonSessionKey(k, make([]byte, n))
		return err
	}
	tree := func(h, b int) error {
		_, err := cryptogram.EMV2000SessionKey(tdes, [2]byte{}, h, b, [16]byte{})
		return err
	}
	pvv := func(pan string, i int, pin string) error {
		_, err := cryptogram.PVV(tdes, pan, i, pin)
		return err
	}
	cvv := func(pan, expiry, service string) error {
		_, err := cryptogram.CVV(tdes, pan, expiry, service)
		return err
	}
	pinBlock := func(pin, current string) error {
		_, err := cryptogram.PINBlockVisa(tdes, pin, current)
		return err
	}
	_, long := cryptogram.ARPC2(tdes, [8]byte{}, [4]byte{}, make([]byte, 9))
	_, short := cryptogram.ScriptMAC(tdes, 3)
	_, nine := cryptogram.ScriptMAC(aes, 9)
	_, wrong := cryptogram.AC(cryptogram.CCD6, tdes, nil)
	_, none := cryptogram.AC(0, tdes, nil)
	rows := []struct {
		name      string
		got, want error
	}{
		{"PAN empty", master(cryptogram.OptionA, tdes, "", 0), cryptogram.ErrPAN},                                             // EMV 4.4 B2 A1.4
		{"PAN of padding", master(cryptogram.OptionA, tdes, "FFF", 0), cryptogram.ErrPAN},                                     // EMV 4.4 B2 A1.4
		{"PAN of 20", master(cryptogram.OptionB, tdes, strings.Repeat("1", 20), 0), cryptogram.ErrPAN},                        // EMV 4.4 B2 A1.4
		{"PAN with a letter", master(cryptogram.OptionB, tdes, "12A4", 0), cryptogram.ErrPAN},                                 // EMV 4.4 B2 A1.4
		{"PSN with a letter", master(cryptogram.OptionA, tdes, "1234", 0x1A), cryptogram.ErrPSN},                              // EMV 4.4 B2 A1.4
		{"PSN with a letter first", master(cryptogram.OptionA, tdes, "1234", 0xA1), cryptogram.ErrPSN},                        // EMV 4.4 B2 A1.4
		{"option B with AES, long PAN", master(cryptogram.OptionB, aes, strings.Repeat("1", 17), 0), cryptogram.ErrAlgorithm}, // EMV 4.4 B2 A1.4.2
		{"option A with AES", master(cryptogram.OptionA, aes, "1234", 0), cryptogram.ErrAlgorithm},                            // EMV 4.4 B2 A1.4.1
		{"option B with AES", master(cryptogram.OptionB, aes, "1234", 0), cryptogram.ErrAlgorithm},                            // EMV 4.4 B2 A1.4.2
		{"option C with TDES", master(cryptogram.OptionC, tdes, "1234", 0), cryptogram.ErrAlgorithm},                          // EMV 4.4 B2 A1.4.3
		{"no option", master(0, tdes, "1234", 0), cryptogram.ErrAlgorithm},                                                    // EMV 4.4 B2 A1.4
		{"R too short", common(tdes, 1), cryptogram.ErrLength},                                                                // EMV 4.4 B2 A1.3.1
		{"R too long", common(tdes, 9), cryptogram.ErrLength},                                                                 // EMV 4.4 B2 A1.3.1
		{"R too long for AES", common(aes, 17), cryptogram.ErrLength},                                                         // EMV 4.4 B2 A1.3.1
		{"tree too low", tree(15, 2), cryptogram.ErrLength},                                                                   // EMV 4.1 B2 A1.3
		{"tree without branches", tree(16, 1), cryptogram.ErrLength},                                                          // EMV 4.1 B2 A1.3
		{"tree too high", tree(17, 2), cryptogram.ErrLength},                                                                  // EMV 4.1 B2 A1.3
		{"proprietary data of 9", long, cryptogram.ErrLength},                                                                 // EMV 4.4 B2 8.2.2
		{"MAC of 3", short, mac.ErrSize},                                                                                      // EMV 4.4 B2 9.2.1
		{"MAC of 9", nine, cryptogram.ErrLength},                                                                              // EMV 4.4 B2 9.2.1
		{"TDES key for AES version", wrong, cryptogram.ErrAlgorithm},                                                          // EMV 4.4 B2 8.1.2
		{"no version", none, cryptogram.ErrCVN},                                                                               // EMV 4.4 B3 C9.1
		{"PVV index", pvv("4111111111111111", 10, "1234"), cryptogram.ErrDigits},
		{"PVV PAN", pvv("41111111111", 1, "1234"), cryptogram.ErrPAN},
		{"PVV PIN", pvv("4111111111111111", 1, "123"), cryptogram.ErrDigits},
		{"CVV expiry", cvv("4111111111111111", "251", "201"), cryptogram.ErrDigits},
		{"CVV service code", cvv("4111111111111111", "2512", "2O1"), cryptogram.ErrDigits},
		{"PIN of 3", pinBlock("123", ""), cryptogram.ErrDigits},
		{"PIN of 13", pinBlock("1234567890123", ""), cryptogram.ErrDigits},
		{"current PIN of 3", pinBlock("1234", "123"), cryptogram.ErrDigits},
	}
	for _, row := range rows {
		if !errors.Is(row.got, row.want) {
			t.Errorf("%s: %v, want %v", row.name, row.got, row.want)
		}
	}
}
