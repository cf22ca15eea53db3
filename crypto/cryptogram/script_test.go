package cryptogram_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"errors"
	"testing"

	"github.com/emvgo/emv/crypto/cryptogram"
)

// scripts makes one Script for the issuer and one for the card.
func scripts(t testing.TB, c cryptogram.CVN) (issuer, card *cryptogram.Script) {
	t.Helper()
	s, _ := c.Scheme()
	smi, smc := key(t, s.Algorithm, counting(16)...), key(t, s.Algorithm, counting(32)[16:]...)
	for _, p := range []**cryptogram.Script{&issuer, &card} {
		var err error
		if *p, err = c.NewScript(smi, smc, [2]byte{0x01, 0x23}, [8]byte{1, 2, 3, 4, 5, 6, 7, 8}); err != nil {
			t.Fatal(err)
		}
	}
	return issuer, card
}

// TestScriptRoundTrip: for every version, with and without encipherment, over
// lengths round the block sizes, the card opens what the issuer sealed.
func TestScriptRoundTrip(t *testing.T) {
	for c := cryptogram.CVN(1); ; c++ {
		s, ok := c.Scheme()
		if !ok {
			break
		}
		issuer, card := scripts(t, c)
		for _, n := range []int{0, 1, 7, 8, 9, 15, 16, 17, 23, 24, 126, 127, 128, 220} {
			for _, encipher := range []bool{false, true} {
				data := counting(n)
				command, err := issuer.Seal(nil, [4]byte{0x80, 0xDA, 0x9F, 0x58}, data, encipher)
				if err != nil {
					t.Fatal(c, n, err)
				}
				// EMV 4.4 B2 9.1
				if want := map[bool]byte{false: 0x84, true: 0x8C}[s.Script == cryptogram.Format1Chained]; command[0] != want {
					t.Errorf("%v: CLA %02X", c, command[0])
				}
				got, err := card.Open(command, encipher)
				if s.Encipherment == cryptogram.PadIfNeededCBC && encipher && n%8 != 0 {
					data = append(bytes.Clone(data), 0x80)
					data = append(data, make([]byte, (8-len(data)%8)%8)...)
				}
				if err != nil || !bytes.Equal(got, data) {
					t.Errorf("%v %d %v: %X, %v", c, n, encipher, got, err) // EMV 4.4 B2 9.2, 9.3
				}
			}
		}
	}
}

// TestEncipheredMismatch: format 1 says by itself whether data is enciphered; a
// card that expects the other is not given any.
func TestEncipheredMismatch(t *testing.T) {
	for _, c := range []cryptogram.CVN{cryptogram.CCD5, cryptogram.CCD6} {
		for _, encipher := range []bool{false, true} {
			issuer, card := scripts(t, c)
			command, err := issuer.Seal(nil, [4]byte{0x80, 0xDA, 0, 0}, counting(8), encipher)
			if err != nil {
				t.Fatal(err)
			}
			if data, err := card.Open(command, !encipher); !errors.Is(err, cryptogram.ErrFormat) || data != nil {
				t.Errorf("%v %v: %X, %v", c, encipher, data, err) // EMV 4.4 B2 9.3.1.1
			}
		}
	}
}

// TestHeaderFormat: a right MAC under the other format's class byte, or a class
// byte without secure messaging, is refused as out of format.
func TestHeaderFormat(t *testing.T) {
	for c, classes := range map[cryptogram.CVN][]byte{cryptogram.VisaCVN18: {0x80, 0x8C, 0x00}, cryptogram.CCD5: {0x80, 0x84, 0x00}} {
		issuer, card := scripts(t, c)
		command, err := issuer.Seal(nil, [4]byte{0x80, 0x1E, 0, 0}, nil, false)
		if err != nil {
			t.Fatal(err)
		}
		for _, class := range classes {
			command[0] = class
			if _, err := card.Open(command, false); !errors.Is(err, cryptogram.ErrFormat) {
				t.Errorf("%v class %02X: %v", c, class, err) // EMV 4.4 B2 9.1
			}
		}
	}
}

