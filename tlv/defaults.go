package tlv

// defaults is what C-2 has stored for configuration data that is absent, by row.
//
// C-2 2.12 table 4.2, table 4.3
var defaults = map[Row]string{
	AdditionalTerminalCapabilities:               "\x00\x00\x00\x00\x00",
	ApplicationVersionNumberTerminal:             "\x00\x02",
	CardDataInputCapability:                      "\x00",
	CVMCapabilityCVMRequired:                     "\x00",
	CVMCapabilityNoCVMRequired:                   "\x00",
	HoldTimeValue:                                "\x0D",
	KernelConfiguration:                          "\x00",
	KernelID:                                     "\x02",
	MessageHoldTime:                              "\x00\x00\x13",
	PhoneMessageTable:                            phoneMessages,
	ReaderContactlessFloorLimit:                  "\x00\x00\x00\x00\x00\x00",
	ReaderContactlessTransactionLimitNoCDCVM:     "\x00\x00\x00\x00\x00\x00",
	ReaderContactlessTransactionLimitCDCVM:       "\x00\x00\x00\x00\x00\x00",
	ReaderCVMRequiredLimit:                       "\x00\x00\x00\x00\x00\x00",
	SecurityCapability:                           "\x00",
	TerminalActionCodeDefaultKernel2:             "\x84\x00\x00\x00\x0C",
	TerminalActionCodeDenialKernel2:              "\x84\x00\x00\x00\x0C",
	TerminalActionCodeOnlineKernel2:              "\x84\x00\x00\x00\x0C",
	TerminalCountryCode:                          "\x00\x00",
	TerminalExpectedTransmissionTimeCommandAPDU:  "\x00\x12",
	TerminalExpectedTransmissionTimeResponseAPDU: "\x00\x18",
	TerminalType:                                 "\x00",
	TimeOutValue:                                 "\x01\xF4",
	TransactionType:                              "\x00",
}

// phoneMessages has the mask, the value, the message and the status of each line.
const phoneMessages = "\x00\x00\x01\x00\x00\x01\x20\x00" +
	"\x00\x08\x00\x00\x08\x00\x20\x00" +
	"\x00\x04\x00\x00\x04\x00\x20\x00" +
	"\x00\x01\x00\x00\x01\x00\x20\x00" +
	"\x00\x02\x00\x00\x02\x00\x20\x00" +
	"\x00\x00\x00\x00\x00\x00\x07\x00"

// Default is the value that a book has stored for r when the configuration lacks it, a new slice; false where the book
// has none. Only C-2 has such values: C-8 ends a transaction that lacks a mandatory one.
//
// C-2 2.12 4.4.1, C-8 1.2 A.3
func (r Row) Default(book Book) ([]byte, bool) {
	v, ok := defaults[r]
	if !ok || book != C2 {
		return nil, false
	}
	return []byte(v), true
}
