package main

import (
	_ "embed"
	"encoding/json"
	"html/template"
	"io"
)

//go:embed page.html
var pageText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// pageData is what the page draws: it stands in the page as JSON.
type pageData struct {
	From      string                    `json:"from"`
	To        string                    `json:"to"`
	Exponent  map[string]int32          `json:"exponent"`
	Days      []counted                 `json:"days"`
	Hours     []counted                 `json:"hours"`
	Dropped   int64                     `json:"dropped"`
	Groups    map[string][]entryOfGroup `json:"groups"`
	Taps      []tapLine                 `json:"taps"`
	TVR       []bit                     `json:"tvr"`
	Settled   []Settlement              `json:"settled"`
	Patterns  []pattern                 `json:"patterns"`
	Counts    map[string]int64          `json:"counts"` // of the patterns
	Customers int                       `json:"customers"`
	Visits    [4]int64                  `json:"visits"`
	Forecasts []Forecast                `json:"forecasts"`
	Bad       int                       `json:"bad"`
}

type entryOfGroup struct {
	Name     string `json:"name"`
	Count    int64  `json:"count"`
	Approved int64  `json:"approved"`
}

// A tapLine has the percentiles of a kernel's taps, microseconds.
type tapLine struct {
	Kernel string   `json:"kernel"`
	Taps   int64    `json:"taps"`
	At     [4]int64 `json:"at"` // 50, 90, 99 and 100 per cent
}

const patternsOnPage = 200

// page writes one page that needs nothing else: charts, tables and filters.
func (p *report) page(w io.Writer) error {
	d := pageData{
		From: p.from, To: p.to, Exponent: p.exponent, Days: list(p.cube.days), Hours: list(p.cube.hours), Dropped: p.cube.dropped,
		Groups: map[string][]entryOfGroup{}, TVR: p.tvr.lines(), Settled: p.settled.list(), Patterns: p.unusual.first[:min(len(p.unusual.first), patternsOnPage)],
		Counts: p.unusual.count, Customers: len(p.unusual.customers), Visits: p.unusual.visits(), Forecasts: p.forecasts(), Bad: p.bad.count,
	}
	for _, g := range p.groups {
		for _, l := range g.lines() {
			if l.Name != "" || g.Name != "reason" {
				d.Groups[g.Name] = append(d.Groups[g.Name], entryOfGroup{l.Name, l.Count, l.Approved})
			}
		}
	}
	for _, name := range sorted(p.taps) {
		h := p.taps[name]
		d.Taps = append(d.Taps, tapLine{name, h.n, [4]int64{h.percentile(50), h.percentile(90), h.percentile(99), h.percentile(100)}})
	}
	b, err := json.Marshal(d) // escapes <, > and & so that no text ends the script
	if err != nil {
		return err
	}
	return pageTemplate.Execute(w, template.JS(b)) //nolint:gosec // JSON of our own
}
