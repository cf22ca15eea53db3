package card

import (
	"slices"

	"github.com/emvgo/emv/tlv"
	"github.com/emvgo/emv/tlv/jsonfile"
)

// readSignatures reads the section signatures, signs what it asks for and puts it where records say "@".
func (p *Profile) readSignatures(a *application, v jsonfile.Value, records []*record) {
	built := map[tlv.Tag][]byte{}
	if a.tap != nil {
		built[0x9F69] = make([]byte, 8) // the card's, in each transaction
		if a.tap.k6 != nil {
			built[0x9F4B] = nil // as above
		}
	}
	if v.Present() {
		o := v.Object()
		if sm := o.Get("sm"); sm.Present() {
			a.signWithSM(sm, records)
		}
		a.sign(p, o, without(records, ofSM), built)
		o.Close()
	}
	for _, r := range records {
		for i := range r.members {
			e := &r.members[i]
			if !e.built {
				continue
			}
			value, ok := built[e.tag]
			if !ok {
				e.at.Fault("add what signs it to signatures, or write the value", "nothing in signatures makes tag %s", e.tag)
			}
			e.value = value
			a.data[e.tag] = value
		}
	}
}

// sign signs the certificates, the issuer's first, and the static data.
func (a *application) sign(p *Profile, o *jsonfile.Object, records []*record, built map[tlv.Tag][]byte) {
	ca := o.Need("ca").Object()
	key := ca.Need("key")
	built[0x8F] = ca.Need("index").Hex(1, 1)
	ca.Close()
	if k := eccKeys()[key.Text(1, 32)]; k != nil { // EMV 4.4 B2 12.1: a chain is of one family
		a.signECC(p, k, o, records, built)
		return
	}
	caKey := p.readKey(key)
	issuer := p.readCertificate(o.Need("issuer"))
	pan, panValue := a.data[0x5A], a.static(records)
	if caKey == nil || issuer == nil {
		return
	}
	// EMV 4.4 B2 6.1
	built[0x90], built[0x92] = caKey.certificate(0x02, identifier(pan), issuer, issuer.key, nil)
	built[0x9F32] = issuer.key.exponent
	if icc := o.Get("icc"); icc.Present() {
		if c := p.readCertificate(icc); c != nil {
			built[0x9F46], built[0x9F48] = issuer.key.certificate(0x04, padded(pan, 10), c, c.key, panValue)
			built[0x9F47], a.icc = c.key.exponent, c.key
		}
	}
	// EMV 4.4 B2 7.1: the PIN key's certificate has no static data
	if pin := o.Get("pin"); pin.Present() {
		if c := p.readCertificate(pin); c != nil {
			built[0x9F2D], built[0x9F2F] = issuer.key.certificate(0x04, padded(pan, 10), c, c.key, nil)
			built[0x9F2E], a.pinKey = c.key.exponent, c.key
		}
	}
	// EMV 4.4 B2 5.1
	if sda := o.Get("static"); sda.Present() {
		s := sda.Object()
		built[0x93] = issuer.key.staticSignature(s.Need("code").Hex(2, 2), panValue)
		s.Close()
	}
}

func (p *Profile) readKey(v jsonfile.Value) *privateKey {
	name := v.Text(1, 32)
	k := testKeys()[name]
	if k == nil && name != "" {
		v.Fault("name a key of testvectors/card/keys.json", "no key %q", name)
	}
	p.used[name] = k
	return k
}

func (p *Profile) readCertificate(v jsonfile.Value) *certificateData {
	o := v.Object()
	c := &certificateData{key: p.readKey(o.Need("key")), expiry: o.Need("expiry").Digits(4), serial: o.Need("serial").Hex(3, 3)}
	o.Close()
	if c.key == nil || c.expiry == nil || c.serial == nil {
		return nil
	}
	return c
}

// static is the static data to be authenticated: of the signed records in AFL order the value of template 70 for
// SFI 1 to 10 and the whole record above, then the AIP if 9F4A names it.
//
// EMV 4.4 B3 10.3
func (a *application) static(records []*record) []byte {
	if a.tap != nil && a.tap.k8 != nil {
		return a.staticKernel8()
	}
	b := signedRecords(records)
	if a.data[0x9F4A] != nil {
		b = append(b, a.aip...)
	}
	return b
}

