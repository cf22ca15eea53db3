package c2

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// number is a state's number: "R1" of "state R1, waiting for...".
func number(name string) string {
	name, _, _ = strings.Cut(strings.TrimPrefix(name, "state "), ",")
	return name
}

// mark has what there is with data exchange alone in brackets.
func mark(s string, exchange bool) string {
	if exchange {
		return "(" + s + ")"
	}
	return s
}

// diagram is the states' diagram: a line for each, with signals and arrows.
func diagram() string {
	var b strings.Builder
	line := func(n, what, signals string, next []state) {
		fmt.Fprintf(&b, "//\t%-5s%-53s--%s%s-->", n, what, signals, strings.Repeat("-", 16-len(signals)))
		for _, s := range next {
			b.WriteString(" " + mark(number(table[s].name), table[s].exchange))
		}
		b.WriteByte('\n')
	}
	line("1", "idle", "ACT", []state{s2, s3})
	for _, row := range table[s2:] {
		var signals []string
		for _, signal := range []struct {
			name     string
			kind     kernel.EventKind
			exchange bool
		}{{"RA", kernel.Response, false}, {"L1RSP", kernel.CardFault, false}, {"DET", kernel.DataReceived, !row.exchange}, {"TIMEOUT", kernel.Timeout, false}} {
			if row.takes.Has(signal.kind) {
				signals = append(signals, mark(signal.name, signal.exchange))
			}
		}
		_, what, _ := strings.Cut(row.name, ", ")
		line(mark(number(row.name), row.exchange), what, strings.Join(signals, " "), row.next)
	}
	return b.String()
}

// The diagram in the package's documentation is that of the table.
// C-2 6.1
func TestDiagram(t *testing.T) {
	b, err := os.ReadFile("c2.go")
	if err != nil {
		t.Fatal(err)
	}
	if want := diagram(); !strings.Contains(strings.ReplaceAll(string(b), "\r", ""), want) {
		t.Errorf("the documentation of c2.go has not\n%s", want)
	}
}

// Leads are the ways between the states that the table has, for the tests outside: "1 2", state 1 to state 2.
func Leads() map[string]bool {
	m := map[string]bool{"1 2": true, "1 3": true}
	for _, row := range table[s2:] {
		for _, s := range row.next {
			m[number(row.name)+" "+number(table[s].name)] = true
		}
	}
	return m
}
