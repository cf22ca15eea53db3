package c8

import "github.com/emvgo/emv/tlv"

// dataOnly reports whether the card is read and no more: it is asked for an AAC, is not authenticated, its holder owes nothing, nobody taps again, and the outcome
// is an online request, unless a refund has no host. The book has END APPLICATION for a refund, and leaves the rest to the terminal: see RATIONALE.
// C-8 6.3.19
func (t *tx) dataOnly() bool { return t.cfg.DataOnly(t.Transaction().Purpose) }

// offlineOnly reports whether the terminal, for the purpose of the transaction, cannot go online.
// C-8 6.4.2
func (t *tx) offlineOnly() bool {
	return tlv.TerminalTypeValue(t.data.At(tlv.TerminalType, 1)).OfflineOnly()
}

// hostDecides reports whether only a host may approve, because the merchant wants that, or the terminal is a cash machine, whose PIN only the host can verify.
// Where the configuration wants it the terminal type says so.
// C-8 6.4.2
func (t *tx) hostDecides() bool {
	kind, additional := tlv.TerminalTypeValue(t.data.At(tlv.TerminalType, 1)), t.cfg.Terminal.AdditionalCapabilities
	return t.ForcedOnline() || kind.ATM(additional)
}
