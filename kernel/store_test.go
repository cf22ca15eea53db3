package kernel_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Absent, empty and present are three states. A card never overwrites what is the terminal's, and gives each element once.
func TestStoreRules(t *testing.T) {
	var s kernel.Store
	pan := []byte{0x54, 0x13, 0x33}
	steps := []struct {
		row  tlv.Row
		src  tlv.Source
		v    []byte
		want kernel.Verdict
	}{
		{tlv.PAN, tlv.FromCard, pan, kernel.Stored},
		{tlv.PAN, tlv.FromCard, pan, kernel.Duplicate},                                   // B3 10.2
		{tlv.PAN, tlv.FromTerminal, pan, kernel.NotAllowed},                              //
		{tlv.AmountAuthorised, tlv.FromCard, make([]byte, 6), kernel.NotAllowed},         // B3 7.5
		{tlv.AmountAuthorised, tlv.FromTerminal, make([]byte, 6), kernel.Stored},         //
		{tlv.AmountAuthorised, tlv.FromTerminal, []byte{1}, kernel.Stored},               // again: in place
		{tlv.Track2EquivalentData, tlv.FromCard, nil, kernel.Stored},                     // length zero is present
		{0, tlv.FromCard, pan, kernel.NotAllowed},                                        // no row
		{tlv.Row(tlv.NumRows), tlv.FromCard, pan, kernel.NotAllowed},                     //
		{tlv.PAN, 0, pan, kernel.NotAllowed},                                             // no source
		{tlv.PAN, tlv.FromCard | tlv.FromTerminal, pan, kernel.NotAllowed},               //
		{tlv.AmountAuthorised, tlv.FromTerminal, make([]byte, 70<<10), kernel.Full},      // no element is so long
		{tlv.ApplicationExpirationDate, tlv.FromCard, []byte{0x30, 1, 1}, kernel.Stored}, //
	}
	for i, c := range steps {
		if got := s.Put(c.row, c.src, c.v); got != c.want {
			t.Errorf("step %d: %v, want %v", i, got, c.want)
		}
	}
	if v := s.Get(tlv.PAN); &v[0] != &pan[0] || cap(v) != len(v) {
		t.Error("the card's value is not a view")
	}
	if v := s.Get(tlv.AmountAuthorised); !bytes.Equal(v, []byte{1}) {
		t.Errorf("%X", v)
	}
	if v := s.Get(tlv.Track2EquivalentData); v == nil || len(v) != 0 || s.NotEmpty(tlv.Track2EquivalentData) || !s.Present(tlv.Track2EquivalentData) {
		t.Error("empty is not absent")
	}
	if s.Get(tlv.CVMList) != nil || s.Present(tlv.CVMList) || s.Get(tlv.Row(tlv.NumRows)) != nil || s.Source(tlv.CVMList) != 0 {
		t.Error("absent is not empty")
	}
	if got := s.Replace(tlv.PAN, tlv.FromCard, []byte{9}); got != kernel.Stored || s.Get(tlv.PAN)[0] != 9 {
		t.Error(got)
	}
	s.Forget(tlv.FromCard)
	if s.Present(tlv.PAN) || s.Present(tlv.ApplicationExpirationDate) || !s.Present(tlv.AmountAuthorised) || len(s.Rows()) != 1 {
		t.Error(s.Rows())
	}
	amount := s.Get(tlv.AmountAuthorised)
	s.Wipe()
	if amount[0] != 0 || len(s.Rows()) != 0 {
		t.Error("not wiped")
	}
}

// Every row can be present at once, within what a store holds; removal in any order keeps the rest.
func TestStoreFills(t *testing.T) {
	var s kernel.Store
	var rows []tlv.Row
	for r := tlv.Row(1); int(r) < tlv.NumRows; r++ {
		src := r.Element().Source
		src &= -src // the first of its sources
		if s.Put(r, src, []byte{byte(r)}) == kernel.Stored {
			rows = append(rows, r)
		}
	}
	if len(rows) < min(tlv.NumRows-1, 255)-10 {
		t.Fatal(len(rows))
	}
	for i := 0; len(rows) > 0; i++ {
		k := i * 7 % len(rows)
		s.Remove(rows[k])
		s.Remove(rows[k])
		rows = append(rows[:k], rows[k+1:]...)
		for _, r := range rows {
			if v := s.Get(r); len(v) != 1 || v[0] != byte(r) {
				t.Fatal(r, v)
			}
		}
	}
}

