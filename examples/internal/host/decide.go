package host

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/kernel/terminal/iso8583/upos"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// The response codes of this host.
const (
	codeApproved  = "00"
	codePart      = "10"
	codeDeclined  = "05"
	codeInvalid   = "12"
	codeNoCard    = "14"
	codeNotFound  = "25" // a reversal of nothing, or a request that says it follows one and does not
	codeFormat    = "30"
	codeLost      = "41"
	codeFunds     = "51"
	codeWrongPIN  = "55"
	codeLimit     = "61"
	codeTries     = "75"
	codeDuplicate = "94" // a reference number that was another message's, or was taken back before it came, or a sale that stands
	codeFull      = "96"
)

// A deal is what a processing code means.
type deal struct {
	debit, credit, inquiry, statement, change, unblock, load bool
}

var deals = map[string]deal{
	"00": {debit: true}, "01": {debit: true}, "09": {debit: true}, "17": {debit: true}, "20": {credit: true}, "21": {credit: true},
	"31": {inquiry: true}, "38": {inquiry: true, statement: true}, "40": {debit: true, credit: true}, "70": {change: true}, "72": {unblock: true},
	"60": {debit: true, credit: true, load: true}, "62": {debit: true, credit: true, load: true}, "63": {credit: true, load: true}, // of electronic cash: what is paid in comes from no account
}

// money reports whether a deal moves any.
func (d *deal) money() bool { return d.debit || d.credit }

// read makes a booking of a message, not yet decided.
func read(m *iso8583.Message) (k *booking, d deal, ok bool) {
	k = &booking{class: m.Type[1:3], pan: m.Get(iso8583.FieldPAN), currency: m.Get(iso8583.FieldCurrency), day: m.Get(iso8583.FieldDate), token: m.Get(iso8583.FieldToken), print: printOf(m)}
	code := m.Get(iso8583.FieldProcessing)
	if len(code) != 6 || len(k.currency) != 3 || k.pan == "" {
		return k, d, false
	}
	amount, err := strconv.ParseUint(m.Get(iso8583.FieldAmount), 10, 60)
	d, known := deals[code[:2]]
	if err != nil || !known {
		return k, d, false
	}
	k.amount = amount
	if d.debit {
		from := placeOf(k.currency, code[2:4])
		k.from = &from
	}
	if d.credit {
		to := placeOf(k.currency, code[4:])
		if d.load {
			to = placeOf(k.currency, purse)
		}
		k.to = &to
	}
	atc, found := tlv.Find(m.Bytes(iso8583.FieldICC), 0x9F36)
	if un, too := tlv.Find(m.Bytes(iso8583.FieldICC), 0x9F37); found && too {
		k.card = k.pan + "/" + m.Get(iso8583.FieldPSN) + "/" + hex.EncodeToString(atc.Value) + "/" + hex.EncodeToString(un.Value)
	}
	return k, d, true
}

// printOf tells a message from another one with the same reference number: what it is about, and not how or when it was sent.
func printOf(m *iso8583.Message) [32]byte {
	h := sha256.New()
	fmt.Fprint(h, m.Type[1:3])
	for _, n := range []int{
		iso8583.FieldPAN, iso8583.FieldProcessing, iso8583.FieldAmount, iso8583.FieldSTAN, iso8583.FieldTerminal, iso8583.FieldCurrency, iso8583.FieldICC,
	} {
		fmt.Fprintf(h, "|%d:%d:", n, len(m.Bytes(n)))
		h.Write(m.Bytes(n))
	}
	return [32]byte(h.Sum(nil))
}

// again answers a message that was answered before. One whose reversal came first is declined: it was on its way for too long.
func again(k *booking, m, a *iso8583.Message) {
	if k.print != printOf(m) { // one whose reversal came first has none
		a.Set(iso8583.FieldResponse, codeDuplicate)
		return
	}
	k.answer.put(a)
}

// chip is the chip's data of a message. Amount, Other that is left out is zero: the card's cryptogram is over it.
func chip(m *iso8583.Message) []byte {
	icc := m.Bytes(iso8583.FieldICC)
	if _, ok := tlv.Find(icc, tlv.AmountOther.Tag()); ok {
		return icc
	}
	return tlv.Append(slices.Clone(icc), tlv.AmountOther.Tag(), make([]byte, 6))
}

