// Package vpcd puts a card made of software into the virtual reader of pcscd (vsmartcard-vpcd), so that programs reach
// it through PC/SC as they reach a card of plastic.
//
//	inserted, err := vpcd.Insert(ctx, vpcd.Slot0, vpcd.ATRContactT1, card)
//	...
//	inserted.Remove()
//
// On Debian: apt-get install pcscd vsmartcard-vpcd. The reader has two slots; pcscd sees an insertion or a removal
// after up to 0.4 s, because it asks no more often, and takes one card for the other when they are swapped meanwhile.
// [Inserted.Remove] waits as long, so that the next insertion is seen as one.
package vpcd

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"time"

	"github.com/emvgo/emv/apdu"
)

// The addresses at which the slots of the virtual reader wait for a card.
const (
	Slot0 = "127.0.0.1:35963"
	Slot1 = "127.0.0.1:35964"
)

// Answers to reset. The ATR chooses the protocol: a card with the first speaks T=0, one with another T=1.
var (
	ATRContactT0   = []byte{0x3B, 0x65, 0x00, 0x00, 0x20, 0x63, 0xCB, 0x68, 0x00} // basic, T=0
	ATRContactT1   = []byte{0x3B, 0xE0, 0x00, 0x00, 0x81, 0x31, 0xFE, 0x45, 0xEB} // basic, T=1
	ATRContactless = []byte{0x3B, 0x80, 0x80, 0x01, 0x01}                         // as a reader makes one up
)

// Control messages of the reader, one byte each. Everything longer is a command.
const (
	powerOff = 0
	powerOn  = 1
	reset    = 2
	sendATR  = 4
)

// A Resetter is a card that wants to know when it is powered or reset. Cards may implement it.
type Resetter interface {
	Reset()
}

// Inserted is a card in the virtual reader.
type Inserted struct {
	conn    net.Conn
	atr     []byte
	card    apdu.Card
	under   apdu.Card // card without the T=0 layer
	t0      bool
	ctx     context.Context
	cancel  context.CancelFunc
	seen    chan struct{}
	done    chan struct{}
	out     time.Time // when it came out; after done
	err     error     // after done
	message []byte
}

// Insert puts a card with this ATR into the slot at addr and serves it until Remove is called or ctx ends. A card
// whose ATR offers T=0 first is served through [apdu.T0Card], so that it may be any card that takes C-APDUs.
//
// A card that answers with a fault is pulled out of the reader, except for a timeout, when it stays and does not
// answer: the reader knows no other way. Any other error pulls it out too; [Inserted.Err] tells.
func Insert(ctx context.Context, addr string, atr []byte, card apdu.Card) (*Inserted, error) {
	parsed, err := apdu.ParseATR(atr)
	if err != nil {
		return nil, err
	}
	conn, err := dial(ctx, addr)
	var slow net.Error
	switch {
	case ctx.Err() != nil:
		if conn != nil { // it ended just when the reader had taken the card
			_ = conn.Close()
		}
		return nil, fmt.Errorf("vpcd: stopped before the reader took the card: %w", ctx.Err())
	case errors.As(err, &slow) && slow.Timeout():
		return nil, fmt.Errorf("vpcd: other cards are in the slot, or wait for it, or nothing at %s answers; take them out, or take another slot: %w", addr, err)
	case err != nil:
		return nil, fmt.Errorf("vpcd: no virtual reader (are pcscd and vsmartcard-vpcd running?): %w", err)
	}
	i := &Inserted{conn: conn, atr: atr, card: card, under: card, t0: parsed.Protocol() == 0 && !parsed.Contactless(), seen: make(chan struct{}), done: make(chan struct{})}
	i.power()
	i.ctx, i.cancel = context.WithCancel(ctx)
	context.AfterFunc(i.ctx, func() { _ = conn.Close() })
	go i.serve()
	return i, nil
}

// dial connects to the reader.
var dial = func(ctx context.Context, addr string) (net.Conn, error) {
	d := net.Dialer{Timeout: patience}
	return d.DialContext(ctx, "tcp", addr)
}

