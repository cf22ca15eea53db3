package oda_test

import (
	"bytes"
	"encoding/hex"
	"slices"
	"testing"

	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/testvectors/sweep"
)

// covered are the inputs of a vector no byte of which may change unnoticed, with the reasons that may follow, by the
// end of their words: what follows the colon. An input without reasons may lead to any.
var covered = map[string]map[string][]string{
	"issuer certificate": {"certificate": block, "remainder": hash, "key exponent": hash, "modulus": key, "exponent": exponent},
	"ICC certificate":    {"certificate": block, "remainder": hash, "key exponent": hash, "static data": hash, "pan": {"PAN in the certificate is not the PAN read"}, "modulus": key, "exponent": exponent},
	"SDA":                {"signature": block, "static data": hash, "modulus": key, "exponent": exponent},
	"DDA":                {"signature": block, "terminal dynamic data": hash, "modulus": key, "exponent": exponent},
	"fDDA":               {"signature": block, "unpredictable number": hash, "amount": hash, "currency": hash, "card authentication related data": append(slices.Clone(hash), "fDDA version other than 01"), "modulus": key, "exponent": exponent},
	"CDA":                {"signature": block, "unpredictable number": hash, "cid": {"CID signed is not the CID in the response"}, "transaction data": {"Transaction Data Hash Code differs"}, "modulus": key, "exponent": exponent},

	"ECC CA certificate":     {"certificate": nil},
	"ECC issuer certificate": {"certificate": nil, "point": {"the coordinates are not a point of the curve"}, "rid": {"signed under another RID or key index"}, "index": {"signed under another RID or key index"}},
	"EC-SDSA":                {"signature": {"mismatch", "range"}, "message": {"mismatch"}, "point": {"point"}},
}

var (
	hash  = []string{"hash differs", "hash differs: certificate, remainder, exponent or static data"}
	block = append([]string{"trailer is not BC", "header is not 6A", "certificate format is not 02", "certificate format is not 04", "certificate, as a number, is not below the modulus", "as a number, not below the modulus"}, hash...)
	key   = append([]string{"modulus empty, too short or long for its use, even, or its leftmost bit not 1"}, block...)

	exponent = append([]string{"exponent neither 3 nor 65537"}, block...)
)

// Every change of a single byte of a verified vector is refused, for a reason that fits what changed. Without -short
// each byte is changed in each single bit.
//
// EMV 4.4 B2 A2.1.3, A2.2.3
func TestEveryByteChanged(t *testing.T) {
	n, tried := 0, 0
	for _, v := range vectors(t) {
		fields := covered[v.Kind]
		if v.Reason != "ok" || fields == nil {
			continue
		}
		for field, reasons := range fields {
			original := v.Bytes(field)
			for bit := range 8 * len(original) {
				if n++; !sweep.Sample(n, 100) || heavy(v) && bit%8 != bit/8%8 {
					continue
				}
				tried++
				b := bytes.Clone(original)
				b[bit/8] ^= 1 << (bit % 8)
				reason, _ := run(v.Twin(testvectors.ODATwin{Change: field, To: hex.EncodeToString(b)}))
				if reason == "ok" || reasons != nil && !slices.Contains(reasons, tail(reason)) {
					t.Errorf("%s %s, %s, bit %d changed: %q", v.Kind, v.Name, field, bit, reason)
				}
			}
		}
	}
	if tried < 1000 && sweep.Deep() != sweep.Few {
		t.Errorf("%d changes tried", tried)
	}
}

// heavy says that one bit of each byte is enough: P-521 and the exponent 65537 take their time.
func heavy(v testvectors.ODAVector) bool {
	return v.Inputs["suite"] != "" || v.Kind == "ECC CA certificate" || v.Inputs["exponent"] != "03"
}

// tail is what stands behind the first colon.
func tail(reason string) string {
	if _, after, ok := bytes.Cut([]byte(reason), []byte(": ")); ok {
		return string(after)
	}
	return reason
}
