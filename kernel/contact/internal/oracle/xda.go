package oracle

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"fmt"
	"math/big"
	"sync"
	"time"

	"filippo.io/nistec"

	"github.com/emvgo/emv/kernel"
)

// Extended data authentication and offline data encipherment with ECC as the oracle does them: the books' formulas over point
// addition.

// A curve is a curve with the hash that goes with it.
type curve struct {
	field        int // bytes of a coordinate
	prime, order *big.Int
	hash         func([]byte) []byte
	// equation gives the x-coordinate of sG - rP, for P as 04, x, y.
	equation func(point, s, minusR []byte) ([]byte, error)
	// lesser gives the point with this x-coordinate and the lesser y-coordinate, as 04, x, y.
	lesser func(x []byte, prime *big.Int) ([]byte, error)
}

func numberOf(digits string) *big.Int {
	n, ok := new(big.Int).SetString(digits, 16)
	if !ok {
		panic(digits)
	}
	return n
}

// B2 B2.2.2
var (
	p256 = &curve{
		32, numberOf("FFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF"),
		numberOf("FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551"),
		func(b []byte) []byte { h := sha256.Sum256(b); return h[:] },
		equation(nistec.NewP256Point), lesser(nistec.NewP256Point),
	}
	p521 = &curve{
		66, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 521), big.NewInt(1)),
		numberOf("01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA" +
			"51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409"),
		func(b []byte) []byte { h := sha512.Sum512(b); return h[:] },
		equation(nistec.NewP521Point), lesser(nistec.NewP521Point),
	}
	SignatureSuites    = map[byte]*curve{0x10: p256, 0x11: p521} // B2 B2.4.1
	enciphermentSuites = map[byte]*curve{0x00: p256, 0x01: p521} // B2 B2.4.2
	cardDataHashes     = map[byte]*curve{0x02: p256, 0x03: p521} // B2 B2.3
)

// A point is a point of one of the curves.
type point[P any] interface {
	SetBytes([]byte) (P, error)
	Bytes() []byte
	BytesX() ([]byte, error)
	ScalarMult(P, []byte) (P, error)
	ScalarBaseMult([]byte) (P, error)
	Add(P, P) P
	Negate(P) P
}

func equation[P point[P]](fresh func() P) func(point, s, minusR []byte) ([]byte, error) {
	return func(point, s, minusR []byte) ([]byte, error) {
		p, err := fresh().SetBytes(point)
		if err != nil {
			return nil, err
		}
		a, err := fresh().ScalarBaseMult(s)
		if err != nil {
			return nil, err
		}
		b, err := fresh().ScalarMult(p, minusR)
		if err != nil {
			return nil, err
		}
		return a.Add(a, b).BytesX()
	}
}

// lesser is Point4x.
// B2 B2.2.1
func lesser[P point[P]](fresh func() P) func([]byte, *big.Int) ([]byte, error) {
	return func(x []byte, prime *big.Int) ([]byte, error) {
		p, err := fresh().SetBytes(append([]byte{2}, x...))
		if err != nil {
			return nil, err
		}
		y := new(big.Int).SetBytes(p.Bytes()[1+len(x):])
		if y.Lsh(y, 1).Cmp(prime) > 0 {
			p.Negate(p)
		}
		return p.Bytes(), nil
	}
}

// verified keeps what signatures came to: the same certificates come again and again.
var verified sync.Map // [32]byte: bool

// verify verifies an EC-SDSA signature.
// B2 A2.2.3
func (c *curve) verify(point, signature, message []byte) bool {
	id := sha256.Sum256(bytes.Join([][]byte{point, signature, message}, []byte{byte(c.field), byte(len(signature))}))
	if known, ok := verified.Load(id); ok {
		return known.(bool)
	}
	ok := c.holds(point, signature, message)
	verified.Store(id, ok)
	return ok
}

