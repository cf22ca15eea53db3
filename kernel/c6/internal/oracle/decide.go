package oracle

// Decide gives the Outcome that Book C-6 demands of a transaction.
func Decide(in In) Out {
	t := &tx{In: in, cvm: NA}
	at, last := "3-1.2", ""
	for {
		s, ok := figures[at]
		if !ok {
			break
		}
		last = at
		if s.do != nil {
			s.do(t)
		}
		if at = s.yes; s.when != nil && !s.when(t) {
			at = s.no
		}
	}
	o := t.outcome(at)
	o.Clause, o.Logged, o.Resumed = "figure "+last, t.Log, t.resume
	o.Disputed = t.disputed(at, last)
	return o
}

// bare has every parameter at N/A, No or zero.
func bare(o Outcome) Out { return Out{Outcome: o, Start: NA, CVM: NA, Alternate: NA, FieldOff: -1} }

// outcome is how it ends, with the parameters of annex B.
func (t *tx) outcome(end string) Out {
	switch end {
	case another: // B.7
		o := bare(TryAnotherInterface)
		o.UI = UI{Present: true, Message: 0x18, Status: "Ready to Read"}
		if o.Alternate = Stripe; bit(t.TTQ[0], 5) || !t.Stripe {
			o.Alternate = Chip
		}
		return o
	case ended: // B.9
		o := bare(EndApplication)
		o.UI = UI{Present: true, Message: 0x1C, Status: "Processing Error"}
		return o
	case phone, torn: // B.10, B.11
		o := bare(TryAgain)
		o.Start, o.FieldOff = "B", 13
		o.UI = UI{Present: true, Message: 0x20, Status: "Processing Error", Hold: 13}
		if end == torn {
			o.UI.Message = 0x21
		}
		o.Restart = UI{Present: true, Status: "Ready to Read"}
		return o
	}
	o := bare(Declined) // B.6
	o.UI = UI{Present: true, Message: 0x07, Status: "Card Read Successfully", Balance: t.balance}
	switch {
	case end == online, end == approved && t.online: // B.3, figure 3-15 step 9
		o.Outcome, o.UI.Message, o.CVM = OnlineRequest, 0x1B, t.cvm
	case end == approved: // B.2
		o.Outcome, o.UI.Message, o.CVM = Approved, 0x03, t.cvm
		if t.cvm == Obtain {
			o.UI.Message = 0x1A
		}
	}
	o.Record, o.TVR, o.TSI = true, t.tvr, t.tsi
	return o
}

// disputed tells why the book gives no single answer to an input.
func (t *tx) disputed(end, last string) string {
	going := end == online || end == approved
	switch {
	case end == approved && !t.aac() && !t.tc() && !t.arqc():
		return "3.9: a cryptogram of the reserved type falls through to an offline approval"
	case end == approved && bit(t.tvr[0], 8):
		return "3.9: nothing was authenticated, and nothing failed"
	case end == online && bit(t.TTQ[0], 4):
		return "3.9: an online request at a reader that is offline only"
	case t.online && going && (bit(t.TTQ[0], 4) || t.Deferred):
		return "3.7: online PIN at a reader that cannot go online"
	case t.online && end == approved:
		return "3.7, 3.9: online PIN makes an online request of an offline approval"
	case t.aac() && (last == "3-15.13" || last == "3-16.6"):
		return "3.7, 3.9: cardholder verification of a transaction that the card declines"
	}
	return ""
}
