package cryptogram

import "crypto/cipher"

// EncryptScript enciphers the data of a script command, 1 to 255 bytes, with a
// script session key.
//
// EMV 4.4 B2 A1.1
func EncryptScript(sk Key, e Encipherment, data []byte) ([]byte, error) {
	block, err := sk.block()
	if err != nil {
		return nil, err
	}
	if len(data) == 0 || len(data) > 255 {
		return nil, ErrLength
	}
	n := block.BlockSize()
	out := data
	if e == LengthECB {
		out = append([]byte{byte(len(data))}, data...)
	}
	if e == PadAlwaysCBC || len(out)%n != 0 { // EMV 4.4 B2 A1.1
		out = pad80(out, n)
	} else {
		out = append([]byte(nil), out...)
	}
	switch e {
	case LengthECB:
		for b := out; len(b) > 0; b = b[n:] {
			block.Encrypt(b[:n], b[:n]) // EMV 4.4 B2 A1.1
		}
	case PadIfNeededCBC, PadAlwaysCBC:
		cipher.NewCBCEncrypter(block, make([]byte, n)).CryptBlocks(out, out) // EMV 4.4 B2 A1.1
	default:
		return nil, ErrFormat
	}
	return out, nil
}

// DecryptScript is the inverse of EncryptScript; under PadIfNeededCBC whole
// blocks come back, padding included. It returns ErrFormat for input that no
// encipherment gives.
//
// EMV 4.4 B2 A1.1
func DecryptScript(sk Key, e Encipherment, data []byte) ([]byte, error) {
	block, err := sk.block()
	if err != nil {
		return nil, err
	}
	n := block.BlockSize()
	if len(data) == 0 || len(data)%n != 0 {
		return nil, ErrFormat
	}
	out := append([]byte(nil), data...)
	switch e {
	case LengthECB:
		for b := out; len(b) > 0; b = b[n:] {
			block.Decrypt(b[:n], b[:n]) // EMV 4.4 B2 A1.1
		}
		size := int(out[0])
		if size == 0 || size > len(out)-1 {
			return nil, ErrFormat
		}
		rest := out[1+size:]
		if len(rest) >= n || len(rest) > 0 && !padded(rest) {
			return nil, ErrFormat
		}
		return out[1 : 1+size], nil
	case PadIfNeededCBC, PadAlwaysCBC:
		cipher.NewCBCDecrypter(block, make([]byte, n)).CryptBlocks(out, out) // EMV 4.4 B2 A1.1
	default:
		return nil, ErrFormat
	}
	if e == PadIfNeededCBC {
		return out, nil
	}
	end := len(out) - 1
	for end > 0 && out[end] == 0 {
		end--
	}
	if end == 0 || end < len(out)-n || out[end] != 0x80 { // EMV 4.4 B2 A1.1
		return nil, ErrFormat
	}
	return out[:end], nil
}

// padded reports whether b is 80 and zeros.
func padded(b []byte) bool {
	for _, v := range b[1:] {
		if v != 0 {
			return false
		}
	}
	return b[0] == 0x80
}

// pad80 copies b and adds 80 and zeros up to whole blocks of n.
func pad80(b []byte, n int) []byte {
	out := make([]byte, len(b)/n*n+n)
	copy(out, b)
	out[len(b)] = 0x80 // EMV 4.4 B2 A1.1
	return out
}
