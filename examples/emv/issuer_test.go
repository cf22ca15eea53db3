package main

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"github.com/emvgo/emv/testvectors"
	"github.com/emvgo/emv/tlv"
)

var versionName = regexp.MustCompile(`^(Visa|Mastercard|Interac|CCD) (?:CVN|version) (\d+)$`)

// The commands arqc and arpc give what others published, from the input as from the data objects.
func TestPublishedCryptograms(t *testing.T) {
	// EMV 4.4 B2 8.1, 8.2
	files, err := testvectors.Cryptograms()
	if err != nil {
		t.Fatal(err)
	}
	run := func(want, field string, args ...string) {
		t.Helper()
		status, out, errw := emv("", append(args, "-json")...)
		var got map[string]any
		if err := json.Unmarshal([]byte(out), &got); status != 0 || err != nil {
			t.Errorf("%v: %d %s", args, status, errw)
			return
		}
		if got[field] != want {
			t.Errorf("%v: %v, want %s", args, got[field], want)
		}
	}
	seen := 0
	for _, f := range files {
		for _, v := range f.Vectors {
			in := v.Inputs
			m := versionName.FindStringSubmatch(in["cvn"])
			if m == nil || v.Failure == "departs" || v.Expected == "" {
				continue
			}
			args := []string{"-imk", in["key"], "-pan", in["pan"], "-psn", in["psn"], "-scheme", strings.ToLower(m[1]), "-cvn", m[2]}
			if in["option"] != "" {
				args = append(args, "-option", in["option"])
			}
			switch v.Kind {
			case "cvn application cryptogram":
				seen++
				var objects []byte
				for name, value := range in {
					if tag, err := tlv.ParseTag(name); err == nil && strings.ToUpper(name) == name && name != "" {
						objects = tlv.Append(objects, tag, unhex(value))
					}
				}
				run(v.Expected, "cryptogram", append([]string{"arqc", "-tlv", upper(objects)}, args...)...)
				flags := []string{"arqc", "-atc", in["9F36"], "-un", in["9F37"]}
				for _, f := range dataFlags {
					if value := in[f.tag.String()]; value != "" {
						flags = append(flags, "-"+f.name, value)
					}
				}
				run(v.Expected, "cryptogram", append(flags, args...)...)
				if in["data"] != "" {
					run(v.Expected, "cryptogram", append([]string{"arqc", "-data", in["data"], "-atc", in["9F36"], "-un", in["9F37"]}, args...)...)
				}
			case "cvn arpc":
				seen++
				args = append([]string{"arpc", "-arqc", in["9F26"], "-atc", in["9F36"], "-un", in["9F37"]}, args...)
				if in["csu"] != "" {
					args = append(args, "-csu", in["csu"], "-proprietary", in["proprietary"])
				} else {
					args = append(args, "-arc", in["arc"])
				}
				run(v.Expected, "arpc", args...)
			}
		}
	}
	if seen < 15 {
		t.Errorf("%d vectors", seen)
	}
}

// Without -data and -tlv the input is the version's, with zeroes for what was not given.
func TestCryptogramOfNothing(t *testing.T) {
	// EMV 4.4 B2 8.1.1: amounts, country, results, currency, date and type are 25 bytes; then number, profile, counter
	usual := zeroes(25) + "11223344" + "0000" + "0001"
	for _, test := range []struct{ scheme, version, want string }{
		{"visa", "10", usual + "03000000"},
		{"visa", "17", zeroes(6) + "11223344" + "0001" + "00"},
		{"visa", "18", usual + "06001203000000"},
		{"visa", "22", usual + "1F2200" + zeroes(29)},
		{"mastercard", "16", usual + zeroes(6)},
		{"mastercard", "17", usual + zeroes(6+8)},
		{"mastercard", "20", usual + zeroes(6)},
		{"mastercard", "21", usual + zeroes(6+8)},
		{"interac", "133", usual + "150085" + zeroes(19)},
		{"ccd", "5", usual + "0FA500" + zeroes(13) + "0F" + zeroes(15)},
		{"ccd", "6", usual + "0FA600" + zeroes(13) + "0F" + zeroes(15)},
	} {
		args := []string{
			"arqc", "-imk", "0123456789ABCDEFFEDCBA9876543210", "-pan", "4761739001010119", "-psn", "00", "-atc", "0001", "-un", "11223344",
			"-scheme", test.scheme, "-cvn", test.version, "-json",
		}
		var built, given struct{ Data, Cryptogram string }
		status, out, errw := emv("", args...)
		if err := json.Unmarshal([]byte(out), &built); err != nil || status != 0 || built.Data != test.want {
			t.Errorf("%s %s: %d %s%s", test.scheme, test.version, status, out, errw)
			continue
		}
		_, out, _ = emv("", append(args, "-data", test.want)...)
		if err := json.Unmarshal([]byte(out), &given); err != nil || len(given.Cryptogram) != 16 || given.Cryptogram != built.Cryptogram {
			t.Errorf("%s %s: %s from the elements, %s from -data", test.scheme, test.version, built.Cryptogram, given.Cryptogram)
		}
	}
}
