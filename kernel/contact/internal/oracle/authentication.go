package oracle

import (
	"bytes"
	"crypto/sha1"
	"math/big"
	"slices"
	"sync"
)

// Offline data authentication as the oracle does it: with plain arithmetic.

// TVR and TSI bits: byte, bit.
// B3 C5, C6
type bit struct {
	at   int
	mask byte
}

var (
	tvrNotPerformed  = bit{0, 0x80}
	tvrSDAFailed     = bit{0, 0x40}
	tvrDataMissing   = bit{0, 0x20}
	tvrDDAFailed     = bit{0, 0x08}
	tvrCDAFailed     = bit{0, 0x04}
	tvrSDASelected   = bit{0, 0x02}
	tvrVersions      = bit{1, 0x80}
	tvrExpired       = bit{1, 0x40}
	tvrNotYet        = bit{1, 0x20}
	tvrService       = bit{1, 0x10}
	tvrNewCard       = bit{1, 0x08}
	tvrUnverified    = bit{2, 0x80}
	tvrUnrecognised  = bit{2, 0x40}
	tvrTryLimit      = bit{2, 0x20}
	tvrNoPINPad      = bit{2, 0x10}
	tvrNoPIN         = bit{2, 0x08}
	tvrOnlinePIN     = bit{2, 0x04}
	tvrFloorLimit    = bit{3, 0x80}
	tvrLower         = bit{3, 0x40}
	tvrUpper         = bit{3, 0x20}
	tvrForced        = bit{3, 0x08}
	tvrBiometricType = bit{3, 0x02}
	tvrDefaultTDOL   = bit{4, 0x80}
	tvrIssuerFailed  = bit{4, 0x40}
	tvrScriptBefore  = bit{4, 0x20}
	tvrScriptAfter   = bit{4, 0x10}
	tsiODA           = bit{0, 0x80}
	tsiCVM           = bit{0, 0x40}
	tsiCard          = bit{0, 0x20}
	tsiIssuer        = bit{0, 0x10}
	tsiRisk          = bit{0, 0x08}
	tsiScript        = bit{0, 0x04}
	tvrException     = bit{0, 0x10}
	tvrXDASelected   = bit{0, 0x01}
	tvrCAMissing     = bit{4, 0x04}
	tvrKeyLost       = bit{4, 0x02}
	tvrXDAFailed     = bit{3, 0x01}
	tvrRandomly      = bit{3, 0x10}
	tvrMatched       = bit{1, 0x02}
	tvrNoFormat      = bit{1, 0x01}
	tvrNoCapture     = bit{2, 0x02}
	tvrNotCaptured   = bit{2, 0x01}
	tvrMatchLimit    = bit{3, 0x04}
	methodBits       = map[string]bit{"SDA": tvrSDAFailed, "DDA": tvrDDAFailed, "CDA": tvrCDAFailed}
	methods          = []struct {
		name           string
		card, terminal byte // AIP byte 1, terminal capabilities byte 3
	}{
		{name: "XDA", card: 0x80, terminal: 0x04},
		{name: "CDA", card: 0x01, terminal: 0x08},
		{name: "DDA", card: 0x20, terminal: 0x40},
		{name: "SDA", card: 0x40, terminal: 0x80},
	}
)

func (o *oracle) set(b bit)    { o.tvr[b.at] |= b.mask }
func (o *oracle) unset(b bit)  { o.tvr[b.at] &^= b.mask }
func (o *oracle) setTSI(b bit) { o.tsi[b.at] |= b.mask }

// rsaKeys are the keys on the way to the card's.
type rsaKeys struct {
	ca, issuer, icc rsaKey
	sm              []byte // of a chain of SM2: the point of the last key recovered
}

type rsaKey struct{ modulus, exponent []byte }

// Work is one RSA signature that has to be recovered, and what is hashed for it: what follows the block itself, and then what is hashed on its own.
type Work struct {
	Modulus, Exponent, Signature []byte
	Hashed                       [][]byte
}

// Work is the arithmetic that a transaction with CDA calls for.
func (c Case) Work() []Work {
	_, o := c.judge()
	return o.work
}

func (o *oracle) works(k rsaKey, signature []byte, hashed ...[]byte) {
	o.work = append(o.work, Work{k.modulus, k.exponent, signature, hashed})
}

// capabilities are the terminal's, for the application.
// B4 10.2
func (o *oracle) capabilities() []byte {
	if o.app != nil && o.app.Capabilities != nil {
		return o.app.Capabilities
	}
	return o.Config.Terminal.Capabilities[:]
}

