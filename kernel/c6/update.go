package c6

import (
	"bytes"
	"crypto/sha256"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// Of the first presentment the second goes by the TVR and TSI, and strict by what tells its card from another.
// C-6 F4.13
const verdicts = len(tlv.TVRValue{}) + len(tlv.TSIValue{})

// remember keeps what tells the card of a second presentment from another, and room for TVR and TSI: see settle.
// C-6 3.12
func (t *tx) remember() {
	sum := sha256.Sum256(t.act.FCI)
	t.act.Memory = append(make([]byte, verdicts, verdicts+len(sum)), sum[:]...)
}

// settle keeps TVR and TSI for the second presentment.
// C-6 3.12
func (t *tx) settle() {
	if len(t.act.Memory) >= verdicts {
		n := copy(t.act.Memory, t.data.TVR()[:])
		copy(t.act.Memory[n:], t.data.TSI()[:])
	}
}

// recall takes TVR and TSI of the first presentment, and reports whether this card answers as the one then did.
// C-6 3.12
func (t *tx) recall() (same bool) {
	if len(t.act.Memory) < verdicts {
		return false
	}
	n := copy(t.data.TVR()[:], t.act.Memory)
	copy(t.data.TSI()[:], t.act.Memory[n:])
	sum := sha256.Sum256(t.act.FCI)
	return bytes.Equal(t.act.Memory[verdicts:], sum[:])
}

// secondPresentment delivers the issuer's scripts and the terminal's updates to the card that is presented again. However that goes, what was decided stands.
// C-6 F20.6, F20.7, F21.1
func (t *tx) secondPresentment() *kernel.Outcome {
	t.step = "issuer update processing"
	t.Step(t.step, "C-6 2.12 F21")
	if same := t.recall(); t.rules.sameCard && !same {
		return t.updated(t.indication(anotherCard), nil)
	}
	if out := t.issuerScript(); out != nil {
		return out
	}
	t.step = "write data storage"
	t.Step(t.step, "C-6 2.12 F22")
	if out := t.writeDataStorage(); out != nil { // C-6 F21.9
		return out
	}
	return t.updated(kernel.ErrorIndication{}, t.writeResults()) // C-6 F22.13
}

// issuerScript sends the commands of the issuer's script, one by one, until the card answers one with anything but 9000. Of two scripts neither is sent. An empty
// template is none.
// C-6 F21.1
func (t *tx) issuerScript() *kernel.Outcome {
	var script step.Script
	n := 0
	for s := range step.Scripts(t.act.Host, 0) {
		if !empty(s) { // C-6 F21.1
			script = s
			n++
		}
	}
	if n != 1 { // C-6 F21.1
		return nil
	}
	tsi := t.data.TSI()
	tsi.Set(tlv.TSIScriptProcessingPerformed)     // C-6 F21.2
	tsi.Set(tlv.TSIIssuerAuthenticationPerformed) // C-6 3.12 TSI
	if !script.Parsed {
		t.data.TVR().Set(tlv.TVRScriptFailedBefore) // C-6 F21.7
		return nil
	}
	for command, more := script.Next(); more; command, more = script.Next() { // C-6 F21.8
		sw := uint16(0)
		if supported(command) { // C-6 2.3.3
			var out *kernel.Outcome
			if _, sw, out = t.command(command); out != nil { // C-6 F21.3
				return out
			}
		}
		if sw == 0x9000 { // C-6 F21.4
			continue
		}
		if sw == 0x6982 { // C-6 F21.5
			t.data.TVR().Set(tlv.TVRIssuerAuthenticationFailed) // C-6 F21.6
		}
		t.data.TVR().Set(tlv.TVRScriptFailedBefore) // C-6 F21.7
		t.Note("C-6 2.12 F21.7", "a script command failed: SW %04X", sw)
		break // C-6 F21.7
	}
	return nil
}

// empty reports whether a template has neither identifier nor command, and so counts as not present.
// B3 5.2 length 00
func empty(s step.Script) bool {
	_, command := s.Next()
	return s.Parsed && !command && s.ID == [4]byte{}
}

// scriptCommands are the instructions that a script may have, all with secure messaging: APPLICATION UNBLOCK, APPLICATION BLOCK, PUT DATA and UPDATE RECORD.
// C-6 2.3.3
var scriptCommands = [...]byte{0x18, 0x1E, 0xDA, 0xDC}

// supported reports whether a command is one that a script may have.
// C-6 2.3.3
func supported(command []byte) bool {
	c, err := apdu.ParseCommand(command)
	return err == nil && step.Deliverable(command) && c.CLA == 0x84 && has(scriptCommands[:], c.INS)
}

// writeDataStorage writes what the terminal wants into the containers of the card of the first presentment. That there is a template decides: the figure asks for
// results that are reset before.
// C-6 F22.1
func (t *tx) writeDataStorage() *kernel.Outcome {
	template, ok := tlv.Find(t.act.Updates, tlv.WriteDataStorageTemplate.Tag())
	t.storage.results, t.storage.written = 0, ok // C-6 F22.1, F22.4
	given := func(tag tlv.Tag) []byte {
		o, _ := tlv.Find(template.Value, tag)
		return o.Value
	}
	version, descriptor := t.features()
	if version == nil || !bytes.Equal(given(tlv.CardFeatureVersionNumber.Tag()), version) { // C-6 F22.2, F22.3
		return nil
	}
	if descriptor == nil || !bytes.Equal(given(tlv.CardFeatureDescriptor.Tag()), descriptor) { // C-6 F22.2, F22.3
		return nil
	}
	stores, all := stores(given(tlv.DataStorageUpdateTemplate.Tag()))
	for _, value := range stores { // C-6 F22.5, F22.6, F22.10, F22.11
		_, sw, out := t.command(apdu.Command{CLA: 0x80, INS: 0xDA, P1: 0xDF, P2: 0x3F, Data: value, Le: apdu.NoLe}.Append(t.cmd[:0])) // C-6 F22.7
		if out != nil {
			return out
		}
		if sw != 0x9000 { // C-6 F22.8
			return nil
		}
		t.storage.results++ // C-6 F22.9
	}
	if len(stores) > 0 && all { // C-6 F22.5
		t.storage.results |= 0x80 // C-6 F22.12
	}
	return nil
}

// mostStores is how far the Data Storage Write Results count.
// C-6 D.16
const mostStores = 0x1F

// writeResults are the results as an object of the discretionary data, nil where nothing was to be written. The terminal's own logic is told of them too.
// C-6 F22.13
func (t *tx) writeResults() []byte {
	if !t.storage.written {
		return nil
	}
	results := tlv.Append(nil, DataWriteResults, []byte{t.storage.results}) // C-6 F22.13
	t.SendData(results, nil)                                                // C-6 F22.13
	return results
}

// stores are the values of the data stores DF3F of an update template, as many as the results can count, and whether they are all of them. One that no command
// can carry is left out.
// C-6 F22.5, D.16
func stores(template []byte) (values [][]byte, all bool) {
	c := tlv.NewCursor(template)
	all = true
	var o tlv.Object
	for c.Read(&o) {
		switch {
		case o.Tag != tlv.DataStore.Tag():
		case len(o.Value) == 0 || len(o.Value) > maxField || len(values) == mostStores:
			all = false // C-6 D.16
		default:
			values = append(values, o.Value)
		}
	}
	return values, all && c.Err() == nil // C-6 D.16
}
