package pin_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/emvgo/emv/crypto/pin"
)

// count gives the values 0, 1, 2 ... below the bound, so that the fill shows its place.
func count(out []byte, below byte) {
	for i := range out {
		out[i] = byte(i) % below
	}
}

// Blocks by hand from the layout: control, length, digits, fill; exclusive-or with the last 12 digits before the
// check digit from the third byte on. The account number is 12345678901234-5: 0000 345678901234 is laid over.
func TestBuildByHand(t *testing.T) {
	account := mustPAN(t, "123456789012345")
	short := mustPAN(t, "123") // 0000 000000000012
	for _, c := range []struct {
		f    pin.Format
		a    pin.PAN
		want string
	}{
		{pin.Format0, account, "041200A9876FEDCB"},
		{pin.Format0, short, "041234FFFFFFFFED"},
		{pin.Format1, pin.PAN{}, "141234456789ABCD"},
		{pin.Format2, pin.PAN{}, "241234FFFFFFFFFF"},
		{pin.Format3, account, "341200B9D35DFD9F"}, // before the account number: 3412 34 EF AB CD EF AB
	} {
		got, err := pin.BuildWith(c.f, mustPIN(t, "1234"), c.a, count)
		if err != nil || fmt.Sprintf("%X", got) != c.want {
			t.Errorf("format %d: %X %v, want %s", c.f, got, err, c.want)
		}
	}
}

// Each format round trips for every PIN length, and only under its own name.
func TestRoundTrip(t *testing.T) {
	account := mustPAN(t, "5555555551234567")
	for f := pin.Format0; f <= pin.Format3; f++ {
		for n := 4; n <= 12; n++ {
			p := mustPIN(t, "908172635445"[:n])
			block, err := pin.BuildWith(f, p, account, count)
			if err != nil {
				t.Fatal(err)
			}
			for g := pin.Format0; g <= pin.Format3; g++ {
				back, err := pin.ParseBlock(g, block[:], account)
				if g != f {
					if err != pin.FaultControl {
						t.Errorf("format %d as %d: %v", f, g, err)
					}
				} else if err != nil || !back.Equal(p) {
					t.Errorf("format %d, %d digits: %v", f, n, err)
				}
			}
		}
	}
}

// Every single-nibble change of a block either is refused or gives another PIN; in formats 0 and 2 the fill is
// checked too, in format 3 its range.
func TestEveryNibble(t *testing.T) {
	account := mustPAN(t, "5555555551234567")
	p := mustPIN(t, "123456")
	for _, f := range []pin.Format{pin.Format0, pin.Format2, pin.Format3} {
		block, err := pin.BuildWith(f, p, account, count)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 16 {
			for x := byte(1); x < 16; x++ {
				bad := block
				bad[i/2] ^= x << (4 * (1 - i%2))
				back, err := pin.ParseBlock(f, bad[:], account)
				if err == nil && back.Equal(p) && (f != pin.Format3 || i < 8) {
					t.Errorf("format %d, nibble %d ^ %X: taken", f, i, x)
				}
			}
		}
	}
}

