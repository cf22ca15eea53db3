package main

import (
	"fmt"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// missing adds a link that is not there, though it should be: what the interchange profile or the terminal's command asks for.
func (c *chain) missing(name string, tag tlv.Tag, wanted bool) {
	if wanted {
		c.Links = append(c.Links, link{Name: name, absent: true, Result: fmt.Sprintf("%s (%s) is not in the conversation", tag, tag.Name())})
	}
}

// missing adds a link for an element that the records should have, and says which record the card did not give.
func (s *said) missing(c *chain, name string, tag tlv.Tag, wanted bool) {
	c.missing(name, tag, wanted)
	if wanted {
		c.Links[len(c.Links)-1].Result += s.refusedRecord()
	}
}

// refusedRecord says which record of the file locator the card did not give, as one that may have what is missing; empty for none.
func (s *said) refusedRecord() string {
	id := s.unread(false)
	if s.refusals.records[id] == "" {
		return ""
	}
	return fmt.Sprintf("; record %d of SFI %d %s", id[1], id[0], s.refusals.ofRecord(id))
}

// withoutRoot says of a chain that cannot be followed what it lacks: some of it is there, or the card refused what has it.
//
// EMV 4.4 B3 10.3, annex C1
func (s *said) withoutRoot(c *chain) {
	refused := len(s.aip) > 0 && s.aip[0]&(aipXDA|aipSDA|aipDDA|aipCDA) != 0 && s.refusals.records[s.unread(false)] != ""
	if s.gpo == nil && s.refusals.initiation != "" && len(s.records) == 0 {
		c.Links = append(c.Links, link{Name: "GET PROCESSING OPTIONS", absent: true, Result: s.refusals.initiation})
		return
	}
	if s.data[0x8F] == nil && s.data[0x90] == nil && s.data[0x9F46] == nil && s.data[0x93] == nil && !refused {
		if s.enciphered() {
			c.Links = append(c.Links, link{Name: "certificates", absent: true, Result: "none are in the clear; where there are any they are" + inChannel})
		}
		return
	}
	if len(s.aid) < 5 {
		why := "its answer to SELECT is not in the conversation"
		if s.nameless != "" {
			why = s.nameless + " to SELECT, and the command was not recorded"
		}
		c.Links = append(c.Links, link{Name: "application", Result: why + ": whose keys count is not known"})
	}
	if why := s.noIndex(); why != "" {
		c.Links = append(c.Links, link{Name: "certification authority key", absent: true, Result: why})
	}
	s.missing(c, "issuer certificate (90)", 0x90, s.data[0x90] == nil)
}

// noIndex says why the card names no key: its index is not there, or is not one byte. Empty where it names one.
//
// EMV 4.4 B2 6.2, B3 7.5, annex A1
func (s *said) noIndex() string {
	const index = "8F (Certification Authority Public Key Index)"
	switch n := len(s.data[0x8F]); {
	case s.data[0x8F] == nil:
		return index + " is not in the conversation" + s.refusedRecord()
	case n != 1:
		return fmt.Sprintf("%s has %s, not 1: it names no key", index, count(n, "byte"))
	}
	return ""
}

// refusals are the answers in which the card gave nothing, in words.
type refusals struct {
	initiation string // to GET PROCESSING OPTIONS
	records    map[[2]byte]string
	broken     []string // answers whose objects are not whole
}

func (r *refusals) note(c apdu.Command, why string) {
	switch {
	case transcript.Initiates(c):
		r.initiation = why
	case c.INS == apdu.ReadRecord && r.records == nil:
		r.records = map[[2]byte]string{{c.P2 >> 3, c.P1}: why}
	case c.INS == apdu.ReadRecord:
		r.records[[2]byte{c.P2 >> 3, c.P1}] = why
	}
}

// ofInitiation is why there is no answer to GET PROCESSING OPTIONS.
func (r *refusals) ofInitiation() string {
	if r.initiation != "" {
		return "to GET PROCESSING OPTIONS " + r.initiation
	}
	return "the answer to GET PROCESSING OPTIONS is not in the conversation"
}

// ofRecord is why a record is not there.
func (r *refusals) ofRecord(id [2]byte) string {
	if why := r.records[id]; why != "" {
		return "was not given: " + why
	}
	return "is not in the conversation"
}

// answerLacks is what is wrong with the answer in which a signature came with a cryptogram, whatever the signature: objects that are not whole, or of those that
// belong there one that is not.
//
// EMV 4.4 B3 6.5.5.4, B2 6.6.1, 12.5.1
func answerLacks(data []byte, xda bool) string {
	if err := tlv.Check(data); err != nil {
		return "the objects of the answer are not whole: " + faultText(err)
	}
	needed := []tlv.Row{tlv.CID, tlv.ATC}
	if xda {
		needed = append(needed, tlv.ApplicationCryptogram)
	}
	return missingOf(needed, func(tag tlv.Tag) bool {
		_, ok := tlv.FindValue(data, tlv.TagFormat2, tag)
		return ok
	})
}

// missingOf says which of the elements an answer has not, empty for none.
func missingOf(needed []tlv.Row, has func(tlv.Tag) bool) string {
	var missing []string
	for _, row := range needed {
		if tag := row.Tag(); !has(tag) {
			missing = append(missing, fmt.Sprintf("%s (%s)", tag, row.Element().Name))
		}
	}
	switch len(missing) {
	case 0:
		return ""
	case 1:
		return missing[0] + " is missing in the answer"
	default:
		return strings.Join(missing, ", ") + " are missing in the answer"
	}
}

// A lacking is a signature that is not there, and why, where something tells.
type lacking struct{ name, why string }

// accumulate notes the values that were sent with GENERATE AC, and says what is not known of those which a signature over all of them covers.
//
// EMV 4.4 B2 6.6.1, 6.6.2
func (s *said) accumulate(c apdu.Command, list tlv.DOL) (lacks string) {
	switch {
	case s.command.Generated > 1 && len(s.cdol) == 0:
		lacks = "what it covers is not known: the data of the first GENERATE AC were not recorded"
	case len(s.list) > 0 && len(s.pdol) == 0:
		lacks = "what it covers is not known: the data of GET PROCESSING OPTIONS were not recorded"
	}
	s.cdol = append(s.cdol, c.Data...)
	return or(lacks, notSent(c, list))
}

// notSent says that the data of a command which has some were not recorded.
func notSent(c apdu.Command, list tlv.DOL) string {
	if len(c.Data) == 0 && len(list) > 0 {
		return "what it covers is not known: the command was not recorded"
	}
	return ""
}

// unanswered notes a command that was refused, or whose answer is not there. What was sent counts for what follows unless the card refused it, and the signature
// that was asked for is missing.
func (s *said) unanswered(number int, c apdu.Command, x transcript.Exchange) {
	sw := apdu.Response(x.Response).SW()
	why, refused := "the answer was not recorded", false
	switch {
	case x.Fault != 0:
		why = "the card did not answer: " + x.Fault.String()
	case unstated(x.Response):
		why = "its answer was logged without its status word"
	case sw.Class() == apdu.WrongLe: // the command follows again
		return
	case len(x.Response) > 1 && sw.Class() != apdu.BytesAvailable && !sw.OK():
		why, refused = fmt.Sprintf("the card answered %s, %s", sw, sw.Explain()), true
	}
	s.refusals.note(c, why)
	if !refused {
		list := s.command.Of(c)
		if c.INS == apdu.GetProcessingOptions {
			s.begin(number)
		}
		s.told(list, c)
		switch c.INS {
		case apdu.GetProcessingOptions:
			s.initiate(c, nil)
		case apdu.GenerateAC:
			s.accumulate(c, list)
		}
	}
	if method := requested(c); method != "" {
		s.lacking = append(s.lacking, lacking{fmt.Sprintf("%s signature (exchange %d)", method, number), why})
	}
}

// requested is the method with which a command asks for a signature, empty for none.
//
// EMV 4.4 B3 6.5.5, B4 6.3.2.1
func requested(c apdu.Command) string {
	switch {
	case c.INS == apdu.InternalAuthenticate:
		return "DDA"
	case c.INS != apdu.GenerateAC:
	case c.P1&apdu.RequestCDA != 0:
		return "CDA"
	case c.P1&apdu.RequestXDA != 0:
		return "XDA"
	}
	return ""
}

// asked notes what the terminal asked to be signed and the card answered unsigned: a cryptogram other than an AAC without the signature that the command asked
// for, and INTERNAL AUTHENTICATE.
//
// EMV 4.4 B3 6.5.5, B4 6.3.2.1
func (s *said) asked(number int, c apdu.Command, data []byte) {
	_, signed := tlv.FindValue(data, tlv.TagFormat2, 0x9F4B)
	method := requested(c)
	switch _, whole := tlv.FindValue(data, tlv.TagFormat1); {
	case signed, c.INS == apdu.InternalAuthenticate && whole:
		return
	case c.INS == apdu.GenerateAC && declines(data) && tlv.Check(data) == nil:
		return
	}
	if method != "" {
		l := lacking{name: fmt.Sprintf("%s signature (exchange %d)", method, number)}
		if err := tlv.Check(data); err != nil {
			l.why = "the objects of the answer are not whole: " + faultText(err)
		}
		s.lacking = append(s.lacking, l)
	}
}

// declines reports whether an answer to GENERATE AC is an AAC, as its CID says.
func declines(data []byte) bool {
	if cid, ok := tlv.FindValue(data, tlv.TagFormat2, 0x9F27); ok && len(cid.Value) == 1 {
		return cid.Value[0]&0xC0 == 0
	}
	o, ok := tlv.Find(data, tlv.TagFormat1)
	return ok && len(o.Value) > 0 && o.Value[0]&0xC0 == 0
}

// unsigned adds the signatures that were asked for and are not there, that of a card which approves in its answer to GET PROCESSING OPTIONS, and that of a card of
// Kernel 6 which gives no cryptogram beside it.
//
// C-3 2.12 5.4.2.1, 5.6.1.1, C-6 2.12 F10.1, F10.1b, F14.2
func (s *said) unsigned(c *chain) {
	for _, v := range s.taps() {
		if len(s.signed) > 0 || v.data[0x9F4B] != nil || len(v.aip) == 0 {
			continue
		}
		lacks := v.torn()
		switch {
		case v.aip[0]&aipDDA != 0 && !v.discover() && (lacks != "" || v.approves() && v.inAnswer(0x9F26)):
			c.missing("fast DDA signature"+v.atTap(), 0x9F4B, true)
			c.Links[len(c.Links)-1].Result += lacks
		case v.tapped && v.signsAtOnce() && v.supports(aipCDA) && (v.data[0x9F27] == nil || v.decision() != 0):
			c.missing("CDA signature"+v.atTap(), 0x9F4B, true)
		}
	}
	for _, l := range s.lacking {
		c.missing(l.name, 0x9F4B, true)
		if l.why != "" {
			c.lack(l.why)
		}
	}
}

// inAnswer reports whether the answer to GET PROCESSING OPTIONS has an element.
func (s *said) inAnswer(tag tlv.Tag) bool {
	_, ok := tlv.FindValue(s.gpo, tlv.TagFormat2, tag)
	return ok
}

// discover reports whether the application is one of Kernel 6.
func (s *said) discover() bool { return strings.HasPrefix(aidName(s.aid), "Discover") }
