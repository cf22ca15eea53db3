package main

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// A said is what a card said of one application, as offline data authentication needs it.
type said struct {
	aid      []byte // DF name
	selected []byte // what was selected to get it, nil where that is not told
	warned   string // what the answer to SELECT says beside it, empty for nothing
	aip, afl []byte
	pdol     []byte                 // values sent with GET PROCESSING OPTIONS
	gpo      []byte                 // response to it
	records  map[[2]byte]oda.Record // by file and number
	list     []byte                 // PDOL as the card gave it
	data     map[tlv.Tag][]byte     // of records and responses, the first of each
	sent     map[tlv.Tag][]byte     // by the terminal, in the data that the card's lists ask for
	signed   []signature
	relay    []byte // what was exchanged last to measure the distance, nil for nothing
	// Kernel 6: version and descriptor of the card's features, and its data storage directory where it was read
	version, descriptor, directory []byte

	cdol     []byte    // values sent with GENERATE AC, first and then both
	lacking  []lacking // signatures that the terminal asked for, and the card did not give
	refusals refusals
	command  *transcript.Lists
	from, to int // its exchanges in the conversation

	given map[tlv.Tag]givenAt // since the last GET PROCESSING OPTIONS
	twice []string            // elements that were given with two values

	changed     []change // records that were read again and were others
	initiations []*initiation
	tap         int // the exchange of the one that this is, 0 for the only one

	tapped     bool   // by the contactless interface, as far as the conversation tells
	undated    bool   // the day for which certificates are checked is today's, for want of one
	unselected bool   // its answer to SELECT is not in the conversation
	nameless   string // what is wrong with the DF name in it, empty for nothing
	left       bool   // a file that may be outside of it was selected: records are not its own any more
}

// A signature is a dynamic signature that the card gave, with what it covers.
type signature struct {
	method string // DDA, CDA
	number int    // of the exchange
	lacks  string // what of that which it covers was not recorded, empty for nothing
	answer string // what is wrong with the answer in which it came, empty for nothing
	// where it verifies: why a terminal refuses it all the same and by which clause, or what of it the conversation does not show
	wrong, clause, told string
	verify              func(*oda.Key) oda.Reason

	sdad    []byte // 9F4B
	tail    []byte // RSA: what the hash covers beside the message in the signature
	covered []byte // CDA: what the transaction data hash code covers; XDA: what the signature covers behind its format
}

// hear collects what the card says of each application of a conversation.
func hear(conv *transcript.Conversation) []*said {
	return hearIn(conv, 0, len(conv.Exchanges()), conv.Get("interface") == contactless)
}

