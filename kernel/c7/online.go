package c7

import (
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
)

// onlineAuthorization asks for the host, where the card or the steps before want it and the reader can go online.
// C-7 3.2.5
func (t *tx) onlineAuthorization() *kernel.Outcome {
	switch {
	case !t.requests() && !t.online && t.offlineAllowed():
		return nil
	case t.ttq.Has(step.TTQOfflineOnly): // C-7 3.2.5 offline-only
		return t.fail(offlineOnly)
	}
	return t.complete(onlineRequest) // C-7 3.2.5 online
}

// offlineApproval ends what nothing has stopped: the card offers an offline approval, and is authenticated.
// C-7 4.3.2.4, 4.5.1
func (t *tx) offlineApproval() *kernel.Outcome { return t.complete(approved) }
