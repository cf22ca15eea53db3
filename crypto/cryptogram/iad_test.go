package cryptogram_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/tlv"
)

// TestParseIAD takes apart issuer application data of published conversations
// and messages.
func TestParseIAD(t *testing.T) {
	rows := []struct {
		iad           string
		known         bool
		cvn           cryptogram.CVN
		version, dki  byte
		cvr, counters string
	}{
		{"06010A03A4B8000F112233445566778899AABBCCDDEEFF", true, cryptogram.VisaCVN10, 0x0A, 1, "03A4B800", ""},
		{"06010A0364BC00", true, cryptogram.VisaCVN10, 0x0A, 1, "0364BC00", ""},
		{"06011103900000", true, cryptogram.VisaCVN17, 0x11, 1, "03900000", ""},
		{"06011203A0B800", true, cryptogram.VisaCVN18, 0x12, 1, "03A0B800", ""},
		{"06001203A08003", true, cryptogram.VisaCVN18, 0x12, 0, "03A08003", ""},
		{"06011203A0A8030F04000000000000000000004E3B6B9A", true, cryptogram.VisaCVN18, 0x12, 1, "03A0A803", ""},
		{"06010C03A00000", true, 0, 0x0C, 1, "03A00000", ""}, // issuer's own version
		{"1F220103A0000000000000000000000000000000000000000000000000000000", true, cryptogram.VisaCVN22, 0x22, 1, "03A0000000", ""},
		{"1F4301AAAAAAAA00001122334404585600000000000000000000000000000000", true, 0, 0x43, 1, "AAAAAAAA00", ""},
		{"0110A00009248400000000000000000029FF", true, cryptogram.MastercardCVN16, 0x10, 1, "A00009248400", "00000000000029FF"},
		{"0111A00009248400000000000000000029FF", true, cryptogram.MastercardCVN17, 0x11, 1, "A00009248400", "00000000000029FF"},
		{"0014A000002A0000000000000000000000FF", true, cryptogram.MastercardCVN20, 0x14, 0, "A000002A0000", "00000000000000FF"},
		{"0115A000002A0000000000000000000000FF", true, cryptogram.MastercardCVN21, 0x15, 1, "A000002A0000", "00000000000000FF"},
		{"0112A000002A0000000000000000000000FF", true, 0, 0x12, 1, "A000002A0000", "00000000000000FF"},
		{"2210904203A400000000000000024355FFFF00000000000000FF", true, cryptogram.MastercardCVN16, 0x10, 0x22, "904203A40000", "000000024355FFFF00000000000000FF"},
		{"1501850440B100000000B00000000000000000000000", true, cryptogram.InteracCVN133, 0x85, 1, "0440B10000", ""},
		{"0FA501A0000000000000000000000000" + "0F000000000000000000000000000000", true, cryptogram.CCD5, 0xA5, 1, "A000000000", "0000000000000000"}, // EMV 4.4 B3 C9.2
		{"0FA601A0000000000000000000000000" + "0F000000000000000000000000000000", true, cryptogram.CCD6, 0xA6, 1, "A000000000", "0000000000000000"}, // EMV 4.4 B3 C9.2
		{"0FA401A0000000000000000000000000" + "0F000000000000000000000000000000", true, 0, 0xA4, 1, "A000000000", "0000000000000000"},               // EMV 4.4 B3 C9.1
		{"0FA501A0000000000000000000000000" + "0E000000000000000000000000000000", false, 0, 0, 0, "", ""},                                           // EMV 4.4 B3 C9
		{"0EA501A0000000000000000000000000" + "0F000000000000000000000000000000", false, 0, 0, 0, "", ""},                                           // EMV 4.4 B3 C9
		{"0F9501A0000000000000000000000000" + "0F000000000000000000000000000000", false, 0, 0, 0, "", ""},                                           // EMV 4.4 B3 C9.1
		{"0FA501A00000000000000000000000000F0000000000000000000000000000", false, 0, 0, 0, "", ""},                                                  // EMV 4.4 B3 C9
		{"", false, 0, 0, 0, "", ""},
		{"06", false, 0, 0, 0, "", ""},
		{"06010A03A4B8", false, 0, 0, 0, "", ""},
		{"06010A04A4B800", false, 0, 0, 0, "", ""},
		{"06010A03A4B80005AABB", false, 0, 0, 0, "", ""}, // discretionary data cut off
		{"06010A03A4B80001", false, 0, 0, 0, "", ""},     // by one byte
		{"06010A03A4B80001AA", true, cryptogram.VisaCVN10, 0x0A, 1, "03A4B800", ""},
		{"06010A03A4B80000", true, cryptogram.VisaCVN10, 0x0A, 1, "03A4B800", ""},
		{"0700010103A0A00001", false, 0, 0, 0, "", ""},
		{"01010103A0000000", false, 0, 0, 0, "", ""},
	}
	for _, row := range rows {
		got, ok := cryptogram.ParseIAD(unhex(t, row.iad))
		if ok != row.known || got.CVN != row.cvn || got.Version != row.version || got.DKI != row.dki ||
			!bytes.Equal(got.CVR, unhex(t, row.cvr)) || !bytes.Equal(got.Counters, unhex(t, row.counters)) {
			t.Errorf("%s: %v %+v", row.iad, ok, got)
		}
		cvn, found := cryptogram.FindCVN(unhex(t, row.iad))
		if cvn != row.cvn || found != (row.cvn != 0) {
			t.Errorf("%s: found %v %v", row.iad, cvn, found)
		}
	}
}

