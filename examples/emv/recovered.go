package main

import (
	"fmt"
	"strings"

	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// recovered notes what the signature of the last link recovers to.
func (c *chain) recovered(by *oda.Key, signed []byte) {
	c.Links[len(c.Links)-1].message = recoverMessage(by.Modulus, by.Exponent, signed)
}

// A messageField is one field of what a certificate or signature recovers to.
type messageField struct {
	name string
	size int
}

// messageFields are the fields in front of the key or of the padding, by the format in the first byte.
//
// EMV 4.4 B2 5.3, 5.4, 6.3, 6.4, 6.5.2: tables 5, 6, 13, 14 and 17
var messageFields = map[byte][]messageField{
	0x02: {{"format", 1}, {"issuer identifier", 4}, {"expires (MMYY)", 2}, {"serial number", 3}, {"hash algorithm", 1}, {"key algorithm", 1}, {"key length", 1}, {"exponent length", 1}},
	0x04: {{"format", 1}, {"PAN", 10}, {"expires (MMYY)", 2}, {"serial number", 3}, {"hash algorithm", 1}, {"key algorithm", 1}, {"key length", 1}, {"exponent length", 1}},
	0x03: {{"format", 1}, {"hash algorithm", 1}, {"data authentication code", 2}},
	0x05: {{"format", 1}, {"hash algorithm", 1}, {"length of the ICC dynamic data", 1}},
	0x95: {{"format", 1}, {"hash algorithm", 1}, {"length of the ICC dynamic data", 1}},
}

// messageItems take what was recovered apart. A PAN is masked; what tells one card from others is not shown with it.
func (d *decoder) messageItems(m []byte) (list []item) {
	if len(m) == 0 {
		return nil
	}
	list, rest := d.fieldItems(messageFields[m[0]], m, m[0] == 0x04)
	if m[0] != 0x05 && m[0] != 0x95 || len(m)-len(rest) < 3 {
		return list
	}
	return append(list, dynamicItems(rest[:min(int(m[2]), len(rest))])...)
}

// clearFields are those of certificates that are in clear, by the family of the key that signed and by the format in the first byte: what stands in front of hash,
// key and signature. UnionPay's are those of crypto/oda.
//
// EMV 4.4 B2 12.3, 12.4: tables 35 and 36
var clearFields = map[string]map[byte][]messageField{
	"ECC": {
		0x12: {
			{"format", 1},
			{"encoding", 1},
			{"issuer identifier", 5},
			{"algorithm suite of the key", 1},
			{"expires (YYYYMMDD)", 4},
			{"serial number", 3},
			{"RID", 5},
			{"CA key index", 1},
		},
		0x14: {
			{"format", 1},
			{"encoding", 1},
			{"algorithm suite of the key", 1},
			{"expires (YYYYMMDDHHMM)", 6},
			{"serial number", 6},
			{"ICCD hash encoding", 1},
			{"ICCD hash algorithm", 1},
		},
	},
	"SM2": {
		0x12: {{"format", 1}, {"issuer identifier", 4}, {"expires (MMYY)", 2}, {"serial number", 3}, {"signature algorithm", 1}, {"its parameters", 1}, {"curve", 1}, {"key length", 1}},
		0x14: {{"format", 1}, {"PAN", 10}, {"expires (MMYY)", 2}, {"serial number", 3}, {"signature algorithm", 1}, {"its parameters", 1}, {"curve", 1}, {"key length", 1}},
	},
}

// clearItems take such a certificate apart, none for what is no certificate.
func (d *decoder) clearItems(family string, s *said, name string) []item {
	for _, tag := range []tlv.Tag{0x90, 0x9F46, 0x9F2D} {
		if b := s.data[tag]; len(b) > 0 && strings.Contains(name, "("+tag.String()+")") {
			list, _ := d.fieldItems(clearFields[family][b[0]], b, tag != 0x90)
			return list
		}
	}
	return nil
}

// fieldItems are the fields at the beginning of what a certificate says, and what stands behind them. Those of one card are masked.
func (d *decoder) fieldItems(fields []messageField, m []byte, card bool) (list []item, rest []byte) {
	rest = m
	for _, f := range fields {
		if f.size > len(rest) {
			return list, nil
		}
		it := item{Name: f.name, Value: upper(rest[:f.size])}
		if f.name == "PAN" || f.name == "serial number" && card {
			it = d.element(0, 0x5A, rest[:f.size])
			it.Name = f.name
			if f.name != "PAN" && !d.show {
				it = item{Name: f.name, Words: []string{"masked"}}
			}
			it.Tag = ""
		}
		list, rest = append(list, it), rest[f.size:]
	}
	return list, rest
}

// dynamicItems are the ICC dynamic data: the ICC dynamic number behind its length, and for CDA the CID, the cryptogram and
// the hash code over the transaction data.
//
// EMV 4.4 B2 6.5.1, 6.6.1
func dynamicItems(b []byte) (list []item) {
	if len(b) == 0 || int(b[0]) >= len(b) {
		return nil
	}
	number, rest := b[1:1+int(b[0])], b[1+int(b[0]):]
	list = append(list, item{Name: "ICC dynamic number", Value: upper(number)})
	if len(rest) < 29 {
		return list
	}
	return append(list,
		item{Name: "cryptogram information data", Value: upper(rest[:1])},
		item{Name: "application cryptogram", Value: upper(rest[1:9])},
		item{Name: "transaction data hash code", Value: upper(rest[9:29])})
}

// certificates are the certificates and signatures of each application of a conversation, as far as a key is known.
func (d *decoder) certificates(conv *transcript.Conversation, sets []*capk.Set, date [3]byte) (list []item) {
	sets = append(sets, headerKeys(conv)...)
	for _, s := range hear(conv) {
		s.undated = dateOf(conv) == ""
		ch := s.verify(sets, date)
		if len(ch.Links) == 0 || !ch.Links[0].OK {
			continue
		}
		it := item{Name: strings.TrimSpace(fmt.Sprintf("certificates of %s %s", ch.AID, aidName(s.aid)))}
		for _, l := range ch.Links {
			words := l.Result
			if l.Bits > 0 {
				words += fmt.Sprintf(", %d bit", l.Bits)
			}
			parts := d.messageItems(l.message)
			if family := ch.Links[0].Algorithm; family != "" {
				parts = d.clearItems(family, s, l.Name)
			}
			it.Items = append(it.Items, item{Name: l.Name, Words: []string{words}, Items: parts})
		}
		list = append(list, it)
	}
	return list
}
