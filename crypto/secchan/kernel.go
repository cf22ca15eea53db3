package secchan

import (
	"crypto/sha256"
	"crypto/subtle"

	"github.com/emvgo/emv/crypto/internal/ecc"
)

// A Kernel is the terminal's side of the channel during one transaction. It prints masked; a copy is the same
// channel. It is used by one goroutine at a time.
//
// C-8 1.2 7.1
type Kernel struct {
	masked
	*kernel
}

// kernel holds the state behind a second pointer: package fmt follows one where the verb does not fit.
type kernel struct{ *kernelState }

type kernelState struct {
	private  [Field]byte
	public   [KeyDataSize]byte
	blinded  [Field]byte // x-coordinate of the card's blinded public key
	blinding [Field]byte // the recovered blinding factor
	channel  channel
}

// NewKernel starts a transaction with an ephemeral private key of 32 bytes, 1 < d < n-1, which must be fresh.
// The error is [FaultPrivateKey].
//
// C-8 1.2 7.2.2
func NewKernel(private []byte) (Kernel, error) {
	if !ecc.P256.Valid(private) {
		return Kernel{}, FaultPrivateKey
	}
	k := &kernel{new(kernelState)}
	copy(k.private[:], private)
	x, y := ecc.P256.Public(private)
	copy(k.public[:Field], x)
	copy(k.public[Field:], y)
	return Kernel{kernel: k}, nil
}

// GenerateKernel is NewKernel with a private key that it draws: random gives n unpredictable bytes, as
// kernel.Port.Random does, and is called until a value is in range.
//
// C-8 1.2 7.2.2
func GenerateKernel(random func(n int) []byte) Kernel {
	d := ecc.P256.Generate(func(b []byte) { copy(b, random(len(b))) })
	defer clear(d)
	k, _ := NewKernel(d) // what was generated is in range
	return k
}

// PublicKey is the kernel key data: x and y of the ephemeral public key.
//
// C-8 1.2 A.1.79
func (k Kernel) PublicKey() (out [KeyDataSize]byte) {
	if k.kernel != nil {
		out = k.public
	}
	return out
}

// keys is the channel, one without keys for the zero Kernel.
func (k Kernel) keys() *channel {
	if k.kernel == nil {
		return new(channel)
	}
	return &k.channel
}

// Open takes the card key data of GET PROCESSING OPTIONS, tag 9F8103: it agrees on the session keys and recovers the
// blinding factor. Errors: [FaultPrivateKey] for the zero Kernel; [FaultCardKeyData] and [FaultPoint], both
// of which the kernel treats as decryption failed.
//
// C-8 1.2 7.2.3
func (k Kernel) Open(cardKeyData []byte) error {
	if k.kernel == nil {
		return FaultPrivateKey
	}
	if len(cardKeyData) != KeyDataSize {
		return FaultCardKeyData
	}
	z, ok := ecc.P256.Mul(k.private[:], cardKeyData[:Field])
	if !ok {
		return FaultPoint
	}
	copy(k.blinded[:], cardKeyData[:Field])
	k.channel.derive(z)
	r := k.channel.crypt(cardKeyData[Field:])
	copy(k.blinding[:], r)
	clear(r)
	return nil
}

// Opened reports whether there are session keys.
func (k Kernel) Opened() bool { return k.keys().confidentiality != nil }

// DecipherRecord deciphers the value field of a record that came in template DA; the plain record has template 70.
// Records must be given in the order received. Errors: [FaultNoKeys], [FaultCounter].
//
// C-8 1.2 7.2.4
func (k Kernel) DecipherRecord(value []byte) ([]byte, error) {
	if err := k.keys().ready(); err != nil {
		return nil, err
	}
	return k.channel.crypt(value), nil
}

// ValidateBlindingFactor holds the blinded key and the blinding factor against the ICC public key of a verified
// certificate, an x-coordinate of 32 bytes. Errors: [FaultNoKeys], [FaultBlindingFactor].
//
// C-8 1.2 7.2.8, C-8 1.0 7.2.8
func (k Kernel) ValidateBlindingFactor(icc []byte) error {
	if !k.Opened() {
		return FaultNoKeys
	}
	x, ok := ecc.P256.Mul(k.blinding[:], icc)
	if !ok || subtle.ConstantTimeCompare(x, k.blinded[:]) != 1 {
		return FaultBlindingFactor
	}
	return nil
}

// ValidateRead checks the MAC at the end of a READ DATA response and deciphers what is before it. The counter moves
// on only if the MAC is right. Errors: [FaultNoKeys], [FaultMAC], [FaultCounter].
//
// C-8 1.2 7.2.9
func (k Kernel) ValidateRead(message []byte) ([]byte, error) {
	n := len(message) - MACSize
	if err := k.validate(message[:max(n, 0)], message[max(n, 0):]); err != nil {
		return nil, err
	}
	return k.channel.crypt(message[:n]), nil
}

// ValidateWrite checks the MAC of a WRITE DATA response, which is over the plain data that was sent.
// Errors as for [Kernel.ValidateRead].
//
// C-8 1.2 5.7.3, 7.2.9
func (k Kernel) ValidateWrite(plain, mac []byte) error {
	if err := k.validate(plain, mac); err != nil {
		return err
	}
	k.channel.card++
	return nil
}

func (k Kernel) validate(message, mac []byte) error {
	if !k.Opened() {
		return FaultNoKeys
	}
	if len(mac) != MACSize {
		return FaultMAC
	}
	if err := k.keys().ready(); err != nil {
		return err
	}
	if subtle.ConstantTimeCompare(k.channel.mac(k.channel.card, message), mac) != 1 {
		return FaultMAC
	}
	return nil
}

// Encipher enciphers the plain data of a WRITE DATA command. Errors: [FaultNoKeys], [FaultCounter].
//
// C-8 1.2 7.2.10
func (k Kernel) Encipher(message []byte) ([]byte, error) { return k.keys().kernelCrypt(message) }

// IADMAC is the Issuer Application Data MAC, 8 bytes. message is PDOL values, CDOL1 related data, then, where relay
// resistance was performed, the terminal entropy and the last response to EXCHANGE RELAY RESISTANCE DATA, then the
// response to GENERATE AC without template, application cryptogram and EDA-MAC. The error is [FaultNoKeys].
//
// C-8 1.2 7.2.11
func (k Kernel) IADMAC(message []byte, sdaHash [sha256.Size]byte) ([MACSize]byte, error) {
	return k.keys().iadMAC(message, sdaHash)
}

// VerifyEDAMAC checks the Enhanced Data Authentication MAC, tag 9F8105, over application cryptogram and IAD-MAC.
// Cards of version 1 have the whole issuer application data in the place of the IAD-MAC.
// Errors: [FaultNoKeys], [FaultMAC].
//
// C-8 1.2 7.2.7
func (k Kernel) VerifyEDAMAC(mac, ac, iadMAC []byte) error {
	want, err := k.keys().edaMAC(ac, iadMAC)
	if err != nil {
		return err
	}
	if subtle.ConstantTimeCompare(want, mac) != 1 {
		return FaultMAC
	}
	return nil
}

// Wipe overwrites private key and blinding factor and drops the session keys. Best effort.
func (k Kernel) Wipe() {
	if k.kernel != nil {
		clear(k.private[:])
		clear(k.blinding[:])
		k.channel = channel{}
	}
}
