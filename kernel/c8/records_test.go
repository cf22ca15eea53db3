package c8_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// Records travel in the channel or plain, signed or not; what Process C deciphers counts as if it had come so.
// C-8 6.3.7, 6.3.6, 6.3.9, 7.2.4
// 22.2, 22.16, 22.18, 22.19, 22.20, 22.26, 22.26a, 22.27, 22.28, 22.29, 22.30, 22.31, 22.35, 22.41, 22.42, 22.43, 22.44, 22.45, 2021.6, 2021.7
// 2021.8, 2021.9, 2021222324.1a, C.15, C.16, C.17, C.18, C.19, C.20, C.22, C.23
func TestRecords(t *testing.T) {
	for name, change := range map[string]func(*chip){
		"enciphered":       func(*chip) {},
		"plain":            func(c *chip) { c.records[1].enciphered = false },
		"signed ones":      func(c *chip) { c.records[0].signed = true },
		"all enciphered":   func(c *chip) { c.records[0].enciphered = true; c.records[0].signed = true },
		"not signed":       func(c *chip) { c.records[1].signed = false },
		"in another order": func(c *chip) { slices.Reverse(c.records); c.records[1].signed = true },
		"many": func(c *chip) {
			for i := range 8 {
				c.records = append(c.records, record{4, i + 1, i%2 == 0, i%3 == 0, "9F7C02 01" + hexOf([]byte{byte(i)})})
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t).with(change).run()
			s.ends(kernel.Approved, kernel.StartNone, "00 00 00 0000 FF", "03/1/13", "-").element(tlv.PAN, "5413330089020011")
			if s.Out.ODA.Result != "ok" {
				t.Errorf("%+v", s.Out.ODA)
			}
		})
	}
}

// An entry of the AFL has several records, the first of which are signed.
// C-8 6.3.4, 6.3.7
// 20.23, 22.18, 22.35
func TestEntryOfSeveralRecords(t *testing.T) {
	s := newScene(t).with(func(c *chip) {
		c.records = []record{
			{2, 1, true, true, "5A08 5413330089020011"}, {2, 2, true, false, "5F3401 01"}, {2, 3, false, true, "5F2403 491231"},
		}
		c.afl = "10010302" + "18010200"
	}).run()
	s.ends(kernel.Approved, kernel.StartNone, "00 00 00 0000 FF", "03/1/13", "-").script("GPO", "RR 2.1", "RR 2.2", "RR 2.3", "RR 3.1", "RR 3.2", "AC 40 00")
	if s.Out.ODA.Result != "ok" {
		t.Errorf("%+v", s.Out.ODA)
	}
}

// What a record can be wrong about before Process C sees it.
// C-8 4.7.1, 6.3.7, 6.3.12
// 22.16, 22.17, 22.26, 22.26a, 22.28, 22.29, 22.30, 22.32, 202122232425.24, 202122232425.25
func TestRecordRefused(t *testing.T) {
	for answer, indication := range map[string]string{
		"6A83": "00 03 00 6A83 1C", "9000": "00 04 00 0000 1C", "70 9000": "00 04 00 0000 1C", "DA 9000": "00 04 00 0000 1C", "7100 9000": "00 04 00 0000 1C",
		"DA03 0102 9000": "00 04 00 0000 1C", "DA01 0102 9000": "00 04 00 0000 1C", "7003 5A08 9000": "00 04 00 0000 1C", "7001 5A 9000": "00 04 00 0000 1C",
		"7006 5F340101 9F 9000":              "00 04 00 0000 1C",
		bench.In(0x70, "9F8181810101 01"):    "00 04 00 0000 1C", // a tag of five bytes
		bench.In(0x70, "9F818101 01 01"):     "00 04 00 0000 1C", // of four: 4.7.1
		bench.In(0x70, "DFF0F001 01 01"):     "00 04 00 0000 1C",
		bench.In(0x70, "BF818101 00"):        "00 04 00 0000 1C",
		bench.In(0x70, "E106 DFF0F001 0101"): "00 04 00 0000 1C",
		bench.In(0x70, "DFF001 01 01"):       "",                 // of three
		bench.In(0x70, "5F3402 0101"):        "00 04 00 0000 1C", // a length that it may not have
		bench.In(0x70, "8202 010B"):          "00 04 00 0000 1C", // another AIP
		bench.In(0x70, "8202 010A"):          "",                 // the same
		bench.In(0x70):                       "",
	} {
		s := newScene(t).give("RR 1.1", answer).run()
		if indication == "" {
			s.ends(kernel.Approved, kernel.StartNone, "00 00 00 0000 FF", "03/1/13", "-")
			continue
		}
		s.ends(kernel.EndApplication, kernel.StartNone, indication, otherCard, "-").script("GPO", "RR 1.1")
	}
	newScene(t).give("RR 2.1", "L1 1").run().ends(kernel.EndApplication, kernel.StartB, "01 00 00 0000 21", "-", tryAgain)
}

