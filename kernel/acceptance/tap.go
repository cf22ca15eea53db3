package acceptance

import (
	"slices"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/entrypoint"
	"github.com/emvgo/emv/tlv"
)

// takesTap reports whether a contactless card could do what the transaction is for: the reader is configured, the host may decide, no script is what
// the transaction is for, and the amount can be had before the card is there: the reader's limits are held against the one that the card is told of, which no
// estimate is.
//
// A 8.1.1.3, B 3.1.1.5, 3.1.1.8, B4 6.3.1 other types
func (a *acceptance) takesTap() bool {
	c, t := a.Config(), a.Transaction()
	r := c.Treatment(t.Purpose)
	if late := c.Terminal.LateAmount && t.AmountLater; late && !tlv.TerminalTypeValue(r.TerminalType(c.Terminal.Type)).Attended() {
		return false
	}
	return len(c.Combinations) > 0 && !t.Estimated && !t.Purpose.Administers() && (r == nil || r.Authorisation != kernel.OnlyOffline)
}

// others are the interfaces beside the contactless one, best first.
func (a *acceptance) others() []kernel.Interface {
	return slices.DeleteFunc(a.interfaces(), func(i kernel.Interface) bool { return i == kernel.Contactless })
}

// tap has Entry Point find a card, at any of the interfaces, and process it if it is a contactless one. It gives nothing where no contactless card is taken,
// or the card is at another interface: nothing of a tap that was cut short goes into what follows.
//
// A 8.1.1.5, 8.1.1.6, 8.1.1.10, 8.1.1.11
func (a *acceptance) tap() *kernel.Outcome {
	if !slices.Contains(a.interfaces(), kernel.Contactless) {
		return nil
	}
	a.Step("tap", "A 8.1")
	a.point = entrypoint.New(a.Port, a.kernels...)
	a.point.Others = a.others()
	start, out := a.point.Prepare(a.language())
	if out != nil {
		return out
	}
	out = a.runPoint(start, nil)
	card, elsewhere := a.point.Found()
	switch {
	case elsewhere: // A 8.1.1.10
		a.Store().Begin(kernel.ForActivation) // A 8.1.1.11
		a.Deselect()
		a.found = card
		return nil
	case !a.point.Polled() && out.Status == kernel.TryAnotherInterface && len(a.others()) > 0: // B 3.1.1.13
		return nil
	case out.Error.L3 == kernel.L3TimeOut && out.UIOutcome == nil:
		out.UIOutcome = &kernel.UI{Message: kernel.MsgProcessingErr}
	default:
		a.found = kernel.Event{Kind: kernel.CardFound, Interface: kernel.Contactless}
	}
	return out
}

// runPoint runs Entry Point from a start, and again where a kernel wants it when the card has been taken.
//
// A 8.1.1.23
func (a *acceptance) runPoint(start kernel.Start, host []byte) *kernel.Outcome {
	for {
		out := a.point.Run(start, host)
		a.shown = out.UIOutcome
		if out.Status != kernel.EndApplication || out.Start == kernel.StartNone {
			return out
		}
		if start = a.point.AwaitRemoval(removeWithin); start == kernel.StartNone { // A 8.1.1.23
			return out
		}
	}
}

// operatorWithin is how long the terminal's own logic may take to say what is to be written on a card.
const operatorWithin = 2 * time.Second

// updates asks the terminal, where the kernel wants it to be asked, for what is to be written on the card now that the transaction is decided: by data
// exchange, with the outcome's discretionary data and the issuer's response code. It is nothing where the answer has none of it, or does not come in time.
//
// C-6 3.11.1
func (a *acceptance) updates(out *kernel.Outcome, host []byte) []byte {
	if len(out.Updates) == 0 { // C-6 F20.1
		return nil
	}
	sent := slices.Clone(out.DiscretionaryData)
	if code, ok := tlv.Find(host, tlv.AuthorisationResponseCode.Tag()); ok {
		sent = append(sent, code.Raw...)
	}
	for late := true; late; { // an answer to what a kernel has asked before
		a.Poll()
		_, late = a.Take(kernel.Set(kernel.DataReceived))
	}
	a.SendData(sent, out.Updates) // C-6 F20.2
	clear(sent)
	a.StartTimer(operatorWithin)
	ev, _ := a.Await(kernel.Set(kernel.DataReceived, kernel.Timeout))
	a.StopTimer()
	for _, tag := range out.Updates {
		if o, ok := tlv.Find(ev.Data, tag); ok && len(o.Value) > 0 { // C-6 F20.3
			return ev.Data
		}
	}
	return nil
}

