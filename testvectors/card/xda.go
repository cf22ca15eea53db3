package card

import (
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"slices"

	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// signECC signs the certificates of an ECC chain, the issuer's first.
//
// EMV 4.4 B2 12.1
func (a *application) signECC(p *Profile, ca *eccKey, o *jsonfile.Object, records []*record, built map[tlv.Tag][]byte) {
	issuer := p.readECCCertificate(o.Need("issuer"), 8, 3)
	iccd := a.certifiedData(records)
	icc, encipher := o.Get("icc"), o.Get("pin")
	var toSign, toEncipher *eccCertificate
	if icc.Present() {
		toSign = p.readECCCertificate(icc, 12, 6)
		if a.tap != nil && a.tap.k8 != nil && toSign != nil {
			iccd, toSign.agrees = a.staticKernel8(), true
		}
	}
	if encipher.Present() {
		toEncipher = p.readECCCertificate(encipher, 12, 6)
	}
	if issuer == nil {
		return
	}
	built[0x90] = a.issuerCertificate(ca, issuer, built[0x8F])
	if toSign != nil {
		built[0x9F46], a.xda = issuer.key.iccCertificate(toSign, toSign.suite(), iccd), toSign.key
	}
	// EMV 4.4 B2 13.1
	if toEncipher != nil {
		built[0x9F2D], a.ode = issuer.key.iccCertificate(toEncipher, toEncipher.key.curve.suite&0x0F, iccd), toEncipher.key
	}
}

// An eccCertificate is what an ECC certificate says beside its constants.
type eccCertificate struct {
	key            *eccKey
	expiry, serial []byte
	sha512         bool // of the certified card data
	agrees         bool // the key is one for the secure channel of Kernel 8
}

// suite is the algorithm suite of a key to sign with, or of one for the secure channel.
//
// EMV 4.4 B2 B2.4.1, C-8 1.0 7.2.6
func (c *eccCertificate) suite() byte {
	if c.agrees {
		return c.key.curve.suite & 0x0F
	}
	return c.key.curve.suite
}

func (p *Profile) readECCCertificate(v jsonfile.Value, digits, serial int) *eccCertificate {
	o := v.Object()
	at := o.Need("key")
	name := at.Text(1, 32)
	c := &eccCertificate{key: eccKeys()[name], expiry: o.Need("expiry").Digits(digits), serial: o.Need("serial").Hex(serial, serial)}
	if digits == 12 {
		c.sha512 = o.Get("hash").OneOf("sha256", "sha512") == 1
	}
	o.Close()
	if c.key == nil && name != "" {
		at.Fault("name one of eccKeys in testvectors/card/keys.json, as for the certification authority", "no ECC key %q", name)
	}
	if c.key == nil || c.expiry == nil || c.serial == nil {
		return nil
	}
	return c
}

// issuerCertificate signs the issuer's public key.
//
// EMV 4.4 B2 12.3: table 35
func (a *application) issuerCertificate(ca *eccKey, c *eccCertificate, index []byte) []byte {
	pan := a.data[0x5A]
	b := append([]byte{0x12, 0x00}, padded(pan[:min(len(pan), 4)], 5)...)
	b = append(b, c.key.curve.suite)
	b = append(append(b, c.expiry...), c.serial...)
	b = append(append(b, a.aid[:min(len(a.aid), 5)]...), index...)
	b = append(b, c.key.x()...)
	return append(b, ca.sign(b)...)
}

// iccCertificate signs a public key of the card, for the suite, and the certified card data.
//
// EMV 4.4 B2 12.4: table 36
func (k *eccKey) iccCertificate(c *eccCertificate, suite byte, iccd []byte) []byte {
	b := append([]byte{0x14, 0x00, suite}, c.expiry...)
	b = append(append(b, c.serial...), bit(c.agrees, 0x01)) // ICCD hash encoding: C-8 1.0 7.2.6
	if c.sha512 {
		h := sha512.Sum512(iccd)
		b = append(append(b, 0x03), h[:]...)
	} else {
		h := sha256.Sum256(iccd)
		b = append(append(b, 0x02), h[:]...)
	}
	b = append(b, c.key.x()...)
	return append(b, k.sign(b)...)
}

// certifiedData is the Issuer Certified Card Data: the signed records, the AIP, the AID and the PDOL if there is one.
//
// EMV 4.4 B3 10.3
func (a *application) certifiedData(records []*record) []byte {
	b := signedRecords(records)
	b = tlv.Append(b, 0x82, a.aip)
	b = tlv.Append(b, 0x9F06, a.aid)
	if a.pdolList != nil {
		b = tlv.Append(b, 0x9F38, a.pdolList)
	}
	return b
}

// signXDA answers with the cryptogram in the clear and a signature over all of the response and what was sent: at the
// first GENERATE AC with the values for PDOL and CDOL1, at the second with those for CDOL2 alone.
//
// EMV 4.4 B2 12.5.2: tables 37, 38 and 39
func (c *contact) signXDA(a *application, m *memory, cid byte, ac [8]byte) {
	value := tlv.Append(nil, 0x9F27, []byte{cid})
	value = tlv.Append(value, 0x9F36, binary.BigEndian.AppendUint16(nil, m.atc))
	value = tlv.Append(value, 0x9F26, ac[:])
	value = tlv.Append(value, 0x9F10, c.tx.iad)
	sent := slices.Concat(c.tx.pdol, c.tx.cdol1)
	if c.tx.second {
		sent = c.tx.cdol2
	}
	sdad := append([]byte{0x15}, a.xda.sign(slices.Concat([]byte{0x15}, sent, value))...)
	c.out = tlv.Append(c.out, tlv.TagFormat2, tlv.Append(value, 0x9F4B, sdad))
}

// decipherODE recovers the PIN block that the terminal enciphered with the card's ECC key, and uses up the challenge.
// Keys are agreed once in a transaction. A block that holds no PIN is a wrong one.
//
// EMV 4.4 B2 13.3
func (c *contact) decipherODE(a *application, data []byte) (block []byte, sw uint16) {
	if a.ode == nil || !c.tx.challenged {
		return nil, 0x6984
	}
	c.tx.challenged = false
	if c.tx.ode == (pin.ODECard{}) {
		key, err := pin.NewODECard(pin.Suite(a.ode.curve.suite&0x0F), a.ode.d.FillBytes(make([]byte, a.ode.curve.size)))
		if err != nil {
			return nil, 0x6984
		}
		c.tx.ode = key
	}
	p, err := c.tx.ode.DecipherPIN(data, c.tx.challenge[:])
	switch err {
	case nil:
	case pin.FaultControl, pin.FaultPINLength, pin.FaultDigit, pin.FaultFiller:
		return make([]byte, 8), 0
	default:
		return nil, 0x6984
	}
	clear, err := pin.Offline(p)
	if err != nil {
		return nil, 0x6984
	}
	return clear[:], 0
}
