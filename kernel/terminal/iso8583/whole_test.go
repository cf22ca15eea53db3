package iso8583_test

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// An answer that names no terminal is none, and one without a response code; what else of its request it leaves out, or has besides, changes nothing. What it repeats is the request's: where it
// approves a part all but the amount.
// EMV 4.4 B4 12.2.3
func TestWhatAnswers(t *testing.T) {
	for _, c := range []struct {
		without int
		with    map[int]string
		counts  bool // it is an answer
	}{
		{0, nil, true},
		{iso8583.FieldTerminal, nil, false},
		{iso8583.FieldResponse, nil, false},
		{iso8583.FieldProcessing, nil, true},
		{iso8583.FieldAmount, nil, true},
		{iso8583.FieldMerchant, nil, true},
		{iso8583.FieldCurrency, nil, true},
		{0, map[int]string{iso8583.FieldManagement: "301"}, true},
		{0, map[int]string{iso8583.FieldProcessing: "010000"}, false},
		{0, map[int]string{iso8583.FieldMerchant: "ANOTHER SHOP   "}, false},
		{0, map[int]string{iso8583.FieldCurrency: "840"}, false},
		{0, map[int]string{iso8583.FieldResponse: "10", iso8583.FieldAmount: "000000000500"}, true},
		{0, map[int]string{iso8583.FieldResponse: "10", iso8583.FieldAmount: "000000000500", iso8583.FieldCurrency: "840"}, false},
		{0, map[int]string{iso8583.FieldResponse: "10", iso8583.FieldAmount: "000000000500", iso8583.FieldTerminal: "TERM0002"}, false},
		{0, map[int]string{iso8583.FieldResponse: "11", iso8583.FieldAmount: "000000000500"}, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &server{}
			s.answer = func(x net.Conn, _, usual *iso8583.Message) bool {
				return s.send(x, altered(usual, c.without, c.with))
			}
			client := newClient(t, s, iso8583.Options{})
			r := purchase()
			r.Transaction.AmountOther = 0
			_, err := client.Authorise(t.Context(), r)
			if mismatched := client.Counts().Mismatched; (err == nil) != c.counts || err != nil && !errors.Is(err, iso8583.ErrMayHaveArrived) || (mismatched == 0) != c.counts {
				t.Errorf("without %d, with %v: %v, %+v", c.without, c.with, err, client.Counts())
			}
			client.Close()
		})
	}
}

// A connection that has brought nothing but what nobody waits for is given up, and so is one on which nothing comes at all; one that brings anything beside goes on.
// EMV 4.4 B4 12.2.3
func TestGivenUp(t *testing.T) {
	for _, c := range []struct {
		strangers   int // in the place of the first answer
		connections uint64
	}{{0, 2}, {1, 1}, {30, 1}, {32, 2}, {40, 2}} {
		synctest.Test(t, func(t *testing.T) {
			first := true
			s := &server{}
			s.answer = func(x net.Conn, _, usual *iso8583.Message) bool {
				if !first {
					return s.send(x, usual)
				}
				first = false
				usual.Set(iso8583.FieldSTAN, "000041")
				for range c.strangers {
					if !s.send(x, usual) {
						return false
					}
				}
				return true
			}
			client := newClient(t, s, iso8583.Options{})
			if _, err := client.Authorise(t.Context(), purchase()); !errors.Is(err, iso8583.ErrMayHaveArrived) {
				t.Errorf("%d strangers: %v", c.strangers, err)
			}
			synctest.Wait()
			if _, err := client.Authorise(t.Context(), purchase()); err != nil || client.Counts().Connections != c.connections {
				t.Errorf("%d strangers: %v, %+v", c.strangers, err, client.Counts())
			}
			client.Close()
		})
	}
}

