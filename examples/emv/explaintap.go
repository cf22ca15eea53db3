package main

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/entrypoint"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// Which kernel a card's directory leads to: Book B 2.12 3.3.2, 3.3.3. What Entry Point does is Entry Point's: it is run, with kernels that only say that
// they were called. What is said here of each directory entry and each combination is why.

// A tapExplained is which kernel a card leads to under a configuration, and why.
type tapExplained struct {
	Configuration string             `json:"configuration"`
	Type          string             `json:"type"`     // 9C
	Amount        string             `json:"amount"`   // in units of Currency
	Currency      string             `json:"currency"` // ISO 4217 letters
	Card          string             `json:"card"`
	Combinations  []combinationFound `json:"combinations"`
	Entries       []entryFound       `json:"entries"`
	Candidates    []candidateFound   `json:"candidates"` // in the order of selection
	Kernel        string             `json:"kernel"`     // that is run; empty: none
	AID           string             `json:"aid"`        // that is selected for it
	Outcome       string             `json:"outcome"`    // where no kernel is run
	Clause        string             `json:"clause"`     // of the outcome
}

// A combinationFound is one of the reader's combinations, and what pre-processing finds of it.
type combinationFound struct {
	AID     string   `json:"aid"`
	Kernel  string   `json:"kernel"`
	Allowed bool     `json:"allowed"`
	Reason  string   `json:"reason,omitempty"` // why not
	Clause  string   `json:"clause,omitempty"`
	Wants   []string `json:"wants,omitempty"` // what it asks of the card
	at      *kernel.Combination
}

// An entryFound is one directory entry, and how it stands to each combination.
type entryFound struct {
	ADF       string   `json:"adf"`
	Label     string   `json:"label,omitempty"`
	Priority  string   `json:"priority"`         // 87, empty: absent
	Kernel    *string  `json:"kernelIdentifier"` // 9F2A; nil: absent
	Extended  string   `json:"extendedSelection,omitempty"`
	Judged    []judged `json:"combinations"`
	adf, ext  []byte
	priority  byte // 1 the highest, 15 the lowest
	requested []byte
	malformed bool
}

// A judged is what becomes of a directory entry under one combination.
type judged struct {
	Combination int    `json:"combination"` // index
	Candidate   bool   `json:"candidate"`
	Reason      string `json:"reason"`
	Clause      string `json:"clause"`
}

// A candidateFound is an entry of the Candidate List.
type candidateFound struct {
	Name     string `json:"name"` // to select: ADF name, and extended selection
	AID      string `json:"aid"`
	Kernel   string `json:"kernel"`
	Priority int    `json:"priority"` // 15: none, 0 or 15
	Entry    int    `json:"entry"`    // index
	Fate     string `json:"fate"`     // selected, out: why, or not reached
	Clause   string `json:"clause,omitempty"`
}

// explain runs Entry Point on a card and says why it came out as it did.
func explain(cfg *kernel.Config, tx kernel.Transaction, card apdu.Card) (*tapExplained, error) {
	run := newSelectionRun(cfg, tx, card)
	if err := run.drive(); err != nil {
		return nil, err
	}
	x := &tapExplained{
		Configuration: cfg.Name, Type: fmt.Sprintf("%02X", tx.Type), Currency: terminal.CurrencyName(cfg.Terminal.TransactionCurrency),
		Amount: terminal.FormatAmount(tx.Amount, cfg.Terminal.CurrencyExponent), Combinations: []combinationFound{}, Entries: []entryFound{}, Candidates: []candidateFound{},
	}
	for i := range cfg.Combinations {
		x.Combinations = append(x.Combinations, prepared(&cfg.Combinations[i], &tx, cfg))
	}
	fci := run.fci()
	x.Entries = append(x.Entries, directoryEntries(fci)...)
	for i := range x.Entries {
		x.judge(i)
	}
	x.list()
	x.fates(run)
	return x, nil
}

// list makes the candidates in the order of selection: of several for one entry the longest AID goes first.
//
// Book B 2.12 3.3.3.2
func (x *tapExplained) list() {
	for n := range x.Combinations {
		for i := range x.Entries {
			e, c := &x.Entries[i], &x.Combinations[n]
			if !e.Judged[n].Candidate {
				continue
			}
			x.Candidates = append(x.Candidates, candidateFound{
				Name: upper(selectName(e, c.at)), AID: c.AID, Kernel: c.Kernel, Priority: int(e.priority), Entry: i, Fate: "not reached",
			})
		}
	}
	slices.SortStableFunc(x.Candidates, func(a, b candidateFound) int {
		return cmp.Or(cmp.Compare(a.Priority, b.Priority), cmp.Compare(a.Entry, b.Entry), cmp.Compare(len(b.AID), len(a.AID)))
	})
}

