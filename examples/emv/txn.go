package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/crypto/pin/softpin/pinpad"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/kernel"
	sealed "github.com/emvgo/emv/kernel/journal"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// cardCommands are the commands that talk to cards and read what was said.
func cardCommands() []command {
	return []command{
		{"readers", "", "list the PC/SC readers and what is in them", "", 0, 0, bare(runReaders)},
		{"insert", "", "put a virtual card into the virtual reader of pcscd", insertHelp, 0, 0, insertCommand},
		{"read", "", "read a card: applications, what it supports, certificates, log", readHelp, 0, 0, readCommand},
		{"txn", "", "run a transaction, as any kind of terminal", txnHelp, 0, 0, txnCommand},
		{"replay", "FILE", "run a recorded conversation or journal through the kernel again", replayHelp, 1, 1, replayCommand},
		{"oda", "FILE", "verify the certificates and signatures in a conversation", odaHelp, 1, 1, odaCommand},
		{"redact", "FILE", "take PANs, tracks, names and PINs out of a conversation", redactHelp, 1, 1, redactCommand},
		{"report", "FILE", "make one page of a transaction, to read and to print", reportHelp, 1, 1, reportCommand},
	}
}

const txnHelp = `
The card is in a reader (-reader) or virtual (-card). The host is an issuer simulator that knows the virtual cards; it
declines others, and -offline does without. -interface contactless is a tap, with the configuration tap: Entry Point and its kernels.

  emv txn -card full -amount 12.34
  emv txn -card full -kind atm -type cash -amount 50.00 -record cash.txt
  emv txn -reader 1 -amount 0.01 -offline -trace
  emv txn -interface contactless -card visa-offline -amount 5.00

-kind makes the terminal of the configuration another one: ` + "shop, online, offline, vending, parking, kiosk, atm, branch," + `
or a terminal type (9F35) such as 22. -record writes a conversation, -report a page (see emv help report), -journal the
kernel's journal, sealed with -key. PINs are 1234 for cards of which nothing else is known; -pin takes one per try, with
commas between; bypass and cancel press those keys.`

// terms is the flags that say what terminal it is and what it wants.
type terms struct {
	config, profile, kind           string
	amount, other, kindOf, pin      string
	date, interfaces, journal, key  string
	record, report                  string
	offline, decline, online, trace bool
}

func (t *terms) defineTerminal(c *call) {
	f := c.flags
	f.StringVar(&t.config, "config", "", "terminal configuration: a `NAME` ("+setup.ConfigNames()+") or a file")
	f.StringVar(&t.profile, "profile", "", "rules in force instead of the configuration's: `book or strict`")
	f.StringVar(&t.kind, "kind", "", "`KIND` of terminal: "+setup.KindNames()+", or a terminal type")
}

// load makes the configuration that the flags ask for.
func (t *terms) load(c *call, otherwise string) (*kernel.Config, error) {
	name := t.config
	if name == "" {
		name = otherwise
	}
	cfg, err := setup.Config(name)
	if err == nil {
		err = setup.Profile(cfg, t.profile)
	}
	if err == nil {
		err = setup.Terminal(cfg, t.kind)
	}
	if err != nil {
		return nil, c.usage("%v", err)
	}
	return cfg, nil
}

// types are the transaction types by name: 9C.
var types = map[string]byte{"goods": 0x00, "cash": 0x01, "cashback": 0x09, "refund": 0x20, "inquiry": 0x31}

// transaction makes the transaction that the flags ask for.
func (t *terms) transaction(c *call, cfg *kernel.Config) (tx kernel.Transaction, err error) {
	tx.Sequence, tx.ForceOnline = 1, t.online
	kind, known := types[t.kindOf]
	if !known {
		n, err := strconv.ParseUint(t.kindOf, 16, 8)
		if err != nil || len(t.kindOf) != 2 || strings.Trim(t.kindOf, "0123456789") != "" {
			return tx, c.usage("-type %s: give goods, cash, cashback, refund, inquiry, or two digits", t.kindOf)
		}
		kind = byte(n)
	}
	tx.Type = kind
	if tx.Amount, err = setup.Amount("-amount", t.amount, cfg.Terminal.CurrencyExponent); err != nil {
		return tx, c.usage("%v", err)
	}
	if t.other != "" {
		if tx.AmountOther, err = setup.Amount("-other", t.other, cfg.Terminal.CurrencyExponent); err != nil {
			return tx, c.usage("%v", err)
		}
	}
	if tx.AmountOther > tx.Amount {
		return tx, c.usage("-other %s: it is more than -amount %s, which it is part of", t.other, t.amount) // B4 6.5.1
	}
	now := time.Now()
	if t.date != "" {
		day, err := c.dateFlag(t.date)
		if err != nil {
			return tx, err
		}
		now, _ = time.Parse("060102", upper(day[:]))
	}
	setup.Date(&tx, now)
	return tx, nil
}

