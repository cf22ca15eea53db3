package apdu

import (
	"context"
	"iter"
	"time"
)

// Chain cuts a command whose data do not fit one command into a chain of commands with at most size bytes of data
// each; a size outside 1 to 255 means 255. All but the last have the chaining bit set in their class and no Le. A
// command that fits gives itself. The pieces share the memory of c.Data.
//
// EMV 4.4 B3 6.5.13
func Chain(c Command, size int) iter.Seq[Command] {
	if size < 1 || size > MaxShortData {
		size = MaxShortData
	}
	return func(yield func(Command) bool) {
		for data := c.Data; len(data) > size; data = data[size:] {
			piece := Command{c.CLA | ClassChained, c.INS, c.P1, c.P2, data[:size:size], NoLe, false}
			if !yield(piece) {
				return
			}
			c.Data = data[size:]
		}
		yield(c)
	}
}

// TransmitChain sends a command as a chain and returns the response to the last command sent: to the whole, or to
// the first piece that was not answered 9000, after which nothing more is sent. elapsed is the sum. The bytes of the
// commands are wiped before it returns, because chains carry enciphered PINs and biometric data.
//
// EMV 4.4 B3 6.5.12.5, 6.5.13
func TransmitChain(ctx context.Context, card Card, c Command, size int) (response []byte, elapsed time.Duration, err error) {
	var room [4 + 1 + MaxShortData + 1]byte
	defer clear(room[:])
	for piece := range Chain(c, size) {
		var took time.Duration
		response, took, err = card.Transmit(ctx, piece.Append(room[:0]))
		elapsed += took
		if err != nil {
			return nil, elapsed, err
		}
		// EMV 4.4 B3 6.5.12.5 (chain)
		if !Response(response).SW().OK() {
			break
		}
	}
	return response, elapsed, nil
}
