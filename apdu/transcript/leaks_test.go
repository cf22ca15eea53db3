package transcript_test

import (
	"crypto/md5"  //nolint:gosec // of a made-up number
	"crypto/sha1" //nolint:gosec // as above
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

func upperHex[T []byte | string](b T) string { return fmt.Sprintf("%X", []byte(b)) }

// objectOf is a data object in hexadecimal, with a value in hexadecimal.
func objectOf(t testing.TB, tag tlv.Tag, values ...string) string {
	t.Helper()
	value, err := hex.DecodeString(strings.Join(values, ""))
	if err != nil {
		t.Fatal(err)
	}
	return upperHex(tlv.Append(nil, tag, value))
}

func commandOf(header, data string) string { return fmt.Sprintf("%s%02X%s", header, len(data)/2, data) }

// toldIn is an exchange in which a card answers with an object.
func toldIn(object string) string { return "> 80CADF3000\n< " + object + "9000\n" }

// A made-up card: number, track 2, name.
const (
	holdersPAN   = "5413337845120964"
	holdersTrack = holdersPAN + "D4912201987654321F"
	holdersName  = "KOWALSKI/JANE"
	holdersData  = "97531864"
)

// leaves fails where a conversation has a secret, in hexadecimal, when it was redacted, or is another when it is redacted again.
func leaves(t *testing.T, name, talk, secret string) {
	t.Helper()
	const head = "-- conversation --\n"
	if strings.Count(talk, secret) == 0 {
		t.Fatalf("%s: %s is not there before", name, secret)
	}
	once := parse(t, head+talk).Redact()
	if out := once.String(); strings.Contains(out, secret) {
		t.Errorf("%s: %s is there:\n%s", name, secret, out)
	}
	if twice := once.Redact().String(); twice != once.String() {
		t.Errorf("%s, redacted twice:\n%s\n%s", name, once, twice)
	}
}

// What a command with a PIN or a key carries goes from every other place: before it and behind it, from commands that nobody knows, answers, objects and texts.
//
// EMV 4.4 B3 6.5.10, 6.5.12
func TestRedactWhatCommandsCarryElsewhere(t *testing.T) {
	const key, block = "89B05B9C3E1F7AD2C4E6581937AFBCDE", "A7C39D1EB2846F50"
	for _, c := range []struct{ name, header, before, secret, behind string }{
		{"PUT KEY", "80D80181", "018010", key, "03112233"},
		{"PUT KEY, half of the key", "84D80181", "018010" + key[:16], key[16:], "03112233"},
		{"STORE DATA", "80E26000", "800010", key, ""},
		{"VERIFY, enciphered", "00200088", "", strings.Repeat(key, 8), ""},
		{"VERIFY, format 1", "00200080", "", "1447119A8B7C6D5E", ""},
		{"VERIFY, secure messaging", "0C200080", "871101", key, "8E08" + block},
		{"CHANGE REFERENCE DATA", "00240080", block, "1122334455667788", ""},
		{"PIN CHANGE", "84240002", "", key, "11223344"},
		{"RESET RETRY COUNTER", "002C0000", "", block, ""},
		{"CHANGE PIN of a purse", "805E0100", "", "481596773308", "FF"},
		{"CHANGE PIN of a purse, the new one", "805E0100", "246801FF", "481596773308", ""},
		{"RELOAD PIN of a purse", "805E0000", "", block, ""},
		{"LOAD KEYS", "FF820000", "", "A0A1A2A3A4A5", ""},
		{"key for the chip", "FF000000", "D440016004", "A0A1A2A3A4A5", "04112233"},
		{"the same, sent through", "FF000000", "D4426104", "A0A1A2A3A4A5", "04112233"},
		{"password for the chip", "FF000000", "D440011B", "A0A1A2A3", ""},
		{"password, sent through", "FF000000", "D4421B", "A0A1A2A3", ""},
	} {
		carries := "> " + commandOf(c.header, c.before+c.secret+c.behind) + "\n< 9000\n"
		for place, elsewhere := range map[string]string{
			"a command":  "> " + commandOf("90440000", "FF"+c.secret) + "\n< 9000\n",
			"an answer":  "> 9044000000\n< " + c.secret + "9000\n",
			"an object":  toldIn(objectOf(t, 0xDF10, c.secret)),
			"a record":   "> 00B2010C00\n< " + objectOf(t, 0x70, objectOf(t, 0xC2, c.secret)) + "9000\n",
			"characters": "> 9044000000\n< " + upperHex(c.secret) + "9000\n",
		} {
			for order, talk := range map[string]string{"behind": carries + elsewhere, "before": elsewhere + carries} {
				leaves(t, c.name+", in "+place+" "+order, talk, c.secret)
			}
			if place == "characters" && len(c.secret) >= 16 {
				leaves(t, c.name+", in "+place, carries+elsewhere, upperHex(c.secret))
			}
		}
	}
	// What hardly two bytes differ in is looked for nowhere else.
	const plain = "> 0020008004" + "00010000" + "\n< 9000\n" + "> 80CADF3000\n< DF3004000100009000\n"
	if out := parse(t, "-- conversation --\n"+plain).Redact().String(); !strings.Contains(out, "DF3004000100009000") {
		t.Errorf("an object with a counter is another:\n%s", out)
	}
}

// A PIN goes without its block, or what fills its data up, in half bytes and in characters; of a conversation that is shown it is masked there.
//
// EMV 4.4 B3 6.5.12.3
func TestRedactPINElsewhere(t *testing.T) {
	for _, c := range []struct{ data, pin, half string }{
		{"2C481596773308FF", "481596773308", "481596773308"},
		{"2848159677FFFFFF", "48159677", "48159677"},
		{"1848159677A1B2C3", "48159677", "48159677"},
		{"4848159677AAAAAA0123456789ABCDEF", "48159677", "48159677"},
		{"26481596FFFFFFFF", "481596", ""},
		{"343831353936FFFF", "481596", ""},
		{"3438313539360000", "481596", ""},
		{"3438313539362020", "481596", ""},
		{"C481596733A5FFFF", "", "C481596733A5"},
		{"C4815967330000FF", "", "C4815967330000"},
		{"C481596733FF0000", "", "C481596733FF"},
		{"48159600FFFFFFFF", "", "48159600"},
		{"4815967300000000", "", "48159673"},
		{"26120000FFFFFFFF", "120000", ""},
		{"2840050060FFFFFF", "40050060", "40050060"},
		{"3435303036303030", "45006000", ""},
		{"2848159677FFFFFF2873925164FFFFFF", "48159677", "48159677"},
		{"2848159677FFFFFF2873925164FFFFFF", "73925164", "73925164"},
		{"1848159677A1B2C3187392516419E7D4", "73925164", "73925164"},
		{"4848159677AAAAAA0123456789ABCDEF4873925164AAAAAA0123456789ABCDEF", "73925164", "73925164"},
		{"343831353936373339323531", "481596", ""},
		{"343831353936373339323531", "739251", ""},
		{"48159677FFFFFFFF73925164FFFFFFFF", "", "73925164"},
		{"343831353936FFFF373339323531FFFF", "481596", ""},
		{"343831353936FFFF373339323531FFFF", "739251", ""},
		{"3834313732363935373339323531FFFF", "84172695", "84172695"}, // a PUK before it
		{"3834313732363935373339323531FFFF", "739251", ""},
		{"3834313732363935373339323531", "84172695", "84172695"},
		{"3834313732363935373339323531", "739251", ""},
		{"38343137323639353733393235313634", "84172695", "84172695"},
		{"38343137323639353733393235313634", "73925164", "73925164"},
	} {
		carries := "> " + commandOf("00200080", c.data) + "\n< 9000\n"
		for _, secret := range []string{upperHex(c.pin), c.half} {
			if secret == "" {
				continue
			}
			for _, told := range []string{objectOf(t, 0xDF71, secret), objectOf(t, 0xDF71, "01", secret, "02")} {
				leaves(t, c.data, carries+toldIn(told), secret)
				leaves(t, c.data, toldIn(told)+carries, secret)
				var cover transcript.Cover
				cover.LearnAll(parse(t, "-- conversation --\n"+carries))
				if out := cover.Objects(bytesOf(t, told)); strings.Count(out, "*") < len(secret) {
					t.Errorf("%s: some of %s is shown: %s", c.data, secret, out)
				}
			}
		}
	}
}

// A PIN and its block, of formats 0 to 4, go from characters, of an element and of a text that is shown, with blanks or none, of any case, though the block has
// hardly any bytes that differ.
//
// EMV 4.4 B3 6.5.12.3, ISO 9564-1
func TestRedactPINBlocksInCharacters(t *testing.T) {
	const record = "> 00B2010C00\n< 700A5A0847617390010101199000\n" // the account of formats 0 and 3: 0000 173900101011
	for _, c := range []struct{ carries, block string }{
		{"241234FFFFFFFFFF", "241234FFFFFFFFFF"},
		{"241212FFFFFFFFFF", "241212FFFFFFFFFF"},
		{"2C123456789012FF", "2C123456789012FF"},
		{"441234AAAAAAAAAA0123456789ABCDEF", "441234AAAAAAAAAA"},
		{"141234A1B2C3D4E5", "141234A1B2C3D4E5"},
		{"241234FFFFFFFFFF", "041223C6FFEFEFEE"},
		{"241234FFFFFFFFFF", "34122392CDFFBBDC"},
	} {
		carries := record + "> " + commandOf("00200080", c.carries) + "\n< 9000\n"
		var cover transcript.Cover
		cover.LearnAll(parse(t, "-- conversation --\n"+carries))
		pairs := strings.TrimSpace(strings.Join(regexp.MustCompile("..").FindAllString(c.block, -1), " "))
		for _, text := range []string{c.block, strings.ToLower(c.block), pairs} {
			leaves(t, c.block, carries+toldIn(objectOf(t, 0xDF71, upperHex("block "+text+"."))), upperHex(text))
			if got := cover.Text("block " + text + "."); strings.Count(got, "*") < 10 || !strings.HasPrefix(got, "block ") {
				t.Errorf("Cover.Text: %s: %s", text, got)
			}
		}
	}
	const carries = "> 0020008008241234FFFFFFFFFF\n< 9000\n"
	leaves(t, "PIN", carries+toldIn(objectOf(t, 0xDF71, upperHex("pin: 1234"))), upperHex("1234"))
	var cover transcript.Cover
	cover.LearnAll(parse(t, "-- conversation --\n"+carries))
	for text, want := range map[string]string{
		"PIN is 1234": "PIN is ****", "PIN 12345, 9000": "PIN 12345, 9000", "EUR 1234": "EUR 1234", "newPin=1234": "newPin=****", "PINs: 1234, 1235": "PINs: ****, 1235",
		"1234 SPINE": "1234 SPINE", "PIN 1 2 3 4": "PIN * * * *", "PIN 1-2-3-4": "PIN *-*-*-*", "PIN 12 - 34": "PIN ** - **", "PIN 31323334": "PIN ********",
		"PIN 31 32 33 34": "PIN ** ** ** **", "PIN \uFF11\uFF12\uFF13\uFF14": "PIN ****", "PIN 1 2 3 45": "PIN 1 2 3 45", "PIN 1 2 x 3 4": "PIN 1 2 x 3 4", "PIN 41424344": "PIN 41424344",
	} {
		if got := cover.Text(text); got != want {
			t.Errorf("Cover.Text: %s: %s", text, got)
		}
	}
}

// A card number goes in digits that are no ASCII: of scripts in UTF-8, of full width in GBK and UTF-16, of EBCDIC; the conversation's own with its half bytes
// swapped too.
func TestRedactNumbersInOtherDigits(t *testing.T) {
	const number = "4539578763621486" // passes the check
	write := func(zero string, digits string) (s string) {
		for _, d := range []byte(digits) {
			s += zero[:len(zero)-1] + string([]byte{zero[len(zero)-1] + d - '0'})
		}
		return s
	}
	for _, zero := range []string{"\u0660", "\u06F0", "\u0966", "\u09E6", "\u0E50", "\uFF10", "\U0001D7CE", "\xA3\xB0", "\xFF\x10", "\xF0", "\x000", "0\x00"} {
		for place, text := range map[string]string{"alone": write(zero, number), "in fours": write(zero, number[:12]) + "\x40" + write(zero, number[12:])} {
			leaves(t, fmt.Sprintf("%q, %s", zero, place), toldIn(objectOf(t, 0xDF71, upperHex(text))), upperHex(write(zero, number[6:12])))
		}
	}
	own := "> 00B2010C00\n< " + objectOf(t, 0x70, objectOf(t, 0x5A, number)) + "9000\n"
	leaves(t, "swapped", own+toldIn(objectOf(t, 0xDF71, "5493757836264168")), "78362641")
}

// What stands across two values that the terminal sends by a list is no element of the card, whatever it looks like; within one of them it is.
func TestRedactElementsAcrossValuesOfAList(t *testing.T) {
	selects := func(list string) string {
		return "> 00A4040008A00000033301010100\n< " + objectOf(t, 0x6F, "8408A000000333010101"+objectOf(t, 0xA5, objectOf(t, 0x9F38, list))) + "9000\n> "
	}
	const merchant = "303033323439363638353032373339"
	talk := "redacted: yes\n-- conversation --\n" + selects("9F37049F21039F160F") + commandOf("80A80000", "8316"+"29E2755A"+"094055"+merchant) + "\n< 6985\n" // 5A 09 4055...
	if out := parse(t, talk).Redact().String(); out != talk {
		t.Errorf("%s", out)
	}
	leaves(t, "within a value", selects("9F3704DF010B")+commandOf("80A80000", "830F"+"11223344"+"5A09405530303332343936")+"\n< 6985\n", "3030333234")
}

// Elements of the holder go from within other elements and from data that are no objects, wherever they stand whole.
func TestRedactElementsWithinOthers(t *testing.T) {
	inner := objectOf(t, 0x57, holdersTrack) + objectOf(t, 0x5A, holdersPAN) + objectOf(t, 0x5F20, upperHex(holdersName)) + objectOf(t, 0x9F0B, upperHex(holdersName+", LIVING ELSEWHERE")) +
		objectOf(t, 0x9F1F, upperHex(holdersData)) + objectOf(t, 0x9F20, "0000975318") + objectOf(t, 0x5F2B, "19831207")
	hosts := map[string]string{
		"in an element":                  toldIn(objectOf(t, 0x53, inner)),
		"in an element of the issuer":    toldIn(objectOf(t, 0xBF0C, objectOf(t, 0xDF01, inner))),
		"in a template that nobody has":  toldIn(objectOf(t, 0x61, objectOf(t, 0x53, inner))),
		"in a record of another tag":     "> 00B2010C00\n< " + objectOf(t, 0x88, inner) + "9000\n",
		"behind a number":                "> 80CA910200\n< 9102" + objectOf(t, 0x70, inner) + "9000\n",
		"in a command that nobody knows": "> " + commandOf("90440000", "0102"+inner) + "\n< 9000\n",
		"in an answer of nobody's":       "> 9044000000\n< 0102" + inner + "9000\n",
		"in data of a command":           "> " + commandOf("80DA9F50", inner) + "\n< 9000\n",
	}
	for tag := range 0x20 {
		hosts[fmt.Sprintf("in tag %02X", tag|0x40)] = "> 80CA000000\n< " + objectOf(t, tlv.Tag(tag|0x40), inner) + "9000\n"
		hosts[fmt.Sprintf("in tag %02X", tag|0xC0)] = "> 80CA000000\n< " + objectOf(t, tlv.Tag(tag|0xC0)<<8|1, inner) + "9000\n"
	}
	for name, talk := range hosts {
		for _, secret := range []string{upperHex("KOWALSKI"), upperHex("ELSEWHERE"), upperHex(holdersData), "975318", "831207", "33378451", "98765432"} {
			if strings.Contains(talk, secret) {
				leaves(t, name, talk, secret)
			}
		}
	}
	talk := "> 00B2010C00\n< 700B9F5A08" + "4142434445464748" + "9000\n" // 5A is the second byte of a tag
	if out := parse(t, "-- conversation --\n"+talk).Redact().String(); !strings.Contains(out, talk) {
		t.Error(out)
	}
	// Bytes that only look like one stay.
	for name, value := range map[string]string{
		"a list of tags":             "9F02069F03069F1A0295055F2A029A039C019F37045F20029F1F02",
		"a length that does not fit": "5F201A" + upperHex("CLASS"),
		"no letters":                 "5F20040102030405",
		"no date, no digits":         "5F2B04198A12070000",
	} {
		talk := toldIn(objectOf(t, 0xDF30, value))
		if out := parse(t, "-- conversation --\n"+talk).Redact().String(); out != "redacted: yes\n-- conversation --\n"+talk {
			t.Errorf("%s:\n%s", name, out)
		}
	}
}

// inPart is a name in a part of ISO/IEC 8859.
func inPart(t *testing.T, part int, name string) string {
	t.Helper()
	var b []byte
	for _, x := range name {
		for k := 0x20; ; k++ {
			if k > 0xFF {
				t.Fatalf("%q is not in part %d", x, part)
			}
			if tlv.PartText(part, []byte{byte(k)}) == string(x) {
				b = append(b, byte(k))
				break
			}
		}
	}
	return string(b)
}

func inUTF16(order binary.AppendByteOrder, name string) string {
	var b []byte
	for _, x := range utf16.Encode([]rune(name)) {
		b = order.AppendUint16(b, x)
	}
	return string(b)
}

// A name in one encoding goes in every other, whatever the case of its letters: in the parts of ISO/IEC 8859 that code tables name and those that none does,
// in UTF-8, and in UTF-16 in both orders.
//
// EMV 4.4 B4 annex B
func TestRedactNamesInEveryEncoding(t *testing.T) {
	for _, c := range []struct {
		part        int
		own, others string
	}{
		{1, "MÜLLER/JÜRGEN", "Jürgen Müller"},
		{1, "KOWALSKI/MARIA", "Maria Kowalski"},
		{2, "ŁUKASIEWICZ/ŻANETA", "Żaneta Łukasiewicz"},
		{5, "ПЕТРОВА/ИРИНА", "Ирина Петрова"},
		{7, "ΠΑΠΑΔΟΠΟΥΛΟΣ/ΝΙΚΟΛΑΟΣ", "Νικολαος Παπαδοπουλος"},
		{9, "YILDIZ/İSMAİL", "İsmail Yıldız"},
		{9, "YILDIZ/ISMAIL", "ismail yıldız"},
		{3, "YILDIZ/ISMAIL", "İsmail yıldız"},
		{11, "กมลวรรณ/ใจดีมาก", "ใจดีมาก กมลวรรณ"},
		{13, "ŽEMAITĖ/JŪRATĖ", "Jūratė Žemaitė"},
		{14, "ŴYTHĠER/ĊEIRŶ", "Ċeirŷ Ŵythġer"},
		{15, "ŒUVRARD/ŠIMON", "Šimon Œuvrard"},
		{16, "ȚUȚĂ/ȘTEFĂNIȚĂ", "Ștefăniță Țuță"},
	} {
		forms := map[string]func(string) string{
			"its part":                   func(s string) string { return inPart(t, c.part, s) },
			"UTF-8":                      func(s string) string { return s },
			"UTF-16":                     func(s string) string { return inUTF16(binary.BigEndian, s) },
			"UTF-16, the low byte first": func(s string) string { return inUTF16(binary.LittleEndian, s) },
		}
		for from, in := range forms {
			for to, out := range forms {
				for _, word := range strings.Fields(c.others) { // alone
					own := "> 00B2010C00\n< " + objectOf(t, 0x70, objectOf(t, 0x5F20, upperHex(in(c.own)))) + "9000\n"
					for name, talk := range map[string]string{
						"a record":                "> 00B2020C00\n< " + objectOf(t, 0x70, objectOf(t, 0x9F4E, upperHex(out(word)))) + "9000\n",
						"a command":               "> " + commandOf("90440000", upperHex(out(word))) + "\n< 9000\n",
						"what has ASCII round it": toldIn(objectOf(t, 0xDF01, "2020", upperHex(out(word)), "3132")),
					} {
						leaves(t, fmt.Sprintf("%s in %s, elsewhere in %s alone in %s", c.own, from, to, name), own+talk, upperHex(out(word)))
					}
				}
				for _, at := range []string{"", "0102", "010203"} { // what stands before it
					talk := "> 00B2010C00\n< " + objectOf(t, 0x70, objectOf(t, 0x9F0B, upperHex(in(c.own)))) + "9000\n" +
						"> 9044000000\n< " + objectOf(t, 0xDF30, at, upperHex(out(c.others))) + "9000\n"
					for _, word := range strings.Fields(c.others) {
						leaves(t, fmt.Sprintf("%s in %s, elsewhere in %s", c.own, from, to), talk, upperHex(out(word)))
					}
				}
			}
		}
	}
}

// The name in a track 1 goes elsewhere, in whichever encoding the track is.
//
// ISO/IEC 7813
func TestRedactNamesOfTracks(t *testing.T) {
	const track = "B" + holdersPAN + "^" + holdersName + "^4912201987654321"
	for name, value := range map[string]string{"ASCII": track, "UTF-16": inUTF16(binary.BigEndian, track), "the low byte first": inUTF16(binary.LittleEndian, track)} {
		talk := "> 00B2010C00\n< " + objectOf(t, 0x70, objectOf(t, 0x56, upperHex(value))) + "9000\n"
		leaves(t, name, talk+toldIn(objectOf(t, 0xDF30, upperHex("Jane Kowalski"))), upperHex("Kowalski"))
		leaves(t, name, talk+toldIn(objectOf(t, 0xDF30, "0987654321")), "987654")
	}
}

// PIN blocks of ISO 9564-1 in clear go: of format 3 with every length of PIN where a value begins or ends, of format 4, and what begins as one of format 1 and is all that a
// command that no book has carries.
func TestRedactMorePINBlocks(t *testing.T) {
	own := "> 00B2010C00\n< " + objectOf(t, 0x70, objectOf(t, 0x5A, holdersPAN)) + "9000\n"
	for n := 4; n <= 12; n++ {
		block := blockOf3(n, "902109021090", holdersPAN)
		for place, talk := range map[string]string{
			"an object": toldIn(objectOf(t, 0xDF10, block)), "the end of one": toldIn(objectOf(t, 0xDF10, "EE", block)), "a command": "> " + commandOf("90440000", "FF"+block) + "\n< 9000\n",
			"the beginning of its data": "> " + commandOf("90440000", block+"EE") + "\n< 9000\n",
		} {
			leaves(t, fmt.Sprintf("format 3, %d digits, in %s", n, place), own+talk, block)
		}
	}
	for name, c := range map[string][2]string{
		"format 4":                         {toldIn(objectOf(t, 0xDF10, "444711AAAAAAAAAA1F2E3D4C5B6A7988")), "444711"},
		"format 4, twelve digits":          {toldIn(objectOf(t, 0xDF10, "EE4C314159265358AA1F2E3D4C5B6A7988")), "4C3141"},
		"format 1 in an unknown command":   {"> " + commandOf("90440000", "1447119A8B7C6D5E") + "\n< 9000\n", "1447119A"},
		"two of them":                      {"> " + commandOf("90440000", "1447119A8B7C6D5E"+"1590210A8B7C6D5E") + "\n< 9000\n", "1590210A"},
		"format 1, and again in an object": {"> " + commandOf("90440000", "1447119A8B7C6D5E") + "\n< 9000\n" + toldIn(objectOf(t, 0x53, "EE", "1447119A8B7C6D5E")), "1447119A"},
	} {
		leaves(t, name, c[0], c[1])
	}
	for name, talk := range map[string]string{ // no block can be told there
		"a random number":      "> " + commandOf("80500000", "1447119A8B7C6D5E") + "\n< 6985\n",
		"a card's command":     "> " + commandOf("00880000", "1447119A8B7C6D5E") + "\n< 6985\n",
		"of another length":    "> " + commandOf("90440000", "1447119A8B7C6D5E01") + "\n< 9000\n",
		"of no length of PINs": "> " + commandOf("90440000", "1347119A8B7C6D5E") + "\n< 9000\n",
	} {
		if out := parse(t, "-- conversation --\n"+talk).Redact().String(); out != "redacted: yes\n-- conversation --\n"+talk {
			t.Errorf("%s:\n%s", name, out)
		}
	}
}

// blockOf3 is a block of format 3 with so many digits of a PIN, and letters behind them.
func blockOf3(n int, pin, pan string) string {
	field, err := hex.DecodeString((fmt.Sprintf("3%X", n) + pin[:n] + "BADCFEBADC")[:16])
	if err != nil {
		panic(err)
	}
	account, err := hex.DecodeString("0000" + pan[len(pan)-13:len(pan)-1])
	if err != nil {
		panic(err)
	}
	for i := range field {
		field[i] ^= account[i]
	}
	return upperHex(field)
}

// A track 2 with a number of twelve digits goes where its check digit is right and a month and a service code stand behind the separator.
//
// ISO/IEC 7813
func TestRedactShortTracks(t *testing.T) {
	const number, other = "676712345674", "676712345675"
	for name, talk := range map[string]string{
		"in half bytes": toldIn(objectOf(t, 0xDF01, number+"D4912201987654321F")),
		"in characters": toldIn(objectOf(t, 0xDF01, upperHex(";"+number+"=4912201987654321?"))),
		"in a command":  "> " + commandOf("90440000", number+"D4912201987654321F") + "\n< 9000\n",
	} {
		for _, secret := range []string{"71234567", "98765432", upperHex("71234567"), upperHex("98765432")} {
			if strings.Contains(talk, secret) {
				leaves(t, name, talk, secret)
			}
		}
	}
	for name, value := range map[string]string{
		"another check digit": other + "D4912201987654321F", "no month": number + "D4922201987654321F", "no service code": number + "D4912301987654321F", "nothing behind": number + "D49122FF",
	} {
		talk := toldIn(objectOf(t, 0xDF01, value))
		if out := parse(t, "-- conversation --\n"+talk).Redact().String(); out != "redacted: yes\n-- conversation --\n"+talk {
			t.Errorf("%s:\n%s", name, out)
		}
	}
}

// Hashes of a number go, in bytes and in hexadecimal of both cases, in part too; and so does the number with a digit in each byte.
func TestRedactMoreEchoesOfNumbers(t *testing.T) {
	own := "> 00B2010C00\n< " + objectOf(t, 0x70, objectOf(t, 0x5A, holdersPAN)) + "9000\n"
	bcd, err := hex.DecodeString(holdersPAN)
	if err != nil {
		t.Fatal(err)
	}
	sm3 := map[int]string{ // as OpenSSL has it
		len(bcd):        "44553DF1E9063D71AA72DC4EC378ED011CC4E746056AAB3545E47D8235A86EB4",
		len(holdersPAN): "9C0D8DF2E8FB00C44283B57303C7B7442DF54571174C7B776FE01FDE409C888D",
	}
	for name, sum := range map[string]func(b []byte) []byte{
		"MD5":      func(b []byte) []byte { x := md5.Sum(b); return x[:] },  //nolint:gosec // as above
		"SHA-1":    func(b []byte) []byte { x := sha1.Sum(b); return x[:] }, //nolint:gosec // as above
		"SHA-224":  func(b []byte) []byte { x := sha256.Sum224(b); return x[:] },
		"SHA-256":  func(b []byte) []byte { x := sha256.Sum256(b); return x[:] },
		"SHA-384":  func(b []byte) []byte { x := sha512.Sum384(b); return x[:] },
		"SHA-512":  func(b []byte) []byte { x := sha512.Sum512(b); return x[:] },
		"SHA3-256": func(b []byte) []byte { x := sha3.Sum256(b); return x[:] },
		"SHA3-512": func(b []byte) []byte { x := sha3.Sum512(b); return x[:] },
		"SM3":      func(b []byte) []byte { return bytesOf(t, sm3[len(b)]) },

		"SHA-512/224": func(b []byte) []byte { x := sha512.Sum512_224(b); return x[:] },
		"SHA-512/256": func(b []byte) []byte { x := sha512.Sum512_256(b); return x[:] },
	} {
		for _, input := range [][]byte{bcd, []byte(holdersPAN)} {
			h := upperHex(sum(input))
			for form, value := range map[string]string{"bytes": h, "the first of them": h[:32], "hexadecimal": upperHex(h), "small letters": upperHex(strings.ToLower(h)), "a text": upperHex("id=" + h + ".")} {
				leaves(t, name+" in "+form, own+toldIn(objectOf(t, 0xDF20, value)), value[len(value)/2-8:len(value)/2+8])
			}
		}
	}
	digits := "0" + strings.Join(strings.Split(holdersPAN, ""), "0")
	for name, tag := range map[string]tlv.Tag{"an object": 0xDF20, "track 1": 0x56} {
		leaves(t, "a digit in each byte, in "+name, own+toldIn(objectOf(t, tag, digits)), digits[12:24])
	}
	leaves(t, "alone in track 1", toldIn(objectOf(t, 0x56, digits)), digits[12:24])
}

// Part of a number goes from other places though it has three different digits only, or begins with the number's zero.
func TestRedactPartsOfNumbers(t *testing.T) {
	for _, c := range []struct{ record, part string }{
		{"9F1F1031323334353637383637333733373636", "3637333733373636"},
		{"9F1F1031323331313233313132333131323331", "313233313132333131323331"},
		{"57134761739001010119D29122010142536789000F", "3031343235333637"},
		{"5A084761739000101119", "73900010"},
		{"5A084761739000101119", "3930303031303131"},
	} {
		text := "-- conversation --\n> 00B2010C00\n< 70" + fmt.Sprintf("%02X", len(c.record)/2) + c.record + "9000\n> 00B2020C00\n< 70" +
			fmt.Sprintf("%02XDF21%02X", len(c.part)/2+3, len(c.part)/2) + c.part + "9000\n"
		if out := parse(t, text).Redact().String(); strings.Contains(out, c.part) {
			t.Errorf("%s stays of %s:\n%s", c.part, c.record, out)
		}
	}
}