// TestScriptTwins changes every bit of a sealed command: the card refuses it.
func TestScriptTwins(t *testing.T) {
	for c := cryptogram.CVN(1); ; c++ {
		if _, ok := c.Scheme(); !ok {
			break
		}
		for _, encipher := range []bool{false, true} {
			issuer, _ := scripts(t, c)
			command, err := issuer.Seal(nil, [4]byte{0x80, 0x24, 0, 2}, counting(8), encipher)
			if err != nil {
				t.Fatal(err)
			}
			for bit := range len(command) * 8 {
				_, card := scripts(t, c)
				wrong := bytes.Clone(command)
				wrong[bit/8] ^= 1 << (bit % 8)
				_, err := card.Open(wrong, encipher)
				if !errors.Is(err, cryptogram.ErrMAC) && !errors.Is(err, cryptogram.ErrFormat) {
					t.Errorf("%v bit %d: %v", c, bit, err) // EMV 4.4 B2 9.2.3
				}
				if again, err := card.Open(command, encipher); err != nil || len(again) == 0 {
					t.Errorf("%v: the right command after a wrong one: %v", c, err) // EMV 4.4 B2 9.2.3.1
				}
			}
		}
	}
}

// TestFormat1 builds two secured commands from the book's illustration with
// bare DES and AES: the header padded, the object padded, the MACs chained.
func TestFormat1(t *testing.T) {
	tdes := func(t *testing.T, k []byte) (cbc func([]byte) []byte, mac func([]byte) []byte) {
		left, _ := des.NewCipher(k[:8])
		right, _ := des.NewCipher(k[8:])
		triple, err := des.NewTripleDESCipher(append(bytes.Clone(k), k[:8]...))
		if err != nil {
			t.Fatal(err)
		}
		return func(b []byte) []byte {
				out := bytes.Clone(b)
				cipher.NewCBCEncrypter(triple, make([]byte, 8)).CryptBlocks(out, b)
				return out
			}, func(b []byte) []byte {
				out := bytes.Clone(b)
				cipher.NewCBCEncrypter(left, make([]byte, 8)).CryptBlocks(out, b)
				out = out[len(out)-8:]
				right.Decrypt(out, out)
				left.Encrypt(out, out)
				return out
			}
	}
	mk := counting(16)
	ac := [8]byte{1, 2, 3, 4, 5, 6, 7, 8}
	session := func(mk []byte) []byte { // EMV 4.4 B2 A1.3.1
		return append(tdesBlock(t, mk, []byte{1, 2, 0xF0, 4, 5, 6, 7, 8}), tdesBlock(t, mk, []byte{1, 2, 0x0F, 4, 5, 6, 7, 8})...)
	}
	_, sum := tdes(t, session(mk))
	encipher, _ := tdes(t, session(counting(32)[16:]))
	issuer, _ := scripts(t, cryptogram.CCD5)

	// EMV 4.4 B2 D2.1.2
	hidden := encipher(unhex(t, "241234FFFFFFFFFF8000000000000000"))
	object := append(unhex(t, "871101"), hidden...)
	// EMV 4.4 B2 D2.3.1
	first := sum(bytes.Join([][]byte{ac[:], unhex(t, "8C24000280000000"), object, unhex(t, "8000000000")}, nil))
	want := bytes.Join([][]byte{unhex(t, "8C24000219"), object, {0x8E, 4}, first[:4]}, nil)
	got, err := issuer.Seal(nil, [4]byte{0x80, 0x24, 0, 2}, unhex(t, "241234FFFFFFFFFF"), true)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%X, want %X (%v)", got, want, err)
	}
	// EMV 4.4 B2 9.2.3.1, D2.1.1
	second := sum(bytes.Join([][]byte{first, unhex(t, "8C1E000080000000")}, nil))
	want = bytes.Join([][]byte{unhex(t, "8C1E000006"), {0x8E, 4}, second[:4]}, nil)
	got, err = issuer.Seal(nil, [4]byte{0x80, 0x1E, 0, 0}, nil, true)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("chained: %X, want %X (%v)", got, want, err)
	}
	// EMV 4.4 B2 D2.1.1
	third := sum(bytes.Join([][]byte{second, unhex(t, "8CDA9F5880000000"), unhex(t, "8103AABBCC800000")}, nil))
	want = bytes.Join([][]byte{unhex(t, "8CDA9F580B8103AABBCC"), {0x8E, 4}, third[:4]}, nil)
	got, err = issuer.Seal(nil, [4]byte{0x80, 0xDA, 0x9F, 0x58}, unhex(t, "AABBCC"), false)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("plain: %X, want %X (%v)", got, want, err)
	}
}

