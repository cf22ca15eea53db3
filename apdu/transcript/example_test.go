package transcript_test

import (
	"context"
	"fmt"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
)

// Record what a card says, and let the record answer in its place.
func Example() {
	card := apdu.CardFunc(func(_ context.Context, _ []byte) ([]byte, time.Duration, error) {
		return []byte{0x6A, 0x82}, 12 * time.Millisecond, nil
	})
	recorder := transcript.NewRecorder(card, nil)
	recorder.Conversation().Set("card", "one without a PSE")

	ctx := context.Background()
	selectPSE := apdu.AppendSelect(nil, []byte("1PAY.SYS.DDF01"), false)
	if _, _, err := recorder.Transmit(ctx, selectPSE); err != nil {
		fmt.Println(err)
		return
	}
	text := recorder.Conversation().String()
	fmt.Print(text)

	conversation, err := transcript.Parse([]byte(text))
	if err != nil {
		fmt.Println(err)
		return
	}
	replay := transcript.NewReplay(conversation)
	response, took, err := replay.Transmit(ctx, selectPSE)
	fmt.Println(apdu.Response(response).SW(), took, err, replay.Close())
	_, _, err = replay.Transmit(ctx, apdu.AppendReadRecord(nil, 1, 1))
	fmt.Println(err)
	// Output:
	// card: one without a PSE
	// -- conversation --
	// > 00A404000E315041592E5359532E444446303100
	// < 6A82 @12ms
	// 6A82 12ms <nil> <nil>
	// transcript: a command after the end of the conversation (exchange 2)
}

// A redacted conversation keeps its lengths and its TLV structure.
func ExampleConversation_Redact() {
	c, err := transcript.Parse([]byte(`-- conversation --
> 00B2010C00
< 70195A08476173900101011957094761739001010119D25F340101009000
> 0020008008241234FFFFFFFFFF
< 9000
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(c.Redact())
	// Output:
	// redacted: yes
	// -- conversation --
	// > 00B2010C00
	// < 70195A08476173000000011957094761730000000119D05F340101009000
	// > 00200080080000000000000000
	// < 9000
}
