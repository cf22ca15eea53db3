package kernel_test

import (
	"bytes"
	"encoding/hex"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/tlv"
)

// The account of a store is its PAN, else that of its track 2; two that differ are two accounts, and one that is not there is none.
func TestAccount(t *testing.T) {
	unhex := func(s string) []byte { b, _ := hex.DecodeString(s); return b }
	for name, c := range map[string]struct {
		pan, track2, account string
		two                  bool
	}{
		"both":              {"5413330089020011", "5413330089020011D49122010000000000000F", "5413330089020011", false},
		"PAN alone":         {"5413330089020011", "", "5413330089020011", false},
		"track 2 alone":     {"", "5413330089020011D49122010000000000000F", "5413330089020011", false},
		"odd digits":        {"", "541333008902001D49122010000000000000", "541333008902001F", false},
		"another":           {"5413330089020029", "5413330089020011D49122010000000000000F", "5413330089020029", true},
		"track 2 that none": {"", "FFFF", "", false},
		"neither":           {"", "", "", false},
	} {
		s := &kernel.Store{}
		s.Open(tlv.C7)
		if c.pan != "" {
			s.Put(tlv.PAN, tlv.FromCard, unhex(c.pan))
		}
		if c.track2 != "" {
			s.Put(tlv.Track2EquivalentData, tlv.FromCard, unhex(c.track2))
		}
		if two := s.TwoAccounts(); two != c.two {
			t.Errorf("%s: two accounts %v", name, two)
		}
		if got := s.Account(); !bytes.Equal(got, unhex(c.account)) || (got == nil) != (c.account == "") {
			t.Errorf("%s: %X, want %s", name, got, c.account)
		}
	}
	x := kernel.Combination{Parameters: []kernel.DataObject{{Tag: 0xDF07, Value: unhex("62F60F")}}}
	for pan, want := range map[string]bool{"6228004812739568": true, "6011000000000004": true, "4761730000000011": false, "": false} {
		if x.Has(0xDF07, unhex(pan)) != want || !x.Has(0xDF08, unhex(pan)) {
			t.Errorf("%q", pan)
		}
	}
}
