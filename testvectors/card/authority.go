package card

import (
	"bytes"
	"encoding/hex"

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

// SMCAKeys are the certification authority public keys of SM2 under which the cards that do SM2 too are signed, for a RID: index C5.
func SMCAKeys(rid [5]byte) []capk.Key {
	k := capk.Key{
		RID: rid, Index: 0xC5, Algorithm: capk.SM2, Test: true, Source: "testvectors/card/keys.json: ca-sm2",
		Point: smKeys()["ca-sm2"].Public().Bytes(),
	}
	k.Checksum = k.Sum()
	return []capk.Key{k}
}

// PublishedCAKeys are the certification authority public keys of test cards that others have published: index 80 of A000000333, of the card pboc.
func PublishedCAKeys() []capk.Key {
	k := capk.Key{
		RID: [5]byte{0xA0, 0x00, 0x00, 0x03, 0x33}, Index: 0x80, Algorithm: capk.RSA, Test: true, Source: "published with the PBOC test card",
		Modulus: constant("CCDBA686E2EFB84CE2EA01209EEB53BEF21AB6D353274FF8391D7035D76E2156CAEDD07510E07DAFCACABB7CCB0950BA2F0A3CEC313C52EE6CD09EF00401A3D6" +
			"CC5F68CA5FCD0AC6132141FAFD1CFA36A2692D02DDC27EDA4CD5BEA6FF21913B513CE78BF33E6877AA5B605BC69A534F3777CBED6376BA649C72516A7E16AF85"), Exponent: []byte{1, 0, 1},
	}
	k.Checksum = k.Sum()
	return []capk.Key{k}
}

// constant are the bytes of a constant in hexadecimal.
func constant(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic("testvectors/card: " + err.Error())
	}
	return b
}
