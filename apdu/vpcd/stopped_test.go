package vpcd

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"
)

// A connection that is there when its context has ended is not left open.
func TestInsertStoppedAsItConnects(t *testing.T) {
	was := dial
	t.Cleanup(func() { dial = was })
	ctx, cancel := context.WithCancel(t.Context())
	ours, theirs := net.Pipe()
	dial = func(context.Context, string) (net.Conn, error) {
		cancel()
		return ours, nil
	}
	if _, err := Insert(ctx, Slot0, ATRContactT1, nil); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := ours.SetDeadline(time.Time{}); !errors.Is(err, io.ErrClosedPipe) {
		t.Error(err)
	}
	_ = theirs.Close()
}
