package main

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the books' hash
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/apdu/transcript"
	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// A redacted conversation whose card signs would end where the kernel finds that nothing verifies: the records are others
// now. So its card is issued again: with an account number that is made up, and with certificates and signatures under
// test keys of the same lengths, so that every length stays. What the card counted, drew and computed stays too.

// Header lines of a redacted conversation.
const (
	reissuedHeader    = "reissued"     // applications that were, and what that means
	notReissuedHeader = "not-reissued" // applications that could not be, and why
	caKeyHeader       = "ca-key"       // what the certificates are under: RID, index, algorithm, and exponent and modulus, or point
)

// accounts gives an account number for each PAN, in the order in which it is asked: six digits that test cards of the
// payment system begin with, or else the PAN's own, then a count and a check digit. Nothing else of the PAN is in it.
// A PAN that is such a number already stays, and stands for no other.
type accounts struct {
	known map[string]string
	taken map[string]bool // PANs of the conversation, and what was made up
	count int             // of what was made up
	again bool            // of a copy: what begins as no payment system's test card does may be made up too
	stays bool            // a PAN is the number already that stands for it
}

// accountsOf are those of a conversation.
func accountsOf(conv *transcript.Conversation) *accounts {
	a := &accounts{known: map[string]string{}, taken: map[string]bool{}, again: conv.Get("redacted") != ""}
	conv.RedactAs(func(pan string) string {
		a.taken[pan] = true
		return strings.Repeat("0", len(pan))
	})
	return a
}

// testPrefixes are the first digits of the payment systems' own test cards, by the first digits of PANs that are theirs
// alone: kernels hold ranges of PANs against AIDs.
var testPrefixes = []struct{ ranges, prefix string }{
	{"4", "476173"},
	{"51 52 53 54 55", "541333"},
	{"67", "679999"},
	{"34 37", "374245"},
	{"35", "356611"},
	{"36", "361480"},
	{"6011", "601100"},
	{"62", "625094"},
}

func (a *accounts) account(pan string) string {
	if s := a.known[pan]; s != "" {
		return s
	}
	prefix, test := pan[:6], false
	for _, p := range testPrefixes {
		if slices.ContainsFunc(strings.Fields(p.ranges), func(r string) bool { return strings.HasPrefix(pan, r) }) {
			prefix, test = p.prefix, true
		}
	}
	a.taken[pan] = true
	s := pan
	n, _ := strconv.Atoi(pan[6 : len(pan)-1])
	if n > 0 && n <= mostMadeUp && (test || a.again) && madeUp(prefix, n, len(pan)) == pan {
		a.stays = true
	} else {
		for a.taken[s] {
			a.count++
			s = madeUp(prefix, a.count, len(pan))
		}
	}
	a.known[pan], a.taken[s] = s, true
	return s
}

// standIns finds what stands for PANs in hexadecimal, in half bytes and in characters.
func (a *accounts) standIns() *strings.Replacer {
	var pairs []string
	for _, s := range a.known {
		pairs = append(pairs, s, "", upper([]byte(s)), "")
	}
	return strings.NewReplacer(pairs...)
}

// mostMadeUp is the highest count by which a number is known to be made up.
const mostMadeUp = 999

// madeUp is a number of so many digits.
func madeUp(prefix string, count, digits int) string {
	body := prefix + fmt.Sprintf("%0*d", digits-7, count)
	return body + string(checkDigit(body))
}

// checkDigit is what makes the digits pass the Luhn check.
func checkDigit(body string) byte {
	d := byte('0')
	for !tlv.Luhn(body + string(d)) {
		d++
	}
	return d
}

