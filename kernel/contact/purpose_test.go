package contact_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/crypto/pin/softpin/pinpad"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// treats makes the configuration have transactions of one purpose.
func (w *world) treats(r kernel.Treatment) {
	w.Config.Treatments = []kernel.Treatment{r}
	w.Transaction.Purpose = r.Purpose
}

// A refund in which the card's data are read and no more: by the acquirer's decision, so nothing is checked, verified, confirmed or looked up,
// and no host is asked. No authentication, no cardholder verification, no risk management: TVR byte 1 bit 8, CVM results 3F0000, TSI card
// risk management alone. The card is asked for an AAC and gives it; the acquirer has all that a request carries, and no response code, for
// nothing was decided. The same from an expired card, at a terminal that confirms and looks up.
// B3 10.8, C5, B4 12.1.1
func TestRefundData(t *testing.T) {
	flow := kernel.Treatment{Purpose: kernel.Refund, Type: 0x20, DataOnly: true}
	book, c := &ledger{listed: true}, &confirmer{}
	strict := func(w *world) { w.Config.Profile = kernel.Strict }
	equipped := func(w *world) {
		w.Middle = bench.Rewrite(t, "5F24", "200101")
		w.Config.Terminal.ConfirmsAmount, w.Config.Terminal.LooksUp = true, true
		w.CardFile, w.Equip = book, c.equip
	}
	for _, row := range []struct {
		name  string
		world func(*world)
	}{
		{"full", strict},
		{"pin", strict},
		{"noauth", strict},
		{"dda", strict},
		{"cash", strict},
		{"full", equipped},
		{"pin", equipped},
		{"noauth", equipped},
		{"dda", equipped},
		{"xda", equipped},
	} {
		name, w := row.name, worldOf(t, row.name, 1234)
		row.world(w)
		w.treats(flow)
		out := w.Run()
		w.Expect(out, bench.Ended(kernel.OnlineRequest, "", "8000000000", "2000", "3F0000"))
		unasked := w.Sent(apdu.ExternalAuthenticate) + w.Sent(apdu.InternalAuthenticate) + w.Sent(apdu.Verify) + w.Sent(apdu.GetData)
		if w.P1(1) != 0x00 || w.P1(2) != -1 || w.HostCalls+book.n+len(c.got)+unasked != 0 {
			t.Errorf("%s: %s, GENERATE AC %02X and %02X, host asked %d times, looked up %d times, confirmed %d times", name, w.Instructions(), w.P1(1),
				w.P1(2), w.HostCalls, book.n, len(c.got))
		}
		if !out.HasCID() || out.CID() != 0x00 || !out.Read() || len(out.PAN()) != 8 || out.Amount() != 1234 || out.Reversal() || out.Forced() ||
			out.Advice() || out.Receipt || out.UIOutcome.Message != kernel.MsgRemoveCard {
			t.Errorf("%s: %+v", name, out)
		}
		for tag, want := range map[tlv.Tag]string{0x9C: "20", 0x9F02: "000000001234", 0x95: "8000000000", 0x9F27: "00", 0x8A: "-"} {
			o, ok := tlv.Find(out.DataRecord, tag)
			if got := hexOf(o.Value); got != want && (ok || want != "-") {
				t.Errorf("%s: %s is %s", name, tag, got)
			}
		}
	}
	// in the full flow the card is asked as ever
	w := newWorld(t, "full")
	w.treats(kernel.Treatment{Purpose: kernel.Refund, Type: 0x20})
	w.Expect(w.Run(), approvedOnline)
	// a card that gives more than it was asked for
	// B3 9.3
	w = newWorld(t, "full")
	w.treats(flow)
	w.Middle = bench.Alter(apdu.GenerateAC, 1, func(r []byte) []byte { r[2] = 0x40; return r })
	if out := w.Run(); out.Status != kernel.EndApplication {
		t.Errorf("%v", out)
	}
}

