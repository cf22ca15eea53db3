package c3_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// updating is a transaction with the issuer's answer brought to the card at a second tap.
func updating(t testing.TB) *bench.Tap {
	t.Helper()
	x := bench.NewTap(t, c3.Kernel{}, "visa-update", visa, "3600C000")
	x.Combination.FloorLimit = kernel.Limit{Present: true}
	x.Online, x.Taps = true, 2
	return x
}

// Two taps: the host approves what the first gave, the second takes its cryptogram and its script to the card.
//
// C-3 2.12 5.8.1.2, 6.1.1.1, 6.1.1.2, 6.2.1.1, 6.2.1.2, 6.2.1.3
func TestIssuerUpdate(t *testing.T) {
	x := updating(t)
	x.Issuer.Scripts = []issuer.Script{{ID: []byte{1, 2, 3, 4}, Commands: []issuer.Command{issuer.PutData(0x9F7C, []byte{0x12, 0x34})}}}
	r := x.Run()
	first, second := x.Outcomes[0], x.Outcomes[1]
	if first.Status != kernel.OnlineRequest || first.Start != kernel.StartB || first.OnlineResponseData != kernel.OnlineDataEMV {
		t.Errorf("first: %+v", first)
	}
	if got, want := parametersOf(second), parametersOf(&kernel.Outcome{Status: kernel.EndApplication}); got != want {
		t.Errorf("second:\n got %s\nwant %s", got, want)
	}
	if got := x.Instructions(); got != "A4 A8 A4 82 DA" {
		t.Errorf("commands %s", got)
	}
	if c, ok := x.Card.Counters(unhexed(visa)); !ok || c.LastOnlineATC != c.ATC {
		t.Errorf("the card has not taken the ARPC: %+v", c)
	}
	if got := fmt.Sprintf("%X", r.Report.Get(tlv.IssuerScriptResultsKernel3)); got != "2001020304" {
		t.Errorf("script results %s", got)
	}
	if len(x.Messages) != 1 || x.HostCalls != 1 || r.ResponseCode != "00" {
		t.Errorf("messages %v, %d host calls, %q", x.Messages, x.HostCalls, r.ResponseCode)
	}
}

// A card that takes no update, and an answer that has none, are left alone.
//
// C-3 2.12 5.8.1.2
func TestNoIssuerUpdate(t *testing.T) {
	x := updating(t)
	x.Answer = func([]byte) ([]byte, error) { return unhexed("8A023030"), nil }
	x.Run()
	if x.Instructions() != "A4 A8" {
		t.Errorf("no update data: %s", x.Instructions())
	}
	x = updating(t)
	x.Combination.TTQ[2] = 0x40
	x.Run()
	if x.Instructions() != "A4 A8" {
		t.Errorf("a reader without: %s", x.Instructions())
	}
}

// The status word of EXTERNAL AUTHENTICATE changes nothing; scripts go on with 9000, 62xx and 63xx alone, tags 71 and 72 as they come.
//
// C-3 2.12 6.1.1.2, 6.2.1.1, 6.2.1.2
func TestStatusWordsOfUpdate(t *testing.T) {
	const (
		two   = "7113 9F180401020304 8604801E0000 8604801E0001"
		other = "7206 8604801E0002"
		arpc  = "910A 11223344556677883030"
	)
	for sw := range 0x10000 {
		if sw&0xFF != 0 && sw&0xFF != 0x13 {
			continue
		}
		w := newWire(t, "36004000")
		w.act.Start, w.act.Host = kernel.StartB, unhexed(squeeze(arpc))
		w.exits = func(int, []byte) kernel.Event {
			return kernel.Event{Kind: kernel.Response, Data: []byte{byte(sw >> 8), byte(sw)}}
		}
		w.ends("EXTERNAL AUTHENTICATE", kernel.EndApplication, kernel.CVMNotApplicable)
		if w.out.UIOutcome != nil || w.out.Error.L2 != 0 || len(w.commands) != 1 || !bytes.Equal(w.commands[0], unhexed("008200000A11223344556677883030")) {
			t.Fatalf("%04X: %+v, %X", sw, w.out, w.commands)
		}
		w.act.Host = unhexed(squeeze(other + two))
		r := w.run()
		goesOn := sw == 0x9000 || sw>>8 == 0x62 || sw>>8 == 0x63
		want, results := 1, "1100000000"
		if goesOn {
			want, results = 3, "2000000000"+"2001020304"
		}
		if got := fmt.Sprintf("%X", r.Report.Get(tlv.IssuerScriptResultsKernel3)); len(w.commands) != want || got != results {
			t.Fatalf("%04X: %d commands, results %s", sw, len(w.commands), got)
		}
	}
	w := newWire(t, "36004000")
	w.act.Start, w.act.Host = kernel.StartB, unhexed(squeeze(two+arpc+other+other))
	w.exits = func(n int, _ []byte) kernel.Event {
		sw := [...][]byte{{0x63, 0x00}, {0x90, 0x00}, {0x90, 0x00}, {0x69, 0x85}, {0x90, 0x00}}[n-1]
		return kernel.Event{Kind: kernel.Response, Data: sw}
	}
	r := w.run()
	var sent []string
	for _, c := range w.commands {
		sent = append(sent, fmt.Sprintf("%02X%02X", c[1], c[3]))
	}
	if got := strings.Join(sent, " "); got != "8200 1E00 1E01 1E02" || fmt.Sprintf("%X", r.Report.Get(tlv.IssuerScriptResultsKernel3)) != "2001020304"+"1100000000" {
		t.Errorf("%s, %X", got, r.Report.Get(tlv.IssuerScriptResultsKernel3))
	}
}

