package contact_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// output is the list of what a kernel has to put out, with its values after a purchase at 12.34 with the card full: from the card's
// profile, the configuration default and the transaction, written here by hand. "?8": so many bytes that cannot be known before.
// B4 8.4.5
var output = []struct {
	tag       tlv.Tag
	name      string
	value     string
	sensitive bool
}{
	{0x9F02, "Amount, Authorised (Numeric)", "000000001234", false},
	{0x9F03, "Amount, Other (Numeric)", "000000000000", false},
	{0x9F26, "Application Cryptogram", "?8", false},
	{0x5F25, "Application Effective Date", "200101", false},
	{0x5F24, "Application Expiration Date", "491231", false},
	{0x82, "Application Interchange Profile", "3D00", false},
	{0x50, "Application Label", "5465737420437265646974", false},
	{0x5A, "Application PAN", "5413330089020011", true},
	{0x5F34, "Application PAN Sequence Number", "01", false},
	{0x9F12, "Application Preferred Name", "4D792043617264", false},
	{0x9F36, "Application Transaction Counter", "0011", false},
	{0x9F07, "Application Usage Control", "FF80", false},
	{0x9F09, "Application Version Number", "0002", false},
	{0x5F20, "Cardholder Name", "5445535420434152442F454D56", true},
	{0x9F0B, "Cardholder Name Extended", "4142434445464748494A4B4C4D4E4F505152535455565758595A41", true},
	{0x9F27, "Cryptogram Information Data", "40", false},
	{0x8E, "CVM List", "000003E8000000001F0602031E031F03", false},
	{0x9F34, "CVM Results", "020300", false},
	{0x84, "DF Name", "A0000000041010", false},
	{0x9F1E, "Interface Device Serial Number", "454D56474F303031", false},
	{0x9F0D, "Issuer Action Code - Default", "FC50A80000", false},
	{0x9F0E, "Issuer Action Code - Denial", "0000000000", false},
	{0x9F0F, "Issuer Action Code - Online", "FC78FCF800", false},
	{0x9F10, "Issuer Application Data", "?18", false},
	{0x9F11, "Issuer Code Table Index", "01", false},
	{0x5F28, "Issuer Country Code", "0276", false},
	{0x9F5B, "Issuer Script Results", "2001020304", false},
	{0x5F2D, "Language Preference", "656E", false},
	{0x9F15, "Merchant Category Code", "5411", false},
	{0x9F16, "Merchant Identifier", "454D56474F204558414D504C452031", false},
	{0x9F24, "Payment Account Reference", "5130303031303030303030303030303030303030303030303030303030", false},
	{0x9F33, "Terminal Capabilities", "E07848", false},
	{0x9F1A, "Terminal Country Code", "0276", false},
	{0x9F1C, "Terminal Identification", "5445524D30303031", false},
	{0x9F35, "Terminal Type", "22", false},
	{0x95, "Terminal Verification Results", "0000048000", false},
	{0x57, "Track 2 Equivalent Data", "5413330089020011D49122010123456789", true},
	{0x5F2A, "Transaction Currency Code", "0978", false},
	{0x9A, "Transaction Date", "260701", false},
	{0x9B, "Transaction Status Information", "FC00", false},
	{0x9F21, "Transaction Time", "120000", false},
	{0x9C, "Transaction Type", "00", false},
	{0x9F37, "Unpredictable Number", "?4", false},
}

// valued is a world whose card has every element of the list and whose issuer sends a script.
func valued(t *testing.T) *world {
	w := newWorld(t, "full")
	w.Card = bench.Profile(t, "full", func(app map[string]any) {
		fci := app["fci"].(map[string]any)
		fci["9F11"], fci["9F12"] = "01", "4D792043617264"
		bench.SetElement(app, "9F0B", "4142434445464748494A4B4C4D4E4F505152535455565758595A41")
		bench.SetElement(app, "9F24", "5130303031303030303030303030303030303030303030303030303030")
	})
	w.Issuer.Scripts = []issuer.Script{{ID: []byte{1, 2, 3, 4}, Commands: []issuer.Command{issuer.ApplicationUnblock()}}}
	return w
}

