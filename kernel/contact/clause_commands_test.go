package contact_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// The commands that a terminal sends of its own, as the books have them: class and instruction, P1 and P2 (-1: of several values), with data,
// with Le.
var clauseCommands = map[byte]struct {
	class    byte
	p1, p2   int
	data, le bool
}{
	apdu.Select:               {0x00, 0x04, -1, true, true},
	apdu.ReadRecord:           {0x00, -1, -1, false, true},
	apdu.GetProcessingOptions: {0x80, 0x00, 0x00, true, true},
	apdu.InternalAuthenticate: {0x00, 0x00, 0x00, true, true},
	apdu.GetData:              {0x80, -1, -1, false, true},
	apdu.GetChallenge:         {0x00, 0x00, 0x00, false, true},
	apdu.Verify:               {0x00, 0x00, -1, true, false},
	apdu.GenerateAC:           {0x80, -1, 0x00, true, true},
	apdu.ExternalAuthenticate: {0x00, 0x00, 0x00, true, false},
}

// GET DATA is for these, and no other (log format, 9F4F, is for special devices).
var clauseData = []uint16{0x9F36, 0x9F13, 0x9F17, 0xBF4C, 0xBF4D}

// clauseWorlds are transactions that between them send each command.
func clauseWorlds(t *testing.T, visit func(name string, w *world)) {
	script := []issuer.Script{
		{Commands: []issuer.Command{issuer.PINUnblock()}},
		{Late: true, Commands: []issuer.Command{issuer.PINUnblock()}},
	}
	for _, card := range []string{"full", "noauth", "dda", "sda", "pin", "plaintext-pin", "two", "cash", "none", "xda", "xda-p521"} {
		for _, amount := range []uint64{100, 1234} {
			for _, how := range []string{"host up", "host down", "declined", "scripts", "denied"} {
				w := worldOf(t, card, amount)
				if card == "sda" {
					w.Config.Terminal.Capabilities[2] = 0xC8
				}
				w.PINs = []string{"1111", "1234", "1234"}
				switch how {
				case "host down":
					w.HostDown = true
				case "declined":
					w.Issuer.Decline = true
				case "scripts":
					w.Issuer.Scripts = script
				case "denied":
					denied(w)
				}
				visit(fmt.Sprintf("%s, %d, %s", card, amount, how), w)
			}
		}
	}
	dev := &capturer{sws: []uint16{0x9000}}
	visit("fingers", biometrics(t, "0800", group("BF4A", rightIndex), "BF4C04DF510105 9000", "BF4D04DF510102 9000", dev))
}

// Every command of every transaction is coded as the books have it.
// B1 11.1
// B1 11.1.1 Le, B3 6.1 Le: Le is 00 wherever there is one, and there is one in cases 2 and 4
// B3 6.3.1, 6.3.2, 6.3.3
// B3 6.3.6 zero: what is reserved is zero
// B3 6.4: channel 0, which is class bits 2 and 1
// B3 6.5: a command that changes the card is never the terminal's own
// B3 6.5.7.1
// B3 6.5.6.3, 6.5.7.3, 6.5.11.3
func TestClauseCommands(t *testing.T) {
	sent := map[byte]bool{}
	clauseWorlds(t, func(name string, w *world) {
		w.Run()
		for _, raw := range w.Commands {
			c, err := apdu.ParseCommand(raw)
			if err != nil {
				t.Fatalf("%s: % X: %v", name, raw, err)
			}
			want, own := clauseCommands[c.INS]
			if !own {
				if c.INS == apdu.PINChangeUnblock && len(w.Issuer.Scripts) != 0 && c.CLA&0x0C != 0 {
					continue // the issuer's, with secure messaging
				}
				t.Errorf("%s: % X is no command of the terminal's", name, raw)
				continue
			}
			sent[c.INS] = true
			bad := func(what string) { t.Errorf("%s: % X: %s", name, raw, what) }
			if c.CLA != want.class {
				bad("class")
			}
			if want.p1 >= 0 && int(c.P1) != want.p1 || want.p2 >= 0 && int(c.P2) != want.p2 {
				bad("P1 P2")
			}
			if (len(c.Data) != 0) != want.data || (c.Le != apdu.NoLe) != want.le || want.le && raw[len(raw)-1] != 0 {
				bad("data or Le")
			}
			switch c.INS {
			case apdu.Select:
				if c.P2 != 0x00 && c.P2 != 0x02 || len(c.Data) < 5 || len(c.Data) > 16 {
					bad("occurrence or name")
				}
			case apdu.ReadRecord:
				if c.P1 == 0 || c.P2&0x07 != 4 || c.P2>>3 < 1 || c.P2>>3 > 30 {
					bad("record")
				}
			case apdu.GetData:
				if !slices.Contains(clauseData, uint16(c.P1)<<8|uint16(c.P2)) {
					bad("no object for GET DATA")
				}
			case apdu.GenerateAC:
				if c.P1&0x27 != 0 || c.P1&0xC0 == 0xC0 || c.P1&0x18 == 0x18 {
					bad("reserved bits")
				}
			case apdu.ExternalAuthenticate:
				if len(c.Data) < 8 || len(c.Data) > 16 {
					bad("length")
				}
			}
		}
	})
	for ins := range clauseCommands {
		if !sent[ins] {
			t.Errorf("%02X was never sent", ins)
		}
	}
}

