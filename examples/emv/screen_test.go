package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

// evil begins and ends as a terminal takes commands: colour, title, a bell, a C1 introducer, and text from right to left.
const (
	evilASCII = "\x1b[31mX\x1b]0;t\x07"
	evil      = evilASCII + "\u009b2J\u202Ey\x7f\r"
)

// steering is a character of a text that could steer a terminal or turn its writing round; empty for none.
func steering(text string) string {
	for _, r := range text {
		switch {
		case r == '\n' || r == '\t':
		case r < ' ', r >= 0x7F && r < 0xA0, r >= 0x200B && r <= 0x200F, r >= 0x2028 && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r >= 0xFDD0 && r <= 0xFDEF, r == 0xFFFD:
			return strings.ToUpper(hex.EncodeToString([]byte(string(r))))
		}
	}
	return ""
}

// evilCard is the file of a virtual card all of whose texts have control characters.
func evilCard(t *testing.T, fci map[string]string) string {
	t.Helper()
	return changedCard(t, func(profile map[string]any) {
		app := profile["applications"].([]any)[0].(map[string]any)
		for tag, value := range fci {
			app["fci"].(map[string]any)[tag] = value
		}
		for _, r := range app["records"].([]any) {
			data := r.(map[string]any)["data"].(map[string]any)
			if data["5F20"] != nil {
				data["5F20"] = upper([]byte(evilASCII + "abc"))
			}
		}
	})
}

