package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emvgo/emv/testvectors/sweep"
)

// talkative is the file of a card that has a made-up number at every place that a card's texts and data have, its name under a tag that no dictionary
// has, and a PIN block in clear.
func talkative(t *testing.T, p *places) string {
	t.Helper()
	next := func(where string) string {
		p.kind++
		pan := p.pan(p.kind)
		p.list = append(p.list, place{where, pan, ""})
		return pan
	}
	return changedCard(t, func(profile map[string]any) {
		app := profile["applications"].([]any)[0].(map[string]any)
		kind := p.kind
		p.kind = 1 // of 13 digits, for which names have room
		app["label"] = "A " + next("label")
		p.kind = 16
		fci := app["fci"].(map[string]any)
		fci["9F11"], fci["9F12"] = "01", inASCII(next("preferred name"))
		p.kind = kind
		fci["5F50"] = inASCII("http://x/" + next("address"))
		fci["DF11"] = padded("26112900000000" + next("unknown tag of the FCI"))
		for _, r := range app["records"].([]any) {
			data := r.(map[string]any)["data"].(map[string]any)
			switch {
			case data["9F05"] != nil:
				data["9F05"] = "AB" + padded(next("9F05"))
				data["DF03"] = "5445535420434152442F454D56"
				data["DF04"] = "24" + secretPIN + "FFFFFFFFFF"
			case data["9F47"] != nil:
				data["DF01"] = padded(next("number alone"))
				data["DF02"] = inASCII(next("characters"))
				data["C2"] = padded("1126112912" + next("between digits") + "09782601")
				data["D1"] = padded("A" + next("shifted"))
				data["DF05"] = padded(next("track 2") + "D25122011234567890")
				data["DF06"] = inASCII("%B" + next("track 1") + "^OTHER/NAME^25122011234567890?")
				data["9F16"] = "4D45524348414E5430303030303031"
			}
		}
	})
}

// No command shows a number, the card's name, a track or a PIN that a card has at some place: while it is at work, of what was recorded, and of its
// redacted twin, which replays all the same.
func TestCardsHideNumbers(t *testing.T) {
	for seed := range 8 {
		if !sweep.Sample(seed+1, 8) {
			continue
		}
		p := &places{made: newMade(100 + seed), kind: 20 * seed}
		card, dir := talkative(t, p), t.TempDir()
		in := func(name string) string { return filepath.Join(dir, name) }
		outputs := map[string]string{}
		say := func(line string) {
			words := strings.NewReplacer("CARD", card, "DIR", dir).Replace(line)
			status, out, errw := emv("", strings.Fields(words)...)
			outputs[line] = out + errw
			if status > 1 {
				t.Errorf("%s: %d %s", line, status, errw)
			}
		}
		for _, line := range []string{
			"txn -card CARD -date 2026-07-01 -trace -record DIR/t.txt -report DIR/a.html -journal DIR/j.bin -key " + journalKey, "txn -card CARD -json", "txn -card CARD",
			"read -card CARD -all", "read -card CARD -json", "read -card CARD",
			"replay -trace DIR/t.txt", "replay -json DIR/t.txt", "replay -date 2049-01-01 DIR/t.txt", "replay -trace -key " + journalKey + " DIR/j.bin",
			"decode DIR/t.txt", "oda DIR/t.txt", "oda -json DIR/t.txt", "report DIR/t.txt -o DIR/b.html", "report -key " + journalKey + " DIR/j.bin -o DIR/c.html",
			"redact -o DIR/twin.txt DIR/t.txt", "redact -key " + journalKey + " DIR/j.bin", "replay -trace DIR/twin.txt", "redact -o DIR/again.txt DIR/twin.txt",
		} {
			if strings.HasPrefix(line, "decode") {
				_, out, errw := emv(read(t, in("t.txt")), "decode", "-")
				outputs[line] = out + errw
				continue
			}
			say(line)
		}
		for _, name := range []string{"a.html", "b.html", "c.html", "twin.txt"} {
			b, err := os.ReadFile(in(name))
			if err != nil {
				t.Fatal(err)
			}
			outputs[name] = string(b)
		}
		if !strings.Contains(outputs["replay -trace DIR/twin.txt"], "nothing differs") {
			t.Errorf("the twin: %s", outputs["replay -trace DIR/twin.txt"])
		}
		if twin, again := read(t, in("twin.txt")), read(t, in("again.txt")); twin != again {
			a, b := strings.Split(twin, "\n"), strings.Split(again, "\n")
			for i := range min(len(a), len(b)) {
				if a[i] != b[i] {
					t.Errorf("redacted twice:\n%s\n%s", a[i], b[i])
				}
			}
		}
		recorded := digitsOf(read(t, in("t.txt")))
		for _, where := range p.list {
			if !shows(recorded, where.pan) {
				t.Errorf("%s: %s is not in what the card says", where.name, where.pan)
			}
			for line, out := range outputs {
				if shows(digitsOf(out), where.pan) {
					t.Errorf("emv %s: %s, %s, is shown", line, where.name, where.pan)
				}
			}
		}
		live := "txn -card CARD -date 2026-07-01 -trace -record DIR/t.txt -report DIR/a.html -journal DIR/j.bin -key " + journalKey
		for line, out := range outputs {
			for _, secret := range []string{"24" + secretPIN + "F", "5445535420434152442F454D56", cardName, "OTHER/NAME"} {
				if strings.Contains(out, secret) && !(line == live && strings.HasPrefix(secret, "544")) {
					t.Errorf("emv %s: %s is shown", line, secret)
				}
			}
			if strings.HasPrefix(line, "decode") && !strings.Contains(out, "MERCHANT0000001") {
				t.Errorf("emv %s: the merchant's number is gone", line)
			}
		}
	}
}
