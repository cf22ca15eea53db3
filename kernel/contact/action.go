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
	// EMV 4.4 B4 annex A6 (own)
	offlineApproved = [2]byte{'Y', '1'}
	offlineDeclined = [2]byte{'Z', '1'}
	unableApproved  = [2]byte{'Y', '3'}
	unableDeclined  = [2]byte{'Z', '3'}
)

// terminalActionAnalysis decides which cryptogram to ask the card for.
// EMV 4.4 B3 10.7, EMV 4.4 B4 6.3.6
func (t *tx) terminalActionAnalysis() *kernel.Outcome {
	// EMV 4.4 B3 10.7 (absent TAC)
	t.tac = step.ActionCodes{Denial: t.app.TACDenial, Online: t.app.TACOnline, Default: t.app.TACDefault}
	t.iac = step.IssuerActionCodes(t.data.Get(tlv.IssuerActionCodeDenial), t.data.Get(tlv.IssuerActionCodeOnline),
		t.data.Get(tlv.IssuerActionCodeDefault))
	t.defaultTDOL(tlv.CDOL1)
	// EMV 4.4 B3 9.3.1 (TC), EMV 4.4 B3 9.3.1 (ARQC), EMV 4.4 B3 9.3.1 (AAC)
	t.asked = step.Analyse(*t.tvr, &t.tac, &t.iac, t.terminal())
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
		// EMV 4.4 B4 6.3.6 (Y1)
		t.answerARC(offlineApproved)
	case tlv.AAC:
		// EMV 4.4 B4 6.3.6 (Z1)
		t.answerARC(offlineDeclined)
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
	if t.Transaction().Currency != t.cfg.Terminal.TransactionCurrency {
		return false
	}
	if t.auth.method == xda {
		return true // EMV 4.4 B4 6.3.2.2.4: one that failed is never approved offline
	}
	return t.auth.method == cda && !t.auth.failed && t.auth.haveICC && t.auth.aipSigned
}

