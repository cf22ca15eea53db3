package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emvgo/emv/tlv"
)

// holder is a record of a card with a made-up number, name and track.
var holder = "-- conversation --\n> 00B2010C00\n< " + object(0x70, object(0x5A, "4539578341629712")+object(0x57, "4539578341629712D29122019876543210000F")+object(0x5F20, inASCII("MUSTER/ERIKA"))) + "9000\n"

// A secret that was found in one place goes from every other: from another tag, a template, a command, data of nobody's layout,
// whole and in part, from eight bytes on.
func TestRedactCopies(t *testing.T) {
	value := func(n, seed int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(i*i*7+i*seed+seed) | 0x0A
		}
		return upper(b)
	}
	for _, c := range []struct {
		tag   tlv.Tag
		value string
	}{
		{0x9F46, value(128, 3)},
		{0x9F2D, value(128, 5)},
		{0x93, value(128, 11)},
		{0x90, value(144, 13)},
		{0x92, value(36, 17)},
		{0x9F48, value(42, 19)},
		{0x9F2F, value(42, 21)},
		{0x9F4B, value(128, 23)},
		{0x9F24, inASCII("V0010013020123456789012345678")},
		{0x9F1F, inASCII("A1B2C3D4E5F6")},
		{0x56, inASCII("B1^ANNA/MUSTER^2912")},
		{0x9F7C, value(20, 27)},
		{0xDF3E, value(11, 29)},
		{0xDF4F, inASCII("4539578341629712TARO YAMADA")},
		{0x5F53, inASCII("DE02500105170137075030")},
		{0x5F42, value(24, 31)},
		{0x5F43, value(64, 37)},
		{0x80, value(128, 41)},
		{0x57, "4539578341629712D29122019876543210000F"},
		{0x5F20, inASCII("MUSTER/ERIKA")},
		{0x9F6B, "4539578341629712D29122019876543210000F"},
	} {
		rows := []struct{ name, part string }{{"whole", c.value}, {"eight bytes", c.value[4:20]}}
		if c.tag == 0x9F46 {
			rows = append(rows, struct{ name, part string }{"the end", c.value[len(c.value)-40:]})
		}
		for _, r := range rows {
			for place, where := range map[string]string{
				"another tag":          "> 00B2020C00\n< " + object(0x70, object(0xDF01, "AA"+r.part+"BB")) + "9000\n",
				"a template":           "> 00B2020C00\n< " + object(0x70, object(0xE5, object(0xC3, r.part))) + "9000\n",
				"GET DATA":             "> 80CADF0100\n< " + object(0xDF01, r.part) + "9000\n",
				"a command":            "> " + sent("00D60000", r.part) + "\n< 9000\n",
				"across two responses": "> 00B2020C00\n< " + object(0x70, object(0xDF01, r.part))[:16] + "6108\n> 00C0000000\n< " + object(0x70, object(0xDF01, r.part))[16:] + "9000\n",
			} {
				text := holder + "> 00B2030C00\n< " + object(0x70, object(c.tag, c.value)) + "9000\n" + where
				out := redactedText(t, text)
				_, copied, _ := strings.Cut(out, "00B2030C00")
				_, copied, _ = strings.Cut(copied, "9000\n")
				left := strings.ToUpper(strings.NewReplacer("6108\n> 00C0000000\n< ", "").Replace(copied))
				for i := 0; i+16 <= len(r.part); i++ {
					if strings.Contains(left, r.part[i:i+16]) {
						t.Errorf("%s, %s, in %s: %s is left:\n%s", c.tag, r.name, place, r.part[i:i+16], copied)
						break
					}
				}
				if twice := redactedText(t, out); twice != out {
					t.Errorf("%s in %s, redacted twice:\n%s\n%s", c.tag, place, out, twice)
				}
			}
		}
	}
}