// A result is a transaction that has run: what the text, the JSON, the file and the page are made of.
type result struct {
	cfg  *kernel.Config
	tx   kernel.Transaction
	out  *kernel.Result
	line *timeline
	conv *transcript.Conversation
	from string // card or file

	cover transcript.Cover // has heard the conversation
}

func txnCommand(c *call) func() error {
	var t terms
	var s source
	s.define(c)
	t.defineTerminal(c)
	f := c.flags
	f.StringVar(&t.amount, "amount", "12.34", "`AMOUNT`, in the currency of the configuration")
	f.StringVar(&t.other, "other", "", "cashback `AMOUNT`, part of -amount")
	f.StringVar(&t.kindOf, "type", "goods", "transaction `TYPE`: goods, cash, cashback, refund, inquiry, or the two digits of 9C")
	f.StringVar(&t.pin, "pin", "", "`PINS` to type, one per try, with commas between")
	f.StringVar(&t.date, "date", "", "`DATE` of the transaction, instead of today: 2026-07-01")
	f.StringVar(&t.interfaces, "interface", "contact", "`WAY` to the card: contact or contactless")
	f.StringVar(&t.record, "record", "", "write the conversation to `FILE`")
	f.StringVar(&t.report, "report", "", "write the page to `FILE`")
	f.StringVar(&t.journal, "journal", "", "write the kernel's journal to `FILE`, sealed with -key")
	f.StringVar(&t.key, "key", "", "`KEY` of the journal, 32 bytes")
	f.BoolVar(&t.offline, "offline", false, "the host cannot be reached")
	f.BoolVar(&t.decline, "decline", false, "the host declines")
	f.BoolVar(&t.online, "force-online", false, "the merchant wants the host")
	f.BoolVar(&t.trace, "trace", false, "show every exchange decoded, and every decision with its clause")
	return func() error { return c.txn(&t, &s) }
}

func (c *call) txn(t *terms, s *source) error {
	if t.interfaces != "contact" && t.interfaces != contactless {
		return c.usage("-interface %s: give contact or contactless", t.interfaces)
	}
	if err := c.apart([2]string{"-record", t.record}, [2]string{"-report", t.report}, [2]string{"-journal", t.journal}); err != nil {
		return err
	}
	r, err := t.prepare(c)
	if err != nil {
		return err
	}
	key, err := t.journalKeyBytes(c)
	if err != nil {
		return err
	}
	card, err := s.open(c)
	if err != nil {
		return err
	}
	defer card.close()
	switch {
	case card.virtual != nil && card.contactless != (t.interfaces == contactless):
		return c.usage("-card %s: it is a card for -interface %s", s.file, interfaceOf(card.contactless))
	case card.contactless && t.interfaces != contactless:
		c.complain("emv txn: the card in the " + card.name + " is contactless; what runs is a contact transaction, which such a card may refuse")
	}
	return t.perform(c, r, card, key)
}

func (t *terms) prepare(c *call) (*result, error) {
	r := &result{}
	var err error
	if r.cfg, err = t.load(c, configOf(t.interfaces)); err != nil {
		return nil, err
	}
	if t.interfaces == contactless && len(r.cfg.Combinations) == 0 {
		return nil, c.usage("-config %s: it has no combinations, which contactless cards need; give tap", t.config)
	}
	r.tx, err = t.transaction(c, r.cfg)
	r.tx.Interface = waysOf[t.interfaces]
	return r, err
}

func (t *terms) journalKeyBytes(c *call) ([]byte, error) {
	switch {
	case t.journal == "" && t.key != "":
		return nil, c.usage("-key: it seals a journal; name its file with -journal")
	case t.journal == "":
		return nil, nil
	case t.key == "":
		return nil, c.usage("-key is missing: a journal holds card data and is written sealed; give 32 bytes, or @FILE")
	}
	key, err := c.keyBytes("-key", t.key)
	if err == nil && len(key) != journalKeyBytes {
		err = c.usage("-key: a journal's key has %s, not %d", count(journalKeyBytes, "byte"), len(key))
	}
	return key, err
}

