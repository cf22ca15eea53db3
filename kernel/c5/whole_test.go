package c5_test

import (
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c5"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/issuer"
)

// shop is a shop with Entry Point, this kernel alone, and the issuer: floor limit 30.00, CVM limit 50.00.
func shop(t testing.TB, name string, amount uint64) *bench.Bench {
	t.Helper()
	b := bench.NewShop(t, c5.Kernel{}, name, aid)
	c := &b.Config.Combinations[0]
	c.Parameters = offline(t).set("DF01", legacy).set("DF05", "0100").combination.Parameters
	c.FloorLimit, c.CVMLimit = kernel.Limit{Amount: 3000, Present: true}, kernel.Limit{Amount: 5000, Present: true}
	b.Transaction.Amount = amount
	return b
}

// Whole taps of virtual cards and phones, with Entry Point and the issuer, who checks every cryptogram: what came of it, who approved, and the messages, by hand from
// the profiles. A card that is to stay or to come again has the issuer's answer taken to it.
// C-5 3.8.4.3, 3.8.4.4, 3.10.4.1, 3.10.4.2, 3.10.3.4, 3.12.3.2, 3.12.4.2, 3.12.8.1, 3.12.9.1
func TestWholeTaps(t *testing.T) {
	for _, c := range []struct {
		card     string
		amount   uint64
		code     string // the issuer's; "-": the host is down
		status   kernel.Status
		by       kernel.Authoriser
		cvm      kernel.CVM
		messages string
	}{
		{"jcb-offline", 1000, "", kernel.Approved, kernel.AuthorisedOffline, kernel.CVMNotRequired, "14 15 17 03"},
		{"jcb-online", 1000, "00", kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMNotRequired, "14 15 17 1B 03"},
		{"jcb-online", 1000, "05", kernel.OnlineRequest, kernel.AuthorisedByNobody, kernel.CVMNotRequired, "14 15 17 1B 07"},
		{"jcb-online", 1000, "10", kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMNotRequired, "14 15 17 1B 03"},
		{"jcb-online", 1000, "11", kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMNotRequired, "14 15 17 1B 03"},
		{"jcb-online", 1000, "08", kernel.OnlineRequest, kernel.AuthorisedByNobody, kernel.CVMNotRequired, "14 15 17 1B 07"},
		{"jcb-online", 1000, "01", kernel.OnlineRequest, kernel.AuthorisedByNobody, kernel.CVMNotRequired, "14 15 17 1B 07"},
		{"jcb-online", 1000, "-", kernel.OnlineRequest, kernel.AuthorisedByNobody, kernel.CVMNotRequired, "14 15 17 1B 07"},
		{"jcb-online", 6000, "00", kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMOnlinePIN, "14 15 17 09 1B 03"},
		{"jcb-signature", 6000, "00", kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMSignature, "14 15 17 1B 1A"},
		{"jcb-legacy", 6000, "00", kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMOnlinePIN, "14 15 09 1B 03"},
		{"jcb-hold", 1000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMNotRequired, "14 15 1B 03"},
		{"jcb-hold", 1000, "05", kernel.Declined, kernel.AuthorisedByNobody, 0, "14 15 1B 07"},
		{"jcb-hold", 1000, "-", kernel.OnlineRequest, kernel.AuthorisedByNobody, kernel.CVMNotRequired, "14 15 1B 07"},
		{"jcb-twice", 1000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMNotRequired, "14 15 17 1B 21 03"},
		{"jcb-twice", 1000, "10", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMNotRequired, "14 15 17 1B 21 03"},
		{"jcb-twice", 1000, "51", kernel.Declined, kernel.AuthorisedByNobody, 0, "14 15 17 1B 21 07"},
		{"jcb-twice", 1000, "-", kernel.OnlineRequest, kernel.AuthorisedByNobody, kernel.CVMNotRequired, "14 15 17 1B 07"},
		{"jcb-twice-pin", 6000, "00", kernel.Approved, kernel.AuthorisedOnline, kernel.CVMNotApplicable, "14 15 17 09 1B 21 03"},
		{"jcb-twice-pulled", 1000, "00", kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMNotRequired, "14 15 17 1B 21 03"},
		{"jcb-no-cdol2", 1000, "00", kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMNotRequired, "14 15 17 1B 21 03"},
		{"jcb-update-none", 1000, "00", kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMNotRequired, "14 15 17 1B 03"},
		{"jcb-declined", 1000, "", kernel.Declined, kernel.AuthorisedByNobody, 0, "14 15 07"},
		{"jcb-cda-failed", 1000, "", kernel.TryAnotherInterface, kernel.AuthorisedByNobody, 0, "14 15 17 1D"},
		{"jcb-6984", 1000, "", kernel.TryAnotherInterface, kernel.AuthorisedByNobody, 0, "14 15 1D"},
		{"jcb-6985", 1000, "", kernel.EndApplication, kernel.AuthorisedByNobody, 0, "14 15 1C"},
		{"jcb-6f00", 1000, "", kernel.EndApplication, kernel.AuthorisedByNobody, 0, "14 15 06"},
		{"jcb-pulled", 1000, "00", kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMNotRequired, "14 15 21 21 17 1B 03"},
		{"phone-jcb", 6000, "00", kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMConfirmed, "14 15 17 1B 03"},
		{"phone-jcb-offline", 1000, "", kernel.Approved, kernel.AuthorisedOffline, kernel.CVMConfirmed, "14 15 17 03"},
		{"phone-jcb-twice", 6000, "00", kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMConfirmed, "14 15 20 21 17 1B 03"},
	} {
		b := shop(t, c.card, c.amount)
		b.Issuer.ARC, b.HostDown = c.code, c.code == "-"
		b.Issuer.Scripts = []issuer.Script{
			{ID: []byte{1, 2, 3, 4}, Commands: []issuer.Command{issuer.PutData(0x9F58, []byte{0x12})}},
			{Late: true, ID: []byte{1, 2, 3, 5}, Commands: []issuer.Command{issuer.PutData(0x9F58, []byte{0x34})}},
		}
		r, messages := b.Tapped()
		reversed := c.code == "08" // an approval of hosts that this kernel does not know
		if r.Status != c.status || r.Authorised != c.by || r.CVM != c.cvm || messages != c.messages || r.Reversal() != reversed {
			t.Errorf("%s, %d, %q: %v, %v, CVM %d, messages %s, reversal %v (%s)", c.card, c.amount, c.code, r.Status, r.Authorised, r.CVM, messages, r.Reversal(), r.Error.Reason)
		}
	}
}

// Another card at the second presentment: by the book it is sent the issuer's data, which are under the first card's cryptogram; in strict it is not.
// C-5 3.10.1.2
func TestSwappedCard(t *testing.T) {
	for p, want := range map[kernel.Profile]string{kernel.Book: "14 15 17 1B 21 03", kernel.Strict: "14 15 17 1B 21 1C 03"} {
		b := shop(t, "jcb-twice", 1000)
		b.Config.Profile = p
		selected := 0
		b.Middle = func(_ int, command, response []byte) []byte {
			if command[1] != 0xA4 || response[0] != 0x6F || len(command) != 5+7+1 {
				return response
			}
			if selected++; selected == 2 {
				response[len(response)-3] ^= 1 // a byte of its PDOL
			}
			return response
		}
		r, messages := b.Tapped()
		if r.Authorised != kernel.AuthorisedOnline || messages != want {
			t.Errorf("%v: %v, %v, %s", p, r.Status, r.Authorised, messages)
		}
	}
}
