package terminal_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// What a contactless kernel has not said of a tap: how the card was read. The response code is the result's, where the record has none.
//
// B4 12.1.1, 12.1.5
func TestWhatNoKernelSays(t *testing.T) {
	const tap, inserted = kernel.Contactless, kernel.Contact
	for _, c := range []struct {
		name     string
		record   string
		at       kernel.Interface
		response string
		mode, in string // 9F39 and 8A of batch data
	}{
		{"the result's", "", tap, "00", "07", "00"},
		{"the kernel's own", "9F390191", tap, "Z1", "91", "Z1"},
		{"the record's", "8A025931", tap, "", "07", "Y1"},
		{"nobody has decided", "", tap, "", "07", ""},
		{"a card with contacts", "", inserted, "", "", ""},
		{"nobody knows", "", kernel.InterfaceNone, "", "", ""},
	} {
		cfg, tx, r := source(t, 0x22, track+c.record)
		r.Interface, r.ResponseCode = c.at, c.response
		b := terminal.MessageData(kernel.BatchData, cfg, tx, r)
		mode, _ := tlv.Find(b, 0x9F39)
		code, _ := tlv.Find(b, 0x8A)
		if fmt.Sprintf("%X", mode.Value) != c.mode || string(code.Value) != c.in {
			t.Errorf("%s: 9F39 %X, 8A %q", c.name, mode.Value, code.Value)
		}
	}
}

// Receipt, record and ledger have what the messages of a tap have, by whatever kernel it was decided offline: the terminal's response code, the TVR, and the account where the card has told
// it in track 2 alone.
//
// B4 A6 own, 11.3 receipt
func TestReceiptOfTaps(t *testing.T) {
	for _, c := range []struct{ card, kernel, code, tvr, pan string }{
		{"mastercard-offline", "C-2", "Y1", "0000000001", "541333******0011"},
		{"mastercard-declined-device", "C-2", "Z1", "0000000001", "541333******0011"},
		{"visa-offline", "C-3", "Y1", "0000000000", "476173******0011"},
		{"visa-declined", "C-3", "Z1", "0000000000", "476173******0011"},
		{"amex-offline", "C-4", "Y1", "0000000000", "374245*****0017"},
		{"amex-declined-only", "C-4", "Z1", "0000000000", "374245*****0017"},
		{"jcb-offline", "C-5", "Y1", "0000000000", "354082******0010"},
		{"jcb-abroad", "C-5", "Z1", "0010000000", "354082******0010"},
		{"discover-offline", "C-6", "Y1", "0000000000", "651000******0018"},
		{"discover-declined", "C-6", "Z1", "8000000000", "651000******0018"}, // it has told track 2 alone
		{"unionpay-offline", "C-7", "Y1", "0000000000", "622800******0013"},
		{"unionpay-expired", "C-7", "Z1", "0000000000", "622800******0013"},
		{"k8-offline", "C-8", "Y1", "0000000081", "541333******0011"},
		{"k8-declined", "C-8", "Z1", "0000000081", "541333******0011"},
	} {
		ledger, d := terminal.NewMemoryLedger(), tapDevices(terminal.Inserted(tapCard(t, c.card)))
		d.CustomerKey = []byte("key")
		x, err := terminal.New(tapConfig(t), d, ledger, tapKernels()...)
		if err != nil {
			t.Fatal(err)
		}
		s, err := x.Sell(t.Context(), 100)
		if err != nil || s.Approved() != (c.code == "Y1") || s.Result.ResponseCode != c.code {
			t.Errorf("%s: %v, %v", c.card, s, err)
			continue
		}
		e, err := ledger.Get(s.Number)
		r := &s.Receipt
		if err != nil || r.ARC != c.code || s.Record.ARC != c.code || e.ARC != c.code || s.Record.Kernel != c.kernel || r.TVR != c.tvr || s.Record.TVR != c.tvr || r.PAN != c.pan || e.Customer == "" {
			t.Errorf("%s: ARC %q, %q, %q, TVR %q, %q, card %q, customer %q, %v", c.card, r.ARC, s.Record.ARC, e.ARC, r.TVR, s.Record.TVR, r.PAN, e.Customer, err)
		}
	}
}