// hearIn does so in some exchanges.
func hearIn(conv *transcript.Conversation, from, to int, tapped bool) (list []*said) {
	var s *said
	exchanges := conv.Exchanges()[:to]
	begin := func(i int, aid []byte, fci bool) {
		s = &said{aid: aid, data: map[tlv.Tag][]byte{}, sent: map[tlv.Tag][]byte{}, command: &transcript.Lists{}, records: map[[2]byte]oda.Record{}, given: map[tlv.Tag]givenAt{}, from: i, unselected: !fci, tapped: tapped}
		s.command.Learn(apdu.Command{INS: apdu.Select}, nil)
		list = append(list, s)
	}
	selected := false                                     // nothing was, so far: the beginning may be missing
	warns := func(c apdu.Command, r apdu.Response) bool { // of an application that is blocked: EMV 4.4 B3 6.5.1.1
		_, fci := tlv.Find(r.Data(), tlv.TagFCI)
		return c.INS == apdu.Select && r.SW().Class() == apdu.Warning && fci
	}
	for i := from; i < to; i++ {
		x := exchanges[i]
		c, err := apdu.ParseCommand(x.Command)
		r := apdu.Response(x.Response)
		recorded := !x.Open || len(x.Command) >= 4
		if !recorded {
			if _, fci := tlv.Find(r.Data(), tlv.TagFCI); s == nil && !fci && (!selected && r.SW().OK() || opens(apdu.Command{}, r)) {
				begin(i, nil, false)
			}
			c, err = answered(r.Data(), s), nil
		}
		if c.CLA == readerClass { // the reader's own
			continue
		}
		if err == nil && c.INS != apdu.GetResponse { // T=0
			x, _ = conv.Whole(i)
			r = x.Response
		}
		selected = selected || err == nil && c.INS == apdu.Select
		if name := string(c.Data); err == nil && c.INS == apdu.Select && (name == pse || name == ppse) {
			tapped = name == ppse
		}
		if err == nil && s == nil && opens(c, r) {
			begin(i, nil, false)
		}
		switch {
		case err != nil || len(r) > 1 && (r.SW().OK() || warns(c, r)):
		case byName(c) && unfetched(x):
			begin(i, c.Data, false)
		case s != nil && !s.elsewhere(c):
			s.unanswered(i+1, c, x)
		}
		if err != nil || !r.SW().OK() && !warns(c, r) || c.INS == apdu.GetResponse {
			continue
		}
		data := r.Data()
		if c.INS == apdu.Select {
			switch of := selects(c, data, recorded); {
			case of.aid != nil || of.nameless != "":
				if begin(i, of.aid, true); c.P1 == 4 {
					s.selected = c.Data
				}
				s.nameless = of.nameless
				if o, ok := tlv.FindValue(data, tlv.TagFCI, tlv.TagFCIProprietary, 0x9F38); ok {
					s.list = o.Value
				}
				if sw := r.SW(); !sw.OK() {
					s.warned = fmt.Sprintf("%s, %s", sw, sw.Explain())
				}
				s.features(data)
				s.command.Learn(c, data)
				s.whole(i+1, c, data)
			case of.directory: // what follows is its, also that of the next transaction
				s = nil
			case s.selectedAgain(c, data):
				s.left = false
			case of.unread:
				begin(i, c.Data, false)
				s.whole(i+1, c, data)
			case s != nil:
				s.left = s.left || c.P1 != selectEF
			}
			continue
		}
		if s != nil && s.left && transcript.Initiates(c) { // as ever where it was not begun; else of one that no name selected
			if s.left = false; s.gpo != nil {
				begin(i, nil, false)
			}
		}
		if !selected && s == nil {
			begin(i, nil, false)
		}
		if s != nil {
			s.hear(i+1, c, data)
		}
	}
	for i := range list {
		list[i].to = to
		if i > 0 {
			list[i-1].to = list[i].from
		}
	}
	begun := slices.ContainsFunc(list, func(s *said) bool { return s.gpo != nil })
	borrow(list)
	return slices.DeleteFunc(list, func(s *said) bool { // a part of a conversation, or an application that another followed
		return s.gpo == nil && s.data[0x90] == nil && (begun || s.refusals.initiation == "")
	})
}

// answered is the command that a response answers, as far as the response tells: what was not recorded of a conversation.
// The records are taken to be read in the order of the file locator.
func answered(data []byte, s *said) (c apdu.Command) {
	cursor := tlv.NewCursor(data)
	o, _ := cursor.Next()
	has := func(tag tlv.Tag) bool {
		_, ok := tlv.FindValue(o.Value, tag)
		return ok
	}
	switch {
	case o.Tag == tlv.TagFCI:
		c.INS = apdu.Select
	case s == nil:
	case o.Tag == tlv.TagRecord:
		c.INS = apdu.ReadRecord
		sfi, record := s.nextRecord()
		c.P1, c.P2 = record, sfi<<3|4
	case o.Tag == tlv.TagFormat2 && has(0x82), o.Tag == tlv.TagFormat1 && s.gpo == nil:
		c.CLA, c.INS = apdu.ClassProprietary, apdu.GetProcessingOptions
	case o.Tag == tlv.TagFormat2 && has(0x9F27), o.Tag == tlv.TagFormat1 && len(o.Value) >= 11 && len(o.Value) < 44:
		c.CLA, c.INS = apdu.ClassProprietary, apdu.GenerateAC
	case o.Tag == tlv.TagFormat2 && has(0x9F4B), o.Tag == tlv.TagFormat1:
		c.INS = apdu.InternalAuthenticate
	}
	return c
}

