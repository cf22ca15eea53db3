package contact_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// B4 12.1.1: what the host is sent is what the card was sent and gave
// B3 9.3.1 online, 10.2 store
// B4 12.1, 12.1.2
// B3 5.2 parse
func TestOnlineData(t *testing.T) {
	w := newWorld(t, "full")
	w.Run()
	if err := tlv.Check(w.DE55); err != nil {
		t.Fatal(err)
	}
	for tag, want := range map[tlv.Tag]string{
		0x9F27: "80", 0x9F36: "0011", 0x95: "0000048000", 0x9A: "260701", 0x9C: "00", 0x9F02: "000000001234", 0x5F2A: "0978", 0x82: "3D00",
		0x9F1A: "0276", 0x9F03: "000000000000", 0x9F33: "E07848", 0x9F34: "020300", 0x9F35: "22", 0x84: aidFull, 0x5A: "5413330089020011",
		0x5F34: "01", 0x9F41: "00000001", 0x9B: "E800",
	} {
		o, ok := tlv.Find(w.DE55, tag)
		if !ok || hexOf(o.Value) != want {
			t.Errorf("%s: %X, want %s", tag, o.Value, want)
		}
	}
	if _, ok := tlv.Find(w.DE55, 0x8A); ok {
		t.Error("an authorisation response code before there was one")
	}
	un, _ := tlv.Find(w.DE55, 0x9F37)
	for _, c := range w.Commands {
		if c[1] == apdu.GenerateAC && !strings.Contains(string(c), string(un.Value)) {
			// B4 10.1 same
			t.Error("the unpredictable number of the command is not that of the request")
		}
	}
}

// B3 10.9, B4 12.2.3: every way in which an issuer may answer wrongly. The card full wants issuer
// authentication for a TC.
func TestHostileIssuer(t *testing.T) {
	approved := bench.Ended(kernel.Approved, "00", "0000048000", "F800", "020300")
	lost := bench.Ended(kernel.Approved, "Y3", "0000048000", "E800", "020300")       // as if no answer had come
	unproven := bench.Ended(kernel.Declined, "00", "0000048000", "E800", "020300")   // no issuer authentication: the card declines
	mistrusted := bench.Ended(kernel.Declined, "00", "0000048040", "F800", "020300") // and where it failed
	scripted := bench.Ended(kernel.Approved, "00", "0000048020", "FC00", "020300")   // a script failed before
	after := bench.Ended(kernel.Approved, "00", "0000048010", "FC00", "020300")      // or after
	wantScripts := []issuer.Script{{ID: []byte{1, 2, 3, 4}, Commands: []issuer.Command{issuer.PutData(0x9F14, []byte{3})}}}
	for _, c := range []struct {
		how     issuer.Hostile
		scripts bool
		want    bench.Facts
	}{
		// B3 10.9 EXTERNAL AUTHENTICATE, annex F 9000
		{issuer.Honest, false, approved},
		{issuer.WrongARPC, false, mistrusted},
		// B4 12.2.2
		{issuer.NoARPC, false, unproven},
		// B3 6.5.4.3
		{issuer.ShortARPC, false, lost},
		{issuer.LongARPC, false, lost},
		{issuer.TwoARPCs, false, lost},
		// B4 12.2.3 incidents
		{issuer.NoARC, false, lost},
		{issuer.ShortARC, false, lost},
		// B4 12.2.3 default
		{issuer.Truncated, false, lost},
		// B4 12.2.4 format
		{issuer.Indefinite, false, scripted},
		{issuer.LengthOfLength, false, after},
		// B4 12.2.3 incidents
		{issuer.Garbage, false, lost},
		{issuer.Empty, false, lost},
		{issuer.WrongMAC, true, scripted},
		{issuer.ScriptCut, true, scripted},
	} {
		t.Run(fmt.Sprint(c.how), func(t *testing.T) {
			w := newWorld(t, "full")
			w.Issuer.Hostile = c.how
			if c.scripts {
				w.Issuer.Scripts = wantScripts
			}
			out := w.Run()
			w.Expect(out, c.want)
			// B4 12.2.3 reversal
			if got, want := out.Reversal(), c.want == lost || c.want.Status == kernel.Declined; got != want {
				t.Errorf("reversal %v", got)
			}
		})
	}
	// the others: an outcome, whatever it is
	for how := issuer.Honest; how < issuer.NumHostile; how++ {
		w := newWorld(t, "full")
		w.Issuer = issuer.Options{Hostile: how, Scripts: wantScripts}
		if out := w.Run(); out.Status == 0 {
			t.Errorf("%v: %v", how, out.Status)
		}
	}
}