// authenticate chooses the method and does what can be done before GENERATE AC.
// B3 10.3
func (o *oracle) authenticate() {
	if o.method = o.common(); o.method == "" {
		o.set(tvrNotPerformed)
		return
	}
	switch o.method {
	case "SDA":
		o.set(tvrSDASelected)
	case "XDA":
		o.startXDA()
		return
	}
	o.input()
	good := o.recover()
	switch o.method {
	case "SDA":
		good = good && o.sda()
	case "DDA":
		good = good && o.dda()
	}
	if !good {
		o.set(methodBits[o.method])
	}
	o.verified = good && o.method != "CDA"
	if o.method != "CDA" || !good {
		o.setTSI(tsiODA)
	}
}

// common is the method of highest priority that card and terminal have, "" where there is none.
// B3 10.3
func (o *oracle) common() string {
	for _, m := range methods {
		if o.card[0x82][0]&m.card != 0 && o.capabilities()[2]&m.terminal != 0 && !(m.name == "SDA" && o.strict()) {
			return m.name
		}
	}
	return ""
}

// input builds what is authenticated.
// B3 10.3
func (o *oracle) input() {
	if o.put {
		return
	}
	o.put, o.sound = true, true
	for _, r := range o.records {
		if !r.signed {
			continue
		}
		t, ok := Single(r.data, 0x70)
		if !ok || r.data[0] != 0x70 { // which of the zeroes before it would be signed, 10.3 does not say
			o.sound = false
			return
		}
		if r.sfi <= 10 {
			// All but tag and length, so filling after the template too.
			header := len(t.Raw) - len(t.Value)
			o.certain = append(o.certain, r.data[bytes.Index(r.data, t.Raw[:header])+header:]...)
		} else {
			o.certain = append(o.certain, r.data...)
		}
	}
	o.static, o.staticOK = bytes.Clone(o.certain), true
	if list, there := o.card[0x9F4A]; there {
		if !bytes.Equal(list, []byte{0x82}) {
			o.staticOK = false
			return
		}
		o.static = append(o.static, o.card[0x82]...)
	}
}

// missing sets the bit for each element that the method needs and the card has not.
// B3 7.5
func (o *oracle) missing(tags ...uint32) (any bool) {
	for _, t := range tags {
		if o.card[t] == nil {
			o.set(tvrDataMissing)
			any = true
		}
	}
	return any
}

// recover recovers the issuer's public key and, but for SDA, the card's.
// B2 5.2, 5.3, 6.2, 6.3, 6.4
func (o *oracle) recover() bool {
	needs := []uint32{0x8F, 0x90, 0x9F32}
	if o.method == "SDA" {
		needs = append(needs, 0x93)
	} else {
		needs = append(needs, 0x9F46, 0x9F47)
	}
	sm := o.smPoint() != nil
	if sm {
		needs = slices.DeleteFunc(needs, func(t uint32) bool { return t == 0x9F32 || t == 0x9F47 })
	}
	if o.missing(needs...) || !o.staticOK {
		return false
	}
	if sm {
		return o.recoverSM()
	}
	if !o.issuerKey(true) {
		return false
	}
	if o.method == "SDA" {
		return true
	}
	k, ok := o.cardKey(0x9F46, 0x9F47, 0x9F48, o.static, true)
	o.oda.icc = k
	return ok
}

// issuerKey recovers the issuer's public key.
// B2 5.2, 5.3
func (o *oracle) issuerKey(oda bool) bool {
	var rid [5]byte
	copy(rid[:], o.aid)
	if len(o.card[0x8F]) != 1 {
		return false
	}
	ca, ok := o.Config.Keys.Lookup(rid, o.card[0x8F][0])
	if !ok {
		return false
	}
	o.oda.ca = rsaKey{ca.Modulus, ca.Exponent}
	b, ok := recovery(o.oda.ca, o.card[0x90])
	if !ok || len(b) < 36 || b[1] != 0x02 {
		return false
	}
	if b[11] != 1 || b[12] != 1 { // SHA-1, RSA: EMV 4.4 B2 B2.2, B2.1
		return false
	}
	o.works(o.oda.ca, o.card[0x90], slices.Concat(o.card[0x92], o.card[0x9F32]))
	return o.keyOf(b, 15, int(b[13]), int(b[14]), 0x92, 0x9F32, nil, oda, &o.oda.issuer) &&
		identifies(b[2:6], o.card[0x5A]) && o.lasts(b[6:8]) && !o.Config.Keys.Revoked(rid, o.card[0x8F][0], [3]byte(b[8:11]))
}