// TestFormat1AES does so with AES: blocks of 16, the cryptogram filled with
// zeros, CMAC without padding of its own.
func TestFormat1AES(t *testing.T) {
	issuer, _ := scripts(t, cryptogram.CCD6)
	sk := aesBlock(t, counting(16), unhex(t, "01020304050607080000000000000000"))                            // EMV 4.4 B2 A1.3.1
	hide := aesBlock(t, counting(32)[16:], unhex(t, "01020304050607080000000000000000"))                     // EMV 4.4 B2 A1.3.1
	object := append(unhex(t, "871101"), aesBlock(t, hide, unhex(t, "241234FFFFFFFFFF8000000000000000"))...) // EMV 4.4 B2 D2.2
	message := bytes.Join([][]byte{
		unhex(t, "01020304050607080000000000000000"), // EMV 4.4 B2 9.2.3.1
		unhex(t, "8C240002800000000000000000000000"), // EMV 4.4 B2 9.2.3
		object, {0x80}, make([]byte, 12),
	}, nil)
	// CMAC by its formula, as the message is whole blocks: EMV 4.4 B2 A1.2.2
	l := aesBlock(t, sk, make([]byte, 16))
	k1 := make([]byte, 16)
	for i := range 16 {
		k1[i] = l[i] << 1
		if i < 15 {
			k1[i] |= l[i+1] >> 7
		} else if l[0]&0x80 != 0 {
			k1[i] ^= 0x87
		}
	}
	for i := range 16 {
		message[len(message)-16+i] ^= k1[i]
	}
	block, err := aes.NewCipher(sk)
	if err != nil {
		t.Fatal(err)
	}
	cipher.NewCBCEncrypter(block, make([]byte, 16)).CryptBlocks(message, message)
	want := bytes.Join([][]byte{unhex(t, "8C24000219"), object, {0x8E, 4}, message[len(message)-16:][:4]}, nil)
	got, err := issuer.Seal(nil, [4]byte{0x80, 0x24, 0, 2}, unhex(t, "241234FFFFFFFFFF"), true)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%X, want %X (%v)", got, want, err)
	}
}

