package apdu

import (
	"context"
	"time"
)

// T0Card is the card's end of T=0: it answers T=0 commands, with 61xx and 6Cxx, on behalf of a card that answers
// C-APDUs. It makes a virtual card speak T=0 to a reader, and is the counterpart of [T0] in tests.
//
// On T=0 a card knows by itself whether a command expects data. T0Card runs a header alone as case 2 and a command
// with data as case 3 or 4, case 4 being the instructions that the books list with an Le; each is run once, and the
// response is kept while the terminal fetches it. Responses are limited to 256 bytes of data.
type T0Card struct {
	card   Card
	header [4]byte // of the command that the response belongs to
	data   []byte  // not yet fetched
	sw     SW      // to give with the last of the data
	again  bool    // the header may come again with the right length
	reply  []byte
}

// NewT0Card makes the T=0 end of card.
func NewT0Card(card Card) *T0Card { return &T0Card{card: card} }

// Transmit answers a T=0 command: five bytes of header and P3 bytes of data, if any follow. It is as lenient as cards in
// the field: an Le behind the data, which T=0 does not have, is not looked at, and GET RESPONSE may have the class 80.
//
// EMV 4.3 B1 9.3.1.2.1, 9.3.1.2.2, 9.3.1.3
func (t *T0Card) Transmit(ctx context.Context, command []byte) (response []byte, elapsed time.Duration, err error) {
	switch {
	case len(command) > 6 && len(command) == 6+int(command[4]):
		command = command[:len(command)-1]
	case len(command) < 4, len(command) > 5 && len(command) != 5+int(command[4]):
		return t.status(WrongLength), 0, nil
	case len(command) == 4:
		command = append(append(make([]byte, 0, 5), command...), 0)
	}
	header := [4]byte(command)
	p3 := int(command[4])
	switch {
	case command[1] == GetResponse:
		switch {
		case header[0] != ClassInterindustry && header[0] != ClassProprietary || header[2] != 0 || header[3] != 0:
			return t.status(IncorrectP1P2), 0, nil
		case len(t.data) == 0:
			return t.status(NoPreciseDiagnosis), 0, nil
		}
		return t.give(p3), 0, nil
	case len(command) == 5 && t.again && header == t.header:
		return t.give(p3), 0, nil
	}
	t.drop()
	t.header = header
	c := Command{CLA: header[0], INS: header[1], P1: header[2], P2: header[3], Data: command[5:], Le: NoLe}
	if len(command) == 5 || c.answersData() {
		c.Le = 0
	}
	r, elapsed, err := t.card.Transmit(ctx, c.Append(nil))
	if err != nil {
		return nil, elapsed, err
	}
	data, sw := Response(r).Data(), Response(r).SW()
	switch {
	case len(r) < 2 || len(data) > MaxT0Data:
		return t.status(NoPreciseDiagnosis), elapsed, nil
	case len(data) == 0:
		return t.status(sw), elapsed, nil
	}
	t.data = append(t.data[:0], data...)
	t.sw = sw
	switch {
	case len(command) == 5:
		t.again = true
		return t.give(p3), elapsed, nil
	case sw != Success:
		// The warning comes first, the data are fetched with GET RESPONSE.
		// EMV 4.3 B1 9.3.1.1.4
		t.sw = Success
		return t.status(sw), elapsed, nil
	}
	return t.status(SW(0x6100 | len(data)&0xFF)), elapsed, nil
}

// give answers a request for p3 bytes, 0 for 256, of the data that wait.
//
// EMV 4.3 B1 9.3.1.2.1
func (t *T0Card) give(p3 int) []byte {
	n := len(t.data)
	if p3 == 0 {
		p3 = MaxT0Data
	}
	switch {
	case p3 > n:
		return t.status(SW(0x6C00 | n&0xFF))
	case p3 < n:
		t.again = false
		t.reply = append(t.reply[:0], t.data[:p3]...)
		t.data = append(t.data[:0], t.data[p3:]...)
		return append(t.reply, 0x61, byte(len(t.data)))
	}
	t.reply = append(append(t.reply[:0], t.data...), t.sw.SW1(), t.sw.SW2())
	t.drop()
	return t.reply
}

func (t *T0Card) status(sw SW) []byte {
	t.reply = append(t.reply[:0], sw.SW1(), sw.SW2())
	return t.reply
}

// drop forgets what waits to be fetched.
func (t *T0Card) drop() {
	t.data, t.again = t.data[:0], false
}

// answersData reports whether the books list the command, which has data, with an Le.
func (c Command) answersData() bool {
	switch c.INS {
	case Select, GetProcessingOptions, GenerateAC, InternalAuthenticate, RelayResistance, ReadData, WriteData:
		return true
	}
	return false
}
