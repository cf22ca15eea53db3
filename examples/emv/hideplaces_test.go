package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/testvectors/sweep"
)

// No reading of bytes shows a number in them: bare, as any kind, as the value of any tag.
func TestReadingsHideNumbers(t *testing.T) {
	m := newMade(1)
	n := 0
	for i := range forms {
		for _, k := range kinds() {
			if n++; !sweep.Sample(n, 12) || k.text != nil {
				continue
			}
			pan := m.pan(n)
			input := forms[i].write(pan)
			_, out, errw := emv("", "decode", "-as", k.name, input)
			if shows(digitsOf(out+errw), pan) && mayStand[k.tag] == "" {
				t.Errorf("decode -as %s %s, %s:\n%s%s", k.name, input, forms[i].name, out, errw)
			}
		}
		for range 5 {
			n++
			pan := m.pan(n)
			for _, input := range []string{forms[i].write(pan), object(0xDF01, forms[i].write(pan)), object(0x70, object(0x9F10, forms[i].write(pan))) + "9000"} {
				for _, args := range [][]string{{"decode"}, {"decode", "-json"}, {"decode", "-as", "tlv"}} {
					if _, out, errw := emv("", append(args, input)...); shows(digitsOf(out+errw), pan) {
						t.Errorf("%v %s, %s:\n%s%s", args, input, forms[i].name, out, errw)
					}
				}
			}
		}
	}
}

// texts are ways to write a number in a text, beside those of bytes in hexadecimal.
var texts = []func(pan string) string{
	func(p string) string { return p },
	func(p string) string { return grouped(p, "-") },
	func(p string) string { return grouped(p, ".") },
	func(p string) string { return grouped(p, " ") },
	func(p string) string { return "0847" + "20261129" + p + "00" },
	func(p string) string { return strings.Join(strings.Split(padded(p), ""), " ") },
	func(p string) string { return dumped("5A08"+padded(p)+"5F3401", 2) },
	func(p string) string { return dumped("5A08"+padded(p)+"5F340101", 4) },
	func(p string) string { return ";" + p + "=25122011234567890?" },
	func(p string) string { return "%B" + p + "^A/B^25122011234567890?" },
}

// dumped is digits in groups of n.
func dumped(s string, n int) string {
	var groups []string
	for ; len(s) > n; s = s[n:] {
		groups = append(groups, s[:n])
	}
	return strings.Join(append(groups, s), " ")
}

// Headers and comments keep no number, however it is written, and commands and responses of the header line run neither.
func TestRedactHeadersOfNumbers(t *testing.T) {
	m := newMade(2)
	n := 0
	for _, key := range []string{"card", "config", "source", "note", "expect", "#", "transaction", "host", "atr", "run"} {
		ways := texts
		for i := range forms {
			ways = append(ways[:len(ways):len(ways)], forms[i].write)
		}
		for i, write := range ways {
			n++
			pan := m.pan(n)
			value := write(pan)
			switch key {
			case "#":
				value = "# " + value
			case "transaction":
				value = key + ": 9F0206000000001234" + object(0xDF01, value)
			case "host":
				value = key + ": 8A023030" + object(0x72, object(0x86, sent("04DC010C", value)))
			case "atr":
				value = key + ": 3B6F00" + value
			case "run":
				value = fmt.Sprintf("%s: 1 %s=%s9000", key, sent("00DC010C", value), object(0x70, object(0xDF01, value)))
			default:
				value = key + ": " + value
			}
			if key == "transaction" || key == "host" || key == "atr" || key == "run" {
				if i < len(texts) {
					continue
				}
			}
			text := value + "\n-- conversation --\n> 00B2010C00\n< 70045F3401019000\n"
			if key == "#" {
				text = "-- conversation --\n" + value + "\n> 00B2010C00 " + value + "\n< 70045F3401019000\n"
			}
			_, out, errw := emv(text, "redact", "-")
			if strings.Contains(errw, "no header line") {
				t.Fatal(errw)
			}
			if shows(digitsOf(out), pan) || !shows(digitsOf(text), pan) && i >= len(texts) {
				t.Errorf("%s, way %d, %s:\n%s\n%s", key, i, pan, text, out)
			}
		}
	}
}