// signedRecords are the records that take part in offline data authentication.
//
// EMV 4.4 B3 10.3
func signedRecords(records []*record) (b []byte) {
	for _, r := range records {
		if !r.signed {
			continue
		}
		if r.raw != nil {
			b = append(b, recordValue(r)...)
			continue
		}
		value := r.value()
		if r.sfi > 10 {
			value = tlv.Append(nil, tlv.TagRecord, value)
		}
		b = append(b, value...)
	}
	return b
}

// recordValue is what is signed of a record that the profile gives raw.
func recordValue(r *record) []byte {
	if r.sfi > 10 {
		return r.raw
	}
	c := tlv.NewCursor(r.raw)
	if o, ok := c.Next(); ok && o.Tag == tlv.TagRecord {
		return o.Value
	}
	return r.raw
}

// value is the record's data elements. A built element of no bytes, such as a remainder that is not needed, is left
// out.
func (r *record) value() (b []byte) {
	for _, e := range r.members {
		if !e.built || len(e.value) > 0 {
			b = tlv.Append(b, e.tag, e.value)
		}
	}
	return b
}

// identifier is the first 8 digits of the PAN.
func identifier(pan []byte) []byte { return padded(pan[:min(len(pan), 4)], 4) }

// padded pads digits on the right with F.
func padded(digits []byte, n int) []byte {
	b := append(make([]byte, 0, n), digits...)
	for len(b) < n {
		b = append(b, 0xFF)
	}
	return b[:n]
}

// locator makes the AFL: a new entry begins with a new file, a gap, or the first signed record after one that is not.
//
// EMV 4.4 B3 10.2
func locator(records []*record) (afl []byte) {
	var last *record
	for _, r := range records {
		n := len(afl)
		if last == nil || r.sfi != last.sfi || r.number != last.number+1 || r.signed && !last.signed {
			afl = append(afl, r.sfi<<3, r.number, r.number, 0)
			n += 4
		}
		afl[n-2] = r.number
		if r.signed {
			afl[n-1]++
		}
		last = r
	}
	return afl
}

// finish encodes the records, the FCI and the answer to GET PROCESSING OPTIONS, and reads the DOLs.
func (a *application) finish(at jsonfile.Value, records []*record, fci []element) {
	for _, r := range records {
		if r.raw == nil {
			r.raw = tlv.Append(nil, tlv.TagRecord, r.value())
		}
		if len(r.raw) > 256 {
			at.Fault("move elements to another record", "SFI %d record %d has %d bytes; a response carries 256", r.sfi, r.number, len(r.raw))
		}
	}
	a.cdol1 = readDOL(at, a.data, 0x8C)
	a.cdol2 = readDOL(at, a.data, 0x8D)
	if a.tap != nil && a.tap.storage != nil {
		a.dsdol = readDOL(at, a.data, 0x9F5B)
	}
	a.ddol = readDOL(at, a.data, 0x9F49)
	if a.data[0x9F49] == nil {
		a.ddol = newDOL([]byte{0x9F, 0x37, 0x04})
	}
	proprietary := tlv.Append(nil, 0x50, a.label)
	if a.priority != 0 {
		proprietary = tlv.Append(proprietary, 0x87, []byte{a.priority})
	}
	for _, e := range fci {
		proprietary = tlv.Append(proprietary, e.tag, e.value)
		if e.tag == 0x9F38 {
			a.pdol = readDOL(at, map[tlv.Tag][]byte{0x9F38: e.value}, 0x9F38)
		}
	}
	plain, extended := a.discretionary()
	a.fci = fileInformation(a.aid, append(slices.Clip(proprietary), plain...))
	if len(a.extended) > 0 {
		a.fciExtended = fileInformation(append(slices.Clip(a.aid), a.extended...), append(slices.Clip(proprietary), extended...))
	}
	a.gpo = a.options(a.afl)
	for i := range a.choices {
		a.choices[i].gpo = a.options(a.choices[i].afl)
	}
	needed := []tlv.Tag{0x5A, 0x8C, 0x8D}
	switch {
	case a.tap != nil && (a.tap.book < bookC2 || a.tap.book == bookC6):
		needed = needed[:1]
	case a.tap != nil:
		needed = needed[:2] // there is a first GENERATE AC
	}
	if a.tap != nil && a.tap.k6 != nil && !a.crypto.discover {
		at.Fault("name discover15 as the cryptogram's scheme", "the card's issuer application data are of that alone")
	}
	for _, t := range needed {
		if a.data[t] == nil {
			at.Fault("add it to a record", "tag %s is missing; the card itself needs it", t)
		}
	}
}