// patience is how long a reader may take to accept a connection: it accepts none while others wait.
var patience = 3 * time.Second

// pollTime is how long pcscd needs to see that a card is gone.
const pollTime = 450 * time.Millisecond

// Remove pulls the card out, also in the middle of an exchange, and returns when pcscd has had the time to see it.
// The error is that of the card, if one ended its service earlier.
func (i *Inserted) Remove() error {
	i.cancel()
	<-i.done
	time.Sleep(pollTime - time.Since(i.out))
	return i.Err()
}

// Seen is closed when the reader has asked the card for something. Where that does not come within a second, there is
// another card in the slot: the reader takes one, and the next only when that is out.
func (i *Inserted) Seen() <-chan struct{} { return i.seen }

// Done is closed when the card is out of the reader.
func (i *Inserted) Done() <-chan struct{} { return i.done }

// Err is why the card came out of the reader: nil if it is still there, was removed, or the reader went away.
func (i *Inserted) Err() error {
	select {
	case <-i.done:
		return i.err
	default:
		return nil
	}
}

// power begins a card session.
func (i *Inserted) power() {
	if r, ok := i.under.(Resetter); ok {
		r.Reset()
	}
	if i.t0 {
		i.card = apdu.NewT0Card(i.under)
	}
}

// serve answers the reader until the connection ends.
func (i *Inserted) serve() {
	defer func() {
		i.cancel()
		_ = i.conn.Close()
		i.out = time.Now()
		close(i.done)
	}()
	for first := true; ; {
		message, err := i.read()
		if err != nil {
			i.end(err)
			return
		}
		if first {
			close(i.seen)
			first = false
		}
		reply, err := i.answer(message)
		if err != nil {
			i.end(err)
			return
		}
		if reply == nil {
			continue
		}
		if err := i.write(reply); err != nil {
			i.end(err)
			return
		}
	}
}

// end keeps the error unless it is the end of the connection.
func (i *Inserted) end(err error) {
	if i.ctx.Err() != nil || errors.Is(err, io.EOF) || errors.Is(err, net.ErrClosed) {
		return
	}
	var op *net.OpError
	if !errors.As(err, &op) {
		i.err = err
	}
}

// read reads one message: two bytes of length, then as many.
func (i *Inserted) read() ([]byte, error) {
	var length [2]byte
	if _, err := io.ReadFull(i.conn, length[:]); err != nil {
		return nil, err
	}
	quickAck(i.conn) // the reader sends length and message apart and waits for the acknowledgement in between
	n := int(binary.BigEndian.Uint16(length[:]))
	if cap(i.message) < n {
		i.message = make([]byte, n)
	}
	i.message = i.message[:n]
	_, err := io.ReadFull(i.conn, i.message)
	return i.message, err
}

// write sends one message in one piece.
func (i *Inserted) write(reply []byte) error {
	b := make([]byte, 2+len(reply))
	binary.BigEndian.PutUint16(b, uint16(len(reply)))
	copy(b[2:], reply)
	_, err := i.conn.Write(b)
	return err
}

// longest is the most that a message can hold.
const longest = 1<<16 - 1

// answer gives the reply to a message, nil for none.
func (i *Inserted) answer(message []byte) ([]byte, error) {
	if len(message) == 0 {
		return nil, nil
	}
	if len(message) == 1 {
		switch message[0] {
		case sendATR:
			return i.atr, nil
		case powerOn, powerOff, reset:
			i.power()
		}
		return nil, nil
	}
	reply, _, err := i.card.Transmit(i.ctx, message)
	switch {
	case apdu.IsFault(err, apdu.Timeout):
		<-i.ctx.Done()
		return nil, i.ctx.Err()
	case apdu.IsFault(err, apdu.Removed):
		return nil, io.EOF
	case err != nil:
		return nil, err
	case len(reply) < 2 || len(reply) > longest:
		return nil, fmt.Errorf("vpcd: the card answered %d bytes", len(reply))
	}
	return reply, nil
}
