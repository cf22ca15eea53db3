package main

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// differs finds out where and why a replay left the conversation.
func (r *result) differs(err error) *difference {
	d := &difference{Reason: cause(err)}
	for _, m := range r.line.moments {
		if m.kind == momentStep {
			d.Step, d.Clause = m.name, m.clause
		}
	}
	var e *transcript.ReplayError
	if !errors.As(err, &e) {
		return d
	}
	r.cover.LearnAll(r.conv)
	d.Exchange, d.Line, d.Offset, d.Reason = e.Number, e.Line, e.Offset, cause(e.Err)
	if e.Err == transcript.ErrNotRecorded {
		d.Reason += ": < ? stands in its place, and without it the kernel cannot go on"
	}
	known := r.listsBefore(e.Number)
	if want, err := apdu.ParseCommand(e.Want); err == nil {
		list := known.Of(want)
		d.Want, d.Got = maskedCommand(&r.cover, e.Want, list), maskedCommand(&r.cover, e.Got, list)
	}
	if why := r.field(e); why != "" && e.Err == transcript.ErrDifferent {
		d.Reason = r.cover.Text(why)
	}
	return d
}

// missingLines says which header lines are missing of those that decide what a kernel sends, and what was taken for them. The host
// counts where it did not answer: of a line that is there an answer may be missing.
func missingLines(conv *transcript.Conversation, config string, unanswered bool, err error) (text string) {
	var e *transcript.ReplayError
	fixed := errors.As(err, &e) && len(e.Want) > 1 && len(e.Got) > 1 && e.Want[1] == e.Got[1] && // whatever the transaction is
		slices.Contains([]byte{apdu.Select, apdu.ReadRecord, apdu.GetData}, e.Got[1])
	for _, l := range []struct {
		key, taken string
		counts     bool
	}{
		{"config", "the configuration " + configOf(conv.Get("interface")) + " was taken", config == ""},
		{"transaction", "a payment of amount 0 was taken", !fixed},
		{"host", "it was asked, and nothing answered", unanswered},
	} {
		if l.counts && conv.Get(l.key) == "" {
			text += fmt.Sprintf("; header line %s is missing: %s", l.key, l.taken)
		}
	}
	if answers := len(answersOf(conv)); unanswered && answers > 0 {
		text += fmt.Sprintf("; header line host has %s: it was asked once more, and nothing answered", count(answers, "answer"))
	}
	return text
}

// listsBefore is the data object lists that the conversation has given before an exchange.
func (r *result) listsBefore(number int) (known transcript.Lists) {
	for i, x := range r.conv.Exchanges()[:max(number-1, 0)] {
		if c, err := apdu.ParseCommand(x.Command); err == nil {
			known.Of(c)
			whole, _ := r.conv.Whole(i)
			known.Learn(c, apdu.Response(whole.Response).Data())
		}
	}
	return known
}

// field names what differs in two commands: in their headers, in their data, and Le.
func (r *result) field(e *transcript.ReplayError) string {
	want, err1 := apdu.ParseCommand(e.Want)
	got, err2 := apdu.ParseCommand(e.Got)
	switch {
	case err1 != nil || err2 != nil:
		return ""
	case want.INS != got.INS:
		return fmt.Sprintf("%s was recorded, and the kernel sends %s", or(want.Name(), "another command"), or(got.Name(), "another command"))
	}
	list := headersDiffer(want, got)
	if !r.conv.Exchanges()[e.Number-1].Open { // of which no more is known
		if !bytes.Equal(want.Data, got.Data) {
			list = append(list, r.dataDiffer(e.Number, want, got))
		}
		if want.Le != got.Le {
			list = append(list, leDiffers(want, got))
		}
		if want.Extended != got.Extended {
			list = append(list, "lengths: one has them extended, the other short")
		}
	}
	if len(list) == 0 {
		return ""
	}
	return or(want.Name(), "the command") + ": " + strings.Join(list, "; ")
}

// headersDiffer says in which bytes two headers differ, and what they ask for where that differs.
func headersDiffer(want, got apdu.Command) (list []string) {
	if a, b := strings.Join(commandWords(want), " and "), strings.Join(commandWords(got), " and "); a != b && a != "" && b != "" {
		list = append(list, fmt.Sprintf("recorded %s, the kernel has %s", a, b))
	}
	for _, h := range []struct {
		name     string
		was, now byte
	}{{"CLA", want.CLA, got.CLA}, {"P1", want.P1, got.P1}, {"P2", want.P2, got.P2}} {
		if h.was != h.now {
			list = append(list, fmt.Sprintf("%s: recorded %02X, the kernel has %02X", h.name, h.was, h.now))
		}
	}
	return list
}

// dataDiffer names the data element in which the data of two commands differ, or else which bytes: they may be secret.
func (r *result) dataDiffer(number int, want, got apdu.Command) string {
	if want.INS == apdu.Select {
		return selectDiffers(r.conv, want, got)
	}
	known := r.listsBefore(number)
	a, b := want.Data, got.Data
	if transcript.Initiates(want) && len(a) > 2 && len(b) > 2 {
		a, b = a[2:], b[2:]
	}
	for t, n := range known.Of(want).All() {
		if n > len(a) || n > len(b) {
			break
		}
		if !bytes.Equal(a[:n], b[:n]) && t == tlv.KernelKeyData.Tag() {
			return "the terminal's key of the secure channel is another: the header has no seed that it follows from, as it has for virtual cards; replay the journal"
		}
		if !bytes.Equal(a[:n], b[:n]) {
			return fmt.Sprintf("%s: recorded %s, the kernel has %s", strings.TrimSpace(t.String()+" "+t.Name()), r.shown(t, a[:n]), r.shown(t, b[:n]))
		}
		a, b = a[n:], b[n:]
	}
	return bytesDiffer(want.Data, got.Data)
}

// bytesDiffer says where two values differ, and does not show them.
func bytesDiffer(was, now []byte) string {
	if len(was) != len(now) {
		return fmt.Sprintf("data: recorded %s, the kernel has %s", count(len(was), "byte"), count(len(now), "byte"))
	}
	first, last := len(was), 0
	for i := range was {
		if was[i] != now[i] {
			first, last = min(first, i+1), i+1
		}
	}
	if first == last {
		return fmt.Sprintf("data: byte %d of %d differs", first, len(was))
	}
	return fmt.Sprintf("data: they differ from byte %d to %d of %d", first, last, len(was))
}

// leDiffers says how many bytes two commands expect. Under T=0 one with data has no Le, which a header line says.
func leDiffers(want, got apdu.Command) string {
	words := func(c apdu.Command) string {
		switch {
		case c.Le == apdu.NoLe:
			return "none"
		case c.Extended:
			return fmt.Sprintf("%04X", c.Le)
		}
		return fmt.Sprintf("%02X", c.Le)
	}
	text := fmt.Sprintf("Le: recorded %s, the kernel has %s", words(want), words(got))
	if want.Le == apdu.NoLe && len(want.Data) > 0 && bytes.Equal(want.Data, got.Data) {
		text += "; where commands with data were written without Le, as T=0 sends them, the header line protocol: T=0 says so"
	}
	return text
}

// shown is a value that was sent as it may be shown.
func (r *result) shown(tag tlv.Tag, value []byte) string {
	if tag.Sensitive() {
		return tlv.MaskTag(tag, value)
	}
	return r.cover.Value(0, tag, value)
}
