package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel"
)

// A redacted copy whose card was not issued again replays otherwise than its original where its certificates or the keys of its secure channel count. Its header says how
// it ended when it was made, beside an original that replayed: nothing else is excused later.

// replaysHeader says where the replay of a copy ended when it was made, for each run.
const replaysHeader = "replays"

// replaysUnlike stands there where the original did not replay either: nothing is excused.
const replaysUnlike = "otherwise"

// An ending is where a replay came to.
type ending struct {
	where   string // the exchange and the command there, and the outcome; empty where it could not be replayed
	step    string // of the kernel
	same    bool   // it is what was recorded
	excused bool   // the certificates or the keys of the secure channel decided
}

// endingOf is the ending of a replay that left the conversation with err, or did not.
func endingOf(r *result, err error) string {
	where := "whole"
	if err != nil {
		where = "the reader"
	}
	var e *transcript.ReplayError
	if errors.As(err, &e) {
		where = fmt.Sprintf("exchange %d", e.Number)
		if len(e.Got) >= 4 {
			where += " " + upper(e.Got[:4])
		}
	}
	if r.out == nil {
		return where
	}
	return where + ", " + expectation(r.out)
}

// endings replays each run of a conversation.
func (c *call) endings(conv *transcript.Conversation) (list []ending) {
	for i := range max(len(conv.Values("run")), 1) {
		p := replayFlags{run: i + 1}
		r, answer, err := p.conversation(c, conv.Clone(), nil)
		if err != nil {
			list = append(list, ending{})
			continue
		}
		e := ending{where: answer.ending, same: answer.Same, excused: answer.excused}
		if answer.Difference != nil {
			e.step = answer.Difference.Step
		}
		if !e.same && r.out == nil && e.where == "" {
			e.where = "the reader"
		}
		list = append(list, e)
	}
	return list
}

// A comparison is what a copy and its original come to when they are replayed side by side.
type comparison struct {
	alike bool   // they end alike, or nobody knows, because the original cannot be replayed
	noted string // where the copy ends, for its header; empty where the original cannot be replayed
}

// compared replays a copy and its original, under the configuration of the original: the header of the copy does not say which file that is. One that has a
// card which was not issued again may end otherwise where its certificates or the keys of its secure channel decide.
func compared(c *call, conv, twin *transcript.Conversation) comparison {
	was := c.endings(conv)
	if slices.ContainsFunc(was, func(e ending) bool { return e.where == "" }) {
		return comparison{alike: true}
	}
	if name := conv.Get("config"); name != "" {
		twin = twin.Clone()
		twin.Set("config", name)
	}
	got := comparison{alike: true}
	var noted []string
	for i, now := range c.endings(twin) {
		if now.where != was[i].where || now.step != was[i].step {
			got.alike = got.alike && keysTaken(twin) && (now.excused || !was[i].same)
		}
		if !was[i].same {
			now.where = replaysUnlike
		}
		noted = append(noted, now.where)
	}
	got.noted = strings.Join(noted, "; ")
	return got
}

// endingForm is how a part of that header line begins.
var endingForm = pattern(`^(?:` + replaysUnlike + `|whole|the reader|exchange [0-9]{1,5}(?: [0-9A-F]{8})?)$`)

// notedBefore is what the header of an earlier copy says of all runs, where it has the form; empty for nothing.
func notedBefore(conv *transcript.Conversation) string {
	noted := conv.Get(replaysHeader)
	for part := range strings.SplitSeq(noted, "; ") {
		where, outcome, ended := strings.Cut(part, ", ")
		if !endingForm().MatchString(where) || ended && !transcript.KnownHeader("expect", outcome) || !keysTaken(conv) {
			return ""
		}
	}
	return noted
}

