package entrypoint_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/entrypoint"
	"github.com/emvgo/emv/testvectors/sweep"
)

// endsWith are the parameters of an outcome of Entry Point's own.
func endsWith(t testing.TB, name string, r *kernel.Result, status kernel.Status, message kernel.MessageID, ui kernel.UIStatus, clause string) {
	t.Helper()
	if r.Status != status || r.UIOutcome == nil || r.UIOutcome.Message != message || r.UIOutcome.Status != ui || r.UIRestart != nil || r.Start != kernel.StartNone ||
		r.OnlineResponseData != kernel.OnlineDataNone || r.CVM != kernel.CVMNotApplicable || r.DataRecord != nil || r.DiscretionaryData != nil ||
		r.AlternateInterface != kernel.InterfaceNone || r.Receipt || r.FieldOff != 0 || r.RemovalTimeout != 0 || r.Error.Clause != clause {
		t.Errorf("%s: %v %+v", name, r, r.Error)
	}
}

// Every status word of every command: only 9000 goes on.
//
// B 3.3.2.3, 3.3.2.3b, 3.3.3.5
func TestStatusWords(t *testing.T) {
	cfg := reader(combination("A000000003", "03"))
	cfg.Terminal.SendsPOI = true
	asks := ppse("9F3F039F1A02", entry(visaAID, "01", "-", "-"))
	plain := ppse("", entry(visaAID, "01", "-", "-"))
	for command, answer := range map[string][]byte{"PPSE": asks, "SPI": plain, "select": fci(visaAID)} {
		for sw := range 0x10000 {
			if sw != 0x9000 && !sweep.Large(sw+1, 251, 7) {
				continue
			}
			f := &field{ppse: asks, spi: plain, apps: all(visaAID)}
			changed := append(slices.Clone(answer[:len(answer)-2]), byte(sw>>8), byte(sw))
			switch command {
			case "PPSE":
				f.ppse = changed
			case "SPI":
				f.spi = changed
			default:
				f.apps[visaAID] = changed
			}
			r := run(t, from(kernel.StartA, say(approved)), cfg, purchase(500), f)
			if sw == 0x9000 {
				if r.Status != kernel.Approved {
					t.Errorf("%s 9000: %v", command, r)
				}
				continue
			}
			endsWith(t, fmt.Sprintf("%s %04X", command, sw), r, kernel.EndApplication, kernel.MsgTryAnotherCard, kernel.StatusReadyToRead, "Book B 2.12 3.3.2.7")
		}
	}
}

// The combination that was selected: none before any card, nor where none of its applications is for the terminal.
//
// B 3.3.3.1
func TestSelectedCombination(t *testing.T) {
	for _, c := range []struct {
		name string
		ppse []byte
		want bool
	}{
		{"an application of the combination", ppse("", entry(visaAID, "01", "-", "-")), true},
		{"none of it", ppse("", entry(unionAID, "01", "-", "-")), false},
	} {
		before, after := false, ""
		run(t, kernel.Single("entrypoint", func(p *kernel.Port) *kernel.Outcome {
			e := entrypoint.New(p, say(approved)()...)
			before = e.Selected() != nil
			out := e.Run(kernel.StartA, nil)
			if s := e.Selected(); s != nil {
				after = fmt.Sprintf("%X", s.AID)
			}
			return out
		}), oneVisa, purchase(500), &field{ppse: c.ppse, any: true})
		if before || (after == "A000000003") != c.want || (after == "") == c.want {
			t.Errorf("%s: selected before %v, then %s", c.name, before, after)
		}
	}
}

