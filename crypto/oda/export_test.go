package oda

// NumReasons is one more than the last reason.
const NumReasons = numReasons

// Recover is the recovery function of RSA with its checks up to the format, which is taken from want.
func Recover(modulus, exponent, signed []byte, format byte) ([]byte, Reason) {
	b, reason := layout{base: IssuerLength, format: format, min: 36}.open(modulus, exponent, signed, 0)
	return b, reason
}

// Identifies is identifies.
func Identifies(identifier, pan []byte) bool { return identifies(identifier, pan) }

// SamePAN is samePAN.
func SamePAN(certified [10]byte, pan []byte) bool { return samePAN(certified, pan) }

// Valid is valid.
func Valid(expiration [2]byte, date [3]byte) bool { return valid(expiration, date) }
