package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
)

// What the header of a copy says of certificates, signatures and PANs is true of all that is in it.
//
// EMV 4.4 B2 5.1, 6.1, 6.6.1
func TestWhatACopySaysOfItsCertificates(t *testing.T) {
	const visa = tapArgs + "visa-offline"
	full := string(recordedTalk(t, "-card full"))
	record := func(n string) string { return regexp.MustCompile(`> 00B2` + n + `2400\n< .*\n`).FindString(full) }
	head := selection + "> 80A8000002830000\n< 770A820219809404080101009000\n> 00B2010C00\n< "
	for _, c := range []struct {
		name, text string
		not, done  string // what the header lines have, empty for no line
	}{
		{"whole", full, "", "what the card signed signed again with test keys that anybody can make"},
		{"the record of 90 left out", strings.Replace(full, record("02"), "", 1), "issuer certificate (90): 90 (Issuer Public Key Certificate) is not in the conversation", ""},
		{"the record of 90 refused", strings.Replace(full, record("02"), "> 00B2022400\n< 6A83\n", 1), "was not given: the card answered 6A83, record not found", ""},
		{"the record of 90 read by another command", strings.Replace(full, "> 00B2022400", "> 00B3022400", 1), "issuer certificate (90): 90 (Issuer Public Key Certificate) is not in the conversation", ""},
		{"the record of 9F46 left out", strings.Replace(full, record("03"), "", 1), "card certificate (9F46): 9F46 (ICC Public Key Certificate) is not in the conversation", ""},
		{"the record of 9F46 with a warning", strings.Replace(full, record("03"), record("03")[:len(record("03"))-len("9000\n")]+"6281\n", 1), "card certificate (9F46): 9F46", ""},
		{"a length in a signed answer", regexp.MustCompile(`(77.*9F2701(?:80|40)9F36)02`).ReplaceAllString(full, "${1}84"), "the objects of the answer are not whole", ""},
		{"a signature that the card refuses", string(recordedTalk(t, tapArgs+"amex-6984")), "", "test keys that anybody can make, but as in the original: CDA signature (exchange 10): the card answered 6984"},
		{"the second of two taps", altered{"a certificate", tapArgs + "amex-pulled", "9F47010", "9F47011"}.recordedAs(t), "card certificate (9F46): ", ""},
		{"8F alone", head + "70038F01C19000\n", "issuer certificate (90): 90 (Issuer Public Key Certificate) is not in the conversation", ""},
		{"9F46 in a template that is cut off", head + "70509F4604112233449000\n", "record 1 of SFI 1 is not whole: offset 0: value longer than what is left", ""},
		{"a tag inside a primitive object", head + "70095307900541424344459000\n", "90 (Issuer Public Key Certificate) is not in the conversation", ""},
		{"nothing", head + "70045F3401019000\n", "", "A0000000041010, neither a PAN nor certificates are in it"},
		{"track 2 in another template", regexp.MustCompile(`\n< 77(..8202....57)`).ReplaceAllString(string(recordedTalk(t, visa)), "\n< 76$1"), "", "A0000000031010, " + zeroedWords},
		{"track 2 of zeroes", head + "700A5708000000000000000F9000\n", "", "A0000000041010, " + zeroedWords},
	} {
		copied, _ := redactedAloud(t, c.text)
		for range 2 {
			conv := parsed(t, copied)
			if not, done := conv.Get(notReissuedHeader), conv.Get(reissuedHeader); (not == "") != (c.not == "") || (done == "") != (c.done == "") || !strings.Contains(not, c.not) || !strings.Contains(done, c.done) {
				t.Errorf("%s: %q, %q", c.name, not, done)
			}
			if status, out, _ := emv(copied, "oda", "-"); c.done != "" && strings.Contains(c.done, "anybody can make") && (status != 0) != strings.Contains(c.done, "but as in the original") {
				t.Errorf("%s: oda %d %s", c.name, status, out)
			}
			again, _ := redactedAloud(t, copied)
			if again != copied {
				t.Errorf("%s, redacted twice:\n%s\n%s", c.name, copied, again)
			}
			copied = again
		}
	}
}

// Links are alike that have the same verdicts, whatever they say of keys.
func TestAlikeLinks(t *testing.T) {
	one := []link{{Name: "issuer certificate (90)", OK: true, Serial: "000001"}, {Name: "CDA signature (exchange 10)", absent: true}}
	for _, c := range []struct {
		name string
		now  []link
		want bool
	}{
		{"the same", one, true},
		{"another serial number", []link{{Name: "issuer certificate (90)", OK: true}, one[1]}, true},
		{"one that fails", []link{{Name: "issuer certificate (90)"}, one[1]}, false},
		{"one that is there and wrong", []link{one[0], {Name: "CDA signature (exchange 10)"}}, false},
		{"another name", []link{one[0], {Name: "CDA signature (exchange 11)", absent: true}}, false},
		{"one more", slices.Concat(one, one[:1]), false},
		{"none", nil, false},
	} {
		if got := alikeLinks(one, c.now); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// A copy that comes to another end, or the same exchange with another command, is not called alike.
func TestCopiesThatReplayOtherwise(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const text = tapArgs + "discover-storage-torn"
		broken := strings.Replace(string(recordedTalk(t, text)), "BF0C16", "BD0C16", 1)
		copied, says := redactedAloud(t, broken)
		if conv := parsed(t, copied); !strings.Contains(conv.Get(notReissuedHeader), repliesOtherwise) || conv.Get(reissuedHeader) != "" || !strings.Contains(says, repliesOtherwise) {
			t.Errorf("%s\n%s", says, copied)
		}
	})
}

// The header of a conversation whose commands have other data than their lists ask for is not at fault: the replay differs.
func TestHeaderIsNotAtFaultForTheCommands(t *testing.T) {
	talk := string(recordedTalk(t, "-card full"))
	pboc := string(recordedTalk(t, "-card pboc-sm -config unionpay"))
	for _, c := range []struct {
		name, text string
		status     int
		says       string
	}{
		{"a number more", strings.Replace(talk, "\nun: ", "\nun: 11223344 ", 1), 2, "header line un: 2 numbers, and the commands carry 1"},
		{"a length of a list", regexp.MustCompile(`8C..(9F02069F0306)`).ReplaceAllString(pboc, "8C05$1"), 1, "the replay differs"},
		{"another tag in a list", regexp.MustCompile(`(8C.*?)9F3704`).ReplaceAllString(pboc, "${1}9F3604"), 1, "the replay differs"},
		{"as it was", pboc, 0, ""},
	} {
		if status, out, errw := emv(c.text, "replay", "-"); status != c.status || !strings.Contains(errw, c.says) {
			t.Errorf("%s: %d %s%s", c.name, status, out, errw)
		}
	}
}