// A connection that is dead before a message has left is replaced, once: the message goes over the next one. What has left to its last byte is not sent again, whatever became of the connection.
// EMV 4.4 B4 12.2.3
func TestDeadConnection(t *testing.T) {
	for _, c := range []struct {
		leaves int // bytes that are written of each message; -1: all
		dead   int // connections, the first ones behind their sign-on
		want   error
		got    int // requests at the host
		dials  int
	}{
		{0, 0, nil, 1, 1},
		{0, 1, nil, 1, 2},
		{3, 1, nil, 1, 2},
		{0, 2, terminal.ErrNotSent, 0, 2},
		{-1, 1, iso8583.ErrMayHaveArrived, 1, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &server{t: t}
			s.answer = func(x net.Conn, _, usual *iso8583.Message) bool {
				if c.leaves < 0 {
					return true // nothing comes of it
				}
				return s.send(x, usual)
			}
			dials := 0
			dial := func(ctx context.Context) (net.Conn, error) {
				x, err := s.dial(ctx)
				if dials++; dials <= c.dead {
					x = &dying{Conn: x, leaves: c.leaves}
				}
				return x, err
			}
			client, err := iso8583.NewClient(iso8583.Options{Config: shop, Dial: dial, MAC: testMAC(t)})
			if err != nil {
				t.Fatal(err)
			}
			_, err = client.Authorise(t.Context(), purchase())
			synctest.Wait()
			got := 0
			for _, m := range s.all() {
				if m.Type == "0200" {
					got++
				}
			}
			if !errors.Is(err, c.want) || c.want == nil && err != nil || got != c.got || dials != c.dials {
				t.Errorf("%+v: %v, %d requests, %d connections", c, err, got, dials)
			}
			client.Close()
		})
	}
}

// dying is a connection that takes its first message, and of the others so many bytes before it fails.
type dying struct {
	net.Conn
	leaves, sent int
}

func (d *dying) Write(b []byte) (int, error) {
	if d.sent++; d.sent == 1 {
		return d.Conn.Write(b)
	}
	n := d.leaves
	if n < 0 {
		n = len(b)
	}
	n, _ = d.Conn.Write(b[:n])
	return n, io.ErrClosedPipe
}

// A block for a card, one of another size and one of AES go to no host.
func TestBlocksForHosts(t *testing.T) {
	for _, c := range []struct {
		format pin.Format
		size   int
		sent   bool
	}{
		{pin.Format0, 8, true}, {pin.Format1, 8, true}, {pin.Format3, 8, true}, {pin.Format2, 8, false}, {pin.Format4, 8, false}, {pin.Format4, 16, false}, {pin.Format0, 7, false},
	} {
		s, r := &server{}, purchase()
		client := newClient(t, s, iso8583.Options{PIN: pad{format: c.format, block: make([]byte, c.size)}})
		r.OnlinePIN = true
		if _, err := client.Authorise(t.Context(), r); (err == nil) != c.sent || !c.sent && !errors.Is(err, terminal.ErrNotSent) {
			t.Errorf("format %d, %d bytes: %v", c.format, c.size, err)
		}
		client.Close()
	}
}

// An acquirer that captures in batches is asked for an authorisation alone, whatever it is about, and that is what is taken back.
// EMV 4.4 B4 12.1.1, EMV 4.4 B4 12.1.8
func TestBatchAuthorises(t *testing.T) {
	for _, c := range []struct {
		batch   bool
		purpose kernel.Purpose
		kind    byte
		want    string
	}{
		{false, kernel.Purchase, 0x00, "0200"},
		{true, kernel.Purchase, 0x00, "0100"},
		{true, kernel.Refund, 0x20, "0100"},
		{true, kernel.Inquiry, 0x31, "0100"},
		{false, kernel.Inquiry, 0x31, "0100"},
		{false, kernel.PreAuthorisation, 0x00, "0100"},
	} {
		s, r := &server{}, purchase()
		client := newClient(t, s, iso8583.Options{Batch: c.batch})
		r.Transaction.Purpose, r.Transaction.Type = c.purpose, c.kind
		_, err := client.Authorise(t.Context(), r)
		err = errors.Join(err, client.Reverse(t.Context(), terminal.Reversal{Original: r.ID, Transaction: r.Transaction, Reason: terminal.CardDeclined, Data: chip}))
		client.Close()
		if all := s.all(); err != nil || len(all) != 3 || all[1].Type != c.want || all[2].Type != "0420" || all[2].Get(iso8583.FieldOriginal)[:4] != c.want {
			t.Errorf("%+v: %v, %v", c, all, err)
		}
	}
}

// altered is a message without one of its fields, and with others or other values.
func altered(m *iso8583.Message, without int, with map[int]string) *iso8583.Message {
	out := iso8583.New(m.Type)
	for _, n := range m.Numbers() {
		if n != without {
			out.SetBytes(n, m.Bytes(n))
		}
	}
	for n, v := range with {
		out.Set(n, v)
	}
	return out
}
