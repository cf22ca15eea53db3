package step

import (
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// A Combined is what the signature of a card that was asked for CDA is verified by, in the short contactless kernels.
// B2 6.6
type Combined struct {
	Chain              // its Static are filled in by Verify
	Records StaticData // the signed records
	UN      [4]byte    // 9F37 as the terminal has it
	Sent    []byte     // the values that PDOL and CDOL1 asked for, one behind the other
}

// Verify recovers the keys of issuer and card and verifies the signature over what was sent and the answer to GENERATE AC.
// B2 6.6.2
func (c *Combined) Verify(ac *ACResponse) (oda.CDA, oda.Reason) {
	if ac.SDAD == nil { // B3 6.5.5.4 signature
		return oda.CDA{}, oda.ResponseData
	}
	if c.Records.reason != oda.OK {
		return oda.CDA{}, c.Records.reason
	}
	static, r := oda.AppendTagList(c.Records.bytes, c.Card(0x9F4A), c.Card(0x82))
	if r != oda.OK {
		return oda.CDA{}, r
	}
	c.Static = static
	icc, r := c.ICCKey()
	if r != oda.OK {
		return oda.CDA{}, r
	}
	signed, r := oda.AppendResponse(c.Sent, ac.Body.Value)
	if r == oda.OK {
		return oda.VerifyCDA(&icc, oda.CDAInput{SDAD: ac.SDAD, UN: c.UN, CID: byte(ac.CID), TransactionData: signed})
	}
	return oda.CDA{}, r
}

// AmountSigned reports whether the card's signature over what it was told covers the amount as the card has read it: CDOL1 stands in static data to be authenticated, so
// that no device on the way has altered it, and asks for the amount whole.
// B3 5.4, 10.3, B2 6.6.1
func AmountSigned(static []byte, cdol1 tlv.DOL) bool {
	return cdol1.ContainsWhole(tlv.AmountAuthorised.Tag(), 6) && Holds(static, tlv.CDOL1.Tag(), cdol1)
}

// AmountSigned is that of the signed records.
// B3 5.4, 10.3, B2 6.6.1
func (s *StaticData) AmountSigned(cdol1 tlv.DOL) bool { return AmountSigned(s.bytes, cdol1) }

// Holds reports whether an element stands in the signed records with this value.
// B3 10.3
func (s *StaticData) Holds(tag tlv.Tag, value []byte) bool { return Holds(s.bytes, tag, value) }

// Holds reports whether an element stands in static data to be authenticated with this value.
// B3 10.3
func Holds(static []byte, tag tlv.Tag, value []byte) bool {
	c := tlv.NewCursor(static)
	for o := range c.All() {
		if o.Tag == tag {
			return string(o.Value) == string(value)
		}
	}
	return false
}