// cardKey recovers a public key of the card.
// B2 6.4, 7.1
func (o *oracle) cardKey(cert, exponent, remainder uint32, static []byte, oda bool) (k rsaKey, ok bool) {
	b, ok := recovery(o.oda.issuer, o.card[cert])
	if !ok || len(b) < 42 || b[1] != 0x04 || b[17] != 1 || b[18] != 1 {
		return k, false
	}
	o.works(o.oda.issuer, o.card[cert], slices.Concat(o.card[remainder], o.card[exponent], static))
	ok = o.keyOf(b, 21, int(b[19]), int(b[20]), remainder, exponent, static, oda, &k)
	pan := append(bytes.Clone(o.card[0x5A]), bytes.Repeat([]byte{0xFF}, 10)...)
	return k, ok && bytes.Equal(panDigits(b[2:12]), panDigits(pan[:10])) && o.lasts(b[12:14])
}

// panDigits is a PAN without its padding, one digit a byte.
func panDigits(b []byte) (digits []byte) {
	for _, c := range b {
		digits = append(digits, c>>4, c&15)
	}
	return bytes.TrimRight(digits, "\x0F")
}

// keyOf checks the hash of a certificate and puts the key together. The key's digits stand at from.
func (o *oracle) keyOf(b []byte, from, size, exponentSize int, remainder, exponent uint32, static []byte, oda bool, k *rsaKey) bool {
	room := len(b) - 21 - from
	digits := b[from : from+room]
	rest, there := o.card[remainder]
	if size > room && !there {
		if oda {
			o.set(tvrDataMissing)
		}
		return false
	}
	e := o.card[exponent]
	hash := sha1.Sum(bytes.Join([][]byte{b[1 : from+room], rest, e, static}, nil))
	if !bytes.Equal(hash[:], b[len(b)-21:len(b)-1]) || len(e) != exponentSize {
		return false
	}
	if size <= room {
		k.modulus = digits[:size]
	} else {
		k.modulus = append(bytes.Clone(digits), rest...)
	}
	k.exponent = e
	return len(k.modulus) == size
}

// identifies reports whether an issuer identifier is the beginning of the PAN.
// B2 5.3
func identifies(id, pan []byte) bool {
	digits := panDigits(id)
	return len(digits) >= 3 && bytes.HasPrefix(panDigits(pan), digits)
}

// lasts reports whether a certificate that ends with this month, MMYY, is still good.
func (o *oracle) lasts(mmyy []byte) bool {
	if !isBCD(mmyy) || mmyy[0] < 1 || mmyy[0] > 0x12 {
		return false
	}
	return bytes.Compare([]byte{century(mmyy[1]), mmyy[1], mmyy[0]},
		[]byte{century(o.Transaction.Date[0]), o.Transaction.Date[0], o.Transaction.Date[1]}) >= 0
}

// century orders years: 50 to 99 are before 00 to 49.
// B4 6.7.3
func century(yy byte) byte {
	if yy >= 0x50 {
		return 0
	}
	return 1
}

// recoveries keeps what the recovery function gave: the same certificates come again and again.
var recoveries sync.Map

// recovery applies the recovery function and checks header and trailer.
// B2 A2.1
func recovery(k rsaKey, signature []byte) ([]byte, bool) {
	if len(signature) != len(k.modulus) || len(signature) == 0 {
		return nil, false
	}
	id := string(k.modulus) + string(k.exponent) + string(signature)
	if known, ok := recoveries.Load(id); ok {
		b := known.([]byte)
		return b, b != nil
	}
	n, s := new(big.Int).SetBytes(k.modulus), new(big.Int).SetBytes(signature)
	var b []byte
	if n.Bit(0) == 1 && s.Cmp(n) < 0 {
		b = s.Exp(s, new(big.Int).SetBytes(k.exponent), n).FillBytes(make([]byte, len(signature)))
		if b[0] != 0x6A || b[len(b)-1] != 0xBC {
			b = nil
		}
	}
	if b != nil { // what fails seldom comes again
		recoveries.Store(id, b)
	}
	return b, b != nil
}

