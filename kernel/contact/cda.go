package contact

import (
	"bytes"

	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// wantsCDA reports whether the GENERATE AC to come asks for a signature: as long as nothing has failed, always for a TC that
// approves offline, for an ARQC in modes 1 and 2, for a TC that the host approved in modes 1 and 4.
// B2 6.6, B4 6.3.2.1, B2 D4
func (t *tx) wantsCDA() bool {
	if t.auth.method != cda || t.auth.failed() { // B4 6.3.2.1 early
		return false
	}
	mode := max(t.cfg.Terminal.CDAMode, 1)
	switch {
	case t.asked == tlv.ARQC:
		return mode <= 2
	case t.asked == tlv.TC && t.host.answered():
		return mode == 1 || mode == 4
	}
	return t.asked == tlv.TC
}

// signsCDA reports whether the answer to a request for CDA is to be verified: a TC or an ARQC, which needs its signature, and whatever else has one, whose CID
// tells what the card has made. An AAC needs none.
// B2 6.6.2, B4 6.3.2.1 CID
func (t *tx) signsCDA() bool {
	return t.auth.method == cda && t.signed && (t.ac.SDAD != nil || t.got == tlv.TC || t.got == tlv.ARQC)
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
			c, r = oda.VerifyCDA(&t.auth.icc, oda.CDAInput{SDAD: t.ac.SDAD, UN: t.un, CID: byte(t.ac.CID), TransactionData: signed})
		}
	}
	if c.Recovered {
		t.signedCID(tlv.CIDValue(c.CID))
	}
	if r != oda.OK {
		t.authenticationFailed(r)
		return
	}
	t.auth.result = authVerified
	t.ac.AC = bytes.Clone(c.AC[:]) // and c goes with what it was recovered from
	t.data.Replace(tlv.ApplicationCryptogram, tlv.FromCard, t.ac.AC)
	t.data.Put(tlv.ICCDynamicNumber, tlv.FromKernel, c.ICCDynamicNumber)
	t.Note("EMV 4.4 B2 6.6.2", "CDA verified")
}

// signedCID puts the CID that was recovered from the signature into the place of the one in the clear. They differ only where CDA fails,
// and then it tells what the card has made, so what there is still to be done with the card.
// B4 6.3.2.1 CID
func (t *tx) signedCID(cid tlv.CIDValue) {
	t.ac.CID, t.got, t.cid[0] = cid, cid.Type(), byte(cid) // and so the store's, whose value t.cid is
}