// changedCard is the file of the virtual card full with a change.
func changedCard(t *testing.T, change func(profile map[string]any)) string {
	t.Helper()
	b, err := os.ReadFile("../../testvectors/card/full.json")
	if err != nil {
		t.Fatal(err)
	}
	var profile map[string]any
	if err := json.Unmarshal(b, &profile); err != nil {
		t.Fatal(err)
	}
	change(profile)
	profile["name"] = "changed"
	if b, err = json.Marshal(profile); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "card.json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// watched runs the tool for a person at a terminal with colours; the tool's own colours are taken off what it says.
func watched(stdin string, args ...string) string {
	var out bytes.Buffer
	s := streams{in: strings.NewReader(stdin), out: &out, errw: &out, color: true}
	if _, text := outcomeOf(s.execute(args)); text != "" {
		s.complain(text)
	}
	return strings.NewReplacer("\x1b[1m", "", "\x1b[2m", "", "\x1b[31m", "", "\x1b[0m", "").Replace(out.String())
}

// No text of a card, a host or a file gets a control character to a terminal, a page, a log or a file of the tool's.
func TestNoTextSteersATerminal(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	name := upper([]byte(evilASCII))
	one := evilCard(t, map[string]string{"9F11": "01", "9F12": name, "5F2D": "1B5D"})
	label := evilCard(t, map[string]string{"5F50": name})
	objects := "5010" + upper([]byte("\x1b[31m\x1b]0;tttt\x07\x9b2J")) + "9F12" + "06" + "1B5B324A9B4D" + "5F50" + "041B5B324A" + "9F4E" + "051B5B324A07" + "8A02" + "1B5B" + "5F2D021B5B" + "9F1C081B5B324A1B5B324A" + "9F16021B5B" + "9F1E081B5B324A1B5B324A" + "DF7F041B5B324A" + "5F20061B5B324A2F41"
	conversation := strings.Join([]string{
		"source: " + strings.ReplaceAll(evil, "\r", ""), "card: " + strings.ReplaceAll(evil, "\r", ""), "date: 260701", "expect: " + strings.ReplaceAll(evil, "\r", ""),
		"clause: x\x1b[2J", "transaction: 9F0206000000001234", "config: \x1b[2J", "kind: \x1b[2J", "un: 11223344", "-- conversation --", "# " + strings.ReplaceAll(evil, "\r", ""),
		"> 00A4040007A000000004101000", "< 6F" + "23" + "8407A0000000041010A518" + "50061B5B324A1B5B" + "9F110101" + "9F12051B5B324A9B" + "BF0C00" + "9000", "",
	}, "\n")
	good := strings.ReplaceAll(conversation, "config: \x1b[2J\nkind: \x1b[2J\n", "")
	bad, fine := write("bad.txt", conversation), write("good.txt", good)
	keys := write("keys.txt", "A000000003 \x1b[2J 0123456789ABCDEF\x1b]0;t\x07\n")
	config := write("config.json", `{"name": "\u001b[2J\u202e", "\u001b]0;t\u0007": 1, "profile": "`+"\u009b"+`2J"}`)
	log, page, record := filepath.Join(dir, "j.bin"), filepath.Join(dir, "p.html"), filepath.Join(dir, "t.txt")
	for _, line := range [][]string{
		{"txn", "-card", one, "-trace", "-record", record, "-report", page, "-journal", log, "-key", strings.Repeat("5A", 32)},
		{"txn", "-card", one},
		{"txn", "-card", one, "-json"},
		{"txn", "-card", label, "-trace"},
		{"txn", "-card", evil},
		{"txn", "-card", "full", "-config", evil},
		{"txn", "-card", "full", "-kind", evil},
		{"txn", "-card", "full", "-type", evil},
		{"txn", "-card", "full", "-amount", evil},
		{"txn", "-reader", evil},
		{"read", "-card", one},
		{"read", "-card", one, "-all", "-show-pan"},
		{"read", "-card", one, "-all", "-show-pan", "-json"},
		{"read", "-card", label, "-all"},
		{"replay", record, "-trace"},
		{"replay", record, "-json"},
		{"replay", record, "-kind", "26"},
		{"replay", "-key", strings.Repeat("5A", 32), log, "-trace"},
		{"replay", bad},
		{"replay", fine},
		{"replay", fine, "-json"},
		{"replay", evil},
		{"replay", keys},
		{"oda", record},
		{"oda", bad},
		{"oda", fine, "-json"},
		{"oda", config},
		{"redact", record},
		{"redact", record, "-json"},
		{"redact", fine},
		{"redact", fine, "-json"},
		{"redact", bad},
		{"redact", config},
		{"report", record, "-o", filepath.Join(dir, "r.html")},
		{"report", fine, "-o", filepath.Join(dir, "f.html")},
		{"report", bad, "-o", filepath.Join(dir, "b.html"), "-json"},
		{"report", fine},
		{"decode", objects},
		{"decode", objects, "-json"},
		{"decode", objects, "-show-pan"},
		{"decode", objects, "-show-pan", "-json"},
		{"decode", "-as", "50", name},
		{"decode", "-as", "iso8859-1", name},
		{"decode", "-as", "gb18030", name},
		{"decode", "-as", evil, "00"},
		{"decode", evil},
		{"decode", "-book", evil, "00"},
		{"decode", "-as", "mcc", evil},
		{"decode", "-"},
		{"decode", "-", "-json"},
		{"decode", "-as", "5F20", "-show-pan", name},
		{"decode", upper([]byte("%B4761739001010119^\x1b[2J\x07/X^22122011234?")), "-show-pan"},
		{"decode", "-as", "track1", "-show-pan", upper([]byte("%B4761739001010119^\x1b[2J\x07/X^22122011234?"))},
		{"explain", evil},
		{"sw", evil},
		{"atr", "3B6F00001B5B324A1B5D303B74071B5B324A1B"},
		{"atr", evil},
		{evil},
		{"-" + evil},
		{"help", evil},
		{"decode", "-" + evil},
		{"insert", "-card", evil},
		{"insert", "-slot", evil},
		{"insert", "-protocol", evil},
		{"completion", evil},
		{"capk", "import", keys},
		{"capk", "import", "-source", evil, keys},
		{"capk", "import", "-skip", keys},
		{"capk", "check", config},
		{"capk", "list", config},
		{"capk", "list", "-set", evil},
		{"capk", evil},
		{"capk", "check", evil},
		{"config", "check", config},
		{"config", "check", config, "-json"},
		{"config", "check", evil},
		{"config", evil},
		{"ics", "-config", config},
		{"ics", "-config", evil},
		{"arqc", "-imk", evil},
		{"arqc", "-imk", "@" + evil},
		{"arqc", "-cvn", evil, "-imk", strings.Repeat("11", 16), "-pan", "1"},
		{"arpc", "-arc", evil, "-imk", strings.Repeat("11", 16), "-pan", "1", "-cvn", "10", "-arqc", "1122334455667788"},
		{"derive", "-option", evil, "-imk", strings.Repeat("11", 16), "-pan", "1"},
		{"pinblock", "-pin", evil, "-format", "2"},
		{"pinblock", "-format", evil},
	} {
		status, out, errw := emv(conversation, line...)
		for where, text := range map[string]string{"answer": out, "error": errw, "at a terminal": watched(conversation, line...)} {
			if s := steering(text); s != "" {
				t.Errorf("emv %q: %s: %s in %q", line, where, s, text)
			}
		}
		if out+errw == "" {
			t.Errorf("emv %q: status %d and no word", line, status)
		}
	}
	pages, err := filepath.Glob(filepath.Join(dir, "*.html"))
	if err != nil || len(pages) < 3 {
		t.Fatalf("%v %v", pages, err)
	}
	for _, file := range append(pages, record) {
		if s := steering(read(t, file)); s != "" {
			t.Errorf("%s: %s", filepath.Base(file), s)
		}
	}
}

// A preferred name is read in the code table that the card names, in every answer.
func TestPreferredNamesByCodeTable(t *testing.T) {
	// EMV 4.4 B1 12.2.4, EMV 4.4 B3 annex C4: Карта in part 5
	card, dir := evilCard(t, map[string]string{"9F11": "05", "9F12": "BAD0E0E2D0"}), t.TempDir()
	record, page := filepath.Join(dir, "t.txt"), filepath.Join(dir, "t.html")
	if status, out, errw := emv("", "txn", "-card", card, "-record", record, "-report", page, "-trace"); status != 0 || strings.Count(out, "Карта") < 1 {
		t.Errorf("txn: %d %s%s", status, out, errw)
	}
	if !strings.Contains(read(t, page), "Карта") {
		t.Error("not on the page")
	}
	for _, line := range [][]string{
		{"decode", "A5159F1101059F12096173646632CCCDCECF5003544553"},
		{"decode", "-json", "A5159F1101059F12096173646632CCCDCECF5003544553"},
		{"decode", "-in", "A5", "9F1101059F12096173646632CCCDCECF5003544553"},
	} {
		if status, out, errw := emv("", line...); status != 0 || !strings.Contains(out, `asdf2ЬЭЮЯ`) {
			t.Errorf("%v: %d %s%s", line, status, out, errw)
		}
	}
	for _, line := range [][]string{
		{"read", "-card", card}, {"read", "-card", card, "-json"}, {"replay", record, "-trace"}, {"decode", "-"}, {"decode", "-", "-json"},
	} {
		want := 0
		if line[0] == "decode" { // the cardholder's name has control characters
			want = 1
		}
		if status, out, errw := emv(read(t, record), line...); status != want || !strings.Contains(out, "Карта") || strings.Contains(out, "ºÐ") {
			t.Errorf("%v: %d %s%s", line, status, out, errw)
		}
	}
}

// shownName is a preferred name as answers and pages show it behind its bytes.
var shownName = regexp.MustCompile(`BAD0E0E2D0(?:</span> <span class="w1">| )\((?:"|&#34;)([^"&]+)`)

func shownNames(out string) string {
	var names []string
	for _, m := range shownName.FindAllStringSubmatch(out, -1) {
		names = append(names, m[1])
	}
	return strings.Join(names, " ")
}

// A code table that stands in one place alone, the directory's FCI or the application's, counts for the names of both, in every answer. A transaction
// that goes on knows the application's only when it comes there.
func TestCodeTableOfADirectory(t *testing.T) {
	// EMV 4.3 B1 12.2.2, EMV 4.4 B1 12.2.3
	const name, none, cyrillic, latin, noTable = "9F1205BAD0E0E2D0", "", "9F110105", "9F110101", "9F110177"
	object := func(tag, value string) string { return fmt.Sprintf("%s%02X%s", tag, len(value)/2, value) }
	for _, c := range []struct{ pse, entry, adf, shown, read string }{
		{cyrillic, none, name, "Карта", "Карта"},
		{cyrillic, name, none, "Карта", "Карта"},
		{cyrillic, name, name, "Карта Карта", "Карта"},
		{none, name, cyrillic, "Карта", "Карта"},
		{none, name, name + cyrillic, "Карта Карта", "Карта"},
		{none, none, name + cyrillic, "Карта", "Карта"},
		{noTable, name, name + cyrillic, "Карта Карта", "Карта"},
		{cyrillic, name, name + noTable, "Карта Карта", "Карта"},
		{cyrillic, name, latin, "Карта", "Карта"},
		{latin, none, name + cyrillic, "Карта", "Карта"},
		{latin, name, name + cyrillic, "ºÐàâÐ Карта", "ºÐàâÐ"},
		{none, name, name, "ºÐàâÐ ºÐàâÐ", "Test"},
	} {
		card := changedCard(t, func(profile map[string]any) {
			delete(profile, "pse")
			entry := object("61", "4F07A0000000041010500454657374"+c.entry+"870101")
			fci := object("6F", object("84", upper([]byte(pse)))+object("A5", "880101"+c.pse))
			profile["directory"] = map[string]any{"fci": fci, "sfi": 1, "records": []any{object("70", entry)}}
			own := profile["applications"].([]any)[0].(map[string]any)["fci"].(map[string]any)
			objects := tlv.NewCursor(unhex(c.adf))
			for o := range objects.All() {
				own[o.Tag.String()] = upper(o.Value)
			}
		})
		dir := t.TempDir()
		record, pages := filepath.Join(dir, "t.txt"), []string{filepath.Join(dir, "t.html"), filepath.Join(dir, "r.html")}
		live := wellSaid(t, "", "txn", "-card", card, "-record", record, "-report", pages[0], "-trace")
		if got := shownNames(live); got != c.shown && c.pse != none && c.pse != noTable {
			t.Errorf("%+v: trace: %s", c, got)
		}
		wellSaid(t, "", "report", record, "-o", pages[1])
		for _, out := range []string{wellSaid(t, read(t, record), "decode", "-"), wellSaid(t, "", "replay", record, "-trace"), read(t, pages[0]), read(t, pages[1])} {
			if got := shownNames(out); got != c.shown {
				t.Errorf("%+v: %s in %s", c, got, out)
			}
		}
		if out := wellSaid(t, "", "read", "-card", card); !strings.Contains(out, "A0000000041010 "+c.read+" (") {
			t.Errorf("%+v: %s", c, out)
		}
	}
}

// wellSaid is what a line of the tool prints that ends well.
func wellSaid(t *testing.T, stdin string, line ...string) string {
	t.Helper()
	status, out, errw := emv(stdin, line...)
	if status != 0 {
		t.Errorf("%q: %d %s%s", line, status, out, errw)
	}
	return out
}

// The code table of an application, or of its entry, counts for no other; that of a directory for no card without it.
func TestCodeTableOfAnotherApplication(t *testing.T) {
	// EMV 4.3 B1 12.2.2
	const (
		directory = "> 00A404000E315041592E5359532E444446303100\n"
		table     = directory + "< 6F19840E315041592E5359532E4444463031A5078801019F1101059000\n"
		plain     = directory + "< 6F15840E315041592E5359532E4444463031A5038801019000\n"
		absent    = directory + "< 6A82\n"
		record    = "> 00B2010C00\n< 702B61184F07A0000000041010" + "9F110105" + "9F1205BAD0E0E2D0870101610F" + "4F05A000000003" + "9F1205BAD0E0E2D0" + "9000\n"
		entry     = "> 00B2010C00\n< 701361114F07A00000000310109F1205BAD0E0E2D09000\n"
		first     = "> 00A4040007A000000004101000\n< 6F178407A0000000041010A50C9F1101059F1205BAD0E0E2D09000\n"
		second    = "> 00A4040007A000000003101000\n< 6F138407A0000000031010A5089F1205BAD0E0E2D09000\n"
		other     = "> 00A4040007A000000003101000\n< 6F178407A0000000031010A50C9F1101059F1205BAD0E0E2D09000\n"
		next      = "> 00A4040007A000000003101000\n< 6F178407A0000000031010A50C9F1101019F1205BAD0E0E2D09000\n"
	)
	for talk, want := range map[string]string{
		first + second:                   "Карта ºÐàâÐ",
		plain + record:                   "Карта ºÐàâÐ",
		table + record + second:          "Карта Карта Карта",
		plain + entry + first + second:   "ºÐàâÐ Карта ºÐàâÐ",
		table + second + absent + second: "Карта ºÐàâÐ",
		plain + entry + other:            "Карта Карта",
		plain + entry + other + next:     "ºÐàâÐ Карта ºÐàâÐ", // two cards
	} {
		if got := shownNames(wellSaid(t, "-- conversation --\n"+talk, "decode", "-")); got != want {
			t.Errorf("%s%s, want %s", talk, got, want)
		}
	}
}

// The answers of published conversations have nothing that steers a terminal either.
func TestPublishedConversationsSteerNothing(t *testing.T) {
	for name, b := range captured(t) {
		_, out, errw := emv(string(b), "decode", "-show-pan", "-")
		if s := steering(out + errw); s != "" {
			t.Errorf("%s: %s", name, s)
		}
	}
}