// Formats that do not fit their use.
func TestFormatFaults(t *testing.T) {
	p, account := mustPIN(t, "1234"), mustPAN(t, "5555555551234567")
	tdes, aes, sm4 := mustKey(t, pin.TDES, make([]byte, 16)), mustKey(t, pin.AES, make([]byte, 16)), mustKey(t, pin.SM4, make([]byte, 16))
	for _, c := range []struct {
		f    pin.Format
		k    pin.Key
		want pin.Fault
	}{
		{pin.Format0, aes, pin.FaultKey},
		{pin.Format1, aes, pin.FaultKey},
		{pin.Format2, tdes, pin.FaultFormat}, // offline only
		{pin.Format3, aes, pin.FaultKey},
		{pin.Format4, tdes, pin.FaultKey},
		{pin.Format0SM4, aes, pin.FaultKey},
		{6, aes, pin.FaultFormat},
		{pin.Format0, pin.Key{}, pin.FaultKey},
	} {
		if _, err := pin.EncipherBlock(c.f, c.k, p, account); err != c.want {
			t.Errorf("format %d: %v, want %v", c.f, err, c.want)
		}
		if _, err := pin.DecipherBlock(c.f, c.k, make([]byte, 16), account); err != c.want {
			t.Errorf("format %d: %v, want %v", c.f, err, c.want)
		}
	}
	for _, f := range []pin.Format{pin.Format4, pin.Format0SM4, 9} {
		if _, err := pin.ParseBlock(f, make([]byte, 8), account); err != pin.FaultFormat {
			t.Errorf("format %d: %v", f, err)
		}
	}
	for f, k := range map[pin.Format]pin.Key{pin.Format0: tdes, pin.Format3: tdes, pin.Format4: aes, pin.Format0SM4: sm4} {
		if _, err := pin.EncipherBlock(f, k, p, pin.PAN{}); err != pin.FaultPAN {
			t.Errorf("format %d without account number: %v", f, err)
		}
		if _, err := pin.EncipherBlock(f, k, pin.PIN{}, account); err != pin.FaultPINLength {
			t.Errorf("format %d without PIN: %v", f, err)
		}
		if _, err := pin.DecipherBlock(f, k, make([]byte, 7), account); err != pin.FaultBlockLength {
			t.Errorf("format %d: %v", f, err)
		}
	}
	if _, err := pin.Offline(pin.PIN{}); err != pin.FaultPINLength {
		t.Error(err)
	}
	for _, n := range []int{0, 8, 15, 17, 31, 33} {
		for _, a := range []pin.Algorithm{pin.TDES, pin.AES, pin.SM4} {
			if _, err := pin.NewKey(a, make([]byte, n)); err != pin.FaultKey {
				t.Errorf("algorithm %d, %d bytes: %v", a, n, err)
			}
		}
	}
	if _, err := pin.NewKey(pin.TDES, make([]byte, 32)); err != pin.FaultKey {
		t.Error(err)
	}
	if _, err := pin.NewKey(pin.SM4, make([]byte, 24)); err != pin.FaultKey {
		t.Error(err)
	}
	if _, err := pin.NewKey(4, make([]byte, 16)); err != pin.FaultKey {
		t.Error(err)
	}
}

// TDES of two and three keys, by the standard library's other spelling: K1 K2 is K1 K2 K1.
func TestTDESKeys(t *testing.T) {
	two := []byte("0123456789ABCDEF")
	three := append(bytes.Clone(two), two[:8]...)
	a, err := mustKey(t, pin.TDES, two).Block()
	if err != nil {
		t.Fatal(err)
	}
	b, err := mustKey(t, pin.TDES, three).Block()
	if err != nil {
		t.Fatal(err)
	}
	var x, y [8]byte
	a.Encrypt(x[:], two[:8])
	b.Encrypt(y[:], two[:8])
	if x != y {
		t.Errorf("%X %X", x, y)
	}
}

// The fill of formats 1 and 3 and the random field of format 4 differ from block to block; every nibble of the range
// comes up and no other: 10 nibbles of 400 blocks leave one of 16 out with a chance below 1e-100.
func TestFill(t *testing.T) {
	p, account := mustPIN(t, "1234"), mustPAN(t, "5555555551234567")
	key := mustKey(t, pin.TDES, make([]byte, 16))
	block, err := key.Block()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		f     pin.Format
		over  [8]byte
		least byte
	}{
		{pin.Format1, [8]byte{}, 0x0},
		{pin.Format3, [8]byte{0, 0, 0x55, 0x55, 0x55, 0x12, 0x34, 0x56}, 0xA},
	} {
		var values [16]int
		blocks := map[string]bool{}
		for range 400 {
			b, err := pin.EncipherBlock(c.f, key, p, account)
			if err != nil {
				t.Fatal(err)
			}
			blocks[string(b)] = true
			block.Decrypt(b, b)
			for i := 3; i < 8; i++ {
				values[(b[i]^c.over[i])>>4]++
				values[(b[i]^c.over[i])&0x0F]++
			}
		}
		if len(blocks) < 396 { // of 6^10 for format 3: two that are the same come by chance once in 750 runs, four pairs never
			t.Errorf("format %d: %d different blocks of 400", c.f, len(blocks))
		}
		for v, n := range values {
			if (n > 0) != (byte(v) >= c.least) {
				t.Errorf("format %d: nibble %X comes up %d times", c.f, v, n)
			}
		}
	}
	aes := mustKey(t, pin.AES, make([]byte, 16))
	a, err1 := pin.EncipherBlock(pin.Format4, aes, p, account)
	b, err2 := pin.EncipherBlock(pin.Format4, aes, p, account)
	if err1 != nil || err2 != nil || bytes.Equal(a, b) {
		t.Error("format 4 repeats", err1, err2)
	}
}
