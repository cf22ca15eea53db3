package c8_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/c8"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/tlv"
)

// without takes objects out of records.
func without(tags ...tlv.Tag) func([]record) []record {
	return func(list []record) []record {
		list = slices.Clone(list)
		for i := range list {
			var b []byte
			c := tlv.NewCursor(bench.Digits(list[i].objects))
			for o := range c.All() {
				if !slices.Contains(tags, o.Tag) {
					b = append(b, o.Raw...)
				}
			}
			list[i].objects = hexOf(b)
		}
		return list
	}
}

// last has an object in a record of its own, behind all others.
func last(tag tlv.Tag) func([]record) []record {
	return func(list []record) []record {
		moved := ""
		for _, r := range list {
			if o, ok := tlv.Find(bench.Digits(r.objects), tag); ok {
				moved = hexOf(o.Raw)
			}
		}
		return append(without(tag)(list), record{9, 1, false, true, moved})
	}
}

// altered has a bit of an object other.
func altered(tag tlv.Tag, at int) func([]record) []record {
	return func(list []record) []record {
		list = slices.Clone(list)
		for i := range list {
			b := bench.Digits(list[i].objects)
			if o, ok := tlv.Find(b, tag); ok {
				o.Value[(at+len(o.Value))%len(o.Value)] ^= 1
				list[i].objects = hexOf(b)
			}
		}
		return list
	}
}

// rsa has the chain of RSA: the card's key for the channel is in a signed record.
func rsa(c *chip) {
	c.rsa = true
	c.records = append(c.records, record{2, 2, true, true, "9F810B20" + hexOf(bench.Points()["icc-p256"].X())})
}

// schedules are ways in which card and Process C can be as fast as each other: each finds the records deciphered at another time.
var schedules = map[string]func(*scene){
	"promptly":          func(*scene) {},
	"at once":           func(s *scene) { s.schedule("when idle") },
	"while the card is": func(s *scene) { s.schedule("when idle"); s.Lazy = true },
	"behind":            func(s *scene) { s.schedule("lazy") },
	"all at the AC":     func(s *scene) { s.schedule("when idle"); s.Late["AC"] = true },
	"eager":             func(s *scene) { s.schedule("eager"); s.Late["AC"] = true },
	"by turns":          func(s *scene) { s.schedule("by turns"); s.Lazy = true },
}