// Every element of the list, after the transaction and until the session is closed: sensitive ones only with the permission.
// B4 8.4.5 minimum, recommended
func TestValues(t *testing.T) {
	for _, clear := range []bool{false, true} {
		w := valued(t)
		var opts []kernel.Option
		if clear {
			opts = append(opts, kernel.WithClearData())
		}
		s := w.Session(opts...)
		out, err := bench.RunOpen(context.Background(), s, w.Devices())
		if err != nil || out.Status != kernel.Approved {
			t.Fatal(out, err)
		}
		for _, c := range output {
			v, err := s.Value(c.tag)
			got := hexOf(v)
			switch {
			case c.sensitive && !clear:
				if !errors.Is(err, kernel.ErrMasked) || v != nil {
					t.Errorf("%s %s: %s, %v without permission", c.tag, c.name, got, err)
				}
			case err != nil:
				t.Errorf("%s %s: %v", c.tag, c.name, err)
			case c.value[0] == '?':
				if want := map[string]int{"?4": 4, "?8": 8, "?18": 18}[c.value]; len(v) != want {
					t.Errorf("%s %s: %s", c.tag, c.name, got)
				}
			case got != c.value:
				t.Errorf("%s %s: %s, want %s", c.tag, c.name, got, c.value)
			}
		}
		// what the outcome says itself
		for tag, want := range map[tlv.Tag][]byte{0x9F26: out.AC(), 0x95: out.TVR(), 0x9B: out.TSI()} {
			if v, _ := s.Value(tag); hexOf(v) != hexOf(want) {
				t.Errorf("%s: %X, and the outcome says %X", tag, v, want)
			}
		}
		// the terminal's configuration and the host's answer
		for tag, want := range map[tlv.Tag]string{0x9F1B: "000003E8", 0x9F40: "F000F0A001", 0x9F4E: "4558414D504C452053484F502C204245524C494E", 0x8A: "3030", 0x9F41: "00000001"} {
			if v, err := s.Value(tag); err != nil || hexOf(v) != want {
				t.Errorf("%s: %X, %v", tag, v, err)
			}
		}
		for _, tag := range []tlv.Tag{0x9F6E, 0xDF8129, 0x99, 0} {
			if v, err := s.Value(tag); !errors.Is(err, kernel.ErrNoValue) || v != nil {
				t.Errorf("%s: %X, %v", tag, v, err)
			}
		}
		v, _ := s.Value(0x9F02)
		v[5] = 0xFF
		if again, _ := s.Value(0x9F02); hexOf(again) != "000000001234" {
			t.Error("the bytes are the session's own")
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if v, err := s.Value(0x9F02); !errors.Is(err, kernel.ErrClosed) || v != nil {
			t.Errorf("after Close: %X, %v", v, err)
		}
	}
}

// Values are the latest whenever Next is not running: the TVR grows while the transaction runs, and an amount is another once it was
// confirmed. Asking changes nothing: not one action of the transaction is another.
// B4 8.4.5
func TestValuesOnTheWay(t *testing.T) {
	var plain, asked []string
	for _, ask := range []bool{false, true} {
		w := valued(t)
		w.Transaction.Purpose = kernel.Purchase
		w.confirms(terminal.Amounts{Amount: 1400})
		s := w.Session(kernel.WithClearData(), kerneltest.Random(1))
		d := w.Devices()
		var seen []string
		number := map[kernel.ActionKind]string{}
		ev := kernel.Event{}
		for {
			a, err := s.Next(ev)
			if err != nil {
				t.Fatal(err)
			}
			note := a.Kind.String()
			if a.Kind == kernel.Transmit {
				note = hexOf(a.Command)
			}
			if ask {
				asked = append(asked, note)
				tvr, _ := s.Value(0x95)
				amount, _ := s.Value(0x9F02)
				dynamic, _ := s.Value(0x9F4C)
				number[a.Kind] = hexOf(dynamic)
				seen = append(seen, a.Kind.String()+" "+hexOf(tvr)+" "+hexOf(amount))
			} else {
				plain = append(plain, note)
			}
			if a.Kind == kernel.Done {
				break
			}
			if ev, err = d.Do(context.Background(), a); err != nil {
				t.Fatal(err)
			}
		}
		_ = s.Close()
		if !ask {
			continue
		}
		// B2 6.6.2: the ICC dynamic number of each GENERATE AC in turn
		if n := number; n[kernel.EnterPIN] != "" || len(n[kernel.GoOnline]) != 16 || len(n[kernel.Done]) != 16 || n[kernel.GoOnline] == n[kernel.Done] {
			t.Errorf("9F4C: %q", n)
		}
		for _, want := range []string{
			"ConfirmAmount 0000000000 000000001234", "EnterPIN 0000000000 000000001400", "GoOnline 0000048000 000000001400", "Done 0000048000 000000001400",
		} {
			found := false
			for _, s := range seen {
				found = found || s == want
			}
			if !found {
				t.Errorf("no %q in %q", want, seen)
			}
		}
	}
	if len(plain) == 0 || len(plain) != len(asked) {
		t.Fatal(len(plain), len(asked))
	}
	for i := range plain {
		if plain[i] != asked[i] {
			t.Errorf("action %d is %s, not %s", i+1, asked[i], plain[i])
		}
	}
}

// Before the first call there is nothing. What the directory and its FCI alone say of the application, Session.Value, the card's lists and the receipt have as if its own FCI did; a name has
// the code table of its place, or else the other one.
// B1 12.2.2 one place, B3 5.4, B4 8.4.5
func TestValuesOfTheDirectory(t *testing.T) {
	w := newWorld(t, "full")
	s := w.Session()
	if v, err := s.Value(0x9F02); !errors.Is(err, kernel.ErrNoValue) {
		t.Errorf("%X, %v", v, err)
	}
	_ = s.Close()
	const (
		label, first, preferred = "50044C616265", "870171", "9F1204BAD0E0E2" // Карт in ISO 8859-5
		latin, cyrillic         = "9F110101", "9F110105"
		speaks                  = "5F2D026465"
	)
	for _, c := range []struct{ pse, entry, adf, want, receipt string }{
		{"", "", label + first + preferred + cyrillic + speaks, "4C616265 BAD0E0E2 05 6465 71", "Labe Карт"},
		{cyrillic + speaks, label + first + preferred, "", "4C616265 BAD0E0E2 05 6465 71", "Labe Карт"},
		{"", label + first + preferred, cyrillic + speaks, "4C616265 BAD0E0E2 05 6465 71", "Labe Карт"},
		{cyrillic + speaks, "", label + first + preferred, "4C616265 BAD0E0E2 05 6465 71", "Labe Карт"},
		{cyrillic, label + preferred, latin, "4C616265 BAD0E0E2 05 - -", "Labe Карт"},
		{latin, label, preferred + cyrillic, "4C616265 BAD0E0E2 05 - -", "Labe Карт"},
		{"9F110177", preferred, cyrillic, "- BAD0E0E2 05 - -", " Карт"},
		{"9F110177", label + preferred, "", "4C616265 BAD0E0E2 77 - -", "Labe "},
		{"5F2D0364656E" + "9F11020105", label + "870100", "", "4C616265 - - - -", "Labe "},
		{"", "", "", "- - - - -", " "},
	} {
		w := newWorld(t, "noauth")
		w.Card = bench.With(t, "noauth", "8C", "50049F12049F11015F2D028701"+"4F07")
		w.Config.Terminal.AdditionalCapabilities[4] = 0x11
		directory := directoryOf(t, c.pse, entryOf(aidFull, c.entry))
		w.Middle = func(n int, command, r []byte) []byte {
			if r := directory(n, command, r); n <= 3 {
				return r
			}
			if command[1] == apdu.Select {
				return bench.Hex(t, nest(t, "6F", nest(t, "84", aidFull)+nest(t, "A5", c.adf))+"9000")
			}
			return r
		}
		s := w.Session()
		out, err := bench.RunOpen(context.Background(), s, w.Devices())
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		inList := ""
		for i, tag := range []tlv.Tag{0x50, 0x9F12, 0x9F11, 0x5F2D, 0x87} {
			v, _ := s.Value(tag)
			told := hexOf(v)
			if inList += told; told == "" {
				told = "-"
				inList += strings.Repeat("00", []int{4, 4, 1, 2, 1}[i])
			}
			got = append(got, told)
		}
		chip := terminal.NewReceipt(w.Config, &w.Transaction, out.Result).Chip
		if got, receipt := strings.Join(got, " "), chip.Label+" "+chip.PreferredName; got != c.want || receipt != c.receipt {
			t.Errorf("%+v: %s, receipt %q; %v", c, got, receipt, out.Result.Error)
		}
		if got := w.values(apdu.GenerateAC, 1); !strings.HasSuffix(got, inList+aidFull) {
			t.Errorf("%+v: the list has %s, want it to end in %s", c, got, inList+aidFull)
		}
		_ = s.Close()
	}
}

// An empty object of the FCI is not there beside a real one, and an object of a record is none of what GET PROCESSING OPTIONS gives.
// B1 12.2.4, B3 5.2 length 00, 7.5 template
func TestValuesElsewhere(t *testing.T) {
	w := newWorld(t, "noauth")
	w.Middle = func(_ int, command, r []byte) []byte {
		switch {
		case command[1] == apdu.Select && bytes.Contains(command, bench.Hex(t, aidFull)):
			return bench.Hex(t, nest(t, "6F", nest(t, "84", aidFull)+nest(t, "A5", nest(t, "BF0C", "5F50005F5003414243")))+"9000")
		case command[1] == apdu.GetProcessingOptions:
			o, ok := step.ParseProcessingOptions(r[:len(r)-2])
			if !ok {
				t.Fatalf("%X", r)
			}
			return bench.Hex(t, nest(t, "77", nest(t, "82", hexOf(o.AIP))+nest(t, "94", hexOf(o.AFL))+"9F3103BF4A00")+"9000")
		}
		return r
	}
	s := w.Session()
	defer s.Close()
	if _, err := bench.RunOpen(context.Background(), s, w.Devices()); err != nil {
		t.Fatal(err)
	}
	for tag, want := range map[tlv.Tag]string{0x5F50: "414243", 0x9F31: ""} {
		if v, _ := s.Value(tag); hexOf(v) != want {
			t.Errorf("%s: %X, want %s", tag, v, want)
		}
	}
}
