package c5_test

import (
	"testing"

	"github.com/emvgo/emv/tlv"
)

// The records are read in the order of the AFL, whatever is in them; what goes wrong with one leads to the next application, a lost answer to another tap.
// C-5 3.4.1.1, 3.11.1.1, 3.11.1.2, 3.11.2.3
func TestRecords(t *testing.T) {
	r := offline(t)
	r.expect(approves)
	if r.instructions() != "A8 B2 B2 B2 B2 AE" {
		t.Errorf("sent %s", r.instructions())
	}
	turns(t,
		turn{"status", offline, func(r *reader) { r.status(read, 0x6A83) }, next("3.11.1.1")},
		turn{"status 6283", offline, func(r *reader) { r.status(lastOne, 0x6283) }, next("3.11.1.1")},
		turn{"status 9001", offline, func(r *reader) { r.status(lastOne, 0x9001) }, next("3.11.1.1")},
		turn{"no answer", offline, func(r *reader) { r.lost(read) }, presents},
		turn{"no answer to the last", offline, func(r *reader) { r.lost(lastOne) }, presents},
		turn{"empty", offline, func(r *reader) { r.reply(lastOne, "9000") }, next("3.11.1.2")},
		turn{"another template", offline, func(r *reader) { r.reply(lastOne, "77009000") }, next("3.11.1.2")},
		turn{"broken inside", offline, func(r *reader) { r.reply(lastOne, "7002 5F209000") }, next("3.11.1.2")},
		turn{"unknown objects", offline, func(r *reader) { r.file(4, "DF60", "0102").file(4, "9F6D", "0001").file(4, "C1", "00") }, approves},
		turn{"unknown twice", offline, func(r *reader) { r.reply(lastOne, "7006 C10100 C10100 9000") }, approves},
		turn{"known twice", offline, func(r *reader) { r.file(4, "5F34", "01") }, next("3.11.1.2")},
		turn{"length 0 twice", offline, func(r *reader) { r.file(4, "5F34", "") }, approves},
		turn{"what is the terminal's", offline, func(r *reader) {
			r.file(4, "9F02", "000000000001").file(4, "95", "FFFFFFFFFF").file(4, "9F53", "000000")
		}, approves},
		turn{"what comes with the cryptogram", offline, func(r *reader) { r.file(4, "9F50", "10").file(4, "9F27", "40").file(4, "9F60", "01") }, approves},
		turn{"a wrong length", offline, func(r *reader) { r.file(4, "5F28", "039200") }, next("3.11.1.2")},
		turn{"a digit of the PAN that is none", offline, func(r *reader) {
			r.file(1, "5A", "3540829999A21012").file(1, "57", "3540829999A21012D49122010000000000")
		}, next("3.11.1.2")},
		turn{"a digit that is none", offline, func(r *reader) { r.file(4, "5F28", "03A2") }, next("3.11.1.2")},
		turn{"a date that is none", offline, func(r *reader) { r.file(1, "5F24", "491331") }, next("3.11.1.2")},
		turn{"an effective date that is none", offline, func(r *reader) { r.file(4, "5F25", "490100") }, next("3.11.1.2")},
		turn{"a CVM list with half a rule", offline, func(r *reader) { r.file(4, "8E", "0000000000000000420342") }, next("3.11.1.2")},
		turn{"a CVM list without rules", offline, func(r *reader) { r.file(4, "8E", "0000000000000000") }, approves},
		turn{"a CVM list with half an amount", offline, func(r *reader) { r.file(4, "8E", "000000000000") }, next("3.11.1.2")},
		turn{"a name of one letter", offline, func(r *reader) { r.file(4, "5F20", "41") }, approves},
	)
}

