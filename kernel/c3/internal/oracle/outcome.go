package oracle

// leaveRule is a way out before the card's data are judged; the first that
// holds decides.
type leaveRule struct {
	when func(in In) bool
	out  func(in In) Out
}

var leaveRules = []leaveRule{
	{func(in In) bool { return in.LinkError }, func(in In) Out { // C-3 4.1.1.2
		o := bare(TryAgain, "C-3 4.1.1.2")
		o.Start = "B"
		o.Disputed = in.IssuerData
		return o
	}},
	{func(in In) bool { return in.IssuerData }, func(In) Out { // C-3 4.4.1.1
		return bare(EndApplication, "C-3 6.2.1.3")
	}},
	{func(in In) bool { return in.SW == 0x6984 }, func(In) Out {
		o := bare(TryAnotherInterface, "C-3 5.2.2.2")
		o.UI = UI{Present: true, Message: 0x18, Status: processingError}
		return o
	}},
	{func(in In) bool { return in.SW == 0x6985 }, func(In) Out {
		o := bare(SelectNext, "C-3 5.2.2.2")
		o.Start = "C"
		return o
	}},
	{func(in In) bool { return in.SW == 0x6986 }, func(In) Out {
		o := bare(TryAgain, "C-3 5.2.2.2")
		o.Start = "B"
		o.UI = UI{Present: true, Message: 0x20, Status: processingError, Hold: 13}
		o.Restart = UI{Present: true, Status: readyToRead}
		o.FieldOff = 13
		return o
	}},
	{func(in In) bool { return in.SW != 0x9000 }, func(In) Out { return end("C-3 5.2.2.2", false) }},
	{func(in In) bool { return in.Malformed }, func(In) Out { return end("C-3 4.1.1.4", false) }},
	{func(in In) bool { return in.Missing != 0 }, func(In) Out { return end("C-3 5.4.2.1", true) }},
	{func(in In) bool { return in.Duplicate }, func(In) Out { return end("C-3 5.4.2.2", true) }},
	{func(in In) bool { return in.PANDiffer }, func(In) Out { return end("C-3 A.2", true) }},
}

// bare has every parameter at N/A, No or zero.
func bare(o Outcome, clause string) Out {
	return Out{Outcome: o, Start: NA, Online: NA, CVM: NA, Alternate: NA, FieldOff: -1, ODA: notPerformed, Clause: clause}
}

// end is End Application. C-3 4.2.1.1
func end(clause string, cardRead bool) Out {
	o := bare(EndApplication, clause)
	o.UI = UI{Present: true, Message: 0x1C, Status: processingError}
	o.CardRead = cardRead
	return o
}

// leaving is Try Another Interface after the card was read. C-3 5.5.1.3, 5.5.1.4, 5.6.1.2
func leaving(message byte, alternate, clause string) Out {
	o := bare(TryAnotherInterface, clause)
	o.UI = UI{Present: true, Message: message, Status: processingError}
	o.Alternate = alternate
	o.CardRead = true
	return o
}

// finish gives one of the three Outcomes of a whole transaction.
func finish(in In, f facts, decline, online bool, method string) Out {
	declined := decline || online && !f.onlineCapable
	var o Out
	switch {
	case declined: // C-3 5.9.1.2
		o = bare(Declined, "C-3 5.9.1.2")
		o.CVM = NoCVM
		o.UI = UI{Present: true, Message: 0x07}
		o.RefundDone = in.Type == 0x20 && f.aac // C-3 3.4.1.3
	case online: // C-3 5.8.1.1
		o = bare(OnlineRequest, "C-3 5.8.1.1")
		o.CVM = method
		o.UI = UI{Present: true, Message: 0x1B}
		if bit(in.TTQ[2], 8) && bit(f.ctq[1], 7) { // C-3 5.8.1.2
			o.Start = "B"
			o.Online = "EMV Data"
			o.Restart = UI{Present: true, Message: 0x21}
			o.FieldOff = 0
		}
	default: // C-3 5.9.1.1
		o = bare(Approved, "C-3 5.9.1.1")
		o.CVM = method
		o.UI = UI{Present: true, Message: 0x03}
	}
	o.CardRead = true // C-3 5.4.1.1
	o.DataRecord = true
	o.UI.Balance = in.AOSA && in.ShowAOSA // C-3 4.3.1.1
	o.Discretionary = o.UI.Balance
	return o
}

// Path names what the kernel does with an activation. C-3 4.4.1.1
func Path(in In) string {
	switch {
	case in.IssuerData:
		return "issuer update"
	case in.DataStorage && in.Directory:
		return "integrated data storage"
	}
	return "new transaction"
}

// Update tells how many commands issuer update processing sends: EXTERNAL
// AUTHENTICATE when tag 91 came, then script commands up to the first answer
// other than 9000, 62xx and 63xx. answers are the status words that the card
// would give to the script commands, templates 71 and 72 in order of arrival.
// C-3 6.2.1.1, 6.2.1.2
func Update(authentication bool, answers []uint16) (external bool, scripts int) {
	for i, sw := range answers {
		if sw != 0x9000 && sw>>8 != 0x62 && sw>>8 != 0x63 {
			return authentication, i + 1
		}
	}
	return authentication, len(answers)
}