// Unknown objects and those that are not the card's to give are passed over, and so are templates that are none of the book's: what is in them counts.
// C-8 4.1.1, 4.1.2, 4.1.3 ParseAndStoreCardResponse
func TestObjectsOfTheCard(t *testing.T) {
	s := newScene(t).with(func(c *chip) {
		c.gpo = "9F7C0101 9F0206000000000001 8202010A E1045F340101"
		c.records[0].objects += "9505FFFFFFFFFF"
	}).run()
	s.ends(kernel.Approved, kernel.StartNone, "00 00 00 0000 FF", "03/1/13", "-")
	if s.Money.Amount != 1234 {
		t.Error(s.Money)
	}
	newScene(t).with(func(c *chip) { c.gpo = "8202010A DFF0F001 0101" }).run().ends(kernel.EndApplication, kernel.StartNone, "00 04 00 0000 1C", otherCard, "-") // 4.7.1
	newScene(t).with(func(c *chip) { c.gpo = "5F340102" }).run().ends(kernel.EndApplication, kernel.StartNone, "00 04 00 0000 1C", otherCard, "-")
}

// What Process C has deciphered can be wrong too, in whatever state Process K learns of it; and keys that could not be agreed on are found out then.
// C-8 6.3.7, 6.3.13, 6.3.14, 7.2.3, 7.2.4
// 22.5, 22.6, 22.47, 22.48, 22.49, 22.50, 22.51, 26.3, 26.4, 26.22, 26.23, 26.24, 26.25, 26.26, 26.27, 26.28, 27.1, 27.2, 27.3, 27.5, 27.6, 27.7
// 27.8, 27.10, C.11, C.12, C.12a, C.14, C.17, C.21
func TestDecipheredRecordRefused(t *testing.T) {
	for wrong, indication := range map[string]string{"record": "00 04 00 0000 1C", "key": "00 10 00 0000 1C", "long key": "00 10 00 0000 1C"} {
		for schedule, last := range map[string]string{"eager": "RR 3.1", "lazy": "AC 40 00"} {
			s := newScene(t).schedule(schedule).with(func(c *chip) { c.wrong = wrong })
			s.Lazy = schedule == "eager" // what comes first is taken first: the card's answer, where it is there already
			if wrong != "record" {
				s.chip.wrong = ""
				s.Middle = spoilKey(wrong)
				last = map[string]string{"eager": "RR 1.1", "lazy": "AC 40 00"}[schedule]
			}
			s.run().ends(kernel.EndApplication, kernel.StartNone, indication, otherCard, "-")
			if got := s.Lines[len(s.Lines)-1]; got != last {
				t.Errorf("%s, %s: %v", wrong, schedule, s.Lines)
			}
		}
	}
	s := newScene(t).schedule("when idle").with(func(c *chip) { c.wrong = "record" })
	s.Late["AC"] = true // while the card makes its decision
	s.run().ends(kernel.EndApplication, kernel.StartNone, "00 04 00 0000 1C", otherCard, "-")
}