// sda verifies the signed static application data.
// B2 5.4
func (o *oracle) sda() bool {
	if o.oda.sm != nil {
		return o.sdaSM()
	}
	b, ok := recovery(o.oda.issuer, o.card[0x93])
	if !ok || len(b) < 26 || b[1] != 0x03 || b[2] != 1 {
		return false
	}
	hash := sha1.Sum(append(bytes.Clone(b[1:len(b)-21]), o.static...))
	if !bytes.Equal(hash[:], b[len(b)-21:len(b)-1]) {
		return false
	}
	o.card[0x9F45] = b[3:5]
	return true
}

// dda asks for a dynamic signature and verifies it.
// B2 6.5
func (o *oracle) dda() bool {
	ddol, there := o.card[0x9F49]
	if !there {
		ddol = o.app.DefaultDDOL
	}
	entries, ok := dol(ddol)
	has := false
	for _, e := range entries {
		has = has || e.tag == 0x9F37 && e.size >= 4 // B2 6.5.1: 4 bytes
	}
	if !ok || !has {
		return false
	}
	data := o.build(entries)
	body, sw := o.send(0x00, 0x88, 0, 0, data)
	if sw != 0x9000 { // B3 6.3.5
		o.terminate("INTERNAL AUTHENTICATE")
	}
	r, ok := Single(body, 0x80, 0x77)
	if !ok {
		o.terminate("signed dynamic application data")
	}
	sdad := r.Value
	if r.Tag == 0x77 { // B3 6.5.9.4
		o.store(r.Value, "77", 0x9F4B)
		if sdad, there = o.card[0x9F4B]; !there {
			o.terminate("no signed dynamic application data")
		}
	}
	delete(o.card, 0x9F4B)
	delete(o.seen, 0x9F4B)
	b, ok := o.number(sdad, data)
	if !ok {
		return false
	}
	o.card[0x9F4C] = b
	return true
}

// number is the ICC dynamic number of a signature that is genuine, by the algorithm of the chain.
func (o *oracle) number(sdad, terminal []byte) ([]byte, bool) {
	if o.oda.sm != nil {
		_, n, genuine := o.dynamicSM(sdad, terminal)
		return n, genuine
	}
	return o.dynamic(sdad, terminal)
}

// dynamic verifies a dynamic signature and gives the ICC dynamic data.
// B2 6.5.2, 6.6.2
func (o *oracle) dynamic(sdad, terminal []byte) (number []byte, ok bool) {
	b, ok := recovery(o.oda.icc, sdad)
	if !ok || len(b) < 25 || b[1] != 0x05 || b[2] != 1 {
		return nil, false
	}
	hash := sha1.Sum(append(bytes.Clone(b[1:len(b)-21]), terminal...))
	if n := int(b[3]); n > len(b)-25 || !bytes.Equal(hash[:], b[len(b)-21:len(b)-1]) {
		return nil, false
	}
	data := b[4 : 4+int(b[3])]
	if len(data) < 3 || data[0] < 2 || data[0] > 8 || int(data[0]) >= len(data) {
		return nil, false
	}
	return data[1 : 1+data[0]], true
}

// cda verifies the signature over a cryptogram. It leaves the signed cryptogram and cryptogram information data.
// B2 6.6.2
func (o *oracle) cda(response []Object, sdad []byte, sent ...[]byte) (ok bool) {
	if o.oda.sm != nil {
		return o.cdaSM(response, sdad, sent...)
	}
	b, ok := recovery(o.oda.icc, sdad)
	if !ok || len(b) < 25 || b[1] != 0x05 || int(b[3]) > len(b)-25 || b[3] < 1 || b[4] < 2 || b[4] > 8 || b[3] < 30+b[4] {
		return false
	}
	clear, data := o.card[0x9F27][0], b[5+b[4]:]
	o.card[0x9F27] = data[:1] // B4 6.3.2.1: the one that was signed decides, whatever else fails
	number, ok := o.dynamic(sdad, o.Number[:])
	if !ok {
		return false
	}
	for _, x := range response {
		if x.Tag != 0x9F4B {
			sent = append(sent, x.Raw)
		}
	}
	o.works(o.oda.icc, sdad, o.Number[:], bytes.Join(sent, nil))
	hash := sha1.Sum(bytes.Join(sent, nil))
	if data[0] != clear || !bytes.Equal(hash[:], data[9:29]) {
		return false
	}
	o.card[0x9F26], o.card[0x9F4C] = data[1:9], number
	o.verified = true
	return true
}
