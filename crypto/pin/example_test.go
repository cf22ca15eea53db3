package pin_test

import (
	"fmt"

	"github.com/emvgo/emv/crypto/pin"
)

// The block of a plaintext VERIFY, and a host that takes an online PIN under DUKPT.
func Example() {
	p, err := pin.New([]byte("1234"))
	if err != nil {
		panic(err)
	}
	defer p.Wipe()
	block, _ := pin.Offline(p)
	fmt.Printf("offline %X\n", block)

	// The terminal's device holds the initial key; the host derives it from the base key and the number it is sent.
	base, _ := pin.NewKey(pin.TDES, []byte("\x01\x23\x45\x67\x89\xAB\xCD\xEF\xFE\xDC\xBA\x98\x76\x54\x32\x10"))
	ksn := pin.KSN{0xFF, 0xFF, 0x98, 0x76, 0x54, 0x32, 0x10, 0xE0, 0x00, 0x01}
	initial, _ := pin.InitialKeyTDES(base, ksn)
	transaction, _ := pin.TransactionKeyTDES(initial, ksn)
	key, _ := pin.WorkingKeyTDES(transaction, pin.TDESPIN)
	pan, _ := pin.ParsePAN("4012345678909")
	enciphered, _ := pin.EncipherBlock(pin.Format0, key, p, pan)
	fmt.Printf("online %X, KSN %v, PAN %v\n", enciphered, ksn, pan)

	received, err := pin.DecipherBlock(pin.Format0, key, enciphered, pan)
	fmt.Println(received, received.Equal(p), err)
	// Output:
	// offline 241234FFFFFFFFFF
	// online 1B9C1845EB993A7A, KSN FFFF9876543210E00001, PAN 401234***8909
	// [masked] true <nil>
}

// A PIN enciphered for a card with an ECC key, and the card's side.
func ExampleODE() {
	card, err := pin.NewODECard(pin.SuiteP256, []byte("a private key for tests, 32 byte"))
	if err != nil {
		panic(err)
	}
	challenge := []byte{1, 2, 3, 4, 5, 6, 7, 8} // from GET CHALLENGE

	terminal, _ := pin.NewODE(pin.SuiteP256, card.Public()) // from a verified certificate, tag 9F2D
	p, _ := pin.New([]byte("1234"))
	data, _ := terminal.EncipherPIN(p, challenge)

	got, err := card.DecipherPIN(data, challenge)
	fmt.Println(len(data), got.Equal(p), err)
	// Output: 57 true <nil>
}
