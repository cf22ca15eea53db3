package kernel_test

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// A tap sits on the wire of a genuine card and writes down what it says.
type tap struct {
	card  *card.Card
	heard [][]byte
}

func (w *tap) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	response, took, err := w.card.Transmit(ctx, command)
	w.heard = append(w.heard, slices.Clone(response))
	return response, took, err
}

// A parrot says it again, whatever it is asked.
type parrot struct {
	words     [][]byte
	cdol1Data []byte // of the first GENERATE AC
}

func (p *parrot) Transmit(_ context.Context, command []byte) ([]byte, time.Duration, error) {
	if command[1] == 0xAE && p.cdol1Data == nil {
		p.cdol1Data = slices.Clone(command[5:])
	}
	if len(p.words) == 0 {
		return nil, 0, apdu.Fault(apdu.Removed, nil)
	}
	response := p.words[0]
	p.words = p.words[1:]
	return response, 0, nil
}

// An ear is the issuer's, and keeps what it was asked.
type ear struct{ de55 []byte }

func (e *ear) Authorise(_ context.Context, r terminal.Request) ([]byte, error) {
	e.de55 = slices.Clone(r.DE55)
	response, err := issuer.Test().Authorise(r.DE55, issuer.Options{})
	return response.Data, err
}

// buy is one purchase with whatever is in the reader; the profile strict takes it online.
func buy(t *testing.T, c apdu.Card, opts ...kernel.Option) (*kernel.Result, []byte) {
	t.Helper()
	bundle, err := configs.Named("default")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(bundle)
	if err != nil {
		t.Fatal(err)
	}
	tx := kernel.Transaction{Money: kernel.Money{Amount: 900}, Sequence: 1, Date: [3]byte{0x26, 0x07, 0x01}, Time: [3]byte{0x12, 0, 0}}
	s, err := kernel.NewSession(contact.Program(), cfg, tx, opts...)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	host := new(ear)
	out, err := kernel.Run(t.Context(), s, &terminal.Devices{Readers: terminal.Readers{Contact: terminal.Inserted(c)}, Acquirer: terminal.Acquirer{Host: host}})
	if err != nil {
		t.Fatal(err)
	}
	return out, host.de55
}

// Attack 7: who had the card for a minute has its cryptograms for the numbers that he guessed. Where he guessed right the
// issuer cannot tell; against the generator he has nothing, and the host sees the number that went to the card.
//
// B2 11.3, 8.1
func TestPrePlay(t *testing.T) {
	genuine, err := card.Named("noauth")
	if err != nil {
		t.Fatal(err)
	}
	guess := [4]byte{0, 0, 0, 42}
	wire := &tap{card: genuine}
	if out, _ := buy(t, wire, kerneltest.Numbers(guess)); out.Status != kernel.Approved || !out.Online {
		t.Fatalf("the genuine card: %v, %s", out.Status, out.Error.Reason)
	}

	if out, de55 := buy(t, &parrot{words: wire.heard}, kerneltest.Numbers(guess)); out.Status != kernel.Approved || de55 == nil {
		t.Errorf("a number that was guessed: %v, so that the attack is not what is tested here", out.Status)
	}

	clone := &parrot{words: wire.heard}
	out, de55 := buy(t, clone)
	if out.Status == kernel.Approved || out.ResponseCode == "00" {
		t.Errorf("a replayed cryptogram: %v", out.Status)
	}
	if why := issuer.Test().Check(de55, ""); why != "the application cryptogram is wrong" {
		t.Errorf("the issuer: %q", why)
	}
	un, ok := tlv.Find(de55, 0x9F37)
	if !ok || bytes.Equal(un.Value, guess[:]) || !bytes.Contains(clone.cdol1Data, un.Value) {
		t.Errorf("the host was told of number %X; the card got %X", un.Value, clone.cdol1Data)
	}
}
