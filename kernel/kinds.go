package kernel

import (
	"fmt"
	"strings"

	"github.com/emvgo/emv/tlv"
)

// A kind is all that package kernel knows of a kind of action.
type kind struct {
	name    string
	answers EventSet                 // events that it makes possible
	card    bool                     // it keeps the card busy
	undone  Event                    // what has happened to it where it was cut short
	sum     func(*checksum, *Action) // takes in what only this kind has; nil: nothing
	tells   func(*Action) string     // its structure in words, without card data; nil: nothing
}

// kinds has a row for each kind of action.
var kinds = [numActionKinds]kind{
	{name: "?"},
	Wait: {name: "Wait"},
	Poll: {name: "Poll"},
	PowerOn: {
		name: "PowerOn", answers: Set(CardFound, CardFault), undone: Event{Kind: CardFault, Fault: FaultTimeout},
	},
	PowerOff: {name: "PowerOff"},
	Transmit: {
		name: "Transmit", answers: Set(Response, CardFault), card: true, undone: Event{Kind: CardFault, Fault: FaultTimeout},
		tells: func(a *Action) string {
			return fmt.Sprintf(" %X, %d bytes", a.Command[:min(4, len(a.Command))], len(a.Command))
		},
	},
	Activate: {
		name: "Activate", answers: Set(CardFound, CardFault, Collision, CollisionCleared, Timeout), undone: Event{Kind: Timeout},
		sum: (*checksum).readers, tells: within,
	},
	FieldOff:   {name: "FieldOff", tells: within},
	StartTimer: {name: "StartTimer", answers: Set(Timeout), tells: within},
	StopTimer:  {name: "StopTimer"},
	Show: {
		name: "Show", sum: (*checksum).screen,
		tells: func(a *Action) string {
			return fmt.Sprintf(" message %02X, status %d", uint8(a.UI.Message), a.UI.Status)
		},
	},
	ReviewCandidates:   {name: "ReviewCandidates", answers: Set(Reviewed), sum: (*checksum).candidates, tells: labels},
	SelectApplication:  {name: "SelectApplication", answers: Set(Chosen), sum: (*checksum).candidates, tells: labels},
	ConfirmApplication: {name: "ConfirmApplication", answers: Set(Chosen), sum: (*checksum).candidates, tells: labels},
	SelectLanguage:     {name: "SelectLanguage", answers: Set(Chosen), sum: (*checksum).languages},
	SelectAccount:      {name: "SelectAccount", answers: Set(Chosen), sum: (*checksum).accounts},
	RequestAmount:      {name: "RequestAmount", answers: Set(AmountEntered), sum: (*checksum).screen},
	ConfirmAmount:      {name: "ConfirmAmount", answers: Set(AmountEntered), sum: (*checksum).confirmation},
	EnterPIN: {
		name: "EnterPIN", answers: Set(PINDone), undone: Event{Kind: PINDone, PIN: PINCancelled}, sum: (*checksum).pin,
	},
	VerifyPIN: {
		name: "VerifyPIN", answers: Set(PINDone, CardFault), card: true, undone: Event{Kind: CardFault, Fault: FaultTimeout}, sum: (*checksum).pin,
	},
	SendData: {
		name: "SendData", sum: (*checksum).needed,
		tells: func(a *Action) string { return fmt.Sprintf(" %d bytes, needed %v", len(a.Data), a.Needed) },
	},
	GoOnline: {
		name: "GoOnline", answers: Set(HostResponse, UnableToGoOnline),
		undone: Event{Kind: UnableToGoOnline, MayHaveArrived: true}, // B4 12.2.3
		sum:    (*checksum).request,
		tells:  func(a *Action) string { return fmt.Sprintf(" %d bytes, request %d", len(a.Data), a.ID) },
	},
	Lookup: {name: "Lookup", answers: Set(LookedUp), undone: Event{Kind: LookedUp}, sum: (*checksum).needed},
	CaptureBiometric: {
		name: "CaptureBiometric", answers: Set(PINDone), undone: Event{Kind: PINDone, PIN: PINCancelled}, sum: (*checksum).pin,
	},
	VerifyBiometric: {
		name: "VerifyBiometric", answers: Set(PINDone, CardFault), card: true, undone: Event{Kind: CardFault, Fault: FaultTimeout},
		sum: (*checksum).pin,
	},
	PerformCVM: {
		name: "PerformCVM", answers: Set(CVMPerformed), undone: Event{Kind: CVMPerformed, CVM: tlv.CVMFailed},
		tells: func(a *Action) string { return fmt.Sprintf(" %X", a.Data) },
	},
	Referral:        {name: "Referral", answers: Set(Chosen), undone: Event{Kind: Chosen, Index: -1}, sum: (*checksum).screen},
	ForceAcceptance: {name: "ForceAcceptance", answers: Set(Chosen), undone: Event{Kind: Chosen, Index: -1}, sum: (*checksum).screen},
	Advise:          {name: "Advise", answers: Set(Advised), undone: Event{Kind: Advised, NotMade: true}},
	RemovalProcedure: {
		name: "RemovalProcedure", answers: Set(CardRemoved, RemovalTimedOut), undone: Event{Kind: RemovalTimedOut}, sum: (*checksum).screen,
	},
	ReviewCard: {name: "ReviewCard", answers: Set(CardReviewed), sum: (*checksum).review, tells: labels},
	Retain: {
		name: "Retain", sum: (*checksum).needed,
		tells: func(a *Action) string { return fmt.Sprintf(" %v, %d bytes", a.Needed, len(a.Data)) },
	},
	Done: {
		name: "Done", sum: func(s *checksum, a *Action) { s.result(a.Result) },
		tells: func(a *Action) string { return " " + a.Result.masked() },
	},
}

func within(a *Action) string { return " " + a.Within.String() }

func labels(a *Action) string {
	var b strings.Builder
	for i := range a.Candidates {
		fmt.Fprintf(&b, " %q", a.Candidates[i].Label)
	}
	return b.String()
}

// busy are the kinds that keep the card busy, answering those that some event answers, one set each.
var busy, answering = func() (card uint32, by [numEventKinds]uint32) {
	for k := range kinds {
		if kinds[k].card {
			card |= 1 << k
		}
		for ev := range by {
			if kinds[k].answers.Has(EventKind(ev)) {
				by[ev] |= 1 << k
			}
		}
	}
	return card, by
}()

// choices are the lowest and the highest index that may answer an action by Chosen or Reviewed.
func (a *Action) choices() (first, last int32) {
	switch a.Kind {
	case ReviewCandidates, SelectApplication:
		return 0, int32(len(a.Candidates)) - 1
	case SelectLanguage:
		return 0, int32(len(a.Languages)) - 1
	case SelectAccount:
		return 0, int32(len(a.Accounts)) - 1
	}
	return -1, 0 // no or yes
}
