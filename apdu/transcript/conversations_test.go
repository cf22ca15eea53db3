package transcript_test

import (
	"context"
	"errors"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/testvectors"
)

// The published conversations read, write to the same byte, name their source, and replay.
func TestConversations(t *testing.T) {
	names, err := testvectors.Conversations()
	if err != nil {
		t.Fatal(err)
	}
	if len(names) < 36 {
		t.Fatalf("%d conversations", len(names))
	}
	exchanges := 0
	for _, name := range names {
		text, err := testvectors.Conversation(name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := transcript.Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if c.String() != string(text) {
			t.Errorf("%s: written differently", name)
		}
		for _, key := range []string{"source", "card", "clause"} {
			if c.Get(key) == "" {
				t.Errorf("%s: no %s", name, key)
			}
		}
		exchanges += len(c.Exchanges())
		replay(t, name, c)
	}
	if exchanges < 400 {
		t.Errorf("%d exchanges", exchanges)
	}
	if _, err := testvectors.Conversation("none"); err == nil {
		t.Error("found what is not there")
	}
}

// replay asks for every exchange of c in order.
func replay(t *testing.T, name string, c *transcript.Conversation) {
	t.Helper()
	r := transcript.NewReplay(c)
	for i, x := range c.Exchanges() {
		got, _, err := r.Transmit(context.Background(), x.Command)
		switch {
		case x.Omitted:
			if !errors.Is(err, transcript.ErrNotRecorded) {
				t.Errorf("%s: exchange %d: %v", name, i+1, err)
			}
			return
		case x.Fault != 0:
			if !apdu.IsFault(err, x.Fault) {
				t.Errorf("%s: exchange %d: %v", name, i+1, err)
			}
		case err != nil || string(got) != string(x.Response):
			t.Errorf("%s: exchange %d: %X, %v", name, i+1, got, err)
		}
	}
	if err := r.Close(); err != nil {
		t.Errorf("%s: %v", name, err)
	}
}
