package c8_test

import (
	"crypto/ecdh"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c8"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/trace"
	"github.com/emvgo/emv/tlv"
)

// The commands to the byte.
// C-8 5.2.2, 5.3.2, 5.4.2, 5.5.2, 5.6.2, 5.7.2
func TestCommands(t *testing.T) {
	s := everyState(t)
	s.fci("9F3501 9E40", "9F2C07 02 00FFFF 000000")
	var commands []string
	s.Middle = func(command, answer []byte) []byte { commands = append(commands, hexOf(command)); return answer }
	s.run()
	want := []string{
		"80A800004383412200", "80EA000004B2B2B2B200", "84320000039F811100", "00B2010C00", "00B2011400", "00B2011C00", "00B2021C00", "80AE40801A00000000123400", "8434008005", "8434000006",
	}
	if len(commands) != len(want) {
		t.Fatalf("%q", commands)
	}
	for i := range want {
		prefix := want[i]
		if i == 0 {
			prefix = want[i][:16]
		} else if i > 6 {
			prefix = strings.TrimSuffix(want[i], "00")
		}
		if !strings.HasPrefix(commands[i], prefix) || !strings.HasSuffix(commands[i], "00") || i > 0 && i < 7 && commands[i] != want[i] {
			t.Errorf("%s\nnot %s", commands[i], want[i])
		}
	}
}

// What the terminal says of itself, and the account, are there for the card.
// C-8 6.3.1, 6.3.2
// KS.1, 1.12
func TestTerminalData(t *testing.T) {
	s := newScene(t).with(func(c *chip) { c.cdol1 = "9F0106 9F1508 9F1608 9F1C08 9F4E03 5F5701 9F2103 5F3601 5F2A02 9F4005" })
	s.Tx.Account = 0x20
	s.Scene.Keys = func(c *kernel.Config) {
		x := &c.Terminal
		c.Keys, x.AcquirerID, x.MerchantCategoryCode, x.MerchantID, x.TerminalID, x.MerchantNameLocation = s.keys, bench.Digits("000000123456"), 0x5999, "MERCHANT", "TERMINAL", "A B"
		x.AdditionalCapabilities = [5]byte{1, 2, 3, 4, 5}
	}
	s.run()
	want := "000000123456" + "0000000000005999" + fmt.Sprintf("%X%X%X", "MERCHANT", "TERMINAL", "A B") + "20" + "123000" + "02" + "0978" + "0102030405"
	if got := s.data(0xAE); got != want {
		t.Errorf("%s\nnot %s", got, want)
	}
}

// A reader that declares an object of the book's as its own is a mistake of its maker's: the session says so.
// C-8 4.1.1, 6.3.1
// KS.1
func TestProprietaryOfTheBook(t *testing.T) {
	s := newScene(t)
	s.Kernel = c8.Kernel{Proprietary: []tlv.Element{{Tag: 0x9F02, Name: "Amount", Format: tlv.N, Min: 6, Max: 6}}}
	session, err := kernel.NewSession(s.Program(), s.Config(), s.Tx)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	if a, err := session.Next(kernel.Event{}); err != nil || a.Kind != kernel.Done || session.Err() == nil || a.Result.Status != kernel.EndApplication {
		t.Error(a.Kind, err, session.Err())
	}
}

// An issuer's key on P-521, which certificates can have and this kernel cannot use.
// C-8 7.2.5
// C.25, C.27, C.29, C.30
func TestIssuerKeyOfAnotherSuite(t *testing.T) {
	d := make([]byte, 66)
	d[65] = 5
	key, err := ecdh.P521().NewPrivateKey(d)
	if err != nil {
		t.Fatal(err)
	}
	x := key.PublicKey().Bytes()[1:67]
	b := slices.Concat(bench.Digits("1200 541333FFFF 11 20491231 000001"+testAID[:10]+"C3"), x)
	s := newScene(t).with(func(c *chip) {
		c.arrange = func(l []record) []record {
			l = without(0x90)(l)
			l[0].objects += hexOf(tlv.Append(nil, 0x90, bench.Points()["ca-p256"].Sign(b)))
			return l
		}
	}).run()
	s.ends(kernel.Declined, kernel.StartNone, none, "07/1/13", "-").element(tlv.TVRKernel8, "0400000081")
	if notes := s.traced(); !strings.Contains(notes, oda.ECCIssuerSuite.String()) { // C-8 7.2.5: it is not that the card's own certificate fails
		t.Error(notes)
	}
}