// A request whose answer was lost is reversed with the response code by which the terminal has declined, also where the tap goes to another interface.
//
// B4 A6, 12.1.8, 12.2.3
func TestReversalOfTaps(t *testing.T) {
	for name, ends := range map[string]kernel.Status{
		"mastercard-online": kernel.OnlineRequest, "visa-online": kernel.OnlineRequest, "amex-online": kernel.TryAnotherInterface, "jcb-online": kernel.OnlineRequest,
		"discover-online": kernel.OnlineRequest, "unionpay-online": kernel.OnlineRequest, "k8-online": kernel.OnlineRequest,
	} {
		ledger, d := terminal.NewMemoryLedger(), tapDevices(terminal.Inserted(tapCard(t, name)))
		d.Acquirer = terminal.Acquirer{Host: &bank{lost: true}, Messages: &bank{down: true}}
		x, err := terminal.New(tapConfig(t), d, ledger, tapKernels()...)
		if err != nil {
			t.Fatal(err)
		}
		s, err := x.Do(t.Context(), terminal.Order{Purpose: kernel.Purchase, Amount: 1234})
		m, waits, _ := ledger.First()
		if err != nil || s.Approved() || s.Result.Status != ends || !waits || m.Reversal == nil {
			t.Errorf("%s: %v, %v, waits %v", name, s, err, waits)
			continue
		}
		if code, _ := tlv.Find(m.Reversal.Data, 0x8A); string(code.Value) != "Z3" || s.Receipt.ARC != "Z3" {
			t.Errorf("%s: reversed with 8A %q, receipt %q", name, code.Value, s.Receipt.ARC)
		}
	}
}

// The terminal type, and the time that hangs on it, are those of the transaction's purpose.
//
// B4 10.1.2, 12.1.1
func TestMessageDataOfPurpose(t *testing.T) {
	cfg, tx, r := source(t, 0x22, track)
	tx.Purpose = kernel.Purchase
	for by, want := range map[kernel.Authorisation]string{kernel.ByAnalysis: "22", kernel.OnlyOnline: "21", kernel.OnlyOffline: "23"} {
		cfg.Treatments = []kernel.Treatment{{Purpose: kernel.Purchase, Authorisation: by}}
		b := terminal.MessageData(kernel.FinancialRequest, cfg, tx, r)
		kind, _ := tlv.Find(b, 0x9F35)
		if _, hour := tlv.Find(b, 0x9F21); fmt.Sprintf("%X", kind.Value) != want || hour != (want != "21") {
			t.Errorf("%d: 9F35 %X, want %s, 9F21 there: %v", by, kind.Value, want, hour)
		}
	}
}

// A request has the identity that every message after it has: that of the longest AID that the card's name begins with, whatever shorter one the reader was
// looking for.
//
// B4 10.2 data
func TestIdentityInRequest(t *testing.T) {
	const rid, longer = "A000000003", "A0000000031010"
	cfg, tx, r := source(t, 0x22, "")
	cfg.Applications = []kernel.Application{{AID: unhex(t, longer), Identity: kernel.Identity{TerminalID: "TERM0002"}}, {AID: unhex(t, rid), Identity: kernel.Identity{TerminalID: "TERM0003"}}}
	for record, want := range map[string]string{
		"8407" + longer + "9F0605" + rid:      "TERM0002",
		"9F0605" + rid:                        "TERM0003",
		"8407" + longer:                       "TERM0002",
		"9F0605" + rid + "8407A0000000999999": "TERM0003", // the card's name is none of the AID
		"8405" + rid + "9F0607" + longer:      "TERM0002",
		"":                                    "CASH0001",
	} {
		request := terminal.Request{DE55: unhex(t, track+record), Transaction: *tx}
		for kind, b := range map[kernel.MessageKind][]byte{
			kernel.FinancialRequest: request.Message(kernel.FinancialRequest, cfg), kernel.ReversalMessage: request.Message(kernel.ReversalMessage, cfg),
		} {
			if o, _ := tlv.Find(b, 0x9F1C); string(o.Value) != want {
				t.Errorf("%s, %s: 9F1C %q, want %q", record, kind, o.Value, want)
			}
		}
	}
	r.AID = unhex(t, longer)
	if o, _ := tlv.Find(terminal.MessageData(kernel.ReversalMessage, cfg, tx, r), 0x9F1C); string(o.Value) != "TERM0002" {
		t.Errorf("%q", o.Value)
	}
}

