package softpin_test

import (
	"context"
	"fmt"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/crypto/pin/softpin"
)

// A cardholder mistypes once. The terminal sees status words only.
func Example() {
	card := apdu.CardFunc(func(_ context.Context, command []byte) ([]byte, time.Duration, error) {
		if string(command[5:8]) == "\x24\x12\x34" { // the reference PIN is 1234
			return []byte{0x90, 0x00}, 0, nil
		}
		return []byte{0x63, 0xC2}, 0, nil
	})
	device, err := softpin.New("1243", "1234")
	if err != nil {
		panic(err)
	}
	defer device.Close()
	for range 2 {
		answer, err := device.VerifyPIN(context.Background(), card, softpin.Request{Method: softpin.Plaintext})
		fmt.Printf("%04X %v\n", uint16(answer.SW), err)
	}
	// Output:
	// 63C2 <nil>
	// 9000 <nil>
}

// An online PIN leaves the device enciphered, for the host alone.
func ExampleDevice_HostBlock() {
	initial, _ := pin.NewKey(pin.TDES, []byte("\x6A\xC2\x92\xFA\xA1\x31\x5B\x4D\x85\x8A\xB3\xA3\xD7\xD5\x93\x3A"))
	device, _ := softpin.New("1234")
	defer device.Close()
	device.SetOnlineKeys(softpin.TDESDUKPT(initial, pin.KSN{0xFF, 0xFF, 0x98, 0x76, 0x54, 0x32, 0x10, 0xE0}))

	_, _ = device.EnterPIN(context.Background(), softpin.Request{Method: softpin.Online})
	pan, _ := pin.ParsePAN("4012345678909")
	block, err := device.HostBlock(pan)
	fmt.Printf("%v %X %v\n", block, block.Bytes(), err)
	// Output:
	// PIN block of format 0, KSN FFFF9876543210E00001 1B9C1845EB993A7A <nil>
}
