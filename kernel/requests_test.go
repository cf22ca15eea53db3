package kernel_test

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/tlv"
)

// asksWith is a program whose card has given elements, and which asks the host with a data record of one of them, has an advice made, and reports nothing.
func asksWith(card map[tlv.Row]string, more int) kernel.Program {
	return program(func(p *kernel.Port) *kernel.Outcome {
		p.Store().Open(tlv.Contact)
		for row := range tlv.Row(tlv.NumRows) {
			if v, given := card[row]; given {
				p.Store().Put(row, tlv.FromCard, []byte(v))
			}
		}
		for range more {
			p.Store().Hold(make([]byte, 8))
		}
		_, out := p.GoOnline([]byte{0x9F, 0x36, 2, 0, 1})
		if out != nil {
			return out
		}
		if _, out := p.Advise(true, []byte{0x9F, 0x07, 1, 9}, nil); out != nil {
			return out
		}
		return &kernel.Outcome{Status: kernel.Declined}
	})
}

// answers is a world without host.
func answers() kerneltest.World {
	return func(a kernel.Action) kernel.Event {
		switch a.Kind {
		case kernel.GoOnline:
			return kernel.Event{Kind: kernel.UnableToGoOnline}
		case kernel.Advise:
			return kernel.Event{Kind: kernel.Advised}
		}
		return kernel.Event{}
	}
}

