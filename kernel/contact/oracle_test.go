package contact_test

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/emvgo/emv/kernel"
)

// The oracle is a second statement of the books' rules: the bytes of a transaction go in (configuration, transaction,
// commands and responses, what the PIN device and the host said), and out comes what the books say of them: the commands
// that had to be sent, their data, the outcome, TVR, TSI, CVM results and authorisation response code. It was written from
// the books alone, by somebody who had not read the kernel, and shares no code with it: its reader of data objects, its
// dictionary, its arithmetic are its own. It knows the rules of the profile book.
//
// It covers the main line: selection by PSE and by list, initiation, reading, SDA, DDA, CDA and XDA, restrictions, the CVM
// list with its PINs (RSA and ECC), biometrics, signature and combinations, risk management with exception file, transaction
// log and random selection, action analysis, GENERATE AC, issuer authentication, referrals, scripts, completion, forced
// acceptance, advices. It does not know: refunds, the terminal's own CVMs, registered applications, amounts asked for later,
// the cardholder's choices but the first.
//
// Where the books leave a terminal a choice, the oracle makes the choice that this terminal has made: it stands in
// oraChoices, or at its place with the clause. Such are the time at which a wrong format is noticed (lengths at once, dates,
// PAN and lists once all is read), a value of no bytes (none there, but once is enough), what else stands in a response, the offline-only terminal that
// passes over the online action codes, and the order of the functions between reading and action analysis, which is free:
// authentication, restrictions, verification, risk management. EMV 4.4 B3 7.5, 10.3, 10.5, 10.6, 10.7

// An oraExchange is a command and its response.
type oraExchange struct{ command, response []byte }

// An oraQuestion is what was asked of somebody who is not the card: the PIN device, the attendant, the terminal's memory.
type oraQuestion struct {
	kind      kernel.ActionKind
	at        int // exchanges with the card before it
	method    kernel.PINMethod
	tries     int
	key       string // that enciphers: modulus and exponent, or suite and x-coordinate
	challenge string
	newKeys   bool
	bit       string // the card's biometric information template
	subtype   byte
	data      string
}

// An oraAsk is a question with its answer.
type oraAsk struct {
	oraQuestion
	advice []byte // what is in it
	gone   bool   // the card did not answer VERIFY
	code   kernel.PINResult
	sw     uint16
	no     bool   // Chosen: -1; LookedUp: in the exception file; Advised: it cannot be made
	sum    uint64 // LookedUp
}

// An oraCase is what the oracle is given. Its conversation is what the kernel did: the oracle goes along it.
type oraCase struct {
	cfg  *kernel.Config
	tx   kernel.Transaction
	un   [4]byte // the terminal's unpredictable number
	conv []oraExchange
	asks []oraAsk
	draw int    // the random number of transaction selection, 1 to 99; 0: none can be drawn
	host []byte // the host's answer, nil: it cannot be reached
	de55 []byte // what was sent to it, nil: it was not asked
}

// An oraVerdict is what the oracle says of a transaction.
type oraVerdict struct {
	status  kernel.Status
	arc     string
	tvr     [5]byte
	tsi     [2]byte
	cvm     [3]byte
	scripts string
	reverse bool
	advice  bool   // the card asked for one
	forced  bool   // acceptance
	odd     string // where the commands are not those of the books
	why     string // for whoever studies a disagreement
}

// An oracle is at work on one case.
type oracle struct {
	oraCase
	at, askAt int // in the conversation

	tvr [5]byte
	tsi [2]byte
	cvm [3]byte
	arc string

	app      *kernel.Application
	aid      []byte            // 9F06
	card     map[uint32][]byte // what the card gave
	seen     map[uint32]bool   // what it gave, even if without a value
	issuer   map[uint32][]byte // what the host gave
	pdol     []byte            // data sent by it
	cdol1    []byte
	records  []oraRecord
	static   []byte // input to authentication
	staticOK bool
	noPIN    bool // PIN entry was bypassed
	method   string
	oda      oraKeys
	rawAIP   []byte // with tag and length
	rawPDOL  []byte
	certain  []byte // the records that are authenticated
	sound    bool   // they can be
	put      bool   // input is done
	icc      oraECC
	keyLost  bool // a key of ECC was not recovered
	agreed   bool // on keys for encipherment with ECC
	unsigned bool // the signature over the last cryptogram failed
	forced   bool
	advice   bool

	captures1 int // for one biometric method
	scripts   []byte
	online    bool
	why       string
}

