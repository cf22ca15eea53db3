//go:build !wasip1 && !js

package store_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/store"
)

var key = bytes.Repeat([]byte{0xA7}, 32)

// place is a file for a store, in memory where the system has such a place: what is tested survives a process, not a machine.
func place(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "store")
	if err != nil {
		return filepath.Join(t.TempDir(), "ledger")
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return filepath.Join(dir, "ledger")
}

func open(t testing.TB, path string) *store.Store {
	t.Helper()
	return openWith(t, path, store.Options{})
}

func openWith(t testing.TB, path string, o store.Options) *store.Store {
	t.Helper()
	o.Key = key
	s, err := store.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func must(t testing.TB, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// approved is an entry as the terminal keeps it: approved by the host, and to be reversed if it is taken back.
func approved(number uint64) terminal.Entry {
	return terminal.Entry{
		Number: number, State: terminal.Settled, Approved: true, Booked: true, Request: 100 + number, Currency: "EUR", Purpose: "purchase",
		Transaction: kernel.Transaction{Purpose: kernel.Purchase, Money: kernel.Money{Amount: 1000 + number, Currency: 0x978, Exponent: 2}},
		Data:        []byte{0x5A, 4, 0x54, 0x13, 0x33, byte(number % 10)},
	}
}

// fill gives each field of a struct another value, but those of these names.
func fill(v reflect.Value, n *int, leave ...string) {
	*n++
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; !strings.Contains(strings.Join(leave, " "), name) {
				fill(v.Field(i), n, leave...)
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n, leave...)
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), n)
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.String {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fill(v.Index(0), n)
			return
		}
		v.SetBytes([]byte{1, byte(*n)})
	case reflect.String:
		v.SetString(fmt.Sprint("s", *n))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int16, reflect.Int64:
		v.SetInt(int64(*n))
	default:
		v.SetUint(uint64(*n%250 + 1))
	}
}

// Every field of an entry and of each message comes back after a stop: one that is added and forgotten here does not.
func TestEveryField(t *testing.T) {
	path, n := place(t), 0
	s := open(t, path)
	var e terminal.Entry
	fill(reflect.ValueOf(&e).Elem(), &n, "State", "Reversal")
	e.State = terminal.CashOwed
	messages := []terminal.Message{{Reversal: new(terminal.Reversal)}, {Approval: new(terminal.Approval)}, {Advice: []byte{1, 2}}, {Scripts: 3, Entry: 1, Advice: []byte{1, 2}}}
	fill(reflect.ValueOf(messages[0].Reversal).Elem(), &n, "Repeat")
	fill(reflect.ValueOf(messages[1].Approval).Elem(), &n, "Repeat")
	must(t, s.Put(e, messages...), s.Close())
	s = open(t, path)
	got, err := s.Get(e.Number)
	if err != nil || !reflect.DeepEqual(got, e) {
		t.Errorf("%v\ngot  %#v\nwant %#v", err, got, e)
	}
	for i, want := range messages {
		m, ok, err := s.First()
		want.Number = uint64(i + 1)
		if err != nil || !ok || !reflect.DeepEqual(m, want) {
			t.Errorf("%v %v\ngot  %#v\nwant %#v", ok, err, m, want)
		}
		must(t, s.Done(m.Number))
	}
}

// Two entries with one token at once: one is kept, and with it its messages alone.
func TestTokenAtOnce(t *testing.T) {
	s := open(t, place(t))
	var all sync.WaitGroup
	var kept atomic.Int32
	for n := range uint64(16) {
		all.Go(func() {
			e := approved(n + 1)
			e.Token = "basket 7"
			err := s.Put(e, terminal.Message{Advice: []byte{byte(n)}})
			var taken *terminal.TokenError
			switch {
			case err == nil:
				kept.Add(1)
			case !errors.As(err, &taken) || taken.Entry.Token != "basket 7" || taken.Entry.Data != nil:
				t.Error(err)
			}
		})
	}
	all.Wait()
	waiting, err := s.Waiting()
	last, _ := s.Last()
	if kept.Load() != 1 || waiting != 1 || err != nil || last.Token == "" {
		t.Error(kept.Load(), waiting, err)
	}
}

// What is added is wiped, once it is kept and not before.
func TestAddWipes(t *testing.T) {
	for name, of := range map[string]func(data []byte) terminal.Message{
		"advice":   func(data []byte) terminal.Message { return terminal.Message{Advice: data} },
		"reversal": func(data []byte) terminal.Message { return terminal.Message{Reversal: &terminal.Reversal{Data: data}} },
		"approval": func(data []byte) terminal.Message { return terminal.Message{Approval: &terminal.Approval{Data: data}} },
	} {
		s, data := open(t, place(t)), []byte{1, 2, 3}
		must(t, s.Add(of(data)))
		if string(data) != "\x00\x00\x00" {
			t.Errorf("%s: %X is left", name, data)
		}
		m, ok, err := s.First()
		if err != nil || !ok {
			t.Fatal(name, err)
		}
		kept := m.Advice
		if m.Reversal != nil {
			kept = m.Reversal.Data
		} else if m.Approval != nil {
			kept = m.Approval.Data
		}
		data = []byte{1, 2, 3}
		must(t, s.Close())
		if err := s.Add(of(data)); err == nil || string(data) != "\x01\x02\x03" || string(kept) != "\x01\x02\x03" {
			t.Errorf("%s: %X, %X is kept, %v", name, data, kept, err)
		}
	}
}

// Options that make no sense are refused, and print no key.
func TestOptions(t *testing.T) {
	for _, c := range []struct {
		o    store.Options
		says string
	}{
		{store.Options{}, "Options.Key"},
		{store.Options{Key: key[:31]}, "32 secret bytes"},
		{store.Options{Key: key, Keep: -1}, "Options.Keep"},
		{store.Options{Key: key, Waiting: -1}, "Options.Waiting"},
	} {
		if _, err := store.Open(place(t), c.o); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: %v", c.o, err)
		}
	}
	secret := fmt.Sprintf("%x", key[:4])
	s := open(t, place(t))
	o, e := store.Options{Key: key}, store.Exception{PAN: "5413330089020011"}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, kerneltest.Timeless())).Info("x", "o", o, "e", e, "s", s)
	j, err := json.Marshal([]any{o, e, s})
	must(t, err)
	text := log.String() + string(j)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%x", "%d", "%q"} {
		for _, v := range []any{o, &o, e, &e, s, struct {
			s *store.Store
			o store.Options
		}{s: s}} {
			text += fmt.Sprintf(verb, v) + "\n"
		}
	}
	for _, bad := range []string{secret, "167 167", "541333", "p6enp6en"} { // p6en: the key in base 64
		if strings.Contains(strings.ToLower(text), strings.ToLower(bad)) {
			t.Errorf("%s is printed:\n%s", bad, text)
		}
	}
}

// A store that is closed says so.
func TestClosed(t *testing.T) {
	s := open(t, place(t))
	must(t, s.Close(), s.Close())
	if err := s.Put(approved(1)); err == nil {
		t.Error("it keeps something")
	}
	if _, err := s.Open(); err == nil {
		t.Error("it has something")
	}
}

func BenchmarkPut(b *testing.B) {
	s := open(b, place(b))
	for n := range b.N {
		must(b, s.Put(approved(uint64(n))))
	}
}