// request decides 0100 and 0200.
func (h *Host) request(m, a *iso8583.Message) {
	b := h.Books
	b.mu.Lock()
	defer b.mu.Unlock()
	t, rrn := b.till(m.Get(iso8583.FieldTerminal)), m.Get(iso8583.FieldRRN)
	if k := t.bookings[rrn]; k != nil {
		again(k, m, a)
		return
	}
	k, d, ok := read(m)
	switch {
	case !ok:
		k.answer.code = codeFormat
	case len(t.bookings) >= maxBookings:
		a.Set(iso8583.FieldResponse, codeFull)
		return
	case m.Has(iso8583.FieldFollows) && !m.Has(iso8583.FieldPIN):
		h.hold(t, m, k, d)
	case m.Has(iso8583.FieldFollows) && !k.repeats(t.bookings[m.Get(iso8583.FieldFollows)]):
		k.answer.code = codeNotFound
	case t.sold(k.token):
		k.answer.code = codeDuplicate
	default:
		h.decide(m, k, d)
	}
	if k.state == booked {
		k.captured = k.class == "20"
	}
	b.keep(t, rrn, k)
	k.answer.put(a)
}

// hold decides whether more is held by a booking that holds: no card is there, and so no cryptogram.
func (h *Host) hold(t *till, m *iso8583.Message, k *booking, d deal) {
	before := t.bookings[m.Get(iso8583.FieldFollows)]
	if k.answer.code = before.holds(k); k.answer.code == codeApproved && (before.captured || k.class != "10") {
		k.answer.code = codeInvalid
	}
	if k.answer.code == codeApproved {
		k.answer.code = h.review(m, k, d)
	}
	if !h.approves(k.answer.code) {
		return
	}
	k.state, k.raises = raised, before
	before.raise(int64(k.amount))
	h.Books.approved++
	k.answer.approval = fmt.Sprintf("%06d", h.Books.approved%1_000_000)
}

// decide lets the issuer check the cryptogram, then looks at the account, and has the issuer answer.
func (h *Host) decide(m *iso8583.Message, k *booking, d deal) {
	icc := m.Bytes(iso8583.FieldICC)
	if cid, ok := tlv.Find(icc, tlv.CID.Tag()); ok && d.credit && !d.load && len(cid.Value) == 1 && tlv.CIDValue(cid.Value[0]).Type() == tlv.AAC {
		k.answer.code = h.acquirer(k) // the card was only read: the acquirer's own decision
	} else {
		h.issue(m, k, d)
	}
	if !h.approves(k.answer.code) {
		return
	}
	k.state = booked
	h.Books.approved++
	k.answer.approval = fmt.Sprintf("%06d", h.Books.approved%1_000_000)
	at := placeOf(k.currency, m.Get(iso8583.FieldProcessing)[2:4])
	if k.answer.part != "" { // and what is left then
		k.answer.amounts = iso8583.AppendBalance("", m.Get(iso8583.FieldProcessing)[2:4], k.currency, k.account.balance(at)-int64(k.amount))
	}
	if d.inquiry {
		k.answer.amounts = iso8583.AppendBalance("", m.Get(iso8583.FieldProcessing)[2:4], k.currency, k.account.balance(at))
	}
	if d.statement {
		k.answer.lines = k.account.statement(at)
	}
}

// statementLines are the most that a statement has.
const statementLines = 10

// statement is what moved last in one place of an account and stands, latest first.
func (a *account) statement(at place) (lines string) {
	n := 0
	for _, k := range slices.Backward(a.history) {
		var by int64
		if k.from != nil && *k.from == at {
			by -= int64(k.amount)
		}
		if k.to != nil && *k.to == at && k.payee == nil {
			by += int64(k.amount)
		}
		if k.state == booked && by != 0 && n < statementLines {
			lines, n = iso8583.AppendLine(lines, k.day, k.currency, by), n+1
		}
	}
	return lines
}

// approves reports whether a response code of its dialect is an approval.
func (h *Host) approves(code string) bool {
	if h.Union != nil {
		return upos.Approves(code)
	}
	return iso8583.Approves(code)
}

// acquirer decides about money back to a card that was only read.
func (h *Host) acquirer(k *booking) string {
	if k.account = h.Books.account(k.pan); k.account == nil {
		return codeNoCard
	}
	if h.Decline {
		return codeDeclined
	}
	return codeApproved
}

func (h *Host) issue(m *iso8583.Message, k *booking, d deal) {
	i := h.Issuer
	if i == nil {
		i = issuer.Test()
	}
	if swiped(m) {
		if k.answer.code = h.review(m, k, d); len(h.Codes) > 0 && k.account != nil {
			k.answer.code, h.Codes = h.Codes[0], h.Codes[1:]
		}
		return
	}
	icc, o := chip(m), issuer.Options{PAN: k.pan}
	r, err := i.Authorise(icc, o)
	if err != nil {
		k.answer.code = codeInvalid
		return
	}
	if r.Approved {
		if o.ARC = h.review(m, k, d); o.ARC == codeFunds && h.Union == nil && m.Get(iso8583.FieldParts) == "1" {
			o.ARC = k.part(d)
		}
		if o.ARC == codeApproved {
			if o.Scripts, o.ARC = h.scripts(m, k, d); d.load && k.payee == nil { // another card is not here to be written to
				o.Load = k.amount
			}
		}
		if len(h.Codes) > 0 && k.account != nil {
			o.ARC, h.Codes = h.Codes[0], h.Codes[1:]
		}
		if r, err = i.Authorise(icc, o); err != nil {
			k.answer.code = codeInvalid
			return
		}
	}
	k.answer.code = r.ARC
	for x := range tlv.NewCursor(r.Data).All() {
		if x.Tag != 0x8A {
			k.answer.icc = append(k.answer.icc, x.Raw...)
		}
	}
	if r.Approved && d.change {
		k.before = k.account.pin
		k.account.pin = h.fresh(m, k)
	}
	if r.Approved && d.unblock {
		k.account.tries = pinTries
	}
}

