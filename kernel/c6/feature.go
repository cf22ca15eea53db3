package c6

import (
	"bytes"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// featureVersion is the only Card Feature Version Number.
// C-6 D.5
const featureVersion = 0x02

// What byte 1 of the Card Feature Descriptor says that the card supports.
// C-6 D.4
const (
	cardStoresData     = 0x01
	cardLogsMore       = 0x02
	cardRecoversTears  = 0x04
	beforeCardID       = 3 // bytes
	storeFileAt        = 1
	containerCountAt   = 2
	shortFileShift     = 3
	directoryEntry     = 10 // bytes
	directoryNumber    = 8  // bytes, DSD_UN
	mostContainers     = 24
	containerIDLength  = 4
	recordNumberAt     = 4
	dataStorageCommand = 0xD0 // DATA GET PROCESSING OPTIONS
	resumeCommand      = 0xD1 // RESUME GET PROCESSING OPTIONS
)

// optionalFeatureChecks enables what terminal and card both support.
// C-6 F4.14, F5.1
func (t *tx) optionalFeatureChecks() *kernel.Outcome {
	version, descriptor := t.features()
	switch {
	case version == nil || descriptor == nil: // C-6 F5.2
		return nil
	case len(version) != 1 || version[0] != featureVersion: // C-6 F5.3
		return nil
	case len(descriptor) <= beforeCardID: // C-6 F5.4
		return nil
	}
	if t.is.dataStorage && descriptor[0]&cardStoresData != 0 && descriptor[storeFileAt] != 0 && descriptor[containerCountAt] != 0 { // C-6 F5.1, F5.5, F5.6
		t.enabled.dataStorage, t.storage.sfi = true, descriptor[storeFileAt]>>shortFileShift // C-6 F5.7
	}
	if t.is.extendedLogging && descriptor[0]&cardLogsMore != 0 { // C-6 F5.1, F5.8, F5.9
		t.enabled.extendedLogging = true // C-6 F5.10
	}
	if t.is.tearingRecovery && descriptor[0]&cardRecoversTears != 0 { // C-6 F5.1, F5.11, F5.12
		t.enabled.tearingRecovery = true // C-6 F5.13
	}
	return nil
}

// features are the Card Feature Version Number and the Card Feature Descriptor of the FCI.
// C-6 D.4, D.5
func (t *tx) features() (version, descriptor []byte) {
	return t.data.Get(tlv.CardFeatureVersionNumber), t.data.Get(tlv.CardFeatureDescriptor)
}

// tearingRecoveryCheck empties the tearing log, or takes a torn transaction up where the same card has come back.
// C-6 F5.14, F6.1
func (t *tx) tearingRecoveryCheck() *kernel.Outcome {
	if !t.is.tearingRecovery { // C-6 F6.2
		t.emptyTearingLog() // C-6 F6.2a
	}
	if !t.enabled.tearingRecovery { // C-6 F6.3
		return nil
	}
	kept, out := t.Retained(tagTearingLog)
	if out != nil {
		return t.stopped(out)
	}
	log, ok := parseTearingLog(kept)
	if !ok { // C-6 F6.4
		return nil
	}
	version, descriptor := t.features()
	values := func(_ tlv.Tag, n, at int) []byte { return log.values[at : at+n] }
	if !log.of(t.name(), version, descriptor) || !t.sameTransaction(&log) || !t.cashFits(values) { // C-6 F6.5
		t.emptyTearingLog() // C-6 F6.6
		return nil
	}
	t.sent.log = log
	t.modify(values)      // C-6 F6.7
	t.sent.resumes = true // C-6 F6.8
	t.Note("C-6 2.12 F6.8", "a torn transaction is resumed")
	return nil
}

// sameTransaction reports whether what the card is asked for is what it was asked for when the transaction was torn, but for numbers and the time. The book
// compares the card alone: a log that is left of another sale would bring its amount into this one, and one that nobody has written so whatever it says.
// C-6 F6.5
func (t *tx) sameTransaction(log *tearingLog) bool {
	if !bytes.Equal(log.pdol, t.fci.PDOL) || len(log.base) != len(t.sent.base) || len(log.values) != len(log.base) {
		return false
	}
	at := 0
	for tag, n := range t.fci.PDOL.All() {
		then, sent, now := log.base[at:at+n], log.values[at:at+n], t.sent.base[at:at+n]
		numbered := tag == tlv.UnpredictableNumber.Tag() || tag == tlv.TransactionTime.Tag()
		if !numbered && (!bytes.Equal(then, now) || !bytes.Equal(sent, now) && !t.mayBecome(tag, sent)) {
			return false
		}
		at += n
	}
	return true
}

// modify puts other values into the PDOL data, and what depends on them: those that value has for an element, its length there and its place; nil: it stays.
// C-6 F6.7, F7.14
func (t *tx) modify(value func(tag tlv.Tag, n, at int) []byte) {
	at := 0
	for tag, n := range t.fci.PDOL.All() {
		place := t.sent.values[at : at+n]
		if v := value(tag, n, at); v != nil && !bytes.Equal(v, place) {
			copy(place, v)
			t.take(tag, place)
		}
		at += n
	}
	t.amountsInBinary()
}

// amountsInBinary has the amounts in binary be the decimal ones, for which the transaction is.
// C-6 F6.7, F7.14: B3 5.4
func (t *tx) amountsInBinary() {
	t.data.OfferBinary(tlv.AmountAuthorisedBinary, t.sent.amount)
	t.data.OfferBinary(tlv.AmountOtherBinary, t.sent.other)
	at := 0
	for tag, n := range t.fci.PDOL.All() {
		if tag == tlv.AmountAuthorisedBinary.Tag() || tag == tlv.AmountOtherBinary.Tag() {
			v, format, _ := t.dolValue(tag, n)
			tlv.AppendSized(t.sent.values[at:at:at+n], v, format, n)
		}
		at += n
	}
}

// cashFits reports whether the cash is still part of the amount with the values that modify would put in.
// B4 6.5.1
func (t *tx) cashFits(value func(tag tlv.Tag, n, at int) []byte) bool {
	amount, other, at := t.sent.amount, t.sent.other, 0
	for tag, n := range t.fci.PDOL.All() {
		switch v := value(tag, n, at); {
		case v == nil:
		case tag == tlv.AmountAuthorised.Tag():
			amount, _ = tlv.DecodeN(v)
		case tag == tlv.AmountOther.Tag():
			other, _ = tlv.DecodeN(v)
		}
		at += n
	}
	return other <= amount
}

// take has the kernel go by a value that the card is told.
// C-6 F6.7, F7.14
func (t *tx) take(tag tlv.Tag, v []byte) {
	if row := t.row(0, tag); row != 0 && t.data.Element(row).Allows(len(v)) && t.data.Source(row) != tlv.FromCard {
		t.data.Put(row, tlv.FromTerminal, v)
	}
	switch {
	case tag == tlv.UnpredictableNumber.Tag() && len(v) == len(t.sent.un):
		t.sent.un = [4]byte(v)
	case tag == tlv.TTQKernel6.Tag() && len(v) == len(t.sent.ttq):
		copy(t.sent.ttq[:], v)
	case tag == tlv.AmountAuthorised.Tag():
		t.sent.amount, _ = tlv.DecodeN(v)
	case tag == tlv.AmountOther.Tag():
		t.sent.other, _ = tlv.DecodeN(v)
	}
}

// emptyTearingLog forgets a torn transaction.
// C-6 F6.2a, F6.6, F12.10
func (t *tx) emptyTearingLog() { t.Retain(tagTearingLog, nil) }
