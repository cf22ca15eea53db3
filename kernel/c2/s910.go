package c2

import (
	"bytes"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// s910CDA is for a response with a signature, whether or not it was asked for: S910.1 to S910.19.
// C-2 6.12 CDA
func (t *tx) s910CDA(response []byte) state {
	if !t.authenticate(response) { // S910.5 S910.6
		t.data.TVR().Set(tlv.TVRCDAFailed) // S910.7.1
		return t.s910InvalidResponse1()
	}
	if t.reads() {
		return t.s910Storage()
	}
	return t.s910ValidResponse()
}

// s910Storage compares what the signature says of the card's storage with what the card said before: S910.8 to S910.19.
// C-2 6.12 CDA
func (t *tx) s910Storage() state {
	before, now, after := t.data.Get(tlv.DSSummary1), t.signed(tlv.DSSummary2), t.signed(tlv.DSSummary3)
	if len(now) == 0 { // S910.8
		t.wrong(kernel.CardDataMissing, clauseS9, "the signature has no DS Summary 2") // S910.9
		return t.s910InvalidResponse1()
	}
	if !bytes.Equal(before, now) { // S910.10
		t.wrong(kernel.IDSReadError, clauseS9, "DS Summary 1 is not what the signature has") // S910.11
		return t.s910InvalidResponse1()
	}
	t.data.SetBits(tlv.DSSummaryStatus, successfulRead) // S910.12
	if !t.writes() {                                    // S910.13
		return t.s910ValidResponse()
	}
	if after == nil { // S910.14
		t.wrong(kernel.CardDataMissing, clauseS9, "the signature has no DS Summary 3") // S910.15
		return t.s910InvalidResponse1()
	}
	if !bytes.Equal(now, after) { // S910.16
		t.data.SetBits(tlv.DSSummaryStatus, successfulWrite) // S910.17
		return t.s910ValidResponse()
	}
	if t.data.Is(tlv.DSODSInfoForReader, 1, 2) { // S910.18
		t.wrong(kernel.IDSWriteError, clauseS9, "the card has not written the terminal's data") // S910.19
		return t.s910InvalidResponse2()
	}
	return t.s910ValidResponse()
}

// signed is a DS Summary out of the signature. One that the card has answered GET DATA with, which the book lets it, proves nothing: see RATIONALE.
// C-2 A.1 DS Summary 2, DS Summary 3
func (t *tx) signed(summary tlv.Row) []byte {
	if t.data.Source(summary) != tlv.FromKernel {
		return nil
	}
	return t.data.Get(summary)
}

// s910NoCDA is for a response without a signature: S910.30 to S910.39.
// C-2 6.12 No CDA
func (t *tx) s910NoCDA() state {
	if !t.data.NotEmpty(tlv.ApplicationCryptogram) { // S910.30
		t.wrong(kernel.CardDataMissing, clauseS9, "the response to GENERATE AC has no cryptogram") // S910.31
		return t.s910InvalidResponse1()
	}
	if t.owesSignature() {
		t.wrong(kernel.CardDataError, clauseS9, "the response to GENERATE AC lacks its signature") // S910.37
		return t.s910InvalidResponse1()
	}
	if t.kind() != tlv.AAC && t.relayResistancePerformed() { // S910.38
		if !t.relayIntoTrack2() { // S910.39
			t.wrong(kernel.CardDataError, "C-2 2.12 4.6.2", "Track 2 Equivalent Data are not of their format") // C-2 4.6.2 track 2
			return t.s910InvalidResponse1()
		}
	}
	return t.s910ValidResponse()
}

// owesSignature reports whether the card had to sign: what approves or goes online where that was asked for; of what declines, all where the storage is
// read, and otherwise what was to decline and was asked for.
// C-2 6.12 No CDA
func (t *tx) owesSignature() bool {
	signed := t.data.At(tlv.ReferenceControlParameter, 1)&requestsCDA != 0
	switch {
	case t.kind() != tlv.AAC: // S910.32
		return signed // S910.34
	case t.reads(): // S910.33
		return true
	case t.asked() == tlv.AAC: // S910.35
		return signed // S910.36
	}
	return false
}

// relayResistancePerformed reports whether the TVR says that the relay resistance protocol was performed.
// C-2 A.1 Terminal Verification Results
func (t *tx) relayResistancePerformed() bool { return t.data.TVR()[4]&0x03 == 0x02 }

// s910InvalidResponse1 ends the transaction, with a data record where the card may have written the terminal's data: S910.50 to S910.53.
// C-2 6.12 Invalid Response - 1, 4.6.2 state 9
func (t *tx) s910InvalidResponse1() state {
	t.otherCard()
	t.ui.Hold = t.messageHold() // S910.50
	if t.writes() {             // S910.51
		t.createDataRecord() // S910.52
	}
	return t.endApplication() // S910.53
}

// s910InvalidResponse2 ends the transaction without a data record.
// C-2 6.12 Invalid Response - 2
func (t *tx) s910InvalidResponse2() state {
	t.otherCard()
	t.ui.Hold = t.messageHold() // S910.61
	return t.endApplication()   // S910.62
}

// s910ValidResponse makes the outcome, which nobody cancels any more unless the card is to be tapped again, and writes what is to be written after it: S910.70 to S910.81.
// C-2 6.12 Valid Response
func (t *tx) s910ValidResponse() state {
	t.out.Read = true
	t.createDataRecord()         // S910.70
	if t.phoneWantsSecondTap() { // S910.71
		t.out.Status, t.out.Start = kernel.EndApplication, kernel.StartB // S910.72
		t.phoneMessage()                                                 // S910.73
	} else {
		t.Commit()
		t.outcomeOfCID()
	}
	if o, ok := t.tagsToWriteYetAfterGAC.Take(); ok { // S910.76 S910.77
		t.sendPutData(o) // S910.78
		return s15
	}
	if t.phoneWantsSecondTap() { // S910.78.1
		t.Show(t.ui)             // S910.79
		return t.secondTapNext() // S910.80
	}
	return t.outcomeStands() // S910.81
}

// outcomeOfCID makes outcome and message of the card's decision.
// C-2 6.12 Valid Response
func (t *tx) outcomeOfCID() {
	status, message, hold := kernel.EndApplication, kernel.MsgClearDisplay, kernel.UI{}.Hold
	switch {
	case t.cfg.ReadSuffices(t.Transaction().Purpose, offlineOnly(tlv.TerminalTypeValue(t.data.At(tlv.TerminalType, 1)))):
		status, message = kernel.OnlineRequest, kernel.MsgAuthorising
	case t.kind() == tlv.TC:
		status, message, hold = kernel.Approved, kernel.MsgApproved, t.messageHold()
		if t.out.CVM == kernel.CVMSignature {
			message = kernel.MsgApprovedSign
		}
	case t.kind() == tlv.ARQC:
		status, message = kernel.OnlineRequest, kernel.MsgAuthorising
	case !t.purpose().Cash() && !t.purpose().Purchase(): // nothing is paid for or paid out: nobody has to be told
	case t.noOtherInterface():
		status, message, hold = kernel.Declined, kernel.MsgDeclined, t.messageHold()
	default:
		status, message, hold = kernel.TryAnotherInterface, kernel.MsgPleaseInsert, t.messageHold()
	}
	t.out.Status = status                                                       // S910.74
	t.ui.Message, t.ui.Status, t.ui.Hold = message, kernel.StatusNotReady, hold // S910.75
}

// noOtherInterface reports whether the card cannot be inserted: it is a device of another form, or the terminal has no reader with contacts.
// C-2 S910.74
func (t *tx) noOtherInterface() bool {
	third := t.data.Get(tlv.ThirdPartyData)
	otherForm := len(third) >= 4 && third[2]&0x80 == 0 && !bytes.HasPrefix(third[4:], []byte("00"))
	return otherForm || !t.data.Is(tlv.TerminalCapabilities, 1, 6)
}

// secondTapNext is OUT where the cardholder is to present the phone again: the message as it is now, ready to read, on restart.
// C-2 S910.80, S15.11
func (t *tx) secondTapNext() state {
	t.createDiscretionaryData()
	t.ui.Status, t.ui.Hold = kernel.StatusReadyToRead, 0
	t.uiOnRestart()
	return t.end()
}

// outcomeStands is OUT with the outcome and the message as they are now.
// C-2 S910.81, S15.13
func (t *tx) outcomeStands() state {
	t.createDiscretionaryData()
	t.uiOnOutcome()
	return t.end()
}
