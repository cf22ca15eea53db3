package terminal

import (
	"context"
	"slices"
	"time"

	"github.com/emvgo/emv/kernel"
)

// A field is what the handler knows of its readers' power.
type field struct {
	off     time.Time // until then the field stays off
	unwatch func()    // ends the search for a contact card beside a contactless one, and waits until it has ended; nil: there is none
}

// activate waits for a card at the readers: the first wins, contact before contactless where both have one at once. A contact reader goes on while a
// contactless card is worked on.
//
// EMV 4.3 B1 6.1, A 5.5.1, 8.1.1.10
func (h *handler) activate(ctx context.Context, a kernel.Action) (kernel.Event, error) {
	ctx, stop := limited(ctx, a.Within)
	defer stop()
	h.stopWatching()
	readers := a.Readers
	if len(readers) == 0 {
		readers = []kernel.Interface{kernel.InterfaceNone}
	}
	if !h.awaitField(ctx) {
		return kernel.Event{Kind: kernel.Timeout}, nil
	}
	ev, err := h.loop.first(ctx, readers, h.reader)
	if ev.Kind == kernel.CardFound && ev.Interface == kernel.Contactless && slices.Contains(readers, kernel.Contact) {
		h.watch()
	}
	return ev, err
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
