package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// A made is a source of made-up card numbers, the same in every run.
type made struct{ *rand.Rand }

func newMade(seed int) *made { return &made{rand.New(rand.NewPCG(uint64(seed), 7))} }

// cardKinds are how card numbers begin, and how many digits they have.
var cardKinds = []struct {
	prefix string
	digits int
}{
	{"4", 16},
	{"4", 19},
	{"4", 13},
	{"53", 16},
	{"2221", 16},
	{"34", 15},
	{"37", 15},
	{"36", 14},
	{"305", 14},
	{"3566", 16},
	{"6011", 16},
	{"65", 16},
	{"62", 16},
	{"62", 17},
	{"62", 18},
	{"62", 19},
	{"81", 16},
	{"5018", 13},
	{"67", 19},
	{"9792", 16},
}

// pan is a number of a kind that passes the Luhn check and has no six zeroes in a row.
func (m *made) pan(kind int) string {
	k := cardKinds[kind%len(cardKinds)]
	for {
		s := k.prefix
		for len(s) < k.digits-1 {
			s += string(rune('0' + m.IntN(10)))
		}
		s += string(checkDigit(s))
		if !strings.Contains(s, "000000") && strings.Trim(s, s[:1]) != "" {
			return s
		}
	}
}

// A form is a way to write a number in bytes.
type form struct {
	name  string
	write func(pan string) string // hexadecimal
}

func padded(digits string) string {
	if len(digits)%2 != 0 {
		return digits + "F"
	}
	return digits
}

func inASCII(s string) string { return upper([]byte(s)) }

func grouped(pan, between string) string {
	s := pan[:4]
	for rest := pan[4:]; rest != ""; {
		n := min(4, len(rest))
		if len(rest)-n < 3 {
			n = len(rest)
		}
		s, rest = s+between+rest[:n], rest[n:]
	}
	return s
}

var forms = []form{
	{"BCD", padded},
	{"BCD with more filler", func(p string) string { return padded(p) + "FFFF" }},
	{"shifted by half a byte", func(p string) string { return padded("A" + p) }},
	{"behind a zero", func(p string) string { return padded("0" + p) }},
	{"behind its length", func(p string) string { return fmt.Sprintf("%02X", (len(p)+1)/2) + padded(p) }},
	{"behind other digits", func(p string) string { return padded("26112900000000123" + p) }},
	{"before other digits", func(p string) string { return padded(p + "0978260115123456") }},
	{"between other digits", func(p string) string { return padded("1126112912" + p + "09782601") }},
	{"track 2", func(p string) string { return padded(p + "D25122011234567890") }},
	{"ASCII", func(p string) string { return inASCII(p) }},
	{"ASCII, in a text", func(p string) string { return inASCII("no " + p + " of A") }},
	{"ASCII, in an address", func(p string) string { return inASCII("http://x/" + p) }},
	{"ASCII, glued to digits", func(p string) string { return inASCII("20261129000000" + p) }},
	{"ASCII, blanks", func(p string) string { return inASCII(grouped(p, " ")) }},
	{"ASCII, dashes", func(p string) string { return inASCII(grouped(p, "-")) }},
	{"ASCII, dots", func(p string) string { return inASCII(grouped(p, ".")) }},
	{"ASCII, behind other bytes", func(p string) string { return "000102FE" + inASCII(p) + "00" }},
	{"ASCII, track 1", func(p string) string { return inASCII("%B" + p + "^A/B^25122011234567890?") }},
	{"ASCII, track 2", func(p string) string { return inASCII(";" + p + "=25122011234567890?") }},
	{"hexadecimal of ASCII in ASCII", func(p string) string { return inASCII(inASCII(p)) }},
}

// digitsOf is the runs of digits of a text in which a number may be, without the separators that may be in it.
func digitsOf(text string) string {
	all := longRuns.FindAllString(separators.Replace(text), -1)
	for _, group := range spelled.FindAllString(strings.ToUpper(text), -1) {
		all = append(all, separators.Replace(string(unhex(group))))
	}
	return strings.Join(all, " ")
}

var (
	separators = strings.NewReplacer(" ", "", "-", "", ".", "", ":", "")
	spelled    = regexp.MustCompile(`(3[0-9](20|2D|2E)?){13,}`)
	longRuns   = regexp.MustCompile(`[0-9]{13,}`)
)