// What a transaction does at most: two GENERATE ACs, the second never after a TC or an AAC, one EXTERNAL AUTHENTICATE, one GET PROCESSING
// OPTIONS, one INTERNAL AUTHENTICATE.
// B3 9.3.2 two, 10.9 once
func TestClauseAtMost(t *testing.T) {
	most := map[byte]int{apdu.GenerateAC: 2, apdu.ExternalAuthenticate: 1, apdu.GetProcessingOptions: 1, apdu.InternalAuthenticate: 1}
	twice := 0
	clauseWorlds(t, func(name string, w *world) {
		var types []tlv.CryptogramType
		w.watch(func(command, response []byte) {
			if command[1] == apdu.GenerateAC {
				types = append(types, typeOf(response))
			}
		})
		w.Run()
		for ins, n := range most {
			if w.Sent(ins) > n {
				t.Errorf("%s: %02X was sent %d times", name, ins, w.Sent(ins))
			}
		}
		if len(types) == 2 {
			if twice++; types[0] != tlv.ARQC {
				t.Errorf("%s: a second GENERATE AC after %s", name, types[0])
			}
		}
	})
	if twice == 0 {
		t.Error("no second GENERATE AC anywhere")
	}
}

// watch sees what the card answers, behind whoever is in the middle.
func (w *world) watch(see func(command, response []byte)) {
	inner := w.Middle
	w.Middle = func(n int, command, r []byte) []byte {
		if inner != nil {
			r = inner(n, command, r)
		}
		see(command, r)
		return r
	}
}

// typeOf is the type of the cryptogram in a GENERATE AC response.
func typeOf(r []byte) tlv.CryptogramType {
	if o, ok := tlv.Find(r, tlv.TagFormat2, 0x9F27); ok {
		return tlv.CIDValue(o.Value[0]).Type()
	}
	if o, ok := tlv.Find(r, tlv.TagFormat1); ok {
		return tlv.CIDValue(o.Value[0]).Type()
	}
	return 0xFF
}

