package main

import (
	"fmt"
	"slices"
	"strings"
)

// A report is all that is kept of the transactions: it does not grow with their number.
type report struct {
	All      sum
	groups   []*group
	taps     map[string]*histogram // by kernel, of contactless transactions
	tvr      bits
	settled  settlements
	unusual  *patterns
	cube     *cube
	cash     map[string]series // by currency
	takings  map[string]series
	exponent map[string]int32
	from, to string
	bad      faults
}

func newReport() *report {
	return &report{
		groups: newGroups(), taps: map[string]*histogram{}, tvr: bits{}, settled: settlements{}, unusual: newPatterns(), cube: newCube(),
		cash: map[string]series{}, takings: map[string]series{}, exponent: map[string]int32{},
	}
}

func (p *report) add(r *Row) {
	p.All.add(r)
	for _, g := range p.groups {
		g.add(r)
	}
	if r.Interface == "contactless" && len(p.taps) < mostValues {
		h := p.taps[r.Kernel]
		if h == nil {
			h = &histogram{}
			p.taps[r.Kernel] = h
		}
		h.add(r.TapMicros)
	}
	p.tvr.add(r)
	p.settled.add(r)
	p.unusual.add(r)
	p.cube.add(r)
	p.daily(r)
	day := r.at.Format(dayFormat)
	if p.from == "" || day < p.from {
		p.from = day
	}
	p.to = max(p.to, day)
}

// daily adds to the series that forecasts are made from: cash that went out, and takings.
func (p *report) daily(r *Row) {
	if _, known := p.exponent[r.Currency]; !r.Approved || !known && len(p.exponent) >= mostValues {
		return
	}
	p.exponent[r.Currency] = r.Exponent
	add := func(all map[string]series, minor int64) {
		if all[r.Currency] == nil {
			all[r.Currency] = series{}
		}
		all[r.Currency].add(r.at.Format(dayFormat), minor)
	}
	switch r.Purpose {
	case "cash":
		add(p.cash, r.Minor)
	case "refund":
		add(p.takings, -r.Minor)
	default:
		if r.Cash > 0 {
			add(p.cash, r.Cash)
		}
		add(p.takings, r.Minor-r.Cash)
	}
}

// forecasts are those of each currency whose history is long enough.
func (p *report) forecasts() (list []Forecast) {
	for _, of := range []struct {
		name string
		all  map[string]series
	}{{"cash", p.cash}, {"takings", p.takings}} {
		for _, currency := range sorted(of.all) {
			if f, ok := newForecast(of.name, of.all[currency]); ok {
				f.Currency, f.Exponent = currency, p.exponent[currency]
				list = append(list, f)
			}
		}
	}
	return list
}

func sorted[V any](m map[string]V) (names []string) {
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// money is an amount in minor units with its decimal point and currency.
func money(minor int64, exponent int32, currency string) string {
	sign := ""
	if minor < 0 {
		sign, minor = "-", -minor
	}
	s := fmt.Sprintf("%0*d", exponent+1, minor)
	if exponent > 0 {
		s = s[:len(s)-int(exponent)] + "." + s[len(s)-int(exponent):]
	}
	return strings.TrimSpace(sign + s + " " + currency)
}