// buildPSE makes the FCI of the payment system environment and its directory, one record for four applications.
//
// EMV 4.4 B1 11.3.4, 12.2.3
func (p *Profile) buildPSE() {
	if p.pseSFI == 0 || p.pse != nil {
		return
	}
	p.pse = fileInformation(pseName, tlv.Append(nil, 0x88, []byte{p.pseSFI}))
	var entries []byte
	n := 0
	flush := func() {
		if n > 0 {
			p.pseDir = append(p.pseDir, tlv.Append(nil, tlv.TagRecord, entries))
			entries, n = nil, 0
		}
	}
	for _, a := range p.apps {
		if !a.directory || p.dual() && a.contactless() {
			continue
		}
		entries = append(entries, a.directoryEntry()...)
		if n++; n == 4 {
			flush()
		}
	}
	flush()
}

// fileInformation is an FCI.
//
// EMV 4.4 B1 11.3.4
func fileInformation(name, proprietary []byte) []byte {
	return tlv.Append(nil, tlv.TagFCI, tlv.Append(tlv.Append(nil, 0x84, name), tlv.TagFCIProprietary, proprietary))
}

func (a *application) directoryEntry() []byte {
	entry := tlv.Append(tlv.Append(nil, 0x4F, a.aid), 0x50, a.label)
	if a.priority != 0 {
		entry = tlv.Append(entry, 0x87, []byte{a.priority})
	}
	if a.hasKernel {
		entry = tlv.Append(entry, 0x9F2A, a.kernel)
	}
	if len(a.extended) > 0 {
		entry = tlv.Append(entry, 0x9F29, a.extended)
	}
	return tlv.Append(nil, tlv.TagDirectoryEntry, entry)
}

// A dol is a data object list with the place of each value.
type dol struct {
	entries []dolEntry
	size    int
}

type dolEntry struct {
	tag      tlv.Tag
	from, to int
}

func newDOL(b []byte) (d dol) {
	for len(b) > 1 {
		t, rest, ok := oneTag(b)
		if !ok || len(rest) == 0 {
			break
		}
		d.entries = append(d.entries, dolEntry{t, d.size, d.size + int(rest[0])})
		d.size += int(rest[0])
		b = rest[1:]
	}
	return d
}

func readDOL(at jsonfile.Value, data map[tlv.Tag][]byte, t tlv.Tag) dol {
	if _, err := tlv.ParseDOL(data[t]); err != nil {
		at.Fault("write tag and length of each element", "tag %s is no data object list: %v", t, err)
	}
	return newDOL(data[t])
}

// find is the value of a tag in what the terminal sent for the list.
func (d *dol) find(sent []byte, t tlv.Tag) ([]byte, bool) {
	if len(sent) != d.size {
		return nil, false
	}
	for _, e := range d.entries {
		if e.tag == t {
			return sent[e.from:e.to], true
		}
	}
	return nil, false
}

// oneTag reads a tag and returns what follows.
func oneTag(b []byte) (t tlv.Tag, rest []byte, ok bool) {
	for i, x := range b {
		t = t<<8 | tlv.Tag(x)
		if more := i == 0 && x&0x1F == 0x1F || i > 0 && x&0x80 != 0; !more {
			return t, b[i+1:], true
		}
		if i == 3 {
			break
		}
	}
	return 0, nil, false
}
