package mac

import (
	"crypto/cipher"
	"crypto/des"
	"crypto/subtle"
	"errors"
	"fmt"
	"io"
	"log/slog"
)

// Padding is a padding method of ISO/IEC 9797-1.
type Padding uint8

const (
	// Padding1 fills the last block with zero bytes and adds nothing to a
	// message that ends on a block boundary, save that an empty message
	// becomes one block of zeros.
	Padding1 Padding = 1
	// Padding2 always adds the byte 80, then zero bytes: EMV's padding.
	Padding2 Padding = 2
	// PaddingNone takes only messages that are whole blocks and not empty,
	// because they were padded before: secure messaging format 1.
	PaddingNone Padding = 3
)

// String names the padding.
func (p Padding) String() string {
	switch p {
	case Padding1:
		return "padding method 1"
	case Padding2:
		return "padding method 2"
	case PaddingNone:
		return "no padding"
	}
	return fmt.Sprintf("padding(%d)", uint8(p))
}

// MinSize is the shortest MAC in bytes that EMV knows: EMV 4.4 B2 A1.2.
const MinSize = 4

// Errors of this package. All of them mean wrong use, not a wrong MAC.
var (
	ErrSize      = errors.New("mac: length not in 4 to the block size")
	ErrBlockSize = errors.New("mac: block size of the cipher not served by this algorithm")
	ErrPadding   = errors.New("mac: unknown padding method")
	ErrKeySize   = errors.New("mac: algorithm 3 with DES takes a key of 16 bytes")
	ErrUnpadded  = errors.New("mac: message is not whole blocks although padding is off")
)

// A MAC computes message authentication codes under one key. It holds no
// message, so that it may be used again and by several goroutines at once. It
// prints as its length only.
type MAC struct{ at **state }

// state sits behind two pointers, so that fmt does not reach subkeys and key
// schedules even where it finds a MAC in an unexported field.
type state struct {
	chain      cipher.Block // every block
	undo, redo cipher.Block // algorithm 3: the output transformation, else nil
	k1, k2     [16]byte     // CMAC subkeys
	cmac       bool
	folded     bool // the ECB method of UnionPay terminals
	hex        bool // the result is written in hexadecimal digits
	padding    Padding
	size       int
}

// NewAlgorithm1 gives ISO/IEC 9797-1 MAC algorithm 1: CBC under one key. size
// is the MAC's length in bytes, 4 to the block size.
//
// EMV 4.4 B2 A1.2.1
func NewAlgorithm1(block cipher.Block, p Padding, size int) (*MAC, error) {
	if n := block.BlockSize(); n != 8 && n != 16 {
		return nil, ErrBlockSize
	}
	if p < Padding1 || p > PaddingNone {
		return nil, ErrPadding
	}
	if size < MinSize || size > block.BlockSize() { // EMV 4.4 B2 A1.2
		return nil, ErrSize
	}
	m := &state{chain: block, padding: p, size: size}
	return &MAC{&m}, nil
}

// NewAlgorithm3 gives ISO/IEC 9797-1 MAC algorithm 3 with DES, the "retail
// MAC": single DES in CBC mode under the key's left half, then decipherment of
// the last block under the right half and encipherment under the left. key has
// 16 bytes, parity bits are ignored; size is 4 to 8.
//
// EMV 4.4 B2 A1.2.1
func NewAlgorithm3(key []byte, p Padding, size int) (*MAC, error) {
	if len(key) != 16 {
		return nil, ErrKeySize
	}
	left, err := des.NewCipher(key[:8])
	if err != nil {
		return nil, err
	}
	right, err := des.NewCipher(key[8:])
	if err != nil {
		return nil, err
	}
	m, err := NewAlgorithm1(left, p, size)
	if err != nil {
		return nil, err
	}
	(*m.at).undo, (*m.at).redo = right, left
	return m, nil
}

// NewCMAC gives CMAC (ISO/IEC 9797-1 algorithm 5, NIST SP 800-38B), for a
// cipher with blocks of 16 bytes (AES, SM4) or 8 (Triple DES). size is 4 to
// the block size; EMV uses 4 to 8.
//
// EMV 4.4 B2 A1.2.2
func NewCMAC(block cipher.Block, size int) (*MAC, error) {
	m, err := NewAlgorithm1(block, Padding2, size)
	if err != nil {
		return nil, err
	}
	n, s := block.BlockSize(), *m.at
	s.cmac = true
	block.Encrypt(s.k1[:n], s.k1[:n]) // EMV 4.4 B2 A1.2.2
	double(s.k1[:n])                  // EMV 4.4 B2 A1.2.2
	s.k2 = s.k1                       // EMV 4.4 B2 A1.2.2
	double(s.k2[:n])                  // EMV 4.4 B2 A1.2.2
	return m, nil
}

// NewFolded gives the MAC of UnionPay terminals, there called ECB: the blocks of the message, filled with zero bytes, are
// combined by exclusive-or; the result in hexadecimal digits is two blocks, the first is enciphered, combined with the second
// and enciphered again. The MAC is the first size digits of that, as characters: 4 to twice the block size. The cipher has
// blocks of 8 bytes (DES, Triple DES) or 16 (SM4).
func NewFolded(block cipher.Block, size int) (*MAC, error) {
	m, err := NewAlgorithm1(block, Padding1, MinSize)
	if err != nil {
		return nil, err
	}
	(*m.at).folded = true
	return m.Hex(size)
}

