package shell

import (
	"bufio"
	"context"
	"io"
	"strings"
	"time"

	"github.com/emvgo/emv/tlv"
)

// A Keyboard gives what is typed, a line at a time. A line of one full stop stands for somebody who types nothing until his time is over. It is used by one
// goroutine at a time.
type Keyboard struct {
	Within time.Duration // how long a line is awaited; 0: for ever

	in      *bufio.Reader
	pending chan typed // of a line that is being typed
	ended   bool
}

type typed struct {
	text string
	over bool // nothing follows
}

// The most that is taken of a line, and the most that is read for one: who types more is not answered any more.
const (
	maxTyped = 64
	maxLine  = 1 << 16
)

// timeOver is what stands for typing nothing.
const timeOver = "."

// NewKeyboard makes a keyboard of what is typed; nil: nothing is.
func NewKeyboard(in io.Reader) *Keyboard {
	if in == nil {
		in = strings.NewReader("")
	}
	return &Keyboard{in: bufio.NewReader(in)}
}

// Ended reports whether nothing will be typed any more.
func (k *Keyboard) Ended() bool { return k.ended }

// Line is what is typed next, without what steers a screen or has no place on one; ok false when the time is over, or nothing is typed any more.
func (k *Keyboard) Line(ctx context.Context) (text string, ok bool) { return k.line(ctx, false) }

func (k *Keyboard) line(ctx context.Context, patient bool) (text string, ok bool) {
	if k.ended || ctx.Err() != nil {
		return "", false
	}
	if k.pending == nil {
		k.pending = make(chan typed, 1)
		go func(to chan<- typed) { to <- k.read() }(k.pending)
	}
	var over <-chan time.Time
	if k.Within > 0 && !patient {
		timer := time.NewTimer(k.Within)
		defer timer.Stop()
		over = timer.C
	}
	select {
	case t := <-k.pending:
		k.pending, k.ended = nil, t.over
		return t.text, !t.over && t.text != timeOver
	case <-over:
	case <-ctx.Done():
	}
	return "", false
}

// read reads one line.
func (k *Keyboard) read() typed {
	var line []byte
	for n := 0; ; n++ {
		b, err := k.in.ReadByte()
		switch {
		case err != nil && len(line) == 0, n == maxLine:
			return typed{over: true}
		case err != nil || b == '\n':
			return typed{text: strings.TrimSpace(tlv.Visible(string(line)))}
		case len(line) < maxTyped:
			line = append(line, b)
		}
	}
}
