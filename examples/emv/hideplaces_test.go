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
			written := forms[i].write(pan)
			inputs := []string{written, object(0xDF01, written)}
			if written[6:8] != "03" { // else it may be in the layout of Visa, which counts: length, key, version, results
				inputs = append(inputs, object(0x70, object(0x9F10, written))+"9000")
			}
			for _, input := range inputs {
				for _, args := range [][]string{{"decode"}, {"decode", "-json"}, {"decode", "-as", "tlv"}} {
					if _, out, errw := emv("", append(args, input)...); shows(digitsOf(out+errw), pan) {
						t.Errorf("%v %s, %s:\n%s%s", args, input, forms[i].name, out, errw)
					}
				}
			}
		}
	}
}

// The header lines of bytes keep no number, however it is written, commands and responses of the header line run neither.
func TestRedactHeadersOfNumbers(t *testing.T) {
	m := newMade(2)
	n := 0
	for key, line := range map[string]string{"host": "host: 8A023030%s", "transaction": "transaction: 9F0206000000001234%s", "run": "run: 1 %s=%s9000"} {
		for i := range forms {
			n++
			pan := m.pan(n)
			value := forms[i].write(pan)
			script := object(0x72, object(0x86, sent("04DC010C", value)))
			text := map[string]string{
				"host": fmt.Sprintf(line, script), "transaction": fmt.Sprintf(line, object(0xDF01, value)), "run": fmt.Sprintf(line, sent("00DC010C", value), object(0x70, object(0xDF01, value))),
			}[key] + "\n-- conversation --\n> 00B2010C00\n< 70045F3401019000\n"
			out := redactedText(t, text)
			if shows(digitsOf(out), pan) || !shows(digitsOf(text), pan) || strings.HasPrefix(out, key) != (key != "transaction") {
				t.Errorf("%s, %s, %s:\n%s\n%s", key, forms[i].name, pan, text, out)
			}
		}
	}
}
