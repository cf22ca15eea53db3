package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
)

// told is what every command that reads a conversation says of one.
func told(t *testing.T, text string, lines ...string) map[string]string {
	t.Helper()
	dir := t.TempDir()
	file, page := filepath.Join(dir, "t.txt"), filepath.Join(dir, "t.html")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if len(lines) == 0 {
		lines = []string{"redact FILE", "replay FILE", "replay -trace FILE", "oda FILE", "report -o PAGE FILE", "decode -", "decode -json -"}
	}
	says := map[string]string{}
	for _, line := range lines {
		_, out, errw := emv(text, strings.Fields(strings.NewReplacer("FILE", file, "PAGE", page).Replace(line))...)
		says[line] = out + errw
	}
	if b, err := os.ReadFile(page); err == nil {
		says["the page"] = string(b)
	}
	return says
}

// Of a line that cannot be read nothing is said but its number and length.
func TestDamagedLinesAreNotQuoted(t *testing.T) {
	const head = "card: a\ninterface: contact\nkernel: contact\nconfig: default\ndate: 261130\n"
	for secret, text := range map[string]string{
		"246789":           head + selection + "> 0020008008246789FFFFFFFFFFG\n< 9000\n",
		"4539578341629712": head + selection + "> 00B2010C00\n< 700A5A0845395783416297129\n",
		"453957":           head + selection + "> 00B2010C00\n< 700A5A08453957834162971290000000000000000000ZZ\n",
		"24678":            head + selection + "> 00B2010C00\n< !24678\n",
		"98765":            head + selection + "> 00B2010C00\n< 9000 @98765\n",
		"12345":            head + "pin: 12345\n" + selection,
		"2467":             head + "run: 1 0020008008242467FFFFFFFFFF\n" + selection,
	} {
		if _, _, errw := emv(text, "redact", "-"); strings.Contains(errw, secret) {
			t.Errorf("emv redact shows %s: %s", secret, errw)
		}
		for line, out := range told(t, text, "replay FILE", "oda FILE", "report -o PAGE FILE", "decode -") {
			if strings.Contains(out, secret) {
				t.Errorf("emv %s shows %s: %s", line, secret, out)
			}
		}
	}
}

// The value of PUT DATA is covered as the tag in P1 and P2 wants, and so is the PIN of VERIFY with data objects.
func TestPutDataIsCovered(t *testing.T) {
	for secret, command := range map[string]string{
		"54455354204341524420":             "80DA5F200A54455354204341524420",
		"38373635343332313039":             "80DA9F1F0A38373635343332313039",
		"38373635343332313030":             "04DA9F200E3837363534333231303011223344",
		"5131484A5A3238524B413145424C3437": "80DA9F241D5131484A5A3238524B413145424C343730473958594739305235443345",
		"4539578341629712":                 "80DA0057134539578341629712D29122011234567890000F",
		"246789FFFFFFFFFF":                 "0021000008246789FFFFFFFFFF",
		"246789FF654321":                   "805E010007246789FF654321",
		"246788FFFFFFFFFF":                 "0320008008246788FFFFFFFFFF",
		"246787FFFFFFFFFF":                 "4020008008246787FFFFFFFFFF",
		"404142434445464748494A4B4C4D4E4F": "80D8018113018010404142434445464748494A4B4C4D4E4F03",
		"505152535455565758595A5B5C5D5E5F": "80E200001380001050515253545556" + "5758595A5B5C5D5E5F",
	} {
		says := told(t, "card: a\n"+selection+"> "+command+"\n< 9000\n")
		_, out, errw := emv("", "decode", command)
		says["decode COMMAND"] = out + errw
		for line, out := range says {
			if strings.Contains(out, secret) || strings.Contains(out, string(unhex(secret))) {
				t.Errorf("emv %s shows %s of %s:\n%s", line, secret, command, out)
			}
		}
	}
	if _, out, _ := emv("", "decode", "80DA9F580103"); !strings.Contains(out, "03") {
		t.Error(out)
	}
}

// Where a value is masked its parts are.
func TestPartsOfMaskedValues(t *testing.T) {
	for value, parts := range map[string][]string{
		"9F690F45395783416297120000000000000000":                     {"8341", "6297"},
		"DF3B084539578341629712":                                     {"8341", "629712"},
		"DF3B0E01A8058877665544332211009988":                         {"8877665544", "0000000001"},
		"DF3B080000018877665544":                                     {"8877665544"},
		"DF3F0F453957834162971200000000000000":                       {"8341"},
		"9F10120110A00003220000453957834162971200FF":                 {"8341", "1629712"},
		"9F101A0110A0000322000045395783416297124539578341629712FF00": {"834162", "1629712"},
	} {
		for _, args := range [][]string{{"decode", value}, {"decode", "-json", value}, {"decode", "70" + string(upper([]byte{byte(len(value) / 2)})) + value}} {
			_, out, errw := emv("", args...)
			out = strings.ReplaceAll(out, `"input": "`+value, "")
			for _, part := range parts {
				if strings.Contains(out+errw, part) {
					t.Errorf("%v shows %s:\n%s", args, part, out)
				}
			}
		}
	}
}

// A card that is presented twice is issued again for both, and one decides by the expiry and service code of its track 2 in the copy too.
func TestRedactedTapsReplay(t *testing.T) { synctest.Test(t, redactedTapsReplay) }

