package c8

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
)

// number is a state's number: "20" of "state 20, waiting for...".
func number(name string) string {
	name, _, _ = strings.Cut(strings.TrimPrefix(name, "state "), ",")
	return name
}

// hears are the groups of Process C's signals, as the table has them.
var hears = []struct {
	name string
	set  signal
}{
	{"INIT", initProcessCOK | initProcessCFail}, {"RECORD", records}, {"MESSAGE", messages}, {"EDA", eda}, {"IAD", iadMACOK | iadMACFail}, {"WRITE", encryptedMessage | encryptionFailed},
}

// diagram is the states' diagram: a line for each, with signals and arrows. Those of Process C are in small letters.
func diagram() string {
	var b strings.Builder
	line := func(n, what, signals string, next []state) {
		fmt.Fprintf(&b, "//\t%-4s%-53s--%s%s-->", n, what, signals, strings.Repeat("-", 32-len(signals)))
		for _, s := range next {
			b.WriteString(" " + number(table[s].name))
		}
		b.WriteByte('\n')
	}
	line("1", "idle", "ACT", []state{s2})
	for _, row := range table[s2:] {
		var signals []string
		for _, signal := range []struct {
			name string
			kind kernel.EventKind
		}{{"RA", kernel.Response}, {"L1RSP", kernel.CardFault}, {"(DET)", kernel.DataReceived}, {"TIMEOUT", kernel.Timeout}} {
			if row.takes.Has(signal.kind) {
				signals = append(signals, signal.name)
			}
		}
		for _, h := range hears {
			if row.hears&h.set != 0 {
				signals = append(signals, strings.ToLower(h.name))
			}
		}
		_, what, _ := strings.Cut(row.name, ", ")
		line(number(row.name), what, strings.Join(signals, " "), row.next)
	}
	return b.String()
}

// The diagram in the package's documentation is that of the table.
// C-8 6.1
func TestDiagram(t *testing.T) {
	b, err := os.ReadFile("c8.go")
	if err != nil {
		t.Fatal(err)
	}
	if want := diagram(); !strings.Contains(strings.ReplaceAll(string(b), "\r", ""), want) {
		t.Errorf("the documentation of c8.go has not\n%s", want)
	}
}

// Leads are the ways between the states that the table has, for the tests outside: "1 2", state 1 to state 2.
func Leads() map[string]bool {
	m := map[string]bool{"1 2": true}
	for _, row := range table[s2:] {
		for _, s := range row.next {
			m[number(row.name)+" "+number(table[s].name)] = true
		}
	}
	return m
}
