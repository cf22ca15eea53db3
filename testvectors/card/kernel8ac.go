package card

import (
	"encoding/binary"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/secchan"
	"github.com/emvgo/emv/tlv"
)

// What a card chooses to verify its holder by: C-8 1.2 table A.3.
const (
	choiceNone      = 0x00
	choiceSignature = 0x01
	choicePIN       = 0x02
	choiceDevice    = 0x03
	choiceFailed    = 0xFF

	choiceNotApplicable = 0x0F
)

// offers are the bits of the Terminal Risk Management Data, byte 1, that offer a choice. The other choices need no offer.
//
// C-8 1.2 table A.29
var offers = map[byte]byte{choiceNone: 0x08, choiceSignature: 0x20, choicePIN: 0x40, choiceDevice: 0x04}

// generate is GENERATE AC, once.
//
// C-8 1.2 5.3
func (c *kernel8) generate(cmd *apdu.Command) uint16 {
	a, m := c.app()
	asked := cmd.P1 & 0xC0
	switch {
	case asked == 0xC0 || cmd.P1&0x3F != 0 || cmd.P2&0x7F != 0:
		return 0x6A86
	case c.tx.phase != initiated:
		return 0x6985
	case len(cmd.Data) != a.cdol1.size:
		return 0x6700
	}
	c.tx.cdol1 = append(c.tx.cdol1[:0], cmd.Data...)
	copy(c.tx.un[:], c.value(0x9F37))
	choice, restart := c.verification()
	if m.screen != "" { // the holder has still to confirm
		asked = typeAAC
	}
	give := c.analyse(asked, a, m)
	if f := a.tap.k8.gives; f != nil {
		give = f[0]
	}
	sw := c.authenticated(give, choice, restart)
	if sw != 0x9000 {
		return sw
	}
	if give == typeTC {
		c.countOffline(m)
	}
	if m.screen == "" {
		m.confirmed = false
	}
	c.tx.phase, c.writes = completed, cmd.P2&0x80 != 0
	return 0x9000
}

// verification chooses a CVM, the first of the profile that the terminal offers and the cardholder is ready for. A phone whose
// holder has still to confirm, and whose terminal takes no other, asks for a restart.
//
// C-8 1.2 A.1.25, A.1.113
func (c *kernel8) verification() (choice byte, restart []byte) {
	d, m := c.application.tap, c.memory
	var offered byte
	if v := c.value(tlv.TerminalRiskManagementDataKernel8.Tag()); len(v) != 0 {
		offered = v[0]
	}
	ready := d.cvm != cvmDevice || d.device == deviceAlways || m.confirmed
	asks := false
	for _, x := range d.k8.choices {
		switch bit := offers[x]; {
		case !d.k8.forced && offered&bit != bit:
		case x == choiceDevice && !ready:
			asks = true
		default:
			c.tx.cvr.pinDone = x == choiceDevice
			return x, d.k8.restart
		}
	}
	if asks && d.asks(m) {
		return choiceNotApplicable, []byte{0x2F, 0x20} // RESTART, see phone
	}
	return choiceFailed, d.k8.restart
}

// authenticated answers with the cryptogram: the objects but two make the Issuer Application Data MAC, which goes into the
// Issuer Application Data where the AIP says so; over these is the cryptogram; over both is the MAC of the channel.
//
// C-8 1.2 5.3.3, 7.2.7, 7.2.11
func (c *kernel8) authenticated(cid, choice byte, restart []byte) uint16 {
	a, m := c.app()
	d := a.tap.k8
	r := &c.tx.cvr
	r.first, r.second = cid, notAsked
	r.offlineAmount, r.offlineCount = m.amount, m.offline
	c.tx.iad = a.crypto.appendIAD(c.tx.iad[:0], r, m.atc)
	objects := map[tlv.Tag][]byte{
		0x9F27: {cid}, 0x9F36: binary.BigEndian.AppendUint16(nil, m.atc), 0x9F10: c.tx.iad,
		tlv.CardholderVerificationDecision.Tag(): {choice},
	}
	tvr := slices.Clone(c.value(0x95))
	if len(d.tvr) != 0 && len(tvr) == len(d.tvr) {
		for i, b := range d.tvr {
			tvr[i] |= b
		}
		objects[tlv.CardTVR.Tag()] = tvr
	}
	if restart != nil {
		objects[tlv.RestartIndicator.Tag()] = restart
	}
	for _, e := range d.more {
		objects[e.tag] = e.value
	}
	mac, err := c.channel.IADMAC(c.macMessage(objects), secchan.StaticDataHash(a.signedInOrder(), a.extendedData(), a.aip))
	if err != nil {
		return 0x6985
	}
	if d.wrong == wrongIADMAC {
		mac[0] ^= 1
	}
	ac, err := c.cryptogramOver(d.copied(a.aip, c.tx.iad, mac), tvr)
	if err != nil {
		return 0x6985 // the CDOL of the profile lacks what the scheme needs
	}
	eda, err := c.channel.EDAMAC(ac[:], mac[:])
	if err != nil {
		return 0x6985
	}
	if d.wrong == wrongCryptogram {
		ac[0] ^= 1
	}
	if d.wrong == wrongEDAMAC {
		eda[0] ^= 1
	}
	objects[0x9F26], objects[tlv.EnhancedDataAuthenticationMAC.Tag()] = ac[:], eda
	c.tx.ac = ac
	c.out = tlv.Append(c.out, tlv.TagFormat2, d.arrange(objects, true))
	return 0x9000
}

// macMessage is the message of the Issuer Application Data MAC.
//
// C-8 1.2 7.2.11
func (c *kernel8) macMessage(objects map[tlv.Tag][]byte) []byte {
	return slices.Concat(c.tx.pdol, c.tx.cdol1, c.tx.signedToo, c.application.tap.k8.arrange(objects, false))
}

// cryptogramOver computes the application cryptogram.
func (c *kernel8) cryptogramOver(iad, tvr []byte) ([8]byte, error) {
	a, m := c.app()
	atc := binary.BigEndian.AppendUint16(nil, m.atc)
	return a.crypto.cryptogram([2]byte(atc), func(t tlv.Tag) []byte {
		switch t {
		case 0x82:
			return a.aip
		case 0x95:
			return tvr
		case 0x9F36:
			return atc
		case 0x9F10:
			return iad
		}
		return c.value(t)
	})
}

// copied is the Issuer Application Data with the MAC in them, if the AIP has the kernel copy it there.
//
// C-8 1.2 A.1.14, A.1.47, A.1.63
func (d *kernel8Data) copied(aip, iad []byte, mac [secchan.MACSize]byte) []byte {
	how := aip[1] >> 1 & 3
	if how != 1 && how != 2 || d.offset+len(mac) > len(iad) {
		return iad
	}
	iad = slices.Clone(iad)
	copy(iad[d.offset:], mac[:])
	return iad
}

// arrange puts the objects in the order of the profile, for the answer or, without padding, cryptogram and MAC, for the message of
// the Issuer Application Data MAC.
//
// C-8 1.2 5.3.3, 7.2.11
func (d *kernel8Data) arrange(objects map[tlv.Tag][]byte, answer bool) (b []byte) {
	for _, t := range d.order {
		v, ok := objects[t]
		switch {
		case t == 0 && answer:
			b = append(b, 0)
		case !ok, !answer && (t == tlv.ApplicationCryptogram.Tag() || t == tlv.EnhancedDataAuthenticationMAC.Tag()):
		default:
			b = tlv.Append(b, t, v)
		}
	}
	return b
}
