package cryptogram_test

import (
	"bytes"
	"testing"

	"github.com/emvgo/emv/crypto/cryptogram"
	"github.com/emvgo/emv/tlv"
)

// TestICVV: the textbook's card, whose CVV is 561; its iCVV is OpenSSL's.
func TestICVV(t *testing.T) {
	cvk := key(t, cryptogram.TDES, unhex(t, "0123456789ABCDEFFEDCBA9876543210")...)
	cvv, err := cryptogram.CVV(cvk, "4123456789012345", "8701", "101")
	if err != nil || cvv != "561" {
		t.Errorf("CVV %s (%v)", cvv, err)
	}
	icvv, err := cryptogram.ICVV(cvk, "4123456789012345", "8701")
	if err != nil || icvv != "651" {
		t.Errorf("iCVV %s (%v)", icvv, err)
	}
}

// TestHostRefuses: what CVV and dCVV do not take.
func TestHostRefuses(t *testing.T) {
	tdes, aes := key(t, cryptogram.TDES, counting(16)...), key(t, cryptogram.AES, counting(16)...)
	for _, row := range []struct {
		k                    cryptogram.Key
		pan, expiry, service string
		cvv, dcvv            error
	}{
		{tdes, "4123456789012345", "8701", "101", nil, nil},
		{tdes, "412", "8701", "101", nil, cryptogram.ErrPAN},
		{tdes, "412F", "8701", "101", nil, cryptogram.ErrPAN},
		{tdes, "41A3", "8701", "101", cryptogram.ErrPAN, cryptogram.ErrPAN},
		{tdes, "4123456789012345", "870", "101", cryptogram.ErrDigits, cryptogram.ErrDigits},
		{tdes, "4123456789012345", "8701", "1O1", cryptogram.ErrDigits, cryptogram.ErrDigits},
		{aes, "4123456789012345", "8701", "101", cryptogram.ErrAlgorithm, cryptogram.ErrAlgorithm},
	} {
		if _, err := cryptogram.CVV(row.k, row.pan, row.expiry, row.service); err != row.cvv {
			t.Errorf("CVV %s %s %s: %v", row.pan, row.expiry, row.service, err)
		}
		if _, err := cryptogram.DCVV(row.k, row.pan, row.expiry, row.service, [2]byte{}); err != row.dcvv {
			t.Errorf("dCVV %s %s %s: %v", row.pan, row.expiry, row.service, err)
		}
	}
	if _, err := cryptogram.IVCVC3(aes, nil); err != cryptogram.ErrAlgorithm {
		t.Error(err)
	}
	if _, err := cryptogram.CVC3(aes, [2]byte{}, [4]byte{}, [2]byte{}); err != cryptogram.ErrAlgorithm {
		t.Error(err)
	}
	if _, err := cryptogram.PVV(aes, "4123456789012345", 1, "1234"); err != cryptogram.ErrAlgorithm {
		t.Error(err)
	}
}

// TestReveal: what is revealed is a copy.
func TestReveal(t *testing.T) {
	k := key(t, cryptogram.AES, counting(16)...)
	clear(k.Reveal())
	if !bytes.Equal(k.Reveal(), counting(16)) {
		t.Error("a revealed key shares its bytes")
	}
	k.Wipe()
	if k.Reveal() != nil || (cryptogram.Key{}).Reveal() != nil {
		t.Error("no key, and yet bytes")
	}
}

// TestWords: names of constants, and errors that name their tag.
func TestWords(t *testing.T) {
	_, absent := cryptogram.VisaCVN10.Data(nil, func(tlv.Tag) []byte { return nil })
	_, shape := cryptogram.VisaCVN10.Data(nil, func(tag tlv.Tag) []byte {
		n, known := map[tlv.Tag]int{0x9F02: 6, 0x9F03: 6, 0x95: 5, 0x9A: 3, 0x9C: 1, 0x9F37: 4}[tag]
		if !known {
			n = 2
		}
		return make([]byte, n)
	})
	for _, row := range []struct{ got, want string }{
		{absent.Error(), "cryptogram: data object 9F02 has 0 bytes, want 6"}, // EMV 4.4 B2 8.1.1
		{shape.Error(), "cryptogram: data object 9F10 of 2 bytes is not in the version's format"},
		{cryptogram.OptionA.String(), "option A"},
		{cryptogram.OptionB.String(), "option B"},
		{cryptogram.OptionC.String(), "option C"},
		{cryptogram.Option(0).String(), "no option"},
		{cryptogram.NoSession.String(), "master key itself"},
		{cryptogram.CommonSession.String(), "common session key derivation"},
		{cryptogram.MastercardSession.String(), "Mastercard session key derivation"},
		{cryptogram.VisaSession.String(), "Visa script session key"},
		{cryptogram.SessionMethod(0).String(), "no method"},
		{cryptogram.AES.String(), "AES"},
		{cryptogram.Algorithm(0).String(), "no algorithm"},
		{cryptogram.CCD5.String(), "CCD version 5"},
		{cryptogram.CVN(0).String(), "CVN(0)"},
		{cryptogram.Key{}.GoString(), "no key"},
	} {
		if row.got != row.want {
			t.Errorf("%q, want %q", row.got, row.want)
		}
	}
}
