package host

import (
	"strings"

	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// wishes are the codes by which the issuers of these accounts decline a tap that they would approve with a PIN, or of the chip, by how the account number begins.
var wishes = []struct{ account, pin, contact string }{
	{"34", "13", "12"}, {"37", "13", "12"}, {"2", "65", "1A"}, {"5", "65", "1A"}, {"", "70", "1A"},
}

// The amounts that stand for what an issuer knows of a cardholder who has tapped too often: the last two digits of a purchase.
const (
	wantsPIN     = "70"
	wantsContact = "71"
)

// sendsScript are the last two digits of an amount whose approval comes with an issuer script: the PIN try counter is set back.
const sendsScript = 72

// wants is the code by which an issuer wants more of a purchase than a tap without PIN, empty if it wants nothing. UnionPay's dialect has one for the PIN alone.
func (h *Host) wants(m *iso8583.Message) string {
	amount, account := m.Get(iso8583.FieldAmount), m.Get(iso8583.FieldPAN)
	tap := m.Has(iso8583.FieldICC) && !strings.HasPrefix(m.Get(iso8583.FieldEntryMode), "05")
	if purchase := m.Get(iso8583.FieldProcessing)[:2]; !tap || m.Has(iso8583.FieldPIN) || purchase != "00" && purchase != "09" {
		return ""
	}
	for _, w := range wishes {
		switch {
		case !strings.HasPrefix(account, w.account):
		case strings.HasSuffix(amount, wantsPIN) && h.Union != nil:
			return codeWrongPIN
		case strings.HasSuffix(amount, wantsPIN):
			return w.pin
		case strings.HasSuffix(amount, wantsContact) && h.Union == nil:
			return w.contact
		default:
			return ""
		}
	}
	return ""
}

// repeats reports whether a request is one that was declined before, with a PIN now: of the same card, and of the same tap.
func (b *booking) repeats(before *booking) bool {
	return before != nil && before.state == declined && before.card != "" && before.card == b.card && before.amount == b.amount && before.currency == b.currency
}
