package contact

import (
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel/step"
)

// work is room for what is made, used and done with between two waits for the host.
type work struct {
	fci     step.FCI
	cmd     [264]byte
	cdol2   [96]byte
	scratch [512]byte
}

func (t *tx) room() *work {
	if t.work == nil {
		t.work = new(work)
	}
	return t.work
}

// cmd is room for a C-APDU.
func (t *tx) cmd() []byte { return t.room().cmd[:0] }

// letGo lets go of what the card's data have been copied to and later steps make again. A host may take its time.
func (t *tx) letGo() {
	wipe(t.auth.static)
	t.auth.static, t.auth.issuer = nil, oda.Key{}
	if t.work != nil {
		*t.work = work{}
	}
	t.work, t.candidates, t.names = nil, nil, nil
}

// wipe lets go of everything at the end.
func (t *tx) wipe() {
	t.letGo()
	for _, values := range [...][]byte{t.pdolValues, t.cdol1Values, t.cdol2Values, t.de55, t.reviewed.account} {
		wipe(values)
	}
	t.auth, t.ac = authentication{}, step.ACResponse{}
}

// wipe clears a slice and what it may have held before it was cut short.
func wipe(b []byte) { clear(b[:cap(b)]) }

// grown gives b room for n more bytes. What it leaves behind it wipes, which append would not.
func grown(b []byte, n int) []byte {
	if cap(b)-len(b) >= n {
		return b
	}
	more := append(make([]byte, 0, 2*(len(b)+n)), b...)
	wipe(b)
	return more
}
