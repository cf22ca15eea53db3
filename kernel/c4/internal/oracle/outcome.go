package oracle

const (
	processingError = "Processing Error"
	readyToRead     = "Ready to Read"
	cardRead        = "Card Read Successfully"
	processing      = "Processing"
)

// bare has every parameter at N/A, No or zero.
func bare(o Outcome) Out {
	return Out{Outcome: o, Start: NA, Online: NA, CVM: NA, Alternate: NA, FieldOff: -1, Reference: Unasked}
}

// early is Try Again for the device: after a CVM that is still to be done, by the CVM list or by status word 6984. C-4 8.2.4.1 (parameters), 11.2.3 table 11-3
func early(byStatus bool) Out {
	o := bare(TryAgain)
	o.Start = "B"
	o.UI = UI{0x20, processingError, 10}
	o.Restart = UI{0x21, processingError, 0}
	if byStatus {
		o.Restart.Status, o.FieldOff = readyToRead, 15
	}
	return o
}

// another is Try Another Interface. C-4 11.2.1 table 11-1
func another() Out {
	o := bare(TryAnotherInterface)
	o.UI = UI{0x1D, processingError, 0}
	o.Alternate = ContactChip
	return o
}

// end is End Application. C-4 11.2.1 table 11-2, 11.2.3 table 11-4
func end() Out {
	o := bare(EndApplication)
	o.UI = UI{0x1C, readyToRead, 0}
	return o
}

// decline is Declined. C-4 13.3
func decline() Out {
	o := bare(Declined)
	o.UI = UI{0x07, cardRead, 0}
	return o
}

// approve is Approved. C-4 13.2
func approve(cvm string) Out {
	o := bare(Approved)
	o.CVM, o.Record = cvm, true
	o.UI = UI{0x03, cardRead, 0}
	if cvm == Sign {
		o.UI.Message = 0x1A
	}
	return o
}

// online is Online Request. C-4 12.2.2 table 12-1
func online(cvm string) Out {
	o := bare(OnlineRequest)
	o.Start, o.Online, o.CVM, o.Record = "D", Any, cvm, true
	o.UI = UI{0x1B, processing, 0}
	return o
}

// pin is Request Online PIN. C-4 12.2.2 table 12-3
func pin() Out {
	o := online(OnlinePIN)
	o.Outcome, o.UI.Message = RequestOnlinePIN, 0x09
	return o
}