// Of itself the kernel gives the same commands and the same end however fast the card is, and its data objects are what was deciphered by then.
// C-8 2.2.6, 4.1.4, 6.3.7
func TestPromptlyInOneOrder(t *testing.T) {
	for drive, wait := range map[string]func(*scene){
		"at once": func(*scene) {}, "lazy": func(s *scene) { s.Lazy = true }, "eager": func(s *scene) { s.Eager = true },
		"late": func(s *scene) { s.Late["RR"], s.Late["AC"] = true, true },
	} {
		for wrong, last := range map[string]string{"record": "RR 3.1", "key": "RR 1.1"} {
			s := newScene(t).with(func(c *chip) { c.wrong = wrong })
			if wait(s); wrong == "key" {
				s.Middle = spoilKey(wrong)
			}
			s.endsWith(map[string]string{"record": parsingError, "key": decryptionFailed}[wrong])
			if got := s.Lines[len(s.Lines)-1]; got != last {
				t.Errorf("%s, %s: %v", wrong, drive, s.Lines)
			}
		}
		s := newScene(t).with(func(c *chip) { c.cdol1 = "5A08" })
		wait(s)
		if s.approves(); s.data(0xAE) != "5413330089020011" {
			t.Errorf("%s: %s", drive, s.data(0xAE))
		}
	}
}

// spoilKey has the card's key on no point of the curve, or of a length that is not the curve's.
func spoilKey(how string) func(command, answer []byte) []byte {
	return func(command, answer []byte) []byte {
		if command[1] != 0xA8 {
			return answer
		}
		o, _ := tlv.Find(answer[:len(answer)-2], tlv.TagFormat2)
		var b []byte
		c := tlv.NewCursor(o.Value)
		for o := range c.All() {
			v := slices.Clone(o.Value)
			if o.Tag == tlv.CardKeyData.Tag() {
				if how == "key" {
					v = bench.Digits(strings.Repeat("FF", 64))
				} else {
					v = append(v, make([]byte, 68)...)
				}
			}
			b = tlv.Append(b, o.Tag, v)
		}
		return append(tlv.Append(nil, tlv.TagFormat2, b), 0x90, 0)
	}
}

// An object of a length of up to so many bytes may be empty: it is there then, and another value may follow it. What the kernel needs is missing where it is empty.
// C-8 4.1.3, 4.1.3 ParseAndStoreCardResponse, 6.3.15, 6.3.16
func TestEmptyObjects(t *testing.T) {
	for name, c := range map[string]struct {
		change     func(*scene)
		indication string // "": approved
	}{
		"label": {func(s *scene) {
			s.FCI = hexOf(tlv.Append(nil, 0x6F, tlv.Append(tlv.Append(nil, 0x84, bench.Digits(testAID)), 0xA5, bench.Digits("5000 9F1200 9F3808 9F2B08 9E40 9F1D08 BF0C0A 9F2C07 02 00FFFF 000000"))))
		}, ""},
		"track 2":           {func(s *scene) { s.chip.records[0].objects += "5700" }, ""},
		"PAN, and then one": {func(s *scene) { s.chip.records[0].objects += "5A00" }, ""},
		"PAN":               {func(s *scene) { s.chip.records[1].objects = "5A00" }, "00 01 00 0000 1C"},
		"PAN, and an empty one": {func(s *scene) {
			s.chip.records[1].enciphered = false
			s.chip.records = append(s.chip.records, record{9, 1, false, false, "5A00"})
		}, parsingError},
		"issuer certificate":     {func(s *scene) { s.chip.arrange = emptied(0x90) }, cardDataError},
		"card certificate":       {func(s *scene) { s.chip.arrange = emptied(0x9F46) }, cardDataError},
		"sequence number, n 2":   {func(s *scene) { s.chip.records[0].objects = "5F3400" }, parsingError},
		"expiration date, n 6":   {func(s *scene) { s.chip.records[0].objects = "5F2400" }, parsingError},
		"IAD, of up to 32 bytes": {func(s *scene) { s.chip.iad = "" }, "00 01 00 0000 1C"},
	} {
		s := newScene(t)
		if c.change(s); c.indication == "" {
			s.approves()
		} else {
			s.endsWith(c.indication)
		}
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

// emptied has an object empty.
func emptied(tag tlv.Tag) func([]record) []record {
	return func(list []record) []record {
		list = without(tag)(list)
		list[0].objects += hexOf(tlv.Append(nil, tag, nil))
		return list
	}
}