// TestParseIADOfOne takes data apart in the shape of the one payment system that is known, though they have that of another too.
//
// EMV 4.4 B3 C9.2
func TestParseIADOfOne(t *testing.T) {
	const both = "06100A03A0B8000A0102030405060708090A" // 18 bytes: Visa's, and Mastercard's of key index 06
	for _, c := range []struct {
		as, names cryptogram.CVN
		iad, cvr  string // none: not of its shape
	}{
		{cryptogram.VisaCVN17, cryptogram.VisaCVN10, both, "03A0B800"},
		{cryptogram.MastercardCVN21, cryptogram.MastercardCVN16, both, "0A03A0B8000A"},
		{cryptogram.InteracCVN133, 0, both, ""},
		{cryptogram.CCD6, cryptogram.CCD5, "0FA501A0000000000000000000000000" + "0F000000000000000000000000000000", "A000000000"},
	} {
		iad, ok := c.as.ParseIAD(unhex(t, c.iad))
		if got := fmt.Sprintf("%X", iad.CVR); ok != (c.cvr != "") || iad.CVN != c.names || got != c.cvr {
			t.Errorf("%s: %v, %s, %s", c.as, ok, iad.CVN, got)
		}
	}
}

// TestDataMissing leaves out and shortens every data object in turn.
func TestDataMissing(t *testing.T) {
	lengths := map[tlv.Tag]int{0x9F02: 6, 0x9F03: 6, 0x9F1A: 2, 0x95: 5, 0x5F2A: 2, 0x9A: 3, 0x9C: 1, 0x9F37: 4, 0x82: 2, 0x9F36: 2, 0x9F10: 7}
	iad := unhex(t, "06010A03A4B800")
	for tag, n := range lengths {
		for _, size := range []int{0, n - 1, n + 1} {
			get := func(asked tlv.Tag) []byte {
				b := make([]byte, lengths[asked])
				if asked == 0x9F10 {
					b = iad
				}
				if asked == tag {
					return append(bytes.Clone(b), 0)[:size]
				}
				return b
			}
			_, err := cryptogram.VisaCVN10.ApplicationCryptogram(key(t, cryptogram.TDES, counting(16)...), get)
			var fault *cryptogram.DataError
			legal := tag == 0x9F10 && size == 8 // a length of discretionary data, 0
			if errors.As(err, &fault) == legal || !legal && (fault.Tag != tag || fault.Got != size) {
				t.Errorf("%v of %d bytes: %v", tag, size, err) // EMV 4.4 B2 8.1.1
			}
		}
	}
}

// What stands behind the counters of Mastercard's data is the last online ATC; what stands behind all that Visa's length has is left over.
func TestEndOfIssuerData(t *testing.T) {
	for _, c := range []struct{ iad, last, rest string }{
		{"0114000100000000000000E0DB2E438900FF0102", "0102", ""},
		{"0115A0400924C1D2A1A2010203040506070811121314151617180304", "0304", ""},
		{"0115A0400924C1D2A1A201020304050607081112131415161718", "", ""},
		{"0110A0400924C1D2A1A20102030405060708", "", ""},
		{"0110A0400924C1D2", "", ""},
		{"06010A03A000000A0100000000001122334455", "", "55"},
		{"06010A03A000000A01000000000011223344", "", ""},
		{"06010A03A0000000AABB", "", "AABB"},
		{"06010A03A00000", "", ""},
	} {
		got, ok := cryptogram.ParseIAD(unhex(t, c.iad))
		if !ok || !bytes.Equal(got.LastOnlineATC, unhex(t, c.last)) || !bytes.Equal(got.Rest, unhex(t, c.rest)) {
			t.Errorf("%s: %v %X, %X", c.iad, ok, got.LastOnlineATC, got.Rest)
		}
	}
}
