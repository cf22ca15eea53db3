package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// A link is one certificate or signature of the chain.
type link struct {
	Name     string `json:"name"`
	OK       bool   `json:"ok"`
	Result   string `json:"result"`
	Clause   string `json:"clause,omitempty"`
	Bits     int    `json:"bits,omitempty"`
	Exponent string `json:"exponent,omitempty"`
	Serial   string `json:"serial,omitempty"`
	Expiry   string `json:"expiry,omitempty"`
	Under    string `json:"under,omitempty"` // what it was verified with

	Algorithm string `json:"algorithm,omitempty"` // of its key: ECC, SM2, empty for RSA

	absent  bool       // it, or what belongs beside it, should be there, and is not
	reason  oda.Reason // why not, as its check says
	message []byte     // RSA: what it recovers to, without header, hash and trailer
}

// A chain is all of one application.
type chain struct {
	AID   string `json:"aid"`
	Links []link `json:"links"`
}

func (c *chain) ok() bool {
	return !slices.ContainsFunc(c.Links, func(l link) bool { return !l.OK })
}

// verify follows the chain from the certification authority's key to the last signature. Where it breaks, an answer that is not whole is named.
func (s *said) verify(keys []*capk.Set, date [3]byte) chain {
	c := s.follow(keys, date)
	s.expired(&c, date)
	s.locator(&c)
	s.tooMuch(&c)
	s.readAgain(&c)
	s.givenTwice(&c)
	s.answers(&c)
	s.selection(&c)
	return c
}

func (s *said) follow(keys []*capk.Set, date [3]byte) chain {
	c := chain{AID: upper(s.aid), Links: []link{}}
	if len(s.aid) < 5 || s.noIndex() != "" || s.data[0x90] == nil {
		s.withoutRoot(&c)
		return c
	}
	ca, ok := s.authority(keys, date)
	rid := s.provider()
	if ok {
		rid = ca.RID
	}
	root := link{Name: fmt.Sprintf("certification authority key %X %X", rid, s.data[0x8F]), OK: ok, Result: "known"}
	if !ok {
		root.Result = "no key with this RID and index is known; give -keys"
		c.Links = append(c.Links, root)
		return c
	}
	root.Bits, root.Exponent, root.Algorithm = keyBits(ca.Algorithm, ca.Modulus), upper(ca.Exponent), family(ca.Algorithm)
	if ca.Expiry != [3]byte{} {
		root.Expiry = expiryText(ca.Expiry)
	}
	c.Links = append(c.Links, root)
	if ca.Algorithm != capk.RSA && ca.Algorithm != capk.SM2 {
		s.elliptic(&c, keys, ca, date)
		return c
	}
	issuer, reason := s.issuerKey(keys, ca, date)
	caKey := &oda.Key{Modulus: ca.Modulus, Exponent: ca.Exponent}
	c.add("issuer certificate (90)", root.Name, &issuer, reason)
	c.recovered(caKey, s.data[0x90])
	s.revoked(&c, ca)
	s.explain(&c, caKey, issuerParts, reason)
	s.hidden(&c)
	switch {
	case reason == oda.OK && s.inKernel8():
		s.rsa8(&c, &issuer, date)
	case reason == oda.OK:
		s.below(&c, &issuer, date)
	}
	return c
}

