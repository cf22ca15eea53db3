package transcript

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/tlv"
)

// Tags whose masking depends on what they are.
const (
	tagTrack1             tlv.Tag = 0x56
	tagTrack2Equivalent   tlv.Tag = 0x57
	tagPAN                tlv.Tag = 0x5A
	tagCardholderName     tlv.Tag = 0x5F20
	tagNameExtended       tlv.Tag = 0x9F0B
	tagTrack2             tlv.Tag = 0x9F6B
	tagICCCertificate     tlv.Tag = 0x9F46
	tagICCPINCertificate  tlv.Tag = 0x9F2D
	tagSignedStaticData   tlv.Tag = 0x93
	tagAccountReference   tlv.Tag = 0x9F24
	tagLastFourDigits     tlv.Tag = 0x9F25
	tagIdentityNumber     tlv.Tag = 0x9F61 // of the cardholder's identity card (UnionPay)
	tagMembershipNumber   tlv.Tag = 0x9F5B // American Express
	tagCardID             tlv.Tag = 0xDF3E
	tagDSID               tlv.Tag = 0x9F5E
	tagCardFeatures       tlv.Tag = 0xDF3B // of Discover, with the number of the card
	tagCustomerData       tlv.Tag = 0x9F7C // of the issuer about its customer: C-3, C-5, C-7
	tagJIS2               tlv.Tag = 0xDF4F // JIS 2 Equivalent Data, the stripe of cards of Japan; UnionPay's load log format, a list
	tagCPLC               tlv.Tag = 0x9F7F
	tagTransactionType    tlv.Tag = 0x9C
	tagScriptCommand      tlv.Tag = 0x86
	tagIssuerData         tlv.Tag = 0x9F10
	tagAuthenticationData tlv.Tag = 0x91
	tagCID                tlv.Tag = 0x9F27
	maxRawRecordSFI               = 10 // records of files above may be no TLV
	shortestWantedSecret          = 4  // bytes that are looked for elsewhere in the conversation
	shortestPAN                   = 12 // digits
	longestTrackName              = 26
	longestPAN                    = 19
	redactedHeader                = "redacted"
	redactedValue                 = "yes"
)

// Redact is a copy of the conversation without its secrets and without words of people, as [Conversation.Judged] has it. The secrets are: PAN (all but its
// first six and last four digits), track data but for the expiry and service code of track 2, cardholder name and every other data element that is
// [Hidden], the records of transaction logs but for the kind of transaction and cryptogram, and the data of commands that carry a PIN or a key, also of
// those in issuer scripts. They are replaced by as many bytes wherever they stand, in commands and in the bytes of header lines too, so that lengths and
// the structure of all TLV stay as they were. So is whatever may be a card number, a track or a PIN block in clear, in digits or in characters, wherever
// the dictionary does not say that something else stands there: cryptograms, certificates and keys, lists of tags, amounts, the numbers of terminals.
// Whatever follows a fault in TLV is zeroed, and what is no TLV in a record above SFI 10 or of a file that was selected, or in a binary file, read or written. What was
// found to be secret in one place goes from every other, in part too, from eight bytes or digits on, words of a name, PIN blocks with a PAN and hashes
// of one too, and copies of what the card and its issuer signed do. The number of a card that kernels compare is another, the same wherever it stood.
//
// A masked PAN never passes the Luhn check. Certificates and signatures no longer verify. The header lines un and ca-key are random numbers and keys:
// only what was found elsewhere is replaced there. The names behind card and config are words of small letters, which may be anybody's: who knows which there
// are checks them.
func (c *Conversation) Redact() *Conversation { return c.RedactAs(maskPAN) }

// RedactAs is Redact with the account numbers that account gives in the place of masked ones. It is asked with the digits
// of a PAN and must answer the same with as many digits each time; with what is another PAN of the conversation, both would become one.
func (c *Conversation) RedactAs(account func(pan string) string) *Conversation {
	given := map[string]bool{}
	d := c.redacted(func(pan string) string {
		as := account(pan)
		given[as] = true
		return as
	})
	for range mostRounds {
		again := d.redacted(func(pan string) string {
			if given[pan] {
				return pan
			}
			return account(pan)
		})
		if again.String() == d.String() {
			break
		}
		d = again
	}
	return d
}

// mostRounds is how often what was written over something is looked at once more: with what stands beside it, it may look like something else.
const mostRounds = 3

