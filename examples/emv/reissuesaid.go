package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/emvgo/emv/apdu/transcript"
)

// reissueSaid is what is said of the applications of a conversation, each once although a card may be presented twice.
type reissueSaid struct {
	signed, unsigned, left []string // names
	accounts               []string // names of those in which a PAN was made up
	why                    []string // of those that are left
	selected               []string // names that the terminal selected by
	pans                   string   // what became of PANs
	madeUp                 *strings.Replacer
}

// saw notes whether a PAN that was made up stands in the exchanges of an application.
func (s *reissueSaid) saw(aid string, before *said, twin *transcript.Conversation) {
	for _, x := range twin.Exchanges()[before.from:before.to] {
		text := upper(x.Command) + " " + upper(x.Response)
		if s.madeUp.Replace(text) != text {
			s.accounts = append(s.accounts, aid)
			return
		}
	}
}

func (s *reissueSaid) not(aid, why string) {
	s.left = append(s.left, aid)
	if why = aid + ": " + why; !slices.Contains(s.why, why) {
		s.why = append(s.why, why)
	}
}

// into writes it into the header. What is left for one of its selections is not called done. A copy that is redacted again knew why.
func (s *reissueSaid) into(twin *transcript.Conversation, earlier string) {
	var done []string
	seen := slices.Clone(s.left)
	for _, part := range []struct {
		names    []string
		accounts bool
		what     string
	}{
		{s.signed, true, s.pans + ", what the card signed signed again with test keys that anybody can make"},
		{s.signed, false, "what the card signed signed again with test keys that anybody can make"},
		{s.unsigned, true, s.pans + ", no certificates are in it"},
		{s.unsigned, false, "neither a PAN nor certificates are in it"},
	} {
		var names []string
		for _, aid := range part.names {
			if !slices.Contains(seen, aid) && slices.Contains(s.accounts, aid) == part.accounts {
				names, seen = append(names, aid), append(seen, aid)
			}
		}
		if len(names) > 0 {
			done = append(done, strings.Join(names, " ")+", "+part.what)
		}
	}
	if ownReason(earlier, slices.Concat(s.left, s.selected)) && !slices.ContainsFunc(s.left, func(aid string) bool { return !strings.Contains(earlier, aid+": ") }) && len(s.left) > 0 {
		s.why = []string{earlier}
	}
	for _, h := range []struct {
		key  string
		list []string
	}{{reissuedHeader, done}, {notReissuedHeader, s.why}} {
		if len(h.list) > 0 {
			twin.Set(h.key, strings.Join(h.list, "; "))
		}
	}
}

// repliesOtherwise is why a copy is not called issued again though its chain verifies: what was written over was more than its card decides by alone.
const repliesOtherwise = "the copy does not replay as the original does"

// otherwise is that said of all applications.
func (s *reissueSaid) otherwise() {
	for _, aid := range slices.Concat(s.signed, s.unsigned) {
		s.not(aid, repliesOtherwise)
	}
}

// saidOtherwise reports whether the header of a copy says so.
func saidOtherwise(conv *transcript.Conversation) bool {
	return conv.Get("redacted") != "" && strings.Contains(conv.Get(notReissuedHeader), repliesOtherwise)
}

// alike reports whether a copy replays as its original does: to the same exchange, or to the same outcome. Where the original cannot be replayed nobody knows.
func alike(c *call, conv, twin *transcript.Conversation) bool {
	end := func(conv *transcript.Conversation) string {
		p := replayFlags{run: 1}
		r, answer, err := p.conversation(c, conv.Clone(), nil)
		switch {
		case err != nil:
			return ""
		case answer.Difference != nil && answer.Difference.Exchange > 0:
			return fmt.Sprint("exchange ", answer.Difference.Exchange)
		case r.out == nil:
			return fmt.Sprint(answer.Exchanges)
		default:
			return expectation(r.out)
		}
	}
	was := end(conv)
	return was == "" || was == end(twin)
}
