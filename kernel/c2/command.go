package c2

import (
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// sendExchangeRelayResistanceData sends the terminal's entropy, with the exchange timed.
// C-2 5.2.2
func (t *tx) sendExchangeRelayResistanceData(entropy []byte) {
	t.SendTimed(apdu.Command{CLA: apdu.ClassProprietary, INS: 0xEA, Data: entropy}.Append(t.buf[:0]))
}

// buildGenerateAC makes the GENERATE AC command, which goes out by sendGenerateAC, at once or after PUT DATA.
// C-2 5.3.2 command
func (t *tx) buildGenerateAC(reference byte, data []byte) {
	t.generateAC = apdu.AppendGenerateAC(t.gac[:0], reference, data)
}

// sendGenerateAC sends the GENERATE AC command that was made.
// C-2 5.3.2
func (t *tx) sendGenerateAC() { t.Send(t.generateAC) }

// sendGetData asks for a data envelope.
// C-2 5.4.2
func (t *tx) sendGetData(tag tlv.Tag) { t.Send(apdu.AppendGetData(t.buf[:0], uint16(tag))) }

// sendGetProcessingOptions sends the PDOL Related Data: command template 83 with its length.
// C-2 5.5.2
func (t *tx) sendGetProcessingOptions(values []byte) {
	t.Send(apdu.AppendGetProcessingOptions(t.buf[:0], values))
}

// sendPutData writes a data envelope. A value that no command can carry is cut: the card refuses it by its length.
// C-2 5.6.2 command, one byte
func (t *tx) sendPutData(o kernel.DataObject) {
	tag := uint16(o.Tag)
	t.Send(apdu.Command{
		CLA: apdu.ClassProprietary, INS: 0xDA, P1: byte(tag >> 8), P2: byte(tag), Data: o.Value[:min(len(o.Value), apdu.MaxShortData)], Le: apdu.NoLe,
	}.Append(t.buf[:0]))
}

// sendReadRecord asks for a record.
// C-2 5.7.2
func (t *tx) sendReadRecord(sfi, record byte) {
	t.Send(apdu.AppendReadRecord(t.buf[:0], sfi, record))
}

// startTimer starts the timer for the terminal's data.
// C-2 A.1 Time Out Value
func (t *tx) startTimer() {
	t.StartTimer(time.Duration(t.data.Unsigned(tlv.TimeOutValue)) * time.Millisecond)
}
