package vpcd_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/vpcd"
)

// A reader is the other end of a slot.
type reader struct {
	t    *testing.T
	conn net.Conn
}

// insert puts a card into a slot of the test's own.
func insert(t *testing.T, atr []byte, card apdu.Card) (*vpcd.Inserted, *reader) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	i, err := vpcd.Insert(t.Context(), l.Addr().String(), atr, card)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return i, &reader{t, conn}
}

func (r *reader) send(b ...byte) {
	r.t.Helper()
	if _, err := r.conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(b))), b...)); err != nil {
		r.t.Fatal(err)
	}
}

func (r *reader) receive() []byte {
	r.t.Helper()
	var length [2]byte
	if _, err := io.ReadFull(r.conn, length[:]); err != nil {
		r.t.Fatal(err)
	}
	b := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err := io.ReadFull(r.conn, b); err != nil {
		r.t.Fatal(err)
	}
	return b
}

// A card counts its resets and answers what the test says.
type card struct {
	resets int
	answer func(command []byte) ([]byte, error)
}

func (c *card) Reset() { c.resets++ }

func (c *card) Transmit(_ context.Context, command []byte) ([]byte, time.Duration, error) {
	r, err := c.answer(command)
	return r, 0, err
}

func TestServe(t *testing.T) {
	c := &card{answer: func([]byte) ([]byte, error) { return []byte{0xAA, 0x90, 0x00}, nil }}
	for _, x := range []struct {
		name    string
		atr     []byte
		command []byte
		want    []byte
	}{
		{"T=1", vpcd.ATRContactT1, []byte{0x00, 0xB2, 0x01, 0x0C, 0x00}, []byte{0xAA, 0x90, 0x00}},
		{"contactless", vpcd.ATRContactless, []byte{0x00, 0xB2, 0x01, 0x0C, 0x00}, []byte{0xAA, 0x90, 0x00}},
		// EMV 4.3 B1 9.3.1.2.1
		{"T=0", vpcd.ATRContactT0, []byte{0x00, 0xB2, 0x01, 0x0C, 0x00}, []byte{0x6C, 0x01}},
	} {
		t.Run(x.name, func(t *testing.T) {
			c.resets = 0
			i, r := insert(t, x.atr, c)
			r.send(4)
			if got := r.receive(); !bytes.Equal(got, x.atr) {
				t.Errorf("ATR %X", got)
			}
			r.send(1)
			r.send(2)
			r.send(0)
			r.send(3)
			r.send()
			r.send(x.command...)
			if got := r.receive(); !bytes.Equal(got, x.want) {
				t.Errorf("got %X", got)
			}
			if c.resets != 4 { // at the insertion, and each that the reader asks for
				t.Errorf("%d resets", c.resets)
			}
			if err := i.Err(); err != nil {
				t.Error(err)
			}
			if err := i.Remove(); err != nil {
				t.Error(err)
			}
			if _, err := r.conn.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
				t.Errorf("still connected: %v", err)
			}
		})
	}
}

func TestFaults(t *testing.T) {
	broken := errors.New("broken")
	for _, x := range []struct {
		name  string
		reply []byte
		err   error
		stays bool
		want  error
	}{
		{"removed", nil, apdu.Fault(apdu.Removed, nil), false, nil},
		{"transmission", nil, apdu.Fault(apdu.Transmission, broken), false, broken},
		{"error", nil, broken, false, broken},
		{"timeout", nil, apdu.Fault(apdu.Timeout, nil), true, nil},
	} {
		t.Run(x.name, func(t *testing.T) {
			i, r := insert(t, vpcd.ATRContactT1, &card{answer: func([]byte) ([]byte, error) { return x.reply, x.err }})
			r.send(0x00, 0xB2, 0x01, 0x0C, 0x00)
			if x.stays {
				go func() { _ = r.conn.Close() }() // the reader gives up
				if err := i.Remove(); err != nil {
					t.Error(err)
				}
				return
			}
			<-i.Done()
			if err := i.Remove(); !errors.Is(err, x.want) {
				t.Error(err)
			}
		})
	}
	i, r := insert(t, vpcd.ATRContactT1, &card{answer: func([]byte) ([]byte, error) { return []byte{0x90}, nil }})
	r.send(0x00, 0xB2, 0x01, 0x0C, 0x00)
	<-i.Done()
	if i.Err() == nil {
		t.Error("a response of one byte is served")
	}
	i, r = insert(t, vpcd.ATRContactT1, &card{})
	if err := r.conn.Close(); err != nil {
		t.Error(err)
	}
	if <-i.Done(); i.Err() != nil {
		t.Errorf("the reader went away: %v", i.Err())
	}
}

func TestInsertErrors(t *testing.T) {
	if _, err := vpcd.Insert(t.Context(), vpcd.Slot0, []byte{0x3B}, nil); err == nil {
		t.Error("no ATR")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := vpcd.Insert(ctx, "127.0.0.1:1", vpcd.ATRContactT1, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// The ATRs are basic, or those of a contactless reader, and choose the protocol that they say.
func TestATRs(t *testing.T) {
	for _, x := range []struct {
		atr         []byte
		protocol    byte
		basic       bool
		contactless bool
	}{
		// EMV 4.3 B1 8.2
		{vpcd.ATRContactT0, 0, true, false}, {vpcd.ATRContactT1, 1, true, false}, {vpcd.ATRContactless, 0, false, true},
	} {
		a, err := apdu.ParseATR(x.atr)
		if err != nil || a.Protocol() != x.protocol || a.Basic() != x.basic || a.Contactless() != x.contactless {
			t.Errorf("%X: %v", x.atr, err)
		}
	}
}
