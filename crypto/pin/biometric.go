package pin

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"

	"filippo.io/bigmod"

	"github.com/emvgo/emv/tlv"
)

// A Biometric is a captured template before encipherment. It prints masked. A copy shares the bytes: wiping one
// wipes all.
//
// EMV 4.4 B2 7.3, 13.4
type Biometric struct {
	masked
	kind, solution, data *secret
	subtype              byte
}

// NewBiometric copies type (tag 81) and solution ID (tag 90), 1 to 255 bytes each, subtype and the biometric data
// block, 1 to 65,535 bytes. The error is [FaultBiometric].
//
// EMV 4.4 B2 7.3, 13.4
func NewBiometric(kind, solution []byte, subtype byte, data []byte) (Biometric, error) {
	if len(kind) < 1 || len(kind) > 255 || len(solution) < 1 || len(solution) > 255 || len(data) < 1 || len(data) > 65535 {
		return Biometric{}, FaultBiometric
	}
	return Biometric{kind: newSecret(kind), solution: newSecret(solution), subtype: subtype, data: newSecret(data)}, nil
}

// Fields gives type, solution ID, subtype and data block, for software that stands in for a card. They share the
// template's memory.
func (b Biometric) Fields() (kind, solution []byte, subtype byte, data []byte) {
	return b.kind.bytes(), b.solution.bytes(), b.subtype, b.data.bytes()
}

// Wipe overwrites the template: best effort.
func (b Biometric) Wipe() {
	b.kind.wipe()
	b.solution.wipe()
	b.data.wipe()
}

// Tags of the Biometric Verification Data Template BF4E.
const (
	tagBiometricType     tlv.Tag = 0x81
	tagSolutionID        tlv.Tag = 0x90
	tagEncipheredKeySeed tlv.Tag = 0xDF50
	tagEncipheredData    tlv.Tag = 0xDF51
	tagMAC               tlv.Tag = 0xDF52
)

// plain is the data to be enciphered.
//
// EMV 4.4 B2 7.3
func (b Biometric) plain(challenge []byte) ([]byte, error) {
	if len(challenge) != 8 {
		return nil, FaultChallenge
	}
	kind, solution, subtype, data := b.Fields()
	if len(data) == 0 {
		return nil, FaultBiometric
	}
	out := make([]byte, 0, 8+1+len(solution)+1+len(kind)+1+2+len(data))
	out = append(out, challenge...)
	out = append(append(out, byte(len(solution))), solution...)
	out = append(append(out, byte(len(kind))), kind...)
	out = append(out, subtype)
	return append(binary.BigEndian.AppendUint16(out, uint16(len(data))), data...), nil
}

// EncipherBiometric is the value of the template BF4E: type, solution and enciphered data. It is the data of VERIFY,
// in a chain of commands where it is longer than 255 bytes.
//
// EMV 4.4 B2 13.4
func (o ODE) EncipherBiometric(b Biometric, challenge []byte) ([]byte, error) {
	data, err := b.plain(challenge)
	if err != nil {
		return nil, err
	}
	defer clear(data)
	c, err := o.encipher(data, challenge)
	if err != nil {
		return nil, err
	}
	out := tlv.Append(nil, tagBiometricType, b.kind.bytes())
	out = tlv.Append(out, tagSolutionID, b.solution.bytes())
	return tlv.Append(out, tagEncipheredData, c), nil
}

// EncipherBiometricRSA is the value of the template BF4E under the card's RSA key: type, solution, enciphered key
// seed, enciphered data and MAC. The seed is drawn here from crypto/rand.
//
// EMV 4.4 B2 7.3
func EncipherBiometricRSA(key RSAKey, b Biometric, challenge []byte) ([]byte, error) {
	return encipherBiometricRSA(key, b, challenge, readRandom)
}

func encipherBiometricRSA(key RSAKey, b Biometric, challenge []byte, random func([]byte)) ([]byte, error) {
	m, e, err := key.parse()
	if err != nil {
		return nil, err
	}
	data, err := b.plain(challenge)
	if err != nil {
		return nil, err
	}
	defer clear(data)
	seed := randomBelow(m, random)
	defer clear(seed)
	c, err := rsaRecover(m, e, seed)
	if err != nil {
		return nil, err
	}
	enciphered, mac := dem1Seal(seed, data)
	out := tlv.Append(nil, tagBiometricType, b.kind.bytes())
	out = tlv.Append(out, tagSolutionID, b.solution.bytes())
	out = tlv.Append(out, tagEncipheredKeySeed, c)
	out = tlv.Append(out, tagEncipheredData, enciphered)
	return tlv.Append(out, tagMAC, mac), nil
}

// randomBelow draws r of the modulus's bit length until it is below the modulus.
func randomBelow(m *bigmod.Modulus, random func([]byte)) []byte {
	r := make([]byte, m.Size())
	for {
		random(r)
		r[0] &= 0xFF >> (8*m.Size() - m.BitLen())
		if _, err := bigmod.NewNat().SetBytes(r, m); err == nil {
			return r
		}
	}
}

// kdf1 derives the encryption key, 16 bytes, and the MAC key, 32 bytes, from the seed: KDF1 of ISO/IEC 18033-2 with
// SHA-256.
//
// EMV 4.4 B2 7.3
func kdf1(seed []byte) (bek [16]byte, bmk [32]byte) {
	var out [64]byte
	defer clear(out[:])
	for i := range 2 {
		h := sha256.New()
		h.Write(seed)
		h.Write([]byte{0, 0, 0, byte(i)})
		h.Sum(out[:32*i])
	}
	copy(bek[:], out[:16])
	copy(bmk[:], out[16:48])
	return bek, bmk
}

// dem1Seal is DEM1 of ISO/IEC 18033-2: SC1 (AES-128 in CBC mode from zero, filled with the number of bytes added),
// then HMAC-SHA-256 over ciphertext and 8 zero bytes, cut to 8.
//
// EMV 4.4 B2 7.3
func dem1Seal(seed, data []byte) (enciphered, mac []byte) {
	bek, bmk := kdf1(seed)
	defer clear(bek[:])
	defer clear(bmk[:])
	fill := aes.BlockSize - len(data)%aes.BlockSize
	enciphered = append(bytes.Clone(data), bytes.Repeat([]byte{byte(fill)}, fill)...)
	cipher.NewCBCEncrypter(newAES(bek[:]), make([]byte, aes.BlockSize)).CryptBlocks(enciphered, enciphered)
	return enciphered, dem1MAC(bmk, enciphered)
}

func dem1MAC(bmk [32]byte, enciphered []byte) []byte {
	h := hmac.New(sha256.New, bmk[:])
	h.Write(enciphered)
	h.Write(make([]byte, 8))
	return h.Sum(nil)[:macSize]
}

func newAES(key []byte) cipher.Block {
	b, err := aes.NewCipher(key)
	if err != nil {
		panic(err) // the callers' lengths are constants
	}
	return b
}
