package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// prepared is what pre-processing finds of a combination.
//
// Book B 2.12 3.1.1
func prepared(c *kernel.Combination, tx *kernel.Transaction, cfg *kernel.Config) combinationFound {
	f := combinationFound{AID: upper(c.AID), Kernel: c.Kernel.String(), at: c}
	currency := cfg.Terminal.TransactionCurrency
	money := func(amount uint64) string { return terminal.FormatAmount(amount, cfg.Terminal.CurrencyExponent) }
	offlineOnly := len(c.TTQ) == 4 && c.TTQ[0]&0x08 != 0
	zero := tx.Amount == 0 && c.ZeroAmountOfflineAllowed != kernel.FlagSet // B 3.1.1.4
	no := func(clause, format string, args ...any) combinationFound {
		f.Reason, f.Clause = fmt.Sprintf(format, args...), "Book "+clause
		return f
	}
	switch {
	case len(c.Types) > 0 && !bytes.Contains(c.Types, []byte{tx.Type}):
		return no("A 2.12 5.6.4", "not for transaction type %02X, but for %s", tx.Type, typeList(c.Types))
	case c.Currency != currency:
		return no("A 2.12 5.6.4", "not for %s, but for %s", terminal.CurrencyName(currency), terminal.CurrencyName(c.Currency))
	case zero && c.ZeroAmountAllowed == kernel.FlagClear:
		return no("B 2.12 3.1.1.4", "the amount is zero, and zero amount allowed is 0")
	case c.TransactionLimit.Present && tx.Amount >= c.TransactionLimit.Amount:
		return no("B 2.12 3.1.1.5", "the amount is %s, and the transaction limit %s", money(tx.Amount), money(c.TransactionLimit.Amount))
	case zero && offlineOnly:
		return no("B 2.12 3.1.1.11", "the amount is zero, and the reader is offline only")
	}
	f.Allowed = true
	floor := c.FloorLimit
	if !floor.Present {
		floor = c.TerminalFloorLimit // B 3.1.1.7
	}
	for _, w := range []struct {
		is    bool
		words string
	}{
		{floor.Present && tx.Amount > floor.Amount, "online: above the floor limit " + money(floor.Amount)},                         // B 3.1.1.6
		{zero && len(c.TTQ) == 4, "online: amount zero"},                                                                            // B 3.1.1.11
		{c.CVMLimit.Present && tx.Amount >= c.CVMLimit.Amount, "cardholder verification: from " + money(c.CVMLimit.Amount) + " on"}, // B 3.1.1.8
	} {
		if w.is {
			f.Wants = append(f.Wants, w.words)
		}
	}
	return f
}

func typeList(types []byte) string {
	var list []string
	for _, t := range types {
		list = append(list, fmt.Sprintf("%02X", t))
	}
	return strings.Join(list, ", ")
}

// maxDirectory is the longest answer to a SELECT with Le 00.
const maxDirectory = 256

// directoryEntries are those of the directory, in its order; none of one that is malformed.
//
// Book B 2.12 table 3-2, 3.3.2.4
func directoryEntries(fci []byte) (list []entryFound) {
	top, ok := step.One(fci)
	if !ok || top.Tag != tlv.TagFCI || len(fci) > maxDirectory {
		return nil
	}
	discretionary := templateIn(templateIn(top, tlv.TagFCIProprietary), tlv.TagIssuerDiscretionary)
	c := discretionary.Children()
	for o, more := c.Next(); more; o, more = c.Next() {
		if o.Tag == tlv.TagDirectoryEntry {
			list = append(list, newEntry(o))
		}
	}
	if c.Err() != nil {
		return nil
	}
	return list
}

// templateIn is the first template of this tag inside another that is not empty, empty where there is none or the other does not parse.
func templateIn(o tlv.Object, tag tlv.Tag) (found tlv.Object) {
	c := o.Children()
	for child, more := c.Next(); more; child, more = c.Next() {
		if child.Tag == tag && len(found.Value) == 0 {
			found = child
		}
	}
	if c.Err() != nil {
		return tlv.Object{}
	}
	return found
}