func (c *Conversation) redacted(account func(pan string) string) *Conversation {
	d, _, _ := c.Judged()
	r := newRedactor(account)
	r.logs, r.keeps, r.was = d.Logs(), true, c.exchanges
	r.copied = newCopies()
	r.namedIn(c)
	r.selectedIn(c)
	lists := make([]tlv.DOL, len(d.exchanges))
	for i := 0; i < len(d.exchanges); {
		cmd, err := apdu.ParseCommand(d.exchanges[i].Command)
		if err == nil {
			lists[i] = r.lists.Of(cmd)
		}
		data, n := joined(d.exchanges[i:])
		r.lists.Learn(cmd, data)
		r.copied.learnSigned(tlv.NewCursor(data))
		r.data(data, &d.exchanges[i], i)
		was, _ := joined(c.exchanges[i:])
		r.within(bytes.Clone(was))
		spread(data, d.exchanges[i:i+n])
		i += n
	}
	for i := range d.exchanges {
		r.command(d.exchanges[i].Command, lists[i])
		r.writes(d.exchanges[i].Command, i)
		r.withinCommand(bytes.Clone(c.exchanges[i].Command), lists[i])
	}
	for i := range d.lines {
		if l := &d.lines[i]; l.kind == headerLine {
			if v := r.header(l.key, l.value); v != l.value {
				l.text, l.value = "", v
			}
		}
	}
	r.prepare()
	for i := 0; i < len(d.exchanges); {
		was, n := joined(c.exchanges[i:])
		data, _ := joined(d.exchanges[i:])
		r.everywhere(data, was, true, nil)
		spread(data, d.exchanges[i:i+n])
		i += n
	}
	before := make([][]byte, len(d.exchanges))
	for i := range d.exchanges {
		before[i] = bytes.Clone(d.exchanges[i].Command)
		r.everywhere(d.exchanges[i].Command, c.exchanges[i].Command, false, lists[i])
	}
	for i, followed := range d.follow(c) {
		r.unheard(d.exchanges[i].Command, before[i], lists[i], followed)
	}
	for i := range d.lines {
		switch l := &d.lines[i]; l.kind {
		case commandLine, responseLine:
			l.text = ""
		case headerLine:
			if v := r.headerAgain(l.key, l.value); v != l.value {
				l.text, l.value = "", v
			}
		}
	}
	d.Set(redactedHeader, redactedValue)
	return d
}

// spread writes data over what exchanges answer, one behind the other.
func spread(data []byte, list []Exchange) {
	for _, x := range list {
		data = data[copy(apdu.Response(x.Response).Data(), data):]
	}
}

// A redactor knows the secrets found so far.
type redactor struct {
	account func(pan string) string
	pen     pen
	logs    []Log
	lists   Lists
	pans    []string // digits
	made    map[string]bool
	secrets [][2][]byte // value and what replaces it
	whole   [][2][]byte // of these the elements that are secret as such, and not for what they seem to have
	names   []string

	knownNames, nameWords map[string]bool
	accented              bool              // a name has more than ASCII
	own                   map[string]bool   // PANs that an element said
	pins                  map[string]bool   // digits of those that commands carry
	fill                  byte              // over digits of secrets in a text
	digitRows             map[digitRow]byte // of secrets, with a bit for every digit that is one, the first the lowest
	cards                 map[string]byte   // numbers of cards, and the last byte of what stands for them
	madeCards             byte              // the last that was made up
	was                   []Exchange        // of the conversation, before
	selected              map[string]bool   // names that the terminal selected by
	copied                copies
	done                  map[*byte]bool // the first bytes of values that were hidden
	found                 wanted
	unknown               strangers
	keeps                 bool // what kernels decide by: expiry and service code of a track 2
}

func newRedactor(account func(pan string) string) *redactor {
	r := &redactor{
		account: account, made: map[string]bool{}, done: map[*byte]bool{}, cards: map[string]byte{},
		knownNames: map[string]bool{}, nameWords: map[string]bool{}, digitRows: map[digitRow]byte{}, own: map[string]bool{}, pins: map[string]bool{}, selected: map[string]bool{}, fill: '0',
	}
	r.pen = pen{alone: r.pan, inside: zeroes, known: func(digits string) bool { return r.made[digits] }, blocks: '0'}
	return r
}