// TestOpenIllFormed feeds the card commands out of shape.
func TestOpenIllFormed(t *testing.T) {
	rows := []struct {
		c       cryptogram.CVN
		command string
	}{
		{cryptogram.VisaCVN18, ""},
		{cryptogram.VisaCVN18, "84180000"},
		{cryptogram.VisaCVN18, "8418000009AABBCCDDEEFF0011"},     // Lc
		{cryptogram.VisaCVN18, "8418000003AABBCC"},               // EMV 4.4 B2 9.2.1.2
		{cryptogram.VisaCVN18, "8018000008AABBCCDDEEFF0011"},     // EMV 4.4 B2 9.1
		{cryptogram.CCD5, "8418000008AABBCCDDEEFF0011"},          // EMV 4.4 B2 9.1
		{cryptogram.CCD5, "8C18000000"},                          // EMV 4.4 B2 9.2.1.1
		{cryptogram.CCD5, "8C180000058E03AABBCC"},                // EMV 4.4 B2 9.2.1.1
		{cryptogram.CCD5, "8C1800000B8E09AABBCCDDEEFF001122"},    // EMV 4.4 B2 9.2.1.1
		{cryptogram.CCD5, "8C1800000D81018E8E07AABBCCDDEEFF00"},  // Lc
		{cryptogram.CCD5, "8C180000088105AABB8E04AABB"},          // object beyond the MAC
		{cryptogram.CCD5, "8C1800000981008E04AABBCCDD00"},        // EMV 4.4 B2 9.2.1.1
		{cryptogram.CCD5, "8C18000008810081028E04AABB"},          // object of no bytes
		{cryptogram.CCD5, "8C1800000A81810122" + "8E04AABBCCDD"}, // length not in its shortest form
		{cryptogram.CCD5, "8C1800000B87030211228E04AABBCCDD"},    // EMV 4.4 B2 9.3.1.1
		{cryptogram.CCD5, "8C180000098701018E04AABBCCDD"},        // EMV 4.4 B2 9.3.1.1
		{cryptogram.CCD5, "8C18000009B3018E8E04AABBCCDD"},        // EMV 4.4 B2 9.2.1.1
		{cryptogram.CCD5, "8C1800000781018E8E02AABB"},            // MAC of 2
		{cryptogram.CCD5, "8C1800000A8101AA8E04AABBCCDDEE"},      // bytes behind the MAC
	}
	for _, row := range rows {
		_, card := scripts(t, row.c)
		if _, err := card.Open(unhex(t, row.command), false); !errors.Is(err, cryptogram.ErrFormat) {
			t.Errorf("%v %s: %v", row.c, row.command, err)
		}
	}
	for _, size := range []int{-1, 3, 9} { // EMV 4.4 B2 9.2.1
		_, card := scripts(t, cryptogram.VisaCVN18)
		card.MACSize = size
		if _, err := card.Open(unhex(t, "8418000009AABBCCDDEEFF001122"), false); !errors.Is(err, cryptogram.ErrFormat) {
			t.Errorf("MAC of %d: %v", size, err)
		}
	}
}