// What is no secret stays beside one: runs of filler, and the certificates themselves.
func TestRedactLeavesWhatIsNoCopy(t *testing.T) {
	certificate := strings.Repeat("1A2B3C4D5E6F", 20)
	text := holder + "> 00B2030C00\n< " + object(0x70, object(0x90, certificate)+object(0x9F46, strings.Repeat("7081A2B3C4D5E6F708", 10)+strings.Repeat("BB", 20))) + "9000\n" +
		"> 00B2020C00\n< " + object(0x70, object(0xDF01, strings.Repeat("BB", 12))) + "9000\n"
	if out := redactedText(t, text); !strings.Contains(out, object(0x90, certificate)) || !strings.Contains(out, strings.Repeat("BB", 12)) {
		t.Error(out)
	}
}

// A transaction log goes however it is read: by its SFI in any manner, from a file that was selected, as a binary file.
//
// EMV 4.4 B3 annex D
func TestRedactLogsHoweverRead(t *testing.T) {
	const record, hidden = "000000012345400276097826112915", "000000000000400000000000000000"
	log := "-- conversation --\n> 00A4040007A000000003101000\n< 6F198407A0000000031010A50E500456495341BF0C059F4D020B0A9000\n"
	format := "> 80CA9F4F00\n< 9F4F119F02069F27019F1A025F2A029A039F210" + "19000\n"
	selects := "> 00A4000C022F0B\n< 9000\n"
	for _, c := range []struct{ name, text, read, answer, want string }{
		{"its SFI", log + format, "00B2015C00", record, hidden},
		{"all records", log + format, "00B2015D00", record + record, hidden + hidden},
		{"by P1 as an identifier", log + format, "00B2015800", record, hidden},
		{"selected", log + format + selects, "00B2010400", record, hidden},
		{"selected, all records", log + format + selects, "00B2010500", record + record, hidden + hidden},
		{"selected, no format", log + selects, "00B2010400", record, strings.Repeat("00", 15)},
		{"no log is named", "-- conversation --\n" + selects, "00B2010400", record, strings.Repeat("00", 15)},
		{"binary, its SFI", log + format, "00B08B0000", record, strings.Repeat("00", 15)},
		{"binary, selected", log + format + selects, "00B0000000", record + record, strings.Repeat("00", 30)},
		{"binary, from the middle", log + format + selects, "00B0000400", record[8:], strings.Repeat("00", 11)},
		{"binary, no log is named", "-- conversation --\n" + selects, "00B0000000", record, strings.Repeat("00", 15)},
		{"odd instruction", log + format, "00B1000B0454020000" + "00", object(0x53, record), object(0x53, strings.Repeat("00", 15))},
		{"odd instruction, records", log + format, "00B3015C0454020000" + "00", object(0x53, record), object(0x53, hidden)},
		{"odd instruction, objects beside", log + format, "00B300040454020000" + "00", object(0x5A, "4761739001010119") + object(0x53, record) + object(0x5F20, "4142"), object(0x5A, "4761730000000011") + object(0x53, hidden) + object(0x5F20, "5858")},
		{"odd instruction, a fault behind", log + format, "00B1000B0454020000" + "00", object(0x53, record) + "474F4E5A", object(0x53, strings.Repeat("00", 15)) + "474F0000"},
		{"a file that is no log", log + format + selects, "00B0000000", "70045F340101", "70045F340101"},
		{"a record that is none", log + format + selects, "00B2010400", "70045F340101", "70045F340101"},
	} {
		out := redactedText(t, c.text+"> "+c.read+"\n< "+c.answer+"9000\n")
		if !strings.HasSuffix(out, "\n< "+c.want+"9000\n") {
			t.Errorf("%s:\n%s", c.name, out)
		}
	}
}

// What is written into a transaction log goes as what is read from it does.
func TestRedactWhatIsWrittenIntoALog(t *testing.T) {
	const record = "000000012345400276097826112915"
	head := "-- conversation --\n> 00A4040007A000000003101000\n< 6F198407A0000000031010A50E500456495341BF0C059F4D020B0A9000\n> 80CA9F4F00\n< 9F4F119F02069F27019F1A025F2A029A039F21019000\n"
	for header, goes := range map[string]bool{
		"00DC015C": true, "00E2005C": true, "00D2015C": true, "04DC015C": true, "00D68B00": true, "00DC0104": true, "00DC0124": false, "80D68B00": true, "84DC015C": true,
	} {
		out := redactedText(t, head+"> "+sent(header, record)+"\n< 9000\n")
		if strings.Contains(out, record[len(record)-4:]+"\n") == goes { // of other digits some may be a number
			t.Errorf("%s:\n%s", header, out)
		}
	}
}