// data hides the secrets in what answers a command, number at.
func (r *redactor) data(b []byte, x *Exchange, at int) {
	cmd, err := apdu.ParseCommand(x.Command)
	f, reads := fileOf(cmd)
	if reads = reads && err == nil; reads {
		if o, ok := tlv.Find(b, tagDiscretionary); ok && f.object { // what stands beside it
			r.tree(b[:o.Offset], true)
			r.tree(b[o.Offset+len(o.Raw):], true)
		}
		b = f.content(b)
	}
	for i := range r.logs {
		if l := &r.logs[i]; l.MayHold(at, x) || reads && l.in(at, f, b) {
			if f.binary { // it may begin inside a record
				clear(b)
			}
			hideLog(l.Format, b)
			return
		}
	}
	if id := identifierIn(x.Command, b); id != nil {
		r.identified(id)
		return
	}
	switch {
	case err == nil && cmd.INS == apdu.GetChallenge:
	case reads && f.strange() && tlv.Check(b) != nil:
		clear(b) // of what nobody knows the layout
	default:
		if o, ok := tlv.Find(b, tlv.TagFormat1); ok && len(o.Raw) == len(b) {
			r.format1(cmd, o.Value)
			return
		}
		r.tree(b, true)
	}
}

// What a card answers to the command of a reader for its identifier, and first to INITIALIZE UPDATE: what the keys of its chip are derived from.
//
// PC/SC part 3, 3.2.2.1.3, GlobalPlatform Card Specification 2.3.1 E.5.1
const (
	readerClass      = 0xFF
	initializeUpdate = 0x50
	diversified      = 10
)

// identifierIn is what of an answer is such an identifier, nil for nothing.
func identifierIn(command, answer []byte) []byte {
	if cmd, err := apdu.ParseCommand(command); err == nil {
		return Identifier(cmd, answer)
	}
	return nil
}

// Identifier is what of an answer tells one card from all others since the command asks for that, nil for nothing: it shares memory with the answer.
func Identifier(c apdu.Command, answer []byte) []byte {
	switch {
	case len(answer) == 0:
		return nil
	case c.CLA == readerClass && c.INS == apdu.GetData:
		return answer
	case c.CLA == readerClass && c.INS == escape && len(c.Data) > 3 && c.Data[0] == toChip && c.Data[1] == listTargets && len(answer) > headOfTarget:
		return ofTarget(answer[headOfTarget:], c.Data[3])
	case c.INS == initializeUpdate && c.CLA&0x80 != 0 && len(answer) >= diversified:
		return answer[:diversified]
	default:
		return nil
	}
}

// What the chip of a reader says of a card that it finds: of one of type A its answers, the length of its identifier and that, of others more that tells them apart.
//
// NXP PN532 user manual 7.3.5
const (
	listTargets  = 0x4A
	headOfTarget = 4
	typeA        = 0
	answersA     = 3
)

func ofTarget(b []byte, kind byte) []byte {
	if kind != typeA || len(b) <= answersA || len(b) < answersA+1+int(b[answersA]) {
		return b
	}
	return b[answersA+1:][:b[answersA]]
}

// identified hides what tells one card from all others.
func (r *redactor) identified(b []byte) {
	old := bytes.Clone(b)
	clear(b)
	r.keep(old, b)
}

// writes zeroes what a command, number at, writes into a log.
func (r *redactor) writes(b []byte, at int) {
	c, err := apdu.ParseCommand(b)
	f, ok := written(c)
	if err != nil || !ok {
		return
	}
	for i := range r.logs {
		if l := &r.logs[i]; l.in(at, f, f.content(c.Data)) {
			clear(f.content(c.Data))
		}
	}
}

// tree hides the secrets among data objects. Behind a fault nothing stays where wipe says so. What are no
// objects, or strange ones, is looked through as a whole.
func (r *redactor) tree(b []byte, wipe bool) {
	r.within(b)
	c := tlv.NewCursor(b)
	if o, ok := c.Next(); !ok || !known(0, o.Tag) || !wipe && tlv.Check(b) != nil || looksIssued(b) {
		defer r.opaque(b)
	}
	outer := r.unknown // of the objects in which a script command stands
	r.unknown = strangers{}
	rest := r.objects(tlv.NewCursor(b), 0, b, wipe)
	r.across(b)
	r.unknown = outer
	if wipe {
		clear(rest)
	}
}

