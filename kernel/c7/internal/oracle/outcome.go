package oracle

// bare has every parameter at N/A, No or zero.
func bare(o Outcome, clause string) Out {
	return Out{Outcome: o, Start: NA, CVM: NA, Alternate: NA, Receipt: NA, FieldOff: -1, ODA: notPerformed, Clause: clause}
}

// selectNext is Select Next. C-7 4.5.6
func selectNext(clause string) Out {
	o := bare(SelectNext, clause)
	o.Start = "C"
	return o
}

// again is Try Again with message 21 (C-7 4.5.3) or 20 (C-7 4.5.8; hold and
// field off may be 10 to 15 there).
func again(message byte, clause string) Out {
	o := bare(TryAgain, clause)
	o.Start = "B"
	o.UI = UI{Present: true, Message: message, Status: "Processing Error", Hold: 13, Language: "en"}
	o.Restart = UI{Present: true, Status: "Ready to Read"}
	o.Receipt = No
	o.FieldOff = 13
	return o
}

// another is Try Another Interface. C-7 4.5.5
func another(alternate, clause string) Out {
	o := bare(TryAnotherInterface, clause)
	o.UI = UI{Present: true, Message: 0x18, Status: "Ready to Read"}
	o.Alternate = alternate
	return o
}

// end is End Application, without a message. C-7 4.5.7
func end(clause string) Out { return bare(EndApplication, clause) }

// decline is Declined, without a record. C-7 4.5.4
func decline(clause string) Out {
	o := bare(Declined, clause)
	o.UI = UI{Present: true, Message: 0x07, Status: "Card Read Successfully"}
	o.Receipt = No
	return o
}

// finish is Approved or Online Request. C-7 4.5.1, 4.5.2
func finish(in In, outcome Outcome, message byte, receipt, method, clause string) Out {
	o := bare(outcome, clause)
	o.CVM = method
	o.UI = UI{Present: true, Message: message, Status: "Card Read Successfully", Balance: in.Balance}
	o.DataRecord = true
	o.Receipt = receipt
	return o
}
