package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// A pageBuilder goes through the moments of a transaction and lays them out.
type pageBuilder struct {
	page     *page
	r        *result
	redacted []transcript.Exchange
	known    transcript.Lists
	d        decoder
	shown    int // exchanges so far
	number   int // and those of the PIN device with them
	longest  time.Duration
	verifies int
	results  []byte // TVR, TSI, CVM results
	bars     []barView
	card     time.Duration
	kernel   time.Duration
	host     time.Duration
}

func keysOf(cfg *kernel.Config) []*capk.Set {
	if cfg == nil {
		return nil
	}
	return []*capk.Set{cfg.Keys}
}

func (b *pageBuilder) build() {
	b.d.learnTables(b.redacted)
	for _, m := range b.r.line.moments {
		if m.kind == momentExchange {
			b.longest = max(b.longest, m.card+m.kernel)
		}
	}
	for i := range b.r.line.moments {
		b.moment(&b.r.line.moments[i])
	}
	for i := range b.page.Steps {
		b.page.Steps[i].tidy()
	}
	b.page.Total = timing{Exchanges: b.number, Card: short(b.card), Kernel: short(b.kernel), Host: short(b.host)}
	b.page.Scale = timePicture(b.bars)
}

// tidy shows the one note of a step once: in its head, or with the clause where that is another.
func (s *stepView) tidy() {
	var notes []*noteView
	for _, b := range s.Blocks {
		if b.Note != nil {
			notes = append(notes, b.Note)
		}
	}
	switch {
	case len(notes) != 1:
	case notes[0].Clause == s.Clause:
		s.Blocks = slices.DeleteFunc(s.Blocks, func(b block) bool { return b.Note != nil })
	default:
		s.Result = ""
	}
	s.Idle = len(s.Blocks) == 0 && s.Result == ""
}

// step is the step that goes on.
func (b *pageBuilder) step() *stepView {
	if len(b.page.Steps) == 0 {
		b.page.Steps = append(b.page.Steps, stepView{})
	}
	return &b.page.Steps[len(b.page.Steps)-1]
}

func (b *pageBuilder) add(x block) { s := b.step(); s.Blocks = append(s.Blocks, x) }

func (b *pageBuilder) moment(m *moment) {
	switch m.kind {
	case momentStep:
		if len(b.page.Steps) == 1 && b.page.Steps[0].Name == "" { // what came before the first step goes into it
			b.page.Steps[0].Number, b.page.Steps[0].Name, b.page.Steps[0].Clause = 1, m.name, m.clause
			return
		}
		b.page.Steps = append(b.page.Steps, stepView{Number: len(b.page.Steps) + 1, Name: m.name, Clause: m.clause})
	case momentNote:
		text := b.r.cover.Text(m.text)
		b.step().Result = text
		b.add(block{Note: &noteView{text, m.clause}})
	case momentMessage:
		if m.name != "" {
			b.add(block{Message: m.name})
		}
	case momentResults:
		b.change(m.response)
	case momentExchange:
		b.exchange(m)
	case momentAction:
		b.action(m)
	}
}

func (b *pageBuilder) exchange(m *moment) {
	x := b.redacted[b.shown]
	b.shown++
	b.number++
	v := &exchangeView{
		Number: b.number, Card: short(m.card), Kernel: short(m.kernel), Command: upper(x.Command), Response: upper(x.Response),
		CommandSize: len(m.command), ResponseSize: len(m.response), Class: "bad", SW: "no response", SWWords: m.fault,
	}
	if b.longest > 0 {
		v.CardBar = 100 * float64(m.card) / float64(b.longest)
		v.KernelBar = 100 * float64(m.kernel) / float64(b.longest)
	}
	c, err := apdu.ParseCommand(x.Command)
	if err == nil {
		v.Name, v.Words = or(c.Name(), "command"), strings.Join(append(classWords(c), commandWords(c)...), ", ")
		if c.INS == apdu.Select {
			v.Words = selected(c.Data)
		}
		v.Words = b.r.cover.Text(v.Words)
		v.Asked = b.covered(b.d.command(c, b.known.Of(c)))
	} else {
		v.Name = "command"
	}
	if m.response != nil {
		sw := apdu.Response(m.response).SW()
		v.SW, v.SWWords, v.Class = sw.String(), sw.Explain(), statusClass(sw)
		v.Answered, _ = b.d.response(c, x.Response)
		v.Answered = b.covered(v.Answered)
		b.known.Learn(c, apdu.Response(m.response).Data())
	}
	b.card, b.kernel = b.card+m.card, b.kernel+m.kernel
	b.bars = append(b.bars, barView{b.number, v.Name, m.kernel, m.card, "card"})
	b.add(block{Exchange: v})
}

