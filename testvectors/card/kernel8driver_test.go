package card_test

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/crypto/secchan"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

const kernel8Tap = "A0000000041010"

// A reader8 is a terminal with the terminal's side of the channel, in crypto/secchan.
type reader8 struct {
	*terminal
	channel secchan.Kernel
	signed  []byte
	relay   []byte // entropy and last answer
	values  []byte // for CDOL1
	list    []byte // PDOL
}

func newReader8(t *testing.T, c *card.Card) *reader8 {
	t.Helper()
	x := &reader8{terminal: newTerminal(t, c)}
	x.data[0x9F1D] = []byte{0x6C, 0x80, 0, 0, 0, 0, 0, 0}
	x.data[0x9F2B] = []byte{0x02, 0x80, 0x00, 0x10, 0xFF, 0xFF, 0, 0}
	x.data[0x9F33] = []byte{0x20, 0x6C, 0x10}
	x.newKey(0x11)
	return x
}

// newKey makes a terminal's key of our own.
func (x *reader8) newKey(b byte) {
	x.channel = secchan.GenerateKernel(func(n int) []byte { return bytes.Repeat([]byte{b}, n) })
	key := x.channel.PublicKey()
	x.data[0x9E] = key[:]
	x.signed, x.relay = nil, nil
}

// start8 selects, initiates, opens the channel and reads the records.
func (x *reader8) start8(aid string) {
	x.t.Helper()
	x.open8(aid)
	x.opened()
	x.records()
}

// open8 selects and initiates.
func (x *reader8) open8(aid string) {
	x.t.Helper()
	fci := x.want(0x9000, apdu.AppendSelect(nil, unhex(x.t, aid), false))
	x.list = x.find(fci, 0x6F, 0xA5, 0x9F38)
	x.open(aid)
}

func (x *reader8) opened() {
	x.t.Helper()
	if err := x.channel.Open(x.read[0x9F8103]); err != nil {
		x.t.Fatal(err)
	}
}

// records reads the records of files 1 to 10.
//
// C-8 1.2 5.6.3, 7.2.4
func (x *reader8) records() {
	x.t.Helper()
	for afl := x.read[0x94]; len(afl) >= 4; afl = afl[4:] {
		for n := afl[1]; n <= afl[2] && afl[0]>>3 <= 10; n++ {
			r := x.want(0x9000, apdu.AppendReadRecord(nil, afl[0]>>3, n))
			value := tlv.NewCursor(r)
			o, ok := value.Next()
			if !ok || len(o.Raw) != len(r) {
				x.t.Fatalf("record % X", r)
			}
			plain := o.Value
			if o.Tag == 0xDA {
				var err error
				if plain, err = x.channel.DecipherRecord(o.Value); err != nil {
					x.t.Fatal(err)
				}
			}
			if n-afl[1] < afl[3] {
				x.signed = append(x.signed, plain...)
			}
			for o := range tlv.NewCursor(plain).All() {
				x.read[o.Tag] = bytes.Clone(o.Value)
			}
		}
	}
}

// exchange8 is one exchange of relay resistance data.
func (x *reader8) exchange8(entropy byte) time.Duration {
	x.t.Helper()
	number := []byte{entropy, 2, 3, 4}
	r, took, err := x.card.Transmit(x.t.Context(), append([]byte{0x80, 0xEA, 0, 0, 4}, append(number, 0)...))
	if err != nil || len(r) != 14 || r[0] != 0x80 || r[1] != 10 {
		x.t.Fatalf("relay resistance: % X, %v", r, err)
	}
	x.relay = append(number, r[2:12]...)
	return took
}

// cdol1 is the card's CDOL1, or the terminal's.
func (x *reader8) cdol1() []byte {
	if list := x.read[0x8C]; list != nil {
		return list
	}
	return unhex(x.t, "9F02069F03069F1A0295055F2A029A039C019F37049F35019F1D089F3303")
}