// fates are what became of the candidates: Entry Point selects them in their order until one stays.
func (x *tapExplained) fates(run *selectionRun) {
	x.Outcome, x.Clause = run.outcome()
	for i, said := range run.selected() {
		if i == len(x.Candidates) {
			break
		}
		c := &x.Candidates[i]
		switch {
		case run.called != "" && i == len(run.selected())-1:
			c.Fate, x.Kernel, x.AID, x.Outcome, x.Clause = "selected", run.called, c.Name, "", ""
		case !said.SW().OK():
			c.Fate, c.Clause = fmt.Sprintf("out: SELECT answers %s %s", said.SW(), said.SW().Explain()), "Book B 2.12 3.3.3.5"
		case run.noTTQ(said):
			c.Fate, c.Clause = "out: its PDOL does not ask for the TTQ (9F66), which kernel 03 needs", "Book B 2.12 3.3.3.6"
		default:
			c.Fate, c.Clause = "out: the answer to SELECT is malformed", "Book B 2.12 3.3.3.5"
		}
	}
}

// A selectionRun is Entry Point on a card, with kernels that only say that they were called.
type selectionRun struct {
	cfg    *kernel.Config
	tx     kernel.Transaction
	conv   *transcript.Conversation
	card   apdu.Card
	called string // the kernel that was run
	result *kernel.Result
}

func newSelectionRun(cfg *kernel.Config, tx kernel.Transaction, card apdu.Card) *selectionRun {
	r := &selectionRun{cfg: cfg, tx: tx, conv: &transcript.Conversation{}}
	r.card = &recorder{card, r.conv}
	return r
}

// A probe is a kernel that notes that it was called.
type probe struct {
	id  kernel.KernelID
	run *selectionRun
}

func (p probe) ID() kernel.KernelID            { return p.id }
func (p probe) Parameters() []kernel.Parameter { return nil }
func (p probe) Run(*kernel.Port, *kernel.Activation) *kernel.Outcome {
	p.run.called = p.id.String()
	return &kernel.Outcome{Status: kernel.EndApplication, Kernel: p.id.String()}
}

// drive runs Entry Point from start A.
func (r *selectionRun) drive() error {
	var kernels []kernel.Kernel
	for i := range r.cfg.Combinations {
		kernels = append(kernels, probe{r.cfg.Combinations[i].Kernel, r})
	}
	program := kernel.Single("emv config explain", func(p *kernel.Port) *kernel.Outcome {
		return entrypoint.New(p, kernels...).Run(kernel.StartA, nil)
	})
	s, err := kernel.NewSession(program, r.cfg, r.tx)
	if err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	devices := &terminal.Devices{Readers: terminal.Readers{Contactless: terminal.Inserted(r.card)}}
	r.result, err = kernel.Run(ctx, s, devices)
	return err
}

// fci is the directory that counted: of SELECT (PPSE), or of SEND POI INFORMATION where that was sent; nil where the card refused.
//
// Book B 2.12 3.3.2.3, 3.3.2.3b
func (r *selectionRun) fci() []byte {
	var last []byte
	for _, x := range r.conv.Exchanges() {
		c, err := apdu.ParseCommand(x.Command)
		if err == nil && (c.INS == apdu.Select && string(c.Data) == ppse || c.INS == insSendPOI) {
			if last = nil; apdu.Response(x.Response).SW().OK() {
				last = apdu.Response(x.Response).Data()
			}
		}
	}
	return last
}

// insSendPOI is SEND POI INFORMATION.
//
// Book B 2.12 C.1
const insSendPOI = 0x1A

// selected are the answers to SELECT (AID), in order.
func (r *selectionRun) selected() (list []apdu.Response) {
	for _, x := range r.conv.Exchanges() {
		if c, err := apdu.ParseCommand(x.Command); err == nil && c.INS == apdu.Select && string(c.Data) != ppse && len(x.Response) >= 2 {
			list = append(list, apdu.Response(x.Response))
		}
	}
	return list
}

func (r *selectionRun) outcome() (words, clause string) {
	o := &r.result.Outcome
	text := ""
	if o.UIOutcome != nil {
		text = " [" + terminal.Text(*o.UIOutcome) + "]"
	}
	return strings.TrimSpace(o.Status.String() + ": " + o.Error.Reason + text), o.Error.Clause
}

// noTTQ reports whether an answer to SELECT has no PDOL with the TTQ.
//
// Book B 2.12 3.3.3.6
func (r *selectionRun) noTTQ(said apdu.Response) bool {
	o, ok := tlv.FindValue(said.Data(), tlv.TagFCI, tlv.TagFCIProprietary, 0x9F38)
	if !ok {
		return tlv.Check(said.Data()) == nil
	}
	dol, err := tlv.ParseDOL(o.Value)
	return err == nil && !dol.Contains(0x9F66)
}

// A directoryCard is a card of which only the directory is known: every application answers, and asks for the TTQ.
type directoryCard struct{ fci []byte }

func (d directoryCard) Transmit(_ context.Context, command []byte) ([]byte, time.Duration, error) {
	c, err := apdu.ParseCommand(command)
	switch {
	case err != nil || c.INS != apdu.Select:
		return []byte{0x6D, 0x00}, 0, nil
	case string(c.Data) == ppse:
		return append(bytes.Clone(d.fci), 0x90, 0x00), 0, nil
	}
	fci := tlv.Append(nil, 0x84, c.Data)
	fci = tlv.Append(fci, tlv.TagFCIProprietary, tlv.Append(nil, 0x9F38, []byte{0x9F, 0x66, 0x04}))
	return append(tlv.Append(nil, tlv.TagFCI, fci), 0x90, 0x00), 0, nil
}
