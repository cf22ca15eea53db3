package kernel

import (
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// Advise has the terminal make an advice of a transaction that is not captured, and says whether it could: where the card asks for one, or where there are results of
// scripts that no other message has. Those, 5 bytes a script, are in it as 9F5B: not where the host has booked, for the reversal has them. It does nothing where none is wanted, or the
// terminal has no advices. The data stay the caller's.
//
// B3 10.8.2, B4 6.3.7, 6.3.9, 12.1.7
func (p *Port) Advise(asked bool, data, results []byte) (made bool, out *Outcome) {
	if p.Booked() { // B4 6.3.9 once
		results = nil
	}
	if !p.c.cfg.Terminal.Advices || !asked && len(results) == 0 { // B4 6.3.7 unsupported
		return true, nil
	}
	whole := append(make([]byte, 0, len(data)+8+len(results)), data...)
	defer func() { clear(whole) }()
	if _, there := tlv.Find(data, scriptResults); len(results) != 0 && !there {
		whole = tlv.Append(whole, scriptResults, results) // B4 6.3.9 transmitted
	}
	p.Commit()
	a := p.ask(Advise)
	a.Data = p.c.forAcquirer(whole)
	ev, out := p.await(a, kinds[Advise].answers) // B4 6.3.7 not captured
	return out == nil && !ev.NotMade, out
}

// AdviseEnd is Advise where a kernel has ended with an outcome and makes none itself, as contactless ones do. The data are those of the outcome, and beside them what the card has
// told. What is left to a host has one for what became of scripts alone: what the card wants, that knows from the request.
//
// B3 10.8.2, B4 6.3.7, 6.3.9, 12.1.7
func (p *Port) AdviseEnd(o *Outcome) (made bool, stopped *Outcome) {
	c := p.c
	results, _, _ := c.reports(tlv.IssuerScriptResultsKernel3)
	scripted := len(results) != 0 || c.scripted(o)
	if c.taken(o) && (o.Status != OnlineRequest || !scripted) { // B4 6.3.7 captured, 6.3.9 transmitted
		return true, nil
	}
	p.CodeStands(o)
	data := make([]byte, 0, len(o.DataRecord)+1024) // it does not grow: what it grew out of would stay
	defer func() { clear(data) }()
	data = step.AppendOnlineData(append(data, o.DataRecord...), func(t tlv.Tag) []byte {
		if _, there := tlv.Find(o.DataRecord, t); there {
			return nil
		}
		v, _ := c.data.latest(t)
		if t == tlv.AuthorisationResponseCode.Tag() && v == nil {
			v = c.endCode(o)
			c.advised = v
		}
		return v
	})
	return p.Advise(c.wantsAdvice(o) || scripted && !p.Booked(), data, results) // B4 6.3.9 once
}

// scripted reports whether the TSI of an end says that the card was sent scripts: Kernel 6 tells of them by TVR and TSI, and has no results.
//
// C-6 3.12
func (c *core) scripted(o *Outcome) bool {
	tsi, _ := c.data.latest(tlv.TSI.Tag())
	if told, there := tlv.Find(o.DataRecord, tlv.TSI.Tag()); there {
		tsi = told.Value
	}
	return step.ScriptsPerformed(tsi)
}

// endCode is the response code of an end to which its kernel gives none: the host's, or the terminal's, as most contactless kernels leave it to it. An online request that no host has answered is
// declined, at a terminal without one too, and so is what goes to another interface then. So is a tap whose card has approved or declined, where it ends with no approval: by an application that refuses it, at an
// estimate, at another interface. nil: nobody has decided.
//
// B4 A6, 12.2.3, C-3 A.2 response code
func (c *core) endCode(o *Outcome) []byte {
	h := &c.host
	switch {
	case h.answered:
		return h.code[:]
	case o.Status == Approved && h.asked:
		return []byte("Y3")
	case o.Status == Approved:
		return []byte("Y1")
	case h.asked && (o.Status == Declined || o.Status == OnlineRequest || o.Status == TryAnotherInterface || c.decided()), o.Status == OnlineRequest && c.hostless():
		return []byte("Z3")
	case o.Status == Declined || c.decided():
		return []byte("Z1")
	}
	return nil
}

// decided reports whether the card of a tap has given a cryptogram that asks for no host, TC or AAC. About a card that is read and no more it decides nothing.
//
// B3 10.8, B4 12.2.1
func (c *core) decided() bool {
	cid, _ := c.data.latest(tlv.CID.Tag())
	return c.port.reader == Contactless && !c.cfg.DataOnly(c.tx.Purpose) && len(cid) == 1 && tlv.CIDValue(cid[0]).Type() != tlv.ARQC
}

// hostless reports whether the terminal, for the purpose of the transaction, is never able to go online. About a card that is only read nothing is decided.
//
// B4 A1
func (c *core) hostless() bool {
	kind := c.cfg.Treatment(c.tx.Purpose).TerminalType(c.cfg.Terminal.Type)
	return tlv.TerminalTypeValue(kind).OfflineOnly() && !c.cfg.ReadSuffices(c.tx.Purpose, true)
}