// presentAgain has the card presented once more after a transaction that no host was asked about, where the terminal has something to write on it. Whatever comes
// of that, the decision stands.
//
// C-6 3.11.1
func (a *acceptance) presentAgain(out *kernel.Outcome) *kernel.Outcome {
	if out.Status != kernel.Approved && out.Status != kernel.Declined || len(out.Updates) == 0 {
		return out
	}
	if a.point.Updates = a.updates(out, nil); a.point.Updates == nil {
		return out
	}
	a.Keep(out.Reports)
	first := *out
	updated(&first, a.runPoint(a.point.PresentAgain(), nil))
	return &first
}

// advise has an advice made of a tap that is not captured, where its card asks for one, and of a card with contacts that was let go before the host was asked. One that
// cannot be made ends the transaction.
//
// B4 6.3.7, 12.2.5
func (a *acceptance) advise(out *kernel.Outcome) *kernel.Outcome {
	switch a.found.Interface {
	case kernel.Contactless:
	case kernel.Contact:
		if out.Status != kernel.OnlineRequest { // its kernel does
			return out
		}
	default:
		return out
	}
	made, stopped := a.AdviseEnd(out)
	if made || stopped != nil || out.Status != kernel.Declined {
		return out
	}
	end := *out
	end.Status, end.Error = kernel.EndApplication, kernel.ErrorIndication{L3: kernel.L3Stop, Step: "acceptance", Clause: "EMV 4.4 B4 12.2.5", Reason: "the advice could not be made"}
	return &end
}

// updated adds to an outcome what the second presentment has brought: the acquirer's messages have the TVR and TSI of the scripts.
//
// C-6 3.12, F21.7, F21.8
func updated(out, second *kernel.Outcome) {
	joinReports(out, second)
	if second.Status == kernel.EndApplication {
		out.DataRecord = joinVerdicts(out.DataRecord, second.DataRecord)
	}
	if second.DiscretionaryData != nil {
		out.DiscretionaryData = second.DiscretionaryData
	}
}

// joinVerdicts is a data record with TVR and TSI as another has them.
//
// C-6 F22.13
func joinVerdicts(record, other []byte) []byte {
	cloned := false
	for _, tag := range [...]tlv.Tag{tlv.TVR.Tag(), tlv.TSI.Tag()} {
		now, there := tlv.Find(other, tag)
		was, had := tlv.Find(record, tag)
		if !there || !had || len(now.Value) != len(was.Value) {
			continue
		}
		if !cloned { // once: nobody wipes the one before
			record, cloned = slices.Clone(record), true
			was, _ = tlv.Find(record, tag)
		}
		copy(was.Value, now.Value) // C-6 F21.7 sent, F21.8 sent
	}
	return record
}

// joinReports adds to what an outcome reports what another does.
func joinReports(out, other *kernel.Outcome) {
	out.Reports = slices.Clip(out.Reports)
	for _, row := range other.Reports {
		if !slices.Contains(out.Reports, row) {
			out.Reports = append(out.Reports, row)
		}
	}
}

// fieldOff ends the contactless field, unless the reader begins by itself.
//
// A 5.5.4, 8.1.1.5
func (a *acceptance) fieldOff() {
	if a.point == nil || !a.point.Polled() || a.Config().Terminal.Autorun {
		return
	}
	if _, elsewhere := a.point.Found(); !elsewhere {
		a.ReaderOff(kernel.Contactless)
	}
}
