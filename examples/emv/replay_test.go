package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// longer gives a record with three zero bytes more: behind the data objects in the template.
func longer(record []byte) []byte {
	o, ok := tlv.Find(record, tlv.TagRecord)
	if !ok {
		return nil
	}
	return append(tlv.Append(nil, tlv.TagRecord, append(append([]byte{}, o.Value...), 0, 0, 0)), 0x90, 0)
}

// A conversation whose card does not authenticate replays as it was only if it says that it was redacted: -structure is no
// excuse, nor is a copy whose card was issued again, or of which nothing was to be.
func TestStructureExcusesNoFailure(t *testing.T) {
	file, _ := record(t, "-card", "full")
	conv, err := transcript.Parse([]byte(read(t, file)))
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for i, x := range conv.Exchanges() {
		if len(x.Command) < 4 || x.Command[1] != apdu.ReadRecord || x.Command[3]>>3 == 1 && i < 4 {
			continue
		}
		changed := longer(apdu.Response(x.Response).Data())
		if changed == nil {
			continue
		}
		text := strings.Replace(read(t, file), "< "+upper(x.Response), "< "+upper(changed), 1)
		broken := filepath.Join(t.TempDir(), "broken.txt")
		if err := os.WriteFile(broken, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		plain, _, _ := emv("", "replay", broken)
		status, out, errw := emv("", "replay", "-structure", broken)
		if plain != status || strings.Contains(out, "redacted") {
			t.Errorf("exchange %d: %d with -structure, %d without: %s%s", i+1, status, plain, out, errw)
		}
		if plain == 1 {
			tried++
			if !strings.Contains(errw, "the replay differs") {
				t.Errorf("exchange %d: %s", i+1, errw)
			}
		}
		for lines, excused := range map[string]bool{ // the same conversation, if it says that it was redacted, and not that its card was issued again
			"redacted: yes\nnot-reissued: A0000000041010: because\n": true, "redacted: yes\n": true,
			"redacted: yes\nreissued: A0000000041010\n": false, "not-reissued: A0000000041010: because\n": false,
		} {
			redacted := strings.Replace(text, "-- conversation --", lines+"-- conversation --", 1)
			status, out, errw := emv(redacted, "replay", "-")
			if plain == 1 && (excused != (status == 0) || excused != strings.Contains(out, "the certificates were redacted")) {
				t.Errorf("exchange %d, %q: %d %s%s", i+1, lines, status, out, errw)
			}
		}
	}
	if tried < 4 {
		t.Errorf("%d signed records", tried)
	}
	if status, out, errw := emv("", "replay", "-structure", file); status != 0 {
		t.Errorf("the whole one: %d %s%s", status, out, errw)
	}
	for _, line := range []string{"", "un: 11223344"} { // that data were not compared is said
		text := string(recordedTalk(t, "-card noauth"))
		if line != "" {
			text = regexp.MustCompile(`(?m)^un: .*$`).ReplaceAllString(text, line)
		}
		const alone = "; of commands headers and lengths alone were compared"
		if status, out, errw := emv(text, "replay", "-structure", "-"); status != 0 || !strings.Contains(out, "nothing differs"+alone) {
			t.Errorf("%s: %d %s%s", line, status, out, errw)
		}
		if status, out, errw := emv(text, "replay", "-"); (status == 0) != (line == "") || strings.Contains(out, alone) {
			t.Errorf("%s: %d %s%s", line, status, out, errw)
		}
	}
}

// The configuration of a conversation that is not there is named, with what to do, and a redacted conversation does not
// tell where its sender keeps files.
func TestConfigurationOfAConversation(t *testing.T) {
	dir := t.TempDir()
	b, err := os.ReadFile("../../testvectors/config/default.json")
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(dir, "sender", "shop.json")
	if err := os.MkdirAll(filepath.Dir(own), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(own, b, 0o600); err != nil {
		t.Fatal(err)
	}
	file, _ := record(t, "-card", "full", "-config", own)
	redacted := filepath.Join(dir, "r.txt")
	if status, _, errw := emv("", "redact", "-o", redacted, file); status != 0 {
		t.Fatal(errw)
	}
	if text := read(t, redacted); strings.Contains(text, "sender/") || strings.Contains(text, "shop") || !strings.Contains(text, "config: "+sendersConfig) {
		t.Errorf("the path: %s", text[:600])
	}
	missing := filepath.Join(dir, "missing.txt")
	if err := os.WriteFile(missing, []byte(strings.Replace(read(t, file), own, "nowhere.json", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{redacted, missing} {
		for _, line := range [][]string{{"replay", f}, {"report", f, "-o", filepath.Join(dir, "p.html")}} {
			status, out, errw := emv("", line...)
			want := "emv " + line[0] + ": " + f + ": header line config: there is no "
			if status != 2 || out != "" || !strings.HasPrefix(errw, want) || strings.Count(errw, "emv help") != 1 || !strings.Contains(errw, "with -config, a file or one of the names") {
				t.Errorf("%v: %d %s%s", line, status, out, errw)
			}
		}
		if status, out, errw := emv("", "replay", "-config", own, f); status != 0 || !strings.Contains(out, "nothing differs") {
			t.Errorf("-config, %s: %d %s%s", f, status, out, errw)
		}
	}
	bad := filepath.Join(dir, "bad.txt")
	if err := os.WriteFile(bad, []byte(strings.Replace(read(t, file), "config: "+own, "kind: 99", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, errw := emv("", "replay", bad); status != 2 || !strings.HasPrefix(errw, "emv replay: "+bad+": header line kind: a word of 2 characters is not known") || strings.Count(errw, "emv replay") != 1 {
		t.Errorf("kind: %d %s", status, errw)
	}
}

// The exit status of a transaction says whether it was approved.
func TestTransactionStatus(t *testing.T) {
	mute := changedCard(t, func(profile map[string]any) {
		profile["faults"] = []map[string]any{{"response": 6, "mute": "timeout"}}
	})
	for line, want := range map[string]int{
		"-card " + mute: 1, // it ends the application
		"-card full":    0, "-card full -offline -amount 1.00": 0, "-card full -decline": 1, "-card full -config denial": 1,
		"-card full -config default-bit -offline": 1, "-card nothing": 2,
	} {
		for _, extra := range []string{"", " -json", " -trace"} {
			if status, out, errw := emv("", strings.Fields("txn "+line+extra)...); status != want || status < 2 && errw != "" {
				t.Errorf("txn %s%s: %d, want %d\n%s%s", line, extra, status, want, out, errw)
			}
		}
	}
}

// A run that the header does not have is a bad command line.
func TestRunThatThereIsNot(t *testing.T) {
	talk := filepath.Join(t.TempDir(), "talk")
	if status, _, errw := emv("", "txn", "-card", "full", "-record", talk); status != 0 {
		t.Fatal(errw)
	}
	for _, number := range []string{"-1", "0", "2", "9223372036854775807", "-9223372036854775808"} {
		for _, command := range [][]string{{"replay"}, {"report", "-o", talk + ".html"}} {
			args := append(append([]string{}, command...), "-run", number, talk)
			if status, _, errw := emv("", args...); status != 2 || !strings.Contains(errw, ": the header has 1 run; give a number from 1") {
				t.Errorf("%v: %d, %s", args, status, errw)
			}
		}
	}
}

// A file that is named twice is a wrong command line, and nothing is written over.
func TestFilesNamedTwice(t *testing.T) {
	dir := t.TempDir()
	a, b, link := filepath.Join(dir, "a.txt"), filepath.Join(dir, "b.txt"), filepath.Join(dir, "link.txt")
	if err := os.WriteFile(a, recordedTalk(t, "-card full"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(a, link); err != nil {
		link = a
	}
	was := read(t, a)
	for _, c := range []struct {
		args []string
		says string // empty: it is done
	}{
		{[]string{"txn", "-card", "full", "-record", a, "-report", a}, "-record and -report name the same file"},
		{[]string{"txn", "-card", "full", "-record", b, "-report", dir + "/./b.txt"}, "-record and -report name the same file"},
		{[]string{"txn", "-card", "full", "-report", a, "-journal", link, "-key", strings.Repeat("5A", 32)}, "-report and -journal name the same file"},
		{[]string{"report", "-o", a, a}, "what is reported on and -o name the same file"},
		{[]string{"report", "-o", link, a}, "what is reported on and -o name the same file"},
		{[]string{"report", "-o", b, a}, ""},
		{[]string{"redact", "-o", a, a}, "what is redacted and -o name the same file"},
		{[]string{"redact", "-o", link, a}, "what is redacted and -o name the same file"},
		{[]string{"redact", "-o", b, a}, ""},
		{[]string{"txn", "-card", "full", "-record", os.DevNull, "-report", os.DevNull}, ""},
	} {
		status, _, errw := emv("", c.args...)
		if status != map[bool]int{true: 0, false: 2}[c.says == ""] || !strings.Contains(errw, c.says) || read(t, a) != was {
			t.Errorf("%v: %d %s", c.args, status, errw)
		}
	}
}

// What a redacted conversation excuses is what its certificates decide, and no other failure: not with the header lines that somebody writes into a file.
func TestRedactedHeaderExcusesNothingElse(t *testing.T) {
	text := string(recordedTalk(t, "-card full"))
	at := strings.LastIndex(text, "9F4B81") + 20
	digit := "0"
	if text[at] == '0' {
		digit = "1"
	}
	broken := text[:at] + digit + text[at+1:]
	header := func(s, lines string) string {
		return strings.Replace(s, "-- conversation --", lines+"-- conversation --", 1)
	}
	const redacted = "redacted: yes\nnot-reissued: A0000000041010: because\n"
	seed := header(text, "seed: "+seedTaken+"\n")
	for _, c := range []struct {
		name, text string
		status     int
		says       string
	}{
		{"as it was", text, 0, "nothing differs"},
		{"declined where approval was recorded", strings.Replace(text, "expect: approved", "expect: declined", 1), 1, "the outcome: recorded declined"},
		{"that, and redacted", header(strings.Replace(text, "expect: approved", "expect: declined", 1), redacted), 1, "the outcome: recorded declined"},
		{"a signature that fails", broken, 1, "the outcome: recorded approved"},
		{"that, and redacted", header(broken, redacted), 0, "the outcome: recorded approved"},
		{"another name selected, without a channel's keys", strings.Replace(seed, "> 00A4040007A0000000041010", "> 00A4040006A00000000410", 1), 1, "differs"},
	} {
		file := filepath.Join(t.TempDir(), "c.txt")
		if err := os.WriteFile(file, []byte(c.text), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, more := range [][]string{nil, {"-structure"}, {"-json"}} {
			status, out, errw := emv("", slices.Concat([]string{"replay"}, more, []string{file})...)
			if status != c.status || !strings.Contains(out+errw, c.says) && !slices.Contains(more, "-json") || strings.Contains(out, `"same":true`) && c.status != 0 {
				t.Errorf("%s, %q: %d %s%s", c.name, more, status, out[max(0, len(out)-400):], errw)
			}
		}
	}
}

// A copy of a conversation in which nothing was selected is compared to the byte, as the original is. By structure alone are copies whose card was not issued again.
func TestRedactedWithoutAnApplication(t *testing.T) {
	text := string(recordedTalk(t, "-card pboc"))
	other := strings.Replace(text, "> 00A4040007A000000004101000", "> 00A4040007A001000004101000", 1)
	for name, c := range map[string]struct {
		text   string
		status int
	}{
		"as it was":                             {text, 0},
		"copy":                                  {redactedText(t, text), 0},
		"another name":                          {other, 1},
		"copy with another name":                {redactedText(t, other), 1},
		"that, of a card that was left":         {"not-reissued: because\n" + redactedText(t, other), 0},
		"not redacted, of a card that was left": {"not-reissued: because\n" + other, 1},
	} {
		status, out, errw := emv(c.text, "replay", "-")
		if status != c.status || strings.Contains(out, "nothing differs") != (status == 0) || strings.Contains(errw, "differs at exchange") != (status == 1) {
			t.Errorf("%s: %d %s%s", name, status, out, errw)
		}
	}
}

// What the package redacts without issuing cards again replays as far as the certificates do not tell, and says so.
func TestReplayOfCopiesThatWereNotIssuedAgain(t *testing.T) {
	conversation, _ := record(t, "-card", "dda")
	copied := conversationIn(t, conversation).Redact()
	if copied.Get(reissuedHeader)+copied.Get(notReissuedHeader) != "" {
		t.Fatal(copied)
	}
	status, out, errw := emv(copied.String(), "replay", "-")
	if status != 0 || !strings.Contains(out, "the certificates were redacted, and not issued again") {
		t.Errorf("%d %s%s", status, out, errw)
	}
}
