package c8

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

const clauseS20 = "C-8 1.2 6.3.4"

// s20WaitingForGPOResponse takes in what the card says of itself, and has Process C agree on keys.
// C-8 6.3.4
func (t *tx) s20WaitingForGPOResponse(ev *kernel.Event) state {
	switch {
	case ev.Kind == kernel.DataReceived: // 20.8
		t.updateWithDETData(ev.Data) // 20.9
		return s20
	case ev.Kind == kernel.CardFault: // 20.1
		return t.tryAgain(ev)
	}
	sw, response := ev.StatusWord(), ev.Body() // 20.4
	if sw != 0x9000 {                          // 20.10
		return t.selectNext(sw)
	}
	if len(response) < 2 || response[0] != byte(tlv.TagFormat2) || !t.parseAndStoreCardResponse(response) { // 20.13 20.14 20.15
		return t.cardFails(kernel.ParsingError, clauseS20, "malformed response to GET PROCESSING OPTIONS") // 20.16
	}
	if !t.gpoComplete() { // 20.18
		return t.cardFails(kernel.CardDataMissing, clauseS20, "AFL, AIP, Card Key Data or CDOL1 is missing") // 20.19
	}
	if !t.data.NotEmpty(tlv.CDOL1) { // 20.20
		t.data.Set(tlv.CDOL1, t.data.Get(tlv.DefaultCDOL1)...) // 20.21
	}
	t.tell(request{kind: gpoPrivacy, data: t.data.Get(tlv.CardKeyData)}) // 20.22
	afl := t.data.Get(tlv.AFL)
	if !step.ValidAFL(afl) {
		return t.cardFails(kernel.CardDataError, clauseS20, "malformed AFL") // C-8 4.7.2 AFL
	}
	t.activeAFL = states.NewActiveAFL(inFiles1To10(afl))                            // 20.23
	if t.relayEnabled() && t.data.Is(tlv.AIPKernel8, aipRelay.byte, aipRelay.bit) { // 20.24
		return t.s2021Relay()
	}
	t.data.TVR()[4] |= tvrRelayNotPerformed // 20.25
	return t.s2021Next()
}

// A bitOf is a bit of the Application Interchange Profile.
type bitOf struct{ byte, bit int }

// C-8 A.1 Application Interchange Profile
var (
	aipLocalAuthentication = bitOf{1, 1}
	aipRelay               = bitOf{2, 1}
)

// gpoComplete reports whether the card has given all that the kernel cannot do without.
// C-8 6.3.4
func (t *tx) gpoComplete() bool {
	return t.data.NotEmpty(tlv.AFL) && t.data.NotEmpty(tlv.AIPKernel8) && t.data.NotEmpty(tlv.CardKeyData) &&
		(t.data.NotEmpty(tlv.CDOL1) || t.data.NotEmpty(tlv.DefaultCDOL1))
}

// tryAgain is OUT for a card that has not answered GET PROCESSING OPTIONS: nothing has happened yet.
// C-8 6.3.4
func (t *tx) tryAgain(ev *kernel.Event) state {
	t.noAnswer(ev, clauseS20)
	t.msgOnError = kernel.MsgNone // 20.2
	t.out.Status, t.out.Start = kernel.TryAgain, kernel.StartB
	t.createDiscretionaryData()
	return t.end() // 20.3
}

// selectNext leaves the application for the next one.
// C-8 6.3.4
func (t *tx) selectNext(sw uint16) state {
	t.wrongStatus(sw, clauseS20, "the card refuses GET PROCESSING OPTIONS")
	t.msgOnError = kernel.MsgNone // 20.11
	t.out.FieldOff = 0
	t.out.Status, t.out.Start = kernel.SelectNext, kernel.StartC
	t.createDiscretionaryData()
	return t.end() // 20.12
}

// inFiles1To10 is an AFL without the entries of files above 10: a view, where it has none.
// C-8 6.3.4
func inFiles1To10(afl []byte) []byte {
	kept := afl[:0:0]
	for e := afl; len(e) >= 4; e = e[4:] {
		if e[0]>>3 <= 10 {
			kept = append(kept, e[:4]...)
		}
	}
	if len(kept) == len(afl) {
		return afl
	}
	return kept
}
