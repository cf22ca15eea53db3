package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/examples/internal/setup"
	"github.com/emvgo/emv/tlv"
)

// configFlags are those of config explain.
type configFlags struct {
	source
	terms
	ppse string
}

func configCommand(c *call) func() error {
	var f configFlags
	c.flags.StringVar(&f.reader, "reader", "", "explain: card in a PC/SC reader: its `NAME`, a part of it, or its number")
	c.flags.StringVar(&f.file, "card", "", "explain: virtual card: a `NAME` ("+setup.TapNames()+") or a profile's file")
	c.flags.DurationVar(&f.wait, "wait", waitForCard, "explain: how long to wait for a card in the reader")
	c.flags.StringVar(&f.ppse, "ppse", "", "explain: a card's answer to SELECT (PPSE), in `HEX`, in the place of a card")
	c.flags.StringVar(&f.kindOf, "type", "goods", "explain: transaction `TYPE`: goods, cash, cashback, refund, inquiry, or the two digits of 9C")
	c.flags.StringVar(&f.amount, "amount", "12.34", "explain: `AMOUNT`, in the currency of the configuration")
	return func() error { return runConfig(c, &f) }
}

// explainTap says which kernel a card leads to.
func (c *call) explainTap(f *configFlags, name string) error {
	cfg, err := setup.Config(name)
	switch {
	case err != nil:
		return c.usage("%v", err)
	case len(cfg.Combinations) == 0:
		return c.usage("%s has no combinations: it is for contact alone", name)
	}
	tx, err := f.transaction(c, cfg)
	if err != nil {
		return err
	}
	tapped, what, done, err := f.tapped(c)
	if err != nil {
		return err
	}
	defer done()
	x, err := explain(cfg, tx, tapped)
	if err != nil {
		return fmt.Errorf("emv config explain: %w", err)
	}
	x.Card = tlv.Visible(what)
	x.covered()
	if *c.json {
		err = c.printJSON(x)
	} else {
		c.printTap(x)
	}
	if err == nil && x.Kernel == "" {
		return errNo
	}
	return err
}

// tapped is the card that the flags name, or one that has the given directory.
func (f *configFlags) tapped(c *call) (apdu.Card, string, func(), error) {
	if f.ppse == "" {
		if f.reader == "" && f.file == "" {
			return nil, "", nil, c.usage("-card, -reader or -ppse is missing; virtual cards are %s", setup.TapNames())
		}
		k, err := f.open(c)
		if err != nil {
			return nil, "", nil, err
		}
		return k, k.name, k.close, nil
	}
	if f.reader != "" || f.file != "" {
		return nil, "", nil, c.usage("-ppse: leave out -card and -reader with it")
	}
	b, err := c.hex("-ppse", f.ppse)
	if err != nil {
		return nil, "", nil, err
	}
	if bare, ok := bytes.CutSuffix(b, []byte{0x90, 0x00}); ok && tlv.Check(bare) == nil { // with its status word
		b = bare
	}
	return directoryCard{b}, "the directory that was given; every application of it is taken to answer", func() {}, nil
}

// printTap prints in the order in which Entry Point goes.
func (c *call) printTap(x *tapExplained) {
	c.printf("configuration %s, transaction type %s, %s %s\n%s\n", x.Configuration, x.Type, x.Amount, x.Currency, x.Card)
	c.printf("\n%s\n", c.bold("the reader's combinations"))
	for i := range x.Combinations {
		f := &x.Combinations[i]
		c.printf("  %d  AID %s, kernel %s: ", i+1, f.AID, kernelWords(f.Kernel))
		if f.Allowed {
			c.printf("allowed%s\n", strings.Join(append([]string{""}, f.Wants...), "; "))
			continue
		}
		c.printf("%s %s\n", f.Reason, c.dim("["+f.Clause+"]"))
	}
	c.printf("\n%s\n", c.bold("the card's directory, entry by entry"))
	for i := range x.Entries {
		c.printEntry(i, &x.Entries[i], x)
	}
	if len(x.Entries) == 0 {
		c.printf("  none\n")
	}
	c.printf("\n%s\n", c.bold("candidates, in the order of selection"))
	for i, k := range x.Candidates {
		c.printf("  %d  %s, kernel %s, priority %d, entry %d: %s", i+1, k.Name, kernelWords(k.Kernel), k.Priority, k.Entry+1, k.Fate)
		if k.Clause != "" {
			c.printf(" %s", c.dim("["+k.Clause+"]"))
		}
		c.printf("\n")
	}
	if len(x.Candidates) == 0 {
		c.printf("  none\n")
	}
	if x.Kernel == "" {
		c.printf("\n%s %s\n", c.red("no kernel: "+x.Outcome), c.dim("["+x.Clause+"]"))
		return
	}
	c.printf("\n%s, with %s\n", c.bold("kernel "+kernelWords(x.Kernel)), x.AID)
}

func (c *call) printEntry(i int, e *entryFound, x *tapExplained) {
	c.printf("  %d  %s", i+1, or(e.ADF, "no ADF name"))
	if e.Label != "" {
		c.printf(" %q", e.Label)
	}
	c.printf(", priority (87) %s", or(e.Priority, "absent"))
	id := "absent"
	if e.Kernel != nil {
		id = or(*e.Kernel, "empty")
	}
	c.printf(", kernel identifier (9F2A) %s", id)
	if e.Extended != "" {
		c.printf(", extended selection (9F29) %s", e.Extended)
	}
	c.printf("\n")
	for _, j := range e.Judged {
		f := &x.Combinations[j.Combination]
		if !f.Allowed {
			continue // it was said
		}
		verdict := "no"
		if j.Candidate {
			verdict = c.bold("candidate")
		}
		c.printf("       %s, kernel %s: %s: %s %s\n", f.AID, f.Kernel, verdict, j.Reason, c.dim("["+j.Clause+"]"))
	}
}

// kernelWords is a kernel's identifier with the book that it is of.
func kernelWords(id string) string {
	if len(id) == 2 && id >= "02" && id <= "08" {
		return id + " (C-" + id[1:] + ")"
	}
	return id
}