// What every card must have: without it the next application, which is no error of the transaction.
// C-5 3.4.1.2
func TestMandatoryDataElements(t *testing.T) {
	for _, name := range []string{"8C", "57", "5F24", "5A"} {
		for _, value := range []string{"-", ""} {
			for _, base := range []func(testing.TB) *reader{offline, old} {
				if r := base(t).sealed().file(1, name, value); value != "" || name != "8C" {
					r.expect(next("3.4.1.2"))
				}
			}
		}
	}
	turns(t,
		turn{"an empty CDOL1", offline, func(r *reader) { r.file(1, "8C", "") }, next("3.4.1.2")},
		turn{"a broken CDOL1", offline, func(r *reader) { r.file(1, "8C", "9F02") }, next("3.11.1.2")},
		turn{"a CDOL1 that is too long", offline, func(r *reader) { r.file(1, "8C", "9F4EFF 9C01") }, next("3.11.1.2")},
		turn{"the longest CDOL1", offline, func(r *reader) { r.file(1, "8C", "9F4EFE 9C01") }, approves},
	)
}

// verificationResults is the TVR of a card that goes online whatever they are, as the data record has it.
func verificationResults(t *testing.T, r *reader) string {
	t.Helper()
	r.set("DF0A", "0000000000").run()
	return r.record("95")
}

// What CDA lacks stands in the TVR before GENERATE AC: data of the card, the key of the terminal.
// C-5 3.4.1.3, 3.4.1.4
func TestAuthenticationData(t *testing.T) {
	const missing, noKey = "2400008000", "8000008004"
	drop := func(n int, name string) func(*reader) { return func(r *reader) { r.sealed().file(n, name, "-") } }
	for _, c := range []struct {
		name string
		base func(testing.TB) *reader
		edit func(*reader)
		want string
	}{
		{"all there", online, nil, "0000008000"},
		{"no index", online, drop(2, "8F"), missing},
		{"no issuer certificate", online, drop(2, "90"), missing},
		{"no issuer exponent", online, drop(2, "9F32"), missing},
		{"no remainder, and required", online, drop(2, "92"), missing},
		{"no ICC certificate", online, drop(3, "9F46"), missing},
		{"no ICC exponent", online, drop(3, "9F47"), missing},
		{"no ICC remainder", online, drop(3, "9F48"), "0400008000"}, // known when the signature is verified
		{"no key", online, func(r *reader) { r.sealed().file(2, "8F", "C2") }, noKey},
		{"no keys", online, func(r *reader) { r.cfg.Keys = nil }, noKey},
		{"another RID", online, func(r *reader) { r.combination.AID = r.hex("A000000066") }, noKey},
		{"AIP without CDA", unsigned, nil, "8000008000"},
		{"without the option", unsigned, func(r *reader) { r.set("DF01", "0200").option("82", "1D80") }, "8000008000"},
		{"legacy", old, func(r *reader) { r.option("82", "1D00") }, "8000008000"},
	} {
		r := c.base(t)
		r.set("DF02", "708000") // no contact chip
		if c.edit != nil {
			c.edit(r)
		}
		if r.signs {
			r.ask("9F26", "0102030405060708") // where CDA is not asked for
		}
		if got := verificationResults(t, r); got != c.want {
			t.Errorf("%s: TVR %s, want %s", c.name, got, c.want)
		}
	}
	// an issuer's key that has room in its certificate needs no remainder
	r := online(t).sealed().file(2, "92", "-").file(3, "9F46", "AABBCC").set("DF02", "708000")
	if got := verificationResults(t, r); got != "0400008000" {
		t.Errorf("TVR %s", got)
	}
}

// The store has what the card gave, and none of it in the place of the terminal's.
// C-5 annex B
func TestReport(t *testing.T) {
	r := offline(t)
	out := r.expect(approves)
	if got := out.Report.Get(tlv.CardholderVerificationStatus); len(got) != 1 || got[0] != 0 {
		t.Errorf("9F50 %X", got)
	}
	if got := out.Report.Get(tlv.TerminalInterchangeProfile); hexOf(got) != "728000" {
		t.Errorf("9F53 %X", got)
	}
	offline(t).file(4, "9F5F", "01").expect(approves) // an offline balance comes with the cryptogram alone
}
