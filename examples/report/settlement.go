package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/emvgo/emv/tlv"
)

// A Settlement is what a terminal and its host agree on at the end of a batch, for one currency: the totals of ISO 8583, minor units. What was taken back is in none of
// them, and counted beside.
type Settlement struct {
	Currency              string `json:"currency"`
	Credits               int64  `json:"credits"`      // field 74: refunds, deposits and cash that was paid in for a load, which stand
	Debits                int64  `json:"debits"`       // field 76: all others that have an amount, and stand
	CreditAmount          int64  `json:"creditAmount"` // field 86
	DebitAmount           int64  `json:"debitAmount"`  // field 88
	Net                   int64  `json:"net"`          // field 97: what the host owes
	CreditReversals       int64  `json:"creditReversals"`
	DebitReversals        int64  `json:"debitReversals"`
	CreditReversalsAmount int64  `json:"creditReversalsAmount"`
	DebitReversalsAmount  int64  `json:"debitReversalsAmount"`
}

// settlements are the totals by currency.
type settlements map[string]*Settlement

func (all settlements) add(r *Row) {
	if !r.booked || r.Minor == 0 {
		return
	}
	s := all[r.Currency]
	if s == nil {
		if len(all) >= mostValues {
			return
		}
		s = &Settlement{Currency: r.Currency}
		all[r.Currency] = s
	}
	number, amount := &s.Debits, &s.DebitAmount
	switch credit := r.Purpose == "refund" || r.Purpose == "deposit" || r.Purpose == "cash-load"; {
	case credit && r.Approved:
		number, amount = &s.Credits, &s.CreditAmount
	case credit:
		number, amount = &s.CreditReversals, &s.CreditReversalsAmount
	case !r.Approved:
		number, amount = &s.DebitReversals, &s.DebitReversalsAmount
	}
	*number++
	*amount += r.Minor
	s.Net = s.DebitAmount - s.CreditAmount
}

func (all settlements) list() []Settlement {
	list := []Settlement{}
	for _, s := range all {
		list = append(list, *s)
	}
	slices.SortFunc(list, func(a, b Settlement) int { return strings.Compare(a.Currency, b.Currency) })
	return list
}

// differences says where the host's totals are others, one line each. What was taken back is not compared: a host does not tell of it.
func differences(ours, hosts []Settlement) (list []string) {
	byCurrency := func(all []Settlement) map[string]Settlement {
		m := map[string]Settlement{}
		for _, s := range all {
			m[s.Currency] = s
		}
		return m
	}
	a, b := byCurrency(ours), byCurrency(hosts)
	names := map[string]bool{}
	for name := range a {
		names[name] = true
	}
	for name := range b {
		names[name] = true
	}
	for name := range names {
		x, y := a[name], b[name]
		for _, f := range []struct {
			what       string
			ours, host int64
		}{
			{"credits, number", x.Credits, y.Credits},
			{"debits, number", x.Debits, y.Debits},
			{"credits, amount", x.CreditAmount, y.CreditAmount},
			{"debits, amount", x.DebitAmount, y.DebitAmount},
			{"net", x.Net, y.Net},
		} {
			if f.ours != f.host {
				list = append(list, fmt.Sprintf("%s %s: %d here, %d at the host", tlv.Visible(name), f.what, f.ours, f.host))
			}
		}
	}
	slices.Sort(list)
	return list
}

// hostTotals reads the host's totals: a JSON list as -format settlement writes it.
func hostTotals(file string) (list []Settlement, err error) {
	b, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, &list); err != nil {
		return nil, fmt.Errorf("%s: %w: give what -format settlement writes", file, err)
	}
	return list, nil
}
