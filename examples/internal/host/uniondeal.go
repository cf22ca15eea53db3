package host

import (
	"fmt"
	"strings"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
)

// unionDeals are the kinds as the books have them: type and processing code of the plain message that is booked.
var unionDeals = map[upos.Kind]struct{ kind, processing string }{
	upos.BalanceInquiry: {"0200", "310000"}, upos.Purchase: {"0200", "000000"}, upos.Withdrawal: {"0200", "010000"}, upos.Refund: {"0200", "200000"},
	upos.PreAuthorisation: {"0100", "000000"}, upos.OfflineSettlement: {"0220", "000000"}, upos.CashUpload: {"0220", "00" + purse + "00"},
	upos.LoadOwn: {"0200", "6000" + purse}, upos.LoadCash: {"0200", "6300" + purse}, upos.LoadOther: {"0200", "6200" + purse},
	upos.Completion: {"0200", "000000"}, upos.CompletionAdvice: {"0220", "000000"}, upos.Adjustment: {"0220", "000000"}, upos.TipAdjustment: {"0220", "000000"},
}

// unionTransaction books a transaction, or what takes one back.
func (h *Host) unionTransaction(c *call) {
	t := c.t.unionOf()
	c.a.Set(iso8583.FieldRRN, c.key)
	switch {
	case len(c.key) != 12:
		c.a.Set(iso8583.FieldResponse, codeFormat)
	case c.m.Type == "0400":
		h.unionReversal(c)
	case c.kind == upos.NoKind:
		c.a.Set(iso8583.FieldResponse, codeUnsupported)
	case c.t.bookings[c.key] != nil:
		again(c.t.bookings[c.key], c.m, c.a)
	case c.class.Batch != t.number() && !uploads(c.kind):
		c.a.Set(iso8583.FieldResponse, codeBatch)
	case len(c.t.bookings) >= maxBookings:
		c.a.Set(iso8583.FieldResponse, codeFull)
	default:
		h.unionBook(c)
	}
}

// uploads reports whether a kind may come when its batch has ended.
func uploads(k upos.Kind) bool {
	switch k {
	case upos.OfflineSettlement, upos.CashUpload, upos.CompletionAdvice, upos.Adjustment, upos.TipAdjustment:
		return true
	}
	return false
}

func (h *Host) unionBook(c *call) {
	k, d, m, code := h.plain(c)
	if m != nil {
		defer m.Wipe()
	}
	k.print = printOf(c.m)
	c.t.union.used = true
	switch k.answer.code = code; {
	case code != codeApproved:
	case voids(c.kind):
		k.answer.code = h.unionVoid(c, k)
	case c.kind == upos.Completion, c.kind == upos.CompletionAdvice, c.kind == upos.Adjustment, c.kind == upos.TipAdjustment:
		k.answer.code = h.unionTake(c, k)
	case unionDeals[c.kind].kind == "0220":
		k.state = noted
		h.capture(c.t, m, k)
	case c.kind == upos.Refund && h.refundOf(c, k) != codeApproved:
		k.answer.code = h.refundOf(c, k)
	case c.kind == upos.LoadOther && !h.payee(c, k):
		k.answer.code = codeNoPayee
	default:
		h.decide(m, k, d)
		k.captured = k.state == booked && c.kind != upos.PreAuthorisation
		if len(k.answer.amounts) != 20 {
			k.answer.amounts = "" // more than twelve digits
		}
		k.approval = k.answer.approval
	}
	if unionDeals[c.kind].kind == "0220" && k.answer.code != codeApproved {
		h.Books.disputed++
	}
	h.Books.keep(c.t, c.key, k)
	k.answer.put(c.a)
	c.a.Set(upos.FieldParties, "01020000   01020000   ")
}

// plain makes the message that the books know, and the booking of it.
func (h *Host) plain(c *call) (k *booking, d deal, m *iso8583.Message, code string) {
	x := unionDeals[c.kind]
	if voids(c.kind) {
		x.kind, x.processing = "0200", "200000"
	}
	m = iso8583.New(x.kind)
	m.Set(iso8583.FieldProcessing, x.processing)
	m.Set(iso8583.FieldPAN, h.Union.panOf(c))
	m.Set(iso8583.FieldAmount, c.m.Get(iso8583.FieldAmount))
	if c.kind == upos.BalanceInquiry {
		m.Set(iso8583.FieldAmount, "0")
	}
	m.Set(iso8583.FieldDate, c.a.Get(iso8583.FieldDate))
	m.SetBytes(iso8583.FieldICC, icc(c.m))
	for _, n := range []int{iso8583.FieldSTAN, iso8583.FieldPSN, iso8583.FieldTerminal, iso8583.FieldCurrency, iso8583.FieldEntryMode, iso8583.FieldTrack2} {
		m.SetBytes(n, c.m.Bytes(n))
	}
	k, d, ok := read(m)
	switch {
	case !ok:
		return k, d, m, codeFormat
	case !h.translate(c, m):
		return k, d, m, codePIN
	}
	return k, d, m, codeApproved
}

