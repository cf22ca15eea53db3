package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	sealed "github.com/emvgo/emv/kernel/journal"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors"
)

const replayHelp = `
A conversation (emv txn -record) answers the kernel in the place of the card; the kernel must send every command as it
stands there. A journal (emv txn -journal) needs the key and the same -config, -kind and -profile. The header of a
conversation says which configuration, date, amount, unpredictable numbers, host and PIN answers it had; flags go before.
-structure compares commands by header and lengths alone; the outcome must be the same all the same. A redacted conversation replays to the byte as the original
does, under the test keys in its header; where its card was not issued again (no header line reissued, or one not-reissued) it
is compared by structure, and the kernel may decide otherwise where offline data authentication tells: only as it did
beside the original when the copy was made, if the header says so (line replays).
A contactless conversation (header line interface) runs through Entry Point and its kernels; the header line ttq gives the reader's
static qualifiers (9F66) where another one was captured, which then has no limits. One of Kernel 8 replays if it was
made with a virtual card (header line seed); otherwise it lacks the keys of the secure channel, and its journal replays.
The exit status is 1 where the replay differs, and where and why is said.`

// A difference is the place where a replay left what was recorded.
type difference struct {
	Exchange int    `json:"exchange,omitempty"`
	Line     int    `json:"line,omitempty"`
	Offset   int    `json:"offset"`
	Step     string `json:"step,omitempty"`
	Clause   string `json:"clause,omitempty"`
	Want     string `json:"want,omitempty"`
	Got      string `json:"got,omitempty"`
	Reason   string `json:"reason"`

	stops bool // nothing differs, and what was recorded stops too soon
}

type replayAnswer struct {
	Same       bool        `json:"same"`
	Kind       string      `json:"kind"` // conversation or journal
	Exchanges  int         `json:"exchanges"`
	Outcome    any         `json:"record,omitempty"`
	Expected   string      `json:"expected,omitempty"`
	Note       string      `json:"note,omitempty"`
	Difference *difference `json:"difference,omitempty"`

	ending  string // where it ended
	excused bool   // what redaction took out may be why it ended there
}

type replayFlags struct {
	terms
	structure bool
	run       int
}

func (p *replayFlags) define(c *call) {
	p.defineTerminal(c)
	c.flags.StringVar(&p.key, "key", "", "`KEY` of a sealed journal, 32 bytes")
	c.flags.StringVar(&p.date, "date", "", "`DATE` of the transaction, where the header has none: 2026-07-01")
	c.flags.BoolVar(&p.structure, "structure", false, "compare commands by header and lengths alone")
	c.flags.IntVar(&p.run, "run", 1, "`NUMBER` of the header line run to follow, where there are several")
}

func replayCommand(c *call) func() error {
	var p replayFlags
	p.define(c)
	c.flags.BoolVar(&p.trace, "trace", false, "show every exchange decoded, and every decision with its clause")
	return func() error { return c.replay(&p) }
}

func (c *call) replay(p *replayFlags) error {
	view := &viewer{c: c, trace: p.trace}
	live := view.moment
	if *c.json {
		live = nil
	}
	if err := view.listen(c); err != nil {
		return err
	}
	r, answer, err := p.replay(c, live)
	view.flush()
	if err != nil {
		return err
	}
	if r.out != nil {
		answer.Outcome = recordOf(r.out)
	}
	r.cover.LearnAll(r.conv)
	if *c.json {
		if err := c.printRecord(&r.cover, answer); err != nil {
			return err
		}
	} else {
		if r.out != nil {
			c.printOutcome(r)
		}
		if answer.Same {
			c.printf("\nthe %s replays: %s, %s\n", answer.Kind, count(answer.Exchanges, "exchange"), or(r.cover.Text(answer.Note), "nothing differs"))
		}
	}
	if answer.Same {
		return nil
	}
	return fmt.Errorf("%w: emv replay: %s", errNo, answer.Difference.words())
}

