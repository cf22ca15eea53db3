package c7_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

// words is an outcome as tap-expect has it.
func words(r *bench.Result) string {
	cvm := [...]string{kernel.CVMNotApplicable: "N/A", kernel.CVMOnlinePIN: "online PIN", kernel.CVMConfirmed: "confirmed", kernel.CVMSignature: "signature"}[r.CVM]
	s := fmt.Sprintf("%v; CVM %s; ODA %s", r.Status, cvm, r.ODA().Result)
	if ui := r.UIOutcome; ui != nil {
		s += fmt.Sprintf("; message %02X", byte(ui.Message))
		if ui.Status == kernel.StatusCardReadSuccessfully {
			s += ", card read successfully"
		}
		if ui.Balance {
			s += fmt.Sprintf(", balance %d in %X", ui.Amount, ui.Currency)
		}
	}
	record, receipt := "no data record", "no receipt"
	if len(r.DataRecord) != 0 {
		record = "data record"
	}
	if r.Receipt {
		receipt = "receipt"
	}
	start := [...]string{kernel.StartNone: "N/A", kernel.StartA: "A", kernel.StartB: "B", kernel.StartC: "C", kernel.StartD: "D"}[r.Start]
	return fmt.Sprintf("%s; %s; %s; start %s; CID %02X", s, record, receipt, start, r.CID())
}

// The published conversations of UnionPay's cards are run by the kernel to their last exchange, and end as was derived by hand. The command is the captured one
// but for byte 4 of the TTQ, which has fDDA 1.0 by this book, and was zero before.
// C-7 4.1.4.4, 4.1.4.5, 3.2.2, 3.2.5, 4.5.2
func TestConversations(t *testing.T) {
	names, err := testvectors.Conversations()
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, name := range names {
		text, err := testvectors.Conversation(name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := transcript.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if c.Get("kernel") != "C-7" {
			continue
		}
		ran++
		t.Run(name, func(t *testing.T) { conversation(t, c) })
	}
	if ran != 1 {
		t.Errorf("%d conversations", ran)
	}
}

func conversation(t *testing.T, c *transcript.Conversation) {
	pinned := append(bench.Hex(t, c.Get("tap")), bench.Hex(t, c.Get("transaction"))...)
	find := func(tag tlv.Tag) []byte {
		o, ok := tlv.Find(pinned, tag)
		if !ok {
			t.Fatalf("%v is not pinned", tag)
		}
		return o.Value
	}
	n := func(tag tlv.Tag) (v uint64) {
		v, err := tlv.DecodeN(find(tag))
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	word := func(tag tlv.Tag) uint16 { return uint16(find(tag)[0])<<8 | uint16(find(tag)[1]) }
	cfg := *defaults()
	cfg.Terminal.CountryCode = word(0x9F1A)
	tx := kernel.Transaction{
		Money: kernel.Money{Amount: n(0x9F02), Currency: word(0x5F2A), Exponent: 2}, AmountOther: n(0x9F03), Type: find(0x9C)[0],
		Date: [3]byte(bench.Hex(t, c.Get("date"))),
	}
	exchanges := c.Exchanges()
	selected, left := exchanges[1], exchanges[2:]
	combination := &kernel.Combination{AID: bench.Hex(t, aid), Kernel: "\x07", Currency: tx.Currency}
	program := kernel.Single("c7", func(p *kernel.Port) *kernel.Outcome {
		fci := selected.Response[:len(selected.Response)-2]
		return c7.Kernel{}.Run(p, &kernel.Activation{Start: kernel.StartA, Combination: combination, FCI: fci, SW: 0x9000, TTQ: find(0x9F66)})
	})
	s, err := kernel.NewSession(program, &cfg, tx, kerneltest.Numbers([4]byte(bench.Hex(t, c.Get("un")))))
	if err != nil {
		t.Fatal(err)
	}
	out, err := bench.Run(context.Background(), s, kernel.HandlerFunc(func(_ context.Context, a kernel.Action) (kernel.Event, error) {
		if len(left) == 0 {
			return kernel.Event{}, fmt.Errorf("beyond the conversation: %v", a)
		}
		x := left[0]
		left = left[1:]
		sent := bytes.Clone(a.Command)
		if sent[1] == 0xA8 && sent[10] == 0x80 { // 80A80000, Lc, 83, length, TTQ: its byte 4
			sent[10] = 0x00
		}
		if !bytes.Equal(sent, x.Command) {
			t.Errorf("sent     %X\ncaptured %X", a.Command, x.Command)
		}
		return bench.Response(x.Response), nil
	}))
	if err != nil {
		t.Fatal(err)
	}
	if got := words(out); got != c.Get("tap-expect") || len(left) != 0 {
		t.Errorf("\n got %s\nwant %s\n%d exchanges left", got, c.Get("tap-expect"), len(left))
	}
}
