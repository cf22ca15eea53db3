package host

import (
	"bufio"
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

// A Store keeps what a host was told, so that its books are the same after it was killed: every message, sealed, before it is acted upon. The messages are
// replayed when the file is opened; the books follow from them. One host writes to it.
type Store struct {
	f    *os.File
	seal cipher.AEAD
	fill int64 // bytes that hold whole records
}

// maxStore is the largest file that is written: a host that has come so far takes no more.
const maxStore = 1 << 30

// storeName begins a file: its kind and version.
const storeName = "books of examples/issuer, version 1\n"

// keyLabel makes the key of the file of the line's test key: who has one has the other.
const keyLabel = "examples/issuer: books"

// unionLabel is in the digest of the books of a host that speaks UnionPay's dialect.
const unionLabel = "unionpay"

// Open opens a file, or makes one, and brings a host's books to where they were. accounts are those that the books were opened with: a file of others is
// refused. A record that was cut off while it was written was never answered, and is cut away.
func (h *Host) Open(name string, accounts []Account) error {
	key := sha256.Sum256(append([]byte(keyLabel), macKey[:]...))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return err
	}
	s := &Store{}
	if s.seal, err = cipher.NewGCM(block); err != nil {
		return err
	}
	list, err := json.Marshal(append([]Account{h.Books.Anybody}, accounts...))
	if err != nil {
		return err
	}
	defer clear(list)
	if h.Union != nil {
		list = append(list, unionLabel...)
	}
	digest := sha256.Sum256(list)
	if s.f, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return err
	}
	if err = s.begin(append([]byte(storeName), digest[:]...)); err == nil {
		err = s.replay(h)
	}
	if err != nil {
		return errors.Join(err, s.f.Close())
	}
	h.store = s
	return nil
}

// begin reads the head of the file, or writes one.
func (s *Store) begin(head []byte) error {
	got := make([]byte, len(head))
	n, err := io.ReadFull(s.f, got)
	switch {
	case err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case n < len(head) && bytes.HasPrefix(head, got[:n]): // new, or cut off when it was
		if _, err := s.f.WriteAt(head, 0); err != nil {
			return err
		}
	case !bytes.HasPrefix(got, []byte(storeName)):
		return errors.New("it is no file of this program's: give another name")
	case !bytes.Equal(got, head):
		return errors.New("its books were opened with other accounts, or for another dialect: give those, or another name")
	}
	s.fill = int64(len(head))
	_, err = s.f.Seek(s.fill, io.SeekStart)
	return err
}

// replay has the host act upon every message again, without an answer.
func (s *Store) replay(h *Host) error {
	decline, log, r := h.Decline, h.Log, bufio.NewReader(s.f)
	defer func() { h.Decline, h.Log = decline, log }()
	h.Log = nil
	for {
		var size [2]byte
		if _, err := io.ReadFull(r, size[:]); err != nil {
			break
		}
		b := make([]byte, binary.BigEndian.Uint16(size[:]))
		if _, err := io.ReadFull(r, b); err != nil {
			break
		}
		m, err := s.open(b)
		if err != nil {
			return err
		}
		h.Decline = m[0] == 1
		h.answer(m[1:], false)
		clear(m)
		s.fill += int64(len(size) + len(b))
	}
	if err := s.f.Truncate(s.fill); err != nil {
		return err
	}
	_, err := s.f.Seek(s.fill, io.SeekStart)
	return err
}

// open is what a record holds.
func (s *Store) open(b []byte) (m []byte, err error) {
	n := s.seal.NonceSize()
	if len(b) > n {
		m, err = s.seal.Open(nil, b[:n], b[n:], s.at())
	}
	if err != nil || len(m) < 2 {
		return nil, fmt.Errorf("the record at byte %d is damaged: restore the file", s.fill)
	}
	return m, nil
}

// at binds a record to its place.
func (s *Store) at() []byte { return binary.BigEndian.AppendUint64(nil, uint64(s.fill)) }

// keep writes one message. An error means that it is not kept, and is not acted upon.
func (s *Store) keep(decline bool, frame []byte) error {
	if s.fill > maxStore {
		return errors.New("the file is full")
	}
	m := append([]byte{0}, frame...)
	defer clear(m)
	if decline {
		m[0] = 1
	}
	nonce := make([]byte, s.seal.NonceSize())
	_, _ = rand.Read(nonce)
	size := len(nonce) + len(m) + s.seal.Overhead()
	b := append(binary.BigEndian.AppendUint16(nil, uint16(size)), nonce...)
	b = s.seal.Seal(b, nonce, m, s.at())
	_, err := s.f.WriteAt(b, s.fill)
	if err == nil {
		err = s.f.Sync()
	}
	if err != nil {
		return errors.Join(err, s.f.Truncate(s.fill))
	}
	s.fill += int64(len(b))
	return nil
}
