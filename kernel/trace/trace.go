// Package trace is what a session says of itself as it goes, for a screen, a log or a report: its steps in the book's words, decisions with their
// clauses, commands and responses, actions and events. See kernel.WithTrace.
package trace

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"time"
)

// An Entry is one line of a trace. Data holds card data in clear; an Entry prints its structure alone, under every verb of fmt, in JSON and in log/slog.
type Entry struct {
	Kind   Kind
	Name   string // Step: the step; Action, Event: their kind
	Clause string // Step, Note
	Text   string // Note: a decision with its result
	Data   []byte // Command, Response: C-APDU, R-APDU; Action, Event: their data, of Show the message identifier and the status, a byte each
	Took   time.Duration
	Replay bool // happened before, in the session that is being resumed
}

// A Kind says what an Entry is.
type Kind uint8

// The kinds of entries.
const (
	Step     Kind = iota + 1 // a step of the book begins
	Note                     // a decision, with its clause
	Command                  // a command goes to the card
	Response                 // its response
	Action                   // any other action
	Event                    // any other event
	Results                  // Data: TVR (5 bytes), TSI (2), CVM results (3), which have changed
)

func (e Entry) masked() string {
	switch {
	case e.Kind == Step:
		return e.Name + " [" + e.Clause + "]"
	case e.Kind == Note:
		return e.Text + " [" + e.Clause + "]"
	case e.Kind == Command:
		return fmt.Sprintf("command %X, %d bytes", e.Data[:min(4, len(e.Data))], len(e.Data))
	case e.Kind == Response && len(e.Data) >= 2:
		return fmt.Sprintf("response %X, %d bytes, %v", e.Data[len(e.Data)-2:], len(e.Data), e.Took)
	case e.Kind == Results && len(e.Data) == 10:
		return fmt.Sprintf("TVR %X, TSI %X, CVM results %X", e.Data[:5], e.Data[5:7], e.Data[7:])
	}
	return fmt.Sprintf("%s, %d bytes", e.Name, len(e.Data))
}

func (e Entry) Format(f fmt.State, _ rune)   { _, _ = f.Write([]byte(e.masked())) }
func (e Entry) MarshalJSON() ([]byte, error) { return json.Marshal(e.masked()) }
func (e Entry) LogValue() slog.Value         { return slog.StringValue(e.masked()) }
