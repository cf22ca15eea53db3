package shell

import (
	"context"
	"fmt"
	"math/bits"
	"strings"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
)

// A Face is what a contactless reader shows, beside the lines of a Screen: four lights, tones and messages.
//
// Book A 2.12 9
type Face struct {
	*Screen
	Option terminal.IndicatorOption
	lights terminal.Lights // that are lit
}

// Show shows a user interface request: the lights as they are at their brightest, the message, the tone.
func (f *Face) Show(_ context.Context, ui kernel.UI) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.Language = ui.Language
	text := terminal.Text(ui)
	i, changes := terminal.Indicate(ui, f.Option)
	if !changes && text == "" {
		return
	}
	at := f.lights
	for n, lit := range i.Lit {
		if n == 0 || bits.OnesCount8(uint8(lit.Lights)) > bits.OnesCount8(uint8(at)) {
			at = lit.Lights
		}
		f.lights = lit.Lights
	}
	line := at.String()
	for _, part := range []string{text, sound(i.Tone), blinks(i), held(ui.Hold)} {
		if part != "" {
			line += "  " + part
		}
	}
	f.panel(line)
}

// sound is a tone in words: how often, how high, how long.
func sound(t terminal.Tone) string {
	beeps := []string{}
	last := terminal.Sound{}
	for _, s := range t.Sounds() {
		if s.Hertz > 0 {
			beeps, last = append(beeps, "beep"), s
		}
	}
	if len(beeps) == 0 {
		return ""
	}
	return fmt.Sprintf("(%s: %d Hz, %v)", strings.Join(beeps, " "), last.Hertz, last.For)
}

func blinks(i terminal.Indication) string {
	if !i.Repeats {
		return ""
	}
	every := time.Duration(0)
	for _, lit := range i.Lit {
		every += lit.For
	}
	return fmt.Sprintf("(blinks every %v)", every)
}

func held(d time.Duration) string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("(held for %v)", d)
}
