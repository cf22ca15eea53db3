package oracle

const (
	processingError = "Processing Error"
	readyToRead     = "Ready to Read"
	notReady        = "Not Ready"
	cardRead        = "Card Read Successfully"
	processing      = "Processing"
)

// bare has every parameter at N/A, No or zero.
func bare(o Outcome) Out {
	return Out{Outcome: o, Start: NA, Online: NA, CVM: NA, Alternate: NA, FieldOff: -1, Reference: Unasked}
}

// results are the CVM Results (9F34) for each CVM parameter. C-5 A.4 table A-5-2
var results = map[string][3]byte{
	NoCVM: {0x1F, 0, 2}, Sign: {0x1E}, OnlinePIN: {0x02}, Confirmed: {0x01, 0, 2}, NA: {0x3F},
}

// approve is Approved. C-5 3.12.1.2, 3.8.4.6, 3.10.4.4
func approve(in In, cvm string) Out {
	o := bare(Approved)
	o.CVM, o.Record, o.Receipt, o.Results = cvm, true, true, results[cvm]
	o.UI = UI{0x03, cardRead, 0, in.Balance}
	if cvm == Sign {
		o.UI.Message = 0x1A
	}
	return o
}

// online is Online Request. C-5 3.12.2.2, 3.8.4.6, 3.9.3.3
func online(in In, cvm string) Out {
	o := bare(OnlineRequest)
	o.CVM, o.Record, o.Results = cvm, true, results[cvm]
	o.UI = UI{0x1B, cardRead, 0, in.Balance}
	if cvm == OnlinePIN {
		o.UI.Message = 0x09
	}
	return o
}

// twice is Online Request with two presentments. C-5 3.12.3.2
func twice(in In, cvm string) Out {
	o := online(in, cvm)
	o.Start, o.Online = "B", EMVData
	o.Restart = UI{0x21, readyToRead, 0, false}
	return o
}

// hold is Online Request with present and hold. C-5 3.12.4.2
func hold(in In, cvm string) Out {
	o := online(in, cvm)
	o.Start, o.Online, o.Hold, o.UI.Status = "D", Any, true, processing
	o.Restart = UI{0x16, processing, 0, false}
	return o
}

// decline is Declined. C-5 3.12.5.1
func decline(balance bool) Out {
	o := bare(Declined)
	o.Record, o.Results = true, results[NA]
	o.UI = UI{0x07, cardRead, 0, balance}
	return o
}

// another is Try Another Interface. C-5 3.12.6.1
func another() Out {
	o := bare(TryAnotherInterface)
	o.UI = UI{0x1D, readyToRead, 0, false}
	o.Alternate = ContactChip
	return o
}

// end is End Application. C-5 3.12.7.1
func end() Out { return bare(EndApplication) }

// unknown is End Application after status word 6F00. C-5 3.3.1.3
func unknown() Out {
	o := end()
	o.UI = UI{0x06, readyToRead, 0, false}
	return o
}

// lost is End Application with restart. C-5 3.12.8.1
func lost() Out {
	o := end()
	o.Start = "B"
	o.UI = UI{0x21, processingError, 13, false}
	o.Restart = UI{0x21, readyToRead, 0, false}
	return o
}

// again is Try Again. C-5 3.12.9.1
func again() Out {
	o := bare(TryAgain)
	o.Start = "B"
	o.UI = UI{0x20, notReady, 13, false}
	o.Restart = UI{0x21, readyToRead, 0, false}
	o.FieldOff = 13
	return o
}

// next is Select Next. C-5 3.12.10.1
func next() Out {
	o := bare(SelectNext)
	o.Start = "C"
	return o
}
