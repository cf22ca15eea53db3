package step

import (
	"bytes"

	"github.com/emvgo/emv/tlv"
)

// A BiometricMethod is one biometric method of the CVM list: B3 C3, C7, B4 A7.
type BiometricMethod struct {
	Type    string  // biometric type, tag 81, as bytes
	Counter tlv.Tag // of its try counter in BF4C and of its preferred attempts in BF4D
	Mask    byte    // bit of Biometric Terminal Capabilities 9F30: byte 1 offline, byte 2 online
	Online  bool
}

// B4 A7
var biometricTypes = [...]BiometricMethod{ // in the order of the CVM codes, each offline and online
	{Type: "\x02", Counter: 0xDF50, Mask: 0x80},         // facial
	{Type: "\x08", Counter: 0xDF51, Mask: 0x40},         // finger
	{Type: "\x02\x00\x00", Counter: 0xDF53, Mask: 0x10}, // palm
	{Type: "\x10", Counter: 0xDF52, Mask: 0x20},         // iris
	{Type: "\x04", Counter: 0xDF54, Mask: 0x08},         // voice
}

// Biometric is the biometric method of a CVM code; false for any other method.
// B3 C3
func Biometric(code tlv.CVMCode) (BiometricMethod, bool) {
	m := code.Method()
	if !biometric(m) {
		return BiometricMethod{}, false
	}
	b := biometricTypes[(m-tlv.CVMFacialOffline)/2]
	b.Online = (m-tlv.CVMFacialOffline)%2 != 0
	return b, true
}

// supportsBiometric reports whether the terminal has the method: in Terminal Capabilities and in Biometric Terminal Capabilities.
// B4 6.3.4
func (in *CVMInput) supportsBiometric(method tlv.CVMCode) bool {
	b, _ := Biometric(method) // any other method has no bit
	if b.Online {
		return in.Capabilities.Has(tlv.CapBiometricOnline) && in.Biometric[1]&b.Mask != 0
	}
	return in.Capabilities.Has(tlv.CapBiometricOffline) && in.Biometric[0]&b.Mask != 0
}

// A BIT is one biometric information template, views into it: B3 C7.
type BIT struct {
	Raw          []byte // 7F60, with tag and length
	Solution     []byte // 90
	Type         []byte // 81
	Subtype      byte   // 82
	owner, kind  []byte // 87 and 88 that decide
	twoLevels    [2]bool
	inner, outer [2][]byte
}

// ParseBIT reads a biometric information template. It fails when it does not parse, when what it must have is missing, or when format
// owner or type are not to be found.
// B3 C7
func ParseBIT(o tlv.Object) (b BIT, ok bool) {
	if o.Tag != tlv.BITCard.Tag() {
		return b, false
	}
	b.Raw = o.Raw
	subtype := false
	c := tlv.NewCursor(filled(o.Value, 0xA1))
	for o, more := c.Next(); more; o, more = c.Next() {
		switch {
		case len(o.Value) == 0: // B3 5.2 length 00
		case o.Tag == 0x90:
			b.Solution = o.Value
		case o.Tag == 0x81 && len(o.Value) <= 3:
			b.Type = o.Value
		case o.Tag == 0x82 && len(o.Value) == 1:
			b.Subtype, subtype = o.Value[0], true
		case o.Tag == 0x87 && len(o.Value) == 2:
			b.outer[0] = o.Value
		case o.Tag == 0x88 && len(o.Value) == 2:
			b.outer[1] = o.Value
		case o.Tag == 0xA1 || o.Tag == 0xA2:
			b.twoLevels[o.Tag-0xA1] = true
			if o.Tag == 0xA1 {
				b.inner = [2][]byte{filled(o.Value, 0x87), filled(o.Value, 0x88)}
			}
		}
	}
	format := b.outer
	if b.twoLevels == [2]bool{true, true} { // B3 10.5.6
		format = b.inner // B3 10.5.6 two levels
	}
	b.owner, b.kind = format[0], format[1]
	return b, c.Err() == nil && b.Solution != nil && b.Type != nil && subtype && len(b.owner) == 2 && len(b.kind) == 2
}

// BITs gives the templates of the card's BIT group (value of 9F31), for online or offline verification, in order. One that is malformed is
// left out; without a group, or in one without templates, there is none.
// B3 C8
func BITs(group []byte, online bool) (list []BIT, present bool) {
	tag := tlv.OfflineBITGroupTemplate.Tag()
	if online {
		tag = tlv.OnlineBITGroupTemplate.Tag()
	}
	c := tlv.NewCursor(filled(group, tag))
	for o, more := c.Next(); more; o, more = c.Next() {
		if o.Tag != tlv.BITCard.Tag() || len(o.Value) == 0 {
			continue
		}
		present = true
		if b, ok := ParseBIT(o); ok {
			list = append(list, b)
		}
	}
	return list, present && c.Err() == nil
}

// Fits reports whether the terminal has the template's biometric solution, and its format owner and type.
// B3 10.5.6
func (b *BIT) Fits(terminal []BIT) (solution, format bool) {
	for i := range terminal {
		x := &terminal[i]
		solution = solution || bytes.Equal(b.Solution, x.Solution)
		format = format || bytes.Equal(b.owner, x.owner) && bytes.Equal(b.kind, x.kind) // B3 10.5.6 one level
	}
	return solution, format
}

// BiometricCount is a try counter or a number of preferred attempts out of the data that GET DATA gave for a template; false if it is
// not there.
// B3 10.5.6
func BiometricCount(data []byte, template, counter tlv.Tag) (int, bool) {
	o, _ := One(data)
	if o.Tag != template {
		return 0, false
	}
	n := filled(o.Value, counter)
	if len(n) != 1 {
		return 0, false
	}
	return int(n[0]), true
}

// filled is the value of the first object with a tag that is not empty, nil if there is none.
// B3 5.2 length 00
func filled(b []byte, tag tlv.Tag) []byte {
	for o := range tlv.NewCursor(b).All() {
		if o.Tag == tag && len(o.Value) != 0 {
			return o.Value
		}
	}
	return nil
}
