package c2_test

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// Published conversations with Mastercard cards are replayed through the kernel as their header lines tap-... say: testvectors/conversations/header.md.

// replayed are the conversations that this kernel runs.
var replayed = map[string]bool{
	"mhn_msc_offline": true, "mhn_msc_online": true, "mhn_msc_ms_mode": true, "binaryfoo_contactless_mastercard": true,
	"binaryfoo_contactless_msd": true, "devnied_mastercardppse": true, "devnied_mastercardppse2": true,
}

// A captured exchange is one of a conversation, or one that its header adds.
type captured struct {
	transcript.Exchange
	loose bool // of the command, header and length are compared
}

// conversation is a tap whose card answers as a conversation has it; a command that differs fails the test.
func conversation(t *testing.T, name string) (*bench.Tap, *transcript.Conversation) {
	t.Helper()
	text, err := testvectors.Conversation(name)
	if err != nil {
		t.Fatal(err)
	}
	c, err := transcript.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(c.Get("tap-config"), "mastercard") {
		return nil, c
	}
	raw, err := testvectors.ConversationConfig(c.Get("tap-config"))
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(raw, config.Kernels(c2.Kernel{}))
	if err != nil {
		t.Fatal(err)
	}
	x := bench.NewTap(t, c2.Kernel{}, "mastercard-online", "A0000000041010", "")
	x.Config, x.Combination, x.Transaction = cfg, &cfg.Combinations[0], transactionOf(t, c)
	list := exchangesOf(t, c)
	x.Fault = func(n int, _ []byte) apdu.FaultKind { return list[min(n, len(list))-1].Fault }
	x.Middle = func(n int, command, _ []byte) []byte {
		if n > len(list) {
			t.Fatalf("%X after the end", command)
		}
		if e := &list[n-1]; !e.matches(command) {
			t.Fatalf("exchange %d:\n got %X\nwant %X", n, command, e.Command)
		}
		return bytes.Clone(list[n-1].Response)
	}
	t.Cleanup(func() {
		if !t.Failed() && len(x.Commands) < len(list) {
			t.Errorf("%d exchanges are unread", len(list)-len(x.Commands))
		}
	})
	return x, c
}

func (e *captured) matches(command []byte) bool {
	switch {
	case e.loose:
		return len(command) == len(e.Command) && bytes.HasPrefix(command, e.Command[:5])
	case e.Open:
		return bytes.HasPrefix(command, e.Command)
	}
	return bytes.Equal(command, e.Command)
}