// payee is the account of the card that a load is for: field 62 names it. That card is not in the reader: what it is given it has in the books.
func (h *Host) payee(c *call, k *booking) bool {
	pan, err := pin.ParsePAN(c.m.Get(upos.FieldData))
	if err != nil {
		return false
	}
	defer pan.Wipe()
	if to := c.m.Get(upos.FieldData); to != k.pan {
		k.payee = h.Books.account(to)
		return k.payee != nil
	}
	return true
}

// translate puts the PIN block under the key of the books.
func (h *Host) translate(c *call, m *iso8583.Message) bool {
	s, err := upos.ParseSecurity(c.m.Get(upos.FieldSecurity))
	if err != nil || s.PIN == 0 {
		return true
	}
	pan, err := pin.ParsePAN(m.Get(iso8583.FieldPAN))
	if err != nil {
		return false
	}
	defer pan.Wipe()
	format := pin.Format0
	if h.Union.Master.Algorithm() == pin.SM4 {
		format = pin.Format0SM4
	}
	p, err := pin.DecipherBlock(format, c.t.union.keys.PIK, c.m.Bytes(iso8583.FieldPIN), pan)
	if err != nil {
		return false
	}
	defer p.Wipe()
	key := PINKey()
	defer key.Wipe()
	block, err := pin.EncipherBlock(pin.Format0, key, p, pan)
	m.SetBytes(iso8583.FieldPIN, block)
	m.Set(iso8583.FieldPINFormat, fmt.Sprintf("%016d", 0))
	return err == nil
}

func voids(k upos.Kind) bool {
	switch k {
	case upos.VoidPurchase, upos.VoidPreAuthorisation, upos.VoidCompletion, upos.VoidLoadCash:
		return true
	}
	return false
}

// original finds what a message refers to: by batch and trace number, or by the approval code and the card.
func (c *call) original(k *booking) *booking {
	o, err := upos.ParseOriginal(c.m.Get(upos.FieldOriginal))
	if err != nil {
		return nil
	}
	if strings.Trim(o.Batch+o.Trace, "0") != "" {
		return c.t.bookings[o.Batch+o.Trace]
	}
	approval := c.m.Get(iso8583.FieldApproval)
	for _, b := range c.t.bookings {
		if b.approval != "" && b.approval == approval && b.pan == k.pan && b.class == "10" {
			return b
		}
	}
	return nil
}

// unionVoid takes a booking back, on the day: what is of a batch before cannot be.
func (h *Host) unionVoid(c *call, k *booking) (code string) {
	b := c.original(k)
	switch {
	case b == nil || b.state != booked && b.state != taking:
		return codeNotFound
	case b.pan != k.pan || b.currency != k.currency:
		return codeInvalid
	case (b.state == taking) != (c.kind == upos.VoidCompletion):
		return codeInvalid
	case b.amount != k.amount:
		return "64"
	case b.state == taking && b.of.batch != c.t.batch[b.currency], b.captured && b.batch != c.t.batch[b.currency]:
		return "22"
	case c.kind == upos.VoidPreAuthorisation && b.captured:
		return codeInvalid
	}
	c.t.takeBack(b)
	k.state, k.of = voiding, b
	return codeApproved
}

// unionTake takes another amount of what was approved: a completion, or with a tip.
func (h *Host) unionTake(c *call, k *booking) (code string) {
	b := c.original(k)
	switch code := b.holds(k); {
	case code != codeApproved:
		return code
	case (c.kind == upos.Completion || c.kind == upos.CompletionAdvice) == b.captured:
		return codeInvalid
	case k.amount == 0 || 100*k.amount > (100+share)*b.amount:
		return codeLimit
	}
	k.state, k.of, k.held, k.counted = taking, b, b.amount, b.captured
	c.t.retake(k)
	h.Books.approved++
	k.answer.approval = fmt.Sprintf("%06d", h.Books.approved%1_000_000)
	return codeApproved
}

// refundOf says whether a refund that names its purchase is of one, and not of more.
func (h *Host) refundOf(c *call, k *booking) string {
	rrn := c.m.Get(iso8583.FieldRRN)
	if strings.Trim(rrn, "0") == "" {
		return codeApproved
	}
	b := c.t.bookings[rrn]
	switch {
	case b == nil || b.state != booked || b.pan != k.pan || !b.captured:
		return codeNotFound
	case k.amount > b.amount:
		return "64"
	}
	return codeApproved
}

// unionReversal takes 0400: once, however often it comes, and also before the request that it takes back. The reversal of a void has what was voided stand again.
func (h *Host) unionReversal(c *call) {
	code := codeApproved
	switch k := c.t.bookings[c.key]; {
	case k == nil:
		h.Books.keep(c.t, c.key, &booking{state: unknown, currency: c.m.Get(iso8583.FieldCurrency)})
		code = codeNotFound
	case k.state == unknown:
		code = codeNotFound
	default:
		c.t.takeBack(k)
	}
	c.a.Set(iso8583.FieldResponse, code)
}
