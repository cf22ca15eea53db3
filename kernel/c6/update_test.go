package c6_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// script is a template with commands.
func script(t testing.TB, template string, commands ...string) string {
	var all strings.Builder
	for _, c := range commands {
		all.WriteString(hexObject(t, "86", c))
	}
	return hexObject(t, template, all.String())
}

const (
	block   = "841E000008 1122334455667788"
	put     = "84DADF5008 1122334455667788"
	record1 = "84DC0114081122334455667788"
	unblock = "8418000008 1122334455667788"
)

// second is the second presentment of a card.
func second(t testing.TB, host, updates string) *reader {
	r := online(t).featured("DF04", "DF09", "DF0A")
	first := online(t).featured("DF04", "DF09", "DF0A")
	first.det = func([]byte, []tlv.Tag) []byte { return nil }
	first.run()
	r.memory = first.acts[0].Memory
	if host != "" {
		r.host = r.hex("8A023030 " + host)
	}
	if updates != "" {
		r.updates = r.hex(updates)
	}
	return r
}

// The issuer's script: one, of four commands, to the first that the card answers with anything but 9000.
func TestIssuerScript(t *testing.T) {
	const tsi, scripted = "28", "3C"
	for _, c := range []struct {
		name, host string
		answers    string // status words, one a command
		sent       int
		tvr, tsi   string
	}{
		{"71", script(t, "71", block), "9000", 1, "8000000000", scripted},                                                                  // C-6 F20.6, F20.7, F21.1, F21.2, F21.3, F21.4, F21.8, 3.12 TSI
		{"72", script(t, "72", put, record1, unblock, block), "9000 9000 9000 9000", 4, "8000000000", scripted},                            // C-6 F21.3, F21.8
		{"the second fails", script(t, "72", put, record1, block), "9000 6A80", 2, "8000000020", scripted},                                 // C-6 F21.4, F21.5, F21.7
		{"a warning", script(t, "71", put, block), "6300", 1, "8000000020", scripted},                                                      // C-6 F21.4, F21.7
		{"61xx", script(t, "71", put, block), "6110", 1, "8000000020", scripted},                                                           // C-6 F21.4
		{"9001", script(t, "71", put, block), "9001", 1, "8000000020", scripted},                                                           // C-6 F21.4, F21.7
		{"6982", script(t, "71", put, block), "6982", 1, "8000000060", scripted},                                                           // C-6 F21.5, F21.6, F21.7
		{"6985", script(t, "71", put, block), "6985", 1, "8000000020", scripted},                                                           // C-6 F21.5, F21.7
		{"two", script(t, "71", block) + script(t, "72", block), "", 0, "8000000000", tsi},                                                 // C-6 F21.1
		{"two of a kind", script(t, "72", block) + script(t, "72", block), "", 0, "8000000000", tsi},                                       // C-6 F21.1
		{"none", "91081122334455667788", "", 0, "8000000000", tsi},                                                                         // C-6 F21.1
		{"empty", "7200", "", 0, "8000000000", tsi},                                                                                        // C-6 F21.1
		{"an empty one before it", "7100" + script(t, "72", block), "9000", 1, "8000000000", scripted},                                     // C-6 F21.1
		{"an empty one behind it", script(t, "71", block) + "7200", "9000", 1, "8000000000", scripted},                                     // C-6 F21.1
		{"one that says only which it is", "7207 9F180401020304" + script(t, "71", block), "", 0, "8000000000", tsi},                       // C-6 F21.1
		{"without a command", "7207 9F180401020304", "", 0, "8000000000", scripted},                                                        // C-6 F21.2, F21.8
		{"one that cannot be cut", "7203 860684", "", 0, "8000000020", scripted},                                                           // C-6 F21.7
		{"one that is cut off", "7210 8604", "", 0, "8000000020", scripted},                                                                // C-6 F21.2, F21.7
		{"one, and one that is cut off", script(t, "71", block) + "7210 8604", "", 0, "8000000000", tsi},                                   // C-6 F21.1
		{"one with something else behind a command", hexObject(t, "72", hexObject(t, "86", put), "DF0100"), "", 0, "8000000020", scripted}, // C-6 F21.7
		{"another instruction", script(t, "71", "84A8000008 1122334455667788", block), "", 0, "8000000020", scripted},                      // C-6 2.3.3
		{"a PIN change", script(t, "71", "8424000008 1122334455667788", block), "", 0, "8000000020", scripted},                             // C-6 2.3.3
		{"another class", script(t, "71", "00DADF5008 1122334455667788"), "", 0, "8000000020", scripted},                                   // C-6 2.3.3
		{"a data store", script(t, "71", "80DADF3F08 1122334455667788"), "", 0, "8000000020", scripted},                                    // C-6 2.3.3
		{"in extended form", script(t, "71", "84DADF5000 0004 11223344", put), "", 0, "8000000020", scripted},                              // C-6 2.3.3
		{"in extended form, without data", script(t, "71", "84DADF5000 0000", put), "", 0, "8000000020", scripted},                         // C-6 2.3.3
		{"no command", script(t, "71", "84DADF5009 1122334455667788"), "", 0, "8000000020", scripted},                                      // C-6 2.3.3
	} {
		r := second(t, c.host, "")
		list := strings.Fields(c.answers)
		r.answer = func(n int, _, _ []byte) []byte { return r.hex(append(list, "9000")[min(n-1, len(list))]) }
		out := r.run()
		if len(r.commands) != c.sent || fmt.Sprintf("%X", out.TVR()) != c.tvr || fmt.Sprintf("%02X", out.TSI()[0]) != c.tsi {
			t.Errorf("%s: %d commands, TVR %X, TSI %X", c.name, len(r.commands), out.TVR(), out.TSI())
		}
		if got, want := fmt.Sprintf("%X", out.DataRecord), "9505"+c.tvr+"9B02"+c.tsi+"00"; got != want || out.Status != kernel.EndApplication || out.UIOutcome != nil || out.Start != kernel.StartNone {
			t.Errorf("%s: %s, want %s; %+v", c.name, got, want, of(out)) // C-6 F22.13, B.8
		}
		for i, cmd := range r.commands {
			want := []string{block, put, record1, unblock}
			found := false
			for _, w := range want {
				found = found || fmt.Sprintf("%X", cmd) == strings.ReplaceAll(w, " ", "")
			}
			if !found {
				t.Errorf("%s: command %d is %X", c.name, i, cmd)
			}
		}
	}
	r := second(t, script(t, "71", put, block), "")
	r.fault = func(int) kernel.Fault { return kernel.FaultTimeout }
	if out := r.run(); len(r.commands) != 1 || fmt.Sprintf("%X", out.TVR()) != "8000000020" || out.Status != kernel.EndApplication { // C-6 F21.4, F21.7
		t.Errorf("%d commands, TVR %X", len(r.commands), out.TVR())
	}
	r = second(t, script(t, "71", put, block), "")
	r.on = func(a kernel.Action) (kernel.Event, bool) {
		return kernel.Event{Kind: kernel.Cancelled}, a.Kind == kernel.Transmit
	}
	if out := r.run(); out.Error.L3 != kernel.L3Stop {
		t.Errorf("%+v", out.Error)
	}
}

