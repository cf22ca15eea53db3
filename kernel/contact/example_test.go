package contact_test

import (
	"context"
	"fmt"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
)

// A purchase of 1.00 on a virtual card, at a terminal without host and PIN device.
func ExampleProgram() {
	file, err := configs.Named("default")
	if err != nil {
		panic(err)
	}
	cfg, err := config.Load(file)
	if err != nil {
		fmt.Println(err)
		return
	}
	c, err := card.Named("full")
	if err != nil {
		panic(err)
	}
	tx := kernel.Transaction{Money: kernel.Money{Amount: 100}, Sequence: 1, Date: [3]byte{0x26, 0x07, 0x01}, Time: [3]byte{0x12, 0, 0}}
	s, err := kernel.NewSession(contact.Program(), cfg, tx)
	if err != nil {
		fmt.Println(err)
		return
	}
	out, err := kernel.Run(context.Background(), s, &terminal.Devices{Readers: terminal.Readers{Contact: terminal.Inserted(c)}})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer out.Wipe()
	fmt.Println(out.Status, out.ResponseCode, out.ODA.Method, out.ODA.Result)
	// Output: approved Y1 CDA ok
}