// nextRecord is the first record of the file locator that was not read.
func (s *said) nextRecord() (sfi, record byte) {
	for afl := s.afl; len(afl) >= 4; afl = afl[4:] {
		for n := int(afl[1]); n <= int(afl[2]); n++ {
			if _, ok := s.records[[2]byte{afl[0] >> 3, byte(n)}]; !ok {
				return afl[0] >> 3, byte(n)
			}
		}
	}
	return 0, 0
}

// printableName reports whether a DF name is that of a directory, such as 1PAY.SYS.DDF01.
func printableName(b []byte) bool { return printable(b) != "" }

func (s *said) hear(number int, c apdu.Command, data []byte) {
	if s.elsewhere(c) {
		return
	}
	list := s.command.Of(c)
	if transcript.Initiates(c) {
		s.begin(number)
	}
	s.told(list, c)
	s.whole(number, c, data)
	switch {
	case transcript.Initiates(c):
		s.initiate(c, data)
	case c.INS == apdu.ReadRecord:
		id := [2]byte{c.P2 >> 3, c.P1}
		if was, ok := s.records[id]; ok && !bytes.Equal(was.Data, data) {
			s.changed = append(s.changed, change{id, number})
		}
		_, again := s.records[id]
		s.records[id] = oda.Record{SFI: c.P2 >> 3, Data: data}
		if o, ok := tlv.Find(data, tlv.TagRecord); ok {
			if s.names(id) && !again {
				s.give(fmt.Sprintf("record %d of SFI %d", id[1], id[0]), o.Children())
			}
			s.collect(o.Children())
		}
	case c.INS == insRelay && c.CLA == apdu.ClassProprietary:
		s.relay = relayed(c, data)
	case c.INS == apdu.GetData && tlv.Tag(c.P1)<<8|tlv.Tag(c.P2) == tlv.DataStorageDirectory.Tag():
		s.store(data)
	case c.INS == apdu.InternalAuthenticate:
		s.dynamic(number, c, data)
		s.asked(number, c, data)
	case c.INS == apdu.GenerateAC:
		s.combined(number, c, list, data)
		s.asked(number, c, data)
	}
	s.command.Learn(c, data)
}

// told notes what the terminal sent, the first of each. Of the dates that is the first which is a day: a reader that makes no transaction fills them with zeroes.
func (s *said) told(list tlv.DOL, c apdu.Command) {
	data := c.Data
	if o, ok := tlv.Find(data, tlv.TagCommandTemplate); ok && transcript.Initiates(c) {
		data = o.Value
	}
	for t, n := range list.All() {
		if n > len(data) {
			return
		}
		if _, day := dayOf(upper(s.sent[t])); s.sent[t] == nil || t == 0x9A && !day {
			s.sent[t] = data[:n]
		}
		if k := len(s.initiations); k > 0 && s.initiations[k-1].sent[t] == nil {
			s.initiations[k-1].sent[t] = data[:n]
		}
		data = data[n:]
	}
}

func (s *said) initiate(c apdu.Command, data []byte) {
	s.gpo, s.given = data, map[tlv.Tag]givenAt{}
	if o, ok := tlv.Find(c.Data, tlv.TagCommandTemplate); ok {
		s.pdol = o.Value
	}
	if o, ok := tlv.Find(data, tlv.TagFormat1); ok && len(o.Value) >= 2 {
		s.aip, s.afl = o.Value[:2], o.Value[2:]
	}
	if o, ok := tlv.Find(data, tlv.TagFormat2); ok {
		s.collect(o.Children())
		s.give("the answer to GET PROCESSING OPTIONS", o.Children())
		s.aip, s.afl = s.data[0x82], s.data[0x94]
	}
	for t, n := range s.command.PDOL.All() { // what the reader sent
		v, ok := dolField(s.command.PDOL, s.pdol, t)
		if !ok || len(v) != n {
			continue
		}
		s.tell(t, v, true)
		keep(s.data, t, v)
	}
	if k := len(s.initiations); k > 0 {
		g := s.initiations[k-1]
		g.gpo, g.pdol = s.gpo, s.pdol
		answer, _ := tlv.Find(data, tlv.TagFormat2)
		children := answer.Children()
		for o := range children.All() {
			if len(o.Value) > 0 {
				g.apart = append(g.apart, o.Tag)
			}
		}
		if o, ok := tlv.Find(data, tlv.TagFormat1); ok && len(o.Value) >= 2 {
			s.tell(0x82, s.aip, true)
			s.tell(0x94, s.afl, true)
		}
	}
}