// perform runs the transaction and writes what was asked for.
func (t *terms) perform(c *call, r *result, card *opened, key []byte) error {
	pins, err := setup.PINs(t.pin, card.virtual)
	if err != nil {
		return c.usage("%v", err)
	}
	device, err := softpin.New(pins...)
	if err != nil {
		return err
	}
	defer device.Close()
	r.conv, r.from = &transcript.Conversation{}, card.name
	for _, h := range [][2]string{
		{"source", "emv txn"},
		{"card", card.name},
		{"interface", t.interfaces},
		{"kernel", "contact"},
		{"clause", clauseOf[t.interfaces]},
		{"atr", upper(card.atr)},
		{"config", or(t.config, configOf(t.interfaces))},
		{"profile", t.profile},
		{"kind", t.kind},
	} {
		if h[1] != "" {
			r.conv.Set(h[0], tlv.Visible(h[1]))
		}
	}
	pad := &watchedPad{PINPad: pinpad.New(device)}
	host := &setup.Host{Unreachable: t.offline, Decline: t.decline}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	devices := &terminal.Devices{
		Readers:    card.readers(t.interfaces, r.conv, cancel),
		Acquirer:   terminal.Acquirer{Host: host},
		Cardholder: terminal.Cardholder{PIN: pad, Chooser: setup.FirstChoice{}},
		Exchange:   setup.Exchange(r.cfg),
	}
	view := &viewer{c: c, trace: t.trace}
	r.line = newTimeline(nil)
	if !*c.json {
		r.line.live = view.moment
	}
	var opts []kernel.Option
	var drawn seed
	if card.virtual != nil && t.interfaces == contactless {
		drawn = newSeed()
		opts = append(opts, drawn.of())
	}
	var written []byte
	if key != nil {
		sealer, err := sealed.NewSealer(key, []byte(journalContext), nil)
		if err != nil {
			return fmt.Errorf("emv txn: -key: %w", err)
		}
		opts = append(opts, sealed.WithSink(func(piece []byte) error {
			written = append(written, sealer.Seal(piece)...)
			return nil
		}))
	}
	r.out, _, err = r.line.run(ctx, r.cfg, r.tx, programOf(t.interfaces), devices, opts...)
	view.flush()
	if err != nil {
		return fmt.Errorf("emv txn: %w", err)
	}
	if t.interfaces == contactless {
		r.conv.Set("kernel", tlv.Visible(r.out.Kernel))
	}
	drawn.describe(r.conv)
	describeTalk(r.conv, r.cfg, &r.tx, pad.results, host.Responses)
	r.conv.Set("expect", expectation(r.out))
	if err := errors.Join(t.write(c, r, written), c.printResult(r)); err != nil {
		return err
	}
	if r.out.Status == kernel.Declined || r.out.Status == kernel.EndApplication || t.interfaces == contactless && !r.out.Approved() {
		return errNo
	}
	return nil
}

// apart refuses a file that is named twice: what is written to it last would be all that is left.
func (c *call) apart(files ...[2]string) error {
	for i, a := range files {
		for _, b := range files[:i] {
			if a[1] != "" && sameFile(a[1], b[1]) {
				return c.usage("%s and %s name the same file; give another for one of them", b[0], a[0])
			}
		}
	}
	return nil
}

// sameFile reports whether two names are of one file, which is or would be on a disk.
func sameFile(a, b string) bool {
	x, err1 := os.Stat(a)
	y, err2 := os.Stat(b)
	if err1 != nil || err2 != nil {
		return filepath.Clean(a) == filepath.Clean(b)
	}
	return x.Mode().IsRegular() && os.SameFile(x, y)
}

// journalContext binds a sealed journal to this tool.
const journalContext = "emv txn"

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// write writes the files that were asked for.
func (t *terms) write(c *call, r *result, journal []byte) error {
	var err error
	if t.record != "" {
		err = os.WriteFile(t.record, r.conv.Append(nil), 0o600)
	}
	if t.journal != "" && err == nil {
		err = os.WriteFile(t.journal, journal, 0o600)
	}
	if t.report != "" && err == nil {
		err = writeReport(t.report, r)
	}
	if err != nil {
		return fmt.Errorf("emv %s: %w", c.command.name, err)
	}
	return nil
}

// watchedPad notes what became of each PIN, for the header of a conversation.
type watchedPad struct {
	terminal.PINPad
	results []string
	typed   int // PINs that were entered since, of which the card was given none
}

func (p *watchedPad) EnterPIN(ctx context.Context, e terminal.PINEntry) (kernel.PINResult, error) {
	result, err := p.PINPad.EnterPIN(ctx, e)
	p.note(result)
	return result, err
}

