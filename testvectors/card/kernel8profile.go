package card

import (
	"slices"

	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// kernel8Data is what a profile says of an application of Kernel 8.
type kernel8Data struct {
	key       *eccKey // for the channel
	choices   []byte  // Cardholder Verification Decisions, the first that is offered
	forced    bool    // the first one is given, offered or not
	gives     []byte  // this CID whatever is asked for; nil: by risk
	tvr       []byte  // bits that the Card TVR has set beside the terminal's; nil: there is none
	restart   []byte  // Restart Indicator; nil: none
	offset    int     // of the MAC in the Issuer Application Data
	envelopes map[tlv.Tag][]byte
	order     []tlv.Tag // of the answer to GENERATE AC; 0: a padding byte
	more      []element // in it
	wrong     wrong
	dual      bool // the application that follows serves Kernel 2 for this one
}

// wrong is what a card does wrong, an index of wrongNames.
type wrong int

var wrongNames = []string{
	"nothing", "blinding factor", "card key data", "length of card key data", "record", "envelope", "READ DATA MAC", "WRITE DATA MAC", "IAD-MAC",
	"EDA-MAC", "cryptogram", "issuer certificate", "card certificate",
}

const (
	_ wrong = iota
	wrongBlinding
	wrongKeyData
	wrongKeyLength
	wrongRecord
	wrongEnvelope
	wrongReadMAC
	wrongWriteMAC
	wrongIADMAC
	wrongEDAMAC
	wrongCryptogram
	wrongIssuerCertificate
	wrongCardCertificate
)

// answerOrder is the order of C-8 1.2 table 5.8.
var answerOrder = []tlv.Tag{
	0x9F27, 0x9F36, tlv.CardholderVerificationDecision.Tag(), tlv.AuthenticatedApplicationData.Tag(), tlv.CardTVR.Tag(),
	tlv.RestartIndicator.Tag(), 0x9F26, 0x9F10, tlv.EnhancedDataAuthenticationMAC.Tag(),
}

// readKernel8 reads the keys of an application of Kernel 8.
func (a *application) readKernel8(p *Profile, v jsonfile.Value) {
	o := v.Object()
	d := &kernel8Data{envelopes: map[tlv.Tag][]byte{}, order: answerOrder}
	a.tap.k8 = d
	key := o.Need("key")
	if name := key.Text(1, 32); name != "" {
		if d.key = eccKeys()[name]; d.key == nil || d.key.curve.size != 32 {
			key.Fault("name one of eccKeys in testvectors/card/keys.json", "%q is no key on P-256", name)
			d.key = nil
		}
	}
	if c := o.Get("choices"); c.Present() {
		d.choices = c.Hex(1, 8)
	}
	d.forced = o.Get("forced").Bool()
	if g := o.Get("gives"); g.Present() {
		d.gives = g.Hex(1, 1)
	}
	if t := o.Get("tvr"); t.Present() {
		d.tvr = t.Hex(5, 5)
	}
	if r := o.Get("restart"); r.Present() {
		d.restart = r.Hex(2, 5)
	}
	d.offset = int(o.Get("offset").Uint(31))
	for _, e := range p.readElements(o.Get("envelopes")) {
		if e.tag < tlv.DataEnvelope1.Tag() || e.tag > tlv.DataEnvelope10.Tag() {
			e.at.Fault("name a tag from 9F8111 to 9F811A", "%s is no data envelope", e.tag)
		}
		d.envelopes[e.tag] = e.value
	}
	d.more = p.readElements(o.Get("more"))
	if order := o.Get("order"); order.Present() {
		d.order = nil
		for t := range order.List() {
			d.order = append(d.order, readTag(t, t.Text(2, 8)))
		}
	} else {
		for _, e := range d.more {
			if !slices.Contains(d.order, e.tag) {
				d.order = append(slices.Clip(d.order), e.tag)
			}
		}
	}
	d.wrong = wrong(o.Get("wrong").OneOf(wrongNames...))
	d.dual = o.Get("dual").Bool()
	if l := o.Get("cdol1"); l.Present() {
		a.data[0x8C] = l.Hex(2, 250) // the terminal's, where the card has none
	}
	o.Close()
	a.keyBesideRSA()
}

// keyBesideRSA puts the channel's key into the record that has it beside RSA certificates.
//
// C-8 1.2 A.1.64
func (a *application) keyBesideRSA() {
	if a.tap.k8.key == nil {
		return
	}
	for _, r := range a.records {
		for i := range r.members {
			if e := &r.members[i]; e.tag == tlv.ICCECCPublicKey.Tag() && e.built {
				e.value, e.built = a.tap.k8.key.x(), false
			}
		}
	}
}

// private is the channel's key as bytes.
func (d *kernel8Data) private() []byte { return d.key.d.FillBytes(make([]byte, d.key.curve.size)) }

// staticKernel8 is the static data to be authenticated: the values of the signed records in the order of the AFL, what the Extended
// SDA Tag List names, and the AIP.
//
// C-8 1.2 7.2.6, 7.2.11
func (a *application) staticKernel8() []byte {
	return slices.Concat(a.signedInOrder(), a.extendedData(), a.aip)
}

// signedInOrder are the values of the signed records, in the order in which the AFL has them read.
//
// C-8 1.2 7.2.4, A.1.12
func (a *application) signedInOrder() (b []byte) {
	for afl := a.afl; len(afl) >= 4; afl = afl[4:] {
		for n := range afl[3] {
			r := a.records[uint16(afl[0]>>3)<<8|uint16(afl[1]+n)]
			switch {
			case r == nil || afl[0]>>3 > 10:
			case r.raw != nil:
				b = append(b, recordValue(r)...)
			default:
				b = append(b, r.value()...)
			}
		}
	}
	return b
}

// extendedData are the data objects that the Extended SDA Tag List names, with tag and length; what is absent is empty.
//
// C-8 1.2 A.1.57
func (a *application) extendedData() (b []byte) {
	for list := a.data[tlv.ExtendedSDATagList.Tag()]; len(list) != 0; {
		t, rest, ok := oneTag(list)
		if !ok {
			return b
		}
		list = rest
		v := a.data[t]
		switch t {
		case 0x82:
			v = a.aip
		case 0x84:
			v = a.aid
		case 0x9F38:
			v = a.pdolList
		}
		b = tlv.Append(b, t, v)
	}
	return b
}

// spoilKey spoils the card key data.
func (w wrong) spoilKey(key []byte) []byte {
	switch w {
	case wrongBlinding:
		key[len(key)-1] ^= 1
	case wrongKeyData:
		for i := range key[:32] {
			key[i] = 0xFF // no coordinate
		}
	case wrongKeyLength:
		return append(key, make([]byte, 68)...)
	}
	return key
}

// spoilCertificates alters a certificate after it was signed.
func (a *application) spoilCertificates(records []*record) {
	if a.tap == nil || a.tap.k8 == nil {
		return
	}
	spoilt := map[wrong]tlv.Tag{wrongIssuerCertificate: 0x90, wrongCardCertificate: 0x9F46}[a.tap.k8.wrong]
	for _, r := range records {
		for i := range r.members {
			if e := &r.members[i]; spoilt != 0 && e.tag == spoilt && len(e.value) != 0 {
				e.value = slices.Clone(e.value)
				e.value[len(e.value)-1] ^= 1
			}
		}
	}
}
