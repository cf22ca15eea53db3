package contact_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// A signer answers GENERATE AC with any cryptogram under any signature.
type signer struct {
	pdol, cdol1 []byte
	generated   int
	at          int    // which GENERATE AC is answered so; the one before it with a good ARQC
	clear       byte   // CID in the clear
	signed      string // whose CID the signature has: ARQC, TC, AAC; none, broken
}

var cidOf = map[string]byte{"ARQC": 0x80, "TC": 0x40, "AAC": 0x00}

// answer is a middle.
func (s *signer) answer(_ int, command, response []byte) []byte {
	if command[1] == apdu.GetProcessingOptions {
		o, _ := tlv.Find(command[5:5+int(command[4])], 0x83)
		s.pdol = bytes.Clone(o.Value)
	}
	if command[1] != apdu.GenerateAC {
		return response
	}
	data := bytes.Clone(command[5 : 5+int(command[4])])
	if s.generated++; s.generated == 1 {
		s.cdol1 = data
	}
	if s.generated > s.at { // the end of it
		return []byte("\x77\x14\x9F\x27\x01\x00\x9F\x36\x02\x00\x11\x9F\x26\x08ABCDEFGH\x90\x00")
	}
	clear, signed := s.clear, s.signed
	if s.generated < s.at {
		clear, signed = 0x80, "ARQC"
	}
	ac := []byte("12345678")
	body := append([]byte{0x9F, 0x27, 1, clear}, 0x9F, 0x36, 2, 0x00, 0x11)
	if signed == "none" {
		body = tlv.Append(body, 0x9F26, ac)
	} else {
		sent := append(bytes.Clone(s.pdol), s.cdol1...)
		if s.generated == 2 {
			sent = append(sent, data...)
		}
		cid, known := cidOf[signed]
		sdad := bytes.Clone(bench.Signing{}.Sign(s.number(), cid, ac, sent, body))
		if !known {
			sdad[9] ^= 1
		}
		body = tlv.Append(body, 0x9F4B, sdad)
	}
	return append(tlv.Append(nil, 0x77, body), 0x90, 0x00)
}

// number is the terminal's, as CDOL1 of the card full has it.
func (s *signer) number() []byte { return s.cdol1[25:29] }

// signing has a card whose every signature is the test's to make.
func signing(t *testing.T, s *signer) *world {
	w := newWorld(t, "full")
	k := bench.Signing{PAN: bench.Hex(t, "5413330089020011"), AIP: [2]byte{0x3D}}.Certificates()
	w.Card = bench.Profile(t, "full", func(app map[string]any) {
		delete(app, "signatures")
		for tag, v := range map[string][]byte{"8F": {0xC1}, "90": k.Issuer, "92": k.IssuerRest, "9F32": k.Exponent, "9F46": k.ICC, "9F47": k.Exponent, "9F48": k.ICCRest} {
			bench.SetElement(app, tag, hexOf(v))
		}
		for _, r := range app["records"].([]any) {
			r.(map[string]any)["signed"] = false
		}
	})
	w.Config.Keys = bench.SigningKeys([5]byte{0xA0, 0, 0, 0, 4})
	w.Middle = s.answer
	return w
}

// What the card answers to a GENERATE AC that asks for a signature, first and second, of every type in the clear and with every signature: an AAC needs none. The
// CID of the signature is the card's where there is one, and another than the one in the clear fails CDA. Of each answer: how it ends (A approved, D declined, X
// terminated), P1 of a second GENERATE AC, whether CDA failed, and the CID that counts.
// B2 6.6.2, B4 6.3.2.1 TC, ARQC, second, CID, B3 9.3 second
func TestSignatureAndCID(t *testing.T) {
	signatures := []string{"none", "ARQC", "TC", "AAC", "broken"}
	for _, c := range []struct {
		name   string
		amount uint64
		at     int
		clear  byte
		want   string // for each of the signatures
	}{
		{"TC asked for", 100, 1, 0x80, "D 00 failed 00, D 50 ok 00, D -- failed 40, D -- failed 00, D 00 failed 00"},
		{"TC asked for", 100, 1, 0x40, "D -- failed 40, D 00 failed 00, A -- ok 40, D -- failed 00, D -- failed 40"},
		{"TC asked for", 100, 1, 0x00, "D -- none 00, D 00 failed 00, D -- failed 40, D -- ok 00, D -- failed 00"},
		{"TC asked for", 100, 1, 0xC0, "X -- none C0, D 00 failed 00, D -- failed 40, D -- failed 00, X -- failed C0"},
		{"ARQC asked for", 1234, 1, 0x80, "D 00 failed 00, D 50 ok 00, X -- failed 40, D -- failed 00, D 00 failed 00"},
		{"ARQC asked for", 1234, 1, 0x40, "X -- failed 40, D 00 failed 00, X -- ok 40, D -- failed 00, X -- failed 40"},
		{"ARQC asked for", 1234, 1, 0x00, "D -- none 00, D 00 failed 00, X -- failed 40, D -- ok 00, D -- failed 00"},
		{"ARQC asked for", 1234, 1, 0xC0, "X -- none C0, D 00 failed 00, X -- failed 40, D -- failed 00, X -- failed C0"},
		{"second", 1234, 2, 0x80, "D 50 failed 80, D 50 ok 80, D 50 failed 40, D 50 failed 00, D 50 failed 80"},
		{"second", 1234, 2, 0x40, "D 50 failed 40, D 50 failed 80, A 50 ok 40, D 50 failed 00, D 50 failed 40"},
		{"second", 1234, 2, 0x00, "D 50 ok 00, D 50 failed 80, D 50 failed 40, D 50 ok 00, D 50 failed 00"},
		{"second", 1234, 2, 0xC0, "D 50 ok C0, D 50 failed 80, D 50 failed 40, D 50 failed 00, D 50 failed C0"},
	} {
		for i, want := range strings.Split(c.want, ", ") {
			w := signing(t, &signer{at: c.at, clear: c.clear, signed: signatures[i]})
			w.Transaction.Amount = c.amount
			w.Answer = func([]byte) ([]byte, error) { return bench.Hex(t, "8A023030"), nil }
			out := w.Run()
			second := "--"
			if p1 := w.P1(2); p1 >= 0 {
				second = fmt.Sprintf("%02X", p1)
			}
			oda := map[string]string{"not performed": "none"}[out.ODA().Result]
			if oda == "" {
				oda = out.ODA().Result
			}
			got := fmt.Sprintf("%s %s %s %02X", map[kernel.Status]string{kernel.Approved: "A", kernel.Declined: "D", kernel.EndApplication: "X"}[out.Status], second, oda, out.CID())
			if got != want || out.HasTVR(tlv.TVRCDAFailed) != (oda == "failed") {
				t.Errorf("%s, CID %02X, signature %s: %s, want %s; TVR %X, %s", c.name, c.clear, signatures[i], got, want, out.TVR(), out.ODA().Reason)
			}
			if out.Reversal() != (out.Online() && out.Status != kernel.Approved) {
				t.Errorf("%s, CID %02X, signature %s: reversal %v", c.name, c.clear, signatures[i], out.Reversal())
			}
		}
	}
}
