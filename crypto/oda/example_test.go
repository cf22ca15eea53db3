package oda_test

import (
	"fmt"
	"slices"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors"
)

// A chain from the certification authority to the signature of a card, published with a contactless transaction.
func Example() {
	files, err := testvectors.ODA()
	if err != nil {
		panic(err)
	}
	find := func(kind string) testvectors.ODAVector {
		for _, f := range files {
			i := slices.IndexFunc(f.Vectors, func(v testvectors.ODAVector) bool {
				return v.Kind == kind && v.Name == "binaryfoo_contactless-mastercard"
			})
			if i >= 0 {
				return f.Vectors[i]
			}
		}
		panic("no such vector")
	}
	keys, err := capk.Load(testvectors.TestCAKeys())
	if err != nil {
		panic(err)
	}

	v := find("issuer certificate")
	rid := [5]byte(v.Bytes("rid"))
	ca, ok := keys.Lookup(rid, v.Bytes("index")[0])
	if !ok {
		panic("no such key")
	}
	issuer, reason := oda.RecoverIssuer(ca, oda.IssuerInput{
		Certificate: v.Bytes("certificate"),  // 90
		Remainder:   v.Bytes("remainder"),    // 92
		Exponent:    v.Bytes("key exponent"), // 9F32
		PAN:         v.Bytes("pan"),          // 5A
		RID:         rid,
		Date:        [3]byte{0x14, 0x01, 0x02}, // 9A
		CRL:         keys,
	})
	fmt.Printf("issuer: %v, key of %d bytes until %X\n", reason, len(issuer.Modulus), issuer.Expiry)

	v = find("ICC certificate")
	icc, reason := oda.RecoverICC(&issuer, oda.ICCInput{
		Certificate: v.Bytes("certificate"),  // 9F46
		Remainder:   v.Bytes("remainder"),    // 9F48
		Exponent:    v.Bytes("key exponent"), // 9F47
		PAN:         v.Bytes("pan"),
		StaticData:  v.Bytes("static data"),
		Date:        [3]byte{0x14, 0x01, 0x02},
	})
	fmt.Printf("card: %v, key of %d bytes\n", reason, len(icc.Modulus))

	v = find("CDA")
	in := oda.CDAInput{
		SDAD:            v.Bytes("signature"),                     // 9F4B
		UN:              [4]byte(v.Bytes("unpredictable number")), // 9F37
		CID:             v.Bytes("cid")[0],                        // 9F27
		TransactionData: v.Bytes("transaction data"),
	}
	cda, reason := oda.VerifyCDA(&icc, in)
	fmt.Printf("signature: %v, AC %X\n", reason, cda.AC)

	in.CID = 0x80
	_, reason = oda.VerifyCDA(&icc, in)
	fmt.Printf("altered: %v (%s)\n", reason, reason.Clause())

	// Output:
	// issuer: ok, key of 144 bytes until 20141231
	// card: ok, key of 144 bytes
	// signature: ok, AC D58B731AF5885C06
	// altered: CDA signature: CID signed is not the CID in the response (EMV 4.4 B2 6.6.2 step 6)
}
