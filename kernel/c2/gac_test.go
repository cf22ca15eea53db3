package c2_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// Without integrated data storage: the signature is asked for where the card has CDA and it has not failed, of an AAC only where the card says that it
// signs that.
// C-2 7.2, GAC.20, GAC.21, GAC.22, GAC.23, GAC.24, GAC.25, GAC.26, GAC.27, GAC.29, S456.45, S456.46
func TestGenerateACWithoutIDS(t *testing.T) {
	const denied, plain = "0000000001", "0000000000"
	for _, c := range []struct {
		label, aip, configuration, denial, capabilities string
		keys                                            bool
		want                                            string
	}{
		{"GAC.26 no CDA", "0080", "00", plain, "", true, "40"},
		{"GAC.26 no CDA, AAC", "0080", "00", denied, "", true, "00"},
		{"GAC.27 TC", "0180", "00", plain, "", true, "50"},
		{"GAC.25 AAC without capabilities", "0180", "00", denied, "", true, "00"},
		{"GAC.25 AAC without the bit", "0180", "00", denied, "9F5D03 00FE00", true, "00"},
		{"GAC.25 AAC with the bit", "0180", "00", denied, "9F5D03 000100", true, "10"},
		{"GAC.22 CDA failed", "0180", "00", plain, "", false, "40"},
		{"GAC.22 CDA failed, the reader has no CDCVM", "0380", "00", plain, "", false, "40"},
		{"GAC.22 CDA failed, the card has no CDCVM", "0180", "20", plain, "", false, "40"},
		{"GAC.23 CDA failed with CDCVM", "0380", "20", plain, "9F5D03 000100", false, "00"},
		{"GAC.24 CDA with CDCVM", "0380", "20", plain, "", true, "50"},
	} {
		s := newScene(t).options("8202", c.aip).set("DF8123", "000000005000", "DF811B", c.configuration)
		s.set("DF8121", c.denial, "DF8122", plain, "DF8120", plain)
		s.record(signedObjects + "9F0F05 0000000000")
		s.FCI = fciWith("", c.capabilities)
		var keys func(*kernel.Config)
		if c.keys {
			keys = withKeys(t)
		}
		if got := s.asks(keys); got != c.want+" 000000001234A1A1A1A1" || s.Data[tlv.ReferenceControlParameter] != c.want {
			t.Errorf("%s: %q, want %s: %v", c.label, got, c.want, s.Data)
		}
	}
}

// storageScene is a card with integrated data storage of version 1 or 2, whose slot holds nothing, and a terminal that reads it and wants to write: data of
// 3 bytes, if the cryptogram is an ARQC or less. Without anything else a TC is asked for.
func storageScene(t *testing.T, version string) *scene {
	s := newScene(t).set("DF8123", "000000005000", "DF8121", "0000000000", "DF8122", "0000000000", "DF8120", "0000000000")
	s.set("DF810D", "02", "9F5C", "4F50455241544F52", "DF62", "80", "DF63", "D1D2D3", "DF8108", "80", "DF810A", "C4", "DF60", "0102030405060708")
	s.FCI = fciWith("9F5C08", "9F5D03"+version+"0000 9F5E09 541333008902001101")
	s.options("8202 0180 9F5F01 80 9F7D08 A1A2A3A4A5A6A7A8 9F7F04 01020304 9F6F01 00")
	s.record(signedObjects + "9F0F05 0000000000 9F5B0C DF6008DF6108DF6201DF63A0")
	return s
}

