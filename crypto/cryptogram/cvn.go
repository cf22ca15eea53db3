package cryptogram

import (
	"fmt"

	"github.com/emvgo/emv/crypto/mac"
	"github.com/emvgo/emv/tlv"
)

// CVN is a cryptogram version of one payment system: how keys are derived, what
// the application cryptogram covers, how the issuer answers. 0 is none.
type CVN uint8

const (
	VisaCVN10       CVN = iota + 1 // Visa 0A: master key, card verification results
	VisaCVN17                      // Visa 11: contactless, four values
	VisaCVN18                      // Visa 12: common session key, whole issuer application data
	VisaCVN22                      // Visa 22: as 18, with issuer application data format 2 and common script keys
	MastercardCVN16                // Mastercard 10: Mastercard session key
	MastercardCVN17                // Mastercard 11: as 16, with counters
	MastercardCVN20                // Mastercard 14: common session key
	MastercardCVN21                // Mastercard 15: as 20, with counters
	InteracCVN133                  // Interac 85: Mastercard session key, whole issuer application data
	CCD5                           // common core definitions A5: TDES
	CCD6                           // common core definitions A6: AES
	numCVN
)

// Coverage says which part of the issuer application data (tag 9F10) the
// application cryptogram covers behind the terminal's and the card's values.
type Coverage uint8

const (
	CoverCVR         Coverage = iota + 1 // the card verification results
	CoverCVRByte2                        // byte 5 of the data, the second of the card verification results
	CoverCVRCounters                     // card verification results and counters
	CoverAll                             // all of it
)

// ScriptLayout says how issuer script commands are secured.
type ScriptLayout uint8

const (
	// Format2Transaction is secure messaging format 2 whose MAC covers the
	// header, the ATC, the application cryptogram and the data.
	Format2Transaction ScriptLayout = iota + 1
	// Format2Plain is secure messaging format 2 whose MAC covers header and data.
	Format2Plain
	// Format1Chained is secure messaging format 1 (TLV), MACs chained.
	Format1Chained
)

// Encipherment says how script data is padded and enciphered.
type Encipherment uint8

const (
	// LengthECB puts the data's length before it, pads to whole blocks (80 and
	// zeros, only where needed) and uses ECB: Visa.
	LengthECB Encipherment = iota + 1
	// PadIfNeededCBC pads only data that is not whole blocks and uses CBC: Mastercard.
	PadIfNeededCBC
	// PadAlwaysCBC always pads and uses CBC: EMV and the common core definitions.
	PadAlwaysCBC
)

// Scheme holds the parameters of a cryptogram version.
type Scheme struct {
	Name          string
	Algorithm     Algorithm
	Master        Option        // of the ICC master keys, unless the issuer chose another
	Session       SessionMethod // of the application cryptogram's key
	ARPCKey       SessionMethod // of the ARPC's key
	ScriptKey     SessionMethod // of the script keys
	ARPCMethod    int           // 1 or 2
	Padding       mac.Padding   // of the application cryptogram
	Covers        Coverage
	Script        ScriptLayout
	Encipherment  Encipherment
	ScriptMACSize int // of the MACs that Script writes, in bytes
}