// selected is the name in a SELECT, as people know it.
func selected(name []byte) string {
	if s := printable(name); s != "" {
		return strings.Trim(s, `"`)
	}
	return strings.TrimSpace(upper(name) + " " + aidName(name))
}

func statusClass(sw apdu.SW) string {
	switch sw.Class() {
	case apdu.Normal, apdu.BytesAvailable:
		return "ok"
	case apdu.Warning, apdu.WrongLe:
		return "warn"
	default:
		if sw == apdu.RecordNotFound || sw == apdu.FileNotFound || sw == apdu.ReferencedDataNotFound {
			return "warn"
		}
		return "bad"
	}
}

func (b *pageBuilder) action(m *moment) {
	switch m.name {
	case kernel.FieldOff.String():
		return
	}
	v := &actionView{Name: actionNames[m.name], Text: or(eventNames[m.text], m.text), Took: short(m.card)}
	if v.Name == "" {
		v.Name = m.name
	}
	if m.name == kernel.VerifyPIN.String() {
		v.Text = or(b.verified(), v.Text)
	}
	if m.name == kernel.GoOnline.String() {
		b.host += m.card
		b.bars = append(b.bars, barView{0, "host", m.kernel, m.card, "host"})
		v.Text = map[string]string{kernel.HostResponse.String(): "answered", kernel.UnableToGoOnline.String(): "no answer"}[m.text]
	}
	v.Sent, v.Got = b.items(m.command), b.items(m.response)
	b.add(block{Action: v})
}

var actionNames = map[string]string{
	kernel.GoOnline.String(): "authorisation request to the host", kernel.EnterPIN.String(): "PIN entry",
	kernel.VerifyPIN.String(): "PIN verification by the card (sent by the PIN device)", kernel.SelectApplication.String(): "cardholder selects",
	kernel.ConfirmApplication.String(): "cardholder confirms",
}

var eventNames = map[string]string{kernel.PINDone.String(): "done", kernel.Chosen.String(): "chosen", kernel.Cancelled.String(): "cancelled"}

// items are data objects, nothing where the bytes are none.
func (b *pageBuilder) items(data []byte) []item {
	if len(data) == 0 || tlv.Check(data) != nil {
		return nil
	}
	list, _ := b.d.objects(data)
	return b.covered(list)
}

// covered is items of which nothing tells the card or its holder.
func (b *pageBuilder) covered(list []item) []item {
	b.d.cover = b.r.cover
	return b.d.covered(list)
}

// verified is the card's answer to the next VERIFY of the recorded conversation.
func (b *pageBuilder) verified() string {
	seen := 0
	for _, x := range b.r.conv.Exchanges() {
		if len(x.Command) > 1 && x.Command[1] == apdu.Verify && x.Command[0]&0xE0 == 0 {
			if seen++; seen > b.verifies {
				b.verifies++
				b.number++
				sw := apdu.Response(x.Response).SW()
				return fmt.Sprintf("exchange %d, %s %s", b.number, sw, sw.Explain())
			}
		}
	}
	return ""
}

// change notes what has become of TVR, TSI and CVM results.
func (b *pageBuilder) change(now []byte) {
	if len(now) != 10 {
		return
	}
	was := b.results
	if was == nil {
		was = make([]byte, 10)
	}
	b.results = slices.Clone(now)
	v := &changeView{Step: b.step().Name, TVR: upper(now[:5]), TSI: upper(now[5:7]), CVM: upper(now[7:])}
	for _, f := range []struct {
		name     string
		row      tlv.Row
		from, to int
	}{{"TVR", tlv.TVR, 0, 5}, {"TSI", tlv.TSI, 5, 7}} {
		before, after := tlv.Explain(f.row, was[f.from:f.to]), tlv.Explain(f.row, now[f.from:f.to])
		for _, w := range after {
			if !slices.Contains(before, w) {
				v.Added = append(v.Added, f.name+" "+w)
			}
		}
		for _, w := range before {
			if !slices.Contains(after, w) {
				v.Removed = append(v.Removed, f.name+" "+w)
			}
		}
	}
	if !slices.Equal(was[7:], now[7:]) {
		r := tlv.CVMResultsValue(now[7:])
		v.Added = append(v.Added, fmt.Sprintf("CVM results %s: %s, %s, %s", upper(now[7:]), r.Code(), r.Condition(), r.Result()))
	}
	b.page.Changes = append(b.page.Changes, *v)
	b.add(block{Change: v})
}