// Scripts that are none, and commands that no card can be sent, harm nothing.
//
// C-3 2.12 6.2.1.2
func TestMalformedUpdate(t *testing.T) {
	for host, want := range map[string]struct {
		commands int
		results  string
	}{
		"7106 86FF801E0000":                                {0, "0000000000"},
		"7110 8604":                                        {0, "0000000000"},
		"7206 8604801E0000 7110 9F180401020304":            {1, "2000000000" + "0001020304"},
		"7100 7206 8604801E0000":                           {1, "2000000000"},
		"7103 DF5000 7206 8604801E0000":                    {1, "0000000000" + "2000000000"},
		"7109 8604801E0000 DF5000":                         {0, "0000000000"},
		"7105 8603801E00":                                  {0, "0000000000"},
		"7109 9F1804AABBCCDD 8604801E0000":                 {0, "00AABBCCDD"},
		"7106 8604FF1E0000 7206 8604801E0000":              {1, "1100000000" + "2000000000"}, // B4 12.2.4
		"720C 8604801E0000 860480610000 7206 8604801E0000": {2, "1200000000" + "2000000000"},
		"710B 9F1804AABBCCDD 8602801E":                     {0, "00AABBCCDD"},
		"9100 910A 11223344556677883030":                   {1, ""}, // B3 5.2 length 00
		"9107 01020304050607":                              {0, ""},
		"9111 0102030405060708091011121314151617":          {0, ""},
		"91": {0, ""}, "7180": {0, "0000000000"}, "": {0, ""}, "72": {0, "0000000000"},
	} {
		w := newWire(t, "36004000")
		w.act.Start, w.act.Host = kernel.StartB, unhexed(squeeze(host))
		r := w.run()
		if got := fmt.Sprintf("%X", r.Report.Get(tlv.IssuerScriptResultsKernel3)); r.Status != kernel.EndApplication || len(w.commands) != want.commands || got != want.results {
			t.Errorf("%s: %v, %d commands, results %s", host, r.Status, len(w.commands), got)
		}
	}
}

// The issuer's data go first: with a directory too there is no data exchange and no new transaction.
//
// C-3 2.12 4.4.1.1
func TestIssuerDataBeforeDirectory(t *testing.T) {
	w := newWire(t, "36004000").set(c3.ParamDataStorage, 1)
	w.fci = fciOf(plainPDOL, "D203010203")
	w.act.Host = unhexed("7106" + "8604801E0000")
	w.also = func(a kernel.Action) kernel.Event {
		if a.Kind == kernel.SendData {
			t.Error("data exchange")
		}
		return kernel.Event{}
	}
	w.ends("both", kernel.EndApplication, kernel.CVMNotApplicable)
	if len(w.commands) != 1 || w.commands[0][1] != 0x1E {
		t.Errorf("%X", w.commands)
	}
}

// Whatever a hostile host answers, the second tap ends, and as the book has it.
//
// C-3 2.12 6.2.1.3
func TestHostileUpdate(t *testing.T) {
	for h := issuer.Honest; h < issuer.NumHostile; h++ {
		x := updating(t)
		x.Issuer.Hostile = h
		x.Issuer.Scripts = []issuer.Script{{Late: true, Commands: []issuer.Command{issuer.PutData(0x9F7C, []byte{0x12, 0x34})}}}
		r := x.Run()
		if last := x.Outcome(); last.Status != kernel.EndApplication && last.Status != kernel.OnlineRequest || r.Exchanges() > 210 {
			t.Errorf("%v: %v, %d exchanges", h, last.Status, r.Exchanges())
		}
	}
}

// A card that goes away while it is updated is asked for again.
//
// C-3 2.12 4.1.1.2
func TestUpdateIsLost(t *testing.T) {
	for n := 1; n <= 2; n++ {
		w := newWire(t, "36004000")
		w.act.Start, w.act.Host = kernel.StartB, unhexed("910A11223344556677883030"+"7106"+"8604801E0000")
		w.exits = func(k int, _ []byte) (ev kernel.Event) {
			if k == n {
				ev = kernel.Event{Kind: kernel.CardFault, Fault: kernel.FaultTimeout}
			}
			return ev
		}
		w.ends("lost", kernel.TryAgain, kernel.CVMNotApplicable)
	}
}

// A card that is lost at a script's command has had the commands before: the results tell of each script that was begun.
//
// C-3 2.12 A.2, 6.2.1.2
func TestUpdateBrokenOff(t *testing.T) {
	const scripts = "7113 9F180401020304 8604801E0000 8604801E0001" + "7206 8604801E0002"
	for lost, want := range map[int]string{1: "1101020304", 2: "1201020304", 3: "2001020304" + "1100000000"} {
		for _, stop := range []kernel.Event{{Kind: kernel.CardFault, Fault: kernel.FaultTimeout}, {Kind: kernel.Cancelled}} {
			w := newWire(t, "36004000")
			w.act.Start, w.act.Host = kernel.StartB, unhexed(squeeze(scripts))
			w.exits = func(n int, _ []byte) kernel.Event {
				if n == lost {
					return stop
				}
				return kernel.Event{Kind: kernel.Response, Data: []byte{0x90, 0}}
			}
			r, status := w.run(), kernel.TryAgain // C-3 4.1.1.2
			if stop.Kind == kernel.Cancelled {
				status = kernel.EndApplication
			}
			if got := fmt.Sprintf("%X", r.Report.Get(tlv.IssuerScriptResultsKernel3)); got != want || r.Status != status || len(w.commands) != lost {
				t.Errorf("lost at %d, %v: results %s, want %s, %v after %d commands", lost, stop.Kind, got, want, r.Status, len(w.commands))
			}
		}
	}
}