func (c *curve) holds(point, signature, message []byte) bool {
	n := len(c.hash(nil))
	if len(signature) != n+c.field {
		return false
	}
	r, s := new(big.Int).SetBytes(signature[:n]), new(big.Int).SetBytes(signature[n:])
	r.Mod(r, c.order)
	if r.Sign() == 0 || s.Sign() == 0 || s.Cmp(c.order) >= 0 {
		return false
	}
	minus := r.Sub(c.order, r).FillBytes(make([]byte, c.field))
	x, err := c.equation(point, signature[n:], minus)
	return err == nil && bytes.Equal(c.hash(append(x, message...)), signature[:n])
}

// An eccKey is a public key on a curve.
type eccKey struct {
	suite byte
	curve *curve
	point []byte // 04, x, y
}

func (k *eccKey) x() []byte { return k.point[1 : 1+k.curve.field] }

// caECC retrieves the certification authority's key: none if the index names one of RSA.
// B2 12.2
func (o *oracle) caECC() (k eccKey, ok bool) {
	var rid [5]byte
	copy(rid[:], o.aid)
	if len(o.card[0x8F]) != 1 {
		return k, false
	}
	ca, ok := o.Config.Keys.Lookup(rid, o.card[0x8F][0])
	if !ok {
		return k, false
	}
	curve, ok := SignatureSuites[byte(ca.Algorithm)]
	return eccKey{byte(ca.Algorithm), curve, append([]byte{4}, ca.Point...)}, ok
}

// issuerECC recovers the issuer's key.
// B2 12.3
func (o *oracle) issuerECC(ca eccKey) (k eccKey, ok bool) {
	b := o.card[0x90]
	if len(b) < 21 || b[0] != 0x12 || b[1] != 0x00 || !identifies(b[2:7], o.card[0x5A]) {
		return k, false
	}
	date, _ := o.utc()
	rid := append(bytes.Clone(o.aid[:5]), o.card[0x8F]...)
	if hexDigits(b[8:12]) < date || !isBCD(b[8:12]) || !bytes.Equal(b[15:21], rid) ||
		o.Config.Keys.Revoked([5]byte(rid), rid[5], [3]byte(b[12:15])) {
		return k, false
	}
	k.suite = b[7]
	if k.curve, ok = SignatureSuites[k.suite]; !ok {
		return k, false
	}
	return k, o.certified(ca, b, 21, &k)
}

// certified verifies a certificate whose key stands at from, with the signature behind it.
func (o *oracle) certified(signer eccKey, b []byte, from int, k *eccKey) bool {
	end := from + k.curve.field
	if len(b) != end+len(signer.curve.hash(nil))+signer.curve.field || !signer.curve.verify(signer.point, b[end:], b[:end]) {
		return false
	}
	var err error
	k.point, err = k.curve.lesser(b[from:end], k.curve.prime)
	return err == nil
}

// cardECC recovers a key of the card, for signatures or for encipherment.
// B2 12.4
func (o *oracle) cardECC(issuer eccKey, cert uint32, suites map[byte]*curve) (k eccKey, ok bool) {
	b := o.card[cert]
	if len(b) < 17 || b[0] != 0x14 || b[1] != 0x00 || b[15] != 0x00 || !isBCD(b[3:9]) {
		return k, false
	}
	date, clock := o.utc()
	if hexDigits(b[3:9]) <= date+clock {
		return k, false
	}
	k.suite = b[2]
	hash := cardDataHashes[b[16]]
	if k.curve, ok = suites[k.suite]; !ok || hash == nil {
		return k, false
	}
	data, ok := o.certifiedData()
	sum := hash.hash(data)
	if !ok || !bytes.HasPrefix(b[17:], sum) {
		return k, false
	}
	return k, o.certified(issuer, b, 17+len(sum), &k)
}

// certifiedData is the issuer certified card data.
// B3 10.3, B2 12.4
func (o *oracle) certifiedData() ([]byte, bool) {
	o.input()
	if !o.sound {
		return nil, false
	}
	data := append(bytes.Clone(o.certain), o.rawAIP...)
	data = append(data, ObjectOf(0x9F06, o.aid)...)
	return append(data, o.rawPDOL...), true
}