// An application whose SELECT fails, or whose FCI is ill-formed, is out, and the next is tried.
func TestFinalSelection(t *testing.T) {
	second := "A0000000032010"
	for _, r := range []struct {
		name  string
		first []byte
		stays bool
	}{
		{"as it should be", fci(visaAID), true},
		{"not found", unhex("6A82"), false},                                                        // B 3.3.3.5
		{"blocked", append(fci(visaAID)[:len(fci(visaAID))-2], 0x62, 0x83), false},                 // B 3.3.3.5
		{"no FCI", unhex("9000"), false},                                                           // B 3.3.3.5
		{"cut off", append(fci(visaAID)[:9], 0x90, 0x00), false},                                   // B 3.3.3.5
		{"no DF name", unhex("6F08A5069F38039F66049000"), false},                                   // B 3.3.3.5
		{"no proprietary template", unhex("6F098407" + visaAID + "9000"), false},                   // B 3.3.3.5
		{"PDOL cut off", fciWith(visaAID, "9F38029F66"), false},                                    // B 3.3.3.5
		{"another name of legal form", fci(second), true},                                          // B 3.3.3.5
		{"a terminal's object", fciWith(visaAID, "9F1A0209999F38039F6604"), true},                  // B 3.6.1.1
		{"unknown objects, order", fciWith(visaAID, "BF0C059F0A02FFFFDF0101009F38039F6604"), true}, // B 3.3.3.8, 3.6.1.2, 3.6.3.1
		{"no PDOL", fciWith(visaAID, "5003414243"), false},                                         // B 3.3.3.6
		{"PDOL without 9F66", fciWith(visaAID, "9F38039F3704"), false},                             // B 3.3.3.6
		{"PDOL with 9F66 of length 0", fciWith(visaAID, "9F38039F6600"), true},                     // B 3.3.3.6
	} {
		f := &field{ppse: ppse("", entry(visaAID, "01", "-", "-"), entry(second, "02", "-", "-")), apps: all(visaAID, second)}
		f.apps[visaAID] = r.first
		run(t, from(kernel.StartA, say(approved)), oneVisa, purchase(500), f)
		want := []string{"15 ready", "poll [2]", "PPSE", "select " + visaAID, "select " + second, "kernel", "03 read"}
		if r.stays {
			want = tapOfVisa
		}
		f.did(t, r.name, want...)
	}
	// The TTQ is asked for by Visa's kernel only: another kernel, one of an application's own, or another AID, takes an FCI without it.
	for _, c := range []kernel.Combination{
		combination("A000000003", "02"), combination("A000000003", "08"), combination("A000000003", "AA0978"), combination(unionAID, "03"), combination(unionAID, "07"),
	} {
		f := &field{ppse: ppse("", entry(fmt.Sprintf("%X", c.AID)+"01", "01", fmt.Sprintf("%X", string(c.Kernel)), "-")), apps: map[string][]byte{}}
		name := fmt.Sprintf("%X01", c.AID)
		f.apps[name] = fciWith(name, "500141")
		kernels := func() []kernel.Kernel {
			return []kernel.Kernel{&scripted{id: c.Kernel, say: []kernel.Outcome{approved}}}
		}
		if r := run(t, from(kernel.StartA, kernels), reader(c), purchase(500), f); r.Status != kernel.Approved { // B 3.3.3.6
			t.Errorf("%X: %v", c.AID, r)
		}
		f.apps[name] = append(f.apps[name][:9:9], 0x90, 0x00)
		if r := run(t, from(kernel.StartA, kernels), reader(c), purchase(500), f); r.Error.L2 != kernel.EmptyCandidateList { // B 3.3.3.5
			t.Errorf("%X, cut off: %v", c.AID, r)
		}
	}
}

