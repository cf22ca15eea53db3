package contact_test

import (
	"bytes"
	"crypto/sha1"
	"math/big"
	"sync"
)

// Offline data authentication as the oracle does it: with plain arithmetic.

// TVR and TSI bits: byte, bit.
// B3 C5, C6
type oraBit struct {
	at   int
	mask byte
}

var (
	oraNotPerformed   = oraBit{0, 0x80}
	oraSDAFailed      = oraBit{0, 0x40}
	oraDataMissing    = oraBit{0, 0x20}
	oraDDAFailed      = oraBit{0, 0x08}
	oraCDAFailed      = oraBit{0, 0x04}
	oraSDASelected    = oraBit{0, 0x02}
	oraVersions       = oraBit{1, 0x80}
	oraExpired        = oraBit{1, 0x40}
	oraNotYet         = oraBit{1, 0x20}
	oraService        = oraBit{1, 0x10}
	oraNewCard        = oraBit{1, 0x08}
	oraUnverified     = oraBit{2, 0x80}
	oraUnrecognised   = oraBit{2, 0x40}
	oraTryLimit       = oraBit{2, 0x20}
	oraNoPINPad       = oraBit{2, 0x10}
	oraNoPIN          = oraBit{2, 0x08}
	oraOnlinePIN      = oraBit{2, 0x04}
	oraFloorLimit     = oraBit{3, 0x80}
	oraLower          = oraBit{3, 0x40}
	oraUpper          = oraBit{3, 0x20}
	oraForced         = oraBit{3, 0x08}
	oraBiometricType  = oraBit{3, 0x02}
	oraDefaultTDOL    = oraBit{4, 0x80}
	oraIssuerFailed   = oraBit{4, 0x40}
	oraScriptBefore   = oraBit{4, 0x20}
	oraScriptAfter    = oraBit{4, 0x10}
	oraTSIODA         = oraBit{0, 0x80}
	oraTSICVM         = oraBit{0, 0x40}
	oraTSICard        = oraBit{0, 0x20}
	oraTSIIssuer      = oraBit{0, 0x10}
	oraTSIRisk        = oraBit{0, 0x08}
	oraTSIScript      = oraBit{0, 0x04}
	oraException      = oraBit{0, 0x10}
	oraXDASelected    = oraBit{0, 0x01}
	oraCAMissing      = oraBit{4, 0x04}
	oraKeyLost        = oraBit{4, 0x02}
	oraXDAFailed      = oraBit{3, 0x01}
	oraRandomly       = oraBit{3, 0x10}
	oraMatched        = oraBit{1, 0x02}
	oraNoFormat       = oraBit{1, 0x01}
	oraNoCapture      = oraBit{2, 0x02}
	oraNotCaptured    = oraBit{2, 0x01}
	oraMatchLimit     = oraBit{3, 0x04}
	oraMethods        = map[string]oraBit{"SDA": oraSDAFailed, "DDA": oraDDAFailed, "CDA": oraCDAFailed}
	oraMethodsInOrder = []struct {
		name           string
		card, terminal byte // AIP byte 1, terminal capabilities byte 3
	}{
		{name: "XDA", card: 0x80, terminal: 0x04},
		{name: "CDA", card: 0x01, terminal: 0x08},
		{name: "DDA", card: 0x20, terminal: 0x40},
		{name: "SDA", card: 0x40, terminal: 0x80},
	}
)

func (o *oracle) set(b oraBit)    { o.tvr[b.at] |= b.mask }
func (o *oracle) unset(b oraBit)  { o.tvr[b.at] &^= b.mask }
func (o *oracle) setTSI(b oraBit) { o.tsi[b.at] |= b.mask }

// oraKeys are the keys on the way to the card's.
type oraKeys struct{ ca, issuer, icc oraKey }

type oraKey struct{ modulus, exponent []byte }

// capabilities are the terminal's, for the application.
// B4 10.2
func (o *oracle) capabilities() []byte {
	if o.app != nil && o.app.Capabilities != nil {
		return o.app.Capabilities
	}
	return o.cfg.Terminal.Capabilities[:]
}

// authenticate chooses the method and does what can be done before GENERATE AC.
// B3 10.3
func (o *oracle) authenticate() {
	if o.method = o.common(); o.method == "" {
		o.set(oraNotPerformed)
		return
	}
	switch o.method {
	case "SDA":
		o.set(oraSDASelected)
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
		o.set(oraMethods[o.method])
	}
	if o.method != "CDA" || !good {
		o.setTSI(oraTSIODA)
	}
}

