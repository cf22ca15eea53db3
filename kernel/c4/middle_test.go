package c4_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/kernel/kerneltest/bench"
	"github.com/emvgo/emv/testvectors/sweep"
	"github.com/emvgo/emv/tlv"
)

// scenes are the transactions that a man in the middle works on.
var scenes = []struct {
	name string
	make func(testing.TB) *reader
}{
	{"offline", plastic},
	{"PIN", func(t testing.TB) *reader { return plastic(t).with(above, noContacts, list("42031E03")) }},
	{"signature", func(t testing.TB) *reader { return plastic(t).with(above, noContacts, list("1E03")) }},
	{"online", func(t testing.TB) *reader {
		r := plastic(t).with(noContacts)
		r.indicators.FloorLimitExceeded = true
		return r
	}},
	{"expired", func(t testing.TB) *reader {
		return plastic(t).with(noContacts).file("5F24", "200101").set("DF0A", "0040000000")
	}},
	{"declined", func(t testing.TB) *reader {
		r := plastic(t).with(noContacts)
		r.gives = 0
		return r
	}},
	{"phone", func(t testing.TB) *reader { return phone(t, "3F0300").with(above, noContacts, list("41034203")) }},
	{"delayed", func(t testing.TB) *reader {
		r := plastic(t).set("9F6E", "58E00043")
		r.indicators.FloorLimitExceeded = true
		return r
	}},
	{"no CDA", func(t testing.TB) *reader { return plastic(t).with(noContacts).give("82", "1880") }},
}

// covered are the elements that a certificate or the signature of the cryptogram covers.
var covered = []tlv.Tag{
	0x82, 0x5A, 0x5F24, 0x5F25, 0x5F34, 0x5F28, 0x9F07, 0x9F08, 0x8E, 0x9F4A, 0x8C, 0x9F0D, 0x9F0E, 0x9F0F,
	0x9F27, 0x9F36, 0x9F10, 0x9F4B, 0x8F, 0x90, 0x92, 0x9F32, 0x9F46, 0x9F47, 0x9F48,
}

// unprotected is every way in which a man in the middle makes an outcome better for himself: the book allows each, since no signature is asked for, or none covers
// what these elements say.
var unprotected = map[string]string{ // scene, rules, element: what the host can check
	"PIN, book, 82":       "TVR: authentication not performed, cardholder verification not successful; and the cryptogram is over another AIP",
	"phone, book, 82":     "as above",
	"phone, book, 9F71":   "the request has a PIN in the place of another tap",
	"phone, strict, 9F71": "as above",
	"phone, strict, 82":   "as above",
}

// A man in the middle alters one response in every way. Whatever he does, the transaction ends, and with an outcome of the book's. No alteration of what a
// signature covers leads to an offline approval, nor of anything where none was due; and none makes any other outcome better for him but as unprotected says.
// C-4 6.2.6.1, 11.2.4.4, 11.2.6.1
func TestMiddle(t *testing.T) {
	for _, scene := range scenes {
		for _, profile := range profiles {
			t.Run(fmt.Sprint(scene.name, " ", profile), func(t *testing.T) { middle(t, scene.name, scene.make, profile) })
		}
	}
}

func middle(t *testing.T, name string, fresh func(testing.TB) *reader, profile kernel.Profile) {
	r := fresh(t)
	r.cfg.Profile = profile
	var responses [][]byte
	r.answer = func(_ int, _, response []byte) []byte {
		responses = append(responses, bytes.Clone(response))
		return response
	}
	r.run()
	was, n := *r.outcome(), 0
	better := map[string]string{}
	for at, response := range responses {
		for a := range bench.Alterations(response) {
			element := bench.ElementAt(response, a.At)
			if n++; !sweep.Large(n, 41, 3) && !(element == 0x9F71 && sweep.Sample(n, 2)) {
				continue
			}
			r.answer = func(k int, _, response []byte) []byte {
				if k == at+1 {
					return a.Response
				}
				return response
			}
			r.run()
			got := r.outcome()
			touched := element != 0 && slices.Contains(covered, element)
			if got.Status == kernel.Approved && (was.Status != kernel.Approved || touched && name != "no CDA") {
				key := fmt.Sprintf("%s, %v, %v: approved offline", name, profile, element)
				better[key] = fmt.Sprintf("%s at %d of answer %d", a.What, a.At, at+1)
			}
			if bench.Rank(got) > bench.Rank(&was) && got.Status != kernel.Approved {
				better[fmt.Sprintf("%s, %v, %v", name, profile, element)] = fmt.Sprintf("%s at %d of answer %d: %v CVM %d -> %v CVM %d", a.What, a.At, at+1, was.Status, was.CVM, got.Status, got.CVM)
			}
		}
	}
	for key, what := range better {
		if unprotected[key] == "" {
			t.Errorf("%s: %s", key, what)
		}
	}
}
