package contact_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/kernel/terminal"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// spoiled are the ways in which a response to GENERATE AC lacks a right XDA signature: EMV 4.4 B4 6.3.2.2.3.
func spoiled(t *testing.T) map[string]func([]byte) []byte {
	replace := func(r, sdad []byte) []byte {
		body, _ := tlv.Find(r, tlv.TagFormat2)
		var b []byte
		for o := range body.Children().All() {
			switch {
			case o.Tag != 0x9F4B:
				b = append(b, o.Raw...)
			case sdad != nil:
				b = tlv.Append(b, 0x9F4B, sdad)
			}
		}
		return append(tlv.Append(nil, tlv.TagFormat2, b), 0x90, 0)
	}
	sdad := func(r []byte) []byte {
		o, ok := tlv.Find(r, tlv.TagFormat2, 0x9F4B)
		if !ok || len(o.Value) != 65 {
			t.Fatalf("no signature to spoil: % X", r)
		}
		return bytes.Clone(o.Value)
	}
	return map[string]func([]byte) []byte{
		"no signature": func(r []byte) []byte { return replace(r, nil) },
		"r spoilt":     func(r []byte) []byte { s := sdad(r); s[1] ^= 1; return replace(r, s) },
		"s spoilt":     func(r []byte) []byte { s := sdad(r); s[64] ^= 1; return replace(r, s) },
		"format 05":    func(r []byte) []byte { s := sdad(r); s[0] = 0x05; return replace(r, s) },
		"too short":    func(r []byte) []byte { return replace(r, sdad(r)[:64]) },
		"too long":     func(r []byte) []byte { return replace(r, append(sdad(r), 0)) },
		"an object added": func(r []byte) []byte {
			body, _ := tlv.Find(r, tlv.TagFormat2)
			return append(tlv.Append(nil, tlv.TagFormat2, tlv.Append(bytes.Clone(body.Value), 0x9F7C, []byte{1})), 0x90, 0)
		},
		"order changed": func(r []byte) []byte {
			body, _ := tlv.Find(r, tlv.TagFormat2)
			return append(tlv.Append(nil, tlv.TagFormat2, append(bytes.Clone(body.Value[4:9]), append(bytes.Clone(body.Value[:4]), body.Value[9:]...)...)), 0x90, 0)
		},
		"format 1": func(r []byte) []byte {
			var v []byte
			for _, tag := range []tlv.Tag{0x9F27, 0x9F36, 0x9F26, 0x9F10} {
				o, _ := tlv.Find(r, tlv.TagFormat2, tag)
				v = append(v, o.Value...)
			}
			return append(tlv.Append(nil, tlv.TagFormat1, v), 0x90, 0)
		},
	}
}

// B4 6.3.2.2.3, 6.3.2.2.4, B2 12.5.3: the first signature is wrong
// B3 10.3 signature failed
// B4 6.3.2.2.3 first
func TestXDASignatureFails(t *testing.T) {
	for name, change := range spoiled(t) {
		for _, profile := range []kernel.Profile{kernel.Book, kernel.Strict} {
			t.Run(fmt.Sprintf("%s, %v, ARQC", name, profile), func(t *testing.T) {
				w := newXDAWorld(t, "xda")
				w.Config.Profile = profile
				w.Middle = bench.Alter(apdu.GenerateAC, 1, change)
				out := w.Run()
				w.Expect(out, bench.Ended(kernel.Approved, "00", "0100008100", "F800", "440302"))
				// B3 10.3 XDA in time
				first, online, second := w.tvrSent()
				if first != "0100008000" || online != "0100008100" || second != "0100008100" || w.flow() != (flow{0x88, 0x48, 1}) {
					t.Errorf("TVR %s, %s, %s; %+v", first, online, second, w.flow())
				}
				if o := out.ODA(); o.Method != "XDA" || o.Result != "failed" || o.Reason == "" {
					t.Errorf("%+v", o)
				}
			})
			// B3 10.9: the TC goes to the host. The card has ended its transaction and refuses EXTERNAL AUTHENTICATE.
			t.Run(fmt.Sprintf("%s, %v, TC", name, profile), func(t *testing.T) {
				w := newXDAWorld(t, "xda")
				w.Config.Profile, w.Transaction.Amount = profile, 100
				w.Middle = bench.Alter(apdu.GenerateAC, 1, change)
				w.Expect(w.Run(), bench.Ended(kernel.Approved, "00", "0100000140", "F800", "1F0602"))
				_, online, _ := w.tvrSent()
				cid, _ := tlv.Find(w.DE55, 0x9F27)
				// B4 6.3.2.2.4 online
				if online != "0100000100" || w.flow() != (flow{0x48, -1, 1}) || len(cid.Value) != 1 || cid.Value[0] != 0x40 {
					t.Errorf("TVR %s, CID %X, %+v", online, cid.Value, w.flow())
				}
			})
		}
	}
}

