package pin

import "crypto/subtle"

// A PIN is a clear PIN of 4 to 12 digits. It prints masked under every verb, in JSON and in slog. The zero PIN
// holds nothing. A copy shares the digits: wiping one wipes all.
type PIN struct {
	masked
	s *secret
}

// New makes a PIN of 4 to 12 ASCII digits, and copies them: the caller wipes its own.
// The error is [FaultPINLength] or [FaultDigit].
//
// EMV 4.4 B3 6.5.12.2
func New(digits []byte) (PIN, error) {
	if len(digits) < 4 || len(digits) > 12 {
		return PIN{}, FaultPINLength
	}
	var over byte
	for _, d := range digits {
		d -= '0'
		over |= d | (d+6)&0xF0 // a nibble above 9 carries into the high half
	}
	if over&0xF0 != 0 {
		return PIN{}, FaultDigit
	}
	return PIN{s: newSecret(digits)}, nil
}

// Len is the number of digits, 0 for the zero PIN and after Wipe.
func (p PIN) Len() int { return len(p.s.bytes()) }

// Equal compares two PINs; the time depends on their lengths alone.
func (p PIN) Equal(q PIN) bool { return subtle.ConstantTimeCompare(p.s.bytes(), q.s.bytes()) == 1 }

// AppendDigits appends the clear digits in ASCII. It is for the software that stands in for a card, an issuer or a
// host security module; whoever calls it wipes what it gets.
func (p PIN) AppendDigits(dst []byte) []byte { return append(dst, p.s.bytes()...) }

// Wipe overwrites the digits. Best effort: the garbage collector and the stack may have copies.
func (p PIN) Wipe() { p.s.wipe() }

// A PAN is a primary account number of 1 to 19 digits. It prints with its first six and last four digits where it
// is long enough to hide at least three between them, else as its length. The zero PAN is none.
type PAN struct{ s *secret }

// ParsePAN reads a PAN of 1 to 19 ASCII digits. The error is [FaultPAN].
func ParsePAN(digits string) (PAN, error) {
	if len(digits) < 1 || len(digits) > 19 {
		return PAN{}, FaultPAN
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return PAN{}, FaultPAN
		}
	}
	return PAN{newSecret([]byte(digits))}, nil
}

// DecodePAN reads a PAN in format cn: up to 10 bytes of two digits each, padded on the right with nibbles F, as in
// tag 5A. The error is [FaultPAN].
//
// EMV 4.4 B3 4.3
func DecodePAN(cn []byte) (PAN, error) {
	var digits [20]byte
	if len(cn) > len(digits)/2 {
		return PAN{}, FaultPAN
	}
	n := 0
	for i := range 2 * len(cn) {
		d := cn[i/2] >> (4 * (1 - i%2)) & 0x0F
		switch {
		case d <= 9 && n == i:
			digits[n] = '0' + d
			n++
		case d != 0x0F:
			return PAN{}, FaultPAN
		}
	}
	return ParsePAN(string(digits[:n]))
}

// Len is the number of digits, 0 for the zero PAN and after Wipe.
func (p PAN) Len() int { return len(p.s.bytes()) }

// Wipe overwrites the digits: best effort.
func (p PAN) Wipe() { p.s.wipe() }

// account is the values of the last 12 digits before the check digit, with zeros on the left where there are fewer.
func (p PAN) account() (out [12]byte) {
	digits := p.s.bytes()
	body := digits[:max(len(digits)-1, 0)]
	body = body[max(len(body)-len(out), 0):]
	for i, d := range body {
		out[len(out)-len(body)+i] = d - '0'
	}
	return out
}