// Every contactless kernel's request and advice say how the card was read: those of Kernels 2, 5 and 8 have no element for it.
//
// B4 12.1.1, 12.1.2
func TestEntryModeOfTaps(t *testing.T) {
	for _, name := range []string{"mastercard-online", "visa-online", "amex-online", "jcb-online", "discover-online", "unionpay-online"} {
		cfg := tapConfig(t)
		d := tapDevices(terminal.Inserted(tapCard(t, name)))
		var sent, noted []byte
		d.Acquirer.Host = hostFunc(func(r terminal.Request) ([]byte, error) {
			sent, noted = r.Message(kernel.FinancialRequest, cfg), r.Message(kernel.ReversalMessage, cfg)
			response, err := issuer.Test().Authorise(bytes.Clone(r.DE55), issuer.Options{})
			return response.Data, err
		})
		x, err := terminal.New(cfg, d, terminal.NewMemoryLedger(), tapKernels()...)
		if err != nil {
			t.Fatal(err)
		}
		sale, err := x.Sell(context.Background(), 1234)
		if err != nil || !sale.Approved() {
			t.Errorf("%s: %v, %v", name, sale, err)
			continue
		}
		for what, b := range map[string][]byte{"request": sent, "reversal": noted, "batch data": sale.Message(kernel.BatchData)} {
			if o, _ := tlv.Find(b, 0x9F39); fmt.Sprintf("%X", o.Value) != "07" {
				t.Errorf("%s, %s: 9F39 is %X", name, what, o.Value)
			}
		}
	}
}

// So does the advice that the card of a declined tap asks for; it has the account too.
//
// B4 12.1.7, 6.3.7 not captured
func TestEntryModeOfAdvice(t *testing.T) {
	for _, name := range []string{"amex-declined-only", "jcb-declined", "discover-declined"} {
		cfg, x := tapConfig(t), tapCard(t, name)
		cfg.Profile, cfg.Terminal.Advices = kernel.Book, true
		d := tapDevices(terminal.Inserted(apdu.CardFunc(func(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
			r, took, err := x.Transmit(ctx, command)
			if i := bytes.Index(r, []byte{0x9F, 0x27, 1}); i >= 0 {
				r[i+3] |= 0x08
			} else if command[1] == apdu.GenerateAC && r[0] == 0x80 {
				r[2] |= 0x08
			}
			return r, took, err
		})))
		to := &adviser{bank: &bank{}}
		d.Acquirer.Messages = to
		till, err := terminal.New(cfg, d, terminal.NewMemoryLedger(), tapKernels()...)
		if err != nil {
			t.Fatal(err)
		}
		sale, err := till.Do(t.Context(), terminal.Order{Purpose: kernel.Purchase, Amount: 500, Account: tlv.SavingsAccount})
		if err != nil || sale.Approved() {
			t.Errorf("%s: %v, %v", name, sale, err)
		}
		mode, _ := tlv.Find(to.got, 0x9F39)
		account, _ := tlv.Find(to.got, 0x5F57)
		if string(mode.Value) != "\x07" || string(account.Value) != "\x10" {
			t.Errorf("%s: 9F39 %X, 5F57 %X, of %d bytes", name, mode.Value, account.Value, len(to.got))
		}
	}
}

