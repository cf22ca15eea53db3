package tlv_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

func TestRows(t *testing.T) {
	names := map[string]tlv.Row{}
	for r := tlv.Row(1); int(r) < tlv.NumRows; r++ {
		e := r.Element()
		if e.Name == "" || e.Source == 0 || e.Books == 0 || e.Min > e.Max || r.String() != e.Name || r.Tag() != e.Tag {
			t.Errorf("row %d: %+v", r, e)
		}
		if other, ok := names[e.Name]; ok && other.Element().Books&e.Books != 0 && r != tlv.ApplicationVersionNumberTerminal && r != tlv.CAPublicKeyIndexTerminal {
			t.Errorf("%q is row %d and %d", e.Name, other, r)
		}
		names[e.Name] = r
		if e.Tag == 0 {
			continue
		}
		if !e.Tag.Valid() {
			t.Errorf("%s: tag %v", e.Name, e.Tag)
		}
		for _, template := range append([]tlv.Tag{0}, e.Templates...) {
			for book := tlv.Contact; book < tlv.NumBooks; book++ {
				found, ok := tlv.Lookup(book, template, e.Tag)
				switch want := e.Books>>book&1 == 1 && e.In(template); {
				case want && (!ok || found != r):
					t.Errorf("%s in %v: found %v", e.Name, template, found)
				case ok && found.Element().Books>>book&1 == 0:
					t.Errorf("%s in %v: found a row of another book", e.Name, template)
				}
			}
		}
	}
	if tlv.NumRows < 390 {
		t.Errorf("%d rows", tlv.NumRows)
	}
	if none := tlv.Row(60000).Element(); none.Name != "" || none != tlv.Row(0).Element() {
		t.Errorf("beyond the last row: %+v", none)
	}
}