// newEntry reads an entry. Of an object that is there twice the first counts that is not empty, of priorities the first of one byte.
//
// Book B 2.12 3.3.1.2, 3.3.3.2
func newEntry(template tlv.Object) entryFound {
	e := entryFound{priority: 15, Label: applicationName(0, template.Value, nil)}
	c := template.Children()
	prioritised := false
	for o, more := c.Next(); more; o, more = c.Next() {
		switch {
		case o.Tag == 0x4F && len(e.adf) == 0:
			e.adf, e.ADF = o.Value, upper(o.Value)
		case o.Tag == 0x87 && !prioritised:
			e.Priority, prioritised = upper(o.Value), len(o.Value) == 1
			if prioritised && o.Value[0]&0x0F != 0 { // B 3.3.3.2
				e.priority = o.Value[0] & 0x0F
			}
		case o.Tag == 0x9F2A && len(e.requested) == 0:
			id := upper(o.Value)
			e.Kernel, e.requested = &id, o.Value
		case o.Tag == 0x9F29 && len(e.ext) == 0:
			e.ext, e.Extended = o.Value, upper(o.Value)
		}
	}
	e.malformed = c.Err() != nil
	return e
}

// selectName is what is selected for an entry: the name goes on with the extended selection where the combination has that.
//
// Book B 2.12 3.3.3.3
func selectName(e *entryFound, c *kernel.Combination) []byte {
	if c.ExtendedSelection != kernel.FlagSet {
		return e.adf
	}
	return slices.Concat(e.adf, e.ext)
}

// judge says of each combination whether the entry is a candidate under it, and why.
//
// Book B 2.12 3.3.2.5
func (x *tapExplained) judge(i int) {
	e := &x.Entries[i]
	for n := range x.Combinations {
		j := judged{Combination: n}
		j.Candidate, j.Reason, j.Clause = e.meets(&x.Combinations[n])
		j.Clause = "Book B 2.12 " + j.Clause
		e.Judged = append(e.Judged, j)
	}
}

func (e *entryFound) meets(f *combinationFound) (ok bool, reason, clause string) {
	c := f.at
	if !f.Allowed {
		return false, "the combination is " + f.Reason, "3.3.2.5"
	}
	if e.malformed {
		return false, "the entry is malformed", "3.3.2.5 A"
	}
	if n := len(e.adf); n < 5 || n > 16 {
		return false, fmt.Sprintf("its ADF name (4F) has %s: 5 to 16 are a name", count(n, "byte")), "3.3.2.5 A"
	}
	switch {
	case bytes.HasPrefix(e.adf, c.AID):
	case bytes.HasPrefix(c.AID, e.adf):
		return false, "its ADF name is only the beginning of the AID: a card's name may be longer than the reader's, not shorter", "3.3.2.5 B"
	default:
		return false, "its ADF name does not begin with the AID", "3.3.2.5 B"
	}
	asked, why, passed := requestedKernel(c.AID, e.requested, e.Kernel != nil)
	switch {
	case passed:
		return false, why, "3.3.2.5 C"
	case asked != "" && asked != upper([]byte(c.Kernel)[:min(len(c.Kernel), 3)]):
		return false, "it asks for kernel " + asked + ": " + why, "3.3.2.5 D"
	case len(selectName(e, c)) > 16:
		return false, "its name and extended selection have more than 16 bytes", "table A-1"
	}
	return true, why, "3.3.2.5 E"
}

// requestedKernel is the kernel that an entry's kernel identifier asks for, empty for any, with the reason in words; passed: the entry is passed over.
//
// Book B 2.12 3.3.2.5 C
func requestedKernel(aid, id []byte, present bool) (asked, why string, passed bool) {
	form := "9F2A " + upper(id)
	switch {
	case !present:
		form = "9F2A is absent"
	case len(id) == 0:
		form = "9F2A is empty"
	}
	switch {
	case len(id) == 0 || id[0] == 0x00:
		book, known := kernelOf[upper(aid[:5])]
		if !known {
			return "", form + ", and the AID has no kernel by default: any", false
		}
		return fmt.Sprintf("%02X", byte(book-tlv.C1)+1), fmt.Sprintf("%s, and kernel %02X is the AID's by default", form, byte(book-tlv.C1)+1), false
	case id[0] < 0x80:
		return upper(id[:1]), form, false
	case len(id) < 3:
		return "", form + " is short of 3 bytes: the entry is passed over", true
	case id[0]&0x3F == 0:
		return "", form + " has the short kernel ID 0, about which the book is silent: the entry is passed over", true
	}
	return upper(id[:3]), form, false
}
