package kernel_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Entry Point's starts drop what belongs to them, and what was hidden is back.
//
// B 2.3
func TestStoreScopes(t *testing.T) {
	var s kernel.Store
	put := func(row tlv.Row, src tlv.Source, v ...byte) {
		t.Helper()
		if got := s.Put(row, src, v); got != kernel.Stored {
			t.Fatal(row, got)
		}
	}
	is := func(row tlv.Row, want ...byte) {
		t.Helper()
		if got := s.Get(row); !bytes.Equal(got, want) || (got == nil) != (want == nil) {
			t.Errorf("%s is %X, want %X", row, got, want)
		}
	}
	capabilities, floor, pan := tlv.TerminalCapabilities, tlv.TerminalFloorLimit, tlv.PAN
	for range 300 { // more often than there are slots
		s.Begin(kernel.ForTerminal)
		put(capabilities, tlv.FromTerminal, 1, 1, 1)
		s.Begin(kernel.ForActivation)
		put(floor, tlv.FromTerminal, 2, 2, 2, 2)
		put(capabilities, tlv.FromTerminal, 2, 2, 2)
		put(capabilities, tlv.FromTerminal, 2, 2, 3)
		for start := range byte(3) {
			s.Begin(kernel.ForApplication)
			is(pan)
			is(capabilities, 2, 2, 3)
			put(capabilities, tlv.FromTerminal, 3, 3, start)
			put(pan, tlv.FromCard, 0x54, 0x13)
			is(capabilities, 3, 3, start)
		}
		s.Begin(kernel.ForActivation) // drops two scopes
		is(capabilities, 1, 1, 1)
		is(floor)
		is(pan)
	}
	s.Begin(kernel.ForApplication)
	put(capabilities, tlv.FromTerminal, 9, 9, 9)
	s.Remove(capabilities) // in every scope
	is(capabilities)
	put(floor, tlv.FromTerminal, 5, 5, 5, 5)
	v := s.Get(floor)
	s.Begin(kernel.ForApplication)
	if !bytes.Equal(v, make([]byte, 4)) {
		t.Errorf("a value that was dropped lies about: %X", v)
	}
	if len(s.Rows()) != 0 {
		t.Error(s.Rows())
	}
}

// A store of Kernel 2 and one of Kernel 8 have the access conditions and lengths of their books; in the others the kernel checks what its book names.
func TestStoreByBook(t *testing.T) {
	amount := make([]byte, 6)
	for _, c := range []struct {
		book   tlv.Book
		tag    tlv.Tag
		signal tlv.Rights
		v      []byte
		want   kernel.Verdict
	}{
		{tlv.Contact, 0x94, tlv.RA, make([]byte, 5), kernel.Stored},    // B3 7.5: it is the kernel that ends there
		{tlv.C3, 0x94, tlv.RA, make([]byte, 5), kernel.Stored},         // C-3 4.1.1.4
		{tlv.C2, 0x94, tlv.RA, make([]byte, 5), kernel.WrongLength},    // C-2 4.1.3
		{tlv.C2, 0x94, tlv.RA, make([]byte, 8), kernel.Stored},         //
		{tlv.C8, 0x94, tlv.RA, make([]byte, 6), kernel.WrongLength},    // C-8 4.1.3
		{tlv.C8, 0x94, tlv.RA, make([]byte, 248), kernel.Stored},       //
		{tlv.C2, 0x9F02, tlv.ACT, amount, kernel.Stored},               // C-2 4.1.2
		{tlv.C2, 0x9F02, tlv.DET, amount, kernel.Stored},               //
		{tlv.C2, 0x9F02, tlv.RA, amount, kernel.NotAllowed},            //
		{tlv.C2, 0x95, tlv.ACT, make([]byte, 5), kernel.NotAllowed},    //
		{tlv.C2, 0x95, tlv.K, make([]byte, 5), kernel.Stored},          //
		{tlv.C2, 0x57, tlv.K, make([]byte, 19), kernel.Stored},         // the kernel may update every one
		{tlv.C2, 0x9F02, tlv.DET, make([]byte, 3), kernel.Stored},      // C-2 4.1.3: no length there
		{tlv.C8, 0x9F02, tlv.DET, make([]byte, 3), kernel.WrongLength}, // C-8 4.1.3
		{tlv.C8, 0x9F02, tlv.DET, amount, kernel.Stored},               //
		{tlv.C8, 0x9F02, tlv.DET | tlv.ACT, amount, kernel.NotAllowed}, // one signal at a time
	} {
		var s kernel.Store
		s.Open(c.book)
		row := s.Row(0, c.tag)
		if got := s.Update(row, c.signal, c.v); got != c.want || s.Book() != c.book || s.Present(row) != (c.want == kernel.Stored) {
			t.Errorf("book %d, %s by %d: %v, want %v", c.book, c.tag, c.signal, got, c.want)
		}
	}
}

