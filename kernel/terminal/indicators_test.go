package terminal_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// lit writes an indication as: lights by their numbers @ milliseconds, tone.
func lit(i terminal.Indication) string {
	var parts []string
	for _, l := range i.Lit {
		s := ""
		for n := range 4 {
			if l.Lights>>n&1 != 0 {
				s += string(rune('1' + n))
			}
		}
		if s == "" {
			s = "-"
		}
		if l.For > 0 {
			s += "@" + l.For.String()
		}
		parts = append(parts, s)
	}
	if i.Repeats {
		parts = append(parts, "again")
	}
	if i.Tone != terminal.NoTone {
		parts = append(parts, i.Tone.String())
	}
	return strings.Join(parts, " ")
}

// What the tables have for each status and event, written here by hand.
//
// A tables 9-2, 9-3, 9-4, 9-5
func TestIndicate(t *testing.T) {
	for _, c := range []struct {
		name   string
		ui     kernel.UI
		first  string
		second string
	}{
		{"Not Ready", kernel.UI{Status: kernel.StatusNotReady}, "-", "-"},
		{"Idle", kernel.UI{Message: 0x14, Status: kernel.StatusIdle}, "1@200ms -@4.8s again", "1@200ms -@4.8s again"},
		{"Ready to Read", kernel.UI{Message: 0x15, Status: kernel.StatusReadyToRead}, "1", "1"},
		{"present card again", kernel.UI{Message: 0x21, Status: kernel.StatusReadyToRead}, "1", "1"},
		{"Processing", kernel.UI{Message: 0x16, Status: kernel.StatusProcessing}, "", "12"},
		{"Card Read Successfully", kernel.UI{Message: 0x17, Status: kernel.StatusCardReadSuccessfully}, "12@125ms 123@125ms 1234@750ms - success", "12@125ms 123@750ms - success"},
		{"contactless error", kernel.UI{Message: 0x0F, Status: kernel.StatusProcessingError}, "- alert", "4 alert"},
		{"conditions of use not satisfied", kernel.UI{Message: 0x18, Status: kernel.StatusProcessingError}, "- alert", "4 alert"},
		{"collision", kernel.UI{Message: 0x19, Status: kernel.StatusProcessingError}, "- alert", "4 alert"},
		{"see phone", kernel.UI{Message: 0x20, Status: kernel.StatusProcessingError}, "- alert", "4 alert"},
		{"card not removed", kernel.UI{Message: 0x10, Status: kernel.StatusProcessingError}, "-", "4 alert"},
	} {
		for o, want := range map[terminal.IndicatorOption]string{terminal.IndicatorOption1: c.first, terminal.IndicatorOption2: c.second} {
			got, changes := terminal.Indicate(c.ui, o)
			if lit(got) != want || changes != (want != "") {
				t.Errorf("%s, option %d: %q, changes %v; want %q", c.name, o+1, lit(got), changes, want)
			}
		}
	}
}

// A status that is not applicable or not recognised changes neither lights nor sound.
//
// A table 7-1
func TestIndicateUnknown(t *testing.T) {
	for status := range 256 {
		ui := kernel.UI{Message: 0x17, Status: kernel.UIStatus(status)}
		for o := range terminal.IndicatorOption(4) {
			known := ui.Status >= kernel.StatusNotReady && ui.Status <= kernel.StatusProcessingError && o < 2
			known = known && !(ui.Status == kernel.StatusProcessing && o == terminal.IndicatorOption1)
			if i, changes := terminal.Indicate(ui, o); changes != known || !known && lit(i) != "" {
				t.Errorf("status %d, option %d: %q", status, o+1, lit(i))
			}
		}
	}
}

// A sequence takes 1000 ms in option 1 and 875 ms in option 2.
//
// A 9.3
func TestReadSequence(t *testing.T) {
	for o, want := range map[terminal.IndicatorOption]time.Duration{terminal.IndicatorOption1: time.Second, terminal.IndicatorOption2: 875 * time.Millisecond} {
		i, _ := terminal.Indicate(kernel.UI{Status: kernel.StatusCardReadSuccessfully}, o)
		var took time.Duration
		for _, l := range i.Lit {
			took += l.For
		}
		if took != want {
			t.Errorf("option %d: %v", o+1, took)
		}
	}
}

// A 9.1.2
func TestTones(t *testing.T) {
	const ms = time.Millisecond
	for tone, want := range map[terminal.Tone][]terminal.Sound{
		terminal.NoTone:      nil,
		terminal.SuccessTone: {{1500, 500 * ms}},
		terminal.AlertTone:   {{750, 200 * ms}, {0, 200 * ms}, {750, 200 * ms}},
	} {
		if got := tone.Sounds(); !slices.Equal(got, want) {
			t.Errorf("%v: %v", tone, got)
		}
	}
	if terminal.Tone(9).String() != "?" || terminal.Tone(9).Sounds() != nil {
		t.Error("a tone that there is not")
	}
	if s := (terminal.FirstLight | terminal.FourthLight).String(); s != "●○○●" {
		t.Error(s)
	}
}
