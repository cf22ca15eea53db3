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
