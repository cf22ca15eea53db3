package contact_test

import (
	"bytes"
	"crypto/sha1"
	"errors"

	"github.com/emvgo/emv/kernel"
)

// This file says, from the bytes that were exchanged and what the terminal knows, which TVR, TSI and CVM results a transaction
// must have and what the terminal must ask the card for: EMV 4.4 Book 3 once more, as tables, without a line of the kernel. It
// covers the attended terminal 22 of testvectors/config, goods and services.

// TVR bits: byte, mask.
type bit [2]byte

var (
	odaNotPerformed = bit{0, 0x80}
	dataMissing     = bit{0, 0x20}
	ddaFailed       = bit{0, 0x08}
	cdaFailed       = bit{0, 0x04}
	otherVersion    = bit{1, 0x80}
	expired         = bit{1, 0x40}
	notYet          = bit{1, 0x20}
	notAllowed      = bit{1, 0x10}
	newCard         = bit{1, 0x08}
	cvmFailed       = bit{2, 0x80}
	cvmUnknown      = bit{2, 0x40}
	onlinePIN       = bit{2, 0x04}
	floorLimit      = bit{3, 0x80}
	lowerLimit      = bit{3, 0x40}
	upperLimit      = bit{3, 0x20}
	biometric       = bit{3, 0x02}
)

// An expectation is what must come out up to the first GENERATE AC.
type expectation struct {
	tvr [5]byte
	cvm [3]byte
	p1  byte
	cda bool // chosen, and nothing failed yet
	oda bool // performed, before GENERATE AC
	key openKey
}

func (e *expectation) set(b bit) { e.tvr[b[0]] |= b[1] }

// A reader is the terminal that the oracle plays.
type reader struct {
	cfg    *kernel.Config
	amount uint64
	strict bool
	chains map[string]chain // certificates once opened
}

func (d *duel) reader() *reader {
	return &reader{cfg: d.cfg, amount: d.tx.Amount, strict: d.cfg.Profile == kernel.Strict, chains: map[string]chain{}}
}

type chain struct {
	key openKey
	err error
}

// expect plays the transaction up to the first GENERATE AC. False: it has to do with offline PINs, which this oracle leaves alone.
func (o *reader) expect(k *talk, conv []exchange) (e expectation, ok bool) {
	o.authenticate(k, &e)
	o.restrict(k, &e)
	if !o.verify(k, &e) {
		return e, false
	}
	if o.amount >= o.app(k).FloorLimit {
		e.set(floorLimit)
	}
	velocity(k, conv, &e)
	e.p1 = o.analyse(k, &e)
	return e, true
}

func (o *reader) app(k *talk) *kernel.Application {
	for i := range o.cfg.Applications {
		if bytes.HasPrefix(k.aid, o.cfg.Applications[i].AID) {
			return &o.cfg.Applications[i]
		}
	}
	return &kernel.Application{}
}

func (k *talk) empty(tags ...uint32) bool {
	for _, t := range tags {
		if len(k.data[t]) == 0 {
			return true
		}
	}
	return false
}

// authenticate is offline data authentication as far as it goes before GENERATE AC. The terminal supports CDA and DDA.
// B3 10.3
func (o *reader) authenticate(k *talk, e *expectation) {
	cda, dda := k.aip[0]&0x01 != 0, k.aip[0]&0x20 != 0
	if !cda && !dda {
		e.set(odaNotPerformed)
		return
	}
	if k.empty(0x8F, 0x90, 0x9F32, 0x9F46, 0x9F47) || o.remainderMissing(k) {
		e.set(dataMissing) // B3 7.5
	}
	key, err := o.cardKey(k)
	if cda {
		e.cda, e.key = err == nil, key
		if err != nil {
			e.set(cdaFailed)
		}
		e.oda = err != nil
		return
	}
	e.oda = true
	if err != nil || !k.signedDynamically(key) {
		e.set(ddaFailed)
	}
}

// cardKey is talk.cardKey, which is asked once for the same bytes.
func (o *reader) cardKey(k *talk) (openKey, error) {
	id := string(bytes.Join([][]byte{
		k.aid, k.data[0x8F], k.data[0x90], k.data[0x92], k.data[0x9F32], k.data[0x9F46], k.data[0x9F47], k.data[0x9F48], k.data[0x9F4A],
		k.data[0x5A], k.aip, k.static,
	}, []byte{0xA5, 0x5A, 0xFF}))
	if k.badRecord {
		return openKey{}, errors.New("static data that cannot be")
	}
	c, ok := o.chains[id]
	if !ok {
		c.key, c.err = k.cardKey(o.cfg.Keys)
		if len(o.chains) > 4096 {
			clear(o.chains)
		}
		o.chains[id] = c
	}
	return c.key, c.err
}