func (s *said) collect(c tlv.Cursor) {
	for o := range c.All() {
		s.tell(o.Tag, o.Value, false)
		keep(s.data, o.Tag, o.Value)
	}
}

// keep notes an element, the first of each that has a value: one of length 00 is not there.
//
// EMV 4.4 B3 5.2
func keep(m map[tlv.Tag][]byte, tag tlv.Tag, value []byte) {
	if len(value) > 0 && m[tag] == nil {
		m[tag] = value
	}
}

func (s *said) dynamic(number int, c apdu.Command, data []byte) {
	sdad, ok := tlv.FindValue(data, tlv.TagFormat1)
	if !ok {
		sdad, ok = tlv.FindValue(data, tlv.TagFormat2, 0x9F4B)
	}
	if ok {
		sent := c.Data
		g := signature{method: "DDA", number: number, lacks: notSent(c, s.command.DDOL), clause: "EMV 4.4 B2 6.5.1", sdad: sdad.Value, tail: sent, verify: func(k *oda.Key) oda.Reason {
			_, r := oda.VerifyDDA(k, sdad.Value, sent)
			return r
		}}
		g.wrong, g.told = s.judgeDDOL(sent)
		s.signed = append(s.signed, g)
	}
}

func (s *said) combined(number int, c apdu.Command, list tlv.DOL, data []byte) {
	lacks := s.accumulate(c, list)
	response, ok := tlv.Find(data, tlv.TagFormat2)
	sdad, signed := tlv.FindValue(data, tlv.TagFormat2, 0x9F4B)
	if !ok || !signed {
		return
	}
	in := oda.CDAInput{SDAD: sdad.Value}
	un := s.number(c, list)
	copy(in.UN[:], un)
	if cid, ok := tlv.FindValue(data, tlv.TagFormat2, 0x9F27); ok && len(cid.Value) == 1 {
		in.CID = cid.Value[0]
	}
	sent := slices.Concat(s.pdol, s.cdol)
	g := signature{method: "CDA", number: number, lacks: lacks, sdad: sdad.Value, tail: in.UN[:]}
	xda := requested(c) == "XDA" || requested(c) == "" && first(sdad.Value) == 0x15 && s.supports(aipXDA)
	if g.answer = answerLacks(data, xda); len(un) == 0 && !xda {
		g.wrong, g.clause = fresh.lacking(nil), "EMV 4.4 B2 6.6.2"
		g.answer = or(g.answer, g.wrong)
	}
	if xda {
		g.method = "XDA"
		if s.command.Generated > 1 { // the second: with its own values alone
			sent = slices.Clone(c.Data)
			g.lacks = notSent(c, list)
		}
	}
	all, fault := oda.AppendResponse(sent, response.Value)
	g.covered = all
	relay := s.relay
	g.verify = func(k *oda.Key) oda.Reason {
		in.TransactionData = all
		switch {
		case fault != oda.OK:
			return fault
		case xda:
			return oda.VerifyXDA(k, oda.XDAInput{SDAD: sdad.Value, TransactionData: all})
		}
		cda, r := oda.VerifyCDA(k, in)
		if r == oda.OK && relay != nil {
			return relayIn(&cda, relay)
		}
		return r
	}
	s.signed = append(s.signed, g)
}

// number is the unpredictable number that a signature with a cryptogram has: the one that was sent with its command, else the one sent before; nil for none.
//
// EMV 4.4 B2 6.6.2
func (s *said) number(c apdu.Command, list tlv.DOL) []byte {
	for _, sent := range []struct {
		list tlv.DOL
		data []byte
	}{{list, c.Data}, {s.command.CDOL1, s.cdol}} {
		if un, ok := dolField(sent.list, sent.data, 0x9F37); ok && len(un) == 4 {
			return un
		}
	}
	if un := s.sent[0x9F37]; len(un) == 4 {
		return un
	}
	return nil
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
