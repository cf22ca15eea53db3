package contact

import (
	"bytes"
	"crypto/sha1"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// The authorisation response codes that a terminal makes itself: EMV 4.4 B4 annex A6.
var (
	offlineApproved = [2]byte{'Y', '1'} // B4 A6 own
	offlineDeclined = [2]byte{'Z', '1'}
	unableApproved  = [2]byte{'Y', '3'}
	unableDeclined  = [2]byte{'Z', '3'}
)

// terminalActionAnalysis decides which cryptogram to ask the card for.
// B3 10.7, B4 6.3.6
func (t *tx) terminalActionAnalysis() *kernel.Outcome {
	t.tac = step.ActionCodes{Denial: t.app.TACDenial, Online: t.app.TACOnline, Default: t.app.TACDefault} // B3 10.7 absent TAC
	t.iac = step.IssuerActionCodes(t.data.Get(tlv.IssuerActionCodeDenial), t.data.Get(tlv.IssuerActionCodeOnline),
		t.data.Get(tlv.IssuerActionCodeDefault))
	t.defaultTDOL(tlv.CDOL1)
	t.asked = step.Analyse(t.tvr, &t.tac, &t.iac, t.terminal()) // B3 9.3.1 TC, ARQC, AAC
	if t.asked == tlv.TC && !t.offlineAllowed() {
		t.asked = tlv.ARQC
		if t.terminal().OfflineOnly() {
			t.asked = tlv.AAC
		}
		t.Note("EMV 4.4 B3 10.7", "strict: no offline approval without a signature over what decides")
	}
	if t.asked != tlv.AAC && t.weakAfterFailure() {
		t.asked = tlv.AAC
	}
	if t.refused != "" {
		t.asked, t.why = tlv.AAC, t.refused
	}
	if t.treatment.Flow == kernel.DataFlow {
		t.asked = tlv.AAC
		return nil // nothing is decided: no authorisation response code
	}
	switch t.asked {
	case tlv.TC:
		t.arc = offlineApproved // B4 6.3.6 Y1
	case tlv.AAC:
		t.arc = offlineDeclined // B4 6.3.6 Z1
	}
	if t.Tracing() {
		t.Note("EMV 4.4 B3 10.7", "TVR %s: ask for %s", t.tvr, t.asked)
	}
	return nil
}

// offlineAllowed reports whether the rules in force let the card approve offline: in strict only with XDA, or with CDA and
// the AIP under the static signature, and in the currency that the limits are for.
func (t *tx) offlineAllowed() bool {
	if !t.rules.offlineNeedsSignature {
		return true
	}
	if t.currency() != t.cfg.Terminal.TransactionCurrency {
		return false
	}
	if t.auth.method == xda {
		return true // B4 6.3.2.2.4: one that failed is never approved offline
	}
	return t.auth.method == cda && !t.auth.failed && t.auth.haveICC && t.auth.aipSigned
}

// wantsCDA reports whether the GENERATE AC to come asks for a signature: as long as nothing has failed, always for a TC that
// approves offline, for an ARQC in modes 1 and 2, for a TC that the host approved in modes 1 and 4.
// B2 6.6, B4 6.3.2.1, B2 D4
func (t *tx) wantsCDA() bool {
	if t.auth.method != cda || t.auth.failed { // B4 6.3.2.1 early
		return false
	}
	mode := max(t.cfg.Terminal.CDAMode, 1)
	switch {
	case t.asked == tlv.ARQC:
		return mode <= 2
	case t.asked == tlv.TC && t.online:
		return mode == 1 || mode == 4
	}
	return t.asked == tlv.TC
}

// firstGenerateAC asks the card for its cryptogram. With CDA selected, an ARQC without signature leaves the card
// unauthenticated, and the TVR says so until the second command.
// B3 9.3.1, B2 6.6
func (t *tx) firstGenerateAC() *kernel.Outcome {
	if t.auth.method == cda && !t.auth.failed && t.asked == tlv.ARQC && !t.wantsCDA() {
		t.tvr.Set(tlv.TVRODANotPerformed)
	}
	t.cdol1Values = t.dolValues(t.cdol1Buf[:0], tlv.CDOL1) // B3 9.2.1 CDOL1
	return t.generateAC(t.cdol1Values)
}

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
		return t.end(kernel.EndApplication, fault{l2: kernel.StatusBytes, sw: sw, clause: "EMV 4.4 B3 8.1", reason: "GENERATE AC failed"})
	}
	r, ok := step.ParseAC(data)
	if ok && r.AC == nil && (signature != apdu.RequestCDA || r.Type() == tlv.AAC) {
		ok = false // only a CDA signature stands for the cryptogram, and only where one was asked for
	}
	if !ok {
		return t.end(kernel.EndApplication, fault{
			l2: kernel.ParsingError, clause: "EMV 4.4 B3 6.5.5.4",
			reason: "malformed GENERATE AC response",
		})
	}
	t.ac, t.haveAC, t.got = r, true, r.Type()
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

