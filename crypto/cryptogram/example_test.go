package cryptogram_test

import (
	"encoding/hex"
	"fmt"
	"log"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/tlv"
)

// An issuer checks the cryptogram of an online request, answers, and blocks
// the application with a script.
func Example() {
	bytes := func(s string) []byte {
		b, err := hex.DecodeString(s)
		if err != nil {
			log.Fatal(err)
		}
		return b
	}
	request := map[tlv.Tag][]byte{ // from DE 55
		0x9F02: bytes("000000001000"), 0x9F03: bytes("000000000000"), 0x9F1A: bytes("0036"),
		0x95: bytes("8000008000"), 0x5F2A: bytes("0036"), 0x9A: bytes("120316"), 0x9C: bytes("00"),
		0x9F37: bytes("D3173A1F"), 0x82: bytes("1C00"), 0x9F36: bytes("0029"),
		0x9F10: bytes("06010A03A4B8000F112233445566778899AABBCCDDEEFF"),
		0x9F26: bytes("7CB3BA090724C524"),
	}
	imk, err := cryptogram.NewKey(cryptogram.TDES, bytes("2315208C9110AD402315208C9110AD40"))
	if err != nil {
		log.Fatal(err)
	}
	c, ok := cryptogram.FindCVN(request[0x9F10])
	fmt.Println(c, ok, imk)

	mk, err := cryptogram.DeriveICCMasterKey(cryptogram.OptionA, imk, "4761340000000050", 0)
	if err != nil {
		log.Fatal(err)
	}
	arqc, err := c.ApplicationCryptogram(mk, func(t tlv.Tag) []byte { return request[t] })
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("ARQC", cryptogram.Equal(arqc[:], request[0x9F26]))

	atc, un := [2]byte(request[0x9F36]), [4]byte(request[0x9F37])
	answer, err := c.IssuerAuthenticationData(mk, atc, un, arqc, cryptogram.Answer{ARC: [2]byte{'0', '0'}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("91", len(answer), "bytes")

	script, err := c.NewScript(mk, cryptogram.Key{}, atc, arqc) // a real issuer has another key for scripts
	if err != nil {
		log.Fatal(err)
	}
	block, err := script.Seal(nil, [4]byte{0x80, 0x1E, 0, 0}, nil, false)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%X and a MAC of %d bytes\n", block[:5], len(block)-5)
	// Output:
	// Visa CVN 10 true TDES key of 16 bytes
	// ARQC true
	// 91 10 bytes
	// 841E000008 and a MAC of 8 bytes
}
