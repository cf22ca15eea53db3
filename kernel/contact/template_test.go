package contact_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// inTemplate is a middle that puts objects before or behind those of the constructed object with this tag, in the first answer to this instruction that is it.
func inTemplate(t *testing.T, ins byte, tag tlv.Tag, before, behind string) func(int, []byte, []byte) []byte {
	done := false
	return func(_ int, command, r []byte) []byte {
		top, ok := tlv.Find(r[:max(len(r)-2, 0)], tag)
		if done || command[1] != ins || !ok {
			return r
		}
		done = true
		value := append(append(bench.Hex(t, before), top.Value...), bench.Hex(t, behind)...)
		return append(tlv.Append(nil, tag, value), 0x90, 0x00)
	}
}

// A record for offline data authentication that is no template 70 fails that, and the transaction goes on; where no authentication is
// to be performed, or the record takes no part in it, it ends the transaction as a record that is malformed. So does a template 70 that does not parse.
// B3 6.5.11.4 11 to 30, 10.2 unknown, proprietary, 10.3 70, 10.3 11 to 30
func TestSignedRecordOfAnotherTag(t *testing.T) {
	const cut = "710A5F280202769F07"
	add := func(sfi int, signed bool) func(map[string]any) {
		return func(app map[string]any) {
			app["records"] = append(app["records"].([]any), map[string]any{"sfi": sfi, "record": 9, "signed": signed, "data": map[string]any{"DF02": "55"}})
		}
	}
	noODA := func(w *world) { w.Config.Terminal.Capabilities[2] = 0 }
	for _, c := range []struct {
		name   string
		card   string
		sfi    int
		signed bool
		record string
		change func(*world)
		tvr    string // of what is approved by the host; empty: the transaction ends
	}{
		{"CDA, another template", "full", 5, true, "7104DF020155", nil, "0400000000"},
		{"CDA, a template that does not parse", "full", 5, true, cut, nil, "0400000000"},
		{"CDA, no template", "full", 5, true, "5A085413330089020011", nil, "0400000000"},
		{"CDA, nothing", "full", 5, true, "", nil, "0400000000"},
		{"CDA, two templates", "full", 5, true, "7000 7000", nil, ""},
		{"CDA, a template 70 that does not parse", "full", 5, true, "7004DF020255", nil, ""},
		{"CDA, a template 70 that is cut off", "full", 5, true, "7005DF020155", nil, ""},
		{"CDA, file 10", "full", 10, true, "7104DF020155", nil, "0400000000"},
		{"CDA, file 11", "full", 11, true, "7104DF020155", nil, "0400000000"},
		{"CDA, not signed", "full", 5, false, "7104DF020155", nil, ""},
		{"CDA, not signed, file 10", "full", 10, false, "7104DF020155", nil, ""},
		{"CDA, not signed, file 11", "full", 11, false, "7104DF020155", nil, "0000000000"},
		{"DDA", "dda", 5, true, "7104DF020155", nil, "0800000000"},
		{"no method in common", "full", 5, true, "7104DF020155", noODA, ""},
		{"no method in common, file 11", "full", 11, true, "7104DF020155", noODA, "8000000000"},
	} {
		w := newWorld(t, c.card)
		w.Card = bench.Profile(t, c.card, add(c.sfi, c.signed))
		w.Transaction.Amount = 100
		if c.change != nil {
			c.change(w)
		}
		w.Config.Applications[0].TACDenial, w.Config.Applications[0].TACOnline = [5]byte{}, [5]byte{0xFF, 0xFF, 0xFF, 0xFF, 0xFF}
		w.Middle = func(_ int, command, r []byte) []byte {
			if command[1] == apdu.ReadRecord && command[2] == 9 && int(command[3]>>3) == c.sfi {
				return bytes.Join([][]byte{bench.Hex(t, c.record), {0x90, 0x00}}, nil)
			}
			return r
		}
		out := w.Run()
		if c.tvr == "" {
			w.Ends(out, kernel.ParsingError, "EMV 4.4 B3 7.5")
			continue
		}
		if out.Status == kernel.EndApplication || hexOf(out.TVR()) != c.tvr {
			t.Errorf("%s: %v, TVR %X, want %s: %s", c.name, out.Status, out.TVR(), c.tvr, out.Error.Reason)
		}
	}
}
