package c3

import (
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// What kernel and IDS Operator Application say to each other. The book leaves it to the kernel: these are ours. The kernel sends the IDS
// Directory D2 and asks for [DataReadRecord] and BF60. The operator answers with any number of [DataReadRecord]: the kernel reads
// these records, sends a [DataRecordRead] for each and asks again. Or it answers with the IDS Record Update Template BF60, and
// the kernel goes on by EXTENDED GET PROCESSING OPTIONS; or with neither, and it goes on by GET PROCESSING OPTIONS.
const (
	DataReadRecord tlv.Tag = 0xDF21 // to the kernel: short file identifier, record number; 2 bytes
	DataRecordRead tlv.Tag = 0xDF22 // from the kernel: short file identifier, record number, the card's data, its status word; 4 bytes and more
)

// operatorWithin is how long the kernel waits for the operator while the card is in the field.
const operatorWithin = 500 * time.Millisecond

// integratedDataStorage has the IDS Operator Application read records of its own, and say whether any are to be updated. An operator that does
// not answer in time updates none.
// C-3 7.1.1.1, 7.2.2.1
func (t *tx) integratedDataStorage() *kernel.Outcome {
	directory := t.data.Get(tlv.IDSDirectory)
	if !t.is.dataStorage || directory == nil { // C-3 4.4.1.1 directory
		return nil
	}
	sent := tlv.Append(nil, tlv.IDSDirectory.Tag(), directory) // C-3 2.5.2
	for {
		t.SendData(sent, []tlv.Tag{DataReadRecord, tlv.IDSRecordUpdateTemplate.Tag()})
		clear(sent)
		t.StartTimer(operatorWithin)
		ev, out := t.Await(kernel.Set(kernel.DataReceived, kernel.Timeout))
		t.StopTimer()
		if out != nil {
			return t.stopped(out)
		}
		more, out := t.instructions(ev.Data)
		if out != nil || more == nil {
			return out
		}
		sent = more
	}
}

// instructions does what the operator says. It gives the records read, nil where there were none to be read.
// C-3 7.1.1.1, 7.2.2.1
func (t *tx) instructions(from []byte) (records []byte, out *kernel.Outcome) {
	c := tlv.NewCursor(from)
	var o tlv.Object
	for c.Read(&o) {
		switch {
		case o.Tag == DataReadRecord && len(o.Value) == 2:
			if records, out = t.readIDSRecord(records, o.Value[0], o.Value[1]); out != nil {
				return nil, out
			}
		case o.Tag == tlv.IDSRecordUpdateTemplate.Tag():
			t.sent.update = append(t.sent.update[:0], o.Raw...) // C-3 7.2.2.1 update
		}
	}
	return records, nil
}

// readIDSRecord reads one record for the operator. What the card answers is the operator's to judge.
// C-3 7.1.1.1
func (t *tx) readIDSRecord(dst []byte, sfi, number byte) ([]byte, *kernel.Outcome) {
	if sfi < 1 || sfi > 30 {
		return dst, nil
	}
	data, sw, out := t.command(apdu.AppendReadRecord(t.buf[:0], sfi, number)) // C-3 7.1.1.1 READ RECORD
	if out != nil {
		return nil, out
	}
	value := append(make([]byte, 0, 4+len(data)), sfi, number)
	value = append(append(value, data...), byte(sw>>8), byte(sw))
	return tlv.Append(dst, DataRecordRead, value), nil
}
