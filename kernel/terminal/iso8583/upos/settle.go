package upos

import (
	"context"
	"errors"
	"fmt"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/tlv"
)

// maxCount and maxSum are the most that field 48 has room for: settle before.
const (
	maxCount = 999
	maxSum   = 999_999_999_999
)

// fits reports whether field 48 has room for the sums.
func (s *Sums) fits() bool {
	return s.Debits.Count <= maxCount && s.Credits.Count <= maxCount && s.Debits.Amount <= maxSum && s.Credits.Amount <= maxSum
}

// errRoom says that a batch is larger than field 48.
var errRoom = errors.New("the batch has more than 999 transactions or 9,999,999,999.99: settle before")

// SettleTotals sends the totals of the batch, and gives the host's flags. Where both are Balanced the batch has ended, and the next message signs on to a new one.
// Where they are not, its transactions are to be uploaded: see UploadBatch. What was voided or reversed in the batch is in neither total; public texts do not say.
//
// Its errors are terminal.ErrNotSent and iso8583.ErrMayHaveArrived, or an *iso8583.RefusedError. It may be called again: the host knows the batch by its number.
func (c *Client) SettleTotals(ctx context.Context, t Totals) (Totals, error) {
	if !t.Domestic.fits() || !t.Foreign.fits() {
		return Totals{}, notSent(errRoom)
	}
	if err := c.SignOn(ctx); err != nil {
		return Totals{}, err
	}
	m, err := c.service(Settlement, true)
	if err != nil {
		return Totals{}, notSent(err)
	}
	defer m.Wipe()
	m.Set(FieldTotals, t.String())
	m.Set(iso8583.FieldCurrency, fmt.Sprintf("%03X", c.o.Config.Terminal.TransactionCurrency))
	answer, err := c.insist(ctx, m)
	if err != nil {
		return Totals{}, err
	}
	defer answer.Wipe()
	host, err := ParseTotals(answer.Get(FieldTotals))
	if code := answer.Get(iso8583.FieldResponse); code != codeApproved || err != nil {
		return Totals{}, &iso8583.RefusedError{Type: Settlement.Type, Code: code}
	}
	if host.balanced() {
		err = c.ended()
	}
	return host, err
}

func (t *Totals) balanced() bool { return t.Domestic.Flag == Balanced && t.Foreign.Flag == Balanced }

// ended has the next message sign on to a new batch.
func (c *Client) ended() error {
	c.session.off()
	_, err := c.rebook(func(r *register) error {
		r.Open = 0
		return nil
	})
	return err
}

// Settle sends the totals of the batch as [iso8583.Client] does; all are of domestic cards, because the totals do not tell. What is taken back of a batch before has
// no place in this dialect, and is refused; so are totals in another currency than the terminal's, for one batch has one. The number says nothing here: the batch has its own.
func (c *Client) Settle(ctx context.Context, _ uint64, t iso8583.Totals) (iso8583.Settlement, error) {
	if own := c.o.Config.Terminal.TransactionCurrency; t.Currency != own {
		return iso8583.Settlement{}, notSent(fmt.Errorf("totals in currency %03X: the batch is in %03X", t.Currency, own))
	}
	if t.Terminal != "" && t.Terminal != c.id.TerminalID {
		return iso8583.Settlement{}, notSent(fmt.Errorf("totals of terminal %s: the batch is that of %s", t.Terminal, c.id.TerminalID))
	}
	if t.DebitsBefore != (iso8583.Sum{}) || t.CreditsBefore != (iso8583.Sum{}) {
		return iso8583.Settlement{}, notSent(errors.New("UnionPay has no totals of what is taken back of a batch before"))
	}
	host, err := c.SettleTotals(ctx, Totals{Domestic: Sums{Debits: t.Debits, Credits: t.Credits}})
	if err != nil {
		return iso8583.Settlement{}, err
	}
	h := iso8583.Totals{Terminal: t.Terminal, Currency: t.Currency, Debits: host.Domestic.Debits, Credits: host.Domestic.Credits}
	return iso8583.Settlement{Balanced: host.balanced(), Host: h}, nil
}

// A ChipItem is one transaction of a batch that was made with the chip. What became of its scripts is not in it: 0620 tells of that ([Client.Scripts]), and a
// [github.com/emvgo/emv/kernel/terminal.Acquirer] with Batches set has no such message. UnionPay's acquirer captures online.
type ChipItem struct {
	Trace       string // six digits
	Transaction kernel.Transaction
	Data        []byte // TLV, as kernel.BatchData has it: with the account number in clear
}

// Format prints an item without its card, under every verb.
func (i ChipItem) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "item %s, %d bytes", i.Trace, len(i.Data))
}

// UploadBatch sends the transactions of a batch after its totals: of one that is not balanced all, else the chip's alone. It ends with their number, and then the batch
// is at its end. Field 62 of a chip's item is not confirmed in public, and left out.
func (c *Client) UploadBatch(ctx context.Context, balanced bool, stripe []Item, chip []ChipItem) error {
	if err := c.SignOn(ctx); err != nil {
		return err
	}
	sent := 0
	if !balanced {
		for sent < len(stripe) {
			part := stripe[sent:min(sent+MaxItems, len(stripe))]
			err := c.upload(ctx, StripeBatch, func(m *iso8583.Message) { m.Set(FieldTotals, FormatItems(part)) })
			if err != nil {
				return err
			}
			sent += len(part)
		}
	}
	s := ChipBatch
	if !balanced {
		s = ChipRest
	}
	for i := range chip {
		if err := c.upload(ctx, s, func(m *iso8583.Message) { c.chipItem(m, &chip[i]) }); err != nil {
			return err
		}
		sent++
	}
	err := c.upload(ctx, BatchEnd, func(m *iso8583.Message) { m.Set(FieldTotals, fmt.Sprintf("%04d", sent)) })
	if err != nil {
		return err
	}
	return c.ended()
}

func (c *Client) chipItem(m *iso8583.Message, i *ChipItem) {
	c.card(m, i.Data, c.with(requestData, kernel.BatchData))
	m.Set(iso8583.FieldEntryMode, Entry{m.Get(iso8583.FieldEntryMode), 0}.String())
	m.Set(iso8583.FieldSTAN, i.Trace)
	m.Set(iso8583.FieldAmount, fmt.Sprintf("%012d", i.Transaction.Amount))
}

// upload sends one message of a batch until the host confirms it, a few times.
func (c *Client) upload(ctx context.Context, s Service, with func(m *iso8583.Message)) error {
	m, err := c.service(s, true)
	if err != nil {
		return notSent(err)
	}
	defer m.Wipe()
	with(m)
	answer, err := c.insist(ctx, m)
	if err != nil {
		return err
	}
	if code := answer.Get(iso8583.FieldResponse); code != codeApproved {
		return &iso8583.RefusedError{Type: s.Type, Code: code}
	}
	return nil
}

// ChipItemOf is the item of a transaction, from its batch data.
func ChipItemOf(tx *kernel.Transaction, data []byte) (i ChipItem, ok bool) {
	_, ok = tlv.Find(data, tlv.ApplicationCryptogram.Tag())
	return ChipItem{TraceOf(tx.Sequence), *tx, data}, ok
}
