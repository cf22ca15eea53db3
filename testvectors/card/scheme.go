package card

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strings"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/testvectors/internal/dpas"
	"github.com/emvgo/emv/testvectors/internal/pboc"
	"github.com/emvgo/emv/testvectors/internal/vis"
	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// A scheme is an application's cryptogram version with the card's own master keys.
type scheme struct {
	cvn          cryptogram.CVN
	params       cryptogram.Scheme
	unionPay     bool // cryptogram version 01, which is not among cvn
	shape        byte // of version 01 of American Express or JCB, which is Visa's 10 otherwise; 0: none of them
	balance      bool // UnionPay: the balance (9F79) is in the issuer application data of a contact card
	discover     bool // cryptogram version 15, which has the keys and scripts of cvn
	keyIndex     byte
	ac, mac, enc cryptogram.Key
}

// schemes are the cryptogram versions that a profile can name.
var schemes = []struct {
	name string
	cvn  cryptogram.CVN
}{
	{"visa10", cryptogram.VisaCVN10},
	{"visa17", cryptogram.VisaCVN17},
	{"visa18", cryptogram.VisaCVN18},
	{"visa22", cryptogram.VisaCVN22},
	{"mastercard16", cryptogram.MastercardCVN16},
	{"mastercard17", cryptogram.MastercardCVN17},
	{"mastercard20", cryptogram.MastercardCVN20},
	{"mastercard21", cryptogram.MastercardCVN21},
	{"ccd5", cryptogram.CCD5},
	{"ccd6", cryptogram.CCD6},
	{"unionpay01", 0},
	{"discover15", dpas.CVN},
	{"amex01", cryptogram.VisaCVN10},
	{"jcb01", cryptogram.VisaCVN10},
}

func readScheme(v jsonfile.Value, pan, psn []byte) *scheme {
	o := v.Object()
	names := make([]string, len(schemes))
	for i := range schemes {
		names[i] = schemes[i].name
	}
	named := schemes[o.Need("scheme").OneOf(names...)]
	s := &scheme{cvn: named.cvn, discover: named.name == "discover15", shape: map[string]byte{"amex01": vis.Amex, "jcb01": vis.JCB}[named.name]}
	s.params, _ = s.cvn.Scheme()
	if s.unionPay = s.cvn == 0; s.unionPay {
		s.params = cryptogram.Scheme{Algorithm: cryptogram.TDES, Master: cryptogram.OptionA, ARPCMethod: 1}
	}
	if b := o.Need("keyIndex").Hex(1, 1); len(b) == 1 {
		s.keyIndex = b[0]
	}
	s.balance = o.Get("balance").Bool()
	own := o.Get("cardKeys") // the card's, not its issuer's
	keys := own
	if !own.Present() {
		keys = o.Need("issuerMasterKeys")
	}
	master := keys.Object()
	for _, k := range []struct {
		name string
		key  *cryptogram.Key
	}{{"ac", &s.ac}, {"mac", &s.mac}, {"enc", &s.enc}} {
		at := master.Need(k.name)
		if *k.key = s.derive(at, at.Hex(16, 32), pan, psn); own.Present() {
			*k.key, _ = cryptogram.NewKey(s.params.Algorithm, at.Hex(16, 32))
		}
	}
	master.Close()
	o.Close()
	return s
}

// derive makes the card's master key.
//
// EMV 4.4 B2 A1.4
func (s *scheme) derive(at jsonfile.Value, issuer, pan, psn []byte) cryptogram.Key {
	if issuer == nil || pan == nil {
		return cryptogram.Key{}
	}
	imk, err := cryptogram.NewKey(s.params.Algorithm, issuer)
	if err != nil {
		at.Fault("give a key of the scheme's algorithm", "%v", err)
		return imk
	}
	var seq byte
	if len(psn) == 1 {
		seq = psn[0]
	}
	key, err := cryptogram.DeriveICCMasterKey(s.params.Master, imk, strings.TrimRight(hex.EncodeToString(pan), "f"), seq)
	if err != nil {
		at.Fault("mend tag 5A or 5F34", "%v", err)
	}
	return key
}

// visa reports whether it is one of Visa's versions.
func (s *scheme) visa() bool {
	return s.cvn == cryptogram.VisaCVN10 || s.cvn == cryptogram.VisaCVN17 || s.cvn == cryptogram.VisaCVN18 || s.cvn == cryptogram.VisaCVN22
}

