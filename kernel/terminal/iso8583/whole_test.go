package iso8583_test

import (
	"errors"
	"net"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// An answer that names no terminal is none.
// EMV 4.4 B4 12.2.3
func TestAnswerWithoutTerminal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &server{}
		s.answer = func(c net.Conn, _, usual *iso8583.Message) bool {
			m := iso8583.New(usual.Type)
			for _, n := range usual.Numbers() {
				if n != iso8583.FieldTerminal {
					m.SetBytes(n, usual.Bytes(n))
				}
			}
			return s.send(c, m)
		}
		client := newClient(t, s, iso8583.Options{})
		if _, err := client.Authorise(t.Context(), purchase()); !errors.Is(err, iso8583.ErrMayHaveArrived) || client.Counts().Mismatched != 1 {
			t.Errorf("%v, %+v", err, client.Counts())
		}
		client.Close()
	})
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
