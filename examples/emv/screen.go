package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/emvgo/emv/examples/internal/visible"
)

// A screen is what a command writes its words to, and shows of them what [tlv.Visible] leaves: no text of a card, a host or
// a file gets a control sequence through. Line ends and tabs are the tool's own, and so are the colours: they come as
// characters that no text has.
type screen struct{ w io.Writer }

// The characters for colours, none of which Unicode will ever give a meaning.
const (
	boldMark  = "\uFDD0"
	dimMark   = "\uFDD1"
	redMark   = "\uFDD2"
	plainMark = "\uFDD3"
)

var (
	colours = strings.NewReplacer(boldMark, "\x1b[1m", dimMark, "\x1b[2m", redMark, "\x1b[31m", plainMark, "\x1b[0m")
	plain   = strings.NewReplacer(boldMark, " ", dimMark, " ", redMark, " ", plainMark, " ")
)

func (s screen) Write(b []byte) (int, error) {
	if _, err := io.WriteString(s.w, visibleText(string(b), colours.Replace)); err != nil {
		return 0, err
	}
	return len(b), nil
}

// visibleText is a text of several lines as [tlv.Visible] shows each. Line ends, tabs and colours pass through keep.
func visibleText(text string, keep func(string) string) string {
	return visible.Text(text, boldMark+dimMark+redMark+plainMark, keep)
}

// printJSON prints v as one object. What a screen would not show stands in it escaped.
func (c *call) printJSON(v any) error { return visible.PrintJSON(c.out, v) }

func (c *call) printf(format string, args ...any) { fmt.Fprintf(c.out, format, args...) }

// The few colours, where a person watches.
func (c *call) bold(s string) string { return c.paint(boldMark, s) }
func (c *call) dim(s string) string  { return c.paint(dimMark, s) }
func (c *call) red(s string) string  { return c.paint(redMark, s) }

func (c *call) paint(mark, s string) string {
	if !c.color || s == "" {
		return s
	}
	return mark + s + plainMark
}