// note notes a result. PINs that the card was not given are told where another result follows, which would be taken for theirs.
func (p *watchedPad) note(result kernel.PINResult) {
	if result == kernel.PINEntered {
		p.typed++
		return
	}
	for range p.typed {
		p.results = append(p.results, pinWord(kernel.PINEntered))
	}
	p.results, p.typed = append(p.results, pinWord(result)), 0
}

func (p *watchedPad) VerifyPIN(ctx context.Context, card apdu.Card, r kernel.PINRequest) (kernel.PINResult, uint16, error) {
	result, sw, err := p.PINPad.VerifyPIN(ctx, card, r)
	switch {
	case err != nil:
	case result != kernel.PINEntered:
		p.note(result)
	default:
		p.results, p.typed = append(p.results, fmt.Sprintf("%04X", sw)), 0
	}
	return result, sw, err
}

// expectation is an outcome as the header line expect has it.
func expectation(out *kernel.Result) string {
	oda := strings.TrimSpace(out.ODA.Method + " " + out.ODA.Result)
	if out.Reversal {
		oda += ", reversal"
	}
	if isTap(out) {
		return tapExpectation(out)
	}
	if out.Status != kernel.EndApplication {
		return fmt.Sprintf("%v, ARC %s, TVR %X, TSI %X, CVM results %X, %s", out.Status, out.ResponseCode, out.Report.Get(tlv.TVR), out.Report.Get(tlv.TSI), out.Report.Get(tlv.CVMResults), oda)
	}
	s := out.Status.String()
	if out.Error.L1 != 0 {
		s += ", " + map[kernel.Fault]string{kernel.FaultTimeout: "timeout", kernel.FaultTransmission: "transmission", kernel.FaultProtocol: "protocol"}[out.Error.L1]
	}
	if out.Error.L2 == kernel.StatusBytes || out.Error.L2 == kernel.CardBlocked {
		s += fmt.Sprintf(", SW %04X", out.Error.SW)
	}
	return s + ", " + out.Error.Clause + ", " + oda
}

func (c *call) printResult(r *result) error {
	if *c.json {
		r.cover.LearnAll(r.conv)
		return c.printRecord(&r.cover, recordOf(r.out))
	}
	c.printOutcome(r)
	return nil
}

// printOutcome is the end of a transaction in a few lines.
func (c *call) printOutcome(r *result) {
	r.cover.LearnAll(r.conv)
	rec := terminal.NewRecord(r.out)
	c.printf("\n%s\n", c.bold(strings.ToUpper(outcomeWord(r.out, rec.Outcome))))
	for _, l := range outcomeLines(r.out) {
		c.printf("  %-14s %s\n", l[0], r.cover.Text(l[1]))
	}
}

// outcomeLines are the values of an outcome with their names, those alone that are there.
func outcomeLines(out *kernel.Result) (lines [][2]string) {
	rec := terminal.NewRecord(out)
	pan := ""
	if v := out.Report.Get(tlv.PAN); len(v) > 0 {
		pan = tlv.MaskCN(v)
	}
	for _, l := range [][2]string{
		{"application", strings.TrimSpace(rec.AID + " " + rec.Label)},
		{"PAN", pan},
		{"cryptogram", strings.TrimSpace(rec.Cryptogram + " " + strings.ToUpper(hex.EncodeToString(out.Report.Get(tlv.ApplicationCryptogram))))},
		{"kernel", tapKernel(out)},
		{"TTQ", upper(out.Report.Get(tlv.TTQ)) + upper(out.Report.Get(tlv.TTQKernel7))},
		{"CTQ", upper(out.Report.Get(tlv.CTQ)) + upper(out.Report.Get(tlv.CTQKernel7))},
		{"CVM", tapCVM(out)},
		{"TVR", rec.TVR},
		{"TSI", rec.TSI},
		{"CVM results", rec.CVMResults},
		{"ODA", strings.TrimSpace(rec.ODA.Method + " " + rec.ODA.Result)},
		{"host", map[bool]string{true: "answered " + rec.ARC, false: "not asked, or did not answer"}[rec.Online]},
		{"exchanges", fmt.Sprint(rec.Exchanges)},
		{"reason", rec.Reason},
		{"clause", out.Error.Clause},
		{"step", out.Error.Step},
	} {
		if l[1] != "" && !(l[0] == "clause" && rec.Reason == "") {
			lines = append(lines, l)
		}
	}
	return slices.Clip(lines)
}
