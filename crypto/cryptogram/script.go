package cryptogram

import "github.com/emvgo/emv/crypto/mac"

// A Script secures the issuer's script commands of one transaction, and opens
// them on the card's side. Commands must be sealed and opened in the order of
// sending, because format 1 chains their MACs.
//
// EMV 4.4 B2 9
type Script struct {
	// MACSize is the length of the MAC in bytes, 4 to 8; NewScript sets the
	// version's usual one.
	MACSize int

	scheme   Scheme
	mac, enc Key
	atc      [2]byte
	ac       [8]byte
	chain    []byte // format 1: a block
}

// NewScript derives the script keys from the ICC master keys for integrity
// (smi) and confidentiality (smc; the zero Key if nothing is enciphered). ac is
// the application cryptogram of the first GENERATE AC.
func (c CVN) NewScript(smi, smc Key, atc [2]byte, ac [8]byte) (*Script, error) {
	scheme, ok := c.Scheme()
	if !ok {
		return nil, ErrCVN
	}
	s := &Script{MACSize: scheme.ScriptMACSize, scheme: scheme, atc: atc, ac: ac}
	var err error
	if s.mac, err = c.ScriptKey(smi, atc, ac); err != nil {
		return nil, err
	}
	if smc.Len() > 0 {
		if s.enc, err = c.ScriptKey(smc, atc, ac); err != nil {
			return nil, err
		}
	}
	// EMV 4.4 B2 9.2.3.1
	s.chain = make([]byte, 8*int(scheme.Algorithm)) // 8 for TDES, 16 for AES
	copy(s.chain, ac[:])                            // EMV 4.4 B2 9.2.3.1
	return s, nil
}

// Wipe overwrites the session keys: see [Key.Wipe].
func (s *Script) Wipe() {
	s.mac.Wipe()
	s.enc.Wipe()
}

// Seal appends to dst the secured form of a command: header is CLA, INS, P1 and
// P2, whose secure messaging bits it sets; data may be empty and is enciphered
// first if encipher is true. The result has Lc and no Le.
//
// EMV 4.4 B2 9.2.1, 9.3.1
func (s *Script) Seal(dst []byte, header [4]byte, data []byte, encipher bool) ([]byte, error) {
	if s.MACSize < 4 || s.MACSize > 8 {
		return nil, ErrLength
	}
	field := data
	if encipher && len(data) > 0 {
		var err error
		if field, err = EncryptScript(s.enc, s.scheme.Encipherment, data); err != nil {
			return nil, err
		}
	}
	extra := s.MACSize
	if s.scheme.Script == Format1Chained {
		header[0] = header[0]&0xF0 | 0x0C // EMV 4.4 B2 9.1
		field = object(field, encipher)   // EMV 4.4 B2 9.2.1.1
		extra += 2
	} else {
		header[0] = header[0]&0xF0 | 0x04 // EMV 4.4 B2 9.1
	}
	if len(field)+extra > 255 { // EMV 4.4 B2 9.2.1
		return nil, ErrLength
	}
	full, err := s.sum(header, byte(len(field)+extra), field)
	if err != nil {
		return nil, err
	}
	dst = append(append(dst, header[:]...), byte(len(field)+extra))
	dst = append(dst, field...)
	if s.scheme.Script == Format1Chained {
		dst = append(dst, 0x8E, byte(s.MACSize)) // EMV 4.4 B2 9.2.1.1
		copy(s.chain, full)                      // EMV 4.4 B2 9.2.3.1
	}
	return append(dst, full[:s.MACSize]...), nil
}

// Open checks the MAC of a secured command and returns its plain data, which
// under format 2 is deciphered if enciphered is true; format 1 tells by itself,
// and enciphered must agree. Where data was padded only if needed, the padding
// is returned with it, since only the card knows the length. The error is
// ErrFormat, ErrMAC, or that of a wrong key.
//
// EMV 4.4 B2 9.2.3, 9.3.3
func (s *Script) Open(command []byte, enciphered bool) ([]byte, error) {
	if len(command) < 5 || int(command[4]) != len(command)-5 || s.MACSize < 4 || s.MACSize > 8 {
		return nil, ErrFormat
	}
	header, body := [4]byte(command), command[5:]
	field, tag, err := s.split(header, body)
	if err != nil {
		return nil, err
	}
	full, err := s.sum(header, command[4], field)
	if err != nil {
		return nil, err
	}
	if !Equal(full[:len(tag)], tag) { // EMV 4.4 B2 9.2.3
		return nil, ErrMAC
	}
	if s.scheme.Script == Format1Chained {
		copy(s.chain, full) // EMV 4.4 B2 9.2.3.1
		if len(field) == 0 {
			return nil, nil
		}
		value, cryptogram := content(field)
		if cryptogram != enciphered { // EMV 4.4 B2 9.3.1.1
			return nil, ErrFormat
		}
		field = value
	}
	if !enciphered || len(field) == 0 {
		return field, nil
	}
	return DecryptScript(s.enc, s.scheme.Encipherment, field)
}

