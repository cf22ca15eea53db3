package upos

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/emvgo/emv/crypto/pin"
)

// Tracking is how tracks are enciphered. A third way, the length in front and all enciphered, has no published value and is left out.
type Tracking byte

// The ways.
const (
	TrackClear Tracking = iota
	TrackBlock          // the eight bytes before the last one
	TrackWhole          // filled with F to whole blocks, and all of it: see Form.LongTracks
	numTracking
)

// ErrTrack says that a track is too short, or no digits, or that there is no key for tracks.
var ErrTrack = errors.New("upos: the track cannot be enciphered")

// Encipher enciphers a track: digits with D for the separator. TrackBlock wants 16 digits before the last byte of it.
func (t Tracking) Encipher(track string, key pin.Key) (string, error) {
	return t.blocks(track, key, true)
}

// Decipher does it the other way round. After TrackWhole the fill is taken away.
func (t Tracking) Decipher(track string, key pin.Key) (string, error) {
	track, err := t.blocks(track, key, false)
	if t == TrackWhole {
		track = strings.TrimRight(track, "F")
	}
	return track, err
}

func (t Tracking) blocks(track string, key pin.Key, encipher bool) (string, error) {
	if t == TrackClear {
		return track, nil
	}
	c, err := key.Block()
	if err != nil || c.BlockSize() != 8 || t >= numTracking {
		return "", ErrTrack
	}
	digits := len(track)
	switch {
	case t == TrackWhole:
		track += strings.Repeat("F", (16-digits%16)%16)
		digits = len(track)
	case digits%2 == 1:
		track += "0"
	}
	b, err := hex.DecodeString(track)
	defer clear(b)
	if err != nil || len(b) < 9 && t == TrackBlock {
		return "", ErrTrack
	}
	part := b
	if t == TrackBlock {
		part = b[len(b)-9 : len(b)-1]
	}
	for at := 0; at < len(part); at += 8 {
		if encipher {
			c.Encrypt(part[at:], part[at:])
		} else {
			c.Decrypt(part[at:], part[at:])
		}
	}
	return fmt.Sprintf("%X", b)[:digits], nil
}