// elliptic is the chain of ECC certificates.
//
// EMV 4.4 B2 12.3, 12.4, 12.5
func (s *said) elliptic(c *chain, keys []*capk.Set, ca *capk.Key, date [3]byte) {
	day := fullDay(date)
	issuer, reason := s.issuerKey(keys, ca, date)
	c.add("issuer certificate (90)", c.Links[0].Name, &issuer, reason)
	s.revoked(c, ca)
	if reason != oda.OK {
		s.explain(c, nil, issuerParts, reason)
		s.hidden(c)
		return
	}
	if s.inKernel8() {
		s.elliptic8(c, &issuer, [6]byte{day[0], day[1], day[2], day[3], 0x12, 0})
		return
	}
	static, fault := s.static()
	if fault == oda.OK {
		static, fault = oda.AppendICCD(static, s.aip, s.aid, s.list)
	}
	now := [6]byte{day[0], day[1], day[2], day[3], 0x12, 0}
	if s.data[0x9F2D] != nil {
		k, reason := oda.RecoverICCECC(&issuer, oda.ECCICCInput{Certificate: s.data[0x9F2D], StaticData: static, Now: now, Use: oda.UseODE})
		c.add("PIN encipherment certificate (9F2D)", "issuer certificate (90)", &k, cmp.Or(fault, reason))
		s.signedRecords(c)
	}
	if !s.supports(aipXDA) {
		s.otherFamily(c)
		s.unsigned(c)
		return
	}
	if s.data[0x9F46] == nil {
		s.missing(c, "card certificate (9F46)", 0x9F46, len(s.aip) > 0)
		return
	}
	k, reason := oda.RecoverICCECC(&issuer, oda.ECCICCInput{Certificate: s.data[0x9F46], StaticData: static, Now: now, Use: oda.UseXDA})
	if fault != oda.OK {
		reason = fault
	}
	c.add("card certificate (9F46)", "issuer certificate (90)", &k, reason)
	s.signedRecords(c)
	if reason == oda.OK {
		s.signatures(c, &k)
	}
	s.unsigned(c)
}

// Bits of byte 1 of the application interchange profile.
//
// EMV 4.4 B3 annex C1
const (
	aipXDA = 0x80
	aipSDA = 0x40
	aipDDA = 0x20
	aipCDA = 0x01
)

// supports reports whether the application interchange profile names one of these methods. One that is not known names
// all.
func (s *said) supports(methods byte) bool { return len(s.aip) == 0 || s.aip[0]&methods != 0 }

// certifies reports whether a method uses the card's certificate: one that the profile names, or the signature of Kernel 6.
//
// EMV 4.4 B3 10.3, C-6 2.12 3.6
func (s *said) certifies() bool {
	return s.supports(aipDDA|aipCDA) || slices.ContainsFunc(s.taps(), (*said).signedAtOnce)
}

// below is what the issuer's key verifies, and what the card's key verifies: of the methods that the card says it
// supports.
//
// EMV 4.4 B3 10.3
func (s *said) below(c *chain, issuer *oda.Key, date [3]byte) {
	static, fault := s.static()
	if s.data[0x93] != nil && s.supports(aipSDA) {
		_, reason := oda.VerifySDA(issuer, s.data[0x93], static)
		c.add("signed static application data (93)", "issuer certificate (90)", nil, cmp.Or(fault, reason))
		c.recovered(issuer, s.data[0x93])
		s.signedRecords(c)
	}
	if s.data[0x9F2D] != nil {
		k, reason := oda.RecoverICCPIN(issuer, oda.ICCInput{
			Certificate: s.data[0x9F2D], Remainder: s.data[0x9F2F], Exponent: s.data[0x9F2E], PAN: s.data[0x5A], Date: date,
		})
		c.add("PIN encipherment certificate (9F2D)", "issuer certificate (90)", &k, reason)
		c.recovered(issuer, s.data[0x9F2D])
		s.explain(c, issuer, pinParts, reason)
	}
	if s.data[0x9F46] == nil || !s.certifies() {
		named := func(methods byte) bool { return len(s.aip) > 0 && s.aip[0]&methods != 0 }
		s.missing(c, "card certificate (9F46)", 0x9F46, len(s.aip) > 0 && s.certifies())
		s.missing(c, "signed static application data (93)", 0x93, s.data[0x93] == nil && named(aipSDA) && !named(aipDDA|aipCDA))
		if !s.supports(aipDDA | aipCDA) {
			s.unnamed(c)
		}
		s.unsigned(c)
		return
	}
	k, reason := oda.RecoverICC(issuer, s.certified(static, date))
	if fault != oda.OK {
		reason = fault
	}
	c.add("card certificate (9F46)", "issuer certificate (90)", &k, reason)
	c.recovered(issuer, s.data[0x9F46])
	s.explain(c, issuer, iccParts, reason)
	s.signedRecords(c)
	if reason != oda.OK {
		return
	}
	s.signatures(c, &k)
	for _, v := range s.taps() {
		v.otherwise(c, s, issuer, date)
		switch {
		case v.fastSigned():
			v.fast(c, &k)
		case v.signedAtOnce():
			v.atOnce(c, &k)
		default:
			v.fastUnnamed(c)
		}
	}
	s.unsigned(c)
}

