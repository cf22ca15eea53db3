package host_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/kernel/terminal/iso8583"
	"github.com/emvgo/emv/tlv"
)

// Field 55 of requests and uploads has the elements of all published messages, in their order, whatever interface the card came by, and the product identification of a card that has one.
// EMV 4.4 B4 12.1.2, EMV 4.4 B4 12.1.5
func TestUnionElements(t *testing.T) {
	const published = "9F26 9F27 9F10 9F37 9F36 95 9A 9C 9F02 5F2A 82 9F1A 9F03 9F33 9F34 9F35 9F1E 84 9F09 9F41"
	cash := kind{"electronic cash by contact", "unionpay", "pboc-cash", terminal.Order{Purpose: kernel.Purchase, Amount: 8_00, Interface: kernel.Contact}, true, func(cfg *kernel.Config) { cfg.Profile = kernel.Book }, 0, 0}
	for _, c := range []struct {
		k       *kind
		message string // type, processing code and field 60.1
		want    string
	}{
		{kindNamed("purchase"), "0200 000000 22 000", published + " 9F63"},
		{kindNamed("tap"), "0200 000000 22 000", strings.Replace(published, " 9F34", "", 1)},
		{kindNamed("pre-authorisation"), "0100 030000 10 000", published + " 9F63"},
		{kindNamed("offline tap"), "0220 000000 30 000", strings.Replace(published, " 9F34", "", 1)},
		{&cash, "0200 000000 36 000", published + " 9F63 9F74"},
	} {
		synctest.Test(t, func(t *testing.T) {
			x := &recorder{}
			r := newUnion(t, c.k, nil, nil)
			defer r.close()
			r.proxy.pick = x.fault(t)
			s := do(t, r, c.k)
			m := x.last[c.message]
			if m == nil {
				t.Fatalf("%s: %v", c.k.name, x.seen)
			}
			var tags []string
			for o := range tlv.NewCursor(m.Bytes(iso8583.FieldICC)).All() {
				tags = append(tags, o.Tag.String())
			}
			if got := strings.Join(tags, " "); got != c.want {
				t.Errorf("%s:\n%s, want\n%s", c.k.name, got, c.want)
			}
			version, _ := tlv.Find(m.Bytes(iso8583.FieldICC), 0x9F09)
			counter, _ := tlv.Find(m.Bytes(iso8583.FieldICC), 0x9F41)
			if got, want := fmt.Sprintf("%X %X", version.Value, counter.Value), fmt.Sprintf("0030 %08d", s.Receipt.Sequence); got != want {
				t.Errorf("%s: %s, want %s", c.k.name, got, want)
			}
		})
	}
}
