//go:build linux && cgo && pcsc

package pcsc

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
)

// A line is the socket over which libpcsclite talks to pcscd for one context. The library waits in poll for an answer
// and has no way to give up; but a socket that is shut down ends that wait at once, with a failure in communication.
// The library opens one socket in SCardEstablishContext, closes it in SCardReleaseContext whatever pcscd says, and shows
// it to nobody: it is the one that is new after the call. Here a duplicate is kept, so that a shut-down never meets
// another file that has come to the same number.
type line struct {
	mu sync.Mutex
	fd int // -1: unknown, or closed
}

// opening lets one context be established at a time, so that its socket is the only new one.
var opening sync.Mutex

// tap runs establish and finds the socket that it opened.
func tap(establish func() error) (*line, error) {
	opening.Lock()
	defer opening.Unlock()
	before := sockets()
	if err := establish(); err != nil {
		return nil, err
	}
	l := &line{fd: -1}
	found := 0
	for id, fd := range sockets() {
		if _, was := before[id]; !was {
			found++
			l.fd = fd
		}
	}
	if found != 1 { // somebody else opened one meanwhile: no line is better than a wrong one
		l.fd = -1
		return l, nil
	}
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	fd, err := syscall.Dup(l.fd)
	if err != nil {
		fd = -1
	} else {
		syscall.CloseOnExec(fd)
	}
	l.fd = fd
	return l, nil
}

// sockets are the connected local sockets of this process, by their number in the kernel.
func sockets() map[string]int {
	const dir = "/proc/self/fd"
	files, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	list := map[string]int{}
	for _, f := range files {
		id, err := os.Readlink(filepath.Join(dir, f.Name()))
		if err != nil || !strings.HasPrefix(id, "socket:") {
			continue
		}
		fd, err := strconv.Atoi(f.Name())
		if err != nil {
			continue
		}
		peer, err := syscall.Getpeername(fd)
		if _, local := peer.(*syscall.SockaddrUnix); local && err == nil {
			list[id] = fd
		}
	}
	return list
}

// severable reports whether sever works.
func (l *line) severable() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fd >= 0
}

// sever ends the wait for an answer, and lets no other begin.
func (l *line) sever() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fd >= 0 {
		_ = syscall.Shutdown(l.fd, syscall.SHUT_RDWR)
	}
}

// close lets go of the duplicate, after the library has closed its own.
func (l *line) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fd >= 0 {
		_ = syscall.Close(l.fd)
	}
	l.fd = -1
}
