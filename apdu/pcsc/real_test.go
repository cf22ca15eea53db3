//go:build linux && cgo && pcsc

package pcsc_test

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/pcsc"
	"github.com/emvgo/emv/apdu/vpcd"
	"github.com/emvgo/emv/apdu/vpcd/pcscd"
)

// daemon is one pcscd for all tests of this process: libpcsclite looks for the socket once.
var daemon *pcscd.Daemon

func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "pcscd")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	if daemon, err = pcscd.Start(dir); err != nil {
		panic(err)
	}
	defer func() { _ = daemon.Stop() }()
	if err := os.Setenv("PCSCLITE_CSOCK_NAME", daemon.Socket); err != nil {
		panic(err)
	}
	return m.Run()
}

// soon is how long anything may take in these tests before it counts as stuck.
func soon(t testing.TB) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

func open(t testing.TB) *pcsc.Service {
	t.Helper()
	s, err := pcsc.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// insert puts a card into a slot and waits until the reader says so. At the end it takes it out and waits again.
func insert(t testing.TB, s *pcsc.Service, slot int, atr []byte, card apdu.Card) *vpcd.Inserted {
	t.Helper()
	ctx := soon(t)
	i, err := vpcd.Insert(ctx, daemon.Slots[slot], atr, card)
	if err != nil {
		t.Fatal(err)
	}
	reader, got, err := s.WaitForCard(ctx, pcscd.Readers[slot])
	if err != nil || reader != pcscd.Readers[slot] || string(got) != string(atr) {
		t.Fatalf("%q %X %v", reader, got, err)
	}
	t.Cleanup(func() {
		_ = i.Remove()
		if err := s.WaitForRemoval(ctx, pcscd.Readers[slot]); err != nil && !pcsc.IsKind(err, pcsc.ServiceStopped) {
			t.Error(err)
		}
	})
	return i
}

func connect(t testing.TB, s *pcsc.Service, slot int, o pcsc.Options) *pcsc.Card {
	t.Helper()
	c, err := s.Connect(soon(t), pcscd.Readers[slot], o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// echo answers a command with its data, or 200 bytes if it has none.
func echo(_ context.Context, command []byte) ([]byte, time.Duration, error) {
	c, err := apdu.ParseCommand(command)
	if err != nil {
		return nil, 0, err
	}
	data := c.Data
	if len(data) == 0 {
		data = make([]byte, 200)
	}
	return append(append([]byte{}, data...), 0x90, 0x00), 0, nil
}

func TestReaders(t *testing.T) {
	s := open(t)
	got, err := s.Readers()
	if err != nil || len(got) != 2 || got[0] != pcscd.Readers[0] || got[1] != pcscd.Readers[1] {
		t.Fatal(got, err)
	}
	if err := s.WaitForRemoval(soon(t), got[0]); err != nil {
		t.Error("an empty reader:", err)
	}
	if err := s.WaitForRemoval(soon(t), "none"); !pcsc.IsKind(err, pcsc.UnknownReader) {
		t.Error(err)
	}
	if _, err := s.Connect(soon(t), "none", pcsc.Options{}); !pcsc.IsKind(err, pcsc.UnknownReader) {
		t.Error(err)
	}
	if _, err := s.Connect(soon(t), got[0], pcsc.Options{}); !pcsc.IsKind(err, pcsc.NoCard) {
		t.Error(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, _, err := s.WaitForCard(ctx); err == nil || ctx.Err() == nil {
		t.Error(err)
	}
}

func TestExchange(t *testing.T) {
	s := open(t)
	for _, x := range []struct {
		name        string
		slot        int
		atr         []byte
		protocol    pcsc.Protocols
		contactless bool
	}{
		{"T=0", 0, vpcd.ATRContactT0, pcsc.T0, false},
		{"contactless", 1, vpcd.ATRContactless, pcsc.T1, true},
	} {
		t.Run(x.name, func(t *testing.T) {
			insert(t, s, x.slot, x.atr, apdu.CardFunc(echo))
			c := connect(t, s, x.slot, pcsc.Options{})
			if c.Protocol() != x.protocol || c.Contactless() != x.contactless || string(c.ATR()) != string(x.atr) || c.Reader() != pcscd.Readers[x.slot] {
				t.Errorf("protocol %d, contactless %v, ATR %X", c.Protocol(), c.Contactless(), c.ATR())
			}
			ctx := soon(t)
			for _, command := range [][]byte{
				apdu.AppendSelect(nil, []byte("1PAY.SYS.DDF01"), false),
				apdu.AppendReadRecord(nil, 1, 1),
				apdu.AppendVerify(nil, apdu.PlaintextPIN, make([]byte, 8)),
			} {
				want, _, _ := echo(ctx, command)
				got, took, err := c.Transmit(ctx, command)
				if err != nil || string(got) != string(want) || took <= 0 {
					t.Errorf("%X: %X, %v, %v", command, got, took, err)
				}
			}
			if err := c.Reconnect(ctx, pcsc.Unpower); err != nil {
				t.Error(err)
			}
			if _, _, err := c.Transmit(ctx, apdu.AppendReadRecord(nil, 1, 1)); err != nil {
				t.Error("after a cold reset:", err)
			}
			if err := c.Close(); err != nil {
				t.Error(err)
			}
			if _, _, err := c.Transmit(ctx, apdu.AppendReadRecord(nil, 1, 1)); err == nil {
				t.Error("a closed card answers")
			}
		})
	}
}

// A card that is pulled in an exchange, and the next one.
func TestPulled(t *testing.T) {
	s := open(t)
	exchanges := 0
	inserted, err := vpcd.Insert(soon(t), daemon.Slots[0], vpcd.ATRContactT1, apdu.CardFunc(func(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
		if exchanges++; exchanges == 3 {
			return nil, 0, apdu.Fault(apdu.Removed, nil)
		}
		return echo(ctx, command)
	}))
	if err != nil {
		t.Fatal(err)
	}
	ctx := soon(t)
	if _, _, err := s.WaitForCard(ctx, pcscd.Readers[0]); err != nil {
		t.Fatal(err)
	}
	c := connect(t, s, 0, pcsc.Options{})
	command := apdu.AppendReadRecord(nil, 1, 1)
	for n := 1; n <= 2; n++ {
		if _, _, err := c.Transmit(ctx, command); err != nil {
			t.Fatal(n, err)
		}
	}
	if r, _, err := c.Transmit(ctx, command); !apdu.IsFault(err, apdu.Transmission) {
		t.Errorf("pulled: %X, %v", r, err)
	}
	<-inserted.Done()
	if err := inserted.Err(); err != nil {
		t.Error(err)
	}
	if _, _, err := c.Transmit(ctx, command); !apdu.IsFault(err, apdu.Transmission) && !apdu.IsFault(err, apdu.Removed) {
		t.Errorf("after: %v", err)
	}
	if err := s.WaitForRemoval(ctx, pcscd.Readers[0]); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Transmit(ctx, command); !apdu.IsFault(err, apdu.Removed) {
		t.Errorf("after the reader noticed: %v", err)
	}
	if err := c.Reconnect(ctx, pcsc.Reset); !pcsc.IsKind(err, pcsc.NoCard) {
		t.Errorf("reconnect: %v", err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if err := inserted.Remove(); err != nil {
		t.Error(err)
	}
	insert(t, s, 0, vpcd.ATRContactT1, apdu.CardFunc(echo))
	if _, _, err := connect(t, s, 0, pcsc.Options{}).Transmit(ctx, command); err != nil {
		t.Errorf("the next card: %v", err)
	}
}

// A card that never answers: the exchange is given up, and the card with it.
func TestHangs(t *testing.T) {
	s := open(t)
	i := insert(t, s, 0, vpcd.ATRContactT1, apdu.CardFunc(func(context.Context, []byte) ([]byte, time.Duration, error) {
		return nil, 0, apdu.Fault(apdu.Timeout, nil)
	}))
	command := apdu.AppendReadRecord(nil, 1, 1)
	c := connect(t, s, 0, pcsc.Options{Timeout: 50 * time.Millisecond, Share: pcsc.Shared})
	if _, _, err := c.Transmit(soon(t), command); !apdu.IsFault(err, apdu.Timeout) {
		t.Error(err)
	}
	if _, _, err := c.Transmit(soon(t), command); !pcsc.IsKind(err, pcsc.Busy) {
		t.Error(err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if err := i.Remove(); err != nil {
		t.Error(err)
	}
}

// The same with a context that ends.
func TestCancelled(t *testing.T) {
	s := open(t)
	asked := make(chan struct{})
	insert(t, s, 0, vpcd.ATRContactT1, apdu.CardFunc(func(context.Context, []byte) ([]byte, time.Duration, error) {
		close(asked)
		return nil, 0, apdu.Fault(apdu.Timeout, nil)
	}))
	c := connect(t, s, 0, pcsc.Options{})
	ctx, cancel := context.WithCancel(soon(t))
	go func() {
		<-asked
		cancel()
	}()
	if _, _, err := c.Transmit(ctx, apdu.AppendReadRecord(nil, 1, 1)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// An exchange that waits because another program holds the card comes back too.
func TestHeldByAnother(t *testing.T) {
	s := open(t)
	insert(t, s, 0, vpcd.ATRContactT1, apdu.CardFunc(echo))
	other := connect(t, s, 0, pcsc.Options{Share: pcsc.Shared})
	ctx, command := soon(t), apdu.AppendReadRecord(nil, 1, 1)
	c := connect(t, s, 0, pcsc.Options{Share: pcsc.Shared, Timeout: 200 * time.Millisecond})
	d := connect(t, s, 0, pcsc.Options{Share: pcsc.Shared})
	if err := other.Begin(ctx); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Transmit(ctx, command); !apdu.IsFault(err, apdu.Timeout) {
		t.Error(err)
	}
	short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	if _, _, err := d.Transmit(short, command); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
	if err := other.End(ctx); err != nil {
		t.Error(err)
	}
	if _, _, err := other.Transmit(ctx, command); err != nil {
		t.Error(err)
	}
}

func TestSharing(t *testing.T) {
	s := open(t)
	insert(t, s, 1, vpcd.ATRContactless, apdu.CardFunc(echo))
	ctx, command := soon(t), apdu.AppendReadRecord(nil, 1, 1)

	alone := connect(t, s, 1, pcsc.Options{})
	if _, err := s.Connect(ctx, pcscd.Readers[1], pcsc.Options{Share: pcsc.Shared}); !pcsc.IsKind(err, pcsc.Busy) {
		t.Error(err)
	}
	if err := alone.Close(); err != nil {
		t.Fatal(err)
	}
	a := connect(t, s, 1, pcsc.Options{Share: pcsc.Shared})
	b := connect(t, s, 1, pcsc.Options{Share: pcsc.Shared})
	for _, c := range []*pcsc.Card{a, b} {
		if err := c.Begin(ctx); err != nil {
			t.Error(err)
		}
		if _, _, err := c.Transmit(ctx, command); err != nil {
			t.Error(err)
		}
		if err := c.End(ctx); err != nil {
			t.Error(err)
		}
	}
	if err := a.Reconnect(ctx, pcsc.Reset); err != nil {
		t.Error(err)
	}
	if _, _, err := b.Transmit(ctx, command); !pcsc.IsKind(err, pcsc.CardReset) || !apdu.IsFault(err, apdu.Transmission) {
		t.Errorf("reset by another: %v", err)
	}
	if err := b.Reconnect(ctx, pcsc.Leave); err != nil {
		t.Error(err)
	}
	if _, _, err := b.Transmit(ctx, command); err != nil {
		t.Errorf("after Reconnect: %v", err)
	}
}

// pcscd is killed in an exchange and started again.
func TestServiceKilled(t *testing.T) {
	s := open(t)
	ctx, command := soon(t), apdu.AppendReadRecord(nil, 1, 1)
	i, err := vpcd.Insert(ctx, daemon.Slots[0], vpcd.ATRContactT1, apdu.CardFunc(func(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
		if err := daemon.Kill(); err != nil {
			t.Error(err)
		}
		return echo(ctx, command)
	}))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.WaitForCard(ctx, pcscd.Readers[0]); err != nil {
		t.Fatal(err)
	}
	c := connect(t, s, 0, pcsc.Options{})
	if _, _, err := c.Transmit(ctx, command); !pcsc.IsKind(err, pcsc.ServiceStopped) {
		t.Errorf("killed: %v", err)
	}
	if err := daemon.Kill(); err != nil { // returns when it is really gone
		t.Error(err)
	}
	if _, _, err := c.Transmit(ctx, command); !pcsc.IsKind(err, pcsc.ServiceStopped) {
		t.Errorf("after: %v", err)
	}
	if _, err := s.Readers(); !pcsc.IsKind(err, pcsc.ServiceStopped) {
		t.Errorf("readers: %v", err)
	}
	if _, err := pcsc.Open(); !pcsc.IsKind(err, pcsc.ServiceStopped) {
		t.Errorf("open: %v", err)
	}
	_ = c.Close()
	_ = i.Remove()
	if err := daemon.Restart(); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Readers(); err != nil || len(got) != 2 {
		t.Errorf("readers after the restart: %q, %v", got, err)
	}
	insert(t, s, 0, vpcd.ATRContactT1, apdu.CardFunc(echo))
	if _, _, err := connect(t, s, 0, pcsc.Options{}).Transmit(ctx, command); err != nil {
		t.Errorf("the next card: %v", err)
	}
}