func TestLookup(t *testing.T) {
	for _, test := range []struct {
		book          tlv.Book
		template, tag tlv.Tag
		want          tlv.Row
		ok            bool
	}{
		// EMV 4.4 B3 annex A2: a tag by itself
		{tlv.Contact, 0, 0x5A, tlv.PAN, true},
		{tlv.Contact, 0x70, 0x5A, tlv.PAN, true},
		{tlv.Contact, 0, 0x9F02, tlv.AmountAuthorised, true},
		// a card's template around a terminal's element: the row is found, its source is what refuses it
		{tlv.Contact, 0x70, 0x9F02, tlv.AmountAuthorised, true},
		{tlv.Contact, 0x70, 0x95, tlv.TVR, true},
		// EMV 4.4 B3 annex C7: tags that mean something else inside a template
		{tlv.Contact, 0, 0x90, tlv.IssuerPublicKeyCertificate, true},
		{tlv.Contact, 0x70, 0x90, tlv.IssuerPublicKeyCertificate, true},
		{tlv.Contact, 0xA1, 0x90, tlv.BiometricSolutionID, true},
		{tlv.Contact, 0x77, 0x82, tlv.AIP, true},
		{tlv.Contact, 0xA1, 0x82, tlv.BiometricSubtype, true},
		{tlv.Contact, 0, 0x81, tlv.AmountAuthorisedBinary, true},
		{tlv.Contact, 0xBF4E, 0x81, tlv.BiometricType, true},
		{tlv.Contact, 0x6F, 0x84, tlv.DFName, true},
		{tlv.Contact, 0x72, 0x86, tlv.IssuerScriptCommand, true},
		{tlv.Contact, 0, 0x7F60, tlv.BITTerminal, true},
		{tlv.Contact, 0xBF4A, 0x7F60, tlv.BITCard, true},
		{tlv.Contact, 0xBF4C, 0xDF50, tlv.FacialTryCounter, true},
		{tlv.Contact, 0xBF4D, 0xDF50, tlv.PreferredFacialAttempts, true},
		{tlv.Contact, 0xBF4E, 0xDF50, tlv.EncipheredBiometricKeySeed, true},
		{tlv.Contact, 0, 0xDF50, 0, false},
		{tlv.Contact, 0x70, 0xDF50, 0, false},
		// another book, no book
		{tlv.Contact, 0x77, 0x9F6B, 0, false},
		{tlv.C2, 0x77, 0x9F6B, tlv.Track2Data, true},
		// what the kernels share with contact, and the tags that each has its own meaning for
		{tlv.C2, 0, 0x5A, tlv.PAN, true},
		{tlv.C8, 0, 0x9F42, 0, false},
		{tlv.C2, 0, 0x95, tlv.TVRKernel2, true},
		{tlv.C4, 0, 0x9F26, tlv.ApplicationCryptogram, true},
		{tlv.C8, 0, 0x95, tlv.TVRKernel8, true},
		{tlv.C3, 0, 0x9F66, tlv.TTQ, true},
		{tlv.C6, 0, 0x9F66, tlv.TTQKernel6, true},
		{tlv.C7, 0, 0x9F66, tlv.TTQKernel7, true},
		{tlv.EntryPoint, 0, 0x9F66, tlv.TTQ, true},
		{tlv.C2, 0x70, 0x9F6E, tlv.ThirdPartyData, true},
		{tlv.C3, 0x77, 0x9F6E, tlv.FormFactorIndicator, true},
		{tlv.C4, 0, 0x9F6E, tlv.EnhancedContactlessReaderCapabilities, true},
		{tlv.C5, 0x70, 0x9F6E, tlv.DeviceInformation, true},
		{tlv.C6, 0x70, 0x9F6E, tlv.FormFactorIdentifier, true},
		{tlv.C2, 0, 0x9F7C, tlv.MerchantCustomData, true},
		{tlv.C7, 0x77, 0x9F7C, tlv.PartnerProprietaryData, true},
		{tlv.C2, 0xBF0C, 0x9F5D, tlv.ApplicationCapabilitiesInformation, true},
		{tlv.C7, 0x77, 0x9F5D, tlv.AvailableOfflineSpendingAmount, true},
		{tlv.C2, 0, 0x9F53, tlv.TransactionCategoryCode, true},
		{tlv.C5, 0, 0x9F53, tlv.TerminalInterchangeProfile, true},
		{tlv.Contact, 0, 0x9F66, 0, false},
		{tlv.Contact, 0, 0x9F7F, 0, false},
		{tlv.Contact, 0, 0, 0, false},
		{tlv.NumBooks + 9, 0, 0x5A, 0, false},
	} {
		if row, ok := tlv.Lookup(test.book, test.template, test.tag); row != test.want || ok != test.ok {
			t.Errorf("%v in %v: have %v, %v; want %v", test.tag, test.template, row, ok, test.want)
		}
	}
}

