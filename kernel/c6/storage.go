package c6

import (
	"bytes"
	"crypto/sha1"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// What the kernel and the terminal's own logic say to each other beside the book's objects. The kernel sends the PDOL 9F38, its data 83, DF3A and DF3B, with
// data storage also [DataResumes], the directory DF3D and a [DataContainer] for each record that it has read, and asks for BF10, or for DF3C. The terminal
// answers with BF10 and [DataCommitControl] and with elements of the PDOL that have other values now, or with DF3C.
const (
	DataContainer     tlv.Tag = 0xDF23 // from the kernel: a container's record as read: record number, length, content
	DataResumes       tlv.Tag = 0xDF24 // from the kernel, 1 byte: 01 for a transaction that is resumed, else 00
	DataCommitControl tlv.Tag = 0xDF25 // to the kernel, 1 byte: bits 4 to 1 of table 4-6: with which cryptograms the card keeps the update
	DataWriteResults  tlv.Tag = 0xDF26 // in the discretionary data, 1 byte: Data Storage Write Results: C-6 2.12 D.16
)

// operatorWithin is how long the kernel waits for the terminal's own logic while the card is in the field.
const operatorWithin = 500 * time.Millisecond

// readDataStorage reads the card's data storage directory and the containers of the terminal's list, and has the terminal's own logic look at them. A card that
// refuses goes on without data storage.
// C-6 F6.9, F6.10, F7.1
func (t *tx) readDataStorage() *kernel.Outcome {
	if !t.enabled.dataStorage { // C-6 F6.9
		return nil
	}
	if out := t.readDirectory(); out != nil || !t.enabled.dataStorage {
		return out
	}
	if out := t.readContainers(); out != nil || !t.enabled.dataStorage {
		return out
	}
	return t.operatorProcessing()
}

// readDirectory reads the directory and hashes it.
// C-6 F7.1
func (t *tx) readDirectory() *kernel.Outcome {
	body, sw, out := t.command(apdu.AppendGetData(t.cmd[:0], uint16(tlv.DataStorageDirectory.Tag()))) // C-6 F7.1
	if out != nil {
		return out
	}
	directory, ok := directoryOf(body)
	t.enabled.dataStorage = sw == 0x9000 && ok                           // C-6 F7.2, F7.2a, F7.15
	t.storage.directory, t.storage.hash = directory, sha1.Sum(directory) // C-6 F7.3
	return nil
}

// directoryOf is the directory in the answer to GET DATA: a number, and whole entries.
// C-6 F7.2a, D.11
func directoryOf(body []byte) (directory []byte, ok bool) {
	c := tlv.NewCursor(body)
	o, _ := c.Next()
	if _, more := c.Next(); more || c.Err() != nil || o.Tag != tlv.DataStorageDirectory.Tag() {
		return nil, false
	}
	entries := len(o.Value) - directoryNumber
	return o.Value, entries >= 0 && entries%directoryEntry == 0 && entries/directoryEntry <= mostContainers
}

// readContainers reads the records of the containers that the terminal's list names.
// C-6 F7.4
func (t *tx) readContainers() *kernel.Outcome {
	for entries := t.storage.directory[directoryNumber:]; len(entries) > 0; entries = entries[directoryEntry:] { // C-6 F7.4, F7.5, F7.10, F7.11
		if !t.reading(entries[:containerIDLength]) { // C-6 F7.6
			continue
		}
		record, sw, out := t.command(apdu.AppendReadRecord(t.cmd[:0], t.storage.sfi, entries[recordNumberAt])) // C-6 F7.7
		if out != nil {
			return out
		}
		if sw != 0x9000 { // C-6 F7.8
			t.enabled.dataStorage = false // C-6 F7.15
			t.Note("C-6 2.12 F7.15", "a data container cannot be read: SW %04X", sw)
			return nil
		}
		t.storage.records = tlv.Append(t.storage.records, DataContainer, record) // C-6 F7.9
	}
	return nil
}

// reading reports whether the terminal's list names a container.
// C-6 F7.6
func (t *tx) reading(id []byte) bool {
	for list := t.parameter(ParamContainerReadList); len(list) >= containerIDLength; list = list[containerIDLength:] {
		if string(list[:containerIDLength]) == string(id) {
			return true
		}
	}
	return false
}

// operatorProcessing has the terminal's own logic decide what is to be written, and whether the transaction is another one now. One that does not answer in time
// wants nothing.
// C-6 F7.12
func (t *tx) operatorProcessing() *kernel.Outcome {
	resumes := []byte{0}
	if t.sent.resumes {
		resumes[0] = 1
	}
	more := tlv.Append(nil, DataResumes, resumes)
	more = tlv.Append(more, tlv.DataStorageDirectory.Tag(), t.storage.directory)
	answer, out := t.exchange(append(more, t.storage.records...), tlv.DataStorageUpdateTemplate.Tag(), DataCommitControl) // C-6 F7.12
	if out != nil {
		return out
	}
	if o, ok := tlv.Find(answer, tlv.DataStorageUpdateTemplate.Tag()); ok {
		if len(t.template())+len(o.Raw) > maxField { // C-6 F7.12a
			t.Note("C-6 2.12 F7.12b", "the update is too long")
			return nil // C-6 F7.12b
		}
		if control, given := tlv.Find(answer, DataCommitControl); given && len(control.Value) == 1 {
			t.sent.update, t.sent.commit = append([]byte(nil), o.Raw...), control.Value[0]&0x0F
		}
	}
	wanted := func(tag tlv.Tag, n, _ int) []byte { return t.modified(answer, tag, n) }
	fits := t.cashFits(wanted)
	t.modify(func(tag tlv.Tag, n, at int) []byte { // C-6 F7.13, F7.14
		if !fits && (tag == tlv.AmountAuthorised.Tag() || tag == tlv.AmountOther.Tag()) {
			return nil
		}
		return wanted(tag, n, at)
	})
	return nil
}

// modified is the value that the terminal's own logic gives an element of the PDOL, nil where it gives none, or none that it may.
// C-6 F7.13, F7.14
func (t *tx) modified(answer []byte, tag tlv.Tag, n int) []byte {
	if o, ok := tlv.Find(answer, tag); ok && len(o.Value) == n && !tag.Constructed() && t.mayBecome(tag, o.Value) {
		return o.Value
	}
	return nil
}

// fixed are the elements of the PDOL that say which sale this is, and stay.
// C-6 F7.14
var fixed = [...]tlv.Tag{
	tlv.UnpredictableNumber.Tag(), // C-6 F7.14 unpredictable number
	tlv.TransactionCurrencyCode.Tag(), tlv.TerminalCountryCode.Tag(), tlv.TransactionType.Tag(), tlv.TransactionDate.Tag(),
}

// mayBecome reports whether an element of the PDOL may have another value than the terminal began with. The limits were those of the amount before: an amount
// does not rise, and the qualifiers, which follow from the limits, lose nothing that they require.
// C-6 F7.14
func (t *tx) mayBecome(tag tlv.Tag, v []byte) bool {
	switch tag {
	case tlv.AmountAuthorised.Tag():
		return atMost(v, t.sent.amount)
	case tlv.AmountOther.Tag():
		return atMost(v, t.sent.other)
	case tlv.TTQKernel6.Tag():
		required := byte((step.TTQOnlineCryptogramRequired | step.TTQCVMRequired) & 0xFF)
		more := t.sent.ttq
		if len(v) == len(more) {
			more[1] |= v[1] & required
		}
		return bytes.Equal(more[:], v)
	}
	return !has(fixed[:], tag)
}

// atMost reports whether an amount of six bytes is not above another.
// C-6 F7.14
func atMost(v []byte, most uint64) bool {
	amount, err := tlv.DecodeN(v)
	return err == nil && len(v) == 6 && amount <= most
}

// exchange sends the terminal what a decision of its own needs, and waits for the answer: nil where none comes in time.
// C-6 F7.12, F8.3
func (t *tx) exchange(more []byte, needed ...tlv.Tag) ([]byte, *kernel.Outcome) {
	version, descriptor := t.features()
	sent := tlv.Append(make([]byte, 0, 512), tlv.PDOL.Tag(), t.fci.PDOL)
	sent = append(sent, t.template()...)
	sent = tlv.Append(sent, tlv.CardFeatureVersionNumber.Tag(), version)
	sent = tlv.Append(sent, tlv.CardFeatureDescriptor.Tag(), descriptor)
	for late := true; late; { // an answer to what was asked before
		t.Poll()
		_, late = t.Take(kernel.Set(kernel.DataReceived))
	}
	t.SendData(append(sent, more...), needed)
	clear(sent)
	t.StartTimer(operatorWithin)
	ev, out := t.Await(kernel.Set(kernel.DataReceived, kernel.Timeout))
	t.StopTimer()
	if out != nil {
		return nil, t.stopped(out)
	}
	return ev.Data, nil
}

// template is the PDOL data as they go to the card, in the command template 83.
// C-6 4.3.1
func (t *tx) template() []byte {
	return tlv.Append(make([]byte, 0, len(t.sent.values)+4), tlv.CommandTemplate.Tag(), t.sent.values)
}
