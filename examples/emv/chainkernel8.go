package main

import (
	"bytes"
	"fmt"

	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// tagEnciphered is the template of a record that travels in the secure channel of Kernel 8.
//
// C-8 1.2 table 5.18
const tagEnciphered tlv.Tag = 0xDA

// inKernel8 reports whether the application was served by Kernel 8: it was sent Kernel Key Data, or the card has given Card Key Data.
//
// C-8 1.2 A.1.28, A.1.78
func (s *said) inKernel8() bool {
	return s.data[tlv.CardKeyData.Tag()] != nil || len(bytes.Trim(s.sent[tlv.KernelKeyData.Tag()], "\x00")) > 0
}

// enciphered reports whether a record came in the secure channel.
func (s *said) enciphered() bool {
	for _, r := range s.records {
		if c := tlv.NewCursor(r.Data); len(r.Data) > 0 {
			if o, ok := c.Next(); ok && o.Tag == tagEnciphered {
				return true
			}
		}
	}
	return false
}

// inChannel is what is said of what is in records that are enciphered, behind its name.
const inChannel = " in records that are enciphered; a conversation has no key of them, a journal has (emv replay -trace)"

// hidden says of the last link, where it does not verify, that what it covers is enciphered.
func (s *said) hidden(c *chain) {
	if l := c.Links[len(c.Links)-1]; !l.OK && s.inKernel8() && s.enciphered() {
		c.lack("what it covers is" + inChannel)
	}
}

// aipLocal is the bit of byte 1 of the interchange profile for local authentication.
//
// C-8 1.2 A.1.14
const aipLocal = 0x01

// uncertified adds, where the card supports local authentication, the certificate that is not there: without it nothing verifies the key of the secure channel.
// One that came in an enciphered record nobody can tell.
//
// C-8 1.2 6.3.16, 7.2.6
func (s *said) uncertified(c *chain, name string) {
	if !s.supports(aipLocal) {
		return
	}
	s.missing(c, name, 0x9F46, true)
	c.Links[len(c.Links)-1].Result += ": the key of the secure channel stays unverified"
	s.hidden(c)
}

// channel adds the Card Key Data where they are missing: without them there is no secure channel.
//
// C-8 1.2 A.1.28
func (s *said) channel(c *chain) {
	c.missing("secure channel", tlv.CardKeyData.Tag(), s.data[tlv.CardKeyData.Tag()] == nil)
}

// covered8 says of the last link, where it does not verify, what of that which it covers nobody knows: records, or what the Extended SDA Tag List names.
//
// C-8 1.2 7.2.6, A.1.57
func (s *said) covered8(c *chain) {
	l := &c.Links[len(c.Links)-1]
	switch {
	case l.OK:
	case s.gpo == nil, len(s.afl) < 4, s.unread(true) != [2]byte{}, len(s.aip) == 0:
		s.signedRecords(c)
	case l.reason == oda.ICCHash || l.reason == oda.ECCICCHash:
		for tag := range tlv.TagList(s.data[tlv.ExtendedSDATagList.Tag()]).All() {
			if s.extended8(tag) == nil {
				c.lack(fmt.Sprintf("%s (%s), which it covers by the Extended SDA Tag List, is not in the conversation", tag, tag.Name()))
				return
			}
		}
	}
}

// extended8 is the value of an element that the Extended SDA Tag List names, nil for none.
func (s *said) extended8(tag tlv.Tag) []byte {
	switch tag {
	case tlv.DFName.Tag():
		return s.aid
	case tlv.PDOL.Tag():
		return s.list
	}
	return s.data[tag]
}

// static8 is the static data of Kernel 8: the values of the signed records as they were read, what the Extended SDA Tag List names, and the AIP.
//
// C-8 1.2 7.2.6, A.1.57
func (s *said) static8() ([]byte, oda.Reason) {
	var signed []byte
	for afl := s.afl; len(afl) >= 4; afl = afl[4:] {
		for n := int(afl[1]); n <= int(afl[2]) && n < int(afl[1])+int(afl[3]); n++ {
			if o, ok := tlv.Find(s.records[[2]byte{afl[0] >> 3, byte(n)}].Data, tlv.TagRecord); ok && afl[0]>>3 <= 10 {
				signed = append(signed, o.Value...)
			}
		}
	}
	var extended []byte
	for tag := range tlv.TagList(s.data[tlv.ExtendedSDATagList.Tag()]).All() {
		extended = tlv.Append(extended, tag, s.extended8(tag))
	}
	return oda.AppendKernel8(signed, extended, s.aip)
}

// elliptic8 is the certificate of the channel's key under an issuer's ECC key.
//
// C-8 1.2 7.2.6
func (s *said) elliptic8(c *chain, issuer *oda.Key, now [6]byte) {
	s.channel(c)
	if s.data[0x9F46] == nil || !s.supports(aipLocal) {
		s.uncertified(c, "card certificate (9F46), key of the secure channel")
		return
	}
	static, reason := s.static8()
	var k oda.Key
	if reason == oda.OK {
		k, reason = oda.RecoverICCECC(issuer, oda.ECCICCInput{Certificate: s.data[0x9F46], StaticData: static, Now: now, Use: oda.UseKernel8})
	}
	c.add("card certificate (9F46), key of the secure channel", "issuer certificate (90)", &k, reason)
	s.covered8(c)
	s.hidden(c)
}

// rsa8 is the certificate under an issuer's RSA key, which covers the record with the channel's key.
//
// C-8 1.2 7.2.6, A.1.64
func (s *said) rsa8(c *chain, issuer *oda.Key, date [3]byte) {
	s.channel(c)
	if s.data[0x9F46] == nil || !s.supports(aipLocal) {
		s.uncertified(c, "card certificate (9F46)")
		return
	}
	static, reason := s.static8()
	var k oda.Key
	if reason == oda.OK {
		k, reason = oda.RecoverICC(issuer, oda.ICCInput{
			Certificate: s.data[0x9F46], Remainder: s.data[0x9F48], Exponent: s.data[0x9F47], PAN: s.data[0x5A], StaticData: static, Date: date,
		})
	}
	c.add("card certificate (9F46)", "issuer certificate (90)", &k, reason)
	c.recovered(issuer, s.data[0x9F46])
	s.covered8(c)
	s.explain(c, issuer, iccParts, reason)
	s.hidden(c)
	if reason != oda.OK {
		return
	}
	if _, ok := oda.KeyAgreementPoint(s.data[tlv.ICCECCPublicKey.Tag()]); !ok {
		reason = oda.ECCICCPoint
	}
	c.add("key of the secure channel (9F810B)", "card certificate (9F46)", nil, reason)
}
