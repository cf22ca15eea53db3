package bench

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

// Published conversations are replayed through a contactless kernel as their header lines tap-... say: testvectors/conversations/header.md.

// A Captured is a tap whose card answers as a conversation has it; a command that differs fails the test.
type Captured struct {
	*Tap
	*transcript.Conversation
}

// NewCaptured is a conversation, and whether its configuration is one of the scheme's; of another one there is no tap.
func NewCaptured(t *testing.T, k kernel.Kernel, scheme, cardName, name string) (c *Captured, ours bool) {
	t.Helper()
	text, err := testvectors.Conversation(name)
	if err != nil {
		t.Fatal(err)
	}
	conversation, err := transcript.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(conversation.Get("tap-config"), scheme) {
		return nil, false
	}
	raw, err := testvectors.ConversationConfig(conversation.Get("tap-config"))
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(raw, config.Kernels(k))
	if err != nil {
		t.Fatal(err)
	}
	c = &Captured{NewTap(t, k, cardName, fmt.Sprintf("%X", cfg.Combinations[0].AID), ""), conversation}
	c.Config, c.Combination, c.Transaction = cfg, &cfg.Combinations[0], c.transaction()
	c.answer(c.exchanges())
	return c, true
}

// answer has the card answer as the list has it, to its end.
func (c *Captured) answer(list []capturedExchange) {
	t := c.T
	c.Fault = func(n int, _ []byte) apdu.FaultKind { return list[min(n, len(list))-1].Fault }
	c.Middle = func(n int, command, _ []byte) []byte {
		if n > len(list) {
			t.Fatalf("%X after the end", command)
		}
		if e := &list[n-1]; !e.matches(command) {
			t.Fatalf("exchange %d:\n got %X\nwant %X", n, command, e.Command)
		}
		return bytes.Clone(list[n-1].Response)
	}
	t.Cleanup(func() {
		if !t.Failed() && len(c.Commands) < len(list) {
			t.Errorf("%d exchanges are unread", len(list)-len(c.Commands))
		}
	})
}

// A capturedExchange is one of a conversation, or one that its header adds.
type capturedExchange struct {
	transcript.Exchange
	loose bool // of the command, header and length are compared
}

func (e *capturedExchange) matches(command []byte) bool {
	switch {
	case e.loose:
		return len(command) == len(e.Command) && bytes.HasPrefix(command, e.Command[:5])
	case e.Open:
		return bytes.HasPrefix(command, e.Command)
	}
	return bytes.Equal(command, e.Command)
}

// exchanges are those that the line tap-run names, in its order.
func (c *Captured) exchanges() (list []capturedExchange) {
	all := c.Exchanges()
	for word := range strings.FieldsSeq(c.Get("tap-run")) {
		word, loose := strings.CutSuffix(word, "~")
		if command, response, ok := strings.Cut(word, "="); ok {
			list = append(list, capturedExchange{transcript.Exchange{Command: Hex(c.T, command), Response: Hex(c.T, response)}, false})
			continue
		}
		if word == "!timeout" {
			list = append(list, capturedExchange{transcript.Exchange{Open: true, Fault: apdu.Timeout}, false})
			continue
		}
		first, last, _ := strings.Cut(word, "-")
		if last == "" {
			last = first
		}
		for _, e := range all[c.number(first)-1 : c.number(last)] {
			list = append(list, capturedExchange{e, loose})
		}
	}
	return list
}

func (c *Captured) number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		c.T.Fatal(err)
	}
	return n
}

// transaction is the one that the header lines transaction, date and time pin.
func (c *Captured) transaction() kernel.Transaction {
	objects := Hex(c.T, c.Get("transaction"))
	value := func(tag tlv.Tag) []byte {
		o, _ := tlv.Find(objects, tag)
		return o.Value
	}
	amount, err := tlv.DecodeN(value(0x9F02))
	if err != nil {
		c.T.Fatal(err)
	}
	code := value(0x5F2A)
	return kernel.Transaction{
		Money: kernel.Money{Amount: amount, Currency: uint16(code[0])<<8 | uint16(code[1]), Exponent: 2}, Type: value(0x9C)[0],
		Date: [3]byte(Hex(c.T, c.Get("date"))), Time: [3]byte(Hex(c.T, c.Get("time"))),
	}
}

// Replay runs the tap with the captured unpredictable number.
func (c *Captured) Replay() { c.Run(kerneltest.Numbers([4]byte(Hex(c.T, c.Get("un"))))) }

// AsDerived replays the tap, which has to end as the header lines derive it.
func (c *Captured) AsDerived() {
	c.T.Helper()
	c.Replay()
	if got := c.Words(); got != c.Get("tap-expect") {
		c.T.Errorf("\n got %s\nwant %s\n%s, %s", got, c.Get("tap-expect"), c.Outcome().Error.Reason, c.Outcome().ODA.Reason)
	}
	if len(c.Values("tap-derived")) == 0 {
		c.T.Error("no derivation")
	}
}

var (
	cvmsInWords = map[kernel.CVM]string{
		kernel.CVMNotApplicable: "not applicable", kernel.CVMNotRequired: "none", kernel.CVMOnlinePIN: "online PIN", kernel.CVMSignature: "signature",
		kernel.CVMConfirmed: "confirmation code verified",
	}
	faultsInWords = map[kernel.Fault]string{kernel.FaultTimeout: "timeout", kernel.FaultTransmission: "transmission", kernel.FaultProtocol: "protocol"}
	errorsInWords = map[kernel.L2Error]string{
		kernel.CAMFailed: "CAM FAILED", kernel.ParsingError: "PARSING ERROR", kernel.CardDataError: "CARD DATA ERROR",
		kernel.MagStripeNotSupported: "MAGSTRIPE NOT SUPPORTED",
	}
)

// Words is the kernel's last outcome as a header line says it.
func (c *Captured) Words() string {
	o := c.Outcome()
	parts := []string{o.Status.String()}
	if o.Start == kernel.StartB {
		parts[0] += " at start B"
	}
	var sw string
	if o.Error.SW != 0 {
		sw = fmt.Sprintf("SW %04X", o.Error.SW)
	}
	for _, s := range []string{faultsInWords[o.Error.L1], sw, errorsInWords[o.Error.L2]} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	parts = append(parts, "CVM "+cvmsInWords[o.CVM], strings.TrimSpace(o.ODA.Method+" "+o.ODA.Result))
	messages := c.Messages
	if o.UIOutcome != nil {
		messages = append(messages[:len(messages):len(messages)], o.UIOutcome.Message)
	}
	if len(messages) > 0 {
		words := "messages"
		for _, m := range messages {
			words += fmt.Sprintf(" %02X", byte(m))
		}
		parts = append(parts, words)
	}
	if o.UIRestart != nil {
		parts = append(parts, fmt.Sprintf("restart %02X", byte(o.UIRestart.Message)))
	}
	if o.DataRecord != nil {
		parts = append(parts, "data record")
	}
	if o.DiscretionaryData != nil {
		parts = append(parts, "discretionary data")
	}
	return strings.Join(parts, ", ")
}
