package kernel

import (
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// Offer puts a value of the terminal's. An empty one is none.
func (s *Store) Offer(row tlv.Row, v []byte) {
	if len(v) != 0 {
		s.Put(row, tlv.FromTerminal, v)
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
	s.Put(tlv.PAN, tlv.FromKernel, step.AppendPAN(b[:0], track2))
	return s.Get(tlv.PAN)
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
