package c2

import (
	"github.com/emvgo/emv/kernel/states"
	"github.com/emvgo/emv/tlv"
)

// sendNextGetData sends GET DATA for the next of Tags To Read Yet that the card gives so, and reports whether there was one.
// C-2 6.7, 6.8, 6.9, 6.10
func (t *tx) sendNextGetData() bool {
	t.tagsToReadYet, t.activeTag = states.TakeTag(t.tagsToReadYet, givenByGetData)
	if t.activeTag == 0 { // S3R1.1 S4.15 S5.10 S6.8
		return false
	}
	t.sendGetData(t.activeTag) // S3R1.2 S3R1.3 S4.16 S4.17 S5.11 S5.12 S6.9 S6.10
	t.nextCmd = getData        // S3R1.4 S4.18 S5.13 S6.11
	return true
}

// givenByGetData reports whether the card gives an element by GET DATA: the ten data envelopes.
// C-2 4.3 GetNextGetDataTagFromList, 5.4.2, table 5.13
func givenByGetData(tag tlv.Tag) bool {
	return tag >= tlv.ProtectedDataEnvelope1.Tag() && tag <= tlv.UnprotectedDataEnvelope5.Tag()
}

// sendNextReadRecord sends READ RECORD for the first record of Active AFL, and reports whether there was one.
// C-2 6.7, 6.8, 6.9
func (t *tx) sendNextReadRecord() bool {
	if t.activeAFL.Empty() { // S3R1.5 S4.19 S5.14
		return false
	}
	sfi, record, _ := t.activeAFL.First()
	t.sendReadRecord(sfi, record) // S3R1.7 S3R1.8 S4.21 S4.22 S5.16 S5.17
	t.nextCmd = readRecord        // S3R1.9 S4.23 S5.18
	return true
}

// maxStatic is how much Static Data To Be Authenticated may hold.
// C-2 A.1 Static Data To Be Authenticated
const maxStatic = 2048

// addStatic appends to Static Data To Be Authenticated: false, and nothing is appended, where there is not enough space left.
// C-2 6.8, 6.11
func (t *tx) addStatic(b []byte) bool {
	if t.static == nil {
		t.static = make([]byte, 0, maxStatic)
	}
	if len(t.static)+len(b) > maxStatic {
		return false
	}
	t.static = append(t.static, b...)
	return true
}

// cdaFailed sets CDA failed in the Terminal Verification Results.
// C-2 6.8, 6.11
func (t *tx) cdaFailed() { t.data.TVR().Set(tlv.TVRCDAFailed) }
