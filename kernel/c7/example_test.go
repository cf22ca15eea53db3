package c7_test

import (
	"context"
	"fmt"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/testvectors/card"
)

// What a combination may be configured with, beside Entry Point's own data. config.Kernels has a configuration held against it.
func ExampleKernel_Parameters() {
	for _, p := range (c7.Kernel{}).Parameters() {
		fmt.Println(p.Tag, p.Name)
	}
	// Output:
	// 9F66 Terminal Transaction Qualifiers
	// 9F33 Terminal Capabilities
	// DF07 Account ranges of the AID
}

// An application that reads a card selects the application, and reads its log by the answer.
func ExampleReadLog() {
	c, err := card.Named("unionpay-log")
	if err != nil {
		panic(err)
	}
	send := func(command []byte) ([]byte, error) {
		response, _, err := c.Transmit(context.Background(), command)
		return append([]byte(nil), response...), err
	}
	// A tap of 12.34 before, so that there is something to read.
	_, _ = send(apdu.AppendSelect(nil, []byte("\xA0\x00\x00\x03\x33\x01\x01\x01"), false))
	_, _ = send(apdu.AppendGetProcessingOptions(nil, []byte("\x36\x80\x40\x80\x00\x00\x00\x00\x12\x34\x00\x00\x00\x00\x00\x00\x01\x56\x00\x00\x00\x00\x00\x01\x56\x26\x07\x01\x00\x1E\x78\xEE\xBC")))

	fci, _ := send(apdu.AppendSelect(nil, []byte("\xA0\x00\x00\x03\x33\x01\x01\x01"), false))
	log, err := c7.ReadLog(apdu.Response(fci).Data(), send)
	fmt.Println(log.Reason == c7.LogRead, err)
	for _, record := range log.Records {
		fmt.Println(record)
	}
	// Output:
	// true <nil>
	// 9A 260701, 9F02 000000001234, 5F2A 0156, 9C 00, 9F36 0011
}
