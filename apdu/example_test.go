package apdu_test

import (
	"context"
	"fmt"
	"time"

	"github.com/emvgo/emv/apdu"
)

// A command and its response.
func Example() {
	command := apdu.AppendSelect(nil, []byte("1PAY.SYS.DDF01"), false)
	fmt.Printf("%X\n", command)

	response := apdu.Response{0x6A, 0x82}
	fmt.Println(response.SW(), response.SW().Class(), "-", response.SW().Explain())
	// Output:
	// 00A404000E315041592E5359532E444446303100
	// 6A82 checking error - file or application not found
}

// On T=0 a card answers with 61xx and 6Cxx; the layer over it answers with the data.
func ExampleT0() {
	fci := []byte{0x6F, 0x05, 0x84, 0x03, 0xA0, 0x00, 0x00}
	card := apdu.CardFunc(func(_ context.Context, command []byte) ([]byte, time.Duration, error) {
		fmt.Printf("> %X\n", command)
		if command[1] == apdu.GetResponse {
			return append(fci, 0x90, 0x00), 0, nil
		}
		return []byte{0x61, byte(len(fci))}, 0, nil
	})
	t0 := apdu.NewT0(card)
	response, _, err := t0.Transmit(context.Background(), apdu.AppendSelect(nil, []byte{0xA0, 0, 0, 0, 3}, false))
	fmt.Printf("%X %v\n", response, err)
	// Output:
	// > 00A4040005A000000003
	// > 00C0000007
	// 6F058403A000009000 <nil>
}

// An answer to reset, in words, and whether an EMV terminal takes it.
func ExampleParseATR() {
	atr, err := apdu.ParseATR([]byte{0x3B, 0x65, 0x00, 0x00, 0x20, 0x63, 0xCB, 0x68, 0x00})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, line := range atr.Explain() {
		fmt.Println(line)
	}
	fmt.Println("protocol:", atr.Protocol(), "basic:", atr.Basic(), "accepted:", atr.CheckEMV(apdu.Cold) == nil)
	// Output:
	// TS = 3B: direct convention
	// T0 = 65: 5 historical bytes
	// TB1 = 00: programming voltage not connected
	// TC1 = 00: extra guard time 0 etu
	// historical bytes = 2063CB6800 " c.h."
	// protocol: 0 basic: true accepted: true
}

// A VERIFY that is too long for one command goes out as a chain.
func ExampleChain() {
	verify := apdu.Command{INS: apdu.Verify, P2: apdu.EncipheredBiometricRSA, Data: make([]byte, 300), Le: apdu.NoLe}
	for piece := range apdu.Chain(verify, 0) {
		fmt.Println(piece)
	}
	// Output:
	// VERIFY 10 20 00 89 data[255]
	// VERIFY 00 20 00 89 data[45]
}