// An oraRecord is a record of the AFL.
type oraRecord struct {
	sfi    byte
	signed bool
	data   []byte
}

// oraEnd ends the oracle's work from any depth; a disagreement about commands when odd is not empty.
type oraEnd struct {
	status kernel.Status
	odd    string
}

// judge says what the books say.
func (c oraCase) judge() (v oraVerdict) {
	o := &oracle{oraCase: c, card: map[uint32][]byte{}, seen: map[uint32]bool{}, issuer: map[uint32][]byte{}}
	defer func() {
		if r := recover(); r != nil {
			end, ok := r.(oraEnd)
			if !ok {
				panic(r)
			}
			v = oraVerdict{end.status, o.arc, o.tvr, o.tsi, o.cvm, hexOf(o.scripts), false, o.advice, o.forced, end.odd, o.why}
			// B4 6.3.8
			v.reverse = o.online && oraApproves[string(o.issuer[0x8A])] && end.status != kernel.Approved && !o.forced // what is captured stands: EMV 4.4 B4 6.5.4
			if v.odd == "" && o.at < len(o.conv) {
				v.odd = fmt.Sprintf("the oracle is done (%s), and there is %X", o.why, o.conv[o.at].command)
			}
			if v.odd == "" && o.askAt < len(o.asks) {
				v.odd = fmt.Sprintf("the oracle is done (%s), and there is the question %+v", o.why, o.asks[o.askAt])
			}
		}
	}()
	o.transaction()
	return
}

func (o *oracle) finish(s kernel.Status, why string) { o.why = why; panic(oraEnd{status: s}) }

// terminate ends the transaction before its time.
// B3 7.5, 8.1
func (o *oracle) terminate(why string) { o.finish(kernel.EndApplication, why) }

// send expects a command and gives its response, which ends the transaction if it is not even a status word.
// B3 8.1
func (o *oracle) send(cla, ins, p1, p2 byte, data []byte) (body []byte, sw uint16) {
	body, sw, gone := o.exchange(cla, ins, p1, p2, data)
	if gone {
		o.terminate("no response")
	}
	return body, sw
}

func (o *oracle) exchange(cla, ins, p1, p2 byte, data []byte) (body []byte, sw uint16, gone bool) {
	want := []byte{cla, ins, p1, p2}
	if len(data) > 0 {
		want = append(append(want, byte(len(data))), data...)
	}
	if o.at == len(o.conv) {
		panic(oraEnd{odd: fmt.Sprintf("%X is missing", want)})
	}
	x := o.conv[o.at]
	o.at++
	got := x.command
	if len(got) < 4 || !bytes.HasPrefix(got, want) || len(got) > len(want)+1 || len(got) == len(want)+1 && got[len(want)] != 0 {
		panic(oraEnd{odd: fmt.Sprintf("%X, not %X", got, want)})
	}
	if n := len(x.response); n >= 2 {
		return x.response[:n-2], uint16(x.response[n-2])<<8 | uint16(x.response[n-1]), false
	}
	return nil, 0, true
}

// transaction is the flow of figure 7.
// B3 8.2
func (o *oracle) transaction() {
	o.cvm = [3]byte{}
	o.initiate()
	o.read()
	o.authenticate()
	o.restrict()
	o.verify()
	o.risk()
	o.decide()
}

// An oraCandidate is an application on the candidate list.
type oraCandidate struct {
	name     []byte
	priority byte
}

// B1 12.3
func (o *oracle) candidates() []oraCandidate {
	if list := o.directory(); len(list) > 0 {
		return list
	}
	return o.listOfAIDs()
}