// wantsCDA reports whether the GENERATE AC to come asks for a signature: as long as nothing has failed, always for a TC that
// approves offline, for an ARQC in modes 1 and 2, for a TC that the host approved in modes 1 and 4.
// EMV 4.4 B2 6.6, EMV 4.4 B4 6.3.2.1, EMV 4.4 B2 annex D4
func (t *tx) wantsCDA() bool {
	// EMV 4.4 B4 6.3.2.1 (early)
	if t.auth.method != cda || t.auth.failed {
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
// EMV 4.4 B3 9.3.1, EMV 4.4 B2 6.6
func (t *tx) firstGenerateAC() *kernel.Outcome {
	if t.auth.method == cda && !t.auth.failed && t.asked == tlv.ARQC && !t.wantsCDA() {
		t.tvr.Set(tlv.TVRODANotPerformed)
	}
	// EMV 4.4 B3 9.2.1 (CDOL1)
	t.cdol1Values = t.dolValues(t.cdol1Buf[:0], tlv.CDOL1)
	return t.generateAC(t.cdol1Values)
}

// generateAC sends GENERATE AC and keeps what the card answers.
// EMV 4.4 B3 6.5.5
func (t *tx) generateAC(values []byte) *kernel.Outcome {
	signature := t.signature()
	t.signed = signature != 0
	data, sw, out := t.command(apdu.AppendGenerateAC(t.cmd(), byte(t.asked)|signature, values))
	if out != nil {
		return out
	}
	// EMV 4.4 B3 6.3.5 (other), EMV 4.4 B3 6.5.5.5, EMV 4.4 B3 8.1 (status)
	if sw != 0x9000 {
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
	// EMV 4.4 B3 10.8 (TSI)
	t.tsi.Set(tlv.TSICardRiskManagementPerformed) // EMV 4.4 B3 10.8
	if t.signed {
		// EMV 4.4 B3 10.3 (TSI with CDA)
		t.tsi.Set(tlv.TSIODAPerformed) // EMV 4.4 B3 10.3
	}
	if t.Tracing() {
		t.Note("EMV 4.4 B3 10.8", "CID %02X: %s", byte(r.CID), r.Type())
	}
	return nil
}

// cardActionAnalysis does what the card's cryptogram says.
// EMV 4.4 B3 10.8, EMV 4.4 B4 6.3.7
func (t *tx) cardActionAnalysis() *kernel.Outcome {
	// EMV 4.4 B3 9.3 (first)
	if !step.Allowed(t.asked, t.got) {
		return t.end(kernel.EndApplication, fault{
			l2: kernel.CardDataError, clause: "EMV 4.4 B3 9.3",
			reason: "the card answered with a higher or undefined cryptogram: asked for " + t.asked.String() + ", got " + t.got.String(),
		})
	}
	if t.auth.method == xda {
		// EMV 4.4 B3 10.3 (XDA in time)
		t.firstXDA()
	}
	// EMV 4.4 B4 6.3.2.2.4 (AAC)
	if t.got == tlv.AAC {
		t.completed = true
		if t.treatment.Flow != kernel.DataFlow {
			t.answerARC(offlineDeclined)
		}
		// EMV 4.4 B3 10.8.1
		// EMV 4.4 B4 6.3.7 (service not allowed)
		if t.ac.CID.Reason() == tlv.ReasonServiceNotAllowed {
			return t.end(kernel.EndApplication, fault{l2: kernel.CardBlocked, clause: "EMV 4.4 B3 10.8.1", reason: "service not allowed"})
		}
		return nil
	}
	// EMV 4.4 B3 9.3.1 (offline)
	t.completed = t.got == tlv.TC
	if t.auth.method == xda && t.auth.failed {
		t.afterXDAFailure()
	}
	// EMV 4.4 B4 6.3.2.1 (TC), EMV 4.4 B4 6.3.2.1 (ARQC)
	if t.auth.method == cda && t.signed {
		t.verifyCDA(nil)
		if t.auth.failed {
			t.answerARC(offlineDeclined)
			t.declined = true // EMV 4.4 B4 6.3.2.1
		}
	}
	if step.CardDeniesPIN(*t.cvm, t.selected.AID, t.ac.IAD) {
		t.why = "VERIFY was answered with success, and the card says that it verified no PIN"
		t.Note("EMV 4.4 B3 annex C9.3", "%s", t.why)
		if t.rules.cardConfirmsPIN {
			t.answerARC(offlineDeclined)
			t.declined = true
		}
	}
	return nil
}

// verifyCDA verifies the signature over a GENERATE AC response and takes the cryptogram out of it.
// EMV 4.4 B2 6.6.2
func (t *tx) verifyCDA(cdol2 []byte) {
	var c oda.CDA
	r := oda.ResponseData // no signature, also in format 1
	// EMV 4.4 B3 6.5.5.4 (signature)
	if t.ac.SDAD != nil {
		signed := append(t.room().scratch[:0], t.pdolValues...)
		signed = append(signed, t.cdol1Values...)
		signed = append(signed, cdol2...)
		if signed, r = oda.AppendResponse(signed, t.ac.Body.Value); r == oda.OK {
			// EMV 4.4 B4 6.3.2.1 (CID)
			c, r = oda.VerifyCDA(&t.auth.icc, oda.CDAInput{SDAD: t.ac.SDAD, UN: t.un, CID: byte(t.ac.CID), TransactionData: signed})
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
// EMV 4.4 B3 9.2.1, EMV 4.4 B3 5.4
// EMV 4.4 B3 6.5.5.3, EMV 4.4 B3 9.2
func (t *tx) dolValues(buf []byte, row tlv.Row) []byte {
	dol := tlv.DOL(t.data.Get(row))
	if dol.Contains(tlv.TCHashValue.Tag()) {
		// EMV 4.4 B3 9.2.2 (current)
		t.tcHash()
	}
	return dol.Append(buf, t.dolValue)
}

// defaultTDOL sets the TVR bit where a hash is asked for and the terminal's TDOL has to serve.
// EMV 4.4 B3 9.2.2
func (t *tx) defaultTDOL(row tlv.Row) {
	if tlv.DOL(t.data.Get(row)).Contains(tlv.TCHashValue.Tag()) && !t.data.NotEmpty(tlv.TDOL) && len(t.app.DefaultTDOL) != 0 {
		// EMV 4.4 B3 9.2.2 (default)
		t.tvr.Set(tlv.TVRDefaultTDOLUsed)
	}
}

// tcHash computes the TC hash value over what the card's TDOL asks for, or else the terminal's; with neither it is
// the hash of nothing.
// EMV 4.4 B3 9.2.2
func (t *tx) tcHash() {
	// EMV 4.4 B3 9.2.2 (TDOL)
	tdol := tlv.DOL(t.data.Get(tlv.TDOL))
	if len(tdol) == 0 {
		tdol = tlv.DOL(t.app.DefaultTDOL)
	}
	// EMV 4.4 B3 9.2.2 (none)
	sum := sha1.Sum(tdol.Append(t.room().scratch[:0], t.dolValue))
	t.data.Put(tlv.TCHashValue, tlv.FromKernel, sum[:])
}