// B3 10.9: EXTERNAL AUTHENTICATE
// B3 6.3.5 6300, 10.9 failed, annex F other, annex F 6985
func TestIssuerAuthentication(t *testing.T) {
	for _, sw := range []string{"6300", "6985", "63C0", "6283", "6F00", "0000"} {
		w := newWorld(t, "full")
		w.Middle = bench.Swap(t, apdu.ExternalAuthenticate, 1, sw)
		// Performed and failed; the transaction goes on and the card decides: it has seen a right cryptogram.
		w.Expect(w.Run(), bench.Ended(kernel.Approved, "00", "0000048040", "F800", "020300"))
	}
	// B3 10.9 combined, annex F AIP
	// a card that takes it with the second GENERATE AC: no command, no bit
	w := newWorld(t, "noauth")
	w.Expect(w.Run(), noauthOnline)
	if w.Sent(apdu.ExternalAuthenticate) != 0 {
		t.Errorf("commands %s", w.Instructions())
	}
	ac := w.Commands[len(w.Commands)-1]
	if string(ac[15:17]) != "00" { // CDOL2 910A 8A02 9505 9F3704: the code behind ten bytes of issuer authentication data
		t.Errorf("second GENERATE AC % X", ac)
	}
	if string(ac[5:15]) == string(make([]byte, 10)) {
		t.Error("the card did not get the issuer authentication data")
	}
}

