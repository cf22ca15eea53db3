package c2

import "github.com/emvgo/emv/tlv"

// onlineDefault stands for Issuer Action Code - Online and - Default where the card has none: all bits but those of relay resistance performed.
// C-2 TAA.8, TAA.14
var onlineDefault = tlv.TVRValue{0xFF, 0xFF, 0xFF, 0xFF, 0xFC}

// terminalActionAnalysis decides which cryptogram to ask the card for: AC Type.
// C-2 7.4
func (t *tx) terminalActionAnalysis() { t.acType = t.analyse() }

// analyse holds the TVR against the action codes for denial and for online. A card that is only read has nothing to approve.
// C-2 7.4
func (t *tx) analyse() tlv.CryptogramType {
	kind := tlv.TerminalTypeValue(t.data.At(tlv.TerminalType, 1))
	switch {
	case t.dataOnly():
		return tlv.AAC
	case t.meets(tlv.TerminalActionCodeDenialKernel2, tlv.IssuerActionCodeDenial, tlv.TVRValue{}): // TAA.1 TAA.2 TAA.4
		return tlv.AAC // TAA.3 TAA.5
	case onlineOnly(kind): // TAA.4.1
		return tlv.ARQC // TAA.4.2
	case offlineOnly(kind): // TAA.6
		return t.analyseOffline()
	case t.meets(tlv.TerminalActionCodeOnlineKernel2, tlv.IssuerActionCodeOnline, onlineDefault): // TAA.7 TAA.8 TAA.10
		return tlv.ARQC // TAA.11
	}
	return tlv.TC // TAA.9 TAA.12
}

// analyseOffline holds the TVR against the default action codes, for a terminal that cannot go online.
// C-2 7.4
func (t *tx) analyseOffline() tlv.CryptogramType {
	if t.meets(tlv.TerminalActionCodeDefaultKernel2, tlv.IssuerActionCodeDefault, onlineDefault) { // TAA.13 TAA.14 TAA.16
		return tlv.AAC // TAA.17
	}
	return tlv.TC // TAA.15 TAA.18
}

// meets reports whether a bit of the TVR is in the terminal's action code or in the issuer's, for which absent stands where the card has none.
// C-2 7.4
func (t *tx) meets(terminal, issuer tlv.Row, absent tlv.TVRValue) bool {
	var tac tlv.TVRValue
	copy(tac[:], t.data.Get(terminal))
	iac := absent
	if v := t.data.Get(issuer); len(v) == len(iac) {
		iac = tlv.TVRValue(v)
	}
	tvr := t.data.TVR()
	return tvr.Matches(tac) || tvr.Matches(iac)
}

// onlineOnly reports whether a terminal of this type is one of those that the book has ask for an ARQC at once.
// C-2 TAA.4.1
func onlineOnly(kind tlv.TerminalTypeValue) bool {
	switch kind {
	case 0x11, 0x21, 0x14, 0x24, 0x34:
		return true
	}
	return false
}

// offlineOnly reports whether a terminal of this type is one of those that the book has decide without the codes for online.
// C-2 TAA.6
func offlineOnly(kind tlv.TerminalTypeValue) bool {
	switch kind {
	case 0x23, 0x26, 0x36, 0x13, 0x16:
		return true
	}
	return false
}
