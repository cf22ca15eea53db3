//go:build linux

package store_test

import (
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"testing"

	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/store"
	"github.com/emvgo/emv/testvectors/sweep"
)

// TestDiskFull lets the disk be full at one write after the other: what cannot be kept is not approved, nothing is lost, and with room the terminal goes on. The
// ballast moves the write that needs room.
func TestDiskFull(t *testing.T) {
	failed := 0
	for ballast := 1; ballast <= 48; ballast++ {
		if !sweep.Sample(ballast, 11) {
			continue
		}
		path, b := place(t), newBank()
		t.Setenv("STORE_CHILD", "full")
		t.Setenv("STORE_BALLAST", strconv.Itoa(ballast))
		failed += live(t, path, "till", 0, b)
		recovers(t, fmt.Sprint("ballast ", ballast), path, "till", b)
	}
	if failed == 0 {
		t.Error("there was always room")
	}
}

// fullRun is the child: it sells until nothing can be kept, and a little longer.
func fullRun(path string) error {
	s, err := store.Open(path, store.Options{Key: key})
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(os.Getenv("STORE_BALLAST"))
	if err != nil {
		return err
	}
	for i := range n {
		if err := s.Keep(fmt.Sprint("ballast ", i), make([]byte, 2500)); err != nil {
			return err
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		return err
	}
	signal.Ignore(syscall.SIGXFSZ)
	size := uint64(info.Size())
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: size}); err != nil {
		return err
	}
	l := pipes(os.Stdin, os.Stdout)
	cfg, d, err := equip("default", "full", l)
	if err != nil {
		return err
	}
	d.Journals = s
	t, err := terminal.New(cfg, d, s)
	if err != nil {
		return err
	}
	r, failed := &running{Terminal: t, line: l}, 0
	for i := 0; i < 40 && failed < 3; i++ {
		l.lost = i%3 == 2
		if err := r.sell(fmt.Sprint("T", i), []uint64{100, 1234, 1235}[i%3]); err != nil {
			failed++
		}
	}
	fmt.Println("points", failed)
	return s.Close()
}

func init() { children["full"] = fullRun }
