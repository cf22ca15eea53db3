package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/testvectors"
)

// A signature that a terminal asked for is named where its answer was refused, not recorded, empty or never came; what was sent all the same counts for the next.
//
// EMV 4.4 B2 6.6.1, 6.6.2
func TestChainNamesSignaturesWithoutAnAnswer(t *testing.T) {
	generate := regexp.MustCompile(`(?m)^(> 80AE)(....)(.*)\n< .*$`)
	internal := regexp.MustCompile(`(?m)^(> 0088)(....)(.*)\n< .*$`)
	record := func(card string) string { return string(recordedTalk(t, card)) }
	full, dda, xda := record("-card full -amount 12.34"), record("-card dda"), record("-card xda -config xda -amount 12.34")
	first := func(re *regexp.Regexp, text, with string) string {
		at := re.FindStringIndex(text)
		if at == nil {
			t.Fatal(text)
		}
		return text[:at[0]] + re.ReplaceAllString(text[at[0]:at[1]], with) + text[at[1]:]
	}
	for _, c := range []struct {
		name, text string
		says       []string
	}{
		{"first not recorded", first(generate, full, "$1$2$3\n< ?"), []string{"no  CDA signature (exchange 18)", "the answer was not recorded", "ok  CDA signature (exchange 20)"}},
		{"first timed out", first(generate, full, "$1$2$3\n< !timeout"), []string{"no  CDA signature (exchange 18)", "did not answer: timeout"}},
		{"first empty", first(generate, full, "$1$2$3\n< 9000"), []string{"no  CDA signature (exchange 18)", "9F4B (Signed Dynamic Application Data) is not", "ok  CDA signature (exchange 20)"}},
		{"first refused", first(generate, full, "$1$2$3\n< 6985"), []string{"no  CDA signature (exchange 18)", "the card answered 6985"}},
		{"first without its data", first(generate, full, "$1$2 ?\n< ?"), []string{"the data of the first GENERATE AC were not recorded"}},
		{"first not there", first(generate, full, "> ?\n< ?"), []string{"the data of the first GENERATE AC were not recorded"}},
		{"by T=0", first(generate, full, "$1$2$3\n< 61B5\n> 00C00000B5\n< ?"), []string{"no  CDA signature (exchange 18)", "the answer was not recorded", "ok  CDA signature (exchange 21)"}},
		{"XDA, first not recorded", first(generate, xda, "$1$2$3\n< ?"), []string{"no  XDA signature (exchange 21)", "the answer was not recorded", "ok  XDA signature (exchange 23)"}},
		{"XDA, first not there", first(generate, xda, "> ?\n< ?"), []string{"ok  XDA signature (exchange 23)"}},
		{"DDA refused", first(internal, dda, "$1$2$3\n< 6A81"), []string{"no  DDA signature (exchange 16)", "the card answered 6A81"}},
		{"DDA not recorded", first(internal, dda, "$1$2$3\n< ?"), []string{"no  DDA signature (exchange 16)", "the answer was not recorded"}},
		{"DDA lost", first(internal, dda, "$1$2$3\n< !removed"), []string{"no  DDA signature (exchange 16)", "did not answer"}},
	} {
		status, out := sayODA(t, []byte(c.text))
		for _, s := range c.says {
			if strings.HasPrefix(c.name, "XDA, first not there") != (status == 0) || !strings.Contains(out, s) || strings.Contains(out, "differs") || strings.Contains(out, "not genuine") {
				t.Errorf("%s: no %q, %d:\n%s", c.name, s, status, out)
			}
		}
	}
}

