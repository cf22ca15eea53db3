package main

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/emvgo/emv/tlv"
)

// A Settlement is what a terminal and its host agree on at the end of a day, for one currency: the totals of ISO 8583, minor units.
type Settlement struct {
	Currency              string `json:"currency"`
	Credits               int64  `json:"credits"`               // field 74: refunds and deposits
	CreditReversals       int64  `json:"creditReversals"`       // field 75
	Debits                int64  `json:"debits"`                // field 76: all others that have an amount
	DebitReversals        int64  `json:"debitReversals"`        // field 77
	CreditAmount          int64  `json:"creditAmount"`          // field 86
	CreditReversalsAmount int64  `json:"creditReversalsAmount"` // field 87
	DebitAmount           int64  `json:"debitAmount"`           // field 88
	DebitReversalsAmount  int64  `json:"debitReversalsAmount"`  // field 89
	Net                   int64  `json:"net"`                   // field 97: what the host owes
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
	reversals, taken := &s.DebitReversals, &s.DebitReversalsAmount
	if r.Purpose == "refund" || r.Purpose == "deposit" {
		number, amount, reversals, taken = &s.Credits, &s.CreditAmount, &s.CreditReversals, &s.CreditReversalsAmount
	}
	*number++
	*amount += r.Minor
	if !r.Approved {
		*reversals++
		*taken += r.Minor
	}
	s.Net = s.DebitAmount - s.DebitReversalsAmount - s.CreditAmount + s.CreditReversalsAmount
}

func (all settlements) list() []Settlement {
	list := []Settlement{}
	for _, s := range all {
		list = append(list, *s)
	}
	slices.SortFunc(list, func(a, b Settlement) int { return strings.Compare(a.Currency, b.Currency) })
	return list
}

// differences says where the host's totals are others, one line each.
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
			{"credits, reversed", x.CreditReversals, y.CreditReversals},
			{"debits, number", x.Debits, y.Debits},
			{"debits, reversed", x.DebitReversals, y.DebitReversals},
			{"credits, amount", x.CreditAmount, y.CreditAmount},
			{"credits, amount reversed", x.CreditReversalsAmount, y.CreditReversalsAmount},
			{"debits, amount", x.DebitAmount, y.DebitAmount},
			{"debits, amount reversed", x.DebitReversalsAmount, y.DebitReversalsAmount},
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