// redactWhole is the conversation without its secrets, and with a card that was issued again where the certificates of
// the original verify with one of the keys. The header says what was done, and where a copy that was issued again whole is not alike.
func redactWhole(conv *transcript.Conversation, sets []*capk.Set, date [3]byte, compare func(twin *transcript.Conversation) comparison) *transcript.Conversation {
	a := accountsOf(conv)
	twin := conv.RedactAs(a.account)
	say := reissueSaid{pans: "PANs made up", madeUp: a.standIns()}
	const but = ", but for a test number that one of them was"
	if a.stays && (conv.Get("redacted") == "" || strings.Contains(conv.Get(reissuedHeader), but)) { // of a copy it may be made up
		say.pans += but
	}
	keys := map[string]bool{}
	var cover transcript.Cover
	cover.LearnAll(conv)
	say.cover = &cover
	cards := hear(conv)
	asked := asksSigned(cards)
	earlier, known := knownBefore(conv, &cover, cards)
	for i, before := range cards {
		aid := nameIn(&cover, before)
		say.selected = append(say.selected, cover.Name(before.selected))
		r := reissuer{before: before, original: conv, twin: twin.Clone(), number: i, asked: asked}
		why := ""
		switch {
		case before.enciphered():
			why = "its records are enciphered, and the keys of the secure channel were taken out"
		case before.data[0x90] == nil:
			if why = before.withoutIssuer(conv, sets, date); why != "" && before.signedAlone(conv, cards) {
				why = ""
				say.verified = append(say.verified, reissuedChain{i, aid, before.verify(sets, date).Links})
			}
			if why == "" && known(aid+": ") {
				why = notAgain
			}
			if why == "" {
				say.unsigned = append(say.unsigned, aid)
				say.saw(aid, before, conv, twin)
			} else {
				say.not(aid, cover.Text(why))
			}
			r.twin = twin
			r.forgetKeys()
			continue
		case before.data[0x8F] == nil:
			why = "8F, which names the key of its certificates, is not in the conversation"
		case before.noIndex() != "":
			why = before.noIndex()
		case before.inKernel8():
			why = "its certificate is of the key that the secure channel was made with, which nobody else has"
		default:
			if why = r.reissue(sets, date); why == "" && known(aid+": "+r.missing()) {
				why = notAgain
			}
		}
		if why == "" {
			twin = r.twin
			say.signed = append(say.signed, aid)
			say.saw(aid, before, conv, twin)
			say.verified = append(say.verified, reissuedChain{i, aid, r.links})
			keys[keyLine(&r.ca)] = true
			continue
		}
		say.not(aid, cover.Text(why))
		r.twin = twin
		r.forgetKeys()
	}
	if len(keys) > 0 {
		twin.Set(caKeyHeader, strings.Join(slices.Sorted(maps.Keys(keys)), ", "))
	}
	say.check(twin, sets, date)
	whole := twin.Clone()
	say.into(whole, earlier)
	if got := compare(whole); saidOtherwise(conv) || !got.alike {
		say.otherwise()
	} else if noted := or(got.noted, notedBefore(conv)); keysTaken(whole) && noted != "" {
		twin.Set(replaysHeader, noted)
	}
	say.into(twin, earlier)
	return twin
}

// A reissuer makes the certificates and signatures of one application of a conversation again.
type reissuer struct {
	before         *said // the card as it was
	original, twin *transcript.Conversation
	number         int // of the application in the conversation
	ca             capk.Key
	fault          string
	heard          *said  // of the twin, nil where something was written since
	links          []link // of the chain before
	asked          bool   // what is made anew is asked for by a list, so that commands have it
}

// follow has the commands follow what was written.
func (r *reissuer) follow() {
	if r.asked {
		r.twin.Follow(r.original)
	}
}

// asksSigned reports whether a list of the cards asks for what is made anew.
func asksSigned(cards []*said) bool {
	for _, s := range cards {
		for t := range slices.Concat(s.command.PDOL, s.command.CDOL1, s.command.CDOL2, s.command.DDOL, s.command.UDOL, s.command.DSDOL, s.command.DRDOL).All() {
			if slices.Contains([]tlv.Tag{0x90, 0x92, 0x93, 0x9F2D, 0x9F2F, 0x9F46, 0x9F48, 0x9F4B, tlv.ICCECCPublicKey.Tag()}, t) {
				return true
			}
		}
	}
	return false
}

// after is the card as it is now. It gave and signed as much as before: nil where what is ill-formed, and therefore
// zeroed, leaves another card.
func (r *reissuer) after() *said {
	if r.heard != nil {
		return r.heard
	}
	r.follow()
	b, number := r.before, r.number
	var list []*said
	if b.gpo == nil { // it has others' file locator
		list = hear(r.twin)
	} else {
		list, number = hearIn(r.twin, b.from, b.to, b.tapped), 0
	}
	if number >= len(list) || !bytes.Equal(list[number].aid, b.aid) || len(list[number].signed) != len(b.signed) || len(list[number].taps()) != len(b.taps()) {
		return nil
	}
	r.heard = list[number]
	return r.heard
}

