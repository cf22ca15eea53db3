package vpcd

import (
	"net"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A slot for which cards wait already accepts no more of them: that is no missing reader.
func TestInsertWhereOthersWait(t *testing.T) {
	was := patience
	t.Cleanup(func() { patience = was })
	patience = 50 * time.Millisecond
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(fd) })
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(fd, 0); err != nil { // one may wait
		t.Fatal(err)
	}
	bound, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	address := (&net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: bound.(*syscall.SockaddrInet4).Port}).String()
	for range 4 { // the first may be taken at once
		i, err := Insert(t.Context(), address, ATRContactT1, nil)
		if err != nil {
			if !strings.Contains(err.Error(), "other cards are in the slot") {
				t.Error(err)
			}
			return
		}
		defer i.cancel()
	}
	t.Error("four cards wait")
}