// What is covered and who made it is not known where the commands before, or the beginning, were not recorded: that is said; a SELECT whose answer was not recorded names
// the application all the same.
func TestChainOfAConversationWithoutItsBeginning(t *testing.T) {
	full := string(recordedTalk(t, "-card full -amount 12.34"))
	selects := regexp.MustCompile(`(?m)^> 00A404.*\n< .*\n`)
	for _, c := range []struct {
		name, text string
		status     int
		says       string
	}{
		{"no data of GET PROCESSING OPTIONS", regexp.MustCompile(`(?m)^> 80A8.*`).ReplaceAllString(full, "> ?"), 1, "the data of GET PROCESSING OPTIONS were not recorded"},
		{"no SELECT", selects.ReplaceAllString(full, ""), 1, "no  application                                  its answer to SELECT is not in the conversation"},
		{"no SELECT, no commands", regexp.MustCompile(`(?m)^> .*`).ReplaceAllString(selects.ReplaceAllString(full, ""), "> ?"), 1, "its answer to SELECT is not in the conversation"},
		{"no SELECT but the directory's", regexp.MustCompile(`(?m)^> 00A4040007.*\n< .*\n`).ReplaceAllString(full, ""), 1, "no  application                                  its answer to SELECT is not in the conversation"},
		{"no SELECT but the directory's, no GET PROCESSING OPTIONS", regexp.MustCompile(`(?m)^> (00A4040007|80A8).*\n< .*\n`).ReplaceAllString(full, ""), 1, "its answer to SELECT is not in the conversation"},
		{"no SELECT but the directory's, no commands", regexp.MustCompile(`(?m)^> (80|00B2).*`).ReplaceAllString(regexp.MustCompile(`(?m)^> 00A4040007.*\n< .*\n`).ReplaceAllString(full, ""), "> ?"), 1, "its answer to SELECT is not in the conversation"},
		{"SELECT without its FCI", regexp.MustCompile(`(?m)^(> 00A4040007.*)\n< .*`).ReplaceAllString(full, "$1\n< 9000"), 0, "ok  CDA signature (exchange 20)"},
		{"SELECT once more without its FCI", regexp.MustCompile(`(?m)^(> 00A4040007.*)(\n< .*)`).ReplaceAllString(full, "$1$2\n$1\n< 9000"), 0, "ok  CDA signature (exchange 21)"},
		{"FCI not fetched", regexp.MustCompile(`(?m)^(> 00A4040007.*)\n< .*`).ReplaceAllString(full, "$1\n< 612B"), 0, "ok  CDA signature (exchange 20)"},
		{"FCI that is cut", regexp.MustCompile(`(?m)^(> 00A4040007.*)\n(< .{40}).*`).ReplaceAllString(full, "$1\n$2"), 0, "ok  CDA signature (exchange 20)"},
		{"SELECT of a file", regexp.MustCompile(`(?m)^> 00A4040007.*\n< .*`).ReplaceAllString(full, "> 00A4000C023F00\n< 9000"), 1, "its answer to SELECT is not in the conversation"},
		{"SELECT of a path", regexp.MustCompile(`(?m)^> 00A4040007.*\n< .*`).ReplaceAllString(full, "> 00A4080C0A70085A0612345678901F\n< 9000"), 1, "its answer to SELECT is not in the conversation"},
		{"no status words", regexp.MustCompile(`(?m)^(< ..+)9000$`).ReplaceAllString(full, "$1"), 1, "no  GET PROCESSING OPTIONS                       its answer was logged without its status word"},
		{"no status words, no SELECT", regexp.MustCompile(`(?m)^(< ..+)9000$`).ReplaceAllString(selects.ReplaceAllString(full, ""), "$1"), 1, "no  GET PROCESSING OPTIONS                       its answer was logged without its status word"},
		{"a record without its status word", regexp.MustCompile(`(?m)^(> 00B2010C.*\n< 702F.*)9000$`).ReplaceAllString(full, "$1"), 1, "was not given: its answer was logged without its status word"},
		{"no answer to SELECT", regexp.MustCompile(`(?m)^(> 00A4040007.*)\n< .*`).ReplaceAllString(full, "$1\n< ?"), 0, "ok  CDA signature (exchange 20)"},
	} {
		if status, out := sayODA(t, []byte(c.text)); status != c.status || !strings.Contains(out, c.says) {
			t.Errorf("%s: %d\n%s", c.name, status, out)
		}
		file := filepath.Join(t.TempDir(), "c.txt")
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		status, once, errw := emv("", "redact", file)
		if status != 0 || (errw != "") != (c.status != 0) {
			t.Errorf("%s: redact: %d %s", c.name, status, errw)
		}
		if strings.HasPrefix(notReissuedIn(once), ":") {
			t.Errorf("%s: redact: %q", c.name, notReissuedIn(once))
		}
		if _, again, _ := emv(once, "redact", "-"); notReissuedIn(again) != notReissuedIn(once) || (notReissuedIn(once) == "") != (c.status == 0) {
			t.Errorf("%s: redacted again: %q, not %q", c.name, notReissuedIn(again), notReissuedIn(once))
		}
	}
}

