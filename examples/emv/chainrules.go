package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/kernel/step"
	"github.com/emvgo/emv/tlv"
)

// locator adds, where the file locator breaks the books, a link that says how: a terminal ends there, whatever verifies.
//
// EMV 4.4 B3 10.2
func (s *said) locator(c *chain) {
	if s.afl == nil || len(c.Links) == 0 || step.ValidAFL(s.afl) { // bits 3 to 1 of a file are not checked
		return
	}
	why := fmt.Sprintf("illegal: %s are not 1 to 63 entries of 4", count(len(s.afl), "byte"))
	for _, line := range tlv.Explain(tlv.AFL, s.afl) {
		if strings.HasPrefix(line, "illegal: ") && !strings.HasPrefix(line, "illegal: bits") {
			why = line
			break
		}
	}
	c.Links = append(c.Links, link{Name: "file locator (94)", Result: why, Clause: "EMV 4.4 B3 10.2"})
}

// kernel2Static is how much static data Kernel 2 keeps.
//
// C-2 2.12 A.1.127
const kernel2Static = 2048

// tooMuch adds, where a reader with Kernel 2 has no room for all static data, a link that says so: CDA fails there, whatever verifies.
//
// C-2 2.12 S4.35, S456.28
func (s *said) tooMuch(c *chain) {
	if !s.tapped || len(s.aid) < 5 || kernelOf[upper(s.aid[:5])] != tlv.C2 || s.data[0x9F46] == nil || !s.supports(aipCDA) {
		return
	}
	if static, fault := s.static(); fault == oda.OK && len(static) > kernel2Static {
		c.Links = append(c.Links, link{
			Name: "static data to be authenticated", absent: true, Clause: "C-2 2.12 A.1.127",
			Result: fmt.Sprintf("%d bytes are more than the %d that kernel C-2 keeps: to the reader CDA has failed, and it asks for no signature", len(static), kernel2Static),
		})
	}
}

// unnamed adds the signatures that are there although the interchange profile does not name their method: no terminal takes them.
//
// EMV 4.4 B3 10.3, annex C1, C-3 2.12 C.1
func (s *said) unnamed(c *chain) {
	for _, g := range s.signed {
		c.Links = append(c.Links, link{Name: fmt.Sprintf("%s signature (exchange %d)", g.method, g.number), Result: notNamed(g.method), Clause: "EMV 4.4 B3 10.3"})
	}
	for _, v := range s.taps() {
		v.fastUnnamed(c)
	}
}

// otherFamily says of certificates of ECC that the interchange profile names no method which uses them, but some that RSA alone has: they fail.
//
// EMV 4.4 B3 10.3, B2 12.1
func (s *said) otherFamily(c *chain) {
	var named []string
	for _, m := range []struct {
		name string
		bit  byte
	}{{"SDA", aipSDA}, {"DDA", aipDDA}, {"CDA", aipCDA}} {
		if s.supports(m.bit) {
			named = append(named, m.name)
		}
	}
	if len(named) > 0 {
		why := "the interchange profile (82) does not name XDA, which alone uses ECC, but " + strings.Join(named, ", ")
		c.Links = append(c.Links, link{Name: "card certificate (9F46)", Result: why, Clause: "EMV 4.4 B3 10.3"})
	}
	for _, g := range s.signed {
		why := "no certificate of RSA verifies it"
		if !s.supports(methodBits[g.method]) {
			why = notNamed(g.method)
		}
		c.Links = append(c.Links, link{Name: fmt.Sprintf("%s signature (exchange %d)", g.method, g.number), Result: why, Clause: "EMV 4.4 B3 10.3"})
	}
}

// fastUnnamed says of a signature that came with the answer to GET PROCESSING OPTIONS or in a record why no terminal takes it.
//
// C-3 2.12 C.1, C-6 2.12 3.6
func (s *said) fastUnnamed(c *chain) {
	switch {
	case len(s.signed) > 0 || s.data[0x9F4B] == nil || s.fastSigned() || s.signedAtOnce():
	case s.discover() && s.inAnswer(0x9F26):
		c.Links = append(c.Links, link{Name: s.named("CDA signature"), Result: "a cryptogram (9F26) stands beside it, which has none", Clause: "C-6 2.12 F10.3"})
	case s.discover():
		c.Links = append(c.Links, link{Name: s.named("CDA signature"), Result: "what it covers is not known: " + s.refusals.ofInitiation(), Clause: "C-6 2.12 3.6.1"})
	default:
		c.Links = append(c.Links, link{Name: s.named("fast DDA signature"), Result: notNamed("DDA"), Clause: or(s.clause7(oda.OK), fastClause)})
	}
}