// TestDecipherIllFormed: enciphered data that no issuer made.
func TestDecipherIllFormed(t *testing.T) {
	k := key(t, cryptogram.TDES, counting(16)...)
	rows := []struct {
		e    cryptogram.Encipherment
		data string // as deciphered
	}{
		{cryptogram.LengthECB, "0041414141414141"},
		{cryptogram.LengthECB, "0080000000000000"},
		{cryptogram.LengthECB, "0841414141414141"},
		{cryptogram.LengthECB, "0341414141414141"},
		{cryptogram.LengthECB, "0341414180000001"},
		{cryptogram.LengthECB, "01418000000000000000000000000000"},
		{cryptogram.PadAlwaysCBC, "4141414141414141"},
		{cryptogram.PadAlwaysCBC, "4141414141418001"},
		{cryptogram.PadAlwaysCBC, "0000000000000000"},
		{cryptogram.PadAlwaysCBC, "8000000000000000"},
		{cryptogram.PadAlwaysCBC, "41414141414180000000000000000000"},
		{0, "4141414141414141"},
	}
	triple, err := des.NewTripleDESCipher(append(counting(16), counting(8)...))
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows {
		b := unhex(t, row.data)
		if row.e == cryptogram.LengthECB {
			for i := 0; i < len(b); i += 8 {
				triple.Encrypt(b[i:], b[i:])
			}
		} else {
			cipher.NewCBCEncrypter(triple, make([]byte, 8)).CryptBlocks(b, b)
		}
		if got, err := cryptogram.DecryptScript(k, row.e, b); !errors.Is(err, cryptogram.ErrFormat) {
			t.Errorf("%d %s: %X, %v", row.e, row.data, got, err) // EMV 4.4 B2 A1.1
		}
	}
	for n := range 20 {
		_, err := cryptogram.DecryptScript(k, cryptogram.PadIfNeededCBC, make([]byte, n))
		if (err == nil) != (n == 8 || n == 16) {
			t.Errorf("%d bytes: %v", n, err) // EMV 4.4 B2 A1.1
		}
	}
	if b, err := cryptogram.EncryptScript(k, 0, counting(8)); !errors.Is(err, cryptogram.ErrFormat) {
		t.Errorf("no encipherment: %X, %v", b, err) // EMV 4.4 B2 A1.1
	}
	if b, err := cryptogram.DecryptScript(k, 0, unhex(t, "4141414141418000")); !errors.Is(err, cryptogram.ErrFormat) {
		t.Errorf("no encipherment: %X, %v", b, err) // EMV 4.4 B2 A1.1
	}
	for _, n := range []int{0, 256} {
		if _, err := cryptogram.EncryptScript(k, cryptogram.LengthECB, make([]byte, n)); !errors.Is(err, cryptogram.ErrLength) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

// TestSealLimits: MAC sizes of 4 to 8, and no more than 255 bytes of data.
func TestSealLimits(t *testing.T) {
	for i := range 2 * 18 {
		c, size := []cryptogram.CVN{cryptogram.VisaCVN10, cryptogram.CCD6}[i%2], i/2
		issuer, card := scripts(t, c)
		issuer.MACSize, card.MACSize = size, size
		command, err := issuer.Seal(nil, [4]byte{0x80, 0x1E, 0, 0}, nil, false)
		if legal := size >= 4 && size <= 8; legal != (err == nil) || !legal && !errors.Is(err, cryptogram.ErrLength) {
			t.Errorf("%v: MAC of %d: %v", c, size, err) // EMV 4.4 B2 9.2.1.1, 9.2.1.2
		}
		if err == nil {
			if _, err := card.Open(command, false); err != nil {
				t.Error(err)
			}
		}
	}
	for c, most := range map[cryptogram.CVN]int{cryptogram.VisaCVN10: 247, cryptogram.CCD5: 246} {
		issuer, _ := scripts(t, c)
		for n := 240; n < 256; n++ {
			if _, err := issuer.Seal(nil, [4]byte{0x80, 0xDA, 0, 0}, make([]byte, n), false); (err == nil) != (n <= most) {
				t.Errorf("%v %d bytes: %v", c, n, err) // EMV 4.4 B2 9.2.1
			}
		}
	}
}

// TestScriptKeys: without a key nothing is sealed or opened, and nothing goes out in clear.
func TestScriptKeys(t *testing.T) {
	header := [4]byte{0x80, 0x1E, 0, 0}
	for _, c := range []cryptogram.CVN{cryptogram.VisaCVN10, cryptogram.CCD6} {
		s, _ := c.Scheme()
		plain, err := c.NewScript(key(t, s.Algorithm, counting(16)...), cryptogram.Key{}, [2]byte{}, [8]byte{})
		if err != nil {
			t.Fatal(err)
		}
		if b, err := plain.Seal(nil, header, counting(8), true); !errors.Is(err, cryptogram.ErrKey) {
			t.Errorf("%v, no key to encipher: %X, %v", c, b, err) // EMV 4.4 B2 9.3.1
		}
		issuer, card := scripts(t, c)
		command, err := issuer.Seal(nil, header, nil, false)
		if err != nil {
			t.Fatal(err)
		}
		issuer.Wipe()
		card.Wipe()
		if b, err := issuer.Seal(nil, header, nil, false); !errors.Is(err, cryptogram.ErrKey) {
			t.Errorf("%v, wiped: %X, %v", c, b, err) // EMV 4.4 B2 9.2.1
		}
		if b, err := card.Open(command, false); !errors.Is(err, cryptogram.ErrKey) {
			t.Errorf("%v, wiped: %X, %v", c, b, err) // EMV 4.4 B2 9.2.3
		}
	}
}
