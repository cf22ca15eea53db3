package transcript_test

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

func TestRedact(t *testing.T) {
	c := parse(t, redactSample)
	d := c.Redact()
	if got := d.String(); got != redactWant {
		t.Errorf("got\n%s\nwant\n%s", got, redactWant)
	}
	if c.String() != redactSample {
		t.Error("the original changed")
	}
	if again := d.Redact(); again.String() != d.String() {
		t.Errorf("redacted twice:\n%s", again)
	}
}

// Split by hand: a record with PAN, name, track 2, PAN sequence number, track 1 discretionary data and track 1; the
// PAN in the data of GENERATE AC; a PIN; a record whose last object is cut; a log record that is not TLV.
const (
	redactSample = `card: PAN 4761 7390 0101 0119 of EXPIRED/CARD
note: 4761739001010119, another is 5413330089020029, no card number is 4761739001010118
-- conversation --
> 00B2010C00
< 70505A0847617390010101195F200C455850495245442F4341524457114761739001010119D221220117589288895F3401019F1F03313735561842343736313733393030313031303131395E455850495E329000
# 5A is 4761739001010119, 57 is 4761739001010119D22122011758928889
> 80AE800008476173900101011900
< 8006AABBCCDDEEFF9000 @12ms
> 80AE4000114761739001010119D2212201175892888900
< 6985
> 0020008008241234FFFFFFFFFF # four digits
< 9000
> 80240001040102030400
< 6985
> 00B2020C00
< 70115A0847617390010101195F2014455850499000
> 00B2015C00
< 01190000000015004761739001010119D22122019000
> 0084000000
< 47617390010101199000
> 00A4040007A000000003101000
< 611C
> 00C000000A
< 701A9F460847617390016112
> 00C0000012
< 0101015A08131313131313131300000000009000
`
	redactWant = `redacted: yes
-- conversation --
> 00B2010C00
< 70505A0847617300000001195F200C58585858585858585858585857114761730000000119D221220100000000005F3401019F1F03303030561858303030303030303030303030303030305E585858585E309000
> 80AE800008476173000000011900
< 8006AABBCCDDEEFF9000 @12ms
> 80AE4000114761730000000119D0000000000000000000
< 6985
> 00200080080000000000000000
< 9000
> 80240001040000000000
< 6985
> 00B2020C00
< 70115A0847617300000001195F2014000000009000
> 00B2015C00
< 00000000000000000000000000000000000000009000
> 0084000000
< 47617300000001199000
> 00A4040007A000000003101000
< 611C
> 00C000000A
< 701A9F460800000000006112
> 00C0000012
< 0000005A08131313000000131300000000009000
`
)