// Trap 29: with integrated data storage: when what the terminal wants to write goes with the cryptogram, when the transaction ends, and when it goes on without. A
// TC is what the terminal has come to; DF8121 0000000001 makes it an AAC.
// C-2 7.2, GAC.1, GAC.2, GAC.3, GAC.4, GAC.5, GAC.6, GAC.7, GAC.8, GAC.9, GAC.10, GAC.11, GAC.12, GAC.13
func TestTrapStorageRequest(t *testing.T) {
	const none, aac, arqc = "0000000000", "0000000001", "0000000001"
	for _, c := range []struct {
		label          string
		kind, info     string // DS AC Type, DS ODS Info For Reader; "-" for none
		denial, online string // terminal action codes
		other          []string
		record         string // of the card, in the place of what it has
		want           string // reference control parameter
		writes         bool
		l2             string
	}{
		{"GAC.8 ARQC for TC", "80", "C4", none, none, nil, "", "90", true, ""},
		{"GAC.8 AAC for TC", "00", "C4", none, none, nil, "", "10", true, ""},
		{"GAC.8 TC for TC", "40", "C4", none, none, nil, "", "50", true, ""},
		{"GAC.8 ARQC for ARQC", "80", "C4", none, arqc, nil, "", "90", true, ""},
		{"GAC.8 AAC for ARQC", "00", "C4", none, arqc, nil, "", "10", true, ""},
		{"GAC.8 AAC for AAC", "00", "C4", aac, none, nil, "", "10", true, ""},
		{"GAC.8 other bits of DS AC Type", "BF", "C4", none, none, nil, "", "90", true, ""},
		{"GAC.9 usable for ARQC", "40", "40", none, arqc, nil, "", "90", true, ""},
		{"GAC.9 usable for AAC", "80", "20", aac, none, nil, "", "10", true, ""},
		{"GAC.9 usable for AAC, TC wanted", "40", "20", aac, none, nil, "", "10", true, ""},
		{"GAC.27 not usable for ARQC", "40", "A0", none, arqc, nil, "", "90", false, ""},
		{"GAC.27 not usable for AAC", "80", "C0", aac, none, nil, "", "10", false, ""},
		{"GAC.27 no type is RFU", "C0", "E0", none, none, nil, "", "50", false, ""}, // although usable for TC
		{"GAC.11 stop", "40", "84", none, arqc, nil, "", "", false, "0E"},
		{"GAC.11 stop, AAC", "80", "C4", aac, none, nil, "", "", false, "0E"},
		{"GAC.6 no type", "-", "C4", none, none, nil, "", "", false, "0D"},
		{"GAC.6 no information for the reader", "80", "-", none, none, nil, "", "", false, "0D"},
		{"GAC.3 no DS ODS Info", "80", "C4", none, none, []string{"DF62", "-"}, "", "50", false, ""},
		{"GAC.4 no DSDOL", "80", "C4", none, none, nil, "9F5B00", "50", false, ""},
		{"GAC.1 no data storage", "80", "C4", none, none, []string{"DF810D", "-"}, "", "50", false, ""},
		{"GAC.27 AAC without the bit", "80", "00", aac, none, []string{"DF62", "-"}, "", "10", false, ""},
		{"GAC.2 CDA failed", "80", "C4", none, none, nil, "8F01 EE", "40", false, ""},
	} {
		s := storageScene(t, "01").set("DF8108", c.kind, "DF810A", c.info, "DF8121", c.denial, "DF8122", c.online).set(c.other...)
		if c.record != "" {
			s.record(replaced(signedObjects+"9F0F05 0000000000 9F5B0C DF6008DF6108DF6201DF63A0", c.record))
		}
		command := s.asks(withKeys(t))
		switch {
		case c.want == "":
			if command != "" {
				t.Errorf("%s: %s", c.label, command)
			}
			s.ends(kernel.EndApplication, kernel.StartNone, "00"+c.l2+"00 0000 1C", otherCard, "-")
		case !strings.HasPrefix(command, c.want+" 000000001234A1A1A1A1"):
			t.Errorf("%s: %s, want %s: %v", c.label, command, c.want, s.Out.Error)
		case (len(command) > len("50 000000001234A1A1A1A1")) != c.writes || (s.Data[tlv.IDSStatus] == "C0") != c.writes:
			t.Errorf("%s: %s, IDS Status %s", c.label, command, s.Data[tlv.IDSStatus])
		}
	}
}

// replaced are objects with others in the place of those of the same tag.
func replaced(objects, others string) string {
	var b []byte
	c := tlv.NewCursor(digits(objects))
	for o := range c.All() {
		if _, other := tlv.Find(digits(others), o.Tag); !other {
			b = append(b, o.Raw...)
		}
	}
	return hexed(b) + others
}

