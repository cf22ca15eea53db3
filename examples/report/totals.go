package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// A sum is what a group of transactions comes to.
type sum struct {
	Count, Approved int64
	Minor           map[string]int64 // approved, by currency, refunds taken off
}

func (s *sum) add(r *Row) {
	s.Count++
	if !r.Approved {
		return
	}
	if s.Approved++; s.Minor == nil {
		s.Minor = map[string]int64{}
	}
	s.Minor[r.Currency] += r.net()
}

// net is what a transaction brings: a refund takes it away.
func (r *Row) net() int64 {
	if r.Purpose == "refund" {
		return -r.Minor
	}
	return r.Minor
}

// mostValues is how many values of a kind are told apart; the others are counted together.
const mostValues = 500

const otherValues = "(other)"

// A group counts transactions by one of their properties.
type group struct {
	Name   string
	of     func(*Row) string
	values map[string]*sum
}

func (g *group) add(r *Row) {
	name := g.of(r)
	s := g.values[name]
	if s == nil {
		if len(g.values) >= mostValues {
			name = otherValues
		}
		if s = g.values[name]; s == nil {
			s = &sum{}
			g.values[name] = s
		}
	}
	s.add(r)
}

// A line is a value of a group and its sum.
type line struct {
	Name string
	*sum
}

// lines are the values, those with most transactions first; the hours in their order.
func (g *group) lines() (list []line) {
	for name, s := range g.values {
		list = append(list, line{name, s})
	}
	slices.SortFunc(list, func(a, b line) int {
		if g.Name == "hour" {
			return cmp.Compare(a.Name, b.Name)
		}
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Name, b.Name))
	})
	return list
}

func newGroups() []*group {
	groups := []*group{
		{Name: "type", of: func(r *Row) string { return r.Purpose }},
		{Name: "scheme", of: func(r *Row) string { return r.Scheme }},
		{Name: "kernel", of: func(r *Row) string { return r.Kernel }},
		{Name: "outcome", of: func(r *Row) string { return r.Outcome }},
		{Name: "authorised", of: func(r *Row) string { return r.Authorised }},
		{Name: "interface", of: func(r *Row) string { return r.Interface }},
		{Name: "cvm", of: func(r *Row) string { return r.CVM }},
		{Name: "oda", of: func(r *Row) string { return r.ODA }},
		{Name: "hour", of: func(r *Row) string { return fmt.Sprintf("%02d", r.at.Hour()) }},
		{Name: "reason", of: (*Row).why},
	}
	for _, g := range groups {
		g.values = map[string]*sum{}
	}
	return groups
}

// why says why a transaction was not simply approved: decline, fallback, try again and reversal have their reasons.
func (r *Row) why() string {
	switch {
	case r.Reversal != "":
		return "reversed: " + r.Reversal
	case r.Fallback:
		return "fallback to the magnetic stripe"
	case r.Approved:
		return ""
	case r.Reason != "":
		return r.Outcome + ": " + r.Reason
	case r.ARC != "":
		return r.Outcome + ": response " + r.ARC
	}
	return r.Outcome
}

// A histogram has times in microseconds, in steps of one per cent: a percentile is right to half a per cent whatever the number of times.
type histogram struct {
	counts [2000]int64
	n      int64
}

var step = math.Log(1.01)

func (h *histogram) add(micros int64) {
	if micros <= 0 {
		return
	}
	h.n++
	h.counts[min(int(math.Log(float64(micros))/step), len(h.counts)-1)]++
}

// percentile is the time that p per cent of all stay under, in microseconds; zero of none.
func (h *histogram) percentile(p float64) int64 {
	want := int64(math.Ceil(p / 100 * float64(h.n)))
	for i, n := range h.counts {
		if want -= n; want <= 0 && h.n > 0 {
			return int64(math.Round(math.Exp((float64(i) + 0.5) * step)))
		}
	}
	return 0
}
