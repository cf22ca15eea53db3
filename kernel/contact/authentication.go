package contact

import (
	"github.com/emvgo/emv/crypto/oda"
	"github.com/emvgo/emv/tlv"
)

// A method is a method of offline data authentication.
type method uint8

const (
	noODA method = iota
	sda
	dda
	cda
	xda
)

var methodNames = [...]string{"", "SDA", "DDA", "CDA", "XDA"}

// A result is what came of it so far. What has failed stays so.
type result uint8

const (
	notPerformed result = iota
	authVerified        // SDA, DDA: done; CDA, XDA: the last signature that was asked for
	authFailed
)

// authentication is how offline data authentication stands.
type authentication struct {
	method    method
	reason    oda.Reason // of the first failure
	result    result
	aipSigned bool // the static data tag list puts the AIP under the signature

	amountSigned bool // and signed data have the card told the amount
	issuer       oda.Key
	icc          oda.Key
	haveICC      bool
	badRecord    oda.Reason // a signed record cannot be taken into the static data
	static       []byte
	tagged       bool // the tag list has been taken into static
	// XDA: a key was not recovered, which the TVR says after the first GENERATE AC.
	unrecovered bool
	closed      bool // the step is over: what is missing from here on, is not missing for authentication
}

func (a *authentication) failed() bool { return a.result == authFailed }

// authenticationFailed records a failure: the method's TVR bit, and that authentication was performed.
// B3 10.3
func (t *tx) authenticationFailed(r oda.Reason) {
	t.auth.result = authFailed
	if t.auth.reason == oda.OK {
		t.auth.reason = r
	}
	t.Note(r.Clause(), "%s failed: %s", methodNames[t.auth.method], r)
	t.tsi.Set(tlv.TSIODAPerformed) // B3 10.3 TSI
	switch t.auth.method {
	case sda:
		t.tvr.Set(tlv.TVRSDAFailed) // B3 10.3 SDA failed
	case dda:
		t.tvr.Set(tlv.TVRDDAFailed) // B3 10.3 DDA failed
	case cda:
		t.tvr.Set(tlv.TVRCDAFailed) // B3 10.3 CDA failed
	}
}
