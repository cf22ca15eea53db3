package contact_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin/softpin"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/tlv"
)

// verifyCommands are the VERIFY commands sent.
func (w *world) verifyCommands() (list [][]byte) {
	for _, c := range w.commands {
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
		w.pins = []string{"9999", "1234"}
		w.expect(w.run(), xdaOnline)
		v := w.verifyCommands()
		if len(v) != 2 || w.sent(apdu.GetChallenge) != 2 {
			t.Fatalf("%s: %s", c.card, w.ins())
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
	w.pad = terminal.SoftPIN(d)
	w.expect(w.run(), xdaOnline)
	first := w.verifyCommands()
	w.card.Reset()
	w.commands, w.tx.Sequence = nil, 2
	w.expect(w.run(), xdaOnline)
	second := w.verifyCommands()
	if len(first) != 1 || len(second) != 2 || bytes.Equal(first[0][5:37], second[0][5:37]) || !bytes.Equal(second[0][5:37], second[1][5:37]) {
		t.Errorf("% X\n% X", first, second)
	}
}

// B3 10.5.1, B2 13.2, 13.3: what goes wrong. The card's list goes on to online PIN.
func TestECCPINFails(t *testing.T) {
	flip := func(tag tlv.Tag, at int) func(*world) {
		return func(w *world) {
			w.middle = func(_ int, _, r []byte) []byte {
				if o, ok := tlv.Find(r[:len(r)-2], tlv.TagRecord, tag); ok {
					o.Value[at] ^= 1
				}
				return r
			}
		}
	}
	answer := func(ins byte, response string) func(*world) {
		return func(w *world) { w.middle = swap(t, ins, 0, response) }
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
		{"no certificate", func(w *world) { w.middle = rewrite(t, "9F2D", "-") }, "0100048000", 0, 0},
		{"certificate for XDA in its place", func(w *world) {
			w.card = profile(t, "xda", func(app map[string]any) { delete(section(app, "signatures"), "pin"); element(app, "9F2D", "-") })
			w.middle = func(_ int, _, r []byte) []byte {
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
			w.card = signatures(t, "xda", func(s map[string]any) { section(s, "pin")["expiry"] = "202607011200" })
		}, "0100048000", 0, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newXDAWorld(t, "xda")
			c.change(w)
			w.expect(w.run(), facts{kernel.Approved, "00", c.tvr, "F800", "420300"})
			if w.sent(apdu.GetChallenge) != c.challenge || w.sent(apdu.Verify) != c.verify {
				t.Errorf("%s", w.ins())
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
			w.cfg.Terminal.Capabilities = [3]byte(unhex(t, c.capabilities))
			out := w.run()
			r := &out.Report
			if got := factsOf(out); got.tvr != c.tvr || got.cvm != c.cvm || out.Status != kernel.Approved {
				t.Errorf("%+v: %s", got, out.Error.Reason)
			}
			sent := 0
			for _, v := range w.verifyCommands() {
				sent = int(v[3])
			}
			if sent != c.verify {
				t.Errorf("VERIFY %02X, TVR %X", sent, r.TVR)
			}
		})
	}
	// An RSA card is of no use to a terminal with ECC alone: the method is supported, and fails.
	w := newXDAWorld(t, "pin")
	w.cfg.Terminal.Capabilities = [3]byte{0xE0, 0x69, 0x4C}
	out := w.run()
	if got := factsOf(out); got.cvm != "040301" || got.tvr != "0000808000" || w.sent(apdu.Verify) != 0 {
		t.Errorf("%+v: %s", got, w.ins())
	}
	// B2 12.1: an RSA card whose index names an ECC key, and the other way round
	w = newXDAWorld(t, "pin")
	w.middle = rewrite(t, "8F", "C3")
	if got := factsOf(w.run()); got.cvm != "040301" || w.sent(apdu.Verify) != 0 || w.sent(apdu.GetChallenge) != 0 {
		t.Errorf("%+v: %s", got, w.ins())
	}
	w = newXDAWorld(t, "xda")
	w.middle = rewrite(t, "8F", "C1")
	if got := factsOf(w.run()); got.cvm != "420300" || w.sent(apdu.Verify) != 0 || w.sent(apdu.GetChallenge) != 0 {
		t.Errorf("%+v: %s", got, w.ins())
	}
}

// B3 C3: enciphered PIN and signature
func TestECCPINAndSignature(t *testing.T) {
	w := newXDAWorld(t, "xda")
	w.card = with(t, "xda", "8E", "00000000 00000000 0503 1F03")
	out := w.run()
	w.expect(out, facts{kernel.Approved, "00", "0100008000", "F800", "050300"})
	if out.CVM != kernel.CVMSignature {
		t.Errorf("%v", out.CVM)
	}
}