// schemes is the table of cryptogram versions. Only the last two rows are in
// EMV's books (EMV 4.4 B2 8, 9, EMV 4.4 B3 C9); the others follow from
// published vectors. Those of Mastercard's versions have no PAN of more than 16
// digits, where options A and B part: there the row says A.
var schemes = [numCVN]Scheme{
	VisaCVN10:       {"Visa CVN 10", TDES, OptionA, NoSession, NoSession, VisaSession, 1, mac.Padding1, CoverCVR, Format2Transaction, LengthECB, 8},
	VisaCVN17:       {"Visa CVN 17", TDES, OptionA, NoSession, NoSession, VisaSession, 1, mac.Padding1, CoverCVRByte2, Format2Transaction, LengthECB, 8},
	VisaCVN18:       {"Visa CVN 18", TDES, OptionB, CommonSession, CommonSession, VisaSession, 2, mac.Padding2, CoverAll, Format2Transaction, LengthECB, 8},
	VisaCVN22:       {"Visa CVN 22", TDES, OptionB, CommonSession, CommonSession, CommonSession, 2, mac.Padding2, CoverAll, Format2Transaction, LengthECB, 8},
	MastercardCVN16: {"Mastercard CVN 16", TDES, OptionA, MastercardSession, NoSession, CommonSession, 1, mac.Padding2, CoverCVR, Format2Transaction, PadIfNeededCBC, 8},
	MastercardCVN17: {"Mastercard CVN 17", TDES, OptionA, MastercardSession, NoSession, CommonSession, 1, mac.Padding2, CoverCVRCounters, Format2Transaction, PadIfNeededCBC, 8},
	MastercardCVN20: {"Mastercard CVN 20", TDES, OptionA, CommonSession, CommonSession, CommonSession, 1, mac.Padding2, CoverCVR, Format2Transaction, PadIfNeededCBC, 8},
	MastercardCVN21: {"Mastercard CVN 21", TDES, OptionA, CommonSession, CommonSession, CommonSession, 1, mac.Padding2, CoverCVRCounters, Format2Transaction, PadIfNeededCBC, 8},
	InteracCVN133:   {"Interac CVN 133", TDES, OptionA, MastercardSession, MastercardSession, CommonSession, 1, mac.Padding2, CoverAll, Format2Plain, PadIfNeededCBC, 8},
	CCD5:            {"CCD version 5", TDES, OptionB, CommonSession, CommonSession, CommonSession, 2, mac.Padding2, CoverAll, Format1Chained, PadAlwaysCBC, 4},
	CCD6:            {"CCD version 6", AES, OptionC, CommonSession, CommonSession, CommonSession, 2, mac.Padding2, CoverAll, Format1Chained, PadAlwaysCBC, 4},
}

// Scheme returns the parameters of c, false if c is none of the constants.
func (c CVN) Scheme() (Scheme, bool) {
	if c == 0 || c >= numCVN {
		return Scheme{}, false
	}
	return schemes[c], true
}

// String names the payment system and the version.
func (c CVN) String() string {
	if s, ok := c.Scheme(); ok {
		return s.Name
	}
	return fmt.Sprintf("CVN(%d)", uint8(c))
}

// SessionKey derives the key of the application cryptogram from the ICC master
// key; un is the unpredictable number of the first GENERATE AC, which only
// Mastercard's derivation reads.
//
// EMV 4.4 B2 A1.3
func (c CVN) SessionKey(mk Key, atc [2]byte, un [4]byte) (Key, error) {
	s, ok := c.Scheme()
	if !ok {
		return Key{}, ErrCVN
	}
	return s.derive(s.Session, mk, atc, un, nil)
}

// ARPCKey derives the key of the ARPC from the ICC master key for application
// cryptograms. It differs from SessionKey for Mastercard CVN 16 and 17.
func (c CVN) ARPCKey(mk Key, atc [2]byte, un [4]byte) (Key, error) {
	s, ok := c.Scheme()
	if !ok {
		return Key{}, ErrCVN
	}
	return s.derive(s.ARPCKey, mk, atc, un, nil)
}

// ScriptKey derives a script key (MAC or encipherment) from the ICC master key
// of that purpose; ac is the application cryptogram of the first GENERATE AC.
//
// EMV 4.4 B2 9.2.2, 9.3.2
func (c CVN) ScriptKey(mk Key, atc [2]byte, ac [8]byte) (Key, error) {
	s, ok := c.Scheme()
	if !ok {
		return Key{}, ErrCVN
	}
	return s.derive(s.ScriptKey, mk, atc, [4]byte{}, ac[:])
}

// derive applies a method. r, if given, is the diversification value of the
// common method, else it is the ATC.
func (s Scheme) derive(m SessionMethod, mk Key, atc [2]byte, un [4]byte, r []byte) (Key, error) {
	if mk.Algorithm() != s.Algorithm {
		return Key{}, ErrAlgorithm
	}
	switch m {
	case CommonSession:
		if r == nil {
			r = atc[:]
		}
		return CommonSessionKey(mk, r)
	case MastercardSession:
		return MastercardSessionKey(mk, atc, un)
	case VisaSession:
		return VisaSessionKey(mk, atc)
	case NoSession:
		if mk.Len() == 0 {
			return Key{}, ErrKey
		}
		return NewKey(mk.Algorithm(), mk.secret().bytes[:mk.secret().n])
	}
	return Key{}, ErrCVN
}