// reissue returns why it could not be done.
func (r *reissuer) reissue(sets []*capk.Set, date [3]byte) string {
	old := r.before.verify(sets, date)
	if i := slices.IndexFunc(old.Links, failed); i >= 0 {
		why := old.Links[i].Name + ": " + old.Links[i].Result
		if strings.Contains(why, "expired") {
			why += ": give the date of the transaction with -date"
		}
		return why
	}
	if r.after() == nil {
		return "its records are not well formed"
	}
	ca, _ := r.before.authority(sets, date)
	if ca.Algorithm == capk.SM2 {
		return "certificates of SM2 are not issued again"
	}
	r.ca = capk.Key{RID: ca.RID, Index: ca.Index, Algorithm: ca.Algorithm, Test: true, Source: "emv redact"}
	if ca.Algorithm == capk.RSA {
		k := newTestKey(roleCA, len(ca.Modulus), ca.Exponent)
		r.ca.Modulus, r.ca.Exponent = k.modulus, k.exponent
		r.rsa(ca, k, date)
	} else {
		k := newTestCurveKey(roleCA, ca.Algorithm)
		r.ca.Point = k.point
		r.elliptic(k, ca, date)
	}
	r.ca.Checksum = r.ca.Sum()
	set, err := capk.NewSet([]capk.Key{r.ca})
	switch {
	case r.fault != "":
		return r.fault
	case err != nil:
		return err.Error()
	}
	if !alikeLinks(old.Links, r.after().verify([]*capk.Set{set}, date).Links) {
		return notVerified
	}
	r.links = old.Links
	return r.left()
}

// forgetKeys zeroes what of the card's own keys is in the clear, where they are not made anew: they tell one card from all others.
func (r *reissuer) forgetKeys() {
	if r.after() == nil {
		return
	}
	for _, tag := range []tlv.Tag{0x9F48, 0x9F2F, tlv.ICCECCPublicKey.Tag()} {
		r.put(tag, make([]byte, len(r.before.data[tag])))
	}
	r.follow()
}

// put writes a value into every response of the application that has the tag with as many bytes.
func (r *reissuer) put(tag tlv.Tag, value []byte) {
	if len(value) == 0 {
		return
	}
	r.putIn(r.before, tag, value)
}

// putIn does so in the exchanges of one tap.
func (r *reissuer) putIn(s *said, tag tlv.Tag, value []byte) {
	found := false
	for i := s.from; i < s.to; {
		there, n := r.replaceIn(i, tag, value)
		found = found || there
		i += n
	}
	if !found && r.fault == "" {
		r.fault = fmt.Sprintf("there is no %s of %s to write to", tag, count(len(value), "byte"))
	}
}

// replaceIn writes a value into the answer to an exchange. It may have come in parts, in n exchanges: each stays as long as it is.
//
// EMV 4.3 B1 9.3.1.3
func (r *reissuer) replaceIn(i int, tag tlv.Tag, value []byte) (there bool, n int) {
	x, n := r.twin.Whole(i)
	if len(x.Response) < 2 {
		return false, n
	}
	data := bytes.Clone(apdu.Response(x.Response).Data())
	if !replace(tlv.NewCursor(data), tag, value) {
		return false, n
	}
	for j := i; j < i+n; j++ {
		part := bytes.Clone(r.twin.Exchanges()[j].Response)
		data = data[copy(apdu.Response(part).Data(), data):]
		r.write(j, part)
	}
	return true, n
}

func (r *reissuer) write(i int, response []byte) {
	r.twin.SetResponse(i, response)
	r.heard = nil
}

func replace(c tlv.Cursor, tag tlv.Tag, value []byte) (found bool) {
	for o := range c.All() {
		switch {
		case o.Tag == tag && len(o.Value) == len(value):
			copy(o.Value, value)
			found = true
		case o.Tag.Constructed():
			found = replace(o.Children(), tag, value) || found
		}
	}
	return found
}

// rsa makes an RSA chain again. Fields of certificates that are not named here stay: dates, algorithms, lengths.
//
// EMV 4.4 B2 5.1, 6.1, 7.1
func (r *reissuer) rsa(ca *capk.Key, caKey *testKey, date [3]byte) {
	b, pan := r.before, r.after().data[0x5A]
	issuer, reason := b.issuerKey(nil, ca, date)
	if reason != oda.OK {
		r.fault = reason.String()
		return
	}
	issuerKey := newTestKey(roleIssuer, len(issuer.Modulus), issuer.Exponent)
	head := recoverMessage(ca.Modulus, ca.Exponent, b.data[0x90])
	identify(head[1:5], pan)
	r.certify(caKey, head, 7, issuerKey, 0x90, 0x92, nil)
	if b.data[0x9F2D] != nil {
		k, _ := oda.RecoverICCPIN(&issuer, oda.ICCInput{Certificate: b.data[0x9F2D], Remainder: b.data[0x9F2F], Exponent: b.data[0x9F2E], PAN: b.data[0x5A], Date: date})
		head := recoverMessage(issuer.Modulus, issuer.Exponent, b.data[0x9F2D])
		identify(head[1:11], pan)
		r.certify(issuerKey, head, 13, newTestKey(rolePIN, len(k.Modulus), k.Exponent), 0x9F2D, 0x9F2F, nil)
	}
	r.static(&issuer, issuerKey, date)
}

