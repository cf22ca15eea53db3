//go:build linux && cgo && pcsc

package slots

import (
	"context"
	"testing"

	"github.com/emvgo/emv/apdu/vpcd"
	"github.com/emvgo/emv/apdu/vpcd/pcscd"
	"github.com/emvgo/emv/testvectors/card"
)

// Start starts a pcscd for the test, and gives the names of its readers.
func Start(t testing.TB) (daemon *pcscd.Daemon, readers []string) {
	t.Helper()
	daemon, err := pcscd.Start(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = daemon.Stop() })
	if s, ok := t.(*testing.T); ok {
		s.Setenv("PCSCLITE_CSOCK_NAME", daemon.Socket)
	}
	return daemon, pcscd.Readers[:]
}

// Insert puts a card into a slot, 0 or 1, for as long as the test runs or until it is removed.
func Insert(t testing.TB, daemon *pcscd.Daemon, slot int, name string) *vpcd.Inserted {
	t.Helper()
	k, err := card.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	inserted, err := vpcd.Insert(context.Background(), daemon.Slots[slot], [][]byte{vpcd.ATRContactT0, vpcd.ATRContactless}[slot], k)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = inserted.Remove() })
	return inserted
}