// signatures are those that the card gave when it was asked.
func (s *said) signatures(c *chain, k *oda.Key) {
	for _, g := range s.signed {
		reason := g.verify(k)
		c.add(fmt.Sprintf("%s signature (exchange %d)", g.method, g.number), "card certificate (9F46)", nil, reason)
		if len(k.Modulus) > 0 {
			c.recovered(k, g.sdad)
		}
		switch {
		case reason == oda.OK && g.wrong != "":
			c.refuse(g.wrong, g.clause)
		case g.lacks != "":
			c.lack(g.lacks)
		case !s.supports(methodBits[g.method]):
			c.lack(notNamed(g.method))
		case reason == oda.CDARelayData, reason == oda.CDARelayLength: // the signature is right
			c.lacksBeside(reason.String())
		case reason != oda.OK && g.answer != "":
			c.lack(g.answer)
		case reason == oda.OK:
			c.Links[len(c.Links)-1].Result += g.told
		}
	}
}

// fastSigned reports whether the card signed with fast DDA, in its answer to GET PROCESSING OPTIONS or in a record. Kernel 6 has none.
func (s *said) fastSigned() bool {
	return len(s.signed) == 0 && s.data[0x9F4B] != nil && s.supports(aipDDA) && !s.discover()
}

// parts are the elements of which a certificate consists, and where it says how long the key is.
//
// EMV 4.4 B2 6.1, 6.4, 7.1: tables 2, 11 and 23
type parts struct {
	certificate, remainder, exponent tlv.Tag
	length, room                     int // offset of the key's length in the message; bytes of a certificate that are no key
}

var (
	issuerParts = parts{0x90, 0x92, 0x9F32, 12, 36}
	iccParts    = parts{0x9F46, 0x9F48, 0x9F47, 18, 42}
	pinParts    = parts{0x9F2D, 0x9F2F, 0x9F2E, 18, 42}
)

// explain says, where the certificate of the last link does not verify, which part of it is missing. by is the key that
// signed it.
func (s *said) explain(c *chain, by *oda.Key, p parts, reason oda.Reason) {
	switch reason {
	case oda.IssuerHash, oda.IssuerExponent, oda.ICCHash, oda.ICCExponent, oda.PINHash, oda.PINExponent,
		oda.IssuerIdentifier, oda.ICCPAN, oda.PINPAN:
	case oda.SM2IssuerIdentifier, oda.SM2ICCPAN, oda.ECCIssuerIdentifier:
		s.noPAN(c)
		return
	default:
		return
	}
	head := recoverMessage(by.Modulus, by.Exponent, s.data[p.certificate])
	if reason == oda.IssuerIdentifier || reason == oda.ICCPAN || reason == oda.PINPAN {
		s.noPAN(c)
		return
	}
	if len(s.data[p.exponent]) == 0 {
		c.lack(fmt.Sprintf("%s (%s) is missing", p.exponent, p.exponent.Name()) + s.refusedRecord())
		return
	}
	if len(head) <= p.length {
		return
	}
	want := max(int(head[p.length])-(len(by.Modulus)-p.room), 0)
	switch have := len(s.data[p.remainder]); {
	case have == 0 && want > 0:
		c.lack(fmt.Sprintf("%s (%s) is missing: %s of the key", p.remainder, p.remainder.Name(), count(want, "byte")) + s.refusedRecord())
	case have != want:
		c.lack(fmt.Sprintf("%s (%s) has %s where %d belong", p.remainder, p.remainder.Name(), count(have, "byte"), want))
	}
}

