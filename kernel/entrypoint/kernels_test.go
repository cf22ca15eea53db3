package entrypoint_test

import (
	"strings"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/acceptance"
	"github.com/emvgo/emv/kernel/c2"
	"github.com/emvgo/emv/kernel/c3"
	"github.com/emvgo/emv/kernel/c7"
	"github.com/emvgo/emv/kernel/config"
	"github.com/emvgo/emv/testvectors/card"
	configs "github.com/emvgo/emv/testvectors/config"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// Whole taps of virtual cards and phones, with Kernels 3 and 7, the host and the second presentment: messages, taps and what came of it, worked out by hand
// from the profiles. The reader requires verification from 50.00 on and an online cryptogram above 30.00; the issuer checks every cryptogram.
//
// A table 6-3, table 6-4
func TestWholeTaps(t *testing.T) {
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
	mastercard := func(c *kernel.Combination) { // Kernel 2 has limits of its own
		for tag, value := range map[tlv.Tag]string{
			0xDF8117: "E0", 0xDF8118: "60", 0xDF8119: "08", 0xDF811F: "08", 0xDF811B: "30", 0xDF8123: "000000003000", 0xDF8124: "000000010000",
			0xDF8125: "000000010000", 0xDF8126: "000000005000", 0xDF8132: "0014", 0xDF8133: "0032", 0xDF8136: "012C", 0xDF8137: "32",
		} {
			c.Parameters = append(c.Parameters, kernel.DataObject{Tag: tag, Value: unhex(value)})
		}
	}
	cfg.Combinations = []kernel.Combination{
		combination("A000000003", "03", limits), combination("A000000333", "07", limits), combination("A000000004", "02", mastercard),
	}
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
		c, err := card.Named(r.card)
		if err != nil {
			t.Fatal(err)
		}
		f := &field{card: c}
		f.onHost = func() kernel.Event {
			answer, err := issuer.Test().Authorise(f.records[len(f.records)-1], issuer.Options{})
			if err != nil {
				t.Errorf("%s: %v", r.card, err)
			}
			return kernel.Event{Kind: kernel.HostResponse, Data: answer.Data}
		}
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
		if result.Status != r.status || result.Authorised != r.by || result.CVM != r.cvm || result.Reversal {
			t.Errorf("%s: %v, %v, CVM %d", r.card, result, result.Authorised, result.CVM)
		}
	}
}
