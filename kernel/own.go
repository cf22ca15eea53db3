package kernel

import (
	"encoding/binary"
	"slices"

	"github.com/emvgo/emv/kernel/internal/entry"
	"github.com/emvgo/emv/tlv"
)

// own makes the action's bytes its own, in buf, which it returns: the program's may be views that live longer.
func (a *Action) own(buf []byte) []byte {
	n := len(a.Command) + len(a.Data) + len(a.PIN.Modulus) + len(a.PIN.Exponent) + len(a.PIN.Challenge) + len(a.PIN.Public) + len(a.PIN.PAN) + len(a.Biometric.BIT)
	for i := range a.Candidates {
		n += len(a.Candidates[i].AID) + len(a.Candidates[i].LanguagesB) + len(a.Candidates[i].Registered)
	}
	if cap(buf) < n {
		clear(buf)
		buf = make([]byte, 0, max(n, 64))
	}
	buf = buf[:0]
	keep := func(p *[]byte) {
		if len(*p) > 0 {
			k := len(buf)
			buf = append(buf, *p...)
			*p = buf[k:len(buf):len(buf)]
		}
	}
	keep(&a.Command)
	keep(&a.Data)
	if a.PIN.Modulus != nil || a.PIN.Challenge != nil {
		keep(&a.PIN.Modulus)
		keep(&a.PIN.Exponent)
		keep(&a.PIN.Challenge)
	}
	keep(&a.PIN.Public)
	keep(&a.PIN.PAN)
	keep(&a.Biometric.BIT)
	if a.Candidates != nil {
		a.Candidates = slices.Clone(a.Candidates)
		for i := range a.Candidates {
			keep(&a.Candidates[i].AID)
			keep(&a.Candidates[i].LanguagesB)
			keep(&a.Candidates[i].Registered)
		}
	}
	if a.Needed != nil {
		a.Needed = append([]tlv.Tag{}, a.Needed...)
	}
	if a.Languages != nil {
		a.Languages = slices.Clone(a.Languages)
	}
	if a.Accounts != nil {
		a.Accounts = slices.Clone(a.Accounts)
	}
	if a.Readers != nil {
		a.Readers = slices.Clone(a.Readers)
	}
	return buf
}

// A checksum takes in values one after the other. It lies in the journal: bytes given to package crc32 leave the stack.
type checksum struct {
	crc uint32
	b   [32]byte
}

func (s *checksum) bytes(b []byte) {
	s.number(uint64(len(b)))
	s.crc = entry.Update(s.crc, b)
}

func (s *checksum) string(b string) {
	s.number(uint64(len(b)))
	for len(b) > 0 {
		n := copy(s.b[:], b)
		s.crc = entry.Update(s.crc, s.b[:n])
		b = b[n:]
	}
}

func (s *checksum) number(v uint64) {
	binary.LittleEndian.PutUint64(s.b[:], v)
	s.crc = entry.Update(s.crc, s.b[:8])
}

func (s *checksum) flags(bits ...bool) {
	var v uint64
	for _, b := range bits {
		v <<= 1
		if b {
			v |= 1
		}
	}
	s.number(v)
}

// action takes an action into the checksum of all actions.
func (j *journal) action(a *Action) {
	s := &j.actions
	b := s.b[:]
	clear(b)
	b[0], b[1] = byte(a.Kind), byte(a.Reader)
	if a.Timed {
		b[2] = 1
	}
	if a.OnlinePIN {
		b[3] = 1
	}
	if a.NewPIN {
		b[3] |= 2
	}
	if a.Warm {
		b[3] |= 4
	}
	binary.LittleEndian.PutUint32(b[4:], uint32(a.Await))
	binary.LittleEndian.PutUint64(b[8:], uint64(a.Within))
	binary.LittleEndian.PutUint64(b[16:], a.ID)
	binary.LittleEndian.PutUint32(b[24:], uint32(len(a.Command)))
	binary.LittleEndian.PutUint32(b[28:], uint32(len(a.Data)))
	s.crc = entry.Update(s.crc, b)
	s.crc = entry.Update(s.crc, a.Command)
	s.crc = entry.Update(s.crc, a.Data)
	if sum := kinds[a.Kind].sum; sum != nil {
		sum(s, a)
	}
}

func (s *checksum) readers(a *Action) {
	for _, r := range a.Readers {
		s.number(uint64(r))
	}
}

func (s *checksum) screen(a *Action) { s.ui(&a.UI) }

func (s *checksum) needed(a *Action) {
	for _, t := range a.Needed {
		s.number(uint64(t))
	}
}

func (s *checksum) candidates(a *Action) {
	for i := range a.Candidates {
		s.candidate(&a.Candidates[i])
	}
}

