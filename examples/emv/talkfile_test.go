package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Words of the header that change what a replay runs, and that nobody knows, are refused; so is a kernel that does not go with the interface.
func TestReplayRefusesWordsItDoesNotKnow(t *testing.T) {
	talk := string(recordedTalk(t, "-card full"))
	tap := string(recordedTalk(t, "-interface contactless -card visa-offline"))
	for _, c := range []struct {
		text, from, to string
		status         int
		says           string
	}{
		{talk, "", "", 0, ""},
		{talk, "interface: contact", "interface: contact-less", 2, "header line interface: a word of 12 characters is not known; write contact or contactless"},
		{talk, "interface: contact", "interface: Contact", 2, "header line interface: a word of 7 characters is not known"},
		{talk, "interface: contact\n", "", 0, ""},
		{talk, "kernel: contact", "kernel: C-9", 2, "header line kernel: a word of 3 characters is none that is here"},
		{talk, "kernel: contact", "kernel: C-2", 2, "header line kernel: C-2 runs contactless conversations, and the header line interface says contact"},
		{talk, "kernel: contact\n", "", 0, ""},
		{talk, "kernel: contact\n", "protocol: T=2\n", 2, "header line protocol: a word of 3 characters is not known"},
		{talk, "kernel: contact\n", "force-online: perhaps\n", 2, "header line force-online: a word of 7 characters is not known; write yes or no"},
		{talk, "kernel: contact\n", "pin: 90\n", 2, "header line pin: a word of 2 characters is neither a status word"},
		{talk, "kernel: contact\n", "pin: bypassed 9000\n", 0, ""},
		{talk, "un: ", "un: zz ", 2, "header line un: a word of 2 characters is no unpredictable number"},
		{talk, "un: ", "un: 1122 ", 2, "header line un: a word of 4 characters is no unpredictable number"},
		{talk, "\ntime: ", "\ntime: 25", 2, "header line time"},
		{talk, "kernel: contact\n", "profile: loose\n", 2, "header line profile: a word of 5 characters is not known; write book or strict, or give -profile"},
		{talk, "kernel: contact\n", "kind: boat\n", 2, "header line kind: a word of 4 characters is not known; write "},
		{tap, "", "", 0, ""},
		{tap, "interface: contactless\n", "", 2, "for Entry Point and kernel C-3; write interface: contactless"},
		{tap, "kernel: C-3", "kernel: girocard", 2, "header line kernel: a word of 8 characters is none that is here"},
		{tap, "kernel: C-3", "kernel: entrypoint", 1, "header line kernel: recorded entrypoint, now C-3"},
		{tap, "kernel: C-3", "kernel: C-2", 1, "header line kernel: recorded C-2, now C-3"},
		{tap, "kernel: C-3\n", "", 0, ""},
		{talk, "expect: ", "expect: declined\nexpect: ", 2, "header line expect: 2 lines, and 1 run; each run has one"},
		{talk, "expect: ", "expct: ", 2, "line 12: no header line is called that; write expect"},
		{talk, "\ntransaction: ", "\ntransation: ", 2, "no header line is called that; write transaction"},
		{talk, "\ntime: ", "\ntiem: ", 2, "no header line is called that; write time"},
		{talk, "-- conversation --\n", "", 2, "an exchange before the line -- conversation --, which is to stand above it"},
		{talk, "\ndate: ", "\nsource: a reader\ndate: ", 0, ""},
		{talk, "\nkernel: contact", "\natr: ZZ\nkernel: contact", 2, "header line atr: hexadecimal digits belong there"},
	} {
		file := filepath.Join(t.TempDir(), "c.txt")
		text := strings.Replace(c.text, c.from, c.to, 1)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil || c.from != "" && text == c.text {
			t.Fatal(err, c.from)
		}
		if status, _, errw := emv("", "replay", file); status != c.status || !strings.Contains(errw, c.says) {
			t.Errorf("%q as %q: %d %s", c.from, c.to, status, errw)
		}
	}
}

