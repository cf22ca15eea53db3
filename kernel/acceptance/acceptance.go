// Package acceptance is the program that accepts one card: it finds the interface, runs the kernel there, goes online for an outcome that asks for
// it, has the card removed, and settles what the transaction came to. An application that runs it has nothing to do
// afterwards in order to be safe: approval, reversal and advice stand in the [kernel.Result].
//
//	tap                  a contactless card, by package entrypoint: tap.go
//	present a card       Book A 5.1, EMV 4.3 B1 6
//	power it on          EMV 4.3 B1 8.3
//	run its kernel       package contact; a magnetic stripe: stripe.go
//	go online            an outcome that is an online request: the host decides, and a kernel that wants it has its answer
//	end                  the message, the contacts, the card
//
// A cardholder has 60 seconds to present a card and 60 to take it back: what is not taken then is left behind (CardLeft).
//
// Clauses are of EMV 4.4 and of the contactless books of version 2.12.
package acceptance

import (
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/entrypoint"
	"github.com/emvgo/emv/tlv"
)

// Program accepts one card. The kernels are those for contactless cards; with none no contactless card is taken. Its name, with their identifiers, goes into
// the journal.
func Program(kernels ...kernel.Kernel) kernel.Program {
	name := "acceptance/1"
	for _, k := range kernels {
		name += " " + k.ID().String()
	}
	return kernel.Program{Name: name, Run: func(p *kernel.Port) *kernel.Result { return run(p, kernels) }}
}

// How long a cardholder may take to present a card, and to take it back.
const (
	presentWithin = 60 * time.Second
	removeWithin  = 60 * time.Second
)

// run accepts one card.
func run(p *kernel.Port, kernels []kernel.Kernel) *kernel.Result {
	a := &acceptance{Port: p, kernels: kernels}
	out := a.again()
	if out == nil {
		out = a.tap()
	}
	if out == nil {
		out = a.presentCard()
	}
	if out == nil {
		out = a.powerOn()
	}
	if out == nil {
		out = a.runKernel()
	}
	out = a.advise(a.presentAgain(a.goOnline(out)))
	left := a.end(out)
	r := p.Settle(out)
	r.CardLeft = left
	return r
}

// acceptance is one card in front of the terminal.
type acceptance struct {
	*kernel.Port
	kernels []kernel.Kernel   // for contactless cards
	point   *entrypoint.Point // nil: no contactless card is taken
	found   kernel.Event      // how the card was found
	shown   *kernel.UI        // a user interface request on outcome that Entry Point has made
	off     bool              // a card with contacts is finished and powered off, before the host is asked
}

// interfaces are the ways by which the terminal takes a card, narrowed to the transaction's own.
func (a *acceptance) interfaces() (list []kernel.Interface) {
	c, wanted := a.Config(), a.Transaction().Interface
	if a.Transaction().CardStayed {
		wanted = kernel.Contact
	}
	add := func(i kernel.Interface, has bool) {
		if has && (wanted == kernel.InterfaceNone || wanted == i) {
			list = append(list, i)
		}
	}
	add(kernel.Contact, len(c.Applications) > 0)
	add(kernel.MagneticStripe, a.takesStripe())
	add(kernel.Contactless, len(a.kernels) > 0 && a.takesTap())
	return list
}

// takesStripe reports whether a magnetic stripe could do what the transaction is for: there is a reader, the host may decide, and no script is to reach a
// card.
//
// B4 10.1.2
func (a *acceptance) takesStripe() bool {
	t := a.Transaction()
	r := a.Config().Treatment(t.Purpose)
	return a.capabilities().Has(tlv.CapMagneticStripe) && !t.Purpose.Administers() && (r == nil || r.Authorisation != kernel.OnlyOffline)
}

// capabilities are those of the transaction's purpose, or else the terminal's.
//
// B4 10.1.2
func (a *acceptance) capabilities() tlv.TerminalCapabilitiesValue {
	c := a.Config()
	if r := c.Treatment(a.Transaction().Purpose); r != nil && len(r.Capabilities) == len(c.Terminal.Capabilities) {
		return tlv.TerminalCapabilitiesValue(r.Capabilities)
	}
	return c.Terminal.Capabilities
}

// offlineOnly reports whether the terminal, for the purpose of the transaction, is never able to go online.
//
// B4 10.1.2, A1
func (a *acceptance) offlineOnly() bool {
	c := a.Config()
	return tlv.TerminalTypeValue(c.Treatment(a.Transaction().Purpose).TerminalType(c.Terminal.Type)).OfflineOnly()
}

// presentCard waits for a card at any of the interfaces: the first wins.
func (a *acceptance) presentCard() *kernel.Outcome {
	if a.found.Kind == kernel.CardFound { // while Entry Point polled, or it has stayed
		return nil
	}
	if a.found.Kind == kernel.CardFault {
		return a.mute(a.found)
	}
	a.Step("present card", "B1 6.1")
	list := a.others()
	if len(list) == 0 {
		return a.stop(kernel.L3Stop, "the configuration has no such interface")
	}
	a.Show(kernel.UI{Message: invitation(list), Status: kernel.StatusReadyToRead, Language: a.language()})
	ev, out := a.Activate(presentWithin, list...)
	if a.found = ev; ev.Interface == kernel.InterfaceNone {
		a.found.Interface = list[0] // the only reader
	}
	switch {
	case out != nil:
		return out
	case ev.Kind == kernel.CardFault:
		return a.mute(ev)
	case ev.Kind != kernel.CardFound:
		a.found.Interface = kernel.InterfaceNone
		return a.stop(kernel.L3TimeOut, "no card was presented")
	}
	return nil
}

