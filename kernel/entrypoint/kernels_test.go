package entrypoint_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// Whole taps of virtual cards and phones, with Kernels 2, 3 and 7, the host and the second presentment: messages, taps and what came of it, worked out by hand
// from the profiles. The reader requires verification from 50.00 on and an online cryptogram above 30.00; the issuer checks every cryptogram.
//
// Message 20 stays on the display until the second tap: the request on restart has a status and no message, 00 here.
//
// A table 6-3, table 6-4, annex B.9, C-3 5.2.2.2, C-7 4.5.8
func TestWholeTaps(t *testing.T) {
	cfg := shop(t)
	cfg.Combinations = append(cfg.Combinations, combination("A000000004", "02", mastercard))
	const again = " off 2 1.3s 00 ready poll [2]"
	for _, r := range []struct {
		card     string
		amount   uint64
		status   kernel.Status
		by       kernel.Authoriser
		cvm      kernel.CVM
		messages string // from the first tap on, without commands; 17 is Kernel 3's alone
	}{
		{"visa-offline", 1000, kernel.Approved, kernel.AuthorisedOffline, kernel.CVMNotRequired, "17 read 03"},
		{"visa-online", 4000, kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMNotRequired, "17 read 1B online 03"},
		{"visa-declined", 4000, kernel.Declined, kernel.AuthorisedByNobody, kernel.CVMNotRequired, "17 read 07"},
		{"visa-6984", 4000, kernel.TryAnotherInterface, kernel.AuthorisedByNobody, 0, "18 error"},
		{"visa-6985", 4000, kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMNotRequired, "17 read 1B online 03"},
		{"visa-pin", 6000, kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMOnlinePIN, "17 read 1B PIN 1B processing online 03"},
		{"visa-signature", 6000, kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMSignature, "17 read 1B online 1A"},
		{"visa-update", 4000, kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMNotRequired, "17 read 1B off 2 0s online 21 ready poll [2] 03"},
		{"phone-visa", 6000, kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMConfirmed, "17 read 1B online 03"},
		{"phone-visa-twice", 6000, kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMConfirmed, "20 error hold 1.3s" + again + " 17 read 1B online 03"},
		{"mastercard-offline", 1000, kernel.Approved, kernel.AuthorisedOffline, kernel.CVMNotRequired, "1E read 03 not ready hold 1.3s"},
		{"mastercard-online", 4000, kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMNotRequired, "1E read 1B not ready online 03"},
		{"unionpay-online", 4000, kernel.OnlineRequest, kernel.AuthorisedOnline, 0, "1B read online 03"},
		{"unionpay-pin", 6000, kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMOnlinePIN, "1B read PIN 1B processing online 03"},
		{"phone-mastercard-twice", 6000, kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMConfirmed, "1E read 20 not ready hold 1.3s remove 10 20 ready poll [2] 1E read 1B not ready online 03"},
		{"phone-unionpay-twice", 6000, kernel.OnlineRequest, kernel.AuthorisedOnline, kernel.CVMConfirmed, "20 error hold 1.3s" + again + " 1B read online 03"},
	} {
		f := fieldOf(t, r.card)
		result := run(t, acceptance.Program(c2.Kernel{}, c3.Kernel{}, c7.Kernel{}), cfg, purchase(r.amount), f)
		var lines []string
		for _, l := range f.log[4:] { // off, 14 idle, 15 ready, poll
			if l != "PPSE" && l != "kernel" && !strings.HasPrefix(l, "select ") {
				lines = append(lines, l)
			}
		}
		if got := strings.Join(lines, " "); got != r.messages+" off 2 0s" {
			t.Errorf("%s: %s, want %s", r.card, got, r.messages)
		}
		sent, _ := tlv.Find(result.DataRecord, tlv.UnpredictableNumber.Tag())
		if got := result.Report.Get(tlv.UnpredictableNumber); got != nil && sent.Value != nil && !bytes.Equal(got, sent.Value) {
			t.Errorf("%s: the report has %X, the host got %X", r.card, got, sent.Value)
		}
		if result.Status != r.status || result.Authorised != r.by || result.CVM != r.cvm || result.Reversal {
			t.Errorf("%s: %v, %v, CVM %d", r.card, result, result.Authorised, result.CVM)
		}
	}
}

// shop is a reader for Visa and UnionPay that requires verification from 50.00 on and an online cryptogram above 30.00.
func shop(t *testing.T) *kernel.Config {
	t.Helper()
	source, err := configs.Named("default")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := config.Load(source, config.ContactOnly())
	if err != nil {
		t.Fatal(err)
	}
	cfg.Profile, cfg.Applications = kernel.Book, nil
	cfg.Terminal.Capabilities[0] &^= 0x40 // no stripe
	limits := func(c *kernel.Combination) {
		c.TTQ = unhex("3600C000") // and issuer update, consumer device CVM
		c.CVMLimit, c.FloorLimit = kernel.Limit{Amount: 5000, Present: true}, kernel.Limit{Amount: 3000, Present: true}
	}
	cfg.Combinations = []kernel.Combination{combination("A000000003", "03", limits), combination("A000000333", "07", limits)}
	return cfg
}

