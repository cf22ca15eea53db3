package main

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors/card"
	"github.com/emvgo/emv/tlv"
)

// A said is what a card said of one application, as offline data authentication needs it.
type said struct {
	aid      []byte
	aip, afl []byte
	pdol     []byte                 // values sent with GET PROCESSING OPTIONS
	gpo      []byte                 // response to it
	records  map[[2]byte]oda.Record // by file and number
	list     []byte                 // PDOL as the card gave it
	data     map[tlv.Tag][]byte     // of records and responses, the first of each
	signed   []signature
	cdol     []byte // values sent with GENERATE AC, first and then both
	command  *dols
	from, to int // its exchanges in the conversation
}

// A signature is a dynamic signature that the card gave, with what it covers.
type signature struct {
	method string // DDA, CDA
	number int    // of the exchange
	verify func(*oda.Key) oda.Reason

	sdad    []byte // 9F4B
	tail    []byte // RSA: what the hash covers beside the message in the signature
	covered []byte // CDA: what the transaction data hash code covers; XDA: what the signature covers behind its format
}

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
}

// A chain is all of one application.
type chain struct {
	AID   string `json:"aid"`
	Links []link `json:"links"`
}

func (c *chain) ok() bool {
	return !slices.ContainsFunc(c.Links, func(l link) bool { return !l.OK })
}

// hear collects what the card says of each application of a conversation.
func hear(conv *transcript.Conversation) (list []*said) {
	var s *said
	exchanges := conv.Exchanges()
	for i, x := range exchanges {
		c, err := apdu.ParseCommand(x.Command)
		r := apdu.Response(x.Response)
		if err == nil && r.SW().Class() == apdu.BytesAvailable && i+1 < len(exchanges) && bytes.HasPrefix(exchanges[i+1].Command, []byte{0, apdu.GetResponse}) {
			r = exchanges[i+1].Response // T=0
		}
		if err != nil || !r.SW().OK() || c.INS == apdu.GetResponse {
			continue
		}
		data := r.Data()
		if c.INS == apdu.Select {
			name, ok := tlv.Find(data, tlv.TagFCI, 0x84)
			if ok && len(name.Value) >= 5 && !printableName(name.Value) {
				s = &said{aid: name.Value, data: map[tlv.Tag][]byte{}, command: &dols{}, records: map[[2]byte]oda.Record{}}
				if o, ok := tlv.Find(data, tlv.TagFCI, tlv.TagFCIProprietary, 0x9F38); ok {
					s.list = o.Value
				}
				s.command.learn(c, data)
				s.from = i
				list = append(list, s)
			}
			continue
		}
		if s != nil {
			s.hear(i+1, c, data)
		}
	}
	for i := range list {
		list[i].to = len(exchanges)
		if i > 0 {
			list[i-1].to = list[i].from
		}
	}
	return slices.DeleteFunc(list, func(s *said) bool { return s.gpo == nil })
}

// printableName reports whether a DF name is that of a directory, such as 1PAY.SYS.DDF01.
func printableName(b []byte) bool { return printable(b) != "" }

func (s *said) hear(number int, c apdu.Command, data []byte) {
	list := s.command.of(c)
	switch c.INS {
	case apdu.GetProcessingOptions:
		s.initiate(c, data)
	case apdu.ReadRecord:
		s.records[[2]byte{c.P2 >> 3, c.P1}] = oda.Record{SFI: c.P2 >> 3, Data: data}
		if o, ok := tlv.Find(data, tlv.TagRecord); ok {
			s.collect(o.Children())
		}
	case apdu.InternalAuthenticate:
		s.dynamic(number, c, data)
	case apdu.GenerateAC:
		s.combined(number, c, list, data)
	}
	s.command.learn(c, data)
}

func (s *said) initiate(c apdu.Command, data []byte) {
	s.gpo = data
	if o, ok := tlv.Find(c.Data, tlv.TagCommandTemplate); ok {
		s.pdol = o.Value
	}
	if o, ok := tlv.Find(data, tlv.TagFormat1); ok && len(o.Value) >= 2 {
		s.aip, s.afl = o.Value[:2], o.Value[2:]
	}
	if o, ok := tlv.Find(data, tlv.TagFormat2); ok {
		s.collect(o.Children())
		s.aip, s.afl = s.data[0x82], s.data[0x94]
	}
	for t, n := range s.command.lists[0].All() { // what the reader sent
		if v, ok := dolField(s.command.lists[0], s.pdol, t); ok && len(v) == n && s.data[t] == nil {
			s.data[t] = v
		}
	}
}

func (s *said) collect(c tlv.Cursor) {
	for o := range c.All() {
		if s.data[o.Tag] == nil {
			s.data[o.Tag] = o.Value
		}
	}
}

