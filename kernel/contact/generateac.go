package contact

import (
	"crypto/sha1"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// generateAC sends GENERATE AC and keeps what the card answers.
// B3 6.5.5
func (t *tx) generateAC(values []byte) *kernel.Outcome {
	signature := t.signature()
	t.signed = signature != 0
	data, sw, out := t.command(apdu.AppendGenerateAC(t.cmd(), byte(t.asked)|signature, values))
	if out != nil {
		return out
	}
	if sw != 0x9000 { // B3 6.3.5 other, 6.5.5.5, 8.1 status
		return t.fail(generateACFailed, sw)
	}
	r, ok := step.ParseAC(data)
	if r.AC == nil && signature != apdu.RequestCDA {
		ok = false // only a CDA signature stands for the cryptogram, and only where one was asked for
	}
	if !ok {
		return t.fail(malformedAC)
	}
	t.ac, t.stage, t.got = r, requested, r.Type()
	t.keepAC()
	t.tsi.Set(tlv.TSICardRiskManagementPerformed) // B3 10.8 TSI
	if t.signed {
		t.tsi.Set(tlv.TSIODAPerformed) // B3 10.3 TSI with CDA
	}
	if t.Tracing() {
		t.Note("EMV 4.4 B3 10.8", "CID %02X: %s", byte(r.CID), r.Type())
	}
	return nil
}

// signature is what GENERATE AC asks for beside the cryptogram: XDA always, once it is selected.
// B2 12.5.1, B3 10.7, 10.11
func (t *tx) signature() byte {
	switch {
	case t.auth.method == xda: // B3 10.7 XDA, 10.11 XDA
		return apdu.RequestXDA
	case t.wantsCDA(): // B3 10.7 CDA, 10.11 CDA
		return apdu.RequestCDA
	}
	return 0
}

// dolValues builds the data of GENERATE AC from the current values.
// B3 9.2.1, 5.4, 6.5.5.3, 9.2
func (t *tx) dolValues(buf []byte, row tlv.Row) []byte {
	dol := tlv.DOL(t.data.Get(row))
	if asksForHash(dol) {
		t.tcHash() // B3 9.2.2 current
	}
	return dol.Append(buf, t.dolValue)
}

// defaultTDOL sets the TVR bit where a hash is asked for and the terminal's TDOL has to serve.
// B3 9.2.2
func (t *tx) defaultTDOL(row tlv.Row) {
	if asksForHash(tlv.DOL(t.data.Get(row))) && !t.data.NotEmpty(tlv.TDOL) && len(t.app.DefaultTDOL) != 0 {
		t.tvr.Set(tlv.TVRDefaultTDOLUsed) // B3 9.2.2 default
	}
}

// asksForHash reports whether a list asks for the TC hash value, or for a part of it.
// B3 9.2.2, 5.4
func asksForHash(dol tlv.DOL) bool { return dol.ContainsWhole(tlv.TCHashValue.Tag(), 1) }

// tcHash computes the TC hash value over what the card's TDOL asks for, or else the terminal's; with neither it is
// the hash of nothing.
// B3 9.2.2
func (t *tx) tcHash() {
	tdol := tlv.DOL(t.data.Get(tlv.TDOL)) // B3 9.2.2 TDOL
	if len(tdol) == 0 {
		tdol = tlv.DOL(t.app.DefaultTDOL)
	}
	sum := sha1.Sum(tdol.Append(t.room().scratch[:0], t.dolValue)) // B3 9.2.2 none
	t.data.Put(tlv.TCHashValue, tlv.FromKernel, sum[:])
}

// keepAC puts what the card answered to GENERATE AC into the store, in the place of what it answered before.
// B3 6.5.5.4
func (t *tx) keepAC() {
	t.cid[0] = byte(t.ac.CID)
	t.data.Replace(tlv.CID, tlv.FromCard, t.cid[:])
	t.data.Replace(tlv.ATC, tlv.FromCard, t.ac.ATC)
	t.data.Remove(tlv.ApplicationCryptogram) // a signature may still have to give it
	if t.ac.AC != nil {
		t.data.Replace(tlv.ApplicationCryptogram, tlv.FromCard, t.ac.AC)
	}
	t.data.Remove(tlv.IssuerApplicationData)
	if t.ac.IAD != nil {
		t.data.Replace(tlv.IssuerApplicationData, tlv.FromCard, t.ac.IAD)
	}
}