// What the tables name and a contactless card has given is in the messages that follow the tap, where its kernel knows it: Kernel 7 has no usage control and no
// country of the issuer.
//
// B4 12.1.5, 12.1.7
func TestWhatACardHasGiven(t *testing.T) {
	asked := []tlv.Tag{0x9F07, 0x8E, 0x9F0D, 0x9F0E, 0x9F0F, 0x5F28}
	found := map[tlv.Tag]int{}
	for _, name := range []string{
		"mastercard-online", "mastercard-offline", "visa-online", "amex-online", "amex-offline", "jcb-online", "jcb-offline", "discover-online", "discover-offline",
	} {
		cfg, x := tapConfig(t), tapCard(t, name)
		given := map[tlv.Tag]string{}
		devices := tapDevices(terminal.Inserted(listening(x, given)))
		tx := kernel.Transaction{Money: kernel.Money{Amount: 500}, Sequence: 7, Date: [3]byte{0x26, 7, 1}, Time: [3]byte{0x12, 0, 0}}
		s, err := kernel.NewSession(acceptance.Program(tapKernels()...), cfg, tx, kerneltest.Random(1))
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.RunOpen(t.Context(), &devices)
		if err != nil || !r.Approved() {
			t.Fatalf("%s: %v, %v", name, r, err)
		}
		for _, kind := range []kernel.MessageKind{kernel.BatchData, kernel.OfflineAdvice} {
			b := terminal.MessageData(kind, cfg, &tx, r, asked...)
			for _, tag := range append([]tlv.Tag{0x5F25, 0x5F34, 0x9F24, 0x9F19, 0x9F10}, asked...) {
				want, ok := given[tag]
				if o, _ := tlv.Find(b, tag); ok && fmt.Sprintf("%X", o.Value) != want {
					t.Errorf("%s, %s: %s is %X, want %s", name, kind, tag, o.Value, want)
				}
				if ok {
					found[tag]++
				}
			}
		}
		_ = s.Close()
	}
	for _, tag := range append([]tlv.Tag{0x5F25}, asked...) {
		if found[tag] == 0 {
			t.Errorf("no card gives %s", tag)
		}
	}
}

// The receipt of a tap has what a slip says of its chip, of one that is declined too, and the terminal's capabilities where the kernel has none.
//
// B4 10.1.2, 12.1.5
func TestChipDataOfTaps(t *testing.T) {
	for _, name := range []string{
		"mastercard-declined", "visa-declined", "visa-online", "amex-declined", "jcb-declined", "jcb-online", "discover-declined", "unionpay-online", "unionpay-expired",
	} {
		cfg, given := tapConfig(t), map[tlv.Tag]string{}
		devices := tapDevices(terminal.Inserted(listening(tapCard(t, name), given)))
		tx := kernel.Transaction{Money: kernel.Money{Amount: 500}, Sequence: 7, Date: [3]byte{0x26, 7, 1}, Time: [3]byte{0x12, 0, 0}}
		s, err := kernel.NewSession(acceptance.Program(tapKernels()...), cfg, tx, kerneltest.Random(1))
		if err != nil {
			t.Fatal(err)
		}
		r, err := s.RunOpen(t.Context(), &devices)
		if err != nil {
			t.Fatal(err)
		}
		number, _ := s.Value(tlv.UnpredictableNumber.Tag())
		capabilities := cfg.Terminal.Capabilities[:]
		if r.Kernel == "C-2" { // below its CVM limit
			capabilities = unhex(t, "E00808")
		}
		want := fmt.Sprintf("C %s %s %08X %s %X", given[0x82], given[0x9F36], number, given[0x9F10], capabilities)
		c := terminal.NewReceipt(cfg, &tx, r).Chip
		if got := fmt.Sprintf("%s %s %s %8s %s %s", c.Entry, c.AIP, c.ATC, c.Number, c.IAD, c.Capabilities); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
		_ = s.Close()
	}
}

