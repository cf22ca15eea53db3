package host_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/emvgo/emv/examples/internal/host"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/testvectors/sweep"
)

func opened(t *testing.T, name string, list ...host.Account) (*host.Host, error) {
	t.Helper()
	books, err := host.NewBooks(list...)
	if err != nil {
		t.Fatal(err)
	}
	h := &host.Host{Books: books}
	return h, h.Open(name, list)
}

func balance(h *host.Host) int64 {
	b, known := h.Books.Balance("5413330089020011", "978")
	if !known {
		return 0
	}
	return b - h.Books.Anybody.Balance
}

// A file keeps the books over a stop: cut off at whatever byte it has what was whole, and changed anywhere, foreign or of other accounts it is refused. No PAN can
// be read in it.
func TestKept(t *testing.T) {
	name := filepath.Join(t.TempDir(), "books")
	h, err := opened(t, name)
	if err != nil {
		t.Fatal(err)
	}
	var ends []int64
	for n, c := range []struct{ kind, rrn, code string }{
		{"0200", "AAAAAAAAAAAA", "00"}, {"0200", "BBBBBBBBBBBB", "00"}, {"0420", "AAAAAAAAAAAA", "00"}, {"0200", "CCCCCCCCCCCC", "05"}, {"0200", "DDDDDDDDDDDD", "00"},
	} {
		h.Decline = n == 3
		if a := say(t, h, c.kind, refund(c.rrn, nil)); a.Get(39) != c.code {
			t.Error(a)
		}
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		ends = append(ends, info.Size())
	}
	h.Close()
	if a := say(t, h, "0200", refund("EEEEEEEEEEEE", nil)); a != nil {
		t.Error("what cannot be kept is answered:", a)
	}
	whole, err := os.ReadFile(name)
	if err != nil || bytes.Contains(whole, []byte("89020011")) {
		t.Error(err)
	}
	moved := []int64{12_34, 24_68, 12_34, 12_34, 24_68}
	for cut := range len(whole) + 1 {
		if !sweep.Sample(cut+1, 7) && cut != len(whole) {
			continue
		}
		if err := os.WriteFile(name, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		h, err := opened(t, name)
		if err != nil {
			t.Fatal(cut, err)
		}
		want := int64(0)
		for i, end := range ends {
			if int64(cut) >= end {
				want = moved[i]
			}
		}
		if got := balance(h); got != want {
			t.Errorf("%d bytes: %d", cut, got)
		}
		if a := say(t, h, "0200", refund("FFFFFFFFFFFF", nil)); a.Get(39) != "00" {
			t.Error(a)
		}
		h.Close()
		if h, err = opened(t, name); err != nil || balance(h) != want+12_34 {
			t.Errorf("%d bytes, opened again: %v", cut, err)
		}
		h.Close()
	}
	for at := 0; at < int(ends[3])-1; at += 11 { // but for the last record's, each byte
		changed := bytes.Clone(whole)
		changed[at] ^= 0x40
		if err := os.WriteFile(name, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		h, err := opened(t, name)
		if err != nil {
			continue
		}
		if h.Close(); balance(h) == moved[4] {
			t.Errorf("byte %d changes nothing", at)
		}
	}
	if err := os.WriteFile(name, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := opened(t, name, host.Account{PAN: "5413330089020011", PIN: "1234"}); err == nil || !strings.Contains(err.Error(), "other accounts") {
		t.Error(err)
	}
	if err := os.WriteFile(name, []byte("something else that is long enough to be a head of a file that this program has written before"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := opened(t, name); err == nil || !strings.Contains(err.Error(), "no file of this program") {
		t.Error(err)
	}
}

// The test binary is a host that kills itself when it is told so.
func TestMain(m *testing.M) {
	if os.Getenv("EMV_HOST") != "" {
		suicidal(os.Getenv("EMV_HOST"), os.Getenv("EMV_HOST_POINT"))
	}
	os.Exit(m.Run())
}

// points are where a host is killed at a message that moves money, so that it cannot do anything about it.
var points = []string{"before it is kept", "in the middle of its record", "before its answer"}

// suicidal serves with the books of a file, and kills itself at the message of a number, at a point.
func suicidal(name, point string) {
	at, where, _ := strings.Cut(point, " ")
	n, err := strconv.Atoi(at)
	books, err2 := host.NewBooks()
	h := &host.Host{Books: books}
	err3 := h.Open(name, nil)
	l, err4 := net.Listen("tcp", "127.0.0.1:0")
	self, err5 := os.FindProcess(os.Getpid())
	if err := errors.Join(err, err2, err3, err4, err5); err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	var seen atomic.Int32
	kill := func() {
		_ = l.Close() // nobody is to wait in its queue
		_ = self.Kill()
		select {}
	}
	h.Log = func(line string) {
		if strings.HasPrefix(line, "08") || int(seen.Add(1)) != n {
			return
		}
		if where == points[1] { // the record as a torn write has left it
			if info, err := os.Stat(name); err != nil || os.Truncate(name, info.Size()-20) != nil {
				os.Exit(1)
			}
		}
		kill()
	}
	fmt.Println(l.Addr())
	for {
		c, err := l.Accept()
		if err != nil {
			select {}
		}
		if where == points[0] {
			c = fatal{c, func() bool { return int(seen.Load())+1 == n }, kill}
		}
		go h.ServeConn(c)
	}
}

// fatal is a connection whose message kills before anybody has seen it.
type fatal struct {
	net.Conn
	now  func() bool
	kill func()
}

func (f fatal) Read(b []byte) (int, error) {
	n, err := f.Conn.Read(b)
	if n > 4 && string(b[:2]) != "08" && f.now() {
		f.kill()
	}
	return n, err
}

// spawn starts a host that kills itself at a point.
func spawn(t *testing.T, file, point string) (address string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "EMV_HOST="+file, "EMV_HOST_POINT="+point)
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line := make([]byte, 200)
	n, err := out.Read(line)
	if err != nil || !bytes.HasPrefix(line, []byte("127.")) {
		t.Fatalf("%q, %v", line[:n], err)
	}
	return strings.TrimSpace(string(line[:n]))
}

// A busy run at a shop, before a host in another process that is killed at each of its messages, before it has kept it, in the middle, and before it has
// answered: it comes up again with its file, and the settlement is in balance.
// EMV 4.4 B4 12.1.8, EMV 4.4 B4 12.2.3
func TestKilled(t *testing.T) {
	const messages = 8 // purchase, upload, refund, purchase, its reversal, cash, refund, settlement
	n, kills := 0, 0
	for at := range messages {
		for _, where := range points {
			if n++; !sweep.Sample(n, 5) {
				continue
			}
			if !killed(t, fmt.Sprintf("%d %s", at+1, where)) {
				t.Errorf("%d %s: it was not killed", at+1, where)
			}
			kills++
		}
	}
	if killed(t, fmt.Sprint(messages+1, " ", points[2])) {
		t.Errorf("there are more than %d messages", messages)
	}
	t.Logf("%d of %d kills", kills, n)
}

// killed is one run: was the host killed?
func killed(t *testing.T, point string) (down bool) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "books")
	address := spawn(t, file, point)
	dial := func(ctx context.Context) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, "tcp", address)
		if err != nil && !down { // it is up again at once
			down, address = true, spawn(t, file, "0")
			c, err = new(net.Dialer).DialContext(ctx, "tcp", address)
		}
		return c, err
	}
	totals, ledger := iso8583.Totals{Currency: 0x978}, terminal.NewMemoryLedger()
	var last *rig
	for i, k := range []kind{kinds[0], kinds[1], kinds[4], kinds[0], kinds[3], kinds[5]} {
		r := newRig(t, &k, nil, false, func(r *rig) { r.dial, r.ledger = dial, ledger })
		defer r.client.Close()
		s, err := r.Do(context.Background(), k.order)
		if err != nil {
			t.Fatal(point, err)
		}
		if i == 3 && s.Approved() {
			err = s.Undo(context.Background(), terminal.GoodsNotTaken)
		}
		if err = errors.Join(err, r.drain(context.Background())); err != nil {
			t.Error(point, err)
		}
		if amount := standing(&k, s); amount > 0 {
			totals.Credits.Add(uint64(amount))
		} else if amount < 0 {
			totals.Debits.Add(uint64(-amount))
		}
		last = r
	}
	got, err := last.client.Settle(context.Background(), 1, totals)
	if err != nil { // it was killed at this message
		got, err = last.client.Settle(context.Background(), 1, totals)
	}
	if err != nil || !got.Balanced || got.Host != totals {
		t.Errorf("%s: %v, %+v, the terminal has %+v", point, err, got, totals)
	}
	return down
}
