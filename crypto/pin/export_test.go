package pin

import "bytes"

// What the tests need to fix the randomness that the package draws.

func fixed(value []byte) func([]byte) {
	return func(b []byte) { copy(b, value); value = value[min(len(b), len(value)):] }
}

func EncipherRSAWith(key RSAKey, p PIN, challenge, random []byte) ([]byte, error) {
	return encipherRSA(key, p, challenge, fixed(random))
}

func EncipherBiometricRSAWith(key RSAKey, b Biometric, challenge, random []byte) ([]byte, error) {
	return encipherBiometricRSA(key, b, challenge, fixed(bytes.Clone(random)))
}

func (o ODE) With(ephemeral []byte) ODE {
	o.random = fixed(ephemeral)
	return o
}

func (o ODE) SetCounter(n uint16)     { o.sealer.counter = n }
func (c ODECard) SetCounter(n uint16) { c.sealer.counter = n }

func BuildWith(f Format, p PIN, pan PAN, random func([]byte, byte)) ([8]byte, error) {
	return build(f, p, pan, random)
}

func EncipherBlockWith(f Format, key Key, p PIN, pan PAN, random []byte) ([]byte, error) {
	return encipherBlock(f, key, p, pan, randomNibbles, fixed(random))
}

var (
	PANField4 = panField4
	PINField4 = pinField4
	Fixed     = fixed
)

const NumFaults = len(faultNames)