// B4 6.3.2.2.4, B3 10.9, B4 12.2.1: what becomes of a transaction after XDA has failed at the first
// GENERATE AC, whichever way it failed
func TestAfterXDAFailure(t *testing.T) {
	down := func(w *world) { w.HostDown = true }
	decline := func(w *world) { w.Issuer = issuer.Options{Decline: true} }
	offlineOnly := func(w *world) { w.Config.Terminal.Type = 0x23 }
	noDefaults := func(w *world) {
		w.Config.Applications[0].TACDefault = [5]byte{}
		w.Card = bench.With(t, "xda", "9F0D", "0000000000")
	}
	tac := func(i int, mask byte) func(*world) {
		return func(w *world) { w.Config.Applications[0].TACDenial[i] |= mask }
	}
	iac := func(value string) func(*world) {
		return func(w *world) { w.Card = bench.With(t, "xda", "9F0E", value) }
	}
	for _, c := range []struct {
		name    string
		recover bool // key recovery fails, else the signature
		amount  uint64
		changes []func(*world)
		status  kernel.Status
		arc     string
		flow    flow
	}{
		{"signature, ARQC, approved", false, 1234, nil, kernel.Approved, "00", flow{0x88, 0x48, 1}},
		{"recovery, ARQC, approved", true, 1234, nil, kernel.Approved, "00", flow{0x88, 0x48, 1}},
		// B3 10.9 ARQC
		// B4 6.3.2.2.4 TC
		{"signature, TC, approved", false, 100, nil, kernel.Approved, "00", flow{0x48, -1, 1}},
		{"recovery, TC, approved", true, 100, nil, kernel.Approved, "00", flow{0x48, -1, 1}},
		{"signature, ARQC, declined", false, 1234, []func(*world){decline}, kernel.Declined, "05", flow{0x88, 0x08, 1}},
		{"recovery, ARQC, declined", true, 1234, []func(*world){decline}, kernel.Declined, "05", flow{0x88, 0x08, 1}},
		{"signature, TC, declined", false, 100, []func(*world){decline}, kernel.Declined, "05", flow{0x48, -1, 1}},
		{"recovery, TC, declined", true, 100, []func(*world){decline}, kernel.Declined, "05", flow{0x48, -1, 1}},
		// B4 6.3.2.2.4 unable ARQC
		{"signature, ARQC, no host", false, 1234, []func(*world){down, noDefaults}, kernel.Declined, "Z3", flow{0x88, 0x08, 0}},
		{"recovery, ARQC, no host", true, 1234, []func(*world){down, noDefaults}, kernel.Declined, "Z3", flow{0x88, 0x08, 0}},
		// B4 6.3.2.2.4 unable TC
		{"signature, TC, no host", false, 100, []func(*world){down, noDefaults}, kernel.Declined, "Z3", flow{0x48, -1, 0}},
		{"recovery, TC, no host", true, 100, []func(*world){down, noDefaults}, kernel.Declined, "Z3", flow{0x48, -1, 0}},
		{"signature, TC, offline only", false, 100, []func(*world){offlineOnly, noDefaults}, kernel.Declined, "Z3", flow{0x48, -1, 0}},
		{"recovery, TC, offline only", true, 100, []func(*world){offlineOnly, noDefaults}, kernel.Declined, "Z3", flow{0x48, -1, 0}},
		// B4 6.3.2.2.4 denial, denied ARQC
		{"signature, ARQC, TAC denial", false, 1234, []func(*world){tac(3, 0x01)}, kernel.Declined, "Z1", flow{0x88, 0x08, 0}},
		// B4 6.3.2.2.4 denied TC
		{"signature, TC, TAC denial", false, 100, []func(*world){tac(3, 0x01)}, kernel.Declined, "Z1", flow{0x48, -1, 0}},
		{"recovery, ARQC, TAC denial", true, 1234, []func(*world){tac(4, 0x02)}, kernel.Declined, "Z1", flow{0x88, 0x08, 0}},
		{"recovery, TC, TAC denial", true, 100, []func(*world){tac(4, 0x02)}, kernel.Declined, "Z1", flow{0x48, -1, 0}},
		{"signature, ARQC, IAC denial", false, 1234, []func(*world){iac("0000000100")}, kernel.Declined, "Z1", flow{0x88, 0x08, 0}},
		{"recovery, TC, IAC denial", true, 100, []func(*world){iac("0000000002")}, kernel.Declined, "Z1", flow{0x48, -1, 0}},
		{"signature, denial of the other", false, 100, []func(*world){tac(4, 0x06)}, kernel.Approved, "00", flow{0x48, -1, 1}},
		{"recovery, denial of the other", true, 100, []func(*world){tac(3, 0x01)}, kernel.Approved, "00", flow{0x48, -1, 1}},
		{"recovery, no IAC denial", true, 100, []func(*world){iac("-")}, kernel.Approved, "00", flow{0x48, -1, 1}},
	} {
		for _, profile := range []kernel.Profile{kernel.Book, kernel.Strict} {
			t.Run(fmt.Sprintf("%s, %v", c.name, profile), func(t *testing.T) {
				w := newXDAWorld(t, "xda")
				w.Config.Profile, w.Transaction.Amount = profile, c.amount
				for _, change := range c.changes {
					change(w)
				}
				w.Middle = bench.Alter(apdu.GenerateAC, 1, spoiled(t)["r spoilt"])
				bit := tlv.TVRXDAFailed
				if c.recover {
					w.Middle, bit = bench.Rewrite(t, "9F46", "14"), tlv.TVRECCKeyRecoveryFailed
				}
				out := w.Run()
				if out.Status != c.status || out.ARC() != c.arc || w.flow() != c.flow {
					t.Errorf("%v, %s, %+v: %s; want %v, %s, %+v", out.Status, out.ARC(), w.flow(), out.Error.Reason, c.status, c.arc, c.flow)
				}
				// B3 10.3 one bit
				if !out.HasTVR(bit) || threeBits(out) != 1 || out.Reversal() {
					t.Errorf("TVR %X, reversal %v", out.TVR(), out.Reversal())
				}
			})
		}
	}
}

