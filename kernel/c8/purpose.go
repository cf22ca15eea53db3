package c8

import "github.com/emvgo/emv/tlv"

// hostDecides reports whether only a host may approve, because the merchant wants that, or the terminal is a cash machine, whose PIN only the host can verify.
// Where the configuration wants it the terminal type says so.
// C-8 6.4.2
func (t *tx) hostDecides() bool {
	kind, additional := tlv.TerminalTypeValue(t.data.At(tlv.TerminalType, 1)), t.cfg.Terminal.AdditionalCapabilities
	return t.ForcedOnline() || kind.ATM(additional)
}
