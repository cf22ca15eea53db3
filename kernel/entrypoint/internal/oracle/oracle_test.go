package oracle

import (
	"bytes"
	"testing"
)

// Rows worked by hand from Book B 3.1.1.
func TestPrepare(t *testing.T) {
	on := [4]byte{0x36, 0xC0, 0x40, 0x00}  // online-capable, byte 2 bits 8 and 7 configured
	off := [4]byte{0x3E, 0x00, 0x40, 0x00} // offline-only
	lim := func(v uint64) Limit { return Limit{true, v} }
	for _, r := range []struct {
		name string
		in   In
		want Out
	}{
		{"B 3.1.1.1, no configuration", In{Amount: 500}, Out{}},
		{"B 3.1.1.2", In{Amount: 500, HasTTQ: true, TTQ: on}, Out{HasTTQ: true, TTQ: [4]byte{0x36, 0, 0x40, 0}}},
		{"B 3.1.1.3, exponent 2", In{Amount: 100, Exponent: 2, StatusCheck: One, HasTTQ: true, TTQ: on}, Out{StatusCheck: true, HasTTQ: true, TTQ: [4]byte{0x36, 0x80, 0x40, 0}}},
		{"B 3.1.1.3, exponent 0", In{Amount: 1, StatusCheck: One}, Out{StatusCheck: true}},
		{"B 3.1.1.3, 100 at exponent 0", In{Amount: 100, StatusCheck: One}, Out{}},
		{"B 3.1.1.3, flag 0", In{Amount: 1, StatusCheck: Zero}, Out{}},
		{"B 3.1.1.4, flags absent", In{HasTTQ: true, TTQ: on}, Out{Zero: true, HasTTQ: true, TTQ: [4]byte{0x36, 0x80, 0x40, 0}}},
		{"B 3.1.1.4, allowed", In{ZeroAllowed: One}, Out{Zero: true}},
		{"B 3.1.1.4, not allowed", In{ZeroAllowed: Zero}, Out{NotAllowed: true}},
		{"B 3.1.1.4, offline zero sets nothing", In{ZeroOffline: One, ZeroAllowed: Zero, HasTTQ: true, TTQ: off}, Out{HasTTQ: true, TTQ: off}},
		{"B 3.1.1.5, at the limit", In{Amount: 500, Transaction: lim(500)}, Out{NotAllowed: true}},
		{"B 3.1.1.5, below", In{Amount: 499, Transaction: lim(500)}, Out{}},
		{"B 3.1.1.6, at the limit", In{Amount: 500, Floor: lim(500)}, Out{}},
		{"B 3.1.1.6, 3.1.1.9", In{Amount: 501, Floor: lim(500), HasTTQ: true, TTQ: on}, Out{Floor: true, HasTTQ: true, TTQ: [4]byte{0x36, 0x80, 0x40, 0}}},
		{"B 3.1.1.7", In{Amount: 501, TerminalFloor: lim(500)}, Out{Floor: true}},
		{"B 3.1.1.7, the reader's limit counts", In{Amount: 501, Floor: lim(600), TerminalFloor: lim(500)}, Out{}},
		{"B 3.1.1.8, 3.1.1.12", In{Amount: 500, CVM: lim(500), HasTTQ: true, TTQ: on}, Out{CVM: true, HasTTQ: true, TTQ: [4]byte{0x36, 0x40, 0x40, 0}}},
		{"B 3.1.1.11, offline-only", In{HasTTQ: true, TTQ: off}, Out{Zero: true, NotAllowed: true, HasTTQ: true, TTQ: off}},
	} {
		if got := Prepare(r.in); got != r.want {
			t.Errorf("%s: %+v, want %+v", r.name, got, r.want)
		}
	}
	if got := Restarted(In{HasTTQ: true, TTQ: on}); got != (Out{HasTTQ: true, TTQ: on}) {
		t.Errorf("B 3.2.1.1: %+v", got)
	}
	if !Switched([]Out{{NotAllowed: true}, {NotAllowed: true}}) || Switched([]Out{{NotAllowed: true}, {}}) {
		t.Error("B 3.1.1.13")
	}
}