// utc is the transaction's date and time in UTC: YYYYMMDD, HHMM.
func (o *oracle) utc() (date, clock string) {
	d, c := o.Transaction.Date, o.Transaction.Time
	year := 1900 + int(number(d[:1]))
	if century(d[0]) == 1 {
		year += 100
	}
	at := time.Date(year, time.Month(number(d[1:2])), int(number(d[2:])), int(number(c[:1])), int(number(c[1:2])), 0, 0, time.UTC).
		Add(-time.Duration(o.Transaction.UTCOffset) * time.Minute)
	return at.Format("20060102"), at.Format("1504")
}

// startXDA does what can be done, and shown, before GENERATE AC.
// B3 7.5, 10.3, B4 6.3.2.2.1
func (o *oracle) startXDA() {
	o.set(tvrXDASelected)
	o.missing(0x8F, 0x90, 0x9F46)
	o.input()
	ca, ok := o.caECC()
	if !ok {
		o.set(tvrCAMissing)
		return
	}
	issuer, ok := o.issuerECC(ca)
	if ok {
		o.icc, ok = o.cardECC(issuer, 0x9F46, SignatureSuites)
	}
	o.keyLost = !ok
}

// xdaFailed reports whether XDA has failed, and the terminal knows.
func (o *oracle) xdaFailed() bool {
	return o.tvr[tvrCAMissing.at]&(tvrCAMissing.mask|tvrKeyLost.mask) != 0 || o.tvr[tvrXDAFailed.at]&tvrXDAFailed.mask != 0
}

// checkXDA deals with the signature over a response, given the data that was sent for it.
// B2 12.5.1, 12.5.3, B4 6.3.2.2.2, 6.3.2.2.3
func (o *oracle) checkXDA(r Object, given byte, second bool, data []byte) {
	if o.keyLost {
		o.set(tvrKeyLost)
	}
	if given == aac || o.xdaFailed() {
		return
	}
	message := append([]byte{0x15}, data...)
	if !second {
		message = append(append([]byte{0x15}, o.pdol...), data...)
	}
	sdad := o.card[0x9F4B]
	if r.Tag == 0x77 {
		list, _ := TLV(r.Value)
		for _, x := range list { // data objects, as with CDA: null bytes between them are none
			if x.Tag != 0x9F4B {
				message = append(message, x.Raw...)
			}
		}
	}
	if r.Tag != 0x77 || len(sdad) == 0 || sdad[0] != 0x15 || !o.icc.curve.verify(o.icc.point, sdad[1:], message) {
		o.set(tvrXDAFailed)
		o.unsigned = true
		return
	}
	o.verified = true
}

// withoutXDA goes on where XDA has failed and the card gave a TC or an ARQC.
// B4 6.3.2.2.4
func (o *oracle) withoutXDA(given byte) {
	last := func() {
		if given == arqc {
			o.generate(aac, askXDA, o.list(0x8D))
		}
	}
	if o.actionCodes(0x9F0E, o.app.TACDenial, 0x00) || o.weakAfterFailure() {
		o.arc = "Z1"
		last()
		o.decline("XDA failed")
	}
	o.arc = ""
	o.request()
	answer, ok := o.response()
	if !ok || o.offlineOnly() {
		o.arc = "Z3"
		last()
		o.decline("XDA failed, no host")
	}
	if given == arqc {
		o.complete(o.afterHost(answer, askXDA))
	}
	approved := o.answered(answer)
	o.runScripts(answer, 0x72, tvrScriptAfter)
	if approved {
		o.finish(kernel.Approved, "TC, approved by the host")
	}
	o.decline(fmt.Sprintf("TC, the host says %s", o.arc))
}

// enciphermentECC recovers the card's key for encipherment.
// B2 13.1, 13.2
func (o *oracle) enciphermentECC(ca eccKey) (k eccKey, ok bool) {
	issuer, ok := o.issuerECC(ca)
	if !ok {
		return k, false
	}
	return o.cardECC(issuer, 0x9F2D, enciphermentSuites)
}
