package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// screen shows a transaction as it goes: a line for each step, and with trace every exchange and decision.
type screen struct {
	w     io.Writer
	quiet bool // for -json
	trace bool

	open bool   // a step's line is waiting for its end
	last string // the step's last decision

	command apdu.Command
	sent    bool
	dols    [3]tlv.DOL // PDOL, CDOL1, CDOL2
	acs     int        // GENERATE ACs sent
}

// Show shows a message of the terminal.
func (s *screen) Show(_ context.Context, ui kernel.UI) {
	text := messages[ui.Message]
	switch {
	case s.quiet || text == "":
	case s.open: // within a step's line
		fmt.Fprintf(s.w, "[%s] ", text)
	default:
		fmt.Fprintf(s.w, "  [%s]\n", text)
	}
}

// messages are the words of the standard messages: EMV 4.4 B4 11.2.
var messages = map[kernel.MessageID]string{
	kernel.MsgApproved: "APPROVED", kernel.MsgDeclined: "DECLINED", kernel.MsgIncorrectPIN: "INCORRECT PIN",
	kernel.MsgPINOK: "PIN OK", kernel.MsgPleaseWait: "PLEASE WAIT", kernel.MsgNotAccepted: "NOT ACCEPTED",
	kernel.MsgProcessingErr: "PROCESSING ERROR", kernel.MsgTryAgain: "TRY AGAIN", kernel.MsgAuthorising: "AUTHORISING, PLEASE WAIT",
}

// entry takes one line of the session's trace.
func (s *screen) entry(e kernel.TraceEntry) {
	if s.quiet {
		return
	}
	switch e.Kind {
	case kernel.TraceStep:
		s.finish()
		s.open = true
		fmt.Fprintf(s.w, "%-46s", e.Name)
		if s.trace {
			s.endStep(e.Clause)
		}
	case kernel.TraceNote:
		s.last = e.Text
		if s.trace {
			s.detail(1, fmt.Sprintf("%s [%s]", e.Text, e.Clause))
		}
	case kernel.TraceCommand:
		if s.trace {
			s.showCommand(e.Data)
		}
	case kernel.TraceResponse:
		if s.trace {
			s.showResponse(e.Data)
		}
	}
}

// endStep ends a step's line at once, for the trace that goes below it.
func (s *screen) endStep(text string) {
	fmt.Fprintln(s.w, text)
	s.open, s.last = false, ""
}

// finish ends the line of the step before.
func (s *screen) finish() {
	if s.open {
		if s.last == "" {
			s.last = "-"
		}
		fmt.Fprintln(s.w, s.last)
	}
	s.open, s.last = false, ""
}

func (s *screen) end(out *kernel.Outcome) {
	s.finish()
	fmt.Fprintf(s.w, "\n%s\n", strings.ToUpper(out.Status.String()))
	if r := out.Error.Reason; r != "" {
		fmt.Fprintf(s.w, "%s [%s]\n", r, out.Error.Clause)
	}
}

func (s *screen) detail(depth int, text string) {
	for line := range strings.Lines(text) {
		fmt.Fprintf(s.w, "%s%s\n", strings.Repeat("  ", depth), strings.TrimRight(line, "\n"))
	}
}

// showCommand shows a command in words. What is sensitive in it is masked.
func (s *screen) showCommand(raw []byte) {
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
	case apdu.GetProcessingOptions:
		if o, ok := tlv.Find(c.Data, tlv.TagCommandTemplate); ok {
			s.detail(3, tlv.DescribeDOL(tlv.Contact, s.dols[0], o.Value))
		}
	case apdu.GenerateAC:
		s.acs++
		s.detail(3, tlv.DescribeDOL(tlv.Contact, s.dols[min(s.acs, 2)], c.Data))
	}
}

// showResponse shows a response in words and remembers the data object lists in it.
func (s *screen) showResponse(raw []byte) {
	r := apdu.Response(raw)
	s.detail(1, fmt.Sprintf("< %s %s, %d bytes", r.SW(), r.SW().Explain(), len(r.Data())))
	if len(r.Data()) > 0 && s.sent && s.command.INS != apdu.GetChallenge {
		s.detail(3, tlv.Describe(tlv.Contact, r.Data()))
	}
	for i, path := range [][]tlv.Tag{{tlv.TagFCI, tlv.TagFCIProprietary, 0x9F38}, {tlv.TagRecord, 0x8C}, {tlv.TagRecord, 0x8D}} {
		if o, ok := tlv.Find(r.Data(), path...); ok {
			if dol, err := tlv.ParseDOL(o.Value); err == nil {
				s.dols[i] = append(tlv.DOL(nil), dol...)
			}
		}
	}
}
