package kernel

import (
	"bytes"
	"iter"
	"slices"

	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// A Result is what a transaction came to, whatever kernels it ran.
type Result struct {
	Outcome                 // the last one
	Authorised   Authoriser // who approved
	Forced       bool       // declined, and accepted nevertheless by the attendant: B4 6.5.4
	Online       bool       // a host answered, and its answer could be read
	ResponseCode string     // 8A authorisation response code, the host's or the terminal's: 00, Y1, Y3, Z1, Z3, ...; empty: none
	ApprovalCode string     // 89 authorisation code, an 6, of what the host has approved, or the issuer by voice; empty: none
	Request      uint64     // ID of the last request to the host, by which a reversal names it; 0: none was asked
	Booked       bool       // the host has approved, or may have: it has to hear of it when the transaction is taken back
	Reversal     bool       // and what it approved did not come to pass: B4 6.3.8, 12.2.3
	Advice       bool       // the card asks for an advice message, and the transaction was declined or ended before its time: B3 10.8.2

	Money                            // what the transaction was about in the end; where the host has approved a part, that
	Owing       uint64               // what the host has not approved of the amount that was asked for: it is to be paid otherwise
	Demand      Demand               // what the application has asked for beside, when it was shown the card
	AmountOther uint64               // the cash in it
	Account     tlv.AccountTypeValue // 5F57

	Interface Interface // by which the card was reached
	AID       []byte    // 9F06 of the application that was selected; nil: none was
	Label     string    // its name for the cardholder, in UTF-8
	CardLeft  bool      // the card was not taken in time
	Language  string    // of the cardholder: two letters
	Exchanges int       // commands sent to the card
	Report    Report    // what the kernel has to say of the transaction
}

// An Authoriser is who approved a transaction.
type Authoriser uint8

// The authorisers.
const (
	AuthorisedByNobody Authoriser = iota
	AuthorisedOffline             // card and terminal
	AuthorisedOnline              // the issuer
)

var authoriserNames = [...]string{"nobody", "offline", "online"}

func (a Authoriser) String() string {
	if int(a) >= len(authoriserNames) {
		return "?"
	}
	return authoriserNames[a]
}

// Approved reports whether goods or cash may be handed out.
func (r *Result) Approved() bool { return r.Authorised != AuthorisedByNobody || r.Forced }

// hostFacts are what became of the requests to the host.
type hostFacts struct {
	asked    bool     // a request was handed out
	arrived  bool     // and has reached the host, or may have
	answered bool     // its answer could be read
	code     [2]byte  // 8A
	approval string   // 89
	voice    bool     // the issuer has approved by voice, or the attendant for it
	also     []string // codes beside 00 that approve
	amount   uint64   // that it approves; 0: it does not say, which is all
	part     bool     // that is less than what was asked for
	takes    bool     // the transaction takes a part
}

// answer takes in what the host said, as kernels read it. An answer that cannot be read is none: B4 12.2.3.
func (h *hostFacts) answer(data []byte, amount uint64, tx *Transaction) {
	r, ok := step.ParseIssuerResponse(data)
	h.arrived, h.answered, h.code, h.approval = true, ok, r.ARC, ""
	h.amount, h.part = amount, amount != 0 && amount < tx.Amount
	h.takes = tx.Partial && tx.Purpose == Purchase && tx.AmountOther == 0
	if ok {
		h.approval = string(r.Code)
	}
}

// value is the host's response or authorisation code, nil for any other data element and where the host has given none.
func (h *hostFacts) value(t tlv.Tag) []byte {
	switch {
	case t == tlv.AuthorisationResponseCode.Tag() && h.answered:
		return h.code[:]
	case t == tlv.AuthorisationCode.Tag() && h.approval != "":
		return []byte(h.approval)
	default:
		return nil
	}
}

// refers takes in what the voice has said, and its approval's code if there is one: what the host has sent beside its referral approves nothing.
//
// B4 6.5.2.2 result, 12.1.5
func (h *hostFacts) refers(approved bool, code []byte) {
	if h.voice, h.approval = approved, ""; approved {
		h.approval = string(code)
	}
}

// partly is the code by which a host approves a part of the amount.
var partly = [2]byte{'1', '0'}

// books reports whether the host's last answer is its approval for the kernel, of whatever amount.
func (h *hostFacts) books() bool {
	return h.answered && (h.code == [2]byte{'0', '0'} || h.code == partly || slices.Contains(h.also, string(h.code[:])))
}

// booked reports whether the host has approved, by a code that the kernel knows or by another: it is taken back where nothing is approved in the end.
//
// B4 A6, 6.3.8
func (h *hostFacts) booked() bool {
	return h.books() || h.answered && step.ApprovalCode(string(h.code[:]))
}

// refusesPart reports whether the host has approved a part, or does not say how much, and the transaction does not take it.
func (h *hostFacts) refusesPart() bool {
	known := h.amount != 0 || h.code != partly || slices.Contains(h.also, string(partly[:]))
	return h.booked() && (!known || h.part && !h.takes)
}

// approves reports whether the host's last answer is its approval, and one that the transaction takes.
func (h *hostFacts) approves() bool { return h.books() && !h.refusesPart() }

// Settle makes the result of a transaction of its last outcome, of what became of its requests to the host, and of the store: the one
// place where approval, reversal and advice are decided. Without an outcome there is no result.
//
//   - Approved by the issuer: the outcome is approved, or an online request, and the host has answered so.
//   - Approved offline: the outcome is approved without an answer of the host.
//   - A part of it: the host has approved less, and the transaction takes a part; the rest is owed, by force too. One that takes none is not approved.
//   - To be reversed: the host has approved what is not approved in the end, by whatever code (B4 A6), or it may have got a request whose answer is not known, whatever
//     was decided then. What it has approved and was accepted by force stands, and so is captured (B4 6.5.4).
//   - The response code is the host's, or the kernel's, which says offline approved of nothing else (B4 A6), or the terminal's where neither has one: Y1, Y3, Z1 or Z3. What nobody has decided, because its program has stopped, has none.
//
// B4 6.3.8, 12.2.3
func (p *Port) Settle(o *Outcome) *Result {
	if o == nil {
		return nil
	}
	return p.c.settle(o)
}

func (c *core) settle(o *Outcome) *Result {
	h := &c.host
	r := &Result{
		Outcome: *o, Online: h.answered, ApprovalCode: h.approval, Forced: c.forced && o.Status == Declined && !h.refusesPart(), // what the host has booked is not what was accepted
		Demand: c.demand, Money: c.tx.Money, AmountOther: c.tx.AmountOther, Account: c.tx.Account,
		Interface: c.port.reader, AID: c.aid, Label: c.label, Language: c.spoken(), Exchanges: int(c.exchanges),
	}
	if h.refusesPart() && (o.Status == Approved || o.Error.Reason == "") {
		r.Error.Reason = "the host approves a part of the amount, which is not taken"
		if o.Status == Approved {
			r.Status = Declined
		}
	}
	switch {
	case r.Status == Approved && h.answered, r.Status == OnlineRequest && h.approves():
		r.Authorised = AuthorisedOnline
	case r.Status == Approved:
		r.Authorised = AuthorisedOffline
	}
	if !h.booked() && !h.voice && r.Authorised == AuthorisedByNobody { // B4 12.1.5
		r.ApprovalCode = ""
	}
	if c.requests > 0 {
		r.Request = c.requestID()
	}
	c.port.CodeStands(o)
	code, _ := c.data.latest(tlv.AuthorisationResponseCode.Tag())
	if code == nil {
		code = c.advised
	}
	if code == nil {
		code = c.endCode(&r.Outcome)
	}
	r.ResponseCode = string(code)
	lost := c.mayHaveArrived() && !h.answered
	r.Booked = lost || h.booked()
	r.Reversal = lost || h.booked() && !r.Approved()                            // B4 6.3.8 reversal, 12.2.3 reversal
	if h.part && (r.Authorised == AuthorisedOnline || r.Forced && h.booked()) { // B4 6.5.4 it captures what the host has booked
		r.Amount, r.Owing = h.amount, r.Amount-h.amount
	}
	r.Advice = !r.Forced && c.wantsAdvice(o)
	c.data.Account() // B4 11.3 receipt: a card may tell it in track 2 alone
	r.Report = c.report(c.reported(o.Reports))
	return r
}

// CodeStands makes the response code, in the store and in the outcome's data record, say how a transaction stands that ends so: where nothing is approved, a code of the
// terminal by which it was going to be, Y1 or Y3, becomes Z1 or Z3. The host's is never changed.
//
// B4 A6
func (p *Port) CodeStands(o *Outcome) {
	if o.Status == Approved || p.c.host.answered {
		return
	}
	code := string(p.c.data.Get(tlv.AuthorisationResponseCode))
	if stands := DeclinedCode(code); stands != code {
		p.c.data.Put(tlv.AuthorisationResponseCode, tlv.FromKernel, []byte(stands))
	}
	told, _ := tlv.Find(o.DataRecord, tlv.AuthorisationResponseCode.Tag())
	copy(told.Value, DeclinedCode(string(told.Value))) // where it stands: a copy would not be wiped
}

// DeclinedCode is a response code of the terminal as it stands where nothing is approved: Z1 or Z3 for Y1 or Y3, offline approved, and any other as it is.
//
// B4 A6
func DeclinedCode(code string) string {
	if len(code) == 2 && code[0] == 'Y' {
		return "Z" + code[1:]
	}
	return code
}

// wantsAdvice reports whether the card asks for an advice of a transaction that ends so: it is not captured, and no host decides it.
//
// B3 10.8.2, B4 6.3.7
func (c *core) wantsAdvice(o *Outcome) bool {
	cid, _ := c.data.latest(tlv.CID.Tag())
	return !c.taken(o) && len(cid) == 1 && tlv.CIDValue(cid[0]).Advice() // B3 10.8.2
}

// taken reports whether what ends so is captured, or the host decides it, or it is no transaction: nothing of it is advised.
//
// B4 6.3.7
func (c *core) taken(o *Outcome) bool {
	return o.Status == Approved || o.Status == OnlineRequest && !c.unheard() || c.tx.Purpose == CardRead
}

// unheard reports whether an online request came to no host: the terminal has none, or the request has not left it.
//
// B4 A1, 12.2.3
func (c *core) unheard() bool {
	return c.hostless() || c.host.asked && !c.mayHaveArrived()
}

// clone is a result that shares no byte with the session: it outlives it.
func (r *Result) clone() *Result {
	n := *r
	n.Outcome = r.Outcome.clone()
	n.AID = append([]byte(nil), r.AID...)
	n.Report = r.Report.clone()
	return &n
}

// Wipe clears the card data of a result. It is the application's own since Next returned it: wipe it when its records are written.
func (r *Result) Wipe() {
	if r == nil {
		return
	}
	for _, b := range r.Outcome.secrets() {
		clear(*b)
	}
	clear(r.Report.bytes)
}

// A Report is what a kernel has to say of a transaction, for records and receipts: data elements by their rows of the dictionary, in the words of its
// book: TVR, TSI, CVM results and the cryptogram; TTQ and CTQ; relay resistance times. Sensitive ones, such as the PAN, are in
// it in clear; it prints masked.
type Report struct {
	items []reported
	bytes []byte
}

type reported struct {
	tag       tlv.Tag
	row       tlv.Row
	from, n   uint16
	sensitive bool
}

// Keep keeps elements of the store as they are now for the Result's Report, beside those that were kept before, where the outcome that is settled names them too and
// the store has them no longer: a restart drops what a tap has brought. With the Application Cryptogram goes the Unpredictable Number that is in it: one that was drawn since
// counts only beside a cryptogram of its own.
func (p *Port) Keep(rows []tlv.Row) {
	before := p.c.kept
	rows = slices.Clip(rows)
	for i := range before.items {
		if row := before.items[i].row; !slices.Contains(rows, row) {
			rows = append(rows, row)
		}
	}
	p.c.kept = p.c.report(p.c.reported(rows))
	clear(before.bytes)
}

// reports is an element for a report: the store's, or what was kept of it; nil: neither has it.
func (c *core) reports(row tlv.Row) (v []byte, tag tlv.Tag, sensitive bool) {
	if v = c.data.Get(row); v != nil && (row != tlv.UnpredictableNumber || !c.keptCryptogram()) {
		e := c.data.Element(row)
		return v, e.Tag, e.Sensitive
	}
	for i := range c.kept.items {
		if e := &c.kept.items[i]; e.row == row {
			return c.kept.value(e), e.tag, e.sensitive
		}
	}
	return nil, 0, false
}

// keptCryptogram reports whether the last Application Cryptogram is the one that was kept, with its Unpredictable Number.
func (c *core) keptCryptogram() bool {
	now, ac := c.data.Get(tlv.ApplicationCryptogram), c.kept.Get(tlv.ApplicationCryptogram)
	return ac != nil && c.kept.Get(tlv.UnpredictableNumber) != nil && (now == nil || bytes.Equal(now, ac))
}

// report takes elements out of the store, into one piece that is wiped as one.
func (c *core) report(rows []tlv.Row) (r Report) {
	size := 0
	for _, row := range rows {
		v, _, _ := c.reports(row)
		size += len(v)
	}
	r.items, r.bytes = make([]reported, 0, len(rows)), make([]byte, 0, size)
	for _, row := range rows {
		if v, tag, sensitive := c.reports(row); v != nil {
			r.items = append(r.items, reported{tag, row, uint16(len(r.bytes)), uint16(len(v)), sensitive})
			r.bytes = append(r.bytes, v...)
		}
	}
	return r
}

// Get is the value of a data element: nil if the kernel did not report it, empty if it has length zero. It is a view: read it only.
func (r *Report) Get(row tlv.Row) []byte {
	for e, v := range r.All() {
		if e == row {
			return v
		}
	}
	return nil
}

// All gives the elements in the order in which the kernel lists them.
func (r *Report) All() iter.Seq2[tlv.Row, []byte] {
	return func(yield func(tlv.Row, []byte) bool) {
		for _, e := range r.items {
			if !yield(e.row, r.value(&e)) {
				return
			}
		}
	}
}

func (r *Report) value(e *reported) []byte { return r.bytes[e.from : e.from+e.n : e.from+e.n] }

func (r *Report) clone() Report {
	return Report{items: append([]reported(nil), r.items...), bytes: append([]byte(nil), r.bytes...)}
}
