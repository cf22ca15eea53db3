//go:build !wasip1 && !race

package contact_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// Once a session is closed and its outcome wiped, nothing of what the card has sent of its account is in the process's memory any
// more: not in the heap, and on Linux nowhere else either, memory that is free again included.
//
// The transaction runs in a process of its own, which gets the events masked and has never had the data in any other place. One
// thing is out of a program's hands and switched off there: a signal that stops a goroutine leaves the processor's registers
// on the stack.
func TestNothingLeftInMemory(t *testing.T) {
	const child = "EMV_TEST_MEMORY"
	if name := os.Getenv(child); name != "" {
		scanned(t, name)
		return
	}
	for i, name := range []string{"full", "full-e65537", "xda", "dda", "sda", "cash", "pin", "noauth"} {
		if !sweep.Sample(i+1, 7) {
			continue
		}
		w := newWorld(t, name)
		w.Config, w.Transaction = memoryConfig(t, name), memoryTransaction(name)
		w.Equip = func(d *terminal.Devices) { d.Merchant.CardReviewer = discounter{} }
		events := record(t, w, fixed)
		if len(events) < 8 {
			t.Fatal(name, events)
		}
		var in bytes.Buffer
		fmt.Fprintf(&in, "%X %X %X\n", secrets(t, events)...)
		for _, ev := range events {
			fmt.Fprintf(&in, "%d %d %d %d %d %X\n", ev.Kind, ev.PIN, ev.SW, ev.Index, ev.Amount, append([]byte{0}, masked(ev.Data)...))
		}
		exe, err := os.Executable()
		if err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(exe, "-test.run=^"+t.Name()+"$")
		cmd.Env = append(os.Environ(), child+"="+name, "GODEBUG=asyncpreemptoff=1", "GOGC=off")
		cmd.Stdin = &in
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", name, err, out)
		}
	}
}

func memoryConfig(t testing.TB, card string) *kernel.Config {
	name := "default"
	if card == "xda" {
		name = card
	}
	cfg := bench.Config(t, name)
	cfg.Profile = kernel.Book
	return cfg
}

// memoryTransaction has the card cash shown to an application that takes something off: the card begins again.
func memoryTransaction(card string) kernel.Transaction {
	tx := bench.Purchase(1234)
	tx.Reviewed = card == "cash"
	return tx
}

// A discounter takes 34 off.
type discounter struct{}

func (discounter) ReviewCard(context.Context, terminal.CardFacts) (terminal.Review, error) {
	return terminal.Review{Discount: 34}, nil
}

const mask = 0xA5

func masked(b []byte) []byte {
	b = bytes.Clone(b)
	for i := range b {
		b[i] ^= mask
	}
	return b
}

// secrets are the PAN, the end of track 2 equivalent data and the cardholder's name, masked.
func secrets(t *testing.T, events []kernel.Event) (list []any) {
	t.Helper()
	for _, tag := range []tlv.Tag{0x5A, 0x57, 0x5F20} {
		for _, ev := range events {
			if o, ok := tlv.Find(ev.Body(), tlv.TagRecord, tag); ev.Kind == kernel.Response && ok {
				list = append(list, masked(o.Value[max(0, len(o.Value)-9):]))
				break
			}
		}
	}
	if len(list) != 3 {
		t.Fatal(len(list))
	}
	return list
}

// scanned runs the events of its standard input again and looks for the secrets in its own memory.
func scanned(t *testing.T, name string) {
	needles, events := masks(t)
	cfg := memoryConfig(t, name)
	buf := make([]byte, 1<<16)
	find := func(when string) (found int) {
		m := memory{needles: needles, buf: buf}
		m.heap(t)
		if runtime.GOOS == "linux" {
			m.everything(t)
		}
		if m.found > 0 {
			t.Logf("%s: %d places: %s", when, m.found, m.first)
		}
		return m.found
	}
	if find("before") != 0 {
		t.Fatal("the process knows the card's data")
	}
	tx := memoryTransaction(name)
	whole := begun(t, cfg, tx, events, len(events))
	if find("open") == 0 {
		t.Fatal("the scan is blind")
	}
	_ = whole.Close()
	if find("closed") != 0 {
		t.Error("left after a transaction")
	}
	for n := range events {
		_ = begun(t, cfg, tx, events, n).Close()
	}
	if find("closed at each action") != 0 {
		t.Error("left after a transaction that was cut short")
	}
}

