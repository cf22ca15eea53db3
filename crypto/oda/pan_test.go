package oda_test

import (
	"encoding/hex"
	"testing"

	"github.com/emvgo/emv/crypto/oda"
)

// The PAN of a certificate is that of the card, digit for digit: no PAN, one of no digits and one that is longer are none of it.
// EMV 4.4 B2 6.4 (step 8)
func TestSamePAN(t *testing.T) {
	for _, c := range []struct {
		certified, pan string
		same           bool
	}{
		{"5413330089020011FFFF", "5413330089020011", true},
		{"5413330089020011FFFF", "5413330089020011FFFF", true},
		{"5413330089020011FFFF", "5413330089020011FFFFFF", false},
		{"5413330089020011FFFF", "54133300890200110F", false},
		{"5413330089020011FFFF", "541333008902001F", false},
		{"541333008902001FFFFF", "541333008902001F", true},
		{"5413330089020011123F", "5413330089020011123F", true},
		{"5413330089020011123F", "5413330089020011123F00", false},
		{"FFFFFFFFFFFFFFFFFFFF", "", false},
		{"FFFFFFFFFFFFFFFFFFFF", "FF", false},
		{"FFFFFFFFFFFFFFFFFFFF", "FFFFFFFFFFFFFFFFFFFF", false},
	} {
		certified, err1 := hex.DecodeString(c.certified)
		pan, err2 := hex.DecodeString(c.pan)
		if err1 != nil || err2 != nil || oda.SamePAN([10]byte(certified), pan) != c.same {
			t.Errorf("%s and %s", c.certified, c.pan)
		}
	}
}

// An issuer identifier is 3 digits of the PAN at least, and digits alone.
// EMV 4.4 B2 6.3, 12.3
func TestIdentifies(t *testing.T) {
	for _, c := range []struct {
		identifier, pan string
		fits            bool
	}{
		{"54133300", "5413330089020011", true},
		{"541FFFFF", "5413330089020011", true},
		{"54FFFFFF", "5413330089020011", false},
		{"541A3300", "541A330089020011", false},
		{"541F3300", "5413330089020011", false},
		{"54133301", "5413330089020011", false},
		{"54133300", "541333", false},
	} {
		identifier, err1 := hex.DecodeString(c.identifier)
		pan, err2 := hex.DecodeString(c.pan)
		if err1 != nil || err2 != nil || oda.Identifies(identifier, pan) != c.fits {
			t.Errorf("%s and %s", c.identifier, c.pan)
		}
	}
}