// What is read behind the SELECT of something else is not the application's; one whose answer has no DF name is that which the command names.
//
// EMV 4.3 B1 10.2.2, 11.3.4
func TestChainBehindAnotherSelect(t *testing.T) {
	full, dda := string(recordedTalk(t, "-card full -amount 12.34")), string(recordedTalk(t, "-card dda"))
	const (
		named   = "6F298407A0000000041010A51E"
		second  = "6F288407A0000000031010A51D"
		record  = "> 00B2010C00\n< 0102039000\n"
		missing = "no  answer to SELECT                             84 (Dedicated File (DF) Name) is missing in the answer [EMV 4.3 B1 11.3.4]"
		absent  = "its answer to SELECT is not in the conversation"
	)
	other := dda[strings.Index(dda, "> 00A4040007A0000000031010"):]
	if !strings.Contains(full, named) || !strings.Contains(other, second) {
		t.Fatal(full, other)
	}
	select1 := regexp.MustCompile(`(?m)^> 00A4040007.*`)
	in := func(before, exchange string) string {
		return strings.Replace(full, "\n> "+before, "\n"+exchange+"> "+before, 1)
	}
	for _, c := range []struct {
		name, text string
		status     int
		says       []string
	}{
		{"MF", full + "> 00A4000C023F00\n< 9000\n" + record, 0, nil},
		{"MF, record refused", full + "> 00A4000C023F00\n< 9000\n> 00B2010C00\n< 6A83\n", 0, nil},
		{"MF, with an FCI", full + "> 00A40000023F00\n< 6F0483023F009000\n" + record, 0, nil},
		{"MF, with an FCP", full + "> 00A40004023F0000\n< 620483023F009000\n" + record, 0, nil},
		{"MF, with a name of 2 bytes", full + "> 00A40000023F00\n< 6F0484023F009000\n" + record, 0, nil},
		{"MF without data", full + "> 00A4000000\n< 6F0483023F009000\n" + record, 0, nil},
		{"path", full + "> 00A40800043F002F0000\n< 6F0483022F009000\n" + record, 0, nil},
		{"an application without a name", full + "> 00A4040009D2760000254550020000\n< 6F07850501020304059000\n" + record, 0, nil},
		{"a directory without an FCI", full + "> 00A404000E315041592E5359532E444446303100\n< 9000\n" + record, 0, nil},
		{"a command that was not recorded", full + "> ?\n< 6F07850501020304059000\n" + record, 0, nil},
		{"MF before the application begins", in("80A8", "> 00A4000C023F00\n< 9000\n"), 0, nil},
		{"MF, and the application again", in("80A8", "> 00A4000C023F00\n< 9000\n> 00A4040007A000000004101000\n< 9000\n"), 0, nil},
		{"a file under the application", in("00B2010C", "> 00A4020C022F01\n< 9000\n"), 0, nil},
		{"MF before the signature", in("80AE", "> 00A4000C023F00\n< 9000\n"+record), 0, nil},
		{"another application", full + other, 0, []string{"ok  DDA signature"}},
		{"another application without a name", full + strings.Replace(other, second, "6F1FA51D", 1), 1, []string{"A0000000031010 Visa", "ok  DDA signature", missing}},
		{"another application by its path", full + select1.ReplaceAllString(other, "> 00A40800047F105F20"), 0, []string{"ok  DDA signature"}},
		{"another application by its path, without a name", full + select1.ReplaceAllString(strings.Replace(other, second, "6F1FA51D", 1), "> 00A40800047F105F20"), 1, []string{"an application", absent}},
		{"no name", strings.Replace(full, named, "6F20A51E", 1), 1, []string{"A0000000041010 Mastercard", missing}},
		{"an empty name", strings.Replace(full, named, "6F228400A51E", 1), 1, []string{missing}},
		{"an empty name before the real one", strings.Replace(full, named, "6F2B84008407A0000000041010A51E", 1), 0, nil},
		{"a name of 4 bytes", strings.Replace(full, named, "6F268404A0000000A51E", 1), 1, []string{"84 (Dedicated File (DF) Name) has 4 bytes in the answer"}},
	} {
		status, out := sayODA(t, []byte(c.text))
		for _, says := range append(c.says, "ok  card certificate (9F46)", "ok  CDA signature") {
			if status != c.status || !strings.Contains(out, says) || strings.Contains(out, "read before") || strings.Contains(out, "differs") {
				t.Errorf("%s: no %q, %d\n%s", c.name, says, status, out)
			}
		}
	}
	unnamed := select1.ReplaceAllString(strings.Replace(full, named, "6F20A51E", 1), "> ?")
	const why = "84 (Dedicated File (DF) Name) is missing in the answer to SELECT, and the command was not recorded: whose keys count is not known"
	if status, out := sayODA(t, []byte(unnamed)); status != 1 || !strings.Contains(out, why) {
		t.Errorf("%d %s", status, out)
	}
	if _, once, _ := emv(unnamed, "redact", "-"); notReissuedIn(once) != "unnamed: application: "+why {
		t.Error(notReissuedIn(once))
	}
	_, once, _ := emv(strings.Replace(full, named, "6F20A51E", 1), "redact", "-")
	if _, again, _ := emv(once, "redact", "-"); notReissuedIn(once) != "" || again != once {
		t.Errorf("%s\nagain:\n%s", once, again)
	}
}