// split separates the command data field from the MAC.
func (s *Script) split(header [4]byte, body []byte) (field, tag []byte, err error) {
	if s.scheme.Script != Format1Chained {
		n := len(body) - s.MACSize
		if header[0]&0x0F != 0x04 || n < 0 { // EMV 4.4 B2 9.1
			return nil, nil, ErrFormat
		}
		return body[:n], body[n:], nil
	}
	n := objectLen(body)
	if header[0]&0x0F != 0x0C { // EMV 4.4 B2 9.1
		return nil, nil, ErrFormat
	}
	field, body = body[:n], body[n:]
	if len(body) < 6 || body[0] != 0x8E || int(body[1]) != len(body)-2 || body[1] > 8 { // EMV 4.4 B2 9.2.1.1
		return nil, nil, ErrFormat
	}
	return field, body[2:], nil
}

// sum computes the whole MAC over a secured command.
//
// EMV 4.4 B2 9.2.3
func (s *Script) sum(header [4]byte, lc byte, field []byte) ([]byte, error) {
	padding := mac.Padding2
	if s.scheme.Script == Format1Chained {
		padding = mac.PaddingNone // EMV 4.4 B2 9.2.3
	}
	m, err := s.mac.authenticator(padding, s.MACSize)
	if err != nil {
		return nil, err
	}
	switch s.scheme.Script {
	case Format2Transaction:
		return m.Full(header[:], []byte{lc}, s.atc[:], s.ac[:], field)
	case Format2Plain:
		return m.Full(header[:], []byte{lc}, field)
	}
	n := len(s.chain)
	if len(field) > 0 {
		field = pad80(field, n) // EMV 4.4 B2 9.2.3
	}
	return m.Full(s.chain, pad80(header[:], n), field)
}

// ScriptMAC computes a MAC of size bytes, 4 to 8, over a message that the
// caller put together, in the manner of secure messaging format 2.
//
// EMV 4.4 B2 9.2.3
func ScriptMAC(sk Key, size int, message ...[]byte) ([]byte, error) {
	if size > 8 {
		return nil, ErrLength
	}
	m, err := sk.authenticator(mac.Padding2, size)
	if err != nil {
		return nil, err
	}
	return m.Append(nil, message...)
}

// object wraps data for secure messaging format 1: 81 for plain data, 87 and a
// padding indicator for enciphered data, nothing for none.
//
// EMV 4.4 B2 9.2.1.1, 9.3.1.1
func object(data []byte, enciphered bool) []byte {
	if len(data) == 0 {
		return nil
	}
	out := []byte{0x81}
	n := len(data)
	if enciphered {
		out[0] = 0x87 // EMV 4.4 B2 9.3.1.1
		n++           // EMV 4.4 B2 9.3.1.1
	}
	if n > 127 {
		out = append(out, 0x81)
	}
	out = append(out, byte(n))
	if enciphered {
		out = append(out, 1) // EMV 4.4 B2 9.3.1.1
	}
	return append(out, data...)
}

// objectLen returns the length of a leading object 81 or 87, 0 for anything else.
func objectLen(b []byte) int {
	if len(b) < 3 || b[0] != 0x81 && b[0] != 0x87 {
		return 0
	}
	head, n := 2, int(b[1])
	if b[1] == 0x81 {
		head, n = 3, int(b[2])
	}
	if b[1] > 0x81 || b[1] == 0x80 || head == 3 && n < 128 || n == 0 || n > len(b)-head {
		return 0
	}
	if b[0] == 0x87 && (n < 2 || b[head] != 1) { // EMV 4.4 B2 9.3.1.1
		return 0
	}
	return head + n
}

// content returns the value of an object that objectLen passed.
func content(b []byte) (value []byte, enciphered bool) {
	head := 2
	if b[1] == 0x81 {
		head = 3
	}
	if b[0] == 0x87 {
		return b[head+1:], true
	}
	return b[head:], false
}