func (d *difference) words() string {
	var s strings.Builder
	s.WriteString(map[bool]string{false: "the replay differs", true: "the journal stops"}[d.stops])
	if d.Exchange > 0 {
		fmt.Fprintf(&s, " at exchange %d", d.Exchange)
	}
	if d.Line > 0 {
		fmt.Fprintf(&s, ", line %d", d.Line)
	}
	if d.Step != "" {
		fmt.Fprintf(&s, ", in the step %q [%s]", d.Step, d.Clause)
	}
	fmt.Fprintf(&s, ": %s", d.Reason)
	if d.Want != "" && d.Want != d.Got {
		fmt.Fprintf(&s, "\n  recorded %s\n  now      %s\n  offset %d", d.Want, d.Got, d.Offset)
	}
	return s.String()
}

// replay runs a conversation or a journal through the kernel.
func (p *replayFlags) replay(c *call, live func(*moment)) (*result, *replayAnswer, error) {
	b, err := c.file(c.args[0])
	if err != nil {
		return nil, nil, err
	}
	if isJournal(b) {
		return p.journal(c, b, live)
	}
	conv, err := c.talk(b)
	if err != nil {
		return nil, nil, err
	}
	return p.conversation(c, conv, live)
}

// configFor is the configuration of a conversation: the flags', the header's by name, or the default.
func (p *replayFlags) configFor(c *call, conv *transcript.Conversation) (*kernel.Config, error) {
	t := p.terms
	t.profile, t.kind = or(t.profile, conv.Get("profile")), or(t.kind, conv.Get("kind"))
	name := conv.Get("config")
	for _, h := range []struct {
		key, flag string
		take      func(*kernel.Config, string) error
		words     string
	}{{"profile", p.profile, setup.Profile, "book or strict"}, {"kind", p.kind, setup.Terminal, setup.KindNames()}} {
		if v := conv.Get(h.key); h.flag == "" && h.take(&kernel.Config{}, v) != nil {
			return nil, fmt.Errorf("header line %s: %s is not known; write %s, or give -%[1]s", h.key, unsaid(v), h.words)
		}
	}
	if t.config == "" && name != "" {
		if text, err := testvectors.ConversationConfig(name); err == nil {
			cfg, err := config.Load(text, setup.Kernels())
			if err == nil {
				err = errors.Join(setup.Profile(cfg, t.profile), setup.Terminal(cfg, t.kind))
			}
			return cfg, err
		}
	}
	if t.config == "" && name != "" {
		if _, err := setup.ConfigBytes(name); err != nil {
			if name != sendersConfig {
				name = "configuration with a name of " + count(len([]rune(name)), "character")
			}
			return nil, fmt.Errorf("header line config: there is no %s here; give the configuration with -config, a file or one of the names %s", name, setup.ConfigNames())
		}
	}
	return t.load(c, or(name, configOf(conv.Get("interface"))))
}

// sendersConfig stands in the header of a redacted conversation for a configuration that was its sender's own file: the
// path would tell who that is.
const sendersConfig = "configuration of its sender's own"

// publicConfig reports whether a configuration is one that everybody has.
func publicConfig(name string) bool {
	_, err := testvectors.ConversationConfig(name)
	return err == nil || slices.Contains(strings.Split(setup.ConfigNames(), ", "), name)
}

