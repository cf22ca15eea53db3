package softpin_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/crypto/pin/softpin"
)

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func key(t testing.TB, a pin.Algorithm, s string) pin.Key {
	t.Helper()
	k, err := pin.NewKey(a, unhex(t, s))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func pan(t testing.TB, digits string) pin.PAN {
	t.Helper()
	p, err := pin.ParsePAN(digits)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// odeCard is the card's side of ECC ODE over VERIFY: it joins chains and remembers what the PIN or template was.
type odeCard struct {
	key       pin.ODECard
	challenge []byte
	chain     []byte
	pieces    []string // CLA and length of each command
	pins      []pin.PIN
	biometric pin.Biometric
}

func (c *odeCard) Transmit(_ context.Context, command []byte) ([]byte, time.Duration, error) {
	cmd, err := apdu.ParseCommand(command)
	if err != nil {
		return nil, 0, err
	}
	c.pieces = append(c.pieces, fmt.Sprintf("%02X %d", cmd.CLA, len(cmd.Data)))
	c.chain = append(c.chain, cmd.Data...)
	if cmd.CLA == 0x10 {
		return []byte{0x90, 0}, 0, nil
	}
	data := c.chain
	c.chain = nil
	if cmd.P2 == 0x8A {
		p, err := c.key.DecipherPIN(data, c.challenge)
		if err != nil {
			return []byte{0x69, 0x84}, 0, nil
		}
		c.pins = append(c.pins, p)
	} else if c.biometric, err = c.key.DecipherBiometric(data, c.challenge); err != nil {
		return []byte{0x69, 0x84}, 0, nil
	}
	return []byte{0x90, 0}, 0, nil
}

// Two PINs and a template in one transaction share keys; a new transaction has new ones.
//
// EMV 4.4 B2 13.2, 13.4, EMV 4.4 B3 6.5.13
func TestECC(t *testing.T) {
	private := unhex(t, strings.Repeat("17", 32))
	newCard := func() *odeCard {
		k, err := pin.NewODECard(pin.SuiteP256, private)
		if err != nil {
			t.Fatal(err)
		}
		return &odeCard{key: k}
	}
	card := newCard()
	template, err := pin.NewBiometric([]byte{8}, []byte{1, 2, 3}, 0, bytes.Repeat([]byte{0x5A}, 400))
	if err != nil {
		t.Fatal(err)
	}
	d := newDevice(t, "1234", "654321", "9999", "9999")
	d.Capture(template)
	r := softpin.Request{Method: softpin.EncipheredECC, Public: card.key.Public()}
	verify := func(n byte) softpin.Answer {
		card.challenge = bytes.Repeat([]byte{n}, 8)
		r.Challenge = card.challenge
		a, err := d.VerifyPIN(t.Context(), card, r)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if a, b := verify(1), verify(2); a.SW != 0x9000 || b.SW != 0x9000 {
		t.Fatal(a, b)
	}
	if string(card.pins[0].AppendDigits(nil)) != "1234" || string(card.pins[1].AppendDigits(nil)) != "654321" {
		t.Error("other PINs")
	}
	card.pieces = nil
	a, err := d.VerifyBiometric(t.Context(), card, r)
	if err != nil || a.SW != 0x9000 {
		t.Fatal(a, err)
	}
	if _, _, _, data := card.biometric.Fields(); !bytes.Equal(data, bytes.Repeat([]byte{0x5A}, 400)) {
		t.Error("another template")
	}
	// 81 01 08, 90 03 .., DF51 82 .. ..: 3 + 5 + 5 bytes round 32 + 8 + 1+3+1+1+1+2+400 + 8 enciphered
	if got := strings.Join(card.pieces, ", "); got != "10 255, 00 215" {
		t.Error(got)
	}
	if a, err := d.VerifyBiometric(t.Context(), card, r); err != nil || a != (softpin.Answer{Result: softpin.Cancelled}) {
		t.Error(a, err)
	}
	card = newCard() // the next transaction: this card derives anew
	if a := verify(3); a.SW != 0x6984 {
		t.Error("keys of the last transaction were taken", a)
	}
	d.EndTransaction()
	card = newCard()
	if a := verify(4); a.SW != 0x9000 {
		t.Error(a)
	}
}

// What cannot be enciphered is an answer with its reason and sends nothing.
//
// EMV 4.4 B2 7.3, 13.2
func TestCannotEncipher(t *testing.T) {
	template, _ := pin.NewBiometric([]byte{8}, []byte{1}, 0, []byte{1})
	for _, c := range []struct {
		r    softpin.Request
		want pin.Fault
	}{
		{softpin.Request{Method: softpin.EncipheredECC, Suite: 0x88}, pin.FaultSuite},
		{softpin.Request{Method: softpin.EncipheredECC, Public: make([]byte, 31)}, pin.FaultPoint},
		{softpin.Request{Method: softpin.EncipheredECC, Public: bytes.Repeat([]byte{0xFF}, 32), Challenge: make([]byte, 8)}, pin.FaultPoint},
		{softpin.Request{Method: softpin.EncipheredRSA}, pin.FaultModulus},
		{softpin.Request{Method: softpin.Online}, pin.FaultFormat},
	} {
		card := &recorder{}
		d := newDevice(t, "1234")
		d.Capture(template)
		want := softpin.Answer{Result: softpin.Failed, Fault: c.want}
		if a, err := d.VerifyPIN(t.Context(), card, c.r); err != nil || a != want || d.Holds() {
			t.Errorf("PIN: %v, %v, want %v", a, err, want)
		}
		if a, err := d.VerifyBiometric(t.Context(), card, c.r); err != nil || a != want {
			t.Errorf("template: %v, %v, want %v", a, err, want)
		}
		template, _ = pin.NewBiometric([]byte{8}, []byte{1}, 0, []byte{1})
		if card.sent != nil {
			t.Errorf("%X", card.sent)
		}
	}
}

// The published blocks and key serial numbers of TDES DUKPT, one transaction after another; AES DUKPT and zone keys
// deciphered as a host would. ANSI X9.24-1:2009 A.4.
//
// EMV 4.4 B3 10.5.2
func TestHostBlock(t *testing.T) {
	d := newDevice(t, "1234", "1234", "1234", "99999", "4321")
	d.SetOnlineKeys(softpin.TDESDUKPT(key(t, pin.TDES, "6AC292FAA1315B4D858AB3A3D7D5933A"), pin.KSN(unhex(t, "FFFF9876543210E00000"))))
	account := pan(t, "4012345678909")
	for _, want := range [][2]string{
		{"FFFF9876543210E00001", "1B9C1845EB993A7A"},
		{"FFFF9876543210E00002", "10A01C8D02C69107"},
		{"FFFF9876543210E00003", "18DC07B94797B466"},
	} {
		enter(t, d)
		b, err := d.HostBlock(account)
		if err != nil || fmt.Sprintf("%X", b.KSN()) != want[0] || fmt.Sprintf("%X", b.Bytes()) != want[1] || b.PINFormat() != pin.Format0 {
			t.Errorf("%v %X %v, want %v", b, b.Bytes(), err, want)
		}
		if _, err := d.HostBlock(account); err != softpin.ErrNoPIN {
			t.Error(err)
		}
	}
	ik := key(t, pin.AES, "1273671EA26AC29AFA4D1084127652A1")
	d.SetOnlineKeys(softpin.AESDUKPT(ik, pin.AESKSN(unhex(t, "123456789012345600000000"))))
	enter(t, d)
	b, err := d.HostBlock(account)
	if err != nil || fmt.Sprintf("%X", b.KSN()) != "123456789012345600000001" {
		t.Fatal(b, err)
	}
	tk, _ := pin.TransactionKeyAES(ik, pin.AESKSN(b.KSN()))
	wk, _ := pin.WorkingKeyAES(tk, pin.AESKSN(b.KSN()), pin.AESPIN, 16)
	if p, err := pin.DecipherBlock(pin.Format4, wk, b.Bytes(), account); err != nil || string(p.AppendDigits(nil)) != "99999" {
		t.Error(err)
	}
	zone := key(t, pin.TDES, "0123456789ABCDEFFEDCBA9876543210")
	d.SetOnlineKeys(softpin.ZoneKey(pin.Format3, zone))
	enter(t, d)
	b, err = d.HostBlock(account)
	if err != nil || b.KSN() != nil {
		t.Fatal(b, err)
	}
	if p, err := pin.DecipherBlock(pin.Format3, zone, b.Bytes(), account); err != nil || string(p.AppendDigits(nil)) != "4321" {
		t.Error(err)
	}
}

func enter(t testing.TB, d *softpin.Device) {
	t.Helper()
	if a, err := d.EnterPIN(t.Context(), softpin.Request{}); err != nil || a.Result != softpin.Entered {
		t.Fatal(a, err)
	}
}

// Wrong use is a Go error; the PIN is gone afterwards.
func TestHostBlockErrors(t *testing.T) {
	for _, c := range []struct {
		keys softpin.OnlineKeys
		want error
	}{
		{nil, softpin.ErrNoKeys},
		{softpin.ZoneKey(pin.Format2, pin.Key{}), pin.FaultFormat},
		{softpin.ZoneKey(pin.Format0, key(t, pin.AES, "1273671EA26AC29AFA4D1084127652A1")), pin.FaultKey},
		{softpin.TDESDUKPT(pin.Key{}, pin.KSN{}), pin.FaultKey},
		{softpin.AESDUKPT(pin.Key{}, pin.AESKSN{}), pin.FaultKey},
		{softpin.TDESDUKPT(pin.Key{}, pin.KSN{7: 0x1F, 8: 0xF8}), pin.FaultCounter},
		{softpin.AESDUKPT(pin.Key{}, pin.AESKSN{8: 0xFF, 9: 0xFF}), pin.FaultCounter},
	} {
		d := newDevice(t, "1234")
		if c.keys != nil {
			d.SetOnlineKeys(c.keys)
		}
		enter(t, d)
		if _, err := d.HostBlock(pan(t, "4012345678909")); !errors.Is(err, c.want) {
			t.Errorf("%v, want %v", err, c.want)
		}
		if d.Holds() {
			t.Error("the PIN is still held")
		}
	}
	d := newDevice(t, "1234")
	d.SetOnlineKeys(softpin.ZoneKey(pin.Format0, key(t, pin.TDES, "0123456789ABCDEFFEDCBA9876543210")))
	enter(t, d)
	d.Close()
	if a, err := d.EnterPIN(t.Context(), softpin.Request{}); err != nil || a.Result != softpin.Cancelled {
		t.Error(a, err)
	}
}

// Attack 21: nothing of PINs, keys and blocks shows, also from inside another struct.
func TestNothingPrints(t *testing.T) {
	d := newDevice(t, "918273", "918273", "918273")
	enter(t, d)
	keys := softpin.ZoneKey(pin.Format0, key(t, pin.TDES, strings.Repeat("A7", 16)))
	d.SetOnlineKeys(keys)
	b, err := d.HostBlock(pan(t, "4012345678909"))
	if err != nil {
		t.Fatal(err)
	}
	block := fmt.Sprintf("%x", b.Bytes())
	enter(t, d)
	type holder struct {
		D    any
		d, k any
		b    softpin.OnlineBlock
		V    softpin.Device
	}
	h := holder{d, d, keys, b, softpin.Device{}}
	var out bytes.Buffer
	for _, v := range []any{d, *d, b, &b, keys, h, &h, []any{d, keys, b}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%b", "%p", "%w"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		_ = json.NewEncoder(&out).Encode(v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "v", v)
	}
	text := strings.ToLower(out.String())
	for _, trace := range []string{"918273", "57 49 56 50", "393138", "a7a7", "167 167", block, strings.Trim(fmt.Sprint([]int{int(b.Bytes()[0]), int(b.Bytes()[1]), int(b.Bytes()[2])}), "[]")} {
		if strings.Contains(text, trace) {
			t.Errorf("%q shows", trace)
		}
	}
}
