package card_test

import (
	"bytes"
	"encoding/hex"
	"slices"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/crypto/secchan"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// Every card of Kernel 8: what local authentication and the channel's MAC find, and what the issuer says to the cryptogram. The
// terminal's side of the channel and the chains is crypto/secchan and crypto/oda, which are held against published vectors
// where there are any; no card of Kernel 8 was ever published.
//
// C-8 1.2 5.3, 7.2
func TestKernel8Cards(t *testing.T) {
	for _, c := range []struct {
		card     string
		p1, cid  byte
		choice   byte
		mac      bool
		local    string
		restart  string
		cryptogr bool
	}{
		{"k8", 0x40, 0x40, 0x00, true, "", "", true},
		{"k8", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8", 0x00, 0x00, 0x00, true, "", "", true},
		{"k8-online", 0x40, 0x80, 0x00, true, "", "", true},
		{"k8-offline", 0x40, 0x40, 0x00, true, "", "", true},
		{"k8-declined", 0x40, 0x00, 0x00, true, "", "", true},
		{"k8-rsa", 0x40, 0x40, 0x00, true, "", "", true},
		{"k8-rsa-no-key", 0x40, 0x40, 0x00, true, oda.KeyMissing.String(), "", true},
		{"k8-pin", 0x80, 0x80, 0x02, true, "", "", true},
		{"k8-signature", 0x80, 0x80, 0x01, true, "", "", true},
		{"k8-none", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-not-applicable", 0x80, 0x80, 0x0F, true, "", "", true},
		{"k8-failed", 0x80, 0x80, 0xFF, true, "", "", true},
		{"k8-reserved", 0x80, 0x80, 0x07, true, "", "", true},
		{"k8-choice-none", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-choice-pin", 0x80, 0x80, 0x02, true, "", "", true},
		{"k8-choice-signature", 0x80, 0x80, 0x01, true, "", "", true},
		{"k8-choice-device", 0x80, 0x80, 0x03, true, "", "", true},
		{"k8-copy-none", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-copy-offset", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-copy-reserved", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-plain", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-rsa-plain", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-enciphered", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-order", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-extended", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-tvr", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-restart", 0x80, 0x80, 0x00, true, "", "2f21", true},
		{"k8-no-restart", 0x80, 0x00, 0x00, true, "", "1f00", true},
		{"k8-interface", 0x80, 0x00, 0x00, true, "", "3118", true},
		{"k8-data", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-unknown", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-default-cdol", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-cdol-record", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-atc-options", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-pdol-short", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-mastercard16", 0x80, 0x80, 0x00, true, "", "", true},
		{"k8-no-pan", 0x80, 0x80, 0x00, true, oda.ECCIssuerIdentifier.String(), "", true},
		{"k8-unknown-ca", 0x80, 0x80, 0x00, true, oda.KeyMissing.String(), "", true},
		{"k8-expired-certificate", 0x80, 0x80, 0x00, true, oda.ECCICCExpired.String(), "", true},
		{"k8-expired-issuer", 0x80, 0x80, 0x00, true, oda.ECCIssuerExpired.String(), "", true},
		{"k8-other-key", 0x80, 0x80, 0x00, true, secchan.FaultBlindingFactor.Error(), "", true},
		{"k8-wrong-blinding", 0x80, 0x80, 0x00, true, secchan.FaultBlindingFactor.Error(), "", true},
		{"k8-wrong-issuer-certificate", 0x80, 0x80, 0x00, true, oda.ECCIssuerSignature.String(), "", true},
		{"k8-wrong-card-certificate", 0x80, 0x80, 0x00, true, oda.ECCICCSignature.String(), "", true},
		{"k8-wrong-iad-mac", 0x80, 0x80, 0x00, false, "", "", false},
		{"k8-wrong-eda-mac", 0x80, 0x80, 0x00, false, "", "", true},
		{"k8-wrong-cryptogram", 0x80, 0x80, 0x00, false, "", "", false},
		{"k8-wrong-kind", 0x80, 0x40, 0x00, true, "", "", true},
		{"phone-k8", 0x80, 0x80, 0x03, true, "", "", true},
		{"phone-k8-offline", 0x40, 0x40, 0x03, true, "", "", true},
	} {
		x := newReader8(t, named(t, c.card))
		x.start8(kernel8Tap)
		mac := x.ac8(c.p1, 0)
		local := x.local()
		if x.read[0x9F27][0] != c.cid || x.read[0x9F8102][0] != c.choice || mac != c.mac || local != c.local {
			t.Errorf("%s: CID %X, choice %X, MAC %v, local authentication %q", c.card, x.read[0x9F27], x.read[0x9F8102], mac, local)
		}
		if got := hex.EncodeToString(x.read[0x9F8108]); got != c.restart {
			t.Errorf("%s: restart indicator %s", c.card, got)
		}
		if reason := issuer.Test().Check(x.onlineData(), ""); (reason == "") != c.cryptogr {
			t.Errorf("%s: issuer: %q", c.card, reason)
		}
		x.want(0x6985, apdu.Command{CLA: 0x80, INS: 0xAE, P1: c.p1, Data: x.values}.Append(nil))
	}
}

// Relay resistance: at most three tries, each with another number and its delay; the MACs have the last one.
//
// C-8 1.2 5.2, 7.2.11
func TestKernel8Relay(t *testing.T) {
	for _, c := range []struct {
		card   string
		times  string
		delays [3]time.Duration
		mac    bool
	}{
		{"k8-relay", "006400C80018", [3]time.Duration{16e6, 0, 0}, true},
		{"k8-relay-second", "006400C80018", [3]time.Duration{200e6, 16e6, 0}, true},
		{"k8-relay-third", "006400C80018", [3]time.Duration{200e6, 200e6, 16e6}, true},
		{"k8-relay-far", "006400C80018", [3]time.Duration{200e6, 200e6, 200e6}, true},
		{"k8-relay-near", "006400C80018", [3]time.Duration{1e6, 1e6, 1e6}, true},
		{"k8-relay-estimate", "006400C8FFFF", [3]time.Duration{16e6, 0, 0}, true},
		{"k8-relay-zero", "006400C80000", [3]time.Duration{16e6, 0, 0}, true},
		{"k8-relay-altered", "006400C80018", [3]time.Duration{16e6, 0, 0}, false},
	} {
		x := newReader8(t, named(t, c.card))
		x.open8(kernel8Tap)
		x.opened()
		x.want(0x6700, []byte{0x80, 0xEA, 0, 0, 3, 1, 2, 3, 0})
		x.want(0x6A86, []byte{0x80, 0xEA, 1, 0, 4, 1, 2, 3, 4, 0})
		var last []byte
		for i, want := range c.delays {
			if took := x.exchange8(byte(i)); took != want {
				t.Errorf("%s: try %d took %v", c.card, i+1, took)
			}
			if hex.EncodeToString(x.relay[8:]) != hex.EncodeToString(unhex(t, c.times)) || last != nil && bytes.Equal(last, x.relay[4:8]) {
				t.Errorf("%s: try %d: % X", c.card, i+1, x.relay)
			}
			last = bytes.Clone(x.relay[4:8])
		}
		x.want(0x6985, []byte{0x80, 0xEA, 0, 0, 4, 1, 2, 3, 4, 0})
		x.records()
		if got := x.ac8(0x80, 0); got != c.mac {
			t.Errorf("%s: MAC %v", c.card, got)
		}
	}
	x := newReader8(t, named(t, "k8"))
	x.start8(kernel8Tap)
	x.want(0x6D00, []byte{0x80, 0xEA, 0, 0, 4, 1, 2, 3, 4, 0})
}

// write8 writes an envelope and says whether the card's MAC is right.
func (x *reader8) write8(sw apdu.SW, p2 byte, plain []byte) bool {
	x.t.Helper()
	enciphered, err := x.channel.Encipher(plain)
	if err != nil {
		x.t.Fatal(err)
	}
	mac := x.want(sw, apdu.Command{CLA: 0x84, INS: 0x34, P2: p2, Data: enciphered}.Append(nil))
	return x.channel.ValidateWrite(plain, mac) == nil
}

// read8 reads an envelope: nil if the MAC is wrong.
func (x *reader8) read8(t tlv.Tag) []byte {
	x.t.Helper()
	plain, err := x.channel.ValidateRead(x.want(0x9000, readData(t)))
	if err != nil {
		return nil
	}
	return plain
}

func readData(t tlv.Tag) []byte {
	return apdu.Command{CLA: 0x84, INS: 0x32, Data: t.Append(nil)}.Append(nil)
}

// Data envelopes are read before GENERATE AC and written after it, as long as the terminal says that more follows. What was written
// is there at the next tap.
//
// C-8 1.2 5.3.2, 5.5, 5.7
func TestKernel8Envelopes(t *testing.T) {
	x := newReader8(t, named(t, "k8-envelopes"))
	x.start8(kernel8Tap)
	for tag, want := range map[tlv.Tag]string{0x9F8111: "9f81110548656c6c6f", 0x9F8112: "9f811200"} {
		if got := hex.EncodeToString(x.read8(tag)); got != want {
			t.Errorf("%s: %s", tag, got)
		}
	}
	x.want(0x6A88, readData(0x9F8113))
	x.want(0x6A86, apdu.Command{CLA: 0x84, INS: 0x32, Data: []byte{0x9F, 0x81}}.Append(nil))
	x.want(0x6985, apdu.Command{CLA: 0x84, INS: 0x34, Data: []byte{1}}.Append(nil))
	if !x.ac8(0x80, 0x80) {
		t.Error("MAC of GENERATE AC")
	}
	x.want(0x6985, readData(0x9F8111))
	if !x.write8(0x9000, 0x80, unhex(t, "9F811203616263")) || !x.write8(0x9000, 0x00, unhex(t, "9F811A0101")) {
		t.Error("MAC of WRITE DATA")
	}
	x.want(0x6985, apdu.Command{CLA: 0x84, INS: 0x34, Data: []byte{1}}.Append(nil))
	x.newKey(0x22)
	x.start8(kernel8Tap)
	if got := hex.EncodeToString(x.read8(0x9F8112)); got != "9f811203616263" {
		t.Errorf("written: %s", got)
	}
	x.ac8(0x80, 0x80)
	x.write8(0x6A88, 0x80, unhex(t, "9F811300"))

	for _, c := range []struct {
		card        string
		read, write bool
		sw          apdu.SW
	}{
		{"k8-envelopes-refused", true, false, 0x6A88},
		{"k8-wrong-read-mac", false, true, 0x9000},
		{"k8-wrong-write-mac", true, false, 0x9000},
	} {
		x := newReader8(t, named(t, c.card))
		x.start8(kernel8Tap)
		x.ac8after(func() {
			if got := x.read8(0x9F8111); (got != nil) != c.read {
				t.Errorf("%s: read % X", c.card, got)
			}
		})
		if c.read && x.write8(c.sw, 0, unhex(t, "9F811100")) != c.write {
			t.Errorf("%s: MAC of WRITE DATA", c.card)
		}
	}
	x = newReader8(t, named(t, "k8-envelopes-other"))
	x.start8(kernel8Tap)
	if got := x.read8(0x9F8111); !bytes.HasPrefix(got, []byte{0x9F, 0x81, 0x12}) {
		t.Errorf("another envelope: % X", got)
	}
}

// ac8after asks for a cryptogram behind something else, with more commands to follow.
func (x *reader8) ac8after(first func()) {
	x.t.Helper()
	first()
	x.ac8(0x80, 0x80)
}

// A phone that asks its holder declines the first tap, asks for a restart and shows why; where the terminal takes no CVM it does
// not ask.
//
// C-8 1.2 A.1.25, A.1.113
func TestKernel8SecondTap(t *testing.T) {
	const limited, free = 0x64, 0x0C
	x := newReader8(t, named(t, "phone-k8-twice"))
	for i, want := range []struct {
		offered, cid, choice byte
		restart              string
		screen               bool
	}{
		{free, 0x80, 0x00, "", false}, {limited, 0x00, 0x0F, "2f20", true}, {limited, 0x80, 0x03, "", false}, {limited, 0x00, 0x0F, "2f20", true},
	} {
		x.card.Reset()
		delete(x.read, 0x9F8108)
		x.newKey(byte(i + 1))
		x.data[0x9F1D][0] = want.offered
		x.start8(kernel8Tap)
		if !x.ac8(0x80, 0) {
			t.Errorf("tap %d: MAC", i+1)
		}
		if x.read[0x9F27][0] != want.cid || x.read[0x9F8102][0] != want.choice || hex.EncodeToString(x.read[0x9F8108]) != want.restart || (x.card.Screen() != "") != want.screen {
			t.Errorf("tap %d: CID %X, choice %X, restart %X, screen %q", i+1, x.read[0x9F27], x.read[0x9F8102], x.read[0x9F8108], x.card.Screen())
		}
	}
	x = newReader8(t, named(t, "phone-k8-asked"))
	x.data[0x9F1D][0] = limited
	x.start8(kernel8Tap)
	x.ac8(0x80, 0)
	x.card.Confirm()
	x.card.Reset()
	x.newKey(0x33)
	x.start8(kernel8Tap)
	if x.ac8(0x80, 0); x.read[0x9F8102][0] != 0x03 {
		t.Errorf("confirmed: choice %X", x.read[0x9F8102])
	}
}

// What a card chooses if nothing of its list is offered: verification failed, unless it insists.
//
// C-8 1.2 A.1.25
func TestKernel8Offers(t *testing.T) {
	for card, want := range map[string]byte{"k8-pin": 0xFF, "k8-signature": 0xFF, "k8-none": 0xFF, "k8-not-applicable": 0x0F, "k8-choice-pin": 0x02} {
		x := newReader8(t, named(t, card))
		x.data[0x9F1D][0] = 0
		x.start8(kernel8Tap)
		if x.ac8(0x80, 0); x.read[0x9F8102][0] != want {
			t.Errorf("%s: choice %X", card, x.read[0x9F8102])
		}
	}
}

// Commands out of order or form, and keys that no card takes.
//
// C-8 1.2 5.1 to 5.7
func TestKernel8Commands(t *testing.T) {
	x := newReader8(t, named(t, "k8"))
	x.want(0x9000, apdu.AppendSelect(nil, unhex(t, kernel8Tap), false))
	x.want(0x6985, apdu.AppendReadRecord(nil, 1, 1))
	x.want(0x6985, readData(0x9F8111))
	good := x.data[0x9E]
	for _, key := range [][]byte{make([]byte, 64), bytes.Repeat([]byte{0xFF}, 64), good[:32]} {
		x.data[0x9E] = key
		x.want(0x6985, apdu.AppendGetProcessingOptions(nil, x.dol(unhex(t, "9F2B089E409F1D08"))))
	}
	x.want(0x6700, apdu.AppendGetProcessingOptions(nil, good))
	x.data[0x9E] = good
	x.start8(kernel8Tap)
	x.want(0x6985, apdu.AppendGetProcessingOptions(nil, x.pdol))
	x.want(0x6A83, apdu.AppendReadRecord(nil, 1, 9))
	x.values = x.dol(x.read[0x8C])
	for _, c := range []struct {
		sw  apdu.SW
		cmd apdu.Command
	}{
		{0x6A86, apdu.Command{CLA: 0x80, INS: 0xAE, P1: 0xC0, Data: x.values}},
		{0x6A86, apdu.Command{CLA: 0x80, INS: 0xAE, P1: 0x90, Data: x.values}},
		{0x6A86, apdu.Command{CLA: 0x80, INS: 0xAE, P1: 0x80, P2: 0x01, Data: x.values}},
		{0x6700, apdu.Command{CLA: 0x80, INS: 0xAE, P1: 0x80, Data: x.values[1:]}},
		{0x6E00, apdu.Command{CLA: 0x00, INS: 0xAE, P1: 0x80, Data: x.values}},
		{0x6D00, apdu.Command{CLA: 0x80, INS: 0xCA, P1: 0x9F, P2: 0x36}},
		{0x6E00, apdu.Command{CLA: 0x80, INS: 0x32, Data: []byte{0x9F, 0x81, 0x11}}},
	} {
		x.want(c.sw, c.cmd.Append(nil))
	}
}

// A card of two kernels is one of Kernel 8 if the Kernel Qualifier says version 2, or else one of Kernel 2; both count in one
// counter.
//
// C-8 1.2 1.6, 4.1.4, A.1.80
func TestKernel8Dual(t *testing.T) {
	x := newReader8(t, named(t, "k8-dual"))
	x.start8(kernel8Tap)
	if !x.ac8(0x80, 0) || x.local() != "" {
		t.Error("as a card of Kernel 8: not authenticated")
	}
	first := x.read[0x9F36]
	y := newTerminal(t, x.card)
	x.card.Reset()
	y.data[0x9F2B], y.data[0x9E] = []byte{0, 0}, make([]byte, 64)
	y.start(mastercardTap)
	response := y.want(0x9000, apdu.AppendGenerateAC(nil, 0x90, y.dol(y.read[0x8C])))
	y.keep(response)
	if rest := y.cda(response); len(rest) != 0 || y.read[0x9F8103] != nil {
		t.Errorf("as a card of Kernel 2: % X", rest)
	}
	if first[1]+1 != y.read[0x9F36][1] {
		t.Errorf("counters %X, %X", first, y.read[0x9F36])
	}
	x.card.Reset()
	x.newKey(0x44)
	x.start8(kernel8Tap)
	if !x.ac8(0x80, 0) {
		t.Error("as a card of Kernel 8 again: not authenticated")
	}
}

// The same commands get the same answers.
func TestKernel8Repeats(t *testing.T) {
	var answers [2][]byte
	for i := range answers {
		x := newReader8(t, named(t, "k8"))
		x.start8(kernel8Tap)
		x.ac8(0x80, 0)
		answers[i] = slices.Concat(x.read[0x9F8103], x.read[0x9F8105])
	}
	if !bytes.Equal(answers[0], answers[1]) {
		t.Error("they do not")
	}
}

// Each command of Kernel 8 can be refused, altered, cut or left without an answer.
//
// C-8 1.2 5.1
func TestKernel8Faults(t *testing.T) {
	gac := apdu.Command{CLA: 0x80, INS: 0xAE, P1: 0x80, P2: 0x80}
	for name, cmd := range map[string]func(x *reader8) []byte{
		"SELECT":                         func(*reader8) []byte { return apdu.AppendSelect(nil, unhex(t, kernel8Tap), false) },
		"GET PROCESSING OPTIONS":         func(x *reader8) []byte { return apdu.AppendGetProcessingOptions(nil, x.pdol) },
		"EXCHANGE RELAY RESISTANCE DATA": func(*reader8) []byte { return []byte{0x80, 0xEA, 0, 0, 4, 1, 2, 3, 4, 0} },
		"READ RECORD":                    func(*reader8) []byte { return apdu.AppendReadRecord(nil, 1, 1) },
		"READ DATA":                      func(*reader8) []byte { return readData(0x9F8111) },
		"GENERATE AC":                    func(x *reader8) []byte { gac.Data = x.dol(x.read[0x8C]); return gac.Append(nil) },
		"WRITE DATA":                     func(*reader8) []byte { return apdu.Command{CLA: 0x84, INS: 0x34, Data: []byte{1}}.Append(nil) },
	} {
		for what, want := range map[string]string{`"sw": "6F00"`: "6F00", `"mute": "timeout"`: "", `"mute": "transmission"`: "", `"replace": "70009000"`: "70009000", `"cut": 1`: "?"} {
			text, err := card.Source("k8-envelopes")
			if err != nil {
				t.Fatal(err)
			}
			occurrence := map[string]string{"SELECT": `, "occurrence": 2`, "GET PROCESSING OPTIONS": `, "occurrence": 2`, "READ RECORD": `, "occurrence": 6`}[name]
			faulty := bytes.Replace(text, []byte(`"ppse"`), []byte(`"faults": [{"command": "`+name+`"`+occurrence+`, `+what+`}], "ppse"`), 1)
			c, err := card.Load(faulty)
			if err != nil {
				t.Fatal(err)
			}
			x := newReader8(t, c)
			fci := x.want(0x9000, apdu.AppendSelect(nil, unhex(t, kernel8Tap), false))
			x.pdol = x.dol(x.find(fci, 0x6F, 0xA5, 0x9F38))
			x.keep(x.want(0x9000, apdu.AppendGetProcessingOptions(nil, x.pdol)))
			x.opened()
			x.records()
			r, _, err := c.Transmit(t.Context(), cmd(x))
			got := hex.EncodeToString(r)
			if (err != nil) != (want == "") || err == nil && want != "?" && !bytes.HasSuffix(r, unhex(t, want)) || want == "?" && len(r) != 1 {
				t.Errorf("%s, %s: %s, %v", name, what, got, err)
			}
		}
	}
}
