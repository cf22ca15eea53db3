package c6

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// formatAnalysis looks for what the answer to the final SELECT has to have. Where it lacks something another interface is tried, whether there is one or not.
// C-6 F1.2, F1.6
func (t *tx) formatAnalysis() *kernel.Outcome {
	fci, ok := step.ParseFCI(t.act.FCI)
	switch {
	case !ok: // C-6 F1.2, F1.3
		return t.fail(malformedFCI)
	case len(fci.Label) == 0: // C-6 F1.4
		return t.fail(noLabel)
	case len(fci.PDOL) == 0: // C-6 F1.5
		return t.fail(noPDOL)
	}
	t.fci = fci
	t.keepFCI()
	if t.is.deferred { // C-6 F1.7
		t.sent.ttq[1] |= byte(step.TTQOnlineCryptogramRequired & 0xFF) // C-6 F1.8
		t.data.Put(tlv.TTQKernel6, tlv.FromTerminal, t.sent.ttq[:])
	}
	return nil
}

// pdolMandatory are the data objects that a PDOL has to ask for, with these lengths.
var pdolMandatory = [...]struct {
	tag tlv.Tag
	n   int
}{
	{0x9F66, 4}, // C-6 F2.1
	{0x9F02, 6}, // C-6 F2.2
	{0x9F03, 6}, // C-6 F2.3
	{0x9F1A, 2}, // C-6 F2.4
	{0x5F2A, 2}, // C-6 F2.5
	{0x9A, 3},   // C-6 F2.6
	{0x9C, 1},   // C-6 F2.7
	{0x9F37, 4}, // C-6 F2.8a, F2.8b
}

// maxField is how many bytes of data a command carries.
const maxField = 255

// pdolMandatoryCheck goes to another interface, or ends, where the PDOL does not ask for what it has to.
// C-6 F1.9, F2.1
func (t *tx) pdolMandatoryCheck() *kernel.Outcome {
	for _, need := range pdolMandatory {
		if !t.asksFor(need.tag, need.n) { // C-6 F2.1, F2.2, F2.3, F2.4, F2.5, F2.6, F2.7, F2.8a, F2.8b
			return t.failOn(pdolLacks, need.tag.String())
		}
	}
	if t.fci.PDOL.Len() > step.MaxPDOL { // C-6 4.3.1: more than a command carries
		return t.fail(pdolTooLong)
	}
	return nil
}

// asksFor reports whether the PDOL asks for an element in this length.
// C-6 F2.1
func (t *tx) asksFor(tag tlv.Tag, n int) bool {
	for of, length := range t.fci.PDOL.All() {
		if of == tag && length == n {
			return true
		}
	}
	return false
}

// pdolOptionalCheck fills in the PDOL data, one element after the other: zeroes for what is not known, and padded or cut where the lengths differ.
// C-6 F3.1
func (t *tx) pdolOptionalCheck() *kernel.Outcome {
	t.sent.base = t.fci.PDOL.Append(make([]byte, 0, t.fci.PDOL.Len()), t.dolValue) // C-6 F3.1, F3.2, F3.3, F3.4, F3.5, F3.6, F3.7, F3.8
	t.sent.values = append(make([]byte, 0, len(t.sent.base)), t.sent.base...)
	return nil
}

// optionalChecks takes what the FCI has for the cardholder, leaving out what has another length, and finds out whether this is the second presentment of a card:
// the issuer has sent scripts, or the terminal updates of data storage. A new transaction has TVR and TSI of its own.
// C-6 F4.1
func (t *tx) optionalChecks() *kernel.Outcome {
	t.language = string(t.fci.Languages) // C-6 F4.1, F4.2, F4.3
	t.selected()
	if t.again() { // C-6 F4.10, F4.11
		return t.secondPresentment() // C-6 F4.12
	}
	*t.data.TVR(), *t.data.TSI() = tlv.TVRValue{}, tlv.TSIValue{} // C-6 F4.13
	t.remember()
	return nil
}
