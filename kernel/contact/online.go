package contact

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// onlineProcessing sends the ARQC to the host and takes in its answer. An answer that cannot be read counts as none.
// B3 10.9, B4 12.2.1, 12.2.3
func (t *tx) onlineProcessing() *kernel.Outcome {
	if t.stage == final || t.declined { // B3 10.9 ARQC
		return nil
	}
	t.data.Remove(tlv.AuthorisationResponseCode) // B4 6.3.6 online
	if t.terminal().OfflineOnly() {
		t.notOnline()
		return nil
	}
	if t.finishesFirst() {
		return t.finishCard()
	}
	if out := t.readyForHost(); out != nil {
		return out
	}
	t.de55 = t.dataRecord()
	ev, out := t.GoOnline(t.de55) // B3 9.3.1 online, B4 6.3.7 online
	if out != nil {
		return t.stopped(out)
	}
	t.hostAnswered(&ev)
	return nil
}

// readyForHost is the last moment at which the transaction can be cancelled. It has a frame of its own: the one that waits is small.
func (t *tx) readyForHost() *kernel.Outcome {
	t.show(kernel.MsgAuthorising, kernel.StatusProcessing)
	if _, ok := t.Take(kernel.Set(kernel.Cancelled)); ok {
		return t.fail(cancelled)
	}
	t.Commit()
	t.letGo()
	return nil
}

// hostAnswered takes in the host's answer, or that there is none.
// B4 12.2.1, 12.2.3
func (t *tx) hostAnswered(ev *kernel.Event) {
	if ev.Kind == kernel.HostResponse {
		if r, ok := step.ParseIssuerResponse(ev.Data); ok {
			t.issuer, t.host = r, answer(t.Approves()) // B4 A6 issuer, never
			t.answerARC(r.ARC)
			t.data.Put(tlv.IssuerAuthenticationData, tlv.FromIssuer, r.IAD)
			if r.Code != nil { // B3 5.4 issuer
				t.data.Put(tlv.AuthorisationCode, tlv.FromIssuer, r.Code)
			}
			if t.Tracing() {
				t.Note("EMV 4.4 B4 6.3.8", "authorisation response code %s", r.ARC[:])
			}
			t.declined = t.stage == hostsTC && t.host != hostApproved // B4 6.3.2.2.4 TC
			return
		}
		t.Note("EMV 4.4 B4 12.2.3", "the host's answer cannot be read")
	}
	t.notOnline() // B4 12.2.3 incidents: the reversal is kernel.Port.Settle's
	t.Note("EMV 4.4 B4 12.2.1", "unable to go online")
}

// notOnline declines if XDA has failed: only the host could have approved.
// B4 6.3.2.2.4
func (t *tx) notOnline() {
	if t.auth.method == xda && t.auth.failed() {
		t.answerARC(unableDeclined) // B4 6.3.2.2.4 unable TC, unable ARQC
		t.declined = true
	}
}
