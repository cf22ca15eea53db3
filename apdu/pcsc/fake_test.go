package pcsc

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
)

// A fake is a PC/SC service whose readers, cards and failures the test sets.
type fake struct {
	mu       sync.Mutex
	names    []string
	states   map[string]stateFlags
	fail     error // of establish
	failing  map[string]error
	reply    func(command []byte) ([]byte, error)
	active   Protocols
	answer   []byte // to reset
	log      []string
	changed  chan struct{}
	waiting  chan struct{} // a token while somebody waits
	released int
	severed  chan struct{} // closed by sever; nil if the sessions are not severable
	sever    sync.Once

	noNotifier bool // the service does not tell of new readers
}

func newFake(names ...string) *fake {
	f := &fake{names: names, states: map[string]stateFlags{}, failing: map[string]error{}, active: T1, changed: make(chan struct{}, 100), waiting: make(chan struct{}, 1)}
	f.answer = []byte{0x3B, 0xE0, 0x00, 0x00, 0x81, 0x31, 0xFE, 0x45, 0xEB}
	f.reply = func([]byte) ([]byte, error) { return []byte{0x90, 0x00}, nil }
	return f
}

// whenWaiting makes a change as soon as somebody waits, and wakes him.
func (f *fake) whenWaiting(change func()) {
	select {
	case <-f.waiting:
	default:
	}
	go func() {
		<-f.waiting
		f.set(change)
	}()
}

// set changes the fake and wakes whoever waits.
func (f *fake) set(change func()) {
	f.mu.Lock()
	change()
	f.mu.Unlock()
	f.changed <- struct{}{}
}

func (f *fake) note(op string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.log = append(f.log, op)
	return f.failing[op]
}

func (f *fake) establish() (session, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return &fakeSession{f, make(chan struct{}, 1)}, f.fail
}

type fakeSession struct {
	*fake
	cancelled chan struct{}
}

func (s *fakeSession) readers() ([]string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return nil, s.fail
	}
	if len(s.names) == 0 {
		return nil, codeNoReaders
	}
	return slices.Clone(s.names), nil
}

func (s *fakeSession) statusChange(states []readerState, timeout time.Duration) error {
	for {
		s.mu.Lock()
		differ := false
		for i := range states {
			st := &states[i]
			now := s.states[st.reader]
			if s.noNotifier && st.reader == notifier {
				s.mu.Unlock()
				return codeUnknownReader
			}
			if st.reader != notifier && !slices.Contains(s.names, st.reader) {
				s.mu.Unlock()
				return codeUnknownReader
			}
			st.event, st.atr = now, s.answer
			if now != st.current {
				st.event |= stateChanged
				differ = true
			}
		}
		err := s.failing["status"]
		s.mu.Unlock()
		switch {
		case err != nil:
			return err
		case differ:
			return nil
		case timeout == 0:
			return codeTimeout
		}
		select {
		case s.waiting <- struct{}{}:
		default:
		}
		select {
		case <-s.changed:
		case <-s.cancelled:
			return codeCancelled
		}
	}
}

func (s *fakeSession) connect(string, ShareMode, Protocols) (handle, error) {
	if err := s.note("connect"); err != nil {
		return nil, err
	}
	return fakeHandle{s.fake}, nil
}

func (s *fakeSession) cancel() error {
	select {
	case s.cancelled <- struct{}{}:
	default:
	}
	return nil
}

func (s *fakeSession) severable() bool { return s.severed != nil }
func (s *fakeSession) sever()          { s.fake.sever.Do(func() { close(s.severed) }) }

func (s *fakeSession) release() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.released++
	return nil
}

type fakeHandle struct{ *fake }

func (h fakeHandle) protocol() Protocols                         { return h.active }
func (h fakeHandle) atr() ([]byte, error)                        { return h.answer, h.note("status") }
func (h fakeHandle) transmit(c []byte) ([]byte, error)           { return h.reply(c) }
func (h fakeHandle) control(_ uint32, in []byte) ([]byte, error) { return in, h.note("control") }

func (h fakeHandle) reconnect(ShareMode, Protocols, Disposition) error { return h.note("reconnect") }
func (h fakeHandle) begin() error                                      { return h.note("begin") }
func (h fakeHandle) end() error                                        { return h.note("end") }
func (h fakeHandle) disconnect(Disposition) error                      { return h.note("disconnect") }