// cardActionAnalysis does what the card's cryptogram says.
// B3 10.8, B4 6.3.7
func (t *tx) cardActionAnalysis() *kernel.Outcome {
	if !step.Allowed(t.asked, t.got) { // B3 9.3 first
		return t.end(kernel.EndApplication, fault{
			l2: kernel.CardDataError, clause: "EMV 4.4 B3 9.3",
			reason: "the card answered with a higher or undefined cryptogram: asked for " + t.asked.String() + ", got " + t.got.String(),
		})
	}
	if t.auth.method == xda {
		t.firstXDA() // B3 10.3 XDA in time
	}
	if t.got == tlv.AAC { // B4 6.3.2.2.4 AAC
		t.completed = true
		if t.treatment.Flow != kernel.DataFlow {
			t.arc = offlineDeclined
		}
		if t.ac.CID.Reason() == tlv.ReasonServiceNotAllowed { // B3 10.8.1, B4 6.3.7 service not allowed
			return t.end(kernel.EndApplication, fault{l2: kernel.Blocked, clause: "EMV 4.4 B3 10.8.1", reason: "service not allowed"})
		}
		return nil
	}
	t.completed = t.got == tlv.TC // B3 9.3.1 offline
	if t.auth.method == xda && t.auth.failed {
		t.afterXDAFailure()
	}
	if t.auth.method == cda && t.signed { // B4 6.3.2.1 TC, ARQC
		t.verifyCDA(nil)
		if t.auth.failed {
			t.arc, t.declined = offlineDeclined, true // B4 6.3.2.1
		}
	}
	if step.CardDeniesPIN(t.cvm, t.selected.AID, t.ac.IAD) {
		t.why = "VERIFY was answered with success, and the card says that it verified no PIN"
		t.Note("EMV 4.4 B3 annex C9.3", "%s", t.why)
		if t.rules.cardConfirmsPIN {
			t.arc, t.declined = offlineDeclined, true
		}
	}
	return nil
}

// verifyCDA verifies the signature over a GENERATE AC response and takes the cryptogram out of it.
// B2 6.6.2
func (t *tx) verifyCDA(cdol2 []byte) {
	var c oda.CDA
	r := oda.ResponseData // no signature, also in format 1
	if t.ac.SDAD != nil { // B3 6.5.5.4 signature
		signed := append(t.room().scratch[:0], t.pdolValues...)
		signed = append(signed, t.cdol1Values...)
		signed = append(signed, cdol2...)
		if signed, r = oda.AppendResponse(signed, t.ac.Body.Value); r == oda.OK {
			c, r = oda.VerifyCDA(&t.auth.icc, oda.CDAInput{SDAD: t.ac.SDAD, UN: t.un, CID: byte(t.ac.CID), TransactionData: signed}) // B4 6.3.2.1 CID
		}
	}
	if r != oda.OK {
		t.authenticationFailed(r)
		return
	}
	t.auth.verified = true
	t.ac.AC = bytes.Clone(c.AC[:])                                   // and c goes with what it was recovered from
	t.data.Replace(tlv.ApplicationCryptogram, tlv.FromCard, t.ac.AC) // its CID is the response's: EMV 4.4 B4 6.3.2.1
	t.data.Put(tlv.ICCDynamicNumber, tlv.FromKernel, c.ICCDynamicNumber)
	t.Note("EMV 4.4 B2 6.6.2", "CDA verified")
}

// dolValues builds the data of GENERATE AC from the current values.
// B3 9.2.1, 5.4, 6.5.5.3, 9.2
func (t *tx) dolValues(buf []byte, row tlv.Row) []byte {
	t.sync()
	dol := tlv.DOL(t.data.Get(row))
	if dol.Contains(tlv.TCHashValue.Tag()) {
		t.tcHash() // B3 9.2.2 current
	}
	return dol.Append(buf, t.dolValue)
}

// defaultTDOL sets the TVR bit where a hash is asked for and the terminal's TDOL has to serve.
// B3 9.2.2
func (t *tx) defaultTDOL(row tlv.Row) {
	if tlv.DOL(t.data.Get(row)).Contains(tlv.TCHashValue.Tag()) && !t.data.NotEmpty(tlv.TDOL) && len(t.app.DefaultTDOL) != 0 {
		t.tvr.Set(tlv.TVRDefaultTDOLUsed) // B3 9.2.2 default
	}
}

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
