//go:build linux

// Package pcscd runs a PC/SC daemon of one's own, with two virtual slots and a socket that nobody else knows: for
// tests and for trying things out, beside a daemon of the system and without rights on it.
//
//	daemon, err := pcscd.Start(dir)
//	defer daemon.Stop()
//	os.Setenv("PCSCLITE_CSOCK_NAME", daemon.Socket)
//	inserted, err := vpcd.Insert(ctx, daemon.Slots[0], vpcd.ATRContactT1, card)
//
// It needs Debian's packages pcscd and vsmartcard-vpcd, and a folder /run/pcscd that it can write to, which it makes
// if it may. The virtual reader listens on all addresses of the machine: run it in a network namespace where that
// matters (unshare -n).
package pcscd

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// What Debian installs.
const (
	program = "/usr/sbin/pcscd"
	driver  = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so"
	runDir  = "/run/pcscd"
)

// Readers is the names that the two slots have in PC/SC.
var Readers = [2]string{"Virtual PCD 00 00", "Virtual PCD 00 01"}

// A Daemon is a running pcscd.
type Daemon struct {
	Socket string    // the value for PCSCLITE_CSOCK_NAME
	Slots  [2]string // addresses for vpcd.Insert

	dir    string
	port   int
	cmd    *exec.Cmd
	exited chan struct{}
}

// Start starts a pcscd that keeps its files in dir. It accepts clients when Start returns.
func Start(dir string) (*Daemon, error) {
	for _, f := range []string{program, driver} {
		if _, err := os.Stat(f); err != nil {
			return nil, fmt.Errorf("pcscd: %w (apt-get install pcscd vsmartcard-vpcd)", err)
		}
	}
	if err := os.MkdirAll(runDir, 0o755); err != nil {
		return nil, fmt.Errorf("pcscd: %w", err)
	}
	port, err := freePorts()
	if err != nil {
		return nil, err
	}
	d := &Daemon{Socket: filepath.Join(dir, "pcscd.comm"), dir: dir, port: port}
	for i := range d.Slots {
		d.Slots[i] = net.JoinHostPort("127.0.0.1", strconv.Itoa(port+i))
	}
	return d, d.Restart()
}

// Restart starts the daemon again after Kill or Stop, at the same addresses.
func (d *Daemon) Restart() error {
	conf := filepath.Join(d.dir, "reader.conf.d")
	if err := os.MkdirAll(conf, 0o755); err != nil {
		return err
	}
	text := fmt.Sprintf("FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:0x%X\nLIBPATH %s\nCHANNELID 0x%X\n", d.port, driver, d.port)
	if err := os.WriteFile(filepath.Join(conf, "vpcd"), []byte(text), 0o600); err != nil {
		return err
	}
	_ = os.Remove(d.Socket)
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: d.Socket, Net: "unix"})
	if err != nil {
		return err
	}
	l.SetUnlinkOnClose(false)
	defer l.Close()
	socket, err := l.File()
	if err != nil {
		return err
	}
	defer socket.Close()
	// systemd's way of handing over a socket, so that there is no moment at which clients would find none.
	d.cmd = exec.Command("/bin/sh", "-c", `LISTEN_FDS=1 LISTEN_PID=$$ exec "$@"`, "sh", program, "--foreground", "--config", conf)
	d.cmd.ExtraFiles = []*os.File{socket}
	if err := d.cmd.Start(); err != nil {
		return err
	}
	d.exited = make(chan struct{})
	go func(cmd *exec.Cmd, exited chan struct{}) {
		_ = cmd.Wait()
		close(exited)
	}(d.cmd, d.exited)
	return d.ready()
}

// ready waits until the virtual reader accepts cards.
func (d *Daemon) ready() error {
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); {
		if listening(d.port) && listening(d.port+1) {
			return nil
		}
		select {
		case <-d.exited:
			return fmt.Errorf("pcscd: it ended at once (%v)", d.cmd.ProcessState)
		case <-time.After(10 * time.Millisecond):
		}
	}
	_ = d.Kill()
	return errors.New("pcscd: the virtual reader does not come up")
}

// listening reports whether somebody listens on a TCP port. A try to connect would be taken for a card.
func listening(port int) bool {
	want := fmt.Sprintf(":%04X 00000000:0000 0A", port)
	for _, table := range []string{"/proc/self/net/tcp", "/proc/self/net/tcp6"} {
		b, err := os.ReadFile(table)
		if err == nil && (strings.Contains(string(b), want) || strings.Contains(string(b), strings.Replace(want, "00000000", strings.Repeat("0", 32), 1))) {
			return true
		}
	}
	return false
}

// Stop ends the daemon.
func (d *Daemon) Stop() error { return d.signal(syscall.SIGTERM) }

// Kill ends the daemon at once, as a crash does.
func (d *Daemon) Kill() error { return d.signal(syscall.SIGKILL) }

func (d *Daemon) signal(s syscall.Signal) error {
	select {
	case <-d.exited:
		return nil
	default:
	}
	if err := d.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return err
	}
	select {
	case <-d.exited:
		return nil
	case <-time.After(5 * time.Second):
		_ = d.cmd.Process.Kill()
		<-d.exited
		return nil
	}
}

// freePorts finds two ports in a row that nobody uses.
func freePorts() (int, error) {
	for range 100 {
		a, err := net.Listen("tcp", ":0")
		if err != nil {
			return 0, fmt.Errorf("pcscd: %w", err)
		}
		port := a.Addr().(*net.TCPAddr).Port
		b, err := net.Listen("tcp", ":"+strconv.Itoa(port+1))
		_ = a.Close()
		if err == nil {
			_ = b.Close()
			return port, nil
		}
	}
	return 0, errors.New("pcscd: no free ports")
}
