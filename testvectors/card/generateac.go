package card

import (
	"bytes"
	"crypto/sha1" //nolint:gosec // the book's hash
	"encoding/binary"
	"hash"
	"slices"

	"github.com/emvgo/emv/apdu"
	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/crypto/pin"
	"github.com/emvgo/emv/crypto/sm"
	"github.com/emvgo/emv/tlv"
)

// Phases of a transaction.
const (
	idle      = iota // no GET PROCESSING OPTIONS yet
	initiated        // before the first GENERATE AC
	online           // an ARQC was given
	completed        // a TC or AAC was given: scripts may still come
)

// Cryptogram types as in the CID and in P1: EMV 4.4 B3 6.5.5.
const (
	typeAAC  = 0x00
	typeTC   = 0x40
	typeARQC = 0x80
)

// Signatures as asked for in P1: EMV 4.4 B3 6.5.5.2 table 12.
const (
	wantsXDA = 0x08
	wantsCDA = 0x10
	both     = wantsXDA | wantsCDA
)

// transaction is what the card keeps until the next SELECT or the end of power.
type transaction struct {
	phase              int
	pdol, cdol1, cdol2 []byte // values as the terminal sent them
	second             bool   // cdol2 is there
	un                 [4]byte
	ac                 [8]byte // of the first GENERATE AC
	iad                []byte
	csu                [4]byte
	authTried, authOK  bool
	challenge          [8]byte
	challenged         bool
	signatures         uint32
	script             *cryptogram.Script // the chain of secured commands
	pinOK              bool
	ode                pin.ODECard // the keys agreed with the terminal
	cvr                cvr
	tries              int    // of relay resistance
	signedToo          []byte // of a tap: what the signature has behind the hash
	interaction        []byte // of a tap: what the answer has besides
	cash               bool   // the terminal was offered electronic cash
}

func (t *transaction) clear() {
	*t = transaction{pdol: t.pdol[:0], cdol1: t.cdol1[:0], cdol2: t.cdol2[:0], iad: t.iad[:0]}
}

func (t *transaction) begin(m *memory) {
	t.clear()
	t.phase = initiated
	t.cvr.lastIncomplete = m.incomplete
}

// value is the latest value that the terminal sent for a tag.
func (c *contact) value(t tlv.Tag) []byte {
	a, _ := c.app()
	if c.tx.second {
		if v, ok := a.cdol2.find(c.tx.cdol2, t); ok {
			return v
		}
	}
	if v, ok := a.cdol1.find(c.tx.cdol1, t); ok {
		return v
	}
	v, _ := a.pdol.find(c.tx.pdol, t)
	return v
}

// generateAC gives a cryptogram: at most two in a transaction, the second only after an ARQC.
//
// EMV 4.4 B3 6.5.5, 9.3
func (c *contact) generateAC(cmd *apdu.Command) uint16 {
	asked := cmd.P1 & 0xC0
	signature := cmd.P1 & 0x18
	a, _ := c.app()
	if asked == 0xC0 || signature == both || signature == wantsXDA && (a.xda == nil || a.aip[0]&0x80 == 0) {
		return 0x6A86
	}
	switch c.tx.phase {
	case initiated:
		return c.first(asked, signature, cmd.Data)
	case online:
		return c.second(asked, signature, cmd.Data)
	}
	return 0x6985
}

func (c *contact) first(asked, signature byte, data []byte) uint16 {
	a, m := c.app()
	if len(data) != a.cdol1.size {
		return 0x6700
	}
	c.tx.cdol1 = append(c.tx.cdol1[:0], data...)
	copy(c.tx.un[:], c.value(0x9F37))
	give := c.analyse(asked, a, m)
	if a.tap != nil && a.tap.gives != nil {
		give = a.tap.gives[0]
	}
	if give == typeTC && c.tx.cash {
		c.pay()
	}
	r := &c.tx.cvr
	r.first, r.second = give, notAsked
	sw := c.give(give, signature)
	switch {
	case sw != 0x9000:
	case give == typeARQC:
		c.tx.phase, m.incomplete = online, true
	case give == typeTC:
		c.countOffline(m)
		c.logApproval()
		c.tx.phase = completed
	default:
		c.tx.phase = completed
	}
	return sw
}