// directory reads the payment system directory. None of what goes wrong ends the session but 6A81.
// B1 12.3.2
func (o *oracle) directory() (list []oraCandidate) {
	body, sw := o.send(0x00, 0xA4, 0x04, 0x00, []byte("1PAY.SYS.DDF01"))
	if sw == 0x6A81 {
		o.terminate("card blocked")
	}
	if sw != 0x9000 {
		return nil
	}
	_, proprietary, ok := o.fci(body)
	if !ok {
		return nil
	}
	sfi, _ := oraFind(proprietary, 0x88)
	if len(sfi) != 1 || sfi[0] < 1 || sfi[0] > 10 { // B1 12.2.3
		return nil
	}
	for n := 1; n <= 255; n++ {
		body, sw := o.send(0x00, 0xB2, byte(n), sfi[0]<<3|4, nil)
		if sw == 0x6A83 {
			return list
		}
		if sw != 0x9000 {
			return nil
		}
		record, ok := oraSingle(body, 0x70)
		if !ok {
			return nil
		}
		entries, ok := oraTLV(record.value)
		if !ok {
			return nil
		}
		for _, e := range entries {
			if e.tag != 0x61 {
				continue
			}
			c, kind := o.entry(e.value)
			switch {
			case kind == oraFaulty:
				return nil
			case kind == oraADF && o.supports(c.name) != nil:
				list = append(list, c)
			}
		}
	}
	return list
}

const (
	oraADF = iota
	oraOther
	oraFaulty
)

// entry reads a directory entry.
// B1 12.2.3
func (o *oracle) entry(b []byte) (c oraCandidate, kind int) {
	list, ok := oraTLV(b)
	if !ok || oraFaultyIn(list, "61") {
		return c, oraFaulty
	}
	name, present := oraFind(list, 0x4F)
	present = present && len(name) != 0
	if _, ddf := oraFind(list, 0x9D); ddf && !present {
		return c, oraOther
	}
	p, given := oraFind(list, 0x87)
	if !present {
		return c, oraFaulty
	}
	c.name = name
	if given && len(p) != 0 {
		c.priority = p[0]
	}
	return c, oraADF
}

// oraForCardholder are the elements whose faults are passed over, as if they were not there.
// A directory entry for a DDF is none of the terminal's business: EMV 4.4 B1 12.2.3.
// B1 12.2.4
var oraForCardholder = map[uint32]bool{0x50: true, 0x9F12: true, 0x9F11: true, 0x5F2D: true, 0x9D: true, 0x73: true}

// oraFaultyIn reports whether an element of this template is there more than once or has a wrong length.
// B1 12.2.4, B3 7.5
func oraFaultyIn(list []oraObject, template string) bool {
	seen := map[uint32]bool{}
	for _, o := range list {
		e := oraDictionary[o.tag]
		if !e.in(template) || oraForCardholder[o.tag] {
			continue
		}
		if len(o.value) == 0 && !o.constructed() { // B3 5.2
			continue
		}
		if seen[o.tag] || len(o.value) < e.min || len(o.value) > e.max {
			return true
		}
		seen[o.tag] = true
	}
	return false
}

// fci reads file control information: its DF name, and what is in its proprietary template.
// B1 11.3.4, 12.2.4
func (o *oracle) fci(body []byte) (name []byte, proprietary []oraObject, ok bool) {
	f, ok := oraSingle(body, 0x6F)
	if !ok {
		return nil, nil, false
	}
	list, ok := oraTLV(f.value)
	if !ok || oraFaultyIn(list, "6F") {
		return nil, nil, false
	}
	name, named := oraFind(list, 0x84)
	named = named && len(name) != 0
	a5, there := oraFind(list, 0xA5)
	if !named || !there {
		return nil, nil, false
	}
	proprietary, ok = oraTLV(a5)
	if !ok || oraFaultyIn(proprietary, "A5") {
		return nil, nil, false
	}
	pdol, _ := oraFind(proprietary, 0x9F38)
	_, ok = oraDOL(pdol)
	return name, proprietary, ok
}

// supports is the terminal's application for a DF name: of several, that of the longest AID.
// B1 12.3.1
func (o *oracle) supports(name []byte) (best *kernel.Application) {
	for i := range o.cfg.Applications {
		a := &o.cfg.Applications[i]
		if (bytes.Equal(a.AID, name) || a.PartialMatch && bytes.HasPrefix(name, a.AID)) && (best == nil || len(a.AID) > len(best.AID)) {
			best = a
		}
	}
	return best
}

