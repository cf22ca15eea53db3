package shell

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/examples/internal/host"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/tlv"
)

// A client is the terminal's side of a host's dialect.
type client interface {
	terminal.Host
	terminal.Messages
	terminal.Uploader
	terminal.ScriptTeller
	Settler
	Close()
}

// A Host is the terminal's line to a host that speaks ISO 8583: one of the program itself, or another process. The line may be down, or lose its answers.
type Host struct {
	client
	Unreachable bool
	Lost        bool     // the request arrives, the answer does not
	Said        []string // a line for each reversal and each refund

	own *host.Host // nil: another process
}

// NewHost makes the line to the host that the settings name, or to one in the program, whose first answers have the codes, and whose books stand beside the
// ledger's file where there is one. pads are the PIN device, whose keys are the host's.
func NewHost(s *Settings, pads host.Pads, codes ...string) (*Host, error) {
	for _, d := range []*softpin.Device{pads.PIN, pads.New} {
		if d != nil {
			d.SetOnlineKeys(host.OnlineKeys())
		}
	}
	h := &Host{Unreachable: s.Offline}
	var dial func(context.Context) (net.Conn, error)
	var within time.Duration
	if s.Host != "" {
		within = 15 * time.Second
		dial = func(ctx context.Context) (net.Conn, error) { return new(net.Dialer).DialContext(ctx, "tcp", s.Host) }
	} else {
		books, err := host.NewBooks()
		if err != nil {
			return nil, err
		}
		h.own = &host.Host{Books: books, Decline: s.Decline, Codes: codes}
		if s.Dialect == setup.UnionPay { // before its books are read again: their messages are in it
			h.own.Union = &host.Union{}
		}
		if s.Store != "" {
			if err := h.own.Open(s.Store+".host", nil); err != nil {
				return nil, fmt.Errorf("-store: the books of the host: %w", err)
			}
		}
		dial = h.own.Dial
	}
	refused := func(e *iso8583.RefusedError) { h.say("HOST %v", e) }
	var err error
	if s.Dialect == setup.UnionPay {
		s.union, err = upos.NewClient(upos.Options{
			Config: s.Config, Dial: dial, Master: host.MasterKey(), Memory: memory{s}, PIN: pads, Within: within, Refused: refused, Answered: h.answered,
		})
		h.client = s.union
	} else {
		h.client, err = iso8583.NewClient(iso8583.Options{Config: s.Config, Dial: dial, MAC: host.TestMAC(), PIN: pads, Within: within, Refused: refused})
	}
	return h, err
}

// answered says what a response code of UnionPay's means, where it is no approval.
func (h *Host) answered(r upos.Response) {
	if r.Severity != upos.Success {
		h.say("HOST %s %s", r.Code, r.Screen)
	}
}

// memory is the file of the settings, where they have one: it is open before the first message.
type memory struct{ s *Settings }

func (m memory) Keep(name string, value []byte) error { return m.of().Keep(name, value) }

func (m memory) Recall(name string) ([]byte, error) { return m.of().Recall(name) }

func (m memory) of() terminal.Memory {
	if m.s.memory == nil {
		m.s.memory = terminal.NewMemoryLedger()
	}
	return m.s.memory
}

// Close ends the line, and the program's own host.
func (h *Host) Close() {
	h.client.Close()
	if h.own != nil {
		h.own.Close()
	}
}

// Authorise asks the host. The acquirer decides about money back to a card that was only read: it gives no cryptogram of the issuer's.
func (h *Host) Authorise(ctx context.Context, r terminal.Request) ([]byte, error) {
	cid, ok := tlv.Find(r.DE55, tlv.CID.Tag())
	read := ok && len(cid.Value) == 1 && tlv.CIDValue(cid.Value[0]).Type() == tlv.AAC
	if h.Unreachable {
		what := "HOST not asked"
		if read {
			what = "REFUND " + Money(r.Transaction.Money) + ", not sent"
		}
		h.say("%s: line down", what)
		return nil, fmt.Errorf("line down: %w", terminal.ErrNotSent)
	}
	response, err := h.client.Authorise(ctx, r)
	if err == nil && h.Lost {
		err = errors.New("the line broke after the request")
	}
	switch {
	case errors.Is(err, terminal.ErrNotSent):
		h.say("HOST not asked: %v", err)
		return nil, err
	case err != nil:
		h.say("HOST no answer: %v", err)
		return nil, err
	case read:
		text := "declined"
		if code, _ := tlv.Find(response, tlv.AuthorisationResponseCode.Tag()); string(code.Value) == "00" {
			text = "accepted"
		}
		h.say("REFUND %s, %s by the acquirer", Money(r.Transaction.Money), text)
	}
	return response, nil
}

// TakesConversions says whether its dialect has room for them.
func (h *Host) TakesConversions() bool { return converts(h.client) }

func converts(h terminal.Host) bool {
	to, tells := h.(terminal.ConversionHost)
	return tells && to.TakesConversions()
}

// Reverse has the host confirm a reversal.
func (h *Host) Reverse(ctx context.Context, r terminal.Reversal) error {
	err := terminal.ErrNotSent
	if !h.Unreachable {
		err = h.client.Reverse(ctx, r)
	}
	if err != nil {
		h.say("REVERSAL %s: %s taken back, to be sent again: %v", r.Reason, Money(r.Transaction.Money), err)
		return err
	}
	h.say("REVERSAL %s: %s taken back", r.Reason, Money(r.Transaction.Money))
	return nil
}

// Upload has the host take an approval that no host has given.
func (h *Host) Upload(ctx context.Context, a terminal.Approval) error {
	err := terminal.ErrNotSent
	if !h.Unreachable {
		err = h.client.Upload(ctx, a)
	}
	switch {
	case err != nil:
	case a.Held != 0:
		h.say("UPLOAD %s, taken of transaction %d", Money(a.Transaction.Money), a.Number)
	default:
		h.say("UPLOAD %s, approved offline by transaction %d", Money(a.Transaction.Money), a.Number)
	}
	return err
}

// Scripts has the host take what became of its scripts.
func (h *Host) Scripts(ctx context.Context, request uint64, data []byte) error {
	if h.Unreachable {
		return terminal.ErrNotSent
	}
	err := h.client.Scripts(ctx, request, data)
	if err == nil {
		h.say("SCRIPTS results told to the issuer")
	}
	return err
}

// Advise has the host take an advice.
func (h *Host) Advise(ctx context.Context, data []byte) error {
	if h.Unreachable {
		return terminal.ErrNotSent
	}
	return h.client.Advise(ctx, data)
}

// Settle has the host settle.
func (h *Host) Settle(ctx context.Context, number uint64, t iso8583.Totals) (iso8583.Settlement, error) {
	if h.Unreachable {
		return iso8583.Settlement{}, terminal.ErrNotSent
	}
	return h.client.Settle(ctx, number, t)
}

// Tell gives what was said since the last time.
func (h *Host) Tell() (said []string) {
	said, h.Said = h.Said, nil
	return said
}

func (h *Host) say(format string, args ...any) { h.Said = append(h.Said, fmt.Sprintf(format, args...)) }

// Money is an amount in words: 12.34 EUR.
func Money(m kernel.Money) string {
	return terminal.FormatAmount(m.Amount, m.Exponent) + " " + terminal.CurrencyName(m.Currency)
}
