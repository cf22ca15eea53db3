package contact

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// voiceReferral has the attendant call the issuer where its response asks for that, before the card hears of the decision. The
// authorisation response code stays what it is. Without attendant, and where it is not configured, a referral is declined.
// B4 6.5.2, A6
func (t *tx) voiceReferral() *kernel.Outcome {
	if !t.issuer.Refers() || !t.cfg.Terminal.Referrals || !t.terminal().Attended() { // B4 6.5.2 unattended
		return nil
	}
	card := tlv.Append(t.room().scratch[:0], tlv.PAN.Tag(), t.data.Get(tlv.PAN))
	code, approved, out := t.Referral(card, kernel.UI{Message: kernel.MsgCallYourBank, Language: t.language}) // B4 6.5.2.2 before
	if out != nil {
		return t.stopped(out)
	}
	t.host = answer(approved) // B4 6.5.2.2 result, code
	t.declined = !approved    // B4 6.3.2.2.4
	t.data.Remove(tlv.AuthorisationCode)
	if code != nil { // what the host has sent beside its referral approves nothing, B3 5.4 issuer
		t.data.Put(tlv.AuthorisationCode, tlv.FromIssuer, code)
	}
	if t.Tracing() {
		t.Note("EMV 4.4 B4 6.5.2", "referral, the attendant says approved: %v", approved)
	}
	return nil
}

// decline ends a transaction that was declined, unless the attendant accepts it nevertheless: then it is to be captured, and
// still says that it was declined and why. He is not asked where the application, or the treatment of the purpose, leaves it to the host, which has a refund
// by card data too, or where a PIN was wanted that did not come; nor where the host has booked a part that is not taken, which is reversed. What is not
// captured gets its advice.
// B4 6.5.4, 6.3.7
func (t *tx) decline() *kernel.Outcome {
	t.Commit()        // the card has decided
	t.notPaidByCash() // forced or not
	forced := false
	if t.mayForce() && t.cfg.Terminal.ForcesAcceptance && t.terminal().Attended() {
		var out *kernel.Outcome
		if forced, out = t.ForceAcceptance(kernel.UI{Message: kernel.MsgDeclined, Language: t.language}); out != nil {
			return t.stopped(out)
		}
	}
	if !forced { // B4 6.3.7 captured
		if made, out := t.advise(); out != nil {
			return t.stopped(out)
		} else if !made && t.ac.CID.Advice() { // B4 12.2.5
			return t.fail(adviceNotMade)
		}
	}
	out := t.end(kernel.Declined, t.why)
	if forced { // captured: what the host has booked stands, B4 12.1.8
		t.Note("EMV 4.4 B4 6.5.4", "accepted by force") // B4 6.5.4
	}
	return out
}

// mayForce reports whether somebody other than the host may accept what is declined.
// B4 6.5.4
func (t *tx) mayForce() bool {
	return !t.Transaction().Purpose.OnlyByHost() && t.treatment.Authorisation != kernel.OnlyOnline && !t.treatment.DataOnly &&
		!t.onlyByHost() && !t.lacksPIN() && !t.RefusesPart()
}

// terminated has an advice made of a transaction that ends before its time, as of any other that is not captured: the card may have asked for it, and
// scripts may have been delivered. One that cannot be made changes nothing. A card that is only read is in no transaction.
// B4 6.3.7, 6.3.9
func (t *tx) terminated() {
	if t.Transaction().Purpose == kernel.CardRead {
		return
	}
	_, _ = t.advise()
}

// advise has an advice made of a transaction that is not captured, once; false means that one that is wanted could not be made.
// B3 10.8.2, B4 6.3.7, 6.3.9
func (t *tx) advise() (made bool, out *kernel.Outcome) {
	if t.advised {
		return true, nil
	}
	data := t.dataRecord() // B4 12.1.7
	defer wipe(data)
	t.advised = true
	return t.Advise(t.ac.CID.Advice(), data, t.scripts) // B3 10.8.2, B4 6.3.7 not captured, 6.3.9 transmitted
}