// What the card gives twice is each book's own question.
func TestStoreTwice(t *testing.T) {
	one, other := []byte{0x25, 0x12, 0x31}, []byte{0x26, 0x12, 0x31}
	for _, c := range []struct {
		book          tlv.Book
		first, second []byte
		want          kernel.Verdict
	}{
		{tlv.Contact, one, one, kernel.Duplicate}, // B3 10.2
		{tlv.Contact, nil, one, kernel.Duplicate}, //
		{tlv.C2, one, one, kernel.Duplicate},      // C-2 4.1.3
		{tlv.C8, one, one, kernel.Stored},         // C-8 4.1.3
		{tlv.C8, one, other, kernel.Duplicate},    //
	} {
		var s kernel.Store
		s.Open(c.book)
		row := s.Row(0, 0x5F24)
		if s.Put(row, tlv.FromCard, c.first) != kernel.Stored {
			t.Fatal(c.book)
		}
		if got := s.Put(row, tlv.FromCard, c.second); got != c.want || !bytes.Equal(s.Get(row), c.first) {
			t.Errorf("book %d, %X after %X: %v, want %v", c.book, c.second, c.first, got, c.want)
		}
	}
	for _, book := range []tlv.Book{tlv.C2, tlv.C8} { // what is present and empty is filled: C-2 4.1.3, C-8 4.1.3
		var s kernel.Store
		s.Open(book)
		row := s.Row(0, 0x5F24)
		if s.Update(row, tlv.K, nil) != kernel.Stored || s.Put(row, tlv.FromCard, one) != kernel.Stored || !bytes.Equal(s.Get(row), one) {
			t.Errorf("book %d: %X", book, s.Get(row))
		}
	}
}