// mute ends with a card that gave no answer when it was found.
func (a *acceptance) mute(ev kernel.Event) *kernel.Outcome {
	end := a.stop(kernel.L3OK, "the card that was presented gave no answer")
	end.Error.L1, end.Error.Clause = ev.Fault, "EMV 4.3 B1 8"
	return end
}

// invitation is the message that asks for a card.
func invitation(list []kernel.Interface) kernel.MessageID {
	switch {
	case len(list) > 1:
		return kernel.MsgInsertOrSwipe
	case list[0] == kernel.MagneticStripe:
		return kernel.MsgUseMagStripe
	}
	return kernel.MsgInsertCard
}

// powerOn accepts the answer to reset of a card with contacts, or has it reset once more, warm. A reader that tells of no answer has accepted it itself.
//
// EMV 4.3 B1 8.3
func (a *acceptance) powerOn() *kernel.Outcome {
	if a.found.Interface != kernel.Contact || len(a.found.Data) == 0 || accepts(a.found.Data, apdu.Cold) {
		return nil
	}
	ev, out := a.PowerOn(true) // EMV 4.3 B1 8.3 warm
	switch {
	case out != nil:
		return out
	case ev.Kind == kernel.CardFound && accepts(ev.Data, apdu.Warm):
		return nil
	}
	end := a.stop(kernel.L3OK, "the answer to reset is none that the terminal accepts")
	end.Error.L1, end.Error.Clause = kernel.FaultProtocol, "EMV 4.3 B1 8.3"
	return end
}

func accepts(atr []byte, reset apdu.Reset) bool {
	a, err := apdu.ParseATR(atr)
	return err == nil && a.CheckEMV(reset) == nil
}

// runKernel runs the kernel of the interface.
func (a *acceptance) runKernel() *kernel.Outcome {
	if a.found.Interface == kernel.MagneticStripe {
		return a.stripe()
	}
	return contact.Run(a.Port)
}

// goOnline asks the host for a transaction whose card has done its part: it decides without the card. Any other outcome stays as it is, and so does an online
// request at a terminal that cannot go online, where a card, a stripe or a purpose may want the host all the same: nobody is asked, for a PIN neither.
//
// A 6.2, B4 A1
func (a *acceptance) goOnline(out *kernel.Outcome) *kernel.Outcome {
	if stopped := a.review(out); stopped != nil {
		return stopped
	}
	if a.Transaction().Purpose == kernel.CardRead {
		return a.read(out)
	}
	if out.Status != kernel.OnlineRequest {
		return out
	}
	if a.offlineOnly() { // B4 A1 offline only
		return a.left(out, out)
	}
	if stopped := a.letCardGo(out); stopped != nil {
		return stopped
	}
	a.Step("go online", "A 6.2")
	if a.found.Interface == kernel.Contactless {
		return a.authorise(out)
	}
	language := a.languageOf(out)
	a.Show(kernel.UI{Message: kernel.MsgAuthorising, Status: kernel.StatusProcessing, Language: language})
	if _, cancelled := a.Take(kernel.Set(kernel.Cancelled)); cancelled {
		return a.unmade(out, a.stop(kernel.L3Stop, "cancelled").Error)
	}
	a.Commit()
	if _, stopped := a.GoOnline(out.DataRecord); stopped != nil {
		out.Error = stopped.Error
	}
	out.UIOutcome = &kernel.UI{Message: kernel.MsgDeclined, Language: language}
	if a.Approves() {
		out.UIOutcome.Message = kernel.MsgApproved
	}
	return out
}

// read ends a transaction whose card is only read: nobody is asked, and nothing is decided.
func (a *acceptance) read(out *kernel.Outcome) *kernel.Outcome {
	if out.Status != kernel.OnlineRequest && out.Status != kernel.Approved {
		return out
	}
	out.Status, out.Start, out.CVM = kernel.EndApplication, kernel.StartNone, kernel.CVMNotApplicable
	out.UIOutcome = &kernel.UI{Message: kernel.MsgCardReadOK, Status: kernel.StatusCardReadSuccessfully, Language: a.languageOf(out)}
	return out
}

// end shows what came out, and has a card with contacts taken; left is one that was not.
//
// EMV 4.3 B1 6.1.5, B4 6.6.1
func (a *acceptance) end(out *kernel.Outcome) (left bool) {
	a.Step("end", "B4 6.6.1")
	if out.UIOutcome != nil && out.UIOutcome != a.shown {
		a.Show(*out.UIOutcome)
	}
	a.fieldOff()
	if a.found.Interface != kernel.Contact {
		return false
	}
	if !a.off {
		a.PowerOff() // EMV 4.3 B1 6.1.5
	}
	if a.Transaction().CardStays {
		return false
	}
	return !a.RemovalProcedure(kernel.UI{Message: kernel.MsgRemoveCard, Language: a.languageOf(out)}, removeWithin)
}

// languageOf is the cardholder's, as far as the card has told it: some kernels' outcomes have none.
//
// A 8.1.1.17
func (a *acceptance) languageOf(out *kernel.Outcome) string {
	if out.UIOutcome != nil && out.UIOutcome.Language != "" {
		return out.UIOutcome.Language
	}
	return a.Spoken()
}

// language is the terminal's own.
func (a *acceptance) language() string {
	if l := a.Config().Terminal.Languages; len(l) > 0 {
		return l[0]
	}
	return ""
}

func (a *acceptance) stop(l3 kernel.L3Error, reason string) *kernel.Outcome {
	return &kernel.Outcome{
		Status: kernel.EndApplication, Error: kernel.ErrorIndication{L3: l3, Step: "acceptance", Reason: reason},
		UIOutcome: &kernel.UI{Message: kernel.MsgProcessingErr, Language: a.Spoken()},
	}
}