func openFake(t *testing.T, f *fake) *Service {
	t.Helper()
	s, err := open(f)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func connectFake(t *testing.T, f *fake, o Options) *Card {
	t.Helper()
	c, err := openFake(t, f).Connect(t.Context(), "R1", o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func TestNotBuilt(t *testing.T) {
	_, err := open(noneForTest{})
	if !errors.Is(err, ErrNotBuilt) || !strings.Contains(err.Error(), "apt-get install pcscd libpcsclite-dev") || !strings.Contains(err.Error(), "-tags pcsc") {
		t.Error(err)
	}
}

type noneForTest struct{}

func (noneForTest) establish() (session, error) { return nil, ErrNotBuilt }

// What each failure of an exchange becomes.
func TestExchangeFailures(t *testing.T) {
	for _, x := range []struct {
		err   error
		bytes int
		fault apdu.FaultKind
		kind  Kind
	}{
		{nil, 0, apdu.Transmission, Other}, // a card that was pulled
		{nil, 1, apdu.Transmission, Other},
		{codeNotTransacted, 0, apdu.Transmission, Other},
		{codeCommunication, 0, apdu.Transmission, Other},
		{codeRemoved, 0, apdu.Removed, NoCard},
		{codeNoCard, 0, apdu.Removed, NoCard},
		{codeReset, 0, apdu.Transmission, CardReset},
		{codeUnresponsive, 0, apdu.Timeout, BadCard},
		{codeUnpowered, 0, apdu.Timeout, BadCard},
		{codeProtocolMismatch, 0, apdu.Protocol, BadCard},
		{codeTimeout, 0, apdu.Timeout, Other},
		{codeReaderUnavailable, 0, 0, ReaderGone},
		{codeUnknownReader, 0, 0, UnknownReader},
		{codeNoService, 0, 0, ServiceStopped},
		{codeServiceStopped, 0, 0, ServiceStopped},
		{codeInvalidHandle, 0, 0, ServiceStopped},
		{codeSharingViolation, 0, 0, Busy},
		{codeDenied, 0, 0, Denied},
		{code(0x80100001), 0, 0, Other},
	} {
		f := newFake("R1")
		f.reply = func([]byte) ([]byte, error) { return make([]byte, x.bytes), x.err }
		_, _, err := connectFake(t, f, Options{}).Transmit(t.Context(), []byte{0, 0xB2, 1, 0x0C, 0})
		var fault *apdu.FaultError
		if errors.As(err, &fault) != (x.fault != 0) || fault != nil && fault.Kind != x.fault {
			t.Errorf("%v: %v, want %v", x.err, err, x.fault)
		}
		if x.kind != Other && !IsKind(err, x.kind) {
			t.Errorf("%v: %v, want %v", x.err, err, x.kind)
		}
	}
	// A failure in communication because the service is gone.
	f := newFake("R1")
	f.reply = func([]byte) ([]byte, error) {
		f.fail = codeNoService
		return nil, codeCommunication
	}
	if _, _, err := connectFake(t, f, Options{}).Transmit(t.Context(), []byte{0, 0xB2, 1, 0x0C, 0}); !IsKind(err, ServiceStopped) {
		t.Error(err)
	}
}

func TestT0OverReader(t *testing.T) {
	f := newFake("R1")
	f.active, f.answer = T0, []byte{0x3B, 0x60, 0x00, 0x00}
	var got [][]byte
	f.reply = func(c []byte) ([]byte, error) {
		got = append(got, bytes.Clone(c))
		if c[4] == 0 {
			return []byte{0x6C, 0x02}, nil
		}
		return []byte{0xAA, 0xBB, 0x90, 0x00}, nil
	}
	command := []byte{0x00, 0xB2, 0x01, 0x0C, 0x00}
	r, _, err := connectFake(t, f, Options{}).Transmit(t.Context(), command)
	if err != nil || !bytes.Equal(r, []byte{0xAA, 0xBB, 0x90, 0x00}) || len(got) != 2 {
		t.Errorf("%X, %v, sent %X", r, err, got)
	}
	r, _, err = connectFake(t, f, Options{Raw: true}).Transmit(t.Context(), command)
	if err != nil || !bytes.Equal(r, []byte{0x6C, 0x02}) {
		t.Errorf("raw: %X, %v", r, err)
	}
}

func TestConnectFailures(t *testing.T) {
	for op, failing := range map[string]error{"connect": codeNoCard, "status": codeRemoved} {
		f := newFake("R1")
		f.failing[op] = failing
		if _, err := openFake(t, f).Connect(t.Context(), "R1", Options{}); !IsKind(err, NoCard) {
			t.Errorf("%s: %v", op, err)
		}
		if f.released != 1 {
			t.Errorf("%s: %d sessions released", op, f.released)
		}
	}
	f := newFake("R1")
	s := openFake(t, f)
	f.fail = codeNoService
	if _, err := s.Connect(t.Context(), "R1", Options{}); !IsKind(err, ServiceStopped) {
		t.Error(err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := s.Connect(t.Context(), "R1", Options{}); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
	if _, err := s.Readers(); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

func TestCardMethods(t *testing.T) {
	f := newFake("R1")
	c := connectFake(t, f, Options{Share: Shared})
	ctx := t.Context()
	if err := errors.Join(c.Begin(ctx), c.End(ctx), c.Reconnect(ctx, Reset)); err != nil {
		t.Error(err)
	}
	if out, err := c.Control(ctx, 1, []byte{7}); err != nil || !bytes.Equal(out, []byte{7}) {
		t.Error(out, err)
	}
	f.failing["reconnect"] = codeRemoved
	if err := c.Reconnect(ctx, Reset); !IsKind(err, NoCard) {
		t.Error(err)
	}
	if err := errors.Join(c.Close(), c.Close()); err != nil {
		t.Error(err)
	}
	if _, _, err := c.Transmit(ctx, []byte{0, 0xB2, 1, 0x0C, 0}); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
	want := "connect status begin end reconnect status control reconnect disconnect"
	if got := strings.Join(f.log, " "); got != want {
		t.Errorf("calls: %s", got)
	}
}

// Close during an exchange that nothing guards takes effect when it comes back.
func TestCloseDuringExchange(t *testing.T) {
	f := newFake("R1")
	asked, release := make(chan struct{}), make(chan struct{})
	f.reply = func([]byte) ([]byte, error) {
		close(asked)
		<-release
		return []byte{0x90, 0x00}, nil
	}
	c := connectFake(t, f, Options{})
	go func() {
		<-asked
		_ = c.Close()
		close(release)
	}()
	command := []byte{0, 0xB2, 1, 0x0C, 0}
	if r, _, err := c.Transmit(context.Background(), command); err != nil || len(r) != 2 {
		t.Error(r, err)
	}
	<-c.exited
	if _, _, err := c.Transmit(context.Background(), command); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
}

// An exchange that does not come back is given up; what it brings later is dropped.
func TestGivenUp(t *testing.T) {
	f := newFake("R1")
	asked, release := make(chan struct{}, 2), make(chan struct{})
	f.reply = func([]byte) ([]byte, error) {
		asked <- struct{}{}
		<-release
		return []byte{0x90, 0x00}, nil
	}
	command := []byte{0, 0xB2, 1, 0x0C, 0}
	c := connectFake(t, f, Options{Timeout: 100 * time.Millisecond})
	if _, _, err := c.Transmit(t.Context(), command); !apdu.IsFault(err, apdu.Timeout) {
		t.Error(err)
	}
	d := connectFake(t, f, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	<-asked
	go func() {
		<-asked
		cancel()
	}()
	if _, _, err := d.Transmit(ctx, command); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, _, err := c.Transmit(t.Context(), command); !IsKind(err, Busy) {
		t.Error(err)
	}
	if _, _, err := c.Transmit(ctx, command); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	close(release)
	<-c.exited
	<-d.exited
	if !strings.Contains(strings.Join(f.log, " "), "disconnect") {
		t.Error("not disconnected when it came back")
	}
}

// The same where the line to the service can be cut: the call comes back, and nothing is left behind.
func TestCutOff(t *testing.T) {
	command := []byte{0, 0xB2, 1, 0x0C, 0}
	for _, x := range []struct {
		name    string
		options Options
		want    func(error) bool
	}{
		{"time-out", Options{Timeout: 100 * time.Millisecond}, func(err error) bool { return apdu.IsFault(err, apdu.Timeout) && IsKind(err, Busy) }},
		{"cancelled", Options{}, func(err error) bool { return errors.Is(err, context.Canceled) }},
		{"both", Options{Timeout: time.Hour}, func(err error) bool { return errors.Is(err, context.Canceled) }},
	} {
		f := newFake("R1")
		f.severed = make(chan struct{})
		ctx, cancel := context.WithCancel(t.Context())
		calls := 0
		f.reply = func([]byte) ([]byte, error) {
			if calls++; calls < 3 {
				return []byte{0x90, 0x00}, nil
			}
			if x.name != "time-out" {
				cancel()
			}
			<-f.severed
			return nil, codeCommunication
		}
		c := connectFake(t, f, x.options)
		if x.name == "time-out" {
			calls = 2
		}
		for calls < 2 {
			if r, _, err := c.Transmit(ctx, command); err != nil || len(r) != 2 {
				t.Errorf("%s: %X, %v", x.name, r, err)
			}
		}
		if _, _, err := c.Transmit(ctx, command); !x.want(err) {
			t.Errorf("%s: %v", x.name, err)
		}
		<-c.exited
		if got := strings.Join(f.log, " "); got != "connect status disconnect" || f.released != 1 {
			t.Errorf("%s: %s, %d sessions released", x.name, got, f.released)
		}
		if _, _, err := c.Transmit(context.Background(), command); !IsKind(err, Busy) {
			t.Errorf("%s: afterwards %v", x.name, err)
		}
		if _, _, err := c.Transmit(ctx, command); x.name != "time-out" && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: afterwards %v", x.name, err)
		}
		cancel()
	}
}
