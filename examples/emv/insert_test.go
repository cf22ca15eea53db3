//go:build unix

package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

// slot is a slot of a virtual reader: it takes the first card, asks it for its answer to reset, and no other before that
// one is out.
func slot(t *testing.T) (address string, holds <-chan net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	first := make(chan net.Conn, 1)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		_, _ = conn.Write([]byte{0, 1, 4}) // the answer to reset
		var length [2]byte
		if _, err := io.ReadFull(conn, length[:]); err == nil {
			_, _ = io.CopyN(io.Discard, conn, int64(binary.BigEndian.Uint16(length[:])))
		}
		first <- conn
	}()
	return l.Addr().String(), first
}

// insertion is emv insert as it goes on.
type insertion struct {
	lines  *bufio.Scanner
	status chan int
}

func startInsert(args ...string) *insertion {
	in, out := io.Pipe()
	i := &insertion{bufio.NewScanner(in), make(chan int, 1)}
	go func() {
		status := run(append([]string{"insert"}, args...), strings.NewReader(""), out, out, noEnv)
		_ = out.Close()
		i.status <- status
	}()
	return i
}

func (i *insertion) line() string {
	i.lines.Scan()
	return i.lines.Text()
}

// A card is in the slot when the reader has it: a second one is refused, and the first stays.
func TestInsertOverAnotherCard(t *testing.T) {
	was := patience
	t.Cleanup(func() { patience = was })
	address, holds := slot(t)
	first := startInsert("-card", "full", "-slot", address)
	if s := first.line(); s != "virtual card full is in slot "+address {
		t.Fatal(s)
	}
	conn := <-holds
	patience = time.Millisecond
	status, out, errw := emv("", "insert", "-card", "sda", "-slot", address)
	if status != 2 || out != "" || !strings.Contains(errw, "another one is in the slot") {
		t.Errorf("%d %s%s", status, out, errw)
	}
	if _, err := conn.Write([]byte{0, 1, 4}); err != nil { // the first is asked again and answers
		t.Fatal(err)
	}
	if _, err := io.ReadFull(conn, make([]byte, 2)); err != nil {
		t.Error(err)
	}
	_ = conn.Close()
	if s, reason := first.line(), first.line(); s != "out of the reader after 0 exchanges" || !strings.HasSuffix(reason, "the reader went away") || <-first.status != 2 {
		t.Error(s, reason)
	}
}

// SIGTERM ends as SIGINT does: with the summary, and status 0.
func TestInsertEndsWithItsSummary(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		address, _ := slot(t)
		i := startInsert("-card", "full", "-slot", address)
		if s := i.line(); s != "virtual card full is in slot "+address {
			t.Fatal(s)
		}
		if err := syscall.Kill(syscall.Getpid(), signal); err != nil {
			t.Fatal(err)
		}
		if s := i.line(); s != "out of the reader after 0 exchanges" || <-i.status != 0 {
			t.Errorf("%v: %s", signal, s)
		}
	}
}

// However it is stopped before the reader has the card, by its time or by a signal, before the reader accepts it or after, the same is said, and what to do; no error
// of a library is in it.
func TestInsertStoppedBeforeTheReaderHasTheCard(t *testing.T) {
	full, err := net.Listen("tcp", "127.0.0.1:0") // which asks nothing
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = full.Close() })
	for _, stay := range []string{"1ns", "1ms", "20ms"} {
		status, out, errw := emv("", "insert", "-card", "sda", "-slot", full.Addr().String(), "-for", stay)
		if status != 2 || out != "" || errw != "emv insert: slot "+full.Addr().String()+": "+errStopped.Error()+"\n" {
			t.Errorf("%s: %d %s%s", stay, status, out, errw)
		}
	}
	over, cancel := context.WithCancel(context.Background())
	cancel()
	for _, c := range []struct {
		name string
		ctx  context.Context
		err  error
		says string
	}{
		{"a signal", over, context.Canceled, errStopped.Error()},
		{"nobody answers", context.Background(), os.ErrDeadlineExceeded, "the reader takes no card: others are in the slot or wait for it, or nothing answers there; " + takeOther},
		{"no reader", context.Background(), syscall.ECONNREFUSED, "connection refused"},
	} {
		if err := notTaken(c.ctx, "0", c.err); !strings.HasSuffix(err.Error(), c.says) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
