package main

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"os"
	"slices"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

const reportHelp = `
FILE is a conversation (emv txn -record), which is run through the kernel again, or a journal with its -key. The page
stands by itself: it loads nothing, runs no script, and shows neither PAN nor track nor PIN. emv txn -report writes the
same page of a transaction at once, with the times that the kernel took then.

  emv txn -card full -record t.txt && emv report t.txt -o t.html`

//go:embed report.html
var reportPage string

// A page is what the template shows.
type page struct {
	Title, Outcome, Class string
	Reason, Clause        string
	Warning               string // where the replay differs
	Facts                 [][2]string
	Total                 timing
	Scale                 template.HTML // the time line
	Steps                 []stepView
	Changes               []changeView
	Final                 []bitGrid
	Chains                []chainView
	Made                  string
}

type timing struct {
	Exchanges          int
	Card, Kernel, Host string
}

type stepView struct {
	Number       int
	Name, Clause string
	Result       string
	Blocks       []block
	Idle         bool // there was nothing to do
}

// A block is one thing inside a step: exactly one of its parts is there.
type block struct {
	Note     *noteView
	Exchange *exchangeView
	Message  string
	Change   *changeView
	Action   *actionView
}

type noteView struct{ Text, Clause string }

type exchangeView struct {
	Number                    int
	Name, Words, SW, SWWords  string
	Class                     string // ok, warn, bad
	Card, Kernel              string
	CardBar, KernelBar        float64 // per cent of the longest exchange
	Command, Response         string  // hexadecimal, redacted
	Asked, Answered           []item
	CommandSize, ResponseSize int
}

type actionView struct {
	Name, Text, Took string
	Sent, Got        []item
}

type changeView struct {
	Step, TVR, TSI, CVM string
	Added, Removed      []string
}

type chainView struct {
	AID, Scheme string
	Picture     template.HTML
}

func reportCommand(c *call) func() error {
	var p replayFlags
	p.define(c)
	to := c.flags.String("o", "", "write the page to `FILE`")
	return func() error { return c.report(&p, *to) }
}

func (c *call) report(p *replayFlags, to string) error {
	if to == "" {
		return c.usage("-o is missing: name the file of the page, such as -o report.html")
	}
	if err := c.apart([2]string{"what is reported on", c.args[0]}, [2]string{"-o", to}); err != nil {
		return err
	}
	r, answer, err := p.forReport(c)
	if err != nil {
		return err
	}
	pg := r.page(answer)
	if err := pg.write(to); err != nil {
		return fmt.Errorf("emv report: -o: %w", err)
	}
	if *c.json {
		if err := c.printJSON(map[string]any{"file": to, "outcome": pg.Outcome, "exchanges": pg.Total.Exchanges, "same": answer.Same, "warning": pg.Warning}); err != nil || answer.Same {
			return err
		}
		return errNo
	}
	c.printf("%s: %s, %s\n", to, pg.Outcome, count(pg.Total.Exchanges, "exchange"))
	switch {
	case !answer.Same:
		return fmt.Errorf("%w: emv report: %s", errNo, pg.Warning)
	case pg.Warning != "":
		c.printf("  %s\n", pg.Warning)
	}
	return nil
}

// forReport replays a file, or, where no transaction of this kernel is in it, takes its exchanges as they are.
func (p *replayFlags) forReport(c *call) (*result, *replayAnswer, error) {
	b, err := c.file(c.args[0])
	if err != nil {
		return nil, nil, err
	}
	if isJournal(b) {
		return p.replay(c, nil)
	}
	conv, err := c.talk(b)
	if err != nil {
		return nil, nil, err
	}
	if conv.Get("transaction") != "" && (conv.Get("interface") != contactless || conv.Get("expect") != "") {
		r, answer, err := p.conversation(c, conv, nil)
		if err == nil {
			r.rest(answer)
		}
		return r, answer, err
	}
	r := &result{conv: conv, from: c.args[0], line: newTimeline(nil)}
	if cfg, err := p.configFor(c, conv); err == nil { // the file may come from another machine
		r.cfg = cfg
	}
	r.tx.Date, _ = dayOf(packed(conv.Get("date")))
	r.line.moments = []moment{{kind: momentStep, name: "conversation as recorded"}}
	for _, x := range conv.Exchanges() {
		r.line.moments = append(r.line.moments, recorded(x))
	}
	return r, &replayAnswer{Kind: "conversation", Same: true}, nil
}

func recorded(x transcript.Exchange) moment {
	m := moment{kind: momentExchange, command: x.Command, response: x.Response, card: x.Took}
	if x.Fault != 0 {
		m.fault = x.Fault.String()
	}
	return m
}

// rest appends the exchanges that a replay did not come to.
func (r *result) rest(answer *replayAnswer) {
	all := r.conv.Exchanges()
	if answer.Exchanges >= len(all) {
		return
	}
	if i := len(r.line.moments) - 1; i >= 0 && r.line.moments[i].kind == momentExchange && r.line.moments[i].response == nil {
		r.line.moments = r.line.moments[:i] // the command that differs: the warning has it
	}
	r.line.moments = append(r.line.moments, moment{kind: momentStep, name: "recorded, and not replayed"})
	for _, x := range all[answer.Exchanges:] {
		r.line.moments = append(r.line.moments, recorded(x))
	}
}

// writeReport writes the page of a transaction that has just run.
func writeReport(file string, r *result) error {
	pg := r.page(&replayAnswer{Same: true})
	return pg.write(file)
}

