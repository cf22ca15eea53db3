package main

import (
	"regexp"
	"strings"
	"testing"
)

// Where a replay sends another command, what is said to differ does differ, and all of it is said.
//
// EMV 4.4 B3 6.5
func TestWhatDiffersInACommand(t *testing.T) {
	full := string(recordedTalk(t, "-card full -force-online"))
	tap := string(recordedTalk(t, tapArgs+"visa-offline"))
	for _, c := range []struct{ name, text, was, now, says string }{
		{"P1 of SELECT", full, `(?m)^> 00A40400(0E.*)$`, "> 00A41400$1", "SELECT: P1: recorded 14, the kernel has 04\n"},
		{
			"P2 of SELECT", full, `(?m)^> 00A40400(07.*)$`, "> 00A40402$1",
			"SELECT: recorded by name, next occurrence, the kernel has by name, first or only occurrence; P2: recorded 02, the kernel has 00\n",
		},
		{"CLA of SELECT", full, `(?m)^> 00A40400(0E.*)$`, "> 01A40400$1", "SELECT: CLA: recorded 01, the kernel has 00\n"},
		{"name and P2", full, `(?m)^> 00A4040007A0000000041010`, "> 00A4040C07A0000000041011", "SELECT: P2: recorded 0C, the kernel has 00; recorded A0000000041011, the kernel has A0000000041010\n"},
		{"no Le", full, `(?m)^(> 00A404000E.*)00$`, "$1", "SELECT: Le: recorded none, the kernel has 00; where commands with data were written without Le, as T=0 sends them, the header line protocol: T=0 says so\n"},
		{"the Le of the answer", full, `(?m)^(> 00A404000E.*)00$`, "${1}17", "SELECT: Le: recorded 17, the kernel has 00\n"},
		{"no Le of the directory of taps", tap, `(?m)^(> 00A404000E.*)00$`, "$1", "SELECT: Le: recorded none, the kernel has 00"},
		{"Le of READ RECORD", full, `> 00B2010C00`, "> 00B2010C31", "READ RECORD: Le: recorded 31, the kernel has 00\n"},
		{"P1 of READ RECORD", full, `> 00B2010C00`, "> 00B2030C00", "READ RECORD: recorded SFI 1, record 3, the kernel has SFI 1, record 1; P1: recorded 03, the kernel has 01\n"},
		{"P2 of READ RECORD", full, `> 00B2010C00`, "> 00B2010D00", "READ RECORD: P2: recorded 0D, the kernel has 0C\n"},
		{"extended", full, `> 00B2010C00`, "> 00B2010C000000", "READ RECORD: lengths: one has them extended, the other short\n"},
		{"P1 of GET PROCESSING OPTIONS", full, `> 80A80000`, "> 80A80100", "GET PROCESSING OPTIONS: P1: recorded 01, the kernel has 00\n"},
		{"cryptogram", full, `(?m)^> 80AE90`, "> 80AE50", "GENERATE AC: recorded TC asked for, with CDA signature, the kernel has ARQC asked for, with CDA signature; P1: recorded 50, the kernel has 90\n"},
		{"amount and Le", full, `(?m)^(> 80AE900021)000000000500(.*)00$`, "${1}000000000600${2}01", "GENERATE AC: 9F02 Amount, Authorised (Numeric): recorded 000000000600, the kernel has 000000000500; Le: recorded 01, the kernel has 00\n"},
		{"authorisation response code", full, `(?m)^(> 00820000.*)3030$`, "${1}3031", "EXTERNAL AUTHENTICATE: data: byte 10 of 10 differs\n"},
		{"issuer authentication data that are shorter", full, `(?m)^> 008200000A(.*)3030$`, "> 0082000008$1", "EXTERNAL AUTHENTICATE: data: recorded 8 bytes, the kernel has 10 bytes\n"},
		{"begun, another P2", full, `(?m)^> 00A404000E.*$`, "> 00A40402 ?", "SELECT: recorded by name, next occurrence, the kernel has by name, first or only occurrence; P2: recorded 02, the kernel has 00\n"},
	} {
		pattern := regexp.MustCompile(c.was)
		at := pattern.FindStringSubmatchIndex(c.text)
		if at == nil {
			t.Errorf("%s: nothing to alter", c.name)
			continue
		}
		text := c.text[:at[0]] + string(pattern.ExpandString(nil, c.now, c.text, at)) + c.text[at[1]:]
		status, _, errw := emv(text, "replay", "-")
		if status != 1 || !strings.Contains(errw, "]: "+c.says) || strings.Contains(errw, "another command") {
			t.Errorf("%s: %d %s", c.name, status, errw)
		}
	}
}

