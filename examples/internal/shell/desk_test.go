package shell_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/examples/internal/shell"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/staff"
)

// A desk is set up once, and is as it was left when there is a file.
func TestDesk(t *testing.T) {
	cfg, err := setup.Config("default")
	if err != nil {
		t.Fatal(err)
	}
	s := &shell.Settings{Config: cfg, Store: filepath.Join(t.TempDir(), "till")}
	noon := func() time.Time { return time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC) }
	for i := range 2 {
		l, done, err := s.OpenLedger(&terminal.Devices{})
		if err != nil {
			t.Fatal(err)
		}
		d, err := s.OpenDesk(l, noon)
		if err != nil || len(d.People()) != 4 || d.SignedOn() != [...]string{"", shell.Operator}[i] {
			t.Errorf("%d: %v, %v, %q", i, d, err, d.SignedOn())
		}
		if err := d.SignOn(shell.Operator, shell.OperatorPassword); err != nil {
			t.Error(err)
		}
		if err := done(); err != nil {
			t.Error(err)
		}
	}
}

// Who walks away from the desk has done nothing, and what is typed there is not shown.
func TestFront(t *testing.T) {
	cfg, err := setup.Config("default")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		do    func(*shell.Front, context.Context) error
		typed string // whole
	}{
		"sign on": {(*shell.Front).SignIn, "01 0000"}, "unlock": {(*shell.Front).OpenUp, "01 0000"}, "vouch": {(*shell.Front).Vouch, "00 123456"},
		"supervisor": {(*shell.Front).IsSupervisor, "00 123456"}, "add": {(*shell.Front).AddOperator, "00 123456 02 7531"},
		"remove": {(*shell.Front).RemoveOperator, "00 123456 09"}, "password": {(*shell.Front).ChangePassword, "01 0000 01 7531"}, "out": {(*shell.Front).PutOut, "00 123456 dust"},
	} {
		keys := strings.Fields(c.typed)
		for n := range len(keys) + 1 {
			s := &shell.Settings{Config: cfg}
			d, err := s.OpenDesk(terminal.NewMemoryLedger(), time.Now)
			if err != nil {
				t.Fatal(err)
			}
			x, out := talk(strings.Join(keys[:n], " ") + " c")
			err = c.do(&shell.Front{Desk: d, Talk: x}, context.Background())
			if whole := n == len(keys); (err == nil) != whole || strings.Contains(out.String(), "DONE") != whole {
				t.Errorf("%s, %d typed: %v\n%s", name, n, err, out)
			}
			for _, k := range keys {
				if k != "dust" && strings.Contains(out.String(), k) {
					t.Errorf("%s: %s is shown in\n%s", name, k, out)
				}
			}
		}
	}
}

// What the desk says of itself, and the help desk's code, which opens once.
func TestFrontState(t *testing.T) {
	cfg, err := setup.Config("default")
	if err != nil {
		t.Fatal(err)
	}
	d, err := (&shell.Settings{Config: cfg}).OpenDesk(terminal.NewMemoryLedger(), time.Now)
	if err != nil {
		t.Fatal(err)
	}
	x, _ := talk(staff.UnlockCode(shell.UnlockKey, "TERM0001", "000001"))
	f := &shell.Front{Desk: d, Talk: x}
	for _, c := range []struct {
		do   func() error
		want string
	}{
		{func() error { return nil }, "NOBODY IS SIGNED ON"},
		{func() error { return d.SignOn(shell.Operator, shell.OperatorPassword) }, "OPERATOR 01"},
		{d.Lock, "LOCKED"},
		{func() error { return d.Unlock(shell.Operator, shell.OperatorPassword) }, "OPERATOR 01"},
		{func() error { return d.Close("dust") }, "OUT OF USE: dust"},
		{func() error { return f.PutBack(context.Background()) }, "OPERATOR 01"},
	} {
		if err := c.do(); err != nil || f.State().In("en") != c.want || f.State().In("zh") == "" {
			t.Errorf("%v: %s, want %s", err, f.State().In("en"), c.want)
		}
	}
	if f.PutBack(context.Background()) == nil {
		t.Error("opened with nothing typed")
	}
}

// A PIN is typed when it is asked for: stars are shown, three that are none are a cancel, a new one is typed twice.
// EMV 4.4 B4 6.3.4.3
func TestTypedPIN(t *testing.T) {
	const fresh = kernel.NewPIN
	for _, c := range []struct {
		name, typed string
		method      kernel.PINMethod
		bypass      bool
		want        kernel.PINResult
		shows       string
	}{
		{"a PIN", "864297", kernel.OnlinePIN, false, kernel.PINEntered, "> ****"},
		{"letters, then a PIN", "pin 12 864297", kernel.OnlinePIN, false, kernel.PINEntered, "4 TO 12 DIGITS"},
		{"three that are none", "1 2 3 864297", kernel.OnlinePIN, false, kernel.PINCancelled, "4 TO 12 DIGITS"},
		{"cancelled", "c", kernel.OnlinePIN, true, kernel.PINCancelled, "(X)"},
		{"nobody there", ".", kernel.OnlinePIN, true, kernel.PINCancelled, "(X)"},
		{"bypassed", "b", kernel.OnlinePIN, true, kernel.PINBypassed, "(-)"},
		{"bypass, and nobody agrees", "b 864297", kernel.OnlinePIN, false, kernel.PINEntered, "4 TO 12 DIGITS"},
		{"a new one", "864297 864297", fresh, false, kernel.PINEntered, "AGAIN"},
		{"a new one, not the same", "864297 864298 864297 864297", fresh, false, kernel.PINEntered, "NOT THE SAME"},
		{"a new one, too short", "12 12 864297 864297", fresh, false, kernel.PINEntered, "4 TO 12 DIGITS"},
		{"a new one, never the same", "1111 2222 3333 4444 5555 6666 864297 864297", fresh, false, kernel.PINCancelled, "NOT THE SAME"},
		{"a new one, cancelled", "864297 c", fresh, false, kernel.PINCancelled, "(X)"},
	} {
		var devices [2]*softpin.Device
		for i := range devices {
			d, err := softpin.New()
			if err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			devices[i] = d
		}
		x, out := talk(c.typed)
		p := shell.NewTypedPIN(devices[0], devices[1], x, c.bypass)
		got, err := p.EnterPIN(context.Background(), terminal.PINEntry{PINRequest: kernel.PINRequest{Method: c.method}})
		if err != nil || got != c.want || !strings.Contains(out.String(), c.shows) || strings.Contains(out.String(), "86429") {
			t.Errorf("%s: %v, %v\n%s", c.name, got, err, out)
		}
		if entered := c.want == kernel.PINEntered; devices[0].Holds() != (entered && c.method != fresh) || devices[1].HoldsNew() != (entered && c.method == fresh) {
			t.Errorf("%s: the device holds %v, %v", c.name, devices[0].Holds(), devices[1].HoldsNew())
		}
	}
}
