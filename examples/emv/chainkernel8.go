package main

import (
	"fmt"

	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// tagEnciphered is the template of a record that travels in the secure channel of Kernel 8.
//
// C-8 1.2 table 5.18
const tagEnciphered tlv.Tag = 0xDA

// inKernel8 reports whether the application was served by Kernel 8: the card has given Card Key Data.
//
// C-8 1.2 A.1.28
func (s *said) inKernel8() bool { return s.data[tlv.CardKeyData.Tag()] != nil }

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

// unread8 says of the last link, where it does not verify, which signed record that it covers is not there.
func (s *said) unread8(c *chain) {
	if l, id := c.Links[len(c.Links)-1], s.unread(true); !l.OK && id != [2]byte{} {
		c.lack(fmt.Sprintf("record %d of SFI %d, which it covers, %s", id[1], id[0], s.refusals.ofRecord(id)))
	}
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
		v := s.data[tag]
		switch tag {
		case tlv.DFName.Tag():
			v = s.aid
		case tlv.PDOL.Tag():
			v = s.list
		}
		extended = tlv.Append(extended, tag, v)
	}
	return oda.AppendKernel8(signed, extended, s.aip)
}

// elliptic8 is the certificate of the channel's key under an issuer's ECC key.
//
// C-8 1.2 7.2.6
func (s *said) elliptic8(c *chain, issuer *oda.Key, now [6]byte) {
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
	s.unread8(c)
	s.hidden(c)
}

// rsa8 is the certificate under an issuer's RSA key, which covers the record with the channel's key.
//
// C-8 1.2 7.2.6, A.1.64
func (s *said) rsa8(c *chain, issuer *oda.Key, date [3]byte) {
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
	s.unread8(c)
	s.hidden(c)
	if reason != oda.OK {
		return
	}
	if _, ok := oda.KeyAgreementPoint(s.data[tlv.ICCECCPublicKey.Tag()]); !ok {
		reason = oda.ECCICCPoint
	}
	c.add("key of the secure channel (9F810B)", "card certificate (9F46)", nil, reason)
}