func masks(t *testing.T) (needles [][]byte, events []kernel.Event) {
	in, err := io.ReadAll(os.Stdin)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(in)), "\n") {
		words := strings.Fields(line)
		if i == 0 {
			for _, w := range words {
				b, err := hex.DecodeString(w)
				if err != nil {
					t.Fatal(err)
				}
				reversed := slices.Clone(b) // as a big number has them
				slices.Reverse(reversed)
				needles = append(needles, b, reversed)
			}
			continue
		}
		var ev kernel.Event
		var data []byte
		if n, err := fmt.Sscanf(line, "%d %d %d %d %d %X", &ev.Kind, &ev.PIN, &ev.SW, &ev.Index, &ev.Amount, &data); n != 6 || err != nil {
			t.Fatal(line, err)
		}
		ev.Data = data[1:]
		events = append(events, ev)
	}
	return needles, events
}

// begun is a session that has had the first n events. Its outcome, if it came to one, is wiped, as is what the events were in.
func begun(t *testing.T, cfg *kernel.Config, tx kernel.Transaction, events []kernel.Event, n int) *kernel.Session {
	s, err := kernel.NewSession(contact.Program(), cfg, tx, fixed)
	if err != nil {
		t.Fatal(err)
	}
	buf := make([]byte, 4096)
	a, err := s.Next(kernel.Event{})
	for _, ev := range events[:n] {
		if err != nil {
			t.Fatal(err)
		}
		clear(buf)
		if len(ev.Data) != 0 {
			for i, b := range ev.Data {
				buf[i] = b ^ mask
			}
			ev.Data = buf[:len(ev.Data)]
		}
		a, err = s.Next(ev)
	}
	clear(buf)
	if n == len(events) && (err != nil || a.Kind != kernel.Done || bench.Of(a).Status != kernel.Approved) {
		t.Fatal(a, err)
	}
	if out := bench.Of(a); out != nil {
		out.Wipe()
	}
	return s
}

// A memory looks for masked needles. What it has read it masks in place.
type memory struct {
	needles [][]byte
	buf     []byte
	found   int
	first   string
}

func (m *memory) look(where string, r io.ReaderAt, from, to int64) {
	const overlap = 64
	for at := from; at < to; at += int64(len(m.buf) - overlap) {
		n, _ := r.ReadAt(m.buf[:min(int64(len(m.buf)), to-at)], at)
		for i := range m.buf[:n] {
			m.buf[i] ^= mask
		}
		for _, needle := range m.needles {
			if i := bytes.Index(m.buf[:n], needle); i >= 0 {
				if m.found++; m.first == "" {
					m.first = fmt.Sprintf("%s at %X, behind %X", where, at+int64(i), masked(m.buf[max(0, i-16):i]))
				}
			}
		}
	}
	clear(m.buf)
}

// heap looks through what the runtime says is in use: objects, variables, the stacks of goroutines.
func (m *memory) heap(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "heap"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	debug.WriteHeapDump(f.Fd())
	info, err := f.Stat()
	if err != nil || info.Size() < 1<<16 {
		t.Fatal(info, err)
	}
	m.look("heap dump", f, 0, info.Size())
}

// everything looks through all memory of the process that can be written, in use or not.
func (m *memory) everything(t *testing.T) {
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open("/proc/self/mem")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for line := range strings.Lines(string(maps)) {
		var from, to int64
		var rights string
		if n, _ := fmt.Sscanf(line, "%x-%x %s", &from, &to, &rights); n == 3 && strings.HasPrefix(rights, "rw") {
			m.look("memory", f, from, to)
		}
	}
}
