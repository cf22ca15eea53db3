package terminal_test

import (
	"context"
	"errors"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// counts keeps under a tag how often it has run.
func counts(under tlv.Tag, most int) kernel.Program {
	return kernel.Single("counts", func(p *kernel.Port) *kernel.Outcome {
		v, out := p.Retained(under)
		if out != nil {
			return out
		}
		if v = append(v[:len(v):len(v)], 'x'); len(v) > most {
			v = nil
		}
		p.Retain(under, v)
		return &kernel.Outcome{Status: kernel.Approved, DataRecord: v}
	})
}

// What a kernel retains is there in the next transaction, under its tag, and after a stop where the keeper lasts; without a keeper it lasts as long as the devices.
//
// C-6 2.12 D.36
func TestKeeper(t *testing.T) {
	run := func(d *terminal.Devices, p kernel.Program) string {
		t.Helper()
		s, err := kernel.NewSession(p, &kernel.Config{}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		r, err := kernel.Run(t.Context(), s, d)
		if err != nil {
			t.Fatal(err)
		}
		return string(r.DataRecord)
	}
	keeper := terminal.NewMemoryKeeper()
	for i, c := range []struct {
		d    *terminal.Devices
		tag  tlv.Tag
		want string
	}{
		{&terminal.Devices{Keeper: keeper}, 1, "x"},
		{&terminal.Devices{Keeper: keeper}, 1, "xx"},
		{&terminal.Devices{Keeper: keeper}, 2, "x"},
		{&terminal.Devices{Keeper: keeper}, 1, ""},
		{&terminal.Devices{Keeper: keeper}, 1, "x"},
		{&terminal.Devices{Keeper: keeper}, 2, "xx"},
		{&terminal.Devices{Keeper: terminal.NewMemoryKeeper()}, 1, "x"},
		{&terminal.Devices{}, 1, "x"},
	} {
		if got := run(c.d, counts(c.tag, 2)); got != c.want {
			t.Errorf("run %d: %q, want %q", i+1, got, c.want)
		}
	}
	d := &terminal.Devices{}
	if one, two := run(d, counts(1, 9)), run(d, counts(1, 9)); one != "x" || two != "xx" {
		t.Errorf("%q, then %q", one, two)
	}
	v, err := keeper.Kept(t.Context(), 1)
	if v[0] = 'y'; err != nil {
		t.Fatal(err)
	}
	if again, _ := keeper.Kept(t.Context(), 1); string(again) != "x" {
		t.Errorf("%q", again)
	}
}

// broken is a keeper that fails.
type broken struct{ keep, kept error }

func (b broken) Keep(context.Context, tlv.Tag, []byte) error   { return b.keep }
func (b broken) Kept(context.Context, tlv.Tag) ([]byte, error) { return nil, b.kept }

// A keeper that fails ends the run: what was kept of one transaction must not meet another.
func TestBrokenKeeper(t *testing.T) {
	gone := errors.New("gone")
	for _, b := range []broken{{keep: gone}, {kept: gone}} {
		s, err := kernel.NewSession(counts(1, 2), &kernel.Config{}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := kernel.Run(t.Context(), s, &terminal.Devices{Keeper: b}); !errors.Is(err, gone) {
			t.Errorf("%+v: %v", b, err)
		}
	}
}
