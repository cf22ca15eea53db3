package c5_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c5"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

func captured(t *testing.T) *bench.Captured {
	t.Helper()
	x, ours := bench.NewCaptured(t, c5.Kernel{}, "jcb", "mastercard-online", "jcb_contactless_cda")
	if !ours {
		t.Fatal("no configuration")
	}
	return x
}

// The published conversation with a JCB card comes to the outcome that was derived from the book, by the commands as captured: testvectors/conversations/header.md.
// The capture has no key of its authority, so its signature verifies with none.
// C-5 3.2.1.8, 3.3.1.6, 3.4.1.3, 3.5.3.2, 3.8.1.4, 3.8.1.13, 3.8.2.1
func TestConversation(t *testing.T) { captured(t).AsDerived() }

// The same card at a reader with a contact chip goes there, and at one without offline data authentication its answer lacks the cryptogram.
// C-5 3.8.1.8, 3.8.2.1
func TestConversationElsewhere(t *testing.T) {
	x := captured(t)
	x.Tap.Set("DF02", "728000")
	x.Replay()
	if o := x.Outcome(); o.Status != kernel.TryAnotherInterface {
		t.Errorf("%+v", o)
	}
	x = captured(t)
	x.Tap.Set("DF01", "0200")
	exchange := x.Middle
	x.Middle = func(n int, command, response []byte) []byte {
		if command[1] == 0xAE {
			command = append([]byte{}, command...)
			command[2] |= 0x10 // as captured
		}
		return exchange(n, command, response)
	}
	x.Replay()
	if o := x.Outcome(); o.Status != kernel.Declined || o.Error.Clause != "C-5 2.12 3.8.1.8" {
		t.Errorf("%+v", o)
	}
}
