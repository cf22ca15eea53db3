package terminal

import (
	"encoding/binary"
	"fmt"

	"github.com/emvgo/emv/kernel"
)

// presentmentName is the name of the card before the terminal in a Memory.
const presentmentName = "terminal.presentment"

// What a kept presentment has: version, flags, service code, attempts, reason.
const (
	presentmentVersion = 1
	presentmentHead    = 8
	keptAnswered       = 1 << 0
	keptForeign        = 1 << 1
)

// ResumePresentment goes on with the card that stood before the terminal when it stopped, so that switching it off and on opens no other way of entry; with none
// there it is [NewPresentment].
//
// B4 6.6.2
func ResumePresentment(cfg *kernel.Config, m Memory) (*Presentment, error) {
	v := NewPresentment(cfg)
	b, err := m.Recall(presentmentName)
	switch {
	case err != nil || b == nil:
		return v, err
	case len(b) < presentmentHead || b[0] != presentmentVersion:
		return v, fmt.Errorf("terminal: what was kept of the card before the terminal is not of version %d", presentmentVersion)
	}
	v.answered, v.foreign = b[1]&keptAnswered != 0, b[1]&keptForeign != 0
	v.code, v.failed, v.reason = [2]byte(b[2:]), int(binary.BigEndian.Uint32(b[4:])), string(b[presentmentHead:])
	return v, nil
}

// Keep keeps what was noted of the card, over a stop. Call it after each attempt.
func (v *Presentment) Keep(m Memory) error {
	b := []byte{presentmentVersion, 0, v.code[0], v.code[1]}
	if v.answered {
		b[1] |= keptAnswered
	}
	if v.foreign {
		b[1] |= keptForeign
	}
	b = binary.BigEndian.AppendUint32(b, uint32(v.failed))
	return m.Keep(presentmentName, append(b, v.reason...))
}

// Gone forgets the card: it was taken away, and the next is another one.
func (v *Presentment) Gone(m Memory) error { return m.Keep(presentmentName, nil) }
