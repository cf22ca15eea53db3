package c8_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"

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
	large     bool              // and the card's key of it has a remainder
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

// vouched puts all that the strict profile wants under the card's certificate into its signed record.
func vouched(c *chip) {
	c.records[1].objects += "5F3401 01 5F2403 491231" + hexOf(tlv.Append(nil, 0x8C, bench.Digits(c.cdol1))) + hexOf(tlv.Append(nil, 0x9F38, bench.Digits(c.pdol)))
}

// certified are the records of the chain.
func (c *chip) certified() []record {
	if c.noChain {
		return nil
	}
	static := c.static(c.signedRecords())
	name := fmt.Sprintf("%v %v %X", c.rsa, c.large, static)
	made, ok := chains.Load(name) // to sign takes its time
	if !ok {
		made, _ = chains.LoadOrStore(name, chain(c.rsa, c.large, static))
	}
	list := slices.Clone(made.([]record))
	if c.extended != "" {
		list[0].objects += hexOf(tlv.Append(nil, tlv.ExtendedSDATagList.Tag(), bench.Digits(c.extended)))
	}
	if c.arrange != nil {
		list = c.arrange(list)
	}
	return list
}

// chains are the chains that were made, []record by kind and static data.
var chains sync.Map

// chain signs the certificates.
func chain(rsa, large bool, static []byte) []record {
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
	own := keys["icc-e3"]
	if large {
		own = keys["issuer-e65537"]
	}
	icc, left := keys["issuer-e3"].Certify(0x04, append(slices.Clone(pan), 0xFF, 0xFF), own, static)
	exponent := object(0x9F47, own.E.Bytes())
	if len(left) != 0 {
		exponent += object(0x9F48, left)
	}
	return []record{
		{3, 1, false, true, "8F01 C1 9F3201 03" + object(0x92, rest)},
		{3, 2, false, true, object(0x90, issuer)},
		{3, 3, false, true, object(0x9F46, icc)},
		{3, 4, false, true, exponent},
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
	all := "82 02" + c.aip + hexOf(tlv.Append(nil, 0x8C, bench.Digits(c.cdol1))) + hexOf(tlv.Append(nil, 0x9F38, bench.Digits(c.pdol)))
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