// A request and an advice have what their tables have of the card and what any acquirer requests, each once and behind what the kernel says: as far as the card has
// it. The report has what is requested too. Without requests nothing is there but what the tables have.
// B4 12.1, 12.1.1, 12.1.2, 12.1.5, 12.1.7
func TestRequested(t *testing.T) {
	card := map[tlv.Row]string{
		tlv.ApplicationEffectiveDate: "\x25\x01\x01", tlv.PANSequenceNumber: "\x01", tlv.ApplicationUsageControl: "\xFF\x00", tlv.CVMList: "\x00\x00\x00\x00\x00\x00\x00\x00\x1F\x00",
		tlv.CDOL2: "", tlv.ATC: "\x00\x07",
	}
	const tables = "5F25032501015F340101"
	ours := kernel.Requests{kernel.FinancialRequest: {0x9F07, 0x9F36, 0x9F07, 0x9F42}, kernel.ReversalMessage: {0x9F07}}
	for _, c := range []struct {
		name            string
		cfg             kernel.Config
		request, advice string
		reported        int
	}{
		{"nobody requests anything", kernel.Config{}, "9F36020001" + tables, "9F070109" + tables, 0},
		{"the terminal's acquirer", kernel.Config{Terminal: kernel.Terminal{Requests: ours}}, "9F36020001" + tables + "9F0702FF00", "9F070109" + tables + "9F36020007", 2},
		{
			"an application's",
			kernel.Config{Applications: []kernel.Application{{AID: []byte("AID 1")}, {AID: []byte("AID 2"), Identity: kernel.Identity{Requests: kernel.Requests{kernel.BatchData: {0x8E, 0x8D}}}}}},
			"9F36020001" + tables + "8E0A00000000000000001F00", "9F070109" + tables + "8E0A00000000000000001F00", 2,
		},
		{
			"a combination's",
			kernel.Config{Combinations: []kernel.Combination{{AID: []byte("AID 2"), Identity: kernel.Identity{Requests: kernel.Requests{kernel.BatchData: {0x8E}}}}}},
			"9F36020001" + tables + "8E0A00000000000000001F00", "9F070109" + tables + "8E0A00000000000000001F00", 1,
		},
	} {
		c.cfg.Terminal.Advices = true
		s, err := kernel.NewSession(asksWith(card, 0), &c.cfg, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		a := next(t, s, kernel.Event{}, kernel.GoOnline)
		if got := fmt.Sprintf("%X", a.Data); got != c.request {
			t.Errorf("%s: request\n%s, want\n%s", c.name, got, c.request)
		}
		a = next(t, s, kernel.Event{Kind: kernel.UnableToGoOnline}, kernel.Advise)
		if got := fmt.Sprintf("%X", a.Data); got != c.advice {
			t.Errorf("%s: advice\n%s, want\n%s", c.name, got, c.advice)
		}
		done, n := next(t, s, kernel.Event{Kind: kernel.Advised}, kernel.Done), 0
		for row, v := range done.Result.Report.All() {
			if n++; string(v) != card[row] {
				t.Errorf("%s: %s is reported as %X", c.name, row, v)
			}
		}
		if n != c.reported {
			t.Errorf("%s: %d elements are reported, want %d", c.name, n, c.reported)
		}
		_ = s.Close()
		(&kerneltest.Scenario{Program: asksWith(card, 0), Config: &c.cfg, World: answers}).EveryResume(t)
	}
}

// The advice of a decline that a contactless kernel leaves has what became of scripts, once, by the tag that Kernel 3 has for it, and is made for it alone too: another kernel's element
// with this tag is none, whoever requests it. Where the host has booked, the reversal has the results. Kernel 6 tells by the TSI.
// B4 6.3.9 transmitted, once, 6.3.7 not captured, captured, C-6 3.12
func TestAdviceOfScripts(t *testing.T) {
	for _, c := range []struct {
		name         string
		end          kernel.Status
		book         tlv.Book
		row          tlv.Row
		cid          byte
		arc          string
		record, want string // -: none
	}{
		{"results", kernel.Declined, tlv.C3, tlv.IssuerScriptResultsKernel3, 8, "", "", "9F270108" + "8A025A31" + "9F5B0120"},
		{"results in the data record", kernel.Declined, tlv.C3, tlv.IssuerScriptResultsKernel3, 8, "", "9F5B0120", "9F5B0120" + "9F270108" + "8A025A31"},
		{"results alone", kernel.Declined, tlv.C3, tlv.IssuerScriptResultsKernel3, 0, "05", "", "9F270100" + "8A023035" + "9F5B0120"},
		{"results that go with the reversal", kernel.Declined, tlv.C3, tlv.IssuerScriptResultsKernel3, 8, "00", "", "9F270108" + "8A023030"},
		{"results of a part that is reversed", kernel.Declined, tlv.C3, tlv.IssuerScriptResultsKernel3, 8, "10", "", "9F270108" + "8A023130"},
		{"results alone, with the reversal", kernel.Declined, tlv.C3, tlv.IssuerScriptResultsKernel3, 0, "00", "", "-"},
		{"results, left to the host", kernel.OnlineRequest, tlv.C3, tlv.IssuerScriptResultsKernel3, 8, "05", "", "9F270108" + "8A023035" + "9F5B0120"},
		{"left to the host, no results", kernel.OnlineRequest, tlv.C3, tlv.CVMResults, 8, "05", "", "-"},
		{"results, left to the host, with the reversal", kernel.OnlineRequest, tlv.C3, tlv.IssuerScriptResultsKernel3, 8, "10", "", "-"},
		{"results of what is captured", kernel.Approved, tlv.C3, tlv.IssuerScriptResultsKernel3, 8, "05", "", "-"},
		{"TSI of scripts, left to the host", kernel.OnlineRequest, tlv.C6, tlv.CVMResults, 8, "05", "9B020400", "9B020400" + "9F270108" + "9F340120" + "8A023035"},
		{"TSI of scripts in the store", kernel.OnlineRequest, tlv.C6, tlv.TSI, 8, "05", "", "9F270108" + "9B020400" + "8A023035"},
		{"TSI of scripts, declined, and the card wants none", kernel.Declined, tlv.C6, tlv.CVMResults, 0, "05", "9B020400", "9B020400" + "9F270100" + "9F340120" + "8A023035"},
		{"TSI of an end that was sent none", kernel.OnlineRequest, tlv.C6, tlv.TSI, 8, "05", "9B02FB00", "-"},
		{"TSI of one byte", kernel.OnlineRequest, tlv.C6, tlv.CVMResults, 8, "05", "9B0104", "-"},
		{"TSI of scripts, with the reversal", kernel.Declined, tlv.C6, tlv.CVMResults, 0, "00", "9B020400", "-"},
		{"TSI of scripts, what is captured", kernel.Approved, tlv.C6, tlv.CVMResults, 8, "05", "9B020400", "-"},
		{"a list of Kernel 2", kernel.Declined, tlv.C2, tlv.DSDOL, 8, "", "", "9F270108" + "8A025A31"},
		{"a list of Kernel 2, alone", kernel.Declined, tlv.C2, tlv.DSDOL, 0, "", "", "-"},
		{"a membership of Kernel 4, alone", kernel.Declined, tlv.C4, tlv.ProductMembershipNumber, 0, "", "", "-"},
	} {
		s, err := kernel.NewSession(program(func(p *kernel.Port) *kernel.Outcome {
			p.Store().Open(c.book)
			if c.arc != "" {
				if _, out := p.GoOnline(nil); out != nil {
					return out
				}
			}
			p.Store().Put(tlv.CID, tlv.FromKernel, []byte{c.cid})
			value := []byte{0x20}
			if c.row == tlv.TSI {
				value = []byte{4, 0}
			}
			p.Store().Put(c.row, c.row.Element().Source, value)
			record, _ := hex.DecodeString(c.record)
			o := &kernel.Outcome{Status: c.end, DataRecord: record}
			_, _ = p.AdviseEnd(o)
			return o
		}), &kernel.Config{Terminal: kernel.Terminal{Advices: true, Requests: kernel.Requests{kernel.OnlineAdvice: {0x9F5B}}}}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		var ev kernel.Event
		if c.arc != "" {
			next(t, s, ev, kernel.GoOnline)
			ev = kernel.Event{Kind: kernel.HostResponse, Data: append([]byte{0x8A, 2}, c.arc...)}
		}
		a, err := s.Next(ev)
		if err != nil {
			t.Fatal(err)
		}
		got := "-"
		if a.Kind == kernel.Advise {
			got = fmt.Sprintf("%X", a.Data)
			a = next(t, s, kernel.Event{Kind: kernel.Advised}, kernel.Done)
		}
		if got != c.want || a.Kind != kernel.Done {
			t.Errorf("%s: %s, want %s, then %v", c.name, got, c.want, a.Kind)
		}
		if n := 0; a.Kind == kernel.Done {
			for range a.Result.Report.All() {
				n++
			}
			if n != 0 {
				t.Errorf("%s: %d elements are reported, and the kernel names none", c.name, n)
			}
		}
		_ = s.Close()
	}
}

// What a card has given and a restart drops is in the report nevertheless, as far as acquirers request it.
// B4 12.1.4, 12.1.5, 12.1.8
func TestRequestedIsKept(t *testing.T) {
	for _, requests := range []kernel.Requests{{}, {kernel.BatchData: {0x9F07, 0x5F25}}} {
		s, err := kernel.NewSession(program(func(p *kernel.Port) *kernel.Outcome {
			p.Store().Put(tlv.ApplicationUsageControl, tlv.FromCard, []byte{0xFF, 0})
			p.Keep(nil)
			p.Store().Wipe()
			return approved()
		}), &kernel.Config{Terminal: kernel.Terminal{Requests: requests}}, kernel.Transaction{})
		if err != nil {
			t.Fatal(err)
		}
		done := next(t, s, kernel.Event{}, kernel.Done)
		if got := fmt.Sprintf("%X", done.Result.Report.Get(tlv.ApplicationUsageControl)); (got == "FF00") != (requests[kernel.BatchData] != nil) {
			t.Errorf("%v: %s", requests, got)
		}
		_ = s.Close()
	}
}

// Where a store has no room left the data are the kernel's own.
// B4 12.1
func TestRequestedWithoutRoom(t *testing.T) {
	s, err := kernel.NewSession(asksWith(map[tlv.Row]string{tlv.ApplicationEffectiveDate: "\x25\x01\x01"}, 8192), &kernel.Config{Terminal: kernel.Terminal{Advices: true}}, kernel.Transaction{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	if a := next(t, s, kernel.Event{}, kernel.GoOnline); fmt.Sprintf("%X", a.Data) != "9F36020001" {
		t.Errorf("%X", a.Data)
	}
}

// An application's list stands for the terminal's, message by message.
// B4 12.1, 10.2 data
func TestIdentityRequests(t *testing.T) {
	cfg := &kernel.Config{Terminal: kernel.Terminal{Requests: kernel.Requests{kernel.BatchData: {0x8E}, kernel.OnlineAdvice: {0x9F07}, kernel.ReversalMessage: {0x5F28}}}}
	cfg.Applications = []kernel.Application{{AID: []byte("AID 1"), Identity: kernel.Identity{Requests: kernel.Requests{kernel.BatchData: {0x9F0D}, kernel.ReversalMessage: {}}}}}
	for name, want := range map[string]string{"AID 1": "[[] [] [] [9F0D] [] [9F07] []]", "AID 2": "[[] [] [] [8E] [] [9F07] [5F28]]", "": "[[] [] [] [8E] [] [9F07] [5F28]]"} {
		if got := fmt.Sprint(cfg.IdentityOf([]byte(name)).Requests); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
	// All of them: the terminal's, the applications', the combinations'.
	cfg = &kernel.Config{Terminal: kernel.Terminal{TerminalID: "own"}}
	cfg.Applications = []kernel.Application{{AID: []byte("AID 1"), Identity: kernel.Identity{TerminalID: "app"}}, {AID: []byte("AID 2")}}
	cfg.Combinations = []kernel.Combination{{AID: []byte("AID 3"), Identity: kernel.Identity{TerminalID: "tap"}}, {AID: []byte("AID 1")}}
	var all []string
	for _, id := range cfg.Identities() {
		all = append(all, id.TerminalID)
	}
	if got := strings.Join(all, " "); got != "own app own tap app" || cfg.Identity(nil).TerminalID != "own" {
		t.Error(got)
	}
	if app := (&kernel.Config{Applications: []kernel.Application{{PartialMatch: true}}}).ApplicationOf([]byte("AID 1")); app != nil {
		t.Errorf("an application without AID is that of every name: %v", app)
	}
	if kernel.NumMessageKinds.String() != "?" || kernel.ReversalMessage.String() != "reversal" {
		t.Error("names")
	}
}

// The identity is that of the application which selection takes: an AID that has to be the whole name is not the one of a longer name. Where none does, it is that of the
// combination which Entry Point takes, the longest that the name begins with; an application that has its AID goes before. The places of the lists do not matter.
// B1 12.3.1, B4 10.2 data, B 3.3.2.5 A
func TestIdentityByMatch(t *testing.T) {
	app := func(aid string, partial bool) kernel.Application {
		return kernel.Application{AID: []byte(aid), PartialMatch: partial, Identity: kernel.Identity{TerminalID: aid}}
	}
	tap := func(aid, id string) kernel.Combination {
		return kernel.Combination{AID: []byte(aid), Identity: kernel.Identity{TerminalID: id}}
	}
	for i, c := range []struct {
		name string
		apps []kernel.Application
		taps []kernel.Combination
		want string
	}{
		{"AID 11", []kernel.Application{app("AID", true), app("AID 1", false)}, nil, "AID"},
		{"AID 11", []kernel.Application{app("AID", true), app("AID 1", true)}, nil, "AID 1"},
		{"AID 1", []kernel.Application{app("AID", true), app("AID 1", false)}, nil, "AID 1"},
		{"AID 11", []kernel.Application{app("AID 1", false), app("AI", true), app("AID", true)}, nil, "AID"},
		{"AI", []kernel.Application{app("AID", true)}, nil, ""},
		{"AID 11", []kernel.Application{app("AID", false), app("AID 1", false)}, nil, ""}, // none takes it
		{"AID 11", []kernel.Application{app("AID", false), app("AID 1", false)}, []kernel.Combination{tap("AID", ""), tap("AID 1", "")}, "AID 1"},
		{"AID 11", []kernel.Application{app("AID", false)}, []kernel.Combination{tap("AID", ""), tap("AID 1", "own")}, "own"},
		{"AID 21", []kernel.Application{app("AID", false)}, []kernel.Combination{tap("AID", ""), tap("AID 1", "own")}, "AID"},
		{"AID 11", []kernel.Application{app("AID 1", false)}, []kernel.Combination{tap("AID", "own")}, "own"},
		{"AID 1", []kernel.Application{app("AID 1", false)}, []kernel.Combination{tap("AID", "own")}, "AID 1"},
		{"AID 11", []kernel.Application{app("AID", true)}, []kernel.Combination{tap("AID 1", "own")}, "AID"},
		{"", []kernel.Application{app("AID", true)}, []kernel.Combination{tap("AID", "own")}, ""},
	} {
		for range 2 {
			if got := (&kernel.Config{Applications: c.apps, Combinations: c.taps}).IdentityOf([]byte(c.name)).TerminalID; got != c.want {
				t.Errorf("%d: %s: %q, want %q", i, c.name, got, c.want)
			}
			slices.Reverse(c.apps)
			slices.Reverse(c.taps)
		}
	}
}
