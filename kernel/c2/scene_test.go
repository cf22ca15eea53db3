package c2_test

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/tlv"
)

const mastercardAID = "A0000000041010"

// A scene is the kernel with a card and a terminal of which the test writes every byte: what is published in them is the book's coding, the values are ours.
type scene struct {
	t       testing.TB
	kernel  c2.Kernel
	params  []string // of the combination, over those that it must have: tag, value
	tx      kernel.Transaction
	fci     string
	numbers [][4]byte

	card  map[string]string        // line of a command -> response with status word, or "L1 1" to "L1 3"
	slow  map[string]time.Duration // line -> time taken
	while map[string][]string      // line -> DETs that arrive before the command's response, or after the post
	then  map[string][]string      // line -> DETs that arrive after the command's response
	eager bool                     // the reader answers posts with what has happened, one thing at a time, in order
	lazy  bool                     // the reader answers posts with nothing, and tells what has happened when the kernel waits
	wait  bool                     // it is the terminal that is slow: no Timeout while the kernel waits for data, but the end of the scene

	lines []string // what the kernel has done
	shown []kernel.UI
	out   kernel.Outcome
	money kernel.Money
	data  map[tlv.Row]string // elements of the report, in hexadecimal digits
}

// newScene is a purchase of 12.34 with a card without CDA that gives its data in one record. The reader has data exchange.
func newScene(t testing.TB) *scene {
	s := &scene{
		t: t, tx: kernel.Transaction{Money: kernel.Money{Amount: 1234}, Date: [3]byte{0x26, 0x07, 0x01}, Time: [3]byte{0x12, 0x30, 0}},
		fci: plainFCI, numbers: [][4]byte{{0xA1, 0xA1, 0xA1, 0xA1}, {0xB2, 0xB2, 0xB2, 0xB2}, {0xC3, 0xC3, 0xC3, 0xC3}, {0xD4, 0xD4, 0xD4, 0xD4}},
		card: map[string]string{}, slow: map[string]time.Duration{}, while: map[string][]string{}, then: map[string][]string{},
	}
	s.set("DF01", "01", "DF8124", "000000999999", "DF8125", "000001999999", "DF8126", "000000005000", "DF8123", "000000001000")
	s.set("DF811F", "08", "DF8118", "60", "DF8119", "08", "DF8117", "00")
	s.give("GPO", in(0x77, "8202 0080 9404 08010100"))
	s.give("RR 1.1", in(0x70, plainRecord))
	s.give("AC", in(0x77, "9F2701 00 9F3602 0001 9F2608 1122334455667788"))
	return s
}

// plainFCI names the application and nothing else.
const plainFCI = "6F 0B 8407 A0000000041010 A500"

// plainRecord has what each card has to give: PAN, its sequence number, the expiration date, a CDOL1 with amount and unpredictable number.
const plainRecord = "5A08 5413330089020011 5F3401 01 5F2403 491231 8C06 9F02069F3704"

// in is a response of these objects in a template, with status word 9000.
func in(template tlv.Tag, objects ...string) string {
	return fmt.Sprintf("%X9000", tlv.Append(nil, template, digits(strings.Join(objects, ""))))
}

// fciWith is an FCI with this PDOL and these objects of the issuer's, both in hexadecimal digits.
func fciWith(pdol, discretionary string) string {
	var a5 []byte
	if pdol != "" {
		a5 = tlv.Append(a5, 0x9F38, digits(pdol))
	}
	if discretionary != "" {
		a5 = tlv.Append(a5, 0xBF0C, digits(discretionary))
	}
	body := tlv.Append(tlv.Append(nil, 0x84, digits(mastercardAID)), 0xA5, a5)
	return fmt.Sprintf("%X", tlv.Append(nil, 0x6F, body))
}

// digits are the bytes of hexadecimal digits, with spaces where one likes.
func digits(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(s + ": " + err.Error())
	}
	return b
}

// set configures the kernel: tag and value, again and again; "-" takes one out.
func (s *scene) set(params ...string) *scene {
	for i := 0; i < len(params); i += 2 {
		at := slices.Index(s.params, params[i])
		for at >= 0 && at%2 != 0 {
			at = -1
		}
		if at >= 0 {
			s.params = slices.Delete(s.params, at, at+2)
		}
		if params[i+1] != "-" {
			s.params = append(s.params, params[i], params[i+1])
		}
	}
	return s
}

// give has the card answer a command.
func (s *scene) give(line, response string) *scene { s.card[line] = response; return s }