// What is no TLV goes where it is written as where it is read: in a binary file, a file that was selected, records of files above 10, by a script of the host too.
func TestRedactWhatIsWrittenWithoutALayout(t *testing.T) {
	name := inASCII("GONZALEZ MARIA 1")
	for _, c := range []struct{ header, data, want string }{
		{"00D69500", name, strings.Repeat("00", 16)},
		{"00D69500", "110101199003074578", strings.Repeat("00", 9)},
		{"00D09500", name, strings.Repeat("00", 16)},
		{"04D69500", name, strings.Repeat("00", 16)},
		{"00DC015C", name, strings.Repeat("00", 16)},
		{"00DC01AC", name, strings.Repeat("00", 16)},
		{"00D2015C", name, strings.Repeat("00", 16)},
		{"00E2005C", name, strings.Repeat("00", 16)},
		{"00DC0104", name, strings.Repeat("00", 16)},
		{"00D70095", "540100" + object(0x53, name), "540100" + object(0x53, strings.Repeat("00", 16))},
		{"00DD015C", object(0x53, name), object(0x53, strings.Repeat("00", 16))},
		{"00D69500", object(0x5F34, "01") + object(0x5F20, name), object(0x5F34, "01") + object(0x5F20, strings.Repeat("58", 16))},
		{"00DC0114", object(0x70, object(0x5F34, "01")), object(0x70, object(0x5F34, "01"))},
		{"00DC0114", name, name}, // of a payment system's file, whose records are TLV
		{"80D69500", name, strings.Repeat("00", 16)},
		{"84DC01AC", name, strings.Repeat("00", 16)},
		{"80E20000", name, name}, // STORE DATA
	} {
		was, now := sent(c.header, c.data), sent(c.header, c.want)
		out := redactedText(t, "host: "+object(0x72, object(0x86, was))+"\n"+selection+"> "+was+"\n< 9000\n")
		if !strings.Contains(out, "\n> "+now+"\n") || !strings.Contains(out, "host: "+object(0x72, object(0x86, now))+"\n") {
			t.Errorf("%s: want %s in\n%s", was, now, out)
		}
	}
}

// No error says what a header line has, which may be a name or a number.
func TestErrorsSayNoHeader(t *testing.T) {
	good := "interface: contact\nkernel: contact\nconfig: default\ndate: 261129\ntime: 123045\n"
	for _, key := range []string{"interface", "kernel", "protocol", "force-online", "pin", "un", "config", "profile", "kind", "run", "date", "time", "transaction", "host", "seed", "ca-key", "ttq", "atr"} {
		for _, secret := range []string{"MUSTER ERIKA", "ERIKA", "2468135", "4539-5783-4162-9712"} {
			head := key + ": " + secret + "\n"
			for line := range strings.Lines(good) {
				if !strings.HasPrefix(line, key+":") {
					head += line
				}
			}
			file := filepath.Join(t.TempDir(), "t.txt")
			if err := os.WriteFile(file, []byte(head+selection), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, args := range [][]string{{"replay", file}, {"replay", "-json", file}, {"oda", file}, {"redact", "-o", file + ".r", file}, {"report", "-o", file + ".html", file}} {
				if _, _, errw := emv("", args...); strings.Contains(strings.ReplaceAll(errw, file, ""), secret) {
					t.Errorf("emv %s says %s of %s: %s", args[0], secret, key, errw)
				}
			}
		}
	}
}

// What a line of expectation says of the holder is said by no command, where the outcome is another either.
func TestExpectationIsCovered(t *testing.T) {
	for _, goes := range []string{"4539578341629712", "4539 5783 4162 9712", "MUSTER/ERIKA", "Erika Muster", inASCII("MUSTER/ERIKA"), "4539578341629712D2912201987654321", "the PIN is 2468"} {
		for line, out := range told(t, "date: 261129\nexpect: approved, "+goes+"\n"+holder) {
			if strings.Contains(out, goes) {
				t.Errorf("emv %s shows %s: %s", line, goes, out)
			}
		}
	}
}