// fastClause is C-3's on fast DDA, which the reasons of such a signature name.
const fastClause = "C-3 2.12 C.1"

// clause7 is what Kernel 7 says in the place of C-3's, of a profile that does not name DDA or of what is wrong with a signature; empty for other kernels.
//
// C-7 2.12 4.3.2.2, 4.3.2.3, 4.3.2.4
func (s *said) clause7(reason oda.Reason) string {
	switch {
	case len(s.aid) < 5 || kernelOf[upper(s.aid[:5])] != tlv.C7:
		return ""
	case reason == oda.OK:
		return "C-7 2.12 4.3.2.2"
	case reason == oda.FDDAData:
		return "C-7 2.12 4.3.2.3"
	default:
		return "C-7 2.12 4.3.2.4"
	}
}

// undecided says of a fast DDA signature, the last link, what does not stand beside it in its answer, where a reader ends the application or cannot tell which format
// belongs there.
//
// C-3 2.12 5.4.2.1, 5.4.3.1, C-7 2.12 4.1.4.5
func (s *said) undecided(c *chain, reason oda.Reason) bool {
	clause := "C-3 2.12 5.4.2.1"
	if s.clause7(reason) != "" {
		clause = "C-7 2.12 4.1.4.5"
	}
	if lacks := s.torn(); lacks != "" && (reason == oda.OK || reason == oda.FDDAFormat && s.decision() == unknownDecision) {
		c.refuse(strings.TrimPrefix(lacks, "; "), clause)
		return true
	}
	if reason != oda.FDDAFormat || s.decision() != unknownDecision {
		return false
	}
	c.refuse("neither 9F27 ("+tlv.CID.Element().Name+") nor 9F10 ("+tlv.IssuerApplicationData.Element().Name+") says which format belongs there", clause)
	return true
}

// notNamed says that the interchange profile does not name a method.
func notNamed(method string) string { return "the interchange profile (82) does not name " + method }

// methodBits are the bits of the interchange profile for the methods of the signatures that a terminal asks for.
//
// EMV 4.4 B3 annex C1
var methodBits = map[string]byte{"DDA": aipDDA, "CDA": aipCDA, "XDA": aipXDA}

// borrow gives a selection whose answer to GET PROCESSING OPTIONS was not recorded the profile and the file locator of another selection of the same application
// in the conversation: a card gives the same ones, and its certificates are read under them. One that was refused has none, and another card's are its own.
func borrow(list []*said) {
	for _, s := range list {
		refused := s.refusals.initiation != "" && len(s.initiations) == 0
		for _, other := range list {
			if s.gpo == nil && s.afl == nil && len(s.records) > 0 && !refused && other.gpo != nil && len(s.aid) > 0 && bytes.Equal(s.aid, other.aid) && !s.anotherCard(other) {
				s.aip, s.afl = other.aip, other.afl
			}
		}
	}
}

// anotherCard reports whether two selections gave two numbers.
func (s *said) anotherCard(other *said) bool {
	return slices.ContainsFunc([]tlv.Tag{0x5A, 0x5F34, 0x57}, func(t tlv.Tag) bool {
		return s.data[t] != nil && other.data[t] != nil && !bytes.Equal(s.data[t], other.data[t])
	})
}

// relayed are the relay resistance data of an exchange, nil where they are not whole.
//
// C-2 2.12 table 6.7
func relayed(c apdu.Command, data []byte) []byte {
	o, _ := tlv.Find(data, tlv.TagFormat1)
	if len(c.Data) != 4 || len(o.Value) != oda.RelayLength-4 {
		return nil
	}
	return slices.Concat(c.Data, o.Value)
}

// relayIn reports how the signature's relay resistance data compare with those that were exchanged. Summaries of the data storage, of either version, may stand
// before them.
//
// C-2 2.12 6.12
func relayIn(cda *oda.CDA, relay []byte) (reason oda.Reason) {
	for _, summary := range []int{16, 8, 0} {
		if _, reason = cda.Kernel2(oda.Kernel2Input{Summary: summary, Relay: relay}); reason == oda.OK {
			break
		}
	}
	return reason
}
