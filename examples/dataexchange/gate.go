package main

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A gate is the terminal's side of data exchange in one transaction: a [terminal.Exchange].
type gate struct {
	mu    sync.Mutex
	known map[tlv.Tag][]byte // what the kernel has sent
	asked bool               // the gate has said what it wants
	next  *ticket            // that is to be written
	log   *tapped
}

// Tags of the lists that Kernel 2 takes: C-2 2.12 A.1.130, A.1.131.
var writeBefore = tlv.TagsToWriteBeforeGenAC.Tag()

// Bits of the objects of data storage: C-2 2.12 A.1.42, A.1.49, A.1.50, A.1.58.
const (
	forTC           = 0x40 // DS AC Type
	permanent       = 0x80 // DS ODS Info
	instructions    = 0xC6 // DS ODS Info For Reader: usable for TC and ARQC, stop without data and if the write failed
	successfulRead  = 0x80 // DS Summary Status
	successfulWrite = 0x40
	completed       = 0x80 // Pre-Gen AC Put Data Status
)

// Data takes what the kernel sends, and answers when it is asked whether writing may begin: by then all was read.
func (g *gate) Data(_ context.Context, sent []byte, needed []tlv.Tag) ([]byte, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.known == nil {
		g.known = map[tlv.Tag][]byte{}
	}
	c := tlv.NewCursor(sent)
	for o := range c.All() {
		g.known[o.Tag] = append([]byte{}, o.Value...)
	}
	x := exchange{Sent: elements(sent), Needed: []element{}}
	for _, t := range needed {
		x.Needed = append(x.Needed, named(t))
	}
	var answer []byte
	if slices.Contains(needed, tlv.ProceedToFirstWriteFlag.Tag()) {
		answer = g.answer()
	}
	x.Given = elements(answer)
	g.log.Said = append(g.log.Said, x)
	return answer, nil
}

// answer is what the gate gives the kernel: an amount, a ticket to be written where the card can keep one, and leave to go on.
//
// C-2 2.12 3.4, 3.5
func (g *gate) answer() []byte {
	g.asked = true
	proceed := tlv.Append(nil, tlv.ProceedToFirstWriteFlag.Tag(), []byte{1})
	held, store := g.storage()
	amount := uint64(0)
	switch t, ok := decode(held, g.id()); {
	case store == nil:
		g.log.Gate = "the card keeps no data for this operator"
		return append(g.amount(0), proceed...)
	case len(held) > 0 && !ok && !blank(held):
		g.log.Gate = "what the card keeps is no ticket of this operator"
		return append(g.amount(0), proceed...)
	case !ok:
		amount, g.next = price, &ticket{rides - 1, 1}
		g.log.Gate = fmt.Sprintf("no ticket: one of %d rides is sold, and one of them taken", rides)
	case t.rides == 0:
		amount, g.next = price, &ticket{rides - 1, t.sequence + 1}
		g.log.Gate = fmt.Sprintf("the ticket is used up: one of %d rides is sold, and one of them taken", rides)
	default:
		n := t.next()
		g.next = &n
		g.log.Gate = fmt.Sprintf("ticket %d has %d rides left: one is taken", t.sequence, t.rides)
	}
	return append(append(g.amount(amount), store()...), proceed...)
}

func (g *gate) amount(n uint64) []byte {
	return tlv.Append(nil, tlv.AmountAuthorised.Tag(), tlv.AppendN(nil, n, 6))
}

// id is the card's identity: DS ID. A card with standalone data storage alone has none that the gate is told, so that its ticket can be copied.
func (g *gate) id() []byte { return g.known[tlv.DSID.Tag()] }

// storage is what the card keeps for the operator and what stores the next ticket, nil where it keeps nothing: integrated data storage where GET PROCESSING
// OPTIONS has told of a slot, or an unprotected data envelope.
//
// C-2 2.12 3.5.2, 3.5.3
func (g *gate) storage() (held []byte, store func() []byte) {
	if len(g.known[tlv.DSSummary1.Tag()]) > 0 {
		return g.known[tlv.DSODSCard.Tag()], g.integrated
	}
	if held = g.known[tlv.UnprotectedDataEnvelope1.Tag()]; len(held) > 0 {
		return held, g.standalone
	}
	return nil, nil
}

// blank reports whether an envelope has been left empty.
func blank(held []byte) bool { return !slices.ContainsFunc(held, func(b byte) bool { return b != 0 }) }

// integrated has the ticket written with GENERATE AC. What opens the slot belongs to the ticket that is there; what the card keeps to compare the next with is
// made by the kernel of what belongs to the new one.
//
// C-2 2.12 3.5.3, GAC.7, GAC.43
func (g *gate) integrated() []byte {
	now, _ := decode(g.known[tlv.DSODSCard.Tag()], g.id())
	var b []byte
	for _, o := range []struct {
		row tlv.Row
		v   []byte
	}{
		{tlv.DSInputCard, now.opens(g.id())},
		{tlv.DSInputTerm, g.next.opens(g.id())},
		{tlv.DSODSInfo, []byte{permanent}},
		{tlv.DSODSInfoForReader, []byte{instructions}},
		{tlv.DSACType, []byte{forTC}},
		{tlv.DSODSTerm, g.next.encode(g.id())},
	} {
		b = tlv.Append(b, o.row.Tag(), o.v)
	}
	return b
}

// standalone has the ticket written by PUT DATA, before GENERATE AC.
//
// C-2 2.12 3.5.2
func (g *gate) standalone() []byte {
	return tlv.Append(nil, writeBefore, tlv.Append(nil, tlv.UnprotectedDataEnvelope1.Tag(), g.next.encode(g.id())))
}

// decide opens the gate where the payment is approved and the ticket was written.
//
// C-2 2.12 A.1.58, A.1.105
func (g *gate) decide(r *kernel.Result) {
	g.mu.Lock()
	defer g.mu.Unlock()
	status := func(row tlv.Row) byte {
		if v := r.Report.Get(row); len(v) == 1 {
			return v[0]
		}
		return 0
	}
	t := g.log
	t.Outcome = r.Status.String()
	if r.Error.Reason != "" {
		t.Outcome += " (" + r.Error.Reason + ")"
	}
	summary, put := status(tlv.DSSummaryStatus), status(tlv.PreGenACPutDataStatus)
	t.Read = summary&successfulRead != 0
	t.Written = summary&successfulWrite != 0 || put&completed != 0
	if !g.asked {
		t.Gate = "the gate was not asked"
	}
	if t.Open = r.Approved() && t.Written && g.next != nil; t.Open {
		t.Rides = int(g.next.rides)
	}
}
