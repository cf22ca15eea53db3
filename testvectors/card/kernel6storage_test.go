package card_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// tear runs a tap until the field goes off, and gives the answer of the card.
func (x *terminal) tear(ins, p1 byte, more []byte) (answer []byte) {
	x.t.Helper()
	answer = x.want(0x9000, initiate(ins, p1, x.pdol, more))
	for afl := x.find(answer, 0x77, 0x94); len(afl) >= 4; afl = afl[4:] {
		for rec := afl[1]; rec <= afl[2]; rec++ {
			if _, _, err := x.card.Transmit(x.t.Context(), apdu.AppendReadRecord(nil, afl[0]>>3, rec)); apdu.IsFault(err, apdu.Removed) {
				return answer
			}
		}
	}
	x.t.Fatal("nothing tore")
	return nil
}

// After a tear the card takes the transaction up for the same data and P1: the same answer, the same ATC. Other data begin
// a new one, as GET PROCESSING OPTIONS does.
//
// C-6 2.12 2.7.1, 4.5, table 4-8
func TestKernel6Tear(t *testing.T) {
	for _, c := range []struct {
		name, card string
		ins, p1    byte
		un         byte // that of the second tap
		same       bool
	}{
		{"resumes", "discover-torn", resumeGPO, 0, 4, true},
		{"resumes online", "discover-torn-online", resumeGPO, 0, 4, true},
		{"other data", "discover-torn", resumeGPO, 0, 5, false},
		{"not resumed", "discover-torn", 0xA8, 0, 4, false},
		{"anew", "discover-torn-anew", resumeGPO, 0, 4, false},
	} {
		x := newTap(t, c.card, ttqPlain, "000000001000")
		x.choose()
		first := bytes.Clone(x.tear(0xA8, 0, nil))
		x.data[0x9F37][3] = c.un
		for i := range 2 {
			x.choose()
			answer := x.present(c.ins, c.p1, nil)
			atc := byte(0x11)
			if !c.same {
				atc += 1 + byte(i)
			}
			if c.name == "other data" {
				atc = 0x12 // taken up in its turn
			}
			if bytes.Equal(answer, first) != c.same || x.read[0x9F36][1] != atc {
				t.Errorf("%s: ATC %X, want %02X", c.name, x.read[0x9F36], atc)
			}
			if c.card != "discover-torn-online" {
				if _, reason := x.signed(answer); reason != oda.OK {
					t.Errorf("%s: %v", c.name, reason)
				}
			}
			x.checked()
		}
		if n, _ := x.card.Counters(unhex(t, discoverTap)); c.name == "resumes" && (n.ATC != 17 || n.OfflineAmount != 1000 || n.OfflineCount != 1) {
			t.Errorf("%s counts %+v", c.name, n)
		}
	}
	x := newTap(t, "discover-torn-unable", ttqPlain, "000000001000")
	x.choose()
	x.tear(0xA8, 0, nil)
	x.choose()
	x.want(0x6D00, initiate(resumeGPO, 0, x.pdol, nil))
	x.card.Renew()
	x.choose()
	x.tear(0xA8, 0, nil) // a renewed card tears again
}

