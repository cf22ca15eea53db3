package c2

import "github.com/emvgo/emv/tlv"

// s3R1 is what states 3 and R1 have in common: the card is sent its first GET DATA or READ RECORD, and while it is at work the terminal is told what is
// known so far.
// C-2 6.7
func (t *tx) s3R1() state {
	if !t.sendNextGetData() {
		t.sendNextReadRecord() // S3R1.6: RATIONALE: state 3 has refused an AFL that names no record
	}
	if t.exchange {
		t.readIDS()
		t.sendKnown() // S3R1.14
		t.dekWhileReading()
	}
	signs := t.data.Is(tlv.AIPKernel2, 1, 1) && t.data.Is(tlv.TerminalCapabilities, 3, 4) && !t.dataOnly()
	if signs || t.reads() { // S3R1.17 S3R1.18
		t.cda = true // S3R1.19
	} else {
		t.data.TVR().Set(tlv.TVRODANotPerformed) // S3R1.20
	}
	if t.nextCmd == getData { // S3R1.21
		return s5
	}
	return s4
}

// readIDS tells the terminal what the card has in integrated data storage, and ends it where the card has not given what it takes.
// C-2 6.7
func (t *tx) readIDS() {
	if !t.reads() { // S3R1.10
		return
	}
	for _, row := range [...]tlv.Row{tlv.DSSlotAvailability, tlv.DSSummary1, tlv.DSUnpredictableNumber, tlv.DSSlotManagementControl} {
		if t.data.NotEmpty(row) {
			t.sendRow(row)
		}
	}
	known := t.data.Present(tlv.DSODSCard)
	if known {
		t.sendRow(tlv.DSODSCard)
	}
	t.sendRow(tlv.UnpredictableNumber) // S3R1.11
	writable := t.data.NotEmpty(tlv.DSSlotAvailability) && t.data.NotEmpty(tlv.DSUnpredictableNumber)
	if !t.data.NotEmpty(tlv.DSSummary1) || !known && !writable { // S3R1.12
		t.data.Set(tlv.IDSStatus, t.data.At(tlv.IDSStatus, 1)&^idsRead) // S3R1.13
	}
}

// dekWhileReading tells the terminal what it has asked for, or asks it for what the kernel needs.
// C-2 6.7
func (t *tx) dekWhileReading() {
	if len(t.dataNeeded) != 0 || len(t.dataToSend) != 0 && len(t.tagsToReadYet) == 0 { // S3R1.15
		t.dek() // S3R1.16
	}
}