// Hex gives the same MAC written in hexadecimal digits, in upper case, the first size of them: 4 to twice the block size.
func (m *MAC) Hex(size int) (*MAC, error) {
	if size < MinSize || size > 2*m.BlockSize() {
		return nil, ErrSize
	}
	s := **m.at
	s.hex, s.size = true, size
	at := &s
	return &MAC{&at}, nil
}

// double multiplies by x in the field of CMAC, in constant time.
func double(b []byte) {
	constant := byte(0x87)
	if len(b) == 8 {
		constant = 0x1B
	}
	carry := byte(0)
	for i := len(b) - 1; i >= 0; i-- {
		next := b[i] >> 7
		b[i] = b[i]<<1 | carry
		carry = next
	}
	b[len(b)-1] ^= constant & -carry
}

// Size returns the length of the MAC in bytes.
func (m *MAC) Size() int { return (*m.at).size }

// BlockSize returns the block size of the cipher in bytes.
func (m *MAC) BlockSize() int { return (*m.at).chain.BlockSize() }

// String gives the length and nothing of the key.
func (m MAC) String() string {
	if m.at == nil {
		return "no MAC"
	}
	return fmt.Sprintf("MAC of %d bytes", (*m.at).size)
}

// Format gives what String gives under every verb.
func (m MAC) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, m.String()) }

// LogValue gives what String gives.
func (m MAC) LogValue() slog.Value { return slog.StringValue(m.String()) }

// Append appends to dst the leftmost Size bytes of the MAC over the
// concatenation of the parts. The only error is ErrUnpadded.
func (m *MAC) Append(dst []byte, parts ...[]byte) ([]byte, error) {
	full, err := (*m.at).written(parts)
	if err != nil {
		return nil, err
	}
	return append(dst, full[:m.Size()]...), nil
}

// Verify reports in constant time whether tag, which must have Size bytes, is
// the MAC over the concatenation of the parts.
func (m *MAC) Verify(tag []byte, parts ...[]byte) bool {
	full, err := (*m.at).written(parts)
	return err == nil && subtle.ConstantTimeCompare(tag, full[:m.Size()]) == 1
}

// Full returns the whole last block before it is cut to Size: what secure
// messaging chains into the next command.
//
// EMV 4.4 B2 9.2.3.1
func (m *MAC) Full(parts ...[]byte) ([]byte, error) {
	return (*m.at).sum(parts)
}

// written is the result, in hexadecimal digits where they are wanted.
func (m *state) written(parts [][]byte) ([]byte, error) {
	full, err := m.sum(parts)
	if err != nil || !m.hex {
		return full, err
	}
	return fmt.Appendf(nil, "%X", full), nil
}

// fold is the ECB method of UnionPay terminals.
func (m *state) fold(parts [][]byte) []byte {
	n, at := m.chain.BlockSize(), 0
	h := make([]byte, n)
	for _, part := range parts {
		for _, b := range part {
			h[at%n] ^= b
			at++
		}
	}
	text := fmt.Appendf(nil, "%X", h)
	m.chain.Encrypt(h, text[:n])
	subtle.XORBytes(h, h, text[n:])
	m.chain.Encrypt(h, h)
	return h
}

// sum runs the chain and the output transformation, and returns a whole block.
func (m *state) sum(parts [][]byte) ([]byte, error) {
	if m.folded {
		return m.fold(parts), nil
	}
	n := m.chain.BlockSize()
	h := make([]byte, n)
	fill, empty := 0, true
	for _, part := range parts {
		for len(part) > 0 {
			if fill == n { // EMV 4.4 B2 A1.2.1
				m.chain.Encrypt(h, h) // more follows: the block is not the last one
				fill = 0
			}
			k := subtle.XORBytes(h[fill:], h[fill:], part[:min(n-fill, len(part))])
			fill, part, empty = fill+k, part[k:], false
		}
	}
	if err := m.pad(h, fill, empty); err != nil {
		return nil, err
	}
	m.chain.Encrypt(h, h) // EMV 4.4 B2 A1.2.1
	if m.undo != nil {    // EMV 4.4 B2 A1.2.1
		m.undo.Decrypt(h, h) // EMV 4.4 B2 A1.2.1
		m.redo.Encrypt(h, h) // EMV 4.4 B2 A1.2.1
	}
	return h, nil
}

// pad finishes the last block, of which fill bytes are taken.
func (m *state) pad(h []byte, fill int, empty bool) error {
	n := len(h)
	switch {
	case m.cmac && fill == n:
		subtle.XORBytes(h, h, m.k1[:n]) // EMV 4.4 B2 A1.2.2
	case m.cmac:
		h[fill] ^= 0x80                 // EMV 4.4 B2 A1.2.2
		subtle.XORBytes(h, h, m.k2[:n]) // EMV 4.4 B2 A1.2.2
	case m.padding == PaddingNone && (fill != n || empty):
		return ErrUnpadded
	case m.padding == Padding2:
		if fill == n { // EMV 4.4 B2 A1.2.1
			m.chain.Encrypt(h, h)
			fill = 0
		}
		h[fill] ^= 0x80 // EMV 4.4 B2 A1.2.1
	}
	return nil
}
