package terminal

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/emvgo/emv/kernel"
)

// A field is what the handler knows of its readers' power.
type field struct {
	off     time.Time // until then the field stays off
	unwatch func()    // ends the search for a contact card beside a contactless one, and waits until it has ended; nil: there is none
	unpoll  func()    // the same for polling that goes on while the kernel hears of more than one card
	beside  bool      // a contact reader goes on when the contactless one has found a card
}

// activate waits for a card at the readers: the first wins, contact before contactless where both have one at once. A contact reader goes on while a
// contactless card is worked on. With a reader that notices more than one card polling goes on beside the kernel.
//
// EMV 4.3 B1 6.1, A 5.5.1, 8.1.1.10
func (h *handler) activate(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	limit, stop := limited(ctx, a.Within)
	h.stopWatching()
	h.stopPolling()
	interfaces := slices.Clone(a.Readers)
	if len(interfaces) == 0 {
		interfaces = []kernel.Interface{kernel.InterfaceNone}
	}
	readers, collides := make([]Reader, len(interfaces)), false
	for i, at := range interfaces {
		readers[i] = h.reader(at)
		_, notices := readers[i].(Collider)
		collides = collides || notices
	}
	h.field.beside = slices.Contains(interfaces, kernel.Contact)
	if !h.awaitField(limit) {
		stop()
		return kernel.Event{Kind: kernel.Timeout}, nil
	}
	if !collides {
		defer stop()
		return h.loop.first(limit, interfaces, readers, nil)
	}
	h.poll(limit, stop, interfaces, readers)
	return h.loop.wait(ctx)
}

// poll has readers look for a card beside the kernel, until one is found or the field is switched off.
//
// B 3.2.1.4, 3.2.1.5
func (h *handler) poll(ctx context.Context, stop func(), interfaces []kernel.Interface, readers []Reader) {
	ended := make(chan struct{})
	h.field.unpoll = func() {
		stop()
		<-ended
	}
	tell := h.loop.tell(ctx)
	h.loop.begin(func() (kernel.Event, error) {
		defer close(ended)
		defer stop()
		ev, err := h.loop.first(ctx, interfaces, readers, tell)
		if errors.Is(ctx.Err(), context.Canceled) { // nobody waits for it any more
			return kernel.Event{}, nil
		}
		return ev, err
	})
}

// cardFound takes note of a card. Beside a contactless one a contact reader goes on.
func (h *handler) cardFound(at kernel.Interface) {
	h.found, h.tap.runs = at, true
	if at == kernel.Contactless && h.field.beside {
		h.watch()
	}
	h.field.beside = false
}

func (h *handler) stopPolling() {
	if h.field.unpoll != nil {
		h.field.unpoll()
		h.field.unpoll = nil
	}
}

// watch looks for a card in the contact reader, beside the kernel.
//
// A 8.1.1.10
func (h *handler) watch() {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	h.field.unwatch = func() {
		stop()
		<-ended // a reader does one thing at a time
	}
	contact := h.reader(kernel.Contact)
	h.loop.begin(func() (kernel.Event, error) {
		defer close(ended)
		answer, err := contact.Activate(ctx)
		if err != nil || ctx.Err() != nil {
			return kernel.Event{}, nil
		}
		return kernel.Event{Kind: kernel.CardFound, Interface: kernel.Contact, Data: answer}, nil
	})
}

func (h *handler) stopWatching() {
	if h.field.unwatch != nil {
		h.field.unwatch()
		h.field.unwatch = nil
	}
}

// powerOff switches a reader off, a contactless one for as long as its kernel wants.
//
// B 3.5.1.2
func (h *handler) powerOff(a kernel.Action) {
	h.stopPolling()
	if a.Reader == kernel.Contact {
		h.stopWatching()
	}
	h.reader(a.Reader).Deactivate()
	if a.Within > 0 {
		h.field.off = time.Now().Add(a.Within)
	}
}

// awaitField waits until the field may come back; false: the time to wait for a card was over before.
//
// B 3.5.1.2
func (h *handler) awaitField(ctx context.Context) bool {
	wait := time.Until(h.field.off)
	if wait <= 0 {
		return true
	}
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
