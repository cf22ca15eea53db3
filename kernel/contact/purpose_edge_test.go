package contact_test

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/crypto/pin/softpin/pinpad"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// treated gives the world's configuration transactions of one purpose alone, and the transaction that purpose.
func (w *world) treated(r kernel.Treatment) *world {
	w.Config.Treatments = []kernel.Treatment{r}
	w.Transaction.Purpose = r.Purpose
	if r.Purpose.ZeroAmount() {
		w.Transaction.Amount = 0
	}
	return w
}

// Who may approve: the card is told a terminal of the same kind that can do nothing else.
// B4 10.1.2, A1
func TestAuthorisationOfPurpose(t *testing.T) {
	for _, c := range []struct {
		kind byte
		who  kernel.Authorisation
		want string // 9F35 in the PDOL
	}{
		{0x22, kernel.ByAnalysis, "22"},
		{0x22, kernel.OnlyOnline, "21"},
		{0x22, kernel.OnlyOffline, "23"},
		{0x23, kernel.OnlyOnline, "21"},
		{0x25, kernel.ByAnalysis, "25"},
		{0x25, kernel.OnlyOnline, "24"},
		{0x25, kernel.OnlyOffline, "26"},
		{0x24, kernel.OnlyOffline, "26"},
		{0x14, kernel.OnlyOnline, "14"},
		{0x34, kernel.OnlyOffline, "36"},
	} {
		w := newWorld(t, "full").treated(kernel.Treatment{Purpose: kernel.Purchase, Authorisation: c.who})
		w.Config.Terminal.Type = c.kind
		w.Run()
		if got := w.values(apdu.GetProcessingOptions, 1); !strings.HasPrefix(got, c.want) {
			t.Errorf("%02X, %d: %s, want %s", c.kind, c.who, got, c.want)
		}
	}
}

// The configuration's transaction type, capabilities and floor limit for a purpose are what the card gets and what decides.
// B4 10.1.2, 10.1, B3 10.6.1
func TestTreatment(t *testing.T) {
	const cdol1 = "9C01 9F3303 9F1B04 9F3704"
	for _, c := range []struct {
		name      string
		treatment kernel.Treatment
		want      string // type, capabilities, floor limit
		exceeded  bool   // at 6.00
	}{
		{"as ever", kernel.Treatment{Purpose: kernel.Refund, Type: 0x20}, "20" + "E07848" + "000003E8", false},
		{"another type", kernel.Treatment{Purpose: kernel.Refund, Type: 0x27}, "27" + "E07848" + "000003E8", false},
		{"capabilities", kernel.Treatment{Purpose: kernel.Refund, Type: 0x20, Capabilities: []byte{0x60, 0x08, 0x08}}, "20" + "600808" + "000003E8", false},
		{"floor limit", kernel.Treatment{Purpose: kernel.Refund, Type: 0x20, HasFloorLimit: true, FloorLimit: 600}, "20" + "E07848" + "00000258", true},
		{"no floor limit", kernel.Treatment{Purpose: kernel.Refund, Type: 0x20, HasFloorLimit: true}, "20" + "E07848" + "00000000", true},
		{"a limit that is none", kernel.Treatment{Purpose: kernel.Refund, Type: 0x20, FloorLimit: 1}, "20" + "E07848" + "000003E8", false},
	} {
		w := newWorld(t, "noauth").treated(c.treatment)
		w.Card = bench.With(t, "noauth", "8C", cdol1)
		w.Transaction.Amount = 600
		out := w.Run()
		if got := w.values(apdu.GenerateAC, 1); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if got := out.HasTVR(tlv.TVRFloorLimitExceeded); got != c.exceeded {
			t.Errorf("%s: floor limit exceeded %v", c.name, got)
		}
	}
}

// renewer is a PIN device that takes the present PIN as the world types it, and a new one with this result.
type renewer struct {
	terminal.PINPad
	result kernel.PINResult
	asked  []kernel.PINMethod
}

func (c *renewer) EnterPIN(ctx context.Context, r terminal.PINEntry) (kernel.PINResult, error) {
	c.asked = append(c.asked, r.Method)
	if r.Method == kernel.NewPIN {
		return c.result, nil
	}
	return c.PINPad.EnterPIN(ctx, r)
}

// changePIN is a PIN change with the card pin, whose CVM list is given.
func changePIN(t *testing.T, list, present string, result kernel.PINResult) (*world, *renewer) {
	w := cvms(t, noXY+list).treated(kernel.Treatment{Purpose: kernel.PINChange, Type: 0x70, Authorisation: kernel.OnlyOnline})
	d, err := softpin.New(present)
	if err != nil {
		t.Fatal(err)
	}
	p := &renewer{PINPad: pinpad.New(d), result: result}
	w.PINPad = p
	return w, p
}