// A replay that comes to an answer which was not recorded says so, and nothing of another command.
func TestReplayOfAnAnswerThatWasNotRecorded(t *testing.T) {
	talk := string(recordedTalk(t, "-card full -amount 12.34"))
	for _, command := range []string{"00A40400", "80A80000", "00B2", "80AE"} {
		text := regexp.MustCompile(`(?m)^(> `+command+`.*)\n< .*$`).ReplaceAllString(talk, "$1\n< ?")
		file := filepath.Join(t.TempDir(), "c.txt")
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		status, _, errw := emv("", "replay", file)
		if status != 1 || !strings.Contains(errw, "the response was not recorded: < ? stands in its place") || strings.Contains(errw, "another command") || strings.Contains(errw, "recorded 8") {
			t.Errorf("%s: %d %s", command, status, errw)
		}
	}
}

// A recording replays, and so does its redacted copy, whatever was typed at the tries of a PIN, and by whatever key entry ended.
//
// EMV 4.4 B3 10.5.1
func TestReplayOfPINTries(t *testing.T) {
	for _, c := range []struct{ args, pin string }{
		{"-card pin -pin 1234", "9000"},
		{"-card pin -pin bypass", "bypassed"},
		{"-card pin -pin cancel", "cancelled"},
		{"-card pin -pin 0000", "63C2 cancelled"},
		{"-card pin -pin 0000,bypass", "63C2 bypassed"},
		{"-card pin -pin 0000,1234", "63C2 9000"},
		{"-card pin -pin 0000,1111,bypass", "63C2 63C1 bypassed"},
		{"-card pin -pin 0000,1111,cancel", "63C2 63C1 cancelled"},
		{"-card pin -pin 0000,1111,1234", "63C2 63C1 9000"},
		{"-card pin -pin 0000,1111,2222", "63C2 63C1 63C0"},
		{"-card xda -config xda -amount 12.34 -pin 0000,bypass", "63C2 bypassed"},
		{"-card xda -kind vending -amount 12.34 -pin 0000,bypass", "entered bypassed"},
		{"-card xda-p521 -kind 26 -amount 12.34 -pin 0000,bypass", "entered bypassed"},
		{"-card xda -config atm -kind kiosk -amount 12.34 -pin 0000,bypass", "entered bypassed"},
		{"-card xda -kind vending -amount 12.34 -pin 0000,1111", ""},
	} {
		text := string(recordedTalk(t, c.args))
		if got := parsed(t, text).Get("pin"); got != c.pin {
			t.Errorf("%s: %s", c.args, text[:strings.Index(text, "-- conv")])
		}
		for what, text := range map[string]string{"recording": text, "copy": redactedText(t, text)} {
			if status, out, errw := emv(text, "replay", "-"); status != 0 || !strings.Contains(out, "nothing differs") {
				t.Errorf("%s, %s: %d %s%s", c.args, what, status, out, errw)
			}
		}
	}
}

// A recording whose host has sent back elements that are not an issuer's replays, and so does its redacted copy.
func TestReplayOfWhatAHostSendsBack(t *testing.T) {
	text := string(recordedTalk(t, "-card noauth"))
	for _, more := range []string{
		"9F36020011", "9F37041DE28D65", "9F1012" + strings.Repeat("0A", 18), "82023C00", "95058000008000", "9A03260701", "5F340101", "DF010100", "5A085413330089020011", "E1035F3400",
	} {
		conv := regexp.MustCompile(`(?m)^host: .*$`).ReplaceAllString(text, "${0}"+more)
		for what, text := range map[string]string{"recording": conv, "copy": redactedText(t, conv)} {
			if status, out, errw := emv(text, "replay", "-"); status != 0 || !strings.Contains(out, "nothing differs") {
				t.Errorf("%s, %s: %d %s%s", more, what, status, out, errw)
			}
		}
	}
}

