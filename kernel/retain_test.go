package kernel_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/tlv"
)

const under tlv.Tag = 0xDF0C

// keeps is a program that looks for what was retained, retains something else, and ends with what it has found.
var keeps = program(func(p *kernel.Port) *kernel.Outcome {
	found, out := p.Retained(under)
	if out != nil {
		return out
	}
	p.Retain(under, append([]byte("and "), found...))
	p.Retain(under, nil)
	again, out := p.Retained(under)
	if out != nil {
		return out
	}
	return &kernel.Outcome{Status: kernel.Approved, DataRecord: fmt.Append(nil, string(found), ".", string(again))}
})

// What a kernel retains goes out under its tag and comes back as it was kept; journal and replay go on as with any other action, and a keeper's answer that is longer than
// anything that can have been kept is none.
func TestRetain(t *testing.T) {
	for _, c := range []struct {
		name     string
		kept     []byte
		want     string
		retained string
	}{
		{"nothing", nil, ".", "and "},
		{"something", []byte("this"), "this.", "and this"},
		{"as much as can be", bytes.Repeat([]byte{'a'}, 2048), string(bytes.Repeat([]byte{'a'}, 2048)) + ".", "and " + string(bytes.Repeat([]byte{'a'}, 2048))},
		{"more", bytes.Repeat([]byte{'a'}, 2049), ".", "and "},
	} {
		t.Run(c.name, func(t *testing.T) {
			kept, asked := bytes.Clone(c.kept), 0
			var retained [][]byte
			s, err := kernel.NewSession(keeps, &kernel.Config{}, kernel.Transaction{})
			if err != nil {
				t.Fatal(err)
			}
			r, err := kernel.Run(context.Background(), s, kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) {
				if len(a.Needed) != 1 || a.Needed[0] != under {
					t.Errorf("%v of %v", a.Kind, a.Needed)
				}
				switch a.Kind {
				case kernel.Lookup:
					asked++
					return kernel.Event{Kind: kernel.LookedUp, Data: kept}, nil
				case kernel.Retain:
					if kept = bytes.Clone(a.Data); a.Await != 0 {
						t.Errorf("it awaits %v", a.Await)
					}
					retained = append(retained, kept)
				}
				return kernel.Event{}, nil
			}))
			if err != nil || string(r.DataRecord) != c.want || len(retained) != 2 || string(retained[0]) != c.retained || len(retained[1]) != 0 || asked != 2 {
				t.Errorf("%v: %s; retained %q", err, r.DataRecord, retained)
			}
		})
	}
}

// The tag and the data count among what a journal is compared by, and neither prints.
func TestRetainIsAnAction(t *testing.T) {
	journal := func(tag tlv.Tag, data string) []byte {
		s, err := kernel.NewSession(program(func(p *kernel.Port) *kernel.Outcome {
			p.Retain(tag, []byte(data))
			_, out := p.Retained(tag)
			return out
		}), &kernel.Config{}, kernel.Transaction{}, kerneltest.Random(1))
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		a := next(t, s, kernel.Event{}, kernel.Retain)
		if got, want := fmt.Sprintf("%v %+v %s", a, a, a), "Retain"; len(data) > 0 && bytes.Contains([]byte(got), []byte(data)) || !bytes.Contains([]byte(got), []byte(want)) {
			t.Error(got)
		}
		next(t, s, kernel.Event{}, kernel.Lookup)
		_, _ = s.Next(kernel.Event{Kind: kernel.LookedUp, Data: []byte("found")})
		return s.Journal()
	}
	first := journal(0xDF0C, "data")
	if !bytes.Equal(first, journal(0xDF0C, "data")) {
		t.Error("the same program has another journal")
	}
	for name, other := range map[string][]byte{"tag": journal(0xDF0D, "data"), "data": journal(0xDF0C, "date"), "length": journal(0xDF0C, "dat")} {
		if bytes.Equal(first, other) {
			t.Errorf("another %s is the same journal", name)
		}
	}
	if ev := (kernel.Event{Kind: kernel.LookedUp, Data: []byte("found")}); bytes.Contains(fmt.Appendf(nil, "%v %+v", ev, ev), []byte("found")) {
		t.Errorf("%v", ev)
	}
}

// A session that stops at any action and is resumed from its journal finds what the terminal kept.
func TestRetainResumes(t *testing.T) {
	s := kerneltest.Scenario{
		Program: keeps, Config: &kernel.Config{},
		World: func() kerneltest.World {
			kept := []byte("this")
			return func(a kernel.Action) kernel.Event {
				switch a.Kind {
				case kernel.Lookup:
					return kernel.Event{Kind: kernel.LookedUp, Data: kept}
				case kernel.Retain:
					kept = bytes.Clone(a.Data)
				}
				return kernel.Event{}
			}
		},
	}
	s.EveryResume(t)
}
