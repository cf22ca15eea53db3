package transcript_test

import "testing"

// Kernels do not look into a template that no dictionary has, so that it may be no TLV: it is zeroed from the fault on, and what stands behind it goes on. In one
// that the dictionary has nothing goes on, nor where the fault is of the record itself.
func TestRedactTemplatesOfTheIssuer(t *testing.T) {
	const pan, masked = "5A084761739001010119", "5A084761730000000119"
	for record, want := range map[string]string{
		"7011E2021234" + pan + "820119":                  "7011E2021234" + masked + "820119",
		"7010BF3003414243" + pan:                         "7010BF3003414200" + masked,
		"700E7F340101" + pan:                             "700E7F340101" + masked,
		"7015F0095F20034D4158414C4C" + pan:               "7015F0095F2003585858414C00" + masked,
		"7014E208A5064D4158204D41" + pan:                 "7014E208A5064D4100000000" + masked,
		"700FA5034D4158" + pan:                           "700FA5034D4100" + "00000000000000000000",
		"7015E2136510004784166110D49122010000000000000F": "7015E2136510000000006110000000000000000000000F", // a number that looks like an object 65
		"700AE2083528084716611042":                       "700AE2083528000000000000",
		"700FE20212349F26081122334455667788":             "700FE20212349F26081122334455667788",
	} {
		const talk = "-- conversation --\n> 00B2010C00\n< "
		if got := parse(t, talk+record+"9000\n").Redact(); got.String() != "redacted: yes\n"+talk+want+"9000\n" {
			t.Errorf("%s:\n%s", record, got)
		}
	}
}

// What is no TLV is zeroed where it is written, by commands of whatever class; STORE DATA and RECOVER AC of a class of their own write no file. The chip of a reader says the identifier of
// a card, which goes from elsewhere too: of one of type A alone, of others with all that is said of them.
//
// ISO/IEC 7816-4 7.2.4, 7.3.5, C-2 before 2.12
func TestRedactWhatClassesOfTheirOwnWrite(t *testing.T) {
	const name, zeroed = "4D61782042616465726B61", "0000000000000000000000"
	for talk, want := range map[string]string{
		"> 84DC01AC0B" + name + "\n< 9000\n": "> 84DC01AC0B" + zeroed + "\n< 9000\n",
		"> 80DC01AC0B" + name + "\n< 9000\n": "> 80DC01AC0B" + zeroed + "\n< 9000\n",
		"> 84D600040B" + name + "\n< 9000\n": "> 84D600040B" + zeroed + "\n< 9000\n",
		"> FFD600040B" + name + "\n< 9000\n": "> FFD600040B" + zeroed + "\n< 9000\n",
		"> 80E200000B" + name + "\n< 9000\n": "> 80E200000B" + name + "\n< 9000\n",
		"> 80D000000B" + name + "\n< 9000\n": "> 80D000000B" + name + "\n< 9000\n", // RECOVER AC
		"> 00D000000B" + name + "\n< 9000\n": "> 00D000000B" + zeroed + "\n< 9000\n",
		"> FF00000004D44A0100\n< D54B010104002804A1B2C3D4E5F69000\n> FF0000000704A1B2C3D4E5F6\n< 9000\n": "> FF00000004D44A0100\n< D54B010104002804" + "00000000E5F69000\n> FF0000000704" + "00000000E5F6\n< 9000\n",
		"> FF00000004D44A0103\n< D54B010150A1B2C3D49000\n":                                               "> FF00000004D44A0103\n< D54B0101" + "00000000009000\n",
		"> FF00000004D44A0100\n< D54B01010400280AA1B29000\n":                                             "> FF00000004D44A0100\n< D54B0101" + "0000000000009000\n",
		"> FF00000004D44A0100\n< D54B009000\n":                                                           "> FF00000004D44A0100\n< D54B009000\n",
	} {
		if got := parse(t, "-- conversation --\n"+talk).Redact().String(); got != "redacted: yes\n-- conversation --\n"+want {
			t.Errorf("%s:\n%s", talk, got)
		}
	}
}
