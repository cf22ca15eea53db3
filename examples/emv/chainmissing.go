package main

import (
	"fmt"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// missing adds a link that is not there, though it should be: what the interchange profile or the terminal's command asks for.
func (c *chain) missing(name string, tag tlv.Tag, wanted bool) {
	if wanted {
		c.Links = append(c.Links, link{Name: name, absent: true, Result: fmt.Sprintf("%s (%s) is not in the conversation", tag, tag.Name())})
	}
}

// withoutRoot says of a chain that cannot be followed what it lacks: some of it is there, or the interchange profile names methods and the
// records were read.
//
// EMV 4.4 B3 10.3, annex C1
func (s *said) withoutRoot(c *chain) {
	if s.data[0x8F] == nil && s.data[0x90] == nil && s.data[0x9F46] == nil && s.data[0x93] == nil {
		return
	}
	c.missing("certification authority key", 0x8F, s.data[0x8F] == nil)
	c.missing("issuer certificate (90)", 0x90, s.data[0x90] == nil)
}

// asked notes what the terminal asked to be signed and the card answered unsigned: a cryptogram other than an AAC without the signature that the command asked
// for, and INTERNAL AUTHENTICATE.
//
// EMV 4.4 B3 6.5.5, B4 6.3.2.1
func (s *said) asked(number int, c apdu.Command, data []byte) {
	_, signed := tlv.Find(data, tlv.TagFormat2, 0x9F4B)
	method := ""
	switch {
	case signed:
	case c.INS == apdu.InternalAuthenticate:
		if _, whole := tlv.Find(data, tlv.TagFormat1); !whole {
			method = "DDA"
		}
	case answeredType(data) == 0: // an AAC
	case c.P1&apdu.RequestCDA != 0:
		method = "CDA"
	case c.P1&apdu.RequestXDA != 0:
		method = "XDA"
	}
	if method != "" {
		s.lacking = append(s.lacking, fmt.Sprintf("%s signature (exchange %d)", method, number))
	}
}

// answeredType are the bits of the CID that tell the type of the cryptogram: 00 an AAC, or none.
func answeredType(data []byte) byte {
	if cid, ok := tlv.Find(data, tlv.TagFormat2, 0x9F27); ok && len(cid.Value) == 1 {
		return cid.Value[0] & 0xC0
	}
	if o, ok := tlv.Find(data, tlv.TagFormat1); ok && len(o.Value) > 0 {
		return o.Value[0] & 0xC0
	}
	return 0
}

// unsigned adds the signatures that were asked for and are not there, and that of a card which approves in its answer to GET PROCESSING OPTIONS.
//
// C-3 2.12 5.6.1.1, C-6 2.12 F14.2
func (s *said) unsigned(c *chain) {
	approves := len(s.signed) == 0 && s.data[0x9F4B] == nil && s.approves() && len(s.aip) > 0
	switch {
	case !approves:
	case s.aip[0]&aipDDA != 0 && s.inAnswer(0x9F26):
		c.missing("fast DDA signature", 0x9F4B, true)
	case s.discover() && s.aip[0]&aipCDA != 0 && s.inAnswer(0x9F27) && !s.inAnswer(0x9F26):
		c.missing("CDA signature", 0x9F4B, true)
	}
	for _, name := range s.lacking {
		c.missing(name, 0x9F4B, true)
	}
}

// inAnswer reports whether the answer to GET PROCESSING OPTIONS has an element.
func (s *said) inAnswer(tag tlv.Tag) bool {
	_, ok := tlv.Find(s.gpo, tlv.TagFormat2, tag)
	return ok
}

// discover reports whether the application is one of Kernel 6.
func (s *said) discover() bool { return strings.HasPrefix(aidName(s.aid), "Discover") }

// signedAtOnce reports whether the card signed its cryptogram in the answer to GET PROCESSING OPTIONS, by CDA: the cryptogram is
// in the signature alone.
//
// C-6 2.12 3.6.1
func (s *said) signedAtOnce() bool {
	return s.discover() && len(s.signed) == 0 && s.data[0x9F4B] != nil && s.inAnswer(0x9F27) && !s.inAnswer(0x9F26) && len(s.aip) > 0 && s.aip[0]&aipCDA != 0
}

// atOnce is that signature. It may stand in a record.
//
// C-6 2.12 F14.10, 3.6.1
func (s *said) atOnce(c *chain, k *oda.Key) {
	in := oda.CDAInput{SDAD: s.data[0x9F4B], CID: first(s.data[0x9F27]), TransactionData: s.atOnceData()}
	copy(in.UN[:], s.sent[0x9F37])
	_, reason := oda.VerifyCDA(k, in)
	c.add("CDA signature (9F4B)", "card certificate (9F46)", nil, reason)
	c.recovered(k, in.SDAD)
	if reason != oda.OK && len(s.sent[0x9F37]) == 0 {
		c.lack("9F37 (Unpredictable Number), which it covers, is not in the conversation")
	}
}

// atOnceData is what its hash code covers: the PDOL data, and the objects of the answer in their order without the signature.
//
// C-6 2.12 3.6.1
func (s *said) atOnceData() (b []byte) {
	b = append(b, s.pdol...)
	if o, ok := tlv.Find(s.gpo, tlv.TagFormat2); ok {
		children := o.Children()
		for o := range children.All() {
			if o.Tag != 0x9F4B {
				b = append(b, o.Raw...)
			}
		}
	}
	return b
}
