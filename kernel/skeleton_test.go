package kernel_test

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// What the skeletons of Kernels 2 and 8 share.

// activated runs a kernel as Entry Point does.
//
// B 3.4
func activated(name string, k kernel.Kernel, fci []byte) kernel.Program {
	return kernel.Single(name, func(p *kernel.Port) *kernel.Outcome {
		p.Store().Begin(kernel.ForApplication)
		return k.Run(p, &kernel.Activation{Start: kernel.StartA, Combination: &p.Config().Combinations[0], FCI: fci, SW: 0x9000})
	})
}

// configure puts the combination's parameters into the store.
func configure(s *kernel.Store, act *kernel.Activation) {
	for _, p := range act.Combination.Parameters {
		s.Update(s.Row(0, p.Tag), tlv.K, p.Value)
	}
}

// parse stores what the card gives. Templates are opened, unknown tags and those that the card may not give are passed over.
//
// C-2 4.1.3, C-8 4.1.3
func parse(s *kernel.Store, b []byte) bool {
	c := tlv.NewCursor(b)
	for o := range c.All() {
		if o.Tag.Constructed() {
			if !parse(s, o.Value) {
				return false
			}
			continue
		}
		if v := s.Update(s.Row(0, o.Tag), tlv.RA, o.Value); v != kernel.Stored && v != kernel.NotAllowed {
			return false
		}
	}
	return tlv.Check(b) == nil
}

// exchanged answers in one of several orders: a blocking reader answers at once; another one only when the kernel waits, or has asked so often
// whether anything has happened, and then the terminal's DETs may come before the card.
type exchanged struct {
	card               func(cmd []byte) kernel.Event
	blocking, detFirst bool
	dets               [][]byte
	pending            *kernel.Event
	asked              bool // DEK seen
	polls              int
}

func (w *exchanged) do(a kernel.Action) kernel.Event {
	switch a.Kind {
	case kernel.Transmit:
		ev := w.card(a.Command)
		if w.blocking {
			return ev
		}
		w.pending, w.polls = &ev, 0
	case kernel.SendData:
		w.asked = true
	case kernel.Poll:
		if w.polls++; w.polls == 2 {
			return w.answer()
		}
	case kernel.Wait:
		if len(w.dets) > 0 && (w.asked || w.detFirst) && (w.pending == nil || w.detFirst) {
			d := w.dets[0]
			w.dets = w.dets[1:]
			return kernel.Event{Kind: kernel.DataReceived, Data: d}
		}
		if w.pending != nil {
			return w.answer()
		}
		if a.Await.Has(kernel.Timeout) {
			return kernel.Event{Kind: kernel.Timeout}
		}
	}
	return kernel.Event{}
}

func (w *exchanged) answer() (ev kernel.Event) {
	if w.pending != nil {
		ev, w.pending = *w.pending, nil
	}
	return ev
}