// program is the kernel alone, activated for its one combination.
func (s *scene) program() kernel.Program {
	fci := digits(s.fci)
	return kernel.Single("c2/scene", func(p *kernel.Port) *kernel.Outcome {
		return s.kernel.Run(p, &kernel.Activation{Start: kernel.StartA, Combination: &p.Config().Combinations[0], FCI: fci, SW: 0x9000})
	})
}

func (s *scene) config() *kernel.Config {
	c := kernel.Combination{AID: digits(mastercardAID), Kernel: c2.ID, Currency: 0x0978}
	all := append([]string{"DF8132", "0014", "DF8133", "0032", "DF8136", "012C", "DF8137", "32"}, s.params...)
	for i := 0; i < len(all); i += 2 {
		tag, err := tlv.ParseTag(all[i])
		if err != nil {
			s.t.Fatal(err)
		}
		c.Parameters = append(c.Parameters, kernel.DataObject{Tag: tag, Value: digits(all[i+1])})
	}
	return &kernel.Config{
		Terminal: kernel.Terminal{
			CountryCode: 0x0276, Type: 0x22, TransactionCurrency: 0x0978, CurrencyExponent: 2, Languages: []string{"en", "de"}, IFDSerialNumber: "12345678",
		},
		Combinations: []kernel.Combination{c},
	}
}

func (s *scene) scenario() *kerneltest.Scenario {
	return &kerneltest.Scenario{
		Program: s.program(), Config: s.config(), Transaction: s.tx, World: s.world, Options: []kernel.Option{kerneltest.Numbers(s.numbers...)},
	}
}

// run runs the scene, and its journal again.
func (s *scene) run() *scene {
	s.t.Helper()
	tr := s.scenario().Run(s.t)
	s.out, s.money, s.data = tr.Result.Outcome, tr.Result.Money, map[tlv.Row]string{}
	for row, v := range tr.Result.Report.All() {
		s.data[row] = fmt.Sprintf("%X", v)
	}
	return s
}

// world is the reader, the card and the terminal.
func (s *scene) world() kerneltest.World {
	s.lines, s.shown = nil, nil
	var happened []kernel.Event
	timer := false
	while, then := maps.Clone(s.while), maps.Clone(s.then)
	return func(a kernel.Action) kernel.Event {
		line := ""
		switch a.Kind {
		case kernel.Done:
			return kernel.Event{}
		case kernel.Show:
			s.shown = append(s.shown, a.UI)
		case kernel.StartTimer, kernel.StopTimer:
			timer = a.Kind == kernel.StartTimer
			line = map[bool]string{true: fmt.Sprintf("TIMER %d", a.Within.Milliseconds()), false: "STOP"}[timer]
		case kernel.SendData:
			line = "DEK " + dekLine(&a)
		case kernel.Transmit:
			line = commandLine(&a)
		case kernel.Wait:
			return s.happens(&happened, timer)
		}
		if line == "" {
			return kernel.Event{}
		}
		s.lines = append(s.lines, line)
		dets := func(list []string) {
			for _, det := range list {
				happened = append(happened, kernel.Event{Kind: kernel.DataReceived, Data: digits(det)})
			}
		}
		dets(taken(while, line))
		if a.Kind == kernel.Transmit {
			response := s.response(line)
			if !s.lazy && !s.eager {
				dets(taken(then, line))
				return response
			}
			happened = append(happened, response)
		}
		dets(taken(then, line))
		if s.lazy || len(happened) == 0 {
			return kernel.Event{}
		}
		ev := happened[0]
		happened = happened[1:]
		return ev
	}
}

// happens is what the kernel gets that waits: what has happened, or the end of the timer.
func (s *scene) happens(list *[]kernel.Event, timer bool) kernel.Event {
	if len(*list) > 0 {
		ev := (*list)[0]
		*list = (*list)[1:]
		return ev
	}
	if timer && !s.wait {
		return kernel.Event{Kind: kernel.Timeout}
	}
	return kernel.Event{Kind: kernel.Cancelled}
}

// taken is keyed for what happens once.
func taken(m map[string][]string, line string) []string {
	v := keyed(m, line)
	word, _, _ := strings.Cut(line, " ")
	if _, whole := m[line]; whole {
		word = line
	}
	delete(m, word)
	return v
}

// keyed is the entry of a line, or of its first word.
func keyed[V any](m map[string]V, line string) (v V) {
	if v, ok := m[line]; ok {
		return v
	}
	word, _, _ := strings.Cut(line, " ")
	return m[word]
}

