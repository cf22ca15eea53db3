package main

import (
	"cmp"
	"slices"
)

// mostCells is how many cells a page holds at most: days beyond are left out, the oldest first.
const mostCells = 60_000

// A cell counts the transactions of a day and an hour that have all else in common: the page filters and draws them.
type cell struct {
	Day       string `json:"d"`
	Hour      int    `json:"h"`
	Scheme    string `json:"s"`
	Interface string `json:"i"`
	Outcome   string `json:"o"`
	Currency  string `json:"c"`
}

type tally struct {
	Count, Approved, Minor int64
}

// A cube has the cells, hour by hour for all days together and day by day.
type cube struct {
	days, hours map[cell]*tally
	dropped     int64 // transactions whose cell there was no room for
}

func newCube() *cube { return &cube{days: map[cell]*tally{}, hours: map[cell]*tally{}} }

func (c *cube) add(r *Row) {
	k := cell{Scheme: r.Scheme, Interface: r.Interface, Outcome: r.Outcome, Currency: r.Currency}
	hour, day := k, k
	hour.Hour, day.Day = r.at.Hour(), r.at.Format(dayFormat)
	c.count(c.hours, hour, r)
	c.count(c.days, day, r)
}

func (c *cube) count(to map[cell]*tally, k cell, r *Row) {
	t := to[k]
	if t == nil {
		if len(to) >= mostCells {
			c.dropped++
			return
		}
		t = &tally{}
		to[k] = t
	}
	t.Count++
	if r.Approved {
		t.Approved++
		t.Minor += r.net()
	}
}

// A counted is a cell with its numbers, as the page has it.
type counted struct {
	cell
	N int64 `json:"n"`
	A int64 `json:"a"` // approved, and not taken back
	M int64 `json:"m"` // approved, minor units, refunds taken off
}

func list(of map[cell]*tally) []counted {
	all := []counted{}
	for k, t := range of {
		all = append(all, counted{k, t.Count, t.Approved, t.Minor})
	}
	slices.SortFunc(all, func(a, b counted) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Hour, b.Hour), cmp.Compare(a.Scheme, b.Scheme), cmp.Compare(a.Interface, b.Interface),
			cmp.Compare(a.Outcome, b.Outcome), cmp.Compare(a.Currency, b.Currency))
	})
	return all
}