// analyse is card action analysis: see risk.
//
// EMV 4.4 B3 10.8
func (c *contact) analyse(asked byte, a *application, m *memory) byte {
	amount := readBCD(c.value(0x9F02))
	r := &c.tx.cvr
	if c.tx.cash { // limits of its own
		if asked == typeTC && !c.covers() {
			return typeARQC
		}
		return asked
	}
	r.countExceeded = a.risk.offlineCount > 0 && m.offline >= a.risk.offlineCount
	r.amountExceeded = m.amount+amount > a.risk.offlineLimit
	foreign := a.data[0x9F42] != nil && !bytes.Equal(c.value(0x5F2A), a.data[0x9F42])
	limit := r.countExceeded || r.amountExceeded || foreign
	switch {
	case asked == typeAAC, a.risk.always == forceDecline:
		return typeAAC
	case asked == typeARQC, a.risk.always == forceOnline, a.risk.always == byLimits && limit:
		return typeARQC
	}
	return typeTC
}

// countOffline counts what the card approves without its issuer; electronic cash is no credit.
func (c *contact) countOffline(m *memory) {
	if c.tx.cash {
		return
	}
	m.amount += readBCD(c.value(0x9F02))
	m.offline++
}

// second completes an online transaction, or one that could not go online.
//
// EMV 4.4 B3 10.11
func (c *contact) second(asked, signature byte, data []byte) uint16 {
	a, m := c.app()
	if len(data) != a.cdol2.size {
		return 0x6700
	}
	c.tx.cdol2 = append(c.tx.cdol2[:0], data...)
	c.tx.second = true
	arc := c.value(0x8A)
	r := &c.tx.cvr
	r.off = len(arc) == 2 && (arc[0] == 'Y' || arc[0] == 'Z') && arc[1] == '3'
	if d, ok := a.cdol2.find(c.tx.cdol2, 0x91); ok && !r.off && !c.tx.authTried && len(bytes.TrimLeft(d, "\x00")) > 0 {
		c.authenticateIssuer(trim(a, d))
	}
	r.authMissing = !r.off && !c.tx.authTried
	give := asked
	switch {
	case asked == typeARQC:
		return 0x6A86
	case r.off:
		if a.risk.unable != 0 {
			give = typeAAC
		}
	case r.authFailed, r.authMissing && a.risk.mandatory, c.tx.authOK && a.crypto.params.ARPCMethod == 2 && c.tx.csu[1]&0x80 == 0:
		give = typeAAC
	}
	r.second = give
	sw := c.give(give, signature)
	if sw != 0x9000 {
		return sw
	}
	c.tx.phase = completed
	if give == typeTC {
		c.logApproval()
	}
	c.complete(give, a, m)
	return sw
}

// trim cuts Issuer Authentication Data from a CDOL to the length that the method uses: a terminal pads
// it to what the list says.
func trim(a *application, d []byte) []byte {
	n := 10
	if a.crypto.params.ARPCMethod == 2 {
		n = 8
		if len(d) > 8 && d[4]&0x80 != 0 { // EMV 4.4 B3 C10: proprietary data included
			n = len(d)
		}
	}
	return d[:min(n, len(d))]
}

// complete writes to memory how the transaction ended.
func (c *contact) complete(give byte, a *application, m *memory) {
	r := &c.tx.cvr
	if r.off {
		if give == typeTC {
			c.countOffline(m)
		}
		return
	}
	m.incomplete = false
	m.authFailed = r.authFailed
	if c.tx.authOK || !a.risk.mandatory && !r.authFailed {
		m.lastOnline = m.atc
		m.amount, m.offline = 0, 0
	}
	if c.tx.authOK && a.crypto.params.ARPCMethod == 2 {
		c.update(m)
	}
}