// remainderMissing reports whether the issuer key is longer than its certificate holds and nothing brings the rest. It takes
// a certificate that can be opened to know.
func (o *reader) remainderMissing(k *talk) bool {
	if len(k.data[0x92]) != 0 || len(k.data[0x8F]) != 1 || len(k.aid) < 5 || k.badRecord || k.badTagList() {
		return false
	}
	ca, ok := o.cfg.Keys.Lookup([5]byte(k.aid[:5]), k.data[0x8F][0])
	if !ok {
		return false
	}
	block, err := openKey{ca.Modulus, ca.Exponent}.open(k.data[0x90], 0x02)
	return err == nil && int(block[13]) > len(block)-36
}

// signedDynamically verifies DDA.
// B2 6.5.2
func (k *talk) signedDynamically(key openKey) bool {
	if ddol := k.data[0x9F49]; len(ddol) > 0 && !bytes.Contains(ddol, []byte{0x9F, 0x37}) || k.dynamic == nil {
		return false
	}
	top, err := single(k.dynamic)
	if err != nil {
		return false
	}
	sdad := top.of(k.dynamic)
	if top.tag == 0x77 {
		list, err := items(k.dynamic, top.value, top.end)
		if err != nil {
			return false
		}
		for _, i := range list {
			if i.tag == 0x9F4B && len(i.of(k.dynamic)) != 0 {
				sdad = i.of(k.dynamic)
			}
		}
	}
	block, err := key.open(sdad, 0x05)
	return err == nil && hashed(block, k.dynamicValues) == nil
}

// restrict is the processing restrictions. The day is 1 July 2026, the country 0276, the terminal no cash machine.
// B3 10.4
func (o *reader) restrict(k *talk, e *expectation) {
	if v := k.data[0x9F08]; len(v) == 2 && !bytes.Equal(v, []byte{0x00, 0x02}) {
		e.set(otherVersion)
	}
	if v := k.data[0x9F07]; len(v) == 2 {
		goods := byte(0x28)
		switch country := k.data[0x5F28]; {
		case len(country) != 2:
			goods = 0xFF
		case !bytes.Equal(country, []byte{0x02, 0x76}):
			goods = 0x14
		}
		if v[0]&0x01 == 0 || v[0]&goods == 0 {
			e.set(notAllowed)
		}
	}
	today := 20260701
	if d := day(k.data[0x5F25]); d > today {
		e.set(notYet)
	}
	if d := day(k.data[0x5F24]); d < today {
		e.set(expired)
	}
}

// day is YYMMDD as a number, 0 if there is none.
func day(b []byte) int {
	if len(b) != 3 {
		return 0
	}
	n := 20000000
	if b[0] >= 0x50 {
		n = 19000000
	}
	for i, scale := range [3]int{10000, 100, 1} {
		n += (int(b[i]>>4)*10 + int(b[i]&0xF)) * scale
	}
	return n
}

// Methods that the terminal has (capabilities E07848): online PIN, enciphered offline PIN alone and with signature, signature,
// none; and those whose code it knows. 1 to 5 are by PIN.
var (
	supported = map[byte]bool{0x00: true, 0x02: true, 0x04: true, 0x05: true, 0x1E: true, 0x1F: true}
	known     = map[byte]bool{
		0x00: true, 0x01: true, 0x02: true, 0x03: true, 0x04: true, 0x05: true, 0x06: true, 0x07: true, 0x08: true, 0x09: true, 0x0A: true,
		0x0B: true, 0x0C: true, 0x0D: true, 0x0E: true, 0x0F: true, 0x1E: true, 0x1F: true,
	}
)

// verify walks the CVM list: no cash, no cashback, a cardholder who enters his online PIN.
// B3 10.5, B4 6.3.4.5
func (o *reader) verify(k *talk, e *expectation) bool {
	e.cvm = [3]byte{0x3F, 0x00, 0x00}
	if k.aip[0]&0x10 == 0 {
		return true
	}
	list := k.data[0x8E]
	if len(list) == 0 {
		e.set(dataMissing)
		return true
	}
	if len(list) < 10 {
		return true
	}
	number := func(b []byte) uint64 { return uint64(b[0])<<24 | uint64(b[1])<<16 | uint64(b[2])<<8 | uint64(b[3]) }
	x, y := number(list), number(list[4:])
	own := bytes.Equal(k.data[0x9F42], []byte{0x09, 0x78})
	e.cvm[2] = 0x01
	for r := list[8:]; len(r) >= 2; r = r[2:] {
		method := r[0] & 0x3F
		holds := map[byte]bool{
			0x00: true, 0x02: true, 0x03: supported[method], 0x06: own && o.amount < x, 0x07: own && o.amount > x,
			0x08: own && o.amount < y, 0x09: own && o.amount > y,
		}
		switch {
		case !holds[r[1]]:
			continue
		case !known[method]:
			e.set(cvmUnknown)
		case method >= 0x06 && method <= 0x0F:
			e.set(biometric)
		case !supported[method]: // the PIN pad works for PINs
		case method == 0x04 || method == 0x05:
			return false
		case method == 0x00:
			e.cvm = [3]byte{r[0], r[1], 0x01}
			e.set(cvmFailed)
			return true
		case method == 0x1F:
			e.cvm = [3]byte{r[0], r[1], 0x02}
			return true
		default: // online PIN, signature: the result comes later
			e.cvm = [3]byte{r[0], r[1], 0x00}
			if method == 0x02 {
				e.set(onlinePIN)
			}
			return true
		}
		if r[0]&0x40 == 0 {
			break
		}
	}
	e.set(cvmFailed)
	return true
}

