// Package issuer is an issuer simulator: it checks the cryptogram of an authorisation request from DE 55 alone, with
// issuer master keys of its own, and answers with Issuer Authentication Data (ARPC) and issuer scripts, or declines.
// It serves the virtual cards of testvectors/card. What the books of American Express and JCB leave to the scheme is Visa's version 10, behind issuer
// application data in the scheme's shape. Of Kernel 8 it checks the AES cryptogram, which covers the IAD-MAC that the reader has copied into
// the issuer application data; the channel's EDA-MAC is the reader's matter, since no issuer has its keys. In [Options] it can be told to answer as no issuer should.
//
// It keeps no state: the same request gets the same answer, and one Issuer serves any number of goroutines.
package issuer

import (
	_ "embed"
	"encoding/hex"
	"fmt"
	"strings"
	"sync"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/testvectors/internal/dpas"
	"github.com/emvgo/emv/testvectors/internal/pboc"
	"github.com/emvgo/emv/testvectors/internal/vis"
	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// A Range is the cards whose PAN begins with Prefix, and their issuer's master keys: 16 bytes, or up to 32 for AES. With Card they are the keys of the one
// card that has this PAN.
type Range struct {
	Prefix       string
	AC, MAC, Enc []byte
	Card         bool
}

// An Issuer authorises for its ranges.
type Issuer struct{ ranges []Range }

// New makes an issuer. Of two ranges that fit, the one with the longer prefix counts.
func New(ranges ...Range) *Issuer { return &Issuer{ranges} }

//go:embed ranges.json
var rangeFile []byte

// Test is the issuer of all cards in testvectors/card.
var Test = sync.OnceValue(func() *Issuer {
	ranges, err := ParseRanges(rangeFile)
	if err != nil {
		panic("testvectors/issuer: ranges.json: " + err.Error())
	}
	return New(ranges...)
})

// ParseRanges reads ranges from JSON in the form of ranges.json: prefix, ac, mac, enc and "test": true, and card. Its error
// lists every fault.
func ParseRanges(data []byte) (ranges []Range, err error) {
	doc := jsonfile.Parse(data)
	root := doc.Root().Object()
	root.Get("about")
	for v := range root.Need("ranges").List() {
		o := v.Object()
		r := Range{Prefix: o.Need("prefix").Text(1, 19)}
		r.AC, r.MAC, r.Enc = o.Need("ac").Hex(16, 32), o.Need("mac").Hex(16, 32), o.Need("enc").Hex(16, 32)
		r.Card = o.Get("card").Bool()
		if test := o.Need("test"); !test.Bool() {
			test.Fault("never put another kind of key here", "not marked as a test key")
		}
		o.Close()
		ranges = append(ranges, r)
	}
	root.Close()
	if err := doc.Err(); err != nil {
		return nil, err
	}
	return ranges, nil
}

// A request is what was found in DE 55.
type request struct {
	data    []byte
	pan     string // digits
	psn     byte
	cvn     cryptogram.CVN
	pboc    bool // UnionPay's version 01, which is not among cvn
	balance pboc.IAD
	shaped  []byte // issuer application data of American Express and JCB in Visa's shape; nil: of neither
	dpas    bool   // Discover's version 15, which has the keys and scripts of cvn
	iad     cryptogram.IAD
	atc     [2]byte
	un      [4]byte
	ac      [8]byte
	master  struct{ ac, mac, enc cryptogram.Key }
}

// A problem is why a request cannot be authorised: an authorisation response code and words.
type problem struct{ arc, reason string }

// Response codes that this issuer gives, two characters each.
const (
	arcApproved = "00"
	arcDeclined = "05"
	arcNoCard   = "14"
	arcFormat   = "30"
	arcWrongPIN = "55"
)

// get is the value of a data object in the request, nil if it is absent.
func (r *request) get(t tlv.Tag) []byte {
	if o, ok := tlv.Find(r.data, t); ok {
		return o.Value
	}
	return nil
}

// read takes DE 55 apart and derives the card's keys. pan is digits, or empty to take it from tag 5A or 57.
func (i *Issuer) read(de55 []byte, pan string) (*request, *problem) {
	for c := tlv.NewCursor(de55); ; {
		if _, ok := c.Next(); !ok {
			if err := c.Err(); err != nil {
				return nil, &problem{arcFormat, err.Error()}
			}
			break
		}
	}
	r := &request{data: de55, pan: pan}
	if r.pan == "" {
		r.pan = panOf(r.get(0x5A), r.get(0x57))
	}
	if p := r.get(0x5F34); len(p) == 1 {
		r.psn = p[0]
	}
	for _, need := range []struct {
		tag tlv.Tag
		to  []byte
	}{{0x9F36, r.atc[:]}, {0x9F37, r.un[:]}, {0x9F26, r.ac[:]}} {
		if v := r.get(need.tag); len(v) != len(need.to) {
			return nil, &problem{arcFormat, fmt.Sprintf("tag %s has %d bytes, not %d", need.tag, len(v), len(need.to))}
		} else {
			copy(need.to, v)
		}
	}
	iad, ok := vis.AsVisa10(r.pan, r.get(0x9F10))
	r.shaped = iad
	if !ok {
		iad = r.get(0x9F10)
		if d, named := pboc.Parse(iad); named && (d.Version == 0x01 || d.Version == 0x17) {
			switch {
			case d.Algorithm == pboc.SM4:
				return nil, &problem{arcFormat, "UnionPay's cryptogram with SM4: how its session keys are derived has no public text"}
			case d.Version != 0x01:
				return nil, &problem{arcFormat, fmt.Sprintf("UnionPay's cryptogram version %02X: what it covers has no public text", d.Version)}
			}
			r.pboc, r.balance = true, d
			return r, i.derive(r)
		}
	}
	cvr, isDiscover := dpas.Results(r.get(0x9F10))
	if r.dpas = isDiscover; isDiscover {
		r.cvn, r.iad = dpas.CVN, cryptogram.IAD{CVN: dpas.CVN, CVR: cvr}
		return r, i.derive(r)
	}
	if r.iad, ok = cryptogram.ParseIAD(iad); !ok || r.iad.CVN == 0 {
		return nil, &problem{arcFormat, "issuer application data names no cryptogram version that is served"}
	}
	r.cvn = r.iad.CVN
	return r, i.derive(r)
}

func panOf(pan, track2 []byte) string {
	if pan != nil {
		return strings.TrimRight(strings.ToUpper(hex.EncodeToString(pan)), "F")
	}
	return tlv.Track2(track2).PAN()
}

// derive finds the range and makes the card's master keys.
//
// EMV 4.4 B2 A1.4
func (i *Issuer) derive(r *request) *problem {
	var best *Range
	for n := range i.ranges {
		if x := &i.ranges[n]; strings.HasPrefix(r.pan, x.Prefix) && (best == nil || len(x.Prefix) > len(best.Prefix)) {
			best = x
		}
	}
	if best == nil {
		return &problem{arcNoCard, "no such card"}
	}
	scheme, _ := r.cvn.Scheme()
	if r.pboc {
		scheme = cryptogram.Scheme{Algorithm: cryptogram.TDES, Master: cryptogram.OptionA}
	}
	for _, k := range []struct {
		key *cryptogram.Key
		imk []byte
	}{{&r.master.ac, best.AC}, {&r.master.mac, best.MAC}, {&r.master.enc, best.Enc}} {
		imk, err := cryptogram.NewKey(scheme.Algorithm, k.imk)
		if *k.key = imk; err == nil && !best.Card {
			*k.key, err = cryptogram.DeriveICCMasterKey(scheme.Master, imk, r.pan, r.psn)
		}
		if err != nil {
			return &problem{arcFormat, err.Error()}
		}
	}
	return nil
}

// Check verifies the cryptogram in DE 55, of whatever type: ARQC, TC or AAC. pan is digits, or empty to take it from
// tag 5A or 57. The reason is empty if the cryptogram is right.
//
// EMV 4.4 B2 8.1
func (i *Issuer) Check(de55 []byte, pan string) (reason string) {
	r, p := i.read(de55, pan)
	if p != nil {
		return p.reason
	}
	return r.check()
}

func (r *request) check() string {
	if r.pboc && !r.balance.Authentic(r.master.mac.Reveal(), r.atc) {
		return "the electronic cash balance in the issuer application data is not authentic"
	}
	for _, get := range append(r.beforeKernel8(), r.get, r.beforeXDA) {
		want, err := r.cryptogram(get)
		if err != nil {
			return err.Error()
		}
		if cryptogram.Equal(want[:], r.ac[:]) {
			return ""
		}
	}
	return "the application cryptogram is wrong"
}

func (r *request) cryptogram(get func(tlv.Tag) []byte) ([8]byte, error) {
	if r.pboc {
		return pboc.Cryptogram(r.master.ac.Reveal(), r.atc, func(t uint32) []byte { return get(tlv.Tag(t)) })
	}
	if r.dpas {
		return dpas.Cryptogram(r.master.ac, get)
	}
	if r.shaped == nil {
		return r.cvn.ApplicationCryptogram(r.master.ac, get)
	}
	return r.cvn.ApplicationCryptogram(r.master.ac, func(t tlv.Tag) []byte {
		if t == 0x9F10 {
			return r.shaped
		}
		return get(t)
	})
}

// beforeXDA is get with the TVR as it was when the card made its first cryptogram: the terminal sets two bits for XDA
// after that.
//
// EMV 4.4 B4 6.3.2.2.2, 6.3.2.2.4
func (r *request) beforeXDA(t tlv.Tag) []byte {
	v := r.get(t)
	if t == 0x95 && len(v) == 5 && r.signsXDA() {
		return []byte{v[0], v[1], v[2], v[3] &^ 0x01, v[4] &^ 0x02}
	}
	return v
}

// signsXDA reports whether the card signs with XDA.
//
// EMV 4.4 B3 C1
func (r *request) signsXDA() bool {
	aip := r.get(0x82)
	return len(aip) == 2 && aip[0]&0x80 != 0
}

// beforeKernel8 is get with the TVR as they may have been when the card of Kernel 8 made its cryptogram: after that the kernel sets
// that local authentication failed, that verification was not successful and that an online PIN was entered.
//
// C-8 1.2 29.9, 29.26, 29.42, table A.18
func (r *request) beforeKernel8() (list []func(tlv.Tag) []byte) {
	tvr := r.get(0x95)
	if len(tvr) != 5 || tvr[4]&0x80 == 0 || r.signsXDA() {
		return nil
	}
	for _, local := range []byte{0x00, 0x04} {
		for _, cvm := range []byte{0x00, 0x04, 0x80} {
			was := []byte{tvr[0] &^ local, tvr[1], tvr[2] &^ cvm, tvr[3], tvr[4]}
			list = append(list, func(t tlv.Tag) []byte {
				if t == 0x95 {
					return was
				}
				return r.get(t)
			})
		}
	}
	return list
}

// mismatch compares what the terminal says of an offline PIN (CVM Results, 9F34) with what the card says in its card
// verification results: a card that was never asked cannot have verified a PIN.
//
// EMV 4.4 B3 C9.3, EMV 4.4 B4 6.3.4.5
func (r *request) mismatch() string {
	cvm := r.get(0x9F34)
	if len(cvm) != 3 || cvm[2] != 0x02 || r.dpas {
		return ""
	}
	switch cvm[0] & 0x3F {
	case 0x01, 0x03, 0x04, 0x05:
	default:
		return ""
	}
	var done, failed bool
	switch v := r.iad.CVR; r.cvn {
	case cryptogram.CCD5, cryptogram.CCD6:
		done, failed = v[1]&0x08 != 0, v[1]&0x04 != 0
	case cryptogram.VisaCVN10, cryptogram.VisaCVN18:
		done, failed = v[1]&0x04 != 0, v[1]&0x02 != 0
	case cryptogram.MastercardCVN16, cryptogram.MastercardCVN17, cryptogram.MastercardCVN20, cryptogram.MastercardCVN21:
		done, failed = v[0]&0x04 != 0, v[0]&0x01 == 0
	default:
		return ""
	}
	if done && !failed {
		return ""
	}
	return "the terminal says that the card verified a PIN, and the card does not"
}
