package c8_test

import (
	"slices"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c8"
	"github.com/emvgo/emv/kernel/kerneltest"
	"github.com/emvgo/emv/tlv"
)

// A failure that is not to be reported drives the decision all the same, and is not in the TVR.
// C-8 6.3.19, 3.9
// 2930.1a, 2930.1b
func TestFailureNotReported(t *testing.T) {
	for config, tvr := range map[string]string{"3800": "0400000081", "3000": "0000000081"} {
		s := newScene(t).set("9F8209", config).with(func(c *chip) { c.wrong = "blinding" }).run()
		s.ends(kernel.Declined, kernel.StartNone, none, "07/1/13", "-").element(tlv.TVRKernel8, tvr)
		if o, _ := tlv.Find(s.Out.DataRecord, 0x95); hexOf(o.Value) != tvr {
			t.Errorf("%s: %X", config, o.Value)
		}
		if s.Out.ODA.Result != "failed" {
			t.Errorf("%+v", s.Out.ODA)
		}
	}
}

// The EDA-MAC is always checked, behind a failure and without local authentication too, and its failure ends without data record.
// C-8 6.3.17, 6.3.19, 7.2.7
// 29.7, 29.12, 29.18, 2930.46, 2930.47, C.45, C.46, C.47, C.48, C.49
func TestEDAMAC(t *testing.T) {
	for name, change := range map[string]func(*scene){
		"alone": func(*scene) {}, "behind a failure": func(s *scene) { s.keys = &capk.Set{} }, "behind a certificate": func(s *scene) { s.chip.arrange = altered(0x90, -1) },
		"without local authentication": func(s *scene) { s.set("9F820A", "00", "9F820B", "0000000000") },
		"of another cryptogram": func(s *scene) {
			s.chip.wrong = ""
			s.Middle = func(command, answer []byte) []byte {
				if command[1] == 0xAE {
					o, _ := tlv.Find(answer[:len(answer)-2], tlv.TagFormat2)
					ac, _ := tlv.Find(o.Value, 0x9F26)
					ac.Value[0] ^= 1
				}
				return answer
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			s.chip.wrong = "EDA MAC"
			change(s)
			s.run().ends(kernel.EndApplication, kernel.StartNone, "00 13 00 0000 1C", otherCard, "-")
			if want := map[bool]string{true: "not performed", false: "failed"}[name == "without local authentication"]; s.Out.ODA.Result != want {
				t.Errorf("%+v", s.Out.ODA)
			}
			if s.Out.DataRecord != nil || s.Out.Read {
				t.Error("a data record")
			}
		})
	}
}

// As soon as what they need is there, the certificates are on their way: before GENERATE AC where they are not enciphered, and else while the card makes its
// decision.
// C-8 6.3.12, 6.3.13
// 202122232425.19, 26.26, 26.27
func TestCertificatesAreAskedForEarly(t *testing.T) {
	for name, change := range map[string]func(*scene){
		"plain": func(s *scene) {
			s.chip.records[1].enciphered = false
			s.chip.arrange = func(l []record) []record {
				l = slices.Clone(l)
				for i := range l {
					l[i].enciphered = false
				}
				return l
			}
		},
		"enciphered": func(s *scene) { s.Late["AC"] = true },
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t).schedule("eager")
			change(s)
			var all [10]int
			stop := c8.Served(&all)
			defer stop()
			sc := s.Scenario()
			world := sc.World
			sc.World = func() kerneltest.World {
				w := world()
				return func(a kernel.Action) kernel.Event {
					before := all[c8.IssuerCertificate] == 1 && all[c8.ICCCertificate] == 1 && all[c8.BlindingFactor] == 1
					early := name == "plain" && a.Kind == kernel.Transmit && a.Command[1] == 0xAE
					if (early || a.Kind == kernel.Show) && !before {
						t.Errorf("%v: %d", a.Kind, all)
					}
					return w(a)
				}
			}
			sc.Run(t)
		})
	}
}

// A card whose TVR counts cannot make the terminal say that local authentication succeeded.
// C-8 6.3.17
// 29.23
func TestFailureHidden(t *testing.T) {
	s := newScene(t).set("9F821A", "0000000000").with(func(c *chip) { c.wrong, c.more = "blinding", "9F8104050000000080" }).run()
	if s.element(tlv.TVRKernel8, "0000000080"); s.Out.ODA.Result != "failed" {
		t.Errorf("%+v", s.Out.ODA)
	}
}

// What is constructed is none of a DOL's: it is zeroes.
// C-8 4.1.4
func TestConstructedInADOL(t *testing.T) {
	s := newScene(t).exchange("BF8104", "9F811101AA").with(func(c *chip) { c.cdol1 = "BF810405 5F3401" }).run()
	if got := s.data(0xAE); got != "000000000001" {
		t.Error(got)
	}
}
