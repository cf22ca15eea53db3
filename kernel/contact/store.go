package contact

import "github.com/emvgo/emv/tlv"

// answerARC is the authorisation response code from here on.
// B3 9.2.1, 9.2.1 current
func (t *tx) answerARC(code [2]byte) {
	t.data.Put(tlv.AuthorisationResponseCode, tlv.FromKernel, code[:])
}

// add adds bits to the TVR.
func (t *tx) add(bits tlv.TVRValue) {
	for i := range t.tvr {
		t.tvr[i] |= bits[i]
	}
}

// notPaidByCash drops what says that the card's electronic cash has paid.
func (t *tx) notPaidByCash() {
	t.purse.pays = false
	t.data.Remove(tlv.ElectronicCashAuthorisationCode)
	t.data.Remove(tlv.ElectronicCashBalance)
}
