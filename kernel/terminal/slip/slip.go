// Package slip sets receipts on paper: 58 and 80 mm, in columns of one width, with a logo and a QR code where there are any.
//
//	err := slip.Print(printer, &sale.Receipt, terminal.CardholderCopy, slip.Paper{Columns: slip.Columns58, QR: "https://…"})
//
// Characters of East Asia take two columns. No text of a card or a host steers the printer. What a printer draws as graphics is drawn here with the block
// characters of Unicode, two dots to a character.
package slip

import (
	"fmt"
	"image"
	"io"
	"strings"

	"rsc.io/qr"

	"github.com/emvgo/emv/kernel/terminal"
)

// The columns of the usual papers, in the printers' font A.
const (
	Columns58 = 32
	Columns80 = 48
)

// A Paper is what a receipt is set on.
type Paper struct {
	Columns int         // 24 to 80
	Logo    image.Image // above the rest, dark on light, at most twice as many dots wide as there are columns when it is scaled down; nil: none
	QR      string      // below the rest; empty: none
}

// Print writes one copy. The error is the printer's, or says that the paper is too narrow.
//
// B4 11.4
func Print(w io.Writer, r *terminal.Receipt, c terminal.Copy, p Paper) error {
	return p.print(w, r.Lines(c))
}

// print sets the lines between logo and QR code.
func (p *Paper) print(w io.Writer, lines []terminal.SlipLine) error {
	if p.Columns < 24 || p.Columns > 80 {
		return fmt.Errorf("slip: %d columns: give 24 to 80, %d for 58 mm or %d for 80 mm", p.Columns, Columns58, Columns80)
	}
	var b strings.Builder
	if p.Logo != nil {
		p.draw(&b, logo(p.Logo, p.Columns))
	}
	for _, l := range lines {
		p.set(&b, l)
	}
	if p.QR != "" {
		dots, err := code(p.QR, p.Columns)
		if err != nil {
			return err
		}
		p.draw(&b, dots)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// set sets one line: an item has its name at the left and its text at the right, below it where there is no room beside it.
func (p *Paper) set(b *strings.Builder, l terminal.SlipLine) {
	switch l.Kind {
	case terminal.Heading:
		for _, s := range wrap(l.Text, p.Columns) {
			p.centre(b, s)
		}
	case terminal.Statement:
		b.WriteByte('\n')
		for _, s := range wrap(l.Text, p.Columns) {
			p.centre(b, s)
		}
		b.WriteByte('\n')
	case terminal.Signature:
		fmt.Fprintf(b, "\n%s\n\n%s\n", l.Text, strings.Repeat("_", p.Columns))
	default:
		if room := p.Columns - terminal.Columns(l.Name) - terminal.Columns(l.Text); room > 0 {
			fmt.Fprintf(b, "%s%s%s\n", l.Name, strings.Repeat(" ", room), l.Text)
			return
		}
		fmt.Fprintln(b, l.Name)
		for _, s := range wrap(l.Text, p.Columns-2) {
			fmt.Fprintf(b, "%s%s\n", strings.Repeat(" ", p.Columns-terminal.Columns(s)), s)
		}
	}
}

func (p *Paper) centre(b *strings.Builder, s string) {
	fmt.Fprintf(b, "%s%s\n", strings.Repeat(" ", (p.Columns-terminal.Columns(s))/2), s)
}

// wrap breaks a text into lines of so many columns, at spaces where it can.
func wrap(s string, most int) (lines []string) {
	for terminal.Columns(s) > most {
		cut, at, n := 0, 0, 0
		for i, r := range s {
			if n += terminal.RuneColumns(r); n > most {
				at = i
				break
			}
			if r == ' ' {
				cut = i
			}
		}
		if cut == 0 {
			cut = at
		}
		lines = append(lines, strings.TrimRight(s[:cut], " "))
		s = strings.TrimLeft(s[cut:], " ")
	}
	return append(lines, s)
}

// A raster is dots, row by row: true is dark.
type raster [][]bool

// draw writes dots with block characters, one row of characters for two of dots.
func (p *Paper) draw(b *strings.Builder, dots raster) {
	for y := 0; y < len(dots); y += 2 {
		var line strings.Builder
		for x := range dots[y] {
			below := y+1 < len(dots) && dots[y+1][x]
			switch {
			case dots[y][x] && below:
				line.WriteRune('█')
			case dots[y][x]:
				line.WriteRune('▀')
			case below:
				line.WriteRune('▄')
			default:
				line.WriteByte(' ')
			}
		}
		indent := strings.Repeat(" ", (p.Columns-len(dots[y]))/2)
		fmt.Fprintln(b, strings.TrimRight(indent+line.String(), " "))
	}
}

// logo takes the dots of a picture that is scaled down to the paper's width.
func logo(m image.Image, columns int) raster {
	box := m.Bounds()
	wide := min(box.Dx(), columns)
	high := min(box.Dy()*wide/max(box.Dx(), 1), 2*columns)
	dots := make(raster, high)
	for y := range dots {
		dots[y] = make([]bool, wide)
		for x := range dots[y] {
			r, g, b, a := m.At(box.Min.X+x*box.Dx()/wide, box.Min.Y+y*box.Dy()/max(high, 1)).RGBA()
			dots[y][x] = a > 0x7FFF && 299*r+587*g+114*b < 1000*0x7FFF
		}
	}
	return dots
}

// quiet is the margin of a QR code that is drawn, in dots: the white of the paper does the rest.
const quiet = 1

// code makes a QR code's dots.
func code(text string, columns int) (raster, error) {
	c, err := qr.Encode(text, qr.M)
	if err != nil {
		return nil, fmt.Errorf("slip: the QR code: %w", err)
	}
	size := c.Size + 2*quiet
	if size > columns {
		return nil, fmt.Errorf("slip: the QR code of %d bytes has %d dots and the paper %d columns: give a shorter text", len(text), size, columns)
	}
	dots := make(raster, size)
	for y := range dots {
		dots[y] = make([]bool, size)
		for x := range dots[y] {
			dots[y][x] = c.Black(x-quiet, y-quiet)
		}
	}
	return dots, nil
}
