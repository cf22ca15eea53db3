package main

import (
	"fmt"
	"html"
	"html/template"
	"slices"
	"strings"
	"time"

	"github.com/emvgo/emv/tlv"
)

// A barView is one stretch of the time line.
type barView struct {
	number       int
	name         string
	kernel, card time.Duration
	kind         string
}

// timePicture draws the whole transaction on one line: what the kernel took and what card and host took.
func timePicture(bars []barView) template.HTML {
	var total time.Duration
	for _, b := range bars {
		total += b.kernel + b.card
	}
	if total == 0 {
		return ""
	}
	const width = 1000.0
	var s strings.Builder
	fmt.Fprintf(&s, `<svg class="scale" viewBox="0 0 1000 74" preserveAspectRatio="none" role="img" aria-label="time line, %s in all">`, html.EscapeString(short(total)))
	x := 0.0
	draw := func(class, title string, d time.Duration) {
		w := width * float64(d) / float64(total)
		if w > 0 {
			fmt.Fprintf(&s, `<rect class="%s" x="%.2f" y="8" width="%.2f" height="40"><title>%s, %s</title></rect>`, class, x, max(w-0.6, 0.4), html.EscapeString(title), html.EscapeString(short(d)))
		}
		x += w
	}
	for _, b := range bars {
		draw("kernel", "kernel", b.kernel)
		title := b.name
		if b.number > 0 {
			title = fmt.Sprintf("%d %s", b.number, b.name)
		}
		draw(b.kind, title, b.card)
	}
	for i := range 5 {
		fmt.Fprintf(&s, `<line class="tick" x1="%d" y1="50" x2="%d" y2="58"/>`, min(i*250, 999), min(i*250, 999))
	}
	s.WriteString("</svg><div class=\"ticks\">")
	for i := range 5 {
		fmt.Fprintf(&s, "<span>%s</span>", html.EscapeString(or(short(total*time.Duration(i)/4), "0")))
	}
	s.WriteString("</div>")
	return template.HTML(s.String()) //nolint:gosec // built from numbers and escaped names
}

// A bitGrid is the bits of a result with those marked that are 1.
type bitGrid struct {
	Name, Value string
	Rows        []gridRow
	Words       []string
}

type gridRow struct {
	Byte int
	Bits []gridBit
}

type gridBit struct {
	Number int
	Set    bool
	Words  string
}

func newGrid(name string, row tlv.Row, value []byte) bitGrid {
	size := int(row.Element().Max)
	full := make([]byte, size)
	copy(full, value)
	g := bitGrid{Name: name, Value: upper(full), Words: tlv.Explain(row, full)}
	for i := range value {
		r := gridRow{Byte: i + 1}
		for n := 8; n > 0; n-- {
			one := make([]byte, size)
			one[i] = 1 << (n - 1)
			words := strings.Join(tlv.Explain(row, one), "; ")
			r.Bits = append(r.Bits, gridBit{Number: n, Set: full[i]>>(n-1)&1 != 0, Words: words})
		}
		g.Rows = append(g.Rows, r)
	}
	return g
}

// chainPicture draws a certificate chain: each box stands under what it was verified with.
func chainPicture(c *chain) template.HTML {
	const boxH, gap, indent, width = 58, 18, 26, 450
	depth := make([]int, len(c.Links))
	var s strings.Builder
	height := len(c.Links)*(boxH+gap) - gap + 2
	fmt.Fprintf(&s, `<svg class="chain" viewBox="0 0 %d %d" role="img" aria-label="certificate chain">`, width, height)
	for i, l := range c.Links {
		parent := slices.IndexFunc(c.Links[:i], func(p link) bool { return p.Name == l.Under })
		if parent >= 0 {
			depth[i] = depth[parent] + 1
		}
		x, y := 1+depth[i]*indent, 1+i*(boxH+gap)
		class := "ok"
		if !l.OK {
			class = "bad"
		}
		if parent >= 0 {
			px, py := 1+depth[parent]*indent+13, 1+parent*(boxH+gap)+boxH
			fmt.Fprintf(&s, `<path class="arrow %s" d="M%d %dV%dH%d"/><path class="head %s" d="M%d %dl-7 -4.5v9z"/>`, class, px, py, y+boxH/2, x-6, class, x, y+boxH/2)
		}
		fmt.Fprintf(&s, `<g class="%s"><rect x="%d" y="%d" width="%d" height="%d" rx="7"/>`, class, x, y, width-x-1, boxH)
		mark := "✓"
		if !l.OK {
			mark = "✗"
		}
		fmt.Fprintf(&s, `<text class="name" x="%d" y="%d">%s %s</text>`, x+11, y+23, mark, html.EscapeString(strings.Replace(l.Name, "certification authority key", "CA key", 1)))
		fmt.Fprintf(&s, `<text class="more" x="%d" y="%d">%s</text></g>`, x+11, y+44, html.EscapeString(l.more()))
	}
	s.WriteString("</svg>")
	return template.HTML(s.String()) //nolint:gosec // every text is escaped
}

// more is the second line of a link's box.
func (l *link) more() string {
	if !l.OK {
		text := l.Result
		if _, after, ok := strings.Cut(text, ": "); ok {
			text = after
		}
		return strings.TrimSpace(text + " " + l.Clause)
	}
	var parts []string
	if l.Bits > 0 {
		kind := "ECC"
		if l.Exponent != "" {
			kind = "e " + strings.TrimLeft(l.Exponent, "0")
		}
		parts = append(parts, fmt.Sprintf("%d bit, %s", l.Bits, kind))
	}
	if l.Serial != "" {
		parts = append(parts, "serial "+l.Serial)
	}
	if l.Expiry != "" {
		parts = append(parts, "until "+l.Expiry)
	}
	if len(parts) == 0 {
		return l.Result
	}
	return strings.Join(parts, " · ")
}