// common is the method of highest priority that card and terminal have, "" where there is none.
// B3 10.3
func (o *oracle) common() string {
	for _, m := range oraMethodsInOrder {
		if o.card[0x82][0]&m.card != 0 && o.capabilities()[2]&m.terminal != 0 {
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
		t, ok := oraSingle(r.data, 0x70)
		if !ok {
			o.sound = false
			return
		}
		if r.sfi <= 10 {
			// All but tag and length, so filling after the template too.
			header := len(t.raw) - len(t.value)
			o.certain = append(o.certain, r.data[bytes.Index(r.data, t.raw[:header])+header:]...)
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
			o.set(oraDataMissing)
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
	if o.missing(needs...) || !o.staticOK || !o.issuerKey(true) {
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
	ca, ok := o.cfg.Keys.Lookup(rid, o.card[0x8F][0])
	if !ok {
		return false
	}
	o.oda.ca = oraKey{ca.Modulus, ca.Exponent}
	b, ok := oraRecover(o.oda.ca, o.card[0x90])
	if !ok || len(b) < 36 || b[1] != 0x02 {
		return false
	}
	if b[11] != 1 || b[12] != 1 { // SHA-1, RSA: EMV 4.4 B2 B2.2, B2.1
		return false
	}
	return o.keyOf(b, 15, int(b[13]), int(b[14]), o.card[0x90], 0x92, 0x9F32, nil, oda, &o.oda.issuer) &&
		oraIdentifies(b[2:6], o.card[0x5A]) && o.lasts(b[6:8]) && !o.cfg.Keys.Revoked(rid, o.card[0x8F][0], [3]byte(b[8:11]))
}

// cardKey recovers a public key of the card.
// B2 6.4, 7.1
func (o *oracle) cardKey(cert, exponent, remainder uint32, static []byte, oda bool) (k oraKey, ok bool) {
	b, ok := oraRecover(o.oda.issuer, o.card[cert])
	if !ok || len(b) < 42 || b[1] != 0x04 || b[17] != 1 || b[18] != 1 {
		return k, false
	}
	ok = o.keyOf(b, 21, int(b[19]), int(b[20]), o.card[cert], remainder, exponent, static, oda, &k)
	pan := append(bytes.Clone(o.card[0x5A]), bytes.Repeat([]byte{0xFF}, 10)...)
	return k, ok && bytes.Equal(oraPAN(b[2:12]), oraPAN(pan[:10])) && o.lasts(b[12:14])
}

// oraPAN is a PAN without its padding, one digit a byte.
func oraPAN(b []byte) (digits []byte) {
	for _, c := range b {
		digits = append(digits, c>>4, c&15)
	}
	return bytes.TrimRight(digits, "\x0F")
}

// keyOf checks the hash of a certificate and puts the key together. The key's digits stand at from.
func (o *oracle) keyOf(b []byte, from, size, exponentSize int, cert []byte, remainder, exponent uint32, static []byte,
	oda bool, k *oraKey,
) bool {
	room := len(b) - 21 - from
	digits := b[from : from+room]
	rest, there := o.card[remainder]
	if size > room && !there {
		if oda {
			o.set(oraDataMissing)
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

// oraIdentifies reports whether an issuer identifier is the beginning of the PAN.
// B2 5.3
func oraIdentifies(id, pan []byte) bool {
	digits := oraPAN(id)
	return len(digits) >= 3 && bytes.HasPrefix(oraPAN(pan), digits)
}

// lasts reports whether a certificate that ends with this month, MMYY, is still good.
func (o *oracle) lasts(mmyy []byte) bool {
	if !oraDigits(mmyy) || mmyy[0] < 1 || mmyy[0] > 0x12 {
		return false
	}
	return bytes.Compare([]byte{oraCentury(mmyy[1]), mmyy[1], mmyy[0]},
		[]byte{oraCentury(o.tx.Date[0]), o.tx.Date[0], o.tx.Date[1]}) >= 0
}

// oraCentury orders years: 50 to 99 are before 00 to 49.
// B4 6.7.3
func oraCentury(yy byte) byte {
	if yy >= 0x50 {
		return 0
	}
	return 1
}

// oraRecovered keeps what the recovery function gave: the same certificates come again and again.
var oraRecovered sync.Map

// oraRecover applies the recovery function and checks header and trailer.
// B2 A2.1
func oraRecover(k oraKey, signature []byte) ([]byte, bool) {
	if len(signature) != len(k.modulus) || len(signature) == 0 {
		return nil, false
	}
	id := string(k.modulus) + string(k.exponent) + string(signature)
	if known, ok := oraRecovered.Load(id); ok {
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
		oraRecovered.Store(id, b)
	}
	return b, b != nil
}

// sda verifies the signed static application data.
// B2 5.4
func (o *oracle) sda() bool {
	b, ok := oraRecover(o.oda.issuer, o.card[0x93])
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
	entries, ok := oraDOL(ddol)
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
	r, ok := oraSingle(body, 0x80, 0x77)
	if !ok {
		o.terminate("signed dynamic application data")
	}
	sdad := r.value
	if r.tag == 0x77 { // B3 6.5.9.4
		o.store(r.value, "77", 0x9F4B)
		if sdad, there = o.card[0x9F4B]; !there {
			o.terminate("no signed dynamic application data")
		}
	}
	delete(o.card, 0x9F4B)
	delete(o.seen, 0x9F4B)
	b, ok := o.dynamic(sdad, data)
	if !ok {
		return false
	}
	o.card[0x9F4C] = b
	return true
}

// dynamic verifies a dynamic signature and gives the ICC dynamic data.
// B2 6.5.2, 6.6.2
func (o *oracle) dynamic(sdad, terminal []byte) (number []byte, ok bool) {
	b, ok := oraRecover(o.oda.icc, sdad)
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
func (o *oracle) cda(response []oraObject, sdad []byte, sent ...[]byte) (ok bool) {
	b, ok := oraRecover(o.oda.icc, sdad)
	if !ok || len(b) < 25 || b[1] != 0x05 || int(b[3]) > len(b)-25 || b[3] < 1 || b[4] < 2 || b[4] > 8 || b[3] < 30+b[4] {
		return false
	}
	clear, data := o.card[0x9F27][0], b[5+b[4]:]
	o.card[0x9F27] = data[:1] // B4 6.3.2.1: the one that was signed decides, whatever else fails
	number, ok := o.dynamic(sdad, o.un[:])
	if !ok {
		return false
	}
	for _, x := range response {
		if x.tag != 0x9F4B {
			sent = append(sent, x.raw)
		}
	}
	hash := sha1.Sum(bytes.Join(sent, nil))
	if data[0] != clear || !bytes.Equal(hash[:], data[9:29]) {
		return false
	}
	o.card[0x9F26], o.card[0x9F4C] = data[1:9], number
	return true
}
