package secchan_test

import (
	"crypto/rand"
	"fmt"

	"github.com/emvgo/emv/crypto/secchan"
)

// A kernel and a card agree on keys, and the card sends a record that only the kernel can read.
func Example() {
	k := secchan.GenerateKernel(func(n int) []byte {
		b := make([]byte, n)
		_, _ = rand.Read(b)
		return b
	})
	static := make([]byte, 32) // the card's private key, a test value
	static[31] = 2

	kernelKeyData := k.PublicKey() // goes out with GET PROCESSING OPTIONS
	card, cardKeyData, err := secchan.OpenCard(static, kernelKeyData[:])
	if err != nil {
		panic(err)
	}
	if err := k.Open(cardKeyData); err != nil {
		panic(err)
	}

	record, _ := card.EncipherRecord([]byte("5A08 4761739001010119"))
	plain, err := k.DecipherRecord(record)
	fmt.Printf("%s %v\n", plain, err)
	fmt.Println(k)
	// Output:
	// 5A08 4761739001010119 <nil>
	// [masked]
}
