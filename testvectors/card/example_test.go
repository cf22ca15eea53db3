package card_test

import (
	"context"
	"fmt"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// A card is an apdu.Card like one in a reader.
func ExampleNamed() {
	c, err := card.Named("full")
	if err != nil {
		fmt.Println(err)
		return
	}
	aid := c.Profile().Applications()[0].AID
	response, _, err := c.Transmit(context.Background(), apdu.AppendSelect(nil, aid, false))
	if err != nil {
		fmt.Println(err)
		return
	}
	r := apdu.Response(response)
	label, _ := tlv.Find(r.Data(), 0x6F, 0xA5, 0x50)
	fmt.Printf("%X %04X %s\n", aid, uint16(r.SW()), label.Value)
	// Output: A0000000041010 9000 Test Credit
}

// A profile that is wrong has every fault of it named.
func ExampleLoad() {
	_, err := card.Load([]byte(`{"name": "mine", "applications": []}`))
	fmt.Println(err)
	// Output: line 1: applications: empty (add an application)
}
