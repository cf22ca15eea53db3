package contact_test

import (
	"context"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// overT0 puts the protocol T=0 between terminal and card.
func overT0(w *world) {
	w.Equip = func(d *terminal.Devices) { d.Readers.Contact = terminal.Inserted(apdu.NewT0(apdu.NewT0Card(w))) }
}

// answersWith has the issuer approve, with more behind its answer.
func answersWith(w *world, more []byte) {
	w.Answer = func(de55 []byte) ([]byte, error) {
		r, err := issuer.Test().Authorise(de55, issuer.Options{})
		return append(r.Data, more...), err
	}
}

// FuzzScriptsOverT0 is any script of an issuer that approves, over T=0 to a card that has none of the commands: the run has no error and
// no fault of the transport, and the decision of issuer and card stands.
// B3 10.10, B4 12.2.4
func FuzzScriptsOverT0(f *testing.F) {
	for _, s := range []string{
		"", "7106860400DA0000", "720A86088424000020010203", "71058603842400", "7181", "72069F180401020304", "710A9F180401020304860484160000",
		"71098607842400000001AA", "7206860484600000",
	} {
		f.Add(bench.Hex(f, s), true)
	}
	f.Fuzz(func(t *testing.T, body []byte, wrapped bool) {
		if wrapped { // as the commands of a script; else as what follows the response code
			body = tlv.Append(nil, tlv.TagScript2, tlv.Append(nil, 0x86, body))
		}
		w := newWorld(t, "noauth")
		answersWith(w, body)
		overT0(w)
		seen := 0
		w.Middle = func(_ int, command, r []byte) []byte {
			if len(w.DE55) == 0 || command[1] == apdu.GenerateAC || command[1] == apdu.ExternalAuthenticate {
				return r
			}
			seen++
			return []byte{0x6D, 0}
		}
		out, err := bench.Run(context.Background(), w.Session(), w.Devices())
		if err != nil || out.Error.L1 != 0 {
			t.Fatalf("%v, fault %v after %d script commands", err, out.Error.L1, seen)
		}
		if wrapped && out.Status != kernel.Approved {
			t.Fatalf("%v: %s", out.Status, out.Error.Reason)
		}
	})
}

// A card that answers a command with data by 6Cxx on T=0 has refused it: it is not sent twice, its failure is told, and what the host has approved stands.
// EMV 4.3 B1 9.3.1.2, B3 10.9, 10.10
func TestLengthCorrectedAfterData(t *testing.T) {
	for _, c := range []struct {
		name  string
		ins   byte
		tag   tlv.Tag
		fails tlv.TVRBit
	}{
		{"EXTERNAL AUTHENTICATE", apdu.ExternalAuthenticate, 0, tlv.TVRIssuerAuthenticationFailed},
		{"a script before", 0x24, tlv.TagScript1, tlv.TVRScriptFailedBefore},
		{"a script after", 0x24, tlv.TagScript2, tlv.TVRScriptFailedAfter},
	} {
		for _, sw := range []string{"6C00", "6C05", "6CFF"} {
			w := newWorld(t, "full")
			if c.tag != 0 {
				answersWith(w, tlv.Append(nil, c.tag, bench.Hex(t, "86088424000003010203")))
			}
			overT0(w)
			w.Middle = bench.Swap(t, c.ins, 0, sw)
			out := w.Run()
			if out.Status != kernel.Approved || out.Reversal() || out.Error.L1 != 0 || !tlv.TVRValue(out.TVR()).Has(c.fails) || w.Sent(c.ins) != 1 {
				t.Errorf("%s, %s: %v, reversal %v, %+v, TVR %X, sent %d times", c.name, sw, out.Status, out.Reversal(), out.Error, out.TVR(), w.Sent(c.ins))
			}
			if s := out.Scripts(); c.tag != 0 && (len(s) != 5 || s[0] != 0x11) {
				t.Errorf("%s, %s: results %X", c.name, sw, s)
			}
		}
	}
}
