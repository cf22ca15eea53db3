package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
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
		{"mhn_msc_offline", "2030-01-01", "issuer certificate: expired: good until 2020-12-31, checked for 2030-01-01 [EMV 4.4 B2 6.3 step 9]"},
		{"mhn_msc_offline", "2021-01-01", "issuer certificate: expired: good until 2020-12-31, checked for 2021-01-01 ["},
		{"mhn_msc_offline", "2020-12-31", "ok  CDA signature"},
		{"mhn_msc_online", "2026-01-01", "ICC certificate: expired: good until 2025-12-31, checked for 2026-01-01 [EMV 4.4 B2 6.4 step 9]"},
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

// An issuer's certificate that is on the revocation list of the header's configuration, of -config or of -keys does not verify, and the entry is named, as the
// kernel refuses it; one of which index or serial number is another does.
//
// EMV 4.4 B2 6.3 step 10, 12.3 step 7
func TestRevokedIssuerCertificates(t *testing.T) {
	for _, c := range []struct{ card, config, rid, index, says string }{
		{"full", "default", "A000000004", "C1", "issuer certificate: "},
		{"xda", "xda", "A000000004", "C3", "ECC issuer certificate: "},
		{"pboc-sm", "unionpay", "A000000333", "C5", "SM2 issuer certificate: "},
		{"visa-offline -interface contactless", "tap", "A000000003", "C1", "issuer certificate: "},
	} {
		const serial = "000001"
		entry := "on the revocation list: RID " + c.rid + ", index " + c.index + ", serial " + serial
		named := string(recordedTalk(t, "-card "+c.card+" -config "+c.config))
		for _, revoked := range [][2]string{{c.index, serial}, {c.index, "000002"}, {"C9", serial}} {
			dir, is := t.TempDir(), revoked == [2]string{c.index, serial}
			config := strings.Replace(read(t, "../../testvectors/config/"+c.config+".json"), `"caKeys": {`,
				fmt.Sprintf(`"caKeys": {"revoked": [{"rid": "%s", "index": "%s", "serial": "%s"}],`, c.rid, revoked[0], revoked[1]), 1)
			_, keys, _ := strings.Cut(config, `"caKeys": `)
			for name, text := range map[string]string{
				"own.json": config, "keys.json": keys[:strings.LastIndex(keys, "}")],
				"named.txt": named, "own.txt": strings.Replace(named, "config: "+c.config+"\n", "config: "+dir+"/own.json\n", 1),
			} {
				if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			for _, line := range []string{
				"oda own.txt", "oda -config own.json named.txt", "oda -keys keys.json named.txt", "decode -capk keys.json - < named.txt", "decode - < own.txt",
				"redact own.txt", "redact -config own.json named.txt", "redact -keys keys.json named.txt", "report -o page own.txt", "report -o page alone",
				"read -card " + c.card + " -config own.json", "read -card " + c.card + " -keys keys.json",
			} {
				if strings.HasPrefix(line, "read") && c.config == "unionpay" {
					continue // it is read without a word of SM2, and gives its RSA certificates
				}
				line = strings.Replace(line, " -interface contactless", "", 1)
				line, in, _ := strings.Cut(line, " < ")
				input := ""
				if in != "" {
					input = read(t, filepath.Join(dir, in))
				}
				if strings.HasSuffix(line, "alone") { // without its transaction nothing is replayed
					text := regexp.MustCompile(`(?m)^transaction: .*\n`).ReplaceAllString(read(t, dir+"/own.txt"), "")
					if err := os.WriteFile(dir+"/alone", []byte(text), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				args := strings.Fields(line)
				for i, a := range args {
					if strings.HasSuffix(a, ".txt") || strings.HasSuffix(a, ".json") || a == "page" || a == "alone" {
						args[i] = filepath.Join(dir, a)
					}
				}
				status, out, errw := emv(input, args...)
				says := c.says + entry
				if args[0] == "report" {
					out, says = read(t, dir+"/page"), ">"+entry
				}
				if strings.Contains(out+errw, says) != is || strings.HasPrefix(line, "oda") && (status == 1) != is {
					t.Errorf("%s, %v: %s: %d %s%s", c.card, revoked, line, status, out[max(len(out)-900, 0):], errw)
				}
			}
		}
	}
}

// A copy that is issued again has a certificate with a serial number of zeroes: the list counts for it too, in the replay as in the chain.
//
// EMV 4.4 B2 6.3 step 10
func TestRevokedCertificateOfACopy(t *testing.T) {
	copied, own := redactedText(t, string(recordedTalk(t, "-card full"))), filepath.Join(t.TempDir(), "own.json")
	for serial, revoked := range map[string]bool{"000000": true, "000001": false} {
		config := strings.Replace(read(t, "../../testvectors/config/default.json"), `"caKeys": {`,
			`"caKeys": {"revoked": [{"rid": "A000000004", "index": "C1", "serial": "`+serial+`"}],`, 1)
		if err := os.WriteFile(own, []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, command := range []string{"oda", "replay"} {
			if status, out, errw := emv(copied, command, "-config", own, "-"); (status == 1) != revoked || strings.Contains(out, "on the revocation list") != revoked {
				t.Errorf("%s, %s: %d %s%s", command, serial, status, out[max(len(out)-900, 0):], errw)
			}
		}
	}
}

// Of several keys with one index that counts under which the issuer's certificate gets furthest, also where it does not verify.
//
// EMV 4.4 B2 6.3
func TestOfKeysWithOneIndexTheOneThatSigned(t *testing.T) {
	for _, c := range []struct {
		without tlv.Tag
		date    [3]byte
		says    string // of the last link
	}{
		{0, [3]byte{0x26, 0x07, 0x01}, "verified"},
		{0, [3]byte{0x30, 0x01, 0x02}, "issuer certificate: expired: good until 2029-12-31, checked for 2030-01-02"},
		{0x9F32, [3]byte{0x26, 0x07, 0x01}, "9F32 (Issuer Public Key Exponent) is missing"},
	} {
		conv, right := forgedCard{aip: "2000", cid: "80", iad: "06011203A00000", format: 0x95, without: c.without}.talk(t)
		key, _ := right.Lookup([5]byte(unhex("A000000003")), 0x92)
		sets := []*capk.Set{right}
		for _, at := range []int{0, 1, len(key.Modulus) / 2} { // as long, and others: one is wrong from its first digits on
			other := *key
			other.Modulus = bytes.Clone(key.Modulus)
			other.Modulus[at] ^= 0x5A
			other.Checksum = other.Sum()
			set, err := capk.NewSet([]capk.Key{other})
			if err != nil {
				t.Fatal(err)
			}
			sets = append(sets, set)
		}
		for range sets {
			sets = append(sets[1:], sets[0])
			if ch := hear(conv)[0].verify(sets, c.date); ch.last().Result != c.says {
				t.Errorf("%+v: %s", c, ch.last().Result)
			}
		}
	}
}

// Where neither file nor command line names a day it is today's, and that is said, by oda and by decode.
func TestChainTellsThatTheDayIsTodays(t *testing.T) {
	b, err := testvectors.Conversation("mhn_visa_offline")
	if err != nil {
		t.Fatal(err)
	}
	dated := regexp.MustCompile(`(?m)^date: .*\n`)
	file := filepath.Join(t.TempDir(), "c.txt")
	if err := os.WriteFile(file, dated.ReplaceAll(b, nil), 0o600); err != nil {
		t.Fatal(err)
	}
	const until, why = "issuer certificate: expired: good until 2019-12-31, checked for ", ", as the file names no date"
	for _, c := range []struct {
		line, says string
		today      bool
	}{
		{"oda " + file, until + "today, 20", true},
		{"oda -json " + file, until + "today, 20", true},
		{"oda -date 2026-11-30 " + file, until + "2026-11-30", false},
	} {
		if status, out, errw := emv("", strings.Fields(c.line)...); status != 1 || !strings.Contains(out, c.says) || strings.Contains(out, why) != c.today {
			t.Errorf("%s: %d %s%s", c.line, status, out, errw)
		}
	}
	if _, out, errw := emv(string(dated.ReplaceAll(b, nil)), "decode", "-"); !strings.Contains(out, until+"today, 20") || !strings.Contains(out, why) {
		t.Errorf("%s%s", out, errw)
	}
}

// A date of zeroes in one list, as a reader fills it that makes no transaction, is none: the first that is a day counts, whatever list it was sent by.
//
// EMV 4.4 B4 6.7.3
func TestDateOfTheTransactionIsADay(t *testing.T) {
	b, err := testvectors.Conversation("mhn_msc_offline")
	if err != nil {
		t.Fatal(err)
	}
	for sent, day := range map[string]string{"000000": "190819", "999999": "190819", "190230": "190819", "200101": "200101"} {
		text := strings.NewReplacer("date: 190819\n", "", "6F3A8407", "6F3C8407", "A52F500A", "A531500A", "9F38069F5C089F4005", "9F38089F5C089A039F4002",
			"830D00000000000000006000F00001", "830D0000000000000000"+sent+"6000").Replace(string(b))
		if got := dateOf(parsed(t, text)); got != day {
			t.Errorf("%s: %s", sent, got)
		}
		if _, out := sayODA(t, []byte(text)); !strings.Contains(out, "ok  issuer certificate (90)") {
			t.Errorf("%s: %s", sent, out)
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
		{oda.ICCExpired, "card certificate (9F46)", 0x9F46, icc, false, "ICC certificate: expired: good until 2029-12-31, checked for 2030-01-02"},
		{oda.ICCExpired, "card certificate (9F46)", 0x9F46, strings.Replace(icc, "1229", "1255", 1), false, "ICC certificate: expired: good until 1955-12-31, checked for 2030-01-02"},
		{oda.ICCExpired, "card certificate (9F46)", 0x9F46, strings.Replace(icc, "1229", "0268", 1), false, "ICC certificate: expired: good until 1968-02-29, checked for 2030-01-02"},
		{oda.ICCExpired, "card certificate (9F46)", 0x9F46, strings.Replace(icc, "1229", "12AF", 1), false, "ICC certificate: its date of expiry, 12AF, is none"},
		{oda.PINExpired, "PIN encipherment certificate (9F2D)", 0x9F2D, icc, false, "ICC PIN encipherment certificate: expired: good until 2029-12-31, checked for 2030-01-02"},
		{oda.SM2IssuerExpired, "issuer certificate (90)", 0x90, "12 62280000 0228 000001", true, "SM2 issuer certificate: expired: good until 2028-02-29, checked for 2030-01-02"},
		{oda.SM2ICCExpired, "card certificate (9F46)", 0x9F46, "14 6228000000000013FFFF 1149 000002", true, "SM2 ICC certificate: expired: good until 2049-11-30, checked for 2030-01-02"},
		{oda.ECCIssuerExpired, "issuer certificate (90)", 0x90, ecc, true, "ECC issuer certificate: expired: good until 2029-12-31, checked for 2030-01-02"},
		{oda.ECCICCExpired, "card certificate (9F46)", 0x9F46, curve, true, "ECC ICC certificate: expired: good until 2029-12-31 23:59, checked for 2030-01-02"},
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