// The DOL's builder asks the store: padded by format, unknown and absent ones filled with zeroes.
//
// B3 5.4
func TestStoreDOL(t *testing.T) {
	var s kernel.Store
	s.Put(tlv.AmountAuthorised, tlv.FromTerminal, []byte{0, 0, 0, 0, 0x12, 0x34})
	dol, err := tlv.ParseDOL([]byte{0x9F, 0x02, 7, 0x9F, 0x02, 2, 0x9F, 0x37, 2, 0xDF, 0x7F, 1})
	if err != nil {
		t.Fatal(err)
	}
	got := dol.Append(nil, s.DOLValue)
	if want := []byte{0, 0, 0, 0, 0, 0x12, 0x34, 0x12, 0x34, 0, 0, 0}; !bytes.Equal(got, want) {
		t.Fatalf("%X, want %X", got, want)
	}
}

// What a session has kept of a card, of a draw and of its own is gone when it is closed, wherever it is closed.
func TestWiped(t *testing.T) {
	var kept [][]byte
	s := open(t, func(p *kernel.Port) *kernel.Outcome {
		ev, out := p.Transmit(select1)
		if out != nil {
			return out
		}
		p.Store().Put(tlv.PAN, tlv.FromCard, ev.Body())
		p.Store().Put(tlv.AmountAuthorised, tlv.FromTerminal, []byte{1, 2, 3, 4, 5, 6})
		kept = append(kept, ev.Data, p.Random(8), p.Store().Get(tlv.PAN), p.Store().Get(tlv.AmountAuthorised))
		_, out = p.GoOnline([]byte{7, 8, 9})
		return out
	})
	next(t, s, kernel.Event{}, kernel.Transmit)
	a := next(t, s, response(0x54, 0x13, 0x90, 0x00), kernel.GoOnline)
	kept = append(kept, a.Data)
	next(t, s, kernel.Event{Kind: kernel.DataReceived, Data: []byte{1, 2, 3}}, kernel.Wait)
	_ = s.Close()
	for i, b := range kept {
		if len(bytes.Trim(b, "\x00")) != 0 {
			t.Errorf("%d: %X", i, b)
		}
	}
	if s.Journal() != nil {
		t.Error("a journal after Close")
	}
}

// The caller of Next has an outcome of its own; the program's goes with the session.
func TestOutcomeWiped(t *testing.T) {
	data, pan := []byte{0x9F, 0x27, 0x01, 0x40}, []byte{0x54, 0x13}
	s := open(t, func(p *kernel.Port) *kernel.Outcome {
		p.Store().Put(tlv.PAN, tlv.FromCard, pan)
		return &kernel.Outcome{Status: kernel.Approved, DataRecord: data, Reports: []tlv.Row{tlv.PAN}}
	})
	out := next(t, s, kernel.Event{}, kernel.Done).Result
	_ = s.Close()
	if len(bytes.Trim(data, "\x00")) != 0 {
		t.Errorf("the program's: %X", data)
	}
	if !bytes.Equal(out.DataRecord, []byte{0x9F, 0x27, 0x01, 0x40}) || !bytes.Equal(out.Report.Get(tlv.PAN), []byte{0x54, 0x13}) {
		t.Errorf("the caller's: %X, %X", out.DataRecord, out.Report.Get(tlv.PAN))
	}
}

// The bytes of an action are spoiled as soon as the program goes on.
func TestPoison(t *testing.T) {
	s := open(t, func(p *kernel.Port) *kernel.Outcome {
		if _, out := p.Transmit(select1); out != nil {
			return out
		}
		_, out := p.Transmit(read1)
		return out
	})
	a := next(t, s, kernel.Event{}, kernel.Transmit)
	if !bytes.Equal(a.Command, select1) || &a.Command[0] == &select1[0] {
		t.Fatal("the program's own bytes go out")
	}
	next(t, s, response(ok9000...), kernel.Transmit)
	for i, b := range a.Command[len(read1):] {
		if b != 0xDB {
			t.Fatalf("byte %d is %02X", i+len(read1), b)
		}
	}
}

// What a kernel has deciphered is kept in memory that is wiped with the store, and its values are given as views.
//
// C-8 1.2 7.2.4
func TestStoreHold(t *testing.T) {
	var s kernel.Store
	s.Open(tlv.C8)
	plain := []byte{0x47, 0x61}
	held := s.Hold(plain)
	clear(plain)
	if !bytes.Equal(held, []byte{0x47, 0x61}) || cap(held) != 2 {
		t.Fatalf("%X", held)
	}
	if v := s.Update(tlv.Track2EquivalentData, tlv.RA, held); v != kernel.Stored || &s.Get(tlv.Track2EquivalentData)[0] != &held[0] {
		t.Error(v)
	}
	if s.Hold(make([]byte, 1<<16)) != nil {
		t.Error("64 KiB are held")
	}
	s.Wipe()
	if !bytes.Equal(held, []byte{0, 0}) {
		t.Errorf("left after the wipe: %X", held)
	}
}