func (s *checksum) languages(a *Action) {
	for _, l := range a.Languages {
		s.string(l)
	}
	s.ui(&a.UI)
}

func (s *checksum) accounts(a *Action) {
	for _, account := range a.Accounts {
		s.number(uint64(account))
	}
	s.ui(&a.UI)
}

func (s *checksum) confirmation(a *Action) {
	s.ui(&a.UI)
	s.flags(a.Cashback)
	s.transaction(a.Transaction)
}

func (s *checksum) review(a *Action) {
	s.candidates(a)
	s.flags(a.Fixed)
	s.number(uint64(a.Able))
	s.transaction(a.Transaction)
}

func (s *checksum) request(a *Action) { s.transaction(a.Transaction) }

func (s *checksum) pin(a *Action) {
	if a.Biometric.BIT != nil {
		s.number(uint64(a.Biometric.Subtype))
		s.bytes(a.Biometric.BIT)
	}
	s.number(uint64(a.PIN.Method))
	s.number(uint64(a.PIN.Tries))
	s.bytes(a.PIN.Modulus)
	s.bytes(a.PIN.Exponent)
	s.bytes(a.PIN.Challenge)
	if a.Kind == EnterPIN {
		s.bytes(a.PIN.PAN)
		s.ui(&a.UI)
	}
	if a.PIN.Method == EncipheredOfflinePINECC {
		s.number(uint64(a.PIN.Suite))
		s.bytes(a.PIN.Public)
		s.flags(a.PIN.NewKeys)
	}
}

func (s *checksum) transaction(t *Transaction) {
	var scratch [maxTransaction]byte
	b := t.append(scratch[:0])
	s.number(uint64(len(b)))
	for len(b) > 0 { // scratch stays on the stack
		n := copy(s.b[:], b)
		s.crc = entry.Update(s.crc, s.b[:n])
		b = b[n:]
	}
}

func (s *checksum) ui(u *UI) {
	s.number(uint64(u.Message)<<8 | uint64(u.Status))
	s.number(uint64(u.Hold))
	s.string(u.Language)
	s.number(u.Amount)
	s.number(uint64(u.Currency)<<8 | uint64(u.Exponent))
	s.flags(u.Balance, u.HasValue)
}

func (s *checksum) candidate(c *Candidate) {
	s.bytes(c.AID)
	s.string(c.Label)
	s.number(uint64(c.Priority))
	s.flags(c.Confirm)
	s.bytes(c.LanguagesB)
	s.bytes(c.Registered)
}

func (s *checksum) result(r *Result) {
	s.outcome(&r.Outcome)
	s.number(uint64(r.Authorised)<<32 | uint64(r.Interface)<<24 | uint64(r.Exchanges))
	s.flags(r.Forced, r.Online, r.Reversal, r.Advice, r.CardLeft)
	if r.Owing != 0 || r.Demand != 0 {
		s.number(r.Owing)
		s.number(uint64(r.Demand))
	}
	s.string(r.ResponseCode)
	s.string(r.ApprovalCode)
	s.number(r.Request)
	s.number(r.Amount)
	s.number(r.AmountOther)
	s.number(uint64(r.Account)<<24 | uint64(r.Currency)<<8 | uint64(r.Exponent))
	s.bytes(r.AID)
	s.string(r.Label)
	for i := range r.Report.items {
		e := &r.Report.items[i]
		s.number(uint64(e.tag)) // rows have other numbers in another build
		s.bytes(r.Report.value(e))
	}
}

func (s *checksum) outcome(o *Outcome) {
	s.number(uint64(o.Status)<<40 | uint64(o.Start)<<32 | uint64(o.OnlineResponseData)<<24 | uint64(o.CVM)<<16 | uint64(o.AlternateInterface))
	s.flags(o.ScriptsOnly, o.UIOutcome != nil, o.UIRestart != nil, o.Receipt, o.Read)
	for _, u := range []*UI{o.UIOutcome, o.UIRestart} {
		if u != nil {
			s.ui(u)
		}
	}
	for _, t := range o.Updates {
		s.number(uint64(t))
	}
	s.bytes(o.DataRecord)
	s.bytes(o.DiscretionaryData)
	s.number(uint64(o.FieldOff))
	s.number(uint64(o.RemovalTimeout))
	e := &o.Error
	s.number(uint64(e.L1)<<32 | uint64(e.L2)<<24 | uint64(e.L3)<<16 | uint64(e.SW))
	for _, text := range [...]string{e.Step, e.Clause, e.Reason, o.Kernel, o.ODA.Method, o.ODA.Result, o.ODA.Reason} {
		s.string(text)
	}
}
