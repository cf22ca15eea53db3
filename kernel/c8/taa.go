package c8

import "github.com/emvgo/emv/tlv"

// terminalActionAnalysis decides what the terminal wants of the transaction. What only a host may approve goes online as at an online-only terminal, and is
// declined at one that cannot. A card that is only read is asked for an AAC.
// C-8 6.4.2
func (t *tx) terminalActionAnalysis() {
	kind := tlv.TerminalTypeValue(t.data.At(tlv.TerminalType, 1))
	onlineCard := !t.data.Is(tlv.AIPKernel8, 2, 4)
	switch {
	case t.dataOnly(), t.meets(tlv.TerminalActionCodeDenialKernel8): // TAA.1
		t.kernelDecision = decline // TAA.9
	case kind.OnlineOnly(), !kind.OfflineOnly() && t.hostDecides(): // TAA.2
		t.kernelDecision = online
	case kind.OfflineOnly(): // TAA.3
		t.kernelDecision = accept
		if onlineCard || t.hostDecides() { // TAA.5
			t.kernelDecision = decline
		}
	case onlineCard, t.meets(tlv.TerminalActionCodeOnlineKernel8): // TAA.4 TAA.6
		t.kernelDecision = online // TAA.7
	default:
		t.kernelDecision = accept // TAA.8
	}
}

// meets reports whether the Terminal Verification Results have a bit of an action code.
// C-8 6.4.2
func (t *tx) meets(code tlv.Row) bool {
	tvr := t.data.TVR()
	for i, b := range t.data.Get(code) {
		if tvr[i]&b != 0 {
			return true
		}
	}
	return false
}
