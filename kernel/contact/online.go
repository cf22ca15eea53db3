package contact

import (
	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// onlineProcessing sends the ARQC to the host, and goes on with the next step when the host has answered. An answer that cannot
// be read counts as none.
// EMV 4.4 B3 10.9, EMV 4.4 B4 12.2.1, EMV 4.4 B4 12.2.3
func (t *tx) onlineProcessing() *kernel.Outcome {
	// EMV 4.4 B3 10.9 (ARQC)
	if t.completed && !t.tcOnline || t.declined {
		return nil
	}
	// EMV 4.4 B4 6.3.6 (online)
	t.data.Remove(tlv.AuthorisationResponseCode)
	if t.terminal().OfflineOnly() {
		t.notOnline()
		return nil
	}
	if out := t.readyForHost(); out != nil {
		return out
	}
	de55 := t.dataRecord()
	defer wipe(de55)
	// EMV 4.4 B3 9.3.1 (online)
	// EMV 4.4 B4 6.3.7 (online)
	ev, out := t.GoOnline(de55)
	if out != nil {
		return t.stopped(out)
	}
	t.hostAnswered(&ev)
	return nil
}

// readyForHost is the last moment at which the transaction can be cancelled.
func (t *tx) readyForHost() *kernel.Outcome {
	t.show(kernel.MsgAuthorising, kernel.StatusProcessing)
	if _, cancelled := t.Take(kernel.Set(kernel.Cancelled)); cancelled {
		return t.end(kernel.EndApplication, fault{l3: kernel.L3Stop, reason: "cancelled"})
	}
	t.Commit()
	t.letGo()
	return nil
}

// hostAnswered takes in the host's answer, or that there is none.
// EMV 4.4 B4 12.2.1, EMV 4.4 B4 12.2.3
func (t *tx) hostAnswered(ev *kernel.Event) {
	if ev.Kind == kernel.HostResponse {
		r, ok := step.ParseIssuerResponse(ev.Data)
		if ok {
			// EMV 4.4 B4 annex A6 (issuer), EMV 4.4 B4 annex A6 (never)
			t.issuer, t.online, t.approved = r, true, r.Approves()
			t.answerARC(r.ARC)
			t.data.Put(tlv.IssuerAuthenticationData, tlv.FromIssuer, r.IAD)
			if t.Tracing() {
				t.Note("EMV 4.4 B4 6.3.8", "authorisation response code %s", r.ARC[:])
			}
			// EMV 4.4 B4 6.3.2.2.4 (TC)
			t.declined = t.tcOnline && !t.approved // EMV 4.4 B4 6.3.2.2.4
			return
		}
		t.Note("EMV 4.4 B4 12.2.3", "the host's answer cannot be read")
	}
	// EMV 4.4 B4 12.2.3 (incidents)
	t.notOnline()
	// EMV 4.4 B4 12.2.3 (reversal): kernel.Port.Settle
	t.Note("EMV 4.4 B4 12.2.1", "unable to go online")
}

// issuerAuthentication gives the issuer's cryptogram to a card that has a command for it. The others find it in the data
// of the second GENERATE AC.
// EMV 4.4 B3 10.9
func (t *tx) issuerAuthentication() *kernel.Outcome {
	// EMV 4.4 B3 10.9 (combined), EMV 4.4 B3 annex F (AIP)
	// EMV 4.4 B4 12.2.2
	if !t.online || t.issuer.IAD == nil || !t.aip.Has(tlv.AIPIssuerAuthenticationSupported) {
		return nil
	}
	// EMV 4.4 B3 6.5.4.3, EMV 4.4 B3 10.9 (EXTERNAL AUTHENTICATE), EMV 4.4 B3 10.9 (once)
	_, sw, out := t.command(apdu.AppendExternalAuthenticate(t.cmd(), t.issuer.IAD))
	if out != nil {
		return out
	}
	// EMV 4.4 B3 10.9 (TSI)
	t.tsi.Set(tlv.TSIIssuerAuthenticationPerformed)
	// EMV 4.4 B3 annex F (9000), EMV 4.4 B3 annex F (other), EMV 4.4 B3 annex F (6985)
	if sw != 0x9000 {
		// EMV 4.4 B3 6.3.5 (6300), EMV 4.4 B3 6.5.4.5, EMV 4.4 B3 10.9 (failed)
		t.tvr.Set(tlv.TVRIssuerAuthenticationFailed)
	}
	if t.Tracing() {
		t.Note("EMV 4.4 B3 10.9", "EXTERNAL AUTHENTICATE: SW %04X", sw)
	}
	return nil
}

// scriptsBefore delivers the scripts with tag 71.
// EMV 4.4 B3 10.10
// EMV 4.4 B4 6.3.9 (tags)
func (t *tx) scriptsBefore() *kernel.Outcome {
	// EMV 4.4 B3 10.10 (71), EMV 4.4 B3 10.10 (failed before)
	return t.runScripts(tlv.TagScript1, tlv.TVRScriptFailedBefore)
}

// scriptsAfter delivers the scripts with tag 72. The transaction stands whatever becomes of them.
// EMV 4.4 B3 10.10
// EMV 4.4 B4 6.3.9 (tags)
func (t *tx) scriptsAfter() *kernel.Outcome {
	// EMV 4.4 B3 10.10 (72), EMV 4.4 B3 10.10 (failed after)
	return t.runScripts(tlv.TagScript2, tlv.TVRScriptFailedAfter)
}

func (t *tx) runScripts(tag tlv.Tag, failure tlv.TVRBit) (out *kernel.Outcome) {
	if !t.online {
		return nil
	}
	// EMV 4.4 B3 10.10 (sequence), EMV 4.4 B3 annex E1 (4), EMV 4.4 B3 annex E2 (several)
	// EMV 4.4 B4 12.2.4 (next)
	for s := range step.Scripts(t.issuer.Response, tag) {
		failed, stop := t.runScript(s)
		if stop != nil {
			return stop
		}
		// EMV 4.4 B3 10.10 (TSI)
		t.tsi.Set(tlv.TSIScriptProcessingPerformed)
		result := s.Result(failed)
		if !s.Parsed || failed != 0 {
			t.tvr.Set(failure)
		}
		// EMV 4.4 B4 6.3.9 (results)
		t.scripts = append(t.scripts, result[:]...)
		t.Note("EMV 4.4 B3 10.10", "script %s: result %X", tag, result)
	}
	return nil
}

// runScript sends the commands of one script until one fails, whose number it gives; 0 if none does.
// EMV 4.4 B3 10.10
func (t *tx) runScript(s step.Script) (failed int, out *kernel.Outcome) {
	if !s.Parsed {
		return 0, nil
	}
	n := 0
	for command, more := s.Next(); more; command, more = s.Next() {
		n++
		// EMV 4.4 B3 6.5, EMV 4.4 B3 10.10 (any command)
		ev, out := t.Transmit(command)
		switch {
		// EMV 4.4 B3 10.11 (scripts)
		case out != nil && t.completed, out == nil && ev.Kind != kernel.Response && t.completed:
			return n, nil // the card has decided already
		case out != nil:
			return n, t.stopped(out)
		case ev.Kind != kernel.Response:
			return n, t.end(kernel.EndApplication, fault{l1: faultOf(ev), reason: "no response from the card"})
		// EMV 4.4 B3 10.10 (error)
		case step.ScriptFails(ev.StatusWord()):
			return n, nil
		}
	}
	return 0, nil
}
