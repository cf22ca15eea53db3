package card

import (
	"bytes"

	"github.com/emvgo/emv/crypto/capk"
)

// CAKeys are the certification authority public keys under which the cards are signed, for a RID: index C1 with the
// exponent 3, C2 with 65537. They are the same key pairs for every RID.
func CAKeys(rid [5]byte) []capk.Key {
	var keys []capk.Key
	for i, name := range []string{"ca-e3", "ca-e65537"} {
		pair := testKeys()[name]
		k := capk.Key{
			RID: rid, Index: 0xC1 + byte(i), Algorithm: capk.RSA, Test: true, Source: "testvectors/card/keys.json: " + name,
			Modulus: pair.modulus, Exponent: pair.exponent,
		}
		k.Checksum = k.Sum()
		keys = append(keys, k)
	}
	return keys
}

// ECCCAKeys are the certification authority public keys under which the cards with XDA are signed, for a RID: index C3 on
// P-256, C4 on P-521. They are the same key pairs for every RID.
func ECCCAKeys(rid [5]byte) []capk.Key {
	var keys []capk.Key
	for i, name := range []string{"ca-p256", "ca-p521"} {
		pair := eccKeys()[name]
		k := capk.Key{
			RID: rid, Index: 0xC3 + byte(i), Algorithm: capk.Algorithm(pair.curve.suite), Test: true,
			Source: "testvectors/card/keys.json: " + name, Point: bytes.Clone(pair.point),
		}
		k.Checksum = k.Sum()
		keys = append(keys, k)
	}
	return keys
}