// The records read are those of the AFL, one after the other, and none else.
// B3 10.2 records, order, only
func TestClauseRecordsRead(t *testing.T) {
	for _, c := range []struct {
		afl  string
		want string // P1 P2 of each READ RECORD
	}{
		{"08010100", "010C"},
		{"08010300", "010C 020C 030C"},
		{"10030400 08010100", "0314 0414 010C"}, // as the AFL has them, not by number
		{"F00A0A00 08020200", "0AF4 020C"},      // SFI 30
		{"08FFFF00", "FF0C"},                    // the last record that there can be
		{"08010100 08010100", "010C 010C"},      // named twice, read twice
		{"0F010100", "010C"},                    // B3 6.3.6 not checked: the bits behind the SFI
		{"08010200 10010200 08030300", "010C 020C 0114 0214 030C"},
	} {
		w := newWorld(t, "noauth")
		n := len(bench.Hex(t, c.afl)) + 2
		began := false
		w.Middle = func(_ int, command, r []byte) []byte {
			switch {
			case command[1] == apdu.GetProcessingOptions:
				began = true
				return bench.Hex(t, "80"+hex1(n)+"1800"+c.afl+"9000")
			case began && command[1] == apdu.ReadRecord:
				return bench.Hex(t, "7003 DF0100 9000")
			}
			return r
		}
		w.Ends(w.Run(), kernel.CardDataMissing, "EMV 4.4 B3 7.2")
		got, begun := "", false
		for _, cmd := range w.Commands {
			begun = begun || cmd[1] == apdu.GetProcessingOptions
			if begun && cmd[1] == apdu.ReadRecord {
				got += fmt.Sprintf(" %02X%02X", cmd[2], cmd[3])
			}
		}
		if got != " "+c.want {
			t.Errorf("%s: read%s, want %s", c.afl, got, c.want)
		}
	}
}

// INTERNAL AUTHENTICATE carries what the DDOL asks for, in its order.
// B3 6.5.9.3
func TestClauseInternalAuthenticateData(t *testing.T) {
	w := newWorld(t, "dda")
	w.Card = bench.With(t, "dda", "9F49", "9A03 9F3704 5F2A02 DF0102 9F0204")
	w.Run()
	got := w.values(apdu.InternalAuthenticate, 1)
	if len(got) != 30 || got[:6] != "260701" || got[14:] != "0978"+"0000"+"00001234" || got[6:14] == "00000000" {
		t.Errorf("data %s", got)
	}
}

// VERIFY: the qualifier says how the PIN goes out; a plaintext PIN is its block of format 2, alone.
// B3 6.5.12.2 P2, 6.5.12.3, B4 6.3.4.2 no VERIFY
func TestClauseVerify(t *testing.T) {
	for _, c := range []struct {
		card, list string
		pin        string
		p2         int // -1: no VERIFY
		data       string
	}{
		// B3 6.5.12.2 PIN block
		{"plaintext-pin", "0100", "1234", 0x80, "241234FFFFFFFFFF"},
		{"plaintext-pin", "0100", "12345", 0x80, "2512345FFFFFFFFF"},
		{"plaintext-pin", "0100", "123456789012", 0x80, "2C123456789012FF"},
		{"plaintext-pin", "0300", "1234", 0x80, "241234FFFFFFFFFF"},
		{"pin", "0400", "1234", 0x88, ""},
		{"pin", "0500", "1234", 0x88, ""},
		{"xda", "0400", "1234", 0x8A, ""},
		{"pin", "0200", "1234", -1, ""}, // an online PIN never goes to the card
	} {
		w := worldOf(t, c.card, 1234)
		w.Card = bench.With(t, c.card, "8E", noXY+c.list)
		w.Config.Terminal.Capabilities[1] = 0xF9
		for i := range w.Config.Applications {
			w.Config.Applications[i].Capabilities = nil
		}
		w.PINs = []string{c.pin, "1234", "1234"}
		w.Run()
		p2, data := -1, ""
		for _, cmd := range w.Commands {
			if cmd[1] == apdu.Verify {
				p2, data = int(cmd[3]), hexOf(cmd[5:5+int(cmd[4])])
				break
			}
		}
		if p2 != c.p2 || c.data != "" && data != c.data || c.p2 > 0x80 && (bytes.Contains([]byte(data), []byte("1234FFFF")) || len(data) < 64) {
			t.Errorf("%s %s: P2 %02X, data %s", c.card, c.list, p2, data)
		}
		if c.p2 < 0 && (w.HostCalls != 1 || w.Sent(apdu.GetChallenge) != 0) {
			t.Errorf("%s %s: host asked %d times, commands %s", c.card, c.list, w.HostCalls, w.Instructions())
		}
	}
}
