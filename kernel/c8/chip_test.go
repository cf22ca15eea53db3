package c8_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/emvgo/emv/crypto/secchan"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

const testAID = "A0000000041010"

// A record of the test's card: file and number, whether it is signed and enciphered, and its objects in hexadecimal digits.
type record struct {
	file, number       int
	signed, enciphered bool
	objects            string
}

// A chip is a card whose every byte a test can change. Keys are those of testvectors/card; values are ours.
type chip struct {
	aip       string
	afl       string // "": one entry for each record
	cdol1     string // "": none
	gpo       string // more objects in the answer to GET PROCESSING OPTIONS
	records   []record
	pdol      string
	relay     string            // its times: least, most, of the response
	gives     string            // Cryptogram Information Data; "": what was asked for
	choice    string            // Cardholder Verification Decision
	iad       string            // Issuer Application Data
	more      string            // more objects in the answer to GENERATE AC
	extended  string            // Extended SDA Tag List
	envelopes map[string]string // tag -> what READ DATA gives, an object
	wrong     string            // what is wrong about it
	rsa       bool              // the chain is of RSA
	noChain   bool
	arrange   func([]record) []record // the records of the chain as they are on the card; nil: as they are made
}

// plainCDOL1 asks for amount, TVR, unpredictable number, terminal capabilities and terminal risk management data.
const plainCDOL1 = "9F0206 9505 9F3704 9F3303 9F1D08"

// newChip is a card that local authentication is done with, by ECC, that has its records enciphered and can approve offline.
func newChip() *chip {
	return &chip{
		aip: "010A", cdol1: plainCDOL1, pdol: "9F2B08 9E40 9F1D08", relay: "0064 00C8 0018", choice: "00", iad: strings.Repeat("A5", 32),
		records: []record{
			{1, 1, false, false, "5F3401 01 5F2403 491231"},
			{2, 1, true, true, "5A08 5413330089020011"},
		},
	}
}

// certified are the records of the chain.
func (c *chip) certified() []record {
	if c.noChain {
		return nil
	}
	static := c.static(c.signedRecords())
	made, ok := chains[c.rsa][string(static)] // to sign takes its time
	if !ok {
		made = chain(c.rsa, static)
		chains[c.rsa][string(static)] = made
	}
	list := slices.Clone(made)
	if c.extended != "" {
		list[0].objects += hexOf(tlv.Append(nil, tlv.ExtendedSDATagList.Tag(), bench.Digits(c.extended)))
	}
	if c.arrange != nil {
		list = c.arrange(list)
	}
	return list
}

// chains are the chains that were made, of ECC and of RSA, by the static data.
var chains = map[bool]map[string][]record{false: {}, true: {}}

// chain signs the certificates.
func chain(rsa bool, static []byte) []record {
	pan := bench.Digits("5413330089020011")
	object := func(tag tlv.Tag, v []byte) string { return fmt.Sprintf("%X", tlv.Append(nil, tag, v)) }
	if !rsa {
		p := bench.Points()
		issuer := p["ca-p256"].CertifyIssuer(bench.Digits("541333FFFF"), 0x10, bench.Digits(testAID[:10]), 0xC3, p["issuer-p256"])
		icc := p["issuer-p256"].CertifyCard(static, p["icc-p256"])
		return []record{{3, 1, false, true, "8F01 C3" + object(0x90, issuer)}, {3, 2, false, true, object(0x9F46, icc)}}
	}
	keys := bench.Keys()
	issuer, rest := keys["ca-e3"].Certify(0x02, pan[:4], keys["issuer-e3"], nil)
	icc, left := keys["issuer-e3"].Certify(0x04, append(slices.Clone(pan), 0xFF, 0xFF), keys["icc-e3"], static)
	if len(left) != 0 {
		panic("the card's key has a remainder")
	}
	return []record{
		{3, 1, false, true, "8F01 C1 9F3201 03" + object(0x92, rest)}, {3, 2, false, true, object(0x90, issuer)},
		{3, 3, false, true, object(0x9F46, icc) + "9F4701 03"},
	}
}

// signedRecords are the values of the signed records in their order.
func (c *chip) signedRecords() (b []byte) {
	for _, r := range c.records {
		if r.signed {
			b = append(b, bench.Digits(r.objects)...)
		}
	}
	return b
}

// extendedData is Extended SDA Tag List Related Data.
func (c *chip) extendedData() (b []byte) {
	all := "82 02" + c.aip
	for _, r := range c.records {
		all += r.objects
	}
	for tag := range tlv.TagList(bench.Digits(c.extended)).All() {
		o, _ := tlv.Find(bench.Digits(all), tag)
		b = tlv.Append(b, tag, o.Value)
	}
	return b
}

// static is Static Data To Be Authenticated.
func (c *chip) static(signed []byte) []byte {
	return slices.Concat(signed, c.extendedData(), bench.Digits(c.aip))
}

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