// noPAN says of the last link that the number which it names is not known.
func (s *said) noPAN(c *chain) {
	if s.data[0x5A] == nil {
		c.lack("5A (Application Primary Account Number) is not in the conversation" + s.refusedRecord())
	}
}

// signedRecords says, where the last link does not verify, what of that which it covers nobody knows. A record that it covers and that is not there is no static
// data: it does not verify without.
//
// EMV 4.4 B3 10.3
func (s *said) signedRecords(c *chain) {
	switch l := c.Links[len(c.Links)-1]; {
	case l.OK && s.unread(true) == [2]byte{}:
	case s.gpo == nil:
		c.lack("which records it covers is not known: " + s.refusals.ofInitiation())
	case len(s.afl) < 4:
		c.lack("which records it covers is not known: 94 (" + tlv.Tag(0x94).Name() + ") is not in the conversation")
	case s.unread(true) != [2]byte{}:
		c.lack(fmt.Sprintf("record %d of SFI %d, which it covers, %s", s.unread(true)[1], s.unread(true)[0], s.refusals.ofRecord(s.unread(true))))
	case s.data[0x9F4A] == nil && s.unread(false) != [2]byte{}:
		c.lack(fmt.Sprintf("record %d of SFI %d %s: it may have 9F4A (%s)", s.unread(false)[1], s.unread(false)[0], s.refusals.ofRecord(s.unread(false)), tlv.Tag(0x9F4A).Name()))
	case s.unselected && c.Links[0].Algorithm == "ECC":
		c.lack("the answer to SELECT, whose list of data (9F38) it may cover, is not in the conversation")
	case len(s.aip) == 0:
		c.lack("82 (" + tlv.Tag(0x82).Name() + "), which it may cover, is not in the conversation")
	}
}

// unread is the first record, by its file and number, that the file locator names, for offline data authentication or at all, and that is not there, zeroes for
// none.
func (s *said) unread(signed bool) [2]byte {
	for afl := s.afl; len(afl) >= 4; afl = afl[4:] {
		for n := int(afl[1]); n <= int(afl[2]) && (!signed || n < int(afl[1])+int(afl[3])); n++ {
			id := [2]byte{afl[0] >> 3, byte(n)}
			if _, ok := s.records[id]; !ok {
				return id
			}
		}
	}
	return [2]byte{}
}

// lack says what the last link lacks.
func (c *chain) lack(what string) {
	l := &c.Links[len(c.Links)-1]
	l.OK, l.Result = false, what
}

// fastSent are the elements of the terminal that a fast DDA signature covers.
//
// C-3 2.12 C.1
var fastSent = []need{fresh, {0x9F02, 6}, {0x5F2A, 2}}

// fast is the signature of fast DDA: format 95 where the card asks to go online, 05 where it approves. Only readers that authenticate online requests look at
// the former, and none of them takes 05 there.
//
// C-3 2.12 5.6.1.2, 5.6.2.1, C.1, C-7 2.12 4.3.2.4
func (s *said) fast(c *chain, k *oda.Key) {
	in := oda.FDDAInput{SDAD: s.data[0x9F4B], Related: s.data[0x9F69], Online: s.wantsOnline()}
	for i, field := range [][]byte{in.UN[:], in.Amount[:], in.Currency[:]} {
		copy(field, fastSent[i].whole(s.sent))
	}
	_, reason := oda.VerifyFDDA(k, in)
	c.add(s.named("fast DDA signature"), "card certificate (9F46)", nil, reason)
	if l := &c.Links[len(c.Links)-1]; l.Clause == fastClause {
		l.Clause = or(s.clause7(reason), l.Clause)
	}
	c.recovered(k, in.SDAD)
	if s.undecided(c, reason) {
		return
	}
	if lacks, clause := s.relatedLacks(); reason == oda.OK && lacks != "" {
		c.refuse(lacks, clause)
	}
	for _, e := range fastSent {
		switch lacks := s.lacks(e); {
		case lacks == "":
			continue
		case reason == oda.OK:
			c.refuse(lacks, or(s.clause7(oda.FDDAData), fastClause))
		default:
			c.lack(lacks)
		}
		return
	}
	if s.data[0x9F69] == nil && reason != oda.OK {
		c.lack("9F69 (Card Authentication Related Data), which it covers, is not in the conversation")
	}
}

