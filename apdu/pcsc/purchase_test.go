//go:build linux && cgo && pcsc

package pcsc_test

import (
	"bytes"
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/pcsc"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/apdu/vpcd"
	"github.com/emvgo/emv/apdu/vpcd/pcscd"
	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/crypto/pin/softpin/pinpad"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/testvectors/issuer"
)

// host is the issuer at the other end of the line.
type host struct{ t *testing.T }

func (h host) Authorise(_ context.Context, r terminal.Request) ([]byte, error) {
	response, err := issuer.Test().Authorise(r.DE55, issuer.Options{})
	if err != nil {
		h.t.Error(err)
	}
	return response.Data, err
}

// purchase runs a purchase of 12.34 with the card, whatever it is.
func purchase(t *testing.T, c apdu.Card) (*kernel.Result, error) {
	t.Helper()
	data, err := configs.Named("default")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	pins, err := softpin.New("1234")
	if err != nil {
		t.Fatal(err)
	}
	defer pins.Close()
	tx := kernel.Transaction{Money: kernel.Money{Amount: 1234}, Sequence: 1, Date: [3]byte{0x26, 0x07, 0x01}, Time: [3]byte{0x12, 0, 0}}
	session, err := kernel.NewSession(contact.Program(), cfg, tx)
	if err != nil {
		t.Fatal(err)
	}
	return kernel.Run(soon(t), session, &terminal.Devices{
		Readers: terminal.Readers{Contact: terminal.Inserted(c)}, Acquirer: terminal.Acquirer{Host: host{t}},
		Cardholder: terminal.Cardholder{PIN: pinpad.New(pins)},
	})
}

func newCard(t *testing.T) *card.Card {
	t.Helper()
	c, err := card.Named("full")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A whole contact transaction through kernel, scard, pcscd, the virtual reader and the virtual card, on both protocols,
// ends as it does without any of them in between.
func TestPurchase(t *testing.T) {
	want, err := purchase(t, newCard(t))
	if err != nil || want.Status != kernel.Approved {
		t.Fatal(want, err)
	}
	s := open(t)
	for name, atr := range map[string][]byte{"T=0": vpcd.ATRContactT0, "T=1": vpcd.ATRContactT1} {
		t.Run(name, func(t *testing.T) {
			insert(t, s, 0, atr, newCard(t))
			got, err := purchase(t, connect(t, s, 0, pcsc.Options{}))
			if err != nil {
				t.Fatal(err)
			}
			a, b := terminal.NewRecord(got), terminal.NewRecord(want)
			if a.Outcome != b.Outcome || a.Cryptogram != b.Cryptogram || a.TVR != b.TVR || a.TSI != b.TSI || a.CVMResults != b.CVMResults ||
				a.ARC != b.ARC || a.Exchanges != b.Exchanges || a.AID != b.AID {
				t.Errorf("got  %+v\nwant %+v", a, b)
			}
		})
	}
}

// The card is pulled at several exchanges: there is an outcome, never an approval, and no error.
func TestPurchasePulled(t *testing.T) {
	s := open(t)
	for _, at := range []int{1, 4, 9, 15, 20} {
		t.Run(strconv.Itoa(at), func(t *testing.T) {
			n, inner := 0, newCard(t)
			insert(t, s, 0, vpcd.ATRContactT1, apdu.CardFunc(func(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
				if n++; n == at {
					return nil, 0, apdu.Fault(apdu.Removed, nil)
				}
				return inner.Transmit(ctx, command)
			}))
			out, err := purchase(t, connect(t, s, 0, pcsc.Options{}))
			if err != nil || out.Status == kernel.Approved {
				t.Errorf("pulled: %v, %v", out, err)
			}
			if n != at {
				t.Errorf("%d exchanges", n)
			}
		})
	}
}

// pcscd is killed in the middle: the transport is broken, which is an error and no outcome.
func TestPurchaseServiceKilled(t *testing.T) {
	s := open(t)
	n, inner := 0, newCard(t)
	i, err := vpcd.Insert(soon(t), daemon.Slots[0], vpcd.ATRContactT1, apdu.CardFunc(func(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
		if n++; n == 10 {
			if err := daemon.Kill(); err != nil {
				t.Error(err)
			}
		}
		return inner.Transmit(ctx, command)
	}))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.WaitForCard(soon(t), pcscd.Readers[0]); err != nil {
		t.Fatal(err)
	}
	c := connect(t, s, 0, pcsc.Options{})
	if out, err := purchase(t, c); !pcsc.IsKind(err, pcsc.ServiceStopped) {
		t.Errorf("%v, %v", out, err)
	}
	_ = c.Close()
	_ = i.Remove()
	if err := daemon.Restart(); err != nil {
		t.Fatal(err)
	}
	insert(t, s, 0, vpcd.ATRContactT1, newCard(t))
	if out, err := purchase(t, connect(t, s, 0, pcsc.Options{})); err != nil || out.Status != kernel.Approved {
		t.Errorf("after the restart: %v, %v", out, err)
	}
}

// The second slot as a contactless reader, beside a contact card in the first: ATR, PPSE, application, records.
func TestContactlessSlot(t *testing.T) {
	text, err := testvectors.Conversation("binaryfoo_contactless_mastercard")
	if err != nil {
		t.Fatal(err)
	}
	conversation, err := transcript.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	replay := transcript.NewReplay(conversation)
	s := open(t)
	insert(t, s, 0, vpcd.ATRContactT0, newCard(t))
	insert(t, s, 1, vpcd.ATRContactless, replay)
	c := connect(t, s, 1, pcsc.Options{})
	if !c.Contactless() || c.Protocol() != pcsc.T1 {
		t.Errorf("ATR %X, protocol %d", c.ATR(), c.Protocol())
	}
	for i, x := range conversation.Exchanges() {
		got, _, err := c.Transmit(soon(t), x.Command)
		if err != nil || !bytes.Equal(got, x.Response) {
			t.Fatalf("exchange %d: %X, %v", i+1, got, err)
		}
	}
	if err := replay.Close(); err != nil {
		t.Error(err)
	}
	if out, err := purchase(t, connect(t, s, 0, pcsc.Options{})); err != nil || out.Status != kernel.Approved {
		t.Errorf("the contact card beside it: %v, %v", out, err)
	}
}
