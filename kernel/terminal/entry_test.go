package terminal_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emvgo/emv/kernel/terminal"
)

// steady is a reader whose card takes two milliseconds for a command.
type steady struct {
	terminal.Reader
	commands int64
}

func (s *steady) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	s.commands++
	<-time.After(2 * time.Millisecond)
	return s.Reader.Transmit(ctx, command)
}

// lateHost answers after five seconds.
type lateHost struct{}

func (lateHost) Authorise(ctx context.Context, r terminal.Request) ([]byte, error) {
	<-time.After(5 * time.Second)
	return theIssuer{}.Authorise(ctx, r)
}

// An entry has the time that card and kernel took, not the host's, and a token of the account: the same at each of its transactions, another with another
// key, and none without one.
func TestEntryOfATap(t *testing.T) {
	token := func(key string) string {
		h := hmac.New(sha256.New, []byte(key))
		h.Write([]byte("4761730000000011"))
		return fmt.Sprintf("%X", h.Sum(nil)[:8])
	}
	for key, want := range map[string]string{"a key of 16 bytes": token("a key of 16 bytes"), "another of these": token("another of these"), "": ""} {
		synctest.Test(t, func(t *testing.T) {
			r := &steady{Reader: terminal.Inserted(tapCard(t, "visa-online"))}
			devices := tapDevices(r)
			devices.Acquirer.Host, devices.CustomerKey = lateHost{}, []byte(key)
			x, err := terminal.New(tapConfig(t), devices, terminal.NewMemoryLedger(), tapKernels()...)
			if err != nil {
				t.Fatal(err)
			}
			for range 2 {
				before := r.commands
				sale, err := x.Sell(t.Context(), 1234)
				if err != nil || !sale.Approved() {
					t.Fatal(sale, err)
				}
				e, err := x.Entry(sale.Number)
				if err != nil || e.Customer != want || e.TapMicros != 2000*(r.commands-before) || e.Interface != "contactless" || e.Purpose != "purchase" {
					t.Errorf("%v: customer %q, want %q, %d us, %d commands, %q %q", err, e.Customer, want, e.TapMicros, r.commands-before, e.Interface, e.Purpose)
				}
			}
		})
	}
}
