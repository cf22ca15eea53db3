package main

import (
	"fmt"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/tlv"
)

// shortest is how long an answer whose command is not known is at least to be taken for one with a signature: a challenge and most records of logs are shorter.
const shortest = 64

// whole notes an answer whose objects are not whole, or that is none of the templates that answer its command: what was in it, a signature too, nobody can tell. Files
// above 10 may have records in a form of their own. Of a command that was not recorded only long answers with such a template count.
//
// EMV 4.4 B3 5.3.2.2, 6.5.8.4, 6.5.11.4
func (s *said) whole(number int, c apdu.Command, data []byte) {
	var name, lost, none string
	var templates []tlv.Tag
	switch {
	case c.INS == apdu.ReadRecord && c.P2>>3 <= 10:
		name, templates, none = fmt.Sprintf("record %d of SFI %d", c.P1, c.P2>>3), []tlv.Tag{tlv.TagRecord, tagEnciphered}, " has no template 70"
	case c.INS == apdu.Select:
		name = "the answer to SELECT"
	case transcript.Initiates(c):
		name, templates, none = "the answer to "+c.Name(), []tlv.Tag{tlv.TagFormat1, tlv.TagFormat2}, " has neither template 80 nor 77"
		if _, signed := tlv.FindValue(data, tlv.TagFormat2, 0x9F4B); s.tapped && !signed {
			lost = "; a signature (9F4B) that it may have had is not verified"
		}
	case c.INS == apdu.GenerateAC && requested(c) == "":
		name = "the answer to GENERATE AC"
	case c.INS == 0 && len(data) > shortest && slices.Contains([]byte{0x70, 0x77, 0x80}, data[0]):
		name = fmt.Sprintf("the answer in exchange %d, whose command was not recorded,", number)
	default:
		return
	}
	cursor := tlv.NewCursor(data)
	o, _ := cursor.Next()
	switch err := tlv.Check(data); {
	case err != nil:
		s.refusals.broken = append(s.refusals.broken, name+" is not whole: "+faultText(err)+lost)
	case len(data) == 0 && len(templates) > 0:
		s.refusals.broken = append(s.refusals.broken, name+" is empty"+lost)
	case len(templates) > 0 && !slices.Contains(templates, o.Tag):
		s.refusals.broken = append(s.refusals.broken, name+none+lost)
	}
}

// torn says what an answer to GET PROCESSING OPTIONS with some of the elements that stand together in a card's of Kernel 3 or 7 has not of the others, empty for nothing.
//
// C-3 2.12 5.4.2.1, C-7 2.12 4.1.4.5
func (s *said) torn() string {
	together := []tlv.Row{tlv.IssuerApplicationData, tlv.ApplicationCryptogram, tlv.ATC}
	given := func(tag tlv.Tag) bool { return s.inAnswer(tag) || s.data[tag] != nil } // the answer or a record
	has := func(row tlv.Row) bool { return given(row.Tag()) }
	if !s.tapped || len(s.aid) < 5 || !slices.Contains([]tlv.Book{tlv.C3, tlv.C7}, kernelOf[upper(s.aid[:5])]) || !slices.ContainsFunc(together, has) {
		return ""
	}
	if lacks := missingOf(together, given); lacks != "" {
		return "; " + lacks
	}
	return ""
}

// answers says of a chain what answers of the card are not whole: where it breaks, or else in links of their own, since what would have broken may have been in them.
func (s *said) answers(c *chain) {
	broken := s.refusals.broken
	for i := range c.Links {
		if !c.Links[i].OK && len(broken) > 0 {
			c.Links[i].Result += "; " + broken[0]
			return
		}
	}
	for _, why := range broken {
		c.Links = append(c.Links, link{Name: "answers of the card", absent: true, Result: why})
	}
}