// Of data that nobody takes apart it is said where they differ.
func TestBytesDiffer(t *testing.T) {
	for _, c := range []struct{ was, now, says string }{
		{"1122334455", "1122334400", "data: byte 5 of 5 differs"},
		{"1122334455", "0022334455", "data: byte 1 of 5 differs"},
		{"1122334455", "1100330055", "data: they differ from byte 2 to 4 of 5"},
		{"1122334455", "11223344", "data: recorded 5 bytes, the kernel has 4 bytes"},
		{"", "11", "data: recorded 0 bytes, the kernel has 1 byte"},
	} {
		if says := bytesDiffer(unhex(c.was), unhex(c.now)); says != c.says {
			t.Errorf("%s, %s: %s, want %s", c.was, c.now, says, c.says)
		}
	}
}

// With the header line protocol a log of T=0 replays whose commands with data have no Le, and whose answers are whole.
func TestLogWithoutLeReplaysUnderT0(t *testing.T) {
	text := string(recordedTalk(t, "-card full"))
	text = regexp.MustCompile(`(?m)^(> (?:00A4|80A8|80AE).*)00$`).ReplaceAllString(text, "$1")
	for header, want := range map[string]int{"": 1, "protocol: T=0\n": 0} {
		if status, out, errw := emv(header+text, "replay", "-"); status != want {
			t.Errorf("%q: %d %s%s", header, status, out, errw)
		}
	}
}

// A header line that is missing is named where the replay differs without it, with what was taken, and not where it makes no difference.
func TestHeaderLineThatIsMissingIsNamed(t *testing.T) {
	const (
		amount = "header line transaction is missing: a payment of amount 0 was taken"
		host   = "header line host is missing: it was asked, and nothing answered"
	)
	full, pboc, tap := string(recordedTalk(t, "-card full -force-online")), string(recordedTalk(t, "-card pboc -config unionpay")), string(recordedTalk(t, tapArgs+"visa-offline"))
	without := func(text string, keys ...string) string {
		for _, key := range keys {
			text = regexp.MustCompile(`(?m)^`+key+`: .*\n`).ReplaceAllString(text, "")
		}
		return text
	}
	for _, c := range []struct {
		name, text string
		flags      string
		says       string // empty: it replays
		not        string
	}{
		{"transaction", without(full, "transaction"), "", "; " + amount + "\n", "host is missing"},
		{"transaction of a tap", without(tap, "transaction"), "", "; " + amount, "host is missing"},
		{"host", without(full, "host"), "", "the kernel sends GENERATE AC; " + host + "\n", "transaction is missing"},
		{"host of a tap", without(tap, "host"), "", "authorised nobody, C-3, CVM No CVM, not performed, ARC Z3; " + host + "\n", "transaction is missing"},
		{"config", without(pboc, "config"), "", "the kernel has A0000000041010; header line config is missing: the configuration default was taken\n", "host is missing"},
		{"config, by its flag", without(pboc, "config"), "-config unionpay", "", ""},
		{"config and transaction", without(pboc, "config", "transaction"), "", "header line config is missing", amount},
		{"config that is the one taken", without(full, "config"), "", "", ""},
		{"transaction and a name", strings.Replace(without(full, "transaction"), "> 00A4040007A0000000041010", "> 00A4040007A0000000041011", 1), "", "the kernel has A0000000041010\n", "is missing"},
		{"nothing, and another name", strings.Replace(full, "> 00A4040007A0000000041010", "> 00A4040007A0000000041011", 1), "", "the kernel has A0000000041010\n", "is missing"},
	} {
		status, out, errw := emv(c.text, append(append([]string{"replay"}, strings.Fields(c.flags)...), "-")...)
		if (status == 0) != (c.says == "") || !strings.Contains(errw, c.says) || c.not != "" && strings.Contains(errw, c.not) {
			t.Errorf("%s: %d %s%s", c.name, status, out, errw)
		}
	}
}