// Trap 29: what the card is sent behind CDOL1's values: the last entry of DSDOL as it is, the others padded and cut; the digest only where the list asks for it and
// the terminal gives the input.
// C-2 4.1.4 DSDOL, constructed, last entry, 5.3.2 DSDOL, 7.2, GAC.40, GAC.41, GAC.42, GAC.43, GAC.44, GAC.45, GAC.47, GAC.48
func TestTrapStorageData(t *testing.T) {
	const cdol = "000000001234A1A1A1A1"
	for _, c := range []struct {
		label, dsdol string
		set          []string
		want         string
	}{
		{"4.1.4 last entry longer", "DF6008DF6108DF6201DF63A0", nil, "0102030405060708 0000000000000000 80 D1D2D3"},
		{"4.1.4 last entry shorter", "DF6201DF6302", nil, "80 D1D2"},
		{"4.1.4 last entry the same", "DF6201DF6303", nil, "80 D1D2D3"},
		{"4.1.4 other entries padded", "DF6305DF6008DF6201", nil, "D1D2D30000 0102030405060708 80"},
		{"4.1.4 last entry empty", "DF6201DF63A0", []string{"DF63", ""}, "80"},
		{"4.1.4 last entry absent", "DF6201DF6304", []string{"DF63", "-"}, "80 00000000"},
		{"4.1.4 last entry unknown", "DF6201DF2A02", nil, "80 0000"},
		{"4.1.4 last entry of an amount", "DF62019F0208", nil, "80 000000001234"},
		{"4.1.4 constructed", "FF810206DF6201", []string{"FF8102", "9F7501010000"}, "000000000000 80"},
		{"4.1.4 constructed, last", "DF6201FF810206", []string{"FF8102", "9F7501010000"}, "80 000000000000"},
		{"GAC.41 no input", "DF6201DF6108", nil, "80 0000000000000000"},
		{"GAC.43", "DF6201DF6108", []string{"DF8109", "1122334455667788"}, "80 757317169AC722E9"},
		{"GAC.40 no digest", "DF6201DF6303", []string{"DF8109", "1122334455667788"}, "80 D1D2D3"},
	} {
		s := storageScene(t, "01").set(c.set...)
		s.record(replaced(signedObjects+"9F0F05 0000000000", hexed(tlv.Append(nil, 0x9F5B, digits(c.dsdol)))))
		if got, want := s.asks(withKeys(t)), "90 "+cdol+strings.ReplaceAll(c.want, " ", ""); got != want {
			t.Errorf("%s: %s, want %s: %v", c.label, got, want, s.Out.Error)
		}
	}
}

// The reference control parameter is set before the card's lists are filled, which may ask for it; IDS Status after them.
// C-2 7.2, GAC.26, GAC.27, GAC.29, GAC.45, GAC.47, GAC.48, 4.1.4 CDOL1
func TestListsAskForTheRequest(t *testing.T) {
	s := newScene(t).set("DF8121", "0000000000").record("8C08 DF811401 DF812801")
	if got := s.asks(nil); got != "80 8000" {
		t.Errorf("without data storage %s", got)
	}
	w := storageScene(t, "01")
	w.record(replaced(signedObjects+"9F0F05 0000000000", "8C08 DF811401 DF812801 9F5B03 DF6201"))
	if got := w.asks(withKeys(t)); got != "90 908080" {
		t.Errorf("with data storage %s", got)
	}
}

// Lists that are none, or ask for more than a command can carry, end the transaction.
// C-2 4.6.2 CDOL1, DSDOL, 5.3.2
func TestMalformedLists(t *testing.T) {
	for label, record := range map[string]string{
		"CDOL1 without a length":   "8C02 9F02",
		"CDOL1 of 256 bytes":       "8C06 9F02FF950001",
		"CDOL1 too long":           "8C06 9F02FF9F3704",
		"DSDOL without a length":   "9F5B02 DF62",
		"DSDOL and CDOL1 too long": "9F5B06 DF62FADF6301",
	} {
		s := storageScene(t, "01")
		s.record(replaced(signedObjects+"9F0F05 0000000000 9F5B0C DF6008DF6108DF6201DF63A0", record))
		if command := s.asks(withKeys(t)); command != "" {
			t.Errorf("%s: %s", label, command)
		}
		s.ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-")
	}
}