// A host that is asked twice answers twice: the header has both answers in their order, the replay gives them so, and so does that
// of its redacted copy. Where one is missing that is said.
func TestReplayOfAHostThatIsAskedTwice(t *testing.T) {
	own := filepath.Join(t.TempDir(), "own.json")
	config := regexp.MustCompile(`"pinCodes": \["\d\d"\]`).ReplaceAllString(read(t, "../../testvectors/config/tap.json"), `"pinCodes": ["05"]`)
	if err := os.WriteFile(own, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, card := range []string{"visa-online", "mastercard-online", "unionpay-online"} {
		text := string(recordedTalk(t, "-interface contactless -decline -card "+card+" -config "+own))
		answers := strings.Split(parsed(t, text).Get("host"), ", ")
		if len(answers) != 2 {
			t.Fatalf("%s: %d answers", card, len(answers))
		}
		host := func(list ...string) string {
			return strings.Replace(text, "host: "+strings.Join(answers, ", "), "host: "+strings.Join(list, ", "), 1)
		}
		const approval = "8A023030"
		for _, c := range []struct {
			what, text string
			says       string // empty: it replays
		}{
			{"recording", text, ""},
			{"copy", redactedText(t, text), ""},
			{"first alone", host(answers[0]), "ARC Z3; header line host has 1 answer: it was asked once more, and nothing answered\n"},
			{"another second", host(answers[0], approval), "ARC 00\n"},
			{"approved at once", host(approval, answers[1]), "ARC 00\n"},
		} {
			status, _, errw := emv(c.text, "replay", "-config", own, "-")
			if (status == 0) != (c.says == "") || !strings.Contains(errw, c.says) {
				t.Errorf("%s, %s: %d %s", card, c.what, status, errw)
			}
		}
	}
}

// What takes conversations says of a journal that it is one, and which commands take it; a key that can be none is a wrong command line.
func TestJournalsWhereConversationsBelong(t *testing.T) {
	dir := t.TempDir()
	key := strings.Repeat("5A", 32)
	path := func(name string) string { return filepath.Join(dir, name) }
	if status, _, errw := emv("", "txn", "-card", "full", "-journal", path("sealed"), "-key", key); status != 0 {
		t.Fatal(errw)
	}
	if status, _, errw := emv("", "redact", "-key", key, "-o", path("redacted"), path("sealed")); status != 0 {
		t.Fatal(errw)
	}
	for line, says := range map[string]string{
		"oda sealed":                              "a sealed journal, and no conversation: replay, report and redact take it, with -key",
		"oda redacted":                            "a redacted journal holds no bytes of the card",
		"redact redacted":                         "a redacted journal holds no bytes of the card",
		"replay redacted":                         "a redacted journal holds no bytes of the card",
		"report -o page redacted":                 "a redacted journal holds no bytes of the card",
		"replay sealed":                           "-key is missing",
		"replay -key 00 sealed":                   "-key: a journal's key has 32 bytes, not 1",
		"report -key 00 -o page sealed":           "-key: a journal's key has 32 bytes, not 1",
		"redact -key 00 sealed":                   "-key: a journal's key has 32 bytes, not 1",
		"replay -key 0g sealed":                   "-key: 'g' at offset 1 is no hex digit",
		"replay -key @none sealed":                "-key: open none: no such file",
		"txn -card full -journal other -key 00":   "-key: a journal's key has 32 bytes, not 1",
		"txn -card full -journal other":           "-key is missing",
		"decode - ":                               "a sealed journal, and no conversation",
		"oda empty":                               "no line -- conversation --",
		"replay -key " + key + " -run 2 redacted": "a redacted journal holds no bytes of the card",
	} {
		args := strings.Fields(line)
		for i, a := range args {
			switch a {
			case "sealed", "redacted", "empty", "page", "other":
				args[i] = path(a)
			}
		}
		if err := os.WriteFile(path("empty"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		if status, _, errw := emv(read(t, path("sealed")), args...); status != 2 || !strings.Contains(errw, says) {
			t.Errorf("emv %s: %d %s", line, status, errw)
		}
	}
}
