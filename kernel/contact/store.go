package contact

import "github.com/emvgo/emv/tlv"

// sync puts what the kernel works on into the store, so that a data object list and the host get the latest values.
// B3 9.2.1, 9.2.1 current
func (t *tx) sync() {
	t.data.Put(tlv.TVR, tlv.FromKernel, t.tvr[:])
	t.data.Put(tlv.TSI, tlv.FromKernel, t.tsi[:])
	t.data.Put(tlv.CVMResults, tlv.FromKernel, t.cvm[:])
	if t.arc != [2]byte{} {
		t.data.Put(tlv.AuthorisationResponseCode, tlv.FromKernel, t.arc[:])
	}
}

// add adds bits to the TVR.
func (t *tx) add(bits tlv.TVRValue) {
	for i := range t.tvr {
		t.tvr[i] |= bits[i]
	}
}
