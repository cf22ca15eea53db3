package iso8583

import (
	"encoding/binary"
	"errors"
	"io"
)

// MaxFrame is the longest message that is taken from a line, in bytes.
const MaxFrame = 4096

// ErrFrame says that a length header is zero or more than [MaxFrame]: nothing behind it can be read.
var ErrFrame = errors.New("iso8583: the length header is zero or too large")

// AppendFrame appends a message behind its length, two bytes, most significant first.
func AppendFrame(dst, message []byte) []byte {
	return append(binary.BigEndian.AppendUint16(dst, uint16(len(message))), message...)
}

// ReadFrame reads one message. The error is the reader's, io.EOF before the first byte and io.ErrUnexpectedEOF in the middle, or ErrFrame.
func ReadFrame(r io.Reader) ([]byte, error) {
	var header [2]byte
	if _, err := io.ReadFull(r, header[:]); err != nil {
		return nil, err
	}
	n := int(binary.BigEndian.Uint16(header[:]))
	if n == 0 || n > MaxFrame {
		return nil, ErrFrame
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		if errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		return nil, err
	}
	return b, nil
}
