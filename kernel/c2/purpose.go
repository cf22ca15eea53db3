package c2

// dataOnly reports whether the card is read and no more, for a refund by card data: it is asked for an AAC without a signature, its holder owes nothing, no
// phone is tapped again, and the outcome is an online request. The book has END APPLICATION for a refund, and leaves the rest to the terminal: see RATIONALE.
// C-2 S910.74
func (t *tx) dataOnly() bool { return t.cfg.DataOnly(t.Transaction().Purpose) }

// hostDecides reports whether only a host may approve, because the merchant or the configuration wants that, or the terminal is a cash machine, whose PIN
// only the host can verify.
// C-2 7.4
func (t *tx) hostDecides() bool {
	return t.ForcedOnline() || t.cfg.OnlyByHost(t.Transaction().Purpose) || t.isATM()
}