// B3 10.10, B4 A5, B3 E1: scripts and their results. What the host sends is written
// by hand, so that the card refuses or takes it as the test says.
func TestScripts(t *testing.T) {
	const (
		put = "8604 00DA0000" // 86, four bytes
		id  = "9F1804 A1A2A3A4"
	)
	script := func(tag, body string) string { return tag + hex1(len(bench.Hex(t, body))) + body }
	tooLong := func(tag string) string { return tag + "820404 86820400" + strings.Repeat("00", 0x400) }
	long := strings.Repeat("7181A0 86819D 00DA000098"+strings.Repeat("00", 152), 6) // and 46 bytes are left
	fits := "862A 00DA000025" + strings.Repeat("00", 37)
	ok := func(n int) []string { return slices.Repeat([]string{"9000"}, n) }
	for _, c := range []struct {
		name    string
		scripts string
		sws     []string // of the script commands, in order
		results string
		tvr5    byte
		done    bool // TSI
		sent    int
	}{
		// B3 E1 4
		{"none", "", nil, "", 0, false, 0},
		// B3 10.10 identifier
		{"71 with an identifier", script("71", id+put), []string{"9000"}, "20A1A2A3A4", 0, true, 1},
		// B3 10.10 71, E1 1
		// B4 6.3.9 tags
		{"71 without", script("71", put), []string{"9000"}, "2000000000", 0, true, 1},
		// B3 10.10 72
		// B4 6.3.9 tags
		{"72", script("72", id+put), []string{"9000"}, "20A1A2A3A4", 0, true, 1},
		// B3 10.10 86
		{"two commands", script("71", put+put), []string{"9000", "9000"}, "2000000000", 0, true, 2},
		// B3 10.10: SW1 alone decides, warnings go on
		// B3 6.3.5 script, 10.10 SW1
		{"warnings", script("71", put+put+put), []string{"6283", "63C0", "6200"}, "2000000000", 0, true, 3},
		// B3 10.10 error
		{"first of two fails", script("71", put+put), []string{"6985"}, "1100000000", 0x20, true, 1},
		// B3 10.10 failed before, E1 2
		// B4 6.3.9 results
		{"second of three fails", script("71", id+put+put+put), []string{"9000", "6A80"}, "12A1A2A3A4", 0x20, true, 2},
		{"91xx is an error", script("71", put), []string{"9100"}, "1100000000", 0x20, true, 1},
		{"61xx that the transport let through is an error", script("71", put), []string{"6110"}, "1100000000", 0x20, true, 1},
		{"9001 goes on", script("71", put), []string{"9001"}, "2000000000", 0, true, 1},
		// B3 10.10 failed after
		{"72 fails", script("72", put), []string{"6985"}, "1100000000", 0x10, true, 1},
		{"71 fails, 72 does not", script("71", put) + script("72", put), []string{"6985", "9000"}, "11000000002000000000", 0x20, true, 2},
		// B3 10.10 sequence
		{"two scripts, the first fails", script("71", put) + script("71", id+put), []string{"6985", "9000"}, "110000000020A1A2A3A4", 0x20, true, 2},
		{"no commands", script("71", id), nil, "20A1A2A3A4", 0, true, 0},
		// B4 12.2.4: what does not parse is not performed, and the next one is
		// B3 E1 3
		// B4 12.2.4 identifier
		{"command of three bytes", script("71", id+"8603 00DA00"), nil, "00A1A2A3A4", 0x20, true, 0},
		// B4 12.2.4 format
		{"something else in it", script("71", id+put+"DF0100"), nil, "00A1A2A3A4", 0x20, true, 0},
		{"identifier of three bytes", script("71", "9F1803 A1A2A3"+put), nil, "0000000000", 0x20, true, 0},
		{"identifier at the end", script("71", put+id), nil, "0000000000", 0x20, true, 0},
		// B3 E2 several
		// B4 12.2.4 next
		{"does not parse, the next does", script("71", id+"8605 00DA") + script("71", put), []string{"9000"}, "00A1A2A3A42000000000", 0x20, true, 1},
		{"72 does not parse", script("72", "86"), nil, "0000000000", 0x10, true, 0},
		{
			// B4 A5
			"sixteenth command fails", "7160" + strings.Repeat("860400DA0000", 16),
			[]string{"9000", "9000", "9000", "9000", "9000", "9000", "9000", "9000", "9000", "9000", "9000", "9000", "9000", "9000", "9000", "6F00"},
			"1F00000000", 0x20, true, 16,
		},
		// B4 6.3.9: 128 bytes and more
		// B4 6.3.9 128 bytes
		{"128 bytes", "717E" + "867C 00DA000077" + strings.Repeat("00", 119), []string{"9000"}, "2000000000", 0, true, 1},
		{
			// B4 12.2.4 length
			"more than the terminal takes", strings.Repeat("7181A0 86819D 00DA000098"+strings.Repeat("00", 152), 7),
			[]string{"9000", "9000", "9000", "9000", "9000", "9000"},
			strings.Repeat("2000000000", 6) + "0000000000", 0x20, true, 6,
		},
		// B4 12.2.4 next: one that is too long takes no room from those after it
		{"too long, the next is not", tooLong("71") + script("71", id+put), []string{"9000"}, "0000000000" + "20A1A2A3A4", 0x20, true, 1},
		{"too long with an identifier", "71820410" + id + "86820405" + strings.Repeat("00", 0x405), nil, "00A1A2A3A4", 0x20, true, 0},
		{"71 too long, 72 is not", tooLong("71") + script("72", put), []string{"9000"}, "0000000000" + "2000000000", 0x20, true, 1},
		{"72 too long, 71 is not", tooLong("72") + script("71", put), []string{"9000"}, "2000000000" + "0000000000", 0x10, true, 1},
		{"one too long between others", script("71", put) + tooLong("71") + script("71", id+put), []string{"9000", "9000"}, "2000000000" + "0000000000" + "20A1A2A3A4", 0x20, true, 2},
		// B4 12.2.4 length: the sum is of both tags
		{"71 and 72 together, the last byte", long + script("72", fits), ok(7), strings.Repeat("2000000000", 7), 0, true, 7},
		{"one byte more", long + script("72", "862B 00DA000026"+strings.Repeat("00", 38)), ok(6), strings.Repeat("2000000000", 6) + "0000000000", 0x10, true, 6},
		{
			"one byte more, and short ones", long + script("72", "862B 00DA000026"+strings.Repeat("00", 38)) + script("72", id+put) + script("72", put), ok(8),
			strings.Repeat("2000000000", 6) + "0000000000" + "20A1A2A3A4" + "2000000000", 0x10, true, 8,
		},
		{"72 before 71", script("72", fits) + long + script("71", put), ok(7), strings.Repeat("2000000000", 6) + "0000000000" + "2000000000", 0x20, true, 7},
		// B4 12.2.4 format: what cannot be read from a script on, costs that script
		{"cut off", script("71", id+put) + "7120" + id + put, []string{"9000"}, "20A1A2A3A4" + "00A1A2A3A4", 0x20, true, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, "noauth")
			w.Answer = func(de55 []byte) ([]byte, error) {
				r, err := issuer.Test().Authorise(de55, issuer.Options{})
				return append(r.Data, bench.Hex(t, c.scripts)...), err
			}
			n, order := 0, ""
			w.Middle = func(_ int, command, r []byte) []byte {
				if command[1] == apdu.GenerateAC {
					order += "G"
				}
				if command[1] != apdu.PutData {
					return r
				}
				order += "S"
				if n++; n > len(c.sws) {
					t.Fatalf("command %d of the scripts", n)
				}
				return bench.Hex(t, c.sws[n-1])
			}
			out := w.Run()
			if hexOf(out.Scripts()) != c.results || n != c.sent {
				t.Errorf("results %X, want %s; %d commands sent", out.Scripts(), c.results, n)
			}
			if out.TVR()[4] != c.tvr5 || out.HasTSI(tlv.TSIScriptProcessingPerformed) != c.done {
				t.Errorf("TVR %X, TSI %X", out.TVR(), out.TSI())
			}
			if strings.Contains(c.scripts, "72") && c.name == "72" && order != "GGS" || c.name == "71 without" && order != "GSG" {
				t.Errorf("order %s", order)
			}
			if out.Status == kernel.EndApplication {
				t.Errorf("%v: %s", out.Status, out.Error.Reason)
			}
		})
	}
}