// The other ways. full gives a TC up to 50.00 and knows no CVM limit above 10.00 but what the terminal supports; 9F35 follows who may
// approve, and the CVMs follow the capabilities of these transactions. The card's usage control has no bit for refunds.
// B4 10.1.2, B3 10.7, B4 12.2.1
func TestRefundWays(t *testing.T) {
	noPIN := []byte{0xE0, 0x08, 0x48}
	for _, c := range []struct {
		name   string
		way    kernel.Treatment
		amount uint64
		down   bool
		asked  int
		want   bench.Facts
		typ    string // 9F35
	}{
		{"online, small", kernel.Treatment{Authorisation: kernel.OnlyOnline}, 100, false, 0x90, bench.Ended(kernel.Approved, "00", "0000000000", "F800", "1F0602"), "21"},
		{"online", kernel.Treatment{Authorisation: kernel.OnlyOnline, Capabilities: noPIN}, 1234, false, 0x90, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1F0302"), "21"},
		{"online, host down", kernel.Treatment{Authorisation: kernel.OnlyOnline}, 100, true, 0x90, bench.Ended(kernel.Declined, "Z3", "0000000000", "E800", "1F0602"), "21"},
		{"offline", kernel.Treatment{Authorisation: kernel.OnlyOffline, Capabilities: noPIN}, 1234, false, 0x50, bench.Ended(kernel.Approved, "Y1", "0000008000", "E800", "1F0302"), "23"},
		{"offline, the card wants the host", kernel.Treatment{Authorisation: kernel.OnlyOffline, Capabilities: noPIN}, 6000, false, 0x50, bench.Ended(kernel.Approved, "Y3", "0000008000", "E800", "1F0302"), "23"},
		{"by analysis, small", kernel.Treatment{}, 100, false, 0x50, bench.Ended(kernel.Approved, "Y1", "0000000000", "E800", "1F0602"), "22"},
		{"by analysis", kernel.Treatment{Capabilities: noPIN}, 1234, false, 0x90, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1F0302"), "22"},
		// B3 10.6.1
		{"floor limit of its own", kernel.Treatment{Capabilities: noPIN, HasFloorLimit: true, FloorLimit: 2000}, 1234, false, 0x50, bench.Ended(kernel.Approved, "Y1", "0000000000", "E800", "1F0302"), "22"},
		{"no floor limit", kernel.Treatment{HasFloorLimit: true}, 100, false, 0x90, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1F0602"), "22"},
	} {
		w := newWorld(t, "full")
		c.way.Purpose, c.way.Type = kernel.Refund, 0x20
		w.treats(c.way)
		w.Transaction.Amount, w.HostDown = c.amount, c.down
		w.Expect(w.Run(), c.want)
		hosts := 0
		if c.want.ARC == "00" {
			hosts = 1
		}
		if w.P1(1) != c.asked || w.HostCalls != hosts || w.values(apdu.GetProcessingOptions, 1) != c.typ+"F000F0A001" {
			t.Errorf("%s: GENERATE AC %02X, %d hosts, PDOL values %s", c.name, w.P1(1), w.HostCalls, w.values(apdu.GetProcessingOptions, 1))
		}
	}
	// without a shared signature, strict approves nothing offline: on this terminal type the card is asked for an AAC
	w := newWorld(t, "noauth")
	w.Config.Profile = kernel.Strict
	w.treats(kernel.Treatment{Purpose: kernel.Refund, Type: 0x20, Authorisation: kernel.OnlyOffline, Capabilities: noPIN})
	w.Transaction.Amount = 100
	if out := w.Run(); out.Status != kernel.Declined || out.ARC() != "Z1" || w.P1(1) != 0x00 {
		t.Errorf("%v, %02X", out, w.P1(1))
	}
}

// What a transaction is for decides, whatever value the network has for it: the CVM list 0201 1E04 1F02 tells how the kernel
// sees it, and so does usage control with international cash and cashback taken away.
// B3 10.4.2, C3
func TestTypeMapped(t *testing.T) {
	for _, c := range []struct {
		purpose kernel.Purpose
		typ     byte
		other   uint64
		control string
		tvr     string
		cvm     string
	}{
		{kernel.Purchase, 0x00, 0, "FF80", "0000008000", "1F0202"},
		{kernel.Purchase, 0x37, 0, "FF80", "0000008000", "1F0202"},
		{kernel.Cash, 0x17, 0, "FF80", "0000008000", "1E0400"},
		{kernel.Cash, 0x42, 0, "FF80", "0000008000", "1E0400"},
		{kernel.Refund, 0x00, 0, "FF80", "0000008000", "1F0202"},
		{kernel.Refund, 0x01, 0, "FF80", "0000008000", "1F0202"},
		{kernel.Cashback, 0x09, 500, "FF80", "0000808000", "3F0001"},
		{kernel.Cashback, 0x00, 500, "FF80", "0000808000", "3F0001"},
		{kernel.Cash, 0x42, 0, "7F80", "0010008000", "1E0400"},
		{kernel.Refund, 0x01, 0, "7F80", "0000008000", "1F0202"},
		{kernel.Purchase, 0x37, 0, "D780", "0010008000", "1F0202"},
		{kernel.Refund, 0x00, 0, "D780", "0000008000", "1F0202"},
		{kernel.Cashback, 0x37, 500, "FF00", "0010808000", "3F0001"},
	} {
		w := newWorld(t, "full")
		w.Card = bench.With(t, "full", "8E", "0000000000000000 0201 1E04 1F02", "9F07", c.control)
		w.treats(kernel.Treatment{Purpose: c.purpose, Type: c.typ})
		w.Transaction.AmountOther = c.other
		out := w.Run()
		if got := out.Facts(); got.TVR != c.tvr || got.CVMResults != c.cvm {
			t.Errorf("%s as %02X, %s: %+v", c.purpose, c.typ, c.control, got)
		}
		if values := w.values(apdu.GenerateAC, 1); values[48:50] != fmt.Sprintf("%02X", c.typ) {
			t.Errorf("%s: 9C is %s in %s", c.purpose, values[48:50], values)
		}
	}
}

// An account is verified with amount zero: a whole transaction, which the host decides.
// B4 6.3.8
func TestZeroAmount(t *testing.T) {
	w := newWorld(t, "full")
	w.treats(kernel.Treatment{Purpose: kernel.AccountVerification, Type: 0x00, Authorisation: kernel.OnlyOnline})
	w.Transaction.Amount = 0
	w.Expect(w.Run(), bench.Ended(kernel.Approved, "00", "0000000000", "F800", "1F0602"))
	if v := w.values(apdu.GenerateAC, 1); v[:24] != strings.Repeat("0", 24) || w.P1(1) != 0x90 || w.P1(2) != 0x50 {
		t.Errorf("%s, GENERATE AC %02X, %02X", v, w.P1(1), w.P1(2))
	}
}

// pinHost is the host with the PIN device's blocks: it deciphers the new PIN, and the issuer makes the script.
type pinHost struct {
	w        *world
	pad      *softpin.Device
	key      pin.Key
	requests []terminal.Request
	silent   bool // no script
}

func (h *pinHost) Authorise(ctx context.Context, r terminal.Request) ([]byte, error) {
	h.requests = append(h.requests, r)
	if r.NewPIN && !h.silent {
		found, _ := tlv.Find(r.DE55, tlv.PAN.Tag())
		pan, err := pin.ParsePAN(strings.TrimRight(hexOf(found.Value), "F"))
		if err != nil {
			return nil, err
		}
		block, err := h.pad.NewPINBlock(pan)
		if err != nil {
			return nil, err
		}
		digits, err := pin.DecipherBlock(pin.Format0, h.key, block.Bytes(), pan)
		if err != nil {
			return nil, err
		}
		h.w.Issuer.Scripts = []issuer.Script{{
			Late: true, ID: []byte{1, 2, 3, 4}, Commands: []issuer.Command{issuer.PINChange(string(digits.AppendDigits(nil)))},
		}}
	}
	return h.w.Authorise(ctx, r)
}

// atMachine is a world at the cash machine, for the PINs that are typed.
func atMachine(t *testing.T, c *card.Card, purpose kernel.Purpose, typed ...string) (*world, *pinHost) {
	t.Helper()
	w := newWorld(t, "pin")
	w.Card, w.Config = c, bench.Config(t, "atm")
	w.Config.Profile = kernel.Book
	w.Transaction = kernel.Transaction{Purpose: purpose, Sequence: 1, Date: w.Transaction.Date, Time: w.Transaction.Time}
	key, err := pin.NewKey(pin.TDES, bench.Hex(t, "0123456789ABCDEFFEDCBA9876543210"))
	if err != nil {
		t.Fatal(err)
	}
	pad, err := softpin.New(typed...)
	if err != nil {
		t.Fatal(err)
	}
	pad.SetOnlineKeys(softpin.ZoneKey(pin.Format0, key))
	h := &pinHost{w: w, pad: pad, key: key}
	w.PINPad = pinpad.New(pad)
	w.Equip = func(d *terminal.Devices) { d.Acquirer.Host = h }
	return w, h
}

func pinCard(t *testing.T) *card.Card {
	t.Helper()
	c, err := card.Named("pin")
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// buys says with which CVM results the card lets its holder buy with this PIN, typed once, or as often as there are tries.
func buys(t *testing.T, c *card.Card, typed ...string) bench.Facts {
	t.Helper()
	w := newWorld(t, "pin")
	w.Card, w.PINs = c, typed
	return w.Run().Facts()
}

// pinVerified is a purchase at 12.34 with the card's offline PIN.
var pinVerified = bench.Ended(kernel.Approved, "00", "0000008000", "E800", "040302")

// A PIN is changed at a cash machine: online PIN (020300, TVR byte 3 bit 3), the new one twice, an ARQC of amount zero (the floor limit is
// zero: byte 4 bit 8), the issuer's script, delivered after the card's TC (TSI byte 1 bit 3). From then on the card knows the new PIN alone.
// B3 6.5.10, 10.10
func TestPINChange(t *testing.T) {
	const fresh = "864297531864" // chance does not make it
	c := pinCard(t)
	w, h := atMachine(t, c, kernel.PINChange, "1234", fresh, fresh)
	out := w.Run()
	w.Expect(out, bench.Ended(kernel.Approved, "00", "0000048000", "EC00", "020300"))
	if r := h.requests; len(r) != 1 || !r[0].OnlinePIN || !r[0].NewPIN || r[0].Transaction.Purpose != kernel.PINChange || r[0].Transaction.Amount != 0 || r[0].Transaction.Type != 0x70 {
		t.Errorf("%+v", r)
	}
	if got := hexOf(out.Scripts()); got != "2001020304" || out.Reversal() {
		t.Errorf("script results %s, reversal %v", got, out.Reversal())
	}
	if o, _ := tlv.Find(w.DE55, 0x9C); hexOf(o.Value) != "70" {
		t.Errorf("9C is %X", o.Value)
	}
	if got := buys(t, c, fresh); got != pinVerified {
		t.Errorf("new PIN: %+v", got)
	}
	if got := buys(t, c, "1234", fresh); got != pinVerified {
		t.Errorf("old PIN, then the new one: %+v", got)
	}
	for _, e := range w.Trace {
		if strings.Contains(fmt.Sprintf("%s %s %X", e.Name, e.Text, e.Data), fresh) {
			t.Errorf("the new PIN is in the trace: %s %s %X", e.Name, e.Text, e.Data)
		}
	}
}

// How a PIN change fails. Nothing shows success unless the card says that it carried out the script; what the host has booked is reversed.
// B3 6.5.10, E1, B4 6.3.8
func TestPINChangeFails(t *testing.T) {
	const stays = "1234"
	for _, c := range []struct {
		name     string
		typed    []string
		set      func(*world, *pinHost)
		want     bench.Facts
		scripts  string
		reversal bool
	}{
		{"cancel at the present PIN", []string{"cancel"}, nil, bench.Ended(kernel.EndApplication, "", "0000000000", "0000", "3F0000"), "", false},
		{"cancel at the new PIN", []string{"1234", "5678", "cancel"}, nil, bench.Ended(kernel.EndApplication, "", "0000040000", "4000", "020300"), "", false},
		{"two different ones, and nothing more", []string{"1234", "5678", "5679"}, nil, bench.Ended(kernel.EndApplication, "", "0000040000", "4000", "020300"), "", false},
		{
			"three times different",
			[]string{"1234", "5555", "6666", "5555", "6666", "5555", "6666"},
			nil,
			bench.Ended(kernel.EndApplication, "", "0000040000", "4000", "020300"),
			"", false,
		},
		{"the host declines", []string{"1234", "5678", "5678"}, func(w *world, _ *pinHost) { w.Issuer.Decline = true }, bench.Ended(kernel.Declined, "05", "0000048000", "EC00", "020300"), "2001020304", false},
		{"no host", []string{"1234", "5678", "5678"}, func(w *world, _ *pinHost) { w.HostDown = true }, bench.Ended(kernel.Declined, "Z3", "0000048000", "E800", "020300"), "", false},
		{"no script", []string{"1234", "5678", "5678"}, func(_ *world, h *pinHost) { h.silent = true }, bench.Ended(kernel.Declined, "00", "0000048000", "E800", "020300"), "", true},
		{
			"a script that is not the issuer's",
			[]string{"1234", "5678", "5678"},
			func(w *world, _ *pinHost) { w.Issuer.Hostile = issuer.WrongMAC },
			bench.Ended(kernel.Declined, "00", "0000048010", "EC00", "020300"),
			"1101020304", true,
		},
		{
			"present PIN bypassed",
			[]string{"bypass", "5678", "5678"},
			nil,
			bench.Ended(kernel.Declined, "Z1", "0000908000", "6800", "020301"),
			"", false,
		},
	} {
		pinned := pinCard(t)
		w, h := atMachine(t, pinned, kernel.PINChange, c.typed...)
		if c.set != nil {
			c.set(w, h)
		}
		out := w.Run()
		if got := out.Facts(); got != c.want || hexOf(out.Scripts()) != c.scripts || out.Reversal() != c.reversal {
			t.Errorf("%s:\n got %+v, scripts %X, reversal %v\nwant %+v\nreason %s", c.name, got, out.Scripts(), out.Reversal(), c.want, out.Error.Reason)
		}
		if c.want.ARC == "05" {
			continue // this issuer sends its script with a decline too, and the card takes it
		}
		if got := buys(t, pinned, stays); got != pinVerified {
			t.Errorf("%s: the PIN is no longer what it was: %+v", c.name, got)
		}
	}
}

// A card whose PIN was typed wrong until it was blocked is unblocked at a cash machine, with the online PIN and a script before the final
// GENERATE AC; a script that fails leaves it as it is.
// B3 6.5.10, 10.10
func TestUnblock(t *testing.T) {
	c := pinCard(t)
	blocked := bench.Ended(kernel.Declined, "55", "0000A08000", "E800", "040301")
	if got := buys(t, c, "1111", "2222", "3333"); got.TVR != blocked.TVR || got.CVMResults != blocked.CVMResults {
		t.Fatalf("%+v", got)
	}
	if got := buys(t, c, "1234"); got.Status != kernel.Declined {
		t.Fatalf("not blocked: %+v", got)
	}
	w, _ := atMachine(t, c, kernel.PINUnblock, "1234")
	w.Issuer.Scripts = []issuer.Script{{Commands: []issuer.Command{issuer.PINUnblock()}}}
	w.Issuer.Hostile = issuer.WrongMAC
	out := w.Run()
	w.Expect(out, bench.Ended(kernel.Declined, "00", "0000048020", "EC00", "020300"))
	if !out.Reversal() || !strings.Contains(out.Error.Reason, "not carried out") {
		t.Errorf("reversal %v, %s", out.Reversal(), out.Error.Reason)
	}
	w, h := atMachine(t, c, kernel.PINUnblock, "1234")
	w.Issuer.Scripts = []issuer.Script{{Commands: []issuer.Command{issuer.PINUnblock()}}}
	out = w.Run()
	w.Expect(out, bench.Ended(kernel.Approved, "00", "0000048000", "EC00", "020300"))
	if r := h.requests[0]; r.NewPIN || !r.OnlinePIN || r.Transaction.Type != 0x72 {
		t.Errorf("%+v", r)
	}
	if got := buys(t, c, "1234"); got != pinVerified {
		t.Errorf("%+v", got)
	}
}