// The reader's data are in the log of the card, the latest first.
//
// C-6 2.12 2.6, D.20
func TestKernel6Log(t *testing.T) {
	x := newTap(t, "discover-log", ttqODA, "000000001000")
	x.choose()
	if hexed(x.read[0x9F4D]) != "0b0a" {
		t.Errorf("9F4D %X", x.read[0x9F4D])
	}
	for _, data := range []string{"DF3C03 A1A2A3", "", "DF3C20" + strings.Repeat("B7", 32)} {
		x.choose()
		answer := x.present(0xA8, 0, blanks(t, data))
		if stored, reason := x.signed(answer); reason != oda.OK || len(stored) != 0 || !bytes.Equal(x.read[0xDF3E], x.read[0xDF3B][3:]) {
			t.Errorf("%v, %X, %X", reason, x.read[0xDF3E], x.read[0xDF3B])
		}
		x.checked()
	}
	for i, want := range []string{strings.Repeat("b7", 32), strings.Repeat("00", 32), "a1a2a3" + strings.Repeat("00", 29)} {
		entry := x.want(0x9000, apdu.AppendReadRecord(nil, 11, byte(i+1)))
		if got := hexed(entry); got != "261123"+"000000001000"+"0978"+"00"+"00"+[]string{"13", "12", "11"}[i]+want {
			t.Errorf("entry %d is %s", i+1, got)
		}
	}
	for card, want := range map[string]string{"discover-log-other": "0a0b0c0d0e0f101112131416", "discover-log-no-id": ""} {
		y := newTap(t, card, ttqODA, "000000001000")
		y.choose()
		y.present(0xA8, 0, nil)
		if got := hexed(y.read[0xDF3E]); got != want || got == hexed(y.read[0xDF3B][3:]) {
			t.Errorf("%s: card identifier %s", card, got)
		}
	}
}

// The directory and the containers as personalised; the hash of the directory is in the signature if it was read.
//
// C-6 2.12 2.5.2, 3.6.1, D.11, D.12
func TestKernel6Directory(t *testing.T) {
	for _, c := range []struct {
		card    string
		entries string
		hash    string // of the directory in the signature: right, wrong, none
	}{
		{"discover-storage", "0f000001 01 03 0005 1230, 0f000002 02 01 0001 4560, 0f000003 03 02 0002 7890", "right"},
		{"discover-storage-empty", "", "right"},
		{"discover-storage-hash", "0f000001 01 03 0005 1230, 0f000002 02 01 0001 4560, 0f000003 03 02 0002 7890", "wrong"},
		{"discover-storage-no-hash", "0f000001 01 03 0005 1230, 0f000002 02 01 0001 4560, 0f000003 03 02 0002 7890", "none"},
	} {
		x := newTap(t, c.card, ttqPlain, "000000001000")
		var numbers []string
		for _, read := range []bool{true, false, true} {
			x.choose()
			want := "none"
			if read {
				number, entries := x.directory()
				numbers = append(numbers, hexed(number))
				if got := strings.Join(entries, ", "); got != strings.ReplaceAll(strings.ReplaceAll(c.entries, " ", ""), ",", ", ") {
					t.Errorf("%s: %s", c.card, got)
				}
				want = c.hash
			}
			stored, reason := x.signed(x.present(0xA8, 0, nil))
			got := "none"
			if len(stored) != 0 {
				if got = "wrong"; bytes.Equal(stored, x.directoryHash()) {
					got = "right"
				}
			}
			if reason != oda.OK || got != want {
				t.Errorf("%s: %v, hash %s, want %s", c.card, reason, got, want)
			}
			x.checked()
		}
		if numbers[0] == numbers[1] {
			t.Errorf("%s: DSD_UN %s twice", c.card, numbers[0])
		}
	}
	x := newTap(t, "discover-storage-length", ttqPlain, "000000001000")
	x.choose()
	if x.directory(); len(x.read[0xDF3D]) != 37 {
		t.Errorf("directory of %d bytes", len(x.read[0xDF3D]))
	}
	x = newTap(t, "discover-storage", ttqPlain, "000000001000")
	x.choose()
	for i, want := range []string{"0102030405", "a0a1", "b0", "", ""} {
		if got := hexed(x.container(21, byte(i+1))); got != want {
			t.Errorf("container %d is %s", i+1, got)
		}
	}
	x.want(0x6A83, apdu.AppendReadRecord(nil, 21, 6))
}

// A store is one Data Store object for a container that anyone may write to.
func store(t *testing.T, id, data string) []byte {
	return tlv.Append(nil, 0xDF3F, unhex(t, id+"0002"+data))
}

