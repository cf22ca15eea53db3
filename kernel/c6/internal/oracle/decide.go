package oracle

// Decide gives the Outcome that Book C-6 demands of a transaction.
func Decide(in In) Out {
	t := &tx{In: in, cvm: NA, past: in.Log == Past}
	at, last := t.walk("3-1.2")
	if at == approved && t.online { // figure 3-15 step 9 sets the Outcome: the way to it is that of figure 3-18
		at, last = t.walk("3-18.11")
	}
	o := t.outcome(at)
	o.Clause, o.Logged, o.Resumed, o.Retrieved, o.Asked = "figure "+last, t.Log, t.resume, t.got, t.asked
	o.Disputed = t.disputed(at, last)
	return o
}

// walk follows the figures from a step, and gives how it ends, and the last step.
func (t *tx) walk(at string) (end, last string) {
	for {
		s, ok := figures[at]
		if !ok {
			return at, last
		}
		last = at
		if s.do != nil {
			s.do(t)
		}
		if at = s.yes; s.when != nil && !s.when(t) {
			at = s.no
		}
	}
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
	switch end {
	case online: // B.3
		o.Outcome, o.UI.Message, o.CVM = OnlineRequest, 0x1B, t.cvm
	case approved: // B.2
		o.Outcome, o.UI.Message, o.CVM = Approved, 0x03, t.cvm
		if t.cvm == Obtain {
			o.UI.Message = 0x1A
		}
	}
	if o.Outcome == OnlineRequest && (bit(t.TTQ[2], 8) && bit(t.CPR[1], 5) || t.storage) { // 3.10, B.4, B.5: the card is presented again
		o.Start, o.Restart = "B", UI{Present: true, Message: 0x21, Status: "Ready to Read"}
	}
	o.Record, o.Data, o.TVR, o.TSI = true, t.storage, t.tvr, t.tsi
	return o
}

// disputed tells why the book gives no single answer to an input.
func (t *tx) disputed(end, last string) string {
	if t.resume && t.past {
		return "3.1: the log is of another transaction, and the card's answer to that would settle this one"
	}
	switch {
	case end == approved && !t.aac() && !t.tc() && !t.arqc():
		return "3.9: a cryptogram of the reserved type falls through to an offline approval"
	case end == approved && bit(t.tvr[0], 8):
		return "3.9: nothing was authenticated, and nothing failed"
	case end == online && bit(t.TTQ[0], 4):
		return "3.9: an online request at a reader that is offline only"
	case t.online && last == "3-18.11" || t.online && last == "3-18.12" || t.online && last == "3-18.13":
		return "3.7, 3.9: online PIN makes an online request of an offline approval"
	case t.aac() && (last == "3-15.13" || last == "3-16.6"):
		return "3.7, 3.9: cardholder verification of a transaction that the card declines"
	}
	return ""
}
