package c5_test

import (
	"fmt"
	"testing"

	"github.com/emvgo/emv/kernel"
	"github.com/emvgo/emv/testvectors/sweep"
)

// A signature that does not verify leads to the contact interface or declines, at a TC and at an ARQC, and never goes online. The TVR then say so.
// C-5 3.8.2.1
func TestCDASignatureVerification(t *testing.T) {
	noChip := func(r *reader) { r.set("DF02", "708000") }
	noKey := func(r *reader) {
		r.dynamic, r.cfg.Keys = true, nil
		r.ask("9F26", "5D016C91005E7CC2").set("DF0B", "0000000000")
	}
	failures := map[string]func(*reader){
		"signature":   func(r *reader) { r.forged = true },
		"certificate": func(r *reader) { r.sealed().file(2, "90", hexOf(make([]byte, 64))) },
		"static data": func(r *reader) { r.sealed().file(1, "5F34", "02") },
		"AIP":         func(r *reader) { r.sealed().option("82", "1D81") },
		"remainder":   func(r *reader) { r.sealed().file(3, "9F48", "-") },
		"no key":      noKey,
	}
	for name, edit := range failures {
		for _, base := range []func(testing.TB) *reader{offline, online} {
			r := base(t).set("DF0A", "0000000000").with(edit)
			r.expect(inserts("3.8.2.1").authenticated("failed"))
			r = base(t).set("DF0A", "0000000000").with(edit, noChip)
			r.expect(declines("3.8.2.1").authenticated("failed"))
			want := map[bool]string{true: "84", false: "04"}[name == "no key"]
			if got := r.record("95"); got[:2] != want {
				t.Errorf("%s: TVR %s", name, got)
			}
		}
	}
	// a signature that nobody has asked for is verified too
	turns(t,
		turn{"good, not asked for", online, func(r *reader) { r.dynamic = true; r.set("DF01", "0200").ask("9F26", "5D016C91005E7CC2") }, goesOnline},
		turn{"wrong, not asked for", online, func(r *reader) {
			r.dynamic, r.forged = true, true
			r.set("DF01", "0200").ask("9F26", "5D016C91005E7CC2")
		}, inserts("3.8.2.1").authenticated("failed")},
	)
	r := online(t).ask("9F26", "5D016C91005E7CC2")
	if r.run(); r.record("9F26") != "A1A2A3A4A5A6A7A8" {
		t.Errorf("cryptogram %s: it is the one in the signature", r.record("9F26"))
	}
}

// Every Cardholder Verification Status at every profile of the reader, with a CVM required and without.
// C-5 3.8.3.1, 3.8.3.2, 3.8.3.3, 3.8.3.4, 3.8.4.5, 3.8.4.6
func TestCVMStatus(t *testing.T) {
	for status := range 256 {
		if !sweep.Sample(status+1, 9) && status&0xCF != 0 && status>>4 != 3 {
			continue
		}
		for tip := range 16 { // signature, online PIN, CVM on the device, transit
			for _, required := range []bool{false, true} {
				signature, pin, device, transit := tip&8 != 0, tip&4 != 0, tip&2 != 0, tip&1 != 0
				byte1 := tip>>1<<4 | tip&1<<2
				r := unsigned(t).set("DF02", fmt.Sprintf("%02X0000", byte1)).ask("9F50", fmt.Sprintf("%02X", status))
				if required {
					r.cvmFrom(1)
				}
				on := goesOnline.authenticated(none)
				want := declines("3.8.3.4")
				switch known := status == 0x00 || status == 0x10 || status == 0x20 || status>>4 == 3; {
				case !known:
					want = declines("3.8.3.2")
				case transit:
					want = on
				case status == 0x00 && required:
					want = declines("3.8.3.3")
				case status == 0x00:
					want = on
				case status == 0x10 && signature:
					want = on.owing(kernel.CVMSignature)
				case status == 0x20 && pin:
					want = on.owing(kernel.CVMOnlinePIN)
				case status>>4 == 3 && device:
					want = on.owing(kernel.CVMConfirmed)
				}
				if r.expect(want); t.Failed() {
					t.Fatalf("9F50 %02X, profile %02X, required %v", status, byte1, required)
				}
			}
		}
	}
}

// The CVM Results for each CVM, in the record and nowhere before.
// C-5 3.8.4.5, 3.9.3.2, A.4
func TestCVMResults(t *testing.T) {
	for _, c := range []struct {
		base    func(testing.TB) *reader
		status  string
		message kernel.MessageID
		want    string
	}{
		{offline, "00", kernel.MsgApproved, "1F0002"},
		{offline, "10", kernel.MsgApprovedSign, "1E0000"},
		{offline, "31", kernel.MsgApproved, "010002"},
		{offline, "20", kernel.MsgApproved, "020000"},
		{online, "00", kernel.MsgAuthorising, "1F0002"},
		{online, "10", kernel.MsgAuthorising, "1E0000"},
		{online, "20", kernel.MsgEnterPIN, "020000"},
		{online, "30", kernel.MsgAuthorising, "010002"},
		{online, "80", kernel.MsgDeclined, "3F0000"},
	} {
		r := c.base(t).ask("9F50", c.status)
		if out := r.run(); r.record("9F34") != c.want || out.UIOutcome.Message != c.message {
			t.Errorf("9F50 %s: %s, message %02X", c.status, r.record("9F34"), byte(out.UIOutcome.Message))
		}
	}
	for _, base := range []func(testing.TB) *reader{offline, online} {
		r := base(t).ask("9F50", "20").set("DF02", "768000").cvmFrom(1)
		if out := r.run(); r.record("9F34") != "1F0002" || out.CVM != kernel.CVMNotRequired {
			t.Errorf("transit: %s, %d", r.record("9F34"), out.CVM)
		}
	}
}

