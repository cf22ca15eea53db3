package entrypoint

import (
	"bytes"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// selectCombination selects the candidate of the highest priority, of several the first in the PPSE.
//
// B 3.3.3.1, 3.3.3.2
func (e *Point) selectCombination() turn {
	e.selected = e.list[0]
	return turn{}
}

// selectAID selects the application, by its ADF name and what extends that.
//
// B 3.3.3.3, 3.3.3.4
func (e *Point) selectAID() turn {
	c := &e.selected
	if c.combination == nil {
		return turn{out: failed(noCandidate)}
	}
	e.port.Store().Begin(kernel.ForApplication) // A 8.1.1.11
	name := e.applicationName()                 // B 3.3.3.3
	e.port.Selected(name, step.DisplayName(nil, 0, c.label, c.name, tlv.AdditionalTerminalCapabilitiesValue{}))
	data, sw, t := e.command(apdu.AppendSelect(e.buf[:0], name, false)) // B 3.3.3.4
	if t.turns() {
		return t
	}
	fci, ok := step.ParseFCI(data)                // B 3.3.3.8
	if sw != 0x9000 || !ok || e.exchanged(data) { // B 3.3.3.5
		e.port.Note("Book B 2.12 3.3.3.5", "%X is out, status word %04X, well-formed %v", name, sw, ok)
		return e.remove()
	}
	if bytes.HasPrefix(c.AID, visa[:]) && c.Kernel == "\x03" && !fci.PDOL.Contains(tlv.TTQ.Tag()) { // B 3.3.3.6
		e.port.Note("Book B 2.12 3.3.3.6", "%X is out: the PDOL does not ask for the TTQ", name)
		return e.remove()
	}
	e.answer = answer{data, sw}
	e.port.Speak(string(fci.Languages)) // A 7.2, 9.4, B4 11.1
	return turn{}
}

// applicationName is the ADF name of the selected application, with Extended Selection where that is appended.
//
// B 3.3.3.3, 3.5.1.5
func (e *Point) applicationName() []byte {
	return append(slices.Clip(e.selected.name), e.selected.extended...)
}

// exchanged reports whether another card than the first was presented for the issuer's data: the book does not ask, the profile strict does.
func (e *Point) exchanged(fci []byte) bool {
	return e.issuer && e.port.Config().Profile == kernel.Strict && !bytes.Equal(fci, e.answer.fci)
}

// remove takes the selected combination out of the Candidate List and goes on with the next. The issuer's data are for the one combination: with them
// there is no next.
//
// B 3.3.3.5, 3.3.3.6, 3.5.1.4
func (e *Point) remove() turn {
	if e.issuer { // B 3.3.3.5
		return turn{out: failed(noSecondSelection)}
	}
	if len(e.list) > 0 {
		e.list = e.list[1:]
	}
	e.selected = candidate{}
	e.port.Selected(nil, "")
	return turn{start: kernel.StartC}
}
