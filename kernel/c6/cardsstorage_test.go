package c6_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c6"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// container reads a data container of the card as another reader would.
func (x *counter) container(record byte) string {
	x.t.Helper()
	x.card.Reset()
	for _, command := range [][]byte{apdu.AppendSelect(nil, x.combination.AID, false), apdu.AppendReadRecord(nil, 21, record)} {
		r, _, err := x.card.Transmit(x.t.Context(), command)
		if err != nil || r[len(r)-2] != 0x90 {
			x.t.Fatalf("% X: %v", r, err)
		}
		if command[1] == 0xB2 {
			return string(r[2 : len(r)-2])
		}
	}
	return ""
}

// stores are Data Store objects for containers that anyone may write to: identifier and content, again and again.
func stores(t testing.TB, list ...string) (b []byte) {
	for i := 0; i < len(list); i += 2 {
		b = tlv.Append(b, 0xDF3F, append(bench.Hex(t, list[i]+"0002"), list[i+1]...))
	}
	return b
}

// The operator sees the directory and the containers of the read list, and has containers updated with GET PROCESSING OPTIONS: the card keeps the update if
// its decision is one of those that the operator names. What is too long for the command is left out, and another amount counts.
//
// C-6 F7.3, F7.7, F7.12, F7.12a, F7.14, F8.10, F8.14
func TestCardsStorage(t *testing.T) {
	for _, c := range []struct {
		name, card string
		answer     func(t *testing.T) []byte
		commands   string
		holds      string // the transient container
		amount     string
	}{
		{"nothing", "discover-storage", func(*testing.T) []byte { return nil }, "CA B2 B2 A8 B2 B2 B2 B2 B2 B2", "\xB0", "000000001000"},
		{"update", "discover-storage", func(t *testing.T) []byte {
			return tlv.Append(tlv.Append(nil, 0xBF10, stores(t, "0F000003", "new")), c6.DataCommitControl, []byte{0x04})
		}, "CA B2 B2 D0 B2 B2 B2 B2 B2 B2", "new", "000000001000"},
		{"update for an ARQC", "discover-storage", func(t *testing.T) []byte {
			return tlv.Append(tlv.Append(nil, 0xBF10, stores(t, "0F000003", "new")), c6.DataCommitControl, []byte{0x02})
		}, "CA B2 B2 D0 B2 B2 B2 B2 B2 B2", "\xB0", "000000001000"},
		{"too long", "discover-storage", func(t *testing.T) []byte {
			b := tlv.Append(nil, 0xBF10, stores(t, "0F000003", strings.Repeat("x", 130), "0F000004", strings.Repeat("y", 100)))
			return tlv.Append(b, c6.DataCommitControl, []byte{0x0F})
		}, "CA B2 B2 A8 B2 B2 B2 B2 B2 B2", "\xB0", "000000001000"},
		{"another amount", "discover-storage", func(t *testing.T) []byte {
			return tlv.Append(nil, 0x9F02, bench.Hex(t, "000000000777"))
		}, "CA B2 B2 A8 B2 B2 B2 B2 B2 B2", "\xB0", "000000000777"},
		{"refused by the card", "discover-storage-refused", func(t *testing.T) []byte {
			return tlv.Append(tlv.Append(nil, 0xBF10, stores(t, "0F000003", "new")), c6.DataCommitControl, []byte{0x04})
		}, "CA B2 B2 D0 B2 B2 B2 B2 B2 B2", "\xB0", "000000001000"},
		{"a directory that is short", "discover-storage-length", func(t *testing.T) []byte {
			return tlv.Append(tlv.Append(nil, 0xBF10, stores(t, "0F000003", "new")), c6.DataCommitControl, []byte{0x04})
		}, "CA A8 B2 B2 B2 B2 B2 B2", "\xB0", "000000001000"},
	} {
		x := at(t, c.card, "37004000", "DF04", "01", "DF0B", "0F000001 0F000003 0F0000FF")
		x.operator = func([]byte) []byte { return c.answer(t) }
		out := x.tap(kernel.StartA, nil, nil)
		if out.Status != kernel.Approved || x.did() != c.commands || bench.Hex(t, c.amount)[5] != x.record(0x9F02)[5] || x.result.ODA().Result != "ok" {
			t.Errorf("%s: %v, %s, amount %X, %s", c.name, out.Status, x.did(), x.record(0x9F02), x.result.ODA().Reason)
		}
		if got := x.container(3); got != c.holds {
			t.Errorf("%s: the container holds %q", c.name, got)
		}
		if c.card == "discover-storage-length" {
			if len(x.sent) != 0 {
				t.Errorf("%s: the operator is asked with % X", c.name, x.sent)
			}
			continue
		}
		var containers []string
		for o := range tlv.NewCursor(x.sent[0]).All() {
			if o.Tag == c6.DataContainer {
				containers = append(containers, string(o.Value[2:]))
			}
		}
		if directory, _ := tlv.Find(x.sent[0], 0xDF3D); !slices.Equal(containers, []string{"\x01\x02\x03\x04\x05", "\xB0"}) || len(directory.Value) != 38 {
			t.Errorf("%s: the operator sees %q, directory % X", c.name, containers, directory.Value)
		}
	}
}

