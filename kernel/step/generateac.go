package step

import "github.com/emvgo/emv/tlv"

// MaxPDOL is how many bytes of values GET PROCESSING OPTIONS carries: 255 without the tag and the length of the command template.
const MaxPDOL = 255 - 3

// ProcessingOptions is what GET PROCESSING OPTIONS returns: B3 6.5.8.
type ProcessingOptions struct {
	AIP       []byte     // 82, 2 bytes
	AFL       []byte     // 94, 4 bytes an entry
	AIPObject []byte     // 82 with tag and length as received, which XDA certifies; nil in format 1: B3 10.3
	Body      tlv.Object // 80 or 77
}

// ParseProcessingOptions reads the data of the response in format 1 or 2. It fails when it does not parse, or AIP or AFL
// is missing, malformed or there twice.
// B3 6.5.8.4
func ParseProcessingOptions(b []byte) (p ProcessingOptions, ok bool) {
	o, _ := One(b)
	p.Body = o
	switch o.Tag {
	case tlv.TagFormat1: // B3 6.5.8.4 format 1
		if len(o.Value) < 2 {
			return p, false
		}
		p.AIP, p.AFL = o.Value[:2], o.Value[2:]
	case tlv.TagFormat2: // B3 6.5.8.4 format 2
		c := o.Children()
		for o, more := c.Next(); more; o, more = c.Next() {
			switch {
			case len(o.Value) == 0: // B3 5.2 length 00
			case o.Tag == 0x82 && p.AIP == nil && len(o.Value) == 2:
				p.AIP, p.AIPObject = o.Value, o.Raw
			case o.Tag == 0x94 && p.AFL == nil:
				p.AFL = o.Value
			case o.Tag == 0x82 || o.Tag == 0x94:
				return p, false
			}
		}
		if c.Err() != nil || p.AIP == nil { // B3 6.5.8.4 missing
			return p, false
		}
	}
	return p, ValidAFL(p.AFL)
}

// ValidAFL checks an application file locator: at least one entry, at most 63, and each with an SFI from 1 to 30, records
// in order, and no more records for offline data authentication than there are.
// B3 7.5, 10.2
func ValidAFL(afl []byte) bool {
	if len(afl) == 0 || len(afl)%4 != 0 || len(afl) > 252 { // B3 7.5 no AFL
		return false
	}
	for e := afl; len(e) > 0; e = e[4:] {
		sfi, first, last, signed := e[0]>>3, int(e[1]), int(e[2]), int(e[3])            // B3 6.3.6 not checked, 10.2 AFL
		if sfi < 1 || sfi > 30 || first == 0 || last < first || signed > last-first+1 { // B3 7.5 AFL
			return false
		}
	}
	return true
}

// An ACResponse is what GENERATE AC returns, views into the response: B3 6.5.5.4.
type ACResponse struct {
	CID  tlv.CIDValue
	ATC  []byte     // 9F36, 2 bytes
	AC   []byte     // 9F26, 8 bytes; nil where it stands inside the signature
	IAD  []byte     // 9F10, nil if absent
	SDAD []byte     // 9F4B, nil if absent
	Body tlv.Object // 77, for the hash of the signature; Tag 80 in format 1
}

// Type is the cryptogram's type.
func (r *ACResponse) Type() tlv.CryptogramType { return r.CID.Type() }

// ParseAC reads the data of a GENERATE AC response in format 1 or 2. It fails when it does not parse, an object is there
// twice or has a wrong length, or a mandatory one is missing. The cryptogram is mandatory unless there is a signature.
// B3 6.5.5.4
func ParseAC(b []byte) (r ACResponse, ok bool) {
	o, _ := One(b)
	r.Body = o
	switch o.Tag {
	case tlv.TagFormat1: // B3 6.5.5.4 format 1
		v := o.Value
		if len(v) < 11 || len(v) > 43 {
			return r, false
		}
		r.CID, r.ATC, r.AC = tlv.CIDValue(v[0]), v[1:3:3], v[3:11:11]
		if len(v) > 11 {
			r.IAD = v[11:]
		}
		return r, true
	case tlv.TagFormat2:
		return r, r.format2()
	}
	return r, false
}

// B3 6.5.5.4 format 2
func (r *ACResponse) format2() bool {
	haveCID := false
	c := r.Body.Children()
	for o, more := c.Next(); more; o, more = c.Next() {
		var into *[]byte
		var good bool
		n := len(o.Value)
		if n == 0 { // B3 5.2 length 00
			continue
		}
		switch o.Tag {
		case 0x9F27:
			if haveCID || n != 1 {
				return false
			}
			haveCID, r.CID = true, tlv.CIDValue(o.Value[0])
			continue
		case 0x9F36:
			into, good = &r.ATC, n == 2
		case 0x9F26:
			into, good = &r.AC, n == 8
		case 0x9F10:
			into, good = &r.IAD, n <= 32
		case 0x9F4B:
			into, good = &r.SDAD, true
		default:
			continue
		}
		if *into != nil || !good {
			return false
		}
		*into = o.Value
	}
	return c.Err() == nil && haveCID && r.ATC != nil && (r.AC != nil || r.SDAD != nil) // B3 6.5.5.4 missing
}

// ParseInternalAuthenticate reads the signed dynamic application data out of an INTERNAL AUTHENTICATE response in format
// 1 or 2. It fails when the response does not parse or has none.
// B3 6.5.9.4
func ParseInternalAuthenticate(b []byte) (sdad []byte, ok bool) {
	o, _ := One(b)
	switch {
	case o.Tag == tlv.TagFormat1:
		return o.Value, len(o.Value) > 0 // B3 6.5.9.4 format 1
	case o.Tag != tlv.TagFormat2:
		return nil, false
	}
	c := o.Children()
	for o, more := c.Next(); more; o, more = c.Next() {
		if o.Tag != 0x9F4B || len(o.Value) == 0 { // B3 6.5.9.4 format 2, 5.2 length 00
			continue
		}
		if sdad != nil {
			return nil, false
		}
		sdad = o.Value
	}
	return sdad, c.Err() == nil && sdad != nil // B3 6.5.9.4 missing
}

// ParseGetData reads the value of tag out of a GET DATA response, which is that object alone; n is the length that
// the value must have. Anything else counts as not returned.
// B3 6.5.7.4, 7.3
func ParseGetData(b []byte, tag tlv.Tag, n int) ([]byte, bool) {
	o, _ := One(b)
	if o.Tag != tag || len(o.Value) != n {
		return nil, false
	}
	return o.Value, true
}
