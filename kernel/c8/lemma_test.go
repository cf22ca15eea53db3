package c8_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/secchan"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/testvectors/issuer"
	"github.com/emvgo/emv/tlv"
)

// The published proof of this kernel (Basin, Hofmeier, Sasse, Toro-Pozo: Getting Chip Card Payments Right, 2024) has 24 configurations: whether local authentication
// is performed, whether the Issuer Application Data MAC is copied and under the cryptogram, the CVM that the terminal has, and whether the amount is below the CVM limit or not.
// Its property is agreement: what the terminal accepts, offline or by its host, is a transaction that the card has run with the same account, AIP, CVM and data. It
// holds with local authentication, and else with the copy and an online PIN, which takes the transaction to the host; where only the host may accept, the copy is enough.
//
// What is tested is the attack that the proof finds in the others: a man in the middle who ends the channel on both sides with keys of his own, deciphers and
// enciphers anew, and tells the terminal another CVM than the card has chosen, another cryptogram, and another AIP. What is not: that there is no other attack.

// A configuration is one of the 24.
type configuration struct {
	local, copied bool
	choice        byte // the CVM that the terminal is told
	high          bool
}

// A lie is what the man in the middle changes besides.
type lie struct {
	tc  bool // an ARQC becomes a TC
	aip bool // the card has local authentication and the copy, and the terminal is told what the configuration says
}

var lies = []lie{{}, {tc: true}, {aip: true}, {tc: true, aip: true}}

// accepted reports whether the terminal, or its host, accepts a transaction in which the card was told and has told something else.
func (c configuration) accepted(t *testing.T, rules kernel.Profile, l lie, codes []string) bool {
	t.Helper()
	aip := []byte{0, 0x08}
	if c.local {
		aip[0] |= 0x01
	}
	if c.copied {
		aip[1] |= 0x02
	}
	chosen := byte(0x02) // a PIN, which is bypassed
	if c.choice == 0x02 {
		chosen = 0x00
	}
	s := newScene(t).set("9F8208", "4C", "9F8207", "44").set(codes...)
	s.Tx.Currency, s.Tx.Exponent = 0x0978, 2
	if c.high {
		s.Tx.Amount = 2500
	}
	middle := &interloper{t: t, aip: aip, told: aip, chosen: chosen, choice: c.choice, tc: l.tc}
	if l.aip {
		middle.aip = []byte{0x01, 0x0A}
	}
	s.sent, s.Applet = map[byte][]string{}, middle.applet
	s.fci("9F2B08 9E40 9F1D08", "9F2C07 02 00FFFF 000000")
	keys := s.Scene.Keys
	s.Scene.Keys = func(cfg *kernel.Config) { keys(cfg); cfg.Terminal.CountryCode = 0x0276 }
	o := (&puppet{scene: s.profiled(rules)}).once().Outcome
	switch o.Status {
	case kernel.Approved:
		return true
	case kernel.OnlineRequest:
		if o.CVM == kernel.CVMOnlinePIN && c.choice != 0x02 { // which the man in the middle cannot know
			return false
		}
		return issuer.Test().Check(o.DataRecord, "") == "" // the host of the proof looks at the cryptogram alone, not at the card's verification results
	}
	return false
}

// An interloper is a man in the middle between a kernel and a virtual card, with a channel to each.
type interloper struct {
	t              *testing.T
	aip, told      []byte // the card's, and what the kernel hears
	chosen, choice byte
	tc             bool

	card     *card.Card
	toCard   secchan.Kernel
	toKernel secchan.Card
	afl      []byte
	signed   []byte
	pdol     []byte // as the kernel sent it
}

func (m *interloper) applet() func([]byte) []byte {
	m.card = bench.Profile(m.t, "k8-unsigned-lists", func(app map[string]any) {
		app["aip"] = fmt.Sprintf("%X", m.aip)
		app["risk"] = map[string]any{"first": "online"}
		app["tap"].(map[string]any)["kernel8"] = map[string]any{"key": "icc-p256", "choices": fmt.Sprintf("%02X", m.chosen), "forced": true, "offset": 17}
	})
	m.send(apdu.AppendSelect(nil, bench.Digits(testAID), false))
	m.signed = nil
	return func(command []byte) []byte {
		switch command[1] {
		case apdu.GetProcessingOptions:
			return m.options(command)
		case apdu.ReadRecord:
			return m.record(command)
		}
		return m.cryptogram(command)
	}
}

func (m *interloper) send(command []byte) []byte {
	r, _, err := m.card.Transmit(m.t.Context(), command)
	if err != nil {
		m.t.Fatal(err)
	}
	return bytes.Clone(r)
}

