package c3

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// insExtendedGPO is EXTENDED GET PROCESSING OPTIONS: C-3 2.12 D.4.1.
const insExtendedGPO = 0xE0

// maxShortData is what the data field of a command may hold.
const maxShortData = 255

// initiateApplicationProcessing gives the card what its PDOL asks for and takes in its answer, the cryptogram among it. With records to be updated for integrated
// data storage the command is the extended one; whatever follows is the same.
// C-3 5.2.2.1, 7.2.2.1, 7.2.2.2
func (t *tx) initiateApplicationProcessing() *kernel.Outcome {
	if t.fci.PDOL.Len() > maxShortData-3 {
		return t.fail(pdolTooLong)
	}
	t.sent.values = t.fci.PDOL.Append(make([]byte, 0, 64), t.data.DOLValue) // C-3 5.2.1.1 DOL
	cmd, ok := []byte(nil), true
	if t.sent.update != nil {
		cmd, ok = t.extendedGPO() // C-3 7.2.2.1 EGPO
	} else {
		cmd = apdu.AppendGetProcessingOptions(t.buf[:0], t.sent.values) // C-3 5.2.2.1
	}
	if !ok {
		return t.fail(updateTooLong)
	}
	data, sw, out := t.command(cmd)
	if out != nil {
		return out
	}
	if sw != 0x9000 {
		return t.refusedOptions(sw)
	}
	return t.processingOptions(data)
}

// extendedGPO is the command that updates records too: the values of the PDOL in their template, and behind it the operator's template as it came.
// C-3 7.2.1.1, D.4
func (t *tx) extendedGPO() ([]byte, bool) {
	data := tlv.Append(nil, tlv.TagCommandTemplate, t.sent.values)
	data = append(data, t.sent.update...) // C-3 D.4.2
	if len(data) > maxShortData {
		return nil, false
	}
	return apdu.Command{CLA: 0x80, INS: insExtendedGPO, Data: data}.Append(t.buf[:0]), true
}

// refusedOptions ends a transaction that the card does not begin.
// C-3 5.2.2.2
func (t *tx) refusedOptions(sw uint16) *kernel.Outcome {
	switch sw {
	case 0x6984: // C-3 5.2.2.2 6984
		return t.tryAnotherInterface(anotherInterface, kernel.MsgInsertOrSwipe, kernel.InterfaceNone, sw)
	case 0x6985: // C-3 5.2.2.2 6985
		return t.selectNext(sw)
	case 0x6986: // C-3 5.2.2.2 6986
		return t.seePhone(sw)
	}
	return t.fail(gpoRefused, sw) // C-3 5.2.2.2 other
}

// processingOptions takes in the answer in format 2.
// C-3 5.2.1.2, 5.2.1.3
func (t *tx) processingOptions(data []byte) *kernel.Outcome {
	template, ok := step.ParseFormat2(data)
	if !ok { // C-3 5.2.1.2
		return t.fail(notFormat2)
	}
	if out := t.keep(template); out != nil {
		return out
	}
	t.card.afl = t.data.Get(tlv.AFL) // C-3 5.3.2.1 returned
	if t.card.afl != nil && !step.ValidAFL(t.card.afl) {
		return t.fail(malformedAFL)
	}
	return nil
}
