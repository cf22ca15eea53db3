package trace_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel/trace"
)

// An entry prints its structure, and of card data only a command's header and a response's status word.
func TestEntryPrints(t *testing.T) {
	pan := []byte{0x54, 0x13, 0x33, 0x00, 0x89, 0x60, 0x00, 0x10}
	for _, c := range []struct {
		entry trace.Entry
		want  string
	}{
		{trace.Entry{Kind: trace.Step, Name: "read", Clause: "EMV 4.4 B3 10.2"}, "read [EMV 4.4 B3 10.2]"},
		{trace.Entry{Kind: trace.Note, Text: "no record", Clause: "EMV 4.4 B3 10.2"}, "no record [EMV 4.4 B3 10.2]"},
		{trace.Entry{Kind: trace.Command, Data: append([]byte{0x00, 0x20, 0x00, 0x80, 8}, pan...)}, "command 00200080, 13 bytes"},
		{trace.Entry{Kind: trace.Response, Data: append(pan[:8:8], 0x90, 0x00), Took: 12 * time.Millisecond}, "response 9000, 10 bytes, 12ms"},
		{trace.Entry{Kind: trace.Action, Name: "GoOnline", Data: pan}, "GoOnline, 8 bytes"},
		{trace.Entry{Kind: trace.Event, Name: "HostResponse", Data: pan}, "HostResponse, 8 bytes"},
		{trace.Entry{Kind: trace.Results, Data: []byte{0, 0, 0, 0x80, 0, 0xE8, 0, 0x1F, 3, 2}}, "TVR 0000008000, TSI E800, CVM results 1F0302"},
		{trace.Entry{Kind: trace.Command}, "command , 0 bytes"}, // what no session makes
		{trace.Entry{Kind: trace.Response, Name: "x"}, "x, 0 bytes"},
		{trace.Entry{Kind: trace.Results, Name: "x", Data: pan}, "x, 8 bytes"},
	} {
		var log strings.Builder
		slog.New(slog.NewTextHandler(&log, nil)).Info("", "v", c.entry)
		j, err := json.Marshal(c.entry)
		if text := fmt.Sprintf("%#v", c.entry); text != c.want || err != nil || string(j) != `"`+c.want+`"` || !strings.Contains(log.String(), c.want) {
			t.Errorf("%s, %s, %s, want %s", text, j, &log, c.want)
		}
	}
}
