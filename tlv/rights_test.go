package tlv_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/internal/gen"
)

// What a book's table says of who may update an element is what its row says, each right by itself.
func TestRightsOfBooks(t *testing.T) {
	facts, err := gen.Facts()
	if err != nil {
		t.Fatal(err)
	}
	books := map[string]tlv.Book{"C2": tlv.C2, "C8": tlv.C8}
	checked := 0
	for i := range facts {
		f := &facts[i]
		book, signals := books[f.Book]
		row, ok := tlv.Lookup(book, 0, tlv.Tag(f.Tag))
		if !signals || !ok {
			continue
		}
		var want tlv.Rights
		for word, r := range map[string]tlv.Rights{"K": tlv.K, "ACT": tlv.ACT, "DET": tlv.DET, "RA": tlv.RA} {
			if strings.Contains("/"+f.Source+"/", "/"+word+"/") {
				want |= r
			}
		}
		checked++
		if have := row.In(book).Update; have != want {
			t.Errorf("%s %X %s: rights %b, want %b", f.Book, f.Tag, f.Name, have, want)
		}
	}
	if checked != 153+123 {
		t.Errorf("%d elements with a tag in C-2 and C-8", checked)
	}
}

func TestRights(t *testing.T) {
	for _, test := range []struct {
		row  tlv.Row
		book tlv.Book
		want tlv.Rights
	}{
		// C-2 2.12 annex A
		{tlv.AmountAuthorised, tlv.C2, tlv.K | tlv.ACT | tlv.DET},
		{tlv.PAN, tlv.C2, tlv.K | tlv.RA},
		{tlv.UnpredictableNumber, tlv.C2, tlv.K},
		{tlv.UnprotectedDataEnvelope1, tlv.C2, tlv.K | tlv.RA | tlv.ACT | tlv.DET},
		{tlv.TransactionCurrencyCode, tlv.C2, tlv.K | tlv.ACT | tlv.DET},
		{tlv.TransactionType, tlv.C2, tlv.K | tlv.ACT | tlv.DET},
		{tlv.MerchantCustomData, tlv.C2, tlv.K | tlv.ACT | tlv.DET},
		{tlv.FCITemplate, tlv.C2, tlv.K | tlv.RA},
		{tlv.ActiveAFL, tlv.C2, tlv.K},
		// C-8 1.2 annex A: currency and type not by data exchange, templates in no store
		{tlv.TransactionCurrencyCode, tlv.C8, tlv.K | tlv.ACT},
		{tlv.TransactionType, tlv.C8, tlv.K | tlv.ACT},
		{tlv.DataEnvelopesToWrite, tlv.C8, tlv.K | tlv.ACT | tlv.DET},
		{tlv.FCITemplate, tlv.C8, 0},
		{tlv.MessageIdentifier, tlv.C8, 0},
		// books without signals
		{tlv.PAN, tlv.Contact, tlv.K | tlv.RA},
		{tlv.AmountAuthorised, tlv.Contact, tlv.K | tlv.ACT},
		{tlv.IssuerAuthenticationData, tlv.C3, tlv.K | tlv.ACT},
		{tlv.IDSRecordUpdateTemplate, tlv.C3, tlv.K | tlv.DET},
		{tlv.CTQ, tlv.C3, tlv.K | tlv.RA},
		{tlv.TTQ, tlv.EntryPoint, tlv.K | tlv.ACT},
	} {
		if have := test.row.In(test.book).Update; have != test.want {
			t.Errorf("%v in %d: %b, want %b", test.row, test.book, have, test.want)
		}
	}
	if both := tlv.K | tlv.RA; !both.Has(tlv.RA) || both.Has(tlv.DET) || both.Has(tlv.RA|tlv.DET) {
		t.Error("Rights.Has")
	}
	for r := tlv.Row(1); int(r) < tlv.NumRows; r++ {
		if e := r.Element(); !e.Update.Has(tlv.K) && !strings.Contains(e.Name, "Message Identifier") {
			t.Errorf("%v: the kernel may not update it", r)
		}
	}
}

