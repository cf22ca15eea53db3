package bench

import "github.com/emvgo/emv/kernel"

// Response is what a card answers, with its status word.
func Response(r []byte) kernel.Event { return kernel.Event{Kind: kernel.Response, Data: r} }

// Fault is a card that does not answer.
func Fault(f kernel.Fault) kernel.Event {
	return kernel.Event{Kind: kernel.CardFault, Fault: f}
}

// PIN is what a PIN device answers; sw is the card's, after VERIFY.
func PIN(r kernel.PINResult, sw uint16) kernel.Event {
	return kernel.Event{Kind: kernel.PINDone, PIN: r, SW: sw}
}

// HostResponse is what the host answers.
func HostResponse(data []byte) kernel.Event {
	return kernel.Event{Kind: kernel.HostResponse, Data: data}
}

// NoHost is a host that got no request.
func NoHost() kernel.Event { return kernel.Event{Kind: kernel.UnableToGoOnline} }

// Chosen is the choice of entry i; -1: none.
func Chosen(i int) kernel.Event { return kernel.Event{Kind: kernel.Chosen, Index: int32(i)} }
