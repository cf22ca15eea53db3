package vpcd_test

import (
	"context"
	"fmt"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/vpcd"
)

// Put a card that finds nothing into the first slot for ten seconds.
func Example() {
	card := apdu.CardFunc(func(context.Context, []byte) ([]byte, time.Duration, error) {
		return []byte{0x6A, 0x82}, 0, nil
	})
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	inserted, err := vpcd.Insert(ctx, vpcd.Slot0, vpcd.ATRContactT0, card)
	if err != nil {
		fmt.Println(err) // says what to install and start
		return
	}
	<-inserted.Done()
	fmt.Println("out of the reader:", inserted.Err())
}
