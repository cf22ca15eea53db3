package step

import (
	"fmt"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// FDDA is what fast dynamic data authentication goes by: the data of the card, of the terminal, and what the terminal sent. It is the same in
// Kernels 3 and 7.
// C-3 C.1, C-7 4.3.2.4
type FDDA struct {
	Card     func(tlv.Tag) []byte // a data element that the card gave, nil if it did not
	Static   StaticData           // its signed records
	RID      [5]byte              // of the AID that was selected
	PAN      []byte               // 5A as the card has it, or the PAN of its track 2: format cn
	Keys     *capk.Set            // of the certification authorities, and what is revoked
	Date     [3]byte              // 9A
	UN       [4]byte              // 9F37, 9F02 and 5F2A as the terminal has them
	Amount   [6]byte
	Currency [2]byte
	Online   bool // authentication of an online request: signed data format 95 instead of 05
}

// Format prints no byte of the card's, under every verb.
func (f FDDA) Format(s fmt.State, _ rune) {
	_, _ = fmt.Fprintf(s, "fDDA, PAN of %d bytes, %v", len(f.PAN), f.Static)
}

// StaticData is what a card's signed records add up to. The zero StaticData is empty.
// B3 10.3
type StaticData struct {
	bytes  []byte
	reason oda.Reason // of the first record that cannot be taken
}

// Format prints how many bytes there are, under every verb: the records have the PAN.
func (s StaticData) Format(f fmt.State, _ rune) {
	_, _ = fmt.Fprintf(f, "static data, %d bytes", len(s.bytes))
}

// Add takes in a signed record, the data of the response to READ RECORD. One that cannot be taken makes the authentication fail.
// B3 10.3
func (s *StaticData) Add(sfi byte, record []byte) {
	if s.reason != oda.OK {
		return
	}
	s.room(len(record) + 2) // the AIP may follow
	if more, r := oda.AppendRecord(s.bytes, sfi, record); r == oda.OK {
		s.bytes = more
	} else {
		s.reason = r
	}
}

// room makes room for n more bytes. What it leaves behind it wipes, which append would not.
func (s *StaticData) room(n int) {
	if need := len(s.bytes) + n; need > cap(s.bytes) {
		more := append(make([]byte, 0, max(2*need, 1024)), s.bytes...)
		clear(s.bytes[:cap(s.bytes)])
		s.bytes = more
	}
}

// ICCKey recovers the card's key, which these static data belong to: with the AIP, where the card's tag list names it.
// B2 6.4, B3 10.3
func (s *StaticData) ICCKey(c Chain) (oda.Key, oda.Reason) {
	if s.reason != oda.OK {
		return oda.Key{}, s.reason
	}
	static, r := oda.AppendTagList(s.bytes, c.Card(0x9F4A), c.Card(0x82))
	if r != oda.OK {
		return oda.Key{}, r
	}
	c.Static = static
	return c.ICCKey()
}

// Wipe clears it.
func (s *StaticData) Wipe() {
	clear(s.bytes[:cap(s.bytes)])
	*s = StaticData{}
}

// Verify recovers the keys of issuer and card, and verifies the signature over what the terminal sent and the card's Card Authentication
// Related Data. It says in words why it fails, and by which clause; empty words say that it does not.
// C-3 C.1, C-7 4.3.2.4
func (f *FDDA) Verify() (words, clause string) {
	aip := f.Card(0x82)
	if len(aip) != 2 || !tlv.AIPValue(aip).Has(tlv.AIPDDASupported) {
		return "the AIP does not have DDA", "C-3 2.12 C.1"
	}
	if r := f.verify(); r != oda.OK {
		return r.String(), r.Clause()
	}
	return "", ""
}

func (f *FDDA) verify() oda.Reason {
	icc, r := f.Static.ICCKey(Chain{Card: f.Card, RID: f.RID, PAN: f.PAN, Keys: f.Keys, Date: f.Date})
	if r != oda.OK {
		return r
	}
	_, r = oda.VerifyFDDA(&icc, oda.FDDAInput{ // C-3 C.1 signature
		SDAD: f.Card(0x9F4B), UN: f.UN, Amount: f.Amount, Currency: f.Currency, Related: f.Card(0x9F69), Online: f.Online,
	})
	return r.Missing(f.Card(0x9F4B))
}

// A Chain is what a card's RSA key is recovered from, with the key of the certification authority that the card names and that of its issuer.
// B2 6.3, 6.4
type Chain struct {
	Card   func(tlv.Tag) []byte // a data element that the card gave, nil if it did not
	Static []byte               // the static data to be authenticated, the AIP among them where the card names it
	RID    [5]byte              // of the AID that was selected
	PAN    []byte               // 5A as the card has it, or the PAN of its track 2: format cn
	Keys   *capk.Set            // of the certification authorities, and what is revoked
	Date   [3]byte              // 9A
}

// ICCKey recovers the card's key.
// B2 6.3, 6.4, C-2 S910.1, C-3 C.1, C-7 4.3.2.4
func (c *Chain) ICCKey() (oda.Key, oda.Reason) {
	ca := c.caKey()
	of := oda.IssuerInput{ // C-3 C.1 issuer key
		Certificate: c.Card(0x90), Remainder: c.Card(0x92), Exponent: c.Card(0x9F32), PAN: c.PAN, RID: c.RID, Date: c.Date, CRL: c.Keys,
	}
	issuer, r := oda.RecoverIssuer(ca, of)
	if r != oda.OK {
		return oda.Key{}, of.Missing(ca, c.Card(0x8F), r)
	}
	in := oda.ICCInput{ // C-3 C.1 ICC key
		Certificate: c.Card(0x9F46), Remainder: c.Card(0x9F48), Exponent: c.Card(0x9F47), PAN: c.PAN, StaticData: c.Static, Date: c.Date,
	}
	key, r := oda.RecoverICC(&issuer, in)
	return key, in.Missing(&issuer, r)
}

// caKey is the certification authority's key that the card names, nil where the terminal has none.
// C-3 C.1
func (c *Chain) caKey() *capk.Key {
	index := c.Card(0x8F)
	if len(index) != 1 {
		return nil
	}
	key, _ := c.Keys.Lookup(c.RID, index[0])
	return key
}
