package acceptance_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// An asker keeps what a card is told by its PDOL, and refuses it.
type asker struct {
	*counter
	told []byte
}

func (a *asker) Do(ctx context.Context, action kernel.Action) (kernel.Event, error) {
	if action.Kind == kernel.Transmit && action.Command[1] == apdu.GetProcessingOptions {
		cmd, _ := apdu.ParseCommand(action.Command)
		o, _ := tlv.Find(cmd.Data, tlv.TagCommandTemplate)
		a.told = bytes.Clone(o.Value)
		return kernel.Event{Kind: kernel.Response, Data: []byte{0x69, 0x85}}, nil
	}
	return a.counter.Do(ctx, action)
}

// What a card may ask for of terminal and order, with the kernels that know it: 4, 6 and 7 have the words of Books 1 to 4, the others those of their own books
// alone, and zeroes for the rest.
var toldToCards = []struct{ tag, value, kernels string }{
	{"9F01", "000000000001", "245678"},
	{"9F15", "5411", "245678"},
	{"9F16", "454D56474F204558414D504C452031", "24678"},
	{"9F1C", "5445524D30303031", "24678"},
	{"9F4E", "4558414D504C45", "2345678"},
	{"9F1E", "454D56474F303031", "24678"},
	{"9F1A", "0276", "2345678"},
	{"9F33", "E07848", "467"},
	{"9F33", "E00008", "2"}, // before a CVM is chosen
	{"9F33", "E00010", "8"},
	{"9F40", "F000F0A001", "24678"},
	{"9F35", "22", "25678"},
	{"9F35", "E2", "4"}, // Terminal Type - Modified
	{"9F1B", "000003E7", "3467"},
	{"9F06", "", "34678"}, // the combination's
	{"9F09", "0002", "268"},
	{"9F09", "0001", "4"},
	{"9F39", "07", "467"},
	{"5F2A", "0978", "2345678"},
	{"5F36", "02", "245678"},
	{"5F57", "20", "24678"},
	{"9F02", "000000001234", "2345678"},
	{"9F03", "000000000234", "2345678"},
	{"81", "000004D2", "467"},
	{"9F04", "000000EA", "467"},
	{"9F41", "00000077", "467"},
	{"9A", "260701", "2345678"},
	{"9F21", "120000", "245678"},
	{"9C", "09", "245678"},
	{"9C", "00", "3"}, // a purchase with cash is a purchase
}

// A card that is tapped may ask for every element of terminal and order, and each kernel gives what its dictionary has.
// B3 5.4, C-2 4.1.4, C-3 5.2.1.1, C-4 4.3.2.2, C-5 3.3.1.2, C-6 F3.2, C-7 4.1.2, C-8 4.1.4
func TestEveryElementToldToTaps(t *testing.T) {
	for _, c := range []struct{ card, kernel, aid string }{
		{"mastercard-online", "2", "A0000000041010"},
		{"visa-online", "3", "A000000003"},
		{"amex-online", "4", "A00000002501"},
		{"jcb-online", "5", "A0000000651010"},
		{"discover-online", "6", "A0000001523010"},
		{"unionpay-online", "7", "A000000333"},
		{"k8-online", "8", "A0000000041010"},
	} {
		cfg := named(t, "tap")
		for i := range cfg.Combinations {
			cfg.Combinations[i].TerminalFloorLimit = kernel.Limit{Amount: 999, Present: true}
		}
		tx := purchase
		tx.Type, tx.AmountOther, tx.Account, tx.Sequence = 0x09, 234, 0x20, 77
		list, want := "9F6604 9F3704", map[string]string{}
		var tags []string
		for _, row := range toldToCards {
			if row.tag == "9F06" {
				row.value = c.aid
			}
			if _, ok := want[row.tag]; !ok {
				tags = append(tags, row.tag)
				want[row.tag] = strings.Repeat("0", len(row.value))
				list += fmt.Sprintf("%s%02X", row.tag, len(row.value)/2)
			}
			if strings.Contains(row.kernels, c.kernel) {
				want[row.tag] = row.value
			}
		}
		x := &asker{counter: &counter{found: at(kernel.Contactless, nil)}}
		x.card = bench.Profile(t, c.card, func(app map[string]any) {
			fci, _ := app["fci"].(map[string]any)
			if fci == nil {
				fci = map[string]any{}
				app["fci"] = fci
			}
			fci["9F38"] = strings.ReplaceAll(list, " ", "")
		})
		accepted(t, cfg, tx, x, allKernels...)
		told := fmt.Sprintf("%X", x.told)
		told = told[min(16, len(told)):]
		for _, tag := range tags {
			n := min(len(want[tag]), len(told))
			if told[:n] != want[tag] {
				t.Errorf("%s: %s is %s, want %s", c.card, tag, told[:n], want[tag])
			}
			told = told[n:]
		}
	}
}
