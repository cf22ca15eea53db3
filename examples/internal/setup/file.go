package setup

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"unicode/utf8"
)

// MaxFile is the most bytes of a file that is read.
const MaxFile = 4 << 20

// File reads a file of at most 4 MiB, a device or a pipe too. A text in UTF-16 is refused: no file of this program is one.
func File(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a directory", name)
	}
	b, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	switch {
	case err != nil:
		return nil, err
	case len(b) > MaxFile:
		return nil, fmt.Errorf("%s is larger than 4 MiB", name)
	case UTF16(b):
		return nil, fmt.Errorf("%s is a text in UTF-16; save it as UTF-8", name)
	}
	return b, nil
}

// UTF16 reports whether bytes are a text in UTF-16 whose characters are mostly ASCII: a byte order mark, and as good as every second byte behind
// it zero.
func UTF16(b []byte) bool {
	if len(b) < 4 || len(b)%2 != 0 {
		return false
	}
	high := 0
	switch [2]byte(b) {
	case [2]byte{0xFE, 0xFF}:
	case [2]byte{0xFF, 0xFE}:
		high = 1
	default:
		return false
	}
	zeroes := 0
	for i := 2 + high; i < len(b); i += 2 {
		if b[i] == 0 {
			zeroes++
		}
	}
	return zeroes > (len(b)/2-1)*3/4
}

// Text is a text without the byte order mark that it may begin with; bytes that are no UTF-8 stay as they are.
func Text(b []byte) []byte {
	if rest, marked := bytes.CutPrefix(b, []byte("\uFEFF")); marked && utf8.Valid(rest) {
		return rest
	}
	return b
}
