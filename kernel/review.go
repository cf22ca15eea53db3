package kernel

import (
	"time"

	"github.com/emvgo/emv/tlv"
)

// A Demand is a set of what an application asks for when it is shown the card: more than card and terminal would, never less.
type Demand uint8

// The demands.
const (
	DemandHost      Demand = 1 << iota // nobody but the host approves
	DemandPIN                          // the cardholder is verified by a PIN
	DemandSignature                    // the cardholder signs, whatever else verifies him
	DemandRefusal                      // the card is not taken

	allDemands = DemandHost | DemandPIN | DemandSignature | DemandRefusal
)

// Has reports whether all of d are in the set.
func (s Demand) Has(d Demand) bool { return s&d == d }

// reviewWithin is how long an application may take over a card.
const reviewWithin = 30 * time.Second

// ReviewCard shows the application what the card is, where the transaction has that, before the host is asked and before the amount is settled. one is the
// application that was selected; able is what can be met: what is demanded beside it is a refusal. Where the amounts are fixed, because a cryptogram is over them,
// what is answered about them is nothing; else they are the transaction's from here on, unless the amount is zero. reason says why a card is refused, in words.
func (p *Port) ReviewCard(one Candidate, able Demand, fixed bool) (d Demand, reason string, out *Outcome) {
	var room [64]byte
	defer clear(room[:])
	data := p.c.data.terms(room[:0])
	a := p.ask(ReviewCard)
	p.c.ask = p.c.tx
	a.Reader, a.Data, a.Transaction, a.Able, a.Fixed, a.Within = p.reader, data, &p.c.ask, able, fixed, reviewWithin
	if one.AID != nil {
		a.Candidates = []Candidate{one}
	}
	ev, out := p.await(a, kinds[ReviewCard].answers)
	if out != nil {
		return 0, "", out
	}
	d, reason = ev.Demand, tlv.Visible(string(ev.Data))
	if d&^(able|DemandRefusal) != 0 {
		d |= DemandRefusal
	}
	p.c.demand |= d // what was asked for of another account of the card stays
	if !fixed && ev.Amount != 0 {
		p.c.tx.entered(&ev)
	}
	return d, reason, nil
}

// Reviewable is the application that was selected, for [Port.ReviewCard].
func (p *Port) Reviewable() Candidate { return Candidate{AID: p.c.aid, Label: p.c.label} }

// terms are the account, and in which country and currency it is at home, as far as the card has told.
func (s *Store) terms(b []byte) []byte {
	for _, row := range [...]tlv.Row{tlv.PAN, tlv.IssuerCountryCode, tlv.ApplicationCurrencyCode} {
		v := s.Get(row)
		if row == tlv.PAN {
			v = s.Account()
		}
		if len(v) != 0 {
			b = tlv.Append(b, row.Tag(), v)
		}
	}
	return b
}
