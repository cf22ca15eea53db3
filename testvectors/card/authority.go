package card

import "github.com/emvgo/emv/crypto/capk"

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
