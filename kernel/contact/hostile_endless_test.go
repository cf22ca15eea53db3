package contact_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// unending makes a duel with the named card that goes on for as long as the kernel lets it.
func unending(t testing.TB, name, config string) *duel {
	t.Helper()
	d := bookDuel(t, name, config)
	d.limit = 40000
	return d
}

// ended says how a run without end was ended, after how many exchanges at most.
func (d *duel) ended(t *testing.T, out *bench.Result, l2 kernel.L2Error, exchanges int) {
	t.Helper()
	if out.Status != kernel.EndApplication || out.Error.L2 != l2 || out.Error.Step == "" || out.Exchanges() != len(d.Conversation) || len(d.Conversation) > exchanges {
		t.Errorf("%v, L2 %d, %q in step %q after %d exchanges; want L2 %d after %d at most", out.Status, out.Error.L2, out.Error.Reason,
			out.Error.Step, len(d.Conversation), l2, exchanges)
	}
}

// A card that answers every command by 61xx or 6Cxx: above T=0 these are status words like any other, and none of them is
// answered by a command of its own.
// B1 12.3, B3 6.3.5
func TestEndlessStatus(t *testing.T) {
	for _, sw := range []uint16{0x6100, 0x6110, 0x61FF, 0x6C00, 0x6C10, 0x6CFF, 0x9F00, 0x9100} {
		d := unending(t, "full", "default")
		d.reply = func([]byte) []byte { return []byte{byte(sw >> 8), byte(sw)} }
		d.ended(t, d.run(t, nil), kernel.EmptyCandidateList, 1+len(d.Config.Applications))
	}
}

// The same card on T=0, once it has asked for GET RESPONSE: the layer below breaks off, and the kernel ends on its fault.
// B3 8.1
func TestEndlessProcedureBytes(t *testing.T) {
	for _, sw := range []uint16{0x6110, 0x6C10} {
		w := newWorld(t, "full")
		tpdus := 0
		layer := apdu.NewT0(apdu.CardFunc(func(_ context.Context, command []byte) ([]byte, time.Duration, error) {
			if tpdus++; len(command) > 5 {
				return []byte{0x61, 0x10}, 0, nil
			}
			return []byte{byte(sw >> 8), byte(sw)}, 0, nil
		}))
		d := w.Devices()
		d.Readers.Contact = terminal.Inserted(layer)
		out := w.RunWith(d)
		if out.Status != kernel.EndApplication || out.Error.L1 == 0 || tpdus > 1+apdu.MaxT0Steps {
			t.Errorf("%04X: %v, L1 %d after %d commands on T=0", sw, out.Status, out.Error.L1, tpdus)
		}
	}
}

// pseWith answers SELECT of the PSE and every READ RECORD of its directory.
func pseWith(record func(n byte) []byte) func([]byte) []byte {
	fci := tlv.Append(nil, tlv.TagFCI, append(tlv.Append(nil, 0x84, []byte(step.PSEName)), 0xA5, 0x03, 0x88, 0x01, 0x01))
	return func(c []byte) []byte {
		switch {
		case c[1] == apdu.Select && bytes.Contains(c, []byte(step.PSEName)):
			return append(bytes.Clone(fci), 0x90, 0x00)
		case c[1] == apdu.ReadRecord:
			return record(c[2])
		case c[1] == apdu.Select:
			return []byte{0x6A, 0x82}
		}
		return nil
	}
}

// entries makes a directory record of n applications with names that begin with an AID of the terminal.
func entries(record byte, n int) []byte {
	var body []byte
	for i := range n {
		name := []byte{0xA0, 0, 0, 0, 0x04, 0x10, 0x10, record, byte(i)}
		body = tlv.Append(body, tlv.TagDirectoryEntry, tlv.Append(nil, 0x4F, name))
	}
	return append(tlv.Append(nil, tlv.TagRecord, body), 0x90, 0x00)
}

