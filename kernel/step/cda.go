package step

import (
	"fmt"

	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// CDA is what combined data authentication of a first GENERATE AC goes by, in the kernels that have no other: the chain, the card's signed records, and
// what went to the card and came back.
// B2 6.6.2
type CDA struct {
	Chain               // without Static, which is made of the records
	Records  StaticData // the card's signed records
	UN       [4]byte    // 9F37 as sent
	Sent     []byte     // the values that went out for PDOL and CDOL1, one after the other
	CID      byte       // 9F27 of the response
	SDAD     []byte     // 9F4B
	Response tlv.Object // the template that came: 77
}

// Format prints no byte of the card's, under every verb.
func (c CDA) Format(s fmt.State, _ rune) { _, _ = fmt.Fprintf(s, "CDA, %v", c.Records) }

// Verify recovers the keys of issuer and card, and verifies the signature over what was sent and what came back.
// B2 6.6.2
func (c *CDA) Verify() (oda.CDA, oda.Reason) {
	static, r := c.Records.authenticated(c.Card)
	if r != oda.OK {
		return oda.CDA{}, r
	}
	c.Static = static
	icc, r := c.ICCKey()
	if r != oda.OK {
		return oda.CDA{}, r
	}
	covered, r := oda.AppendResponse(append(make([]byte, 0, len(c.Sent)+len(c.Response.Value)), c.Sent...), c.Response.Value)
	if r != oda.OK {
		return oda.CDA{}, r
	}
	return oda.VerifyCDA(&icc, oda.CDAInput{SDAD: c.SDAD, UN: c.UN, CID: c.CID, TransactionData: covered})
}