// objects hides the secrets among the data objects of a template; b is the input of the outermost cursor. It returns what stands behind a fault. That of
// a template which no dictionary has is its own, and kernels do not look into it: there it ends with the template.
func (r *redactor) objects(c tlv.Cursor, template tlv.Tag, b []byte, wipe bool) (rest []byte) {
	for {
		o, ok := c.Next()
		if !ok {
			break
		}
		if r.unknown.meets(&o, template) {
			r.across(b)
			r.unknown = strangers{}
		}
		switch t := o.Tag; {
		case Hidden(t, o.Value):
			r.hideOnce(t, o.Value)
		case t == tagScriptCommand:
			r.script(o.Value)
		case t.Constructed() && !known(template, t) && beginsWithNumber(o.Value): // it may look like objects: 65 10 00 47 ...
			r.opaque(o.Value)
		case t.Constructed():
			broken := r.objects(o.Children(), t, b, wipe)
			switch own := len(broken) - (len(b) - o.Offset - len(o.Raw)); {
			case broken == nil:
			case known(template, t):
				return broken
			case wipe && own > 0:
				clear(broken[:own])
			}
		case len(o.Value) == blockDigits/2 && !known(template, t) && block(string(appendHex(nil, o.Value)), '1', hexDigits):
			clear(o.Value)
		default:
			r.element(template, t, o.Value)
		}
	}
	if fault, ok := c.Err().(*tlv.SyntaxError); ok {
		rest = b[fault.Offset:]
		return rest[headerSize(rest):]
	}
	return nil
}

// beginsWithNumber reports whether bytes begin with a card number in half bytes and nothing else but what a track has behind it, or padding.
func beginsWithNumber(b []byte) bool {
	digits, rest := leadingDigits(b)
	return len(digits) > shortestPAN && len(digits) <= longestPAN && (rest == "" || rest[0] == 'D' || rest[0] == 'F') && tlv.Luhn(digits)
}

// looksIssued reports whether bytes that may be objects (42 08 ..., 81 07 ...) begin with a number that payment systems issue, and nothing else.
func looksIssued(b []byte) bool {
	digits, _ := leadingDigits(b)
	return beginsWithNumber(b) && issued(digits)
}

// element hides what may be a card number in the value of a data element.
func (r *redactor) element(template, tag tlv.Tag, value []byte) {
	old := bytes.Clone(value)
	for _, x := range partsOf(template, tag, value) {
		r.part(x)
	}
	r.remember(old, value)
}

// beginCardID is where the number of the card begins in its features, to their end.
//
// C-6 2.12 D.4
const beginCardID = 3

// identity writes a number that was made up over the number of a card: kernels compare it in several places, and that of a torn transaction with that of
// the card that comes back.
//
// C-6 2.12 3.6.2, F6.5
func (r *redactor) identity(b []byte) {
	old := string(b)
	if len(b) == 0 {
		return
	}
	if r.cards[old] == 0 {
		r.cards[old] = r.cardNumber(b)
	}
	clear(b)
	b[len(b)-1] = r.cards[old]
	r.keep([]byte(old), b)
}

// cardNumber is the last byte of what stands for the number of a card. What is made up already stays, and stands for no other.
func (r *redactor) cardNumber(b []byte) byte {
	last := len(b) - 1
	if b[last] != 0 && len(bytes.Trim(b[:last], "\x00")) == 0 {
		return b[last]
	}
	as := make([]byte, len(b))
	stands := func(x Exchange) bool { return bytes.Contains(x.Response, as) }
	for r.madeCards < 0xFF {
		r.madeCards++
		as[last] = r.madeCards
		if len(as) < shortestWantedSecret || !slices.ContainsFunc(r.was, stands) {
			break
		}
	}
	return r.madeCards
}

func (r *redactor) opaque(b []byte) { r.part(part{b: b}) }

// part writes over the numbers in a part of a value until none is left.
func (r *redactor) part(x part) {
	r.within(x.b)
	for range len(x.b) {
		old := bytes.Clone(x.b)
		setDigits(x.b, r.pen.part(x))
		if bytes.Equal(old, x.b) {
			return
		}
	}
}

// format1 hides the numbers in template 80, whose elements stand behind each other as the command says.
//
// EMV 4.4 B3 6.5.5.4, 6.5.8.4
func (r *redactor) format1(c apdu.Command, v []byte) {
	switch {
	case len(v) > 2 && c.INS != apdu.GenerateAC && locator(v[2:]) == nil: // AIP and AFL
	case c.INS == apdu.GenerateAC && len(v) >= 11: // CID, ATC, cryptogram, issuer's data
		r.element(0, tagIssuerData, v[11:])
	default:
		r.element(0, tlv.TagFormat1, v)
	}
}

// headerSize is the size of the tag and length at the start of b, as far as they are there.
func headerSize(b []byte) int {
	n := 1
	if b[0]&0x1F == 0x1F {
		for n < len(b) && b[n]&0x80 != 0 && n < tlv.MaxTagSize {
			n++
		}
		n++
	}
	if n < len(b) && b[n] > 0x80 && b[n] <= 0x84 {
		n += int(b[n] & 0x7F)
	}
	return min(n+1, len(b))
}

