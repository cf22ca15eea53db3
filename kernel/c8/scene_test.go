package c8_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c8"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// A scene is the kernel with a card and a terminal of which the test writes every byte.
type scene struct {
	*bench.Scene
	chip *chip
	keys *capk.Set
	sent map[byte][]string // data fields of the commands, by instruction byte
}

// reader is a reader without data exchange that has local authentication, with RSA certificates too, and relay resistance, and reports a failure. What is
// read as an example in table A.38 is so here. CVMs are for amounts from 20.00, the floor limit is 50.00.
var reader = []string{
	"9F09", "0002", "9F8206", "60", "9F8207", "64", "9F8208", "08", "9F821E", "11", "9F821F", "9F8204 9F821C 9F821B", "9F8212", "0D", "9F8209", "3800",
	"9F821A", "84000080CF", "9F8214", "0032", "9F8211", "000013", "9F821D", "211820", "9F8213", "0014", "9F820D", "000000005000", "9F820E", "000000002000",
	"9F8217", "012C", "9F8218", "32", "9F820A", "10", "9F820B", "8400000040", "9F820C", "840084804C", "9F8215", "0012", "9F8216", "0018",
	"9F1D", "0000000000000000", "9F820F", "01F4",
}

// newScene is a purchase of 12.34 with a card that approves offline.
func newScene(t testing.TB) *scene {
	rid := [5]byte(bench.Digits(testAID[:10]))
	keys, err := capk.NewSet(slices.Concat(card.CAKeys(rid), card.ECCCAKeys(rid)))
	if err != nil {
		t.Fatal(err)
	}
	s := &scene{Scene: bench.NewScene(t, c8.Kernel{}, testAID), chip: newChip(), keys: keys}
	s.Params = slices.Clone(reader)
	s.Scene.Keys = func(c *kernel.Config) { c.Keys = s.keys }
	s.Applet = func() func([]byte) []byte { s.sent = map[byte][]string{}; return s.chip.applet() }
	s.Line = func(a *kernel.Action) string {
		if c := a.Command; len(c) > 5 {
			s.sent[c[1]] = append(s.sent[c[1]], hexOf(c[5:5+int(c[4])]))
		}
		return commandLine(a)
	}
	s.fci("", "9F2C07 02 00FFFF 000000")
	return s
}

// fci gives the card this PDOL, "" for its own, and these objects of the issuer's.
func (s *scene) fci(pdol, discretionary string) *scene {
	if pdol != "" {
		s.chip.pdol = pdol
	}
	s.FCI = bench.FCIWith(testAID, s.chip.pdol, discretionary)
	return s
}

func (s *scene) set(params ...string) *scene { s.Configure(params...); return s }

func (s *scene) give(line, response string) *scene { s.Card[line] = response; return s }

func (s *scene) run() *scene { s.T.Helper(); s.Run(); return s }

// with changes the card.
func (s *scene) with(change func(*chip)) *scene { change(s.chip); return s }

func (s *scene) ends(status kernel.Status, start kernel.Start, indication, onOutcome, onRestart string) *scene {
	s.T.Helper()
	s.Ends(0x9F8204, status, start, indication, onOutcome, onRestart)
	return s
}

// schedule has Process C work by another schedule.
func (s *scene) schedule(name string) *scene { s.Kernel = c8.Scheduled(name); return s }

// exchange puts data exchange on.
func (s *scene) exchange(params ...string) *scene { return s.set("DF01", "01").set(params...) }

// script checks all that the kernel has done.
func (s *scene) script(want ...string) *scene { s.T.Helper(); s.Script(want...); return s }

// element checks elements of the report, by tag.
func (s *scene) element(row tlv.Row, want string) *scene {
	s.T.Helper()
	if got := s.Data[row]; got != solid(want) {
		s.T.Errorf("%v is %s, want %s\n%v %v", row, got, want, s.Out.Error, s.Out.ODA)
	}
	return s
}

// data is the data field of the first command with this instruction byte, "" for none.
func (s *scene) data(ins byte) string {
	if len(s.sent[ins]) == 0 {
		return ""
	}
	return s.sent[ins][0]
}

func hexOf(b []byte) string { return fmt.Sprintf("%X", b) }

func solid(s string) string { return strings.ReplaceAll(s, " ", "") }

// commandLine is a command in a line: "GPO", "ERRD 11223344", "RR 1.2" for file 1, record 2, "RD 9F8111", "AC 40 00" with P1 and P2, "WD 80" with P2.
func commandLine(a *kernel.Action) string {
	c := a.Command
	switch c[1] {
	case apdu.GetProcessingOptions:
		return "GPO"
	case 0xEA:
		if !a.Timed {
			return "ERRD without time"
		}
		return fmt.Sprintf("ERRD %X", c[5:9])
	case apdu.ReadRecord:
		return fmt.Sprintf("RR %d.%d", c[3]>>3, c[2])
	case 0x32:
		return fmt.Sprintf("RD %X", c[5:8])
	case apdu.GenerateAC:
		return fmt.Sprintf("AC %02X %02X", c[2], c[3])
	case 0x34:
		return fmt.Sprintf("WD %02X", c[3])
	}
	return fmt.Sprintf("%X", c)
}

// The user interface requests of the book's ends: ERROR - OTHER CARD, NOT READY with Message Hold Time; TRY AGAIN, READY TO READ without.
var (
	otherCard = bench.Request(&kernel.UI{Message: 0x1C, Status: kernel.StatusNotReady, Hold: 1300 * time.Millisecond})
	tryAgain  = bench.Request(&kernel.UI{Message: 0x21, Status: kernel.StatusReadyToRead})
)
