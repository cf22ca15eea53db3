package card

import (
	"crypto/sha1" //nolint:gosec // the book's hash
	"encoding/binary"
	"slices"

	"github.com/emvgo/emv/testvectors/internal/dpas"
	"github.com/emvgo/emv/tlv"
)

// requirements are the Card Processing Requirements of this transaction.
//
// C-6 2.12 D.6
func (c *kernel6) requirements(ttq [4]byte, loyal bool) [2]byte {
	d := c.application.tap
	cpr := d.k6.cpr
	required := ttq[1]&ttqCVM != 0
	switch {
	case d.cvm == cvmOnlinePIN && required:
		cpr[0] |= cprOnlinePIN
	case d.cvm == cvmSignature && required:
		cpr[0] |= cprSignature
	case d.cvm == cvmDevice && (c.memory.confirmed || d.device == deviceAlways):
		cpr[0] |= cprDevice
	}
	if loyal {
		cpr[0] |= cprLoyalty
	}
	return cpr
}

// results are the card verification results.
//
// C-6 2.12 D.9
func (c *kernel6) results(cid byte, cpr [2]byte, ttq [4]byte) [8]byte {
	d, r := c.application.tap, &c.tx.cvr
	device := cpr[0]&cprDevice != 0 && d.k6.confirmation != confirmationMissing
	return [8]byte{
		cpr[0]&(cprOnlinePIN|cprSignature) | cid>>2&0x30 | bit(cpr[0]&cprLoyalty != 0, 0x08),
		bit(ttq[1]&ttqCryptogram != 0, 0x80) | bit(device, 0x02) | bit(device && d.k6.confirmation == confirmationFailed, 0x01),
		bit(ttq[1]&ttqCVM != 0, 0x80) | bit(device, 0x40),
		0,
		bit(r.countExceeded, 0x10) | bit(r.amountExceeded, 0x04),
		0,
		ttq[0]&0x10<<3 | ttq[0]&0x08<<3 | ttq[0]&0x04<<3 | ttq[0]&0x02<<3 | ttq[2]&0x80>>4 | bit(c.begun.directory != nil, 0x01),
		bit(d.k6.program != nil && len(c.value(0xDF70)) == 1, 0xFF) & first(c.value(0xDF70)),
	}
}

func first(b []byte) byte {
	if len(b) == 0 {
		return 0
	}
	return b[0]
}

// respondKernel6 makes the answer: with a signature the cryptogram is in that alone.
//
// C-6 2.12 4.3.2
func (c *kernel6) respondKernel6(cid byte, ttq [4]byte, loyal bool) uint16 {
	a, m := c.app()
	d := a.tap
	cpr := c.requirements(ttq, loyal)
	c.tx.iad = dpas.IssuerData(c.tx.iad[:0], a.crypto.keyIndex, c.results(cid, cpr, ttq))
	ac, err := c.cryptogram()
	if err != nil {
		return 0x6985 // the PDOL of the profile lacks what the scheme needs
	}
	c.tx.ac = ac
	signed := a.icc != nil && (cid == typeTC || loyal || cid == typeARQC && d.signOnline && ttq[0]&ttqODAForOnline != 0)
	located := d.afl == aflAlways || d.afl == aflSigned && signed
	list := []element{{tag: 0x82, value: a.aip}, {tag: 0x94, value: a.afl}}
	if !located {
		list = list[:1]
	}
	for _, e := range d.answer {
		if _, ok := a.data[e.tag]; !ok || !located || !a.inRecords[e.tag] {
			list = append(list, e)
		}
	}
	list = append(list, element{tag: 0x9F36, value: binary.BigEndian.AppendUint16(nil, m.atc)},
		element{tag: 0x9F10, value: c.tx.iad}, element{tag: 0x9F27, value: []byte{cid}}, element{tag: 0x9F71, value: cpr[:]})
	if d.k6.balance && cid != typeAAC {
		list = append(list, element{tag: 0xD1, value: appendBCD(nil, c.spending(), 6)})
	}
	if !signed {
		list = append(list, element{tag: 0x9F26, value: ac[:]})
	}
	var b []byte
	for _, e := range list {
		if !slices.Contains(d.k6.without, e.tag) {
			b = tlv.Append(b, e.tag, e.value)
		}
	}
	if signed {
		sdad := c.signKernel6(cid, b)
		switch d.k6.sdad {
		case sdadOptions:
			b = tlv.Append(b, 0x9F4B, sdad)
		case sdadRecord:
			c.begun.sdad = sdad
		}
	}
	if c.out = tlv.Append(c.out, tlv.TagFormat2, b); len(c.out) > 256 {
		return 0x6F00 // no response carries so much
	}
	return 0x9000
}

// signKernel6 is the CDA signature over the cryptogram and the hash of what the terminal sent for the PDOL and of the answer;
// behind them the hash of the data storage directory, if the terminal has read it.
//
// C-6 2.12 3.6.1
func (c *kernel6) signKernel6(cid byte, answer []byte) []byte {
	a, m := c.app()
	hash := sha1.Sum(slices.Concat(c.tx.pdol, answer)) //nolint:gosec // as above
	var stored []byte
	if c.begun.directory != nil {
		h := sha1.Sum(c.begun.directory) //nolint:gosec // as above
		stored = h[:]
	}
	switch a.tap.k6.wrong {
	case wrongHash:
		hash[0] ^= 1
	case wrongCID:
		cid ^= typeTC
	case wrongDirectoryHash:
		if stored != nil {
			stored[0] ^= 1
		}
	case noDirectoryHash:
		stored = nil
	}
	number := draw('A', a.aid, uint32(m.atc), 1)
	dynamic := slices.Concat([]byte{8}, number[:], []byte{cid}, c.tx.ac[:], hash[:], stored)
	return a.icc.dynamicSignature(dynamic, c.value(0x9F37))
}
