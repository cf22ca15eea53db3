// Package visible is how the programs of this repository show texts that may come from a card, a host, a file or the command line.
package visible

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// A Writer is what a program writes its words to, and shows of them what [tlv.Visible] leaves: no text of a card, a host or a file gets a control sequence
// through. Line ends and tabs are the program's own.
type Writer struct{ W io.Writer }

func (v Writer) Write(b []byte) (int, error) {
	if _, err := io.WriteString(v.W, Text(string(b), "", nil)); err != nil {
		return 0, err
	}
	return len(b), nil
}

// Text is a text of several lines as [tlv.Visible] shows each. Line ends and tabs stay, and each of marks is what keep makes of it.
func Text(text, marks string, keep func(mark string) string) string {
	var out strings.Builder
	for text != "" {
		i := strings.IndexAny(text, "\n\t"+marks)
		if i < 0 {
			i = len(text)
		}
		out.WriteString(tlv.Visible(text[:i]))
		if text = text[i:]; text != "" {
			_, n := utf8.DecodeRuneInString(text)
			if mark := text[:n]; keep != nil {
				out.WriteString(keep(mark))
			} else {
				out.WriteString(mark)
			}
			text = text[n:]
		}
	}
	return out.String()
}

// PrintJSON writes v as one JSON object, in one line. What a screen would not show stands in it escaped.
func PrintJSON(w io.Writer, v any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return err
	}
	var out strings.Builder
	for _, r := range strings.TrimSuffix(b.String(), "\n") {
		if s := string(r); tlv.Visible(s) == s {
			out.WriteString(s)
			continue
		}
		for _, unit := range utf16.AppendRune(nil, r) {
			fmt.Fprintf(&out, `\u%04x`, unit)
		}
	}
	out.WriteByte('\n')
	_, err := io.WriteString(w, out.String())
	return err
}

// Complain writes an error for the program of this name, which may quote the command line or a file, card numbers too.
func Complain(w io.Writer, name string, err error) {
	_, _ = fmt.Fprintf(Writer{w}, "%s: %s\n", name, transcript.HideNumbers(err.Error()))
}