func (s *said) dynamic(number int, c apdu.Command, data []byte) {
	sdad, ok := tlv.Find(data, tlv.TagFormat1)
	if !ok {
		sdad, ok = tlv.Find(data, tlv.TagFormat2, 0x9F4B)
	}
	if ok {
		sent := c.Data
		s.signed = append(s.signed, signature{method: "DDA", number: number, sdad: sdad.Value, tail: sent, verify: func(k *oda.Key) oda.Reason {
			_, r := oda.VerifyDDA(k, sdad.Value, sent)
			return r
		}})
	}
}

func (s *said) combined(number int, c apdu.Command, list tlv.DOL, data []byte) {
	s.cdol = append(s.cdol, c.Data...)
	response, ok := tlv.Find(data, tlv.TagFormat2)
	sdad, signed := tlv.Find(data, tlv.TagFormat2, 0x9F4B)
	if !ok || !signed {
		return
	}
	in := oda.CDAInput{SDAD: sdad.Value}
	if un, ok := dolField(s.command.lists[1], s.cdol, 0x9F37); ok && len(un) == 4 {
		in.UN = [4]byte(un)
	} else if un, ok := dolField(list, c.Data, 0x9F37); ok && len(un) == 4 {
		in.UN = [4]byte(un)
	}
	if cid, ok := tlv.Find(data, tlv.TagFormat2, 0x9F27); ok && len(cid.Value) == 1 {
		in.CID = cid.Value[0]
	}
	sent := slices.Concat(s.pdol, s.cdol)
	g := signature{method: "CDA", number: number, sdad: sdad.Value, tail: in.UN[:]}
	xda := s.aip != nil && s.aip[0]&0x80 != 0 && len(sdad.Value) > 0 && sdad.Value[0] == 0x15
	if xda {
		g.method = "XDA"
		if len(s.cdol) != len(c.Data) {
			sent = slices.Clone(c.Data) // the second: with its own values alone
		}
	}
	all, fault := oda.AppendResponse(sent, response.Value)
	g.covered = all
	g.verify = func(k *oda.Key) oda.Reason {
		in.TransactionData = all
		switch {
		case fault != oda.OK:
			return fault
		case xda:
			return oda.VerifyXDA(k, oda.XDAInput{SDAD: sdad.Value, TransactionData: all})
		}
		_, r := oda.VerifyCDA(k, in)
		return r
	}
	s.signed = append(s.signed, g)
}

// static is the static data: the records that the AFL names for it, and the AIP where the tag list asks for it.
func (s *said) static() ([]byte, oda.Reason) {
	var signed []oda.Record
	for afl := s.afl; len(afl) >= 4; afl = afl[4:] {
		for n := int(afl[1]); n <= int(afl[2]) && n < int(afl[1])+int(afl[3]); n++ {
			if r, ok := s.records[[2]byte{afl[0] >> 3, byte(n)}]; ok {
				signed = append(signed, r)
			}
		}
	}
	return oda.StaticData(signed, s.data[0x9F4A], s.aip)
}

// verify follows the chain from the certification authority's key to the last signature.
func (s *said) verify(keys []*capk.Set, date [3]byte) chain {
	c := chain{AID: upper(s.aid), Links: []link{}}
	if len(s.aid) < 5 || s.data[0x8F] == nil || s.data[0x90] == nil {
		return c
	}
	ca, ok := findKey(keys, [5]byte(s.aid[:5]), first(s.data[0x8F]))
	root := link{Name: "certification authority key " + upper(s.aid[:5]) + " " + upper(s.data[0x8F]), OK: ok, Result: "known"}
	if !ok {
		root.Result = "no key with this RID and index is known; give -keys"
		c.Links = append(c.Links, root)
		return c
	}
	root.Bits, root.Exponent = keyBits(ca.Algorithm, ca.Modulus), upper(ca.Exponent)
	if ca.Expiry != [3]byte{} {
		root.Expiry = expiryText(ca.Expiry)
	}
	c.Links = append(c.Links, root)
	if ca.Algorithm != capk.RSA {
		s.elliptic(&c, ca, date)
		return c
	}
	issuer, reason := oda.RecoverIssuer(ca, oda.IssuerInput{
		Certificate: s.data[0x90], Remainder: s.data[0x92], Exponent: s.data[0x9F32], PAN: s.data[0x5A], RID: ca.RID, Date: date,
	})
	c.add("issuer certificate (90)", root.Name, &issuer, reason)
	if reason == oda.OK {
		s.below(&c, &issuer, date)
	}
	return c
}

