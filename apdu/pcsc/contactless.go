package pcsc

import (
	"context"
	"fmt"

	"github.com/emvgo/emv/apdu"
)

// Pseudo-APDUs that a contactless reader answers itself (PC/SC part 3, 3.2.2.1).
const (
	getReaderData  byte = 0xCA
	manageExchange byte = 0xC2
	dataUID        byte = 0x00
	dataATS        byte = 0x01
	sessionStart   byte = 0x81
	sessionEnd     byte = 0x82
	fieldOff       byte = 0x83
	fieldOn        byte = 0x84
)

// A PseudoError is a reader's refusal of a pseudo-APDU: readers may lack any of them.
type PseudoError struct {
	Command string
	SW      apdu.SW
}

func (e *PseudoError) Error() string {
	return fmt.Sprintf("pcsc: the reader refuses %s: %v %s", e.Command, e.SW, e.SW.Explain())
}

// UID is the identifier of a contactless card, 4, 7 or 10 bytes for type A, 4 for type B. Phones give a random one.
func (c *Card) UID(ctx context.Context) ([]byte, error) {
	return c.pseudo(ctx, "GET DATA of the UID", apdu.Command{CLA: pseudoClass, INS: getReaderData, P1: dataUID})
}

// ATS is the historical bytes of the ATS of a type A card, or what stands in their place for type B. Some readers give
// the whole ATS, for [apdu.ParseATS].
func (c *Card) ATS(ctx context.Context) ([]byte, error) {
	return c.pseudo(ctx, "GET DATA of the ATS", apdu.Command{CLA: pseudoClass, INS: getReaderData, P1: dataATS})
}

// SetField switches the reader's field off and on again. Off begins a transparent session, which keeps the reader from
// looking for cards, on ends it. Few readers know this; to end with a card, Close with [Unpower] does.
func (c *Card) SetField(ctx context.Context, on bool) error {
	data := []byte{sessionStart, 0, fieldOff, 0}
	if on {
		data = []byte{fieldOn, 0, sessionEnd, 0}
	}
	_, err := c.pseudo(ctx, "MANAGE SESSION", apdu.Command{CLA: pseudoClass, INS: manageExchange, Data: data})
	return err
}

func (c *Card) pseudo(ctx context.Context, name string, command apdu.Command) ([]byte, error) {
	r, _, err := c.Transmit(ctx, command.Append(nil))
	if err != nil {
		return nil, err
	}
	if sw := apdu.Response(r).SW(); !sw.OK() {
		return nil, &PseudoError{name, sw}
	}
	return apdu.Response(r).Data(), nil
}
