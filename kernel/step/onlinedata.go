package step

import "github.com/emvgo/emv/tlv"

// onlineData lists the data elements of an authorisation request, in order.
// B4 12.1.1, 12.1.2
var onlineData = [...]tlv.Tag{
	0x9F26, 0x9F27, 0x9F10, 0x9F37, 0x9F36, 0x95, 0x9A, 0x9C, 0x9F02, 0x5F2A, 0x82, 0x9F1A, 0x9F03, // for the cryptogram
	0x9F33, 0x9F34, 0x9F35, 0x9F1E, 0x84, 0x9F06, 0x9F09, 0x9F41, 0x9B, 0x8A, 0x9F39, 0x9F21,
	0x5F34, 0x5F25, 0x5F24, 0x9F24, 0x9F19, 0x9F01, 0x9F15, 0x9F16, 0x9F1C, 0x5A, 0x57,
}

// AppendOnlineData appends the data objects of an authorisation request (field 55 of ISO 8583) as get has them: nil
// for an element that is absent.
// B4 12.1.1
func AppendOnlineData(dst []byte, get func(tlv.Tag) []byte) []byte {
	for _, tag := range onlineData {
		if v := get(tag); len(v) != 0 {
			dst = tlv.Append(dst, tag, v)
		}
	}
	return dst
}

// AppendWithoutCardholder appends the data objects of b without those that name the account or its holder: tracks, PAN, its end and what stands for it, the
// cardholder's name, and what the issuer keeps on the card about its customer. It fails when b does not parse.
func AppendWithoutCardholder(dst, b []byte) ([]byte, bool) {
	c := tlv.NewCursor(b)
	var o tlv.Object
	for c.Read(&o) {
		switch o.Tag {
		case 0x56, 0x57, 0x5A, 0x5F20, 0x5F53, 0x9F0B, 0x9F1F, 0x9F20, 0x9F24, 0x9F25, 0x9F6B, 0x9F7C:
		default:
			dst = append(dst, o.Raw...)
		}
	}
	return dst, c.Err() == nil
}
