package c3_test

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

// Published conversations with Visa cards are replayed through the kernel as their header lines tap-... say: testvectors/conversations/header.md.

// replayed are the conversations that this kernel runs.
var replayed = map[string]bool{
	"mhn_visa_offline": true, "transit_visa_auspost_exp1708_3033": true, "transit_connection_lost_before_gpo_response": true, "devnied_visacardppse": true,
	"devnied_visacardppsenocplc": true, "devnied_visacardppse2": true, "devnied_visacardnulltransaction": true,
	"transit_visa_velocity_exp1810_5720": true, "transit_visa_exp2402_5406": true,
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
	if !strings.HasPrefix(c.Get("tap-config"), "visa") {
		return nil, c
	}
	raw, err := testvectors.ConversationConfig(c.Get("tap-config"))
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(raw, config.Kernels(c3.Kernel{}))
	if err != nil {
		t.Fatal(err)
	}
	x := bench.NewTap(t, c3.Kernel{}, "visa-online", visa, "00000000")
	x.Config, x.Combination, x.Transaction = cfg, &cfg.Combinations[0], transactionOf(t, c)
	first, last, _ := strings.Cut(c.Get("tap-run"), "-")
	from, to := number(t, first), number(t, last)
	list := c.Exchanges()[from-1 : to]
	x.Fault = func(n int, _ []byte) apdu.FaultKind { return list[min(n, len(list))-1].Fault }
	x.Middle = func(n int, command, _ []byte) []byte {
		if n > len(list) {
			t.Fatalf("%X after the end", command)
		}
		e := &list[n-1]
		if !e.Open && !bytes.Equal(e.Command, command) || !bytes.HasPrefix(command, e.Command) {
			t.Fatalf("exchange %d:\n got %X\nwant %X", from+n-1, command, e.Command)
		}
		return bytes.Clone(e.Response)
	}
	t.Cleanup(func() {
		if !t.Failed() && len(x.Commands) < len(list) {
			t.Errorf("%d exchanges are unread", len(list)-len(x.Commands))
		}
	})
	return x, c
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
)

// inWords is an outcome as a header line says it.
func inWords(x *bench.Tap) string {
	o := x.Outcome()
	parts := []string{o.Status.String()}
	if o.Start == kernel.StartB {
		parts[0] += " at start B"
	}
	if o.Error.L1 != 0 {
		parts = append(parts, faultsInWords[o.Error.L1])
	}
	if o.Error.SW != 0 {
		parts = append(parts, fmt.Sprintf("SW %04X", o.Error.SW))
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
	if o.DataRecord != nil {
		parts = append(parts, "data record")
	}
	if o.DiscretionaryData != nil {
		parts = append(parts, "discretionary data")
	}
	return strings.Join(parts, ", ")
}

func pinned(t *testing.T, c *transcript.Conversation) kernel.Option {
	return kerneltest.Numbers([4]byte(bench.Hex(t, c.Get("un"))))
}

// Every conversation comes to the outcome that was derived from the book, by the commands as captured.
//
// C-3 2.12 2.3, 4.1.1.2, 4.1.1.4, 5.2.1.2, 5.2.2.1, 5.2.2.2, 5.3.2.1, 5.4.3.1, 5.9.1.1, C.1
func TestConversations(t *testing.T) {
	names, err := testvectors.Conversations()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		t.Run(name, func(t *testing.T) {
			x, c := conversation(t, name)
			if (x != nil) != replayed[name] {
				t.Fatalf("run: %v", x != nil)
			}
			if !replayed[name] {
				return
			}
			if x.Run(pinned(t, c)); inWords(x) != c.Get("tap-expect") {
				t.Errorf("\n got %s\nwant %s\n%s, %s", inWords(x), c.Get("tap-expect"), x.Outcome().Error.Reason, x.Outcome().ODA.Reason)
			}
			if len(c.Values("tap-derived")) == 0 {
				t.Error("no derivation")
			}
		})
	}
}

// What else follows from the card's bytes: of mhn_visa_offline after its last day, without the key, and at a reader that requires a CVM; of an online request
// whose signature is masked where the reader verifies it: that fails, and the outcome stays.
//
// C-3 2.12 5.5.1.1, 5.6.1.2, 5.6.2.1, 5.7.1.3
func TestConversationVariants(t *testing.T) {
	for name, v := range map[string]struct {
		of     string
		change func(*bench.Tap)
		want   string
	}{
		"the day after": {
			"mhn_visa_offline", func(x *bench.Tap) { x.Transaction.Date = [3]byte{0x20, 0x01, 0x01} },
			"declined, CVM none, not performed, messages 17 07, data record",
		},
		"no key": {"mhn_visa_offline", func(x *bench.Tap) { x.Config.Keys = nil }, "declined, CVM none, fDDA failed, messages 17 07, data record"},
		"fDDA for Online": {
			"transit_visa_exp2402_5406", func(x *bench.Tap) {
				x.Combination.Parameters = append(x.Combination.Parameters, kernel.DataObject{Tag: c3.ParamFDDAForOnline, Value: []byte{1}})
			}, "online request, CVM none, fDDA failed, messages 17 1B, data record",
		},
	} {
		x, c := conversation(t, v.of)
		v.change(x)
		if x.Run(pinned(t, c)); inWords(x) != v.want {
			t.Errorf("%s: %s (%s)", name, inWords(x), x.Outcome().ODA.Reason)
		}
	}
	x, c := conversation(t, "mhn_visa_offline")
	x.Combination.CVMLimit = kernel.Limit{Amount: 200, Present: true}
	captured := x.Middle
	x.Middle = func(n int, command, r []byte) []byte {
		if command[1] == apdu.GetProcessingOptions {
			command[8] &^= 0x40 // the one bit that differs
		}
		return captured(n, command, r)
	}
	if x.Run(pinned(t, c)); inWords(x) != "declined, CVM none, fDDA ok, messages 17 07, data record" {
		t.Errorf("CVM required: %s", inWords(x))
	}
}