// Data in a header line that looks like a card number by chance stays: the amount here, with what stands round it. A PAN
// that is known goes, there too, and one that stands for it already is no other.
func TestRedactHeader(t *testing.T) {
	const text = `transaction: 9F02060000000001019F0306000000000000
host: 8A0230307211860F04DC010C0A5A084761739001010119
note: 4761739001010119 and 4761730000000011
run: 1 00DC010C0A5A084761739001010119=9000 2
un: 47617390 01010119 9A8B7C6D
-- conversation --
> 00B2010C00
< 70205A0847617390010101199F2404504152319F2502011993030303129F460200019000
> 00B2020C00
< 70115F24033112319F610831323334353637389000
`
	const want = `transaction: 9F02060000000001019F0306000000000000
host: 8A0230307211860F04DC010C0A5A084761730000000011
run: 1 00DC010C0A5A084761730000000011=9000 2
un: 47617300 00000011 9A8B7C6D
redacted: yes
-- conversation --
> 00B2010C00
< 70205A0847617300000000119F2404000000009F2502000093030000009F460200009000
> 00B2020C00
< 70115F24033112319F610830303030303030309000
`
	account := func(string) string { return "4761730000000011" }
	if got := parse(t, text).RedactAs(account).String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Card numbers go from headers and comments, in dashes, dots and whatever groups, with the lines in which they stand; where a text is shown they are masked.
// Other numbers stay there.
func TestRedactGroupedNumbers(t *testing.T) {
	const pan = "4761739001010119"
	for text, want := range map[string]string{
		"4761-7390-0101-0119":                                      "4761-7300-0000-0119",
		"4761.7390.0101.0119":                                      "4761.7300.0000.0119",
		"4761 7390 0101 0119":                                      "4761 7300 0000 0119",
		"4761/7390/0101/0119":                                      "4761/7300/0000/0119",
		"47617390/01010119":                                        "47617300/00000119",
		"till/a4147561267/001/t":                                   "till/a4147561267/001/t", // a path
		"4761_7390_0101_0119":                                      "4761_7300_0000_0119",
		"4761\u20137390\u20130101\u20130119":                       "4761\u20137300\u20130000\u20130119",
		"47617390-01010119":                                        "47617300-00000119",
		"4761|7390|0101|0119":                                      "4761|7300|0000|0119",
		"4761\t7390\t0101\t0119":                                   "4761\t7300\t0000\t0119",
		"4761 - 7390 - 0101 - 0119":                                "4761 - 7300 - 0000 - 0119",
		"4761\u20097390\u20090101\u20090119":                       "4761\u20097300\u20090000\u20090119",
		"5413(3300)8902(0011)":                                     "5413(3300)0000(0011)",
		"[5413][3300][8902][0011]":                                 "[5413][3300][0000][0011]",
		`5413"3300"8902"0011`:                                      `5413"3300"0000"0011`,
		"47:61:73:90:01:01:01:19":                                  "47:61:73:00:00:00:01:19",
		"4 7 6 1 7 3 9 0 0 1 0 1 0 1 1 9":                          "4 7 6 1 7 3 0 0 0 0 0 0 0 1 1 9",
		"5413,3300,8902,0029":                                      "5413,3300,0000,0029",
		"34373631373339303031303130313139":                         "34373631373330303030303030313139",
		"card 5413-3300-8902-0029, others":                         "card 5413-3300-0000-0029, others",
		"3673 1804 5181 06":                                        "3673 1800 0081 06",
		"6304-5516-4814-8053-52":                                   "6304-5510-0000-0053-52",
		"1234 5678 9012 3":                                         "1234 5678 9012 3",
		"54 13 33 00 89 02 00 29":                                  "54 13 33 00 00 00 00 29",
		"no. 3: 54 13 33 00 89 02 00 29 12/25":                     "no. 3: 54 13 33 00 00 00 00 29 12/25",
		"5A 08 45 39 57 87 63 62 14 86":                            "5A 08 45 39 57 00 00 00 14 86",
		"A5 41 33 30 08 90 20 02 9F":                               "A5 41 33 30 00 00 00 02 9F",
		"0x54, 0x13, 0x33, 0x00, 0x89, 0x02, 0x00":                 "0x54, 0x13, 0x33, 0x00, 0x89, 0x02, 0x00",
		"0x54,0x13,0x33,0x00,0x89,0x02,0x00,0x29":                  "0x54,0x13,0x33,0x00,0x00,0x00,0x00,0x29",
		"6304 551648 148053522":                                    "6304 551000 000003522",
		"6304551648148053-522":                                     "6304551000000003-522",
		"5 413330089020029":                                        "5 413330000000029",
		"541-33300890-20029":                                       "541-33300000-00029",
		"5413\u00A033\u00B7008\u20149020  029":                     "5413\u00A033\u00B7000\u20140000  029",
		"PAN5413 3300 8902 0029EUR":                                "PAN5413 3300 0000 0029EUR",
		"6304 8291 7360":                                           "0000 0000 7360",
		"630482917360":                                             "000000007360",
		"453982 9173643":                                           "453982 0003643",
		"2026-07-01 12:30:40":                                      "2026-07-01 12:30:40",
		"20260701 123045003":                                       "20260701 123045003",
		"26-07-01 12:30:45.005":                                    "26-07-01 12:30:45.005",
		"30.12.2026 12:00:85":                                      "30.12.2026 12:00:85",
		"2026-07-01 12:30:40 5413 3300 8902 0029":                  "2026-07-01 12:30:40 5413 3300 0000 0029",
		"33 34 31 33 33 33 30 30 38 39":                            "33 34 31 33 33 33 30 30 38 39",
		"35 34 31 33 2D 33 33 30 30 2D 38 39 30 32 2D 30 30 32 39": "35 34 31 33 2D 33 33 30 30 2D 30 30 30 30 2D 30 30 32 39",
		"3742 450017 51006":                                        "3742 450000 01006",
		"3673-1804.5181/06":                                        "3673-1800.0081/06",
		"%B5413330089020011^OTHER/JANE^2512201000000?":             "%B0000000000000000^XXXXX/XXXX^0000000000000?",
		"2026-07-01 12.30.45":                                      "2026-07-01 12.30.45",
		"10.12.2026 4761":                                          "10.12.2026 4761",
		"00 A4 04 00 07 A0 00 00 00 04 10 10":                      "00 A4 04 00 07 A0 00 00 00 04 10 10",
		"1.2.840.113549.1.1.11":                                    "1.2.840.113549.1.1.11",
		"5413 3300 8902 0012":                                      "5413 3300 8902 0012",
		"3673 1804 5181 06 10":                                     "3673 1800 0081 06 10",
		"2026 0701 1230 47":                                        "2026 0701 1230 47",
		"TAG \"241234FFFFFFFFFF\"":                                 "TAG \"****************\"",
		"25 12 34 5f ff ff ff ff":                                  "** ** ** ** ** ** ** **",
		"00200080082C123456789012FF00":                             "0020008008****************00",
		"241234FFFFFFFFF":                                          "241234FFFFFFFFF",
		"251234FFFFFFFFFF":                                         "251234FFFFFFFFFF",

		"(byte)0x54,(byte)0x13,(byte)0x33,(byte)0x00,(byte)0x89,(byte)0x02,(byte)0x00,(byte)0x29":                "(byte)0x54,(byte)0x13,(byte)0x33,(byte)0x00,(byte)0x00,(byte)0x00,(byte)0x00,(byte)0x29",
		"(byte) 0x54, (byte) 0x13, (byte) 0x33, (byte) 0x00, (byte) 0x89, (byte) 0x02, (byte) 0x00, (byte) 0x29": "(byte) 0x54, (byte) 0x13, (byte) 0x33, (byte) 0x00, (byte) 0x00, (byte) 0x00, (byte) 0x00, (byte) 0x29",
		"0X54 0X13 0X33 0X00 0X89 0X02 0X00 0X29":                                                                "0X54 0X13 0X33 0X00 0X00 0X00 0X00 0X29",
		"54h 13h 33h 00h 89h 02h 00h 29h":                                                                        "54h 13h 33h 00h 00h 00h 00h 29h",
		"54H,13H,33H,00H,89H,02H,00H,29H":                                                                        "54H,13H,33H,00H,00H,00H,00H,29H",
		"0x54, 0x13, 0x33, 0x00,\t0x89, 0x02, 0x00, 0x29":                                                        "0x54, 0x13, 0x33, 0x00,\t0x00, 0x00, 0x00, 0x29",
		"A35343133333330303839303030373430":                                                                      "A35343133333330303030303030373430",
		"50 51 52 53 54 55 56 57 58 59 60":                                                                       "50 51 52 53 54 55 56 57 58 59 60",
		"7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22":                                                           "7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22",
		"0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x60":                                       "0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x60",
		"0x50, 0x51, 0x52, 0x53, 0x54, 0x54, 0x13, 0x33, 0x00, 0x89, 0x02, 0x00, 0x29":                           "0x50, 0x51, 0x52, 0x53, 0x54, 0x54, 0x13, 0x33, 0x00, 0x00, 0x00, 0x00, 0x29",
		"51 52 53 54 55 5413 3300 8902 0029":                                                                     "51 52 53 54 55 5413 3300 0000 0029",
		"4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 3":                                                                        "4 5 6 7 8 9 0 0 0 0 0 0 6 7 8 3",
		"34 35 36 37 38 39 30 31 32 33 34 35 36 37 38 33":                                                        "34 35 36 37 38 39 30 30 30 30 30 30 36 37 38 33",
		"63 04 82 91 73 60": "63 04 82 91 73 60",
		"630482 917360":     "000000 007360",
	} {
		if got := new(transcript.Cover).Text(text); strings.ContainsAny(want, "*") && got != want {
			t.Errorf("Cover.Text(%s) is %s", text, got)
		}
		if got := transcript.HideNumbers(text); got != want {
			t.Errorf("HideNumbers(%s) is %s", text, got)
		}
		for _, key := range []string{"note", "card", "expect", "atr", "un", "host", "config", "pin"} {
			c := parse(t, key+": "+text+"\n-- conversation --\n# "+text+"\n> 00B2010C00\n< 700A5A08"+pan+"9000 # "+text+"\n")
			if got, want := c.Redact().String(), "redacted: yes\n-- conversation --\n> 00B2010C00\n< 700A5A0847617300000001199000\n"; got != want {
				t.Errorf("%s: %s:\n%s", key, text, got)
			}
		}
	}
}

// Card numbers are masked in whatever digits they are written: of full width, of other scripts, with characters between them that nobody sees. Other texts
// stay to the byte.
func TestHideDigitsOfOtherScripts(t *testing.T) {
	write := func(zero rune, digits string) string {
		return strings.Map(func(r rune) rune { return zero + r - '0' }, digits)
	}
	const pan, other = "4761739001010119", "5413330089020029"
	zeroes := 0
	check := func(text, want string) {
		if got := transcript.HideNumbers(text); got != want {
			t.Errorf("HideNumbers(%s) is %s", text, got)
		}
	}
	for _, table := range unicode.Nd.R16 {
		zeroes++
		check(write(rune(table.Lo), pan), "4761730000000119")
		check("card "+write(rune(table.Lo), other), "card 5413330000000029")
	}
	for _, table := range unicode.Nd.R32 {
		zeroes++
		check(write(rune(table.Lo), pan), "4761730000000119")
	}
	if zeroes < 50 {
		t.Errorf("%d scripts", zeroes)
	}
	check("\uFF14\uFF17\uFF16\uFF11\uFF0D\uFF17\uFF13\uFF19\uFF10\uFF0D\uFF10\uFF11\uFF10\uFF11\uFF0D\uFF10\uFF11\uFF11\uFF19", "4761-7300-0000-0119")
	check("4761\u200B7390\u200B0101\u20600119", "4761730000000119")
	check("4761\u30007390\u30000101\u30000119", "4761 7300 0000 0119")
	check("\uFF12\uFF10\uFF12\uFF16-07-01, \uFF21\uFF22\u3000\u0661\u0662", "\uFF12\uFF10\uFF12\uFF16-07-01, \uFF21\uFF22\u3000\u0661\u0662")
}

// What an issuer keeps on the card about its customer goes, and what names the terminal and its merchant stays.
func TestRedactCustomerAndTerminal(t *testing.T) {
	const text = "-- conversation --\n> 00B2010C00\n< 70319F7C06A1B2C3D4E5F69F1C0854455253303030319F160F4D45524348414E54303030303030319F1E0849464430303030319000\n"
	want := strings.ReplaceAll(text, "A1B2C3D4E5F6", "000000000000")
	want = strings.Replace(want, "-- conv", "redacted: yes\n-- conv", 1)
	if got := parse(t, text).Redact().String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// The terminal's entropy is random, whatever it looks like: a PIN of two bytes here. What is no entropy is looked at.
//
// C-2 2.12 5.2, C-8 1.2 5.2
func TestRedactEntropy(t *testing.T) {
	for command, want := range map[string]string{"80EA0000049902123400": "80EA0000049902123400", "80EA00000599031234FF00": "80EA0000059903000000" + "00", "80DA00000499021234": "80DA00000499020000", "00EA00000499021234": "00EA00000499020000"} {
		text := "-- conversation --\n> " + command + "\n< 6985\n"
		if got := parse(t, text).Redact().String(); got != "redacted: yes\n"+strings.Replace(text, command, want, 1) {
			t.Errorf("%s: %s", command, got)
		}
	}
}

// A card number, or a track, in a tag that no dictionary has goes; what passes no Luhn check stays, and so does a number
// in a tag that means something else.
func TestRedactUnknownTags(t *testing.T) {
	for data, want := range map[string]string{
		"700BDF0D084761739001010119":                   "700BDF0D084761730000000119",
		"700BDF0D084761739001010118":                   "700BDF0D084761739001010118",
		"700BDF0D08374245001751006F":                   "700BDF0D08374245000001006F",
		"7014DF0D114761739001010119D25122011234567890": "7014DF0D114761730000000119D00000000000000000",
		"700B9F26084761739001010119":                   "700B9F26084761739001010119",
		"4208172020886148FFFF":                         "4208170000006148FFFF", // and no issuer identification number of 8 bytes
		"8107872955181620D25122011234567890":           "8107870000001620D00000000000000000",
		"95050000008000":                               "95050000008000",
	} {
		c := parse(t, "-- conversation --\n> 00B2010C00\n< "+data+"9000\n")
		if got := fmt.Sprintf("%X", c.Redact().Exchanges()[0].Response); got != want+"9000" {
			t.Errorf("%s: %s", data, got)
		}
	}
}

// A response that is put in the place of another is written, the rest stays as it was.
func TestSetResponse(t *testing.T) {
	c := parse(t, "card: a\n-- conversation --\n> 00B2010C00 # one\n< 6A83 @12ms # none\n> 00B2020C00\n< !timeout\n")
	response := []byte{0x90, 0x00}
	c.SetResponse(0, response)
	c.SetResponse(1, response)
	response[0] = 0
	if got, want := c.String(), "card: a\n-- conversation --\n> 00B2010C00 # one\n< 9000 @12ms # none\n> 00B2020C00\n< 9000\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestRedactConversations(t *testing.T) {
	names, err := testvectors.Conversations()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			text, err := testvectors.Conversation(name)
			if err != nil {
				t.Fatal(err)
			}
			c := parse(t, string(text))
			d := c.Redact()
			x, y := c.Exchanges(), d.Exchanges()
			if len(x) != len(y) {
				t.Fatal("exchanges lost")
			}
			for i := range x {
				if len(x[i].Command) != len(y[i].Command) || apdu.Response(x[i].Response).SW() != apdu.Response(y[i].Response).SW() {
					t.Errorf("exchange %d: length or status changed", i+1)
				}
				if raw(x[i].Command) {
					continue
				}
				a, b := shape(apdu.Response(x[i].Response).Data()), shape(apdu.Response(y[i].Response).Data())
				if a != b {
					t.Errorf("exchange %d: structure changed from\n%s\nto\n%s", i+1, a, b)
				}
			}
			all := secretsOf(c)
			out := d.String()
			for _, s := range all {
				if strings.Contains(out, s) && (len(s) <= 19 || telling(s)) {
					t.Errorf("still there: %s", s)
				}
			}
			for _, s := range secretsOf(d) {
				if telling(s) {
					t.Errorf("a valid card number or track in the redacted one: %s", s)
				}
			}
			// It replays, itself and in structure with the commands of the original.
			for _, commands := range [][]transcript.Exchange{x, y} {
				r := transcript.NewReplay(d)
				r.Structure = true
				for i := range commands {
					command := commands[i].Command
					if commands[i].Open {
						command = append(bytes.Clone(command), 0, 0, 0, 0)
					}
					_, _, _ = r.Transmit(context.Background(), command)
					if commands[i].Omitted {
						return
					}
				}
				if err := r.Close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// telling reports whether a number is a card's, or a track has more than expiry and service code.
func telling(s string) bool {
	pan, rest, _ := strings.Cut(s, "D")
	return len(pan) > 19 || valid(pan) || len(rest) > 7 && strings.Trim(rest[7:], "0F") != ""
}

// raw reports whether the command reads a record that is no TLV: of a file from 11 on.
func raw(command []byte) bool {
	c, err := apdu.ParseCommand(command)
	return err == nil && c.INS == apdu.ReadRecord && c.P2>>3 > 10
}

// shape is the tags and lengths of data objects, nested, and the fault at the end.
func shape(b []byte) string {
	var s strings.Builder
	c := tlv.NewCursor(b)
	for o, ok := c.Next(); ok; o, ok = c.Next() {
		fmt.Fprintf(&s, "%v[%d]", o.Tag, len(o.Value))
		if o.Tag.Constructed() {
			fmt.Fprintf(&s, "{%s}", shape(o.Value))
		}
	}
	if err := c.Err(); err != nil {
		s.WriteString(err.Error())
	}
	return s.String()
}

var cardNumber = regexp.MustCompile(`^[0-9]{12,19}`)

// secretsOf is the PANs (digits) and tracks (hexadecimal) of a conversation that are worth hiding.
func secretsOf(c *transcript.Conversation) (list []string) {
	for _, x := range c.Exchanges() {
		for _, template := range []tlv.Tag{tlv.TagRecord, tlv.TagFormat2} {
			for _, tag := range []tlv.Tag{0x5A, 0x57, 0x9F6B} {
				o, ok := tlv.Find(apdu.Response(x.Response).Data(), template, tag)
				if !ok {
					continue
				}
				digits := fmt.Sprintf("%X", o.Value)
				if pan := cardNumber.FindString(digits); strings.Trim(pan, "0") != "" && valid(pan) {
					list = append(list, pan)
				}
				if track := strings.TrimRight(digits, "F"); tag != 0x5A && !regexp.MustCompile(`D0*$|^0*$`).MatchString(track) {
					list = append(list, track)
				}
			}
		}
	}
	return list
}

// valid is the Luhn check.
func valid(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		sum += d + i%2*(d-d/5*9)
	}
	return sum%10 == 0
}

// Zeroes of a number that is masked are masked like other digits.
func TestCoverMasksZeroes(t *testing.T) {
	var cover transcript.Cover
	record := []byte("\x70\x1D\x5A\x08\x62\x28\x00\x00\x00\x00\x00\x13\x57\x11\x62\x28\x00\x00\x00\x00\x00\x13\xD2\x11\x22\x01\x23\x00\x00\x00\x0F")
	const want = "701D5A08622800******0013" + "5711622800******0013"
	if got := cover.Objects(record); !strings.HasPrefix(got, want) {
		t.Errorf("%s", got)
	}
	put := append([]byte("\x80\xDA\x00\x5A\x08"), record[4:12]...)
	if got := cover.Command(put, nil); got != "80DA005A08622800******0013" {
		t.Errorf("%s", got)
	}
}
