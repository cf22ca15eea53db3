package bench

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/tlv"
)

// A Scene is a contactless kernel, activated for its one combination, with a card and a terminal of which the test writes every byte. Commands and data
// exchange are lines of text; what is keyed by a line may be keyed by its first word.
type Scene struct {
	T       testing.TB
	Kernel  kernel.Kernel
	AID     string
	Params  []string // of the combination: tag, value
	Tx      kernel.Transaction
	FCI     string
	Numbers [][4]byte                           // unpredictable numbers
	Keys    func(*kernel.Config)                // what is other about the configuration; nil: nothing
	Line    func(*kernel.Action) string         // a command in a line
	Applet  func() func([]byte) []byte          // a card that answers what Card has nothing for, with status word; nil: none
	Card    map[string]string                   // line of a command -> response with status word, or "L1 1" to "L1 3"
	Slow    map[string]time.Duration            // line -> time taken
	While   map[string][]string                 // line -> DETs that arrive before the command's response, or after the post
	Then    map[string][]string                 // line -> DETs that arrive after the command's response
	Eager   bool                                // the reader answers posts with what has happened, one thing at a time, in order
	Lazy    bool                                // the reader answers posts with nothing, and tells what has happened when the kernel waits
	Late    map[string]bool                     // line -> the response comes while the kernel waits
	Wait    bool                                // it is the terminal that is slow: no Timeout while the kernel waits for data, but the end of the scene
	Middle  func(command, answer []byte) []byte // is what arrives of an answer; nil: all of it

	Lines []string // what the kernel has done
	Shown []kernel.UI
	Out   kernel.Outcome
	Money kernel.Money
	Data  map[tlv.Row]string // elements of the report, in hexadecimal digits
}

// NewScene is a purchase of 12.34 with a card that answers nothing.
func NewScene(t testing.TB, k kernel.Kernel, aid string) *Scene {
	return &Scene{
		T: t, Kernel: k, AID: aid,
		Tx:      kernel.Transaction{Money: kernel.Money{Amount: 1234}, Date: [3]byte{0x26, 0x07, 0x01}, Time: [3]byte{0x12, 0x30, 0}},
		Numbers: [][4]byte{{0xA1, 0xA1, 0xA1, 0xA1}, {0xB2, 0xB2, 0xB2, 0xB2}, {0xC3, 0xC3, 0xC3, 0xC3}, {0xD4, 0xD4, 0xD4, 0xD4}},
		Card:    map[string]string{}, Slow: map[string]time.Duration{}, While: map[string][]string{}, Then: map[string][]string{},
		Late: map[string]bool{},
	}
}

// In is a response of these objects in a template, with status word 9000.
func In(template tlv.Tag, objects ...string) string {
	return fmt.Sprintf("%X9000", tlv.Append(nil, template, Digits(strings.Join(objects, ""))))
}

// FCIWith is an FCI of this AID with this PDOL and these objects of the issuer's, all in hexadecimal digits.
func FCIWith(aid, pdol, discretionary string) string {
	var a5 []byte
	if pdol != "" {
		a5 = tlv.Append(a5, 0x9F38, Digits(pdol))
	}
	if discretionary != "" {
		a5 = tlv.Append(a5, 0xBF0C, Digits(discretionary))
	}
	body := tlv.Append(tlv.Append(nil, 0x84, Digits(aid)), 0xA5, a5)
	return fmt.Sprintf("%X", tlv.Append(nil, 0x6F, body))
}

// Digits are the bytes of hexadecimal digits, with spaces where one likes.
func Digits(s string) []byte {
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		panic(s + ": " + err.Error())
	}
	return b
}

// Configure configures the kernel: tag and value, again and again; "-" takes one out.
func (s *Scene) Configure(params ...string) {
	for i := 0; i < len(params); i += 2 {
		for at := 0; at < len(s.Params); at += 2 {
			if s.Params[at] == params[i] {
				s.Params = slices.Delete(s.Params, at, at+2)
				break
			}
		}
		if params[i+1] != "-" {
			s.Params = append(s.Params, params[i], params[i+1])
		}
	}
}

// Program is the kernel alone.
func (s *Scene) Program() kernel.Program {
	fci := Digits(s.FCI)
	return kernel.Single("scene", func(p *kernel.Port) *kernel.Outcome {
		return s.Kernel.Run(p, &kernel.Activation{Start: kernel.StartA, Combination: &p.Config().Combinations[0], FCI: fci, SW: 0x9000})
	})
}

// Config is the terminal's configuration.
func (s *Scene) Config() *kernel.Config {
	c := kernel.Combination{AID: Digits(s.AID), Kernel: s.Kernel.ID(), Currency: 0x0978}
	for i := 0; i < len(s.Params); i += 2 {
		tag, err := tlv.ParseTag(s.Params[i])
		if err != nil {
			s.T.Fatal(err)
		}
		c.Parameters = append(c.Parameters, kernel.DataObject{Tag: tag, Value: Digits(s.Params[i+1])})
	}
	config := &kernel.Config{
		Terminal: kernel.Terminal{
			CountryCode: 0x0276, Type: 0x22, TransactionCurrency: 0x0978, CurrencyExponent: 2, Languages: []string{"en", "de"}, IFDSerialNumber: "12345678",
		},
		Combinations: []kernel.Combination{c},
	}
	if s.Keys != nil {
		s.Keys(config)
	}
	return config
}

