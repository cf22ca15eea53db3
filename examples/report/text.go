package main

import (
	"fmt"
	"io"
	"strings"
)

const shown = 12 // lines of a group

// title is what a group is called.
var title = map[string]string{
	"type": "BY TYPE", "scheme": "BY SCHEME", "kernel": "BY KERNEL", "outcome": "BY OUTCOME", "authorised": "APPROVED BY", "interface": "BY INTERFACE",
	"cvm": "BY CARDHOLDER VERIFICATION", "oda": "BY OFFLINE DATA AUTHENTICATION", "hour": "BY HOUR", "reason": "WHY NOT SIMPLY APPROVED",
}

// text writes the report for a screen or a printer.
func (p *report) text(w io.Writer) {
	fmt.Fprintf(w, "%d transactions from %s to %s, %d approved: %s\n", p.All.Count, or(p.from, "-"), or(p.to, "-"), p.All.Approved, p.amounts(&p.All))
	if p.bad.count > 0 {
		fmt.Fprintf(w, "%d lines left out, which are none of a ledger's: %s\n", p.bad.count, p.badLines())
	}
	for _, g := range p.groups {
		fmt.Fprintf(w, "\n%s\n", title[g.Name])
		left := 0
		for i, l := range g.lines() {
			if l.Name == "" && g.Name == "reason" {
				continue
			}
			if i >= shown && g.Name != "hour" {
				left++
				continue
			}
			fmt.Fprintf(w, "  %-44s %9d %6s  %s\n", clip(or(l.Name, "none"), 44), l.Count, share(l.Count, p.All.Count), p.amounts(l.sum))
		}
		if left > 0 {
			fmt.Fprintf(w, "  and %d more\n", left)
		}
	}
	p.tapText(w)
	p.tvrText(w)
	p.customersText(w)
	p.settlementText(w)
	p.forecastText(w)
}

func (p *report) tapText(w io.Writer) {
	fmt.Fprintf(w, "\nTIME OF A TAP, card and kernel, without host and cardholder\n  %-12s %9s %9s %9s %9s %9s\n", "kernel", "taps", "50 %", "90 %", "99 %", "slowest")
	for _, name := range sorted(p.taps) {
		h := p.taps[name]
		fmt.Fprintf(w, "  %-12s %9d", clip(or(name, "none"), 12), h.n)
		for _, at := range []float64{50, 90, 99, 100} {
			fmt.Fprintf(w, " %9s", micros(h.percentile(at)))
		}
		fmt.Fprintln(w)
	}
}

func (p *report) tvrText(w io.Writer) {
	fmt.Fprint(w, "\nTERMINAL VERIFICATION RESULTS\n")
	for i, b := range p.tvr.lines() {
		if i == shown {
			fmt.Fprintln(w, "  and more")
			break
		}
		fmt.Fprintf(w, "  %-8s %-62s %9d\n", b.Kernel, clip(b.Words, 62), b.Count)
	}
}

func (p *report) customersText(w io.Writer) {
	u := p.unusual
	visits := u.visits()
	fmt.Fprintf(w, "\nCUSTOMERS, by token: %d; came once %d, two or three times %d, up to nine %d, more often %d\n", len(u.customers), visits[0], visits[1], visits[2], visits[3])
	if u.unwatched > 0 {
		fmt.Fprintf(w, "  %d transactions of customers beyond the first %d are not watched\n", u.unwatched, mostCustomers)
	}
	fmt.Fprintf(w, "\nUNUSUAL: %d times too many transactions, %d times declined again and again, %d jumps of the amount\n", u.count["velocity"], u.count["declines"], u.count["jump"])
	for i, f := range u.first {
		if i == shown {
			fmt.Fprintln(w, "  and more")
			break
		}
		fmt.Fprintf(w, "  %s  customer %s, transaction %d: %s\n", f.Time, f.Customer, f.Number, f.Words)
	}
}

func (p *report) settlementText(w io.Writer) {
	fmt.Fprint(w, "\nSETTLEMENT\n")
	for _, s := range p.settled.list() {
		amount := func(minor int64) string { return money(minor, p.exponent[s.Currency], s.Currency) }
		fmt.Fprintf(w, "  debits   %9d  %18s   reversed %9d  %18s\n", s.Debits, amount(s.DebitAmount), s.DebitReversals, amount(s.DebitReversalsAmount))
		fmt.Fprintf(w, "  credits  %9d  %18s   reversed %9d  %18s\n", s.Credits, amount(s.CreditAmount), s.CreditReversals, amount(s.CreditReversalsAmount))
		fmt.Fprintf(w, "  net                 %18s\n", amount(s.Net))
	}
}

func (p *report) forecastText(w io.Writer) {
	list := p.forecasts()
	if len(list) == 0 {
		fmt.Fprintf(w, "\nFORECAST: needs %d days of history\n", leastDays+backDays)
	}
	for _, f := range list {
		what := "EXPECTED TAKINGS"
		if f.Of == "cash" {
			what = "CASH FORECAST"
		}
		amount := func(minor int64) string { return money(minor, f.Exponent, f.Currency) }
		fmt.Fprintf(w, "\n%s, the next seven days: %s", what, amount(f.Week))
		if f.Of == "cash" {
			fmt.Fprintf(w, "; load %s to have enough in 19 weeks of 20", amount(f.Enough))
		}
		fmt.Fprintf(w, "\n  in the last two weeks a day's forecast was %s off, and last week's day taken again %s\n", amount(f.BackTested), amount(f.Naive))
		for _, d := range f.Days[:season] {
			fmt.Fprintf(w, "  %s  %18s\n", d.Day, amount(d.Minor))
		}
	}
}

// amounts are the amounts of a sum in each currency.
func (p *report) amounts(s *sum) string {
	var list []string
	for _, currency := range sorted(s.Minor) {
		list = append(list, money(s.Minor[currency], p.exponent[currency], currency))
	}
	return or(strings.Join(list, ", "), "-")
}

func (p *report) badLines() string {
	var list []string
	for _, f := range p.bad.first {
		list = append(list, fmt.Sprintf("line %d: %s", f.Line, f.Reason))
	}
	return strings.Join(list, "; ")
}

func or(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func clip(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

func share(part, all int64) string {
	return fmt.Sprintf("%.1f %%", 100*float64(part)/float64(max(all, 1)))
}

func micros(n int64) string { return fmt.Sprintf("%.1f ms", float64(n)/1000) }