// elliptic is the chain of ECC certificates.
//
// EMV 4.4 B2 12.3, 12.4, 12.5
func (s *said) elliptic(c *chain, ca *capk.Key, date [3]byte) {
	day := [4]byte{0x20, date[0], date[1], date[2]}
	issuer, reason := oda.RecoverIssuerECC(ca, oda.ECCIssuerInput{Certificate: s.data[0x90], PAN: s.data[0x5A], RID: ca.RID, Date: day})
	c.add("issuer certificate (90)", c.Links[0].Name, &issuer, reason)
	if reason != oda.OK {
		return
	}
	static, fault := s.static()
	if fault == oda.OK {
		static, fault = oda.AppendICCD(static, s.aip, s.aid, s.list)
	}
	now := [6]byte{day[0], day[1], day[2], day[3], 0x12, 0}
	if s.data[0x9F2D] != nil {
		k, reason := oda.RecoverICCECC(&issuer, oda.ECCICCInput{Certificate: s.data[0x9F2D], StaticData: static, Now: now, Use: oda.UseODE})
		c.add("PIN encipherment certificate (9F2D)", "issuer certificate (90)", &k, max(fault, reason))
	}
	if s.data[0x9F46] == nil {
		return
	}
	k, reason := oda.RecoverICCECC(&issuer, oda.ECCICCInput{Certificate: s.data[0x9F46], StaticData: static, Now: now, Use: oda.UseXDA})
	if fault != oda.OK {
		reason = fault
	}
	c.add("card certificate (9F46)", "issuer certificate (90)", &k, reason)
	for _, g := range s.signed {
		if reason == oda.OK {
			c.add(fmt.Sprintf("%s signature (exchange %d)", g.method, g.number), "card certificate (9F46)", nil, g.verify(&k))
		}
	}
}

// below is what the issuer's key verifies, and what the card's key verifies.
func (s *said) below(c *chain, issuer *oda.Key, date [3]byte) {
	static, fault := s.static()
	if s.data[0x93] != nil {
		_, reason := oda.VerifySDA(issuer, s.data[0x93], static)
		c.add("signed static application data (93)", "issuer certificate (90)", nil, max(fault, reason))
	}
	if s.data[0x9F2D] != nil {
		k, reason := oda.RecoverICCPIN(issuer, oda.ICCInput{
			Certificate: s.data[0x9F2D], Remainder: s.data[0x9F2F], Exponent: s.data[0x9F2E], PAN: s.data[0x5A], Date: date,
		})
		c.add("PIN encipherment certificate (9F2D)", "issuer certificate (90)", &k, reason)
	}
	if s.data[0x9F46] == nil {
		return
	}
	k, reason := oda.RecoverICC(issuer, oda.ICCInput{
		Certificate: s.data[0x9F46], Remainder: s.data[0x9F48], Exponent: s.data[0x9F47], PAN: s.data[0x5A], StaticData: static, Date: date,
	})
	if fault != oda.OK {
		reason = fault
	}
	c.add("card certificate (9F46)", "issuer certificate (90)", &k, reason)
	if reason != oda.OK {
		return
	}
	for _, g := range s.signed {
		c.add(fmt.Sprintf("%s signature (exchange %d)", g.method, g.number), "card certificate (9F46)", nil, g.verify(&k))
	}
	if len(s.signed) == 0 && s.data[0x9F4B] != nil {
		s.fast(c, &k)
	}
}

// fast is the signature of fast DDA.
//
// C-3 2.12 C.1
func (s *said) fast(c *chain, k *oda.Key) {
	in := oda.FDDAInput{SDAD: s.data[0x9F4B], Related: s.data[0x9F69]}
	copy(in.UN[:], s.data[0x9F37])
	copy(in.Amount[:], s.data[0x9F02])
	copy(in.Currency[:], s.data[0x5F2A])
	_, reason := oda.VerifyFDDA(k, in)
	c.add("fast DDA signature (9F4B)", "card certificate (9F46)", nil, reason)
}

func (c *chain) add(name, under string, k *oda.Key, reason oda.Reason) {
	l := link{Name: name, OK: reason == oda.OK, Result: reason.String(), Clause: reason.Clause(), Under: under}
	if reason == oda.OK {
		l.Result = "verified"
	}
	if k != nil && reason == oda.OK {
		l.Bits, l.Exponent, l.Serial = keyBits(k.Algorithm, k.Modulus), upper(k.Exponent), upper(k.Serial)
		l.Expiry = fmt.Sprintf("%02X%02X-%02X-%02X", k.Expiry[0], k.Expiry[1], k.Expiry[2], k.Expiry[3])
	}
	c.Links = append(c.Links, l)
}

func keyBits(a capk.Algorithm, modulus []byte) int {
	switch a {
	case capk.ECCP256:
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

func findKey(sets []*capk.Set, rid [5]byte, index byte) (*capk.Key, bool) {
	for _, s := range sets {
		if k, ok := s.Lookup(rid, index); ok {
			return k, true
		}
	}
	set, err := capk.NewSet(append(card.CAKeys(rid), card.ECCCAKeys(rid)...)) // of the virtual cards
	if err != nil {
		return nil, false
	}
	return set.Lookup(rid, index)
}

func (c *call) printChain(ch *chain) {
	c.printf("%s %s\n", c.bold(ch.AID), aidName(unhex(ch.AID)))
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
			c.printf(" %4d bit, %s", l.Bits, map[bool]string{true: "ECC", false: "exponent " + l.Exponent}[l.Exponent == ""])
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