// exchangesOf are the exchanges that the line tap-run names, in its order.
func exchangesOf(t *testing.T, c *transcript.Conversation) (list []captured) {
	t.Helper()
	all := c.Exchanges()
	for word := range strings.FieldsSeq(c.Get("tap-run")) {
		word, loose := strings.CutSuffix(word, "~")
		if command, response, ok := strings.Cut(word, "="); ok {
			list = append(list, captured{transcript.Exchange{Command: bench.Hex(t, command), Response: bench.Hex(t, response)}, false})
			continue
		}
		if word == "!timeout" {
			list = append(list, captured{transcript.Exchange{Open: true, Fault: apdu.Timeout}, false})
			continue
		}
		first, last, _ := strings.Cut(word, "-")
		if last == "" {
			last = first
		}
		for _, e := range all[number(t, first)-1 : number(t, last)] {
			list = append(list, captured{e, loose})
		}
	}
	return list
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func transactionOf(t *testing.T, c *transcript.Conversation) kernel.Transaction {
	t.Helper()
	objects := bench.Hex(t, c.Get("transaction"))
	value := func(tag tlv.Tag) []byte {
		o, _ := tlv.Find(objects, tag)
		return o.Value
	}
	amount, err := tlv.DecodeN(value(0x9F02))
	if err != nil {
		t.Fatal(err)
	}
	code := value(0x5F2A)
	return kernel.Transaction{
		Money: kernel.Money{Amount: amount, Currency: uint16(code[0])<<8 | uint16(code[1]), Exponent: 2}, Type: value(0x9C)[0],
		Date: [3]byte(bench.Hex(t, c.Get("date"))), Time: [3]byte(bench.Hex(t, c.Get("time"))),
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

// inWords is an outcome as a header line says it.
func inWords(x *bench.Tap) string {
	o := x.Outcome()
	parts := []string{o.Status.String()}
	if o.Start == kernel.StartB {
		parts[0] += " at start B"
	}
	for _, s := range []string{faultsInWords[o.Error.L1], errorsInWords[o.Error.L2]} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	parts = append(parts, "CVM "+cvmsInWords[o.CVM], strings.TrimSpace(o.ODA.Method+" "+o.ODA.Result))
	var messages []string
	for _, m := range x.Messages {
		messages = append(messages, fmt.Sprintf("%02X", byte(m)))
	}
	if o.UIOutcome != nil {
		messages = append(messages, fmt.Sprintf("%02X", byte(o.UIOutcome.Message)))
	}
	if messages != nil {
		parts = append(parts, "messages "+strings.Join(messages, " "))
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

// Every conversation comes to the outcome that was derived from the book, by the commands as captured.
//
// C-2 2.12 S1.9, S3.18, S3.31, S3.65, S4.5, S4.24, CVM.18, TAA.10, TAA.16, GAC.27, S910.4, S910.7, S910.74
func TestConversations(t *testing.T) {
	names, err := testvectors.Conversations()
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			x, c := conversation(t, name)
			if (x != nil) != replayed[name] {
				t.Fatalf("run: %v", x != nil)
			}
			if x == nil {
				return
			}
			ran++
			if x.Run(kerneltest.Numbers([4]byte(bench.Hex(t, c.Get("un"))))); inWords(x) != c.Get("tap-expect") {
				t.Errorf("\n got %s\nwant %s\n%s, %s", inWords(x), c.Get("tap-expect"), x.Outcome().Error.Reason, x.Outcome().ODA.Reason)
			}
			if len(c.Values("tap-derived")) == 0 {
				t.Error("no derivation")
			}
		})
	}
	if ran != len(replayed) {
		t.Errorf("%d conversations ran, not %d", ran, len(replayed))
	}
}

// The data record of mhn_msc_offline is what an issuer needs: with the published issuer key the cryptogram that the signature holds is computed again from it.
//
// C-2 2.12 S910.4, S910.70, table 4.6, EMV 4.4 B2 8.1
func TestConversationCryptogram(t *testing.T) {
	x, c := conversation(t, "mhn_msc_offline")
	x.Run(kerneltest.Numbers([4]byte(bench.Hex(t, c.Get("un")))))
	key := bench.Hex(t, c.Get("issuer-key"))
	published := issuer.New(issuer.Range{Prefix: "541333", AC: key, MAC: key, Enc: key})
	if reason := published.Check(x.Outcome().DataRecord, ""); reason != "" {
		t.Error(reason)
	}
	changed := bytes.Clone(x.Outcome().DataRecord)
	changed[bytes.Index(changed, []byte{0x9F, 0x02, 0x06})+8] ^= 1
	if published.Check(changed, "") == "" {
		t.Error("another amount passes")
	}
}

// What else follows from the card's bytes of mhn_msc_offline: after its last day the IAC default has the expiry; without the key CDA fails, and the TAC default has
// that. The terminal asks for an AAC, with CDA where it has not failed, because 9F5D byte 2 is 01. The captured card has no answer to that: one of our own, without a
// signature, is an error where one was asked for, and else declined, because the reader has no contacts.
//
// C-2 2.12 PRE.7, S456.25, TAA.17, GAC.25, GAC.26, S910.36, S910.74
func TestConversationVariants(t *testing.T) {
	for name, v := range map[string]struct {
		change func(*bench.Tap)
		p1     byte
		want   string
	}{
		"the day after": {
			func(x *bench.Tap) { x.Transaction.Date = [3]byte{0x21, 0x01, 0x01} }, 0x10,
			"end application, CARD DATA ERROR, CVM none, not performed, messages 1E 1C, discretionary data",
		},
		"no key": {func(x *bench.Tap) { x.Config.Keys = nil }, 0x00, "declined, CVM none, CDA failed, messages 1E 07, data record, discretionary data"},
	} {
		x, c := conversation(t, "mhn_msc_offline")
		v.change(x)
		answers := x.Middle
		var p1 byte
		x.Middle = func(n int, command, r []byte) []byte {
			if command[1] != apdu.GenerateAC {
				return answers(n, command, r)
			}
			p1 = command[2]
			return bench.Hex(t, "77149F2701009F360202E09F26080102030405060708"+"9000")
		}
		x.Run(kerneltest.Numbers([4]byte(bench.Hex(t, c.Get("un")))))
		if got := inWords(x); p1 != v.p1 || got != v.want {
			t.Errorf("%s: P1 %02X, %s", name, p1, got)
		}
	}
}
