package cryptogram

// IAD is an issuer application data (tag 9F10) taken apart. The slices are
// parts of the input.
type IAD struct {
	CVN           CVN    // the version, 0 if the format is known and the version is not
	Version       byte   // the cryptogram version number as coded
	DKI           byte   // derivation key index
	CVR           []byte // card verification results: 4 (Visa), 5 (Visa format 2, CCD), 6 (Mastercard)
	DACOrIDN      []byte // Mastercard: data authentication code after SDA, else the first 2 bytes of the ICC dynamic number
	Counters      []byte // Mastercard's and CCD's counters, else nil
	LastOnlineATC []byte // Mastercard's M/Chip Advance: transaction counter of the last online transaction, 2 bytes, else nil
	Discretionary []byte // issuer discretionary data, without its length byte
	Rest          []byte // what stands behind all of these, nil for nothing
}

// ParseIAD recognises issuer application data by its shape and takes it apart;
// it reports false for any other. The shapes are those of
//
//   - CCD format code A: 32 bytes, 0F, A5 or A6, key index, 5 bytes of card
//     verification results, 8 of counters, 0F, 15 bytes: EMV 4.4 B3 C9.2;
//   - Visa format 0, 1 and 3: 06, key index, version, 4 bytes of results which
//     begin with 03, then discretionary data behind its length;
//   - Visa format 2 and 4: 32 bytes, 1F, version, key index, 5 bytes of
//     results, the rest discretionary;
//   - Interac: 22 bytes, 15, key index, 85;
//   - Mastercard: key index, version 10 to 1F, 6 bytes of results, 2 of data
//     authentication code or ICC dynamic number, then 8 or 16 bytes of
//     counters, and perhaps 2 of the last online ATC; 18, 20, 26 or 28 bytes in
//     all, or 8 without what follows the results.
//
// Nothing in the data names its payment system, so that a host which knows the
// AID should trust the shape only for the system that the AID names. American
// Express shares Visa's first shape.
func ParseIAD(b []byte) (IAD, bool) {
	for _, c := range [...]CVN{CCD5, VisaCVN22, VisaCVN10, InteracCVN133, MastercardCVN16} {
		if iad, ok := c.ParseIAD(b); ok {
			return iad, true
		}
	}
	return IAD{}, false
}

// ParseIAD is the function [ParseIAD] for a host that knows the payment system: it takes issuer application data apart in
// the shape of c's alone, with the version that the data names, and reports false for any other.
func (c CVN) ParseIAD(b []byte) (IAD, bool) {
	iad, ok := c.layout(b)
	if ok {
		iad.CVN = version(c.family(), iad.Version)
	}
	return iad, ok
}

// family is the version that stands for all with the same shape.
func (c CVN) family() CVN {
	switch c {
	case CCD6:
		return CCD5
	case VisaCVN17, VisaCVN18:
		return VisaCVN10
	case MastercardCVN17, MastercardCVN20, MastercardCVN21:
		return MastercardCVN16
	}
	return c
}

// FindCVN returns the cryptogram version that issuer application data names by
// its shape and version byte, false if it names none that this package serves:
// see [ParseIAD] for what the shape can and cannot tell.
func FindCVN(b []byte) (CVN, bool) {
	iad, ok := ParseIAD(b)
	return iad.CVN, ok && iad.CVN != 0
}

// version maps a version byte within a family of shapes.
func version(family CVN, v byte) CVN {
	switch {
	case family == CCD5 && v == 0xA5:
		return CCD5
	case family == CCD5 && v == 0xA6:
		return CCD6
	case family == VisaCVN22 && v == 0x22:
		return VisaCVN22
	case family == VisaCVN10 && v == 0x0A:
		return VisaCVN10
	case family == VisaCVN10 && v == 0x11:
		return VisaCVN17
	case family == VisaCVN10 && v == 0x12:
		return VisaCVN18
	case family == InteracCVN133:
		return InteracCVN133
	case family == MastercardCVN16 && v == 0x10:
		return MastercardCVN16
	case family == MastercardCVN16 && v == 0x11:
		return MastercardCVN17
	case family == MastercardCVN16 && v == 0x14:
		return MastercardCVN20
	case family == MastercardCVN16 && v == 0x15:
		return MastercardCVN21
	}
	return 0
}

// layout takes b apart in the shape of c's family.
func (c CVN) layout(b []byte) (IAD, bool) {
	switch c {
	case CCD5, CCD6:
		return ccd(b)
	case VisaCVN10, VisaCVN17, VisaCVN18:
		return visa(b)
	case VisaCVN22:
		return visa2(b)
	case InteracCVN133:
		return interac(b)
	}
	return mastercard(b)
}

// EMV 4.4 B3 C9.2
func ccd(b []byte) (IAD, bool) {
	if len(b) != 32 || b[0] != 0x0F || b[1]>>4 != 0xA || b[16] != 0x0F { // EMV 4.4 B3 C9
		return IAD{}, false
	}
	return IAD{Version: b[1], DKI: b[2], CVR: b[3:8], Counters: b[8:16], Discretionary: b[17:]}, true
}

func visa(b []byte) (IAD, bool) {
	if len(b) < 7 || b[0] != 6 || b[3] != 3 {
		return IAD{}, false
	}
	iad := IAD{Version: b[2], DKI: b[1], CVR: b[3:7]}
	if len(b) > 7 {
		if int(b[7]) > len(b)-8 {
			return IAD{}, false
		}
		end := 8 + int(b[7])
		iad.Discretionary, iad.Rest = b[8:end], behind(b, end)
	}
	return iad, true
}

func visa2(b []byte) (IAD, bool) {
	if len(b) != 32 || b[0] != 0x1F {
		return IAD{}, false
	}
	return IAD{Version: b[1], DKI: b[2], CVR: b[3:8], Discretionary: b[8:]}, true
}

func interac(b []byte) (IAD, bool) {
	if len(b) != 22 || b[0] != 0x15 || b[2] != 0x85 {
		return IAD{}, false
	}
	return IAD{Version: b[2], DKI: b[1], CVR: b[3:8], Discretionary: b[8:]}, true
}

func mastercard(b []byte) (IAD, bool) {
	switch len(b) {
	case 8, 18, 20, 26, 28:
	default:
		return IAD{}, false
	}
	if b[1]>>4 != 1 {
		return IAD{}, false
	}
	iad := IAD{Version: b[1], DKI: b[0], CVR: b[2:8]}
	if n := len(b); n >= 18 {
		end := 10 + (n-10)/8*8
		iad.DACOrIDN = b[8:10]
		iad.Counters, iad.LastOnlineATC = b[10:end], behind(b, end)
	}
	return iad, true
}

// behind is what of b stands from end on, nil for nothing.
func behind(b []byte, end int) []byte {
	if end == len(b) {
		return nil
	}
	return b[end:]
}