// The lengths that a book allows, to the byte.
func TestAllows(t *testing.T) {
	lengths := func(ns ...int) []int { return ns }
	var fours []int
	for n := 4; n <= 248; n += 4 {
		fours = append(fours, n)
	}
	for _, test := range []struct {
		row  tlv.Row
		book tlv.Book
		want []int
	}{
		// EMV 4.4 B3 annex A2
		{tlv.BIC, tlv.Contact, lengths(8, 11)},
		{tlv.IssuerPublicKeyExponent, tlv.Contact, lengths(1, 3)},
		{tlv.AIP, tlv.Contact, lengths(2)},
		// C-2 2.12 annex A
		{tlv.AFL, tlv.C2, fours},
		{tlv.DSSummary1, tlv.C2, lengths(8, 16)},
		{tlv.DSID, tlv.C2, lengths(8, 9, 10, 11)},
		{tlv.ICCPublicKeyExponent, tlv.C2, lengths(1, 3)},
		{tlv.UserInterfaceRequestData, tlv.C2, lengths(13)},
		// C-8 1.2 annex A
		{tlv.CardKeyData, tlv.C8, lengths(64, 132)},
		{tlv.RestartIndicator, tlv.C8, lengths(2, 3, 4, 5)},
		{tlv.IssuerIdentificationNumberExtended, tlv.C8, lengths(3, 4)},
		{tlv.AFL, tlv.C8, fours},
		// Book B 2.12 annex A
		{tlv.KernelIdentifier, tlv.EntryPoint, lengths(1, 3, 4, 5, 6, 7, 8)},
		// C-3 2.12 A.2, C-7 2.12 annex A
		{tlv.IssuerPublicKeyExponent, tlv.C3, lengths(1, 3)},
		{tlv.CardAuthenticationRelatedDataKernel7, tlv.C7, lengths(8, 9, 10, 11, 12, 13, 14, 15, 16)},
	} {
		e := test.row.In(test.book)
		for n, want := 0, test.want; n < 300; n++ {
			wanted := len(want) > 0 && want[0] == n
			if wanted {
				want = want[1:]
			}
			if e.Allows(n) != wanted || wanted && !e.Fits(n) {
				t.Errorf("%v in %d, %d bytes: %v, want %v", test.row, test.book, n, e.Allows(n), wanted)
			}
		}
	}
}

// A span that an outside kernel has written without a step has every length.
func TestSpanWithoutStep(t *testing.T) {
	e := tlv.Element{Max: 9, Lengths: []tlv.Span{{Min: 2, Max: 4}}}
	for n := range 11 {
		if e.Allows(n) != (n >= 2 && n <= 4) {
			t.Errorf("%d bytes: %v", n, e.Allows(n))
		}
	}
}

func TestKind(t *testing.T) {
	for row, want := range map[tlv.Row]tlv.Kind{
		tlv.PAN: tlv.Plain, tlv.FCITemplate: tlv.Objects, tlv.DataToSend: tlv.Objects, tlv.TagsToWriteBeforeGenAC: tlv.Objects,
		tlv.TagsToWriteYetAfterGenAC: tlv.Objects, tlv.DataEnvelopesToWriteYet: tlv.Objects,
		tlv.PDOL: tlv.DOLs, tlv.DSDOL: tlv.DOLs, tlv.DefaultCDOL1: tlv.DOLs, tlv.TagsToRead: tlv.Tags, tlv.DataNeeded: tlv.Tags,
		tlv.StaticDataAuthenticationTagList: tlv.Tags, tlv.AFL: tlv.Plain, 0: tlv.Plain,
	} {
		if have := row.Kind(); have != want {
			t.Errorf("%v: %v, want %v", row, have, want)
		}
	}
	if s := tlv.Tags.String() + "," + tlv.Kind(9).String(); s != "tags,?" {
		t.Error(s)
	}
}

// C-2 2.12 table 4.2 has 24 rows.
func TestDefaults(t *testing.T) {
	n := 0
	for r := tlv.Row(1); int(r) < tlv.NumRows; r++ {
		v, ok := r.Default(tlv.C2)
		if !ok {
			continue
		}
		n++
		e := r.In(tlv.C2)
		if e.Books>>tlv.C2&1 == 0 || !e.Allows(len(v)) || !e.Format.Accepts(v) {
			t.Errorf("%v: % X", r, v)
		}
		if _, ok := r.Default(tlv.C8); ok {
			t.Errorf("%v has a default in C-8", r)
		}
	}
	if n != 24 {
		t.Errorf("%d defaults", n)
	}
	for row, want := range map[tlv.Row][]byte{
		tlv.HoldTimeValue: {0x0D}, tlv.TimeOutValue: {1, 0xF4}, tlv.TerminalActionCodeOnlineKernel2: {0x84, 0, 0, 0, 0x0C},
		tlv.MessageHoldTime: {0, 0, 0x13},
	} {
		if v, _ := row.Default(tlv.C2); !bytes.Equal(v, want) {
			t.Errorf("%v: % X", row, v)
		}
	}
	if v, _ := tlv.PhoneMessageTable.Default(tlv.C2); len(v) != 6*8 || v[6] != 0x20 || v[46] != 0x07 {
		t.Errorf("phone messages: % X", v)
	}
}
