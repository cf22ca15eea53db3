package contact

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Each CVM code with each result is one word in the outcome.
// B3 C3, B4 6.3.4.4, 6.3.4
func TestOutcomeOfEveryCVM(t *testing.T) {
	for code := range 0x40 {
		for _, result := range []tlv.CVMResult{tlv.CVMUnknown, tlv.CVMFailed, tlv.CVMSuccessful} {
			want := kernel.CVMNotApplicable
			switch {
			case result == tlv.CVMFailed || code == 0x3F:
			case code == 0x1F:
				want = kernel.CVMNotRequired
			case code == 0x02:
				want = kernel.CVMOnlinePIN
			case code == 0x1E, code == 0x03, code == 0x05:
				want = kernel.CVMSignature
			case code == 0x01, code == 0x04:
				want = kernel.CVMOfflinePIN
			case result == tlv.CVMSuccessful:
				want = kernel.CVMVerified
			case code == 0x07, code == 0x09, code == 0x0B, code == 0x0D, code == 0x0F:
				want = kernel.CVMBiometricOnline
			}
			for _, next := range []byte{0, 0x40} {
				x := &tx{cvm: ptr(tlv.NewCVMResults(tlv.CVMCode(byte(code)|next), 0, result))}
				if got := x.outcomeCVM(); got != want && code != 0x3F {
					t.Errorf("%02X, result %d: %d, want %d", byte(code)|next, result, got, want)
				}
			}
		}
	}
	if got := (&tx{cvm: ptr(tlv.NewCVMResults(tlv.CVMNotPerformed, 0, tlv.CVMUnknown))}).outcomeCVM(); got != kernel.CVMNotApplicable {
		t.Errorf("not performed: %d", got)
	}
}

func ptr(v tlv.CVMResultsValue) *tlv.CVMResultsValue { return &v }