// SEND POI INFORMATION: when it is sent, what is in it, and what its answer does.
func TestSendPOI(t *testing.T) {
	const category = "0001020001"
	two := []string{visaAID, "A0000000032010"}
	listed := entry(two[0], "01", "-", "-")
	for _, r := range []struct {
		name  string
		poi   string
		sends bool
		asks  string
		spi   string
	}{
		{"nothing is asked for", category, true, "", ""},                                                                                       // B 3.3.2.3
		{"the reader has no such command", category, false, "9F3F039F1A02", ""},                                                                // B 3.3.1a
		{"SDOL", "", true, "9F3F039F1A02", "801A000004830202 7600"},                                                                            // B 3.3.2.3, 3.3.2.3a
		{"the category is listed", category, true, "9F3E0400020001", "801A0000078305" + category + "00"},                                       // B 3.3.2.3, C.1.3
		{"another category is listed", category, true, "9F3E020002", ""},                                                                       // B 3.3.2.3
		{"a list, and no category", "", true, "9F3E020001", ""},                                                                                // B 3.3.2.3
		{"the category first, then the others", "000203ABCDEF" + category, true, "9F3E020001", "801A00000D830B" + category + "000203ABCDEF00"}, // B C.1.3
		{"another of that length before it", "0002020002" + category, true, "9F3E020001", "801A00000C830A" + category + "000202000200"},        // B A.1
		{"one of another length before it", "00010100" + category, true, "9F3E020001", "801A00000B830900010100" + category + "00"},             // B A.1
		{"others alone: by SDOL only", "000203ABCDEF", true, "9F3E020001", ""},                                                                 // B C.1.3
		{"8B in the SDOL", "000203ABCDEF", true, "9F3F028B08", "801A00000A8308000203ABCDEF000000"},                                             // B table A-1, 3.6.2.1
		{"SDOL and category", category, true, "9F3F0C9F02065F2A029F3303DF0101 9F3E020001", "801A0000138311 000000000500 0978 000000 00" + category + "00"},
		{"every object that the book names", "", true, "9F3F0B9F02079F1A015F2A038B01", "801A00000E830C00000000000500 76 000978 00 00"}, // B 3.6.2.1
		{"9F3E of odd length is dropped, the SDOL stays", category, true, "9F3E03000100 9F3F039F1A02", "801A00000483020276 00"},        // B 3.3.1a
		{"9F3E and an empty one behind it", category, true, "9F3E020001 9F3E00", "801A0000078305" + category + "00"},                   // B3 5.2 length 00
		{"9F3E and an empty one before it", category, true, "9F3E00 9F3E020001", "801A0000078305" + category + "00"},                   // B3 5.2 length 00
		{"9F3F between empty ones", category, true, "9F3F00 9F3F039F1A02 9F3F00", "801A00000483020276 00"},                             // B3 5.2 length 00
		{"9F3F ill-formed is dropped, the list stays", category, true, "9F3F029F1A 9F3E020001", "801A0000078305" + category + "00"},    // B 3.3.1a
		{"both ill-formed", category, true, "9F3E0100 9F3F019F", ""},                                                                   // B 3.3.1a
		{"other objects of the transaction", "", true, "9F3F0A9F03069A039C019F3501", "801A00000D830B 000000000100 260701 09 00 00"},
		{"an SDOL for more than a command carries", "", true, "9F3F028BFF", ""},
		{"an SDOL that leaves no room for the category", category, true, "9F3F028BBD 9F3E020001", "801A0000078305" + category + "00"},
	} {
		cfg := reader(combination("A000000003", "03"))
		cfg.Terminal.SendsPOI, cfg.Terminal.POIInformation = r.sends, unhex(r.poi)
		// The answer lists the second application, and asks once more, which is ignored.
		f := &field{ppse: ppse(r.asks, listed), spi: ppse("9F3F039F1A02", entry(two[1], "01", "-", "-")), apps: all(two...)}
		tx := purchase(500)
		tx.AmountOther, tx.Type = 100, 0x09
		run(t, from(kernel.StartA, say(approved)), cfg, tx, f)
		want := tapOfVisa
		if r.spi != "" { // B 3.3.2.3b
			want = []string{"15 ready", "poll [2]", "PPSE", fmt.Sprintf("SPI %X", unhex(r.spi)), "select " + two[1], "kernel", "03 read"}
		}
		f.did(t, r.name, want...)
	}
	// Not 9000: no candidate, and not those of the PPSE.
	cfg := reader(combination("A000000003", "03"))
	cfg.Terminal.SendsPOI = true
	for _, answer := range []string{"6D00", "9000", "6A81"} {
		f := &field{ppse: ppse("9F3F039F1A02", listed), spi: unhex(answer), apps: all(two...)}
		r := run(t, from(kernel.StartA, say(approved)), cfg, purchase(500), f)
		endsWith(t, answer, r, kernel.EndApplication, kernel.MsgTryAnotherCard, kernel.StatusReadyToRead, "Book B 2.12 3.3.2.7") // B 3.3.2.3b, 3.3.2.7
	}
	// No answer: start B.
	f := &field{ppse: ppse("9F3F039F1A02", listed), spi: ppse("", listed), apps: all(two...), fault: func(n int) bool { return n == 2 }}
	run(t, from(kernel.StartA, say(approved)), cfg, purchase(500), f)
	f.did(t, "no answer", "15 ready", "poll [2]", "PPSE", "SPI 801A00000483020276"+"00: nothing", "15 ready", "poll [2]", "PPSE", "SPI 801A0000048302027600", // B 3.3.3.7
		"select "+visaAID, "kernel", "03 read")
}

