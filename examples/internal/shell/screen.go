// Package shell is what the terminals among the examples have in common: their flags, and the screen that shows a
// transaction as it goes.
package shell

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/trace"
	"github.com/emvgo/emv/tlv"
)

// A Screen shows a transaction as it goes: a line for each step, and with Trace every exchange and decision. A message that was held comes beside the
// rest.
type Screen struct {
	W        io.Writer
	Quiet    bool   // for -json
	Trace    bool   // for -trace
	Language string // of the last message, two letters

	mu    sync.Mutex
	open  bool   // a step's line is waiting for its end
	shown bool   // with a message or a panel in it
	below bool   // it goes on below a panel
	idle  bool   // with Trace: nothing has come of the step so far
	last  string // the step's last decision
	asked int    // commands of the step

	command apdu.Command
	sent    bool
	dols    [3]tlv.DOL // PDOL, CDOL1, CDOL2
	acs     int        // GENERATE ACs sent
	book    tlv.Book   // of the kernel that the application belongs to, with a contactless card
}

// books are the kernels that go with the applications of a payment system.
//
// Book B 2.12 table 3-6
var books = map[string]tlv.Book{"\xA0\x00\x00\x00\x03": tlv.C3, "\xA0\x00\x00\x03\x33": tlv.C7, "2PAY.": tlv.EntryPoint}

// Show shows a message of the terminal.
func (s *Screen) Show(_ context.Context, ui kernel.UI) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Language, s.idle = ui.Language, false
	text := Message(ui.Message, ui.Language)
	switch {
	case s.Quiet || text == "":
	case s.open: // within a step's line
		s.shown = true
		s.indent()
		fmt.Fprintf(s.W, "[%s] ", text)
	default:
		fmt.Fprintf(s.W, "  [%s]\n", text)
	}
}

// Line shows what a device does, in a line of its own.
func (s *Screen) Line(name, text string) {
	if s.Quiet {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.finish()
	fmt.Fprintf(s.W, "%-10s %s\n", name, text)
}

// Panel shows what the cardholder reads and does, a line each. The step's line goes on below it.
func (s *Screen) Panel(lines ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.panel(lines...)
}

func (s *Screen) panel(lines ...string) {
	s.idle = false
	if s.Quiet {
		return
	}
	if s.open && !s.below {
		fmt.Fprintln(s.W)
	}
	for _, l := range lines {
		fmt.Fprintf(s.W, "    | %s\n", l)
	}
	s.below, s.shown = s.open, true
}

// indent goes on with a step's line below a panel.
func (s *Screen) indent() {
	if s.below {
		fmt.Fprintf(s.W, "%-46s", "")
		s.below = false
	}
}

// Entry takes one line of the session's trace.
func (s *Screen) Entry(e trace.Entry) {
	if s.Quiet {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.Kind != trace.Step {
		s.idle = false
	}
	switch e.Kind {
	case trace.Step:
		s.finish()
		s.open = true
		fmt.Fprintf(s.W, "%-45s ", e.Name)
		if s.Trace {
			s.endStep(e.Clause)
			s.idle = true
		}
	case trace.Note:
		s.last = e.Text
		if s.Trace {
			s.detail(1, fmt.Sprintf("%s [%s]", e.Text, e.Clause))
		}
	case trace.Command:
		s.asked++
		if s.Trace {
			s.showCommand(e.Data)
		}
	case trace.Response:
		if s.Trace {
			s.showResponse(e.Data)
		}
	}
}

// endStep ends a step's line at once, for the trace that goes below it.
func (s *Screen) endStep(text string) {
	fmt.Fprintln(s.W, text)
	s.open, s.last = false, ""
}

// finish ends the line of the step before.
func (s *Screen) finish() {
	if s.open {
		switch {
		case s.last != "" || s.shown:
		case s.asked == 1:
			s.last = "the card answers"
		case s.asked > 1:
			s.last = fmt.Sprintf("the card answers %d commands", s.asked)
		default:
			s.last = nothing
		}
		if s.last != "" || !s.below { // a panel has ended its line
			s.indent()
			fmt.Fprintln(s.W, s.last)
		}
	}
	if s.idle {
		s.detail(1, nothing)
	}
	s.open, s.idle, s.below, s.shown, s.last, s.asked = false, false, false, false, "", 0
}

// nothing is what is said of a step that has asked the card nothing and has nothing to say: it was not needed, or all was as it should be.
const nothing = "nothing to report"

// End shows the outcome.
func (s *Screen) End(out *kernel.Result) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.finish()
	fmt.Fprintf(s.W, "\n%s\n", strings.ToUpper(verdict(out)))
	if r, clause := out.Error.Reason, out.Error.Clause; r != "" && clause != "" {
		fmt.Fprintf(s.W, "%s [%s]\n", r, clause)
	} else if r != "" {
		fmt.Fprintln(s.W, r)
	}
}

func (s *Screen) detail(depth int, text string) {
	for line := range strings.Lines(text) {
		fmt.Fprintf(s.W, "%s%s\n", strings.Repeat("  ", depth), strings.TrimRight(line, "\n"))
	}
}

// showCommand shows a command in words. What is sensitive in it is masked.
func (s *Screen) showCommand(raw []byte) {
	c, err := apdu.ParseCommand(raw)
	s.command, s.sent = c, err == nil
	if err != nil {
		s.detail(1, fmt.Sprintf("> %d bytes that are no command", len(raw)))
		return
	}
	s.detail(1, fmt.Sprintf("> %s %02X %02X %02X %02X, %d bytes", c.Name(), c.CLA, c.INS, c.P1, c.P2, len(c.Data)))
	switch c.INS {
	case apdu.Select:
		s.detail(3, fmt.Sprintf("%X", c.Data))
		s.book = books[string(c.Data[:min(len(c.Data), 5)])]
	case apdu.GetProcessingOptions:
		if o, ok := tlv.Find(c.Data, tlv.TagCommandTemplate); ok {
			s.detail(3, tlv.DescribeDOL(s.book, s.dols[0], o.Value))
		}
	case apdu.GenerateAC:
		s.acs++
		s.detail(3, tlv.DescribeDOL(s.book, s.dols[min(s.acs, 2)], c.Data))
	}
}

// showResponse shows a response in words and remembers the data object lists in it.
func (s *Screen) showResponse(raw []byte) {
	r := apdu.Response(raw)
	s.detail(1, fmt.Sprintf("< %s %s, %d bytes", r.SW(), r.SW().Explain(), len(r.Data())))
	if len(r.Data()) > 0 && s.sent && s.command.INS != apdu.GetChallenge {
		s.detail(3, tlv.Describe(s.book, r.Data()))
	}
	for i, path := range [][]tlv.Tag{{tlv.TagFCI, tlv.TagFCIProprietary, 0x9F38}, {tlv.TagRecord, 0x8C}, {tlv.TagRecord, 0x8D}} {
		if o, ok := tlv.Find(r.Data(), path...); ok {
			if dol, err := tlv.ParseDOL(o.Value); err == nil {
				s.dols[i] = append(tlv.DOL(nil), dol...)
			}
		}
	}
}

// verdict is what came out in a word: an online request was approved by the host or not.
func verdict(r *kernel.Result) string {
	switch {
	case r.Status == kernel.OnlineRequest && r.Approved():
		return kernel.Approved.String()
	case r.Status == kernel.OnlineRequest:
		return kernel.Declined.String()
	}
	return r.Status.String()
}