// At a second presentment what the operator wants to be written goes to the card by PUT DATA, to the first that the card refuses; to another card nothing goes.
// The results count what was written.
//
// C-6 F22.1 to F22.13, D.16
func TestCardsWrite(t *testing.T) {
	operator := func(t testing.TB, directory []byte, code string) []byte {
		id, entry := [4]byte{0x0F, 0, 0, 1}, directory[8:18]
		h := card.UpdateCodeHash(id, uint16(entry[6])<<8|uint16(entry[7]), [2]byte(entry[8:]), [8]byte(directory), [16]byte{}, []byte("own"), [16]byte(bench.Hex(t, code)))
		return tlv.Append(nil, 0xDF3F, slices.Concat(id[:], []byte{0, 3}, h[:], make([]byte, 16), []byte("own")))
	}
	const right, wrong = "11223344556677889900AABBCCDDEEFF", "00000000000000000000000000000000"
	for _, c := range []struct {
		name, id string
		stores   func(directory []byte) []byte
		commands string
		results  string
		holds    [2]string // containers 1 and 3
	}{
		{"two", "", func(d []byte) []byte { return slices.Concat(operator(t, d, right), stores(t, "0F000003", "new")) }, "DA DA", "82", [2]string{"own", "new"}},
		{"wrong update code", "", func(d []byte) []byte { return slices.Concat(operator(t, d, wrong), stores(t, "0F000003", "new")) }, "DA", "00", [2]string{"\x01\x02\x03\x04\x05", "\xB0"}},
		{"the second is refused", "", func(d []byte) []byte { return slices.Concat(stores(t, "0F000003", "new"), operator(t, d, wrong)) }, "DA DA", "01", [2]string{"\x01\x02\x03\x04\x05", "new"}},
		{"nothing in the template", "", func([]byte) []byte { return nil }, "", "00", [2]string{"\x01\x02\x03\x04\x05", "\xB0"}},
		{"another card", "FF", func([]byte) []byte { return stores(t, "0F000003", "new") }, "", "00", [2]string{"\x01\x02\x03\x04\x05", "\xB0"}},
	} {
		x := at(t, "discover-storage-online", "37804000", "DF04", "01")
		first := x.tap(kernel.StartA, nil, nil)
		if first.Status != kernel.OnlineRequest || first.Start != kernel.StartB || len(first.Updates) == 0 {
			t.Fatalf("%s: %v, start %v, %v", c.name, first.Status, first.Start, first.Updates)
		}
		var template []byte
		for _, tag := range []tlv.Tag{0xDF3A, 0xDF3B} {
			o, _ := tlv.Find(first.DiscretionaryData, tag)
			value := slices.Clone(o.Value)
			if tag == 0xDF3B && c.id != "" {
				value[len(value)-1] ^= bench.Hex(t, c.id)[0]
			}
			template = tlv.Append(template, tag, value)
		}
		directory, _ := tlv.Find(first.DiscretionaryData, 0xDF3D)
		template = tlv.Append(template, 0xBF10, c.stores(directory.Value))
		out := x.tap(kernel.StartB, nil, tlv.Append(nil, 0xBF11, template))
		results, _ := tlv.Find(out.DiscretionaryData, c6.DataWriteResults)
		if out.Status != kernel.EndApplication || out.UIOutcome != nil || x.did() != c.commands || !bytes.Equal(results.Value, bench.Hex(t, c.results)) {
			t.Errorf("%s: %v, %s, results %X", c.name, out.Status, x.did(), results.Value)
		}
		if got := [2]string{x.container(1), x.container(3)}; got != c.holds {
			t.Errorf("%s: the containers hold %q", c.name, got)
		}
	}
}