// shows reports whether a text has a number in it, which digitsOf gives: in digits, or in hexadecimal of ASCII.
func shows(digits, pan string) bool {
	return strings.Contains(digits, pan) || strings.Contains(digits, inASCII(pan)) || strings.Contains(digits, inASCII(inASCII(pan)))
}

// A place is where a number stands in a conversation: an exchange with %s for it in hexadecimal, or an element.
type place struct {
	name string
	pan  string
	form string
}

// places is a conversation with a number at every place that it names.
type places struct {
	*made
	text strings.Builder
	list []place
	kind int
	form *form
}

// next is the next number in the form, in hexadecimal.
func (p *places) next(name string) string {
	p.kind++
	pan := p.pan(p.kind)
	p.list = append(p.list, place{name, pan, p.form.name})
	return p.form.write(pan)
}

// exchange appends an exchange.
func (p *places) exchange(command, response string) {
	fmt.Fprintf(&p.text, "> %s\n< %s9000\n", command, response)
}

// object is a data object with a value in hexadecimal.
func object(tag tlv.Tag, value string) string { return upper(tlv.Append(nil, tag, unhex(value))) }

// sent is a command with data in hexadecimal.
func sent(header, data string) string { return fmt.Sprintf("%s%02X%s", header, len(data)/2, data) }

// mayStand are the elements whose value is of the book's own making, so that digits in it are no number, with the reason. A number that the card has
// under 5A or 57 goes from them too.
var mayStand = map[tlv.Tag]string{
	0x98: "hash", 0x9F26: "cryptogram", 0x9F4C: "random number", 0x9F7D: "hash", 0x9F8105: "MAC", 0x9F8109: "MAC", 0xDF52: "MAC", 0xDF61: "hash",
	0xDF8101: "hash", 0xDF8102: "hash", 0x91: "cryptogram in its first eight bytes", 0x9F16: "the merchant's number, of 15 characters", 0x9F63: "the card's product, of 16 bytes",
	0x4F: "number of registration in its first five bytes", 0x84: "as 4F", 0x9D: "as 4F", 0x9F06: "as 4F",
}

// unknownTags are in no dictionary, or mean something shorter in one.
var unknownTags = []tlv.Tag{0xC2, 0xD1, 0x9F5F, 0xDF01, 0xDF45, 0xDF0D, 0x9F79, 0x47, 0xDF8F01, 0x9F50, 0x9F51}