// update does what the Card Status Update asks for.
//
// EMV 4.4 B3 C10
func (c *contact) update(m *memory) {
	csu := c.tx.csu
	if csu[1]&0x40 != 0 {
		c.device.blocked = true
	}
	if csu[1]&0x20 != 0 {
		m.blocked = true
	}
	if csu[1]&0x10 != 0 {
		m.pinTries = csu[0] & 0x0F
	}
}

// give computes a cryptogram and answers with it: signed if XDA was asked for, or CDA and it is not an AAC.
func (c *contact) give(cid, signature byte) uint16 {
	a, m := c.app()
	cda := signature == wantsCDA && (a.tap == nil || !a.tap.unsigned) && (cid != typeAAC || a.tap != nil && a.tap.signAAC) && c.signs() && a.aip[0]&0x01 != 0
	r := &c.tx.cvr
	if c.also != nil {
		c.tx.interaction = c.also(cid)
	}
	r.cda = r.cda || cda
	r.pinTries = m.pinTries
	r.pinBlocked = a.pin != "" && m.pinTries == 0
	r.offlineAmount, r.offlineCount = m.amount, m.offline
	c.tx.iad = a.crypto.appendIAD(c.tx.iad[:0], r, m.atc)
	if a.crypto.balance {
		c.tx.iad = a.crypto.appendBalance(c.tx.iad, readBCD(c.object(0x9F79)), m.atc)
	}
	var atc [2]byte
	binary.BigEndian.PutUint16(atc[:], m.atc)
	// EMV 4.4 B2 8.1
	ac, err := a.crypto.cryptogram(atc, func(t tlv.Tag) []byte {
		switch t {
		case 0x82:
			return a.aip
		case 0x9F36:
			return atc[:]
		case 0x9F10:
			return c.tx.iad
		}
		return c.value(t)
	})
	if err != nil {
		return 0x6985 // a CDOL of the profile lacks what the scheme needs
	}
	if !c.tx.second {
		c.tx.ac = ac
	}
	switch {
	case cda:
		c.signCryptogram(a, m, cid, atc, ac)
	case signature == wantsXDA:
		c.signXDA(a, m, cid, ac)
	default:
		c.appendCryptogram(a.format1[insGenAC], cid, m.atc, ac, c.tx.iad)
	}
	return 0x9000
}

// signCryptogram answers with CDA: the signature covers the cryptogram and the hash of all that was exchanged.
//
// EMV 4.4 B2 6.6.1
func (c *contact) signCryptogram(a *application, m *memory, cid byte, atc [2]byte, ac [8]byte) {
	value := tlv.Append(nil, 0x9F27, []byte{cid})
	value = tlv.Append(value, 0x9F36, atc[:])
	iad := append(tlv.Append(nil, 0x9F10, c.tx.iad), c.tx.interaction...)
	h := hash.Hash(sha1.New()) //nolint:gosec // as above
	if c.usesSM() {
		h = sm.NewHash()
	}
	h.Write(c.tx.pdol)
	h.Write(c.tx.cdol1)
	if c.tx.second {
		h.Write(c.tx.cdol2)
	}
	h.Write(value)
	h.Write(iad)
	c.tx.signatures++
	number := draw('A', a.aid, uint32(m.atc), c.tx.signatures)
	sum := h.Sum(nil)
	if a.tap != nil && a.tap.spoils {
		sum[0] ^= 1
	}
	dynamic := slices.Concat([]byte{8}, number[:], []byte{cid}, ac[:], sum, c.tx.signedToo)
	signature := c.dynamicSignature(dynamic, c.value(0x9F37))
	value = tlv.Append(value, 0x9F4B, signature)
	c.out = tlv.Append(c.out, tlv.TagFormat2, append(value, iad...))
}
