package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/emvgo/emv/examples/internal/shell"
)

// Cassettes are the notes in the machine, by the kinds of [notes]. They are kept beside the ledger.
type cassettes struct {
	Notes     [len(notes)]uint64 // that can be given out
	Retracted [len(notes)]uint64 // taken back or jammed: nobody knows which are good
	Deposited [len(notes)]uint64

	unit uint64 // minor units in one of the currency
	l    shell.Ledger
}

// firstLoad is what a machine begins with.
var firstLoad = [len(notes)]uint64{40, 50, 50}

// mostNotes are what a cassette holds.
const mostNotes = 2_500

const cassettesName = "cassettes"

// openCassettes takes them up as they were left.
func openCassettes(l shell.Ledger, exponent byte) (*cassettes, error) {
	c := &cassettes{Notes: firstLoad, unit: 1, l: l}
	for range exponent {
		c.unit *= 10
	}
	kept, err := l.Recall(cassettesName)
	if err == nil && kept != nil {
		err = json.Unmarshal(kept, c)
	}
	return c, err
}

func (c *cassettes) keep() error {
	kept, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return c.l.Keep(cassettesName, kept)
}

// errNotes says that an amount cannot be made of the notes that are there.
var errNotes = shell.Fault{
	"there are no notes for this amount: give another", "无法支付此金额：请输入其他金额", "DIESER BETRAG GEHT NICHT: ANDEREN EINGEBEN", "MONTANT IMPOSSIBLE : DONNEZ-EN UN AUTRE",
}

// plan says how many notes of each kind make an amount, the largest first, of those that are there.
func (c *cassettes) plan(amount uint64) (n [len(notes)]uint64, err error) {
	if amount == 0 || amount%c.unit != 0 || !c.fill(&n, 0, amount/c.unit) {
		return n, errNotes
	}
	return n, nil
}

// fill makes an amount of notes of the kinds from one on: with as many large ones as can be, or fewer where the small ones then do not suffice.
func (c *cassettes) fill(n *[len(notes)]uint64, kind int, left uint64) bool {
	if kind == len(notes) {
		return left == 0
	}
	rest := uint64(0) // that the smaller ones can give
	for i := kind + 1; i < len(notes); i++ {
		rest += c.Notes[i] * notes[i]
	}
	for take := min(left/notes[kind], c.Notes[kind]); ; take-- {
		if n[kind] = take; c.fill(n, kind+1, left-take*notes[kind]) {
			return true
		}
		if take == 0 || left-take*notes[kind] > rest {
			return false
		}
	}
}

// move moves notes from one place to another, and keeps that.
func (c *cassettes) move(n [len(notes)]uint64, from, to *[len(notes)]uint64) error {
	for i := range n {
		if from != nil {
			from[i] -= min(n[i], from[i])
		}
		if to != nil {
			to[i] += n[i]
		}
	}
	return c.keep()
}

// worth is what notes are worth, in minor units.
func (c *cassettes) worth(n [len(notes)]uint64) (sum uint64) {
	for i, note := range notes {
		sum += n[i] * note * c.unit
	}
	return sum
}

// list is notes in words: 2 x 50 1 x 20.
func list(n [len(notes)]uint64) string {
	var parts []string
	for i, note := range notes {
		if n[i] > 0 {
			parts = append(parts, fmt.Sprintf("%d x %d", n[i], note))
		}
	}
	if len(parts) == 0 {
		return "-"
	}
	return strings.Join(parts, " ")
}
