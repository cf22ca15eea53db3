package oda_test

import (
	"testing"

	"github.com/emvgo/emv/crypto/capk"
	"github.com/emvgo/emv/crypto/oda"
)

// A certificate asks for a remainder exactly where its publisher gave one, whatever else is wrong with it; one that
// does not open asks for none.
//
// EMV 4.4 B3 7.5
func TestRemainderNeeded(t *testing.T) {
	for _, v := range vectors(t, "issuer certificate") {
		ca, in := issuerInput(v)
		if got := oda.IssuerRemainderNeeded(ca, in.Certificate); got != (len(in.Remainder) != 0) {
			t.Errorf("issuer %s: %v", v.Name, got)
		}
		in.Certificate[0] ^= 1
		if oda.IssuerRemainderNeeded(ca, in.Certificate) || oda.IssuerRemainderNeeded(ca, nil) {
			t.Errorf("issuer %s: a broken certificate asks", v.Name)
		}
	}
	for _, v := range vectors(t, "ICC certificate") {
		issuer, in := iccInput(v)
		if got := oda.ICCRemainderNeeded(issuer, in.Certificate); got != (len(in.Remainder) != 0) {
			t.Errorf("ICC %s: %v", v.Name, got)
		}
		in.Certificate[0] ^= 1
		if oda.ICCRemainderNeeded(issuer, in.Certificate) || oda.ICCRemainderNeeded(issuer, nil) {
			t.Errorf("ICC %s: a broken certificate asks", v.Name)
		}
	}
	if oda.IssuerRemainderNeeded(nil, nil) || oda.IssuerRemainderNeeded(&capk.Key{Algorithm: capk.ECCP256}, nil) || oda.ICCRemainderNeeded(nil, nil) {
		t.Error("no RSA key, and yet a remainder")
	}
}