func (s *scene) response(line string) kernel.Event {
	text := keyed(s.card, line)
	if n, fault := strings.CutPrefix(text, "L1 "); fault {
		return kernel.Event{Kind: kernel.CardFault, Fault: kernel.Fault(n[0] - '0')}
	}
	if text == "" {
		text = "6A83"
	}
	return kernel.Event{Kind: kernel.Response, Data: digits(text), Took: keyed(s.slow, line)}
}

// commandLine is a command in a line: "GPO 8300", "ERRD 11223344", "RR 1.2" for file 1, record 2, "GD 9F70", "PD 9F75 0102", "AC".
func commandLine(a *kernel.Action) string {
	c := a.Command
	data := ""
	if len(c) > 5 {
		data = fmt.Sprintf("%X", c[5:5+int(c[4])])
	}
	switch c[1] {
	case apdu.GetProcessingOptions:
		return "GPO " + data
	case 0xEA:
		if !a.Timed {
			return "ERRD without time"
		}
		return "ERRD " + data
	case apdu.ReadRecord:
		return fmt.Sprintf("RR %d.%d", c[3]>>3, c[2])
	case apdu.GetData:
		return fmt.Sprintf("GD %X", c[2:4])
	case 0xDA:
		return fmt.Sprintf("PD %X %s", c[2:4], data)
	case apdu.GenerateAC:
		return "AC"
	}
	return fmt.Sprintf("%X", c)
}

// dekLine is a DEK in a line: the objects of Data To Send, and behind a bar the tags of Data Needed.
func dekLine(a *kernel.Action) string {
	var needed []string
	for _, tag := range a.Needed {
		needed = append(needed, tag.String())
	}
	return fmt.Sprintf("%X|%s", a.Data, strings.Join(needed, " "))
}

// script checks what the kernel has done up to, and without, GENERATE AC or the end.
func (s *scene) script(want ...string) *scene {
	s.t.Helper()
	got := s.lines
	if at := slices.Index(got, "AC"); at >= 0 && !slices.Contains(want, "AC") {
		got = got[:at]
	}
	for i := range want {
		want[i] = strings.TrimRight(want[i], " ")
	}
	if !slices.Equal(got, want) {
		s.t.Errorf("the kernel has done\n  %s\nnot\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
	return s
}

// ends checks the outcome: status, start, error indication as the discretionary data have it (L1, L2, L3, SW1, SW2, message), and what the two user interface
// requests say, "-" for none.
func (s *scene) ends(status kernel.Status, start kernel.Start, indication, onOutcome, onRestart string) *scene {
	s.t.Helper()
	o, _ := tlv.Find(s.out.DiscretionaryData, tlv.ErrorIndication.Tag())
	got := fmt.Sprintf("%v %d %X %s %s", s.out.Status, s.out.Start, o.Value, request(s.out.UIOutcome), request(s.out.UIRestart))
	want := fmt.Sprintf("%v %d %X %s %s", status, start, digits(indication), onOutcome, onRestart)
	if got != want {
		s.t.Errorf("outcome %s\n   want %s\n%s", got, want, strings.Join(s.lines, "\n"))
	}
	return s
}

// request is a user interface request: message, status, hold time in units of 100 ms.
func request(ui *kernel.UI) string {
	if ui == nil {
		return "-"
	}
	return fmt.Sprintf("%02X/%d/%d", byte(ui.Message), ui.Status, ui.Hold/(100*time.Millisecond))
}

// The user interface requests of the book's ends: ERROR - OTHER CARD, NOT READY with the Message Hold Time of table 4.2; TRY AGAIN, READY TO READ without.
var (
	otherCard = request(&kernel.UI{Message: 0x1C, Status: kernel.StatusNotReady, Hold: 1300 * time.Millisecond})
	tryAgain  = request(&kernel.UI{Message: 0x21, Status: kernel.StatusReadyToRead})
)

// discretionary are the tags of the discretionary data.
func (s *scene) discretionary() string {
	var tags []string
	c := tlv.NewCursor(s.out.DiscretionaryData)
	for o := range c.All() {
		tags = append(tags, o.Tag.String())
	}
	return strings.Join(tags, " ")
}

// sends reports whether a DEK had an object.
func (s *scene) sends(object string) bool {
	for _, line := range s.lines {
		if data, ok := strings.CutPrefix(line, "DEK "); ok {
			data, _, _ = strings.Cut(data, "|")
			if bytes.Contains(digits(data), digits(object)) {
				return true
			}
		}
	}
	return false
}

// solid are hexadecimal digits without spaces.
func solid(s string) string { return strings.ReplaceAll(s, " ", "") }

func hexOf(b []byte) string { return fmt.Sprintf("%X", b) }

// zeroes are n bytes of zero in hexadecimal digits.
func zeroes(n int) string { return strings.Repeat("00", n) }