// static makes again what covers the records.
func (r *reissuer) static(issuer *oda.Key, issuerKey *testKey, date [3]byte) {
	b, pan := r.before, r.after().data[0x5A]
	was, _ := b.static()
	if b.data[0x93] != nil && b.supports(aipSDA) {
		now, _ := r.after().static()
		r.put(0x93, issuerKey.sign(recoverMessage(issuer.Modulus, issuer.Exponent, b.data[0x93]), now))
	}
	if b.data[0x9F46] == nil || !b.certifies() {
		return
	}
	k, _ := oda.RecoverICC(issuer, oda.ICCInput{
		Certificate: b.data[0x9F46], Remainder: b.data[0x9F48], Exponent: b.data[0x9F47], PAN: b.data[0x5A], StaticData: was, Date: date,
	})
	key := newTestKey(roleICC, len(k.Modulus), k.Exponent)
	head := recoverMessage(issuer.Modulus, issuer.Exponent, b.data[0x9F46])
	identify(head[1:11], pan)
	r.certify(issuerKey, head, 13, key, 0x9F46, 0x9F48, func() []byte {
		now, _ := r.after().static()
		return now
	})
	r.dynamic(&k, key)
}

// certify puts a key into a certificate, and a serial number of zeroes at serial, and signs it. The key begins eight bytes
// behind the serial number's three.
//
// EMV 4.4 B2 5.1, 6.1, 7.1: tables 2, 11 and 23
func (r *reissuer) certify(signer *testKey, head []byte, serial int, key *testKey, certificate, remainder tlv.Tag, static func() []byte) {
	clear(head[serial : serial+3])
	rest := key.modulus[copy(head[serial+3+4:], key.modulus):]
	r.put(remainder, rest)
	var covered []byte
	if static != nil {
		covered = static() // may hold the remainder
	}
	r.put(certificate, signer.sign(head, rest, key.exponent, covered))
}

// identify writes as many leading digits of the PAN over a field as it had, with F behind.
func identify(field, pan []byte) {
	digits := strings.TrimRight(upper(field), "F")
	all := strings.TrimRight(upper(pan), "F")
	n := min(len(digits), len(all))
	copy(field, unhex(all[:n]+strings.Repeat("F", 2*len(field)-n)))
}

// dynamic makes the card's own signatures again, with the number that the card drew.
//
// EMV 4.4 B2 6.5.1, 6.6.1, C-3 2.12 C.1
func (r *reissuer) dynamic(old *oda.Key, key *testKey) {
	for i := range r.before.signed {
		g := r.after().signed[i]
		head := recoverMessage(old.Modulus, old.Exponent, r.before.signed[i].sdad)
		if g.method == "CDA" && !putHash(head, g.covered) {
			r.fault = "a CDA signature is too short"
			return
		}
		r.sign(g.number, key.sign(head, g.tail))
	}
	before := r.before.taps()
	for i, a := range r.after().taps() {
		head := recoverMessage(old.Modulus, old.Exponent, before[i].data[0x9F4B])
		switch {
		case a.signedAtOnce() && !putHash(head, a.atOnceData()):
			r.fault = "a CDA signature is too short"
			return
		case a.signedAtOnce():
			r.putIn(a, 0x9F4B, key.sign(head, a.sent[0x9F37]))
		case a.fastSigned():
			r.putIn(a, 0x9F4B, key.sign(head, a.data[0x9F37], a.data[0x9F02], a.data[0x5F2A], a.data[0x9F69]))
		}
	}
}

// putHash puts the hash code of what a CDA signature covers into its message: behind the number with its length, the CID and the cryptogram.
//
// EMV 4.4 B2 6.6.1
func putHash(head, covered []byte) bool {
	if len(head) < 5 {
		return true
	}
	at := 3 + 1 + int(head[3]) + 1 + 8
	sum := sha1.Sum(covered) //nolint:gosec // as above
	if at+len(sum) > len(head) {
		return false
	}
	copy(head[at:], sum[:])
	return true
}

// sign writes the signature of an exchange.
func (r *reissuer) sign(number int, sdad []byte) {
	for _, tag := range []tlv.Tag{0x9F4B, tlv.TagFormat1} {
		if there, _ := r.replaceIn(number-1, tag, sdad); there {
			return
		}
	}
	r.fault = fmt.Sprintf("there is no signature to write to at exchange %d", number)
}

