package contact_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/crypto/pin/softpin/pinpad"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// verifyCommands are the VERIFY commands sent.
func (w *world) verifyCommands() (list [][]byte) {
	for _, c := range w.Commands {
		if c[1] == apdu.Verify {
			list = append(list, c)
		}
	}
	return list
}

// B2 13.2, B3 6.5.12.2, 10.5.1: an offline PIN enciphered with ECC
func TestECCPIN(t *testing.T) {
	for _, c := range []struct {
		card   string
		length int // of the enciphered data: field, 17 bytes, MAC
	}{{"xda", 32 + 17 + 8}, {"xda-p521", 66 + 17 + 8}} {
		w := newXDAWorld(t, c.card)
		w.PINs = []string{"9999", "1234"}
		w.Expect(w.Run(), xdaOnline)
		v := w.verifyCommands()
		if len(v) != 2 || w.Sent(apdu.GetChallenge) != 2 {
			t.Fatalf("%s: %s", c.card, w.Instructions())
		}
		for _, cmd := range v {
			if !bytes.Equal(cmd[:5], []byte{0x00, 0x20, 0x00, 0x8A, byte(c.length)}) || len(cmd) != 5+c.length {
				t.Errorf("%s: % X", c.card, cmd)
			}
		}
		// step 3: keys are derived once in a transaction
		if field := c.length - 25; !bytes.Equal(v[0][5:5+field], v[1][5:5+field]) || bytes.Equal(v[0], v[1]) {
			t.Errorf("%s: % X, % X", c.card, v[0], v[1])
		}
	}
}

// B2 13.2 step 3, A2.3.1: the next transaction has keys of its own, with the same PIN device
// B2 A2.3.1
func TestECCPINTwice(t *testing.T) {
	w := newXDAWorld(t, "xda")
	d, err := softpin.New("1234", "9999", "1234")
	if err != nil {
		t.Fatal(err)
	}
	w.PINPad = pinpad.New(d)
	w.Expect(w.Run(), xdaOnline)
	first := w.verifyCommands()
	w.Card.Reset()
	w.Commands, w.Transaction.Sequence = nil, 2
	w.Expect(w.Run(), xdaOnline)
	second := w.verifyCommands()
	if len(first) != 1 || len(second) != 2 || bytes.Equal(first[0][5:37], second[0][5:37]) || !bytes.Equal(second[0][5:37], second[1][5:37]) {
		t.Errorf("% X\n% X", first, second)
	}
}

// B3 10.5.1, B2 13.2, 13.3: what goes wrong. The card's list goes on to online PIN.
func TestECCPINFails(t *testing.T) {
	flip := func(tag tlv.Tag, at int) func(*world) {
		return func(w *world) {
			w.Middle = func(_ int, _, r []byte) []byte {
				if o, ok := tlv.Find(r[:len(r)-2], tlv.TagRecord, tag); ok {
					o.Value[at] ^= 1
				}
				return r
			}
		}
	}
	answer := func(ins byte, response string) func(*world) {
		return func(w *world) { w.Middle = bench.Swap(t, ins, 0, response) }
	}
	for _, c := range []struct {
		name      string
		change    func(*world)
		tvr       string
		challenge int // GET CHALLENGE commands
		verify    int
	}{
		{"blocked by VERIFY", answer(apdu.Verify, "6983"), "0100248000", 1, 1},
		{"not deciphered", answer(apdu.Verify, "6984"), "0100248000", 1, 1},
		{"last try used", answer(apdu.Verify, "63C0"), "0100248000", 1, 1},
		{"no challenge", answer(apdu.GetChallenge, "6D00"), "0100048000", 1, 0},
		{"challenge of 7 bytes", answer(apdu.GetChallenge, "01020304050607 9000"), "0100048000", 1, 0},
		{"challenge of 9 bytes", answer(apdu.GetChallenge, "010203040506070809 9000"), "0100048000", 1, 0},
		{"challenge with a warning", answer(apdu.GetChallenge, "0102030405060708 6283"), "0100048000", 1, 0},
		// B2 13.1: a certificate of its own, and no other
		{"no certificate", func(w *world) { w.Middle = bench.Rewrite(t, "9F2D", "-") }, "0100048000", 0, 0},
		{"certificate for XDA in its place", func(w *world) {
			w.Card = bench.Profile(t, "xda", func(app map[string]any) {
				delete(section(app, "signatures"), "pin")
				bench.SetElement(app, "9F2D", "-")
			})
			w.Middle = func(_ int, _, r []byte) []byte {
				if o, ok := tlv.Find(r[:len(r)-2], tlv.TagRecord, 0x9F46); ok { // the same bytes under both tags
					return append(tlv.Append(nil, tlv.TagRecord, tlv.Append(tlv.Append(nil, 0x9F46, o.Value), 0x9F2D, o.Value)), 0x90, 0)
				}
				return r
			}
		}, "0100048000", 0, 0},
		{"format", flip(0x9F2D, 0), "0100048000", 0, 0},
		{"encoding", flip(0x9F2D, 1), "0100048000", 0, 0},
		{"suite", flip(0x9F2D, 2), "0100048000", 0, 0},
		{"expiration date", flip(0x9F2D, 6), "0100048000", 0, 0},
		{"serial number", flip(0x9F2D, 14), "0100048000", 0, 0},
		{"hash encoding", flip(0x9F2D, 15), "0100048000", 0, 0},
		{"hash algorithm", flip(0x9F2D, 16), "0100048000", 0, 0},
		{"hash", flip(0x9F2D, 17), "0100048000", 0, 0},
		{"x-coordinate", flip(0x9F2D, 49), "0100048000", 0, 0},
		{"signature", flip(0x9F2D, 81), "0100048000", 0, 0},
		{"expired", func(w *world) {
			w.Card = signatures(t, "xda", func(s map[string]any) { section(s, "pin")["expiry"] = "202607011200" })
		}, "0100048000", 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newXDAWorld(t, "xda")
			c.change(w)
			w.Expect(w.Run(), bench.Ended(kernel.Approved, "00", c.tvr, "F800", "420300"))
			if w.Sent(apdu.GetChallenge) != c.challenge || w.Sent(apdu.Verify) != c.verify {
				t.Errorf("%s", w.Instructions())
			}
		})
	}
}

