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

// A script command that is no APDU cannot be delivered, by no protocol: it has failed, as one that the card refuses, and the transaction
// goes on. So do those that the way to the card would take for something else.
// B3 10.10 any command, error
// B4 6.3.9 results
func TestScriptsThatCannotBeDelivered(t *testing.T) {
	const good = "860400DA0000"
	for _, c := range []struct{ name, commands, result string }{
		{"Lc is more than there is", "86088424000020010203", "11"},
		{"Lc is less than there is", "8609842400000101020304", "11"},
		{"Lc 00 with data", "8607842400000001AA", "11"},
		{"Lc 00 and Le 00", "8606842400000000", "11"},
		{"extended Lc of 0", "860A84240000000000112233", "11"},
		{"extended Lc is more than there is", "8609842400000001000102", "11"},
		{"class of the reader", "8604FFDA0000", "11"},
		{"instruction 6x", "860484600000", "11"},
		{"instruction 9x", "8605849F000000", "11"},
		{"the second", good + good + "86088424000020010203", "13"},
		{"case 1", good, "20"},
		{"case 2", "860500CA9F1700", "20"},
		{"case 3", "860700DA00000201AA", "20"},
		{"case 4", "860800DA00000201AA00", "20"},
		{"case 2 extended", "860700CA9F17000000", "20"},
	} {
		for _, tag := range []string{"71", "72"} {
			for _, t0 := range []bool{false, true} {
				w := newWorld(t, "noauth")
				answersWith(w, bench.Hex(t, nest(t, tag, c.commands)))
				if t0 {
					overT0(w)
				}
				w.Middle = func(_ int, command, r []byte) []byte {
					if in := command[1]; in == apdu.PutData || in == apdu.GetData && len(w.DE55) != 0 {
						return []byte{0x90, 0}
					}
					return r
				}
				out := w.Run()
				want, failed := bench.Hex(t, c.result+"00000000"), c.result != "20"
				if hexOf(out.Scripts()) != hexOf(want) || out.Status != kernel.Approved || out.ARC() != "00" || out.Reversal() {
					t.Errorf("%s in %s, T=0 %v: results %X, %v, %s: %s", c.name, tag, t0, out.Scripts(), out.Status, out.ARC(), out.Error.Reason)
				}
				if bits := tlv.TVRValue(out.TVR()); (bits.Has(tlv.TVRScriptFailedBefore) || bits.Has(tlv.TVRScriptFailedAfter)) != failed {
					t.Errorf("%s in %s: TVR %X", c.name, tag, out.TVR())
				}
			}
		}
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