// notReissuedIn is why a card in a redacted conversation was not issued again, as its header says.
func notReissuedIn(text string) string {
	_, after, _ := strings.Cut(text, "\n"+notReissuedHeader+": ")
	why, _, _ := strings.Cut(after, "\n")
	return why
}

// Whatever one exchange of a good conversation lacks, its answer, its command or the data of it, no link of the chain is called wrong: what is missing is named, or the
// link verifies all the same.
func TestWhatIsMissingIsNotCalledWrong(t *testing.T) {
	talks := map[string][]byte{}
	for _, args := range []string{
		"-card full -amount 12.34", "-card dda", "-card sda", "-card xda -config xda -amount 12.34", "-card pboc-sm -config unionpay",
		"-interface contactless -card visa-offline", "-interface contactless -card discover-offline", "-interface contactless -card amex-offline",
	} {
		talks[args] = recordedTalk(t, args)
	}
	for _, name := range []string{"mhn_visa_offline", "mhn_msc_online", "mhn_msc_offline"} {
		b, err := testvectors.Conversation(name)
		if err != nil {
			t.Fatal(err)
		}
		talks[name] = b
	}
	for name, text := range talks {
		sets := published()
		if cfg, err := setup.Config(parsed(t, string(text)).Get("config")); err == nil {
			sets = append(slices.Clone(sets), cfg.Keys)
		}
		for _, s := range hear(parsed(t, string(text))) {
			if c := s.verify(sets, [3]byte{0x19, 0x07, 0x01}); len(c.Links) < 3 || !c.Links[0].OK {
				t.Errorf("%s: %+v", name, c)
			}
		}
		lines := strings.Split(string(text), "\n")
		for i, line := range lines {
			var others []string
			switch {
			case strings.HasPrefix(line, "< "):
				others = []string{"< ?", "< 6985", "< !timeout"}
			case strings.HasPrefix(line, "> ") && len(line) > 10:
				others = []string{"> ?", line[:10] + " ?"}
			}
			for _, other := range others {
				lines[i] = other
				conv, err := transcript.Parse([]byte(strings.Join(lines, "\n")))
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				date, _ := dayOf(dateOf(conv))
				for _, s := range hear(conv) {
					for _, l := range s.verify(sets, date).Links {
						if !l.OK && (strings.Contains(l.Result, "differs") || strings.Contains(l.Result, "genuine") || strings.Contains(l.Result, "trailer") || strings.Contains(l.Result, "header")) {
							t.Errorf("%s, line %d, %s as %s: %s: %s", name, i+1, line[:min(len(line), 20)], other, l.Name, l.Result)
						}
					}
				}
			}
			lines[i] = line
		}
	}
}

// A selection whose answer to GET PROCESSING OPTIONS was not recorded is judged under the profile of another one of the same card, and of no other card's; one that was
// refused has none.
//
// EMV 4.4 B3 6.5.8, 10.3
func TestProfileIsOfTheSameCard(t *testing.T) {
	full, sda := string(recordedTalk(t, "-card full")), string(recordedTalk(t, "-card sda"))
	_, body, _ := strings.Cut(full, transcript.Separator)
	_, other, _ := strings.Cut(regexp.MustCompile(`(5A08|57..)5413`).ReplaceAllString(sda, "${1}5513"), transcript.Separator)
	first := func(answer string) string {
		return regexp.MustCompile(`(?m)^(> 80A8.*)\n< .*$`).ReplaceAllString(full, "$1\n< "+answer)
	}
	const unknown = "which records it covers is not known: to GET PROCESSING OPTIONS the "
	for _, c := range []struct{ name, text, says string }{
		{"the same card, not recorded", first("?") + body, ""},
		{"the same card, refused", first("6985") + body, unknown + "card answered 6985"},
		{"another card, not recorded", first("?") + other, unknown + "answer was not recorded"},
		{"another card, refused", first("6985") + other, unknown + "card answered 6985"},
		{"alone", first("?"), unknown + "answer was not recorded"},
	} {
		status, out := sayODA(t, []byte(c.text))
		if (status == 0) != (c.says == "") || !strings.Contains(out, c.says) || strings.Contains(out, "does not name") {
			t.Errorf("%s: %d\n%s", c.name, status, out)
		}
	}
}
