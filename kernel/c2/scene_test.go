package c2_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

const mastercardAID = "A0000000041010"

// A scene is the kernel with a card and a terminal of which the test writes every byte: what is published in them is the book's coding, the values are ours.
type scene struct{ *bench.Scene }

// newScene is a purchase of 12.34 with a card without CDA that gives its data in one record. The reader has data exchange.
func newScene(t testing.TB) *scene {
	s := &scene{bench.NewScene(t, c2.Kernel{}, mastercardAID)}
	s.FCI, s.Line = plainFCI, commandLine
	s.set("DF8132", "0014", "DF8133", "0032", "DF8136", "012C", "DF8137", "32")
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
func in(template tlv.Tag, objects ...string) string { return bench.In(template, objects...) }

// fciWith is an FCI with this PDOL and these objects of the issuer's, both in hexadecimal digits.
func fciWith(pdol, discretionary string) string {
	return bench.FCIWith(mastercardAID, pdol, discretionary)
}

// digits are the bytes of hexadecimal digits, with spaces where one likes.
func digits(s string) []byte { return bench.Digits(s) }

// set configures the kernel: tag and value, again and again; "-" takes one out.
func (s *scene) set(params ...string) *scene { s.Configure(params...); return s }

// give has the card answer a command.
func (s *scene) give(line, response string) *scene { s.Card[line] = response; return s }

// run runs the scene, and its journal again.
func (s *scene) run() *scene { s.T.Helper(); s.Run(); return s }

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

// script checks what the kernel has done up to, and without, GENERATE AC or the end.
func (s *scene) script(want ...string) *scene { s.T.Helper(); s.Script(want...); return s }

// ends checks the outcome: status, start, error indication as the discretionary data have it (L1, L2, L3, SW1, SW2, message), and what the two user interface
// requests say, "-" for none.
func (s *scene) ends(status kernel.Status, start kernel.Start, indication, onOutcome, onRestart string) *scene {
	s.T.Helper()
	s.Ends(tlv.ErrorIndication.Tag(), status, start, indication, onOutcome, onRestart)
	return s
}

// request is a user interface request: message, status, hold time in units of 100 ms.
func request(ui *kernel.UI) string { return bench.Request(ui) }

// The user interface requests of the book's ends: ERROR - OTHER CARD, NOT READY with the Message Hold Time of table 4.2; TRY AGAIN, READY TO READ without.
var (
	otherCard = request(&kernel.UI{Message: 0x1C, Status: kernel.StatusNotReady, Hold: 1300 * time.Millisecond})
	tryAgain  = request(&kernel.UI{Message: 0x21, Status: kernel.StatusReadyToRead})
)

// solid are hexadecimal digits without spaces.
func solid(s string) string { return strings.ReplaceAll(s, " ", "") }

func hexOf(b []byte) string { return fmt.Sprintf("%X", b) }

// zeroes are n bytes of zero in hexadecimal digits.
func zeroes(n int) string { return strings.Repeat("00", n) }
