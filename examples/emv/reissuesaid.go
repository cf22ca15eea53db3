package main

import (
	"bytes"
	"slices"
	"strings"

	"github.com/emvgo/emv/apdu/transcript"
)

// reissueSaid is what is said of the applications of a conversation, each once although a card may be presented twice.
type reissueSaid struct {
	signed, unsigned, left []string // names
	verified               []reissuedChain
	accounts, zeroed       []string // names of those in which a PAN was made up, or what may be one was zeroed
	why                    []string // of those that are left
	selected               []string // names that the terminal selected by
	pans                   string   // what became of PANs
	madeUp                 *strings.Replacer
	cover                  *transcript.Cover
}

// knownBefore is why a copy that is redacted again has cards that were not issued again, and whether it says something of one.
func knownBefore(conv *transcript.Conversation, cover *transcript.Cover, cards []*said) (earlier string, known func(words string) bool) {
	if conv.Get("redacted") != "" {
		earlier = conv.Get(notReissuedHeader)
	}
	var names []string
	for _, s := range cards {
		names = append(names, nameIn(cover, s), cover.Name(s.selected))
	}
	return earlier, func(words string) bool { return strings.Contains(earlier, words) && ownReason(earlier, names) }
}

// nameIn is an application's name in the header, also where nothing told which it is.
func nameIn(cover *transcript.Cover, s *said) string { return or(cover.Name(s.aid), "unnamed") }

// saw notes whether a PAN that was made up stands in the exchanges of an application, or what may be one or another secret was zeroed there.
func (s *reissueSaid) saw(aid string, before *said, conv, twin *transcript.Conversation) {
	for i, x := range twin.Exchanges()[before.from:before.to] {
		text := upper(x.Command) + " " + upper(x.Response)
		if s.madeUp.Replace(text) != text {
			s.accounts = append(s.accounts, aid)
			return
		}
		was := conv.Exchanges()[before.from+i]
		if !bytes.Equal(x.Command, was.Command) || !bytes.Equal(x.Response, was.Response) {
			s.zeroed = append(s.zeroed, aid)
		}
	}
	earlier := conv.Get("redacted") != "" && slices.ContainsFunc(strings.Split(conv.Get(reissuedHeader), "; "), func(part string) bool {
		names, _, _ := strings.Cut(part, ", ")
		return strings.Contains(part, zeroedWords) && slices.Contains(strings.Fields(names), aid)
	})
	if earlier || before.mentions(conv, accountTags) {
		s.zeroed = append(s.zeroed, aid)
	}
}

// zeroedWords are said where nothing that was zeroed is known to be a PAN, or not to be one.
const zeroedWords = "what may be a PAN or a secret zeroed, no certificates are in it"

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
		names []string
		fits  func(aid string) bool
		what  string
	}{
		{s.signed, s.hasAccount, s.pans + ", what the card signed signed again with test keys that anybody can make"},
		{s.signed, nil, "what the card signed signed again with test keys that anybody can make"},
		{s.unsigned, s.hasAccount, s.pans + ", no certificates are in it"},
		{s.unsigned, func(aid string) bool { return slices.Contains(s.zeroed, aid) }, zeroedWords},
		{s.unsigned, nil, "neither a PAN nor certificates are in it"},
	} {
		var names []string
		for _, aid := range part.names {
			if !slices.Contains(seen, aid) && (part.fits == nil || part.fits(aid)) {
				names, seen = append(names, aid), append(seen, aid)
			}
		}
		if len(names) > 0 {
			done = append(done, strings.Join(names, " ")+", "+part.what+s.but(names))
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

// hasAccount reports whether a PAN was made up in an application.
func (s *reissueSaid) hasAccount(aid string) bool { return slices.Contains(s.accounts, aid) }

// otherwise is that said of all applications.
func (s *reissueSaid) otherwise() {
	for _, aid := range slices.Concat(s.left, s.signed, s.unsigned) {
		s.not(aid, repliesOtherwise)
	}
}

// saidOtherwise reports whether the header of a copy says so.
func saidOtherwise(conv *transcript.Conversation) bool {
	return conv.Get("redacted") != "" && strings.Contains(conv.Get(notReissuedHeader), repliesOtherwise)
}
