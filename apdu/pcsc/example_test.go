package pcsc_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/pcsc"
)

// Wait for a card, select its directory, and wait until it is taken out.
func Example() {
	service, err := pcsc.Open()
	if err != nil {
		fmt.Println(err) // says what to install or start
		return
	}
	defer service.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()

	reader, atr, err := service.WaitForCard(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s: %X\n", reader, atr)
	card, err := service.Connect(ctx, reader, pcsc.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer card.Close()
	response, took, err := card.Transmit(ctx, apdu.AppendSelect(nil, []byte("1PAY.SYS.DDF01"), false))
	var fault *apdu.FaultError
	switch {
	case errors.As(err, &fault):
		fmt.Println("the card failed:", fault)
	case pcsc.IsKind(err, pcsc.ServiceStopped):
		fmt.Println("start pcscd again")
	case err != nil:
		fmt.Println(err)
	default:
		fmt.Println(apdu.Response(response).SW().Explain(), "in", took)
	}
	if err := service.WaitForRemoval(ctx, reader); err != nil {
		fmt.Println(err)
	}
}