// B4 A2, B3 10.5, B2 13: RSA and ECC are capabilities of their own for one CVM code, and the
// card's keys say which is needed. Offline data authentication need not be XDA.
func TestECCPINCapability(t *testing.T) {
	for _, c := range []struct {
		name, card   string
		capabilities string
		tvr, cvm     string
		verify       int // qualifier of VERIFY, 0: none sent
	}{
		{"both, ECC card", "xda", "E0794C", "0100008000", "440302", 0x8A},
		{"ECC alone, ECC card", "xda", "E0694C", "0100008000", "440302", 0x8A},
		{"RSA alone, ECC card", "xda", "E0784C", "0100048000", "420300", 0},
		{"ECC without XDA", "xda", "E06948", "8000008000", "440302", 0x8A},
		{"neither, ECC card", "xda", "E0684C", "0100048000", "420300", 0},
		{"both, RSA card", "pin", "E0794C", "0000008000", "040302", 0x88},
		{"RSA alone, RSA card", "pin", "E0784C", "0000008000", "040302", 0x88},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newXDAWorld(t, c.card)
			w.Config.Terminal.Capabilities = [3]byte(bench.Hex(t, c.capabilities))
			out := w.Run()
			r := out
			if got := out.Facts(); got.TVR != c.tvr || got.CVMResults != c.cvm || out.Status != kernel.Approved {
				t.Errorf("%+v: %s", got, out.Error.Reason)
			}
			sent := 0
			for _, v := range w.verifyCommands() {
				sent = int(v[3])
			}
			if sent != c.verify {
				t.Errorf("VERIFY %02X, TVR %X", sent, r.TVR())
			}
		})
	}
	// An RSA card is of no use to a terminal with ECC alone: the method is supported, and fails.
	w := newXDAWorld(t, "pin")
	w.Config.Terminal.Capabilities = [3]byte{0xE0, 0x69, 0x4C}
	out := w.Run()
	if got := out.Facts(); got.CVMResults != "040301" || got.TVR != "0000808000" || w.Sent(apdu.Verify) != 0 {
		t.Errorf("%+v: %s", got, w.Instructions())
	}
	// B2 12.1: an RSA card whose index names an ECC key, and the other way round
	w = newXDAWorld(t, "pin")
	w.Middle = bench.Rewrite(t, "8F", "C3")
	if got := w.Run().Facts(); got.CVMResults != "040301" || w.Sent(apdu.Verify) != 0 || w.Sent(apdu.GetChallenge) != 0 {
		t.Errorf("%+v: %s", got, w.Instructions())
	}
	w = newXDAWorld(t, "xda")
	w.Middle = bench.Rewrite(t, "8F", "C1")
	if got := w.Run().Facts(); got.CVMResults != "420300" || w.Sent(apdu.Verify) != 0 || w.Sent(apdu.GetChallenge) != 0 {
		t.Errorf("%+v: %s", got, w.Instructions())
	}
}

// B3 C3: enciphered PIN and signature
func TestECCPINAndSignature(t *testing.T) {
	w := newXDAWorld(t, "xda")
	w.Card = bench.With(t, "xda", "8E", "00000000 00000000 0503 1F03")
	out := w.Run()
	w.Expect(out, bench.Ended(kernel.Approved, "00", "0100008000", "F800", "050300"))
	if out.CVM != kernel.CVMSignature {
		t.Errorf("%v", out.CVM)
	}
}
