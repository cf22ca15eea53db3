package contact_test

import (
	"testing"

	"github.com/emvgo/emv/tlv"
)

// Only an attendant agrees to the bypass of PIN entry, and only a merchant forces a transaction online: an unattended terminal takes
// a bypass for a PIN device that is out of order, and forces nothing.
// B4 6.3.4.3, 6.5.3
func TestAttendedOnly(t *testing.T) {
	for _, c := range []struct {
		kind             byte
		bypassed, forced bool
	}{
		{0x21, true, true}, {0x22, true, true}, {0x24, false, false}, {0x25, false, false},
	} {
		w := newWorld(t, "pin")
		w.Config.Terminal.Type, w.PINs = c.kind, []string{"bypass"}
		tvr := tlv.TVRValue(w.Run().TVR())
		if tvr.Has(tlv.TVRPINNotEntered) != c.bypassed || tvr.Has(tlv.TVRPINPadNotWorking) == c.bypassed {
			t.Errorf("%02X: bypassed, TVR %s", c.kind, tvr)
		}
		w = newWorld(t, "noauth")
		w.Config.Terminal.Type, w.Transaction.ForceOnline = c.kind, true
		if tvr := tlv.TVRValue(w.Run().TVR()); tvr.Has(tlv.TVRMerchantForcedOnline) != c.forced {
			t.Errorf("%02X: forced, TVR %s", c.kind, tvr)
		}
	}
}
