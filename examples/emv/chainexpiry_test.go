package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

// A certificate that is refused for its date is told with it and with the day that it was compared with: with the day of the command line, of the header or of the
// transaction.
//
// EMV 4.4 B2 6.3, 6.4
func TestChainTellsWhenACertificateExpired(t *testing.T) {
	for _, c := range []struct{ talk, date, says string }{
		{"mhn_msc_offline", "2030-01-01", "issuer certificate: expired on 2030-01-01, good until 2020-12-31 [EMV 4.4 B2 6.3 step 9]"},
		{"mhn_msc_offline", "2021-01-01", "issuer certificate: expired on 2021-01-01, good until 2020-12-31 ["},
		{"mhn_msc_offline", "2020-12-31", "ok  CDA signature"},
		{"mhn_msc_online", "2026-01-01", "ICC certificate: expired on 2026-01-01, good until 2025-12-31 [EMV 4.4 B2 6.4 step 9]"},
	} {
		b, err := testvectors.Conversation(c.talk)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "c.txt")
		if err := os.WriteFile(file, b, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, form := range []string{"", "-json"} {
			_, out, _ := emv("", strings.Fields("oda -date "+c.date+" "+form+" "+file)...)
			if says, _, _ := strings.Cut(c.says, " ["); form == "" && !strings.Contains(out, c.says) || form != "" && c.says[:2] != "ok" && !strings.Contains(out, says) {
				t.Errorf("%s, %s: %s", c.talk, c.date, out)
			}
		}
	}
}

// The date stands where the books and UnionPay's certificates have it, by family; one that is no date is told as that.
//
// EMV 4.4 B2 6.3, 6.4, 7.1, 12.3, 12.4
func TestWhereCertificatesHaveTheirDate(t *testing.T) {
	const (
		issuer = "02 54133300 1399 000001"
		icc    = "04 5413330089020011FFFF 1229 000002"
		ecc    = "12 00 5413330089 10 20291231 000001"
		curve  = "14 00 10 202912312359 000000000002"
	)
	for _, c := range []struct {
		reason oda.Reason
		name   string
		tag    tlv.Tag
		has    string
		clear  bool
		says   string
	}{
		{oda.IssuerExpired, "issuer certificate (90)", 0x90, issuer, false, "issuer certificate: its date of expiry, 1399, is none"},
		{oda.ICCExpired, "card certificate (9F46)", 0x9F46, icc, false, "ICC certificate: expired on 2030-01-02, good until 2029-12-31"},
		{oda.PINExpired, "PIN encipherment certificate (9F2D)", 0x9F2D, icc, false, "ICC PIN encipherment certificate: expired on 2030-01-02, good until 2029-12-31"},
		{oda.SM2IssuerExpired, "issuer certificate (90)", 0x90, "12 62280000 0228 000001", true, "SM2 issuer certificate: expired on 2030-01-02, good until 2028-02-29"},
		{oda.SM2ICCExpired, "card certificate (9F46)", 0x9F46, "14 6228000000000013FFFF 1149 000002", true, "SM2 ICC certificate: expired on 2030-01-02, good until 2049-11-30"},
		{oda.ECCIssuerExpired, "issuer certificate (90)", 0x90, ecc, true, "ECC issuer certificate: expired on 2030-01-02, good until 2029-12-31"},
		{oda.ECCICCExpired, "card certificate (9F46)", 0x9F46, curve, true, "ECC ICC certificate: expired on 2030-01-02, good until 2029-12-31 23:59"},
		{oda.ECCICCExpired, "PIN encipherment certificate (9F2D)", 0x9F2D, strings.Replace(curve, "2359", "2460", 1), true, "ECC ICC certificate: its date of expiry, 202912312460, is none"},
		{oda.ECCICCExpired, "card certificate (9F46)", 0x9F46, "140010", true, oda.ECCICCExpired.String()},
		{oda.ICCExpired, "card certificate (9F46) (exchange 9)", 0x9F46, "", false, oda.ICCExpired.String()},
	} {
		has := unhex(strings.ReplaceAll(c.has, " ", ""))
		s, ch := &said{data: map[tlv.Tag][]byte{}}, chain{Links: []link{{Name: c.name, Result: c.reason.String(), reason: c.reason}}}
		if c.clear {
			s.data[c.tag] = has
		} else {
			ch.Links[0].message = has
		}
		if s.expired(&ch, [3]byte{0x30, 0x01, 0x02}); ch.last().Result != c.says {
			t.Errorf("%s, %s: %s", c.reason, c.has, ch.last().Result)
		}
	}
}
