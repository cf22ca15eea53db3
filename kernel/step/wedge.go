package step

import (
	"bytes"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/tlv"
)

// CardDeniesPIN reports whether the terminal believes that the card verified a PIN (CVM results) and the card, in issuer
// application data (tag 9F10) of a format that is known for its AID, says that it did not: somebody between them has answered
// VERIFY. Known are the common core definitions' format and those of Visa and Mastercard.
// B3 C9.3, B4 6.3.4.5
func CardDeniesPIN(results tlv.CVMResultsValue, aid, iad []byte) bool {
	if !offlinePIN(results.Code().Method()) || results.Result() == tlv.CVMFailed {
		return false
	}
	data, _ := cryptogram.CCD5.ParseIAD(iad)
	switch { // another system's data may look like these
	case data.CVN != 0:
	case bytes.HasPrefix(aid, []byte{0xA0, 0x00, 0x00, 0x00, 0x03}):
		data, _ = cryptogram.VisaCVN10.ParseIAD(iad)
	case bytes.HasPrefix(aid, []byte{0xA0, 0x00, 0x00, 0x00, 0x04}):
		data, _ = cryptogram.MastercardCVN16.ParseIAD(iad)
	}
	var done, failed bool
	switch v := data.CVR; data.CVN {
	case cryptogram.CCD5, cryptogram.CCD6: // byte 2 bits 4 and 3
		done, failed = v[1]&0x08 != 0, v[1]&0x04 != 0
	case cryptogram.VisaCVN10, cryptogram.VisaCVN18: // byte 2 bits 3 and 2; in CVN 22's format they tell of a consumer's device
		done, failed = v[1]&0x04 != 0, v[1]&0x02 != 0
	case cryptogram.MastercardCVN16, cryptogram.MastercardCVN17, cryptogram.MastercardCVN20, cryptogram.MastercardCVN21: // byte 1 bits 3 and 1
		done, failed = v[0]&0x04 != 0, v[0]&0x01 == 0
	default:
		return false
	}
	return !done || failed
}
