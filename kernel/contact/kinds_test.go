package contact_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// terminalKind is a type of terminal with byte 2 of 9F33 and byte 1 of 9F40.
type terminalKind struct{ typ, capability, services byte }

// world has the named card at a terminal of this kind.
func (k terminalKind) world(t *testing.T, card string) *world {
	t.Helper()
	if k.typ == 0 {
		t.Fatal("no such terminal")
	}
	w := newWorld(t, card)
	w.Config.Terminal.Type, w.Config.Terminal.Capabilities[1], w.Config.Terminal.AdditionalCapabilities[0] = k.typ, k.capability, k.services
	return w
}

// comesOut runs the transaction: the first GENERATE AC asks for this, so many hosts are asked, and it ends so.
func (w *world) comesOut(name string, asked byte, hosts int, want bench.Facts) {
	w.T.Helper()
	if got := w.Run().Facts(); got != want {
		w.T.Errorf("%s:\ngot  %+v\nwant %+v", name, got, want)
	}
	if got := w.P1(1) & 0xC0; got != int(asked) || w.HostCalls != hosts {
		w.T.Errorf("%s: asked for %02X, %d hosts", name, got, w.HostCalls)
	}
}

// What comes out at each kind of terminal, derived by hand from the books.
//
// The terminals (EMV 4.4 B4 annex A1 to A3). A type 14, 15 or 16 with the cash bit of 9F40 is an ATM, nothing else is. Second
// digit: 1 and 4 online only, 2 and 5 offline with online capability, 3 and 6 offline only; 1 to 3 attended.
// 9F33 byte 2: 40 online PIN, 20 signature, 10 enciphered offline PIN, 08 no CVM. An offline-only terminal has no online PIN, an
// unattended one no signature.
//
// The card. Its CVM list, so that the methods tell how the terminal sees itself (EMV 4.4 B3 10.5, annex C3): 0201 online PIN if
// unattended cash, 1E04 signature if manual cash (cash at an attended terminal), 1F02 no CVM if neither cash nor cashback;
// b7 of each is 0, so that a method that is not supported ends cardholder verification without success. It gives a TC for up
// to 50.00, else an ARQC, and takes every action of the terminal in the end. Usage control FF80 but where the row says so:
// ATM is FE80, valid at ATMs alone; shop is FD80, valid everywhere else (EMV 4.4 B3 10.4.2).
//
// The codes, terminal's and card's together: denial 0010000000 (service not allowed); online FC78FCF800; default FC50B80000.
// The floor limit is 10.00: at 12.34 byte 4 bit 8 of the TVR (EMV 4.4 B3 10.6.1).
//
// Cardholder verification (EMV 4.4 B4 6.3.4.5 table 2). No CVM: 1F0202. Signature: 1E0400. Online PIN: 020100 and byte 3 bit 3.
// Online PIN where there is none: byte 3 bits 8 and 5 (90), and no method performed, 3F0001. No CVM where it is not supported
// does not arise in these rows.
//
// Action analysis (EMV 4.4 B3 10.7). Denial: AAC, Z1. Online only: ARQC. Offline only: no look at the codes online; default, which
// has byte 3 bits 8 and 5 but neither bit 3 nor the floor limit: TC, Y1, or AAC, Z1. Others: ARQC for the floor limit or the
// online PIN, else TC, Y1. Without a host the default codes give TC, Y3, but an online-only terminal asks for an AAC, Z3. An
// offline-only terminal that asked for a TC and got an ARQC has no host either: Y3 (EMV 4.4 B4 12.2.1).
//
// TSI: cardholder verification, card and terminal risk management (68); with CDA over a TC or ARQC also authentication (E8);
// after EXTERNAL AUTHENTICATE also issuer authentication (F8).
//
// B4 A1, 6.3.3, B3 10.4.2, 10.5, 10.6.1, 10.7, B4 6.3.6, 12.2.1
func TestKinds(t *testing.T) {
	kinds := map[string]terminalKind{
		"counter, online only":         {0x11, 0x78, 0x80},
		"counter":                      {0x12, 0x78, 0x80},
		"counter, offline only":        {0x13, 0x38, 0x80},
		"ATM, online only":             {0x14, 0x40, 0x80},
		"ATM":                          {0x15, 0x40, 0x80},
		"ATM, offline only":            {0x16, 0x00, 0x80},
		"ATM, offline only, PIN":       {0x16, 0x10, 0x80},
		"type 14 without cash":         {0x14, 0x48, 0x40},
		"shop, online only":            {0x21, 0x78, 0xF0},
		"shop":                         {0x22, 0x78, 0xF0},
		"shop, offline only":           {0x23, 0x38, 0xF0},
		"vending machine, online only": {0x24, 0x48, 0x60},
		"vending machine":              {0x25, 0x48, 0x60},
		"vending, offline only":        {0x26, 0x08, 0x60},
		"home, online only":            {0x34, 0x48, 0x60},
		"home":                         {0x35, 0x48, 0x60},
		"home, offline only":           {0x36, 0x08, 0x60},
	}
	const (
		goods, cash          = 0x00, 0x01
		all, atATMs, inShops = "FF80", "FE80", "FD80"
		up, down             = false, true
		none                 = 0 // hosts asked
		tc, arqc, aac        = 0x40, 0x80, 0x00
	)
	for _, c := range []struct {
		kind    string
		typ     byte
		amount  uint64
		control string
		host    bool
		asked   byte // first GENERATE AC
		hosts   int
		want    bench.Facts
	}{
		// POS, attended
		{"shop", goods, 100, all, up, tc, none, bench.Ended(kernel.Approved, "Y1", "0000000000", "E800", "1F0202")},
		{"shop", goods, 1234, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1F0202")},
		{"shop", goods, 1234, all, down, arqc, none, bench.Ended(kernel.Approved, "Y3", "0000008000", "E800", "1F0202")},
		{"shop", goods, 6000, all, down, arqc, none, bench.Ended(kernel.Approved, "Y3", "0000008000", "E800", "1F0202")},
		{"shop", cash, 1234, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1E0400")},
		{"shop", cash, 100, all, up, tc, none, bench.Ended(kernel.Approved, "Y1", "0000000000", "E800", "1E0400")},
		{"shop", goods, 100, atATMs, up, aac, none, bench.Ended(kernel.Declined, "Z1", "0010000000", "6800", "1F0202")},
		{"shop", cash, 1234, inShops, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1E0400")},

		// POS, unattended
		{"vending machine", goods, 100, all, up, tc, none, bench.Ended(kernel.Approved, "Y1", "0000000000", "E800", "1F0202")},
		{"vending machine", goods, 1234, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1F0202")},
		{"vending machine", goods, 1234, all, down, arqc, none, bench.Ended(kernel.Approved, "Y3", "0000008000", "E800", "1F0202")},
		{"vending machine", cash, 100, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000040000", "F800", "020100")},
		{"vending machine", cash, 1234, all, down, arqc, none, bench.Ended(kernel.Approved, "Y3", "0000048000", "E800", "020100")},
		{"vending machine", goods, 100, atATMs, up, aac, none, bench.Ended(kernel.Declined, "Z1", "0010000000", "6800", "1F0202")},
		{"vending machine", cash, 1234, atATMs, up, aac, none, bench.Ended(kernel.Declined, "Z1", "0010048000", "6800", "020100")},

		// ATM, online only
		{"ATM, online only", cash, 100, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000040000", "F800", "020100")},
		{"ATM, online only", cash, 1234, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000048000", "F800", "020100")},
		{"ATM, online only", cash, 100, all, down, arqc, none, bench.Ended(kernel.Declined, "Z3", "0000040000", "E800", "020100")},
		{"ATM, online only", cash, 1234, all, down, arqc, none, bench.Ended(kernel.Declined, "Z3", "0000048000", "E800", "020100")},
		{"ATM, online only", cash, 1234, atATMs, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000048000", "F800", "020100")},
		{"ATM, online only", cash, 1234, inShops, up, aac, none, bench.Ended(kernel.Declined, "Z1", "0010048000", "6800", "020100")},
		// B4 6.3.3 ATM
		// the same without the cash bit is no ATM
		{"type 14 without cash", cash, 1234, atATMs, up, aac, none, bench.Ended(kernel.Declined, "Z1", "0010048000", "6800", "020100")},
		{"type 14 without cash", cash, 1234, inShops, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000048000", "F800", "020100")},
		{"type 14 without cash", goods, 100, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000000000", "F800", "1F0202")},

		// ATM with both
		{"ATM", cash, 100, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000040000", "F800", "020100")},
		{"ATM", cash, 1234, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000048000", "F800", "020100")},
		{"ATM", cash, 1234, all, down, arqc, none, bench.Ended(kernel.Approved, "Y3", "0000048000", "E800", "020100")},
		{"ATM", cash, 1234, atATMs, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000048000", "F800", "020100")},
		{"ATM", cash, 1234, inShops, up, aac, none, bench.Ended(kernel.Declined, "Z1", "0010048000", "6800", "020100")},

		// ATM, offline only: this card wants an online PIN, the one below brings its own
		{"ATM, offline only", cash, 100, all, up, aac, none, bench.Ended(kernel.Declined, "Z1", "0000900000", "6800", "3F0001")},
		{"ATM, offline only", cash, 1234, all, up, aac, none, bench.Ended(kernel.Declined, "Z1", "0000908000", "6800", "3F0001")},
		{"ATM, offline only", cash, 1234, inShops, up, aac, none, bench.Ended(kernel.Declined, "Z1", "0010908000", "6800", "3F0001")},

		// offline only
		{"shop, offline only", goods, 100, all, up, tc, none, bench.Ended(kernel.Approved, "Y1", "0000000000", "E800", "1F0202")},
		{"shop, offline only", goods, 1234, all, up, tc, none, bench.Ended(kernel.Approved, "Y1", "0000008000", "E800", "1F0202")},
		{"shop, offline only", goods, 6000, all, up, tc, none, bench.Ended(kernel.Approved, "Y3", "0000008000", "E800", "1F0202")},
		{"shop, offline only", cash, 1234, all, up, tc, none, bench.Ended(kernel.Approved, "Y1", "0000008000", "E800", "1E0400")},
		{"shop, offline only", goods, 100, atATMs, up, aac, none, bench.Ended(kernel.Declined, "Z1", "0010000000", "6800", "1F0202")},
		{"vending, offline only", goods, 100, all, up, tc, none, bench.Ended(kernel.Approved, "Y1", "0000000000", "E800", "1F0202")},
		{"vending, offline only", goods, 1234, all, up, tc, none, bench.Ended(kernel.Approved, "Y1", "0000008000", "E800", "1F0202")},
		{"vending, offline only", goods, 6000, all, up, tc, none, bench.Ended(kernel.Approved, "Y3", "0000008000", "E800", "1F0202")},
		{"vending, offline only", cash, 100, all, up, aac, none, bench.Ended(kernel.Declined, "Z1", "0000900000", "6800", "3F0001")},
		{"counter, offline only", cash, 1234, all, up, tc, none, bench.Ended(kernel.Approved, "Y1", "0000008000", "E800", "1E0400")},
		{"home, offline only", goods, 1234, all, up, tc, none, bench.Ended(kernel.Approved, "Y1", "0000008000", "E800", "1F0202")},

		// online only
		{"shop, online only", goods, 100, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000000000", "F800", "1F0202")},
		{"shop, online only", goods, 1234, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1F0202")},
		{"shop, online only", goods, 100, all, down, arqc, none, bench.Ended(kernel.Declined, "Z3", "0000000000", "E800", "1F0202")},
		{"shop, online only", cash, 1234, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1E0400")},
		{"shop, online only", goods, 100, atATMs, up, aac, none, bench.Ended(kernel.Declined, "Z1", "0010000000", "6800", "1F0202")},
		{"vending machine, online only", goods, 100, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000000000", "F800", "1F0202")},
		{"vending machine, online only", goods, 1234, all, down, arqc, none, bench.Ended(kernel.Declined, "Z3", "0000008000", "E800", "1F0202")},
		{"vending machine, online only", cash, 1234, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000048000", "F800", "020100")},
		{"counter, online only", cash, 1234, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1E0400")},
		{"counter, online only", cash, 1234, all, down, arqc, none, bench.Ended(kernel.Declined, "Z3", "0000008000", "E800", "1E0400")},
		{"counter, online only", cash, 1234, atATMs, up, aac, none, bench.Ended(kernel.Declined, "Z1", "0010008000", "6800", "1E0400")},
		{"home, online only", goods, 100, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000000000", "F800", "1F0202")},
		{"home, online only", goods, 100, all, down, arqc, none, bench.Ended(kernel.Declined, "Z3", "0000000000", "E800", "1F0202")},

		// the counter and the home between them
		{"counter", cash, 1234, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1E0400")},
		{"counter", cash, 1234, all, down, arqc, none, bench.Ended(kernel.Approved, "Y3", "0000008000", "E800", "1E0400")},
		{"counter", cash, 1234, inShops, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1E0400")},
		{"home", goods, 100, all, up, tc, none, bench.Ended(kernel.Approved, "Y1", "0000000000", "E800", "1F0202")},
		{"home", goods, 1234, all, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1F0202")},
	} {
		w := kinds[c.kind].world(t, "full")
		w.Card = bench.With(t, "full", "8E", "0000000000000000 0201 1E04 1F02", "9F07", c.control)
		w.Transaction.Type, w.Transaction.Amount, w.HostDown = c.typ, c.amount, c.host
		w.comesOut(fmt.Sprintf("%s, type %02X, %d, %s, host down %v", c.kind, c.typ, c.amount, c.control, c.host), c.asked, c.hosts, c.want)
	}
	// The card pin: CVM list 0403 0203 1E03 1F03, CDA. Enciphered offline PIN is supported, the right PIN is typed: 040302. Offline
	// up to 50.00, as the other card.
	for _, c := range []struct {
		amount uint64
		want   bench.Facts
	}{
		{100, bench.Ended(kernel.Approved, "Y1", "0000000000", "E800", "040302")},
		{1234, bench.Ended(kernel.Approved, "Y1", "0000008000", "E800", "040302")},
	} {
		w := kinds["ATM, offline only, PIN"].world(t, "pin")
		w.Transaction.Type, w.Transaction.Amount = cash, c.amount
		w.Expect(w.Run(), c.want)
		if w.HostCalls != 0 {
			t.Errorf("%d hosts", w.HostCalls)
		}
	}
}
