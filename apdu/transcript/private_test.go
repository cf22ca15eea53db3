package transcript_test

import "testing"

// Kernels do not look into a template that no dictionary has, so that it may be no TLV: it is zeroed from the fault on, and what stands behind it goes on. In one
// that the dictionary has nothing goes on, nor where the fault is of the record itself.
func TestRedactTemplatesOfTheIssuer(t *testing.T) {
	const pan, masked = "5A084761739001010119", "5A084761730000000119"
	for record, want := range map[string]string{
		"7011E2021234" + pan + "820119":      "7011E2021234" + masked + "820119",
		"7010BF3003414243" + pan:             "7010BF3003414200" + masked,
		"700E7F340101" + pan:                 "700E7F340101" + masked,
		"7015F0095F20034D4158414C4C" + pan:   "7015F0095F2003585858414C00" + masked,
		"7014E208A5064D4158204D41" + pan:     "7014E208A5064D4100000000" + masked,
		"700FA5034D4158" + pan:               "700FA5034D4100" + "00000000000000000000",
		"700FE20212349F26081122334455667788": "700FE20212349F26081122334455667788",
	} {
		const talk = "-- conversation --\n> 00B2010C00\n< "
		if got := parse(t, talk+record+"9000\n").Redact(); got.String() != "redacted: yes\n"+talk+want+"9000\n" {
			t.Errorf("%s:\n%s", record, got)
		}
	}
}