// A part is one value that an application cryptogram covers.
type part struct {
	tag tlv.Tag
	n   int // length in bytes
}

// usual is the recommended set in its order, as all versions but Visa CVN 17
// use it.
//
// EMV 4.4 B2 8.1.1
var usual = []part{
	{0x9F02, 6}, // Amount, Authorised
	{0x9F03, 6}, // Amount, Other
	{0x9F1A, 2}, // Terminal Country Code
	{0x95, 5},   // Terminal Verification Results
	{0x5F2A, 2}, // Transaction Currency Code
	{0x9A, 3},   // Transaction Date
	{0x9C, 1},   // Transaction Type
	{0x9F37, 4}, // Unpredictable Number
	{0x82, 2},   // Application Interchange Profile
	{0x9F36, 2}, // Application Transaction Counter
}

// contactless is the short set of Visa CVN 17.
var contactless = []part{
	{0x9F02, 6}, // Amount, Authorised
	{0x9F37, 4}, // Unpredictable Number
	{0x9F36, 2}, // Application Transaction Counter
}

// DataError says that a value for the cryptogram is absent or of a wrong length.
type DataError struct {
	Tag  tlv.Tag
	Want int // bytes; 0: by the format
	Got  int // bytes; 0: absent
}

func (e *DataError) Error() string {
	if e.Want == 0 {
		return fmt.Sprintf("cryptogram: data object %v of %d bytes is not in the version's format", e.Tag, e.Got)
	}
	return fmt.Sprintf("cryptogram: data object %v has %d bytes, want %d", e.Tag, e.Got, e.Want)
}

// Data appends to dst the bytes that the application cryptogram covers. get
// returns the value of a tag as the card received or sent it, nil if there is
// none: 9F02, 9F03, 9F1A, 95, 5F2A, 9A, 9C, 9F37, 82, 9F36 and 9F10 (9F02,
// 9F37, 9F36 and 9F10 for Visa CVN 17). The error is ErrCVN or a *DataError.
//
// EMV 4.4 B2 8.1.1
func (c CVN) Data(dst []byte, get func(tlv.Tag) []byte) ([]byte, error) {
	s, ok := c.Scheme()
	if !ok {
		return nil, ErrCVN
	}
	parts := usual
	if c == VisaCVN17 {
		parts = contactless
	}
	for _, p := range parts {
		v := get(p.tag)
		if len(v) != p.n { // EMV 4.4 B2 8.1.1
			return nil, &DataError{p.tag, p.n, len(v)}
		}
		dst = append(dst, v...) // EMV 4.4 B2 8.1.1
	}
	raw := get(0x9F10)        // Issuer Application Data
	if s.Covers == CoverAll { // EMV 4.4 B2 8.1.1
		if len(raw) == 0 || len(raw) > 32 {
			return nil, &DataError{0x9F10, 0, len(raw)}
		}
		return append(dst, raw...), nil
	}
	iad, ok := c.layout(raw)
	if !ok {
		return nil, &DataError{0x9F10, 0, len(raw)}
	}
	switch s.Covers {
	case CoverCVRByte2:
		dst = append(dst, iad.CVR[1])
	case CoverCVRCounters:
		dst = append(append(dst, iad.CVR...), iad.Counters...)
	default:
		dst = append(dst, iad.CVR...)
	}
	return dst, nil
}

// ApplicationCryptogram computes the application cryptogram from the ICC master
// key: session key, data and MAC in one. get is as for Data; the ATC and the
// unpredictable number of the session key are its 9F36 and 9F37.
//
// EMV 4.4 B2 8.1.2
func (c CVN) ApplicationCryptogram(mk Key, get func(tlv.Tag) []byte) (ac [8]byte, err error) {
	var room [96]byte
	data, err := c.Data(room[:0], get)
	if err != nil {
		return ac, err
	}
	sk, err := c.SessionKey(mk, [2]byte(get(0x9F36)), [4]byte(get(0x9F37)))
	if err != nil {
		return ac, err
	}
	defer sk.Wipe()
	return AC(c, sk, data)
}