// A directory that has no last record has 255, and no more are read; applications that are all refused are each selected
// once, as long as the budget lasts.
// B1 12.3.2, 12.4
func TestEndlessCandidates(t *testing.T) {
	d := unending(t, "full", "default")
	d.reply = pseWith(func(byte) []byte { return []byte{0x70, 0x00, 0x90, 0x00} })
	d.ended(t, d.run(t, nil), kernel.EmptyCandidateList, 1+255+len(d.Config.Applications))

	for _, asks := range []bool{false, true} {
		d.Config.Terminal.CardholderConfirms = asks
		d.reply = pseWith(func(n byte) []byte { return entries(n, 6) })
		d.ended(t, d.run(t, nil), kernel.BudgetExceeded, 1024)
		d.reply = pseWith(func(n byte) []byte {
			if n > 20 {
				return []byte{0x6A, 0x83}
			}
			return entries(n, 18)
		})
		d.ended(t, d.run(t, nil), kernel.EmptyCandidateList, 1+21+20*18)
	}
}

// Partial selection that always finds another application.
// B1 12.3.3
func TestEndlessNextOccurrence(t *testing.T) {
	d := unending(t, "full", "default")
	n := uint16(0)
	d.reply = func(c []byte) []byte {
		if c[1] != apdu.Select || bytes.Contains(c, []byte(step.PSEName)) {
			return []byte{0x6A, 0x82}
		}
		n++
		name := append(bytes.Clone(c[5:5+int(c[4])]), byte(n>>8), byte(n))
		return append(tlv.Append(nil, tlv.TagFCI, append(tlv.Append(nil, 0x84, name), 0xA5, 0x00)), 0x90, 0x00)
	}
	d.ended(t, d.run(t, nil), kernel.BudgetExceeded, 1024)
}

// A card that refuses every application by 6985 to GET PROCESSING OPTIONS goes through its candidates once.
// B3 10.1, B4 6.3.1
func TestEndlessRefusal(t *testing.T) {
	d := unending(t, "full", "default")
	directory := pseWith(func(n byte) []byte {
		if n > 2 {
			return []byte{0x6A, 0x83}
		}
		return entries(n, 18)
	})
	d.reply = func(c []byte) []byte {
		if c[1] == apdu.GetProcessingOptions {
			return []byte{0x69, 0x85}
		}
		if c[1] == apdu.Select && !bytes.Contains(c, []byte(step.PSEName)) {
			return append(tlv.Append(nil, tlv.TagFCI, append(tlv.Append(nil, 0x84, c[5:5+int(c[4])]), 0xA5, 0x00)), 0x90, 0x00)
		}
		return directory(c)
	}
	d.ended(t, d.run(t, nil), kernel.EmptyCandidateList, 1+3+2*36)
}

// largest answers for the card noauth with the largest AFL that there can be: 252 bytes, 63 entries; its own five records,
// and 60 times the records 1 to 255 of files 11 to 30, each of 254 bytes and unknown to the terminal.
func largest() func([]byte) []byte {
	afl := []byte{1 << 3, 1, 1, 0, 2 << 3, 1, 3, 0, 3 << 3, 1, 1, 0}
	for i := range byte(60) {
		afl = append(afl, (11+i%20)<<3, 1, 255, 0)
	}
	options := append(tlv.Append(nil, tlv.TagFormat1, append([]byte{0x18, 0x00}, afl...)), 0x90, 0x00)
	record := append(tlv.Append(nil, tlv.TagRecord, tlv.Append(nil, 0xDF7F, make([]byte, 247))), 0x90, 0x00)
	return func(c []byte) []byte {
		switch {
		case c[1] == apdu.GetProcessingOptions:
			return options
		case c[1] == apdu.ReadRecord && c[3]>>3 > 10:
			return record
		}
		return nil
	}
}

// The largest legal card ends at the default budget, and goes through when the configuration raises it.
// B3 10.2
func TestLargestCard(t *testing.T) {
	d := unending(t, "noauth", "default")
	d.reply = func(c []byte) []byte {
		if r := largest()(c); r != nil && c[1] != apdu.GetProcessingOptions {
			return r[len(r)-3:] // one byte
		}
		return largest()(c)
	}
	d.ended(t, d.run(t, nil), kernel.BudgetExceeded, 1024) // exchanges

	answer := largest()
	d.reply = func(c []byte) []byte {
		r := answer(c)
		if r != nil && c[1] == apdu.GetProcessingOptions {
			d.card.Transmit(context.Background(), c)
		}
		return r
	}
	d.ended(t, d.run(t, nil), kernel.BudgetExceeded, 1024) // bytes: 256 KiB are 1,000 records
	if n := len(d.Conversation); n > (256<<10)/254 {
		t.Errorf("%d exchanges of 254 bytes in 256 KiB", n)
	}

	d.Config.Budget = kernel.Budget{Exchanges: 16384, JournalBytes: 8 << 20}
	out := d.run(t, nil)
	if want := 16065 - 3*255 + 5 + 9; out.Status != kernel.Approved || len(d.Conversation) != want {
		t.Errorf("%v, %q after %d exchanges, want %d", out.Status, out.Error.Reason, len(d.Conversation), want)
	}
}

