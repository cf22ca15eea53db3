package bench

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// A Tap is a Bench round one contactless kernel, with as much of Entry Point as brings it to work: the card is found, the one combination
// pre-processed and its AID selected.
type Tap struct {
	*Bench
	Kernel      kernel.Kernel
	Combination *kernel.Combination // the only one of the configuration
	Host        []byte              // issuer update data of the first activation, TLV: it is then at start B
	Taps        int                 // at most: the card is tapped again after try again, and with the issuer's answer; 0 is 1
	Online      bool                // an online request goes to the host

	Outcomes []*kernel.Outcome // of the kernel, one an activation
}

// NewTap is a tap of a named card on a reader with one combination of this AID, without limits, and this static TTQ, both in hexadecimal digits. The
// profile is Book, the purchase one of 12.34.
func NewTap(t testing.TB, k kernel.Kernel, cardName, aid, ttq string) *Tap {
	t.Helper()
	b := New(t, kernel.Program{}, cardName, "default")
	b.Config.Combinations = []kernel.Combination{{
		AID: Hex(t, aid), Kernel: k.ID(), Currency: b.Config.Terminal.TransactionCurrency, TTQ: Hex(t, ttq),
	}}
	x := &Tap{Bench: b, Kernel: k, Combination: &b.Config.Combinations[0]}
	b.Program = kernel.Single("tap/"+k.ID().String(), x.run)
	b.Equip = func(d *terminal.Devices) { d.Readers = terminal.Readers{Contactless: field{b}} }
	return x
}

// Set configures the kernel: tag and value in hexadecimal digits, again and again.
func (x *Tap) Set(parameters ...string) *Tap {
	x.T.Helper()
	for i := 0; i < len(parameters); i += 2 {
		tag, err := tlv.ParseTag(parameters[i])
		if err != nil {
			x.T.Fatal(err)
		}
		o := kernel.DataObject{Tag: tag, Value: Hex(x.T, parameters[i+1])}
		at := slices.IndexFunc(x.Combination.Parameters, func(p kernel.DataObject) bool { return p.Tag == tag })
		if at < 0 {
			x.Combination.Parameters = append(x.Combination.Parameters, o)
		} else {
			x.Combination.Parameters[at] = o
		}
	}
	return x
}

// Outcome is the last that the kernel gave, an empty one if it was never activated.
func (x *Tap) Outcome() *kernel.Outcome {
	if len(x.Outcomes) == 0 {
		return &kernel.Outcome{}
	}
	return x.Outcomes[len(x.Outcomes)-1]
}

// field is a contactless reader: whenever it is activated the card comes from being without power.
type field struct{ *Bench }

func (f field) Activate(context.Context) ([]byte, error) {
	f.Card.Reset()
	return nil, nil
}

func (f field) Deactivate() {}

// run is the program: activations of the kernel, with the host between them.
func (x *Tap) run(p *kernel.Port) *kernel.Outcome {
	x.Outcomes = nil
	start, host := kernel.StartA, x.Host
	if host != nil {
		start = kernel.StartB
	}
	var memory []byte
	for tap := 1; ; tap++ {
		act := &kernel.Activation{Start: start, Combination: &p.Config().Combinations[0], Host: host, Memory: memory}
		out := x.again(p, act)
		if tap >= x.Taps && !x.Online {
			return out
		}
		switch {
		case out.Status == kernel.TryAgain && tap < x.Taps:
			p.FieldOff(0) // how long is for Entry Point to say: no test waits
			start = out.Start
		case out.Status == kernel.OnlineRequest && x.Online:
			ev, stop := p.GoOnline(out.DataRecord)
			if stop != nil {
				return stop
			}
			host = updates(ev.Data)
			if start = out.Start; tap >= x.Taps || out.OnlineResponseData == kernel.OnlineDataNone || host == nil {
				return out
			}
		default:
			return out
		}
		memory = act.Memory
	}
}

// again is one activation: of a card that has stayed in the field, at start D, or of one that is tapped.
//
// B 2.3
func (x *Tap) again(p *kernel.Port, act *kernel.Activation) *kernel.Outcome {
	if act.Start == kernel.StartD {
		return x.process(p, act)
	}
	p.Store().Begin(kernel.ForActivation)
	return x.activate(p, act)
}

// activate finds the card, selects the combination and runs the kernel.
//
// B 3.1.1, 3.2, 3.3.3, 3.4
func (x *Tap) activate(p *kernel.Port, act *kernel.Activation) *kernel.Outcome {
	ev, out := p.Activate(time.Minute, kernel.Contactless)
	switch {
	case out != nil:
		return out
	case ev.Kind != kernel.CardFound:
		return &kernel.Outcome{Status: kernel.EndApplication, Error: kernel.ErrorIndication{L3: kernel.L3TimeOut}}
	}
	ev, out = p.Transmit(apdu.AppendSelect(nil, act.Combination.AID, false))
	switch {
	case out != nil:
		return out
	case ev.Kind != kernel.Response:
		return &kernel.Outcome{Status: kernel.EndApplication, Error: kernel.ErrorIndication{L1: ev.Fault}}
	case ev.StatusWord() != 0x9000:
		return &kernel.Outcome{Status: kernel.EndApplication, Error: kernel.ErrorIndication{SW: ev.StatusWord()}}
	}
	act.FCI, act.SW = ev.Body(), ev.StatusWord()
	act.Indicators, act.TTQ = preProcess(act.Combination, p.Transaction().Amount)
	p.Store().Begin(kernel.ForApplication)
	return x.process(p, act)
}

// process runs the kernel, and keeps its outcome.
func (x *Tap) process(p *kernel.Port, act *kernel.Activation) *kernel.Outcome {
	out := x.Kernel.Run(p, act)
	kept := *out
	kept.DataRecord, kept.DiscretionaryData = slices.Clone(out.DataRecord), slices.Clone(out.DiscretionaryData) // the session wipes its own
	x.Outcomes = append(x.Outcomes, &kept)
	return out
}

// preProcess is pre-processing of one combination.
//
// B 3.1.1.2, 3.1.1.4
func preProcess(c *kernel.Combination, amount uint64) (i kernel.Indicators, ttq []byte) {
	i.NotAllowed = c.TransactionLimit.Present && amount >= c.TransactionLimit.Amount
	floor := c.FloorLimit
	if !floor.Present {
		floor = c.TerminalFloorLimit
	}
	i.FloorLimitExceeded = floor.Present && amount > floor.Amount
	i.CVMLimitExceeded = c.CVMLimit.Present && amount >= c.CVMLimit.Amount
	if c.TTQ == nil {
		return i, nil
	}
	ttq = slices.Clone(c.TTQ)
	ttq[1] &^= 0xC0
	if i.FloorLimitExceeded || amount == 0 {
		ttq[1] |= 0x80
	}
	if i.CVMLimitExceeded {
		ttq[1] |= 0x40
	}
	return i, ttq
}

// updates are the objects of a host's answer that go to the kernel again, nil if there is nothing for the card among them.
//
// A 8.1.1.22
func updates(answer []byte) (host []byte) {
	c, found := tlv.NewCursor(answer), false
	for o := range c.All() {
		update := o.Tag == 0x91 || o.Tag == 0x71 || o.Tag == 0x72
		if found = found || update; update || o.Tag == 0x8A {
			host = append(host, o.Raw...)
		}
	}
	if !found {
		return nil
	}
	return host
}