// everyTag is the tags of the dictionary and of older texts that are no templates, and tags of neither.
func everyTag() (tags []tlv.Tag) {
	tags = slices.Clone(unknownTags)
	for i := 1; i < tlv.NumRows; i++ {
		tags = append(tags, tlv.Row(i).Tag())
	}
	for tag := range olderElements() {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	return slices.DeleteFunc(slices.Compact(tags), func(t tlv.Tag) bool { return t == 0 || t.Constructed() })
}

// newPlaces makes a conversation with a number in a form at every place that a card, a host or a terminal has.
func newPlaces(f *form, seed int) *places {
	p := &places{made: newMade(seed), form: f, kind: seed}
	next := p.next
	fmt.Fprintf(&p.text, "card: a card\ndate: 261129\nhost: 8A023030%s%s%s\n%s\n",
		object(0x91, "1122334455667788"+atMost(next("host: 91"), 8)),
		object(0x71, object(0x86, sent("04DC010C", next("host: script")))), object(0x72, "9F180411223344"+object(0x86, sent("80E20000", object(0xDF01, next("host: template 72"))))),
		transcript.Separator)
	p.exchange("00A4040007A0000000041010", object(0x6F, "8407A0000000041010"+object(0xA5, object(0x50, next("50"))+"9F110101"+object(0x9F12, next("9F12"))+
		object(0xBF0C, object(0x5F50, next("5F50"))+object(0xDF11, next("in BF0C"))))))
	p.exchange(sent("00A40400", "A000000004"+name(next("SELECT"))), "")
	p.exchange("80A8000002830000", "770E82021980940808010100100101019F3600")
	for i, tag := range everyTag() {
		p.exchange(fmt.Sprintf("00B2%02X0C00", i%250+1), object(0x70, object(tag, next(tag.String()))))
	}
	for _, header := range []string{"00D60000", "00DC010C", "04DC010C", "00E2000C", "00D20000", "80E20000", "04DA9F79", "00DA0101", "80CA0000", "00CB3FFF", "80320000", "84340000", "802A8E80", "80500000", "00A40000", "00880000", "008800FF", "80AE8000", "80EA0000"} {
		p.exchange(sent(header, next(header)), "")
		p.exchange(sent(header, object(0x70, object(0x5A, next(header+" with 5A")))), "")
	}
	p.exchange(sent("80A80000", object(0x83, next("GET PROCESSING OPTIONS"))), "")
	p.exchange(sent("00820000", "1122334455667788"+atMost(next("EXTERNAL AUTHENTICATE"), 8)), "")
	p.exchange("80CA9F7F00", object(0x9F7F, next("answer to GET DATA")))
	p.exchange("80CADF0100", next("answer that is no TLV"))
	p.exchange("00B2015C00", next("record of a file above 10"))
	p.exchange("00B2011C00", next("record that is no TLV"))
	fmt.Fprintf(&p.text, "> 00DC010C ?\n< 9000\n# %s\n> 00B2010C00\n< 6A83 # %s\n", next("comment"), next("comment behind a line"))
	return p
}

// name is as much of a value as an application's name has room for behind its number of registration.
func name(value string) string { return value[:min(len(value), 22)] }

// atMost is a value if it is no longer than n bytes, and else none.
func atMost(value string, n int) string {
	if len(value) > 2*n {
		return ""
	}
	return value
}

// excepted reports whether a number may stand at a place: in an element of the book's own making, and in one of text where its bytes are letters and digits all.
func excepted(p place) bool {
	tag, err := tlv.ParseTag(p.name)
	letters := p.form == "BCD" && regexp.MustCompile(`^[0-9A-Za-z]+$`).Match(unhex(padded(p.pan)))
	return err == nil && (mayStand[tag] != "" || letters && textTags[tag])
}

// textTags are elements of text that numbers have stood in.
var textTags = map[tlv.Tag]bool{0x5F50: true}

// A made-up card number comes out of no command, wherever it stands and however it is written. The sample is most forms once, with redact and decode, and of every
// third what stands on other pages too.
func TestNumbersNeverShown(t *testing.T) {
	shown := 0
	for i := range forms {
		for seed := range 6 {
			if !sweep.Large(6*i+seed+1, 45, 3) {
				continue
			}
			p := newPlaces(&forms[i], 31*i+seed)
			file := filepath.Join(t.TempDir(), "p.txt")
			if err := os.WriteFile(file, []byte(p.text.String()), 0o600); err != nil {
				t.Fatal(err)
			}
			page := filepath.Join(t.TempDir(), "p.html")
			outputs := map[string]string{}
			for n, line := range []string{"redact FILE", "decode -", "oda FILE", "report -o PAGE FILE", "redact -json FILE", "decode -json -", "replay FILE"} {
				if n > 1 && !sweep.Sample(i+1, 3) || n > 3 && !sweep.Sample(i+1, 6) {
					continue
				}
				args := strings.Fields(strings.NewReplacer("FILE", file, "PAGE", page).Replace(line))
				_, out, errw := emv(p.text.String(), args...)
				outputs[line] = digitsOf(out + errw)
			}
			said, reported := outputs["report -o PAGE FILE"]
			if b, err := os.ReadFile(page); err != nil && reported {
				t.Errorf("%s: %v: %s", forms[i].name, err, said)
			} else {
				outputs["the page"] = digitsOf(string(b))
			}
			all := digitsOf(p.text.String())
			for _, where := range p.list {
				if !shows(all, where.pan) {
					continue // no room for it there
				}
				shown++
				for line, out := range outputs {
					if shows(out, where.pan) && !excepted(where) {
						t.Errorf("%s, %s: emv %s shows %s", where.form, where.name, line, where.pan)
					}
				}
			}
		}
	}
	if shown < 500 && sweep.Deep() != sweep.Few || shown == 0 {
		t.Errorf("%d places", shown)
	}
}