// DATA GPO writes after the last record, if P1 says so for what the card decided, or else not; without the last record it
// does not.
//
// C-6 2.12 4.4.1, table 4-6
func TestKernel6Commit(t *testing.T) {
	for _, c := range []struct {
		card    string
		flags   byte
		written bool
	}{
		{"discover-storage", 0x04, true},
		{"discover-storage", 0x0B, false},
		{"discover-storage-online", 0x02, true},
		{"discover-storage-online", 0x0D, false},
		{"discover-storage-declined", 0x01, true},
		{"discover-storage-declined", 0x0E, false},
		{"discover-storage-refused", 0x0F, false},
	} {
		for _, last := range []bool{true, false} {
			x := newTap(t, c.card, ttqPlain, "000000001000")
			x.choose()
			number, _ := x.directory()
			updates := tlv.Append(nil, 0xBF10, slices.Concat(store(t, "0F000003", "C1C2"), store(t, "0F000004", "D1")))
			answer := x.want(0x9000, initiate(dataGPO, c.flags, x.pdol, updates))
			if last {
				x.take(answer)
				if x.read[0x9F4B] != nil {
					if stored, reason := x.signed(answer); reason != oda.OK || !bytes.Equal(stored, x.directoryHash()) {
						t.Errorf("%s %02X: %v", c.card, c.flags, reason)
					}
				}
			}
			x.choose()
			_, entries := x.directory()
			integrity := hexed([]byte{number[0], number[1]&0xF0 | c.flags})
			want, held := []string{"0f0000030302" + "0003" + integrity, "0f0000040402" + "0001" + integrity}, "c1c2"
			if !c.written || !last {
				want, held = []string{"0f000003030200027890"}, "b0"
			}
			if !slices.Equal(entries[2:], want) || hexed(x.container(21, 3)) != held {
				t.Errorf("%s %02X, last record %v: %v", c.card, c.flags, last, entries)
			}
		}
	}
}

// A torn update is written once, when the transaction has been taken up and its last record read; the directory is the same
// as before the tear.
//
// C-6 2.12 2.7.1, 4.5
func TestKernel6TornUpdate(t *testing.T) {
	x := newTap(t, "discover-storage-torn", ttqPlain, "000000001000")
	updates := tlv.Append(nil, 0xBF10, store(t, "0F000003", "C1"))
	x.choose()
	x.directory()
	before := bytes.Clone(x.read[0xDF3D])
	first := bytes.Clone(x.tear(dataGPO, 0x04, updates))
	for range 2 {
		x.choose()
		x.directory()
		if answer := x.present(resumeGPO, 0x84, updates); !bytes.Equal(answer, first) {
			t.Fatal("another answer")
		}
		x.read[0xDF3D] = before
		if stored, reason := x.signed(first); reason != oda.OK || !bytes.Equal(stored, x.directoryHash()) {
			t.Error(reason)
		}
	}
	x.choose()
	if _, entries := x.directory(); entries[2][12:16] != "0003" {
		t.Errorf("written %s times and two", entries[2][12:16])
	}
	x.choose()
	x.directory()
	if bytes.Equal(x.read[0xDF3D][:8], before[:8]) {
		t.Error("the number has not changed")
	}
}

