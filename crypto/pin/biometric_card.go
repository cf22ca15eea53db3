package pin

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/subtle"

	"github.com/emvgo/emv/tlv"
)

// A template is BF4E as the card reads it.
type template struct {
	kind, solution, seed, data, mac []byte
}

// parseTemplate reads the objects in the order of the book's tables.
//
// EMV 4.4 B2 7.3 table 27, 13.4 table 42
func parseTemplate(value []byte, rsa bool) (t template, err error) {
	type field struct {
		tag tlv.Tag
		to  *[]byte
	}
	fields := []field{{tagBiometricType, &t.kind}, {tagSolutionID, &t.solution}}
	if rsa {
		fields = append(fields, field{tagEncipheredKeySeed, &t.seed}, field{tagEncipheredData, &t.data}, field{tagMAC, &t.mac})
	} else {
		fields = append(fields, field{tagEncipheredData, &t.data})
	}
	cursor := tlv.NewCursor(value)
	for _, f := range fields {
		o, _ := cursor.Next()
		if o.Tag != f.tag {
			return t, FaultBiometric
		}
		*f.to = o.Value
	}
	if _, more := cursor.Next(); more || cursor.Err() != nil {
		return t, FaultBiometric
	}
	return t, nil
}

// DecipherBiometric is what the card does with the value of the template BF4E. Errors: [FaultBiometric] (template
// malformed, or its type or solution differs from the enciphered ones), those of [ODECard.DecipherPIN] up to the
// challenge.
//
// EMV 4.4 B2 13.5
func (c ODECard) DecipherBiometric(value, challenge []byte) (Biometric, error) {
	t, err := parseTemplate(value, false)
	if err != nil {
		return Biometric{}, err
	}
	data, err := c.decipher(t.data, challenge)
	if err != nil {
		return Biometric{}, err
	}
	return openBiometric(t, data, challenge)
}

// DecipherBiometric is what the card does with the value of the template BF4E. Errors: [FaultBiometric],
// [FaultCiphertext], [FaultMAC], [FaultChallengeDiffers].
//
// EMV 4.4 B2 7.3
func (k RSAPrivateKey) DecipherBiometric(value, challenge []byte) (Biometric, error) {
	t, err := parseTemplate(value, true)
	if err != nil {
		return Biometric{}, err
	}
	seed, err := k.sign(t.seed)
	if err != nil {
		return Biometric{}, err
	}
	defer clear(seed)
	data, err := dem1Open(seed, t.data, t.mac)
	if err != nil {
		return Biometric{}, err
	}
	return openBiometric(t, data, challenge)
}

// openBiometric reads the deciphered fields and holds them against challenge and template.
//
// EMV 4.4 B2 7.3, 13.5
func openBiometric(t template, data, challenge []byte) (Biometric, error) {
	take := func(n int) []byte {
		if n > len(data) {
			data, n = nil, 0
		}
		out := data[:n:n]
		data = data[n:]
		return out
	}
	length := func(width int) (n int) {
		for _, b := range take(width) {
			n = n<<8 | int(b)
		}
		return n
	}
	un := take(8)
	solution := take(length(1))
	kind := take(length(1))
	subtype := length(1)
	block := take(length(2))
	switch {
	case len(challenge) != 8:
		return Biometric{}, FaultChallenge
	case !bytes.Equal(un, challenge):
		return Biometric{}, FaultChallengeDiffers
	case !bytes.Equal(solution, t.solution), !bytes.Equal(kind, t.kind), len(data) != 0:
		return Biometric{}, FaultBiometric
	}
	return NewBiometric(kind, solution, byte(subtype), block)
}

// dem1Open is the inverse of dem1Seal.
//
// EMV 4.4 B2 7.3
func dem1Open(seed, enciphered, mac []byte) ([]byte, error) {
	bek, bmk := kdf1(seed)
	defer clear(bek[:])
	defer clear(bmk[:])
	if len(enciphered) == 0 || len(enciphered)%aes.BlockSize != 0 {
		return nil, FaultCiphertext
	}
	if subtle.ConstantTimeCompare(dem1MAC(bmk, enciphered), mac) != 1 {
		return nil, FaultMAC
	}
	data := bytes.Clone(enciphered)
	cipher.NewCBCDecrypter(newAES(bek[:]), make([]byte, aes.BlockSize)).CryptBlocks(data, data)
	fill := int(data[len(data)-1])
	if fill < 1 || fill > aes.BlockSize || !bytes.Equal(data[len(data)-fill:], bytes.Repeat([]byte{byte(fill)}, fill)) {
		return nil, FaultCiphertext
	}
	return data[:len(data)-fill], nil
}