// swiped reports whether a request is that of a magnetic stripe, which has no cryptogram that could be checked: the entry mode says so, and the track is there.
func swiped(m *iso8583.Message) bool {
	_, signed := tlv.Find(m.Bytes(iso8583.FieldICC), 0x9F26)
	mode := m.Get(iso8583.FieldEntryMode)
	return !signed && slices.Contains([]string{"02", "80", "90"}, mode[:min(2, len(mode))]) && m.Has(iso8583.FieldTrack2)
}

// part has a purchase come to what there is.
func (b *booking) part(d deal) string {
	there := b.account.balance(*b.from)
	if d.credit || there <= 0 {
		return codeFunds
	}
	b.amount = uint64(there)
	b.answer.part = fmt.Sprintf("%012d", there)
	return codePart
}

// review looks at the account: is it blocked, is the PIN right, is there money. A wrong PIN costs a try.
func (h *Host) review(m *iso8583.Message, k *booking, d deal) string {
	acc := h.Books.account(k.pan)
	if acc == nil {
		return codeNoCard
	}
	k.account = acc
	spent := acc.spent
	if acc.day != k.day {
		spent = 0
	}
	switch {
	case h.Decline:
		return codeDeclined
	case acc.blocked:
		return codeLost
	case m.Has(iso8583.FieldPIN) && acc.tries == 0 && !d.unblock:
		return codeTries
	case m.Has(iso8583.FieldPIN) && !h.rightPIN(m, acc):
		acc.tries = max(acc.tries-1, 0)
		return codeWrongPIN
	}
	if m.Has(iso8583.FieldPIN) {
		acc.tries = pinTries
	}
	switch {
	case d.debit && d.credit && *k.from == *k.to:
		return codeInvalid
	case !d.debit:
		return codeApproved
	case acc.limit > 0 && k.amount > acc.limit, acc.daily > 0 && k.spends() && spent+k.amount > acc.daily:
		return codeLimit
	case acc.balance(*k.from) < int64(k.amount):
		return codeFunds
	}
	if code := h.wants(m); code != "" {
		return code
	}
	return codeApproved
}

func (h *Host) rightPIN(m *iso8583.Message, acc *account) bool {
	p, ok := decipher(m, iso8583.FieldPIN)
	defer p.Wipe()
	return ok && p.Equal(acc.pin)
}

// decipher opens one of the PIN blocks.
func decipher(m *iso8583.Message, field int) (p pin.PIN, ok bool) {
	pan, err := pin.ParsePAN(m.Get(iso8583.FieldPAN))
	if err != nil {
		return p, false
	}
	defer pan.Wipe()
	format, err := strconv.ParseUint(m.Get(iso8583.FieldPINFormat)[:min(2, len(m.Get(iso8583.FieldPINFormat)))], 10, 8)
	if err != nil {
		return p, false
	}
	key := PINKey()
	defer key.Wipe()
	p, err = pin.DecipherBlock(pin.Format(format), key, m.Bytes(field), pan)
	return p, err == nil
}

// fresh is the PIN that is to be the card's.
func (h *Host) fresh(m *iso8583.Message, k *booking) pin.PIN {
	if p, ok := decipher(m, iso8583.FieldNewPIN); ok {
		return p
	}
	return k.account.pin
}

// scripts are what the issuer sends for an errand, or with the approval of an amount that stands for one.
func (h *Host) scripts(m *iso8583.Message, k *booking, d deal) (list []issuer.Script, code string) {
	switch {
	case d.debit && !d.load && k.amount%100 == sendsScript:
		return []issuer.Script{{Late: true, ID: []byte{0, 0, 0, 1}, Commands: []issuer.Command{issuer.PINUnblock()}}}, codeApproved
	case d.unblock:
		return []issuer.Script{{Commands: []issuer.Command{issuer.PINUnblock()}}}, codeApproved
	case !d.change:
		return nil, codeApproved
	}
	p, ok := decipher(m, iso8583.FieldNewPIN)
	if !ok {
		return nil, codeFormat
	}
	defer p.Wipe()
	return []issuer.Script{{Late: true, Commands: []issuer.Command{issuer.PINChange(string(p.AppendDigits(nil)))}}}, codeApproved
}
