package c6

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// initiateApplicationProcessing begins the transaction with the card, or takes it up where it was torn. What the card needs for that is noted before.
// C-6 F6.11, F7.16, F8.1
func (t *tx) initiateApplicationProcessing() *kernel.Outcome {
	instruction, commit := byte(apdu.GetProcessingOptions), byte(0)
	if t.updating() { // C-6 F8.1
		instruction, commit = dataStorageCommand, t.sent.commit
		t.sent.appended = t.sent.update // C-6 F8.10
	} else if out := t.extendedLogging(); out != nil {
		return out
	}
	if t.enabled.tearingRecovery { // C-6 F8.5, F8.11
		instruction, commit = t.recoverable(instruction, commit)
	}
	field := append(t.template(), t.sent.appended...)
	ev, out := t.Transmit(apdu.Command{CLA: apdu.ClassProprietary, INS: instruction, P1: commit, Data: field}.Append(t.cmd[:0])) // C-6 F8.8, F8.9, F8.14, F8.15
	clear(field)
	if out != nil {
		return t.stopped(out)
	}
	if ev.Kind != kernel.Response { // C-6 F8.16
		return t.tearingAnalysis(noAnswer, &ev) // C-6 F8.17
	}
	t.card.sw, t.card.body = ev.StatusWord(), ev.Body() // C-6 F8.18
	return nil
}

// updating reports whether an update of data storage goes with the command: the terminal's, or else that of the command that was torn, which is repeated.
// C-6 F8.1, 4.5
func (t *tx) updating() bool {
	if log := &t.sent.log; t.sent.update == nil && t.sent.resumes && log.p1 != 0 {
		t.sent.update, t.sent.commit = log.appended, log.p1&0x0F
	}
	return t.sent.update != nil
}

// extendedLogging has the terminal's own logic make the data that go into the card's log of transactions. Where it makes none what was torn is repeated.
// C-6 F8.2
func (t *tx) extendedLogging() *kernel.Outcome {
	if !t.enabled.extendedLogging { // C-6 F8.2
		return nil
	}
	answer, out := t.exchange(nil, tlv.ExtendedLoggingData.Tag()) // C-6 F8.3
	if out != nil {
		return out
	}
	o, ok := tlv.Find(answer, tlv.ExtendedLoggingData.Tag())
	switch {
	case ok && tlv.ExtendedLoggingData.In(tlv.C6).Allows(len(o.Value)) && len(t.template())+len(o.Raw) <= maxField:
		t.sent.appended = append([]byte(nil), o.Raw...) // C-6 F8.4
	case t.sent.resumes: // what followed was no update: that would be repeated before
		t.sent.appended = t.sent.log.appended
	}
	return nil
}

// recoverable notes in the tearing log what a torn transaction is resumed by, or resumes the one that was torn.
// C-6 F8.6, F8.12
func (t *tx) recoverable(instruction, commit byte) (byte, byte) {
	updates := instruction == dataStorageCommand
	switch {
	case t.sent.resumes && updates: // C-6 F8.12
		return resumeCommand, t.sent.log.p1 // C-6 F8.15
	case t.sent.resumes: // C-6 F8.6
		return resumeCommand, 0 // C-6 F8.9
	}
	version, descriptor := t.features()
	log := tearingLog{
		aid: t.name(), version: version, descriptor: descriptor, pdol: t.fci.PDOL, base: t.sent.base, values: t.sent.values, appended: t.sent.appended,
	}
	if updates {
		log.p1 = 0x80 | commit // C-6 F8.13
	}
	t.Retain(tagTearingLog, log.encode()) // C-6 F8.7, F8.13
	return instruction, commit
}

// tearingAnalysis asks for the card again where the transaction can be resumed, and else ends it. In this flow the log is empty only where tears are not
// recovered.
// C-6 F13.1
func (t *tx) tearingAnalysis(f failure, ev *kernel.Event) *kernel.Outcome {
	if t.enabled.tearingRecovery { // C-6 F13.1, F13.2, F13.3
		f = torn // C-6 F13.5
	}
	out := t.fail(f) // C-6 F13.4
	out.Error.L1 = ev.Fault
	return out
}
