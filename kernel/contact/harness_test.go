package contact_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// world is everything round one transaction. A test changes it and runs it.
type world struct {
	t    testing.TB
	cfg  *kernel.Config
	card *card.Card
	tx   kernel.Transaction
	pins []string
	pad  terminal.PINPad // in the place of one that types pins
	noPP bool            // no PIN device
	user terminal.Cardholder
	book terminal.Ledger

	equip func(*terminal.Devices) // with more devices

	// middle changes what the card answers; n counts exchanges from 1.
	middle func(n int, command, response []byte) []byte
	// fault takes the card's answer away.
	fault func(n int, command []byte) apdu.FaultKind

	hostDown bool
	answer   func(de55 []byte) ([]byte, error) // in the place of the issuer
	options  issuer.Options

	commands  [][]byte // as sent
	hostCalls int
	de55      []byte // as the host got it
	messages  []kernel.MessageID
	languages []string
	trace     []kernel.TraceEntry
}

// newWorld has the named card, the configuration default in the profile book, a purchase of 12.34, and one right PIN.
func newWorld(t testing.TB, cardName string) *world {
	t.Helper()
	c, err := card.Named(cardName)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{t: t, card: c, cfg: loadConfig(t, "default"), pins: []string{"1234"}}
	w.cfg.Profile = kernel.Book
	w.tx = kernel.Transaction{Amount: 1234, Sequence: 1, Date: [3]byte{0x26, 0x07, 0x01}, Time: [3]byte{0x12, 0, 0}}
	return w
}