// Keys that could not be agreed on are found out in state 26 too, while the card makes its decision.
// C-8 6.3.13
// 26.4, 26.28
func TestDecryptionFailedWhileTheCardDecides(t *testing.T) {
	s := newScene(t).schedule("when idle")
	s.Middle = spoilKey("key")
	s.Late["AC"] = true
	s.run().ends(kernel.EndApplication, kernel.StartNone, "00 10 00 0000 1C", otherCard, "-")
	if got := s.Lines[len(s.Lines)-1]; got != "AC 40 00" {
		t.Error(s.Lines)
	}
}

// traced runs the scene and gives what is noted.
func (s *scene) traced() string {
	var notes []string
	sc := s.Scenario()
	sc.Options = append(sc.Options, kernel.WithTrace(func(e trace.Entry) { notes = append(notes, fmt.Sprint(e)) }))
	sc.Run(s.T)
	return strings.Join(notes, "\n")
}

// What the kernel finds wrong is in the trace, and what Process C has made of each signal.
// C-8 7.2.3, 7.2.4, 7.2.5, 7.2.6, 7.2.7, 7.2.8, 7.2.9
func TestTraced(t *testing.T) {
	const (
		keys, issuer, card     = "keys agreed on, blinding factor recovered", "issuer certificate verified", "card certificate verified, with the signed records"
		right, wrong           = "EDA-MAC right", "EDA-MAC wrong"
		factor, noFactor       = "blinding factor right", "blinding factor wrong"
		deciphered, signed     = "secure channel: record deciphered", "secure channel: record deciphered, signed"
		clear, signedClear     = "secure channel: record in the clear", "secure channel: record in the clear, signed"
		message, messageFailed = "MAC of the message right", "MAC of the message wrong"
	)
	for _, c := range []struct {
		name      string
		change    func(*scene)
		says, not []string
	}{
		{
			"all is well", func(s *scene) { s.chip.records = append(s.chip.records, record{4, 1, true, false, "5F3401 01"}) },
			[]string{keys, issuer, card, right, factor, deciphered, signed, clear, signedClear},
			[]string{wrong, noFactor, message, messageFailed},
		},
		{
			"issuer certificate and EDA-MAC", func(s *scene) { s.chip.arrange, s.chip.wrong = altered(0x90, -1), "EDA MAC" },
			[]string{keys, "state 29", "issuer certificate", "no key", "Enhanced Data Authentication MAC is wrong", wrong, noFactor},
			[]string{issuer, card, right, factor},
		},
		{"keys", func(s *scene) { s.Middle = spoilKey("key") }, []string{"the card's data cannot be deciphered"}, []string{keys, deciphered}},
		{"an envelope", func(s *scene) {
			s.exchange("9F8203", "9F8111", "BF8104", "9F811201AA")
			s.chip.envelopes = map[string]string{"9F8111": "9F811100"}
		}, []string{message}, []string{messageFailed}},
		{"an envelope's MAC", func(s *scene) {
			s.exchange("9F8203", "9F8111")
			s.give("RD", "0011223344556677 9000")
		}, []string{messageFailed}, []string{message}},
	} {
		s := newScene(t)
		c.change(s)
		all := s.traced()
		if n := strings.Count(all, "state 29,"); n > 1 {
			t.Errorf("%s: state 29 is entered %d times", c.name, n)
		}
		for _, want := range c.says {
			if !strings.Contains(all, want) {
				t.Errorf("%s: %q is not in the trace\n%s", c.name, want, all)
			}
		}
		for _, not := range c.not {
			if strings.Contains(all, not) {
				t.Errorf("%s: %q is in the trace\n%s", c.name, not, all)
			}
		}
	}
}