// Tags that no dictionary row has are declared, and are elements like others from then on.
//
// C-2 4.1.2
func TestStoreDeclares(t *testing.T) {
	own := []tlv.Element{
		{Tag: 0xDF7E, Name: "given", Format: tlv.B, Min: 1, Max: 4, Source: tlv.FromTerminal, Update: tlv.K | tlv.ACT | tlv.DET},
		{Tag: 0xDF7F, Name: "asked", Format: tlv.N, Min: 0, Max: 2, Source: tlv.FromCard, Update: tlv.K | tlv.RA, Sensitive: true},
	}
	var s kernel.Store
	s.Open(tlv.C2)
	if row := s.Row(0, 0xDF7F); row != 0 {
		t.Fatal(row)
	}
	if err := s.Declare(own); err != nil {
		t.Fatal(err)
	}
	given, asked := s.Row(0, 0xDF7E), s.Row(0, 0xDF7F)
	if e := s.Element(asked); e.Name != "asked" || int(given) < tlv.NumRows {
		t.Fatal(e)
	}
	for i, c := range []struct {
		row    tlv.Row
		signal tlv.Rights
		v      []byte
		want   kernel.Verdict
	}{
		{given, tlv.RA, []byte{1}, kernel.NotAllowed},
		{given, tlv.DET, []byte{1, 2}, kernel.Stored},
		{asked, tlv.DET, []byte{1}, kernel.NotAllowed},
		{asked, tlv.K, nil, kernel.Stored},
		{asked, tlv.RA, []byte{1, 2, 3}, kernel.WrongLength},
		{asked, tlv.RA, []byte{0x12}, kernel.Stored},
		{asked, tlv.RA, []byte{0x13}, kernel.Duplicate},
		{asked + 1, tlv.K, nil, kernel.NotAllowed},
	} {
		if got := s.Update(c.row, c.signal, c.v); got != c.want {
			t.Errorf("%d: %v, want %v", i, got, c.want)
		}
	}
	dol, err := tlv.ParseDOL([]byte{0xDF, 0x7F, 2, 0xDF, 0x7E, 3, 0xDF, 0x7D, 1})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := dol.Append(nil, s.DOLValue), []byte{0, 0x12, 1, 2, 0, 0}; !bytes.Equal(got, want) { // n on the right, b on the left
		t.Errorf("%X, want %X", got, want)
	}
	if rows := s.Rows(); len(rows) != 2 || rows[1] != asked {
		t.Error(rows)
	}
	v := s.Get(given)
	s.Open(tlv.C3)
	if s.Get(given) != nil || s.Row(0, 0xDF7E) != 0 || s.Source(asked) != 0 || !bytes.Equal(v, []byte{0, 0}) {
		t.Error("another kernel finds them")
	}
	many := make([]tlv.Element, 65)
	for i := range many {
		many[i].Tag = tlv.Tag(0xFF8000 + i)
	}
	for _, list := range [][]tlv.Element{{{Tag: 0}}, {{Tag: 0x1F}}, {{Tag: 0xDF7E, Min: 2, Max: 1}}, {{Tag: 0x5A}}, {own[0], own[0]}, many} {
		var wrong *kernel.SetupError
		if err := s.Declare(list); !errors.As(err, &wrong) || wrong.Field != "Store.Declare" {
			t.Errorf("%d: %v", len(list), err)
		}
	}
	if err := s.Declare(many[:64]); err != nil {
		t.Error(err)
	}
}

// What kernels work on in place lies under the row of their book, and stays where it is whatever else is put.
func TestStoreInPlace(t *testing.T) {
	for book, row := range map[tlv.Book]tlv.Row{
		tlv.Contact: tlv.TVR, tlv.C2: tlv.TVRKernel2, tlv.C3: tlv.TVR, tlv.C5: tlv.TVRKernel5, tlv.C8: tlv.TVRKernel8,
	} {
		var s kernel.Store
		s.Open(book)
		tvr, tsi, cvm := s.TVR(), s.TSI(), s.CVMResults()
		for r := tlv.Row(1); int(r) < 100; r++ {
			if r != row && r != tlv.TSI {
				s.Put(r, tlv.FromTerminal, make([]byte, 32))
			}
		}
		tvr.Set(tlv.TVRODANotPerformed)
		tsi[0], cvm[2] = 0x80, 2
		if v := s.Get(row); !bytes.Equal(v, []byte{0x80, 0, 0, 0, 0}) || s.TVR() != tvr {
			t.Errorf("book %d: %X", book, v)
		}
		if v, _, ok := s.DOLValue(0x95, 5); !ok || v[0] != 0x80 {
			t.Errorf("book %d: %X", book, v)
		}
		if !bytes.Equal(s.Get(tlv.TSI), []byte{0x80, 0}) || !bytes.Equal(s.Get(tlv.CVMResults), []byte{0, 0, 2}) {
			t.Errorf("book %d: %X %X", book, s.Get(tlv.TSI), s.Get(tlv.CVMResults))
		}
		s.Wipe()
		if *tvr != (tlv.TVRValue{}) {
			t.Error("not wiped")
		}
	}
}