// Rows worked by hand from Book B 3.3.2.5 and 3.3.3.2.
func TestCandidates(t *testing.T) {
	visa := []byte("\xA0\x00\x00\x00\x03\x10\x10")
	union := []byte("\xA0\x00\x00\x03\x33\x01\x01\x01")
	other := []byte("\xA0\x00\x00\x00\x99\x01")
	v3 := Combination{AID: visa[:5], Kernel: []byte{3}}
	u7 := Combination{AID: union[:5], Kernel: []byte{7}}
	dom := Combination{AID: other, Kernel: []byte{0x82, 0x08, 0x26}}
	two := Combination{AID: other, Kernel: []byte{2}}
	both := []Combination{v3, u7}
	for _, r := range []struct {
		name    string
		entries []Entry
		reader  []Combination
		want    string // reader, order and rank of each, one digit each
	}{
		{"3.3.2.5 A, no name", []Entry{{}}, both, ""},
		{"3.3.2.5 A, 4 bytes", []Entry{{ADF: visa[:4]}}, []Combination{{AID: visa[:4], Kernel: []byte{3}}}, ""},
		{"3.3.2.5 B, partial", []Entry{{ADF: visa}}, both, "001"},
		{"3.3.2.5 B, never the reverse", []Entry{{ADF: visa[:5]}}, []Combination{{AID: visa, Kernel: []byte{3}}}, ""},
		{"3.3.2.5 C, empty and 00", []Entry{{ADF: visa, Kernel: []byte{}}, {ADF: visa, Kernel: []byte{0}}}, both, "001012"},
		{"3.3.2.5 C, byte 1 only", []Entry{{ADF: visa, Kernel: []byte{3, 8, 0x26}}}, both, "001"},
		{"3.3.2.5 C, 01b", []Entry{{ADF: visa, Kernel: []byte{0x43}}}, both, ""},
		{"3.3.2.5 C, domestic", []Entry{{ADF: other, Kernel: []byte{0x82, 8, 0x26, 9}}}, []Combination{dom, two}, "001"},
		{"3.3.2.5 C, domestic of 2 bytes", []Entry{{ADF: other, Kernel: []byte{0x82, 8}}}, []Combination{dom}, ""},
		{"3.3.2.5 C, short ID 0", []Entry{{ADF: other, Kernel: []byte{0x80, 8, 0x26}}}, []Combination{{AID: other, Kernel: []byte{0x80, 8, 0x26}}}, ""},
		{"3.3.2.5 D, zero meets all", []Entry{{ADF: other}}, []Combination{dom, two}, "001101"},
		{"3.3.2.5 D, another kernel", []Entry{{ADF: visa, Kernel: []byte{2}}}, both, ""},
		{"3.3.2.5, not allowed", []Entry{{ADF: visa}}, []Combination{{AID: visa, Kernel: []byte{3}, Refused: true}}, ""},
		{"3.3.3.2, priority", []Entry{{ADF: visa, Priority: []byte{2}}, {ADF: union, Priority: []byte{0xF1}}}, both, "111002"},
		{"3.3.3.2, 0, F and none are equal", []Entry{{ADF: visa, Priority: []byte{0x0F}}, {ADF: union}, {ADF: visa, Priority: []byte{0}}}, both, "001112023"},
	} {
		var got []byte
		for _, c := range Candidates(r.entries, r.reader) {
			got = append(got, '0'+byte(c.Reader), '0'+byte(c.Order), '0'+byte(c.Rank))
		}
		if string(got) != r.want {
			t.Errorf("B %s: %s, want %s", r.name, got, r.want)
		}
	}
	ext := Candidates([]Entry{{ADF: visa, Extended: []byte{1, 2}}}, []Combination{{AID: visa, Kernel: []byte{3}, Extended: One}, {AID: visa, Kernel: []byte{3}, Extended: Zero}, v3})
	if !bytes.Equal(ext[0].Name, append(bytes.Clone(visa), 1, 2)) || !bytes.Equal(ext[1].Name, visa) || !bytes.Equal(ext[2].Name, visa) {
		t.Errorf("B 3.3.3.3: %X", ext)
	}
}

// B 3.3.2.3, 3.3.2.3b, 3.3.3.5, 3.3.3.6, 3.4.1.4.
func TestStatus(t *testing.T) {
	first, again := []Entry{{ADF: []byte{1}}}, []Entry{{}, {}}
	for _, r := range []struct {
		d    Directory
		want int
	}{
		{Directory{SW: 0x9000, Entries: first}, 1},
		{Directory{SW: 0x6A82, Entries: first}, 0},
		{Directory{SW: 0x9000, Entries: first, Asked: true, SPI: 0x9000, Again: again}, 2},
		{Directory{SW: 0x9000, Entries: first, Asked: true, SPI: 0x6D00, Again: again}, 0},
	} {
		if got := len(Entries(r.d)); got != r.want {
			t.Errorf("%+v: %d", r.d, got)
		}
	}
	visa := Combination{AID: []byte("\xA0\x00\x00\x00\x03"), Kernel: []byte{3}}
	eight := Combination{AID: visa.AID, Kernel: []byte{8}}
	if Removed(visa, 0x9000, false, true) || !Removed(visa, 0x9000, false, false) || Removed(eight, 0x9000, false, false) ||
		!Removed(visa, 0x6283, false, true) || !Removed(eight, 0x9000, true, true) {
		t.Error("B 3.3.3.5, 3.3.3.6")
	}
	if got := Terminal([]byte{0x82, 8, 0x26}, true, false); got != [8]byte{0x82, 8, 0x26, 0x80} {
		t.Errorf("B 3.4.1.4: %X", got)
	}
	if got := Terminal([]byte{3}, true, true); got != [8]byte{3, 0, 0, 0xC0} {
		t.Errorf("B 3.4.1.4: %X", got)
	}
}

// What holds of every input.
func TestEach(t *testing.T) {
	n := 0
	Each(false, func(in In) {
		n++
		if o := Prepare(in); o.HasTTQ && (o.TTQ[0] != in.TTQ[0] || o.TTQ[1]&0x3F != in.TTQ[1]&0x3F || o.CVM != (o.TTQ[1]&0x40 != 0)) {
			t.Fatalf("%+v: %+v", in, o)
		}
	})
	if want := (6*3*3*3*3*625*9 + 100) / 101; n != want {
		t.Errorf("%d inputs, want %d", n, want)
	}
	reader := []Combination{{AID: names[2], Kernel: []byte{3}}, {AID: names[3], Kernel: []byte{7}}, {AID: names[4], Kernel: []byte{0x82, 8, 0x26}}}
	got := map[int]bool{}
	EachPair(false, func(list []Entry) {
		c := Candidates(list, reader)
		got[len(c)] = true
	})
	if !got[0] || !got[1] || !got[2] {
		t.Errorf("lengths %v", got)
	}
}