// listOfAIDs tries one AID of the terminal after the other.
// B1 12.3.3
func (o *oracle) listOfAIDs() (list []oraCandidate) {
	for i := range o.cfg.Applications {
		a := &o.cfg.Applications[i]
		names := map[string]bool{}
		for p2 := byte(0); ; p2 = 2 {
			body, sw := o.send(0x00, 0xA4, 0x04, p2, a.AID)
			if sw == 0x6A81 && p2 == 0 && i == 0 { // later ones go on with the next AID: step 5 leads back to step 3
				o.terminate("card blocked")
			}
			warning := p2 == 2 && (sw>>8 == 0x62 || sw>>8 == 0x63) // step 7
			if sw != 0x9000 && sw != 0x6283 && !warning {
				break
			}
			name, proprietary, ok := o.fci(body)
			if !ok || !bytes.HasPrefix(name, a.AID) || names[string(name)] { // B1 12.3.1: all are different
				break
			}
			names[string(name)] = true
			exact := len(name) == len(a.AID)
			if !exact && !a.PartialMatch {
				break
			}
			if sw == 0x9000 {
				p, _ := oraFind(proprietary, 0x87)
				list = append(list, oraCandidate{name, append(p, 0)[0]})
			}
			if exact {
				break
			}
		}
	}
	return list
}

// choose puts the candidates in the order in which they are offered; the cardholder takes the first, and confirms.
// B1 12.4
func (o *oracle) choose(list []oraCandidate) []oraCandidate {
	if len(list) == 0 {
		o.terminate("no application")
	}
	order := func(c oraCandidate) int {
		if c.priority&15 == 0 {
			return 16
		}
		return int(c.priority & 15)
	}
	slices.SortStableFunc(list, func(a, b oraCandidate) int { return order(a) - order(b) })
	return list
}

// initiate selects an application and tells the card that a transaction begins.
// B1 12.4, B3 10.1
func (o *oracle) initiate() {
	for list := o.candidates(); ; list = list[1:] {
		list = o.choose(list)
		body, sw := o.send(0x00, 0xA4, 0x04, 0x00, list[0].name)
		if sw != 0x9000 {
			continue
		}
		name, proprietary, ok := o.fci(body)
		if !ok || !bytes.Equal(name, list[0].name) {
			continue
		}
		pdol, _ := oraFind(proprietary, 0x9F38)
		entries, _ := oraDOL(pdol)
		if oraSize(entries) > 252 {
			o.terminate("PDOL asks for too much")
		}
		o.aid, o.app = name, o.supports(name)
		clear(o.card)
		clear(o.seen)
		o.rawPDOL, o.rawAIP = nil, nil
		for _, x := range proprietary {
			if x.tag == 0x9F38 && len(x.value) != 0 {
				o.rawPDOL = x.raw
			}
		}
		o.pdol = o.build(entries) // of what the card gave it has nothing yet: only terminal data may be named
		o.card[0x84] = name
		for _, x := range proprietary {
			if e := oraDictionary[x.tag]; e.in("A5") && !x.constructed() && len(x.value) >= e.min && len(x.value) <= e.max {
				o.card[x.tag] = x.value
			}
		}
		o.tvr, o.tsi = [5]byte{}, [2]byte{}
		data := append([]byte{0x83}, oraLength(len(o.pdol))...)
		body, sw = o.send(0x80, 0xA8, 0, 0, append(data, o.pdol...))
		if sw == 0x6985 {
			continue
		}
		if sw != 0x9000 {
			o.terminate("GET PROCESSING OPTIONS")
		}
		o.options(body)
		return
	}
}

func oraLength(n int) []byte {
	if n > 0x7F {
		return []byte{0x81, byte(n)}
	}
	return []byte{byte(n)}
}

