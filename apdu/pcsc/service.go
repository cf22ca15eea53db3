package pcsc

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"time"
)

// A Service is the PC/SC service of this machine. Its methods may be called from several goroutines. When the
// service is stopped and started again the Service finds it by itself.
type Service struct {
	system system

	mu     sync.Mutex
	list   session // for the list of readers; nil until it is needed and after the service was lost
	closed bool
}

// Open connects to the PC/SC service. The error is [ErrNotBuilt] if the program cannot, and an [*Error] of kind
// [ServiceStopped] if the service is not running.
func Open() (*Service, error) { return open(built) }

func open(sys system) (*Service, error) {
	s := &Service{system: sys}
	if _, err := s.session(); err != nil {
		return nil, failure("open", "", err)
	}
	return s, nil
}

// Close lets go of the service. Cards stay connected.
func (s *Service) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	if s.list == nil {
		return nil
	}
	err := s.list.release()
	s.list = nil
	return failure("close", "", err)
}

// session is the session for the list of readers, a new one if there is none.
func (s *Service) session() (session, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, ErrClosed
	}
	if s.list == nil {
		w, err := s.system.establish()
		if err != nil {
			return nil, err
		}
		s.list = w
	}
	return s.list, nil
}

// lost forgets a session whose service is gone, so that the next call makes a new one.
func (s *Service) lost(w session, err error) {
	if !IsKind(failure("", "", err), ServiceStopped) {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.list == w {
		_ = w.release()
		s.list = nil
	}
}

// Readers lists the readers by name, in the service's order. No reader is an empty list and no error.
func (s *Service) Readers() ([]string, error) {
	for retry := true; ; retry = false {
		w, err := s.session()
		if err != nil {
			return nil, failure("list readers", "", err)
		}
		list, err := w.readers()
		switch {
		case err == nil:
			return list, nil
		case errors.Is(err, codeNoReaders):
			return nil, nil
		}
		s.lost(w, err)
		err = failure("list readers", "", err)
		if !retry || !IsKind(err, ServiceStopped) {
			return nil, err
		}
	}
}

// A Change is something that happened to a reader.
type Change struct {
	Kind   ChangeKind
	Reader string
	ATR    []byte // CardInserted
}

// A ChangeKind says what happened.
type ChangeKind uint8

// The kinds of change.
const (
	ReaderAdded ChangeKind = iota
	ReaderRemoved
	CardInserted
	CardRemoved
	CardMute // a card was inserted that does not answer to reset
)

var changeNames = [...]string{"reader added", "reader removed", "card inserted", "card removed", "mute card inserted"}

func (k ChangeKind) String() string {
	if int(k) >= len(changeNames) {
		return "change"
	}
	return changeNames[k]
}

// pollTime is how long one wait for a change takes at most. Changes end it at once; it bounds how late a new reader
// is seen where the service does not tell (macOS).
const pollTime = time.Second

// Watch reports the readers and cards that are there, as additions and insertions, and then every change until ctx
// ends or the loop is left. An error ends it; with a stopped service it may be called again.
func (s *Service) Watch(ctx context.Context) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		w := s.newWatcher()
		defer w.close()
		for {
			changes, err := w.wait(ctx)
			for _, c := range changes {
				if !yield(c, nil) {
					return
				}
			}
			if err != nil {
				yield(Change{}, err)
				return
			}
		}
	}
}

// A watcher knows the states that were reported already. states[0] is the notifier. It has a session of its own,
// because a session does one thing at a time.
type watcher struct {
	service *Service
	session session
	states  []readerState
	looked  bool // states is what the service said at least once
	failed  int  // looks in a row that failed because the list of readers changed meanwhile, or seemed to
}

// deaf reports whether the service seems not to know the notifier, as on macOS.
func (w *watcher) deaf() bool { return w.failed >= 2 }

func (s *Service) newWatcher() *watcher {
	return &watcher{service: s, states: []readerState{{reader: notifier}}}
}

func (w *watcher) close() {
	if w.session != nil {
		_ = w.session.release()
	}
}