// wantsOnline reports whether the card answered GET PROCESSING OPTIONS with an ARQC: as the CID says, or without one the
// card verification results in the issuer application data.
//
// C-3 2.12 5.4.3.1
func (s *said) wantsOnline() bool { return s.decision() == 0x80 }

// approves reports whether it answered with a TC.
//
// C-3 2.12 5.4.3.1
func (s *said) approves() bool { return s.decision() == 0x40 }

// unknownDecision is the decision of a card that tells none.
const unknownDecision = 0xFF

// decision are bits 8 and 7 of the CID, or what stands in its place.
func (s *said) decision() byte {
	if cid := s.data[0x9F27]; len(cid) == 1 {
		return cid[0] & 0xC0
	}
	if iad := s.data[0x9F10]; len(iad) > 4 {
		return iad[4] & 0x30 << 2
	}
	return unknownDecision
}

func (c *chain) add(name, under string, k *oda.Key, reason oda.Reason) {
	l := link{Name: name, OK: reason == oda.OK, Result: reason.String(), Clause: reason.Clause(), Under: under, reason: reason}
	if reason == oda.OK {
		l.Result = "verified"
	}
	if k != nil && reason == oda.OK {
		l.Bits, l.Exponent, l.Serial, l.Algorithm = keyBits(k.Algorithm, k.Modulus), upper(k.Exponent), upper(k.Serial), family(k.Algorithm)
		l.Expiry = fmt.Sprintf("%02X%02X-%02X-%02X", k.Expiry[0], k.Expiry[1], k.Expiry[2], k.Expiry[3])
	}
	c.Links = append(c.Links, l)
}

func keyBits(a capk.Algorithm, modulus []byte) int {
	switch a {
	case capk.ECCP256, capk.SM2:
		return 256
	case capk.ECCP521:
		return 521
	default:
		return 8 * len(modulus)
	}
}

func first(b []byte) byte {
	if len(b) == 0 {
		return 0
	}
	return b[0]
}

func (c *call) printChain(ch *chain) {
	c.printf("%s\n", strings.TrimSpace(c.bold(or(ch.AID, "an application"))+" "+aidName(unhex(ch.AID))))
	c.printLinks(ch)
}

func (c *call) printLinks(ch *chain) {
	for i, l := range ch.Links {
		mark := "ok "
		if !l.OK {
			mark = c.red("no ")
		}
		c.printf("  %s %-44s", mark, l.Name)
		if l.Bits > 0 {
			c.printf(" %4d bit, %s", l.Bits, or(l.Algorithm, "exponent "+l.Exponent))
		}
		if l.Serial != "" {
			c.printf(", serial %s", l.Serial)
		}
		if l.Expiry != "" {
			c.printf(", until %s", l.Expiry)
		}
		if !l.OK || l.Bits == 0 && i > 0 {
			c.printf(" %s", l.Result)
		}
		if l.Clause != "" {
			c.printf(" %s", c.dim("["+l.Clause+"]"))
		}
		c.printf("\n")
	}
	if len(ch.Links) == 0 {
		c.printf("  no certificates\n")
	}
}