// options takes AIP and AFL from the response.
// B3 6.5.8.4
func (o *oracle) options(body []byte) {
	r, ok := oraSingle(body, 0x80, 0x77)
	if !ok {
		o.terminate("processing options")
	}
	if r.tag == 0x80 {
		if len(r.value) < 2 {
			o.terminate("processing options")
		}
		o.card[0x82], o.card[0x94] = r.value[:2], r.value[2:]
		o.rawAIP = oraObjectOf(0x82, r.value[:2])
	} else {
		only := []uint32{0x82, 0x94}
		for tag, e := range oraDictionary { // what a record may hold too
			if e.in("70") && e.in("77") {
				only = append(only, tag)
			}
		}
		o.store(r.value, "77", only...)
		list, _ := oraTLV(r.value)
		for _, x := range list {
			if x.tag == 0x82 && len(x.value) != 0 {
				o.rawAIP = x.raw
			}
		}
	}
	if o.card[0x82] == nil || o.card[0x94] == nil {
		o.terminate("AIP or AFL missing")
	}
	o.locator()
}

// locator checks the AFL.
// B3 7.5, 10.2
func (o *oracle) locator() {
	afl := o.card[0x94]
	if len(afl) == 0 || len(afl)%4 != 0 {
		o.terminate("AFL")
	}
	for ; len(afl) > 0; afl = afl[4:] {
		sfi, from, to, signed := afl[0]>>3, afl[1], afl[2], afl[3]
		if sfi == 0 || sfi == 31 || from == 0 || to < from || int(signed) > int(to)-int(from)+1 {
			o.terminate("AFL entry")
		}
	}
}

// read reads the records of the AFL.
// B3 10.2
func (o *oracle) read() {
	for afl := o.card[0x94]; len(afl) > 0; afl = afl[4:] {
		for n := int(afl[1]); n <= int(afl[2]); n++ {
			sfi := afl[0] >> 3
			body, sw := o.send(0x00, 0xB2, byte(n), sfi<<3|4, nil)
			if sw != 0x9000 {
				o.terminate("record")
			}
			o.records = append(o.records, oraRecord{sfi, n < int(afl[1])+int(afl[3]), body})
			r, ok := oraSingle(body, 0x70)
			if ok {
				_, ok = oraTLV(r.value)
			}
			if !ok && sfi > 10 { // nothing to this terminal
				continue
			}
			other := len(body) == 0 || body[0] != 0x70
			if other && o.records[len(o.records)-1].signed && o.common() != "" { // authentication fails, and that is all: B3 10.3
				continue
			}
			if !ok {
				o.terminate("record template")
			}
			o.store(r.value, "70")
		}
	}
	for _, tag := range []uint32{0x5F24, 0x5A, 0x8C, 0x8D} { // B3 7.2
		if o.card[tag] == nil {
			o.terminate(fmt.Sprintf("%X missing", tag))
		}
	}
	o.checkList(0x8C)
	o.checkList(0x8D)
	o.checkList(0x97)
	for tag, v := range o.card {
		if !oraInRange(tag, v) {
			o.terminate(fmt.Sprintf("%X out of range", tag))
		}
	}
}

// checkList refuses a data object list that is none, or asks for more than a command carries.
// B3 5.4, 7.5
func (o *oracle) checkList(tag uint32) {
	entries, ok := oraDOL(o.card[tag])
	if !ok || tag != 0x97 && oraSize(entries) > 255 {
		o.terminate(fmt.Sprintf("%X ill-formed", tag))
	}
}

// store keeps the elements of a template; of a response, those that it is for: what else is in it is outside the books.
// B3 6.5.5.4, 7.5, 10.2
func (o *oracle) store(b []byte, template string, only ...uint32) {
	list, ok := oraTLV(b)
	if !ok {
		o.terminate("template does not parse")
	}
	for _, x := range list {
		e := oraDictionary[x.tag]
		if x.constructed() || !e.in(template) || len(only) > 0 && !slices.Contains(only, x.tag) {
			continue
		}
		if len(x.value) == 0 { // no value field, no data element: EMV 4.4 B3 5.2
			continue
		}
		if o.seen[x.tag] {
			o.terminate(fmt.Sprintf("%X twice", x.tag))
		}
		o.seen[x.tag] = true
		if !oraWellFormed(x.tag, e, x.value) {
			o.terminate(fmt.Sprintf("%X ill-formed", x.tag))
		}
		o.card[x.tag] = append([]byte{}, x.value...)
	}
}