// A new PIN is taken after the present one was verified, and the transaction is approved when the card has carried out the
// issuer's scripts, all of them.
// B3 6.5.10, 10.10, B4 A5
func TestPINChangeServed(t *testing.T) {
	const unserved = "the card has not carried out what the issuer was asked for"
	one := issuer.Script{Late: true, Commands: []issuer.Command{issuer.PINUnblock()}}
	early := issuer.Script{Commands: []issuer.Command{issuer.PINUnblock()}}
	broken := func(w *world) {
		w.Answer = func(de55 []byte) ([]byte, error) {
			r, err := issuer.Test().Authorise(de55, issuer.Options{})
			return append(r.Data, 0x72, 3, 0xDF, 1, 0), err
		}
	}
	for _, c := range []struct {
		name    string
		scripts []issuer.Script
		change  func(*world)
		want    kernel.Status
		reason  string
	}{
		{"one script", []issuer.Script{one}, nil, kernel.Approved, ""},
		{"one before the cryptogram", []issuer.Script{early}, nil, kernel.Approved, ""},
		{"two scripts", []issuer.Script{early, one}, nil, kernel.Approved, ""},
		{"no script", nil, nil, kernel.Declined, unserved},
		{"a script that fails", []issuer.Script{one}, func(w *world) { w.Middle = bench.Swap(t, apdu.PINChangeUnblock, 1, "6A80") }, kernel.Declined, unserved},
		{"a script that cannot be cut into commands", nil, broken, kernel.Declined, unserved},
		{"the first fails", []issuer.Script{early, one}, func(w *world) { w.Middle = bench.Swap(t, apdu.PINChangeUnblock, 1, "6A80") }, kernel.Declined, unserved},
		{"the second fails", []issuer.Script{early, one}, func(w *world) { w.Middle = bench.Swap(t, apdu.PINChangeUnblock, 2, "6A80") }, kernel.Declined, unserved},
	} {
		w, p := changePIN(t, "0400", "1234", kernel.PINEntered)
		w.Issuer.Scripts = c.scripts
		w.Config.Terminal.ForcesAcceptance = true
		attendant := &person{forces: true}
		w.Equip = attendant.equip
		if c.change != nil {
			c.change(w)
		}
		out := w.Run()
		if out.Status != c.want || out.Error.Reason != c.reason || attendant.asked != 0 {
			t.Errorf("%s: %v: %q, scripts %X, asked to force %d times", c.name, out.Status, out.Error.Reason, out.Scripts(), attendant.asked)
		}
		if !slices.Equal(p.asked, []kernel.PINMethod{kernel.EncipheredOfflinePINRSA, kernel.NewPIN}) {
			t.Errorf("%s: asked for %v", c.name, p.asked)
		}
	}
}

// Nobody changes a PIN who was not asked for the present one, and without a new one there is nothing to change.
// B3 6.5.10, B4 11.2
func TestNoPINChange(t *testing.T) {
	for _, list := range []string{"1F00", "1E00", "0400"} {
		w, p := changePIN(t, list, "bypass", kernel.PINEntered)
		out := w.Run()
		if out.Status != kernel.Declined || w.P1(1)&0xC0 != 0 || w.HostCalls != 0 || !strings.Contains(out.Error.Reason, "asked for the present one") {
			t.Errorf("%s: %v, GENERATE AC %02X, host asked %d times: %q", list, out.Status, w.P1(1), w.HostCalls, out.Error.Reason)
		}
		if slices.Contains(p.asked, kernel.NewPIN) {
			t.Errorf("%s: asked for a new PIN", list)
		}
	}
	for result, clause := range map[kernel.PINResult]string{
		kernel.PINCancelled: "EMV 4.4 B4 11.2", kernel.PINDeviceFailed: "EMV 4.4 B3 6.5.10", kernel.PINBypassed: "EMV 4.4 B3 6.5.10",
	} {
		w, _ := changePIN(t, "0400", "1234", result)
		if out := w.Run(); out.Status != kernel.EndApplication || out.Error.L3 != kernel.L3Stop || out.Error.Clause != clause || w.Sent(apdu.GenerateAC) != 0 {
			t.Errorf("%v: %v, %+v", result, out.Status, out.Error)
		}
	}
	// a purchase asks for no new PIN
	w, p := changePIN(t, "0400", "1234", kernel.PINEntered)
	w.Config.Treatments[0].Purpose, w.Transaction.Purpose, w.Transaction.Amount = kernel.Purchase, kernel.Purchase, 1234
	if w.Run(); len(p.asked) != 1 {
		t.Errorf("asked for %v", p.asked)
	}
}