// Local authentication succeeds with either kind of chain, wherever the objects are that it needs and whenever they are deciphered.
// C-8 6.4.1, 6.3.12, 6.3.13, 6.3.16, 6.3.17, 6.3.15, 7.2.5, 7.2.6, 7.2.8
// RPC.1, RPC.2, RPC.2a, RPC.3, RPC.4, RPC.5, RPC.6, RPC.7, RPC.8, RPC.9, RPC.12, RPC.13, RPC.14, RPC.15, RPC.16, RPC.17, RPC.18, RPC.19, RPC.20
// RPC.21, RPC.22, RPC.23, RPC.24, RPC.25, 202122232425.19, 26.26, 26.27, 28.7, 28.8, 28.9, 29.2, 29.4, 29.6, 29.8, 29.13, 29.14, 29.15, 29.16, 29.17
// 29.19, 2627.7, 2627.8, 2627.9, C.24, C.24a, C.25, C.25a, C.26, C.26a, C.27, C.28, C.31, C.32, C.33, C.34, C.35, C.36, C.37, C.38, C.39, C.40
// C.40a, C.41, C.43, C.44, C.50, C.51, C.52, C.53
func TestLocalAuthentication(t *testing.T) {
	for name, change := range map[string]func(*chip){
		"ECC":                                  func(*chip) {},
		"RSA":                                  rsa,
		"RSA, issuer's remainder last":         func(c *chip) { rsa(c); c.arrange = last(0x92) },
		"RSA, issuer's exponent last":          func(c *chip) { rsa(c); c.arrange = last(0x9F32) },
		"RSA, issuer certificate last":         func(c *chip) { rsa(c); c.arrange = last(0x90) },
		"RSA, card's certificate first":        func(c *chip) { rsa(c); c.arrange = func(l []record) []record { slices.Reverse(l); return l } },
		"RSA, card's exponent last":            func(c *chip) { rsa(c); c.arrange = last(0x9F47) },
		"RSA, index last":                      func(c *chip) { rsa(c); c.arrange = last(0x8F) },
		"RSA, card's remainder":                func(c *chip) { rsa(c); c.large = true },
		"RSA, card's remainder last":           func(c *chip) { rsa(c); c.large, c.arrange = true, last(0x9F48) },
		"RSA, extended, card's remainder last": func(c *chip) { rsa(c); c.large, c.extended, c.arrange = true, "5F34", last(0x9F48) },
		"RSA, extended":                        func(c *chip) { rsa(c); c.extended = "5F34" },
		"ECC, index last":                      func(c *chip) { c.arrange = last(0x8F) },
		"ECC, issuer certificate last":         func(c *chip) { c.arrange = last(0x90) },
		"ECC, card certificate first":          func(c *chip) { c.arrange = func(l []record) []record { slices.Reverse(l); return l } },
		"ECC, card certificate last":           func(c *chip) { c.arrange = last(0x9F46) },
		"RSA, PAN last":                        func(c *chip) { rsa(c); c.records = slices.Delete(c.records, 1, 2); c.arrange = panLast },
		"ECC, PAN last":                        func(c *chip) { c.records[1].signed = false; c.arrange = panLast; c.records = c.records[:1] },
		"extended by an object":                func(c *chip) { c.extended = "5F34" },
		"extended by two and the AIP":          func(c *chip) { c.extended = "5F34 82 5F24" },
		"extended by one that is missing":      func(c *chip) { c.extended = "5F34 9F07" },
		"extended by one that comes late": func(c *chip) {
			c.extended = "9F07"
			c.records = append(c.records, record{10, 1, false, true, "9F0702 FF80"})
			c.afl = "08010100" + "10010101" + "18010200" + "50010100"
		},
		"extended, list last": func(c *chip) { c.extended = "5F34"; c.arrange = last(0x9F810A) },
	} {
		for how, schedule := range schedules {
			t.Run(name+", "+how, func(t *testing.T) {
				s := newScene(t).with(change)
				schedule(s)
				asked, err := s.certificates()
				s.ends(kernel.Approved, kernel.StartNone, none, "03/1/13", "-").element(tlv.TVRKernel8, "0000000081")
				if s.Out.ODA.Result != "ok" || asked != [3]int{1, 1, 1} || err != nil {
					t.Errorf("%+v, asked for %d: %v", s.Out.ODA, asked, err)
				}
			})
		}
	}
}

// certificates runs the scene, and gives how often Process C was asked for the issuer's certificate, the card's and the blinding factor.
func (s *scene) certificates() (asked [3]int, err error) {
	var all [10]int
	stop := c8.Served(&all)
	defer stop()
	s.run()
	for i, kind := range []int{int(c8.IssuerCertificate), int(c8.ICCCertificate), int(c8.BlindingFactor)} {
		if asked[i] = all[kind] / 2; all[kind]%2 != 0 { // the journal is run too
			return asked, errors.New("the journal is another")
		}
	}
	return asked, nil
}

// panLast has the PAN, unsigned, behind the chain.
func panLast(l []record) []record {
	return append(l, record{9, 1, false, true, "5A08 5413330089020011"})
}