// The longest responses that there can be: the journal's budget ends the session. A longer one is a fault of the protocol.
func TestEndlessBytes(t *testing.T) {
	d := unending(t, "full", "default")
	huge := append(tlv.Append(nil, tlv.TagRecord, make([]byte, 0xFFF0)), 0x90, 0x00) // filling
	d.reply = pseWith(func(byte) []byte { return huge })
	d.ended(t, d.run(t, nil), kernel.BudgetExceeded, 5)
	huge = make([]byte, 1<<17)
	if out := d.run(t, nil); out.Status != kernel.EndApplication || out.Error.L1 != kernel.FaultProtocol || len(d.Conversation) != 2 {
		t.Errorf("%v, L1 %d after %d exchanges", out.Status, out.Error.L1, len(d.Conversation))
	}
}

// Waiting-time extension: a card that keeps each answer back for as long as it may, and has always another record. Its time ends
// the session, where exchanges and bytes would let it go on for hours. A card as slow that comes to its end goes through.
// B3 8.1
func TestEndlessTime(t *testing.T) {
	const each = 9600 * time.Millisecond
	d := unending(t, "full", "default")
	d.took = each
	d.reply = pseWith(func(byte) []byte { return []byte{0x70, 0x00, 0x90, 0x00} })
	for _, budget := range []time.Duration{0, 10 * time.Second, 10 * time.Minute} {
		d.Config.Budget.CardTime = budget
		if budget == 0 {
			budget = time.Minute
		}
		d.ended(t, d.run(t, nil), kernel.BudgetExceeded, int(budget/each)+1)
	}
	d.Config.Budget, d.reply, d.took = kernel.Budget{}, nil, 2900*time.Millisecond // 20 exchanges
	if out := d.run(t, nil); out.Status != kernel.Approved || len(d.Conversation) != 20 {
		t.Errorf("a slow card: %v, %q after %d exchanges", out.Status, out.Error.Reason, len(d.Conversation))
	}
}

// Scripts without end: those that do not fit into what all scripts may hold are not sent.
// B3 10.10, B4 12.2.4
func TestEndlessScripts(t *testing.T) {
	command := tlv.Append(nil, 0x86, []byte{0x84, 0x18, 0x00, 0x00})
	for name, c := range map[string]struct {
		script []byte
		most   int // commands sent
	}{
		"one of 10,000 commands": {tlv.Append(nil, tlv.TagScript1, bytes.Repeat(command, 10000)), 0},
		"one of 160 commands":    {tlv.Append(nil, tlv.TagScript1, bytes.Repeat(command, 160)), 160},
		"900 of one command":     {bytes.Repeat(tlv.Append(nil, tlv.TagScript1, command), 900), step.MaxScriptBytes / 8},
		"after the last, 900":    {bytes.Repeat(tlv.Append(nil, tlv.TagScript2, command), 900), step.MaxScriptBytes / 8},
		"900 without a command":  {bytes.Repeat([]byte{0x71, 0x00}, 900), 0},
	} {
		d := unending(t, "full", "default")
		sent := 0
		d.reply = func(c []byte) []byte {
			if c[0] == 0x84 {
				sent++
				return []byte{0x63, 0x00} // a warning: go on
			}
			return nil
		}
		d.host = func(de55 []byte) []byte {
			host := *d
			host.host = nil
			return append(bytes.Clone(host.authorise(t, de55)), c.script...)
		}
		out := d.run(t, nil)
		if sent != c.most {
			t.Errorf("%s: %d commands sent, want %d", name, sent, c.most)
		}
		if out.Status != kernel.Approved || !out.Online() {
			t.Errorf("%s: %v, %q", name, out.Status, out.Error.Reason)
		}
	}
}