// Whoever came for his card's sake is not asked for an account.
// B3 annex G
func TestNoAccountToAdminister(t *testing.T) {
	for _, c := range []struct {
		purpose kernel.Purpose
		asked   int
	}{{kernel.PINChange, 0}, {kernel.PINUnblock, 0}, {kernel.Inquiry, 1}, {kernel.Purchase, 1}} {
		w := newWorld(t, "cash").treated(kernel.Treatment{Purpose: c.purpose})
		w.Config.Terminal.Accounts = []tlv.AccountTypeValue{tlv.ChequeDebitAccount, tlv.SavingsAccount}
		who := &customer{account: 1}
		if w.serve(who); len(who.asked) != c.asked {
			t.Errorf("%v: %q", c.purpose, who.asked)
		}
		// nor is the card told of one that the transaction came with; the account type is behind the currency in its PDOL
		w = newWorld(t, "cash").treated(kernel.Treatment{Purpose: c.purpose})
		w.Transaction.Account = tlv.CreditAccount
		w.Run()
		want := "30"
		if c.asked == 0 {
			want = "00"
		}
		if got := w.values(apdu.GetProcessingOptions, 1); got[28:30] != want {
			t.Errorf("%v: account type in %s", c.purpose, got)
		}
	}
}

// The service code of the report: the card's own, or that of track 2. The date to which the card is good stands beside it.
// B4 6.6.2, 12.1.5
func TestServiceCode(t *testing.T) {
	for _, c := range []struct {
		name   string
		change []string
		want   string
	}{
		{"its own, not that of track 2", []string{"5F30", "0101"}, "0101"},
		{"of track 2", []string{"5F30", "-"}, "0201"},
		{"track 2 that ends before it", []string{"5F30", "-", "57", "5413330089020011D49122"}, "0000"},
		{"track 2 that ends inside it", []string{"5F30", "-", "57", "5413330089020011D491220"}, "0000"},
		{"track 2 that ends with it", []string{"5F30", "-", "57", "5413330089020011D4912201"}, "0201"},
		{"no separator", []string{"5F30", "-", "57", "541333008902001149122010123456789F"}, "0000"},
		{"padding before the separator", []string{"5F30", "-", "57", "541333008902001FD4912201"}, "0000"},
		{"neither", []string{"5F30", "-", "57", "-"}, "0000"},
	} {
		for i := 1; i < len(c.change); i += 2 {
			if len(c.change[i])%2 != 0 && c.change[i] != "-" {
				c.change[i] += "F"
			}
		}
		w := newWorld(t, "noauth")
		w.Middle = bench.Rewrite(t, c.change...)
		out := w.Run()
		if got := hexOf(out.ServiceCode()); got != c.want || !out.Read() {
			t.Errorf("%s: %s, read %v: %s", c.name, got, out.Read(), out.Error.Reason)
		}
		if got := hexOf(out.Report.Get(tlv.ApplicationExpirationDate)); got != "491231" { // B4 12.1.5, whatever track 2 says
			t.Errorf("%s: good to %s", c.name, got)
		}
	}
	w := newWorld(t, "noauth")
	w.Middle = bench.Rewrite(t, "5A", "-")
	if out := w.Run(); out.Read() || out.Status != kernel.EndApplication {
		t.Errorf("%v, read %v", out.Status, out.Read())
	}
}

// confirmer agrees on amounts.
type confirmer struct {
	agrees []terminal.Amounts // the last one again and again; none: those that he is shown
	cancel bool

	got  []terminal.Confirmation
	card []string
}

func (c *confirmer) equip(d *terminal.Devices) { d.Cardholder.Confirmer = c }

// A result tells what its messages, record and receipt are made of, as the card has given it.
// B4 12.1.4, 12.1.5
func TestReports(t *testing.T) {
	out := newWorld(t, "full").Run()
	told := map[tlv.Tag]string{}
	for row, v := range out.Report.All() {
		told[row.Tag()] = hexOf(v)
	}
	if len(told[0x9F26]) != 16 {
		t.Errorf("cryptogram %s", told[0x9F26])
	}
	delete(told, 0x9F26)
	want := map[tlv.Tag]string{
		0x95: "0000048000", 0x9B: "F800", 0x9F34: "020300", 0x9F27: "40", 0x9F36: "0011", 0x5A: "5413330089020011", 0x5F34: "01", 0x5F24: "491231", 0x5F30: "0201",
		0x57: "5413330089020011D49122010123456789", 0x9F07: "FF80", 0x8E: "000003E8000000001F0602031E031F03", 0x9F0D: "FC50A80000", 0x9F0E: "0000000000",
		0x9F0F: "FC78FCF800", 0x5F28: "0276", 0x50: "5465737420437265646974",
	}
	if !maps.Equal(told, want) {
		t.Errorf("got  %v\nwant %v", told, want)
	}
}
