package shell

import (
	"context"
	"encoding/hex"
	"slices"
	"strings"
	"sync"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
)

// A Hand is a cardholder's. It taps, inserts or swipes a virtual card, as the display asks.
type Hand struct {
	Tapped *Tapped // nil: the card has no antenna
	Held   *Held   // nil: it has no chip

	screen *Screen
	dead   int    // so often the chip gives no answer
	track  []byte // of the stripe, track 2 as tag 57 has it; nil: the card has none

	mu    sync.Mutex
	way   kernel.Interface // that the display asks for; none: it has asked for nothing so far
	asked chan struct{}    // closed when that changes
}

// newHand is the hand with the card of the settings.
func newHand(s *Settings, screen *Screen, cancel func()) *Hand {
	h := &Hand{screen: screen, dead: s.Dead, asked: make(chan struct{})}
	if s.Tap {
		h.Tapped = &Tapped{Card: s.Card, Screen: screen, Asks: s.Phone, Cancel: cancel}
	} else {
		h.Held = &Held{s.Card}
	}
	if s.Chip != nil {
		h.Held = &Held{s.Chip}
	}
	if s.Stripe != "" {
		h.track, _ = hex.DecodeString("5413330089020011D4912" + s.Stripe + "000000000F")
	}
	return h
}

// readers are those at which the card can be. A card of one kind is presented without a look at the display.
func (h *Hand) readers(w *Stopwatch) (r terminal.Readers) {
	if h.Tapped != nil {
		r.Contactless = h.Tapped
	}
	if h.Held != nil {
		r.Contact = h.Held
	}
	if h.track != nil {
		r.Stripe = stripe{h: h}
	}
	if h.Tapped != nil && h.Held != nil || h.track != nil {
		if r.Contact = (place{r.Contact, h, kernel.Contact}); h.Tapped != nil {
			r.Contactless = place{r.Contactless, h, kernel.Contactless}
		}
		if h.track != nil {
			r.Stripe = place{r.Stripe, h, kernel.MagneticStripe}
		}
	}
	if h.Tapped != nil {
		r.Contactless = w.Reader(r.Contactless)
	}
	return r
}

// ways are the messages that ask for a card, and what a cardholder with every kind of card does. Any other message leaves him where he is.
var ways = map[kernel.MessageID]kernel.Interface{
	kernel.MsgPresentCard:    kernel.Contactless,
	kernel.MsgInsertCard:     kernel.Contact,
	kernel.MsgInsertOrSwipe:  kernel.Contact,
	kernel.MsgPleaseInsert:   kernel.Contact,
	kernel.MsgTryAnotherCard: kernel.Contact,
	kernel.MsgUseChipReader:  kernel.Contact,
	kernel.MsgUseMagStripe:   kernel.MagneticStripe,
}

// Next is the next order of a card that is not in the reader yet: the cardholder looks at the display anew.
func (h *Hand) Next() {
	if h == nil {
		return
	}
	if h.Tapped != nil {
		h.Tapped.Taps = 0
	}
	h.look(kernel.InterfaceNone)
}

func (h *Hand) look(way kernel.Interface) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.way = way
	close(h.asked)
	h.asked = make(chan struct{})
}

// Display is what the cardholder looks at.
func (h *Hand) Display(d terminal.Display) terminal.Display {
	if h == nil {
		return d
	}
	return watched{d, h}
}

type watched struct {
	terminal.Display
	h *Hand
}

func (w watched) Show(ctx context.Context, ui kernel.UI) {
	w.Display.Show(ctx, ui)
	if way, asks := ways[ui.Message]; asks {
		if way == kernel.Contactless && w.h.Tapped == nil {
			way = kernel.Contact
		}
		w.h.look(way)
	}
}

// await waits until the display asks for a way. While the card is at the antenna nobody inserts it: a reader that is watched beside a tap is so without an end.
func (h *Hand) await(ctx context.Context, way kernel.Interface) error {
	if _, ends := ctx.Deadline(); !ends && way == kernel.Contact {
		<-ctx.Done()
	}
	for {
		h.mu.Lock()
		now, asked := h.way, h.asked
		h.mu.Unlock()
		if now == way {
			return nil
		}
		select {
		case <-asked:
		case <-ctx.Done():
			return apdu.Fault(apdu.Timeout, ctx.Err())
		}
	}
}

// A Held is a contact reader with a virtual card in it, which may be changed.
type Held struct{ *card.Card }

// Activate powers the card on.
func (h *Held) Activate(context.Context) ([]byte, error) {
	h.Reset()
	return nil, nil
}

// Deactivate powers it off.
func (h *Held) Deactivate() {}

// A place is a reader at which the hand presents the card when the display asks for that.
type place struct {
	terminal.Reader
	h   *Hand
	way kernel.Interface
}

func (p place) Activate(ctx context.Context) ([]byte, error) {
	if err := p.h.await(ctx, p.way); err != nil {
		return nil, err
	}
	if p.way == kernel.Contact && p.h.dead > 0 {
		p.h.dead--
		p.h.screen.Line("CARD", "inserted: the chip gives no answer")
		return nil, apdu.Fault(apdu.Timeout, nil)
	}
	return p.Reader.Activate(ctx)
}

// A stripe reader gives the track of the hand's card.
type stripe struct {
	apdu.Card
	h *Hand
}

func (s stripe) Activate(context.Context) ([]byte, error) {
	s.h.screen.Line("CARD", "swiped")
	return s.h.track, nil
}

func (stripe) Deactivate() {}

var wordWhichCard = Words{"WHICH CARD (NAME OR A PART OF IT)", "选择卡片（名称或其一部分）", "WELCHE KARTE (NAME ODER TEIL DAVON)", "QUELLE CARTE (NOM OU PARTIE DU NOM)"}

// mostNames are the most that a screen lists.
const mostNames = 20

// Change puts another virtual card into the hand, by its name: a chip, or one to tap where there is a reader for it. A part of a name lists those that have it.
func (h *Hand) Change(ctx context.Context, t *Talk) error {
	var names []string
	if h.Held != nil {
		names = card.Names()
	}
	if h.Tapped != nil {
		names = append(names, card.TapNames()...)
	}
	list := names
	for range mistakes {
		t.Panel(strings.Join(list[:min(len(list), mostNames)], ", ") + map[bool]string{true: ", ..."}[len(list) > mostNames])
		text, ok := t.Ask(ctx, wordWhichCard)
		if !ok {
			return nil
		}
		if list = []string{text}; !slices.Contains(names, text) {
			list = slices.DeleteFunc(slices.Clone(names), func(n string) bool { return !strings.Contains(n, text) })
		}
		switch len(list) {
		case 0:
			t.Complain(Fault{"there is no such card", "无此卡片：请输入列表中的名称", "KEINE SOLCHE KARTE", "PAS DE TELLE CARTE"})
			list = names
			continue
		case 1:
			t.Heard(list[0])
			return h.take(list[0])
		}
	}
	return nil
}

// take takes a virtual card into the hand.
func (h *Hand) take(name string) error {
	next, err := card.Named(name)
	switch {
	case err != nil:
		return err
	case slices.Contains(card.TapNames(), name):
		h.Tapped.Card = next
	default:
		h.Held.Card = next
	}
	return nil
}
