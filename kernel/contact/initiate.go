package contact

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// maxCommandData is what a command of the contact interface can carry.
const maxCommandData = 255

// initiateApplicationProcessing tells the card that a transaction begins. A card that refuses the application by 6985
// sends the terminal back to the candidates that are left.
// B3 10.1
func (t *tx) initiateApplicationProcessing() *kernel.Outcome {
	if out := t.selectAccount(); out != nil {
		return out
	}
	for {
		again, out := t.getProcessingOptions()
		if !again {
			return out
		}
		t.show(kernel.MsgNotAccepted, kernel.StatusNone) // B4 6.3.1 6985
		t.Note("EMV 4.4 B3 10.1", "the card refuses this application: back to selection")
		if out := t.finalSelection(); out != nil {
			return out
		}
	}
}

// getProcessingOptions sends the command; again means back to application selection.
// B3 10.1, 6.5.8
func (t *tx) getProcessingOptions() (again bool, out *kernel.Outcome) {
	*t.tvr, *t.tsi = tlv.TVRValue{}, tlv.TSIValue{} // B3 10.1 zero
	if t.room().fci.PDOL.Len() > maxCommandData-3 {
		return false, t.fail(pdolTooLong)
	}
	if t.asksForAmount() && !t.amountLate() { // B4 6.3.1 amount, other types
		if out := t.requestAmount(); out != nil {
			return false, out
		}
	}
	t.tellOfCash()
	t.pdolValues = t.room().fci.PDOL.Append(t.pdolBuf[:0], t.dolValue) // B3 6.5.8.3 PDOL, 10.1 no PDOL, PDOL
	data, sw, out := t.command(apdu.AppendGetProcessingOptions(t.cmd(), t.pdolValues))
	switch {
	case out != nil:
		return false, out
	case sw == 0x6985: // B3 10.1 6985
		return true, nil
	case sw != 0x9000: // B3 6.5.8.5
		return false, t.fail(gpoRefused, sw)
	}
	p, ok := step.ParseProcessingOptions(data)
	if !ok {
		return false, t.fail(noAIP)
	}
	t.aip, t.afl, t.aipObject = tlv.AIPValue(p.AIP), p.AFL, p.AIPObject // B3 7.4
	t.data.Put(tlv.AIP, tlv.FromCard, p.AIP)
	t.data.Put(tlv.AFL, tlv.FromCard, p.AFL)
	t.storeFCI()
	if p.Body.Tag == tlv.TagFormat2 { // B3 6.5.8.4 others
		if out := t.storeObjects(p.Body); out != nil {
			return false, out
		}
	}
	if t.Tracing() {
		t.Note("EMV 4.4 B3 10.1", "AIP %X, %d AFL entries", p.AIP, len(p.AFL)/4)
	}
	return false, nil
}

// storeFCI keeps what the FCI of the application that was selected says.
// B1 12.4
func (t *tx) storeFCI() {
	t.data.Put(tlv.DFName, tlv.FromCard, t.room().fci.DFName)
	c := t.room().fci.Proprietary.Children()
	for o := range c.All() {
		t.keep(o, tlv.TagFCIProprietary)
		if o.Tag != tlv.TagIssuerDiscretionary {
			continue
		}
		inner := o.Children()
		for o := range inner.All() {
			t.keep(o, tlv.TagIssuerDiscretionary)
		}
	}
	t.storeDirectory()
}

// storeDirectory keeps what the directory and its FCI say of the application and its own FCI does not. A name goes with the code table by which it is shown.
// B1 12.2.2 one place, 12.2.3, B4 8.4.5
func (t *tx) storeDirectory() {
	c := &t.selected
	if !t.data.Present(tlv.ApplicationPreferredName) {
		t.data.Remove(tlv.IssuerCodeTableIndex)
	}
	put := func(row tlv.Row, v ...byte) {
		if !t.data.Present(row) && row.Element().Fits(len(v)) { // none of them may be empty
			t.data.Put(row, tlv.FromCard, v)
		}
	}
	put(tlv.ADFName, c.AID...)
	put(tlv.ApplicationLabel, c.label...)
	put(tlv.ApplicationPreferredName, c.preferred...)
	put(tlv.LanguagePreference, c.LanguagesB...)
	if c.codeTable != 0 {
		put(tlv.IssuerCodeTableIndex, c.codeTable)
	}
	if c.priority != 0 {
		put(tlv.ApplicationPriorityIndicator, c.priority)
	}
}

// keep stores an object of the FCI if the dictionary knows it there and its length fits.
// B1 12.2.4, B3 7.5 forgiven
func (t *tx) keep(o tlv.Object, template tlv.Tag) {
	row, _ := tlv.Lookup(tlv.Contact, template, o.Tag)
	if row.Element().In(template) && len(o.Value) != 0 && row.Element().Fits(len(o.Value)) {
		t.data.Put(row, tlv.FromCard, o.Value)
	}
}

// selectAccount decides the account type: the transaction's, else the terminal's only one, else the cardholder's choice.
// B3 annex G
func (t *tx) selectAccount() *kernel.Outcome {
	tr, offered := t.Transaction(), t.cfg.Terminal.Accounts
	switch {
	case tr.Purpose.Administers(): // of the card, not of an account
		return nil
	case tr.Account != tlv.DefaultAccount || len(offered) == 0:
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