// wait returns the next changes, or none after a while.
func (w *watcher) wait(ctx context.Context) (changes []Change, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	readers, err := w.service.Readers()
	if err != nil {
		return nil, err
	}
	if w.session == nil {
		if w.session, err = w.service.system.establish(); err != nil {
			return nil, failure("watch", "", err)
		}
	}
	changes = w.match(readers)
	timeout := pollTime
	if len(changes) > 0 {
		timeout = 0 // say at once what there is
	}
	states := w.states
	if w.deaf() {
		states = states[1:]
		if err := pause(ctx); err != nil || len(states) == 0 {
			return changes, err
		}
	}
	stop := context.AfterFunc(ctx, func() { _ = w.session.cancel() })
	err = w.session.statusChange(states, timeout)
	stop()
	var c code
	switch {
	case err == nil:
		w.looked = true
		if !w.deaf() {
			w.failed = 0
		}
		return append(changes, w.update()...), nil
	case ctx.Err() != nil:
		return changes, ctx.Err()
	case !errors.As(err, &c):
	case c == codeTimeout:
		w.looked = true
		return changes, nil
	case c == codeCancelled, c == codeUnknownReader, c == codeReaderUnavailable, c == codeNoReaders:
		w.failed++
		return changes, nil // look at the list again
	case c == codeCommunication: // no card is asked here: the service went away
		err = codeServiceStopped
	}
	return changes, failure("watch", "", err)
}

// pause keeps a watcher whose looks fail from doing nothing else.
func pause(ctx context.Context) error {
	t := time.NewTimer(pollTime / 4)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}

// match brings the states in line with the list of readers.
func (w *watcher) match(readers []string) (changes []Change) {
	kept := w.states[:1]
	for _, st := range w.states[1:] {
		if slices.Contains(readers, st.reader) {
			kept = append(kept, st)
			continue
		}
		if st.current&statePresent != 0 {
			changes = append(changes, Change{CardRemoved, st.reader, nil})
		}
		changes = append(changes, Change{ReaderRemoved, st.reader, nil})
	}
	w.states = kept
	for _, r := range readers {
		if !slices.ContainsFunc(w.states[1:], func(st readerState) bool { return st.reader == r }) {
			w.states = append(w.states, readerState{reader: r, current: stateUnaware})
			changes = append(changes, Change{ReaderAdded, r, nil})
		}
	}
	return changes
}

// update takes over what is new and says what changed.
func (w *watcher) update() (changes []Change) {
	for i := range w.states {
		st := &w.states[i]
		before, now := st.current, st.event
		st.current = now &^ stateChanged
		if i == 0 || now&stateChanged == 0 {
			continue
		}
		was, is := before&statePresent != 0, now&statePresent != 0
		swapped := was && is && before>>16 != now>>16 && now>>16-before>>16 > 1 // removed and inserted between two looks
		if was && (!is || swapped) {
			changes = append(changes, Change{CardRemoved, st.reader, nil})
		}
		switch {
		case !is || was && !swapped:
		case now&stateMute != 0:
			changes = append(changes, Change{CardMute, st.reader, nil})
		default:
			changes = append(changes, Change{CardInserted, st.reader, slices.Clone(st.atr)})
		}
	}
	return changes
}

// WaitForCard waits until a card is in one of the readers, any reader if none is named, and returns at once if one
// is there already. Readers may come and go meanwhile.
func (s *Service) WaitForCard(ctx context.Context, readers ...string) (reader string, atr []byte, err error) {
	for c, err := range s.Watch(ctx) {
		if err != nil {
			return "", nil, err
		}
		if c.Kind == CardInserted && (len(readers) == 0 || slices.Contains(readers, c.Reader)) {
			return c.Reader, c.ATR, nil
		}
	}
	return "", nil, ctx.Err()
}

// WaitForRemoval waits until there is no card in the reader, and returns at once if there is none. If the reader
// goes away the error is of kind [ReaderGone], if it was never there of kind [UnknownReader].
func (s *Service) WaitForRemoval(ctx context.Context, reader string) error {
	w := s.newWatcher()
	defer w.close()
	for seen := false; ; {
		if _, err := w.wait(ctx); err != nil {
			return err
		}
		if !w.looked {
			continue
		}
		i := slices.IndexFunc(w.states, func(st readerState) bool { return st.reader == reader })
		switch {
		case i < 0 && seen:
			return &Error{"wait", reader, ReaderGone, 0}
		case i < 0:
			return &Error{"wait", reader, UnknownReader, 0}
		case w.states[i].current&statePresent == 0:
			return nil
		}
		seen = true
	}
}