// B4 6.3.2.2.3, 6.3.2.2.4, B2 12.5.2: the second signature counts if the first was right
// B4 6.3.2.2.3 second
func TestXDASecondSignature(t *testing.T) {
	for name, change := range spoiled(t) {
		w := newXDAWorld(t, "xda")
		w.Middle = bench.Alter(apdu.GenerateAC, 2, change)
		out := w.Run()
		w.Expect(out, bench.Ended(kernel.Declined, "00", "0100008100", "F800", "440302"))
		if o := out.ODA(); o.Result != "failed" || o.Reason == "" || o.Reason == oda.OK.String() {
			t.Errorf("%s: %+v", name, o)
		}
		if !out.Reversal() { // B4 6.3.8
			t.Errorf("%s: the host approved: a reversal is owed", name)
		}
		// B4 6.3.2.2.4 ARQC
		// the first was wrong: the host knew
		w = newXDAWorld(t, "xda")
		first, second := bench.Alter(apdu.GenerateAC, 1, spoiled(t)["r spoilt"]), bench.Alter(apdu.GenerateAC, 2, change)
		w.Middle = func(n int, command, r []byte) []byte { return second(n, command, first(n, command, r)) }
		w.Expect(w.Run(), bench.Ended(kernel.Approved, "00", "0100008100", "F800", "440302"))
	}
	// the host is not reached: the card's TC is verified, and an AAC is not
	w := newXDAWorld(t, "xda")
	w.HostDown = true
	w.Expect(w.Run(), bench.Ended(kernel.Approved, "Y3", "0100008000", "E800", "440302"))
	w = newXDAWorld(t, "xda")
	w.HostDown = true
	w.Middle = bench.Alter(apdu.GenerateAC, 2, spoiled(t)["s spoilt"])
	w.Expect(w.Run(), bench.Ended(kernel.Declined, "Z3", "0100008100", "E800", "440302"))
	w = newXDAWorld(t, "xda")
	w.Issuer = issuer.Options{Decline: true}
	w.Middle = bench.Alter(apdu.GenerateAC, 2, spoiled(t)["s spoilt"])
	w.Expect(w.Run(), bench.Ended(kernel.Declined, "05", "0100008000", "F800", "440302"))
}

// B2 12.5.1, B4 6.3.2.2.4: an AAC is signed, and not verified; that a key was not recovered still shows
// B4 6.3.2.2.4 AAC
func TestXDAWithAAC(t *testing.T) {
	w := newXDAWorld(t, "xda")
	w.Config.Applications[0].TACDenial[3] = 0x80 // floor limit
	w.Middle = bench.Alter(apdu.GenerateAC, 1, spoiled(t)["no signature"])
	out := w.Run()
	w.Expect(out, bench.Ended(kernel.Declined, "Z1", "0100008000", "E800", "440302"))
	if o := out.ODA(); w.flow() != (flow{0x08, -1, 0}) || o.Method != "XDA" || o.Result != "not performed" {
		t.Errorf("%+v, %+v", w.flow(), o)
	}
	w = newXDAWorld(t, "xda")
	w.Config.Applications[0].TACDenial[3] = 0x80
	w.Middle = bench.Rewrite(t, "9F46", "14")
	w.Expect(w.Run(), bench.Ended(kernel.Declined, "Z1", "0100008002", "E800", "440302"))
	if first, _, _ := w.tvrSent(); first != "0100008000" || w.flow() != (flow{0x08, -1, 0}) {
		t.Errorf("TVR %s, %+v", first, w.flow())
	}
}