func loadConfig(t testing.TB, name string) *kernel.Config {
	t.Helper()
	data, err := configs.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

// Transmit is the wire, with whoever sits in the middle.
func (w *world) Transmit(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
	w.commands = append(w.commands, slices.Clone(command))
	n := len(w.commands)
	if w.fault != nil {
		if k := w.fault(n, command); k != 0 {
			return nil, 0, apdu.Fault(k, nil)
		}
	}
	response, took, err := w.card.Transmit(ctx, command)
	if err == nil && w.middle != nil {
		response = w.middle(n, command, slices.Clone(response))
	}
	return response, took, err
}

// Authorise is the host.
func (w *world) Authorise(_ context.Context, r terminal.Request) ([]byte, error) {
	if w.hostDown {
		return nil, fmt.Errorf("down: %w", terminal.ErrNotSent)
	}
	w.hostCalls++
	w.de55 = slices.Clone(r.DE55)
	if w.answer != nil {
		return w.answer(r.DE55)
	}
	response, err := issuer.Test().Authorise(r.DE55, w.options)
	return response.Data, err
}

func (w *world) Show(_ context.Context, ui kernel.UI) {
	w.messages = append(w.messages, ui.Message)
	w.languages = append(w.languages, ui.Language)
}

func (w *world) devices() *terminal.Devices {
	d := &terminal.Devices{Card: w, Host: w, Display: w, Cardholder: w.user, PIN: w.pad, Ledger: w.book}
	if w.equip != nil {
		w.equip(d)
	}
	if w.pad == nil && !w.noPP {
		pins, err := softpin.New(w.pins...)
		if err != nil {
			w.t.Fatal(err)
		}
		d.PIN = terminal.SoftPIN(pins)
	}
	return d
}

// run runs the transaction to its outcome; it must have one, and no error.
func (w *world) run(opts ...kernel.Option) *kernel.Outcome {
	w.t.Helper()
	out, err := w.try(opts...)
	if err != nil {
		w.t.Fatal(err)
	}
	return out
}

// fails is the error of a run whose devices fail.
func (w *world) fails() error {
	_, err := w.try()
	return err
}

func (w *world) try(opts ...kernel.Option) (*kernel.Outcome, error) {
	w.t.Helper()
	opts = append(opts, kernel.WithTrace(func(e kernel.TraceEntry) { w.trace = append(w.trace, e) }))
	s, err := kernel.NewSession(contact.Program(), w.cfg, w.tx, opts...)
	if err != nil {
		return nil, err
	}
	return kernel.Run(context.Background(), s, w.devices())
}

// ins gives the instructions sent, in order: "A4 B2 A4 A8 ...".
func (w *world) ins() string {
	var s []string
	for _, c := range w.commands {
		s = append(s, fmt.Sprintf("%02X", c[1]))
	}
	return strings.Join(s, " ")
}

// sent counts the commands with this instruction.
func (w *world) sent(ins byte) (n int) {
	for _, c := range w.commands {
		if c[1] == ins {
			n++
		}
	}
	return n
}

// p1 is the reference control parameter of GENERATE AC number n, from 1; -1 if it was not sent.
func (w *world) p1(n int) int {
	for _, c := range w.commands {
		if c[1] == apdu.GenerateAC {
			if n--; n == 0 {
				return int(c[2])
			}
		}
	}
	return -1
}

// profile makes a card of a named profile that change has been at.
func profile(t testing.TB, name string, change func(app map[string]any)) *card.Card {
	t.Helper()
	data, err := card.Source(name)
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]any
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	change(m["applications"].([]any)[0].(map[string]any))
	if data, err = json.Marshal(m); err != nil {
		t.Fatal(err)
	}
	c, err := card.Load(data)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// element sets a data element of the records, adds it to the first record if none has it, or takes it out if value is "-".
func element(app map[string]any, tag, value string) {
	var first map[string]any
	for _, r := range app["records"].([]any) {
		data := r.(map[string]any)["data"].(map[string]any)
		if first == nil {
			first = data
		}
		if _, ok := data[tag]; ok {
			if value == "-" {
				delete(data, tag)
			} else {
				data[tag] = value
			}
			return
		}
	}
	if value != "-" {
		first[tag] = value
	}
}

// with is the card of a named profile with data elements changed: tag, value, tag, value ...
func with(t testing.TB, name string, changes ...string) *card.Card {
	t.Helper()
	return profile(t, name, func(app map[string]any) {
		for i := 0; i < len(changes); i += 2 {
			element(app, changes[i], changes[i+1])
		}
	})
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// swap answers the nth command (from 1) with this instruction by response, in hexadecimal digits; nth 0: all of them.
func swap(t testing.TB, ins byte, nth int, response string) func(int, []byte, []byte) []byte {
	t.Helper()
	b, seen := unhex(t, response), 0
	return func(_ int, command, r []byte) []byte {
		if command[1] == ins {
			if seen++; nth == 0 || seen == nth {
				return b
			}
		}
		return r
	}
}

// alter changes the answer to the nth command (from 1) with this instruction.
func alter(ins byte, nth int, change func([]byte) []byte) func(int, []byte, []byte) []byte {
	seen := 0
	return func(_ int, command, r []byte) []byte {
		if command[1] == ins {
			if seen++; seen == nth {
				return change(r)
			}
		}
		return r
	}
}

// rewrite is a middle that changes data elements in the records of the application as they pass: tag, value, tag, value.
// "-" takes an element out; one that no record has goes into the first.
func rewrite(t testing.TB, changes ...string) func(int, []byte, []byte) []byte {
	t.Helper()
	started, first := false, true
	return func(_ int, command, r []byte) []byte {
		started = started || command[1] == apdu.GetProcessingOptions
		if command[1] != apdu.ReadRecord || !started || len(r) < 4 || r[0] != 0x70 {
			return r
		}
		record, _ := tlv.Find(r[:len(r)-2], tlv.TagRecord)
		var body []byte
		c := record.Children()
		for o := range c.All() {
			raw := o.Raw
			for i := 0; i < len(changes); i += 2 {
				if o.Tag.String() == changes[i] {
					raw = nil
					if changes[i+1] != "-" {
						raw = tlv.Append(nil, o.Tag, unhex(t, changes[i+1]))
					}
				}
			}
			body = append(body, raw...)
		}
		for i := 0; first && i < len(changes); i += 2 {
			if inNoRecord[changes[i]] {
				tag, err := tlv.ParseTag(changes[i])
				if err != nil {
					t.Fatal(err)
				}
				body = tlv.Append(body, tag, unhex(t, changes[i+1]))
			}
		}
		first = false
		return append(tlv.Append(nil, tlv.TagRecord, body), r[len(r)-2:]...)
	}
}

// inNoRecord are the tags that no record of the named cards has.
var inNoRecord = map[string]bool{
	"DF01": true, "9F02": true, "95": true, "8A": true, "9F37": true, "87": true, "82": true, "9F0B": true,
	"97": true,
}

// facts is what a test says of an outcome.
type facts struct {
	status        kernel.Status
	arc, tvr, tsi string
	cvm           string
}

func factsOf(out *kernel.Outcome) facts {
	r := &out.Report
	return facts{out.Status, out.AuthorisationCode, fmt.Sprintf("%X", r.TVR), fmt.Sprintf("%X", r.TSI), fmt.Sprintf("%X", r.CVMResults)}
}

func (w *world) expect(out *kernel.Outcome, want facts) {
	w.t.Helper()
	if got := factsOf(out); got != want {
		w.t.Errorf("got  %+v\nwant %+v\nreason: %s [%s]", got, want, out.Error.Reason, out.Error.Clause)
	}
}

// ends says that the transaction ended before its time, for this reason.
func (w *world) ends(out *kernel.Outcome, l2 kernel.L2Error, clause string) {
	w.t.Helper()
	if out.Status != kernel.EndApplication || out.Error.L2 != l2 || out.Error.Clause != clause {
		w.t.Errorf("got %v, L2 %d, %q [%s]; want end application, L2 %d [%s]", out.Status, out.Error.L2, out.Error.Reason,
			out.Error.Clause, l2, clause)
	}
}

var errNoAnswer = errors.New("no answer")

// The two transactions that most tests vary. full at 12.34: online PIN, floor limit, ARQC with CDA, approved by the host.
// full at 1.00: no CVM, TC with CDA.
var (
	approvedOnline  = facts{kernel.Approved, "00", "0000048000", "F800", "020300"}
	noauthOnline    = facts{kernel.Approved, "00", "8000048000", "6800", "020300"}
	approvedOffline = facts{kernel.Approved, "Y1", "0000000000", "E800", "1F0602"}
)

// B3 10.11 always, second
func TestBaselines(t *testing.T) {
	w := newWorld(t, "full")
	out := w.run()
	w.expect(out, approvedOnline)
	if o := out.Report.ODA; o.Method != "CDA" || o.Result != "ok" || o.Reason != "" {
		t.Errorf("%+v", o)
	}
	if w.hostCalls != 1 || w.p1(1) != 0x90 || w.p1(2) != 0x50 {
		t.Errorf("host asked %d times, GENERATE AC %02X and %02X", w.hostCalls, w.p1(1), w.p1(2))
	}
	w = newWorld(t, "full")
	w.tx.Amount = 100
	w.expect(w.run(), approvedOffline)
	if w.hostCalls != 0 || w.p1(1) != 0x50 || w.p1(2) != -1 {
		t.Errorf("host asked %d times, GENERATE AC %02X and %02X", w.hostCalls, w.p1(1), w.p1(2))
	}
}
