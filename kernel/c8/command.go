package c8

import (
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

// sendExchangeRelayResistanceData sends the terminal's entropy, with the exchange timed.
// C-8 5.2.2
func (t *tx) sendExchangeRelayResistanceData(entropy []byte) {
	t.SendTimed(apdu.Command{CLA: apdu.ClassProprietary, INS: 0xEA, Data: entropy}.Append(t.buf[:0]))
}

// sendGetProcessingOptions sends the PDOL Related Data: command template 83 with its length.
// C-8 5.4.2
func (t *tx) sendGetProcessingOptions(values []byte) {
	t.Send(apdu.AppendGetProcessingOptions(t.buf[:0], values))
}

// sendReadRecord asks for a record.
// C-8 5.6.2
func (t *tx) sendReadRecord(sfi, record byte) {
	t.Send(apdu.AppendReadRecord(t.buf[:0], sfi, record))
}

// startTimer starts the timer for the terminal's data.
// C-8 A.1 Timeout Value
func (t *tx) startTimer() {
	t.StartTimer(time.Duration(t.data.Unsigned(tlv.TimeoutValue)) * time.Millisecond)
}

// messageHold is Message Hold Time.
// C-8 A.1 Message Hold Time
func (t *tx) messageHold() time.Duration {
	return states.Tenths(t.data.Number(tlv.MessageHoldTimeKernel8))
}

// sendReadData asks for a data envelope.
// C-8 5.5.2
func (t *tx) sendReadData(tag tlv.Tag) {
	t.Send(apdu.Command{CLA: 0x84, INS: 0x32, Data: tag.Append(t.gac[:0])}.Append(t.buf[:0]))
}

// sendGenerateAC asks for a cryptogram. More commands follow where there is something to write.
// C-8 5.3.2
func (t *tx) sendGenerateAC(moreFollow bool, reference byte) {
	c := apdu.Command{CLA: apdu.ClassProprietary, INS: apdu.GenerateAC, P1: reference, Data: t.cdol1RelatedData}
	if moreFollow {
		c.P2 = 0x80
	}
	t.Send(c.Append(t.buf[:0]))
}