func (p *replayFlags) conversation(c *call, conv *transcript.Conversation, live func(*moment)) (*result, *replayAnswer, error) {
	wrong := func(err error) error {
		if errors.Is(err, errUsage) {
			return err
		}
		return c.usage("%s: %s", c.args[0], cause(err))
	}
	if p.date != "" {
		day, err := c.dateFlag(p.date)
		if err != nil {
			return nil, nil, err
		}
		conv.Set("date", upper(day[:]))
	}
	if err := replayHeaders(conv); err != nil {
		return nil, nil, wrong(err)
	}
	runs := conv.Values("run")
	run := ""
	if p.run < 1 || p.run > max(len(runs), 1) {
		return nil, nil, c.usage("-run %d: the header has %s; give a number from 1", p.run, count(max(len(runs), 1), "run"))
	}
	if len(runs) > 0 {
		run = runs[p.run-1]
	}
	talk, err := ordered(conv, run)
	if err != nil {
		return nil, nil, wrong(err)
	}
	cfg, err := p.configFor(c, conv)
	if err != nil {
		return nil, nil, wrong(err)
	}
	tx, err := readTransaction(conv)
	if err = errors.Join(err, numbersFit(conv, talk, cfg)); err != nil {
		return nil, nil, wrong(err)
	}
	tx.Exponent = cfg.ExponentOf(tx.Currency, 0)
	way := interfaceOf(conv.Get("interface") == contactless)
	tx.Interface = waysOf[way]
	if err := errors.Join(takeReissuedKeys(cfg, conv), takeCaptured(cfg, conv, &tx)); err != nil {
		return nil, nil, wrong(err)
	}
	structure := p.structure || partly(conv) || conv.Get(seedHeader) == seedTaken
	card := newTalker(talk, conv, structure)
	r := &result{cfg: cfg, tx: tx, conv: talk, from: c.args[0], line: newTimeline(live)}
	opts, err := drawsOf(conv, talk, cfg)
	if err != nil {
		return nil, nil, wrong(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	host := &answering{list: card.host}
	devices := &terminal.Devices{
		Acquirer:   terminal.Acquirer{Host: host},
		Cardholder: terminal.Cardholder{PIN: card, Chooser: setup.FirstChoice{}},
		Exchange:   setup.Exchange(cfg),
	}
	switch {
	case way == contactless:
		devices.Readers.Contactless = &retold{terminal.Inserted(card), card, cancel}
	case card.t0:
		devices.Readers.Contact = terminal.Inserted(apdu.NewT0(card))
	default:
		devices.Readers.Contact = terminal.Inserted(card)
	}
	r.line.instant = true
	r.out, _, err = r.line.run(ctx, cfg, tx, programOf(way), devices, opts...)
	answer := &replayAnswer{Kind: "conversation", Exchanges: card.next, Same: true}
	expected := ""
	if expect := conv.Values("expect"); len(expect) > 0 {
		expected = expect[min(p.run, len(expect))-1]
		if answer.Expected = expected; !transcript.KnownHeader("expect", expected) {
			answer.Expected = unsaid(expected)
		}
	}
	if err == nil {
		err = card.Close()
	}
	answer.ending = endingOf(r, err)
	if err != nil {
		answer.Same, answer.Difference = false, r.differs(err)
	} else if got := expectation(r.out); expected != "" && got != expected {
		answer.Same, answer.Difference = false, &difference{Reason: "the outcome: recorded " + answer.Expected + "; now " + got}
	}
	answer.excuse(decidedWithoutKeys(conv, talk, r.out, err, expected), notedEnding(conv, p.run), p.config+p.kind+p.profile+p.date != "")
	if words := kernelDiffers(conv, r.out); answer.Same && answer.Note == "" && words != "" {
		answer.Same, answer.Difference = false, &difference{Reason: words}
	}
	if !answer.Same {
		answer.Difference.Reason += missingLines(conv, p.config, host.unanswered, err)
	}
	if answer.Same && answer.Note == "" && expected == "" {
		answer.Note = "no command differs; the header has no line expect that the outcome would be compared with"
	}
	if answer.Same && structure {
		answer.Note = or(answer.Note, "nothing differs") + "; of commands headers and lengths alone were compared"
	}
	return r, answer, nil
}

// partly reports whether a redacted conversation has a card that could not be issued again, or that nobody tried to: [transcript.Conversation.Redact] alone.
func partly(conv *transcript.Conversation) bool {
	return conv.Get("redacted") != "" && (conv.Get(notReissuedHeader) != "" || conv.Get(reissuedHeader) == "" && len(hear(conv)) > 0)
}

// takeReissuedKeys puts the keys of the header in the place of the configuration's with the same RID and index. A key that
// the configuration does not have is not taken: the terminal had none either.
func takeReissuedKeys(cfg *kernel.Config, conv *transcript.Conversation) error {
	keys, err := reissuedKeys(conv)
	if err != nil || len(keys) == 0 {
		return err
	}
	keys = slices.DeleteFunc(keys, func(k capk.Key) bool {
		was, ok := cfg.Keys.Lookup(k.RID, k.Index)
		return !ok || was.Algorithm != k.Algorithm
	})
	set, err := capk.NewSet(keys, cfg.Keys.Revocations()...)
	if err != nil {
		return fmt.Errorf("header line %s: %w", caKeyHeader, err)
	}
	cfg.Keys = set
	return nil
}

// answering is the host of a conversation.
type answering struct {
	list       [][]byte
	unanswered bool // it was asked once more than it has answers
}

func (h *answering) Authorise(context.Context, terminal.Request) ([]byte, error) {
	if len(h.list) == 0 {
		h.unanswered = true
		return nil, fmt.Errorf("no host: %w", terminal.ErrNotSent)
	}
	answer := h.list[0]
	h.list = h.list[1:]
	return answer, nil
}

// journalHead is where the name of the program stands in a journal.
const journalHead = 256

// journalKeyBytes is how many bytes the key of a sealed journal has.
const journalKeyBytes = 32

// isJournal reports whether a file is a kernel's journal, sealed or not.
func isJournal(b []byte) bool {
	return bytes.HasPrefix(b, []byte("EMVS")) || bytes.HasPrefix(b, []byte("EMVJ"))
}

// unseal opens a journal that is sealed. Of one that ends inside a record, as a crash leaves it, what stands before comes, and where that record begins.
func (c *call) unseal(key string, b []byte) (journal []byte, cut *kernel.JournalError, err error) {
	if !bytes.HasPrefix(b, []byte("EMVS")) {
		if _, err := sealed.Redact(b); errors.As(err, &cut) && cut.Fault == kernel.JournalTruncated && cut.Offset > 0 {
			return b[:cut.Offset], cut, nil
		}
		return b, nil, nil
	}
	if key == "" {
		return nil, nil, c.usage("-key is missing: %s is a sealed journal", c.args[0])
	}
	k, err := c.keyBytes("-key", key)
	if err != nil {
		return nil, nil, err
	}
	if len(k) != journalKeyBytes {
		return nil, nil, c.usage("-key: a journal's key has %s, not %d", count(journalKeyBytes, "byte"), len(k))
	}
	journal, err = sealed.Open(k, []byte(journalContext), b)
	question := ""
	if errors.As(err, &cut) {
		switch {
		case cut.Fault == kernel.JournalTruncated && len(journal) > 0:
			return journal, cut, nil
		case cut.Fault == kernel.JournalKey:
			question = "; is it the key of this journal?"
		}
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%w: emv %s: %s: %w%s", errNo, c.command.name, c.args[0], err, question)
	}
	return journal, nil, nil
}

// stopsAt is where a journal stops that has no end.
func stopsAt(cut *kernel.JournalError) string {
	if cut == nil {
		return "before the end of its transaction"
	}
	return fmt.Sprintf("inside the record that begins at byte %d of the file", cut.Offset)
}

// journal runs a journal through the kernel.
func (p *replayFlags) journal(c *call, b []byte, live func(*moment)) (*result, *replayAnswer, error) {
	b, cut, err := c.unseal(p.key, b)
	if err != nil {
		return nil, nil, err
	}
	way := interfaceOf(bytes.Contains(b[:min(len(b), journalHead)], []byte(programOf(contactless).Name)))
	cfg, err := p.load(c, configOf(way))
	if err != nil {
		return nil, nil, err
	}
	r := &result{cfg: cfg, from: c.args[0], line: newTimeline(live), conv: &transcript.Conversation{}}
	answer := &replayAnswer{Kind: "journal", Same: true}
	err = kernel.Replay(programOf(way), cfg, b, func(ev kernel.Event, a kernel.Action) error {
		if ev.Kind == kernel.Response {
			answer.Exchanges++
		}
		if a.Kind == kernel.Done {
			r.out = a.Result
		}
		return nil
	}, kernel.WithTrace(r.line.trace))
	var j *kernel.JournalError
	switch {
	case errors.As(err, &j):
		d := r.differs(err)
		d.Offset, d.Reason = j.Offset, fmt.Sprintf("offset %d: %s", j.Offset, j.Fault)
		switch j.Fault {
		case kernel.JournalConfiguration:
			d.Reason += "; give the -config, -kind and -profile that it was written with"
		case kernel.JournalDiverged:
			d.Reason += "; the kernel has changed since"
		}
		answer.Same, answer.Difference = false, d
	case err != nil:
		return nil, nil, fmt.Errorf("emv replay: %w", err)
	case cut != nil || r.out == nil:
		d := r.differs(errors.New(stopsAt(cut)))
		d.Exchange, d.stops = answer.Exchanges, true
		if cut != nil {
			d.Offset = cut.Offset
		}
		answer.Same, answer.Difference = false, d
	}
	for _, m := range r.line.moments {
		if m.kind == momentExchange {
			r.conv.Add(transcript.Exchange{Command: m.command, Response: m.response, Took: m.card})
		}
	}
	return r, answer, nil
}