// What a tapped card has not given for its signature is told as missing.
//
// B3 7.5
func TestMissingOfTapIsTold(t *testing.T) {
	for _, c := range []struct {
		card string
		tags []tlv.Tag
	}{
		{"visa-offline", []tlv.Tag{0x8F, 0x90, 0x9F32, 0x9F46, 0x9F47, 0x9F4B}},
		{"unionpay-offline", []tlv.Tag{0x90, 0x9F46}},
		{"jcb-offline", []tlv.Tag{0x92}},
		{"mastercard-offline", []tlv.Tag{0x92}},
	} {
		for _, tag := range c.tags {
			x := tapCard(t, c.card)
			devices := tapDevices(terminal.Inserted(apdu.CardFunc(func(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
				r, took, err := x.Transmit(ctx, command)
				for _, template := range []tlv.Tag{0x70, 0x77} {
					if o, ok := tlv.Find(r[:max(0, len(r)-2)], template, tag); ok { // under a name that nobody knows
						copy(r[bytes.Index(r, o.Raw):], map[bool][]byte{true: {0xDF, 0x01}, false: {0xC1}}[tag > 0xFF])
					}
				}
				return r, took, err
			})))
			cfg := tapConfig(t)
			cfg.Profile = kernel.Book
			s, err := kernel.NewSession(acceptance.Program(tapKernels()...), cfg, kernel.Transaction{Money: kernel.Money{Amount: 500}, Date: [3]byte{0x26, 7, 1}}, kerneltest.Random(1))
			if err != nil {
				t.Fatal(err)
			}
			if r, err := s.RunOpen(t.Context(), &devices); err != nil || !strings.Contains(r.ODA.Reason, "("+tag.String()+") is missing") {
				t.Errorf("%s without %s: %v, %+v", c.card, tag, err, r.ODA)
			}
			_ = s.Close()
		}
	}
}

// listening is a card of whose answers the objects are noted.
func listening(x apdu.Card, given map[tlv.Tag]string) apdu.Card {
	return apdu.CardFunc(func(ctx context.Context, command []byte) ([]byte, time.Duration, error) {
		r, took, err := x.Transmit(ctx, command)
		for o := range tlv.NewCursor(r[:max(0, len(r)-2)]).All() {
			c := o.Children()
			for o := range c.All() {
				given[o.Tag] = fmt.Sprintf("%X", o.Value)
			}
		}
		return r, took, err
	})
}