// B3 6.5.5.4, B2 12.5.2 table 39: with XDA the cryptogram stands in the clear, in every response
func TestXDANeedsTheCryptogram(t *testing.T) {
	for n := 1; n <= 2; n++ {
		w := newXDAWorld(t, "xda")
		w.Middle = bench.Alter(apdu.GenerateAC, n, func(r []byte) []byte {
			body, _ := tlv.Find(r, tlv.TagFormat2)
			var b []byte
			for o := range body.Children().All() {
				if o.Tag != 0x9F26 {
					b = append(b, o.Raw...)
				}
			}
			return append(tlv.Append(nil, tlv.TagFormat2, b), 0x90, 0)
		})
		w.Ends(w.Run(), kernel.ParsingError, "EMV 4.4 B3 6.5.5.4")
	}
}

// B2 12.5.2 table 37: what was sent is covered: GET PROCESSING OPTIONS and the first GENERATE AC by the first
// signature, the second GENERATE AC by the second
func TestXDACoversWhatWasSent(t *testing.T) {
	for _, ins := range []byte{apdu.GetProcessingOptions, apdu.GenerateAC} {
		w := newXDAWorld(t, "xda")
		w.Transaction.Amount = 100
		d := w.Devices()
		d.Readers.Contact = terminal.Inserted(&changer{world: w, ins: ins})
		out := w.RunWith(d)
		if out.ARC() == "Y1" || !out.HasTVR(tlv.TVRXDAFailed) {
			t.Errorf("instruction %02X: %v %s, TVR %X", ins, out.Status, out.ARC(), out.TVR())
		}
	}
}

// B3 10.3, B4 10.2: the terminal capabilities for the application count, and the card gets to see them
// B3 10.3 capabilities
// B4 10.2 capabilities
func TestCapabilitiesOfTheApplication(t *testing.T) {
	for _, c := range []struct {
		terminal, app string
		method, sent  string
	}{
		{"E0794C", "", "XDA", "E0794C"},
		{"E07848", "", "", "E07848"},
		{"E07848", "E0794C", "XDA", "E0794C"},
		{"E0794C", "E07848", "", "E07848"},
	} {
		w := newXDAWorld(t, "xda")
		w.Config.Terminal.Capabilities = [3]byte(bench.Hex(t, c.terminal))
		if c.app != "" {
			w.Config.Applications[0].Capabilities = bench.Hex(t, c.app)
		}
		out := w.Run()
		if out.ODA().Method != c.method {
			t.Errorf("%+v: method %q", c, out.ODA().Method)
		}
		for _, cmd := range w.Commands {
			if cmd[1] == apdu.GetProcessingOptions && !bytes.Contains(cmd, bench.Hex(t, c.sent)) {
				t.Errorf("%+v: sent % X", c, cmd)
			}
		}
	}
}

// B2 12.1: an RSA card whose index names an ECC key
func TestRSAMethodsRefuseECC(t *testing.T) {
	for _, c := range []struct{ card, tvr string }{{"full", "0400048000"}, {"dda", "0800048000"}} {
		w := newXDAWorld(t, c.card)
		w.Middle = bench.Rewrite(t, "8F", "C3")
		w.Expect(w.Run(), bench.Ended(kernel.Approved, "00", c.tvr, "F800", "020300"))
	}
}

// B4 6.5.2, 6.3.2.2.4: the host answers a TC with a referral: the attendant's word counts
func TestXDAReferral(t *testing.T) {
	for _, c := range []struct {
		arc            string
		on, approves   bool
		called, second int
		status         kernel.Status
	}{
		{"01", true, true, 1, -1, kernel.Approved},
		{"01", true, false, 1, -1, kernel.Declined},
		{"01", false, true, 0, -1, kernel.Declined},
		{"00", true, false, 0, -1, kernel.Approved},
		{"05", true, true, 0, -1, kernel.Declined},
	} {
		w := newXDAWorld(t, "xda")
		w.Transaction.Amount, w.Config.Terminal.Referrals = 100, c.on
		w.Middle = bench.Alter(apdu.GenerateAC, 1, spoiled(t)["r spoilt"])
		replies(w, c.arc, nil)
		p := &person{approves: c.approves, w: w}
		w.Equip = p.equip
		out := w.Run()
		if out.Status != c.status || out.ARC() != c.arc || p.referrals != c.called || w.P1(2) != c.second {
			t.Errorf("%+v: %v, ARC %s, called %d times, second GENERATE AC %02X", c, out.Status, out.ARC(), p.referrals, w.P1(2))
		}
	}
}
