package card

import (
	"bytes"
	"encoding/binary"
	"slices"
	"sync"

	"github.com/emvgo/emv/crypto/sm"
	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// Cards of UnionPay that do SM2 and RSA, and use what the terminal names in DF69. What they certify and sign is laid out as tutorials and terminal code have it; but for
// an issuer certificate no such thing is published, so the keys and signatures here are our own.

// smKeys reads the SM2 keys of keys.json, once.
var smKeys = sync.OnceValue(func() map[string]*sm.PrivateKey {
	doc := jsonfile.Parse(keyFile)
	file := doc.Root().Object()
	keys := map[string]*sm.PrivateKey{}
	for v := range file.Need("smKeys").List() {
		o := v.Object()
		name, d := o.Need("name").Text(1, 32), o.Need("d")
		if test := o.Need("test"); !test.Bool() {
			test.Fault("never put another kind of key here", "not marked as a test key")
		}
		k, err := sm.NewPrivateKey(d.Hex(sm.FieldSize, sm.FieldSize))
		if err != nil {
			d.Fault("write 32 bytes below the order", "%v", err)
		}
		keys[name] = k
		o.Close()
	}
	if err := doc.Err(); err != nil {
		panic("testvectors/card: keys.json: " + err.Error())
	}
	return keys
})

// still is no source of randomness: a nonce follows from key and message, so that a card is deterministic.
type still struct{}

func (still) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// signSM appends the signature over all that stands before it and what follows.
func signSM(key *sm.PrivateKey, clear []byte, more ...[]byte) []byte {
	signature, err := key.Sign(still{}, nil, append(bytes.Clone(clear), bytes.Join(more, nil)...))
	if err != nil {
		panic("testvectors/card: " + err.Error())
	}
	return append(clear, signature...)
}

// certifySM is a certificate: format 12 for an issuer, 14 for a card.
func certifySM(by *sm.PrivateKey, format byte, subject []byte, c *smCertificate, static []byte) []byte {
	clear := slices.Concat([]byte{format}, subject, c.expiry, c.serial, []byte{0x04, 0x00, 0x11, sm.PublicKeySize}, c.key.Public().Bytes())
	return signSM(by, clear, static)
}

// An smCertificate is what a certificate says.
type smCertificate struct {
	key            *sm.PrivateKey
	expiry, serial []byte
}

// Which records an application gives: of one of its algorithms, or of both.
const (
	ofBoth = iota
	ofRSA
	ofSM
)

var algorithmNames = []string{"both", "rsa", "sm"}

// without is the records but those of one algorithm.
func without(records []*record, algorithm int) []*record {
	return slices.DeleteFunc(slices.Clone(records), func(r *record) bool { return r.algorithm == algorithm })
}

// signWithSM reads the section sm of signatures and signs what stands in its records.
func (a *application) signWithSM(v jsonfile.Value, records []*record) {
	o := v.Object()
	defer o.Close()
	ca := o.Need("ca").Object()
	by, index := readSMKey(ca.Need("key")), ca.Need("index").Hex(1, 1)
	ca.Close()
	issuer, icc := readSMCertificate(o.Need("issuer")), readSMCertificate(o.Need("icc"))
	code := o.Get("static")
	pan := a.data[0x5A]
	if by == nil || issuer == nil || icc == nil || pan == nil {
		return
	}
	a.sm = icc.key
	mine := without(records, ofRSA)
	static := a.static(mine)
	built := map[tlv.Tag][]byte{
		0x8F: index, 0x90: certifySM(by, 0x12, identifier(pan), issuer, nil), 0x9F46: certifySM(issuer.key, 0x14, padded(pan, 10), icc, static),
	}
	if code.Present() {
		s := code.Object()
		built[0x93] = signSM(issuer.key, append([]byte{0x13}, s.Need("code").Hex(2, 2)...), static)
		s.Close()
	}
	for _, r := range mine {
		for i := range r.members {
			if e := &r.members[i]; r.algorithm == ofSM && e.built && built[e.tag] != nil {
				e.value, e.built = built[e.tag], false
			}
		}
	}
	afl := locator(mine)
	a.choices = append(a.choices, choice{tag: tlv.SMAlgorithmIndicator.Tag(), value: []byte{0x01}, afl: afl})
}

func readSMKey(v jsonfile.Value) *sm.PrivateKey {
	name := v.Text(1, 32)
	k := smKeys()[name]
	if k == nil && name != "" {
		v.Fault("name one of smKeys in testvectors/card/keys.json", "no key %q", name)
	}
	return k
}

func readSMCertificate(v jsonfile.Value) *smCertificate {
	o := v.Object()
	c := &smCertificate{key: readSMKey(o.Need("key")), expiry: o.Need("expiry").Digits(4), serial: o.Need("serial").Hex(3, 3)}
	o.Close()
	if c.key == nil || c.expiry == nil || c.serial == nil {
		return nil
	}
	return c
}

// usesSM reports whether the terminal has named SM2 and the card does it.
func (c *contact) usesSM() bool {
	v, _ := c.application.pdol.find(c.tx.pdol, tlv.SMAlgorithmIndicator.Tag())
	return c.application.sm != nil && bytes.Equal(v, []byte{0x01})
}

// signs reports whether the card has a key to sign with in this transaction.
func (c *contact) signs() bool { return c.application.icc != nil || c.usesSM() }

// dynamicSignature signs ICC Dynamic Data with what the terminal sent, by the algorithm of this transaction.
func (c *contact) dynamicSignature(dynamic, terminal []byte) []byte {
	if c.usesSM() {
		return signSM(c.application.sm, append([]byte{0x15, byte(len(dynamic))}, dynamic...), terminal)
	}
	return c.application.icc.dynamicSignature(dynamic, terminal)
}

// located is the AFL of this transaction.
func (c *contact) located() []byte {
	if c.usesSM() {
		for _, x := range c.application.choices {
			if x.tag == tlv.SMAlgorithmIndicator.Tag() {
				return x.afl
			}
		}
	}
	return c.application.afl
}

// signTapSM is the fDDA signature with SM2, in one format for a TC and an ARQC. No text has it: it is our own.
func (c *tap) signTapSM() []byte {
	dynamic := binary.BigEndian.AppendUint16([]byte{0x02}, c.memory.atc)
	return c.dynamicSignature(dynamic, slices.Concat(c.value(0x9F37), c.value(0x9F02), c.value(0x5F2A), c.related))
}
