package contact

import (
	"github.com/emvgo/emv/tlv"
)

// The authorisation response codes that a terminal makes itself: EMV 4.4 B4 annex A6.
var (
	offlineApproved = [2]byte{'Y', '1'} // B4 A6 own
	offlineDeclined = [2]byte{'Z', '1'}
	unableApproved  = [2]byte{'Y', '3'}
	unableDeclined  = [2]byte{'Z', '3'}
)

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
