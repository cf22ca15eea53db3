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