// What the terminal wants written goes to the card of the first presentment, store by store.
func TestWriteDataStorage(t *testing.T) {
	a, b := hexObject(t, "DF3F", "0000000A0002AABB"), hexObject(t, "DF3F", "0000000B0002")
	inner := func(stores ...string) string { return hexObject(t, "BF10", stores...) }
	version, features := "DF3A0102", "DF3B0E"+descriptor
	whole := hexObject(t, "BF11", version, features, inner(a, b))
	for _, c := range []struct {
		name, updates string
		discretionary []string // of the FCI
		answers       string
		sent          int
		results       string // of DF26
	}{
		{"two", whole, nil, "9000 9000", 2, "82"},                                                                                                                 // C-6 F21.9, F22.1, F22.2, F22.3, F22.4, F22.5, F22.6, F22.7, F22.8, F22.9, F22.10, F22.11, F22.12, F22.13
		{"one", hexObject(t, "BF11", version, features, inner(b)), nil, "9000", 1, "81"},                                                                          // C-6 F22.10, F22.12
		{"none", hexObject(t, "BF11", version, features, inner()), nil, "", 0, "00"},                                                                              // C-6 F22.4, F22.5
		{"no update template", hexObject(t, "BF11", version, features), nil, "", 0, "00"},                                                                         // C-6 F22.5
		{"the second is refused", whole, nil, "9000 6985", 2, "01"},                                                                                               // C-6 F22.8, F22.9
		{"the first is refused", whole, nil, "6985", 1, "00"},                                                                                                     // C-6 F22.8
		{"a warning", whole, nil, "6282", 1, "00"},                                                                                                                // C-6 F22.8
		{"no template", "DF3A0102", nil, "", 0, ""},                                                                                                               // C-6 F22.1
		{"the card has no version", whole, []string{"DF3B " + descriptor}, "", 0, "00"},                                                                           // C-6 F22.2
		{"nor a descriptor", whole, []string{"DF3A 02"}, "", 0, "00"},                                                                                             // C-6 F22.2
		{"another version", whole, []string{"DF3A 03", "DF3B " + descriptor}, "", 0, "00"},                                                                        // C-6 F22.3
		{"another card", whole, []string{"DF3A 02", "DF3B " + descriptor[:26] + "0C"}, "", 0, "00"},                                                               // C-6 F22.3
		{"a template without version", hexObject(t, "BF11", features, inner(a)), nil, "", 0, "00"},                                                                // C-6 F22.3
		{"without descriptor", hexObject(t, "BF11", version, inner(a)), nil, "", 0, "00"},                                                                         // C-6 F22.3
		{"neither has a version", hexObject(t, "BF11", features, inner(a)), []string{"DF3B " + descriptor}, "", 0, "00"},                                          // C-6 F22.2
		{"neither has a descriptor", hexObject(t, "BF11", version, inner(a)), []string{"DF3A 02"}, "", 0, "00"},                                                   // C-6 F22.2
		{"an empty store", hexObject(t, "BF11", version, features, inner("DF3F00", b)), nil, "9000", 1, "01"},                                                     // C-6 F22.5, D.16
		{"one that no command carries", hexObject(t, "BF11", version, features, inner(b, hexObject(t, "DF3F", strings.Repeat("11", 256)))), nil, "9000", 1, "01"}, // C-6 D.16
		{"a template that is cut off", hexObject(t, "BF11", version, features, inner(b, "DF3F08AA")), nil, "9000", 1, "01"},                                       // C-6 D.16
		{"another object", hexObject(t, "BF11", version, features, inner("DF3C0101", b)), nil, "9000", 1, "81"},                                                   // C-6 F22.5
	} {
		r := second(t, "", c.updates)
		if c.discretionary != nil {
			r.discretionary = r.objects(c.discretionary...)
		}
		list := strings.Fields(c.answers)
		r.answer = func(n int, _, _ []byte) []byte { return r.hex(list[n-1]) }
		out := r.run()
		want := ""
		if c.results != "" {
			want = "DF2601" + c.results
		}
		if got := fmt.Sprintf("%X", out.DiscretionaryData); len(r.commands) != c.sent || got != want || out.Status != kernel.EndApplication {
			t.Errorf("%s: %d commands, %s, %v", c.name, len(r.commands), got, out.Status)
		}
		if c.name == "two" && (fmt.Sprintf("%X", r.commands[0]) != "80DADF3F080000000A0002AABB" || fmt.Sprintf("%X", r.commands[1]) != "80DADF3F060000000B0002") { // C-6 F22.7
			t.Errorf("%X", r.commands)
		}
	}
	many := second(t, "", hexObject(t, "BF11", version, features, inner(strings.Repeat(b, 40))))
	if out := many.run(); len(many.commands) != 31 || fmt.Sprintf("%X", out.DiscretionaryData) != "DF26011F" { // C-6 F22.9, D.16: not all of them
		t.Errorf("%d commands, %X", len(many.commands), out.DiscretionaryData)
	}
	both := second(t, script(t, "71", block), whole)
	if both.run(); both.instructions() != "1E DA/DF DA/DF" { // C-6 F21.9
		t.Error(both.instructions())
	}
	lostCard := second(t, "", whole)
	lostCard.fault = func(int) kernel.Fault { return kernel.FaultTimeout }
	if out := lostCard.run(); len(lostCard.commands) != 1 || fmt.Sprintf("%X", out.DiscretionaryData) != "DF260100" { // C-6 F22.8
		t.Errorf("%d commands, %X", len(lostCard.commands), out.DiscretionaryData)
	}
	stopped := second(t, "", whole)
	stopped.on = func(a kernel.Action) (kernel.Event, bool) {
		return kernel.Event{Kind: kernel.Cancelled}, a.Kind == kernel.Transmit
	}
	if out := stopped.run(); out.Error.L3 != kernel.L3Stop || out.Error.Step != "write data storage" {
		t.Errorf("%+v", out.Error)
	}
}

