package journal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"errors"

	"github.com/emvgo/emv/kernel"
)

// A Sealer turns the pieces of a journal into sealed records, which only the holder of the key can read or make. It fits
// between a session and the place where the journal is kept:
//
//	sealer, err := journal.NewSealer(key, terminalID, nil)
//	s, err := kernel.NewSession(p, cfg, tx, journal.WithSink(func(b []byte) error {
//		return store.Append(id, sealer.Seal(b))
//	}))
//
// A resumed session writes with a new Sealer behind the records of the old one. [Open] takes them all. Records cannot
// be altered, reordered or left out, except that the last ones can be missing, as they are after a crash.
//
// Each Sealer is a segment: "EMVS" version(1) salt(32), then records of length(4) and AES-256-GCM under a key that
// HKDF-SHA-256 derives from the caller's key, the salt and the context; the nonce counts the segment's records, and the
// first is bound to the last tag of the segment before.
type Sealer struct {
	aead cipher.AEAD
	head []byte
	n    uint64
	tag  []byte // of the last record, or of the segment before
}

const (
	sealMagic   = "EMVS"
	sealVersion = 1
	sealHead    = len(sealMagic) + 1 + 32
	tagSize     = 16
)

// NewSealer makes a Sealer with the caller's key of 32 bytes. The context is what the journal belongs to, a terminal
// for example: it has to be given again to open it. Before is what has been sealed so far: nil for a new
// session, all records for a resumed one, cut where [Open] says that the last is not whole.
func NewSealer(key, context, before []byte) (*Sealer, error) {
	head := append(make([]byte, 0, sealHead), sealMagic...)
	head = append(head, sealVersion)
	head = head[:sealHead]
	_, _ = rand.Read(head[len(sealMagic)+1:])
	s, err := segment(key, context, head)
	if err == nil && len(before) > 0 {
		if len(before) < tagSize {
			return nil, &kernel.JournalError{Fault: kernel.JournalTruncated, Offset: 0}
		}
		s.tag = append(s.tag, before[len(before)-tagSize:]...)
	}
	return s, err
}

func segment(key, context, head []byte) (*Sealer, error) {
	if len(key) != 32 {
		return nil, errors.New("journal: the key of a sealed journal has 32 bytes")
	}
	k, err := hkdf.Key(sha256.New, key, head[len(sealMagic)+1:], "EMV journal\x00"+string(context), 32)
	if err != nil {
		return nil, err
	}
	defer clear(k)
	block, err := aes.NewCipher(k)
	if err != nil {
		return nil, err
	}
	aead, err := cipher.NewGCM(block)
	return &Sealer{aead: aead, head: head}, err
}

// Seal is the next record, or the first with the segment's head before it.
func (s *Sealer) Seal(piece []byte) []byte {
	out := make([]byte, 0, sealHead+4+len(piece)+tagSize)
	if s.n == 0 {
		out = append(out, s.head...)
	}
	out = binary.BigEndian.AppendUint32(out, uint32(len(piece)))
	out = s.aead.Seal(out, s.nonce(), piece, s.bound())
	s.tag = append(s.tag[:0], out[len(out)-tagSize:]...)
	s.n++
	return out
}

func (s *Sealer) nonce() []byte {
	return binary.BigEndian.AppendUint64(make([]byte, 4, 12), s.n)
}

// bound is what a record is bound to: its segment's head and the record before it.
func (s *Sealer) bound() []byte {
	return append(append(make([]byte, 0, sealHead+tagSize), s.head...), s.tag...)
}

// Open gives the journal back. Its errors are *kernel.JournalError: kernel.JournalKey where a record was altered, moved or sealed with
// another key or context; kernel.JournalTruncated where the last record is not whole, with what came before it: an append that
// a crash cut short, whose action was never given out. Offset is where that append began, and so with its segment's head where it was the first.
func Open(key, context, sealed []byte) (journal []byte, err error) {
	var s *Sealer
	var tag []byte
	begun := 0 // where the last segment begins
	for off := 0; off < len(sealed); {
		b := sealed[off:]
		if s == nil || len(b) >= len(sealMagic) && string(b[:len(sealMagic)]) == sealMagic {
			switch {
			case len(b) < sealHead:
				return journal, &kernel.JournalError{Fault: kernel.JournalTruncated, Offset: off}
			case string(b[:len(sealMagic)]) != sealMagic || b[len(sealMagic)] != sealVersion:
				return nil, &kernel.JournalError{Fault: kernel.JournalVersion, Offset: off}
			}
			if s, err = segment(key, context, b[:sealHead]); err != nil {
				return nil, err
			}
			s.tag = append(s.tag, tag...)
			begun = off
			off += sealHead
			continue
		}
		n := int64(tagSize)
		if len(b) >= 4 {
			n += int64(binary.BigEndian.Uint32(b))
		}
		if n > int64(len(b)-4) {
			return journal, s.cut(begun, off)
		}
		piece := b[4 : 4+n]
		if journal, err = s.aead.Open(journal, s.nonce(), piece, s.bound()); err != nil {
			clear(journal)
			return nil, &kernel.JournalError{Fault: kernel.JournalKey, Offset: off}
		}
		tag = piece[n-tagSize:]
		s.tag = append(s.tag[:0], tag...)
		s.n++
		off += 4 + int(n)
	}
	if s != nil && s.n == 0 {
		return journal, s.cut(begun, len(sealed))
	}
	return journal, nil
}

// cut is the fault of a record at off that is not whole. A segment without a whole record has nothing that the next could be bound to: its head goes too.
func (s *Sealer) cut(segment, off int) error {
	if s.n == 0 {
		off = segment
	}
	return &kernel.JournalError{Fault: kernel.JournalTruncated, Offset: off}
}