// Select next takes the combination out and goes on at start C; the last one leaves nothing.
//
// B 3.5.1.4, 3.3.2.6, 3.3.2.7
func TestSelectNext(t *testing.T) {
	second := "A0000000032010"
	f := &field{ppse: ppse("", entry(visaAID, "01", "-", "-"), entry(second, "02", "-", "-")), any: true}
	r := run(t, from(kernel.StartA, say(selectNext)), oneVisa, purchase(500), f)
	f.did(t, "select next", "15 ready", "poll [2]", "PPSE", "select "+visaAID, "kernel", "select "+second, "kernel", "1C ready")
	endsWith(t, "select next", r, kernel.EndApplication, kernel.MsgTryAnotherCard, kernel.StatusReadyToRead, "Book B 2.12 3.3.2.7")
	// After a try again the list is made anew: nothing is on it twice, and what was taken out is on it again.
	f = &field{ppse: ppse("", entry(visaAID, "01", "-", "-"), entry(second, "02", "-", "-")), any: true}
	run(t, from(kernel.StartA, say(selectNext, kernel.Outcome{Status: kernel.TryAgain, Start: kernel.StartB}, selectNext)), oneVisa, purchase(500), f)
	f.did(t, "try again", "15 ready", "poll [2]", "PPSE", "select "+visaAID, "kernel", "select "+second, "kernel", // B 3.3.2.5 E
		"15 ready", "poll [2]", "PPSE", "select "+visaAID, "kernel", "select "+second, "kernel", "1C ready")
}

// A kernel of no outcome, and starts that nobody has prepared, end and do not fail.
func TestWrongUse(t *testing.T) {
	f := visaField()
	if r := run(t, from(kernel.StartA, say()), oneVisa, purchase(500), f); r.Status != kernel.EndApplication || r.Error.L2 != kernel.InternalError {
		t.Error(r)
	}
	for _, start := range []kernel.Start{kernel.StartNone, kernel.StartC, kernel.StartD} {
		if r := run(t, from(start, say(approved)), oneVisa, purchase(500), visaField()); r.Status != kernel.EndApplication || r.Exchanges != 0 {
			t.Errorf("start %d: %v", start, r)
		}
	}
	f = visaField()
	p := kernel.Single("entrypoint", func(p *kernel.Port) *kernel.Outcome {
		return entrypoint.New(p, say(approved)()...).Run(kernel.StartB, unhex(arpc)) // nothing was selected before
	})
	if r := run(t, p, oneVisa, purchase(500), f); r.Error.L2 != kernel.EmptyCandidateList || r.Exchanges != 0 {
		t.Error(r)
	}
	f = visaField()
	p = kernel.Single("entrypoint", func(p *kernel.Port) *kernel.Outcome {
		e := entrypoint.New(p, say(approved)()...)
		out := e.Run(kernel.StartA, nil)
		if start := e.AwaitRemoval(time.Second); start != kernel.StartNone { // A 8.1.1.23: nothing is to follow, and nobody has to take the card
			t.Errorf("start %d", start)
		}
		return out
	})
	run(t, p, oneVisa, purchase(500), f)
	f.did(t, "nothing to follow", tapOfVisa...)
	for host, want := range map[string]bool{
		"": false, "8A023030": false, "9108": false, "91080102030405060708": true, "9100": false, "7103860100": true, "7203860100": true, "8A0230307103860100": true, "710386010091": false,
		"9108010203040506070871": true, "910801020304050607087110860400": true, "71": true, "7110860400": true, "72108604": true, "7311": false,
		"7103860404": true, "710386040404": true, "7100FF": false, "7103860400FF": true, "7106860400DA0000FF": true,
	} {
		if entrypoint.IssuerData(unhex(host)) != want { // A 8.1.1.22
			t.Errorf("%s: not %v", host, want)
		}
	}
}