// velocity compares the counters that the card gave.
// B3 10.6.3
func velocity(k *talk, conv []exchange, e *expectation) {
	if k.empty(0x9F14, 0x9F23) {
		return
	}
	counter := func(tag uint32) (int, bool) {
		for _, x := range conv {
			if x.command[1] != 0xCA || uint32(x.command[2])<<8|uint32(x.command[3]) != tag || !good(x.response) {
				continue
			}
			if i, err := single(x.response); err == nil && i.tag == tag && i.end-i.value == 2 {
				return int(x.response[i.value])<<8 | int(x.response[i.value+1]), true
			}
		}
		return 0, false
	}
	atc, haveATC := counter(0x9F36)
	last, haveLast := counter(0x9F13)
	if haveLast && last == 0 {
		e.set(newCard)
	}
	switch since := atc - last; {
	case !haveATC || !haveLast:
		e.set(dataMissing)
		fallthrough
	case since <= 0:
		e.set(lowerLimit)
		e.set(upperLimit)
	case since > int(k.data[0x9F14][0]):
		e.set(lowerLimit)
		if since > int(k.data[0x9F23][0]) {
			e.set(upperLimit)
		}
	}
}

// analyse is terminal action analysis; in strict nothing is approved offline without CDA and a signed AIP.
// B3 10.7
func (o *reader) analyse(k *talk, e *expectation) byte {
	app := o.app(k)
	code := func(tag uint32, absent byte) []byte {
		if v := k.data[tag]; len(v) == 5 {
			return v
		}
		return bytes.Repeat([]byte{absent}, 5)
	}
	met := func(codes ...[]byte) bool {
		for _, c := range codes {
			for i, v := range e.tvr {
				if v&c[i] != 0 {
					return true
				}
			}
		}
		return false
	}
	p1 := byte(0x40)
	switch {
	case met(app.TACDenial[:], code(0x9F0E, 0x00)):
		return 0x00
	case met(app.TACOnline[:], code(0x9F0F, 0xFF)), o.strict && !(e.cda && bytes.Equal(k.data[0x9F4A], []byte{0x82})):
		p1 = 0x80
	}
	if e.cda {
		p1 |= 0x10
	}
	return p1
}

// cdaHolds verifies the signature over one GENERATE AC response: sent is all that the terminal sent for it.
// B2 6.6.2
func cdaHolds(key openKey, response []byte, un [4]byte, sent ...[]byte) bool {
	top, err := single(response)
	if err != nil || top.tag != 0x77 {
		return false
	}
	list, err := items(response, top.value, top.end)
	if err != nil {
		return false
	}
	var cid byte
	var sdad []byte
	said := bytes.Join(sent, nil)
	for _, i := range list {
		if i.tag == 0x9F4B {
			if len(i.of(response)) != 0 {
				sdad = i.of(response)
			}
			continue
		}
		if i.tag == 0x9F27 {
			cid = response[i.value]
		}
		said = append(said, response[i.at:i.end]...)
	}
	block, err := key.open(sdad, 0x05)
	if err != nil || hashed(block, un[:]) != nil {
		return false
	}
	dynamic := block[5+int(block[4]):]
	sum := sha1.Sum(said)
	return dynamic[0] == cid && bytes.Equal(dynamic[9:29], sum[:])
}

// signedCID is the cryptogram information data that a signature recovers to, whether or not the rest of it holds.
// B2 6.6.2, B4 6.3.2.1
func signedCID(key openKey, response []byte) (cid byte, ok bool) {
	top, err := single(response)
	if err != nil || top.tag != 0x77 {
		return 0, false
	}
	list, err := items(response, top.value, top.end)
	if err != nil {
		return 0, false
	}
	for _, i := range list {
		if i.tag != 0x9F4B || len(i.of(response)) == 0 {
			continue
		}
		block, err := key.open(i.of(response), 0x05)
		if err != nil || int(block[3]) > len(block)-25 || block[4] < 2 || block[4] > 8 || block[3] < 30+block[4] {
			return 0, false
		}
		return block[5+int(block[4])], true
	}
	return 0, false
}