// What the operator says for the log is in the log of the card, and a card without the feature is not told.
//
// C-6 F8.3, F8.4
func TestCardsLog(t *testing.T) {
	for _, c := range []struct {
		card string
		asks int
		want string
	}{{"discover-log", 1, "table 7"}, {"discover-storage", 0, ""}} {
		x := at(t, c.card, "37804000", "DF09", "01")
		x.operator = func([]byte) []byte { return tlv.Append(nil, 0xDF3C, []byte("table 7")) }
		if out := x.tap(kernel.StartA, nil, nil); out.Status != kernel.OnlineRequest && out.Status != kernel.Approved || len(x.sent) != c.asks || x.result.ODA().Result != "ok" {
			t.Errorf("%s: %v, asked %d times, %s", c.card, out.Status, len(x.sent), x.result.ODA().Reason)
		}
		if c.want == "" {
			continue
		}
		r, _, err := x.card.Transmit(t.Context(), apdu.AppendReadRecord(nil, 11, 1))
		if err != nil || !bytes.Contains(r, []byte(c.want)) {
			t.Errorf("the log has % X", r)
		}
	}
}

// Scripts at the second presentment: what the card says of them is in the TVR and the TSI of the record; more than one template is no script.
//
// C-6 F21.1 to F21.8
func TestCardsScripts(t *testing.T) {
	record := issuer.Command{Header: [4]byte{0x80, 0xDC, 1, 1<<3 | 4}, Data: bench.Hex(t, "70049F080100")}
	absent := issuer.Command{Header: [4]byte{0x80, 0xDC, 9, 1<<3 | 4}, Data: bench.Hex(t, "70049F080100")}
	block := issuer.ApplicationBlock()
	late := func(commands ...issuer.Command) issuer.Script { return issuer.Script{Late: true, Commands: commands} }
	for _, c := range []struct {
		name     string
		scripts  []issuer.Script
		spoil    bool
		commands string
		tvr5     byte
		tsi      byte
		blocked  bool
	}{
		{"72", []issuer.Script{late(record, block)}, false, "DC 1E", 0x00, 0x04, true},
		{"71", []issuer.Script{{Commands: []issuer.Command{block}}}, false, "1E", 0x00, 0x04, true},
		{"wrong MAC", []issuer.Script{late(block)}, true, "1E", 0x60, 0x04, false},
		{"stops at the first that fails", []issuer.Script{late(absent, block)}, false, "DC", 0x20, 0x04, false},
		{"two templates", []issuer.Script{late(record), late(block)}, false, "", 0x00, 0x00, false},
		{"no script", nil, false, "", 0x00, 0x00, false},
	} {
		x := at(t, "discover-update", "37808000")
		first := x.tap(kernel.StartA, nil, nil)
		if first.Status != kernel.OnlineRequest || first.Start != kernel.StartB {
			t.Fatalf("%s: %v", c.name, first.Status)
		}
		request := slices.Concat(x.out.DataRecord, tlv.Append(nil, 0x5F2A, []byte{0x09, 0x78}))
		answer, err := issuer.Test().Authorise(request, issuer.Options{Scripts: c.scripts})
		if err != nil || !answer.Approved {
			t.Fatalf("%s: %v, %s", c.name, err, answer.Reason)
		}
		host := answer.Data
		if c.spoil {
			host[len(host)-1] ^= 1
		}
		before := x.result.TSI()[0]
		out := x.tap(kernel.StartB, host, nil)
		tvr, tsi := x.record(0x95), x.result.TSI()
		if out.Status != kernel.EndApplication || x.did() != c.commands || len(tvr) != 5 || tvr[4] != c.tvr5 || tsi[0]&0x04 != c.tsi || tsi[0]&^0x14 != before {
			t.Errorf("%s: %v, %s, TVR %X, TSI %X before %X", c.name, out.Status, x.did(), tvr, tsi, before)
		}
		x.card.Reset()
		r, _, err := x.card.Transmit(t.Context(), apdu.AppendSelect(nil, x.combination.AID, false))
		if blocked := bytes.HasSuffix(r, []byte{0x62, 0x83}); err != nil || blocked != c.blocked {
			t.Errorf("%s: selection % X", c.name, r)
		}
	}
}