// appendIAD appends the Issuer Application Data in the shape of the scheme's family.
func (s *scheme) appendIAD(dst []byte, c *cvr, atc uint16) []byte {
	if s.unionPay {
		return append(c.appendVisa(append(dst, 0x07, s.keyIndex, 0x01)), 0x01) // CVR and algorithm indicator
	}
	switch s.shape {
	case vis.Amex:
		return c.appendVisa(append(dst, vis.Amex, s.keyIndex, 0x01))
	case vis.JCB:
		return append(c.appendVisa(append(dst, vis.JCB, s.keyIndex, 0x01)), 0)
	}
	switch s.cvn {
	case cryptogram.CCD5, cryptogram.CCD6:
		return s.appendCCD(dst, c)
	case cryptogram.VisaCVN10, cryptogram.VisaCVN17, cryptogram.VisaCVN18:
		version := map[cryptogram.CVN]byte{
			cryptogram.VisaCVN10: 0x0A, cryptogram.VisaCVN17: 0x11, cryptogram.VisaCVN18: 0x12,
		}[s.cvn]
		return c.appendVisa(append(dst, 0x06, s.keyIndex, version))
	case cryptogram.VisaCVN22:
		dst = c.appendVisa(append(dst, 0x1F, 0x22, s.keyIndex))
		return append(dst, make([]byte, 25)...)
	}
	version := map[cryptogram.CVN]byte{
		cryptogram.MastercardCVN16: 0x10, cryptogram.MastercardCVN17: 0x11,
		cryptogram.MastercardCVN20: 0x14, cryptogram.MastercardCVN21: 0x15,
	}[s.cvn]
	dst = c.appendMastercard(append(dst, s.keyIndex, version))
	dst = append(dst, 0, 0)
	// counters: offline amount (6 bytes BCD), offline count, 00
	return append(appendBCD(dst, c.offlineAmount, 6), byte(c.offlineCount), 0)
}

// verifyAnswer checks Issuer Authentication Data; those of UnionPay are the ARPC and the response code.
//
// EMV 4.4 B2 8.2
func (s *scheme) verifyAnswer(atc [2]byte, un [4]byte, ac [8]byte, data []byte) (cryptogram.Answer, error) {
	if !s.unionPay {
		return s.cvn.VerifyIssuerAuthenticationData(s.ac, atc, un, ac, data)
	}
	if len(data) != 10 {
		return cryptogram.Answer{}, errAnswer
	}
	arc := [2]byte(data[8:])
	arpc, err := pboc.ARPC(s.ac.Reveal(), atc, ac, arc)
	if err == nil && !cryptogram.Equal(arpc[:], data[:8]) {
		err = errAnswer
	}
	return cryptogram.Answer{ARC: arc}, err
}

var errAnswer = errors.New("testvectors/card: the issuer authentication data are wrong")

// appendBalance appends the balance and its authentication code to UnionPay's data; nothing without a usable key.
func (s *scheme) appendBalance(dst []byte, balance uint64, atc uint16) []byte {
	b, err := pboc.Balance(s.mac.Reveal(), [2]byte(binary.BigEndian.AppendUint16(nil, atc)), [5]byte(appendBCD(nil, balance, 5)))
	if err != nil {
		return dst
	}
	return append(dst, b...)
}

// cryptogram computes an application cryptogram; get gives the value of a tag.
func (s *scheme) cryptogram(atc [2]byte, get func(tlv.Tag) []byte) ([8]byte, error) {
	if s.unionPay {
		return pboc.Cryptogram(s.ac.Reveal(), atc, func(t uint32) []byte { return get(tlv.Tag(t)) })
	}
	if s.discover {
		return dpas.Cryptogram(s.ac, get)
	}
	if s.shape == 0 {
		return s.cvn.ApplicationCryptogram(s.ac, get)
	}
	return s.cvn.ApplicationCryptogram(s.ac, func(t tlv.Tag) []byte {
		v := get(t)
		if t == 0x9F10 {
			v, _ = vis.AsVisa10(map[byte]string{vis.Amex: "37", vis.JCB: "35"}[s.shape], v)
		}
		return v
	})
}

