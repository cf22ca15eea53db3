package contact_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/contact"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

// Conversations are replayed through the kernel as their header lines run say: testvectors/conversations/header.md.
//
// go test ./kernel/contact -run Conversations -update answers the kernel's commands in that order whatever is in them,
// and writes the commands that it sent into the conversation in the place of those there. Headers, expectations and
// responses stay as they are; a conversation that does not change is not written. See conversation_update_test.go.

// conversations calls f for every published conversation.
func conversations(t *testing.T, f func(t *testing.T, name string, c *transcript.Conversation)) {
	t.Helper()
	names, err := testvectors.Conversations()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) { f(t, name, conversation(t, name)) })
	}
}

func conversation(t *testing.T, name string) *transcript.Conversation {
	t.Helper()
	text, err := testvectors.Conversation(name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := transcript.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func conversationConfig(t *testing.T, name string) *kernel.Config {
	t.Helper()
	text, err := testvectors.ConversationConfig(name)
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return cfg
}

// Every configuration of a conversation loads, and none is found where there is none.
func TestConversationConfigs(t *testing.T) {
	conversations(t, func(t *testing.T, _ string, c *transcript.Conversation) {
		if name := c.Get("config"); name != "" && conversationConfig(t, name).Name != name {
			t.Errorf("configuration %s has another name", name)
		}
	})
	if _, err := testvectors.ConversationConfig("none"); err == nil {
		t.Error("found what is not there")
	}
}

// replayed is the conversations that the contact kernel runs, and how many runs each has.
var replayed = map[string]int{
	"binaryfoo_contact_upi": 1, "binaryfoo_contact_visa": 2, "binaryfoo_contact_mastercard": 1, "emvpt_vesa_electron": 1,
	"binaryfoo_jcb_sda": 1, "binaryfoo_amex_dda": 1, "devnied_visacardaid": 1,
	"transit_connection_lost_before_gpo_response": 1, "transit_connection_lost_before_ppse_response": 1,
	"transit_connection_lost_during_ppse_response": 1, "transit_connection_lost_during_select_app_command": 1,
}

// Every run of a conversation gives the outcome that was derived from the books, by the commands as captured.
//
// B3 8.2
func TestConversations(t *testing.T) {
	conversations(t, func(t *testing.T, name string, c *transcript.Conversation) {
		runs, expect := c.Values("run"), c.Values("expect")
		if len(runs) != replayed[name] || len(runs) != len(expect) {
			t.Fatalf("%d runs, %d expectations, want %d", len(runs), len(expect), replayed[name])
		}
		if c.Get("left") == "" || len(runs) > 0 && len(c.Values("derived")) < len(runs) {
			t.Error("no clause that the captured terminal left, or no derivation")
		}
		for i, run := range runs {
			card := newCaptured(t, name, c, run)
			out := converse(t, c, card)
			if got := words(out); got != expect[i] {
				t.Errorf("run %d:\n got %s\nwant %s\n%s", i+1, got, expect[i], out.Error.Reason)
			}
			card.close(t)
			once := map[int]int{}
			for _, e := range card.list {
				once[e.number]++
			}
			for n := range c.Exchanges() {
				if name == "binaryfoo_contact_upi" && once[n+1] != 1 {
					t.Errorf("exchange %d is %d times in the run, not once", n+1, once[n+1])
				}
			}
		}
	})
}

// A conversation stopped at any action and resumed from its journal ends as the whole one, by the same actions; where
// a command was under way the card counts as gone.
//
// B3 8.1
func TestConversationsResume(t *testing.T) {
	conversations(t, func(t *testing.T, name string, c *transcript.Conversation) {
		for i, run := range c.Values("run") {
			s := &kerneltest.Scenario{
				Program: contact.Program(), Config: conversationConfig(t, c.Get("config")), Transaction: transaction(t, c),
				Options: []kernel.Option{conversationNumbers(t, c)},
				World: func() kerneltest.World {
					return bench.World(t, conversationDevices(t, c, newCaptured(t, name, c, run)))
				},
			}
			tr := s.Run(t)
			if got := words(bench.OfTrace(&tr)); got != c.Values("expect")[i] {
				t.Errorf("run %d: %s", i+1, got)
			}
			s.EveryResume(t)
		}
	})
}

// converse runs the transaction of a conversation.
func converse(t *testing.T, c *transcript.Conversation, card *captured) *bench.Result {
	t.Helper()
	s, err := kernel.NewSession(contact.Program(), conversationConfig(t, c.Get("config")), transaction(t, c),
		conversationNumbers(t, c), kerneltest.Random(1))
	if err != nil {
		t.Fatal(err)
	}
	out, err := bench.Run(context.Background(), s, conversationDevices(t, c, card))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// conversationNumbers pins the unpredictable numbers.
func conversationNumbers(t *testing.T, c *transcript.Conversation) kernel.Option {
	t.Helper()
	var numbers [][4]byte
	for _, un := range strings.Fields(c.Get("un")) {
		numbers = append(numbers, [4]byte(bench.Hex(t, un)))
	}
	return kerneltest.Numbers(numbers...)
}

func conversationDevices(t *testing.T, c *transcript.Conversation, card *captured) *terminal.Devices {
	t.Helper()
	d := &terminal.Devices{
		Readers: terminal.Readers{Contact: terminal.Inserted(card)}, Acquirer: terminal.Acquirer{Host: answered{bench.Hex(t, c.Get("host"))}},
		Cardholder: terminal.Cardholder{PIN: &answers{list: strings.Fields(c.Get("pin"))}},
	}
	if c.Get("protocol") == "T=0" {
		d.Readers.Contact = terminal.Inserted(apdu.NewT0(card))
	}
	return d
}

func transaction(t *testing.T, c *transcript.Conversation) kernel.Transaction {
	t.Helper()
	tx := kernel.Transaction{Sequence: 1, Date: [3]byte(bench.Hex(t, c.Get("date"))), Time: [3]byte(bench.Hex(t, c.Get("time")))}
	cursor := tlv.NewCursor(bench.Hex(t, c.Get("transaction")))
	for o := range cursor.All() {
		n, err := tlv.DecodeN(o.Value)
		switch o.Tag {
		case 0x9F02:
			tx.Amount = n
		case 0x9F03:
			tx.AmountOther = n
		case 0x5F2A:
			tx.Currency, tx.Exponent = uint16(o.Value[0])<<8|uint16(o.Value[1]), 2
		case 0x9C:
			tx.Type = o.Value[0]
		default:
			t.Fatalf("transaction: %v", o.Tag)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return tx
}

// words is an outcome as a header line says it.
func words(out *bench.Result) string {
	r := out
	oda := strings.TrimSpace(r.ODA().Method + " " + r.ODA().Result)
	if out.Reversal() {
		oda += ", reversal"
	}
	if out.Status != kernel.EndApplication {
		return fmt.Sprintf("%v, ARC %s, TVR %X, TSI %X, CVM results %X, %s", out.Status, out.ARC(), r.TVR(), r.TSI(),
			r.CVMResults(), oda)
	}
	s := out.Status.String()
	if out.Error.L1 != 0 {
		s += ", " + faultWords[out.Error.L1]
	}
	if out.Error.L2 == kernel.StatusBytes || out.Error.L2 == kernel.CardBlocked {
		s += fmt.Sprintf(", SW %04X", out.Error.SW)
	}
	return s + ", " + out.Error.Clause + ", " + oda
}

var faultWords = map[kernel.Fault]string{
	kernel.FaultTimeout: "timeout", kernel.FaultTransmission: "transmission", kernel.FaultProtocol: "protocol",
}

var conversationFaults = map[string]apdu.FaultKind{
	"!timeout": apdu.Timeout, "!transmission": apdu.Transmission, "!protocol": apdu.Protocol, "!removed": apdu.Removed,
}

// captured is a card that answers as a conversation has it, in the order of a header line run. A command that differs
// is an error that stops the run.
type captured struct {
	name   string
	c      *transcript.Conversation
	list   []conversed
	next   int
	update bool
	sent   map[int][]byte // by exchange number, with update
}

type conversed struct {
	number   int // in the conversation, 0 if it is not there
	command  []byte
	open     bool // command is only the beginning
	response []byte
	fault    apdu.FaultKind
}

func newCaptured(t *testing.T, name string, c *transcript.Conversation, run string) *captured {
	t.Helper()
	k := &captured{name: name, c: c, update: updating(), sent: map[int][]byte{}}
	at := func(s string) transcript.Exchange {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > len(c.Exchanges()) {
			t.Fatalf("run: no exchange %q", s)
		}
		return c.Exchanges()[n-1]
	}
	for _, word := range strings.Fields(run) {
		command, response, supplied := strings.Cut(word, "=")
		first, last, isRange := strings.Cut(word, "-")
		number, free := strings.CutSuffix(word, "~")
		switch {
		case conversationFaults[word] != 0:
			k.list = append(k.list, conversed{open: true, fault: conversationFaults[word]})
		case supplied && response[0] == '#':
			k.list = append(k.list, conversed{command: bench.Hex(t, command), response: at(response[1:]).Response})
		case supplied:
			k.list = append(k.list, conversed{command: bench.Hex(t, command), response: bench.Hex(t, response)})
		case isRange:
			from, err1 := strconv.Atoi(first)
			to, err2 := strconv.Atoi(last)
			if err1 != nil || err2 != nil || from > to {
				t.Fatalf("run: %q", word)
			}
			for n := from; n <= to; n++ {
				k.take(n, at(strconv.Itoa(n)), false)
			}
		default:
			x := at(number)
			n, _ := strconv.Atoi(number)
			k.take(n, x, free)
		}
	}
	return k
}

func (k *captured) take(n int, x transcript.Exchange, free bool) {
	e := conversed{number: n, command: x.Command, open: x.Open, response: x.Response, fault: x.Fault}
	if free {
		e.command, e.open = e.command[:5], true
	}
	k.list = append(k.list, e)
}

var errOtherCommand = errors.New("the command differs from the conversation")

func (k *captured) Transmit(_ context.Context, command []byte) ([]byte, time.Duration, error) {
	if k.next == len(k.list) {
		return nil, 0, fmt.Errorf("%w: %X after its end", errOtherCommand, command)
	}
	e := &k.list[k.next]
	if !k.same(e, command) && (!k.update || len(e.command) < 2 || e.command[1] != command[1]) {
		return nil, 0, fmt.Errorf("%w: number %d of the run, exchange %d:\n got %X\nwant %X", errOtherCommand, k.next+1, e.number, command, e.command)
	}
	k.next++
	if e.number > 0 && !e.open && !k.same(e, command) {
		k.sent[e.number] = bytes.Clone(command)
	}
	if e.fault != 0 {
		return nil, 0, apdu.Fault(e.fault, nil)
	}
	return bytes.Clone(e.response), 0, nil
}

// same reports whether command is the one captured. A terminal that wrote Le behind the data of a T=0 command meant it
// without: EMV 4.3 B1 9.3.1.1.4.
func (k *captured) same(e *conversed, command []byte) bool {
	switch {
	case e.open:
		return bytes.HasPrefix(command, e.command)
	case bytes.Equal(command, e.command):
		return true
	}
	bare, le := bytes.CutSuffix(e.command, []byte{0})
	return k.c.Get("protocol") == "T=0" && le && len(bare) > 5 && bytes.Equal(command, bare)
}

func (k *captured) close(t *testing.T) {
	t.Helper()
	if k.next != len(k.list) {
		t.Errorf("%d exchanges of the run are unread", len(k.list)-k.next)
	}
	if k.update && !t.Failed() {
		rewriteConversation(t, k)
	}
}

// answered is a host that gives the issuer's answer of a conversation.
type answered struct{ answer []byte }

func (h answered) Authorise(context.Context, terminal.Request) ([]byte, error) {
	if len(h.answer) == 0 {
		return nil, fmt.Errorf("no host: %w", terminal.ErrNotSent)
	}
	return h.answer, nil
}

// answers is a PIN device whose card answers VERIFY with these status words. It has no PIN.
type answers struct {
	list []string
	next int
}

func (p *answers) EndTransaction() {}

func (p *answers) EnterPIN(context.Context, terminal.PINEntry) (kernel.PINResult, error) {
	return kernel.PINEntered, nil
}

func (p *answers) VerifyPIN(context.Context, apdu.Card, kernel.PINRequest) (kernel.PINResult, uint16, error) {
	if p.next == len(p.list) {
		return kernel.PINDeviceFailed, 0, nil
	}
	sw, err := strconv.ParseUint(p.list[p.next], 16, 16)
	p.next++
	return kernel.PINEntered, uint16(sw), err
}