// excuse calls a replay that differs the same, because of what redaction took out, where its copy says that it ended there when it was made, or where it says nothing. One
// that ends elsewhere differs, and so does one whose original differed: unless another configuration or date is asked for now.
func (a *replayAnswer) excuse(why, noted string, asked bool) {
	a.excused = why != ""
	switch {
	case a.Same && noted == replaysUnlike && !asked:
		a.Same, a.Difference = false, &difference{Reason: "header line replays: the original did not replay either when the copy was made, and of commands headers and lengths alone are compared"}
		return
	case a.Same:
		if noted != "" && noted != replaysUnlike && noted != a.ending {
			a.Same, a.Difference = false, &difference{Reason: "header line replays: the copy ended otherwise when it was made, beside its original"}
		}
		return
	case why == "", noted != "" && noted != a.ending:
		return
	}
	if a.Difference.Exchange == 0 {
		why = a.Difference.Reason + ": " + why
	}
	a.Same, a.Difference, a.Note = true, nil, why
}

// keysTaken reports whether a copy lacks keys or certificates that its original had.
func keysTaken(conv *transcript.Conversation) bool {
	return partly(conv) || conv.Get("redacted") != "" && conv.Get(seedHeader) == seedTaken
}

// notedEnding is what the header of a copy says of a run, empty for nothing.
func notedEnding(conv *transcript.Conversation, run int) string {
	list := strings.Split(conv.Get(replaysHeader), "; ")
	if !keysTaken(conv) || run > len(list) {
		return ""
	}
	return list[run-1]
}

// decidedWithoutKeys is what is said of a replay of a copy that came to another end than was recorded because the copy lacks what redaction took out; empty where that is
// not why: the kernel has a reason of its own, or had not come so far.
func decidedWithoutKeys(conv, talk *transcript.Conversation, out *kernel.Result, err error, expected string) string {
	got := ""
	if out != nil {
		got = expectation(out)
	}
	refused := out != nil && (out.Error.L2 == kernel.StatusBytes || out.Error.L2 == kernel.CardBlocked)
	switch {
	case conv.Get("redacted") == "" || err == nil && (expected == "" || got == expected):
		return ""
	case conv.Get(seedHeader) == seedTaken && !refused && (err == nil || behindChannel(talk, err)):
		return withoutChannel
	case !partly(conv) || saidOtherwise(conv) || refused:
		return ""
	case err != nil && decidedByODA(err, out):
		return "from there on the kernel decides otherwise: " + withoutCertificates
	case err == nil && odaOf(got) != odaOf(expected):
		return withoutCertificates
	}
	return ""
}

// What is said of a redacted conversation that decides otherwise.
const (
	withoutChannel      = "from there on the kernel decides otherwise: the keys of the secure channel were redacted"
	withoutCertificates = "the certificates were redacted, and not issued again"
)

// behindChannel reports whether a replay left the conversation where the keys of the secure channel count: behind GET PROCESSING OPTIONS of an application that has one.
func behindChannel(conv *transcript.Conversation, err error) bool {
	var e *transcript.ReplayError
	if !errors.As(err, &e) {
		return false
	}
	cards := hear(conv)
	i := slices.IndexFunc(cards, (*said).inKernel8)
	if i < 0 {
		return false
	}
	for n, x := range conv.Exchanges()[:min(e.Number-1, len(conv.Exchanges()))] {
		if c, err := apdu.ParseCommand(x.Command); err == nil && n > cards[i].from && transcript.Initiates(c) {
			return true
		}
	}
	return false
}

// decidedByODA reports whether a replay left the conversation at a command for which offline data authentication decides,
// or behind it: GET CHALLENGE too, for a PIN that is enciphered with a key of the card.
func decidedByODA(err error, out *kernel.Result) bool {
	var e *transcript.ReplayError
	if !errors.As(err, &e) || len(e.Want) < 2 || out != nil && out.ODA.Result == "ok" {
		return false
	}
	if len(e.Got) == 0 && (out == nil || out.ODA.Result != "failed") {
		return false
	}
	return e.Want[1] == apdu.InternalAuthenticate || e.Want[1] == apdu.GetChallenge || e.Want[1] == apdu.GenerateAC && (len(e.Got) < 2 || e.Got[1] == apdu.GenerateAC)
}

// odaOf is what a line of expectation says of offline data authentication.
func odaOf(expectation string) string {
	for part := range strings.SplitSeq(expectation, ", ") {
		for _, method := range []string{"SDA", "DDA", "CDA", "fDDA", "XDA"} {
			if strings.HasPrefix(part, method+" ") {
				return part
			}
		}
	}
	return ""
}
