package kernel

import (
	"math"

	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// Offer puts a value of the terminal's. An empty one is none.
func (s *Store) Offer(row tlv.Row, v []byte) {
	if len(v) != 0 {
		s.Put(row, tlv.FromTerminal, v)
	}
}

// OfferOrder puts what Books 1 to 4 let a card ask for of the order beside its decimal amounts: the account type, where one was chosen, and the amounts in binary.
//
// B3 5.4, annex G
func (s *Store) OfferOrder(tr *Transaction) {
	if tr.Account != tlv.DefaultAccount {
		s.Offer(tlv.AccountType, []byte{byte(tr.Account)})
	}
	s.OfferBinary(tlv.AmountAuthorisedBinary, tr.Amount)
	s.OfferBinary(tlv.AmountOtherBinary, tr.AmountOther)
}

// OfferBinary puts an amount in binary in the place of another. One that four bytes have no room for is in decimal alone.
//
// B4 6.5.1
func (s *Store) OfferBinary(row tlv.Row, amount uint64) {
	if s.Remove(row); amount <= math.MaxUint32 {
		var b [4]byte
		s.Offer(row, tlv.AppendB(b[:0], amount, 4))
	}
}

// Account is the PAN as 5A has it: the card's, else that of its track 2, which is kept. It is nil where the card gave neither.
func (s *Store) Account() []byte {
	if v := s.Get(tlv.PAN); len(v) != 0 {
		return v
	}
	track2 := s.Get(tlv.Track2EquivalentData)
	if !tlv.Track2(track2).Valid() {
		return nil
	}
	var b [10]byte
	defer clear(b[:])
	s.Put(tlv.PAN, tlv.FromKernel, step.AppendPAN(b[:0], track2))
	return s.Get(tlv.PAN)
}

// TwoAccounts reports whether track 2 equivalent data and PAN name two accounts. Where either is not there they do not.
func (s *Store) TwoAccounts() bool {
	track2, pan := s.Get(tlv.Track2EquivalentData), s.Get(tlv.PAN)
	return len(track2) != 0 && len(pan) != 0 && !tlv.Track2(track2).Names(pan)
}

// Has reports whether an account may be one of the combination's AID, by the account ranges in a parameter: see [step.InRanges]. Without ranges any may.
func (c *Combination) Has(ranges tlv.Tag, pan []byte) bool {
	r := c.Parameter(ranges)
	return r == nil || step.InRanges(r, pan)
}

// LookupAccount is [Port.Lookup] of the store's PAN and of its sequence number and what else is named, where they are there.
func (p *Port) LookupAccount(also ...tlv.Row) (Event, *Outcome) {
	var room [48]byte
	defer clear(room[:])
	s := p.Store()
	account := tlv.Append(room[:0], tlv.PAN.Tag(), s.Get(tlv.PAN))
	add := func(row tlv.Row) {
		if v := s.Get(row); len(v) != 0 {
			account = tlv.Append(account, row.Tag(), v)
		}
	}
	add(tlv.PANSequenceNumber)
	for _, row := range also {
		add(row)
	}
	return p.Lookup(account)
}

// Capabilities are the terminal capabilities, 9F33, of a transaction with a combination: those that it names, else those of the transaction's purpose, else the
// terminal's.
func (p *Port) Capabilities(c *Combination) []byte {
	if v := c.Parameter(tlv.TerminalCapabilities.Tag()); len(v) != 0 {
		return v
	}
	if r := p.Config().Treatment(p.Transaction().Purpose); r != nil && len(r.Capabilities) != 0 {
		return r.Capabilities
	}
	return p.Config().Terminal.Capabilities[:]
}
