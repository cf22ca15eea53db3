package terminal_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// requesting has each message request its own element and one that all of them do.
func requesting(kinds ...tlv.Tag) (r kernel.Requests) {
	for k, tag := range kinds {
		r[k] = []tlv.Tag{tag, 0x9F42}
	}
	return r
}

// What the configuration says that the acquirer of an application requests is in each message of it, and in no other: of a chip with contacts as it has given it, by the
// request, the messages that follow, and what the ledger keeps to take it back.
// B4 12.1, 12.1.1, 12.1.2, 12.1.4, 12.1.5, 12.1.7, 12.1.8, 10.2 data
func TestRequestsOfConfiguration(t *testing.T) {
	ctx := context.Background()
	each := []tlv.Tag{0x8E, 0x9F07, 0x9F0D, 0x9F0E, 0x9F0F, 0x5F28, 0x5F30}
	x := newTill(t, "default", "pin")
	x.cfg.Applications[0].Identity.Requests = requesting(each...)
	x.cfg.Terminal.Requests = requesting(0x50, 0x50, 0x50, 0x50, 0x50, 0x50, 0x50)
	given := map[tlv.Tag]string{}
	x.devices.Readers.Contact = terminal.Inserted(noting(x.devices.Readers.Contact, given))
	x.devices.Acquirer.Messages = teller{x.bank, new([]uint64)}
	var request terminal.Request
	x.devices.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
		request, request.DE55 = r, bytes.Clone(r.DE55)
		response, err := issuer.Test().Authorise(r.DE55, issuer.Options{})
		return response.Data, err
	})
	x.start(t)
	sale, err := x.Sell(ctx, 1234)
	if err != nil || !sale.Approved() {
		t.Fatal(sale, err)
	}
	entry, err := x.ledger.Get(sale.Number)
	if err != nil {
		t.Fatal(err)
	}
	for kind, data := range map[kernel.MessageKind][]byte{
		kernel.AuthorisationRequest:  request.Message(kernel.AuthorisationRequest, x.cfg),
		kernel.FinancialRequest:      request.Message(kernel.FinancialRequest, x.cfg),
		kernel.OfflineAdvice:         request.Message(kernel.OfflineAdvice, x.cfg),
		kernel.OnlineAdvice:          request.Message(kernel.OnlineAdvice, x.cfg),
		kernel.FinancialConfirmation: sale.Message(kernel.FinancialConfirmation),
		kernel.BatchData:             sale.Message(kernel.BatchData),
		kernel.ReversalMessage:       entry.Data,
	} {
		for k, tag := range append(slices.Clone(each), 0x9F42, 0x50) {
			want := given[tag]
			if tag != 0x9F42 && k != int(kind) {
				want = ""
			} else if want == "" {
				t.Errorf("the card has not given %s", tag)
			}
			if o, _ := tlv.Find(data, tag); fmt.Sprintf("%X", o.Value) != want {
				t.Errorf("%s: %s is %X, want %s", kind, tag, o.Value, want)
			}
		}
	}
	if o, _ := tlv.Find(request.Message(kernel.ReversalMessage, x.cfg), each[kernel.ReversalMessage]); fmt.Sprintf("%X", o.Value) != given[each[kernel.ReversalMessage]] {
		t.Errorf("the reversal of a request that has no end: %X", o.Value)
	}
}

// noting has a card whose elements of records and of answers with a template are noted.
func noting(card apdu.Card, given map[tlv.Tag]string) apdu.Card {
	return apdu.CardFunc(func(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
		r, took, err := card.Transmit(ctx, command)
		for o := range tlv.NewCursor(r[:max(0, len(r)-2)]).All() {
			c := o.Children()
			for o := range c.All() {
				given[o.Tag] = fmt.Sprintf("%X", o.Value)
				if o.Tag == tlv.TagFCIProprietary {
					fci := o.Children()
					for o := range fci.All() {
						given[o.Tag] = fmt.Sprintf("%X", o.Value)
					}
				}
			}
		}
		return r, took, err
	})
}

// Every tap's request has the application's effective date, its sequence number and the token's requestor where the card has them and its kernel reads them, and
// what the acquirer requests: Kernels 2, 5 and 6 have no effective date in their data records. So have the messages that follow. Whatever else tables 9 to 12 have for a
// shop is in the request, but for CVM results where a kernel has none.
// B4 12.1, 12.1.1, 12.1.2, 12.1.5, 12.1.8
func TestRequestOfTaps(t *testing.T) {
	asked := []tlv.Tag{0x9F07, 0x8E, 0x9F0D, 0x9F0E, 0x9F0F, 0x5F28}
	tables := []tlv.Tag{
		0x9F26, 0x82, 0x9F36, 0x9F27, 0x9F1E, 0x9F10, 0x9F33, 0x9F35, 0x95, 0x9F37, 0x9F01, 0x9F02, 0x9F15, 0x9F16, 0x9F39, 0x9F1A, 0x9F1C, 0x57, 0x5F2A, 0x9A, 0x9F21, 0x9C,
	}
	verifies := map[string]bool{"mastercard-online": true, "visa-online": false, "amex-online": true, "jcb-online": true, "discover-online": false, "unionpay-online": false, "k8-online": true}
	found := map[tlv.Tag]int{}
	for name, results := range verifies {
		cfg, given := tapConfig(t), map[tlv.Tag]string{}
		cfg.Terminal.Requests = kernel.Requests{kernel.FinancialRequest: asked, kernel.ReversalMessage: asked}
		d := tapDevices(terminal.Inserted(noting(tapCard(t, name), given)))
		var sent, noted []byte
		d.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			sent, noted = r.Message(kernel.FinancialRequest, cfg), r.Message(kernel.ReversalMessage, cfg)
			response, err := issuer.Test().Authorise(bytes.Clone(r.DE55), issuer.Options{})
			return response.Data, err
		})
		ledger := terminal.NewMemoryLedger()
		x, err := terminal.New(cfg, d, ledger, tapKernels()...)
		if err != nil {
			t.Fatal(err)
		}
		sale, err := x.Sell(t.Context(), 1234)
		if err != nil || !sale.Approved() {
			t.Errorf("%s: %v, %v", name, sale, err)
			continue
		}
		entry, err := ledger.Get(sale.Number)
		if err != nil {
			t.Fatal(err)
		}
		for _, tag := range tables {
			if _, there := tlv.Find(sent, tag); !there {
				t.Errorf("%s: the request has no %s", name, tag)
			}
		}
		if _, there := tlv.Find(sent, 0x9F34); there != results {
			t.Errorf("%s: CVM results there: %v", name, there)
		}
		for what, b := range map[string][]byte{"request": sent, "its reversal": noted, "the reversal of the approval": entry.Data} {
			for _, tag := range append([]tlv.Tag{0x5F25, 0x5F34, 0x9F19, 0x9F24}, asked...) {
				want, has := given[tag]
				if tag == 0x5F25 && what != "request" { // tables 22 and 23 have none
					want = ""
				}
				o, there := tlv.Find(b, tag)
				if there && (has || want == "" && tag == 0x5F25) && fmt.Sprintf("%X", o.Value) != want { // what is deciphered is not seen here
					t.Errorf("%s, %s: %s is %X, want %s", name, what, tag, o.Value, want)
				}
				if has && !there && want != "" {
					t.Errorf("%s, %s: %s is missing", name, what, tag)
				}
				if there {
					found[tag]++
				}
			}
		}
	}
	for _, tag := range append([]tlv.Tag{0x5F25, 0x5F34}, asked...) {
		if found[tag] == 0 {
			t.Errorf("no card gives %s", tag)
		}
	}
}