// Scenario is the scene as a scenario.
func (s *Scene) Scenario() *kerneltest.Scenario {
	return &kerneltest.Scenario{
		Program: s.Program(), Config: s.Config(), Transaction: s.Tx, World: s.World, Options: []kernel.Option{kerneltest.Numbers(s.Numbers...)},
	}
}

// Run runs the scene, and its journal again.
func (s *Scene) Run() {
	s.T.Helper()
	tr := s.Scenario().Run(s.T)
	s.Out, s.Money, s.Data = tr.Result.Outcome, tr.Result.Money, map[tlv.Row]string{}
	for row, v := range tr.Result.Report.All() {
		s.Data[row] = fmt.Sprintf("%X", v)
	}
}

// Script checks what the kernel has done up to, and without, GENERATE AC or the end.
func (s *Scene) Script(want ...string) {
	s.T.Helper()
	got := s.Lines
	if at := slices.IndexFunc(got, isAC); at >= 0 && !slices.ContainsFunc(want, isAC) {
		got = got[:at]
	}
	for i := range want {
		want[i] = strings.TrimRight(want[i], " ")
	}
	if !slices.Equal(got, want) {
		s.T.Errorf("the kernel has done\n  %s\nnot\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func isAC(line string) bool { return line == "AC" || strings.HasPrefix(line, "AC ") }

// Ends checks the outcome: status, start, error indication as the discretionary data have it under this tag (L1, L2, L3, SW1, SW2, message), and what the
// two user interface requests say, "-" for none. What goes to the acquirer is whole objects.
func (s *Scene) Ends(tag tlv.Tag, status kernel.Status, start kernel.Start, indication, onOutcome, onRestart string) {
	s.T.Helper()
	o, _ := tlv.Find(s.Out.DiscretionaryData, tag)
	got := fmt.Sprintf("%v %d %X %s %s", s.Out.Status, s.Out.Start, o.Value, Request(s.Out.UIOutcome), Request(s.Out.UIRestart))
	want := fmt.Sprintf("%v %d %X %s %s", status, start, Digits(indication), onOutcome, onRestart)
	if !Whole(s.Out.DataRecord) || !Whole(s.Out.DiscretionaryData) {
		s.T.Errorf("data record %X, discretionary data %X", s.Out.DataRecord, s.Out.DiscretionaryData)
	}
	if got != want {
		s.T.Errorf("outcome %s\n   want %s\n%s\n%v", got, want, strings.Join(s.Lines, "\n"), s.Out.Error)
	}
}

// Request is a user interface request: message, status, hold time in units of 100 ms.
func Request(ui *kernel.UI) string {
	if ui == nil {
		return "-"
	}
	return fmt.Sprintf("%02X/%d/%d", byte(ui.Message), ui.Status, ui.Hold/(100*time.Millisecond))
}

// Discretionary are the tags of the discretionary data.
func (s *Scene) Discretionary() string {
	var tags []string
	c := tlv.NewCursor(s.Out.DiscretionaryData)
	for o := range c.All() {
		tags = append(tags, o.Tag.String())
	}
	return strings.Join(tags, " ")
}

// Sends reports whether a DEK had an object.
func (s *Scene) Sends(object string) bool {
	for _, line := range s.Lines {
		if data, ok := strings.CutPrefix(line, "DEK "); ok {
			data, _, _ = strings.Cut(data, "|")
			if bytes.Contains(Digits(data), Digits(object)) {
				return true
			}
		}
	}
	return false
}

// At brings the scene to the state that it waits in after a line; with " again" behind it, after the second such one.
func (s *Scene) At(line string) (*kernel.Session, kernel.Action, kerneltest.World) {
	s.T.Helper()
	line, again := strings.CutSuffix(line, " again")
	nth := 1
	if again {
		nth = 2
	}
	session, err := kernel.NewSession(s.Program(), s.Config(), s.Tx, append(s.Scenario().Options, kerneltest.Random(1))...)
	if err != nil {
		s.T.Fatal(err)
	}
	world, ev := s.World(), kernel.Event{}
	for {
		a, err := session.Next(ev)
		if err != nil || a.Kind == kernel.Done {
			s.T.Fatalf("%q is not reached: %v\n%s", line, err, strings.Join(s.Lines, "\n"))
		}
		if n := len(s.Lines); a.Kind == kernel.Wait && s.Lines[n-1] == line {
			if nth--; nth == 0 {
				return session, a, world
			}
		}
		ev = world(a)
	}
}

// Finish runs a session to its end.
func Finish(t testing.TB, session *kernel.Session, a kernel.Action, world kerneltest.World) kernel.Outcome {
	t.Helper()
	for a.Kind != kernel.Done {
		var err error
		if a, err = session.Next(world(a)); err != nil {
			t.Fatal(err)
		}
	}
	out := a.Result.Outcome
	if err := session.Err(); err != nil {
		t.Error(err)
	}
	_ = session.Close()
	return out
}