// What each kernel tells of a tap, element by element: receipts, ledger and messages have no more of it.
//
// B4 12.1.5
func TestReportsOfTaps(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct{ card, want string }{
			{"mastercard-storage-relay", "95 9F34 9F27 9F26 9F36 9F10 9F37 5A 5F34 5F24 57 9F33 DF8114 9F5D DF8307 DF8306 DF8303 DF8304 DF8305 9F07 5F28 5F25 8E 9F0D 9F0E 9F0F 96"},
			{"phone-mastercard-declined", "95 9F34 9F27 9F26 9F36 9F10 9F37 5A 5F34 5F24 57 9F33 DF8114 DF4B 9F6E DF8307 9F07 5F28 5F25 8E 9F0D 9F0E 9F0F 96"},
			{"visa-spending", "9F66 9F6C 95 9F27 9F26 9F36 9F10 9F37 9F69 5A 5F34 5F24 57 9F6E 9F5D 9F07 5F28 96"},
			{"phone-visa-token", "9F66 9F6C 95 9F27 9F26 9F36 9F10 9F37 9F69 5A 5F34 57 9F6E 9F24 96"},
			{"amex-membership", "95 9F34 9F27 9F26 9F36 9F37 82 9F10 5A 5F34 5F24 57 9F6E 9F5A 9F5B 9F07 8E 9F0D 9F0E 9F0F 5F28 96"},
			{"amex-cda-failed-only", "95 9F34 9F27 9F36 9F37 82 9F10 5A 5F34 5F24 57 9F6E 9F70 9F07 8E 9F0D 9F0E 9F0F 5F28 96"},
			{"phone-amex-asked", "95 9F34 9F27 9F26 9F36 9F37 82 9F10 5A 5F34 5F24 57 9F6E 9F71 9F07 8E 9F0D 9F0E 9F0F 5F28 96"},
			{"jcb-balance", "9F53 9F50 95 9F34 9F27 9F26 9F36 9F10 9F37 5A 5F34 5F24 57 9F5F 5F25 9F07 9F0D 9F0E 9F0F 5F28 96"},
			{"jcb-hold", "9F53 9F50 9F60 95 9F34 9F27 9F26 9F36 9F10 9F37 5A 5F34 5F24 57 5F25 9F07 9F0D 9F0E 9F0F 5F28 96"},
			{"jcb-legacy-none", "9F53 95 9F34 9F27 9F26 9F36 9F10 9F37 5A 5F34 5F24 57 5F25 9F07 8E 9F0D 9F0E 9F0F 5F28 96"},
			{"phone-jcb-asked", "9F53 9F50 95 9F34 9F27 9F26 9F36 9F10 9F37 5A 5F34 5F24 57 9F6E 5F25 9F07 9F0D 9F0E 9F0F 5F28 96"},
			{"discover-balance", "9F66 9F71 9F27 9F26 9F36 95 9B 82 9F37 9F10 5A 5F34 5F24 57 D1 5F25 5F28 96"},
			{"discover-features", "9F66 9F71 9F27 9F26 9F36 95 9B 82 9F37 9F10 5A 5F34 5F24 57 9F4D 5F25 5F28 96"},
			{"pboc-cash", "9F66 9F6C 9F27 9F26 9F36 95 82 9F37 9F10 5A 5F34 57 9F5D 50 9F12 9F11 96"},
			{"unionpay-expired", "9F66 9F6C 9F27 9F26 9F36 95 82 9F37 9F10 5A 5F34 5F24 57 50 96"},
			{"k8-data", "95 9F34 9F27 9F26 9F36 9F10 9F37 5A 5F34 5F24 57 9F33 9F2B 9F2C 9F8102 9F8109 9F8106 9F24 9F810C 9F07 96"},
			{"k8-interface-any", "95 9F34 9F27 9F26 9F36 9F10 9F37 5A 5F34 5F24 57 9F33 9F2B 9F2C 9F8102 9F8109 9F24 9F810C 9F8108 9F07 96"},
			{"k8-tvr", "95 9F34 9F27 9F26 9F36 9F10 9F37 5A 5F34 5F24 57 9F33 9F2B 9F2C 9F8104 9F8102 9F8109 9F24 9F810C 9F07 96"},
		} {
			devices := tapDevices(terminal.Inserted(tapCard(t, c.card)))
			tx := kernel.Transaction{Money: kernel.Money{Amount: 500}, Sequence: 7, Date: [3]byte{0x26, 7, 1}, Time: [3]byte{0x12, 0, 0}}
			s, err := kernel.NewSession(acceptance.Program(tapKernels()...), tapConfig(t), tx, kerneltest.Random(1))
			if err != nil {
				t.Fatal(err)
			}
			r, err := s.RunOpen(t.Context(), &devices)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for row := range r.Report.All() {
				got = append(got, row.Tag().String())
			}
			if got := strings.Join(got, " "); got != c.want {
				t.Errorf("%s: %s, want %s", c.card, got, c.want)
			}
			if names := "9F02 9F03 9F26 5F24 82 50 5A 5F34 9F36 9F07 9F09 9F27 9F34 84 9F1E 9F10 9F33 9F1A 9F35 95 57 5F2A 9A 9C 9F37"; r.Kernel == "C-2" { // C-2 4.5.3
				var got []string
				for o := range tlv.NewCursor(r.DataRecord).All() {
					got = append(got, o.Tag.String())
				}
				if got := strings.Join(got, " "); !strings.HasPrefix(got, names) {
					t.Errorf("%s: record %s", c.card, got)
				}
			}
			_ = s.Close()
		}
	})
}
