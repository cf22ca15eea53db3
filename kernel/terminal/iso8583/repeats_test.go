package iso8583_test

import (
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
)

// A reversal and an advice are sent until they are confirmed, from the second time on as repeats of the same message; a host that is out of service has not
// taken them, one that says no has, and books nothing. Of an upload that was sent before, and of any capture, it may say that it has it.
// EMV 4.4 B4 12.1.5, EMV 4.4 B4 12.1.8, EMV 4.4 B4 12.2.5
func TestRepeats(t *testing.T) {
	for _, c := range []struct {
		codes   string // what the host says, one after the other; -- is nothing
		want    string
		fails   bool
		refused string
	}{
		{"00", "0420", false, ""},
		{"-- 00", "0420 0421", false, ""},
		{"-- -- 00", "0420 0421 0421", false, ""},
		{"-- -- -- 00", "0420 0421 0421", true, ""},
		{"96 91 00", "0420 0421 0421", false, ""},
		{"96 96 96", "0420 0421 0421", true, ""},
		{"09 19 00", "0420 0421 0421", false, ""}, // it is still at work on the request
		{"68 90 00", "0420 0421 0421", false, ""},
		{"90 90 90", "0420 0421 0421", true, ""},
		{"11", "0420", false, ""},
		{"08", "0220", false, ""}, // it has booked, by whatever code of an approval
		{"11", "0220", false, ""},
		{"16", "capture 0220", false, ""},
		{"-- 68 00", "0220 0221 0221", false, ""},
		{"68 68 90", "0220 0221 0221", true, ""},
		{"90 94", "capture 0220 0221", false, ""},
		{"25", "0420", false, ""}, // it never had the request
		{"12", "0420", false, "12"},
		{"25", "unfinished 0420", false, ""},
		{"25", "undone 0400", false, "25"},
		{"-- 05", "0420 0421", false, "05"},
		{"94", "0420", false, "94"},
		{"-- 94", "0420 0421", false, ""},
		{"00", "0120", false, ""},
		{"-- 96 00", "0120 0121 0121", false, ""},
		{"-- -- -- 00", "0120 0121 0121", true, ""},
		{"25", "0120", false, "25"},
		{"00", "0220", false, ""},
		{"-- 96 00", "0220 0221 0221", false, ""},
		{"-- -- --", "0220 0221 0221", true, ""},
		{"61", "0220", false, "61"},
		{"-- 14", "0220 0221", false, "14"},
		{"94", "0220", false, "94"},
		{"-- 94", "0220 0221", false, ""},
		{"00", "capture 0220", false, ""},
		{"-- 96 00", "capture 0220 0221 0221", false, ""},
		{"-- -- --", "capture 0220 0221 0221", true, ""},
		{"61", "capture 0220", false, "61"},
		{"-- 14", "capture 0220 0221", false, "14"},
		{"94", "capture 0220", false, ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			want, captures := strings.CutPrefix(c.want, "capture ")
			reason := terminal.ResponseLost
			for word, why := range map[string]terminal.ReversalReason{"unfinished ": terminal.NotCompleted, "undone ": terminal.DeviceFailed} {
				if after, ok := strings.CutPrefix(want, word); ok {
					want, reason = after, why
				}
			}
			advice := strings.HasPrefix(want, "012")
			codes, refused := strings.Fields(c.codes), ""
			s := &server{}
			s.answer = func(x net.Conn, _, usual *iso8583.Message) bool {
				code := codes[0]
				codes = codes[1:]
				usual.Set(39, code)
				return code == "--" || s.send(x, usual)
			}
			client := newClient(t, s, iso8583.Options{Within: time.Second, Refused: func(e *iso8583.RefusedError) { refused = e.Code }})
			send := func() error {
				return client.Reverse(t.Context(), terminal.Reversal{Original: 7, Transaction: purchase().Transaction, Reason: reason})
			}
			if advice {
				send = func() error { return client.Scripts(t.Context(), 7, append(slices.Clone(chip), 0x9F, 0x5B, 1, 0x20)) }
			}
			if captures {
				send = func() error { return client.Capture(t.Context(), chip, 12_34) }
			} else if strings.HasPrefix(want, "0220") {
				send = func() error {
					return client.Upload(t.Context(), terminal.Approval{Number: 9, Transaction: purchase().Transaction, Data: chip})
				}
			}
			err := send()
			var sent []string
			prints := map[string]bool{}
			for _, m := range s.all() {
				if m.Type != "0800" {
					sent = append(sent, m.Type)
					prints[m.Get(11)+m.Get(37)+m.Get(90)] = true
				}
			}
			said := errors.Is(err, terminal.ErrRefused)
			if strings.Join(sent, " ") != want || (err != nil && !said) != c.fails || said != (c.refused != "" && !advice) || refused != c.refused || len(prints) != 1 {
				t.Errorf("%s: %q, %v, refused %q, %v", c.codes, sent, err, refused, prints)
			}
			client.Close()
		})
	}
}