// hide replaces the value of a sensitive data element and remembers both.
func (r *redactor) hide(t tlv.Tag, value []byte) {
	old := bytes.Clone(value)
	switch t {
	case tagPAN:
		digits, rest := leadingDigits(value)
		setDigits(value, r.ownPAN(digits))
		if strings.Trim(rest, "F") != "" {
			setDigits(value, shape(old))
		}
	case tagTrack2Equivalent, tagTrack2:
		digits, rest := leadingDigits(value)
		if rest == "" || rest[0] != 'D' || len(digits) > longestPAN {
			setDigits(value, shape(old))
			break
		}
		body := strings.TrimRight(rest[1:], "F")
		kept := ""
		if r.keeps && len(body) >= trackRest && strings.Trim(body[:trackRest], "0123456789") == "" {
			kept = body[:trackRest]
		}
		r.learnSecretDigits(body[min(trackRest, len(body)):])
		setDigits(value, r.ownPAN(digits)+"D"+kept+strings.Repeat("0", len(body)-len(kept))+rest[1+len(body):])
	case tagCardholderName, tagNameExtended, tagIndividualName:
		r.learnName(value)
		for i := range value {
			value[i] = 'X'
		}
	case tagTrack1, tagIdentityNumber, tagMembershipNumber:
		if t == tagTrack1 {
			r.learnTrack(string(value))
		}
		if t == tagIdentityNumber && !legible(value) || t == tagTrack1 && bytes.IndexFunc(value, unicode.IsControl) >= 0 {
			clear(value)
			break
		}
		hideText(value)
	case tagCardID:
		r.identity(value)
	case tagDSID:
		r.ofPAN(value)
	case tagCardFeatures:
		r.identity(value[beginCardID:])
	case tagCPLC:
		for _, f := range serialCPLC {
			serial := value[min(f[0], len(value)):min(f[1], len(value))]
			r.learnNumber(serial)
			clear(serial)
		}
		r.keep(old[serialOfChip[0]:serialOfChip[1]], value[serialOfChip[0]:serialOfChip[1]])
	default:
		if row, ok := tlv.Lookup(tlv.Contact, 0, t); ok && row.Element().Format == tlv.ANS {
			hideText(value)
		} else if clear(value); r.fill == '*' { // stars come over what changes
			for i := range value {
				value[i] = ^old[i]
			}
		}
	}
	switch t {
	case tagTrack1, tagTrack2Equivalent, tagTrack2, tagPAN: // their numbers are looked for as such
	case tagICCCertificate, tagICCPINCertificate, tagSignedStaticData, tagCPLC:
	default:
		r.learnNumber(old)
	}
	r.keep(old, value)
}

// keep has a value that is a secret looked for everywhere, in part too.
func (r *redactor) keep(old, value []byte) {
	n := len(r.secrets)
	r.remember(old, value)
	if len(r.secrets) > n {
		r.whole = append(r.whole, r.secrets[n])
	}
}

// remember has a value looked for everywhere.
func (r *redactor) remember(old, value []byte) {
	if len(old) >= shortestWantedSecret && !uniform(old) && !r.selected[string(old)] && !bytes.Equal(old, value) {
		r.secrets = append(r.secrets, [2][]byte{old, bytes.Clone(value)})
	}
}

// uniform reports whether all bytes are the same, so that they are no secret and stand in many places.
func uniform(b []byte) bool {
	return bytes.Count(b, b[:1]) == len(b)
}

// everywhere replaces the secrets that were found in any place of b, which may be data objects, or a command with data that was built from a list. was is
// what b was before.
func (r *redactor) everywhere(b, was []byte, objects bool, list tlv.DOL) {
	mid := bytes.Clone(b)
	if len(r.secrets) > 0 {
		copy(b, r.found.bytes.Replace(string(b)))
	}
	if objects {
		r.found.copies.coverObjects(b, mid, was)
	} else {
		r.found.copies.cover(b, was)
	}
	r.spelled(b)
	var at [][]int
	if len(r.names)+len(r.own) > 0 {
		at = borders(was, objects, list)
	}
	r.hideNamed(b, was, at)
	copy(b, r.hidePINs(r.hideDigits(hideSpaced(string(b), r.spacedPAN))))
	if len(r.pans) > 0 && len(b) > 0 {
		setDigits(b, r.found.digits.Replace(string(appendHex(nil, b))))
	}
	r.hideNibbles(b)
	r.hideOfCard(b, at)
}

// known masks what was found in the exchanges.
func (r *redactor) known(s string) string {
	b := []byte(r.found.text.Replace(s))
	r.spelled(b)
	return r.hidePINs(r.hideDigits(r.hideNames(hideSpaced(string(b), r.spacedPAN), 'X')))
}