func (m *interloper) options(command []byte) []byte {
	m.pdol = bytes.Clone(command[7 : len(command)-1])
	key := m.pdol[8:72]
	channel, toKernel, err := secchan.OpenCardBlinded(bench.Points()["pin-p256"].D, key, blinding)
	if err != nil {
		m.t.Fatal(err)
	}
	m.toKernel = channel
	m.toCard = secchan.GenerateKernel(func(n int) []byte { return bytes.Repeat([]byte{0x23}, n) })
	own := m.toCard.PublicKey()
	command = bytes.Clone(command)
	copy(command[7+8:], own[:])
	r := m.send(command)
	template, _ := tlv.Find(r[:len(r)-2], tlv.TagFormat2)
	var objects []byte
	c := tlv.NewCursor(template.Value)
	for o := range c.All() {
		v := o.Value
		switch o.Tag {
		case 0x82:
			v = m.told
		case 0x94:
			m.afl = o.Value
		case tlv.CardKeyData.Tag():
			if m.toCard.Open(o.Value) != nil {
				m.t.Fatal("no channel to the card")
			}
			v = toKernel
		}
		objects = tlv.Append(objects, o.Tag, v)
	}
	return append(tlv.Append(nil, tlv.TagFormat2, objects), 0x90, 0)
}

func (m *interloper) record(command []byte) []byte {
	r := m.send(command)
	c := tlv.NewCursor(r[:len(r)-2])
	o, _ := c.Next()
	value := o.Value
	if o.Tag == 0xDA {
		plain, err := m.toCard.DecipherRecord(value)
		if err != nil {
			m.t.Fatal(err)
		}
		value = bytes.Clone(plain)
		enciphered, err := m.toKernel.EncipherRecord(plain)
		if err != nil {
			m.t.Fatal(err)
		}
		r = append(tlv.Append(nil, 0xDA, enciphered), 0x90, 0)
	}
	for e := m.afl; len(e) >= 4; e = e[4:] {
		if e[0]>>3 == command[3]>>3 && command[2] >= e[1] && command[2] < e[1]+e[3] {
			m.signed = append(m.signed, value...)
		}
	}
	return r
}

func (m *interloper) cryptogram(command []byte) []byte {
	r := m.send(command)
	template, ok := tlv.Find(r[:len(r)-2], tlv.TagFormat2)
	if !ok {
		m.t.Fatalf("% X", r)
	}
	var objects, ac []byte
	c := tlv.NewCursor(template.Value)
	for o := range c.All() {
		v := bytes.Clone(o.Value)
		switch o.Tag {
		case tlv.ApplicationCryptogram.Tag():
			ac = v
			continue
		case tlv.EnhancedDataAuthenticationMAC.Tag():
			continue
		case tlv.CardholderVerificationDecision.Tag():
			if v[0] != m.chosen {
				m.t.Fatalf("the card has chosen %X", v)
			}
			v[0] = m.choice
		case tlv.CID.Tag():
			if m.tc {
				v[0] = 0x40
			}
		}
		objects = tlv.Append(objects, o.Tag, v)
	}
	message := slices.Concat(m.pdol, command[5:5+int(command[4])], objects)
	mac, err := m.toKernel.IADMAC(message, secchan.StaticDataHash(m.signed, nil, m.told))
	if err != nil {
		m.t.Fatal(err)
	}
	eda, err := m.toKernel.EDAMAC(ac, mac[:])
	if err != nil {
		m.t.Fatal(err)
	}
	objects = tlv.Append(tlv.Append(objects, 0x9F26, ac), tlv.EnhancedDataAuthenticationMAC.Tag(), eda)
	return append(tlv.Append(nil, tlv.TagFormat2, objects), 0x90, 0)
}

// The attack of the proof, in each of its configurations, with the proof's reader: it declines where local authentication has failed, or cardholder verification, has the host look
// at an online PIN, and lets all else pass. It works where the proof says so. In strict, where an offline approval needs local authentication, it works where the proof for
// online authorisation alone says so, below the CVM limit; above it he comes to an online PIN. The host can see that local authentication was not performed.
// C-8 3.3, 6.3.16, 6.3.17, 6.3.19
func TestLemma(t *testing.T) {
	for i := range 2 * 2 * 3 * 2 {
		c := configuration{i&1 == 1, i>>1&1 == 1, []byte{0x00, 0x02, 0x03}[i/4%3], i >= 12}
		for _, rules := range []kernel.Profile{kernel.Book, kernel.Strict} {
			works := false
			for _, l := range lies {
				if c.accepted(t, rules, l, []string{"9F820B", "0400800000", "9F820C", "0000040000"}) {
					works = true
				}
			}
			none := c.high && c.choice == 0x00 // which no terminal takes
			want := !c.local && !c.copied && (!c.high || c.choice == 0x02)
			if rules == kernel.Book {
				want = !c.local && (!c.copied || c.choice != 0x02)
			}
			if want = want && !none; works != want {
				t.Errorf("%+v, %v: the attack works: %v, want %v", c, rules, works, want)
			}
		}
	}
}