// appendCCD is format code A.
//
// EMV 4.4 B3 C9.2
func (s *scheme) appendCCD(dst []byte, c *cvr) []byte {
	cci := byte(0xA5)
	if s.cvn == cryptogram.CCD6 {
		cci = 0xA6
	}
	dst = append(dst, 0x0F, cci, s.keyIndex)
	dst = c.appendCCD(dst)
	dst = append(appendBCD(dst, c.offlineAmount, 6), byte(c.offlineCount), 0)
	return append(append(dst, 0x0F), make([]byte, 15)...)
}

// appendBCD appends n as 2*size digits.
func appendBCD(dst []byte, n uint64, size int) []byte {
	at := len(dst)
	dst = append(dst, make([]byte, size)...)
	for i := len(dst) - 1; i >= at; i-- {
		dst[i] = byte(n%10) | byte(n/10%10)<<4
		n /= 100
	}
	return dst
}

// readBCD reads digits; others count as they stand.
func readBCD(b []byte) (n uint64) {
	for _, x := range b {
		n = n*100 + uint64(x>>4)*10 + uint64(x&15)
	}
	return n
}

// A cvr holds what the card knows of the transaction and tells in its Card Verification Results.
type cvr struct {
	first, second                   byte // cryptogram types as in the CID; notAsked: no second GENERATE AC yet
	cda, dda                        bool
	pinDone, pinFailed, pinBlocked  bool
	pinTries                        byte
	authMissing, authFailed         bool // issuer authentication, once the host has answered
	lastIncomplete                  bool
	countExceeded, amountExceeded   bool
	scripts                         byte
	scriptFailed, goOnlineNext, off bool // off: unable to go online
	offlineAmount, offlineCount     uint64
}

// notAsked in place of the second cryptogram's type.
const notAsked = 0x80

func bit(on bool, b byte) byte {
	if on {
		return b
	}
	return 0
}

// appendCCD is the CVR for format code A.
//
// EMV 4.4 B3 C9.3
func (c *cvr) appendCCD(dst []byte) []byte {
	return append(dst,
		c.second&0xC0|c.first>>2&0x30|bit(c.cda, 0x08)|bit(c.dda, 0x04)|bit(c.authMissing, 0x02)|bit(c.authFailed, 0x01),
		c.pinTries<<4|bit(c.pinDone, 0x08)|bit(c.pinFailed, 0x04)|bit(c.pinBlocked, 0x02)|bit(c.lastIncomplete, 0x01),
		bit(c.countExceeded, 0x80)|bit(c.amountExceeded, 0x20),
		c.scripts<<4|bit(c.scriptFailed, 0x08)|bit(c.goOnlineNext, 0x02)|bit(c.off, 0x01),
		0)
}

// appendVisa is the CVR of Visa's cryptogram versions: a length of 3 and three bytes (format 2 has four, the last 00).
func (c *cvr) appendVisa(dst []byte) []byte {
	return append(dst, 0x03,
		c.second&0xC0|c.first>>2&0x30|bit(c.authFailed, 0x08)|bit(c.pinDone, 0x04)|bit(c.pinFailed, 0x02)|bit(c.off, 0x01),
		bit(c.lastIncomplete, 0x80)|bit(c.pinBlocked, 0x40)|bit(c.countExceeded || c.amountExceeded, 0x20)|bit(c.authMissing, 0x04),
		c.scripts<<4|bit(c.scriptFailed, 0x08)|bit(c.dda || c.cda, 0x02)|bit(!c.pinDone, 0x01))
}

// appendMastercard is the six byte CVR of Mastercard's cryptogram versions.
func (c *cvr) appendMastercard(dst []byte) []byte {
	pinOK := c.pinDone && !c.pinFailed
	return append(dst,
		c.second&0xC0|c.first>>2&0x30|bit(c.pinDone, 0x04)|bit(pinOK, 0x01),
		bit(c.dda, 0x80)|bit(c.cda, 0x40)|bit(c.second != notAsked && !c.authMissing && !c.authFailed && !c.off, 0x10),
		c.scripts<<4|c.pinTries&0x0F,
		bit(c.off, 0x40)|bit(!c.pinDone, 0x20)|bit(c.pinFailed, 0x10)|bit(c.pinBlocked, 0x08),
		bit(c.countExceeded, 0x80)|bit(c.amountExceeded, 0x20),
		bit(c.goOnlineNext, 0x20)|bit(c.authFailed, 0x08)|bit(c.scripts > 0, 0x04)|bit(c.scriptFailed, 0x02))
}