// mastercard gives a combination the limits of its own that Kernel 2 has: those of the shop.
func mastercard(c *kernel.Combination) {
	for tag, value := range map[tlv.Tag]string{
		0xDF8117: "E0", 0xDF8118: "60", 0xDF8119: "08", 0xDF811F: "08", 0xDF811B: "30", 0xDF8123: "000000003000", 0xDF8124: "000000010000",
		0xDF8125: "000000010000", 0xDF8126: "000000005000", 0xDF8132: "0014", 0xDF8133: "0032", 0xDF8136: "012C", 0xDF8137: "32",
	} {
		c.Parameters = append(c.Parameters, kernel.DataObject{Tag: tag, Value: unhex(value)})
	}
}

// fieldOf is a field with a virtual card, and the issuer for a host.
func fieldOf(t *testing.T, name string) *field {
	t.Helper()
	c, err := card.Named(name)
	if err != nil {
		t.Fatal(err)
	}
	f := &field{card: c}
	f.onHost = func() kernel.Event {
		answer, err := issuer.Test().Authorise(f.records[len(f.records)-1], issuer.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		return kernel.Event{Kind: kernel.HostResponse, Data: answer.Data}
	}
	return f
}

// A refund by card data: whatever the card says, its data go to the acquirer, who decides; no PIN, no second tap, and nothing approved or declined before that.
//
// A 5.7.2, C-2 S910.74, C-3 3.4.1.3
func TestRefundByData(t *testing.T) {
	cfg := shop(t)
	cfg.Treatments = []kernel.Treatment{{Purpose: kernel.Refund, Type: 0x20, DataOnly: true}}
	cfg.Combinations = append(cfg.Combinations, combination("A000000004", "02", mastercard))
	for _, name := range []string{
		"visa-offline", "visa-online", "visa-declined", "visa-refund", "visa-expired", "visa-pin", "visa-update", "visa-no-ctq", "unionpay-online", "unionpay-offline",
		"unionpay-expired", "unionpay-pin", "unionpay-log", "mastercard-offline", "mastercard-online", "mastercard-declined", "phone-mastercard-twice",
	} {
		for _, amount := range []uint64{100, 6000} {
			f, tx := fieldOf(t, name), purchase(amount)
			tx.Purpose, tx.Type = kernel.Refund, 0x20
			r := run(t, acceptance.Program(c2.Kernel{}, c3.Kernel{}, c7.Kernel{}), cfg, tx, f)
			log := strings.Join(f.log, " ")
			if r.Status != kernel.OnlineRequest || r.Authorised != kernel.AuthorisedOnline || r.CVM > kernel.CVMNotRequired || len(f.records) != 1 ||
				strings.Contains(log, "PIN") || strings.Contains(log, "07") || strings.Count(log, "poll") != 1 || !strings.Contains(log, "online 03") {
				t.Errorf("%s, %d: %v, %v, CVM %d, %s", name, amount, r, r.Authorised, r.CVM, log)
			}
		}
	}
}

// Nothing that a host sends is a fault of a tap, at one presentment or two: what can be read decides, what cannot is reversed, and the card is not asked for
// again to be told of it.
//
// A 8.1.1.22, B4 12.2.3
func TestHostAnswersOfEveryShape(t *testing.T) {
	cfg := shop(t)
	online := func(c *kernel.Combination) { c.TTQ, c.FloorLimit = unhex("3600C000"), kernel.Limit{Present: true} }
	cfg.Combinations = []kernel.Combination{combination("A000000003", "03", online), combination("A000000333", "07", online)}
	answers := bench.HostAnswers(t)
	for _, a := range answers {
		for _, name := range []string{"visa-update", "visa-online", "unionpay-online"} {
			c, err := card.Named(name)
			if err != nil {
				t.Fatal(err)
			}
			f := &field{card: c, onHost: func() kernel.Event { return kernel.Event{Kind: kernel.HostResponse, Data: a.Data} }}
			r := run(t, acceptance.Program(c3.Kernel{}, c7.Kernel{}), cfg, purchase(4000), f)
			if r.Error.L1 != 0 || r.Error.L2 != 0 || r.Online != a.Received || r.Approved() != a.Received || r.Reversal == a.Received {
				t.Errorf("%s, %s: %v, %+v, online %v, approved %v, reversal %v", a.Name, name, r.Status, r.Error, r.Online, r.Approved(), r.Reversal)
			}
			if again := slices.Contains(f.log, "21 ready"); again && (!a.Received || name != "visa-update") {
				t.Errorf("%s, %s: the card is asked for again", a.Name, name)
			}
		}
	}
	if len(answers) < 70 {
		t.Errorf("%d answers", len(answers))
	}
}