// The transaction limits in EMV Mode, after GENERATE AC: one for a CVM on the device, one for all others, which the first stands in for.
// C-5 3.8.3.5, 3.8.3.6
func TestTransactionLimits(t *testing.T) {
	const below, at = "000000001233", "000000001234"
	device := func(r *reader) { r.ask("9F50", "31") }
	limits := func(plain, cdcvm string) func(*reader) {
		return func(r *reader) { r.set("DF03", plain).set("DF04", cdcvm) }
	}
	both := func(list ...func(*reader)) func(*reader) { return func(r *reader) { r.with(list...) } }
	on, plain := approves.owing(kernel.CVMConfirmed), approves
	turns(t,
		turn{"device, no limit", offline, both(device, limits("-", "-")), on},
		turn{"device, below", offline, both(device, limits("-", "000000001235")), on},
		turn{"device, at the limit", offline, both(device, limits("-", at)), next("3.8.3.5").authenticated("ok")},
		turn{"device, above", offline, both(device, limits("-", below)), next("3.8.3.5").authenticated("ok")},
		turn{"device, the plain limit does not count", offline, both(device, limits(below, "-")), on},
		turn{"other, no limit", offline, limits("-", "-"), plain},
		turn{"other, below", offline, limits("000000001235", "-"), plain},
		turn{"other, at the limit", offline, limits(at, "-"), next("3.8.3.6").authenticated("ok")},
		turn{"other, above", offline, limits(below, "-"), next("3.8.3.6").authenticated("ok")},
		turn{"other, below the plain limit, above the device's", offline, limits("000000001235", below), plain},
		turn{"other, no plain limit, the device's serves", offline, limits("-", at), next("3.8.3.6").authenticated("ok")},
		turn{"other, no plain limit, below the device's", offline, limits("-", "000000001235"), plain},
		turn{"an ARQC", online, limits("000000006000", "-"), next("3.8.3.6").authenticated("ok")},
		turn{"transit, device", offline, both(device, limits("-", at), func(r *reader) { r.set("DF02", "768000") }), next("3.8.3.5").authenticated("ok")},
		turn{"legacy, the device's does not count", old, limits("-", at), goesOnline.authenticated(none)},
	)
}

// Legacy Mode reads codes of the CVM list alone: conditions, amounts and bit 7 do not count. The first that the reader supports is the CVM.
// C-5 3.9.2.1, 3.9.2.2, 3.9.2.3, 3.9.2.4, 3.9.3.3
func TestCVMList(t *testing.T) {
	required := func(rules string) func(*reader) {
		return func(r *reader) {
			r.cvmFrom(1)
			if rules == "-" {
				r.file(1, "8E", "-")
				return
			}
			r.file(1, "8E", "0000000100000002"+rules)
		}
	}
	tip := func(v, rules string) func(*reader) { return func(r *reader) { required(rules)(r); r.set("DF02", v) } }
	on := goesOnline.authenticated(none)
	turns(t,
		turn{"not required", old, func(r *reader) { r.file(1, "8E", "-") }, on},
		turn{"not required, whatever the list", old, func(r *reader) { r.file(1, "8E", "00000000000000000200") }, on},
		turn{"no list", old, required("-"), declines("3.9.2.2")},
		turn{"empty", old, func(r *reader) { required("0200")(r); r.file(1, "8E", "") }, declines("3.9.2.2")},
		turn{"online PIN", old, required("0200"), on.owing(kernel.CVMOnlinePIN)},
		turn{"online PIN, bit 7", old, required("4200"), on.owing(kernel.CVMOnlinePIN)},
		turn{"signature", old, required("1E00"), on.owing(kernel.CVMSignature)},
		turn{"the first", old, required("1E00 0200"), on.owing(kernel.CVMSignature)},
		turn{"the first that is supported", old, tip("200000", "1E00 0200"), on.owing(kernel.CVMOnlinePIN)},
		turn{"bit 7 clear ends nothing", old, tip("400000", "0200 1E00"), on.owing(kernel.CVMSignature)},
		turn{"a condition that does not hold", old, required("0201"), on.owing(kernel.CVMOnlinePIN)},
		turn{"an unknown condition", old, required("02FF"), on.owing(kernel.CVMOnlinePIN)},
		turn{"others are passed over", old, required("0100 0300 0400 0500 1F00 0000 1E00"), on.owing(kernel.CVMSignature)},
		turn{"no CVM is none", old, required("1F00"), declines("3.9.2.4")},
		turn{"nothing supported", old, tip("108000", "0200 1E00"), declines("3.9.2.4")},
	)
}