// EMV 4.4 B1 annex B, EMV 4.4 B3 5.1
func TestElements(t *testing.T) {
	for _, test := range []struct {
		row       tlv.Row
		tag       tlv.Tag
		format    tlv.Format
		min, max  uint16
		source    tlv.Source
		template  tlv.Tag
		sensitive bool
	}{
		// EMV 4.4 B3 annex A1
		{tlv.PAN, 0x5A, tlv.CN, 1, 10, tlv.FromCard, 0x70, true},
		{tlv.Track2EquivalentData, 0x57, tlv.B, 1, 19, tlv.FromCard, 0x77, true},
		{tlv.CardholderName, 0x5F20, tlv.ANS, 2, 26, tlv.FromCard, 0x70, true},
		{tlv.ApplicationExpirationDate, 0x5F24, tlv.N, 3, 3, tlv.FromCard, 0x70, false},
		{tlv.AIP, 0x82, tlv.B, 2, 2, tlv.FromCard, 0x80, false},
		{tlv.AFL, 0x94, tlv.Var, 4, 252, tlv.FromCard, 0x77, false},
		{tlv.CVMList, 0x8E, tlv.B, 10, 252, tlv.FromCard, 0x77, false},
		{tlv.AmountAuthorised, 0x9F02, tlv.N, 6, 6, tlv.FromTerminal, 0, false},
		{tlv.UnpredictableNumber, 0x9F37, tlv.B, 4, 4, tlv.FromKernel, 0, false},
		{tlv.IssuerAuthenticationData, 0x91, tlv.B, 8, 16, tlv.FromIssuer, 0, false},
		{tlv.AuthorisationResponseCode, 0x8A, tlv.AN, 2, 2, tlv.FromIssuer | tlv.FromTerminal | tlv.FromKernel, 0, false},
		{tlv.IssuerScriptCommand, 0x86, tlv.B, 1, 261, tlv.FromIssuer, 0x71, false},
		{tlv.TerminalActionCodeDenial, 0, tlv.B, 5, 5, tlv.FromTerminal, 0, false},
		// EMV 4.4 B1 12.2.3
		{tlv.PDOL, 0x9F38, tlv.B, 0, 252, tlv.FromCard, 0xA5, false},
		{tlv.ADFName, 0x4F, tlv.B, 5, 16, tlv.FromCard, 0x61, false},
	} {
		e := test.row.Element()
		if e.Tag != test.tag || e.Format != test.format || e.Min != test.min || e.Max != test.max ||
			e.Source != test.source || !e.In(test.template) || e.In(0x9F7F) || e.Sensitive != test.sensitive {
			t.Errorf("%+v", e)
		}
		if !e.Fits(int(e.Min)) || !e.Fits(int(e.Max)) || e.Fits(int(e.Max)+1) || e.Min > 0 && e.Fits(int(e.Min)-1) {
			t.Errorf("%s: lengths", e.Name)
		}
	}
	if s := tlv.FromCard | tlv.FromKernel; !s.Has(tlv.FromCard) || s.Has(tlv.FromCard|tlv.FromIssuer) {
		t.Error("Source.Has")
	}
}

func TestTag(t *testing.T) {
	for _, test := range []struct {
		tag         tlv.Tag
		text, name  string
		size        int
		constructed bool
	}{
		// EMV 4.4 B3 annex B1
		{0x5A, "5A", "Application Primary Account Number (PAN)", 1, false},
		{0x70, "70", "READ RECORD Response Message Template", 1, true},
		{0x9F02, "9F02", "Amount, Authorised (Numeric)", 2, false},
		{0xBF0C, "BF0C", "File Control Information (FCI) Issuer Discretionary Data", 2, true},
		{0xDF8129, "DF8129", "Outcome Parameter Set", 3, false}, // C-2 2.12 A.1.97
		{0xFF8105, "FF8105", "Data Record", 3, true},            // C-2 2.12 A.1.36
		{0xDF8150, "DF8150", "", 3, false},
		{0xFF8150, "FF8150", "", 3, true},
		{0xDF818101, "DF818101", "", 4, false},
		{0x9F6B, "9F6B", "Track 2 Data", 2, false},
		{0x06, "06", "", 1, false},
	} {
		back, err := tlv.ParseTag(test.text)
		if test.tag.String() != test.text || back != test.tag || err != nil || test.tag.Name() != test.name ||
			test.tag.Size() != test.size || test.tag.Constructed() != test.constructed || !test.tag.Valid() {
			t.Errorf("%v: %v, %v, %q, %d, %v", test.tag, back, err, test.tag.Name(), test.tag.Size(), test.tag.Constructed())
		}
		js, _ := json.Marshal(test.tag)
		var again tlv.Tag
		if err := json.Unmarshal(js, &again); err != nil || again != test.tag || string(js) != `"`+test.text+`"` {
			t.Errorf("JSON %s", js)
		}
	}
	for _, bad := range []string{"", "0", "00", "9F", "9F8181", "5A5A", "9F0202", "DF81818101", "G1"} {
		if tag, err := tlv.ParseTag(bad); err == nil || !strings.Contains(err.Error(), "tag") {
			t.Errorf("%q: %v, %v", bad, tag, err)
		}
	}
	for _, bad := range []tlv.Tag{0, 0x9F, 0x5A02, 0x9F8101 << 8, 0xDF818181} {
		if bad.Valid() {
			t.Errorf("%v is no tag", bad)
		}
	}
	var tag tlv.Tag
	if json.Unmarshal([]byte(`"9F"`), &tag) == nil {
		t.Error("half a tag from JSON")
	}
}
