package contact_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
)

// What comes out of each purpose at each kind of terminal, derived by hand from the books, with a card of its own: CVM list 0201 online
// PIN if unattended cash, 1E04 signature if manual cash, 1F02 no CVM if neither cash nor cashback, none of them with a successor; a TC for
// up to 50.00. Codes, denial 0010000000; online FC78FCF800; default FC50B80000. The floor limit is 10.00. Online only types are 21, 24, 14;
// offline only 23, 26.
//
// Refund, verification, inquiry and PIN change are neither cash nor goods: condition 02, no CVM, 1F0202; where it is not supported (a cash
// machine, 9F33 byte 2 40), cardholder verification fails without a method: 3F0001, byte 3 bit 8. Cashback meets no condition of the list: the
// same. That bit is in the online codes: ARQC, which this issuer declines with 55 and its cryptogram (TSI F8); and in the default ones:
// AAC, Z3 without a host, Z1 offline only (TSI without authentication: E8 with an ARQC before, 68).
//
// Authorisation online makes every terminal online only: ARQC, and Z3 without a host. Offline makes it offline only: TC, Y1, or Y3 where the
// card gives an ARQC. Data: TVR 8000000000, TSI 2000, CVM results 3F0000, AAC, no code.
//
// A PIN change without a PIN asks for an AAC: Z1.
//
// B4 A1, 10.1.2, B3 10.4.2, 10.5, 10.6.1, 10.7, B4 12.2.1
func TestKindsByPurpose(t *testing.T) {
	kinds := map[string][3]byte{ // type, byte 2 of 9F33, byte 1 of 9F40
		"shop":                 {0x22, 0x78, 0xF1},
		"shop, online only":    {0x21, 0x78, 0xF1},
		"shop, offline only":   {0x23, 0x38, 0xF0},
		"vending":              {0x25, 0x48, 0x60},
		"vending, online only": {0x24, 0x48, 0x60},
		"vending, offline":     {0x26, 0x08, 0x60},
		"ATM":                  {0x15, 0x40, 0x89},
		"ATM, online only":     {0x14, 0x40, 0x89},
		"counter":              {0x12, 0x78, 0xF9},
	}
	const (
		up, down      = false, true
		tc, arqc, aac = 0x40, 0x80, 0x00
	)
	refund, data := kernel.Treatment{Purpose: kernel.Refund, Type: 0x20}, kernel.Treatment{Purpose: kernel.Refund, Type: 0x20, DataOnly: true}
	online, offline := refund, refund
	online.Authorisation, offline.Authorisation = kernel.OnlyOnline, kernel.OnlyOffline
	cashback := kernel.Treatment{Purpose: kernel.Cashback, Type: 0x09}
	cash := kernel.Treatment{Purpose: kernel.Cash, Type: 0x17}
	verification := kernel.Treatment{Purpose: kernel.AccountVerification}
	byHost := kernel.Treatment{Purpose: kernel.AccountVerification, Type: 0x30, Authorisation: kernel.OnlyOnline}
	inquiry := kernel.Treatment{Purpose: kernel.Inquiry, Type: 0x31}
	change := kernel.Treatment{Purpose: kernel.PINChange, Type: 0x70, Authorisation: kernel.OnlyOnline}
	read := bench.Ended(kernel.OnlineRequest, "", "8000000000", "2000", "3F0000")
	unread := bench.Ended(kernel.Declined, "Z1", "8000000000", "2000", "3F0000") // no host to decide about it
	for _, c := range []struct {
		kind   string
		what   kernel.Treatment
		amount uint64
		other  uint64
		host   bool
		asked  byte // first GENERATE AC
		hosts  int
		want   bench.Facts
	}{
		// refund by analysis
		{"shop", refund, 100, 0, up, tc, 0, bench.Ended(kernel.Approved, "Y1", "0000000000", "E800", "1F0202")},
		{"shop", refund, 1234, 0, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1F0202")},
		{"shop", refund, 1234, 0, down, arqc, 0, bench.Ended(kernel.Approved, "Y3", "0000008000", "E800", "1F0202")},
		{"shop, online only", refund, 100, 0, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000000000", "F800", "1F0202")},
		{"shop, online only", refund, 100, 0, down, arqc, 0, bench.Ended(kernel.Declined, "Z3", "0000000000", "E800", "1F0202")},
		{"shop, offline only", refund, 1234, 0, up, tc, 0, bench.Ended(kernel.Approved, "Y1", "0000008000", "E800", "1F0202")},
		{"vending", refund, 100, 0, up, tc, 0, bench.Ended(kernel.Approved, "Y1", "0000000000", "E800", "1F0202")},
		{"ATM", refund, 100, 0, up, arqc, 1, bench.Ended(kernel.Declined, "55", "0000800000", "F800", "3F0001")},
		{"ATM", refund, 100, 0, down, arqc, 0, bench.Ended(kernel.Declined, "Z3", "0000800000", "E800", "3F0001")},
		// refund by the host alone
		{"shop", online, 100, 0, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000000000", "F800", "1F0202")},
		{"shop", online, 100, 0, down, arqc, 0, bench.Ended(kernel.Declined, "Z3", "0000000000", "E800", "1F0202")},
		{"vending", online, 1234, 0, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1F0202")},
		{"vending", online, 1234, 0, down, arqc, 0, bench.Ended(kernel.Declined, "Z3", "0000008000", "E800", "1F0202")},
		{"shop, online only", online, 1234, 0, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1F0202")},
		// refund by the card alone
		{"shop", offline, 1234, 0, up, tc, 0, bench.Ended(kernel.Approved, "Y1", "0000008000", "E800", "1F0202")},
		{"shop", offline, 6000, 0, up, tc, 0, bench.Ended(kernel.Approved, "Y3", "0000008000", "E800", "1F0202")},
		{"vending", offline, 1234, 0, up, tc, 0, bench.Ended(kernel.Approved, "Y1", "0000008000", "E800", "1F0202")},
		{"shop, offline only", offline, 6000, 0, up, tc, 0, bench.Ended(kernel.Approved, "Y3", "0000008000", "E800", "1F0202")},
		{"ATM", offline, 100, 0, up, aac, 0, bench.Ended(kernel.Declined, "Z1", "0000800000", "6800", "3F0001")},
		// refund by the acquirer
		{"shop", data, 1234, 0, up, aac, 0, read},
		{"shop", data, 1234, 0, down, aac, 0, read},
		{"shop, online only", data, 100, 0, up, aac, 0, read},
		{"shop, offline only", data, 6000, 0, up, aac, 0, unread},
		{"vending", data, 100, 0, up, aac, 0, read},
		{"vending, offline", data, 100, 0, up, aac, 0, unread},
		{"ATM, online only", data, 100, 0, up, aac, 0, read},

		// cashback
		{"shop", cashback, 100, 50, up, arqc, 1, bench.Ended(kernel.Declined, "55", "0000800000", "F800", "3F0001")},
		{"shop", cashback, 1234, 500, up, arqc, 1, bench.Ended(kernel.Declined, "55", "0000808000", "F800", "3F0001")},
		{"shop", cashback, 1234, 500, down, arqc, 0, bench.Ended(kernel.Declined, "Z3", "0000808000", "E800", "3F0001")},
		{"shop, online only", cashback, 1234, 500, up, arqc, 1, bench.Ended(kernel.Declined, "55", "0000808000", "F800", "3F0001")},
		{"shop, offline only", cashback, 100, 50, up, aac, 0, bench.Ended(kernel.Declined, "Z1", "0000800000", "6800", "3F0001")},
		{"vending", cashback, 100, 50, up, arqc, 1, bench.Ended(kernel.Declined, "55", "0000800000", "F800", "3F0001")},

		// cash, under a type of the network's own
		{"shop", cash, 100, 0, up, tc, 0, bench.Ended(kernel.Approved, "Y1", "0000000000", "E800", "1E0400")},
		{"shop", cash, 1234, 0, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1E0400")},
		{"counter", cash, 1234, 0, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000008000", "F800", "1E0400")},
		{"ATM, online only", cash, 1234, 0, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000048000", "F800", "020100")},
		{"ATM, online only", cash, 1234, 0, down, arqc, 0, bench.Ended(kernel.Declined, "Z3", "0000048000", "E800", "020100")},
		{"ATM", cash, 1234, 0, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000048000", "F800", "020100")},
		{"vending", cash, 100, 0, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000040000", "F800", "020100")},
		{"vending, offline", cash, 100, 0, up, aac, 0, bench.Ended(kernel.Declined, "Z1", "0000900000", "6800", "3F0001")},

		// amount zero
		{"shop", verification, 0, 0, up, tc, 0, bench.Ended(kernel.Approved, "Y1", "0000000000", "E800", "1F0202")},
		{"shop", byHost, 0, 0, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000000000", "F800", "1F0202")},
		{"shop", byHost, 0, 0, down, arqc, 0, bench.Ended(kernel.Declined, "Z3", "0000000000", "E800", "1F0202")},
		{"shop, online only", verification, 0, 0, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000000000", "F800", "1F0202")},
		{"shop, offline only", verification, 0, 0, up, tc, 0, bench.Ended(kernel.Approved, "Y1", "0000000000", "E800", "1F0202")},
		{"vending", byHost, 0, 0, up, arqc, 1, bench.Ended(kernel.Approved, "00", "0000000000", "F800", "1F0202")},
		{"vending, online only", verification, 0, 0, down, arqc, 0, bench.Ended(kernel.Declined, "Z3", "0000000000", "E800", "1F0202")},
		{"vending, offline", verification, 0, 0, up, tc, 0, bench.Ended(kernel.Approved, "Y1", "0000000000", "E800", "1F0202")},
		{"ATM, online only", inquiry, 0, 0, up, arqc, 1, bench.Ended(kernel.Declined, "55", "0000800000", "F800", "3F0001")},
		{"counter", inquiry, 0, 0, up, tc, 0, bench.Ended(kernel.Approved, "Y1", "0000000000", "E800", "1F0202")},

		// no PIN asked for, none changed
		{"shop", change, 0, 0, up, aac, 0, bench.Ended(kernel.Declined, "Z1", "0000000000", "6800", "1F0202")},
		{"shop, online only", change, 0, 0, up, aac, 0, bench.Ended(kernel.Declined, "Z1", "0000000000", "6800", "1F0202")},
		{"ATM, online only", change, 0, 0, up, aac, 0, bench.Ended(kernel.Declined, "Z1", "0000800000", "6800", "3F0001")},
	} {
		w, k := newWorld(t, "full"), kinds[c.kind]
		w.Config.Terminal.Type, w.Config.Terminal.Capabilities[1], w.Config.Terminal.AdditionalCapabilities[0] = k[0], k[1], k[2]
		w.Card = bench.With(t, "full", "8E", "0000000000000000 0201 1E04 1F02", "9F07", "FF80")
		w.treats(c.what)
		w.Transaction.Amount, w.Transaction.AmountOther, w.HostDown = c.amount, c.other, c.host
		if got := w.Run().Facts(); got != c.want || w.P1(1)&0xC0 != int(c.asked) || w.HostCalls != c.hosts {
			t.Errorf("%s, %+v, %d, host down %v: asked for %02X, %d hosts\ngot  %+v\nwant %+v", c.kind, c.what, c.amount, c.host, w.P1(1), w.HostCalls, got, c.want)
		}
	}
}