// A card that cannot be the one of the first presentment ends it, and sends nobody to another interface: what the host has decided stands.
// C-6 F1.6, F2.10, 3.12
func TestSecondOfAnotherKind(t *testing.T) {
	for _, profile := range []kernel.Profile{kernel.Book, kernel.Strict} {
		for clause, change := range map[string]func(*reader){
			"F1.2": func(r *reader) { r.fci = "6F00" },
			"F1.4": func(r *reader) { r.label = "" },
			"F1.5": func(r *reader) { r.pdol = "" },
			"F2.9": func(r *reader) { r.pdol = "9F6604" },
		} {
			for _, r := range []*reader{second(t, script(t, "71", block), ""), second(t, "", hexObject(t, "BF11", "DF3A0102"))} {
				r.cfg.Profile = profile
				change(r)
				if out := r.expect(want{status: kernel.EndApplication, oda: "not performed", clause: clause}); len(r.commands) != 0 || out.UIOutcome != nil || out.AlternateInterface != kernel.InterfaceNone {
					t.Errorf("%v, %s: %d commands, %+v", profile, clause, len(r.commands), out.UIOutcome)
				}
			}
		}
	}
}

// TVR and TSI go on from the first presentment.
// C-6 3.12
func TestResultsGoOn(t *testing.T) {
	first := signed(t).featured("DF04")
	first.forged = true
	first.det = func([]byte, []tlv.Tag) []byte { return nil }
	out := first.run()
	r := online(t).featured("DF04")
	r.memory, r.host = first.acts[0].Memory, r.hex("8A023030"+script(t, "71", block))
	again := r.run()
	if tvr, tsi := out.TVR(), out.TSI(); fmt.Sprintf("%X", again.TVR()) != fmt.Sprintf("%X", tvr) || again.TSI()[0] != tsi[0]|0x14 || tvr[0] != 0x04 {
		t.Errorf("TVR %X, then %X; TSI %X, then %X", tvr, again.TVR(), tsi, again.TSI())
	}
	declined := online(t).featured("DF04")
	declined.det = first.det
	out = declined.set("9F27", "00").run()
	r = online(t).featured("DF04")
	r.memory, r.updates = declined.acts[0].Memory, r.hex(hexObject(t, "BF11", "DF3A0102"))
	if again := r.run(); out.Status != kernel.Declined || fmt.Sprintf("%X %X", again.TVR(), again.TSI()) != fmt.Sprintf("%X %X", out.TVR(), out.TSI()) || out.TVR()[0] != 0x80 {
		t.Errorf("%v, TVR %X, then %X; TSI %X, then %X", out.Status, out.TVR(), again.TVR(), out.TSI(), again.TSI())
	}
}