// ac8 asks for a cryptogram and reports whether the MAC of the channel is right; the IAD-MAC goes to where the AIP says.
//
// C-8 1.2 5.3, 7.2.7, 7.2.11
func (x *reader8) ac8(p1, p2 byte) (ok bool) {
	x.t.Helper()
	x.values = x.dol(x.cdol1())
	response := x.want(0x9000, apdu.Command{CLA: 0x80, INS: 0xAE, P1: p1, P2: p2, Data: x.values}.Append(nil))
	x.keep(response)
	var objects []byte
	for o := range tlv.NewCursor(x.find(response, 0x77)).All() {
		if o.Tag != 0x9F26 && o.Tag != 0x9F8105 {
			objects = append(objects, o.Raw...)
		}
	}
	mac, err := x.channel.IADMAC(slices.Concat(x.pdol, x.values, x.relay, objects), secchan.StaticDataHash(x.signed, x.extended(), x.read[0x82]))
	if err != nil {
		x.t.Fatal(err)
	}
	offset := map[byte]int{1: 17, 2: 24}[x.read[0x82][1]>>1&3]
	if offset != 0 {
		iad := bytes.Clone(x.read[0x9F10])
		copy(iad[offset:], mac[:])
		x.read[0x9F10] = iad
	}
	if v := x.read[0x9F8104]; v != nil {
		x.data[0x95] = v
	}
	return x.channel.VerifyEDAMAC(x.read[0x9F8105], x.read[0x9F26], mac[:]) == nil
}

// extended are the objects that the Extended SDA Tag List names, with tag and length.
//
// C-8 1.2 A.1.57
func (x *reader8) extended() (b []byte) {
	for tag := range tlv.TagList(x.read[0x9F810A]).All() {
		v := map[tlv.Tag][]byte{0x84: unhex(x.t, kernel8Tap), 0x9F38: x.list, 0x8C: x.cdol1()}[tag]
		if v == nil {
			v = x.read[tag]
		}
		b = tlv.Append(b, tag, v)
	}
	return b
}

// local is local authentication with crypto/oda, the blinding factor included: what fails, or nothing.
//
// C-8 1.2 7.2.5, 7.2.6, 7.2.8
func (x *reader8) local() string {
	static, reason := oda.AppendKernel8(x.signed, x.extended(), x.read[0x82])
	if reason != oda.OK {
		return reason.String()
	}
	point, reason := x.key8(static)
	if reason != oda.OK {
		return reason.String()
	}
	if err := x.channel.ValidateBlindingFactor(point[:32]); err != nil {
		return err.Error()
	}
	return ""
}

// key8 is the card's key for the channel: of its certificate, or of a signed record beside an RSA certificate.
func (x *reader8) key8(static []byte) ([]byte, oda.Reason) {
	rid, now := [5]byte{0xA0, 0, 0, 0, 4}, [6]byte{0x20, 0x26, 0x11, 0x23, 0x12, 0x00}
	for _, ca := range card.ECCCAKeys(rid) {
		if ca.Index != x.read[0x8F][0] {
			continue
		}
		key, reason := oda.RecoverIssuerECC(&ca, oda.ECCIssuerInput{Certificate: x.read[0x90], PAN: x.read[0x5A], RID: rid, Date: [4]byte(now[:4])})
		if reason == oda.OK {
			key, reason = oda.RecoverICCECC(&key, oda.ECCICCInput{Certificate: x.read[0x9F46], StaticData: static, Now: now, Use: oda.UseKernel8})
		}
		return key.Point, reason
	}
	for _, ca := range card.CAKeys(rid) {
		if ca.Index != x.read[0x8F][0] {
			continue
		}
		key, reason := oda.RecoverIssuer(&ca, oda.IssuerInput{
			Certificate: x.read[0x90], Remainder: x.read[0x92], Exponent: x.read[0x9F32], PAN: x.read[0x5A], RID: rid, Date: [3]byte(now[1:4]),
		})
		if reason == oda.OK {
			_, reason = oda.RecoverICC(&key, oda.ICCInput{
				Certificate: x.read[0x9F46], Remainder: x.read[0x9F48], Exponent: x.read[0x9F47], PAN: x.read[0x5A], StaticData: static, Date: [3]byte(now[1:4]),
			})
		}
		if reason == oda.OK && x.read[0x9F810B] == nil {
			reason = oda.KeyMissing
		}
		point, _ := oda.KeyAgreementPoint(x.read[0x9F810B])
		return point, reason
	}
	return nil, oda.KeyMissing
}

// onlineData is what the issuer gets.
func (x *reader8) onlineData() (b []byte) {
	for _, t := range []tlv.Tag{0x9F02, 0x9F03, 0x9F1A, 0x95, 0x5F2A, 0x9A, 0x9C, 0x9F37} {
		b = tlv.Append(b, t, x.data[t])
	}
	for _, t := range []tlv.Tag{0x5A, 0x57, 0x5F34, 0x82, 0x9F10, 0x9F26, 0x9F27, 0x9F36} {
		if v := x.read[t]; v != nil {
			b = tlv.Append(b, t, v)
		}
	}
	return b
}