func (pg *page) write(file string) error {
	var b bytes.Buffer
	if err := pg.render(&b); err != nil {
		return err
	}
	return os.WriteFile(file, b.Bytes(), 0o600)
}

func (pg *page) render(w io.Writer) error {
	t, err := template.New("page").Parse(reportPage)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, pg); err != nil {
		return err
	}
	_, err = io.WriteString(w, visibleText(b.String(), plain.Replace))
	return err
}

// page makes the page of a transaction.
func (r *result) page(answer *replayAnswer) *page {
	pg := &page{Title: "EMV conversation", Outcome: "conversation", Class: "plain"}
	if r.out != nil {
		pg.outcome(r)
	} else {
		pg.header(r.conv, "card", "source", "interface", "kernel", "date", "config", "expect")
	}
	if r.conv.Get(reissuedHeader) != "" {
		pg.Facts = append(pg.Facts, [2]string{"conversation", "redacted: made-up PAN, test keys"})
	}
	if answer.Difference != nil {
		pg.Warning = answer.Difference.words()
	}
	if answer.Note != "" {
		pg.Warning = answer.Note
	}
	r.cover.LearnAll(r.conv)
	for i := range pg.Facts {
		pg.Facts[i][1] = r.cover.Text(pg.Facts[i][1])
	}
	pg.Warning, pg.Reason = r.cover.Text(pg.Warning), r.cover.Text(pg.Reason)
	b := &pageBuilder{page: pg, r: r, redacted: r.redacted()}
	b.build()
	for _, s := range hear(r.conv) {
		c := s.verify(slices.Concat(keysOf(r.cfg), published()), r.tx.Date)
		c.covered(&r.cover)
		if len(c.Links) > 0 {
			pg.Chains = append(pg.Chains, chainView{AID: c.AID, Scheme: aidName(s.aid), Picture: chainPicture(&c)})
		}
	}
	pg.Made = "Made by emv report from " + r.cover.Text(r.from) + "."
	return pg
}

// header shows what the conversation's own header says of some things, as far as programs read it.
func (pg *page) header(conv *transcript.Conversation, keys ...string) {
	for _, key := range keys {
		if v := conv.Get(key); v != "" && transcript.KnownHeader(key, v) {
			pg.Facts = append(pg.Facts, [2]string{key, v})
		}
	}
}

func (pg *page) outcome(r *result) {
	rec := terminal.NewRecord(r.out)
	pg.Outcome, pg.Reason, pg.Clause = outcomeWord(r.out, rec.Outcome), rec.Reason, r.out.Error.Clause
	pg.Class = map[string]string{kernel.Approved.String(): "ok", kernel.Declined.String(): "bad", kernel.EndApplication.String(): "bad"}[pg.Outcome]
	if pg.Class == "" {
		pg.Class = "warn"
	}
	currency := r.tx.Currency
	if currency == 0 {
		currency = r.cfg.Terminal.TransactionCurrency
	}
	amount := terminal.FormatAmount(r.tx.Amount, r.cfg.Terminal.CurrencyExponent) + " " + terminal.CurrencyName(currency)
	pg.Title = "EMV " + pg.Outcome
	pg.Facts = append(pg.Facts, [2]string{"amount", amount})
	if r.tx.Date != [3]byte{} {
		pg.Facts = append(pg.Facts, [2]string{"date", expiryText(r.tx.Date) + fmt.Sprintf(" %02X:%02X:%02X", r.tx.Time[0], r.tx.Time[1], r.tx.Time[2])})
	}
	for _, l := range outcomeLines(r.out) {
		switch l[0] {
		case "TVR", "TSI", "CVM results", "reason", "clause", "exchanges":
		default:
			pg.Facts = append(pg.Facts, l)
		}
	}
	t := &r.cfg.Terminal
	pg.Facts = append(pg.Facts,
		[2]string{"terminal", fmt.Sprintf("type %02X, capabilities %X", t.Type, t.Capabilities[:])},
		[2]string{"configuration", fmt.Sprintf("%s, version %d, %s", r.cfg.Name, r.cfg.Version, r.cfg.Profile)})
	pg.header(r.conv, "card")
	o := &r.out.Report
	tvr, tsi, cvm := o.Get(tlv.TVR), o.Get(tlv.TSI), o.Get(tlv.CVMResults)
	if r.tx.Interface == kernel.Contactless || isTap(r.out) {
		pg.Final = tapGrids(r.out)
		return
	}
	pg.Final = []bitGrid{
		newGrid("TVR", tlv.TVR, tvr), newGrid("TSI", tlv.TSI, tsi[:1]),
		{Name: "CVM results", Value: upper(cvm), Words: tlv.Explain(tlv.CVMResults, cvm)},
	}
}

// redacted is the exchanges of the timeline, in order, without their secrets.
func (r *result) redacted() []transcript.Exchange {
	conv := &transcript.Conversation{}
	for _, m := range r.line.moments {
		if m.kind == momentExchange {
			x := transcript.Exchange{Command: m.command, Response: m.response}
			if len(m.command) < 4 {
				x.Open = true
			}
			if m.response == nil {
				x.Fault = apdu.Timeout
			}
			conv.Add(x)
		}
	}
	return conv.Redact().Exchanges()
}

// short is a time as people read it.
func short(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d < time.Microsecond:
		return "<1 µs"
	case d < time.Millisecond:
		return fmt.Sprintf("%d µs", d.Microseconds())
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.1f ms", float64(d.Microseconds())/1000)
	case d < time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	default:
		return fmt.Sprintf("%.2f s", d.Seconds())
	}
}