// PUT DATA of class 80: a transient container for anyone, an operator's for who knows the update code, the issuer's for
// nobody; of the transient ones a free one, or else the oldest.
//
// C-6 2.12 4.8, D.18, E.1
func TestKernel6PutData(t *testing.T) {
	x := newTap(t, "discover-storage", ttqPlain, "000000001000")
	x.choose()
	number, _ := x.directory()
	x.present(0xA8, 0, nil)
	put := func(store string) apdu.SW {
		data := blanks(t, store)
		return x.send(append([]byte{0x80, 0xDA, 0xDF, 0x3F, byte(len(data))}, data...)).SW()
	}
	id, code := [4]byte{0x0F, 0, 0, 1}, [16]byte(unhex(t, "11223344556677889900AABBCCDDEEFF"))
	mask := [16]byte{0: 0xFF}
	shown := func(counter uint16, integrity [2]byte, mask [16]byte, data []byte, code [16]byte) string {
		h := card.UpdateCodeHash(id, counter, integrity, [8]byte(number), mask, data, code)
		return "0F000001 00 03" + hexed(h[:]) + hexed(mask[:]) + hexed(data)
	}
	written := [2]byte{number[0], number[1] | 0x0F}
	changed := code
	changed[0] ^= 0xFF
	for _, c := range []struct {
		name, store string
		sw          apdu.SW
	}{
		{"transient", "0F000003 00 02 C1", 0x9000},
		{"empty", "0F000003 00 02", 0x9000},
		{"allocated", "0F000007 00 02 77", 0x9000},
		{"allocated too", "0F000008 00 02 88", 0x9000},
		{"record number", "0F000003 01 02 C1", 0x6A80},
		{"no name", "00000000 00 02 C1", 0x6A80},
		{"short", "0F000003 00", 0x6A80},
		{"long", "0F000003 00 02" + strings.Repeat("C1", 161), 0x6700},
		{"the issuer's", "0F000002 00 01 C1", 0x6985},
		{"the issuer's as a transient one", "0F000002 00 02 C1", 0x6985},
		{"an operator's as a transient one", "0F000001 00 02 C1", 0x6985},
		{"no such operator", "0F000009 00 03" + strings.Repeat("00", 32), 0x6985},
		{"without a hash", "0F000001 00 03 0102", 0x6A80},
		{"wrong code", shown(5, [2]byte{0x12, 0x30}, [16]byte{}, []byte{9}, [16]byte{}), 0x6982},
		{"right code", shown(5, [2]byte{0x12, 0x30}, [16]byte{}, []byte{9}, code), 0x9000},
		{"replayed", shown(5, [2]byte{0x12, 0x30}, [16]byte{}, []byte{9}, code), 0x6982},
		{"another code", shown(6, written, mask, []byte{8}, code), 0x9000},
		{"the old code", shown(7, written, [16]byte{}, []byte{7}, code), 0x6982},
		{"the new code", shown(7, written, [16]byte{}, []byte{7}, changed), 0x9000},
	} {
		if sw := put(c.store); sw != c.sw {
			t.Errorf("%s: %04X, want %04X", c.name, uint16(sw), uint16(c.sw))
		}
	}
	x.want(0x6A88, blanks(t, "80DA9F3602 0000"))
	x.choose()
	_, entries := x.directory()
	tail := hexed(written[:])
	want := []string{"0f00000101030008" + tail, "0f000002020100014560", "0f00000303020004" + tail, "0f00000704020001" + tail, "0f00000805020001" + tail}
	if !slices.Equal(entries, want) {
		t.Errorf("%v, want %v", entries, want)
	}
	if hexed(x.container(21, 1)) != "07" || hexed(x.container(21, 3)) != "" || hexed(x.container(21, 5)) != "88" {
		t.Error("contents")
	}
	// All are allocated: the oldest goes. One was written in this transaction, so it is the first of the rest.
	x.present(0xA8, 0, nil)
	if put("0F000003 00 02 C2") != 0x9000 || put("0F00000A 00 02 AA") != 0x9000 {
		t.Error("not written")
	}
	x.choose()
	if _, entries = x.directory(); entries[3][:12] != "0f00000a0402" || entries[4][:8] != "0f000008" || entries[3][12:16] != "0001" {
		t.Error(entries)
	}
	x.card.Renew()
	x.choose()
	if _, entries = x.directory(); len(entries) != 3 || hexed(x.container(21, 1)) != "0102030405" {
		t.Error("a renewed card keeps what was written")
	}
}
