// Package vis has cryptogram version 01 of American Express and of JCB as the virtual cards and the issuer simulator have it. The
// contactless books leave the cryptogram to the scheme: ours is Visa's version 10, with the card's master key and no session
// key, behind issuer application data in the scheme's own shape.
package vis

import "strings"

// The shapes of issuer application data: length, key index, 01, card verification results of 03 and three bytes. JCB's have
// a byte more.
const (
	Amex = 0x06
	JCB  = 0x07
)

// version10 is Visa's version byte.
const version10 = 0x0A

// AsVisa10 gives issuer application data in the shape of Visa's version 10, if the account number, which may be digits without end, is one of
// American Express or JCB and the data have that scheme's shape.
func AsVisa10(pan string, iad []byte) ([]byte, bool) {
	var first byte
	switch {
	case strings.HasPrefix(pan, "34"), strings.HasPrefix(pan, "37"):
		first = Amex
	case strings.HasPrefix(pan, "35"):
		first = JCB
	default:
		return nil, false
	}
	if len(iad) < 1+int(first) || iad[0] != first || iad[2] != 0x01 || iad[3] != 0x03 {
		return nil, false
	}
	return append([]byte{0x06, iad[1], version10}, iad[3:7]...), true
}
