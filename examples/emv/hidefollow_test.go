package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/sweep"
)

// twinOf redacts a recording twice: the copy replays, it stays the same the second time, and it says that nothing is left out.
func twinOf(t *testing.T, file string) (twin string) {
	t.Helper()
	twin, again := filepath.Join(t.TempDir(), "twin.txt"), filepath.Join(t.TempDir(), "again.txt")
	own := "emv redact: 1 header line taken out: no program can judge it\n" // the name of a card that not everybody has
	for _, line := range [][]string{{"redact", "-o", twin, file}, {"redact", "-o", again, twin}} {
		if status, _, errw := emv("", line...); status != 0 || errw != "" && (errw != own || !strings.Contains(read(t, file), "card: virtual card changed\n")) {
			t.Errorf("%s: %d %s", file, status, errw)
		}
	}
	if status, out, errw := emv("", "replay", twin); status != 0 || !strings.Contains(out, "nothing differs") {
		t.Errorf("the twin: %d %s%s", status, out, errw)
	}
	if read(t, twin) != read(t, again) {
		t.Error("redacted twice it is another")
	}
	return twin
}

// What a card's lists ask for of the card itself is in the commands of a copy what it became in its record, also cut and filled up: what is signed over it
// verifies, and the copy replays.
func TestTwinFollowsLists(t *testing.T) {
	for n, c := range []struct {
		name, list, now string
		data            map[string]any
	}{
		{"PAN", "5A08", "5413330000000019", nil},
		{"PAN, cut", "5A06", "541333000000", nil},
		{"PAN, filled up", "5A0A", "5413330000000019FFFF", nil},
		{"track 2, cut", "570D", "5413330000000019D491220100", nil},
		{"name, filled up", "5F2014", "58585858585858", nil},
		{"a number of nobody's tag", "9F2005", "0000000000", map[string]any{"9F20": "0000098765432F"}},
	} {
		if !sweep.Sample(n+1, 2) {
			continue
		}
		file := changedCard(t, func(profile map[string]any) {
			for _, r := range profile["applications"].([]any)[0].(map[string]any)["records"].([]any) {
				data := r.(map[string]any)["data"].(map[string]any)
				for _, tag := range []string{"8C", "8D"} {
					if list, ok := data[tag].(string); ok {
						data[tag] = list + c.list
					}
				}
				for tag, value := range c.data {
					if data["8C"] != nil {
						data[tag] = value
					}
				}
			}
		})
		conversation, _ := record(t, "-card", file)
		if copied := read(t, twinOf(t, conversation)); strings.Count(copied, c.now) < 2 || !strings.Contains(copied, "signed again") {
			t.Errorf("%s: %s is not there twice", c.name, c.now)
		}
	}
}

// The identifier of data storage is made of the PAN and its sequence number: in the copy it is that of the number which stands for the PAN.
//
// C-2 2.12 S456.18
func TestTwinOfDataStorage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		for _, name := range card.TapNames() {
			if !strings.HasPrefix(name, "mastercard-storage") {
				continue
			}
			if n++; !sweep.Sample(n, 6) {
				continue
			}
			file := filepath.Join(t.TempDir(), "t.txt")
			emv("", "txn", "-interface", contactless, "-card", name, "-config", "tap-exchange", "-amount", "5.00", "-date", "2026-07-01", "-record", file)
			if copied := read(t, twinOf(t, file)); !strings.Contains(copied, "9F5E0954133300000000") || !strings.Contains(read(t, file), "9F5E09") {
				t.Errorf("%s: the identifier is not that of the number", name)
			}
		}
		if n < 10 {
			t.Errorf("%d cards", n)
		}
	})
}

// The bytes of a number that are hidden are not shown as characters beside it: of a field of text, of historical bytes, in JSON, in what a replay shows. Nor
// is one shown that a file of configuration or of keys has.
func TestNoCharactersOfHiddenBytes(t *testing.T) {
	const number = "4539578763621486"
	talk := filepath.Join(t.TempDir(), "t.txt")
	if err := os.WriteFile(talk, []byte("interface: contact\ndate: 260701\ntransaction: 9F0206000000001234\n"+selection+"> 80A8000002830000\n< "+object(0x77, object(0x82, "0000")+object(0x94, "08010100")+object(0x50, number))+"9000\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "c.json")
	if err := os.WriteFile(file, []byte(`{"name":"x","profile":"`+number+`","`+number+`":1}`), 0o600); err != nil {
		t.Fatal(err)
	}
	lines := []string{
		"atr 3B6800004539578763621486", "atr 3B6800004546476341526171", "decode 3B6800004539578763621486", "decode -json 6F0A5008" + number,
		"replay -trace " + talk, "decode -file " + talk, "config check " + file, "config -json check " + file, "capk check " + file,
	}
	for _, tag := range []string{"50", "5F50", "9F12", "9F4E", "5F2D", "9F1C", "9F16", "8A", "9F1E", "5F55", "DF01"} {
		lines = append(lines, "decode "+tag+"08"+number)
	}
	for _, line := range lines {
		_, out, errw := emv("", strings.Fields(line)...)
		for _, told := range []string{number, "\\u0087cb", "\\\\u0087cb", "W.cb", "GcAR"} {
			if strings.Contains(out+errw, told) {
				t.Errorf("emv %s shows %s: %s", line, told, out+errw)
			}
		}
	}
}
