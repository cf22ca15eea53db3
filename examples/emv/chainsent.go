package main

import (
	"fmt"

	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// A need is an element that the data of the terminal under a signature are to have whole.
type need struct {
	tag tlv.Tag
	n   int
}

// fresh is the number by which the terminal knows that a signature is new: one without it may have been recorded.
//
// EMV 4.4 B2 6.5.1
var fresh = need{0x9F37, 4}

func (e need) String() string { return fmt.Sprintf("%s (%s)", e.tag, e.tag.Name()) }

// whole is the value that was sent for the element, nil for one that was cut off or was not sent.
//
// EMV 4.4 B3 5.4
func (e need) whole(sent map[tlv.Tag][]byte) []byte {
	v := sent[e.tag]
	row, _ := tlv.Lookup(tlv.Contact, 0, e.tag)
	switch {
	case len(v) < e.n:
		return nil
	case row.Element().Format == tlv.N:
		return v[len(v)-e.n:]
	default:
		return v[:e.n]
	}
}

// lacking says that the element was not sent whole, empty where it was.
func (e need) lacking(sent map[tlv.Tag][]byte) string {
	switch v := sent[e.tag]; {
	case len(v) >= e.n:
		return ""
	case v == nil:
		return e.String() + ", which it covers, is not in the conversation"
	default:
		return fmt.Sprintf("%s, which it covers, was sent with %d of its %d bytes", e, len(v), e.n)
	}
}

// lacks says that an element was not sent whole with GET PROCESSING OPTIONS, empty where it was. Where the list that says what was sent is not there, that is missing.
//
// EMV 4.4 B3 5.4
func (s *said) lacks(e need) string {
	if lacks := e.lacking(s.sent); s.sent[e.tag] != nil || !s.unselected || len(s.pdol) < e.n {
		return lacks
	}
	return fmt.Sprintf("the PDOL (9F38), which says where in the data of GET PROCESSING OPTIONS %s stands, is not in the conversation", e)
}

// judgeDDOL says of a DDA signature what is wrong with the list of the data that it covers: without the number, whole, DDA has failed, whatever verifies. told is
// what the conversation does not show: which data a terminal sends by its own list.
//
// EMV 4.4 B2 6.5.1, B3 10.3
func (s *said) judgeDDOL(sent []byte) (wrong, told string) {
	raw := s.data[0x9F49]
	list, err := tlv.ParseDOL(raw)
	const name = "DDOL (9F49)"
	switch number, _ := dolField(list, sent, fresh.tag); {
	case len(raw) == 0 && len(sent) < fresh.n:
		return fmt.Sprintf("%s of data cannot hold %s: what was signed once serves again", count(len(sent), "byte"), fresh), ""
	case len(raw) == 0:
		return "", fmt.Sprintf("; the card gave no %s, and the terminal's own is not in the conversation: that %s is in what was sent is not shown", name, fresh)
	case err != nil || !list.ContainsWhole(fresh.tag, fresh.n):
		return fmt.Sprintf("the %s does not ask for %s with %d bytes: what was signed once serves again", name, fresh, fresh.n), ""
	case len(number) < fresh.n:
		return fmt.Sprintf("%s, for which the %s asks, is not in what was sent", fresh, name), ""
	}
	return "", ""
}

// refuse says of the last link, which verifies, why a terminal takes it for failed all the same.
func (c *chain) refuse(why, clause string) {
	c.lacksBeside(why)
	c.Links[len(c.Links)-1].Clause = clause
}

// pdol6 are the elements for which a card of Kernel 6 asks in its PDOL, with these lengths: else the kernel ends before it is asked to sign.
//
// C-6 2.12 F2.1
var pdol6 = []need{{0x9F66, 4}, {0x9F02, 6}, {0x9F03, 6}, {0x9F1A, 2}, {0x5F2A, 2}, {0x9A, 3}, {0x9C, 1}, {0x9F37, 4}}

// lacks6 says for which of them the PDOL does not ask, empty for none.
func (s *said) lacks6() string {
	for _, e := range pdol6 {
		asked := false
		for tag, n := range s.command.PDOL.All() {
			asked = asked || tag == e.tag && n == e.n
		}
		if !asked {
			return fmt.Sprintf("the PDOL (9F38) does not ask for %s with %s", e, count(e.n, "byte"))
		}
	}
	return ""
}

// relatedLacks says of Card Authentication Related Data that they are none, empty where they are.
//
// C-7 2.12 4.3.2.4, C-3 2.12 C.1
func (s *said) relatedLacks() (lacks, clause string) {
	row, clause := tlv.CardAuthenticationRelatedData, fastClause
	if own := s.clause7(oda.FDDAFormat); own != "" {
		row, clause = tlv.CardAuthenticationRelatedDataKernel7, own
	}
	if e, n := row.Element(), len(s.data[0x9F69]); !e.Fits(n) {
		return fmt.Sprintf("9F69 (%s) has %s, not %d to %d", e.Name, count(n, "byte"), e.Min, e.Max), clause
	}
	return "", ""
}