// What is missing of the card's ends the transaction; what is wrong, or missing of the terminal's, has local authentication failed: behind GENERATE AC in any case, and
// the TVR that the card gets has nothing of it.
// C-8 6.4.1, 6.3.16, 6.3.17, 7.2.5, 7.2.6, 7.2.8
// RPC.2, RPC.2a, RPC.3, RPC.4, RPC.6, RPC.19, RPC.21, 28.9, 28.9a, 28.10, 28.14, 28.15, 28.16, 28.17, 29.1, 29.3, 29.5, 29.9, 29.10, 29.11, 29.17
// 29.18, C.24, C.24a, C.27, C.29, C.30, C.33, C.35, C.37, C.39, C.40a, C.42, C.50, C.52, C.54
func TestLocalAuthenticationFails(t *testing.T) {
	const missing, failed = "CARD DATA ERROR", "failed"
	for _, c := range []struct {
		name   string
		change func(*scene)
		want   string
	}{
		{"no index", func(s *scene) { s.chip.arrange = without(0x8F) }, missing},
		{"no issuer certificate", func(s *scene) { s.chip.arrange = without(0x90) }, missing},
		{"no card certificate", func(s *scene) { s.chip.arrange = without(0x9F46) }, missing},
		{"RSA, no issuer certificate", func(s *scene) { rsa(s.chip); s.chip.arrange = without(0x90) }, missing},
		{"RSA, no issuer exponent", func(s *scene) { rsa(s.chip); s.chip.arrange = without(0x9F32) }, missing},
		{"RSA, no card certificate", func(s *scene) { rsa(s.chip); s.chip.arrange = without(0x9F46) }, missing},
		{"RSA, no card exponent", func(s *scene) { rsa(s.chip); s.chip.arrange = without(0x9F47) }, missing},
		{"RSA, no issuer remainder", func(s *scene) { rsa(s.chip); s.chip.arrange = without(0x92) }, failed},
		{"no CA key", func(s *scene) { s.keys = &capk.Set{} }, failed},
		{"CA key of another curve", func(s *scene) { s.chip.arrange = index("C4") }, failed},
		{"CA key unknown", func(s *scene) { s.chip.arrange = index("C9") }, failed},
		{"RSA where the reader has none", func(s *scene) { rsa(s.chip); s.set("9F8209", "1800") }, failed},
		{"issuer certificate", func(s *scene) { s.chip.arrange = altered(0x90, -1) }, failed},
		{"issuer's key of another suite", func(s *scene) { s.chip.arrange = altered(0x90, 7) }, failed},
		{"card certificate", func(s *scene) { s.chip.arrange = altered(0x9F46, -1) }, failed},
		{"RSA, issuer certificate", func(s *scene) { rsa(s.chip); s.chip.arrange = altered(0x90, -1) }, failed},
		{"RSA, card certificate", func(s *scene) { rsa(s.chip); s.chip.arrange = altered(0x9F46, -1) }, failed},
		{"RSA, no key for the channel", func(s *scene) { s.chip.rsa = true }, failed},
		{"RSA, another key for the channel", func(s *scene) { rsaWith(s.chip, bench.Points()["pin-p256"].X()) }, failed},
		{"RSA, no point for the channel", func(s *scene) { rsaWith(s.chip, bench.Digits(strings.Repeat("FF", 32))) }, failed},
		{"blinding factor", func(s *scene) { s.chip.wrong = "blinding" }, failed},
	} {
		for how, schedule := range schedules {
			t.Run(c.name+", "+how, func(t *testing.T) {
				s := newScene(t)
				c.change(s)
				schedule(s)
				asked, err := s.certificates()
				if want := map[bool][3]int{true: {}, false: {1, 1, 1}}[strings.Contains(c.name, "CA key")]; c.want == failed && asked != want || err != nil {
					t.Errorf("asked for %d: %v", asked, err)
				}
				if got := s.data(0xAE)[12:22]; got != "0000000081" {
					t.Errorf("the card got %s", got)
				}
				if c.want == missing {
					s.ends(kernel.EndApplication, kernel.StartNone, "00 06 00 0000 1C", otherCard, "-")
					return
				}
				s.ends(kernel.Declined, kernel.StartNone, none, "07/1/13", "-").element(tlv.TVRKernel8, "0400000081")
				if s.Out.ODA.Result != "failed" {
					t.Errorf("%+v", s.Out.ODA)
				}
			})
		}
	}
}

func rsaWith(c *chip, x []byte) {
	c.rsa = true
	c.records = append(c.records, record{2, 2, true, true, "9F810B20" + hexOf(x)})
}

// index names another key of the certification authority's.
func index(i string) func([]record) []record {
	return func(l []record) []record {
		l = without(0x8F)(l)
		l[0].objects += "8F01" + i
		return l
	}
}
