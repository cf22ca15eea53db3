package contact

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// selectLanguage decides the language of the cardholder's messages, before the card is told of the transaction: the card's
// preference, else the cardholder's choice where he can make one, else the local language. A choice stands for the card session.
// B4 11.1
func (t *tx) selectLanguage() *kernel.Outcome {
	if t.spoken {
		return nil
	}
	term := &t.cfg.Terminal
	l, preferred := step.PreferredLanguage(t.selected.LanguagesB, term.Languages)
	t.language = l
	if preferred || !term.SelectsLanguage || len(term.Languages) < 2 {
		return nil
	}
	i, out := t.SelectLanguage(term.Languages, kernel.UI{Language: l}) // B4 11.1 no match, none
	if out != nil {
		return t.stopped(out)
	}
	t.language, t.spoken = term.Languages[i], true
	if t.Tracing() {
		t.Note("EMV 4.4 B4 11.1", "the cardholder chose language %s", t.language)
	}
	return nil
}

// selectAccount decides the account type: the transaction's, else the terminal's only one, else the cardholder's choice.
// B3 annex G
func (t *tx) selectAccount() *kernel.Outcome {
	tr, offered := t.Transaction(), t.cfg.Terminal.Accounts
	switch {
	case tr.Purpose.Administers(): // of the card, not of an account
		return nil
	case tr.Account != kernel.DefaultAccount || len(offered) == 0:
	case len(offered) == 1:
		tr.Account = offered[0]
	default:
		i, out := t.SelectAccount(offered, kernel.UI{Language: t.language})
		if out != nil {
			return t.stopped(out)
		}
		tr.Account = offered[i]
		if t.Tracing() {
			t.Note("EMV 4.4 B3 annex G", "the cardholder chose account type %02X", byte(tr.Account))
		}
	}
	t.data.Put(tlv.AccountType, tlv.FromTerminal, []byte{byte(tr.Account)})
	return nil
}

// asksForAmount reports whether the PDOL has an amount in it.
// B4 6.3.1
func (t *tx) asksForAmount() bool {
	for _, row := range [...]tlv.Row{tlv.AmountAuthorised, tlv.AmountOther, tlv.AmountAuthorisedBinary, tlv.AmountOtherBinary} {
		if t.room().fci.PDOL.Contains(row.Tag()) {
			return true
		}
	}
	return false
}

// requestAmount has the amounts entered, if they are not known yet. A terminal that can ask for them asks, attended or not.
// B4 6.3.1, 6.5.1, 6.5.1 entry
func (t *tx) requestAmount() *kernel.Outcome {
	if !t.Transaction().AmountLater {
		return nil
	}
	if out := t.RequestAmount(kernel.UI{Message: kernel.MsgEnterAmount, Language: t.language, Currency: t.currency(), Exponent: t.exponent()}); out != nil {
		return t.stopped(out)
	}
	if out := t.withinLimits(); out != nil {
		return out
	}
	t.amounts()
	if t.Tracing() {
		t.Note("EMV 4.4 B4 6.5.1", "amount %d, other %d", t.Transaction().Amount, t.Transaction().AmountOther)
	}
	return nil
}