// Scripts of the issuer simulator, whose MACs the card checks.
// B3 10.10, B2 9
func TestScriptsWithMAC(t *testing.T) {
	w := newWorld(t, "full")
	w.Card = loggable(t)
	w.Issuer.Scripts = []issuer.Script{
		{ID: []byte{0, 0, 0, 1}, Commands: []issuer.Command{issuer.PutData(0x9F4D, []byte{0x0C, 7})}},
		{Late: true, ID: []byte{0, 0, 0, 2}, Commands: []issuer.Command{issuer.PutData(0x9F4D, []byte{0x0C, 9})}},
	}
	out := w.Run()
	w.Expect(out, bench.Ended(kernel.Approved, "00", "0000048000", "FC00", "020300"))
	if hexOf(out.Scripts()) != "20000000012000000002" {
		t.Errorf("results %X", out.Scripts())
	}
	w = newWorld(t, "full")
	w.Card = loggable(t)
	w.Issuer.Hostile = issuer.WrongMAC
	w.Issuer.Scripts = []issuer.Script{{Late: true, ID: []byte{0, 0, 0, 2}, Commands: []issuer.Command{issuer.PutData(0x9F4D, []byte{0x0C, 9})}}}
	out = w.Run()
	w.Expect(out, bench.Ended(kernel.Approved, "00", "0000048010", "FC00", "020300"))
	if hexOf(out.Scripts()) != "1100000002" {
		t.Errorf("results %X", out.Scripts())
	}
}

// loggable is the card full with an element that PUT DATA may change.
func loggable(t *testing.T) *card.Card {
	return bench.Profile(t, "full", func(app map[string]any) { app["data"] = map[string]any{"9F4D": "0B0A"} })
}
