package c8_test

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/emvgo/emv/crypto/secchan"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// A visit is the card in one transaction.
type visit struct {
	*chip
	all         []record
	channel     secchan.Card
	pdolValues  []byte
	relayed     []byte // the last exchange
	writesTaken int
}

// applet makes a visit.
func (c *chip) applet() func([]byte) []byte {
	v := &visit{chip: c, all: slices.Concat(c.records, c.certified())}
	return func(command []byte) []byte {
		if v.wrong == fmt.Sprintf("SW %02X", command[1]) {
			return []byte{0x6A, 0x86}
		}
		body := v.answer(command)
		if body == nil {
			return []byte{0x69, 0x85}
		}
		return append(body, 0x90, 0x00)
	}
}

func (v *visit) answer(c []byte) []byte {
	var data []byte
	if len(c) > 5 {
		data = c[5 : 5+int(c[4])]
	}
	switch c[1] {
	case 0xA8:
		return v.options(data)
	case 0xB2:
		return v.read(int(c[3]>>3), int(c[2]))
	case 0xEA:
		answer := bench.Digits("11223344" + v.relay)
		v.relayed = slices.Concat(data, answer)
		return tlv.Append(nil, 0x80, answer)
	case 0x32:
		return v.readData(fmt.Sprintf("%X", data))
	case 0xAE:
		return v.generate(c[2], data)
	case 0x34:
		return v.write(data)
	}
	return nil
}

// blinding is a blinding factor: that of all visits, so that they are the same each time.
var blinding = bytes.Repeat([]byte{0x31}, 32)

func (v *visit) options(data []byte) []byte {
	o, _ := tlv.Find(data, 0x83)
	v.pdolValues = slices.Clone(o.Value)
	dol, err := tlv.ParseDOL(bench.Digits(v.pdol))
	if err != nil {
		panic(err)
	}
	var terminal []byte
	at := 0
	for tag, n := range dol.All() {
		if tag == tlv.KernelKeyData.Tag() {
			terminal = v.pdolValues[at : at+n]
		}
		at += n
	}
	channel, key, err := secchan.OpenCardBlinded(bench.Points()["icc-p256"].D, terminal, blinding)
	if err != nil {
		return nil
	}
	v.channel = channel
	if v.wrong == "blinding" {
		key[63] ^= 1
	}
	objects := tlv.Append(tlv.Append(nil, 0x82, bench.Digits(v.aip)), 0x94, v.files())
	objects = tlv.Append(objects, tlv.CardKeyData.Tag(), key)
	if v.cdol1 != "" {
		objects = tlv.Append(objects, 0x8C, bench.Digits(v.cdol1))
	}
	return tlv.Append(nil, 0x77, append(objects, bench.Digits(v.gpo)...))
}

// files is the AFL.
func (v *visit) files() (b []byte) {
	if v.afl != "" {
		return bench.Digits(v.afl)
	}
	for _, r := range v.all {
		signed := byte(0)
		if r.signed {
			signed = 1
		}
		b = append(b, byte(r.file<<3), byte(r.number), byte(r.number), signed)
	}
	return b
}

func (v *visit) read(file, number int) []byte {
	for _, r := range v.all {
		if r.file != file || r.number != number {
			continue
		}
		value := bench.Digits(r.objects)
		if !r.enciphered {
			return tlv.Append(nil, 0x70, value)
		}
		if v.wrong == "record" && r.signed {
			value = append(value, 0x5A) // malformed, once it is deciphered
		}
		b, err := v.channel.EncipherRecord(value)
		if err != nil {
			return nil
		}
		return tlv.Append(nil, 0xDA, b)
	}
	return nil
}

func (v *visit) readData(tag string) []byte {
	object, ok := v.envelopes[tag]
	if !ok {
		return nil
	}
	b, err := v.channel.ReadResponse(bench.Digits(object))
	if err != nil {
		panic(err)
	}
	if v.wrong == "READ DATA MAC" {
		b[len(b)-1] ^= 1
	}
	return b
}

// generate has IAD-MAC and EDA-MAC as C-8 1.2 7.2.7 and 7.2.11 have them.
func (v *visit) generate(reference byte, cdol1 []byte) []byte {
	cid := fmt.Sprintf("%02X", reference)
	if v.gives != "" {
		cid = v.gives
	}
	signed := bench.Digits("9F2701" + cid + "9F3602 0001 9F810201" + v.choice + v.more + fmt.Sprintf("%X", tlv.Append(nil, 0x9F10, bench.Digits(v.iad))))
	message := slices.Concat(v.pdolValues, cdol1, v.relayed, signed)
	mac, err := v.channel.IADMAC(message, secchan.StaticDataHash(v.signedRecords(), v.extendedData(), bench.Digits(v.aip)))
	if err != nil {
		return nil
	}
	ac := bench.Digits("1122334455667788")
	eda, err := v.channel.EDAMAC(ac, mac[:])
	if err != nil {
		return nil
	}
	if v.wrong == "EDA MAC" {
		eda[0] ^= 1
	}
	answer := tlv.Append(slices.Clone(signed), 0x9F26, ac)
	return tlv.Append(nil, 0x77, tlv.Append(answer, tlv.EnhancedDataAuthenticationMAC.Tag(), eda))
}

func (v *visit) write(data []byte) []byte {
	v.writesTaken++
	_, mac, err := v.channel.Write(data)
	if err != nil {
		panic(err)
	}
	if v.wrong == fmt.Sprintf("WRITE DATA MAC %d", v.writesTaken) {
		mac[0] ^= 1
	}
	return mac
}