func redactedTapsReplay(t *testing.T) {
	for _, card := range []string{"discover-torn", "discover-torn-anew", "discover-storage-torn", "discover-expired-track"} {
		dir := t.TempDir()
		file, twin := filepath.Join(dir, "t.txt"), filepath.Join(dir, "twin.txt")
		emv("", "txn", "-interface", contactless, "-config", "tap", "-card", card, "-amount", "5.00", "-record", file)
		if status, _, errw := emv("", "redact", "-o", twin, file); status != 0 {
			t.Errorf("%s: %d %s", card, status, errw)
		}
		if status, out, errw := emv("", "replay", twin); status != 0 || !strings.Contains(out, "nothing differs") {
			t.Errorf("%s: %d %s%s", card, status, out, errw)
		}
	}
}

// The layout of the data of GET PROCESSING OPTIONS tells amount, country and date from numbers in each of its forms, and that of the second GENERATE AC
// comes from what the card said when it was presented before.
//
// C-6 2.12 4.4, 4.5
func TestListsOfCardsPresentedAgain(t *testing.T) {
	const sent = "453957834162" + "9712" + "0978" + "261130" // amount, country, currency, date
	selected := func(aid, list string) string {
		return "> 00A4040007" + aid + "00\n< " + object(0x6F, object(0x84, aid)+object(0xA5, object(0x50, "41424344")+list)) + "9000\n"
	}
	discover, jcb := selected("A0000001523010", object(0x9F38, "9F02069F1A025F2A029A03")), selected("A0000000651010", "")
	lists := "> 00B2010C00\n< " + object(0x70, object(0x8C, "9F02069F03069A03")+object(0x8D, "9F02069F1A02")) + "9000\n"
	for name, text := range map[string]string{
		"GET PROCESSING OPTIONS": discover + "> 80A800000F830D" + sent + "00\n< 6985\n",
		"DATA GPO":               discover + "> 80D000000F830D" + sent + "00\n< 6985\n",
		"RESUME GPO":             discover + "> 80D100000F830D" + sent + "00\n< 6985\n",
		"second GENERATE AC":     jcb + lists + jcb + "> 80AE400008453957834162971200\n< 6985\n",
	} {
		text = "-- conversation --\n" + text
		if out := redactedText(t, text); !strings.Contains(out, "4539578341629712") {
			t.Errorf("%s:\n%s", name, out)
		}
	}
}

// What identifies a card or its holder goes out of a conversation, whatever says it, and what does not stays.
func TestRedactSaysNothingOfTheHolder(t *testing.T) {
	answer := func(tag, value string) string {
		return "-- conversation --\n> 80CA" + tag + "00\n< " + tag + upper([]byte{byte(len(value) / 2)}) + value + "9000\n"
	}
	for _, c := range []struct{ name, text, goes, stays string }{
		{"number with zeroes in a row", "-- conversation --\n> 80CAC10000\n< C1090144854981000000019000\n", "4485498100000001", ""},
		{"digits of full width, GBK", answer("DF30", "A3B4A3B5A3B3A3B9A3B5A3B7A3B8A3B3A3B4A3B1A3B6A3B2A3B9A3B7A3B1A3B2"), "A3B8A3B3A3B4A3B1A3B6A3B2", "< DF3020A3B4A3B7"},
		{"digits of full width, UTF-8", answer("DF30", "EFBC94EFBC95EFBC93EFBC99EFBC95EFBC97EFBC98EFBC93EFBC94EFBC91EFBC96EFBC92EFBC99EFBC97EFBC91EFBC92"), "EFBC98EFBC93EFBC94EFBC91", "< DF3030EFBC94EFBC97"},
		{"a product is no number", answer("9F63", "45395783416297120000000000000000"), "", "45395783416297120000000000000000"},
		{"identity number in digits", answer("9F61", "110101199003078515"), "110101199003078515", ""},
		{"date of birth", answer("5F2B", "19850412"), "19850412", ""},
		{"name of an individual", answer("5B", "474F4E5A414C455A2F4D4152494120454C454E41"), "474F4E5A414C455A", ""},
		{"name of an individual in a command", answer("5B", "474F4E5A414C455A2F4D4152494120454C454E41") + "> 80E2000008474F4E5A414C455A\n< 9000\n", "474F4E5A414C455A", ""},
		{"portrait", answer("5F40", "FFD8FFE000104A464946"), "FFD8FFE0", ""},
		{"nationality", answer("5F2C", "027600"), "027600", ""},
		{"sex", "-- conversation --\n> 00B2010C00\n< 7005" + "5F35023233" + "9000\n", "5F35023233", ""},
		{"track 3 of the card", answer("5F23", "FF61739001010119"), "617390010101", ""},
		{"biometric data", answer("5F2E", "A1B2C3D4E5F60718293A"), "A1B2C3D4E5F6", ""},
		{"address", answer("5F42", "4D555354455253545220372C20424552"), "4D5553544552", ""},
		{"address in a template", "-- conversation --\n> 00B2010C00\n< " + object(0x70, object(0xE5, object(0x5F42, "4D555354455253545220372C20424552"))) + "9000\n", "4D5553544552", ""},
		{"image of the signature", answer("5F43", "89504E470D0A1A0A0011223344556677"), "89504E47", ""},
		{"image, written", "-- conversation --\n> 00DA5F431089504E470D0A1A0A0011223344556677\n< 9000\n", "89504E47", ""},
	} {
		out := redactedText(t, c.text)
		if c.goes != "" && strings.Contains(out, c.goes) || !strings.Contains(out, c.stays) {
			t.Errorf("%s:\n%s", c.name, out)
		}
		if twice := redactedText(t, out); twice != out {
			t.Errorf("%s, redacted twice:\n%s", c.name, twice)
		}
	}
}