// elliptic makes an ECC chain again.
//
// EMV 4.4 B2 12.3, 12.4, 12.5.2: tables 35 to 39
func (r *reissuer) elliptic(caKey *testKey, ca *capk.Key, date [3]byte) {
	b := r.before
	issuer, reason := b.issuerKey(nil, ca, date)
	if reason != oda.OK {
		r.fault = reason.String()
		return
	}
	issuerKey := newTestCurveKey(roleIssuer, issuer.Algorithm)
	c := bytes.Clone(b.data[0x90])[:21+issuerKey.curve.size]
	identify(c[2:7], r.after().data[0x5A])
	clear(c[12:15]) // serial number
	copy(c[21:], issuerKey.x())
	r.put(0x90, append(c, caKey.signPoint(c)...))
	var icc *testKey
	for _, k := range []struct {
		tag  tlv.Tag
		role string
	}{{0x9F2D, rolePIN}, {0x9F46, roleICC}} {
		if b.data[k.tag] == nil {
			continue
		}
		key := newTestCurveKey(k.role, capk.Algorithm(b.data[k.tag][2]|0x10)) // to encipher the suite has no 10
		r.certifyPoint(issuerKey, k.tag, key)
		if k.tag == 0x9F46 {
			icc = key
		}
	}
	for i := range b.signed {
		if g := r.after().signed[i]; icc != nil {
			r.sign(g.number, append([]byte{0x15}, icc.signPoint(append([]byte{0x15}, g.covered...))...))
		}
	}
}

// certifyPoint makes an ECC certificate of the card again.
//
// EMV 4.4 B2 12.4 table 36
func (r *reissuer) certifyPoint(signer *testKey, tag tlv.Tag, key *testKey) {
	a := r.after()
	covered, reason := a.static()
	if reason == oda.OK {
		covered, reason = oda.AppendICCD(covered, a.aip, a.aid, a.list)
	}
	if reason != oda.OK {
		r.fault = reason.String()
		return
	}
	hash := sha256.New()
	if r.before.data[tag][16] == 0x03 {
		hash = sha512.New()
	}
	hash.Write(covered)
	c := bytes.Clone(r.before.data[tag])[:17]
	clear(c[9:15]) // serial number
	c = append(hash.Sum(c), key.x()...)
	r.put(tag, append(c, signer.signPoint(c)...))
}

// keyLine is a key as the header has it.
func keyLine(k *capk.Key) string {
	if k.Algorithm == capk.RSA {
		return fmt.Sprintf("%X %02X %02X %X %X", k.RID, k.Index, byte(k.Algorithm), k.Exponent, k.Modulus)
	}
	return fmt.Sprintf("%X %02X %02X %X", k.RID, k.Index, byte(k.Algorithm), k.Point)
}

// reissuedSet is the keys of the header as a list of sets, of one or none.
func reissuedSet(conv *transcript.Conversation) ([]*capk.Set, error) {
	keys, err := reissuedKeys(conv)
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	set, err := capk.NewSet(keys)
	if err != nil {
		return nil, fmt.Errorf("header line %s: %w", caKeyHeader, err)
	}
	return []*capk.Set{set}, nil
}

// reissuedKeys are the keys that the header of a redacted conversation brings along.
func reissuedKeys(conv *transcript.Conversation) ([]capk.Key, error) {
	var keys []capk.Key
	text := conv.Get(caKeyHeader)
	if text == "" {
		return nil, nil
	}
	for line := range strings.SplitSeq(text, ", ") {
		var parts [][]byte
		for _, f := range strings.Fields(line) {
			if parts = append(parts, headerBytes(f)); parts[len(parts)-1] == nil {
				return nil, fmt.Errorf("header line %s: %s", caKeyHeader, notHex)
			}
		}
		if len(parts) < 4 || len(parts[0]) != 5 || len(parts[1]) != 1 || len(parts[2]) != 1 {
			return nil, fmt.Errorf("header line %s: RID, index, algorithm and a key belong there", caKeyHeader)
		}
		k := capk.Key{RID: [5]byte(parts[0]), Index: parts[1][0], Algorithm: capk.Algorithm(parts[2][0]), Test: true, Source: "the conversation's header"}
		if k.Algorithm == capk.RSA && len(parts) == 5 {
			k.Exponent, k.Modulus = parts[3], parts[4]
		} else {
			k.Point = parts[3]
		}
		k.Checksum = k.Sum()
		keys = append(keys, k)
	}
	return keys, nil
}
