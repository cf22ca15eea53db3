package main

import (
	"bytes"
	"fmt"
	"math"
	"slices"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors/card"
)

// keysFor are the certification authority keys with a RID and index, in the order of the sets, those of the virtual cards last. Lists have
// different keys with one index: the live one, that of tests, and what a configuration has.
func keysFor(sets []*capk.Set, rid [5]byte, index byte) (list []*capk.Key) {
	own, err := capk.NewSet(slices.Concat(card.CAKeys(rid), card.ECCCAKeys(rid), card.SMCAKeys(rid), publishedCAs(rid)))
	if err == nil {
		sets = append(slices.Clip(sets), own)
	}
	for _, s := range sets {
		k, ok := s.Lookup(rid, index)
		if ok && !slices.ContainsFunc(list, func(o *capk.Key) bool { return o.Sum() == k.Sum() }) {
			list = append(list, k)
		}
	}
	return list
}

// findKey is the first of them.
func findKey(sets []*capk.Set, rid [5]byte, index byte) (*capk.Key, bool) {
	if list := keysFor(sets, rid, index); len(list) > 0 {
		return list[0], true
	}
	return nil, false
}

// publishedCAs are the keys of published test cards, of one RID.
func publishedCAs(rid [5]byte) []capk.Key {
	return slices.DeleteFunc(card.PublishedCAKeys(), func(k capk.Key) bool { return k.RID != rid })
}

// issuerChecks are the first reasons of each family's issuer certificate, in the order of the families.
var issuerChecks = []oda.Reason{oda.IssuerLength, oda.ECCIssuerShort, oda.SM2IssuerLength}

// passed is how many checks an issuer's certificate passes with a key, negative where the key is none for it.
//
// EMV 4.4 B2 6.3, 12.3
func passed(reason oda.Reason) int {
	if reason == oda.OK {
		return math.MaxInt
	}
	n := -1
	for _, first := range issuerChecks {
		if reason >= first {
			n = int(reason - first)
		}
	}
	return n
}

// authority is the certification authority's key: of several the one with which the issuer's certificate passes most checks, which is the one that signed it, or else
// the first.
func (s *said) authority(sets []*capk.Set, date [3]byte) (key *capk.Key, ok bool) {
	list := keysFor(sets, s.provider(), s.data[0x8F][0])
	if len(list) == 0 { // of the name that the card gives, if that is another
		list = keysFor(sets, [5]byte(s.aid), s.data[0x8F][0])
	}
	most := 0
	for i, k := range list {
		_, reason := s.issuerKey(sets, k, date)
		if n := passed(reason); i == 0 || n > most {
			key, most = k, n
		}
	}
	return key, len(list) > 0
}

// provider is the RID whose keys count: that of the AID which the terminal has selected, whatever DF name the card gives.
//
// EMV 4.4 B2 6.2
func (s *said) provider() [5]byte {
	if s.misnamed() {
		return [5]byte(s.selected)
	}
	return [5]byte(s.aid)
}

// misnamed reports whether the card's DF name is another than what was selected: it is that, or begins with it. Where the selection was extended it is shorter.
//
// EMV 4.4 B1 12.3.3, Book B 2.12 3.3.3.3
func (s *said) misnamed() bool {
	return ridOf(s.selected) != "" && !bytes.HasPrefix(s.aid, s.selected) && !bytes.HasPrefix(s.selected, s.aid)
}

// selection says of an answer to SELECT that a terminal goes on with no application that gives it: for its status word, or for a DF name that is missing or, by contact,
// another than what was selected. By tap that is no format error, and is told alone.
//
// EMV 4.3 B1 11.3.4, 4.4 B1 12.4, B3 6.5.1.1, Book B 2.12 3.3.3.5
func (s *said) selection(c *chain) {
	if s.warned != "" {
		clause := "EMV 4.4 B1 12.4"
		if s.tapped {
			clause = "Book B 2.12 3.3.3.5"
		}
		c.Links = append(c.Links, link{Name: "answer to SELECT", absent: true, Result: "the card answered " + s.warned + ": a terminal takes the application off its list", Clause: clause})
	}
	if s.nameless != "" && len(c.Links) > 0 {
		c.Links = append(c.Links, link{Name: "answer to SELECT", absent: true, Result: s.nameless, Clause: "EMV 4.3 B1 11.3.4"})
	}
	if s.misnamed() && len(c.Links) > 0 {
		l := link{
			Name: "answer to SELECT", OK: s.tapped, Clause: "EMV 4.4 B1 12.4",
			Result: fmt.Sprintf("the card's DF name (84), %X, does not begin with the AID that was selected, %X", s.aid, s.selected),
		}
		if s.tapped {
			l.Clause = "Book B 2.12 3.3.3.5"
		}
		c.Links = append(c.Links, l)
	}
}

// issuerKey is the issuer's key, of any family, where its certificate is on no set's revocation list.
//
// EMV 4.4 B2 6.3, 12.3
func (s *said) issuerKey(sets []*capk.Set, ca *capk.Key, date [3]byte) (oda.Key, oda.Reason) {
	if ca.Algorithm == capk.ECCP256 || ca.Algorithm == capk.ECCP521 {
		return oda.RecoverIssuerECC(ca, oda.ECCIssuerInput{Certificate: s.data[0x90], PAN: s.data[0x5A], RID: ca.RID, Date: fullDay(date), CRL: revokedIn(sets)})
	}
	return oda.RecoverIssuer(ca, oda.IssuerInput{
		Certificate: s.data[0x90], Remainder: s.data[0x92], Exponent: s.data[0x9F32], PAN: s.data[0x5A], RID: ca.RID, Date: date, CRL: revokedIn(sets),
	})
}

// revokedIn is a set of the revocation lists of all sets, without their keys: a certificate that one of them has is refused, whichever the key is from.
func revokedIn(sets []*capk.Set) *capk.Set {
	var list []capk.Revocation
	for _, s := range sets {
		list = append(list, s.Revocations()...)
	}
	all, _ := capk.NewSet(nil, list...) // keys alone can be wrong
	return all
}

// serialPlaces are where an issuer's certificate has its serial number of 3 bytes, by the reason that it is on the revocation list.
//
// EMV 4.4 B2 6.3 table 13, 12.3 table 35
var serialPlaces = map[oda.Reason]int{oda.IssuerRevoked: 7, oda.SM2IssuerRevoked: 7, oda.ECCIssuerRevoked: 12}

// revoked names, where the issuer's certificate is the last link and on the revocation list, the entry: RID, index and serial number.
func (s *said) revoked(c *chain, ca *capk.Key) {
	l := &c.Links[len(c.Links)-1]
	at, ok := serialPlaces[l.reason]
	if from := slices.Concat(l.message, s.data[0x90]); ok && len(from) >= at+3 { // RSA: what it recovers to
		l.Result += fmt.Sprintf(": RID %X, index %02X, serial %X", ca.RID, ca.Index, from[at:at+3])
	}
}

// family is the family of a key, empty for RSA.
func family(a capk.Algorithm) string {
	switch a {
	case capk.ECCP256, capk.ECCP521:
		return "ECC"
	case capk.SM2:
		return "SM2"
	default:
		return ""
	}
}
